//! Proceedings of a case: inspection, tasks, hearing and interested parties, from beginning to end.

use yimen_acts::cases::proceedings::{Said, chair, order, section, sections};
use yimen_acts::cases::rebuild::{Mode, rebuild};
use yimen_acts::cases::verify::verify;
use yimen_acts::cases::view;
use yimen_acts::{files, notices};
use yimen_domain::calendar::Day;
use yimen_domain::cases::Status;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::event::{DocumentKind, FileMark};
use yimen_domain::cases::proceedings::hearing::{Asker, Order as Hearing, Participant};
use yimen_domain::cases::proceedings::task::Order as Task;
use yimen_domain::cases::proceedings::{Order, party};
use yimen_domain::words::Refusal;
use yimen_testkit::{Town, items, refusal};

/// The words of a PDF of however many pages, without blanks.
fn words_of(town: &Town, pdf: &[u8]) -> String {
    let at = town.data().join("proceeding.pdf");
    std::fs::write(&at, pdf).unwrap();
    let output = std::process::Command::new("pdftotext")
        .arg("-layout")
        .arg(&at)
        .arg("-")
        .output()
        .unwrap();
    assert!(output.status.success());
    String::from_utf8_lossy(&output.stdout).split_whitespace().collect()
}

/// Somebody says an order as a page or another system would.
pub(super) async fn says(town: &Town, login: &str, number: &str, name: &str, said: Said) -> Result<(), Refusal> {
    let actor = town.account(login).actor();
    let order = order(&town.centre, &actor, number, (name, said))
        .await
        .map_err(refusal)?;
    gives(town, login, number, order).await
}

async fn gives(town: &Town, login: &str, number: &str, order: Order) -> Result<(), Refusal> {
    let actor = town.account(login).actor();
    let command = Command::Proceeding(Box::new(order));
    yimen_acts::cases::command::command(&town.centre, &actor, number, Default::default(), command)
        .await
        .map(|_| ())
        .map_err(refusal)
}

pub(super) async fn accepted(town: &Town, item: &str) -> String {
    let number = town.citizen("citizen1").files(item).await.unwrap().number;
    town.clerk().accepts(&number).await.unwrap();
    number
}

pub(super) fn reason(words: &str) -> Said {
    Said {
        reason: words.into(),
        ..Said::default()
    }
}

pub(super) fn on(no: u32) -> Said {
    Said { no, ..Said::default() }
}

pub(super) fn at(day: Day) -> Said {
    Said {
        day: day.to_string(),
        time: "09:30".into(),
        place: "政务中心一楼会议室".into(),
        ..Said::default()
    }
}

pub(super) async fn brings(town: &Town, login: &str, name: &str) -> FileMark {
    let account = town.account(login).id;
    let bytes = [items::PDF, name.as_bytes()].concat();
    files::take(&town.centre, account, name, bytes).await.unwrap()
}

/// Everything that the events say is what the lists say, and nothing was altered.
pub(super) async fn all_is_sound(town: &Town) {
    assert!(verify(&town.centre, |_| {}).await.unwrap().is_sound());
    let report = rebuild(&town.centre, Mode::Check, |_| {}).await.unwrap();
    assert!(report.is_sound(), "{report:?}");
}

pub async fn two_officers_inspect_and_the_clock_rests_until_both_have_signed(town: &Town) {
    let number = accepted(town, items::FOOD).await;
    let (examiner, chief) = ("examiner-approval", "chief-approval");
    let assign = |officers: &[&str]| Said {
        kind: "site_inspection".into(),
        officers: officers.iter().map(|login| town.account(login).id).collect(),
        ..at(town.today())
    };
    let alone = says(town, examiner, &number, "order_inspection", assign(&[examiner])).await;
    assert_eq!(alone.unwrap_err().code, "two_officers_needed");
    let stranger = says(
        town,
        examiner,
        &number,
        "order_inspection",
        assign(&[examiner, "examiner-tax"]),
    )
    .await;
    assert_eq!(stranger.unwrap_err().faults[0].field, "officers");
    says(town, examiner, &number, "order_inspection", assign(&[examiner, chief]))
        .await
        .unwrap();
    let rest = Said {
        days: 3,
        evidence: "所需时间告知书".into(),
        ..on(1)
    };
    says(town, examiner, &number, "rest_clock", rest).await.unwrap();
    let view = town.inspector().looks_at(&number).await.unwrap();
    assert_eq!((view.case.status(), view.case.resting()), (Status::Suspended, Some(1)));
    let found = Said {
        yes: Some(true),
        words: "场所与平面图一致".into(),
        files: vec![brings(town, examiner, "王小明家.pdf").await],
        ..on(1)
    };
    says(town, examiner, &number, "record_inspection", found).await.unwrap();
    says(town, examiner, &number, "sign_inspection", on(1)).await.unwrap();
    says(town, chief, &number, "sign_inspection", on(1)).await.unwrap();
    let view = town.citizen("citizen1").looks_at(&number).await.unwrap();
    assert_eq!(view.case.status(), Status::Accepted, "the clock runs again by itself");
    let hash = view.case.proceedings.get(1).unwrap().files()[0].hash.clone();
    let actor = town.account("citizen1").actor();
    let mark = view::file(&town.centre, &actor, &number, &hash).await.unwrap();
    assert_eq!(mark.name, "inspection-1.pdf");
    while notices::deliver(&town.centre, 100).await.unwrap() > 0 {}
    let inbox = notices::inbox(&town.centre, town.account("citizen1").id, None, 50)
        .await
        .unwrap();
    assert!(
        inbox
            .iter()
            .any(|notice| notice.words.zh.contains("现场核查，请予配合"))
    );
    all_is_sound(town).await;
}

