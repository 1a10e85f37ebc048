//! What somebody says when they give an order of a proceeding, from a page or over the interface, read as the order.

use yimen_domain::calendar::Day;
use yimen_domain::cases::event::FileMark;
use yimen_domain::cases::proceedings::discussion::Order as Discussion;
use yimen_domain::cases::proceedings::expert::{KINDS as REVIEWS, Order as Expert};
use yimen_domain::cases::proceedings::hearing::{Asker, Ground, Order as Hearing, Participant};
use yimen_domain::cases::proceedings::inspection::{KINDS, Order as Inspection};
use yimen_domain::cases::proceedings::lower::{Order as Lower, not_lower};
use yimen_domain::cases::proceedings::party::{Means, Order as Party};
use yimen_domain::cases::proceedings::publicity::Order as Publicity;
use yimen_domain::cases::proceedings::task::{Order as Task, To};
use yimen_domain::cases::proceedings::{Meeting, Order};
use yimen_domain::clocks::Evidence;
use yimen_domain::organisation::posts::Person;
use yimen_domain::organisation::{AccountId, Actor};
use yimen_domain::words::{Fault, Refusal};

use super::{chair, officer, section, sections_of};
use crate::cases::load;
use crate::{ActError, Centre};

/// Everything that an order may say; an order takes what it needs, and names what is missing.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// Which proceeding; 0 for a new one.
    pub no: u32,
    /// Day of an appointment, `2026-03-20`.
    pub day: String,
    /// Time of an appointment, `09:30`.
    pub time: String,
    /// Place of an appointment.
    pub place: String,
    /// Kind of an inspection.
    pub kind: String,
    /// Ground of a hearing.
    pub ground: String,
    /// Officers.
    pub officers: Vec<AccountId>,
    /// Somebody to whom a task goes, or who chairs a hearing.
    pub person: Option<AccountId>,
    /// Code of the section to which a task goes.
    pub section: String,
    /// Working days.
    pub days: u32,
    /// Name of an interested party.
    pub name: String,
    /// The party is a company or another organisation.
    pub company: bool,
    /// How the party is touched.
    pub interest: String,
    /// Passed, agreed, lapsed.
    pub yes: Option<bool>,
    /// What is to be done, was found, said or brought forward.
    pub words: String,
    /// Why.
    pub reason: String,
    /// Who asks: 0 the applicant, else the number under which a party was told.
    pub by: u32,
    /// Who took part in a hearing.
    pub participants: Vec<Participant>,
    /// Why somebody did not sign.
    pub unsigned: String,
    /// Experts of a review: name and unit.
    pub experts: Vec<(String, String)>,
    /// Which of the experts, from 1.
    pub expert: u32,
    /// Members of a meeting, votes for, against and withheld.
    pub votes: [u32; 4],
    /// Number and title of the document for which the clock rests, or that tells the needed time.
    pub evidence: String,
    /// Files.
    pub files: Vec<FileMark>,
    /// What a publicity period is about, in a line.
    pub subject: String,
    /// Law or rule behind it.
    pub basis: String,
    /// Where the public turns to.
    pub contact: String,
    /// Last day to say that one attends a hearing, `2026-03-20`.
    pub until: String,
    /// Which of the views, from 1.
    pub view: u32,
    /// Code of a lower authority.
    pub body: String,
    /// The whole file came with an opinion.
    pub complete: bool,
    /// By which means something was served.
    pub means: String,
}

fn missing(field: &str) -> Refusal {
    Refusal::invalid(vec![Fault::new(field, "请选择一项。", "Choose one.")])
}

fn day_of(field: &str, text: &str) -> Result<Day, Refusal> {
    Day::parse(text.trim()).map_err(|_| {
        Refusal::invalid(vec![Fault::new(
            field,
            "请填写日期，如 2026-03-20。",
            "Give the day, for example 2026-03-20.",
        )])
    })
}

impl Said {
    fn meeting(&self) -> Result<Meeting, Refusal> {
        Ok(Meeting {
            day: day_of("day", &self.day)?,
            time: self.time.trim().to_string(),
            place: self.place.trim().to_string(),
        })
    }

