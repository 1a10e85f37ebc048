//! Intake at the desk as pages: pages of a material bound and turned, copies compared with their originals, correction on the spot.

use reqwest::{Method, StatusCode};
use yimen_domain::items::form::Answer as Given;
use yimen_testkit::{Answer, Engine, Town, items};

use crate::editing::{Browser, TOKEN, pairs};

/// A picture of one point that every program opens.
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU\x00\x00\x00\nIDATx\x9cc\xf8\x0f\x00\x01\x01\x01\x00\xb18\xf6\x14\x00\x00\x00\x00IEND\xaeB`\x82";

/// Sends a form of many parts, as a browser does.
pub(crate) async fn sends(
    browser: &Browser,
    path: &str,
    fields: &[(String, String)],
    files: &[(&str, &str, &[u8])],
) -> Answer {
    let head =
        |name: &str, more: &str| format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n");
    let mut body = format!("{}{TOKEN}\r\n", head("csrf", "")).into_bytes();
    for (name, value) in fields {
        body.extend(format!("{}{value}\r\n", head(name, "")).bytes());
    }
    for (name, file, bytes) in files {
        body.extend(
            head(
                name,
                &format!("; filename=\"{file}\"\r\nContent-Type: application/octet-stream"),
            )
            .bytes(),
        );
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--edge--\r\n");
    let request = browser.request(Method::POST, path, "zh").body(body);
    let request = request.header("content-type", "multipart/form-data; boundary=edge");
    Answer::of(request.send().await.unwrap()).await
}

/// A complete application for legal aid as it is typed at the window.
fn typed(town: &Town) -> Vec<(String, String)> {
    let item = town.item(items::LEGAL_AID);
    let mut fields = pairs(&[
        ("item", items::LEGAL_AID),
        ("applicant.kind", "person"),
        ("applicant.id_type", "usual"),
        ("applicant.id_number", "11010519491231002X"),
        ("applicant.name", "王小明"),
        ("applicant.phone", "13800001234"),
    ]);
    for (code, answer) in items::answers(&item, town.today()) {
        if let Given::Text(text) = answer {
            fields.push((format!("form.{code}"), text));
        }
    }
    fields
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_taken_at_the_window_become_one_file_that_carries_its_mark_once_compared() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let clerk = Browser::of(town, &http, "clerk1").await;
        let code = town.item(items::LEGAL_AID).materials[0].code.clone();
        let mut fields = typed(town);
        fields.extend(pairs(&[
            ("then", "accept"),
            ("all_papers", "yes"),
            ("bind", code.as_str()),
            ("compared", code.as_str()),
        ]));
        fields.push((format!("turns.{code}"), "1,0".into()));
        let name = format!("file.{code}");
        let files = [
            (name.as_str(), "第二页.png", PICTURE),
            (name.as_str(), "第一页.png", PICTURE),
        ];
        let filed = sends(&clerk, "/workbench/window", &fields, &files).await;
        assert_eq!(filed.status, StatusCode::SEE_OTHER, "{}", filed.text());
        let address = filed.header("location").to_string();
        let page = clerk.reads(&address).await.text();
        assert!(page.contains("可信等级 B") && page.contains("原件已核验退回"), "{page}");
        assert!(page.contains("受理通知书"), "accepted with the other papers seen");
        let links: Vec<&str> = page
            .split(&format!("href=\"{address}/files/"))
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap())
            .collect();
        let marked: Vec<&&str> = links.iter().filter(|link| !link.contains('?')).collect();
        assert!(marked.len() >= 2, "the bound file, and the picture itself: {links:?}");
        for link in links {
            let file = clerk.reads(&format!("{address}/files/{link}")).await;
            assert_eq!(file.status, StatusCode::OK, "{link}");
            let is_itself = link.contains("itself=1");
            let is_pdf = file.header("content-type") == "application/pdf";
            assert!(
                is_pdf || is_itself,
                "a compared picture is shown with its mark, as a PDF: {link}"
            );
        }
        let stranger = Browser::of(town, &http, "citizen1").await;
        let refused = stranger.reads(&format!("{address}/files/{}", "a".repeat(64))).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_bound_is_named_and_nothing_that_was_typed_is_lost() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let clerk = Browser::of(town, &http, "clerk1").await;
        let code = town.item(items::LEGAL_AID).materials[0].code.clone();
        let mut fields = typed(town);
        fields.extend(pairs(&[
            ("then", "file"),
            ("all_papers", "yes"),
            ("bind", code.as_str()),
        ]));
        let name = format!("file.{code}");
        let files = [
            (name.as_str(), "坏的.pdf", items::PDF),
            (name.as_str(), "好的.png", PICTURE),
        ];
        let again = sends(&clerk, "/workbench/window", &fields, &files).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = again.text();
        assert!(page.contains("“坏的.pdf”打不开"), "{page}");
        assert!(page.contains("value=\"王小明\"") && page.contains("name=\"kept\""));
        assert!(page.contains("name=\"all_papers\" value=\"yes\" data-key=\"F7\" checked"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_on_the_spot_needs_the_applicant_and_keeps_what_was_typed_until_then() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let number = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
        let address = format!("/workbench/cases/{number}");
        let clerk = Browser::of(town, &http, "clerk1").await;
        assert!(clerk.reads(&address).await.text().contains("id=\"correct_on_spot\""));
        let item = town.item(items::LEGAL_AID);
        let mut fields = pairs(&[("correct_on_spot.confirmed_by", "欧阳小明")]);
        for (code, answer) in items::answers(&item, town.today()) {
            if let Given::Text(text) = answer {
                let text = if code == "amount_yuan" { "88".to_string() } else { text };
                fields.push((format!("form.{code}"), text));
            }
        }
        let path = format!("{address}/do/correct_on_spot");
        let refused = sends(&clerk, &path, &fields, &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = refused.text();
        assert!(
            page.contains("请确认申请人在场") && page.contains("value=\"欧阳小明\"") && page.contains("value=\"88\"")
        );
        fields.push(("correct_on_spot.sure".into(), "yes".into()));
        let done = sends(&clerk, &path, &fields, &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        let page = clerk.reads(&address).await.text();
        assert!(
            page.contains("当场更正") && !page.contains("小明当面确认"),
            "the name is masked"
        );
        let examiner = Browser::of(town, &http, "examiner-justice").await;
        let page = examiner.reads(&address).await.text();
        assert!(
            !page.contains("id=\"correct_on_spot\""),
            "an examiner is not offered it"
        );
    })
    .await;
}
