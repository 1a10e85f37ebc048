//! The rules of money (缴费规则).

use crate::calendar::Day;
use crate::cases::decide::{Context, Decided, need_status, need_text, text_fault, wrong_state};
use crate::cases::event::{DocumentKind, What};
use crate::cases::{Case, Payment, Status};
use crate::organisation::permission::Permission;
use crate::organisation::{Actor, Capacity};
use crate::words::{Fault, Refusal, RefusalKind};

use super::charge::{charges, reducible_fen};
use super::happened::Happened;
use super::order::Order;
use super::{Kept, Means, Payee, PaymentOrder, Received, Refund, RefundAsked, RefundGround, RefundState, Relief, Way};

/// The articles of fees.
pub const BASIS: &str = "行政许可法 第五十八条、第五十九条";
/// Longest number of a transaction, a receipt or a 缴款识别码, characters.
pub const LONGEST_NUMBER: usize = 64;
/// Most payments and refunds of a case; more belong to a person who looks.
const MOST: usize = 50;

/// Where a fee may be reduced: as long as something may come to be paid.
const RELIEVED: [Status; 6] = [
    Status::Received,
    Status::AwaitingCorrection,
    Status::Accepted,
    Status::Suspended,
    Status::Reviewed,
    Status::Granted,
];

/// Decides a command about money.
pub(in crate::cases) fn decide(case: &Case, context: &Context<'_>, order: Order) -> Decided {
    let today = context.today;
    let happened = match order {
        Order::Issue { code, last_day, payee } => issue(case, context, code, last_day, payee)?,
        Order::Relieve {
            after_fen,
            basis,
            reason,
            evidence,
        } => {
            let relief = Relief {
                day: today,
                before_fen: case.fees.charged_fen,
                after_fen,
                basis,
                reason,
                evidence,
            };
            relieve(case, context, relief)?
        }
        Order::Take {
            means,
            amount_fen,
            trade,
            receipt,
        } => take(case, context, means, amount_fen, (trade, receipt))?,
        Order::Record {
            order,
            amount_fen,
            trade,
            day,
        } => record(case, context, order, amount_fen, (trade, day))?,
        Order::Void { payment, reason } => void(case, today, payment, reason)?,
        Order::AskRefund {
            payment,
            amount_fen,
            ground,
            basis,
            reason,
        } => {
            let asked = RefundAsked {
                day: today,
                payment,
                amount_fen,
                ground,
                basis,
                reason,
            };
            ask(case, asked)?
        }
        Order::ApproveRefund { refund } => {
            let found = refund_at(case, refund, &[RefundState::Asked])?;
            if found.by.is_some() && found.by == context.actor.account {
                return Err(asked_by_oneself());
            }
            Happened::RefundApproved { refund, day: today }
        }
        Order::RefuseRefund { refund, reason } => {
            refund_at(case, refund, &[RefundState::Asked])?;
            need_text("reason", &reason, true)?;
            Happened::RefundRefused {
                refund,
                day: today,
                reason,
            }
        }
        Order::PayRefund { refund, trade, day } => pay_refund(case, context, refund, (trade, day))?,
        Order::FailRefund { refund, reason } => {
            refund_at(case, refund, &[RefundState::Approved])?;
            Happened::RefundFailed {
                refund,
                day: today,
                reason,
            }
        }
    };
    Ok(vec![What::Fees(happened)])
}

/// The commands about money with what they take, and whether the case stands where they may be given.
pub(in crate::cases) fn ways(case: &Case) -> Vec<(&'static str, Permission, bool)> {
    let status = case.status();
    let due = matches!(case.payment, Payment::Due(_));
    let payable = due && status == Status::Granted;
    let fees = &case.fees;
    let refund = |state: &RefundState| fees.refunds.iter().any(|refund| refund.state == *state);
    let room = fees.payments.len() < MOST && fees.refunds.len() < MOST;
    let back = room && fees.good().any(|kept| fees.left_fen(kept) > 0);
    vec![
        (
            "order_payment",
            Permission::OrderPayment,
            payable && fees.order().is_none(),
        ),
        ("relieve_fee", Permission::RelieveFee, due && RELIEVED.contains(&status)),
        ("take_payment", Permission::TakePayment, payable),
        ("record_payment", Permission::RecordPayment, !fees.orders.is_empty()),
        (
            "void_receipt",
            Permission::VoidReceipt,
            status != Status::Issued && fees.good().any(|kept| may_be_void(case, kept)),
        ),
        ("ask_refund", Permission::AskRefund, back),
        ("approve_refund", Permission::ApproveRefund, refund(&RefundState::Asked)),
        ("refuse_refund", Permission::ApproveRefund, refund(&RefundState::Asked)),
        (
            "pay_refund",
            Permission::PayRefund,
            fees.refunds.iter().any(|refund| is_paid_at_counter(case, refund)),
        ),
        ("fail_refund", Permission::RecordPayment, refund(&RefundState::Approved)),
    ]
}

