//! Passkeys as second factor, with a security key in software.

use yimen_acts::ActError;
use yimen_acts::accounts::attempts::Source;
use yimen_acts::accounts::security::{self, What};
use yimen_acts::accounts::sign_in::{Opened, SignIn, by_session, sign_in};
use yimen_acts::accounts::{factor, own, passkey};
use yimen_testkit::{Authenticator, Town, refusal};

const PASSWORD: &str = "demonstration";
const ORIGIN: &str = "http://localhost:8080";

fn device(seed: u8) -> Authenticator {
    Authenticator::new(seed, ORIGIN, "localhost")
}

async fn came(town: &Town, login: &str) -> SignIn {
    sign_in(&town.centre, login, PASSWORD, &Source::default())
        .await
        .unwrap()
}

/// Signs in where name and password are enough.
async fn enter(town: &Town, login: &str) -> Opened {
    came(town, login).await.done().expect("no second factor")
}

/// The secret of a session that waits for the second step.
async fn waiting(town: &Town, login: &str) -> String {
    match came(town, login).await {
        SignIn::NeedsCode(secret) => secret,
        SignIn::Done(_) => panic!("{login} has no second factor"),
    }
}

async fn added(town: &Town, here: &Opened, device: &Authenticator) -> Result<Option<Vec<String>>, ActError> {
    let asked = passkey::begin(&town.centre, &here.signed, &here.secret).await?;
    let answer = device.made(&asked.options);
    let given = (asked.sealed.as_str(), answer.as_str(), "我的手机", PASSWORD);
    passkey::add(&town.centre, &here.signed, given, &here.secret, &Source::default()).await
}

async fn enters(town: &Town, waiting: &str, (asked, answer): (&str, &str)) -> Result<Opened, ActError> {
    passkey::sign_in(&town.centre, waiting, (asked, answer), &Source::default()).await
}

pub async fn a_passkey_comes_in_after_the_password(town: &Town) {
    let here = enter(town, "citizen1").await;
    let elsewhere = enter(town, "citizen1").await;
    let mut phone = device(1);
    let codes = added(town, &here, &phone)
        .await
        .unwrap()
        .expect("codes for the day the phone is lost");
    assert_eq!(codes.len(), factor::RECOVERY_CODES);
    assert!(by_session(&town.centre, &here.secret).await.unwrap().unwrap().second);
    assert_eq!(
        by_session(&town.centre, &elsewhere.secret).await.unwrap(),
        None,
        "every other session ends"
    );
    town.seconds_later(60);
    let half = waiting(town, "citizen1").await;
    assert_eq!(
        by_session(&town.centre, &half).await.unwrap(),
        None,
        "the password alone opens nothing"
    );
    let asked = passkey::ask(&town.centre, &half).await.unwrap().unwrap();
    let answer = phone.signs(&asked.options);
    let opened = enters(town, &half, (&asked.sealed, &answer)).await.unwrap();
    assert_eq!(opened.signed.login, "citizen1");
    let own = passkey::list(&town.centre, &opened.signed).await.unwrap();
    assert_eq!(
        (own.len(), own[0].name.as_str(), own[0].used.is_some()),
        (1, "我的手机", true)
    );
    let copied = own::copy(
        &town.centre,
        &opened.signed,
        PASSWORD,
        &opened.secret,
        &Source::default(),
    )
    .await;
    assert_eq!(copied.unwrap().json()["passkeys"][0]["name"], "我的手机");
    let half = waiting(town, "citizen1").await;
    factor::sign_in(&town.centre, &half, &codes[0], &Source::default())
        .await
        .expect("a recovery code comes in without the phone");
    let refused = passkey::ask(&town.centre, "nobody's session").await.unwrap();
    assert_eq!(refused, None);
}

