//! Expert review and technical review by others (专家评审、技术审查): commissioned with a limit that the applicant is told in writing, with a report.

use crate::calendar::Day;
use crate::clocks::SuspensionKind;
use crate::identifiers::mask_person;
use crate::words::{Fault, Refusal, RefusalKind};

use super::super::Case;
use super::super::decide::{Context, Decided, LONGEST_TITLE, need_text};
use super::super::event::{Event, FileMark, LimitMark};
use super::{Closed, LONGEST_LIMIT, MOST_PEOPLE, Matter, Proceedings, happened, invalid, opened, plain};

const ARTICLE_45: &str = "行政许可法 第四十五条";

/// The kinds of review.
pub const KINDS: [SuspensionKind; 2] = [SuspensionKind::ExpertReview, SuspensionKind::TechnicalReview];

/// An expert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expert {
    /// Name, masked.
    pub name: String,
    /// From where.
    pub unit: String,
    /// Why they took no part: they withdrew, or were asked to (回避).
    pub recused: Option<String>,
}

/// A review by others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// One of [`KINDS`].
    pub kind: SuspensionKind,
    /// Who organises or does it.
    pub organiser: String,
    /// The experts.
    pub experts: Vec<Expert>,
    /// Number and title of the notice by which the applicant was told the needed time.
    pub notice: String,
    /// What came of it.
    pub report: Option<Report>,
}

/// What came of it (评审意见).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Requirements are met.
    pub passed: bool,
    /// In words.
    pub words: String,
    /// The report.
    pub files: Vec<FileMark>,
}

/// What is asked to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// 委托评审、审查.
    Commission {
        /// One of [`KINDS`].
        kind: SuspensionKind,
        /// Who organises or does it.
        organiser: String,
        /// Names and units.
        experts: Vec<(String, String)>,
        /// Needed working days, told to the applicant in writing.
        days: u32,
        /// Number and title of that notice.
        notice: String,
    },
    /// 专家回避.
    Recuse {
        /// Which.
        no: u32,
        /// Which of the experts, from 1.
        expert: u32,
        /// Why.
        reason: String,
    },
    /// 评审意见.
    Report {
        /// Which.
        no: u32,
        /// Requirements are met.
        passed: bool,
        /// In words.
        words: String,
        /// The report.
        files: Vec<FileMark>,
    },
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// 委托评审、审查.
    Commissioned {
        /// Which.
        no: u32,
        /// On.
        day: Day,
        /// One of [`KINDS`].
        kind: SuspensionKind,
        /// Who organises or does it.
        organiser: String,
        /// Names, masked, and units.
        experts: Vec<(String, String)>,
        /// Needed time.
        limit: LimitMark,
        /// Number and title of the notice.
        notice: String,
    },
    /// 专家回避.
    Recused {
        /// Which.
        no: u32,
        /// On.
        day: Day,
        /// Which of the experts, from 1.
        expert: u32,
        /// Why.
        reason: String,
    },
    /// 评审意见.
    Reported {
        /// Which.
        no: u32,
        /// On.
        day: Day,
        /// Requirements are met.
        passed: bool,
        /// In words.
        words: String,
        /// The report.
        files: Vec<FileMark>,
    },
}

impl Order {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Order::Commission { .. } => "commission_review",
            Order::Recuse { .. } => "recuse_expert",
            Order::Report { .. } => "report_review",
        }
    }

    pub(super) fn for_the_ledger(mut self) -> Order {
        match &mut self {
            Order::Commission { experts, .. } => {
                for (name, _) in experts {
                    *name = mask_person(name.trim());
                }
            }
            Order::Report { files, .. } => *files = plain(std::mem::take(files), "review"),
            Order::Recuse { .. } => {}
        }
        self
    }
}

impl Happened {
    pub(super) fn code(&self) -> &'static str {
        match self {
            Happened::Commissioned { .. } => "review_commissioned",
            Happened::Recused { .. } => "review_expert_recused",
            Happened::Reported { .. } => "review_reported",
        }
    }

    pub(super) fn words(&self) -> (&'static str, &'static str) {
        match self {
            Happened::Commissioned { .. } => ("委托评审、审查", "Review by others commissioned"),
            Happened::Recused { .. } => ("专家回避", "An expert withdrew"),
            Happened::Reported { .. } => ("评审意见", "Report of a review"),
        }
    }

    pub(super) fn no(&self) -> u32 {
        match self {
            Happened::Commissioned { no, .. } | Happened::Recused { no, .. } | Happened::Reported { no, .. } => *no,
        }
    }
}

impl Review {
    /// The experts who take part.
    pub fn serving(&self) -> impl Iterator<Item = &Expert> {
        self.experts.iter().filter(|expert| expert.recused.is_none())
    }
}

