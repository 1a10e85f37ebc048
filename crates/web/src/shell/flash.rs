//! One message carried over a redirect: "saved", "accepted" and the like.

use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};

use super::cookies::{self, Life};
use super::language::Language;

/// The cookie that carries the message to the next page.
pub(crate) const COOKIE: &str = "flash";

/// A message (提示) shown once on the next page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flash {
    /// Whether something was done, as against something to know.
    pub success: bool,
    /// The key of the text.
    pub key: String,
    /// What stands for `{0}` in the text; empty if nothing.
    pub value: String,
}

impl Flash {
    /// Something was done.
    pub fn done(key: &str) -> Self {
        Self {
            success: true,
            key: key.to_owned(),
            value: String::new(),
        }
    }

    /// Something to know.
    pub fn notice(key: &str) -> Self {
        Self {
            success: false,
            key: key.to_owned(),
            value: String::new(),
        }
    }

    /// Puts a value into the text at `{0}`.
    pub fn with(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    pub(crate) fn read(headers: &HeaderMap) -> Option<Self> {
        let line = cookies::read(headers, COOKIE)?;
        let mut parts = line.splitn(3, '|');
        let success = parts.next()? == "done";
        let key = parts.next()?.to_owned();
        let value = parts.next().unwrap_or_default().to_owned();
        // A cookie may be old or made up: only texts that exist are shown.
        Language::Zh.find(&key).map(|_| Self { success, key, value })
    }

    fn line(&self) -> String {
        let kind = if self.success { "done" } else { "notice" };
        format!("{kind}|{}|{}", self.key, self.value)
    }
}

/// Sends the browser to a page (303) that shows the message.
pub fn redirect_with(to: &str, flash: &Flash) -> Response {
    let mut response = Redirect::to(to).into_response();
    if let Some(value) = cookies::write(COOKIE, &flash.line(), Life::Session, false) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}
