//! What somebody is told whose upload is looked at for malware (上传查毒), on pages and by the API.

use reqwest::{Method, StatusCode};
use yimen_acts::scan::{DOWN, Guard, Scanner, WhenDown, trial};
use yimen_testkit::scanners::{Habit, scanner};
use yimen_testkit::{Answer, Engine, Town, items};

use crate::editing::{Browser, TOKEN};

fn guarded(town: &Town, address: &str) {
    let scanner = Scanner::parse(address).unwrap();
    let when_down = WhenDown::Refuse;
    town.centre.set_scanner(Guard { scanner, when_down });
}

/// A form of many parts with one file, as a browser sends it.
async fn uploads(browser: &Browser, (draft, material): (&str, &str), language: &str, file: &[u8]) -> Answer {
    let part =
        |name: &str, more: &str| format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n");
    let begin = [
        part("csrf", ""),
        format!("{TOKEN}\r\n"),
        part("material", ""),
        format!("{material}\r\n"),
        part("file", "; filename=\"a.pdf\"\r\nContent-Type: application/pdf"),
    ];
    let body = [begin.concat().as_bytes(), file, b"\r\n--edge--\r\n"].concat();
    let request = browser
        .request(Method::POST, &format!("{draft}/materials"), language)
        .body(body);
    let request = request.header("content-type", "multipart/form-data; boundary=edge");
    Answer::of(request.send().await.unwrap()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_uploads_malware_or_cannot_be_served_is_told_so_in_their_language() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let citizen = http.caller("citizen1").await;
        let sends = async |bytes: &[u8]| {
            let request = citizen.request(Method::POST, "/api/v1/files?name=a.pdf");
            Answer::of(request.body(bytes.to_vec()).send().await.unwrap()).await
        };
        let browser = Browser::of(town, &http, "citizen1").await;
        let begun = browser.posts(&format!("/apply/{}", items::LEGAL_AID), &[]).await;
        let draft = begun.header("location").split('?').next().unwrap().to_string();
        let draft = draft.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
        let material = town.item(items::LEGAL_AID).materials[0].code.clone();
        let place = (draft.as_str(), material.as_str());
        let malware = [items::PDF, &trial()].concat();

        let (address, _) = scanner("RESPMOD", Habit::Names).await;
        guarded(town, &address);
        assert_eq!(sends(items::PDF).await.status, StatusCode::CREATED);
        let refused = sends(&malware).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.fields(), vec!["file"]);
        let told = refused.text();
        assert!(
            told.contains("恶意代码") && told.contains("Malware was found"),
            "{told}"
        );
        for (language, words) in [
            ("zh", "发现了恶意代码，已拒绝接收"),
            ("en", "Malware was found in this file"),
        ] {
            let page = uploads(&browser, place, language, &malware).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(page.text().contains(words), "{language}: {}", page.text());
        }

        guarded(town, "clamd://127.0.0.1:1");
        let refused = sends(items::PDF).await;
        assert_eq!(
            (refused.status, refused.problem()),
            (StatusCode::SERVICE_UNAVAILABLE, DOWN.to_string())
        );
        for (language, words) in [
            ("zh", "查毒服务暂时不可用"),
            ("en", "cannot be scanned for malware at the moment"),
        ] {
            let page = uploads(&browser, place, language, items::PDF).await;
            assert!(
                page.status.is_client_error() || page.status.is_server_error(),
                "{}",
                page.status
            );
            assert!(page.text().contains(words), "{language}: {}", page.text());
        }
    })
    .await;
}
