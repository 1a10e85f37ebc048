//! The money of a case (缴费与退费): what is charged, the payment order, what came in, and what went back.
//!
//! 行政许可法 art. 58, 59: nothing is charged without a law behind it, by published items and standards only, and all of it goes to the treasury.

pub mod charge;
pub mod decide;
pub mod happened;
pub mod order;

use crate::calendar::Day;
use crate::clocks::Evidence;
use crate::organisation::AccountId;

use super::Payment;
use super::event::{DocumentMark, Event};
use charge::Charge;
use happened::Happened;

/// Who gets the money (收款人): the treasury's account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Payee {
    /// Name of the account.
    pub name: String,
    /// Its number.
    pub account: String,
    /// Its bank.
    pub bank: String,
}

/// A payment order (缴费通知书).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentOrder {
    /// Issued on.
    pub day: Day,
    /// Number by which a provider of payments knows it.
    pub number: String,
    /// What is charged, line by line.
    pub charges: Vec<Charge>,
    /// Taken off by a reduction, fen.
    pub relieved_fen: i64,
    /// To be paid, fen: the charges less the reduction.
    pub amount_fen: i64,
    /// Who gets it.
    pub payee: Payee,
    /// 缴款识别码, as whoever made it wrote it; may be empty.
    pub code: String,
    /// Last day on which it should be paid, where the centre sets one.
    pub last_day: Option<Day>,
    /// The notice.
    pub document: DocumentMark,
}

/// A reduction or a waiver (减免).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relief {
    /// Decided on.
    pub day: Day,
    /// To be paid before, fen.
    pub before_fen: i64,
    /// To be paid from now on, fen; 0 waives it.
    pub after_fen: i64,
    /// The rule that allows it (减免依据).
    pub basis: String,
    /// Why it holds here.
    pub reason: String,
    /// What shows it.
    pub evidence: Evidence,
}

/// Means of paying at the counter (支付方式).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// 现金.
    Cash,
    /// 刷卡.
    Card,
}

impl Means {
    /// Both.
    pub const ALL: [Means; 2] = [Means::Cash, Means::Card];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Means::Cash => "cash",
            Means::Card => "card",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Means> {
        Means::ALL.into_iter().find(|means| means.code() == code)
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Means::Cash => ("现金", "Cash"),
            Means::Card => ("刷卡", "Card"),
        }
    }
}

/// By which way money came in (缴费渠道).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// 登记: entered by hand with the number of a receipt.
    Entered,
    /// 窗口.
    Counter(Means),
    /// 支付平台: the number of the order there.
    Provider {
        /// Number of the payment order.
        order: String,
    },
}

impl Way {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Way::Entered => "entered",
            Way::Counter(means) => means.code(),
            Way::Provider { .. } => "provider",
        }
    }

    /// Chinese and English name.
    pub fn words(&self) -> (&'static str, &'static str) {
        match self {
            Way::Entered => ("窗口登记", "Entered at the window"),
            Way::Counter(means) => means.words(),
            Way::Provider { .. } => ("网上缴费", "Paid online"),
        }
    }
}

/// Money that came in (收款).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Paid on, as whoever took it says.
    pub day: Day,
    /// By which way.
    pub way: Way,
    /// Fen.
    pub amount_fen: i64,
    /// Number of the transaction at the provider, or of the slip of a card; may be empty for cash.
    pub trade: String,
    /// Number typed from a printed form (非税票据号码); empty where the receipt was drawn here.
    pub receipt: String,
    /// The receipt that was drawn here (缴费凭证).
    pub document: Option<DocumentMark>,
}

impl Received {
    /// Number of its receipt; of the transaction where there is none.
    pub fn receipt_number(&self) -> String {
        match &self.document {
            Some(mark) => mark.number(""),
            None if self.receipt.is_empty() => self.trade.clone(),
            None => self.receipt.clone(),
        }
    }
}

/// Money that came in, and whether it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Number of the event; by it the payment is named.
    pub seq: u32,
    /// What came.
    pub received: Received,
    /// Its receipt was declared void on that day, and the money given back at once.
    pub voided: Option<Day>,
}

