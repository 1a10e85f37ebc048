//! Every column that holds sealed content (密文列), so that it can be sealed anew with another key: read in order of its
//! key, and replaced if nobody changed it meanwhile.

use crate::{Row, Stmt, StoreError, Value, Write};

/// A column of sealed content.
#[derive(Debug)]
pub struct SealedColumn {
    /// Table and column.
    pub name: (&'static str, &'static str),
    /// A page of rows: `div, first key, second key, limit`. Columns: first key, second key, sealed.
    page: &'static Stmt,
    count: &'static Stmt,
    replace: &'static Stmt,
    /// Place to which the content of a row is bound.
    pub place: Place,
    /// The second part of the key is a number, not an identifier.
    by_number: bool,
}

/// To what the content of a row is bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The first part of the key.
    First,
    /// The second part of the key.
    Second,
    /// The first part of the key, followed by these words.
    FirstWith(&'static str),
}

/// One row with sealed content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedRow {
    /// Key of the row without its division.
    pub key: [Value; 2],
    /// The content.
    pub sealed: Vec<u8>,
}

static VAULT: Stmt = Stmt::read(
    "vault.sealed_page",
    "SELECT case_id, seq, sealed FROM vault WHERE div = $1 AND (case_id > $2 OR (case_id = $2 AND seq > $3)) \
     ORDER BY case_id, seq LIMIT $4",
);
static VAULT_COUNT: Stmt = Stmt::read("vault.sealed_count", "SELECT COUNT(*) FROM vault WHERE div = $1");
static VAULT_REPLACE: Stmt = Stmt::write(
    "vault.reseal",
    "UPDATE vault SET sealed = $1 WHERE div = $2 AND case_id = $3 AND seq = $4 AND sealed = $5",
);

static MATTERS: Stmt = Stmt::read(
    "matter_words.sealed_page",
    "SELECT matter, seq, sealed FROM matter_words WHERE div = $1 AND (matter > $2 OR (matter = $2 AND seq > $3)) \
     ORDER BY matter, seq LIMIT $4",
);
static MATTERS_COUNT: Stmt = Stmt::read(
    "matter_words.sealed_count",
    "SELECT COUNT(*) FROM matter_words WHERE div = $1",
);
static MATTERS_REPLACE: Stmt = Stmt::write(
    "matter_words.reseal",
    "UPDATE matter_words SET sealed = $1 WHERE div = $2 AND matter = $3 AND seq = $4 AND sealed = $5",
);

static DRAFTS: Stmt = Stmt::read(
    "drafts.sealed_page",
    "SELECT account, id, sealed FROM drafts WHERE div = $1 AND (account > $2 OR (account = $2 AND id > $3)) \
     ORDER BY account, id LIMIT $4",
);
static DRAFTS_COUNT: Stmt = Stmt::read("drafts.sealed_count", "SELECT COUNT(*) FROM drafts WHERE div = $1");
static DRAFTS_REPLACE: Stmt = Stmt::write(
    "drafts.reseal",
    "UPDATE drafts SET sealed = $1 WHERE div = $2 AND account = $3 AND id = $4 AND sealed = $5",
);

static ACCOUNTS: Stmt = Stmt::read(
    "accounts.sealed_page",
    "SELECT id, id, profile FROM accounts WHERE div = $1 AND profile IS NOT NULL AND (id > $2 OR (id = $2 AND id > $3)) \
     ORDER BY id LIMIT $4",
);
static ACCOUNTS_COUNT: Stmt = Stmt::read(
    "accounts.sealed_count",
    "SELECT COUNT(*) FROM accounts WHERE div = $1 AND profile IS NOT NULL",
);
static ACCOUNTS_REPLACE: Stmt = Stmt::write(
    "accounts.reseal",
    "UPDATE accounts SET profile = $1 WHERE div = $2 AND id = $3 AND id = $4 AND profile = $5",
);

static FACTORS: Stmt = Stmt::read(
    "factors.sealed_page",
    "SELECT account, account, sealed FROM factors WHERE div = $1 AND (account > $2 OR (account = $2 AND account > $3)) \
     ORDER BY account LIMIT $4",
);
static FACTORS_COUNT: Stmt = Stmt::read("factors.sealed_count", "SELECT COUNT(*) FROM factors WHERE div = $1");
static FACTORS_REPLACE: Stmt = Stmt::write(
    "factors.reseal",
    "UPDATE factors SET sealed = $1 WHERE div = $2 AND account = $3 AND account = $4 AND sealed = $5",
);

