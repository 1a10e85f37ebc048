//! Papers that go from hand to hand (纸质材料交接) as canonical JSON; see [`super`].

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use yimen_domain::cases::CaseId;
use yimen_domain::cases::event::Event;
use yimen_domain::cases::slips::{Happened, Missing, Paper, Place, PlaceKind};
use yimen_domain::items::Coded;

use super::{day, envelope, parse};

#[derive(Serialize, Deserialize)]
struct PaperWire {
    code: String,
    copies: u32,
    pages: u32,
}

#[derive(Serialize, Deserialize)]
struct PlaceWire {
    kind: String,
    name: String,
}

#[derive(Serialize, Deserialize)]
struct MissingWire {
    code: String,
    copies: u32,
}

#[derive(Serialize, Deserialize)]
struct SentWire {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    back_by: Option<String>,
    code: String,
    day: String,
    from: PlaceWire,
    papers: Vec<PaperWire>,
    to: PlaceWire,
}

#[derive(Serialize, Deserialize)]
struct StepWire {
    code: String,
    day: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    missing: Vec<MissingWire>,
}

fn place_wire(place: &Place) -> PlaceWire {
    PlaceWire {
        kind: place.kind.code().into(),
        name: place.name.clone(),
    }
}

fn read_place(wire: PlaceWire) -> Result<Place, String> {
    Ok(Place {
        kind: PlaceKind::parse(&wire.kind).ok_or(format!("place {} is not known", wire.kind))?,
        name: wire.name,
    })
}

fn step(day: &yimen_domain::calendar::Day, code: &str, missing: &[Missing]) -> StepWire {
    StepWire {
        code: code.into(),
        day: day.to_string(),
        missing: missing
            .iter()
            .map(|one| MissingWire {
                code: one.code.clone(),
                copies: one.copies,
            })
            .collect(),
    }
}

fn read_missing(wires: Vec<MissingWire>) -> Vec<Missing> {
    wires
        .into_iter()
        .map(|wire| Missing {
            code: wire.code,
            copies: wire.copies,
        })
        .collect()
}

pub(super) fn write(case: CaseId, event: &Event, happened: &Happened) -> String {
    match happened {
        Happened::Sent {
            day,
            code,
            papers,
            from,
            to,
            back_by,
        } => envelope(
            case,
            event,
            SentWire {
                back_by: back_by.map(|day| day.to_string()),
                code: code.clone(),
                day: day.to_string(),
                from: place_wire(from),
                papers: papers
                    .iter()
                    .map(|paper| PaperWire {
                        code: paper.code.clone(),
                        copies: paper.copies,
                        pages: paper.pages,
                    })
                    .collect(),
                to: place_wire(to),
            },
        ),
        Happened::Received { day, code, missing } | Happened::Back { day, code, missing } => {
            envelope(case, event, step(day, code, missing))
        }
        Happened::Returned { day, code } => envelope(case, event, step(day, code, &[])),
    }
}

/// Nothing where the kind is none of these.
pub(super) fn read(kind: &str, raw: &RawValue) -> Result<Option<Happened>, String> {
    if kind == "papers_sent" {
        let wire: SentWire = parse(raw)?;
        return Ok(Some(Happened::Sent {
            day: day(&wire.day)?,
            code: wire.code,
            papers: wire
                .papers
                .into_iter()
                .map(|paper| Paper {
                    code: paper.code,
                    copies: paper.copies,
                    pages: paper.pages,
                })
                .collect(),
            from: read_place(wire.from)?,
            to: read_place(wire.to)?,
            back_by: wire.back_by.as_deref().map(day).transpose()?,
        }));
    }
    if !["papers_received", "papers_sent_back", "papers_back"].contains(&kind) {
        return Ok(None);
    }
    let wire: StepWire = parse(raw)?;
    let (on, code, missing) = (day(&wire.day)?, wire.code, read_missing(wire.missing));
    Ok(Some(match kind {
        "papers_received" => Happened::Received { day: on, code, missing },
        "papers_sent_back" => Happened::Returned { day: on, code },
        _ => Happened::Back { day: on, code, missing },
    }))
}

/// One of each kind, for the tests of the wire form.
#[cfg(test)]
pub(super) fn every_kind(day: yimen_domain::calendar::Day) -> Vec<Happened> {
    let code = "12345678901237".to_string();
    let place = |kind, name: &str| Place {
        kind,
        name: name.into(),
    };
    let missing = vec![Missing {
        code: "m1".into(),
        copies: 1,
    }];
    vec![
        Happened::Sent {
            day,
            code: code.clone(),
            papers: vec![Paper {
                code: "m1".into(),
                copies: 2,
                pages: 7,
            }],
            from: place(PlaceKind::Window, "综合窗口"),
            to: place(PlaceKind::Archive, "档案室"),
            back_by: Some(day.plus(5)),
        },
        Happened::Received {
            day,
            code: code.clone(),
            missing: missing.clone(),
        },
        Happened::Returned {
            day,
            code: code.clone(),
        },
        Happened::Back { day, code, missing },
    ]
}
