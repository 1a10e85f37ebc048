//! Inputs of a rule's examples and answers of a form's test cases, filled in as in the form itself (示例和用例的填写).
//!
//! A field is sent under the name of the element, a colon, and the name of the input: `conditions.0.rule.examples.0.given:form.seats`,
//! `form_tests.0.answers:form.partners[1].name`. [`plain`] turns them into the lines in which documents have always carried them.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use yimen_acts::items::drafted::{DAY, Drafted, Said};
use yimen_domain::calendar::Day;
use yimen_domain::items::Coded as _;
use yimen_domain::items::form::{Field, FieldType, FileKind, FileRule};
use yimen_edit::plain::{fen, pairs, pairs_text};

use super::sent::Pairs;
use crate::shell::Page;
use crate::shell::components::Choice;
use crate::workbench::shown::{pair, say};

/// An example's inputs or a test case's answers.
pub(super) struct FilledView {
    pub(super) id: String,
    pub(super) label: &'static str,
    pub(super) hint: &'static str,
    /// What is asked or was filled in.
    pub(super) entries: Vec<Entry>,
    /// What else could be filled in.
    pub(super) more: Vec<Entry>,
}

/// One input, or the rows of a group.
pub(super) enum Entry {
    One(One),
    Rows {
        label: String,
        rows: Vec<(String, Vec<One>)>,
    },
}

/// One input.
pub(super) struct One {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) kind: &'static str,
    pub(super) value: String,
    pub(super) choices: Vec<Choice>,
    pub(super) chosen: Vec<String>,
    pub(super) unit: String,
    /// Files as they were kept, to be left as they are.
    pub(super) kept: Option<(String, String)>,
}

impl One {
    pub(super) fn is(&self, kind: &str) -> bool {
        self.kind == kind
    }

    /// A day can be chosen; what is none stays to be seen as it was typed.
    pub(super) fn is_day(&self) -> bool {
        self.value.is_empty() || Day::parse(&self.value).is_ok()
    }
}

/// Ends the name of several answers.
const SEVERAL: &str = "[]";
/// Ends the name of files, by kind.
const FILES: &str = "[file]";
/// Ends the name of files as they were kept.
const KEPT: &str = "[kept]";
/// Ends the name of an answer that the form does not know.
const RAW: &str = "[raw]";
/// Ends the name of an amount that is typed in yuan and kept in fen.
pub(super) const YUAN: &str = ":yuan";

struct Drawing<'d> {
    page: &'d Page,
    id: &'d str,
    said: Said,
    kept: BTreeMap<String, String>,
}

/// The inputs of an example: those that the rule asks for and those that were filled in stand first.
pub(super) fn example(page: &Page, drafted: &Drafted, asks: &[String], id: &str, given: Option<&Value>) -> FilledView {
    let mut said = Said::new();
    let fields = given.and_then(Value::as_object);
    for (name, value) in fields.into_iter().flatten() {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_string);
        said.insert(name.clone(), text);
    }
    let drawing = Drawing {
        page,
        id,
        said,
        kept: BTreeMap::new(),
    };
    let mut all: Vec<(String, Entry)> = Vec::new();
    for question in &drafted.situations {
        let name = format!("situation.{}", question.code);
        let choices = question
            .options
            .iter()
            .map(|answer| (answer.code.clone(), say(page, &answer.label)));
        let entry = Entry::One(drawing.choice(&name, say(page, &question.question), choices.collect()));
        all.push((name, entry));
    }
    all.extend(drawing.fields(&drafted.form));
    let kinds = drafted
        .audience
        .iter()
        .map(|kind| (kind.code().to_string(), pair(page, kind.words()).to_string()));
    let kind = drawing.choice(
        "applicant.kind",
        page.t("workbench.applicant.kind").into(),
        kinds.collect(),
    );
    all.push(("applicant.kind".into(), Entry::One(kind)));
    let day = drawing.bare(DAY, page.t("edit.rule.day").into(), "day");
    all.push((DAY.into(), Entry::One(day)));
    let inputs = drafted.inputs();
    for name in drawing.said.keys().filter(|name| inputs.entry(name).is_none()) {
        let gone = page.t1("edit.filled.gone", name);
        all.push((name.clone(), Entry::One(drawing.bare(name, gone, "line"))));
    }
    let given = |name: &String| {
        let rows = format!("{name}[");
        drawing
            .said
            .keys()
            .any(|known| known == name || known.starts_with(&rows))
    };
    let (first, more): (Vec<_>, Vec<_>) = all
        .into_iter()
        .partition(|(name, _)| asks.contains(name) || given(name));
    view(id, first, more)
}

