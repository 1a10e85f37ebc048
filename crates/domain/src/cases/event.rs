//! Events (事件): what happened to a case. The only truth; everything else is folded from them.

use uuid::Uuid;

use crate::calendar::{Day, Instant};
use crate::clocks::{Budget, Clock, ClockKind, Evidence, Measure, Moved, StepKind, SuspensionKind, Unit};
use crate::items::Chosen;
use crate::organisation::mandate::Kind;
use crate::organisation::posts::Person;
use crate::organisation::purpose::Purpose;
use crate::organisation::{AccountId, Actor, Capacity, Role};
use crate::ratings::{Rating, record as ratings};
use crate::supervision::record;
use crate::words::Words;

use super::extension::Approval;
use super::fees;
use super::intake::{self, Origin};
use super::partial::Partial;
use super::proceedings::Happened;
use super::{ApplicantMark, Channel, additions, appeals, beyond, delivery, drafting, reuse, simulated, slips};

/// One event of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// 1, 2, 3, …
    pub seq: u32,
    /// When it was recorded.
    pub at: Instant,
    /// Who did it.
    pub actor: ActorMark,
    /// What it was.
    pub what: What,
}

/// Who did it, as the ledger keeps it. An applicant's name is masked before it gets here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActorMark {
    /// Account; absent for the system.
    pub account: Option<AccountId>,
    /// Staff: their name. Applicant: the masked name.
    pub name: String,
    /// `applicant`, `agent`, `legal_representative`, `system`, or a role's code.
    pub role: String,
    /// For whom an agent did it.
    pub behalf: Option<Behalf>,
}

/// For whom somebody acted (委托人).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Behalf {
    /// The account of whoever gave the mandate.
    pub account: AccountId,
    /// The mandate.
    pub mandate: Uuid,
}

impl ActorMark {
    /// The mark of an actor, acting in `role` if they are staff.
    pub fn of(actor: &Actor, role: Option<Role>) -> ActorMark {
        let (name, role) = match &actor.capacity {
            Capacity::Applicant => (actor.name.clone(), "applicant"),
            Capacity::Agent(agency) => (actor.name.clone(), agency.mandate.kind.code()),
            Capacity::System => (actor.name.clone(), "system"),
            Capacity::Staff { roles, .. } => {
                let role = role.filter(|role| roles.contains(role)).or(roles.first().copied());
                (actor.name.clone(), role.map_or("staff", Role::code))
            }
        };
        ActorMark {
            account: actor.account,
            name,
            role: role.to_string(),
            behalf: actor.agency().map(|agency| Behalf {
                account: agency.mandate.principal.account,
                mandate: agency.mandate.id,
            }),
        }
    }

    /// Chinese and English name of the capacity.
    pub fn role_words(&self) -> Words {
        match Role::parse(&self.role).map(Role::words) {
            Some((zh, en)) => Words::new(zh, en),
            None if self.role == "applicant" => Words::new("申请人", "Applicant"),
            None => {
                let (zh, en) = Kind::parse(&self.role).map_or(("系统", "The system"), Kind::words);
                Words::new(zh, en)
            }
        }
    }
}

/// A file as the ledger knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileMark {
    /// SHA-256 of its bytes, lower-case hex: also its address in the blob store.
    pub hash: String,
    /// Name that the person gave it.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Media type, found from its content.
    pub media: String,
}

/// How a material was handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handed {
    /// As files.
    Files(Vec<FileMark>),
    /// On paper, seen at the window.
    Paper,
}

/// One material handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedIn {
    /// Code of the item's material; `other` when the item lists none.
    pub material: String,
    /// How.
    pub handed: Handed,
    /// Where it comes from, and how far it can be trusted.
    pub origin: Origin,
}

impl HandedIn {
    /// As the ledger keeps it: the names that people gave their files, which may say anything about them, are left out for
    /// good (个人信息保护法 art. 6: no more than is needed). A file is called by its material, its place and its type.
    #[must_use]
    pub fn for_the_ledger(mut self) -> HandedIn {
        if let Handed::Files(files) = &mut self.handed {
            for (place, file) in (1..).zip(files) {
                let ending = file.name.rsplit_once('.').map_or("bin", |(_, ending)| ending);
                let plain = ending.len() <= 5 && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
                let ending = if plain {
                    ending.to_ascii_lowercase()
                } else {
                    "bin".into()
                };
                file.name = format!("{}-{place}.{ending}", self.material);
            }
        }
        self
    }
}

/// One thing to correct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectionRequest {
    /// Code of the material, or `form` for the form itself.
    pub material: String,
    /// What is wrong and what is wanted.
    pub what: String,
}

