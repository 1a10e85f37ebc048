//! The projection of cases (办件投影): one row a case, folded from its events, for lists and boards.

use uuid::Uuid;
use yimen_domain::cases::{CaseId, Channel, Status};
use yimen_domain::items::Audience;
use yimen_domain::organisation::AccountId;

use crate::{Row, Stmt, StoreError, Value, Write};

/// One row. Days are days since 1970-01-01, times are UTC microseconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRow {
    /// Case.
    pub id: CaseId,
    /// Number.
    pub number: String,
    /// Item code.
    pub item: String,
    /// Item version.
    pub item_version: u32,
    /// Body in charge.
    pub body: String,
    /// Status.
    pub status: Status,
    /// Way in.
    pub channel: Channel,
    /// Kind of applicant.
    pub applicant_kind: Audience,
    /// Name as it may be shown in lists.
    pub applicant_shown: String,
    /// Owner.
    pub account: Option<AccountId>,
    /// Filed at.
    pub filed_at: i64,
    /// Accepted on.
    pub accepted_day: Option<i64>,
    /// Decided on.
    pub decided_day: Option<i64>,
    /// Closed on.
    pub closed_day: Option<i64>,
    /// Promised limit.
    pub promised_day: Option<i64>,
    /// The law's limit.
    pub statutory_day: Option<i64>,
    /// Next day on which somebody here must have done something; [`super::NEVER`] if nobody must.
    pub due_day: i64,
    /// A due day lies in a year whose holidays are not published.
    pub provisional: bool,
    /// Granted or refused.
    pub granted: Option<bool>,
    /// Decided within the promised limit.
    pub in_time: Option<bool>,
    /// 1 to 5.
    pub rating: Option<i64>,
    /// Version of the calendar by which the days of this row were computed.
    pub calendar: u32,
    /// Number of events: the version.
    pub events: u32,
    /// Last change.
    pub changed_at: i64,
    /// Hash of the last event.
    pub last_hash: [u8; 32],
    /// Who handles it while it is open; absent where nobody took it.
    pub handler: Option<AccountId>,
}

static INSERT: Stmt = Stmt::write(
    "cases.insert",
    "INSERT INTO cases (div, id, number, item, item_version, body, status, is_open, channel, applicant_kind, applicant_shown, \
     account, filed_at, accepted_day, decided_day, closed_day, promised_day, statutory_day, due_day, provisional, granted, in_time, \
     rating, calendar, events, changed_at, last_hash, handler) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, \
     $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28)",
);

static UPDATE: Stmt = Stmt::write(
    "cases.update",
    "UPDATE cases SET status = $1, is_open = $2, accepted_day = $3, decided_day = $4, closed_day = $5, promised_day = $6, \
     statutory_day = $7, due_day = $8, provisional = $9, granted = $10, in_time = $11, rating = $12, calendar = $13, events = $14, \
     changed_at = $15, last_hash = $16, handler = $17 WHERE div = $18 AND id = $19 AND events = $20",
);

static REBUILD: Stmt = Stmt::write(
    "cases.rebuild",
    "INSERT INTO cases (div, id, number, item, item_version, body, status, is_open, channel, applicant_kind, \
     applicant_shown, account, filed_at, accepted_day, decided_day, closed_day, promised_day, statutory_day, \
     due_day, provisional, granted, in_time, rating, calendar, events, changed_at, last_hash, handler) VALUES ($1, $2, \
     $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, \
     $25, $26, $27, $28) ON CONFLICT (div, id) DO UPDATE SET number = excluded.number, item = excluded.item, \
     item_version = excluded.item_version, body = excluded.body, status = excluded.status, is_open = \
     excluded.is_open, channel = excluded.channel, applicant_kind = excluded.applicant_kind, applicant_shown = \
     excluded.applicant_shown, account = excluded.account, filed_at = excluded.filed_at, accepted_day = \
     excluded.accepted_day, decided_day = excluded.decided_day, closed_day = excluded.closed_day, promised_day \
     = excluded.promised_day, statutory_day = excluded.statutory_day, due_day = excluded.due_day, provisional \
     = excluded.provisional, granted = excluded.granted, in_time = excluded.in_time, rating = excluded.rating, \
     calendar = excluded.calendar, events = excluded.events, changed_at = excluded.changed_at, last_hash = \
     excluded.last_hash, handler = excluded.handler WHERE cases.events = $29",
);

