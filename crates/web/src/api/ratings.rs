//! Ratings and the work on bad ones (好差评).

use serde::Deserialize;
use utoipa::ToSchema;
use yimen_domain::cases::command::Command;
use yimen_domain::items::Coded;
use yimen_domain::ratings::order::Order;
use yimen_domain::ratings::record::{Amendment, Ground};
use yimen_domain::ratings::{Level, Numbering, Rating};

use super::command::CommandBody;
use super::problem::Problem;

/// Rates the service, once.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RateBody {
    /// The level: 5 is best, unless `numbering` says otherwise.
    #[schema(minimum = 1, maximum = 5)]
    level: u64,
    /// How `level` counts: `national` (5 is best) or `gbt39046` (GB/T 39046 A.8: 1 is best). Nothing means `national`.
    #[serde(default)]
    numbering: Option<String>,
    /// National codes of the reasons chosen; they belong to the level.
    #[serde(default)]
    options: Vec<u16>,
    /// At most 500 characters; may be empty.
    #[serde(default, alias = "comment")]
    #[schema(max_length = 500)]
    words: String,
    /// Nobody is to call back.
    #[serde(default)]
    anonymous: bool,
}

/// Amends a bad rating upward, once.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AmendRatingBody {
    /// The level: 5 is best, unless `numbering` says otherwise.
    #[schema(minimum = 1, maximum = 5)]
    level: u64,
    /// As for `rate`.
    #[serde(default)]
    numbering: Option<String>,
    /// National codes of the reasons chosen; they belong to the new level.
    #[serde(default)]
    options: Vec<u16>,
    /// At most 500 characters; may be empty.
    #[serde(default)]
    words: String,
}

/// Takes a bad rating back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeBackRatingBody {}

/// A step of the work on a bad rating, in words.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RatingStepBody {
    /// In your words. The answer is published.
    words: String,
}

/// A step of the work on a bad rating that finds something.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RatingFindingBody {
    /// Contact: the person was reached. Verification: what the rating says is so. Visit back: the person is content.
    yes: bool,
    /// In your words.
    words: String,
}

/// Appeals against a rating.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AppealRatingBody {
    /// `false`, `malicious` or `mistaken`.
    ground: String,
    /// In your words.
    words: String,
}

/// Decides an appeal against a rating.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JudgeRatingBody {
    /// The rating counts no more; otherwise it stands.
    set_aside: bool,
    /// Reasons.
    reasons: String,
}

fn level(number: u64, numbering: Option<&str>) -> Result<Level, Problem> {
    let numbering = match numbering {
        None => Numbering::National,
        Some(code) => Numbering::parse(code).ok_or_else(|| {
            Problem::field(
                "numbering",
                "编号方式为 national 或者 gbt39046。",
                "The numbering is `national` or `gbt39046`.",
            )
        })?,
    };
    numbering
        .level(number)
        .ok_or_else(|| Problem::field("level", "评价等级为 1 至 5。", "The level is 1 to 5."))
}

pub(super) fn rate(body: RateBody) -> Result<Command, Problem> {
    let level = level(body.level, body.numbering.as_deref())?;
    Ok(Command::Rate(Rating {
        options: body.options,
        anonymous: body.anonymous,
        ..Rating::new(level, body.words)
    }))
}

/// The order of a command of this area; nothing where it is of another.
pub(super) fn order(body: CommandBody) -> Result<Option<Command>, Problem> {
    let order = match body {
        CommandBody::AmendRating(body) => Order::Amend(Amendment {
            level: level(body.level, body.numbering.as_deref())?,
            options: body.options,
            words: body.words,
        }),
        CommandBody::TakeBackRating(_) => Order::TakeBack,
        CommandBody::ContactRater(body) => Order::Contact {
            reached: body.yes,
            words: body.words,
        },
        CommandBody::VerifyRating(body) => Order::Verify {
            found: body.yes,
            words: body.words,
        },
        CommandBody::MendRating(body) => Order::Mend { words: body.words },
        CommandBody::AnswerRating(body) => Order::Answer { words: body.words },
        CommandBody::VisitBackRater(body) => Order::VisitBack {
            content: body.yes,
            words: body.words,
        },
        CommandBody::AppealRating(body) => Order::Appeal {
            ground: Ground::parse(&body.ground)
                .ok_or_else(|| Problem::field("ground", "没有这种申诉理由。", "There is no such ground."))?,
            words: body.words,
        },
        CommandBody::JudgeRating(body) => Order::Judge {
            set_aside: body.set_aside,
            reasons: body.reasons,
        },
        _ => return Ok(None),
    };
    Ok(Some(order.into()))
}
