//! Interested third parties (利害关系人): told in writing, and heard before anything is decided (许可法 art. 36).

use crate::calendar::Day;
use crate::identifiers::mask_person;
use crate::words::{Fault, Refusal, RefusalKind};

use super::super::Case;
use super::super::decide::{Context, Decided, need_text};
use super::super::event::{DocumentKind, DocumentMark, Event, FileMark, LimitMark};
use super::{Closed, LONGEST_LIMIT, Matter, Proceeding, Proceedings, happened, invalid, opened, plain};

const BASIS: &str = "行政许可法 第三十六条";

/// An interested party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Name: of a private person masked.
    pub name: String,
    /// A company or another organisation, whose name is public.
    pub company: bool,
    /// How the matter touches them.
    pub interest: String,
    /// What they said.
    pub statement: Option<Statement>,
    /// They said that they have nothing to say, or said nothing in time.
    pub waived: bool,
}

/// What a party said (陈述、申辩意见).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// On.
    pub day: Day,
    /// In words.
    pub words: String,
    /// Papers.
    pub files: Vec<FileMark>,
}

/// What is asked to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// 告知.
    Tell {
        /// Name.
        name: String,
        /// A company or another organisation.
        company: bool,
        /// How the matter touches them.
        interest: String,
        /// Working days in which they can say what they think.
        days: u32,
    },
    /// 听取意见.
    Hear {
        /// Which.
        no: u32,
        /// What they said.
        words: String,
        /// Papers.
        files: Vec<FileMark>,
    },
    /// 登记放弃: they say that they waive it, or the time is over.
    Waive {
        /// Which.
        no: u32,
        /// The time is over and they said nothing.
        lapsed: bool,
        /// How they waived it.
        words: String,
    },
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// 告知.
    Told {
        /// Which.
        no: u32,
        /// On.
        day: Day,
        /// Name: of a private person masked.
        name: String,
        /// A company or another organisation.
        company: bool,
        /// How the matter touches them.
        interest: String,
        /// Time to say what they think.
        limit: LimitMark,
        /// 利害关系人告知书.
        document: DocumentMark,
    },
    /// 听取意见.
    Heard {
        /// Which.
        no: u32,
        /// On.
        day: Day,
        /// What they said.
        words: String,
        /// Papers.
        files: Vec<FileMark>,
    },
    /// 放弃.
    Waived {
        /// Which.
        no: u32,
        /// On.
        day: Day,
        /// The time was over and they had said nothing.
        lapsed: bool,
        /// How.
        words: String,
    },
}

impl Order {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Order::Tell { .. } => "tell_party",
            Order::Hear { .. } => "hear_party",
            Order::Waive { .. } => "waive_party",
        }
    }

    pub(super) fn for_the_ledger(mut self) -> Order {
        match &mut self {
            Order::Tell { name, company, .. } => *name = shown(name, *company),
            Order::Hear { files, .. } => *files = plain(std::mem::take(files), "statement"),
            Order::Waive { .. } => {}
        }
        self
    }
}

/// A name as the ledger may keep it: masking it twice is masking it once.
fn shown(name: &str, company: bool) -> String {
    let name = name.trim();
    if company { name.to_string() } else { mask_person(name) }
}

impl Happened {
    pub(super) fn code(&self) -> &'static str {
        match self {
            Happened::Told { .. } => "party_told",
            Happened::Heard { .. } => "party_heard",
            Happened::Waived { .. } => "party_waived",
        }
    }

    pub(super) fn words(&self) -> (&'static str, &'static str) {
        match self {
            Happened::Told { .. } => ("告知利害关系人", "An interested party was told"),
            Happened::Heard { .. } => ("听取利害关系人意见", "An interested party was heard"),
            Happened::Waived { lapsed: true, .. } => {
                ("利害关系人逾期未提出意见", "An interested party said nothing in time")
            }
            Happened::Waived { .. } => ("利害关系人放弃陈述", "An interested party waived being heard"),
        }
    }

    pub(super) fn no(&self) -> u32 {
        match self {
            Happened::Told { no, .. } | Happened::Heard { no, .. } | Happened::Waived { no, .. } => *no,
        }
    }
}

