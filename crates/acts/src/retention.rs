//! Deleting what was kept long enough (到期删除): once a day, by the rules of [`yimen_domain::retention`], in bounded batches, with
//! a record of how much of what was deleted.

use serde::{Deserialize, Serialize};
use yimen_domain::calendar::Instant;
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::organisation::{AccountId, Actor};
use yimen_domain::retention::Kind;
use yimen_domain::words::{Fault, Refusal, RefusalKind};
use yimen_store::tables::files as files_table;
use yimen_store::tables::retention::{self as table, Aged, AgedFile};
use yimen_store::tables::{mailboxes, phones, quotas, recoveries, texts};
use yimen_store::{Row, Write};

use crate::ledger::forget::{Order, forget};
use crate::{ActError, Centre, drafts, files, mandates};

const DAY_MICROS: i64 = 86_400 * 1_000_000;
/// Rows that are looked at and deleted at once.
const BATCH: u32 = 200;
/// Most rows of a kind in one run; what is left waits for the next.
const MOST: u64 = 20_000;
/// Most cases whose words are deleted in one run: each is an event of its own.
const MOST_CASES: u32 = 500;
/// Where looking through old files has come to.
const FILES_PLACE: &str = "retention.files";
/// Runs that are shown.
const SHOWN: u32 = 30;

/// What a run did with a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// Code of the kind.
    pub kind: String,
    /// Days of its period at that time.
    pub days: u32,
    /// How many were deleted, or would be.
    pub count: u64,
}

/// A run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// UTC microseconds.
    pub at: i64,
    /// Kinds of which something was deleted.
    pub done: Vec<Done>,
}

/// A period in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Of what.
    pub kind: Kind,
    /// Days.
    pub days: u32,
}

fn setting(kind: Kind) -> String {
    format!("retention.days.{}", kind.code())
}

/// Every period in force.
///
/// # Errors
/// The database does not answer.
pub async fn periods(centre: &Centre) -> Result<Vec<Period>, ActError> {
    let mut found = Vec::with_capacity(Kind::ALL.len());
    for kind in Kind::ALL {
        let chosen = centre.setting(&setting(kind)).await?.and_then(|text| text.parse().ok());
        // A period that an earlier program allowed and the law no longer does is not believed.
        let days = chosen
            .filter(|days| kind.rule().allows(*days))
            .unwrap_or(kind.rule().usual);
        found.push(Period { kind, days });
    }
    Ok(found)
}

/// Chooses a period.
///
/// # Errors
/// It is shorter than the law asks, or longer than needed.
pub async fn choose(centre: &Centre, kind: Kind, days: u32) -> Result<(), ActError> {
    let rule = kind.rule();
    if !rule.allows(days) {
        let fault = Fault::new(
            "days",
            format!(
                "“{}”的保存期限应为 {} 至 {} 天。依据：{}。",
                rule.name.0, rule.least, rule.most, rule.basis.0
            ),
            format!(
                "{}: between {} and {} days. Basis: {}.",
                rule.name.1, rule.least, rule.most, rule.basis.1
            ),
        );
        return Err(Refusal::invalid(vec![fault]).into());
    }
    centre.set_setting(&setting(kind), &days.to_string()).await
}

/// The latest runs that deleted something, for whoever reads the log or looks after the system.
///
/// # Errors
/// Whoever asks has nothing to do with it.
pub async fn runs(centre: &Centre, actor: &Actor) -> Result<Vec<Run>, ActError> {
    if !actor.may(Permission::SeeRetention, About::CENTRE) {
        return Err(not_yours().into());
    }
    let rows = centre
        .store()
        .query(&table::RUNS, vec![centre.div().into(), SHOWN.into()])
        .await?;
    rows.iter()
        .map(|row| serde_json::from_str(row.text(1)?).map_err(|error| ActError::Broken(error.to_string())))
        .collect()
}

/// Deletes what was kept long enough, or counts it where `dry`. Cut off in the middle, the next run does the rest.
///
/// # Errors
/// The database or the disk fails; what was deleted stays deleted.
pub async fn run(centre: &Centre, dry: bool) -> Result<Run, ActError> {
    let mut run = Run {
        at: centre.now().0,
        done: Vec::new(),
    };
    for Period { kind, days } in periods(centre).await? {
        let count = of_kind(centre, kind, days, dry).await?;
        if count > 0 {
            run.done.push(Done {
                kind: kind.code().to_string(),
                days,
                count,
            });
        }
    }
    if !dry {
        centre.put(of_no_use(centre)).await?;
    }
    if !dry && !run.done.is_empty() {
        let doc = serde_json::to_string(&run).map_err(|error| ActError::Broken(error.to_string()))?;
        let write = table::record(centre.div(), run.at, centre.new_id(), &doc);
        centre.put(vec![write]).await?;
    }
    Ok(run)
}

/// Deletes codes by telephone and by mail, their messages and their counts, and recoveries at the desk when they are of no use any more: their periods are fixed, and short.
fn of_no_use(centre: &Centre) -> Vec<Write> {
    let (div, now) = (centre.div(), centre.now().0);
    vec![
        phones::sweep(div, now),
        mailboxes::sweep(div, now),
        recoveries::sweep(div, now),
        texts::sweep(div, now),
        quotas::sweep(div, now),
    ]
}

