//! Imports as batches: looked at first, taken as a whole, undone as a whole, exported and brought in again.

use std::collections::BTreeMap;

use yimen_acts::items::export::{Kind, export};
use yimen_acts::items::import;
use yimen_acts::items::import::{
    Batch, Fate, Ground, Standing, apply, bring_in, check_rows, choose, discard, lines, newest, one, open, remembered,
    undo, undoing,
};
use yimen_acts::items::life::record::Narrow;
use yimen_domain::items::life::Step;
use yimen_store::Value;
use yimen_testkit::{Town, items, refusal};

const LIST: &str = "\
前锋区政务服务事项清单,,,,,,\n\
实施部门,事项名称,编码,类型,法定时限,承诺时限,咨询电话\n\
区民政局,示例事项一,T-1001,行政许可,20,5,0826-1234567\n\
区民政局,示例事项二,T-1002,公共服务,10个工作日,即办,\n\
区民政局,示例事项三,T-1003,行政许可,3个月,5,\n";

fn ground() -> Ground {
    Ground {
        by: "陈主任".into(),
        reason: "年度清单调整".into(),
        basis: "前府办发〔2026〕3号".into(),
        names_file: true,
        since: None,
    }
}

async fn looked_at(town: &Town, name: &str, bytes: &[u8]) -> Batch {
    let batch = open(&town.centre, "陈主任", name, bytes.to_vec()).await.unwrap();
    choose(&town.centre, &batch.id, "", &batch.columns, "").await.unwrap();
    check_rows(&town.centre, &batch.id).await.unwrap();
    one(&town.centre, &batch.id).await.unwrap()
}

async fn taken(town: &Town, bytes: &[u8]) -> Batch {
    let batch = looked_at(town, "list.csv", bytes).await;
    apply(&town.centre, &batch.id, &ground()).await.unwrap()
}

pub async fn a_list_is_looked_at_before_anything_changes(town: &Town) {
    let before = town.centre.library().len();
    let batch = looked_at(town, "list.csv", LIST.as_bytes()).await;
    assert_eq!(batch.standing, Standing::Checked);
    assert_eq!((batch.counts.taken, batch.counts.refused), (2, 1));
    assert_eq!(town.centre.library().len(), before, "looking changes nothing");
    let refused = lines(&town.centre, &batch.id, Some(Fate::Refused), 0, 10)
        .await
        .unwrap();
    assert_eq!((refused.len(), refused[0].line), (1, 5));
    assert!(refused[0].said.zh.contains("3个月"), "{}", refused[0].said);
    let nobody_says_why = Ground {
        reason: " ".into(),
        ..ground()
    };
    let refused = refusal(apply(&town.centre, &batch.id, &nobody_says_why).await.unwrap_err());
    assert_eq!(refused.faults[0].field, "reason");
    let done = apply(&town.centre, &batch.id, &ground()).await.unwrap();
    assert_eq!(done.standing, Standing::Applied);
    assert_eq!(town.centre.library().len(), before + 2);
    let item = town.item("T-1002");
    assert_eq!((item.statutory.days, item.promised.days), (10, 0));
    let again = apply(&town.centre, &batch.id, &ground()).await.unwrap();
    assert_eq!(again.applied, done.applied, "a repeat does nothing twice");
}

pub async fn a_change_shows_its_difference_and_leaves_what_the_list_does_not_say(town: &Town) {
    let before = town.item(items::FOOD);
    let list = format!(
        "部门,名称,编码,类型,咨询电话,承诺办结时限\n{},{},{},{},0826-7654321,\n",
        before.body_name.zh,
        before.name.zh,
        before.code,
        before.kind.words().0
    );
    let batch = looked_at(town, "phones.csv", list.as_bytes()).await;
    let rows = lines(&town.centre, &batch.id, None, 0, 10).await.unwrap();
    assert_eq!(rows[0].fate, Fate::Changed, "{:?}", rows[0]);
    let changed: Vec<&str> = rows[0].changes.iter().map(|(element, _, _)| element.as_str()).collect();
    assert_eq!(changed, ["phone"]);
    apply(&town.centre, &batch.id, &ground()).await.unwrap();
    let after = town.item(items::FOOD);
    assert_eq!(after.service.phone, "0826-7654321");
    assert_eq!(
        (after.materials.len(), after.promised.days),
        (before.materials.len(), before.promised.days)
    );
}

