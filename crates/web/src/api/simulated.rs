//! Simulated approval (模拟审批) over the API: opening, opinions, changes, the simulated opinion, turning formal, and adopting it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use yimen_acts::accounts::Signed;
use yimen_acts::cases::Done;
use yimen_acts::cases::command::Reach;
use yimen_acts::cases::correct::{item_to_correct, with_form as give_with_form};
use yimen_acts::cases::simulated::{Turning, turn};
use yimen_acts::items;
use yimen_acts::items::form;
use yimen_domain::cases::Case;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::simulated::decide::to_examine;
use yimen_domain::cases::simulated::{Lack, LackKind, Of, Opened, Order, Said, Verdict};
use yimen_domain::items::{Coded, Item};

use crate::app::App;

use super::cases::{MaterialBody, materials_of};
use super::command::{CommandBody, SupplementBody};
use super::problem::Problem;

/// Opens a simulated case instead of an application by law; no time limit runs, and its opinion has no legal effect.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SimulatedBody {
    /// What is missing; at least one.
    lacks: Vec<LackBody>,
    /// Working days in which an opinion is promised; staff only.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 60)]
    promised_days: Option<u32>,
}

/// A condition that is missing, or what shows that it is there now.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LackBody {
    /// `land`, `registration`, `premises`, `upstream`, `funds` or `other`.
    kind: String,
    /// What about it; when it is there, number and title of the paper that shows it.
    #[schema(min_length = 1, max_length = 2000)]
    words: String,
}

/// An opinion on one thing.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaidBody {
    /// `form`, `conditions`, `material.CODE`, or `lack.KIND` on the formal case.
    of: String,
    /// It is as required.
    conforms: bool,
    /// What is wrong and what is wanted; needed where it is not as required.
    #[serde(default)]
    #[schema(max_length = 2000)]
    words: String,
}

/// Opinions on what is simulated; later ones replace earlier ones.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExamineSimulatedBody {
    /// Opinions.
    said: Vec<SaidBody>,
}

/// The simulated opinion: no decision, without legal effect.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConcludeSimulatedBody {
    /// `ready` or `not_ready`.
    verdict: String,
    /// In words.
    #[schema(min_length = 1, max_length = 2000)]
    words: String,
}

/// Turns a simulated case formal, once; the answer names the formal case. What is not told is taken over.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TurnFormalBody {
    /// What shows that each missing condition is there.
    met: Vec<LackBody>,
    /// What is handed in anew or besides.
    #[serde(default)]
    materials: Vec<MaterialBody>,
    /// The whole form, if it was changed.
    #[serde(default)]
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    form: Option<BTreeMap<String, serde_json::Value>>,
    /// Answers to the item's questions, if they changed.
    #[serde(default)]
    situation: Option<BTreeMap<String, String>>,
}

/// Adopts the simulated opinion on the formal case: exactly what changed gets an opinion, and that is the opinion of the examination.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdoptSimulatedBody {
    /// Opinions on what `simulated.to_examine` of the case lists.
    anew: Vec<SaidBody>,
}

fn unknown(field: &str) -> Problem {
    Problem::field(field, "请从所列各项中选择。", "Choose one of those listed.")
}

fn lacks(field: &str, bodies: Vec<LackBody>) -> Result<Vec<Lack>, Problem> {
    let one = |(at, body): (usize, LackBody)| {
        Ok(Lack {
            kind: LackKind::parse(&body.kind).ok_or_else(|| unknown(&format!("{field}.{at}.kind")))?,
            words: body.words,
        })
    };
    bodies.into_iter().enumerate().map(one).collect()
}

fn said(field: &str, bodies: Vec<SaidBody>) -> Result<Vec<Said>, Problem> {
    let one = |(at, body): (usize, SaidBody)| {
        Ok(Said {
            of: Of::parse(&body.of).ok_or_else(|| unknown(&format!("{field}.{at}.of")))?,
            conforms: body.conforms,
            words: body.words,
        })
    };
    bodies.into_iter().enumerate().map(one).collect()
}

pub(super) fn opened(body: SimulatedBody) -> Result<Opened, Problem> {
    Ok(Opened {
        lacks: lacks("lacks", body.lacks)?,
        promised_days: body.promised_days,
    })
}

pub(super) fn examine(body: ExamineSimulatedBody) -> Result<Command, Problem> {
    let said = said("said", body.said)?;
    Ok(Order::Examine { said }.into())
}

