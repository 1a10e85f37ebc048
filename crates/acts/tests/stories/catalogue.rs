//! The catalogue: finding items, and bringing them in.

use yimen_acts::items::import::{Fate, Report, import};
use yimen_acts::items::sayings::{all, forget, refresh, teach};
use yimen_acts::{Centre, Chance, Time};
use yimen_store::Location;
use yimen_testkit::{Town, items, refusal};

const HEADING: &str = "department,main_item,name,itemCode,taskType,areaCode,deptCode";

async fn import_rows(town: &Town, rows: &str) -> Report {
    import(&town.centre, "rows.csv", format!("{HEADING}\n{rows}").as_bytes())
        .await
        .unwrap()
}

pub async fn items_are_found_by_words_pinyin_and_initials(town: &Town) {
    let library = town.centre.library();
    let first = |words: &str| {
        library
            .find(words)
            .first()
            .map(|item| item.code.clone())
            .unwrap_or_default()
    };
    for (words, code) in [
        ("护照", items::PASSPORT),
        ("passport", items::PASSPORT),
        ("putonghuzhao", items::PASSPORT),
        ("pthz", items::PASSPORT),
        ("PTHZ", items::PASSPORT),
        ("食品经营许可", items::FOOD),
        ("开饭店", items::FOOD),
        ("打官司 律师", items::LEGAL_AID),
        ("个体户", items::SOLE_TRADER),
        (items::FREIGHT, items::FREIGHT),
    ] {
        assert_eq!(first(words), code, "{words}");
    }
    for nothing in ["", "   ", "ß∂ƒ", "飞船发射", "' OR 1=1"] {
        assert_eq!(first(nothing), "", "{nothing}");
    }
}

pub async fn every_row_gets_its_answer(town: &Town) {
    let rows = "\
区民政局,未分类,示例事项一,T-0001,1,511602000000,x
区民政局,未分类,示例事项二,T-0001,1,511602000000,x
区民政局,未分类,示例<br/>事项&amp;lt;p&amp;gt;三&amp;nbsp;,T-0003,20,511603000000,x
区民政局,未分类,没有编码,,1,511602000000,x
区民政局,未分类,类型不识,T-0005,99,511602000000,x
区民政局,未分类,示例事项一,T-0006,07,511602000000,x
,未分类,没有部门,T-0007,1,511602000000,x
区民政局,未分类,编码有空格,T 0008,1,511602000000,x
区民政局,未分类,,T-0009,1,511602000000,x
区新设局,未分类,新部门的事项,T-0010,1,511602000000,x
区民政局,未分类,少了列,T-0011,1";
    let report = import_rows(town, rows).await;
    let fates: Vec<_> = report.rows.iter().map(|row| (row.line, row.fate)).collect();
    use Fate::{Refused, Taken};
    let expected = [
        Taken, Refused, Taken, Refused, Refused, Taken, Refused, Refused, Refused, Taken, Refused,
    ];
    assert_eq!(fates, (2u64..).zip(expected).collect::<Vec<_>>());
    assert_eq!(
        (report.taken, report.refused, report.changed, report.unchanged),
        (4, 7, 0, 0)
    );
    let said = |line: usize| report.rows[line - 2].en.as_str();
    assert!(said(3).contains("repeats that of line 2"), "{}", said(3));
    assert!(said(4).contains("markup"), "{}", said(4));
    assert!(said(7).contains("the name is that of line 2"), "{}", said(7));
    for refused in report.rows.iter().filter(|row| row.fate == Refused) {
        assert!(!refused.zh.is_empty() && !refused.en.is_empty(), "{refused:?}");
    }
    let name = |code: &str| town.item(code).name.zh.clone();
    assert_eq!(name("T-0003"), "示例事项三");
    assert_eq!(town.item("T-0010").body_name.zh, "区新设局");
    assert!(town.centre.library().latest("T-0011").is_none());
}

