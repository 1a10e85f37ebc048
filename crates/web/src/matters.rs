//! Matters (诉求) in words, for whoever brought one and for staff; and the orders that forms and the interface give to them.

use yimen_acts::matters::{Opened, Told};
use yimen_acts::{ActError, Centre, accounts};
use yimen_domain::calendar::{CHINA, Day, Instant};
use yimen_domain::matters::{Matter, NotAccepted, Order, Person, Stage, What};
use yimen_domain::words::{Fault, Refusal};

use crate::shell::Page;
use crate::shell::components::{Lamp, StepState, SummaryRow, TimelineEntry};
use crate::workbench::shown::pair;

/// Longest list of units to choose from is that of the centre; they are sorted by name.
pub(crate) fn units(centre: &Centre, page: &Page) -> Vec<(String, String)> {
    let organisation = centre.organisation();
    let name = |body: &yimen_acts::organisation::Body| {
        let words = body.name.words();
        page.pick(&words.zh, &words.en).to_string()
    };
    let mut units: Vec<_> = organisation
        .bodies
        .values()
        .map(|body| (body.code.clone(), name(body)))
        .collect();
    units.sort_by(|one, other| one.1.cmp(&other.1));
    units
}

/// Name of a unit.
pub(crate) fn unit(centre: &Centre, page: &Page, code: &str) -> String {
    let words = centre.organisation().body_name(code);
    page.pick(&words.zh, &words.en).to_string()
}

/// A day in words.
pub(crate) fn day(page: &Page, day: Day) -> String {
    page.day(Instant::start_of(day, CHINA).0)
}

/// How it stands, with a colour.
pub(crate) fn lamp(stage: Stage, late: bool) -> Lamp {
    match stage {
        _ if late => Lamp::Red,
        Stage::Closed | Stage::Answered => Lamp::Green,
        Stage::Refused | Stage::Withdrawn => Lamp::Grey,
        _ => Lamp::Yellow,
    }
}

/// The last day for what is waited for is over.
pub(crate) fn is_late(matter: &Matter, today: Day) -> bool {
    matter.waits_until().is_some_and(|day| day < today)
}

/// What is known of it, for everybody who may see it.
pub(crate) fn facts(centre: &Centre, page: &Page, opened: &Opened) -> Vec<SummaryRow> {
    let matter = &opened.matter;
    let row = |key: &str, value: String| SummaryRow::new(page.t(key), value);
    let mut rows = vec![
        row("matters.kind", pair(page, matter.kind.words()).to_string()),
        row(
            "matters.came",
            page.t2(
                "matters.came.words",
                page.day(matter.at.0),
                pair(page, matter.way.words()),
            ),
        ),
    ];
    if let Some(body) = &matter.body {
        rows.push(row("matters.body", unit(centre, page, body)));
    }
    if let Some(case) = &matter.case {
        rows.push(row("matters.case", case.clone()));
    }
    if let Some((origin, number)) = &matter.origin {
        let found = format!("{} {number}", pair(page, origin.words()));
        rows.push(row("matters.origin", found.trim().to_string()));
    }
    if let Some(body) = matter.unit() {
        rows.push(row("matters.unit", unit(centre, page, body)));
    }
    if let Some(last) = matter.waits_until() {
        rows.push(row("matters.last_day", day(page, last)));
    }
    if matter.urgent {
        rows.push(row("matters.urgent", page.t("matters.urgent.words").to_string()));
    }
    if let Some(satisfied) = matter.satisfied {
        let key = if satisfied {
            "matters.satisfied"
        } else {
            "matters.not_satisfied"
        };
        rows.push(row("matters.rating", page.t(key).to_string()));
    }
    rows
}

/// What happened, oldest first, with what was said.
pub(crate) fn timeline(centre: &Centre, page: &Page, opened: &Opened) -> Vec<TimelineEntry> {
    let entry = |entry: &yimen_acts::matters::record::Entry| {
        let note = [
            more(centre, page, &entry.event.what),
            opened
                .words
                .get(&entry.seq)
                .map_or_else(String::new, |told| told.text.clone()),
        ];
        let note: Vec<String> = note.into_iter().filter(|part| !part.is_empty()).collect();
        let by_owner = entry.role == "applicant";
        TimelineEntry {
            title: pair(page, entry.event.what.words()).to_string(),
            state: match entry.event.what {
                What::Refused { .. } | What::FellOverdue { .. } | What::Withdrawn => StepState::Stopped,
                _ => StepState::Done,
            },
            when: page.moment(entry.event.at.0),
            who: if by_owner {
                page.t("matters.owner").to_string()
            } else {
                entry.by.clone()
            },
            note: note.join(page.pick("。", ". ")),
            documents: Vec::new(),
        }
    };
    opened.entries.iter().map(entry).collect()
}

