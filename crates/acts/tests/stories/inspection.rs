//! Inspectors draw samples that anybody draws again, keep notes that nobody else reads, and note rounds.

use yimen_acts::inspection::{notes, rounds, samples};
use yimen_acts::ledger::{days, keys};
use yimen_domain::inspection::note::Outcome;
use yimen_domain::inspection::round::{Kind, Round};
use yimen_domain::inspection::sample::{About, Terms, draw};
use yimen_domain::organisation::{Actor, Role};
use yimen_testkit::{Town, items, refusal};

fn inspector(town: &Town) -> Actor {
    let login = town.logins_with(Role::Inspector).remove(0);
    town.account(&login).actor()
}

fn terms(town: &Town, about: About, size: u32) -> Terms {
    Terms {
        from: town.today().plus(-1),
        to: town.today().plus(-1),
        body: None,
        about,
        size,
    }
}

/// Nine cases on a day that is closed; three of them are accepted.
async fn nine(town: &Town) -> Vec<String> {
    keys::new(&town.centre, Default::default()).await.unwrap();
    let mut numbers = Vec::new();
    for at in 0..9 {
        let number = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
        if at < 3 {
            town.clerk().accepts(&number).await.unwrap();
        }
        numbers.push(number);
    }
    town.days_later(1);
    assert_eq!(days::close_by_hand(&town.centre).await.unwrap().len(), 1);
    numbers.sort();
    numbers
}

/// Something happens today, and the day ends.
async fn a_day_passes(town: &Town) {
    town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap();
    town.days_later(1);
    assert_eq!(days::close_by_hand(&town.centre).await.unwrap().len(), 1);
}

pub async fn a_sample_is_fixed_before_its_seed_is_known_and_drawn_again_by_anybody(town: &Town) {
    let numbers = nine(town).await;
    let by = inspector(town);
    let asked = terms(town, About::Moved, 4);
    let number = samples::announce(&town.centre, &by, "key-1", &asked).await.unwrap();
    let again = samples::announce(&town.centre, &by, "key-1", &asked).await.unwrap();
    assert_eq!((number, again), (1, 1), "the same request announces one sample");
    let announced = samples::one(&town.centre, &by, number).await.unwrap();
    assert_eq!(announced.row.list.lines().collect::<Vec<_>>(), numbers);
    assert_eq!(announced.row.digest, samples::digest(&numbers.join("\n")));
    assert!(!announced.is_drawn() && announced.row.seed.is_empty());
    let early = samples::draw(&town.centre, &by, number).await;
    assert_eq!(refusal(early.unwrap_err()).code, "seed_unknown");

    a_day_passes(town).await;
    let drawn = samples::draw(&town.centre, &by, number).await.unwrap();
    let published = days::between(&town.centre, Some(announced.seed_day()), None)
        .await
        .unwrap();
    assert!(
        published[0].seal.head.contains(&drawn.row.seed),
        "the seed is the root of that day's log"
    );
    let anybody = draw(&drawn.row.seed, &numbers, 4, samples::digest);
    assert_eq!(drawn.drawn().collect::<Vec<_>>(), anybody);
    assert_eq!(anybody.len(), 4);

    // Drawn once: later roots change nothing.
    a_day_passes(town).await;
    let later = samples::draw(&town.centre, &by, number).await.unwrap();
    assert_eq!((&later.row.seed, &later.row.drawn), (&drawn.row.seed, &drawn.row.drawn));
}

pub async fn only_what_is_asked_for_is_drawn_from(town: &Town) {
    nine(town).await;
    let by = inspector(town);
    let accepted = terms(town, About::Accepted, 50);
    let number = samples::announce(&town.centre, &by, "key-1", &accepted).await.unwrap();
    assert_eq!(samples::one(&town.centre, &by, number).await.unwrap().row.cases, 3);
    let closed = samples::announce(&town.centre, &by, "key-2", &terms(town, About::Closed, 5)).await;
    assert_eq!(refusal(closed.unwrap_err()).code, "nothing_to_draw");
    let nowhere = Terms {
        body: Some("nowhere".into()),
        ..terms(town, About::Moved, 5)
    };
    let nowhere = samples::announce(&town.centre, &by, "key-3", &nowhere).await;
    assert_eq!(refusal(nowhere.unwrap_err()).faults[0].field, "body");
    let today = Terms {
        to: town.today(),
        ..terms(town, About::Moved, 5)
    };
    let today = samples::announce(&town.centre, &by, "key-4", &today).await;
    assert_eq!(refusal(today.unwrap_err()).faults[0].field, "to");
    for role in [Role::Clerk, Role::Chief, Role::Manager] {
        let login = town.logins_with(role).remove(0);
        let other = town.account(&login).actor();
        let asked = samples::announce(&town.centre, &other, "key-5", &accepted).await;
        assert_eq!(refusal(asked.unwrap_err()).code, "not_permitted", "{role:?}");
    }
    assert_eq!(samples::latest(&town.centre, None).await.unwrap().0.len(), 1);
}

