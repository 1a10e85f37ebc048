#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::calendar::{CHINA, Calendar};
use crate::organisation::permission::stranger;
use crate::organisation::{Capacity, Role};
use crate::words::Refusal;

fn staff(number: u128, role: Role, body: Option<&str>) -> Actor {
    Actor {
        account: Some(AccountId(Uuid::from_u128(number))),
        name: format!("人员{number}"),
        capacity: Capacity::Staff {
            roles: vec![role],
            body: body.map(str::to_string),
        },
    }
}

fn desk() -> Actor {
    staff(1, Role::Clerk, None)
}
fn other_desk() -> Actor {
    staff(2, Role::Clerk, None)
}
fn examiner() -> Actor {
    staff(3, Role::Examiner, Some("market"))
}
fn colleague() -> Actor {
    staff(4, Role::Examiner, Some("market"))
}
fn chief() -> Actor {
    staff(5, Role::Chief, Some("market"))
}
fn elsewhere() -> Actor {
    staff(6, Role::Chief, Some("tax"))
}
fn inspector() -> Actor {
    staff(7, Role::Inspector, None)
}

fn person(actor: &Actor) -> Person {
    Person::of(actor).unwrap()
}

/// 10 o'clock of a day.
fn at(day: &str) -> Instant {
    Instant(Instant::start_of(Day::parse(day).unwrap(), CHINA).0 + 10 * 3_600_000_000)
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// A matter and the moment.
struct Walk {
    matter: Matter,
    events: Vec<Event>,
    now: Instant,
}

fn submission(kind: Kind, way: Way) -> Submission {
    Submission {
        kind,
        way,
        origin: (kind == Kind::Problem).then(|| (Origin::Inspection, "1".to_string())),
        body: None,
        case: None,
        against: Vec::new(),
        owner: None,
        agreed: false,
        days: None,
    }
}

impl Walk {
    fn begin(who: &Actor, what: &Submission, rules: &str, now: Instant) -> Result<Walk, Refusal> {
        let context = Context {
            actor: who,
            is_owner: false,
            now,
            calendar: Calendar::national(),
            has_words: true,
        };
        let event = what.decide(&context, Rules::parse(rules).unwrap())?;
        Ok(Walk {
            matter: Matter::begin(&event).unwrap(),
            events: vec![event],
            now,
        })
    }

    fn brought(kind: Kind, now: &str) -> Walk {
        Walk::begin(&stranger(), &submission(kind, Way::Net), "anyang", at(now)).unwrap()
    }

    fn on(mut self, now: &str) -> Walk {
        self.now = at(now);
        self
    }

    fn ask(&mut self, actor: &Actor, is_owner: bool, has_words: bool, order: &Order) -> Result<(), Refusal> {
        let context = Context {
            actor,
            is_owner,
            now: self.now,
            calendar: Calendar::national(),
            has_words,
        };
        for event in decide(&context, &self.matter, order)? {
            self.matter.apply(&event);
            self.events.push(event);
        }
        Ok(())
    }

    fn does(mut self, actor: &Actor, order: Order) -> Walk {
        let stage = self.matter.stage();
        self.ask(actor, false, true, &order)
            .unwrap_or_else(|refusal| panic!("{order:?} at {stage:?}: {refusal}"));
        self
    }

    fn owner(mut self, order: Order) -> Walk {
        self.ask(&stranger(), true, true, &order).unwrap();
        self
    }

    fn refused(&mut self, actor: &Actor, order: Order) -> &'static str {
        self.ask(actor, false, true, &order).unwrap_err().code
    }
}

fn assign(body: &str) -> Order {
    Order::Assign {
        body: body.into(),
        assisting: Vec::new(),
        decided: false,
    }
}

const ACCEPT: Order = Order::Accept { urgent: false };

fn assigned() -> Walk {
    Walk::brought(Kind::Complaint, "2026-09-28")
        .does(&desk(), ACCEPT)
        .does(&desk(), assign("market"))
}

fn closed() -> Walk {
    assigned()
        .does(&examiner(), Order::TakeOver)
        .does(&examiner(), Order::Answer)
        .does(&desk(), Order::Close)
}

