//! Accounts (账号): who signs in, with a password, a session or a token.

pub mod add;
pub mod attempts;
pub mod factor;
pub mod identity;
pub mod mailbox;
pub mod manage;
pub mod own;
pub mod passkey;
pub mod password;
pub mod phone;
pub mod recovery;
pub mod security;
pub mod sessions;
pub mod sign_in;
pub mod token;

use std::sync::Arc;

use yimen_domain::organisation::permission::Permission;
use yimen_domain::organisation::{AccountId, Actor, Capacity, Role};
use yimen_store::ledger::{Hash, sm3};
use yimen_store::tables::accounts::{self, AccountRow};

use crate::vault::Applicant;
use crate::{ActError, Centre};

/// Somebody who has shown who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Account.
    pub id: AccountId,
    /// Name to sign in with.
    pub login: String,
    /// `person`, `company` or `staff`.
    pub kind: String,
    /// Name as it may be shown.
    pub shown: String,
    /// Roles of staff.
    pub roles: Vec<Role>,
    /// Body of staff.
    pub body: Option<String>,
    /// Window or section of staff.
    pub place: Option<String>,
    /// Somebody else chose the password: another one must be chosen first.
    pub must_change: bool,
    /// A second factor is set up.
    pub second: bool,
    /// The work needs a second factor and there is none: it must be set up first.
    pub must_set_second: bool,
    /// Nobody comes in with the account any more.
    pub closed: bool,
}

impl Signed {
    pub(crate) fn of(row: AccountRow) -> Signed {
        Signed {
            id: row.id,
            login: row.login,
            kind: row.kind,
            shown: row.shown,
            roles: row.roles,
            body: row.body,
            place: row.place,
            must_change: row.must_change,
            second: row.second,
            must_set_second: false,
            closed: row.closed,
        }
    }

    /// As an actor of the domain. A clerk of a comprehensive window has no body and serves all.
    pub fn actor(&self) -> Actor {
        let capacity = if self.kind == "staff" {
            Capacity::Staff {
                roles: self.roles.clone(),
                body: self.body.clone(),
            }
        } else {
            Capacity::Applicant
        };
        Actor {
            account: Some(self.id),
            name: self.shown.clone(),
            capacity,
        }
    }

    /// The work needs a second factor, and there is none.
    pub(crate) fn needs_second(&self, centre: &Centre) -> bool {
        !self.second && centre.settings().second_factor.is_needed(&self.roles)
    }

    /// Works here.
    pub fn is_staff(&self) -> bool {
        self.kind == "staff"
    }

    /// May do this for some matter: whether a page is theirs at all.
    pub fn could(&self, permission: Permission) -> bool {
        self.actor().could(permission)
    }
}

/// The account with this login.
///
/// # Errors
/// The database does not answer.
pub async fn by_login(centre: &Centre, login: &str) -> Result<Option<AccountRow>, ActError> {
    if login.chars().any(char::is_control) {
        return Ok(None);
    }
    let rows = centre
        .store()
        .query(&accounts::BY_LOGIN, vec![centre.div().into(), login.into()])
        .await?;
    Ok(rows.first().map(AccountRow::read).transpose()?)
}

/// Accounts in order of login, after `after`.
///
/// # Errors
/// The database does not answer.
pub async fn list(centre: &Centre, after: &str, limit: u32) -> Result<Vec<Signed>, ActError> {
    let rows = centre
        .store()
        .query(&accounts::LIST, vec![centre.div().into(), after.into(), limit.into()])
        .await?;
    rows.iter().map(|row| Ok(Signed::of(AccountRow::read(row)?))).collect()
}

/// One of the accounts that a demonstration made, whose password everybody knows.
///
/// # Errors
/// The database does not answer.
pub async fn of_demonstration(centre: &Centre) -> Result<Option<String>, ActError> {
    let rows = centre
        .store()
        .query(&accounts::DEMONSTRATION, vec![centre.div().into()])
        .await?;
    Ok(rows.first().map(|row| row.text(0).map(str::to_string)).transpose()?)
}

/// Most staff of one body that a list to choose from holds.
const MOST_OF_BODY: u32 = 1_000;

/// Staff of a body, in order of login.
///
/// # Errors
/// The database does not answer.
pub async fn staff_of(centre: &Centre, body: &str) -> Result<Vec<Signed>, ActError> {
    let params = vec![centre.div().into(), body.into(), "".into(), MOST_OF_BODY.into()];
    let rows = centre.store().query(&accounts::OF_BODY, params).await?;
    rows.iter().map(|row| Ok(Signed::of(AccountRow::read(row)?))).collect()
}

/// Staff of a body with a role, in order of login.
///
/// # Errors
/// The database does not answer.
pub async fn of_body(centre: &Centre, body: &str, role: Role) -> Result<Vec<Signed>, ActError> {
    let staff = staff_of(centre, body).await?;
    Ok(staff
        .into_iter()
        .filter(|signed| signed.roles.contains(&role))
        .collect())
}

/// What a citizen or company told about itself when it registered; empty fields for others.
///
/// # Errors
/// The sealed words cannot be opened.
pub async fn profile(centre: &Centre, account: AccountId) -> Result<Applicant, ActError> {
    let rows = centre
        .store()
        .query(
            &accounts::BY_ID,
            vec![centre.div().into(), account.0.into_bytes().into()],
        )
        .await?;
    let Some(row) = rows.first().map(AccountRow::read).transpose()? else {
        return Ok(Applicant::default());
    };
    let Some(sealed) = row.profile else {
        return Ok(Applicant::default());
    };
    let plain = centre.shared.vault.open_sealed(account.0.as_bytes(), &sealed)?;
    serde_json::from_slice(&plain).map_err(|error| ActError::Broken(error.to_string()))
}

fn hash_secret(secret: &str) -> Hash {
    sm3(secret.as_bytes())
}

/// For how long a token that was looked up is believed without asking again, microseconds. It stands for a program that
/// calls many times a second, and no command takes it back.
const TOKEN_BELIEVED_MICROS: i64 = 30 * 1_000_000;

/// The same of a session, microseconds: as long as a page with its parts is loaded. Whoever signs out at one process is
/// believed by another no longer than this. A row that all processes watch would have to be read with each request, which
/// costs as much as reading the session itself.
const SESSION_BELIEVED_MICROS: i64 = 2 * 1_000_000;

fn believed(centre: &Centre, hash: &Hash) -> Option<Arc<Signed>> {
    let known = centre
        .shared
        .signed
        .read()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    known
        .get(hash)
        .filter(|(_, until)| *until > centre.now().0)
        .map(|(signed, _)| Arc::clone(signed))
}

fn believe(centre: &Centre, hash: Hash, signed: &Arc<Signed>, micros: i64) {
    let now = centre.now().0;
    let mut known = centre
        .shared
        .signed
        .write()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    if known.len() > 10_000 {
        known.retain(|_, (_, until)| *until > now);
    }
    known.insert(hash, (Arc::clone(signed), now + micros));
}

/// No session of this account is believed any more.
fn disbelieve_all(centre: &Centre, account: AccountId) {
    centre
        .shared
        .signed
        .write()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
        .retain(|_, (signed, _)| signed.id != account);
}

fn disbelieve(centre: &Centre, hash: &Hash) {
    centre
        .shared
        .signed
        .write()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
        .remove(hash);
}
