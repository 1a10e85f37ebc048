//! Who handles a case: taken by one, examined by nobody else meanwhile, handed over and put back.

use super::*;

/// Somebody else of the same body and role.
fn colleague() -> Person {
    Person {
        account: AccountId(Uuid::from_u128(0xc0)),
        name: "同事".into(),
    }
}

fn taken() -> Walk {
    let mut walk = Walk::at(Status::Accepted);
    walk.does(Who::Examiner, Command::Take).unwrap();
    walk
}

fn handed(walk: &mut Walk, who: Who) -> Result<(), Refusal> {
    walk.does(who, hand_over())
}

#[test]
fn what_somebody_took_nobody_else_takes() {
    let walk = taken();
    let handler = walk.case.handler.clone().unwrap();
    assert_eq!(Some(handler.account), Who::Examiner.actor().account);
    assert_eq!(walk.code(Who::Clerk, Command::Take), "handled_by_another");
    assert_eq!(walk.code(Who::Examiner, Command::Take), "wrong_state");
    assert_eq!(walk.code(Who::Examiner, review()), "done");
}

#[test]
fn what_a_colleague_handles_is_examined_by_nobody_else_but_whoever_leads() {
    let mut walk = taken();
    handed(&mut walk, Who::Examiner).unwrap();
    assert_eq!(walk.case.handler, Some(colleague()));
    assert_eq!(walk.code(Who::Examiner, review()), "handled_by_another");
    assert_eq!(
        walk.code(Who::Examiner, suspend(SuspensionKind::Hearing, 5)),
        "handled_by_another"
    );
    assert_eq!(walk.code(Who::Chief, suspend(SuspensionKind::Hearing, 5)), "done");
    assert!(!walk.open(Who::Examiner).contains(&"review"));
    let refusal = walk.decides(Who::Examiner, review()).unwrap_err();
    assert!(refusal.why.zh.contains("同事"), "{}", refusal.why.zh);
}

#[test]
fn only_the_handler_and_whoever_leads_hand_over() {
    let mut walk = taken();
    assert_eq!(walk.code(Who::Clerk, hand_over()), "handled_by_another");
    assert_eq!(walk.code(Who::OtherChief, hand_over()), "not_permitted");
    handed(&mut walk, Who::Chief).unwrap();
    assert_eq!(walk.code(Who::Examiner, hand_over()), "handled_by_another");
    assert_eq!(walk.code(Who::Chief, hand_over()), "handled_by_them_already");
    let mut waiting = Walk::at(Status::Accepted);
    assert_eq!(waiting.code(Who::Examiner, hand_over()), "handled_by_nobody");
    handed(&mut waiting, Who::Chief).unwrap();
    assert_eq!(waiting.case.handler, Some(colleague()));
}

#[test]
fn one_puts_back_what_one_handles_with_a_reason() {
    let mut walk = taken();
    let without = Command::PutBack { reason: String::new() };
    assert_eq!(fields(&walk.decides(Who::Examiner, without).unwrap_err()), ["reason"]);
    assert_eq!(walk.code(Who::Chief, put_back()), "handled_by_another");
    walk.does(Who::Examiner, put_back()).unwrap();
    assert_eq!(walk.case.handler, None);
    assert_eq!(walk.code(Who::Examiner, put_back()), "handled_by_nobody");
    assert_eq!(walk.code(Who::Clerk, Command::Take), "done");
}

#[test]
fn the_system_passes_on_the_work_of_who_goes() {
    let mut walk = taken();
    handed(&mut walk, Who::System).unwrap();
    walk.does(Who::System, put_back()).unwrap();
    assert_eq!(walk.case.handler, None);
}

#[test]
fn who_handles_a_case_changes_no_clock_and_no_state() {
    let before = Walk::at(Status::Accepted);
    let mut after = taken();
    handed(&mut after, Who::Examiner).unwrap();
    assert_eq!(after.case.clocks, before.case.clocks);
    assert_eq!(after.case.state, before.case.state);
}