/// A document made with the event (文书); its number is drawn from a gapless series when the change is committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentMark {
    /// 32 lower-case hex digits that nobody can guess: the address in the QR code.
    pub token: String,
    /// Sort of document.
    pub kind: DocumentKind,
    /// Year of the series.
    pub year: i32,
    /// Number in the series; 0 until it is committed.
    pub serial: u64,
}

impl DocumentMark {
    /// The number as printed (文号); a receipt of an application carries the number of its case.
    pub fn number(&self, case: &str) -> String {
        match self.kind {
            DocumentKind::Receipt | DocumentKind::SimulatedReceipt => case.to_string(),
            kind => format!("政务{}〔{}〕{}号", kind.letter(), self.year, self.serial),
        }
    }
}

/// Sorts of documents of a case (文书种类).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DocumentKind {
    /// 申请材料接收凭证.
    Receipt,
    /// 补正告知书.
    CorrectionNotice,
    /// 受理通知书.
    Acceptance,
    /// 不予受理决定书 or 不受理告知书.
    NotAccepted,
    /// 准予决定书.
    Grant,
    /// 不予许可决定书.
    Refusal,
    /// 不需要行政许可告知书 (许可法 art. 32 (1)).
    NotNeeded,
    /// 延长期限告知书 (许可法 art. 42).
    Extension,
    /// 特别程序所需时间告知书 (许可法 art. 45).
    SpecialProcedure,
    /// 利害关系人告知书 (许可法 art. 36, 47).
    ThirdParty,
    /// 听证告知书: the right to be heard (许可法 art. 47).
    HearingRight,
    /// 听证通知书: time and place (许可法 art. 48).
    HearingNotice,
    /// 听证公告 (许可法 art. 46, 48).
    HearingAnnouncement,
    /// 听证笔录 (许可法 art. 48).
    HearingRecord,
    /// 送达回证.
    ServiceReturn,
    /// 准予变更决定书 (许可法 art. 49).
    Change,
    /// 准予延续决定书 (许可法 art. 50).
    Renewal,
    /// 撤回行政许可决定书 (许可法 art. 8).
    TakeBack,
    /// 撤销行政许可决定书 (许可法 art. 69).
    Annulment,
    /// 注销行政许可决定书 (许可法 art. 70).
    Cancellation,
    /// 终止办理告知书.
    Termination,
    /// 缴费通知书.
    PaymentOrder,
    /// 网上预审结果凭证 (安阳市政务服务条例 art. 42).
    PreExamination,
    /// 缴费凭证.
    PaymentReceipt,
    /// 部分准予决定书 (许可法 art. 38).
    PartialGrant,
    /// 告知承诺书 (安阳市政务服务条例 art. 26).
    Commitment,
    /// 补充材料接收凭证: for what was handed in after the application.
    LaterReceipt,
    /// 模拟审批申请接收凭证: of no application by law.
    SimulatedReceipt,
    /// 模拟审批意见书: no decision.
    SimulatedOpinion,
}

