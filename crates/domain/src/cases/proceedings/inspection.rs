//! Inspection on site (现场核查): two or more officers, a time and a place, a record, and each officer's signature (许可法 art. 34, 55).

use crate::calendar::{Calendar, Day, Due};
use crate::clocks::SuspensionKind;
use crate::items::Item;
use crate::organisation::posts::Person;
use crate::organisation::{AccountId, Actor};
use crate::words::{Fault, Refusal, RefusalKind};

use super::super::Case;
use super::super::decide::{Context, Decided, forbidden, need_text};
use super::super::event::{Event, FileMark, LimitMark};
use super::{Closed, MOST_PEOPLE, Matter, Meeting, Proceeding, Proceedings, happened, invalid, oneself, opened, plain};

/// Officers without whom nothing is inspected (许可法 art. 34 para. 3).
pub const OFFICERS: usize = 2;
/// Working days from acceptance within which officers are assigned to test, inspect or quarantine (许可法 art. 55 para. 2).
pub const ASSIGN_DAYS: u32 = 5;

const ARTICLE_34: &str = "行政许可法 第三十四条第三款";
const ARTICLE_55: &str = "行政许可法 第五十五条第二款";

/// The kinds of inspection: on site as any item may need it, and those of things by technical standards.
pub const KINDS: [SuspensionKind; 4] = [
    SuspensionKind::SiteInspection,
    SuspensionKind::Inspection,
    SuspensionKind::Testing,
    SuspensionKind::Quarantine,
];

/// An inspection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// One of [`KINDS`].
    pub kind: SuspensionKind,
    /// When and where.
    pub meeting: Meeting,
    /// Who inspects.
    pub officers: Vec<Person>,
    /// What they found.
    pub report: Option<Report>,
    /// Who signed what was found.
    pub signed: Vec<AccountId>,
}

/// What was found (核查记录).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Recorded on.
    pub day: Day,
    /// Requirements are met.
    pub passed: bool,
    /// In words.
    pub findings: String,
    /// Pictures and papers.
    pub files: Vec<FileMark>,
}

/// What is asked to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// 指派.
    Assign {
        /// One of [`KINDS`].
        kind: SuspensionKind,
        /// When and where.
        meeting: Meeting,
        /// Two or more; the act has seen that they work for the body.
        officers: Vec<Person>,
    },
    /// 记录核查情况, by one of the officers.
    Record {
        /// Which.
        no: u32,
        /// Requirements are met.
        passed: bool,
        /// In words.
        findings: String,
        /// Pictures and papers.
        files: Vec<FileMark>,
    },
    /// 签字确认, by each officer.
    Sign {
        /// Which.
        no: u32,
    },
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// 指派.
    Assigned {
        /// Which.
        no: u32,
        /// On.
        day: Day,
        /// One of [`KINDS`].
        kind: SuspensionKind,
        /// Article.
        basis: String,
        /// Limit of the item.
        limit: Option<LimitMark>,
        /// When and where.
        meeting: Meeting,
        /// Who.
        officers: Vec<Person>,
    },
    /// 记录核查情况: what was signed before is signed anew.
    Recorded {
        /// Which.
        no: u32,
        /// On.
        day: Day,
        /// Requirements are met.
        passed: bool,
        /// In words.
        findings: String,
        /// Pictures and papers.
        files: Vec<FileMark>,
    },
    /// 签字确认.
    Signed {
        /// Which.
        no: u32,
        /// On.
        day: Day,
        /// Who.
        by: Person,
    },
}

impl Order {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Order::Assign { .. } => "order_inspection",
            Order::Record { .. } => "record_inspection",
            Order::Sign { .. } => "sign_inspection",
        }
    }

    pub(super) fn for_the_ledger(mut self) -> Order {
        if let Order::Record { files, .. } = &mut self {
            *files = plain(std::mem::take(files), "inspection");
        }
        self
    }
}

impl Happened {
    pub(super) fn code(&self) -> &'static str {
        match self {
            Happened::Assigned { .. } => "inspection_ordered",
            Happened::Recorded { .. } => "inspection_recorded",
            Happened::Signed { .. } => "inspection_signed",
        }
    }

    pub(super) fn words(&self) -> (&'static str, &'static str) {
        match self {
            Happened::Assigned { .. } => ("指派工作人员现场核查", "Officers assigned to inspect"),
            Happened::Recorded { .. } => ("记录核查情况", "What was found on site"),
            Happened::Signed { .. } => ("核查人员签字", "Inspection signed by an officer"),
        }
    }

    pub(super) fn no(&self) -> u32 {
        match self {
            Happened::Assigned { no, .. } | Happened::Recorded { no, .. } | Happened::Signed { no, .. } => *no,
        }
    }
}

