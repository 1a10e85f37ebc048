//! What the public is shown, and says: without signing in, and without anybody's name in a page.

use reqwest::{Method, StatusCode};
use serde_json::json;
use yimen_testkit::{Engine, Http, Town, items};
use yimen_web::Limits;

use crate::editing::{Browser, pairs};

async fn shown(town: &Town, http: &Http<'_>) -> String {
    let number = town.citizen("citizen1").files(items::FOOD).await.unwrap().number;
    town.clerk().accepts(&number).await.unwrap();
    let order = json!({ "order": "open_publicity", "subject": "临街面设置油烟排放口", "words": "拟准予设置排放口。\n请提意见。",
        "basis": "示例市规定 第十二条", "days": 5, "day": town.today().to_string(), "contact": "综合科，028-86010001" });
    let path = format!("/api/v1/cases/{number}/proceedings");
    http.caller("examiner-approval").await.post(&path, &order).await.well();
    number
}

const VIEW: [(&str, &str); 4] = [
    ("key", "0123456789abcdef0123"),
    ("name", "欧阳雪梅"),
    ("contact", "13912345678"),
    ("words", "排放口正对我家窗户"),
];

/// The receipt code in a page.
fn code_in(text: &str) -> String {
    let rest = text.split("id=\"receipt-code\">").nth(1).unwrap_or_default();
    rest.split('<').next().unwrap_or_default().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_reads_it_sends_a_view_and_reads_the_answer() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let number = shown(town, &http).await;
        let stranger = Browser::stranger(&http);
        let list = stranger.reads("/publicity").await;
        let page = format!("/publicity/{number}-1");
        assert!(list.text().contains(&page) && list.text().contains("临街面设置油烟排放口"));
        assert!(!stranger.reads("/publicity?q=采矿").await.text().contains(&page));
        let one = stranger.reads(&page).await;
        assert_eq!(one.status, StatusCode::OK);
        for words in ["拟准予设置排放口", "示例市规定 第十二条", "综合科，028-86010001"] {
            assert!(one.text().contains(words), "{words}");
        }
        assert!(!one.text().contains("王小明"), "no name of a person");

        let short = [
            ("key", VIEW[0].1),
            ("name", ""),
            ("contact", "13912345678"),
            ("words", "正对窗户"),
        ];
        let refused = stranger.posts(&page, &pairs(&short)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused.text().contains("请填写姓名") && refused.text().contains("正对窗户"),
            "what was typed stays"
        );
        let taken = stranger.posts(&page, &pairs(&VIEW)).await;
        let code = code_in(&taken.text());
        assert_eq!((taken.status, code.len()), (StatusCode::OK, 19), "{code}");
        let again = stranger.posts(&page, &pairs(&VIEW)).await;
        assert_eq!(code_in(&again.text()), code, "sent twice, taken once");
        let one = stranger.reads(&page).await.text();
        assert!(
            !one.contains("欧阳雪梅") && !one.contains("正对我家"),
            "a view is not published"
        );

        let receipt = async |code: &str| stranger.posts("/publicity/receipt", &pairs(&[("code", code)])).await;
        assert!(receipt(&code).await.text().contains("等待答复"));
        assert_eq!(receipt("ABCD-EFGH-JKLM-NPQR").await.status, StatusCode::NOT_FOUND);
        let examiner = http.caller("examiner-approval").await;
        let case = Browser::of(town, &http, "examiner-approval").await;
        let desk = case.reads(&format!("/workbench/cases/{number}")).await.text();
        assert!(
            desk.contains("欧阳雪梅") && desk.contains("正对我家窗户"),
            "who answers knows whom"
        );
        let path = format!("/api/v1/cases/{number}/proceedings");
        let answer = json!({ "order": "answer_view", "no": 1, "view": 1, "yes": true, "words": "已要求改道排放" });
        examiner.post(&path, &answer).await.well();
        let read = receipt(&code).await.text();
        assert!(read.contains("已采纳") && read.contains("已要求改道排放"));
        let close = json!({ "order": "close_publicity", "no": 1, "words": "采纳一条" });
        assert_eq!(examiner.post(&path, &close).await.problem(), "publicity_open");

        town.days_later(30);
        let stranger = Browser::stranger(&http);
        let late = stranger.reads(&page).await;
        assert!(late.text().contains("不再在网上收取意见") && !late.text().contains("name=\"contact\""));
        let refused = stranger.posts(&page, &pairs(&[VIEW[1], VIEW[2], VIEW[3]])).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert!(refused.text().contains("不再在网上收取意见"));
        assert!(!stranger.reads("/publicity").await.text().contains(&page));
        assert!(stranger.reads("/publicity?over=1").await.text().contains(&page));
        for wrong in ["/publicity/1", "/publicity/x-1", &format!("/publicity/{number}-2")] {
            assert_eq!(stranger.reads(wrong).await.status, StatusCode::NOT_FOUND, "{wrong}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sends_too_many_views_is_told_so() {
    Town::hold(Engine::Sqlite, async |town| {
        let mut limits = Limits::none();
        limits.set("view-address", "1/h").unwrap();
        let http = town.http_within(limits).await;
        let number = shown(town, &http).await;
        let stranger = Browser::stranger(&http);
        let page = format!("/publicity/{number}-1");
        assert_eq!(stranger.posts(&page, &pairs(&VIEW)).await.status, StatusCode::OK);
        let refused = stranger.posts(&page, &pairs(&VIEW[1..])).await;
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(refused.text().contains("提交的意见过多"));
        assert!(!refused.header("retry-after").is_empty());
        assert_eq!(stranger.reads(&page).await.status, StatusCode::OK, "reading goes on");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_enters_what_a_lower_authority_sent_up() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let number = town.citizen("citizen1").files(items::FOOD).await.unwrap().number;
        town.clerk().accepts(&number).await.unwrap();
        let examiner = http.caller("examiner-approval").await;
        let path = format!("/api/v1/cases/{number}/proceedings");
        examiner
            .post(&path, &json!({ "order": "ask_lower_body", "name": "示例镇人民政府" }))
            .await
            .well();
        let half = json!({ "order": "report_lower_body", "no": 1, "yes": true, "words": "符合" });
        assert_eq!(examiner.post(&path, &half).await.problem(), "file_not_whole");
        let browser = Browser::of(town, &http, "examiner-approval").await;
        let page = browser.request(Method::GET, &format!("/workbench/cases/{number}"), "zh");
        let page = page.send().await.unwrap().text().await.unwrap();
        assert!(page.contains("下级机关审查中") && page.contains("第四十三条"));
    })
    .await;
}
