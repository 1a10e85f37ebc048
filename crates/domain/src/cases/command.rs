//! Commands (办理动作): what people ask to be done with a case.

use crate::clocks::{Evidence, SuspensionKind};
use crate::items::Handling;
use crate::organisation::permission::Permission;
use crate::organisation::posts::Person;
use crate::organisation::purpose::Purpose;
use crate::ratings::{Rating, order as ratings};
use crate::supervision::order as supervision;

use super::additions;
use super::appeals;
use super::beyond;
use super::delivery;
use super::drafting;
use super::event::{CorrectionRequest, Delivery, HandedIn, NonAcceptance, Outcome};
use super::extension::Approved;
use super::fees;
use super::intake;
use super::proceedings;
use super::reuse;
use super::simulated;
use super::slips;

/// Something to be done with a case that exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// 受理. `seen` are codes of materials whose paper originals the clerk has seen.
    Accept {
        /// Codes of materials.
        seen: Vec<String>,
    },
    /// 一次告知补正.
    RequestCorrection {
        /// Everything, in one notice.
        requests: Vec<CorrectionRequest>,
    },
    /// 补正, by the applicant or at the window for them.
    Supplement {
        /// New materials.
        materials: Vec<HandedIn>,
        /// Commitment to the corrected form, if the form was corrected.
        commitment: Option<String>,
    },
    /// 不予受理.
    RefuseAcceptance {
        /// Ground.
        ground: NonAcceptance,
        /// Reason in words.
        reason: String,
    },
    /// 审查.
    Review {
        /// Proposes to grant.
        approve: bool,
        /// Opinion in words.
        words: String,
    },
    /// 特别程序开始.
    Suspend {
        /// Only a kind that the item allows.
        kind: SuspensionKind,
        /// Needed working days, told to the applicant.
        told_days: u32,
        /// The written notice or commission.
        evidence: Evidence,
    },
    /// 特别程序结束.
    Resume {
        /// Result in words.
        result: String,
        /// The document of the result, if there is one.
        evidence: Option<Evidence>,
    },
    /// 延长期限.
    Extend {
        /// By that many working days.
        days: u32,
        /// Reason.
        reason: String,
        /// Who approved it by which paper; under one's own letter of authority nothing is said.
        approved: Option<Approved>,
    },
    /// 决定. On an instant item a clerk decides at the window, from receipt on; `hand_over` closes it in the same step.
    Decide {
        /// What.
        outcome: Outcome,
        /// Instant items only: handed over at once.
        hand_over: Option<Delivery>,
    },
    /// 缴费.
    Pay {
        /// Fen.
        amount_fen: i64,
        /// Number of the receipt.
        receipt: String,
    },
    /// 送达.
    Issue {
        /// How.
        delivery: Delivery,
    },
    /// 评价.
    Rate(Rating),
    /// 撤回.
    Withdraw {
        /// May be empty.
        reason: String,
    },
    /// 接手: what nobody handles.
    Take,
    /// 退回待办: what one handles oneself.
    PutBack {
        /// Why.
        reason: String,
    },
    /// 转交、分派.
    HandOver {
        /// To whom; the act has seen that they may handle it.
        to: Person,
        /// Why.
        reason: String,
    },
    /// 程序事项: inspection, tasks, hearing, interested parties, review by others, discussion.
    Proceeding(Box<proceedings::Order>),
    /// 送达过程: what happens to the result on its way.
    Delivery(delivery::Order),
    /// 查看证件号码和联系电话: shows the applicant's numbers in full to whoever gives it, for a while.
    ShowNumbers {
        /// What for.
        purpose: Purpose,
    },
    /// 收件环节.
    Intake(intake::Order),
    /// 缴费、减免、退费.
    Fees(fees::order::Order),
    /// 审查期间补充材料.
    Additions(additions::Order),
    /// 普通程序之外: what goes beyond the straight way.
    Beyond(beyond::Order),
    /// 决定拟稿、核稿、签发.
    Drafting(drafting::Order),
    /// 异议、行政复议、行政诉讼.
    Appeals(appeals::Order),
    /// 材料复用.
    Reuse(reuse::Order),
    /// 模拟审批.
    Simulated(simulated::Order),
    /// 纸质材料交接.
    Slips(slips::Order),
    /// 好差评: what people do about a rating.
    Ratings(ratings::Order),
    /// 电子监察: what people do about cards and letters.
    Supervision(Box<supervision::Order>),
}

