//! Problems (RFC 9457): a stable code, the rule, and words in both languages.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use yimen_acts::ActError;
use yimen_domain::words::{Fault, Refusal, Words};

use crate::app::status_of;

/// Words in both languages.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Both {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl From<Words> for Both {
    fn from(words: Words) -> Self {
        Both {
            zh: words.zh,
            en: words.en,
        }
    }
}

impl From<&Words> for Both {
    fn from(words: &Words) -> Self {
        words.clone().into()
    }
}

impl From<(&str, &str)> for Both {
    fn from((zh, en): (&str, &str)) -> Self {
        Both {
            zh: zh.into(),
            en: en.into(),
        }
    }
}

/// One field that is wrong.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FieldProblem {
    /// Path of the field.
    pub field: String,
    /// What is wrong and what would be right.
    pub words: Both,
}

/// A problem (application/problem+json). Nothing was changed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// `urn:yimen:problem:` and the code.
    pub r#type: String,
    /// Why, in English.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What can be done, in English.
    pub detail: String,
    /// Stable code.
    pub code: String,
    /// Article or rule behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// Why.
    pub why: Both,
    /// What can be done.
    pub remedy: Both,
    /// Fields at fault.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
}

impl Problem {
    /// A problem without fields.
    pub fn new(status: StatusCode, code: &str, why: (&str, &str), remedy: (&str, &str)) -> Problem {
        Problem {
            r#type: format!("urn:yimen:problem:{code}"),
            title: why.1.to_string(),
            status: status.as_u16(),
            detail: remedy.1.to_string(),
            code: code.to_string(),
            rule: None,
            why: why.into(),
            remedy: remedy.into(),
            errors: Vec::new(),
        }
    }

    fn of_refusal(refusal: Refusal) -> Problem {
        let status = status_of(&refusal);
        let field = |fault: Fault| FieldProblem {
            field: fault.field,
            words: fault.words.into(),
        };
        Problem {
            r#type: format!("urn:yimen:problem:{}", refusal.code),
            title: refusal.why.en.clone(),
            status: status.as_u16(),
            detail: refusal.remedy.en.clone(),
            code: refusal.code.to_string(),
            rule: (!refusal.rule.is_empty()).then(|| refusal.rule.to_string()),
            why: refusal.why.into(),
            remedy: refusal.remedy.into(),
            errors: refusal.faults.into_iter().map(field).collect(),
        }
    }

    /// What went wrong on our side; the reason goes into the log only.
    pub(crate) fn broken(why: &str) -> Problem {
        tracing::error!(why, "broken");
        Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "our_fault",
            (
                "系统出现故障，请求没有办成。",
                "Something went wrong on our side, and nothing was done.",
            ),
            (
                "请稍后重试；仍不行请联系管理员。",
                "Try again later; if it goes on, tell the administrator.",
            ),
        )
    }

    /// A refusal that names one field.
    pub fn field(field: &str, zh: &str, en: &str) -> Problem {
        Problem::of_refusal(Refusal::invalid(vec![Fault::new(field, zh, en)]))
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        match status {
            StatusCode::UNAUTHORIZED => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            }
            _ => {}
        }
        response
    }
}

impl From<ActError> for Problem {
    fn from(error: ActError) -> Problem {
        match error {
            ActError::Refused(refusal) => Problem::of_refusal(*refusal),
            ActError::Busy(why) => {
                crate::pressure::note(&why);
                Problem::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "busy",
                    ("系统正忙。", "The centre is busy."),
                    (
                        "请稍后用同一个幂等键重试。",
                        "Send the same request with the same key again in a moment.",
                    ),
                )
            }
            ActError::Broken(why) => Problem::broken(&why),
        }
    }
}

/// The answer to a trouble.
pub fn of(error: ActError) -> Response {
    Problem::from(error).into_response()
}
