//! First examination by a lower authority (下级行政机关初审): it examines within twenty days of acceptance, and sends its opinion and the whole file up to the
//! one that decides, which asks the applicant for nothing again (许可法 art. 35, 43).

use crate::calendar::Day;
use crate::words::{Fault, Refusal, RefusalKind};

use super::super::Case;
use super::super::decide::{Context, Decided, LONGEST_TITLE, need_text, wrong_state};
use super::super::event::{Event, FileMark, LimitMark};
use super::{Closed, LONGEST_LIMIT, Matter, Proceeding, Proceedings, happened, opened, plain};

/// Working days in which the lower authority examines (许可法 art. 43, 82).
pub const EXAMINE_DAYS: u32 = 20;

const SEND_UP: &str = "行政许可法 第三十五条";
const WITHIN: &str = "行政许可法 第四十三条";

/// A first examination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lower {
    /// Code of the lower authority; empty where the register does not have it.
    pub body: String,
    /// Its name.
    pub name: String,
    /// What it sent up.
    pub opinion: Option<Opinion>,
}

/// What the lower authority sent up (初步审查意见).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opinion {
    /// On.
    pub day: Day,
    /// Requirements are met.
    pub passed: bool,
    /// In words.
    pub words: String,
    /// The opinion and what else came with the file.
    pub files: Vec<FileMark>,
}

/// What is asked to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// 交下级机关初审.
    Ask {
        /// Code of the lower authority.
        body: String,
        /// Its name.
        name: String,
        /// Working days; 0 for those of the law.
        days: u32,
        /// The law or regulation that gives other days; empty where none does.
        basis: String,
    },
    /// 报送初步审查意见和全部申请材料.
    Report {
        /// Which.
        no: u32,
        /// Requirements are met.
        passed: bool,
        /// In words.
        words: String,
        /// The whole file was sent up with it.
        complete: bool,
        /// The opinion.
        files: Vec<FileMark>,
    },
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// 交下级机关初审.
    Asked {
        /// Which.
        no: u32,
        /// On.
        day: Day,
        /// Code of the lower authority.
        body: String,
        /// Its name.
        name: String,
        /// Time to examine and send up.
        limit: LimitMark,
        /// The day of acceptance, from which it runs.
        from: Day,
    },
    /// 报送初步审查意见和全部申请材料.
    Reported {
        /// Which.
        no: u32,
        /// On.
        day: Day,
        /// Requirements are met.
        passed: bool,
        /// In words.
        words: String,
        /// The opinion.
        files: Vec<FileMark>,
    },
}

impl Order {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Order::Ask { .. } => "ask_lower_body",
            Order::Report { .. } => "report_lower_body",
        }
    }

    pub(super) fn for_the_ledger(mut self) -> Order {
        if let Order::Report { files, .. } = &mut self {
            *files = plain(std::mem::take(files), "opinion");
        }
        self
    }
}

impl Happened {
    pub(super) fn code(&self) -> &'static str {
        match self {
            Happened::Asked { .. } => "lower_asked",
            Happened::Reported { .. } => "lower_reported",
        }
    }

    pub(super) fn words(&self) -> (&'static str, &'static str) {
        match self {
            Happened::Asked { .. } => ("交下级行政机关初审", "A lower authority examines first"),
            Happened::Reported { .. } => (
                "下级行政机关报送初审意见和全部材料",
                "The lower authority sent up its opinion and the whole file",
            ),
        }
    }

    pub(super) fn no(&self) -> u32 {
        match self {
            Happened::Asked { no, .. } | Happened::Reported { no, .. } => *no,
        }
    }
}

pub(super) fn decide(case: &Case, context: &Context<'_>, order: Order) -> Decided {
    let day = context.today;
    let what = match order {
        Order::Ask {
            body,
            name,
            days,
            basis,
        } => {
            need_none(case)?;
            need_other(case, &body, &name)?;
            let limit = need_limit(days, &basis)?;
            let accepted = case.acceptance().map(|acceptance| acceptance.day);
            Happened::Asked {
                no: case.proceedings.next(),
                day,
                body,
                name,
                limit,
                from: accepted.ok_or_else(|| wrong_state(case, "ask_lower_body"))?,
            }
        }
        Order::Report {
            no,
            passed,
            words,
            complete,
            files,
        } => {
            let one = opened(case, no)?;
            if !matches!(one.matter, Matter::Lower(_)) {
                return Err(Refusal::missing("这次初审", "this first examination"));
            }
            need_text("words", &words, true)?;
            need_whole(complete, &files)?;
            Happened::Reported {
                no,
                day,
                passed,
                words,
                files,
            }
        }
    };
    Ok(vec![happened(super::Happened::Lower(what))])
}

fn need_none(case: &Case) -> Result<(), Refusal> {
    let there = |one: &Proceeding| {
        matches!(one.matter, Matter::Lower(_)) && !one.closed.as_ref().is_some_and(|closed| closed.dropped)
    };
    if !case.proceedings.all.iter().any(there) {
        return Ok(());
    }
    Err(Refusal::new(
        "lower_asked_already",
        RefusalKind::State,
        SEND_UP,
        (
            "这个办件已经交下级机关初审。",
            "A lower authority examines this application first already.",
        ),
        ("请在已有的初审事项中办理。", "Go on with what is there."),
    ))
}

fn need_other(case: &Case, body: &str, name: &str) -> Result<(), Refusal> {
    let line = !name.trim().is_empty() && name.chars().count() <= LONGEST_TITLE && !name.chars().any(char::is_control);
    if body == case.body {
        return Err(not_lower());
    }
    if !line {
        return Err(Refusal::invalid(vec![Fault::new(
            "name",
            "请填写下级行政机关的名称。",
            "Name the lower authority.",
        )]));
    }
    Ok(())
}

