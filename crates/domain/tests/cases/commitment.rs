//! Notice and commitment: offered, made, decided on the spot, checked and revoked (安阳市政务服务条例 art. 25 to 27, 29).

use yimen_domain::cases::beyond::Happened as Beyond;
use yimen_domain::cases::beyond::bars::{self, Kind};
use yimen_domain::cases::beyond::commitment::{Finding, Order, Stage, due, need_credit, offered, standing};
use yimen_domain::cases::beyond::licence::{Annulment, EndOrder, Ending};
use yimen_domain::items::CommitmentTerms;

use super::*;

pub(super) fn commit() -> Command {
    Order::Commit {
        promised_by: "申请人本人".into(),
    }
    .into()
}

pub(super) fn take_back() -> Command {
    Order::Withdraw.into()
}

pub(super) fn check(finding: Finding) -> Command {
    Order::Check {
        finding,
        facts: "现场核查的情况".into(),
        days: (finding == Finding::ToRight).then_some(15),
    }
    .into()
}

/// Who gives such a command as a rule, and the command with nothing wrong in it.
pub(super) fn usual(name: &str) -> Option<(Who, Command)> {
    Some(match name {
        "commit" => (Who::Owner, commit()),
        "withdraw_commitment" => (Who::Owner, take_back()),
        "check_commitment" => (Who::Examiner, check(Finding::Met)),
        _ => return None,
    })
}

/// The permit, with a commitment in place of its second material.
fn offering() -> Item {
    let mut item = permit();
    item.materials[1].replaceable = true;
    item.commitment = Some(CommitmentTerms {
        conditions: Words::new("经营场所符合要求", "The premises meet the requirements"),
        check_months: 2,
    });
    item
}

fn committed() -> Walk {
    let mut walk = Walk::filed(offering(), &["m1"]);
    walk.does(Who::Owner, commit()).unwrap();
    walk
}

fn granted() -> Walk {
    let mut walk = committed();
    walk.does(Who::Chief, grant()).unwrap();
    walk
}

#[test]
fn only_an_item_that_offers_it_takes_a_commitment_and_only_for_what_it_may_stand_for() {
    let plain = Walk::filed(permit(), &["m1"]);
    assert_eq!(plain.code(Who::Owner, commit()), "no_commitment");
    let complete = Walk::filed(offering(), &["m1", "m2"]);
    assert!(offered(&complete.case, &complete.item).is_none(), "nothing is missing");
    let mut bare = Walk::filed(offering(), &["m2"]);
    assert_eq!(
        bare.code(Who::Owner, commit()),
        "no_commitment",
        "m1 is needed as it is"
    );
    let neither = Walk::filed(offering(), &[]);
    assert!(offered(&neither.case, &neither.item).is_some());
    bare = neither;
    bare.does(Who::Owner, commit()).unwrap();
    assert_eq!(standing(&bare.case).unwrap().given.materials, ["m2"]);
    assert_eq!(
        bare.code(Who::Clerk, accept()),
        "materials_missing",
        "m1 is still asked for"
    );
    assert_eq!(bare.code(Who::Owner, commit()), "no_commitment", "once");
}

#[test]
fn what_is_promised_is_accepted_without_the_materials_and_decided_on_the_spot() {
    let walk = Walk::filed(offering(), &["m1"]);
    assert_eq!(walk.code(Who::Clerk, accept()), "materials_missing");
    assert_eq!(walk.code(Who::Chief, grant()), "wrong_state");
    let mut walk = committed();
    assert_eq!(walk.code(Who::Clerk, accept()), "done");
    assert!(walk.open(Who::Chief).contains(&"decide"), "at once");
    walk.does(Who::Chief, grant()).unwrap();
    assert_eq!((walk.case.status(), walk.count("accepted")), (Status::Granted, 1));
    assert_eq!(due(&walk.case), Some((Stage::ToCheck, day("2026-05-02"))));
}

#[test]
fn until_the_decision_a_commitment_can_be_taken_back() {
    let mut early = committed();
    early.does(Who::Owner, take_back()).unwrap();
    assert_eq!(early.code(Who::Clerk, accept()), "materials_missing");
    assert_eq!(early.code(Who::Owner, commit()), "done", "and made again");
    let mut late = committed();
    late.does(Who::Clerk, accept()).unwrap();
    late.does(Who::Owner, take_back()).unwrap();
    late.does(Who::Examiner, review()).unwrap();
    let refused = late.decides(Who::Chief, grant()).unwrap_err();
    assert_eq!(
        (refused.code, fields(&refused)),
        ("commitment_missing", vec!["materials.m2"])
    );
    late.does(Who::Owner, hand_in_more("m2")).unwrap();
    late.does(Who::Examiner, review()).unwrap();
    late.does(Who::Chief, grant()).unwrap();
    assert_eq!(due(&late.case), None, "nothing to check");
    assert_eq!(granted().code(Who::Owner, take_back()), "wrong_state");
}

#[test]
fn a_commitment_is_checked_put_right_once_and_else_annulled() {
    assert_eq!(
        committed().code(Who::Examiner, check(Finding::Met)),
        "wrong_state",
        "not before the decision"
    );
    let mut met = granted();
    met.does(Who::Examiner, check(Finding::Met)).unwrap();
    assert_eq!(due(&met.case), None);
    assert_eq!(met.code(Who::Examiner, check(Finding::Met)), "no_commitment");
    let mut walk = granted();
    let wordless = Order::Check {
        finding: Finding::ToRight,
        facts: " ".into(),
        days: Some(0),
    };
    assert_eq!(
        fields(&walk.decides(Who::Examiner, wordless.into()).unwrap_err()),
        ["facts", "days"]
    );
    walk.does(Who::Examiner, check(Finding::ToRight)).unwrap();
    assert_eq!(due(&walk.case), Some((Stage::ToRight, day("2026-03-17"))));
    assert_eq!(walk.code(Who::Examiner, check(Finding::ToRight)), "righted_once");
    walk.does(Who::Examiner, check(Finding::Broken)).unwrap();
    assert_eq!(due(&walk.case), Some((Stage::ToAnnul, walk.today)));
    let bars: Vec<Kind> = walk.case.beyond.bars.iter().map(|bar| bar.kind).collect();
    assert_eq!(bars, [Kind::BrokenPromise]);
    assert!(
        walk.events
            .iter()
            .any(|event| matches!(&event.what, What::Beyond(Beyond::Commitment(one)) if one.bar().is_some()))
    );
    let annul = yimen_domain::cases::beyond::Order::EndLicence(Box::new(EndOrder {
        how: Ending::Annulled {
            ground: Annulment::Unqualified,
            damages: String::new(),
        },
        reason: "承诺不实".into(),
        statement: "已告知，未提出陈述、申辩".into(),
        harm: false,
    }));
    walk.does(Who::Chief, annul.into()).unwrap();
    assert_eq!(due(&walk.case), None, "done");
}

#[test]
fn who_broke_a_promise_is_not_offered_this_way() {
    assert!(need_credit(&[]).is_ok());
    let broken = bars::Standing {
        kind: Kind::BrokenPromise,
        item: "another".into(),
        number: "n1".into(),
        until: None,
    };
    let refused = need_credit(&[broken]).unwrap_err();
    assert_eq!(
        (refused.code, refused.rule),
        ("promise_broken", "安阳市政务服务条例 第二十九条")
    );
}
