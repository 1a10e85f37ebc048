//! Proceedings of a case (程序事项) in words: what an event of one says beyond its heading, for staff and for the applicant.

use yimen_domain::calendar::CHINA;
use yimen_domain::calendar::{Day, Instant};
use yimen_domain::cases::Case;
use yimen_domain::cases::proceedings::hearing::{Asker, Happened as Hearing};
use yimen_domain::cases::proceedings::{
    Happened, Matter, Meeting, discussion, expert, inspection, lower, party, publicity, task,
};
use yimen_domain::organisation::posts::Person;

use crate::shell::Page;

/// Who asks, in words: the applicant, or a party by the name that the ledger knows.
pub(crate) fn asker(page: &Page, case: &Case, by: Asker) -> String {
    match by {
        Asker::Applicant => page.t("proceeding.applicant").to_string(),
        Asker::Party(no) => match case.proceedings.get(no).map(|one| &one.matter) {
            Some(Matter::Party(party)) => party.name.clone(),
            _ => page.t("proceeding.party").to_string(),
        },
    }
}

/// Time and place.
pub(crate) fn meeting(page: &Page, meeting: &Meeting) -> String {
    let day = day(page, meeting.day);
    format!("{day} {}{}{}", meeting.time, page.pick("，", ", "), meeting.place)
}

/// A day in words.
pub(crate) fn day(page: &Page, day: Day) -> String {
    page.day(Instant::start_of(day, CHINA).0)
}

/// Names, one after another.
pub(crate) fn names(page: &Page, people: &[Person]) -> String {
    let names: Vec<&str> = people.iter().map(|person| person.name.as_str()).collect();
    names.join(page.pick("、", ", "))
}

/// What an event says beyond its heading.
pub(crate) fn note(page: &Page, case: &Case, happened: &Happened) -> String {
    let parts = match happened {
        Happened::Inspection(happened) => of_inspection(page, happened),
        Happened::Task(happened) => of_task(page, happened),
        Happened::Hearing(happened) => of_hearing(page, case, happened),
        Happened::Party(happened) => of_party(page, happened),
        Happened::Expert(happened) => of_expert(page, happened),
        Happened::Discussion(happened) => of_discussion(page, happened),
        Happened::Publicity(happened) => of_publicity(page, happened),
        Happened::Lower(happened) => of_lower(page, happened),
        Happened::Rested { no } => vec![named(page, case, *no)],
        Happened::Dropped { no, reason, .. } => vec![named(page, case, *no), reason.clone()],
    };
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(page.pick("；", "; "))
}

/// A proceeding by its number and kind.
pub(crate) fn named(page: &Page, case: &Case, no: u32) -> String {
    let kind = case.proceedings.get(no).map(|one| one.kind().words());
    let (zh, en) = kind.unwrap_or_default();
    page.t2("proceeding.named", no, page.pick(zh, en))
}

fn of_inspection(page: &Page, happened: &inspection::Happened) -> Vec<String> {
    use inspection::Happened::{Assigned, Recorded, Signed};
    match happened {
        Assigned {
            meeting: at, officers, ..
        } => vec![meeting(page, at), names(page, officers)],
        Recorded { passed, findings, .. } => vec![passed_words(page, *passed).to_string(), findings.clone()],
        Signed { by, .. } => vec![by.name.clone()],
    }
}

/// Whether the requirements are met.
pub(crate) fn passed_words(page: &Page, passed: bool) -> &'static str {
    page.t(if passed {
        "proceeding.passed"
    } else {
        "proceeding.failed"
    })
}

/// Whether nothing stands against granting.
pub(crate) fn agrees_words(page: &Page, agrees: bool) -> &'static str {
    page.t(if agrees {
        "proceeding.agrees"
    } else {
        "proceeding.objects"
    })
}

fn of_task(page: &Page, happened: &task::Happened) -> Vec<String> {
    use task::Happened::{Finished, Given, Reassigned, Returned, Taken};
    match happened {
        Given { what, to, .. } => vec![page.t1("proceeding.to", to.name()), what.clone()],
        Taken { by, .. } => vec![by.name.clone()],
        Returned { by, reason, .. } => vec![by.name.clone(), reason.clone()],
        Reassigned { to, reason, .. } => vec![page.t1("proceeding.to", to.name()), reason.clone()],
        Finished { agrees, words, .. } => vec![agrees_words(page, *agrees).to_string(), words.clone()],
    }
}

