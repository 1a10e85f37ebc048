//! Use of what was handed in before (材料复用) as canonical JSON; see [`super`].

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use yimen_domain::cases::CaseId;
use yimen_domain::cases::event::Event;
use yimen_domain::cases::reuse::Happened;

use super::{HandedWire, day, envelope, handed_wires, parse, read_handed};

#[derive(Serialize, Deserialize)]
struct UsedWire {
    day: String,
    materials: Vec<HandedWire>,
}

#[derive(Serialize, Deserialize)]
struct WithdrawnWire {
    day: String,
    materials: Vec<String>,
}

pub(super) fn write(case: CaseId, event: &Event, happened: &Happened) -> String {
    match happened {
        Happened::Used { day, materials } => envelope(
            case,
            event,
            UsedWire {
                day: day.to_string(),
                materials: handed_wires(materials),
            },
        ),
        Happened::Withdrawn { day, materials } => envelope(
            case,
            event,
            WithdrawnWire {
                day: day.to_string(),
                materials: materials.clone(),
            },
        ),
    }
}

/// Nothing where the kind is none of these.
pub(super) fn read(kind: &str, raw: &RawValue) -> Result<Option<Happened>, String> {
    Ok(Some(match kind {
        "materials_reused" => {
            let wire: UsedWire = parse(raw)?;
            Happened::Used {
                day: day(&wire.day)?,
                materials: read_handed(wire.materials)?,
            }
        }
        "consent_withdrawn" => {
            let wire: WithdrawnWire = parse(raw)?;
            Happened::Withdrawn {
                day: day(&wire.day)?,
                materials: wire.materials,
            }
        }
        _ => return Ok(None),
    }))
}

/// One of each kind, for the tests of the wire form.
#[cfg(test)]
pub(super) fn every_kind(materials: &[yimen_domain::cases::event::HandedIn]) -> Vec<Happened> {
    let day = yimen_domain::calendar::Day::parse("2026-11-22").unwrap();
    vec![
        Happened::Used {
            day,
            materials: materials.to_vec(),
        },
        Happened::Withdrawn {
            day,
            materials: vec!["m1".into()],
        },
    ]
}
