//! A form for one step: its fields have names that begin with the step, since several stand on a page.

use yimen_domain::calendar::Day;
use yimen_domain::items::life::Why;
use yimen_domain::words::{Fault, Refusal};

use super::super::shown::{self, say};
use super::super::typed::Typed;
use crate::shell::Page;
use crate::shell::components::{self, Field, FieldKind};

/// Longest text that a field takes, characters.
const LONGEST: u32 = 2000;

/// A form for one thing that may be done.
pub(super) struct StepForm {
    /// Code of the step; the last part of the address it is sent to.
    pub(super) act: &'static str,
    /// Heading.
    pub(super) title: &'static str,
    /// What to know before.
    pub(super) intro: String,
    /// Fields.
    pub(super) fields: Vec<Field>,
    /// Shown unfolded.
    pub(super) open: bool,
    /// Buttons: the verdict that is sent, words, kind.
    pub(super) buttons: Vec<(&'static str, &'static str, &'static str)>,
}

/// What was sent and refused.
pub(super) struct Refused {
    pub(super) act: String,
    pub(super) typed: Typed,
    pub(super) refusal: Refusal,
}

impl StepForm {
    /// A form without fields.
    pub(super) fn new(page: &Page, act: &'static str) -> StepForm {
        StepForm {
            act,
            title: page.t(&format!("life.act.{act}")),
            intro: String::new(),
            fields: Vec::new(),
            open: false,
            buttons: Vec::new(),
        }
    }

    pub(super) fn intro(mut self, words: impl Into<String>) -> StepForm {
        self.intro = words.into();
        self
    }

    pub(super) fn with(mut self, field: Field) -> StepForm {
        self.fields.push(field);
        self
    }

    pub(super) fn button(mut self, verdict: &'static str, words: &'static str, kind: &'static str) -> StepForm {
        self.buttons.push((verdict, words, kind));
        self
    }

    /// Reason, basis and number of the approval.
    pub(super) fn why(self, page: &Page) -> StepForm {
        let act = self.act;
        self.with(text(page, act, "reason", FieldKind::LongText))
            .with(text(page, act, "basis", FieldKind::Text))
            .with(text(page, act, "approval", FieldKind::Text).optional())
    }

    /// Fills in what was typed before a refusal, and says what is wrong with it.
    fn keep(&mut self, page: &Page, refused: &Refused) {
        for field in &mut self.fields {
            field.value = refused.typed.all(&field.name).join(",");
            let own = |fault: &&Fault| at(self.act, &fault.field) == field.name;
            if let Some(fault) = refused.refusal.faults.iter().find(own) {
                field.error = say(page, &fault.words);
            }
        }
    }
}

/// Fills the refused form in again; answers what stands on top of the page.
pub(super) fn keep(page: &Page, forms: &mut [StepForm], refused: Option<&Refused>) -> Vec<components::Fault> {
    let chosen = refused.and_then(|refused| forms.iter().position(|form| form.act == refused.act));
    if let Some(form) = forms.get_mut(chosen.unwrap_or(0)) {
        form.open = chosen.is_some() || !matches!(form.act, "abandon" | "suspend" | "withdraw");
    }
    let Some(refused) = refused else { return Vec::new() };
    for form in forms.iter_mut().filter(|form| form.act == refused.act) {
        form.keep(page, refused);
    }
    let known: Vec<String> = forms
        .iter()
        .flat_map(|form| form.fields.iter().map(|field| field.name.clone()))
        .collect();
    shown::faults(page, &refused.refusal, |field| {
        let name = at(&refused.act, field);
        if known.contains(&name) { name } else { String::new() }
    })
}

/// The name of a field on the page; remarks and reasons of a verdict are typed into one box.
fn at(act: &str, field: &str) -> String {
    let field = if matches!(field, "reasons" | "note") {
        "opinion"
    } else {
        field
    };
    format!("{act}.{field}")
}

/// A field of a step, with the words of its name.
pub(super) fn text(page: &Page, act: &str, name: &str, kind: FieldKind) -> Field {
    let field = Field::new(kind, format!("{act}.{name}"), page.t(&format!("life.field.{name}")));
    if kind == FieldKind::Date {
        field
    } else {
        field.max_length(LONGEST)
    }
}

/// What was typed into a field of a step.
pub(super) fn told<'t>(typed: &'t Typed, act: &str, name: &str) -> &'t str {
    typed.get(&format!("{act}.{name}"))
}

/// Reason, basis and approval as they were typed.
pub(super) fn why_of(typed: &Typed, act: &str) -> Why {
    let text = |name| told(typed, act, name).to_string();
    Why {
        reason: text("reason"),
        basis: text("basis"),
        approval: text("approval"),
    }
}

/// A day that was typed.
///
/// # Errors
/// It is none.
pub(super) fn day_of(typed: &Typed, act: &str, name: &'static str) -> Result<Day, Refusal> {
    Day::parse(told(typed, act, name).trim()).map_err(|_| {
        Refusal::invalid(vec![Fault::new(
            name,
            "请填写日期，格式为 2026-05-01。",
            "Enter a day in the form 2026-05-01.",
        )])
    })
}
