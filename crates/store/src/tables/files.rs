//! Files (文件) by the SHA-256 of their bytes; who brought which.

use yimen_domain::cases::event::FileMark;
use yimen_domain::organisation::AccountId;

use crate::{Row, Stmt, StoreError, Write};

static PUT: Stmt = Stmt::write(
    "files.put",
    "INSERT INTO files (div, hash, account, name, media, size, at) VALUES ($1, $2, $3, $4, $5, $6, $7) \
     ON CONFLICT (div, hash, account) DO UPDATE SET name = excluded.name",
);

/// One that an account brought: `div, hash, account`.
pub static OF_ACCOUNT: Stmt = Stmt::read(
    "files.of_account",
    "SELECT hash, name, media, size FROM files WHERE div = $1 AND hash = $2 AND account = $3",
);

static FORGET: Stmt = Stmt::write(
    "files.forget",
    "DELETE FROM files WHERE div = $1 AND hash = $2 AND account = $3",
);
/// Somebody who brought a file: `div, hash`. Column: account.
pub static BROUGHT: Stmt = Stmt::read(
    "files.brought",
    "SELECT account FROM files WHERE div = $1 AND hash = $2 LIMIT 1",
);
/// Another case in which a file is named and whose words were not deleted: `div, case_id, pattern of the text`. Reads every
/// event of the division.
pub static NAMED_ELSEWHERE: Stmt = Stmt::read(
    "files.named_elsewhere",
    "SELECT e.case_id FROM events e WHERE e.div = $1 AND e.case_id <> $2 AND e.text LIKE $3 AND NOT EXISTS (SELECT 1 \
     FROM events d WHERE d.div = e.div AND d.case_id = e.case_id AND d.text LIKE '%\"kind\":\"words_deleted\"%') LIMIT 1",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&PUT, &OF_ACCOUNT, &FORGET, &BROUGHT, &NAMED_ELSEWHERE];

/// `account` brought no such file.
pub fn forget(div: &str, account: AccountId, hash: &str) -> Write {
    Write {
        stmt: &FORGET,
        params: vec![div.into(), hash.into(), account.0.into_bytes().into()],
        expect: None,
    }
}

/// Notes that `account` brought the file.
pub fn put(div: &str, account: AccountId, file: &FileMark, at: i64) -> Write {
    let size = i64::try_from(file.size).unwrap_or(i64::MAX);
    let params = vec![
        div.into(),
        file.hash.clone().into(),
        account.0.into_bytes().into(),
        file.name.clone().into(),
        file.media.clone().into(),
        size.into(),
        at.into(),
    ];
    Write {
        stmt: &PUT,
        params,
        expect: Some(1),
    }
}

/// From a row of [`OF_ACCOUNT`].
///
/// # Errors
/// A column has another shape than expected.
pub fn read(row: &Row) -> Result<FileMark, StoreError> {
    Ok(FileMark {
        hash: row.text(0)?.to_string(),
        name: row.text(1)?.to_string(),
        media: row.text(2)?.to_string(),
        size: u64::try_from(row.int(3)?).unwrap_or(0),
    })
}
