//! Intake at the window and before it: what is not corrected in time, what is asked twice, what is corrected on the spot, what came in over the
//! net, and copies that were compared with their originals.

use yimen_acts::cases::command::Reach;
use yimen_acts::cases::correct::with_form;
use yimen_acts::cases::verify::verify;
use yimen_acts::cases::{deem, lists};
use yimen_acts::clocks::{import, read};
use yimen_acts::notices;
use yimen_domain::calendar::Day;
use yimen_domain::cases::Status;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::event::{CorrectionRequest, DocumentKind, What};
use yimen_domain::cases::intake::{Happened, Order};
use yimen_domain::clocks::ClockKind;
use yimen_domain::items::form::Answer;
use yimen_domain::items::material::Trust;
use yimen_testkit::{Town, items, refusal};

/// The rules of 安阳 for the centre's county: ten working days for corrections, one for the pre-examination.
async fn rules(town: &Town) {
    let rule = |kind: &str, days: u32, article: &str| {
        format!(
            r#"{{"kind":"{kind}","region":"511603","working_days":{days},"source":"前锋政务服务办法 {article}","warn_days_left":3}}"#
        )
    };
    let file = format!(
        r#"{{"notice":"前锋政务〔2026〕5号","rules":[{},{}]}}"#,
        rule("correction", 10, "第三十六条"),
        rule("pre_examination", 1, "第四十二条")
    );
    let incoming = read(file.as_bytes()).unwrap();
    import(&town.centre, &incoming, "王主任").await.unwrap();
}

async fn told(town: &Town, login: &str) -> Vec<String> {
    while notices::deliver(&town.centre, 50).await.unwrap() > 0 {}
    let inbox = notices::inbox(&town.centre, town.citizen(login).signed.id, None, 50).await;
    inbox.unwrap().into_iter().map(|notice| notice.words.zh).collect()
}

async fn heard(town: &Town, words: &str) -> bool {
    told(town, "citizen1").await.iter().any(|told| told.contains(words))
}

async fn sound(town: &Town) {
    let verdict = verify(&town.centre, |_| {}).await.unwrap();
    assert!(verdict.faults.is_empty(), "{:?}", verdict.faults);
}

/// Filed on Monday, 2 March 2026, and asked on the same day: the tenth working day is the 16th.
pub async fn what_is_not_corrected_in_time_ends_by_itself_and_the_applicant_is_told_before_and_after(town: &Town) {
    rules(town).await;
    let citizen = town.citizen("citizen1");
    let ends = citizen.files(items::LEGAL_AID).await.unwrap().number;
    let corrected = citizen.files(items::LEGAL_AID).await.unwrap().number;
    for number in [&ends, &corrected] {
        town.clerk().asks_for_correction(number, "m1").await.unwrap();
    }
    assert!(heard(town, "视为撤回申请").await, "told from the start");
    town.days_later(8);
    assert_eq!(deem::remind(&town.centre).await, Ok(Vec::new()));
    citizen.supplements(&corrected, "m1").await.unwrap();
    town.days_later(1);
    assert_eq!(deem::remind(&town.centre).await, Ok(vec![ends.clone()]));
    assert_eq!(deem::remind(&town.centre).await, Ok(Vec::new()), "once");
    assert!(heard(town, "请在 2026-03-16 前").await);
    town.days_later(5);
    assert_eq!(town.today(), Day::parse("2026-03-16").unwrap());
    assert_eq!(
        deem::lapsed(&town.centre).await,
        Ok(Vec::new()),
        "the last day is theirs"
    );
    town.days_later(1);
    let late = citizen.supplements(&ends, "m1").await.unwrap_err();
    assert_eq!(late.code, "correction_lapsed");
    assert_eq!(deem::lapsed(&town.centre).await, Ok(vec![ends.clone()]));
    assert_eq!(deem::lapsed(&town.centre).await, Ok(Vec::new()), "once");
    let view = citizen.looks_at(&ends).await.unwrap();
    assert_eq!(view.case.status(), Status::Withdrawn);
    let last = view.events.last().unwrap();
    assert_eq!(
        (last.actor.role.as_str(), last.what.code()),
        ("system", "correction_lapsed")
    );
    let document = view.documents.last().unwrap();
    assert_eq!(document.kind, DocumentKind::Termination);
    assert!(document.number.contains("终"), "{}", document.number);
    assert!(citizen.prints(&document.token).await.unwrap().starts_with(b"%PDF"));
    assert!(heard(town, "依照前锋政务服务办法 第三十六条，您的申请视为撤回").await);
    let other = citizen.looks_at(&corrected).await.unwrap();
    assert_eq!(other.case.status(), Status::Received, "who corrected in time goes on");
    sound(town).await;
}

pub async fn a_second_notice_for_the_same_is_refused_and_the_inspector_sees_who_tried(town: &Town) {
    let citizen = town.citizen("citizen1");
    let number = citizen.files(items::LEGAL_AID).await.unwrap().number;
    let clerk = town.clerk();
    clerk.asks_for_correction(&number, "m1").await.unwrap();
    citizen.supplements(&number, "m2").await.unwrap();
    let page = town.inspector().looks_at(&number).await.unwrap().case;
    for _ in 0..2 {
        let refused = clerk.asks_for_correction(&number, "m1").await.unwrap_err();
        assert_eq!(refused.code, "asked_before");
    }
    let view = town.inspector().looks_at(&number).await.unwrap();
    let tries: Vec<_> = view
        .events
        .iter()
        .filter_map(|event| match &event.what {
            What::Intake(Happened::NoticeRefused { materials, .. }) => Some((event.actor.account, materials.join(","))),
            _ => None,
        })
        .collect();
    assert_eq!(
        tries,
        [(Some(clerk.signed.id), "m1".to_string())],
        "the same on one day is noted once"
    );
    assert_eq!(view.case.status(), Status::Received);
    // A page that was open before is still good: nothing changed for it.
    let reach = Reach {
        seen: Some(page.events),
        ..Reach::default()
    };
    clerk
        .gives_with(
            &number,
            reach,
            Command::Accept {
                seen: vec!["m1".into()],
            },
        )
        .await
        .unwrap();
    assert!(!heard(town, "再次").await);
    sound(town).await;
}

