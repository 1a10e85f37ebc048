//! Simulated approval: looked at before a condition is there, turned formal in one change, and nothing is done twice.

use yimen_acts::cases::board::board;
use yimen_acts::cases::desk::{self, Asked};
use yimen_acts::cases::rebuild::{Mode, rebuild};
use yimen_acts::cases::simulated::{Turning, turn};
use yimen_acts::cases::submit::{Application, simulate};
use yimen_acts::cases::{Done, command::Reach, lists, reuse, view};
use yimen_acts::notices;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::event::{Handed, HandedIn};
use yimen_domain::cases::intake::Origin;
use yimen_domain::cases::simulated::decide::to_examine;
use yimen_domain::cases::simulated::{Lack, LackKind, Met, Of, Opened, Order, Said, Verdict, Why};
use yimen_domain::cases::{Channel, Status};
use yimen_domain::words::Refusal;
use yimen_testkit::{Town, items, refusal};

const BODY: &str = "approval";

fn lacking() -> Opened {
    Opened {
        lacks: vec![Lack {
            kind: LackKind::Land,
            words: "国有建设用地使用权正在办理".into(),
        }],
        promised_days: None,
    }
}

fn met() -> Vec<Met> {
    vec![Lack {
        kind: LackKind::Land,
        words: "不动产权证 示（2026）第1号".into(),
    }]
}

fn turning() -> Turning {
    Turning {
        met: met(),
        ..Turning::default()
    }
}

async fn opens(town: &Town, key: Option<&str>, application: Application) -> Result<Done, Refusal> {
    let me = town.citizen("citizen1").actor();
    let opened = simulate(&town.centre, &me, key, application, lacking()).await;
    opened.map_err(refusal)
}

async fn turns(town: &Town, number: &str, key: Option<&str>, turning: Turning) -> Result<Done, Refusal> {
    let me = town.citizen("citizen1").actor();
    let reach = Reach { key, seen: None };
    turn(&town.centre, &me, number, reach, turning).await.map_err(refusal)
}

fn on_paper(material: &str) -> HandedIn {
    HandedIn {
        material: material.into(),
        handed: Handed::Paper,
        origin: Origin::default(),
    }
}

fn examine(said: Vec<Said>) -> Command {
    Order::Examine { said }.into()
}

fn said(of: Of, conforms: bool) -> Said {
    Said {
        of,
        conforms,
        words: if conforms {
            String::new()
        } else {
            "请补全平面图".into()
        },
    }
}

fn conclude() -> Command {
    Order::Conclude {
        verdict: Verdict::Ready,
        words: "除用地手续外符合要求".into(),
    }
    .into()
}

/// Everything that is here, and the form, is as required.
async fn all_well(town: &Town, number: &str) -> Vec<Said> {
    let view = town.citizen("citizen1").looks_at(number).await.unwrap();
    let codes = view
        .case
        .materials
        .iter()
        .map(|handed| Of::Material(handed.material.clone()));
    codes.chain([Of::Form]).map(|of| said(of, true)).collect()
}

/// A simulated case of the first citizen with its opinion.
async fn concluded(town: &Town) -> String {
    let application = town.citizen("citizen1").application(items::FOOD).await;
    let number = opens(town, None, application).await.unwrap().number;
    let said = all_well(town, &number).await;
    town.examiner(BODY).gives(&number, examine(said)).await.unwrap();
    town.chief(BODY).gives(&number, conclude()).await.unwrap();
    number
}

fn field(refused: &Refusal) -> &str {
    refused.faults.first().map_or("", |fault| fault.field.as_str())
}

