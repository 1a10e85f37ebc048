//! What notices say (通知用语): texts with places for each occasion and way, that a centre may change from a day on. Each change is a row;
//! rows are only added, so that what somebody was told can be said again at any time.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use yimen_domain::calendar::{CHINA, Day, Instant};
use yimen_domain::organisation::Actor;
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::words::{Fault, Refusal, RefusalKind};
use yimen_paper::Block;
use yimen_paper::wording::{Fillings, Unfit, fill, places};
use yimen_store::tables::notice_wordings::{self as table, WordingRow};
use yimen_store::{Built, CommitError};

use super::standard::{Occasion, occasion};
use crate::{ActError, Centre};

/// Changes that are read at once.
const PAGE: i64 = 500;
/// How often is tried again when somebody else was faster.
const TURNS: usize = 8;
/// Longest text in the inbox, subject of a mail, body of a mail, short message; characters.
pub const LONGEST: [usize; 4] = [300, 100, 2_000, 300];
/// Most messages that one short message may take: each is paid for.
pub const MOST_PARTS: usize = 2;

/// A text in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

/// What is said on an occasion.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// Body of a mail.
    pub body: Pair,
    /// In the inbox on the net.
    pub inbox: Pair,
    /// Subject of a mail.
    pub subject: Pair,
    /// As a short message; empty where none is sent.
    pub text: Pair,
}

/// The places of the texts (占位), with what they mean.
pub const PLACES: &[(&str, &str, &str)] = &[
    ("办件编号", "办件的编号", "number of the case"),
    ("事项", "事项名称", "name of the item"),
    (
        "通知",
        "通知名称，例如“需要补正”",
        "name of the notice, such as “corrections needed”",
    ),
    ("日期", "事情发生的日期", "the day on which it happened"),
    (
        "到期日",
        "正在计算的时限的到期日；没有时限在计算的，这一行不出现",
        "day on which the running limit is due; a line with it is left out where none runs",
    ),
];
/// Places of what goes out of the house.
pub const PLACES_OUT: &[(&str, &str, &str)] = &[
    ("正文", "网上收件箱里的那段话", "what the inbox says"),
    ("链接", "网上查看办件的地址", "address of the case on the net"),
    (
        "评价链接",
        "不用登录就能评价的地址；办件没有办结的，这一行不出现",
        "address to rate without signing in; a line with it is left out as long as the case is not closed",
    ),
];
/// Places of the occasion that the calendar changed.
const PLACES_CALENDAR: &[(&str, &str, &str)] = &[
    ("时限", "变化的时限的名称", "name of the limit that moved"),
    ("原到期日", "原来的到期日", "the day before"),
];

/// The place of what an area of the procedure says of its own event.
const PLACES_CONTENT: &[(&str, &str, &str)] =
    &[("内容", "发生了什么、可以做什么", "what happened, and what can be done")];

/// A change of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Number, from 1.
    pub number: u32,
    /// Occasion.
    pub occasion: String,
    /// From when on it is said.
    pub from: Instant,
    /// When it was made.
    pub at: Instant,
    /// By whom.
    pub by: String,
    /// What is said; none where the standard holds again.
    pub texts: Option<Texts>,
}

/// Everything that a place has changed, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wordings {
    changes: Vec<Change>,
}

impl Wordings {
    /// Reads every change.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn load(centre: &Centre) -> Result<Wordings, ActError> {
        let mut changes: Vec<Change> = Vec::new();
        loop {
            let last = changes.last().map_or(0, |change| change.number);
            let params = vec![centre.div().into(), last.into(), PAGE.into()];
            let rows = centre.store().query(&table::AFTER, params).await?;
            for row in &rows {
                let row = WordingRow::read(row)?;
                let texts = match row.doc.as_str() {
                    "" => None,
                    doc => Some(serde_json::from_str(doc).map_err(|error| ActError::Broken(error.to_string()))?),
                };
                changes.push(Change {
                    number: row.number,
                    occasion: row.occasion,
                    from: Instant(row.from_at),
                    at: Instant(row.changed_at),
                    by: row.changed_by,
                    texts,
                });
            }
            if (rows.len() as i64) < PAGE {
                return Ok(Wordings { changes });
            }
        }
    }

    /// The changes of an occasion, oldest first.
    pub fn of<'a>(&'a self, occasion: &'a str) -> impl DoubleEndedIterator<Item = &'a Change> {
        self.changes.iter().filter(move |change| change.occasion == occasion)
    }

    /// What is said on an occasion at a moment, and the number of the change behind it; 0 for the standard. A change holds for what happens after a moment
    /// that lies not before it was made, so that what was said at a moment stays the same for ever.
    pub fn at(&self, occasion: &Occasion, at: Instant) -> (u32, Texts) {
        let then = self.of(occasion.code).filter(|change| change.from < at);
        let latest = then.max_by_key(|change| (change.from, change.number));
        match latest.map(|change| (change.number, change.texts.clone())) {
            Some((number, Some(texts))) => (number, texts),
            Some((number, None)) => (number, occasion.standard()),
            None => (0, occasion.standard()),
        }
    }
}

