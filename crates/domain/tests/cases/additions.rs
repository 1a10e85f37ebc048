//! What comes in besides what was asked for, and silence about what was asked for and came (行政许可法 art. 32, 36).

use super::*;

/// Filed on 2026-03-02; nobody answered, and on the day after the fifth working day the law accepted it.
fn accepted_by_law() -> Walk {
    let mut walk = Walk::filed(permit(), &["m1"]).on("2026-03-10");
    walk.does(Who::System, accept()).unwrap();
    walk
}

#[test]
fn the_law_that_accepted_is_named_to_whoever_answers_later() {
    let walk = accepted_by_law();
    for late in [ask("m2"), refuse_acceptance()] {
        let refusal = walk.decides(Who::Clerk, late).unwrap_err();
        assert_eq!(
            (refusal.code, refusal.rule),
            ("accepted_by_law", "行政许可法 第三十二条第一款第四项")
        );
    }
    let by_hand = Walk::at(Status::Accepted);
    assert_eq!(by_hand.code(Who::Clerk, ask("m1")), "wrong_state");
}

#[test]
fn what_is_missing_can_still_come_of_its_own_accord() {
    let mut walk = accepted_by_law();
    let due = walk
        .case
        .clock(ClockKind::DecisionStatutory)
        .unwrap()
        .due(Calendar::national());
    walk.today = day("2026-03-16");
    walk.does(Who::Owner, hand_in_more("m2")).unwrap();
    assert!(walk.case.materials.iter().any(|handed| handed.material == "m2"));
    assert_eq!(walk.case.status(), Status::Accepted);
    assert_eq!(
        walk.case
            .clock(ClockKind::DecisionStatutory)
            .unwrap()
            .due(Calendar::national()),
        due,
        "no limit moves"
    );
    assert_eq!(
        walk.case.last_handed_in,
        day("2026-03-02"),
        "the application was complete by law before"
    );
}

#[test]
fn what_comes_after_the_opinion_is_examined_again() {
    let mut walk = Walk::at(Status::Reviewed);
    walk.does(Who::Owner, hand_in_more("m1")).unwrap();
    assert_eq!(walk.case.status(), Status::Accepted);
    assert_eq!(
        walk.code(Who::Chief, grant()),
        "wrong_state",
        "nobody has examined it yet"
    );
    walk.does(Who::Examiner, review()).unwrap();
    assert_eq!(walk.code(Who::Chief, grant()), "done");
}

#[test]
fn what_comes_during_a_special_procedure_does_not_end_it() {
    let mut walk = Walk::at(Status::Reviewed);
    walk.does(Who::Examiner, suspend(SuspensionKind::Hearing, 5)).unwrap();
    walk.does(Who::Owner, hand_in_more("m1")).unwrap();
    assert_eq!(walk.case.status(), Status::Suspended);
    walk.does(Who::Examiner, resume()).unwrap();
    assert_eq!(
        walk.case.status(),
        Status::Accepted,
        "the opinion of before does not count any more"
    );
}

#[test]
fn only_materials_of_the_item_are_taken_and_not_none() {
    let walk = Walk::at(Status::Accepted);
    assert_eq!(
        fields(&walk.decides(Who::Owner, hand_in_more("m9")).unwrap_err()),
        ["materials.0.code"]
    );
    let none = Command::Additions(additions::Order::HandInMore { materials: Vec::new() });
    assert_eq!(fields(&walk.decides(Who::Owner, none).unwrap_err()), ["materials"]);
}

#[test]
fn silence_about_a_supplement_accepts_from_the_day_of_the_supplement() {
    let mut walk = Walk::at(Status::AwaitingCorrection).on("2026-03-20");
    walk.does(Who::Owner, supplement("m1")).unwrap();
    let notice = walk.case.clock(ClockKind::SupplementNotice).unwrap();
    assert_eq!(
        (notice.start, notice.budget, notice.stopped),
        (day("2026-03-20"), 5, None)
    );
    let fifth = walk.clone().on("2026-03-27");
    assert_eq!(
        fifth.code(Who::System, accept()),
        "not_permitted",
        "the fifth working day is theirs"
    );
    assert_eq!(fifth.code(Who::Clerk, ask("m1")), "done");
    let mut later = walk.on("2026-03-30");
    assert_eq!(later.code(Who::Clerk, ask("m1")), "notice_too_late");
    later.does(Who::System, accept()).unwrap();
    let acceptance = later.case.acceptance().unwrap();
    assert_eq!((acceptance.day, acceptance.deemed), (day("2026-03-20"), true));
}

#[test]
fn a_part_of_what_was_asked_is_accepted_by_silence_too() {
    let mut walk = Walk::filed(permit(), &[]);
    let both = ["m1", "form"].map(|material| CorrectionRequest {
        material: material.into(),
        what: "请补正".into(),
    });
    walk.does(Who::Clerk, Command::RequestCorrection { requests: both.into() })
        .unwrap();
    let mut walk = walk.on("2026-03-20");
    walk.does(Who::Owner, supplement("m2")).unwrap();
    assert_eq!(walk.code(Who::Clerk, ask("m1")), "asked_before");
    assert_eq!(walk.code(Who::Clerk, accept()), "materials_missing");
    let mut walk = walk.on("2026-03-30");
    walk.does(Who::System, accept()).unwrap();
    assert_eq!(
        walk.case.status(),
        Status::Accepted,
        "no case waits for ever between the two refusals"
    );
}
