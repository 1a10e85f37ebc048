//! Bringing a matter and giving it orders: load, decide, commit one change; once more if somebody else was faster.

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use yimen_domain::matters::{self as domain, Context, Event, Matter, Order, Person, Submission};
use yimen_domain::organisation::Actor;
use yimen_domain::words::{Fault, Refusal};
use yimen_store::tables::accounts::{self as rows, AccountRow};
use yimen_store::tables::answers;
use yimen_store::tables::matters::{self, MatterRow};
use yimen_store::{Built, Change, CommitError, Once, Series, Write};

use super::list::{self, Opened, Proof};
use super::wire::{self, EntryDoc};
use super::{Told, record, rules, sealed};
use crate::accounts::Signed;
use crate::cases::check_key;
use crate::cases::command::{Reach, once_of};
use crate::error::changed_meanwhile;
use crate::{ActError, Centre};

/// How often somebody else may be faster before the person is told.
const TRIES: u32 = 12;
/// Characters of a code that are not taken for one another.
const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// Characters of a code.
const LENGTH: usize = 10;

/// A matter that was brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brought {
    /// Which.
    pub id: Uuid,
    /// Its number.
    pub number: String,
}

/// What an order answers; the same again when the same key comes again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// Its number.
    pub number: String,
    /// Code of the stage after it.
    pub stage: String,
    /// Entries of the record about it.
    pub steps: u32,
}

/// The code with which whoever has the number may follow a matter (查询码). It is kept nowhere: it follows from the matter and a sealed key.
///
/// # Errors
/// The hash cannot be computed.
pub fn code_of(centre: &Centre, id: Uuid) -> Result<String, ActError> {
    let hash = centre.shared.lookup.of("matter", id.as_bytes())?;
    let letter = |byte: &u8| char::from(LETTERS[usize::from(byte % 32)]);
    Ok(hash.iter().take(LENGTH).map(letter).collect())
}

