//! Coming in again with a code from the desk.

use yimen_acts::accounts::attempts::Source;
use yimen_acts::accounts::phone::{self, Purpose};
use yimen_acts::accounts::recovery::{self, Document, MOST_A_DAY, Seen, Stage};
use yimen_acts::accounts::security::{self, What};
use yimen_acts::accounts::sign_in::{Opened, by_session, sign_in};
use yimen_acts::accounts::{factor, own, profile, token};
use yimen_domain::organisation::Actor;
use yimen_domain::words::Refusal;
use yimen_testkit::{Town, refusal};

use crate::safety::with_factor;

const RIGHT: &str = "demonstration";
const NEW: &str = "前锋区的桂花开了";
const NUMBER: &str = "13912345678";

fn seen() -> Seen {
    Seen {
        document: Some(Document::IdentityCard),
        same_person: true,
        ..Seen::default()
    }
}

fn actor(town: &Town, login: &str) -> Actor {
    town.account(login).actor()
}

async fn asks(town: &Town, checker: &str, login: &str, seen: Seen) -> Result<uuid::Uuid, Refusal> {
    let (checker, whose) = (actor(town, checker), town.account(login).id);
    let asked = recovery::ask(&town.centre, &checker, (whose, seen), &Source::default()).await;
    asked.map_err(refusal)
}

async fn approves(town: &Town, login: &str, id: uuid::Uuid) -> Result<(), Refusal> {
    let approved = recovery::approve(&town.centre, &actor(town, login), id, &Source::default()).await;
    approved.map_err(refusal)
}

async fn gives(town: &Town, login: &str, id: uuid::Uuid) -> Result<String, Refusal> {
    let given = recovery::give(&town.centre, &actor(town, login), id, &Source::default()).await;
    given.map(|given| given.code).map_err(refusal)
}

async fn sets(town: &Town, code: &str, new: &str) -> Result<String, Refusal> {
    let set = recovery::set(&town.centre, (code, new), &Source::default()).await;
    set.map_err(refusal)
}

/// A code for an account: `clerk1` checked, `clerk2` approved.
async fn code_for(town: &Town, login: &str, seen: Seen) -> String {
    let id = asks(town, "clerk1", login, seen).await.unwrap();
    approves(town, "clerk2", id).await.unwrap();
    gives(town, "clerk1", id).await.unwrap()
}

async fn comes(town: &Town, login: &str) -> Opened {
    let came = sign_in(&town.centre, login, RIGHT, &Source::default()).await.unwrap();
    came.done().unwrap()
}

pub async fn who_lost_everything_comes_in_again_with_a_code_from_the_desk(town: &Town) {
    let clerk = actor(town, "clerk1");
    let lost = town.account("citizen1");
    let opened = comes(town, "citizen1").await;
    let token = token::create(&town.centre, "citizen1", "phone").await.unwrap();
    let number = profile(&town.centre, lost.id).await.unwrap().id_number;
    let found = recovery::find(&town.centre, &clerk, &number).await.unwrap();
    assert!(
        found.iter().any(|one| one.signed.id == lost.id),
        "found by the document"
    );
    assert!(
        found
            .iter()
            .all(|one| one.number.contains('*') && one.phone.contains('*'))
    );
    let by_name = recovery::find(&town.centre, &clerk, "citizen1").await.unwrap();
    assert_eq!(by_name[0].signed.id, lost.id);
    assert_eq!(
        recovery::find(&town.centre, &clerk, "11010519491231002X")
            .await
            .unwrap(),
        []
    );

    let code = code_for(town, "citizen1", seen()).await;
    assert!(
        by_session(&town.centre, &opened.secret).await.unwrap().is_some(),
        "nothing ends before the code is used"
    );
    let wrong = sets(town, "0000-0000-0000-0000-0000", NEW).await.unwrap_err();
    assert_eq!(wrong.faults[0].field, "code");
    assert_eq!(
        sets(town, &code, "12345678").await.unwrap_err().faults[0].field,
        "password"
    );
    assert_eq!(sets(town, &code.to_uppercase(), NEW).await.unwrap(), "citizen1");
    let again = sets(town, &code, NEW).await.unwrap_err();
    assert_eq!(again.faults[0].field, "code", "a code is good once");
    assert_eq!(
        by_session(&town.centre, &opened.secret).await.unwrap(),
        None,
        "every session ends"
    );
    assert_eq!(
        token::by_token(&town.centre, &token).await.unwrap(),
        None,
        "every token ends"
    );
    assert!(
        sign_in(&town.centre, "citizen1", RIGHT, &Source::default())
            .await
            .is_err()
    );
    sign_in(&town.centre, "citizen1", NEW, &Source::default())
        .await
        .unwrap();

    let happened = security::own(&town.centre, &lost, None).await.unwrap();
    let by = |what| happened.iter().find(|event| event.what == Some(what)).unwrap();
    assert_eq!(by(What::RecoveryAsked).by, town.account("clerk1").shown);
    assert_eq!(by(What::RecoveryApproved).by, town.account("clerk2").shown);
    assert_eq!(by(What::RecoveryGiven).by, town.account("clerk1").shown);
    assert!(by(What::RecoveryAsked).agent.contains("居民身份证"));
    assert!(by(What::Recovered).by.is_empty());
    assert!(happened.iter().all(|event| !format!("{event:?}").contains(&number)));
}

