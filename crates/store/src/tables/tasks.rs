//! Tasks of examinations (审查任务), projected from the events of their cases: one row a task, open or closed, for the lists of those who do them.

use uuid::Uuid;
use yimen_domain::cases::CaseId;
use yimen_domain::organisation::AccountId;

use crate::{Row, Stmt, StoreError, Value, Write};

/// How a task stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// 待接受: given, and nobody took it.
    Given,
    /// 办理中.
    Taken,
    /// 已退回: somebody must give it to another.
    Returned,
    /// 已办结, with an opinion.
    Done,
    /// 已撤销.
    Dropped,
    /// The case was decided or ended without it (随办件终结).
    Ended,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Stage; 6] = [
        Stage::Given,
        Stage::Taken,
        Stage::Returned,
        Stage::Done,
        Stage::Dropped,
        Stage::Ended,
    ];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Stage::Given => "given",
            Stage::Taken => "taken",
            Stage::Returned => "returned",
            Stage::Done => "done",
            Stage::Dropped => "dropped",
            Stage::Ended => "ended",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Stage> {
        Stage::ALL.into_iter().find(|stage| stage.code() == code)
    }

    /// Something is still to be done.
    pub fn is_open(self) -> bool {
        matches!(self, Stage::Given | Stage::Taken | Stage::Returned)
    }
}

/// A task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRow {
    /// Case.
    pub case: CaseId,
    /// Number of the proceeding within the case.
    pub no: u32,
    /// Number of the case.
    pub case_number: String,
    /// Code of the item.
    pub item: String,
    /// Its version.
    pub item_version: u32,
    /// Body in charge.
    pub body: String,
    /// What is to be done.
    pub what: String,
    /// How it stands.
    pub stage: Stage,
    /// Code of the section to which it was given; empty where it was given to a person.
    pub section: String,
    /// Its name.
    pub section_name: String,
    /// Code of the section while somebody of it has still to take it; empty otherwise.
    pub queue: String,
    /// Who has to do it now.
    pub person: Option<AccountId>,
    /// Who has it, had it, or gave it back.
    pub holder: Option<AccountId>,
    /// Their name.
    pub holder_name: String,
    /// Who gave it, or gave it to somebody else, last.
    pub giver: Option<AccountId>,
    /// Their name.
    pub giver_name: String,
    /// Given on.
    pub given_day: i64,
    /// Its last day; never where no limit was set.
    pub due_day: i64,
    /// Closed on; 0 while it is open.
    pub closed_day: i64,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT case_id, task_no, case_number, item, item_version, body, what, stage, is_open, section, section_name, queue, person, holder, \
             holder_name, giver, giver_name, given_day, due_day, closed_day FROM tasks WHERE div = $1 AND ",
            $rest
        )
    };
}

static PUT: Stmt = Stmt::write(
    "tasks.put",
    "INSERT INTO tasks (div, case_id, task_no, case_number, item, item_version, body, what, stage, is_open, section, section_name, queue, person, \
     holder, holder_name, giver, giver_name, given_day, due_day, closed_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, \
     $15, $16, $17, $18, $19, $20, $21) ON CONFLICT (div, case_id, task_no) DO UPDATE SET case_number = excluded.case_number, item = excluded.item, \
     item_version = excluded.item_version, body = excluded.body, what = excluded.what, stage = excluded.stage, is_open = excluded.is_open, \
     section = excluded.section, section_name = excluded.section_name, queue = excluded.queue, person = excluded.person, \
     holder = excluded.holder, holder_name = excluded.holder_name, giver = excluded.giver, giver_name = excluded.giver_name, \
     given_day = excluded.given_day, due_day = excluded.due_day, closed_day = excluded.closed_day",
);
static REMOVE: Stmt = Stmt::write(
    "tasks.remove",
    "DELETE FROM tasks WHERE div = $1 AND case_id = $2 AND task_no = $3",
);

