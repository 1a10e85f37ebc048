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

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&PUT, &OF_ACCOUNT];

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
