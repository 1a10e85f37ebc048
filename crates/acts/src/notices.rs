//! Notices (通知): who is told what, once for each event and way, out of the outbox (docs/notices.md).

pub mod out;
pub mod proof;
mod remedies;
mod said;
pub mod standard;
mod told;
pub mod wording;

use uuid::Uuid;
use yimen_domain::calendar::Instant;
use yimen_domain::organisation::AccountId;
use yimen_domain::words::Words;
use yimen_store::tables::mandates::{self, MandateNoticeRow};
use yimen_store::tables::notices::{self, NoticeRow};
use yimen_store::tables::outbox::{self, OutboxRow};
use yimen_store::{CommitError, Value};

use crate::cases::load_by_id;
use crate::{ActError, Centre};

pub(crate) use said::inbox as inbox_words;
use wording::Wordings;

/// Setting: the moment, UTC microseconds, before which events were taken over without telling anybody.
pub const TOLD_FROM: &str = "notices.told_from";

/// How long a worker may take over one row, microseconds.
const LEASE_MICROS: i64 = 30 * 1_000_000;

/// Does what waits in the outbox, at most `limit` rows; answers how many were done. Running twice does it once.
///
/// # Errors
/// The database does not answer; what was not done waits on.
pub async fn deliver(centre: &Centre, limit: u32) -> Result<usize, ActError> {
    let now = centre.now().0;
    let rows = centre
        .store()
        .query(&outbox::WAITING, vec![centre.div().into(), now.into(), limit.into()])
        .await?;
    if rows.is_empty() {
        return Ok(0);
    }
    let wordings = Wordings::load(centre).await?;
    let mut done = 0;
    for row in &rows {
        let row = OutboxRow::read(row)?;
        let lease = row.lease(centre.div(), now, now + LEASE_MICROS);
        let built = move |_| yimen_store::Built {
            writes: vec![lease.clone()],
            answer: String::new(),
        };
        match centre.commit(None, None, built).await {
            Ok(_) => {}
            Err(CommitError::Conflict) => continue,
            Err(error) => return Err(error.into()),
        }
        match tell(centre, &wordings, &row).await {
            Ok(()) => done += 1,
            Err(ActError::Busy(why)) => return Err(ActError::Busy(why)),
            // A damaged case must not hold up the notices of others.
            Err(error) => tracing::error!(%error, case = %row.case.0, "a notice waits"),
        }
    }
    Ok(done)
}

async fn tell(centre: &Centre, wordings: &Wordings, row: &OutboxRow) -> Result<(), ActError> {
    let loaded = load_by_id(centre, row.case).await?;
    let mut writes = Vec::new();
    let event = loaded.events.iter().find(|event| event.seq == row.seq);
    let said = event.and_then(|event| said::said(centre, wordings, &loaded.case, &loaded.events, event));
    if let (Some(account), Some(said)) = (loaded.case.applicant.account, said) {
        let notice = NoticeRow {
            id: row.id,
            account,
            case: row.case,
            seq: row.seq,
            at: row.at,
            zh: said.texts.inbox.zh.clone(),
            en: said.texts.inbox.en.clone(),
            read_at: None,
        };
        writes.push(notice.insert(centre.div()));
        writes.extend(out::queued(centre, row, account, &said).await?);
    }
    writes.push(row.done(centre.div()));
    centre.put(writes).await
}

/// What a notice is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// An event of a case.
    Case {
        /// Number of the case.
        number: String,
        /// Which event of it.
        seq: u32,
    },
    /// A mandate.
    Mandate(Uuid),
}

/// One notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Which.
    pub id: Uuid,
    /// What about.
    pub about: About,
    /// When.
    pub at: Instant,
    /// What it says.
    pub words: Words,
    /// Nobody has marked it as read.
    pub unread: bool,
}

impl Notice {
    /// The number of the case; none where it is about something else.
    pub fn number(&self) -> &str {
        match &self.about {
            About::Case { number, .. } => number,
            About::Mandate(_) => "",
        }
    }
}

/// The inbox of an account, latest first, at most `limit`, before `before`.
///
/// # Errors
/// The database does not answer.
pub async fn inbox(
    centre: &Centre,
    account: AccountId,
    before: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Notice>, ActError> {
    let before = before.unwrap_or(Uuid::max());
    let params = vec![
        centre.div().into(),
        account.0.into_bytes().into(),
        before.into_bytes().into(),
        limit.min(100).into(),
    ];
    let rows = centre.store().query(&notices::OF_ACCOUNT, params.clone()).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows {
        let row = NoticeRow::read(row)?;
        let number = load_by_id(centre, row.case).await?.case.number;
        found.push(Notice {
            id: row.id,
            about: About::Case { number, seq: row.seq },
            at: Instant(row.at),
            words: Words::new(row.zh, row.en),
            unread: row.read_at.is_none(),
        });
    }
    found.extend(about_mandates(centre, params).await?);
    found.sort_by_key(|notice| std::cmp::Reverse(notice.id));
    found.truncate(limit.min(100) as usize);
    Ok(found)
}

async fn about_mandates(centre: &Centre, params: Vec<Value>) -> Result<Vec<Notice>, ActError> {
    let rows = centre.store().query(&mandates::TOLD, params).await?;
    rows.iter()
        .map(|row| {
            let row = MandateNoticeRow::read(row)?;
            Ok(Notice {
                id: row.id,
                about: About::Mandate(row.mandate),
                at: Instant(row.at),
                words: Words::new(row.zh, row.en),
                unread: row.read_at.is_none(),
            })
        })
        .collect()
}

/// Marks the whole inbox as read.
///
/// # Errors
/// The database does not answer.
pub async fn mark_read(centre: &Centre, account: AccountId) -> Result<(), ActError> {
    let (div, now) = (centre.div(), centre.now().0);
    centre
        .put(vec![
            notices::mark_read(div, account, now),
            mandates::mark_read(div, account, now),
        ])
        .await
}
