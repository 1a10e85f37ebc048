//! Money: what is ordered, reduced, taken, recorded and given back, and what can never be.

use yimen_domain::cases::fees::happened::Happened;
use yimen_domain::cases::fees::order::Order;
use yimen_domain::cases::fees::{Means, Payee, RefundGround, RefundState, Way};
use yimen_domain::items::FeeLine;

use super::*;

fn issue_order() -> Order {
    Order::Issue {
        code: "51160026123456789012".into(),
        last_day: None,
        payee: Payee::default(),
    }
}

fn relieve(after_fen: i64) -> Order {
    Order::Relieve {
        after_fen,
        basis: "川财税〔2020〕1号".into(),
        reason: "低保家庭".into(),
        evidence: Evidence {
            words: "低保证 12号".into(),
            file: None,
        },
    }
}

fn take() -> Order {
    Order::Take {
        means: Means::Cash,
        amount_fen: FEE,
        trade: String::new(),
        receipt: String::new(),
    }
}

fn record(order: &str, trade: &str) -> Order {
    Order::Record {
        order: order.into(),
        amount_fen: FEE,
        trade: trade.into(),
        day: day("2026-03-02"),
    }
}

fn ask_back(payment: u32, amount_fen: i64, ground: RefundGround) -> Order {
    Order::AskRefund {
        payment,
        amount_fen,
        ground,
        basis: "决定书 1号".into(),
        reason: "退费".into(),
    }
}

fn void(payment: u32) -> Order {
    Order::Void {
        payment,
        reason: "金额写错".into(),
    }
}

fn pay_back(refund: u32) -> Order {
    Order::PayRefund {
        refund,
        trade: "退付 1号".into(),
        day: None,
    }
}

fn fail(refund: u32) -> Order {
    Order::FailRefund {
        refund,
        reason: "账户已销户".into(),
    }
}

/// Who gives a command about money as a rule, and the command with nothing wrong in it.
pub(super) fn right(name: &str) -> Option<(Who, Command)> {
    let (who, order) = match name {
        "order_payment" => (Who::Clerk, issue_order()),
        "relieve_fee" => (Who::Chief, relieve(0)),
        "take_payment" => (Who::Clerk, take()),
        "record_payment" => (Who::System, record("1", "T1")),
        "void_receipt" => (Who::Clerk, void(0)),
        "ask_refund" => (Who::Clerk, ask_back(5, FEE, RefundGround::Mistaken)),
        "approve_refund" => (Who::Chief, Order::ApproveRefund { refund: 1 }),
        "refuse_refund" => {
            let reason = "没有多缴".into();
            (Who::Chief, Order::RefuseRefund { refund: 1, reason })
        }
        "pay_refund" => (Who::Clerk, pay_back(1)),
        "fail_refund" => (Who::System, fail(1)),
        _ => return None,
    };
    Some((who, Command::Fees(order)))
}

/// A command about money that speaks of what is there.
pub(super) fn fitted(walk: &Walk, command: Command) -> Command {
    let Command::Fees(mut order) = command else {
        return command;
    };
    let fees = &walk.case.fees;
    let refund_of = |wanted: &dyn Fn(&RefundState) -> bool| {
        let found = fees.refunds.iter().find(|refund| wanted(&refund.state));
        found.map_or(0, |refund| refund.number)
    };
    match &mut order {
        Order::Take { amount_fen, .. } => *amount_fen = fees.charged_fen,
        Order::Record { order, amount_fen, .. } => {
            if let Some(known) = fees.orders.last() {
                order.clone_from(&known.number);
                *amount_fen = known.amount_fen;
            }
        }
        Order::Void { payment, .. } => {
            let counter = fees.good().find(|kept| {
                matches!(kept.received.way, Way::Counter(_)) && fees.left_fen(kept) == kept.received.amount_fen
            });
            *payment = counter.map_or(0, |kept| kept.seq);
        }
        Order::AskRefund {
            payment, amount_fen, ..
        } => {
            if let Some(kept) = fees.good().find(|kept| fees.left_fen(kept) > 0) {
                (*payment, *amount_fen) = (kept.seq, fees.left_fen(kept));
            }
        }
        Order::ApproveRefund { refund } | Order::RefuseRefund { refund, .. } => {
            *refund = refund_of(&|state| *state == RefundState::Asked);
        }
        Order::PayRefund { refund, .. } => {
            let online = |refund: &yimen_domain::cases::fees::Refund| {
                let paid = fees.payment(refund.asked.payment);
                paid.is_some_and(|kept| matches!(kept.received.way, Way::Provider { .. }))
            };
            let found = fees.refunds.iter().find(|refund| match refund.state {
                RefundState::Approved => !online(refund),
                RefundState::Failed => true,
                _ => false,
            });
            *refund = found.map_or(0, |refund| refund.number);
        }
        Order::FailRefund { refund, .. } => *refund = refund_of(&|state| *state == RefundState::Approved),
        Order::Issue { .. } | Order::Relieve { .. } => {}
    }
    Command::Fees(order)
}

