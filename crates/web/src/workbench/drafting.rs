//! Forms of a decision: made at once, or drafted, checked and signed (拟稿、核稿、签发); and what a decision says in short.

use yimen_acts::cases::view::CaseView;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::drafting::{Draft, Happened, Order, Standing};
use yimen_domain::cases::event::Outcome;
use yimen_domain::cases::partial::Partial;
use yimen_domain::words::Refusal;

use super::commands::{ActForm, choose, line, long, plain};
use super::shown::pair;
use super::typed::Typed;
use crate::shell::Page;
use crate::shell::components::{Field, FieldKind};

/// Ready reasons of a refusal.
const REASONS: [&str; 3] = [
    "申请人不具备该事项规定的法定条件。",
    "申请材料反映的情况经核实与事实不符。",
    "经营场所不符合法定要求，且在规定期限内未能整改到位。",
];

/// The fields that say what is decided, of the form of this command.
pub(super) fn outcome_form(page: &Page, view: &CaseView, command: &'static str) -> ActForm {
    let name = |field: &str| format!("{command}.{field}");
    let outcome = Field::new(FieldKind::Choice, name("outcome"), page.t("command.decide.outcome"))
        .choice("grant", page.t("command.decide.grant"))
        .choice("partial", page.t("command.decide.partial"))
        .choice("refuse", page.t("command.decide.refuse"));
    let conditions = long(page, &name("conditions"), "command.decide.conditions")
        .optional()
        .hint(page.t("command.one_a_line"));
    let validity = line(page, &name("validity"), "command.decide.validity")
        .optional()
        .value(&view.item.result.validity.zh);
    let granted = long(page, &name("granted"), "command.decide.granted")
        .optional()
        .hint(page.t("command.decide.parts_hint"));
    let refused = long(page, &name("refused"), "command.decide.refused")
        .optional()
        .hint(page.t("command.decide.parts_hint"));
    let reasons = long(page, &name("reasons"), "command.decide.reasons")
        .optional()
        .hint(page.t("command.decide.reasons_hint"));
    let fields = vec![outcome, conditions, validity, granted, refused, reasons];
    let mut form = plain(page, command, fields);
    form.phrases = REASONS.map(str::to_string).to_vec();
    if let Some(opinion) = view.case.review() {
        let leaning = page.t(if opinion.approve {
            "workbench.opinion.grant"
        } else {
            "workbench.opinion.refuse"
        });
        form.intro
            .push(page.t2("command.decide.opinion", leaning, &opinion.words));
    }
    form
}

/// Reads what is decided from the form of this command.
///
/// # Errors
/// The outcome was not chosen.
pub(super) fn outcome(typed: &Typed, command: &str) -> Result<Outcome, Refusal> {
    let name = |field: &str| format!("{command}.{field}");
    let reasons = || {
        let mut reasons = typed.lines(&name("reasons"));
        let phrase = typed.get(&name("phrase"));
        if !phrase.is_empty() && !reasons.iter().any(|reason| reason == phrase) {
            reasons.insert(0, phrase.to_string());
        }
        reasons
    };
    Ok(match typed.get(&name("outcome")) {
        "grant" => Outcome::Grant {
            conditions: typed.lines(&name("conditions")),
            validity: typed.get(&name("validity")).to_string(),
        },
        "partial" => Outcome::Partial(Box::new(Partial {
            granted: typed.lines(&name("granted")),
            refused: typed.lines(&name("refused")),
            conditions: typed.lines(&name("conditions")),
            validity: typed.get(&name("validity")).to_string(),
            reasons: reasons(),
        })),
        "refuse" => Outcome::Refuse { reasons: reasons() },
        _ => return Err(choose("outcome")),
    })
}

