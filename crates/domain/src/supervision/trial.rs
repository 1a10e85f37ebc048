//! Trying rules on the past (试算): the cards that they would have given over any period, and the difference to other rules.
//!
//! The past is gone through as it happened: before each step of a case what had fallen due is given, then the step is taken. The live machine does the
//! same with the moments of [`super::due::next_moment`], so both give the same cards.

use super::book::Book;
use super::card::{Card, Occasion, draw};
use super::due::{Subject, dues};
use super::record::{Happened, Record};
use super::together::together;
use crate::calendar::{Calendar, Instant, Region};
use crate::cases::event::{ActorMark, Event, What};
use crate::cases::{Case, CaseId, Inconsistency};
use crate::items::Item;

/// A case of the past with everything that happened to it.
#[derive(Debug, Clone, Copy)]
pub struct Past<'a> {
    /// Which case.
    pub id: CaseId,
    /// Its events, the oldest first; cards among them are left out.
    pub events: &'a [Event],
    /// Its item.
    pub item: &'a Item,
    /// The centre's own region.
    pub region: Option<&'a Region>,
    /// The region's calendar.
    pub calendar: &'a Calendar,
}

/// A card that would have been given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Would {
    /// Number of the case.
    pub case: String,
    /// The card.
    pub card: Card,
    /// When it would have been given: when it fell due, or when the step was recorded that made it due.
    pub at: Instant,
}

/// Gives what has fallen due up to a moment, in the order in which it falls due; what one card makes due is due with it.
pub fn give_due(
    case: &Case,
    past: &Past<'_>,
    record: &mut Record,
    so_far: &[Event],
    book: &Book,
    now: Instant,
) -> Vec<Would> {
    let mut given = Vec::new();
    loop {
        let subject = Subject {
            case,
            events: so_far,
            item: past.item,
            region: past.region,
            record,
        };
        let drawn = dues(&subject, book, past.calendar)
            .into_iter()
            .take_while(|due| due.at <= now)
            .find_map(|due| draw(&subject, &due, book.find(&due.rule)?, past.calendar));
        let Some(card) = drawn else { return given };
        // A card counts from the moment at which it fell due, or from the step that made it due if that was recorded later.
        let recorded = so_far.last().map_or(card.due, |event| event.at);
        let at = card.due.max(recorded);
        let happened = Happened::Given(Box::new(card.clone()));
        let event = Event {
            seq: case.events,
            at,
            actor: ActorMark {
                account: None,
                name: String::new(),
                role: "system".into(),
                behalf: None,
            },
            what: What::Supervision(happened.clone()),
        };
        if record.apply(&happened, &event).is_err() {
            return given;
        }
        given.push(Would {
            case: case.number.clone(),
            card,
            at,
        });
    }
}

/// The cards that these rules would have given to a case up to a moment.
///
/// # Errors
/// The events are not those of a case.
pub fn replay(past: &Past<'_>, book: &Book, until: Instant) -> Result<Vec<Would>, Inconsistency> {
    run(past, book, until).map(|run| run.would)
}

/// A case as it stood at the end of a trial.
struct Run {
    case: Case,
    events: Vec<Event>,
    record: Record,
    would: Vec<Would>,
}

fn run(past: &Past<'_>, book: &Book, until: Instant) -> Result<Run, Inconsistency> {
    let empty = Inconsistency {
        seq: 0,
        what: "a case without events",
    };
    let first = past.events.first().ok_or(empty)?;
    let mut case = Case::begin(past.id, first)?;
    let mut seen = vec![first.clone()];
    let mut record = Record::default();
    let mut would = Vec::new();
    for event in &past.events[1..] {
        if event.at > until {
            break;
        }
        // What is committed together changes the case at once.
        if seen.last().is_some_and(|last| last.at < event.at) {
            would.extend(give_due(&case, past, &mut record, &seen, book, event.at));
        }
        if let What::Supervision(happened) = &event.what {
            take_over(&case.supervision, &mut record, happened, event);
        }
        case.apply(event)?;
        seen.push(event.clone());
    }
    would.extend(give_due(&case, past, &mut record, &seen, book, until));
    Ok(Run {
        case,
        events: seen,
        record,
        would,
    })
}

