//! What goes beyond the straight way: promises, endings, licences and bars, by the articles that they stand on.

use yimen_domain::cases::beyond::bars::{self, Kind};
use yimen_domain::cases::beyond::ending::Ground;
use yimen_domain::cases::beyond::licence::{
    Annulment, Cancellation, EndOrder, Ending, Licence, Named, Place, Purpose, Standing, TakingBack, need_valid,
    reminder,
};
use yimen_domain::cases::beyond::{Happened, Order, Reminder};

use super::*;

fn end(how: Ending) -> Command {
    Order::EndLicence(Box::new(EndOrder {
        how,
        reason: "经查明的事实".into(),
        statement: "已告知，持证人未提出陈述、申辩".into(),
        harm: false,
    }))
    .into()
}

pub(super) fn annul(ground: Annulment) -> Command {
    let damages = String::new();
    end(Ending::Annulled { ground, damages })
}

pub(super) fn take_back() -> Command {
    end(Ending::TakenBack {
        ground: TakingBack::LawChanged,
        compensation: "依法补偿直接损失".into(),
    })
}

pub(super) fn revoke() -> Command {
    end(Ending::Revoked {
        decision: "前市监罚〔2026〕8号".into(),
        decided: day("2026-03-02"),
    })
}

pub(super) fn cancel(ground: Cancellation) -> Command {
    let basis = String::new();
    end(Ending::Cancelled { ground, basis })
}

fn terminate(ground: Ground) -> Command {
    Order::Terminate {
        ground,
        basis: "本地规定第三条".into(),
        reason: "申请人已经死亡".into(),
    }
    .into()
}

pub(super) fn bar(ground: bars::Ground) -> Command {
    Order::Bar {
        ground,
        concerns: "食品安全直接关系人身健康".into(),
        facts: "健康证明系伪造".into(),
    }
    .into()
}

fn lift(of: Kind) -> Command {
    let reason = "已经改正，同意修复".into();
    Order::LiftBar { of, reason }.into()
}

fn accept_deferring() -> Command {
    Order::AcceptDeferring {
        seen: Vec::new(),
        promised_by: "陈**".into(),
    }
    .into()
}

fn hand_in(material: &str) -> Command {
    Order::HandInDeferred {
        materials: vec![handed(material)],
    }
    .into()
}

fn correct(place: Place, was: &str, now: &str) -> Command {
    Order::CorrectCertificate {
        place,
        was: was.into(),
        now: now.into(),
        reason: "打印错误".into(),
    }
    .into()
}

/// Who gives such a command as a rule, and the command with nothing wrong in it.
pub(super) fn usual(name: &str) -> Option<(Who, Command)> {
    Some(match name {
        "accept_deferring" => (Who::Clerk, accept_deferring()),
        "hand_in_deferred" => (Who::Owner, hand_in("m2")),
        "terminate" => (Who::Chief, terminate(Ground::ApplicantGone)),
        "bar" => (Who::Chief, bar(bars::Ground::FalseMaterials)),
        "lift_bar" => (Who::Chief, lift(Kind::FalseMaterials)),
        "take_back" => (Who::Chief, take_back()),
        "annul" => (Who::Chief, annul(Annulment::Unqualified)),
        "revoke" => (Who::Chief, revoke()),
        "cancel" => (Who::Chief, cancel(Cancellation::ForceMajeure)),
        "correct_certificate" => (Who::Chief, correct(Place::Scope, "热食制作", "热食类食品制售")),
        _ => return None,
    })
}

fn deferred() -> Walk {
    let mut walk = Walk::filed(permit(), &["m1"]);
    walk.does(Who::Clerk, accept_deferring()).unwrap();
    walk
}

fn licence(walk: &Walk) -> &Licence {
    walk.case.beyond.licence.as_ref().unwrap()
}

fn grant_for(validity: &str) -> Command {
    Command::Decide {
        outcome: Outcome::Grant {
            conditions: Vec::new(),
            validity: validity.into(),
        },
        hand_over: None,
    }
}

