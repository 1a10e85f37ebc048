//! Coming in by a provider of identities, over OpenID Connect.

use yimen_acts::ActError;
use yimen_acts::accounts::attempts::Source;
use yimen_acts::accounts::identity::{self, Begun, Came};
use yimen_acts::accounts::sign_in::{Opened, by_session, sign_in};
use yimen_acts::accounts::{Signed, own, profile};
use yimen_acts::vault::Applicant;
use yimen_testkit::{Town, Wrong, refusal};

const PASSWORD: &str = "demonstration";

async fn begun(town: &Town, provider: &str, here: Option<&Opened>) -> Begun {
    match here {
        None => identity::begin(&town.centre, provider).await.unwrap(),
        Some(here) => links(town, provider, here, PASSWORD).await.unwrap(),
    }
}

async fn links(town: &Town, provider: &str, here: &Opened, password: &str) -> Result<Begun, ActError> {
    let given = (password, here.secret.as_str());
    identity::begin_link(&town.centre, provider, &here.signed, given, &Source::default()).await
}

async fn back(
    town: &Town,
    provider: &str,
    (kept, state, code): (&str, &str, &str),
    signed: Option<&Signed>,
) -> Result<Came, ActError> {
    identity::finish(&town.centre, provider, (kept, state, code), signed, &Source::default()).await
}

/// Goes to the provider, says who one is, and comes back.
async fn comes(town: &Town, provider: &str, sub: &str, here: Option<&Opened>) -> Result<Came, ActError> {
    let begun = begun(town, provider, here).await;
    let (state, code) = town
        .chosen_at(provider, sub, &begun.address)
        .expect("the platform knows them");
    let signed = here.map(|here| &here.signed);
    back(town, provider, (&begun.kept, &state, &code), signed).await
}

fn opened(came: Came) -> Opened {
    match came {
        Came::Known(came) => came.done().expect("no second factor"),
        other => panic!("{other:?}"),
    }
}

async fn enter(town: &Town, login: &str) -> Opened {
    let came = sign_in(&town.centre, login, PASSWORD, &Source::default())
        .await
        .unwrap();
    came.done().expect("no second factor")
}

pub async fn a_person_comes_in_by_a_platform_and_makes_an_account_once(town: &Town) {
    let Came::New { kept, told } = comes(town, "people", "p-1", None).await.unwrap() else {
        panic!("nobody has this identity yet");
    };
    assert_eq!(
        (told.name.as_str(), told.id_number.as_str()),
        ("何小玉", "511602199003071224")
    );
    let typed = Applicant {
        name: "别人".into(),
        id_number: "110101199003070000".into(),
        phone: "13900000001".into(),
        ..Applicant::default()
    };
    let wrong = Applicant {
        phone: "1".into(),
        ..typed.clone()
    };
    let refused = identity::sign_up(&town.centre, &kept, wrong, &Source::default())
        .await
        .unwrap_err();
    assert_eq!(refusal(refused).faults[0].field, "applicant.phone");
    let new = identity::sign_up(&town.centre, &kept, typed.clone(), &Source::default())
        .await
        .unwrap();
    let stored = profile(&town.centre, new.signed.id).await.unwrap();
    assert_eq!(
        (stored.name.as_str(), stored.id_number.as_str()),
        ("何小玉", "511602199003071224"),
        "what the platform says counts, not what was typed"
    );
    assert!(by_session(&town.centre, &new.secret).await.unwrap().is_some());
    let again = identity::sign_up(&town.centre, &kept, typed, &Source::default())
        .await
        .unwrap_err();
    assert_eq!(refusal(again).code, "sign_in_again", "one identity, one account");
    let back = opened(comes(town, "people", "p-1", None).await.unwrap());
    assert_eq!(back.signed.id, new.signed.id);
    own::close(&town.centre, &back.signed, ("", &back.secret), &Source::default())
        .await
        .unwrap();
    let came = comes(town, "people", "p-1", None).await.unwrap();
    assert!(
        matches!(came, Came::New { .. }),
        "a closed account has no identity any more"
    );
}

/// What a platform tells wrongly, the person is asked for.
pub async fn what_a_platform_tells_wrongly_is_asked_for(town: &Town) {
    let Came::New { kept, told } = comes(town, "people", "p-3", None).await.unwrap() else {
        panic!("nobody has this identity yet");
    };
    assert_eq!((told.name.as_str(), told.id_number.as_str()), ("", ""));
    let typed = Applicant {
        name: "张三".into(),
        id_number: "511602199003071224".into(),
        id_type: "citizen_id".into(),
        phone: "13900000001".into(),
        ..Applicant::default()
    };
    let new = identity::sign_up(&town.centre, &kept, typed, &Source::default())
        .await
        .unwrap();
    assert_eq!(profile(&town.centre, new.signed.id).await.unwrap().name, "张三");
}