macro_rules! columns {
    () => {
        "SELECT id, number, item, item_version, body, status, channel, applicant_kind, applicant_shown, account, filed_at, \
         accepted_day, decided_day, closed_day, promised_day, statutory_day, due_day, provisional, granted, in_time, rating, calendar, \
         events, changed_at, last_hash, handler FROM cases WHERE "
    };
}

/// By number: `div, number`.
pub static BY_NUMBER: Stmt = Stmt::read("cases.by_number", concat!(columns!(), "div = $1 AND number = $2"));
/// By id: `div, id`.
pub static BY_ID: Stmt = Stmt::read("cases.by_id", concat!(columns!(), "div = $1 AND id = $2"));
/// Open ones of a status, by due day: `div, status, after due day, after id, limit`.
pub static OPEN: Stmt = Stmt::read(
    "cases.open",
    concat!(
        columns!(),
        "div = $1 AND is_open = 1 AND status = $2 AND (due_day, id) > ($3, $4) ORDER BY due_day, id LIMIT $5"
    ),
);
/// Open ones of a body and status, by due day: `div, body, status, after due day, after id, limit`.
pub static OPEN_OF_BODY: Stmt = Stmt::read(
    "cases.open_of_body",
    concat!(
        columns!(),
        "div = $1 AND is_open = 1 AND body = $2 AND status = $3 AND (due_day, id) > ($4, $5) ORDER BY due_day, id LIMIT $6"
    ),
);
/// Open ones of a status, longest here first: `div, status, after filed_at, after id, limit`.
pub static OPEN_OLDEST: Stmt = Stmt::read(
    "cases.open_oldest",
    concat!(
        columns!(),
        "div = $1 AND is_open = 1 AND status = $2 AND (filed_at, id) > ($3, $4) ORDER BY filed_at, id LIMIT $5"
    ),
);
/// Open ones of a body and status, longest here first: `div, body, status, after filed_at, after id, limit`.
pub static OPEN_OF_BODY_OLDEST: Stmt = Stmt::read(
    "cases.open_of_body_oldest",
    concat!(
        columns!(),
        "div = $1 AND is_open = 1 AND body = $2 AND status = $3 AND (filed_at, id) > ($4, $5) ORDER BY filed_at, id LIMIT $6"
    ),
);
/// Open ones of a status, latest filed first: `div, status, before filed_at, before id, limit`.
pub static OPEN_NEWEST: Stmt = Stmt::read(
    "cases.open_newest",
    concat!(
        columns!(),
        "div = $1 AND is_open = 1 AND status = $2 AND (filed_at, id) < ($3, $4) ORDER BY filed_at DESC, id DESC LIMIT $5"
    ),
);
/// Open ones of a body and status, latest filed first: `div, body, status, before filed_at, before id, limit`.
pub static OPEN_OF_BODY_NEWEST: Stmt = Stmt::read(
    "cases.open_of_body_newest",
    concat!(
        columns!(),
        "div = $1 AND is_open = 1 AND body = $2 AND status = $3 AND (filed_at, id) < ($4, $5) \
         ORDER BY filed_at DESC, id DESC LIMIT $6"
    ),
);
/// Latest changed first: `div, before changed_at, before id, limit`.
pub static RECENT: Stmt = Stmt::read(
    "cases.recent",
    concat!(
        columns!(),
        "div = $1 AND (changed_at, id) < ($2, $3) ORDER BY changed_at DESC, id DESC LIMIT $4"
    ),
);
/// Of an owner, latest filed first: `div, account, before filed_at, before id, limit`.
pub static OF_ACCOUNT: Stmt = Stmt::read(
    "cases.of_account",
    concat!(
        columns!(),
        "div = $1 AND account = $2 AND (filed_at, id) < ($3, $4) ORDER BY filed_at DESC, id DESC LIMIT $5"
    ),
);
/// Open ones that somebody handles, by due day: `div, handler, after due day, after id, limit`.
pub static HANDLED_BY: Stmt = Stmt::read(
    "cases.handled_by",
    concat!(
        columns!(),
        "div = $1 AND handler = $2 AND (due_day, id) > ($3, $4) ORDER BY due_day, id LIMIT $5"
    ),
);
/// How many open ones somebody handles: `div, handler`.
pub static COUNT_HANDLED_BY: Stmt = Stmt::read(
    "cases.count_handled_by",
    "SELECT COUNT(*) FROM cases WHERE div = $1 AND handler = $2",
);

