//! The rows of clocks after a change of the calendar: what is due when, by case and kind.

use std::collections::BTreeMap;

use yimen_acts::calendar::{hours, import, read, recompute, recount};
use yimen_acts::cases::due;
use yimen_domain::calendar::{CHINA, Day, Instant};
use yimen_domain::clocks::SuspensionKind;
use yimen_testkit::{Town, items};

/// Kind and due moment of every clock that is not stopped, by number of the case.
type Clocks = BTreeMap<(String, String), i64>;

async fn rows(town: &Town, state: &str) -> Clocks {
    let sql = "SELECT c.number, k.kind, k.due_at FROM clocks k JOIN cases c ON c.div = k.div AND c.id = k.case_id \
               WHERE k.state = $1";
    let rows = town.db_rows(sql, vec![state.into()]).await;
    let one = |row: &yimen_store::Row| {
        let key = (row.text(0).unwrap().to_string(), row.text(1).unwrap().to_string());
        (key, row.int(2).unwrap())
    };
    rows.iter().map(one).collect()
}

/// What the events of the open cases say, by the calendar in force.
async fn expected(town: &Town, numbers: &[String]) -> Clocks {
    let calendar = town.centre.calendar();
    let mut clocks = Clocks::new();
    for number in numbers {
        let case = town.inspector().looks_at(number).await.unwrap().case;
        for clock in case.clocks.iter().filter(|clock| clock.stopped.is_none()) {
            if let Ok(due) = clock.due(&calendar) {
                let key = (number.clone(), clock.kind.code().to_string());
                clocks.insert(key, calendar.end_of(due.day, CHINA).0);
            }
        }
    }
    clocks
}

/// Cases in every state in which a clock runs; the last two were suspended, and one of them still is.
async fn cases(town: &Town) -> Vec<String> {
    let citizen = town.citizen("citizen1");
    let mut numbers = Vec::new();
    for _ in 0..6 {
        numbers.push(citizen.files(items::DISABILITY).await.unwrap().number);
        town.seconds_later(1);
    }
    for number in &numbers[1..] {
        town.clerk().accepts(number).await.unwrap();
    }
    let (examiner, chief) = (town.examiner("disabled"), town.chief("disabled"));
    examiner.reviews(&numbers[2]).await.unwrap();
    chief.decides(&numbers[2]).await.unwrap();
    chief.extends(&numbers[3], 5).await.unwrap();
    for number in &numbers[4..] {
        examiner.suspends(number, SuspensionKind::Appraisal).await.unwrap();
    }
    town.days_later(2);
    examiner.resumes(&numbers[4]).await.unwrap();
    numbers
}

async fn a_day_off(town: &Town, day: &str) {
    let file = format!(
        r#"{{"region":"511603000000","year":2026,"papers":["前锋区〔2026〕1号"],"days":[{{"name":"县庆","date":"{day}","isOffDay":true}}]}}"#
    );
    let incoming = read(file.as_bytes()).unwrap();
    let checked = import::check(&town.centre, incoming, "王主任").unwrap();
    import::apply(&town.centre, &checked).await.unwrap();
}

pub async fn a_change_of_the_calendar_reaches_every_clock(town: &Town) {
    let numbers = cases(town).await;
    let before = rows(town, "running").await;
    assert_eq!(before, expected(town, &numbers).await);
    assert_eq!(
        rows(town, "suspended").await.len(),
        3,
        "both limits of the last case and its step"
    );

    a_day_off(town, "2026-03-05").await;
    let calendar = town.centre.calendar();
    let looked = recount::recount(&town.centre, &calendar).await.unwrap();
    assert_eq!(looked, numbers.len() as u64);
    let mut recounted = rows(town, "running").await;
    let mut wanted = expected(town, &numbers).await;
    let moved = wanted.iter().filter(|(key, due)| before[*key] != **due).count();
    assert_eq!(
        moved,
        wanted.len() - 1,
        "the day off lies in every limit but that of the step of one day"
    );
    // What was suspended has no due day of its start and its days alone: its case is computed with its events.
    recounted.retain(|(number, _), _| *number != numbers[4]);
    wanted.retain(|(number, _), _| *number != numbers[4]);
    assert_eq!(recounted, wanted);

    let done = recompute::resume(&town.centre, |_| {}).await.unwrap();
    assert_eq!((done.total, done.finished), (6, true));
    assert_eq!(rows(town, "running").await, expected(town, &numbers).await);
    assert!(
        town.db_rows("SELECT calendar FROM due_days", Vec::new())
            .await
            .is_empty()
    );
}

pub async fn office_hours_end_a_limit_before_midnight(town: &Town) {
    let numbers = cases(town).await;
    let midnight = rows(town, "running").await;
    let region = town.centre.book().own().cloned().unwrap();
    let events = town.inspector().looks_at(&numbers[1]).await.unwrap().events.len();
    hours::set(&town.centre, &region, "09:00-12:00,13:30-17:00", "", "王主任")
        .await
        .unwrap();
    recompute::resume(&town.centre, |_| {}).await.unwrap();
    let five = rows(town, "running").await;
    assert_eq!(five.len(), midnight.len());
    for (key, due_at) in &five {
        assert_eq!(midnight[key] - due_at, 7 * 3_600_000_000, "{key:?} ends at 17:00");
    }
    assert_eq!(five, expected(town, &numbers).await);
    let view = town.inspector().looks_at(&numbers[1]).await.unwrap();
    assert_eq!(view.events.len(), events, "no day moved, so no event tells of it");
    let version = town.centre.calendar().version().number;
    hours::set(&town.centre, &region, "09:00-12:00,13:30-17:00", "", "李主任")
        .await
        .unwrap();
    assert_eq!(
        town.centre.calendar().version().number,
        version,
        "the same hours make no version"
    );
}

pub async fn clocks_due_within_hours_are_found_in_their_order(town: &Town) {
    let numbers = cases(town).await;
    let region = town.centre.book().own().cloned().unwrap();
    hours::set(&town.centre, &region, "09:00-12:00,13:30-17:00", "", "王主任")
        .await
        .unwrap();
    recompute::resume(&town.centre, |_| {}).await.unwrap();
    // The notice of what is missing falls due on the fifth working day after Monday, 2 March.
    let last = Instant::start_of(Day::parse("2026-03-09").unwrap(), CHINA);
    let at = |hour: i64| last.plus_micros(hour * 3_600_000_000);
    let found = |from, until| due::between(&town.centre, from, until, None, 10);
    assert_eq!(found(at(9), at(16)).await.unwrap().clocks, []);
    let id = async |at: usize| town.inspector().looks_at(&numbers[at]).await.unwrap().case.id;
    let page = found(at(13), at(17)).await.unwrap();
    let named: Vec<_> = page
        .clocks
        .iter()
        .map(|clock| (clock.case, clock.kind.as_str()))
        .collect();
    let expected = [(id(0).await, "supplement_notice"), (id(2).await, "step:deliver")];
    assert_eq!(named, expected);
    assert_eq!(page.clocks[0].due_at, at(17));
    let mut all = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let page = due::between(&town.centre, at(-240), at(24 * 60), after.as_deref(), 2)
            .await
            .unwrap();
        all.extend(page.clocks);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let mut due: Vec<i64> = rows(town, "running").await.into_values().collect();
    due.sort_unstable();
    assert_eq!(
        all.iter().map(|clock| clock.due_at.0).collect::<Vec<_>>(),
        due,
        "each once, in order"
    );
}
