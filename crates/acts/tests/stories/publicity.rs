//! What the public is shown and says, what a lower authority examines first, and whom a decision is told.

use yimen_acts::cases::proceedings::Said;
use yimen_acts::ledger::forget;
use yimen_acts::publicity::{self, Asked, Sent, Standing};
use yimen_acts::{ActError, notices};
use yimen_domain::calendar::Day;
use yimen_domain::cases::Status;
use yimen_domain::cases::event::DocumentKind;
use yimen_domain::cases::proceedings::party::to_tell;
use yimen_domain::words::Refusal;
use yimen_testkit::{Town, items, refusal};

use super::proceedings::{accepted, all_is_sound, at, brings, on, reason, says};

const EXAMINER: &str = "examiner-approval";
const KEY: &str = "0123456789abcdef0123";

async fn shows(town: &Town, number: &str, days: u32) -> Result<(), Refusal> {
    let said = Said {
        subject: "一楼临街面设置油烟排放口".into(),
        words: "拟准予在一楼临街面设置油烟排放口。\n公众可以提出意见。".into(),
        basis: "示例市餐饮业管理规定 第十二条".into(),
        contact: "政务中心二楼综合科，028-86010001".into(),
        days,
        day: town.today().to_string(),
        ..Said::default()
    };
    says(town, EXAMINER, number, "open_publicity", said).await
}

async fn sends(town: &Town, page: &str, key: &str, words: &str) -> Result<String, Refusal> {
    let sent = Sent::new("欧阳雪梅", "13912345678", words);
    publicity::send(&town.centre, page, key, sent).await.map_err(refusal)
}

async fn answers(town: &Town, number: &str, view: u32, accepted: bool) -> Result<(), Refusal> {
    let said = Said {
        view,
        yes: Some(accepted),
        words: "已要求加装净化设施".into(),
        ..on(1)
    };
    says(town, EXAMINER, number, "answer_view", said).await
}

async fn listed(town: &Town, asked: Asked) -> Vec<(String, Standing)> {
    let found = publicity::list(&town.centre, &asked).await.unwrap();
    found.found.into_iter().map(|one| (one.number, one.standing)).collect()
}

fn over() -> Asked {
    Asked {
        over: true,
        ..Asked::default()
    }
}

fn later(town: &Town, days: u32) -> Day {
    town.centre.calendar().add(town.today(), days).unwrap().day
}