/// What may still happen to a case that is closed.
pub(super) fn may_follow_the_end(what: &What) -> bool {
    match what {
        What::Rated(_) | What::NumbersShown { .. } => true,
        What::Fees(happened) => !matches!(happened, Happened::Ordered(_) | Happened::Relieved(_)),
        _ => false,
    }
}

fn give(walk: &mut Walk, who: Who, order: Order) {
    walk.does(who, Command::Fees(order)).unwrap();
}

fn code(walk: &Walk, who: Who, order: Order) -> &'static str {
    walk.code(who, Command::Fees(order))
}

fn faulty(walk: &Walk, who: Who, order: Order) -> Vec<String> {
    let refusal = walk.decides(who, Command::Fees(order)).unwrap_err();
    fields(&refusal).into_iter().map(str::to_string).collect()
}

fn last(walk: &Walk) -> u32 {
    walk.events.last().unwrap().seq
}

/// Granted, with an order that `number` names.
fn ordered() -> (Walk, String) {
    let mut walk = Walk::at(Status::Granted);
    give(&mut walk, Who::System, issue_order());
    let number = walk.case.fees.orders[0].number.clone();
    (walk, number)
}

#[test]
fn an_order_says_what_the_standard_charges_and_is_issued_once() {
    let (walk, number) = ordered();
    let order = &walk.case.fees.orders[0];
    assert_eq!((order.amount_fen, order.relieved_fen), (FEE, 0));
    assert_eq!(order.charges.len(), 1);
    assert_eq!(
        (order.charges[0].amount_fen, order.charges[0].basis.as_str()),
        (FEE, "依据")
    );
    assert_eq!(order.document.kind, DocumentKind::PaymentOrder);
    assert!(number.ends_with("-1"));
    assert_eq!(code(&walk, Who::Clerk, issue_order()), "ordered_before");
    let late = Order::Issue {
        code: "x".repeat(65),
        last_day: Some(walk.today.plus(-1)),
        payee: Payee::default(),
    };
    assert_eq!(
        faulty(&Walk::at(Status::Granted), Who::Clerk, late),
        ["code", "last_day"]
    );
}

#[test]
fn an_order_disturbs_nobody_who_looks_at_the_case() {
    let mut walk = Walk::at(Status::Granted);
    let before = walk.case.changed_by;
    give(&mut walk, Who::System, issue_order());
    assert_eq!(walk.case.changed_by, before);
    give(&mut walk, Who::Clerk, take());
    assert_eq!(walk.case.changed_by, walk.case.events);
}

#[test]
fn a_fee_that_is_waived_needs_no_payment_and_one_that_is_reduced_a_new_order() {
    let (mut walk, _) = ordered();
    give(&mut walk, Who::Chief, relieve(5_000));
    assert_eq!(walk.case.payment, Payment::Due(5_000));
    assert_eq!(walk.code(Who::Clerk, issue()), "fee_unpaid");
    assert_eq!(faulty(&walk, Who::Clerk, take()), ["amount_fen"]);
    give(&mut walk, Who::Clerk, issue_order());
    let order = walk.case.fees.order().unwrap();
    assert_eq!((order.amount_fen, order.relieved_fen), (5_000, FEE - 5_000));
    give(&mut walk, Who::Chief, relieve(0));
    assert_eq!(walk.case.payment, Payment::Waived);
    assert_eq!(code(&walk, Who::Clerk, take()), "nothing_to_pay");
    walk.does(Who::Clerk, issue()).unwrap();
}

