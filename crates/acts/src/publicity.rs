//! What the public is shown (公示): periods in which anybody may say what they think of what is to be decided, and hearings that were announced (许可法 art. 5, 7,
//! 46, 48). Read without signing in. Who sent a view, and what it says, is sealed beside the ledger.

use serde::{Deserialize, Serialize};
use yimen_domain::calendar::{CHINA, Day};
use yimen_domain::cases::command::Command;
use yimen_domain::cases::event::What;
use yimen_domain::cases::proceedings::publicity::{Answer, Happened, Order as Publicity};
use yimen_domain::cases::proceedings::{Happened as Proceeded, Matter, Order, Proceeding};
use yimen_domain::cases::{Case, CaseId};
use yimen_domain::identifiers::mask_person;
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::organisation::{Actor, Capacity};
use yimen_domain::words::{Fault, Refusal, Words};
use yimen_store::ledger::{Hash, hex, sm3};
use yimen_store::tables::NEVER;
use yimen_store::tables::publicity::{self as table, PublicityRow, ViewRow};
use yimen_store::{Once, Stmt, Value, Write};

use crate::cases::command::{item_of, with_rows};
use crate::cases::{is_number, load, load_by_id};
use crate::{ActError, Centre};

/// Entries on a page.
pub const PAGE: usize = 20;
/// Rows that are read at once to find as many.
const ROWS: i64 = 100;
/// Times that rows are read for one page.
const TURNS: usize = 20;
/// Longest name, and longest way of contact.
const LONGEST_LINE: usize = 100;
/// Longest view.
pub const LONGEST_VIEW: usize = 2_000;
/// Characters of a receipt code, none of which is taken for another.
const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// Letters of a receipt code: eighty bits.
const CODE: usize = 16;

/// How something that is shown stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Begins on a day to come.
    Coming,
    /// Views are taken, or the hearing is to come.
    Open,
    /// Time or place of the hearing changed, and it was not announced anew yet.
    Moved,
    /// Its last day is over, and what came of it is not recorded yet.
    Over,
    /// Closed, with what came of it.
    Closed,
    /// Called off.
    Dropped,
    /// The case was ended before.
    Ended,
}

/// Something that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Number of its page.
    pub number: String,
    /// Name of the item.
    pub item: Words,
    /// Code of the body.
    pub body: String,
    /// The applicant as decisions name them: a person masked.
    pub applicant: String,
    /// The period or the hearing.
    pub one: Proceeding,
    /// How it stands today.
    pub standing: Standing,
}

/// What is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Those that are over; else those that are current.
    pub over: bool,
    /// Words in what it is about or in the name of the item.
    pub words: String,
    /// Code of a body; empty for every body.
    pub body: String,
    /// Place in the list: last day and number.
    pub after: Option<(i64, String)>,
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listed {
    /// In order of their last day.
    pub found: Vec<Shown>,
    /// Where the next page begins.
    pub next: Option<(i64, String)>,
}

/// The rows of what a case shows.
pub(crate) fn rows(case: &Case) -> Vec<PublicityRow> {
    let end = case.status().is_closed().then_some(case.closed_at).flatten();
    let end = end.map(|at| at.day(CHINA));
    let row = |one: &Proceeding, kind: &str, subject: &str, from: Day, last: Day| {
        let closed = one.closed.as_ref();
        let dropped = closed.filter(|closed| closed.dropped).map(|closed| closed.day);
        let ended = end.filter(|_| closed.is_none());
        // What was called off is current until the day before.
        let early = dropped.or(ended).map(|day| day.plus(-1));
        let ends = early.map_or(last, |early| early.min(last));
        PublicityRow {
            case: case.id,
            no: one.no,
            number: format!("{}-{}", case.number, one.no),
            kind: kind.into(),
            item: case.item.clone(),
            item_version: case.item_version,
            body: case.body.clone(),
            subject: subject.into(),
            from_day: i64::from(from.days()),
            ends_day: i64::from(ends.days()),
        }
    };
    let shown = |one: &Proceeding| match &one.matter {
        Matter::Publicity(publicity) => Some(row(one, "period", &publicity.subject, publicity.from, publicity.until)),
        Matter::Hearing(hearing) => {
            let setting = hearing.setting.as_ref()?;
            let attending = setting.attending.as_ref()?;
            Some(row(one, "hearing", "", attending.announced, setting.meeting.day))
        }
        _ => None,
    };
    case.proceedings.all.iter().filter_map(shown).collect()
}

