//! Whether an item takes a commitment in place of materials (告知承诺制), and on what terms.

use crate::words::Words;

/// Months after the decision within which a commitment is checked, where the item does not say otherwise.
pub const CHECK_MONTHS: u32 = 2;

/// The terms (告知承诺事项). The materials that it can stand for say so themselves (`replaceable`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitmentTerms {
    /// What must be met, as the applicant is told.
    pub conditions: Words,
    /// Months after the decision within which it is checked.
    pub check_months: u32,
}
