//! The rows of the sets (规则集条目), place by place.

use super::super::pattern::Pattern;
use super::super::rule::{Colour, Threshold};
use crate::clocks::{ClockKind, StepKind};

/// What a row watches, as far as it can be written down beforehand.
#[derive(Debug, Clone, Copy)]
pub(super) enum Seen {
    Clock(ClockKind, Threshold),
    Pattern(Pattern),
    Uncured(Colour, u32),
    Finding,
}

/// One rule of a set: code, Chinese and English name, what it watches, colour, what the source says, what is assumed.
pub(super) type Row = (
    &'static str,
    &'static str,
    &'static str,
    Seen,
    Colour,
    &'static str,
    &'static str,
);

const USED_90: Threshold = Threshold::Used(90);
const OVER: Threshold = Threshold::Over(0);
const PROMISED: ClockKind = ClockKind::DecisionPromised;
const STATUTORY: ClockKind = ClockKind::DecisionStatutory;
const NOTHING: &str = "";
const COLOUR: &str = "条文列明应发预警、黄牌、红牌或者监察建议书的情形，没有逐项规定颜色；颜色为假定。";

pub(super) const LAW: [Row; 10] = [
    (
        "LAW-1",
        "补正告知将到期",
        "Notice of corrections nearly due",
        Seen::Clock(ClockKind::SupplementNotice, Threshold::Left(1)),
        Colour::Notice,
        "申请材料不齐全或者不符合法定形式的，应当当场或者在五日内一次告知（行政许可法 第三十二条）。",
        "提前一个工作日提示为假定。",
    ),
    (
        "LAW-2",
        "五日内未作出受理答复",
        "No answer on acceptance within five days",
        Seen::Clock(ClockKind::SupplementNotice, OVER),
        Colour::Yellow,
        "逾期不告知的，自收到申请材料之日起即为受理；不一次告知全部补正内容的，责令改正（行政许可法 第三十二条、第七十二条第四项）。",
        "黄牌为假定。",
    ),
    (
        "LAW-3",
        "法定办结时限将到期",
        "Limit of the law nearly over",
        Seen::Clock(STATUTORY, Threshold::Left(3)),
        Colour::Notice,
        "应当自受理之日起二十日内作出决定（行政许可法 第四十二条）。",
        "提前三个工作日提示为假定。",
    ),
    (
        "LAW-4",
        "超过法定办结时限",
        "Past the law's limit",
        Seen::Clock(STATUTORY, OVER),
        Colour::Red,
        "不在法定期限内作出准予行政许可决定的，由上级行政机关或者监察机关责令改正（行政许可法 第七十四条第二项）。",
        "红牌为假定。",
    ),
    (
        "LAW-5",
        "超过承诺办结时限",
        "Past the promise",
        Seen::Clock(PROMISED, OVER),
        Colour::Yellow,
        "办理时限应当公开；超过办理时间的，办理单位应当公开说明理由（优化营商环境条例 第三十六条）。",
        "黄牌为假定。",
    ),
    (
        "LAW-6",
        "超过送达期限",
        "Not delivered within ten days",
        Seen::Clock(ClockKind::Delivery, OVER),
        Colour::Yellow,
        "应当自作出准予决定之日起十日内颁发、送达许可证件（行政许可法 第四十四条）。",
        "黄牌为假定。",
    ),
    (
        "LAW-7",
        "未在二十日内组织听证",
        "Hearing not held within twenty days",
        Seen::Clock(ClockKind::HearingOrganise, OVER),
        Colour::Red,
        "应当在二十日内组织听证；依法应当举行听证而不举行的，责令改正（行政许可法 第四十七条、第七十二条第八项）。",
        "红牌为假定。",
    ),
    (
        "LAW-8",
        "不予许可未说明理由",
        "Refused without reasons",
        Seen::Pattern(Pattern::NoReasons),
        Colour::Red,
        "未依法说明不予行政许可的理由的，责令改正（行政许可法 第三十八条、第七十二条第七项）。",
        "红牌为假定。",
    ),
    (
        "LAW-9",
        "收费不符合法定项目和标准",
        "Fee beside the standard",
        Seen::Pattern(Pattern::Fee),
        Colour::Red,
        "擅自收费或者不按照法定项目和标准收费的，责令退还（行政许可法 第七十五条）。",
        "红牌为假定。",
    ),
    (
        "LAW-10",
        "违规延长期限",
        "Extended against the law",
        Seen::Pattern(Pattern::Extension),
        Colour::Yellow,
        "经本行政机关负责人批准，可以延长十日，并应当将理由告知申请人（行政许可法 第四十二条）。",
        "黄牌为假定。",
    ),
];

