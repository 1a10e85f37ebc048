//! What is told before a commitment is made, and how one stands (告知承诺): the same words for the applicant and at the desk.

use yimen_acts::cases::view::CaseView;
use yimen_domain::cases::beyond::commitment::{self, CHECK, SOURCE};
use yimen_domain::items::CommitmentTerms;

use crate::shell::Page;
use crate::shell::components::SummaryRow;

/// The notice (告知): what must be met, what it stands for, what a false promise leads to, when it is checked.
pub(crate) fn notice(page: &Page, terms: &CommitmentTerms, materials: &[String]) -> Vec<String> {
    vec![
        page.t1("commitment.must", page.pick(&terms.conditions.zh, &terms.conditions.en)),
        page.t1("commitment.for", materials.join(page.pick("、", ", "))),
        page.t1("commitment.at_once", SOURCE),
        page.t2("commitment.check", terms.check_months, CHECK),
        page.t("commitment.false").to_string(),
        page.t("commitment.free").to_string(),
    ]
}

/// Names of the materials that a commitment could stand for now.
pub(crate) fn materials(page: &Page, view: &CaseView) -> Vec<String> {
    let missing = commitment::replaceable(&view.case, &view.item).into_iter();
    missing
        .map(|material| page.pick(&material.name.zh, &material.name.en).to_string())
        .collect()
}

/// How the commitment of a case stands.
pub(crate) fn rows(page: &Page, view: &CaseView) -> Vec<SummaryRow> {
    let Some(commitment) = &view.case.beyond.commitment else {
        return Vec::new();
    };
    let given = &commitment.given;
    let pair = |(zh, en): (&'static str, &'static str)| page.pick(zh, en).to_string();
    let name = |code: &String| {
        let known = view.item.material(code);
        known.map_or_else(
            || code.clone(),
            |material| page.pick(&material.name.zh, &material.name.en).to_string(),
        )
    };
    let names: Vec<String> = given.materials.iter().map(name).collect();
    let mut rows = vec![
        SummaryRow::new(
            page.t("commitment.given"),
            page.t2("commitment.given_by", given.day, &given.promised_by),
        ),
        SummaryRow::new(page.t("commitment.conditions"), given.conditions.clone()),
        SummaryRow::new(page.t("commitment.stands_for"), names.join(page.pick("、", ", "))),
    ];
    if let Some((day, _)) = commitment.withdrawn {
        rows.push(SummaryRow::new(
            page.t("commitment.standing"),
            page.t1("commitment.withdrawn", day),
        ));
    }
    rows.extend(commitment.checked.iter().map(|checked| {
        let until = checked
            .until
            .map_or_else(String::new, |until| page.t1("commitment.until", until));
        let (finding, facts) = (pair(checked.finding.words()), &checked.facts);
        SummaryRow::new(
            page.t1("commitment.checked", checked.day),
            format!("{finding}{until} {facts}"),
        )
    }));
    if let Some((stage, due)) = commitment::due(&view.case) {
        let words = page.t2("commitment.due", pair(stage.words()), due);
        rows.push(SummaryRow::new(page.t("commitment.standing"), words));
    }
    rows
}