/// The answers of a test case.
pub(super) fn answers(page: &Page, form: &[Field], id: &str, value: Option<&Value>) -> FilledView {
    let mut drawing = Drawing {
        page,
        id,
        said: Said::new(),
        kept: BTreeMap::new(),
    };
    let filled = value.and_then(Value::as_object);
    flatten("form.", filled, &mut drawing);
    let mut all = drawing.fields(form);
    for (code, value) in filled.into_iter().flatten() {
        if form.iter().all(|field| field.code != *code) {
            let mut one = drawing.bare(code, page.t1("edit.filled.gone", code), "line");
            one.name = format!("{id}:{code}{RAW}");
            one.value = value.to_string();
            all.push((code.clone(), Entry::One(one)));
        }
    }
    view(id, all, Vec::new())
}

fn view(id: &str, first: Vec<(String, Entry)>, more: Vec<(String, Entry)>) -> FilledView {
    let entries = |all: Vec<(String, Entry)>| all.into_iter().map(|(_, entry)| entry).collect();
    FilledView {
        id: id.to_string(),
        label: "",
        hint: "",
        entries: entries(first),
        more: entries(more),
    }
}

fn flatten(before: &str, filled: Option<&Map<String, Value>>, drawing: &mut Drawing<'_>) {
    for (code, value) in filled.into_iter().flatten() {
        let name = format!("{before}{code}");
        match value {
            Value::Array(all) if all.iter().any(is_file) => {
                let kinds = kinds_of(all);
                drawing.said.insert(name.clone(), kinds.join(","));
                drawing.kept.insert(name, value.to_string());
            }
            Value::Array(all) if all.iter().any(Value::is_object) => {
                for (at, row) in all.iter().enumerate() {
                    flatten(&format!("{name}[{at}]."), row.as_object(), drawing);
                }
            }
            Value::Array(all) => {
                let codes: Vec<&str> = all.iter().filter_map(Value::as_str).collect();
                drawing.said.insert(name, codes.join(","));
            }
            Value::String(text) => {
                drawing.said.insert(name, text.clone());
            }
            Value::Bool(yes) => {
                drawing.said.insert(name, if *yes { "yes" } else { "no" }.into());
            }
            other => {
                drawing.said.insert(name, other.to_string());
            }
        }
    }
}

fn is_file(value: &Value) -> bool {
    value.get("hash").is_some() && value.get("media").is_some()
}

fn kinds_of(files: &[Value]) -> Vec<String> {
    let kind = |file: &Value| {
        let media = file.get("media").and_then(Value::as_str).unwrap_or_default();
        let kind = FileKind::ALL.iter().find(|kind| kind.media().contains(&media));
        kind.map_or("other", |kind| kind.code()).to_string()
    };
    files.iter().map(kind).collect()
}

