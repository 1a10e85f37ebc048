//! Changes of the calendar, told as they happened: Labour Day 2019 and the Spring Festival of 2020.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod calendar_centre;

use calendar_centre::*;
use yimen_acts::ActError;
use yimen_acts::calendar::{Incoming, import, read, recompute, refresh, trial, version};
use yimen_acts::cases::verify::verify;
use yimen_acts::cases::{deem, view};
use yimen_acts::explained::{Language, explain};
use yimen_domain::calendar::{Calendar, Region};
use yimen_domain::cases::Status;
use yimen_domain::cases::event::What;
use yimen_domain::clocks::ClockKind;
use yimen_domain::organisation::Role;
use yimen_domain::supervision::Lamp;

/// The arrangement of a year as it is now in force.
fn in_force(year: i32) -> Incoming {
    Incoming::of_year(Calendar::national().arrangement(year).unwrap())
}

/// The arrangement of a year as it was first published.
fn first(year: i32) -> Incoming {
    Incoming::of_year(&Calendar::first_published(year).unwrap())
}

async fn put(house: &House, incoming: Incoming, by: &str) {
    let checked = import::check(&house.centre, incoming, by).unwrap();
    import::apply(&house.centre, &checked).await.unwrap();
    recompute::resume(&house.centre, |_| {}).await.unwrap();
}