pub async fn a_task_goes_to_a_section_and_somebody_of_it_takes_it(town: &Town) {
    let number = accepted(town, items::FOOD).await;
    let (examiner, chief) = ("examiner-approval", "chief-approval");
    let sections = sections(&town.centre, "approval");
    assert!(!sections.is_empty(), "the demonstration has sections");
    let wrong = section(&town.centre, "approval", "nobody")
        .map_err(refusal)
        .unwrap_err();
    assert_eq!(wrong.faults[0].field, "to");
    let give = Said {
        words: "核对消防意见".into(),
        person: Some(town.account(chief).id),
        days: 2,
        ..Said::default()
    };
    says(town, examiner, &number, "give_task", give).await.unwrap();
    assert_eq!(
        town.examiner("approval").reviews(&number).await.unwrap_err().code,
        "tasks_open"
    );
    says(town, chief, &number, "take_task", on(1)).await.unwrap();
    let back = Said {
        no: 1,
        ..reason("请社会事务股办理")
    };
    says(town, chief, &number, "return_task", back).await.unwrap();
    let again = Said {
        section: sections[0].code.clone(),
        ..Said {
            no: 1,
            ..reason("改由科室办理")
        }
    };
    says(town, examiner, &number, "reassign_task", again).await.unwrap();
    let outsider = gives(
        town,
        "clerk1",
        &number,
        Order::Task(Task::Take {
            no: 1,
            sections: Vec::new(),
        }),
    )
    .await;
    assert_eq!(outsider.unwrap_err().code, "task_of_another");
    let theirs = yimen_acts::cases::proceedings::sections_of(&town.centre, Some(town.account(examiner).id));
    let taken = Order::Task(Task::Take {
        no: 1,
        sections: vec![sections[0].code.clone()],
    });
    assert!(
        theirs
            .iter()
            .all(|code| sections.iter().any(|section| section.code == *code))
    );
    gives(town, examiner, &number, taken).await.unwrap();
    let done = Said {
        yes: Some(true),
        words: "无异议".into(),
        ..on(1)
    };
    says(town, examiner, &number, "finish_task", done).await.unwrap();
    town.examiner("approval").reviews(&number).await.unwrap();
    all_is_sound(town).await;
}