#[test]
fn a_reduction_needs_its_basis_reason_and_evidence_and_stays_within_the_standard() {
    let walk = Walk::at(Status::Accepted);
    let bare = Order::Relieve {
        after_fen: FEE,
        basis: " ".into(),
        reason: String::new(),
        evidence: Evidence {
            words: String::new(),
            file: None,
        },
    };
    assert_eq!(
        faulty(&walk, Who::Chief, bare),
        ["after_fen", "basis", "reason", "evidence"]
    );
    assert_eq!(faulty(&walk, Who::Chief, relieve(-1)), ["after_fen"]);
    for who in [Who::Clerk, Who::Examiner, Who::Owner, Who::OtherChief] {
        assert_eq!(code(&walk, who, relieve(0)), "not_permitted", "{who:?}");
    }
    let line = |amount_fen, reducible| FeeLine {
        name: Words::new("证书费", "certificate"),
        amount_fen: Some(amount_fen),
        reducible,
        ..FeeLine::default()
    };
    let item = |lines: Vec<FeeLine>| Item {
        fee: Some(Fee {
            lines,
            ..permit().fee.unwrap()
        }),
        ..permit()
    };
    let strict = Walk::filed(item(vec![line(FEE, false)]), &["m1"]);
    assert_eq!(code(&strict, Who::Chief, relieve(0)), "not_reducible");
    let mixed = Walk::filed(item(vec![line(FEE - 2_000, false), line(2_000, true)]), &["m1"]);
    assert_eq!(faulty(&mixed, Who::Chief, relieve(FEE - 2_001)), ["after_fen"]);
    assert_eq!(code(&mixed, Who::Chief, relieve(FEE - 2_000)), "done");
}

#[test]
fn the_counter_draws_a_receipt_or_takes_the_number_of_a_printed_one() {
    let mut drawn = Walk::at(Status::Granted);
    give(&mut drawn, Who::Clerk, take());
    let received = &drawn.case.fees.payments[0].received;
    assert_eq!(
        received.document.as_ref().map(|mark| mark.kind),
        Some(DocumentKind::PaymentReceipt)
    );
    let mut typed = Walk::at(Status::Granted);
    let order = Order::Take {
        means: Means::Card,
        amount_fen: FEE,
        trade: "POS 88".into(),
        receipt: "川财 0012345".into(),
    };
    give(&mut typed, Who::Clerk, order);
    assert_eq!(typed.case.payment, Payment::Paid(FEE, "川财 0012345".into()));
    assert_eq!(typed.case.fees.payments[0].received.document, None);
}

#[test]
fn a_void_receipt_stays_and_the_fee_is_due_again_until_the_result_is_handed_over() {
    let mut walk = Walk::at(Status::Granted);
    give(&mut walk, Who::Clerk, take());
    let receipt = last(&walk);
    assert_eq!(
        faulty(
            &walk,
            Who::Clerk,
            Order::Void {
                payment: receipt,
                reason: " ".into()
            }
        ),
        ["reason"]
    );
    give(&mut walk, Who::Clerk, void(receipt));
    assert_eq!(walk.case.payment, Payment::Due(FEE));
    assert_eq!(walk.case.fees.payments.len(), 1, "it is never deleted");
    assert_eq!(code(&walk, Who::Clerk, void(receipt)), "no_such_receipt");
    assert_eq!(walk.code(Who::Clerk, issue()), "fee_unpaid");
    give(&mut walk, Who::Clerk, take());
    let receipt = last(&walk);
    walk.does(Who::Clerk, issue()).unwrap();
    assert_eq!(code(&walk, Who::Clerk, void(receipt)), "void_too_late");
    assert_eq!(code(&Walk::at(Status::Granted), Who::Clerk, void(1)), "no_such_receipt");
}

#[test]
fn a_provider_is_believed_for_a_known_order_its_amount_and_each_trade_once() {
    let (mut walk, number) = ordered();
    assert_eq!(code(&walk, Who::System, record("another", "T1")), "no_such_order");
    let wrong = Order::Record {
        order: number.clone(),
        amount_fen: FEE - 1,
        trade: "T1".into(),
        day: walk.today,
    };
    assert_eq!(faulty(&walk, Who::System, wrong), ["amount_fen"]);
    assert_eq!(code(&walk, Who::Clerk, record(&number, "T1")), "not_permitted");
    give(&mut walk, Who::System, record(&number, "T1"));
    assert!(matches!(walk.case.payment, Payment::Paid(FEE, _)));
    assert_eq!(code(&walk, Who::System, record(&number, "T1")), "recorded_before");
    walk.does(Who::Clerk, issue()).unwrap();
    give(&mut walk, Who::System, record(&number, "T2"));
    assert_eq!(walk.case.fees.surplus_fen(), FEE, "paid twice, and known");
    assert_eq!(walk.case.fees.payments[1].received.document, None);
}