pub async fn anybody_sends_a_view_while_it_is_shown_and_reads_the_answer(town: &Town) {
    let number = accepted(town, items::FOOD).await;
    shows(town, &number, 5).await.unwrap();
    let page = format!("{number}-1");
    let until = later(town, 5);
    assert_eq!(listed(town, Asked::default()).await, [(page.clone(), Standing::Open)]);
    let about = |words: &str| Asked {
        words: words.into(),
        ..Asked::default()
    };
    assert_eq!(listed(town, about("油烟")).await.len(), 1);
    assert_eq!(listed(town, about("采矿")).await.len(), 0);
    let shown = publicity::one(&town.centre, &page).await.unwrap();
    assert!(
        !shown.applicant.contains("小明"),
        "a person is masked: {}",
        shown.applicant
    );

    let empty = publicity::send(&town.centre, &page, KEY, Sent::new("", " ", "")).await;
    let faults = refusal(empty.unwrap_err()).faults;
    let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
    assert_eq!(fields, ["name", "contact", "words"]);
    let code = sends(town, &page, KEY, "排放口正对我家窗户").await.unwrap();
    let again = sends(town, &page, KEY, "排放口正对我家窗户").await.unwrap();
    assert_eq!(code, again, "a repeat does nothing twice");
    let other = sends(town, &page, "another key of a form", "没有意见").await.unwrap();
    assert_ne!(code, other);
    let nowhere = sends(town, &format!("{number}-2"), "a key of this form", "在吗").await;
    assert_eq!(nowhere.unwrap_err().code, "not_found");
    for table in town.db_tables() {
        let all = town.db_everything_in(&table).await;
        for words in [
            "欧阳雪梅",
            "13912345678",
            "正对我家",
            code.as_str(),
            &code.replace('-', ""),
        ] {
            assert!(!all.contains(words), "{table} tells {words}");
        }
    }

    town.examiner("approval").reviews(&number).await.unwrap();
    let chief = town.chief("approval");
    assert_eq!(chief.decides(&number).await.unwrap_err().code, "view_unanswered");
    let view = town.examiner("approval").looks_at(&number).await.unwrap();
    let examiner = town.account(EXAMINER).actor();
    let views = publicity::views(&town.centre, &examiner, &view.case).await.unwrap();
    assert_eq!(
        (views[0].name.as_str(), views[0].words.as_str()),
        ("欧阳雪梅", "排放口正对我家窗户")
    );
    let inspector = town.account("inspector").actor();
    let views = publicity::views(&town.centre, &inspector, &view.case).await.unwrap();
    assert_eq!((views[0].name.as_str(), views[0].contact.as_str()), ("欧阳**", ""));
    answers(town, &number, 1, true).await.unwrap();
    answers(town, &number, 2, false).await.unwrap();
    let typed = code.to_lowercase().replace('-', " ");
    let (_, read) = publicity::of_code(&town.centre, &typed).await.unwrap();
    assert_eq!(read.answer.unwrap().words, "已要求加装净化设施");
    let wrong = publicity::of_code(&town.centre, "ABCD-EFGH-JKLM-NPQR").await;
    assert!(matches!(wrong, Err(ActError::Refused(_))));
    assert_eq!(chief.decides(&number).await.unwrap_err().code, "publicity_open");

    town.days_later(until.days() - town.today().days() + 1);
    assert_eq!(
        sends(town, &page, "one more key of a form", "来晚了")
            .await
            .unwrap_err()
            .code,
        "publicity_over"
    );
    assert_eq!(listed(town, Asked::default()).await, []);
    assert_eq!(listed(town, over()).await, [(page.clone(), Standing::Over)]);
    assert_eq!(chief.decides(&number).await.unwrap_err().code, "publicity_not_closed");
    let close = Said {
        words: "收到意见两条，采纳一条".into(),
        ..on(1)
    };
    says(town, EXAMINER, &number, "close_publicity", close).await.unwrap();
    chief.decides(&number).await.unwrap();
    assert_eq!(listed(town, over()).await, [(page, Standing::Closed)]);
    while notices::deliver(&town.centre, 100).await.unwrap() > 0 {}
    let inbox = notices::inbox(&town.centre, town.account("citizen1").id, None, 50)
        .await
        .unwrap();
    let told = |words: &str| inbox.iter().any(|notice| notice.words.zh.contains(words));
    assert!(told("向社会公示") && told("公示结束") && !told("收到公示意见"));
    all_is_sound(town).await;
}

pub async fn what_is_called_off_or_withdrawn_takes_no_views_and_is_current_no_more(town: &Town) {
    let dropped = accepted(town, items::FOOD).await;
    shows(town, &dropped, 5).await.unwrap();
    says(
        town,
        EXAMINER,
        &dropped,
        "drop_proceeding",
        Said {
            no: 1,
            ..reason("内容有误")
        },
    )
    .await
    .unwrap();
    let withdrawn = accepted(town, items::FOOD).await;
    shows(town, &withdrawn, 5).await.unwrap();
    let code = sends(town, &format!("{withdrawn}-1"), KEY, "反对").await.unwrap();
    town.citizen("citizen1").withdraws(&withdrawn).await.unwrap();
    assert_eq!(
        town.inspector().looks_at(&withdrawn).await.unwrap().case.status(),
        Status::Withdrawn
    );
    for number in [&dropped, &withdrawn] {
        let sent = sends(town, &format!("{number}-1"), "a key of this form", "反对").await;
        assert_eq!(sent.unwrap_err().code, "publicity_ended");
    }
    assert_eq!(listed(town, Asked::default()).await, []);
    let found: Vec<Standing> = listed(town, over())
        .await
        .into_iter()
        .map(|(_, standing)| standing)
        .collect();
    assert_eq!(found, [Standing::Ended, Standing::Dropped]);
    publicity::of_code(&town.centre, &code).await.unwrap();
    let order = forget::Order {
        by: "管理员".into(),
        basis: "个人信息保护法 第四十七条".into(),
        reason: "本人要求删除".into(),
    };
    forget::forget(&town.centre, &withdrawn, &order).await.unwrap();
    assert!(
        publicity::of_code(&town.centre, &code).await.is_err(),
        "forgotten with the words of the case"
    );
    all_is_sound(town).await;
}

