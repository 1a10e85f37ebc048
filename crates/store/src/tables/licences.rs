//! Licences (证照), projected from the events of the case that granted, changed or renewed each: one row a case. The row that no other carries on is
//! how the licence stands.

use uuid::Uuid;
use yimen_domain::cases::CaseId;
use yimen_domain::cases::beyond::licence::Standing;
use yimen_domain::items::Audience;
use yimen_domain::organisation::AccountId;

use crate::{Row, Stmt, StoreError, Value, Write};

/// A licence as one case left it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LicenceRow {
    /// The case.
    pub case: CaseId,
    /// The case that granted it first.
    pub root: CaseId,
    /// The case whose licence this one changed or renewed.
    pub carries: Option<CaseId>,
    /// Its number.
    pub number: String,
    /// Number of the case.
    pub case_number: String,
    /// Code of the item.
    pub item: String,
    /// Body in charge.
    pub body: String,
    /// A person or a company.
    pub holder_kind: Audience,
    /// A person's name is masked.
    pub holder_shown: String,
    /// The holder's account, if they have one.
    pub account: Option<AccountId>,
    /// Valid from.
    pub from_day: i64,
    /// Its last day; never where it has none.
    pub until_day: i64,
    /// How it stands by the decisions on it: valid, or how it was ended.
    pub standing: Standing,
}

static INSERT: Stmt = Stmt::write(
    "licences.insert",
    "INSERT INTO licences (div, case_id, root, carries, number, case_number, item, body, holder_kind, holder_shown, account, from_day, until_day, standing) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (div, carries) DO NOTHING",
);
// Who writes over a row that was carried on meanwhile decides on something that is not so any more.
static CHANGE: Stmt = Stmt::write(
    "licences.change",
    "UPDATE licences SET until_day = $1, standing = $2 WHERE div = $3 AND case_id = $4 AND NOT EXISTS (SELECT 1 FROM licences n \
     WHERE n.div = licences.div AND n.carries = licences.case_id)",
);
static IS_VALID: Stmt = Stmt::write(
    "licences.is_valid",
    "UPDATE licences SET standing = standing WHERE div = $1 AND case_id = $2 AND standing = 'valid'",
);
static REBUILD: Stmt = Stmt::write(
    "licences.rebuild",
    "INSERT INTO licences (div, case_id, root, carries, number, case_number, item, body, holder_kind, holder_shown, account, from_day, until_day, standing) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (div, case_id) DO UPDATE SET root = excluded.root, \
     carries = excluded.carries, number = excluded.number, case_number = excluded.case_number, item = excluded.item, body = excluded.body, \
     holder_kind = excluded.holder_kind, holder_shown = excluded.holder_shown, account = excluded.account, from_day = excluded.from_day, \
     until_day = excluded.until_day, standing = excluded.standing",
);
static REMOVE: Stmt = Stmt::write(
    "licences.remove",
    "DELETE FROM licences WHERE div = $1 AND case_id = $2",
);

/// Columns of [`STORED`] after the case, in the order of [`LicenceRow::values`].
pub const COLUMNS: [&str; 12] = [
    "root",
    "carries",
    "number",
    "case_number",
    "item",
    "body",
    "holder_kind",
    "holder_shown",
    "account",
    "from_day",
    "until_day",
    "standing",
];
/// The rows of a range of cases: `div, after case, up to case`. First column: case_id.
pub static STORED: Stmt = Stmt::read(
    "licences.stored",
    "SELECT case_id, root, carries, number, case_number, item, body, holder_kind, holder_shown, account, from_day, until_day, standing \
     FROM licences WHERE div = $1 AND case_id > $2 AND case_id <= $3 ORDER BY case_id",
);

