//! The work list of a desk as pages: marks in the address, several cases at once, and reading beside the form.

use reqwest::StatusCode;
use yimen_acts::cases::copies;
use yimen_acts::files;
use yimen_domain::cases::additions::Order;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::event::{Handed, HandedIn};
use yimen_domain::cases::intake::Origin;
use yimen_testkit::{Engine, Town, items};

use crate::editing::{Browser, pairs};

/// Numbers of the cases on a list, in order.
fn numbers(page: &str) -> Vec<String> {
    let boxes = page.split("name=\"number\" value=\"").skip(1);
    boxes.map(|rest| rest.split('"').next().unwrap().to_string()).collect()
}

/// Three applications for legal aid that wait for acceptance, and the body in charge.
async fn three(town: &Town) -> (Vec<String>, String) {
    let mut filed = Vec::new();
    for citizen in ["citizen1", "citizen2", "citizen3"] {
        filed.push(town.citizen(citizen).files(items::LEGAL_AID).await.unwrap().number);
    }
    (filed, town.item(items::LEGAL_AID).body.clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_narrowed_by_marks_that_stay_in_the_address() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let (filed, body) = three(town).await;
        let clerk = Browser::of(town, &http, "clerk1").await;
        let list = async |query: &str| {
            let answer = clerk.reads(&format!("/workbench?{query}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{query}");
            answer.text()
        };
        let all = list("status=received").await;
        let mut found = numbers(&all);
        found.sort();
        let mut wanted = filed.clone();
        wanted.sort();
        assert_eq!(found, wanted);
        assert!(all.contains("无人经办"), "nobody took them yet: {all}");
        assert!(
            numbers(&list("status=received&due=overdue").await).is_empty(),
            "nothing is overdue on the day on which it came"
        );
        let newest = numbers(&list("status=received&order=newest").await);
        let oldest = numbers(&list("status=received&order=oldest").await);
        assert_eq!(
            newest.iter().rev().collect::<Vec<_>>(),
            oldest.iter().collect::<Vec<_>>(),
            "one order is the other turned round, though all came at the same moment"
        );
        let of_other = list(&format!("status=received&item={}", items::FOOD)).await;
        assert!(
            numbers(&of_other).is_empty() && of_other.contains("没有符合条件的办件"),
            "{of_other}"
        );
        assert!(of_other.contains("清除筛选"));
        let tail = &filed[1][filed[1].len() - 6..];
        assert_eq!(
            numbers(&list(&format!("q={tail}")).await),
            [filed[1].clone()],
            "a part of the number"
        );
        let jump = clerk.reads(&format!("/workbench?q={}", filed[1])).await;
        assert_eq!(jump.status, StatusCode::SEE_OTHER, "a whole number opens the case");
        let noted = list("status=received&order=newest").await;
        assert!(noted.contains("?list=status%3Dreceived%26order%3Dnewest\""), "{noted}");
        let case = clerk
            .reads(&format!(
                "/workbench/cases/{}?list=status%3Dreceived%26order%3Dnewest",
                newest[1]
            ))
            .await
            .text();
        assert!(
            case.contains("href=\"/workbench?status=received&#38;order=newest\""),
            "the list as it was left: {case}"
        );
        assert!(
            case.contains(&format!("/workbench/cases/{}?list=", newest[2])),
            "the next case is the next of that order"
        );
        let wrong = clerk.reads("/workbench?status=received&after=xyz").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let stranger = Browser::of(town, &http, &format!("examiner-{body}")).await;
        let page = stranger.reads("/workbench?status=received&whose=me").await.text();
        assert!(
            numbers(&page).is_empty(),
            "what an examiner does not do is not on their list"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_cases_are_paged_without_losing_or_repeating_one() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let mut filed = Vec::new();
        for _ in 0..17 {
            for citizen in ["citizen1", "citizen2"] {
                filed.push(town.citizen(citizen).files(items::LEGAL_AID).await.unwrap().number);
            }
        }
        let clerk = Browser::of(town, &http, "clerk1").await;
        for query in [
            "status=received",
            "status=all&whose=nobody",
            "status=all&order=newest",
            "status=all&order=oldest",
        ] {
            let first = clerk.reads(&format!("/workbench?{query}")).await.text();
            let mut seen = numbers(&first);
            assert_eq!(seen.len(), 30, "{query}");
            assert!(first.contains("共 34 件"), "{query}");
            let next = first
                .split("rel=\"next\"")
                .next()
                .unwrap()
                .rsplit("href=\"")
                .next()
                .unwrap();
            let next = next.split('"').next().unwrap().replace("&#38;", "&");
            seen.extend(numbers(&clerk.reads(&next).await.text()));
            seen.sort();
            filed.sort();
            assert_eq!(seen, filed, "{query}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn several_cases_are_taken_at_once_and_each_refusal_is_told_with_its_case() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let (filed, body) = three(town).await;
        for number in &filed {
            town.clerk().accepts(number).await.unwrap();
        }
        let examiner = Browser::of(town, &http, &format!("examiner-{body}")).await;
        let chief = Browser::of(town, &http, &format!("chief-{body}")).await;
        let back = ("back", "/workbench?status=accepted&due=soon");
        let nothing = examiner
            .posts("/workbench/batch", &pairs(&[("do", "take"), ("key", "a"), back]))
            .await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(nothing.text().contains("请先勾选至少一个办件"));
        let take = pairs(&[
            ("do", "take"),
            ("key", "b"),
            back,
            ("number", &filed[0]),
            ("number", &filed[1]),
        ]);
        let taken = examiner.posts("/workbench/batch", &take).await;
        assert_eq!(taken.status, StatusCode::OK);
        let told = taken.text();
        assert!(told.contains("接手 2 件，未办 0 件"), "{told}");
        assert!(
            told.contains("href=\"/workbench?status=accepted&#38;due=soon\""),
            "{told}"
        );
        let again = examiner.posts("/workbench/batch", &take).await.text();
        assert!(
            again.contains("接手 2 件，未办 0 件"),
            "the same form sent twice does it once: {again}"
        );
        let mine = examiner.reads("/workbench?status=handled").await.text();
        assert_eq!(numbers(&mine).len(), 2);
        let free = numbers(&examiner.reads("/workbench?status=accepted&whose=nobody").await.text());
        assert_eq!(free, [filed[2].clone()]);

        let no_reason = pairs(&[("do", "put_back"), ("key", "c"), back, ("number", &filed[0])]);
        let refused = examiner.posts("/workbench/batch", &no_reason).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("请填写退回或转交的原因"));
        let ticked = format!("value=\"{}\" checked", filed[0]);
        let unnarrowed = pairs(&[
            ("do", "put_back"),
            ("key", "c"),
            ("back", "/workbench?status=accepted"),
            ("number", &filed[0]),
        ]);
        assert!(
            examiner
                .posts("/workbench/batch", &unnarrowed)
                .await
                .text()
                .contains(&ticked),
            "the tick stays"
        );

        let put = pairs(&[
            ("do", "put_back"),
            ("key", "d"),
            ("reason", "出差"),
            ("number", &filed[0]),
            ("number", &filed[2]),
            ("number", "no-such-case"),
        ]);
        let told = examiner.posts("/workbench/batch", &put).await.text();
        assert!(told.contains("退回 1 件，未办 2 件"), "{told}");
        assert!(told.contains("这个办件还没有经办人"), "{told}");
        assert!(told.contains("没有这个办件") || told.contains("no-such-case"), "{told}");

        let to = town.account(&format!("chief-{body}")).id.0.to_string();
        let hand = pairs(&[
            ("do", "hand_over"),
            ("key", "e"),
            ("reason", "休假"),
            ("to", &to),
            ("number", &filed[1]),
        ]);
        let told = examiner.posts("/workbench/batch", &hand).await.text();
        assert!(told.contains("转交 1 件，未办 0 件"), "{told}");
        assert_eq!(
            numbers(&chief.reads("/workbench?status=handled").await.text()),
            [filed[1].clone()]
        );
        let other = Browser::of(town, &http, "examiner-police").await;
        let take = pairs(&[("do", "take"), ("key", "f"), ("number", &filed[2])]);
        let told = other.posts("/workbench/batch", &take).await.text();
        assert!(told.contains("接手 0 件，未办 1 件"), "of another body: {told}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_read_beside_the_form_and_loosens_no_policy() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let (filed, body) = three(town).await;
        let address = format!("/workbench/cases/{}", filed[0]);
        let clerk = Browser::of(town, &http, "clerk1").await;
        let case = clerk.reads(&address).await.text();
        assert!(case.contains(&format!("{address}/read?list=")), "{case}");
        let first = clerk.reads(&format!("{address}/read")).await;
        assert_eq!(first.status, StatusCode::OK);
        assert!(!first.header("content-security-policy").contains("unsafe"));
        let page = first.text();
        assert!(page.contains("<iframe src=\"") && page.contains("第 1 份"), "{page}");
        assert!(page.contains("id=\"answers-title\""), "the form is on the same page");
        let last = clerk.reads(&format!("{address}/read?file=999")).await.text();
        assert!(
            last.contains("rel=\"prev\"") && !last.contains("rel=\"next\""),
            "{last}"
        );
        let source = page.split("<iframe src=\"").nth(1).unwrap().split('"').next().unwrap();
        let file = clerk.reads(source).await;
        assert!(file.header("content-security-policy").contains("default-src 'none'"));
        assert!(
            file.header("content-security-policy")
                .contains("frame-ancestors 'self'")
        );
        let other = Browser::of(town, &http, "examiner-police").await;
        assert_ne!(body, "police");
        assert_ne!(other.reads(&format!("{address}/read")).await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_turned_and_what_came_before_stands_beside_what_came_last() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let me = town.citizen("citizen1");
        let filed = me.files(items::LEGAL_AID).await.unwrap();
        let number = filed.number;
        town.clerk().accepts(&number).await.unwrap();
        let own = Browser::of(town, &http, "citizen1").await;
        let paper = own.reads(&format!("/documents/{}.pdf", filed.document.unwrap())).await;
        let one = files::take(&town.centre, me.signed.id, "新.pdf", paper.bytes.clone())
            .await
            .unwrap();
        let material = town.item(items::LEGAL_AID).materials[0].code.clone();
        let two = copies::join(&town.centre, me.signed.id, &material, vec![(one.clone(), 0), (one, 0)])
            .await
            .unwrap();
        let more = Order::HandInMore {
            materials: vec![HandedIn {
                material: material.clone(),
                handed: Handed::Files(vec![two]),
                origin: Origin::default(),
            }],
        };
        me.gives(&number, Command::Additions(more)).await.unwrap();

        let clerk = Browser::of(town, &http, "clerk1").await;
        let address = format!("/workbench/cases/{number}/read");
        let at = async |query: &str| clerk.reads(&format!("{address}{query}")).await.text();
        // The receipt of the application has two pages.
        let read = at("").await;
        assert!(
            read.contains("第 1 页，共 4 页") && read.contains("同一材料先前交来的文件"),
            "{read}"
        );
        assert!(!read.contains("reading-pair"));
        let second = at("?leaf=2").await;
        assert!(second.contains("第 2 页，共 4 页") && second.contains("#page=2"));
        assert!(
            at("?leaf=9").await.contains("第 4 页，共 4 页"),
            "no further than the last"
        );
        let both = at("?with=1").await;
        assert_eq!(both.matches("<iframe").count(), 2, "{both}");
        assert!(
            both.contains("申请人补充材料，") && both.contains("收到申请，"),
            "what is which"
        );
        assert!(at("?with=7").await.contains("reading-pair"), "the oldest at most");
    })
    .await;
}
