//! The procedure of a case as one machine (状态机): every way from one status to the next, who goes it, and by which article.
//!
//! [`super::decide`] decides each single command with everything that matters besides; this table says what can come of it at all. A trial walks random
//! commands and finds any way that does not stand here; the drawing in `docs/procedure.md` is made from it.

use super::{Status, proceedings};

/// One way through the procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// Name of the command; `file` for the filing itself.
    pub command: &'static str,
    /// Where the case stands before; nowhere for a filing.
    pub from: &'static [Status],
    /// Where it may stand afterwards; the same as before where nothing is named.
    pub to: &'static [Status],
    /// Article or rule behind it.
    pub basis: &'static str,
    /// Why it is so, in Chinese and English.
    pub words: (&'static str, &'static str),
}

use Status::{
    Accepted, AwaitingCorrection, Granted, Issued, NotAccepted, Received, Refused, Reviewed, Simulated, Simulating,
    Suspended, Withdrawn,
};

const OPEN: &[Status] = &[
    Received,
    AwaitingCorrection,
    Accepted,
    Suspended,
    Reviewed,
    Granted,
    Refused,
    Simulating,
];

/// Every way.
pub const WAYS: &[Way] = &[
    Way {
        command: "file",
        from: &[],
        to: &[Received],
        basis: "行政许可法 第二十九条",
        words: (
            "提出申请，当场收件，出具凭证",
            "An application is received, with a receipt",
        ),
    },
    Way {
        command: "accept",
        from: &[Received],
        to: &[Accepted],
        basis: "行政许可法 第三十二条第一款第（五）项",
        words: (
            "材料齐全、符合法定形式的受理；逾期不告知补正的，自收到之日起即为受理",
            "Accepted when complete; by law, from the day of receipt, when nobody told in time what is missing",
        ),
    },
    Way {
        command: "request_correction",
        from: &[Received],
        to: &[AwaitingCorrection],
        basis: "行政许可法 第三十二条第一款第（四）项",
        words: (
            "五日内一次告知需要补正的全部内容",
            "Told once, within five days, everything that has to be corrected",
        ),
    },
    Way {
        command: "supplement",
        from: &[AwaitingCorrection],
        to: &[Received],
        basis: "行政许可法 第三十二条第一款第（五）项",
        words: ("按要求提交补正材料", "What was asked for is handed in"),
    },
    Way {
        command: "refuse_acceptance",
        from: &[Received],
        to: &[NotAccepted],
        basis: "行政许可法 第三十二条第一款第（一）（二）项",
        words: (
            "依法不需要许可，或者不属于本机关职权，书面告知并指明机关",
            "No permit is needed, or another authority is named in writing",
        ),
    },
    Way {
        command: "review",
        from: &[Accepted, Reviewed],
        to: &[Reviewed],
        basis: "行政许可法 第三十四条",
        words: ("审查申请材料，提出意见", "Examined, with an opinion"),
    },
    Way {
        command: "suspend",
        from: &[Accepted, Reviewed],
        to: &[Suspended],
        basis: "行政许可法 第四十五条",
        words: (
            "听证、检验、检测、检疫、鉴定、专家评审等，所需时间不计入期限，书面告知",
            "A procedure whose time does not count, of which the applicant is told in writing",
        ),
    },
    Way {
        command: "resume",
        from: &[Suspended],
        to: &[Accepted, Reviewed],
        basis: "行政许可法 第四十五条",
        words: (
            "特别程序结束，恢复计时",
            "The procedure is over and the clock runs again",
        ),
    },
    Way {
        command: "extend",
        from: &[Accepted, Reviewed],
        to: &[],
        basis: "行政许可法 第四十二条",
        words: (
            "经本机关负责人批准延长一次，告知理由",
            "Extended once by the head of the authority, with the reason told",
        ),
    },
    Way {
        command: "decide",
        from: &[Reviewed],
        to: &[Granted, Refused],
        basis: "行政许可法 第三十八条",
        words: (
            "依法作出准予或者不予的书面决定",
            "Decided in writing, granted or refused with reasons and remedies",
        ),
    },
    Way {
        command: "decide",
        from: &[Received, Accepted],
        to: &[Granted, Refused, Issued],
        basis: "行政许可法 第三十四条第二款",
        words: (
            "能够当场作出决定的，当场决定",
            "Decided on the spot where that can be done",
        ),
    },
    Way {
        command: "decide",
        from: &[Received, Accepted, Suspended, Reviewed],
        to: &[Granted],
        basis: "行政许可法 第五十条第二款",
        words: (
            "延续申请逾期未作决定的，视为准予延续",
            "A renewal that nobody decided before the expiry is granted by law",
        ),
    },
    Way {
        command: "pay",
        from: &[Granted],
        to: &[],
        basis: "行政许可法 第五十八条、第五十九条",
        words: ("依照公布的标准缴费", "A fee of the published standard is paid"),
    },
    Way {
        command: "issue",
        from: &[Granted, Refused],
        to: &[Issued],
        basis: "行政许可法 第四十四条",
        words: ("十日内送达证件或者决定", "Delivered within ten days"),
    },
    Way {
        command: "withdraw",
        from: &[Received, AwaitingCorrection, Accepted, Suspended, Reviewed],
        to: &[Withdrawn],
        basis: "",
        words: (
            "决定作出前，申请人撤回申请",
            "Withdrawn by the applicant before the decision",
        ),
    },
    Way {
        command: "rate",
        from: &[NotAccepted, Issued],
        to: &[],
        basis: "国办发〔2019〕51号",
        words: ("申请人自愿评价一次", "Rated once by the applicant, as they like"),
    },
    Way {
        command: "take",
        from: OPEN,
        to: &[],
        basis: "",
        words: ("接手办件", "Taken by somebody to handle it"),
    },
    Way {
        command: "put_back",
        from: OPEN,
        to: &[],
        basis: "",
        words: ("退回待办", "Put back for somebody to take"),
    },
    Way {
        command: "hand_over",
        from: OPEN,
        to: &[],
        basis: "",
        words: ("转交、分派", "Handed over or assigned"),
    },
    Way {
        command: "hand_in_more",
        from: &[Accepted, Suspended],
        to: &[],
        basis: "行政许可法 第三十六条",
        words: (
            "审查期间申请人自行补充材料，不影响期限",
            "The applicant hands in more of their own accord while the case is examined; no limit moves",
        ),
    },
    Way {
        command: "hand_in_more",
        from: &[Reviewed],
        to: &[Accepted],
        basis: "行政许可法 第三十六条",
        words: (
            "提出审查意见后补充材料的，重新审查",
            "What comes after the opinion is examined, and the opinion formed anew",
        ),
    },
    Way {
        command: "show_numbers",
        from: &Status::ALL,
        to: &[],
        basis: "个人信息保护法 第六条、第三十四条",
        words: (
            "说明用途后查看证件号码和联系电话",
            "Numbers of the applicant are shown for a purpose",
        ),
    },
    Way {
        command: "correct_on_spot",
        from: &[Received],
        to: &[],
        basis: "行政许可法 第三十二条第一款第（三）项",
        words: (
            "可以当场更正的错误，由申请人当场更正",
            "An error that can be corrected on the spot is corrected there, by the applicant",
        ),
    },
    Way {
        command: "pre_examine",
        from: &[Received],
        to: &[],
        basis: "本地规定（如安阳市政务服务条例 第四十二条）",
        words: (
            "网上申请在规定时限内预审，一次性告知结果，出具电子凭证",
            "What came in over the net is looked through within a limit of its own, with an electronic certificate",
        ),
    },
    Way {
        command: "amend",
        from: &[Received],
        to: &[],
        basis: "本地规定（如安阳市政务服务条例 第四十二条）",
        words: (
            "按预审意见修改后再次预审",
            "Changed as advised, and looked through again",
        ),
    },
    Way {
        command: "verify_originals",
        from: OPEN,
        to: &[],
        basis: "国办函〔2016〕108号",
        words: (
            "复制件与原件核对无误，原件退回",
            "A copy is compared with its original, which is given back",
        ),
    },
    Way {
        command: "lapse",
        from: &[AwaitingCorrection],
        to: &[Withdrawn],
        basis: "本地规定（如安阳市政务服务条例 第三十六条）",
        words: (
            "有规定的地方，逾期未补齐补正的视为撤回申请",
            "Where a rule says so, what is not corrected in time counts as withdrawn",
        ),
    },
    Way {
        command: "order_payment",
        from: &[Granted],
        to: &[],
        basis: "行政许可法 第五十八条、第五十九条",
        words: ("开具缴费通知书", "A payment order is issued"),
    },
    Way {
        command: "relieve_fee",
        from: &[Received, AwaitingCorrection, Accepted, Suspended, Reviewed, Granted],
        to: &[],
        basis: "行政许可法 第五十九条",
        words: (
            "依照公布的标准减免费用",
            "The fee is reduced or waived as the standard allows",
        ),
    },
    Way {
        command: "take_payment",
        from: &[Granted],
        to: &[],
        basis: "行政许可法 第五十八条、第五十九条",
        words: ("窗口收费，出具缴费凭证", "A fee is paid at the counter, with a receipt"),
    },
    Way {
        command: "record_payment",
        from: &Status::ALL,
        to: &[],
        basis: "行政许可法 第五十八条、第五十九条",
        words: (
            "登记支付平台到账；多缴的可以退",
            "What a provider received is recorded, also when it is too much",
        ),
    },
    Way {
        command: "void_receipt",
        from: &Status::ALL,
        to: &[],
        basis: "行政许可法 第五十八条、第五十九条",
        words: (
            "缴费凭证作废，款项当场退回",
            "A receipt of the counter is declared void and the money given back",
        ),
    },
    Way {
        command: "ask_refund",
        from: &Status::ALL,
        to: &[],
        basis: "行政许可法 第五十八条、第五十九条",
        words: ("申请退费", "A refund is asked for"),
    },
    Way {
        command: "approve_refund",
        from: &Status::ALL,
        to: &[],
        basis: "行政许可法 第五十八条、第五十九条",
        words: ("由另一人同意退费", "A refund is approved by somebody else"),
    },
    Way {
        command: "refuse_refund",
        from: &Status::ALL,
        to: &[],
        basis: "行政许可法 第五十八条、第五十九条",
        words: ("不同意退费，说明理由", "A refund is not approved, with the reason"),
    },
    Way {
        command: "pay_refund",
        from: &Status::ALL,
        to: &[],
        basis: "行政许可法 第五十八条、第五十九条",
        words: ("退付费用", "A refund is paid"),
    },
    Way {
        command: "fail_refund",
        from: &Status::ALL,
        to: &[],
        basis: "行政许可法 第五十八条、第五十九条",
        words: (
            "平台退付未成，改由窗口退付",
            "The provider could not pay a refund; the counter does",
        ),
    },
    Way {
        command: "accept_deferring",
        from: &[Received],
        to: &[Accepted],
        basis: "安阳市政务服务条例 第二十四条",
        words: (
            "只缺次要材料的，凭书面承诺先予受理",
            "Accepted where only secondary materials are missing and are promised in writing",
        ),
    },
    Way {
        command: "hand_in_deferred",
        from: &[Accepted, Suspended, Reviewed, Granted],
        to: &[],
        basis: "安阳市政务服务条例 第二十四条",
        words: ("按承诺补交材料", "What was promised is handed in"),
    },
    Way {
        command: "commit",
        from: &[Received],
        to: &[],
        basis: "安阳市政务服务条例 第二十六条",
        words: (
            "知晓告知内容后书面承诺符合条件，代替规定的材料",
            "Committed in writing, after the notice, in place of materials",
        ),
    },
    Way {
        command: "withdraw_commitment",
        from: &[Received, Accepted, Suspended, Reviewed],
        to: &[],
        basis: "安阳市政务服务条例 第二十六条",
        words: ("作出决定前撤回承诺", "The commitment is taken back before the decision"),
    },
    Way {
        command: "check_commitment",
        from: &[Granted, Issued],
        to: &[],
        basis: "安阳市政务服务条例 第二十七条",
        words: (
            "核查承诺的履行情况，责令整改或者依法撤销",
            "What was promised is checked, put right or annulled",
        ),
    },
    Way {
        command: "terminate",
        from: &[Received, AwaitingCorrection, Accepted, Suspended, Reviewed],
        to: &[Withdrawn],
        basis: "安阳市政务服务条例 第二十四条",
        words: (
            "依照规定终止办理，书面告知；逾期未补交容缺材料的，视为撤回申请",
            "Ended by a rule, in writing; taken as withdrawn where what was promised did not come",
        ),
    },
    Way {
        command: "bar",
        from: &[NotAccepted, Granted, Refused, Issued],
        to: &[],
        basis: "行政许可法 第七十八条、第七十九条",
        words: (
            "涉及公共安全的事项，一年或者三年内不得再次申请",
            "Barred for one year or three where the item concerns public safety",
        ),
    },
    Way {
        command: "lift_bar",
        from: &[NotAccepted, Granted, Refused, Issued, Withdrawn],
        to: &[],
        basis: "",
        words: ("解除限制、信用修复", "A bar is lifted, or credit repaired"),
    },
    Way {
        command: "take_back",
        from: &[Granted, Issued],
        to: &[],
        basis: "行政许可法 第八条",
        words: (
            "法律修改或者客观情况重大变化的，撤回许可，依法补偿",
            "Withdrawn because the law or the facts changed, with compensation",
        ),
    },
    Way {
        command: "annul",
        from: &[Granted, Issued],
        to: &[],
        basis: "行政许可法 第六十九条",
        words: (
            "违法作出的许可可以撤销；以欺骗、贿赂取得的应当撤销",
            "Annulled because it was defective; it must be after fraud or bribery",
        ),
    },
    Way {
        command: "revoke",
        from: &[Granted, Issued],
        to: &[],
        basis: "行政许可法 第七十条第（四）项",
        words: ("登记行政处罚决定吊销证件", "A penalty revokes the certificate"),
    },
    Way {
        command: "cancel",
        from: &[Granted, Issued],
        to: &[],
        basis: "行政许可法 第七十条",
        words: ("办理注销手续", "The closing formality is done"),
    },
    Way {
        command: "correct_certificate",
        from: &[Granted, Issued],
        to: &[],
        basis: "",
        words: (
            "更正证件的错误，保留更正前后的内容",
            "An error of the certificate is corrected; old and new are kept",
        ),
    },
    Way {
        command: "check_receiver",
        from: &[Granted, Refused],
        to: &[],
        basis: "行政许可法 第四十四条",
        words: (
            "窗口领取前查看领取人的证件，登记证件种类和号码后四位",
            "At the window the receiver shows a document; its kind and last four characters are kept",
        ),
    },
    Way {
        command: "track_parcel",
        from: &[Issued],
        to: &[],
        basis: "行政许可法 第四十四条",
        words: (
            "邮寄送达的，登记邮件在途、妥投、退回",
            "Of what was sent by post it is kept where the letter is",
        ),
    },
    Way {
        command: "post_again",
        from: &[Issued],
        to: &[],
        basis: "行政许可法 第四十四条",
        words: ("邮件被退回的，重新寄出", "A letter that came back is sent again"),
    },
    Way {
        command: "collect",
        from: &[Issued],
        to: &[],
        basis: "行政许可法 第四十四条",
        words: (
            "邮件被退回的，核验身份后在窗口领取",
            "A letter that came back is collected at the window, after a check of identity",
        ),
    },
    Way {
        command: "download",
        from: &[Granted, Refused, Issued],
        to: &[],
        basis: "行政许可法 第四十四条",
        words: (
            "申请人首次下载电子结果的时间记入办件",
            "When the applicant first downloads the result is kept",
        ),
    },
    Way {
        command: "remind",
        from: &[Granted, Refused],
        to: &[],
        basis: "行政许可法 第四十四条",
        words: (
            "结果逾期无人领取的，提醒申请人，最多三次",
            "Who does not come for a result is reminded, three times at most",
        ),
    },
    Way {
        command: "draft_decision",
        from: &[Reviewed],
        to: &[],
        basis: "党政机关公文处理工作条例 第十九条",
        words: ("审查人员拟写决定", "The examiner drafts the decision"),
    },
    Way {
        command: "check_decision",
        from: &[Reviewed],
        to: &[],
        basis: "党政机关公文处理工作条例 第二十条",
        words: (
            "由拟稿人以外的人员核稿",
            "Somebody other than the writer checks the draft",
        ),
    },
    Way {
        command: "send_draft_back",
        from: &[Reviewed],
        to: &[],
        basis: "党政机关公文处理工作条例 第二十一条",
        words: (
            "说明理由退回，重新拟稿",
            "Sent back with the reasons, to be drafted anew",
        ),
    },
    Way {
        command: "withdraw_draft",
        from: &[Reviewed],
        to: &[],
        basis: "党政机关公文处理工作条例 第十八条",
        words: ("拟稿人撤回拟稿", "The writer withdraws the draft"),
    },
    Way {
        command: "sign_decision",
        from: &[Reviewed],
        to: &[Granted, Refused],
        basis: "党政机关公文处理工作条例 第二十二条、行政许可法 第三十八条",
        words: (
            "首席审批员签发，按拟稿内容作出决定",
            "The chief approver signs: it is decided as drafted",
        ),
    },
    Way {
        command: "object",
        from: &[NotAccepted, Granted, Refused, Issued],
        to: &[],
        basis: "行政许可法 第七条",
        words: (
            "申请人、利害关系人对决定提出异议",
            "The applicant or an interested party objects to the decision",
        ),
    },
    Way {
        command: "object",
        from: &[Accepted, Reviewed, Suspended],
        to: &[],
        basis: "行政许可法 第七条、第四十二条",
        words: (
            "申请人、利害关系人对逾期未作决定提出异议",
            "The applicant or an interested party objects to the delay of the decision",
        ),
    },
    Way {
        command: "enter_remedy",
        from: &[NotAccepted, Granted, Refused, Issued],
        to: &[],
        basis: "行政复议法 第二十条；行政诉讼法 第四十六条",
        words: (
            "登记行政复议、行政诉讼，逾期须有正当理由和证明",
            "A reconsideration or a suit is entered; late ones with their reason and its proof",
        ),
    },
    Way {
        command: "enter_remedy",
        from: &[Accepted, Reviewed, Suspended],
        to: &[],
        basis: "行政复议法 第十一条；行政诉讼法 第十二条",
        words: (
            "登记对逾期未作决定的行政复议、行政诉讼",
            "A reconsideration or a suit against the delay of the decision is entered",
        ),
    },
    Way {
        command: "reply_remedy",
        from: &Status::ALL,
        to: &[],
        basis: "行政复议法 第四十八条；行政诉讼法 第六十七条",
        words: (
            "在法定期限内提交书面答复、答辩状和证据",
            "The reply or the defence is sent in time, with the evidence",
        ),
    },
    Way {
        command: "answer_objection",
        from: &Status::ALL,
        to: &[],
        basis: "行政许可法 第七条",
        words: (
            "由作出决定以外的人答复异议",
            "The objection is answered by somebody who did not decide",
        ),
    },
    Way {
        command: "answer_objection",
        from: &[Granted, Refused, Issued],
        to: &[Accepted],
        basis: "行政许可法 第七条",
        words: ("异议成立的，重新审查", "Upheld, it is examined anew"),
    },
    Way {
        command: "answer_objection",
        from: &[NotAccepted],
        to: &[Received],
        basis: "行政许可法 第七条",
        words: ("异议成立的，重新受理审查", "Upheld, acceptance is looked at anew"),
    },
    Way {
        command: "settle_remedy",
        from: &Status::ALL,
        to: &[],
        basis: "行政复议法 第六十八条；行政诉讼法 第六十九条",
        words: (
            "维持、驳回、确认违法或者终止的，原决定继续有效",
            "Upheld, dismissed, found unlawful or given up, the decision stands",
        ),
    },
    Way {
        command: "settle_remedy",
        from: &[Granted, Refused, Issued],
        to: &[Accepted],
        basis: "行政复议法 第六十四条；行政诉讼法 第七十条、第七十二条",
        words: (
            "撤销或者责令重新作出的，在期限内重新审查决定",
            "Annulled or ordered, it is examined and decided anew within the limit",
        ),
    },
    Way {
        command: "settle_remedy",
        from: &[NotAccepted],
        to: &[Received],
        basis: "行政复议法 第六十四条；行政诉讼法 第七十条、第七十二条",
        words: (
            "不予受理被撤销或者责令受理的，重新处理",
            "Where it was wrongly not accepted, acceptance is looked at anew",
        ),
    },
    Way {
        command: "settle_remedy",
        from: &[Granted, Refused, Issued],
        to: &[Granted, Refused],
        basis: "行政复议法 第六十三条；行政诉讼法 第七十七条",
        words: (
            "变更的，按变更后的决定执行，另行送达",
            "Changed, the new decision is carried out and delivered",
        ),
    },
    Way {
        command: "reuse_materials",
        from: &[Received],
        to: &[],
        basis: "个人信息保护法 第十四条；国务院令第716号 第七条",
        words: (
            "经申请人同意，使用其以前提交或者领取的同类材料",
            "With consent, what the applicant handed in or was issued before is used again",
        ),
    },
    Way {
        command: "withdraw_consent",
        from: &[Received, AwaitingCorrection],
        to: &[],
        basis: "个人信息保护法 第十五条",
        words: (
            "受理前撤回同意的，不再使用复用的材料",
            "Consent taken back before acceptance takes out what was used",
        ),
    },
    Way {
        command: "send_papers",
        from: &Status::ALL,
        to: &[],
        basis: "档案法 第四条",
        words: (
            "填写交接单，移交纸质材料",
            "Papers are handed over with a slip that lists them",
        ),
    },
    Way {
        command: "receive_papers",
        from: &Status::ALL,
        to: &[],
        basis: "档案法 第四条",
        words: (
            "接收方核对后确认，缺少的注明",
            "The receiver looks through them and notes what is missing",
        ),
    },
    Way {
        command: "send_papers_back",
        from: &Status::ALL,
        to: &[],
        basis: "档案法 第四条",
        words: ("用毕送回", "They go back after use"),
    },
    Way {
        command: "get_papers_back",
        from: &Status::ALL,
        to: &[],
        basis: "档案法 第四条",
        words: (
            "移交方核对后收回，缺少的注明",
            "They are looked through when they are back, and what is missing is noted",
        ),
    },
    Way {
        command: "file_simulated",
        from: &[],
        to: &[Simulating],
        basis: "行政许可法 第六条",
        words: (
            "前置条件尚不具备，申请模拟审批；不是行政许可申请，不开始计算法定期限",
            "Examined before a condition is there: no application by law, and no limit of the law begins",
        ),
    },
    Way {
        command: "examine_simulated",
        from: &[Simulating],
        to: &[],
        basis: "行政许可法 第六条",
        words: ("逐项提出模拟审查意见", "Opinions on each thing that was handed in"),
    },
    Way {
        command: "amend_simulated",
        from: &[Simulating],
        to: &[],
        basis: "行政许可法 第六条",
        words: (
            "申请人按意见修改，次数不限",
            "The applicant changes it as advised, as often as they like",
        ),
    },
    Way {
        command: "conclude_simulated",
        from: &[Simulating],
        to: &[Simulated],
        basis: "行政许可法 第六条、第三十八条",
        words: (
            "出具模拟审批意见；不是决定，没有法律效力",
            "The simulated opinion: no decision, without legal effect",
        ),
    },
    Way {
        command: "withdraw",
        from: &[Simulating],
        to: &[Simulated],
        basis: "行政许可法 第六条",
        words: (
            "申请人不再需要模拟审批，结束，没有意见",
            "The applicant wants it no longer: it ends without an opinion",
        ),
    },
    Way {
        command: "turn_formal",
        from: &[Simulated],
        to: &[],
        basis: "行政许可法 第三十二条；国务院令第716号 第七条",
        words: (
            "前置条件具备后转为正式申请，已提交的材料和意见不重复提交、不重复审查",
            "When the conditions are there a formal case takes everything over; nothing is handed in or examined twice",
        ),
    },
    Way {
        command: "adopt_simulated",
        from: &[Accepted],
        to: &[Reviewed],
        basis: "行政许可法 第三十四条",
        words: (
            "沿用模拟审批意见，只审查有变化的内容",
            "The simulated opinion is adopted; only what changed is examined",
        ),
    },
    Way {
        command: "give_card",
        from: &Status::ALL,
        to: &[],
        basis: "行政许可法 第六十条",
        words: (
            "监察人员发现问题的，按“人工核查”的规则发牌，写明理由和环节",
            "An inspector gives a card for what they found, with reasons and the steps that show it",
        ),
    },
    Way {
        command: "explain_card",
        from: &Status::ALL,
        to: &[],
        basis: "行政许可法 第六十条",
        words: ("被监察的人员在期限内说明", "Whoever is supervised explains in time"),
    },
    Way {
        command: "correct_card",
        from: &Status::ALL,
        to: &[],
        basis: "行政许可法 第六十条",
        words: ("整改后登记", "What was wrong is put right, and that is recorded"),
    },
    Way {
        command: "appeal_card",
        from: &Status::ALL,
        to: &[],
        basis: "行政许可法 第六十条",
        words: (
            "对监察牌不服的，在期限内申诉",
            "An appeal against a card within its time",
        ),
    },
    Way {
        command: "judge_card",
        from: &Status::ALL,
        to: &[],
        basis: "行政许可法 第六十条",
        words: (
            "没有参与的监察人员处理申诉：维持或者撤销，说明理由",
            "An inspector who had no part decides the appeal: the card stands or is withdrawn, with reasons",
        ),
    },
    Way {
        command: "send_supervision_letter",
        from: &Status::ALL,
        to: &[],
        basis: "行政许可法 第六十条",
        words: (
            "发出督办函、监察建议书、告诫或者责令整改通知",
            "A letter of supervision is sent, with a time for the answer",
        ),
    },
    Way {
        command: "answer_supervision_letter",
        from: &Status::ALL,
        to: &[],
        basis: "行政许可法 第六十条",
        words: (
            "在期限内回复；责令整改的附证明材料",
            "It is answered in time; what was ordered to be put right, with proof",
        ),
    },
    Way {
        command: "send_back_supervision_letter",
        from: &Status::ALL,
        to: &[],
        basis: "行政许可法 第六十条",
        words: ("回复不足的退回重办", "An answer that does not do is sent back"),
    },
    Way {
        command: "close_supervision_letter",
        from: &Status::ALL,
        to: &[],
        basis: "行政许可法 第六十条",
        words: (
            "监察人员认可回复，办结",
            "An inspector finds the answer sufficient and closes the letter",
        ),
    },
    Way {
        command: "amend_rating",
        from: &Status::ALL,
        to: &[],
        basis: "国办发〔2019〕51号",
        words: (
            "评价人把差评改为更高的等级，一次",
            "The person amends a bad rating upward, once",
        ),
    },
    Way {
        command: "take_back_rating",
        from: &Status::ALL,
        to: &[],
        basis: "国办发〔2019〕51号",
        words: ("评价人撤回差评", "The person takes a bad rating back"),
    },
    Way {
        command: "contact_rater",
        from: &Status::ALL,
        to: &[],
        basis: "本地规定（如安阳市政务服务条例 第五十二条）",
        words: (
            "收到实名差评后，在一个工作日内联系",
            "Whoever rated badly under their name is spoken to within one working day",
        ),
    },
    Way {
        command: "verify_rating",
        from: &Status::ALL,
        to: &[],
        basis: "国办发〔2019〕51号",
        words: ("核实差评反映的情况", "What a bad rating says is verified"),
    },
    Way {
        command: "mend_rating",
        from: &Status::ALL,
        to: &[],
        basis: "国办发〔2019〕51号",
        words: ("在规定期限内整改", "It is put right within its time"),
    },
    Way {
        command: "answer_rating",
        from: &Status::ALL,
        to: &[],
        basis: "国办发〔2019〕51号",
        words: ("由办理单位答复", "Whoever handled it answers"),
    },
    Way {
        command: "visit_back_rater",
        from: &Status::ALL,
        to: &[],
        basis: "国办发〔2019〕51号",
        words: ("实名差评百分之百回访", "Every bad rating under a name is visited back"),
    },
    Way {
        command: "appeal_rating",
        from: &Status::ALL,
        to: &[],
        basis: "国办发〔2019〕51号",
        words: (
            "对不实、恶意的差评提出申诉",
            "An appeal against a rating that is false or malicious",
        ),
    },
    Way {
        command: "judge_rating",
        from: &Status::ALL,
        to: &[],
        basis: "国办发〔2019〕51号",
        words: (
            "没有参与的人复核：维持，或者剔除后不计入",
            "Somebody who had no part decides: the rating stands, or is set aside and counts no more",
        ),
    },
];

