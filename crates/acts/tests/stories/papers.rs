//! Papers of the procedure: what stops the clock, what makes the limit longer, and how the result was served.

use yimen_acts::cases::Done;
use yimen_acts::documents::wordings::Wording;
use yimen_acts::ledger::forget::{Order, forget};
use yimen_acts::notices::{deliver, inbox};
use yimen_acts::wordings;
use yimen_domain::calendar::Day;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::event::{Delivery, DocumentKind, Outcome, What};
use yimen_domain::cases::extension::Approved;
use yimen_domain::clocks::{Evidence, SuspensionKind};
use yimen_domain::wordings::Form;
use yimen_domain::words::Refusal;
use yimen_testkit::{Town, items, refusal};

use crate::paper::{read, run};

/// A case of legal aid, examined.
pub async fn examined(town: &Town, item: &str, body: &str) -> String {
    let number = town.citizen("citizen1").files(item).await.unwrap().number;
    town.clerk().accepts(&number).await.unwrap();
    town.examiner(body).reviews(&number).await.unwrap();
    number
}

/// Everything that the applicant was told.
async fn told(town: &Town) -> String {
    deliver(&town.centre, 100).await.unwrap();
    let account = town.account("citizen1").id;
    let notices = inbox(&town.centre, account, None, 100).await.unwrap();
    notices.into_iter().map(|notice| notice.words.zh).collect()
}

fn says(text: &str, words: &[&str]) {
    for said in words {
        assert!(text.contains(said), "{said} is not in {text}");
    }
}

pub async fn a_special_procedure_is_told_in_writing(town: &Town) {
    let citizen = town.citizen("citizen1");
    let number = citizen.files(items::DISABILITY).await.unwrap().number;
    town.clerk().accepts(&number).await.unwrap();
    let done = town
        .examiner("disabled")
        .suspends(&number, SuspensionKind::Appraisal)
        .await
        .unwrap();
    let token = done.document.expect("a notice of the needed time");
    let (text, codes) = read(town.data(), &citizen.prints(&token).await.unwrap());
    says(
        &text,
        &[
            "特别程序所需时间告知书",
            "政务特程〔2026〕1号",
            "鉴定",
            "3个工作日",
            "2026年3月2日",
            "陈大福",
        ],
    );
    assert_eq!(codes.len(), 1, "a QR code");
    assert!(told(town).await.contains("特别程序所需时间告知书"));
}

pub async fn an_extension_is_told_with_its_reason_and_the_new_day(town: &Town) {
    let number = examined(town, items::LEGAL_AID, "justice").await;
    let done = town.chief("justice").extends(&number, 10).await.unwrap();
    let citizen = town.citizen("citizen1");
    let due = citizen.looks_at(&number).await.unwrap().clocks[1].due.unwrap();
    let (text, _) = read(town.data(), &citizen.prints(&done.document.unwrap()).await.unwrap());
    let due = yimen_acts::documents::in_words(due);
    says(
        &text,
        &[
            "延长期限告知书",
            "政务延期〔2026〕1号",
            "情况复杂。",
            "延长10个工作日",
            due.as_str(),
            "授权委托书",
        ],
    );
    assert!(told(town).await.contains("延长期限告知书"));
}

pub async fn the_head_approves_an_extension_on_paper(town: &Town) {
    let number = examined(town, items::LEGAL_AID, "justice").await;
    let order = Command::Extend {
        days: 3,
        reason: "需要征求有关部门意见".into(),
        approved: Some(Approved {
            by: "周局长".into(),
            evidence: Evidence {
                words: "局务会纪要〔2026〕4号".into(),
                file: None,
            },
        }),
    };
    let done = town.chief("justice").gives(&number, order).await.unwrap();
    let printed = town.clerk().prints(&done.document.unwrap()).await.unwrap();
    let (text, _) = read(town.data(), &printed);
    says(&text, &["周局长", "局务会纪要〔2026〕4号", "本行政机关负责人批准"]);
}

pub async fn what_is_handed_over_at_the_window_is_signed_for(town: &Town) {
    let number = examined(town, items::LEGAL_AID, "justice").await;
    town.chief("justice").decides(&number).await.unwrap();
    let taken = Delivery::Window {
        receiver: "王小明".into(),
    };
    let done: Done = town
        .clerk()
        .gives(&number, Command::Issue { delivery: taken })
        .await
        .unwrap();
    let citizen = town.citizen("citizen1");
    let (text, codes) = read(
        town.data(),
        &citizen
            .prints(&done.document.expect("a certificate of service"))
            .await
            .unwrap(),
    );
    says(
        &text,
        &[
            "送达回证",
            "政务送〔2026〕1号",
            "政务准〔2026〕1号",
            "王小明",
            "窗口领取",
            "签名",
            "2026年3月2日",
        ],
    );
    assert!(!text.contains("王**"), "who takes it over is named in full");
    assert_eq!(codes.len(), 1, "a QR code");
    let seen = town.citizen("citizen1").looks_at(&number).await.unwrap();
    let taker = seen.events.iter().find_map(|event| match &event.what {
        What::Issued { delivery, .. } => Some(delivery.clone()),
        _ => None,
    });
    let masked = Delivery::Window {
        receiver: "王**".into(),
    };
    assert_eq!(taker, Some(masked), "the ledger names nobody in full");
    let order = Order {
        by: "管理员".into(),
        basis: "个人信息保护法 第四十七条".into(),
        reason: "保存期限已届满".into(),
    };
    assert!(forget(&town.centre, &number, &order).await.unwrap());
    let kept = town.db_rows("SELECT COUNT(*) FROM full_names", Vec::new()).await;
    assert_eq!(kept[0].int(0), Ok(0), "the name goes with the words of the case");
    let pdf = citizen.prints(&seen.documents.last().unwrap().token).await.unwrap();
    says(&read(town.data(), &pdf).0, &["送达回证", "王**"]);
}

