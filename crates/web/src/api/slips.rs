//! Papers that go from hand to hand (纸质材料交接).

use serde::Deserialize;
use utoipa::ToSchema;
use yimen_domain::calendar::Day;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::slips::{Missing, Order, Paper, Place, PlaceKind};
use yimen_domain::items::Coded;

use super::problem::Problem;

/// Hands papers over with a slip; the slip and its code stand in the event.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SendPapersBody {
    /// What goes along.
    papers: Vec<PaperBody>,
    /// From.
    from: PlaceBody,
    /// To.
    to: PlaceBody,
    /// To be back by then, as in 2026-12-31; left out where they stay.
    #[serde(default)]
    #[schema(format = "date")]
    back_by: Option<String>,
}

/// A paper of a slip.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PaperBody {
    /// Code of the material; `file`, `form` or `result` for the file of the case, the form and what was issued.
    code: String,
    /// How many copies.
    copies: u32,
    /// Pages in all.
    pages: u32,
}

/// A place that has papers.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceBody {
    /// `window`, `section`, `body` or `archive`.
    kind: String,
    /// Its name.
    #[schema(min_length = 1, max_length = 60)]
    name: String,
}

/// Confirms that the papers of a slip came, or are back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmPapersBody {
    /// The fourteen digits of the slip.
    slip: String,
    /// What did not come.
    #[serde(default)]
    missing: Vec<MissingBody>,
}

/// What of a paper did not come.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MissingBody {
    /// Code of the paper.
    code: String,
    /// How many copies.
    copies: u32,
}

/// Sends the papers of a slip back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SendPapersBackBody {
    /// The fourteen digits of the slip.
    slip: String,
}

fn place(body: PlaceBody, field: &'static str) -> Result<Place, Problem> {
    let kind = PlaceKind::parse(&body.kind).ok_or_else(|| {
        Problem::field(
            field,
            "单位类型为 window、section、body 或者 archive。",
            "The kind is `window`, `section`, `body` or `archive`.",
        )
    })?;
    Ok(Place { kind, name: body.name })
}

pub(super) fn send(body: SendPapersBody) -> Result<Command, Problem> {
    let back_by = body.back_by.as_deref().map(Day::parse).transpose();
    let back_by =
        back_by.map_err(|_| Problem::field("back_by", "日期格式为 2026-12-31。", "A day, as in 2026-12-31."))?;
    let papers = body.papers.into_iter().map(|paper| Paper {
        code: paper.code,
        copies: paper.copies,
        pages: paper.pages,
    });
    Ok(Command::Slips(Order::Send {
        papers: papers.collect(),
        from: place(body.from, "from.kind")?,
        to: place(body.to, "to.kind")?,
        back_by,
    }))
}

fn missing(bodies: Vec<MissingBody>) -> Vec<Missing> {
    let one = |body: MissingBody| Missing {
        code: body.code,
        copies: body.copies,
    };
    bodies.into_iter().map(one).collect()
}

pub(super) fn receive(body: ConfirmPapersBody) -> Command {
    Command::Slips(Order::Receive {
        code: body.slip,
        missing: missing(body.missing),
    })
}

pub(super) fn send_back(body: SendPapersBackBody) -> Command {
    Command::Slips(Order::SendBack { code: body.slip })
}

pub(super) fn take_back(body: ConfirmPapersBody) -> Command {
    Command::Slips(Order::TakeBack {
        code: body.slip,
        missing: missing(body.missing),
    })
}