async fn of_kind(centre: &Centre, kind: Kind, days: u32, dry: bool) -> Result<u64, ActError> {
    let before = centre.now().0 - i64::from(days) * DAY_MICROS;
    let aged = match kind {
        Kind::Drafts => &table::DRAFTS,
        Kind::SecurityLog => &table::SECURITY_LOG,
        Kind::Looks => &table::LOOKS,
        Kind::Mandates => {
            return Ok(aged_out(centre, &table::MANDATES, before, dry).await?
                + aged_out(centre, &table::MANDATE_NOTICES, before, dry).await?);
        }
        Kind::UnsentFiles => return unsent_files(centre, before, dry).await,
        Kind::AbandonedWords => return abandoned_words(centre, days, dry).await,
    };
    aged_out(centre, aged, before, dry).await
}

async fn aged_out(centre: &Centre, aged: &Aged, before: i64, dry: bool) -> Result<u64, ActError> {
    let limit = if dry {
        u32::try_from(MOST).unwrap_or(u32::MAX)
    } else {
        BATCH
    };
    let mut count = 0;
    loop {
        let params = vec![centre.div().into(), before.into(), limit.into()];
        let rows: Vec<Row> = centre.store().query(aged.page, params).await?;
        count += rows.len() as u64;
        if dry || rows.is_empty() {
            return Ok(count);
        }
        delete(centre, aged, &rows, before).await?;
        if count >= MOST {
            return Ok(count);
        }
    }
}

async fn delete(centre: &Centre, aged: &Aged, rows: &[Row], before: i64) -> Result<(), ActError> {
    let writes = rows.iter().map(|row| aged.delete(centre.div(), row, before)).collect();
    centre.put(writes).await
}

/// Files that nobody sent. Each run looks through a bounded stretch of the old files and the next goes on behind it.
async fn unsent_files(centre: &Centre, before: i64, dry: bool) -> Result<u64, ActError> {
    let mut place = match centre.setting(FILES_PLACE).await?.as_deref().and_then(read_place) {
        Some(place) if !dry => place,
        _ => beginning(),
    };
    let (mut count, mut seen) = (0, 0);
    loop {
        let params = vec![
            centre.div().into(),
            before.into(),
            place.at.into(),
            place.hash.as_str().into(),
            place.account.0.into_bytes().into(),
            BATCH.into(),
        ];
        let rows = centre.store().query(&table::FILES, params).await?;
        for row in &rows {
            let file = AgedFile::read(row)?;
            if !is_needed(centre, &file).await? {
                count += 1;
                if !dry {
                    let write = files_table::forget(centre.div(), file.account, &file.hash);
                    centre.put(vec![write]).await?;
                    remove_if_nobodys(centre, &file.hash).await?;
                }
            }
            place = file;
        }
        seen += rows.len() as u64;
        let is_end = rows.len() < BATCH as usize;
        if !dry {
            let text = if is_end { String::new() } else { write_place(&place) };
            centre.set_setting(FILES_PLACE, &text).await?;
        }
        if is_end || seen >= MOST {
            return Ok(count);
        }
    }
}

/// A case or a draft of whoever brought the file names it.
async fn is_needed(centre: &Centre, file: &AgedFile) -> Result<bool, ActError> {
    let pattern = format!("%{}%", file.hash);
    let params = vec![centre.div().into(), file.account.0.into_bytes().into(), pattern.into()];
    if !centre.store().query(&table::NAMED_BY, params).await?.is_empty() {
        return Ok(true);
    }
    let mut drafts = drafts::list(centre, file.account).await?;
    drafts.extend(mandates::drafts_for(centre, file.account).await?);
    let names =
        |draft: &drafts::Draft| serde_json::to_string(&draft.content).is_ok_and(|text| text.contains(&file.hash));
    Ok(drafts.iter().any(names))
}

async fn remove_if_nobodys(centre: &Centre, hash: &str) -> Result<(), ActError> {
    let params = vec![centre.div().into(), hash.into()];
    if centre.store().query(&files_table::BROUGHT, params).await?.is_empty() {
        files::remove(centre, hash)?;
    }
    Ok(())
}

fn beginning() -> AgedFile {
    AgedFile {
        at: i64::MIN,
        hash: String::new(),
        account: AccountId(uuid::Uuid::nil()),
    }
}

fn write_place(place: &AgedFile) -> String {
    format!("{} {} {}", place.at, place.hash, place.account.0)
}

fn read_place(text: &str) -> Option<AgedFile> {
    let mut words = text.split(' ');
    Some(AgedFile {
        at: words.next()?.parse().ok()?,
        hash: words.next()?.to_string(),
        account: AccountId(words.next()?.parse().ok()?),
    })
}

async fn abandoned_words(centre: &Centre, days: u32, dry: bool) -> Result<u64, ActError> {
    let before = centre.today().plus(-i32::try_from(days).unwrap_or(i32::MAX));
    let params = vec![centre.div().into(), i64::from(before.days()).into(), MOST_CASES.into()];
    let rows = centre.store().query(&table::ABANDONED, params).await?;
    if !dry {
        let rule = Kind::AbandonedWords.rule();
        let order = Order {
            by: "到期删除规则".into(),
            basis: rule.basis.0.into(),
            reason: format!("{}，保存期限 {days} 天届满", rule.name.0),
        };
        for row in &rows {
            forget(centre, row.text(0)?, &order).await?;
        }
    }
    Ok(rows.len() as u64)
}

impl Run {
    /// When it was.
    pub fn moment(&self) -> Instant {
        Instant(self.at)
    }
}

fn not_yours() -> Refusal {
    Refusal::new(
        "not_for_retention",
        RefusalKind::Forbidden,
        "",
        (
            "保存期限和删除记录由安全审计员和系统管理员查看。",
            "Periods and deletions are for the audit and the system administrator.",
        ),
        ("如需查询，请联系他们。", "Ask one of them."),
    )
}
