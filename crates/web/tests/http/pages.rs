//! Pages as a browser gets them: who may see them, and what protects them.

use std::path::Path;

use reqwest::{Method, StatusCode};
use yimen_testkit::{Answer, Engine, Town, items};

/// Pages that anybody may see. This list may only shrink.
const FOR_STRANGERS: [&str; 56] = [
    "/",
    "/assets/{*path}",
    "/bundles",
    "/bundles/{code}",
    "/calendar",
    "/decisions",
    "/design",
    "/design/{area}",
    "/figures",
    "/figures.json",
    "/figures/cuts",
    "/figures/cuts/{file}",
    "/figures/months",
    "/halls",
    "/help",
    "/items",
    "/items/changes",
    "/items/changes/{seq}",
    "/items/prerequisites",
    "/items/{code}",
    "/items/{code}/flow",
    "/items/{code}/flow.pdf",
    "/items/{code}/notice",
    "/items/{code}/notice.pdf",
    "/items/{code}/self-check",
    "/ledger",
    "/ledger/consistency.json",
    "/ledger/roots.json",
    "/mail/stop/{token}",
    "/materials/{code}",
    "/materials/{code}/blank.pdf",
    "/materials/{code}/sample.pdf",
    "/matters",
    "/matters/new",
    "/matters/one",
    "/preferences",
    "/progress",
    "/publicity",
    "/publicity/receipt",
    "/publicity/{number}",
    "/rate/{token}",
    "/ratings",
    "/register",
    "/samples",
    "/sign-in",
    "/sign-in/code",
    "/sign-in/forgotten",
    "/sign-in/forgotten/code",
    "/sign-in/identity-new",
    "/sign-in/identity/{provider}",
    "/sign-in/identity/{provider}/back",
    "/sign-in/phone",
    "/sign-in/phone/code",
    "/sign-in/phone/new",
    "/sign-in/recovery",
    "/v/{token}",
];

/// Every path of a page with its methods, read from the sources, so that a new one cannot be forgotten.
pub(crate) fn routes() -> Vec<(String, Vec<Method>)> {
    fn read(folder: &Path, found: &mut Vec<(String, Vec<Method>)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") && !path.ends_with("tests.rs") {
                let source = std::fs::read_to_string(&path).unwrap();
                found.extend(source.split(".route(").skip(1).map(|rest| {
                    let rest = rest.trim_start();
                    assert!(
                        rest.starts_with('"'),
                        "a route that is not written out in {}",
                        path.display()
                    );
                    let handlers = rest.split("\n}").next().unwrap();
                    let handlers = handlers.split(".merge(").next().unwrap();
                    let takes = |name: &str| handlers.contains(&format!("{name}("));
                    let methods = [("get", Method::GET), ("post", Method::POST)];
                    let methods = methods.into_iter().filter(|(name, _)| takes(name));
                    let methods = methods.map(|(_, method)| method).collect();
                    (rest.split('"').nth(1).unwrap().to_string(), methods)
                }));
            }
        }
    }
    let mut found = Vec::new();
    for area in ["portal", "workbench", "inspector", "shell", "calendar"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(area);
        read(&folder, &mut found);
    }
    found.sort_by(|one, other| one.0.cmp(&other.0));
    found.dedup();
    found
}

