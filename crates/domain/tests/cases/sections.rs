//! Section heads (科室负责人): they divide the work of their section and check its drafts.

use yimen_domain::cases::appeals::Finding;
use yimen_domain::cases::drafting::Order as Drafting;
use yimen_domain::cases::proceedings::task::{Order as Task, To};
use yimen_domain::cases::proceedings::{Order, open_orders};
use yimen_domain::organisation::section::{Section, Sections};

use super::*;

/// Somebody of the body who examines, by a number of their own.
fn examiner(number: u128) -> Actor {
    Actor {
        account: Some(AccountId(Uuid::from_u128(number))),
        ..Who::Examiner.actor()
    }
}

fn person(actor: &Actor) -> Person {
    Person {
        account: actor.account.unwrap(),
        name: actor.name.clone(),
    }
}

fn head() -> Actor {
    Actor {
        name: "科长".into(),
        ..examiner(900)
    }
}

fn colleague() -> Actor {
    examiner(901)
}

/// The examiner and a colleague are of the section “permits”, headed by [`head`]; the chief is of another without a head.
fn sections(is_there: bool) -> Sections {
    let (head, examiner, colleague) = (head(), Who::Examiner.actor(), colleague());
    let people = [&head, &examiner, &colleague].map(person).to_vec();
    let permits = Section {
        code: "permits".into(),
        heads: if is_there { vec![person(&head)] } else { Vec::new() },
        serving: people.iter().map(|person| person.account).collect(),
        people,
    };
    let office = Section {
        code: "office".into(),
        serving: vec![Who::Chief.account()],
        people: vec![person(&Who::Chief.actor())],
        ..Section::default()
    };
    Sections {
        all: vec![office, permits],
    }
}

fn code(walk: &Walk, sections: &Sections, actor: &Actor, command: Command) -> &'static str {
    decides(walk, sections, actor, command).map_or_else(|refusal| refusal.code, |_| "done")
}

fn decides(walk: &Walk, sections: &Sections, actor: &Actor, command: Command) -> Result<Vec<What>, Refusal> {
    let context = Context {
        sections,
        ..context(&walk.item, walk.today, actor)
    };
    decide::decide(&walk.case, &context, command)
}

fn does(walk: &mut Walk, sections: &Sections, actor: &Actor, command: Command) {
    for what in decides(walk, sections, actor, command).unwrap() {
        let event = Event {
            seq: walk.case.events + 1,
            at: context(&walk.item, walk.today, actor).now,
            actor: ActorMark::of(actor, Some(Role::Examiner)),
            what,
        };
        walk.case.apply(&event).unwrap();
    }
}

fn drafted() -> Walk {
    let mut walk = Walk::at(Status::Reviewed);
    let Command::Decide { outcome, .. } = grant() else {
        panic!()
    };
    walk.does(Who::Examiner, Command::Drafting(Drafting::Draft { outcome }))
        .unwrap();
    walk
}

fn check() -> Command {
    let note = String::new();
    Command::Drafting(Drafting::Check { no: 1, note })
}

fn send_back() -> Command {
    let reason = "请补充理由".into();
    Command::Drafting(Drafting::SendBack { no: 1, reason })
}

fn give(to: To) -> Command {
    let what = "核对场所".into();
    Command::Proceeding(Box::new(Order::Task(Task::Give { what, to, days: 2 })))
}

fn pass_on(to: To) -> Command {
    let reason = "原承办人外出".into();
    Command::Proceeding(Box::new(Order::Task(Task::Reassign { no: 1, to, reason })))
}

fn to_section(code: &str) -> To {
    To::Section {
        code: code.into(),
        name: code.into(),
    }
}

fn to(actor: &Actor) -> To {
    To::Person(person(actor))
}

#[test]
fn the_head_of_the_writers_section_checks_and_nobody_else() {
    let (walk, there) = (drafted(), sections(true));
    let refusal = decides(&walk, &there, &colleague(), check()).unwrap_err();
    assert_eq!(refusal.code, "checked_by_the_head");
    assert!(
        refusal.why.zh.contains("科长") && refusal.rule.contains("第二十条"),
        "{refusal:?}"
    );
    assert_eq!(code(&walk, &there, &Who::Chief.actor(), check()), "checked_by_the_head");
    assert_eq!(
        code(&walk, &there, &Who::Examiner.actor(), check()),
        "drafted_by_oneself"
    );
    assert_eq!(code(&walk, &there, &head(), check()), "done");
    let offered = |who: &Actor| decide::open_commands(&walk.case, &walk.item, (who, &there), false);
    assert!(offered(&head()).contains(&"check_decision"));
    assert!(!offered(&Who::Chief.actor()).contains(&"check_decision"));
    assert!(!offered(&colleague()).contains(&"send_draft_back"));
}

