//! What clocks there are, what may suspend them, and who owns the running minute.

/// A kind of clock (时限种类).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClockKind {
    /// Telling once what is missing (一次性告知补正).
    SupplementNotice,
    /// The decision, by law (法定办结时限).
    DecisionStatutory,
    /// The decision, as promised to the public (承诺办结时限).
    DecisionPromised,
    /// One step of the procedure (环节时限), which a case has several of.
    Step(StepKind),
    /// Handing over what was granted (送达时限).
    Delivery,
    /// Asking for a hearing (申请听证时限).
    HearingRequest,
    /// Holding the hearing (组织听证时限).
    HearingOrganise,
    /// Telling the time and place of the hearing beforehand (听证通知时限).
    HearingNotice,
    /// Asking for renewal before a licence expires (延续申请时限).
    Renewal,
    /// Putting right what a bad rating showed (差评整改时限).
    RatingRectification,
    /// Answering a question (咨询答复时限).
    Consultation,
    /// Dealing with a complaint (投诉办理时限).
    Complaint,
    /// Appealing against a rating or an answer (申诉时限).
    Appeal,
    /// Handing in what was deferred (容缺材料补交时限).
    DeferredMaterial,
    /// Explaining or contesting a yellow or red card (黄红牌申诉时限).
    CardAppeal,
    /// Handing in corrections that were asked for (补正期限).
    Correction,
    /// Looking through what came in over the net (网上预审时限).
    PreExamination,
    /// Answering an objection to a decision (异议答复时限).
    Objection,
    /// The written reply in a reconsideration (行政复议答复时限).
    ReconsiderationReply,
    /// The defence in a suit (行政诉讼答辩时限).
    SuitDefence,
}

/// The steps of a procedure (办理环节) that may have a limit of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StepKind {
    /// 受理: from receipt until the applicant is answered.
    Accept,
    /// 审查: from acceptance until the examiner's opinion.
    Review,
    /// 特别程序: from its beginning to its end.
    Special,
    /// 决定: from the opinion to the decision.
    Decide,
    /// 送达: from the decision until it is delivered.
    Deliver,
}

impl StepKind {
    /// In the order of a procedure.
    pub const ALL: [StepKind; 5] = [
        StepKind::Accept,
        StepKind::Review,
        StepKind::Special,
        StepKind::Decide,
        StepKind::Deliver,
    ];

