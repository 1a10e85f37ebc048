//! Cases from beginning to end.

use yimen_acts::cases::lists::{self, Filter};
use yimen_acts::cases::submit::Application;
use yimen_acts::{drafts, notices};
use yimen_domain::cases::Channel;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::event::{Handed, HandedIn};
use yimen_domain::cases::{Status, event::DocumentKind};
use yimen_domain::clocks::{ClockKind, SuspensionKind};
use yimen_testkit::{Town, items, refusal};

pub async fn from_application_to_rating(town: &Town) {
    let citizen = town.citizen("citizen1");
    let filed = citizen.files(items::PASSPORT).await.unwrap();
    let number = filed.number.as_str();
    town.days_later(1);
    assert_eq!(
        town.clerk().accepts(number).await.unwrap().status(),
        Some(Status::Accepted)
    );
    town.days_later(1);
    assert_eq!(
        town.examiner("police").reviews(number).await.unwrap().status(),
        Some(Status::Reviewed)
    );
    assert_eq!(
        town.chief("police").decides(number).await.unwrap().status(),
        Some(Status::Granted)
    );
    assert_eq!(town.clerk().issues(number).await.unwrap_err().code, "fee_unpaid");
    town.clerk().takes_payment(number, 12_000).await.unwrap();
    assert_eq!(
        town.clerk().issues(number).await.unwrap().status(),
        Some(Status::Issued)
    );
    citizen.rates(number, 5).await.unwrap();
    assert_eq!(citizen.rates(number, 1).await.unwrap_err().code, "rated_before");

    let view = citizen.looks_at(number).await.unwrap();
    let codes: Vec<_> = view.events.iter().map(|event| event.what.code()).collect();
    assert_eq!(
        codes,
        ["filed", "accepted", "reviewed", "decided", "paid", "issued", "rated"]
    );
    let documents: Vec<_> = view.documents.iter().map(|document| document.kind).collect();
    assert_eq!(
        documents,
        [DocumentKind::Receipt, DocumentKind::Acceptance, DocumentKind::Grant]
    );
    let open = ["ask_refund", "download", "object"];
    assert_eq!(view.open, open, "their money back, the result as a file, an objection");
}

pub async fn a_case_with_a_correction_and_a_special_procedure(town: &Town) {
    let citizen = town.citizen("citizen1");
    let number = citizen.files(items::DISABILITY).await.unwrap().number;
    town.clerk().asks_for_correction(&number, "m2").await.unwrap();
    town.days_later(1);
    citizen.supplements(&number, "m2").await.unwrap();
    town.clerk().accepts(&number).await.unwrap();
    town.days_later(1);
    let examiner = town.examiner("disabled");
    assert_eq!(
        examiner
            .suspends(&number, SuspensionKind::SiteInspection)
            .await
            .unwrap_err()
            .code,
        "special_not_allowed"
    );
    examiner.suspends(&number, SuspensionKind::Appraisal).await.unwrap();
    town.days_later(14);
    let left = |view: &yimen_acts::cases::view::CaseView, kind| {
        view.clocks.iter().find(|clock| clock.kind == kind).unwrap().remaining
    };
    let view = citizen.looks_at(&number).await.unwrap();
    assert_eq!(
        (
            left(&view, ClockKind::DecisionPromised),
            left(&view, ClockKind::DecisionStatutory)
        ),
        (14, 19)
    );
    examiner.resumes(&number).await.unwrap();
    assert_eq!(
        town.chief("disabled").extends(&number, 11).await.unwrap_err().code,
        "invalid_fields"
    );
    town.chief("disabled").extends(&number, 10).await.unwrap();
    let view = citizen.looks_at(&number).await.unwrap();
    assert_eq!(
        left(&view, ClockKind::DecisionPromised),
        23,
        "the day on which it goes on counts"
    );
}

pub async fn a_refusal_reaches_the_applicant(town: &Town) {
    let citizen = town.citizen("citizen1");
    let number = citizen.files(items::LEGAL_AID).await.unwrap().number;
    town.clerk().accepts(&number).await.unwrap();
    town.examiner("justice").reviews(&number).await.unwrap();
    let refused = town.chief("justice").refuses(&number).await.unwrap();
    assert_eq!(refused.status(), Some(Status::Refused));
    town.clerk().issues(&number).await.unwrap();
    let other = citizen.files(items::LEGAL_AID).await.unwrap().number;
    assert_eq!(
        town.clerk().refuses_acceptance(&other).await.unwrap().status(),
        Some(Status::NotAccepted)
    );
    citizen.rates(&other, 2).await.unwrap();
    let third = citizen.files(items::LEGAL_AID).await.unwrap().number;
    assert_eq!(
        citizen.withdraws(&third).await.unwrap().status(),
        Some(Status::Withdrawn)
    );
}

