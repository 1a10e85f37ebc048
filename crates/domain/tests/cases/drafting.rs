//! Decisions that are drafted, checked and signed, and grants of a part.

use yimen_domain::cases::drafting::{Order, Standing};
use yimen_domain::cases::partial::Partial;

use super::*;

fn outcome_of(command: Command) -> Outcome {
    match command {
        Command::Decide { outcome, .. } => outcome,
        other => panic!("{other:?}"),
    }
}

fn draft(outcome: Outcome) -> Command {
    Command::Drafting(Order::Draft { outcome })
}

fn check(no: u32) -> Command {
    let note = "同意".into();
    Command::Drafting(Order::Check { no, note })
}

fn send_back(no: u32) -> Command {
    let reason = "条件写得不够具体".into();
    Command::Drafting(Order::SendBack { no, reason })
}

fn withdraw_draft(no: u32) -> Command {
    let reason = String::new();
    Command::Drafting(Order::Withdraw { no, reason })
}

fn sign(no: u32) -> Command {
    Command::Drafting(Order::Sign { no })
}

/// Who gives such an order as a rule, and the order with nothing wrong in it.
pub(super) fn usual(name: &str) -> Option<(Who, Command)> {
    Some(match name {
        "draft_decision" => (Who::Examiner, draft(outcome_of(grant()))),
        "check_decision" => (Who::Chief, check(1)),
        "send_draft_back" => (Who::Chief, send_back(1)),
        "withdraw_draft" => (Who::Examiner, withdraw_draft(1)),
        "sign_decision" => (Who::Chief, sign(1)),
        _ => return None,
    })
}

/// The same, for the draft that stands.
pub(super) fn fitted(walk: &Walk, command: Command) -> Command {
    let Some(standing) = walk.case.drafts.standing().map(|draft| draft.no) else {
        return command;
    };
    match command {
        Command::Drafting(Order::Check { note, .. }) => Command::Drafting(Order::Check { no: standing, note }),
        Command::Drafting(Order::SendBack { reason, .. }) => {
            Command::Drafting(Order::SendBack { no: standing, reason })
        }
        Command::Drafting(Order::Withdraw { reason, .. }) => {
            Command::Drafting(Order::Withdraw { no: standing, reason })
        }
        Command::Drafting(Order::Sign { .. }) => sign(standing),
        other => other,
    }
}

fn conditional() -> Outcome {
    Outcome::Grant {
        conditions: vec!["按规定经营".into()],
        validity: "五年".into(),
    }
}

fn drafted(outcome: Outcome) -> Walk {
    let mut walk = Walk::at(Status::Reviewed);
    walk.does(Who::Examiner, draft(outcome)).unwrap();
    walk
}

fn checked(outcome: Outcome) -> Walk {
    let mut walk = drafted(outcome);
    walk.does(Who::Chief, check(1)).unwrap();
    walk
}

fn in_part() -> Partial {
    Partial {
        granted: vec!["预包装食品销售".into()],
        refused: vec!["散装熟食销售".into()],
        conditions: vec!["按规定经营".into()],
        validity: "五年".into(),
        reasons: vec!["没有散装熟食的防尘设施（食品安全法第三十三条）".into()],
    }
}

#[test]
fn signing_decides_with_the_words_of_the_draft() {
    let mut walk = checked(conditional());
    assert_eq!(walk.case.status(), Status::Reviewed, "a draft decides nothing");
    walk.does(Who::Chief, sign(1)).unwrap();
    assert_eq!(walk.case.status(), Status::Granted);
    assert_eq!(walk.case.decision().unwrap().outcome, conditional());
    assert_eq!(walk.case.decision().unwrap().by, Some(Who::Chief.account()));
    assert_eq!(
        walk.case.drafts.all[0].standing,
        Standing::Signed { day: walk.today },
        "the draft says that it was signed"
    );
}

#[test]
fn nothing_is_signed_that_nobody_checked() {
    let walk = drafted(conditional());
    assert_eq!(walk.code(Who::Chief, sign(1)), "draft_not_checked");
}

#[test]
fn nothing_else_is_decided_past_a_draft() {
    for walk in [drafted(conditional()), checked(conditional())] {
        for other in [grant(), refuse()] {
            let refusal = walk.decides(Who::Chief, other).unwrap_err();
            assert_eq!(refusal.code, "draft_differs");
            assert!(refusal.remedy.zh.contains("退回"), "{refusal}");
        }
    }
    let mut walk = drafted(conditional());
    walk.does(Who::Chief, send_back(1)).unwrap();
    assert_eq!(walk.code(Who::Chief, refuse()), "done", "sent back, it is free again");
    let mut walk = checked(conditional());
    walk.does(Who::Examiner, withdraw_draft(1)).unwrap();
    assert_eq!(walk.code(Who::Chief, refuse()), "done", "withdrawn, it is free again");
}