pub async fn what_inspectors_note_is_sealed_and_counted_and_nobody_elses(town: &Town) {
    nine(town).await;
    let by = inspector(town);
    let number = samples::announce(&town.centre, &by, "key-1", &terms(town, About::Moved, 2))
        .await
        .unwrap();
    a_day_passes(town).await;
    let sample = samples::draw(&town.centre, &by, number).await.unwrap();
    let drawn: Vec<String> = sample.drawn().map(str::to_string).collect();
    let other = sample
        .row
        .list
        .lines()
        .find(|known| !drawn.iter().any(|drawn| drawn == known))
        .unwrap();
    let keep = async |key: &str, case: &str, of: Option<u32>, outcome, words: &str| {
        notes::keep(&town.centre, &by, key, case, of, outcome, words).await
    };
    let looked = samples::found(&town.centre, &sample).await.unwrap();
    assert_eq!((looked.drawn, looked.in_order, looked.faults), (2, 0, 0));
    keep("n-1", &drawn[0], Some(number), Outcome::InOrder, "")
        .await
        .unwrap();
    keep("n-2", &drawn[1], Some(number), Outcome::Fault, "材料目录之外收取了证明")
        .await
        .unwrap();
    keep("n-2", &drawn[1], Some(number), Outcome::Fault, "材料目录之外收取了证明")
        .await
        .unwrap();
    let found = samples::found(&town.centre, &sample).await.unwrap();
    assert_eq!((found.in_order, found.faults), (1, 1));
    // Somebody looks again: the last note on a case counts.
    keep("n-3", &drawn[0], Some(number), Outcome::Fault, "复查：签收日期倒填")
        .await
        .unwrap();
    let found = samples::found(&town.centre, &sample).await.unwrap();
    assert_eq!((found.in_order, found.faults), (0, 2));
    let wrong = keep("n-4", other, Some(number), Outcome::InOrder, "").await;
    assert_eq!(refusal(wrong.unwrap_err()).code, "not_drawn");

    let case = town.inspector().looks_at(&drawn[1]).await.unwrap().case;
    let read = notes::of_case(&town.centre, &by, case.id).await.unwrap();
    assert_eq!(
        read.iter().map(|note| note.words.as_str()).collect::<Vec<_>>(),
        ["材料目录之外收取了证明"]
    );
    let rows = town.db_rows("SELECT sealed FROM inspection_notes", Vec::new()).await;
    assert_eq!(rows.len(), 3);
    let plain = "材料目录".as_bytes();
    assert!(
        rows.iter()
            .all(|row| !row.bytes(0).unwrap().windows(plain.len()).any(|part| part == plain))
    );
    for role in [Role::Clerk, Role::Chief, Role::Manager] {
        let login = town.logins_with(role).remove(0);
        let asked = notes::of_case(&town.centre, &town.account(&login).actor(), case.id).await;
        assert_eq!(refusal(asked.unwrap_err()).code, "not_permitted", "{role:?}");
    }
    // The case itself has not moved.
    assert_eq!(
        town.inspector().looks_at(&drawn[1]).await.unwrap().case.events,
        case.events
    );
}

pub async fn a_round_is_noted_once_and_closed_when_it_was_put_right(town: &Town) {
    let by = inspector(town);
    let round = Round {
        kind: Kind::Mystery,
        day: town.today(),
        minute: 9 * 60 + 20,
        place: "一楼 3 号窗口".into(),
        body: Some("justice".into()),
        seen: "上午九点二十分空岗 15 分钟".into(),
        until: Some(town.today().plus(2)),
    };
    let first = rounds::note(&town.centre, &by, "r-1", &round).await.unwrap();
    assert_eq!(rounds::note(&town.centre, &by, "r-1", &round).await.unwrap(), first);
    let in_order = Round {
        until: None,
        ..round.clone()
    };
    let second = rounds::note(&town.centre, &by, "r-2", &in_order).await.unwrap();
    assert_eq!((first, second), (1, 2));
    let (latest, next) = rounds::latest(&town.centre, &by, None).await.unwrap();
    assert_eq!((latest.len(), next), (2, None));
    let open = rounds::open(&town.centre, &by).await.unwrap();
    assert_eq!(open.iter().map(|row| row.number).collect::<Vec<_>>(), [1]);
    assert_eq!(
        refusal(rounds::finish(&town.centre, &by, second, "好了").await.unwrap_err()).code,
        "nothing_to_put_right"
    );
    assert_eq!(
        refusal(rounds::finish(&town.centre, &by, first, " ").await.unwrap_err()).faults[0].field,
        "done"
    );
    rounds::finish(&town.centre, &by, first, "已安排 B 岗顶岗，当事人书面检查")
        .await
        .unwrap();
    assert_eq!(
        refusal(rounds::finish(&town.centre, &by, first, "再次").await.unwrap_err()).code,
        "nothing_to_put_right"
    );
    assert!(rounds::open(&town.centre, &by).await.unwrap().is_empty());
    let clerk = town.account(&town.logins_with(Role::Clerk).remove(0)).actor();
    assert_eq!(
        refusal(rounds::latest(&town.centre, &clerk, None).await.unwrap_err()).code,
        "not_permitted"
    );
}