fn of_hearing(page: &Page, case: &Case, happened: &Hearing) -> Vec<String> {
    match happened {
        Hearing::Told { reason, limit, .. } => vec![reason.clone(), page.t1("proceeding.days", limit.days)],
        Hearing::Opened { ground, reason, .. } => {
            let (zh, en) = ground.words();
            vec![page.pick(zh, en).to_string(), reason.clone()]
        }
        Hearing::Asked { by, .. } | Hearing::Waived { by, .. } => vec![asker(page, case, *by)],
        Hearing::Set { meeting: at, chair, .. } => {
            vec![meeting(page, at), page.t1("proceeding.chair", &chair.name)]
        }
        Hearing::Announced { attending, .. } => match attending {
            Some((until, how)) => vec![
                page.t("proceeding.row.attending").to_string(),
                day(page, *until),
                how.clone(),
            ],
            None => Vec::new(),
        },
        Hearing::RecusalAsked { by, reason, .. } => vec![asker(page, case, *by), reason.clone()],
        Hearing::RecusalAnswered { chair, reason, .. } => {
            let answer = match chair {
                Some(chair) => page.t1("proceeding.chair_new", &chair.name),
                None => page.t("proceeding.chair_stays").to_string(),
            };
            vec![answer, reason.clone()]
        }
        Hearing::Held {
            participants,
            words,
            unsigned,
            ..
        } => vec![
            page.t1("proceeding.took_part", participants.len()),
            words.clone(),
            unsigned.clone(),
        ],
    }
}

fn of_party(page: &Page, happened: &party::Happened) -> Vec<String> {
    use party::Happened::{DecisionTold, Heard, Told, Waived};
    match happened {
        Told {
            name, interest, limit, ..
        } => vec![name.clone(), interest.clone(), page.t1("proceeding.days", limit.days)],
        Heard { words, .. } | Waived { words, .. } => vec![words.clone()],
        DecisionTold { means, proof, .. } => {
            let (zh, en) = means.words();
            vec![page.pick(zh, en).to_string(), proof.clone()]
        }
    }
}

fn of_publicity(page: &Page, happened: &publicity::Happened) -> Vec<String> {
    use publicity::Happened::{Closed, Opened, ViewAnswered, ViewReceived};
    match happened {
        Opened {
            subject, from, until, ..
        } => vec![
            subject.clone(),
            page.t2("publicity.from_to", day(page, *from), day(page, *until)),
        ],
        ViewReceived { view, .. } => vec![page.t1("proceeding.row.view", view)],
        ViewAnswered {
            view, accepted, words, ..
        } => vec![
            page.t1("proceeding.row.view", view),
            accepted_words(page, *accepted).to_string(),
            words.clone(),
        ],
        Closed { words, .. } => vec![words.clone()],
    }
}

/// Whether a view is taken up.
pub(crate) fn accepted_words(page: &Page, accepted: bool) -> &'static str {
    page.t(if accepted {
        "proceeding.accepted"
    } else {
        "proceeding.not_accepted"
    })
}

fn of_lower(page: &Page, happened: &lower::Happened) -> Vec<String> {
    use lower::Happened::{Asked, Reported};
    match happened {
        Asked { name, limit, .. } => vec![name.clone(), page.t1("proceeding.days", limit.days)],
        Reported { passed, words, .. } => vec![passed_words(page, *passed).to_string(), words.clone()],
    }
}

fn of_expert(page: &Page, happened: &expert::Happened) -> Vec<String> {
    use expert::Happened::{Commissioned, Recused, Reported};
    match happened {
        Commissioned {
            organiser,
            limit,
            notice,
            ..
        } => vec![
            organiser.clone(),
            page.t1("proceeding.days", limit.days),
            notice.clone(),
        ],
        Recused { reason, .. } => vec![reason.clone()],
        Reported { passed, words, .. } => vec![passed_words(page, *passed).to_string(), words.clone()],
    }
}

fn of_discussion(page: &Page, happened: &discussion::Happened) -> Vec<String> {
    use discussion::Happened::{Departed, Recorded};
    match happened {
        Recorded {
            agree,
            against,
            abstain,
            words,
            ..
        } => vec![votes(page, [*agree, *against, *abstain]), words.clone()],
        Departed { reason, .. } => vec![reason.clone()],
    }
}

/// Votes for, against and withheld.
pub(crate) fn votes(page: &Page, [agree, against, abstain]: [u32; 3]) -> String {
    let votes = [agree.to_string(), against.to_string(), abstain.to_string()];
    page.language
        .text_with("proceeding.votes", &[&votes[0], &votes[1], &votes[2]])
}
