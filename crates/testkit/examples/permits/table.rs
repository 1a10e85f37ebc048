//! What each line of the log is in the procedure of this house: one table, read from its top; the first row that fits says it.

use super::log::Note;

/// What is done with a case, in the order in which things follow each other on one day: the log knows days only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Deed {
    /// 提出申请.
    File,
    /// 不予受理: another authority is in charge.
    Forward,
    /// 不予受理: no permit is needed.
    NotNeeded,
    /// 一次告知补正.
    Ask,
    /// 补正.
    Supply,
    /// 受理.
    Accept,
    /// 撤回.
    Withdraw,
    /// 交办审查任务 to a section.
    Share,
    /// 任务意见.
    Answer,
    /// 延长期限.
    Extend,
    /// 审查: the conditions are met.
    For,
    /// 审查: there are grounds to refuse.
    Against,
    /// 补充材料 during the examination.
    More,
    /// 终止办理.
    End,
    /// 告知利害关系人, with the draft.
    Tell,
    /// 公示.
    Show,
    /// 公示意见.
    View,
    /// 拟稿.
    Draft,
    /// 核稿.
    Check,
    /// 决定, 签发 where it was drafted.
    Decide,
    /// 向利害关系人告知决定.
    TellDecision,
    /// 送达.
    Issue,
    /// 提出异议.
    Object,
    /// 答复异议.
    Reply,
    /// 行政诉讼.
    Sue,
    /// 答辩.
    Defend,
    /// 撤销原决定.
    Annul,
    /// 重新作出决定.
    Anew,
}

impl Deed {
    /// What undoes it, so that it may come again.
    pub fn opposite(self) -> Option<Deed> {
        match self {
            Deed::Ask => Some(Deed::Supply),
            Deed::Supply => Some(Deed::Ask),
            Deed::Share => Some(Deed::Answer),
            Deed::Answer => Some(Deed::Share),
            Deed::For => Some(Deed::Against),
            Deed::Against => Some(Deed::For),
            _ => None,
        }
    }

    /// Its command.
    pub fn command(self) -> &'static str {
        match self {
            Deed::File => "file",
            Deed::Forward | Deed::NotNeeded => "refuse_acceptance",
            Deed::Ask => "request_correction",
            Deed::Supply => "supplement",
            Deed::Accept => "accept",
            Deed::Withdraw => "withdraw",
            Deed::Share => "give_task",
            Deed::Answer => "finish_task",
            Deed::Extend => "extend",
            Deed::For | Deed::Against => "review",
            Deed::More => "hand_in_more",
            Deed::End => "terminate",
            Deed::Tell => "tell_party",
            Deed::Show => "open_publicity",
            Deed::View => "send_view",
            Deed::TellDecision => "tell_party_decision",
            Deed::Draft => "draft_decision",
            Deed::Check => "check_decision",
            Deed::Decide => "decide",
            Deed::Issue => "issue",
            Deed::Object => "object",
            Deed::Reply => "answer_objection",
            Deed::Sue => "enter_remedy",
            Deed::Defend => "reply_remedy",
            Deed::Annul => "settle_remedy",
            Deed::Anew => "decide",
        }
    }
}

