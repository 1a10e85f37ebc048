//! What shows only when several cases are seen together (多件监察): the cards of patterns across cases. Nothing falls due by itself here; somebody looks at
//! the cases of a period, and what was given is not given again.

use super::across::across;
use super::book::Book;
use super::card::{Card, Occasion, of_finding};
use super::due::Subject;
use super::pattern::{Finding, Pattern};
use super::rule::{Rule, Watch};
use super::trace::Trace;
use crate::calendar::{CHINA, Calendar};

/// The patterns that show only across cases; [`Pattern::Limits`] shows in one case too.
pub const ACROSS: [Pattern; 4] = [
    Pattern::Restart,
    Pattern::QueueJumping,
    Pattern::RatingBurst,
    Pattern::Limits,
];

/// The cards that these cases together give, each with the place of its case among them.
pub fn together(subjects: &[Subject<'_>], book: &Book, calendar: &Calendar) -> Vec<(usize, Card)> {
    of_patterns(subjects, book, calendar, &ACROSS)
}

/// As [`together`], for some of the patterns: not each of them asks for the same cases.
pub fn of_patterns(
    subjects: &[Subject<'_>],
    book: &Book,
    calendar: &Calendar,
    patterns: &[Pattern],
) -> Vec<(usize, Card)> {
    let mut given: Vec<(usize, Card)> = Vec::new();
    let asked = |rule: &&Rule| matches!(&rule.watch, Watch::Pattern { pattern, .. } if patterns.contains(pattern));
    for rule in book.rules().iter().filter(asked) {
        for (place, mut card) in of_rule(subjects, book, rule, calendar) {
            let of_case = given.iter().filter(|(known, _)| *known == place);
            let known = of_case
                .clone()
                .any(|(_, known)| known.rule.code == card.rule.code && known.occasion == card.occasion);
            card.no += u32::try_from(of_case.count()).unwrap_or(0);
            if !known {
                given.push((place, card));
            }
        }
    }
    given
}

fn of_rule(subjects: &[Subject<'_>], book: &Book, rule: &Rule, calendar: &Calendar) -> Vec<(usize, Card)> {
    let Watch::Pattern {
        pattern,
        parameters,
        count,
    } = &rule.watch
    else {
        return Vec::new();
    };
    let covered = subjects.iter().filter(|subject| rule.scope.covers(subject.place()));
    let traces: Vec<Trace> = covered
        .map(|subject| Trace::of(subject.case, subject.item, subject.events))
        .collect();
    let mut found = across(&traces, parameters, calendar);
    found.retain(|finding| finding.pattern == *pattern);
    let mut cards = Vec::new();
    let mut times: Vec<(&str, u32)> = Vec::new();
    for finding in &found {
        let Some(place) = subjects.iter().position(|subject| subject.case.number == finding.case) else {
            continue;
        };
        let nth = match times.iter_mut().find(|(case, _)| *case == finding.case) {
            Some((_, nth)) => {
                *nth += 1;
                *nth
            }
            None => {
                times.push((&finding.case, 1));
                1
            }
        };
        let subject = &subjects[place];
        let first = finding.events.first();
        let shown = subject.events.iter().find(|event| Some(&event.seq) == first);
        let Some(at) = shown.or(subject.events.last()).map(|event| event.at) else {
            continue;
        };
        let day = at.day(CHINA);
        let speaks = rule.is_in_force(day) && book.speaks(rule, subject.place(), day);
        let known = subject.record.knows(&rule.mark.code, &Occasion::of_finding(finding))
            || is_of_a_known_run(subjects, rule, finding);
        if nth >= *count && speaks && !known {
            cards.push((place, of_finding(subject, rule, finding, at, calendar)));
        }
    }
    cards
}

/// A run of cases that grows names another case as its last one each day: it is the same run while one of the others has the card.
fn is_of_a_known_run(subjects: &[Subject<'_>], rule: &Rule, finding: &Finding) -> bool {
    let grows = matches!(finding.pattern, Pattern::RatingBurst | Pattern::Limits);
    let others = subjects
        .iter()
        .filter(|subject| finding.others.contains(&subject.case.number));
    grows
        && others.flat_map(|subject| &subject.record.cards).any(|given| {
            let of_pattern =
                matches!(given.card.occasion, Occasion::Pattern { pattern, .. } if pattern == finding.pattern);
            let together = given.card.inputs.contains_key("others");
            given.card.rule.code == rule.mark.code && of_pattern && together
        })
}
