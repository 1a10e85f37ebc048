//! The standard wordings of documents (文书标准文本), and what fills their places besides what every document knows
//! (`yimen_paper::fillings`).
//!
//! Each area of the procedure has its wordings in a file of its own here; this file only asks for them.

pub(super) mod beyond;
mod commitment;
mod decision;
mod intake;
mod later;
mod partial;
mod places;
pub(super) mod proceedings;
mod simulated;

use yimen_domain::cases::Case;
use yimen_domain::cases::beyond::Happened;
use yimen_domain::cases::event::{DocumentKind, Event, NonAcceptance, Outcome, What};
use yimen_domain::items::Item;
use yimen_domain::wordings::{Form, Variant};
use yimen_paper::{CaseFacts, CorrectionRequest, Deadline, Fillings, Remedies, Renewal, standard as of_every_case};

use super::{in_words, material_name};
use crate::payments::paper;

pub use places::{Place, places, preview, text_faults};

/// Where nobody has written a wording, and nothing makes the document.
const UNWRITTEN: &str = "{办件信息}";

/// The standard wording of a kind that has one for every item: see `yimen_paper::wording` for its form.
fn standard(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::NotNeeded => intake::NOT_NEEDED,
        DocumentKind::PreExamination => intake::PRE_EXAMINATION,
        DocumentKind::Termination => intake::TERMINATION,
        DocumentKind::PaymentOrder => paper::ORDER,
        DocumentKind::PaymentReceipt => paper::RECEIPT,
        DocumentKind::SpecialProcedure => decision::SPECIAL_PROCEDURE,
        DocumentKind::Extension => decision::EXTENSION,
        DocumentKind::ServiceReturn => decision::SERVICE_RETURN,
        DocumentKind::PartialGrant => partial::PARTIAL_GRANT,
        DocumentKind::Commitment => commitment::COMMITMENT,
        DocumentKind::LaterReceipt => later::LATER_RECEIPT,
        DocumentKind::SimulatedReceipt => simulated::RECEIPT,
        DocumentKind::SimulatedOpinion => simulated::OPINION,
        kind => proceedings::standard(kind)
            .or_else(|| beyond::standard(kind))
            .unwrap_or(UNWRITTEN),
    }
}

/// Examples of what fills the places of a kind; a place without one is shown by its name.
fn sample(kind: DocumentKind, case: &CaseFacts) -> Fillings {
    match kind {
        DocumentKind::NotNeeded => intake::not_needed("该活动不在许可目录之内"),
        DocumentKind::SpecialProcedure | DocumentKind::Extension | DocumentKind::ServiceReturn => {
            decision::sample(kind, case)
        }
        DocumentKind::PartialGrant => partial::sample(),
        DocumentKind::Commitment => commitment::sample(),
        DocumentKind::LaterReceipt => later::sample(),
        DocumentKind::SimulatedReceipt => simulated::sample_receipt(case),
        DocumentKind::SimulatedOpinion => simulated::sample_opinion(),
        _ => Fillings::new(),
    }
}

/// What an event fills into the places of its document.
fn fillings(what: &What, case: &Case, item: &Item) -> Fillings {
    match what {
        What::NotAccepted { reason, .. } => intake::not_needed(reason),
        What::Intake(happened) => intake::fillings(happened, item),
        What::Simulated(happened) => simulated::fillings(happened, case, item),
        What::Fees(happened) => paper::fillings(happened, case),
        What::Suspended {
            kind,
            basis,
            evidence,
            told_days,
            statutory,
            ..
        } => decision::special_procedure(item, (*kind, *told_days), basis, *statutory, evidence.as_ref()),
        What::Proceeding(happened) => proceedings::fillings(happened, case),
        What::Decided {
            outcome: Outcome::Partial(parts),
            ..
        } => partial::fillings(parts, item),
        What::Beyond(Happened::Commitment(happened)) => commitment::fillings(happened, item),
        What::Decided { .. } | What::Beyond(_) => beyond::fillings(what, case),
        _ => Fillings::new(),
    }
}

/// Title and text of a document, as a centre has worded it or as they stand by themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// Title.
    pub title: String,
    /// Text with its places.
    pub text: String,
}

impl Wording {
    /// The standard one (标准文本).
    pub fn standard(form: Form) -> Wording {
        let permit = form.variant != Variant::Other;
        let title = on_paper(form.kind).map_or(form.kind.words().0, |kind| kind.title(permit));
        Wording {
            title: title.to_string(),
            text: standard_text(form).to_string(),
        }
    }

    /// Whether there is such a paper: something makes it, and its standard wording is written.
    pub fn is_written(form: Form) -> bool {
        standard_text(form) != UNWRITTEN
    }
}

fn standard_text(form: Form) -> &'static str {
    let permit = form.variant == Variant::Permit;
    match form.kind {
        DocumentKind::Receipt => of_every_case::receipt(permit),
        DocumentKind::CorrectionNotice => of_every_case::correction(permit),
        DocumentKind::Acceptance => of_every_case::acceptance(permit),
        DocumentKind::NotAccepted => of_every_case::not_accepted(permit),
        DocumentKind::Grant if form.variant == Variant::ByLaw => of_every_case::RENEWED_BY_LAW,
        DocumentKind::Grant => of_every_case::grant(permit),
        DocumentKind::Refusal => of_every_case::refusal(permit),
        kind => standard(kind),
    }
}

