//! The last days of remedies (救济期限) on the page of a case whose refusal was served.

use yimen_acts::Centre;
use yimen_domain::calendar::Day;
use yimen_domain::cases::appeals::Side;
use yimen_domain::cases::event::Delivery;
use yimen_domain::cases::remedies::last_days;
use yimen_domain::cases::{Case, State};

use crate::shell::Page;
use crate::shell::components::SummaryRow;

/// What the applicant can still do, and until when; nothing where nothing was refused or served.
pub(crate) fn words(page: &Page, centre: &Centre, case: &Case) -> Vec<String> {
    let State::Issued {
        decision,
        delivery,
        delivered,
        ..
    } = &case.state
    else {
        return Vec::new();
    };
    if !decision.outcome.refuses() {
        return Vec::new();
    }
    let last = last_days(&centre.calendar(), *delivered);
    let mut said = vec![
        page.t1("remedies.served", delivered),
        page.t1("remedies.reconsideration", last.reconsideration),
        page.t1("remedies.suit", last.suit),
    ];
    if matches!(delivery, Delivery::Post { .. }) {
        said.push(page.t("remedies.by_post").to_string());
    }
    if last.provisional {
        said.push(page.t("remedies.provisional").to_string());
    }
    said
}

/// Who sought a remedy.
pub(crate) fn side(page: &Page, side: &Side) -> String {
    match side {
        Side::Applicant => page.t("remedy.by_applicant").to_string(),
        Side::Party { name, .. } => page.t1("remedy.by_party", name),
    }
}

/// The remedies that were sought, and how each stands; and whether the decision is still in force.
pub(crate) fn sought(page: &Page, centre: &Centre, case: &Case) -> Vec<SummaryRow> {
    let day = |day: Day| crate::workbench::shown::day(page, day);
    let calendar = centre.book().of(case);
    let mut rows: Vec<SummaryRow> = Vec::new();
    for remedy in &case.appeals.remedies {
        let entry = &remedy.entered.entry;
        let (zh, en) = entry.kind.words();
        let standing = match (&remedy.settled, remedy.replied) {
            (Some(settled), _) => {
                let (zh, en) = settled.words();
                page.t2("remedy.settled", day(settled.result.day), page.pick(zh, en))
            }
            (None, Some(replied)) => page.t1("remedy.replied", day(replied)),
            (None, None) => {
                let due = case
                    .clock(entry.kind.clock())
                    .and_then(|clock| clock.due(&calendar).ok());
                due.map_or_else(String::new, |due| page.t1("remedy.answer_by", day(due.day)))
            }
        };
        let told = page.t2("remedy.of", side(page, &entry.side), day(entry.day));
        let words = [told, entry.before.clone(), entry.number.clone(), standing];
        let words: Vec<String> = words.into_iter().filter(|part| !part.is_empty()).collect();
        let mut row = words.join(page.pick("；", "; "));
        if let Some(settled) = &remedy.settled {
            row.push_str(page.pick("。", ". "));
            row.push_str(&settled.result.words);
        }
        rows.push(SummaryRow::new(page.pick(zh, en), row));
    }
    rows.extend(case.appeals.set_aside.iter().map(|gone| {
        let (zh, en) = gone.kind.words();
        SummaryRow::new(
            page.t("remedy.set_aside"),
            page.t2("remedy.set_aside_by", day(gone.day), page.pick(zh, en)),
        )
    }));
    rows
}
