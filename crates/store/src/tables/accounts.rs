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
    /// Somebody else chose the password: it must be changed before anything else is done.
    pub must_change: bool,
    /// Nobody comes in with it any more (停用).
    pub closed: bool,
    /// A second factor is set up.
    pub second: bool,
}

/// A session of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// Hash of its secret.
    pub hash: [u8; 32],
    /// Opened at, UTC microseconds.
    pub made_at: i64,
    /// Ends by itself at.
    pub ends_at: i64,
    /// Last seen at, to some minutes.
    pub seen_at: i64,
    /// What the browser calls itself.
    pub agent: String,
    /// Address it was opened from.
    pub address: String,
    /// The password was right, the second factor is still to come.
    pub waiting: bool,
}

static PUT: Stmt = Stmt::write(
    "accounts.put",
    "INSERT INTO accounts (div, id, login, kind, shown, roles, body, place, password, profile, demonstration, made_at, must_change, \
     closed, second) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
);
static PLACE: Stmt = Stmt::write(
    "accounts.place",
    "UPDATE accounts SET roles = $1, body = $2, place = $3 WHERE div = $4 AND id = $5",
);
static OPEN_SESSION: Stmt = Stmt::write(
    "sessions.insert",
    "INSERT INTO sessions (div, hash, account, made_at, ends_at, seen_at, agent, address, waiting) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
);
static SEEN: Stmt = Stmt::write(
    "sessions.seen",
    "UPDATE sessions SET seen_at = $1 WHERE div = $2 AND hash = $3",
);
static CLOSE_OF: Stmt = Stmt::write(
    "sessions.delete_of",
    "DELETE FROM sessions WHERE div = $1 AND account = $2 AND hash = $3",
);
static CLOSE_OTHERS: Stmt = Stmt::write(
    "sessions.delete_others",
    "DELETE FROM sessions WHERE div = $1 AND account = $2 AND hash <> $3",
);
static SET_PASSWORD: Stmt = Stmt::write(
    "accounts.set_password",
    "UPDATE accounts SET password = $1, must_change = $2 WHERE div = $3 AND id = $4",
);
static SET_PROFILE: Stmt = Stmt::write(
    "accounts.set_profile",
    "UPDATE accounts SET profile = $1 WHERE div = $2 AND id = $3",
);
static SET_CLOSED: Stmt = Stmt::write(
    "accounts.set_closed",
    "UPDATE accounts SET closed = $1 WHERE div = $2 AND id = $3",
);
static SET_SECOND: Stmt = Stmt::write(
    "accounts.set_second",
    "UPDATE accounts SET second = $1 WHERE div = $2 AND id = $3",
);
static LEAVE: Stmt = Stmt::write(
    "accounts.leave",
    "UPDATE accounts SET login = $1, shown = $2, password = NULL, profile = NULL, number = NULL, closed = 1, second = 0, must_change = 0 \
     WHERE div = $3 AND id = $4",
);
static CLOSE_ALL: Stmt = Stmt::write(
    "sessions.delete_all",
    "DELETE FROM sessions WHERE div = $1 AND account = $2",
);
static SWEEP_DEVICES: Stmt = Stmt::write("devices.sweep", "DELETE FROM devices WHERE div = $1 AND made_at < $2");
static ADD_DEVICE: Stmt = Stmt::write(
    "devices.insert",
    "INSERT INTO devices (div, hash, account, made_at) VALUES ($1, $2, $3, $4)",
);
static FORGET_DEVICES: Stmt = Stmt::write("devices.delete", "DELETE FROM devices WHERE div = $1 AND account = $2");
static CLOSE_SESSION: Stmt = Stmt::write("sessions.delete", "DELETE FROM sessions WHERE div = $1 AND hash = $2");
static SWEEP_SESSIONS: Stmt = Stmt::write("sessions.sweep", "DELETE FROM sessions WHERE div = $1 AND ends_at < $2");
static END_TOKENS: Stmt = Stmt::write("tokens.delete", "DELETE FROM tokens WHERE div = $1 AND account = $2");
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
            "made_at, ",
            $prefix,
            "must_change, ",
            $prefix,
            "closed, ",
            $prefix,
            "second "
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
/// Whether there are accounts of a demonstration: `div`. Column: login.
pub static DEMONSTRATION: Stmt = Stmt::read(
    "accounts.demonstration",
    "SELECT login FROM accounts WHERE div = $1 AND demonstration = 1 ORDER BY login LIMIT 1",
);
/// Staff of a body in order of login: `div, body, after login, limit`.
pub static OF_BODY: Stmt = Stmt::read(
    "accounts.of_body",
    concat!(
        columns!(""),
        "FROM accounts WHERE div = $1 AND body = $2 AND login > $3 ORDER BY login LIMIT $4"
    ),
);
/// Column of [`BY_SESSION`] that says when the session was last seen.
pub const SEEN_AT: usize = 14;
/// Whose session: `div, hash, now, seen after`. One more column: when it was last seen.
pub static BY_SESSION: Stmt = Stmt::read(
    "accounts.by_session",
    concat!(
        columns!("a."),
        ", s.seen_at FROM sessions s JOIN accounts a ON a.div = s.div AND a.id = s.account WHERE s.div = $1 AND s.hash = $2 \
         AND s.ends_at > $3 AND s.seen_at > $4 AND s.waiting = 0 AND a.closed = 0"
    ),
);
/// Whose session waits for the second factor: `div, hash, now`.
pub static BY_WAITING: Stmt = Stmt::read(
    "accounts.by_waiting",
    concat!(
        columns!("a."),
        "FROM sessions s JOIN accounts a ON a.div = s.div AND a.id = s.account WHERE s.div = $1 AND s.hash = $2 \
         AND s.ends_at > $3 AND s.waiting = 1 AND a.closed = 0"
    ),
);
/// Staff whose login or name holds some words, in order of login: `div, after login, login like, name like, limit`.
pub static STAFF: Stmt = Stmt::read(
    "accounts.staff",
    concat!(
        columns!(""),
        "FROM accounts WHERE div = $1 AND kind = 'staff' AND login > $2 AND (login LIKE $3 ESCAPE '!' OR shown LIKE $4 ESCAPE '!') \
         ORDER BY login LIMIT $5"
    ),
);
/// Whose token: `div, hash`.
pub static BY_TOKEN: Stmt = Stmt::read(
    "accounts.by_token",
    concat!(
        columns!("a."),
        "FROM tokens t JOIN accounts a ON a.div = t.div AND a.id = t.account WHERE t.div = $1 AND t.hash = $2 \
         AND a.closed = 0"
    ),
);