pub async fn an_error_is_corrected_at_the_window_and_both_versions_are_committed_to(town: &Town) {
    let number = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
    let clerk = town.clerk();
    let before = clerk.looks_at(&number).await.unwrap();
    let mut form = before.secret.clone().unwrap().form;
    let was = form.insert("amount_yuan".into(), Answer::Text("88".into()));
    let order = |materials, commitment| {
        Command::Intake(Order::CorrectOnSpot {
            materials,
            commitment,
            confirmed_by: "欧阳小明".into(),
        })
    };
    let (reach, materials) = (Reach::default(), Vec::new());
    let done = with_form(&town.centre, &clerk.actor(), &number, reach, (materials, form), order).await;
    assert_eq!(done.map_err(refusal).unwrap().status(), Some(Status::Received));
    let view = clerk.looks_at(&number).await.unwrap();
    assert_ne!(view.secret.as_ref().unwrap().form.get("amount_yuan"), was.as_ref());
    let What::Intake(Happened::Corrected {
        before: old,
        commitment,
        confirmed_by,
        ..
    }) = &view.events.last().unwrap().what
    else {
        panic!("{:?}", view.events.last());
    };
    assert_eq!(old.as_ref(), Some(&before.case.intake.commitment));
    assert_eq!(commitment.as_ref(), Some(&view.case.intake.commitment));
    assert_ne!(old, commitment);
    assert!(!confirmed_by.contains("小明"), "{confirmed_by}");
    assert!(
        view.documents
            .iter()
            .all(|document| document.kind == DocumentKind::Receipt),
        "no notice was needed"
    );
    assert!(heard(town, "当场更正").await);
    clerk.accepts(&number).await.unwrap();
    sound(town).await;
}

pub async fn what_comes_over_the_net_is_pre_examined_and_late_ones_show_in_the_list(town: &Town) {
    rules(town).await;
    let citizen = town.citizen("citizen1");
    let number = citizen.files(items::LEGAL_AID).await.unwrap().number;
    let clerk = town.clerk();
    let due = async || {
        let line = lists::by_number(&town.centre, &clerk.actor(), &number).await.unwrap();
        (line.due.unwrap().to_string(), line.left.unwrap())
    };
    assert_eq!(due().await, ("2026-03-03".into(), 1));
    town.days_later(2);
    assert_eq!(due().await, ("2026-03-03".into(), -1), "the list says that it is late");
    let advice = vec![CorrectionRequest {
        material: "m1".into(),
        what: "请补拍第二页".into(),
    }];
    let advise = Command::Intake(Order::PreExamine { advice });
    let done = clerk.gives(&number, advise).await.unwrap();
    let certificate = citizen.prints(&done.document.unwrap()).await.unwrap();
    assert!(certificate.starts_with(b"%PDF"));
    assert_eq!(due().await.0, "2026-03-09", "the limit of the law runs on");
    assert!(heard(town, "不是不予受理").await);
    let view = citizen.looks_at(&number).await.unwrap();
    assert!(view.open.contains(&"amend") && !view.open.contains(&"supplement"));
    let materials = citizen.application(items::LEGAL_AID).await.materials;
    let amend = Command::Intake(Order::Amend {
        materials: materials.into_iter().take(1).collect(),
        commitment: None,
    });
    citizen.gives(&number, amend).await.unwrap();
    assert_eq!(due().await.0, "2026-03-05", "looked through anew");
    let pass = Command::Intake(Order::PreExamine { advice: Vec::new() });
    clerk.gives(&number, pass).await.unwrap();
    clerk.accepts(&number).await.unwrap();
    let case = citizen.looks_at(&number).await.unwrap().case;
    assert!(case.clock(ClockKind::PreExamination).unwrap().stopped.is_some());
    sound(town).await;
}

pub async fn a_copy_is_compared_with_its_original_by_a_clerk_who_is_named(town: &Town) {
    let citizen = town.citizen("citizen1");
    let number = citizen.files(items::LEGAL_AID).await.unwrap().number;
    let code = citizen.looks_at(&number).await.unwrap().case.materials[0]
        .material
        .clone();
    let level = async || {
        let case = citizen.looks_at(&number).await.unwrap().case;
        case.materials
            .iter()
            .find(|known| known.material == code)
            .unwrap()
            .origin
            .trust
    };
    assert!(matches!(level().await, Some(Trust::Declared | Trust::Uploaded)));
    let order = Command::Intake(Order::VerifyOriginals {
        materials: vec![code.clone()],
    });
    assert_eq!(
        citizen.gives(&number, order.clone()).await.unwrap_err().code,
        "not_permitted"
    );
    town.clerk().gives(&number, order).await.unwrap();
    assert_eq!(level().await, Some(Trust::Verified));
    let case = citizen.looks_at(&number).await.unwrap().case;
    assert_eq!(case.intake.compared[&code].by, town.clerk().actor().name);
    assert!(heard(town, "原件已当场退回").await);
    sound(town).await;
}
