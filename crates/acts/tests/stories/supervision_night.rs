//! What several cases show together is found when the day is over, and given once.

use yimen_acts::cases::rebuild::{Mode, rebuild};
use yimen_acts::supervision::adopt::{of_set, put_in_force};
use yimen_acts::supervision::lists::to_answer;
use yimen_acts::supervision::night::rounds;
use yimen_domain::organisation::{Actor, Role};
use yimen_domain::supervision::rule::{Rule, RuleCode, RuleMark, Watch};
use yimen_domain::supervision::{Parameters, Pattern};
use yimen_testkit::{Town, items};

const NOTICE: &str = "政务〔2026〕12号";

/// One rule holds from today: it watches this pattern.
async fn watches(town: &Town, pattern: Pattern, parameters: Parameters) {
    let like = of_set("yulin", &[], town.today()).unwrap().remove(0);
    let rule = Rule {
        mark: RuleMark {
            code: RuleCode::parse("YE-1").unwrap(),
            version: 1,
        },
        watch: Watch::Pattern {
            pattern,
            parameters,
            count: 1,
        },
        ..like
    };
    let manager: Actor = town.account(&town.logins_with(Role::Manager).remove(0)).actor();
    put_in_force(&town.centre, &manager, NOTICE, vec![rule], false)
        .await
        .unwrap();
}

async fn accepted(town: &Town, who: &str) -> String {
    town.seconds_later(60);
    let number = town.citizen(who).files(items::LEGAL_AID).await.unwrap().number;
    town.clerk().accepts(&number).await.unwrap();
    number
}

async fn decided(town: &Town, number: &str) {
    let body = town.item(items::LEGAL_AID).body.clone();
    town.seconds_later(120);
    town.examiner(&body).reviews(number).await.unwrap();
    town.chief(&body).decides(number).await.unwrap();
}

/// Which other cases each card of a case names.
async fn cards(town: &Town, number: &str) -> Vec<String> {
    let case = town.inspector().looks_at(number).await.unwrap().case;
    let given = case.supervision.cards.iter();
    given.map(|given| given.card.inputs["others"].clone()).collect()
}

async fn is_sound(town: &Town) {
    let report = rebuild(&town.centre, Mode::Check, |_| {}).await.unwrap();
    assert!(report.is_sound() && report.different == 0, "{report:?}");
}

pub async fn a_case_registered_anew_after_its_withdrawal_gets_one_card_at_night(town: &Town) {
    watches(town, Pattern::Restart, Parameters::default()).await;
    let first = accepted(town, "citizen1").await;
    town.citizen("citizen1").withdraws(&first).await.unwrap();
    let second = accepted(town, "citizen1").await;
    let other = accepted(town, "citizen2").await;
    assert_eq!(rounds(&town.centre).await.unwrap(), 0, "the day is not over");
    town.days_later(1);
    let process = town.another_process().await.unwrap_or_else(|| town.centre.clone());
    let (one, two) = tokio::join!(rounds(&town.centre), rounds(&process));
    assert_eq!(one.unwrap() + two.unwrap(), 1, "one of them had the round");
    assert_eq!(cards(town, &second).await, std::slice::from_ref(&first));
    assert!(cards(town, &first).await.is_empty() && cards(town, &other).await.is_empty());
    let view = town.inspector().looks_at(&second).await.unwrap();
    let last = view.events.last().unwrap();
    assert_eq!((last.what.code(), last.actor.role.as_str()), ("card_given", "system"));
    assert_eq!(rounds(&town.centre).await.unwrap(), 0, "done once");
    is_sound(town).await;

    // Whatever became of the row that keeps how far the rounds came: a card is given once.
    town.db_tamper(2, "DELETE FROM supervision_rounds", Vec::new()).await;
    assert_eq!(rounds(&town.centre).await.unwrap(), 0);
    town.days_later(2);
    accepted(town, "citizen3").await;
    town.days_later(1);
    assert_eq!(
        rounds(&town.centre).await.unwrap(),
        0,
        "the days between are made up for"
    );
    let rows = town
        .db_rows("SELECT day FROM supervision_rounds ORDER BY day", Vec::new())
        .await;
    let days: Vec<i64> = rows.iter().map(|row| row.int(0).unwrap()).collect();
    let yesterday = i64::from(town.today().plus(-1).days());
    assert_eq!(days, [yesterday - 3, yesterday - 2, yesterday - 1, yesterday]);
    assert_eq!(cards(town, &second).await.len(), 1);
}

