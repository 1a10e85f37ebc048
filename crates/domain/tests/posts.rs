//! Posts over time, A and B, leave and moves: each rule by a claim.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use uuid::Uuid;
use yimen_domain::calendar::Day;
use yimen_domain::organisation::level::Level;
use yimen_domain::organisation::posts::{
    Answer, Gap, Moving, Person, Post, Roster, Seat, Serving, Side, Standing, Step,
};
use yimen_domain::organisation::{AccountId, Role};
use yimen_domain::words::{Refusal, Words};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn person(name: &str) -> Person {
    let number = name.chars().map(|sign| u128::from(u32::from(sign))).sum();
    Person {
        account: AccountId(Uuid::from_u128(number)),
        name: name.into(),
    }
}

fn post(code: &str, reach: Option<&str>) -> Post {
    Post {
        code: code.into(),
        name: Words::new(format!("{code} 岗"), format!("post {code}")),
        body: "approval".into(),
        section: None,
        window: None,
        roles: vec![Role::Clerk],
        reach: reach.map(str::to_string),
        paired: true,
        heads: false,
    }
}

fn seat(post: &str, side: Side) -> Seat {
    Seat {
        post: post.into(),
        side,
        standing: Standing::Main,
    }
}

/// Two windows; 李 and 王 stand in for each other. A third post is held by 张, its B is 王.
fn hall() -> Roster {
    let mut roster = Roster::default();
    let first = day("2026-01-01");
    for code in ["w1", "w2", "w3"] {
        let step = roster.set_post(post(code, None), first).unwrap();
        roster.apply(&step);
    }
    for (name, code, side) in [
        ("李", "w1", Side::A),
        ("王", "w1", Side::B),
        ("王", "w2", Side::A),
        ("李", "w2", Side::B),
        ("张", "w3", Side::A),
        ("王", "w3", Side::B),
    ] {
        let step = roster.appoint(person(name), seat(code, side), first, None).unwrap();
        roster.apply(&step);
    }
    roster
}

fn on_leave(roster: &mut Roster, name: &str, from: &str, until: &str) -> Result<(), Refusal> {
    let step = roster.ask_leave(person(name), day(from), day(until), "探亲")?;
    let Step::LeaveAsked(leave) = &step else { unreachable!() };
    let number = leave.number;
    roster.apply(&step);
    let step = roster.grant_leave(number)?;
    roster.apply(&step);
    Ok(())
}

fn code<T: std::fmt::Debug>(result: Result<T, Refusal>) -> String {
    let refusal = result.unwrap_err();
    assert!(!refusal.why.zh.is_empty() && !refusal.why.en.is_empty(), "{refusal:?}");
    refusal
        .faults
        .first()
        .map_or(refusal.code.to_string(), |fault| fault.field.clone())
}

#[test]
fn a_post_has_one_a_and_one_b_who_are_two_people() {
    let roster = hall();
    let cases = [
        ("赵", "w1", Side::A, "seat_taken"),
        ("赵", "w1", Side::B, "seat_taken"),
        ("李", "w1", Side::B, "a_and_b_are_two"),
        ("赵", "w9", Side::A, "post"),
    ];
    for (name, post, side, wanted) in cases {
        let refused = roster.appoint(person(name), seat(post, side), day("2026-03-01"), None);
        assert_eq!(code(refused), wanted, "{name} {post}");
    }
    let before_it_was_there = roster.appoint(
        person("赵"),
        seat("w1", Side::A),
        day("2025-12-31"),
        Some(day("2025-12-31")),
    );
    assert_eq!(code(before_it_was_there), "post");
}

#[test]
fn system_security_and_audit_administrators_are_three_people_whatever_posts_give_the_roles() {
    let mut roster = hall();
    let first = day("2026-01-01");
    for (code, role) in [
        ("system", Role::Admin),
        ("audit", Role::Audit),
        ("office", Role::Manager),
    ] {
        let post = Post {
            roles: vec![role],
            ..post(code, None)
        };
        let step = roster.set_post(post, first).unwrap();
        roster.apply(&step);
    }
    let taken = roster.appoint(person("孙"), seat("system", Side::A), first, Some(day("2026-06-30")));
    roster.apply(&taken.unwrap());
    let at_once = roster.appoint(person("孙"), seat("audit", Side::A), day("2026-06-30"), None);
    assert_eq!(code(at_once), "administrators_are_apart");
    assert!(
        roster
            .appoint(person("孙"), seat("office", Side::A), first, None)
            .is_ok()
    );
    let afterwards = roster.appoint(person("孙"), seat("audit", Side::A), day("2026-07-01"), None);
    roster.apply(&afterwards.unwrap());
    let widened = Post {
        roles: vec![Role::Manager, Role::Security],
        ..post("audit", None)
    };
    assert!(
        roster.set_post(widened, day("2026-08-01")).is_ok(),
        "one of the three still"
    );
    let both = Post {
        roles: vec![Role::Audit, Role::Security],
        ..post("audit", None)
    };
    assert_eq!(
        code(roster.set_post(both, day("2026-08-01"))),
        "administrators_are_apart"
    );
}

