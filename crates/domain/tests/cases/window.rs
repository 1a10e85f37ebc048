//! Intake: every outcome of 行政许可法 art. 32 with the paper that it makes, and what a region adds (安阳市政务服务条例 art. 36, 42).

use yimen_domain::calendar::Region;
use yimen_domain::cases::State as Stands;
use yimen_domain::cases::intake::{Happened, Order, PreExamination, Reused};
use yimen_domain::clocks::{Budget, Rule, RuleError, Scope, Unit, Warning};
use yimen_domain::items::Coded;
use yimen_domain::organisation::permission::Permission;

use super::*;

/// A county with both rules of 安阳: ten working days for corrections, warned of three days before; one for the pre-examination.
fn county() -> Rules {
    let region = Region::parse("511603").unwrap();
    let rule = |kind, amount, article: &str, warning| Rule {
        kind,
        scope: Scope::Region(region.clone()),
        budget: Some(Budget {
            amount,
            unit: Unit::WorkingDays,
            source: format!("安阳市政务服务条例 {article}"),
        }),
        warning,
    };
    Rules::new(
        Some(region.clone()),
        vec![
            rule(ClockKind::Correction, 10, "第三十六条", Some(Warning::DaysLeft(3))),
            rule(ClockKind::PreExamination, 1, "第四十二条", None),
        ],
    )
}

/// A case on its way under the rules of a region.
struct Under {
    rules: Rules,
    walk: Walk,
}

impl Under {
    fn filed(rules: Rules, filing: Filing) -> Under {
        let filer = if filing.channel == Channel::Window {
            Who::Clerk
        } else {
            Who::Owner
        };
        let (item, today, actor) = (permit(), day("2026-03-02"), filer.actor());
        let context = Context {
            rules: &rules,
            ..context(&item, today, &actor)
        };
        let what = decide::file(&context, filing).unwrap().remove(0);
        let first = Event {
            seq: 1,
            at: context.now,
            actor: ActorMark::of(&actor, None),
            what,
        };
        let case = Case::begin(CaseId(Uuid::from_u128(1)), &first).unwrap();
        let events = vec![first];
        let walk = Walk {
            item,
            today,
            case,
            events,
        };
        Under { rules, walk }
    }

    fn county() -> Under {
        Under::filed(county(), filing(&["m1", "m2"]))
    }

    fn on(&mut self, today: &str) -> &mut Under {
        self.walk.today = day(today);
        self
    }

    fn decides(&self, who: Who, command: Command) -> Result<Vec<What>, Refusal> {
        let actor = who.actor();
        let context = Context {
            rules: &self.rules,
            ..context(&self.walk.item, self.walk.today, &actor)
        };
        decide::decide(&self.walk.case, &context, command)
    }

    fn does(&mut self, who: Who, command: Command) -> Result<What, Refusal> {
        let what = self.decides(who, command)?.remove(0);
        let event = Event {
            seq: self.walk.case.events + 1,
            at: context(&self.walk.item, self.walk.today, &who.actor()).now,
            actor: ActorMark::of(&who.actor(), Some(Role::Clerk)),
            what: what.clone(),
        };
        self.walk.case.apply(&event).unwrap();
        self.walk.events.push(event);
        let again = Case::fold(self.walk.case.id, &self.walk.events);
        assert_eq!(again.as_ref(), Ok(&self.walk.case), "the events are the truth");
        Ok(what)
    }

    fn code(&self, who: Who, command: Command) -> &'static str {
        self.decides(who, command)
            .map_or_else(|refusal| refusal.code, |_| "done")
    }

    fn due(&self) -> Option<String> {
        let clock = self.walk.case.clock(ClockKind::Correction)?;
        Some(clock.due(Calendar::national()).unwrap().day.to_string())
    }
}

pub(super) fn correct_on_spot() -> Command {
    Command::Intake(Order::CorrectOnSpot {
        materials: vec![handed("m1")],
        commitment: None,
        confirmed_by: "陈**".into(),
    })
}