pub async fn a_round_that_was_cut_off_goes_on_where_it_was(town: &Town) {
    watches(town, Pattern::Restart, Parameters::default()).await;
    let first = accepted(town, "citizen1").await;
    town.citizen("citizen1").withdraws(&first).await.unwrap();
    let second = accepted(town, "citizen1").await;
    town.days_later(1);
    let yesterday = i64::from(town.today().plus(-1).days());
    let held = town.centre.now().0 + 300_000_000;
    let put =
        "INSERT INTO supervision_rounds (div, day, place, cards, done, lease_until) VALUES ($1, $2, $3, 0, 0, $4)";
    let row = |place: &str| vec![town.centre.div().into(), yesterday.into(), place.into(), held.into()];
    town.db_tamper(1, put, row("")).await;
    assert_eq!(rounds(&town.centre).await.unwrap(), 0, "another worker has it");
    assert!(cards(town, &second).await.is_empty());
    town.seconds_later(299);
    assert_eq!(rounds(&town.centre).await.unwrap(), 0, "still");
    town.seconds_later(1);
    assert_eq!(rounds(&town.centre).await.unwrap(), 1, "its time is over");
    assert_eq!(cards(town, &second).await, [first]);
    // What another one had done is left to it.
    town.db_tamper(1, "DELETE FROM supervision_rounds", Vec::new()).await;
    let row = vec![
        town.centre.div().into(),
        yesterday.into(),
        items::LEGAL_AID.into(),
        0i64.into(),
    ];
    town.db_tamper(1, put, row).await;
    assert_eq!(rounds(&town.centre).await.unwrap(), 0);
    let rows = town
        .db_rows("SELECT place, done FROM supervision_rounds", Vec::new())
        .await;
    assert_eq!(
        (rows[0].text(0).unwrap(), rows[0].int(1).unwrap()),
        (items::LEGAL_AID, 1)
    );
}

pub async fn a_run_of_equal_durations_that_grows_is_one_card(town: &Town) {
    let parameters = Parameters {
        equal_cases: 2,
        ..Parameters::default()
    };
    watches(town, Pattern::Limits, parameters).await;
    let mut cases = Vec::new();
    for who in ["citizen1", "citizen2", "citizen3"] {
        cases.push(accepted(town, who).await);
    }
    town.days_later(7);
    decided(town, &cases[0]).await;
    decided(town, &cases[1]).await;
    let slow = accepted(town, "citizen1").await;
    town.days_later(1);
    assert_eq!(rounds(&town.centre).await.unwrap(), 1);
    assert_eq!(cards(town, &cases[1]).await, [cases[0].clone()]);
    // Whoever decided has to answer for a case that is over.
    let body = town.item(items::LEGAL_AID).body.clone();
    let (waits, _) = to_answer(&town.centre, &town.chief(&body).actor(), None).await.unwrap();
    let waiting: Vec<&str> = waits.iter().map(|row| row.number.as_str()).collect();
    assert_eq!(waiting, [cases[1].as_str()]);
    // One that took as long, and one that took longer.
    town.days_later(6);
    decided(town, &slow).await;
    town.days_later(1);
    assert_eq!(rounds(&town.centre).await.unwrap(), 0, "the run grew by one");
    decided(town, &cases[2]).await;
    town.days_later(1);
    assert_eq!(rounds(&town.centre).await.unwrap(), 0);
    is_sound(town).await;
}

pub async fn ratings_in_a_burst_are_found_at_night(town: &Town) {
    let parameters = Parameters {
        ratings: 2,
        ..Parameters::default()
    };
    watches(town, Pattern::RatingBurst, parameters).await;
    let people = ["citizen1", "citizen2"];
    let mut cases = Vec::new();
    for who in people {
        cases.push(accepted(town, who).await);
    }
    town.days_later(1);
    for number in &cases {
        decided(town, number).await;
        town.clerk().issues(number).await.unwrap();
    }
    for (who, number) in people.iter().zip(&cases) {
        town.seconds_later(5);
        town.citizen(who).rates(number, 5).await.unwrap();
    }
    town.days_later(1);
    assert_eq!(rounds(&town.centre).await.unwrap(), 1);
    assert_eq!(cards(town, &cases[1]).await, [cases[0].clone()]);
    assert_eq!(rounds(&town.centre).await.unwrap(), 0);
}