#[test]
fn a_person_holds_several_posts_of_one_reach_only() {
    let mut roster = hall();
    let first = day("2026-01-01");
    for (code, reach) in [("all", None), ("tax", Some("tax"))] {
        let step = roster.set_post(post(code, reach), first).unwrap();
        roster.apply(&step);
    }
    roster.appoint(person("李"), seat("all", Side::A), first, None).unwrap();
    let refused = roster.appoint(person("李"), seat("tax", Side::A), first, None);
    assert_eq!(code(refused), "posts_of_two_bodies");
    let narrowed = roster.set_post(post("w1", Some("tax")), day("2026-02-01"));
    assert_eq!(
        code(narrowed),
        "posts_of_two_bodies",
        "a change of the post counts like an appointment"
    );
}

#[test]
fn a_goes_on_leave_only_while_b_is_there() {
    let mut roster = hall();
    on_leave(&mut roster, "李", "2026-03-02", "2026-03-06").unwrap();
    let table = [
        ("王", "2026-03-06", "2026-03-06", "not_covered", "stands in for 李"),
        (
            "张",
            "2026-03-05",
            "2026-03-10",
            "not_covered",
            "its B stands in elsewhere on two of the days",
        ),
        (
            "李",
            "2026-03-06",
            "2026-03-09",
            "leave_on_these_days",
            "two leaves at once",
        ),
        ("赵", "2026-03-06", "2026-03-09", "no_post", "holds no post"),
        ("张", "2026-03-09", "2026-03-08", "until", "the wrong way round"),
        ("张", "2026-03-09", "2027-03-10", "until", "longer than a year"),
    ];
    for (name, from, until, wanted, why) in table {
        assert_eq!(code(on_leave(&mut roster, name, from, until)), wanted, "{why}");
    }
    on_leave(&mut roster, "张", "2026-03-07", "2026-03-08").unwrap();
}

#[test]
fn a_refusal_names_who_is_missing_and_the_rule() {
    let mut roster = hall();
    on_leave(&mut roster, "王", "2026-04-01", "2026-04-03").unwrap();
    let refused = on_leave(&mut roster, "张", "2026-04-03", "2026-04-03").unwrap_err();
    assert_eq!(refused.rule, "A/B 岗工作制");
    assert!(
        refused.why.zh.contains('王') && refused.why.en.contains("王"),
        "{refused:?}"
    );
}

#[test]
fn a_post_that_is_not_paired_holds_nobody_back() {
    let mut roster = Roster::default();
    let lone = Post {
        paired: false,
        ..post("manager", None)
    };
    let step = roster.set_post(lone, day("2026-01-01")).unwrap();
    roster.apply(&step);
    let step = roster
        .appoint(person("段"), seat("manager", Side::A), day("2026-01-01"), None)
        .unwrap();
    roster.apply(&step);
    on_leave(&mut roster, "段", "2026-05-01", "2026-05-02").unwrap();
    assert!(roster.gaps(day("2026-05-01")).is_empty());
}

#[test]
fn b_has_the_duties_of_the_post_only_while_a_is_away() {
    let mut roster = Roster::default();
    let first = day("2026-01-01");
    for (code, role) in [("chief", Role::Chief), ("examiner", Role::Examiner)] {
        let one = Post {
            roles: vec![role],
            ..post(code, Some("tax"))
        };
        let step = roster.set_post(one, first).unwrap();
        roster.apply(&step);
    }
    for (name, code, side) in [
        ("萧", "chief", Side::A),
        ("董", "examiner", Side::A),
        ("董", "chief", Side::B),
    ] {
        let step = roster.appoint(person(name), seat(code, side), first, None).unwrap();
        roster.apply(&step);
    }
    on_leave(&mut roster, "萧", "2026-06-01", "2026-06-05").unwrap();
    let roles = |on: &str| roster.duties(person("董").account, day(on)).unwrap().roles;
    assert_eq!(roles("2026-05-31"), [Role::Examiner]);
    assert_eq!(roles("2026-06-01"), [Role::Examiner, Role::Chief]);
    assert_eq!(roles("2026-06-06"), [Role::Examiner]);
    assert!(matches!(
        roster.serving("chief", day("2026-06-05")),
        Serving::StandsIn { .. }
    ));
}

