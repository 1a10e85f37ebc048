//! The inspector's board against the rows of cases.

use std::collections::BTreeMap;

use yimen_acts::cases::board::{Figures, board, put_past_together};
use yimen_acts::cases::project;
use yimen_acts::cases::rebuild::{Mode, rebuild};
use yimen_acts::demonstration::{Many, load_many};
use yimen_domain::cases::Case;
use yimen_domain::clocks::{ClockKind, SuspensionKind};
use yimen_store::tables::due_figures::{BETWEEN, PAST, Stored};
use yimen_testkit::{Town, items};

/// Due today, due soon, past the promise alone, past the law: of one body.
type Due = [i64; 4];

/// What the board says of each body with something due or late.
async fn told(town: &Town) -> BTreeMap<String, Due> {
    let board = board(&town.centre).await.unwrap();
    let due = |figures: &Figures| [figures.due_today, figures.soon, figures.yellow, figures.red];
    let bodies = board.bodies.iter().map(|line| (line.code.clone(), due(&line.figures)));
    let bodies: BTreeMap<_, _> = bodies.filter(|(_, due)| *due != [0; 4]).collect();
    let all = bodies.values().fold([0; 4], |mut all, due| {
        all.iter_mut().zip(due).for_each(|(all, due)| *all += due);
        all
    });
    assert_eq!(all, due(&board.all));
    bodies
}

/// The same counted one by one from the rows of cases.
async fn counted(town: &Town) -> BTreeMap<String, Due> {
    let today = i64::from(town.today().days());
    let next = i64::from(town.centre.calendar().next_working(town.today().plus(1)).days());
    let sql = "SELECT body, status, due_day, promised_day, statutory_day FROM cases WHERE is_open = 1";
    let mut bodies: BTreeMap<String, Due> = BTreeMap::new();
    for row in town.db_rows(sql, Vec::new()).await {
        let body = bodies.entry(row.text(0).unwrap().to_string()).or_default();
        let examined = ["accepted", "reviewed"].contains(&row.text(1).unwrap());
        let past = |column| examined && row.opt_int(column).unwrap().is_some_and(|day| day < today);
        let (due, red) = (row.int(2).unwrap(), past(4));
        body[0] += i64::from(due == today);
        body[1] += i64::from((today..=next).contains(&due) && !red);
        body[2] += i64::from(past(3) && !red);
        body[3] += i64::from(red);
    }
    bodies.retain(|_, due| *due != [0; 4]);
    bodies
}

async fn agrees(town: &Town) -> BTreeMap<String, Due> {
    let told = told(town).await;
    assert_eq!(told, counted(town).await, "on {}", town.today());
    told
}

async fn is_sound(town: &Town) {
    let report = rebuild(&town.centre, Mode::Check, |_| {}).await.unwrap();
    assert!(report.is_sound(), "{report:?}");
}

/// Rows of days that would be read by nobody alone any more.
async fn old_rows(town: &Town) -> Vec<Stored> {
    let before = i64::from(town.today().plus(-7).days());
    let between = vec![town.centre.div().into(), PAST.into(), before.into(), 1_000i64.into()];
    let rows = town.centre.store().query(&BETWEEN, between).await.unwrap();
    rows.iter().map(|row| Stored::read(row).unwrap()).collect()
}

pub async fn a_long_history_is_counted_right_on_every_day_to_come(town: &Town) {
    let many = Many { cases: 1_500, seed: 5 };
    load_many(&town.centre, many, &|_, _, _, _| {}).await.unwrap();
    let mut seen = [0; 4];
    for days in [0, 1, 1, 1, 2, 3, 5, 8, 13, 30, 200] {
        town.days_later(days);
        for due in agrees(town).await.values() {
            seen.iter_mut().zip(due).for_each(|(seen, due)| *seen += due);
        }
        put_past_together(&town.centre).await.unwrap();
        assert_eq!(old_rows(town).await, []);
        agrees(town).await;
    }
    assert!(seen.iter().all(|figure| *figure > 0), "every figure was seen: {seen:?}");
    is_sound(town).await;
}