/// What a change of a case writes into the list.
pub(crate) fn row_writes(before: &Case, after: &Case, div: &str) -> Vec<Write> {
    let (known, now) = (rows(before), rows(after));
    let gone = known.iter().filter(|row| !now.iter().any(|kept| kept.no == row.no));
    let mut writes: Vec<Write> = gone
        .map(|row| table::remove(div, row.case, i64::from(row.no).into()))
        .collect();
    writes.extend(now.iter().filter(|row| !known.contains(row)).map(|row| row.put(div)));
    writes
}

/// Current ones, those that end first at the top; or those that are over, the latest first.
///
/// # Errors
/// The database does not answer.
pub async fn list(centre: &Centre, asked: &Asked) -> Result<Listed, ActError> {
    let today = i64::from(centre.today().days());
    let (stmt, begin): (&'static Stmt, _) = if asked.over {
        (&table::OVER, (today, String::new()))
    } else {
        (&table::CURRENT, (today - 1, "\u{10FFFF}".to_string()))
    };
    let mut place = match &asked.after {
        Some((day, number)) if is_number(number) && (0..NEVER).contains(day) => (*day, number.clone()),
        _ => begin,
    };
    let mut page = Listed::default();
    for _ in 0..TURNS {
        let params = vec![
            centre.div().into(),
            place.0.into(),
            place.1.as_str().into(),
            ROWS.into(),
        ];
        let rows = centre.store().query(stmt, params).await?;
        for row in &rows {
            let row = PublicityRow::read(row)?;
            if page.found.len() == PAGE {
                page.next = Some(place);
                return Ok(page);
            }
            place = (row.ends_day, row.number.clone());
            if row.from_day <= today
                && (asked.body.is_empty() || asked.body == row.body)
                && is_about(centre, &row, &asked.words)
            {
                page.found.extend(of_row(centre, &row).await?);
            }
        }
        if (rows.len() as i64) < ROWS {
            break;
        }
    }
    Ok(page)
}

fn is_about(centre: &Centre, row: &PublicityRow, words: &str) -> bool {
    let words = words.trim().to_lowercase();
    if words.is_empty() || row.subject.to_lowercase().contains(&words) || row.number == words.to_uppercase() {
        return true;
    }
    let library = centre.library();
    let item = library.version(&row.item, row.item_version);
    item.is_some_and(|item| {
        [&item.name.zh, &item.name.en]
            .iter()
            .any(|name| name.to_lowercase().contains(&words))
    })
}

async fn of_row(centre: &Centre, row: &PublicityRow) -> Result<Option<Shown>, ActError> {
    let case = load_by_id(centre, row.case).await?.case;
    shown(centre, &case, row.no)
}

/// The one with this number.
///
/// # Errors
/// There is none, or it is not shown yet.
pub async fn one(centre: &Centre, number: &str) -> Result<Shown, ActError> {
    let (case, no) = place_of(number)?;
    let case = load(centre, case).await.map_err(|error| match error {
        ActError::Refused(_) => not_there(),
        error => error,
    })?;
    shown(centre, &case.case, no)?.ok_or_else(not_there)
}

fn place_of(number: &str) -> Result<(&str, u32), ActError> {
    let (case, no) = number.rsplit_once('-').ok_or_else(not_there)?;
    let no = no.parse().map_err(|_| not_there())?;
    Ok((case, no))
}

fn not_there() -> ActError {
    Refusal::missing("这条公示", "this notice to the public").into()
}