    /// Stable code, as items name their steps.
    pub fn code(self) -> &'static str {
        match self {
            StepKind::Accept => "accept",
            StepKind::Review => "review",
            StepKind::Special => "special",
            StepKind::Decide => "decide",
            StepKind::Deliver => "deliver",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<StepKind> {
        StepKind::ALL.into_iter().find(|step| step.code() == code)
    }
}

/// Code, Chinese, English, source, budget of each kind.
type KindRow = (
    ClockKind,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Option<u32>,
);

const KINDS: [KindRow; 24] = [
    (
        ClockKind::SupplementNotice,
        "supplement_notice",
        "补正告知时限",
        "Notice of what is missing",
        "行政许可法 第三十二条",
        Some(5),
    ),
    (
        ClockKind::DecisionStatutory,
        "decision_statutory",
        "法定办结时限",
        "Decision: limit set by law",
        "行政许可法 第四十二条",
        Some(20),
    ),
    (
        ClockKind::DecisionPromised,
        "decision_promised",
        "承诺办结时限",
        "Decision: limit promised to the public",
        "优化营商环境条例 第三十六条",
        None,
    ),
    (
        ClockKind::Step(StepKind::Accept),
        "step:accept",
        "受理环节时限",
        "Limit of the step: answer on acceptance",
        "事项实施清单",
        None,
    ),
    (
        ClockKind::Step(StepKind::Review),
        "step:review",
        "审查环节时限",
        "Limit of the step: examination",
        "事项实施清单",
        None,
    ),
    (
        ClockKind::Step(StepKind::Special),
        "step:special",
        "特别程序环节时限",
        "Limit of the step: special procedure",
        "事项实施清单",
        None,
    ),
    (
        ClockKind::Step(StepKind::Decide),
        "step:decide",
        "决定环节时限",
        "Limit of the step: decision",
        "事项实施清单",
        None,
    ),
    (
        ClockKind::Step(StepKind::Deliver),
        "step:deliver",
        "送达环节时限",
        "Limit of the step: delivery",
        "事项实施清单",
        None,
    ),
    (
        ClockKind::Delivery,
        "delivery",
        "送达时限",
        "Delivery of the licence",
        "行政许可法 第四十四条",
        Some(10),
    ),
    (
        ClockKind::HearingRequest,
        "hearing_request",
        "申请听证时限",
        "Asking for a hearing",
        "行政许可法 第四十七条",
        Some(5),
    ),
    (
        ClockKind::HearingOrganise,
        "hearing_organise",
        "组织听证时限",
        "Holding the hearing",
        "行政许可法 第四十七条",
        Some(20),
    ),
    (
        ClockKind::HearingNotice,
        "hearing_notice",
        "听证通知时限",
        "Notice of the hearing beforehand",
        "行政许可法 第四十八条",
        Some(7),
    ),
    (
        ClockKind::Renewal,
        "renewal",
        "延续申请时限",
        "Asking for renewal before expiry",
        "行政许可法 第五十条",
        Some(30),
    ),
    (
        ClockKind::RatingRectification,
        "rating_rectification",
        "差评整改时限",
        "Putting right a bad rating",
        "国办发〔2019〕51号",
        None,
    ),
    (
        ClockKind::Consultation,
        "consultation",
        "咨询答复时限",
        "Answer to a question",
        "本地规定",
        None,
    ),
    (
        ClockKind::Complaint,
        "complaint",
        "投诉办理时限",
        "Dealing with a complaint",
        "本地规定",
        None,
    ),
    (ClockKind::Appeal, "appeal", "申诉时限", "Appeal", "本地规定", None),
    (
        ClockKind::DeferredMaterial,
        "deferred_material",
        "容缺材料补交时限",
        "Handing in deferred materials",
        "本地规定",
        None,
    ),
    (
        ClockKind::CardAppeal,
        "card_appeal",
        "黄红牌申诉时限",
        "Explaining a yellow or red card",
        "本地规定",
        None,
    ),
    (
        ClockKind::Correction,
        "correction",
        "补正期限",
        "Handing in corrections",
        "本地规定（如安阳市政务服务条例 第三十六条）",
        None,
    ),
    (
        ClockKind::PreExamination,
        "pre_examination",
        "网上预审时限",
        "Pre-examination of an application over the net",
        "本地规定（如安阳市政务服务条例 第四十二条）",
        None,
    ),
    (
        ClockKind::Objection,
        "objection",
        "异议答复时限",
        "Answer to an objection",
        "本地规定",
        None,
    ),
    (
        ClockKind::ReconsiderationReply,
        "reconsideration_reply",
        "行政复议答复时限",
        "Reply in a reconsideration",
        "行政复议法 第四十八条",
        Some(10),
    ),
    (
        ClockKind::SuitDefence,
        "suit_defence",
        "行政诉讼答辩时限",
        "Defence in a suit",
        "行政诉讼法 第六十七条",
        Some(15),
    ),
];

impl ClockKind {
    /// Every kind.
    pub fn all() -> impl Iterator<Item = ClockKind> {
        KINDS.iter().map(|row| row.0)
    }

    /// Stable code, snake case; of a step `step:` and the step's code.
    pub fn code(self) -> &'static str {
        self.row().1
    }

    /// The kind of a code.
    pub fn parse(code: &str) -> Option<ClockKind> {
        KINDS.iter().find(|row| row.1 == code).map(|row| row.0)
    }

    /// Name, Chinese and English.
    pub fn words(self) -> (&'static str, &'static str) {
        (self.row().2, self.row().3)
    }

    /// The article that the clock rests on, or whose rule it is where no law sets one.
    pub fn source(self) -> &'static str {
        self.row().4
    }

    /// Days that the law gives, in working days (for [`ClockKind::Renewal`] see [`super::renewal_deadline`]);
    /// nothing where the item or the region sets the limit.
    pub fn default_budget(self) -> Option<u32> {
        self.row().5
    }

    fn row(self) -> &'static KindRow {
        // Every kind has a row; a test holds them to it.
        KINDS.iter().find(|row| row.0 == self).unwrap_or(&KINDS[0])
    }
}

/// What suspends a clock (特别程序). An item allows only those that its specification names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SuspensionKind {
    /// 听证.
    Hearing,
    /// 招标.
    Tender,
    /// 拍卖.
    Auction,
    /// 检验.
    Inspection,
    /// 检测.
    Testing,
    /// 检疫.
    Quarantine,
    /// 鉴定.
    Appraisal,
    /// 专家评审.
    ExpertReview,
    /// 现场勘验, by local rule.
    SiteInspection,
    /// 技术审查, by local rule.
    TechnicalReview,
    /// 公示, where the item's own basis says so.
    PublicNotice,
    /// 集体讨论, where the item's own basis says so.
    CollectiveDiscussion,
}