#[test]
fn a_leave_is_answered_once_and_may_end_early() {
    let mut roster = hall();
    let step = roster
        .ask_leave(person("李"), day("2026-03-02"), day("2026-03-06"), "探亲")
        .unwrap();
    roster.apply(&step);
    assert_eq!(code(roster.refuse_leave(1, " ")), "refusal");
    let step = roster.grant_leave(1).unwrap();
    roster.apply(&step);
    assert_eq!(code(roster.grant_leave(1)), "leave_not_open");
    assert_eq!(code(roster.end_leave(1, day("2026-03-06"))), "last");
    let step = roster.end_leave(1, day("2026-03-03")).unwrap();
    roster.apply(&step);
    assert!(roster.away(person("李").account, day("2026-03-03")).is_some());
    assert!(roster.away(person("李").account, day("2026-03-04")).is_none());
    let step = roster
        .ask_leave(person("李"), day("2026-03-04"), day("2026-03-06"), "探亲")
        .unwrap();
    roster.apply(&step);
    let step = roster.refuse_leave(2, "开放日").unwrap();
    roster.apply(&step);
    assert_eq!(
        roster.leaves()[1].answer,
        Answer::Refused {
            reason: "开放日".into()
        }
    );
}

#[test]
fn who_goes_leaves_every_post_and_their_open_work_goes_to_b() {
    let roster = hall();
    let leaving = Moving {
        person: person("李"),
        from: day("2026-07-01"),
        to: None,
        successor: None,
        takes_posts: false,
    };
    assert_eq!(roster.successor(&leaving), Some(person("王")));
    let mut after = roster.clone();
    roster
        .moves(&leaving, 12)
        .unwrap()
        .iter()
        .for_each(|step| after.apply(step));
    assert_eq!(after.held(person("李").account, day("2026-06-30")).count(), 2);
    assert_eq!(after.held(person("李").account, day("2026-07-01")).count(), 0);
    let gaps = after.gaps(day("2026-07-01"));
    let codes: Vec<(&str, bool)> = gaps
        .iter()
        .map(|gap| (gap.post().code.as_str(), matches!(gap, Gap::NoA(_))))
        .collect();
    assert_eq!(codes, [("w1", true), ("w2", false)]);
}

#[test]
fn open_work_is_not_left_to_nobody_and_not_to_oneself() {
    let mut roster = Roster::default();
    let step = roster.set_post(post("w1", None), day("2026-01-01")).unwrap();
    roster.apply(&step);
    let step = roster
        .appoint(person("李"), seat("w1", Side::A), day("2026-01-01"), None)
        .unwrap();
    roster.apply(&step);
    let mut leaving = Moving {
        person: person("李"),
        from: day("2026-07-01"),
        to: None,
        successor: None,
        takes_posts: false,
    };
    assert_eq!(code(roster.moves(&leaving, 1)), "work_left_to_nobody");
    assert!(roster.moves(&leaving, 0).is_ok());
    leaving.successor = Some(person("李"));
    assert_eq!(code(roster.moves(&leaving, 0)), "successor");
    leaving.person = person("赵");
    assert_eq!(code(roster.moves(&leaving, 0)), "no_post");
}

#[test]
fn b_takes_the_post_acting_and_is_not_their_own_b() {
    let mut roster = hall();
    on_leave(&mut roster, "李", "2026-06-29", "2026-07-10").unwrap();
    let moving = Moving {
        person: person("李"),
        from: day("2026-07-06"),
        to: None,
        successor: None,
        takes_posts: true,
    };
    let steps = roster.moves(&moving, 0).unwrap();
    steps.iter().for_each(|step| roster.apply(step));
    let a = roster.holder("w1", Side::A, day("2026-07-06")).unwrap();
    assert_eq!((a.person.name.as_str(), a.standing), ("王", Standing::Acting));
    assert_eq!(roster.holder("w1", Side::B, day("2026-07-06")), None);
    assert_eq!(roster.leaves()[0].until, day("2026-07-05"), "leave ends with the post");
}

