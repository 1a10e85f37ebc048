//! Documents as people get them.

use std::path::Path;
use std::process::Command;

use yimen_acts::documents::{genuine, is_issued};
use yimen_domain::cases::event::DocumentKind;
use yimen_testkit::{Town, items, refusal};

pub fn run(folder: &Path, program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap_or_else(|error| panic!("{program} cannot be run ({error}); `make test` installs what tests need"));
    assert!(
        output.status.success(),
        "{program}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The words of a PDF without blanks, and what its QR codes say.
pub fn read(folder: &Path, pdf: &[u8]) -> (String, Vec<String>) {
    std::fs::write(folder.join("paper.pdf"), pdf).unwrap();
    let text = run(folder, "pdftotext", &["-layout", "paper.pdf", "-"]);
    run(
        folder,
        "pdftoppm",
        &["-r", "150", "-png", "-singlefile", "paper.pdf", "page"],
    );
    let codes = run(folder, "zbarimg", &["--quiet", "--raw", "page.png"]);
    (
        text.split_whitespace().collect(),
        codes.lines().map(str::to_string).collect(),
    )
}

pub async fn a_document_says_its_number_and_shows_whether_it_is_genuine(town: &Town) {
    let citizen = town.citizen("citizen1");
    let number = citizen.files(items::LEGAL_AID).await.unwrap().number;
    let token = town.clerk().accepts(&number).await.unwrap().document.unwrap();
    let pdf = citizen.prints(&token).await.unwrap();
    let (text, codes) = read(town.data(), &pdf);
    for said in [
        "受理通知书",
        "政务受〔2026〕1号",
        number.as_str(),
        "陈大福",
        "2026年3月2日",
        "2026年3月5日",
    ] {
        assert!(text.contains(said), "{said} is not in {text}");
    }
    assert!(
        !text.contains("511603193903120019"),
        "an identity number is printed masked only"
    );
    let leaf = genuine(&town.centre, &token).await.unwrap().leaf;
    assert_eq!(codes, [format!("http://localhost:8080/v/{token}#{leaf}")]);
    let genuine = genuine(&town.centre, &token).await.unwrap();
    assert_eq!(
        (genuine.document.kind, genuine.document.number.as_str()),
        (DocumentKind::Acceptance, "政务受〔2026〕1号")
    );
    assert_eq!(genuine.view.secret, None);
    assert!(is_issued(&town.centre, &token, &pdf).await.unwrap());
    assert!(!is_issued(&town.centre, &token, b"%PDF-1.7 forged").await.unwrap());
    assert_eq!(
        town.citizen("citizen2").prints(&token).await.unwrap_err().code,
        "not_found"
    );
}

pub async fn a_second_print_is_the_same_file(town: &Town) {
    let citizen = town.citizen("citizen1");
    let token = citizen.files(items::LEGAL_AID).await.unwrap().document.unwrap();
    let (first, beside) = tokio::join!(citizen.prints(&token), citizen.prints(&token));
    let first = first.unwrap();
    assert_eq!(first, beside.unwrap());
    town.days_later(40);
    assert_eq!(citizen.prints(&token).await.unwrap(), first);
    assert_eq!(town.clerk().prints(&token).await.unwrap(), first);
}

pub async fn a_late_print_says_what_an_early_one_would_have_said(town: &Town) {
    let citizen = town.citizen("citizen1");
    let number = citizen.files(items::LEGAL_AID).await.unwrap().number;
    let token = town.clerk().accepts(&number).await.unwrap().document.unwrap();
    town.examiner("justice").reviews(&number).await.unwrap();
    town.chief("justice").extends(&number, 10).await.unwrap();
    let refused = town.chief("justice").refuses(&number).await.unwrap().document.unwrap();
    town.days_later(30);
    let (text, _) = read(town.data(), &citizen.prints(&token).await.unwrap());
    assert!(
        text.contains("2026年3月5日"),
        "the due day before the extension: {text}"
    );
    let (text, _) = read(town.data(), &citizen.prints(&refused).await.unwrap());
    for said in ["不予办理决定书", "不符合法定条件", "六十日", "六个月", "前锋区人民法院"] {
        assert!(text.contains(said), "{said} is not in {text}");
    }
}

pub async fn only_a_made_up_token_is_not_genuine(town: &Town) {
    let token = town
        .citizen("citizen1")
        .files(items::LEGAL_AID)
        .await
        .unwrap()
        .document
        .unwrap();
    assert!(genuine(&town.centre, &token).await.is_ok());
    for made_up in ["", "0", &"0".repeat(32), &token.to_uppercase()[..31], "' OR 1=1 --"] {
        assert_eq!(
            refusal(genuine(&town.centre, made_up).await.unwrap_err()).code,
            "not_found",
            "{made_up}"
        );
    }
}
