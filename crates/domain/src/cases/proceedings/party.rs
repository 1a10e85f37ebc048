//! Interested third parties (利害关系人): told in writing, and heard before anything is decided (许可法 art. 36).

use crate::calendar::Day;
use crate::identifiers::mask_person;
use crate::words::{Fault, Refusal, RefusalKind};

use super::super::Case;
use super::super::decide::{Context, Decided, need_text};
use super::super::event::{DocumentKind, DocumentMark, Event, FileMark, LimitMark};
use super::{Closed, LONGEST_LIMIT, Matter, Proceeding, Proceedings, happened, invalid, opened, plain};

const BASIS: &str = "行政许可法 第三十六条";
/// Who knows of a decision can ask for review of it, or sue.
const AFTER: &str = "行政许可法 第七条";

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
    /// How they were told of the decision.
    pub decision: Option<DecisionTold>,
}

/// How a party was told of the decision (告知决定).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionTold {
    /// On.
    pub day: Day,
    /// Day of the decision that they were told of.
    pub decided: Day,
    /// By which means.
    pub means: Means,
    /// What shows it: the signature, a tracking number, witnesses.
    pub proof: String,
}

/// By which means something is served (送达方式).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// 直接送达.
    Direct,
    /// 留置送达.
    Left,
    /// 邮寄送达.
    Post,
    /// 电子送达.
    Electronic,
    /// 委托送达.
    Entrusted,
    /// 公告送达.
    Public,
}

impl Means {
    /// Every way.
    pub const ALL: [Means; 6] = [
        Means::Direct,
        Means::Left,
        Means::Post,
        Means::Electronic,
        Means::Entrusted,
        Means::Public,
    ];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Means::Direct => "direct",
            Means::Left => "left",
            Means::Post => "post",
            Means::Electronic => "electronic",
            Means::Entrusted => "entrusted",
            Means::Public => "public",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Means> {
        Means::ALL.into_iter().find(|means| means.code() == code)
    }

    /// Chinese and English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Means::Direct => ("直接送达", "Handed over"),
            Means::Left => ("留置送达", "Left with them before witnesses"),
            Means::Post => ("邮寄送达", "By post"),
            Means::Electronic => ("电子送达", "Electronically"),
            Means::Entrusted => ("委托送达", "Through another authority"),
            Means::Public => ("公告送达", "By public announcement"),
        }
    }
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
    /// 告知决定, when it is made.
    TellDecision {
        /// Which.
        no: u32,
        /// By which means.
        means: Means,
        /// What shows it.
        proof: String,
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
    /// 告知决定.
    DecisionTold {
        /// Which.
        no: u32,
        /// On.
        day: Day,
        /// Day of the decision.
        decided: Day,
        /// By which means.
        means: Means,
        /// What shows it.
        proof: String,
    },
}

impl Order {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Order::Tell { .. } => "tell_party",
            Order::Hear { .. } => "hear_party",
            Order::Waive { .. } => "waive_party",
            Order::TellDecision { .. } => "tell_party_decision",
        }
    }

    pub(super) fn for_the_ledger(mut self) -> Order {
        match &mut self {
            Order::Tell { name, company, .. } => *name = shown(name, *company),
            Order::Hear { files, .. } => *files = plain(std::mem::take(files), "statement"),
            Order::Waive { .. } | Order::TellDecision { .. } => {}
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
            Happened::DecisionTold { .. } => "party_decision_told",
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
            Happened::DecisionTold { .. } => ("向利害关系人告知决定", "An interested party was told of the decision"),
        }
    }

    pub(super) fn no(&self) -> u32 {
        match self {
            Happened::Told { no, .. }
            | Happened::Heard { no, .. }
            | Happened::Waived { no, .. }
            | Happened::DecisionTold { no, .. } => *no,
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
        Order::TellDecision { no, means, proof } => {
            let decided = need_to_tell(case, no)?;
            need_text("proof", &proof, true)?;
            Happened::DecisionTold {
                no,
                day,
                decided,
                means,
                proof,
            }
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

/// Parties who have not been told of the decision as it stands, with the number of their proceeding; nobody before there is one.
pub fn to_tell(case: &Case) -> impl Iterator<Item = (u32, &Party)> {
    let decided = case.decision().map(|decision| decision.day);
    let open = move |(_, party): &(u32, &Party)| {
        decided.is_some() && party.decision.as_ref().map(|told| told.decided) != decided
    };
    case.proceedings.parties().filter(open)
}

fn need_to_tell(case: &Case, no: u32) -> Result<Day, Refusal> {
    let Some(decision) = case.decision() else {
        return Err(Refusal::new(
            "not_decided",
            RefusalKind::State,
            AFTER,
            ("这个办件还没有作出决定。", "This case has not been decided yet."),
            ("请在作出决定后告知。", "Tell them once it is."),
        ));
    };
    if !case.proceedings.parties().any(|(known, _)| known == no) {
        return Err(Refusal::missing("这位利害关系人", "this interested party"));
    }
    if !to_tell(case).any(|(known, _)| known == no) {
        return Err(Refusal::new(
            "party_told_already",
            RefusalKind::State,
            AFTER,
            (
                "已经向这位利害关系人告知决定。",
                "This party has been told of the decision already.",
            ),
            ("无需再次登记。", "There is nothing more to enter."),
        ));
    }
    Ok(decision.day)
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
            decision: None,
        };
        return proceedings.begin(event, *no, *day, BASIS, Some(limit), Matter::Party(party));
    }
    if let Happened::DecisionTold {
        no,
        day,
        decided,
        means,
        proof,
    } = what
    {
        let found = proceedings.all.iter_mut().find(|one| one.no == *no);
        let Some(Matter::Party(party)) = found.map(|one| &mut one.matter) else {
            return Err("not an interested party");
        };
        party.decision = Some(DecisionTold {
            day: *day,
            decided: *decided,
            means: *means,
            proof: proof.clone(),
        });
        return Ok(());
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
        Happened::Told { .. } | Happened::DecisionTold { .. } => return Err("a party is told once"),
    };
    one.closed = Some(Closed {
        day,
        dropped: false,
        words: words.clone(),
    });
    Ok(())
}