impl DocumentKind {
    /// Every kind.
    pub const ALL: &'static [DocumentKind] = &[
        DocumentKind::Receipt,
        DocumentKind::CorrectionNotice,
        DocumentKind::Acceptance,
        DocumentKind::NotAccepted,
        DocumentKind::Grant,
        DocumentKind::Refusal,
        DocumentKind::NotNeeded,
        DocumentKind::Extension,
        DocumentKind::SpecialProcedure,
        DocumentKind::ThirdParty,
        DocumentKind::HearingRight,
        DocumentKind::HearingNotice,
        DocumentKind::HearingAnnouncement,
        DocumentKind::HearingRecord,
        DocumentKind::ServiceReturn,
        DocumentKind::Change,
        DocumentKind::Renewal,
        DocumentKind::TakeBack,
        DocumentKind::Annulment,
        DocumentKind::Cancellation,
        DocumentKind::Termination,
        DocumentKind::PaymentOrder,
        DocumentKind::PreExamination,
        DocumentKind::PaymentReceipt,
        DocumentKind::PartialGrant,
        DocumentKind::Commitment,
        DocumentKind::LaterReceipt,
        DocumentKind::SimulatedReceipt,
        DocumentKind::SimulatedOpinion,
    ];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            DocumentKind::Receipt => "receipt",
            DocumentKind::CorrectionNotice => "correction_notice",
            DocumentKind::Acceptance => "acceptance",
            DocumentKind::NotAccepted => "not_accepted",
            DocumentKind::Grant => "grant",
            DocumentKind::Refusal => "refusal",
            DocumentKind::NotNeeded => "not_needed",
            DocumentKind::Extension => "extension",
            DocumentKind::SpecialProcedure => "special_procedure",
            DocumentKind::ThirdParty => "third_party",
            DocumentKind::HearingRight => "hearing_right",
            DocumentKind::HearingNotice => "hearing_notice",
            DocumentKind::HearingAnnouncement => "hearing_announcement",
            DocumentKind::HearingRecord => "hearing_record",
            DocumentKind::ServiceReturn => "service_return",
            DocumentKind::Change => "change",
            DocumentKind::Renewal => "renewal",
            DocumentKind::TakeBack => "take_back",
            DocumentKind::Annulment => "annulment",
            DocumentKind::Cancellation => "cancellation",
            DocumentKind::Termination => "termination",
            DocumentKind::PaymentOrder => "payment_order",
            DocumentKind::PreExamination => "pre_examination",
            DocumentKind::PaymentReceipt => "payment_receipt",
            DocumentKind::PartialGrant => "partial_grant",
            DocumentKind::Commitment => "commitment",
            DocumentKind::LaterReceipt => "later_receipt",
            DocumentKind::SimulatedReceipt => "simulated_receipt",
            DocumentKind::SimulatedOpinion => "simulated_opinion",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<DocumentKind> {
        DocumentKind::ALL.iter().copied().find(|kind| kind.code() == code)
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            DocumentKind::Receipt => ("申请材料接收凭证", "Receipt of application"),
            DocumentKind::CorrectionNotice => ("补正告知书", "Notice of corrections"),
            DocumentKind::Acceptance => ("受理通知书", "Certificate of acceptance"),
            DocumentKind::NotAccepted => ("不予受理决定书", "Decision not to accept"),
            DocumentKind::Grant => ("准予决定书", "Decision to grant"),
            DocumentKind::Refusal => ("不予许可决定书", "Decision to refuse"),
            DocumentKind::NotNeeded => ("不需要行政许可告知书", "Notice that no permit is needed"),
            DocumentKind::Extension => ("延长期限告知书", "Notice of extension"),
            DocumentKind::SpecialProcedure => ("特别程序所需时间告知书", "Notice of a special procedure"),
            DocumentKind::ThirdParty => ("利害关系人告知书", "Notice to an interested party"),
            DocumentKind::HearingRight => ("听证告知书", "Notice of the right to a hearing"),
            DocumentKind::HearingNotice => ("听证通知书", "Notice of a hearing"),
            DocumentKind::HearingAnnouncement => ("听证公告", "Announcement of a hearing"),
            DocumentKind::HearingRecord => ("听证笔录", "Record of a hearing"),
            DocumentKind::ServiceReturn => ("送达回证", "Certificate of service"),
            DocumentKind::Change => ("准予变更决定书", "Decision to change a permit"),
            DocumentKind::Renewal => ("准予延续决定书", "Decision to renew a permit"),
            DocumentKind::TakeBack => ("撤回行政许可决定书", "Decision to withdraw a permit"),
            DocumentKind::Annulment => ("撤销行政许可决定书", "Decision to annul a permit"),
            DocumentKind::Cancellation => ("注销行政许可决定书", "Decision to cancel a permit"),
            DocumentKind::Termination => ("终止办理告知书", "Notice that a case is ended"),
            DocumentKind::PaymentOrder => ("缴费通知书", "Payment order"),
            DocumentKind::PreExamination => ("网上预审结果凭证", "Result of the pre-examination"),
            DocumentKind::PaymentReceipt => ("缴费凭证", "Receipt of payment"),
            DocumentKind::PartialGrant => ("部分准予决定书", "Decision to grant in part"),
            DocumentKind::Commitment => ("告知承诺书", "Notice and commitment"),
            DocumentKind::LaterReceipt => ("补充材料接收凭证", "Receipt of further materials"),
            DocumentKind::SimulatedReceipt => ("模拟审批材料接收凭证", "Receipt of a simulated application"),
            DocumentKind::SimulatedOpinion => ("模拟审批意见书", "Simulated opinion"),
        }
    }

    /// The character that stands for the kind in a document's number.
    pub fn letter(self) -> &'static str {
        match self {
            DocumentKind::Receipt => "收",
            DocumentKind::CorrectionNotice => "补",
            DocumentKind::Acceptance => "受",
            DocumentKind::NotAccepted => "不受",
            DocumentKind::Grant => "准",
            DocumentKind::Refusal => "不准",
            DocumentKind::NotNeeded => "不需",
            DocumentKind::Extension => "延期",
            DocumentKind::SpecialProcedure => "特程",
            DocumentKind::ThirdParty => "利告",
            DocumentKind::HearingRight => "听告",
            DocumentKind::HearingNotice => "听通",
            DocumentKind::HearingAnnouncement => "听公",
            DocumentKind::HearingRecord => "听录",
            DocumentKind::ServiceReturn => "送",
            DocumentKind::Change => "变",
            DocumentKind::Renewal => "续",
            DocumentKind::TakeBack => "撤回",
            DocumentKind::Annulment => "撤",
            DocumentKind::Cancellation => "注",
            DocumentKind::Termination => "终",
            DocumentKind::PaymentOrder => "缴",
            DocumentKind::PreExamination => "预",
            DocumentKind::PaymentReceipt => "缴凭",
            DocumentKind::PartialGrant => "部准",
            DocumentKind::Commitment => "承",
            DocumentKind::LaterReceipt => "补收",
            DocumentKind::SimulatedReceipt => "模收",
            DocumentKind::SimulatedOpinion => "模",
        }
    }
}

