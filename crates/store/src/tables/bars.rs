//! Who may not apply again, and who broke a promise (再次申请限制): a person stands here as a keyed hash of their number only.

use uuid::Uuid;
use yimen_domain::cases::CaseId;
use yimen_domain::cases::beyond::bars::Kind;

use crate::{Row, Stmt, StoreError, Write};

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BarRow {
    /// The case in which it was set.
    pub case: CaseId,
    /// Kind.
    pub kind: Kind,
    /// Number of the event that set it.
    pub seq: u32,
    /// Keyed hash of who it is.
    pub person: [u8; 32],
    /// Code of the item for which it holds.
    pub item: String,
    /// Number of the case.
    pub number: String,
    /// Body in charge.
    pub body: String,
    /// The applicant as the ledger may say it.
    pub shown: String,
    /// First day.
    pub from_day: i64,
    /// Last day; never where it stands until it is lifted.
    pub until_day: i64,
    /// Lifted on.
    pub lifted_day: Option<i64>,
}

static PUT: Stmt = Stmt::write(
    "bars.put",
    "INSERT INTO bars (div, case_id, kind, person, item, number, body, shown, from_day, until_day, lifted_day, seq) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
);
static LIFT: Stmt = Stmt::write(
    "bars.lift",
    "UPDATE bars SET lifted_day = $1 WHERE div = $2 AND case_id = $3 AND kind = $4 AND lifted_day IS NULL",
);

/// Entries of a person that hold on a day: `div, person, day`. Columns as [`BarRow::read`] reads them.
pub static OF_PERSON: Stmt = Stmt::read(
    "bars.of_person",
    "SELECT case_id, kind, person, item, number, body, shown, from_day, until_day, lifted_day, seq FROM bars \
     WHERE div = $1 AND person = $2 AND until_day >= $3 AND lifted_day IS NULL ORDER BY until_day DESC LIMIT 100",
);
/// The latest entries before a place: `div, before (from_day, case_id, kind), limit`.
pub static LIST: Stmt = Stmt::read(
    "bars.list",
    "SELECT case_id, kind, person, item, number, body, shown, from_day, until_day, lifted_day, seq FROM bars \
     WHERE div = $1 AND (from_day, case_id, kind) < ($2, $3, $4) ORDER BY from_day DESC, case_id DESC, kind DESC LIMIT $5",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&PUT, &LIFT, &OF_PERSON, &LIST];

impl BarRow {
    /// Inserts the row.
    pub fn put(&self, div: &str) -> Write {
        Write {
            stmt: &PUT,
            params: vec![
                div.into(),
                self.case.0.into_bytes().into(),
                self.kind.code().into(),
                self.person.to_vec().into(),
                self.item.as_str().into(),
                self.number.as_str().into(),
                self.body.as_str().into(),
                self.shown.as_str().into(),
                self.from_day.into(),
                self.until_day.into(),
                self.lifted_day.into(),
                i64::from(self.seq).into(),
            ],
            expect: Some(1),
        }
    }

    /// From a row of [`LIST`].
    ///
    /// # Errors
    /// A column has another type.
    pub fn read(row: &Row) -> Result<BarRow, StoreError> {
        Ok(BarRow {
            case: CaseId(Uuid::from_bytes(row.id(0)?)),
            kind: Kind::parse(row.text(1)?).ok_or_else(|| StoreError::Broken("no such kind of bar".into()))?,
            person: row.hash(2)?,
            item: row.text(3)?.to_string(),
            number: row.text(4)?.to_string(),
            body: row.text(5)?.to_string(),
            shown: row.text(6)?.to_string(),
            from_day: row.int(7)?,
            until_day: row.int(8)?,
            lifted_day: row.opt_int(9)?,
            seq: u32::try_from(row.int(10)?).unwrap_or(0),
        })
    }
}

/// Lifts an entry, where there is one.
pub fn lift(div: &str, case: CaseId, kind: Kind, day: i64) -> Write {
    Write {
        stmt: &LIFT,
        params: vec![day.into(), div.into(), case.0.into_bytes().into(), kind.code().into()],
        expect: None,
    }
}