fn need_due(case: &Case) -> Result<i64, Refusal> {
    match case.payment {
        Payment::Due(fen) => Ok(fen),
        _ => Err(Refusal::new(
            "nothing_to_pay",
            RefusalKind::State,
            BASIS,
            ("这个办件没有待缴的费用。", "Nothing is to be paid for this case."),
            ("无需缴费。", "No payment is needed."),
        )),
    }
}

fn issue(
    case: &Case,
    context: &Context<'_>,
    code: String,
    last_day: Option<Day>,
    payee: Payee,
) -> Result<Happened, Refusal> {
    let amount_fen = need_due(case)?;
    need_status(case, &[Status::Granted], "order_payment")?;
    if case.fees.order().is_some() {
        return Err(Refusal::new(
            "ordered_before",
            RefusalKind::State,
            BASIS,
            (
                "缴费通知书已经开具，金额没有变化。",
                "A payment order was issued before, and the amount is still the same.",
            ),
            (
                "请使用已开具的缴费通知书；减免后金额有变化的，可以重新开具。",
                "Use the order that was issued; after a reduction a new one can be issued.",
            ),
        ));
    }
    let mut faults: Vec<Fault> = number_fault("code", &code, false).into_iter().collect();
    if last_day.is_some_and(|day| day < context.today) {
        faults.push(Fault::new(
            "last_day",
            "缴费截止日不能早于今天。",
            "The last day cannot be before today.",
        ));
    }
    none(faults)?;
    Ok(Happened::Ordered(Box::new(PaymentOrder {
        day: context.today,
        number: case.fees.next_order(&case.number),
        charges: charges(context.item, &case.situation, case.fees.full_fen),
        relieved_fen: case.fees.full_fen - amount_fen,
        amount_fen,
        payee,
        code: code.trim().to_string(),
        last_day,
        document: context.document(DocumentKind::PaymentOrder),
    })))
}

fn relieve(case: &Case, context: &Context<'_>, relief: Relief) -> Result<Happened, Refusal> {
    let due = need_due(case)?;
    need_status(case, &RELIEVED, "relieve_fee")?;
    let reducible = reducible_fen(context.item, &case.situation, case.fees.full_fen);
    if reducible == 0 {
        return Err(Refusal::new(
            "not_reducible",
            RefusalKind::State,
            "行政许可法 第五十九条",
            (
                "公布的收费标准没有允许减免的收费项目。",
                "The published standard names no charge that may be reduced.",
            ),
            (
                "请按公布的标准收费；标准有误的，请先修订事项。",
                "Charge what the standard says; if it is wrong, have the item corrected first.",
            ),
        ));
    }
    let mut faults = Vec::new();
    let least = case.fees.full_fen - reducible;
    if !(least..due).contains(&relief.after_fen) {
        let (least, due) = (yuan(least), yuan(due));
        faults.push(Fault::new(
            "after_fen",
            format!("减免后的金额应不低于 {least} 元，并低于现在应缴的 {due} 元。"),
            format!("The amount after it is at least {least} yuan and less than the {due} yuan due now."),
        ));
    }
    faults.extend(text_fault("basis", &relief.basis, true));
    faults.extend(text_fault("reason", &relief.reason, true));
    faults.extend(text_fault("evidence", &relief.evidence.words, true));
    none(faults)?;
    Ok(Happened::Relieved(Box::new(relief)))
}

fn take(
    case: &Case,
    context: &Context<'_>,
    means: Means,
    amount_fen: i64,
    (trade, receipt): (String, String),
) -> Result<Happened, Refusal> {
    let due = need_due(case)?;
    need_status(case, &[Status::Granted], "take_payment")?;
    let mut faults = Vec::new();
    if amount_fen != due {
        let due = yuan(due);
        faults.push(Fault::new(
            "amount_fen",
            format!("应缴 {due} 元，金额不符。"),
            format!("{due} yuan is due; the amount differs."),
        ));
    }
    faults.extend(number_fault("trade", &trade, false));
    faults.extend(number_fault("receipt", &receipt, false));
    none(faults)?;
    let receipt = receipt.trim().to_string();
    Ok(Happened::Received(Box::new(Received {
        day: context.today,
        way: Way::Counter(means),
        amount_fen,
        trade: trade.trim().to_string(),
        document: receipt
            .is_empty()
            .then(|| context.document(DocumentKind::PaymentReceipt)),
        receipt,
    })))
}

