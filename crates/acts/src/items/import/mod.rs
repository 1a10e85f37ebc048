//! The importer (事项导入): a district's catalogue or list as .xlsx or .csv, or full specifications as JSON. Every row gets its
//! answer, before anything is changed and after; an import is one batch and can be undone as a whole.

mod batch;
mod judge;
mod undo;

pub use batch::{
    Batch, Counts, Did, Line, Standing, Taken, apply, check_rows, choose, discard, file_names, lines, newest, one,
    open, remembered, taken,
};
pub use judge::DEFAULT_LIMIT;
pub use undo::{Undoing, undo, undoing};

use crate::sheets::read::Unreadable;
pub use crate::sheets::read::is_json;
use serde::{Deserialize, Serialize};
use yimen_domain::words::{Refusal, RefusalKind};

use crate::{ActError, Centre};

/// Largest file that is taken, bytes.
pub const LARGEST: usize = 160 * 1024 * 1024;

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Taken as a new item.
    Taken,
    /// Taken as a new version of an item that was there.
    Changed,
    /// There already, and the same.
    Unchanged,
    /// Not taken.
    Refused,
}

impl Fate {
    /// Every fate.
    pub const ALL: [Fate; 4] = [Fate::Taken, Fate::Changed, Fate::Unchanged, Fate::Refused];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Fate::Taken => "taken",
            Fate::Changed => "changed",
            Fate::Unchanged => "unchanged",
            Fate::Refused => "refused",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Fate> {
        Fate::ALL.into_iter().find(|fate| fate.code() == code)
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Fate::Taken => ("新增", "new"),
            Fate::Changed => ("更新", "changed"),
            Fate::Unchanged => ("未变", "unchanged"),
            Fate::Refused => ("拒绝", "refused"),
        }
    }
}

/// The answer to one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowReport {
    /// Line of the file, counted from 1.
    pub line: u64,
    /// Code as it stood there.
    pub code: String,
    /// Name as it stood there.
    pub name: String,
    /// What became of it.
    pub fate: Fate,
    /// Why, and what was noticed; Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

/// The answer to a file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Report {
    /// The import by which it can be found again and undone.
    pub batch: String,
    /// New items.
    pub taken: usize,
    /// New versions.
    pub changed: usize,
    /// Same as before.
    pub unchanged: usize,
    /// Not taken.
    pub refused: usize,
    /// Every row, in order.
    pub rows: Vec<RowReport>,
}

/// Why something is brought in, and on what paper.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ground {
    /// Who does it.
    pub by: String,
    /// Why (理由).
    pub reason: String,
    /// Law, notice or paper (依据).
    pub basis: String,
    /// The name of the file may stand in the public log: nobody is named in it.
    pub names_file: bool,
    /// The versions hold as if they had come at this earlier moment, UTC microseconds: history that is moved in, or made up
    /// for a demonstration. The record says when they really came.
    pub since: Option<i64>,
}

/// What is being done (进度).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The file is read.
    Reading,
    /// So many rows were looked at, of so many.
    Looking(u64, u64),
    /// The good rows are taken.
    Taking,
}

/// Is told what is being done.
pub type Tell<'a> = &'a mut (dyn FnMut(Stage) + Send);

/// Imports a file in one go, with the columns guessed from their names. All good rows are taken in one change.
///
/// # Errors
/// The file is none of items: refused whole, with the line and the reason. Or the database does not answer.
pub async fn import(centre: &Centre, source: &str, bytes: &[u8]) -> Result<Report, ActError> {
    let bytes = bytes.to_vec();
    let ground = Ground {
        by: "system".into(),
        reason: "导入目录 / import of a catalogue".into(),
        basis: source.to_string(),
        names_file: true,
        since: None,
    };
    bring_in(centre, source, bytes, "", &ground, true, &mut |_| {}).await
}

/// Imports the files of the demonstration, as if they had come earlier.
pub(crate) async fn import_since(
    centre: &Centre,
    source: &str,
    bytes: Vec<u8>,
    since: i64,
    reason: &str,
) -> Result<Report, ActError> {
    let ground = Ground {
        by: "system".into(),
        reason: reason.to_string(),
        basis: source.to_string(),
        names_file: true,
        since: Some(since),
    };
    bring_in(centre, source, bytes, "", &ground, true, &mut |_| {}).await
}

/// Imports a file in one go: with the columns remembered under `mapping`, or guessed; where `really` is false everything is
/// looked at and nothing is changed.
///
/// # Errors
/// As [`import`]; or the columns that an item cannot do without are not there.
pub async fn bring_in(
    centre: &Centre,
    source: &str,
    bytes: Vec<u8>,
    mapping: &str,
    ground: &Ground,
    really: bool,
    tell: Tell<'_>,
) -> Result<Report, ActError> {
    tell(Stage::Reading);
    let batch = open(centre, &ground.by, source, bytes).await?;
    let columns = if mapping.is_empty() {
        batch.columns.clone()
    } else {
        batch::remembered_columns(centre, mapping, &batch.heading).await?
    };
    let batch = choose(centre, &batch.id, "", &columns, "").await?;
    batch::check_rows_telling(centre, &batch.id, &mut |done, total| tell(Stage::Looking(done, total))).await?;
    if really {
        tell(Stage::Taking);
        apply(centre, &batch.id, ground).await?;
    } else {
        discard(centre, &batch.id).await?;
    }
    report(centre, &batch.id).await
}

async fn report(centre: &Centre, id: &str) -> Result<Report, ActError> {
    let mut report = Report {
        batch: id.to_string(),
        ..Report::default()
    };
    let mut after = 0;
    loop {
        let page = lines(centre, id, None, after, 1000).await?;
        let Some(last) = page.last() else {
            return Ok(report);
        };
        after = last.line;
        for line in page {
            match line.fate {
                Fate::Taken => report.taken += 1,
                Fate::Changed => report.changed += 1,
                Fate::Unchanged => report.unchanged += 1,
                Fate::Refused => report.refused += 1,
            }
            report.rows.push(RowReport {
                line: line.line,
                code: line.code,
                name: line.name,
                fate: line.fate,
                zh: line.said.zh,
                en: line.said.en,
            });
        }
    }
}

fn none_of_items(unreadable: Unreadable) -> Refusal {
    not_a_catalogue(unreadable.line, &unreadable.why.zh, &unreadable.why.en)
}

fn not_a_catalogue(line: u64, zh: &str, en: &str) -> Refusal {
    Refusal::new(
        "not_a_catalogue",
        RefusalKind::Invalid,
        "",
        (
            &format!("这不是事项目录（第 {line} 行：{zh}）。"),
            &format!("This is not a catalogue of items (line {line}: {en})."),
        ),
        (
            "文件没有导入。请提供 .xlsx 或 .csv 格式的事项目录（UTF-8 或 GB18030 编码），或事项实施清单 JSON。",
            "Nothing was imported. Give a catalogue as .xlsx or .csv (in UTF-8 or GB18030), or item specifications as JSON.",
        ),
    )
}