/// A limit as it was when its clock began; the case keeps it, whatever rules come later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitMark {
    /// Working days; 0 is at once.
    pub days: u32,
    /// Minutes of office time, where the limit is counted in them.
    pub minutes: Option<u32>,
    /// Article or promise behind it.
    pub source: String,
}

impl LimitMark {
    /// A limit in working days.
    pub fn days(days: u32, source: impl Into<String>) -> LimitMark {
        LimitMark {
            days,
            minutes: None,
            source: source.into(),
        }
    }

    /// The clock that begins with it; none where it is at once.
    pub fn clock(&self, kind: ClockKind, day: Day, at: Instant) -> Option<Clock> {
        match self.minutes {
            Some(minutes) => {
                let measure = Measure::OfficeMinutes { from: at, minutes };
                Some(Clock::measured(kind, &self.source, day, measure))
            }
            None if self.days > 0 => Some(Clock::new(kind, &self.source, day, self.days)),
            None => None,
        }
    }
}

impl From<Budget> for LimitMark {
    fn from(budget: Budget) -> LimitMark {
        match budget.unit {
            Unit::OfficeMinutes => LimitMark {
                days: 0,
                minutes: Some(budget.amount),
                source: budget.source,
            },
            Unit::WorkingDays | Unit::CalendarDays => LimitMark::days(budget.amount, budget.source),
        }
    }
}

/// The limit of a step of the procedure (环节时限).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepMark {
    /// Which step.
    pub step: StepKind,
    /// Its limit.
    pub limit: LimitMark,
}

/// The licence of which renewal is asked (延续申请).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renews {
    /// Its number.
    pub licence: String,
    /// Its last day.
    pub expiry: Day,
    /// Last day on which renewal could be asked for so that silence grants it.
    pub ask_by: Day,
    /// Article behind it.
    pub source: String,
}

/// A filing (提交申请).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    /// Case number; empty until the change is committed.
    pub number: String,
    /// Item code.
    pub item: String,
    /// Item version.
    pub item_version: u32,
    /// Body in charge.
    pub body: String,
    /// Way in.
    pub channel: Channel,
    /// Who applied.
    pub applicant: ApplicantMark,
    /// Salted SM3 of what the person told about themselves and typed into the form; the words themselves lie in the vault.
    pub commitment: String,
    /// What was handed in.
    pub materials: Vec<HandedIn>,
    /// Fee to be paid, fen; 0 if none.
    pub fee_fen: i64,
    /// Day of receipt.
    pub received: Day,
    /// Limit for telling what is missing; in events of earlier versions the law's, unsaid.
    pub notice: Option<LimitMark>,
    /// Limit of the pre-examination of what came in over the net; none where no rule sets one.
    pub pre_examination: Option<LimitMark>,
    /// Limits of the steps, in their order.
    pub steps: Vec<StepMark>,
    /// The licence of which renewal is asked.
    pub renews: Option<Renews>,
    /// The licence on record that it is about; in events of earlier versions none.
    pub licence: Option<beyond::licence::Named>,
    /// Answers to the item's questions; none in events of earlier versions.
    pub situation: Chosen,
    /// Names of conditions and charges whose rule could not be computed: the window looks at them (窗口核对).
    pub to_check: Vec<String>,
    /// It is simulated, or follows a simulated case; nothing in events of earlier versions.
    pub simulated: Option<simulated::Entry>,
    /// Receipt.
    pub document: DocumentMark,
}

/// Acceptance (受理).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The day from which the clocks run.
    pub day: Day,
    /// The day on which the applicant was told.
    pub noticed: Day,
    /// By the law, because notice came too late or never.
    pub deemed: bool,
    /// Paper originals that the clerk saw when accepting.
    pub seen: Vec<String>,
    /// The law's limit.
    pub statutory: LimitMark,
    /// The promised limit.
    pub promised: LimitMark,
    /// Version of the calendar by which it was computed.
    pub calendar: String,
    /// Certificate; an item decided on the spot needs none.
    pub document: Option<DocumentMark>,
}

