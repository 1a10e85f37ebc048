use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tower::ServiceExt;

use super::super::csrf::{CheckedForm, CheckedMultipart};
use super::super::flash::{Flash, redirect_with};
use super::super::page::Page;
use super::super::problem::problem_page;
use super::super::{components::LinkTo, csrf};
use super::{Settings, dress};

#[derive(serde::Deserialize)]
struct Note {
    words: String,
}

async fn panics() -> Response {
    panic!("a handler gave up")
}

fn site() -> Router {
    let routes = Router::new()
        .route("/note", post(async |CheckedForm(note): CheckedForm<Note>| note.words))
        .route(
            "/file",
            post(async |CheckedMultipart(mut form): CheckedMultipart| {
                let field = form.next_field().await.unwrap().unwrap();
                field.text().await.unwrap()
            }),
        )
        .route(
            "/pairs",
            post(async |CheckedForm(pairs): CheckedForm<Vec<(String, String)>>| pairs.len().to_string()),
        )
        .route("/panics", get(panics))
        .route(
            "/go",
            get(async || redirect_with("/hello", &Flash::done("flash.saved"))),
        )
        .route(
            "/hello",
            get(async |page: Page| {
                let back = LinkTo::new("/", "home");
                problem_page(page, StatusCode::OK, "hello", "it happened", "do this", back)
            }),
        )
        .route("/api/v1/thing", post(async || "made"));
    dress(routes, Settings::default())
}

async fn ask(request: Request<Body>) -> (StatusCode, Vec<String>, String) {
    let response = site().oneshot(request).await.into_response();
    let status = response.status();
    let cookies = response
        .headers()
        .get_all(header::SET_COOKIE)
        .iter()
        .map(|cookie| cookie.to_str().unwrap().to_owned())
        .collect();
    let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, cookies, String::from_utf8_lossy(&body).into_owned())
}

fn from_browser(method: &str, path: &str) -> axum::http::request::Builder {
    Request::builder()
        .method(method)
        .uri(path)
        .header("accept", "text/html,application/xhtml+xml")
        .header("cookie", "lang=en")
}

