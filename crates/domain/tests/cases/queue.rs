//! The order of acceptance, and how many can be granted (许可法 第五十七条).

use yimen_domain::cases::beyond::Order;
use yimen_domain::cases::beyond::licence::{Annulment, Cancellation, EndOrder, Ending};
use yimen_domain::cases::queue::{Place, Queue};
use yimen_domain::items::QuantityLimit;
use yimen_domain::items::quantity::Per;

use super::*;

fn place(walk: &Walk) -> Option<(Day, Place)> {
    walk.case.place().map(|(at, place)| (at.day(CHINA), place))
}

fn end(how: Ending) -> Command {
    Order::EndLicence(Box::new(EndOrder {
        how,
        reason: "经查明的事实".into(),
        statement: "已告知，持证人未提出陈述、申辩".into(),
        harm: false,
    }))
    .into()
}

#[test]
fn a_case_has_its_place_from_acceptance_until_it_is_granted_nothing_or_gives_it_up() {
    let first = day("2026-03-02");
    for (status, expected) in [
        (Status::Received, None),
        (Status::AwaitingCorrection, None),
        (Status::NotAccepted, None),
        (Status::Accepted, Some((first, Place::Waits))),
        (Status::Suspended, Some((first, Place::Waits))),
        (Status::Reviewed, Some((first, Place::Waits))),
        (Status::Granted, Some((first, Place::Granted(first)))),
        (Status::Refused, None),
        (Status::Issued, Some((first, Place::Granted(first)))),
        (Status::Withdrawn, None),
    ] {
        assert_eq!(place(&Walk::at(status)), expected, "{status:?}");
    }
}

#[test]
fn an_acceptance_goes_back_to_when_everything_was_handed_in() {
    let mut walk = Walk::at(Status::AwaitingCorrection).days_later(1);
    walk.does(Who::Owner, supplement("m1")).unwrap();
    let mut walk = walk.days_later(2);
    walk.does(Who::Clerk, accept()).unwrap();
    assert_eq!(place(&walk), Some((day("2026-03-03"), Place::Waits)));
}

#[test]
fn an_acceptance_by_law_goes_back_to_the_filing() {
    let mut walk = Walk::complete().on("2026-03-20");
    walk.does(Who::Clerk, accept()).unwrap();
    assert_eq!(place(&walk), Some((day("2026-03-02"), Place::Waits)));
}

#[test]
fn only_an_annulment_gives_a_granted_place_back() {
    let mut annulled = Walk::at(Status::Issued);
    let ground = Annulment::Unqualified;
    let damages = String::new();
    annulled
        .does(Who::Chief, end(Ending::Annulled { ground, damages }))
        .unwrap();
    assert_eq!(place(&annulled), None);
    let mut cancelled = Walk::at(Status::Issued);
    let ground = Cancellation::ForceMajeure;
    let basis = String::new();
    cancelled
        .does(Who::Chief, end(Ending::Cancelled { ground, basis }))
        .unwrap();
    assert!(place(&cancelled).is_some());
}

#[test]
fn places_that_are_left_belong_to_those_before() {
    let queue = |number, taken, before| {
        let limit = QuantityLimit {
            number,
            per: Per::Year,
            from: None,
            until: None,
        };
        Queue {
            limit,
            period: limit.period(day("2026-03-02")).unwrap(),
            taken,
            before,
            first: Vec::new(),
        }
    };
    for (number, taken, before, expected) in [
        (1, 0, 0, "granted"),
        (1, 0, 1, "accepted_before"),
        (2, 0, 1, "granted"),
        (2, 1, 1, "accepted_before"),
        (2, 1, 0, "granted"),
        (2, 2, 0, "places_used_up"),
        (2, 3, 5, "places_used_up"),
    ] {
        let judged = queue(number, taken, before).need_place();
        let code = judged.as_ref().map_or_else(|refusal| refusal.code, |()| "granted");
        assert_eq!(code, expected, "{taken} of {number}, {before} before");
        if let Err(refusal) = judged {
            assert!(refusal.rule.contains("第五十七条"));
        }
    }
}