/// Why a case is not accepted (许可法 art. 32).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NonAcceptance {
    /// (一) No permit is needed.
    NotNeeded,
    /// (二) Not this body's business; the right authority must be named.
    NotOurs {
        /// The right authority.
        authority: String,
    },
    /// The applicant may not apply: barred, or not qualified by law.
    Barred,
}

impl NonAcceptance {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            NonAcceptance::NotNeeded => "not_needed",
            NonAcceptance::NotOurs { .. } => "not_ours",
            NonAcceptance::Barred => "barred",
        }
    }

    /// Chinese and English.
    pub fn words(&self) -> (&'static str, &'static str) {
        match self {
            NonAcceptance::NotNeeded => ("依法不需要办理", "By law nothing needs to be applied for"),
            NonAcceptance::NotOurs { .. } => ("依法不属于本机关职权范围", "By law this is not this body's business"),
            NonAcceptance::Barred => ("依法不得申请", "By law this applicant may not apply"),
        }
    }
}

/// An examiner's opinion (审查意见).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opinion {
    /// Proposes to grant.
    pub approve: bool,
    /// In words.
    pub words: String,
    /// Who examined.
    pub by: Option<AccountId>,
    /// On that day.
    pub day: Day,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// 准予.
    Grant {
        /// Conditions, one each.
        conditions: Vec<String>,
        /// How long it holds, in words; may be empty.
        validity: String,
    },
    /// 不予许可, in writing with reasons and remedies (许可法 art. 38).
    Refuse {
        /// Reasons with their articles, one each.
        reasons: Vec<String>,
    },
    /// 部分准予: what is granted and what is refused, named part by part.
    Partial(Box<Partial>),
}

impl Outcome {
    /// Something was granted, if only a part.
    pub fn grants(&self) -> bool {
        matches!(self, Outcome::Grant { .. } | Outcome::Partial(_))
    }

    /// Something was refused, if only a part: that can be contested.
    pub fn refuses(&self) -> bool {
        matches!(self, Outcome::Refuse { .. } | Outcome::Partial(_))
    }

    /// Conditions of what was granted.
    pub fn conditions(&self) -> &[String] {
        match self {
            Outcome::Grant { conditions, .. } => conditions,
            Outcome::Partial(partial) => &partial.conditions,
            Outcome::Refuse { .. } => &[],
        }
    }

    /// How long what was granted holds, in words; none where nothing was granted.
    pub fn validity(&self) -> Option<&str> {
        match self {
            Outcome::Grant { validity, .. } => Some(validity),
            Outcome::Partial(partial) => Some(&partial.validity),
            Outcome::Refuse { .. } => None,
        }
    }

    /// Reasons of what was refused.
    pub fn reasons(&self) -> &[String] {
        match self {
            Outcome::Refuse { reasons } => reasons,
            Outcome::Partial(partial) => &partial.reasons,
            Outcome::Grant { .. } => &[],
        }
    }

    /// Chinese and English name.
    pub fn words(&self) -> (&'static str, &'static str) {
        match self {
            Outcome::Grant { .. } => ("准予", "Granted"),
            Outcome::Refuse { .. } => ("不予许可", "Refused"),
            Outcome::Partial(_) => ("部分准予", "Granted in part"),
        }
    }
}

/// How the result reached the applicant (送达).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// At the window, after an identity check.
    Window {
        /// Who took it, masked.
        receiver: String,
    },
    /// By post.
    Post {
        /// Tracking number.
        tracking: String,
    },
    /// By download.
    Electronic,
}

impl Delivery {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Delivery::Window { .. } => "window",
            Delivery::Post { .. } => "post",
            Delivery::Electronic => "electronic",
        }
    }

    /// Chinese and English.
    pub fn words(&self) -> (&'static str, &'static str) {
        match self {
            Delivery::Window { .. } => ("窗口领取", "Collected at the window"),
            Delivery::Post { .. } => ("邮寄送达", "Sent by post"),
            Delivery::Electronic => ("电子送达", "Delivered electronically"),
        }
    }
}

