//! What is to be done about payments outside (缴费待办): orders to be issued, payments to be asked after, refunds to be paid; and the nonces that a
//! provider has used.

use crate::{Row, Stmt, StoreError, Write};

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkRow {
    /// What, and of what.
    pub id: String,
    /// `bill`, `order` or `refund`.
    pub topic: String,
    /// Number of the case.
    pub case_number: String,
    /// Number of the refund within the case; 0 otherwise.
    pub refund: u32,
    /// Address at the provider; may be empty.
    pub url: String,
    /// Until when it is worth doing, UTC microseconds.
    pub until: i64,
    /// How often it was tried.
    pub tries: i64,
}

static PUT: Stmt = Stmt::write(
    "payment_work.put",
    "INSERT INTO payment_work (div, id, topic, case_number, refund, url, until, tries, lease_until) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8) ON CONFLICT (div, id) DO UPDATE SET url = excluded.url, \
     until = excluded.until, lease_until = excluded.lease_until",
);
static LEASE: Stmt = Stmt::write(
    "payment_work.lease",
    "UPDATE payment_work SET lease_until = $1, tries = tries + 1 WHERE div = $2 AND id = $3 AND lease_until <= $4",
);
static DONE: Stmt = Stmt::write(
    "payment_work.done",
    "DELETE FROM payment_work WHERE div = $1 AND id = $2",
);

/// Due and not leased: `div, now, limit`.
pub static WAITING: Stmt = Stmt::read(
    "payment_work.waiting",
    "SELECT id, topic, case_number, refund, url, until, tries FROM payment_work WHERE div = $1 AND lease_until <= $2 \
     ORDER BY lease_until, id LIMIT $3",
);
/// One: `div, id`.
pub static ONE: Stmt = Stmt::read(
    "payment_work.one",
    "SELECT id, topic, case_number, refund, url, until, tries FROM payment_work WHERE div = $1 AND id = $2",
);

static USE: Stmt = Stmt::write(
    "payment_nonces.use",
    "INSERT INTO payment_nonces (div, nonce, ends_at) VALUES ($1, $2, $3) ON CONFLICT (div, nonce) DO NOTHING",
);
static SWEEP: Stmt = Stmt::write(
    "payment_nonces.sweep",
    "DELETE FROM payment_nonces WHERE div = $1 AND ends_at < $2",
);

/// Every statement of the tables.
pub const ALL: &[&Stmt] = &[&PUT, &LEASE, &DONE, &WAITING, &ONE, &USE, &SWEEP];

impl WorkRow {
    /// Writes the row, to be looked at from `at` on.
    pub fn put(&self, div: &str, at: i64) -> Write {
        Write {
            stmt: &PUT,
            params: vec![
                div.into(),
                self.id.as_str().into(),
                self.topic.as_str().into(),
                self.case_number.as_str().into(),
                self.refund.into(),
                self.url.as_str().into(),
                self.until.into(),
                at.into(),
            ],
            expect: Some(1),
        }
    }

    /// Takes the row until `until`; conflicts when another worker has it.
    pub fn lease(&self, div: &str, now: i64, until: i64) -> Write {
        Write {
            stmt: &LEASE,
            params: vec![until.into(), div.into(), self.id.as_str().into(), now.into()],
            expect: Some(1),
        }
    }

    /// Removes the row.
    pub fn done(&self, div: &str) -> Write {
        done(div, &self.id)
    }

    /// From a row of [`WAITING`].
    ///
    /// # Errors
    /// A column has another type.
    pub fn read(row: &Row) -> Result<WorkRow, StoreError> {
        Ok(WorkRow {
            id: row.text(0)?.to_string(),
            topic: row.text(1)?.to_string(),
            case_number: row.text(2)?.to_string(),
            refund: u32::try_from(row.int(3)?).unwrap_or(0),
            url: row.text(4)?.to_string(),
            until: row.int(5)?,
            tries: row.int(6)?,
        })
    }
}

/// Removes what is done.
pub fn done(div: &str, id: &str) -> Write {
    Write {
        stmt: &DONE,
        params: vec![div.into(), id.into()],
        expect: None,
    }
}

/// Uses a nonce; conflicts when it was used before.
pub fn use_nonce(div: &str, nonce: &str, ends_at: i64) -> Write {
    Write {
        stmt: &USE,
        params: vec![div.into(), nonce.into(), ends_at.into()],
        expect: Some(1),
    }
}

/// Forgets nonces whose time is over.
pub fn sweep(div: &str, now: i64) -> Write {
    Write {
        stmt: &SWEEP,
        params: vec![div.into(), now.into()],
        expect: None,
    }
}