pub(super) fn granted_for(validity: &str) -> Walk {
    let mut walk = Walk::at(Status::Reviewed);
    walk.does(Who::Chief, grant_for(validity)).unwrap();
    walk
}

mod deferral_rules {
    use super::*;

    #[test]
    fn what_is_secondary_may_follow_on_a_promise_and_nothing_else() {
        let mut walk = Walk::filed(permit(), &["m1"]);
        assert_eq!(
            walk.code(Who::Clerk, accept()),
            "materials_missing",
            "not without a promise"
        );
        assert!(walk.open(Who::Clerk).contains(&"accept_deferring"));
        walk.does(Who::Clerk, accept_deferring()).unwrap();
        let promise = &walk.case.beyond.deferral.as_ref().unwrap().promise;
        assert_eq!(promise.materials, ["m2"]);
        assert_eq!(walk.left(ClockKind::DeferredMaterial), 5);
        assert_eq!(walk.case.status(), Status::Accepted, "the examination begins");
        let bare = Walk::filed(permit(), &["m2"]);
        assert_eq!(
            bare.code(Who::Clerk, accept_deferring()),
            "nothing_deferred",
            "m1 may not follow"
        );
        let neither = Walk::filed(permit(), &[]);
        assert_eq!(neither.code(Who::Clerk, accept_deferring()), "materials_missing");
        let nobody = Order::AcceptDeferring {
            seen: Vec::new(),
            promised_by: " ".into(),
        };
        let refused = Walk::filed(permit(), &["m1"])
            .decides(Who::Clerk, nobody.into())
            .unwrap_err();
        assert_eq!(fields(&refused), ["promised_by"]);
    }

    #[test]
    fn nothing_is_granted_before_what_was_promised_is_here() {
        let mut walk = deferred();
        walk.does(Who::Examiner, review()).unwrap();
        let refused = walk.decides(Who::Chief, grant()).unwrap_err();
        assert_eq!(
            (refused.code, fields(&refused)),
            ("deferred_missing", vec!["materials.m2"])
        );
        assert_eq!(walk.code(Who::Chief, refuse()), "done", "a refusal need not wait");
        assert_eq!(
            walk.code(Who::Owner, hand_in("m1")),
            "invalid_fields",
            "m1 was not promised"
        );
        walk.does(Who::Owner, hand_in("m2")).unwrap();
        assert_eq!(
            walk.case.clock(ClockKind::DeferredMaterial).unwrap().stopped,
            Some(walk.today)
        );
        assert_eq!(walk.code(Who::Owner, hand_in("m2")), "nothing_deferred");
        assert_eq!(walk.code(Who::Chief, grant()), "done");
    }

    #[test]
    fn what_was_promised_may_come_among_other_things() {
        let mut walk = deferred();
        walk.does(Who::Owner, hand_in_more("m2")).unwrap();
        let clock = walk.case.clock(ClockKind::DeferredMaterial).unwrap();
        assert_eq!(clock.stopped, Some(walk.today));
        assert_eq!(walk.code(Who::Owner, hand_in("m2")), "nothing_deferred");
        walk.does(Who::Examiner, review()).unwrap();
        assert_eq!(walk.code(Who::Chief, grant()), "done");
    }

    #[test]
    fn a_promise_that_is_not_kept_ends_the_case_by_rule_and_stays_on_record() {
        let late = terminate(Ground::DeferredLate);
        let mut walk = deferred();
        assert_eq!(walk.code(Who::System, late.clone()), "deferral_not_over");
        walk = walk.on("2026-03-09");
        assert_eq!(
            walk.code(Who::System, late.clone()),
            "deferral_not_over",
            "its last day"
        );
        walk = walk.on("2026-03-10");
        assert_eq!(walk.code(Who::System, terminate(Ground::Failure)), "not_permitted");
        walk.does(Who::System, late).unwrap();
        assert_eq!(walk.case.status(), Status::Withdrawn);
        assert_eq!(walk.case.standing().0, "视为撤回申请");
        assert!(walk.case.clocks.iter().all(|clock| clock.stopped.is_some()));
        let kinds: Vec<Kind> = walk.case.beyond.bars.iter().map(|bar| bar.kind).collect();
        assert_eq!(kinds, [Kind::BrokenPromise]);
        walk.does(Who::Chief, lift(Kind::BrokenPromise)).unwrap();
        assert_eq!(walk.code(Who::Chief, lift(Kind::BrokenPromise)), "not_barred");
    }

