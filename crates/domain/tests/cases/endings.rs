//! Remedies against the end of a licence: in the time that runs from it, answered by other eyes, and the licence as it was before where it does not stand.

use yimen_domain::cases::appeals::{Entry, Finding, Kind, Order, Result as Found, Side};
use yimen_domain::cases::beyond::bars;
use yimen_domain::cases::beyond::licence::{Annulment, Cancellation, Standing};

use super::appeals::answer;
use super::beyond::{annul, bar, cancel, granted_for, revoke, take_back};
use super::*;

fn ended(how: Command) -> Walk {
    let mut walk = handed_over();
    walk.does(Who::Chief, how).unwrap();
    walk
}

fn handed_over() -> Walk {
    let mut walk = granted_for("五年");
    let (clerk, pay) = right("pay");
    walk.does(clerk, pay).unwrap();
    walk.does(Who::Clerk, issue()).unwrap();
    walk
}

fn enter(kind: Kind, ending: Standing, on: Day) -> Command {
    Order::Enter(Box::new(Entry {
        kind,
        side: Side::Applicant,
        day: on,
        served: on,
        before: "前锋区人民政府".into(),
        number: "〔2026〕8号".into(),
        grounds: "认定事实不清".into(),
        late: None,
        ending: Some(ending),
    }))
    .into()
}

fn object(ending: Standing) -> Command {
    Order::Object {
        side: Side::Applicant,
        grounds: "符合条件".into(),
        late: None,
        ending: Some(ending),
    }
    .into()
}

fn settle(kind: Kind, finding: Finding, on: Day) -> Command {
    Order::Settle(Box::new(Found {
        kind,
        day: on,
        finding,
        evidence: Evidence {
            words: "复议决定书〔2026〕8号".into(),
            file: None,
        },
        words: "主要证据不足".into(),
        days: (finding == Finding::Ordered).then_some(30),
        on_procedure: false,
        instead: None,
    }))
    .into()
}

fn standing(walk: &Walk) -> Standing {
    walk.case.beyond.licence.as_ref().unwrap().decided()
}

#[test]
fn each_end_can_be_contested_and_only_an_end_that_stands() {
    for (how, named) in [
        (take_back(), Standing::TakenBack),
        (annul(Annulment::Procedure), Standing::Annulled),
        (revoke(), Standing::Revoked),
        (cancel(Cancellation::ForceMajeure), Standing::Cancelled),
    ] {
        let walk = ended(how);
        assert_eq!(walk.code(Who::Owner, object(named)), "done", "{named:?}");
        for other in Standing::ALL.into_iter().filter(|other| *other != named) {
            assert_eq!(walk.code(Who::Owner, object(other)), "no_such_ending", "{other:?}");
        }
    }
    let valid = handed_over();
    assert_eq!(valid.code(Who::Owner, object(Standing::Annulled)), "no_such_ending");
}

#[test]
fn the_time_runs_from_the_end_and_not_from_the_decision() {
    let mut walk = handed_over().on("2026-08-03");
    walk.does(Who::Chief, annul(Annulment::Unqualified)).unwrap();
    // Sixty days after 2026-08-03 is 2026-10-02, within the holiday; the 8th is the next working day. Six months end on 2027-02-03.
    for (kind, last, late) in [
        (Kind::Reconsideration, "2026-10-08", "2026-10-09"),
        (Kind::Suit, "2027-02-03", "2027-02-04"),
    ] {
        let on = |on: &str| {
            walk.clone()
                .on(on)
                .code(Who::Clerk, enter(kind, Standing::Annulled, day(on)))
        };
        assert_eq!((on(last), on(late)), ("done", "remedy_too_late"), "{kind:?}");
    }
    let before = enter(Kind::Suit, Standing::Annulled, day("2026-08-02"));
    assert_eq!(fields(&walk.decides(Who::Clerk, before).unwrap_err()), ["day"]);
}

#[test]
fn annulled_by_a_court_the_licence_is_valid_again_and_what_rested_on_the_end_falls() {
    let mut walk = ended(annul(Annulment::Fraud));
    let today = walk.today;
    walk.does(Who::Chief, bar(bars::Ground::Fraud)).unwrap();
    walk.does(Who::Chief, cancel(Cancellation::Ended)).unwrap();
    walk.does(Who::Clerk, enter(Kind::Suit, Standing::Annulled, today))
        .unwrap();
    assert_eq!(
        walk.case.clock(ClockKind::SuitDefence).map(|clock| clock.stopped),
        Some(None),
        "the time for the defence runs"
    );
    walk.does(Who::Chief, settle(Kind::Suit, Finding::Annulled, today))
        .unwrap();
    assert_eq!(standing(&walk), Standing::Valid);
    assert_eq!(
        walk.case.status(),
        Status::Issued,
        "the decision on the application stands"
    );
    assert_eq!(walk.case.beyond.bars[0].lifted, Some(today));
    assert_eq!(
        walk.case.appeals.set_aside.len(),
        2,
        "the annulment and the closing formality"
    );
    assert!(walk.case.clock(ClockKind::SuitDefence).unwrap().stopped.is_some());
    // It can be ended anew, by the way of the law.
    assert_eq!(walk.code(Who::Chief, annul(Annulment::Procedure)), "done");
}

#[test]
fn a_closing_formality_of_its_own_ground_stays() {
    let mut walk = ended(cancel(Cancellation::ForceMajeure));
    let today = walk.today;
    let entered = enter(Kind::Reconsideration, Standing::Cancelled, today);
    walk.does(Who::Clerk, entered).unwrap();
    for finding in [Finding::Upheld, Finding::Unlawful, Finding::Withdrawn] {
        let mut walk = walk.clone();
        walk.does(Who::Chief, settle(Kind::Reconsideration, finding, today))
            .unwrap();
        assert_eq!(standing(&walk), Standing::Cancelled, "{finding:?}");
    }
    let changed = settle(Kind::Reconsideration, Finding::Changed, today);
    assert_eq!(walk.code(Who::Chief, changed), "invalid_fields");
    walk.does(Who::Chief, settle(Kind::Reconsideration, Finding::Ordered, today))
        .unwrap();
    assert_eq!(standing(&walk), Standing::Valid);
}

#[test]
fn who_ended_it_does_not_answer_the_objection() {
    let mut walk = ended(annul(Annulment::Unqualified));
    walk.does(Who::Owner, object(Standing::Annulled)).unwrap();
    assert_eq!(walk.code(Who::Owner, object(Standing::Annulled)), "remedy_open");
    assert_eq!(walk.code(Who::Chief, answer(Finding::Upheld)), "decided_by_oneself");
    walk.does(Who::SecondChief, answer(Finding::Ordered)).unwrap();
    assert_eq!(standing(&walk), Standing::Valid);
}
