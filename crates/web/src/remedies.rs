//! The last days of remedies (救济期限) on the page of a case whose refusal was served.

use yimen_acts::Centre;
use yimen_domain::calendar::Day;
use yimen_domain::cases::appeals::{Side, endings};
use yimen_domain::cases::beyond::licence::Standing;
use yimen_domain::cases::event::Delivery;
use yimen_domain::cases::remedies::last_days;
use yimen_domain::cases::{Case, State};
use yimen_domain::words::{Fault, Refusal};

use crate::shell::Page;
use crate::shell::components::{Field, FieldKind, SummaryRow};

/// Against what a remedy is sought, as a choice: the decision, or an end of the licence that stands; the last end, unless something else is chosen.
/// None where there is no such end.
pub(crate) fn against(page: &Page, case: &Case, name: &str) -> Option<Field> {
    let (last, _) = endings(case).last()?;
    let field =
        Field::new(FieldKind::Choice, name, page.t("remedy.against")).choice("", page.t("remedy.against_decision"));
    let all = endings(case).fold(field, |field, (standing, ended)| {
        field.choice(standing.code(), of_ending(page, standing, ended.day))
    });
    Some(all.value(last.code()))
}

/// What was chosen there.
///
/// # Errors
/// It is no end of a licence.
pub(crate) fn chosen(code: &str) -> Result<Option<Standing>, Refusal> {
    if code.is_empty() {
        return Ok(None);
    }
    Standing::parse(code).map(Some).ok_or_else(|| {
        Refusal::invalid(vec![Fault::new(
            "ending",
            "请选择不服的是哪个决定。",
            "Choose which decision it is against.",
        )])
    })
}

fn of_ending(page: &Page, standing: Standing, on: Day) -> String {
    let (zh, en) = standing.words();
    page.t2(
        "remedy.against_ending",
        crate::workbench::shown::day(page, on),
        page.pick(zh, en),
    )
}

/// What the applicant can still do, and until when; nothing where nothing was refused, served or ended.
pub(crate) fn words(page: &Page, centre: &Centre, case: &Case) -> Vec<String> {
    let mut said = of_decision(page, centre, case);
    for (standing, ended) in endings(case) {
        let last = last_days(&centre.calendar(), ended.day);
        said.extend([
            of_ending(page, standing, ended.day),
            page.t1("remedies.reconsideration", last.reconsideration),
            page.t1("remedies.suit", last.suit),
        ]);
    }
    said
}

fn of_decision(page: &Page, centre: &Centre, case: &Case) -> Vec<String> {
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
        let against = entry.ending.map_or_else(String::new, |ending| {
            let (zh, en) = ending.words();
            page.t1("remedy.against_end", page.pick(zh, en))
        });
        let words = [told, against, entry.before.clone(), entry.number.clone(), standing];
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
        let what = gone.ending.map_or("remedy.set_aside", |_| "remedy.set_aside_end");
        SummaryRow::new(
            page.t(what),
            page.t2("remedy.set_aside_by", day(gone.day), page.pick(zh, en)),
        )
    }));
    rows
}
