//! Objection, reconsideration and suit: in time or with a reason, one way at a time, answered by other eyes, and carried out on the case.

use yimen_domain::cases::State;
use yimen_domain::cases::appeals::{Entry, Finding, Happened, Kind, Late, Order, Result as Outcome_, Side};
use yimen_domain::cases::beyond::licence::Standing;
use yimen_domain::clocks::{Clock, Measure};

use super::*;

fn paper(words: &str) -> Evidence {
    Evidence {
        words: words.into(),
        file: None,
    }
}

pub(super) fn object() -> Command {
    Order::Object {
        side: Side::Applicant,
        grounds: "材料符合条件".into(),
        late: None,
        ending: None,
    }
    .into()
}

fn entry(kind: Kind, on: Day) -> Entry {
    Entry {
        kind,
        side: Side::Applicant,
        day: on,
        served: on,
        before: "前锋区人民政府".into(),
        number: "〔2026〕8号".into(),
        grounds: "认定事实不清".into(),
        late: None,
        ending: None,
    }
}

fn enter(kind: Kind, on: Day) -> Command {
    Order::Enter(Box::new(entry(kind, on))).into()
}

fn reply(kind: Kind) -> Command {
    Order::Reply {
        kind,
        evidence: paper("行政复议答复书"),
    }
    .into()
}

pub(super) fn answer(finding: Finding) -> Command {
    Order::Answer {
        finding,
        words: "经复核，理由如下".into(),
        days: (finding == Finding::Ordered).then_some(10),
    }
    .into()
}

fn outcome(kind: Kind, finding: Finding, on: Day) -> Outcome_ {
    Outcome_ {
        kind,
        day: on,
        finding,
        evidence: paper("前府复决〔2026〕8号"),
        words: "原决定主要事实不清".into(),
        days: (finding == Finding::Ordered).then_some(30),
        on_procedure: false,
        instead: None,
    }
}

fn settle(kind: Kind, finding: Finding, on: Day) -> Command {
    Order::Settle(Box::new(outcome(kind, finding, on))).into()
}

/// Who gives a command of remedies as a rule.
pub(super) fn usual(name: &str) -> Option<(Who, Command)> {
    let on = day("2026-03-02");
    Some(match name {
        "object" => (Who::Owner, object()),
        "enter_remedy" => (Who::Clerk, enter(Kind::Reconsideration, on)),
        "reply_remedy" => (Who::Examiner, reply(Kind::Reconsideration)),
        "answer_objection" => (Who::SecondChief, answer(Finding::Ordered)),
        "settle_remedy" => (Who::Chief, settle(Kind::Reconsideration, Finding::Annulled, on)),
        _ => return None,
    })
}

/// Days and kinds are those of the walk.
pub(super) fn fitted(walk: &Walk, command: Command) -> Command {
    let Command::Appeals(mut order) = command else {
        return command;
    };
    let open = |kind| walk.case.appeals.open(kind).is_some();
    let of = if open(Kind::Suit) {
        Kind::Suit
    } else {
        Kind::Reconsideration
    };
    match &mut order {
        Order::Enter(entry) => {
            let even = walk.events.len().is_multiple_of(2);
            entry.kind = if even { Kind::Suit } else { Kind::Reconsideration };
            (entry.day, entry.served) = (walk.today, walk.today);
        }
        Order::Reply { kind, .. } => *kind = of,
        Order::Settle(result) => {
            (result.kind, result.day) = (of, walk.today);
            let open = walk.case.appeals.open(of);
            if open.is_some_and(|open| open.entered.inaction.is_some()) {
                let examined = matches!(walk.case.state, State::Examining(_));
                (result.finding, result.instead) = (Finding::Unlawful, None);
                if examined {
                    (result.finding, result.days) = (Finding::Ordered, Some(20));
                }
            }
        }
        Order::Object { .. } | Order::Answer { .. } => {}
    }
    Command::Appeals(order)
}

/// Refused on 2026-03-02 and handed over that day.
fn refused() -> Walk {
    let mut walk = Walk::at(Status::Refused);
    walk.does(Who::Clerk, issue()).unwrap();
    walk
}