static LOOKUP_KEYS: Stmt = Stmt::read(
    "lookup_keys.sealed_page",
    "SELECT id, id, sealed FROM lookup_keys WHERE div = $1 AND (id > $2 OR (id = $2 AND id > $3)) \
     ORDER BY id LIMIT $4",
);
static LOOKUP_KEYS_COUNT: Stmt = Stmt::read(
    "lookup_keys.sealed_count",
    "SELECT COUNT(*) FROM lookup_keys WHERE div = $1",
);
static LOOKUP_KEYS_REPLACE: Stmt = Stmt::write(
    "lookup_keys.reseal",
    "UPDATE lookup_keys SET sealed = $1 WHERE div = $2 AND id = $3 AND id = $4 AND sealed = $5",
);

static PHONE_CODES: Stmt = Stmt::read(
    "phone_codes.sealed_page",
    "SELECT challenge, challenge, sealed FROM phone_codes WHERE div = $1 AND (challenge > $2 OR (challenge = $2 AND challenge > $3)) \
     ORDER BY challenge LIMIT $4",
);
static PHONE_CODES_COUNT: Stmt = Stmt::read(
    "phone_codes.sealed_count",
    "SELECT COUNT(*) FROM phone_codes WHERE div = $1",
);
static PHONE_CODES_REPLACE: Stmt = Stmt::write(
    "phone_codes.reseal",
    "UPDATE phone_codes SET sealed = $1 WHERE div = $2 AND challenge = $3 AND challenge = $4 AND sealed = $5",
);

static TEXTS: Stmt = Stmt::read(
    "texts.sealed_page",
    "SELECT id, id, sealed FROM texts WHERE div = $1 AND (id > $2 OR (id = $2 AND id > $3)) \
     ORDER BY id LIMIT $4",
);
static TEXTS_COUNT: Stmt = Stmt::read("texts.sealed_count", "SELECT COUNT(*) FROM texts WHERE div = $1");
static TEXTS_REPLACE: Stmt = Stmt::write(
    "texts.reseal",
    "UPDATE texts SET sealed = $1 WHERE div = $2 AND id = $3 AND id = $4 AND sealed = $5",
);

static MAILBOXES: Stmt = Stmt::read(
    "mailboxes.sealed_page",
    "SELECT account, account, sealed FROM mailboxes WHERE div = $1 AND (account > $2 OR (account = $2 AND account > $3)) \
     ORDER BY account LIMIT $4",
);
static MAILBOXES_COUNT: Stmt = Stmt::read(
    "mailboxes.sealed_count",
    "SELECT COUNT(*) FROM mailboxes WHERE div = $1",
);
static MAILBOXES_REPLACE: Stmt = Stmt::write(
    "mailboxes.reseal",
    "UPDATE mailboxes SET sealed = $1 WHERE div = $2 AND account = $3 AND account = $4 AND sealed = $5",
);

static MAIL_CODES: Stmt = Stmt::read(
    "mail_codes.sealed_page",
    "SELECT account, account, sealed FROM mail_codes WHERE div = $1 AND (account > $2 OR (account = $2 AND account > $3)) \
     ORDER BY account LIMIT $4",
);
static MAIL_CODES_COUNT: Stmt = Stmt::read(
    "mail_codes.sealed_count",
    "SELECT COUNT(*) FROM mail_codes WHERE div = $1",
);
static MAIL_CODES_REPLACE: Stmt = Stmt::write(
    "mail_codes.reseal",
    "UPDATE mail_codes SET sealed = $1 WHERE div = $2 AND account = $3 AND account = $4 AND sealed = $5",
);

static VIEWS: Stmt = Stmt::read(
    "publicity_views.sealed_page",
    "SELECT case_id, seq, sealed FROM publicity_views WHERE div = $1 AND (case_id > $2 OR (case_id = $2 AND seq > $3)) \
     ORDER BY case_id, seq LIMIT $4",
);
static VIEWS_COUNT: Stmt = Stmt::read(
    "publicity_views.sealed_count",
    "SELECT COUNT(*) FROM publicity_views WHERE div = $1",
);
static VIEWS_REPLACE: Stmt = Stmt::write(
    "publicity_views.reseal",
    "UPDATE publicity_views SET sealed = $1 WHERE div = $2 AND case_id = $3 AND seq = $4 AND sealed = $5",
);