/// Whatever a provider took is recorded, also when it is too much: it is there, and somebody gets it back.
fn record(
    case: &Case,
    context: &Context<'_>,
    order: String,
    amount_fen: i64,
    (trade, day): (String, Day),
) -> Result<Happened, Refusal> {
    let Some(known) = case.fees.orders.iter().find(|known| known.number == order) else {
        return Err(no_such("no_such_order", "这份缴费通知书", "this payment order"));
    };
    if case.fees.payments.iter().any(|kept| is_trade(kept, &trade)) {
        return Err(Refusal::new(
            "recorded_before",
            RefusalKind::State,
            "",
            ("这笔缴费已经记录。", "This payment was recorded before."),
            ("无需重复登记。", "Nothing more is to be done."),
        ));
    }
    let mut faults: Vec<Fault> = number_fault("trade", &trade, true).into_iter().collect();
    if amount_fen != known.amount_fen {
        let (there, here) = (yuan(amount_fen), yuan(known.amount_fen));
        faults.push(Fault::new(
            "amount_fen",
            format!("缴费通知书的金额是 {here} 元，平台报送 {there} 元。"),
            format!("The payment order says {here} yuan, the provider {there} yuan."),
        ));
    }
    if case.fees.payments.len() >= MOST {
        return Err(wrong_state(case, "record_payment"));
    }
    none(faults)?;
    let settles = matches!(case.payment, Payment::Due(_));
    Ok(Happened::Received(Box::new(Received {
        day,
        way: Way::Provider { order },
        amount_fen,
        trade,
        receipt: String::new(),
        document: settles.then(|| context.document(DocumentKind::PaymentReceipt)),
    })))
}

fn is_trade(kept: &Kept, trade: &str) -> bool {
    matches!(kept.received.way, Way::Provider { .. }) && kept.received.trade == trade
}

fn may_be_void(case: &Case, kept: &Kept) -> bool {
    let refunded = case
        .fees
        .refunds
        .iter()
        .any(|refund| refund.counts() && refund.asked.payment == kept.seq);
    matches!(kept.received.way, Way::Counter(_)) && !refunded
}

fn void(case: &Case, day: Day, payment: u32, reason: String) -> Result<Happened, Refusal> {
    let Some(kept) = case.fees.payment(payment) else {
        return Err(no_such("no_such_receipt", "这张缴费凭证", "this receipt"));
    };
    if !may_be_void(case, kept) || case.status() == Status::Issued {
        return Err(Refusal::new(
            "void_too_late",
            RefusalKind::State,
            BASIS,
            (
                "只有窗口收取、结果尚未发放、没有退费的，才能作废凭证。",
                "Only a receipt of the counter can be void, before the result is handed over and when nothing was refunded.",
            ),
            ("请改为申请退费。", "Ask for a refund instead."),
        ));
    }
    need_text("reason", &reason, true)?;
    Ok(Happened::Voided { payment, day, reason })
}

fn ask(case: &Case, asked: RefundAsked) -> Result<Happened, Refusal> {
    let fees = &case.fees;
    if fees.good().all(|kept| fees.left_fen(kept) <= 0) || fees.refunds.len() >= MOST {
        return Err(Refusal::new(
            "nothing_to_refund",
            RefusalKind::State,
            BASIS,
            ("没有可以退的费用。", "Nothing can be refunded."),
            ("请核对缴费记录。", "Please check what was paid."),
        ));
    }
    let Some(kept) = fees.payment(asked.payment) else {
        return Err(no_such("no_such_receipt", "这笔缴费", "this payment"));
    };
    let mut faults = Vec::new();
    let left = fees.left_fen(kept);
    let most = match asked.ground {
        RefundGround::Overpaid => left.min(fees.surplus_fen()),
        _ => left,
    };
    if !(1..=most).contains(&asked.amount_fen) {
        let most = yuan(most);
        faults.push(Fault::new(
            "amount_fen",
            format!("按这个事由，这笔缴费最多可退 {most} 元。"),
            format!("On this ground at most {most} yuan of this payment can be refunded."),
        ));
    }
    if asked.ground == RefundGround::Withdrawn && case.status() != Status::Withdrawn {
        faults.push(Fault::new(
            "ground",
            "申请没有撤回。",
            "The application was not withdrawn.",
        ));
    }
    let needs_basis = matches!(asked.ground, RefundGround::Annulled | RefundGround::Mistaken);
    faults.extend(text_fault("basis", &asked.basis, needs_basis));
    faults.extend(text_fault("reason", &asked.reason, true));
    none(faults)?;
    Ok(Happened::RefundAsked(Box::new(asked)))
}