/// All, by id: `div, after id, limit`.
pub static ALL_BY_ID: Stmt = Stmt::read(
    "cases.all_by_id",
    concat!(columns!(), "div = $1 AND id > $2 ORDER BY id LIMIT $3"),
);

/// Open ones whose days were computed by a version of the calendar, by id: `div, version, after id, limit`.
pub static OF_CALENDAR: Stmt = Stmt::read(
    "cases.of_calendar",
    concat!(
        columns!(),
        "div = $1 AND is_open = 1 AND calendar = $2 AND id > $3 ORDER BY id LIMIT $4"
    ),
);
/// The ids of those of [`OF_CALENDAR`], with the same parameters.
pub static IDS_OF_CALENDAR: Stmt = Stmt::read(
    "cases.ids_of_calendar",
    "SELECT id FROM cases WHERE div = $1 AND is_open = 1 AND calendar = $2 AND id > $3 ORDER BY id LIMIT $4",
);
/// The events of those of [`OF_CALENDAR`], with the same parameters. Columns: case_id, seq, text, hash.
pub static EVENTS_OF_CALENDAR: Stmt = Stmt::read(
    "cases.events_of_calendar",
    "SELECT e.case_id, e.seq, e.text, e.hash FROM events e JOIN (SELECT div, id FROM cases WHERE div = $1 AND is_open = 1 \
     AND calendar = $2 AND id > $3 ORDER BY id LIMIT $4) c ON e.div = c.div AND e.case_id = c.id ORDER BY e.case_id, e.seq",
);
/// How many open ones were computed by a version before one: `div, version`.
pub static COUNT_BEFORE_CALENDAR: Stmt = Stmt::read(
    "cases.count_before_calendar",
    "SELECT COUNT(*) FROM cases WHERE div = $1 AND is_open = 1 AND calendar < $2",
);

/// Open cases of an item counted by the version under which they are handled, newest first: `div, item`.
/// Columns: version, count.
pub static OPEN_OF_ITEM: Stmt = Stmt::read(
    "cases.open_of_item",
    "SELECT item_version, COUNT(*) FROM cases WHERE div = $1 AND item = $2 AND is_open = 1 \
     GROUP BY item_version ORDER BY item_version DESC LIMIT 100",
);
/// Open cases of an item: `div, item, limit`. Columns: number, version, status.
pub static SOME_OPEN_OF_ITEM: Stmt = Stmt::read(
    "cases.some_open_of_item",
    "SELECT number, item_version, status FROM cases WHERE div = $1 AND item = $2 AND is_open = 1 \
     ORDER BY item_version, id LIMIT $3",
);

/// Cases counted by item: `div`. Columns: item, count. For the proof that no number is missing.
pub static COUNT_BY_ITEM: Stmt = Stmt::read(
    "cases.count_by_item",
    "SELECT item, COUNT(*) FROM cases WHERE div = $1 GROUP BY item",
);