    #[test]
    fn whoever_broke_a_promise_may_not_make_another() {
        let of = |kind| bars::Standing {
            kind,
            item: "x".into(),
            number: "1".into(),
            until: None,
        };
        let code = |kind| deferral::need_credit(&[of(kind)]).map_or_else(|refusal| refusal.code, |()| "free");
        assert_eq!(code(Kind::BrokenPromise), "promise_broken");
        assert_eq!(code(Kind::FalseMaterials), "free");
    }
}

mod ending_rules {
    use super::*;

    #[test]
    fn an_authority_ends_a_case_in_writing_with_the_rule_behind_it() {
        let mut walk = Walk::at(Status::Suspended);
        let bare = Order::Terminate {
            ground: Ground::SubjectGone,
            basis: String::new(),
            reason: String::new(),
        };
        let refused = walk.decides(Who::Chief, bare.into()).unwrap_err();
        assert_eq!(fields(&refused), ["reason", "basis"]);
        for who in [Who::Clerk, Who::Examiner, Who::Owner, Who::OtherChief] {
            assert_eq!(
                walk.code(who, terminate(Ground::ApplicantGone)),
                "not_permitted",
                "{who:?}"
            );
        }
        walk.does(Who::Chief, terminate(Ground::ApplicantGone)).unwrap();
        let ended = walk.case.beyond.ended.as_ref().unwrap();
        assert_eq!(
            (ended.document.kind, ended.letter.as_deref()),
            (DocumentKind::Termination, Some("1号"))
        );
        assert_eq!(walk.case.standing().0, "已终止办理");
        assert!(walk.case.clocks.iter().all(|clock| clock.stopped == Some(walk.today)));
        assert!(walk.case.beyond.bars.is_empty());
    }
}

mod licence_rules {
    use super::*;

    #[test]
    fn a_granted_permit_makes_a_licence_and_nothing_else_does() {
        let walk = granted_for("五年");
        let made = licence(&walk);
        assert_eq!((made.from, made.until), (day("2026-03-02"), Some(day("2031-03-02"))));
        assert_eq!(made.number, "XK2026000000", "the serial is drawn when it is committed");
        assert_eq!(made.root, walk.case.id);
        assert!(granted_for("长期").case.beyond.licence.unwrap().until.is_none());
        assert!(Walk::at(Status::Refused).case.beyond.licence.is_none());
        let mut other = Walk::filed(
            Item {
                kind: ItemKind::Confirmation,
                ..permit()
            },
            &["m1", "m2"],
        );
        for (who, command) in [(Who::Clerk, accept()), (Who::Examiner, review()), (Who::Chief, grant())] {
            other.does(who, command).unwrap();
        }
        assert!(other.case.beyond.licence.is_none());
        assert_eq!(other.code(Who::Chief, take_back()), "no_licence");
    }

    #[test]
    fn an_item_that_ends_a_licence_makes_none() {
        let made = |name: &str| {
            let name = Words::new(name, "");
            let mut walk = Walk::filed(Item { name, ..permit() }, &["m1", "m2"]);
            for (who, command) in [(Who::Clerk, accept()), (Who::Examiner, review()), (Who::Chief, grant())] {
                walk.does(who, command).unwrap();
            }
            walk.case.beyond.licence.is_some()
        };
        assert!(!made("道路旅客运输经营许可（注销）"));
        assert!(!made("烟草专卖零售许可证歇业"));
        assert!(!made("采矿权注销登记"));
        assert!(made("基层法律服务工作者执业、变更、注销许可"));
    }

