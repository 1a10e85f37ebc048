//! What goes out of the house (对外告知): by e-mail and by short message, as people chose. One row for each event, way and person says when
//! it began to wait, how often it was tried, when it was handed over, and what the other side answered.

use std::future::Future;

use serde::{Deserialize, Serialize};
use yimen_domain::identifiers::{mask_mail, mask_number};
use yimen_domain::organisation::AccountId;
use yimen_store::tables::mailboxes::{self, ChoiceRow, NEVER_AT};
use yimen_store::tables::outbox::OutboxRow;
use yimen_store::tables::quotas;
use yimen_store::tables::tellings::{TellingRow, WAITING};
use yimen_store::{Built, CommitError, Write};

use super::said::Said;
use super::wording::Pair;
use crate::accounts::attempts::bucket;
use crate::accounts::{mailbox, phone};
use crate::mail::{self, Letter};
use crate::texts::{self, Text};
use crate::{ActError, Centre};

/// How long a worker may take over one, microseconds: longer than a server of mail may think about it.
const LEASE_MICROS: i64 = 90 * SECOND_MICROS;
const SECOND_MICROS: i64 = 1_000_000;
const DAY_MICROS: i64 = 86_400 * SECOND_MICROS;
/// Seconds until the next try after the first, the second and so on; then the last one again. Whoever keeps strangers waiting
/// (greylisting) takes them after some minutes.
const AGAIN_SECONDS: [i64; 5] = [60, 300, 900, 1_800, 3_600];
/// After that time it is given up (RFC 5321 section 4.5.4.1: at least four days).
const GIVEN_UP_MICROS: i64 = 4 * DAY_MICROS;
/// Most characters of an answer that are kept.
const LONGEST_ANSWER: usize = 300;

/// A way out of the house (告知途径).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// 电子邮件.
    Mail,
    /// 短信.
    Text,
}

impl Way {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Way::Mail => "mail",
            Way::Text => "text",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Way> {
        [Way::Mail, Way::Text].into_iter().find(|way| way.code() == code)
    }
}

/// In which language somebody is told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tongue {
    /// 中文.
    #[default]
    Zh,
    /// English.
    En,
    /// 中英文.
    Both,
}

impl Tongue {
    /// Every choice.
    pub const ALL: [Tongue; 3] = [Tongue::Zh, Tongue::En, Tongue::Both];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Tongue::Zh => "zh",
            Tongue::En => "en",
            Tongue::Both => "both",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Tongue> {
        Tongue::ALL.into_iter().find(|tongue| tongue.code() == code)
    }
}

/// By which ways somebody wants to be told besides the inbox (告知方式).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// By e-mail, once an address is proven: whoever gives one wants mail.
    pub by_mail: bool,
    /// By short message: a telephone that was proven for signing in is used for this only when its owner says so (个人信息保护法 art. 6).
    pub by_text: bool,
    /// In which language.
    pub tongue: Tongue,
}

impl Default for Choice {
    fn default() -> Choice {
        Choice {
            by_mail: true,
            by_text: false,
            tongue: Tongue::Zh,
        }
    }
}

/// What an account chose.
///
/// # Errors
/// The database does not answer.
pub async fn choice(centre: &Centre, account: AccountId) -> Result<Choice, ActError> {
    let params = vec![centre.div().into(), account.0.into_bytes().into()];
    let rows = centre.store().query(&mailboxes::CHOICE, params).await?;
    let Some(row) = rows.first().map(ChoiceRow::read).transpose()? else {
        return Ok(Choice::default());
    };
    Ok(Choice {
        by_mail: row.by_mail,
        by_text: row.by_text,
        tongue: Tongue::parse(&row.language).unwrap_or_default(),
    })
}

pub(crate) fn chosen(centre: &Centre, account: AccountId, choice: Choice) -> Write {
    let row = ChoiceRow {
        account,
        by_mail: choice.by_mail,
        by_text: choice.by_text,
        language: choice.tongue.code().into(),
    };
    row.put(centre.div())
}

/// What is said by a way out of the house, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The words.
    pub body: Pair,
    /// On which occasion.
    pub occasion: String,
    /// Subject of a mail.
    pub subject: Pair,
    /// In which language.
    pub tongue: Tongue,
    /// By which change of the texts; 0 for the standard.
    pub wording: u32,
}

