//! Telephone codes: coming in with one, guessing, too many of them, and what belongs to a number.

use yimen_acts::accounts::attempts::Source;
use yimen_acts::accounts::phone::{self, Came, MOST_TRIES, NUMBER_MOST, Purpose};
use yimen_acts::accounts::security::{self, What};
use yimen_acts::accounts::sign_in::{Opened, SignIn, by_session, sign_in};
use yimen_acts::accounts::{Signed, own, password, profile};
use yimen_acts::vault::Applicant;
use yimen_domain::words::Refusal;
use yimen_testkit::{Town, refusal};

const RIGHT: &str = "demonstration";
const NUMBER: &str = "13912345678";

fn from(address: &str, device: Option<&str>) -> Source {
    Source {
        address: address.into(),
        agent: "Firefox/140.0".into(),
        device: device.map(str::to_string),
    }
}

async fn asks(town: &Town, number: &str, purpose: Purpose, source: &Source) -> Result<String, Refusal> {
    phone::ask(&town.centre, number, purpose, source).await.map_err(refusal)
}

/// Asks for a code and reads it.
async fn code_for(town: &Town, number: &str, purpose: Purpose) -> (String, String) {
    town.seconds_later(61);
    let secret = asks(town, number, purpose, &Source::default()).await.unwrap();
    (secret, town.code().await)
}

