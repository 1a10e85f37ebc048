//! Notices (通知): who is told what, once for each event, out of the outbox.

use uuid::Uuid;
use yimen_domain::calendar::Instant;
use yimen_domain::cases::event::{CalendarChange, Event, What};
use yimen_domain::organisation::AccountId;
use yimen_domain::organisation::mandate::Kind;
use yimen_domain::words::Words;
use yimen_store::tables::mandates::{self, MandateNoticeRow};
use yimen_store::tables::notices::{self, NoticeRow};
use yimen_store::tables::outbox::{self, OutboxRow};
use yimen_store::{CommitError, Value};

use crate::cases::load_by_id;
use crate::{ActError, Centre};

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
        match tell(centre, &row).await {
            Ok(()) => done += 1,
            Err(ActError::Busy(why)) => return Err(ActError::Busy(why)),
            // A damaged case must not hold up the notices of others.
            Err(error) => tracing::error!(%error, case = %row.case.0, "a notice waits"),
        }
    }
    Ok(done)
}

async fn tell(centre: &Centre, row: &OutboxRow) -> Result<(), ActError> {
    let loaded = load_by_id(centre, row.case).await?;
    let mut writes = Vec::new();
    let event = loaded.events.iter().find(|event| event.seq == row.seq);
    if let (Some(account), Some(words)) = (loaded.case.applicant.account, event.and_then(words_of)) {
        let notice = NoticeRow {
            id: row.id,
            account,
            case: row.case,
            seq: row.seq,
            at: row.at,
            zh: words.zh,
            en: words.en,
            read_at: None,
        };
        writes.push(notice.insert(centre.div()));
    }
    writes.push(row.done(centre.div()));
    centre.put(writes).await
}

/// What the applicant is told about an event; nothing about what they did themselves or need not know.
pub fn words_of(event: &Event) -> Option<Words> {
    let by_agent = event.actor.role == Kind::Agent.code();
    let (zh, en) = match &event.what {
        What::Filed(_) if by_agent => (
            "您的代理人已为您提交申请，五个工作日内答复是否受理。",
            "Your agent has filed an application for you; it will be answered within five working days.",
        ),
        What::Supplemented { .. } if by_agent => (
            "您的代理人已为您补正材料。",
            "Your agent has handed in what was asked for.",
        ),
        What::Withdrawn { .. } if by_agent => (
            "您的代理人已为您撤回这件申请。",
            "Your agent has withdrawn this application for you.",
        ),
        What::Filed(_) => (
            "我们已收到您的申请，五个工作日内答复是否受理。",
            "We have received your application and will answer within five working days.",
        ),
        What::CorrectionRequested { .. } => (
            "您的申请需要补正，请查看补正告知书，补齐后提交。",
            "Your application needs corrections. Please read the notice and hand in what it asks for.",
        ),
        What::Accepted(_) => (
            "您的申请已受理，办理时限和到期日见受理通知书。",
            "Your application has been accepted. The certificate shows the limits and due dates.",
        ),
        What::NotAccepted { .. } => (
            "您的申请未被受理，理由和救济途径见决定书。",
            "Your application was not accepted. The decision gives the reasons and what you can do.",
        ),
        What::Suspended { .. } => (
            "您的办件进入特别程序，办理时限暂停。",
            "A special procedure has begun for your case, and the clock has stopped.",
        ),
        What::Resumed { .. } => (
            "特别程序已结束，办理时限恢复计算。",
            "The special procedure has ended, and the clock is running again.",
        ),
        What::Extended { .. } => (
            "办理期限已延长，理由见办件详情。",
            "The limit was extended; your case page gives the reason.",
        ),
        What::Decided { by_law: Some(_), .. } => (
            "许可有效期届满前没有作出决定，依法视为准予延续，可以查看决定书。",
            "No decision was made before your licence expired, so by law it has been renewed. You can read the document.",
        ),
        What::Decided { .. } => (
            "您的办件已作出决定，可以查看决定书。",
            "Your case has been decided, and you can read the decision.",
        ),
        What::Issued { .. } => (
            "您的办件已办结，欢迎评价本次服务。",
            "Your case is closed. You are welcome to rate the service.",
        ),
        What::CalendarChanged(change) => return Some(moved_words(change)),
        What::WordsDeleted { .. } => (
            "您在这个办件中填写的个人信息已依法删除。",
            "What you told about yourself in this case was deleted by law.",
        ),
        What::HandlerChanged { .. }
        | What::NumbersShown { .. }
        | What::Supplemented { .. }
        | What::Reviewed(_)
        | What::Paid { .. }
        | What::Rated(_)
        | What::Withdrawn { .. } => {
            return None;
        }
    };
    Some(Words::new(zh, en))
}

/// The new due day of the last limit that moved: the one that the applicant waits for.
fn moved_words(change: &CalendarChange) -> Words {
    let Some(last) = change.moved.iter().max_by_key(|moved| moved.to) else {
        return Words::new(
            "国家节假日安排有调整，您的办件到期日不变。",
            "The national holidays were changed; your case is due on the same day as before.",
        );
    };
    let (zh, en) = last.kind.words();
    Words::new(
        format!(
            "国家节假日安排有调整，您的办件{zh}的到期日由 {} 改为 {}。",
            last.from, last.to
        ),
        format!(
            "The holidays were changed. {en}: due on {} instead of {}.",
            last.to, last.from
        ),
    )
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
