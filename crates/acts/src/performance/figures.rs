//! Figures of a day, month or year by body, item, person, section, hall or level (绩效统计), each with its cases, and with that on which it rests.
//!
//! A case knows its body, its item and who did each step. Section, hall and level are those that the organisation names today: a section is the
//! sum of those who hold a post there and in no other section of theirs, a hall and a level that of its bodies. No event names the window at
//! which something was done, so that windows have no figures.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;
use yimen_domain::calendar::Day;
use yimen_domain::cases::CaseId;
use yimen_domain::organisation::permission::Permission;
use yimen_domain::organisation::{AccountId, Actor};
use yimen_domain::performance::rate::of_item;
use yimen_domain::performance::score::{Ground, Score, Weights, mean, score};
use yimen_domain::performance::{Kind, Measure, Sums};
use yimen_domain::words::{Fault, Refusal};
use yimen_store::tables::performance_facts::{self, FactRow};
use yimen_store::tables::performance_figures::{self as table, Dimension, Grain};
use yimen_store::tables::sealed::{self, DayRow};

use crate::ledger::days::on_day;
use crate::ledger::record::{Entry, Record};
use crate::{ActError, Centre, organisation};

/// Most units that are read at once.
pub const MOST: u32 = 500;
/// Most cases of a page.
pub const PAGE: u32 = 50;

/// By what figures are shown (维度).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum By {
    /// 部门.
    Body,
    /// 科室.
    Section,
    /// 人员.
    Staff,
    /// 事项.
    Item,
    /// 大厅.
    Hall,
    /// 层级.
    Level,
}

impl By {
    /// Every one.
    pub const ALL: [By; 6] = [By::Body, By::Section, By::Staff, By::Item, By::Hall, By::Level];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            By::Body => "body",
            By::Section => "section",
            By::Staff => "staff",
            By::Item => "item",
            By::Hall => "hall",
            By::Level => "level",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<By> {
        By::ALL.into_iter().find(|by| by.code() == code)
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            By::Body => ("部门", "Body"),
            By::Section => ("科室", "Section"),
            By::Staff => ("人员", "Person"),
            By::Item => ("事项", "Item"),
            By::Hall => ("大厅", "Hall"),
            By::Level => ("层级", "Level"),
        }
    }

    /// What is added up for it; sections are of people, halls and levels of bodies.
    fn dimension(self) -> Dimension {
        match self {
            By::Body | By::Hall | By::Level => Dimension::Body,
            By::Item => Dimension::Item,
            By::Staff | By::Section => Dimension::Staff,
        }
    }
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// By what.
    pub by: By,
    /// Day, month or year.
    pub grain: Grain,
    /// A day in it.
    pub day: Day,
}

/// Figures of one unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its code: of a body, item, hall or level; an account; a body and a section with a stroke between them. Empty where none is named.
    pub code: String,
    /// The numbers.
    pub sums: Sums,
    /// Its score with its explanation; of months of bodies only.
    pub score: Option<Score>,
    /// Tenths of points: of a month the score, of a year the mean of its months in which something was counted; of bodies only.
    pub points: Option<i64>,
}

/// On what figures rest (数据依据).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rests {
    /// The last closed day of the ledger, and its root; nothing before the first one is closed.
    pub root: Option<(Day, String)>,
    /// Number of the last change of the rules of supervision.
    pub rules: u32,
    /// Version of the calendar in force.
    pub calendar: u32,
}

/// Figures of a period (统计结果).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// By unit, in order of code.
    pub units: Vec<Unit>,
    /// All bodies together.
    pub total: Sums,
    /// There are more units than are shown.
    pub more: bool,
    /// On what they rest.
    pub rests: Rests,
}

/// Figures of a day, month or year.
///
/// # Errors
/// This is not for them, or the database does not answer.
pub async fn of_period(centre: &Centre, actor: &Actor, asked: Asked) -> Result<Figures, ActError> {
    need(actor)?;
    public(centre, asked).await
}

/// As [`of_period`], for pages that everybody sees: what is shown of it is for the page to protect.
///
/// # Errors
/// The database does not answer.
pub async fn public(centre: &Centre, asked: Asked) -> Result<Figures, ActError> {
    let (mut stored, more) = of_table(centre, asked).await?;
    let bodies = if asked.by.dimension() == Dimension::Body {
        stored.clone()
    } else {
        let by = By::Body;
        of_table(centre, Asked { by, ..asked }).await?.0
    };
    let total = bodies.iter().map(|(_, sums)| *sums).sum();
    if let By::Section | By::Hall | By::Level = asked.by {
        stored = grouped(centre, asked, stored);
    }
    let weights = Weights::standard();
    let is_scored = asked.by == By::Body && asked.grain == Grain::Month;
    let mut of_year = if asked.by == By::Body && asked.grain == Grain::Year {
        months_of_year(centre, asked, &weights).await?
    } else {
        BTreeMap::new()
    };
    let mut unit = |(code, sums): (String, Sums)| {
        let score = is_scored.then(|| scored(centre, &code, sums, &weights));
        let months = of_year.remove(&code).unwrap_or_default();
        Unit {
            points: score.as_ref().map(|score| score.total).or_else(|| mean(&months)),
            code,
            sums,
            score,
        }
    };
    Ok(Figures {
        from: asked.grain.begins(asked.day),
        to: asked.grain.ends(asked.day),
        units: stored.into_iter().map(&mut unit).collect(),
        total,
        more,
        rests: rests(centre).await?,
    })
}