pub async fn two_papers_of_one_step_each_have_their_number(town: &Town) {
    let citizen = town.citizen("citizen1");
    for nth in 1..=2 {
        let number = citizen.files(items::SOLE_TRADER).await.unwrap().number;
        let order = Command::Decide {
            outcome: Outcome::Grant {
                conditions: Vec::new(),
                validity: "长期".into(),
            },
            hand_over: Some(Delivery::Window {
                receiver: "申请人本人".into(),
            }),
        };
        let done = town.clerk().gives(&number, order).await.unwrap();
        let view = citizen.looks_at(&number).await.unwrap();
        let papers: Vec<(DocumentKind, &str)> = view
            .documents
            .iter()
            .map(|row| (row.kind, row.number.as_str()))
            .collect();
        let (granted, served) = (format!("政务准〔2026〕{nth}号"), format!("政务送〔2026〕{nth}号"));
        assert_eq!(
            papers[1..],
            [
                (DocumentKind::Grant, granted.as_str()),
                (DocumentKind::ServiceReturn, served.as_str())
            ]
        );
        assert_ne!(view.documents[1].token, view.documents[2].token);
        assert_eq!(
            done.document.as_ref(),
            Some(&view.documents[1].token),
            "the decision comes first"
        );
        let served = citizen.prints(&view.documents[2].token).await.unwrap();
        says(&read(town.data(), &served).0, &["送达回证", &granted, "申请人本人"]);
    }
}

pub async fn what_is_handed_in_later_has_a_receipt(town: &Town) {
    let (citizen, clerk) = (town.citizen("citizen1"), town.clerk());
    let number = citizen.files(items::LEGAL_AID).await.unwrap().number;
    clerk.asks_for_correction(&number, "m1").await.unwrap();
    let came = citizen.supplements(&number, "m1").await.unwrap();
    clerk.accepts(&number).await.unwrap();
    let more = clerk.takes_in_more(&number, "m2").await.unwrap();
    let item = town.item(items::LEGAL_AID);
    let name = |code: &str| item.handed_name(code).unwrap().zh.clone();
    let papers = [
        (came.document, "政务补收〔2026〕1号", "在网上", "m1"),
        (more.document, "政务补收〔2026〕2号", "在政务服务窗口", "m2"),
    ];
    for (token, numbered, way, material) in &papers {
        let pdf = citizen.prints(token.as_ref().expect("a receipt")).await.unwrap();
        let (text, codes) = read(town.data(), &pdf);
        let text: String = text.split_whitespace().collect();
        let name: String = name(material).split_whitespace().collect();
        says(
            &text,
            &[
                "补充材料接收凭证",
                numbered,
                &format!("2026年3月2日9时00分{way}"),
                "收到的材料共1项",
                &name.chars().take(6).collect::<String>(),
                "已收纸质件",
                &number,
            ],
        );
        assert_eq!(codes.len(), 1, "a QR code");
        assert!(!text.contains('{'), "{text}");
    }
    let all = citizen.looks_at(&number).await.unwrap().documents;
    let kinds: Vec<DocumentKind> = all.iter().map(|row| row.kind).collect();
    assert_eq!(
        kinds,
        [
            DocumentKind::Receipt,
            DocumentKind::CorrectionNotice,
            DocumentKind::LaterReceipt,
            DocumentKind::Acceptance,
            DocumentKind::LaterReceipt
        ]
    );
    crate::proceedings::all_is_sound(town).await;
}

fn refusals() -> Form {
    Form::parse("refusal.other").unwrap()
}

fn own(text: &str) -> Wording {
    Wording {
        title: "不予办理通知书".into(),
        text: text.into(),
    }
}

/// Writes a refusal in the centre's own words and lets it hold from a day.
async fn rewrites(town: &Town, text: &str, from: Day) -> Result<(), Refusal> {
    let manager = town.account("manager").actor();
    let seen = wordings::one(&town.centre, refusals()).await.unwrap().serial();
    let saved = wordings::save(&town.centre, &manager, refusals(), seen, own(text)).await;
    saved.map_err(refusal)?;
    let started = wordings::put_in_force(&town.centre, &manager, refusals(), seen + 1, Some(from), "更通俗").await;
    started.map_err(refusal)
}

