//! Tasks of examinations in lists: for those who do them, and for the head of their section.

use yimen_acts::ActError;
use yimen_acts::calendar::{import, read, recompute};
use yimen_acts::cases::proceedings::{Said, order};
use yimen_acts::cases::rebuild::{Mode, rebuild};
use yimen_acts::cases::signing;
use yimen_acts::cases::tasks::{self, Count, Found, View};
use yimen_domain::cases::command::Command;
use yimen_domain::cases::drafting::Order as Drafting;
use yimen_domain::cases::event::Outcome;
use yimen_domain::words::Refusal;
use yimen_store::tables::tasks::{Stage, TaskRow};
use yimen_testkit::{Town, items, refusal};

const SECTION: &str = "approval-market-entry";
const HEAD: &str = "approval-head";
const EXAMINER: &str = "examiner-approval2";

async fn says(town: &Town, login: &str, number: &str, name: &str, said: Said) -> Result<(), Refusal> {
    let actor = town.account(login).actor();
    let order = order(&town.centre, &actor, number, (name, said))
        .await
        .map_err(refusal)?;
    gives(town, login, number, Command::Proceeding(Box::new(order))).await
}

async fn gives(town: &Town, login: &str, number: &str, command: Command) -> Result<(), Refusal> {
    let actor = town.account(login).actor();
    yimen_acts::cases::command::command(&town.centre, &actor, number, Default::default(), command)
        .await
        .map(|_| ())
        .map_err(refusal)
}

async fn accepted(town: &Town) -> String {
    let number = town.citizen("citizen1").files(items::FOOD).await.unwrap().number;
    town.clerk().accepts(&number).await.unwrap();
    number
}

fn task(what: &str, days: u32) -> Said {
    Said {
        words: what.into(),
        days,
        ..Said::default()
    }
}

fn to_section(said: Said) -> Said {
    let section = SECTION.into();
    Said { section, ..said }
}

fn to(town: &Town, login: &str, said: Said) -> Said {
    let person = Some(town.account(login).id);
    Said { person, ..said }
}

fn on(no: u32, words: &str) -> Said {
    Said {
        no,
        yes: Some(true),
        words: words.into(),
        reason: words.into(),
        ..Said::default()
    }
}

async fn list(town: &Town, login: &str, view: View) -> Found {
    let actor = town.account(login).actor();
    tasks::find(&town.centre, &actor, view, None, 30).await.unwrap()
}

fn whats(found: &Found) -> Vec<&str> {
    found.lines.iter().map(|line| line.row.what.as_str()).collect()
}

async fn listed(town: &Town, login: &str, view: View) -> Vec<String> {
    let found = list(town, login, view).await;
    whats(&found).into_iter().map(str::to_string).collect()
}

async fn is_sound(town: &Town) {
    let report = rebuild(&town.centre, Mode::Check, |_| {}).await.unwrap();
    assert!(report.is_sound() && report.different == 0, "{report:?}");
}