impl Drawing<'_> {
    fn fields(&self, form: &[Field]) -> Vec<(String, Entry)> {
        let entry = |field: &Field| {
            let name = format!("form.{}", field.code);
            let entry = match &field.kind {
                FieldType::Group(inner) => self.rows(&name, field, inner),
                _ => Entry::One(self.field(&name, field)),
            };
            (name, entry)
        };
        form.iter().map(entry).collect()
    }

    /// The rows that there are, and an empty one below them.
    fn rows(&self, name: &str, group: &Field, inner: &[Field]) -> Entry {
        let before = format!("{name}[");
        let number = |known: &String| known.strip_prefix(&before)?.split(']').next()?.parse::<usize>().ok();
        let there = self.said.keys().filter_map(number).max().map_or(0, |last| last + 1);
        let label = say(self.page, &group.label);
        let row = |at: usize| {
            let fields = inner
                .iter()
                .map(|field| self.field(&format!("{name}[{at}].{}", field.code), field));
            (format!("{label} {}", at + 1), fields.collect())
        };
        let shown = (there + 1).min(group.most_entries().max(there)).max(1);
        Entry::Rows {
            rows: (0..shown).map(row).collect(),
            label,
        }
    }

    fn bare(&self, name: &str, label: String, kind: &'static str) -> One {
        One {
            name: format!("{}:{name}", self.id),
            label,
            kind,
            value: self.said.get(name).cloned().unwrap_or_default(),
            choices: Vec::new(),
            chosen: Vec::new(),
            unit: String::new(),
            kept: None,
        }
    }

    fn choice(&self, name: &str, label: String, choices: Vec<(String, String)>) -> One {
        let mut one = self.bare(name, label, "one");
        let choice = |(value, words)| Choice { value, words };
        one.choices = choices.into_iter().map(choice).collect();
        one.chosen = Some(one.value.clone())
            .filter(|value| !value.is_empty())
            .into_iter()
            .collect();
        one.with_unknown()
    }

    fn several(&self, name: &str, label: String, choices: Vec<(String, String)>, end: &str) -> One {
        let mut one = self.choice(name, label, choices);
        one.kind = "many";
        one.name = format!("{}{end}", one.name);
        let codes = one.value.split(',').filter(|code| !code.is_empty());
        one.chosen = codes.map(str::to_string).collect();
        one.choices
            .retain(|choice| choice.value != one.value || !choice.value.contains(','));
        one.with_unknown()
    }

    fn field(&self, name: &str, field: &Field) -> One {
        let label = say(self.page, &field.label);
        let choices = || {
            let all = field.choices().iter();
            all.map(|choice| (choice.code.clone(), say(self.page, &choice.label)))
                .collect()
        };
        match &field.kind {
            FieldType::Choice(_) => self.choice(name, label, choices()),
            FieldType::Choices(_) => self.several(name, label, choices(), SEVERAL),
            FieldType::YesNo => {
                let said =
                    ["yes", "no"].map(|code| (code.to_string(), self.page.t(&format!("form.{code}")).to_string()));
                self.choice(name, label, said.to_vec())
            }
            FieldType::File(rule) => {
                let mut one = self.several(name, label, self.kinds(rule), FILES);
                let kept = self.kept.get(name).cloned();
                one.kept = kept.map(|kept| (format!("{}:{name}{KEPT}", self.id), kept));
                one
            }
            FieldType::Date => self.bare(name, label, "day"),
            FieldType::LongText => self.bare(name, label, "long"),
            FieldType::Integer | FieldType::Decimal(_) | FieldType::Money => {
                let mut one = self.bare(name, label, "number");
                one.unit = say(self.page, &field.unit_shown());
                one
            }
            FieldType::Text | FieldType::Phone | FieldType::Address | FieldType::Group(_) => {
                self.bare(name, label, "line")
            }
        }
    }

    fn kinds(&self, rule: &FileRule) -> Vec<(String, String)> {
        let all = if rule.accept.is_empty() {
            FileKind::ALL
        } else {
            &rule.accept
        };
        let kind = |kind: &FileKind| (kind.code().to_string(), pair(self.page, kind.words()).to_string());
        all.iter().map(kind).collect()
    }
}

