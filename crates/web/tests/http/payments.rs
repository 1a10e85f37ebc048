//! Money on the pages and over the wire: paying, what the provider tells, the counter, and the reconciliation of a day.

use reqwest::{Method, StatusCode};
use yimen_acts::payments::protocol::{SIGNATURE, Said, TIMESTAMP};
use yimen_testkit::{Answer, Call, Engine, Http, Town, items};

use crate::editing::{Browser, pairs};

async fn granted(town: &Town) -> String {
    let body = town.item(items::PASSPORT).body.clone();
    let number = town.citizen("citizen1").files(items::PASSPORT).await.unwrap().number;
    town.clerk().accepts(&number).await.unwrap();
    town.examiner(&body).reviews(&number).await.unwrap();
    town.chief(&body).decides(&number).await.unwrap();
    number
}

async fn tells(http: &Http<'_>, call: &Call) -> Answer {
    let mut request = http.stranger().request(Method::POST, "/payments/callback");
    for (name, value) in &call.headers {
        request = request.header(*name, value);
    }
    Answer::of(request.body(call.body.clone()).send().await.unwrap()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_pays_without_scripts_and_the_provider_is_believed_by_its_signature() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let number = granted(town).await;
        let browser = Browser::of(town, &http, "citizen1").await;
        let pay = format!("/my/cases/{number}/pay");
        let case = browser.reads(&format!("/my/cases/{number}")).await.text();
        assert!(case.contains(&pay), "the case leads to the page");
        let page = browser.reads(&pay).await.text();
        assert!(page.contains("应缴 ¥120.00") && page.contains("网上缴费"), "{page}");
        let begun = browser.posts(&pay, &pairs(&[])).await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER);
        assert!(begun.header("location").starts_with(&pay), "a form stays on the site");
        let page = browser.reads(&pay).await.text();
        let order = format!("{number}-1");
        assert!(
            page.contains(&format!("/pay/{order}\"")),
            "the way to the provider is a link"
        );
        assert!(page.contains("缴款识别码") && page.contains("前锋区财政局国库专户"));
        let call = town.till().pays(&order).unwrap();
        let mut forged = call.clone();
        forged.body.push(b' ');
        let refused = tells(&http, &forged).await;
        assert_eq!(
            (refused.status, refused.header(SIGNATURE)),
            (StatusCode::UNAUTHORIZED, "")
        );
        let taken = tells(&http, &call).await;
        assert_eq!(taken.well(), serde_json::json!({ "accepted": true }));
        let said = Said {
            method: "ANSWER",
            path: "/payments/callback",
            seconds: taken.header(TIMESTAMP).parse().unwrap(),
            nonce: &call.headers[2].1,
            body: &taken.bytes,
        };
        assert_eq!(
            said.signature("what the town and its till know of"),
            taken.header(SIGNATURE)
        );
        assert_eq!(tells(&http, &call).await.status, StatusCode::CONFLICT, "once");
        let back = browser.reads(&format!("{pay}/back")).await;
        assert_eq!(back.header("location"), format!("/my/cases/{number}"));
        assert!(browser.reads(&pay).await.text().contains("费用已缴清"));
        let other = Browser::of(town, &http, "citizen2").await;
        assert_eq!(other.reads(&pay).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_counter_takes_money_and_keeps_what_was_typed_when_it_is_wrong() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let number = granted(town).await;
        let clerk = Browser::of(town, &http, "clerk1").await;
        let page = clerk.reads(&format!("/workbench/cases/{number}")).await.text();
        for form in ["take_payment", "order_payment"] {
            assert!(page.contains(&format!("/do/{form}\"")), "{form}");
        }
        assert!(!page.contains("/do/relieve_fee\""), "a clerk reduces nothing");
        let way = format!("/workbench/cases/{number}/do/take_payment");
        let wrong = pairs(&[
            ("take_payment.means", "card"),
            ("take_payment.amount_fen", "12.00"),
            ("take_payment.trade", "POS 88"),
        ]);
        let refused = clerk.posts(&way, &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = refused.text();
        assert!(
            text.contains("应缴 120.00 元，金额不符") && text.contains("POS 88"),
            "{text}"
        );
        let right = pairs(&[("take_payment.means", "cash"), ("take_payment.amount_fen", "120")]);
        assert_eq!(clerk.posts(&way, &right).await.status, StatusCode::SEE_OTHER);
        let page = clerk.reads(&format!("/workbench/cases/{number}")).await.text();
        assert!(page.contains("政务缴凭〔2026〕1号"), "{page}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_settles_what_differs_and_an_inspector_sees_it() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let number = granted(town).await;
        let person = Browser::of(town, &http, "citizen1").await;
        person.posts(&format!("/my/cases/{number}/pay"), &pairs(&[])).await;
        town.till().pays(&format!("{number}-1"));
        let day = town.today().to_string();
        town.days_later(1);
        let manager = Browser::of(town, &http, "manager").await;
        let fetched = manager
            .posts("/workbench/payments/fetch", &pairs(&[("day", &day)]))
            .await;
        assert_eq!(
            fetched.header("location"),
            format!("/workbench/payments/provider/{day}")
        );
        let page = manager
            .reads(&format!("/workbench/payments/provider/{day}"))
            .await
            .text();
        assert!(page.contains("账上没有") && page.contains("补记这笔缴费"), "{page}");
        let way = page
            .split("action=\"")
            .find(|part| part.starts_with("/workbench/payments/differences/"));
        let way = way.unwrap().split('"').next().unwrap().to_string();
        let inspector = Browser::of(town, &http, "inspector").await;
        let seen = inspector.reads("/workbench/payments").await;
        assert!(seen.status == StatusCode::OK && !seen.text().contains("/differences/"));
        let clerk = Browser::of(town, &http, "clerk1").await;
        assert_eq!(clerk.reads("/workbench/payments").await.status, StatusCode::FORBIDDEN);
        let settled = manager.posts(&way, &pairs(&[("how", "record")])).await;
        assert_eq!(settled.status, StatusCode::SEE_OTHER);
        assert!(
            manager
                .reads("/workbench/payments")
                .await
                .text()
                .contains("没有待处理的差异")
        );
        let person = Browser::of(town, &http, "citizen1").await;
        assert!(
            person
                .reads(&format!("/my/cases/{number}/pay"))
                .await
                .text()
                .contains("费用已缴清")
        );
    })
    .await;
}
