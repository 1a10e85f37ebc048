//! Commands over the API that go beyond the straight way: promises, endings, licences and bars.

use serde::Deserialize;
use utoipa::ToSchema;
use yimen_domain::calendar::Day;
use yimen_domain::cases::beyond::licence::{Annulment, Cancellation, EndOrder, Ending, Place, TakingBack};
use yimen_domain::cases::beyond::{Order, bars, ending};
use yimen_domain::cases::command::Command;

use super::cases::MaterialBody;
use super::problem::Problem;

/// Accepts with materials to follow.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptDeferringBody {
    /// Codes of materials whose paper originals were seen.
    #[serde(default)]
    seen: Vec<String>,
    /// Who promised in writing; a name is masked before it is kept.
    #[schema(max_length = 100)]
    promised_by: String,
}

/// Hands in what was promised.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandInDeferredBody {
    /// The materials.
    pub(super) materials: Vec<MaterialBody>,
}

/// Ends a case without a decision.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TerminateBody {
    /// `applicant_gone`, `subject_gone`, `failure` or `deferred_late`.
    ground: String,
    /// The rule behind it; `deferred_late` has its own.
    #[serde(default)]
    #[schema(max_length = 2000)]
    basis: String,
    /// What happened.
    #[serde(default)]
    #[schema(max_length = 2000)]
    reason: String,
}

/// Bars the applicant from applying for the item again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BarBody {
    /// `false_materials` (one year) or `fraud` (three years).
    ground: String,
    /// Why the item directly concerns public safety, health, life or property.
    #[schema(max_length = 2000)]
    concerns: String,
    /// What was found.
    #[schema(max_length = 2000)]
    facts: String,
}

/// Lifts a bar.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LiftBarBody {
    /// `false_materials`, `fraud` or `broken_promise`.
    of: String,
    /// Decision and reason.
    #[schema(max_length = 2000)]
    reason: String,
}

/// Withdraws a lawful licence (撤回).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeBackBody {
    /// `law_changed` or `facts_changed`.
    ground: String,
    /// What was found.
    #[schema(max_length = 2000)]
    reason: String,
    /// What its holder said when heard.
    #[schema(max_length = 2000)]
    statement: String,
    /// What of the loss is made good.
    #[schema(max_length = 2000)]
    compensation: String,
}

/// Annuls a defective licence (撤销).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnnulBody {
    /// `abuse`, `ultra_vires`, `procedure`, `unqualified`, `other` or `fraud`.
    ground: String,
    /// What was found.
    #[schema(max_length = 2000)]
    reason: String,
    /// What its holder said when heard.
    #[schema(max_length = 2000)]
    statement: String,
    /// What is paid for the loss; nothing after fraud.
    #[serde(default)]
    #[schema(max_length = 2000)]
    damages: String,
    /// It may do major harm to the public interest: then it is not annulled.
    #[serde(default)]
    harm: bool,
}

/// Enters that a penalty revoked the licence (吊销).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevokeBody {
    /// Number of the decision on the penalty.
    #[schema(max_length = 2000)]
    decision: String,
    /// Its day, such as 2026-03-02.
    decided: String,
    /// What was found.
    #[schema(max_length = 2000)]
    reason: String,
    /// What its holder said when heard.
    #[schema(max_length = 2000)]
    statement: String,
}

/// Cancels a licence (注销).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelBody {
    /// `expired`, `holder_gone`, `dissolved`, `ended`, `force_majeure` or `other`.
    ground: String,
    /// The provision, with `other`.
    #[serde(default)]
    #[schema(max_length = 2000)]
    basis: String,
    /// What was found.
    #[schema(max_length = 2000)]
    reason: String,
    /// What its holder said, if they were heard.
    #[serde(default)]
    #[schema(max_length = 2000)]
    statement: String,
}

/// Corrects an error of the certificate; old and new are kept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectCertificateBody {
    /// `holder`, `address`, `scope`, `last_day` or `other`.
    place: String,
    /// What it said.
    #[schema(max_length = 2000)]
    was: String,
    /// What it says from now on.
    #[schema(max_length = 2000)]
    now: String,
    /// How the error came about.
    #[schema(max_length = 2000)]
    reason: String,
}

fn known<T>(field: &str, found: Option<T>) -> Result<T, Problem> {
    found.ok_or_else(|| Problem::field(field, "没有这个选项。", "There is no such choice."))
}

pub(super) fn accept_deferring(body: AcceptDeferringBody) -> Command {
    Order::AcceptDeferring {
        seen: body.seen,
        promised_by: body.promised_by,
    }
    .into()
}

pub(super) fn terminate(body: TerminateBody) -> Result<Command, Problem> {
    Ok(Order::Terminate {
        ground: known("ground", ending::Ground::parse(&body.ground))?,
        basis: body.basis,
        reason: body.reason,
    }
    .into())
}

pub(super) fn bar(body: BarBody) -> Result<Command, Problem> {
    Ok(Order::Bar {
        ground: known("ground", bars::Ground::parse(&body.ground))?,
        concerns: body.concerns,
        facts: body.facts,
    }
    .into())
}

pub(super) fn lift_bar(body: LiftBarBody) -> Result<Command, Problem> {
    Ok(Order::LiftBar {
        of: known("of", bars::Kind::parse(&body.of))?,
        reason: body.reason,
    }
    .into())
}

fn end(how: Ending, reason: String, statement: String, harm: bool) -> Command {
    Order::EndLicence(Box::new(EndOrder {
        how,
        reason,
        statement,
        harm,
    }))
    .into()
}

pub(super) fn take_back(body: TakeBackBody) -> Result<Command, Problem> {
    let how = Ending::TakenBack {
        ground: known("ground", TakingBack::parse(&body.ground))?,
        compensation: body.compensation,
    };
    Ok(end(how, body.reason, body.statement, false))
}

pub(super) fn annul(body: AnnulBody) -> Result<Command, Problem> {
    let how = Ending::Annulled {
        ground: known("ground", Annulment::parse(&body.ground))?,
        damages: body.damages,
    };
    Ok(end(how, body.reason, body.statement, body.harm))
}

pub(super) fn revoke(body: RevokeBody) -> Result<Command, Problem> {
    let decided = Day::parse(&body.decided).map_err(|_| {
        Problem::field(
            "decided",
            "应为日期，例如 2026-03-02。",
            "Give a day, such as 2026-03-02.",
        )
    })?;
    let how = Ending::Revoked {
        decision: body.decision,
        decided,
    };
    Ok(end(how, body.reason, body.statement, false))
}

pub(super) fn cancel(body: CancelBody) -> Result<Command, Problem> {
    let how = Ending::Cancelled {
        ground: known("ground", Cancellation::parse(&body.ground))?,
        basis: body.basis,
    };
    Ok(end(how, body.reason, body.statement, false))
}

pub(super) fn correct_certificate(body: CorrectCertificateBody) -> Result<Command, Problem> {
    Ok(Order::CorrectCertificate {
        place: known("place", Place::parse(&body.place))?,
        was: body.was,
        now: body.now,
        reason: body.reason,
    }
    .into())
}