fn due(clock: &Clock) -> Day {
    clock.due(Calendar::national()).unwrap().day
}

#[test]
fn what_comes_after_the_last_day_takes_a_reason_and_its_paper() {
    // Sixty days after 2026-03-02 is within the holiday of May: up to and with the 6th. Six months end on 2026-09-02.
    for (kind, last, late) in [
        (Kind::Reconsideration, "2026-05-06", "2026-05-07"),
        (Kind::Suit, "2026-09-02", "2026-09-03"),
    ] {
        assert_eq!(refused().on(last).code(Who::Clerk, enter(kind, day(last))), "done");
        let walk = refused().on(late);
        let refusal = walk.decides(Who::Clerk, enter(kind, day(late))).unwrap_err();
        assert_eq!((refusal.code, refusal.rule), ("remedy_too_late", kind.source()));
        assert!(refusal.why.zh.contains(last), "{}", refusal.why);
        let with = |reason: &str, proof: &str| {
            let late_ = Late {
                reason: reason.into(),
                evidence: paper(proof),
            };
            let entry = Entry {
                late: Some(late_),
                ..entry(kind, day(late))
            };
            walk.decides(Who::Clerk, Order::Enter(Box::new(entry)).into())
        };
        assert_eq!(fields(&with("洪水封路", " ").unwrap_err()), ["late.evidence"]);
        assert_eq!(fields(&with("", "应急管理局证明").unwrap_err()), ["late.reason"]);
        assert!(with("洪水封路", "应急管理局证明").is_ok());
    }
    assert_eq!(refused().on("2026-05-06").code(Who::Owner, object()), "done");
    assert_eq!(refused().on("2026-05-07").code(Who::Owner, object()), "remedy_too_late");
    // Nobody knows of a decision that was not handed over: no time runs.
    assert_eq!(
        Walk::at(Status::Refused).on("2026-12-01").code(Who::Owner, object()),
        "done"
    );
}

#[test]
fn after_reconsideration_fifteen_days_are_left_for_a_suit() {
    let mut walk = refused().on("2026-03-10");
    let today = walk.today;
    walk.does(Who::Clerk, enter(Kind::Reconsideration, today)).unwrap();
    walk.does(Who::Chief, settle(Kind::Reconsideration, Finding::Upheld, today))
        .unwrap();
    for (on, code) in [("2026-03-25", "done"), ("2026-03-26", "remedy_too_late")] {
        let walk = walk.clone().on(on);
        assert_eq!(walk.code(Who::Clerk, enter(Kind::Suit, day(on))), code, "{on}");
    }
}

#[test]
fn each_has_the_clock_of_its_law() {
    for (kind, code, last) in [
        (Kind::Objection, "objection", "2026-03-23"),
        (Kind::Reconsideration, "reconsideration_reply", "2026-03-16"),
        (Kind::Suit, "suit_defence", "2026-03-17"),
    ] {
        let mut walk = refused();
        let (who, command) = match kind {
            Kind::Objection => (Who::Owner, object()),
            kind => (Who::Clerk, enter(kind, walk.today)),
        };
        walk.does(who, command).unwrap();
        let clock = walk.case.clock(kind.clock()).unwrap();
        assert_eq!((clock.kind.code(), due(clock)), (code, day(last)));
        assert_eq!(walk.case.status(), Status::Issued, "nothing has changed yet");
        if kind != Kind::Objection {
            walk.does(Who::Examiner, reply(kind)).unwrap();
            assert_eq!(walk.case.clock(kind.clock()).unwrap().stopped, Some(walk.today));
            assert_eq!(walk.code(Who::Examiner, reply(kind)), "no_such_remedy");
        }
    }
}