pub async fn what_was_exported_comes_in_again_as_it_was(town: &Town) {
    for kind in [Kind::Csv, Kind::Xlsx] {
        let file = export(&town.centre, kind, "").await.unwrap();
        let batch = looked_at(town, "export", &file).await;
        let all = lines(&town.centre, &batch.id, None, 0, 100).await.unwrap();
        let other: Vec<_> = all.iter().filter(|line| line.fate != Fate::Unchanged).collect();
        assert_eq!(
            batch.counts.unchanged,
            town.centre.library().len() as u64,
            "{kind:?}: {other:?}"
        );
        assert_eq!(batch.counts.all(), batch.counts.unchanged);
        discard(&town.centre, &batch.id).await.unwrap();
    }
    let json = export(&town.centre, Kind::Json, "").await.unwrap();
    let batch = looked_at(town, "export.json", &json).await;
    assert_eq!(batch.counts.unchanged, town.centre.library().len() as u64);
}

pub async fn an_import_is_undone_as_a_whole_and_no_version_is_lost(town: &Town) {
    let before = town.item(items::FOOD);
    let list = format!(
        "部门,名称,编码,类型\n{},{}（试行）,{},1\n区民政局,全新事项,T-2001,20\n",
        before.body_name.zh, before.name.zh, before.code
    );
    let list = list
        .replace("类型\n", "类型,办理时间\n")
        .replace(",1\n", ",1,周一至周五\n")
        .replace(",20\n", ",20,\n");
    let batch = taken(town, list.as_bytes()).await;
    assert_eq!((batch.counts.changed, batch.counts.taken), (1, 1));
    let would = undoing(&town.centre, &batch).await.unwrap();
    assert!(would.is_possible());
    assert_eq!((would.put_back, would.withdrawn), (1, 1));
    let undone = undo(&town.centre, &batch.id, &ground()).await.unwrap();
    assert_eq!(undone.standing, Standing::Undone);
    let after = town.item(items::FOOD);
    assert_eq!(after.version, before.version + 2, "versions are never removed");
    assert_eq!(after.name, before.name);
    assert!(!is_offered(town, "T-2001"), "what was new is not offered any more");
    let log = yimen_acts::items::life::record::public(&town.centre, &Narrow::default(), None, 5)
        .await
        .unwrap();
    let [Step::ImportUndone(undoing), Step::Imported(intake)] = [&log[0].step, &log[1].step] else {
        panic!("{log:?}");
    };
    assert_eq!((intake.added, intake.changed, intake.file.as_str()), (1, 1, "list.csv"));
    assert_eq!(
        (undoing.batch.as_str(), undoing.why.reason.as_str()),
        (batch.id.as_str(), "年度清单调整")
    );
    let told: Vec<_> = import::taken(&town.centre, &batch.id, 0, 10).await.unwrap();
    assert_eq!(
        told.iter().map(|one| one.fate).collect::<Vec<_>>(),
        [Fate::Changed, Fate::Taken]
    );
    let of_body = Narrow {
        body: intake.bodies[0].clone(),
        ..Narrow::default()
    };
    let theirs = yimen_acts::items::life::record::public(&town.centre, &of_body, None, 5)
        .await
        .unwrap();
    assert_eq!(theirs[0].seq, log[0].seq, "a list is found by each of its bodies");
    let twice = refusal(undo(&town.centre, &batch.id, &ground()).await.unwrap_err());
    assert_eq!(twice.code, "import_stands_elsewhere");
}

