//! An applicant's numbers: shown for a purpose, for a while, to whoever said it, and nothing of the case changes.

use yimen_domain::cases::numbers::{SHOWN_MINUTES, shown_to};

use super::*;

#[test]
fn numbers_are_shown_for_the_purposes_of_the_role_only() {
    let walk = Walk::at(Status::Accepted);
    let mut done = 0;
    for who in EVERYBODY {
        let mine = Purpose::of_numbers(&who.actor(), BODY);
        for purpose in Purpose::all() {
            let code = walk.code(who, Command::ShowNumbers { purpose });
            let expected = match (mine.is_empty(), mine.contains(&purpose)) {
                (true, _) => "not_permitted",
                (false, true) => "done",
                (false, false) => "invalid_fields",
            };
            assert_eq!(code, expected, "{who:?} {purpose:?}");
            done += usize::from(code == "done");
        }
    }
    assert!(done > 8, "{done}");
}

#[test]
fn whoever_reads_changes_nothing() {
    for status in Status::ALL {
        let mut walk = Walk::at(status);
        let before = walk.case.clone();
        walk.today = walk.today.plus(1);
        walk.does(Who::Clerk, show_numbers()).unwrap();
        assert_eq!(walk.case.events, before.events + 1, "it is kept");
        let after = Case {
            events: before.events,
            ..walk.case.clone()
        };
        assert_eq!(after, before, "{}", status.code());
    }
}

#[test]
fn they_are_shown_to_nobody_else_and_not_for_ever() {
    let mut walk = Walk::at(Status::Accepted);
    walk.does(Who::Clerk, show_numbers()).unwrap();
    let at = walk.events.last().unwrap().at;
    let minutes = |more: i64| Instant(at.0 + more * 60_000_000);
    let clerk = Some(Who::Clerk.account());
    assert_eq!(shown_to(&walk.events, clerk, at), Some(Purpose::Contact));
    assert_eq!(
        shown_to(&walk.events, clerk, minutes(SHOWN_MINUTES - 1)),
        Some(Purpose::Contact)
    );
    assert_eq!(shown_to(&walk.events, clerk, minutes(SHOWN_MINUTES)), None);
    assert_eq!(shown_to(&walk.events, Some(Who::Chief.account()), at), None);
    assert_eq!(shown_to(&walk.events, None, at), None);
    let before = Walk::at(Status::Accepted);
    assert_eq!(shown_to(&before.events, clerk, at), None);
}