#[test]
fn a_moved_person_is_seen_on_each_day_where_they_were() {
    let mut roster = hall();
    let step = roster.set_post(post("w4", None), day("2026-05-01")).unwrap();
    roster.apply(&step);
    let moving = Moving {
        person: person("张"),
        from: day("2026-06-01"),
        to: Some(seat("w4", Side::A)),
        successor: None,
        takes_posts: false,
    };
    let steps = roster.moves(&moving, 3).unwrap();
    steps.iter().for_each(|step| roster.apply(step));
    let at = |on: &str| {
        roster
            .held(person("张").account, day(on))
            .map(|term| term.post.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        (at("2026-05-31"), at("2026-06-01")),
        (vec!["w3".to_string()], vec!["w4".to_string()])
    );
    assert_eq!(code(roster.close_post("w4", day("2026-08-01"))), "post_is_held");
    let step = roster.close_post("w3", day("2026-06-30"));
    assert_eq!(code(step), "post_is_held", "its B is still there");
}

#[test]
fn a_closed_post_stays_visible_on_its_days() {
    let mut roster = Roster::default();
    let step = roster.set_post(post("w1", None), day("2026-01-01")).unwrap();
    roster.apply(&step);
    let step = roster.close_post("w1", day("2026-03-31")).unwrap();
    roster.apply(&step);
    let there = |on: &str| roster.post("w1", day(on)).is_some();
    assert_eq!(
        [
            there("2025-12-31"),
            there("2026-01-01"),
            there("2026-03-31"),
            there("2026-04-01")
        ],
        [false, true, true, false]
    );
    let beyond = roster.appoint(person("李"), seat("w1", Side::A), day("2026-03-01"), None);
    assert_eq!(code(beyond), "post");
}

#[test]
fn a_division_tells_its_level() {
    let table = [
        ("510000000000", Some(Level::Province)),
        ("511600000000", Some(Level::City)),
        ("511603000000", Some(Level::County)),
        ("511603001000", Some(Level::Township)),
        ("511603001001", Some(Level::Village)),
        ("511603", None),
        ("51160300000x", None),
    ];
    for (code, level) in table {
        assert_eq!(Level::of_division(code), level, "{code}");
    }
    assert_eq!(Level::County.above(), Some(Level::City));
    assert_eq!(Level::Province.above(), None);
}

/// The examiners' post of a section, and the one that heads it.
fn of_section(code: &str, roles: &[Role], heads: bool) -> Post {
    Post {
        section: Some("permits".into()),
        roles: roles.to_vec(),
        heads,
        ..post(code, Some("approval"))
    }
}

#[test]
fn a_section_is_headed_by_whoever_serves_its_heads_post_that_day() {
    let mut roster = Roster::default();
    let first = day("2026-01-01");
    for one in [
        of_section("head", &[Role::Examiner], true),
        of_section("examiner", &[Role::Examiner], false),
    ] {
        let step = roster.set_post(one, first).unwrap();
        roster.apply(&step);
    }
    for (name, code, side) in [
        ("萧", "head", Side::A),
        ("董", "head", Side::B),
        ("董", "examiner", Side::A),
        ("石", "examiner", Side::B),
    ] {
        let step = roster.appoint(person(name), seat(code, side), first, None).unwrap();
        roster.apply(&step);
    }
    on_leave(&mut roster, "萧", "2026-06-01", "2026-06-05").unwrap();
    let account = |name: &str| person(name).account;
    let on = |on: &str| roster.sections("approval", day(on));
    let usual = on("2026-05-31");
    assert!(usual.heads(Some(account("萧")), "permits") && !usual.heads(Some(account("董")), "permits"));
    assert_eq!(usual.heads_over(account("董")), [&person("萧")]);
    assert!(
        usual.heads_over(account("石")).is_empty(),
        "who does not stand in works elsewhere"
    );
    assert!(
        usual.heads_person(Some(account("萧")), account("石")),
        "tasks go to who holds a post there"
    );
    let stands_in = on("2026-06-01");
    assert_eq!(stands_in.headed_by(Some(account("董"))).count(), 1);
    assert_eq!(stands_in.headed_by(Some(account("萧"))).count(), 0);
    assert!(roster.sections("tax", day("2026-05-31")).all.is_empty());
}

#[test]
fn a_section_has_one_post_that_heads_it() {
    let mut roster = Roster::default();
    let first = day("2026-01-01");
    let faults = |found: Result<Step, Refusal>| {
        let refusal = found.unwrap_err();
        refusal
            .faults
            .iter()
            .map(|fault| fault.field.clone())
            .collect::<Vec<_>>()
    };
    let nowhere = Post {
        section: None,
        ..of_section("head", &[Role::Examiner], true)
    };
    assert_eq!(faults(roster.set_post(nowhere, first)), ["heads"]);
    assert_eq!(
        faults(roster.set_post(of_section("head", &[Role::Clerk], true), first)),
        ["heads"]
    );
    let step = roster
        .set_post(of_section("head", &[Role::Chief], true), first)
        .unwrap();
    roster.apply(&step);
    assert!(
        roster
            .set_post(of_section("head", &[Role::Examiner], true), first)
            .is_ok(),
        "changed"
    );
    assert_eq!(
        faults(roster.set_post(of_section("second", &[Role::Examiner], true), first)),
        ["heads"]
    );
}
