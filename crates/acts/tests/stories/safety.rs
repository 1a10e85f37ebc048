//! Passwords, guessing, devices and the log of security events.

use yimen_acts::ActError;
use yimen_acts::accounts::add::{Staff, staff};
use yimen_acts::accounts::attempts::Source;
use yimen_acts::accounts::security::{self, What};
use yimen_acts::accounts::sign_in::{Opened, SignIn, by_session, sign_in, sign_out};
use yimen_acts::accounts::{self, Signed, factor, manage, password, sessions, token};
use yimen_acts::cases::command::{Reach, command};
use yimen_acts::cases::looks::{self, Part};
use yimen_acts::cases::view;
use yimen_acts::retention;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::event::Handed;
use yimen_domain::organisation::purpose::Purpose;
use yimen_domain::organisation::{Actor, Role};
use yimen_domain::retention::Kind;
use yimen_testkit::{Town, items, refusal};

const RIGHT: &str = "demonstration";

fn from(address: &str, device: Option<&str>) -> Source {
    Source {
        address: address.into(),
        agent: "Firefox/140.0".into(),
        device: device.map(str::to_string),
    }
}

/// Signs in where name and password are enough.
async fn enter(town: &Town, login: &str, password: &str, source: &Source) -> Result<Opened, ActError> {
    let came = sign_in(&town.centre, login, password, source).await?;
    Ok(came.done().expect("no second factor"))
}

async fn logged(town: &Town) -> Vec<(Option<What>, String)> {
    let auditor = town.account("audit").actor();
    let events = security::before(&town.centre, &auditor, None).await.unwrap();
    events.into_iter().map(|event| (event.what, event.login)).collect()
}

pub async fn a_stranger_who_guesses_waits_and_the_owner_comes_in(town: &Town) {
    let owner = enter(town, "citizen1", RIGHT, &from("192.0.2.1", None)).await.unwrap();
    let device = owner.device.unwrap();
    let stranger = from("203.0.113.7", None);
    for _ in 0..10 {
        let error = enter(town, "citizen1", "woaini", &stranger).await.unwrap_err();
        assert_eq!(refusal(error).code, "wrong_password");
    }
    let error = enter(town, "citizen1", RIGHT, &stranger).await.unwrap_err();
    assert_eq!(refusal(error).code, "too_many_attempts", "even with the right password");
    let error = enter(town, "Citizen1", RIGHT, &from("198.51.100.2", None))
        .await
        .unwrap_err();
    assert_eq!(
        refusal(error).code,
        "too_many_attempts",
        "from another strange place as well"
    );
    let again = enter(town, "citizen1", RIGHT, &from("192.0.2.1", Some(&device)))
        .await
        .unwrap();
    assert_eq!(again.device, None, "the device is known already");
    enter(town, "citizen2", RIGHT, &stranger).await.unwrap();
    town.seconds_later(16 * 60);
    enter(town, "citizen1", RIGHT, &stranger).await.unwrap();
    let log = logged(town).await;
    assert_eq!(
        log.iter().filter(|event| event.0 == Some(What::SignInFailed)).count(),
        10
    );
    assert_eq!(log.iter().filter(|event| event.0 == Some(What::Delayed)).count(), 2);
    for _ in 0..11 {
        enter(town, "my-secret-words", "", &stranger).await.unwrap_err();
    }
    let log = logged(town).await;
    assert_eq!(log.iter().filter(|event| event.0 == Some(What::Delayed)).count(), 3);
    assert!(
        log.iter().all(|event| event.1 != "my-secret-words"),
        "a password in the place of the name is in no log"
    );
}

pub async fn a_device_of_another_account_is_a_strange_one(town: &Town) {
    let other = enter(town, "citizen2", RIGHT, &from("192.0.2.9", None)).await.unwrap();
    let borrowed = from("192.0.2.9", other.device.as_deref());
    for _ in 0..10 {
        enter(town, "citizen1", "guess", &borrowed).await.unwrap_err();
    }
    let error = enter(town, "citizen1", RIGHT, &borrowed).await.unwrap_err();
    assert_eq!(refusal(error).code, "too_many_attempts");
}