#[test]
fn one_way_at_a_time_and_each_once() {
    let mut walk = refused();
    let today = walk.today;
    walk.does(Who::Clerk, enter(Kind::Reconsideration, today)).unwrap();
    assert_eq!(
        walk.code(Who::Clerk, enter(Kind::Reconsideration, today)),
        "remedy_open"
    );
    assert_eq!(walk.code(Who::Clerk, enter(Kind::Suit, today)), "one_way_at_a_time");
    assert_eq!(walk.code(Who::Clerk, enter(Kind::Objection, today)), "invalid_fields");
    assert_eq!(
        walk.code(Who::Owner, object()),
        "done",
        "an objection keeps nobody from the others"
    );
}

#[test]
fn who_decided_does_not_answer() {
    let mut walk = refused();
    walk.does(Who::Owner, object()).unwrap();
    for (who, code) in [
        (Who::Chief, "decided_by_oneself"),
        (Who::SecondChief, "done"),
        (Who::OtherChief, "not_permitted"),
        (Who::Clerk, "not_permitted"),
        (Who::Examiner, "answered_by_head"),
    ] {
        assert_eq!(walk.code(who, answer(Finding::Upheld)), code, "{who:?}");
    }
    assert_eq!(walk.code(Who::Chief, answer(Finding::Withdrawn)), "done");
    for finding in [Finding::Annulled, Finding::Changed, Finding::Unlawful] {
        assert_eq!(walk.code(Who::SecondChief, answer(finding)), "invalid_fields");
    }
}

#[test]
fn what_leaves_the_decision_changes_nothing() {
    for finding in [Finding::Upheld, Finding::Unlawful, Finding::Withdrawn] {
        let mut walk = refused();
        let today = walk.today;
        walk.does(Who::Clerk, enter(Kind::Suit, today)).unwrap();
        let before = walk.case.state.clone();
        walk.does(Who::Chief, settle(Kind::Suit, finding, today)).unwrap();
        assert_eq!(walk.case.state, before, "{finding:?}");
        assert!(walk.case.appeals.set_aside.is_empty() && !walk.case.appeals.is_any_open());
        assert!(walk.case.clocks.iter().all(|clock| clock.stopped.is_some()));
    }
}

#[test]
fn set_aside_it_is_decided_anew_within_the_ordered_days() {
    let mut walk = refused().on("2026-03-10");
    let today = walk.today;
    walk.does(Who::Clerk, enter(Kind::Reconsideration, today)).unwrap();
    walk.does(Who::Chief, settle(Kind::Reconsideration, Finding::Ordered, today))
        .unwrap();
    assert_eq!(walk.case.status(), Status::Accepted);
    assert_eq!(walk.case.closed_at, None);
    let clock = walk.case.clock(ClockKind::DecisionStatutory).unwrap();
    assert_eq!(clock.measure, Measure::Until(day("2026-04-09")));
    assert_eq!(clock.source, "行政复议 前府复决〔2026〕8号");
    assert_eq!(walk.code(Who::Chief, extend(5)), "nothing_to_extend");
    let gone = &walk.case.appeals.set_aside[0];
    assert_eq!(
        (gone.paper.as_str(), gone.kind),
        ("0".repeat(32).as_str(), Kind::Reconsideration)
    );
    walk.does(Who::Examiner, review()).unwrap();
    // The same again on the same grounds, however it is punctuated.
    let again = Command::Decide {
        outcome: Outcome::Refuse {
            reasons: vec!["不符合法定条件，行政许可法第三十八条".into()],
        },
        hand_over: None,
    };
    let refusal = walk.decides(Who::Chief, again.clone()).unwrap_err();
    assert_eq!(
        (refusal.code, refusal.rule),
        ("same_decision_again", "行政复议法 第六十四条第二款")
    );
    walk.does(Who::Chief, grant()).unwrap();
    assert_eq!(walk.case.status(), Status::Granted);
    assert_eq!(
        walk.case.clock(ClockKind::DecisionStatutory).unwrap().stopped,
        Some(today)
    );
    // For breach of procedure the same may be decided again.
    let mut walk = refused();
    let today = walk.today;
    walk.does(Who::Clerk, enter(Kind::Reconsideration, today)).unwrap();
    let on_procedure = Outcome_ {
        on_procedure: true,
        ..outcome(Kind::Reconsideration, Finding::Annulled, today)
    };
    walk.does(Who::Chief, Order::Settle(Box::new(on_procedure)).into())
        .unwrap();
    // Nothing was ordered: the twenty days of the item begin anew.
    assert_eq!(
        due(walk.case.clock(ClockKind::DecisionStatutory).unwrap()),
        day("2026-03-30")
    );
    walk.does(Who::Examiner, review()).unwrap();
    assert_eq!(walk.code(Who::Chief, again), "done");
}

