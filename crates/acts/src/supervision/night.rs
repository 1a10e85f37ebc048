//! The nightly round (夜间监察): what several cases show together is looked for once a day, when the day is over, and each card of it is given once.
//!
//! The round of a day goes through the items whose cases were changed on it, one after the other, and keeps how far it has come: a worker that was cut off
//! leaves the rest to the next one. Of each item it looks at the cases that were changed in the time that the rules look back, and at what is open.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use yimen_domain::calendar::{CHINA, Calendar, Day, Instant, Region};
use yimen_domain::cases::event::Event;
use yimen_domain::cases::{Case, CaseId};
use yimen_domain::items::Item;
use yimen_domain::supervision::Pattern;
use yimen_domain::supervision::book::Book;
use yimen_domain::supervision::card::Card;
use yimen_domain::supervision::due::Subject;
use yimen_domain::supervision::rule::Watch;
use yimen_domain::supervision::together::{ACROSS, of_patterns};
use yimen_store::tables::supervision_rounds::{self as rounds, ChangedRow, RoundRow};
use yimen_store::{Built, CommitError};

use crate::cases::command::{item_of, look_and_give};
use crate::cases::load_by_id;
use crate::chores::side_by_side;
use crate::{ActError, Centre};

/// Most cases of an item that are looked at together: those that were changed last.
pub const MOST_OF_ITEM: usize = 2_000;
/// Days whose rounds are made up for when no worker ran.
pub const MOST_BEHIND: i32 = 31;
/// The longest time that a round looks back, days.
const MOST_BACK: i32 = 370;
/// Rows of a page.
const PAGE: i64 = 1_000;
/// How long a worker may take over one item, microseconds.
const LEASE_MICROS: i64 = 10 * 60 * 1_000_000;
/// The part of a round that looks at ratings; it comes before every item.
const RATINGS: &str = "*";
const OF_ITEM: [Pattern; 3] = [Pattern::Restart, Pattern::QueueJumping, Pattern::Limits];

/// Makes the rounds of the days that are over; answers how many cards were given. What was done is not done again.
///
/// # Errors
/// The database does not answer; what was done stays done.
pub async fn rounds(centre: &Centre) -> Result<u64, ActError> {
    let Some(back) = looks_back(centre.supervision().book()) else {
        return Ok(0);
    };
    let yesterday = centre.today().plus(-1);
    let mut given = 0;
    loop {
        let rows = centre.store().query(&rounds::LAST, vec![centre.div().into()]).await?;
        let last = rows.first().map(RoundRow::read).transpose()?;
        let day = match &last {
            Some(row) if !row.done => row.day,
            Some(row) if row.day >= yesterday.days().into() => return Ok(given),
            Some(row) => (row.day + 1).max(yesterday.plus(-MOST_BEHIND).days().into()),
            None => yesterday.days().into(),
        };
        match Round::begin(centre, day).await? {
            Some(round) => given += round.go(back).await?,
            None => return Ok(given),
        }
    }
}

/// How many days the rules of several cases look back; nothing where there are none.
fn looks_back(book: &Book) -> Option<i32> {
    let days = book.rules().iter().filter_map(|rule| match &rule.watch {
        Watch::Pattern {
            pattern, parameters, ..
        } if ACROSS.contains(pattern) => Some(parameters.restart_days),
        _ => None,
    });
    days.max().map(|days| days.clamp(31, MOST_BACK))
}

struct Round<'a> {
    centre: &'a Centre,
    row: RoundRow,
}

/// What was changed, by item, with the moment; and what was rated best since the day began.
#[derive(Default)]
struct Changed {
    items: BTreeMap<String, Vec<(i64, CaseId)>>,
    rated: Vec<CaseId>,
}

