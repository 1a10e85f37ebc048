//! Deciding (决定) over the interface: what a decision says, and its draft on the way to the signature.

use serde::Deserialize;
use utoipa::ToSchema;
use yimen_domain::cases::drafting::Order;
use yimen_domain::cases::event::Outcome;
use yimen_domain::cases::partial::Partial;

use super::problem::Problem;

/// What is decided.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftDecisionBody {
    /// `grant`, `partial` or `refuse`.
    outcome: String,
    /// Conditions of what is granted.
    #[serde(default)]
    conditions: Vec<String>,
    /// How long what is granted holds.
    #[serde(default)]
    validity: String,
    /// Reasons of what is refused, with their articles.
    #[serde(default)]
    reasons: Vec<String>,
    /// The parts that are granted, where only parts are.
    #[serde(default)]
    granted: Vec<String>,
    /// The parts that are refused, where only parts are.
    #[serde(default)]
    refused: Vec<String>,
}

/// Finds a draft right.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckDecisionBody {
    /// Number of the draft within the case.
    draft: u32,
    /// May be empty.
    #[serde(default)]
    note: String,
}

/// Sends a draft back to be written anew.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SendDraftBackBody {
    /// Number of the draft within the case.
    draft: u32,
    /// Why.
    reason: String,
}

/// Withdraws one's own draft.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawDraftBody {
    /// Number of the draft within the case.
    draft: u32,
    /// May be empty.
    #[serde(default)]
    reason: String,
}

/// Signs a draft: it is decided as drafted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignDecisionBody {
    /// Number of the draft within the case.
    draft: u32,
}

/// What a decision says.
pub(super) struct Said {
    pub(super) outcome: String,
    pub(super) conditions: Vec<String>,
    pub(super) validity: String,
    pub(super) reasons: Vec<String>,
    pub(super) granted: Vec<String>,
    pub(super) refused: Vec<String>,
}

pub(super) fn outcome(said: Said) -> Result<Outcome, Problem> {
    Ok(match said.outcome.as_str() {
        "grant" => Outcome::Grant {
            conditions: said.conditions,
            validity: said.validity,
        },
        "partial" => Outcome::Partial(Box::new(Partial {
            granted: said.granted,
            refused: said.refused,
            conditions: said.conditions,
            validity: said.validity,
            reasons: said.reasons,
        })),
        "refuse" => Outcome::Refuse { reasons: said.reasons },
        _ => {
            return Err(Problem::field(
                "outcome",
                "决定应为 grant、partial 或 refuse。",
                "The outcome is grant, partial or refuse.",
            ));
        }
    })
}

impl DraftDecisionBody {
    pub(super) fn order(self) -> Result<Order, Problem> {
        let said = Said {
            outcome: self.outcome,
            conditions: self.conditions,
            validity: self.validity,
            reasons: self.reasons,
            granted: self.granted,
            refused: self.refused,
        };
        outcome(said).map(|outcome| Order::Draft { outcome })
    }
}

impl From<CheckDecisionBody> for Order {
    fn from(body: CheckDecisionBody) -> Order {
        Order::Check {
            no: body.draft,
            note: body.note,
        }
    }
}

impl From<SendDraftBackBody> for Order {
    fn from(body: SendDraftBackBody) -> Order {
        Order::SendBack {
            no: body.draft,
            reason: body.reason,
        }
    }
}

impl From<WithdrawDraftBody> for Order {
    fn from(body: WithdrawDraftBody) -> Order {
        Order::Withdraw {
            no: body.draft,
            reason: body.reason,
        }
    }
}

impl From<SignDecisionBody> for Order {
    fn from(body: SignDecisionBody) -> Order {
        Order::Sign { no: body.draft }
    }
}
