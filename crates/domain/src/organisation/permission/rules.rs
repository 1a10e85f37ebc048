//! The list of permissions and their rules.

use super::{Area, Besides, Power, Reach, Role, Rule, To};

/// What people do here (权限事项). Each use case is one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Permission {
    /// 查看公开的事项、进度入口、日历和数据.
    SeePublic,
    /// 登录、注册.
    SignIn,
    /// 管理本人的密码、登录方式和设备.
    KeepOwnAccount,
    /// 查看本人的办件、通知、草稿和被查阅记录.
    SeeOwnAffairs,
    /// 为自己提出申请.
    FileForOneself,
    /// 受委托代为提出申请.
    FileForAnother,
    /// 给予、接受、收回、辞去授权委托.
    KeepMandates,
    /// 在窗口替申请人录入申请.
    FileAtWindow,
    /// 查看办件.
    SeeCase,
    /// 查看申请人的证件号码和联系电话.
    SeeNumbers,
    /// 查看办件列表.
    ListCases,
    /// 查看全中心最近变动的办件.
    SeeLatestCases,
    /// 在工作台办理办件.
    HandleCases,
    /// 受理.
    AcceptCase,
    /// 一次告知补正.
    AskToCorrect,
    /// 补正材料.
    Supplement,
    /// 不予受理.
    RefuseToAccept,
    /// 当场更正.
    CorrectOnSpot,
    /// 网上预审.
    PreExamine,
    /// 核验原件.
    VerifyOriginals,
    /// 处理逾期未补正的申请.
    EndUncorrected,
    /// 审查.
    ReviewCase,
    /// 进入特别程序，暂停计时.
    SuspendCase,
    /// 结束特别程序，恢复计时.
    ResumeCase,
    /// 办理程序事项：核查、任务、听证、利害关系人.
    ConductProceedings,
    /// 承办审查任务，记录和签署核查、听证.
    ServeInProceedings,
    /// 要求听证、放弃听证、申请回避.
    AskForHearing,
    /// 对公示提出意见.
    SendView,
    /// 延长办理期限.
    ExtendCase,
    /// 出具模拟审批意见.
    ConcludeSimulated,
    /// 作出决定.
    DecideCase,
    /// 即办件当场决定.
    DecideAtOnce,
    /// 登记缴费.
    TakePayment,
    /// 开具缴费通知书.
    OrderPayment,
    /// 减免费用.
    RelieveFee,
    /// 网上缴费.
    PayOnline,
    /// 登记支付平台的到账和退付结果.
    RecordPayment,
    /// 作废缴费凭证.
    VoidReceipt,
    /// 申请退费.
    AskRefund,
    /// 审批退费.
    ApproveRefund,
    /// 退付费用.
    PayRefund,
    /// 支付平台通知到账（凭签名）.
    TellPayment,
    /// 查看缴费对账.
    SeeReconciliation,
    /// 缴费对账、处理差异.
    Reconcile,
    /// 送达办理结果.
    HandOverResult,
    /// 评价.
    RateCase,
    /// 撤回申请.
    WithdrawCase,
    /// 接手办件.
    TakeCase,
    /// 移交、接收纸质材料.
    MovePapers,
    /// 退回自己经办的办件.
    PutBackCase,
    /// 转交办件.
    HandOverCase,
    /// 分派、改派本部门的办件.
    AssignCases,
    /// 终止办理.
    TerminateCase,
    /// 限制再次申请、解除限制.
    BarApplicant,
    /// 查看再次申请限制名单.
    SeeBars,
    /// 提出异议.
    ObjectToDecision,
    /// 登记行政复议、行政诉讼和答复.
    EnterRemedy,
    /// 答复异议.
    AnswerObjection,
    /// 登记并执行救济结果.
    SettleRemedy,
    /// 撤回、撤销、注销行政许可，登记吊销，更正证件.
    ChangeLicence,
    /// 查看证照列表.
    SeeLicences,
    /// 通过接口办理办件（每个动作另有权限）.
    GiveCommands,
    /// 上传文件.
    UploadFiles,
    /// 查看事项库.
    SeeItems,
    /// 查看事项草稿.
    SeeDrafts,
    /// 起草事项.
    WriteDraft,
    /// 事项法制审核.
    ReviewDraft,
    /// 采纳上级事项的变化.
    AcceptCitation,
    /// 事项中心审核.
    CheckDraft,
    /// 发布事项.
    PublishDraft,
    /// 登记事项的暂停、恢复、取消和调整.
    RegisterItem,
    /// 导入事项.
    ImportItems,
    /// 维护搜索用词.
    TeachWords,
    /// 维护共用材料.
    ChangeMaterials,
    /// 维护“一件事”.
    ChangeBundles,
    /// 申请地域限制例外.
    AskException,
    /// 决定地域限制例外.
    DecideException,
    /// 结束地域限制例外.
    EndException,
    /// 查看授权委托书.
    SeeLetters,
    /// 登记、签署录入、收回授权委托书.
    ChangeLetters,
    /// 查看文书文本.
    SeeWordings,
    /// 修改、启用文书文本.
    ChangeWordings,
    /// 查看机构、岗位和人员.
    SeeOrganisation,
    /// 登记岗位、任职和调动.
    ChangeOrganisation,
    /// 请假.
    AskLeave,
    /// 查看请假事由.
    SeeReasons,
    /// 查询他人的权限.
    ExplainPermissions,
    /// 查看监察看板.
    SeeBoard,
    /// 调整工作日历.
    ChangeCalendar,
    /// 管理账号和权限.
    KeepAccounts,
    /// 查看工作人员账号.
    SeeAccounts,
    /// 查看安全审计日志.
    ReadSecurityLog,
    /// 查看保存期限和到期删除记录.
    SeeRetention,
    /// 当面核验身份、申请找回账号.
    CheckIdentity,
    /// 复核找回账号的申请.
    ApproveRecovery,
    /// 修改通知用语.
    ChangeNotices,
    /// 下载办理结果（首次下载记入办件）.
    TakeResult,
    /// 催领.
    ChaseResult,
    /// 拟写决定.
    DraftDecision,
    /// 核稿、退回拟稿.
    CheckDecision,
    /// 查看监察牌和监察文书.
    SeeCards,
    /// 对监察牌说明、整改、申诉，回复监察文书.
    AnswerCards,
    /// 发监察牌、处理申诉、发出和办结监察文书.
    JudgeCards,
    /// 查看、试算监察规则.
    SeeSupervisionRules,
    /// 启用、修改、停用监察规则.
    SetSupervisionRules,
    /// 抽查、巡查、监察备注.
    Inspect,
    /// 提出投诉、咨询、建议、办不成事，查询进度.
    BringMatter,
    /// 查看诉求和问题台账.
    SeeMatters,
    /// 当面、电话登记诉求，登记问题，移交和接手.
    RecordMatter,
    /// 受理、派单、办结、回访、公开诉求.
    DeskMatters,
    /// 承办、答复、退回本单位的诉求.
    HandleMatters,
    /// 批准诉求延期.
    ExtendMatters,
    /// 督办诉求.
    PressMatters,
    /// 持评价链接评价.
    RateByLink,
    /// 办理差评：联系、核实、整改、答复、申诉.
    AnswerRatings,
    /// 回访、复核差评.
    JudgeRatings,
}

