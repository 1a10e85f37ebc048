//! Commands about money (缴费、减免、退费) over the interface.

use serde::Deserialize;
use utoipa::ToSchema;
use yimen_acts::accounts::Signed;
use yimen_domain::calendar::Day;
use yimen_domain::cases::fees::order::Order;
use yimen_domain::cases::fees::{Means, Payee, RefundGround};

use crate::app::App;

use super::command::evidence_of;
use super::problem::Problem;

/// Issues a payment order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderPaymentBody {
    /// 缴款识别码, if the centre has one from elsewhere.
    #[serde(default)]
    #[schema(max_length = 64)]
    code: String,
    /// Last day to pay, such as 2026-12-31; the centre's own rule if not given.
    #[serde(default)]
    last_day: Option<String>,
}

/// Reduces or waives the fee.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RelieveFeeBody {
    /// Fen to be paid from now on; 0 waives it.
    #[schema(minimum = 0)]
    after_fen: i64,
    /// The rule that allows it.
    #[schema(max_length = 2000)]
    basis: String,
    /// Why it holds here.
    #[schema(max_length = 2000)]
    reason: String,
    /// What shows it: number and title of the document.
    #[schema(max_length = 2000)]
    evidence: String,
    /// SHA-256 of the document, uploaded before.
    #[serde(default)]
    evidence_file: Option<String>,
}

/// Takes a payment at the counter.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakePaymentBody {
    /// `cash` or `card`.
    means: String,
    /// Fen; the amount that is due.
    amount_fen: i64,
    /// Number of the card's slip.
    #[serde(default)]
    #[schema(max_length = 64)]
    trade: String,
    /// Number of a printed receipt; without it a receipt is drawn here.
    #[serde(default)]
    #[schema(max_length = 64)]
    receipt: String,
}

/// Declares a receipt of the counter void.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VoidReceiptBody {
    /// Number of the event by which the payment was received.
    payment: u32,
    /// Why.
    #[schema(max_length = 2000)]
    reason: String,
}

/// Asks for a refund.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskRefundBody {
    /// Number of the event by which the payment was received.
    payment: u32,
    /// Fen.
    #[schema(minimum = 1)]
    amount_fen: i64,
    /// `overpaid`, `withdrawn`, `annulled` or `mistaken`.
    ground: String,
    /// The document or rule behind it; may be left out where too much was paid or the application was withdrawn.
    #[serde(default)]
    #[schema(max_length = 2000)]
    basis: String,
    /// In words.
    #[schema(max_length = 2000)]
    reason: String,
}

/// Approves a refund that somebody else asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApproveRefundBody {
    /// Which: 1, 2, 3, … within the case.
    refund: u32,
}

/// Does not approve a refund.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefuseRefundBody {
    /// Which.
    refund: u32,
    /// Why.
    #[schema(max_length = 2000)]
    reason: String,
}

/// Records a refund that the counter paid.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PayRefundBody {
    /// Which.
    refund: u32,
    /// Number of the voucher.
    #[schema(max_length = 64)]
    trade: String,
}

impl OrderPaymentBody {
    pub(super) fn order(self) -> Result<Order, Problem> {
        let day = |text: String| {
            Day::parse(&text).map_err(|_| {
                Problem::field(
                    "last_day",
                    "请填写日期，例如 2026-12-31。",
                    "Give a day, such as 2026-12-31.",
                )
            })
        };
        Ok(Order::Issue {
            code: self.code,
            last_day: self.last_day.map(day).transpose()?,
            payee: Payee::default(),
        })
    }
}

impl RelieveFeeBody {
    pub(super) async fn order(self, app: &App, caller: &Signed) -> Result<Order, Problem> {
        Ok(Order::Relieve {
            after_fen: self.after_fen,
            basis: self.basis,
            reason: self.reason,
            evidence: evidence_of(app, caller, self.evidence, self.evidence_file).await?,
        })
    }
}

impl TakePaymentBody {
    pub(super) fn order(self) -> Result<Order, Problem> {
        let means = Means::parse(&self.means)
            .ok_or_else(|| Problem::field("means", "支付方式应为 cash 或 card。", "The means is cash or card."))?;
        Ok(Order::Take {
            means,
            amount_fen: self.amount_fen,
            trade: self.trade,
            receipt: self.receipt,
        })
    }
}

impl AskRefundBody {
    pub(super) fn order(self) -> Result<Order, Problem> {
        let ground = RefundGround::parse(&self.ground).ok_or_else(|| {
            Problem::field(
                "ground",
                "退费事由应为 overpaid、withdrawn、annulled 或 mistaken。",
                "The ground is overpaid, withdrawn, annulled or mistaken.",
            )
        })?;
        Ok(Order::AskRefund {
            payment: self.payment,
            amount_fen: self.amount_fen,
            ground,
            basis: self.basis,
            reason: self.reason,
        })
    }
}

impl From<VoidReceiptBody> for Order {
    fn from(body: VoidReceiptBody) -> Order {
        Order::Void {
            payment: body.payment,
            reason: body.reason,
        }
    }
}

impl From<ApproveRefundBody> for Order {
    fn from(body: ApproveRefundBody) -> Order {
        Order::ApproveRefund { refund: body.refund }
    }
}

impl From<RefuseRefundBody> for Order {
    fn from(body: RefuseRefundBody) -> Order {
        Order::RefuseRefund {
            refund: body.refund,
            reason: body.reason,
        }
    }
}

impl From<PayRefundBody> for Order {
    fn from(body: PayRefundBody) -> Order {
        Order::PayRefund {
            refund: body.refund,
            trade: body.trade,
            day: None,
        }
    }
}