pub(super) fn pre_examine(advice: &[&str]) -> Command {
    let request = |material: &&str| CorrectionRequest {
        material: (*material).into(),
        what: "请补拍第二页".into(),
    };
    Command::Intake(Order::PreExamine {
        advice: advice.iter().map(request).collect(),
    })
}

pub(super) fn amend() -> Command {
    Command::Intake(Order::Amend {
        materials: vec![handed("m1")],
        commitment: None,
    })
}

pub(super) fn verify_originals() -> Command {
    Command::Intake(Order::VerifyOriginals {
        materials: vec!["m1".into()],
    })
}

pub(super) fn lapse() -> Command {
    Command::Intake(Order::Lapse)
}

/// 许可法 art. 32, row by row: what is found at the counter, what is done, how the case stands, and the paper that says so.
#[test]
fn every_outcome_of_article_32_is_there_with_its_paper() {
    let refuse = |ground| Command::RefuseAcceptance {
        ground,
        reason: "理由".into(),
    };
    let not_ours = |authority: &str| {
        refuse(NonAcceptance::NotOurs {
            authority: authority.into(),
        })
    };
    type Row = (
        &'static str,
        Vec<&'static str>,
        Command,
        Result<(Status, Option<DocumentKind>), &'static str>,
    );
    let rows: Vec<Row> = vec![
        (
            "(一) no permit is needed",
            vec!["m1", "m2"],
            refuse(NonAcceptance::NotNeeded),
            Ok((Status::NotAccepted, Some(DocumentKind::NotNeeded))),
        ),
        (
            "(二) another authority's business, which is named",
            vec!["m1", "m2"],
            not_ours("广安市市场监督管理局"),
            Ok((Status::NotAccepted, Some(DocumentKind::NotAccepted))),
        ),
        (
            "(二) without naming it",
            vec!["m1", "m2"],
            not_ours(" "),
            Err("invalid_fields"),
        ),
        (
            "(三) an error that can be corrected on the spot",
            vec!["m2"],
            correct_on_spot(),
            Ok((Status::Received, None)),
        ),
        (
            "(四) incomplete: told once what is missing",
            vec!["m2"],
            ask("m1"),
            Ok((Status::AwaitingCorrection, Some(DocumentKind::CorrectionNotice))),
        ),
        (
            "(五) complete: accepted",
            vec!["m1", "m2"],
            accept(),
            Ok((Status::Accepted, Some(DocumentKind::Acceptance))),
        ),
        (
            "incomplete and accepted all the same",
            vec!["m2"],
            accept(),
            Err("materials_missing"),
        ),
    ];
    for (what, materials, command, expected) in rows {
        let mut walk = Walk::filed(permit(), &materials);
        let receipt = walk.events[0].what.document().map(|document| document.kind);
        assert_eq!(receipt, Some(DocumentKind::Receipt), "{what}");
        let found = walk.does(Who::Clerk, command).map_err(|refusal| refusal.code);
        let last = walk.events.last().unwrap();
        let paper = last.what.document().map(|document| document.kind);
        assert_eq!(found.map(|()| (walk.case.status(), paper)), expected, "{what}");
    }
    // (四) nobody told anything in five working days: accepted by itself, from the day of receipt.
    let mut silent = Walk::filed(permit(), &["m2"]).on("2026-03-10");
    silent.does(Who::System, accept()).unwrap();
    let acceptance = silent.case.acceptance().unwrap();
    assert_eq!((acceptance.deemed, acceptance.day), (true, day("2026-03-02")));
    let paper = silent.events.last().unwrap().what.document().unwrap().kind;
    assert_eq!(paper, DocumentKind::Acceptance);
    // (五) everything that was asked for is there: accepted as of the day on which it came.
    let mut supplied = Walk::filed(permit(), &["m2"]);
    supplied.does(Who::Clerk, ask("m1")).unwrap();
    let mut supplied = supplied.on("2026-03-05");
    supplied.does(Who::Owner, supplement("m1")).unwrap();
    let mut supplied = supplied.on("2026-03-06");
    supplied.does(Who::Clerk, accept()).unwrap();
    assert_eq!(supplied.case.acceptance().unwrap().day, day("2026-03-05"));
}