/// What people did about a real card holds for the card that these rules would have given about the same, where there is one.
fn take_over(real: &Record, record: &mut Record, happened: &Happened, event: &Event) {
    let mut happened = happened.clone();
    let no = match &mut happened {
        Happened::Explained { no, .. }
        | Happened::Corrected { no, .. }
        | Happened::Appealed { no, .. }
        | Happened::Judged { no, .. } => no,
        Happened::Given(_) | Happened::Escalated { .. } | Happened::Letter(_) => return,
    };
    let Some(given) = real.card(*no) else { return };
    let same = record
        .cards
        .iter()
        .find(|tried| tried.card.rule.code == given.card.rule.code && tried.card.occasion == given.card.occasion);
    let Some(same) = same else { return };
    *no = same.card.no;
    // What does not fit there did not happen there.
    let _ = record.apply(&happened, event);
}

/// The cards that these rules would have given to any of these cases within a period, by case and moment, and then those of the cases seen together at
/// its end. Cases whose events cannot be read are named.
pub fn back_test(
    book: &Book,
    cases: &[Past<'_>],
    (from, until): (Instant, Instant),
) -> (Vec<Would>, Vec<(CaseId, Inconsistency)>) {
    let (mut runs, mut unread) = (Vec::new(), Vec::new());
    for past in cases {
        match run(past, book, until) {
            Ok(run) => runs.push((past, run)),
            Err(inconsistency) => unread.push((past.id, inconsistency)),
        }
    }
    let mut would: Vec<Would> = runs.iter().flat_map(|(_, run)| run.would.clone()).collect();
    let subjects: Vec<Subject<'_>> = runs
        .iter()
        .map(|(past, run)| Subject {
            case: &run.case,
            events: &run.events,
            item: past.item,
            region: past.region,
            record: &run.record,
        })
        .collect();
    if let Some(past) = cases.first() {
        would.extend(
            together(&subjects, book, past.calendar)
                .into_iter()
                .map(|(place, card)| Would {
                    case: subjects[place].case.number.clone(),
                    at: card.due,
                    card,
                }),
        );
    }
    would.retain(|card| card.at >= from);
    (would, unread)
}

/// What other rules change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Difference {
    /// Cards that only the new rules give.
    pub added: Vec<Would>,
    /// Cards that only the old rules gave.
    pub gone: Vec<Would>,
    /// The same matter in another colour: old, new.
    pub recoloured: Vec<(Would, Would)>,
    /// The same matter in the same colour at another moment: old, new.
    pub moved: Vec<(Would, Would)>,
    /// Cards that stay as they are.
    pub same: usize,
}

/// Compares what two sets of rules give: first by rule and matter, then, where codes differ, by matter and moment.
pub fn difference(old: &[Would], new: &[Would]) -> Difference {
    let mut difference = Difference::default();
    let mut left: Vec<&Would> = old.iter().collect();
    let mut fresh: Vec<&Would> = Vec::new();
    for card in new {
        match take(&mut left, |known| same_rule(known, card)) {
            Some(known) => difference.pair(known, card),
            None => fresh.push(card),
        }
    }
    for card in fresh {
        match take(&mut left, |known| same_matter(known, card)) {
            Some(known) => difference.pair(known, card),
            None => difference.added.push(card.clone()),
        }
    }
    difference.gone = left.into_iter().cloned().collect();
    difference
}

fn take<'a>(left: &mut Vec<&'a Would>, is: impl Fn(&Would) -> bool) -> Option<&'a Would> {
    let at = left.iter().position(|known| is(known))?;
    Some(left.remove(at))
}

fn same_rule(one: &Would, other: &Would) -> bool {
    one.case == other.case && one.card.rule.code == other.card.rule.code && one.card.occasion == other.card.occasion
}

/// Numbers of cards differ between sets of rules, so cards about cards are compared by rule alone.
fn same_matter(one: &Would, other: &Would) -> bool {
    let by_number = matches!(one.card.occasion, Occasion::Card { .. });
    !by_number && one.case == other.case && one.card.occasion == other.card.occasion && one.at == other.at
}

impl Difference {
    fn pair(&mut self, old: &Would, new: &Would) {
        if old.card.colour != new.card.colour {
            self.recoloured.push((old.clone(), new.clone()));
        } else if old.at != new.at {
            self.moved.push((old.clone(), new.clone()));
        } else {
            self.same += 1;
        }
    }
}
