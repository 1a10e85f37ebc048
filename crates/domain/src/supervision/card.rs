//! Cards (监察提示、黄牌、红牌): what was due under which rule, on what it rests, and what would have avoided it.

use std::collections::BTreeMap;

use super::detect::detect;
use super::due::{Due, Subject};
use super::pattern::{Finding, Parameters, Pattern};
use super::rule::{Colour, Limits, Rule, RuleMark, Score, Told, Watch};
use super::trace::{Trace, is_step};
use crate::calendar::{CHINA, Calendar, Day, Instant};
use crate::cases::Case;
use crate::cases::event::Event;
use crate::clocks::{Clock, ClockKind};
use crate::organisation::posts::Person;
use crate::words::Words;

/// What a card is about (事由). A rule speaks once about each: whatever version, however often it is computed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Occasion {
    /// A limit of a clock. A clock that begins anew, or is given more days, has another limit.
    Clock {
        /// Which clock.
        kind: ClockKind,
        /// Its start.
        start: Day,
        /// Days by which it was extended.
        extended: u32,
    },
    /// A pattern in the events.
    Pattern {
        /// Which.
        pattern: Pattern,
        /// The first event that shows it; nought where it shows in the item.
        first: u32,
    },
    /// A card of this case that was not put right.
    Card {
        /// Its number.
        no: u32,
    },
    /// What an inspector found.
    Finding {
        /// The first event that shows it.
        first: u32,
    },
}

impl Occasion {
    /// The limit that a clock has now.
    pub fn of(clock: &Clock) -> Occasion {
        Occasion::Clock {
            kind: clock.kind,
            start: clock.start,
            extended: clock.extension.as_ref().map_or(0, |extension| extension.days),
        }
    }

    /// Of a finding.
    pub fn of_finding(finding: &Finding) -> Occasion {
        Occasion::Pattern {
            pattern: finding.pattern,
            first: finding.events.first().copied().unwrap_or(0),
        }
    }
}

/// A card (监察牌). It keeps everything that it was given by, so that it can be explained when rules and calendar have changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// 1, 2, 3, … within the case.
    pub no: u32,
    /// Under which rule, in which version.
    pub rule: RuleMark,
    /// Its colour.
    pub colour: Colour,
    /// What it is about.
    pub occasion: Occasion,
    /// The moment at which it fell due.
    pub due: Instant,
    /// What it was computed from, by name.
    pub inputs: BTreeMap<String, String>,
    /// What is wrong.
    pub reason: Words,
    /// What would have avoided it.
    pub avoided: Words,
    /// Sequence numbers of the events on which it rests.
    pub events: Vec<u32>,
    /// Who handled the case then; of a pattern, where nobody did, who of the staff did the last step that shows it.
    pub about: Option<Person>,
    /// Whom it tells, and when it goes further up.
    pub told: Vec<Told>,
    /// Time for the answer, the appeal and its decision.
    pub limits: Limits,
    /// What it costs.
    pub score: Option<Score>,
    /// On what the rule rests.
    pub source: String,
}

/// What a card says of itself.
struct Said {
    inputs: BTreeMap<String, String>,
    reason: Words,
    avoided: Words,
    events: Vec<u32>,
}

/// The card that is due; nothing where its rule or its occasion is not there.
pub fn draw(subject: &Subject<'_>, due: &Due, rule: &Rule, calendar: &Calendar) -> Option<Card> {
    let said = match (&rule.watch, &due.occasion) {
        (Watch::Clock { kind, .. }, Occasion::Clock { .. }) => of_clock(subject, *kind, rule, calendar)?,
        (Watch::Pattern { parameters, .. }, Occasion::Pattern { .. }) => {
            of_pattern(subject, &due.occasion, parameters, calendar)?
        }
        (Watch::Uncured { days, .. }, Occasion::Card { no }) => of_card(subject, *no, *days)?,
        _ => return None,
    };
    Some(card(subject, rule, due.occasion.clone(), due.at, said))
}