#[test]
fn without_a_rule_of_the_region_corrections_have_no_end_and_nothing_is_pre_examined() {
    let mut walk = Under::filed(Rules::default(), filing(&["m1", "m2"]));
    assert_eq!(walk.walk.case.clock(ClockKind::PreExamination), None);
    assert_eq!(walk.code(Who::Clerk, pre_examine(&[])), "no_pre_examination");
    walk.does(Who::Clerk, ask("m1")).unwrap();
    assert_eq!(walk.due(), None);
    walk.on("2026-12-30");
    assert_eq!(walk.code(Who::System, lapse()), "wrong_state");
    assert_eq!(walk.code(Who::Owner, supplement("m1")), "done");
}

/// Told on Monday 2 March 2026, ten working days end on Monday 16 March.
#[test]
fn what_is_not_corrected_in_time_counts_as_withdrawn_where_a_rule_says_so() {
    let mut walk = Under::county();
    walk.does(Who::Clerk, ask("m1")).unwrap();
    assert_eq!(walk.due().as_deref(), Some("2026-03-16"));
    walk.on("2026-03-16");
    assert_eq!(walk.code(Who::System, lapse()), "wrong_state", "the last day counts");
    assert_eq!(walk.code(Who::Owner, supplement("m1")), "done");
    walk.on("2026-03-17");
    let late = walk.decides(Who::Owner, supplement("m1")).unwrap_err();
    assert_eq!(late.code, "correction_lapsed");
    assert!(late.why.zh.contains("2026-03-16") && late.why.zh.contains("安阳市政务服务条例 第三十六条"));
    for who in EVERYBODY.into_iter().filter(|who| *who != Who::System) {
        assert_eq!(walk.code(who, lapse()), "not_permitted", "{who:?}");
    }
    let ended = walk.does(Who::System, lapse()).unwrap();
    let What::Intake(Happened::Lapsed {
        asked,
        last,
        source,
        document,
        ..
    }) = ended
    else {
        panic!("{ended:?}");
    };
    assert_eq!((asked, last), (day("2026-03-02"), day("2026-03-16")));
    assert_eq!(source, "安阳市政务服务条例 第三十六条");
    assert_eq!(document.kind, DocumentKind::Termination);
    assert_eq!(walk.walk.case.status(), Status::Withdrawn);
    assert!(walk.walk.case.clocks.iter().all(|clock| clock.stopped.is_some()));
    assert_eq!(walk.code(Who::System, lapse()), "wrong_state", "once");
}

#[test]
fn whoever_corrects_in_time_is_not_cut_off_and_a_second_notice_gives_the_whole_time_anew() {
    let mut walk = Under::county();
    walk.does(Who::Clerk, ask("m1")).unwrap();
    walk.on("2026-03-12").does(Who::Owner, supplement("m1")).unwrap();
    walk.on("2026-03-13").does(Who::Clerk, ask("m1")).unwrap();
    assert_eq!(walk.due().as_deref(), Some("2026-03-27"));
    walk.on("2026-03-17");
    assert_eq!(walk.code(Who::System, lapse()), "wrong_state");
    assert_eq!(walk.code(Who::Owner, supplement("m1")), "done");
}

#[test]
fn an_applicant_is_reminded_once_before_the_time_is_over() {
    let mut walk = Under::county();
    walk.does(Who::Clerk, ask("m1")).unwrap();
    let remind = || Command::Intake(Order::Remind);
    walk.on("2026-03-10");
    assert_eq!(
        walk.code(Who::System, remind()),
        "wrong_state",
        "four working days are left"
    );
    walk.on("2026-03-11");
    assert_eq!(walk.code(Who::Clerk, remind()), "not_permitted");
    walk.does(Who::System, remind()).unwrap();
    assert_eq!(walk.code(Who::System, remind()), "wrong_state", "once");
    walk.on("2026-03-17");
    assert_eq!(walk.code(Who::System, remind()), "wrong_state", "it is over");
}

