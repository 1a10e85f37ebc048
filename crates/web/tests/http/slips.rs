//! Papers with a slip, as the desk makes it and the section confirms it.

use reqwest::StatusCode;
use yimen_testkit::{Engine, Town, items};

use crate::editing::{Browser, pairs};

#[tokio::test(flavor = "multi_thread")]
async fn papers_go_out_with_a_slip_and_come_back() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let number = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
        let clerk = Browser::of(town, &http, "clerk1").await;
        let address = format!("/workbench/cases/{number}/slip");
        assert!(
            clerk
                .reads(&format!("/workbench/cases/{number}"))
                .await
                .text()
                .contains(&address)
        );
        assert!(clerk.reads(&address).await.text().contains("copies.m3"));
        let due = town.today().plus(1).to_string();
        let mut form = vec![
            ("from.kind", "window"),
            ("from", "综合窗口"),
            ("to.kind", "section"),
            ("to", "法律援助科"),
            ("back_by", due.as_str()),
            ("copies.m3", "2"),
            ("pages.m3", ""),
            ("copies.file", ""),
            ("pages.file", ""),
        ];
        let wrong = clerk.posts(&address, &pairs(&form)).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = wrong.text();
        assert!(
            page.contains("请填写 1 至 9999") && page.contains("法律援助科"),
            "what was typed stays"
        );
        form[6].1 = "12";
        let made = clerk.posts(&address, &pairs(&form)).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
        let slip = made.header("location").to_string();
        let code = slip.trim_start_matches("/workbench/slips/").to_string();
        let printed = clerk.reads(&format!("{slip}/slip.pdf")).await;
        assert_eq!(
            (printed.status, printed.header("content-type")),
            (StatusCode::OK, "application/pdf")
        );
        let case = clerk.reads(&format!("/workbench/cases/{number}")).await.text();
        assert!(case.contains("纸质材料现在在哪里") && case.contains("法律援助科"));
        let list = clerk.reads("/workbench/slips").await.text();
        assert!(list.contains(&code) && list.contains(&number));

        let scanned = clerk.reads(&format!("/workbench/slips?code={code}")).await;
        assert_eq!(
            (scanned.status, scanned.header("location")),
            (StatusCode::SEE_OTHER, slip.as_str())
        );
        let unknown = clerk.reads("/workbench/slips?code=00079927398713").await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);
        assert!(unknown.text().contains("没有查到这张交接单"));
        let me = Browser::of(town, &http, "citizen1").await;
        assert_ne!(me.reads(&slip).await.status, StatusCode::OK);
        assert!(!me.reads(&format!("/my/cases/{number}")).await.text().contains(&code));

        let much = [("step", "receive"), ("missing.m3", "3")];
        let refused = clerk.posts(&slip, &pairs(&much)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("不能多于"));
        for (fields, words) in [
            (vec![("step", "receive"), ("missing.m3", "1")], "接收时缺少 1 份"),
            (vec![("step", "send_back")], "已送回，待收回"),
        ] {
            assert_eq!(clerk.posts(&slip, &pairs(&fields)).await.status, StatusCode::SEE_OTHER);
            assert!(clerk.reads(&slip).await.text().contains(words), "{words}");
        }
        town.days_later(3);
        let clerk = Browser::of(town, &http, "clerk1").await;
        assert!(clerk.reads("/workbench/slips").await.text().contains("逾期未还"));
        let back = clerk.posts(&slip, &pairs(&[("step", "take_back")])).await;
        assert_eq!(back.status, StatusCode::SEE_OTHER);
        assert!(!clerk.reads("/workbench/slips").await.text().contains(&code));
        let case = clerk.reads(&format!("/workbench/cases/{number}")).await.text();
        assert!(!case.contains("纸质材料现在在哪里") && case.contains("纸质材料已收回"));
    })
    .await;
}