fn shown(centre: &Centre, case: &Case, no: u32) -> Result<Option<Shown>, ActError> {
    let today = centre.today();
    let Some(one) = case.proceedings.get(no) else {
        return Ok(None);
    };
    let ended = case.status().is_closed();
    let standing = match (&one.matter, &one.closed) {
        (Matter::Publicity(_) | Matter::Hearing(_), Some(closed)) if closed.dropped => Standing::Dropped,
        (Matter::Publicity(_), Some(_)) => Standing::Closed,
        (Matter::Publicity(_), None) if ended => Standing::Ended,
        (Matter::Publicity(publicity), None) if today < publicity.from => Standing::Coming,
        (Matter::Publicity(publicity), None) if today <= publicity.until => Standing::Open,
        (Matter::Publicity(_), None) => Standing::Over,
        (Matter::Hearing(hearing), closed) => match &hearing.setting {
            Some(setting) if setting.attending.is_some() => match closed {
                Some(_) => Standing::Closed,
                None if ended => Standing::Ended,
                None if !setting.announced => Standing::Moved,
                None if today <= setting.meeting.day => Standing::Open,
                None => Standing::Over,
            },
            _ => return Ok(None),
        },
        _ => return Ok(None),
    };
    Ok(Some(Shown {
        number: format!("{}-{no}", case.number),
        item: item_of(centre, case)?.name.clone(),
        body: case.body.clone(),
        applicant: case.applicant.shown.clone(),
        one: one.clone(),
        standing,
    }))
}

/// What somebody sends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// Telephone, e-mail or address.
    pub contact: String,
    /// Who sends it.
    pub name: String,
    /// Salt of the commitment, hex.
    #[serde(default)]
    salt: String,
    /// What they think.
    pub words: String,
}

impl Sent {
    /// As it was typed.
    pub fn new(name: &str, contact: &str, words: &str) -> Sent {
        Sent {
            contact: contact.trim().into(),
            name: name.trim().into(),
            salt: String::new(),
            words: words.trim().replace("\r\n", "\n"),
        }
    }

    fn check(&self) -> Result<(), Refusal> {
        let mut faults = Vec::new();
        let line =
            |text: &str| (1..=LONGEST_LINE).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        if !line(&self.name) {
            faults.push(Fault::new(
                "name",
                "请填写姓名或者单位名称，1 至 100 个字。",
                "Give your name or that of your organisation, in 1 to 100 characters.",
            ));
        }
        if !line(&self.contact) {
            faults.push(Fault::new(
                "contact",
                "请填写电话、电子邮箱或者地址，1 至 100 个字。",
                "Give a telephone number, an e-mail address or an address, in 1 to 100 characters.",
            ));
        }
        let odd = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
        if !(1..=LONGEST_VIEW).contains(&self.words.chars().count()) || self.words.chars().any(odd) {
            faults.push(Fault::new(
                "words",
                format!("请写明意见和理由，1 至 {LONGEST_VIEW} 个字。"),
                format!("Say what you think and why, in 1 to {LONGEST_VIEW} characters."),
            ));
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(Refusal::invalid(faults))
        }
    }
}

/// Whoever sends a view, without an account: the system takes it in for them.
fn public() -> Actor {
    Actor {
        account: None,
        name: "公众".into(),
        capacity: Capacity::System,
    }
}

/// Takes a view in; answers its receipt code. The same key brings the same code, and one view.
///
/// # Errors
/// There is no such period, its last day is over, or something is not filled in.
pub async fn send(centre: &Centre, number: &str, key: &str, sent: Sent) -> Result<String, ActError> {
    let (case, no) = place_of(number)?;
    sent.check()?;
    let random = hex(&centre.random::<16>());
    let key = if (16..=100).contains(&key.len()) && key.is_ascii() {
        key
    } else {
        &random
    };
    let code = code_of(key);
    let once = Once {
        actor: "public".into(),
        key: format!("view.{}", hex(&sm3(key.as_bytes()))),
        fingerprint: sm3(format!("{number}\0{}\0{}\0{}", sent.name, sent.contact, sent.words).as_bytes()),
        at: centre.now().0,
    };
    let sent = Sent {
        salt: hex(&centre.random::<16>()),
        ..sent
    };
    let plain = serde_json::to_vec(&sent).map_err(|error| ActError::Broken(error.to_string()))?;
    let order = Publicity::Receive {
        no,
        commitment: hex(&centre.hash().digest(&plain)),
    };
    let command = Command::Proceeding(Box::new(Order::Publicity(order)));
    let keep = |case: &Case, event: &yimen_domain::cases::event::Event| {
        let view = match &event.what {
            What::Proceeding(happened) => match happened.as_ref() {
                Proceeded::Publicity(Happened::ViewReceived { view, .. }) => *view,
                _ => 0,
            },
            _ => 0,
        };
        let sealed = centre
            .shared
            .vault
            .seal(centre.random::<12>(), &place(case.id), &plain)?;
        let row = ViewRow {
            case: case.id,
            seq: event.seq,
            no,
            view,
            code: hash_of(&code),
            sealed,
            at: event.at.0,
        };
        Ok(vec![row.insert(centre.div())])
    };
    let done = Box::pin(with_rows(centre, &public(), case, (Some(once), command), keep)).await;
    done.map_err(|error| match error {
        ActError::Refused(refusal) if refusal.code == "not_found" => not_there(),
        error => error,
    })?;
    Ok(code)
}

