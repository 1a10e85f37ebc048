//! Several people, or one person several times, at once.

use futures::future::join_all;
use yimen_acts::cases::command::Reach;
use yimen_acts::cases::correct::correct;
use yimen_domain::cases::Status;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::event::CorrectionRequest;
use yimen_testkit::{Town, items, refusal};

pub async fn the_same_key_files_one_case(town: &Town) {
    let citizen = town.citizen("citizen1");
    let application = citizen.application(items::LEGAL_AID).await;
    let tries = (0..8).map(|_| citizen.submits(Some("tap-tap"), application.clone()));
    let answers: Vec<_> = join_all(tries).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(answers.iter().filter(|done| !done.repeated).count(), 1);
    assert!(
        answers
            .iter()
            .all(|done| done.number == answers[0].number && done.document == answers[0].document)
    );
    assert_eq!(
        town.db_rows("SELECT COUNT(*) FROM cases", Vec::new()).await[0].int(0),
        Ok(1)
    );
    let other = town.citizen("citizen2");
    let theirs = other
        .submits(Some("tap-tap"), other.application(items::LEGAL_AID).await)
        .await
        .unwrap();
    assert_ne!(theirs.number, answers[0].number, "a key belongs to whoever chose it");
}

pub async fn a_key_for_another_application_is_refused(town: &Town) {
    let citizen = town.citizen("citizen1");
    let application = citizen.application(items::LEGAL_AID).await;
    citizen.submits(Some("key"), application.clone()).await.unwrap();
    let other = citizen
        .submits(Some("key"), citizen.application(items::PASSPORT).await)
        .await;
    assert_eq!(other.unwrap_err().code, "idempotency_key_reused");
    let mut changed = application;
    let answer = changed
        .form
        .values_mut()
        .find(|answer| answer.text() == "示例")
        .unwrap();
    *answer = "示例改".into();
    assert_eq!(
        citizen.submits(Some("key"), changed).await.unwrap_err().code,
        "idempotency_key_reused"
    );
    assert_eq!(
        town.db_rows("SELECT COUNT(*) FROM cases", Vec::new()).await[0].int(0),
        Ok(1)
    );
}

pub async fn a_repeated_command_gets_the_first_answer(town: &Town) {
    let number = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
    let clerk = town.clerk();
    let reach = Reach {
        key: Some("once"),
        seen: Some(1),
    };
    let accept = || Command::Accept { seen: Vec::new() };
    let first = clerk.gives_with(&number, reach, accept()).await.unwrap();
    let second = clerk.gives_with(&number, reach, accept()).await.unwrap();
    assert!(!first.repeated && second.repeated);
    assert_eq!((second.events, &second.document), (first.events, &first.document));
    let other = clerk
        .gives_with(
            &number,
            reach,
            Command::Accept {
                seen: vec!["m1".into()],
            },
        )
        .await;
    assert_eq!(other.unwrap_err().code, "idempotency_key_reused");
}

pub async fn a_repeated_correction_of_the_form_gets_the_first_answer(town: &Town) {
    let citizen = town.citizen("citizen1");
    let number = citizen.files(items::LEGAL_AID).await.unwrap().number;
    let requests = vec![CorrectionRequest {
        material: "form".into(),
        what: "请更正".into(),
    }];
    town.clerk()
        .gives(&number, Command::RequestCorrection { requests })
        .await
        .unwrap();
    let mut form = items::answers(&town.item(items::LEGAL_AID), town.today());
    let answer = form.values_mut().find(|answer| answer.text() == "示例").unwrap();
    *answer = "示例更正".into();
    let send = async |form: &yimen_domain::items::form::Answers| {
        let reach = Reach {
            key: Some("again"),
            seen: None,
        };
        correct(&town.centre, &citizen.actor(), &number, reach, Vec::new(), form.clone())
            .await
            .map_err(refusal)
    };
    assert!(!send(&form).await.unwrap().repeated);
    assert!(send(&form).await.unwrap().repeated);
    assert_eq!(citizen.looks_at(&number).await.unwrap().secret.unwrap().form, form);
    let answer = form.values_mut().find(|answer| answer.text() == "示例更正").unwrap();
    *answer = "示例更正又".into();
    assert_eq!(send(&form).await.unwrap_err().code, "idempotency_key_reused");
}

pub async fn thirty_people_at_once_get_numbers_without_gaps(town: &Town) {
    let citizen = town.citizen("citizen1");
    let application = citizen.application(items::LEGAL_AID).await;
    let filings = (0..30).map(|_| citizen.submits(None, application.clone()));
    let mut numbers: Vec<String> = join_all(filings)
        .await
        .into_iter()
        .map(|done| done.unwrap().number)
        .collect();
    numbers.sort();
    let expected: Vec<String> = (1..=30)
        .map(|serial| format!("{}20260302{serial:04}", items::LEGAL_AID))
        .collect();
    assert_eq!(numbers, expected);
}

pub async fn an_old_page_changes_nothing(town: &Town) {
    let citizen = town.citizen("citizen1");
    let number = citizen.files(items::LEGAL_AID).await.unwrap().number;
    town.clerk().accepts(&number).await.unwrap();
    let stale = Reach {
        key: None,
        seen: Some(1),
    };
    let withdraw = || Command::Withdraw { reason: String::new() };
    assert_eq!(
        citizen.gives_with(&number, stale, withdraw()).await.unwrap_err().code,
        "changed_meanwhile"
    );
    assert_eq!(citizen.looks_at(&number).await.unwrap().case.status(), Status::Accepted);
    let fresh = Reach {
        key: None,
        seen: Some(2),
    };
    assert!(citizen.gives_with(&number, fresh, withdraw()).await.is_ok());
}

pub async fn of_two_clerks_one_accepts(town: &Town) {
    let number = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
    let clerks: Vec<_> = (1..=6).map(|at| town.clerk_called(&format!("clerk{at}"))).collect();
    let answers = join_all(clerks.iter().map(|clerk| clerk.accepts(&number))).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    let refused = answers.into_iter().filter_map(Result::err);
    assert!(refused.into_iter().all(|refusal| refusal.code == "wrong_state"));
    assert_eq!(town.clerk().looks_at(&number).await.unwrap().case.events, 2);
}
