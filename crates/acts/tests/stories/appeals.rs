//! Remedies after a decision, from the objection of an applicant to a licence that a court annuls.

use yimen_acts::cases::appeals::waiting;
use yimen_acts::cases::beyond::{Wanted, licences};
use yimen_acts::cases::command::{Reach, command};
use yimen_acts::cases::rebuild;
use yimen_acts::documents::genuine;
use yimen_acts::notices;
use yimen_domain::calendar::Day;
use yimen_domain::cases::Status;
use yimen_domain::cases::appeals::{Entry, Finding, Kind, Late, Order, Result as Found, Side};
use yimen_domain::cases::beyond;
use yimen_domain::cases::beyond::licence::{Annulment, EndOrder, Ending, Standing};
use yimen_domain::cases::command::Command;
use yimen_domain::clocks::Evidence;
use yimen_domain::organisation::{Actor, Capacity, Role};
use yimen_domain::words::RefusalKind;
use yimen_testkit::Town;
use yimen_testkit::items::{FOOD, LEGAL_AID};

fn paper(words: &str) -> Evidence {
    Evidence {
        words: words.into(),
        file: None,
    }
}

fn object(late: Option<Late>) -> Command {
    Order::Object {
        side: Side::Applicant,
        grounds: "材料符合条件".into(),
        late,
        ending: None,
    }
    .into()
}

fn enter(kind: Kind, side: Side, day: Day) -> Command {
    Order::Enter(Box::new(Entry {
        kind,
        side,
        day,
        served: day,
        before: "前锋区人民法院".into(),
        number: "（2026）川1603行初9号".into(),
        grounds: "认定事实不清".into(),
        late: None,
        ending: None,
    }))
    .into()
}

fn settle(kind: Kind, finding: Finding, day: Day) -> Command {
    Order::Settle(Box::new(Found {
        kind,
        day,
        finding,
        evidence: paper("（2026）川1603行初9号判决书"),
        words: "主要证据不足".into(),
        days: finding.sets_aside().then_some(30),
        on_procedure: false,
        instead: None,
    }))
    .into()
}

/// A colleague of the chief approver with the same role.
fn colleague(town: &Town, body: &str) -> Actor {
    Actor {
        capacity: Capacity::Staff {
            roles: vec![Role::Chief],
            body: Some(body.to_string()),
        },
        ..town.examiner(body).actor()
    }
}

async fn told(town: &Town) -> Vec<String> {
    while notices::deliver(&town.centre, 100).await.unwrap() > 0 {}
    let mine = notices::inbox(&town.centre, town.account("citizen1").id, None, 100).await;
    mine.unwrap().into_iter().map(|notice| notice.words.zh).collect()
}

async fn need_sound(town: &Town) {
    let report = rebuild::rebuild(&town.centre, rebuild::Mode::Check, |_| {})
        .await
        .unwrap();
    assert!(report.is_sound(), "{:?}", report.differences);
}

/// Refused and handed over: number, body, and the token of the decision.
async fn refused(town: &Town) -> (String, String, String) {
    let body = town.item(LEGAL_AID).body.clone();
    let number = town.citizen("citizen1").files(LEGAL_AID).await.unwrap().number;
    town.clerk().accepts(&number).await.unwrap();
    town.examiner(&body).reviews(&number).await.unwrap();
    let token = town.chief(&body).refuses(&number).await.unwrap().document.unwrap();
    town.clerk().issues(&number).await.unwrap();
    (number, body, token)
}

