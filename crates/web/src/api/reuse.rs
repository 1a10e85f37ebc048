//! What was handed in before, used again (材料复用).

use serde::Deserialize;
use utoipa::ToSchema;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::reuse::{Consent, Means, Order};
use yimen_domain::items::Coded;

use super::problem::Problem;
use crate::reuse::asked;

/// Uses what the applicant handed in or was issued before, before acceptance.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReuseMaterialsBody {
    /// What is to be used.
    materials: Vec<FromBeforeBody>,
    /// Who agreed, entered by a clerk; the ledger masks the name. Applicants agree by their own account and leave it out.
    #[serde(default)]
    #[schema(max_length = 50)]
    consent: Option<String>,
    /// By what means: `present` or `signed`; with `consent`.
    #[serde(default)]
    means: Option<String>,
}

/// A material and the earlier case from which it comes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FromBeforeBody {
    /// Code of the material of this case.
    material: String,
    /// Number of the earlier case.
    from: String,
}

/// Takes the consent back, before acceptance.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawConsentBody {
    /// Codes of materials; all that were used where none are given.
    #[serde(default)]
    materials: Vec<String>,
}

pub(super) fn take(body: ReuseMaterialsBody) -> Result<Command, Problem> {
    let consent = match (body.consent, body.means) {
        (None, None) => None,
        (by, means) => Some(Consent {
            by: by.unwrap_or_default(),
            means: means.as_deref().and_then(Means::parse).ok_or_else(|| {
                Problem::field(
                    "means",
                    "同意方式为 present（当面）或者 signed（书面）。",
                    "The means are `present` or `signed`.",
                )
            })?,
        }),
    };
    let materials = body.materials.iter();
    Ok(Command::Reuse(Order::Use {
        materials: materials.map(|one| asked(&one.material, &one.from)).collect(),
        consent,
    }))
}

pub(super) fn withdraw(body: WithdrawConsentBody) -> Command {
    Command::Reuse(Order::Withdraw {
        materials: body.materials,
    })
}