#[test]
fn clocks_by_the_calendar() {
    // Brought and dealt with on that day: rules, kind, accepted by, answered by. 1 to 7 October 2026 are holidays, 20 September and
    // 10 October are worked.
    let rows = [
        ("anyang", Kind::Consultation, "2026-11-23", "2026-11-30", "2026-11-26"),
        ("anyang", Kind::Consultation, "2026-11-27", "2026-12-04", "2026-12-02"),
        ("anyang", Kind::Complaint, "2026-11-23", "2026-11-30", "2026-11-30"),
        ("anyang", Kind::Complaint, "2026-09-28", "2026-10-10", "2026-10-10"),
        ("shandong", Kind::NotDone, "2026-11-23", "2026-11-30", "2026-11-30"),
        ("weifang", Kind::Suggestion, "2026-11-21", "2026-11-27", "2026-11-27"),
        ("bureau", Kind::Complaint, "2026-11-23", "2026-11-30", "2026-12-10"),
        ("bureau", Kind::Consultation, "2026-11-23", "2026-11-30", "2026-11-26"),
    ];
    for (rules, kind, now, accept_by, due) in rows {
        let walk = Walk::begin(&stranger(), &submission(kind, Way::Net), rules, at(now)).unwrap();
        assert_eq!(
            walk.matter.status,
            Status::Submitted { due: day(accept_by) },
            "{rules} {kind:?} {now}"
        );
        let walk = walk.does(&desk(), ACCEPT).does(&desk(), assign("market"));
        assert_eq!(walk.matter.due, Some(day(due)), "{rules} {kind:?} {now}");
    }
}

#[test]
fn the_unit_has_its_days_from_the_assignment_but_a_question_from_when_it_came() {
    let walk = |kind| {
        Walk::brought(kind, "2026-11-23")
            .does(&desk(), ACCEPT)
            .on("2026-11-25")
            .does(&desk(), assign("market"))
    };
    assert_eq!(walk(Kind::Complaint).matter.due, Some(day("2026-12-02")));
    assert_eq!(walk(Kind::Consultation).matter.due, Some(day("2026-11-26")));
}

#[test]
fn what_is_urgent_is_due_the_same_day_and_is_not_extended() {
    let mut walk = Walk::brought(Kind::Complaint, "2026-11-23")
        .does(&desk(), Order::Accept { urgent: true })
        .does(&desk(), assign("market"));
    assert_eq!(walk.matter.due, Some(day("2026-11-23")));
    assert_eq!(walk.refused(&chief(), Order::Extend { days: 1 }), "matter_urgent");
}

#[test]
fn a_wrong_assignment_is_sent_back_in_time_only() {
    // Rules, assigned at 10 o'clock of a Friday, still in time, too late.
    let hours = |day: &str, hours: i64| at(day).plus_micros(hours * 3_600_000_000 - 1);
    let rows = [
        ("anyang", hours("2026-11-27", 24), hours("2026-11-28", 1)),
        ("shandong", hours("2026-12-01", 14), hours("2026-12-01", 15)),
    ];
    for (rules, in_time, late) in rows {
        let walk = || {
            Walk::begin(
                &stranger(),
                &submission(Kind::Complaint, Way::Net),
                rules,
                at("2026-11-27"),
            )
            .unwrap()
            .does(&desk(), ACCEPT)
            .does(&desk(), assign("market"))
        };
        let mut walk_in_time = walk();
        walk_in_time.now = in_time;
        let sent = walk_in_time.does(&examiner(), Order::SendBack);
        assert_eq!(
            sent.matter.status,
            Status::Accepted {
                sent_back: Some("market".into())
            }
        );
        let mut too_late = walk();
        too_late.now = late;
        assert_eq!(
            too_late.refused(&examiner(), Order::SendBack),
            "too_late_to_send_back",
            "{rules}"
        );
    }
}

#[test]
fn what_was_decided_is_not_sent_back() {
    let mut walk = assigned().does(&examiner(), Order::SendBack).does(
        &desk(),
        Order::Assign {
            body: "market".into(),
            assisting: vec!["tax".into()],
            decided: true,
        },
    );
    assert_eq!(walk.refused(&examiner(), Order::SendBack), "ownership_decided");
}