pub async fn nobody_recovers_an_account_alone(town: &Town) {
    let id = asks(town, "clerk1", "citizen1", seen()).await.unwrap();
    let early = gives(town, "clerk1", id).await.unwrap_err();
    assert_eq!(early.code, "recovery_not_approved", "nobody has approved it");
    assert_eq!(
        approves(town, "clerk1", id).await.unwrap_err().code,
        "approved_by_another"
    );
    for other in ["citizen1", "citizen2", "inspector", "security", "audit"] {
        assert_eq!(
            approves(town, other, id).await.unwrap_err().code,
            "recovery_over",
            "{other}"
        );
    }
    approves(town, "clerk2", id).await.unwrap();
    assert_eq!(
        approves(town, "clerk2", id).await.unwrap_err().code,
        "recovery_over",
        "once"
    );
    let other = gives(town, "clerk2", id).await.unwrap_err();
    assert_eq!(
        other.code, "recovery_not_approved",
        "who approved does not see the code"
    );
    let code = gives(town, "clerk1", id).await.unwrap();
    let twice = gives(town, "clerk1", id).await.unwrap_err();
    assert_eq!(twice.code, "recovery_not_approved", "it is shown once");
    sets(town, &code, NEW).await.unwrap();

    let refused = asks(town, "clerk1", "citizen2", seen()).await.unwrap();
    let open = recovery::open(&town.centre, &actor(town, "clerk2")).await.unwrap();
    assert_eq!((open.len(), open[0].stage()), (1, Stage::Waiting));
    recovery::refuse(&town.centre, &actor(town, "clerk2"), refused, &Source::default())
        .await
        .unwrap();
    assert_eq!(
        approves(town, "manager", refused).await.unwrap_err().code,
        "recovery_over"
    );
    assert_eq!(recovery::open(&town.centre, &actor(town, "clerk1")).await.unwrap(), []);
}

pub async fn accounts_of_staff_are_approved_by_a_security_administrator(town: &Town) {
    let own = asks(town, "clerk1", "clerk1", seen()).await.unwrap_err();
    assert_eq!(own.code, "own_account");
    let id = asks(town, "clerk1", "clerk3", seen()).await.unwrap();
    for other in ["clerk2", "manager", "clerk3"] {
        assert_eq!(
            approves(town, other, id).await.unwrap_err().code,
            "recovery_over",
            "{other}"
        );
    }
    approves(town, "security", id).await.unwrap();
    let code = gives(town, "clerk1", id).await.unwrap();
    assert_eq!(sets(town, &code, NEW).await.unwrap(), "clerk3");
    let theirs = asks(town, "clerk1", "security", seen()).await.unwrap();
    let by_themselves = approves(town, "security", theirs).await.unwrap_err();
    assert_eq!(
        by_themselves.code, "recovery_over",
        "not even the security administrator"
    );
}