#[test]
fn a_second_notice_for_the_same_is_refused_and_that_somebody_tried_is_kept() {
    let mut walk = Walk::complete();
    walk.does(Who::Clerk, ask("m1")).unwrap();
    walk.does(Who::Owner, supplement("m2")).unwrap();
    let try_again = || {
        Command::Intake(Order::NoteRefusedNotice {
            materials: vec!["m1".into(), "m2".into(), "no such thing".into()],
        })
    };
    assert_eq!(walk.code(Who::Clerk, ask("m1")), "asked_before");
    let before = walk.case.clone();
    walk.does(Who::Clerk, try_again()).unwrap();
    let What::Intake(Happened::NoticeRefused { materials, .. }) = &walk.events.last().unwrap().what else {
        panic!("{:?}", walk.events.last());
    };
    assert_eq!(materials, &["m1"], "m2 was handed in since: of it one may ask again");
    assert_eq!(walk.case.intake.refused_notices, 1);
    assert_eq!(
        (walk.case.status(), walk.case.changed_by),
        (before.status(), before.changed_by)
    );
    assert_eq!(
        walk.code(Who::Clerk, try_again()),
        "wrong_state",
        "the same again is there already"
    );
    let mut tomorrow = walk.clone().days_later(1);
    tomorrow.does(Who::Clerk, try_again()).unwrap();
    assert_eq!(tomorrow.case.intake.refused_notices, 2);
    assert_eq!(walk.code(Who::Examiner, try_again()), "not_permitted");
}

#[test]
fn an_error_is_corrected_on_the_spot_with_what_was_there_before() {
    let mut walk = Walk::filed(permit(), &["m2"]);
    let correct = |commitment: Option<&str>, confirmed_by: &str| {
        Command::Intake(Order::CorrectOnSpot {
            materials: vec![handed("m1")],
            commitment: commitment.map(str::to_string),
            confirmed_by: confirmed_by.into(),
        })
    };
    for name in ["", " ", "一\n二", &"名".repeat(51)] {
        assert_eq!(walk.code(Who::Clerk, correct(None, name)), "invalid_fields", "{name:?}");
    }
    let nothing = Command::Intake(Order::CorrectOnSpot {
        materials: Vec::new(),
        commitment: None,
        confirmed_by: "陈**".into(),
    });
    assert_eq!(walk.code(Who::Clerk, nothing), "invalid_fields");
    assert_eq!(walk.code(Who::Owner, correct(None, "陈**")), "not_permitted");
    walk.does(Who::Clerk, correct(Some("11"), "陈**")).unwrap();
    walk.does(Who::Clerk, correct(Some("22"), "陈**")).unwrap();
    let before_and_after: Vec<_> = walk
        .events
        .iter()
        .filter_map(|event| match &event.what {
            What::Intake(Happened::Corrected { before, commitment, .. }) => {
                Some((before.as_deref().unwrap(), commitment.as_deref().unwrap()))
            }
            _ => None,
        })
        .collect();
    assert_eq!(before_and_after, [("00", "11"), ("11", "22")]);
    assert!(walk.case.asked.is_empty(), "no notice was needed");
    walk.does(Who::Clerk, accept()).unwrap();
    assert_eq!(walk.case.acceptance().unwrap().day, walk.today);
    assert_eq!(
        walk.code(Who::Clerk, correct(None, "陈**")),
        "wrong_state",
        "only before acceptance"
    );
}

/// A correction on the spot does not turn back the clock of the law.
#[test]
fn the_five_days_run_from_receipt_whatever_is_corrected() {
    let mut walk = Walk::filed(permit(), &["m2"]).on("2026-03-09");
    walk.does(Who::Clerk, correct_on_spot()).unwrap();
    let mut walk = walk.on("2026-03-10");
    assert_eq!(walk.code(Who::Clerk, ask("m1")), "notice_too_late");
    walk.does(Who::System, accept()).unwrap();
    assert_eq!(walk.case.acceptance().unwrap().day, day("2026-03-02"));
}