/// What a line is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Meaning {
    /// A command.
    Order(Deed),
    /// It says more about another line, or was answered with no: nothing is to be done.
    Said(&'static str),
    /// This house does it by itself with a command.
    Itself(&'static str),
    /// Book-keeping of their system.
    Books(&'static str),
    /// Another law: there is nothing like it in the law of this house.
    OtherLaw(&'static str),
    /// This procedure cannot express it.
    Lacking(&'static str),
}

/// Which answers a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Whatever was answered.
    Any,
    /// `True`.
    Yes,
    /// `False`.
    No,
    /// A date or a number.
    Told,
}

/// One row.
#[derive(Debug)]
pub struct Row {
    /// Codes, separated by blanks; one that ends with a star stands for all that begin so.
    pub codes: &'static str,
    /// What the English name must contain: codes were used again for other activities.
    pub name: &'static str,
    /// Answer.
    pub answer: Answer,
    /// What it is.
    pub meaning: Meaning,
}

const fn row(codes: &'static str, name: &'static str, answer: Answer, meaning: Meaning) -> Row {
    Row {
        codes,
        name,
        answer,
        meaning,
    }
}

use Answer::{Any, No, Told, Yes};
use Meaning::{Books, Itself, Lacking, Order, OtherLaw, Said};

/// The table.
pub const TABLE: &[Row] = &[
    // Answers with no that tell something; all others tell that nothing is to be done.
    row(
        "01_HOOFD_020",
        "reception",
        Any,
        Said("the way in: over the net or at the window"),
    ),
    row(
        "04_BPT_005 01_HOOFD_060",
        "regular procedure",
        Any,
        Said("which procedure, and so which limit"),
    ),
    row(
        "01_HOOFD_180 01_HOOFD_330",
        "activities regular",
        Any,
        Said("which procedure, and so which limit"),
    ),
    row(
        "08_AWB45_005 09_AWB45_005 01_HOOFD_190 01_HOOFD_200",
        "request complete",
        No,
        Said("incomplete: the letter that asks follows"),
    ),
    row("01_HOOFD_380", "", No, Order(Deed::For)),
    row("*", "", No, Said("answered with no")),
    // Receipt.
    row("01_HOOFD_010", "", Any, Order(Deed::File)),
    row("01_HOOFD_020 01_HOOFD_030*", "", Any, Itself("the receipt")),
    row("01_HOOFD_040 02_DRZ_010", "", Yes, Order(Deed::Forward)),
    row("02_DRZ_0*", "phase", Any, Books("phases")),
    row(
        "02_DRZ_0*",
        "",
        Any,
        Itself("the decision that names the right authority"),
    ),
    row("01_HOOFD_050 03_GBH_005", "stakeholder", Any, Said("who may apply")),
    row(
        "01_HOOFD_050 01_HOOFD_055 01_HOOFD_505 01_HOOFD_805 05_EIND_060 14_VRIJ_170",
        "BAG",
        Any,
        OtherLaw("the register of addresses and buildings"),
    ),
    row("14_VRIJ_010", "", Yes, Order(Deed::NotNeeded)),
    row("14_VRIJ_011", "", Told, Order(Deed::NotNeeded)),
    row("04_BPT_005", "no permit required", Yes, Order(Deed::NotNeeded)),
    row(
        "14_VRIJ_030* 14_VRIJ_060*",
        "",
        Any,
        Itself("the notice that no permit is needed"),
    ),
    // Which procedure: here the item says it.
    row(
        "04_BPT_009 04_BPT_010 01_HOOFD_080 01_HOOFD_193 08_AWB45_170",
        "",
        Any,
        OtherLaw("assessment of effects on the environment"),
    ),
    row(
        "01_HOOFD_180 01_HOOFD_196 01_HOOFD_330",
        "",
        Yes,
        Lacking("another procedure, with another limit, for a case that was filed"),
    ),
    row(
        "01_HOOFD_190_1",
        "regular procedure",
        Any,
        Said("which procedure, and so which limit"),
    ),
    row(
        "04_BPT_029 04_BPT_030 04_BPT_04* 04_BPT_050",
        "",
        Yes,
        Lacking("an application in two phases"),
    ),
    row("04_BPT_040", "", Any, Lacking("an application in two phases")),
    row(
        "04_BPT_0* 01_HOOFD_060 01_HOOFD_061 01_HOOFD_181 01_HOOFD_197 01_HOOFD_331 01_HOOFD_332",
        "",
        Any,
        Said("which procedure, and so which limit"),
    ),
    row(
        "01_HOOFD_065* 01_HOOFD_190_2 01_HOOFD_195_1 01_HOOFD_195_2 01_HOOFD_210* 01_HOOFD_350*",
        "procedure",
        Any,
        Itself("the certificate of acceptance, which names the limit"),
    ),
    row(
        "01_HOOFD_090 01_HOOFD_099 01_HOOFD_100* 01_HOOFD_101*",
        "publi",
        Any,
        OtherLaw("publication of every application; here decisions are made public (art. 40)"),
    ),
    row(
        "01_HOOFD_130 01_HOOFD_140 01_HOOFD_150 01_HOOFD_160 01_HOOFD_270 01_HOOFD_280* 08_AWB45_WAW_010",
        "",
        Any,
        OtherLaw("the part of a permit under the Housing Act"),
    ),
    // Completeness.
    row(
        "08_AWB45_005 09_AWB45_005 01_HOOFD_190 01_HOOFD_200",
        "request complete",
        Yes,
        Order(Deed::Accept),
    ),
    row("01_HOOFD_195 01_HOOFD_205", "receptive", Any, Order(Deed::Accept)),
    row(
        "01_HOOFD_200 01_HOOFD_205",
        "in progress",
        Any,
        Itself("the certificate of acceptance, which names the limit"),
    ),
    row(
        "08_AWB45_010 12_AP_011 12_AP_UOV_011",
        "",
        Any,
        Said("how long the applicant has"),
    ),
    row("08_AWB45_020_1 08_AWB45_020_2", "", Any, Order(Deed::Ask)),
    row("08_AWB45_030", "", Yes, Order(Deed::Supply)),
    row("08_AWB45_040", "", Any, Order(Deed::Supply)),
    row(
        "08_AWB45_050 08_AWB45_051*",
        "",
        Yes,
        Itself("the receipt for what was handed in later"),
    ),
    row("08_AWB45_060", "", Yes, Order(Deed::End)),
    row("08_AWB45_110 06_VD_100", "", Yes, Order(Deed::Object)),
    row(
        "08_AWB45_07* 08_AWB45_080 08_AWB45_09*",
        "",
        Any,
        Itself("the notice that a case ended because supplements did not come"),
    ),
    // Work inside the house.
    row(
        "01_HOOFD_110* 01_HOOFD_120 01_HOOFD_190_2 01_HOOFD_192 01_HOOFD_250* 01_HOOFD_260",
        "completed",
        Any,
        Order(Deed::Answer),
    ),
    row(
        "01_HOOFD_110* 01_HOOFD_190_1 01_HOOFD_191 01_HOOFD_250*",
        "subcases",
        Any,
        Order(Deed::Share),
    ),
    row("01_HOOFD_446_2 01_HOOFD_492_2", "completed", Any, Order(Deed::Answer)),
    row("01_HOOFD_446_1 01_HOOFD_492_1", "subcases", Any, Order(Deed::Share)),
    row(
        "01_HOOFD_446_0 01_HOOFD_492_0",
        "subcases",
        Yes,
        Said("sections are asked about the draft: the task follows"),
    ),
    // Extension, suspension.
    row("06_VD_010", "", Yes, Order(Deed::Extend)),
    row("06_VD_020 06_VD_030 06_VD_050", "", Told, Said("by how many days")),
    row("06_VD* 03_VD*", "phase", Any, Books("phases")),
    row("06_VD_140", "", Any, Books("when a decision became final")),
    row("06_VD* 03_VD*", "", Any, Itself("the notice of extension")),
    row(
        "01_HOOFD_470 11_AH_II_010 09_AH_I_010",
        "",
        Yes,
        OtherLaw("the limit stands still while another permit or plan is waited for"),
    ),
    row(
        "11_AH_II* 09_AH_I_02* 09_AH_I_03* 09_AH_I_04*",
        "",
        Any,
        OtherLaw("the limit stands still while another permit or plan is waited for"),
    ),
    row(
        "01_HOOFD_540 07_OPS_010 13_CRD_010",
        "",
        Yes,
        OtherLaw("the limit stands still while authorities coordinate"),
    ),
    row(
        "13_CRD* 07_OPS* 01_HOOFD_55* 01_HOOFD_57* 01_HOOFD_58* 01_HOOFD_59* 01_HOOFD_60*",
        "",
        Any,
        OtherLaw("the limit stands still while authorities coordinate"),
    ),
    // Examination.
    row(
        "01_HOOFD_370",
        "",
        Any,
        Said("the examination is complete: its result follows"),
    ),
    row("01_HOOFD_380", "", Yes, Order(Deed::Against)),
    row(
        "01_HOOFD_390 12_AP_010 12_AP_UOV_010 15_NGV_010",
        "",
        Yes,
        Said("the applicant is invited to hand in more: the letter follows"),
    ),
    row(
        "12_AP_020_1 12_AP_020_2 12_AP_UOV_020*",
        "",
        Any,
        Itself("no command: the law knows no second request, and whoever is invited may hand in more"),
    ),
    row("12_AP_030 12_AP_UOV_030", "", Yes, Order(Deed::More)),
    row("12_AP_050 12_AP_UOV_050", "", Any, Order(Deed::More)),
    row(
        "01_HOOFD_400 01_HOOFD_410* 01_HOOFD_420",
        "",
        Any,
        Lacking("granted in part"),
    ),
    row("01_HOOFD_430", "", Yes, Lacking("interested parties are asked")),
    row(
        "10_UOV_180 10_UOV_190* 10_UOV_200 10_UOV_210",
        "VVGB",
        Any,
        OtherLaw("the council’s consent"),
    ),
    row(
        "01_HOOFD_498 01_HOOFD_496* 10_UOV_070",
        "",
        Yes,
        OtherLaw("orders of the province"),
    ),
    row("10_UOV_010", "", Yes, Order(Deed::Show)),
    row("10_UOV_060", "", Yes, Order(Deed::View)),
    row("10_UOV_080", "", Yes, Lacking("a hearing")),
    row("10_UOV_050_1", "", Any, Order(Deed::Tell)),
    row(
        "10_UOV_050*",
        "",
        Any,
        Said("that interested parties are told of the draft"),
    ),
    row(
        "10_UOV_061 10_UOV_100 10_UOV_120",
        "",
        Any,
        Said("how a view was dealt with: it is answered before the period is closed"),
    ),
    row(
        "10_UOV_150 10_UOV_160 10_UOV_170",
        "",
        Any,
        Said("the examination is complete: its result follows"),
    ),
    row(
        "10_UOV_02* 10_UOV_03* 10_UOV_040 10_UOV_041*",
        "",
        Any,
        Said("when the draft is open to the public"),
    ),
    row("01_HOOFD_440*", "", Any, Order(Deed::Draft)),
    row("01_HOOFD_451", "", Yes, Order(Deed::Check)),
    row("01_HOOFD_460", "", Any, Order(Deed::Check)),
    row(
        "01_HOOFD_446 01_HOOFD_447 01_HOOFD_45*",
        "",
        Any,
        Said("the draft of the decision goes to its check"),
    ),
    // Decision and delivery.
    row(
        "01_HOOFD_480",
        "",
        Yes,
        OtherLaw("granted by silence; here that is so for renewals alone (art. 50)"),
    ),
    row(
        "01_HOOFD_490_3 01_HOOFD_490_5 01_HOOFD_495 01_HOOFD_490_3a 01_HOOFD_490_5a",
        "",
        Any,
        Order(Deed::Decide),
    ),
    row("01_HOOFD_491", "register date", Any, Order(Deed::Decide)),
    row(
        "01_HOOFD_490_1 01_HOOFD_490_1a 01_HOOFD_490_2 01_HOOFD_490_4 01_HOOFD_491 01_HOOFD_493",
        "",
        Any,
        Itself("the decision as a document"),
    ),
    row(
        "01_HOOFD_500",
        "",
        Any,
        Itself("the remedies, which the decision names with their days"),
    ),
    row("01_HOOFD_510_1", "", Any, Order(Deed::TellDecision)),
    row(
        "01_HOOFD_510_2 01_HOOFD_510_3 01_HOOFD_510_4",
        "",
        Any,
        Order(Deed::Issue),
    ),
    row("01_HOOFD_510_0", "", Any, Itself("the decision as a document")),
    row(
        "01_HOOFD_516* 01_HOOFD_519 01_HOOFD_52* 01_HOOFD_530*",
        "",
        Any,
        Itself("decisions are made public with the decision"),
    ),
    row("01_HOOFD_532", "", Any, OtherLaw("the building is watched afterwards")),
    // The end before a decision.
    row("05_EIND_010", "", Yes, Order(Deed::Withdraw)),
    row("05_EIND_011 05_EIND_020_0", "", Yes, Order(Deed::End)),
    row("05_EIND_020", "", Told, Said("when it was withdrawn")),
    row(
        "05_EIND_060 08_AWB45_180",
        "stop",
        Any,
        Books("work inside their house"),
    ),
    row(
        "05_EIND_03* 05_EIND_04* 05_EIND_05*",
        "",
        Any,
        Itself("the notice that the withdrawal was entered"),
    ),
    // Afterwards.
    row("01_BB_540 14_VRIJ_110", "", Yes, Order(Deed::Object)),
    row("01_BB_550_2 01_BB_560", "", Any, Order(Deed::Reply)),
    row(
        "01_BB_545 01_BB_546 01_BB_550*",
        "",
        Any,
        Books("work inside their house"),
    ),
    row("01_BB_630", "", Yes, Order(Deed::Sue)),
    row("01_BB_670_2 01_BB_680", "", Any, Order(Deed::Defend)),
    row(
        "01_BB_635 01_BB_636 01_BB_67*",
        "",
        Any,
        Books("work inside their house"),
    ),
    row("01_BB_700", "", Any, Said("whether it went to a higher court")),
    row(
        "01_BB_590 01_BB_640 01_BB_740",
        "",
        Yes,
        Lacking("an order of the court before its judgment"),
    ),
    row("01_BB_730", "", Yes, Order(Deed::Annul)),
    row("01_BB_76*", "new decision", Any, Order(Deed::Anew)),
    row("01_BB_755 01_BB_76*", "", Any, Books("phases")),
    row(
        "01_BB_77* 08_AWB45_150 14_VRIJ_150",
        "",
        Any,
        Books("when a decision became final"),
    ),
    row("01_HOOFD_79* 01_HOOFD_8*", "", Any, Books("closing and archive")),
    row("16_LGSV*", "", Any, Said("what it costs")),
    // What is left.
    row("*", "phase", Any, Books("phases")),
    row("*", "subcase", Any, Books("work inside their house")),
    row("*", "create", Any, Books("letters are prepared")),
    row("*", "send", Any, Books("letters are sent")),
];

impl Row {
    /// The row speaks of this line.
    pub fn fits(&self, note: &Note) -> bool {
        let answered = match self.answer {
            Any => true,
            Yes => note.answer == "True",
            No => note.answer == "False",
            Told => !matches!(note.answer.as_str(), "True" | "False" | "EMPTY" | ""),
        };
        answered && note.name.contains(self.name) && self.names(&note.code)
    }

    /// The row names this code.
    pub fn names(&self, code: &str) -> bool {
        self.codes.split(' ').any(|known| match known.strip_suffix('*') {
            Some(begin) => code.starts_with(begin),
            None => code == known,
        })
    }
}

/// What a line is here; nothing where no row fits.
pub fn meaning(note: &Note) -> Option<Meaning> {
    TABLE.iter().find(|row| row.fits(note)).map(|row| row.meaning)
}

impl Meaning {
    /// What it is, in words.
    pub fn words(self) -> String {
        match self {
            Order(deed) => format!("`{}`", deed.command()),
            Said(words) => format!("says: {words}"),
            Itself(words) => format!("done by itself: {words}"),
            Books(words) => format!("their books: {words}"),
            OtherLaw(words) => format!("other law: {words}"),
            Lacking(words) => format!("**not expressible**: {words}"),
        }
    }
}

/// The table for the document, in Markdown.
pub fn markdown() -> String {
    let mut lines = vec![
        "| Activities | named | answer | here |".to_string(),
        "|---|---|---|---|".to_string(),
    ];
    lines.extend(TABLE.iter().map(|row| {
        let answer = match row.answer {
            Any => "",
            Yes => "yes",
            No => "no",
            Told => "a day, a number",
        };
        let codes: Vec<String> = row.codes.split(' ').map(|code| format!("`{code}`")).collect();
        format!(
            "| {} | {} | {answer} | {} |",
            codes.join(" "),
            row.name,
            row.meaning.words()
        )
    }));
    lines.join("\n")
}
