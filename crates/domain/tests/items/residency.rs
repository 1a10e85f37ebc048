//! Exceptions from the hall and the net.

use yimen_domain::calendar::{Day, Instant};
use yimen_domain::items::residency::{Exception, Ground, Order, Sphere, State, ask, decide};
use yimen_domain::organisation::{Actor, Capacity, Role};

fn person(role: Role, body: Option<&str>) -> Actor {
    Actor {
        account: None,
        name: role.words().0.into(),
        capacity: Capacity::Staff {
            roles: vec![role],
            body: body.map(str::to_string),
        },
    }
}

fn wish() -> Order {
    Order::Ask {
        sphere: Sphere::Hall,
        ground: Ground::Premises,
        reason: "检测设备无法搬入大厅".into(),
        basis: "前府办函〔2026〕8号".into(),
        until: None,
    }
}

const NOW: Instant = Instant(1_795_327_509_000_000);

fn asked() -> Exception {
    ask("I-1", "health", &[], &wish(), &person(Role::Chief, Some("health")), NOW).unwrap()
}

#[test]
fn a_body_asks_and_the_manager_approves_and_only_then_it_holds() {
    let today = Day::parse("2026-11-22").unwrap();
    let asked = asked();
    assert!(!asked.holds(today));
    let grant = Order::Grant {
        approval: "前政服〔2026〕12号".into(),
    };
    let own = person(Role::Chief, Some("health"));
    assert_eq!(
        decide(&asked, "health", &grant, &own, NOW).unwrap_err().code,
        "not_your_exception"
    );
    let granted = decide(&asked, "health", &grant, &person(Role::Manager, None), NOW).unwrap();
    assert!(granted.holds(today));
    let end = Order::End {
        reason: "设备已搬入".into(),
    };
    let ended = decide(&granted, "health", &end, &own, NOW).unwrap();
    assert!(!ended.holds(today) && matches!(ended.state, State::Ended { .. }));
    assert_eq!(
        decide(&ended, "health", &end, &own, NOW).unwrap_err().code,
        "exception_stands_elsewhere"
    );
}

#[test]
fn strangers_the_manager_and_words_that_say_nothing_are_refused() {
    for (actor, code) in [
        (person(Role::Chief, Some("police")), "not_your_exception"),
        (person(Role::Manager, None), "not_your_exception"),
        (person(Role::Clerk, Some("health")), "not_your_exception"),
    ] {
        assert_eq!(ask("I-1", "health", &[], &wish(), &actor, NOW).unwrap_err().code, code);
    }
    let silent = Order::Ask {
        sphere: Sphere::Hall,
        ground: Ground::Secrecy,
        reason: " ".into(),
        basis: String::new(),
        until: Day::parse("2020-01-01").ok(),
    };
    let refused = ask("I-1", "health", &[], &silent, &person(Role::Chief, Some("health")), NOW).unwrap_err();
    let fields: Vec<&str> = refused.faults.iter().map(|fault| fault.field.as_str()).collect();
    assert_eq!(fields, ["reason", "basis", "until"]);
}

#[test]
fn an_exception_that_waits_or_holds_is_not_asked_for_twice() {
    let chief = person(Role::Chief, Some("health"));
    let refused = ask("I-1", "health", &[asked()], &wish(), &chief, NOW).unwrap_err();
    assert_eq!(refused.code, "exception_there_already");
    let until = Exception {
        until: Day::parse("2026-11-30").ok(),
        ..decide(
            &asked(),
            "health",
            &Order::Grant {
                approval: "一号文".into(),
            },
            &person(Role::Manager, None),
            NOW,
        )
        .unwrap()
    };
    assert!(until.holds(Day::parse("2026-11-29").unwrap()) && !until.holds(Day::parse("2026-11-30").unwrap()));
}