    fn yes(&self, field: &str) -> Result<bool, Refusal> {
        self.yes.ok_or_else(|| missing(field))
    }

    fn asker(&self) -> Asker {
        match self.by {
            0 => Asker::Applicant,
            no => Asker::Party(no),
        }
    }

    fn evidence(&mut self) -> Evidence {
        Evidence {
            words: std::mem::take(&mut self.evidence),
            file: self.files.pop(),
        }
    }
}

/// Reads an order by its name.
///
/// # Errors
/// There is no such order, a choice was not made, or somebody who was named does not work for the body.
pub async fn order(
    centre: &Centre,
    actor: &Actor,
    number: &str,
    (name, mut said): (&str, Said),
) -> Result<Order, ActError> {
    let no = said.no;
    Ok(match name {
        "order_inspection" => Order::Inspection(Inspection::Assign {
            kind: KINDS
                .into_iter()
                .find(|kind| kind.code() == said.kind)
                .ok_or_else(|| missing("kind"))?,
            meeting: said.meeting()?,
            officers: people(centre, actor, number, &said).await?,
        }),
        "record_inspection" => Order::Inspection(Inspection::Record {
            no,
            passed: said.yes("yes")?,
            findings: said.words,
            files: said.files,
        }),
        "sign_inspection" => Order::Inspection(Inspection::Sign { no }),
        "give_task" => Order::Task(Task::Give {
            to: to(centre, actor, number, &said).await?,
            what: said.words,
            days: said.days,
        }),
        "take_task" => Order::Task(Task::Take {
            no,
            sections: sections_of(centre, actor.account),
        }),
        "return_task" => Order::Task(Task::Return {
            no,
            reason: said.reason,
        }),
        "reassign_task" => Order::Task(Task::Reassign {
            no,
            to: to(centre, actor, number, &said).await?,
            reason: said.reason,
        }),
        "finish_task" => Order::Task(Task::Finish {
            no,
            agrees: said.yes("yes")?,
            words: said.words,
            files: said.files,
        }),
        "tell_party" => Order::Party(Party::Tell {
            name: said.name,
            company: said.company,
            interest: said.interest,
            days: said.days,
        }),
        "hear_party" => Order::Party(Party::Hear {
            no,
            words: said.words,
            files: said.files,
        }),
        "waive_party" => Order::Party(Party::Waive {
            no,
            lapsed: said.yes("yes")?,
            words: said.words,
        }),
        "rest_clock" => Order::Rest {
            no,
            told_days: said.days,
            evidence: said.evidence(),
        },
        "drop_proceeding" => Order::Drop {
            no,
            reason: said.reason,
        },
        "commission_review" => Order::Expert(Expert::Commission {
            kind: REVIEWS
                .into_iter()
                .find(|kind| kind.code() == said.kind)
                .ok_or_else(|| missing("kind"))?,
            organiser: said.name,
            experts: said.experts,
            days: said.days,
            notice: said.evidence,
        }),
        "recuse_expert" => Order::Expert(Expert::Recuse {
            no,
            expert: said.expert,
            reason: said.reason,
        }),
        "report_review" => Order::Expert(Expert::Report {
            no,
            passed: said.yes("yes")?,
            words: said.words,
            files: said.files,
        }),
        "record_discussion" => Order::Discussion(Discussion::Record {
            present: people(centre, actor, number, &said).await?,
            members: said.votes[0],
            agree: said.votes[1],
            against: said.votes[2],
            abstain: said.votes[3],
            words: said.words,
            files: said.files,
        }),
        "depart_from_majority" => Order::Discussion(Discussion::Depart {
            no,
            reason: said.reason,
        }),
        "tell_party_decision" => Order::Party(Party::TellDecision {
            no,
            means: Means::parse(&said.means).ok_or_else(|| missing("means"))?,
            proof: said.words,
        }),
        "open_publicity" => Order::Publicity(Publicity::Open {
            subject: said.subject.trim().into(),
            content: said.words,
            basis: said.basis.trim().into(),
            days: said.days,
            from: day_of("day", &said.day)?,
            contact: said.contact.trim().into(),
        }),
        "answer_view" => Order::Publicity(Publicity::Answer {
            no,
            view: said.view,
            accepted: said.yes("yes")?,
            words: said.words,
        }),
        "close_publicity" => Order::Publicity(Publicity::Close { no, words: said.words }),
        "ask_lower_body" => Order::Lower(Lower::Ask {
            name: below(centre, number, &said).await?,
            body: said.body,
            days: said.days,
            basis: said.basis,
        }),
        "report_lower_body" => Order::Lower(Lower::Report {
            no,
            passed: said.yes("yes")?,
            words: said.words,
            complete: said.complete,
            files: said.files,
        }),
        name => Order::Hearing(hearing(centre, actor, number, (name, said)).await?),
    })
}

