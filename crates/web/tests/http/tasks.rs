//! Tasks of examinations in the list of whoever does them.

use reqwest::StatusCode;
use yimen_testkit::{Engine, Town, items};

use crate::editing::{Browser, pairs};

const LIST: &str = "/workbench/tasks";
const SECTION: &str = "approval-market-entry";

async fn accepted(town: &Town) -> String {
    let number = town.citizen("citizen1").files(items::FOOD).await.unwrap().number;
    town.clerk().accepts(&number).await.unwrap();
    number
}

fn form<'a>(number: &'a str, what: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut all = vec![("number", number), ("no", "1"), ("do", what), ("view", "mine")];
    all.extend(more);
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_is_taken_given_back_passed_on_and_finished_from_its_row() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let number = accepted(town).await;
        let head = Browser::of(town, &http, "approval-head").await;
        let examiner = Browser::of(town, &http, "examiner-approval2").await;
        let other = Browser::of(town, &http, "examiner-approval").await;
        let give = format!("/workbench/cases/{number}/proceedings/give_task");
        let to = format!("section:{SECTION}");
        let fields = [
            ("no", "0"),
            ("give_task.words", "核对场所"),
            ("give_task.to", to.as_str()),
            ("give_task.days", "3"),
        ];
        assert!(
            crate::proceedings::sends(&head, &give, &fields)
                .await
                .status()
                .is_redirection()
        );

        let first = examiner.reads("/workbench").await.text();
        assert!(
            first.contains("/workbench/tasks?view=section"),
            "the first page says that something waits"
        );
        let list = examiner.reads("/workbench/tasks?view=section").await.text();
        assert!(list.contains("核对场所") && list.contains("市场准入股") && list.contains("蒋晓峰"));
        assert!(!list.contains("view=everybody"), "who heads nothing has no such list");
        assert!(
            !other
                .reads("/workbench/tasks?view=section")
                .await
                .text()
                .contains("核对场所")
        );

        let taken = other.posts(LIST, &pairs(&form(&number, "take_task", &[]))).await;
        assert_eq!(taken.status, StatusCode::FORBIDDEN, "of another section");
        let taken = examiner.posts(LIST, &pairs(&form(&number, "take_task", &[]))).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER);
        let key = format!("finish_task-{number}-1");
        let (yes, words) = (format!("{key}.yes"), format!("{key}.words"));
        let unsaid = [(words.as_str(), "布局合理，设施齐全")];
        let refused = examiner
            .posts(LIST, &pairs(&form(&number, "finish_task", &unsaid)))
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let again = refused.text();
        assert!(again.contains("布局合理，设施齐全") && again.contains(&format!("id=\"{key}\"")));

        let reason = format!("return_task-{number}-1.reason");
        let back = [(reason.as_str(), "本周外出")];
        let returned = examiner.posts(LIST, &pairs(&form(&number, "return_task", &back))).await;
        assert_eq!(returned.status, StatusCode::SEE_OTHER);
        assert!(!examiner.reads(LIST).await.text().contains("核对场所"));
        let list = head.reads("/workbench/tasks?view=everybody").await.text();
        assert!(list.contains("核对场所") && list.contains("已退回"));
        let (who, why) = (
            format!("reassign_task-{number}-1.to"),
            format!("reassign_task-{number}-1.reason"),
        );
        let person = format!("person:{}", town.account("examiner-approval2").id.0);
        let pass = [(who.as_str(), person.as_str()), (why.as_str(), "请下周办理")];
        let passed = head.posts(LIST, &pairs(&form(&number, "reassign_task", &pass))).await;
        assert_eq!(passed.status, StatusCode::SEE_OTHER);
        examiner.posts(LIST, &pairs(&form(&number, "take_task", &[]))).await;
        let done = [(yes.as_str(), "yes"), (words.as_str(), "布局合理，设施齐全")];
        let finished = examiner.posts(LIST, &pairs(&form(&number, "finish_task", &done))).await;
        assert_eq!(finished.status, StatusCode::SEE_OTHER);
        let list = examiner.reads("/workbench/tasks?view=done").await.text();
        assert!(list.contains("核对场所") && list.contains("已办结"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_tasks_is_for_those_who_do_them() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let inspector = Browser::of(town, &http, "inspector").await;
        assert_eq!(inspector.reads(LIST).await.status, StatusCode::FORBIDDEN);
        let clerk = Browser::of(town, &http, "clerk1").await;
        let page = clerk.reads(LIST).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text().contains("没有需要您办理的任务"));
        assert_eq!(
            clerk.reads("/workbench/tasks?after=nothing").await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        let nothing = clerk.posts(LIST, &pairs(&form("x", "sign_inspection", &[]))).await;
        assert_eq!(nothing.status, StatusCode::NOT_FOUND);
    })
    .await;
}