#[test]
fn deciding_directly_what_was_drafted_and_checked_is_signing() {
    let same = || Command::Decide {
        outcome: conditional(),
        hand_over: None,
    };
    assert_eq!(drafted(conditional()).code(Who::Chief, same()), "draft_not_checked");
    let mut walk = checked(conditional());
    walk.does(Who::Chief, same()).unwrap();
    assert!(matches!(walk.case.drafts.all[0].standing, Standing::Signed { .. }));
}

#[test]
fn who_drafted_neither_checks_nor_signs() {
    let mut both = Who::Chief.actor();
    both.capacity = Capacity::Staff {
        roles: vec![Role::Examiner, Role::Chief],
        body: Some(BODY.into()),
    };
    let gives = |walk: &Walk, actor: &Actor, order| {
        let context = context(&walk.item, walk.today, actor);
        decide::decide(&walk.case, &context, order)
    };
    let mut walk = Walk::at(Status::Reviewed);
    let what = gives(&walk, &both, draft(conditional())).unwrap().remove(0);
    let event = Event {
        seq: walk.case.events + 1,
        at: context(&walk.item, walk.today, &both).now,
        actor: ActorMark::of(&both, Some(Role::Examiner)),
        what,
    };
    walk.case.apply(&event).unwrap();
    for order in [check(1), send_back(1)] {
        assert_eq!(gives(&walk, &both, order).unwrap_err().code, "drafted_by_oneself");
    }
    walk.does(Who::Examiner, check(1)).unwrap();
    for order in [
        sign(1),
        Command::Decide {
            outcome: conditional(),
            hand_over: None,
        },
    ] {
        assert_eq!(gives(&walk, &both, order).unwrap_err().code, "drafted_by_oneself");
    }
    let open = decide::open_commands(&walk.case, &walk.item, (&both, Sections::NONE), false);
    assert!(!open.contains(&"sign_decision"));
}

#[test]
fn who_accepted_does_not_sign_either_and_a_letter_is_needed() {
    let walk = checked(conditional());
    let actor = Who::Chief.actor();
    let without = Context {
        letters: &[],
        ..context(&walk.item, walk.today, &actor)
    };
    let refusal = decide::decide(&walk.case, &without, sign(1)).unwrap_err();
    assert_eq!(refusal.code, "no_authority");
}

#[test]
fn what_was_sent_back_is_drafted_anew_and_the_old_one_is_not_signed() {
    let mut walk = drafted(conditional());
    assert_eq!(walk.code(Who::Examiner, draft(outcome_of(grant()))), "draft_stands");
    walk.does(Who::Chief, send_back(1)).unwrap();
    walk.does(Who::Examiner, draft(outcome_of(grant()))).unwrap();
    assert_eq!(walk.code(Who::Chief, check(1)), "drafted_anew", "read from an old page");
    walk.does(Who::Chief, check(2)).unwrap();
    assert_eq!(walk.code(Who::Chief, check(2)), "draft_checked");
    assert_eq!(walk.code(Who::Chief, sign(1)), "drafted_anew");
    walk.does(Who::Chief, sign(2)).unwrap();
    let standings: Vec<&str> = walk.case.drafts.all.iter().map(|draft| draft.standing.code()).collect();
    assert_eq!(standings, ["sent_back", "signed"]);
}

#[test]
fn a_draft_lapses_when_the_case_is_examined_anew() {
    let again: [(Who, Command); 2] = [(Who::Examiner, review()), (Who::Owner, hand_in_more("m1"))];
    for (who, command) in again {
        let mut walk = checked(conditional());
        walk.does(who, command).unwrap();
        assert_eq!(walk.case.drafts.all[0].standing, Standing::Lapsed);
        assert!(walk.case.drafts.standing().is_none());
    }
}

#[test]
fn a_draft_says_all_that_a_decision_must_say() {
    let walk = Walk::at(Status::Reviewed);
    let refuse = Outcome::Refuse { reasons: Vec::new() };
    let refusal = walk.decides(Who::Examiner, draft(refuse)).unwrap_err();
    assert_eq!(fields(&refusal), ["reasons"]);
    let without_reason = Command::Drafting(Order::SendBack {
        no: 1,
        reason: " ".into(),
    });
    assert_eq!(
        fields(&drafted(conditional()).decides(Who::Chief, without_reason).unwrap_err()),
        ["reason"]
    );
}