pub async fn an_undone_list_can_be_brought_in_again(town: &Town) {
    let list = "部门,名称,编码,类型\n区民政局,全新事项,T-6001,20\n";
    let first = taken(town, list.as_bytes()).await;
    undo(&town.centre, &first.id, &ground()).await.unwrap();
    let second = taken(town, list.as_bytes()).await;
    assert_eq!(second.counts.taken, 1);
    assert!(is_offered(town, "T-6001"));
    assert_eq!(town.item("T-6001").version, 2);
    undo(&town.centre, &second.id, &ground()).await.unwrap();
    assert!(!is_offered(town, "T-6001"));
    let verdict = yimen_acts::items::life::record::verify(&town.centre).await.unwrap();
    assert_eq!(verdict.faults, Vec::<String>::new());
}

fn is_offered(town: &Town, code: &str) -> bool {
    town.centre.library().all().any(|item| item.code == code)
}

pub async fn what_was_changed_since_cannot_be_undone_as_a_whole(town: &Town) {
    let row = |name: &str| format!("部门,名称,编码,类型\n区民政局,{name},T-3001,1\n");
    let first = taken(town, row("甲").as_bytes()).await;
    taken(town, row("乙").as_bytes()).await;
    let refused = refusal(undo(&town.centre, &first.id, &ground()).await.unwrap_err());
    assert_eq!(refused.code, "import_moved_on");
    assert!(refused.why.zh.contains("T-3001"), "{}", refused.why);
}

pub async fn a_killed_import_goes_on_and_two_at_once_do_it_once(town: &Town) {
    let rows: String = (0..2500)
        .map(|n| format!("区民政局,批量事项{n},B-{n:05},20\n"))
        .collect();
    let list = format!("部门,名称,编码,类型\n{rows}");
    let batch = open(&town.centre, "陈主任", "many.csv", list.into_bytes())
        .await
        .unwrap();
    choose(&town.centre, &batch.id, "", &batch.columns, "").await.unwrap();
    let (one_by, other_by) = tokio::join!(check_rows(&town.centre, &batch.id), check_rows(&town.centre, &batch.id));
    one_by.and(other_by).unwrap();
    check_rows(&town.centre, &batch.id).await.unwrap();
    let stands = one(&town.centre, &batch.id).await.unwrap();
    assert_eq!((stands.standing, stands.counts.taken), (Standing::Checked, 2500));
    assert!(
        town.centre.library().latest("B-00000").is_none(),
        "nothing half is seen"
    );
    apply(&town.centre, &batch.id, &ground()).await.unwrap();
    assert!(town.centre.library().latest("B-02499").is_some());
}

pub async fn an_import_whose_items_moved_under_it_takes_nothing(town: &Town) {
    let row = |name: &str| format!("部门,名称,编码,类型\n区民政局,{name},T-4001,1\n区民政局,另一项,T-4002,1\n");
    let slow = looked_at(town, "slow.csv", row("甲").as_bytes()).await;
    taken(town, "部门,名称,编码,类型\n区民政局,抢先,T-4001,1\n".as_bytes()).await;
    let refused = refusal(apply(&town.centre, &slow.id, &ground()).await.unwrap_err());
    assert_eq!(refused.code, "library_changed_meanwhile");
    assert!(town.centre.library().latest("T-4002").is_none(), "all or none");
    choose(&town.centre, &slow.id, "", &slow.columns, "").await.unwrap();
    check_rows(&town.centre, &slow.id).await.unwrap();
    apply(&town.centre, &slow.id, &ground()).await.unwrap();
    assert_eq!(town.item("T-4001").version, 2);
}