pub async fn each_act_is_counted_when_it_is_done(town: &Town) {
    let citizen = town.citizen("citizen1");
    let (examiner, chief) = (town.examiner("disabled"), town.chief("disabled"));
    let number = citizen.files(items::DISABILITY).await.unwrap().number;
    let left = citizen.files(items::DISABILITY).await.unwrap().number;
    town.days_later(1);
    agrees(town).await;
    town.clerk().asks_for_correction(&left, "m2").await.unwrap();
    agrees(town).await;
    citizen.withdraws(&left).await.unwrap();
    agrees(town).await;
    town.clerk().accepts(&number).await.unwrap();
    examiner.suspends(&number, SuspensionKind::Appraisal).await.unwrap();
    town.days_later(10);
    assert_eq!(agrees(town).await, BTreeMap::new(), "what is suspended is not due");
    examiner.resumes(&number).await.unwrap();
    chief.extends(&number, 5).await.unwrap();
    town.days_later(60);
    let body = "disabled".to_string();
    assert_eq!(agrees(town).await, BTreeMap::from([(body.clone(), [0, 0, 0, 1])]));
    examiner.reviews(&number).await.unwrap();
    assert_eq!(agrees(town).await, BTreeMap::from([(body, [0, 0, 0, 1])]));
    chief.decides(&number).await.unwrap();
    assert_eq!(agrees(town).await, BTreeMap::new());
    town.clerk().issues(&number).await.unwrap();
    assert_eq!(agrees(town).await, BTreeMap::new());
    put_past_together(&town.centre).await.unwrap();
    let rows = town.db_rows(
        "SELECT due, promised, statutory, later FROM due_figures WHERE day = $1",
        vec![PAST.into()],
    );
    for row in rows.await {
        assert!(
            (0..4).all(|at| row.int(at) == Ok(0)),
            "nothing of a finished case is left"
        );
    }
    is_sound(town).await;
}

pub async fn sums_of_days_past_are_put_together(town: &Town) {
    let citizen = town.citizen("citizen1");
    let number = citizen.files(items::LEGAL_AID).await.unwrap().number;
    town.clerk().accepts(&number).await.unwrap();
    town.days_later(100);
    let fresh = citizen.files(items::LEGAL_AID).await.unwrap().number;
    town.clerk().accepts(&fresh).await.unwrap();
    // What another process added in its lane and took away in a third.
    for (lane, sum) in [(70i64, 2i64), (71, -2)] {
        let sql = "INSERT INTO due_figures (div, day, body, lane, due, promised, statutory, later) \
                   SELECT div, MAX(day), body, CAST($1 AS BIGINT), $2, $2, $2, $2 FROM due_figures \
                   WHERE lane < 64 AND day < $3 GROUP BY div, body";
        let past = i64::from(town.today().days());
        town.db_tamper(1, sql, vec![lane.into(), sum.into(), past.into()]).await;
    }
    let before = agrees(town).await;
    assert_eq!(before["justice"][3], 1);
    is_sound(town).await;
    let old = old_rows(town).await;
    assert!(old.len() >= 4, "{old:?}");
    assert_eq!(put_past_together(&town.centre).await.unwrap(), old.len() as u64);
    assert_eq!(
        put_past_together(&town.centre).await.unwrap(),
        0,
        "there is nothing left"
    );
    assert_eq!(old_rows(town).await, []);
    assert_eq!(agrees(town).await, before);
    is_sound(town).await;
    // The case that was late goes on, and its sums come after it.
    town.examiner("justice").reviews(&number).await.unwrap();
    town.chief("justice").decides(&number).await.unwrap();
    assert_eq!(agrees(town).await.get("justice").map_or(0, |due| due[3]), 0);
    assert!(put_past_together(&town.centre).await.unwrap() > 0);
    agrees(town).await;
    is_sound(town).await;
    // What is past for less than a week stays as it is.
    let coming = town.db_rows("SELECT COUNT(*) FROM due_figures WHERE day > $1", vec![PAST.into()]);
    let coming = coming.await[0].int(0).unwrap();
    town.days_later(7);
    assert_eq!(put_past_together(&town.centre).await.unwrap(), 0);
    let still = town.db_rows("SELECT COUNT(*) FROM due_figures WHERE day > $1", vec![PAST.into()]);
    assert_eq!(still.await[0].int(0), Ok(coming));
}

pub async fn a_sum_to_which_somebody_added_is_not_removed(town: &Town) {
    town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap();
    town.days_later(100);
    let seen = old_rows(town).await;
    town.days_later(-100);
    town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap();
    town.days_later(100);
    let removal = seen.iter().map(|row| row.remove(town.centre.div())).collect();
    assert!(town.centre.put(removal).await.is_err());
    assert_eq!(old_rows(town).await.len(), seen.len());
    assert_ne!(old_rows(town).await, seen);
    is_sound(town).await;
}

pub async fn a_case_is_due_by_the_law_though_more_was_promised(town: &Town) {
    let citizen = town.citizen("citizen1");
    let number = citizen.files(items::LEGAL_AID).await.unwrap().number;
    town.clerk().accepts(&number).await.unwrap();
    let mut case = citizen.looks_at(&number).await.unwrap().case;
    let calendar = town.centre.calendar();
    let row = |case: &Case| project::row(case, &calendar, [0; 32]);
    assert_eq!(Some(row(&case).due_day), row(&case).promised_day);
    for clock in &mut case.clocks {
        if clock.kind == ClockKind::DecisionPromised {
            clock.budget += 100;
        }
    }
    let row = row(&case);
    assert_eq!(Some(row.due_day), row.statutory_day);
    assert!(row.promised_day > row.statutory_day);
}