/// The card that an inspector gives under a rule for findings.
pub(super) fn by_hand(
    subject: &Subject<'_>,
    rule: &Rule,
    now: Instant,
    reason: &Words,
    avoided: &Words,
    events: &[u32],
) -> Card {
    let said = Said {
        inputs: BTreeMap::new(),
        reason: reason.clone(),
        avoided: avoided.clone(),
        events: events.to_vec(),
    };
    let first = events.first().copied().unwrap_or(0);
    card(subject, rule, Occasion::Finding { first }, now, said)
}

/// The card of what several cases show together.
pub(super) fn of_finding(
    subject: &Subject<'_>,
    rule: &Rule,
    finding: &Finding,
    at: Instant,
    calendar: &Calendar,
) -> Card {
    let mut said = found(finding.clone(), calendar);
    said.inputs.insert("others".into(), finding.others.join(" "));
    card(subject, rule, Occasion::of_finding(finding), at, said)
}

fn found(finding: Finding, calendar: &Calendar) -> Said {
    let inputs = [
        ("calendar".to_string(), calendar_mark(calendar)),
        ("pattern".to_string(), finding.pattern.code().to_string()),
    ];
    Said {
        inputs: inputs.into_iter().collect(),
        reason: finding.reason,
        avoided: finding.avoided,
        events: finding.events,
    }
}

fn card(subject: &Subject<'_>, rule: &Rule, occasion: Occasion, due: Instant, said: Said) -> Card {
    let about = match occasion {
        Occasion::Pattern { .. } => answerable(subject, &said.events),
        _ => subject.case.handler.clone(),
    };
    Card {
        no: subject.record.next_no(),
        rule: rule.mark.clone(),
        colour: rule.colour,
        occasion,
        due,
        inputs: said.inputs,
        reason: said.reason,
        avoided: said.avoided,
        events: said.events,
        about,
        told: rule.told.clone(),
        limits: rule.limits,
        score: rule.score,
        source: rule.source.cite.clone(),
    }
}

/// Who has to answer: whoever handles the case, or did the last of the steps that show it; where no step shows it or the case is over, the last step of all.
fn answerable(subject: &Subject<'_>, shown: &[u32]) -> Option<Person> {
    let of_staff = |event: &&Event| {
        let theirs = ["clerk", "examiner", "chief"].contains(&event.actor.role.as_str());
        is_step(event) && theirs
    };
    let staff = subject.events.iter().rev().filter(of_staff);
    let did = staff.clone().find(|event| shown.contains(&event.seq));
    subject.case.handler.clone().or_else(|| {
        let event = did.or_else(|| {
            staff
                .clone()
                .next()
                .filter(|_| shown.is_empty() || subject.case.closed_at.is_some())
        })?;
        Some(Person {
            account: event.actor.account?,
            name: event.actor.name.clone(),
        })
    })
}

