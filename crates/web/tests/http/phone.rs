//! Codes by telephone as a browser without scripts meets them.

use reqwest::StatusCode;
use yimen_testkit::{Engine, Town};

use crate::editing::{Browser, pairs};

const NUMBER: &str = "13912345678";

#[tokio::test(flavor = "multi_thread")]
async fn somebody_new_comes_in_with_a_code_and_comes_again() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let stranger = Browser::stranger(&http);
        let early = stranger.reads("/sign-in/phone/code").await;
        assert_eq!(early.header("location"), "/sign-in/phone", "no code was asked for");
        let asked = stranger
            .posts("/sign-in/phone", &pairs(&[("phone", NUMBER), ("back", "/my/notices")]))
            .await;
        assert_eq!(asked.header("location"), "/sign-in/phone/code?back=/my/notices");
        let cookie = asked.header("set-cookie");
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite"), "{cookie}");
        let browser = stranger.with_cookies_of(&asked);
        let page = browser.reads("/sign-in/phone/code").await.text();
        assert!(page.contains("139****5678") && !page.contains(NUMBER));
        let code = town.code().await;
        let elsewhere = stranger.posts("/sign-in/phone/code", &pairs(&[("code", &code)])).await;
        assert_eq!(elsewhere.header("location"), "/sign-in/phone", "another browser");
        let new = browser.posts("/sign-in/phone/code", &pairs(&[("code", &code)])).await;
        assert!(new.header("location").starts_with("/sign-in/phone/new"));
        let fields = [
            ("applicant.name", "钟小燕"),
            ("applicant.id_number", "11010519491231002X"),
        ];
        let wrong = browser.posts("/sign-in/phone/new", &pairs(&fields[..1])).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let made = browser.posts("/sign-in/phone/new", &pairs(&fields)).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER);
        let own = stranger.with_cookies_of(&made).reads("/my/phone").await.text();
        assert!(own.contains("已绑定手机号 139****5678") && !own.contains("name=\"present\""));

        town.seconds_later(61);
        let asked = stranger.posts("/sign-in/phone", &pairs(&[("phone", NUMBER)])).await;
        let given = pairs(&[("code", &town.code().await), ("back", "//evil.example")]);
        let came = stranger
            .with_cookies_of(&asked)
            .posts("/sign-in/phone/code", &given)
            .await;
        assert_eq!(came.header("location"), "/my", "nobody is led elsewhere");
        assert_eq!(
            stranger.with_cookies_of(&came).reads("/my").await.status,
            StatusCode::OK
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_learns_whose_number_is_known_and_everybody_waits_a_minute() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let browser = Browser::of(town, &http, "citizen1").await;
        let asked = browser
            .posts("/my/phone", &pairs(&[("phone", NUMBER), ("present", "demonstration")]))
            .await;
        assert_eq!(asked.header("location"), "/my/phone/code");
        let given = pairs(&[("code", &town.code().await)]);
        let bound = browser.with_cookies_of(&asked).posts("/my/phone/code", &given).await;
        assert_eq!(bound.header("location"), "/my/phone");
        town.seconds_later(61);

        let stranger = Browser::stranger(&http);
        for path in ["/sign-in/phone", "/sign-in/forgotten"] {
            town.seconds_later(61);
            let known = stranger.posts(path, &pairs(&[("phone", NUMBER)])).await;
            let unknown = stranger.posts(path, &pairs(&[("phone", "13987654321")])).await;
            let of =
                |answer: &yimen_testkit::Answer| (answer.status, answer.header("location").to_string(), answer.text());
            assert_eq!(of(&known), of(&unknown), "{path}");
        }
        let soon = stranger.posts("/sign-in/phone", &pairs(&[("phone", NUMBER)])).await;
        assert_eq!(
            (soon.status, soon.header("retry-after")),
            (StatusCode::TOO_MANY_REQUESTS, "60")
        );
    })
    .await;
}
