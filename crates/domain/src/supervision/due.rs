//! When which card falls due (应发时点): computed from a case and the rules alone, so that a case is looked at when its next moment has come and
//! not before.

use std::collections::BTreeSet;

use super::book::Book;
use super::card::{Occasion, findings};
use super::record::Record;
use super::rule::{Colour, Place, Rule, RuleMark, Threshold, Watch};
use super::trace::is_step;
use crate::calendar::{CHINA, Calendar, Day, Instant, Region};
use crate::cases::Case;
use crate::cases::event::Event;
use crate::clocks::{Clock, Reached};
use crate::items::Item;

/// A case as supervision sees it.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// How it stands.
    pub case: &'a Case,
    /// Everything that happened to it.
    pub events: &'a [Event],
    /// Its item, in the version under which it is handled.
    pub item: &'a Item,
    /// The centre's own region.
    pub region: Option<&'a Region>,
    /// The cards that it was given.
    pub record: &'a Record,
}

impl<'a> Subject<'a> {
    /// A case with the cards of its own events.
    pub fn of(case: &'a Case, events: &'a [Event], item: &'a Item, region: Option<&'a Region>) -> Subject<'a> {
        Subject {
            case,
            events,
            item,
            region,
            record: &case.supervision,
        }
    }

    /// Where it lies.
    pub fn place(&self) -> Place<'a> {
        Place {
            region: self.region,
            body: &self.case.body,
            item: &self.case.item,
            kind: self.item.kind,
        }
    }
}

/// A card that falls due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The moment.
    pub at: Instant,
    /// Under which rule.
    pub rule: RuleMark,
    /// Its colour.
    pub colour: Colour,
    /// What it is about.
    pub occasion: Occasion,
    /// A year on the way has no published arrangement of holidays yet.
    pub provisional: bool,
}

/// Every card that falls due as the case stands, the earliest first. A clock that stands still has none before it goes on; what was given is not due
/// again. Patterns are due with the event that completes them: they come with what happened last.
pub fn dues(subject: &Subject<'_>, book: &Book, calendar: &Calendar) -> Vec<Due> {
    let mut dues = Vec::new();
    for versions in book.rules().chunk_by(|one, other| one.mark.code == other.mark.code) {
        let found = versions
            .iter()
            .flat_map(|rule| of_rule(subject, book, rule, calendar))
            .filter(|due| !subject.record.knows(&due.rule.code, &due.occasion));
        dues.extend(earliest(found.collect()));
    }
    dues.sort_by(|one, other| (one.at, &one.rule, &one.occasion).cmp(&(other.at, &other.rule, &other.occasion)));
    dues
}

/// The moment at which the case is to be looked at next: a card that falls due, or a step of one that was given.
pub fn next_moment(subject: &Subject<'_>, book: &Book, calendar: &Calendar) -> Option<Instant> {
    let card = dues(subject, book, calendar).first().map(|due| due.at);
    let step = subject.record.steps(calendar).first().map(|step| step.at);
    card.into_iter().chain(step).min()
}

/// Of several versions of one rule, each occasion at its earliest moment.
fn earliest(mut dues: Vec<Due>) -> Vec<Due> {
    dues.sort_by(|one, other| (one.at, &one.rule).cmp(&(other.at, &other.rule)));
    let mut seen = BTreeSet::new();
    dues.retain(|due| seen.insert(due.occasion.clone()));
    dues
}

fn of_rule(subject: &Subject<'_>, book: &Book, rule: &Rule, calendar: &Calendar) -> Vec<Due> {
    let place = subject.place();
    if !rule.scope.covers(place) {
        return Vec::new();
    }
    let moments: Vec<(Occasion, Reached)> = match &rule.watch {
        Watch::Clock { kind, at } => {
            let running = subject.case.clocks.iter();
            running
                .filter(|clock| clock.kind == *kind && clock.stopped.is_none())
                .filter_map(|clock| Some((Occasion::of(clock), reached(clock, *at, calendar)?)))
                .collect()
        }
        Watch::Pattern { .. } => patterns(subject, rule, calendar),
        Watch::Uncured { colour, days } => uncured(subject, *colour, *days, calendar),
        Watch::Finding => Vec::new(),
    };
    moments
        .into_iter()
        .filter_map(|(occasion, reached)| {
            let reached = within(book, rule, place, reached)?;
            book.speaks(rule, place, reached.day).then(|| Due {
                at: reached.at,
                rule: rule.mark.clone(),
                colour: rule.colour,
                occasion,
                provisional: reached.provisional,
            })
        })
        .collect()
}

/// A rule speaks of what comes about in its days alone. A version that follows another one takes up at its first moment what that one let pass.
fn within(book: &Book, rule: &Rule, place: Place<'_>, reached: Reached) -> Option<Reached> {
    let reached = if reached.day >= rule.from {
        reached
    } else {
        book.before(rule, place)?;
        Reached {
            at: Instant::start_of(rule.from, CHINA),
            day: rule.from,
            ..reached
        }
    };
    rule.is_in_force(reached.day).then_some(reached)
}

/// The moment at which a clock reaches a threshold; none while that cannot be known.
fn reached(clock: &Clock, at: Threshold, calendar: &Calendar) -> Option<Reached> {
    let reached = match at {
        Threshold::Used(percent) => clock.used_at(calendar, percent),
        Threshold::Left(days) => clock.left_at(calendar, days),
        Threshold::Over(days) => clock.over_at(calendar, days),
    };
    reached.ok()
}

fn moment(at: Instant, day: Day) -> Reached {
    Reached {
        at,
        day,
        provisional: false,
    }
}

/// What the last step has made visible: found with it, and not without it.
fn patterns(subject: &Subject<'_>, rule: &Rule, calendar: &Calendar) -> Vec<(Occasion, Reached)> {
    // A card is no step: what it is about was seen with the step before it.
    let last = subject.events.iter().rfind(|event| is_step(event));
    let (
        Watch::Pattern {
            pattern,
            parameters,
            count,
        },
        Some(last),
    ) = (&rule.watch, last)
    else {
        return Vec::new();
    };
    // What was committed together has one moment.
    let before = subject.events.partition_point(|event| event.at < last.at);
    let occasions = |events: &[Event]| {
        let found = findings(subject.case, subject, parameters, calendar, events);
        let mut occasions: Vec<Occasion> = Vec::new();
        for occasion in found
            .iter()
            .filter(|found| found.pattern == *pattern)
            .map(Occasion::of_finding)
        {
            if !occasions.contains(&occasion) {
                occasions.push(occasion);
            }
        }
        occasions
    };
    let (known, now) = (occasions(&subject.events[..before]), occasions(subject.events));
    let counted = usize::try_from(*count).unwrap_or(usize::MAX).saturating_sub(1);
    let fresh = now.into_iter().filter(|occasion| !known.contains(occasion));
    let reached = moment(last.at, last.at.day(CHINA));
    fresh
        .skip(counted.saturating_sub(known.len()))
        .map(|occasion| (occasion, reached))
        .collect()
}

/// Cards of a colour that were not put right.
fn uncured(subject: &Subject<'_>, colour: Colour, days: u32, calendar: &Calendar) -> Vec<(Occasion, Reached)> {
    let open = subject.record.cards.iter().filter(|given| given.card.colour == colour);
    open.filter(|given| !given.is_cured(subject.case))
        .filter_map(|given| {
            let day = calendar.add(given.day(), days).ok()?.day;
            let occasion = Occasion::Card { no: given.card.no };
            Some((occasion, moment(calendar.end_of(day, CHINA), day)))
        })
        .collect()
}
