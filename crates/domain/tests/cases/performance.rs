//! What counts of a case, when, and to whom it is put down (绩效).

use yimen_domain::performance::{Fact, Kind, Measure, Sums, facts};

use super::*;

fn of(walk: &Walk) -> Vec<Fact> {
    facts(&walk.case, Calendar::national())
}

fn sums(walk: &Walk) -> Sums {
    of(walk).into_iter().map(|fact| fact.sums).sum()
}

fn seen(walk: &Walk) -> Vec<(Kind, u32, Day, Option<AccountId>)> {
    let seen = |fact: Fact| (fact.kind, fact.no, fact.day, fact.staff);
    of(walk).into_iter().map(seen).collect()
}

#[test]
fn each_step_counts_on_its_day_and_for_whoever_did_it() {
    let mut walk = Walk::complete();
    let filed = walk.today;
    walk.does(Who::Clerk, ask("m1")).unwrap();
    let mut walk = walk.days_later(1);
    walk.does(Who::Owner, supplement("m1")).unwrap();
    let complete = walk.today;
    walk.does(Who::Clerk, accept()).unwrap();
    walk.does(Who::Examiner, review()).unwrap();
    let mut walk = walk.on("2026-03-10");
    let decided = walk.today;
    walk.does(Who::Chief, grant()).unwrap();
    walk.does(Who::Clerk, pay()).unwrap();
    walk.does(Who::Clerk, issue()).unwrap();
    let mut walk = walk.days_later(1);
    walk.does(Who::Owner, rate()).unwrap();
    let (clerk, chief) = (Some(Who::Clerk.account()), Some(Who::Chief.account()));
    assert_eq!(
        seen(&walk),
        [
            (Kind::Filed, 1, filed, None),
            (Kind::Accepted, 1, complete, clerk),
            (Kind::Corrected, 1, filed, clerk),
            (Kind::Decided, 1, decided, chief),
            (Kind::Delivered, 1, decided, clerk),
            (Kind::Rated, 1, walk.today, chief),
        ]
    );
    // 3 March to 10 March 2026, a Tuesday each: five working days of 20 by law and of 10 promised.
    let expected = [
        (Measure::Filed, 1),
        (Measure::Accepted, 1),
        (Measure::WaitedDays, 1),
        (Measure::Corrections, 1),
        (Measure::Decided, 1),
        (Measure::Delivered, 1),
        (Measure::OnTime, 1),
        (Measure::Early, 1),
        (Measure::Limited, 1),
        (Measure::StatutoryDays, 20),
        (Measure::PromisedDays, 10),
        (Measure::ActualDays, 5),
        (Measure::HandlingPpm, 750_000),
        (Measure::PromisedPpm, 500_000),
        (Measure::Rated, 1),
        (Measure::RatingSum, 5),
    ];
    assert_eq!(sums(&walk), Sums::of(&expected));
}

#[test]
fn the_last_day_of_the_promise_is_on_time_and_the_next_is_not() {
    for (decided, on_time, early) in [("2026-03-13", 1, 1), ("2026-03-16", 1, 0), ("2026-03-17", 0, 0)] {
        let mut walk = Walk::at(Status::Reviewed).on(decided);
        walk.does(Who::Chief, grant()).unwrap();
        let sums = sums(&walk);
        assert_eq!(
            (sums.get(Measure::OnTime), sums.get(Measure::Early)),
            (on_time, early),
            "{decided}"
        );
    }
}

#[test]
fn a_decision_on_the_day_of_acceptance_used_no_day() {
    let sums = sums(&Walk::at(Status::Granted));
    let of = |measure| sums.get(measure);
    assert_eq!((of(Measure::SameDay), of(Measure::ActualDays)), (1, 0));
    assert_eq!(of(Measure::HandlingPpm), 1_000_000);
}

#[test]
fn time_that_the_law_does_not_count_is_not_used() {
    let mut walk = Walk::at(Status::Accepted);
    walk.does(Who::Examiner, suspend(SuspensionKind::Hearing, 5)).unwrap();
    let mut walk = walk.days_later(4);
    walk.does(Who::Examiner, resume()).unwrap();
    walk.does(Who::Examiner, review()).unwrap();
    walk.does(Who::Chief, grant()).unwrap();
    // Of four working days only the one on which the hearing was over.
    assert_eq!(sums(&walk).get(Measure::ActualDays), 1);
}

#[test]
fn what_was_accepted_and_taken_back_was_still_accepted_and_never_decided() {
    let mut walk = Walk::at(Status::Accepted);
    walk.does(Who::Owner, withdraw()).unwrap();
    let sums = sums(&walk);
    let of = |measure| sums.get(measure);
    assert_eq!(
        (of(Measure::Accepted), of(Measure::Decided), of(Measure::Delivered)),
        (1, 0, 0)
    );
}

#[test]
fn every_state_counts_what_it_should_and_what_is_simulated_nothing() {
    for status in Status::ALL {
        let sums = sums(&Walk::at(status));
        let of = |measure| sums.get(measure);
        let accepted = !matches!(
            status,
            Status::Received | Status::AwaitingCorrection | Status::NotAccepted | Status::Withdrawn
        );
        let decided = matches!(status, Status::Granted | Status::Refused | Status::Issued);
        let expected = if matches!(status, Status::Simulating | Status::Simulated) {
            assert!(sums.is_nothing(), "{status:?}");
            continue;
        } else {
            (
                1,
                i64::from(accepted),
                i64::from(decided),
                i64::from(status == Status::Issued),
            )
        };
        let counted = (
            of(Measure::Filed),
            of(Measure::Accepted),
            of(Measure::Decided),
            of(Measure::Delivered),
        );
        assert_eq!(counted, expected, "{status:?}");
        assert_eq!(
            of(Measure::Corrections),
            i64::from(status == Status::AwaitingCorrection)
        );
    }
}