/// A change of the calendar that moved due days of the case (节假日安排调整).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarChange {
    /// Computed on.
    pub day: Day,
    /// Notice behind it, by number and address.
    pub notice: String,
    /// Version of the calendar from now on.
    pub version: String,
    /// Clocks with their old and new due day.
    pub moved: Vec<Moved>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// 提交申请.
    Filed(Box<Filed>),
    /// 一次告知补正.
    CorrectionRequested {
        /// Told on.
        day: Day,
        /// Everything to correct.
        requests: Vec<CorrectionRequest>,
        /// How long the applicant has, where a rule says so; afterwards the application counts as withdrawn.
        limit: Option<LimitMark>,
        /// Notice.
        document: DocumentMark,
    },
    /// 补正.
    Supplemented {
        /// Handed in on.
        day: Day,
        /// What.
        materials: Vec<HandedIn>,
        /// Salted SM3 of the corrected form; absent when only materials changed.
        commitment: Option<String>,
        /// Limit for telling what is missing in it; in events of earlier versions none.
        notice: Option<LimitMark>,
        /// Receipt; in events of earlier versions none.
        document: Option<DocumentMark>,
    },
    /// 受理.
    Accepted(Box<Accepted>),
    /// 不予受理.
    NotAccepted {
        /// On.
        day: Day,
        /// Ground.
        ground: NonAcceptance,
        /// Reason.
        reason: String,
        /// Decision.
        document: DocumentMark,
    },
    /// 特别程序开始.
    Suspended {
        /// On.
        day: Day,
        /// Sort of procedure.
        kind: SuspensionKind,
        /// Legal basis.
        basis: String,
        /// The document that proves it; events of earlier versions name none.
        evidence: Option<Evidence>,
        /// Needed time as told to the applicant in writing, working days.
        told_days: u32,
        /// The law's clock stands still too (许可法 art. 45), not the promised one alone.
        statutory: bool,
        /// The needed time, told in writing; events of earlier versions made none.
        document: Option<DocumentMark>,
    },
    /// 特别程序结束.
    Resumed {
        /// On.
        day: Day,
        /// Result.
        result: String,
        /// The document of the result, if there is one.
        evidence: Option<Evidence>,
    },
    /// 延长期限.
    Extended {
        /// On.
        day: Day,
        /// By that many working days.
        days: u32,
        /// Reason, told to the applicant.
        reason: String,
        /// Who approved it.
        approver: String,
        /// In which office and by which paper; unsaid in events of earlier versions.
        approval: Option<Approval>,
        /// Reason and new due day, told in writing; events of earlier versions made none.
        document: Option<DocumentMark>,
    },
    /// 审查.
    Reviewed(Opinion),
    /// 决定.
    Decided {
        /// On.
        day: Day,
        /// What.
        outcome: Outcome,
        /// Limit for the delivery of what was granted; in events of earlier versions the law's, unsaid.
        delivery: Option<LimitMark>,
        /// The article by which the law itself granted it, when nobody decided in time.
        by_law: Option<String>,
        /// Number of the letter of authority under which it was decided (授权委托书); in events of earlier versions none.
        letter: Option<String>,
        /// Decision.
        document: DocumentMark,
        /// The days of the licence that a permit makes; in events of earlier versions none.
        licence: Option<beyond::licence::Mark>,
    },
    /// 缴费.
    Paid {
        /// On.
        day: Day,
        /// Fen.
        amount_fen: i64,
        /// Number of the receipt.
        receipt: String,
    },
    /// 送达.
    Issued {
        /// On.
        day: Day,
        /// How.
        delivery: Delivery,
        /// 送达回证 of what was handed over at the window; events of earlier versions made none.
        document: Option<DocumentMark>,
    },
    /// 评价.
    Rated(Rating),
    /// 撤回.
    Withdrawn {
        /// On.
        day: Day,
        /// Reason; may be empty.
        reason: String,
    },
    /// 经办人变更: somebody took it, got it, or put it back.
    HandlerChanged {
        /// Who handles it from now on; nobody where it was put back.
        to: Option<Person>,
        /// Why; may be empty where somebody took what nobody handled.
        reason: String,
    },
    /// 查看证件号码和联系电话: the applicant's numbers were shown in full to whoever did it (个人信息保护法 第六条、第三十四条).
    NumbersShown {
        /// What for.
        purpose: Purpose,
    },
    /// 程序事项: inspection, tasks, hearing, interested parties.
    Proceeding(Box<Happened>),
    /// 送达过程: what happened to the result on its way.
    Delivery(delivery::Happened),
    /// 节假日安排调整，到期日重算.
    CalendarChanged(Box<CalendarChange>),
    /// 依法删除个人信息: what the applicant told was deleted; the commitments to it stay (个人信息保护法 第四十七条).
    WordsDeleted {
        /// On.
        day: Day,
        /// The article or decision that asks for it.
        basis: String,
        /// Why, in the words of whoever did it.
        reason: String,
    },
    /// 收件环节: what happened at intake besides.
    Intake(intake::Happened),
    /// 缴费、减免、退费.
    Fees(fees::happened::Happened),
    /// 审查期间补充材料.
    Additions(additions::Happened),
    /// 普通程序之外.
    Beyond(beyond::Happened),
    /// 决定拟稿、核稿.
    Drafting(drafting::Happened),
    /// 异议、行政复议、行政诉讼.
    Appeals(appeals::Happened),
    /// 材料复用.
    Reuse(reuse::Happened),
    /// 模拟审批.
    Simulated(simulated::Happened),
    /// 纸质材料交接.
    Slips(slips::Happened),
    /// 电子监察: cards and letters, which change nothing in how the case stands.
    Supervision(record::Happened),
    /// 评价之后: amended, and a bad one put right.
    Ratings(ratings::Happened),
}

