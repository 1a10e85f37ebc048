//! The two languages of every page and their texts.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::http::{HeaderMap, header};

use super::cookies;

/// A language (语言) that pages are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Chinese (中文), the language of the service hall.
    #[default]
    Zh,
    /// English.
    En,
}

static ZH: LazyLock<HashMap<String, String>> = LazyLock::new(|| parse(include_str!("../../../../locales/zh.json")));
static EN: LazyLock<HashMap<String, String>> = LazyLock::new(|| parse(include_str!("../../../../locales/en.json")));

fn parse(file: &str) -> HashMap<String, String> {
    match serde_json::from_str(file) {
        Ok(texts) => texts,
        Err(error) => panic!("a file of texts is not a flat JSON object: {error}"),
    }
}

impl Language {
    /// What a browser asks for: the cookie `lang`, then `Accept-Language`, else Chinese.
    pub fn of_request(headers: &HeaderMap) -> Self {
        cookies::read(headers, "lang")
            .and_then(|code| Self::from_code(&code))
            .or_else(|| Self::accepted(headers))
            .unwrap_or_default()
    }

    /// The language of a code such as `zh` or `en`.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    fn accepted(headers: &HeaderMap) -> Option<Self> {
        let wanted = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
        let mut best: Option<(Self, f32)> = None;
        for part in wanted.split(',') {
            let mut pieces = part.trim().split(';');
            let tag = pieces.next().unwrap_or_default().to_ascii_lowercase();
            let weight = pieces
                .find_map(|piece| piece.trim().strip_prefix("q="))
                .map_or(1.0, |q| q.trim().parse().unwrap_or(0.0));
            let primary = tag.split('-').next().unwrap_or_default();
            if let Some(language) = Self::from_code(primary)
                && weight > 0.0
                && best.is_none_or(|(_, most)| weight > most)
            {
                best = Some((language, weight));
            }
        }
        best.map(|(language, _)| language)
    }

    /// The short code: `zh` or `en`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }

    /// The value of the `lang` attribute (BCP 47).
    pub fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// The other language, which the switch offers.
    pub fn other(self) -> Self {
        match self {
            Self::Zh => Self::En,
            Self::En => Self::Zh,
        }
    }

    /// The name of the language in itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::Zh => "中文",
            Self::En => "English",
        }
    }

    /// The wish for the other language, for [`super::Page::preference`].
    pub fn other_wish(self) -> &'static str {
        match self {
            Self::Zh => "lang=en",
            Self::En => "lang=zh",
        }
    }

    /// The text of a key, if there is one.
    pub fn find(self, key: &str) -> Option<&'static str> {
        let texts = match self {
            Self::Zh => &*ZH,
            Self::En => &*EN,
        };
        texts.get(key).map(String::as_str)
    }

    /// The text of a key.
    ///
    /// # Panics
    /// In a debug build, when there is no such key; a release shows a dash and logs the key.
    pub fn text(self, key: &str) -> &'static str {
        if let Some(text) = self.find(key) {
            return text;
        }
        tracing::error!(key, "there is no text for this key");
        debug_assert!(false, "there is no text for the key {key:?}");
        "—"
    }

    /// The text of a key with `{0}`, `{1}` … replaced by the values.
    pub fn text_with(self, key: &str, values: &[&str]) -> String {
        let mut text = String::new();
        let mut rest = self.text(key);
        while let Some(open) = rest.find('{') {
            let (before, after) = rest.split_at(open);
            text.push_str(before);
            let value = after
                .find('}')
                .and_then(|close| Some((close, after[1..close].parse::<usize>().ok()?)));
            match value {
                Some((close, place)) => {
                    text.push_str(values.get(place).copied().unwrap_or_default());
                    rest = &after[close + 1..];
                }
                None => {
                    text.push('{');
                    rest = &after[1..];
                }
            }
        }
        text.push_str(rest);
        text
    }
}

#[cfg(test)]
mod tests;
