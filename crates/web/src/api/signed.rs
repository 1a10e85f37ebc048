//! Who calls (bearer token), and what they send (JSON), with problems instead of bare statuses.

use std::sync::Arc;

use axum::extract::rejection::{BytesRejection, JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, MatchedPath, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use serde::de::DeserializeOwned;
use yimen_acts::accounts::{Signed, token};
use yimen_domain::organisation::permission::Permission;

use crate::app::App;
use crate::gate;

use super::problem::Problem;

/// Whoever the token names.
pub struct Caller(pub Arc<Signed>);

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let given = parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        let given = given.and_then(|value| value.strip_prefix("Bearer ")).map(str::trim);
        let signed = match given {
            Some(given) => token::by_token(&app.centre, given).await?,
            None => None,
        };
        if let (Some(signed), Some(named)) = (&signed, parts.extensions.get::<crate::refused::Named>()) {
            named.is(&signed.login);
        }
        let signed = signed.ok_or_else(|| {
            Problem::new(
                StatusCode::UNAUTHORIZED,
                "token_needed",
                ("没有访问令牌，或令牌无效。", "There is no token, or it is not valid."),
                (
                    "请在 Authorization 头中提供 Bearer 令牌（由管理员用 yimen token create 生成）。",
                    "Send a bearer token in the Authorization header; the administrator makes one with `yimen token create`.",
                ),
            )
        })?;
        let path = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
        let wanted = gate::wanted(&parts.method, path).unwrap_or_default();
        if gate::could(&signed.actor(), wanted) {
            Ok(Caller(signed))
        } else {
            Err(not_theirs(wanted))
        }
    }
}

fn not_theirs(wanted: &[Permission]) -> Problem {
    let (names, roles): (Vec<_>, Vec<_>) = wanted.iter().map(|one| (one.rule().words, one.roles())).unzip();
    let (zh, en): (Vec<_>, Vec<_>) = names.into_iter().unzip();
    let (by_zh, by_en): (Vec<_>, Vec<_>) = roles.into_iter().filter(|(zh, _)| !zh.is_empty()).unzip();
    let (zh, en) = (zh.join("、"), en.join("; "));
    let what = if by_zh.is_empty() {
        (
            format!("“{zh}”由申请人本人办理。"),
            format!("“{en}” is for the applicant."),
        )
    } else {
        (
            format!("“{zh}”由{}办理。", by_zh.join("或")),
            format!("“{en}” is for: {}.", by_en.join(" or ")),
        )
    };
    let remedy = ("如需办理，请联系管理员。", "Ask the administrator if you need to.");
    Problem::new(StatusCode::FORBIDDEN, "not_permitted", (&what.0, &what.1), remedy)
}

/// A JSON body.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match axum::Json::<T>::from_request(request, state).await {
            Ok(axum::Json(body)) => Ok(Body(body)),
            Err(rejection) => Err(json_problem(&rejection)),
        }
    }
}

fn json_problem(rejection: &JsonRejection) -> Problem {
    let remedy = (
        "请按 /api/v1/openapi.json 的格式发送。",
        "Send it in the shape that /api/v1/openapi.json gives.",
    );
    let why = rejection.body_text();
    match rejection {
        JsonRejection::JsonSyntaxError(_) => Problem::new(
            StatusCode::BAD_REQUEST,
            "malformed_json",
            (
                "请求正文不是有效的 JSON。",
                &format!("The body is not valid JSON: {why}"),
            ),
            remedy,
        ),
        JsonRejection::JsonDataError(_) => Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "wrong_shape",
            ("请求正文的结构不对。", &format!("The body has the wrong shape: {why}")),
            remedy,
        ),
        JsonRejection::MissingJsonContentType(_) => Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "json_needed",
            ("请求正文须为 application/json。", "The body must be application/json."),
            remedy,
        ),
        other => body_problem(other.status()),
    }
}

/// A body that cannot be read, or is too large.
pub fn body_problem(status: StatusCode) -> Problem {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        return Problem::new(
            status,
            "too_large",
            ("请求正文太大。", "The body is too large."),
            ("单个文件不能超过 10 MB。", "A file may have at most 10 MB."),
        );
    }
    Problem::new(
        StatusCode::BAD_REQUEST,
        "unreadable",
        ("请求无法读取。", "The request could not be read."),
        ("请重新发送。", "Send it again."),
    )
}

impl From<BytesRejection> for Problem {
    fn from(rejection: BytesRejection) -> Problem {
        body_problem(rejection.status())
    }
}

/// The query of an address.
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match axum::extract::Query::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(query)) => Ok(Asked(query)),
            Err(rejection) => Err(query_problem(&rejection)),
        }
    }
}

fn query_problem(rejection: &QueryRejection) -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "wrong_query",
        ("查询参数不正确。", &rejection.body_text()),
        (
            "请按 /api/v1/openapi.json 的说明填写。",
            "See /api/v1/openapi.json for what each takes.",
        ),
    )
}

/// The variable part of an address.
pub struct Named<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Named<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(named)) => Ok(Named(named)),
            Err(rejection) => Err(path_problem(&rejection)),
        }
    }
}

fn path_problem(rejection: &PathRejection) -> Problem {
    let why = rejection.body_text();
    Problem::new(
        StatusCode::NOT_FOUND,
        "no_such_address",
        ("地址不正确。", &why),
        ("请核对地址。", "Check the address."),
    )
}

/// The idempotency key of a request, if there is one.
pub struct Key(pub Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for Key {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get("idempotency-key") else {
            return Ok(Key(None));
        };
        let text = value.to_str().map_err(|_| {
            Problem::field(
                "Idempotency-Key",
                "幂等键只能含可见的 ASCII 字符。",
                "The key may hold visible ASCII characters only.",
            )
        })?;
        Ok(Key(Some(text.to_string())))
    }
}
