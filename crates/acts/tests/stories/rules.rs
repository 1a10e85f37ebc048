//! Rules of clocks: put in force, kept by the cases that began under them, and listed with where they come from.

use yimen_acts::ActError;
use yimen_acts::clocks::{import, in_force, read};
use yimen_domain::clocks::{ClockKind, StepKind, Warning};
use yimen_testkit::{Town, items, refusal};

async fn put(town: &Town, rules: &str) -> Result<Option<u32>, ActError> {
    let file = format!(r#"{{"notice":"前锋政务〔2026〕5号","rules":[{rules}]}}"#);
    import(&town.centre, &read(file.as_bytes())?, "王主任").await
}

fn of_county(kind: &str, days: u32) -> String {
    format!(r#"{{"kind":"{kind}","region":"511603","working_days":{days},"source":"前锋政务〔2026〕5号 第三条"}}"#)
}

async fn days(town: &Town, number: &str, kind: ClockKind) -> Option<(u32, String)> {
    let case = town.inspector().looks_at(number).await.unwrap().case;
    case.clock(kind).map(|clock| (clock.budget, clock.source.clone()))
}

pub async fn a_case_keeps_the_limits_under_which_it_began(town: &Town) {
    let citizen = town.citizen("citizen1");
    let notice = ClockKind::SupplementNotice;
    let before = citizen.files(items::LEGAL_AID).await.unwrap().number;
    assert_eq!(put(town, &of_county("supplement_notice", 3)).await, Ok(Some(1)));
    let under = citizen.files(items::LEGAL_AID).await.unwrap().number;
    assert_eq!(put(town, &of_county("supplement_notice", 2)).await, Ok(Some(2)));
    let after = citizen.files(items::LEGAL_AID).await.unwrap().number;
    let law = "行政许可法 第三十二条".to_string();
    let local = "前锋政务〔2026〕5号 第三条".to_string();
    assert_eq!(days(town, &before, notice).await, Some((5, law)));
    assert_eq!(days(town, &under, notice).await, Some((3, local.clone())));
    assert_eq!(days(town, &after, notice).await, Some((2, local)));
    assert_eq!(put(town, &of_county("delivery", 4)).await, Ok(Some(3)));
    town.clerk().accepts(&under).await.unwrap();
    town.examiner("justice").reviews(&under).await.unwrap();
    town.chief("justice").decides(&under).await.unwrap();
    assert_eq!(days(town, &under, ClockKind::Delivery).await.unwrap().0, 4);
}

pub async fn a_file_with_a_fault_changes_nothing(town: &Town) {
    let right = of_county("delivery", 4);
    for (wrong, field) in [
        (of_county("delivery", 11), "rules.1.working_days"),
        (of_county("nap", 1), "rules.1.kind"),
        (right.clone(), "rules.1"),
        (
            r#"{"kind":"complaint","region":"abc","working_days":1,"source":"规"}"#.into(),
            "rules.1.region",
        ),
        (
            r#"{"kind":"complaint","item":"no such","working_days":1,"source":"规"}"#.into(),
            "rules.1.item",
        ),
        (
            r#"{"kind":"complaint","region":"51","working_days":1}"#.into(),
            "rules.1.source",
        ),
        (r#"{"kind":"complaint","region":"51"}"#.into(), "rules.1.working_days"),
        (
            r#"{"kind":"complaint","working_days":1,"source":"规"}"#.into(),
            "rules.1.region",
        ),
        (r#"{"kind":"complaint","region":"51","days":1}"#.into(), "file"),
    ] {
        let refused = refusal(put(town, &format!("{right},{wrong}")).await.unwrap_err());
        let fields: Vec<&str> = refused.faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, [field], "{wrong}");
    }
    let over = refusal(put(town, &of_county("delivery", 11)).await.unwrap_err());
    assert!(over.faults[0].words.zh.contains("行政许可法 第四十四条"), "{over:?}");
    assert!(read(b"{").is_err() && read(b"[]").is_err());
    let incoming = read(format!(r#"{{"notice":"n","rules":[{right}]}}"#).as_bytes()).unwrap();
    let nobody = import(&town.centre, &incoming, " ").await;
    assert_eq!(refusal(nobody.unwrap_err()).faults[0].field, "by");
    assert_eq!(town.centre.rules().last(), 0);
    assert!(
        town.db_rows("SELECT number FROM clock_rules", Vec::new())
            .await
            .is_empty()
    );
}

pub async fn a_rule_is_replaced_and_withdrawn(town: &Town) {
    let budget = |town: &Town| {
        let rules = town.centre.rules().in_force();
        rules.budget(ClockKind::Delivery, items::LEGAL_AID).unwrap().amount
    };
    assert_eq!(put(town, &of_county("delivery", 6)).await, Ok(Some(1)));
    assert_eq!(
        put(town, &of_county("delivery", 6)).await,
        Ok(None),
        "it stands already"
    );
    assert_eq!(put(town, &of_county("delivery", 4)).await, Ok(Some(2)));
    assert_eq!(budget(town), 4);
    assert_eq!(
        put(town, r#"{"kind":"delivery","region":"511603","withdrawn":true}"#).await,
        Ok(Some(3))
    );
    assert_eq!(budget(town), 10);
    let rows = town
        .db_rows(
            "SELECT number, applied_by, notice FROM clock_rules ORDER BY number",
            Vec::new(),
        )
        .await;
    let kept: Vec<(i64, &str)> = rows
        .iter()
        .map(|row| (row.int(0).unwrap(), row.text(1).unwrap()))
        .collect();
    assert_eq!(kept, [(1, "王主任"), (2, "王主任"), (3, "王主任")]);
}

pub async fn a_step_has_its_own_row(town: &Town) {
    let number = town.finished_case(items::LEGAL_AID).await;
    let sql = "SELECT k.kind, k.state FROM clocks k JOIN cases c ON c.div = k.div AND c.id = k.case_id WHERE c.number = $1 \
               ORDER BY k.kind";
    let rows = town.db_rows(sql, vec![number.as_str().into()]).await;
    let kinds: Vec<&str> = rows.iter().map(|row| row.text(0).unwrap()).collect();
    let expected = [
        "decision_promised",
        "decision_statutory",
        "delivery",
        "step:decide",
        "step:deliver",
        "step:review",
        "supplement_notice",
    ];
    assert_eq!(kinds, expected);
    assert!(rows.iter().all(|row| row.text(1) == Ok("stopped")));
}

pub async fn the_list_says_from_where_each_limit_comes(town: &Town) {
    let freight = format!(
        r#"{{"kind":"delivery","item":"{}","working_days":2,"source":"承诺","warn_days_left":2}}"#,
        items::FREIGHT
    );
    put(town, &format!("{},{freight}", of_county("delivery", 6)))
        .await
        .unwrap();
    let line = |item: Option<&str>, region: Option<&str>, kind: ClockKind| {
        let region = region.map(|code| yimen_domain::calendar::Region::parse(code).unwrap());
        let lines = in_force(&town.centre, item, region).unwrap();
        assert_eq!(lines.len(), ClockKind::all().count());
        lines.into_iter().find(|line| line.kind == kind).unwrap()
    };
    let from = |item, region, kind| {
        let line = line(item, region, kind);
        line.budget
            .map(|(budget, origin)| (budget.amount, origin.level, origin.version))
    };
    let delivery = ClockKind::Delivery;
    assert_eq!(from(Some(items::FREIGHT), None, delivery), Some((2, "item", Some(1))));
    assert_eq!(from(None, None, delivery), Some((6, "region", Some(1))));
    assert_eq!(from(None, Some("511602"), delivery), Some((10, "nation", None)));
    let review = ClockKind::Step(StepKind::Review);
    assert_eq!(
        from(Some(items::FREIGHT), None, review),
        Some((5, "specification", None))
    );
    assert_eq!(from(None, None, review), None);
    let decision = from(Some(items::FREIGHT), None, ClockKind::DecisionStatutory);
    assert_eq!(decision.map(|found| found.1), Some("specification"));
    let warning = line(Some(items::FREIGHT), None, delivery).warning;
    assert_eq!((warning.0, warning.1.level), (Warning::DaysLeft(2), "item"));
    assert_eq!(warning.1.applied.unwrap(), ("王主任".into(), "2026-03-02".into()));
    assert!(in_force(&town.centre, Some("no such"), None).is_err());
}