/// Places that the texts of an occasion may have: of the inbox, and of what goes out.
pub fn places_of(occasion: &Occasion) -> Vec<(&'static str, &'static str, &'static str)> {
    let own = match occasion.code {
        "calendar_changed" => PLACES_CALENDAR,
        _ if occasion.inbox.0.contains("{内容}") => PLACES_CONTENT,
        _ => &[],
    };
    [PLACES, own].concat()
}

/// What fills the places, in one language.
pub type Filled = BTreeMap<&'static str, String>;

/// A text with its places filled; lines whose places nothing fills are left out.
pub fn filled(text: &str, with: &Filled) -> String {
    let fillings: Fillings = with
        .iter()
        .map(|(place, words)| (*place, words.as_str().into()))
        .collect();
    let lines = fill(text, &fillings).into_iter().map(|block| match block {
        Block::Heading(words) | Block::Paragraph(words) | Block::Note(words) => words,
        _ => String::new(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// How many short messages a text takes: 70 characters in one, 67 in each of several; 160 and 153 where all are of the plain Latin alphabet.
pub fn parts_of(text: &str) -> usize {
    let is_plain = text
        .chars()
        .all(|sign| sign == '\n' || (' '..='~').contains(&sign) && !"[]{}\\^~|`".contains(sign));
    let length = text.encode_utf16().count();
    let (one, of_several) = if is_plain { (160, 153) } else { (70, 67) };
    match length {
        0 => 0,
        length if length <= one => 1,
        length => length.div_ceil(of_several),
    }
}

/// A made-up case, to try texts with.
pub fn made_up(centre: &Centre, occasion: &Occasion) -> (Filled, Filled) {
    let day = centre.today();
    let number = format!("{}{}0001", centre.div(), day.to_string().replace('-', ""));
    let of = |zh: bool| {
        let pick = |a: &str, b: &str| if zh { a.to_string() } else { b.to_string() };
        BTreeMap::from([
            ("办件编号", number.clone()),
            (
                "事项",
                pick("食品经营许可（首次申请）", "Food business licence, first application"),
            ),
            ("通知", pick(occasion.name.0, occasion.name.1)),
            ("日期", day.to_string()),
            ("到期日", day.plus(7).to_string()),
            ("时限", pick("承诺办结时限", "Decision: limit promised to the public")),
            ("原到期日", day.plus(6).to_string()),
            (
                "内容",
                pick(
                    "您的申请有新进展，请查看办件详情。",
                    "There is news of your application: see your case page.",
                ),
            ),
        ])
    };
    (of(true), of(false))
}

/// Everything that is wrong with texts, by the names of the fields of the form and with the line.
pub fn faults_of(centre: &Centre, occasion: &Occasion, texts: &Texts) -> Vec<Fault> {
    let mut faults = Vec::new();
    let inside: Vec<&str> = places_of(occasion).iter().map(|place| place.0).collect();
    let outside: Vec<&str> = inside
        .iter()
        .copied()
        .chain(PLACES_OUT.iter().map(|place| place.0))
        .collect();
    let of = [
        ("inbox", &texts.inbox, &inside, LONGEST[0], true),
        ("subject", &texts.subject, &outside, LONGEST[1], true),
        ("body", &texts.body, &outside, LONGEST[2], true),
        ("text", &texts.text, &outside, LONGEST[3], false),
    ];
    for (name, pair, known, longest, is_needed) in of {
        for (language, text) in [("zh", &pair.zh), ("en", &pair.en)] {
            let field = format!("{name}_{language}");
            faults.extend(fault_of(&field, text, known, longest, is_needed));
        }
        if !is_needed && pair.zh.is_empty() != pair.en.is_empty() {
            let field = if pair.zh.is_empty() { "text_zh" } else { "text_en" };
            faults.push(Fault::new(
                field,
                "短信要么两种语言都写，要么都不写；都不写的，这种情形不发短信。",
                "Write the short message in both languages, or in neither: then none is sent on this occasion.",
            ));
        }
    }
    if texts.subject.zh.contains('\n') || texts.subject.en.contains('\n') {
        faults.push(Fault::new(
            "subject_zh",
            "邮件主题只能是一行。",
            "The subject of a mail is one line.",
        ));
    }
    if faults.is_empty() {
        let (zh, en) = made_up(centre, occasion);
        for (field, inbox, text, with) in [
            ("text_zh", &texts.inbox.zh, &texts.text.zh, zh),
            ("text_en", &texts.inbox.en, &texts.text.en, en),
        ] {
            let parts = parts_of(&said_out(centre, inbox, text, with));
            if parts > MOST_PARTS {
                faults.push(Fault::new(
                    field,
                    format!("这条短信要拆成 {parts} 条发送，最多 {MOST_PARTS} 条：中文一条 70 字，拆开后每条 67 字。请写短一些。"),
                    format!("This takes {parts} short messages; at most {MOST_PARTS} are sent: 160 Latin characters in one, 153 in each of two. Please shorten it."),
                ));
            }
        }
    }
    faults
}

/// A text that goes out, filled as for the made-up case.
fn said_out(centre: &Centre, inbox: &str, text: &str, mut with: Filled) -> String {
    with.insert("正文", filled(inbox, &with));
    let number = with.get("办件编号").cloned().unwrap_or_default();
    with.insert("链接", link(centre, &number));
    filled(text, &with)
}

/// Where a case is read on the net.
pub fn link(centre: &Centre, number: &str) -> String {
    format!("{}/my/cases/{number}", centre.settings().base_url)
}

fn fault_of(field: &str, text: &str, known: &[&str], longest: usize, is_needed: bool) -> Option<Fault> {
    if text.trim().is_empty() {
        return is_needed.then(|| Fault::new(field, "请填写。", "Please fill this in."));
    }
    let length = text.chars().count();
    if length > longest {
        return Some(Fault::new(
            field,
            format!("最多 {longest} 个字，现在有 {length} 个。"),
            format!("At most {longest} characters; there are {length}."),
        ));
    }
    match places(text) {
        Err(Unfit::Brace { line } | Unfit::Unknown { line, .. }) => Some(Fault::new(
            field,
            format!("第 {line} 行的花括号不成对。"),
            format!("Line {line}: a brace has no partner."),
        )),
        Err(Unfit::Bracket { line }) => Some(Fault::new(
            field,
            format!("第 {line} 行的方括号不成对。"),
            format!("Line {line}: a square bracket has no partner."),
        )),
        Ok(found) => {
            let (line, place) = found.into_iter().find(|(_, place)| !known.contains(&place.as_str()))?;
            Some(Fault::new(
                field,
                format!("第 {line} 行：这里没有“{place}”这个占位。"),
                format!("Line {line}: there is no place called “{place}” here."),
            ))
        }
    }
}

/// Texts as they would be read, with a made-up case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Filled, in both languages.
    pub texts: Texts,
    /// Characters and messages of the short message, Chinese and English.
    pub counts: [(usize, usize); 2],
}

/// Shows texts with a made-up case.
pub fn preview(centre: &Centre, occasion: &Occasion, texts: &Texts) -> Preview {
    let (zh, en) = made_up(centre, occasion);
    let pair = |pair: &Pair| Pair {
        zh: said_out(centre, &texts.inbox.zh, &pair.zh, zh.clone()),
        en: said_out(centre, &texts.inbox.en, &pair.en, en.clone()),
    };
    let shown = Texts {
        inbox: pair(&texts.inbox),
        subject: pair(&texts.subject),
        body: pair(&texts.body),
        text: pair(&texts.text),
    };
    let count = |text: &str| (text.encode_utf16().count(), parts_of(text));
    Preview {
        counts: [count(&shown.text.zh), count(&shown.text.en)],
        texts: shown,
    }
}

/// Says something else on an occasion, from a day on: today means from now on. `None` goes back to the standard.
///
/// # Errors
/// Who asks may not; a text has a fault; or the day is over.
pub async fn change(
    centre: &Centre,
    by: &Actor,
    code: &str,
    texts: Option<Texts>,
    from: Option<Day>,
) -> Result<(), ActError> {
    if !by.may(Permission::ChangeNotices, About::CENTRE) {
        return Err(not_yours().into());
    }
    let occasion = occasion(code).ok_or_else(|| Refusal::missing("这种通知", "this notice"))?;
    let mut faults = texts
        .as_ref()
        .map_or_else(Vec::new, |texts| faults_of(centre, occasion, texts));
    let (now, today) = (centre.now(), centre.today());
    let from_at = match from {
        Some(day) if day > today => Instant::start_of(day, CHINA),
        Some(day) if day < today => {
            faults.push(Fault::new(
                "from",
                "开始使用的日期不能早于今天。",
                "The day from which it is said cannot be before today.",
            ));
            now
        }
        _ => now,
    };
    if !faults.is_empty() {
        return Err(Refusal::invalid(faults).into());
    }
    let doc = match &texts {
        Some(texts) => serde_json::to_string(texts).map_err(|error| ActError::Broken(error.to_string()))?,
        None => String::new(),
    };
    for _ in 0..TURNS {
        let known = Wordings::load(centre).await?;
        let row = WordingRow {
            number: known.changes.last().map_or(0, |change| change.number) + 1,
            occasion: occasion.code.into(),
            from_at: from_at.0,
            changed_at: now.0,
            changed_by: by.name.clone(),
            doc: doc.clone(),
        };
        let write = row.insert(centre.div());
        let built = move |_| Built {
            writes: vec![write.clone()],
            answer: String::new(),
        };
        match centre.commit(None, None, built).await {
            Ok(_) => return Ok(()),
            Err(CommitError::Conflict) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(ActError::Busy("others change what notices say".into()))
}

pub(crate) fn not_yours() -> Refusal {
    Refusal::new(
        "not_for_notices",
        RefusalKind::Forbidden,
        "",
        (
            "通知用语由中心负责人修改。",
            "What notices say is changed by the manager of the centre.",
        ),
        ("请联系中心负责人。", "Ask the manager."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_messages_are_counted_as_they_are_paid() {
        for (text, parts) in [
            (String::new(), 0),
            ("办".repeat(70), 1),
            ("办".repeat(71), 2),
            ("办".repeat(134), 2),
            ("办".repeat(135), 3),
            ("a".repeat(160), 1),
            ("a".repeat(161), 2),
            (format!("{}“", "a".repeat(70)), 2),
            ("😀".repeat(35), 1),
            ("😀".repeat(36), 2),
        ] {
            assert_eq!(parts_of(&text), parts, "{text}");
        }
    }

    #[test]
    fn the_text_in_force_is_the_last_that_began() {
        let accepted = occasion("accepted").unwrap();
        let texts = |words: &str| Texts {
            inbox: Pair {
                zh: words.into(),
                en: words.into(),
            },
            ..accepted.standard()
        };
        let change = |number, at, from, texts| Change {
            number,
            occasion: "accepted".into(),
            from: Instant(from),
            at: Instant(at),
            by: String::new(),
            texts,
        };
        let wordings = Wordings {
            changes: vec![
                change(1, 10, 100, Some(texts("A"))),
                change(2, 20, 20, Some(texts("B"))),
                change(3, 200, 200, None),
            ],
        };
        let said = |at| wordings.at(accepted, Instant(at));
        assert_eq!(said(5), (0, accepted.standard()));
        assert_eq!((said(20).0, said(21).0, said(100).0, said(101).0), (0, 2, 2, 1));
        assert_eq!(said(300), (3, accepted.standard()));
    }

    #[test]
    fn places_are_filled_and_lines_without_them_left_out() {
        let with = BTreeMap::from([("事项", "测试".to_string())]);
        assert_eq!(filled("{事项}好\n到期日：{到期日}\n完", &with), "测试好\n完");
    }
}