pub async fn sessions_are_seen_and_ended(town: &Town) {
    let here = enter(town, "citizen1", RIGHT, &from("192.0.2.1", None)).await.unwrap();
    let there = enter(town, "citizen1", RIGHT, &from("192.0.2.2", None)).await.unwrap();
    let seen = sessions::list(&town.centre, &here.signed, &here.secret).await.unwrap();
    assert_eq!(seen.len(), 2);
    let strange = seen.iter().find(|session| !session.this).unwrap();
    assert_eq!(strange.address, "192.0.2.2");
    sessions::end(&town.centre, &here.signed, strange.hash, &Source::default())
        .await
        .unwrap();
    assert_eq!(by_session(&town.centre, &there.secret).await.unwrap(), None);
    let others = enter(town, "citizen2", RIGHT, &Source::default()).await.unwrap();
    let own = sessions::list(&town.centre, &here.signed, &here.secret).await.unwrap();
    sessions::end(&town.centre, &others.signed, own[0].hash, &Source::default())
        .await
        .unwrap();
    assert!(
        by_session(&town.centre, &here.secret).await.unwrap().is_some(),
        "nobody ends another's session"
    );
    sign_out(&town.centre, &here.secret, &Source::default()).await.unwrap();
    assert_eq!(by_session(&town.centre, &here.secret).await.unwrap(), None);
}

pub async fn a_password_is_changed_and_every_other_session_ends(town: &Town) {
    let here = enter(town, "citizen1", RIGHT, &Source::default()).await.unwrap();
    let there = enter(town, "citizen1", RIGHT, &Source::default()).await.unwrap();
    let try_it = async |present: &str, new: &str| {
        password::change(
            &town.centre,
            &here.signed,
            (present, new),
            &here.secret,
            &Source::default(),
        )
        .await
    };
    let wrong = refusal(try_it("not it", "we walk along the river").await.unwrap_err());
    assert_eq!(wrong.faults[0].field, "present");
    let known = refusal(try_it(RIGHT, "woaini1314").await.unwrap_err());
    assert_eq!(known.faults[0].field, "password");
    try_it(RIGHT, "we walk along the river").await.unwrap();
    assert!(by_session(&town.centre, &here.secret).await.unwrap().is_some());
    assert_eq!(by_session(&town.centre, &there.secret).await.unwrap(), None);
    enter(town, "citizen1", RIGHT, &Source::default()).await.unwrap_err();
    enter(town, "citizen1", "we walk along the river", &Source::default())
        .await
        .unwrap();
}

pub async fn a_password_of_somebody_elses_choice_must_be_changed(town: &Town) {
    let new = Staff {
        login: "new-clerk".into(),
        name: "钟小燕".into(),
        roles: vec![Role::Clerk],
        ..Staff::default()
    };
    staff(&town.centre, new, Some("given by the office")).await.unwrap();
    let first = enter(town, "new-clerk", "given by the office", &Source::default())
        .await
        .unwrap();
    assert!(first.signed.must_change);
    let passwords = ("given by the office", "my own words are longer");
    password::change(
        &town.centre,
        &first.signed,
        passwords,
        &first.secret,
        &Source::default(),
    )
    .await
    .unwrap();
    let own = enter(town, "new-clerk", "my own words are longer", &Source::default())
        .await
        .unwrap();
    assert!(!own.signed.must_change);
    let given = password::reset(&town.centre, "yimen user reset", "new-clerk")
        .await
        .unwrap();
    assert_eq!(
        by_session(&town.centre, &own.secret).await.unwrap(),
        None,
        "a reset ends what was open"
    );
    assert!(
        enter(town, "new-clerk", &given, &Source::default())
            .await
            .unwrap()
            .signed
            .must_change
    );
}

pub async fn three_administrators_are_three_people_and_only_one_reads_the_log(town: &Town) {
    let both = Staff {
        login: "both".into(),
        name: "一人".into(),
        roles: vec![Role::Admin, Role::Audit],
        ..Staff::default()
    };
    assert_eq!(
        refusal(staff(&town.centre, both, None).await.unwrap_err()).faults[0].field,
        "roles"
    );
    for other in ["manager", "inspector", "security", "clerk1"] {
        let actor = town.account(other).actor();
        let refused = refusal(security::before(&town.centre, &actor, None).await.unwrap_err());
        assert_eq!(refused.code, "not_an_auditor", "{other}");
    }
}