/// Sessions of an account that have not ended, the latest first: `div, account, now, limit`.
pub static SESSIONS_OF: Stmt = Stmt::read(
    "sessions.of",
    "SELECT hash, made_at, ends_at, seen_at, agent, address FROM sessions WHERE div = $1 AND account = $2 AND ends_at > $3 \
     AND waiting = 0 ORDER BY made_at DESC LIMIT $4",
);
/// Since when a session lasts: `div, hash, account`. Column: made_at.
pub static SESSION_SINCE: Stmt = Stmt::read(
    "sessions.since",
    "SELECT made_at FROM sessions WHERE div = $1 AND hash = $2 AND account = $3 AND waiting = 0",
);
/// Whether a device is known to be of an account: `div, hash, account`. Column: made_at.
pub static DEVICE: Stmt = Stmt::read(
    "devices.one",
    "SELECT made_at FROM devices WHERE div = $1 AND hash = $2 AND account = $3",
);

/// Every statement of the tables.
pub const ALL: &[&Stmt] = &[
    &PUT,
    &PLACE,
    &OPEN_SESSION,
    &CLOSE_SESSION,
    &SWEEP_SESSIONS,
    &ADD_TOKEN,
    &END_TOKENS,
    &SEEN,
    &CLOSE_OF,
    &CLOSE_OTHERS,
    &SET_PASSWORD,
    &SET_PROFILE,
    &SET_CLOSED,
    &LEAVE,
    &CLOSE_ALL,
    &SET_SECOND,
    &SWEEP_DEVICES,
    &ADD_DEVICE,
    &FORGET_DEVICES,
    &SESSIONS_OF,
    &SESSION_SINCE,
    &DEVICE,
    &BY_LOGIN,
    &BY_ID,
    &LIST,
    &DEMONSTRATION,
    &OF_BODY,
    &BY_SESSION,
    &BY_WAITING,
    &STAFF,
    &BY_TOKEN,
];

impl AccountRow {
    /// Inserts the row.
    pub fn insert(&self, div: &str) -> Write {
        Write {
            stmt: &PUT,
            params: vec![
                div.into(),
                self.id.0.into_bytes().into(),
                self.login.clone().into(),
                self.kind.clone().into(),
                self.shown.clone().into(),
                roles_text(&self.roles).into(),
                self.body.clone().into(),
                self.place.clone().into(),
                self.password.clone().into(),
                self.profile.clone().into(),
                i64::from(self.demonstration).into(),
                self.made_at.into(),
                i64::from(self.must_change).into(),
                i64::from(self.closed).into(),
                i64::from(self.second).into(),
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
            must_change: row.int(11)? == 1,
            closed: row.int(12)? == 1,
            second: row.int(13)? == 1,
        })
    }
}