impl Permission {
    /// Every permission.
    pub fn all() -> impl Iterator<Item = Permission> {
        RULES.iter().map(|rule| rule.permission)
    }

    /// What it takes.
    pub fn rule(self) -> &'static Rule {
        &RULES[self as usize]
    }
}

/// In the order of the permissions.
const RULES: &[Rule] = &[
    Rule {
        permission: Permission::SeePublic,
        code: "see_public",
        area: Area::Own,
        words: (
            "查看公开的事项、进度入口、日历和数据",
            "See public items, calendars and figures",
        ),
        to: &[To::Anybody],
        besides: &[],
        basis: "政府信息公开条例 第二十条",
    },
    Rule {
        permission: Permission::SignIn,
        code: "sign_in",
        area: Area::Own,
        words: ("登录、注册", "Sign in or register"),
        to: &[To::Anybody],
        besides: &[],
        basis: "",
    },
    Rule {
        permission: Permission::KeepOwnAccount,
        code: "keep_own_account",
        area: Area::Own,
        words: (
            "管理本人的密码、登录方式和设备",
            "Look after one’s own password, ways of signing in and devices",
        ),
        to: &[To::SignedIn],
        besides: &[],
        basis: "个人信息保护法 第四十四条",
    },
    Rule {
        permission: Permission::SeeOwnAffairs,
        code: "see_own_affairs",
        area: Area::Own,
        words: (
            "查看本人的办件、通知、草稿和被查阅记录",
            "See one’s own cases, notices, drafts and who looked",
        ),
        to: &[To::Applicants],
        besides: &[],
        basis: "个人信息保护法 第四十五条",
    },
    Rule {
        permission: Permission::FileForOneself,
        code: "file_for_oneself",
        area: Area::Cases,
        words: ("为自己提出申请", "Apply for oneself"),
        to: &[To::Applicants],
        besides: &[],
        basis: "行政许可法 第二十九条",
    },
    Rule {
        permission: Permission::FileForAnother,
        code: "file_for_another",
        area: Area::Cases,
        words: ("受委托代为提出申请", "Apply for somebody under a mandate"),
        to: &[To::Agent(Power::File)],
        besides: &[],
        basis: "行政许可法 第二十九条",
    },
    Rule {
        permission: Permission::KeepMandates,
        code: "keep_mandates",
        area: Area::Own,
        words: (
            "给予、接受、收回、辞去授权委托",
            "Give, accept, withdraw and lay down mandates",
        ),
        to: &[To::Applicants],
        besides: &[],
        basis: "民法典 第一百六十五条",
    },
    Rule {
        permission: Permission::FileAtWindow,
        code: "file_at_window",
        area: Area::Cases,
        words: (
            "在窗口替申请人录入申请",
            "Enter an application for somebody at the window",
        ),
        to: &[To::Role(Role::Clerk, Reach::Served)],
        besides: &[],
        basis: "行政许可法 第二十六条",
    },
    Rule {
        permission: Permission::SeeCase,
        code: "see_case",
        area: Area::Cases,
        words: ("查看办件", "See a case"),
        to: &[
            To::Owner,
            To::Agent(Power::See),
            To::Role(Role::Clerk, Reach::Served),
            To::Role(Role::Examiner, Reach::Served),
            To::Role(Role::Chief, Reach::Served),
            To::Role(Role::Inspector, Reach::Everywhere),
            To::Role(Role::Manager, Reach::Everywhere),
        ],
        besides: &[],
        basis: "个人信息保护法 第三十四条",
    },
    Rule {
        permission: Permission::SeeNumbers,
        code: "see_numbers",
        area: Area::Cases,
        words: (
            "查看申请人的证件号码和联系电话（说明用途，记入办件）",
            "See an applicant’s identity and telephone numbers, for a purpose that is kept in the case",
        ),
        to: &[
            To::Role(Role::Clerk, Reach::Served),
            To::Role(Role::Examiner, Reach::Served),
            To::Role(Role::Chief, Reach::Served),
            To::Role(Role::Inspector, Reach::Everywhere),
        ],
        besides: &[],
        basis: "个人信息保护法 第六条、第三十四条",
    },
    Rule {
        permission: Permission::ListCases,
        code: "list_cases",
        area: Area::Cases,
        words: ("查看办件列表", "See lists of cases"),
        to: &[
            To::Role(Role::Clerk, Reach::Served),
            To::Role(Role::Examiner, Reach::Served),
            To::Role(Role::Chief, Reach::Served),
            To::Role(Role::Inspector, Reach::Everywhere),
            To::Role(Role::Manager, Reach::Everywhere),
        ],
        besides: &[],
        basis: "个人信息保护法 第三十四条",
    },
    Rule {
        permission: Permission::SeeLatestCases,
        code: "see_latest_cases",
        area: Area::Cases,
        words: ("查看全中心最近变动的办件", "See what changed last in all of the centre"),
        to: &[
            To::Role(Role::Clerk, Reach::Unbound),
            To::Role(Role::Inspector, Reach::Everywhere),
            To::Role(Role::Manager, Reach::Everywhere),
        ],
        besides: &[],
        basis: "个人信息保护法 第三十四条",
    },
    Rule {
        permission: Permission::HandleCases,
        code: "handle_cases",
        area: Area::Cases,
        words: ("在工作台办理办件", "Work on cases at the workbench"),
        to: &[
            To::Role(Role::Clerk, Reach::Served),
            To::Role(Role::Examiner, Reach::Served),
            To::Role(Role::Chief, Reach::Served),
        ],
        besides: &[],
        basis: "",
    },
    Rule {
        permission: Permission::AcceptCase,
        code: "accept_case",
        area: Area::Cases,
        words: ("受理", "Accept"),
        to: &[To::Role(Role::Clerk, Reach::Served), To::System],
        besides: &[Besides::Step],
        basis: "行政许可法 第三十二条",
    },
    Rule {
        permission: Permission::AskToCorrect,
        code: "ask_to_correct",
        area: Area::Cases,
        words: ("一次告知补正", "Ask for corrections, once and for all"),
        to: &[To::Role(Role::Clerk, Reach::Served)],
        besides: &[Besides::Step],
        basis: "行政许可法 第三十二条第一款第四项",
    },
    Rule {
        permission: Permission::Supplement,
        code: "supplement",
        area: Area::Cases,
        words: ("补正材料", "Hand in what was asked for"),
        to: &[
            To::Owner,
            To::Agent(Power::Supplement),
            To::Role(Role::Clerk, Reach::Served),
        ],
        besides: &[Besides::Step],
        basis: "行政许可法 第三十二条第一款第四项",
    },
    Rule {
        permission: Permission::RefuseToAccept,
        code: "refuse_to_accept",
        area: Area::Cases,
        words: ("不予受理", "Refuse to accept"),
        to: &[To::Role(Role::Clerk, Reach::Served)],
        besides: &[Besides::Step],
        basis: "行政许可法 第三十二条第一款第一、二项",
    },
    Rule {
        permission: Permission::CorrectOnSpot,
        code: "correct_on_spot",
        area: Area::Cases,
        words: ("当场更正", "Correct on the spot, with the applicant there"),
        to: &[To::Role(Role::Clerk, Reach::Served)],
        besides: &[Besides::Step],
        basis: "行政许可法 第三十二条第一款第三项",
    },
    Rule {
        permission: Permission::PreExamine,
        code: "pre_examine",
        area: Area::Cases,
        words: ("网上预审", "Pre-examine what came in over the net"),
        to: &[To::Role(Role::Clerk, Reach::Served)],
        besides: &[Besides::Step],
        basis: "本地规定（如安阳市政务服务条例 第四十二条）",
    },
    Rule {
        permission: Permission::VerifyOriginals,
        code: "verify_originals",
        area: Area::Cases,
        words: ("核验原件", "Compare copies with their originals"),
        to: &[To::Role(Role::Clerk, Reach::Served)],
        besides: &[Besides::Step],
        basis: "国办函〔2016〕108号",
    },
    Rule {
        permission: Permission::EndUncorrected,
        code: "end_uncorrected",
        area: Area::Cases,
        words: ("处理逾期未补正的申请", "End what was not corrected in time"),
        to: &[To::System],
        besides: &[Besides::Step],
        basis: "本地规定（如安阳市政务服务条例 第三十六条）",
    },
    Rule {
        permission: Permission::ReviewCase,
        code: "review_case",
        area: Area::Cases,
        words: ("审查", "Examine"),
        to: &[To::Role(Role::Examiner, Reach::Served)],
        besides: &[Besides::Handler, Besides::Step],
        basis: "行政许可法 第三十四条",
    },
    Rule {
        permission: Permission::SuspendCase,
        code: "suspend_case",
        area: Area::Cases,
        words: ("进入特别程序，暂停计时", "Suspend for a special procedure"),
        to: &[
            To::Role(Role::Examiner, Reach::Served),
            To::Role(Role::Chief, Reach::Served),
        ],
        besides: &[Besides::Handler, Besides::Step],
        basis: "行政许可法 第四十五条",
    },
    Rule {
        permission: Permission::ResumeCase,
        code: "resume_case",
        area: Area::Cases,
        words: ("结束特别程序，恢复计时", "Resume after a special procedure"),
        to: &[
            To::Role(Role::Examiner, Reach::Served),
            To::Role(Role::Chief, Reach::Served),
        ],
        besides: &[Besides::Handler, Besides::Step],
        basis: "行政许可法 第四十五条",
    },
    Rule {
        permission: Permission::ConductProceedings,
        code: "conduct_proceedings",
        area: Area::Cases,
        words: (
            "办理程序事项：现场核查、审查任务、听证、利害关系人",
            "Conduct inspections, tasks, hearings and the hearing of interested parties",
        ),
        to: &[
            To::Role(Role::Examiner, Reach::Served),
            To::Role(Role::Chief, Reach::Served),
        ],
        besides: &[Besides::Handler],
        basis: "行政许可法 第三十四条、第三十六条、第四十六条至第四十八条",
    },
    Rule {
        permission: Permission::ServeInProceedings,
        code: "serve_in_proceedings",
        area: Area::Cases,
        words: (
            "承办审查任务，记录和签署核查、听证",
            "Do tasks of an examination, record and sign inspections and hearings",
        ),
        to: &[
            To::Role(Role::Clerk, Reach::Served),
            To::Role(Role::Examiner, Reach::Served),
            To::Role(Role::Chief, Reach::Served),
        ],
        besides: &[],
        basis: "行政许可法 第三十四条、第四十八条",
    },
    Rule {
        permission: Permission::AskForHearing,
        code: "ask_for_hearing",
        area: Area::Cases,
        words: (
            "要求听证、放弃听证、申请主持人回避",
            "Ask for a hearing, waive it, ask that the chair withdraws",
        ),
        to: &[
            To::Owner,
            To::Agent(Power::File),
            To::Role(Role::Clerk, Reach::Served),
            To::Role(Role::Examiner, Reach::Served),
            To::Role(Role::Chief, Reach::Served),
        ],
        besides: &[],
        basis: "行政许可法 第四十七条、第四十八条",
    },
    Rule {
        permission: Permission::SendView,
        code: "send_view",
        area: Area::Own,
        words: ("对公示提出意见", "Send a view on what is shown to the public"),
        to: &[To::Anybody],
        besides: &[],
        basis: "行政许可法 第七条",
    },
    Rule {
        permission: Permission::ExtendCase,
        code: "extend_case",
        area: Area::Cases,
        words: ("延长办理期限", "Extend the time limit"),
        to: &[To::Role(Role::Chief, Reach::Served)],
        besides: &[Besides::Letter, Besides::Step],
        basis: "行政许可法 第四十二条",
    },
    Rule {
        permission: Permission::ConcludeSimulated,
        code: "conclude_simulated",
        area: Area::Cases,
        words: ("出具模拟审批意见", "Give a simulated opinion"),
        to: &[To::Role(Role::Chief, Reach::Served)],
        besides: &[Besides::Step],
        basis: "行政许可法 第六条",
    },
    Rule {
        permission: Permission::DecideCase,
        code: "decide_case",
        area: Area::Cases,
        words: ("作出决定", "Decide"),
        to: &[To::Role(Role::Chief, Reach::Served), To::System],
        besides: &[
            Besides::Letter,
            Besides::NotTheAcceptor,
            Besides::NotTheDrafter,
            Besides::Step,
        ],
        basis: "行政许可法 第三十八条",
    },
    Rule {
        permission: Permission::DecideAtOnce,
        code: "decide_at_once",
        area: Area::Cases,
        words: ("即办件当场决定", "Decide an instant item on the spot"),
        to: &[
            To::Role(Role::Clerk, Reach::Served),
            To::Role(Role::Chief, Reach::Served),
            To::System,
        ],
        besides: &[Besides::Letter, Besides::Instant, Besides::Step],
        basis: "行政许可法 第三十四条第二款",
    },
    Rule {
        permission: Permission::TakePayment,
        code: "take_payment",
        area: Area::Cases,
        words: ("登记缴费", "Enter a payment"),
        to: &[To::Role(Role::Clerk, Reach::Served)],
        besides: &[Besides::Step],
        basis: "行政许可法 第五十八条",
    },
    Rule {
        permission: Permission::OrderPayment,
        code: "order_payment",
        area: Area::Cases,
        words: ("开具缴费通知书", "Issue a payment order"),
        to: &[To::Role(Role::Clerk, Reach::Served), To::System],
        besides: &[Besides::Step],
        basis: "行政许可法 第五十八条、第五十九条",
    },
    Rule {
        permission: Permission::RelieveFee,
        code: "relieve_fee",
        area: Area::Cases,
        words: ("减免费用", "Reduce or waive a fee"),
        to: &[To::Role(Role::Chief, Reach::Served)],
        besides: &[Besides::Step],
        basis: "行政许可法 第五十九条",
    },
    Rule {
        permission: Permission::PayOnline,
        code: "pay_online",
        area: Area::Cases,
        words: ("网上缴费", "Pay a fee online"),
        to: &[To::Owner, To::Agent(Power::See)],
        besides: &[Besides::Step],
        basis: "行政许可法 第五十八条",
    },
    Rule {
        permission: Permission::RecordPayment,
        code: "record_payment",
        area: Area::Cases,
        words: (
            "登记支付平台的到账和退付结果",
            "Record what the provider of payments received and paid back",
        ),
        to: &[To::System],
        besides: &[Besides::Step],
        basis: "行政许可法 第五十八条、第五十九条",
    },
    Rule {
        permission: Permission::VoidReceipt,
        code: "void_receipt",
        area: Area::Cases,
        words: ("作废缴费凭证", "Declare a receipt of a payment void"),
        to: &[To::Role(Role::Clerk, Reach::Served)],
        besides: &[Besides::Step],
        basis: "",
    },
    Rule {
        permission: Permission::AskRefund,
        code: "ask_refund",
        area: Area::Cases,
        words: ("申请退费", "Ask for a refund"),
        to: &[To::Owner, To::Role(Role::Clerk, Reach::Served)],
        besides: &[Besides::Step],
        basis: "行政许可法 第五十八条、第五十九条",
    },
    Rule {
        permission: Permission::ApproveRefund,
        code: "approve_refund",
        area: Area::Cases,
        words: ("审批退费", "Approve a refund"),
        to: &[To::Role(Role::Chief, Reach::Served)],
        besides: &[Besides::NotTheAsker, Besides::Step],
        basis: "行政许可法 第五十八条、第五十九条",
    },
    Rule {
        permission: Permission::PayRefund,
        code: "pay_refund",
        area: Area::Cases,
        words: ("退付费用", "Pay a refund"),
        to: &[To::Role(Role::Clerk, Reach::Served), To::System],
        besides: &[Besides::Step],
        basis: "行政许可法 第五十八条、第五十九条",
    },
    Rule {
        permission: Permission::TellPayment,
        code: "tell_payment",
        area: Area::Watch,
        words: (
            "支付平台通知到账（凭签名）",
            "Tell of a payment, as a provider of payments with a signature",
        ),
        to: &[To::Anybody],
        besides: &[],
        basis: "",
    },
    Rule {
        permission: Permission::SeeReconciliation,
        code: "see_reconciliation",
        area: Area::Watch,
        words: ("查看缴费对账", "See the reconciliation of payments"),
        to: &[
            To::Role(Role::Manager, Reach::Everywhere),
            To::Role(Role::Inspector, Reach::Everywhere),
        ],
        besides: &[],
        basis: "",
    },
    Rule {
        permission: Permission::Reconcile,
        code: "reconcile",
        area: Area::Watch,
        words: ("缴费对账、处理差异", "Reconcile payments and settle differences"),
        to: &[To::Role(Role::Manager, Reach::Everywhere)],
        besides: &[],
        basis: "",
    },
    Rule {
        permission: Permission::HandOverResult,
        code: "hand_over_result",
        area: Area::Cases,
        words: ("送达办理结果", "Hand over the result"),
        to: &[To::Role(Role::Clerk, Reach::Served)],
        besides: &[Besides::Step],
        basis: "行政许可法 第四十四条",
    },
    Rule {
        permission: Permission::RateCase,
        code: "rate_case",
        area: Area::Cases,
        words: ("评价", "Rate"),
        to: &[To::Owner],
        besides: &[Besides::Step],
        basis: "国办发〔2019〕51号",
    },
    Rule {
        permission: Permission::WithdrawCase,
        code: "withdraw_case",
        area: Area::Cases,
        words: ("撤回申请", "Withdraw an application"),
        to: &[
            To::Owner,
            To::Agent(Power::Withdraw),
            To::Role(Role::Clerk, Reach::Served),
        ],
        besides: &[Besides::Step],
        basis: "",
    },
    Rule {
        permission: Permission::TakeCase,
        code: "take_case",
        area: Area::Cases,
        words: ("接手办件", "Take a case"),
        to: &[
            To::Role(Role::Clerk, Reach::Served),
            To::Role(Role::Examiner, Reach::Served),
            To::Role(Role::Chief, Reach::Served),
        ],
        besides: &[Besides::Handler, Besides::Step],
        basis: "",
    },
    Rule {
        permission: Permission::MovePapers,
        code: "move_papers",
        area: Area::Cases,
        words: ("移交、接收纸质材料", "Hand over papers and confirm that they came"),
        to: &[
            To::Role(Role::Clerk, Reach::Served),
            To::Role(Role::Examiner, Reach::Served),
            To::Role(Role::Chief, Reach::Served),
        ],
        besides: &[Besides::Step],
        basis: "档案法 第四条",
    },
    Rule {
        permission: Permission::PutBackCase,
        code: "put_back_case",
        area: Area::Cases,
        words: ("退回自己经办的办件", "Put back a case that one handles"),
        to: &[
            To::Role(Role::Clerk, Reach::Served),
            To::Role(Role::Examiner, Reach::Served),
            To::Role(Role::Chief, Reach::Served),
            To::System,
        ],
        besides: &[Besides::Handler, Besides::Step],
        basis: "",
    },
    Rule {
        permission: Permission::HandOverCase,
        code: "hand_over_case",
        area: Area::Cases,
        words: ("转交办件", "Hand over a case"),
        to: &[
            To::Role(Role::Clerk, Reach::Served),
            To::Role(Role::Examiner, Reach::Served),
            To::Role(Role::Chief, Reach::Served),
            To::System,
        ],
        besides: &[Besides::Handler, Besides::Step],
        basis: "",
    },
    Rule {
        permission: Permission::AssignCases,
        code: "assign_cases",
        area: Area::Cases,
        words: ("分派、改派本部门的办件", "Assign the cases of one’s body"),
        to: &[To::Role(Role::Chief, Reach::Served)],
        besides: &[],
        basis: "",
    },
    Rule {
        permission: Permission::TerminateCase,
        code: "terminate_case",
        area: Area::Cases,
        words: ("终止办理", "End a case without a decision"),
        to: &[To::Role(Role::Chief, Reach::Served), To::System],
        besides: &[Besides::Letter, Besides::Step],
        basis: "安阳市政务服务条例 第二十四条",
    },
    Rule {
        permission: Permission::BarApplicant,
        code: "bar_applicant",
        area: Area::Cases,
        words: (
            "限制再次申请、解除限制",
            "Bar an applicant from applying again, and lift it",
        ),
        to: &[To::Role(Role::Chief, Reach::Served)],
        besides: &[Besides::Letter, Besides::Step],
        basis: "行政许可法 第七十八条、第七十九条",
    },
    Rule {
        permission: Permission::SeeBars,
        code: "see_bars",
        area: Area::Cases,
        words: ("查看再次申请限制名单", "See who may not apply again"),
        to: &[
            To::Role(Role::Clerk, Reach::Served),
            To::Role(Role::Examiner, Reach::Served),
            To::Role(Role::Chief, Reach::Served),
            To::Role(Role::Inspector, Reach::Everywhere),
            To::Role(Role::Manager, Reach::Everywhere),
        ],
        besides: &[],
        basis: "行政许可法 第七十八条、第七十九条",
    },
    Rule {
        permission: Permission::ObjectToDecision,
        code: "object_to_decision",
        area: Area::Cases,
        words: ("对决定提出异议", "Object to a decision"),
        to: &[To::Owner, To::Role(Role::Clerk, Reach::Served)],
        besides: &[Besides::Step],
        basis: "行政许可法 第七条",
    },
    Rule {
        permission: Permission::EnterRemedy,
        code: "enter_remedy",
        area: Area::Cases,
        words: (
            "登记行政复议、行政诉讼和已提交的答复",
            "Enter reconsiderations, suits, and replies that were sent",
        ),
        to: &[
            To::Role(Role::Clerk, Reach::Served),
            To::Role(Role::Examiner, Reach::Served),
            To::Role(Role::Chief, Reach::Served),
        ],
        besides: &[Besides::Step],
        basis: "行政复议法 第二十条、第四十八条；行政诉讼法 第四十六条、第六十七条",
    },
    Rule {
        permission: Permission::AnswerObjection,
        code: "answer_objection",
        area: Area::Cases,
        words: ("答复异议", "Answer an objection"),
        to: &[
            To::Role(Role::Examiner, Reach::Served),
            To::Role(Role::Chief, Reach::Served),
        ],
        besides: &[Besides::NotTheDecider, Besides::Step],
        basis: "行政许可法 第七条",
    },
    Rule {
        permission: Permission::SettleRemedy,
        code: "settle_remedy",
        area: Area::Cases,
        words: (
            "登记行政复议、行政诉讼的结果并执行",
            "Enter the outcome of a reconsideration or suit, and carry it out",
        ),
        to: &[To::Role(Role::Chief, Reach::Served)],
        besides: &[Besides::Step],
        basis: "行政复议法 第六十四条；行政诉讼法 第七十条、第七十二条",
    },
    Rule {
        permission: Permission::ChangeLicence,
        code: "change_licence",
        area: Area::Cases,
        words: (
            "撤回、撤销、注销行政许可，登记吊销，更正证件",
            "Withdraw, annul and cancel licences, enter revocations, correct certificates",
        ),
        to: &[To::Role(Role::Chief, Reach::Served)],
        besides: &[Besides::Letter, Besides::Step],
        basis: "行政许可法 第八条、第六十九条、第七十条",
    },
    Rule {
        permission: Permission::SeeLicences,
        code: "see_licences",
        area: Area::Cases,
        words: ("查看证照列表", "See the list of licences"),
        to: &[
            To::Role(Role::Clerk, Reach::Served),
            To::Role(Role::Examiner, Reach::Served),
            To::Role(Role::Chief, Reach::Served),
            To::Role(Role::Inspector, Reach::Everywhere),
            To::Role(Role::Manager, Reach::Everywhere),
        ],
        besides: &[],
        basis: "行政许可法 第六十一条",
    },
    Rule {
        permission: Permission::GiveCommands,
        code: "give_commands",
        area: Area::Cases,
        words: (
            "通过接口办理办件（每个动作另有权限）",
            "Work on cases over the interface; each step has its own permission",
        ),
        to: &[To::SignedIn],
        besides: &[],
        basis: "",
    },
    Rule {
        permission: Permission::UploadFiles,
        code: "upload_files",
        area: Area::Cases,
        words: ("上传文件", "Upload files"),
        to: &[To::SignedIn],
        besides: &[],
        basis: "",
    },
    Rule {
        permission: Permission::SeeItems,
        code: "see_items",
        area: Area::Items,
        words: ("查看事项库", "See the library of items"),
        to: &[To::Staff],
        besides: &[],
        basis: "",
    },
    Rule {
        permission: Permission::SeeDrafts,
        code: "see_drafts",
        area: Area::Items,
        words: ("查看事项草稿", "See drafts of items"),
        to: &[
            To::Role(Role::Drafter, Reach::Own),
            To::Role(Role::Legal, Reach::Own),
            To::Role(Role::Manager, Reach::Everywhere),
            To::Role(Role::Inspector, Reach::Everywhere),
            To::Role(Role::Admin, Reach::Everywhere),
        ],
        besides: &[],
        basis: "",
    },
    Rule {
        permission: Permission::WriteDraft,
        code: "write_draft",
        area: Area::Items,
        words: ("起草事项", "Write an item"),
        to: &[To::Role(Role::Drafter, Reach::Own)],
        besides: &[Besides::Step],
        basis: "",
    },
    Rule {
        permission: Permission::ReviewDraft,
        code: "review_draft",
        area: Area::Items,
        words: ("事项法制审核", "Review an item’s legality"),
        to: &[To::Role(Role::Legal, Reach::Own)],
        besides: &[Besides::NotTheDrafter, Besides::Step],
        basis: "事项编制与审核分离（本中心制度，演示）",
    },
    Rule {
        permission: Permission::AcceptCitation,
        code: "accept_citation",
        area: Area::Items,
        words: ("采纳上级事项的变化", "Take over what a higher level changed"),
        to: &[To::Role(Role::Legal, Reach::Own)],
        besides: &[Besides::Step],
        basis: "",
    },
    Rule {
        permission: Permission::CheckDraft,
        code: "check_draft",
        area: Area::Items,
        words: ("事项中心审核", "Check an item for the centre"),
        to: &[To::Role(Role::Manager, Reach::Everywhere)],
        besides: &[Besides::NotTheDrafter, Besides::Step],
        basis: "事项编制与审核分离（本中心制度，演示）",
    },
    Rule {
        permission: Permission::PublishDraft,
        code: "publish_draft",
        area: Area::Items,
        words: ("发布事项", "Publish an item"),
        to: &[To::Role(Role::Manager, Reach::Everywhere)],
        besides: &[Besides::NotTheDrafter, Besides::Step],
        basis: "事项编制与审核分离（本中心制度，演示）",
    },
    Rule {
        permission: Permission::RegisterItem,
        code: "register_item",
        area: Area::Items,
        words: (
            "登记事项的暂停、恢复、取消和调整",
            "Register suspensions, withdrawals and rearrangements of items",
        ),
        to: &[To::Role(Role::Manager, Reach::Everywhere)],
        besides: &[Besides::Step],
        basis: "",
    },
    Rule {
        permission: Permission::ImportItems,
        code: "import_items",
        area: Area::Items,
        words: ("导入事项", "Import items"),
        to: &[To::Role(Role::Manager, Reach::Everywhere)],
        besides: &[],
        basis: "",
    },
    Rule {
        permission: Permission::TeachWords,
        code: "teach_words",
        area: Area::Items,
        words: ("维护搜索用词", "Teach the search new words"),
        to: &[To::Role(Role::Manager, Reach::Everywhere)],
        besides: &[],
        basis: "",
    },
    Rule {
        permission: Permission::ChangeMaterials,
        code: "change_materials",
        area: Area::Items,
        words: ("维护共用材料", "Change shared materials"),
        to: &[To::Role(Role::Manager, Reach::Everywhere)],
        besides: &[],
        basis: "",
    },
    Rule {
        permission: Permission::ChangeBundles,
        code: "change_bundles",
        area: Area::Items,
        words: ("维护“一件事”", "Change bundles of items"),
        to: &[To::Role(Role::Manager, Reach::Everywhere)],
        besides: &[],
        basis: "",
    },
    Rule {
        permission: Permission::AskException,
        code: "ask_exception",
        area: Area::Items,
        words: ("申请地域限制例外", "Ask for an exception for a place of residence"),
        to: &[
            To::Role(Role::Chief, Reach::Served),
            To::Role(Role::Examiner, Reach::Served),
        ],
        besides: &[],
        basis: "优化营商环境条例 第三十六条",
    },
    Rule {
        permission: Permission::DecideException,
        code: "decide_exception",
        area: Area::Items,
        words: ("决定地域限制例外", "Decide about an exception"),
        to: &[To::Role(Role::Manager, Reach::Everywhere)],
        besides: &[Besides::Step],
        basis: "优化营商环境条例 第三十六条",
    },
    Rule {
        permission: Permission::EndException,
        code: "end_exception",
        area: Area::Items,
        words: ("结束地域限制例外", "End an exception"),
        to: &[
            To::Role(Role::Manager, Reach::Everywhere),
            To::Role(Role::Chief, Reach::Served),
        ],
        besides: &[Besides::Step],
        basis: "优化营商环境条例 第三十六条",
    },
    Rule {
        permission: Permission::SeeLetters,
        code: "see_letters",
        area: Area::Organisation,
        words: ("查看授权委托书", "See letters of authority"),
        to: &[
            To::Role(Role::Manager, Reach::Everywhere),
            To::Role(Role::Inspector, Reach::Everywhere),
            To::Role(Role::Admin, Reach::Everywhere),
            To::Role(Role::Clerk, Reach::Served),
            To::Role(Role::Examiner, Reach::Served),
            To::Role(Role::Chief, Reach::Served),
            To::Role(Role::Drafter, Reach::Served),
            To::Role(Role::Legal, Reach::Served),
            To::Role(Role::Security, Reach::Served),
            To::Role(Role::Audit, Reach::Served),
        ],
        besides: &[],
        basis: "",
    },
    Rule {
        permission: Permission::ChangeLetters,
        code: "change_letters",
        area: Area::Organisation,
        words: (
            "登记、签署录入、收回授权委托书",
            "Enter letters of authority, their signing and their revocation",
        ),
        to: &[
            To::Role(Role::Manager, Reach::Everywhere),
            To::Role(Role::Legal, Reach::Own),
        ],
        besides: &[],
        basis: "行政许可法 第二十二条",
    },
    Rule {
        permission: Permission::SeeWordings,
        code: "see_wordings",
        area: Area::Organisation,
        words: ("查看文书文本", "See the wordings of documents"),
        to: &[
            To::Role(Role::Manager, Reach::Everywhere),
            To::Role(Role::Inspector, Reach::Everywhere),
        ],
        besides: &[],
        basis: "",
    },
    Rule {
        permission: Permission::ChangeWordings,
        code: "change_wordings",
        area: Area::Organisation,
        words: (
            "修改、启用文书文本",
            "Change the wordings of documents and put them in force",
        ),
        to: &[To::Role(Role::Manager, Reach::Everywhere)],
        besides: &[],
        basis: "行政许可法 第三十八条",
    },
    Rule {
        permission: Permission::SeeOrganisation,
        code: "see_organisation",
        area: Area::Organisation,
        words: ("查看机构、岗位和人员", "See bodies, posts and people"),
        to: &[To::Staff],
        besides: &[],
        basis: "",
    },
    Rule {
        permission: Permission::ChangeOrganisation,
        code: "change_organisation",
        area: Area::Organisation,
        words: ("登记岗位、任职和调动", "Enter posts, appointments and moves"),
        to: &[
            To::Role(Role::Manager, Reach::Everywhere),
            To::Role(Role::Admin, Reach::Everywhere),
        ],
        besides: &[],
        basis: "",
    },
    Rule {
        permission: Permission::AskLeave,
        code: "ask_leave",
        area: Area::Organisation,
        words: ("请假", "Ask for leave"),
        to: &[
            To::Oneself,
            To::Role(Role::Manager, Reach::Everywhere),
            To::Role(Role::Admin, Reach::Everywhere),
        ],
        besides: &[],
        basis: "",
    },
    Rule {
        permission: Permission::SeeReasons,
        code: "see_reasons",
        area: Area::Organisation,
        words: ("查看请假事由", "See the reasons of a leave"),
        to: &[
            To::Oneself,
            To::Role(Role::Manager, Reach::Everywhere),
            To::Role(Role::Admin, Reach::Everywhere),
            To::Role(Role::Inspector, Reach::Everywhere),
        ],
        besides: &[],
        basis: "个人信息保护法 第六条",
    },
    Rule {
        permission: Permission::ExplainPermissions,
        code: "explain_permissions",
        area: Area::Organisation,
        words: ("查询他人的权限", "Ask about the permissions of others"),
        to: &[
            To::Role(Role::Manager, Reach::Everywhere),
            To::Role(Role::Inspector, Reach::Everywhere),
            To::Role(Role::Admin, Reach::Everywhere),
            To::Role(Role::Security, Reach::Everywhere),
            To::Role(Role::Audit, Reach::Everywhere),
        ],
        besides: &[],
        basis: "",
    },
    Rule {
        permission: Permission::SeeBoard,
        code: "see_board",
        area: Area::Watch,
        words: ("查看监察看板", "See the inspector’s board"),
        to: &[
            To::Role(Role::Inspector, Reach::Everywhere),
            To::Role(Role::Manager, Reach::Everywhere),
        ],
        besides: &[],
        basis: "行政许可法 第六十条",
    },
    Rule {
        permission: Permission::ChangeCalendar,
        code: "change_calendar",
        area: Area::Watch,
        words: ("调整工作日历", "Change the calendar"),
        to: &[To::Role(Role::Manager, Reach::Everywhere)],
        besides: &[],
        basis: "全国年节及纪念日放假办法",
    },
    Rule {
        permission: Permission::KeepAccounts,
        code: "keep_accounts",
        area: Area::Watch,
        words: ("管理账号和权限", "Look after accounts and roles"),
        to: &[To::Role(Role::Security, Reach::Everywhere)],
        besides: &[],
        basis: "GB/T 22239-2019 8.1.4.2",
    },
    Rule {
        permission: Permission::SeeAccounts,
        code: "see_accounts",
        area: Area::Watch,
        words: ("查看工作人员账号", "See the accounts of staff"),
        to: &[To::Role(Role::Admin, Reach::Everywhere)],
        besides: &[],
        basis: "",
    },
    Rule {
        permission: Permission::ReadSecurityLog,
        code: "read_security_log",
        area: Area::Watch,
        words: ("查看安全审计日志", "Read the log of security events"),
        to: &[To::Role(Role::Audit, Reach::Everywhere)],
        besides: &[],
        basis: "GB/T 22239-2019 8.1.4.3",
    },
    Rule {
        permission: Permission::SeeRetention,
        code: "see_retention",
        area: Area::Watch,
        words: (
            "查看保存期限和到期删除记录",
            "See periods of keeping and what was deleted",
        ),
        to: &[
            To::Role(Role::Audit, Reach::Everywhere),
            To::Role(Role::Admin, Reach::Everywhere),
        ],
        besides: &[],
        basis: "个人信息保护法 第十九条",
    },
    Rule {
        permission: Permission::CheckIdentity,
        code: "check_identity",
        area: Area::Watch,
        words: (
            "当面核验身份，申请找回账号",
            "Check somebody’s identity face to face and ask for their account",
        ),
        to: &[To::Role(Role::Clerk, Reach::Everywhere)],
        besides: &[],
        basis: "网络安全法 第二十四条",
    },
    Rule {
        permission: Permission::ApproveRecovery,
        code: "approve_recovery",
        area: Area::Watch,
        words: (
            "复核找回个人和企业账号的申请",
            "Approve the recovery of a citizen’s or company’s account",
        ),
        to: &[
            To::Role(Role::Clerk, Reach::Everywhere),
            To::Role(Role::Manager, Reach::Everywhere),
        ],
        besides: &[Besides::NotTheChecker],
        basis: "GB/T 22239-2019 8.1.7.2",
    },
    Rule {
        permission: Permission::ChangeNotices,
        code: "change_notices",
        area: Area::Organisation,
        words: ("修改通知用语", "Change what notices say"),
        to: &[To::Role(Role::Manager, Reach::Everywhere)],
        besides: &[],
        basis: "",
    },
    Rule {
        permission: Permission::TakeResult,
        code: "take_result",
        area: Area::Cases,
        words: (
            "下载本人的办理结果（首次下载记入办件）",
            "Download the result of one’s own case; the first time is kept",
        ),
        to: &[To::Owner],
        besides: &[Besides::Step],
        basis: "行政许可法 第四十四条",
    },
    Rule {
        permission: Permission::ChaseResult,
        code: "chase_result",
        area: Area::Cases,
        words: ("提醒申请人领取结果", "Remind an applicant that a result is ready"),
        to: &[To::System],
        besides: &[Besides::Step],
        basis: "行政许可法 第四十四条",
    },
    Rule {
        permission: Permission::DraftDecision,
        code: "draft_decision",
        area: Area::Cases,
        words: (
            "拟写决定，撤回自己的拟稿",
            "Draft a decision, and withdraw one’s own draft",
        ),
        to: &[To::Role(Role::Examiner, Reach::Served)],
        besides: &[Besides::Handler, Besides::Step],
        basis: "党政机关公文处理工作条例 第十九条",
    },
    Rule {
        permission: Permission::CheckDecision,
        code: "check_decision",
        area: Area::Cases,
        words: (
            "核对决定的拟稿，同意或者退回",
            "Check the draft of a decision, or send it back",
        ),
        to: &[
            To::Role(Role::Examiner, Reach::Served),
            To::Role(Role::Chief, Reach::Served),
        ],
        besides: &[Besides::NotTheDrafter, Besides::TheHead, Besides::Step],
        basis: "党政机关公文处理工作条例 第二十条、第二十一条",
    },
    Rule {
        permission: Permission::SeeCards,
        code: "see_cards",
        area: Area::Watch,
        words: ("查看监察牌和监察文书", "See the cards and letters of supervision"),
        to: &[
            To::Role(Role::Clerk, Reach::Served),
            To::Role(Role::Examiner, Reach::Served),
            To::Role(Role::Chief, Reach::Served),
            To::Role(Role::Inspector, Reach::Everywhere),
            To::Role(Role::Manager, Reach::Everywhere),
        ],
        besides: &[],
        basis: "行政许可法 第六十条",
    },
    Rule {
        permission: Permission::AnswerCards,
        code: "answer_cards",
        area: Area::Watch,
        words: (
            "对监察牌说明、整改、申诉，回复监察文书",
            "Explain a card, put it right, appeal against it, and answer a letter of supervision",
        ),
        to: &[
            To::Role(Role::Clerk, Reach::Served),
            To::Role(Role::Examiner, Reach::Served),
            To::Role(Role::Chief, Reach::Served),
        ],
        besides: &[Besides::Handler, Besides::Step],
        basis: "行政许可法 第六十条",
    },
    Rule {
        permission: Permission::JudgeCards,
        code: "judge_cards",
        area: Area::Watch,
        words: (
            "发监察牌、处理申诉、发出和办结监察文书",
            "Give a card, decide an appeal against one, send and close letters of supervision",
        ),
        to: &[To::Role(Role::Inspector, Reach::Everywhere)],
        besides: &[Besides::Step],
        basis: "行政许可法 第六十条",
    },
    Rule {
        permission: Permission::SeeSupervisionRules,
        code: "see_supervision_rules",
        area: Area::Watch,
        words: (
            "查看、试算监察规则",
            "See the rules of supervision and try them on the past",
        ),
        to: &[
            To::Role(Role::Inspector, Reach::Everywhere),
            To::Role(Role::Manager, Reach::Everywhere),
        ],
        besides: &[],
        basis: "行政许可法 第六十条",
    },
    Rule {
        permission: Permission::SetSupervisionRules,
        code: "set_supervision_rules",
        area: Area::Watch,
        words: (
            "启用、修改、停用监察规则",
            "Put rules of supervision in force, change and end them",
        ),
        to: &[To::Role(Role::Manager, Reach::Everywhere)],
        besides: &[],
        basis: "行政许可法 第六十条",
    },
    Rule {
        permission: Permission::Inspect,
        code: "inspect",
        area: Area::Watch,
        words: (
            "随机抽查、巡查暗访、作监察备注",
            "Draw samples, make rounds and visits, keep notes on cases",
        ),
        to: &[To::Role(Role::Inspector, Reach::Everywhere)],
        besides: &[],
        basis: "行政许可法 第六十条；国办发〔2015〕58号",
    },
    Rule {
        permission: Permission::BringMatter,
        code: "bring_matter",
        area: Area::Watch,
        words: (
            "提出投诉、咨询、建议和办不成的事，查询进度",
            "Bring a complaint, a question, a suggestion or what could not get done, and follow it",
        ),
        to: &[To::Anybody],
        besides: &[],
        basis: "优化营商环境条例 第四十九条",
    },
    Rule {
        permission: Permission::SeeMatters,
        code: "see_matters",
        area: Area::Watch,
        words: (
            "查看诉求和问题台账",
            "See what people brought, and the ledger of problems",
        ),
        to: &[
            To::Role(Role::Clerk, Reach::Served),
            To::Role(Role::Examiner, Reach::Served),
            To::Role(Role::Chief, Reach::Served),
            To::Role(Role::Inspector, Reach::Everywhere),
            To::Role(Role::Manager, Reach::Everywhere),
        ],
        besides: &[],
        basis: "国办发〔2020〕53号",
    },
    Rule {
        permission: Permission::RecordMatter,
        code: "record_matter",
        area: Area::Watch,
        words: (
            "登记当面、电话提出的诉求和发现的问题，移交和接手",
            "Enter what people say at a window or by telephone and problems that were found; hand over and take over",
        ),
        to: &[
            To::Role(Role::Clerk, Reach::Everywhere),
            To::Role(Role::Examiner, Reach::Everywhere),
            To::Role(Role::Chief, Reach::Everywhere),
            To::Role(Role::Inspector, Reach::Everywhere),
            To::Role(Role::Manager, Reach::Everywhere),
        ],
        besides: &[Besides::Step],
        basis: "国办发〔2020〕53号",
    },
    Rule {
        permission: Permission::DeskMatters,
        code: "desk_matters",
        area: Area::Watch,
        words: (
            "受理、派单、办结、回访、公开诉求",
            "Accept, assign and close what people brought, call back, and show it to the public",
        ),
        to: &[
            To::Role(Role::Clerk, Reach::Unbound),
            To::Role(Role::Manager, Reach::Everywhere),
        ],
        besides: &[Besides::Step],
        basis: "国办发〔2020〕53号",
    },
    Rule {
        permission: Permission::HandleMatters,
        code: "handle_matters",
        area: Area::Watch,
        words: (
            "承办、答复、退回派给本单位的诉求",
            "Deal with what is assigned to one’s unit: answer it, or send it back",
        ),
        to: &[
            To::Role(Role::Clerk, Reach::Served),
            To::Role(Role::Examiner, Reach::Served),
            To::Role(Role::Chief, Reach::Served),
        ],
        besides: &[Besides::Step],
        basis: "安阳市政务服务条例 第五十条",
    },
    Rule {
        permission: Permission::ExtendMatters,
        code: "extend_matters",
        area: Area::Watch,
        words: (
            "批准诉求延期，指定本单位承办人",
            "Extend what is assigned to one’s unit, and say who deals with it",
        ),
        to: &[To::Role(Role::Chief, Reach::Served)],
        besides: &[Besides::Step],
        basis: "安阳市政务服务条例 第五十条",
    },
    Rule {
        permission: Permission::PressMatters,
        code: "press_matters",
        area: Area::Watch,
        words: ("督办诉求", "Press for an answer"),
        to: &[
            To::Role(Role::Inspector, Reach::Everywhere),
            To::Role(Role::Manager, Reach::Everywhere),
        ],
        besides: &[Besides::Step],
        basis: "潍坊市12345政务服务便民热线条例 第二十六条",
    },
    Rule {
        permission: Permission::RateByLink,
        code: "rate_by_link",
        area: Area::Own,
        words: (
            "持办件的评价链接评价，不用登录",
            "Rate with the link of the service, without signing in",
        ),
        to: &[To::System],
        besides: &[Besides::Step],
        basis: "国办发〔2019〕51号",
    },
    Rule {
        permission: Permission::AnswerRatings,
        code: "answer_ratings",
        area: Area::Watch,
        words: (
            "办理差评：联系、核实、整改、答复，提出申诉",
            "Work on a bad rating: contact, verify, put right, answer, appeal",
        ),
        to: &[
            To::Role(Role::Clerk, Reach::Served),
            To::Role(Role::Examiner, Reach::Served),
            To::Role(Role::Chief, Reach::Served),
        ],
        besides: &[Besides::Handler, Besides::Step],
        basis: "国办发〔2019〕51号",
    },
    Rule {
        permission: Permission::JudgeRatings,
        code: "judge_ratings",
        area: Area::Watch,
        words: (
            "回访、复核差评",
            "Visit back after a bad rating, decide an appeal against one",
        ),
        to: &[
            To::Role(Role::Inspector, Reach::Everywhere),
            To::Role(Role::Manager, Reach::Everywhere),
        ],
        besides: &[Besides::Step],
        basis: "国办发〔2019〕51号",
    },
];