/// What the phone shows for a secret.
fn shown(town: &Town, begun: &factor::Begun) -> String {
    let secret = totp_rs::Secret::try_from_base32(&begun.secret).unwrap();
    let generator = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    let seconds = u64::try_from(town.centre.now().0 / 1_000_000).unwrap();
    generator.generate(seconds).to_string()
}

async fn waiting(town: &Town, login: &str) -> String {
    match sign_in(&town.centre, login, RIGHT, &Source::default()).await.unwrap() {
        SignIn::NeedsCode(secret) => secret,
        SignIn::Done(_) => panic!("{login} came in without a second factor"),
    }
}

/// Sets a second factor up for an account.
pub(crate) async fn with_factor(town: &Town, login: &str) -> (Signed, factor::Begun, Vec<String>) {
    let here = enter(town, login, RIGHT, &Source::default()).await.unwrap();
    let begun = factor::begin(&town.centre, &here.signed).unwrap();
    let code = shown(town, &begun);
    let given = (begun.sealed.as_str(), code.as_str(), RIGHT);
    let codes = factor::confirm(&town.centre, &here.signed, given, &here.secret, &Source::default())
        .await
        .unwrap();
    let signed = by_session(&town.centre, &here.secret).await.unwrap().unwrap();
    (Signed::clone(&signed), begun, codes)
}

pub async fn a_second_factor_is_asked_for_and_each_code_is_good_once(town: &Town) {
    let (signed, begun, codes) = with_factor(town, "clerk1").await;
    assert!(signed.second);
    assert_eq!(codes.len(), factor::RECOVERY_CODES);
    town.seconds_later(60);
    let half = waiting(town, "clerk1").await;
    assert_eq!(
        by_session(&town.centre, &half).await.unwrap(),
        None,
        "the password alone opens nothing"
    );
    let try_it = async |secret: &str, code: &str| factor::sign_in(&town.centre, secret, code, &Source::default()).await;
    let wrong = refusal(try_it(&half, "000000").await.unwrap_err());
    assert_eq!(wrong.faults[0].field, "code");
    let code = shown(town, &begun);
    let opened = try_it(&half, &format!("{} {}", &code[..3], &code[3..])).await.unwrap();
    assert_eq!(opened.signed.login, "clerk1");
    assert!(by_session(&town.centre, &opened.secret).await.unwrap().is_some());
    assert_eq!(
        refusal(try_it(&half, &code).await.unwrap_err()).code,
        "sign_in_again",
        "what waited is over"
    );
    let second = waiting(town, "clerk1").await;
    assert!(try_it(&second, &code).await.is_err(), "the same code again");
    assert!(
        try_it(&second, &codes[3].to_uppercase()).await.is_ok(),
        "a recovery code"
    );
    let third = waiting(town, "clerk1").await;
    assert!(try_it(&third, &codes[3]).await.is_err(), "the same recovery code again");
    let left = factor::standing(&town.centre, &signed).await.unwrap();
    assert_eq!(left.codes_left, 9);
    town.seconds_later(11 * 60);
    assert_eq!(
        refusal(try_it(&third, &codes[4]).await.unwrap_err()).code,
        "sign_in_again",
        "ten minutes after the password"
    );
}

pub async fn codes_are_not_guessed_and_the_password_does_not_begin_the_count_anew(town: &Town) {
    let (_, begun, _) = with_factor(town, "clerk1").await;
    let stranger = from("203.0.113.7", None);
    let mut tried = 0;
    let refused = loop {
        let SignIn::NeedsCode(half) = (match sign_in(&town.centre, "clerk1", RIGHT, &stranger).await {
            Ok(came) => came,
            Err(error) => break refusal(error),
        }) else {
            panic!("came in");
        };
        if let Err(error) = factor::sign_in(&town.centre, &half, "123456", &stranger).await
            && let refusal = refusal(error)
            && refusal.code == "too_many_attempts"
        {
            break refusal;
        }
        tried += 1;
        assert!(tried < 10, "a code can be guessed without end");
    };
    assert_eq!(refused.code, "too_many_attempts");
    assert_eq!(shown(town, &begun).len(), 6);
}

