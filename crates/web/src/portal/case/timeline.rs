//! What happened to a case and what is still to come, in plain words.

use yimen_acts::cases::view::CaseView;
use yimen_domain::cases::Status;
use yimen_domain::cases::event::{Event, Outcome, What};
use yimen_domain::cases::intake::Happened;
use yimen_domain::clocks::Evidence;

use crate::shell::Page;
use crate::shell::components::{LinkTo, StepState, TimelineEntry};

use super::document_address;
use crate::portal::words;

/// Every event, oldest first, and then the steps ahead. `own` shows what is the applicant's alone to know.
pub(in crate::portal) fn entries(page: &Page, view: &CaseView, own: bool) -> Vec<TimelineEntry> {
    let told = |event: &&Event| !event.what.is_internal();
    let past = view
        .events
        .iter()
        .filter(told)
        .map(|event| entry(page, view, event, own));
    past.chain(ahead(page, view.case.status())).collect()
}

fn entry(page: &Page, view: &CaseView, event: &Event, own: bool) -> TimelineEntry {
    let stopped = matches!(
        event.what,
        What::NotAccepted { .. }
            | What::Withdrawn { .. }
            | What::Intake(Happened::Lapsed { .. })
            | What::Decided {
                outcome: Outcome::Refuse { .. },
                ..
            }
    ) || matches!(&event.what, What::Beyond(happened) if happened.stops());
    let oneself = view.looker.is_some() && event.actor.account == view.looker;
    let role = words::say(page, &event.actor.role_words());
    let who = match (oneself, own) {
        (true, true) => page.t("portal.timeline.you").to_string(),
        (_, false) => role,
        (false, true) if event.actor.account.is_some() => page.t2("portal.timeline.staff", role, &event.actor.name),
        (false, true) => role,
    };
    let document = event.what.document().filter(|_| own).map(|document| {
        LinkTo::new(
            document_address(&document.token),
            words::pick(page, document.kind.words()),
        )
    });
    TimelineEntry {
        title: words::pick(page, event.what.words()),
        state: if stopped { StepState::Stopped } else { StepState::Done },
        when: page.moment(event.at.0),
        who,
        note: if own {
            note(page, view, &event.what)
        } else {
            String::new()
        },
        documents: document.into_iter().collect(),
    }
}

