//! Accounts (账号), their sessions and tokens. Passwords are Argon2id texts; session secrets and tokens only their hashes.

use uuid::Uuid;
use yimen_domain::organisation::{AccountId, Role};

use crate::{Row, Stmt, StoreError, Write};

/// One account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// Id.
    pub id: AccountId,
    /// Name to sign in with.
    pub login: String,
    /// `person`, `company` or `staff`.
    pub kind: String,
    /// Staff: full name; company: its name; person: masked.
    pub shown: String,
    /// Roles of staff.
    pub roles: Vec<Role>,
    /// Body of staff.
    pub body: Option<String>,
    /// Window or section of staff.
    pub place: Option<String>,
    /// Argon2id text; absent for accounts that only have tokens.
    pub password: Option<String>,
    /// Sealed profile of a citizen or company.
    pub profile: Option<Vec<u8>>,
    /// Made by the demonstration.
    pub demonstration: bool,
    /// Made at, UTC microseconds.
    pub made_at: i64,
}

static PUT: Stmt = Stmt::write(
    "accounts.put",
    "INSERT INTO accounts (div, id, login, kind, shown, roles, body, place, password, profile, demonstration, made_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
);
static PLACE: Stmt = Stmt::write(
    "accounts.place",
    "UPDATE accounts SET roles = $1, body = $2, place = $3 WHERE div = $4 AND id = $5",
);
static OPEN_SESSION: Stmt = Stmt::write(
    "sessions.insert",
    "INSERT INTO sessions (div, hash, account, made_at, ends_at) VALUES ($1, $2, $3, $4, $5)",
);
static CLOSE_SESSION: Stmt = Stmt::write("sessions.delete", "DELETE FROM sessions WHERE div = $1 AND hash = $2");
static SWEEP_SESSIONS: Stmt = Stmt::write("sessions.sweep", "DELETE FROM sessions WHERE div = $1 AND ends_at < $2");
static ADD_TOKEN: Stmt = Stmt::write(
    "tokens.insert",
    "INSERT INTO tokens (div, hash, account, label, made_at) VALUES ($1, $2, $3, $4, $5)",
);

macro_rules! columns {
    ($prefix:literal) => {
        concat!(
            "SELECT ",
            $prefix,
            "id, ",
            $prefix,
            "login, ",
            $prefix,
            "kind, ",
            $prefix,
            "shown, ",
            $prefix,
            "roles, ",
            $prefix,
            "body, ",
            $prefix,
            "place, ",
            $prefix,
            "password, ",
            $prefix,
            "profile, ",
            $prefix,
            "demonstration, ",
            $prefix,
            "made_at "
        )
    };
}

/// By login: `div, login`.
pub static BY_LOGIN: Stmt = Stmt::read(
    "accounts.by_login",
    concat!(columns!(""), "FROM accounts WHERE div = $1 AND login = $2"),
);
/// By id: `div, id`.
pub static BY_ID: Stmt = Stmt::read(
    "accounts.by_id",
    concat!(columns!(""), "FROM accounts WHERE div = $1 AND id = $2"),
);
/// Staff and demonstration accounts in order of login: `div, after login, limit`.
pub static LIST: Stmt = Stmt::read(
    "accounts.list",
    concat!(
        columns!(""),
        "FROM accounts WHERE div = $1 AND login > $2 ORDER BY login LIMIT $3"
    ),
);
/// Staff of a body in order of login: `div, body, after login, limit`.
pub static OF_BODY: Stmt = Stmt::read(
    "accounts.of_body",
    concat!(
        columns!(""),
        "FROM accounts WHERE div = $1 AND body = $2 AND login > $3 ORDER BY login LIMIT $4"
    ),
);
/// Whose session: `div, hash, now`.
pub static BY_SESSION: Stmt = Stmt::read(
    "accounts.by_session",
    concat!(
        columns!("a."),
        "FROM sessions s JOIN accounts a ON a.div = s.div AND a.id = s.account WHERE s.div = $1 AND s.hash = $2 AND s.ends_at > $3"
    ),
);
/// Whose token: `div, hash`.
pub static BY_TOKEN: Stmt = Stmt::read(
    "accounts.by_token",
    concat!(
        columns!("a."),
        "FROM tokens t JOIN accounts a ON a.div = t.div AND a.id = t.account WHERE t.div = $1 AND t.hash = $2"
    ),
);

