//! Annex tables, exceptions, notices and the five cuts of a town.

use yimen_acts::items::annexes::{Annex, table};
use yimen_acts::items::check::checkup;
use yimen_acts::items::cuts::{compute, decided_under, used};
use yimen_acts::items::import::{Ground as Why, bring_in};
use yimen_acts::items::notice::{notice, pdf};
use yimen_acts::items::residency::{request, settle};
use yimen_domain::items::Chosen;
use yimen_domain::items::Completeness;
use yimen_domain::items::cuts::Cut;
use yimen_domain::items::residency::{Ground, Order, Sphere};
use yimen_domain::organisation::{Actor, Capacity, Role};
use yimen_domain::words::Language;
use yimen_testkit::{Town, items};

fn person(role: Role, body: Option<&str>) -> Actor {
    Actor {
        account: None,
        name: role.words().0.into(),
        capacity: Capacity::Staff {
            roles: vec![role],
            body: body.map(str::to_string),
        },
    }
}

fn ask() -> Order {
    Order::Ask {
        sphere: Sphere::Hall,
        ground: Ground::Premises,
        reason: "检测设备无法搬入大厅".into(),
        basis: "前府办函〔2026〕8号".into(),
        until: None,
    }
}

async fn change(town: &Town, heading: &str, cell: &str) {
    let item = town.item(items::FOOD);
    let list = format!(
        "部门,名称,编码,类型,{heading}\n{},{},{},{},{cell}\n",
        item.body_name.zh,
        item.name.zh,
        item.code,
        item.kind.words().0
    );
    let why = Why {
        by: "陈主任".into(),
        reason: "压减时限".into(),
        basis: "前府办发〔2026〕3号".into(),
        names_file: true,
        since: None,
    };
    let report = bring_in(
        &town.centre,
        "cut.csv",
        list.as_bytes().to_vec(),
        "",
        &why,
        true,
        &mut |_| {},
    )
    .await
    .unwrap();
    assert_eq!(report.changed, 1, "{report:?}");
}

pub async fn an_item_out_of_the_hall_needs_an_approval_that_the_check_up_looks_for(town: &Town) {
    let listed = |annex: Annex| {
        let rows = table(&town.centre, annex, "", Language::Zh).rows;
        rows.iter().any(|row| row[2] == items::FOOD)
    };
    let found = || checkup(&town.centre).of_rule("out_of_hall_without_approval").count();
    assert!(listed(Annex::ItemsIn) && !listed(Annex::ItemsOut));
    let before = found();
    change(town, "是否进驻", "否").await;
    assert!(listed(Annex::ItemsOut));
    assert_eq!(found(), before + 1, "nobody approved it");
    let body = town.item(items::FOOD).body.clone();
    let id = request(&town.centre, &person(Role::Chief, Some(&body)), items::FOOD, &ask())
        .await
        .unwrap();
    assert_eq!(found(), before + 1, "asking is no approval");
    let grant = Order::Grant {
        approval: "前政服〔2026〕12号".into(),
    };
    settle(&town.centre, &person(Role::Manager, None), &id, &grant)
        .await
        .unwrap();
    assert_eq!(found(), before);
    let rows = table(&town.centre, Annex::ItemsOut, &body, Language::En).rows;
    assert!(
        rows.iter()
            .any(|row| row[2] == items::FOOD && row[6] == "前政服〔2026〕12号"),
        "{rows:?}"
    );
}

pub async fn the_cuts_follow_the_versions_of_two_days(town: &Town) {
    let before = town.today();
    let days = town.item(items::FOOD).promised.days;
    town.days_later(10);
    change(town, "承诺办结时限", "1").await;
    let cuts = compute(&town.centre, before, town.today(), "").unwrap();
    let item = cuts.differing().find(|item| item.code == items::FOOD).unwrap();
    assert_eq!(item.figures[&Cut::Time].saved(), i64::from(days) - 1);
    assert_eq!(item.versions.1.unwrap(), item.versions.0.unwrap() + 1);
    assert_eq!(cuts.differing().count(), 1);
    assert!(used(&town.centre, items::FOOD).await.unwrap().is_empty());
    assert!(
        decided_under(&town.centre, items::FOOD, 1, "", 10)
            .await
            .unwrap()
            .is_empty()
    );
    assert!(compute(&town.centre, town.today(), before, "").is_err());
}

pub async fn a_notice_tells_in_both_languages_and_marks_what_is_in_chinese_only(town: &Town) {
    let chosen = Chosen::new();
    let zh = notice(&town.centre, items::FOOD, &chosen, Language::Zh).unwrap();
    assert!(
        !zh.has_chinese
            && zh
                .facts
                .iter()
                .any(|(label, told)| *label == "监督投诉电话" && told.text.contains("12345"))
    );
    let en = notice(&town.centre, items::FOOD, &chosen, Language::En).unwrap();
    assert_eq!(en.materials.len(), zh.materials.len());
    change(town, "受理条件", "只用中文写的条件").await;
    let en = notice(&town.centre, items::FOOD, &chosen, Language::En).unwrap();
    assert!(en.has_chinese && en.conditions.iter().all(|told| told.chinese_only));
    let (_, bytes) = pdf(&town.centre, items::FOOD, &chosen, Language::En).await.unwrap();
    assert!(bytes.starts_with(b"%PDF-"));
}

pub async fn every_notice_of_the_demonstration_is_one_page_in_both_languages(town: &Town) {
    let full: Vec<String> = town
        .centre
        .library()
        .all()
        .filter(|item| item.completeness == Completeness::Full)
        .map(|item| item.code.clone())
        .collect();
    assert_eq!(full.len(), 12);
    let folder = tempfile::tempdir().unwrap();
    for code in full {
        for language in [Language::Zh, Language::En] {
            let (item, bytes) = pdf(&town.centre, &code, &Chosen::new(), language).await.unwrap();
            let file = folder.path().join("notice.pdf");
            std::fs::write(&file, bytes).unwrap();
            let told = std::process::Command::new("pdftotext")
                .args(["-layout"])
                .arg(&file)
                .arg("-")
                .output()
                .unwrap();
            let pages = told.stdout.iter().filter(|byte| **byte == 0x0c).count();
            assert_eq!(pages, 1, "{} in {language:?}", item.name);
        }
    }
}