fn note(page: &Page, view: &CaseView, what: &What) -> String {
    match what {
        What::Filed(filed) => page.t2(
            "portal.note.filed",
            words::pick(page, filed.channel.words()),
            filed.materials.len(),
        ),
        What::CorrectionRequested { requests, .. } => {
            let one = |request: &yimen_domain::cases::event::CorrectionRequest| {
                page.t2(
                    "portal.note.request",
                    words::material(page, &view.item, &request.material),
                    &request.what,
                )
            };
            words::in_a_row(page, &requests.iter().map(one).collect::<Vec<_>>())
        }
        What::Supplemented {
            materials, commitment, ..
        } => {
            let mut parts: Vec<String> = materials
                .iter()
                .map(|material| words::material(page, &view.item, &material.material))
                .collect();
            if commitment.is_some() {
                parts.insert(0, page.t("portal.material.form").to_string());
            }
            words::joined(page, &parts)
        }
        What::Additions(happened) => {
            let names = happened.materials().iter();
            let names = names.map(|handed| words::material(page, &view.item, &handed.material));
            words::joined(page, &names.collect::<Vec<_>>())
        }
        What::Accepted(accepted) if accepted.statutory.days > 0 => {
            let promised = words::days(page, accepted.promised.days);
            page.t2(
                "portal.note.accepted",
                words::days(page, accepted.statutory.days),
                promised,
            )
        }
        What::NotAccepted { ground, reason, .. } => {
            page.t2("portal.note.request", words::pick(page, ground.words()), reason)
        }
        What::Suspended {
            kind,
            told_days,
            statutory,
            evidence,
            basis,
            ..
        } => {
            let effect = page.t(if *statutory {
                "portal.note.stops_both"
            } else {
                "portal.note.stops_promise"
            });
            let told = words::days(page, *told_days);
            let words = page.language.text_with(
                "portal.note.suspended",
                &[&words::pick(page, kind.words()), &told, effect],
            );
            let words = if basis.is_empty() {
                words
            } else {
                format!("{words}{}{}", page.pick("", " "), page.t1("portal.note.basis", basis))
            };
            with_evidence(page, words, evidence.as_ref())
        }
        What::Resumed { result, evidence, .. } => with_evidence(page, result.clone(), evidence.as_ref()),
        What::Extended {
            days, reason, approval, ..
        } => {
            let told = page.t2("portal.note.extended", words::days(page, *days), reason);
            match approval {
                Some(approval) => {
                    let office = words::pick(page, approval.words());
                    format!("{told} {}", page.t1("portal.note.approved", office))
                }
                None => told,
            }
        }
        What::Decided {
            outcome: outcome @ Outcome::Partial(_),
            ..
        } => words::in_a_row(page, &crate::workbench::decision_in_short(page, outcome)),
        What::Decided {
            outcome: Outcome::Grant { validity, .. },
            ..
        } if !validity.is_empty() => page.t1("portal.note.validity", validity),
        What::Decided {
            outcome: Outcome::Refuse { reasons },
            ..
        } => words::in_a_row(page, reasons),
        What::Paid {
            amount_fen, receipt, ..
        } => page.t2("portal.note.paid", page.money(amount_fen), receipt),
        What::Issued { delivery, .. } => words::pick(page, delivery.words()),
        What::Rated(rating) => words::pick(page, rating.level.words()),
        What::Ratings(happened) => happened.says().to_string(),
        What::Withdrawn { reason, .. } => reason.clone(),
        What::NumbersShown { purpose } => words::pick(page, purpose.words()),
        What::Proceeding(happened) => crate::proceedings::note(page, &view.case, happened),
        What::Delivery(happened) => crate::workbench::delivery_note(page, happened),
        What::Appeals(happened) => crate::workbench::appeals::note(page, happened),
        What::CalendarChanged(change) => crate::calendar::note(page, change),
        What::WordsDeleted { basis, .. } => basis.clone(),
        What::Intake(happened) => crate::workbench::intake::note(page, &view.item, happened),
        What::Reuse(happened) => crate::reuse::note(page, &view.item, happened),
        What::Fees(happened) => crate::workbench::fees::note(page, happened),
        What::Beyond(happened) => crate::workbench::beyond::note(page, &view.item, happened),
        What::Simulated(happened) => crate::simulated::note(page, &view.item, happened, true),
        // An examiner's opinion is a working paper until the decision gives its reasons.
        What::Accepted(_)
        | What::Slips(_)
        | What::Reviewed(_)
        | What::Drafting(_)
        | What::Supervision(_)
        | What::Decided { .. }
        | What::HandlerChanged { .. } => String::new(),
    }
}

fn with_evidence(page: &Page, words: String, evidence: Option<&Evidence>) -> String {
    match evidence {
        Some(evidence) => format!(
            "{words}{}{}",
            page.pick("", " "),
            page.t1("portal.note.evidence", &evidence.words)
        ),
        None => words,
    }
}

fn ahead(page: &Page, status: Status) -> Vec<TimelineEntry> {
    const STEPS: [&str; 4] = [
        "portal.ahead.accept",
        "portal.ahead.examine",
        "portal.ahead.decide",
        "portal.ahead.deliver",
    ];
    const TURNING: [&str; 1] = ["portal.ahead.turn_formal"];
    let (current, rest) = match status {
        Status::Received => (STEPS[0], &STEPS[1..]),
        Status::AwaitingCorrection => ("portal.ahead.correct", &STEPS[..]),
        Status::Accepted => (STEPS[1], &STEPS[2..]),
        Status::Suspended => ("portal.ahead.special", &STEPS[2..]),
        Status::Reviewed => (STEPS[2], &STEPS[3..]),
        Status::Granted | Status::Refused => (STEPS[3], &STEPS[4..]),
        Status::Simulating => ("portal.ahead.simulate", &TURNING[..]),
        Status::NotAccepted | Status::Issued | Status::Withdrawn | Status::Simulated => return Vec::new(),
    };
    let step = |key: &str, state| TimelineEntry {
        title: page.t(key).to_string(),
        state,
        when: String::new(),
        who: String::new(),
        note: String::new(),
        documents: Vec::new(),
    };
    std::iter::once(step(current, StepState::Current))
        .chain(rest.iter().map(|key| step(key, StepState::Ahead)))
        .collect()
}