pub(super) const YULIN: [Row; 2] = [
    (
        "YL-1",
        "承诺时限用去九成",
        "Nine tenths of the promise used",
        Seen::Clock(PROMISED, USED_90),
        Colour::Yellow,
        "办理时限达到承诺期限的 90% 仍未办结的，发出黄色预警提示信号。",
        NOTHING,
    ),
    (
        "YL-2",
        "超过承诺时限",
        "Past the promise",
        Seen::Clock(PROMISED, OVER),
        Colour::Red,
        "超过承诺时限未办结的，发出红色纠错信号。",
        NOTHING,
    ),
];

pub(super) const CHENGDU: [Row; 4] = [
    (
        "CD-1",
        "即将到期",
        "About to be over",
        Seen::Clock(PROMISED, Threshold::Left(1)),
        Colour::Yellow,
        "即将到期的，系统自动发出黄牌。",
        "来源没有写明提前多少，假定为剩余一个工作日。",
    ),
    (
        "CD-2",
        "超时",
        "Over",
        Seen::Clock(PROMISED, OVER),
        Colour::Red,
        "超时或者办理异常的，发出红牌。",
        "来源没有写明是承诺还是法定时限，假定为承诺时限。",
    ),
    (
        "CD-3",
        "办理异常：违规暂停计时",
        "Irregular: clock stopped without ground",
        Seen::Pattern(Pattern::Pauses),
        Colour::Red,
        "超时或者办理异常的，发出红牌。",
        "来源没有列出哪些是异常，选取违规暂停计时为假定。",
    ),
    (
        "CD-4",
        "办理异常：疑似体外循环",
        "Irregular: entered afterwards",
        Seen::Pattern(Pattern::Afterwards),
        Colour::Red,
        "没有自建系统的部门应在市平台办理全部事项，其他部门应实时、完整、真实地推送数据；办理异常的，发出红牌。",
        "来源没有列出哪些是异常，选取事后补录为假定。",
    ),
];

pub(super) const DAY_BEFORE: [Row; 4] = [
    (
        "DB-1",
        "到期前一个工作日提示",
        "Prompted one working day before",
        Seen::Clock(PROMISED, Threshold::Left(1)),
        Colour::Notice,
        "对承诺办理时限的事项，在到期前一个工作日发出提示信号（第七条第一项）。",
        NOTHING,
    ),
    (
        "DB-2",
        "超过承诺时限",
        "Past the promise",
        Seen::Clock(PROMISED, OVER),
        Colour::Yellow,
        "没有按照规定流程和期限办结的，根据不同情形发出不同颜色的警示信号（第七条第二项）。",
        "条文没有写明哪种情形用哪种颜色，黄牌为假定。",
    ),
    (
        "DB-3",
        "超过法定时限",
        "Past the law's limit",
        Seen::Clock(STATUTORY, OVER),
        Colour::Red,
        "没有按照规定流程和期限办结的，根据不同情形发出不同颜色的警示信号（第七条第二项）。",
        "条文没有写明哪种情形用哪种颜色，红牌为假定。",
    ),
    (
        "DB-4",
        "五个工作日内未决定是否受理投诉",
        "Complaint neither taken up nor refused in five working days",
        Seen::Clock(ClockKind::Complaint, OVER),
        Colour::Yellow,
        "对网上投诉要在 5 个工作日内决定是否受理（第八条）。",
        "五个工作日由投诉时限规则设定；黄牌为假定。",
    ),
];