#[test]
fn who_signs_may_send_back_what_the_head_checked() {
    let (mut walk, there) = (drafted(), sections(true));
    assert_eq!(code(&walk, &there, &colleague(), send_back()), "checked_by_the_head");
    assert_eq!(code(&walk, &there, &head(), send_back()), "done");
    does(&mut walk, &there, &head(), check());
    assert_eq!(code(&walk, &there, &Who::Chief.actor(), send_back()), "done");
    let sign = Command::Drafting(Drafting::Sign { no: 1 });
    assert_eq!(code(&walk, &there, &Who::Chief.actor(), sign), "done");
}

#[test]
fn where_the_head_is_away_anybody_else_checks_as_before() {
    let (walk, away) = (drafted(), sections(false));
    for actor in [colleague(), Who::Chief.actor()] {
        assert_eq!(code(&walk, &away, &actor, check()), "done");
    }
    assert_eq!(
        code(&walk, &away, &Who::Examiner.actor(), check()),
        "drafted_by_oneself"
    );
}

#[test]
fn what_the_head_drafted_others_check() {
    let there = sections(true);
    let mut walk = Walk::at(Status::Reviewed);
    let Command::Decide { outcome, .. } = grant() else {
        panic!()
    };
    does(
        &mut walk,
        &there,
        &head(),
        Command::Drafting(Drafting::Draft { outcome }),
    );
    assert_eq!(code(&walk, &there, &head(), check()), "drafted_by_oneself");
    assert_eq!(code(&walk, &there, &colleague(), check()), "done");
}

#[test]
fn the_head_divides_the_work_of_the_section_whoever_there_handles_the_case() {
    let there = sections(true);
    let mut walk = Walk::at(Status::Accepted);
    does(&mut walk, &there, &colleague(), Command::Take);
    let examiner = Who::Examiner.actor();
    assert_eq!(
        code(&walk, &there, &examiner, give(to_section("permits"))),
        "handled_by_another"
    );
    assert_eq!(
        code(&walk, &there, &head(), give(to_section("office"))),
        "handled_by_another"
    );
    assert_eq!(
        code(&walk, &there, &head(), give(to(&Who::Chief.actor()))),
        "handled_by_another"
    );
    does(&mut walk, &there, &head(), give(to(&examiner)));
    let giver = |walk: &Walk| match &walk.case.proceedings.get(1).unwrap().matter {
        yimen_domain::cases::proceedings::Matter::Task(task) => task.giver.clone().unwrap().name,
        other => panic!("{other:?}"),
    };
    assert_eq!(giver(&walk), "科长");
    assert_eq!(
        code(&walk, &there, &examiner, pass_on(to(&colleague()))),
        "handled_by_another"
    );
    assert_eq!(
        code(&walk, &there, &head(), pass_on(to(&Who::Chief.actor()))),
        "handled_by_another"
    );
    assert_eq!(code(&walk, &there, &head(), pass_on(to(&colleague()))), "done");
    assert_eq!(
        code(&walk, &sections(false), &head(), pass_on(to(&colleague()))),
        "handled_by_another"
    );
    let offered = open_orders(&walk.case, &walk.item, &head(), &there);
    assert!(
        offered.contains(&("give_task", 0)) && offered.contains(&("reassign_task", 1)),
        "{offered:?}"
    );
    assert!(!offered.contains(&("order_inspection", 0)), "only tasks: {offered:?}");
    let offered = open_orders(&walk.case, &walk.item, &examiner, &there);
    assert!(!offered.contains(&("reassign_task", 1)));
}

#[test]
fn a_task_of_another_section_is_not_the_heads() {
    let there = sections(true);
    let mut walk = Walk::at(Status::Accepted);
    does(&mut walk, &there, &Who::Chief.actor(), Command::Take);
    let chief = Who::Chief.actor();
    does(&mut walk, &there, &chief, give(to_section("office")));
    assert_eq!(
        code(&walk, &there, &head(), give(to_section("permits"))),
        "handled_by_another"
    );
    assert_eq!(
        code(&walk, &there, &head(), pass_on(to_section("permits"))),
        "handled_by_another"
    );
    does(&mut walk, &there, &chief, pass_on(to_section("permits")));
    assert_eq!(code(&walk, &there, &head(), pass_on(to(&colleague()))), "done");
}

#[test]
fn the_head_answers_an_objection_where_the_only_chief_decided() {
    let mut walk = Walk::at(Status::Refused);
    walk.does(Who::Clerk, issue()).unwrap();
    walk.does(Who::Owner, appeals::object()).unwrap();
    let (here, upheld) = (sections(true), || appeals::answer(Finding::Upheld));
    assert_eq!(code(&walk, &here, &Who::Chief.actor(), upheld()), "decided_by_oneself");
    assert_eq!(code(&walk, &here, &colleague(), upheld()), "answered_by_head");
    assert_eq!(code(&walk, &here, &head(), upheld()), "done");
    walk.case.appeals.examined_by = head().account;
    assert_eq!(
        code(&walk, &here, &head(), upheld()),
        "answered_by_head",
        "their own work"
    );
}
