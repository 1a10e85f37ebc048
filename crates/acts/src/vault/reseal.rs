//! Replacing keys (密钥轮换): a new key is added to the ring, put in use, and everything is sealed anew with it in bounded
//! batches while the centre works. It may be stopped at any moment and goes on where it was; both keys open until then.

use std::time::Duration;

use serde::Serialize;
use yimen_domain::words::{Refusal, RefusalKind};
use yimen_store::tables::resealing::{COLUMNS, SealedColumn, SealedRow};
use yimen_store::tables::settings;
use yimen_store::{Value, Write};

use crate::{ActError, Centre};

use super::{Sealing, number_of, unhex};

/// Which key seals, and since when: the processes of the centre follow it.
const IN_USE: &str = "sealing.key";
/// Where sealing anew has come to; empty when it is done.
const PROGRESS: &str = "sealing.progress";
/// Rows that are sealed anew at once.
const BATCH: u32 = 200;

/// After that long every process of the centre uses the key that was put in use.
pub const SETTLED: Duration = Duration::from_secs(30);

/// A key as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeyView {
    /// Number.
    pub number: u16,
    /// How it seals.
    pub algorithm: Sealing,
    /// UTC microseconds; 0 when nobody wrote it down.
    pub made_at: i64,
    /// By what it is recognised.
    pub fingerprint: String,
    /// New content is sealed with it.
    pub in_use: bool,
    /// How many values are sealed with it.
    pub values: u64,
}

/// How far sealing anew has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Table.
    pub table: &'static str,
    /// Rows of it that were looked at since the work was begun or went on.
    pub done: u64,
    /// Rows of it.
    pub total: u64,
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Rotated {
    /// The key in use.
    pub key: u16,
    /// Values that were sealed anew.
    pub resealed: u64,
    /// Values that no key opens, by table; they stay as they are.
    pub unreadable: Vec<String>,
    /// Keys that nothing is sealed with any more.
    pub unneeded: Vec<u16>,
}

/// Follows the key that the centre has in use.
///
/// # Errors
/// The database does not answer, or the key is not in the ring of this machine.
pub async fn refresh(centre: &Centre) -> Result<(), ActError> {
    let vault = &centre.shared.vault;
    match standing(centre).await? {
        Some((number, _)) if number != vault.in_use() => vault.use_key(number),
        _ => Ok(()),
    }
}

async fn standing(centre: &Centre) -> Result<Option<(u16, i64)>, ActError> {
    let Some(text) = centre.setting(IN_USE).await? else {
        return Ok(None);
    };
    let read = text
        .split_once(' ')
        .and_then(|(number, since)| Some((number.parse().ok()?, since.parse().ok()?)));
    read.map(Some)
        .ok_or_else(|| ActError::Broken(format!("the setting {IN_USE} is “{text}”")))
}

/// Whether sealing anew was begun and not finished.
///
/// # Errors
/// The database does not answer.
pub async fn is_unfinished(centre: &Centre) -> Result<bool, ActError> {
    Ok(centre.setting(PROGRESS).await?.is_some_and(|text| !text.is_empty()))
}

/// Every key of the ring, oldest first; what is sealed with them is not counted.
pub fn ring(centre: &Centre) -> Vec<KeyView> {
    let (ring, in_use) = (centre.shared.vault.ring(), centre.shared.vault.in_use());
    ring.keys
        .iter()
        .map(|(number, key)| KeyView {
            number: *number,
            algorithm: key.sealing,
            made_at: key.made_at,
            fingerprint: key.fingerprint(),
            in_use: *number == in_use,
            values: 0,
        })
        .collect()
}

/// Every key, oldest first, with the number of values that it seals.
///
/// # Errors
/// The database does not answer.
pub async fn list(centre: &Centre) -> Result<Vec<KeyView>, ActError> {
    let mut keys = ring(centre);
    for column in &COLUMNS {
        let mut after = column.beginning();
        while let Some(rows) = page(centre, column, &after).await? {
            for row in &rows {
                let number = number_of(&row.sealed).unwrap_or(1);
                if let Some(key) = keys.iter_mut().find(|key| key.number == number) {
                    key.values += 1;
                }
            }
            after = last_key(&rows, after);
        }
    }
    Ok(keys)
}