impl Message {
    /// From the text of a row.
    pub(crate) fn read(doc: &str) -> Result<Message, ActError> {
        serde_json::from_str(doc).map_err(|error| ActError::Broken(error.to_string()))
    }
}

/// What lets a notice go out by every way that its reader chose and has.
pub(super) async fn queued(
    centre: &Centre,
    row: &OutboxRow,
    account: AccountId,
    said: &Said,
) -> Result<Vec<Write>, ActError> {
    let settings = centre.settings();
    let choice = choice(centre, account).await?;
    let mut ways = Vec::new();
    if settings.mail.is_some() && choice.by_mail && mailbox::address(centre, account).await?.is_some() {
        ways.push((Way::Mail, said.texts.subject.clone(), said.texts.body.clone()));
    }
    let has_words = !said.texts.text.zh.is_empty();
    if settings.sms.is_some() && choice.by_text && has_words && phone::of_account(centre, account).await?.1.is_some() {
        ways.push((Way::Text, Pair::default(), said.texts.text.clone()));
    }
    let telling = |(way, subject, body): (Way, Pair, Pair)| {
        let message = Message {
            body,
            occasion: said.occasion.code.into(),
            subject,
            tongue: choice.tongue,
            wording: said.wording,
        };
        let now = centre.now().0;
        let row = TellingRow {
            case: row.case,
            seq: row.seq,
            way: way.code().into(),
            account,
            id: centre.new_id(),
            at: now,
            state: "queued".into(),
            tries: 0,
            next_at: now,
            done_at: None,
            receiver: String::new(),
            answer: String::new(),
            doc: serde_json::to_string(&message).map_err(|error| ActError::Broken(error.to_string()))?,
        };
        Ok(row.insert(centre.div()))
    };
    ways.into_iter().map(telling).collect()
}

/// What came of a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Came {
    /// The other side has taken it, and said so.
    Taken(String),
    /// Not now: it is tried again.
    Later(String),
    /// Never.
    Refused(String),
    /// The reader wants it no more, or has no address any more.
    Dropped(&'static str),
}

/// When something that was tried `tries` times since `at` is tried again; none when it is given up.
pub(crate) fn again(at: i64, now: i64, tries: i64) -> Option<i64> {
    let place = usize::try_from(tries - 1).unwrap_or(0).min(AGAIN_SECONDS.len() - 1);
    (now - at < GIVEN_UP_MICROS).then(|| now + AGAIN_SECONDS[place] * SECOND_MICROS)
}

/// Sends mails that wait, at most `limit`; answers how many were done with.
///
/// # Errors
/// The database does not answer; what was not sent waits on.
pub async fn deliver_mails(centre: &Centre, limit: u32) -> Result<usize, ActError> {
    let Some(server) = &centre.settings().mail else {
        return Ok(0);
    };
    let courier = mail::Courier::open(server)?;
    let codes = mailbox::send_codes(centre, &courier, limit).await?;
    let sent = deliver(centre, Way::Mail, limit, async |row| {
        let Some(address) = mailbox::address(centre, row.account).await? else {
            return Ok((String::new(), Came::Dropped("no address")));
        };
        if !choice(centre, row.account).await?.by_mail {
            return Ok((mask_mail(&address), Came::Dropped("not wanted any more")));
        }
        if !is_within(centre, "mail pace", 60 * SECOND_MICROS, server.per_minute).await? {
            return Ok((
                mask_mail(&address),
                Came::Later("kept back: enough for a minute".into()),
            ));
        }
        let message = Message::read(&row.doc)?;
        let letter = Letter {
            id: row.id,
            to: address.clone(),
            subject: message.subject,
            body: message.body,
            tongue: message.tongue,
            stop: Some(mailbox::stop_link(centre, row.account)?),
        };
        let came = courier.send(centre, &letter).await;
        Ok((mask_mail(&address), came))
    })
    .await?;
    Ok(codes + sent)
}