pub async fn an_instant_item_is_done_in_one_step(town: &Town) {
    let number = town.citizen("citizen2").files(items::SOLE_TRADER).await.unwrap().number;
    let done = town.clerk().decides_at_once(&number).await.unwrap();
    assert_eq!((done.status(), done.events), (Some(Status::Issued), 4));
    let view = town.citizen("citizen2").looks_at(&number).await.unwrap();
    let documents: Vec<_> = view.documents.iter().map(|document| document.kind).collect();
    assert_eq!(documents, [DocumentKind::Receipt, DocumentKind::Grant]);
}

pub async fn a_clerk_enters_a_case_for_somebody_at_the_desk(town: &Town) {
    let clerk = town.clerk();
    let typed = town.citizen("citizen3").application(items::LEGAL_AID).await;
    let paper = |material: HandedIn| HandedIn {
        handed: Handed::Paper,
        ..material
    };
    let at_the_desk = Application {
        channel: Channel::Window,
        materials: typed.materials.into_iter().map(paper).collect(),
        ..typed
    };
    let submit = async |actor| {
        yimen_acts::cases::submit::submit(&town.centre, &actor, None, at_the_desk.clone())
            .await
            .map_err(refusal)
    };
    let number = submit(clerk.actor()).await.unwrap().number;
    assert_eq!(clerk.looks_at(&number).await.unwrap().case.channel, Channel::Window);
    assert_eq!(
        submit(town.citizen("citizen3").actor()).await.unwrap_err().code,
        "not_permitted"
    );
    assert_eq!(
        submit(town.examiner("justice").actor()).await.unwrap_err().code,
        "not_permitted"
    );
}

pub async fn a_number_is_code_date_and_serial(town: &Town) {
    let citizen = town.citizen("citizen1");
    let mut numbers = Vec::new();
    for item in [items::LEGAL_AID, items::LEGAL_AID, items::PASSPORT] {
        numbers.push(citizen.files(item).await.unwrap().number);
    }
    town.days_later(1);
    numbers.push(citizen.files(items::LEGAL_AID).await.unwrap().number);
    let expected = [
        format!("{}202603020001", items::LEGAL_AID),
        format!("{}202603020002", items::LEGAL_AID),
        format!("{}202603020001", items::PASSPORT),
        format!("{}202603030001", items::LEGAL_AID),
    ];
    assert_eq!(numbers, expected);
}

pub async fn notices_come_once_though_two_workers_run(town: &Town) {
    let citizen = town.citizen("citizen1");
    let number = citizen.files(items::LEGAL_AID).await.unwrap().number;
    town.seconds_later(1);
    town.clerk().accepts(&number).await.unwrap();
    let work = || notices::deliver(&town.centre, 10);
    let (first, second) = tokio::join!(work(), work());
    assert_eq!(first.unwrap() + second.unwrap(), 2);
    town.seconds_later(3_600);
    assert_eq!(work().await.unwrap(), 0);
    let inbox = notices::inbox(&town.centre, citizen.signed.id, None, 10).await.unwrap();
    let told: Vec<_> = inbox
        .iter()
        .map(|notice| match &notice.about {
            yimen_acts::notices::About::Case { number, seq } => (number.as_str(), *seq),
            yimen_acts::notices::About::Mandate(_) => ("", 0),
        })
        .collect();
    assert_eq!(told, [(number.as_str(), 2), (number.as_str(), 1)]);
    assert!(inbox.iter().all(|notice| notice.unread));
    notices::mark_read(&town.centre, citizen.signed.id).await.unwrap();
    let inbox = notices::inbox(&town.centre, citizen.signed.id, None, 10).await.unwrap();
    assert!(inbox.iter().all(|notice| !notice.unread));
}