#[test]
fn what_came_in_over_the_net_is_looked_through_in_a_working_day() {
    let mut walk = Under::county();
    let clock = walk.walk.case.clock(ClockKind::PreExamination).unwrap();
    assert_eq!(clock.due(Calendar::national()).unwrap().day, day("2026-03-03"));
    assert_eq!(clock.source, "安阳市政务服务条例 第四十二条");
    assert_eq!(walk.code(Who::Owner, amend()), "nothing_advised");
    let what = walk.does(Who::Clerk, pre_examine(&["m1"])).unwrap();
    assert_eq!(
        what.document().map(|document| document.kind),
        Some(DocumentKind::PreExamination)
    );
    assert_eq!(walk.walk.case.status(), Status::Received, "advice is no refusal");
    assert!(walk.walk.case.asked.is_empty(), "and no notice");
    assert_eq!(walk.code(Who::Clerk, pre_examine(&[])), "no_pre_examination");
    assert_eq!(walk.code(Who::Stranger, amend()), "not_permitted");
    walk.on("2026-03-05").does(Who::Owner, amend()).unwrap();
    let clock = walk.walk.case.clock(ClockKind::PreExamination).unwrap();
    assert_eq!(
        (clock.start, clock.stopped),
        (day("2026-03-05"), None),
        "looked through anew"
    );
    walk.does(Who::Clerk, pre_examine(&[])).unwrap();
    assert_eq!(walk.walk.case.intake.pre_examination, Some(PreExamination::Passed));
    walk.does(Who::Clerk, accept()).unwrap();
    let notice = walk.walk.case.clock(ClockKind::SupplementNotice).unwrap();
    assert_eq!(notice.start, day("2026-03-02"), "the limit of the law ran all the time");
}

#[test]
fn at_the_window_nothing_waits_for_a_pre_examination_and_an_answer_makes_it_needless() {
    for channel in [Channel::Window, Channel::Api] {
        let walk = Under::filed(
            county(),
            Filing {
                channel,
                ..filing(&["m1", "m2"])
            },
        );
        // An API's caller is told at once; only what people send over the net waits.
        assert_eq!(walk.walk.case.clock(ClockKind::PreExamination), None, "{channel:?}");
    }
    for answer in [accept(), ask("m1"), refuse_acceptance()] {
        let mut walk = Under::county();
        walk.on("2026-03-03").does(Who::Clerk, answer).unwrap();
        let clock = walk.walk.case.clock(ClockKind::PreExamination).unwrap();
        assert_eq!(clock.stopped, Some(day("2026-03-03")));
        assert_eq!(walk.code(Who::Clerk, pre_examine(&[])), "wrong_state");
    }
}

fn file_of(code: &str, trust: Option<Trust>) -> HandedIn {
    HandedIn {
        material: code.into(),
        handed: Handed::Files(vec![FileMark {
            hash: "ab".into(),
            name: "材料.pdf".into(),
            size: 9,
            media: "application/pdf".into(),
        }]),
        origin: Origin { trust, reused: None },
    }
}

/// 国办函〔2016〕108号: A from the authority, B compared at the window, C uploaded, D of the applicant's own making.
#[test]
fn each_copy_has_its_level_and_only_a_clerk_says_that_it_agrees_with_the_original() {
    use yimen_domain::items::MaterialSource::{Applicant, Government, ThirdParty};
    let item = |source| Item {
        materials: vec![Material {
            source: Some(source),
            ..material("m1", false)
        }],
        ..permit()
    };
    let (owner, clerk) = (Who::Owner, Who::Clerk);
    for (source, who, claimed, expected) in [
        (Applicant, owner, None, Trust::Declared),
        (Government, owner, None, Trust::Uploaded),
        (ThirdParty, owner, None, Trust::Uploaded),
        (Government, owner, Some(Trust::Authority), Trust::Uploaded),
        (Government, owner, Some(Trust::Verified), Trust::Uploaded),
        (Government, clerk, None, Trust::Uploaded),
        (Government, clerk, Some(Trust::Verified), Trust::Verified),
        (Government, clerk, Some(Trust::Authority), Trust::Uploaded),
    ] {
        let filing = Filing {
            channel: if who == clerk { Channel::Window } else { Channel::Web },
            materials: vec![file_of("m1", claimed)],
            ..filing(&[])
        };
        let whats = file(&item(source), day("2026-03-02"), who, filing).unwrap();
        let What::Filed(filed) = &whats[0] else {
            panic!("{whats:?}")
        };
        assert_eq!(
            filed.materials[0].origin.trust,
            Some(expected),
            "{source:?} {who:?} {claimed:?}"
        );
    }
    let paper = file(&item(Government), day("2026-03-02"), clerk, filing(&["m1"])).unwrap();
    let What::Filed(filed) = &paper[0] else {
        panic!("{paper:?}")
    };
    assert_eq!(filed.materials[0].origin.trust, None, "paper is no copy");
    assert_eq!(Trust::Verified.number(), "B");
}