type SuspensionRow = (SuspensionKind, &'static str, &'static str, &'static str, &'static str);

const ARTICLE_45: &str = "行政许可法 第四十五条";
const LOCAL_RULE: &str = "本地规定（如安阳市政务服务条例 第三十七条）";
const OWN_BASIS: &str = "事项设定依据";

const SUSPENSIONS: [SuspensionRow; 12] = [
    (SuspensionKind::Hearing, "hearing", "听证", "Hearing", ARTICLE_45),
    (SuspensionKind::Tender, "tender", "招标", "Call for tenders", ARTICLE_45),
    (SuspensionKind::Auction, "auction", "拍卖", "Auction", ARTICLE_45),
    (
        SuspensionKind::Inspection,
        "inspection",
        "检验",
        "Inspection of goods",
        ARTICLE_45,
    ),
    (SuspensionKind::Testing, "testing", "检测", "Testing", ARTICLE_45),
    (
        SuspensionKind::Quarantine,
        "quarantine",
        "检疫",
        "Quarantine",
        ARTICLE_45,
    ),
    (
        SuspensionKind::Appraisal,
        "appraisal",
        "鉴定",
        "Expert appraisal",
        ARTICLE_45,
    ),
    (
        SuspensionKind::ExpertReview,
        "expert_review",
        "专家评审",
        "Expert review",
        ARTICLE_45,
    ),
    (
        SuspensionKind::SiteInspection,
        "site_inspection",
        "现场勘验",
        "Site inspection",
        LOCAL_RULE,
    ),
    (
        SuspensionKind::TechnicalReview,
        "technical_review",
        "技术审查",
        "Technical review",
        LOCAL_RULE,
    ),
    (
        SuspensionKind::PublicNotice,
        "public_notice",
        "公示",
        "Public notice",
        OWN_BASIS,
    ),
    (
        SuspensionKind::CollectiveDiscussion,
        "collective_discussion",
        "集体讨论",
        "Collective discussion",
        OWN_BASIS,
    ),
];

impl SuspensionKind {
    /// Every kind.
    pub fn all() -> impl Iterator<Item = SuspensionKind> {
        SUSPENSIONS.iter().map(|row| row.0)
    }

    /// Stable code, snake case.
    pub fn code(self) -> &'static str {
        self.row().1
    }

    /// The kind of a code.
    pub fn parse(code: &str) -> Option<SuspensionKind> {
        SUSPENSIONS.iter().find(|row| row.1 == code).map(|row| row.0)
    }

    /// Name, Chinese and English.
    pub fn words(self) -> (&'static str, &'static str) {
        (self.row().2, self.row().3)
    }

    /// The article that allows it, or whose rule it is.
    pub fn source(self) -> &'static str {
        self.row().4
    }

    /// Whether it is one of the eight of 行政许可法 art. 45; the others need a rule of the region or the item.
    pub fn is_national(self) -> bool {
        self.source() == ARTICLE_45
    }

    fn row(self) -> &'static SuspensionRow {
        // The rows stand in the order of the enumeration; a test holds them to it.
        &SUSPENSIONS[self as usize]
    }
}

/// Who owns the running minute of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// 申请人.
    Applicant,
    /// 窗口.
    Window,
    /// 审批部门.
    Department,
    /// 专家或者检验检测机构.
    Expert,
    /// 数据交换: another system has to answer.
    Exchange,
}

const OWNERS: [(Owner, &str, &str, &str); 5] = [
    (Owner::Applicant, "applicant", "申请人", "Applicant"),
    (Owner::Window, "window", "窗口", "Window"),
    (Owner::Department, "department", "审批部门", "Department"),
    (Owner::Expert, "expert", "专家及检验检测机构", "Experts and test bodies"),
    (Owner::Exchange, "exchange", "数据交换", "Data exchange"),
];

impl Owner {
    /// Every owner.
    pub fn all() -> impl Iterator<Item = Owner> {
        OWNERS.iter().map(|row| row.0)
    }

    /// Stable code, snake case.
    pub fn code(self) -> &'static str {
        OWNERS[self as usize].1
    }

    /// The owner of a code.
    pub fn parse(code: &str) -> Option<Owner> {
        OWNERS.iter().find(|row| row.1 == code).map(|row| row.0)
    }

    /// Name, Chinese and English.
    pub fn words(self) -> (&'static str, &'static str) {
        let row = &OWNERS[self as usize];
        (row.2, row.3)
    }
}
