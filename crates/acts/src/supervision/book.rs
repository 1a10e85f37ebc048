//! The rules of supervision in all their versions (监察规则库): changes that are only added, and the book that follows from them.

use std::sync::Arc;

use serde_json::{Value, json};
use yimen_domain::calendar::{CHINA, Day, Instant};
use yimen_domain::supervision::book::Book;
use yimen_domain::supervision::rule::{Rule, RuleCode, RuleMark};
use yimen_domain::words::Refusal;
use yimen_store::ledger::wire;
use yimen_store::tables::supervision_rules::{self, SupervisionRulesRow};

use crate::{ActError, Centre};

/// Most changes that are read at once.
const PAGE: i64 = 500;

/// What a change does to one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// 启用: the next version of its code.
    Enacts(Box<Rule>),
    /// 停用: the rule in force holds for the last time on a day.
    Ends(RuleCode, Day),
}

/// One change of the rules, as it was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its number.
    pub number: u32,
    /// Number or title of the notice behind it.
    pub notice: String,
    /// When.
    pub at: Instant,
    /// By whom.
    pub by: String,
    /// What it does.
    pub entries: Vec<Entry>,
}

/// The rules of a centre. They never change; a change makes the next.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    changes: Vec<Change>,
    book: Arc<Book>,
}

impl Rules {
    /// Every rule in every version.
    pub fn book(&self) -> &Book {
        &self.book
    }

    /// Every change, oldest first.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Number of the last change; 0 where there are no rules.
    pub fn last(&self) -> u32 {
        self.changes.last().map_or(0, |change| change.number)
    }

    /// The change that made a version of a rule.
    pub fn origin(&self, mark: &RuleMark) -> Option<&Change> {
        let mut nth = 0;
        self.changes.iter().find(|change| {
            let of_code = |entry: &&Entry| matches!(entry, Entry::Enacts(rule) if rule.mark.code == mark.code);
            nth += change.entries.iter().filter(of_code).count();
            u32::try_from(nth).is_ok_and(|nth| nth >= mark.version)
        })
    }
}

/// The book after some changes of its rules on a day.
pub(super) fn after(book: &Book, entries: &[Entry], today: Day) -> Result<Book, Refusal> {
    entries.iter().try_fold(book.clone(), |book, entry| match entry {
        Entry::Enacts(rule) => book.enact((**rule).clone(), today),
        Entry::Ends(code, last_day) => book.end(code, *last_day, today),
    })
}

/// What a change says, as JSON.
pub(super) fn write(entries: &[Entry]) -> Result<String, ActError> {
    let broken = |why: String| ActError::Broken(format!("a supervision rule cannot be written: {why}"));
    let docs = entries.iter().map(|entry| match entry {
        Entry::Enacts(rule) => {
            let text = wire::write_supervision_rule(rule).map_err(broken)?;
            let rule: Value = serde_json::from_str(&text).map_err(|error| broken(error.to_string()))?;
            Ok(json!({ "enacts": rule }))
        }
        Entry::Ends(code, last_day) => {
            Ok(json!({ "ends": { "code": code.as_str(), "last_day": last_day.to_string() } }))
        }
    });
    let docs: Vec<Value> = docs.collect::<Result<_, ActError>>()?;
    Ok(Value::Array(docs).to_string())
}

fn read(text: &str) -> Result<Vec<Entry>, String> {
    let docs: Vec<Value> = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let entry = |doc: &Value| {
        if let Some(rule) = doc.get("enacts") {
            let rule = wire::read_supervision_rule(&rule.to_string())?;
            return Ok(Entry::Enacts(Box::new(rule)));
        }
        let ends = doc.get("ends").ok_or("a change that does nothing")?;
        let text = |name: &str| ends.get(name).and_then(Value::as_str).unwrap_or_default();
        let code = RuleCode::parse(text("code")).map_err(|refusal| refusal.to_string())?;
        let last_day = Day::parse(text("last_day")).map_err(|_| "no last day")?;
        Ok(Entry::Ends(code, last_day))
    };
    docs.iter().map(entry).collect()
}

/// Loads every change.
pub(crate) async fn load(centre: &Centre) -> Result<(), ActError> {
    centre.set_supervision(Rules::default());
    refresh(centre).await.map(|_| ())
}

/// Takes in the changes that another process applied; answers whether there were any.
///
/// # Errors
/// The database does not answer.
pub async fn refresh(centre: &Centre) -> Result<bool, ActError> {
    let known = centre.supervision();
    let mut rules = (*known).clone();
    loop {
        let params = vec![centre.div().into(), rules.last().into(), PAGE.into()];
        let rows = centre.store().query(&supervision_rules::AFTER, params).await?;
        for row in &rows {
            let row = SupervisionRulesRow::read(row)?;
            let broken =
                |why: String| ActError::Broken(format!("change {} of the supervision rules: {why}", row.number));
            let entries = read(&row.doc).map_err(broken)?;
            let at = Instant(row.applied_at);
            let book = after(&rules.book, &entries, at.day(CHINA)).map_err(|refusal| broken(refusal.to_string()))?;
            rules.book = Arc::new(book);
            rules.changes.push(Change {
                number: row.number,
                notice: row.notice,
                at,
                by: row.applied_by,
                entries,
            });
        }
        if (rows.len() as i64) < PAGE {
            break;
        }
    }
    if rules.last() == known.last() {
        return Ok(false);
    }
    centre.set_supervision(rules);
    Ok(true)
}