#[test]
fn a_payment_of_an_order_before_a_reduction_is_too_much_by_the_difference() {
    let (mut walk, number) = ordered();
    give(&mut walk, Who::Chief, relieve(5_000));
    give(&mut walk, Who::System, record(&number, "T1"));
    assert!(matches!(walk.case.payment, Payment::Paid(FEE, _)));
    assert_eq!(walk.case.fees.surplus_fen(), FEE - 5_000);
}

#[test]
fn too_much_goes_back_after_another_person_agreed_and_never_more_than_that() {
    let (mut walk, number) = ordered();
    give(&mut walk, Who::System, record(&number, "T1"));
    give(&mut walk, Who::System, record(&number, "T2"));
    let second = last(&walk);
    assert_eq!(
        faulty(&walk, Who::Owner, ask_back(second, FEE + 1, RefundGround::Overpaid)),
        ["amount_fen"]
    );
    give(&mut walk, Who::Owner, ask_back(second, 2_000, RefundGround::Overpaid));
    assert_eq!(walk.case.fees.surplus_fen(), FEE - 2_000, "what is asked back counts");
    assert_eq!(
        faulty(&walk, Who::Clerk, ask_back(second, FEE - 1_999, RefundGround::Overpaid)),
        ["amount_fen"]
    );
    assert_eq!(
        code(&walk, Who::Clerk, Order::ApproveRefund { refund: 1 }),
        "not_permitted"
    );
    assert_eq!(
        code(&walk, Who::System, pay_back(1)),
        "no_such_refund",
        "nobody agreed yet"
    );
    give(&mut walk, Who::Chief, Order::ApproveRefund { refund: 1 });
    assert_eq!(
        code(&walk, Who::Clerk, pay_back(1)),
        "paid_elsewhere",
        "it goes back the way it came"
    );
    give(&mut walk, Who::System, fail(1));
    assert_eq!(code(&walk, Who::System, pay_back(1)), "paid_elsewhere");
    give(&mut walk, Who::Clerk, pay_back(1));
    assert_eq!(walk.case.fees.refunds[0].state, RefundState::Paid("退付 1号".into()));
    assert_eq!(code(&walk, Who::Clerk, pay_back(1)), "no_such_refund");
    assert!(
        matches!(walk.case.payment, Payment::Paid(FEE, _)),
        "the fee itself stays paid"
    );
}

#[test]
fn a_ground_holds_or_is_refused() {
    let walk = Walk::at(Status::Issued);
    let payment = walk.case.fees.payments[0].seq;
    assert_eq!(
        faulty(&walk, Who::Clerk, ask_back(payment, 1, RefundGround::Overpaid)),
        ["amount_fen"]
    );
    assert_eq!(
        faulty(&walk, Who::Clerk, ask_back(payment, 1, RefundGround::Withdrawn)),
        ["ground"]
    );
    let bare = Order::AskRefund {
        payment,
        amount_fen: 1,
        ground: RefundGround::Annulled,
        basis: String::new(),
        reason: String::new(),
    };
    assert_eq!(faulty(&walk, Who::Clerk, bare), ["basis", "reason"]);
    assert_eq!(
        code(&walk, Who::Clerk, ask_back(payment, FEE, RefundGround::Annulled)),
        "done"
    );
    assert_eq!(
        code(&walk, Who::Clerk, ask_back(99, 1, RefundGround::Annulled)),
        "no_such_receipt"
    );
    for withdrawn in [Status::Withdrawn, Status::NotAccepted] {
        assert_eq!(
            code(
                &Walk::at(withdrawn),
                Who::Clerk,
                ask_back(1, 1, RefundGround::Withdrawn)
            ),
            "nothing_to_refund"
        );
    }
}

#[test]
fn a_refused_refund_leaves_the_money_to_be_asked_again() {
    let mut walk = Walk::at(Status::Issued);
    let payment = walk.case.fees.payments[0].seq;
    give(&mut walk, Who::Clerk, ask_back(payment, FEE, RefundGround::Mistaken));
    assert_eq!(
        code(&walk, Who::Clerk, ask_back(payment, 1, RefundGround::Mistaken)),
        "nothing_to_refund"
    );
    let reason = "没有误收".to_string();
    give(&mut walk, Who::Chief, Order::RefuseRefund { refund: 1, reason });
    give(&mut walk, Who::Clerk, ask_back(payment, FEE, RefundGround::Mistaken));
    give(&mut walk, Who::Chief, Order::ApproveRefund { refund: 2 });
    give(&mut walk, Who::Clerk, pay_back(2));
    assert_eq!((walk.case.fees.came_fen(), walk.case.fees.back_fen()), (FEE, FEE));
}
