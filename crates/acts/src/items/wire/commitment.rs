//! The terms of a commitment, as JSON.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yimen_domain::items::CommitmentTerms;
use yimen_domain::items::commitment::CHECK_MONTHS;

use super::is_default;
use crate::organisation::Text;

/// Notice and commitment (告知承诺制). Which materials it can stand for is said with them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "Commitment")]
pub struct CommitmentWire {
    /// The item offers it.
    #[serde(skip_serializing_if = "is_default")]
    pub offered: bool,
    /// What must be met, as the applicant is told before committing.
    #[serde(skip_serializing_if = "is_default")]
    pub conditions: Text,
    /// Months after the decision within which it is checked; without it 2.
    #[serde(skip_serializing_if = "is_default")]
    #[schemars(range(min = 1, max = 24))]
    pub check_months: Option<u32>,
}

impl CommitmentWire {
    /// What is offered says what must be met, and is checked in time.
    pub(super) fn is_right(&self) -> bool {
        let told = !self.offered || !self.conditions.zh.trim().is_empty();
        told && self.check_months.is_none_or(|months| (1..=24).contains(&months))
    }

    pub(super) fn read(self) -> Option<CommitmentTerms> {
        self.offered.then(|| CommitmentTerms {
            conditions: self.conditions.into(),
            check_months: self.check_months.unwrap_or(CHECK_MONTHS),
        })
    }
}
