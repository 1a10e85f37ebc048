//! Decisions that are drafted, checked and signed, several at once, and grants of a part.

use yimen_acts::ActError;
use yimen_acts::cases::rebuild;
use yimen_acts::cases::signing::{self, Found, Ticked, Waiting};
use yimen_acts::decisions::{Asked, of_day};
use yimen_acts::notices;
use yimen_domain::cases::Status;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::drafting::Order;
use yimen_domain::cases::event::{DocumentKind, Outcome};
use yimen_domain::cases::partial::Partial;
use yimen_testkit::items::FREIGHT;
use yimen_testkit::{Town, refusal};

fn body(town: &Town) -> String {
    town.item(FREIGHT).body.clone()
}

fn grant() -> Outcome {
    Outcome::Grant {
        conditions: vec!["按规定经营".into()],
        validity: "四年".into(),
    }
}

fn in_part() -> Outcome {
    Outcome::Partial(Box::new(Partial {
        granted: vec!["普通货运".into()],
        refused: vec!["冷藏保鲜专用运输".into()],
        conditions: Vec::new(),
        validity: "四年".into(),
        reasons: vec!["没有与冷藏保鲜运输相适应的车辆（道路运输条例第二十一条）".into()],
    }))
}

fn order(order: Order) -> Command {
    Command::Drafting(order)
}

fn check(no: u32) -> Command {
    order(Order::Check {
        no,
        note: "同意".into(),
    })
}

async fn reviewed(town: &Town, who: &str) -> String {
    let number = town.citizen(who).files(FREIGHT).await.unwrap().number;
    town.clerk().accepts(&number).await.unwrap();
    town.examiner(&body(town)).reviews(&number).await.unwrap();
    number
}

async fn drafted(town: &Town, who: &str, outcome: Outcome) -> String {
    let number = reviewed(town, who).await;
    let draft = order(Order::Draft { outcome });
    town.examiner(&body(town)).gives(&number, draft).await.unwrap();
    number
}

async fn checked(town: &Town, who: &str, outcome: Outcome) -> String {
    let number = drafted(town, who, outcome).await;
    town.chief(&body(town)).gives(&number, check(1)).await.unwrap();
    number
}

async fn waits(town: &Town) -> Found {
    let chief = town.chief(&body(town)).actor();
    signing::waiting(&town.centre, &chief, None).await.unwrap()
}

fn tick(one: &Waiting) -> Ticked {
    Ticked {
        number: one.number.clone(),
        no: one.draft.no,
        seen: one.events,
    }
}

fn numbers(waiting: &[Waiting]) -> Vec<&str> {
    waiting.iter().map(|one| one.number.as_str()).collect()
}

pub async fn an_examiner_drafts_a_chief_checks_and_signs(town: &Town) {
    let (examiner, chief) = (town.examiner(&body(town)), town.chief(&body(town)));
    let number = drafted(town, "citizen1", grant()).await;
    assert_eq!(
        chief
            .gives(&number, order(Order::Sign { no: 1 }))
            .await
            .unwrap_err()
            .code,
        "draft_not_checked"
    );
    assert_eq!(chief.refuses(&number).await.unwrap_err().code, "draft_differs");
    let back = Order::SendBack {
        no: 1,
        reason: "请写明具体条件".into(),
    };
    chief.gives(&number, order(back)).await.unwrap();
    let again = Order::Draft { outcome: grant() };
    examiner.gives(&number, order(again)).await.unwrap();
    assert_eq!(chief.gives(&number, check(1)).await.unwrap_err().code, "drafted_anew");
    chief.gives(&number, check(2)).await.unwrap();
    let done = chief.gives(&number, order(Order::Sign { no: 2 })).await.unwrap();
    assert_eq!(done.status(), Some(Status::Granted));
    let seen = chief.looks_at(&number).await.unwrap();
    assert_eq!(seen.case.decision().unwrap().outcome, grant());
    let pdf = town.citizen("citizen1").prints(&done.document.unwrap()).await.unwrap();
    assert!(pdf.starts_with(b"%PDF"));
    while notices::deliver(&town.centre, 100).await.unwrap() > 0 {}
    let told = notices::inbox(&town.centre, town.account("citizen1").id, None, 100)
        .await
        .unwrap();
    let told: String = told.iter().map(|notice| notice.words.zh.as_str()).collect();
    assert!(!told.contains("拟稿") && !told.contains("核稿"), "{told}");
    let report = rebuild::rebuild(&town.centre, rebuild::Mode::Check, |_| {})
        .await
        .unwrap();
    assert!(report.is_sound(), "{:?}", report.differences);
}