/// Every way, those of proceedings too.
pub fn all() -> impl Iterator<Item = &'static Way> {
    WAYS.iter().chain(proceedings::WAYS)
}

/// Whether a command may lead from one status to another.
pub fn leads(command: &str, from: Status, to: Status) -> bool {
    all().any(|way| {
        let stays = way.to.is_empty() && from == to;
        way.command == command && way.from.contains(&from) && (stays || way.to.contains(&to))
    })
}

/// The machine as a drawing in the language of Mermaid, for documents: ways that change the status only.
pub fn drawing() -> String {
    let mut lines = vec!["stateDiagram-v2".to_string()];
    for status in Status::ALL {
        lines.push(format!("    state \"{}\" as {}", status.words().0, status.code()));
    }
    for way in WAYS.iter().filter(|way| !way.to.is_empty()) {
        for to in way.to {
            if way.from.is_empty() {
                lines.push(format!("    [*] --> {}: {}", to.code(), way.command));
            }
            for from in way.from.iter().filter(|from| *from != to) {
                let line = format!("    {} --> {}: {}", from.code(), to.code(), way.command);
                if !lines.contains(&line) {
                    lines.push(line);
                }
            }
        }
    }
    for last in Status::ALL.into_iter().filter(|status| status.is_closed()) {
        lines.push(format!("    {} --> [*]", last.code()));
    }
    lines.join("\n")
}