pub async fn an_objection_is_answered_by_others_and_the_case_is_decided_anew(town: &Town) {
    let (number, body, token) = refused(town).await;
    let me = town.citizen("citizen1");
    let stranger = town.citizen("citizen2").gives(&number, object(None)).await;
    assert_eq!(stranger.unwrap_err().kind, RefusalKind::Missing);
    me.gives(&number, object(None)).await.unwrap();
    assert_eq!(me.gives(&number, object(None)).await.unwrap_err().code, "remedy_open");
    let waits = async |actor| waiting(&town.centre, &actor).await.unwrap();
    assert_eq!(waits(town.clerk().actor()).await[0].number, number);
    assert!(waits(town.citizen("citizen2").actor()).await.is_empty());
    let answer = |finding| {
        Command::from(Order::Answer {
            finding,
            words: "经复核，收入证明有效".into(),
            days: (finding == Finding::Ordered).then_some(5),
        })
    };
    let himself = town.chief(&body).gives(&number, answer(Finding::Upheld)).await;
    assert_eq!(himself.unwrap_err().code, "decided_by_oneself");
    let other = colleague(town, &body);
    command(
        &town.centre,
        &other,
        &number,
        Reach::default(),
        answer(Finding::Ordered),
    )
    .await
    .unwrap();
    assert!(told(town).await.iter().any(|words| words.contains("原决定不再有效")));
    let case = me.looks_at(&number).await.unwrap().case;
    assert_eq!((case.status(), case.closed_at), (Status::Accepted, None));
    let old = genuine(&town.centre, &token).await.unwrap();
    assert!(
        old.view.case.appeals.of_paper(&token).is_some(),
        "genuine, and not in force"
    );
    need_sound(town).await;
    town.examiner(&body).reviews(&number).await.unwrap();
    let again = town.chief(&body).refuses(&number).await.unwrap_err();
    assert_eq!(again.code, "same_decision_again");
    let token = town.chief(&body).decides(&number).await.unwrap().document.unwrap();
    town.clerk().issues(&number).await.unwrap();
    let new = genuine(&town.centre, &token).await.unwrap();
    assert!(new.view.case.appeals.of_paper(&token).is_none());
    assert!(me.prints(&token).await.unwrap().starts_with(b"%PDF"));
    need_sound(town).await;
}

pub async fn what_comes_too_late_names_the_last_day_and_takes_a_reason(town: &Town) {
    let (number, _, _) = refused(town).await;
    town.days_later(100);
    let me = town.citizen("citizen1");
    let late = me.gives(&number, object(None)).await.unwrap_err();
    assert_eq!((late.code, late.rule), ("remedy_too_late", "行政许可法 第七条"));
    let reason = Late {
        reason: "洪水封路".into(),
        evidence: paper("应急管理局证明"),
    };
    me.gives(&number, object(Some(reason))).await.unwrap();
    let open = me.looks_at(&number).await.unwrap().case;
    assert!(open.appeals.open(Kind::Objection).unwrap().entered.entry.late.is_some());
}

pub async fn a_court_annuls_a_licence_and_another_is_granted(town: &Town) {
    let body = town.item(FOOD).body.clone();
    let number = town.finished_case(FOOD).await;
    let before = town
        .clerk()
        .looks_at(&number)
        .await
        .unwrap()
        .case
        .beyond
        .licence
        .unwrap();
    let party = Side::Party {
        name: "钟小燕".into(),
        company: false,
    };
    let today = town.today();
    town.clerk()
        .gives(&number, enter(Kind::Suit, party, today))
        .await
        .unwrap();
    let both = enter(Kind::Reconsideration, Side::Applicant, today);
    let twice = town.clerk().gives(&number, both).await.unwrap_err();
    assert_eq!(twice.code, "one_way_at_a_time");
    let rows = town.db_rows("SELECT text FROM events", Vec::new()).await;
    let ledger: String = rows.iter().map(|row| row.text(0).unwrap().to_string()).collect();
    assert!(
        ledger.contains("钟**") && !ledger.contains("钟小燕"),
        "the ledger knows no full name"
    );
    let annulled = settle(Kind::Suit, Finding::Annulled, today);
    let by_clerk = town.clerk().gives(&number, annulled.clone()).await.unwrap_err();
    assert_eq!(by_clerk.code, "not_permitted");
    town.chief(&body).gives(&number, annulled).await.unwrap();
    let chief = town.chief(&body).actor();
    let listed = licences(&town.centre, &chief, &wanted(&before.number)).await.unwrap();
    assert_eq!(listed[0].standing, Standing::Annulled);
    need_sound(town).await;
    town.examiner(&body).reviews(&number).await.unwrap();
    town.chief(&body).decides(&number).await.unwrap();
    town.clerk().issues(&number).await.unwrap();
    let after = town
        .clerk()
        .looks_at(&number)
        .await
        .unwrap()
        .case
        .beyond
        .licence
        .unwrap();
    assert_ne!(after.number, before.number);
    let listed = licences(&town.centre, &chief, &wanted(&after.number)).await.unwrap();
    assert_eq!(listed[0].standing, Standing::Valid);
    need_sound(town).await;
}

