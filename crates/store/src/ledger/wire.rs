//! Events as canonical JSON, version 1. Apart from the domain's types, so that old events stay readable.
//!
//! Fields are declared in the order of RFC 8785 (by name), so that serialising gives the canonical text at once; a test
//! compares every kind with an independent canonicaliser. All numbers are whole and below 2^53; there are no floats.

mod intake;

mod fees;

mod proceedings;
mod ratings;
mod reuse;

mod simulated;
mod slips;

mod additions;

mod beyond;
mod commitment;

mod appeals;
mod delivery;

mod drafting;

mod supervision;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;
use yimen_domain::calendar::{Day, Instant};
use yimen_domain::cases::event::{
    Accepted, ActorMark, Behalf, CalendarChange, CorrectionRequest, Delivery, DocumentKind, DocumentMark, Event,
    FileMark, Filed, Handed, HandedIn, LimitMark, NonAcceptance, Opinion, Outcome, Renews, StepMark, What,
};
use yimen_domain::cases::extension::Approval;
use yimen_domain::cases::{ApplicantMark, CaseId, Channel};
use yimen_domain::clocks::{ClockKind, Evidence, Moved, StepKind, SuspensionKind};
use yimen_domain::items::Audience;
use yimen_domain::organisation::AccountId;
use yimen_domain::organisation::posts::Person;
use yimen_domain::organisation::purpose::Purpose;
use yimen_domain::ratings::{Level, Rating};

pub use supervision::{read_rule as read_supervision_rule, write_rule as write_supervision_rule};

/// Version of the wire form written today.
pub const VERSION: u8 = 1;

/// A stored event that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("event {seq} of case {case} cannot be read: {why}")]
pub struct Unreadable {
    /// Case, as written.
    pub case: String,
    /// Sequence number, as written; 0 if that cannot be read either.
    pub seq: u32,
    /// What is wrong.
    pub why: String,
}

#[derive(Serialize)]
struct EnvelopeOut<'a, T: Serialize> {
    actor: ActorWire,
    at: i64,
    case: String,
    kind: &'a str,
    seq: u32,
    v: u8,
    what: T,
}

#[derive(Deserialize)]
struct EnvelopeIn<'a> {
    actor: ActorWire,
    at: i64,
    case: String,
    kind: String,
    seq: u32,
    v: u8,
    #[serde(borrow)]
    what: &'a RawValue,
}

#[derive(Serialize, Deserialize)]
struct ActorWire {
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<Uuid>,
    /// For whom an agent did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    behalf: Option<BehalfWire>,
    name: String,
    role: String,
}

#[derive(Serialize, Deserialize)]
struct BehalfWire {
    account: Uuid,
    mandate: Uuid,
}

#[derive(Serialize, Deserialize)]
struct ApplicantWire {
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<Uuid>,
    kind: String,
    shown: String,
}

#[derive(Serialize, Deserialize)]
struct FileWire {
    hash: String,
    media: String,
    name: String,
    size: u64,
}

#[derive(Serialize, Deserialize)]
struct EvidenceWire {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<FileWire>,
    words: String,
}

