//! Letters of authority, as browsers meet them.

use reqwest::StatusCode;
use yimen_testkit::{Engine, Town};

use crate::editing::{Browser, pairs};

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_enter_a_letter_learns_nothing_of_the_bodys_staff() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let chief = town.account("chief-police").shown;
        let faulty = pairs(&[
            ("id", "019cac10-10e0-7d8c-9b8b-c152e7a8bed0"),
            ("body", "police"),
            ("from", "soon"),
        ]);
        for login in ["examiner-police", "legal-approval", "clerk1", "inspector"] {
            let browser = Browser::of(town, &http, login).await;
            let answer = browser.posts("/workbench/letters/new", &faulty).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{login}");
            assert!(!answer.text().contains(&chief), "{login}");
        }
        let manager = Browser::of(town, &http, "manager").await;
        let answer = manager.posts("/workbench/letters/new", &faulty).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = answer.text();
        assert!(
            page.contains(&chief),
            "who may enter it chooses among the chief approvers"
        );
        for fault in [
            "请按 2026-11-22 的格式填写日期。",
            "请选择受委托人。",
            "请填写授权委托书的文号",
        ] {
            assert!(
                page.contains(fault),
                "{fault}: everything that is wrong is told at once"
            );
        }
    })
    .await;
}