async fn hearing(
    centre: &Centre,
    actor: &Actor,
    number: &str,
    (name, said): (&str, Said),
) -> Result<Hearing, ActError> {
    let (no, by) = (said.no, said.asker());
    Ok(match name {
        "tell_hearing_right" => Hearing::Tell { reason: said.reason },
        "open_hearing" => Hearing::Open {
            ground: Ground::parse(&said.ground).ok_or_else(|| missing("ground"))?,
            reason: said.reason,
        },
        "ask_hearing" => Hearing::Ask { no, by },
        "waive_hearing" => Hearing::Waive { no, by },
        "set_hearing" => Hearing::Set {
            no,
            meeting: said.meeting()?,
            chair: chairs(centre, actor, number, said.person)
                .await?
                .ok_or_else(|| missing("person"))?,
        },
        "announce_hearing" => Hearing::Announce {
            no,
            until: day_of("until", &said.until)?,
            how: said.contact.trim().into(),
        },
        "ask_recusal" => Hearing::AskRecusal {
            no,
            by,
            reason: said.reason,
        },
        "answer_recusal" => Hearing::AnswerRecusal {
            no,
            chair: chairs(centre, actor, number, said.person).await?,
            reason: said.reason,
        },
        "record_hearing" => Hearing::Hold {
            no,
            participants: said.participants,
            words: said.words,
            unsigned: said.unsigned,
            files: said.files,
        },
        _ => return Err(Refusal::missing("这项程序动作", "this order").into()),
    })
}

/// The name of a lower authority: by its code in the register, where it must stand on a lower level, or as it was typed.
async fn below(centre: &Centre, number: &str, said: &Said) -> Result<String, ActError> {
    if said.body.is_empty() {
        return Ok(said.name.trim().to_string());
    }
    let organisation = centre.organisation();
    let body = organisation.body(&said.body).ok_or_else(|| missing("body"))?;
    let case = load(centre, number).await?.case;
    let own = organisation.body(&case.body).map(|own| organisation.level(own));
    // The highest level comes first.
    if own.is_none_or(|own| organisation.level(body) <= own) {
        return Err(not_lower().into());
    }
    Ok(body.name.words().zh)
}

async fn people(centre: &Centre, actor: &Actor, number: &str, said: &Said) -> Result<Vec<Person>, ActError> {
    const MOST: usize = 20;
    let mut found = Vec::new();
    for account in said.officers.iter().take(MOST) {
        found.push(officer(centre, actor, number, ("officers", *account)).await?);
    }
    Ok(found)
}

async fn one(
    centre: &Centre,
    actor: &Actor,
    number: &str,
    (field, account): (&str, Option<AccountId>),
) -> Result<Option<Person>, ActError> {
    match account {
        Some(account) => Ok(Some(officer(centre, actor, number, (field, account)).await?)),
        None => Ok(None),
    }
}

async fn chairs(
    centre: &Centre,
    actor: &Actor,
    number: &str,
    account: Option<AccountId>,
) -> Result<Option<Person>, ActError> {
    match account {
        Some(account) => Ok(Some(chair(centre, actor, number, account).await?)),
        None => Ok(None),
    }
}

async fn to(centre: &Centre, actor: &Actor, number: &str, said: &Said) -> Result<To, ActError> {
    if said.section.is_empty() {
        let person = one(centre, actor, number, ("to", said.person)).await?;
        return Ok(To::Person(person.ok_or_else(|| missing("to"))?));
    }
    let body = load(centre, number).await?.case.body;
    section(centre, &body, &said.section)
}
