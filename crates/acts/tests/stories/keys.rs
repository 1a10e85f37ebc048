//! Keys that seal personal data are replaced while people use the centre.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures::FutureExt as _;
use yimen_acts::accounts::attempts::Source;
use yimen_acts::accounts::phone::{self, Purpose};
use yimen_acts::accounts::profile;
use yimen_acts::backup::{Terms, backup, restore};
use yimen_acts::cases::verify::verify;
use yimen_acts::cases::view::view;
use yimen_acts::vault::{Sealing, reseal};
use yimen_acts::{Centre, Chance, Settings, Time, drafts};
use yimen_store::Location;
use yimen_testkit::{Town, items};

/// What is sealed, to be opened again.
struct Filled {
    number: String,
    draft: uuid::Uuid,
    /// Of whoever asked for a code by telephone.
    asked: String,
}

/// A few cases, a draft, profiles of people, a code and its message: every kind of sealed content but second factors.
async fn filled(town: &Town) -> Filled {
    let number = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap();
    let account = town.account("citizen1").id;
    let draft = drafts::begin(&town.centre, account, items::LEGAL_AID, drafts::Content::default())
        .await
        .unwrap();
    let asked = phone::ask(&town.centre, "13912345678", Purpose::SignIn, &Source::default())
        .await
        .unwrap();
    Filled {
        number: number.number,
        draft: draft.id,
        asked,
    }
}

async fn opens(town: &Town, filled: &Filled) {
    let signed = town.account("citizen1");
    let seen = view(&town.centre, &signed.actor(), &filled.number).await.unwrap();
    assert!(!seen.secret.unwrap().applicant.name.is_empty());
    drafts::one(&town.centre, signed.id, filled.draft).await.unwrap();
    assert!(!profile(&town.centre, signed.id).await.unwrap().id_number.is_empty());
    let number = phone::asked(&town.centre, &filled.asked).await.unwrap();
    assert_eq!(number, Some(("139****5678".into(), false)));
    assert_eq!(verify(&town.centre, |_| {}).await.unwrap().faults, []);
}

pub async fn a_key_is_replaced_and_everything_still_opens(town: &Town) {
    let kept = filled(town).await;
    let before = reseal::list(&town.centre).await.unwrap();
    assert_eq!((before.len(), before[0].number), (1, 1));
    assert!(before[0].values > 3);

    let number = reseal::new(&town.centre, Sealing::Sm4Gcm).await.unwrap();
    assert!(
        reseal::new(&town.centre, Sealing::Sm4Gcm).await.is_err(),
        "one waits already"
    );
    assert!(reseal::remove(&town.centre, number).await.is_err(), "it waits");
    let mut told = 0;
    let rotated = reseal::rotate(&town.centre, Duration::ZERO, |_| told += 1)
        .await
        .unwrap();
    assert_eq!((rotated.key, rotated.resealed), (2, before[0].values));
    assert_eq!((rotated.unneeded, rotated.unreadable.len()), (vec![1], 0));
    assert!(told > 0);
    opens(town, &kept).await;

    assert!(reseal::remove(&town.centre, 2).await.is_err(), "it is in use");
    reseal::remove(&town.centre, 1).await.unwrap();
    let after = reseal::list(&town.centre).await.unwrap();
    assert_eq!((after.len(), after[0].algorithm), (1, Sealing::Sm4Gcm));
    assert_eq!(after[0].values, before[0].values);
    opens(town, &kept).await;
    assert_eq!(town.texts().await.len(), 1, "the message that waited goes out");
    // What is new is sealed with the new key.
    town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap();
    assert_eq!(
        reseal::list(&town.centre).await.unwrap()[0].values,
        before[0].values,
        "one case more, one message less"
    );
}

pub async fn sealing_anew_goes_on_where_it_was_stopped(town: &Town) {
    let kept = filled(town).await;
    reseal::new(&town.centre, Sealing::Aes256Gcm).await.unwrap();
    // As if the program had died after the first batch.
    let work = reseal::rotate(&town.centre, Duration::ZERO, |progress| {
        assert_eq!(progress.table, "vault");
        panic!("the program dies here, as it is to");
    });
    assert!(AssertUnwindSafe(work).catch_unwind().await.is_err());
    assert!(reseal::is_unfinished(&town.centre).await.unwrap());
    let halfway = reseal::list(&town.centre).await.unwrap();
    assert!(halfway.iter().all(|key| key.values > 0), "{halfway:?}");
    assert!(reseal::remove(&town.centre, 1).await.is_err(), "not yet");
    opens(town, &kept).await;
    town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap();
    let rotated = reseal::rotate(&town.centre, Duration::ZERO, |_| {}).await.unwrap();
    assert_eq!(rotated.unneeded, [1]);
    assert!(!reseal::is_unfinished(&town.centre).await.unwrap());
    opens(town, &kept).await;
}

pub async fn another_process_follows_the_key_in_use(town: &Town) {
    let Some(other) = town.another_process().await else {
        return;
    };
    let kept = filled(town).await;
    reseal::new(&town.centre, Sealing::Sm4Gcm).await.unwrap();
    reseal::rotate(&town.centre, Duration::ZERO, |_| {}).await.unwrap();
    let actor = town.account("citizen1").actor();
    let seen = view(&other, &actor, &kept.number).await.unwrap();
    assert!(
        seen.secret.is_some(),
        "it opens what is sealed with the key that it did not know"
    );
    reseal::refresh(&other).await.unwrap();
    other.close().await.unwrap();
    let again = town.another_process().await.unwrap();
    let keys = reseal::list(&again).await.unwrap();
    assert!(keys[1].in_use && keys[0].values == 0, "{keys:?}");
    again.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_backup_needs_the_keys_of_its_day_and_no_others() {
    Town::hold(yimen_testkit::Engine::File, backup_with_a_ring).await;
}

async fn backup_with_a_ring(town: &Town) {
    filled(town).await;
    let folder = tempfile::TempDir::new().unwrap();
    let ring = || std::fs::read_to_string(town.data().join("key")).unwrap();
    let old = ring();
    reseal::new(&town.centre, Sealing::Sm4Gcm).await.unwrap();
    reseal::rotate(&town.centre, Duration::ZERO, |_| {}).await.unwrap();
    let both = ring();
    reseal::remove(&town.centre, 1).await.unwrap();
    let new = ring();
    let file = folder.path().join("after");
    let settings = town.centre.settings();
    backup(&settings.location, town.data(), &file, false).await.unwrap();
    let into = |name: &str| {
        let data = folder.path().join(name);
        Settings {
            location: Location::Sqlite(Centre::sqlite_file(&data)),
            data,
            ..settings.clone()
        }
    };
    let with = |key| Terms {
        key: Some(key),
        ..Terms::default()
    };
    let why = restore(&into("old"), &file, with(&old)).await.unwrap_err().to_string();
    assert!(why.contains("1 of its keys are missing"), "{why}");
    for (name, key) in [("both", &both), ("new", &new)] {
        restore(&into(name), &file, with(key)).await.unwrap();
        let centre = Centre::open(into(name), Time::System, Chance::System).await.unwrap();
        assert_eq!(verify(&centre, |_| {}).await.unwrap().faults, []);
        centre.close().await.unwrap();
    }
}
