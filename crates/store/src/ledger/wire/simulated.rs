//! Simulated approval (模拟审批) as canonical JSON; see [`super`].

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;
use yimen_domain::cases::CaseId;
use yimen_domain::cases::event::Event;
use yimen_domain::cases::intake::Compared;
use yimen_domain::cases::simulated::{
    Change, ComparedBefore, Concluded, Entry, Happened, Lack, LackKind, Of, Opened, Point, Said, TakenOver, Verdict,
    Why,
};
use yimen_domain::items::Coded;
use yimen_domain::organisation::AccountId;

use super::{DocumentWire, HandedWire, day, document_wire, envelope, handed_wires, parse, read_document, read_handed};

#[derive(Serialize, Deserialize)]
struct LackWire {
    kind: String,
    words: String,
}

#[derive(Serialize, Deserialize)]
struct SaidWire {
    conforms: bool,
    of: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    words: String,
}

#[derive(Serialize, Deserialize)]
struct PointWire {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by: Option<Uuid>,
    conforms: bool,
    day: String,
    of: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    words: String,
}

#[derive(Serialize, Deserialize)]
struct OpenedWire {
    lacks: Vec<LackWire>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    promised_days: Option<u32>,
}

#[derive(Serialize, Deserialize)]
struct ComparedWire {
    by: String,
    day: String,
    material: String,
}

#[derive(Serialize, Deserialize)]
struct ChangeWire {
    of: String,
    why: String,
}

#[derive(Serialize, Deserialize)]
struct TakenOverWire {
    changes: Vec<ChangeWire>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    compared: Vec<ComparedWire>,
    from: String,
    item_version: u32,
    met: Vec<LackWire>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    points: Vec<PointWire>,
    verdict: String,
}

/// What a filing says of simulated approval: one of both.
#[derive(Serialize, Deserialize)]
pub(super) struct EntryWire {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    opened: Option<OpenedWire>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    taken_over: Option<TakenOverWire>,
}

#[derive(Serialize, Deserialize)]
struct ExaminedWire {
    day: String,
    said: Vec<SaidWire>,
}

#[derive(Serialize, Deserialize)]
struct AmendedWire {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    commitment: Option<String>,
    day: String,
    materials: Vec<HandedWire>,
}

#[derive(Serialize, Deserialize)]
struct ConcludedWire {
    day: String,
    document: DocumentWire,
    verdict: String,
    words: String,
}

#[derive(Serialize, Deserialize)]
struct TurnedWire {
    day: String,
    number: String,
}

fn coded<T: Coded>(code: &str) -> Result<T, String> {
    T::parse(code).ok_or_else(|| format!("{code} is not known"))
}

fn of(code: &str) -> Result<Of, String> {
    Of::parse(code).ok_or_else(|| format!("{code} is not examined"))
}

fn lack_wires(lacks: &[Lack]) -> Vec<LackWire> {
    let wire = |lack: &Lack| LackWire {
        kind: lack.kind.code().into(),
        words: lack.words.clone(),
    };
    lacks.iter().map(wire).collect()
}

fn read_lacks(wires: Vec<LackWire>) -> Result<Vec<Lack>, String> {
    let read = |wire: LackWire| {
        Ok(Lack {
            kind: coded::<LackKind>(&wire.kind)?,
            words: wire.words,
        })
    };
    wires.into_iter().map(read).collect()
}

fn said_wires(said: &[Said]) -> Vec<SaidWire> {
    let wire = |one: &Said| SaidWire {
        conforms: one.conforms,
        of: one.of.code(),
        words: one.words.clone(),
    };
    said.iter().map(wire).collect()
}

fn read_said(wires: Vec<SaidWire>) -> Result<Vec<Said>, String> {
    let read = |wire: SaidWire| {
        Ok(Said {
            of: of(&wire.of)?,
            conforms: wire.conforms,
            words: wire.words,
        })
    };
    wires.into_iter().map(read).collect()
}

fn point_wire(point: &Point) -> PointWire {
    PointWire {
        by: point.by.map(|account| account.0),
        conforms: point.said.conforms,
        day: point.day.to_string(),
        of: point.said.of.code(),
        words: point.said.words.clone(),
    }
}

