//! What happens at intake (收件环节), on the wire.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use yimen_domain::cases::CaseId;
use yimen_domain::cases::event::Event;
use yimen_domain::cases::intake::{Happened, Origin, Reused};
use yimen_domain::cases::reuse::Means;
use yimen_domain::items::Coded;
use yimen_domain::items::material::Trust;

use super::{
    DocumentWire, HandedWire, RequestWire, day, document_wire, envelope, handed_wires, parse, read_document,
    read_handed, read_requests, request_wires,
};

/// Where something comes from that was handed in before.
#[derive(Serialize, Deserialize)]
pub(super) struct ReusedWire {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    came: Option<String>,
    consent: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    means: Option<String>,
    number: String,
}

#[derive(Serialize, Deserialize)]
struct CorrectedWire {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    commitment: Option<String>,
    confirmed_by: String,
    day: String,
    materials: Vec<HandedWire>,
}

#[derive(Serialize, Deserialize)]
struct PreExaminedWire {
    advice: Vec<RequestWire>,
    day: String,
    document: DocumentWire,
}

#[derive(Serialize, Deserialize)]
struct AmendedWire {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    commitment: Option<String>,
    day: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    document: Option<DocumentWire>,
    materials: Vec<HandedWire>,
}

#[derive(Serialize, Deserialize)]
struct CodesWire {
    day: String,
    materials: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct RemindedWire {
    day: String,
    last: String,
}

#[derive(Serialize, Deserialize)]
struct LapsedWire {
    asked: String,
    day: String,
    document: DocumentWire,
    last: String,
    source: String,
}

/// The canonical text of an event of this area.
pub(super) fn write(case: CaseId, event: &Event, happened: &Happened) -> String {
    match happened {
        Happened::Corrected {
            day,
            materials,
            before,
            commitment,
            confirmed_by,
        } => envelope(
            case,
            event,
            CorrectedWire {
                before: before.clone(),
                commitment: commitment.clone(),
                confirmed_by: confirmed_by.clone(),
                day: day.to_string(),
                materials: handed_wires(materials),
            },
        ),
        Happened::PreExamined { day, advice, document } => envelope(
            case,
            event,
            PreExaminedWire {
                advice: request_wires(advice),
                day: day.to_string(),
                document: document_wire(document),
            },
        ),
        Happened::Amended {
            day,
            materials,
            commitment,
            document,
        } => envelope(
            case,
            event,
            AmendedWire {
                commitment: commitment.clone(),
                day: day.to_string(),
                document: document.as_ref().map(document_wire),
                materials: handed_wires(materials),
            },
        ),
        Happened::OriginalsVerified { day, materials } | Happened::NoticeRefused { day, materials } => envelope(
            case,
            event,
            CodesWire {
                day: day.to_string(),
                materials: materials.clone(),
            },
        ),
        Happened::Reminded { day, last } => envelope(
            case,
            event,
            RemindedWire {
                day: day.to_string(),
                last: last.to_string(),
            },
        ),
        Happened::Lapsed {
            day,
            asked,
            last,
            source,
            document,
        } => envelope(
            case,
            event,
            LapsedWire {
                asked: asked.to_string(),
                day: day.to_string(),
                document: document_wire(document),
                last: last.to_string(),
                source: source.clone(),
            },
        ),
    }
}

/// Reads an event of this area; none where the kind is another's.
pub(super) fn read(kind: &str, raw: &RawValue) -> Result<Option<Happened>, String> {
    Ok(Some(match kind {
        "corrected_on_spot" => {
            let wire: CorrectedWire = parse(raw)?;
            Happened::Corrected {
                day: day(&wire.day)?,
                materials: read_handed(wire.materials)?,
                before: wire.before,
                commitment: wire.commitment,
                confirmed_by: wire.confirmed_by,
            }
        }
        "pre_examined" => {
            let wire: PreExaminedWire = parse(raw)?;
            Happened::PreExamined {
                day: day(&wire.day)?,
                advice: read_requests(wire.advice),
                document: read_document(wire.document)?,
            }
        }
        "amended" => {
            let wire: AmendedWire = parse(raw)?;
            Happened::Amended {
                day: day(&wire.day)?,
                materials: read_handed(wire.materials)?,
                commitment: wire.commitment,
                document: wire.document.map(read_document).transpose()?,
            }
        }
        "originals_verified" => {
            let wire: CodesWire = parse(raw)?;
            Happened::OriginalsVerified {
                day: day(&wire.day)?,
                materials: wire.materials,
            }
        }
        "notice_refused" => {
            let wire: CodesWire = parse(raw)?;
            Happened::NoticeRefused {
                day: day(&wire.day)?,
                materials: wire.materials,
            }
        }
        "correction_reminded" => {
            let wire: RemindedWire = parse(raw)?;
            Happened::Reminded {
                day: day(&wire.day)?,
                last: day(&wire.last)?,
            }
        }
        "correction_lapsed" => {
            let wire: LapsedWire = parse(raw)?;
            Happened::Lapsed {
                day: day(&wire.day)?,
                asked: day(&wire.asked)?,
                last: day(&wire.last)?,
                source: wire.source,
                document: read_document(wire.document)?,
            }
        }
        _ => return Ok(None),
    }))
}

/// What a material says of where it comes from.
pub(super) fn origin_wire(origin: &Origin) -> (Option<String>, Option<ReusedWire>) {
    let reused = origin.reused.as_ref().map(|reused| ReusedWire {
        came: reused.came.map(|day| day.to_string()),
        consent: reused.consent.clone(),
        means: reused.means.map(|means| means.code().to_string()),
        number: reused.number.clone(),
    });
    (origin.trust.map(|trust| trust.code().to_string()), reused)
}

/// The same, read back.
pub(super) fn read_origin(trust: Option<String>, reused: Option<ReusedWire>) -> Result<Origin, String> {
    let level = |code: String| Trust::parse(&code).ok_or(format!("level of trust {code} is not known"));
    Ok(Origin {
        trust: trust.map(level).transpose()?,
        reused: reused.map(read_reused).transpose()?,
    })
}

fn read_reused(wire: ReusedWire) -> Result<Reused, String> {
    let means = |code: String| Means::parse(&code).ok_or(format!("means of consent {code} are not known"));
    Ok(Reused {
        number: wire.number,
        consent: wire.consent,
        means: wire.means.map(means).transpose()?,
        came: wire.came.as_deref().map(day).transpose()?,
    })
}

/// One of each kind, for the tests of the wire form.
#[cfg(test)]
pub(super) fn every_kind(
    materials: &[yimen_domain::cases::event::HandedIn],
    document: &dyn Fn(yimen_domain::cases::event::DocumentKind) -> yimen_domain::cases::event::DocumentMark,
) -> Vec<Happened> {
    use yimen_domain::cases::event::{CorrectionRequest, DocumentKind};
    let day = yimen_domain::calendar::Day::parse("2026-11-22").unwrap();
    let codes = vec!["form".to_string(), "m1".to_string()];
    let materials = materials.to_vec();
    let advice = vec![CorrectionRequest {
        material: "m1".into(),
        what: "请补拍第二页".into(),
    }];
    vec![
        Happened::Corrected {
            day,
            materials: materials.clone(),
            before: Some("aa".into()),
            commitment: Some("bb".into()),
            confirmed_by: "王**".into(),
        },
        Happened::PreExamined {
            day,
            advice,
            document: document(DocumentKind::PreExamination),
        },
        Happened::Amended {
            day,
            materials,
            commitment: None,
            document: Some(document(DocumentKind::LaterReceipt)),
        },
        Happened::OriginalsVerified {
            day,
            materials: codes.clone(),
        },
        Happened::NoticeRefused { day, materials: codes },
        Happened::Reminded { day, last: day.plus(2) },
        Happened::Lapsed {
            day,
            asked: day.plus(-12),
            last: day.plus(-1),
            source: "安阳市政务服务条例 第三十六条".into(),
            document: document(DocumentKind::Termination),
        },
    ]
}
