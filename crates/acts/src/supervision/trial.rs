//! Rules tried on the past (试算): the cards that other rules would have given in a period of the ledger, the difference to today's, and what was really
//! given.

use std::sync::Arc;

use uuid::Uuid;
use yimen_domain::calendar::{CHINA, Calendar, Day, Instant, Region};
use yimen_domain::cases::event::Event;
use yimen_domain::cases::{Case, CaseId};
use yimen_domain::items::Item;
use yimen_domain::organisation::Actor;
use yimen_domain::supervision::book::Book;
use yimen_domain::supervision::card::Occasion;
use yimen_domain::supervision::record::Standing;
use yimen_domain::supervision::rule::{Colour, Rule, RuleMark};
use yimen_domain::supervision::trial::{self, Difference, Past, Would};
use yimen_domain::words::{Fault, Refusal};
use yimen_store::tables::events;

use super::adopt::need_seeing;
use crate::cases::command::item_of;
use crate::cases::fold;
use crate::{ActError, Centre};

/// Cases that are read together.
const PAGE: i64 = 200;
/// Most cases of one trial: what several cases show together asks for all of them at once.
pub const MOST_CASES: usize = 5_000;
/// Cases that were filed so many days before the period are looked at too.
pub const BEFORE_DAYS: i32 = 730;
/// Longest period.
pub const MOST_DAYS: i32 = 370;

/// A card that was really given in the period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Real {
    /// Number of the case.
    pub case: String,
    /// Rule and version.
    pub rule: RuleMark,
    /// What about.
    pub occasion: Occasion,
    /// Colour.
    pub colour: Colour,
    /// Fell due.
    pub due: Instant,
    /// It was withdrawn.
    pub withdrawn: bool,
}

/// What came of a trial.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tried {
    /// Cases that were gone through.
    pub cases: usize,
    /// Cases that could not be read.
    pub unread: usize,
    /// The cards that the rules on trial would have given.
    pub would: Vec<Would>,
    /// The cards that the rules in force today would have given.
    pub today: Vec<Would>,
    /// What the rules on trial change.
    pub difference: Difference,
    /// The cards that the rules would have given as they were in force at each moment.
    pub again: Vec<Would>,
    /// The cards that were really given, but for those that inspectors gave.
    pub real: Vec<Real>,
}

/// Tries rules on a period: both days count. `rules` take the place of all others.
///
/// # Errors
/// Who asks may not, a rule is none, or the period is too long or holds too many cases.
pub async fn back_test(
    centre: &Centre,
    actor: &Actor,
    (from, until): (Day, Day),
    rules: Vec<Rule>,
) -> Result<Tried, ActError> {
    need_seeing(actor)?;
    let wrong = |zh: &str, en: &str| Refusal::invalid(vec![Fault::new("until", zh, en)]);
    if until < from || until.days() - from.days() > MOST_DAYS || until > centre.today() {
        let zh = format!("请选择到今天为止、不超过 {MOST_DAYS} 天的一段时间。");
        let en = format!("Choose a period of at most {MOST_DAYS} days that ends today or before.");
        return Err(wrong(&zh, &en).into());
    }
    let book = Book::new(numbered(rules))?.at_all_times();
    let period = (
        Instant::start_of(from, CHINA),
        Instant::end_of(until, CHINA).min(centre.now()),
    );
    let Some(found) = of_period(centre, period).await? else {
        let zh = format!("这段时间的办件超过 {MOST_CASES} 件，请选择短一些的时间。");
        let en = format!("More than {MOST_CASES} cases fall in this period. Choose a shorter one.");
        return Err(wrong(&zh, &en).into());
    };
    let known = centre.supervision();
    let tried = tokio::task::spawn_blocking(move || found.tried(&book, known.book(), period)).await;
    tried.map_err(|error| ActError::Broken(error.to_string()))
}

/// Of each code the first version; what is tried has no history.
fn numbered(rules: Vec<Rule>) -> Vec<Rule> {
    let first = |rule: Rule| Rule {
        mark: RuleMark {
            code: rule.mark.code,
            version: 1,
        },
        until: None,
        ..rule
    };
    rules.into_iter().map(first).collect()
}