pub async fn a_head_gives_tasks_and_people_find_them_first_what_is_due_first(town: &Town) {
    let (first, second) = (accepted(town).await, accepted(town).await);
    let give = |what: &str, days| task(what, days);
    says(town, HEAD, &first, "give_task", to_section(give("核对经营场所", 5)))
        .await
        .unwrap();
    says(
        town,
        HEAD,
        &first,
        "give_task",
        to(town, EXAMINER, give("核对从业人员", 2)),
    )
    .await
    .unwrap();
    says(
        town,
        HEAD,
        &second,
        "give_task",
        to(town, EXAMINER, give("不限时的事", 0)),
    )
    .await
    .unwrap();
    says(town, HEAD, &second, "give_task", to_section(give("核对平面图", 1)))
        .await
        .unwrap();

    assert_eq!(listed(town, EXAMINER, View::Mine).await, ["核对从业人员", "不限时的事"]);
    assert_eq!(
        listed(town, EXAMINER, View::Queue).await,
        ["核对平面图", "核对经营场所"]
    );
    let all = ["核对平面图", "核对从业人员", "核对经营场所", "不限时的事"];
    assert_eq!(listed(town, HEAD, View::Section).await, all);
    assert_eq!(listed(town, HEAD, View::Given).await, all);
    assert!(
        listed(town, EXAMINER, View::Section).await.is_empty(),
        "who heads nothing sees nothing"
    );
    assert!(
        listed(town, "chief-approval", View::Queue).await.is_empty(),
        "another section"
    );
    let line = &list(town, EXAMINER, View::Mine).await.lines[0];
    assert_eq!((line.left, line.row.giver_name.as_str()), (Some(2), "蒋晓峰"));
    assert!(line.may.take && line.may.give_back && !line.may.finish && !line.may.pass_on);

    says(town, EXAMINER, &second, "take_task", on(2, "")).await.unwrap();
    assert_eq!(
        listed(town, EXAMINER, View::Mine).await,
        ["核对平面图", "核对从业人员", "不限时的事"]
    );
    assert_eq!(listed(town, EXAMINER, View::Queue).await, ["核对经营场所"]);
    town.days_later(3);
    let counts = tasks::counts(&town.centre, &town.account(HEAD).actor()).await.unwrap();
    let of = |all, late| Count { all, late, more: false };
    assert_eq!(
        (counts.mine, counts.section, counts.given),
        (of(0, 0), Some(of(4, 2)), of(4, 2))
    );
    let late = &list(town, HEAD, View::Section).await.lines[0];
    assert!(late.left.is_some_and(|left| left < 0), "{late:?}");

    says(town, EXAMINER, &first, "take_task", on(2, "")).await.unwrap();
    says(town, EXAMINER, &first, "finish_task", on(2, "没有意见"))
        .await
        .unwrap();
    says(town, EXAMINER, &second, "finish_task", on(2, "没有意见"))
        .await
        .unwrap();
    assert_eq!(listed(town, EXAMINER, View::Mine).await, ["不限时的事"]);
    assert_eq!(list(town, EXAMINER, View::Done).await.lines.len(), 2);
    is_sound(town).await;
}

pub async fn a_task_given_back_is_passed_on_by_the_head_whoever_handles_the_case(town: &Town) {
    let number = accepted(town).await;
    gives(town, EXAMINER, &number, Command::Take).await.unwrap();
    let refused = says(
        town,
        "examiner-approval",
        &number,
        "give_task",
        to_section(task("看图", 2)),
    )
    .await;
    assert_eq!(refused.unwrap_err().code, "handled_by_another");
    says(town, HEAD, &number, "give_task", to(town, EXAMINER, task("看图", 2)))
        .await
        .unwrap();
    says(town, EXAMINER, &number, "return_task", on(1, "本周外出"))
        .await
        .unwrap();
    assert!(listed(town, EXAMINER, View::Mine).await.is_empty());
    let back = list(town, HEAD, View::Section).await;
    assert_eq!((whats(&back), back.lines[0].row.stage), (vec!["看图"], Stage::Returned));
    assert!(back.lines[0].may.pass_on && !back.lines[0].may.take);
    let receivers = tasks::receivers(&town.centre, &town.account(HEAD).actor(), &back.lines[0].row)
        .await
        .unwrap();
    assert_eq!(receivers.sections.len(), 1, "the head's own section: {receivers:?}");
    assert!(
        receivers.people.iter().all(|(_, name)| name != "林国栋"),
        "{receivers:?}"
    );
    let elsewhere = says(
        town,
        HEAD,
        &number,
        "reassign_task",
        to(town, "chief-approval", on(1, "改派")),
    )
    .await;
    assert_eq!(elsewhere.unwrap_err().code, "handled_by_another");
    says(town, HEAD, &number, "reassign_task", to_section(on(1, "由科室办理")))
        .await
        .unwrap();
    assert_eq!(listed(town, EXAMINER, View::Queue).await, ["看图"]);
    let one = tasks::one(&town.centre, &town.account(EXAMINER).actor(), &number, 1)
        .await
        .unwrap();
    assert!(one.may.take);
    town.citizen("citizen1").withdraws(&number).await.unwrap();
    assert!(
        listed(town, EXAMINER, View::Queue).await.is_empty(),
        "with the case its tasks end"
    );
    is_sound(town).await;
}

