//! Matters in lists, and one of them opened.

use std::collections::BTreeMap;

use uuid::Uuid;
use yimen_domain::calendar::Day;
use yimen_domain::matters::{Context, Kind, Matter, Order, Stage, machine};
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::organisation::{AccountId, Actor, Capacity};
use yimen_domain::words::Refusal;
use yimen_store::tables::NEVER;
use yimen_store::tables::matters::{self, MatterRow};

use super::record::{self, Entry, stage_of};
use super::{Told, bound, code_of};
use crate::{ActError, Centre};

/// Most words of one matter.
const MOST: i64 = 500;

/// By what somebody shows that they brought a matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof<'a> {
    /// By their account alone.
    None,
    /// By its code.
    Code(&'a str),
}

/// A matter as somebody sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// Which.
    pub id: Uuid,
    /// Its number.
    pub number: String,
    /// The matter.
    pub matter: Matter,
    /// What happened, oldest first: to whoever brought it, what is for them.
    pub entries: Vec<Entry>,
    /// What was said with an entry, by its number.
    pub words: BTreeMap<u32, Told>,
    /// Entries of the record about it.
    pub steps: u32,
    /// This person brought it.
    pub is_owner: bool,
}

impl Opened {
    /// What this person may do with it now: asked of the domain, with words and the least of everything else.
    pub fn open_to(&self, centre: &Centre, actor: &Actor) -> Vec<&'static str> {
        let probe = |order: &Order| {
            let context = Context {
                actor,
                is_owner: self.is_owner,
                now: centre.now(),
                calendar: &centre.calendar(),
                has_words: true,
            };
            yimen_domain::matters::decide(&context, &self.matter, order).is_ok()
        };
        let nobody = yimen_domain::matters::Person {
            account: AccountId(Uuid::nil()),
            name: String::new(),
        };
        let orders = [
            Order::Accept { urgent: false },
            Order::Refuse {
                reason: yimen_domain::matters::NotAccepted::ByLaw,
            },
            Order::Assign {
                body: "any".into(),
                assisting: Vec::new(),
                decided: false,
            },
            Order::SendBack,
            Order::Extend { days: 1 },
            Order::HandOver { to: nobody },
            Order::TakeOver,
            Order::Answer,
            Order::Close,
            Order::Visit {
                reached: false,
                satisfied: None,
                again: false,
            },
            Order::Rate {
                satisfied: true,
                again: false,
            },
            Order::Press,
            Order::Withdraw,
            Order::Release {
                shown: !self.matter.released,
            },
        ];
        let open = orders.iter().filter(|order| {
            machine::of(order.code()).is_some_and(|way| way.from.contains(&self.matter.stage())) && probe(order)
        });
        open.map(Order::code).collect()
    }

    /// What was said when it was brought.
    pub fn first_words(&self) -> Option<&Told> {
        self.entries.first().and_then(|entry| self.words.get(&entry.seq))
    }
}

fn no_matter() -> ActError {
    Refusal::missing("这件诉求", "this matter").into()
}

/// Opens a matter: for whoever brought it, by account or code, and for staff who may see it and whom it is not about.
///
/// # Errors
/// There is no such matter for this person. A wrong code and a wrong number cannot be told apart.
pub async fn open(centre: &Centre, actor: &Actor, proof: Proof<'_>, number: &str) -> Result<Opened, ActError> {
    let params = vec![centre.div().into(), number.into()];
    let rows = centre.store().query(&matters::BY_NUMBER, params).await?;
    let row = MatterRow::read(rows.first().ok_or_else(no_matter)?)?;
    let mut entries = record::of(centre, row.id).await?;
    let matter = Matter::of(entries.iter().map(|entry| &entry.event)).ok_or_else(no_matter)?;
    let steps = u32::try_from(entries.len()).unwrap_or(u32::MAX);
    let is_owner = match proof {
        Proof::Code(code) => code.trim().to_uppercase() == code_of(centre, row.id)?,
        Proof::None => {
            actor.account.is_some() && actor.account == matter.owner && actor.capacity == Capacity::Applicant
        }
    };
    if !is_owner && !may_see(actor, &matter) {
        return Err(no_matter());
    }
    let mut words = words(centre, row.id).await?;
    if is_owner && !actor.is_staff() {
        entries.retain(|entry| entry.event.what.is_for_owner());
        words.retain(|seq, _| entries.iter().any(|entry| entry.seq == *seq));
    }
    Ok(Opened {
        id: row.id,
        number: row.number,
        matter,
        entries,
        words,
        steps,
        is_owner,
    })
}

fn may_see(actor: &Actor, matter: &Matter) -> bool {
    if *actor == Actor::system() {
        return true;
    }
    if matter.is_about(actor.account) {
        return false;
    }
    let held = actor.account.is_some()
        && matter
            .held
            .iter()
            .any(|held| Some(held.person.account) == actor.account);
    let given = matter.handed_to.as_ref().map(|to| to.account) == actor.account && actor.account.is_some();
    held || given
        || actor.may(
            Permission::SeeMatters,
            About {
                body: matter.unit(),
                ..About::CENTRE
            },
        )
}

async fn words(centre: &Centre, id: Uuid) -> Result<BTreeMap<u32, Told>, ActError> {
    let params = vec![centre.div().into(), id.into_bytes().into(), MOST.into()];
    let rows = centre.store().query(&matters::WORDS, params).await?;
    let mut found = BTreeMap::new();
    for row in &rows {
        let plain = centre.shared.vault.open_sealed(&bound(id), row.bytes(1)?)?;
        let told = serde_json::from_slice(&plain).map_err(|error| ActError::Broken(error.to_string()))?;
        found.insert(u32::try_from(row.int(0)?).unwrap_or(0), told);
    }
    Ok(found)
}