/// The next rows; none at the end.
async fn page(centre: &Centre, column: &SealedColumn, after: &[Value; 2]) -> Result<Option<Vec<SealedRow>>, ActError> {
    let [first, second] = after.clone();
    let params = vec![centre.div().into(), first, second, BATCH.into()];
    let rows = centre.store().query(column.page(), params).await?;
    let rows = rows.iter().map(|row| column.read(row)).collect::<Result<Vec<_>, _>>()?;
    Ok((!rows.is_empty()).then_some(rows))
}

fn last_key(rows: &[SealedRow], before: [Value; 2]) -> [Value; 2] {
    rows.last().map_or(before, |row| row.key.clone())
}

/// Adds a key to the ring; it is not in use before [`rotate`], so that the ring can be copied to every machine first.
///
/// # Errors
/// A key waits already, or the ring cannot be written.
pub async fn new(centre: &Centre, sealing: Sealing) -> Result<u16, ActError> {
    let vault = &centre.shared.vault;
    vault.reload()?;
    if vault.ring().last() > vault.in_use() {
        return Err(refused(
            "key_waits",
            ("已有一个尚未启用的密钥。", "There is a key that is not in use yet."),
            ("请先运行 yimen keys rotate。", "Run yimen keys rotate first."),
        ));
    }
    let (now, random) = (centre.now().0, centre.random::<32>());
    vault.change(|ring| ring.add(sealing, now, random))
}

/// Puts the latest key in use and seals everything anew with it. Done when a whole pass that was begun `settled` after the
/// key was put in use has found nothing to do.
///
/// # Errors
/// The database does not answer. What was done stays done; doing it again goes on.
pub async fn rotate(
    centre: &Centre,
    settled: Duration,
    mut tell: impl FnMut(Progress) + Send,
) -> Result<Rotated, ActError> {
    let vault = &centre.shared.vault;
    vault.reload()?;
    let newest = vault.ring().last();
    let since = match standing(centre).await? {
        Some((number, since)) if number == newest => since,
        _ => {
            let now = centre.now().0;
            let begun = settings::put(centre.div(), IN_USE, &format!("{newest} {now}"));
            centre
                .put(vec![begun, settings::put(centre.div(), PROGRESS, "")])
                .await?;
            now
        }
    };
    vault.use_key(newest)?;
    let settled = i64::try_from(settled.as_micros()).unwrap_or(i64::MAX);
    let mut rotated = Rotated {
        key: newest,
        ..Rotated::default()
    };
    loop {
        let began = centre.now().0;
        let (is_whole, changed) = pass(centre, &mut rotated, &mut tell).await?;
        if changed > 0 || !is_whole {
            continue;
        }
        let wait = since.saturating_add(settled) - began;
        if wait <= 0 {
            break;
        }
        tokio::time::sleep(Duration::from_micros(wait.unsigned_abs())).await;
    }
    let keys = list(centre).await?;
    let unneeded = keys.iter().filter(|key| !key.in_use && key.values == 0);
    rotated.unneeded = unneeded.map(|key| key.number).collect();
    Ok(rotated)
}

/// Goes once over everything from where it was left; answers whether that was the beginning, and how much was changed.
async fn pass(
    centre: &Centre,
    rotated: &mut Rotated,
    tell: &mut (impl FnMut(Progress) + Send),
) -> Result<(bool, u64), ActError> {
    let cursor = centre.setting(PROGRESS).await?.and_then(|text| Cursor::read(&text));
    let is_whole = cursor.is_none();
    let (from, mut after) = match cursor {
        Some(cursor) => (cursor.column, cursor.after),
        None => (0, COLUMNS[0].beginning()),
    };
    rotated.unreadable.clear();
    let mut changed = 0;
    for (at, column) in COLUMNS.iter().enumerate().skip(from) {
        if at > from {
            after = column.beginning();
        }
        let total = centre.store().query(column.count(), vec![centre.div().into()]).await?;
        let total = total.first().map_or(Ok(0), |row| row.int(0))?.unsigned_abs();
        let mut done = 0;
        while let Some(rows) = page(centre, column, &after).await? {
            after = last_key(&rows, after);
            done += rows.len() as u64;
            let mut writes = resealed(centre, column, &rows, rotated)?;
            changed += writes.len() as u64;
            rotated.resealed += writes.len() as u64;
            let cursor = Cursor {
                column: at,
                after: after.clone(),
            };
            writes.push(settings::put(centre.div(), PROGRESS, &cursor.text()));
            centre.put(writes).await?;
            tell(Progress {
                table: column.name.0,
                done,
                total,
            });
        }
    }
    centre.set_setting(PROGRESS, "").await?;
    Ok((is_whole, changed))
}

