//! What people tell about themselves stays in the vault.

use yimen_acts::cases::submit::{Application, submit};
use yimen_acts::vault::{Applicant, Sealing, Vault};
use yimen_acts::{drafts, notices};
use yimen_domain::cases::Channel;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::event::{Delivery, Handed, HandedIn};
use yimen_testkit::{Town, items};

pub async fn no_table_tells_who_somebody_is(town: &Town) {
    let (citizen, clerk) = (town.citizen("citizen1"), town.clerk());
    let content = drafts::Content {
        applicant: citizen.profile().await,
        ..drafts::Content::default()
    };
    drafts::begin(&town.centre, citizen.signed.id, items::LEGAL_AID, content)
        .await
        .unwrap();
    let number = town.finished_case(items::PASSPORT).await;
    citizen.rates(&number, 4).await.unwrap();

    let walked_in = Applicant {
        name: "欧阳明月".into(),
        ..town.citizen("citizen2").profile().await
    };
    let typed = citizen.application(items::LEGAL_AID).await;
    let paper = |material: HandedIn| HandedIn {
        handed: Handed::Paper,
        ..material
    };
    let materials = typed.materials.into_iter().map(paper).collect();
    let application = Application {
        channel: Channel::Window,
        applicant: walked_in.clone(),
        materials,
        ..typed
    };
    let theirs = submit(&town.centre, &clerk.actor(), Some("desk"), application)
        .await
        .unwrap()
        .number;
    clerk.accepts(&theirs).await.unwrap();
    town.examiner("justice").reviews(&theirs).await.unwrap();
    town.chief("justice").refuses(&theirs).await.unwrap();
    let handed_over = Command::Issue {
        delivery: Delivery::Window {
            receiver: walked_in.name.clone(),
        },
    };
    clerk.gives(&theirs, handed_over).await.unwrap();
    while notices::deliver(&town.centre, 100).await.unwrap() > 0 {}

    let told = citizen.profile().await;
    let mut secrets = vec![told.name, told.id_number, told.phone];
    secrets.extend([
        walked_in.name,
        walked_in.id_number,
        walked_in.phone,
        "前锋区示例街道".into(),
        "0826-0000123".into(),
    ]);
    let tables = town.db_tables();
    assert!(
        tables.len() >= 17 && tables.contains(&"idempotency".to_string()),
        "{tables:?}"
    );
    for table in tables {
        let everything = town.db_everything_in(&table).await;
        for secret in &secrets {
            // The telephone of the example is also that of a body, which everybody may read.
            let of_units = ["units", "organisation_record"].contains(&table.as_str());
            let hidden = !everything.contains(secret.as_str()) || (of_units && secret.starts_with("0826"));
            assert!(hidden, "the table {table} tells “{secret}”");
        }
    }
    assert_eq!(
        clerk.looks_at(&theirs).await.unwrap().secret.unwrap().applicant.name,
        "欧阳明月"
    );
    assert_eq!(clerk.looks_at(&theirs).await.unwrap().case.applicant.shown, "欧阳**");
}

pub async fn another_key_opens_nothing(town: &Town) {
    town.finished_case(items::LEGAL_AID).await;
    let rows = town.db_rows("SELECT case_id, sealed FROM vault", Vec::new()).await;
    let (place, sealed) = (rows[0].bytes(0).unwrap(), rows[0].bytes(1).unwrap());
    let ours = Vault::open(town.data(), Sealing::default()).unwrap();
    assert!(ours.open_sealed(place, sealed).is_ok());
    let elsewhere = tempfile::tempdir().unwrap();
    assert!(
        Vault::open(elsewhere.path(), Sealing::default())
            .unwrap()
            .open_sealed(place, sealed)
            .is_err()
    );
}