pub async fn it_is_opened_examined_and_amended_without_being_an_application(town: &Town) {
    let me = town.citizen("citizen1");
    let application = me.application(items::FOOD).await;
    let before = board(&town.centre).await.unwrap().all;
    let done = opens(town, Some("once"), application.clone()).await.unwrap();
    assert_eq!(done.status, "simulating");
    assert!(opens(town, Some("once"), application.clone()).await.unwrap().repeated);
    let number = done.number;
    let seen = me.looks_at(&number).await.unwrap();
    assert!(
        seen.clocks.is_empty() && seen.queue.is_none(),
        "no time of the law runs"
    );
    assert_eq!(seen.split.total().working_days, 0);
    let paper = me.prints(&done.document.unwrap()).await.unwrap();
    assert!(paper.starts_with(b"%PDF"));

    // It is in no figure, and in a list of its own.
    let now = board(&town.centre).await.unwrap().all;
    assert_eq!((now.open(), now.filed_today), (before.open(), before.filed_today));
    let examiner = town.examiner(BODY).actor();
    assert_eq!(lists::statuses_for(&examiner).last(), Some(&Status::Simulating));
    let asked = Asked {
        statuses: vec![Status::Simulating],
        limit: 10,
        ..Asked::default()
    };
    let listed = desk::find(&town.centre, &examiner, &asked).await.unwrap();
    assert_eq!(listed.page.lines.len(), 1);

    let clerk = town.clerk();
    let refused = clerk.accepts(&number).await.unwrap_err();
    assert!(!refused.why.zh.is_empty() && !refused.why.en.is_empty());
    let nothing = Opened {
        lacks: Vec::new(),
        promised_days: None,
    };
    let refused = simulate(&town.centre, &me.actor(), None, application.clone(), nothing).await;
    assert_eq!(field(&refusal(refused.unwrap_err())), "lacks");
    let instant = me.application(items::SOLE_TRADER).await;
    assert_eq!(opens(town, None, instant).await.unwrap_err().code, "not_simulated");

    // The examiner wants one thing changed; the applicant changes it twice.
    let first = seen.case.materials[0].material.clone();
    let mut told = all_well(town, &number).await;
    told[0] = said(Of::Material(first.clone()), false);
    town.examiner(BODY).gives(&number, examine(told)).await.unwrap();
    let early = town.chief(BODY).gives(&number, conclude()).await.unwrap_err();
    assert_eq!(early.code, "opinion_contradicts");
    for _ in 0..2 {
        let amend = Order::Amend {
            materials: vec![on_paper(&first)],
            commitment: None,
        };
        me.gives(&number, amend.into()).await.unwrap();
    }
    let early = town.chief(BODY).gives(&number, conclude()).await.unwrap_err();
    assert_eq!(early.code, "simulated_unexamined");
    let again = examine(vec![said(Of::Material(first), true)]);
    town.examiner(BODY).gives(&number, again).await.unwrap();
    let foreign = me.gives(&number, conclude()).await.unwrap_err();
    assert_eq!(foreign.code, "not_permitted");
    let concluded = town.chief(BODY).gives(&number, conclude()).await.unwrap();
    assert_eq!(concluded.status, "simulated");
    assert!(
        me.prints(&concluded.document.unwrap())
            .await
            .unwrap()
            .starts_with(b"%PDF")
    );
    while notices::deliver(&town.centre, 100).await.unwrap() > 0 {}
    let inbox = notices::inbox(&town.centre, town.account("citizen1").id, None, 20)
        .await
        .unwrap();
    assert!(
        inbox
            .iter()
            .any(|notice| notice.words.zh.contains("这不是行政许可决定")),
        "{inbox:?}"
    );
    let public = view::progress(&town.centre, &number).await.unwrap();
    assert!(public.clocks.is_empty() && public.secret.is_none());
}