impl One {
    /// What was chosen and is no choice any more stays to be seen.
    fn with_unknown(mut self) -> One {
        for code in &self.chosen {
            if !self.choices.iter().any(|choice| choice.value == *code) {
                self.choices.push(Choice {
                    value: code.clone(),
                    words: code.clone(),
                });
            }
        }
        self
    }
}

/// What was sent, with the fields of examples and test cases as the lines that a document carries.
pub(super) fn plain(sent: &Pairs) -> Pairs {
    let mut plain = Pairs::new();
    let mut shaped: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    for (name, text) in sent {
        match name.split_once(':') {
            Some((element, input)) => shaped.entry(element).or_default().push((input, text)),
            None => plain.push((name.clone(), text.clone())),
        }
    }
    for (element, inputs) in shaped {
        let text = if element.ends_with(".expected") {
            let typed = inputs.first().map_or("", |(_, text)| *text);
            fen(typed).map_or_else(|| typed.to_string(), |fen| fen.to_string())
        } else if element.ends_with(".given") {
            lines(given(&inputs))
        } else {
            lines(level(&inputs))
        };
        plain.push((element.to_string(), text));
    }
    plain
}

fn lines(fields: Map<String, Value>) -> String {
    pairs_text(&pairs(Some(&Value::Object(fields))))
}

/// Texts by name of the input; several answers with commas between them.
fn given(inputs: &[(&str, &str)]) -> Map<String, Value> {
    let mut texts: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (name, text) in inputs
        .iter()
        .filter(|(name, text)| !name.is_empty() && !text.is_empty())
    {
        let name = [SEVERAL, FILES]
            .iter()
            .find_map(|end| name.strip_suffix(end))
            .unwrap_or(name);
        texts.entry(name).or_default().push(text.replace("\r\n", "\n"));
    }
    let texts = texts
        .into_iter()
        .map(|(name, texts)| (name.to_string(), texts.join(",").into()));
    texts.collect()
}

/// The inputs of the rows of a group, by the number of the row.
type Rows<'a> = BTreeMap<usize, Vec<(&'a str, &'a str)>>;

/// Answers as a tree: texts, lists of codes, files, rows in which something was filled in.
fn level(inputs: &[(&str, &str)]) -> Map<String, Value> {
    let mut fields = Map::new();
    let mut lists: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    let mut files: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut kept: BTreeMap<&str, Value> = BTreeMap::new();
    let mut rows: BTreeMap<&str, Rows<'_>> = BTreeMap::new();
    for (name, text) in inputs
        .iter()
        .filter(|(name, text)| !name.is_empty() && !text.is_empty())
    {
        let name = name.strip_prefix("form.").unwrap_or(name);
        if let Some((row, field)) = name.split_once("].")
            && let Some((group, at)) = row.split_once('[')
            && let Ok(at) = at.parse::<usize>()
        {
            rows.entry(group)
                .or_default()
                .entry(at)
                .or_default()
                .push((field, text));
        } else if let Some(name) = name.strip_suffix(SEVERAL) {
            lists.entry(name).or_default().push(Value::from(*text));
        } else if let Some(name) = name.strip_suffix(FILES) {
            files.entry(name).or_default().push(text);
        } else if let Some(name) = name.strip_suffix(KEPT) {
            kept.insert(name, serde_json::from_str(text).unwrap_or_default());
        } else if let Some(name) = name.strip_suffix(RAW) {
            let value = serde_json::from_str(text).unwrap_or_else(|_| Value::from(*text));
            fields.insert(name.to_string(), value);
        } else {
            fields.insert(name.to_string(), text.replace("\r\n", "\n").into());
        }
    }
    for (name, kinds) in files {
        let before = kept.remove(name).filter(|kept| {
            let same = kept.as_array().map(|files| kinds_of(files));
            same.is_some_and(|same| {
                kinds.iter().all(|kind| same.iter().any(|known| known == kind))
                    && same.iter().all(|known| kinds.contains(&known.as_str()))
            })
        });
        fields.insert(name.to_string(), before.unwrap_or_else(|| made_up(&kinds)));
    }
    fields.extend(lists.into_iter().map(|(name, list)| (name.to_string(), list.into())));
    for (group, all) in rows {
        let filled = all
            .into_values()
            .map(|inputs| level(&inputs))
            .filter(|row| !row.is_empty());
        let filled: Vec<Value> = filled.map(Value::Object).collect();
        if !filled.is_empty() {
            fields.insert(group.to_string(), filled.into());
        }
    }
    fields
}

