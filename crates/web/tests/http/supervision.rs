//! Supervision as managers, inspectors and those who are supervised meet it on pages and over the API.

use reqwest::{Method, StatusCode};
use serde_json::json;
use yimen_acts::supervision::work;
use yimen_domain::organisation::Role;

use yimen_testkit::{Answer, Engine, Town, items};

use crate::editing::{Browser, TOKEN, pairs};

const HOME: &str = "/workbench/supervision";

/// A form with room for a file, as a browser sends it.
async fn with_file(browser: &Browser, path: &str, fields: &[(&str, &str)], file: Option<&[u8]>) -> Answer {
    let part = |name: &str, value: &str| {
        format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let mut body = part("csrf", TOKEN).into_bytes();
    for (name, value) in fields {
        body.extend(part(name, value).into_bytes());
    }
    if let Some(file) = file {
        body.extend(
            "--edge\r\nContent-Disposition: form-data; name=\"file.explain_card.1\"; filename=\"核实函.pdf\"\r\n\r\n"
                .bytes(),
        );
        body.extend(file);
        body.extend(b"\r\n");
    }
    body.extend(b"--edge--\r\n");
    let request = browser.request(Method::POST, path, "zh").body(body);
    let request = request.header("content-type", "multipart/form-data; boundary=edge");
    Answer::of(request.send().await.unwrap()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_chooses_rules_and_a_card_is_answered_appealed_and_withdrawn() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let manager = Browser::of(town, &http, &town.logins_with(Role::Manager)[0]).await;
        let watcher = town.logins_with(Role::Inspector)[0].clone();
        let body = town.item(items::LEGAL_AID).body.clone();
        let rules = manager.reads(&format!("{HOME}/rules")).await.text();
        assert!(
            rules.contains("榆林市") && rules.contains("还没有启用监察规则"),
            "{rules}"
        );
        let set = format!("{HOME}/sets/yulin");
        assert!(manager.reads(&set).await.text().contains("zizhou.qinfeng.gov.cn"));
        let today = town.today().to_string();
        let wish = |notice: &str| {
            pairs(&[
                ("rule", "YL-1"),
                ("rule", "YL-2"),
                ("from", &today),
                ("notice", notice),
                ("alone", "no"),
            ])
        };
        let bare = manager.posts(&set, &wish("")).await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(bare.text().contains("请写明依据的文件或者决定"), "{}", bare.text());
        let inspector = Browser::of(town, &http, &watcher).await;
        let not_theirs = inspector.posts(&set, &wish("政务〔2026〕12号")).await;
        assert_eq!(not_theirs.status, StatusCode::FORBIDDEN);
        let done = manager.posts(&set, &wish("政务〔2026〕12号")).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
        let rules = inspector.reads(&format!("{HOME}/rules")).await.text();
        assert!(rules.contains("YL-1") && rules.contains("政务〔2026〕12号"), "{rules}");
        let rule = manager.reads(&format!("{HOME}/rules/YL-1")).await.text();
        assert!(rule.contains("第 1 版") && rule.contains("用去 90%"), "{rule}");
        let past = pairs(&[("step", "end"), ("last_day", "2026-02-01"), ("end_notice", "停用")]);
        let refused = manager.posts(&format!("{HOME}/rules/YL-1"), &past).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("不能溯及既往"));

        let number = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
        town.clerk().accepts(&number).await.unwrap();
        town.days_later(60);
        work::give_due(&town.centre, 10).await.unwrap();
        let desk = Browser::of(town, &http, &format!("examiner-{body}")).await;
        let case = desk.reads(&format!("/workbench/cases/{number}")).await.text();
        assert!(case.contains("监察牌和监察文书（2）"), "{case}");
        let at = format!("{HOME}/cases/{number}");
        let page = desk.reads(&at).await.text();
        assert!(
            page.contains("黄牌") && page.contains("红牌") && page.contains("怎样可以避免"),
            "{page}"
        );
        assert!(page.contains("提交申诉") && !page.contains("作出处理"), "{page}");
        let empty = pairs(&[("no", "1"), ("explain_card.1.words", " ")]);
        let refused = desk.posts(&format!("{at}/explain_card"), &empty).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        // What was uploaded stays when the words are missing, and is opened from the page by those who may.
        let explain = format!("{at}/explain_card");
        // Not the bytes that the applicant handed in: those would be theirs to read.
        let letter = [items::PDF, b"% from another place\n"].concat();
        let bare = with_file(&desk, &explain, &[("no", "1")], Some(&letter)).await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        let again = bare.text();
        let kept = again.split("name=\"kept\" value=\"").nth(1).unwrap();
        let kept = kept.split('"').next().unwrap().to_string();
        assert!(
            kept.starts_with("explain_card.1 ") && again.contains("已上传：核实函.pdf"),
            "{again}"
        );
        let told = [("no", "1"), ("kept", &kept), ("explain_card.1.words", "等待外地答复")];
        assert_eq!(
            with_file(&desk, &explain, &told, None).await.status,
            StatusCode::SEE_OTHER
        );
        let file = format!("/files/{}", kept.rsplit(' ').next().unwrap());
        let shown = desk.reads(&at).await.text();
        assert!(shown.contains(&format!("/workbench/cases/{number}{file}")), "{shown}");
        let opened = desk.reads(&format!("/workbench/cases/{number}{file}")).await;
        assert_eq!(
            (opened.status, opened.bytes.as_slice()),
            (StatusCode::OK, letter.as_slice())
        );
        let watching = Browser::of(town, &http, &watcher).await;
        let shown = watching.reads(&at).await.text();
        assert!(shown.contains(&format!("/inspector/cases/{number}{file}")), "{shown}");
        assert_eq!(
            watching.reads(&format!("/inspector/cases/{number}{file}")).await.status,
            StatusCode::OK
        );
        let own = Browser::of(town, &http, "citizen1").await;
        let theirs = own.reads(&format!("/my/cases/{number}{file}")).await;
        assert_eq!(theirs.status, StatusCode::NOT_FOUND, "not the applicant");
        let other = Browser::of(town, &http, "examiner-approval").await;
        let theirs = other.reads(&format!("/workbench/cases/{number}{file}")).await;
        assert_eq!(theirs.status, StatusCode::NOT_FOUND, "not another body");
        let told = pairs(&[("no", "2"), ("appeal_card.2.grounds", "外地答复的时间不应计入")]);
        assert_eq!(
            desk.posts(&format!("{at}/appeal_card"), &told).await.status,
            StatusCode::SEE_OTHER
        );
        let told = pairs(&[
            ("no", "2"),
            ("judge_card.2.upheld", "no"),
            ("judge_card.2.reasons", "是"),
        ]);
        assert_eq!(
            desk.posts(&format!("{at}/judge_card"), &told).await.status,
            StatusCode::FORBIDDEN,
            "nobody judges their own"
        );
        let inspector = Browser::of(town, &http, &watcher).await;
        let list = inspector.reads(HOME).await.text();
        assert!(list.contains("待处理的申诉") && list.contains(&number), "{list}");
        let told = pairs(&[
            ("no", "2"),
            ("judge_card.2.upheld", "no"),
            ("judge_card.2.reasons", "核实函已于期限内发出"),
        ]);
        let done = inspector.posts(&format!("{at}/judge_card"), &told).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
        let page = desk.reads(&at).await.text();
        assert!(
            page.contains("已撤销") && page.contains("核实函已于期限内发出"),
            "{page}"
        );
        let own = Browser::of(town, &http, "citizen1").await;
        let theirs = own.reads(&format!("/my/cases/{number}")).await.text();
        assert!(!theirs.contains("黄牌") && !theirs.contains("监察牌"), "{theirs}");

        let trial = format!(
            "{HOME}/trial?of=rule:YL-1&at=used&amount=50&from=2026-03-01&until={}",
            town.today()
        );
        let tried = inspector.reads(&trial).await.text();
        assert!(tried.contains("时间改变的牌（1）"), "{tried}");
        let wrong = inspector
            .reads(&format!("{HOME}/trial?of=&from=2026-03-01&until=x"))
            .await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_system_sends_and_answers_a_letter() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let number = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
        let body = town.item(items::LEGAL_AID).body.clone();
        let inspector = http.caller(&town.logins_with(Role::Inspector)[0]).await;
        let examiner = http.caller(&format!("examiner-{body}")).await;
        let send = json!({"command": "send_supervision_letter", "kind": "rectification", "to": "leader",
            "asks": "请整改", "days": 5});
        assert_eq!(
            examiner.commands(&number, send.clone()).await.problem(),
            "not_permitted"
        );
        inspector.commands(&number, send).await.well();
        let bare = json!({"command": "answer_supervision_letter", "letter": 1, "words": "已整改"});
        let refused = examiner.commands(&number, bare).await;
        assert_eq!(refused.fields(), ["evidence"]);
        let answer = json!({"command": "answer_supervision_letter", "letter": 1, "words": "已整改",
            "evidence": "整改报告〔2026〕3号"});
        examiner.commands(&number, answer).await.well();
        let close = json!({"command": "close_supervision_letter", "letter": 1, "words": "已核实"});
        inspector.commands(&number, close.clone()).await.well();
        assert_eq!(
            inspector.commands(&number, close).await.problem(),
            "supervision_letter_state"
        );
        let unknown =
            json!({"command": "send_supervision_letter", "kind": "song", "to": "leader", "asks": "请", "days": 5});
        assert_eq!(inspector.commands(&number, unknown).await.fields(), ["kind"]);
    })
    .await;
}
