//! The life of an item: who may do what in which state, and how an item stands on a day.

use uuid::Uuid;
use yimen_domain::calendar::{Day, Instant};
use yimen_domain::cases::event::ActorMark;
use yimen_domain::items::life::draft::{Act, WAYS};
use yimen_domain::items::life::standing::{Registration, Standing, Status};
use yimen_domain::items::life::{Draft, Mark, Order, Stage, State, Step, Why};
use yimen_domain::organisation::{AccountId, Actor, Capacity, Role};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn why() -> Why {
    Why {
        reason: "理由".into(),
        basis: "依据".into(),
        approval: String::new(),
    }
}

fn staff(number: u128, roles: &[Role], body: Option<&str>) -> Actor {
    Actor {
        account: Some(AccountId(Uuid::from_u128(number))),
        name: "某某".into(),
        capacity: Capacity::Staff {
            roles: roles.to_vec(),
            body: body.map(str::to_string),
        },
    }
}

fn mark() -> Mark {
    Mark {
        by: ActorMark::of(&staff(1, &[Role::Drafter], Some("a")), None),
        at: Instant(0),
    }
}

fn in_state(code: &str) -> State {
    let steps: &[Step] = &[
        Step::Submitted(why()),
        Step::Reviewed { note: String::new() },
        Step::Checked {
            from: day("2026-05-01"),
            acknowledged: Vec::new(),
            note: String::new(),
        },
        Step::Published {
            version: 2,
            from: day("2026-05-01"),
            why: why(),
        },
    ];
    let mut state = State::begin();
    if code == "abandoned" {
        let reason = "不改了".into();
        return state.after(mark(), &Step::Abandoned { reason }).unwrap();
    }
    for step in steps {
        if state.code() == code {
            break;
        }
        state = state.after(mark(), step).unwrap();
    }
    assert_eq!(state.code(), code);
    state
}

fn draft(code: &str) -> Draft {
    Draft {
        body: "a".into(),
        drafters: vec![AccountId(Uuid::from_u128(1))],
        state: in_state(code),
    }
}

fn orders() -> Vec<Order> {
    let reasons = String::from("补充依据");
    let accept = |kept: &[&str]| Order::Accept {
        source: "x".into(),
        version: 2,
        kept: kept.iter().map(|one| (*one).to_string()).collect(),
    };
    vec![
        accept(&[]),
        accept(&["promised_days"]),
        Order::Submit(why()),
        Order::PassReview { note: String::new() },
        Order::GiveBack {
            from: Stage::Review,
            reasons: reasons.clone(),
        },
        Order::PassCheck {
            from: day("2026-05-01"),
            acknowledged: Vec::new(),
            note: String::new(),
        },
        Order::GiveBack {
            from: Stage::Check,
            reasons: reasons.clone(),
        },
        Order::Publish { version: 2 },
        Order::Abandon { reason: reasons },
    ]
}

fn right_one(act: Act) -> Actor {
    match act {
        Act::Save | Act::Submit | Act::Abandon => staff(1, &[Role::Drafter], Some("a")),
        Act::Accept | Act::Review => staff(2, &[Role::Legal], Some("a")),
        Act::Check | Act::Publish => staff(2, &[Role::Manager], Some("a")),
    }
}

#[test]
fn the_ways_of_the_table_are_the_ways_that_are_open() {
    let mut open: Vec<(String, &str, String)> = vec![("drafting".into(), "save", "drafting".into())];
    for code in State::CODES {
        for order in orders() {
            let (mut draft, act) = (draft(code), order.act());
            if act == Act::Accept {
                draft.drafters.clear();
            }
            if let Ok(step) = draft.decide(&right_one(act), day("2026-04-01"), order) {
                let after = draft.state.after(mark(), &step).unwrap();
                open.push((code.into(), act.code(), after.code().into()));
            }
        }
    }
    let mut told: Vec<(String, &str, String)> = WAYS.iter().map(|way| (way.0.into(), way.1, way.2.into())).collect();
    open.sort();
    told.sort();
    assert_eq!(open, told);
}

#[test]
fn the_drawing_in_the_documents_shows_these_ways() {
    let text = include_str!("../../../../docs/items-life.md");
    let mut drawn: Vec<String> = text
        .lines()
        .filter(|line| line.contains(" --> "))
        .map(|line| line.trim().to_string())
        .collect();
    drawn.retain(|line| !line.starts_with("[*]"));
    let mut ways: Vec<String> = WAYS
        .iter()
        .map(|(from, act, to)| format!("{from} --> {to}: {act}"))
        .collect();
    drawn.sort();
    ways.sort();
    assert_eq!(drawn, ways);
}