pub async fn a_hearing_is_asked_for_held_and_the_decision_names_its_record(town: &Town) {
    let number = accepted(town, items::FREIGHT).await;
    let body = town.item(items::FREIGHT).body.clone();
    let examiner = format!("examiner-{body}");
    let examiner = examiner.as_str();
    says(
        town,
        examiner,
        &number,
        "tell_hearing_right",
        reason("涉及沿线居民重大利益"),
    )
    .await
    .unwrap();
    let ask = Hearing::Ask {
        no: 1,
        by: Asker::Applicant,
    };
    gives(town, "citizen1", &number, Order::Hearing(ask)).await.unwrap();
    town.examiner(&body).reviews(&number).await.unwrap();
    assert_eq!(
        town.chief(&body).decides(&number).await.unwrap_err().code,
        "hearing_not_held"
    );
    let calendar = town.centre.calendar();
    let day = calendar.add(town.today(), 8).unwrap().day;
    let own = Said {
        no: 1,
        person: Some(town.account(examiner).id),
        ..at(day)
    };
    let refused = says(town, examiner, &number, "set_hearing", own).await.unwrap_err();
    assert_eq!(refused.code, "chair_examines");
    let drafter = town.account(&format!("drafter-{body}")).id;
    let named = chair(&town.centre, &town.account(examiner).actor(), &number, drafter).await;
    assert!(named.is_ok(), "whoever works for the body may chair");
    let set = Said {
        no: 1,
        person: Some(drafter),
        ..at(day)
    };
    says(town, examiner, &number, "set_hearing", set).await.unwrap();
    town.days_later(day.days() - town.today().days());
    let held = Said {
        words: "申请人陈述理由，参加人没有异议。".into(),
        participants: vec![Participant {
            name: "陈小明".into(),
            part: "申请人".into(),
            signed: true,
        }],
        ..on(1)
    };
    says(town, examiner, &number, "record_hearing", held).await.unwrap();
    let token = town.chief(&body).decides(&number).await.unwrap().document.unwrap();
    let view = town.citizen("citizen1").looks_at(&number).await.unwrap();
    let kinds: Vec<DocumentKind> = view.documents.iter().map(|document| document.kind).collect();
    assert_eq!(
        kinds,
        [
            DocumentKind::Receipt,
            DocumentKind::Acceptance,
            DocumentKind::HearingRight,
            DocumentKind::HearingNotice,
            DocumentKind::HearingRecord,
            DocumentKind::Grant,
        ]
    );
    let of = |kind| view.documents.iter().find(|document| document.kind == kind).unwrap();
    let printed = async |token: &str| {
        let pdf = town.citizen("citizen1").prints(token).await.unwrap();
        words_of(town, &pdf)
    };
    let notice = printed(&of(DocumentKind::HearingNotice).token).await;
    assert!(
        notice.contains("政务中心一楼会议室") && notice.contains("听证公开举行"),
        "{notice}"
    );
    let record = of(DocumentKind::HearingRecord);
    let words = printed(&record.token).await;
    assert!(words.contains("陈小明") && !words.contains("陈**"), "{words}");
    let grant = printed(&token).await;
    assert!(
        grant.contains(&format!("根据听证笔录（{}）作出", record.number)),
        "{grant}"
    );
    all_is_sound(town).await;
}

pub async fn a_party_is_told_on_paper_and_no_table_tells_who_it_is(town: &Town) {
    let number = accepted(town, items::FOOD).await;
    let (examiner, name) = ("examiner-approval", "欧阳雪梅");
    let tell = Said {
        name: name.into(),
        interest: "油烟排放影响相邻住户".into(),
        days: 5,
        ..Said::default()
    };
    says(town, examiner, &number, "tell_party", tell).await.unwrap();
    town.examiner("approval").reviews(&number).await.unwrap();
    assert_eq!(
        town.chief("approval").decides(&number).await.unwrap_err().code,
        "party_not_heard"
    );
    let view = town.inspector().looks_at(&number).await.unwrap();
    let (_, told): (u32, &party::Party) = view.case.proceedings.parties().next().unwrap();
    assert_eq!(told.name, "欧阳**");
    let token = &view.documents.last().unwrap().token;
    let pdf = town.examiner("approval").prints(token).await.unwrap();
    let words = words_of(town, &pdf);
    assert!(words.contains("第三十六条") && words.contains("5个工作日内"), "{words}");
    assert!(
        words.contains(name) && !words.contains("欧阳**"),
        "it is addressed in full: {words}"
    );
    let applicant = town.citizen("citizen1");
    let theirs = applicant.looks_at(&number).await.unwrap().documents;
    assert!(theirs.iter().all(|one| one.kind != DocumentKind::ThirdParty));
    assert_eq!(applicant.prints(token).await.unwrap_err().code, "not_found");
    let genuine = yimen_acts::documents::genuine(&town.centre, token).await.unwrap();
    let public = format!("{:?}{:?}", genuine.view.events, genuine.view.case);
    assert!(!public.contains(name), "its check page has the masked name");
    for table in town.db_tables() {
        assert!(
            !town.db_everything_in(&table).await.contains(name),
            "{table} tells the name"
        );
    }
    let said = Said {
        words: "要求加装净化设施".into(),
        ..on(1)
    };
    says(town, examiner, &number, "hear_party", said).await.unwrap();
    town.chief("approval").decides(&number).await.unwrap();
    all_is_sound(town).await;
}

pub async fn working_papers_are_not_opened_by_the_applicant(town: &Town) {
    let number = accepted(town, items::FOOD).await;
    let (examiner, chief) = ("examiner-approval", "chief-approval");
    let give = Said {
        words: "核对消防意见".into(),
        person: Some(town.account(chief).id),
        ..Said::default()
    };
    says(town, examiner, &number, "give_task", give).await.unwrap();
    says(town, chief, &number, "take_task", on(1)).await.unwrap();
    let paper = brings(town, chief, "内部意见.pdf").await;
    let done = Said {
        yes: Some(false),
        words: "有不同意见".into(),
        files: vec![paper.clone()],
        ..on(1)
    };
    says(town, chief, &number, "finish_task", done).await.unwrap();
    let opens = async |login: &str| {
        view::file(&town.centre, &town.account(login).actor(), &number, &paper.hash)
            .await
            .is_ok()
    };
    assert!(opens(examiner).await);
    assert!(!opens("citizen1").await);
}
