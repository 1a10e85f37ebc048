//! The JSON API (开放接口) under `/api/v1`, described by `/api/v1/openapi.json`.

mod appeals;
mod beyond;
mod cases;
mod changes;
mod command;
mod commitment;
mod documents;
mod drafting;
mod fees;
mod files;
mod intake;
mod items;
mod materials;
mod problem;
mod proceedings;
mod ratings;
mod reuse;
mod signed;
mod simulated;
mod slips;
mod supervision;

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use axum::{Json, Router};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi, openapi};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

pub use problem::{Problem, of as problem_of};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Yimen 一门",
        description = "Items, cases and documents of a government service centre. Problems are RFC 9457 with a stable code and words in Chinese and English. Lists page by key: pass `next` as `after`."
    ),
    modifiers(&Bearer),
    security(("bearer" = []))
)]
struct Api;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, api: &mut openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("A token made with `yimen token create`"))
            .build();
        api.components
            .get_or_insert_default()
            .add_security_scheme("bearer", SecurityScheme::Http(scheme));
        api.info.license = None;
    }
}

fn described() -> (Router<App>, openapi::OpenApi) {
    let (routes, mut api) = OpenApiRouter::with_openapi(Api::openapi())
        .routes(routes!(items::list))
        .routes(routes!(items::one))
        .routes(routes!(changes::list))
        .routes(routes!(changes::items))
        .routes(routes!(items::form))
        .routes(routes!(materials::list))
        .routes(routes!(files::take))
        .routes(routes!(cases::list, cases::submit))
        .routes(routes!(cases::one))
        .routes(routes!(cases::events))
        .routes(routes!(cases::receipt))
        .routes(routes!(cases::progress))
        .routes(routes!(cases::board))
        .routes(routes!(command::give))
        .routes(routes!(proceedings::give))
        .routes(routes!(documents::pdf))
        .split_for_parts();
    admit_command_names(&mut api);
    (routes, api)
}

/// A command's name stands beside its fields, so the description of the fields alone must not forbid it.
fn admit_command_names(api: &mut openapi::OpenApi) {
    use openapi::{RefOr, Schema};
    let Some(components) = api.components.as_mut() else {
        return;
    };
    let Some(RefOr::T(Schema::OneOf(commands))) = components.schemas.get("CommandBody") else {
        return;
    };
    let parts = commands.items.iter().filter_map(|item| match item {
        RefOr::T(Schema::AllOf(all)) => Some(&all.items),
        _ => None,
    });
    let names: Vec<String> = parts
        .flatten()
        .filter_map(|part| match part {
            RefOr::Ref(reference) => reference.ref_location.rsplit('/').next().map(str::to_string),
            RefOr::T(_) => None,
        })
        .collect();
    for name in names {
        if let Some(RefOr::T(Schema::Object(fields))) = components.schemas.get_mut(&name) {
            fields.additional_properties = None;
        }
    }
}

/// The description of the API.
pub fn description() -> openapi::OpenApi {
    described().1
}

/// Routes of the API.
pub fn routes() -> Router<App> {
    let (routes, description) = described();
    let description = serde_json::to_value(&description).unwrap_or_default();
    routes
        .route("/api/v1/openapi.json", get(async move || Json(description)))
        .route("/api/{*path}", any(unknown))
        .method_not_allowed_fallback(wrong_method)
}

async fn unknown(State(_): State<App>, uri: Uri) -> Response {
    tracing::debug!(path = uri.path(), "no such address");
    Problem::new(
        StatusCode::NOT_FOUND,
        "no_such_address",
        ("没有这个接口地址。", "There is no such address."),
        ("请查看 /api/v1/openapi.json。", "See /api/v1/openapi.json."),
    )
    .into_response()
}

/// The answer to a request that took too long, or whose address is too long.
pub(crate) fn untimely(status: StatusCode) -> Response {
    let problem = match status {
        StatusCode::REQUEST_TIMEOUT => Problem::new(
            status,
            "too_slow",
            (
                "请求发送太慢，没有收完。",
                "The request came too slowly and was not received whole.",
            ),
            ("请检查网络后重新发送。", "Check the connection and send it again."),
        ),
        StatusCode::URI_TOO_LONG => Problem::new(
            status,
            "address_too_long",
            ("地址太长。", "The address is too long."),
            (
                "地址连同参数不能超过 8 KB。",
                "An address with its query may have at most 8 kB.",
            ),
        ),
        _ => Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "too_late",
            ("系统没有及时答复。", "The centre did not answer in time."),
            (
                "请稍后用同一个幂等键重试。",
                "Send the same request with the same key again in a moment.",
            ),
        ),
    };
    problem.into_response()
}

async fn wrong_method() -> Response {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        (
            "这个地址不支持这种请求方法。",
            "This address does not take this method.",
        ),
        ("请查看 /api/v1/openapi.json。", "See /api/v1/openapi.json."),
    )
    .into_response()
}