/// A matter in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Which.
    pub id: Uuid,
    /// Its number.
    pub number: String,
    /// What sort.
    pub kind: Kind,
    /// Where it stands.
    pub stage: Stage,
    /// The body that deals with it; empty where none does.
    pub body: String,
    /// Who accounts for it.
    pub holder: Option<AccountId>,
    /// It is to be handed over to whoever looks.
    pub is_handed: bool,
    /// Last day for what is waited for.
    pub last_day: Option<Day>,
    /// That day is over.
    pub is_late: bool,
}

/// Which list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// What is open, first what is due first.
    Open,
    /// What is over, the latest first.
    Over,
    /// What this person accounts for, and what is to be handed over to them; all of it at once.
    Mine,
}

/// From where a list goes on: the last day and the matter before.
pub type Place = (i64, Uuid);

/// A page of what this person may see, of one kind or of all; what is about them is not there. Answers from where the next page goes on.
///
/// # Errors
/// They see no matters, or the database does not answer.
pub async fn list(
    centre: &Centre,
    actor: &Actor,
    which: Which,
    kind: Option<Kind>,
    after: Option<Place>,
    limit: u32,
) -> Result<(Vec<Line>, Option<Place>), ActError> {
    if !actor.could(Permission::SeeMatters) {
        return Err(no_matter());
    }
    let rows = match which {
        Which::Mine => mine(centre, actor, limit).await?,
        which => page(centre, actor, which, kind, after, limit).await?,
    };
    let last = rows
        .last()
        .filter(|_| which != Which::Mine && rows.len() == limit as usize);
    let next = last.map(|row| (row.last_day, row.id));
    let mut lines = Vec::new();
    for row in rows {
        // Whom a matter is about is in the record alone: it is asked for the few rows of a page.
        let entries = record::of(centre, row.id).await?;
        let matter = Matter::of(entries.iter().map(|entry| &entry.event));
        if matter.is_some_and(|matter| may_see(actor, &matter)) {
            lines.push(Line {
                is_handed: row.handed.is_some() && row.handed == actor.account,
                ..line(centre, row)
            });
        }
    }
    Ok((lines, next))
}

async fn page(
    centre: &Centre,
    actor: &Actor,
    which: Which,
    kind: Option<Kind>,
    after: Option<Place>,
    limit: u32,
) -> Result<Vec<MatterRow>, ActError> {
    let from = after.unwrap_or(match which {
        Which::Over => (i64::MAX, Uuid::max()),
        _ => (-1, Uuid::nil()),
    });
    let mut params = vec![centre.div().into()];
    let all = actor.may(Permission::SeeMatters, About::CENTRE);
    let statement = match (which, &actor.capacity) {
        (Which::Over, _) if all => &matters::OVER,
        (_, _) if all => &matters::OPEN,
        (Which::Open, Capacity::Staff { body: Some(own), .. }) => {
            params.push(own.as_str().into());
            &matters::OF_BODY
        }
        _ => return Ok(Vec::new()),
    };
    params.push(kind.map_or("", Kind::code).into());
    params.extend([from.0.into(), from.1.into_bytes().into(), limit.into()]);
    let rows = centre.store().query(statement, params).await?;
    Ok(rows.iter().map(MatterRow::read).collect::<Result<_, _>>()?)
}

async fn mine(centre: &Centre, actor: &Actor, limit: u32) -> Result<Vec<MatterRow>, ActError> {
    let Some(account) = actor.account else {
        return Ok(Vec::new());
    };
    let mut found: Vec<MatterRow> = Vec::new();
    for statement in [&matters::HANDED, &matters::HELD] {
        let params = vec![centre.div().into(), account.0.into_bytes().into(), limit.into()];
        for row in &centre.store().query(statement, params).await? {
            found.push(MatterRow::read(row)?);
        }
    }
    found.sort_by_key(|row| (row.last_day, row.id));
    found.dedup_by_key(|row| row.id);
    Ok(found)
}

/// What somebody brought while signed in, latest first.
///
/// # Errors
/// The database does not answer.
pub async fn own(centre: &Centre, actor: &Actor, limit: u32) -> Result<Vec<Line>, ActError> {
    let Some(account) = actor.account.filter(|_| actor.capacity == Capacity::Applicant) else {
        return Ok(Vec::new());
    };
    let params = vec![
        centre.div().into(),
        account.0.into_bytes().into(),
        Uuid::max().into_bytes().into(),
        limit.into(),
    ];
    let rows = centre.store().query(&matters::OF_OWNER, params).await?;
    rows.iter().map(|row| Ok(line(centre, MatterRow::read(row)?))).collect()
}

fn line(centre: &Centre, row: MatterRow) -> Line {
    let last_day = i32::try_from(row.last_day)
        .ok()
        .filter(|_| row.last_day < NEVER)
        .map(Day::from_days);
    Line {
        id: row.id,
        number: row.number,
        kind: Kind::parse(&row.kind).unwrap_or(Kind::Consultation),
        stage: stage_of(&row.stage),
        body: row.body,
        holder: row.holder,
        is_handed: false,
        is_late: last_day.is_some_and(|day| day < centre.today()),
        last_day,
    }
}