pub async fn a_second_factor_is_replaced_and_taken_away_with_the_password_only(town: &Town) {
    let (signed, _, codes) = with_factor(town, "clerk1").await;
    let begun = factor::begin(&town.centre, &signed).unwrap();
    let code = shown(town, &begun);
    let try_it = async |password: &str| {
        let given = (begun.sealed.as_str(), code.as_str(), password);
        factor::confirm(&town.centre, &signed, given, "", &Source::default()).await
    };
    assert_eq!(refusal(try_it("not it").await.unwrap_err()).faults[0].field, "present");
    let new = try_it(RIGHT).await.unwrap();
    let half = waiting(town, "clerk1").await;
    assert!(
        factor::sign_in(&town.centre, &half, &codes[0], &Source::default())
            .await
            .is_err(),
        "the codes before are worth nothing"
    );
    assert!(
        factor::sign_in(&town.centre, &half, &new[0], &Source::default())
            .await
            .is_ok()
    );
    let other = with_factor(town, "clerk2").await.0;
    assert!(
        factor::again(&town.centre, &other, &begun.sealed).is_err(),
        "a secret is of one account"
    );
    assert!(
        factor::remove(&town.centre, &signed, ("not it", ""), &Source::default())
            .await
            .is_err()
    );
    factor::remove(&town.centre, &signed, (RIGHT, ""), &Source::default())
        .await
        .unwrap();
    enter(town, "clerk1", RIGHT, &Source::default()).await.unwrap();
}

pub async fn the_security_administrator_looks_after_accounts_and_not_after_their_own(town: &Town) {
    let security = town.account("security").actor();
    let clerk = town.account("clerk1").id;
    for other in ["manager", "admin", "audit", "clerk1"] {
        let actor = town.account(other).actor();
        let refused = refusal(manage::found(&town.centre, &actor, "", "").await.unwrap_err());
        assert_eq!(refused.code, "not_a_security_administrator", "{other}");
    }
    let found = manage::found(&town.centre, &security, "clerk1", "").await.unwrap();
    assert!(found.iter().any(|one| one.id == clerk));
    assert_eq!(
        manage::found(&town.centre, &security, "%_%", "").await.unwrap(),
        [],
        "signs are looked for as they are"
    );
    let open = enter(town, "clerk1", RIGHT, &Source::default()).await.unwrap();
    let nowhere = Source::default();
    manage::close(&town.centre, &security, clerk, true, &nowhere)
        .await
        .unwrap();
    manage::close(&town.centre, &security, clerk, true, &nowhere)
        .await
        .unwrap();
    assert_eq!(by_session(&town.centre, &open.secret).await.unwrap(), None);
    assert_eq!(
        refusal(enter(town, "clerk1", RIGHT, &nowhere).await.unwrap_err()).code,
        "wrong_password",
        "nobody learns that it is closed"
    );
    manage::close(&town.centre, &security, clerk, false, &nowhere)
        .await
        .unwrap();
    enter(town, "clerk1", RIGHT, &nowhere).await.unwrap();
    with_factor(town, "clerk1").await;
    manage::forget_factor(&town.centre, &security, clerk, &nowhere)
        .await
        .unwrap();
    let given = manage::reset(&town.centre, &security, clerk, &nowhere).await.unwrap();
    let back = enter(town, "clerk1", &given, &nowhere).await.unwrap();
    assert!(back.signed.must_change);
    let legal = Staff {
        roles: vec![Role::Legal],
        body: Some("justice".into()),
        ..Staff::default()
    };
    let refused = manage::set_powers(&town.centre, &security, (clerk, legal.clone()), &nowhere).await;
    assert_eq!(refusal(refused.unwrap_err()).code, "roles_follow_posts");
    let new = Staff {
        login: "colleague".into(),
        name: "钟小燕".into(),
        roles: vec![Role::Clerk],
        ..Staff::default()
    };
    let (colleague, _) = manage::add(&town.centre, &security, new, &nowhere).await.unwrap();
    let colleague = colleague.id;
    let both = Staff {
        roles: vec![Role::Clerk, Role::Admin, Role::Audit],
        ..Staff::default()
    };
    let refused = manage::set_powers(&town.centre, &security, (colleague, both), &nowhere).await;
    assert_eq!(refusal(refused.unwrap_err()).faults[0].field, "roles");
    manage::set_powers(&town.centre, &security, (colleague, legal), &nowhere)
        .await
        .unwrap();
    let now = manage::one(&town.centre, &security, colleague).await.unwrap();
    assert_eq!((now.roles, now.body.as_deref()), (vec![Role::Legal], Some("justice")));
    let own = town.account("security").id;
    for refused in [
        manage::close(&town.centre, &security, own, true, &nowhere).await,
        manage::forget_factor(&town.centre, &security, own, &nowhere).await,
        manage::reset(&town.centre, &security, own, &nowhere).await.map(drop),
    ] {
        assert_eq!(refusal(refused.unwrap_err()).code, "own_account");
    }
    let log = logged(town).await;
    for what in [
        What::AccountClosed,
        What::AccountOpened,
        What::FactorSet,
        What::FactorRemoved,
        What::PasswordReset,
    ] {
        assert_eq!(
            log.iter()
                .filter(|event| **event == (Some(what), "clerk1".to_string()))
                .count(),
            1,
            "{what:?}"
        );
    }
    assert!(log.contains(&(Some(What::AccountAdded), "colleague".to_string())));
    assert!(log.contains(&(Some(What::PowersChanged), "colleague".to_string())));
}