/// Why money goes back (退费事由).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefundGround {
    /// 多缴、重复缴费.
    Overpaid,
    /// 申请撤回.
    Withdrawn,
    /// 许可被撤销、撤回.
    Annulled,
    /// 误收.
    Mistaken,
}

impl RefundGround {
    /// Every ground.
    pub const ALL: [RefundGround; 4] = [
        RefundGround::Overpaid,
        RefundGround::Withdrawn,
        RefundGround::Annulled,
        RefundGround::Mistaken,
    ];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            RefundGround::Overpaid => "overpaid",
            RefundGround::Withdrawn => "withdrawn",
            RefundGround::Annulled => "annulled",
            RefundGround::Mistaken => "mistaken",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<RefundGround> {
        RefundGround::ALL.into_iter().find(|ground| ground.code() == code)
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            RefundGround::Overpaid => ("多缴或者重复缴费", "Paid too much, or twice"),
            RefundGround::Withdrawn => ("申请已撤回", "The application was withdrawn"),
            RefundGround::Annulled => ("许可被撤销或者撤回", "The permit was annulled or taken back"),
            RefundGround::Mistaken => ("误收", "Charged by mistake"),
        }
    }
}

/// How a refund stands (退费状态).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefundState {
    /// 待审批.
    Asked,
    /// 已同意，待退付.
    Approved,
    /// 不同意.
    Refused,
    /// 已退付: number of the transaction or voucher.
    Paid(String),
    /// 平台退付失败: it is paid at the counter instead.
    Failed,
}

impl RefundState {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            RefundState::Asked => "asked",
            RefundState::Approved => "approved",
            RefundState::Refused => "refused",
            RefundState::Paid(_) => "paid",
            RefundState::Failed => "failed",
        }
    }

    /// Chinese and English name.
    pub fn words(&self) -> (&'static str, &'static str) {
        match self {
            RefundState::Asked => ("待审批", "Waiting for approval"),
            RefundState::Approved => ("已同意，待退付", "Approved, to be paid back"),
            RefundState::Refused => ("不同意退费", "Not approved"),
            RefundState::Paid(_) => ("已退付", "Paid back"),
            RefundState::Failed => (
                "平台退付未成，待窗口退付",
                "Not possible online, to be paid at the counter",
            ),
        }
    }
}

/// What somebody asks back (退费申请).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundAsked {
    /// Asked on.
    pub day: Day,
    /// Of which payment: number of its event.
    pub payment: u32,
    /// Fen.
    pub amount_fen: i64,
    /// Why.
    pub ground: RefundGround,
    /// The document or rule behind it; may be empty where too much was paid.
    pub basis: String,
    /// In words.
    pub reason: String,
}

/// A refund (退费).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// 1, 2, 3, … within the case.
    pub number: u32,
    /// What was asked.
    pub asked: RefundAsked,
    /// Who asked.
    pub by: Option<AccountId>,
    /// How it stands.
    pub state: RefundState,
}

impl Refund {
    /// It may still be, or has been, paid.
    pub fn counts(&self) -> bool {
        self.state != RefundState::Refused
    }
}

/// The money of a case, folded from its events.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fees {
    /// What the item charges, fen.
    pub full_fen: i64,
    /// What is charged after any reduction, fen.
    pub charged_fen: i64,
    /// The latest reduction.
    pub relief: Option<Relief>,
    /// Payment orders, in their order; only the last one is in force.
    pub orders: Vec<PaymentOrder>,
    /// Money that came in.
    pub payments: Vec<Kept>,
    /// Refunds, in their order.
    pub refunds: Vec<Refund>,
}

impl Fees {
    /// Of a case that is filed.
    pub fn filed(fee_fen: i64) -> Fees {
        Fees {
            full_fen: fee_fen,
            charged_fen: fee_fen,
            ..Fees::default()
        }
    }

    /// Payments whose receipts are not void.
    pub fn good(&self) -> impl Iterator<Item = &Kept> {
        self.payments.iter().filter(|kept| kept.voided.is_none())
    }

    /// A payment that counts, by the number of its event.
    pub fn payment(&self, seq: u32) -> Option<&Kept> {
        self.good().find(|kept| kept.seq == seq)
    }

