//! The wire form of what goes beyond the straight way: promises, endings, licences and bars.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;
use yimen_domain::cases::CaseId;
use yimen_domain::cases::beyond::bars::{Barred, Ground as BarGround, Kind};
use yimen_domain::cases::beyond::deferral::Promise;
use yimen_domain::cases::beyond::ending::{Ground, Terminated};
use yimen_domain::cases::beyond::licence::{
    Annulment, Cancellation, Correction, Ended, Ending, Mark, Named, Place, Purpose, TakingBack,
};
use yimen_domain::cases::beyond::{Happened, Reminder};

use super::commitment;
use super::{DocumentWire, HandedWire, LimitWire, day, document_wire, handed_wires, limit_wire, parse, read_document};
use super::{read_handed, read_limit};

/// The days of a licence.
#[derive(Serialize, Deserialize)]
pub(super) struct MarkWire {
    from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
}

pub(super) fn mark_wire(mark: Mark) -> MarkWire {
    MarkWire {
        from: mark.from.to_string(),
        until: mark.until.map(|until| until.to_string()),
    }
}

pub(super) fn read_mark(wire: MarkWire) -> Result<Mark, String> {
    Ok(Mark {
        from: day(&wire.from)?,
        until: wire.until.as_deref().map(day).transpose()?,
    })
}

/// The licence that an application is about.
#[derive(Serialize, Deserialize)]
pub(super) struct NamedWire {
    carried_by: Uuid,
    from: String,
    number: String,
    purpose: String,
    root: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
}

pub(super) fn named_wire(named: &Named) -> NamedWire {
    NamedWire {
        carried_by: named.carried_by.0,
        from: named.from.to_string(),
        number: named.number.clone(),
        purpose: named.purpose.code().into(),
        root: named.root.0,
        until: named.until.map(|until| until.to_string()),
    }
}

pub(super) fn read_named(wire: NamedWire) -> Result<Named, String> {
    Ok(Named {
        purpose: Purpose::parse(&wire.purpose).ok_or_else(|| format!("{} is no purpose", wire.purpose))?,
        root: CaseId(wire.root),
        carried_by: CaseId(wire.carried_by),
        number: wire.number,
        from: day(&wire.from)?,
        until: wire.until.as_deref().map(day).transpose()?,
    })
}

/// One of them is there, by the kind of the event.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Wire {
    Deferred(DeferredWire),
    HandedIn(HandedInWire),
    Reminded(RemindedWire),
    Terminated(TerminatedWire),
    Barred(BarredWire),
    Lifted(LiftedWire),
    Ended(EndedWire),
    Corrected(CorrectedWire),
    Commitment(commitment::Wire),
}

