//! How somebody is told, what they were told, and what notices say, as browsers without scripts meet it.

use reqwest::StatusCode;
use serde_json::Value;
use yimen_testkit::{Engine, Town, Whim, items};

use crate::editing::{Browser, pairs};

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_given_proven_used_and_stopped() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let me = Browser::of(town, &http, "citizen1").await;
        let wrong = me.posts("/my/mail", &pairs(&[("address", "zhong@")])).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("value=\"zhong@\""), "what was typed stays");
        let given = me.posts("/my/mail", &pairs(&[("address", "zhong@example.cn")])).await;
        assert_eq!(given.header("location"), "/my/mail#code");
        let code = town.mails().await[0].text();
        let at = code.find("验证码：").unwrap() + "验证码：".len();
        let code: String = code[at..].chars().take(6).collect();
        let page = me.reads("/my/mail").await.text();
        assert!(page.contains("z***@example.cn") && !page.contains("zhong@example.cn"));
        let guess = me.posts("/my/mail/code", &pairs(&[("code", "1")])).await;
        assert_eq!(guess.status, StatusCode::UNPROCESSABLE_ENTITY);
        let proven = me.posts("/my/mail/code", &pairs(&[("code", &code)])).await;
        assert_eq!(proven.header("location"), "/my/mail");
        me.posts("/my/mail/choice", &pairs(&[("by_mail", "yes"), ("language", "en")]))
            .await;

        let number = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
        town.post_has_whims([Whim::Says("DATA", "451 4.3.0 come <later>".into())]);
        town.mails().await;
        let told = me.reads(&format!("/my/cases/{number}/told")).await.text();
        assert!(
            told.contains("come &#60;later&#62;") && told.contains("等待发送"),
            "{told}"
        );
        town.seconds_later(61);
        let mail = town.mails().await.remove(0);
        assert!(mail.text().contains("We have received your application"));
        for (who, area) in [("clerk1", "workbench"), ("inspector", "inspector"), ("citizen1", "my")] {
            let browser = Browser::of(town, &http, who).await;
            let told = browser.reads(&format!("/{area}/cases/{number}/told")).await;
            assert_eq!(told.status, StatusCode::OK, "{who}");
            assert!(told.text().contains(&mail.queue), "what the server answered: {who}");
            let record = browser.reads(&format!("/{area}/cases/{number}/told.json")).await;
            assert!(record.header("content-disposition").starts_with("attachment"));
            let record: Value = serde_json::from_slice(&record.bytes).unwrap();
            assert!(record["signed"]["text"].as_str().unwrap().contains(&mail.queue));
        }
        let other = Browser::of(town, &http, "citizen2").await;
        assert_eq!(
            other.reads(&format!("/my/cases/{number}/told.json")).await.status,
            StatusCode::NOT_FOUND
        );

        let link = mail.field("List-Unsubscribe");
        let path = link
            .trim_matches(['<', '>'])
            .strip_prefix("http://localhost:8080")
            .unwrap()
            .to_string();
        let stranger = Browser::stranger(&http);
        assert_eq!(
            stranger.reads(&path).await.status,
            StatusCode::OK,
            "no sign-in is needed"
        );
        assert_eq!(
            stranger.reads("/mail/stop/nonsense").await.status,
            StatusCode::NOT_FOUND
        );
        let stopped = stranger.posts(&path, &pairs(&[])).await;
        assert_eq!(stopped.status, StatusCode::OK);
        town.clerk().accepts(&number).await.unwrap();
        let before = town.mails().await.len();
        assert_eq!(town.mails().await.len(), before);
        assert!(!town.mails().await[0].text().contains("accepted"));
        let page = me.reads("/my/mail").await.text();
        assert!(page.contains("id=\"by_mail\" type=\"radio\" name=\"by_mail\" value=\"yes\">"));
        me.posts("/my/mail/remove", &pairs(&[])).await;
        assert!(!me.reads("/my/mail").await.text().contains("z***"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_manager_tries_a_text_and_then_says_it() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let manager = Browser::of(town, &http, "manager").await;
        let clerk = Browser::of(town, &http, "clerk1").await;
        assert_eq!(clerk.reads("/workbench/notices").await.status, StatusCode::FORBIDDEN);
        let list = manager.reads("/workbench/notices").await.text();
        assert!(list.contains("需要补正") && list.contains("/workbench/notices/correction_requested"));
        let address = "/workbench/notices/accepted";
        let page = manager.reads(address).await.text();
        assert!(
            page.contains("食品经营许可"),
            "the standard is shown with a made-up case"
        );
        let typed = |inbox: &str, then: &str| {
            pairs(&[
                ("inbox_zh", inbox),
                ("inbox_en", "Accepted: {事项}"),
                ("subject_zh", "办件 {办件编号}"),
                ("subject_en", "Case {办件编号}"),
                ("body_zh", "{正文}\r\n{链接}"),
                ("body_en", "{正文}\r\n{链接}"),
                ("text_zh", ""),
                ("text_en", ""),
                ("then", then),
            ])
        };
        let faulty = manager.posts(address, &typed("您的\r\n{事项", "try")).await;
        assert_eq!(faulty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(faulty.text().contains("第 2 行"), "the line is named");
        let tried = manager
            .posts(address, &typed("您好，“{事项}”受理了。", "try"))
            .await
            .text();
        assert!(tried.contains("您好，“食品经营许可（首次申请）”受理了。"));
        let number = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
        let saved = manager.posts(address, &typed("您好，“{事项}”受理了。", "save")).await;
        assert_eq!(saved.header("location"), address);
        town.seconds_later(1);
        town.clerk().accepts(&number).await.unwrap();
        town.mails().await;
        let me = Browser::of(town, &http, "citizen1").await;
        assert!(me.reads("/my/notices").await.text().contains("您好，“对公民法律援助"));
        let past = manager.reads(address).await.text();
        assert!(past.contains("修改记录"));
        manager
            .posts(address, &typed("您好，“{事项}”受理了。", "standard"))
            .await;
        town.seconds_later(1);
        assert!(
            manager
                .reads("/workbench/notices")
                .await
                .text()
                .contains("您的申请已受理")
        );
        assert_eq!(
            manager.reads("/workbench/notices/nonsense").await.status,
            StatusCode::NOT_FOUND
        );
    })
    .await;
}