fn of_clock(subject: &Subject<'_>, kind: ClockKind, rule: &Rule, calendar: &Calendar) -> Option<Said> {
    let clock = subject.case.clock(kind)?;
    let Watch::Clock { at, .. } = &rule.watch else {
        return None;
    };
    let (allowed, start, threshold) = (clock.allowed(calendar), clock.start, at.words());
    let last = clock.over_at(calendar, 0).ok().map(|reached| reached.day);
    let last_words = last.map_or_else(
        || Words::new("暂停中", "not known while it is suspended"),
        |last| Words::new(last.to_string(), last.to_string()),
    );
    let (zh, en) = kind.words();
    let mut inputs: BTreeMap<String, String> = [
        ("allowed", allowed.to_string()),
        ("calendar", calendar_mark(calendar)),
        ("clock", kind.code().to_string()),
        ("source", clock.source.clone()),
        ("start", start.to_string()),
        ("threshold", format!("{}:{}", at.code(), at.amount())),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_string(), value))
    .collect();
    inputs.extend(last.map(|last| ("last".to_string(), last.to_string())));
    let extended = clock.extension.as_ref();
    inputs.extend(extended.map(|extension| ("extended".to_string(), extension.days.to_string())));
    Some(Said {
        inputs,
        reason: Words::new(
            format!(
                "{zh}自 {start} 起算，共 {allowed} 个工作日，到 {} 为止：{}，尚未完成。",
                last_words.zh, threshold.zh
            ),
            format!(
                "{en}: {allowed} working days from {start}, to {}. It was {}, and what is to be done was not done.",
                last_words.en, threshold.en
            ),
        ),
        avoided: Words::new(
            "在此之前完成该环节；依法需要特别程序或者延长期限的，在到期前办理并书面告知申请人。",
            "To have done it before; or, where the law asks for a special procedure or allows more time, to have begun it before the limit was over and told the applicant in writing.",
        ),
        events: rests_on(subject.events, kind),
    })
}

fn calendar_mark(calendar: &Calendar) -> String {
    let version = calendar.version();
    match version.region.as_str() {
        "" => format!("national:{}", version.number),
        region => format!("{region}:{}", version.number),
    }
}

/// The events that made a clock what it is: where it began, was stopped, went on, was extended.
fn rests_on(events: &[Event], kind: ClockKind) -> Vec<u32> {
    let Some((first, rest)) = events.split_first() else {
        return Vec::new();
    };
    // The events were folded before; of what cannot be folded there is no case.
    let Ok(mut case) = Case::begin(crate::cases::CaseId(uuid::Uuid::nil()), first) else {
        return Vec::new();
    };
    let mut known = case.clock(kind).cloned();
    let mut seqs: Vec<u32> = known.iter().map(|_| first.seq).collect();
    for event in rest {
        if case.apply(event).is_err() {
            break;
        }
        let now = case.clock(kind);
        if now != known.as_ref() {
            seqs.push(event.seq);
            known = now.cloned();
        }
    }
    seqs
}

fn of_pattern(
    subject: &Subject<'_>,
    occasion: &Occasion,
    parameters: &Parameters,
    calendar: &Calendar,
) -> Option<Said> {
    let findings = findings(subject.case, subject, parameters, calendar, subject.events);
    let finding = findings
        .into_iter()
        .find(|finding| Occasion::of_finding(finding) == *occasion)?;
    Some(found(finding, calendar))
}

/// What the detectors find in these events, as of the last of them.
pub(super) fn findings(
    case: &Case,
    subject: &Subject<'_>,
    parameters: &Parameters,
    calendar: &Calendar,
    events: &[Event],
) -> Vec<Finding> {
    let Some(last) = events.iter().rfind(|event| is_step(event)) else {
        return Vec::new();
    };
    let trace = Trace::of(case, subject.item, events);
    detect(&trace, parameters, calendar, last.at.day(CHINA))
}

fn of_card(subject: &Subject<'_>, no: u32, days: u32) -> Option<Said> {
    let given = subject.record.card(no)?;
    let (zh, en) = given.card.colour.words();
    let code = given.card.rule.code.as_str();
    let inputs = [
        ("card".to_string(), no.to_string()),
        ("days".to_string(), days.to_string()),
        ("given".to_string(), given.day().to_string()),
    ];
    Some(Said {
        inputs: inputs.into_iter().collect(),
        reason: Words::new(
            format!("第 {no} 号{zh}（规则 {code}）发出后 {days} 个工作日仍未整改。"),
            format!("{en} {no} (rule {code}) was not put right within {days} working days."),
        ),
        avoided: Words::new(
            "收到前一张牌后立即整改并登记，或者在期限内申诉。",
            "To put right and record what the card before named, or to appeal against it in time.",
        ),
        events: given.card.events.clone(),
    })
}