pub async fn what_was_lost_goes_when_the_code_is_used_and_not_before(town: &Town) {
    let opened = comes(town, "citizen1").await;
    let given = (NUMBER, RIGHT);
    let secret = phone::ask_for_own(&town.centre, &opened.signed, given, &opened.secret, &Source::default())
        .await
        .unwrap();
    let code = (secret.as_str(), &*town.code().await);
    phone::bind(&town.centre, &opened.signed, code, &opened.secret, &Source::default())
        .await
        .unwrap();
    with_factor(town, "citizen1").await;
    let lost = Seen {
        phone_lost: true,
        second_lost: true,
        ..seen()
    };
    town.seconds_later(61);
    let code = code_for(town, "citizen1", lost).await;
    let told = town.texts().await;
    assert_eq!(
        (told[0].to.as_str(), told[0].template.as_str()),
        ("+8613912345678", "recovery")
    );
    assert!(
        phone::own(&town.centre, &opened.signed).await.unwrap().proven,
        "not yet"
    );
    let waits = sign_in(&town.centre, "citizen1", RIGHT, &Source::default())
        .await
        .unwrap();
    assert!(waits.done().is_none(), "the second factor is asked for");
    sets(town, &code, NEW).await.unwrap();
    assert!(!phone::own(&town.centre, &opened.signed).await.unwrap().proven);
    let secret = phone::ask(&town.centre, NUMBER, Purpose::SignIn, &Source::default())
        .await
        .unwrap();
    let came = phone::sign_in(&town.centre, &secret, &town.code().await, &Source::default()).await;
    assert_eq!(came.unwrap(), phone::Came::New, "the number opens nothing any more");
    let came = sign_in(&town.centre, "citizen1", NEW, &Source::default())
        .await
        .unwrap();
    assert!(
        !factor::standing(&town.centre, &came.done().unwrap().signed)
            .await
            .unwrap()
            .is_set
    );
}

pub async fn a_code_from_the_desk_ends_and_a_new_one_takes_its_place(town: &Town) {
    assert!(recovery::make_findable(&town.centre).await.unwrap() > 1);
    assert_eq!(recovery::make_findable(&town.centre).await.unwrap(), 0, "each once");
    let first = code_for(town, "citizen1", seen()).await;
    let second = code_for(town, "citizen1", seen()).await;
    assert_eq!(sets(town, &first, NEW).await.unwrap_err().faults[0].field, "code");
    town.seconds_later(24 * 3_600);
    assert_eq!(sets(town, &second, NEW).await.unwrap_err().faults[0].field, "code");
    let third = code_for(town, "citizen2", seen()).await;
    let me = comes(town, "citizen2").await;
    own::close(&town.centre, &me.signed, (RIGHT, &me.secret), &Source::default())
        .await
        .unwrap();
    assert_eq!(sets(town, &third, NEW).await.unwrap_err().faults[0].field, "code");
    let number = profile(&town.centre, town.account("citizen1").id)
        .await
        .unwrap()
        .id_number;
    let accounts = town.db_everything_in("accounts").await;
    assert!(
        !accounts.contains(&number),
        "no number of a document is kept in the open"
    );
    let rows = town
        .db_rows(
            "SELECT id FROM accounts WHERE closed = 1 AND number IS NOT NULL",
            Vec::new(),
        )
        .await;
    assert_eq!(rows.len(), 0, "whoever leaves is found no more");
}

pub async fn a_clerk_says_what_was_seen_and_helps_so_many_a_day(town: &Town) {
    let nothing = asks(town, "clerk1", "citizen1", Seen::default()).await.unwrap_err();
    let fields: Vec<String> = nothing.faults.into_iter().map(|fault| fault.field).collect();
    assert_eq!(fields, ["document", "same_person"]);
    for other in ["citizen2", "security", "audit", "inspector", "manager"] {
        let refused = asks(town, other, "citizen1", seen()).await.unwrap_err();
        assert_eq!(refused.code, "not_at_the_desk", "{other}");
        let found = recovery::find(&town.centre, &actor(town, other), "citizen1").await;
        assert!(found.is_err(), "{other}");
    }
    for _ in 0..MOST_A_DAY {
        asks(town, "clerk1", "citizen1", seen()).await.unwrap();
    }
    let enough = asks(town, "clerk1", "citizen1", seen()).await.unwrap_err();
    assert_eq!(enough.code, "recoveries_of_day_used");
    assert!(
        asks(town, "clerk2", "citizen1", seen()).await.is_ok(),
        "another clerk helps on"
    );
    town.days_later(2);
    assert!(asks(town, "clerk1", "citizen1", seen()).await.is_ok());
}
