//! Restoring up to a moment (按时点恢复): only events up to it are taken, and of the rest what belongs to them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use yimen_domain::calendar::{CHINA, Instant};
use yimen_store::Value;
use yimen_store::copy::Table;
use yimen_store::ledger::wire;

use super::container::Damage;

/// What is kept.
pub(super) struct Until {
    /// UTC microseconds; the last moment that is kept.
    at: i64,
    /// Last kept event of each case that lost events.
    cut: HashMap<(String, Vec<u8>), i64>,
    /// First day of each division whose tree lost a leaf.
    reopened: BTreeMap<String, i64>,
    /// Divisions that have events.
    pub(super) divisions: BTreeSet<String>,
    /// Events that were left out.
    pub(super) left_out: u64,
}

impl Until {
    pub(super) fn moment(at: i64) -> Until {
        Until {
            at,
            cut: HashMap::new(),
            reopened: BTreeMap::new(),
            divisions: BTreeSet::new(),
            left_out: 0,
        }
    }

    /// Whether a row belongs to the centre as it was. Events come before everything else, case by case in their order.
    pub(super) fn keeps(&mut self, table: &Table, row: &[Value]) -> Result<bool, Damage> {
        let value = |name: &str| {
            let at = table.columns.iter().position(|column| column == name);
            at.and_then(|at| row.get(at)).unwrap_or(&Value::Null)
        };
        let int = |name: &str| match value(name) {
            Value::Int(number) => *number,
            _ => 0,
        };
        let text = |name: &str| match value(name) {
            Value::Text(text) => text.as_str(),
            _ => "",
        };
        let case = || match value("case_id") {
            Value::Bytes(id) => (text("div").to_string(), id.to_vec()),
            _ => (text("div").to_string(), Vec::new()),
        };
        Ok(match table.name.as_str() {
            "events" => self.keeps_event(case(), int("seq"), text("text"))?,
            // These are computed anew from the events.
            "cases"
            | "clocks"
            | "documents"
            | "licences"
            | "queue_places"
            | "commitments"
            | "money"
            | "tasks"
            | "publicity"
            | "reuses"
            | "slips"
            | "cards"
            | "ratings"
            | "supervision_letters"
            | "supervision_due"
            | "due_days"
            | "day_figures"
            | "due_figures"
            | "open_figures"
            | "performance_facts"
            | "performance_figures"
            | "matters" => false,
            "counters" => !text("name").starts_with("case/") && !text("name").starts_with("document/"),
            "idempotency"
            | "item_life"
            | "bundles"
            | "organisation_record"
            | "retention_runs"
            | "matter_record"
            | "matter_words" => int("at") <= self.at,
            // A save replaces the document before it, so that of a draft saved later nothing of that moment is left.
            "item_drafts" => int("changed_at") <= self.at,
            // Versions that were imported stay: the events of cases name them.
            "items" => int("made_at") <= self.at || !text("source").starts_with("draft "),
            "calendars" | "clock_rules" | "supervision_rules" => int("applied_at") <= self.at,
            "samples" => int("announced_at") <= self.at,
            "inspection_notes" | "rounds" => int("noted_at") <= self.at,
            // The round of a day ran when the day was over.
            "supervision_rounds" => int("day") + 1 < i64::from(Instant(self.at).day(CHINA).days()),
            "sayings" | "letters" | "notice_wordings" => int("changed_at") <= self.at,
            "wordings" => int("made_at") <= self.at,
            "wording_drafts" => int("saved_at") <= self.at,
            "statements" => int("compared_at") <= self.at,
            "statement_differences" => int("settled_at") <= self.at,
            "vault" | "full_names" | "unsealed" | "outbox" | "notices" | "tellings" | "bars" | "publicity_views"
            | "applicants" => self.has(&case(), int("seq")),
            "leaves" => {
                let case = case();
                if !self.has(&case, int("last")) {
                    let first = self.reopened.entry(case.0).or_insert(i64::MAX);
                    *first = (*first).min(int("day"));
                }
                true
            }
            _ => true,
        })
    }

    fn keeps_event(&mut self, case: (String, Vec<u8>), seq: i64, text: &str) -> Result<bool, Damage> {
        let (_, event) = wire::read(text).map_err(|error| Damage::Wrong(format!("an event: {}", error.why)))?;
        let keeps = event.at.0 <= self.at && !self.cut.contains_key(&case);
        if keeps {
            self.divisions.insert(case.0);
        } else {
            self.left_out += 1;
            self.cut.entry(case).or_insert(seq - 1);
        }
        Ok(keeps)
    }

    fn has(&self, case: &(String, Vec<u8>), seq: i64) -> bool {
        self.cut.get(case).is_none_or(|last| seq <= *last)
    }

    /// Days whose trees lost a leaf are open again, and their events wait.
    pub(super) fn order(&self) -> Vec<String> {
        let plain = |div: &&String| div.bytes().all(|byte| byte.is_ascii_digit());
        let reopened = self.reopened.iter().filter(|(div, _)| plain(div));
        reopened
            .map(|(div, day)| {
                format!(
                    "INSERT INTO unsealed (div, day, case_id, seq) SELECT e.div, l.day, e.case_id, e.seq FROM leaves l \
                     JOIN events e ON e.div = l.div AND e.case_id = l.case_id AND e.seq BETWEEN l.first AND l.last \
                     WHERE l.div = '{div}' AND l.day >= {day}; \
                     DELETE FROM leaves WHERE div = '{div}' AND day >= {day}; \
                     DELETE FROM ledger_days WHERE div = '{div}' AND day >= {day};"
                )
            })
            .collect()
    }
}