async fn of_table(centre: &Centre, asked: Asked) -> Result<(Vec<(String, Sums)>, bool), ActError> {
    let begins = i64::from(asked.grain.begins(asked.day).days());
    let params = vec![
        centre.div().into(),
        asked.by.dimension().code().into(),
        asked.grain.code().into(),
        begins.into(),
        "".into(),
        (MOST + 1).into(),
    ];
    let rows = centre.store().query(&table::OF_PERIOD, params).await?;
    let more = rows.len() > MOST as usize;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows.iter().take(MOST as usize) {
        let sums = table::read(row, 1)?;
        if !sums.is_nothing() {
            found.push((row.text(0)?.to_string(), sums));
        }
    }
    Ok((found, more))
}

/// By what the organisation says today of each person or body.
fn grouped(centre: &Centre, asked: Asked, stored: Vec<(String, Sums)>) -> Vec<(String, Sums)> {
    let organisation = centre.organisation();
    let sections = if asked.by == By::Section {
        sections_of_people(centre, asked.grain.ends(asked.day).min(centre.today()))
    } else {
        BTreeMap::new()
    };
    let group = |code: &str| -> String {
        let body = organisation.body(code);
        match asked.by {
            By::Hall => body.map_or_else(String::new, |body| body.hall.clone()),
            By::Level => body.map_or_else(String::new, |body| organisation.level(body).code().to_string()),
            _ => sections.get(code).cloned().unwrap_or_default(),
        }
    };
    let mut groups: BTreeMap<String, Sums> = BTreeMap::new();
    for (code, sums) in stored {
        groups.entry(group(&code)).or_default().add(&sums);
    }
    groups.into_iter().collect()
}

/// The section in which each person holds a post; nobody who holds posts in several.
fn sections_of_people(centre: &Centre, on: Day) -> BTreeMap<String, String> {
    let mut of: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for body in centre.organisation().bodies.keys() {
        for section in organisation::sections(centre, body, on).all {
            for person in &section.people {
                let account = person.account.0.to_string();
                of.entry(account)
                    .or_default()
                    .insert(format!("{body}/{}", section.code));
            }
        }
    }
    let single = of.into_iter().filter(|(_, sections)| sections.len() == 1);
    single
        .filter_map(|(account, sections)| Some((account, sections.into_iter().next()?)))
        .collect()
}

fn scored(centre: &Centre, body: &str, sums: Sums, weights: &Weights) -> Score {
    let library = centre.library();
    let items = library.all().filter(|item| item.body == body);
    let least_promise = items
        .filter_map(|item| of_item(item.statutory.days, item.promised.days))
        .min();
    let ground = Ground {
        sums,
        least_promise,
        by_hand: Vec::new(),
    };
    score(&ground, weights)
}

/// The scores of each body in the months of a year.
async fn months_of_year(
    centre: &Centre,
    asked: Asked,
    weights: &Weights,
) -> Result<BTreeMap<String, Vec<i64>>, ActError> {
    let mut scores: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    let mut month = Grain::Year.begins(asked.day);
    let last = Grain::Year.ends(asked.day).min(centre.today());
    while month <= last {
        let of_month = Asked {
            grain: Grain::Month,
            day: month,
            ..asked
        };
        for (code, sums) in of_table(centre, of_month).await?.0 {
            let score = scored(centre, &code, sums, weights);
            scores.entry(code).or_default().push(score.total);
        }
        month = Grain::Month.ends(month).plus(1);
    }
    Ok(scores)
}

/// Names of members of staff by their accounts; who is not known any more stays as a code.
///
/// # Errors
/// The database does not answer.
pub async fn names(centre: &Centre, codes: impl Iterator<Item = &str>) -> Result<BTreeMap<String, String>, ActError> {
    let mut names = BTreeMap::new();
    for code in codes {
        if names.contains_key(code) {
            continue;
        }
        let Some(id) = account(code) else { continue };
        match organisation::change::person(centre, id).await {
            Ok(person) => names.insert(code.to_string(), person.name),
            Err(ActError::Refused(_)) => None,
            Err(error) => return Err(error),
        };
    }
    Ok(names)
}

