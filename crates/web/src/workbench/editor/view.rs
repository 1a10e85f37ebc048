//! The parts of a section as the template draws them.

use serde_json::Value;
use yimen_acts::items::drafted::{Drafted, asks, at, form_test};
use yimen_acts::organisation::Organisation;
use yimen_edit::parts::{Asked, Field, Head, Input, ListHead, ON, ORDER, Part, RowHead};
use yimen_edit::plain::yuan;
use yimen_edit::read::Wanted;
use yimen_edit::shape::{Code, Dependence};

use super::filled::{self, FilledView, YUAN};
use super::outline::{ITEMS, LONG, shape};
use super::rule::{self, Panel, RuleView};
use super::state::{Mark, Marks};
use super::words;
use crate::shell::Page;
use crate::shell::components::Choice;

/// One part, ready to be drawn.
pub(super) enum View {
    /// A group begins.
    Group(GroupView),
    /// It ends.
    EndGroup,
    /// A list begins.
    List(ListView),
    /// A row begins.
    Row(RowView),
    /// It ends.
    EndRow(RowView),
    /// The list ends.
    EndList(ListView),
    /// Less usual elements begin; unfolded or not.
    More(bool),
    /// They end.
    EndMore,
    /// One element.
    Field(FieldView),
    /// An example's inputs or a test case's answers.
    Filled(FilledView),
    /// What stands beside a rule.
    Rule(Box<RuleView>),
    /// What a test case comes to.
    Looked(Panel),
}

/// A group.
pub(super) struct GroupView {
    pub(super) id: String,
    pub(super) label: &'static str,
    pub(super) hint: &'static str,
    pub(super) on_name: String,
    pub(super) on_words: &'static str,
    pub(super) optional: bool,
    pub(super) is_on: bool,
    pub(super) top: bool,
    pub(super) marks: Vec<Mark>,
    pub(super) changed: bool,
    pub(super) hidden: bool,
}

/// A list.
pub(super) struct ListView {
    pub(super) id: String,
    pub(super) label: &'static str,
    pub(super) hint: &'static str,
    pub(super) add: String,
    pub(super) add_words: String,
    pub(super) rows: usize,
    pub(super) top: bool,
    pub(super) marks: Vec<Mark>,
    pub(super) changed: bool,
    pub(super) find_law: String,
    pub(super) hidden: bool,
}

/// A row of a list.
#[derive(Clone)]
pub(super) struct RowView {
    pub(super) id: String,
    pub(super) order: String,
    pub(super) key: String,
    pub(super) number: usize,
    pub(super) title: String,
    pub(super) words: String,
    pub(super) first: bool,
    pub(super) last: bool,
    pub(super) flat: bool,
    pub(super) open: bool,
    pub(super) find_law: String,
}

/// One element to fill in.
pub(super) struct FieldView {
    pub(super) id: String,
    pub(super) label: &'static str,
    pub(super) hint: &'static str,
    pub(super) fault: String,
    pub(super) required: bool,
    pub(super) bare: bool,
    pub(super) kind: &'static str,
    pub(super) value: String,
    pub(super) other: String,
    pub(super) rows: usize,
    pub(super) untranslated: bool,
    pub(super) yes: bool,
    pub(super) choices: Vec<Choice>,
    pub(super) chosen: Vec<String>,
    pub(super) asked: Vec<AskedView>,
    pub(super) find: String,
    pub(super) marks: Vec<Mark>,
    pub(super) changed: bool,
}

/// A question whose answers can be ticked.
pub(super) struct AskedView {
    pub(super) name: String,
    pub(super) words: String,
    pub(super) bare: bool,
    pub(super) answers: Vec<(Choice, bool)>,
}

impl FieldView {
    /// Whether the kind is this one.
    pub(super) fn is(&self, kind: &str) -> bool {
        self.kind == kind
    }

    /// What a settled element says.
    pub(super) fn fixed_words(&self) -> &str {
        let chosen = self.choices.iter().find(|choice| self.chosen.contains(&choice.value));
        chosen.map_or(&self.value, |choice| &choice.words)
    }

    /// What stands beside the field and must be read with it.
    pub(super) fn described_by(&self) -> String {
        let mut ids = Vec::new();
        if !self.hint.is_empty() {
            ids.push(format!("{}-hint", self.id));
        }
        if !self.fault.is_empty() {
            ids.push(format!("{}-error", self.id));
        }
        ids.join(" ")
    }
}