pub async fn the_head_of_the_section_checks_its_drafts(town: &Town) {
    let number = accepted(town).await;
    let review = Command::Review {
        approve: true,
        words: "符合条件".into(),
    };
    gives(town, EXAMINER, &number, review).await.unwrap();
    let outcome = Outcome::Grant {
        conditions: Vec::new(),
        validity: "五年".into(),
    };
    gives(town, EXAMINER, &number, Command::Drafting(Drafting::Draft { outcome }))
        .await
        .unwrap();
    let check = || {
        Command::Drafting(Drafting::Check {
            no: 1,
            note: "同意".into(),
        })
    };
    for other in ["chief-approval", "examiner-approval"] {
        let refused = gives(town, other, &number, check()).await.unwrap_err();
        assert_eq!(refused.code, "checked_by_the_head");
        assert!(refused.why.zh.contains("蒋晓峰"), "{}", refused.why.zh);
    }
    assert_eq!(
        gives(town, EXAMINER, &number, check()).await.unwrap_err().code,
        "drafted_by_oneself"
    );
    let waits = signing::waiting(&town.centre, &town.account(HEAD).actor(), None)
        .await
        .unwrap();
    assert_eq!(waits.to_check.len(), 1);
    assert_eq!(waits.to_check[0].heads[0].name, "蒋晓峰");
    gives(town, HEAD, &number, check()).await.unwrap();
    gives(
        town,
        "chief-approval",
        &number,
        Command::Drafting(Drafting::Sign { no: 1 }),
    )
    .await
    .unwrap();
}

async fn due_of_first(town: &Town) -> String {
    list(town, EXAMINER, View::Mine).await.lines[0].due.unwrap().to_string()
}

pub async fn the_list_is_made_again_from_the_events_and_follows_the_calendar(town: &Town) {
    let number = accepted(town).await;
    says(town, HEAD, &number, "give_task", to(town, EXAMINER, task("看图", 3)))
        .await
        .unwrap();
    assert_eq!(due_of_first(town).await, "2026-03-05");
    let off = r#"{"region":"511603000000","year":2026,"papers":["前锋区〔2026〕1号"],"days":[{"name":"县庆","date":"2026-03-04","isOffDay":true}]}"#;
    let checked = import::check(&town.centre, read(off.as_bytes()).unwrap(), "王主任").unwrap();
    import::apply(&town.centre, &checked).await.unwrap();
    recompute::resume(&town.centre, |_| {}).await.unwrap();
    assert_eq!(due_of_first(town).await, "2026-03-06");
    is_sound(town).await;
    for spoilt in [
        "UPDATE tasks SET what = '别的', due_day = 0 WHERE task_no = 1",
        "DELETE FROM tasks WHERE task_no = 1",
        "UPDATE tasks SET task_no = 7 WHERE task_no = 1",
    ] {
        town.db_tamper(1, spoilt, Vec::new()).await;
        let report = rebuild(&town.centre, Mode::Write, |_| {}).await.unwrap();
        assert!(report.is_sound() && report.different > 0, "{spoilt}: {report:?}");
        assert_eq!(listed(town, EXAMINER, View::Mine).await, ["看图"], "{spoilt}");
    }
}

pub async fn ten_thousand_tasks_page_without_gaps_and_are_counted(town: &Town) {
    let number = accepted(town).await;
    says(town, HEAD, &number, "give_task", to(town, EXAMINER, task("看图", 3)))
        .await
        .unwrap();
    let one = list(town, EXAMINER, View::Mine).await.lines[0].row.clone();
    let rows = (2..=10_000_u32).map(|no| {
        let due_day = one.due_day + i64::from(no % 50) - 25;
        TaskRow {
            no,
            due_day,
            ..one.clone()
        }
    });
    let rows: Vec<TaskRow> = rows.collect();
    for part in rows.chunks(500) {
        town.centre
            .put(part.iter().map(|row| row.put(town.centre.div())).collect())
            .await
            .unwrap();
    }
    let actor = town.account(EXAMINER).actor();
    let (mut after, mut seen) = (None, Vec::new());
    loop {
        let page = tasks::find(&town.centre, &actor, View::Mine, after.as_deref(), 100)
            .await
            .unwrap();
        seen.extend(page.lines.iter().map(|line| (line.row.due_day, line.row.no)));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 10_000);
    assert!(seen.is_sorted(), "first what is due first");
    let counts = tasks::counts(&town.centre, &actor).await.unwrap();
    assert_eq!((counts.mine.all, counts.mine.more), (1_000, true));
    let wrong = tasks::find(&town.centre, &actor, View::Mine, Some("7.nothing"), 30).await;
    assert!(matches!(wrong, Err(ActError::Refused(refusal)) if refusal.faults[0].field == "after"));
    rebuild(&town.centre, Mode::Write, |_| {}).await.unwrap();
    assert_eq!(list(town, EXAMINER, View::Mine).await.lines.len(), 1);
}