fn resealed(
    centre: &Centre,
    column: &SealedColumn,
    rows: &[SealedRow],
    rotated: &mut Rotated,
) -> Result<Vec<Write>, ActError> {
    let mut writes = Vec::new();
    for row in rows {
        let place = column.place_of(row);
        match centre.shared.vault.resealed(centre.random::<12>(), &place, &row.sealed) {
            Ok(Some(sealed)) => writes.push(column.replace(centre.div(), row, sealed)),
            Ok(None) => {}
            Err(ActError::Broken(_)) => rotated.unreadable.push(column.name.0.to_string()),
            Err(error) => return Err(error),
        }
    }
    Ok(writes)
}

/// Takes a key out of the ring with which nothing is sealed any more. Backups that were made before it was replaced can
/// then be read only with a copy of the ring.
///
/// # Errors
/// It is in use, something is still sealed with it, or it is not there.
pub async fn remove(centre: &Centre, number: u16) -> Result<(), ActError> {
    let keys = list(centre).await?;
    let Some(key) = keys.iter().find(|key| key.number == number) else {
        return Err(Refusal::missing("这个密钥", "this key").into());
    };
    if key.in_use || key.values > 0 || is_unfinished(centre).await? || number > centre.shared.vault.in_use() {
        return Err(refused(
            "key_still_needed",
            (
                &format!("密钥 {number} 还在使用，有 {} 条内容由它加密。", key.values),
                &format!(
                    "Key {number} is still needed: {} values are sealed with it.",
                    key.values
                ),
            ),
            (
                "请先运行 yimen keys rotate，完成后再移除。",
                "Run yimen keys rotate to its end, then remove the key.",
            ),
        ));
    }
    centre.shared.vault.change(|ring| {
        ring.keys.remove(&number);
        Ok(())
    })
}

/// Writes the ring anew, wrapped with the key that `YIMEN_KEY_WRAP` names, or plainly without one.
///
/// # Errors
/// The ring cannot be written.
pub fn rewrite(centre: &Centre) -> Result<(), ActError> {
    centre.shared.vault.change(|_| Ok(()))
}

/// Where sealing anew has come to.
struct Cursor {
    column: usize,
    after: [Value; 2],
}

impl Cursor {
    fn text(&self) -> String {
        let [first, second] = self.after.each_ref().map(|value| match value {
            Value::Bytes(bytes) => format!("b{}", yimen_store::ledger::hex(bytes)),
            Value::Int(number) => format!("i{number}"),
            Value::Text(_) | Value::Null => String::new(),
        });
        format!("{} {first} {second}", COLUMNS[self.column].name.0)
    }

    fn read(text: &str) -> Option<Cursor> {
        let mut words = text.split(' ');
        let table = words.next()?;
        let column = COLUMNS.iter().position(|column| column.name.0 == table)?;
        let mut value = || {
            let word = words.next()?;
            match word.split_at_checked(1)? {
                ("b", hex) => unhex(hex).map(Value::from),
                ("i", number) => number.parse::<i64>().ok().map(Value::from),
                _ => None,
            }
        };
        let after = [value()?, value()?];
        Some(Cursor { column, after })
    }
}

fn refused(code: &'static str, why: (&str, &str), remedy: (&str, &str)) -> ActError {
    Refusal::new(code, RefusalKind::State, "", why, remedy).into()
}
