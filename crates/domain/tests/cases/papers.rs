//! Papers around the decision: what stops the clock, what makes the limit longer, and how the result was served.

use yimen_domain::cases::event::{Delivery, DocumentKind};
use yimen_domain::cases::extension::{Approval, Approved};
use yimen_domain::items::authority::Partner;

use super::*;

fn evidence(words: &str) -> Evidence {
    Evidence {
        words: words.into(),
        file: None,
    }
}

fn extend(days: u32, by: &str, paper: &str) -> Command {
    Command::Extend {
        days,
        reason: "需要征求有关部门意见".into(),
        approved: Some(Approved {
            by: by.into(),
            evidence: evidence(paper),
        }),
    }
}

/// What several authorities handle together (许可法 art. 26).
fn together() -> Item {
    let mut item = free();
    item.authority.joint = vec![Partner::default()];
    item
}

fn reviewed(item: Item) -> Walk {
    let mut walk = Walk::filed(item, &["m1", "m2"]);
    walk.does(Who::Clerk, accept()).unwrap();
    walk.does(Who::Examiner, review()).unwrap();
    walk
}

#[test]
fn each_step_that_touches_the_limit_is_told_in_writing() {
    let walk = Walk::at(Status::Accepted);
    let kind = SuspensionKind::parse(&walk.item.special[0].kind).unwrap();
    let suspended = walk.decides(Who::Examiner, suspend(kind, 3)).unwrap();
    let mark = suspended[0].document().expect("a notice of the needed time");
    assert_eq!(mark.kind, DocumentKind::SpecialProcedure);
    let extended = walk.decides(Who::Chief, super::extend(5)).unwrap();
    assert_eq!(extended[0].document().unwrap().kind, DocumentKind::Extension);
}

#[test]
fn the_head_approves_by_letter_or_on_paper_and_the_government_what_is_handled_together() {
    let (letter, nobody) = ("letter", "");
    // Together, who approved, the paper, days: what comes of it.
    let table = [
        (false, nobody, nobody, 10, Ok(letter)),
        (false, nobody, nobody, 11, Err(vec!["days"])),
        (false, "周局长", "局务会纪要〔2026〕4号", 10, Ok("head")),
        (false, "周局长", nobody, 10, Err(vec!["evidence"])),
        (false, nobody, "局务会纪要〔2026〕4号", 10, Err(vec!["approved_by"])),
        (true, nobody, nobody, 10, Err(vec!["approved_by", "evidence"])),
        (true, "区长", "前府函〔2026〕3号", 15, Ok("government")),
        (true, "区长", "前府函〔2026〕3号", 16, Err(vec!["days"])),
        (true, "区\n长", "前府函〔2026〕3号", 15, Err(vec!["approved_by"])),
    ];
    for (is_together, by, paper, days, expected) in table {
        let walk = reviewed(if is_together { together() } else { free() });
        let came = walk.decides(Who::Chief, extend(days, by, paper));
        let told = match &came {
            Ok(whats) => match &whats[0] {
                What::Extended {
                    approval: Some(approval),
                    approver,
                    ..
                } => {
                    let named = if by.is_empty() {
                        Who::Chief.actor().name
                    } else {
                        by.to_string()
                    };
                    assert_eq!(*approver, named);
                    Ok(approval.code())
                }
                other => panic!("{other:?}"),
            },
            Err(refusal) => Err(fields(refusal)),
        };
        assert_eq!(told, expected, "{is_together} {by} {paper} {days}");
    }
}

#[test]
fn a_head_who_approved_on_paper_needs_no_letter_of_whoever_enters_it() {
    let walk = reviewed(free());
    let actor = Who::Chief.actor();
    let context = Context {
        letters: &[],
        ..context(&walk.item, walk.today, &actor)
    };
    let order = |command| decide::decide(&walk.case, &context, command);
    assert_eq!(order(super::extend(5)).unwrap_err().code, "no_authority");
    let entered = order(extend(5, "周局长", "局务会纪要〔2026〕4号")).unwrap();
    assert!(
        matches!(&entered[0], What::Extended { approval: Some(Approval::Head(paper)), .. } if paper.words.contains("纪要"))
    );
}

#[test]
fn a_joint_item_is_extended_by_fifteen_days_once() {
    let mut walk = reviewed(together());
    let before = walk.left(ClockKind::DecisionStatutory);
    walk.does(Who::Chief, extend(15, "区长", "前府函〔2026〕3号")).unwrap();
    assert_eq!(walk.left(ClockKind::DecisionStatutory), before + 15);
    assert_eq!(
        walk.code(Who::Chief, extend(1, "区长", "前府函〔2026〕5号")),
        "extended_before"
    );
}

#[test]
fn what_is_handed_over_at_the_window_is_proven_and_the_rest_by_other_means() {
    let deliveries = [
        (
            Delivery::Window {
                receiver: "王**".into(),
            },
            true,
        ),
        (
            Delivery::Post {
                tracking: "EMS1".into(),
            },
            false,
        ),
        (Delivery::Electronic, false),
    ];
    for (delivery, proven) in deliveries {
        let walk = Walk::at(Status::Refused);
        let issued = walk
            .decides(
                Who::Clerk,
                Command::Issue {
                    delivery: delivery.clone(),
                },
            )
            .unwrap();
        let kind = issued[0].document().map(|mark| mark.kind);
        assert_eq!(kind, proven.then_some(DocumentKind::ServiceReturn), "{delivery:?}");
    }
}

#[test]
fn an_item_decided_at_once_makes_the_decision_and_the_proof_of_service() {
    let walk = Walk::filed(instant(), &["m1", "m2"]);
    let order = Command::Decide {
        outcome: Outcome::Grant {
            conditions: Vec::new(),
            validity: String::new(),
        },
        hand_over: Some(Delivery::Window {
            receiver: "申请人本人".into(),
        }),
    };
    let whats = walk.decides(Who::Clerk, order).unwrap();
    let kinds: Vec<DocumentKind> = whats
        .iter()
        .filter_map(|what| what.document().map(|mark| mark.kind))
        .collect();
    assert_eq!(kinds, [DocumentKind::Grant, DocumentKind::ServiceReturn]);
}
