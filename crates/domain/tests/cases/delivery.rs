//! How a result reaches its applicant: 许可法 art. 44.

use yimen_domain::cases::delivery::{Chase, MOST_REMINDERS};

use super::*;

fn refused(walk: &Walk, who: Who, command: Command) -> &'static str {
    walk.code(who, command)
}

#[test]
fn a_letter_that_came_back_is_collected_after_a_look_at_a_document_or_sent_again() {
    let mut walk = Walk::at(Status::Issued);
    walk.does(Who::Clerk, track(Parcel::OnTheWay)).unwrap();
    assert_eq!(refused(&walk, Who::Clerk, track(Parcel::OnTheWay)), "parcel_known");
    walk.does(Who::Clerk, track(Parcel::Returned)).unwrap();
    assert!(walk.case.delivery.is_back());
    assert_eq!(refused(&walk, Who::Clerk, collect()), "receiver_not_checked");
    walk.does(Who::Clerk, check_receiver()).unwrap();
    let tomorrow = walk.days_later(1);
    assert_eq!(
        refused(&tomorrow, Who::Clerk, collect()),
        "receiver_not_checked",
        "somebody else may stand there tomorrow"
    );
    let mut walk = tomorrow;
    walk.does(Who::Clerk, post_again()).unwrap();
    assert_eq!(walk.case.delivery.tracking.as_deref(), Some("EY2"));
    assert_eq!(refused(&walk, Who::Clerk, collect()), "parcel_not_returned");
    walk.does(Who::Clerk, track(Parcel::Returned)).unwrap();
    walk.does(Who::Clerk, check_receiver()).unwrap();
    walk.does(Who::Clerk, collect()).unwrap();
    assert_eq!(walk.case.delivery.collected, Some(walk.today));
    assert_eq!(refused(&walk, Who::Clerk, track(Parcel::Delivered)), "wrong_state");
    assert_eq!(walk.case.status(), Status::Issued);
}

#[test]
fn of_a_document_no_more_is_kept_than_four_characters() {
    for (tail, code) in [
        ("002X", "done"),
        ("02x", "done"),
        ("", "invalid_fields"),
        ("11010519491231002X", "invalid_fields"),
        ("０02X", "invalid_fields"),
    ] {
        let order = OnTheWay::CheckReceiver {
            shown: Shown::Passport,
            tail: tail.into(),
        };
        let walk = Walk::at(Status::Granted);
        assert_eq!(refused(&walk, Who::Clerk, Command::Delivery(order)), code, "{tail}");
    }
}

#[test]
fn a_download_is_kept_once() {
    let mut walk = Walk::at(Status::Granted);
    walk.does(Who::Owner, Command::Delivery(OnTheWay::Download)).unwrap();
    assert_eq!(
        refused(&walk, Who::Owner, Command::Delivery(OnTheWay::Download)),
        "wrong_state"
    );
    assert_eq!(
        refused(&walk, Who::Clerk, Command::Delivery(OnTheWay::Download)),
        "not_permitted"
    );
}

#[test]
fn who_does_not_come_is_reminded_three_times_and_not_more() {
    let chase = Chase::default();
    let mut walk = Walk::at(Status::Granted);
    let mut days = Vec::new();
    for _ in 0..40 {
        walk = walk.days_later(1);
        if chase.is_due(&walk.case, walk.today) {
            walk.does(Who::System, Command::Delivery(OnTheWay::Remind)).unwrap();
            days.push(walk.today);
        }
    }
    assert_eq!(days.len(), MOST_REMINDERS as usize);
    assert_eq!(days[0].plus(5), days[1]);
    assert_eq!(
        refused(&walk, Who::System, Command::Delivery(OnTheWay::Remind)),
        "wrong_state"
    );
    assert!(!chase.is_due(&Walk::at(Status::Issued).case, walk.today.plus(99)));
}