pub async fn columns_are_chosen_by_hand_and_remembered_by_name(town: &Town) {
    let odd = "单位,叫什么,号码,哪一类\n区民政局,示例,T-5001,20\n";
    let batch = open(&town.centre, "陈主任", "odd.csv", odd.as_bytes().to_vec())
        .await
        .unwrap();
    assert!(batch.columns.is_empty());
    let missing = refusal(
        choose(&town.centre, &batch.id, "", &batch.columns, "")
            .await
            .unwrap_err(),
    );
    assert!(missing.why.zh.contains("事项编码"), "{}", missing.why);
    let chosen: BTreeMap<String, usize> = [("body", 0), ("name", 1), ("code", 2), ("kind", 3)]
        .map(|(key, at)| (key.to_string(), at))
        .into();
    let twice = chosen.clone().into_iter().chain([("group".to_string(), 1)]).collect();
    assert_eq!(
        refusal(choose(&town.centre, &batch.id, "", &twice, "").await.unwrap_err()).code,
        "invalid_fields"
    );
    choose(&town.centre, &batch.id, "", &chosen, "民政局的表")
        .await
        .unwrap();
    assert_eq!(remembered(&town.centre).await.unwrap(), ["民政局的表"]);
    let report = bring_in(
        &town.centre,
        "odd.csv",
        odd.as_bytes().to_vec(),
        "民政局的表",
        &ground(),
        false,
        &mut |_| {},
    )
    .await
    .unwrap();
    assert_eq!(report.taken, 1);
    assert!(
        town.centre.library().latest("T-5001").is_none(),
        "a trial changes nothing"
    );
    assert!(newest(&town.centre, "", 10).await.unwrap().len() >= 2);
}

pub async fn lists_of_offices_are_read_in_their_encoding(town: &Town) {
    let (gbk, _, _) = encoding_rs::GB18030.encode(LIST);
    let batch = looked_at(town, "gbk.csv", &gbk).await;
    assert_eq!((batch.encoding.as_str(), batch.counts.taken), ("GB18030", 2));
}

pub async fn a_file_that_names_a_person_is_not_named_in_public(town: &Town) {
    let list = "部门,名称,编码,类型\n区民政局,另一事项,T-7001,20\n";
    let batch = looked_at(town, "张三13800001111.csv", list.as_bytes()).await;
    apply(&town.centre, &batch.id, &ground()).await.unwrap();
    let log = yimen_acts::items::life::record::public(&town.centre, &Narrow::default(), None, 1)
        .await
        .unwrap();
    let Step::Imported(intake) = &log[0].step else {
        panic!("{log:?}");
    };
    assert_eq!(intake.file, "");
}

pub async fn another_process_takes_in_what_an_import_made(town: &Town) {
    let Some(other) = town.another_process().await else {
        return;
    };
    let list = "部门,名称,编码,类型\n区民政局,另一事项,T-8001,20\n";
    let batch = taken(town, list.as_bytes()).await;
    assert!(yimen_acts::items::refresh(&other).await.unwrap());
    assert!(other.library().all().any(|item| item.code == "T-8001"));
    undo(&town.centre, &batch.id, &ground()).await.unwrap();
    assert!(yimen_acts::items::refresh(&other).await.unwrap());
    assert!(!other.library().all().any(|item| item.code == "T-8001"));
    other.close().await.unwrap();
}

pub async fn the_record_finds_whoever_alters_it_or_what_was_imported(town: &Town) {
    let verify = || yimen_acts::items::life::record::verify(&town.centre);
    let list = "部门,名称,编码,类型\n区民政局,另一事项,T-9001,20\n";
    let batch = taken(town, list.as_bytes()).await;
    assert_eq!(verify().await.unwrap().faults, Vec::<String>::new());
    let change = "UPDATE items SET doc = REPLACE(doc, '另一事项', '别的事项') WHERE div = $1 AND code = $2";
    let of = |what: &str| vec![Value::from(town.centre.div()), Value::from(what)];
    town.db_tamper(1, change, of("T-9001")).await;
    let faults = verify().await.unwrap().faults;
    assert!(faults.len() == 1 && faults[0].contains(&batch.id), "{faults:?}");
    let change = "UPDATE item_life SET text = REPLACE(text, '年度清单调整', '随意清单调整') \
                  WHERE div = $1 AND kind = $2 AND text LIKE '%年度清单调整%'";
    town.db_tamper(1, change, of("imported")).await;
    let faults = verify().await.unwrap().faults;
    assert!(faults[0].contains("is not what it was"), "{faults:?}");
}
