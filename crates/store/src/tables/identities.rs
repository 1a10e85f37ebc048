//! Identities (统一身份) of providers that open an account. Who somebody is at the provider stands here only as a keyed hash.

use uuid::Uuid;
use yimen_domain::organisation::AccountId;

use crate::{Row, Stmt, StoreError, Write};

static LINK: Stmt = Stmt::write(
    "identities.link",
    "INSERT INTO identities (div, lookup, account, provider, linked_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (div, lookup) DO NOTHING",
);
static UNLINK: Stmt = Stmt::write(
    "identities.unlink",
    "DELETE FROM identities WHERE div = $1 AND account = $2 AND provider = $3",
);
static UNLINK_ALL: Stmt = Stmt::write(
    "identities.unlink_all",
    "DELETE FROM identities WHERE div = $1 AND account = $2",
);

/// Whose it is: `div, lookup`. Column: account.
pub static OWNER: Stmt = Stmt::read(
    "identities.owner",
    "SELECT account FROM identities WHERE div = $1 AND lookup = $2",
);
/// Those of an account: `div, account, limit`. Columns: provider, linked_at.
pub static OF_ACCOUNT: Stmt = Stmt::read(
    "identities.of_account",
    "SELECT provider, linked_at FROM identities WHERE div = $1 AND account = $2 ORDER BY provider LIMIT $3",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[&LINK, &UNLINK, &UNLINK_ALL, &OWNER, &OF_ACCOUNT];

/// The account of a row of [`OWNER`].
///
/// # Errors
/// The column is no id.
pub fn owner(row: &Row) -> Result<AccountId, StoreError> {
    Ok(AccountId(Uuid::from_bytes(row.id(0)?)))
}

/// Lets an identity open an account; conflicts if it opens one already, or the account has another of this provider.
pub fn link(div: &str, lookup: [u8; 32], account: AccountId, provider: &str, now: i64) -> Write {
    Write {
        stmt: &LINK,
        params: vec![
            div.into(),
            lookup.into(),
            account.0.into_bytes().into(),
            provider.into(),
            now.into(),
        ],
        expect: Some(1),
    }
}

/// Takes it away; conflicts if there is none.
pub fn unlink(div: &str, account: AccountId, provider: &str) -> Write {
    Write {
        stmt: &UNLINK,
        params: vec![div.into(), account.0.into_bytes().into(), provider.into()],
        expect: Some(1),
    }
}

/// Takes all of an account away.
pub fn unlink_all(div: &str, account: AccountId) -> Write {
    Write {
        stmt: &UNLINK_ALL,
        params: vec![div.into(), account.0.into_bytes().into()],
        expect: None,
    }
}