#[test]
fn what_is_decided_on_the_spot_is_not_drafted() {
    let mut walk = Walk::filed(instant(), &["m1", "m2"]);
    let accepted = What::Accepted(Box::new(yimen_domain::cases::event::Accepted {
        day: walk.today,
        noticed: walk.today,
        deemed: true,
        seen: Vec::new(),
        statutory: yimen_domain::cases::event::LimitMark::days(3, ""),
        promised: yimen_domain::cases::event::LimitMark::days(0, ""),
        calendar: "1".into(),
        document: None,
    }));
    let event = Event {
        seq: 2,
        at: context(&walk.item, walk.today, &Who::System.actor()).now,
        actor: ActorMark::of(&Who::System.actor(), None),
        what: accepted,
    };
    walk.case.apply(&event).unwrap();
    walk.does(Who::Examiner, review()).unwrap();
    assert_eq!(walk.code(Who::Examiner, draft(conditional())), "decided_at_once");
    assert!(!walk.open(Who::Examiner).contains(&"draft_decision"));
}

#[test]
fn the_page_offers_each_step_to_whom_it_is_for() {
    let of = |walk: &Walk, who: Who| {
        let names = [
            "draft_decision",
            "check_decision",
            "send_draft_back",
            "withdraw_draft",
            "sign_decision",
        ];
        let open = walk.open(who);
        names.into_iter().filter(|name| open.contains(name)).collect::<Vec<_>>()
    };
    let walk = Walk::at(Status::Reviewed);
    assert_eq!(of(&walk, Who::Examiner), ["draft_decision"]);
    assert!(of(&walk, Who::Chief).is_empty());
    let walk = drafted(conditional());
    assert_eq!(of(&walk, Who::Examiner), ["withdraw_draft"]);
    assert_eq!(of(&walk, Who::Chief), ["check_decision", "send_draft_back"]);
    let walk = checked(conditional());
    assert_eq!(of(&walk, Who::Chief), ["send_draft_back", "sign_decision"]);
    assert!(of(&walk, Who::OtherChief).is_empty() && of(&walk, Who::Clerk).is_empty());
}

#[test]
fn a_grant_of_a_part_is_a_grant_with_reasons_and_a_paper_of_its_own() {
    let mut walk = checked(Outcome::Partial(Box::new(in_part())));
    walk.does(Who::Chief, sign(1)).unwrap();
    assert_eq!(walk.case.status(), Status::Granted);
    let decided = walk.events.last().unwrap();
    assert_eq!(decided.what.document().unwrap().kind, DocumentKind::PartialGrant);
    assert!(
        walk.case.clock(ClockKind::Delivery).is_some(),
        "it is delivered within ten days"
    );
    assert!(walk.case.beyond.licence.is_some(), "what was granted is a licence");
    let outcome = &walk.case.decision().unwrap().outcome;
    assert!(outcome.grants() && outcome.refuses());
}

#[test]
fn a_grant_of_a_part_names_both_parts_and_the_reasons() {
    let cases: [(&str, Partial, &[&str]); 6] = [
        ("as it is", in_part(), &[]),
        (
            "nothing granted",
            Partial {
                granted: Vec::new(),
                ..in_part()
            },
            &["granted"],
        ),
        (
            "nothing refused",
            Partial {
                refused: Vec::new(),
                ..in_part()
            },
            &["refused"],
        ),
        (
            "no reasons",
            Partial {
                reasons: Vec::new(),
                ..in_part()
            },
            &["reasons"],
        ),
        (
            "the same part twice",
            Partial {
                refused: in_part().granted,
                ..in_part()
            },
            &["refused"],
        ),
        (
            "an empty part",
            Partial {
                granted: vec![" ".into()],
                ..in_part()
            },
            &["granted.0"],
        ),
    ];
    for (what, partial, expected) in cases {
        let order = Command::Decide {
            outcome: Outcome::Partial(Box::new(partial)),
            hand_over: None,
        };
        let found = Walk::at(Status::Reviewed).decides(Who::Chief, order);
        let found: Vec<String> = match &found {
            Ok(_) => Vec::new(),
            Err(refusal) => fields(refusal).iter().map(ToString::to_string).collect(),
        };
        assert_eq!(found, expected, "{what}");
    }
}
