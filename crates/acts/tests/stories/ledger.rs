//! The proof that nothing was altered, against every way of altering something.

use futures::future::join_all;
use yimen_acts::cases::verify::{Fault, Verdict, verify};
use yimen_acts::notices;
use yimen_testkit::{Town, items};

async fn verdict(town: &Town) -> Verdict {
    verify(&town.centre, |_| {}).await.unwrap()
}

/// Number and event of the one thing that does not fit.
async fn the_fault(town: &Town) -> (String, u32) {
    let verdict = verdict(town).await;
    let [fault] = verdict.faults.as_slice() else {
        panic!("{:?}", verdict.faults)
    };
    assert!(!fault.zh.is_empty() && !fault.en.is_empty() && !verdict.is_sound());
    (fault.number.clone(), fault.seq)
}

/// Three finished cases of one item and one of another; the number of the second.
async fn history(town: &Town) -> String {
    let mut numbers = Vec::new();
    for item in [items::LEGAL_AID, items::LEGAL_AID, items::LEGAL_AID, items::PASSPORT] {
        numbers.push(town.finished_case(item).await);
        town.seconds_later(60);
    }
    numbers.swap_remove(1)
}

pub async fn an_untouched_ledger_is_sound(town: &Town) {
    history(town).await;
    let first = verdict(town).await;
    assert_eq!((first.cases, first.events, first.faults.len()), (4, 21, 0));
    assert_eq!(verdict(town).await.summary, first.summary);
    town.citizen("citizen2").files(items::LEGAL_AID).await.unwrap();
    assert_ne!(verdict(town).await.summary, first.summary);
}

pub async fn an_altered_word_is_named(town: &Town) {
    let number = history(town).await;
    town.db_alter_event(&number, 3, "符合条件", "不合条件").await;
    assert_eq!(the_fault(town).await, (number, 3));
}

pub async fn an_altered_hash_is_named(town: &Town) {
    let number = history(town).await;
    let sql = "UPDATE events SET hash = $1 WHERE seq = 4 AND case_id IN (SELECT id FROM cases WHERE number = $2)";
    town.db_tamper(1, sql, vec![[7u8; 32].into(), number.as_str().into()])
        .await;
    assert_eq!(the_fault(town).await, (number.clone(), 4));
    town.db_tamper(1, sql, vec![[7u8; 5].into(), number.as_str().into()])
        .await;
    assert_eq!(the_fault(town).await, (number, 4));
}

pub async fn a_removed_event_is_named(town: &Town) {
    let number = history(town).await;
    town.db_remove_event(&number, 2).await;
    assert_eq!(the_fault(town).await, (number, 2));
}

pub async fn a_removed_last_event_is_named(town: &Town) {
    let number = history(town).await;
    town.db_remove_event(&number, 5).await;
    assert_eq!(the_fault(town).await, (number, 5));
}

pub async fn a_rewritten_last_event_is_named(town: &Town) {
    use yimen_store::ledger::Hash;
    let number = history(town).await;
    let find = "SELECT text, hash FROM events WHERE seq = $1 AND case_id IN (SELECT id FROM cases WHERE number = $2)";
    let last = town.db_rows(find, vec![5i64.into(), number.as_str().into()]).await;
    let before = town.db_rows(find, vec![4i64.into(), number.as_str().into()]).await;
    let before: Hash = before[0].bytes(1).unwrap().try_into().unwrap();
    let text = last[0].text(0).unwrap().replace("electronic", "post");
    let sql =
        "UPDATE events SET text = $1, hash = $2 WHERE seq = 5 AND case_id IN (SELECT id FROM cases WHERE number = $3)";
    town.db_tamper(
        1,
        sql,
        vec![
            text.as_str().into(),
            town.centre.hash().link(&before, &text).into(),
            number.as_str().into(),
        ],
    )
    .await;
    assert_eq!(the_fault(town).await.0, number);
}

pub async fn swapped_events_are_named(town: &Town) {
    let number = history(town).await;
    let sql = "UPDATE events SET seq = $1 WHERE seq = $2 AND case_id IN (SELECT id FROM cases WHERE number = $3)";
    for (to, from) in [(99i64, 3i64), (3, 4), (4, 99)] {
        town.db_tamper(1, sql, vec![to.into(), from.into(), number.as_str().into()])
            .await;
    }
    assert_eq!(the_fault(town).await, (number, 3));
}

pub async fn an_event_of_another_case_is_named(town: &Town) {
    let number = history(town).await;
    let other = format!("{}0003", &number[..number.len() - 4]);
    let sql = "UPDATE events SET text = (SELECT e.text FROM events e JOIN cases c ON c.id = e.case_id \
               WHERE c.number = $1 AND e.seq = 2), hash = (SELECT e.hash FROM events e JOIN cases c ON c.id = e.case_id \
               WHERE c.number = $1 AND e.seq = 2) WHERE seq = 2 AND case_id IN (SELECT id FROM cases WHERE number = $2)";
    town.db_tamper(1, sql, vec![other.into(), number.as_str().into()]).await;
    assert_eq!(the_fault(town).await, (number, 2));
}

