//! Remedies as forms of the case page: an objection entered for somebody and answered, a reconsideration or a suit entered, replied to and settled.

use yimen_acts::cases::view::CaseView;
use yimen_domain::calendar::Day;
use yimen_domain::cases::appeals::{Entry, Finding, Happened, Kind, Late, Order, Result as Found, Side};
use yimen_domain::cases::command::Command;
use yimen_domain::cases::event::Outcome;
use yimen_domain::words::{Fault, Refusal};

use super::commands::{ActForm, choose, evidence, evidence_file, line, long, plain};
use super::shown::pair;
use super::typed::Typed;
use crate::shell::Page;
use crate::shell::components::{Field, FieldKind};

/// In the order of the page.
const COMMANDS: [&str; 5] = [
    "answer_objection",
    "reply_remedy",
    "settle_remedy",
    "object",
    "enter_remedy",
];
const OUTSIDE: [Kind; 2] = [Kind::Reconsideration, Kind::Suit];

/// What does not stand open by itself.
pub(super) fn is_quiet(command: &str) -> bool {
    matches!(command, "object" | "enter_remedy" | "reply_remedy" | "settle_remedy")
}

/// The forms of what may be done now.
pub(super) fn forms(page: &Page, view: &CaseView) -> Vec<ActForm> {
    let open = COMMANDS.into_iter().filter(|name| view.open.contains(name));
    open.map(|name| form(page, view, name)).collect()
}

fn form(page: &Page, view: &CaseView, name: &'static str) -> ActForm {
    let field = |part: &str| format!("{name}.{part}");
    let text = |part: &str, label: &str| long(page, &field(part), label);
    let one_line = |part: &str, label: &str| line(page, &field(part), label);
    let date = |part: &str, label: &str| Field::new(FieldKind::Date, field(part), page.t(label));
    let yes_no = |part: &str, label: &str| Field::new(FieldKind::YesNo, field(part), page.t(label)).value("no");
    let kinds = |open: bool| {
        let there = |kind: &Kind| !open || view.case.appeals.open(*kind).is_some();
        let all: Vec<Kind> = OUTSIDE.into_iter().filter(there).collect();
        let only = all.first().copied().filter(|_| all.len() == 1);
        let choice = all.into_iter().fold(
            Field::new(FieldKind::Choice, field("kind"), page.t("command.remedy.kind")),
            |choice, kind| choice.choice(kind.code(), pair(page, kind.words())),
        );
        only.map_or(choice.clone(), |kind| choice.value(kind.code()))
    };
    // Against failure to decide there is nothing to annul or to change.
    let findings = |kinds: &[Kind], all: &[Finding]| {
        let open: Vec<_> = kinds.iter().filter_map(|kind| view.case.appeals.open(*kind)).collect();
        let inaction = open.iter().any(|remedy| remedy.entered.inaction.is_some());
        let ending = open.iter().any(|remedy| remedy.entered.entry.ending.is_some());
        let fits = |finding: &&Finding| {
            (!inaction || Finding::OF_INACTION.contains(finding)) && (!ending || **finding != Finding::Changed)
        };
        all.iter().filter(fits).fold(
            Field::new(FieldKind::Choice, field("finding"), page.t("command.remedy.finding")),
            |choice, finding| choice.choice(finding.code(), pair(page, finding.words_about(inaction))),
        )
    };
    let days = |hint: &str| {
        Field::new(FieldKind::Integer, field("days"), page.t("command.remedy.days"))
            .optional()
            .hint(page.t(hint))
    };
    let by = || {
        [
            one_line("party", "command.remedy.party")
                .optional()
                .hint(page.t("command.remedy.party_hint")),
            yes_no("company", "command.remedy.company"),
        ]
    };
    let late = || {
        [
            text("late.reason", "command.remedy.late")
                .optional()
                .hint(page.t("command.remedy.late_hint")),
            one_line("late.evidence", "command.remedy.late_evidence").optional(),
        ]
    };
    let (mut fields, mut intro) = (Vec::new(), Vec::new());
    match name {
        "object" => {
            intro.push(page.t("command.object.intro").to_string());
            fields.extend(crate::remedies::against(page, &view.case, "object.ending"));
            fields.extend(by());
            fields.push(text("grounds", "command.remedy.grounds").max_length(500));
            fields.extend(late());
        }
        "enter_remedy" => {
            fields.push(kinds(false));
            fields.extend(crate::remedies::against(page, &view.case, "enter_remedy.ending"));
            fields.extend(by());
            fields.extend([
                date("day", "command.enter_remedy.day"),
                date("served", "command.enter_remedy.served").hint(page.t("command.enter_remedy.served_hint")),
                one_line("before", "command.enter_remedy.before"),
                one_line("number", "command.enter_remedy.number"),
                text("grounds", "command.remedy.grounds").max_length(500),
            ]);
            fields.extend(late());
            fields.push(evidence_file(page));
        }
        "reply_remedy" => fields.extend([
            kinds(true),
            one_line("evidence", "command.reply_remedy.evidence"),
            evidence_file(page),
        ]),
        "answer_objection" => {
            if let Some(open) = view.case.appeals.open(Kind::Objection) {
                intro.push(page.t1("command.answer_objection.grounds", &open.entered.entry.grounds));
            }
            fields.extend([
                findings(&[Kind::Objection], &Finding::OF_OBJECTION),
                text("words", "command.answer_objection.words"),
                days("command.answer_objection.days_hint"),
            ]);
        }
        _ => {
            intro.push(page.t("command.settle_remedy.intro").to_string());
            let instead = Field::new(
                FieldKind::Choice,
                field("instead"),
                page.t("command.settle_remedy.instead"),
            )
            .choice("grant", page.t("command.settle_remedy.grant"))
            .choice("refuse", page.t("command.settle_remedy.refuse"))
            .optional()
            .hint(page.t("command.settle_remedy.instead_hint"));
            fields.extend([
                kinds(true),
                date("day", "command.settle_remedy.day"),
                findings(&OUTSIDE, &Finding::ALL),
                one_line("evidence", "command.settle_remedy.evidence"),
                evidence_file(page),
                text("words", "command.settle_remedy.words"),
                days("command.settle_remedy.days_hint"),
                yes_no("on_procedure", "command.settle_remedy.on_procedure"),
                instead,
                text("reasons", "command.settle_remedy.reasons")
                    .optional()
                    .hint(page.t("command.settle_remedy.reasons_hint")),
                one_line("validity", "command.settle_remedy.validity").optional(),
            ]);
        }
    }
    ActForm {
        brings_files: brings_files(name),
        intro,
        button: if name == "settle_remedy" { "danger" } else { "primary" },
        ..plain(page, name, fields)
    }
}