pub async fn an_end_that_a_court_annuls_leaves_the_licence_as_it_was(town: &Town) {
    let number = town.finished_case(FOOD).await;
    let body = town.item(FOOD).body.clone();
    let (chief, clerk, citizen) = (town.chief(&body), town.clerk(), town.citizen("citizen1"));
    let end = beyond::Order::EndLicence(Box::new(EndOrder {
        how: Ending::Annulled {
            ground: Annulment::Unqualified,
            damages: String::new(),
        },
        reason: "核查发现不符合条件".into(),
        statement: "持证人表示符合条件".into(),
        harm: false,
    }));
    let ended = chief.gives(&number, end.into()).await.unwrap();
    let paper_of_the_end = ended.document.unwrap();
    let licence = clerk.looks_at(&number).await.unwrap().case.beyond.licence.unwrap();
    let standing = async || {
        let listed = licences(&town.centre, &chief.actor(), &wanted(&licence.number)).await;
        listed.unwrap()[0].standing
    };
    assert_eq!(standing().await, Standing::Annulled);
    town.days_later(3);
    let entered = Order::Enter(Box::new(Entry {
        kind: Kind::Suit,
        side: Side::Applicant,
        day: town.today(),
        served: town.today(),
        before: "前锋区人民法院".into(),
        number: "（2026）川1603行初9号".into(),
        grounds: "符合条件".into(),
        late: None,
        ending: Some(Standing::Annulled),
    }));
    clerk.gives(&number, entered.into()).await.unwrap();
    assert_eq!(waiting(&town.centre, &chief.actor()).await.unwrap().len(), 1);
    let outcome = settle(Kind::Suit, Finding::Annulled, town.today());
    chief.gives(&number, outcome).await.unwrap();
    assert_eq!(standing().await, Standing::Valid);
    let seen = citizen.looks_at(&number).await.unwrap().case;
    assert_eq!(seen.status(), Status::Issued);
    assert!(seen.appeals.of_paper(&paper_of_the_end).is_some());
    let checked = genuine(&town.centre, &paper_of_the_end).await.unwrap();
    assert!(checked.view.case.appeals.of_paper(&paper_of_the_end).is_some());
    while notices::deliver(&town.centre, 100).await.unwrap() > 0 {}
    let told = notices::inbox(&town.centre, town.account("citizen1").id, None, 50)
        .await
        .unwrap();
    assert!(told.iter().any(|one| one.words.zh.contains("许可恢复到终止以前的状态")));
    need_sound(town).await;
}

fn wanted(number: &str) -> Wanted {
    Wanted {
        number: number.to_string(),
        limit: 50,
        ..Wanted::default()
    }
}

pub async fn a_changed_decision_is_carried_out_with_a_paper_of_its_own(town: &Town) {
    let (number, body, old) = refused(town).await;
    let today = town.today();
    let entered = enter(Kind::Reconsideration, Side::Applicant, today);
    town.clerk().gives(&number, entered).await.unwrap();
    let changed = |instead| {
        let found = Found {
            kind: Kind::Reconsideration,
            day: today,
            finding: Finding::Changed,
            evidence: paper("前府复决〔2026〕8号"),
            words: "变更为准予".into(),
            days: None,
            on_procedure: false,
            instead,
        };
        Command::from(Order::Settle(Box::new(found)))
    };
    let chief = town.chief(&body);
    let empty = chief.gives(&number, changed(None)).await.unwrap_err();
    assert_eq!(empty.faults[0].field, "instead");
    let grant = yimen_domain::cases::event::Outcome::Grant {
        conditions: Vec::new(),
        validity: String::new(),
    };
    let done = chief.gives(&number, changed(Some(grant))).await.unwrap();
    let new = done.document.unwrap();
    assert_ne!(new, old);
    let case = chief.looks_at(&number).await.unwrap().case;
    assert_eq!(case.status(), Status::Granted);
    assert!(case.appeals.of_paper(&old).unwrap().changed && case.appeals.of_paper(&new).is_none());
    need_sound(town).await;
}