/// The path with something real in each place, of a case with a document.
pub(crate) fn real(path: &str, number: &str, token: &str) -> String {
    let real = path
        .replace("{number}", number)
        .replace("{code}", items::LEGAL_AID)
        .replace("{token}", token)
        .replace("{name}", &format!("{token}.pdf"))
        .replace("{hash}", &"0".repeat(64))
        .replace("{id}", "019cac10-10e0-7d8c-9b8b-c152e7a8bed0")
        .replace("{provider}", "people")
        .replace("{purpose}", "renew")
        .replace("{source}", "provider")
        .replace("{day}", "2026-03-02")
        .replace("{command}", "accept")
        .replace("{order}", "tell_party")
        .replace("{seq}", "1")
        .replace("{file}", "cuts.xlsx")
        .replace("{occasion}", "accepted")
        .replace("{step}", "apply")
        .replace("{area}", "workbench")
        .replace("{section}", "basics")
        .replace("{set}", "yulin")
        .replace("{kind}", "supplement_notice")
        .replace("{year}", "2026")
        .replace("{version}", "1")
        .replace("{form}", "refusal.permit")
        .replace("{*path}", "app.css");
    assert!(!real.contains('{'), "say in this test what {path} stands for");
    real
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_see_only_the_pages_that_are_listed() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let filed = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap();
        let token = filed.document.clone().unwrap();
        let mut open = Vec::new();
        for (path, _) in routes() {
            let real = real(&path, &filed.number, &token);
            let mut answer = http.stranger().reads(&real).await;
            let next = answer.header("location").to_string();
            if answer.status == StatusCode::SEE_OTHER && next.starts_with('/') && !next.starts_with("/sign-in") {
                answer = http.stranger().reads(&next).await;
            }
            let to_sign_in =
                answer.status == StatusCode::SEE_OTHER && answer.header("location").starts_with("/sign-in?back=");
            let only_posts = answer.status == StatusCode::METHOD_NOT_ALLOWED;
            if to_sign_in || only_posts {
                let posted = Answer::of(http.stranger().request(Method::POST, &real).send().await.unwrap()).await;
                assert!(!posted.status.is_success(), "a stranger posts to {path}");
            } else if !matches!(answer.status, StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED) {
                open.push(path);
            }
        }
        assert_eq!(open, FOR_STRANGERS);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_carries_the_safety_headers() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        for path in [
            "/",
            "/items",
            "/sign-in",
            "/nothing-here",
            "/workbench",
            "/assets/app.css",
        ] {
            let answer = http.stranger().reads(path).await;
            let policy = answer.header("content-security-policy");
            assert!(
                policy.contains("default-src 'self'") && !policy.contains("unsafe"),
                "{path}: {policy}"
            );
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
            assert_eq!(answer.header("x-frame-options"), "SAMEORIGIN", "{path}");
            assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        }
        let missing = http.stranger().reads("/nothing-here").await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND);
        assert!(missing.header("content-type").starts_with("text/html"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_speak_the_language_of_the_browser() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        for (wanted, tag) in [
            ("en-GB,en;q=0.9", "lang=\"en\""),
            ("zh-CN", "lang=\"zh-CN\""),
            ("fr", "lang=\"zh-CN\""),
        ] {
            let request = http
                .stranger()
                .request(Method::GET, "/")
                .header("accept-language", wanted);
            let page = Answer::of(request.send().await.unwrap()).await.text();
            assert!(page.contains(tag), "{wanted}: {}", &page[..page.len().min(200)]);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_without_its_token_is_refused() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let request = http.stranger().request(Method::POST, "/sign-in");
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let answer = Answer::of(
            request
                .body("login=clerk1&password=demonstration")
                .send()
                .await
                .unwrap(),
        )
        .await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(!answer.header("set-cookie").contains("session="));
        assert_eq!(
            town.db_rows("SELECT COUNT(*) FROM sessions", Vec::new()).await[0].int(0),
            Ok(0)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_guide_as_of_a_day_is_that_of_the_version_that_held() {
    Town::hold(Engine::Sqlite, async |town| {
        let rows = |name: &str| {
            let heading = "department,main_item,name,itemCode,taskType,areaCode,deptCode";
            format!("{heading}\n区民政局,未分类,{name},T-0001,1,511602000000,x")
        };
        let brings_in = async |name: &str| {
            yimen_acts::items::import::import(&town.centre, "rows.csv", rows(name).as_bytes())
                .await
                .unwrap();
            town.today()
        };
        let first = brings_in("旧名").await;
        town.days_later(3);
        let second = brings_in("新名").await;
        let http = town.http().await;
        let reads = async |asked: &str| http.stranger().reads(&format!("/items/T-0001{asked}")).await;
        for (asked, name, may_apply) in [
            (String::new(), "新名", true),
            (format!("?on={second}"), "新名", true),
            (format!("?on={first}"), "旧名", false),
        ] {
            let page = reads(&asked).await.text();
            assert!(page.contains(&format!("<h1>{name}</h1>")), "{asked}");
            assert_eq!(page.contains("/apply/T-0001"), may_apply, "{asked}");
        }
        assert_eq!(reads("?on=2020-01-01").await.status, StatusCode::NOT_FOUND);
        assert_eq!(reads("?on=yesterday").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

async fn seen(town: &Town, path: &str, language: &str) -> String {
    let http = town.http().await;
    let request = http
        .stranger()
        .request(Method::GET, path)
        .header("accept-language", language);
    Answer::of(request.send().await.unwrap()).await.text()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_guide_marks_each_part_that_is_in_the_other_language_alone() {
    Town::hold(Engine::Sqlite, async |town| {
        let guide = format!("/items/{}", items::FOOD);
        let mark = "(in Chinese only)";
        assert!(
            !seen(town, &guide, "en").await.contains(mark),
            "everything is translated"
        );
        let document = std::fs::read_to_string(
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo/items/food-business-licence.json"),
        );
        let mut document: serde_json::Value = serde_json::from_str(&document.unwrap()).unwrap();
        let condition = document["conditions"][0]["zh"].as_str().unwrap().to_string();
        document["conditions"][0]["en"] = "".into();
        document["summary"] = serde_json::json!({ "zh": "", "en": "Only in English" });
        let bytes = serde_json::to_vec(&document).unwrap();
        let report = yimen_acts::items::import::import(&town.centre, "one.json", &bytes)
            .await
            .unwrap();
        assert_eq!(report.changed, 1, "{report:?}");
        let english = seen(town, &guide, "en").await;
        let told = format!("<span lang=\"zh-CN\">{condition}</span> <span class=\"quiet small\">{mark}</span>");
        assert!(english.contains(&told), "{told}");
        assert_eq!(english.matches(mark).count(), 1, "nothing else is marked");
        let chinese = seen(town, &guide, "zh-CN").await;
        assert!(chinese.contains("<span lang=\"en\">Only in English</span>"));
        assert!(!chinese.contains(mark));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_import_is_one_line_of_the_public_log_with_its_items_page_by_page() {
    Town::hold(Engine::Sqlite, async |town| {
        let rows: String = (0..120)
            .map(|number| format!("区民政局,事项{number},T-{number:04},20\n"))
            .collect();
        let list = format!("部门,名称,编码,类型\n{rows}");
        yimen_acts::items::import::import(&town.centre, "list.csv", list.as_bytes())
            .await
            .unwrap();
        let log = town.http().await;
        let log = log.stranger();
        let found = log.get("/api/v1/items/changes?kind=imported&limit=1").await.well();
        let change = &found["changes"][0];
        assert_eq!(
            (&change["list"]["added"], &change["list"]["file"]),
            (&120.into(), &"list.csv".into())
        );
        let seq = change["seq"].as_u64().unwrap();
        let page = log
            .get(&format!("/api/v1/items/changes/{seq}/items?limit=100"))
            .await
            .well();
        assert_eq!(page["items"].as_array().unwrap().len(), 100);
        let after = page["next"].as_str().unwrap();
        let rest = log
            .get(&format!("/api/v1/items/changes/{seq}/items?limit=100&after={after}"))
            .await
            .well();
        assert_eq!(
            (rest["items"].as_array().unwrap().len(), &rest["next"]),
            (20, &serde_json::Value::Null)
        );
        let page = seen(town, &format!("/items/changes/{seq}"), "zh-CN").await;
        assert!(page.contains("list.csv") && page.contains("事项49") && !page.contains("事项50<"));
        assert!(
            page.contains(&format!("/items/changes/{seq}?after=")),
            "the rest is on further pages"
        );
        let lines = seen(town, "/items/changes", "en").await;
        assert!(lines.contains("120 items added, 0 changed"), "one line for the list");
    })
    .await;
}