/// Columns of [`STORED`] after the case, in the order of [`TaskRow::values`].
pub const COLUMNS: [&str; 19] = [
    "task_no",
    "case_number",
    "item",
    "item_version",
    "body",
    "what",
    "stage",
    "is_open",
    "section",
    "section_name",
    "queue",
    "person",
    "holder",
    "holder_name",
    "giver",
    "giver_name",
    "given_day",
    "due_day",
    "closed_day",
];
/// The tasks of a range of cases: `div, after case, up to case`. First column: case_id.
pub static STORED: Stmt = Stmt::read(
    "tasks.stored",
    select!("case_id > $2 AND case_id <= $3 ORDER BY case_id, task_no"),
);

/// One task: `div, case, number`.
pub static ONE: Stmt = Stmt::read(
    "tasks.one",
    select!("case_id = $2 AND task_no = $3 ORDER BY case_id, task_no LIMIT 1"),
);
/// What somebody has to do, first what is due first: `div, person, after (due_day, case, number), limit`.
pub static OF_PERSON: Stmt = Stmt::read(
    "tasks.of_person",
    select!(
        "person = $2 AND is_open = 1 AND (due_day, case_id, task_no) > ($3, $4, $5) ORDER BY due_day, case_id, task_no LIMIT $6"
    ),
);
/// What waits in a section to be taken: `div, body, section, after, limit`.
pub static OF_QUEUE: Stmt = Stmt::read(
    "tasks.of_queue",
    select!(
        "body = $2 AND queue = $3 AND is_open = 1 AND (due_day, case_id, task_no) > ($4, $5, $6) ORDER BY due_day, case_id, task_no LIMIT $7"
    ),
);
/// What was given to a section, taken or not: `div, body, section, after, limit`.
pub static OF_SECTION: Stmt = Stmt::read(
    "tasks.of_section",
    select!(
        "body = $2 AND section = $3 AND is_open = 1 AND (due_day, case_id, task_no) > ($4, $5, $6) ORDER BY due_day, case_id, task_no LIMIT $7"
    ),
);
/// What was given to a person directly, also when they gave it back: `div, holder, body, after, limit`.
pub static OF_HOLDER: Stmt = Stmt::read(
    "tasks.of_holder",
    select!(
        "holder = $2 AND body = $3 AND section = '' AND is_open = 1 AND (due_day, case_id, task_no) > ($4, $5, $6) \
         ORDER BY due_day, case_id, task_no LIMIT $7"
    ),
);
/// What somebody gave: `div, giver, after, limit`.
pub static OF_GIVER: Stmt = Stmt::read(
    "tasks.of_giver",
    select!(
        "giver = $2 AND is_open = 1 AND (due_day, case_id, task_no) > ($3, $4, $5) ORDER BY due_day, case_id, task_no LIMIT $6"
    ),
);
/// What somebody had and what is closed, the latest first: `div, holder, before (closed_day, case, number), limit`.
pub static DONE: Stmt = Stmt::read(
    "tasks.done",
    select!(
        "holder = $2 AND is_open = 0 AND (closed_day, case_id, task_no) < ($3, $4, $5) ORDER BY closed_day DESC, case_id DESC, task_no DESC LIMIT $6"
    ),
);

/// When what somebody has to do is due, at most so many: `div, person, limit`.
pub static DUE_OF_PERSON: Stmt = Stmt::read(
    "tasks.due_of_person",
    "SELECT due_day FROM tasks WHERE div = $1 AND person = $2 AND is_open = 1 ORDER BY due_day, case_id, task_no LIMIT $3",
);
/// When what waits in a section is due: `div, body, section, limit`.
pub static DUE_OF_QUEUE: Stmt = Stmt::read(
    "tasks.due_of_queue",
    "SELECT due_day FROM tasks WHERE div = $1 AND body = $2 AND queue = $3 AND is_open = 1 ORDER BY due_day, case_id, task_no LIMIT $4",
);
/// When what was given to a section is due: `div, body, section, limit`.
pub static DUE_OF_SECTION: Stmt = Stmt::read(
    "tasks.due_of_section",
    "SELECT due_day FROM tasks WHERE div = $1 AND body = $2 AND section = $3 AND is_open = 1 ORDER BY due_day, case_id, task_no LIMIT $4",
);
/// When what was given to a person directly is due: `div, holder, body, limit`.
pub static DUE_OF_HOLDER: Stmt = Stmt::read(
    "tasks.due_of_holder",
    "SELECT due_day FROM tasks WHERE div = $1 AND holder = $2 AND body = $3 AND section = '' AND is_open = 1 \
     ORDER BY due_day, case_id, task_no LIMIT $4",
);
/// When what somebody gave is due: `div, giver, limit`.
pub static DUE_OF_GIVER: Stmt = Stmt::read(
    "tasks.due_of_giver",
    "SELECT due_day FROM tasks WHERE div = $1 AND giver = $2 AND is_open = 1 ORDER BY due_day, case_id, task_no LIMIT $3",
);