pub async fn it_is_turned_formal_in_one_change_and_examined_only_where_it_changed(town: &Town) {
    let me = town.citizen("citizen1");
    let simulated = concluded(town).await;
    town.days_later(30);
    let early = turns(town, &simulated, None, Turning::default()).await.unwrap_err();
    assert_eq!((early.code, field(&early)), ("precondition_lacking", "met.land"));
    let stranger = town.citizen("citizen2").actor();
    let refused = turn(&town.centre, &stranger, &simulated, Reach::default(), turning()).await;
    assert_eq!(refusal(refused.unwrap_err()).code, "not_found");

    let done = turns(town, &simulated, Some("turn"), turning()).await.unwrap();
    assert_eq!(
        (done.status.as_str(), done.events, done.repeated),
        ("received", 1, false)
    );
    let formal = done.number.clone();
    let again = turns(town, &simulated, Some("turn"), turning()).await.unwrap();
    assert_eq!((again.number.as_str(), again.repeated), (formal.as_str(), true));
    let twice = turns(town, &simulated, None, turning()).await.unwrap_err();
    assert_eq!(twice.code, "turned_already");
    assert!(twice.why.zh.contains(&formal) && twice.why.en.contains(&formal));

    // Each knows the other, and everything was taken over by reference.
    let (was, is) = (
        me.looks_at(&simulated).await.unwrap(),
        me.looks_at(&formal).await.unwrap(),
    );
    assert_eq!(was.case.simulated.turned.as_ref().unwrap().1, formal);
    let taken = is.case.simulated.taken.clone().unwrap();
    assert_eq!(taken.from, simulated);
    assert_eq!(
        is.case.received,
        town.today(),
        "the law's time begins with the formal case"
    );
    assert_eq!(is.case.materials.len(), was.case.materials.len());
    assert!(is.case.materials.iter().all(|handed| {
        let from = handed.origin.reused.as_ref().map(|reused| reused.number.as_str());
        from == Some(simulated.as_str())
    }));
    assert_eq!(is.secret.as_ref().unwrap().form, was.secret.as_ref().unwrap().form);
    assert_ne!(is.secret.as_ref().unwrap().salt, was.secret.as_ref().unwrap().salt);
    let uses = reuse::uses(&town.centre, &me.actor(), &simulated).await.unwrap();
    assert!(uses.iter().all(|used| used.number == formal) && !uses.is_empty());

    town.clerk().accepts(&formal).await.unwrap();
    let is = me.looks_at(&formal).await.unwrap();
    let changes = to_examine(&is.case, &is.item);
    assert!(
        changes
            .iter()
            .any(|change| change.of == Of::Lack(LackKind::Land) && change.why == Why::Met),
        "{changes:?}"
    );
    let examiner = town.examiner(BODY);
    let adopt = |anew: Vec<Said>| -> Command { Order::Adopt { anew }.into() };
    let none = examiner.gives(&formal, adopt(Vec::new())).await.unwrap_err();
    assert_eq!(none.code, "changed_unexamined");
    let unchanged = vec![said(Of::Form, true)];
    assert!(
        examiner.gives(&formal, adopt(unchanged)).await.is_err(),
        "nothing is examined twice"
    );
    let anew = changes.into_iter().map(|change| said(change.of, true)).collect();
    let reviewed = examiner.gives(&formal, adopt(anew)).await.unwrap();
    assert_eq!(reviewed.status, "reviewed");
    assert_eq!(town.chief(BODY).decides(&formal).await.unwrap().status, "granted");

    let report = rebuild(&town.centre, Mode::Check, |_| {}).await.unwrap();
    assert!(report.is_sound() && report.different == 0, "{report:?}");
}

pub async fn what_is_handed_in_anew_is_named_and_the_window_turns_it_too(town: &Town) {
    let application = Application {
        channel: Channel::Window,
        ..town.citizen("citizen1").application(items::FOOD).await
    };
    let clerk = town.clerk();
    let opened = Opened {
        promised_days: Some(10),
        ..lacking()
    };
    let number = simulate(&town.centre, &clerk.actor(), None, application, opened)
        .await
        .unwrap()
        .number;
    let said_of_all = {
        let view = clerk.looks_at(&number).await.unwrap();
        assert_eq!(
            view.case.simulated_due(&town.centre.calendar()).unwrap(),
            town.today().plus(14)
        );
        let codes = view
            .case
            .materials
            .iter()
            .map(|handed| Of::Material(handed.material.clone()));
        codes.chain([Of::Form]).map(|of| said(of, true)).collect::<Vec<_>>()
    };
    let first = match &said_of_all[0].of {
        Of::Material(code) => code.clone(),
        other => panic!("{other:?}"),
    };
    town.examiner(BODY).gives(&number, examine(said_of_all)).await.unwrap();
    town.chief(BODY).gives(&number, conclude()).await.unwrap();
    let turning = Turning {
        materials: vec![on_paper(&first)],
        ..turning()
    };
    let formal = turn(&town.centre, &clerk.actor(), &number, Reach::default(), turning)
        .await
        .unwrap();
    let view = clerk.looks_at(&formal.number).await.unwrap();
    let taken = view.case.simulated.taken.unwrap();
    let why = |of: &Of| {
        taken
            .changes
            .iter()
            .find(|change| change.of == *of)
            .map(|change| change.why)
    };
    assert_eq!(why(&Of::Material(first)), Some(Why::Replaced));
    assert_eq!(why(&Of::Lack(LackKind::Land)), Some(Why::Met));
    assert_eq!(view.case.channel, Channel::Window);
}

pub async fn one_of_two_who_turn_it_at_once_comes_first(town: &Town) {
    let simulated = concluded(town).await;
    let (one, other) = tokio::join!(
        turns(town, &simulated, None, turning()),
        turns(town, &simulated, None, turning())
    );
    let codes: Vec<&str> = [&one, &other]
        .iter()
        .filter_map(|done| done.as_ref().err().map(|refused| refused.code))
        .collect();
    assert_eq!(codes, ["turned_already"]);
    let cases = town.db_rows("SELECT COUNT(*) FROM cases", Vec::new()).await;
    assert_eq!(cases[0].int(0), Ok(2), "one simulated and one formal case");
}