/// Brings a matter.
///
/// # Errors
/// The domain's refusal; a unit, case or person that is not known; or the house is busy.
pub async fn bring(
    centre: &Centre,
    actor: &Actor,
    key: Option<&str>,
    submission: &Submission,
    told: &Told,
) -> Result<Brought, ActError> {
    check_key(key)?;
    told.checked()?;
    known_units(centre, submission.body.iter())?;
    let rules = rules(centre).await?;
    let submission = with_case(centre, submission).await?;
    let context = Context {
        actor,
        is_owner: false,
        now: centre.now(),
        calendar: &centre.calendar(),
        has_words: !told.text.is_empty(),
    };
    let event = submission.decide(&context, rules)?;
    let once = key.map(|key| {
        once_of(
            centre,
            actor,
            key,
            "matters",
            format!("{submission:?}{told:?}").as_bytes(),
        )
    });
    let id = centre.new_id();
    let today = centre.today();
    let series = Series {
        name: "matter".into(),
        day: i64::from(today.days()),
    };
    for _ in 0..TRIES {
        let plan = Plan::make(centre, actor, id, vec![event.clone()], told).await?;
        let matter = Matter::begin(&event).ok_or_else(|| ActError::Broken("a matter did not begin".into()))?;
        let compact = today.compact();
        let change = Change {
            div: centre.div().to_string(),
            once: once.clone(),
            series: vec![series.clone()],
            guard: None,
            build: Box::new(move |numbers| {
                let number = format!("S{compact}{:04}", numbers.first());
                let row = record::row(id, &number, &matter, 1);
                let mut writes = plan.writes(&number);
                writes.push(row.insert(&plan.div));
                let brought = Brought { id, number };
                Built {
                    writes,
                    answer: serde_json::to_string(&brought).unwrap_or_default(),
                }
            }),
        };
        match centre.store().commit(change).await {
            Ok(outcome) => return answer(&outcome.answer),
            Err(CommitError::Conflict) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(busy())
}

fn busy() -> ActError {
    ActError::Busy("the record of matters is written by many at once".into())
}

fn answer<T: for<'a> Deserialize<'a>>(text: &str) -> Result<T, ActError> {
    serde_json::from_str(text).map_err(|error| ActError::Broken(error.to_string()))
}

fn known_units<'a>(centre: &Centre, mut units: impl Iterator<Item = &'a String>) -> Result<(), Refusal> {
    let organisation = centre.organisation();
    if units.all(|code| organisation.body(code).is_some()) {
        return Ok(());
    }
    Err(Refusal::invalid(vec![Fault::new(
        "body",
        "没有这个部门，请从列表中选择。",
        "There is no such unit: choose one from the list.",
    )]))
}

/// Of a case that a complaint names, whoever handles it has no part in the complaint, and its body is the one that it is about.
async fn with_case(centre: &Centre, submission: &Submission) -> Result<Submission, ActError> {
    let mut submission = submission.clone();
    let Some(number) = &submission.case else {
        return Ok(submission);
    };
    let found = crate::cases::load(centre, number).await;
    let case = match found {
        Ok(loaded) => loaded.case,
        Err(ActError::Refused(_)) => {
            let fault = Fault::new(
                "case",
                "没有找到这个编号的办件，请核对；不清楚的可以不填。",
                "There is no case of this number: check it, or leave it out.",
            );
            return Err(Refusal::invalid(vec![fault]).into());
        }
        Err(error) => return Err(error),
    };
    if submission.kind == domain::Kind::Complaint {
        let handler = case.handler.as_ref().map(|person| person.account);
        submission.against.extend(handler);
    }
    submission.body.get_or_insert(case.body.clone());
    Ok(submission)
}

/// The writes of the record and of the words, before the number is known.
struct Plan {
    div: String,
    hash: yimen_store::ledger::HashKind,
    end: crate::chain::End,
    entries: Vec<EntryDoc>,
    words: Option<Vec<u8>>,
}

impl Plan {
    async fn make(centre: &Centre, actor: &Actor, id: Uuid, events: Vec<Event>, told: &Told) -> Result<Plan, ActError> {
        let sealed = sealed(centre, id, told)?;
        let (words, commitment) = sealed.unzip();
        let entry = |(at, event): (usize, &Event)| EntryDoc {
            at: event.at.0,
            by: record::by(actor),
            matter: id,
            number: String::new(),
            seq: 0,
            // The words come with the first event of a step.
            told: commitment.clone().filter(|_| at == 0),
            what: wire::doc(&event.what),
        };
        Ok(Plan {
            div: centre.div().to_string(),
            hash: centre.hash(),
            end: record::end(centre).await?,
            entries: events.iter().enumerate().map(entry).collect(),
            words,
        })
    }

    fn writes(&self, number: &str) -> Vec<Write> {
        let mut end = self.end;
        let mut writes = Vec::new();
        for (at, entry) in self.entries.iter().enumerate() {
            let mut entry = EntryDoc {
                number: number.to_string(),
                ..entry.clone()
            };
            // Everything in an entry can be written as JSON.
            let Ok(write) = record::add(&self.div, self.hash, &mut end, &mut entry) else {
                continue;
            };
            writes.push(write);
            if let Some(sealed) = self.words.clone().filter(|_| at == 0) {
                writes.push(matters::say(&self.div, entry.matter, entry.seq, entry.at, sealed));
            }
        }
        writes
    }
}

/// Gives an order to a matter.
///
/// # Errors
/// The domain's refusal; there is no such matter for this person; it was changed since they saw it; or the house is busy.
pub async fn give(
    centre: &Centre,
    actor: &Actor,
    proof: Proof<'_>,
    number: &str,
    reach: Reach<'_>,
    order: &Order,
    told: &Told,
) -> Result<Done, ActError> {
    check_key(reach.key)?;
    told.checked()?;
    let order = known(centre, order).await?;
    let target = format!("matter {number}");
    let once = reach
        .key
        .map(|key| once_of(centre, actor, key, &target, format!("{order:?}{told:?}").as_bytes()));
    if let Some(text) = answered(centre, once.as_ref()).await? {
        return answer(&text);
    }
    for _ in 0..TRIES {
        let opened = list::open(centre, actor, proof, number).await?;
        if reach.seen.is_some_and(|seen| seen != opened.steps) {
            return Err(changed_meanwhile().into());
        }
        let context = Context {
            actor,
            is_owner: opened.is_owner,
            now: centre.now(),
            calendar: &centre.calendar(),
            has_words: !told.text.is_empty(),
        };
        let events = domain::decide(&context, &opened.matter, &order)?;
        match commit(centre, actor, once.clone(), &opened, events, told).await {
            Err(CommitError::Conflict) => {}
            Ok(text) => return answer(&text),
            Err(error) => return Err(error.into()),
        }
    }
    Err(busy())
}

/// Units and people that an order names are there; a person is named as their account is.
async fn known(centre: &Centre, order: &Order) -> Result<Order, ActError> {
    Ok(match order {
        Order::Assign { body, assisting, .. } => {
            known_units(centre, assisting.iter().chain((!body.is_empty()).then_some(body)))?;
            order.clone()
        }
        Order::HandOver { to } => {
            let params = vec![centre.div().into(), to.account.0.into_bytes().into()];
            let rows = centre.store().query(&rows::BY_ID, params).await?;
            let row = rows.first().map(AccountRow::read).transpose()?;
            let signed = row.map(Signed::of).filter(|signed| !signed.closed);
            let actor = signed.map(|signed| signed.actor()).filter(Actor::is_staff);
            let missing = || {
                Refusal::invalid(vec![Fault::new(
                    "to",
                    "请选择接手的工作人员。",
                    "Choose somebody who works here.",
                )])
            };
            Order::HandOver {
                to: actor.as_ref().and_then(Person::of).ok_or_else(missing)?,
            }
        }
        order => order.clone(),
    })
}

async fn commit(
    centre: &Centre,
    actor: &Actor,
    once: Option<Once>,
    opened: &Opened,
    events: Vec<Event>,
    told: &Told,
) -> Result<String, CommitError> {
    let broken = |error: ActError| CommitError::Broken(error.to_string());
    let mut matter = opened.matter.clone();
    events.iter().for_each(|event| matter.apply(event));
    let steps = opened.steps + u32::try_from(events.len()).unwrap_or(0);
    let row: MatterRow = record::row(opened.id, &opened.number, &matter, steps);
    let plan = Plan::make(centre, actor, opened.id, events, told)
        .await
        .map_err(broken)?;
    let mut writes = vec![row.step(centre.div(), opened.steps)];
    writes.extend(plan.writes(&opened.number));
    let done = Done {
        number: opened.number.clone(),
        stage: row.stage,
        steps,
    };
    let answer = serde_json::to_string(&done).unwrap_or_default();
    let built = move |_| Built {
        writes: writes.clone(),
        answer: answer.clone(),
    };
    Ok(centre.commit(once, None, built).await?.answer)
}

async fn answered(centre: &Centre, once: Option<&Once>) -> Result<Option<String>, ActError> {
    let Some(once) = once else { return Ok(None) };
    let params = vec![
        centre.div().into(),
        once.actor.as_str().into(),
        once.key.as_str().into(),
    ];
    let rows = centre.store().query(&answers::FIND, params).await?;
    match rows.first() {
        Some(row) if row.bytes(0)? == once.fingerprint => Ok(Some(row.text(1)?.to_string())),
        Some(_) => Err(CommitError::KeyReused.into()),
        None => Ok(None),
    }
}

/// Notes what has fallen overdue, each last day once; answers how many.
///
/// # Errors
/// The database does not answer; what was not noted waits on.
pub async fn note_overdue(centre: &Centre, limit: u32) -> Result<usize, ActError> {
    let today = i64::from(centre.today().days());
    let params = vec![centre.div().into(), today.into(), limit.into()];
    let rows = centre.store().query(&matters::LATE, params).await?;
    let mut noted = 0;
    for row in &rows {
        let row = MatterRow::read(row)?;
        let (system, told) = (Actor::system(), Told::default());
        let order = Order::NoteOverdue;
        match give(
            centre,
            &system,
            Proof::None,
            &row.number,
            Reach::default(),
            &order,
            &told,
        )
        .await
        {
            Ok(_) => noted += 1,
            // Another process was faster, or a damaged matter must not hold up the others.
            Err(ActError::Refused(_)) => {}
            Err(ActError::Busy(why)) => return Err(ActError::Busy(why)),
            Err(error) => tracing::error!(%error, matter = row.number, "what is overdue is not noted"),
        }
    }
    Ok(noted)
}
