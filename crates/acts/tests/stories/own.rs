//! What is kept of a person: a copy of it, and leaving.

use std::io::Read as _;

use yimen_acts::accounts::attempts::Source;
use yimen_acts::accounts::security::{self, What};
use yimen_acts::accounts::sign_in::sign_in;
use yimen_acts::accounts::{add, own, profile};
use yimen_acts::drafts;
use yimen_domain::cases::command::Command;
use yimen_testkit::{Town, items, refusal};

const RIGHT: &str = "demonstration";

fn here() -> Source {
    Source {
        address: "192.0.2.1".into(),
        agent: "Firefox/140.0".into(),
        device: None,
    }
}

pub async fn a_copy_holds_everything_of_a_person_and_nothing_of_another(town: &Town) {
    let (mine, theirs) = (town.citizen("citizen1"), town.citizen("citizen2"));
    let number = town.finished_case(items::LEGAL_AID).await;
    let other = theirs.files(items::LEGAL_AID).await.unwrap().number;
    drafts::begin(
        &town.centre,
        mine.signed.id,
        items::PASSPORT,
        drafts::Content::default(),
    )
    .await
    .unwrap();
    drafts::begin(
        &town.centre,
        theirs.signed.id,
        items::PASSPORT,
        drafts::Content::default(),
    )
    .await
    .unwrap();
    town.clerk().looks_at(&number).await.unwrap();
    town.clerk().looks_at(&other).await.unwrap();
    while yimen_acts::notices::deliver(&town.centre, 100).await.unwrap() > 0 {}

    let wrong = own::copy(&town.centre, &mine.signed, "a guess", "", &here()).await;
    assert_eq!(refusal(wrong.unwrap_err()).faults[0].field, "present");
    let copy = own::copy(&town.centre, &mine.signed, RIGHT, "", &here()).await.unwrap();
    let text = copy.json().to_string();
    let (me, them) = (mine.profile().await, theirs.profile().await);
    for told in [&me.name, &me.id_number, &me.phone, &number] {
        assert!(text.contains(told.as_str()), "{told} is not in the copy");
    }
    for told in [&them.name, &them.id_number, &them.phone, &other] {
        assert!(!text.contains(told.as_str()), "{told} is in the copy of somebody else");
    }
    assert_eq!((copy.cases.len(), copy.drafts.len()), (1, 1));
    assert!(!copy.notices.is_empty() && !copy.looks.is_empty());
    assert_eq!(copy.cases[0].events.len(), copy.cases[0].view.events.len());

    let archive = copy.archive("<p>page</p>").unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(archive)).unwrap();
    let mut read = Vec::new();
    archive.by_name("index.html").unwrap().read_to_end(&mut read).unwrap();
    assert_eq!(read, b"<p>page</p>");
    for paper in &copy.cases[0].papers {
        let mut bytes = Vec::new();
        let place = paper.place.as_deref().unwrap();
        archive.by_name(place).unwrap().read_to_end(&mut bytes).unwrap();
        assert!(bytes.starts_with(b"%PDF"), "{place}");
    }
    assert!(copy.cases[0].papers.len() > 3, "papers and materials");
    let log = security::before(&town.centre, &town.account("audit").actor(), None)
        .await
        .unwrap();
    let noted = log.iter().filter(|event| event.what == Some(What::DataCopied));
    assert_eq!(
        noted.map(|event| event.login.as_str()).collect::<Vec<_>>(),
        ["citizen1"]
    );
}

pub async fn a_person_leaves_and_what_the_law_keeps_stays(town: &Town) {
    let me = town.citizen("citizen1");
    let told = me.profile().await;
    let number = me.files(items::LEGAL_AID).await.unwrap().number;
    drafts::begin(&town.centre, me.signed.id, items::PASSPORT, drafts::Content::default())
        .await
        .unwrap();
    let early = own::close(&town.centre, &me.signed, (RIGHT, ""), &here())
        .await
        .unwrap_err();
    assert_eq!(refusal(early).code, "cases_are_open");
    let withdraw = Command::Withdraw {
        reason: "不需要了".into(),
    };
    me.gives(&number, withdraw).await.unwrap();
    let wrong = own::close(&town.centre, &me.signed, ("a guess", ""), &here())
        .await
        .unwrap_err();
    assert_eq!(refusal(wrong).faults[0].field, "present");
    own::close(&town.centre, &me.signed, (RIGHT, ""), &here())
        .await
        .unwrap();

    let again = sign_in(&town.centre, "citizen1", RIGHT, &here()).await.unwrap_err();
    assert_eq!(refusal(again).code, "wrong_password");
    assert_eq!(profile(&town.centre, me.signed.id).await.unwrap().name, "");
    assert!(drafts::list(&town.centre, me.signed.id).await.unwrap().is_empty());
    assert!(town.clerk().looks_at(&number).await.is_ok(), "the case stays");
    let accounts = town.db_everything_in("accounts").await;
    assert!(!accounts.contains("citizen1\""), "nothing tells whose account it was");
    // The name is free, and another account has nothing of the one before.
    town.seconds_later(1);
    let anew = add::register(&town.centre, "citizen1", "long enough and new", told)
        .await
        .unwrap();
    assert_ne!(anew.id, me.signed.id);
    let happened = security::own(&town.centre, &anew, None).await.unwrap();
    assert!(happened.iter().all(|event| event.what != Some(What::AccountLeft)));
    let clerk = own::close(&town.centre, &town.account("clerk1"), (RIGHT, ""), &here()).await;
    assert_eq!(refusal(clerk.unwrap_err()).code, "staff_do_not_leave");
}