static NAMES: Stmt = Stmt::read(
    "full_names.sealed_page",
    "SELECT case_id, seq, sealed FROM full_names WHERE div = $1 AND (case_id > $2 OR (case_id = $2 AND seq > $3)) \
     ORDER BY case_id, seq LIMIT $4",
);
static NAMES_COUNT: Stmt = Stmt::read(
    "full_names.sealed_count",
    "SELECT COUNT(*) FROM full_names WHERE div = $1",
);
static NAMES_REPLACE: Stmt = Stmt::write(
    "full_names.reseal",
    "UPDATE full_names SET sealed = $1 WHERE div = $2 AND case_id = $3 AND seq = $4 AND sealed = $5",
);

static NOTES: Stmt = Stmt::read(
    "inspection_notes.sealed_page",
    "SELECT case_id, no, sealed FROM inspection_notes WHERE div = $1 AND (case_id > $2 OR (case_id = $2 AND no > $3)) \
     ORDER BY case_id, no LIMIT $4",
);
static NOTES_COUNT: Stmt = Stmt::read(
    "inspection_notes.sealed_count",
    "SELECT COUNT(*) FROM inspection_notes WHERE div = $1",
);
static NOTES_REPLACE: Stmt = Stmt::write(
    "inspection_notes.reseal",
    "UPDATE inspection_notes SET sealed = $1 WHERE div = $2 AND case_id = $3 AND no = $4 AND sealed = $5",
);

/// Every column of sealed content.
pub static COLUMNS: [SealedColumn; 13] = [
    SealedColumn {
        name: ("vault", "sealed"),
        page: &VAULT,
        count: &VAULT_COUNT,
        replace: &VAULT_REPLACE,
        place: Place::First,
        by_number: true,
    },
    SealedColumn {
        name: ("drafts", "sealed"),
        page: &DRAFTS,
        count: &DRAFTS_COUNT,
        replace: &DRAFTS_REPLACE,
        place: Place::Second,
        by_number: false,
    },
    SealedColumn {
        name: ("accounts", "profile"),
        page: &ACCOUNTS,
        count: &ACCOUNTS_COUNT,
        replace: &ACCOUNTS_REPLACE,
        place: Place::First,
        by_number: false,
    },
    SealedColumn {
        name: ("factors", "sealed"),
        page: &FACTORS,
        count: &FACTORS_COUNT,
        replace: &FACTORS_REPLACE,
        place: Place::FirstWith("/factor"),
        by_number: false,
    },
    SealedColumn {
        name: ("lookup_keys", "sealed"),
        page: &LOOKUP_KEYS,
        count: &LOOKUP_KEYS_COUNT,
        replace: &LOOKUP_KEYS_REPLACE,
        place: Place::FirstWith("/lookup"),
        by_number: false,
    },
    SealedColumn {
        name: ("phone_codes", "sealed"),
        page: &PHONE_CODES,
        count: &PHONE_CODES_COUNT,
        replace: &PHONE_CODES_REPLACE,
        place: Place::FirstWith("/number"),
        by_number: false,
    },
    SealedColumn {
        name: ("texts", "sealed"),
        page: &TEXTS,
        count: &TEXTS_COUNT,
        replace: &TEXTS_REPLACE,
        place: Place::FirstWith("/text"),
        by_number: false,
    },
    SealedColumn {
        name: ("mailboxes", "sealed"),
        page: &MAILBOXES,
        count: &MAILBOXES_COUNT,
        replace: &MAILBOXES_REPLACE,
        place: Place::FirstWith("/mailbox"),
        by_number: false,
    },
    SealedColumn {
        name: ("mail_codes", "sealed"),
        page: &MAIL_CODES,
        count: &MAIL_CODES_COUNT,
        replace: &MAIL_CODES_REPLACE,
        place: Place::FirstWith("/mail code"),
        by_number: false,
    },
    SealedColumn {
        name: ("publicity_views", "sealed"),
        page: &VIEWS,
        count: &VIEWS_COUNT,
        replace: &VIEWS_REPLACE,
        place: Place::FirstWith("/view"),
        by_number: true,
    },
    SealedColumn {
        name: ("full_names", "sealed"),
        page: &NAMES,
        count: &NAMES_COUNT,
        replace: &NAMES_REPLACE,
        place: Place::FirstWith("/names"),
        by_number: true,
    },
    SealedColumn {
        name: ("inspection_notes", "sealed"),
        page: &NOTES,
        count: &NOTES_COUNT,
        replace: &NOTES_REPLACE,
        place: Place::FirstWith("/note"),
        by_number: true,
    },
    SealedColumn {
        name: ("matter_words", "sealed"),
        page: &MATTERS,
        count: &MATTERS_COUNT,
        replace: &MATTERS_REPLACE,
        place: Place::FirstWith("/matter"),
        by_number: true,
    },
];