impl Inspection {
    /// Somebody is one of its officers.
    pub fn is_officer(&self, account: Option<AccountId>) -> bool {
        self.officers.iter().any(|officer| Some(officer.account) == account)
    }

    /// Somebody has signed.
    pub fn has_signed(&self, account: Option<AccountId>) -> bool {
        self.signed.iter().any(|signed| Some(*signed) == account)
    }

    pub(super) fn open_orders(&self, one: &Proceeding, actor: &Actor) -> Vec<&'static str> {
        if !self.is_officer(actor.account) || one.closed.as_ref().is_some_and(|closed| closed.dropped) {
            return Vec::new();
        }
        let mut names = Vec::new();
        if !one.is_closed() {
            names.push("record_inspection");
        }
        if self.report.is_some() && !self.has_signed(actor.account) {
            names.insert(0, "sign_inspection");
        }
        names
    }
}

/// The last day on which two officers are to be assigned (许可法 art. 55); none for items that need no such thing, or where they were.
pub fn assign_by(case: &Case, item: &Item, calendar: &Calendar) -> Option<Due> {
    let technical = KINDS[1..].iter().any(|kind| item.allows(kind.code()).is_some());
    let assigned = case.proceedings.all.iter().any(|one| match &one.matter {
        Matter::Inspection(inspection) => inspection.kind != SuspensionKind::SiteInspection,
        _ => false,
    });
    let accepted = case
        .acceptance()
        .filter(|_| technical && !assigned && case.decision().is_none())?;
    calendar.add(accepted.day, ASSIGN_DAYS).ok()
}

pub(super) fn decide(case: &Case, context: &Context<'_>, order: Order) -> Decided {
    match order {
        Order::Assign {
            kind,
            meeting,
            officers,
        } => assign(case, context, kind, meeting, officers),
        Order::Record {
            no,
            passed,
            findings,
            files,
        } => {
            let inspection = own(case, context, no)?;
            if context.today < inspection.meeting.day {
                return Err(too_early(inspection));
            }
            need_text("findings", &findings, true)?;
            let day = context.today;
            Ok(vec![happened(super::Happened::Inspection(Happened::Recorded {
                no,
                day,
                passed,
                findings,
                files,
            }))])
        }
        Order::Sign { no } => sign(case, context, no),
    }
}

fn assign(
    case: &Case,
    context: &Context<'_>,
    kind: SuspensionKind,
    meeting: Meeting,
    officers: Vec<Person>,
) -> Decided {
    let mut faults = meeting.faults(context.today);
    let technical = kind != SuspensionKind::SiteInspection;
    let allowed = context.item.allows(kind.code());
    if !KINDS.contains(&kind) || (technical && allowed.is_none()) {
        faults.push(Fault::new(
            "kind",
            "这个事项的实施清单没有规定这种检验、检测、检疫。",
            "This item’s specification does not provide for such a test.",
        ));
    }
    invalid(faults)?;
    let mut people: Vec<AccountId> = officers.iter().map(|officer| officer.account).collect();
    people.sort_unstable();
    people.dedup();
    let article = if technical { ARTICLE_55 } else { ARTICLE_34 };
    if people.len() < OFFICERS || people.len() > MOST_PEOPLE || people.len() != officers.len() {
        return Err(two_officers(article));
    }
    let limit = allowed
        .and_then(|allowed| {
            allowed
                .max_days
                .map(|days| LimitMark::days(days, allowed.basis.clone()))
        })
        .filter(|limit| limit.days > 0);
    Ok(vec![happened(super::Happened::Inspection(Happened::Assigned {
        no: case.proceedings.next(),
        day: context.today,
        kind,
        basis: article.into(),
        limit,
        meeting,
        officers,
    }))])
}