#[derive(Serialize, Deserialize)]
struct HandedWire {
    files: Vec<FileWire>,
    material: String,
    paper: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reused: Option<intake::ReusedWire>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trust: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct DocumentWire {
    kind: String,
    serial: u64,
    token: String,
    year: i32,
}

#[derive(Serialize, Deserialize)]
struct FiledWire {
    applicant: ApplicantWire,
    body: String,
    channel: String,
    commitment: String,
    document: DocumentWire,
    fee_fen: i64,
    item: String,
    item_version: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    licence: Option<beyond::NamedWire>,
    materials: Vec<HandedWire>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<LimitWire>,
    number: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pre_examination: Option<LimitWire>,
    received: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    renews: Option<RenewsWire>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    simulated: Option<simulated::EntryWire>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    situation: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    steps: Vec<StepWire>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    to_check: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct RenewsWire {
    ask_by: String,
    expiry: String,
    licence: String,
    source: String,
}

#[derive(Serialize, Deserialize)]
struct StepWire {
    limit: LimitWire,
    step: String,
}

#[derive(Serialize, Deserialize)]
struct RequestWire {
    material: String,
    what: String,
}

#[derive(Serialize, Deserialize)]
struct CorrectionWire {
    day: String,
    document: DocumentWire,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    limit: Option<LimitWire>,
    requests: Vec<RequestWire>,
}

#[derive(Serialize, Deserialize)]
struct SupplementedWire {
    #[serde(skip_serializing_if = "Option::is_none")]
    commitment: Option<String>,
    day: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    document: Option<DocumentWire>,
    materials: Vec<HandedWire>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    notice: Option<LimitWire>,
}

#[derive(Serialize, Deserialize)]
struct LimitWire {
    days: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    minutes: Option<u32>,
    source: String,
}

#[derive(Serialize, Deserialize)]
struct AcceptedWire {
    calendar: String,
    day: String,
    deemed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<DocumentWire>,
    noticed: String,
    promised: LimitWire,
    seen: Vec<String>,
    statutory: LimitWire,
}

#[derive(Serialize, Deserialize)]
struct NotAcceptedWire {
    #[serde(skip_serializing_if = "Option::is_none")]
    authority: Option<String>,
    day: String,
    document: DocumentWire,
    ground: String,
    reason: String,
}

#[derive(Serialize, Deserialize)]
struct SuspendedWire {
    basis: String,
    day: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    document: Option<DocumentWire>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<EvidenceWire>,
    kind: String,
    statutory: bool,
    told_days: u32,
}

#[derive(Serialize, Deserialize)]
struct ResumedWire {
    day: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<EvidenceWire>,
    result: String,
}

#[derive(Serialize, Deserialize)]
struct ExtendedWire {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    approval: Option<ApprovalWire>,
    approver: String,
    day: String,
    days: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    document: Option<DocumentWire>,
    reason: String,
}

#[derive(Serialize, Deserialize)]
struct ApprovalWire {
    by: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    evidence: Option<EvidenceWire>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    letter: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct ReviewedWire {
    approve: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<Uuid>,
    day: String,
    words: String,
}

#[derive(Serialize, Deserialize)]
struct DecidedWire {
    #[serde(skip_serializing_if = "Option::is_none")]
    by_law: Option<String>,
    conditions: Vec<String>,
    day: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    delivery: Option<LimitWire>,
    document: DocumentWire,
    granted: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    granted_parts: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    letter: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    licence: Option<beyond::MarkWire>,
    reasons: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    refused_parts: Vec<String>,
    validity: String,
}

#[derive(Serialize, Deserialize)]
struct PaidWire {
    amount_fen: i64,
    day: String,
    receipt: String,
}

#[derive(Serialize, Deserialize)]
struct IssuedWire {
    day: String,
    detail: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    document: Option<DocumentWire>,
    how: String,
}

#[derive(Serialize, Deserialize)]
struct RatedWire {
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    anonymous: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    device: Option<String>,
    level: u8,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    options: Vec<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    terms: Option<ratings::TermsWire>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    way: Option<String>,
    words: String,
}

#[derive(Serialize, Deserialize)]
struct HandlerChangedWire {
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<Uuid>,
    name: String,
    reason: String,
}

#[derive(Serialize, Deserialize)]
struct NumbersShownWire {
    purpose: String,
}

#[derive(Serialize, Deserialize)]
struct WithdrawnWire {
    day: String,
    reason: String,
}

#[derive(Serialize, Deserialize)]
struct MovedWire {
    from: String,
    kind: String,
    to: String,
}

#[derive(Serialize, Deserialize)]
struct CalendarChangedWire {
    day: String,
    moved: Vec<MovedWire>,
    notice: String,
    version: String,
}

#[derive(Serialize, Deserialize)]
struct WordsDeletedWire {
    basis: String,
    day: String,
    reason: String,
}

/// The canonical text of an event.
pub fn write(case: CaseId, event: &Event) -> String {
    match &event.what {
        What::Filed(filed) => envelope(case, event, filed_wire(filed)),
        What::CorrectionRequested {
            day,
            requests,
            limit,
            document,
        } => envelope(
            case,
            event,
            CorrectionWire {
                day: day.to_string(),
                document: document_wire(document),
                limit: limit.as_ref().map(limit_wire),
                requests: request_wires(requests),
            },
        ),
        What::Supplemented {
            day,
            materials,
            commitment,
            notice,
            document,
        } => envelope(
            case,
            event,
            SupplementedWire {
                commitment: commitment.clone(),
                day: day.to_string(),
                document: document.as_ref().map(document_wire),
                materials: handed_wires(materials),
                notice: notice.as_ref().map(limit_wire),
            },
        ),
        What::Accepted(accepted) => envelope(case, event, accepted_wire(accepted)),
        What::NotAccepted {
            day,
            ground,
            reason,
            document,
        } => {
            let authority = match ground {
                NonAcceptance::NotOurs { authority } => Some(authority.clone()),
                NonAcceptance::NotNeeded | NonAcceptance::Barred => None,
            };
            let (day, ground, reason) = (day.to_string(), ground.code().to_string(), reason.clone());
            envelope(
                case,
                event,
                NotAcceptedWire {
                    authority,
                    day,
                    document: document_wire(document),
                    ground,
                    reason,
                },
            )
        }
        What::Suspended {
            day,
            kind,
            basis,
            evidence,
            told_days,
            statutory,
            document,
        } => envelope(
            case,
            event,
            SuspendedWire {
                basis: basis.clone(),
                day: day.to_string(),
                document: document.as_ref().map(document_wire),
                evidence: evidence.as_ref().map(evidence_wire),
                kind: kind.code().to_string(),
                statutory: *statutory,
                told_days: *told_days,
            },
        ),
        What::Resumed { day, result, evidence } => envelope(
            case,
            event,
            ResumedWire {
                day: day.to_string(),
                evidence: evidence.as_ref().map(evidence_wire),
                result: result.clone(),
            },
        ),
        What::Extended {
            day,
            days,
            reason,
            approver,
            approval,
            document,
        } => envelope(
            case,
            event,
            ExtendedWire {
                approval: approval.as_ref().map(approval_wire),
                approver: approver.clone(),
                day: day.to_string(),
                days: *days,
                document: document.as_ref().map(document_wire),
                reason: reason.clone(),
            },
        ),
        What::Reviewed(opinion) => envelope(
            case,
            event,
            ReviewedWire {
                approve: opinion.approve,
                by: opinion.by.map(|by| by.0),
                day: opinion.day.to_string(),
                words: opinion.words.clone(),
            },
        ),
        What::Decided {
            day,
            outcome,
            delivery,
            by_law,
            letter,
            document,
            licence,
        } => {
            let mut wire = decided_wire(*day, outcome, document);
            wire.delivery = delivery.as_ref().map(limit_wire);
            wire.by_law.clone_from(by_law);
            wire.letter.clone_from(letter);
            wire.licence = licence.map(beyond::mark_wire);
            envelope(case, event, wire)
        }
        What::Paid {
            day,
            amount_fen,
            receipt,
        } => envelope(
            case,
            event,
            PaidWire {
                amount_fen: *amount_fen,
                day: day.to_string(),
                receipt: receipt.clone(),
            },
        ),
        What::Issued {
            day,
            delivery,
            document,
        } => {
            let detail = match delivery {
                Delivery::Window { receiver } => receiver.clone(),
                Delivery::Post { tracking } => tracking.clone(),
                Delivery::Electronic => String::new(),
            };
            envelope(
                case,
                event,
                IssuedWire {
                    day: day.to_string(),
                    detail,
                    document: document.as_ref().map(document_wire),
                    how: delivery.code().to_string(),
                },
            )
        }
        What::Rated(rating) => envelope(
            case,
            event,
            RatedWire {
                anonymous: rating.anonymous,
                device: rating.device.clone(),
                level: rating.level.value(),
                options: rating.options.clone(),
                terms: rating.terms.map(ratings::terms_wire),
                way: rating.way.map(ratings::way_wire),
                words: rating.words.clone(),
            },
        ),
        What::Withdrawn { day, reason } => envelope(
            case,
            event,
            WithdrawnWire {
                day: day.to_string(),
                reason: reason.clone(),
            },
        ),
        What::HandlerChanged { to, reason } => envelope(
            case,
            event,
            HandlerChangedWire {
                account: to.as_ref().map(|to| to.account.0),
                name: to.as_ref().map_or_else(String::new, |to| to.name.clone()),
                reason: reason.clone(),
            },
        ),
        What::NumbersShown { purpose } => envelope(
            case,
            event,
            NumbersShownWire {
                purpose: purpose.code().into(),
            },
        ),
        What::Proceeding(happened) => envelope(case, event, proceedings::wire(happened)),
        What::Delivery(happened) => envelope(case, event, delivery::wire(happened)),
        What::Appeals(happened) => appeals::write(case, event, happened),
        What::Supervision(happened) => supervision::write(case, event, happened),
        What::Ratings(happened) => ratings::write(case, event, happened),
        What::CalendarChanged(change) => envelope(case, event, calendar_changed_wire(change)),
        What::Fees(happened) => fees::write(case, event, happened),
        What::Additions(happened) => additions::write(case, event, happened),
        What::Reuse(happened) => reuse::write(case, event, happened),
        What::Simulated(happened) => simulated::write(case, event, happened),
        What::Slips(happened) => slips::write(case, event, happened),
        What::WordsDeleted { day, basis, reason } => envelope(
            case,
            event,
            WordsDeletedWire {
                basis: basis.clone(),
                day: day.to_string(),
                reason: reason.clone(),
            },
        ),
        What::Intake(happened) => intake::write(case, event, happened),
        What::Beyond(happened) => envelope(case, event, beyond::write(happened)),
        What::Drafting(happened) => drafting::write(case, event, happened),
    }
}

fn request_wires(requests: &[CorrectionRequest]) -> Vec<RequestWire> {
    let wire = |request: &CorrectionRequest| RequestWire {
        material: request.material.clone(),
        what: request.what.clone(),
    };
    requests.iter().map(wire).collect()
}

fn read_requests(wires: Vec<RequestWire>) -> Vec<CorrectionRequest> {
    let read = |wire: RequestWire| CorrectionRequest {
        material: wire.material,
        what: wire.what,
    };
    wires.into_iter().map(read).collect()
}

fn envelope(case: CaseId, event: &Event, what: impl Serialize) -> String {
    let actor = ActorWire {
        account: event.actor.account.map(|account| account.0),
        behalf: event.actor.behalf.map(|behalf| BehalfWire {
            account: behalf.account.0,
            mandate: behalf.mandate,
        }),
        name: event.actor.name.clone(),
        role: event.actor.role.clone(),
    };
    let case = case.0.to_string();
    let out = EnvelopeOut {
        actor,
        at: event.at.0,
        case,
        kind: event.what.code(),
        seq: event.seq,
        v: VERSION,
        what,
    };
    serde_json::to_string(&out).expect("strings and whole numbers always serialise")
}

fn filed_wire(filed: &Filed) -> FiledWire {
    FiledWire {
        applicant: ApplicantWire {
            account: filed.applicant.account.map(|account| account.0),
            kind: filed.applicant.kind.code().to_string(),
            shown: filed.applicant.shown.clone(),
        },
        body: filed.body.clone(),
        channel: filed.channel.code().to_string(),
        commitment: filed.commitment.clone(),
        document: document_wire(&filed.document),
        fee_fen: filed.fee_fen,
        item: filed.item.clone(),
        item_version: filed.item_version,
        licence: filed.licence.as_ref().map(beyond::named_wire),
        materials: handed_wires(&filed.materials),
        notice: filed.notice.as_ref().map(limit_wire),
        number: filed.number.clone(),
        pre_examination: filed.pre_examination.as_ref().map(limit_wire),
        received: filed.received.to_string(),
        renews: filed.renews.as_ref().map(renews_wire),
        simulated: filed.simulated.as_ref().map(simulated::entry_wire),
        situation: filed.situation.clone(),
        steps: filed.steps.iter().map(step_wire).collect(),
        to_check: filed.to_check.clone(),
    }
}

fn renews_wire(renews: &Renews) -> RenewsWire {
    RenewsWire {
        ask_by: renews.ask_by.to_string(),
        expiry: renews.expiry.to_string(),
        licence: renews.licence.clone(),
        source: renews.source.clone(),
    }
}

fn step_wire(mark: &StepMark) -> StepWire {
    StepWire {
        limit: limit_wire(&mark.limit),
        step: mark.step.code().to_string(),
    }
}

fn limit_wire(limit: &LimitMark) -> LimitWire {
    LimitWire {
        days: limit.days,
        minutes: limit.minutes,
        source: limit.source.clone(),
    }
}

fn accepted_wire(accepted: &Accepted) -> AcceptedWire {
    AcceptedWire {
        calendar: accepted.calendar.clone(),
        day: accepted.day.to_string(),
        deemed: accepted.deemed,
        document: accepted.document.as_ref().map(document_wire),
        noticed: accepted.noticed.to_string(),
        promised: limit_wire(&accepted.promised),
        seen: accepted.seen.clone(),
        statutory: limit_wire(&accepted.statutory),
    }
}

fn decided_wire(day: Day, outcome: &Outcome, document: &DocumentMark) -> DecidedWire {
    let said = drafting::OutcomeWire::from(outcome);
    DecidedWire {
        by_law: None,
        conditions: said.conditions,
        day: day.to_string(),
        delivery: None,
        document: document_wire(document),
        granted: said.granted,
        granted_parts: said.granted_parts,
        letter: None,
        licence: None,
        reasons: said.reasons,
        refused_parts: said.refused_parts,
        validity: said.validity,
    }
}

fn calendar_changed_wire(change: &CalendarChange) -> CalendarChangedWire {
    let moved = |moved: &Moved| MovedWire {
        from: moved.from.to_string(),
        kind: moved.kind.code().to_string(),
        to: moved.to.to_string(),
    };
    CalendarChangedWire {
        day: change.day.to_string(),
        moved: change.moved.iter().map(moved).collect(),
        notice: change.notice.clone(),
        version: change.version.clone(),
    }
}

fn document_wire(mark: &DocumentMark) -> DocumentWire {
    DocumentWire {
        kind: mark.kind.code().to_string(),
        serial: mark.serial,
        token: mark.token.clone(),
        year: mark.year,
    }
}

fn handed_wires(materials: &[HandedIn]) -> Vec<HandedWire> {
    materials
        .iter()
        .map(|material| {
            let (files, paper) = match &material.handed {
                Handed::Files(files) => (files.iter().map(file_wire).collect(), false),
                Handed::Paper => (Vec::new(), true),
            };
            let (trust, reused) = intake::origin_wire(&material.origin);
            HandedWire {
                files,
                material: material.material.clone(),
                paper,
                reused,
                trust,
            }
        })
        .collect()
}

fn evidence_wire(evidence: &Evidence) -> EvidenceWire {
    EvidenceWire {
        file: evidence.file.as_ref().map(file_wire),
        words: evidence.words.clone(),
    }
}

fn approval_wire(approval: &Approval) -> ApprovalWire {
    let letter = match approval {
        Approval::Letter(number) => Some(number.clone()),
        Approval::Head(_) | Approval::Government(_) => None,
    };
    ApprovalWire {
        by: approval.code().to_string(),
        evidence: approval.evidence().map(evidence_wire),
        letter,
    }
}

fn read_approval(wire: ApprovalWire) -> Result<Approval, String> {
    match (wire.by.as_str(), wire.letter, wire.evidence.map(read_evidence)) {
        ("letter", Some(number), None) => Ok(Approval::Letter(number)),
        ("head", None, Some(evidence)) => Ok(Approval::Head(evidence)),
        ("government", None, Some(evidence)) => Ok(Approval::Government(evidence)),
        (other, ..) => Err(format!("approval {other} is not known")),
    }
}

fn read_evidence(wire: EvidenceWire) -> Evidence {
    Evidence {
        words: wire.words,
        file: wire.file.map(read_file),
    }
}

fn read_file(wire: FileWire) -> FileMark {
    FileMark {
        hash: wire.hash,
        name: wire.name,
        size: wire.size,
        media: wire.media,
    }
}

fn file_wire(file: &FileMark) -> FileWire {
    FileWire {
        hash: file.hash.clone(),
        media: file.media.clone(),
        name: file.name.clone(),
        size: file.size,
    }
}

/// Reads an event from its text.
///
/// # Errors
/// The text is not an event of a version that is known.
pub fn read(text: &str) -> Result<(CaseId, Event), Unreadable> {
    let unreadable = |case: &str, seq: u32, why: String| Unreadable {
        case: case.to_string(),
        seq,
        why,
    };
    let envelope: EnvelopeIn<'_> = serde_json::from_str(text).map_err(|error| unreadable("?", 0, error.to_string()))?;
    let fail = |why: String| unreadable(&envelope.case, envelope.seq, why);
    if envelope.v != VERSION {
        return Err(fail(format!("wire version {} is not known", envelope.v)));
    }
    let case = Uuid::parse_str(&envelope.case).map_err(|error| fail(error.to_string()))?;
    let what = read_what(&envelope.kind, envelope.what).map_err(fail)?;
    let actor = ActorMark {
        account: envelope.actor.account.map(AccountId),
        name: envelope.actor.name,
        role: envelope.actor.role,
        behalf: envelope.actor.behalf.map(|behalf| Behalf {
            account: AccountId(behalf.account),
            mandate: behalf.mandate,
        }),
    };
    Ok((
        CaseId(case),
        Event {
            seq: envelope.seq,
            at: Instant(envelope.at),
            actor,
            what,
        },
    ))
}

fn read_what(kind: &str, raw: &RawValue) -> Result<What, String> {
    Ok(match kind {
        "filed" => What::Filed(Box::new(read_filed(parse(raw)?)?)),
        "correction_requested" => {
            let wire: CorrectionWire = parse(raw)?;
            What::CorrectionRequested {
                day: day(&wire.day)?,
                requests: read_requests(wire.requests),
                limit: wire.limit.map(read_limit),
                document: read_document(wire.document)?,
            }
        }
        "supplemented" => {
            let wire: SupplementedWire = parse(raw)?;
            What::Supplemented {
                day: day(&wire.day)?,
                materials: read_handed(wire.materials)?,
                commitment: wire.commitment,
                notice: wire.notice.map(read_limit),
                document: wire.document.map(read_document).transpose()?,
            }
        }
        "accepted" => What::Accepted(Box::new(read_accepted(parse(raw)?)?)),
        "not_accepted" => {
            let wire: NotAcceptedWire = parse(raw)?;
            let ground = match (wire.ground.as_str(), wire.authority) {
                ("not_needed", None) => NonAcceptance::NotNeeded,
                ("not_ours", Some(authority)) => NonAcceptance::NotOurs { authority },
                ("barred", None) => NonAcceptance::Barred,
                (other, _) => return Err(format!("ground {other} is not known")),
            };
            What::NotAccepted {
                day: day(&wire.day)?,
                ground,
                reason: wire.reason,
                document: read_document(wire.document)?,
            }
        }
        "suspended" => {
            let wire: SuspendedWire = parse(raw)?;
            let kind =
                SuspensionKind::parse(&wire.kind).ok_or_else(|| format!("procedure {} is not known", wire.kind))?;
            What::Suspended {
                day: day(&wire.day)?,
                kind,
                basis: wire.basis,
                evidence: wire.evidence.map(read_evidence),
                told_days: wire.told_days,
                statutory: wire.statutory,
                document: wire.document.map(read_document).transpose()?,
            }
        }
        "resumed" => {
            let wire: ResumedWire = parse(raw)?;
            What::Resumed {
                day: day(&wire.day)?,
                result: wire.result,
                evidence: wire.evidence.map(read_evidence),
            }
        }
        "extended" => {
            let wire: ExtendedWire = parse(raw)?;
            What::Extended {
                day: day(&wire.day)?,
                days: wire.days,
                reason: wire.reason,
                approver: wire.approver,
                approval: wire.approval.map(read_approval).transpose()?,
                document: wire.document.map(read_document).transpose()?,
            }
        }
        "reviewed" => {
            let wire: ReviewedWire = parse(raw)?;
            let by = wire.by.map(AccountId);
            What::Reviewed(Opinion {
                approve: wire.approve,
                words: wire.words,
                by,
                day: day(&wire.day)?,
            })
        }
        "decided" => {
            let wire: DecidedWire = parse(raw)?;
            let said = drafting::OutcomeWire {
                conditions: wire.conditions,
                granted: wire.granted,
                granted_parts: wire.granted_parts,
                reasons: wire.reasons,
                refused_parts: wire.refused_parts,
                validity: wire.validity,
            };
            What::Decided {
                day: day(&wire.day)?,
                outcome: said.into(),
                delivery: wire.delivery.map(read_limit),
                by_law: wire.by_law,
                letter: wire.letter,
                document: read_document(wire.document)?,
                licence: wire.licence.map(beyond::read_mark).transpose()?,
            }
        }
        "paid" => {
            let wire: PaidWire = parse(raw)?;
            What::Paid {
                day: day(&wire.day)?,
                amount_fen: wire.amount_fen,
                receipt: wire.receipt,
            }
        }
        "issued" => {
            let wire: IssuedWire = parse(raw)?;
            let delivery = match wire.how.as_str() {
                "window" => Delivery::Window { receiver: wire.detail },
                "post" => Delivery::Post { tracking: wire.detail },
                "electronic" => Delivery::Electronic,
                other => return Err(format!("delivery {other} is not known")),
            };
            What::Issued {
                day: day(&wire.day)?,
                delivery,
                document: wire.document.map(read_document).transpose()?,
            }
        }
        "rated" => {
            let wire: RatedWire = parse(raw)?;
            let level = Level::from_value(u64::from(wire.level)).ok_or("level is not 1 to 5")?;
            let way = wire.way.map(|code| ratings::read_way(&code));
            What::Rated(Rating {
                level,
                words: wire.words,
                options: wire.options,
                way: way.transpose()?,
                device: wire.device,
                anonymous: wire.anonymous,
                terms: wire.terms.map(ratings::read_terms),
            })
        }
        "withdrawn" => {
            let wire: WithdrawnWire = parse(raw)?;
            What::Withdrawn {
                day: day(&wire.day)?,
                reason: wire.reason,
            }
        }
        "handler_changed" => {
            let wire: HandlerChangedWire = parse(raw)?;
            What::HandlerChanged {
                to: wire.account.map(|account| Person {
                    account: AccountId(account),
                    name: wire.name,
                }),
                reason: wire.reason,
            }
        }
        "numbers_shown" => {
            let wire: NumbersShownWire = parse(raw)?;
            What::NumbersShown {
                purpose: Purpose::parse(&wire.purpose).ok_or_else(|| format!("{} is no purpose", wire.purpose))?,
            }
        }
        "calendar_changed" => What::CalendarChanged(Box::new(read_calendar_changed(parse(raw)?)?)),
        "words_deleted" => {
            let wire: WordsDeletedWire = parse(raw)?;
            What::WordsDeleted {
                day: day(&wire.day)?,
                basis: wire.basis,
                reason: wire.reason,
            }
        }
        other => return of_area(other, raw),
    })
}

/// The kinds that areas of the procedure have for themselves.
fn of_area(kind: &str, raw: &RawValue) -> Result<What, String> {
    if let Some(happened) = intake::read(kind, raw)? {
        return Ok(What::Intake(happened));
    }
    if let Some(happened) = proceedings::read(kind, raw)? {
        return Ok(What::Proceeding(Box::new(happened)));
    }
    if let Some(what) = additions::read(kind, raw)? {
        return Ok(what);
    }
    if let Some(happened) = reuse::read(kind, raw)? {
        return Ok(What::Reuse(happened));
    }
    if let Some(happened) = simulated::read(kind, raw)? {
        return Ok(What::Simulated(happened));
    }
    if let Some(happened) = slips::read(kind, raw)? {
        return Ok(What::Slips(happened));
    }
    if let Some(happened) = ratings::read(kind, raw)? {
        return Ok(What::Ratings(happened));
    }
    if delivery::KINDS.contains(&kind) {
        match parse(raw).and_then(|wire| delivery::read(kind, wire)) {
            Ok(happened) => return Ok(What::Delivery(happened)),
            // Holders of licences are reminded too, in an event of the same name.
            Err(_) if kind == "reminded" => {}
            Err(why) => return Err(why),
        }
    }
    if let Some(happened) = beyond::read(kind, raw)? {
        return Ok(What::Beyond(happened));
    }
    if let Some(happened) = drafting::read(kind, raw)? {
        return Ok(What::Drafting(happened));
    }
    if let Some(happened) = appeals::read(kind, raw)? {
        return Ok(What::Appeals(happened));
    }
    if let Some(happened) = supervision::read(kind, raw)? {
        return Ok(What::Supervision(happened));
    }
    fees::read(kind, raw)?.ok_or_else(|| format!("kind {kind} is not known"))
}

fn parse<'a, T: Deserialize<'a>>(raw: &'a RawValue) -> Result<T, String> {
    serde_json::from_str(raw.get()).map_err(|error| error.to_string())
}

fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).map_err(|_| format!("{text} is not a day"))
}

fn read_filed(wire: FiledWire) -> Result<Filed, String> {
    Ok(Filed {
        number: wire.number,
        item: wire.item,
        item_version: wire.item_version,
        body: wire.body,
        channel: Channel::parse(&wire.channel).ok_or("channel is not known")?,
        applicant: ApplicantMark {
            kind: Audience::parse(&wire.applicant.kind).ok_or("kind of applicant is not known")?,
            shown: wire.applicant.shown,
            account: wire.applicant.account.map(AccountId),
        },
        commitment: wire.commitment,
        materials: read_handed(wire.materials)?,
        fee_fen: wire.fee_fen,
        received: day(&wire.received)?,
        notice: wire.notice.map(read_limit),
        pre_examination: wire.pre_examination.map(read_limit),
        steps: wire.steps.into_iter().map(read_step).collect::<Result<_, _>>()?,
        renews: wire.renews.map(read_renews).transpose()?,
        licence: wire.licence.map(beyond::read_named).transpose()?,
        situation: wire.situation,
        to_check: wire.to_check,
        simulated: wire.simulated.map(simulated::read_entry).transpose()?,
        document: read_document(wire.document)?,
    })
}

fn read_renews(wire: RenewsWire) -> Result<Renews, String> {
    Ok(Renews {
        licence: wire.licence,
        expiry: day(&wire.expiry)?,
        ask_by: day(&wire.ask_by)?,
        source: wire.source,
    })
}

fn read_step(wire: StepWire) -> Result<StepMark, String> {
    Ok(StepMark {
        step: StepKind::parse(&wire.step).ok_or("step is not known")?,
        limit: read_limit(wire.limit),
    })
}

fn read_limit(wire: LimitWire) -> LimitMark {
    LimitMark {
        days: wire.days,
        minutes: wire.minutes,
        source: wire.source,
    }
}

fn read_accepted(wire: AcceptedWire) -> Result<Accepted, String> {
    Ok(Accepted {
        day: day(&wire.day)?,
        noticed: day(&wire.noticed)?,
        deemed: wire.deemed,
        seen: wire.seen,
        statutory: read_limit(wire.statutory),
        promised: read_limit(wire.promised),
        calendar: wire.calendar,
        document: wire.document.map(read_document).transpose()?,
    })
}

fn read_calendar_changed(wire: CalendarChangedWire) -> Result<CalendarChange, String> {
    let moved = |wire: MovedWire| {
        Ok::<_, String>(Moved {
            kind: ClockKind::parse(&wire.kind).ok_or("kind of clock is not known")?,
            from: day(&wire.from)?,
            to: day(&wire.to)?,
        })
    };
    Ok(CalendarChange {
        day: day(&wire.day)?,
        moved: wire.moved.into_iter().map(moved).collect::<Result<_, _>>()?,
        notice: wire.notice,
        version: wire.version,
    })
}

fn read_document(wire: DocumentWire) -> Result<DocumentMark, String> {
    let kind = DocumentKind::parse(&wire.kind).ok_or("kind of document is not known")?;
    Ok(DocumentMark {
        token: wire.token,
        kind,
        year: wire.year,
        serial: wire.serial,
    })
}

fn read_handed(wires: Vec<HandedWire>) -> Result<Vec<HandedIn>, String> {
    wires
        .into_iter()
        .map(|wire| {
            let handed = if wire.paper {
                Handed::Paper
            } else {
                Handed::Files(wire.files.into_iter().map(read_file).collect())
            };
            Ok(HandedIn {
                material: wire.material,
                handed,
                origin: intake::read_origin(wire.trust, wire.reused)?,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use yimen_domain::cases::intake::{Origin, Reused};
    use yimen_domain::items::material::Trust;

    use super::*;

    fn document(kind: DocumentKind) -> DocumentMark {
        DocumentMark {
            token: "00ff".repeat(8),
            kind,
            year: 2026,
            serial: 7,
        }
    }

    fn every_kind() -> Vec<What> {
        let day = Day::parse("2026-11-22").unwrap();
        let file = FileMark {
            hash: "ab".into(),
            name: "租赁合同\"1\"\n.pdf".into(),
            size: 12,
            media: "application/pdf".into(),
        };
        let materials = vec![
            HandedIn {
                material: "m1".into(),
                handed: Handed::Files(vec![file.clone()]),
                origin: Origin {
                    trust: Some(Trust::Verified),
                    reused: Some(Reused {
                        number: "1202611210001".into(),
                        consent: "王**".into(),
                        means: Some(yimen_domain::cases::reuse::Means::Present),
                        came: Some(day),
                    }),
                },
            },
            HandedIn {
                material: "m2".into(),
                handed: Handed::Paper,
                origin: Origin::default(),
            },
        ];
        let limit = |days| LimitMark::days(days, "行政许可法 第四十二条");
        let of_intake = intake::every_kind(&materials, &document);
        let of_reuse = reuse::every_kind(&materials);
        let of_simulated = simulated::tests::every_kind(day, &materials, document(DocumentKind::SimulatedOpinion));
        let mut kinds = vec![
            What::Filed(Box::new(Filed {
                number: "1202611220001".into(),
                item: "1".into(),
                item_version: 1,
                body: "b".into(),
                channel: Channel::Web,
                applicant: ApplicantMark {
                    kind: Audience::Person,
                    shown: "王*".into(),
                    account: Some(AccountId(Uuid::from_u128(5))),
                },
                commitment: "cc".into(),
                materials: materials.clone(),
                fee_fen: 100,
                received: day,
                notice: Some(limit(3)),
                pre_examination: Some(limit(1)),
                steps: vec![StepMark {
                    step: StepKind::Review,
                    limit: LimitMark {
                        minutes: Some(480),
                        ..limit(0)
                    },
                }],
                renews: Some(Renews {
                    licence: "川证0001".into(),
                    expiry: day.plus(40),
                    ask_by: day.plus(10),
                    source: "行政许可法 第五十条".into(),
                }),
                licence: Some(yimen_domain::cases::beyond::licence::Named {
                    purpose: yimen_domain::cases::beyond::licence::Purpose::Renewal,
                    root: CaseId(Uuid::from_u128(1)),
                    carried_by: CaseId(Uuid::from_u128(2)),
                    number: "XK2025000001".into(),
                    from: day,
                    until: Some(day.plus(40)),
                }),
                situation: [("cooks".to_string(), "yes".to_string())].into(),
                to_check: vec!["座位费".into()],
                simulated: None,
                document: document(DocumentKind::Receipt),
            })),
            What::CorrectionRequested {
                day,
                requests: vec![CorrectionRequest {
                    material: "m1".into(),
                    what: "请加盖公章 €\u{1}".into(),
                }],
                limit: Some(limit(10)),
                document: document(DocumentKind::CorrectionNotice),
            },
            What::Additions(yimen_domain::cases::additions::Happened::HandedInMore {
                day,
                materials: materials.clone(),
                document: Some(document(DocumentKind::LaterReceipt)),
            }),
            What::Supplemented {
                day,
                materials,
                commitment: Some("dd".into()),
                notice: Some(limit(5)),
                document: Some(document(DocumentKind::LaterReceipt)),
            },
            What::Accepted(Box::new(Accepted {
                day,
                noticed: day,
                deemed: true,
                seen: vec!["m2".into()],
                statutory: limit(20),
                promised: limit(5),
                calendar: "v1".into(),
                document: Some(document(DocumentKind::Acceptance)),
            })),
            What::NotAccepted {
                day,
                ground: NonAcceptance::NotOurs {
                    authority: "市局".into(),
                },
                reason: "r".into(),
                document: document(DocumentKind::NotAccepted),
            },
            What::Suspended {
                day,
                kind: SuspensionKind::parse("expert_review").unwrap(),
                basis: "b".into(),
                evidence: Some(Evidence {
                    words: "前审告〔2026〕7号 所需时间告知书".into(),
                    file: Some(file.clone()),
                }),
                told_days: 3,
                statutory: true,
                document: Some(document(DocumentKind::SpecialProcedure)),
            },
            What::Resumed {
                day,
                result: "r".into(),
                evidence: Some(Evidence {
                    words: "鉴定意见书".into(),
                    file: None,
                }),
            },
            What::Extended {
                day,
                days: 10,
                reason: "r".into(),
                approver: "李".into(),
                approval: Some(Approval::Letter("前市监授〔2026〕1号".into())),
                document: Some(document(DocumentKind::Extension)),
            },
            What::Extended {
                day,
                days: 15,
                reason: "r".into(),
                approver: "区长".into(),
                approval: Some(Approval::Government(Evidence {
                    words: "前府函〔2026〕3号".into(),
                    file: Some(file),
                })),
                document: None,
            },
            What::Reviewed(Opinion {
                approve: true,
                words: "w".into(),
                by: None,
                day,
            }),
            What::Decided {
                day,
                outcome: Outcome::Grant {
                    conditions: vec!["c".into()],
                    validity: "五年".into(),
                },
                delivery: Some(limit(8)),
                by_law: Some("行政许可法 第五十条".into()),
                letter: None,
                document: document(DocumentKind::Grant),
                licence: Some(yimen_domain::cases::beyond::licence::Mark {
                    from: day,
                    until: Some(day.plus(1826)),
                }),
            },
            What::Decided {
                day,
                outcome: Outcome::Refuse {
                    reasons: vec!["r".into()],
                },
                delivery: None,
                by_law: None,
                letter: Some("前市监授〔2026〕1号".into()),
                document: document(DocumentKind::Refusal),
                licence: None,
            },
            What::Paid {
                day,
                amount_fen: 1_000,
                receipt: "r".into(),
            },
            What::Issued {
                day,
                delivery: Delivery::Post {
                    tracking: "EMS1".into(),
                },
                document: None,
            },
            What::Issued {
                day,
                delivery: Delivery::Window {
                    receiver: "王*".into()
                },
                document: Some(document(DocumentKind::ServiceReturn)),
            },
            What::Rated(Rating::new(Level::Good, String::new())),
            What::Withdrawn {
                day,
                reason: String::new(),
            },
            What::HandlerChanged {
                to: Some(Person {
                    account: AccountId(Uuid::from_u128(3)),
                    name: "李四".into(),
                }),
                reason: "r".into(),
            },
            What::HandlerChanged {
                to: None,
                reason: "r".into(),
            },
            What::NumbersShown {
                purpose: Purpose::Contact,
            },
            What::WordsDeleted {
                day,
                basis: "个人信息保护法 第四十七条".into(),
                reason: "r".into(),
            },
            What::CalendarChanged(Box::new(CalendarChange {
                day,
                notice: "国办发明电〔2019〕3号".into(),
                version: "2".into(),
                moved: vec![Moved {
                    kind: ClockKind::DecisionPromised,
                    from: day,
                    to: day.plus(2),
                }],
            })),
        ];
        kinds.extend(of_intake.into_iter().map(What::Intake));
        kinds.extend(super::fees::tests::every_kind(document));
        let of_proceedings = proceedings::every_kind().into_iter();
        kinds.extend(of_proceedings.map(|happened| What::Proceeding(Box::new(happened))));
        kinds.extend(beyond::every(document));
        kinds.extend(delivery::every_kind(day).into_iter().map(What::Delivery));
        kinds.extend(drafting::every_kind(day).into_iter().map(What::Drafting));
        kinds.push(What::Decided {
            day,
            outcome: drafting::partial(),
            delivery: None,
            by_law: None,
            letter: None,
            document: document(DocumentKind::PartialGrant),
            licence: None,
        });
        kinds.extend(appeals::every_kind(day).into_iter().map(What::Appeals));
        kinds.extend(of_reuse.into_iter().map(What::Reuse));
        if let Some(What::Filed(filed)) = kinds.first().cloned() {
            kinds.extend(simulated::tests::entries(day).into_iter().map(|entry| {
                let mut filed = filed.clone();
                filed.simulated = Some(entry);
                What::Filed(filed)
            }));
        }
        kinds.extend(of_simulated.into_iter().map(What::Simulated));
        kinds.extend(slips::every_kind(day).into_iter().map(What::Slips));
        kinds.push(What::Rated(ratings::examples::full()));
        kinds.extend(ratings::examples::every_kind(day).into_iter().map(What::Ratings));
        let of_supervision = supervision::examples::every_kind(day).into_iter();
        kinds.extend(of_supervision.map(What::Supervision));
        kinds
    }

    fn event(what: What) -> Event {
        let actor = ActorMark {
            account: Some(AccountId(Uuid::from_u128(9))),
            name: "张三".into(),
            role: "clerk".into(),
            behalf: None,
        };
        Event {
            seq: 3,
            at: Instant(1_795_000_000_000_000),
            actor,
            what,
        }
    }

    #[test]
    fn every_kind_is_written_canonically() {
        for what in every_kind() {
            let text = write(CaseId(Uuid::from_u128(1)), &event(what));
            let value: serde_json::Value = serde_json::from_str(&text).unwrap();
            assert_eq!(text, serde_json_canonicalizer::to_string(&value).unwrap());
        }
    }

    #[test]
    fn every_kind_reads_back_as_it_was() {
        for what in every_kind() {
            let written = event(what);
            let case = CaseId(Uuid::from_u128(1));
            assert_eq!(read(&write(case, &written)).unwrap(), (case, written));
        }
    }

    /// Texts as an earlier program wrote them.
    #[test]
    fn an_event_of_an_earlier_program_is_read_and_written_as_it_was() {
        let actor = r#"{"name":"张三","role":"examiner"}"#;
        let case = Uuid::from_u128(1);
        for (kind, what) in [
            (
                "suspended",
                r#"{"basis":"b","day":"2026-03-04","kind":"hearing","statutory":true,"told_days":3}"#,
            ),
            ("resumed", r#"{"day":"2026-03-06","result":"r"}"#),
            (
                "extended",
                r#"{"approver":"李","day":"2026-03-06","days":10,"reason":"r"}"#,
            ),
            ("issued", r#"{"day":"2026-03-06","detail":"王*","how":"window"}"#),
            (
                "decided",
                r#"{"conditions":[],"day":"2026-03-06","document":{"kind":"grant","serial":1,"token":"00","year":2026},"granted":true,"reasons":[],"validity":""}"#,
            ),
            (
                "filed",
                r#"{"applicant":{"kind":"person","shown":"王*"},"body":"b","channel":"web","commitment":"00","document":{"kind":"receipt","serial":1,"token":"00","year":2026},"fee_fen":0,"item":"1","item_version":1,"materials":[],"number":"1","received":"2026-03-02"}"#,
            ),
        ] {
            let text =
                format!(r#"{{"actor":{actor},"at":1,"case":"{case}","kind":"{kind}","seq":3,"v":1,"what":{what}}}"#);
            let (id, event) = read(&text).unwrap();
            assert!(event.what.files().is_empty());
            assert_eq!(write(id, &event), text);
        }
    }

    #[test]
    fn unknown_versions_and_kinds_are_named() {
        let text = write(
            CaseId(Uuid::from_u128(1)),
            &event(What::Resumed {
                day: Day::parse("2026-11-22").unwrap(),
                result: "r".into(),
                evidence: None,
            }),
        );
        assert!(
            read(&text.replace("\"v\":1", "\"v\":9"))
                .unwrap_err()
                .why
                .contains("version 9")
        );
        assert!(
            read(&text.replace("resumed", "vanished"))
                .unwrap_err()
                .why
                .contains("vanished")
        );
        assert_eq!(read("{").unwrap_err().seq, 0);
    }
}