fn refund_at<'a>(case: &'a Case, number: u32, states: &[RefundState]) -> Result<&'a Refund, Refusal> {
    let found = case.fees.refund(number);
    found
        .filter(|refund| states.contains(&refund.state))
        .ok_or_else(|| no_such("no_such_refund", "处于这一步的退费", "such a refund at this step"))
}

/// Money that came over a provider goes back over it; the counter pays what the counter took, and what the provider could not.
fn is_paid_at_counter(case: &Case, refund: &Refund) -> bool {
    let online = case
        .fees
        .payment(refund.asked.payment)
        .is_some_and(|kept| matches!(kept.received.way, Way::Provider { .. }));
    match refund.state {
        RefundState::Approved => !online,
        RefundState::Failed => true,
        _ => false,
    }
}

fn pay_refund(
    case: &Case,
    context: &Context<'_>,
    refund: u32,
    (trade, day): (String, Option<Day>),
) -> Result<Happened, Refusal> {
    let found = refund_at(case, refund, &[RefundState::Approved, RefundState::Failed])?;
    if (context.actor.capacity == Capacity::System) == is_paid_at_counter(case, found) {
        return Err(Refusal::new(
            "paid_elsewhere",
            RefusalKind::State,
            BASIS,
            (
                "网上缴费的，由支付平台原路退回；窗口缴费的，在窗口退付。",
                "What was paid online goes back by the provider; what was paid at the counter is paid back there.",
            ),
            (
                "请等待平台退付结果；平台退付未成的，可以在窗口退付。",
                "Wait for the provider; if it cannot pay, the counter can.",
            ),
        ));
    }
    none(number_fault("trade", &trade, true).into_iter().collect())?;
    Ok(Happened::RefundPaid {
        refund,
        day: day.filter(|day| *day <= context.today).unwrap_or(context.today),
        trade: trade.trim().to_string(),
    })
}

/// Whether a refund waits that somebody else asked for (申请与审批分离).
pub(in crate::cases) fn need_other_than_asker(case: &Case, actor: &Actor) -> Result<(), Refusal> {
    let mut waiting = case
        .fees
        .refunds
        .iter()
        .filter(|refund| refund.state == RefundState::Asked);
    let own = |refund: &Refund| refund.by.is_some() && refund.by == actor.account;
    match waiting.next() {
        Some(first) if own(first) && waiting.all(own) => Err(asked_by_oneself()),
        _ => Ok(()),
    }
}

fn asked_by_oneself() -> Refusal {
    Refusal::new(
        "asked_by_oneself",
        RefusalKind::Forbidden,
        "",
        (
            "退费由您申请，不能再由您同意。",
            "You asked for this refund, so you cannot approve it too.",
        ),
        ("请由另一位有权限的人员审批。", "Have somebody else approve it."),
    )
}

fn no_such(code: &'static str, zh: &str, en: &str) -> Refusal {
    Refusal::new(
        code,
        RefusalKind::State,
        "",
        (&format!("没有{zh}。"), &format!("There is not {en}.")),
        (
            "页面可能已过时，请刷新后再办。",
            "The page may be out of date: reload it and try again.",
        ),
    )
}

fn none(faults: Vec<Fault>) -> Result<(), Refusal> {
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Refusal::invalid(faults))
    }
}

fn number_fault(field: &str, text: &str, required: bool) -> Option<Fault> {
    if text.trim().chars().count() > LONGEST_NUMBER {
        return Some(Fault::new(
            field,
            format!("不能超过 {LONGEST_NUMBER} 个字。"),
            format!("Use at most {LONGEST_NUMBER} characters."),
        ));
    }
    text_fault(field, text, required)
}

/// Fen as yuan with two decimals.
pub fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", fen.abs() / 100, fen.abs() % 100)
}
