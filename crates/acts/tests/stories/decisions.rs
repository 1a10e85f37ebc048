//! Decisions on permits, as everybody may look them up.

use yimen_acts::decisions::{Asked, OfDay, of_day, of_number};
use yimen_testkit::{Town, items};

async fn asks(town: &Town, asked: Asked) -> OfDay {
    of_day(&town.centre, &asked).await.unwrap()
}

pub async fn what_was_decided_of_permits_is_public_and_nothing_else(town: &Town) {
    let nothing = asks(town, Asked::default()).await;
    assert_eq!(nothing, OfDay::default());
    let (first, second) = (town.today(), town.today().plus(2));
    // A permit of a person, one of a company, and legal aid, which is no permit.
    let granted = town.finished_case(items::FREIGHT).await;
    town.finished_case(items::LEGAL_AID).await;
    town.days_later(2);
    let company = town.company("company1");
    let number = company.files(items::FREIGHT).await.unwrap().number;
    town.clerk().accepts(&number).await.unwrap();
    let body = town.item(items::FREIGHT).body.clone();
    town.examiner(&body).reviews(&number).await.unwrap();
    town.chief(&body).refuses(&number).await.unwrap();

    let today = asks(town, Asked::default()).await;
    assert_eq!(
        (today.day, today.before, today.after),
        (Some(second), Some(first), None)
    );
    let told: Vec<(&str, bool)> = today
        .found
        .iter()
        .map(|one| (one.row.document.as_str(), one.row.granted))
        .collect();
    assert_eq!(told, [("政务不准〔2026〕1号", false)]);
    assert_eq!(
        today.found[0].row.applicant_shown,
        company.profile().await.name,
        "companies are named in full"
    );

    let before = asks(
        town,
        Asked {
            day: Some(first),
            ..Asked::default()
        },
    )
    .await;
    let row = &before.found[0].row;
    assert_eq!(
        (before.found.len(), row.number.as_str(), row.granted),
        (1, granted.as_str(), true)
    );
    assert!(row.applicant_shown.contains('*'), "{}", row.applicant_shown);
    assert_eq!(before.after, Some(second));
    let others = asks(
        town,
        Asked {
            day: Some(first),
            body: "justice".into(),
            ..Asked::default()
        },
    )
    .await;
    assert_eq!(others.found, []);

    let by_number = async |number: &str| {
        let found = of_number(&town.centre, number).await.unwrap();
        found.into_iter().map(|one| one.row.number).collect::<Vec<_>>()
    };
    assert_eq!(by_number("政务不准〔2026〕1号").await, std::slice::from_ref(&number));
    assert_eq!(by_number(&granted).await, std::slice::from_ref(&granted));
    for nothing in ["", "政务准〔2026〕99号", "' OR 1=1 --", "政务受〔2026〕1号"] {
        assert_eq!(by_number(nothing).await, [] as [String; 0], "{nothing}");
    }
}
