//! Commands over the API about remedies: objection, reconsideration, suit.

use serde::Deserialize;
use utoipa::ToSchema;
use yimen_domain::calendar::Day;
use yimen_domain::cases::appeals::{Entry, Finding, Kind, Late, Order, Result as Found, Side};
use yimen_domain::cases::beyond::licence::Standing;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::event::Outcome;
use yimen_domain::clocks::Evidence;

use super::problem::Problem;

/// Why a remedy that comes late is taken.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LateBody {
    /// What kept them.
    #[schema(max_length = 2000)]
    reason: String,
    /// Number and title of the paper that proves it.
    #[schema(max_length = 200)]
    evidence: String,
}

/// An interested party; without one it is the applicant's.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemedyPartyBody {
    /// Name; a private person's is masked before it is kept.
    #[schema(max_length = 100)]
    name: String,
    /// A company or another organisation.
    #[serde(default)]
    company: bool,
}

/// Objects to the decision within the centre.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ObjectBody {
    /// Grounds in short.
    #[schema(max_length = 500)]
    grounds: String,
    /// For whom, where a clerk enters it for an interested party.
    #[serde(default)]
    party: Option<RemedyPartyBody>,
    /// Why it is late.
    #[serde(default)]
    late: Option<LateBody>,
    /// Against the end of the licence: `taken_back`, `annulled`, `revoked` or `cancelled`.
    #[serde(default)]
    ending: Option<String>,
}

/// Enters a reconsideration or a suit.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnterRemedyBody {
    /// `reconsideration` or `suit`.
    kind: String,
    /// Who sought it, if not the applicant.
    #[serde(default)]
    party: Option<RemedyPartyBody>,
    /// The day on which it was sought.
    day: String,
    /// The day on which the authority got the copy.
    served: String,
    /// Before which body or court.
    #[schema(max_length = 100)]
    before: String,
    /// Number of its paper there.
    #[schema(max_length = 100)]
    number: String,
    /// Grounds in short.
    #[schema(max_length = 500)]
    grounds: String,
    /// Why it is late.
    #[serde(default)]
    late: Option<LateBody>,
    /// Against the end of the licence: `taken_back`, `annulled`, `revoked` or `cancelled`.
    #[serde(default)]
    ending: Option<String>,
}

/// Enters that the reply or the defence was sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplyRemedyBody {
    /// `reconsideration` or `suit`.
    kind: String,
    /// Number and title of what was sent.
    #[schema(max_length = 200)]
    evidence: String,
}

/// Answers an objection.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerObjectionBody {
    /// `upheld`, `ordered` or `withdrawn`.
    finding: String,
    /// The answer with its reasons.
    #[schema(max_length = 2000)]
    words: String,
    /// Working days in which it is decided anew, with `ordered`.
    #[serde(default)]
    days: Option<u32>,
}

/// What is decided instead.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InsteadBody {
    /// Granted; else refused.
    granted: bool,
    /// Reasons of a refusal.
    #[serde(default)]
    reasons: Vec<String>,
    /// How long a grant holds.
    #[serde(default)]
    validity: String,
}

/// Enters the outcome of a reconsideration or a suit, which is carried out on the case.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettleRemedyBody {
    /// `reconsideration` or `suit`.
    kind: String,
    /// The day on which it was decided.
    day: String,
    /// `upheld`, `annulled`, `changed`, `ordered`, `unlawful` or `withdrawn`.
    finding: String,
    /// Number and title of the paper.
    #[schema(max_length = 200)]
    evidence: String,
    /// What it says.
    #[schema(max_length = 2000)]
    words: String,
    /// Days in which the case is to be decided anew.
    #[serde(default)]
    days: Option<u32>,
    /// Set aside for breach of procedure.
    #[serde(default)]
    on_procedure: bool,
    /// With `changed`: what is decided instead.
    #[serde(default)]
    instead: Option<InsteadBody>,
}

fn known<T>(field: &str, found: Option<T>) -> Result<T, Problem> {
    found.ok_or_else(|| Problem::field(field, "没有这个选项。", "There is no such choice."))
}

fn day(field: &str, text: &str) -> Result<Day, Problem> {
    Day::parse(text)
        .map_err(|_| Problem::field(field, "应为日期，例如 2026-03-02。", "Give a day, such as 2026-03-02."))
}

fn paper(words: String) -> Evidence {
    Evidence { words, file: None }
}

fn side(party: Option<RemedyPartyBody>) -> Side {
    party.map_or(Side::Applicant, |party| Side::Party {
        name: party.name,
        company: party.company,
    })
}

fn late(late: Option<LateBody>) -> Option<Late> {
    late.map(|late| Late {
        reason: late.reason,
        evidence: paper(late.evidence),
    })
}

pub(super) fn object(body: ObjectBody) -> Result<Command, Problem> {
    Ok(Order::Object {
        side: side(body.party),
        grounds: body.grounds,
        late: late(body.late),
        ending: ending(body.ending.as_deref())?,
    }
    .into())
}

fn ending(code: Option<&str>) -> Result<Option<Standing>, Problem> {
    code.map(|code| known("ending", Standing::parse(code))).transpose()
}

pub(super) fn enter(body: EnterRemedyBody) -> Result<Command, Problem> {
    Ok(Order::Enter(Box::new(Entry {
        kind: known("kind", Kind::parse(&body.kind))?,
        side: side(body.party),
        day: day("day", &body.day)?,
        served: day("served", &body.served)?,
        before: body.before,
        number: body.number,
        grounds: body.grounds,
        late: late(body.late),
        ending: ending(body.ending.as_deref())?,
    }))
    .into())
}

pub(super) fn reply(body: ReplyRemedyBody) -> Result<Command, Problem> {
    Ok(Order::Reply {
        kind: known("kind", Kind::parse(&body.kind))?,
        evidence: paper(body.evidence),
    }
    .into())
}

pub(super) fn answer(body: AnswerObjectionBody) -> Result<Command, Problem> {
    Ok(Order::Answer {
        finding: known("finding", Finding::parse(&body.finding))?,
        words: body.words,
        days: body.days,
    }
    .into())
}

pub(super) fn settle(body: SettleRemedyBody) -> Result<Command, Problem> {
    let instead = body.instead.map(|instead| {
        if instead.granted {
            Outcome::Grant {
                conditions: Vec::new(),
                validity: instead.validity,
            }
        } else {
            Outcome::Refuse {
                reasons: instead.reasons,
            }
        }
    });
    Ok(Order::Settle(Box::new(Found {
        kind: known("kind", Kind::parse(&body.kind))?,
        day: day("day", &body.day)?,
        finding: known("finding", Finding::parse(&body.finding))?,
        evidence: paper(body.evidence),
        words: body.words,
        days: body.days,
        on_procedure: body.on_procedure,
        instead,
    }))
    .into())
}