#[test]
fn a_licence_ends_with_its_decision_and_another_is_granted() {
    let mut walk = Walk::at(Status::Issued);
    let today = walk.today;
    walk.does(Who::Clerk, enter(Kind::Suit, today)).unwrap();
    walk.does(Who::Chief, settle(Kind::Suit, Finding::Annulled, today))
        .unwrap();
    assert_eq!(walk.case.beyond.licence.as_ref().unwrap().decided(), Standing::Annulled);
    walk.does(Who::Examiner, review()).unwrap();
    walk.does(Who::Chief, grant()).unwrap();
    assert_eq!(walk.case.beyond.licence.as_ref().unwrap().decided(), Standing::Valid);
    assert_eq!(
        walk.case.payment,
        Payment::Paid(FEE, "票0001".into()),
        "nobody pays twice"
    );
    walk.does(Who::Clerk, issue()).unwrap();
    assert_eq!(walk.count("issued"), 2);
    // An objection does not undo a licence: that takes the way of the law, with its holder heard.
    walk.does(Who::Owner, object()).unwrap();
    assert_eq!(walk.code(Who::SecondChief, answer(Finding::Ordered)), "licence_stands");
}

#[test]
fn changed_the_new_decision_stands_with_a_paper_of_its_own() {
    let mut walk = refused();
    let today = walk.today;
    walk.does(Who::Clerk, enter(Kind::Reconsideration, today)).unwrap();
    let changed = |instead| {
        let result = Outcome_ {
            instead,
            ..outcome(Kind::Reconsideration, Finding::Changed, today)
        };
        Command::from(Order::Settle(Box::new(result)))
    };
    assert_eq!(
        fields(&walk.decides(Who::Chief, changed(None)).unwrap_err()),
        ["instead"]
    );
    let granted = Outcome::Grant {
        conditions: Vec::new(),
        validity: "3年".into(),
    };
    walk.does(Who::Chief, changed(Some(granted))).unwrap();
    assert_eq!(walk.case.status(), Status::Granted);
    assert_eq!((walk.count("decided"), walk.case.appeals.set_aside.len()), (2, 1));
    assert!(walk.case.appeals.set_aside[0].changed);
    assert!(walk.case.beyond.licence.is_some());
    assert!(walk.case.appeals.paper.is_some());
}

#[test]
fn what_was_wrongly_not_accepted_is_looked_at_anew() {
    let mut walk = Walk::at(Status::NotAccepted).on("2026-03-10");
    walk.does(Who::Owner, object()).unwrap();
    walk.does(Who::SecondChief, answer(Finding::Ordered)).unwrap();
    assert!(matches!(walk.case.state, State::Received));
    let clock = walk.case.clock(ClockKind::SupplementNotice).unwrap();
    assert_eq!((clock.stopped, due(clock)), (None, day("2026-03-17")));
    walk.does(Who::Clerk, accept()).unwrap();
    assert_eq!(walk.case.acceptance().unwrap().day, day("2026-03-10"));
    assert_eq!(walk.case.appeals.remedies.len(), 1);
    assert!(matches!(walk.events[3].what, What::Appeals(Happened::Settled(_))));
}

#[test]
fn a_bar_goes_with_the_decision_on_which_it_rests() {
    let mut walk = refused();
    let today = walk.today;
    let (chief, bar) = right("bar");
    walk.does(chief, bar).unwrap();
    walk.does(Who::Clerk, enter(Kind::Suit, today)).unwrap();
    walk.does(Who::Chief, settle(Kind::Suit, Finding::Annulled, today))
        .unwrap();
    assert_eq!(walk.case.beyond.bars[0].lifted, Some(today));
}

