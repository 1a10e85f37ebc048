//! The importer (事项导入): a district's catalogue or list as .xlsx or .csv, or full specifications as JSON. Every row gets its
//! answer, before anything is changed and after; an import is one batch and can be undone as a whole.

mod batch;
mod judge;
mod read;
mod undo;

pub use batch::{
    Batch, Counts, Did, Line, Standing, apply, check_rows, choose, discard, file_names, lines, newest, one, open,
    remembered,
};
pub use judge::DEFAULT_LIMIT;
pub use read::is_json;
pub use undo::{Undoing, undo, undoing};

use serde::{Deserialize, Serialize};
use yimen_domain::words::{Refusal, RefusalKind};

use crate::{ActError, Centre};

/// Largest file that is taken, bytes.
pub const LARGEST: usize = 64 * 1024 * 1024;

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
}

/// Imports a file in one go, with the columns guessed from their names. All good rows are taken in one change.
///
/// # Errors
/// The file is none of items: refused whole, with the line and the reason. Or the database does not answer.
pub async fn import(centre: &Centre, source: &str, bytes: &[u8]) -> Result<Report, ActError> {
    let ground = Ground {
        by: "system".into(),
        reason: "导入目录 / import of a catalogue".into(),
        basis: source.to_string(),
    };
    bring_in(centre, source, bytes, "", &ground, true).await
}

/// Imports a file in one go: with the columns remembered under `mapping`, or guessed; where `really` is false everything is
/// looked at and nothing is changed.
///
/// # Errors
/// As [`import`]; or the columns that an item cannot do without are not there.
pub async fn bring_in(
    centre: &Centre,
    source: &str,
    bytes: &[u8],
    mapping: &str,
    ground: &Ground,
    really: bool,
) -> Result<Report, ActError> {
    let batch = open(centre, &ground.by, source, bytes.to_vec()).await?;
    let columns = if mapping.is_empty() {
        batch.columns.clone()
    } else {
        batch::remembered_columns(centre, mapping, &batch.heading).await?
    };
    let batch = choose(centre, &batch.id, "", &columns, "").await?;
    check_rows(centre, &batch.id).await?;
    if really {
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