pub(super) fn decide(case: &Case, context: &Context<'_>, order: Order) -> Decided {
    let day = context.today;
    let what = match order {
        Order::Tell {
            name,
            company,
            interest,
            days,
        } => {
            let mut faults = Vec::new();
            if name.is_empty() || name.chars().count() > 100 || name.chars().any(char::is_control) {
                faults.push(Fault::new(
                    "name",
                    "请填写姓名或者名称，1 至 100 个字。",
                    "Give the name, in 1 to 100 characters.",
                ));
            }
            if days == 0 || days > LONGEST_LIMIT {
                faults.push(Fault::new(
                    "days",
                    format!("请填写陈述意见的时间，1 至 {LONGEST_LIMIT} 个工作日。"),
                    format!("Give them 1 to {LONGEST_LIMIT} working days to say what they think."),
                ));
            }
            invalid(faults)?;
            need_text("interest", &interest, true)?;
            Happened::Told {
                no: case.proceedings.next(),
                day,
                name,
                company,
                interest,
                limit: LimitMark::days(days, BASIS),
                document: context.document(DocumentKind::ThirdParty),
            }
        }
        Order::Hear { no, words, files } => {
            party(case, no)?;
            need_text("words", &words, true)?;
            Happened::Heard { no, day, words, files }
        }
        Order::Waive { no, lapsed, words } => {
            let one = party(case, no)?;
            let until = one.due(context.calendar).map(|due| due.day);
            if lapsed && until.is_none_or(|until| day <= until) {
                return Err(not_heard(one, context));
            }
            need_text("words", &words, !lapsed)?;
            Happened::Waived { no, day, lapsed, words }
        }
    };
    Ok(vec![happened(super::Happened::Party(what))])
}

fn party(case: &Case, no: u32) -> Result<&Proceeding, Refusal> {
    let one = opened(case, no)?;
    match one.matter {
        Matter::Party(_) => Ok(one),
        _ => Err(Refusal::missing("这位利害关系人", "this interested party")),
    }
}

/// Somebody who was told has not been heard.
pub(super) fn not_heard(one: &Proceeding, context: &Context<'_>) -> Refusal {
    let name = match &one.matter {
        Matter::Party(party) => party.name.as_str(),
        _ => "",
    };
    let until = one
        .due(context.calendar)
        .map(|due| due.day)
        .filter(|due| context.today <= *due);
    let (zh, en) = match until {
        Some(until) => (
            format!("利害关系人{name}可以在 {until} 前陈述意见，现在还没有陈述。"),
            format!("{name}, an interested party, may be heard until {until} and has not been heard yet."),
        ),
        None => (
            format!("利害关系人{name}的陈述时间已过，还没有记录其意见。"),
            format!("The time of {name}, an interested party, is over, and it is not recorded what became of it."),
        ),
    };
    Refusal::new(
        "party_not_heard",
        RefusalKind::State,
        BASIS,
        (&zh, &en),
        (
            "请记录其意见；本人放弃的，或者时间已过没有提出的，登记后再办。",
            "Record what they said; if they waive it, or said nothing in time, record that first.",
        ),
    )
}

pub(super) fn apply(proceedings: &mut Proceedings, event: &Event, what: &Happened) -> Result<(), &'static str> {
    if let Happened::Told {
        no,
        day,
        name,
        company,
        interest,
        limit,
        ..
    } = what
    {
        let party = Party {
            name: name.clone(),
            company: *company,
            interest: interest.clone(),
            statement: None,
            waived: false,
        };
        return proceedings.begin(event, *no, *day, BASIS, Some(limit), Matter::Party(party));
    }
    let one = proceedings.open_mut(what.no())?;
    let Matter::Party(party) = &mut one.matter else {
        return Err("not an interested party");
    };
    let (day, words) = match what {
        Happened::Heard { day, words, files, .. } => {
            party.statement = Some(Statement {
                day: *day,
                words: words.clone(),
                files: files.clone(),
            });
            (*day, words)
        }
        Happened::Waived { day, words, .. } => {
            party.waived = true;
            (*day, words)
        }
        Happened::Told { .. } => return Err("a party is told once"),
    };
    one.closed = Some(Closed {
        day,
        dropped: false,
        words: words.clone(),
    });
    Ok(())
}
