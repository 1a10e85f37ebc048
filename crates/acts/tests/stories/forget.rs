//! Deleting by law what an applicant told, without breaking what was proved.

use yimen_acts::cases::rebuild::{Mode, rebuild};
use yimen_acts::cases::verify::verify;
use yimen_acts::cases::view;
use yimen_acts::files;
use yimen_acts::ledger::forget::{Order, forget};
use yimen_acts::ledger::sign::Algorithm;
use yimen_acts::ledger::{check, days, keys, receipt};
use yimen_domain::cases::event::Handed;
use yimen_testkit::{Town, items, refusal};

fn order() -> Order {
    Order {
        by: "管理员".into(),
        basis: "个人信息保护法 第四十七条".into(),
        reason: "保存期限已届满".into(),
    }
}

pub async fn words_are_deleted_once_and_every_proof_still_holds(town: &Town) {
    keys::new(&town.centre, Algorithm::Ed25519).await.unwrap();
    let number = town.finished_case(items::LEGAL_AID).await;
    town.seconds_later(1);
    let other = town.finished_case(items::LEGAL_AID).await;
    let citizen = town.citizen("citizen1");
    let seen = yimen_acts::cases::view::view(&town.centre, &citizen.actor(), &number)
        .await
        .unwrap();
    citizen.prints(&seen.documents[0].token).await.unwrap();
    town.days_later(1);
    days::close_due(&town.centre).await.unwrap();
    let of = async |number: &str| {
        let given = receipt::of_case(&town.centre, &citizen.actor(), number).await.unwrap();
        serde_json::to_string(&given).unwrap()
    };
    let kept = of(&number).await;

    assert!(forget(&town.centre, &number, &order()).await.unwrap());
    assert!(
        !forget(&town.centre, &number, &order()).await.unwrap(),
        "a second time nothing is left"
    );
    let vault = town.db_rows("SELECT COUNT(*) FROM vault", Vec::new()).await;
    assert_eq!(vault[0].int(0), Ok(1), "the words of the other case stay");
    let prints = town.db_rows("SELECT COUNT(*) FROM prints", Vec::new()).await;
    assert_eq!(prints[0].int(0), Ok(0));
    town.days_later(1);
    days::close_due(&town.centre).await.unwrap();
    let verdict = verify(&town.centre, |_| {}).await.unwrap();
    assert_eq!((verdict.faults, verdict.forgotten, verdict.days), (vec![], 1, 2));

    assert_eq!(
        check::receipt(&kept).unwrap().words,
        Some(true),
        "what was taken home still opens it"
    );
    let now = check::receipt(&of(&number).await).unwrap();
    assert_eq!((now.words, now.day.as_deref()), (None, Some("2026-03-02")));
    assert_eq!(check::receipt(&of(&other).await).unwrap().words, Some(true));
    let seen = yimen_acts::cases::view::view(&town.centre, &citizen.actor(), &number)
        .await
        .unwrap();
    assert!(seen.secret.is_none() && seen.case.words_deleted.is_some());
    let reprint = citizen.prints(&seen.documents[0].token).await.unwrap();
    assert!(
        reprint.starts_with(b"%PDF"),
        "its papers can still be printed, without a name"
    );
}

pub async fn files_are_deleted_with_the_words_unless_another_case_names_them(town: &Town) {
    let citizen = town.citizen("citizen1");
    let there = |hash: &str| town.data().join("files").join(&hash[..2]).join(hash).exists();
    let hash_of = async |number: &str| {
        let seen = citizen.looks_at(number).await.unwrap();
        let Handed::Files(files) = seen.case.materials[0].handed.clone() else {
            panic!("files were handed in");
        };
        (files[0].hash.clone(), files[0].name.clone())
    };
    let number = town.finished_case(items::LEGAL_AID).await;
    town.seconds_later(1);
    let other = town.finished_case(items::LEGAL_AID).await;
    let (hash, name) = hash_of(&number).await;
    assert_eq!(hash, hash_of(&other).await.0, "both cases name the same file");
    let material = citizen.looks_at(&number).await.unwrap().case.materials[0]
        .material
        .clone();
    assert_eq!(
        name,
        format!("{material}-1.pdf"),
        "the ledger does not keep what people call their files"
    );

    assert!(forget(&town.centre, &number, &order()).await.unwrap());
    assert!(there(&hash), "the other case needs it");
    let open = async |number: &str| view::file(&town.centre, &citizen.actor(), number, &hash).await;
    let refused = refusal(open(&number).await.unwrap_err());
    assert_eq!(refused.code, "file_deleted");
    assert!(refused.why.zh.contains("2026-03-02") && refused.why.en.contains("2026-03-02"));
    assert!(open(&other).await.is_ok());

    assert!(forget(&town.centre, &other, &order()).await.unwrap());
    assert!(!there(&hash), "nobody needs it any more");
    assert!(files::brought(&town.centre, citizen.signed.id, &hash).await.is_err());
    assert!(verify(&town.centre, |_| {}).await.unwrap().is_sound());
    assert!(rebuild(&town.centre, Mode::Check, |_| {}).await.unwrap().is_sound());
}

pub async fn words_that_are_still_needed_stay(town: &Town) {
    let number = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
    let refused = refusal(forget(&town.centre, &number, &order()).await.unwrap_err());
    assert_eq!(refused.code, "words_still_needed");
    let nothing = Order {
        reason: " ".into(),
        basis: String::new(),
        ..order()
    };
    let refused = refusal(forget(&town.centre, &number, &nothing).await.unwrap_err());
    let fields: Vec<&str> = refused.faults.iter().map(|fault| fault.field.as_str()).collect();
    assert_eq!(fields, ["basis", "reason"]);
    assert!(forget(&town.centre, "T-1", &order()).await.is_err());
}

pub async fn words_that_vanish_without_an_event_are_missed(town: &Town) {
    let number = town.finished_case(items::LEGAL_AID).await;
    town.seconds_later(1);
    let other = town.finished_case(items::LEGAL_AID).await;
    let of = "case_id IN (SELECT id FROM cases WHERE number = $1)";
    town.db_tamper(
        1,
        &format!("DELETE FROM vault WHERE {of}"),
        vec![number.as_str().into()],
    )
    .await;
    let swap = format!("UPDATE vault SET sealed = $1 WHERE {}", of.replace("$1", "$2"));
    town.db_tamper(1, &swap, vec![vec![7u8; 60].into(), other.as_str().into()])
        .await;
    let faults = verify(&town.centre, |_| {}).await.unwrap().faults;
    let named: Vec<_> = faults.iter().map(|fault| (fault.number.as_str(), fault.seq)).collect();
    assert_eq!(named, [(number.as_str(), 1), (other.as_str(), 1)]);
    assert!(
        faults[0].en.contains("are gone") && faults[1].en.contains("are not those"),
        "{faults:?}"
    );
}