fn sign(case: &Case, context: &Context<'_>, no: u32) -> Decided {
    let one = case
        .proceedings
        .get(no)
        .filter(|one| !one.closed.as_ref().is_some_and(|closed| closed.dropped));
    let Some(Matter::Inspection(inspection)) = one.map(|one| &one.matter) else {
        return Err(Refusal::missing("这项现场核查", "this inspection"));
    };
    need_officer(inspection, context)?;
    let why = if inspection.report.is_none() {
        (
            "核查情况还没有记录，不能签字。",
            "Nothing has been recorded yet that could be signed.",
        )
    } else if inspection.has_signed(context.actor.account) {
        ("您已经签字确认。", "You have signed already.")
    } else {
        let (day, by) = (context.today, oneself(context)?);
        return Ok(vec![happened(super::Happened::Inspection(Happened::Signed {
            no,
            day,
            by,
        }))]);
    };
    Err(Refusal::new(
        "nothing_to_sign",
        RefusalKind::State,
        ARTICLE_34,
        why,
        ("请先记录核查情况。", "Record what was found first."),
    ))
}

/// An open inspection of which the actor is an officer.
fn own<'a>(case: &'a Case, context: &Context<'_>, no: u32) -> Result<&'a Inspection, Refusal> {
    let Matter::Inspection(inspection) = &opened(case, no)?.matter else {
        return Err(Refusal::missing("这项现场核查", "this inspection"));
    };
    need_officer(inspection, context)?;
    Ok(inspection)
}

fn need_officer(inspection: &Inspection, context: &Context<'_>) -> Result<(), Refusal> {
    if inspection.is_officer(context.actor.account) {
        return Ok(());
    }
    Err(forbidden(
        "核查情况由被指派的核查人员记录和签字。",
        "Only the officers who were assigned record what was found and sign it.",
    ))
}

fn two_officers(article: &'static str) -> Refusal {
    let mut refusal = Refusal::new(
        "two_officers_needed",
        RefusalKind::Invalid,
        article,
        (
            "现场核查应当指派两名以上工作人员。",
            "Two or more officers must be assigned to an inspection.",
        ),
        ("请至少选择两人。", "Choose at least two people."),
    );
    refusal.faults = vec![Fault::new(
        "officers",
        "请至少选择两名不同的工作人员。",
        "Choose at least two different members of staff.",
    )];
    refusal
}

fn too_early(inspection: &Inspection) -> Refusal {
    let day = inspection.meeting.day;
    Refusal::new(
        "not_inspected_yet",
        RefusalKind::State,
        ARTICLE_34,
        (
            &format!("现场核查定于 {day} 进行，还不能记录。"),
            &format!("The inspection is to be on {day}: nothing can be recorded yet."),
        ),
        (
            "请在核查之后记录；提前核查的，请撤销后重新指派。",
            "Record it afterwards; if you went earlier, call it off and assign it anew.",
        ),
    )
}

pub(super) fn apply(proceedings: &mut Proceedings, event: &Event, what: &Happened) -> Result<(), &'static str> {
    match what {
        Happened::Assigned {
            no,
            day,
            kind,
            basis,
            limit,
            meeting,
            officers,
        } => proceedings.begin(
            event,
            *no,
            *day,
            basis,
            limit.as_ref(),
            Matter::Inspection(Inspection {
                kind: *kind,
                meeting: meeting.clone(),
                officers: officers.clone(),
                report: None,
                signed: Vec::new(),
            }),
        ),
        Happened::Recorded {
            no,
            day,
            passed,
            findings,
            files,
        } => {
            let Matter::Inspection(inspection) = &mut proceedings.open_mut(*no)?.matter else {
                return Err("not an inspection");
            };
            inspection.signed.clear();
            inspection.report = Some(Report {
                day: *day,
                passed: *passed,
                findings: findings.clone(),
                files: files.clone(),
            });
            Ok(())
        }
        Happened::Signed { no, day, by } => {
            let one = proceedings.all.iter_mut().find(|one| one.no == *no);
            let one = one.ok_or("no such inspection")?;
            let Matter::Inspection(inspection) = &mut one.matter else {
                return Err("not an inspection");
            };
            inspection.signed.push(by.account);
            if inspection.signed.len() >= OFFICERS && one.closed.is_none() {
                let words = inspection.report.as_ref().map(|report| report.findings.clone());
                one.closed = Some(Closed {
                    day: *day,
                    dropped: false,
                    words: words.unwrap_or_default(),
                });
            }
            Ok(())
        }
    }
}
