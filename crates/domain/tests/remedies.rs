//! The last days of remedies against a decision.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use yimen_domain::calendar::{Calendar, Day};
use yimen_domain::cases::remedies::last_days;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

#[test]
fn sixty_days_and_six_months_end_on_a_working_day() {
    // Served, last day of reconsideration, last day of a suit.
    for (served, reconsideration, suit) in [
        // 2026-05-01 is a holiday until 05-05; 2026-09-02 a Wednesday.
        ("2026-03-02", "2026-05-06", "2026-09-02"),
        // The sixtieth day is a Saturday, and so is the day of the month half a year later: 2026-03-14.
        ("2025-09-14", "2025-11-13", "2026-03-16"),
        // August has a 31st and February has not; 2026-02-28 is a Saturday on which people work.
        ("2025-08-31", "2025-10-30", "2026-02-28"),
        // Within the days around the spring festival of 2026 (02-15 to 02-23).
        ("2025-12-18", "2026-02-24", "2026-06-18"),
        // Across the end of a year.
        ("2025-11-03", "2026-01-04", "2026-05-06"),
    ] {
        let last = last_days(Calendar::national(), day(served));
        let told = (
            last.reconsideration.to_string(),
            last.suit.to_string(),
            last.provisional,
        );
        assert_eq!(told, (reconsideration.into(), suit.into(), false), "{served}");
    }
}

#[test]
fn a_year_whose_holidays_nobody_knows_yet_makes_the_days_provisional() {
    let last = last_days(Calendar::national(), day("2026-11-23"));
    assert!(last.provisional);
    assert_eq!(last.suit, day("2027-05-24"), "23 May 2027 is a Sunday");
}
