//! What applicants were told and what waits to be told them (通知与待办投递), as the events say.

use uuid::Uuid;
use yimen_domain::cases::Case;
use yimen_domain::cases::event::Event;
use yimen_domain::organisation::AccountId;
use yimen_domain::words::Words;
use yimen_store::Value;
use yimen_store::ledger::sm3;
use yimen_store::tables::notices::{self, NoticeRow};
use yimen_store::tables::outbox::{self, OutboxRow};

use super::{Desk, Difference, Mode, Report, Stored, shown};
use crate::notices::standard;
use crate::{ActError, Centre};

/// Topic of the outbox.
const TOPIC: &str = "notice";
/// Notices of strangers that are looked at together.
const PAGE: i64 = 1_000;

/// An applicant with an inbox is told of the filing and of everything that others did.
fn is_told(case: &Case, event: &Event) -> bool {
    case.applicant.account.is_some() && (event.seq == 1 || event.actor.role != "applicant")
}

impl Desk<'_> {
    /// An event of which the applicant is told waits in the outbox, or its notice is there.
    pub(super) fn told(
        &mut self,
        stored: &Stored,
        events: &[Event],
        told_from: i64,
        words: impl Fn(&Event) -> Option<Words>,
    ) {
        for event in events {
            let waits = self.waits(&stored.outbox, event);
            let may_be_missing = waits || event.at.0 < told_from || standard::is_told_lately(event);
            self.notice(&stored.notices, event, words(event), may_be_missing);
        }
        let is_known = |seq: Option<&Value>| events.iter().any(|event| seq == Some(&event.seq.into()));
        for row in stored.outbox.iter().filter(|row| !is_known(row.first())) {
            self.nobody_waits(row);
        }
        for row in stored.notices.iter().filter(|row| !is_known(row.first())) {
            self.nobody_is_told(row);
        }
    }

    /// Whether the event waits. One row is enough for it, and none is due for what the applicant did.
    fn waits(&mut self, outbox: &[Vec<Value>], event: &Event) -> bool {
        let mut rows = outbox.iter().filter(|row| row.first() == Some(&event.seq.into()));
        let first = if is_told(self.of, event) { rows.next() } else { None };
        let more: Vec<&Vec<Value>> = rows.collect();
        for row in more {
            self.nobody_waits(row);
        }
        let Some(row) = first else { return false };
        let rebuilt: [Value; 3] = [event.seq.into(), TOPIC.into(), event.at.0.into()];
        let place = event.seq.to_string();
        let same = self.is_same(("outbox", &place), &outbox::COLUMNS, Some(row), &rebuilt);
        if let (false, Some(id)) = (same, outbox_id(row)) {
            let waiting = OutboxRow {
                id,
                at: event.at.0,
                topic: TOPIC.into(),
                case: self.of.id,
                seq: event.seq,
                tries: 0,
            };
            self.writes.extend(waiting.rebuild(self.div));
        }
        true
    }

    fn nobody_waits(&mut self, row: &[Value]) {
        let seq = row.first().map(shown).unwrap_or_default();
        self.differs("outbox", &seq, "", (row.first(), None));
        if let Some(id) = outbox_id(row) {
            let extra = OutboxRow {
                id,
                at: 0,
                topic: TOPIC.into(),
                case: self.of.id,
                seq: 0,
                tries: 0,
            };
            self.writes.push(extra.done(self.div));
        }
    }

    /// What is told must be what the event says; a notice may be missing while it waits.
    fn notice(&mut self, kept: &[Vec<Value>], event: &Event, words: Option<Words>, may_be_missing: bool) {
        let row = kept.iter().find(|row| row.first() == Some(&event.seq.into()));
        let words = words.filter(|_| is_told(self.of, event));
        let (Some(words), Some(account)) = (words, self.of.applicant.account) else {
            if let Some(row) = row {
                self.nobody_is_told(row);
            }
            return;
        };
        if row.is_none() && may_be_missing {
            return;
        }
        let rebuilt: [Value; 4] = [
            event.seq.into(),
            event.at.0.into(),
            words.zh.clone().into(),
            words.en.clone().into(),
        ];
        let place = event.seq.to_string();
        if !self.is_same(("notices", &place), &notices::COLUMNS, row.map(Vec::as_slice), &rebuilt) {
            let notice = NoticeRow {
                id: notice_id(self.of, event),
                account,
                case: self.of.id,
                seq: event.seq,
                at: event.at.0,
                zh: words.zh,
                en: words.en,
                read_at: None,
            };
            self.writes.push(notice.rebuild(self.div));
        }
    }

    fn nobody_is_told(&mut self, row: &[Value]) {
        let (Some(account), Some(Value::Int(seq))) = (self.of.applicant.account, row.first()) else {
            return;
        };
        self.differs("notices", &seq.to_string(), "", (row.first(), None));
        self.writes.push(notices::remove(self.div, account, self.of.id, *seq));
    }
}

fn outbox_id(row: &[Value]) -> Option<Uuid> {
    match row.last() {
        Some(Value::Bytes(id)) => Uuid::from_slice(id).ok(),
        _ => None,
    }
}

/// Ordered by the time of the event, and the same each time it is made.
fn notice_id(case: &Case, event: &Event) -> Uuid {
    let digest = sm3(&[case.id.0.as_bytes().as_slice(), &event.seq.to_be_bytes()].concat());
    let mut rest = [0; 10];
    rest.copy_from_slice(&digest[..10]);
    let millis = u64::try_from(event.at.0 / 1_000).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &rest).into_uuid()
}

/// Notices in the inbox of somebody who is not the applicant.
pub(super) async fn strangers(centre: &Centre, mode: Mode, report: &mut Report) -> Result<(), ActError> {
    loop {
        let params = vec![centre.div().into(), PAGE.into()];
        let rows = centre.store().query(&notices::STRAY, params).await?;
        let mut found = Vec::with_capacity(rows.len());
        let mut writes = Vec::with_capacity(rows.len());
        for row in &rows {
            let case = yimen_domain::cases::CaseId(Uuid::from_bytes(row.id(0)?));
            let account = AccountId(Uuid::from_bytes(row.id(1)?));
            writes.push(notices::remove(centre.div(), account, case, row.int(2)?));
            found.push(Difference {
                number: String::new(),
                table: "notices",
                row: format!("{} {}", case.0, row.int(2)?),
                column: "account",
                stored: Some(account.0.to_string()),
                rebuilt: None,
            });
        }
        let full = rows.len() as i64 == PAGE;
        if mode == Mode::Write && !writes.is_empty() {
            centre.put(writes).await?;
        }
        report.note(found, mode);
        if !full || mode == Mode::Check {
            return Ok(());
        }
    }
}
