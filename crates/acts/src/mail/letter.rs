//! A letter as it goes out (邮件正文): one body as plain text and as HTML, in the language or languages of its reader.

use std::time::{Duration, UNIX_EPOCH};

use lettre::Address;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart};
use uuid::Uuid;
use yimen_domain::calendar::Instant;

use crate::ActError;
use crate::notices::out::Tongue;
use crate::notices::wording::Pair;

/// A letter to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The same however often it is sent: its Message-ID is made of it.
    pub id: Uuid,
    /// To whom.
    pub to: String,
    /// Subject.
    pub subject: Pair,
    /// What it says, a line for each paragraph.
    pub body: Pair,
    /// In which language.
    pub tongue: Tongue,
    /// Where its reader says that they want no more mail.
    pub stop: Option<String>,
}

/// What stands under each letter.
const FOOT: (&str, &str) = (
    "本邮件由系统自动发出，请勿回复。以网上大厅和正式文书为准。",
    "This mail was sent by a program; please do not answer it. What counts is the case on the net and the official documents.",
);
const STOP: (&str, &str) = ("不再接收邮件通知：", "To get no more mail: ");

/// The letter with its head. The clock of the centre tells the date.
pub(super) fn bytes(letter: &Letter, from: Mailbox, to: Address, at: Instant) -> Result<Vec<u8>, ActError> {
    let domain = from.email.domain().to_string();
    let micros = u64::try_from(at.0).unwrap_or(0);
    let (subject, language) = match letter.tongue {
        Tongue::Zh => (letter.subject.zh.clone(), "zh"),
        Tongue::En => (letter.subject.en.clone(), "en"),
        Tongue::Both => (format!("{} / {}", letter.subject.zh, letter.subject.en), "zh, en"),
    };
    let mut heads = vec![
        ("Auto-Submitted", "auto-generated".to_string()),
        ("Content-Language", language.to_string()),
    ];
    if let Some(stop) = &letter.stop {
        heads.push(("List-Unsubscribe", format!("<{stop}>")));
    }
    let mut message = Message::builder()
        .from(from)
        .to(Mailbox::new(None, to))
        .subject(subject)
        .date(UNIX_EPOCH + Duration::from_micros(micros))
        .message_id(Some(message_id(letter.id, &domain)))
        .multipart(MultiPart::alternative_plain_html(plain(letter), html(letter)))
        .map_err(|error| ActError::Broken(format!("a letter: {error}")))?;
    for (name, value) in heads {
        let name = HeaderName::new_from_ascii(name.to_string()).map_err(|error| ActError::Broken(error.to_string()))?;
        message.headers_mut().insert_raw(HeaderValue::new(name, value));
    }
    Ok(message.formatted())
}

/// By which two deliveries of one letter are known as one.
pub(crate) fn message_id(id: Uuid, domain: &str) -> String {
    format!("<{id}@{domain}>")
}

struct Section {
    language: &'static str,
    body: String,
    foot: &'static str,
    stop: &'static str,
}

fn sections(letter: &Letter) -> Vec<Section> {
    let zh = || Section {
        language: "zh",
        body: letter.body.zh.clone(),
        foot: FOOT.0,
        stop: STOP.0,
    };
    let en = || Section {
        language: "en",
        body: letter.body.en.clone(),
        foot: FOOT.1,
        stop: STOP.1,
    };
    match letter.tongue {
        Tongue::Zh => vec![zh()],
        Tongue::En => vec![en()],
        Tongue::Both => vec![zh(), en()],
    }
}

fn plain(letter: &Letter) -> String {
    let section = |section: Section| {
        let stop = letter.stop.as_ref().map(|stop| format!("{}{stop}\n", section.stop));
        format!(
            "{}\n\n-- \n{}\n{}",
            section.body,
            section.foot,
            stop.unwrap_or_default()
        )
    };
    sections(letter)
        .into_iter()
        .map(section)
        .collect::<Vec<_>>()
        .join("\n\n")
}

fn html(letter: &Letter) -> String {
    let section = |section: Section| {
        let lines: String = section
            .body
            .lines()
            .map(|line| format!("<p>{}</p>", linked(line)))
            .collect();
        let stop = letter
            .stop
            .as_ref()
            .map(|stop| format!("<br>{}{}", section.stop, linked(stop)));
        format!(
            "<div lang=\"{}\">{lines}<p><small>{}{}</small></p></div>",
            section.language,
            section.foot,
            stop.unwrap_or_default()
        )
    };
    let sections: Vec<String> = sections(letter).into_iter().map(section).collect();
    let language = if letter.tongue == Tongue::En { "en" } else { "zh" };
    format!(
        "<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\"></head><body>{}</body></html>",
        sections.join("<hr>")
    )
}

/// Escaped, with addresses of the net as links.
fn linked(line: &str) -> String {
    let at = ["https://", "http://"]
        .iter()
        .filter_map(|scheme| line.find(scheme))
        .min();
    let Some(at) = at else { return escaped(line) };
    let (before, rest) = line.split_at(at);
    let is_part = |sign: char| sign.is_ascii_graphic() && !"<>\"".contains(sign);
    let end = rest.find(|sign| !is_part(sign)).unwrap_or(rest.len());
    let (address, after) = rest.split_at(end);
    let address = escaped(address);
    format!(
        "{}<a href=\"{address}\">{address}</a>{}",
        escaped(before),
        linked(after)
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(tongue: Tongue) -> Letter {
        let pair = |zh: &str, en: &str| Pair {
            zh: zh.into(),
            en: en.into(),
        };
        Letter {
            id: Uuid::from_u128(7),
            to: "zhong@example.cn".into(),
            subject: pair("办件：需要补正", "Case: corrections needed"),
            body: pair("请补正。\n查看：https://a.cn/x?a=1&b=2。<完>", "Please correct it."),
            tongue,
            stop: Some("https://a.cn/stop".into()),
        }
    }

    fn sent(tongue: Tongue) -> String {
        let from = "中心 <notice@example.cn>".parse().unwrap();
        let to = "zhong@example.cn".parse().unwrap();
        String::from_utf8(bytes(&letter(tongue), from, to, Instant(1_772_413_200_000_000)).unwrap()).unwrap()
    }

    #[test]
    fn a_letter_has_one_name_and_says_that_a_program_sent_it() {
        let text = sent(Tongue::Both);
        for head in [
            "Message-ID: <00000000-0000-0000-0000-000000000007@example.cn>\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "List-Unsubscribe: <https://a.cn/stop>\r\n",
            "Date: Mon, 02 Mar 2026 01:00:00 +0000\r\n",
            "Content-Type: multipart/alternative;",
        ] {
            assert!(text.contains(head), "{head}\n{text}");
        }
    }

    #[test]
    fn the_html_says_the_same_and_nothing_in_it_is_markup_of_a_stranger() {
        let html = html(&letter(Tongue::Zh));
        assert!(html.contains("<a href=\"https://a.cn/x?a=1&amp;b=2\">https://a.cn/x?a=1&amp;b=2</a>。&lt;完&gt;"));
        assert!(!html.contains("Please"));
        assert!(plain(&letter(Tongue::En)).starts_with("Please correct it.\n\n-- \n"));
    }
}