    /// The order under which is to be paid now.
    pub fn order(&self) -> Option<&PaymentOrder> {
        self.orders.last().filter(|order| order.amount_fen == self.charged_fen)
    }

    /// The number that the next order gets.
    pub fn next_order(&self, case: &str) -> String {
        format!("{case}-{}", self.orders.len() + 1)
    }

    /// Fen that came in.
    pub fn came_fen(&self) -> i64 {
        self.good().map(|kept| kept.received.amount_fen).sum()
    }

    /// Fen that went back or are asked back.
    pub fn back_fen(&self) -> i64 {
        let counted = self.refunds.iter().filter(|refund| refund.counts());
        counted.map(|refund| refund.asked.amount_fen).sum()
    }

    /// Fen of one payment that are not asked back.
    pub fn left_fen(&self, payment: &Kept) -> i64 {
        let back = self.refunds.iter().filter(|refund| refund.counts());
        let back = back.filter(|refund| refund.asked.payment == payment.seq);
        payment.received.amount_fen - back.map(|refund| refund.asked.amount_fen).sum::<i64>()
    }

    /// Fen paid beyond what is charged and not asked back yet (多缴).
    pub fn surplus_fen(&self) -> i64 {
        (self.came_fen() - self.back_fen() - self.charged_fen).max(0)
    }

    /// How the case stands with its fee.
    pub fn standing(&self) -> Payment {
        let first = self.good().next();
        match first {
            _ if self.full_fen <= 0 => Payment::Free,
            _ if self.charged_fen <= 0 => Payment::Waived,
            Some(first) if self.came_fen() >= self.charged_fen => {
                Payment::Paid(first.received.amount_fen, first.received.receipt_number())
            }
            _ => Payment::Due(self.charged_fen),
        }
    }

    /// A payment that was entered by hand.
    pub(super) fn entered(&mut self, seq: u32, day: Day, amount_fen: i64, receipt: &str) {
        let received = Received {
            day,
            way: Way::Entered,
            amount_fen,
            trade: String::new(),
            receipt: receipt.into(),
            document: None,
        };
        self.payments.push(Kept {
            seq,
            received,
            voided: None,
        });
    }

    /// Takes what happened; nothing where it cannot follow.
    pub(super) fn apply(&mut self, happened: &Happened, event: &Event) -> Option<()> {
        match happened {
            Happened::Ordered(order) => self.orders.push((**order).clone()),
            Happened::Relieved(relief) => {
                self.charged_fen = relief.after_fen;
                self.relief = Some((**relief).clone());
            }
            Happened::Received(received) => self.payments.push(Kept {
                seq: event.seq,
                received: (**received).clone(),
                voided: None,
            }),
            Happened::Voided { payment, day, .. } => {
                let kept = self.payments.iter_mut().find(|kept| kept.seq == *payment);
                kept.filter(|kept| kept.voided.is_none())?.voided = Some(*day);
            }
            Happened::RefundAsked(asked) => {
                self.payment(asked.payment)?;
                self.refunds.push(Refund {
                    number: u32::try_from(self.refunds.len()).ok()? + 1,
                    asked: (**asked).clone(),
                    by: event.actor.account,
                    state: RefundState::Asked,
                });
            }
            Happened::RefundApproved { refund, .. } => self.refund_mut(*refund)?.state = RefundState::Approved,
            Happened::RefundRefused { refund, .. } => self.refund_mut(*refund)?.state = RefundState::Refused,
            Happened::RefundPaid { refund, trade, .. } => {
                self.refund_mut(*refund)?.state = RefundState::Paid(trade.clone());
            }
            Happened::RefundFailed { refund, .. } => self.refund_mut(*refund)?.state = RefundState::Failed,
        }
        Some(())
    }

    fn refund_mut(&mut self, number: u32) -> Option<&mut Refund> {
        self.refunds.iter_mut().find(|refund| refund.number == number)
    }

    /// A refund by its number.
    pub fn refund(&self, number: u32) -> Option<&Refund> {
        self.refunds.iter().find(|refund| refund.number == number)
    }
}