pub async fn an_answer_counts_once_here_and_for_its_owner(town: &Town) {
    let here = enter(town, "citizen1").await;
    let mut phone = device(1);
    added(town, &here, &phone).await.unwrap();
    let other = enter(town, "citizen2").await;
    let mut theirs = device(2);
    added(town, &other, &theirs).await.unwrap();
    town.seconds_later(60);
    let half = waiting(town, "citizen1").await;
    let asked = passkey::ask(&town.centre, &half).await.unwrap().unwrap();
    let stolen = theirs.signs(&asked.options);
    let false_site = Authenticator::new(1, "https://localhost.example", "localhost").signs(&asked.options);
    for wrong in [stolen.as_str(), false_site.as_str(), "{}", ""] {
        let refused = refusal(enters(town, &half, (&asked.sealed, wrong)).await.unwrap_err());
        assert_eq!(refused.faults[0].field, "answer", "{wrong}");
    }
    phone.signed = 4;
    let answer = phone.signs(&asked.options);
    enters(town, &half, (&asked.sealed, &answer)).await.unwrap();
    let again = refusal(enters(town, &half, (&asked.sealed, &answer)).await.unwrap_err());
    assert_eq!(again.code, "sign_in_again", "the session that waited is over");
    let next = waiting(town, "citizen1").await;
    let replayed = refusal(enters(town, &next, (&asked.sealed, &answer)).await.unwrap_err());
    assert_eq!(
        replayed.code, "sign_in_again",
        "the challenge belongs to the session before"
    );
    let asked = passkey::ask(&town.centre, &next).await.unwrap().unwrap();
    let replayed = refusal(enters(town, &next, (&asked.sealed, &answer)).await.unwrap_err());
    assert_eq!(
        replayed.faults[0].field, "answer",
        "and the answer to the challenge before"
    );
    phone.signed = 2;
    let copied = phone.signs(&asked.options);
    let refused = refusal(enters(town, &next, (&asked.sealed, &copied)).await.unwrap_err());
    assert_eq!(refused.faults[0].field, "answer", "a copy of the key has fallen behind");
    let auditor = town.account("audit").actor();
    let log = security::before(&town.centre, &auditor, None).await.unwrap();
    let count = |what: What| log.iter().filter(|event| event.what == Some(what)).count();
    assert_eq!((count(What::PasskeyAdded), count(What::CodeFailed)), (2, 6));
}

pub async fn a_passkey_is_added_and_taken_away_with_the_password_only(town: &Town) {
    let here = enter(town, "clerk1").await;
    let asked = passkey::begin(&town.centre, &here.signed, &here.secret).await.unwrap();
    let answer = device(1).made(&asked.options);
    let add = async |answer: &str, name: &str, password: &str| {
        let given = (asked.sealed.as_str(), answer, name, password);
        passkey::add(&town.centre, &here.signed, given, &here.secret, &Source::default()).await
    };
    for (answer, name, password, field) in [
        (answer.as_str(), "手机", "wrong", "present"),
        (&answer, " ", PASSWORD, "name"),
        (&answer, &"长".repeat(41), PASSWORD, "name"),
        ("{}", "手机", PASSWORD, "answer"),
    ] {
        let refused = refusal(add(answer, name, password).await.unwrap_err());
        assert_eq!(refused.faults[0].field, field);
    }
    let none = passkey::list(&town.centre, &here.signed).await.unwrap();
    assert_eq!(none, [], "what was refused changed nothing");
    add(&answer, "手机", PASSWORD).await.unwrap();
    let signed = by_session(&town.centre, &here.secret).await.unwrap().unwrap();
    let second = passkey::begin(&town.centre, &signed, &here.secret).await.unwrap();
    assert!(second.options.contains("\"excludeCredentials\":[{"), "one device once");
    let made = device(3).made(&second.options);
    let given = (second.sealed.as_str(), made.as_str(), "安全密钥", PASSWORD);
    let codes = passkey::add(&town.centre, &signed, given, &here.secret, &Source::default())
        .await
        .unwrap();
    assert_eq!(codes, None, "the codes of the first stay good");
    let own = passkey::list(&town.centre, &signed).await.unwrap();
    let remove = async |id: &str, password: &str| {
        passkey::remove(&town.centre, &signed, (id, password), &here.secret, &Source::default()).await
    };
    assert_eq!(
        refusal(remove(&own[0].id, "wrong").await.unwrap_err()).faults[0].field,
        "present"
    );
    assert_eq!(refusal(remove("00", PASSWORD).await.unwrap_err()).code, "not_found");
    remove(&own[0].id, PASSWORD).await.unwrap();
    remove(&own[1].id, PASSWORD).await.unwrap();
    let signed = by_session(&town.centre, &here.secret).await.unwrap().unwrap();
    assert!(!signed.second, "with the last one the second factor is gone");
    assert_eq!(factor::standing(&town.centre, &signed).await.unwrap().codes_left, 0);
}
