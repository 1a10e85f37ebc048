//! The orders of proceedings as ways of the machine: where the case stands when they may be given, and by which article.

use super::super::Status::{Accepted, Granted, Issued, Refused, Reviewed, Suspended};
use super::super::machine::Way;
use crate::cases::Status;

const EXAMINED: &[Status] = &[Accepted, Suspended, Reviewed];

const fn way(command: &'static str, basis: &'static str, words: (&'static str, &'static str)) -> Way {
    Way {
        command,
        from: EXAMINED,
        to: &[],
        basis,
        words,
    }
}

/// A way that may end the special procedure for which the clock rested.
const fn ends(command: &'static str, basis: &'static str, words: (&'static str, &'static str)) -> Way {
    Way {
        command,
        from: EXAMINED,
        to: &[Accepted, Suspended, Reviewed],
        basis,
        words,
    }
}

const INSPECT: &str = "行政许可法 第三十四条第三款、第五十五条";
const TASK: &str = "行政许可法 第三十四条第一款";

/// Every way.
pub const WAYS: &[Way] = &[
    way(
        "order_inspection",
        INSPECT,
        (
            "指派两名以上工作人员现场核查",
            "Two or more officers are assigned to inspect",
        ),
    ),
    way(
        "record_inspection",
        INSPECT,
        ("核查人员记录核查情况", "An officer records what was found"),
    ),
    ends(
        "sign_inspection",
        INSPECT,
        (
            "核查人员签字，两人签字后核查完成",
            "Each officer signs; with two signatures it is done",
        ),
    ),
    way(
        "give_task",
        TASK,
        ("交办审查任务", "A task is given to a section or a person"),
    ),
    way("take_task", TASK, ("接受审查任务", "Whoever it is for takes it")),
    way(
        "return_task",
        TASK,
        ("说明理由退回审查任务", "Given back with a reason"),
    ),
    way("reassign_task", TASK, ("改派审查任务", "Given to somebody else")),
    way("finish_task", TASK, ("提交审查任务意见", "Done, with an opinion")),
    way(
        "tell_hearing_right",
        "行政许可法 第四十七条",
        (
            "告知申请人、利害关系人听证权利",
            "Applicant and interested parties are told of the right to a hearing",
        ),
    ),
    way(
        "open_hearing",
        "行政许可法 第四十六条",
        (
            "依职权决定举行听证",
            "The authority decides by itself to hold a hearing",
        ),
    ),
    way(
        "ask_hearing",
        "行政许可法 第四十七条",
        ("被告知之日起五日内要求听证", "Asked for within five days of being told"),
    ),
    ends(
        "waive_hearing",
        "行政许可法 第四十七条",
        ("放弃听证或者撤回听证申请", "Waived, or taken back"),
    ),
    way(
        "set_hearing",
        "行政许可法 第四十八条第一款第（一）（三）项",
        (
            "举行的七日前通知时间、地点，主持人不是审查人员",
            "Time and place told seven days before; the chair does not examine the case",
        ),
    ),
    way(
        "announce_hearing",
        "行政许可法 第四十六条、第四十八条第一款第（一）项",
        ("向社会公告", "Announced to the public"),
    ),
    way(
        "ask_recusal",
        "行政许可法 第四十八条第一款第（三）项",
        ("申请主持人回避", "The chair is asked to withdraw"),
    ),
    way(
        "answer_recusal",
        "行政许可法 第四十八条第一款第（三）项",
        ("决定是否回避", "Answered, with another chair or without"),
    ),
    ends(
        "record_hearing",
        "行政许可法 第四十八条第一款第（四）（五）项",
        (
            "举行听证，笔录由参加人签字或者盖章",
            "Held; those who took part sign the record",
        ),
    ),
    way(
        "tell_party",
        "行政许可法 第三十六条",
        ("书面告知利害关系人", "An interested party is told in writing"),
    ),
    way(
        "hear_party",
        "行政许可法 第三十六条",
        ("听取利害关系人意见", "An interested party is heard"),
    ),
    way(
        "waive_party",
        "行政许可法 第三十六条",
        (
            "利害关系人放弃，或者逾期没有提出意见",
            "An interested party waives it, or says nothing in time",
        ),
    ),
    Way {
        command: "tell_party_decision",
        from: &[Granted, Refused, Issued],
        to: &[],
        basis: "行政许可法 第七条",
        words: ("向利害关系人告知决定", "An interested party is told of the decision"),
    },
    way(
        "commission_review",
        "行政许可法 第四十五条",
        (
            "委托专家评审、技术审查，所需时间书面告知申请人",
            "A review by others is commissioned, with the needed time told in writing",
        ),
    ),
    way(
        "recuse_expert",
        "行政许可法 第四十五条",
        ("专家回避", "An expert withdraws"),
    ),
    ends(
        "report_review",
        "行政许可法 第四十五条",
        ("提交评审、审查报告", "The report comes in"),
    ),
    way(
        "record_discussion",
        "行政许可法 第三十七条",
        (
            "集体讨论，记录出席和表决",
            "Discussed together: who was there and how they voted",
        ),
    ),
    way(
        "depart_from_majority",
        "行政许可法 第三十七条",
        (
            "说明与多数意见不一致的理由",
            "Why the decision differs from the majority",
        ),
    ),
    way(
        "open_publicity",
        "行政许可法 第五条、第三十七条",
        (
            "将拟决定的事项向社会公示",
            "What is to be decided is shown to the public",
        ),
    ),
    way(
        "send_view",
        "行政许可法 第七条",
        ("公示期内收到意见", "A view comes in while it is shown"),
    ),
    way(
        "answer_view",
        "行政许可法 第七条",
        ("逐条答复公示意见并说明理由", "Each view is answered, with reasons"),
    ),
    ends(
        "close_publicity",
        "行政许可法 第三十七条",
        (
            "公示期满，意见都已答复，记录结果",
            "Closed after its last day, when each view is answered",
        ),
    ),
    way(
        "ask_lower_body",
        "行政许可法 第三十五条、第四十三条",
        (
            "交下级行政机关自受理之日起二十日内审查",
            "A lower authority examines within twenty days of acceptance",
        ),
    ),
    way(
        "report_lower_body",
        "行政许可法 第三十五条",
        (
            "下级行政机关报送初步审查意见和全部申请材料",
            "The lower authority sends up its opinion and all materials",
        ),
    ),
    Way {
        command: "rest_clock",
        from: &[Accepted, Reviewed],
        to: &[Suspended],
        basis: "行政许可法 第四十五条",
        words: (
            "因程序事项进入特别程序，暂停计时",
            "The clock rests for a proceeding, where the item allows it",
        ),
    },
    ends(
        "drop_proceeding",
        "行政许可法 第三十七条",
        ("说明理由撤销程序事项", "Called off with a reason"),
    ),
];