/// Every statement of the table.
pub const ALL: &[&Stmt] = &[
    &PUT,
    &REMOVE,
    &STORED,
    &ONE,
    &OF_PERSON,
    &OF_QUEUE,
    &OF_SECTION,
    &OF_HOLDER,
    &OF_GIVER,
    &DONE,
    &DUE_OF_PERSON,
    &DUE_OF_QUEUE,
    &DUE_OF_SECTION,
    &DUE_OF_HOLDER,
    &DUE_OF_GIVER,
];

fn account(account: Option<AccountId>) -> Value {
    account.map(|account| account.0.into_bytes().to_vec()).into()
}

impl TaskRow {
    /// The values of [`COLUMNS`].
    pub fn values(&self) -> Vec<Value> {
        vec![
            self.no.into(),
            self.case_number.as_str().into(),
            self.item.as_str().into(),
            self.item_version.into(),
            self.body.as_str().into(),
            self.what.as_str().into(),
            self.stage.code().into(),
            i64::from(self.stage.is_open()).into(),
            self.section.as_str().into(),
            self.section_name.as_str().into(),
            self.queue.as_str().into(),
            account(self.person),
            account(self.holder),
            self.holder_name.as_str().into(),
            account(self.giver),
            self.giver_name.as_str().into(),
            self.given_day.into(),
            self.due_day.into(),
            self.closed_day.into(),
        ]
    }

    /// Inserts or replaces the row.
    pub fn put(&self, div: &str) -> Write {
        let mut params = vec![div.into(), self.case.0.into_bytes().into()];
        params.extend(self.values());
        Write {
            stmt: &PUT,
            params,
            expect: Some(1),
        }
    }

    /// From a row of any statement here that reads whole rows.
    ///
    /// # Errors
    /// A column has another type, or a code that is not known.
    pub fn read(row: &Row) -> Result<TaskRow, StoreError> {
        let maybe = |column: usize| -> Result<Option<AccountId>, StoreError> {
            match row.opt_bytes(column)? {
                Some(_) => Ok(Some(AccountId(Uuid::from_bytes(row.id(column)?)))),
                None => Ok(None),
            }
        };
        let number = |column: usize| row.int(column).map(|number| u32::try_from(number).unwrap_or(0));
        Ok(TaskRow {
            case: CaseId(Uuid::from_bytes(row.id(0)?)),
            no: number(1)?,
            case_number: row.text(2)?.to_string(),
            item: row.text(3)?.to_string(),
            item_version: number(4)?,
            body: row.text(5)?.to_string(),
            what: row.text(6)?.to_string(),
            stage: Stage::parse(row.text(7)?).ok_or_else(|| StoreError::Broken("no such stage of a task".into()))?,
            section: row.text(9)?.to_string(),
            section_name: row.text(10)?.to_string(),
            queue: row.text(11)?.to_string(),
            person: maybe(12)?,
            holder: maybe(13)?,
            holder_name: row.text(14)?.to_string(),
            giver: maybe(15)?,
            giver_name: row.text(16)?.to_string(),
            given_day: row.int(17)?,
            due_day: row.int(18)?,
            closed_day: row.int(19)?,
        })
    }
}

/// Removes the row of a task that no event made.
pub fn remove(div: &str, case: CaseId, no: Value) -> Write {
    Write {
        stmt: &REMOVE,
        params: vec![div.into(), case.0.into_bytes().into(), no],
        expect: None,
    }
}