pub(super) const EIGHT: [Row; 12] = [
    (
        "EC-1",
        "符合条件的申请不予受理",
        "Lawful application not accepted",
        Seen::Finding,
        Colour::Red,
        "对符合法定条件的申请不予受理的（第六条第一项）。",
        COLOUR,
    ),
    (
        "EC-2",
        "超过承诺期限",
        "Past the promise",
        Seen::Clock(PROMISED, OVER),
        Colour::Yellow,
        "办理事项超过承诺期限的（第六条第二项）。",
        COLOUR,
    ),
    (
        "EC-3A",
        "受理环节超时",
        "Step over: answer on acceptance",
        Seen::Clock(ClockKind::Step(StepKind::Accept), OVER),
        Colour::Notice,
        "虽未超过承诺期限但环节超时的（第六条第三项）。",
        COLOUR,
    ),
    (
        "EC-3B",
        "审查环节超时",
        "Step over: examination",
        Seen::Clock(ClockKind::Step(StepKind::Review), OVER),
        Colour::Notice,
        "虽未超过承诺期限但环节超时的（第六条第三项）。",
        COLOUR,
    ),
    (
        "EC-3C",
        "特别程序环节超时",
        "Step over: special procedure",
        Seen::Clock(ClockKind::Step(StepKind::Special), OVER),
        Colour::Notice,
        "虽未超过承诺期限但环节超时的（第六条第三项）。",
        COLOUR,
    ),
    (
        "EC-3D",
        "决定环节超时",
        "Step over: decision",
        Seen::Clock(ClockKind::Step(StepKind::Decide), OVER),
        Colour::Notice,
        "虽未超过承诺期限但环节超时的（第六条第三项）。",
        COLOUR,
    ),
    (
        "EC-3E",
        "送达环节超时",
        "Step over: delivery",
        Seen::Clock(ClockKind::Step(StepKind::Deliver), OVER),
        Colour::Notice,
        "虽未超过承诺期限但环节超时的（第六条第三项）。",
        COLOUR,
    ),
    (
        "EC-4",
        "初审逾期上报",
        "First examination referred upwards late",
        Seen::Finding,
        Colour::Yellow,
        "初审单位报送上级审批机关超过承诺期限的（第六条第四项）。",
        COLOUR,
    ),
    (
        "EC-5",
        "未说明理由",
        "No reasons given",
        Seen::Pattern(Pattern::NoReasons),
        Colour::Yellow,
        "不受理申请或者不予审批，未依法说明理由的（第六条第五项）。",
        COLOUR,
    ),
    (
        "EC-6",
        "不按规定网上审批",
        "Not handled in the system",
        Seen::Pattern(Pattern::Afterwards),
        Colour::Yellow,
        "事项不按规定实施网上审批的（第六条第六项）。",
        "颜色为假定；以事后补录作为不在网上办理的表现，也是假定。",
    ),
    (
        "EC-7",
        "违规收费",
        "Unlawful fee",
        Seen::Pattern(Pattern::Fee),
        Colour::Red,
        "擅自收费、不按照法定项目和标准收费的（第六条第七项）。",
        COLOUR,
    ),
    (
        "EC-8",
        "其他违规审批行为",
        "Other breach",
        Seen::Finding,
        Colour::Notice,
        "其他违规审批行为（第六条第八项）。",
        COLOUR,
    ),
];

pub(super) const GUANGDONG: [Row; 4] = [
    (
        "GD-1",
        "法定时限预警",
        "Warned before the law's limit",
        Seen::Clock(STATUTORY, Threshold::Left(1)),
        Colour::Notice,
        "在法定时限内未能办结或者违规办结的，系统自动预警、发出黄牌或者红牌。",
        "来源没有写明预警的时点，假定为剩余一个工作日。",
    ),
    (
        "GD-2",
        "超过法定时限",
        "Past the law's limit",
        Seen::Clock(STATUTORY, OVER),
        Colour::Yellow,
        "在法定时限内未能办结或者违规办结的，系统自动预警、发出黄牌或者红牌。",
        "来源没有写明黄牌与红牌的界限，假定到期即发黄牌。",
    ),
    (
        "GD-3",
        "超过法定时限五个工作日",
        "Past the law's limit by five working days",
        Seen::Clock(STATUTORY, Threshold::Over(5)),
        Colour::Red,
        "在法定时限内未能办结或者违规办结的，系统自动预警、发出黄牌或者红牌。",
        "来源没有写明黄牌与红牌的界限，假定超期五个工作日发红牌。",
    ),
    (
        "GD-4",
        "违规办结",
        "Closed against the rules",
        Seen::Finding,
        Colour::Red,
        "在法定时限内未能办结或者违规办结的，系统自动预警、发出黄牌或者红牌。",
        "由监察人员核查认定为假定。",
    ),
];

pub(super) const USUAL: [Row; 4] = [
    (
        "US-1",
        "承诺时限剩余两成",
        "A fifth of the promise left",
        Seen::Clock(PROMISED, Threshold::Used(80)),
        Colour::Notice,
        "剩余时限不超过 20% 或者一个工作日时提醒。",
        "未见成文规定，系常见产品的默认做法；短时限需要按“剩余一个工作日”提醒的，可另设一条。",
    ),
    (
        "US-2",
        "超过承诺时限",
        "Past the promise",
        Seen::Clock(PROMISED, OVER),
        Colour::Yellow,
        "超过承诺时限而未超过法定时限的，发黄牌。",
        "未见成文规定，系常见产品的默认做法。",
    ),
    (
        "US-3",
        "超过法定时限",
        "Past the law's limit",
        Seen::Clock(STATUTORY, OVER),
        Colour::Red,
        "超过法定时限的，发红牌。",
        "未见成文规定，系常见产品的默认做法。",
    ),
    (
        "US-4",
        "黄牌逾期未整改",
        "Yellow card not put right",
        Seen::Uncured(Colour::Yellow, 5),
        Colour::Red,
        "黄牌发出后 1 至 5 个工作日仍未整改的，发红牌。",
        "未见成文规定，系常见产品的默认做法；取最长的五个工作日。",
    ),
];