fn read_point(wire: PointWire) -> Result<Point, String> {
    Ok(Point {
        said: Said {
            of: of(&wire.of)?,
            conforms: wire.conforms,
            words: wire.words,
        },
        by: wire.by.map(AccountId),
        day: day(&wire.day)?,
    })
}

fn taken_wire(taken: &TakenOver) -> TakenOverWire {
    TakenOverWire {
        changes: taken
            .changes
            .iter()
            .map(|change| ChangeWire {
                of: change.of.code(),
                why: change.why.code().into(),
            })
            .collect(),
        compared: taken
            .compared
            .iter()
            .map(|one| ComparedWire {
                by: one.compared.by.clone(),
                day: one.compared.day.to_string(),
                material: one.material.clone(),
            })
            .collect(),
        from: taken.from.clone(),
        item_version: taken.item_version,
        met: lack_wires(&taken.met),
        points: taken.points.iter().map(point_wire).collect(),
        verdict: taken.verdict.code().into(),
    }
}

fn read_taken(wire: TakenOverWire) -> Result<TakenOver, String> {
    let compared = |wire: ComparedWire| {
        Ok::<_, String>(ComparedBefore {
            material: wire.material,
            compared: Compared {
                by: wire.by,
                day: day(&wire.day)?,
            },
        })
    };
    let change = |wire: ChangeWire| {
        Ok::<_, String>(Change {
            of: of(&wire.of)?,
            why: coded::<Why>(&wire.why)?,
        })
    };
    Ok(TakenOver {
        from: wire.from,
        item_version: wire.item_version,
        verdict: coded::<Verdict>(&wire.verdict)?,
        points: wire.points.into_iter().map(read_point).collect::<Result<_, _>>()?,
        compared: wire.compared.into_iter().map(compared).collect::<Result<_, _>>()?,
        met: read_lacks(wire.met)?,
        changes: wire.changes.into_iter().map(change).collect::<Result<_, _>>()?,
    })
}

pub(super) fn entry_wire(entry: &Entry) -> EntryWire {
    match entry {
        Entry::Opened(opened) => EntryWire {
            opened: Some(OpenedWire {
                lacks: lack_wires(&opened.lacks),
                promised_days: opened.promised_days,
            }),
            taken_over: None,
        },
        Entry::TakenOver(taken) => EntryWire {
            opened: None,
            taken_over: Some(taken_wire(taken)),
        },
    }
}

pub(super) fn read_entry(wire: EntryWire) -> Result<Entry, String> {
    match (wire.opened, wire.taken_over) {
        (Some(opened), None) => Ok(Entry::Opened(Opened {
            lacks: read_lacks(opened.lacks)?,
            promised_days: opened.promised_days,
        })),
        (None, Some(taken)) => Ok(Entry::TakenOver(Box::new(read_taken(taken)?))),
        _ => Err("a filing opens a simulated case or follows one".into()),
    }
}

pub(super) fn write(case: CaseId, event: &Event, happened: &Happened) -> String {
    match happened {
        Happened::Examined { day, said } | Happened::Adopted { day, anew: said } => envelope(
            case,
            event,
            ExaminedWire {
                day: day.to_string(),
                said: said_wires(said),
            },
        ),
        Happened::Amended {
            day,
            materials,
            commitment,
        } => envelope(
            case,
            event,
            AmendedWire {
                commitment: commitment.clone(),
                day: day.to_string(),
                materials: handed_wires(materials),
            },
        ),
        Happened::Concluded(concluded) => envelope(
            case,
            event,
            ConcludedWire {
                day: concluded.day.to_string(),
                document: document_wire(&concluded.document),
                verdict: concluded.verdict.code().into(),
                words: concluded.words.clone(),
            },
        ),
        Happened::TurnedFormal { day, number } => envelope(
            case,
            event,
            TurnedWire {
                day: day.to_string(),
                number: number.clone(),
            },
        ),
    }
}

