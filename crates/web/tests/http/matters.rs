//! Matters on their pages: brought without an account, dealt with at the workbench, followed and rated with number and code.

use reqwest::StatusCode;
use yimen_testkit::{Engine, Town, items};

use crate::editing::{Browser, pairs};

/// What stands in a page behind an id.
fn with_id(text: &str, id: &str) -> String {
    let rest = text.split(&format!("id=\"{id}\">")).nth(1).unwrap_or_default();
    rest.split('<').next().unwrap_or_default().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_complains_is_answered_and_says_whether_it_helped() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let stranger = Browser::stranger(&http);
        let empty = [("kind", ""), ("words", "排队两小时"), ("key", "0123456789abcdef0001")];
        let wrong = stranger.posts("/matters/new", &pairs(&empty)).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("请选择一种") && wrong.text().contains("排队两小时"));
        let said = [
            ("kind", "complaint"),
            ("words", "排队两小时没有人叫号"),
            ("contact", "13987654321"),
            ("name", "欧阳雪梅"),
            ("key", "0123456789abcdef0001"),
        ];
        let brought = stranger.posts("/matters/new", &pairs(&said)).await;
        assert_eq!(brought.status, StatusCode::OK, "{}", brought.text());
        let (number, code) = (
            with_id(&brought.text(), "matter-number"),
            with_id(&brought.text(), "matter-code"),
        );
        let again = stranger.posts("/matters/new", &pairs(&said)).await;
        assert_eq!(
            with_id(&again.text(), "matter-number"),
            number,
            "a repeat brings nothing twice"
        );

        let find = |code: &str| {
            vec![
                ("number".to_string(), number.clone()),
                ("code".to_string(), code.to_string()),
            ]
        };
        let none = stranger.posts("/matters/one", &find("ABCDEFGHJK")).await;
        assert_eq!(none.status, StatusCode::NOT_FOUND);
        assert!(!none.text().contains("排队两小时"));
        let found = stranger.posts("/matters/one", &find(&code)).await;
        assert!(found.text().contains("待受理") && found.text().contains("排队两小时"));

        let clerk = Browser::of(town, &http, "clerk1").await;
        assert!(clerk.reads("/workbench/matters").await.text().contains(&number));
        let page = format!("/workbench/matters/{number}");
        let seen = clerk.reads(&page).await.text();
        assert!(seen.contains("欧阳雪梅") && seen.contains("13987654321") && !seen.contains(&code));
        let bare = [
            ("step", "refuse"),
            ("refuse.reason", "another_way"),
            ("refuse.words", ""),
        ];
        let refused = clerk.posts(&page, &pairs(&bare)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("到哪里"));
        let accepted = clerk
            .posts(&page, &pairs(&[("step", "accept"), ("accept.urgent", "no")]))
            .await;
        assert_eq!(accepted.status, StatusCode::SEE_OTHER, "{}", accepted.text());
        let assign = [("step", "assign"), ("assign.body", "approval")];
        assert_eq!(clerk.posts(&page, &pairs(&assign)).await.status, StatusCode::SEE_OTHER);

        let examiner = Browser::of(town, &http, "examiner-approval").await;
        assert!(examiner.reads("/workbench/matters").await.text().contains(&number));
        let early = [("step", "answer"), ("answer.words", "已经增开窗口")];
        assert_eq!(examiner.posts(&page, &pairs(&early)).await.status, StatusCode::CONFLICT);
        let take = [("step", "take_over")];
        assert_eq!(examiner.posts(&page, &pairs(&take)).await.status, StatusCode::SEE_OTHER);
        assert_eq!(
            examiner.posts(&page, &pairs(&early)).await.status,
            StatusCode::SEE_OTHER
        );
        let close = [("step", "close")];
        assert_eq!(clerk.posts(&page, &pairs(&close)).await.status, StatusCode::SEE_OTHER);

        let answered = stranger.posts("/matters/one", &find(&code)).await.text();
        assert!(answered.contains("已经增开窗口") && answered.contains("您满意吗"));
        let mut rate = find(&code);
        rate.extend(pairs(&[("step", "rate"), ("satisfied", "no"), ("again", "yes")]));
        let rated = stranger.posts("/matters/one", &rate).await;
        assert!(
            rated.status == StatusCode::OK && rated.text().contains("待派单"),
            "{}",
            rated.text()
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_enters_what_people_say_and_problems_and_hands_them_over() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let clerk = Browser::of(town, &http, "clerk1").await;
        let asked = [
            ("kind", "not_done"),
            ("way", "window"),
            ("words", "材料齐全，三次没有办成"),
            ("key", "0123456789abcdef0002"),
        ];
        let entered = clerk.posts("/workbench/matters/new", &pairs(&asked)).await;
        assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.text());
        let page = entered.header("location").to_string();
        assert!(clerk.reads(&page).await.text().contains("查询码"), "to be told to them");
        let nobody = [
            ("step", "hand_over"),
            ("hand_over.to", "nobody"),
            ("hand_over.words", "轮岗"),
        ];
        let refused = clerk.posts(&page, &pairs(&nobody)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("没有这个账号") && refused.text().contains("轮岗"));
        let mut hand = nobody;
        hand[1].1 = "chief-approval";
        assert_eq!(clerk.posts(&page, &pairs(&hand)).await.status, StatusCode::SEE_OTHER);
        let chief = Browser::of(town, &http, "chief-approval").await;
        let number = page.trim_start_matches("/workbench/matters/").to_string();
        let mine = chief.reads("/workbench/matters?list=mine").await.text();
        assert!(mine.contains(&number) && mine.contains("移交给您"));
        assert_eq!(
            chief.posts(&page, &pairs(&[("step", "take_over")])).await.status,
            StatusCode::SEE_OTHER
        );

        let problem = [
            ("kind", "problem"),
            ("way", "inside"),
            ("origin", "inspection"),
            ("origin_number", "2026-12"),
            ("words", "叫号屏不亮"),
            ("days", "10"),
        ];
        let inspector = Browser::of(town, &http, "inspector").await;
        let entered = inspector.posts("/workbench/matters/new", &pairs(&problem)).await;
        assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.text());
        let number = entered
            .header("location")
            .trim_start_matches("/workbench/matters/")
            .to_string();
        let ledger = inspector.reads("/workbench/matters?list=problems").await.text();
        assert!(ledger.contains(&number));
        let me = Browser::of(town, &http, "citizen1").await;
        assert_ne!(me.reads(&page).await.status, StatusCode::OK);
        assert_ne!(me.reads("/workbench/matters").await.status, StatusCode::OK);

        let case = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
        let link = format!("/matters/new?kind=complaint&amp;case={case}");
        assert!(me.reads(&format!("/my/cases/{case}")).await.text().contains(&link));
        let form = me.reads(&link.replace("&amp;", "&")).await.text();
        assert!(form.contains(&case));
        let ask = [
            ("kind", "consultation"),
            ("words", "几点开门"),
            ("key", "0123456789abcdef0003"),
        ];
        let brought = me.posts("/matters/new", &pairs(&ask)).await;
        let number = with_id(&brought.text(), "matter-number");
        assert!(me.reads("/matters").await.text().contains(&number));
        let own = me.reads(&format!("/matters/one?number={number}")).await;
        assert!(own.status == StatusCode::OK && own.text().contains("几点开门"));
        let other = Browser::of(town, &http, "citizen2").await;
        let theirs = other.reads(&format!("/matters/one?number={number}")).await;
        assert!(theirs.status == StatusCode::NOT_FOUND && !theirs.text().contains("几点开门"));
    })
    .await;
}
