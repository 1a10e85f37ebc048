//! Keeping the wordings of documents (文书文本维护): a draft, its preview, and the day from which it holds. A document is printed in the wording
//! that held on its day, however late it is printed.

use yimen_domain::calendar::{Day, Instant};
use yimen_domain::organisation::Actor;
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::wordings::{Form, LONGEST_REASON, LONGEST_TEXT, from_fault, title_fault};
use yimen_domain::words::{Fault, Refusal, RefusalKind};
use yimen_store::tables::wordings::{self as table, WordingDraftRow, WordingRow, end_draft};

use crate::documents::wordings::{Wording, preview as sample, text_faults};
use crate::{ActError, Centre, press};

/// Versions that a page of the history shows.
pub const PAGE: u32 = 20;
/// Most lines of a text.
const MOST_LINES: usize = 200;

/// How a wording stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Which.
    pub form: Form,
    /// The version that holds today; none where nobody ever changed it.
    pub version: Option<WordingRow>,
    /// What it says today.
    pub wording: Wording,
    /// What is being written.
    pub draft: Option<WordingDraftRow>,
    /// The version that was put in force last, also where its day has not come.
    pub latest: Option<WordingRow>,
}

impl Standing {
    /// What the next version begins with.
    pub fn begin(&self) -> Wording {
        self.draft.as_ref().map_or_else(
            || self.wording.clone(),
            |draft| Wording {
                title: draft.title.clone(),
                text: draft.body.clone(),
            },
        )
    }

    /// The number of the last save.
    pub fn serial(&self) -> u32 {
        self.draft.as_ref().map_or(0, |draft| draft.serial)
    }

    /// A version whose day has not come.
    pub fn next(&self) -> Option<&WordingRow> {
        let held = self.version.as_ref().map(|row| row.version);
        self.latest.as_ref().filter(|row| Some(row.version) != held)
    }
}

/// What a version says; one without words of its own says what the standard one does.
pub fn words_of(row: &WordingRow) -> Wording {
    if row.body.is_empty() {
        return Wording::standard(row.form);
    }
    Wording {
        title: row.title.clone(),
        text: row.body.clone(),
    }
}

/// The wording in which a document that was made at a moment is printed, whenever that is.
///
/// # Errors
/// The database does not answer.
pub async fn in_force(centre: &Centre, form: Form, at: Instant) -> Result<Wording, ActError> {
    let row = version_at(centre, form, at).await?;
    Ok(row.map_or_else(|| Wording::standard(form), |row| words_of(&row)))
}

/// The version that was put in force before the moment and holds on its day.
async fn version_at(centre: &Centre, form: Form, at: Instant) -> Result<Option<WordingRow>, ActError> {
    let day = i64::from(at.day(yimen_domain::calendar::CHINA).days());
    let params = vec![centre.div().into(), form.code().into(), at.0.into(), day.into()];
    let rows = centre.store().query(&table::IN_FORCE, params).await?;
    Ok(rows.first().map(WordingRow::read).transpose()?)
}

/// Every wording of a paper that is made here.
///
/// # Errors
/// The database does not answer.
pub async fn all(centre: &Centre) -> Result<Vec<Standing>, ActError> {
    let mut found = Vec::new();
    for form in Form::all().filter(|form| Wording::is_written(*form)) {
        found.push(one(centre, form).await?);
    }
    Ok(found)
}

/// One wording as it stands.
///
/// # Errors
/// The database does not answer.
pub async fn one(centre: &Centre, form: Form) -> Result<Standing, ActError> {
    let version = version_at(centre, form, centre.now().plus_micros(1)).await?;
    let params = vec![centre.div().into(), form.code().into()];
    let drafts = centre.store().query(&table::DRAFT, params).await?;
    let latest = history(centre, form, None, 1).await?.pop();
    Ok(Standing {
        form,
        wording: version.as_ref().map_or_else(|| Wording::standard(form), words_of),
        version,
        draft: drafts.first().map(WordingDraftRow::read).transpose()?,
        latest,
    })
}

/// Versions of a wording, latest first, before one of them.
///
/// # Errors
/// The database does not answer.
pub async fn history(
    centre: &Centre,
    form: Form,
    before: Option<u32>,
    limit: u32,
) -> Result<Vec<WordingRow>, ActError> {
    let params = vec![
        centre.div().into(),
        form.code().into(),
        before.map_or(i64::MAX, i64::from).into(),
        limit.into(),
    ];
    let rows = centre.store().query(&table::OF_FORM, params).await?;
    Ok(rows.iter().map(WordingRow::read).collect::<Result<_, _>>()?)
}

