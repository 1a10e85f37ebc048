//! Remedies as the applicant, the window and a passer-by with a paper meet them.

use reqwest::{Method, StatusCode};
use yimen_testkit::{Engine, Town, items};

use crate::editing::{Browser, TOKEN, pairs};

/// A form of the case page with room for a file, as a browser sends it.
async fn gives(browser: &Browser, (number, command): (&str, &str), fields: &[(&str, &str)]) -> StatusCode {
    let part = |name: &str, value: &str| {
        format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let mut body = part("csrf", TOKEN);
    for (name, value) in fields {
        body.push_str(&part(&format!("{command}.{name}"), value));
    }
    body.push_str("--edge--\r\n");
    let path = format!("/workbench/cases/{number}/do/{command}");
    let request = browser.request(Method::POST, &path, "zh").body(body);
    let request = request.header("content-type", "multipart/form-data; boundary=edge");
    request.send().await.unwrap().status()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_applicant_objects_and_a_court_sets_the_decision_aside() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let body = town.item(items::LEGAL_AID).body.clone();
        let number = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
        town.clerk().accepts(&number).await.unwrap();
        town.examiner(&body).reviews(&number).await.unwrap();
        let paper = town.chief(&body).refuses(&number).await.unwrap().document.unwrap();
        town.clerk().issues(&number).await.unwrap();

        let me = Browser::of(town, &http, "citizen1").await;
        let page = me.reads(&format!("/my/cases/{number}")).await.text();
        let address = format!("/my/cases/{number}/object");
        assert!(page.contains(&address));
        assert!(me.reads(&address).await.text().contains("对决定提出异议"));
        let empty = me.posts(&address, &pairs(&[("grounds", "")])).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        town.days_later(120);
        // Nobody stays signed in for so long.
        let me = Browser::of(town, &http, "citizen1").await;
        let late = me.posts(&address, &pairs(&[("grounds", "材料符合条件")])).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = late.text();
        assert!(
            page.contains("late.evidence") && page.contains("材料符合条件"),
            "asks why, and keeps what was typed"
        );
        let with_reason = [
            ("grounds", "材料符合条件"),
            ("late.reason", "洪水封路"),
            ("late.evidence", "应急管理局证明"),
        ];
        assert_eq!(
            me.posts(&address, &pairs(&with_reason)).await.status,
            StatusCode::SEE_OTHER
        );
        assert!(
            me.reads(&format!("/my/cases/{number}"))
                .await
                .text()
                .contains("异议、复议和诉讼")
        );

        let clerk = Browser::of(town, &http, "clerk1").await;
        assert!(clerk.reads("/workbench/remedies").await.text().contains(&number));
        let page = clerk.reads(&format!("/workbench/cases/{number}")).await.text();
        assert!(page.contains("enter_remedy.before") && !page.contains("settle_remedy.finding"));
        let today = town.today().to_string();
        let suit = [
            ("kind", "suit"),
            ("company", "no"),
            ("day", today.as_str()),
            ("served", today.as_str()),
            ("before", "前锋区人民法院"),
            ("number", "（2026）川1603行初9号"),
            ("grounds", "事实不清"),
        ];
        assert_eq!(
            gives(&clerk, (&number, "enter_remedy"), &suit).await,
            StatusCode::SEE_OTHER
        );

        let login = town.chief(&body).signed.login.clone();
        let chief = Browser::of(town, &http, &login).await;
        let page = chief.reads(&format!("/workbench/cases/{number}")).await.text();
        assert!(page.contains("settle_remedy.finding") && page.contains("前锋区人民法院"));
        let mut outcome = vec![
            ("kind", "suit"),
            ("day", today.as_str()),
            ("finding", "ordered"),
            ("evidence", "（2026）川1603行初9号判决书"),
            ("words", "主要证据不足"),
            ("on_procedure", "no"),
        ];
        let without_days = gives(&chief, (&number, "settle_remedy"), &outcome).await;
        assert_eq!(without_days, StatusCode::UNPROCESSABLE_ENTITY);
        outcome.push(("days", "30"));
        assert_eq!(
            gives(&chief, (&number, "settle_remedy"), &outcome).await,
            StatusCode::SEE_OTHER
        );
        let page = me.reads(&format!("/my/cases/{number}")).await.text();
        assert!(page.contains("自 ") && page.contains("起不再有效"));
        let verified = me.reads(&format!("/v/{paper}")).await.text();
        assert!(verified.contains("这份决定已不再有效"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_applicant_objects_to_the_delay_and_a_court_orders_the_decision() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let body = town.item(items::LEGAL_AID).body.clone();
        let number = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
        town.clerk().accepts(&number).await.unwrap();
        let (mine, address) = (format!("/my/cases/{number}"), format!("/my/cases/{number}/object"));
        let me = Browser::of(town, &http, "citizen1").await;
        assert!(!me.reads(&mine).await.text().contains(&address), "its time runs");
        let early = me.posts(&address, &pairs(&[("grounds", "太慢")])).await;
        assert_ne!(early.status, StatusCode::SEE_OTHER);

        town.days_later(120);
        let me = Browser::of(town, &http, "citizen1").await;
        assert!(me.reads(&mine).await.text().contains("对逾期未作决定提出异议"));
        let given = [
            ("grounds", "已经四个月没有结果"),
            ("late.reason", "洪水封路"),
            ("late.evidence", "应急管理局证明"),
        ];
        assert_eq!(me.posts(&address, &pairs(&given)).await.status, StatusCode::SEE_OTHER);
        let clerk = Browser::of(town, &http, "clerk1").await;
        let today = town.today().to_string();
        let suit = [
            ("kind", "suit"),
            ("company", "no"),
            ("day", &today),
            ("served", &today),
            ("before", "前锋区人民法院"),
            ("number", "（2026）川1603行初9号"),
            ("grounds", "逾期未作决定"),
        ];
        assert_eq!(
            gives(&clerk, (&number, "enter_remedy"), &suit).await,
            StatusCode::SEE_OTHER
        );
        let chief = Browser::of(town, &http, &format!("chief-{body}")).await;
        let page = chief.reads(&format!("/workbench/cases/{number}")).await.text();
        assert!(
            page.contains("责令限期作出决定") && !page.contains("撤销原决定"),
            "there is nothing to annul"
        );
        let ordered = [
            ("kind", "suit"),
            ("day", &today),
            ("finding", "ordered"),
            ("evidence", "（2026）川1603行初9号判决书"),
            ("words", "限三十日内作出决定"),
            ("on_procedure", "no"),
            ("days", "30"),
        ];
        assert_eq!(
            gives(&chief, (&number, "settle_remedy"), &ordered).await,
            StatusCode::SEE_OTHER
        );
        let told = me.reads(&mine).await.text();
        assert!(told.contains("行政诉讼：判决限期履行") && told.contains("就逾期未作决定提起行政诉讼"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn its_holder_objects_to_the_end_of_a_licence() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let body = town.item(items::FOOD).body.clone();
        let number = town.finished_case(items::FOOD).await;
        let (mine, address) = (format!("/my/cases/{number}"), format!("/my/cases/{number}/object"));
        let me = Browser::of(town, &http, "citizen1").await;
        assert!(
            !me.reads(&address).await.text().contains("name=\"ending\""),
            "nothing has ended"
        );
        let chief = Browser::of(town, &http, &format!("chief-{body}")).await;
        let ended = pairs(&[
            ("annul.ground", "unqualified"),
            ("annul.reason", "核查发现不符合条件"),
            ("annul.statement", "持证人表示符合条件"),
            ("annul.harm", "no"),
        ]);
        let done = chief
            .posts(&format!("/workbench/cases/{number}/do/annul"), &ended)
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);

        let page = me.reads(&address).await.text();
        assert!(
            page.contains("终止许可：已撤销") && page.contains("value=\"annulled\""),
            "{page}"
        );
        assert!(
            me.reads(&mine).await.text().contains("终止许可：已撤销"),
            "the page of the case says until when"
        );
        let wrong = [("ending", "revoked"), ("grounds", "符合条件")];
        assert_ne!(me.posts(&address, &pairs(&wrong)).await.status, StatusCode::SEE_OTHER);
        let given = [("ending", "annulled"), ("grounds", "符合条件")];
        assert_eq!(me.posts(&address, &pairs(&given)).await.status, StatusCode::SEE_OTHER);
        let told = me.reads(&mine).await.text();
        assert!(told.contains("对终止许可提出异议") && told.contains("针对许可的终止（已撤销）"));

        let clerk = Browser::of(town, &http, "clerk1").await;
        let page = clerk.reads(&format!("/workbench/cases/{number}")).await.text();
        assert!(page.contains("enter_remedy.ending"));
        let today = town.today().to_string();
        let suit = [
            ("kind", "suit"),
            ("ending", "annulled"),
            ("company", "no"),
            ("day", today.as_str()),
            ("served", today.as_str()),
            ("before", "前锋区人民法院"),
            ("number", "（2026）川1603行初9号"),
            ("grounds", "符合条件"),
        ];
        assert_eq!(
            gives(&clerk, (&number, "enter_remedy"), &suit).await,
            StatusCode::SEE_OTHER
        );
        let outcome = [
            ("kind", "suit"),
            ("day", today.as_str()),
            ("finding", "annulled"),
            ("evidence", "（2026）川1603行初9号判决书"),
            ("words", "主要证据不足"),
            ("on_procedure", "no"),
        ];
        assert_eq!(
            gives(&chief, (&number, "settle_remedy"), &outcome).await,
            StatusCode::SEE_OTHER
        );
        let told = me.reads(&mine).await.text();
        assert!(told.contains("行政诉讼：撤销终止许可的决定"), "{told}");
        assert!(!told.contains("终止许可：已撤销"), "no end stands any more");
    })
    .await;
}
