//! What is irregular only when several cases are seen together (多件异常).

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::{Calendar, Day};
use crate::words::Words;

use super::pattern::{Finding, Parameters, Pattern};
use super::trace::{Act, Mark, Trace};

/// Everything that is irregular across cases. They may come in any order; what is found names the case that it was found at last.
pub fn across(traces: &[Trace], parameters: &Parameters, calendar: &Calendar) -> Vec<Finding> {
    let mut found = restarts(traces, parameters);
    found.extend(queue_jumping(traces));
    found.extend(ratings(traces, parameters));
    found.extend(equal_durations(traces, parameters, calendar));
    found
}

fn of(trace: &Trace, is: impl Fn(&Act) -> bool) -> Option<&Mark> {
    trace.first(is)
}

fn restarts(traces: &[Trace], parameters: &Parameters) -> Vec<Finding> {
    let mut by_person: BTreeMap<(&str, &str), Vec<&Trace>> = BTreeMap::new();
    for trace in traces {
        if let Some(applicant) = &trace.applicant {
            by_person.entry((applicant, &trace.item)).or_default().push(trace);
        }
    }
    let mut found = Vec::new();
    for cases in by_person.values() {
        for ended in cases {
            let Some(end) = of(ended, |act| matches!(act, Act::Ended)) else {
                continue;
            };
            // An application that nobody had accepted yet has no limit that somebody could escape.
            if of(ended, |act| matches!(act, Act::Accepted { .. })).is_none() {
                continue;
            }
            let again = cases.iter().find_map(|other| {
                let filed = of(other, |act| matches!(act, Act::Filed))?;
                let days = filed.day.days() - end.day.days();
                let soon = filed.at >= end.at && days <= parameters.restart_days;
                (other.number != ended.number && soon).then_some((other, filed, days))
            });
            let Some((other, filed, days)) = again else { continue };
            found.push(Finding {
                pattern: Pattern::Restart,
                case: other.number.clone(),
                reason: Words::new(
                    format!("同一申请人的同一事项 {} 受理后撤回，{days} 天后重新登记为本件。", ended.number),
                    format!(
                        "{} of the same applicant was withdrawn after acceptance and registered anew {days} days later.",
                        ended.number
                    ),
                ),
                avoided: Words::new(
                    "不以撤回重报的办法重新起算期限。",
                    "A limit does not begin anew by withdrawing and filing again.",
                ),
                events: vec![filed.seq],
                others: vec![ended.number.clone()],
            });
        }
    }
    found
}

fn queue_jumping(traces: &[Trace]) -> Vec<Finding> {
    let mut by_item: BTreeMap<&str, Vec<(&Trace, &Mark)>> = BTreeMap::new();
    for trace in traces.iter().filter(|trace| trace.limited) {
        if let Some(accepted) = of(trace, |act| matches!(act, Act::Accepted { .. })) {
            by_item.entry(&trace.item).or_default().push((trace, accepted));
        }
    }
    let mut found = Vec::new();
    for queue in by_item.values_mut() {
        queue.sort_by_key(|(_, accepted)| (accepted.day, accepted.at));
        for (place, (trace, _)) in queue.iter().enumerate() {
            let Some(granted) = of(trace, |act| matches!(act, Act::Decided { granted: true, .. })) else {
                continue;
            };
            let passed: Vec<String> = queue[..place]
                .iter()
                .filter(|(before, _)| waits_at(before, granted))
                .map(|(before, _)| before.number.clone())
                .collect();
            if !passed.is_empty() {
                found.push(Finding {
                    pattern: Pattern::QueueJumping,
                    case: trace.number.clone(),
                    reason: Words::new(
                        format!("准予时，受理在先的 {} 件还没有作出决定。", passed.len()),
                        format!(
                            "It was granted while {} accepted earlier were not decided.",
                            passed.len()
                        ),
                    ),
                    avoided: Words::new("按受理的先后顺序作出决定。", "Decide in the order of acceptance."),
                    events: vec![granted.seq],
                    others: passed,
                });
            }
        }
    }
    found
}

/// Neither decided nor ended nor paused when something else was granted.
fn waits_at(trace: &Trace, granted: &Mark) -> bool {
    let done = of(trace, |act| matches!(act, Act::Decided { .. } | Act::Ended));
    let decided_before = done.is_some_and(|mark| mark.at <= granted.at);
    let paused = trace
        .marks
        .iter()
        .rev()
        .find(|mark| mark.at <= granted.at && matches!(mark.act, Act::Suspended { .. } | Act::Resumed))
        .is_some_and(|mark| matches!(mark.act, Act::Suspended { .. }));
    !decided_before && !paused
}