#[derive(Serialize, Deserialize)]
pub(super) struct DeferredWire {
    day: String,
    limit: LimitWire,
    materials: Vec<String>,
    promised_by: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct HandedInWire {
    day: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    document: Option<DocumentWire>,
    materials: Vec<HandedWire>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct RemindedWire {
    day: String,
    due: String,
    of: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct TerminatedWire {
    basis: String,
    day: String,
    document: DocumentWire,
    ground: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    letter: Option<String>,
    reason: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct BarredWire {
    concerns: String,
    day: String,
    facts: String,
    from: String,
    ground: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    letter: Option<String>,
    until: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct LiftedWire {
    day: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    letter: Option<String>,
    of: String,
    reason: String,
}

/// `detail` is the compensation, the damages, the number of the penalty or the provision.
#[derive(Serialize, Deserialize)]
pub(super) struct EndedWire {
    day: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    decided: Option<String>,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<DocumentWire>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ground: Option<String>,
    how: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    letter: Option<String>,
    reason: String,
    statement: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct CorrectedWire {
    day: String,
    now: String,
    place: String,
    reason: String,
    was: String,
}

pub(super) fn write(happened: &Happened) -> Wire {
    match happened {
        Happened::Deferred(promise) => Wire::Deferred(DeferredWire {
            day: promise.day.to_string(),
            limit: limit_wire(&promise.limit),
            materials: promise.materials.clone(),
            promised_by: promise.promised_by.clone(),
        }),
        Happened::HandedIn {
            day,
            materials,
            document,
        } => Wire::HandedIn(HandedInWire {
            day: day.to_string(),
            document: document.as_ref().map(document_wire),
            materials: handed_wires(materials),
        }),
        Happened::Reminded { day, of, due } => Wire::Reminded(RemindedWire {
            day: day.to_string(),
            due: due.to_string(),
            of: of.code().into(),
        }),
        Happened::Terminated(ended) => Wire::Terminated(TerminatedWire {
            basis: ended.basis.clone(),
            day: ended.day.to_string(),
            document: document_wire(&ended.document),
            ground: ended.ground.code().into(),
            letter: ended.letter.clone(),
            reason: ended.reason.clone(),
        }),
        Happened::Barred(barred) => Wire::Barred(BarredWire {
            concerns: barred.concerns.clone(),
            day: barred.day.to_string(),
            facts: barred.facts.clone(),
            from: barred.from.to_string(),
            ground: barred.ground.kind().code().into(),
            letter: barred.letter.clone(),
            until: barred.until.to_string(),
        }),
        Happened::BarLifted {
            day,
            of,
            reason,
            letter,
        } => Wire::Lifted(LiftedWire {
            day: day.to_string(),
            letter: letter.clone(),
            of: of.code().into(),
            reason: reason.clone(),
        }),
        Happened::Commitment(happened) => Wire::Commitment(commitment::write(happened)),
        Happened::LicenceEnded(ended) => Wire::Ended(ended_wire(ended)),
        Happened::CertificateCorrected(correction) => Wire::Corrected(CorrectedWire {
            day: correction.day.to_string(),
            now: correction.now.clone(),
            place: correction.place.code().into(),
            reason: correction.reason.clone(),
            was: correction.was.clone(),
        }),
    }
}

fn ended_wire(ended: &Ended) -> EndedWire {
    let (ground, detail, decided) = match &ended.how {
        Ending::TakenBack { ground, compensation } => (Some(ground.code()), compensation, None),
        Ending::Annulled { ground, damages } => (Some(ground.code()), damages, None),
        Ending::Revoked { decision, decided } => (None, decision, Some(decided.to_string())),
        Ending::Cancelled { ground, basis } => (Some(ground.code()), basis, None),
    };
    EndedWire {
        day: ended.day.to_string(),
        decided,
        detail: detail.clone(),
        document: ended.document.as_ref().map(document_wire),
        ground: ground.map(str::to_string),
        how: ended.how.command().into(),
        letter: ended.letter.clone(),
        reason: ended.reason.clone(),
        statement: ended.statement.clone(),
    }
}

/// What happened, if the kind is one of these.
pub(super) fn read(kind: &str, raw: &RawValue) -> Result<Option<Happened>, String> {
    Ok(Some(match kind {
        "materials_deferred" => {
            let wire: DeferredWire = parse(raw)?;
            Happened::Deferred(Promise {
                day: day(&wire.day)?,
                materials: wire.materials,
                limit: read_limit(wire.limit),
                promised_by: wire.promised_by,
            })
        }
        "deferred_handed_in" => {
            let wire: HandedInWire = parse(raw)?;
            Happened::HandedIn {
                day: day(&wire.day)?,
                materials: read_handed(wire.materials)?,
                document: wire.document.map(read_document).transpose()?,
            }
        }
        "due_reminded" => {
            let wire: RemindedWire = parse(raw)?;
            Happened::Reminded {
                day: day(&wire.day)?,
                of: Reminder::parse(&wire.of).ok_or_else(|| unknown(&wire.of))?,
                due: day(&wire.due)?,
            }
        }
        "terminated" => {
            let wire: TerminatedWire = parse(raw)?;
            Happened::Terminated(Box::new(Terminated {
                day: day(&wire.day)?,
                ground: Ground::parse(&wire.ground).ok_or_else(|| unknown(&wire.ground))?,
                basis: wire.basis,
                reason: wire.reason,
                letter: wire.letter,
                document: read_document(wire.document)?,
            }))
        }
        "barred" => {
            let wire: BarredWire = parse(raw)?;
            Happened::Barred(Box::new(Barred {
                day: day(&wire.day)?,
                ground: BarGround::parse(&wire.ground).ok_or_else(|| unknown(&wire.ground))?,
                from: day(&wire.from)?,
                until: day(&wire.until)?,
                concerns: wire.concerns,
                facts: wire.facts,
                letter: wire.letter,
            }))
        }
        "bar_lifted" => {
            let wire: LiftedWire = parse(raw)?;
            Happened::BarLifted {
                day: day(&wire.day)?,
                of: Kind::parse(&wire.of).ok_or_else(|| unknown(&wire.of))?,
                reason: wire.reason,
                letter: wire.letter,
            }
        }
        "licence_ended" => Happened::LicenceEnded(Box::new(read_ended(parse(raw)?)?)),
        "certificate_corrected" => {
            let wire: CorrectedWire = parse(raw)?;
            Happened::CertificateCorrected(Box::new(Correction {
                day: day(&wire.day)?,
                place: Place::parse(&wire.place).ok_or_else(|| unknown(&wire.place))?,
                was: wire.was,
                now: wire.now,
                reason: wire.reason,
            }))
        }
        kind => return Ok(commitment::read(kind, raw)?.map(Happened::Commitment)),
    }))
}

fn unknown(code: &str) -> String {
    format!("{code} is not known")
}

fn read_ended(wire: EndedWire) -> Result<Ended, String> {
    let ground = wire.ground.unwrap_or_default();
    let how = match wire.how.as_str() {
        "take_back" => Ending::TakenBack {
            ground: TakingBack::parse(&ground).ok_or_else(|| unknown(&ground))?,
            compensation: wire.detail,
        },
        "annul" => Ending::Annulled {
            ground: Annulment::parse(&ground).ok_or_else(|| unknown(&ground))?,
            damages: wire.detail,
        },
        "revoke" => Ending::Revoked {
            decision: wire.detail,
            decided: day(&wire.decided.unwrap_or_default())?,
        },
        "cancel" => Ending::Cancelled {
            ground: Cancellation::parse(&ground).ok_or_else(|| unknown(&ground))?,
            basis: wire.detail,
        },
        other => return Err(unknown(other)),
    };
    Ok(Ended {
        day: day(&wire.day)?,
        how,
        reason: wire.reason,
        statement: wire.statement,
        letter: wire.letter,
        document: wire.document.map(read_document).transpose()?,
    })
}

/// One of every kind, and of every ending.
#[cfg(test)]
pub(super) fn every(
    document: impl Fn(yimen_domain::cases::event::DocumentKind) -> yimen_domain::cases::event::DocumentMark,
) -> Vec<yimen_domain::cases::event::What> {
    use yimen_domain::calendar::Day;
    use yimen_domain::cases::event::{DocumentKind, Handed, HandedIn, LimitMark};
    use yimen_domain::cases::intake::Origin;
    let day = Day::parse("2026-11-22").unwrap();
    let ended = |how: Ending, kind: Option<DocumentKind>| {
        Happened::LicenceEnded(Box::new(Ended {
            day,
            how,
            reason: "r".into(),
            statement: "未提出".into(),
            letter: Some("1号".into()),
            document: kind.map(&document),
        }))
    };
    let all = [
        Happened::Deferred(Promise {
            day,
            materials: vec!["m2".into()],
            limit: LimitMark::days(5, "本地规定"),
            promised_by: "王*".into(),
        }),
        Happened::HandedIn {
            day,
            materials: vec![HandedIn {
                material: "m2".into(),
                handed: Handed::Paper,
                origin: Origin::default(),
            }],
            document: Some(document(DocumentKind::LaterReceipt)),
        },
        Happened::Reminded {
            day,
            of: Reminder::Renewal30,
            due: day.plus(30),
        },
        Happened::Terminated(Box::new(Terminated {
            day,
            ground: Ground::SubjectGone,
            basis: "b".into(),
            reason: "r".into(),
            letter: Some("1号".into()),
            document: document(DocumentKind::Termination),
        })),
        Happened::Barred(Box::new(Barred {
            day,
            ground: BarGround::Fraud,
            from: day,
            until: day.plus(1096),
            concerns: "c".into(),
            facts: "f".into(),
            letter: None,
        })),
        Happened::BarLifted {
            day,
            of: Kind::BrokenPromise,
            reason: "r".into(),
            letter: None,
        },
        ended(
            Ending::TakenBack {
                ground: TakingBack::FactsChanged,
                compensation: "补偿".into(),
            },
            Some(DocumentKind::TakeBack),
        ),
        ended(
            Ending::Annulled {
                ground: Annulment::Fraud,
                damages: String::new(),
            },
            Some(DocumentKind::Annulment),
        ),
        ended(
            Ending::Revoked {
                decision: "罚1号".into(),
                decided: day,
            },
            None,
        ),
        ended(
            Ending::Cancelled {
                ground: Cancellation::Ended,
                basis: String::new(),
            },
            Some(DocumentKind::Cancellation),
        ),
        Happened::CertificateCorrected(Box::new(Correction {
            day,
            place: Place::Scope,
            was: "甲".into(),
            now: "乙".into(),
            reason: "r".into(),
        })),
    ];
    let commitments = commitment::every(document(DocumentKind::Commitment)).map(Happened::Commitment);
    all.into_iter().chain(commitments).map(Into::into).collect()
}
