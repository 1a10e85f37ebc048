//! What the law does when nobody decides before a licence expires.

use yimen_acts::cases::deem;
use yimen_acts::cases::submit::Application;
use yimen_domain::calendar::Day;
use yimen_domain::cases::Status;
use yimen_domain::cases::decide::Renewal;
use yimen_domain::clocks::ClockKind;
use yimen_testkit::{Town, items};

/// A renewal of a freight licence, asked on 2 March 2026; answers the number of the case.
async fn asked(town: &Town, expiry: &str) -> String {
    let company = town.citizen("citizen1");
    let application = Application {
        renews: Some(Renewal {
            licence: "川交运管许可字511603000123号".into(),
            expiry: Day::parse(expiry).unwrap(),
        }),
        ..company.application(items::FREIGHT).await
    };
    company.submits(None, application).await.unwrap().number
}

async fn status(town: &Town, number: &str) -> Status {
    town.inspector().looks_at(number).await.unwrap().case.status()
}

pub async fn until_a_licence_expires_renews_it_within_seconds(town: &Town) {
    let number = asked(town, "2026-04-12").await;
    town.clerk().accepts(&number).await.unwrap();
    let due = town
        .db_rows("SELECT due_at FROM clocks WHERE kind = 'renewal'", Vec::new())
        .await;
    // The last moment of Sunday, 12 April, in the zone of the centre.
    assert_eq!(due[0].int(0), Ok(1_776_009_600_000_000));
    town.days_later(41);
    town.seconds_later(15 * 3_600 - 1);
    assert_eq!(town.today(), Day::parse("2026-04-12").unwrap());
    assert_eq!(
        deem::renewals(&town.centre).await,
        Ok(Vec::new()),
        "it is valid to the end of that day"
    );
    town.seconds_later(1);
    assert_eq!(deem::renewals(&town.centre).await, Ok(vec![number.clone()]));
    assert_eq!(deem::renewals(&town.centre).await, Ok(Vec::new()), "once");
    let view = town.citizen("citizen1").looks_at(&number).await.unwrap();
    assert_eq!(view.case.status(), Status::Granted);
    let last = view.events.last().unwrap();
    assert_eq!(
        (last.actor.role.as_str(), last.what.words().0),
        ("system", "依法视为准予延续")
    );
    assert_eq!(view.case.decision().unwrap().day, Day::parse("2026-04-12").unwrap());
    assert_eq!(
        view.case.clock(ClockKind::Renewal).unwrap().stopped,
        Some(Day::parse("2026-04-12").unwrap())
    );
    town.clerk().issues(&number).await.unwrap();
}

pub async fn late_or_unasked_renews_nothing(town: &Town) {
    let late = asked(town, "2026-03-31").await;
    let decided = asked(town, "2026-04-12").await;
    let plain = town.citizen("citizen1").files(items::FREIGHT).await.unwrap().number;
    let corrected = asked(town, "2026-04-12").await;
    let body = town.item(items::FREIGHT).body.clone();
    for number in [&late, &decided, &plain] {
        town.clerk().accepts(number).await.unwrap();
    }
    town.clerk().asks_for_correction(&corrected, "m1").await.unwrap();
    town.examiner(&body).reviews(&decided).await.unwrap();
    town.chief(&body).refuses(&decided).await.unwrap();
    town.days_later(60);
    assert_eq!(deem::renewals(&town.centre).await, Ok(Vec::new()));
    assert_eq!(status(town, &late).await, Status::Accepted);
    assert_eq!(status(town, &decided).await, Status::Refused);
    assert_eq!(status(town, &plain).await, Status::Accepted);
    assert_eq!(status(town, &corrected).await, Status::AwaitingCorrection);
}

pub async fn renews_with_a_document_that_says_so(town: &Town) {
    let number = asked(town, "2026-04-12").await;
    town.days_later(42);
    // The same run that accepts by law renews by law: the case was never answered.
    assert_eq!(deem::renewals(&town.centre).await, Ok(vec![number.clone()]));
    let view = town.citizen("citizen1").looks_at(&number).await.unwrap();
    let token = view
        .case
        .decision()
        .map(|_| view.documents.last().unwrap().token.clone())
        .unwrap();
    let pdf = town.citizen("citizen1").prints(&token).await.unwrap();
    let (text, _) = crate::paper::read(town.data(), &pdf);
    for said in [
        "视为准予延续",
        "行政许可法第五十条",
        "2026年4月12日",
        "川交运管许可字511603000123号",
    ] {
        assert!(text.contains(said), "{said} is not in {text}");
    }
}

pub async fn about_a_supplement_accepts_the_case_and_what_is_missing_can_still_come(town: &Town) {
    let citizen = town.citizen("citizen1");
    let number = citizen.files(items::FOOD).await.unwrap().number;
    town.clerk().asks_for_correction(&number, "m1").await.unwrap();
    town.days_later(7);
    citizen.supplements(&number, "m1").await.unwrap();
    let supplied = town.today();
    town.days_later(7);
    assert_eq!(
        deem::overdue(&town.centre).await,
        Ok(Vec::new()),
        "the fifth working day is theirs"
    );
    town.days_later(1);
    assert_eq!(deem::overdue(&town.centre).await, Ok(vec![number.clone()]));
    let case = town.inspector().looks_at(&number).await.unwrap().case;
    let acceptance = case.acceptance().unwrap();
    assert_eq!((acceptance.day, acceptance.deemed), (supplied, true));
    let late = town.clerk().asks_for_correction(&number, "m2").await.unwrap_err();
    assert_eq!(late.code, "accepted_by_law");

    town.examiner(&case.body).reviews(&number).await.unwrap();
    citizen.hands_in_more(&number, "m2").await.unwrap();
    assert_eq!(status(town, &number).await, Status::Accepted, "it is examined again");
    assert_eq!(
        town.chief(&case.body).decides(&number).await.unwrap_err().code,
        "wrong_state"
    );
    town.examiner(&case.body).reviews(&number).await.unwrap();
    town.chief(&case.body).decides(&number).await.unwrap();
    assert_eq!(
        citizen.hands_in_more(&number, "m2").await.unwrap_err().code,
        "wrong_state"
    );
}