pub async fn several_are_signed_with_one_press_and_each_answers_for_itself(town: &Town) {
    assert_eq!(waits(town).await, Found::default(), "nothing was drafted");
    let first = checked(town, "citizen1", grant()).await;
    let second = checked(town, "citizen2", in_part()).await;
    let unchecked = drafted(town, "citizen1", grant()).await;
    reviewed(town, "citizen2").await;
    let found = waits(town).await;
    assert_eq!(numbers(&found.to_sign).len(), 2, "{found:?}");
    assert_eq!(numbers(&found.to_check), [unchecked.as_str()]);
    assert_eq!(found.next, None);
    let chief = town.chief(&body(town)).actor();
    let ticked = || found.to_sign.iter().map(tick).collect::<Vec<_>>();

    // Meanwhile one of them is sent back.
    let back = Order::SendBack {
        no: 1,
        reason: "请核实车辆数".into(),
    };
    town.chief(&body(town)).gives(&second, order(back)).await.unwrap();
    let answers = signing::sign(&town.centre, &chief, "press-1", ticked()).await.unwrap();
    for (one, answer) in &answers {
        match answer {
            Ok(done) => assert_eq!((one.number.as_str(), done.repeated), (first.as_str(), false)),
            Err(ActError::Refused(_)) => assert_eq!(one.number, second),
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!(answers.iter().filter(|(_, answer)| answer.is_ok()).count(), 1);
    // The same press again does nothing twice.
    let again = signing::sign(&town.centre, &chief, "press-1", ticked()).await.unwrap();
    let repeated = again.iter().find(|(one, _)| one.number == first).unwrap();
    assert!(repeated.1.as_ref().unwrap().repeated);
    let left = waits(town).await;
    assert!(left.to_sign.is_empty(), "{left:?}");

    let nothing = signing::sign(&town.centre, &chief, "press-2", Vec::new()).await;
    assert_eq!(refusal(nothing.unwrap_err()).code, "invalid_fields");
    let outsider = town.citizen("citizen1").actor();
    let peeks = signing::waiting(&town.centre, &outsider, None).await;
    assert_eq!(refusal(peeks.unwrap_err()).code, "not_permitted");
}

pub async fn many_drafts_are_paged_and_none_is_left_out(town: &Town) {
    let mut all = Vec::new();
    for _ in 0..signing::PAGE + 2 {
        all.push(drafted(town, "citizen1", grant()).await);
    }
    let chief = town.chief(&body(town)).actor();
    let first = waits(town).await;
    assert_eq!(first.to_check.len(), signing::PAGE);
    let rest = signing::waiting(&town.centre, &chief, first.next.as_deref())
        .await
        .unwrap();
    assert_eq!((rest.to_check.len(), &rest.next), (2, &None));
    let mut seen: Vec<&str> = numbers(&first.to_check);
    seen.extend(numbers(&rest.to_check));
    seen.sort_unstable();
    all.sort_unstable();
    assert_eq!(seen, all);
}

pub async fn a_part_is_granted_and_the_rest_refused_on_one_paper(town: &Town) {
    let number = checked(town, "citizen1", in_part()).await;
    let chief = town.chief(&body(town));
    let done = chief.gives(&number, order(Order::Sign { no: 1 })).await.unwrap();
    assert_eq!(done.status(), Some(Status::Granted));
    let seen = chief.looks_at(&number).await.unwrap();
    let paper = seen.documents.iter().find(|row| row.kind == DocumentKind::PartialGrant);
    assert_eq!(paper.unwrap().number, "政务部准〔2026〕1号");
    let pdf = town.citizen("citizen1").prints(&done.document.unwrap()).await.unwrap();
    assert!(pdf.starts_with(b"%PDF"));
    assert!(seen.case.beyond.licence.is_some(), "what was granted is a licence");
    let published = of_day(&town.centre, &Asked::default()).await.unwrap();
    let row = &published.found[0].row;
    assert_eq!(
        (row.document.as_str(), row.granted, row.in_part),
        ("政务部准〔2026〕1号", true, true)
    );
}