/// Decided cases of an item by version and days: `div, item`. Columns: version, accepted day, decided day, cases.
pub static DECIDED_OF_ITEM: Stmt = Stmt::read(
    "cases.decided_of_item",
    "SELECT item_version, accepted_day, decided_day, COUNT(*) FROM cases \
     WHERE div = $1 AND item = $2 AND decided_day IS NOT NULL AND accepted_day IS NOT NULL \
     GROUP BY item_version, accepted_day, decided_day",
);
/// Decided cases of a version in order: `div, item, version, after number, limit`. Columns: number, accepted day, decided day.
pub static DECIDED_UNDER: Stmt = Stmt::read(
    "cases.decided_under",
    "SELECT number, accepted_day, decided_day FROM cases \
     WHERE div = $1 AND item = $2 AND item_version = $3 AND decided_day IS NOT NULL AND accepted_day IS NOT NULL \
     AND number > $4 ORDER BY number LIMIT $5",
);

/// Columns of [`STORED`], in the order of [`CaseRow::values`].
pub const COLUMNS: [&str; 27] = [
    "id",
    "number",
    "item",
    "item_version",
    "body",
    "status",
    "is_open",
    "channel",
    "applicant_kind",
    "applicant_shown",
    "account",
    "filed_at",
    "accepted_day",
    "decided_day",
    "closed_day",
    "promised_day",
    "statutory_day",
    "due_day",
    "provisional",
    "granted",
    "in_time",
    "rating",
    "calendar",
    "events",
    "changed_at",
    "last_hash",
    "handler",
];
/// Every column of a range of cases as it is stored: `div, after id, up to id`.
pub static STORED: Stmt = Stmt::read(
    "cases.stored",
    "SELECT id, number, item, item_version, body, status, is_open, channel, applicant_kind, applicant_shown, \
     account, filed_at, accepted_day, decided_day, closed_day, promised_day, statutory_day, due_day, \
     provisional, granted, in_time, rating, calendar, events, changed_at, last_hash, handler FROM cases WHERE div = $1 \
     AND id > $2 AND id <= $3 ORDER BY id",
);

/// The values of a row of [`STORED`], by the names of their columns, whatever they say.
#[derive(Debug, Clone, Copy)]
pub struct StoredRow<'a>(pub &'a [Value]);

impl<'a> StoredRow<'a> {
    fn value(&self, name: &str) -> Option<&'a Value> {
        self.0.get(COLUMNS.iter().position(|column| *column == name)?)
    }

    /// A text.
    pub fn text(&self, name: &str) -> Option<&'a str> {
        match self.value(name)? {
            Value::Text(text) => Some(text.as_str()),
            _ => None,
        }
    }

    /// A number.
    pub fn int(&self, name: &str) -> Option<i64> {
        match self.value(name)? {
            Value::Int(number) => Some(*number),
            _ => None,
        }
    }
}

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[
    &INSERT,
    &UPDATE,
    &REBUILD,
    &STORED,
    &BY_NUMBER,
    &BY_ID,
    &OPEN,
    &OPEN_OF_BODY,
    &OPEN_OLDEST,
    &OPEN_OF_BODY_OLDEST,
    &OPEN_NEWEST,
    &OPEN_OF_BODY_NEWEST,
    &RECENT,
    &OF_ACCOUNT,
    &HANDLED_BY,
    &COUNT_HANDLED_BY,
    &ALL_BY_ID,
    &COUNT_BY_ITEM,
    &OPEN_OF_ITEM,
    &SOME_OPEN_OF_ITEM,
    &DECIDED_OF_ITEM,
    &DECIDED_UNDER,
    &OF_CALENDAR,
    &IDS_OF_CALENDAR,
    &EVENTS_OF_CALENDAR,
    &COUNT_BEFORE_CALENDAR,
];

impl CaseRow {
    /// Inserts the row.
    pub fn insert(&self, div: &str) -> Write {
        Write {
            stmt: &INSERT,
            params: self.params(div),
            expect: Some(1),
        }
    }

    /// Inserts the row, or replaces the whole of it if it still has the version that was read; otherwise the change
    /// conflicts.
    pub fn rebuild(&self, div: &str, version: Value) -> Write {
        let mut params = self.params(div);
        params.push(version);
        Write {
            stmt: &REBUILD,
            params,
            expect: Some(1),
        }
    }

    fn params(&self, div: &str) -> Vec<Value> {
        let mut params = vec![div.into()];
        params.extend(self.values());
        params
    }

