//! Drafts of a decision (决定拟稿、核稿) as canonical JSON, and what a decision says; see [`super`].

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use yimen_domain::cases::CaseId;
use yimen_domain::cases::drafting::Happened;
use yimen_domain::cases::event::{Event, Outcome};
use yimen_domain::cases::partial::Partial;

use super::{day, envelope, parse};

/// What is decided, as an event of a decision lists it.
#[derive(Serialize, Deserialize)]
pub(super) struct OutcomeWire {
    pub(super) conditions: Vec<String>,
    pub(super) granted: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) granted_parts: Vec<String>,
    pub(super) reasons: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) refused_parts: Vec<String>,
    pub(super) validity: String,
}

impl From<&Outcome> for OutcomeWire {
    fn from(outcome: &Outcome) -> OutcomeWire {
        let (granted_parts, refused_parts) = match outcome {
            Outcome::Partial(partial) => (partial.granted.clone(), partial.refused.clone()),
            Outcome::Grant { .. } | Outcome::Refuse { .. } => Default::default(),
        };
        OutcomeWire {
            conditions: outcome.conditions().to_vec(),
            granted: outcome.grants(),
            granted_parts,
            reasons: outcome.reasons().to_vec(),
            refused_parts,
            validity: outcome.validity().unwrap_or_default().to_string(),
        }
    }
}

impl From<OutcomeWire> for Outcome {
    fn from(wire: OutcomeWire) -> Outcome {
        let in_part = !wire.refused_parts.is_empty();
        match wire.granted {
            true if in_part => Outcome::Partial(Box::new(Partial {
                granted: wire.granted_parts,
                refused: wire.refused_parts,
                conditions: wire.conditions,
                validity: wire.validity,
                reasons: wire.reasons,
            })),
            true => Outcome::Grant {
                conditions: wire.conditions,
                validity: wire.validity,
            },
            false => Outcome::Refuse { reasons: wire.reasons },
        }
    }
}

#[derive(Serialize, Deserialize)]
struct DraftedWire {
    day: String,
    no: u32,
    outcome: OutcomeWire,
}

#[derive(Serialize, Deserialize)]
struct CheckedWire {
    day: String,
    no: u32,
    note: String,
}

#[derive(Serialize, Deserialize)]
struct BackWire {
    day: String,
    no: u32,
    reason: String,
}

pub(super) fn write(case: CaseId, event: &Event, happened: &Happened) -> String {
    match happened {
        Happened::Drafted { day, no, outcome } => envelope(
            case,
            event,
            DraftedWire {
                day: day.to_string(),
                no: *no,
                outcome: outcome.into(),
            },
        ),
        Happened::Checked { day, no, note } => envelope(
            case,
            event,
            CheckedWire {
                day: day.to_string(),
                no: *no,
                note: note.clone(),
            },
        ),
        Happened::SentBack { day, no, reason } | Happened::Withdrawn { day, no, reason } => envelope(
            case,
            event,
            BackWire {
                day: day.to_string(),
                no: *no,
                reason: reason.clone(),
            },
        ),
    }
}

/// Nothing where the kind is none of these.
pub(super) fn read(kind: &str, raw: &RawValue) -> Result<Option<Happened>, String> {
    Ok(Some(match kind {
        "decision_drafted" => {
            let wire: DraftedWire = parse(raw)?;
            Happened::Drafted {
                day: day(&wire.day)?,
                no: wire.no,
                outcome: wire.outcome.into(),
            }
        }
        "decision_checked" => {
            let wire: CheckedWire = parse(raw)?;
            Happened::Checked {
                day: day(&wire.day)?,
                no: wire.no,
                note: wire.note,
            }
        }
        "decision_sent_back" | "decision_draft_withdrawn" => {
            let wire: BackWire = parse(raw)?;
            let (day, no, reason) = (day(&wire.day)?, wire.no, wire.reason);
            match kind {
                "decision_sent_back" => Happened::SentBack { day, no, reason },
                _ => Happened::Withdrawn { day, no, reason },
            }
        }
        _ => return Ok(None),
    }))
}

/// One of every kind, for the tests of the wire.
#[cfg(test)]
pub(super) fn every_kind(day: yimen_domain::calendar::Day) -> Vec<Happened> {
    let drafted = |no, outcome| Happened::Drafted { day, no, outcome };
    vec![
        drafted(
            1,
            Outcome::Grant {
                conditions: vec!["c".into()],
                validity: "五年".into(),
            },
        ),
        drafted(
            2,
            Outcome::Refuse {
                reasons: vec!["r".into()],
            },
        ),
        drafted(3, partial()),
        Happened::Checked {
            day,
            no: 1,
            note: String::new(),
        },
        Happened::SentBack {
            day,
            no: 1,
            reason: "r".into(),
        },
        Happened::Withdrawn {
            day,
            no: 2,
            reason: String::new(),
        },
    ]
}

/// A grant of a part.
#[cfg(test)]
pub(super) fn partial() -> Outcome {
    Outcome::Partial(Box::new(Partial {
        granted: vec!["a".into()],
        refused: vec!["b".into()],
        conditions: vec!["c".into()],
        validity: "五年".into(),
        reasons: vec!["r".into()],
    }))
}