/// One version.
///
/// # Errors
/// There is none.
pub async fn version(centre: &Centre, form: Form, number: u32) -> Result<WordingRow, ActError> {
    let params = vec![centre.div().into(), form.code().into(), number.into()];
    let rows = centre.store().query(&table::ONE, params).await?;
    let missing = || ActError::from(Refusal::missing("这个版本", "this version"));
    Ok(WordingRow::read(rows.first().ok_or_else(missing)?)?)
}

/// What is wrong with a wording, by the field on the page.
pub fn faults(form: Form, wording: &Wording) -> Vec<Fault> {
    let mut faults: Vec<Fault> = title_fault(&wording.title).into_iter().collect();
    if wording.text.trim().is_empty() || unkeepable(&wording.text) {
        faults.push(Fault::new(
            "text",
            format!("请填写正文，不超过 {LONGEST_TEXT} 个字、{MOST_LINES} 行，不含不能显示的字符。"),
            format!("Enter the text, at most {LONGEST_TEXT} characters in {MOST_LINES} lines, that can be shown."),
        ));
        return faults;
    }
    let lines = text_faults(form, &wording.text).into_iter();
    faults.extend(lines.map(|(line, zh, en)| match line {
        0 => Fault::new("text", zh, en),
        line => Fault::new("text", format!("第 {line} 行：{zh}"), format!("Line {line}: {en}")),
    }));
    faults
}

/// The paper as it would be printed, with a made-up case, marked so that nobody takes it for a document.
///
/// # Errors
/// The fonts are missing.
pub async fn preview(centre: &Centre, form: Form, wording: &Wording) -> Result<Vec<u8>, ActError> {
    press::print(centre, sample(form, wording)).await
}

/// A line of a comparison (对照).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Compared {
    /// In both.
    Same(String),
    /// In the earlier one only.
    Gone(String),
    /// In the later one only.
    New(String),
}

