//! What happened to the money of a case (缴费事件).

use crate::calendar::Day;
use crate::cases::event::{DocumentMark, FileMark};

use super::{PaymentOrder, Received, RefundAsked, Relief};

/// An event about money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// 开具缴费通知书.
    Ordered(Box<PaymentOrder>),
    /// 减免.
    Relieved(Box<Relief>),
    /// 收款.
    Received(Box<Received>),
    /// 缴费凭证作废.
    Voided {
        /// Of which payment: number of its event.
        payment: u32,
        /// On.
        day: Day,
        /// Why.
        reason: String,
    },
    /// 申请退费.
    RefundAsked(Box<RefundAsked>),
    /// 同意退费.
    RefundApproved {
        /// Which.
        refund: u32,
        /// On.
        day: Day,
    },
    /// 不同意退费.
    RefundRefused {
        /// Which.
        refund: u32,
        /// On.
        day: Day,
        /// Why.
        reason: String,
    },
    /// 已退付.
    RefundPaid {
        /// Which.
        refund: u32,
        /// On.
        day: Day,
        /// Number of the transaction or voucher.
        trade: String,
    },
    /// 平台退付未成.
    RefundFailed {
        /// Which.
        refund: u32,
        /// On.
        day: Day,
        /// What the provider says.
        reason: String,
    },
}

impl Happened {
    /// Every code, as the wire writes it.
    pub const CODES: [&'static str; 9] = [
        "payment_ordered",
        "fee_relieved",
        "payment_received",
        "receipt_voided",
        "refund_asked",
        "refund_approved",
        "refund_refused",
        "refund_paid",
        "refund_failed",
    ];

    /// Stable code of the kind.
    pub fn code(&self) -> &'static str {
        match self {
            Happened::Ordered(_) => "payment_ordered",
            Happened::Relieved(_) => "fee_relieved",
            Happened::Received(_) => "payment_received",
            Happened::Voided { .. } => "receipt_voided",
            Happened::RefundAsked(_) => "refund_asked",
            Happened::RefundApproved { .. } => "refund_approved",
            Happened::RefundRefused { .. } => "refund_refused",
            Happened::RefundPaid { .. } => "refund_paid",
            Happened::RefundFailed { .. } => "refund_failed",
        }
    }

    /// Heading in a timeline.
    pub fn words(&self) -> (&'static str, &'static str) {
        match self {
            Happened::Ordered(_) => ("开具缴费通知书", "Payment order issued"),
            Happened::Relieved(relief) if relief.after_fen == 0 => ("免收费用", "Fee waived"),
            Happened::Relieved(_) => ("减收费用", "Fee reduced"),
            Happened::Received(_) => ("缴费", "Fee paid"),
            Happened::Voided { .. } => ("缴费凭证作废", "Receipt declared void"),
            Happened::RefundAsked(_) => ("申请退费", "Refund asked for"),
            Happened::RefundApproved { .. } => ("同意退费", "Refund approved"),
            Happened::RefundRefused { .. } => ("不同意退费", "Refund not approved"),
            Happened::RefundPaid { .. } => ("费用已退付", "Refund paid"),
            Happened::RefundFailed { .. } => ("平台退付未成", "Refund not possible online"),
        }
    }

    /// It changes nothing that anybody decides by: whoever looks at the case is not disturbed.
    pub fn disturbs(&self) -> bool {
        !matches!(self, Happened::Ordered(_))
    }

    /// The files that it brought.
    pub fn files(&self) -> Vec<&FileMark> {
        match self {
            Happened::Relieved(relief) => relief.evidence.file.iter().collect(),
            _ => Vec::new(),
        }
    }

    /// The document made with it.
    pub fn document(&self) -> Option<&DocumentMark> {
        match self {
            Happened::Ordered(order) => Some(&order.document),
            Happened::Received(received) => received.document.as_ref(),
            _ => None,
        }
    }

    /// The same, to be given its serial number.
    pub fn document_mut(&mut self) -> Option<&mut DocumentMark> {
        match self {
            Happened::Ordered(order) => Some(&mut order.document),
            Happened::Received(received) => received.document.as_mut(),
            _ => None,
        }
    }
}
