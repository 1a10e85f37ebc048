//! Decisions (决定) as everybody may look them up (许可法 art. 40): read from cases and their documents.

use yimen_domain::items::Audience;

use crate::{Row, Stmt, StoreError};

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionRow {
    /// Case number.
    pub number: String,
    /// Item code.
    pub item: String,
    /// Item version.
    pub item_version: u32,
    /// Body that decided.
    pub body: String,
    /// Kind of applicant.
    pub applicant_kind: Audience,
    /// The name as it may be shown: of a person masked.
    pub applicant_shown: String,
    /// Day of the decision.
    pub decided_day: i64,
    /// Granted or refused.
    pub granted: bool,
    /// Granted in part, and refused in part.
    pub in_part: bool,
    /// Number of the decision as printed.
    pub document: String,
}

/// Decided on a day, in order of case number: `div, day, after number, body, item, limit`; an empty body or item is any.
pub static OF_DAY: Stmt = Stmt::read(
    "decisions.of_day",
    "SELECT c.number, c.item, c.item_version, c.body, c.applicant_kind, c.applicant_shown, c.decided_day, c.granted, d.number, d.kind \
     FROM cases c JOIN documents d ON d.div = c.div AND d.case_id = c.id \
     WHERE c.div = $1 AND c.decided_day = $2 AND c.number > $3 AND (c.body = $4 OR $4 = '') AND (c.item = $5 OR $5 = '') \
     AND d.kind IN ('grant', 'partial_grant', 'refusal', 'change', 'renewal') ORDER BY c.number LIMIT $6",
);

/// Of one case: `div, case number`.
pub static OF_CASE: Stmt = Stmt::read(
    "decisions.of_case",
    "SELECT c.number, c.item, c.item_version, c.body, c.applicant_kind, c.applicant_shown, c.decided_day, c.granted, d.number, d.kind \
     FROM cases c JOIN documents d ON d.div = c.div AND d.case_id = c.id \
     WHERE c.div = $1 AND c.number = $2 AND c.decided_day IS NOT NULL \
     AND d.kind IN ('grant', 'partial_grant', 'refusal', 'change', 'renewal') ORDER BY d.seq LIMIT 10",
);

/// With this number: `div, number of the document`.
pub static OF_NUMBER: Stmt = Stmt::read(
    "decisions.of_number",
    "SELECT c.number, c.item, c.item_version, c.body, c.applicant_kind, c.applicant_shown, c.decided_day, c.granted, d.number, d.kind \
     FROM documents d JOIN cases c ON c.div = d.div AND c.id = d.case_id \
     WHERE d.div = $1 AND d.number = $2 AND c.decided_day IS NOT NULL \
     AND d.kind IN ('grant', 'partial_grant', 'refusal', 'change', 'renewal') ORDER BY d.seq LIMIT 10",
);

/// The last day up to one on which something was decided: `div, day`.
pub static DAY_UP_TO: Stmt = Stmt::read(
    "decisions.day_up_to",
    "SELECT decided_day FROM cases WHERE div = $1 AND decided_day IS NOT NULL AND decided_day <= $2 \
     ORDER BY decided_day DESC LIMIT 1",
);

/// The first day after one on which something was decided: `div, day`.
pub static DAY_AFTER: Stmt = Stmt::read(
    "decisions.day_after",
    "SELECT decided_day FROM cases WHERE div = $1 AND decided_day IS NOT NULL AND decided_day > $2 \
     ORDER BY decided_day LIMIT 1",
);

/// Every statement.
pub const ALL: &[&Stmt] = &[&OF_DAY, &OF_CASE, &OF_NUMBER, &DAY_UP_TO, &DAY_AFTER];

impl DecisionRow {
    /// From a row.
    ///
    /// # Errors
    /// The kind of applicant is not known.
    pub fn read(row: &Row) -> Result<DecisionRow, StoreError> {
        let kind = row.text(4)?;
        Ok(DecisionRow {
            number: row.text(0)?.to_string(),
            item: row.text(1)?.to_string(),
            item_version: u32::try_from(row.int(2)?).unwrap_or(0),
            body: row.text(3)?.to_string(),
            applicant_kind: Audience::parse(kind)
                .ok_or_else(|| StoreError::Broken(format!("the kind of applicant “{kind}” is not known")))?,
            applicant_shown: row.text(5)?.to_string(),
            decided_day: row.int(6)?,
            granted: row.int(7)? == 1,
            in_part: row.text(9)? == "partial_grant",
            document: row.text(8)?.to_string(),
        })
    }
}