/// Files that nobody uploaded, for a test case: one of each kind.
fn made_up(kinds: &[&str]) -> Value {
    let file = |(at, kind): (usize, &&str)| {
        let media = FileKind::parse(kind).and_then(|kind| kind.media().first().copied());
        json!({ "hash": format!("{:064x}", at + 1), "name": format!("示例.{kind}"), "size": 1024, "media": media.unwrap_or_default() })
    };
    Value::Array(kinds.iter().enumerate().map(file).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(pairs: &[(&str, &str)]) -> Pairs {
        pairs
            .iter()
            .map(|(name, text)| ((*name).to_string(), (*text).to_string()))
            .collect()
    }

    #[test]
    fn fields_of_an_example_become_the_lines_that_documents_carry() {
        let plain = plain(&sent(&[
            ("conditions.0.zh", "条件"),
            ("conditions.0.rule.examples.0.given:", ""),
            ("conditions.0.rule.examples.0.given:form.income", "2999"),
            ("conditions.0.rule.examples.0.given:form.rest", ""),
            ("conditions.0.rule.examples.0.given:form.ways[]", "a"),
            ("conditions.0.rule.examples.0.given:form.ways[]", "b"),
            ("conditions.0.rule.examples.0.given:form.partners[1].share", "40"),
            ("fee.lines.0.rule.examples.0.expected:yuan", "12.50"),
        ]));
        let text = |name: &str| {
            plain
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, text)| text.as_str())
        };
        assert_eq!(text("conditions.0.zh"), Some("条件"));
        assert_eq!(
            text("conditions.0.rule.examples.0.given"),
            Some("form.income = 2999\nform.partners[1].share = 40\nform.ways = a,b")
        );
        assert_eq!(text("fee.lines.0.rule.examples.0.expected"), Some("1250"));
    }

    #[test]
    fn answers_of_a_test_case_keep_rows_choices_and_files_and_drop_what_is_empty() {
        let file = json!([{ "hash": "ab", "name": "照片.png", "size": 12, "media": "image/png" }]);
        let plain = plain(&sent(&[
            ("form_tests.0.answers:", ""),
            ("form_tests.0.answers:form.name", " 王小明"),
            ("form_tests.0.answers:form.ways[]", "a"),
            ("form_tests.0.answers:form.photo[file]", "image"),
            ("form_tests.0.answers:form.photo[kept]", &file.to_string()),
            ("form_tests.0.answers:form.paper[file]", "pdf"),
            ("form_tests.0.answers:form.staff[0].trained", "yes"),
            ("form_tests.0.answers:form.staff[1].trained", ""),
            ("form_tests.0.answers:gone[raw]", "[\"x\"]"),
        ]));
        let value = yimen_edit::read::read(
            super::super::outline::shape(),
            &["form_tests"],
            &json!({ "form_tests": [{ "name": { "zh": "例" }, "answers": {}, "expect": [] }] }),
            &[plain, sent(&[("form_tests.@", "0"), ("form_tests.0.name.zh", "例")])].concat(),
        );
        let answers = &value.document["form_tests"][0]["answers"];
        assert_eq!(answers["name"], " 王小明");
        assert_eq!(answers["ways"], json!(["a"]));
        assert_eq!(answers["photo"], file);
        assert_eq!(answers["paper"][0]["media"], "application/pdf");
        assert_eq!(answers["staff"], json!([{ "trained": "yes" }]));
        assert_eq!(answers["gone"], json!(["x"]));
    }
}
