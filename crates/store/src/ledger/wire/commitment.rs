//! The wire form of commitments and their checks.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use yimen_domain::cases::beyond::commitment::{Checked, Committed, Finding, Happened};

use super::{DocumentWire, day, document_wire, parse, read_document};

/// One of them is there, by the kind of the event.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Wire {
    Committed(CommittedWire),
    Withdrawn(WithdrawnWire),
    Checked(CheckedWire),
}

#[derive(Serialize, Deserialize)]
pub(super) struct CommittedWire {
    check_months: u32,
    conditions: String,
    day: String,
    document: DocumentWire,
    materials: Vec<String>,
    promised_by: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct WithdrawnWire {
    day: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct CheckedWire {
    day: String,
    facts: String,
    finding: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
}

pub(super) fn write(happened: &Happened) -> Wire {
    match happened {
        Happened::Committed(given) => Wire::Committed(CommittedWire {
            check_months: given.check_months,
            conditions: given.conditions.clone(),
            day: given.day.to_string(),
            document: document_wire(&given.document),
            materials: given.materials.clone(),
            promised_by: given.promised_by.clone(),
        }),
        Happened::Withdrawn { day } => Wire::Withdrawn(WithdrawnWire { day: day.to_string() }),
        Happened::Checked(checked) => Wire::Checked(CheckedWire {
            day: checked.day.to_string(),
            facts: checked.facts.clone(),
            finding: checked.finding.code().into(),
            until: checked.until.map(|until| until.to_string()),
        }),
    }
}

/// What happened, if the kind is one of these.
pub(super) fn read(kind: &str, raw: &RawValue) -> Result<Option<Happened>, String> {
    Ok(Some(match kind {
        "committed" => {
            let wire: CommittedWire = parse(raw)?;
            Happened::Committed(Box::new(Committed {
                day: day(&wire.day)?,
                conditions: wire.conditions,
                materials: wire.materials,
                promised_by: wire.promised_by,
                check_months: wire.check_months,
                document: read_document(wire.document)?,
            }))
        }
        "commitment_withdrawn" => {
            let wire: WithdrawnWire = parse(raw)?;
            Happened::Withdrawn { day: day(&wire.day)? }
        }
        "commitment_checked" => {
            let wire: CheckedWire = parse(raw)?;
            let finding = Finding::parse(&wire.finding);
            Happened::Checked(Box::new(Checked {
                day: day(&wire.day)?,
                finding: finding.ok_or_else(|| format!("{} is not known", wire.finding))?,
                facts: wire.facts,
                until: wire.until.as_deref().map(day).transpose()?,
            }))
        }
        _ => return Ok(None),
    }))
}

/// One of every kind.
#[cfg(test)]
pub(super) fn every(document: yimen_domain::cases::event::DocumentMark) -> [Happened; 3] {
    use yimen_domain::calendar::Day;
    let day = Day::parse("2026-11-22").unwrap();
    [
        Happened::Committed(Box::new(Committed {
            day,
            conditions: "场所符合要求".into(),
            materials: vec!["m2".into()],
            promised_by: "王*".into(),
            check_months: 2,
            document,
        })),
        Happened::Withdrawn { day },
        Happened::Checked(Box::new(Checked {
            day,
            finding: Finding::ToRight,
            facts: "布局与承诺不符".into(),
            until: Some(day.plus(15)),
        })),
    ]
}