/// Every statement of the tables.
pub const ALL: &[&Stmt] = &[
    &PUT,
    &PLACE,
    &OPEN_SESSION,
    &CLOSE_SESSION,
    &SWEEP_SESSIONS,
    &ADD_TOKEN,
    &BY_LOGIN,
    &BY_ID,
    &LIST,
    &OF_BODY,
    &BY_SESSION,
    &BY_TOKEN,
];

impl AccountRow {
    /// Inserts the row.
    pub fn insert(&self, div: &str) -> Write {
        let roles: Vec<&str> = self.roles.iter().map(|role| role.code()).collect();
        Write {
            stmt: &PUT,
            params: vec![
                div.into(),
                self.id.0.into_bytes().into(),
                self.login.clone().into(),
                self.kind.clone().into(),
                self.shown.clone().into(),
                (!roles.is_empty()).then(|| roles.join(",")).into(),
                self.body.clone().into(),
                self.place.clone().into(),
                self.password.clone().into(),
                self.profile.clone().into(),
                i64::from(self.demonstration).into(),
                self.made_at.into(),
            ],
            expect: Some(1),
        }
    }

    /// From a row of any of this module's account queries.
    ///
    /// # Errors
    /// A role is not known.
    pub fn read(row: &Row) -> Result<AccountRow, StoreError> {
        let role = |code: &str| {
            Role::parse(code).ok_or_else(|| StoreError::Broken(format!("accounts.roles “{code}” is not known")))
        };
        let roles = row
            .opt_text(4)?
            .map_or(Ok(Vec::new()), |text| text.split(',').map(role).collect())?;
        Ok(AccountRow {
            id: AccountId(Uuid::from_bytes(row.id(0)?)),
            login: row.text(1)?.to_string(),
            kind: row.text(2)?.to_string(),
            shown: row.text(3)?.to_string(),
            roles,
            body: row.opt_text(5)?.map(str::to_string),
            place: row.opt_text(6)?.map(str::to_string),
            password: row.opt_text(7)?.map(str::to_string),
            profile: row.opt_bytes(8)?.map(<[u8]>::to_vec),
            demonstration: row.int(9)? == 1,
            made_at: row.int(10)?,
        })
    }
}

/// Gives a member of staff the roles, the body and the place of the posts that they serve.
pub fn place(div: &str, account: AccountId, roles: &[Role], body: Option<&str>, place: Option<&str>) -> Write {
    let roles: Vec<&str> = roles.iter().map(|role| role.code()).collect();
    let params = vec![
        (!roles.is_empty()).then(|| roles.join(",")).into(),
        body.map(str::to_string).into(),
        place.map(str::to_string).into(),
        div.into(),
        account.0.into_bytes().into(),
    ];
    Write {
        stmt: &PLACE,
        params,
        expect: Some(1),
    }
}

/// Opens a session known by the hash of its secret.
pub fn open_session(div: &str, hash: [u8; 32], account: AccountId, now: i64, ends_at: i64) -> Write {
    let params = vec![
        div.into(),
        hash.into(),
        account.0.into_bytes().into(),
        now.into(),
        ends_at.into(),
    ];
    Write {
        stmt: &OPEN_SESSION,
        params,
        expect: Some(1),
    }
}

/// Ends a session.
pub fn close_session(div: &str, hash: [u8; 32]) -> Write {
    Write {
        stmt: &CLOSE_SESSION,
        params: vec![div.into(), hash.into()],
        expect: None,
    }
}

/// Removes sessions that ended before `now`.
pub fn sweep_sessions(div: &str, now: i64) -> Write {
    Write {
        stmt: &SWEEP_SESSIONS,
        params: vec![div.into(), now.into()],
        expect: None,
    }
}

/// Adds a token known by its hash.
pub fn add_token(div: &str, hash: [u8; 32], account: AccountId, label: &str, now: i64) -> Write {
    let params = vec![
        div.into(),
        hash.into(),
        account.0.into_bytes().into(),
        label.into(),
        now.into(),
    ];
    Write {
        stmt: &ADD_TOKEN,
        params,
        expect: Some(1),
    }
}
