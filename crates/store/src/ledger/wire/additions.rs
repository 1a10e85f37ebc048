//! What was handed in during the examination (审查期间补充材料) as canonical JSON; see [`super`].

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use yimen_domain::cases::CaseId;
use yimen_domain::cases::additions::Happened;
use yimen_domain::cases::event::{Event, What};

use super::{DocumentWire, HandedWire, day, document_wire, envelope, handed_wires, parse, read_document, read_handed};

#[derive(Serialize, Deserialize)]
struct HandedInMoreWire {
    day: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    document: Option<DocumentWire>,
    materials: Vec<HandedWire>,
}

pub(super) fn write(case: CaseId, event: &Event, happened: &Happened) -> String {
    match happened {
        Happened::HandedInMore {
            day,
            materials,
            document,
        } => envelope(
            case,
            event,
            HandedInMoreWire {
                day: day.to_string(),
                document: document.as_ref().map(document_wire),
                materials: handed_wires(materials),
            },
        ),
    }
}

/// Nothing where the kind is none of these.
pub(super) fn read(kind: &str, raw: &RawValue) -> Result<Option<What>, String> {
    Ok(match kind {
        "handed_in_more" => {
            let wire: HandedInMoreWire = parse(raw)?;
            Some(What::Additions(Happened::HandedInMore {
                day: day(&wire.day)?,
                materials: read_handed(wire.materials)?,
                document: wire.document.map(read_document).transpose()?,
            }))
        }
        _ => None,
    })
}