pub async fn a_second_import_changes_nothing_and_a_new_name_is_a_new_version(town: &Town) {
    let rows =
        "区民政局,未分类,示例事项一,T-0001,1,511602000000,x\n区民政局,未分类,示例事项二,T-0002,20,511602000000,x";
    assert_eq!(import_rows(town, rows).await.taken, 2);
    let second = import_rows(town, rows).await;
    assert_eq!((second.unchanged, second.taken, second.changed), (2, 0, 0));
    let third = import_rows(town, &rows.replace("事项二", "事项二（修订）")).await;
    assert_eq!((third.unchanged, third.changed), (1, 1));
    assert_eq!((town.item("T-0001").version, town.item("T-0002").version), (1, 2));
    let full = format!("区司法局,未分类,改了名,{},1,511602000000,x", items::LEGAL_AID);
    let catalogue = import_rows(town, &full).await;
    assert_eq!(
        catalogue.unchanged, 1,
        "a line of a catalogue never takes the place of a whole specification"
    );
}

pub async fn a_file_that_is_no_catalogue_is_refused_whole_with_its_line(town: &Town) {
    let before = town.centre.library().len();
    let good = "区民政局,未分类,示例事项一,T-0001,1,511602000000,x";
    let gbk = [
        format!("{HEADING}\n{good}\n").as_bytes(),
        b"\xc7\xf8\xc3\xf1\xd5\xfe\xbe\xd6,x",
    ]
    .concat();
    let open_quote = format!("{HEADING}\n{good}\n\"区民政局\n{}", "x\n".repeat(9));
    for (bytes, line) in [
        (b"".to_vec(), 1),
        (b"\x89PNG\r\n\x1a\n".to_vec(), 1),
        (b"name,code\na,b".to_vec(), 1),
        (format!("{HEADING}\n").into_bytes(), 2),
        (gbk, 3),
        (open_quote.into_bytes(), 3),
        (b"{\n\"code\": ".to_vec(), 2),
        (b"[]".to_vec(), 1),
    ] {
        let refused = refusal(import(&town.centre, "x", &bytes).await.unwrap_err());
        assert_eq!(refused.code, "not_a_catalogue");
        let named =
            refused.why.en.contains(&format!("(line {line}:")) && refused.why.zh.contains(&format!("第 {line} 行"));
        assert!(named, "line {line}: {}", refused.why);
    }
    assert_eq!(town.centre.library().len(), before);
}

pub async fn a_case_keeps_the_version_under_which_it_was_filed(town: &Town) {
    let row = |name: &str| format!("区民政局,未分类,{name},T-0001,1,511602000000,x");
    import_rows(town, &row("旧名")).await;
    let citizen = town.citizen("citizen1");
    let number = citizen.files("T-0001").await.unwrap().number;
    import_rows(town, &row("新名")).await;
    let view = citizen.looks_at(&number).await.unwrap();
    assert_eq!((view.case.item_version, view.item.name.zh.as_str()), (1, "旧名"));
    let next = citizen.files("T-0001").await.unwrap().number;
    assert_eq!(citizen.looks_at(&next).await.unwrap().item.name.zh, "新名");
}

pub async fn the_check_up_finds_what_an_import_brought_in(town: &Town) {
    use yimen_acts::items::check::checkup;
    let found = |rule: &str| {
        let checkup = checkup(&town.centre).of_rule(rule);
        let with = checkup.items.into_iter().filter(|checked| !checked.findings.is_empty());
        with.map(|checked| checked.item.code.clone()).collect::<Vec<_>>()
    };
    let before = (found("same_name_in_body"), found("code_wrong"));
    let rows = "区民政局,未分类,示例事项,T-0001,1,511602000000,x\n区民政局,未分类,示例事项,T-0002,1,511602000000,x";
    import_rows(town, rows).await;
    let new = |rule: &str, before: &[String]| {
        let found = found(rule).into_iter();
        found.filter(|code| !before.contains(code)).collect::<Vec<_>>()
    };
    assert_eq!(new("same_name_in_body", &before.0), ["T-0001", "T-0002"]);
    assert_eq!(new("code_wrong", &before.1), ["T-0001", "T-0002"]);
    let all = checkup(&town.centre);
    let by_rule: usize = all.by_rule().iter().map(|line| line.findings).sum();
    let by_body: usize = all.by_body().iter().flat_map(|line| line.findings).sum();
    assert_eq!((by_rule, by_body), (all.count(), all.count()));
    let items: usize = all.by_body().iter().map(|line| line.items).sum();
    assert_eq!(items, town.centre.library().len());
}