    /// The ground, whether it holds for a valid licence, for an expired one, and for one that was annulled.
    const CANCELLATIONS: [(Cancellation, bool, bool, bool); 6] = [
        (Cancellation::Expired, false, true, false),
        (Cancellation::HolderGone, true, true, false),
        (Cancellation::Dissolved, false, false, false),
        (Cancellation::Ended, false, false, true),
        (Cancellation::ForceMajeure, true, true, false),
        (Cancellation::Other, true, true, false),
    ];

    #[test]
    fn a_licence_is_cancelled_on_the_grounds_of_article_70_only() {
        let of = |ground| {
            end(Ending::Cancelled {
                ground,
                basis: "食品安全法实施条例 第三条".into(),
            })
        };
        for (ground, valid, expired, annulled) in CANCELLATIONS {
            let walk = granted_for("一年");
            let mut was_annulled = walk.clone();
            was_annulled.does(Who::Chief, annul(Annulment::Procedure)).unwrap();
            let done = |walk: &Walk| walk.code(Who::Chief, of(ground)) == "done";
            assert_eq!(done(&walk), valid, "{ground:?} of a valid licence");
            assert_eq!(done(&walk.on("2027-03-03")), expired, "{ground:?} of an expired one");
            assert_eq!(done(&was_annulled), annulled, "{ground:?} of one that was annulled");
        }
        let walk = granted_for("五年");
        let refused = walk.decides(Who::Chief, cancel(Cancellation::Other)).unwrap_err();
        assert_eq!(fields(&refused), ["basis"], "the law that asks for it is named");
    }

    #[test]
    fn each_end_stands_apart_and_comes_once() {
        for (command, standing, document) in [
            (take_back(), Standing::TakenBack, Some(DocumentKind::TakeBack)),
            (
                annul(Annulment::Fraud),
                Standing::Annulled,
                Some(DocumentKind::Annulment),
            ),
            (revoke(), Standing::Revoked, None),
        ] {
            let mut walk = granted_for("五年");
            walk.does(Who::Chief, command).unwrap();
            assert_eq!(licence(&walk).on(walk.today), standing);
            assert_eq!(
                licence(&walk).ended[0].document.as_ref().map(|mark| mark.kind),
                document
            );
            for again in [
                take_back(),
                annul(Annulment::Abuse),
                revoke(),
                correct(Place::Other, "甲", "乙"),
            ] {
                assert_eq!(walk.code(Who::Chief, again), "licence_ended", "after {standing:?}");
            }
            walk.does(Who::Chief, cancel(Cancellation::Ended)).unwrap();
            assert_eq!(licence(&walk).on(walk.today), Standing::Cancelled);
            assert_eq!(walk.code(Who::Chief, cancel(Cancellation::Ended)), "licence_ended");
        }
        let over = granted_for("一年").on("2027-03-03");
        assert_eq!(over.code(Who::Chief, take_back()), "licence_expired");
        assert_eq!(over.code(Who::Chief, revoke()), "licence_expired");
    }

    #[test]
    fn article_69_decides_when_a_licence_is_annulled_and_who_gets_damages() {
        let walk = granted_for("五年");
        let order = |ground, damages: &str, harm| {
            Command::from(Order::EndLicence(Box::new(EndOrder {
                how: Ending::Annulled {
                    ground,
                    damages: damages.into(),
                },
                reason: "查明的事实".into(),
                statement: "持证人陈述意见".into(),
                harm,
            })))
        };
        for ground in Annulment::all() {
            assert_eq!(
                walk.code(Who::Chief, order(ground, "", true)),
                "public_interest",
                "{ground:?}"
            );
            let paid = walk.code(Who::Chief, order(ground, "赔偿直接损失", false));
            let expected = if ground == Annulment::Fraud {
                "no_damages"
            } else {
                "done"
            };
            assert_eq!(paid, expected, "{ground:?}");
        }
    }