pub(super) fn decide(case: &Case, context: &Context<'_>, order: Order) -> Decided {
    let day = context.today;
    let what = match order {
        Order::Commission {
            kind,
            organiser,
            experts,
            days,
            notice,
        } => {
            need_commission(kind, &organiser, &experts, days, &notice)?;
            Happened::Commissioned {
                no: case.proceedings.next(),
                day,
                kind,
                organiser,
                experts,
                limit: LimitMark::days(days, ARTICLE_45),
                notice,
            }
        }
        Order::Recuse { no, expert, reason } => {
            let review = review(case, no)?;
            let found = (expert as usize).checked_sub(1).and_then(|at| review.experts.get(at));
            if found.is_none_or(|expert| expert.recused.is_some()) {
                return Err(Refusal::missing("这位专家", "this expert"));
            }
            need_text("reason", &reason, true)?;
            Happened::Recused {
                no,
                day,
                expert,
                reason,
            }
        }
        Order::Report {
            no,
            passed,
            words,
            files,
        } => {
            let review = review(case, no)?;
            if review.kind == SuspensionKind::ExpertReview && review.serving().next().is_none() {
                return Err(nobody_left());
            }
            need_text("words", &words, true)?;
            if files.is_empty() {
                return Err(Refusal::invalid(vec![Fault::new(
                    "files",
                    "请上传评审、审查报告。",
                    "Upload the report.",
                )]));
            }
            Happened::Reported {
                no,
                day,
                passed,
                words,
                files,
            }
        }
    };
    Ok(vec![happened(super::Happened::Expert(what))])
}

fn need_commission(
    kind: SuspensionKind,
    organiser: &str,
    experts: &[(String, String)],
    days: u32,
    notice: &str,
) -> Result<(), Refusal> {
    let mut faults = Vec::new();
    let line = |text: &str, most: usize| {
        !text.trim().is_empty() && text.chars().count() <= most && !text.chars().any(char::is_control)
    };
    if !KINDS.contains(&kind) {
        faults.push(Fault::new("kind", "请选择评审的种类。", "Choose the kind of review."));
    }
    if !line(organiser, LONGEST_TITLE) {
        faults.push(Fault::new(
            "organiser",
            "请填写组织评审或者进行审查的单位。",
            "Name who organises the review or does it.",
        ));
    }
    let named = experts.iter().all(|(name, unit)| line(name, 100) && line(unit, 100));
    if (kind == SuspensionKind::ExpertReview && experts.is_empty()) || experts.len() > MOST_PEOPLE || !named {
        faults.push(Fault::new(
            "experts",
            "请写明专家及其单位，每行一人，如“李明 四川大学”。",
            "Name the experts and where they are from, one a line.",
        ));
    }
    if days == 0 || days > LONGEST_LIMIT {
        faults.push(Fault::new(
            "days",
            format!("请填写所需时间，1 至 {LONGEST_LIMIT} 个工作日，并书面告知申请人。"),
            format!("Give the needed time, 1 to {LONGEST_LIMIT} working days; the applicant is told in writing."),
        ));
    }
    if !line(notice, LONGEST_TITLE) {
        faults.push(Fault::new(
            "evidence",
            "请填写书面告知申请人所需时间的文书的文号和名称（行政许可法第四十五条）。",
            "Name the notice that tells the applicant the needed time (Administrative Licensing Law, art. 45).",
        ));
    }
    invalid(faults)
}

fn review(case: &Case, no: u32) -> Result<&Review, Refusal> {
    match &opened(case, no)?.matter {
        Matter::Expert(review) => Ok(review),
        _ => Err(Refusal::missing("这项评审", "this review")),
    }
}

fn nobody_left() -> Refusal {
    Refusal::new(
        "no_expert_left",
        RefusalKind::State,
        ARTICLE_45,
        (
            "专家都已回避，不能形成评审意见。",
            "Every expert withdrew: there can be no opinion of experts.",
        ),
        ("请撤销后重新委托。", "Call it off and commission it anew."),
    )
}

pub(super) fn apply(proceedings: &mut Proceedings, event: &Event, what: &Happened) -> Result<(), &'static str> {
    if let Happened::Commissioned {
        no,
        day,
        kind,
        organiser,
        experts,
        limit,
        notice,
    } = what
    {
        let expert = |(name, unit): &(String, String)| Expert {
            name: name.clone(),
            unit: unit.clone(),
            recused: None,
        };
        let review = Review {
            kind: *kind,
            organiser: organiser.clone(),
            experts: experts.iter().map(expert).collect(),
            notice: notice.clone(),
            report: None,
        };
        return proceedings.begin(event, *no, *day, &limit.source, Some(limit), Matter::Expert(review));
    }
    let one = proceedings.open_mut(what.no())?;
    let Matter::Expert(review) = &mut one.matter else {
        return Err("not a review by others");
    };
    match what {
        Happened::Recused { expert, reason, .. } => {
            let at = (*expert as usize)
                .checked_sub(1)
                .and_then(|at| review.experts.get_mut(at));
            at.ok_or("no such expert")?.recused = Some(reason.clone());
        }
        Happened::Reported {
            day,
            passed,
            words,
            files,
            ..
        } => {
            review.report = Some(Report {
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
        Happened::Commissioned { .. } => return Err("a review is commissioned once"),
    }
    Ok(())
}