#[test]
fn one_extension_by_the_head_in_time_and_within_the_rules() {
    let mut walk = assigned();
    assert_eq!(walk.refused(&examiner(), Order::Extend { days: 5 }), "not_your_step");
    assert_eq!(walk.refused(&elsewhere(), Order::Extend { days: 5 }), "not_your_step");
    assert_eq!(walk.refused(&chief(), Order::Extend { days: 6 }), "invalid_fields");
    assert_eq!(walk.refused(&chief(), Order::Extend { days: 0 }), "invalid_fields");
    let mut walk = walk.does(&chief(), Order::Extend { days: 5 });
    assert_eq!(walk.matter.due, Some(day("2026-10-16")));
    assert_eq!(walk.refused(&chief(), Order::Extend { days: 1 }), "extended_already");
    let mut late = assigned().on("2026-10-12");
    assert_eq!(late.refused(&chief(), Order::Extend { days: 5 }), "matter_overdue");
}

#[test]
fn whoever_was_asked_first_holds_it_until_it_is_taken_over() {
    let mut walk = Walk::begin(
        &desk(),
        &submission(Kind::NotDone, Way::Window),
        "anyang",
        at("2026-11-23"),
    )
    .unwrap()
    .does(&other_desk(), ACCEPT);
    assert_eq!(walk.matter.holder(), Some(&person(&desk())));
    let hand = |to: &Actor| Order::HandOver { to: person(to) };
    assert_eq!(walk.refused(&other_desk(), hand(&examiner())), "matter_held");
    let mut walk = walk.does(&desk(), hand(&other_desk()));
    assert_eq!(walk.matter.holder(), Some(&person(&desk())), "until it is taken over");
    assert_eq!(walk.refused(&colleague(), Order::TakeOver), "not_handed_to_you");
    let mut walk = walk.does(&other_desk(), Order::TakeOver);
    assert_eq!(walk.refused(&desk(), Order::TakeOver), "not_handed_to_you");
    let mut walk = walk.does(&desk(), assign("market")).does(&examiner(), Order::TakeOver);
    assert_eq!(walk.refused(&colleague(), Order::TakeOver), "not_handed_to_you");
    assert_eq!(walk.refused(&colleague(), Order::Answer), "matter_held");
    let held: Vec<_> = walk.matter.held.iter().map(|held| (&held.person, &held.from)).collect();
    assert_eq!(
        held,
        [
            (&person(&desk()), &None),
            (&person(&other_desk()), &Some(person(&desk()))),
            (&person(&examiner()), &Some(person(&other_desk()))),
        ]
    );
}

#[test]
fn the_head_of_the_unit_may_hand_over_for_somebody_who_is_away() {
    let walk = assigned().does(&examiner(), Order::TakeOver);
    let walk = walk.does(
        &chief(),
        Order::HandOver {
            to: person(&colleague()),
        },
    );
    let walk = walk.does(&colleague(), Order::TakeOver);
    assert_eq!(walk.matter.holder(), Some(&person(&colleague())));
}

#[test]
fn whom_it_is_about_has_no_part_in_it() {
    let mut about = submission(Kind::Complaint, Way::Net);
    about.against = vec![person(&examiner()).account, person(&desk()).account];
    let mut walk = Walk::begin(&stranger(), &about, "anyang", at("2026-11-23")).unwrap();
    assert_eq!(walk.refused(&desk(), ACCEPT), "matter_about_you");
    let mut walk = walk.does(&other_desk(), ACCEPT).does(&other_desk(), assign("market"));
    for order in [Order::TakeOver, Order::Answer, Order::SendBack] {
        assert_eq!(walk.refused(&examiner(), order), "matter_about_you");
    }
    let mut walk = walk.does(&colleague(), Order::TakeOver);
    let to = person(&examiner());
    assert_eq!(
        walk.refused(&colleague(), Order::HandOver { to }),
        "handed_to_whom_it_is_about"
    );
}

#[test]
fn a_question_is_answered_at_once_by_whoever_was_asked_and_nothing_else_is() {
    let ask = |kind| Walk::begin(&desk(), &submission(kind, Way::Telephone), "anyang", at("2026-11-23")).unwrap();
    let walk = ask(Kind::Consultation)
        .does(&desk(), Order::Answer)
        .does(&desk(), Order::Close);
    assert_eq!(walk.matter.stage(), Stage::Closed);
    assert_eq!(ask(Kind::Complaint).refused(&desk(), Order::Answer), "matter_elsewhere");
    assert_eq!(
        ask(Kind::Consultation).refused(&other_desk(), Order::Answer),
        "matter_held"
    );
}

