//! Papers go out with a slip and come back, and what is missing is noted.

use yimen_domain::cases::slips::{Happened, Missing, Order, Paper, Place, PlaceKind, Standing, code_from, is_code};

use super::*;

fn place(kind: PlaceKind, name: &str) -> Place {
    Place {
        kind,
        name: name.into(),
    }
}

fn paper(code: &str, copies: u32) -> Paper {
    Paper {
        code: code.into(),
        copies,
        pages: 3,
    }
}

fn send(papers: Vec<Paper>, back_by: Option<Day>) -> Order {
    Order::Send {
        papers,
        from: place(PlaceKind::Window, "综合窗口"),
        to: place(PlaceKind::Section, "食品科"),
        back_by,
    }
}

fn code() -> String {
    code_from(&"0".repeat(32), 0)
}

fn lacks(code: &str, copies: u32) -> Missing {
    Missing {
        code: code.into(),
        copies,
    }
}

fn receive(missing: Vec<Missing>) -> Command {
    Command::Slips(Order::Receive { code: code(), missing })
}

fn send_back() -> Command {
    Command::Slips(Order::SendBack { code: code() })
}

fn take_back(missing: Vec<Missing>) -> Command {
    Command::Slips(Order::TakeBack { code: code(), missing })
}

pub(super) fn usual(name: &str) -> Option<(Who, Command)> {
    Some(match name {
        "send_papers" => (Who::Clerk, send(vec![paper("m1", 2)], None).into()),
        "receive_papers" => (Who::Examiner, receive(Vec::new())),
        "send_papers_back" => (Who::Examiner, send_back()),
        "get_papers_back" => (Who::Clerk, take_back(Vec::new())),
        _ => return None,
    })
}

#[test]
fn papers_go_out_and_come_back_and_the_case_knows_where_they_are() {
    let mut walk = Walk::at(Status::Accepted);
    let back_by = walk.today.plus(3);
    let order = send(vec![paper("m1", 2), paper("file", 1)], Some(back_by));
    walk.does(Who::Clerk, order.into()).unwrap();
    let standing = |walk: &Walk| walk.case.slips.get(&code()).unwrap().standing();
    assert_eq!(standing(&walk), Standing::Sent);
    assert_eq!(walk.case.slips.away().count(), 1);
    assert_eq!(walk.code(Who::Examiner, send_back()), "slip_elsewhere");
    assert_eq!(
        walk.code(Who::Examiner, receive(vec![lacks("m1", 3)])),
        "invalid_fields"
    );
    assert_eq!(
        walk.code(Who::Examiner, receive(vec![lacks("m2", 1)])),
        "invalid_fields"
    );
    let twice = vec![lacks("m1", 1), lacks("m1", 1)];
    assert_eq!(walk.code(Who::Examiner, receive(twice)), "invalid_fields");
    walk.does(Who::Examiner, receive(vec![lacks("m1", 1), lacks("file", 0)]))
        .unwrap();
    let slip = walk.case.slips.get(&code()).unwrap();
    assert_eq!(
        (slip.standing(), slip.missing_there.clone()),
        (Standing::There, vec![lacks("m1", 1)])
    );
    assert!(slip.is_open() && !slip.is_overdue(back_by) && slip.is_overdue(back_by.plus(1)));
    assert_eq!(
        walk.code(Who::Examiner, receive(Vec::new())),
        "slip_elsewhere",
        "received once"
    );
    walk.does(Who::Examiner, send_back()).unwrap();
    walk.does(Who::Clerk, take_back(Vec::new())).unwrap();
    assert_eq!(standing(&walk), Standing::Back);
    assert_eq!(walk.case.slips.away().count(), 0);
    let slip = walk.case.slips.get(&code()).unwrap();
    assert!(!slip.is_open() && !slip.is_overdue(back_by.plus(9)));
    assert_eq!(walk.case.status(), Status::Accepted, "no status moves with papers");
    let kinds: Vec<&str> = walk
        .events
        .iter()
        .rev()
        .take(4)
        .map(|event| event.what.code())
        .collect();
    assert_eq!(
        kinds,
        ["papers_back", "papers_sent_back", "papers_received", "papers_sent"]
    );
}

#[test]
fn what_stays_in_the_archive_is_not_out_once_it_is_there() {
    let mut walk = Walk::at(Status::Issued);
    walk.does(Who::Clerk, send(vec![paper("file", 1)], None).into())
        .unwrap();
    assert!(walk.case.slips.get(&code()).unwrap().is_open(), "on its way");
    walk.does(Who::Clerk, receive(Vec::new())).unwrap();
    let slip = walk.case.slips.get(&code()).unwrap();
    assert!(!slip.is_open() && slip.standing() == Standing::There);
    walk.does(Who::Clerk, send_back()).unwrap();
    assert!(walk.case.slips.get(&code()).unwrap().is_open(), "on its way back");
}

#[test]
fn a_slip_lists_known_papers_with_numbers_and_two_places() {
    let walk = Walk::at(Status::Accepted);
    let refused = |order: Order| walk.code(Who::Clerk, order.into());
    assert_eq!(refused(send(Vec::new(), None)), "invalid_fields");
    assert_eq!(refused(send(vec![paper("m9", 1)], None)), "invalid_fields");
    assert_eq!(refused(send(vec![paper("m1", 0)], None)), "invalid_fields");
    assert_eq!(
        refused(send(vec![paper("m1", 1), paper("m1", 1)], None)),
        "invalid_fields"
    );
    assert_eq!(
        refused(send(vec![paper("m1", 1)], Some(walk.today.plus(-1)))),
        "invalid_fields"
    );
    let same = Order::Send {
        papers: vec![paper("m1", 1)],
        from: place(PlaceKind::Window, "综合窗口"),
        to: place(PlaceKind::Window, " 综合窗口 "),
        back_by: None,
    };
    assert_eq!(refused(same), "invalid_fields");
    for who in [Who::Owner, Who::Stranger] {
        let order = send(vec![paper("m1", 1)], None);
        assert_eq!(walk.code(who, order.into()), "not_permitted", "{who:?}");
    }
}

#[test]
fn a_slip_of_the_finger_is_noticed() {
    let code = code_from("0123456789abcdef0123456789abcdef", 0);
    assert!(is_code(&code), "{code}");
    for at in 0..14 {
        let mut wrong = code.clone().into_bytes();
        wrong[at] = b'0' + (wrong[at] - b'0' + 1) % 10;
        assert!(!is_code(&String::from_utf8(wrong).unwrap()), "digit {at}");
    }
    // The textbook example of the check: 7992739871 takes a 3.
    assert!(is_code("00079927398713"));
    for wrong in ["", "1234", "0007992739871３", "00079927398710", "000799273987130"] {
        assert!(!is_code(wrong), "{wrong}");
    }
}

#[test]
fn papers_that_never_left_do_not_come_back() {
    let mut walk = Walk::at(Status::Accepted);
    let happened = Happened::Returned {
        day: walk.today,
        code: code(),
    };
    let event = Event {
        seq: walk.case.events + 1,
        what: happened.into(),
        ..walk.events[0].clone()
    };
    assert!(walk.case.apply(&event).is_err());
}
