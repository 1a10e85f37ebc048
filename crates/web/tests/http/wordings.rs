//! Wordings of documents, as browsers meet them.

use reqwest::StatusCode;
use yimen_testkit::{Engine, Town};

use crate::editing::{Browser, pairs};

const ADDRESS: &str = "/workbench/wordings/refusal.permit";

#[tokio::test(flavor = "multi_thread")]
async fn the_manager_changes_a_wording_and_each_fault_has_its_line() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let manager = Browser::of(town, &http, "manager").await;
        let list = manager.reads("/workbench/wordings").await.text();
        for said in ["准予决定书", "送达回证", "延长期限告知书", "行政许可事项", "标准文本"] {
            assert!(list.contains(said), "{said}");
        }
        let page = manager.reads(ADDRESS).await.text();
        for said in ["{理由}", "{救济途径}", "依法必须写明", "没有修改过"] {
            assert!(page.contains(said), "{said}");
        }
        let text = "理由：{理由}\r\n{无此项}\r\n{救济途径}";
        let draft = [("title", "不予许可通知书"), ("text", text), ("serial", "0")];
        let saved = manager.posts(&format!("{ADDRESS}/save"), &pairs(&draft)).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER);
        let page = manager.reads(ADDRESS).await.text();
        assert!(page.contains("第 2 行：这份文书没有“{无此项}”这一项"), "{page}");
        let start = [("serial", "1"), ("from", "2026-03-02"), ("reason", "更通俗")];
        let refused = manager.posts(&format!("{ADDRESS}/start"), &pairs(&start)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = refused.text();
        assert!(
            page.contains("第 2 行") && page.contains("更通俗"),
            "what was typed stays"
        );
        let draft = [
            ("title", "不予许可通知书"),
            ("text", "理由：{理由}\r\n{救济途径}"),
            ("serial", "1"),
        ];
        let shown = manager.posts(&format!("{ADDRESS}/preview"), &pairs(&draft)).await;
        assert_eq!(shown.status, StatusCode::OK);
        assert!(shown.bytes.starts_with(b"%PDF"), "a preview before anything is saved");
        manager.posts(&format!("{ADDRESS}/save"), &pairs(&draft)).await;
        let start = [("serial", "2"), ("from", "2026-03-02"), ("reason", "更通俗")];
        let started = manager.posts(&format!("{ADDRESS}/start"), &pairs(&start)).await;
        assert_eq!(started.status, StatusCode::SEE_OTHER);
        let version = manager.reads(&format!("{ADDRESS}/versions/1")).await.text();
        assert!(
            version.contains("<ins>理由：{理由}</ins>") && version.contains("更通俗"),
            "{version}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_not_change_wordings_reads_them_at_most() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let inspector = Browser::of(town, &http, "inspector").await;
        let page = inspector.reads(ADDRESS).await.text();
        assert!(page.contains("现行文本") && !page.contains("<textarea"), "{page}");
        let draft = pairs(&[("title", "t"), ("text", "{理由}\n{救济途径}"), ("serial", "0")]);
        for login in ["inspector", "clerk1", "chief-police"] {
            let browser = Browser::of(town, &http, login).await;
            let answer = browser.posts(&format!("{ADDRESS}/save"), &draft).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{login}");
        }
    })
    .await;
}