pub async fn a_hearing_that_was_announced_is_on_the_public_page(town: &Town) {
    let number = accepted(town, items::FOOD).await;
    let open = Said {
        ground: "public_interest".into(),
        ..reason("油烟排放涉及公共利益")
    };
    says(town, EXAMINER, &number, "open_hearing", open).await.unwrap();
    let day = later(town, 8);
    let set = Said {
        no: 1,
        person: Some(town.account("drafter-approval").id),
        ..at(day)
    };
    says(town, EXAMINER, &number, "set_hearing", set).await.unwrap();
    assert_eq!(listed(town, Asked::default()).await, [], "not announced yet");
    let announce = |until: Day| Said {
        until: until.to_string(),
        contact: "综合科，028-86010001".into(),
        ..on(1)
    };
    let late = says(town, EXAMINER, &number, "announce_hearing", announce(day.plus(1))).await;
    assert_eq!(late.unwrap_err().faults[0].field, "until");
    says(town, EXAMINER, &number, "announce_hearing", announce(day.plus(-2)))
        .await
        .unwrap();
    let page = format!("{number}-1");
    assert_eq!(listed(town, Asked::default()).await, [(page.clone(), Standing::Open)]);
    let view = town.inspector().looks_at(&number).await.unwrap();
    let paper = view
        .documents
        .iter()
        .find(|paper| paper.kind == DocumentKind::HearingAnnouncement);
    town.examiner("approval").prints(&paper.unwrap().token).await.unwrap();
    let moved = Said {
        no: 1,
        person: Some(town.account("drafter-approval").id),
        ..at(day.plus(7))
    };
    says(town, EXAMINER, &number, "set_hearing", moved).await.unwrap();
    assert_eq!(
        listed(town, Asked::default()).await,
        [(page, Standing::Moved)],
        "who reads it learns of the change"
    );
    all_is_sound(town).await;
}

pub async fn a_lower_authority_examines_first_and_parties_are_told_of_the_decision(town: &Town) {
    let number = accepted(town, items::FOOD).await;
    // Another authority of the same level is none below.
    for body in ["approval", "tax"] {
        let own = Said {
            body: body.into(),
            ..Said::default()
        };
        let refused = says(town, EXAMINER, &number, "ask_lower_body", own).await;
        assert_eq!(refused.unwrap_err().code, "not_a_lower_body", "{body}");
    }
    let below = Said {
        name: "示例镇人民政府".into(),
        ..Said::default()
    };
    says(town, EXAMINER, &number, "ask_lower_body", below).await.unwrap();
    let tell = Said {
        name: "欧阳雪梅".into(),
        interest: "油烟影响居住".into(),
        days: 5,
        ..Said::default()
    };
    says(town, EXAMINER, &number, "tell_party", tell).await.unwrap();
    let heard = Said {
        words: "没有意见".into(),
        ..on(2)
    };
    says(town, EXAMINER, &number, "hear_party", heard).await.unwrap();
    town.examiner("approval").reviews(&number).await.unwrap();
    let chief = town.chief("approval");
    assert_eq!(chief.decides(&number).await.unwrap_err().code, "lower_not_reported");
    let again = town.clerk().asks_for_correction(&number, "m1").await.unwrap_err();
    assert_eq!((again.code, again.rule), ("asked_below", "行政许可法 第三十五条"));
    let sent_up = Said {
        yes: Some(true),
        words: "符合条件".into(),
        complete: true,
        files: vec![brings(town, EXAMINER, "初审意见.pdf").await],
        ..on(1)
    };
    says(town, EXAMINER, &number, "report_lower_body", sent_up)
        .await
        .unwrap();
    chief.decides(&number).await.unwrap();
    let view = town.inspector().looks_at(&number).await.unwrap();
    assert_eq!(to_tell(&view.case).count(), 1);
    let told = Said {
        means: "post".into(),
        words: "邮件号 1234567890123".into(),
        ..on(2)
    };
    says(town, EXAMINER, &number, "tell_party_decision", told)
        .await
        .unwrap();
    let view = town.inspector().looks_at(&number).await.unwrap();
    assert_eq!(to_tell(&view.case).count(), 0);
    while notices::deliver(&town.centre, 100).await.unwrap() > 0 {}
    let inbox = notices::inbox(&town.centre, town.account("citizen1").id, None, 50)
        .await
        .unwrap();
    assert!(
        inbox
            .iter()
            .any(|notice| notice.words.zh.contains("不需要再次提供材料"))
    );
    all_is_sound(town).await;
}