pub async fn a_document_is_printed_in_the_wording_that_held_on_its_day(town: &Town) {
    let citizen = town.citizen("citizen1");
    let (chief, mut tokens) = (town.chief("justice"), Vec::new());
    let refuses = async || {
        let number = examined(town, items::LEGAL_AID, "justice").await;
        chief.refuses(&number).await.unwrap().document.unwrap()
    };
    tokens.push(refuses().await);
    town.seconds_later(60);
    rewrites(town, "您好：\n不能办理，因为：{理由}\n{救济途径}", town.today())
        .await
        .unwrap();
    town.seconds_later(60);
    tokens.push(refuses().await);
    rewrites(town, "{理由}\n第三版\n{救济途径}", town.today().plus(3))
        .await
        .unwrap();
    tokens.push(refuses().await);
    town.days_later(3);
    tokens.push(refuses().await);
    let manager = town.account("manager").actor();
    let back = wordings::back_to_standard(&town.centre, &manager, refusals(), Some(town.today()), "恢复").await;
    back.unwrap();
    town.seconds_later(60);
    tokens.push(refuses().await);
    // All of them are printed for the first time much later.
    town.days_later(30);
    let expected = [
        "经审查，你（单位）的申请不符合法定条件",
        "您好：",
        "您好：",
        "第三版",
        "经审查，你（单位）的申请不符合法定条件",
    ];
    for (token, said) in tokens.iter().zip(expected) {
        let (text, _) = read(town.data(), &citizen.prints(token).await.unwrap());
        says(&text, &[said, "六十日", "行政许可法第三十八条"]);
        assert_eq!(text.contains("不予办理通知书"), !said.starts_with("经审查"), "{text}");
    }
    let history = wordings::history(&town.centre, refusals(), None, 10).await.unwrap();
    let told: Vec<(u32, bool, &str)> = history
        .iter()
        .map(|row| (row.version, row.body.is_empty(), row.made_by.as_str()))
        .collect();
    let name = town.account("manager").actor().name;
    assert_eq!(told, [(3, true, name.as_str()), (2, false, &name), (1, false, &name)]);
}

pub async fn a_wording_that_hides_what_the_law_asks_for_is_not_put_in_force(town: &Town) {
    let today = town.today();
    let refused = rewrites(town, "不能办理。\n{救济途径}", today).await.unwrap_err();
    assert_eq!(refused.code, "invalid_fields");
    assert!(
        refused.faults[0].words.zh.contains("行政许可法 第三十八条第二款"),
        "{refused:?}"
    );
    // What is unfinished is kept as a draft, and the standard wording goes on.
    let standing = wordings::one(&town.centre, refusals()).await.unwrap();
    assert_eq!((standing.serial(), standing.version), (1, None));
    let refused = rewrites(town, "{理由}\n{救济途径", today).await.unwrap_err();
    assert!(refused.faults[0].words.zh.starts_with("第 2 行"), "{refused:?}");
    let late = rewrites(town, "{理由}\n{救济途径}", today.plus(-1)).await.unwrap_err();
    assert_eq!(late.faults[0].field, "from");
    rewrites(town, "{理由}\n{救济途径}", today).await.unwrap();
}

pub async fn only_the_manager_changes_wordings_and_two_do_not_overwrite_each_other(town: &Town) {
    let text = own("{理由}\n{救济途径}");
    let clerk = town.clerk().actor();
    let refused = wordings::save(&town.centre, &clerk, refusals(), 0, text.clone()).await;
    assert_eq!(refusal(refused.unwrap_err()).code, "not_permitted");
    let manager = town.account("manager").actor();
    let save = |seen| wordings::save(&town.centre, &manager, refusals(), seen, text.clone());
    save(0).await.unwrap();
    assert_eq!(refusal(save(0).await.unwrap_err()).code, "wording_changed_meanwhile");
    save(1).await.unwrap();
    let start = |seen| wordings::put_in_force(&town.centre, &manager, refusals(), seen, Some(town.today()), "r");
    assert_eq!(refusal(start(1).await.unwrap_err()).code, "wording_changed_meanwhile");
    start(2).await.unwrap();
    assert_eq!(refusal(start(2).await.unwrap_err()).code, "no_draft_of_wording");
}

pub async fn a_preview_is_a_paper_with_a_made_up_case(town: &Town) {
    for code in ["refusal.permit", "extension.any", "service_return.any", "grant.by_law"] {
        let form = Form::parse(code).unwrap();
        let pdf = wordings::preview(&town.centre, form, &Wording::standard(form))
            .await
            .unwrap();
        std::fs::write(town.data().join("preview.pdf"), pdf).unwrap();
        let text = run(town.data(), "pdftotext", &["-layout", "preview.pdf", "-"]);
        let text: String = text.split_whitespace().collect();
        says(
            &text,
            &[Wording::standard(form).title.as_str(), "李示例", "演示", "预览"],
        );
        assert!(!text.contains("扫描二维码"), "there is nothing to check");
    }
}