impl<'a> Round<'a> {
    /// Takes the round of a day; nothing where another worker has it.
    async fn begin(centre: &'a Centre, day: i64) -> Result<Option<Round<'a>>, ActError> {
        let now = centre.now().0;
        let begun = rounds::begin(centre.div(), day);
        let mut row = RoundRow {
            day,
            place: String::new(),
            cards: 0,
            done: false,
            lease_until: 0,
        };
        let lease = row.lease(centre.div(), now, now + LEASE_MICROS);
        let built = move |_| Built {
            writes: vec![begun.clone(), lease.clone()],
            answer: String::new(),
        };
        match centre.commit(None, None, built).await {
            Ok(_) => {}
            Err(CommitError::Conflict) => return Ok(None),
            Err(error) => return Err(error.into()),
        }
        let params = vec![centre.div().into(), day.into()];
        let rows = centre.store().query(&rounds::OF_DAY, params).await?;
        if let Some(known) = rows.first() {
            row = RoundRow::read(known)?;
        }
        Ok(Some(Round { centre, row }))
    }

    async fn go(mut self, back: i32) -> Result<u64, ActError> {
        let day = Day::from_days(i32::try_from(self.row.day).unwrap_or(0));
        let (begins, ends) = (Instant::start_of(day, CHINA).0, Instant::start_of(day.plus(1), CHINA).0);
        let changed = self.changed(day.plus(-back), begins).await?;
        let mut given = 0;
        if self.row.place.as_str() < RATINGS {
            let cards = self.part(changed.rated, &[Pattern::RatingBurst]).await?;
            given += cards;
            if !self.keep(RATINGS, cards, false).await? {
                return Ok(given);
            }
        }
        let begun = self.row.place.clone();
        // What was changed since then belongs to the round of its own day.
        let touched = changed.items.into_iter().filter(|(item, cases)| {
            let on_the_day = cases.iter().any(|(at, _)| (begins..ends).contains(at));
            *item > begun && on_the_day
        });
        for (item, cases) in touched {
            let cases = self.of_item(&item, &cases).await?;
            let cards = self.part(cases, &OF_ITEM).await?;
            given += cards;
            if !self.keep(&item, cards, false).await? {
                return Ok(given);
            }
        }
        let place = self.row.place.clone();
        self.keep(&place, 0, true).await?;
        Ok(given)
    }

    async fn changed(&self, from: Day, begins: i64) -> Result<Changed, ActError> {
        let mut changed = Changed::default();
        let mut place = (Instant::start_of(from, CHINA).0, [0u8; 16]);
        loop {
            let params = vec![self.centre.div().into(), place.0.into(), place.1.into(), PAGE.into()];
            let rows = self.centre.store().query(&rounds::CHANGED, params).await?;
            for row in &rows {
                let row = ChangedRow::read(row)?;
                place = (row.at, row.case.0.into_bytes());
                if row.rating == Some(5) && row.at >= begins {
                    changed.rated.push(row.case);
                }
                changed.items.entry(row.item).or_default().push((row.at, row.case));
            }
            if (rows.len() as i64) < PAGE {
                return Ok(changed);
            }
        }
    }

    /// The cases of an item, those that were changed last and those that are open.
    async fn of_item(&self, item: &str, changed: &[(i64, CaseId)]) -> Result<Vec<CaseId>, ActError> {
        let left_out = changed.len().saturating_sub(MOST_OF_ITEM);
        if left_out > 0 {
            tracing::warn!(
                item,
                left_out,
                "supervision looks only at the cases of an item that were changed last"
            );
        }
        let mut cases: Vec<CaseId> = changed[left_out..].iter().map(|(_, case)| *case).collect();
        let known: HashSet<CaseId> = cases.iter().copied().collect();
        let most = i64::try_from(MOST_OF_ITEM).unwrap_or(i64::MAX);
        let params = vec![self.centre.div().into(), item.into(), most.into()];
        for row in self.centre.store().query(&rounds::OPEN_OF_ITEM, params).await? {
            let case = CaseId(uuid::Uuid::from_bytes(row.id(0)?));
            if !known.contains(&case) {
                cases.push(case);
            }
        }
        Ok(cases)
    }

    /// Looks at some cases together and gives what they show; answers how many cards.
    async fn part(&self, mut cases: Vec<CaseId>, patterns: &'static [Pattern]) -> Result<u64, ActError> {
        // The order of their coming decides which of two cases was first.
        cases.sort_by_key(|case| case.0);
        let mut kept = Vec::new();
        for found in side_by_side(cases.into_iter().map(|case| self.kept(case))).await {
            kept.extend(found?);
        }
        let rules = self.centre.supervision();
        let region = Region::parse(self.centre.div()).ok();
        let looked = move || {
            let found = together(&kept, rules.book(), region.as_ref(), patterns);
            found
                .into_iter()
                .map(|(place, card)| (kept[place].case.id, card))
                .collect::<Vec<_>>()
        };
        let found = tokio::task::spawn_blocking(looked).await;
        let mut given = 0;
        for (case, card) in found.map_err(|error| ActError::Broken(error.to_string()))? {
            given += u64::from(Box::pin(give(self.centre, case, card)).await?);
        }
        Ok(given)
    }

    /// A damaged case must not hold up the cards of others.
    async fn kept(&self, case: CaseId) -> Result<Option<Kept>, ActError> {
        let loaded = match load_by_id(self.centre, case).await {
            Ok(loaded) => loaded,
            Err(ActError::Busy(why)) => return Err(ActError::Busy(why)),
            Err(error) => {
                tracing::error!(%error, case = %case.0, "supervision leaves a case out");
                return Ok(None);
            }
        };
        Ok(Some(Kept {
            item: item_of(self.centre, &loaded.case)?,
            calendar: self.centre.book().of(&loaded.case),
            case: loaded.case,
            events: loaded.events,
        }))
    }

    /// Keeps how far it has come; answers whether it is still ours.
    async fn keep(&mut self, place: &str, cards: u64, done: bool) -> Result<bool, ActError> {
        let held = self.row.lease_until;
        self.row.place = place.to_string();
        self.row.cards += i64::try_from(cards).unwrap_or(0);
        self.row.done = done;
        self.row.lease_until = if done { 0 } else { self.centre.now().0 + LEASE_MICROS };
        let keep = self.row.keep(self.centre.div(), held);
        let built = move |_| Built {
            writes: vec![keep.clone()],
            answer: String::new(),
        };
        match self.centre.commit(None, None, built).await {
            Ok(_) => Ok(true),
            Err(CommitError::Conflict) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

struct Kept {
    case: Case,
    events: Vec<Event>,
    item: Arc<Item>,
    calendar: Arc<Calendar>,
}

fn together(kept: &[Kept], book: &Book, region: Option<&Region>, patterns: &[Pattern]) -> Vec<(usize, Card)> {
    let subjects: Vec<Subject<'_>> = kept
        .iter()
        .map(|kept| Subject::of(&kept.case, &kept.events, &kept.item, region))
        .collect();
    let calendar = kept.first().map(|kept| &kept.calendar);
    calendar.map_or_else(Vec::new, |calendar| of_patterns(&subjects, book, calendar, patterns))
}

/// Gives a card as an event of its case; answers whether it was not there yet. Somebody who changes the case at the same moment comes first.
async fn give(centre: &Centre, case: CaseId, card: Card) -> Result<bool, ActError> {
    const TRIES: u32 = 5;
    for _ in 0..TRIES {
        let loaded = load_by_id(centre, case).await?;
        if let Some(given) = look_and_give(centre, loaded, Some(card.clone())).await? {
            return Ok(given);
        }
    }
    Err(CommitError::Conflict.into())
}