fn form(token: &str, cookie: &str) -> Request<Body> {
    from_browser("POST", "/note")
        .header("cookie", format!("csrf={cookie}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(format!("words=hello&csrf={token}")))
        .unwrap()
}

#[tokio::test]
async fn a_form_with_its_token_is_taken() {
    let token = csrf::new_token();
    let (status, _, body) = ask(form(&token, &token)).await;
    assert_eq!((status, body.as_str()), (StatusCode::OK, "hello"));
}

#[tokio::test]
async fn a_form_of_unknown_fields_comes_as_pairs() {
    let token = csrf::new_token();
    let request = from_browser("POST", "/pairs")
        .header("cookie", format!("csrf={token}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(format!("kind=a&kind=b&csrf={token}")))
        .unwrap();
    assert_eq!(ask(request).await.2, "3");
}

#[tokio::test]
async fn a_form_without_the_right_token_is_refused_with_a_page() {
    let (mine, other) = (csrf::new_token(), csrf::new_token());
    for (token, cookie) in [
        (other.as_str(), mine.as_str()),
        ("", &mine),
        ("", ""),
        ("short", "short"),
    ] {
        let (status, _, body) = ask(form(token, cookie)).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{token:?} {cookie:?}");
        assert!(body.contains("Nothing was changed"), "{body}");
    }
}

#[tokio::test]
async fn a_form_with_files_needs_the_token_as_its_first_field() {
    let token = csrf::new_token();
    let part =
        |name: &str, value: &str| format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    for (first, expected) in [("csrf", StatusCode::OK), ("other", StatusCode::FORBIDDEN)] {
        let request = from_browser("POST", "/file")
            .header("cookie", format!("csrf={token}"))
            .header("content-type", "multipart/form-data; boundary=b")
            .body(Body::from(format!(
                "{}{}--b--\r\n",
                part(first, &token),
                part("scan", "ink")
            )))
            .unwrap();
        assert_eq!(ask(request).await.0, expected, "{first}");
    }
}

#[tokio::test]
async fn another_site_cannot_send_forms() {
    let token = csrf::new_token();
    let mut request = form(&token, &token);
    request
        .headers_mut()
        .insert("sec-fetch-site", "cross-site".parse().unwrap());
    assert_eq!(ask(request).await.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_api_is_left_alone() {
    let request = Request::post("/api/v1/thing").header("sec-fetch-site", "cross-site");
    let (status, cookies, body) = ask(request.body(Body::empty()).unwrap()).await;
    assert_eq!((status, cookies.len(), body.as_str()), (StatusCode::OK, 0, "made"));
}

#[tokio::test]
async fn bare_errors_become_pages_in_the_readers_language() {
    for (path, status, words) in [
        ("/nowhere", StatusCode::NOT_FOUND, "Page not found"),
        ("/assets/nothing.css", StatusCode::NOT_FOUND, "Page not found"),
        ("/panics", StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong"),
        ("/note", StatusCode::METHOD_NOT_ALLOWED, "cannot be opened"),
    ] {
        let request = from_browser("GET", path).body(Body::empty()).unwrap();
        let (got, _, body) = ask(request).await;
        assert_eq!(got, status, "{path}");
        assert!(body.contains(words) && body.contains("lang=\"en\""), "{path}: {body}");
    }
}

#[tokio::test]
async fn every_answer_carries_the_safety_headers() {
    for path in ["/hello", "/nowhere", "/assets/none"] {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = site().oneshot(request).await.into_response();
        let policy = response.headers()["content-security-policy"].to_str().unwrap();
        assert!(
            policy.contains("default-src 'self'") && !policy.contains("unsafe"),
            "{policy}"
        );
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    }
}

#[tokio::test]
async fn a_message_is_shown_on_the_next_page_and_only_there() {
    let go = from_browser("GET", "/go").body(Body::empty()).unwrap();
    let (_, cookies, _) = ask(go).await;
    let kept = cookies.iter().find(|it| it.starts_with("flash=")).unwrap();
    let kept = kept.split(';').next().unwrap();
    let hello = from_browser("GET", "/hello")
        .header("cookie", kept)
        .body(Body::empty())
        .unwrap();
    let (_, cookies, body) = ask(hello).await;
    assert!(body.contains("role=\"status\""), "{body}");
    assert!(
        cookies
            .iter()
            .any(|it| it.starts_with("flash=;") && it.contains("Max-Age=0"))
    );
}

#[tokio::test]
async fn the_token_is_given_once_and_out_of_reach_of_scripts() {
    let first = from_browser("GET", "/hello").body(Body::empty()).unwrap();
    let (_, cookies, _) = ask(first).await;
    let given = cookies.iter().find(|it| it.starts_with("csrf=")).unwrap();
    assert!(given.contains("HttpOnly") && given.contains("SameSite=Lax"), "{given}");
    let kept = given.split(';').next().unwrap();
    let again = from_browser("GET", "/hello")
        .header("cookie", kept)
        .body(Body::empty())
        .unwrap();
    assert!(!ask(again).await.1.iter().any(|it| it.starts_with("csrf=")));
}

#[tokio::test]
async fn preferences_are_kept_and_lead_back() {
    let request = from_browser("GET", "/preferences?lang=zh&large=1&back=/items%3Fq%3Da");
    let response = site()
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .into_response();
    assert_eq!(response.headers()["location"], "/items?q=a");
    let (_, cookies, _) = ask(from_browser("GET", "/preferences?lang=zh&large=1")
        .body(Body::empty())
        .unwrap())
    .await;
    assert!(cookies.iter().any(|it| it.starts_with("lang=zh")));
    assert!(cookies.iter().any(|it| it.starts_with("large_print=1")));
}