/// The kinds whose title depends on whether it is a permit, as paper knows them.
fn on_paper(kind: DocumentKind) -> Option<yimen_paper::DocumentKind> {
    use yimen_paper::DocumentKind as Paper;
    Some(match kind {
        DocumentKind::Receipt => Paper::Receipt,
        DocumentKind::CorrectionNotice => Paper::CorrectionNotice,
        DocumentKind::Acceptance => Paper::Acceptance,
        DocumentKind::NotAccepted => Paper::NotAccepted,
        DocumentKind::Grant => Paper::Grant,
        DocumentKind::Refusal => Paper::Refusal,
        _ => return None,
    })
}

/// What makes a document besides its wording.
pub(super) struct Made<'a> {
    /// The case as it stood then.
    pub(super) case: &'a Case,
    /// The item in its version.
    pub(super) item: &'a Item,
    /// What happened until then.
    pub(super) events: &'a [Event],
    /// What made it.
    pub(super) event: &'a Event,
    /// What every document knows.
    pub(super) facts: &'a CaseFacts,
    /// Where it can be contested.
    pub(super) remedies: &'a Remedies,
}

impl Made<'_> {
    /// Which wording it takes.
    pub(super) fn form(&self, kind: DocumentKind) -> Form {
        let by_law = matches!(&self.event.what, What::Decided { by_law: Some(_), .. }) && self.case.renews.is_some();
        Form::of(kind, self.facts.permit, by_law)
    }

    /// The paper by a wording.
    pub(super) fn worded(&self, kind: DocumentKind, wording: &Wording) -> yimen_paper::Document {
        let sort = on_paper(kind).unwrap_or(yimen_paper::DocumentKind::Worded);
        yimen_paper::worded(self.facts, sort, &wording.title, &wording.text, &self.fillings(kind))
    }

    fn fillings(&self, kind: DocumentKind) -> Fillings {
        let Made {
            case,
            item,
            facts,
            remedies,
            ..
        } = *self;
        match (kind, &self.event.what) {
            (DocumentKind::Receipt, _) => yimen_paper::fillings_of_receipt(facts),
            (DocumentKind::SimulatedReceipt, _) => simulated::receipt(facts, case.simulated.opened.as_ref()),
            (DocumentKind::Acceptance, _) => yimen_paper::fillings_of_acceptance(facts),
            (_, What::CorrectionRequested { requests, limit, .. }) => {
                let request = |request: &yimen_domain::cases::event::CorrectionRequest| CorrectionRequest {
                    material: material_name(item, &request.material),
                    what_to_do: request.what.clone(),
                };
                let requests: Vec<CorrectionRequest> = requests.iter().map(request).collect();
                let last = limit.as_ref().zip(facts.correction_due.clone());
                let deadline = last.map(|(limit, day)| Deadline {
                    day,
                    source: limit.source.clone(),
                });
                yimen_paper::fillings_of_correction(facts, &requests, deadline.as_ref())
            }
            (DocumentKind::NotAccepted, What::NotAccepted { ground, reason, .. }) => {
                let authority = match ground {
                    NonAcceptance::NotOurs { authority } => Some(authority.as_str()),
                    NonAcceptance::NotNeeded | NonAcceptance::Barred => None,
                };
                let reason = format!("{}。{reason}", ground.words().0);
                yimen_paper::fillings_of_not_accepted(facts, &reason, authority, remedies)
            }
            (
                DocumentKind::Grant,
                What::Decided {
                    outcome: Outcome::Grant { conditions, validity },
                    by_law,
                    ..
                },
            ) => match (by_law, &case.renews) {
                (Some(article), Some(renews)) => {
                    let renewal = Renewal {
                        licence: renews.licence.clone(),
                        expiry: in_words(renews.expiry),
                        article: article.clone(),
                    };
                    yimen_paper::fillings_of_renewal_by_law(facts, &renewal)
                }
                _ => {
                    let validity = (!validity.is_empty()).then_some(validity.as_str());
                    yimen_paper::fillings_of_grant(facts, conditions, validity)
                }
            },
            (
                _,
                What::Decided {
                    outcome: Outcome::Refuse { reasons },
                    ..
                },
            ) => yimen_paper::fillings_of_refusal(facts, reasons, remedies),
            (_, what) => {
                let mut filled = yimen_paper::fillings(facts, remedies);
                filled.extend(fillings(what, case, item));
                filled.extend(later::fillings(self.event, case, item));
                filled.extend(self.own(what));
                filled
            }
        }
    }

    /// What takes more than the event itself.
    fn own(&self, what: &What) -> Fillings {
        match what {
            What::Extended {
                days,
                reason,
                approver,
                approval,
                ..
            } => decision::extension(self.facts, self.item, (*days, reason), approver, approval.as_ref()),
            What::Issued { delivery, .. } => {
                decision::service_return(self.facts, self.case, self.events, self.event, delivery)
            }
            _ => Fillings::new(),
        }
    }
}
