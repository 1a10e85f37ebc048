//! How many places are left, and which place a case has in the order of acceptance (许可法 第五十七条).

use yimen_acts::cases::view::CaseView;
use yimen_domain::cases::queue::{Queue, SOURCE};

use crate::shell::Page;
use crate::shell::components::SummaryRow;

/// The limit in words, and what is left of it.
pub(crate) fn places(page: &Page, queue: &Queue) -> String {
    let words = queue.limit.words();
    page.t2("queue.places", page.pick(&words.zh, &words.en), queue.left())
}

/// On the page of a case that is not decided: places, its own place, and for those who decide the numbers before it.
pub(crate) fn rows(page: &Page, view: &CaseView, decides: bool) -> Vec<SummaryRow> {
    let Some(queue) = &view.queue else {
        return Vec::new();
    };
    let position = if view.case.place().is_some() {
        page.t1("queue.position.is", queue.before + 1)
    } else {
        page.t1("queue.position.would_be", queue.before + 1)
    };
    let mut rows = vec![
        SummaryRow::new(page.t("queue.limit"), places(page, queue)),
        SummaryRow::new(page.t("queue.position"), position),
    ];
    if decides && !queue.first.is_empty() {
        let named = queue.first.join(page.pick("、", ", "));
        rows.push(SummaryRow::new(page.t("queue.before"), named));
    }
    rows.push(SummaryRow::new(
        page.t("queue.rule"),
        page.t1("queue.rule.words", SOURCE),
    ));
    rows
}