/// Gives a member of staff roles, body, and window or section.
pub fn place(div: &str, account: AccountId, roles: &[Role], body: Option<&str>, place: Option<&str>) -> Write {
    let params = vec![
        roles_text(roles).into(),
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

impl SessionRow {
    /// From a row of [`SESSIONS_OF`].
    ///
    /// # Errors
    /// A column has another type.
    pub fn read(row: &Row) -> Result<SessionRow, StoreError> {
        Ok(SessionRow {
            hash: row.hash(0)?,
            made_at: row.int(1)?,
            ends_at: row.int(2)?,
            seen_at: row.int(3)?,
            agent: row.text(4)?.to_string(),
            address: row.text(5)?.to_string(),
            waiting: false,
        })
    }
}

/// Opens a session.
pub fn open_session(div: &str, account: AccountId, session: &SessionRow) -> Write {
    let params = vec![
        div.into(),
        session.hash.into(),
        account.0.into_bytes().into(),
        session.made_at.into(),
        session.ends_at.into(),
        session.seen_at.into(),
        session.agent.clone().into(),
        session.address.clone().into(),
        i64::from(session.waiting).into(),
    ];
    Write {
        stmt: &OPEN_SESSION,
        params,
        expect: Some(1),
    }
}

/// Notes when a session was last seen.
pub fn seen(div: &str, hash: [u8; 32], now: i64) -> Write {
    Write {
        stmt: &SEEN,
        params: vec![now.into(), div.into(), hash.into()],
        expect: None,
    }
}

/// Ends one session of an account.
pub fn close_session_of(div: &str, account: AccountId, hash: [u8; 32]) -> Write {
    Write {
        stmt: &CLOSE_OF,
        params: vec![div.into(), account.0.into_bytes().into(), hash.into()],
        expect: None,
    }
}

/// Ends every session of an account but one.
pub fn close_other_sessions(div: &str, account: AccountId, kept: [u8; 32]) -> Write {
    Write {
        stmt: &CLOSE_OTHERS,
        params: vec![div.into(), account.0.into_bytes().into(), kept.into()],
        expect: None,
    }
}

/// Sets the Argon2id text of an account's password; `must_change` if somebody else chose it.
pub fn set_password(div: &str, account: AccountId, password: &str, must_change: bool) -> Write {
    let params = vec![
        password.into(),
        i64::from(must_change).into(),
        div.into(),
        account.0.into_bytes().into(),
    ];
    Write {
        stmt: &SET_PASSWORD,
        params,
        expect: Some(1),
    }
}

/// Sets what an account told about itself, sealed.
pub fn set_profile(div: &str, account: AccountId, sealed: Vec<u8>) -> Write {
    Write {
        stmt: &SET_PROFILE,
        params: vec![sealed.into(), div.into(), account.0.into_bytes().into()],
        expect: Some(1),
    }
}

/// Closes an account, or opens it again.
pub fn set_closed(div: &str, account: AccountId, closed: bool) -> Write {
    Write {
        stmt: &SET_CLOSED,
        params: vec![i64::from(closed).into(), div.into(), account.0.into_bytes().into()],
        expect: Some(1),
    }
}

/// Says whether an account has a second factor.
pub fn set_second(div: &str, account: AccountId, second: bool) -> Write {
    Write {
        stmt: &SET_SECOND,
        params: vec![i64::from(second).into(), div.into(), account.0.into_bytes().into()],
        expect: Some(1),
    }
}

fn roles_text(roles: &[Role]) -> Option<String> {
    let codes: Vec<&str> = roles.iter().map(|role| role.code()).collect();
    (!codes.is_empty()).then(|| codes.join(","))
}

/// Forgets devices that became known before `old`.
pub fn sweep_devices(div: &str, old: i64) -> Write {
    Write {
        stmt: &SWEEP_DEVICES,
        params: vec![div.into(), old.into()],
        expect: None,
    }
}

/// Knows a device, by the hash of the secret in its cookie, as one of an account.
pub fn add_device(div: &str, hash: [u8; 32], account: AccountId, now: i64) -> Write {
    Write {
        stmt: &ADD_DEVICE,
        params: vec![div.into(), hash.into(), account.0.into_bytes().into(), now.into()],
        expect: Some(1),
    }
}

/// Forgets the devices of an account.
pub fn forget_devices(div: &str, account: AccountId) -> Write {
    Write {
        stmt: &FORGET_DEVICES,
        params: vec![div.into(), account.0.into_bytes().into()],
        expect: None,
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

/// Ends every token of an account.
pub fn end_tokens(div: &str, account: AccountId) -> Write {
    Write {
        stmt: &END_TOKENS,
        params: vec![div.into(), account.0.into_bytes().into()],
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

/// Takes everything out of an account that tells whose it was, and ends its sessions, devices and tokens. The row stays for
/// the cases that name it.
pub fn leave(div: &str, account: AccountId) -> [Write; 4] {
    let of = |stmt: &'static Stmt| Write {
        stmt,
        params: vec![div.into(), account.0.into_bytes().into()],
        expect: None,
    };
    let login = format!("closed-{}", account.0.simple());
    let emptied = Write {
        stmt: &LEAVE,
        params: vec![login.into(), "".into(), div.into(), account.0.into_bytes().into()],
        expect: Some(1),
    };
    [emptied, of(&CLOSE_ALL), of(&FORGET_DEVICES), of(&END_TOKENS)]
}