    #[test]
    fn its_holder_is_heard_and_a_loss_is_spoken_of() {
        let walk = granted_for("五年");
        let silent = Order::EndLicence(Box::new(EndOrder {
            how: Ending::TakenBack {
                ground: TakingBack::FactsChanged,
                compensation: String::new(),
            },
            reason: String::new(),
            statement: String::new(),
            harm: false,
        }));
        let refused = walk.decides(Who::Chief, silent.into()).unwrap_err();
        assert_eq!(fields(&refused), ["reason", "statement", "compensation"]);
        let to_come = end(Ending::Revoked {
            decision: "1号".into(),
            decided: walk.today.plus(1),
        });
        assert_eq!(fields(&walk.decides(Who::Chief, to_come).unwrap_err()), ["decided"]);
    }

    #[test]
    fn rows_of_grounds_stand_in_the_order_of_their_names() {
        for ground in TakingBack::all() {
            assert_eq!(TakingBack::parse(ground.code()), Some(ground));
        }
        for ground in Annulment::all() {
            assert_eq!(Annulment::parse(ground.code()), Some(ground));
        }
        for ground in Cancellation::all() {
            assert_eq!(Cancellation::parse(ground.code()), Some(ground));
        }
    }

    #[test]
    fn a_correction_keeps_old_and_new_and_names_no_private_person() {
        let mut walk = granted_for("五年");
        walk.does(Who::Chief, correct(Place::Holder, "陈小明", "陈晓明"))
            .unwrap();
        walk.does(Who::Chief, correct(Place::LastDay, "2031-03-02", "2031-03-01"))
            .unwrap();
        let made = licence(&walk);
        assert_eq!(
            (made.corrections[0].was.as_str(), made.corrections[0].now.as_str()),
            ("陈**", "陈**")
        );
        assert_eq!(made.until, Some(day("2031-03-01")));
        assert_eq!(
            walk.code(Who::Chief, correct(Place::Scope, "甲", " 甲 ")),
            "invalid_fields"
        );
        assert_eq!(
            walk.code(Who::Chief, correct(Place::LastDay, "甲", "明天")),
            "invalid_fields"
        );
    }

    fn about(purpose: Purpose, renews: Option<&str>) -> Walk {
        let mut walk = Walk::complete();
        let What::Filed(filed) = &mut walk.events[0].what else {
            panic!("a case begins with its filing")
        };
        filed.licence = Some(Named {
            purpose,
            root: CaseId(Uuid::from_u128(77)),
            carried_by: CaseId(Uuid::from_u128(78)),
            number: "XK2023000007".into(),
            from: day("2023-04-01"),
            until: Some(day("2026-04-01")),
        });
        filed.renews = renews.map(|expiry| yimen_domain::cases::event::Renews {
            licence: "XK2023000007".into(),
            expiry: day(expiry),
            ask_by: day(expiry).plus(-30),
            source: "行政许可法 第五十条".into(),
        });
        walk.case = Case::begin(walk.case.id, &walk.events[0]).unwrap();
        for (who, command) in [(Who::Clerk, accept()), (Who::Examiner, review())] {
            walk.does(who, command).unwrap();
        }
        walk
    }

    fn kind_of(walk: &Walk) -> DocumentKind {
        walk.events.last().unwrap().what.document().unwrap().kind
    }

    #[test]
    fn a_change_keeps_the_days_and_a_renewal_goes_on_where_it_would_have_ended() {
        let mut changed = about(Purpose::Change, None);
        changed.does(Who::Chief, grant()).unwrap();
        assert_eq!(kind_of(&changed), DocumentKind::Change);
        let made = licence(&changed);
        assert_eq!((made.number.as_str(), made.root.0.as_u128()), ("XK2023000007", 77));
        assert_eq!((made.from, made.until), (day("2023-04-01"), Some(day("2026-04-01"))));
        let mut renewed = about(Purpose::Renewal, Some("2026-04-01"));
        renewed.does(Who::Chief, grant_for("五年")).unwrap();
        assert_eq!(kind_of(&renewed), DocumentKind::Renewal);
        assert_eq!(licence(&renewed).until, Some(day("2031-04-01")));
        assert_eq!(licence(&renewed).number, "XK2023000007");
    }

