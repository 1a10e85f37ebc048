//! Commands about money (缴费动作).

use crate::calendar::Day;
use crate::clocks::Evidence;
use crate::organisation::permission::Permission;

use super::{Means, Payee, RefundGround};

/// Something to be done about the money of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// 开具缴费通知书.
    Issue {
        /// 缴款识别码; may be empty.
        code: String,
        /// Last day, where the centre sets one.
        last_day: Option<Day>,
        /// Who gets the money; the act knows it.
        payee: Payee,
    },
    /// 减免.
    Relieve {
        /// Fen to be paid from now on.
        after_fen: i64,
        /// The rule that allows it.
        basis: String,
        /// Why it holds here.
        reason: String,
        /// What shows it.
        evidence: Evidence,
    },
    /// 窗口收费.
    Take {
        /// Cash or card.
        means: Means,
        /// Fen.
        amount_fen: i64,
        /// Number of the card's slip; may be empty.
        trade: String,
        /// Number typed from a printed form; empty to draw one here.
        receipt: String,
    },
    /// 支付平台到账: what a provider says, signed.
    Record {
        /// Number of the payment order.
        order: String,
        /// Fen.
        amount_fen: i64,
        /// Number of the transaction.
        trade: String,
        /// Day on which it was paid.
        day: Day,
    },
    /// 缴费凭证作废.
    Void {
        /// Number of the payment's event.
        payment: u32,
        /// Why.
        reason: String,
    },
    /// 申请退费.
    AskRefund {
        /// Number of the payment's event.
        payment: u32,
        /// Fen.
        amount_fen: i64,
        /// Why.
        ground: RefundGround,
        /// The document or rule behind it.
        basis: String,
        /// In words.
        reason: String,
    },
    /// 同意退费.
    ApproveRefund {
        /// Which.
        refund: u32,
    },
    /// 不同意退费.
    RefuseRefund {
        /// Which.
        refund: u32,
        /// Why.
        reason: String,
    },
    /// 退付.
    PayRefund {
        /// Which.
        refund: u32,
        /// Number of the transaction or voucher.
        trade: String,
        /// Day on which a provider paid it; today at the counter.
        day: Option<Day>,
    },
    /// 平台退付未成.
    FailRefund {
        /// Which.
        refund: u32,
        /// What the provider says.
        reason: String,
    },
}

impl Order {
    /// Stable name.
    pub fn name(&self) -> &'static str {
        match self {
            Order::Issue { .. } => "order_payment",
            Order::Relieve { .. } => "relieve_fee",
            Order::Take { .. } => "take_payment",
            Order::Record { .. } => "record_payment",
            Order::Void { .. } => "void_receipt",
            Order::AskRefund { .. } => "ask_refund",
            Order::ApproveRefund { .. } => "approve_refund",
            Order::RefuseRefund { .. } => "refuse_refund",
            Order::PayRefund { .. } => "pay_refund",
            Order::FailRefund { .. } => "fail_refund",
        }
    }

    /// What giving it takes.
    pub fn permission(&self) -> Permission {
        match self {
            Order::Issue { .. } => Permission::OrderPayment,
            Order::Relieve { .. } => Permission::RelieveFee,
            Order::Take { .. } => Permission::TakePayment,
            Order::Record { .. } | Order::FailRefund { .. } => Permission::RecordPayment,
            Order::Void { .. } => Permission::VoidReceipt,
            Order::AskRefund { .. } => Permission::AskRefund,
            Order::ApproveRefund { .. } | Order::RefuseRefund { .. } => Permission::ApproveRefund,
            Order::PayRefund { .. } => Permission::PayRefund,
        }
    }
}

/// What a command about money is called in the middle of a sentence.
pub fn words(command: &str) -> Option<(&'static str, &'static str)> {
    Some(match command {
        "order_payment" => ("开具缴费通知书", "issue a payment order"),
        "relieve_fee" => ("减免费用", "reduce the fee"),
        "take_payment" => ("窗口收费", "take a payment"),
        "record_payment" => ("登记平台到账", "record what the provider received"),
        "void_receipt" => ("作废缴费凭证", "declare a receipt void"),
        "ask_refund" => ("申请退费", "ask for a refund"),
        "approve_refund" => ("同意退费", "approve a refund"),
        "refuse_refund" => ("不同意退费", "refuse a refund"),
        "pay_refund" => ("登记退付", "record a refund as paid"),
        "fail_refund" => ("登记退付未成", "record that a refund failed"),
        _ => return None,
    })
}