/// To which row the content is bound.
fn place(case: CaseId) -> Vec<u8> {
    [case.0.as_bytes().as_slice(), b"/view"].concat()
}

/// The receipt code of a key that was made for one form.
fn code_of(key: &str) -> String {
    let hash = sm3(format!("receipt of a view {key}").as_bytes());
    let letter = |byte: &u8| char::from(LETTERS[usize::from(byte % 32)]);
    let letters: Vec<char> = hash.iter().take(CODE).map(letter).collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

fn hash_of(code: &str) -> Hash {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    sm3(plain.to_ascii_uppercase().as_bytes())
}

/// A view with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewShown {
    /// Number of the proceeding.
    pub no: u32,
    /// Number of the view.
    pub view: u32,
    /// Came on.
    pub day: Day,
    /// Who sent it; masked for who does not answer it, empty once it was deleted.
    pub name: String,
    /// How they are reached; empty for who does not answer it.
    pub contact: String,
    /// What it says; empty once it was deleted.
    pub words: String,
    /// What was answered.
    pub answer: Option<Answer>,
}

/// The view with a receipt code, and what is shown of its period.
///
/// # Errors
/// There is none.
pub async fn of_code(centre: &Centre, code: &str) -> Result<(Shown, ViewShown), ActError> {
    let missing = || ActError::from(Refusal::missing("这个回执编号", "this receipt code"));
    let params: Vec<Value> = vec![centre.div().into(), hash_of(code).to_vec().into()];
    let found = centre.store().query(&table::OF_CODE, params).await?;
    let row = ViewRow::read(found.first().ok_or_else(missing)?)?;
    let case = load_by_id(centre, row.case).await?.case;
    let shown = shown(centre, &case, row.no)?.ok_or_else(missing)?;
    let all = of_rows(centre, &case, vec![row])?;
    let view = all.into_iter().next().ok_or_else(missing)?;
    Ok((shown, view))
}

/// The views of a case, for who works on it.
///
/// # Errors
/// The database does not answer.
pub async fn views(centre: &Centre, actor: &Actor, case: &Case) -> Result<Vec<ViewShown>, ActError> {
    let there = |one: &Proceeding| matches!(&one.matter, Matter::Publicity(publicity) if !publicity.views.is_empty());
    if !actor.is_staff() || !case.proceedings.all.iter().any(there) {
        return Ok(Vec::new());
    }
    let params = vec![centre.div().into(), case.id.0.into_bytes().into()];
    let rows = centre.store().query(&table::OF_CASE, params).await?;
    let rows: Vec<ViewRow> = rows.iter().map(ViewRow::read).collect::<Result<_, _>>()?;
    let mut all = of_rows(centre, case, rows)?;
    if !actor.may(Permission::ConductProceedings, About::from(case)) {
        for view in &mut all {
            view.name = mask_person(&view.name);
            view.contact.clear();
        }
    }
    Ok(all)
}

/// Every view that the case knows, with its words where they are still kept.
fn of_rows(centre: &Centre, case: &Case, rows: Vec<ViewRow>) -> Result<Vec<ViewShown>, ActError> {
    let mut all = Vec::new();
    for row in rows {
        let matter = case.proceedings.get(row.no).map(|one| &one.matter);
        let Some(Matter::Publicity(publicity)) = matter else {
            continue;
        };
        let Some(known) = publicity.views.iter().find(|view| view.no == row.view) else {
            continue;
        };
        let plain = centre.shared.vault.open_sealed(&place(row.case), &row.sealed)?;
        let sent: Sent = serde_json::from_slice(&plain).map_err(|error| ActError::Broken(error.to_string()))?;
        all.push(ViewShown {
            no: row.no,
            view: row.view,
            day: known.day,
            name: sent.name,
            contact: sent.contact,
            words: sent.words,
            answer: known.answer.clone(),
        });
    }
    Ok(all)
}