impl What {
    /// Stable code of the kind.
    pub fn code(&self) -> &'static str {
        match self {
            What::Filed(_) => "filed",
            What::CorrectionRequested { .. } => "correction_requested",
            What::Supplemented { .. } => "supplemented",
            What::Accepted(_) => "accepted",
            What::NotAccepted { .. } => "not_accepted",
            What::Suspended { .. } => "suspended",
            What::Resumed { .. } => "resumed",
            What::Extended { .. } => "extended",
            What::Reviewed(_) => "reviewed",
            What::Decided { .. } => "decided",
            What::Paid { .. } => "paid",
            What::Issued { .. } => "issued",
            What::Rated(_) => "rated",
            What::Withdrawn { .. } => "withdrawn",
            What::HandlerChanged { .. } => "handler_changed",
            What::NumbersShown { .. } => "numbers_shown",
            What::Proceeding(happened) => happened.code(),
            What::Delivery(happened) => happened.code(),
            What::CalendarChanged(_) => "calendar_changed",
            What::WordsDeleted { .. } => "words_deleted",
            What::Intake(happened) => happened.code(),
            What::Fees(happened) => happened.code(),
            What::Additions(happened) => happened.code(),
            What::Beyond(happened) => happened.code(),
            What::Drafting(happened) => happened.code(),
            What::Appeals(happened) => happened.code(),
            What::Reuse(happened) => happened.code(),
            What::Simulated(happened) => happened.code(),
            What::Slips(happened) => happened.code(),
            What::Supervision(happened) => happened.code(),
            What::Ratings(happened) => happened.code(),
        }
    }

    /// Heading of the event in a timeline.
    pub fn words(&self) -> (&'static str, &'static str) {
        match self {
            What::Filed(filed) => match &filed.simulated {
                Some(simulated::Entry::Opened(_)) => ("申请模拟审批", "Simulated approval asked for"),
                Some(simulated::Entry::TakenOver(_)) => {
                    ("由模拟审批转为正式申请", "Applied for after a simulated approval")
                }
                None => ("收到申请", "Application received"),
            },
            What::CorrectionRequested { .. } => ("一次性告知补正", "Corrections asked for, once and in full"),
            What::Supplemented { .. } => ("收到补正材料", "Corrections received"),
            What::Accepted(accepted) if accepted.deemed => ("依法视为受理", "Accepted by operation of law"),
            What::Accepted(_) => ("受理", "Accepted"),
            What::NotAccepted { .. } => ("不予受理", "Not accepted"),
            What::Suspended { .. } => ("进入特别程序，时限暂停", "Special procedure begun, clock stopped"),
            What::Resumed { .. } => ("特别程序结束，时限恢复", "Special procedure ended, clock running"),
            What::Extended { .. } => ("延长办理期限", "Limit extended"),
            What::Reviewed(_) => ("审查完毕", "Examined"),
            What::Decided { by_law: Some(_), .. } => ("依法视为准予延续", "Renewed by operation of law"),
            What::Decided {
                outcome: Outcome::Grant { .. },
                ..
            } => ("决定：准予", "Decided: granted"),
            What::Decided {
                outcome: Outcome::Refuse { .. },
                ..
            } => ("决定：不予许可", "Decided: refused"),
            What::Decided {
                outcome: Outcome::Partial(_),
                ..
            } => ("决定：部分准予", "Decided: granted in part"),
            What::Paid { .. } => ("缴费", "Fee paid"),
            What::Issued { .. } => ("送达，办结", "Delivered and closed"),
            What::Rated(_) => ("评价", "Rated"),
            What::Withdrawn { .. } => ("申请人撤回", "Withdrawn by the applicant"),
            What::HandlerChanged { to: Some(_), .. } => ("经办人变更", "Handled by somebody else now"),
            What::HandlerChanged { to: None, .. } => ("退回待办", "Put back for somebody to take"),
            What::NumbersShown { .. } => ("查看证件号码和联系电话", "Identity and telephone numbers shown"),
            What::Proceeding(happened) => happened.words(),
            What::Delivery(happened) => happened.words(),
            What::CalendarChanged(_) => (
                "节假日安排调整，到期日重新计算",
                "Due days computed again: the calendar changed",
            ),
            What::WordsDeleted { .. } => ("依法删除个人信息", "Personal words deleted by law"),
            What::Intake(happened) => happened.words(),
            What::Fees(happened) => happened.words(),
            What::Additions(happened) => happened.words(),
            What::Beyond(happened) => happened.words(),
            What::Drafting(happened) => happened.words(),
            What::Appeals(happened) => happened.words(),
            What::Reuse(happened) => happened.words(),
            What::Simulated(happened) => happened.words(),
            What::Slips(happened) => happened.words(),
            What::Supervision(happened) => happened.words(),
            What::Ratings(happened) => happened.words(),
        }
    }

    /// What the applicant, or a clerk for them, handed in with this event.
    pub fn handed_in(&self) -> &[HandedIn] {
        match self {
            What::Filed(filed) => &filed.materials,
            What::Supplemented { materials, .. } => materials,
            What::Intake(happened) => happened.materials(),
            What::Additions(happened) => happened.materials(),
            What::Reuse(happened) => happened.materials(),
            What::Beyond(happened) => happened.materials(),
            What::Simulated(happened) => happened.materials(),
            _ => &[],
        }
    }

    /// The files of that.
    pub fn materials(&self) -> Vec<&FileMark> {
        files_of(self.handed_in())
    }

    /// The files that this event brought: of materials, or as evidence.
    pub fn files(&self) -> Vec<&FileMark> {
        match self {
            What::Filed(_)
            | What::Supplemented { .. }
            | What::Intake(_)
            | What::Additions(_)
            | What::Beyond(_)
            | What::Reuse(_)
            | What::Simulated(_) => self.materials(),
            What::Suspended { evidence, .. } | What::Resumed { evidence, .. } => {
                evidence.iter().filter_map(|evidence| evidence.file.as_ref()).collect()
            }
            What::Fees(happened) => happened.files(),
            What::Extended { approval, .. } => {
                let evidence = approval.iter().filter_map(Approval::evidence);
                evidence.filter_map(|evidence| evidence.file.as_ref()).collect()
            }
            What::Proceeding(happened) => happened.files(),
            What::Appeals(happened) => happened.files(),
            What::Supervision(happened) => happened.files(),
            _ => Vec::new(),
        }
    }

    /// A working paper of the authority (内部办理记录): whoever applied is not shown it; the decision gives the reasons.
    pub fn is_internal(&self) -> bool {
        match self {
            What::Proceeding(happened) => happened.is_internal(),
            What::Intake(happened) => matches!(happened, intake::Happened::NoticeRefused { .. }),
            What::Ratings(happened) => happened.is_internal(),
            What::Drafting(_) | What::Slips(_) | What::Supervision(_) => true,
            _ => false,
        }
    }

    /// The document made with this event.
    pub fn document(&self) -> Option<&DocumentMark> {
        match self {
            What::Filed(filed) => Some(&filed.document),
            What::CorrectionRequested { document, .. }
            | What::NotAccepted { document, .. }
            | What::Decided { document, .. } => Some(document),
            What::Accepted(accepted) => accepted.document.as_ref(),
            What::Intake(happened) => happened.document(),
            What::Fees(happened) => happened.document(),
            What::Supplemented { document, .. }
            | What::Suspended { document, .. }
            | What::Extended { document, .. }
            | What::Issued { document, .. } => document.as_ref(),
            What::Additions(happened) => happened.document(),
            What::Proceeding(happened) => happened.document(),
            What::Beyond(happened) => happened.document(),
            What::Simulated(happened) => happened.document(),
            _ => None,
        }
    }

    /// The same, to be given its serial number.
    pub fn document_mut(&mut self) -> Option<&mut DocumentMark> {
        match self {
            What::Filed(filed) => Some(&mut filed.document),
            What::CorrectionRequested { document, .. }
            | What::NotAccepted { document, .. }
            | What::Decided { document, .. } => Some(document),
            What::Accepted(accepted) => accepted.document.as_mut(),
            What::Intake(happened) => happened.document_mut(),
            What::Fees(happened) => happened.document_mut(),
            What::Supplemented { document, .. }
            | What::Suspended { document, .. }
            | What::Extended { document, .. }
            | What::Issued { document, .. } => document.as_mut(),
            What::Additions(happened) => happened.document_mut(),
            What::Proceeding(happened) => happened.document_mut(),
            What::Beyond(happened) => happened.document_mut(),
            What::Simulated(happened) => happened.document_mut(),
            _ => None,
        }
    }
}

pub(super) fn files_of(materials: &[HandedIn]) -> Vec<&FileMark> {
    let files = materials.iter().filter_map(|material| match &material.handed {
        Handed::Files(files) => Some(files),
        Handed::Paper => None,
    });
    files.flatten().collect()
}