#[test]
fn a_copy_rises_to_b_when_its_original_was_seen_and_falls_back_when_it_is_replaced() {
    let mut walk = Under::filed(
        Rules::default(),
        Filing {
            materials: vec![file_of("m1", None), handed("m2")],
            ..filing(&[])
        },
    );
    let level = |walk: &Under| {
        let known = walk.walk.case.materials.iter().find(|known| known.material == "m1");
        known.unwrap().origin.trust
    };
    assert_eq!(level(&walk), Some(Trust::Declared));
    let verify = |codes: &[&str]| {
        Command::Intake(Order::VerifyOriginals {
            materials: codes.iter().map(|code| code.to_string()).collect(),
        })
    };
    for wrong in [&[][..], &["m9"], &["m1", "m9"]] {
        assert_eq!(walk.code(Who::Clerk, verify(wrong)), "invalid_fields", "{wrong:?}");
    }
    walk.on("2026-03-03")
        .does(Who::Clerk, verify(&["m1", "m2", "m1"]))
        .unwrap();
    assert_eq!(level(&walk), Some(Trust::Verified));
    let compared = &walk.walk.case.intake.compared["m1"];
    assert_eq!((compared.by.as_str(), compared.day), ("Clerk", day("2026-03-03")));
    assert_eq!(
        walk.code(Who::Clerk, verify(&["m1"])),
        "invalid_fields",
        "once is enough"
    );
    walk.does(Who::Clerk, ask("m1")).unwrap();
    let again = Command::Supplement {
        materials: vec![file_of("m1", Some(Trust::Verified))],
        commitment: None,
    };
    walk.does(Who::Owner, again).unwrap();
    assert_eq!(
        level(&walk),
        Some(Trust::Declared),
        "what is new has to be compared anew"
    );
    assert!(!walk.walk.case.intake.compared.contains_key("m1"));
    assert!(matches!(walk.walk.case.state, Stands::Received));
}

#[test]
fn what_is_used_again_keeps_its_level() {
    let mut known = file_of("m1", Some(Trust::Verified));
    known.origin.reused = Some(Reused {
        means: None,
        came: None,
        number: "511A00012026010100001".into(),
        consent: "陈**".into(),
    });
    let filing = Filing {
        materials: vec![known.clone(), handed("m2")],
        ..filing(&[])
    };
    let walk = Under::filed(Rules::default(), filing);
    assert_eq!(walk.walk.case.materials[0].origin, known.origin);
    assert!(
        walk.walk.case.intake.compared.is_empty(),
        "nobody compared it for this case"
    );
}

/// The periods of this area are working days or minutes of office time, so that no rule counts in what is not counted.
#[test]
fn the_periods_of_intake_are_not_counted_in_calendar_days() {
    for kind in [ClockKind::Correction, ClockKind::PreExamination] {
        let rule = |unit| Rule {
            kind,
            scope: Scope::Item("x".into()),
            budget: Some(Budget {
                amount: 10,
                unit,
                source: "本地规定".into(),
            }),
            warning: None,
        };
        assert_eq!(rule(Unit::CalendarDays).faults(), [RuleError::Unit { kind }]);
        assert_eq!(rule(Unit::WorkingDays).faults(), []);
        assert_eq!(rule(Unit::OfficeMinutes).faults(), []);
    }
    assert_eq!(Order::Lapse.permission(), Permission::EndUncorrected);
}