pub async fn a_case_missing_from_the_lists_is_named(town: &Town) {
    let number = history(town).await;
    town.db_remove_case_row(&number).await;
    let faults = verdict(town).await.faults;
    let ways: Vec<_> = faults
        .iter()
        .map(|fault| (fault.number.as_str(), fault.case.is_empty()))
        .collect();
    assert_eq!(ways, [("", false), (number.as_str(), true)]);
}

pub async fn a_removed_case_is_named(town: &Town) {
    let number = history(town).await;
    town.db_remove_case(&number, 5).await;
    assert_eq!(the_fault(town).await, (number, 0));
}

pub async fn the_removed_last_case_is_named(town: &Town) {
    let number = history(town).await;
    let last = format!("{}0003", &number[..number.len() - 4]);
    town.db_remove_case(&last, 5).await;
    assert_eq!(the_fault(town).await, (last, 0));
    let only = format!("{}202603020001", items::PASSPORT);
    town.db_remove_case(&only, 6).await;
    let named = |fault: &Fault| fault.number == only;
    assert!(
        verdict(town).await.faults.iter().any(named),
        "the only case of its item"
    );
}

pub async fn a_counter_set_back_is_named(town: &Town) {
    let number = history(town).await;
    let sql = "UPDATE counters SET last = 2 WHERE name = $1 AND last = 3";
    town.db_tamper(1, sql, vec![format!("case/{}", items::LEGAL_AID).into()])
        .await;
    assert_eq!(
        the_fault(town).await,
        (format!("{}0003", &number[..number.len() - 4]), 0)
    );
}

pub async fn an_altered_projection_is_named(town: &Town) {
    let number = history(town).await;
    for (column, value) in [("body", "police"), ("status", "refused"), ("applicant_shown", "王**")] {
        let find = format!("SELECT {column} FROM cases WHERE number = $1");
        let before = town.db_rows(&find, vec![number.as_str().into()]).await[0]
            .text(0)
            .unwrap()
            .to_string();
        let sql = format!("UPDATE cases SET {column} = $1 WHERE number = $2");
        town.db_tamper(1, &sql, vec![value.into(), number.as_str().into()])
            .await;
        assert_eq!(the_fault(town).await, (number.clone(), 0), "{column}");
        town.db_tamper(1, &sql, vec![before.into(), number.as_str().into()])
            .await;
    }
    assert!(verdict(town).await.is_sound());
}

pub async fn an_unreadable_projection_is_named(town: &Town) {
    let number = history(town).await;
    town.db_tamper(
        1,
        "UPDATE cases SET status = 'lost' WHERE number = $1",
        vec![number.as_str().into()],
    )
    .await;
    let faults = verdict(town).await.faults;
    assert_eq!(faults[0].number, number, "{faults:?}");
}

pub async fn the_first_damage_comes_first(town: &Town) {
    let number = history(town).await;
    let later = format!("{}0003", &number[..number.len() - 4]);
    town.db_alter_event(&later, 2, "2026", "2025").await;
    town.db_alter_event(&number, 4, "五年", "十年").await;
    town.db_alter_event(&number, 3, "符合", "适合").await;
    let named: Vec<_> = verdict(town)
        .await
        .faults
        .into_iter()
        .map(|fault| (fault.number, fault.seq))
        .collect();
    assert_eq!(named, [(number, 3), (later, 2)]);
}

pub async fn a_damaged_case_does_not_hold_up_the_notices_of_others(town: &Town) {
    let (first, second) = (town.citizen("citizen1"), town.citizen("citizen2"));
    let number = first.files(items::LEGAL_AID).await.unwrap().number;
    second.files(items::LEGAL_AID).await.unwrap();
    town.db_alter_event(&number, 1, "filed", "field").await;
    assert_eq!(notices::deliver(&town.centre, 10).await, Ok(1));
    assert_eq!(
        notices::inbox(&town.centre, second.signed.id, None, 10)
            .await
            .unwrap()
            .len(),
        1
    );
}

pub async fn the_centre_goes_on_while_it_is_checked(town: &Town) {
    let citizen = town.citizen("citizen1");
    let application = citizen.application(items::LEGAL_AID).await;
    let work = async {
        for _ in 0..15 {
            let number = citizen.submits(None, application.clone()).await.unwrap().number;
            town.clerk().accepts(&number).await.unwrap();
            town.examiner("justice").reviews(&number).await.unwrap();
        }
    };
    let check = async {
        for _ in 0..10 {
            assert_eq!(verdict(town).await.faults, []);
            tokio::task::yield_now().await;
        }
    };
    tokio::join!(work, join_all([check]));
}