/// The authority that was named is not below the one that decides.
pub fn not_lower() -> Refusal {
    let mut refusal = Refusal::new(
        "not_a_lower_body",
        RefusalKind::Invalid,
        SEND_UP,
        (
            "先行审查的应当是下级行政机关。",
            "Whoever examines first is a lower authority.",
        ),
        ("请选择或者填写下级行政机关。", "Choose or name a lower authority."),
    );
    refusal.faults = vec![Fault::new("body", "请选择下级行政机关。", "Choose a lower authority.")];
    refusal
}

fn need_limit(days: u32, basis: &str) -> Result<LimitMark, Refusal> {
    need_text("basis", basis, false)?;
    let basis = basis.trim();
    if days == 0 && basis.is_empty() {
        return Ok(LimitMark::days(EXAMINE_DAYS, WITHIN));
    }
    let most = if basis.is_empty() { EXAMINE_DAYS } else { LONGEST_LIMIT };
    if days == 0 || days > most {
        let mut refusal = Refusal::new(
            "lower_limit",
            RefusalKind::Invalid,
            WITHIN,
            (
                &format!(
                    "下级行政机关应当自受理之日起 {EXAMINE_DAYS} 个工作日内审查完毕；法律、法规另有规定的，依照其规定。"
                ),
                &format!(
                    "A lower authority examines within {EXAMINE_DAYS} working days of acceptance, unless a law or regulation says otherwise."
                ),
            ),
            (
                "请填写规定的时间并写明依据。",
                "Give the days, and name the law or regulation.",
            ),
        );
        refusal.faults = vec![Fault::new(
            "days",
            format!("请填写 1 至 {most} 个工作日。"),
            format!("Give 1 to {most} working days."),
        )];
        return Err(refusal);
    }
    let source = if basis.is_empty() { WITHIN } else { basis };
    Ok(LimitMark::days(days, source))
}

fn need_whole(complete: bool, files: &[FileMark]) -> Result<(), Refusal> {
    let mut faults = Vec::new();
    if !complete {
        faults.push(Fault::new(
            "complete",
            "初步审查意见应当和全部申请材料一并报送，请确认材料已经全部报送。",
            "The opinion is sent up with all that the applicant handed in: confirm that all of it came.",
        ));
    }
    if files.is_empty() {
        faults.push(Fault::new("files", "请上传初步审查意见。", "Upload the opinion."));
    }
    if faults.is_empty() {
        return Ok(());
    }
    let mut refusal = Refusal::new(
        "file_not_whole",
        RefusalKind::Invalid,
        SEND_UP,
        (
            "下级行政机关应当将初步审查意见和全部申请材料直接报送上级行政机关。",
            "The lower authority sends up its opinion and all that the applicant handed in.",
        ),
        (
            "材料不全的，请下级机关补送，不要让申请人再交。",
            "If something is missing, have the lower authority send it; do not ask the applicant.",
        ),
    );
    refusal.faults = faults;
    Err(refusal)
}

/// Whether the applicant may be asked for something: not for what a lower authority has, nor by the one above it.
///
/// # Errors
/// A lower authority examines or has examined the application.
pub(in crate::cases) fn need_not_asked_again(case: &Case) -> Result<(), Refusal> {
    let there = |one: &Proceeding| matches!(one.matter, Matter::Lower(_));
    if !case.proceedings.all.iter().any(there) {
        return Ok(());
    }
    Err(Refusal::new(
        "asked_below",
        RefusalKind::State,
        SEND_UP,
        (
            "申请材料由下级行政机关全部报送，上级行政机关不得要求申请人重复提供。",
            "The lower authority sends up all materials; the higher one may not ask the applicant for them again.",
        ),
        (
            "缺少的材料，请向下级行政机关调取。",
            "Get what is missing from the lower authority.",
        ),
    ))
}

/// A first examination is in the way of a decision.
pub(super) fn not_reported(lower: &Lower) -> Refusal {
    let name = &lower.name;
    Refusal::new(
        "lower_not_reported",
        RefusalKind::State,
        SEND_UP,
        (
            &format!("{name}还没有报送初步审查意见和全部申请材料，不能作出决定。"),
            &format!("{name} has not sent up its opinion and the whole file: nothing can be decided yet."),
        ),
        (
            "请等待报送；不需要先经下级机关审查的，说明理由后撤销。",
            "Wait for it; if no lower authority has to examine first, call it off with a reason.",
        ),
    )
}

pub(super) fn apply(proceedings: &mut Proceedings, event: &Event, what: &Happened) -> Result<(), &'static str> {
    match what {
        Happened::Asked {
            no,
            day,
            body,
            name,
            limit,
            from,
        } => {
            let lower = Lower {
                body: body.clone(),
                name: name.clone(),
                opinion: None,
            };
            proceedings.begin(event, *no, *day, &limit.source, Some(limit), Matter::Lower(lower))?;
            proceedings.open_mut(*no)?.from = *from;
        }
        Happened::Reported {
            no,
            day,
            passed,
            words,
            files,
        } => {
            let one = proceedings.open_mut(*no)?;
            let Matter::Lower(lower) = &mut one.matter else {
                return Err("not a first examination");
            };
            lower.opinion = Some(Opinion {
                day: *day,
                passed: *passed,
                words: words.clone(),
                files: files.clone(),
            });
            one.closed = Some(Closed {
                day: *day,
                dropped: false,
                words: words.clone(),
            });
        }
    }
    Ok(())
}