/// Numbers are masked for everybody who works here, until they say what for; that stands in the ledger and before the person.
pub async fn numbers_are_shown_for_a_purpose_that_the_person_sees(town: &Town) {
    let owner = town.citizen("citizen1");
    let number = owner.files(items::LEGAL_AID).await.unwrap().number;
    let profile = accounts::profile(&town.centre, owner.signed.id).await.unwrap();
    let full = (profile.id_number.clone(), profile.phone.clone());
    let masked = (profile.masked_number(), profile.masked_phone());
    let seen = async |actor: &Actor| {
        let told = view::view(&town.centre, actor, &number).await.unwrap().told;
        (told.name, (told.id_number, told.phone))
    };
    let examiner = town.examiner("justice");
    let inspector = town.account("inspector").actor();
    let name = profile.name.clone();
    assert_eq!(seen(&examiner.actor()).await, (name.clone(), masked.clone()));
    assert_eq!(seen(&inspector).await, (profile.shown(), masked.clone()));
    let page_of_another = town.clerk().looks_at(&number).await.unwrap().case.events;
    let show = async |actor: &Actor, purpose| {
        let order = Command::ShowNumbers { purpose };
        command(&town.centre, actor, &number, Reach::default(), order).await
    };
    assert_eq!(
        refusal(
            show(&town.examiner("police").actor(), Purpose::Contact)
                .await
                .unwrap_err()
        )
        .code,
        "not_found"
    );
    assert_eq!(
        refusal(show(&owner.signed.actor(), Purpose::Contact).await.unwrap_err()).code,
        "not_permitted"
    );
    show(&examiner.actor(), Purpose::Contact).await.unwrap();
    show(&examiner.actor(), Purpose::Identity).await.unwrap();
    assert_eq!(seen(&examiner.actor()).await, (name.clone(), full.clone()));
    assert_eq!(seen(&inspector).await.1, masked, "nobody else");
    let reach = Reach {
        seen: Some(page_of_another),
        ..Reach::default()
    };
    let order = Command::Accept { seen: Vec::new() };
    command(&town.centre, &town.clerk().actor(), &number, reach, order)
        .await
        .expect("whoever only reads disturbs nobody");
    show(&inspector, Purpose::Evidence).await.unwrap();
    assert_eq!(seen(&inspector).await, (name.clone(), full));
    let looked = looks::at_mine(&town.centre, owner.signed.id, None).await.unwrap();
    let mut purposes: Vec<&str> = looked
        .iter()
        .filter(|look| look.part == Part::Numbers)
        .filter_map(|look| look.purpose.map(Purpose::code))
        .collect();
    purposes.sort_unstable();
    assert_eq!(purposes, ["contact", "evidence", "identity"]);
    town.seconds_later(30 * 60);
    assert_eq!(seen(&examiner.actor()).await, (name, masked), "for half an hour");
}