#[test]
fn another_outcome_does_not_set_aside_what_is_gone() {
    let mut walk = refused();
    let today = walk.today;
    walk.does(Who::Owner, object()).unwrap();
    walk.does(Who::Clerk, enter(Kind::Suit, today)).unwrap();
    walk.does(Who::SecondChief, answer(Finding::Ordered)).unwrap();
    let annulled = settle(Kind::Suit, Finding::Annulled, today);
    assert_eq!(walk.code(Who::Chief, annulled), "set_aside_before");
    walk.does(Who::Examiner, review()).unwrap();
    walk.does(Who::Chief, grant()).unwrap();
    let clock = walk.case.clock(ClockKind::SuitDefence).unwrap();
    assert_eq!(clock.stopped, None, "a decision ends no clock of a court");
    walk.does(Who::Chief, settle(Kind::Suit, Finding::Withdrawn, today))
        .unwrap();
    assert!(walk.case.clock(ClockKind::SuitDefence).unwrap().stopped.is_some());
}

#[test]
fn failing_to_decide_is_attacked_once_the_time_is_over() {
    let walk = Walk::at(Status::Reviewed);
    let last = due(walk.case.clock(ClockKind::DecisionStatutory).unwrap());
    assert_eq!(
        walk.clone().on(&last.to_string()).code(Who::Owner, object()),
        "wrong_state"
    );
    let mut walk = walk.on(&last.plus(1).to_string());
    let today = walk.today;
    assert_eq!(walk.code(Who::Owner, object()), "done");
    assert_eq!(
        fields(
            &walk
                .decides(Who::Clerk, enter(Kind::Reconsideration, last))
                .unwrap_err()
        ),
        ["day"]
    );
    walk.does(Who::Clerk, enter(Kind::Reconsideration, today)).unwrap();
    let entered = &walk.case.appeals.open(Kind::Reconsideration).unwrap().entered;
    assert_eq!(entered.inaction, Some(last));
    // Sixty days from the last day of the time to decide (行政复议法 art. 20).
    assert_eq!(entered.last, Some(Calendar::national().next_working(last.plus(60))));
    for finding in [Finding::Annulled, Finding::Changed] {
        let refusal = walk
            .decides(Who::Chief, settle(Kind::Reconsideration, finding, today))
            .unwrap_err();
        assert!(fields(&refusal).contains(&"finding"), "{finding:?}");
    }
    let mut decided = walk.clone();
    decided.does(Who::Chief, grant()).unwrap();
    let ordered = settle(Kind::Reconsideration, Finding::Ordered, today);
    assert_eq!(decided.code(Who::Chief, ordered.clone()), "decided_since");
    assert_eq!(
        decided.code(Who::Chief, settle(Kind::Reconsideration, Finding::Unlawful, today)),
        "done"
    );
    walk.does(Who::Chief, ordered).unwrap();
    let clock = walk.case.clock(ClockKind::DecisionStatutory).unwrap();
    assert_eq!(
        (clock.stopped, due(clock) > today),
        (None, true),
        "the ordered time runs"
    );
    assert_eq!(walk.case.status(), Status::Reviewed, "what was examined stays");
    assert_eq!(walk.events.last().unwrap().what.words().0, "行政复议：责令限期作出决定");
    walk.does(Who::Chief, grant()).unwrap();
}

#[test]
fn days_and_names_are_checked() {
    let walk = refused().on("2026-03-10");
    let wrong = Entry {
        day: day("2026-03-01"),
        served: day("2026-03-11"),
        before: String::new(),
        number: "号".repeat(101),
        grounds: " ".into(),
        side: Side::Party {
            name: String::new(),
            company: false,
        },
        ..entry(Kind::Suit, day("2026-03-05"))
    };
    let refusal = walk
        .decides(Who::Clerk, Order::Enter(Box::new(wrong)).into())
        .unwrap_err();
    assert_eq!(
        fields(&refusal),
        ["grounds", "before", "number", "party", "day", "served"]
    );
}