pub async fn an_answer_is_good_for_the_browser_that_asked_and_once(town: &Town) {
    let mine = begun(town, "people", None).await;
    let theirs = begun(town, "people", None).await;
    let (state, code) = town.chosen_at("people", "p-1", &mine.address).unwrap();
    for (kept, state, code, why) in [
        (theirs.kept.as_str(), state.as_str(), code.as_str(), "another browser"),
        ("", &state, &code, "no browser that asked"),
        (&mine.kept, "made up", &code, "another state"),
        (&mine.kept, &state, "", "no code"),
    ] {
        let refused = refusal(back(town, "people", (kept, state, code), None).await.unwrap_err());
        assert_eq!(refused.code, "sign_in_again", "{why}");
    }
    let mixed = back(town, "staff", (&mine.kept, &state, &code), None)
        .await
        .unwrap_err();
    assert_eq!(refusal(mixed).code, "sign_in_again", "another platform");
    let refused = refusal(
        back(town, "people", (&mine.kept, &state, "made up"), None)
            .await
            .unwrap_err(),
    );
    assert_eq!(refused.code, "identity_not_confirmed", "a code of nobody");
    back(town, "people", (&mine.kept, &state, &code), None).await.unwrap();
    let replayed = refusal(
        back(town, "people", (&mine.kept, &state, &code), None)
            .await
            .unwrap_err(),
    );
    assert_eq!(replayed.code, "identity_not_confirmed", "a code is good once");
    let late = begun(town, "people", None).await;
    town.seconds_later(16 * 60);
    let (state, code) = town.chosen_at("people", "p-1", &late.address).unwrap();
    let refused = refusal(
        back(town, "people", (&late.kept, &state, &code), None)
            .await
            .unwrap_err(),
    );
    assert_eq!(refused.code, "sign_in_again", "a quarter of an hour");
    assert_eq!(
        refusal(identity::begin(&town.centre, "nowhere").await.unwrap_err()).code,
        "not_found"
    );
}

pub async fn a_token_that_is_wrong_lets_nobody_in(town: &Town) {
    for wrong in Wrong::ALL {
        town.platform_goes_wrong(Some(wrong));
        let refused = refusal(comes(town, "people", "p-1", None).await.unwrap_err());
        assert_eq!(refused.code, "identity_not_confirmed", "{wrong:?}");
    }
    town.platform_goes_wrong(None);
    assert!(matches!(
        comes(town, "people", "p-1", None).await.unwrap(),
        Came::New { .. }
    ));
}

pub async fn staff_come_in_by_their_directory_when_the_account_is_theirs(town: &Town) {
    let clerk = opened(comes(town, "staff", "s-1", None).await.unwrap());
    assert_eq!(clerk.signed.login, "clerk1");
    for sub in ["s-2", "s-3", "s-4"] {
        let refused = refusal(comes(town, "staff", sub, None).await.unwrap_err());
        assert_eq!(refused.code, "identity_not_known", "{sub} is nobody who works here");
    }
    let refused = links(town, "people", &clerk, PASSWORD).await.unwrap_err();
    assert_eq!(refusal(refused).code, "identity_not_for_you");
    let security = town.account("security").actor();
    yimen_acts::accounts::manage::close(&town.centre, &security, clerk.signed.id, true, &Source::default())
        .await
        .unwrap();
    let refused = refusal(comes(town, "staff", "s-1", None).await.unwrap_err());
    assert_eq!(refused.code, "identity_not_known", "a closed account stays closed");
}

pub async fn a_platform_is_linked_and_taken_away_by_the_owner(town: &Town) {
    let here = enter(town, "citizen1").await;
    let found_open = links(town, "people", &here, "wrong").await.unwrap_err();
    assert_eq!(refusal(found_open).faults[0].field, "present");
    assert_eq!(comes(town, "people", "p-2", Some(&here)).await.unwrap(), Came::Linked);
    let back_in = opened(comes(town, "people", "p-2", None).await.unwrap());
    assert_eq!(back_in.signed.login, "citizen1");
    let second = refusal(comes(town, "people", "p-1", Some(&here)).await.unwrap_err());
    assert_eq!(second.code, "identity_linked_already");
    let other = enter(town, "citizen2").await;
    let refused = refusal(comes(town, "people", "p-2", Some(&other)).await.unwrap_err());
    assert_eq!(refused.code, "identity_taken");
    let own = identity::own(&town.centre, &here.signed).await.unwrap();
    assert_eq!(own.len(), 1, "the directory of staff is none of theirs");
    assert!(own[0].since.is_some());
    let unlink = async |password: &str| {
        identity::unlink(
            &town.centre,
            &here.signed,
            ("people", password),
            &here.secret,
            &Source::default(),
        )
        .await
    };
    assert_eq!(refusal(unlink("wrong").await.unwrap_err()).faults[0].field, "present");
    unlink(PASSWORD).await.unwrap();
    let came = comes(town, "people", "p-2", None).await.unwrap();
    let Came::New { kept, .. } = came else {
        panic!("{came:?}")
    };
    let typed = Applicant {
        name: "田大山".into(),
        id_number: "511602199003071224".into(),
        id_type: "citizen_id".into(),
        phone: "13900000001".into(),
        ..Applicant::default()
    };
    let new = identity::sign_up(&town.centre, &kept, typed, &Source::default())
        .await
        .unwrap();
    let only = identity::unlink(
        &town.centre,
        &new.signed,
        ("people", ""),
        &new.secret,
        &Source::default(),
    )
    .await;
    assert_eq!(
        refusal(only.unwrap_err()).code,
        "no_way_in",
        "nobody locks themselves out"
    );
}

/// Whoever took an account over may have linked an identity of their own: a new password from somebody else ends it.
pub async fn a_new_password_by_others_takes_links_away(town: &Town) {
    let here = enter(town, "citizen1").await;
    comes(town, "people", "p-2", Some(&here)).await.unwrap();
    yimen_acts::accounts::password::reset(&town.centre, "admin", "citizen1")
        .await
        .unwrap();
    let came = comes(town, "people", "p-2", None).await.unwrap();
    assert!(matches!(came, Came::New { .. }), "{came:?}");
}
