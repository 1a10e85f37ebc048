//! Facts of the domain in words for a citizen.

use yimen_acts::cases::view::ClockView;
use yimen_acts::documents::form_words;
use yimen_domain::calendar::{CHINA, Day, Instant};
use yimen_domain::clocks;
use yimen_domain::items::{Completeness, Handling, Item, ItemKind, MaterialForm};
use yimen_domain::words::Words;

use crate::shell::components::{Clock, ClockState};
use crate::shell::{Language, Page};

/// Words in the page's language.
pub fn say(page: &Page, words: &Words) -> String {
    page.pick(&words.zh, &words.en).to_string()
}

/// A text as it is told; what exists in the other language alone is marked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Told {
    /// The text.
    pub text: String,
    /// The language of the text, where it is not that of the page; otherwise empty.
    pub lang: &'static str,
    /// The mark that people see, where it is not in the language of the page.
    pub mark: &'static str,
}

impl Told {
    /// Nothing is told.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// A text that is in the language of the page.
    pub fn plain(text: impl Into<String>) -> Told {
        Told {
            text: text.into(),
            ..Told::default()
        }
    }

    /// This, or another where nothing is told.
    #[must_use]
    pub fn or(self, other: Told) -> Told {
        if self.is_empty() { other } else { self }
    }
}

/// Words in the page's language, marked where they exist in the other one alone.
pub fn tell(page: &Page, words: &Words) -> Told {
    let (own, other, lang, key) = match page.language {
        Language::En => (&words.en, &words.zh, "zh-CN", "notice.chinese_only"),
        Language::Zh => (&words.zh, &words.en, "en", "notice.english_only"),
    };
    if own.is_empty() && !other.is_empty() {
        return Told {
            text: other.clone(),
            lang,
            mark: page.t(key),
        };
    }
    Told::plain(own)
}

/// A pair of Chinese and English in the page's language.
pub fn pick(page: &Page, pair: (&str, &str)) -> String {
    page.pick(pair.0, pair.1).to_string()
}

/// Several things in one line.
pub fn joined<T: AsRef<str>>(page: &Page, parts: &[T]) -> String {
    parts
        .iter()
        .map(AsRef::as_ref)
        .collect::<Vec<&str>>()
        .join(page.pick("、", ", "))
}

/// Several sentences in one line.
pub fn in_a_row(page: &Page, parts: &[String]) -> String {
    parts.join(page.pick("；", "; "))
}

/// A day in words.
pub fn day(page: &Page, day: Day) -> String {
    page.day(Instant::start_of(day, CHINA).0)
}

/// A number of working days in words; 0 is at once.
pub fn days(page: &Page, days: u32) -> String {
    match days {
        0 => page.t("portal.days.none").to_string(),
        1 => page.t("portal.days.one").to_string(),
        _ => page.t1("portal.days.many", days),
    }
}

/// How long an item takes, in a few words.
pub fn limit(page: &Page, item: &Item) -> String {
    if item.handling == Handling::Instant {
        page.t("portal.limit.instant").to_string()
    } else if item.completeness == Completeness::Catalogue {
        page.t1("portal.limit.unpublished", days(page, item.statutory.days))
    } else {
        page.t1("portal.limit.promised", days(page, item.promised.days))
    }
}

/// The icon that stands for a kind of item.
pub fn icon_of(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Permit => "certificate",
        ItemKind::Payment => "wallet",
        ItemKind::Confirmation => "id",
        ItemKind::Award => "star",
        ItemKind::Adjudication => "scale",
        ItemKind::Other => "file-text",
        ItemKind::PublicService => "heart-handshake",
    }
}

/// The name of a material by its code; `form` is the form itself.
pub fn material(page: &Page, item: &Item, code: &str) -> String {
    match item.handed_name(code) {
        Some(name) => say(page, name),
        None if code == "form" => page.t("portal.material.form").to_string(),
        None => page.t("portal.material.other").to_string(),
    }
}

/// In what form and how many: 原件 1 份.
pub fn form_and_copies(page: &Page, form: Option<MaterialForm>, copies: u32) -> String {
    page.t2("portal.material.copies", pick(page, form_words(form)), copies)
}

/// A size in words.
pub fn size(bytes: u64) -> String {
    if bytes >= 1024 * 1024 {
        let tenths = bytes * 10 / (1024 * 1024);
        format!("{}.{} MB", tenths / 10, tenths % 10)
    } else {
        format!("{} KB", bytes.div_ceil(1024))
    }
}

/// How a clock looks.
pub fn clock(page: &Page, view: &ClockView) -> Clock {
    let state = clock_state(view);
    let words = match state {
        ClockState::Running | ClockState::Soon | ClockState::Late => page.days_left(view.remaining),
        other => page.t(other.key()).to_string(),
    };
    let due = match (state, view.due) {
        (ClockState::Paused, _) | (_, None) => String::new(),
        (_, Some(due)) => page.t1("clock.due", crate::calendar::due_words(page, view, due)),
    };
    Clock {
        name: pick(page, view.kind.words()),
        state,
        words,
        due,
        used: u32::try_from(view.used.max(0)).unwrap_or(0),
        budget: view.allowed,
    }
}

fn clock_state(view: &ClockView) -> ClockState {
    match view.state {
        clocks::ClockState::Running if view.warned => ClockState::Soon,
        clocks::ClockState::Running => ClockState::Running,
        clocks::ClockState::Suspended => ClockState::Paused,
        clocks::ClockState::Stopped { in_time: true } => ClockState::Met,
        clocks::ClockState::Stopped { in_time: false } => ClockState::MetLate,
        clocks::ClockState::Overdue => ClockState::Late,
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_rounded_for_people() {
        assert_eq!(
            (size(1), size(10_240), size(3_355_443)),
            ("1 KB".into(), "10 KB".into(), "3.1 MB".into())
        );
    }
}
