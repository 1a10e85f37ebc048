//! Cards and letters of supervision (监察牌、监察文书).

use serde::Deserialize;
use utoipa::ToSchema;
use yimen_acts::accounts::Signed;
use yimen_domain::cases::command::Command;
use yimen_domain::clocks::Evidence;
use yimen_domain::supervision::letter::Kind;
use yimen_domain::supervision::order::Order;
use yimen_domain::supervision::rule::{Addressee, RuleCode, RuleMark};
use yimen_domain::words::Words;

use crate::app::App;

use super::command::{CommandBody, evidence_of};
use super::problem::Problem;

/// Gives a card for what an inspector found.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GiveCardBody {
    /// Code of the rule.
    rule: String,
    /// Its version.
    version: u32,
    /// What is wrong.
    reason: String,
    /// What would have avoided it.
    avoided: String,
    /// The events of the case that show it, by number.
    events: Vec<u32>,
}

/// Answers a card: an explanation, or what was put right.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerCardBody {
    /// Number of the card within the case.
    card: u32,
    /// In your words.
    words: String,
    /// The paper behind it.
    #[serde(default)]
    evidence: Option<String>,
    /// Hash of an uploaded file that shows it.
    #[serde(default)]
    evidence_file: Option<String>,
}

/// Appeals against a card.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AppealCardBody {
    /// Number of the card within the case.
    card: u32,
    /// Grounds.
    grounds: String,
    /// The paper behind it.
    #[serde(default)]
    evidence: Option<String>,
    /// Hash of an uploaded file that shows it.
    #[serde(default)]
    evidence_file: Option<String>,
}

/// Decides an appeal against a card.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JudgeCardBody {
    /// Number of the card within the case.
    card: u32,
    /// The card stands; otherwise it is withdrawn.
    upheld: bool,
    /// Reasons.
    reasons: String,
}

/// Sends a letter of supervision.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SendSupervisionLetterBody {
    /// `urging`, `advice`, `admonition` or `rectification`.
    kind: String,
    /// The cards that it is about, by number.
    #[serde(default)]
    cards: Vec<u32>,
    /// Who has to see to it: `handler`, `section_head` or `leader`.
    to: String,
    /// What it asks for.
    asks: String,
    /// Working days for the answer.
    days: u32,
}

/// Answers a letter of supervision.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerSupervisionLetterBody {
    /// Number of the letter within the case.
    letter: u32,
    /// In your words.
    words: String,
    /// The paper that shows what was put right.
    #[serde(default)]
    evidence: Option<String>,
    /// Hash of an uploaded file that shows it.
    #[serde(default)]
    evidence_file: Option<String>,
}

/// Sends the answer to a letter back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SendBackSupervisionLetterBody {
    /// Number of the letter within the case.
    letter: u32,
    /// What is missing.
    reason: String,
    /// Working days for the next answer.
    days: u32,
}

/// Closes a letter.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseSupervisionLetterBody {
    /// Number of the letter within the case.
    letter: u32,
    /// What came of it.
    words: String,
}

async fn evidence(
    app: &App,
    caller: &Signed,
    words: Option<String>,
    file: Option<String>,
) -> Result<Option<Evidence>, Problem> {
    if words.is_none() && file.is_none() {
        return Ok(None);
    }
    Ok(Some(evidence_of(app, caller, words.unwrap_or_default(), file).await?))
}

/// The order of a command of this area; nothing where it is of another.
pub(super) async fn order(app: &App, caller: &Signed, body: CommandBody) -> Result<Option<Command>, Problem> {
    let order = match body {
        CommandBody::GiveCard(body) => give(body)?,
        CommandBody::ExplainCard(body) => Order::Explain {
            no: body.card,
            words: body.words,
            evidence: evidence(app, caller, body.evidence, body.evidence_file).await?,
        },
        CommandBody::CorrectCard(body) => Order::Correct {
            no: body.card,
            words: body.words,
            evidence: evidence(app, caller, body.evidence, body.evidence_file).await?,
        },
        CommandBody::AppealCard(body) => Order::Appeal {
            no: body.card,
            grounds: body.grounds,
            evidence: evidence(app, caller, body.evidence, body.evidence_file).await?,
        },
        CommandBody::JudgeCard(body) => Order::Judge {
            no: body.card,
            upheld: body.upheld,
            reasons: body.reasons,
        },
        CommandBody::SendSupervisionLetter(body) => send(body)?,
        CommandBody::AnswerSupervisionLetter(body) => Order::Answer {
            no: body.letter,
            words: body.words,
            evidence: evidence(app, caller, body.evidence, body.evidence_file).await?,
        },
        CommandBody::SendBackSupervisionLetter(body) => Order::SendBack {
            no: body.letter,
            reason: body.reason,
            days: body.days,
        },
        CommandBody::CloseSupervisionLetter(body) => Order::Close {
            no: body.letter,
            words: body.words,
        },
        _ => return Ok(None),
    };
    Ok(Some(order.into()))
}

fn give(body: GiveCardBody) -> Result<Order, Problem> {
    let code = RuleCode::parse(&body.rule)
        .map_err(|_| Problem::field("rule", "没有这条监察规则。", "There is no such rule of supervision."))?;
    Ok(Order::Give {
        rule: RuleMark {
            code,
            version: body.version,
        },
        reason: Words::new(body.reason, ""),
        avoided: Words::new(body.avoided, ""),
        events: body.events,
    })
}

fn send(body: SendSupervisionLetterBody) -> Result<Order, Problem> {
    let kind = Kind::parse(&body.kind).ok_or_else(|| {
        Problem::field(
            "kind",
            "文书种类为 urging、advice、admonition 或者 rectification。",
            "The kind is `urging`, `advice`, `admonition` or `rectification`.",
        )
    })?;
    let to = Addressee::parse(&body.to).filter(|to| *to != Addressee::Inspector);
    let to = to.ok_or_else(|| {
        Problem::field(
            "to",
            "收文人为 handler、section_head 或者 leader。",
            "It goes to `handler`, `section_head` or `leader`.",
        )
    })?;
    Ok(Order::Send {
        kind,
        cards: body.cards,
        to,
        asks: body.asks,
        days: body.days,
    })
}