#[test]
fn somebody_else_calls_back_and_it_is_reopened_once() {
    let mut walk = closed();
    let visit = |satisfied, again| Order::Visit {
        reached: true,
        satisfied,
        again,
    };
    assert_eq!(walk.refused(&desk(), visit(Some(true), true)), "invalid_fields");
    let walk = walk.does(&desk(), visit(Some(false), true));
    assert_eq!(walk.matter.stage(), Stage::Accepted);
    let walk = walk
        .does(&desk(), assign("market"))
        .does(&colleague(), Order::TakeOver)
        .does(&colleague(), Order::Answer)
        .does(&desk(), Order::Close);
    let again = Order::Rate {
        satisfied: false,
        again: true,
    };
    let mut walk = walk;
    assert_eq!(
        walk.ask(&stranger(), true, true, &again).unwrap_err().code,
        "reopened_already"
    );
    let once = Order::Rate {
        satisfied: false,
        again: false,
    };
    let mut walk = walk.owner(once.clone());
    assert_eq!(
        walk.ask(&stranger(), true, true, &once).unwrap_err().code,
        "rated_already"
    );
    // Somebody of the desk who answered does not call back.
    let mut walk = Walk::begin(
        &desk(),
        &submission(Kind::Consultation, Way::Window),
        "anyang",
        at("2026-11-23"),
    )
    .unwrap()
    .does(&desk(), Order::Answer)
    .does(&desk(), Order::Close);
    assert_eq!(walk.refused(&desk(), visit(None, false)), "own_answer");
}

#[test]
fn only_whoever_brought_it_rates_and_withdraws() {
    let mut walk = closed();
    let rate = Order::Rate {
        satisfied: true,
        again: false,
    };
    assert_eq!(walk.refused(&examiner(), rate), "not_its_owner");
    assert_eq!(assigned().refused(&desk(), Order::Withdraw), "not_its_owner");
    assert_eq!(assigned().owner(Order::Withdraw).matter.stage(), Stage::Withdrawn);
}

#[test]
fn a_refusal_for_another_way_says_where_to_go() {
    let mut walk = Walk::brought(Kind::Complaint, "2026-11-23");
    let refuse = Order::Refuse {
        reason: NotAccepted::AnotherWay,
    };
    let refusal = walk.ask(&desk(), false, false, &refuse).unwrap_err();
    assert!(refusal.faults[0].words.zh.contains("到哪里"));
    assert_eq!(walk.does(&desk(), refuse).matter.stage(), Stage::Refused);
}

#[test]
fn shown_to_the_public_only_where_they_agreed() {
    assert_eq!(
        closed().refused(&desk(), Order::Release { shown: true }),
        "not_agreed_to_show"
    );
    let mut agreed = submission(Kind::Consultation, Way::Window);
    agreed.agreed = true;
    let walk = Walk::begin(&desk(), &agreed, "anyang", at("2026-11-23"))
        .unwrap()
        .does(&desk(), Order::Answer)
        .does(&desk(), Order::Close)
        .does(&desk(), Order::Release { shown: true });
    assert!(walk.matter.released);
}

#[test]
fn a_problem_of_the_ledger_has_an_origin_and_a_limit_and_is_for_staff() {
    let mut problem = submission(Kind::Problem, Way::Inside);
    problem.days = Some(10);
    let walk = Walk::begin(&inspector(), &problem, "anyang", at("2026-11-23")).unwrap();
    assert_eq!(walk.matter.due, Some(day("2026-12-07")));
    let walk = walk.does(&desk(), assign("market"));
    assert_eq!(walk.matter.due, Some(day("2026-12-07")), "the limit that was set stays");
    problem.days = Some(61);
    assert!(Walk::begin(&inspector(), &problem, "anyang", at("2026-11-23")).is_err());
    let mut net = submission(Kind::Problem, Way::Net);
    net.days = None;
    assert!(Walk::begin(&stranger(), &net, "anyang", at("2026-11-23")).is_err());
    assert!(
        Walk::begin(
            &stranger(),
            &submission(Kind::Complaint, Way::Window),
            "anyang",
            at("2026-11-23")
        )
        .is_err()
    );
}

