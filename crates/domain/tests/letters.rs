//! Letters of authority: who may decide what, on which day, and why not.

#![allow(clippy::unwrap_used, reason = "a claim that cannot be checked fails its test")]

use proptest::prelude::*;
use uuid::Uuid;
use yimen_domain::calendar::Day;
use yimen_domain::items::{Handling, ItemKind};
use yimen_domain::organisation::letter::{
    Grant, Holder, Letter, Matter, Over, Power, Revocation, SealCustody, Signature, State, authority,
};
use yimen_domain::organisation::{AccountId, Actor, Capacity, Role};
use yimen_domain::words::Refusal;

const BODY: &str = "market";
const LI: AccountId = AccountId(Uuid::from_u128(1));
const WANG: AccountId = AccountId(Uuid::from_u128(2));
const FOOD: Matter<'_> = Matter {
    body: BODY,
    kind: ItemKind::Permit,
    handling: Handling::Promised,
    code: "food",
};

fn staff(account: AccountId, role: Role, body: Option<&str>) -> Actor {
    Actor {
        account: Some(account),
        name: "李敏".into(),
        capacity: Capacity::Staff {
            roles: vec![role],
            body: body.map(str::to_string),
        },
    }
}

fn decides(letters: &[Letter], on: &str) -> Result<String, Refusal> {
    let li = staff(LI, Role::Chief, Some(BODY));
    authority(letters, &li, FOOD, day(on)).map(|letter| letter.number.clone())
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn drafted(number: &str, grants: &[(Over, Power)]) -> Letter {
    Letter {
        number: number.into(),
        body: BODY.into(),
        holder: Holder::Person {
            account: LI,
            name: "李敏".into(),
        },
        grants: grants
            .iter()
            .map(|(over, power)| Grant {
                over: over.clone(),
                power: *power,
            })
            .collect(),
        from: day("2026-03-01"),
        until: day("2027-02-28"),
        seal: SealCustody::default(),
        state: State::Drafted,
    }
}

fn signature(on: &str) -> Signature {
    Signature {
        head: "赵局长".into(),
        office: "局长".into(),
        on: day(on),
    }
}

fn signed(number: &str, grants: &[(Over, Power)]) -> Letter {
    drafted(number, grants).sign(signature("2026-02-20")).unwrap()
}

fn taken_back(from: &str) -> Letter {
    let revocation = Revocation {
        from: day(from),
        reason: "轮岗".into(),
    };
    let letter = signed("1号", &[(Over::All, Power::Decide)]);
    letter.revoke(day("2026-04-01"), revocation).unwrap()
}

fn why(letters: &[Letter], on: &str) -> String {
    let refused = decides(letters, on).unwrap_err();
    assert_eq!((refused.code, refused.rule), ("no_authority", "行政许可法 第二十二条"));
    assert!(!refused.why.en.is_empty() && !refused.remedy.zh.is_empty());
    refused.why.zh
}

#[test]
fn a_signed_letter_gives_its_power_from_its_first_to_its_last_day() {
    let letters = [signed("1号", &[(Over::All, Power::Decide)])];
    for (on, may) in [
        ("2026-02-28", false),
        ("2026-03-01", true),
        ("2027-02-28", true),
        ("2027-03-01", false),
    ] {
        assert_eq!(decides(&letters, on).is_ok(), may, "{on}");
    }
    assert!(why(&letters, "2026-02-28").contains("2026-03-01 起才生效"));
    assert!(why(&letters, "2027-03-01").contains("2027-02-28 到期"));
}

#[test]
fn a_letter_counts_for_its_holder_and_its_body_alone() {
    let letters = [signed("1号", &[(Over::All, Power::Decide)])];
    let (on, police) = (day("2026-05-01"), Matter { body: "police", ..FOOD });
    let (li, wang) = (staff(LI, Role::Chief, Some(BODY)), staff(WANG, Role::Chief, Some(BODY)));
    assert!(authority(&letters, &li, FOOD, on).is_ok());
    assert!(authority(&letters, &wang, FOOD, on).is_err());
    assert!(authority(&letters, &li, police, on).is_err());
    assert!(why(&[], "2026-05-01").contains("没有授权委托书"));
}

#[test]
fn a_letter_to_the_windows_counts_for_whoever_serves_the_body_there_and_for_what_is_decided_at_once() {
    let letter = Letter {
        holder: Holder::Windows,
        ..drafted("5号", &[(Over::Instant, Power::Decide)])
    };
    let letters = [letter.sign(signature("2026-02-20")).unwrap()];
    let instant = Matter {
        handling: Handling::Instant,
        ..FOOD
    };
    let on = day("2026-05-01");
    for (actor, matter, may) in [
        (staff(WANG, Role::Clerk, None), instant, true),
        (staff(WANG, Role::Clerk, Some(BODY)), instant, true),
        (staff(WANG, Role::Clerk, Some("police")), instant, false),
        (staff(WANG, Role::Chief, Some(BODY)), instant, false),
        (staff(WANG, Role::Clerk, None), FOOD, false),
    ] {
        assert_eq!(
            authority(&letters, &actor, matter, on).is_ok(),
            may,
            "{actor:?} {matter:?}"
        );
    }
}

#[test]
fn the_narrowest_line_counts_and_of_two_alike_the_smaller_power() {
    use Power::{Decide, Review};
    let food = || Over::Item("food".into());
    for (grants, may) in [
        (vec![(Over::All, Decide)], true),
        (vec![(Over::Kind(ItemKind::Permit), Decide)], true),
        (vec![(Over::Kind(ItemKind::Payment), Decide)], false),
        (vec![(food(), Decide)], true),
        (vec![(Over::Item("other".into()), Decide)], false),
        (vec![(food(), Review)], false),
        (vec![(Over::All, Decide), (food(), Review)], false),
        (vec![(Over::All, Review), (food(), Decide)], true),
        (vec![(Over::Kind(ItemKind::Permit), Review), (Over::All, Decide)], false),
        (vec![(food(), Decide), (food(), Review)], false),
    ] {
        let letters = [signed("1号", &grants)];
        assert_eq!(decides(&letters, "2026-05-01").is_ok(), may, "{grants:?}");
    }
    let review = [signed("3号", &[(food(), Review)])];
    assert!(why(&review, "2026-05-01").contains("（3号）只授予这个事项的初审权"));
}

#[test]
fn another_letter_may_give_what_the_first_does_not() {
    let letters = [
        signed("1号", &[(Over::All, Power::Review)]),
        signed("2号", &[(Over::Item("food".into()), Power::Decide)]),
    ];
    assert_eq!(decides(&letters, "2026-05-01").unwrap(), "2号");
}

#[test]
fn a_letter_taken_back_gives_no_power_from_that_day_on() {
    let letters = [taken_back("2026-04-10")];
    assert!(decides(&letters, "2026-04-09").is_ok());
    assert!(why(&letters, "2026-04-10").contains("2026-04-10 收回"));
}

#[test]
fn a_drafted_letter_gives_no_power() {
    let letters = [drafted("1号", &[(Over::All, Power::Decide)])];
    assert!(why(&letters, "2026-05-01").contains("没有授权委托书"));
}

#[test]
fn a_letter_signed_late_holds_from_its_signature() {
    let letter = drafted("1号", &[(Over::All, Power::Decide)])
        .sign(signature("2026-03-15"))
        .unwrap();
    assert_eq!(letter.from, day("2026-03-15"));
    assert_eq!(letter.power(FOOD, day("2026-03-14")), None);
}

#[test]
fn what_is_wrong_with_a_letter_is_said_before_it_is_signed() {
    let right = || drafted("1号", &[(Over::All, Power::Decide)]);
    for (letter, field) in [
        (
            Letter {
                number: " ".into(),
                ..right()
            },
            "number",
        ),
        (
            Letter {
                holder: Holder::Person {
                    account: LI,
                    name: String::new(),
                },
                ..right()
            },
            "holder",
        ),
        (
            Letter {
                grants: Vec::new(),
                ..right()
            },
            "grants",
        ),
        (
            Letter {
                until: day("2026-02-28"),
                ..right()
            },
            "until",
        ),
        (
            Letter {
                until: day("2036-03-01"),
                ..right()
            },
            "until",
        ),
    ] {
        let refused = letter.sign(signature("2026-02-20")).unwrap_err();
        assert_eq!(refused.faults[0].field, field);
    }
    for (head, office, on, field) in [
        ("", "局长", "2026-02-20", "head"),
        ("赵局长", "", "2026-02-20", "office"),
        ("赵局长", "局长", "2027-03-01", "on"),
    ] {
        let signature = Signature {
            head: head.into(),
            office: office.into(),
            on: day(on),
        };
        assert_eq!(right().sign(signature).unwrap_err().faults[0].field, field);
    }
    assert_eq!(
        signed("1号", &[(Over::All, Power::Decide)])
            .sign(signature("2026-02-20"))
            .unwrap_err()
            .code,
        "letter_signed_before"
    );
}

#[test]
fn only_a_letter_in_force_is_taken_back_with_a_reason_and_not_for_the_past() {
    let today = day("2026-04-01");
    let revocation = |from: &str, reason: &str| Revocation {
        from: day(from),
        reason: reason.into(),
    };
    let letter = || signed("1号", &[(Over::All, Power::Decide)]);
    assert_eq!(
        letter()
            .revoke(today, revocation("2026-04-01", " "))
            .unwrap_err()
            .faults[0]
            .field,
        "reason"
    );
    assert_eq!(
        letter()
            .revoke(today, revocation("2026-03-31", "轮岗"))
            .unwrap_err()
            .faults[0]
            .field,
        "from"
    );
    let drafted = drafted("1号", &[(Over::All, Power::Decide)]);
    assert_eq!(
        drafted
            .revoke(today, revocation("2026-04-01", "轮岗"))
            .unwrap_err()
            .code,
        "letter_not_in_force"
    );
    assert_eq!(
        taken_back("2026-04-10")
            .revoke(today, revocation("2026-04-01", "轮岗"))
            .unwrap_err()
            .code,
        "letter_not_in_force"
    );
}

fn over() -> impl Strategy<Value = Over> {
    prop_oneof![
        Just(Over::All),
        Just(Over::Kind(ItemKind::Permit)),
        Just(Over::Kind(ItemKind::Payment)),
        Just(Over::Item("food".into())),
        Just(Over::Item("other".into())),
    ]
}

proptest! {
    /// Nobody decides outside a letter of their own that was signed, holds that day and gives the power to decide.
    #[test]
    fn whoever_may_decide_holds_a_valid_letter(
        lines in prop::collection::vec((over(), prop::sample::select(&Power::ALL[..])), 1..5),
        offset in -400_i32..800,
        back in prop::option::of(0_i32..400),
    ) {
        let mut letter = signed("1号", &lines);
        if let Some(days) = back {
            let revocation = Revocation { from: day("2026-04-01").plus(days), reason: "轮岗".into() };
            letter = letter.revoke(day("2026-04-01"), revocation).unwrap();
        }
        let on = day("2026-03-01").plus(offset);
        let letters = [letter];
        if let Ok(letter) = authority(&letters, &staff(LI, Role::Chief, Some(BODY)), FOOD, on) {
            prop_assert!(letter.from <= on && on <= letter.until);
            prop_assert!(back.is_none_or(|days| on < day("2026-04-01").plus(days)));
            prop_assert!(lines.iter().any(|(over, power)| *power == Power::Decide && *over != Over::Item("other".into())));
        }
    }
}