/// Every statement.
pub const ALL: &[&Stmt] = &[
    &VAULT,
    &VAULT_COUNT,
    &VAULT_REPLACE,
    &DRAFTS,
    &DRAFTS_COUNT,
    &DRAFTS_REPLACE,
    &ACCOUNTS,
    &ACCOUNTS_COUNT,
    &ACCOUNTS_REPLACE,
    &FACTORS,
    &FACTORS_COUNT,
    &FACTORS_REPLACE,
    &LOOKUP_KEYS,
    &LOOKUP_KEYS_COUNT,
    &LOOKUP_KEYS_REPLACE,
    &PHONE_CODES,
    &PHONE_CODES_COUNT,
    &PHONE_CODES_REPLACE,
    &TEXTS,
    &TEXTS_COUNT,
    &TEXTS_REPLACE,
    &MAILBOXES,
    &MAILBOXES_COUNT,
    &MAILBOXES_REPLACE,
    &MAIL_CODES,
    &MAIL_CODES_COUNT,
    &MAIL_CODES_REPLACE,
    &VIEWS,
    &VIEWS_COUNT,
    &VIEWS_REPLACE,
    &NAMES,
    &NAMES_COUNT,
    &NAMES_REPLACE,
    &NOTES,
    &NOTES_COUNT,
    &NOTES_REPLACE,
    &MATTERS,
    &MATTERS_COUNT,
    &MATTERS_REPLACE,
];

impl SealedColumn {
    /// Reads a page: `div, first key, second key, limit`.
    pub fn page(&self) -> &'static Stmt {
        self.page
    }

    /// Counts the rows: `div`.
    pub fn count(&self) -> &'static Stmt {
        self.count
    }

    /// The key before every other.
    pub fn beginning(&self) -> [Value; 2] {
        let none = || Value::from(Vec::<u8>::new());
        [none(), if self.by_number { Value::from(i64::MIN) } else { none() }]
    }

    /// From a row.
    ///
    /// # Errors
    /// A column has another shape than expected.
    pub fn read(&self, row: &Row) -> Result<SealedRow, StoreError> {
        let second = if self.by_number {
            row.int(1)?.into()
        } else {
            row.bytes(1)?.to_vec().into()
        };
        Ok(SealedRow {
            key: [row.bytes(0)?.to_vec().into(), second],
            sealed: row.bytes(2)?.to_vec(),
        })
    }

    /// The words to which the content of a row is bound.
    pub fn place_of(&self, row: &SealedRow) -> Vec<u8> {
        let bytes = |at: usize| match &row.key[at] {
            Value::Bytes(bytes) => bytes.to_vec(),
            _ => Vec::new(),
        };
        match self.place {
            Place::First => bytes(0),
            Place::Second => bytes(1),
            Place::FirstWith(words) => [bytes(0).as_slice(), words.as_bytes()].concat(),
        }
    }

    /// Puts other content in the place of that which was read; does nothing if somebody changed it meanwhile.
    pub fn replace(&self, div: &str, row: &SealedRow, sealed: Vec<u8>) -> Write {
        let [first, second] = row.key.clone();
        Write {
            stmt: self.replace,
            params: vec![sealed.into(), div.into(), first, second, row.sealed.clone().into()],
            expect: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::MIGRATIONS;

    /// Columns of this kind hold sealed content: whoever adds one adds it to the list as well.
    #[test]
    fn no_column_of_sealed_content_is_left_out() {
        let mut found: Vec<(String, &str)> = Vec::new();
        for statement in MIGRATIONS.iter().flat_map(|migration| migration.sql.split(';')) {
            let Some(at) = statement.find("CREATE TABLE ") else {
                continue;
            };
            let table = statement[at + 13..].split_whitespace().next().unwrap_or_default();
            for column in ["sealed", "profile"] {
                if statement.contains(&format!("{column} {{bytes}}")) {
                    found.push((table.to_string(), column));
                }
            }
        }
        found.sort();
        let mut known: Vec<(String, &str)> = COLUMNS
            .iter()
            .map(|column| (column.name.0.to_string(), column.name.1))
            .collect();
        known.sort();
        assert_eq!(found, known);
    }
}
