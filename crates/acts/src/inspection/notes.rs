//! Notes of inspectors on cases (监察备注): sealed, read by inspectors alone.

use yimen_domain::cases::CaseId;
use yimen_domain::inspection::note::{self, Outcome};
use yimen_domain::organisation::Actor;
use yimen_domain::words::{Refusal, RefusalKind};
use yimen_store::tables::inspection_notes::{self as table, NoteRow};

use super::{Asked, add, need, samples};
use crate::cases::lists;
use crate::{ActError, Centre};

/// Most notes on a case.
pub const MOST_OF_CASE: u32 = 200;
/// Most notes that are read of a sample: several on each case that was drawn.
const MOST_OF_SAMPLE: u32 = 2_000;

/// A note, opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The row.
    pub row: NoteRow,
    /// What was found.
    pub outcome: Outcome,
    /// What was seen.
    pub words: String,
}

/// Keeps a note on a case, for a sample in which it was drawn where one is named.
///
/// # Errors
/// Who asks is no inspector, there is no such case, it was not drawn in that sample, or something in the note is wrong. Nothing was changed then.
pub async fn keep(
    centre: &Centre,
    by: &Actor,
    key: &str,
    number: &str,
    sample: Option<u32>,
    outcome: Outcome,
    words: &str,
) -> Result<u32, ActError> {
    need(by)?;
    note::check(outcome, words, sample.is_some())?;
    let line = lists::by_number(centre, by, number).await?;
    if let Some(sample) = sample {
        let drawn = samples::one(centre, by, sample).await?;
        if !drawn.drawn().any(|known| known == line.row.number) {
            return Err(not_drawn().into());
        }
    }
    let known = of(centre, line.row.id).await?;
    if known.len() >= MOST_OF_CASE as usize {
        return Err(full().into());
    }
    let case = line.row.id;
    let sealed = centre
        .shared
        .vault
        .seal(centre.random::<12>(), &place(case), words.trim().as_bytes())?;
    let row = NoteRow {
        case,
        no: known.last().map_or(1, |row| row.no + 1),
        number: line.row.number,
        sample: sample.unwrap_or(0),
        outcome: outcome.code().to_string(),
        noted_at: centre.now().0,
        noted_by: by.name.clone(),
        sealed,
    };
    let asked = Asked {
        by,
        key,
        target: "inspection_note",
        told: format!("{number}\0{sample:?}\0{}\0{words}", outcome.code()),
    };
    add(centre, asked, row.no, row.insert(centre.div())).await
}

/// The notes on a case, oldest first.
///
/// # Errors
/// Who asks is no inspector, or the database does not answer.
pub async fn of_case(centre: &Centre, by: &Actor, case: CaseId) -> Result<Vec<Note>, ActError> {
    need(by)?;
    of(centre, case)
        .await?
        .into_iter()
        .map(|row| opened(centre, row))
        .collect()
}

/// The notes on the cases of a sample.
///
/// # Errors
/// As [`of_case`].
pub async fn of_sample(centre: &Centre, by: &Actor, sample: u32) -> Result<Vec<Note>, ActError> {
    need(by)?;
    rows_of_sample(centre, sample)
        .await?
        .into_iter()
        .map(|row| opened(centre, row))
        .collect()
}

pub(super) async fn rows_of_sample(centre: &Centre, sample: u32) -> Result<Vec<NoteRow>, ActError> {
    let params = vec![centre.div().into(), sample.into(), MOST_OF_SAMPLE.into()];
    let rows = centre.store().query(&table::OF_SAMPLE, params).await?;
    Ok(rows.iter().map(NoteRow::read).collect::<Result<_, _>>()?)
}

async fn of(centre: &Centre, case: CaseId) -> Result<Vec<NoteRow>, ActError> {
    let params = vec![centre.div().into(), case.0.into_bytes().into(), MOST_OF_CASE.into()];
    let rows = centre.store().query(&table::OF_CASE, params).await?;
    Ok(rows.iter().map(NoteRow::read).collect::<Result<_, _>>()?)
}

fn opened(centre: &Centre, row: NoteRow) -> Result<Note, ActError> {
    let plain = centre.shared.vault.open_sealed(&place(row.case), &row.sealed)?;
    let words = String::from_utf8(plain).map_err(|error| ActError::Broken(format!("a note: {error}")))?;
    let outcome = Outcome::parse(&row.outcome)
        .ok_or_else(|| ActError::Broken(format!("a note with the outcome {:?}", row.outcome)))?;
    Ok(Note { row, outcome, words })
}

/// Where the words of a note belong: sealed words of one case open nowhere else.
fn place(case: CaseId) -> Vec<u8> {
    [case.0.as_bytes().as_slice(), b"/note"].concat()
}

fn not_drawn() -> Refusal {
    Refusal::new(
        "not_drawn",
        RefusalKind::State,
        "",
        (
            "该办件不在这次抽查抽中的办件里。",
            "This case was not drawn in that sample.",
        ),
        (
            "请核对抽查编号；也可以直接在办件上作备注。",
            "Check the number of the sample, or keep a note on the case itself.",
        ),
    )
}

fn full() -> Refusal {
    Refusal::new(
        "too_many_notes",
        RefusalKind::State,
        "",
        (
            "该办件的监察备注已达上限。",
            "There are as many notes on this case as can be kept.",
        ),
        ("请用监察文书继续处理。", "Go on with a letter of supervision."),
    )
}