fn wrong(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

async fn session_of(town: &Town, login: &str) -> Opened {
    let came = sign_in(&town.centre, login, RIGHT, &Source::default()).await.unwrap();
    came.done().unwrap()
}

/// Binds a number to an account of the town.
pub(crate) async fn binds(town: &Town, login: &str, number: &str) -> Opened {
    let opened = session_of(town, login).await;
    town.seconds_later(61);
    let given = (number, RIGHT);
    let secret = phone::ask_for_own(&town.centre, &opened.signed, given, &opened.secret, &Source::default())
        .await
        .unwrap();
    let code = town.code().await;
    phone::bind(
        &town.centre,
        &opened.signed,
        (&secret, &code),
        &opened.secret,
        &Source::default(),
    )
    .await
    .unwrap();
    opened
}

fn known(came: Came) -> Signed {
    match came {
        Came::Known(came) => came.done().expect("no second factor").signed,
        Came::New => panic!("there is an account"),
    }
}

pub async fn somebody_new_makes_an_account_with_a_telephone_and_comes_back(town: &Town) {
    let (secret, code) = code_for(town, "139 1234-5678", Purpose::SignIn).await;
    let sent = town.texts().await;
    assert_eq!((sent.len(), sent[0].to.as_str()), (1, "+8613912345678"));
    assert!(sent[0].text.contains(&code));
    let applicant = || Applicant {
        kind: "person".into(),
        name: "钟小燕".into(),
        id_number: "11010519491231002X".into(),
        ..Applicant::default()
    };
    let early = phone::sign_up(&town.centre, &secret, applicant(), &Source::default()).await;
    assert_eq!(refusal(early.unwrap_err()).code, "code_gone", "not before the code");
    let came = phone::sign_in(&town.centre, &secret, &code, &Source::default())
        .await
        .unwrap();
    assert_eq!(came, Came::New);
    let again = phone::sign_in(&town.centre, &secret, &code, &Source::default()).await;
    assert_eq!(refusal(again.unwrap_err()).code, "code_gone", "a code is good once");
    let nobody = phone::sign_up(&town.centre, &secret, Applicant::default(), &Source::default()).await;
    assert!(!refusal(nobody.unwrap_err()).faults.is_empty());
    let opened = phone::sign_up(&town.centre, &secret, applicant(), &Source::default())
        .await
        .unwrap();
    assert!(by_session(&town.centre, &opened.secret).await.unwrap().is_some());
    assert_eq!(profile(&town.centre, opened.signed.id).await.unwrap().phone, NUMBER);
    let twice = phone::sign_up(&town.centre, &secret, applicant(), &Source::default()).await;
    assert_eq!(
        refusal(twice.unwrap_err()).code,
        "code_gone",
        "one code makes one account"
    );

    let (secret, code) = code_for(town, "+86 13912345678", Purpose::SignIn).await;
    let came = phone::sign_in(&town.centre, &secret, &code, &Source::default())
        .await
        .unwrap();
    assert_eq!(known(came).id, opened.signed.id);
    assert!(
        sign_in(&town.centre, NUMBER, "", &Source::default()).await.is_err(),
        "an account without a password opens with none"
    );
}

pub async fn a_code_is_good_for_one_browser_one_purpose_and_five_minutes(town: &Town) {
    binds(town, "citizen1", NUMBER).await;
    let (secret, code) = code_for(town, NUMBER, Purpose::SignIn).await;
    let elsewhere = asks(town, "13987654321", Purpose::SignIn, &Source::default())
        .await
        .unwrap();
    let other = phone::sign_in(&town.centre, &elsewhere, &code, &Source::default()).await;
    assert!(!refusal(other.unwrap_err()).faults.is_empty(), "another browser's code");
    let set = phone::set_password(&town.centre, &secret, (&code, "前锋区的桂花开了"), &Source::default()).await;
    assert_eq!(
        refusal(set.unwrap_err()).code,
        "code_gone",
        "a code to sign in sets no password"
    );
    town.seconds_later(5 * 60);
    let late = phone::sign_in(&town.centre, &secret, &code, &Source::default()).await;
    assert_eq!(refusal(late.unwrap_err()).code, "code_gone");

    let (secret, code) = code_for(town, NUMBER, Purpose::SignIn).await;
    for _ in 0..MOST_TRIES {
        let guess = phone::sign_in(&town.centre, &secret, &wrong(&code), &Source::default()).await;
        assert_eq!(refusal(guess.unwrap_err()).faults[0].field, "code");
    }
    let spent = phone::sign_in(&town.centre, &secret, &code, &Source::default()).await;
    assert_eq!(
        refusal(spent.unwrap_err()).code,
        "code_gone",
        "the right one comes too late"
    );
    let (secret, code) = code_for(town, NUMBER, Purpose::SignIn).await;
    let came = phone::sign_in(&town.centre, &secret, &code, &Source::default())
        .await
        .unwrap();
    assert_eq!(known(came).login, "citizen1", "who guesses elsewhere keeps nobody out");
}

pub async fn two_at_once_with_one_code_are_one(town: &Town) {
    binds(town, "citizen1", NUMBER).await;
    let (secret, code) = code_for(town, NUMBER, Purpose::SignIn).await;
    let source = Source::default();
    let enter = || phone::sign_in(&town.centre, &secret, &code, &source);
    let (one, other) = tokio::join!(enter(), enter());
    assert_eq!(usize::from(one.is_ok()) + usize::from(other.is_ok()), 1);
}

pub async fn nobody_is_flooded_with_messages(town: &Town) {
    let device = binds(town, "citizen1", NUMBER).await.device.unwrap();
    let stranger = from("203.0.113.7", None);
    town.seconds_later(61);
    asks(town, NUMBER, Purpose::SignIn, &stranger).await.unwrap();
    let soon = asks(town, NUMBER, Purpose::Password, &stranger).await.unwrap_err();
    assert_eq!(soon.code, "code_just_sent");
    // One was for binding.
    for _ in 2..NUMBER_MOST {
        town.seconds_later(61);
        asks(town, NUMBER, Purpose::SignIn, &stranger).await.unwrap();
    }
    town.seconds_later(61);
    let enough = asks(town, NUMBER, Purpose::SignIn, &from("198.51.100.2", None))
        .await
        .unwrap_err();
    assert_eq!(enough.code, "codes_for_number_used", "from another address as well");
    let own = from("192.0.2.1", Some(&device));
    asks(town, NUMBER, Purpose::SignIn, &own).await.unwrap();
    let unknown = asks(town, "13900000001", Purpose::SignIn, &stranger).await;
    assert!(
        unknown.is_ok(),
        "a number that nobody has is asked for as one that somebody has"
    );
    let before = town.texts().await.len();
    let mut sent = 0;
    for number in 2..100 {
        let number = format!("139000000{number:02}");
        sent += usize::from(
            asks(town, &number, Purpose::SignIn, &from("198.51.100.3", None))
                .await
                .is_ok(),
        );
    }
    assert!(sent > 0 && town.texts().await.len() == before + sent);
    let over = asks(town, "13800000001", Purpose::SignIn, &from("198.51.100.9", None))
        .await
        .unwrap_err();
    assert_eq!(over.code, "codes_of_day_used", "thirty a day are enough for a town");
    town.days_later(2);
    asks(town, NUMBER, Purpose::SignIn, &stranger).await.unwrap();
    for number in ["", "12345", "02883660000", "23912345678", "1391234567a"] {
        let fault = asks(town, number, Purpose::SignIn, &stranger).await.unwrap_err();
        assert_eq!(fault.faults[0].field, "phone", "{number}");
    }
}

pub async fn a_number_is_proven_before_it_opens_anything(town: &Town) {
    let told = profile(&town.centre, town.account("citizen1").id).await.unwrap().phone;
    let (secret, code) = code_for(town, &told, Purpose::SignIn).await;
    let came = phone::sign_in(&town.centre, &secret, &code, &Source::default())
        .await
        .unwrap();
    assert_eq!(
        came,
        Came::New,
        "whoever has a number that another typed does not come into their account"
    );
    let opened = session_of(town, "citizen1").await;
    let ask = async |present: &str| {
        phone::ask_for_own(
            &town.centre,
            &opened.signed,
            (NUMBER, present),
            &opened.secret,
            &Source::default(),
        )
        .await
    };
    assert_eq!(refusal(ask("not it").await.unwrap_err()).faults[0].field, "present");
    let staff = session_of(town, "clerk1").await;
    let error = phone::ask_for_own(
        &town.centre,
        &staff.signed,
        (NUMBER, RIGHT),
        &staff.secret,
        &Source::default(),
    )
    .await;
    assert_eq!(
        refusal(error.unwrap_err()).code,
        "codes_not_offered",
        "staff need more than a telephone"
    );

    let elsewhere = session_of(town, "citizen1").await;
    let secret = ask(RIGHT).await.unwrap();
    let code = town.code().await;
    let other = session_of(town, "citizen2").await;
    let stolen = phone::bind(
        &town.centre,
        &other.signed,
        (&secret, &code),
        &other.secret,
        &Source::default(),
    )
    .await;
    assert_eq!(
        refusal(stolen.unwrap_err()).code,
        "code_gone",
        "a code binds for whom it was sent"
    );
    phone::bind(
        &town.centre,
        &opened.signed,
        (&secret, &code),
        &opened.secret,
        &Source::default(),
    )
    .await
    .unwrap();
    assert_eq!(
        by_session(&town.centre, &elsewhere.secret).await.unwrap(),
        None,
        "other sessions end"
    );
    let own = phone::own(&town.centre, &opened.signed).await.unwrap();
    assert!(own.proven && own.shown == "139****5678");
    let came = sign_in(&town.centre, NUMBER, RIGHT, &Source::default()).await.unwrap();
    assert_eq!(
        came.done().unwrap().signed.login,
        "citizen1",
        "the number stands for the name"
    );

    binds(town, "citizen2", NUMBER).await;
    assert!(
        !phone::own(&town.centre, &opened.signed).await.unwrap().proven,
        "a number has one account"
    );
    let (secret, code) = code_for(town, NUMBER, Purpose::SignIn).await;
    let came = phone::sign_in(&town.centre, &secret, &code, &Source::default())
        .await
        .unwrap();
    assert_eq!(known(came).login, "citizen2");
    let own = security::own(&town.centre, &opened.signed, None).await.unwrap();
    assert!(own.iter().any(|event| event.what == Some(What::PhoneRemoved)));
}

pub async fn a_forgotten_password_is_set_anew_with_the_telephone(town: &Town) {
    const NEW: &str = "前锋区的桂花开了";
    let opened = binds(town, "citizen1", NUMBER).await;
    let (secret, code) = code_for(town, NUMBER, Purpose::Password).await;
    let weak = phone::set_password(&town.centre, &secret, (&code, "12345678"), &Source::default()).await;
    assert_eq!(refusal(weak.unwrap_err()).faults[0].field, "password");
    let guess = phone::set_password(&town.centre, &secret, (&wrong(&code), NEW), &Source::default()).await;
    assert_eq!(refusal(guess.unwrap_err()).faults[0].field, "code");
    phone::set_password(&town.centre, &secret, (&code, NEW), &Source::default())
        .await
        .unwrap();
    assert_eq!(by_session(&town.centre, &opened.secret).await.unwrap(), None);
    assert!(
        sign_in(&town.centre, "citizen1", RIGHT, &Source::default())
            .await
            .is_err()
    );
    let came = sign_in(&town.centre, "citizen1", NEW, &Source::default())
        .await
        .unwrap();
    assert!(!came.done().unwrap().signed.must_change, "it is one's own choice");
    let (secret, code) = code_for(town, "13900000009", Purpose::Password).await;
    let nobody = phone::set_password(&town.centre, &secret, (&code, NEW), &Source::default()).await;
    assert_eq!(refusal(nobody.unwrap_err()).code, "no_account_with_number");
    let auditor = town.account("audit").actor();
    let events = security::before(&town.centre, &auditor, None).await.unwrap();
    assert!(events.iter().any(|event| event.what == Some(What::PasswordReset)));
    for event in events {
        let all = format!("{event:?}");
        assert!(
            !all.contains(NUMBER) && !all.contains("13900000009"),
            "no number is in the log: {all}"
        );
    }
}

pub async fn an_account_without_a_password_chooses_one_soon_after_signing_in(town: &Town) {
    let (secret, code) = code_for(town, NUMBER, Purpose::SignIn).await;
    phone::sign_in(&town.centre, &secret, &code, &Source::default())
        .await
        .unwrap();
    let applicant = Applicant {
        kind: "person".into(),
        name: "钟小燕".into(),
        id_number: "11010519491231002X".into(),
        ..Applicant::default()
    };
    let opened = phone::sign_up(&town.centre, &secret, applicant, &Source::default())
        .await
        .unwrap();
    let choose = async || {
        let passwords = ("", "前锋区的桂花开了");
        password::change(
            &town.centre,
            &opened.signed,
            passwords,
            &opened.secret,
            &Source::default(),
        )
        .await
    };
    town.seconds_later(16 * 60);
    assert_eq!(refusal(choose().await.unwrap_err()).code, "sign_in_again");
    town.seconds_later(-16 * 60);
    choose().await.unwrap();
    let came = sign_in(&town.centre, NUMBER, "前锋区的桂花开了", &Source::default())
        .await
        .unwrap();
    assert!(matches!(came, SignIn::Done(_)));
}

pub async fn whoever_leaves_takes_their_number_along(town: &Town) {
    let come = async || {
        let (secret, code) = code_for(town, NUMBER, Purpose::SignIn).await;
        let came = phone::sign_in(&town.centre, &secret, &code, &Source::default())
            .await
            .unwrap();
        (secret, came)
    };
    let (secret, came) = come().await;
    assert_eq!(came, Came::New);
    let applicant = Applicant {
        kind: "person".into(),
        name: "钟小燕".into(),
        id_number: "11010519491231002X".into(),
        ..Applicant::default()
    };
    let opened = phone::sign_up(&town.centre, &secret, applicant, &Source::default())
        .await
        .unwrap();
    let me = &opened.signed;
    let copy = own::copy(&town.centre, me, "", &opened.secret, &Source::default())
        .await
        .unwrap();
    assert!(copy.phone_proven && copy.applicant.phone == NUMBER);
    assert!(
        copy.happened.iter().any(|event| event.what == Some(What::DataCopied)),
        "what happened to the account is in the copy"
    );
    let stolen = own::close(&town.centre, me, ("", "another browser"), &Source::default()).await;
    assert_eq!(refusal(stolen.unwrap_err()).code, "sign_in_again");
    own::close(&town.centre, me, ("", &opened.secret), &Source::default())
        .await
        .unwrap();
    assert_eq!(town.db_rows("SELECT account FROM phones", Vec::new()).await.len(), 0);
    assert_eq!(
        come().await.1,
        Came::New,
        "the number opens nothing, and may have an account anew"
    );
}

pub async fn a_gateway_that_refuses_or_is_away_loses_no_message_that_is_of_use(town: &Town) {
    asks(town, NUMBER, Purpose::SignIn, &Source::default()).await.unwrap();
    let rows = town.db_rows("SELECT sealed FROM texts", Vec::new()).await;
    let sealed = String::from_utf8_lossy(rows[0].bytes(0).unwrap()).into_owned();
    assert!(!sealed.contains("139"), "what waits is sealed");
    town.gateway_is_away(true);
    assert_eq!(town.texts().await.len(), 0);
    town.gateway_is_away(false);
    assert_eq!(town.texts().await.len(), 0, "it rests before it is tried again");
    town.seconds_later(16);
    assert_eq!(town.texts().await.len(), 1);
    town.seconds_later(61);
    asks(town, NUMBER, Purpose::SignIn, &Source::default()).await.unwrap();
    town.seconds_later(6 * 60);
    assert_eq!(town.texts().await.len(), 1, "a code that is good no more is not sent");
    let rows = town.db_rows("SELECT COUNT(*) FROM texts", Vec::new()).await;
    assert_eq!(rows[0].int(0), Ok(0));
}