    /// The values of [`COLUMNS`].
    pub fn values(&self) -> Vec<Value> {
        vec![
            self.id.0.into_bytes().into(),
            self.number.clone().into(),
            self.item.clone().into(),
            self.item_version.into(),
            self.body.clone().into(),
            self.status.code().into(),
            open(self.status),
            self.channel.code().into(),
            self.applicant_kind.code().into(),
            self.applicant_shown.clone().into(),
            self.account.map(|account| account.0.into_bytes()).into(),
            self.filed_at.into(),
            self.accepted_day.into(),
            self.decided_day.into(),
            self.closed_day.into(),
            self.promised_day.into(),
            self.statutory_day.into(),
            self.due_day.into(),
            flag(self.provisional),
            self.granted.map(i64::from).into(),
            self.in_time.map(i64::from).into(),
            self.rating.into(),
            self.calendar.into(),
            self.events.into(),
            self.changed_at.into(),
            self.last_hash.into(),
            self.handler.map(|handler| handler.0.into_bytes()).into(),
        ]
    }

    /// Replaces the row if it still has `version` events; otherwise the change conflicts.
    pub fn update(&self, div: &str, version: u32) -> Write {
        Write {
            stmt: &UPDATE,
            params: vec![
                self.status.code().into(),
                open(self.status),
                self.accepted_day.into(),
                self.decided_day.into(),
                self.closed_day.into(),
                self.promised_day.into(),
                self.statutory_day.into(),
                self.due_day.into(),
                flag(self.provisional),
                self.granted.map(i64::from).into(),
                self.in_time.map(i64::from).into(),
                self.rating.into(),
                self.calendar.into(),
                self.events.into(),
                self.changed_at.into(),
                self.last_hash.into(),
                self.handler.map(|handler| handler.0.into_bytes()).into(),
                div.into(),
                self.id.0.into_bytes().into(),
                version.into(),
            ],
            expect: Some(1),
        }
    }

    /// From a row of any of this module's case queries.
    ///
    /// # Errors
    /// A column holds what cannot be; the statement and the column are named.
    pub fn read(row: &Row) -> Result<CaseRow, StoreError> {
        let day = |at| row.opt_int(at);
        let wrong =
            |column: usize, text: &str| StoreError::Broken(format!("cases, column {column}: “{text}” is not known"));
        Ok(CaseRow {
            id: CaseId(Uuid::from_bytes(row.id(0)?)),
            number: row.text(1)?.to_string(),
            item: row.text(2)?.to_string(),
            item_version: row.int(3)? as u32,
            body: row.text(4)?.to_string(),
            status: Status::parse(row.text(5)?).ok_or_else(|| wrong(5, "status"))?,
            channel: Channel::parse(row.text(6)?).ok_or_else(|| wrong(6, "channel"))?,
            applicant_kind: Audience::parse(row.text(7)?).ok_or_else(|| wrong(7, "applicant"))?,
            applicant_shown: row.text(8)?.to_string(),
            account: row
                .opt_bytes(9)?
                .and_then(|bytes| Uuid::from_slice(bytes).ok())
                .map(AccountId),
            filed_at: row.int(10)?,
            accepted_day: day(11)?,
            decided_day: day(12)?,
            closed_day: day(13)?,
            promised_day: day(14)?,
            statutory_day: day(15)?,
            due_day: row.int(16)?,
            provisional: row.int(17)? == 1,
            granted: day(18)?.map(|flag| flag == 1),
            in_time: day(19)?.map(|flag| flag == 1),
            rating: day(20)?,
            calendar: row.int(21)? as u32,
            events: row.int(22)? as u32,
            changed_at: row.int(23)?,
            last_hash: row.hash(24)?,
            handler: row
                .opt_bytes(25)?
                .and_then(|bytes| Uuid::from_slice(bytes).ok())
                .map(AccountId),
        })
    }
}

fn open(status: Status) -> Value {
    flag(!status.is_closed())
}

fn flag(is: bool) -> Value {
    Value::Int(i64::from(is))
}