/// Nothing where the kind is none of these.
pub(super) fn read(kind: &str, raw: &RawValue) -> Result<Option<Happened>, String> {
    Ok(Some(match kind {
        "simulated_examined" => {
            let wire: ExaminedWire = parse(raw)?;
            Happened::Examined {
                day: day(&wire.day)?,
                said: read_said(wire.said)?,
            }
        }
        "simulated_adopted" => {
            let wire: ExaminedWire = parse(raw)?;
            Happened::Adopted {
                day: day(&wire.day)?,
                anew: read_said(wire.said)?,
            }
        }
        "simulated_amended" => {
            let wire: AmendedWire = parse(raw)?;
            Happened::Amended {
                day: day(&wire.day)?,
                materials: read_handed(wire.materials)?,
                commitment: wire.commitment,
            }
        }
        "simulated_concluded" => {
            let wire: ConcludedWire = parse(raw)?;
            Happened::Concluded(Concluded {
                day: day(&wire.day)?,
                verdict: coded::<Verdict>(&wire.verdict)?,
                words: wire.words,
                document: read_document(wire.document)?,
            })
        }
        "turned_formal" => {
            let wire: TurnedWire = parse(raw)?;
            Happened::TurnedFormal {
                day: day(&wire.day)?,
                number: wire.number,
            }
        }
        _ => return Ok(None),
    }))
}

#[cfg(test)]
pub(super) mod tests {
    use yimen_domain::calendar::Day;
    use yimen_domain::cases::event::{DocumentMark, HandedIn};

    use super::*;

    fn said() -> Vec<Said> {
        let one = |of, conforms, words: &str| Said {
            of,
            conforms,
            words: words.into(),
        };
        vec![
            one(Of::Form, true, ""),
            one(Of::Conditions, true, ""),
            one(Of::Material("m1".into()), false, "请\"修改\"\n€"),
            one(Of::Lack(LackKind::Land), true, ""),
        ]
    }

    /// What a filing may say.
    pub fn entries(day: Day) -> Vec<Entry> {
        let lacks = |words: &str| {
            vec![Lack {
                kind: LackKind::Registration,
                words: words.into(),
            }]
        };
        let points = said().into_iter().zip([Some(AccountId(Uuid::from_u128(7))), None]);
        vec![
            Entry::Opened(Opened {
                lacks: lacks("正在办理登记"),
                promised_days: Some(5),
            }),
            Entry::Opened(Opened {
                lacks: lacks("正在办理登记"),
                promised_days: None,
            }),
            Entry::TakenOver(Box::new(TakenOver {
                from: "1202611220001".into(),
                item_version: 3,
                verdict: Verdict::Ready,
                points: points.map(|(said, by)| Point { said, by, day }).collect(),
                compared: vec![ComparedBefore {
                    material: "m1".into(),
                    compared: Compared {
                        by: "张三".into(), day
                    },
                }],
                met: lacks("营业执照"),
                changes: vec![Change {
                    of: Of::Material("m2".into()),
                    why: Why::Requirement,
                }],
            })),
        ]
    }

    /// One of each kind, for the tests of the wire form.
    pub fn every_kind(day: Day, materials: &[HandedIn], document: DocumentMark) -> Vec<Happened> {
        vec![
            Happened::Examined { day, said: said() },
            Happened::Amended {
                day,
                materials: materials.to_vec(),
                commitment: Some("dd".into()),
            },
            Happened::Concluded(Concluded {
                day,
                verdict: Verdict::NotReady,
                words: "尚不符合".into(),
                document,
            }),
            Happened::TurnedFormal {
                day,
                number: "1202611220002".into(),
            },
            Happened::Adopted { day, anew: said() },
        ]
    }

    #[test]
    fn a_filing_that_says_both_or_nothing_is_not_read() {
        let read = |text: &str| read_entry(serde_json::from_str(text).unwrap());
        assert!(read("{}").is_err());
        assert!(read(r#"{"opened":{"lacks":[{"kind":"land","words":"w"}]}}"#).is_ok());
        assert!(read(r#"{"opened":{"lacks":[{"kind":"moon","words":"w"}]}}"#).is_err());
    }
}