/// Sends short messages that wait, at most `limit`; answers how many were done with.
///
/// # Errors
/// The database does not answer; what was not sent waits on.
pub async fn deliver_texts(centre: &Centre, limit: u32) -> Result<usize, ActError> {
    let Some(gateway) = &centre.settings().sms else {
        return Ok(0);
    };
    deliver(centre, Way::Text, limit, async |row| {
        let Some(number) = phone::of_account(centre, row.account).await?.1 else {
            return Ok((String::new(), Came::Dropped("no number")));
        };
        let shown = mask_number(&number);
        if !choice(centre, row.account).await?.by_text {
            return Ok((shown, Came::Dropped("not wanted any more")));
        }
        if !is_within(centre, "sms", DAY_MICROS, gateway.most_a_day).await? {
            return Ok((shown, Came::Later("kept back: enough for a day".into())));
        }
        let message = Message::read(&row.doc)?;
        let words = match message.tongue {
            Tongue::En => message.body.en,
            Tongue::Zh | Tongue::Both => message.body.zh,
        };
        let text = Text {
            id: row.id,
            to: format!("+86{number}"),
            template: "notice".into(),
            params: [("words".to_string(), words.clone())].into(),
            text: words,
        };
        Ok((shown, texts::handed_over(centre, gateway, &text).await))
    })
    .await
}

/// Whether there is room for one more; it is used up then.
async fn is_within(centre: &Centre, of: &str, micros: i64, most: i64) -> Result<bool, ActError> {
    let now = centre.now().0;
    let whose: &[u8] = if of == "sms" { b"all" } else { b"" };
    committed(
        centre,
        quotas::spend(centre.div(), bucket(of, whose), (now, now + micros), most),
    )
    .await
}

async fn committed(centre: &Centre, write: Write) -> Result<bool, ActError> {
    let built = move |_| Built {
        writes: vec![write.clone()],
        answer: String::new(),
    };
    match centre.commit(None, None, built).await {
        Ok(_) => Ok(true),
        Err(CommitError::Conflict) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

async fn deliver<F>(centre: &Centre, way: Way, limit: u32, send: impl Fn(TellingRow) -> F) -> Result<usize, ActError>
where
    F: Future<Output = Result<(String, Came), ActError>>,
{
    let params = vec![
        centre.div().into(),
        way.code().into(),
        centre.now().0.into(),
        limit.into(),
    ];
    let rows = centre.store().query(&WAITING, params).await?;
    let mut done = 0;
    for row in &rows {
        let row = TellingRow::read(row)?;
        let lease = centre.now().0 + LEASE_MICROS;
        if !committed(centre, row.lease(centre.div(), lease)).await? {
            continue;
        }
        let (receiver, came) = match send(row.clone()).await {
            Ok(came) => came,
            // What cannot be read must not hold up the notices of others.
            Err(error @ ActError::Broken(_)) => (row.receiver.clone(), Came::Later(error.to_string())),
            Err(error) => return Err(error),
        };
        let after = after(row, receiver, came, centre.now().0);
        done += usize::from(after.is_over());
        if after.state == "failed" {
            tracing::warn!(telling = %after.id, way = after.way, "nobody could be told by this way");
        }
        // Whoever took the row over meanwhile keeps its own account of it.
        committed(centre, after.came(centre.div(), lease)).await?;
    }
    Ok(done)
}

fn after(row: TellingRow, receiver: String, came: Came, now: i64) -> TellingRow {
    let over = |state: &str, answer: String| TellingRow {
        state: state.into(),
        next_at: NEVER_AT,
        done_at: Some(now),
        answer: answer.chars().take(LONGEST_ANSWER).collect(),
        receiver: receiver.clone(),
        ..row.clone()
    };
    match came {
        Came::Taken(answer) => over("sent", answer),
        Came::Refused(answer) => over("failed", answer),
        Came::Dropped(why) => over("dropped", why.to_string()),
        Came::Later(answer) => match again(row.at, now, row.tries + 1) {
            None => over("failed", answer),
            Some(next_at) => TellingRow {
                next_at,
                done_at: None,
                ..over("queued", answer)
            },
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_come_less_and_less_often_and_end_after_four_days() {
        let next = |tries| again(0, 0, tries).unwrap() / SECOND_MICROS;
        assert_eq!([1, 2, 3, 4, 5, 60].map(next), [60, 300, 900, 1_800, 3_600, 3_600]);
        assert_eq!(
            again(0, GIVEN_UP_MICROS - 1, 90),
            Some(GIVEN_UP_MICROS - 1 + 3_600 * SECOND_MICROS)
        );
        assert_eq!(again(0, GIVEN_UP_MICROS, 90), None);
    }
}
