//! Logs, figures and signs of life: structured logs with a request id, `/metrics`, `/healthz`, `/readyz`.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use ctutils::CtEq as _;
use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing::Instrument;
use tracing_subscriber::EnvFilter;
use yimen_acts::Centre;
use yimen_store::tables::{outbox, settings};

/// Header of the request id, in and out.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Begins logging to standard error: JSON lines, filtered by `YIMEN_LOG` (default `info`).
pub fn log(usual: &str) {
    let filter = EnvFilter::try_from_env("YIMEN_LOG").unwrap_or_else(|_| EnvFilter::new(usual));
    let lines = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // A second call in the same process keeps the first logger.
    let _ = lines.try_init();
    std::panic::set_hook(Box::new(|broken| {
        // Where, and never what: the words may repeat what somebody typed.
        let place = broken.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a part of the program broke off");
        counter!("panics_total").increment(1);
    }));
}

/// Begins counting; `None` if somebody in this process counts already.
pub fn count() -> Option<PrometheusHandle> {
    const SECONDS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];
    let recorder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Full("http_request_seconds".into()), &SECONDS)
        .ok()?
        .build_recorder();
    let handle = recorder.handle();
    metrics::set_global_recorder(recorder).ok()?;
    Some(handle)
}

#[derive(Clone)]
struct Watch {
    centre: Centre,
    figures: Option<PrometheusHandle>,
    secret: Option<Arc<str>>,
}

/// Adds signs of life and figures to a site, and watches every request of it.
///
/// The figures are for whoever knows the secret, and for programs on this machine that no proxy stands before.
pub fn watch(site: Router, centre: Centre, figures: Option<PrometheusHandle>, secret: Option<&str>) -> Router {
    let watch = Watch {
        centre,
        figures,
        secret: secret.map(Arc::from),
    };
    let signs = Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(show))
        .with_state(watch.clone());
    signs
        .merge(site)
        .layer(axum::middleware::from_fn_with_state(watch, around))
}

async fn ready(State(watch): State<Watch>) -> Response {
    match watch.centre.store().query(&settings::DIVISIONS, Vec::new()).await {
        Ok(_) => "ready\n".into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
        }
    }
}

async fn show(State(watch): State<Watch>, request: Request) -> Response {
    if !may_read(&watch, &request) {
        return (StatusCode::FORBIDDEN, "the figures are not for everybody\n").into_response();
    }
    let waiting = watch
        .centre
        .store()
        .query(&outbox::COUNT, vec![watch.centre.div().into()])
        .await;
    if let Some(count) = waiting
        .ok()
        .and_then(|rows| rows.first().and_then(|row| row.int(0).ok()))
    {
        gauge!("outbox_waiting").set(count as f64);
    }
    let text = watch.figures.map(|figures| figures.render()).unwrap_or_default();
    (
        [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")],
        text,
    )
        .into_response()
}

fn may_read(watch: &Watch, request: &Request) -> bool {
    let headers = request.headers();
    if let Some(secret) = &watch.secret {
        let given = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
        return given.is_some_and(|given| secret.as_bytes().ct_eq(given).to_bool());
    }
    let is_passed_on = ["forwarded", "x-forwarded-for", "x-real-ip", "via"]
        .iter()
        .any(|name| headers.contains_key(*name));
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    !is_passed_on && peer.is_some_and(|ConnectInfo(peer)| peer.ip().to_canonical().is_loopback())
}

async fn around(State(watch): State<Watch>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let given = request
        .headers()
        .get(&REQUEST_ID)
        .and_then(|id| id.to_str().ok())
        .filter(|id| is_plain(id));
    let id = given.map_or_else(|| watch.centre.new_id().simple().to_string(), str::to_string);
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("other", MatchedPath::as_str)
        .to_string();
    let span = tracing::info_span!("request", id, %method, route);
    let response = next.run(request).instrument(span.clone()).await;
    let (status, took) = (response.status().as_u16(), begun.elapsed());
    span.in_scope(|| tracing::info!(status, micros = took.as_micros() as u64, "answered"));
    counter!("http_requests_total", "method" => method.to_string(), "route" => route.clone(), "status" => status.to_string()).increment(1);
    histogram!("http_request_seconds", "route" => route).record(took.as_secs_f64());
    let is_secure = watch.centre.settings().base_url.starts_with("https://");
    let mut response = yimen_web::shell::guarded(response, is_secure);
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

fn is_plain(id: &str) -> bool {
    (1..=100).contains(&id.len())
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}