pub(super) fn conclude(body: ConcludeSimulatedBody) -> Result<Command, Problem> {
    let verdict = Verdict::parse(&body.verdict).ok_or_else(|| unknown("verdict"))?;
    Ok(Order::Conclude {
        verdict,
        words: body.words,
    }
    .into())
}

pub(super) fn adopt(body: AdoptSimulatedBody) -> Result<Command, Problem> {
    let anew = said("anew", body.anew)?;
    Ok(Order::Adopt { anew }.into())
}

/// Changes without the form.
pub(super) async fn amend(app: &App, caller: &Signed, materials: Vec<MaterialBody>) -> Result<Command, Problem> {
    Ok(Order::Amend {
        materials: materials_of(&app.centre, caller.id, materials).await?,
        commitment: None,
    }
    .into())
}

/// Gives what brings a form or opens another case; hands back what does not.
pub(super) async fn with_form(
    app: &App,
    caller: &Signed,
    number: &str,
    reach: Reach<'_>,
    body: CommandBody,
) -> Result<Result<Done, CommandBody>, Problem> {
    let (centre, actor) = (&app.centre, caller.actor());
    let item = item_to_correct(centre, &actor, number);
    Ok(Ok(match body {
        CommandBody::AmendSimulated(SupplementBody {
            materials,
            form: Some(told),
        }) => {
            let materials = materials_of(centre, caller.id, materials).await?;
            let answers = form::read(centre, caller.id, &item.await?.form, told).await?;
            let order = |materials, commitment| Order::Amend { materials, commitment }.into();
            give_with_form(centre, &actor, number, reach, (materials, answers), order).await?
        }
        CommandBody::TurnFormal(body) => {
            // What the item asks for now is what is told.
            let item = items::latest(centre, &item.await?.code)?;
            let form = match body.form {
                Some(told) => Some(form::read(centre, caller.id, &item.form, told).await?),
                None => None,
            };
            let turning = Turning {
                met: lacks("met", body.met)?,
                materials: materials_of(centre, caller.id, body.materials).await?,
                form,
                situation: body.situation,
            };
            turn(centre, &actor, number, reach, turning).await?
        }
        other => return Ok(Err(other)),
    }))
}

/// Simulated approval as a case tells of it, on either side.
#[derive(Debug, Serialize, ToSchema)]
pub struct SimulatedJson {
    /// The case is simulated itself: no application by law.
    is_simulated: bool,
    /// What is missing, or what showed that it was there.
    conditions: Vec<LackJson>,
    /// `ready` or `not_ready`, once there is an opinion.
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<&'static str>,
    /// Opinions that stand.
    opinions: Vec<SaidJson>,
    /// The formal case that it was turned into.
    #[serde(skip_serializing_if = "Option::is_none")]
    formal: Option<String>,
    /// The simulated case that it was turned from.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// What has to be examined anew, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    to_examine: Vec<ChangeJson>,
}

/// A condition.
#[derive(Debug, Serialize, ToSchema)]
pub struct LackJson {
    kind: &'static str,
    words: String,
}

/// An opinion.
#[derive(Debug, Serialize, ToSchema)]
pub struct SaidJson {
    of: String,
    conforms: bool,
    words: String,
}

/// Something that has changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangeJson {
    of: String,
    why: &'static str,
}

/// For those who may see the case in full.
pub(super) fn json(case: &Case, item: &Item) -> Option<SimulatedJson> {
    let standing = &case.simulated;
    let taken = standing.taken.as_ref();
    let conditions = match (taken, &standing.opened) {
        (Some(taken), _) => &taken.met,
        (None, Some(opened)) => &opened.lacks,
        (None, None) => return None,
    };
    let points = taken.map_or(&standing.points, |taken| &taken.points);
    let verdict = taken
        .map(|taken| taken.verdict)
        .or_else(|| standing.concluded.as_ref().map(|concluded| concluded.verdict));
    Some(SimulatedJson {
        is_simulated: case.is_simulated(),
        conditions: conditions
            .iter()
            .map(|lack| LackJson {
                kind: lack.kind.code(),
                words: lack.words.clone(),
            })
            .collect(),
        verdict: verdict.map(Verdict::code),
        opinions: points
            .iter()
            .map(|point| SaidJson {
                of: point.said.of.code(),
                conforms: point.said.conforms,
                words: point.said.words.clone(),
            })
            .collect(),
        formal: standing.turned.as_ref().map(|(_, number)| number.clone()),
        from: taken.map(|taken| taken.from.clone()),
        to_examine: to_examine(case, item)
            .into_iter()
            .map(|change| ChangeJson {
                of: change.of.code(),
                why: change.why.code(),
            })
            .collect(),
    })
}