/// What the drawing of a section has to know beside its parts.
pub(super) struct Drawn<'d> {
    pub(super) page: &'d Page,
    pub(super) organisation: &'d Organisation,
    pub(super) marks: &'d Marks,
    /// Name of the row that was worked on last.
    pub(super) row: &'d str,
    /// What the section is called: its words are not said twice.
    pub(super) section: &'d str,
    /// Elements that are settled and only shown.
    pub(super) fixed: &'d [&'static str],
    /// The document that is drawn.
    pub(super) document: &'d Value,
    /// What its rules and test cases can ask for.
    pub(super) drafted: Drafted,
}

/// Ends the path of a rule's expression.
const RULE: &str = ".rule.cel";
/// Ends the path of the inputs of a rule's example.
const GIVEN: &str = ".rule.examples.given";
/// Ends the path of what a rule's example must come to.
const EXPECTED: &str = ".rule.examples.expected";
/// Path of the answers of a form's test case.
const ANSWERS: &str = "form_tests.answers";
/// Path of the places at which a test case expects a fault.
const FAULTS: &str = "form_tests.expect";

impl Drawn<'_> {
    /// The parts in the words of the page.
    pub(super) fn views(&self, parts: &[Part]) -> Vec<View> {
        let mut rows: Vec<RowView> = Vec::new();
        let mut views = Vec::new();
        for part in parts {
            let view = match part {
                Part::Group(head) => View::Group(self.group(head)),
                Part::EndGroup => View::EndGroup,
                Part::List(head) => View::List(self.list(head)),
                Part::EndList(head) => View::EndList(self.list(head)),
                Part::Row(head) => {
                    let row = self.row(head);
                    rows.push(row.clone());
                    View::Row(row)
                }
                Part::EndRow => match rows.pop() {
                    Some(row) => View::EndRow(row),
                    None => continue,
                },
                Part::More => View::More(rows.last().is_some_and(|row| self.looks_into(&row.id))),
                Part::EndMore => View::EndMore,
                Part::Field(field) => {
                    let own_row = rows.last().filter(|row| row.id == field.name).is_some();
                    views.push(match self.filled(field) {
                        Some(filled) => View::Filled(filled),
                        None => View::Field(self.field(field, own_row)),
                    });
                    match self.beside(field) {
                        Some(beside) => beside,
                        None => continue,
                    }
                }
            };
            views.push(view);
        }
        views
    }

    /// The inputs of an example and the answers of a test case are filled in as in the form.
    fn filled(&self, field: &Field) -> Option<FilledView> {
        let (path, name) = (field.path.as_str(), field.name.as_str());
        let value = at(self.document, name);
        let mut view = if path.ends_with(GIVEN) {
            let rule = name.split(".examples.").next().unwrap_or_default();
            let asks = asks(self.document, rule);
            filled::example(self.page, &self.drafted, &asks, name, value)
        } else if path == ANSWERS {
            filled::answers(self.page, &self.drafted.form, name, value)
        } else {
            return None;
        };
        view.label = words::label(self.page, path);
        view.hint = words::hint(self.page, path);
        Some(view)
    }

    /// What stands below an element.
    fn beside(&self, field: &Field) -> Option<View> {
        if field.path.ends_with(RULE) {
            let place = field.name.strip_suffix(".cel")?;
            let view = rule::view(self.page, &self.drafted, self.document, place);
            return Some(View::Rule(Box::new(view)));
        }
        let test = field.name.strip_suffix(".expect").filter(|_| field.path == FAULTS)?;
        Some(View::Looked(rule::of_test(
            self.page,
            &self.drafted,
            self.document,
            test,
        )))
    }

    /// What an example must come to is chosen, or typed in yuan; where a test case expects a fault is ticked.
    fn expect(&self, view: &mut FieldView, path: &str) {
        let choice = |(value, words): (String, String)| Choice { value, words };
        if path == FAULTS {
            let test = view
                .id
                .strip_suffix(".expect")
                .and_then(|test| form_test(self.document, test));
            view.kind = "many";
            view.choices = rule::places(self.page, &self.drafted.form, test.as_ref())
                .into_iter()
                .map(choice)
                .collect();
            view.chosen = test.map(|test| test.expect).unwrap_or_default();
        } else if path == "conditions.rule.examples.expected" {
            view.kind = "one";
            view.choices = ["true", "false"]
                .map(|code| choice((code.into(), self.page.t(&format!("edit.rule.{code}")).into())))
                .to_vec();
            view.chosen = vec![view.value.trim().to_string()];
        } else if path.ends_with(EXPECTED) {
            view.kind = "money";
            view.id = format!("{}{YUAN}", view.id);
            view.value = view.value.trim().parse().map_or_else(|_| view.value.clone(), yuan);
        }
    }

    fn group(&self, head: &Head) -> GroupView {
        GroupView {
            id: head.name.clone(),
            label: words::label(self.page, &head.path),
            hint: words::hint(self.page, &head.path),
            on_name: format!("{}.{ON}", head.name),
            on_words: words::on(self.page, &head.path),
            optional: head.on.is_some(),
            is_on: head.on.unwrap_or(true),
            top: is_top(&head.name),
            marks: self.marks.of(&head.name),
            changed: self.marks.is_changed(&head.name),
            hidden: is_top(&head.name) && words::label(self.page, &head.path) == self.section,
        }
    }

    fn list(&self, head: &ListHead) -> ListView {
        let label = words::label(self.page, &head.path);
        ListView {
            id: head.name.clone(),
            label,
            hint: words::hint(self.page, &head.path),
            add: format!("add:{}", head.name),
            add_words: self.page.t1("edit.add", label),
            rows: head.rows,
            top: is_top(&head.name),
            marks: self.marks.of(&head.name),
            changed: self.marks.is_changed(&head.name),
            hidden: is_top(&head.name) && label == self.section,
            find_law: if head.name == "legal_basis" {
                "law:legal_basis".into()
            } else {
                String::new()
            },
        }
    }

    /// The row that is looked at is this one, or lies within it.
    fn looks_into(&self, row: &str) -> bool {
        let within = self.row.strip_prefix(row);
        within.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }

    fn row(&self, head: &RowHead) -> RowView {
        let (zh, en) = &head.title;
        let label = words::label(self.page, &head.path);
        let number = self.page.t2("edit.row", label, head.number);
        let title = self.page.pick(zh, en).to_string();
        RowView {
            id: head.name.clone(),
            order: format!("{}.{ORDER}", head.list),
            key: head.key.clone(),
            number: head.number,
            words: if title.is_empty() {
                number
            } else {
                format!("{number} {title}")
            },
            first: head.number == 1,
            last: head.last,
            flat: head.simple || head.is_words,
            open: title.is_empty() || self.looks_into(&head.name) || self.marks.has_fault_in(&head.name),
            find_law: if head.list == "legal_basis" {
                format!("law:{}", head.name)
            } else {
                String::new()
            },
            title,
        }
    }

    fn field(&self, field: &Field, own_row: bool) -> FieldView {
        let path = &field.path;
        let mut view = FieldView {
            id: field.name.clone(),
            label: words::label(self.page, path),
            hint: if own_row { "" } else { words::hint(self.page, path) },
            fault: field
                .fault
                .as_ref()
                .map_or(String::new(), |fault| self.wanted(fault.wanted)),
            required: field.required,
            bare: own_row,
            kind: "line",
            value: String::new(),
            other: String::new(),
            rows: 1,
            untranslated: false,
            yes: false,
            choices: Vec::new(),
            chosen: Vec::new(),
            asked: Vec::new(),
            find: String::new(),
            marks: if is_top(&field.name) {
                self.marks.of(&field.name)
            } else {
                Vec::new()
            },
            changed: is_top(&field.name) && self.marks.is_changed(&field.name),
        };
        self.fill(&mut view, path, &field.input);
        self.expect(&mut view, path);
        if self.fixed.contains(&path.as_str()) {
            view.kind = "fixed";
        }
        view
    }

    fn wanted(&self, wanted: Wanted) -> String {
        let key = match wanted {
            Wanted::Number => "edit.want.number",
            Wanted::Money => "edit.want.money",
            Wanted::Day => "edit.want.day",
        };
        self.page.t(key).to_string()
    }

    fn fill(&self, view: &mut FieldView, path: &str, input: &Input) {
        match input {
            Input::Words { zh, en } => {
                view.kind = "words";
                view.rows = lines(zh).max(lines(en));
                view.untranslated = !zh.is_empty() && en.is_empty();
                (view.value, view.other) = (zh.clone(), en.clone());
            }
            Input::Line(text) => self.fill_line(view, path, text),
            Input::Day(text) => (view.kind, view.value) = ("day", text.clone()),
            Input::Number(text) => (view.kind, view.value) = ("number", text.clone()),
            Input::Money(text) => (view.kind, view.value) = ("money", text.clone()),
            Input::Flag(yes) => (view.kind, view.yes) = ("flag", *yes),
            Input::Maybe(said) => {
                view.kind = "one";
                view.chosen = vec![yimen_edit::plain::said(*said).to_string()];
                let choice = |value: &str, key: &str| Choice {
                    value: value.into(),
                    words: self.page.t(key).into(),
                };
                view.choices = vec![choice("yes", "form.yes"), choice("no", "form.no")];
            }
            Input::One(codes, chosen) => {
                view.kind = "one";
                view.choices = self.choices(path, codes);
                view.chosen = vec![chosen.clone()];
            }
            Input::Many(codes, chosen) => {
                view.kind = "many";
                view.choices = self.choices(path, codes);
                view.chosen.clone_from(chosen);
            }
            Input::Lines(texts) if path == "assumed" => {
                view.kind = "ticked";
                view.chosen.clone_from(texts);
                view.choices = self.elements(texts);
            }
            Input::Lines(texts) => {
                view.kind = "lines";
                view.rows = (texts.len() + 1).clamp(2, 12);
                view.value = texts.join("\n");
            }
            Input::Pairs(pairs) => {
                view.kind = "lines";
                view.rows = (pairs.len() + 1).clamp(2, 12);
                view.value = yimen_edit::plain::pairs_text(pairs);
            }
            Input::When(on, asked) => {
                view.kind = "when";
                view.other = self
                    .page
                    .t(match on {
                        Dependence::Situations => "edit.when.no_questions",
                        Dependence::Form => "edit.when.no_fields",
                    })
                    .to_string();
                view.asked = asked.iter().map(|one| self.asked(&view.id, one)).collect();
            }
        }
    }

    fn fill_line(&self, view: &mut FieldView, path: &str, text: &str) {
        view.value = text.to_string();
        let own = self.own_choices(path);
        if !own.is_empty() {
            view.kind = "one";
            view.choices = own;
            view.chosen = vec![text.to_string()];
            if !text.is_empty() && !view.choices.iter().any(|choice| choice.value == text) {
                view.choices.push(Choice {
                    value: text.to_string(),
                    words: text.to_string(),
                });
            }
        } else if LONG.contains(&path) || text.contains('\n') {
            view.kind = "long";
            view.rows = lines(text).clamp(3, 12);
        }
        if ITEMS.contains(&path) {
            view.find = format!("find:{}", view.id);
        }
    }

    /// The elements of an item by their names, and whatever else is named.
    fn elements(&self, named: &[String]) -> Vec<Choice> {
        let known = shape().members.iter().map(|member| &member.key);
        let other = named.iter().filter(|key| shape().member(key).is_none());
        let choice = |key: &String| Choice {
            value: key.clone(),
            words: match words::label(self.page, key) {
                "" => key.clone(),
                words => words.to_string(),
            },
        };
        known.filter(|key| *key != "assumed").chain(other).map(choice).collect()
    }

    /// What the centre itself offers for an element.
    fn own_choices(&self, path: &str) -> Vec<Choice> {
        let choice = |value: &str, zh: &str, en: &str| Choice {
            value: value.to_string(),
            words: self.page.pick(zh, en).to_string(),
        };
        match path {
            "body" => {
                let bodies = self.organisation.bodies.iter();
                bodies
                    .map(|(code, body)| choice(code, &body.name.zh, &body.name.en))
                    .collect()
            }
            "hall" => {
                let halls = self.organisation.halls.iter();
                halls
                    .map(|(code, hall)| choice(code, &hall.name.zh, &hall.name.en))
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    fn choices(&self, path: &str, codes: &[Code]) -> Vec<Choice> {
        let choice = |code: &Code| Choice {
            value: code.code.clone(),
            words: words::code(self.page, path, code),
        };
        codes.iter().map(choice).collect()
    }

    fn asked(&self, name: &str, asked: &Asked) -> AskedView {
        let said = self.page.pick(&asked.words.0, &asked.words.1);
        let answer = |(code, counts): &(Code, bool)| {
            let said = self.page.pick(&code.zh, &code.en);
            let choice = Choice {
                value: code.code.clone(),
                words: if said.is_empty() {
                    code.code.clone()
                } else {
                    said.to_string()
                },
            };
            (choice, *counts)
        };
        AskedView {
            name: format!("{name}.{}", asked.code),
            words: if said.is_empty() {
                self.page.t1("edit.when.gone", &asked.code)
            } else {
                said.to_string()
            },
            bare: asked.bare,
            answers: asked.answers.iter().map(answer).collect(),
        }
    }
}

fn is_top(name: &str) -> bool {
    !name.contains('.')
}

/// Lines that a text takes in a field of about forty characters.
fn lines(text: &str) -> usize {
    let width = |line: &str| {
        line.chars()
            .map(|letter| if letter.is_ascii() { 1 } else { 2 })
            .sum::<usize>()
    };
    let lines = text.lines().map(|line| 1 + width(line).saturating_sub(1) / 56);
    lines.sum::<usize>().clamp(1, 12)
}