fn more(centre: &Centre, page: &Page, what: &What) -> String {
    match what {
        What::Refused { reason } => pair(page, reason.words()).to_string(),
        What::Assigned {
            body, assisting, due, ..
        } => {
            let mut words = page.t2("matters.assigned.words", unit(centre, page, body), day(page, *due));
            for other in assisting {
                words.push_str(&page.t1("matters.assisting.words", unit(centre, page, other)));
            }
            words
        }
        What::SentBack { body } => unit(centre, page, body),
        What::Extended { due, .. } | What::Reopened { due } => page.t1("matters.until", day(page, *due)),
        What::FellOverdue { day: last } => page.t1("matters.until", day(page, *last)),
        What::HandedOver { to } => page.t1("matters.handed_to", &to.name),
        What::Visited { reached: false, .. } => page.t("matters.not_reached").to_string(),
        What::Visited { satisfied, .. } => satisfied_words(page, *satisfied).to_string(),
        What::Rated { satisfied } => satisfied_words(page, Some(*satisfied)).to_string(),
        _ => String::new(),
    }
}

fn satisfied_words(page: &Page, satisfied: Option<bool>) -> &'static str {
    match satisfied {
        Some(true) => page.t("matters.satisfied"),
        Some(false) => page.t("matters.not_satisfied"),
        None => "",
    }
}

/// An order from the fields of a form, which `field` finds by name.
///
/// # Errors
/// A field cannot be read as what it should be.
pub(crate) async fn order(centre: &Centre, step: &str, field: impl Fn(&str) -> String) -> Result<Order, ActError> {
    let yes = |name: &str| field(name) == "yes";
    let wrong = |name: &str, zh: &str, en: &str| ActError::from(Refusal::invalid(vec![Fault::new(name, zh, en)]));
    Ok(match step {
        "accept" => Order::Accept { urgent: yes("urgent") },
        "refuse" => Order::Refuse {
            reason: NotAccepted::parse(&field("reason"))
                .ok_or_else(|| wrong("reason", "请选择不予受理的情形。", "Choose why it is not accepted."))?,
        },
        "assign" => Order::Assign {
            body: field("body"),
            assisting: Some(field("assisting"))
                .filter(|code| !code.is_empty())
                .into_iter()
                .collect(),
            decided: yes("decided"),
        },
        "send_back" => Order::SendBack,
        "extend" => Order::Extend {
            days: field("days").parse().map_err(|_| {
                wrong(
                    "days",
                    "请填写工作日天数，如 5。",
                    "Enter a number of working days, such as 5.",
                )
            })?,
        },
        "hand_over" => {
            let row = accounts::by_login(centre, &field("to")).await?;
            let row = row.ok_or_else(|| {
                wrong(
                    "to",
                    "没有这个账号，请填写接手人的登录名。",
                    "There is no such account: enter the sign-in name of whoever takes it over.",
                )
            })?;
            Order::HandOver {
                to: Person {
                    account: row.id,
                    name: row.shown,
                },
            }
        }
        "take_over" => Order::TakeOver,
        "answer" => Order::Answer,
        "close" => Order::Close,
        "visit" => Order::Visit {
            reached: yes("reached"),
            satisfied: match field("satisfied").as_str() {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            },
            again: yes("again"),
        },
        "rate" => match field("satisfied").as_str() {
            "" => return Err(wrong("satisfied", "请选择是否满意。", "Say whether you are satisfied.")),
            satisfied => Order::Rate {
                satisfied: satisfied == "yes",
                again: yes("again"),
            },
        },
        "press" => Order::Press,
        "withdraw" => Order::Withdraw,
        _ => return Err(wrong("step", "没有这项操作。", "There is no such step.")),
    })
}

/// Who brought it, as staff see it.
pub(crate) fn by_whom(page: &Page, told: Option<&Told>) -> Vec<SummaryRow> {
    let value = |text: Option<&String>| match text {
        Some(text) if !text.is_empty() => text.clone(),
        _ => page.t("matters.nameless").to_string(),
    };
    vec![
        SummaryRow::new(page.t("matters.name"), value(told.map(|told| &told.name))),
        SummaryRow::new(page.t("matters.contact"), value(told.map(|told| &told.contact))),
    ]
}
