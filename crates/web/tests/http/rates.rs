//! How often somebody may come (访问频率限制): who is refused is told why and until when, nobody else is held up, and it is noted.

use reqwest::{Method, StatusCode, header};
use yimen_testkit::{Answer, Engine, Http, Town};
use yimen_web::Limits;

use crate::editing::{Browser, pairs};

/// What everybody may do as often as they like, but for these.
fn only(bounds: &[(&str, &str)]) -> Limits {
    let mut limits = Limits::none();
    for (name, rate) in bounds {
        limits.set(name, rate).unwrap();
    }
    limits
}

async fn asks(http: &Http<'_>, path: &str, language: &str) -> Answer {
    let request = http.stranger().request(Method::GET, path);
    let request = request
        .header("accept", "text/html")
        .header("cookie", format!("lang={language}"));
    Answer::of(request.send().await.unwrap()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_too_often_is_told_why_and_when_to_come_again() {
    Town::hold(Engine::Sqlite, async |town| {
        let limits = only(&[
            ("progress-address", "3/m"),
            ("search-address", "2/h"),
            ("api-address", "2/m"),
        ]);
        let http = town.http_within(limits).await;
        for _ in 0..3 {
            assert_ne!(
                asks(&http, "/progress?number=1", "zh").await.status,
                StatusCode::TOO_MANY_REQUESTS
            );
        }
        for (language, words) in [
            ("zh", ["查询办件或文书的次数过多", "请在约 1 分钟后再试", "12345"]),
            ("en", ["looked up too often", "try again in about 1 min", "12345"]),
        ] {
            let refused = asks(&http, "/progress?number=1", language).await;
            assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
            let seconds: u64 = refused.header("retry-after").parse().unwrap();
            assert!(
                (1..=20).contains(&seconds),
                "one of three a minute comes back in 20 s: {seconds}"
            );
            for word in words {
                assert!(
                    refused.text().contains(word),
                    "{language}: no “{word}” in {}",
                    refused.text()
                );
            }
            assert!(!refused.header("content-security-policy").is_empty());
        }
        assert_eq!(
            asks(&http, "/progress", "zh").await.status,
            StatusCode::OK,
            "the page itself opens"
        );
        assert_eq!(
            asks(&http, "/items?q=a", "zh").await.status,
            StatusCode::OK,
            "and so does what is counted apart"
        );

        let program = http.stranger();
        for _ in 0..2 {
            assert_eq!(program.get("/api/v1/items").await.status, StatusCode::OK);
        }
        let refused = program.get("/api/v1/items").await;
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(refused.problem(), "too_many_requests");
        let seconds: u64 = refused.header(header::RETRY_AFTER.as_str()).parse().unwrap();
        assert!((1..=31).contains(&seconds), "{seconds}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_presses_holds_up_nobody_else_at_the_same_address() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town
            .http_within(only(&[("filing-person", "2/h"), ("filing-address", "4/h")]))
            .await;
        // No such application: what counts is that it was sent.
        let sends = async |browser: &Browser, times: usize| {
            let mut held_up = 0;
            for _ in 0..times {
                let path = "/drafts/00000000-0000-0000-0000-000000000000/check";
                let status = browser.posts(path, &pairs(&[])).await.status;
                held_up += usize::from(status == StatusCode::TOO_MANY_REQUESTS);
            }
            held_up
        };
        assert_eq!(
            sends(&Browser::stranger(&http), 9).await,
            0,
            "strangers are led to the way in"
        );
        assert_eq!(sends(&Browser::of(town, &http, "citizen1").await, 9).await, 7);
        assert_eq!(
            sends(&Browser::of(town, &http, "citizen2").await, 2).await,
            0,
            "another person at the address"
        );
        assert_eq!(
            sends(&Browser::of(town, &http, "company1").await, 1).await,
            1,
            "the address has a bound too"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn being_held_up_is_noted_and_cannot_fill_the_log() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http_within(only(&[("search-address", "1/h")])).await;
        let browser = Browser::of(town, &http, "citizen1").await;
        for _ in 0..40 {
            browser.reads("/items?q=a").await;
        }
        let sql = "SELECT login, detail FROM security_log WHERE what = 'limited'";
        let noted = town.db_rows(sql, Vec::new()).await;
        assert!((1..=5).contains(&noted.len()), "{} lines", noted.len());
        assert_eq!(noted[0].text(0), Ok("citizen1"));
        assert!(
            noted[0].text(1).unwrap().starts_with("GET /items · "),
            "{:?}",
            noted[0].text(1)
        );
    })
    .await;
}