#[test]
fn overdue_is_noted_once_by_the_system() {
    let mut walk = assigned().on("2026-10-10");
    assert_eq!(walk.refused(&Actor::system(), Order::NoteOverdue), "matter_not_overdue");
    let walk = walk.on("2026-10-11");
    let mut walk = walk.does(&Actor::system(), Order::NoteOverdue);
    assert_eq!(walk.matter.overdue, Some(day("2026-10-10")));
    assert_eq!(walk.refused(&Actor::system(), Order::NoteOverdue), "matter_not_overdue");
    assert_eq!(walk.refused(&desk(), Order::NoteOverdue), "matter_not_overdue");
}

#[test]
fn each_order_has_one_way_and_each_way_an_order() {
    let mut ways: Vec<_> = machine::WAYS.iter().map(|way| way.order).collect();
    assert_eq!(ways, Order::NAMES);
    ways.sort_unstable();
    ways.dedup();
    assert_eq!(ways.len(), Order::NAMES.len());
}

fn orders() -> impl Strategy<Value = Order> {
    let people = prop::sample::select(vec![desk(), other_desk(), examiner(), colleague(), chief()]);
    prop_oneof![
        any::<bool>().prop_map(|urgent| Order::Accept { urgent }),
        prop::sample::select(&NotAccepted::ALL[..]).prop_map(|reason| Order::Refuse { reason }),
        (prop::sample::select(vec!["market", "tax", ""]), any::<bool>()).prop_map(|(body, decided)| Order::Assign {
            body: body.into(),
            assisting: vec!["tax".into()],
            decided,
        }),
        Just(Order::SendBack),
        (0u32..8).prop_map(|days| Order::Extend { days }),
        people.prop_map(|to| Order::HandOver { to: person(&to) }),
        Just(Order::TakeOver),
        Just(Order::Answer),
        Just(Order::Close),
        (any::<bool>(), any::<Option<bool>>(), any::<bool>()).prop_map(|(reached, satisfied, again)| Order::Visit {
            reached,
            satisfied,
            again
        }),
        (any::<bool>(), any::<bool>()).prop_map(|(satisfied, again)| Order::Rate { satisfied, again }),
        Just(Order::Press),
        Just(Order::Withdraw),
        Just(Order::NoteOverdue),
        any::<bool>().prop_map(|shown| Order::Release { shown }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn whatever_people_ask_every_step_is_in_the_table(
        kind in prop::sample::select(&Kind::ALL[..4]),
        asked in prop::collection::vec((0usize..9, any::<bool>(), 0i64..40, orders()), 1..60),
    ) {
        let people = [desk(), other_desk(), examiner(), colleague(), chief(), elsewhere(), inspector(), stranger(), Actor::system()];
        let mut about = submission(kind, Way::Net);
        about.against = vec![person(&colleague()).account];
        let mut walk = Walk::begin(&stranger(), &about, "anyang", at("2026-09-25")).unwrap();
        for (who, has_words, hours, order) in asked {
            walk.now = walk.now.plus_micros(hours * 3_600_000_000);
            let (stage, before) = (walk.matter.stage(), walk.matter.clone());
            let actor = &people[who];
            if walk.ask(actor, who == 7, has_words, &order).is_err() {
                prop_assert_eq!(&walk.matter, &before, "a refusal changes nothing");
                continue;
            }
            let way = machine::of(order.code()).unwrap();
            let after = walk.matter.stage();
            prop_assert!(way.from.contains(&stage), "{:?} at {:?}", order, stage);
            prop_assert!(after == stage || way.to.contains(&after), "{:?} led to {:?}", order, after);
            prop_assert!(who != 3, "whom it is about did {:?}", order);
            let held = |matter: &Matter| matter.held.iter().any(|held| held.person == person(&colleague()));
            prop_assert!(!held(&walk.matter));
        }
        prop_assert_eq!(Matter::of(&walk.events), Some(walk.matter.clone()), "the events tell the whole matter");
        let reopened = walk.events.iter().filter(|event| event.what.code() == "reopened").count();
        let extended = walk.events.iter().filter(|event| event.what.code() == "extended").count();
        prop_assert!(reopened <= 1 && extended <= 1);
        prop_assert_eq!(walk.matter.waits_until().is_none(), walk.matter.stage().is_over());
    }
}