/// On which device somebody gave the best level; none where it was on none of ours.
fn best(act: &Act) -> Option<&str> {
    match act {
        Act::Rated(5) => Some(""),
        Act::RatedOn(5, device) => Some(device),
        _ => None,
    }
}

/// What came one by one on one device of a window says more than what people gave at home in the same minute: each device is looked at for itself.
fn ratings(traces: &[Trace], parameters: &Parameters) -> Vec<Finding> {
    let devices = traces
        .iter()
        .flat_map(|trace| trace.marks.iter().filter_map(|mark| best(&mark.act)));
    let devices: BTreeSet<&str> = devices.collect();
    let of_device = |device| ratings_on(device, traces, parameters);
    devices.into_iter().flat_map(of_device).collect()
}

fn ratings_on(device: &str, traces: &[Trace], parameters: &Parameters) -> Vec<Finding> {
    let mut quick: Vec<(&Trace, &Mark)> = traces
        .iter()
        .filter_map(|trace| {
            let rated = of(trace, |act| best(act) == Some(device))?;
            let closed = of(trace, |act| matches!(act, Act::Issued))?;
            let soon = rated.at.0 - closed.at.0 < parameters.rating_seconds * 1_000_000;
            soon.then_some((trace, rated))
        })
        .collect();
    quick.sort_by_key(|(_, rated)| rated.at);
    let mut found = Vec::new();
    let mut from = 0;
    while from < quick.len() {
        let until = quick[from].1.at.0 + parameters.rating_seconds * 1_000_000;
        let burst: Vec<&(&Trace, &Mark)> = quick[from..]
            .iter()
            .take_while(|(_, rated)| rated.at.0 < until)
            .collect();
        if burst.len() < parameters.ratings.max(2) {
            from += 1;
            continue;
        }
        let (last, rated) = burst[burst.len() - 1];
        found.push(Finding {
            pattern: Pattern::RatingBurst,
            case: last.number.clone(),
            reason: Words::new(
                format!(
                    "{} 秒内集中作出 {} 个“非常满意”，都在办结后随即作出。",
                    parameters.rating_seconds,
                    burst.len()
                ),
                format!(
                    "{} ratings of the best level within {} seconds, each at once after its case was closed.",
                    burst.len(),
                    parameters.rating_seconds
                ),
            ),
            avoided: Words::new(
                "评价由办事人自愿作出，工作人员不得代评、诱导。",
                "People rate as they like; staff neither rate for them nor lead them.",
            ),
            events: vec![rated.seq],
            others: burst[..burst.len() - 1]
                .iter()
                .map(|(trace, _)| trace.number.clone())
                .collect(),
        });
        from += burst.len();
    }
    found
}

fn equal_durations(traces: &[Trace], parameters: &Parameters, calendar: &Calendar) -> Vec<Finding> {
    let mut by_item: BTreeMap<&str, Vec<(Day, i64, &Trace)>> = BTreeMap::new();
    for trace in traces.iter().filter(|trace| !trace.instant) {
        let accepted = of(trace, |act| matches!(act, Act::Accepted { .. }));
        let decided = of(trace, |act| matches!(act, Act::Decided { .. }));
        if let (Some(accepted), Some(decided)) = (accepted, decided) {
            let days = calendar.count(accepted.day, decided.day);
            by_item.entry(&trace.item).or_default().push((decided.day, days, trace));
        }
    }
    let mut found = Vec::new();
    for closed in by_item.values_mut() {
        closed.sort_by(|one, other| (one.0, &one.2.number).cmp(&(other.0, &other.2.number)));
        for run in closed.chunk_by(|one, other| one.1 == other.1) {
            let (_, days, last) = run[run.len() - 1];
            // What is decided on the day of acceptance takes as long every time.
            if run.len() >= parameters.equal_cases.max(2) && days > 0 {
                found.push(Finding {
                    pattern: Pattern::Limits,
                    case: last.number.clone(),
                    reason: Words::new(
                        format!("该事项连续 {} 件的办理时长都正好是 {days} 个工作日。", run.len()),
                        format!(
                            "{} cases of the item in a row took exactly {days} working days.",
                            run.len()
                        ),
                    ),
                    avoided: Words::new(
                        "作出决定的当日登记，不压到期限办结。",
                        "Record a decision on its day; do not hold cases until their limit.",
                    ),
                    events: Vec::new(),
                    others: run[..run.len() - 1]
                        .iter()
                        .map(|(.., trace)| trace.number.clone())
                        .collect(),
                });
            }
        }
    }
    found
}
