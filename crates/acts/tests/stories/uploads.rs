//! Uploaded files.

use yimen_acts::cases::view;
use yimen_acts::files::{self, LARGEST};
use yimen_domain::cases::event::{Handed, HandedIn};
use yimen_domain::cases::intake::Origin;
use yimen_testkit::{Town, items, refusal};

pub async fn files_are_taken_by_content_and_kept_by_hash(town: &Town) {
    let account = town.citizen("citizen1").signed.id;
    let take = async |name: &str, bytes: &[u8]| files::take(&town.centre, account, name, bytes.to_vec()).await.unwrap();
    let pdf = take("房产证", items::PDF).await;
    assert_eq!(
        (pdf.name.as_str(), pdf.media.as_str(), pdf.size),
        ("房产证.pdf", "application/pdf", items::PDF.len() as u64)
    );
    assert_eq!(take("../../x.exe", b"\x89PNG\r\n\x1a\n....").await.name, "x.exe.png");
    assert_eq!(take("again.pdf", items::PDF).await.hash, pdf.hash);
    assert_eq!(files::bytes(&town.centre, &pdf.hash).await.unwrap(), items::PDF);
}

pub async fn wrong_empty_and_too_large_files_are_refused(town: &Town) {
    let account = town.citizen("citizen1").signed.id;
    let large = [items::PDF, &vec![b' '; LARGEST]].concat();
    let html = b"<html><script>alert(1)</script></html>".to_vec();
    for bytes in [Vec::new(), html, b"MZ\x90\x00\x03".to_vec(), large] {
        let refused = files::take(&town.centre, account, "a.pdf", bytes)
            .await
            .map_err(refusal)
            .unwrap_err();
        assert_eq!(
            (refused.code, refused.faults[0].field.as_str()),
            ("invalid_fields", "file")
        );
    }
    assert_eq!(
        town.db_rows("SELECT COUNT(*) FROM files", Vec::new()).await[0].int(0),
        Ok(0)
    );
}

pub async fn nobody_hands_in_or_opens_a_file_of_somebody_else(town: &Town) {
    let (owner, stranger) = (town.citizen("citizen1"), town.citizen("citizen2"));
    let number = owner.files(items::LEGAL_AID).await.unwrap().number;
    let Handed::Files(marks) = owner.looks_at(&number).await.unwrap().case.materials[0].handed.clone() else {
        panic!("files were handed in");
    };
    let hash = marks[0].hash.as_str();
    assert!(files::brought(&town.centre, owner.signed.id, hash).await.is_ok());
    assert!(files::brought(&town.centre, stranger.signed.id, hash).await.is_err());
    let open = async |actor, number: &str, hash: &str| {
        view::file(&town.centre, &actor, number, hash)
            .await
            .map_err(|error| refusal(error).code)
    };
    assert!(open(owner.actor(), &number, hash).await.is_ok());
    assert!(open(town.examiner("justice").actor(), &number, hash).await.is_ok());
    assert_eq!(open(stranger.actor(), &number, hash).await.unwrap_err(), "not_found");
    assert_eq!(
        open(town.examiner("police").actor(), &number, hash).await.unwrap_err(),
        "not_found"
    );
    let elsewhere = files::take(
        &town.centre,
        owner.signed.id,
        "b.png",
        b"\x89PNG\r\n\x1a\n....".to_vec(),
    )
    .await
    .unwrap();
    assert_eq!(
        open(owner.actor(), &number, &elsewhere.hash).await.unwrap_err(),
        "not_found"
    );
    let unknown = HandedIn {
        material: "m99".into(),
        handed: Handed::Files(marks.clone()),
        origin: Origin::default(),
    };
    let mut application = owner.application(items::LEGAL_AID).await;
    application.materials.push(unknown);
    assert_eq!(
        owner.submits(None, application).await.unwrap_err().code,
        "invalid_fields"
    );
}

pub async fn a_file_altered_on_the_disk_is_not_given_out(town: &Town) {
    let account = town.citizen("citizen1").signed.id;
    let mark = files::take(&town.centre, account, "a.pdf", items::PDF.to_vec())
        .await
        .unwrap();
    let place = town.data().join("files").join(&mark.hash[..2]).join(&mark.hash);
    std::fs::write(place, b"%PDF-1.7 altered").unwrap();
    let error = files::bytes(&town.centre, &mark.hash).await.unwrap_err();
    assert!(error.to_string().contains("altered"), "{error}");
}