struct Kept {
    id: CaseId,
    case: Case,
    events: Vec<Event>,
    item: Arc<Item>,
    calendar: Arc<Calendar>,
}

struct Found {
    kept: Vec<Kept>,
    region: Option<Region>,
    unread: usize,
}

impl Found {
    fn tried(&self, book: &Book, known: &Book, (from, until): (Instant, Instant)) -> Tried {
        let cases: Vec<Past<'_>> = self
            .kept
            .iter()
            .map(|kept| Past {
                id: kept.id,
                events: &kept.events,
                item: &kept.item,
                region: self.region.as_ref(),
                calendar: &kept.calendar,
            })
            .collect();
        let (would, unread) = trial::back_test(book, &cases, (from, until));
        let (today, _) = trial::back_test(&known.at_all_times(), &cases, (from, until));
        let (again, _) = trial::back_test(known, &cases, (from, until));
        Tried {
            cases: cases.len(),
            unread: self.unread + unread.len(),
            difference: trial::difference(&today, &would),
            would,
            today,
            again,
            real: self.kept.iter().flat_map(|kept| real(kept, (from, until))).collect(),
        }
    }
}

fn real(kept: &Kept, (from, until): (Instant, Instant)) -> Vec<Real> {
    let cards = kept.case.supervision.cards.iter();
    let by_rule = cards.filter(|given| given.by.is_none() && from <= given.at && given.at <= until);
    by_rule
        .map(|given| Real {
            case: kept.case.number.clone(),
            rule: given.card.rule.clone(),
            occasion: given.card.occasion.clone(),
            colour: given.card.colour,
            due: given.card.due,
            withdrawn: given.standing() == Standing::Withdrawn,
        })
        .collect()
}

/// The cases of a period; nothing where there are too many.
async fn of_period(centre: &Centre, (from, until): (Instant, Instant)) -> Result<Option<Found>, ActError> {
    let first = Instant::start_of(from.day(CHINA).plus(-BEFORE_DAYS), CHINA);
    let (mut after, last) = (id_at(first), id_at(Instant(until.0 + 1_000)));
    let mut found = Found {
        kept: Vec::new(),
        region: Region::parse(centre.div()).ok(),
        unread: 0,
    };
    loop {
        let params = vec![centre.div().into(), after.into(), PAGE.into()];
        let ids = centre.store().query(&events::CASES, params).await?;
        let Some(end) = ids.last() else { break };
        let up_to = end.id(0)?;
        let params = vec![centre.div().into(), after.into(), up_to.into()];
        let rows = centre.store().query(&events::OF_RANGE, params).await?;
        for rows in rows.chunk_by(|one, other| one.id(0).ok() == other.id(0).ok()) {
            match fold(rows, 1) {
                Ok(loaded) => {
                    let (case, events) = (loaded.case, loaded.events);
                    let begins = events.first().is_some_and(|event| event.at <= until);
                    let is_over = case.closed_at.is_some() && events.last().is_some_and(|event| event.at < from);
                    if begins && !is_over {
                        found.kept.push(Kept {
                            id: case.id,
                            item: item_of(centre, &case)?,
                            calendar: centre.book().of(&case),
                            case,
                            events,
                        });
                    }
                }
                Err(_) => found.unread += 1,
            }
        }
        if found.kept.len() > MOST_CASES {
            return Ok(None);
        }
        if (ids.len() as i64) < PAGE || up_to > last {
            break;
        }
        after = up_to;
    }
    Ok(Some(found))
}

/// The first id of a moment: ids are ordered by time.
fn id_at(at: Instant) -> [u8; 16] {
    let millis = u64::try_from(at.0 / 1_000).unwrap_or(0);
    let mut id = uuid::Builder::from_unix_timestamp_millis(millis, &[0; 10])
        .into_uuid()
        .into_bytes();
    id[6..].fill(0);
    Uuid::from_bytes(id).into_bytes()
}