impl Command {
    /// Every name that the API knows.
    pub const NAMES: &'static [&'static str] = &[
        "accept",
        "request_correction",
        "supplement",
        "refuse_acceptance",
        "review",
        "suspend",
        "resume",
        "extend",
        "decide",
        "pay",
        "issue",
        "rate",
        "withdraw",
        "take",
        "put_back",
        "hand_over",
        "show_numbers",
        "correct_on_spot",
        "pre_examine",
        "amend",
        "verify_originals",
        "order_payment",
        "relieve_fee",
        "take_payment",
        "record_payment",
        "void_receipt",
        "ask_refund",
        "approve_refund",
        "refuse_refund",
        "pay_refund",
        "fail_refund",
        "hand_in_more",
        "accept_deferring",
        "hand_in_deferred",
        "commit",
        "withdraw_commitment",
        "check_commitment",
        "terminate",
        "bar",
        "lift_bar",
        "take_back",
        "annul",
        "revoke",
        "cancel",
        "correct_certificate",
        "check_receiver",
        "track_parcel",
        "post_again",
        "collect",
        "download",
        "remind",
        "draft_decision",
        "check_decision",
        "send_draft_back",
        "withdraw_draft",
        "sign_decision",
        "object",
        "enter_remedy",
        "reply_remedy",
        "answer_objection",
        "settle_remedy",
        "reuse_materials",
        "withdraw_consent",
        "send_papers",
        "receive_papers",
        "send_papers_back",
        "get_papers_back",
        "examine_simulated",
        "amend_simulated",
        "conclude_simulated",
        "turn_formal",
        "adopt_simulated",
        "give_card",
        "explain_card",
        "correct_card",
        "appeal_card",
        "judge_card",
        "send_supervision_letter",
        "answer_supervision_letter",
        "send_back_supervision_letter",
        "close_supervision_letter",
        "amend_rating",
        "take_back_rating",
        "contact_rater",
        "verify_rating",
        "mend_rating",
        "answer_rating",
        "visit_back_rater",
        "appeal_rating",
        "judge_rating",
    ];

    /// Stable name.
    pub fn name(&self) -> &'static str {
        match self {
            Command::Accept { .. } => "accept",
            Command::RequestCorrection { .. } => "request_correction",
            Command::Supplement { .. } => "supplement",
            Command::RefuseAcceptance { .. } => "refuse_acceptance",
            Command::Review { .. } => "review",
            Command::Suspend { .. } => "suspend",
            Command::Resume { .. } => "resume",
            Command::Extend { .. } => "extend",
            Command::Decide { .. } => "decide",
            Command::Pay { .. } => "pay",
            Command::Issue { .. } => "issue",
            Command::Rate(_) => "rate",
            Command::Withdraw { .. } => "withdraw",
            Command::Take => "take",
            Command::PutBack { .. } => "put_back",
            Command::HandOver { .. } => "hand_over",
            Command::Proceeding(order) => order.name(),
            Command::ShowNumbers { .. } => "show_numbers",
            Command::Intake(order) => order.name(),
            Command::Fees(order) => order.name(),
            Command::Additions(order) => order.name(),
            Command::Beyond(order) => order.name(),
            Command::Delivery(order) => order.name(),
            Command::Drafting(order) => order.name(),
            Command::Appeals(order) => order.name(),
            Command::Reuse(order) => order.name(),
            Command::Simulated(order) => order.name(),
            Command::Slips(order) => order.name(),
            Command::Ratings(order) => order.name(),
            Command::Supervision(order) => order.name(),
        }
    }

    /// What giving it takes. Items that are decided at once have a rule of their own.
    pub fn permission(&self, handling: Handling) -> Permission {
        match self {
            Command::Accept { .. } => Permission::AcceptCase,
            Command::RequestCorrection { .. } => Permission::AskToCorrect,
            Command::Supplement { .. } => Permission::Supplement,
            Command::RefuseAcceptance { .. } => Permission::RefuseToAccept,
            Command::Review { .. } => Permission::ReviewCase,
            Command::Suspend { .. } => Permission::SuspendCase,
            Command::Resume { .. } => Permission::ResumeCase,
            Command::Extend { .. } => Permission::ExtendCase,
            Command::Decide { .. } if handling == Handling::Instant => Permission::DecideAtOnce,
            Command::Decide { .. } => Permission::DecideCase,
            Command::Pay { .. } => Permission::TakePayment,
            Command::Issue { .. } => Permission::HandOverResult,
            Command::Rate(_) => Permission::RateCase,
            Command::Withdraw { .. } => Permission::WithdrawCase,
            Command::Take => Permission::TakeCase,
            Command::PutBack { .. } => Permission::PutBackCase,
            Command::HandOver { .. } => Permission::HandOverCase,
            Command::Proceeding(order) => order.permission(),
            Command::ShowNumbers { .. } => Permission::SeeNumbers,
            Command::Intake(order) => order.permission(),
            Command::Fees(order) => order.permission(),
            Command::Additions(order) => order.permission(),
            Command::Beyond(order) => order.permission(),
            Command::Delivery(order) => order.permission(),
            Command::Drafting(order) => order.permission(),
            Command::Appeals(order) => order.permission(),
            Command::Reuse(order) => order.permission(),
            Command::Simulated(order) => order.permission(),
            Command::Slips(order) => order.permission(),
            Command::Ratings(order) => order.permission(),
            Command::Supervision(order) => order.permission(),
        }
    }
}