/// How the licence stands that a case granted first: `div, root`.
pub static ONE: Stmt = Stmt::read(
    "licences.one",
    "SELECT l.case_id, l.root, l.carries, l.number, l.case_number, l.item, l.body, l.holder_kind, l.holder_shown, l.account, l.from_day, \
     l.until_day, l.standing FROM licences l WHERE l.div = $1 AND l.root = $2 AND NOT EXISTS (SELECT 1 FROM licences n \
     WHERE n.div = l.div AND n.carries = l.case_id) ORDER BY l.case_id DESC LIMIT 1",
);
/// By its number, of which several bodies may have the same: `div, number`.
pub static BY_NUMBER: Stmt = Stmt::read(
    "licences.by_number",
    "SELECT l.case_id, l.root, l.carries, l.number, l.case_number, l.item, l.body, l.holder_kind, l.holder_shown, l.account, l.from_day, \
     l.until_day, l.standing FROM licences l WHERE l.div = $1 AND l.number = $2 AND NOT EXISTS (SELECT 1 FROM licences n \
     WHERE n.div = l.div AND n.carries = l.case_id) ORDER BY l.case_id LIMIT 50",
);
/// Of an account, the latest first: `div, account, before, limit`.
pub static OF_ACCOUNT: Stmt = Stmt::read(
    "licences.of_account",
    "SELECT l.case_id, l.root, l.carries, l.number, l.case_number, l.item, l.body, l.holder_kind, l.holder_shown, l.account, l.from_day, \
     l.until_day, l.standing FROM licences l WHERE l.div = $1 AND l.account = $2 AND l.case_id < $3 AND NOT EXISTS (SELECT 1 FROM licences n \
     WHERE n.div = l.div AND n.carries = l.case_id) ORDER BY l.case_id DESC LIMIT $4",
);
/// All, the latest first: `div, before, limit`.
pub static LIST: Stmt = Stmt::read(
    "licences.list",
    "SELECT l.case_id, l.root, l.carries, l.number, l.case_number, l.item, l.body, l.holder_kind, l.holder_shown, l.account, l.from_day, \
     l.until_day, l.standing FROM licences l WHERE l.div = $1 AND l.case_id < $2 AND NOT EXISTS (SELECT 1 FROM licences n \
     WHERE n.div = l.div AND n.carries = l.case_id) ORDER BY l.case_id DESC LIMIT $3",
);
/// Of a body, the latest first: `div, body, before, limit`.
pub static OF_BODY: Stmt = Stmt::read(
    "licences.of_body",
    "SELECT l.case_id, l.root, l.carries, l.number, l.case_number, l.item, l.body, l.holder_kind, l.holder_shown, l.account, l.from_day, \
     l.until_day, l.standing FROM licences l WHERE l.div = $1 AND l.body = $2 AND l.case_id < $3 AND NOT EXISTS (SELECT 1 FROM licences n \
     WHERE n.div = l.div AND n.carries = l.case_id) ORDER BY l.case_id DESC LIMIT $4",
);
/// Valid ones that end between two days, from a place on: `div, from, up to, after (until_day, case_id), limit`.
pub static DUE: Stmt = Stmt::read(
    "licences.due",
    "SELECT l.case_id, l.root, l.carries, l.number, l.case_number, l.item, l.body, l.holder_kind, l.holder_shown, l.account, l.from_day, \
     l.until_day, l.standing FROM licences l WHERE l.div = $1 AND l.standing = 'valid' AND l.until_day >= $2 AND l.until_day <= $3 \
     AND (l.until_day, l.case_id) > ($4, $5) AND NOT EXISTS (SELECT 1 FROM licences n WHERE n.div = l.div AND n.carries = l.case_id) \
     ORDER BY l.until_day, l.case_id LIMIT $6",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[
    &INSERT,
    &CHANGE,
    &IS_VALID,
    &REBUILD,
    &REMOVE,
    &STORED,
    &ONE,
    &BY_NUMBER,
    &OF_ACCOUNT,
    &LIST,
    &OF_BODY,
    &DUE,
];

fn id(id: Option<Uuid>) -> Value {
    id.map(|id| id.into_bytes().to_vec()).into()
}

impl LicenceRow {
    /// The values of [`COLUMNS`].
    pub fn values(&self) -> Vec<Value> {
        vec![
            self.root.0.into_bytes().into(),
            id(self.carries.map(|case| case.0)),
            self.number.as_str().into(),
            self.case_number.as_str().into(),
            self.item.as_str().into(),
            self.body.as_str().into(),
            self.holder_kind.code().into(),
            self.holder_shown.as_str().into(),
            id(self.account.map(|account| account.0)),
            self.from_day.into(),
            self.until_day.into(),
            self.standing.code().into(),
        ]
    }

    fn whole(&self, stmt: &'static Stmt, div: &str) -> Write {
        let mut params = vec![div.into(), self.case.0.into_bytes().into()];
        params.extend(self.values());
        Write {
            stmt,
            params,
            expect: Some(1),
        }
    }

    /// Inserts the row; conflicts where another case carries the same licence on.
    pub fn insert(&self, div: &str) -> Write {
        self.whole(&INSERT, div)
    }

    /// Inserts or replaces the row.
    pub fn rebuild(&self, div: &str) -> Write {
        self.whole(&REBUILD, div)
    }

    /// Writes last day and standing; conflicts where another case carries the licence on.
    pub fn change(&self, div: &str) -> Write {
        Write {
            stmt: &CHANGE,
            params: vec![
                self.until_day.into(),
                self.standing.code().into(),
                div.into(),
                self.case.0.into_bytes().into(),
            ],
            expect: Some(1),
        }
    }

    /// From a row of any statement here.
    ///
    /// # Errors
    /// A column has another type, or a code that is not known.
    pub fn read(row: &Row) -> Result<LicenceRow, StoreError> {
        let wrong = |what: &str| StoreError::Broken(format!("no such {what} of a licence"));
        let maybe = |column: usize| -> Result<Option<Uuid>, StoreError> {
            match row.opt_bytes(column)? {
                Some(_) => Ok(Some(Uuid::from_bytes(row.id(column)?))),
                None => Ok(None),
            }
        };
        Ok(LicenceRow {
            case: CaseId(Uuid::from_bytes(row.id(0)?)),
            root: CaseId(Uuid::from_bytes(row.id(1)?)),
            carries: maybe(2)?.map(CaseId),
            number: row.text(3)?.to_string(),
            case_number: row.text(4)?.to_string(),
            item: row.text(5)?.to_string(),
            body: row.text(6)?.to_string(),
            holder_kind: Audience::parse(row.text(7)?).ok_or_else(|| wrong("holder"))?,
            holder_shown: row.text(8)?.to_string(),
            account: maybe(9)?.map(AccountId),
            from_day: row.int(10)?,
            until_day: row.int(11)?,
            standing: Standing::parse(row.text(12)?).ok_or_else(|| wrong("standing"))?,
        })
    }
}

/// Changes nothing, and conflicts where the licence of a case is not valid any more.
pub fn is_valid(div: &str, case: CaseId) -> Write {
    Write {
        stmt: &IS_VALID,
        params: vec![div.into(), case.0.into_bytes().into()],
        expect: Some(1),
    }
}

/// Removes the row of a case that granted no licence.
pub fn remove(div: &str, case: CaseId) -> Write {
    Write {
        stmt: &REMOVE,
        params: vec![div.into(), case.0.into_bytes().into()],
        expect: None,
    }
}