/// The form of a command.
pub(super) fn form(page: &Page, view: &CaseView, name: &str) -> Option<ActForm> {
    let long = |field: &str, label: &str| long(page, field, label);
    if name == "draft_decision" {
        let mut form = outcome_form(page, view, "draft_decision");
        let before = view.case.drafts.all.last();
        form.intro.extend(before.and_then(|draft| sent_back(page, draft)));
        form.intro.push(page.t("command.draft_decision.words").to_string());
        return Some(form);
    }
    let draft = view.case.drafts.standing()?;
    let mut form = match name {
        "check_decision" => plain(
            page,
            "check_decision",
            vec![long("check_decision.note", "command.check_decision.note").optional()],
        ),
        "send_draft_back" => plain(
            page,
            "send_draft_back",
            vec![long("send_draft_back.reason", "command.send_draft_back.reason")],
        ),
        "withdraw_draft" => plain(
            page,
            "withdraw_draft",
            vec![long("withdraw_draft.reason", "command.withdraw_draft.reason").optional()],
        ),
        "sign_decision" => plain(page, "sign_decision", Vec::new()),
        _ => return None,
    };
    if matches!(name, "send_draft_back" | "withdraw_draft") {
        form.button = "secondary";
    }
    form.intro = described(page, draft);
    if name == "sign_decision" {
        form.intro.push(page.t("command.sign_decision.words").to_string());
        if draft.outcome.refuses() {
            form.intro.push(page.t("command.decide.remedies").to_string());
        }
    }
    Some(form)
}

/// Reads a form; none where the command is another's.
///
/// # Errors
/// A choice was not made.
pub(super) fn read(view: &CaseView, command: &str, typed: &Typed) -> Result<Option<Command>, Refusal> {
    let field = |name: &str| typed.get(&format!("{command}.{name}")).to_string();
    // The page names the events that were seen, and so the draft.
    let no = view.case.drafts.standing().map_or(0, |draft| draft.no);
    let order = match command {
        "draft_decision" => Order::Draft {
            outcome: outcome(typed, command)?,
        },
        "check_decision" => Order::Check {
            no,
            note: field("note"),
        },
        "send_draft_back" => Order::SendBack {
            no,
            reason: field("reason"),
        },
        "withdraw_draft" => Order::Withdraw {
            no,
            reason: field("reason"),
        },
        "sign_decision" => Order::Sign { no },
        _ => return Ok(None),
    };
    Ok(Some(Command::Drafting(order)))
}

/// A draft in lines: what it says, who wrote it, who checked it.
pub(super) fn described(page: &Page, draft: &Draft) -> Vec<String> {
    let mut lines = vec![page.t2(
        "drafting.says",
        pair(page, draft.outcome.words()),
        said(page, &draft.outcome).join(page.pick("；", "; ")),
    )];
    lines.push(page.t2("drafting.by", &draft.by.name, draft.by.day));
    if let Standing::Checked { by, note } = &draft.standing {
        lines.push(page.t2("drafting.checked", &by.name, by.day));
        if !note.is_empty() {
            lines.push(page.t1("drafting.note", note));
        }
    }
    lines
}

fn sent_back(page: &Page, draft: &Draft) -> Option<String> {
    match &draft.standing {
        Standing::SentBack { by, reason } => Some(page.t2("drafting.sent_back", &by.name, reason)),
        Standing::Lapsed => Some(page.t("drafting.lapsed").to_string()),
        _ => None,
    }
}

/// What is decided, in parts.
pub(crate) fn said(page: &Page, outcome: &Outcome) -> Vec<String> {
    let list = |key: &str, texts: &[String]| page.t1(key, texts.join(page.pick("、", ", ")));
    let mut parts = Vec::new();
    if let Outcome::Partial(partial) = outcome {
        parts.push(list("drafting.granted", &partial.granted));
        parts.push(list("drafting.refused", &partial.refused));
    }
    parts.extend(outcome.conditions().iter().cloned());
    let validity = outcome.validity().filter(|validity| !validity.is_empty());
    parts.extend(validity.map(|validity| page.t1("workbench.note.validity", validity)));
    parts.extend(outcome.reasons().iter().cloned());
    parts
}

/// What happened beyond its heading.
pub(crate) fn note(page: &Page, happened: &Happened) -> String {
    match happened {
        Happened::Drafted { outcome, .. } => page.t2(
            "drafting.says",
            pair(page, outcome.words()),
            said(page, outcome).join(page.pick("；", "; ")),
        ),
        Happened::Checked { note, .. } => note.clone(),
        Happened::SentBack { reason, .. } | Happened::Withdrawn { reason, .. } => reason.clone(),
    }
}