fn words(error: ActError) -> String {
    match error {
        ActError::Refused(refusal) => refusal.to_string(),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn labour_day_2019_moves_the_cases_over_it_and_no_others() {
    let house = House::open("2019-01-02").await;
    put(&house, first(2019), "张主任").await;
    house.at("2019-03-20");
    let before = house.accepted().await;
    house.at("2019-04-22");
    let over = house.accepted().await;
    assert_eq!(house.due(&over, ClockKind::DecisionPromised).await, "2019-04-29");
    let (statutory, early) = (
        house.due(&over, ClockKind::DecisionStatutory).await,
        house.due(&before, ClockKind::DecisionPromised).await,
    );
    let outlook = {
        let checked = import::check(&house.centre, in_force(2019), "张主任").unwrap();
        trial::outlook(&house.centre, &checked.calendar).await.unwrap()
    };
    let named: Vec<&str> = outlook.cases.iter().map(|case| case.number.as_str()).collect();
    assert!(named.contains(&over.as_str()), "{outlook:?}");
    assert_eq!(
        house.due(&over, ClockKind::DecisionPromised).await,
        "2019-04-29",
        "trying changes nothing"
    );
    assert_eq!(house.events(&over).await, 2);

    put(&house, in_force(2019), "张主任").await;
    assert_eq!(
        house.due(&over, ClockKind::DecisionPromised).await,
        "2019-04-28",
        "Sunday the 28th is worked"
    );
    assert_eq!(
        house.due(&before, ClockKind::DecisionPromised).await,
        early,
        "it ended before the holiday"
    );
    let event = house.last_event(&over).await;
    let What::CalendarChanged(change) = event.what else {
        panic!("{event:?}")
    };
    assert_eq!(event.actor.role, "system");
    assert!(change.notice.contains("国办发明电〔2019〕3号"), "{}", change.notice);
    let promised = change
        .moved
        .iter()
        .find(|moved| moved.kind == ClockKind::DecisionPromised)
        .unwrap();
    assert_eq!(
        (promised.from.to_string(), promised.to.to_string()),
        ("2019-04-29".into(), "2019-04-28".into())
    );
    let listed = outlook.cases.iter().find(|case| case.number == over).unwrap();
    assert_eq!(listed.clocks, change.moved, "what was foretold is what was done");
    assert_eq!(
        statutory,
        house.due_then(&over, ClockKind::DecisionStatutory, 2).await,
        "the version before still says so"
    );
    let verdict = verify(&house.centre, |_| {}).await.unwrap();
    assert!(verdict.is_sound(), "{:?}", verdict.faults);
}

#[tokio::test]
async fn the_spring_festival_of_2020_gives_three_days_more_and_takes_a_card_away() {
    let house = House::open("2019-12-02").await;
    put(&house, first(2020), "张主任").await;
    house.at("2020-01-22");
    let case = house.accepted().await;
    assert_eq!(house.due(&case, ClockKind::DecisionPromised).await, "2020-02-04");
    house.at("2020-02-05");
    let checked = import::check(&house.centre, in_force(2020), "张主任").unwrap();
    let outlook = trial::outlook(&house.centre, &checked.calendar).await.unwrap();
    let moved = outlook.cases.iter().find(|moved| moved.number == case).unwrap();
    assert_eq!(
        (moved.lamp_before, moved.lamp_after),
        (Some(Lamp::Yellow), Some(Lamp::Soon))
    );
    assert_eq!((outlook.lamps, outlook.appear, outlook.vanish), (1, 0, 1));
    let promised = moved
        .clocks
        .iter()
        .find(|clock| clock.kind == ClockKind::DecisionPromised)
        .unwrap();
    assert_eq!((promised.to.to_string(), promised.days()), ("2020-02-06".into(), 2));
    put(&house, in_force(2020), "张主任").await;
    assert_eq!(house.due(&case, ClockKind::DecisionPromised).await, "2020-02-06");
    assert!(verify(&house.centre, |_| {}).await.unwrap().is_sound());
}

#[tokio::test]
async fn the_same_arrangement_again_changes_nothing() {
    let house = House::open("2019-12-02").await;
    put(&house, first(2020), "张主任").await;
    house.at("2020-01-22");
    let case = house.accepted().await;
    put(&house, in_force(2020), "张主任").await;
    let (events, last) = (house.events(&case).await, house.centre.book().last());
    put(&house, in_force(2020), "李主任").await;
    assert_eq!((house.events(&case).await, house.centre.book().last()), (events, last));
    let again = recompute::resume(&house.centre, |_| {}).await.unwrap();
    assert!(again.finished);
    assert_eq!(house.events(&case).await, events, "computing again adds no event");
}

#[tokio::test]
async fn a_slow_disk_and_more_cases_than_may_wait_do_not_stop_it() {
    let house = House::open("2019-12-02").await;
    put(&house, first(2020), "张主任").await;
    house.at("2020-01-22");
    for _ in 0..140 {
        house.accepted().await;
    }
    let checked = import::check(&house.centre, in_force(2020), "张主任").unwrap();
    import::apply(&house.centre, &checked).await.unwrap();
    // A change that took this long makes the store refuse whoever would be the 129th to wait.
    let slow = |_| {
        std::thread::sleep(std::time::Duration::from_millis(500));
        yimen_store::Built {
            writes: Vec::new(),
            answer: String::new(),
        }
    };
    house.centre.commit(None, None, slow).await.unwrap();
    let done = recompute::resume(&house.centre, |_| {}).await.unwrap();
    assert_eq!((done.finished, done.total, done.moved), (true, 140, 140));
}

#[tokio::test]
async fn what_was_cut_off_is_finished_by_the_next_run() {
    let house = House::open("2019-12-02").await;
    put(&house, first(2020), "张主任").await;
    house.at("2020-01-22");
    let cases = [house.accepted().await, house.accepted().await, house.accepted().await];
    let checked = import::check(&house.centre, in_force(2020), "张主任").unwrap();
    // Applied and then killed: nothing was computed yet, except for the case that somebody works on.
    import::apply(&house.centre, &checked).await.unwrap();
    house.review(&cases[0]).await;
    let kinds: Vec<&str> = house
        .all_events(&cases[0])
        .await
        .iter()
        .map(|event| event.what.code())
        .collect();
    assert_eq!(
        kinds,
        ["filed", "accepted", "calendar_changed", "reviewed"],
        "the change comes before the act"
    );
    let progress = recompute::resume(&house.centre, |_| {}).await.unwrap();
    assert_eq!(
        (progress.total, progress.done, progress.moved, progress.finished),
        (2, 2, 2, true)
    );
    for case in &cases {
        assert_eq!(house.due(case, ClockKind::DecisionPromised).await, "2020-02-06");
        let changes = house
            .all_events(case)
            .await
            .iter()
            .filter(|event| event.what.code() == "calendar_changed")
            .count();
        assert_eq!(changes, 1, "once for each case");
    }
    assert!(verify(&house.centre, |_| {}).await.unwrap().is_sound());
}

#[tokio::test]
async fn more_cases_than_a_batch_are_all_brought_over() {
    let house = House::open("2019-12-02").await;
    put(&house, first(2020), "张主任").await;
    house.at("2020-01-22");
    let mut cases = Vec::new();
    for _ in 0..203 {
        cases.push(house.accepted().await);
    }
    let checked = import::check(&house.centre, in_force(2020), "张主任").unwrap();
    let outlook = trial::outlook(&house.centre, &checked.calendar).await.unwrap();
    assert_eq!((outlook.looked, outlook.moved, outlook.cases.len()), (203, 203, 200));
    let mut whole = trial::Trial::new(&house.centre, &checked.calendar);
    let mut named = Vec::new();
    while let Some(more) = whole.more().await.unwrap() {
        named.extend(more.into_iter().map(|moved| moved.number));
    }
    named.sort();
    let mut all = cases.clone();
    all.sort();
    assert_eq!(named, all, "a trial names every case, once");
    import::apply(&house.centre, &checked).await.unwrap();
    let mut told = Vec::new();
    let progress = recompute::resume(&house.centre, |progress| told.push(progress.done))
        .await
        .unwrap();
    assert_eq!((progress.done, progress.moved), (203, 203));
    assert_eq!(told, [200, 203], "progress is told batch by batch");
    assert_eq!(house.due(&cases[202], ClockKind::DecisionPromised).await, "2020-02-06");
}

#[tokio::test]
async fn a_closed_case_keeps_the_days_of_its_time() {
    let house = House::open("2019-12-02").await;
    put(&house, first(2020), "张主任").await;
    house.at("2020-01-22");
    let case = house.accepted().await;
    house.withdraw(&case).await;
    house.at("2020-01-28");
    put(&house, in_force(2020), "张主任").await;
    assert_eq!(house.due(&case, ClockKind::DecisionPromised).await, "2020-02-04");
    assert_eq!(house.last_event(&case).await.what.code(), "withdrawn");
    assert!(verify(&house.centre, |_| {}).await.unwrap().is_sound());
}

#[tokio::test]
async fn every_version_can_be_asked_again_and_names_its_notice() {
    let house = House::open("2019-12-02").await;
    put(&house, first(2020), "张主任").await;
    put(&house, in_force(2020), "李主任").await;
    let (old, new) = (version(&house.centre, 2).unwrap(), version(&house.centre, 3).unwrap());
    let start = day("2020-01-23");
    assert_eq!(old.add(start, 5).unwrap().day, day("2020-02-05"));
    assert_eq!(new.add(start, 5).unwrap().day, day("2020-02-07"));
    let applied = new.version().applied.clone().unwrap();
    assert_eq!(applied.by, "李主任");
    assert!(new.version().notice.contains("国办发明电〔2020〕1号"));
    assert!(version(&house.centre, 9).is_err());
}

#[tokio::test]
async fn another_process_learns_of_a_change() {
    let house = House::open("2026-01-05").await;
    let book = house.centre.book();
    put(&house, first(2020), "张主任").await;
    assert_ne!(book.last(), house.centre.book().last());
    assert!(!refresh(&house.centre).await.unwrap(), "it knows already");
}

#[tokio::test]
async fn a_regions_own_days_lie_over_the_national_ones() {
    let house = House::open("2026-06-01").await;
    let case = house.accepted().await;
    assert_eq!(house.due(&case, ClockKind::DecisionPromised).await, "2026-06-08");
    let text = r#"{"region":"511603","year":2026,"papers":["前府办发〔2026〕1号"],"days":[{"name":"火把节","date":"2026-06-03","isOffDay":true}]}"#;
    put(&house, read(text.as_bytes()).unwrap(), "王主任").await;
    assert_eq!(house.due(&case, ClockKind::DecisionPromised).await, "2026-06-09");
    let book = house.centre.book();
    assert!(
        book.national().is_working(day("2026-06-03")),
        "the nation works on that day"
    );
    let town = Region::parse("511603001").unwrap();
    assert!(
        !book.for_region(&town).unwrap().is_working(day("2026-06-03")),
        "so does not a town of the county"
    );
    assert!(
        book.for_region(&Region::parse("130000").unwrap()).is_none(),
        "nothing is known of another province"
    );
    let other = text.replace("511603", "5133").replace("火把节", "藏历新年");
    let checked = import::check(&house.centre, read(other.as_bytes()).unwrap(), "王主任").unwrap();
    assert!(checked.elsewhere, "days of another prefecture move nothing here");
    import::apply(&house.centre, &checked).await.unwrap();
    assert_eq!(house.centre.calendar().version().number, 2);
    assert!(
        !house
            .centre
            .book()
            .for_region(&Region::parse("513322").unwrap())
            .unwrap()
            .is_working(day("2026-06-03"))
    );
}

#[tokio::test]
async fn an_unpublished_year_stops_being_provisional_when_it_is_imported() {
    let house = House::open("2026-12-28").await;
    let case = house.accepted().await;
    assert!(house.provisional(&case).await);
    let text = r#"{"$schema":"x","year":2027,"papers":["演示通知"],"days":[{"name":"元旦","date":"2027-01-01","isOffDay":true}]}"#;
    put(&house, read(text.as_bytes()).unwrap(), "王主任").await;
    assert!(!house.provisional(&case).await);
    assert_eq!(house.due(&case, ClockKind::DecisionPromised).await, "2027-01-05");
}

#[tokio::test]
async fn malformed_and_contradictory_arrangements_are_refused_with_every_fault() {
    let house = House::open("2026-06-01").await;
    let off = |date: &str| format!(r#"{{"name":"元旦","date":"{date}","isOffDay":true}}"#);
    let work = |date: &str| format!(r#"{{"name":"元旦","date":"{date}","isOffDay":false}}"#);
    let file = |year: &str, papers: &str, days: &[String]| {
        format!(r#"{{"year":{year},"papers":[{papers}],"days":[{}]}}"#, days.join(","))
    };
    let paper = r#""演示通知""#;
    for (text, told) in [
        ("{".to_string(), "JSON"),
        ("[]".to_string(), "JSON"),
        (file("\"2027\"", paper, &[off("2027-01-01")]), "JSON"),
        (file("99999999999", paper, &[off("2027-01-01")]), "JSON"),
        (file("2027", paper, &[]), "尚未公布"),
        (file("2027", "", &[off("2027-01-01")]), "通知"),
        (file("2027", paper, &[off("2027-02-31")]), "2027-02-31"),
        (
            file("2027", paper, &[off("2027-01-01"), work("2027-01-01")]),
            "前后矛盾",
        ),
        (file("2027", paper, &[work("2027-01-02")]), "没有放假日"),
        (file("2027", paper, &[off("2029-01-01")]), "2029-01-01"),
        (file("2027", paper, &[off("2026-12-31"), work("2026-12-31")]), "矛盾"),
        (file("1900", paper, &[off("1900-01-01")]), "1900"),
        (file("9999", paper, &[off("9999-01-01")]), "9999"),
        (
            r#"{"region":"51x","year":2027,"papers":["a"],"days":[]}"#.to_string(),
            "行政区划代码",
        ),
    ] {
        let refused = read(text.as_bytes())
            .and_then(|incoming| import::check(&house.centre, incoming, "王主任"))
            .unwrap_err();
        let refused = words(refused);
        assert!(refused.contains(told), "{text}: {refused}");
    }
    let contradiction = file(
        "2027",
        paper,
        &[off("2027-01-01"), off("2026-12-31"), work("2027-01-02")],
    );
    let contradiction = read(contradiction.as_bytes()).unwrap();
    put(&house, contradiction, "王主任").await;
    let against = read(file("2026", paper, &[off("2026-01-01"), work("2026-12-31")]).as_bytes()).unwrap();
    assert!(words(import::check(&house.centre, against, "王主任").unwrap_err()).contains("2027"));
    assert!(words(import::check(&house.centre, first(2020), " ").unwrap_err()).contains("由谁采用"));
}

#[tokio::test]
async fn silence_of_five_working_days_accepts_from_the_day_of_receipt() {
    let house = House::open("2026-09-30").await;
    let case = house.filed().await;
    house.at("2026-10-13");
    assert!(
        deem::overdue(&house.centre).await.unwrap().is_empty(),
        "the fifth working day is not over"
    );
    house.at("2026-10-14");
    assert_eq!(deem::overdue(&house.centre).await.unwrap(), std::slice::from_ref(&case));
    assert!(deem::overdue(&house.centre).await.unwrap().is_empty(), "once");
    let event = house.last_event(&case).await;
    let What::Accepted(accepted) = &event.what else {
        panic!("{event:?}")
    };
    assert!(accepted.deemed);
    assert_eq!((accepted.day, event.actor.role.as_str()), (day("2026-09-30"), "system"));
    let shown = view::progress(&house.centre, &case).await.unwrap();
    assert_eq!(shown.case.status(), Status::Accepted);
    assert_eq!(
        house.due(&case, ClockKind::DecisionPromised).await,
        "2026-10-13",
        "the promise has run since receipt"
    );
    assert!(verify(&house.centre, |_| {}).await.unwrap().is_sound());
}

#[tokio::test]
async fn the_system_accepts_nothing_that_is_not_overdue() {
    use yimen_acts::cases::command::{Reach, command};
    use yimen_domain::cases::command::Command;
    use yimen_domain::organisation::Actor;
    let house = House::open("2026-09-30").await;
    let case = house.filed().await;
    let order = Command::Accept { seen: Vec::new() };
    let refused = command(&house.centre, &Actor::system(), &case, Reach::default(), order)
        .await
        .unwrap_err();
    assert!(words(refused).contains(Role::Clerk.words().0));
}

#[tokio::test]
async fn a_due_day_is_explained_in_both_languages_from_its_first_sentence() {
    let house = House::open("2019-12-02").await;
    house.at("2020-01-22");
    let case = house.accepted().await;
    let seen = house.view(&case).await;
    let clock = seen
        .clocks
        .iter()
        .find(|clock| clock.kind == ClockKind::DecisionStatutory)
        .unwrap();
    let zh = explain(&house.centre, &seen, clock, Language::Chinese);
    let en = explain(&house.centre, &seen, clock, Language::English);
    assert_eq!(
        zh.summary,
        [
            "本申请于2020年1月22日（周三）受理，法定办结时限为 20 个工作日，到2020年2月27日（周四）24:00届满。",
            "开始的当日不计入。此后到届满之日，计入 20 个工作日；不计入的有：春节放假 10 天、周末 6 天。",
        ]
    );
    assert_eq!(
        en.summary,
        [
            "Accepted (受理) on 22 January 2020 (Wednesday); 20 working days are allowed (工作日); due (届满) on 27 February 2020 (Thursday), at 24:00.",
            "The day of the start is not counted. After it, up to the due day, 20 working days are counted; not counted: day off for the Spring Festival (10 days), weekend (6 days).",
        ]
    );
    let names: Vec<&str> = en.months.iter().map(|month| month.name.as_str()).collect();
    assert_eq!(names, ["January 2020", "February 2020"]);
    let days: usize = en.months.iter().map(|month| month.days.len()).sum();
    assert_eq!(days, 37, "a line for each day from 22 January to 27 February");
    assert!(zh.laws.iter().any(|law| law.contains("第八十二条")), "{:?}", zh.laws);
    assert!(en.calendar.contains("国办发明电〔2020〕1号"), "{}", en.calendar);
}