pub async fn a_draft_is_saved_from_two_devices(town: &Town) {
    let citizen = town.citizen("citizen1");
    let account = citizen.signed.id;
    let begun = drafts::begin(&town.centre, account, items::LEGAL_AID, drafts::Content::default())
        .await
        .unwrap();
    let telephone = drafts::one(&town.centre, account, begun.id).await.unwrap();
    let mut computer = telephone.clone();
    computer.content.form.insert("reason".into(), "在电脑上填写".into());
    let computer = drafts::save(&town.centre, computer).await.unwrap();
    let late = drafts::save(&town.centre, telephone).await.unwrap_err();
    assert_eq!(refusal(late).code, "changed_meanwhile");
    let kept = drafts::one(&town.centre, account, begun.id).await.unwrap();
    assert_eq!((kept.version, kept.content), (2, computer.content));

    let others = town.citizen("citizen2").signed.id;
    assert_eq!(
        refusal(drafts::one(&town.centre, others, begun.id).await.unwrap_err()).code,
        "not_found"
    );

    let application = Application {
        draft: Some(begun.id),
        ..citizen.application(items::LEGAL_AID).await
    };
    citizen.submits(None, application).await.unwrap();
    assert_eq!(drafts::list(&town.centre, account).await.unwrap(), []);
}

pub async fn other_people_see_nothing(town: &Town) {
    let number = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
    let stranger = town.citizen("citizen2");
    assert_eq!(stranger.looks_at(&number).await.unwrap_err().code, "not_found");
    assert_eq!(stranger.withdraws(&number).await.unwrap_err().code, "not_found");
    assert_eq!(
        town.examiner("police").looks_at(&number).await.unwrap_err().code,
        "not_found"
    );
    assert_eq!(
        town.examiner("police").reviews(&number).await.unwrap_err().code,
        "not_found"
    );
    assert!(town.inspector().looks_at(&number).await.is_ok());
    let changes = town
        .inspector()
        .gives(&number, Command::Accept { seen: Vec::new() })
        .await;
    assert_eq!(changes.unwrap_err().code, "not_permitted");
    let progress = yimen_acts::cases::view::progress(&town.centre, &number).await.unwrap();
    assert_eq!((progress.secret, progress.open), (None, Vec::new()));
}

pub async fn a_refusal_leaves_no_trace(town: &Town) {
    let citizen = town.citizen("citizen1");
    let number = citizen.files(items::LEGAL_AID).await.unwrap().number;
    let tables = [
        "cases",
        "events",
        "clocks",
        "documents",
        "vault",
        "outbox",
        "counters",
        "idempotency",
    ];
    let everything = async || {
        let mut all = Vec::new();
        for table in tables {
            all.push(town.db_everything_in(table).await);
        }
        all
    };
    let before = everything().await;
    citizen.rates(&number, 5).await.unwrap_err();
    town.clerk().issues(&number).await.unwrap_err();
    town.examiner("justice").reviews(&number).await.unwrap_err();
    town.chief("justice").refuses(&number).await.unwrap_err();
    let mut wrong = citizen.application(items::LEGAL_AID).await;
    wrong.applicant.id_number = "511603199005200021".into();
    assert_eq!(
        citizen.submits(Some("key"), wrong).await.unwrap_err().faults[0].field,
        "applicant.id_number"
    );
    assert_eq!(everything().await, before);
}

pub async fn lists_page_without_gaps_or_repeats(town: &Town) {
    let citizen = town.citizen("citizen1");
    let mut filed = Vec::new();
    for at in 0..7 {
        filed.push(citizen.files(items::LEGAL_AID).await.unwrap().number);
        if at % 3 == 0 {
            town.seconds_later(60);
        }
    }
    let (mut mine, mut work) = (Vec::new(), Vec::new());
    let mut after = None;
    loop {
        let page = lists::mine(&town.centre, citizen.signed.id, after.as_deref(), 2)
            .await
            .unwrap();
        mine.extend(page.lines.into_iter().map(|line| line.row.number));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    loop {
        let filter = Filter {
            status: Status::Received,
            body: None,
            after: after.clone(),
            limit: 3,
        };
        let page = lists::work(&town.centre, &town.clerk().actor(), &filter).await.unwrap();
        work.extend(page.lines.into_iter().map(|line| line.row.number));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    for mut found in [mine, work] {
        found.sort();
        assert_eq!(found, filed);
    }
}
