//! Figures of performance as managers and inspectors meet them: numbers that open to their cases, rates with their formulas, tables as files.

use reqwest::StatusCode;
use yimen_domain::organisation::Role;
use yimen_testkit::{Engine, Town, items};

use crate::editing::Browser;

const HOME: &str = "/workbench/performance";

#[tokio::test(flavor = "multi_thread")]
async fn a_number_opens_to_its_cases_and_a_rate_says_its_formula() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let number = town.finished_case(items::LEGAL_AID).await;
        let filed = town.citizen("citizen1").files(items::PASSPORT).await.unwrap().number;
        for role in [Role::Manager, Role::Inspector] {
            let person = Browser::of(town, &http, &town.logins_with(role)[0]).await;
            let page = person.reads(HOME).await.text();
            for said in [
                "绩效统计",
                "平均办理提速率",
                "(Σ法定工作日 − Σ承诺工作日) ÷ Σ法定工作日",
                "还没有封存的日期",
                "月度百分制",
                "全部部门合计",
            ] {
                assert!(page.contains(said), "{said}: {page}");
            }
            let day = town.today();
            let link = format!("{HOME}/cases?by=body&#38;grain=m&#38;day={day}&#38;unit=justice&#38;measure=decided");
            assert!(page.contains(&link), "{link}: {page}");
            let cases = person.reads(&link.replace("&#38;", "&")).await.text();
            assert!(cases.contains(&number) && !cases.contains(&filed), "{cases}");
            let cases = person
                .reads(&format!("{HOME}/cases?by=item&unit={}&measure=filed", items::PASSPORT))
                .await
                .text();
            assert!(cases.contains(&filed) && !cases.contains(&number), "{cases}");
            for by in ["section", "staff", "item", "hall", "level"] {
                for grain in ["d", "m", "y"] {
                    let page = person.reads(&format!("{HOME}?by={by}&grain={grain}")).await.text();
                    assert!(page.contains("办结率"), "{by} {grain}: {page}");
                }
            }
            let year = person.reads(&format!("{HOME}?by=body&grain=y")).await.text();
            assert!(year.contains("考核得分"), "{year}");
            let none = person.reads(&format!("{HOME}?grain=y&day=1999-01-01")).await.text();
            assert!(none.contains("没有可统计的办件"), "{none}");
            let wrong = person.reads(&format!("{HOME}?day=tomorrow")).await.text();
            assert!(
                wrong.contains("请按 2026-05-01 的格式填写日期") && wrong.contains("tomorrow"),
                "{wrong}"
            );
            let book = person.reads(&format!("{HOME}/table.xlsx?by=body&grain=m")).await;
            assert_eq!(&book.bytes[..2], b"PK");
            let paper = person.reads(&format!("{HOME}/table.pdf?by=body&grain=y")).await;
            assert_eq!(&paper.bytes[..5], b"%PDF-");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_watch_sees_no_figures() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        for role in [Role::Clerk, Role::Examiner, Role::Chief] {
            let person = Browser::of(town, &http, &town.logins_with(role)[0]).await;
            for path in ["", "/cases", "/table.xlsx", "/table.pdf"] {
                let answer = person.reads(&format!("{HOME}{path}")).await;
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{role:?} {path}");
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_is_public_and_hides_the_few() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        for _ in 0..6 {
            let number = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
            town.clerk().accepts(&number).await.unwrap();
            town.examiner("justice").reviews(&number).await.unwrap();
            town.chief("justice").decides(&number).await.unwrap();
        }
        let few = town.citizen("citizen2").files(items::PASSPORT).await.unwrap().number;
        town.clerk().accepts(&few).await.unwrap();
        let stranger = Browser::stranger(&http);
        let page = stranger
            .reads(&format!("/figures/months?day={}", town.today()))
            .await
            .text();
        assert!(page.contains("月度办件情况") && page.contains("100.00%"), "{page}");
        // One case was accepted elsewhere: with the total, six would give it away.
        assert_eq!(page.matches("不公开</span>").count(), 3, "{page}");
        assert!(!page.contains(">7<") && page.contains(">6<"), "{page}");
        let last = stranger.reads("/figures/months").await.text();
        assert!(last.contains("没有可统计的办件"), "{last}");
        let wrong = stranger.reads("/figures/months?day=x").await.text();
        assert!(wrong.contains("请按 2026-05-01 的格式填写日期"), "{wrong}");
    })
    .await;
}
