//! Why somebody may or may not do something.

use yimen_acts::ActError;
use yimen_acts::organisation::permissions::{Answer, Found, Question, Verdict, explain};
use yimen_domain::organisation::permission::{Besides, Lack, Permission};
use yimen_testkit::{Town, items, refusal};

/// What the manager is told about somebody.
async fn asked(town: &Town, login: &str, permission: Permission, about: &str) -> Answer {
    let question = Question {
        who: town.account(login).id,
        permission,
        about: about.into(),
        on: town.today(),
    };
    explain(&town.centre, &town.account("manager").actor(), &question)
        .await
        .unwrap()
}

fn fails(answer: &Answer, besides: Besides) -> Option<&'static str> {
    answer.besides.iter().find_map(|(of, found)| match found {
        Found::Fails(refusal) if *of == besides => Some(refusal.code),
        _ => None,
    })
}

pub async fn the_answer_is_what_then_happens(town: &Town) {
    let number = town.citizen("citizen1").files(items::PASSPORT).await.unwrap().number;
    let chief = asked(town, "chief-police", Permission::DecideCase, &number).await;
    assert_eq!(chief.verdict(), Verdict::No);
    assert_eq!(fails(&chief, Besides::Step), Some("wrong_state"));
    assert_eq!(
        town.chief("police").decides(&number).await.unwrap_err().code,
        "wrong_state"
    );

    town.clerk().accepts(&number).await.unwrap();
    town.examiner("police").reviews(&number).await.unwrap();
    let chief = asked(town, "chief-police", Permission::DecideCase, &number).await;
    assert_eq!(chief.verdict(), Verdict::Yes, "{chief:?}");
    let letter = chief.besides.iter().find(|(of, _)| *of == Besides::Letter);
    assert!(matches!(letter, Some((_, Found::Holds(Some(_))))), "{letter:?}");

    let other = asked(town, "chief-justice", Permission::DecideCase, &number).await;
    assert_eq!(other.verdict(), Verdict::No);
    assert!(
        other
            .grants
            .iter()
            .any(|(_, given)| matches!(given, Err(Lack::OtherBody(_))))
    );
    let names: Vec<&str> = other.others.iter().map(|one| one.login.as_str()).collect();
    assert!(
        names.contains(&"chief-police") && !names.contains(&"chief-justice"),
        "{names:?}"
    );

    let clerk = asked(town, "clerk1", Permission::DecideCase, &number).await;
    assert!(
        clerk
            .grants
            .iter()
            .any(|(_, given)| matches!(given, Err(Lack::Role(_))))
    );
    assert_eq!(
        town.chief("justice").decides(&number).await.unwrap_err().code,
        "not_found"
    );
    town.chief("police").decides(&number).await.unwrap();
}

pub async fn without_a_case_the_answer_depends(town: &Town) {
    let chief = asked(town, "chief-police", Permission::DecideCase, items::PASSPORT).await;
    assert_eq!(chief.verdict(), Verdict::Depends);
    let clerk = asked(town, "clerk1", Permission::AcceptCase, "").await;
    assert_eq!(clerk.verdict(), Verdict::Depends);
    let manager = asked(town, "manager", Permission::ImportItems, "").await;
    assert_eq!(manager.verdict(), Verdict::Yes);
    let instant = asked(town, "clerk1", Permission::DecideAtOnce, items::PASSPORT).await;
    assert_eq!(fails(&instant, Besides::Instant), Some("not_instant"));
}

pub async fn a_closed_account_may_do_nothing(town: &Town) {
    let clerk = town.account("clerk1");
    let source = yimen_acts::accounts::attempts::Source::default();
    let security = town.account("security").actor();
    yimen_acts::accounts::manage::close(&town.centre, &security, clerk.id, true, &source)
        .await
        .unwrap();
    let answer = asked(town, "clerk1", Permission::FileAtWindow, "").await;
    assert!(answer.closed);
    assert_eq!(answer.verdict(), Verdict::No);
}

pub async fn others_are_asked_about_by_those_who_may(town: &Town) {
    let number = town.citizen("citizen1").files(items::PASSPORT).await.unwrap().number;
    let question = |login: &str, about: &str| Question {
        who: town.account(login).id,
        permission: Permission::AcceptCase,
        about: about.into(),
        on: town.today(),
    };
    let actor = |login: &str| town.account(login).actor();
    let told = async |who: &str, about: Question| explain(&town.centre, &actor(who), &about).await.map_err(refusal);
    assert_eq!(
        told("clerk1", question("clerk11", "")).await.unwrap_err().code,
        "not_your_question"
    );
    assert_eq!(
        told("clerk1", question("clerk1", &number)).await.unwrap().verdict(),
        Verdict::Yes
    );
    // An administrator learns nothing of a case, not even that it is there.
    let hidden = told("security", question("clerk1", &number)).await.unwrap_err();
    let nothing = told("security", question("clerk1", "HS0000")).await.unwrap_err();
    assert_eq!((hidden.code, hidden.faults), (nothing.code, nothing.faults));
    let citizen = explain(&town.centre, &actor("citizen1"), &question("clerk1", "")).await;
    assert!(matches!(citizen, Err(ActError::Refused(_))));
}
