//! Supervision with each change of a case (随办监察): what had fallen due is given before the step, what the step shows is given with it, and the next
//! moment is kept.

use std::sync::Arc;

use yimen_domain::calendar::{Calendar, Instant, Region};
use yimen_domain::cases::Case;
use yimen_domain::cases::event::{ActorMark, Event, What};
use yimen_domain::items::Item;
use yimen_domain::organisation::Actor;
use yimen_domain::supervision::card::{Card, draw};
use yimen_domain::supervision::due::{Subject, dues, next_moment};
use yimen_domain::supervision::order::Watched;
use yimen_domain::supervision::record::Happened;
use yimen_store::Write;
use yimen_store::tables::supervision_due::{self, DueRow, NEVER};

use super::book::Rules;
use super::rows;
use crate::Centre;

/// What could not be given is looked at again after so long, microseconds.
const AGAIN_MICROS: i64 = 3_600 * 1_000_000;

/// What supervision knows beside a case.
#[derive(Clone)]
pub(crate) struct Watch {
    div: String,
    rules: Arc<Rules>,
    region: Option<Region>,
    item: Arc<Item>,
    pub(crate) calendar: Arc<Calendar>,
}

impl Watch {
    pub(crate) fn of(centre: &Centre, item: &Arc<Item>, calendar: &Arc<Calendar>) -> Watch {
        Watch {
            div: centre.div().to_string(),
            rules: centre.supervision(),
            region: Region::parse(centre.div()).ok(),
            item: Arc::clone(item),
            calendar: Arc::clone(calendar),
        }
    }

    /// For a command about cards and letters.
    pub(crate) fn watched<'a>(&'a self, events: &'a [Event]) -> Watched<'a> {
        Watched {
            book: self.rules.book(),
            region: self.region.as_ref(),
            events,
        }
    }

    /// Gives everything that has fallen due: the events follow the others, and the case has taken them in.
    pub(crate) fn give(&self, case: &mut Case, events: &mut Vec<Event>, now: Instant) {
        while let Some(happened) = self.next(case, events, now) {
            if !follows(case, events, happened, now) {
                return;
            }
        }
    }

    /// Gives a card that several cases show together, unless the rule has spoken about it already.
    pub(crate) fn give_this(&self, case: &mut Case, events: &mut Vec<Event>, mut card: Card, now: Instant) -> bool {
        if case.supervision.knows(&card.rule.code, &card.occasion) || self.rules.book().find(&card.rule).is_none() {
            return false;
        }
        card.no = case.supervision.next_no();
        follows(case, events, Happened::Given(Box::new(card)), now)
    }

    /// A card before the steps of those that were given.
    fn next(&self, case: &Case, events: &[Event], now: Instant) -> Option<Happened> {
        let (book, calendar) = (self.rules.book(), &*self.calendar);
        let subject = Subject::of(case, events, &self.item, self.region.as_ref());
        let card = dues(&subject, book, calendar)
            .into_iter()
            .take_while(|due| due.at <= now)
            .find_map(|due| draw(&subject, &due, book.find(&due.rule)?, calendar));
        if let Some(card) = card {
            return Some(Happened::Given(Box::new(card)));
        }
        let steps = case.supervision.steps(calendar).into_iter();
        steps.filter(|step| step.at <= now).map(|step| step.happens).next()
    }

    /// The row with the next moment of a case; none where nothing can fall due any more.
    pub(crate) fn row(&self, case: &Case, events: &[Event], now: Option<Instant>) -> Option<DueRow> {
        let record = &case.supervision;
        if case.status().is_closed() && record.cards.is_empty() && record.letters.sent.is_empty() {
            return None;
        }
        let subject = Subject::of(case, events, &self.item, self.region.as_ref());
        let moment = next_moment(&subject, self.rules.book(), &self.calendar).map_or(NEVER, |at| at.0);
        Some(DueRow {
            case: case.id,
            moment: match now {
                Some(now) if moment <= now.0 => now.0 + AGAIN_MICROS,
                _ => moment,
            },
            rules: self.rules.last(),
            calendar: self.calendar.version().number,
        })
    }

    /// What a change of a case leaves in the tables of supervision; everything that had fallen due was given.
    pub(crate) fn writes(
        &self,
        before: Option<&Case>,
        after: &Case,
        events: &[Event],
        now: Option<Instant>,
    ) -> Vec<Write> {
        let mut writes = rows::writes(before, after, &self.calendar, &self.div);
        if self.rules.last() == 0 && after.supervision == yimen_domain::supervision::record::Record::default() {
            return writes;
        }
        match self.row(after, events, now) {
            Some(row) => writes.push(row.put(&self.div)),
            None if before.is_some_and(|before| !before.status().is_closed()) => {
                writes.push(supervision_due::remove(&self.div, after.id));
            }
            None => {}
        }
        writes
    }
}

/// The rule does it, nobody else; answers whether the case took it in.
fn follows(case: &mut Case, events: &mut Vec<Event>, happened: Happened, now: Instant) -> bool {
    let event = Event {
        seq: case.events + 1,
        at: now,
        actor: ActorMark::of(&Actor::system(), None),
        what: What::Supervision(happened),
    };
    let taken = case.apply(&event).is_ok();
    if taken {
        events.push(event);
    }
    taken
}
