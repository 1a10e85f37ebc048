//! How a draft stands: what is missing, what the check-up finds, what differs from the version before, by element and
//! by section.

use serde_json::Value;
use yimen_acts::Centre;
use yimen_acts::items::life::Opened;
use yimen_acts::items::life::record::document;
use yimen_domain::items::check::{Finding, Severity};
use yimen_edit::changes::elements as changed_elements;
use yimen_edit::plain::is_blank;
use yimen_edit::read::Fault;

use super::outline::{OUTLINE, sections, shape};
use super::words;
use crate::app::in_query;
use crate::shell::Page;
use crate::workbench::check::{Shown, severity};
use crate::workbench::shown::{pair, say};

/// Something to mend, at an element.
#[derive(Clone)]
pub(super) struct Mark {
    /// What is wrong.
    pub(super) what: String,
    /// How to mend it; empty where that is plain.
    pub(super) mend: String,
    /// How much it matters.
    pub(super) severity: Shown,
    /// Where the element is.
    pub(super) href: String,
    /// It stands in the way of publishing.
    pub(super) is_serious: bool,
    elements: Vec<String>,
}

/// Everything that is said beside elements.
#[derive(Default)]
pub(super) struct Marks {
    /// What is missing or found, the gravest first.
    pub(super) all: Vec<Mark>,
    changed: Vec<String>,
    faults: Vec<String>,
}

/// A section in the table of contents.
pub(super) struct SectionLine {
    pub(super) words: &'static str,
    pub(super) href: String,
    pub(super) current: bool,
    pub(super) class: &'static str,
    pub(super) icon: &'static str,
    pub(super) state: String,
    pub(super) changed: bool,
}

impl Marks {
    /// Of a draft with a document that may not be saved yet.
    pub(super) async fn of_draft(centre: &Centre, page: &Page, opened: &Opened, faults: &[Fault]) -> Marks {
        let base = document(centre, &opened.code, opened.base).await.ok().flatten();
        let base: Option<Value> = base.and_then(|text| serde_json::from_str(&text).ok());
        let findings = opened.findings(centre);
        let mut all = missing(page, opened);
        if opened.item(centre).is_ok() && all.is_empty() {
            let refused = opened.faults(centre);
            all.extend(refused.iter().map(|words| refusal(page, say(page, words))));
        }
        all.extend(findings.iter().map(|finding| found(page, opened, finding)));
        all.sort_by_key(|mark| !mark.is_serious);
        Marks {
            all,
            changed: base.map_or_else(Vec::new, |base| changed_elements(&base, &opened.doc)),
            faults: faults.iter().map(|fault| fault.name.clone()).collect(),
        }
    }

    /// What is said at an element.
    pub(super) fn of(&self, element: &str) -> Vec<Mark> {
        let at = |mark: &&Mark| mark.elements.iter().any(|known| known == element);
        self.all.iter().filter(at).cloned().collect()
    }

    /// The element differs from the version on which the draft stands.
    pub(super) fn is_changed(&self, element: &str) -> bool {
        self.changed.iter().any(|known| known == element)
    }

    /// Something in the row could not be taken.
    pub(super) fn has_fault_in(&self, row: &str) -> bool {
        self.faults.iter().any(|name| name.starts_with(&format!("{row}.")))
    }

    /// The sections, and how each stands.
    pub(super) fn sections(&self, page: &Page, opened: &Opened, current: &str) -> Vec<SectionLine> {
        let line = |(code, elements): &(&'static str, Vec<String>)| {
            let here = |mark: &&Mark| mark.elements.iter().any(|element| elements.contains(element));
            let marks = self.all.iter().filter(here);
            let (serious, slight): (Vec<&Mark>, Vec<&Mark>) = marks.partition(|mark| mark.is_serious);
            let empty = elements
                .iter()
                .all(|element| opened.doc.get(element).is_none_or(is_blank));
            let (class, icon, state) = match (serious.len(), slight.len()) {
                (0, 0) if empty => ("", "circle-dashed", page.t("edit.state.empty").to_string()),
                (0, 0) => ("lamp-green", "circle-check", page.t("edit.state.good").to_string()),
                (0, slight) => ("lamp-yellow", "alert-triangle", page.t1("edit.state.slight", slight)),
                (serious, _) => ("lamp-red", "alert-octagon", page.t1("edit.state.serious", serious)),
            };
            SectionLine {
                words: words::section(page, code),
                href: address(opened, code),
                current: *code == current,
                class,
                icon,
                state,
                changed: elements.iter().any(|element| self.is_changed(element)),
            }
        };
        sections().iter().map(line).collect()
    }
}

/// Where a section is written.
pub(super) fn address(opened: &Opened, section: &str) -> String {
    format!("/workbench/items/drafts/{}/edit/{}", opened.id, in_query(section))
}

fn href(opened: &Opened, element: &str) -> String {
    format!("{}#{element}", address(opened, OUTLINE.section_of(element)))
}

/// Elements without which the document is not whole.
fn missing(page: &Page, opened: &Opened) -> Vec<Mark> {
    let blank = |key: &str| opened.doc.get(key).is_none_or(is_blank);
    let required = shape()
        .members
        .iter()
        .filter(|member| member.required && blank(&member.key));
    required
        .map(|member| Mark {
            what: page.t1("edit.missing", words::label(page, &member.key)),
            mend: String::new(),
            severity: serious(page),
            href: href(opened, &member.key),
            is_serious: true,
            elements: vec![member.key.clone()],
        })
        .collect()
}

fn serious(page: &Page) -> Shown {
    Shown {
        words: page.t("edit.needed"),
        class: "lamp-red",
        icon: "alert-octagon",
    }
}

fn refusal(page: &Page, what: String) -> Mark {
    Mark {
        what,
        mend: String::new(),
        severity: serious(page),
        href: String::new(),
        is_serious: true,
        elements: Vec::new(),
    }
}

fn found(page: &Page, opened: &Opened, finding: &Finding) -> Mark {
    let elements: Vec<String> = finding
        .rule
        .elements
        .iter()
        .map(|element| (*element).to_string())
        .collect();
    let first = elements.first().cloned().unwrap_or_default();
    Mark {
        what: say(page, &finding.what),
        mend: pair(page, finding.rule.mend).to_string(),
        severity: severity(page, finding.rule),
        href: href(opened, &first),
        is_serious: finding.rule.severity == Severity::Error,
        elements,
    }
}
