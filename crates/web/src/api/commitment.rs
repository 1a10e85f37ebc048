//! Commitments over the API.

use serde::Deserialize;
use utoipa::ToSchema;
use yimen_domain::cases::beyond::commitment::{Finding, Order};
use yimen_domain::cases::command::Command;

use super::problem::Problem;

/// Commits in writing, after the notice, in place of materials.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CommitBody {
    /// Who promised in writing; a name is masked before it is kept.
    #[schema(max_length = 100)]
    promised_by: String,
}

/// Takes a commitment back before the decision.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawCommitmentBody {}

/// Enters what a check of a commitment found.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckCommitmentBody {
    /// `met`, `to_right` or `broken`.
    finding: String,
    /// What was found.
    #[schema(max_length = 2000)]
    facts: String,
    /// Days within which it is to be put right, 1 to 180; with `to_right` only.
    #[serde(default)]
    days: Option<u32>,
}

impl From<CommitBody> for Command {
    fn from(body: CommitBody) -> Command {
        Order::Commit {
            promised_by: body.promised_by,
        }
        .into()
    }
}

impl From<WithdrawCommitmentBody> for Command {
    fn from(_: WithdrawCommitmentBody) -> Command {
        Order::Withdraw.into()
    }
}

impl CheckCommitmentBody {
    pub(super) fn order(self) -> Result<Command, Problem> {
        let finding = Finding::parse(&self.finding);
        Ok(Order::Check {
            finding: finding.ok_or_else(|| Problem::field("finding", "没有这个结论。", "There is no such finding."))?,
            facts: self.facts,
            days: self.days,
        }
        .into())
    }
}
