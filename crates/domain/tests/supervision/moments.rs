//! When a clock gets to a threshold: in days and in minutes, over office hours, pauses and years that nobody has published.

use yimen_domain::calendar::{CHINA, Calendar, Day, Instant, OfficeHours};
use yimen_domain::clocks::{Clock, ClockError, ClockKind, Measure, Suspension, SuspensionKind};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// A moment of a day by the wall clock.
fn at(text: &str, hour: i64, minute: i64) -> Instant {
    Instant::start_of(day(text), CHINA).plus_micros((hour * 60 + minute) * 60_000_000)
}

/// Seven hours a day.
fn hours() -> Calendar {
    let hours = OfficeHours::parse("09:00-12:00,13:00-17:00").unwrap();
    Calendar::national().with_hours(hours, "通告".into())
}

fn ten_days() -> Clock {
    Clock::new(ClockKind::DecisionPromised, "承诺", day("2026-03-02"), 10)
}

fn ten_hours() -> Clock {
    let measure = Measure::OfficeMinutes {
        from: at("2026-03-02", 10, 0),
        minutes: 600,
    };
    Clock::measured(ClockKind::DecisionPromised, "承诺", day("2026-03-02"), measure)
}

fn paused(mut clock: Clock, from: &str, to: Option<&str>) -> Clock {
    clock.suspensions.push(Suspension {
        kind: SuspensionKind::Hearing,
        basis: "法".into(),
        evidence: None,
        from: day(from),
        to: to.map(day),
        end_evidence: None,
    });
    clock
}

#[test]
fn a_share_of_a_day_is_a_share_of_its_office_hours() {
    let (plain, hours) = (Calendar::national(), hours());
    for (percent, without, with) in [
        (85, at("2026-03-13", 12, 0), at("2026-03-13", 13, 30)),
        (90, at("2026-03-13", 24, 0), at("2026-03-13", 17, 0)),
        (100, at("2026-03-16", 24, 0), at("2026-03-16", 17, 0)),
    ] {
        assert_eq!(ten_days().used_at(plain, percent).unwrap().at, without, "{percent}");
        assert_eq!(ten_days().used_at(&hours, percent).unwrap().at, with, "{percent}");
    }
}

#[test]
fn a_limit_in_minutes_is_used_by_the_minute() {
    let hours = hours();
    for (percent, whole, moved) in [
        (50, at("2026-03-02", 16, 0), at("2026-03-02", 16, 0)),
        (90, at("2026-03-03", 12, 0), at("2026-03-04", 12, 0)),
        (100, at("2026-03-03", 14, 0), at("2026-03-04", 14, 0)),
    ] {
        assert_eq!(ten_hours().used_at(&hours, percent).unwrap().at, whole, "{percent}");
        // The third stood still for the whole day.
        let stood = paused(ten_hours(), "2026-03-02", Some("2026-03-04"));
        assert_eq!(stood.used_at(&hours, percent).unwrap().at, moved, "{percent}");
    }
}

#[test]
fn a_limit_up_to_a_day_ends_with_that_day() {
    let until = Clock::measured(
        ClockKind::SuitDefence,
        "行政诉讼法",
        day("2026-03-02"),
        Measure::Until(day("2026-03-21")),
    );
    let plain = Calendar::national();
    // Fourteen working days, and a Saturday.
    assert_eq!(until.left_at(plain, 1).unwrap().at, at("2026-03-19", 0, 0));
    assert_eq!(until.used_at(plain, 50).unwrap().at, at("2026-03-11", 24, 0));
    assert_eq!(until.over_at(plain, 0).unwrap().at, at("2026-03-21", 24, 0));
    assert_eq!(until.over_at(plain, 1).unwrap().at, at("2026-03-23", 24, 0));
}

#[test]
fn what_came_before_a_pause_is_known_and_what_comes_after_it_is_not() {
    let plain = Calendar::national();
    let stands = paused(ten_days(), "2026-03-10", None);
    let suspended = ClockError::Suspended {
        since: day("2026-03-10"),
    };
    assert_eq!(stands.used_at(plain, 50).unwrap().day, day("2026-03-09"));
    assert_eq!(stands.counted_day(plain, 6), Ok(day("2026-03-10")));
    assert_eq!(stands.counted_day(plain, 7), Err(suspended));
    assert_eq!(stands.left_at(plain, 3), Err(suspended));
    assert_eq!(stands.over_at(plain, 0), Err(suspended));
    // Stopped on its last day: whether it was over is known when it goes on.
    let last_day = paused(ten_days(), "2026-03-16", None);
    assert!(last_day.over_at(plain, 0).is_err());
    let went_on = paused(ten_days(), "2026-03-16", Some("2026-03-18"));
    assert_eq!(went_on.over_at(plain, 0).unwrap().at, at("2026-03-16", 24, 0));
    // Over before it was stopped.
    let too_late = paused(ten_days(), "2026-03-17", None);
    assert_eq!(too_late.over_at(plain, 0).unwrap().day, day("2026-03-16"));
}

#[test]
fn a_moment_in_a_year_without_arrangement_is_provisional() {
    let clock = Clock::new(ClockKind::DecisionPromised, "承诺", day("2026-12-28"), 10);
    let reached = |percent| clock.used_at(Calendar::national(), percent).unwrap().provisional;
    assert!(!reached(20) && reached(90));
}