/// What a text says otherwise than one before it, line by line.
pub fn compare(before: &str, after: &str) -> Vec<Compared> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    // Longest run of lines that both share, from each pair of lines on.
    let mut shared = vec![vec![0_usize; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            shared[i][j] = if old[i] == new[j] {
                shared[i + 1][j + 1] + 1
            } else {
                shared[i + 1][j].max(shared[i][j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut lines = Vec::with_capacity(old.len().max(new.len()));
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            lines.push(Compared::Same(old[i].into()));
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || (i < old.len() && shared[i + 1][j] >= shared[i][j + 1]) {
            lines.push(Compared::Gone(old[i].into()));
            i += 1;
        } else {
            lines.push(Compared::New(new[j].into()));
            j += 1;
        }
    }
    lines
}

/// Saves a draft over the save that somebody saw; it may be unfinished.
///
/// # Errors
/// Not permitted; the title or the text is too long; somebody else has saved meanwhile.
pub async fn save(centre: &Centre, by: &Actor, form: Form, seen: u32, wording: Wording) -> Result<(), ActError> {
    need(by)?;
    let mut wrong = faults(form, &wording);
    // What is unfinished may be saved; what cannot be kept may not.
    wrong.retain(|fault| fault.field == "title" || wording.text.trim().is_empty() || unkeepable(&wording.text));
    if !wrong.is_empty() {
        return Err(Refusal::invalid(wrong).into());
    }
    let row = WordingDraftRow {
        form,
        serial: seen + 1,
        title: wording.title.trim().to_string(),
        body: wording.text,
        saved_at: centre.now().0,
        saved_by: by.name.clone(),
    };
    centre.put(vec![row.save(centre.div())]).await.map_err(meanwhile)
}

fn unkeepable(text: &str) -> bool {
    let odd = |c: char| c.is_control() && c != '\n';
    text.chars().count() > LONGEST_TEXT || text.lines().count() > MOST_LINES || text.contains(odd)
}

/// Puts the draft in force from a day, today or later.
///
/// # Errors
/// Not permitted; there is no draft, or it leaves out what the law asks for; the day has passed; somebody else changed it meanwhile.
pub async fn put_in_force(
    centre: &Centre,
    by: &Actor,
    form: Form,
    seen: u32,
    from: Option<Day>,
    reason: &str,
) -> Result<(), ActError> {
    need(by)?;
    let standing = one(centre, form).await?;
    let Some(draft) = &standing.draft else {
        return Err(no_draft().into());
    };
    if draft.serial != seen {
        return Err(changed().into());
    }
    let wording = standing.begin();
    let mut wrong = faults(form, &wording);
    wrong.extend(from_fault(from, centre.today()));
    wrong.extend(reason_fault(reason));
    let Some(from) = from.filter(|_| wrong.is_empty()) else {
        return Err(Refusal::invalid(wrong).into());
    };
    let row = next(centre, by, &standing, from, reason, wording);
    let writes = vec![row.insert(centre.div()), end_draft(centre.div(), form, seen)];
    centre.put(writes).await.map_err(meanwhile)
}

/// Lets the standard wording hold again from a day.
///
/// # Errors
/// Not permitted; it holds already; the day has passed; somebody else changed it meanwhile.
pub async fn back_to_standard(
    centre: &Centre,
    by: &Actor,
    form: Form,
    from: Option<Day>,
    reason: &str,
) -> Result<(), ActError> {
    need(by)?;
    let standing = one(centre, form).await?;
    if standing.latest.as_ref().is_none_or(|row| row.body.is_empty()) {
        return Err(standard_already().into());
    }
    let wrong: Vec<Fault> = from_fault(from, centre.today())
        .into_iter()
        .chain(reason_fault(reason))
        .collect();
    let Some(from) = from.filter(|_| wrong.is_empty()) else {
        return Err(Refusal::invalid(wrong).into());
    };
    let none = Wording {
        title: String::new(),
        text: String::new(),
    };
    let row = next(centre, by, &standing, from, reason, none);
    centre.put(vec![row.insert(centre.div())]).await.map_err(meanwhile)
}

/// Throws the draft away.
///
/// # Errors
/// Not permitted; there is none; somebody else has saved meanwhile.
pub async fn discard(centre: &Centre, by: &Actor, form: Form, seen: u32) -> Result<(), ActError> {
    need(by)?;
    if one(centre, form).await?.draft.is_none() {
        return Err(no_draft().into());
    }
    centre
        .put(vec![end_draft(centre.div(), form, seen)])
        .await
        .map_err(meanwhile)
}

fn next(centre: &Centre, by: &Actor, standing: &Standing, from: Day, reason: &str, wording: Wording) -> WordingRow {
    WordingRow {
        form: standing.form,
        version: standing.latest.as_ref().map_or(0, |row| row.version) + 1,
        title: wording.title,
        body: wording.text,
        from_day: i64::from(from.days()),
        reason: reason.trim().to_string(),
        made_at: centre.now().0,
        made_by: by.name.clone(),
    }
}

fn reason_fault(reason: &str) -> Option<Fault> {
    let length = reason.trim().chars().count();
    let odd = reason.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\r'));
    (length == 0 || length > LONGEST_REASON || odd).then(|| {
        Fault::new(
            "reason",
            format!("请写明修改的理由，不超过 {LONGEST_REASON} 个字。"),
            format!("Say why it is changed, in at most {LONGEST_REASON} characters."),
        )
    })
}

fn need(by: &Actor) -> Result<(), ActError> {
    if by.may(Permission::ChangeWordings, About::CENTRE) {
        return Ok(());
    }
    Err(Refusal::new(
        "not_permitted",
        RefusalKind::Forbidden,
        "",
        (
            "文书文本由中心管理员维护。",
            "Wordings of documents are kept by the centre’s manager.",
        ),
        (
            "需要修改时，请联系中心管理员。",
            "Ask the manager of the centre to change one.",
        ),
    )
    .into())
}

fn meanwhile(error: ActError) -> ActError {
    match error {
        ActError::Refused(refusal) if refusal.code == "changed_meanwhile" => changed().into(),
        other => other,
    }
}

fn changed() -> Refusal {
    Refusal::new(
        "wording_changed_meanwhile",
        RefusalKind::State,
        "",
        (
            "这份文书文本刚刚被别人修改过。",
            "Somebody else has just changed this wording.",
        ),
        (
            "请先看过最新的草稿，再保存或者启用。",
            "Look at the newest draft before you save it or put it in force.",
        ),
    )
}

fn no_draft() -> Refusal {
    Refusal::new(
        "no_draft_of_wording",
        RefusalKind::State,
        "",
        ("这份文书没有正在修改的草稿。", "There is no draft of this wording."),
        ("请先修改并保存草稿。", "Change it and save a draft first."),
    )
}

fn standard_already() -> Refusal {
    Refusal::new(
        "standard_already",
        RefusalKind::State,
        "",
        ("这份文书已经使用标准文本。", "The standard wording holds already."),
        ("无需恢复。", "There is nothing to restore."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comparison_shows_what_went_and_what_came() {
        let told: Vec<String> = compare("甲\n乙\n丙", "甲\n丁\n丙\n戊")
            .into_iter()
            .map(|line| match line {
                Compared::Same(text) => format!(" {text}"),
                Compared::Gone(text) => format!("-{text}"),
                Compared::New(text) => format!("+{text}"),
            })
            .collect();
        assert_eq!(told, [" 甲", "-乙", "+丁", " 丙", "+戊"]);
    }
}