async fn rests(centre: &Centre) -> Result<Rests, ActError> {
    let last = centre
        .store()
        .query(&sealed::LAST_DAY, vec![centre.div().into()])
        .await?;
    let last = last.first().map(DayRow::read).transpose()?;
    let root = last.and_then(|row| {
        let entry = Entry::read(&row.seal?.entry).ok()?;
        Some((on_day(row.day), entry.root))
    });
    Ok(Rests {
        root,
        rules: centre.supervision().last(),
        calendar: centre.calendar().version().number,
    })
}

/// A place in a list of cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Day of the fact.
    pub day: Day,
    /// Its case.
    pub case: CaseId,
    /// Which of its kind.
    pub no: u32,
}

/// Which cases are asked for: those behind a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    /// Of this body, person or item.
    pub by: By,
    /// Its code.
    pub unit: String,
    /// Day, month or year.
    pub grain: Grain,
    /// A day in it.
    pub day: Day,
    /// Behind which number.
    pub measure: Measure,
    /// Only what was not on time, of [`Measure::Decided`].
    pub late: bool,
}

/// The cases behind a figure, day by day, and where the next page begins. Together they add up to it.
///
/// # Errors
/// This is not for them; figures of this sort open to those of their units first; or the database does not answer.
pub async fn cases(
    centre: &Centre,
    actor: &Actor,
    asked: &Behind,
    after: Option<Place>,
) -> Result<(Vec<FactRow>, Option<Place>), ActError> {
    need(actor)?;
    let from = asked.grain.begins(asked.day);
    let to = asked.grain.ends(asked.day);
    let (stmt, unit, item) = match asked.by {
        By::Body => (&performance_facts::OF_BODY, asked.unit.clone(), String::new()),
        By::Staff => (&performance_facts::OF_STAFF, asked.unit.clone(), String::new()),
        By::Item => {
            let library = centre.library();
            let newest = library.newest(&asked.unit);
            let item = newest.and_then(|newest| library.version(&asked.unit, newest));
            let body = item.map(|item| item.body.clone());
            let body = body.ok_or_else(|| Refusal::missing("这个事项", "this item"))?;
            (&performance_facts::OF_BODY, body, asked.unit.clone())
        }
        By::Section | By::Hall | By::Level => {
            let (zh, en) = ("请按部门或人员打开办件。", "Open the cases of a body or of a person.");
            return Err(Refusal::invalid(vec![Fault::new("by", zh, en)]).into());
        }
    };
    let which = if asked.late { "late" } else { asked.measure.code() };
    let begin = Place {
        day: from.plus(-1),
        case: CaseId(Uuid::max()),
        no: u32::MAX,
    };
    let after = after.filter(|after| after.day >= from).unwrap_or(begin);
    let params = vec![
        centre.div().into(),
        Kind::behind(asked.measure).code().into(),
        unit.into(),
        i64::from(to.days()).into(),
        i64::from(after.day.days()).into(),
        after.case.0.into_bytes().into(),
        after.no.into(),
        item.into(),
        which.into(),
        (PAGE + 1).into(),
    ];
    let rows = centre.store().query(stmt, params).await?;
    let mut found = rows.iter().map(FactRow::read).collect::<Result<Vec<_>, _>>()?;
    let more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let next = found.last().filter(|_| more).map(|row| Place {
        day: row.on(),
        case: row.case,
        no: row.no,
    });
    Ok((found, next))
}

/// Months of all bodies together, the oldest first, up to the one in which a day lies.
///
/// # Errors
/// The database does not answer.
pub async fn trend(centre: &Centre, until: Day, months: u32) -> Result<Vec<(Day, Sums)>, ActError> {
    let last = Grain::Month.begins(until);
    let back = (1..months).fold(last, |first, _| Grain::Month.begins(first.plus(-1)));
    let params = vec![
        centre.div().into(),
        Dimension::Body.code().into(),
        Grain::Month.code().into(),
        i64::from(back.days()).into(),
        i64::from(last.days()).into(),
        months.into(),
    ];
    let rows = centre.store().query(&table::TREND, params).await?;
    let day = |days: i64| Day::from_days(i32::try_from(days).unwrap_or(0));
    rows.iter()
        .map(|row| Ok((day(row.int(0)?), table::read(row, 1)?)))
        .collect()
}

/// The account that a unit of people names.
pub fn account(code: &str) -> Option<AccountId> {
    Uuid::parse_str(code).ok().map(AccountId)
}

fn need(actor: &Actor) -> Result<(), Refusal> {
    if actor.could(Permission::SeeBoard) {
        Ok(())
    } else {
        Err(Refusal::missing("绩效统计", "the figures of performance"))
    }
}