pub async fn each_version_holds_from_its_day_until_the_next_and_is_found_by_any_day(town: &Town) {
    use yimen_acts::items::{compare::compare, on};
    let row = |name: &str| format!("区民政局,未分类,{name},T-0001,1,511602000000,x");
    import_rows(town, &row("旧名")).await;
    let first = town.today();
    town.days_later(3);
    import_rows(town, &row("新名")).await;
    let second = town.today();
    let version = |day| on(&town.centre, "T-0001", day).map(|item| item.version);
    assert_eq!(version(first).unwrap(), 1);
    assert_eq!(version(second.plus(-1)).unwrap(), 1);
    assert_eq!(version(second).unwrap(), 2);
    assert_eq!(refusal(version(first.plus(-1)).unwrap_err()).code, "not_yet_in_library");
    assert_eq!(
        refusal(on(&town.centre, "T-9999", first).unwrap_err()).code,
        "not_found"
    );
    let compared = compare(&town.centre, "T-0001", 1, 2).unwrap();
    let told: Vec<_> = compared.changes.iter().map(|change| change.element).collect();
    assert_eq!(told, ["name"]);
    assert_eq!(
        refusal(compare(&town.centre, "T-0001", 1, 3).unwrap_err()).code,
        "not_found"
    );
}

pub async fn a_place_teaches_its_own_words(town: &Town) {
    let manager = town.account("manager").actor();
    let finds = |words: &str| {
        town.centre
            .library()
            .find(words)
            .iter()
            .any(|item| item.code == items::PASSPORT)
    };
    assert!(!finds("出洋本本"));
    teach(&town.centre, &manager, " 出洋本本 ", "普通护照\n护照  签发\n")
        .await
        .unwrap();
    assert!(finds("出洋本本"));
    teach(&town.centre, &manager, "出洋本本", "普通护照|护照 签发")
        .await
        .unwrap();
    let known = all(&town.centre).await.unwrap().taught;
    assert_eq!(known.len(), 1);
    assert_eq!(
        (known[0].meant.as_str(), &known[0].by),
        ("普通护照|护照 签发", &manager.name)
    );
    let rows = town.db_rows("SELECT number FROM sayings", Vec::new()).await;
    assert_eq!(rows.len(), 1, "what is known already is not written again");

    forget(&town.centre, &manager, "出洋本本").await.unwrap();
    assert!(!finds("出洋本本"));
    assert!(all(&town.centre).await.unwrap().taught.is_empty());
}

pub async fn another_process_hears_of_the_words(town: &Town) {
    if town.centre.settings().location == Location::SqliteMemory {
        let alone = refresh(&town.centre).await.unwrap();
        assert!(!alone, "a database in memory has one process");
        return;
    }
    let settings = town.centre.settings().clone();
    let elsewhere = Centre::open(settings, Time::System, Chance::System).await.unwrap();
    let manager = town.account("manager").actor();
    assert!(!refresh(&elsewhere).await.unwrap(), "there is nothing to hear");
    teach(&town.centre, &manager, "出洋本本", "普通护照").await.unwrap();
    let finds = || {
        elsewhere
            .library()
            .find("出洋本本")
            .iter()
            .any(|item| item.code == items::PASSPORT)
    };
    assert!(!finds());
    assert!(refresh(&elsewhere).await.unwrap());
    assert!(finds());
    elsewhere.close().await.unwrap();
}

pub async fn words_that_would_find_nothing_are_not_taught(town: &Town) {
    let manager = town.account("manager").actor();
    for (said, meant, field) in [
        ("证", "普通护照", "said"),
        ("办、证", "普通护照", "said"),
        (&"证".repeat(21), "普通护照", "said"),
        ("出洋本本", " | ", "meant"),
        ("出洋本本", "普通护照|月球护照", "meant"),
        ("出洋本本", "护照|护照|护照|护照|护照|护照", "meant"),
    ] {
        let refused = refusal(teach(&town.centre, &manager, said, meant).await.unwrap_err());
        assert_eq!(refused.faults[0].field, field, "{said}: {meant}");
    }
    assert!(all(&town.centre).await.unwrap().taught.is_empty());
}

pub async fn two_who_teach_at_once_are_both_heard(town: &Town) {
    let manager = town.account("manager").actor();
    let said = ["出洋本本", "出国本本", "洋护照本"];
    let taught = said.map(|said| teach(&town.centre, &manager, said, "普通护照"));
    futures::future::try_join_all(taught).await.unwrap();
    assert_eq!(all(&town.centre).await.unwrap().taught.len(), 3);
    for said in said {
        assert_eq!(town.centre.library().find(said)[0].code, items::PASSPORT, "{said}");
    }
}
