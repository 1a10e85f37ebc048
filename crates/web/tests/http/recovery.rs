//! Recovery at the desk as browsers without scripts meet it.

use reqwest::StatusCode;
use yimen_testkit::{Engine, Town};

use crate::editing::{Browser, pairs};

#[tokio::test(flavor = "multi_thread")]
async fn a_code_passes_through_two_hands_and_is_shown_once() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let checker = Browser::of(town, &http, "clerk1").await;
        let id = town.account("citizen1").id.0;
        let found = checker
            .posts("/workbench/recovery", &pairs(&[("words", "citizen1")]))
            .await;
        assert!(found.text().contains(&format!("/workbench/recovery/new/{id}")));
        let form = format!("/workbench/recovery/new/{id}");
        let nothing = checker.posts(&form, &pairs(&[])).await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
        let seen = pairs(&[("document", "identity_card"), ("same_person", "yes")]);
        let asked = checker.posts(&form, &seen).await;
        let address = asked.header("location").to_string();
        assert!(address.starts_with("/workbench/recovery/"), "{address}");
        let alone = checker.posts(&format!("{address}/approve"), &pairs(&[])).await;
        assert_eq!(alone.status, StatusCode::FORBIDDEN);
        let early = checker.posts(&format!("{address}/code"), &pairs(&[])).await;
        assert_eq!(early.status, StatusCode::CONFLICT);

        let manager = Browser::of(town, &http, "manager").await;
        assert!(manager.reads("/workbench/recovery").await.text().contains(&address));
        let approved = manager.posts(&format!("{address}/approve"), &pairs(&[])).await;
        assert_eq!(approved.status, StatusCode::SEE_OTHER);
        let theirs = manager.posts(&format!("{address}/code"), &pairs(&[])).await;
        assert_eq!(theirs.status, StatusCode::FORBIDDEN, "the code is not for who approved");

        let given = checker.posts(&format!("{address}/code"), &pairs(&[])).await;
        assert_eq!(
            (given.status, given.header("cache-control")),
            (StatusCode::OK, "private, no-store")
        );
        let page = given.text();
        let (_, rest) = page.split_once("<code class=\"secret\">").unwrap();
        let code = rest.split_once('<').unwrap().0.to_string();
        let again = checker.posts(&format!("{address}/code"), &pairs(&[])).await;
        assert_eq!(again.status, StatusCode::CONFLICT);

        let holder = Browser::stranger(&http);
        let with = |code: &str| pairs(&[("code", code), ("password", "前锋区的桂花开了")]);
        let wrong = holder
            .posts("/sign-in/recovery", &with("0000-0000-0000-0000-0000"))
            .await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let set = holder.posts("/sign-in/recovery", &with(&code)).await;
        assert_eq!(
            (set.status, set.header("location")),
            (StatusCode::SEE_OTHER, "/sign-in")
        );
        let told = holder.with_cookies_of(&set).reads("/sign-in").await.text();
        assert!(told.contains("您的用户名是 citizen1"));
    })
    .await;
}