fn brings_files(command: &str) -> bool {
    matches!(command, "enter_remedy" | "reply_remedy" | "settle_remedy")
}

/// Reads a form as a command; none where the command is another.
///
/// # Errors
/// A choice was not made, a day is none, or a file was not taken.
pub(super) fn read(command: &str, typed: &Typed) -> Result<Option<Command>, Refusal> {
    let field = |name: &str| typed.get(&format!("{command}.{name}")).trim().to_string();
    let date = |name: &str| Day::parse(&field(name)).map_err(|_| no_day(name));
    let kind = || Kind::parse(&field("kind")).ok_or_else(|| choose("kind"));
    let finding = || Finding::parse(&field("finding")).ok_or_else(|| choose("finding"));
    let side = || match field("party") {
        name if name.is_empty() => Side::Applicant,
        name => Side::Party {
            name,
            company: field("company") == "yes",
        },
    };
    // What is no number is told as a fault of the field.
    let days = || {
        Some(field("days"))
            .filter(|days| !days.is_empty())
            .map(|days| days.parse().unwrap_or(0))
    };
    let order = match command {
        "object" => Order::Object {
            side: side(),
            grounds: field("grounds"),
            late: late(command, typed)?,
            ending: crate::remedies::chosen(&field("ending"))?,
        },
        "enter_remedy" => Order::Enter(Box::new(Entry {
            kind: kind()?,
            side: side(),
            day: date("day")?,
            served: date("served")?,
            before: field("before"),
            number: field("number"),
            grounds: field("grounds"),
            late: late(command, typed)?,
            ending: crate::remedies::chosen(&field("ending"))?,
        })),
        "reply_remedy" => Order::Reply {
            kind: kind()?,
            evidence: evidence(typed, command)?,
        },
        "answer_objection" => Order::Answer {
            finding: finding()?,
            words: field("words"),
            days: days(),
        },
        "settle_remedy" => Order::Settle(Box::new(Found {
            kind: kind()?,
            day: date("day")?,
            finding: finding()?,
            evidence: evidence(typed, command)?,
            words: field("words"),
            days: days(),
            on_procedure: field("on_procedure") == "yes",
            instead: match field("instead").as_str() {
                "grant" => Some(Outcome::Grant {
                    conditions: Vec::new(),
                    validity: field("validity"),
                }),
                "refuse" => Some(Outcome::Refuse {
                    reasons: typed.lines(&format!("{command}.reasons")),
                }),
                _ => None,
            },
        })),
        _ => return Ok(None),
    };
    Ok(Some(order.into()))
}

/// Why it is late, where something is said of it.
fn late(command: &str, typed: &Typed) -> Result<Option<Late>, Refusal> {
    let mut proof = evidence(typed, command)?;
    proof.words = typed.get(&format!("{command}.late.evidence")).trim().to_string();
    let reason = typed.get(&format!("{command}.late.reason")).trim().to_string();
    let is_said = !reason.is_empty() || !proof.words.is_empty();
    Ok(is_said.then_some(Late {
        reason,
        evidence: proof,
    }))
}

fn no_day(field: &str) -> Refusal {
    Refusal::invalid(vec![Fault::new(
        field,
        "请填写日期，例如 2026-03-02。",
        "Give a day, such as 2026-03-02.",
    )])
}

/// What an event says beyond its heading.
pub(crate) fn note(page: &Page, happened: &Happened) -> String {
    let said = |parts: Vec<String>| {
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.trim().is_empty()).collect();
        parts.join(page.pick("；", "; "))
    };
    match happened {
        Happened::Entered(entered) => {
            let entry = &entered.entry;
            let late = entry.late.as_ref().map_or_else(String::new, |late| {
                page.t2("remedy.note.late", &late.reason, &late.evidence.words)
            });
            let against = entry.ending.map_or_else(String::new, |ending| {
                page.t1("remedy.against_end", pair(page, ending.words()))
            });
            said(vec![
                against,
                crate::remedies::side(page, &entry.side),
                entry.before.clone(),
                entry.number.clone(),
                entry.grounds.clone(),
                late,
            ])
        }
        Happened::Replied { evidence, .. } => evidence.words.clone(),
        Happened::Settled(settled) => {
            let result = &settled.result;
            let until = settled.until.map_or_else(String::new, |until| {
                page.t1("remedy.note.until", super::shown::day(page, until))
            });
            said(vec![
                pair(page, settled.words()).to_string(),
                result.evidence.words.clone(),
                result.words.clone(),
                until,
            ])
        }
    }
}
