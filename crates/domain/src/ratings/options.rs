//! The reasons to choose from at each level (评价选项), with their national codes.
//!
//! Codes and words as five public programs for terminals of the national service have them, which agree with each other; the words of 510 and 511 are
//! cut short in those and completed from common use. The English is ours.

use super::Level;

/// A reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// National code: its first digit is the level.
    pub code: u16,
    /// Chinese and English.
    pub words: (&'static str, &'static str),
}

impl Choice {
    /// The level to which it belongs.
    pub fn level(&self) -> Option<Level> {
        Level::from_value(u64::from(self.code / 100))
    }
}

const fn of(code: u16, zh: &'static str, en: &'static str) -> Choice {
    Choice { code, words: (zh, en) }
}

/// Every reason, best level first.
pub const ALL: &[Choice] = &[
    of(510, "一窗受理一次办结", "One window, one visit, done"),
    of(511, "可以先受理后补材料", "Accepted first, papers could follow"),
    of(512, "不用提交证明", "No certificates had to be brought"),
    of(513, "可以全程网上办理", "Everything could be done on the net"),
    of(514, "可以使用手机办理", "It could be done on a phone"),
    of(515, "可以就近办理", "It could be done nearby"),
    of(516, "无需材料直接办理", "Done without any papers"),
    of(517, "服务热情效率高", "Friendly and efficient service"),
    of(406, "填写一张表单就可完成申报", "One form was enough to apply"),
    of(
        407,
        "在线提交材料窗口核验",
        "Papers sent on the net and checked at the window",
    ),
    of(
        408,
        "一张清单告知全部申报材料",
        "One list named every paper that was needed",
    ),
    of(409, "用告知承诺减免申报材料", "A commitment took the place of papers"),
    of(410, "可以在线预约办理", "An appointment could be made on the net"),
    of(411, "跑大厅一次办完", "Done in one visit to the hall"),
    of(412, "可以使用自助机办理", "A self-service machine could be used"),
    of(413, "服务态度较好", "Good attitude of the staff"),
    of(307, "一次性告知需要补正的材料", "Told once of everything to correct"),
    of(308, "提供申报材料样本", "Samples of the papers were given"),
    of(309, "在承诺的时间内办结", "Done within the promised time"),
    of(310, "办事指南指引准确", "The guide was right"),
    of(
        311,
        "按办事指南要求的材料即可办理",
        "The papers of the guide were enough",
    ),
    of(312, "可以快递送达", "The result could come by post"),
    of(313, "跑动次数与承诺的一致", "No more visits than promised"),
    of(314, "服务态度一般", "Attitude of the staff was fair"),
    of(207, "没有提供材料样本", "No samples of the papers were given"),
    of(208, "没有提供材料清单", "No list of the papers was given"),
    of(209, "未在承诺时间内办结", "Not done within the promised time"),
    of(
        210,
        "同样内容的证明材料被要求多次提交",
        "The same proof was asked for again and again",
    ),
    of(
        211,
        "承诺网办但无法在线办理",
        "Promised on the net, but it could not be done there",
    ),
    of(
        212,
        "在线预约办理后到实体大厅重复取号排队",
        "Had to queue again in spite of an appointment",
    ),
    of(213, "窗口人员业务不熟练", "The staff did not know the matter well"),
    of(214, "服务态度生硬", "Stiff attitude of the staff"),
    of(
        108,
        "在办事指南之外增加新的审批条件",
        "Conditions were added that the guide does not name",
    ),
    of(
        109,
        "需提供办事指南之外的申报材料",
        "Papers were asked for that the guide does not name",
    ),
    of(
        110,
        "无理由超过法定办理时间",
        "Later than the law allows, without a reason",
    ),
    of(111, "办事指南提供样本有错", "The samples of the guide were wrong"),
    of(
        112,
        "承诺在线收取申报材料实际无法收取",
        "Papers promised to be taken on the net could not be sent there",
    ),
    of(113, "多头跑窗口和部门", "Sent from window to window and body to body"),
    of(114, "跑动次数与承诺的不一致", "More visits than promised"),
    of(115, "服务态度差效率低", "Bad attitude and slow service"),
];

/// Those of a level.
pub fn of_level(level: Level) -> impl Iterator<Item = &'static Choice> {
    ALL.iter().filter(move |choice| choice.level() == Some(level))
}

/// The one with this code.
pub fn get(code: u16) -> Option<&'static Choice> {
    ALL.iter().find(|choice| choice.code == code)
}