    #[test]
    fn silence_renews_for_as_long_as_before() {
        let mut walk = about(Purpose::Renewal, Some("2026-04-01")).on("2026-04-02");
        walk.does(Who::System, grant()).unwrap();
        assert_eq!(licence(&walk).until, Some(day("2029-04-01")));
    }

    #[test]
    fn a_holder_is_reminded_sixty_and_thirty_days_before_the_end_and_once() {
        let mut walk = granted_for("一年");
        let due = |walk: &Walk| reminder(&walk.case, walk.today);
        for (on, expected) in [
            ("2026-12-31", None),
            ("2027-01-01", Some(Reminder::Renewal60)),
            ("2027-01-31", Some(Reminder::Renewal30)),
            ("2027-03-03", None),
        ] {
            walk = walk.on(on);
            assert_eq!(due(&walk).map(|found| found.0), expected, "{on}");
        }
        walk = walk.on("2027-01-05");
        let (of, until) = due(&walk).unwrap();
        let event = Event {
            seq: walk.case.events + 1,
            at: context(&walk.item, walk.today, &Actor::system()).now,
            actor: ActorMark::of(&Actor::system(), None),
            what: Happened::Reminded {
                day: walk.today,
                of,
                due: until,
            }
            .into(),
        };
        walk.case.apply(&event).unwrap();
        assert_eq!(due(&walk), None, "told once");
    }

    #[test]
    fn only_a_valid_licence_is_changed_or_renewed() {
        for standing in Standing::ALL {
            assert_eq!(
                need_valid(standing).is_ok(),
                standing == Standing::Valid,
                "{standing:?}"
            );
        }
    }
}

mod bar_rules {
    use super::*;

    #[test]
    fn false_materials_bar_for_one_year_and_fraud_for_three() {
        let mut refused = Walk::at(Status::Refused);
        refused.does(Who::Chief, bar(bars::Ground::FalseMaterials)).unwrap();
        let set = refused.case.beyond.bars[0];
        assert_eq!((set.from, set.until), (day("2026-03-02"), Some(day("2027-03-02"))));
        assert_eq!(
            refused.code(Who::Chief, bar(bars::Ground::FalseMaterials)),
            "no_ground",
            "once"
        );
        let mut annulled = granted_for("五年");
        assert_eq!(
            annulled.code(Who::Chief, bar(bars::Ground::Fraud)),
            "no_ground",
            "nothing was annulled"
        );
        annulled.does(Who::Chief, annul(Annulment::Fraud)).unwrap();
        annulled.does(Who::Chief, bar(bars::Ground::Fraud)).unwrap();
        assert_eq!(annulled.case.beyond.bars[0].until, Some(day("2029-03-02")));
        let mut other = granted_for("五年");
        other.does(Who::Chief, annul(Annulment::Abuse)).unwrap();
        assert_eq!(
            other.code(Who::Chief, bar(bars::Ground::Fraud)),
            "no_ground",
            "not the holder's fault"
        );
    }

    #[test]
    fn a_bar_holds_for_its_item_up_to_its_last_day() {
        let standing = |kind, until: Option<&str>| bars::Standing {
            kind,
            item: "511A0001".into(),
            number: "1".into(),
            until: until.map(day),
        };
        let barred = [standing(Kind::FalseMaterials, Some("2027-03-02"))];
        let code = |item: &str, on: &str| {
            bars::need_free(&barred, item, day(on)).map_or_else(|refusal| refusal.code, |()| "free")
        };
        assert_eq!(code("511A0001", "2027-03-02"), "barred");
        assert_eq!(code("511A0001", "2027-03-03"), "free");
        assert_eq!(code("511A0002", "2026-06-01"), "free", "another permit");
        let refusal = bars::need_free(&barred, "511A0001", day("2026-06-01")).unwrap_err();
        assert_eq!(refusal.rule, "行政许可法 第七十八条");
        assert!(refusal.why.zh.contains("2027-03-02"), "{}", refusal.why.zh);
        let promise = [standing(Kind::BrokenPromise, None)];
        assert!(
            bars::need_free(&promise, "511A0001", day("2026-06-01")).is_ok(),
            "a broken promise bars nobody"
        );
    }
}
