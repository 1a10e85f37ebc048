//! Who of the staff looked at whose case (查阅记录), once an hour for each person and sort of look.

use yimen_domain::cases::CaseId;
use yimen_domain::organisation::AccountId;

use crate::{Row, Stmt, StoreError, Write};

/// One look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookRow {
    /// At which case.
    pub case: CaseId,
    /// Who looked.
    pub account: AccountId,
    /// At what of it, as a stable code.
    pub what: String,
    /// When, UTC microseconds.
    pub at: i64,
    /// Whose case it is; absent where the applicant has no account.
    pub owner: Option<AccountId>,
    /// Name of who looked.
    pub name: String,
    /// Code of their body; empty for those who serve every body.
    pub body: String,
    /// What for, as a stable code.
    pub purpose: String,
}

static PUT: Stmt = Stmt::write(
    "looks.put",
    "INSERT INTO looks (div, case_id, account, what, hour, at, owner, name, body, purpose) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (div, case_id, account, what, hour) DO NOTHING",
);

/// Looks at the cases of an account before a moment, the latest first: `div, owner, before, limit`. Columns: number of the case, item,
/// what, at, name, body, purpose.
pub static OF_OWNER: Stmt = Stmt::read(
    "looks.of_owner",
    "SELECT c.number, c.item, l.what, l.at, l.name, l.body, l.purpose FROM looks l JOIN cases c ON c.div = l.div AND c.id = l.case_id \
     WHERE l.div = $1 AND l.owner = $2 AND l.at < $3 ORDER BY l.at DESC, l.case_id LIMIT $4",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&PUT, &OF_OWNER];

const HOUR_MICROS: i64 = 3_600 * 1_000_000;

impl LookRow {
    /// Notes the look; the second in an hour changes nothing.
    pub fn put(&self, div: &str) -> Write {
        let owner = self.owner.map(|owner| owner.0.into_bytes().to_vec());
        Write {
            stmt: &PUT,
            params: vec![
                div.into(),
                self.case.0.into_bytes().into(),
                self.account.0.into_bytes().into(),
                self.what.clone().into(),
                (self.at / HOUR_MICROS).into(),
                self.at.into(),
                owner.into(),
                self.name.clone().into(),
                self.body.clone().into(),
                self.purpose.clone().into(),
            ],
            expect: None,
        }
    }
}

/// A look as the owner of the case reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Number of the case.
    pub number: String,
    /// Code of its item.
    pub item: String,
    /// At what of it.
    pub what: String,
    /// When, UTC microseconds.
    pub at: i64,
    /// Who.
    pub name: String,
    /// Code of their body; empty for those who serve every body.
    pub body: String,
    /// What for.
    pub purpose: String,
}

impl Seen {
    /// From a row of [`OF_OWNER`].
    ///
    /// # Errors
    /// A column has another type.
    pub fn read(row: &Row) -> Result<Seen, StoreError> {
        Ok(Seen {
            number: row.text(0)?.to_string(),
            item: row.text(1)?.to_string(),
            what: row.text(2)?.to_string(),
            at: row.int(3)?,
            name: row.text(4)?.to_string(),
            body: row.text(5)?.to_string(),
            purpose: row.text(6)?.to_string(),
        })
    }
}