pub async fn a_person_sees_who_looked_at_their_case_and_what_for(town: &Town) {
    let (owner, other) = (town.citizen("citizen1"), town.citizen("citizen2"));
    let number = owner.files(items::LEGAL_AID).await.unwrap().number;
    let mine = async |of: &yimen_testkit::Person<'_>| looks::at_mine(&town.centre, of.signed.id, None).await.unwrap();
    owner.looks_at(&number).await.unwrap();
    assert_eq!(mine(&owner).await, [], "what one looks at oneself is not noted");
    let examiner = town.examiner("justice");
    examiner.looks_at(&number).await.unwrap();
    examiner.looks_at(&number).await.unwrap();
    assert!(town.examiner("police").looks_at(&number).await.is_err());
    assert!(other.looks_at(&number).await.is_err());
    let seen = mine(&owner).await;
    assert_eq!(seen.len(), 1, "once an hour, and nothing where nothing was shown");
    assert_eq!(
        (seen[0].number.as_str(), seen[0].name.as_str(), seen[0].body.as_str()),
        (number.as_str(), examiner.signed.shown.as_str(), "justice")
    );
    assert_eq!(
        (seen[0].part, seen[0].purpose),
        (Part::Case, Some(Purpose::Examination))
    );
    assert_eq!(mine(&other).await, [], "nobody sees who looked at another's");
    town.seconds_later(3_600);
    let inspector = town.account("inspector").actor();
    view::view(&town.centre, &inspector, &number).await.unwrap();
    let view = examiner.looks_at(&number).await.unwrap();
    let Handed::Files(marks) = view.case.materials[0].handed.clone() else {
        panic!("files were handed in");
    };
    view::file(&town.centre, &examiner.actor(), &number, &marks[0].hash)
        .await
        .unwrap();
    let seen = mine(&owner).await;
    assert_eq!(seen.len(), 4);
    assert!(seen.iter().any(|look| look.part == Part::File));
    assert!(seen.iter().any(|look| look.purpose == Some(Purpose::Inspection)));
    assert_eq!(
        looks::at_mine(&town.centre, owner.signed.id, Some(seen[3].at))
            .await
            .unwrap(),
        [],
        "page by page"
    );
    town.days_later(i32::try_from(Kind::Looks.rule().usual).unwrap() + 1);
    retention::run(&town.centre, false).await.unwrap();
    assert_eq!(mine(&owner).await, []);
}

pub async fn tokens_and_idle_sessions_end_when_they_should(town: &Town) {
    let made = async |login: &str| token::create(&town.centre, login, "test").await.unwrap();
    let whose = async |secret: &str| {
        token::by_token(&town.centre, secret)
            .await
            .unwrap()
            .map(|one| one.login.clone())
    };
    let (program, clerk) = (made("examiner-justice").await, made("clerk1").await);
    assert_eq!(whose(&program).await.as_deref(), Some("examiner-justice"));
    assert_eq!(whose(&clerk).await.as_deref(), Some("clerk1"));
    token::end(&town.centre, "examiner-justice").await.unwrap();
    assert_eq!(whose(&program).await, None);
    password::reset(&town.centre, "yimen user reset", "clerk1")
        .await
        .unwrap();
    assert_eq!(whose(&clerk).await, None, "a new password ends the tokens too");
    let again = made("clerk1").await;
    assert_eq!(
        whose(&again).await,
        None,
        "nobody works with a password that another chose"
    );

    let open = enter(town, "citizen1", RIGHT, &Source::default()).await.unwrap();
    for _ in 0..3 {
        town.seconds_later(100 * 60);
        assert!(
            by_session(&town.centre, &open.secret).await.unwrap().is_some(),
            "it is used"
        );
    }
    town.seconds_later(2 * 3_600 + 1);
    assert_eq!(
        by_session(&town.centre, &open.secret).await.unwrap(),
        None,
        "nobody was there for two hours"
    );
}
