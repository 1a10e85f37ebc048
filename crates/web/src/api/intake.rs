//! Commands of intake over the API (收件环节).

use std::collections::BTreeMap;

use serde::Deserialize;
use utoipa::ToSchema;
use yimen_acts::accounts::Signed;
use yimen_acts::cases::Done;
use yimen_acts::cases::command::Reach;
use yimen_acts::cases::correct::{item_to_correct, with_form as give_with_form};
use yimen_acts::items::form;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::event::{CorrectionRequest, HandedIn};
use yimen_domain::cases::intake::Order;

use crate::app::App;

use super::cases::{MaterialBody, materials_of};
use super::command::{CommandBody, RequestBody, SupplementBody};
use super::problem::Problem;

/// Corrects on the spot, with the applicant there.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectOnSpotBody {
    /// Materials put right or brought.
    #[serde(default)]
    materials: Vec<MaterialBody>,
    /// The whole corrected form, if it was corrected.
    #[serde(default)]
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    form: Option<BTreeMap<String, serde_json::Value>>,
    /// Who confirmed it; masked before it is kept.
    #[schema(max_length = 50)]
    confirmed_by: String,
}

/// Looks through what came in over the net.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreExamineBody {
    /// Everything to change, as advice; empty when it passed.
    #[serde(default)]
    advice: Vec<RequestBody>,
}

/// Says that originals were compared with the copies and given back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyOriginalsBody {
    /// Codes of materials.
    materials: Vec<String>,
}

impl CorrectOnSpotBody {
    pub(super) async fn order(self, app: &App, caller: &Signed) -> Result<Command, Problem> {
        Ok(Command::Intake(Order::CorrectOnSpot {
            materials: materials_of(&app.centre, caller.id, self.materials).await?,
            commitment: None,
            confirmed_by: self.confirmed_by,
        }))
    }
}

impl PreExamineBody {
    pub(super) fn order(self) -> Command {
        let advice = self.advice.into_iter();
        Command::Intake(Order::PreExamine {
            advice: advice
                .map(|one| CorrectionRequest {
                    material: one.material,
                    what: one.what,
                })
                .collect(),
        })
    }
}

impl VerifyOriginalsBody {
    pub(super) fn order(self) -> Command {
        Command::Intake(Order::VerifyOriginals {
            materials: self.materials,
        })
    }
}

/// Changes as advised, without the form.
pub(super) async fn amend(app: &App, caller: &Signed, materials: Vec<MaterialBody>) -> Result<Command, Problem> {
    Ok(Command::Intake(Order::Amend {
        materials: materials_of(&app.centre, caller.id, materials).await?,
        commitment: None,
    }))
}

/// Gives what brings a changed form; hands back what does not.
pub(super) async fn with_form(
    app: &App,
    caller: &Signed,
    number: &str,
    reach: Reach<'_>,
    body: CommandBody,
) -> Result<Result<Done, CommandBody>, Problem> {
    let (materials, told, confirmed_by) = match body {
        CommandBody::Amend(SupplementBody {
            materials,
            form: Some(form),
        }) => (materials, form, None),
        CommandBody::CorrectOnSpot(CorrectOnSpotBody {
            materials,
            form: Some(form),
            confirmed_by,
        }) => (materials, form, Some(confirmed_by)),
        other => return Ok(Err(other)),
    };
    let order = |materials: Vec<HandedIn>, commitment| {
        Command::Intake(match confirmed_by {
            None => Order::Amend { materials, commitment },
            Some(confirmed_by) => Order::CorrectOnSpot {
                materials,
                commitment,
                confirmed_by,
            },
        })
    };
    let (centre, actor) = (&app.centre, caller.actor());
    let materials = materials_of(centre, caller.id, materials).await?;
    let item = item_to_correct(centre, &actor, number).await?;
    let answers = form::read(centre, caller.id, &item.form, told).await?;
    Ok(Ok(give_with_form(
        centre,
        &actor,
        number,
        reach,
        (materials, answers),
        order,
    )
    .await?))
}