#[test]
fn each_step_belongs_to_one_role_of_the_own_body_and_to_other_hands() {
    let cases = [
        ("in_review", Act::Review, staff(2, &[Role::Legal], Some("a")), ""),
        (
            "in_review",
            Act::Review,
            staff(2, &[Role::Legal], Some("b")),
            "not_your_step",
        ),
        (
            "in_review",
            Act::Review,
            staff(2, &[Role::Legal], None),
            "not_your_step",
        ),
        (
            "in_review",
            Act::Review,
            staff(2, &[Role::Manager], None),
            "not_your_step",
        ),
        (
            "in_review",
            Act::Review,
            staff(1, &[Role::Drafter, Role::Legal], Some("a")),
            "own_work",
        ),
        ("in_check", Act::Check, staff(2, &[Role::Manager], None), ""),
        ("in_check", Act::Check, staff(1, &[Role::Manager], None), "own_work"),
        ("approved", Act::Publish, staff(1, &[Role::Manager], None), "own_work"),
        ("drafting", Act::Save, staff(3, &[Role::Drafter], Some("a")), ""),
        (
            "drafting",
            Act::Save,
            staff(3, &[Role::Drafter], Some("b")),
            "not_your_step",
        ),
        (
            "in_review",
            Act::Save,
            staff(1, &[Role::Drafter], Some("a")),
            "draft_stands_elsewhere",
        ),
    ];
    for (code, act, who, expected) in cases {
        let answer = draft(code).may(&who, act).map_or_else(|refusal| refusal.code, |()| "");
        assert_eq!(answer, expected, "{code} {act:?} {who:?}");
    }
}

#[test]
fn a_day_behind_and_a_missing_reason_are_refused() {
    let today = day("2026-05-02");
    let manager = staff(2, &[Role::Manager], None);
    let order = Order::PassCheck {
        from: day("2026-05-01"),
        acknowledged: Vec::new(),
        note: String::new(),
    };
    let refused = draft("in_check").decide(&manager, today, order).unwrap_err();
    assert_eq!(refused.faults[0].field, "from");
    let none = Why::default();
    let drafter = staff(1, &[Role::Drafter], Some("a"));
    let refused = draft("drafting")
        .decide(&drafter, today, Order::Submit(none))
        .unwrap_err();
    let fields: Vec<&str> = refused.faults.iter().map(|fault| fault.field.as_str()).collect();
    assert_eq!(fields, ["reason", "basis"]);
}

#[test]
fn what_is_published_late_holds_from_the_day_of_publishing() {
    let manager = staff(2, &[Role::Manager], None);
    for (today, from) in [("2026-04-20", "2026-05-01"), ("2026-05-09", "2026-05-09")] {
        let step = draft("approved").decide(&manager, day(today), Order::Publish { version: 2 });
        let Ok(Step::Published { from: holds, .. }) = step else {
            panic!("{step:?}")
        };
        assert_eq!(holds, day(from), "published on {today}");
    }
}

#[test]
fn an_item_stands_as_it_was_registered_on_each_day() {
    let manager = staff(2, &[Role::Manager], None);
    let today = day("2026-05-01");
    let mut standing = Standing::default();
    let order = Registration::Suspend {
        from: day("2026-05-04"),
        until: Some(day("2026-05-08")),
        why: why(),
    };
    standing.take(&standing.decide(&manager, today, order.clone()).unwrap());
    assert_eq!(
        standing.decide(&manager, today, order).unwrap_err().code,
        "suspended_already"
    );
    let order = Registration::Resume {
        from: day("2026-05-06"),
        why: why(),
    };
    standing.take(&standing.decide(&manager, day("2026-05-05"), order).unwrap());
    let order = Registration::Withdraw {
        from: day("2026-06-01"),
        why: why(),
        successors: vec!["x".into()],
    };
    standing.take(&standing.decide(&manager, day("2026-05-20"), order.clone()).unwrap());
    assert_eq!(
        standing.decide(&manager, day("2026-05-20"), order).unwrap_err().code,
        "withdrawn_already"
    );
    for (on, status, next) in [
        ("2026-05-03", "in_force", Some("2026-05-04")),
        ("2026-05-04", "suspended", Some("2026-05-06")),
        ("2026-05-05", "suspended", Some("2026-05-06")),
        ("2026-05-06", "in_force", Some("2026-06-01")),
        ("2026-06-01", "withdrawn", None),
    ] {
        assert_eq!(standing.on(day(on)).code(), status, "{on}");
        assert_eq!(standing.next_turn(day(on)), next.map(day), "{on}");
        assert_eq!(standing.may_file(day(on)).is_ok(), status == "in_force", "{on}");
    }
    assert!(matches!(standing.on(day("2026-07-01")), Status::Withdrawn(end) if end.successors == ["x"]));
}

#[test]
fn only_the_centre_registers_and_a_suspension_ends_after_it_begins() {
    let order = |until: &str| Registration::Suspend {
        from: day("2026-05-04"),
        until: Some(day(until)),
        why: why(),
    };
    let standing = Standing::default();
    let (today, legal) = (day("2026-05-01"), staff(2, &[Role::Legal], Some("a")));
    assert_eq!(
        standing.decide(&legal, today, order("2026-05-08")).unwrap_err().code,
        "not_your_step"
    );
    let manager = staff(3, &[Role::Manager], None);
    let refused = standing.decide(&manager, today, order("2026-05-04")).unwrap_err();
    assert_eq!(refused.faults[0].field, "until");
    let order = Registration::Resume {
        from: today,
        why: why(),
    };
    assert_eq!(
        standing.decide(&manager, today, order).unwrap_err().code,
        "not_suspended"
    );
}
