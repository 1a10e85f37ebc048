//! The check of a form on the server: by its schema, which browsers and other systems check with too, and by the
//! domain's rules that no schema can say (check characters, the order of days, files).

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use jsonschema::Validator;
use serde_json::Value;
use yimen_domain::items::Item;
use yimen_domain::items::form::{self, Answers, Field, Rule};
use yimen_domain::words::{Fault, Words};

use super::instance::instance;
use super::schema::{fault_words, rule_of, schema};

/// A compiled schema of one form.
pub struct Checker {
    validator: Option<Validator>,
}

impl Checker {
    /// Compiles the schema of a form.
    pub fn of(fields: &[Field]) -> Checker {
        let validator = jsonschema::options()
            .should_validate_formats(true)
            .build(&schema(fields));
        if let Err(error) = &validator {
            tracing::error!(%error, "the schema of a form cannot be used");
        }
        Checker {
            validator: validator.ok(),
        }
    }

    /// What the schema finds wrong: path and rule, the first rule of each path.
    pub fn by_schema(&self, fields: &[Field], answers: &Answers) -> BTreeMap<String, (Rule, Words)> {
        let mut found: BTreeMap<String, (Rule, Words)> = BTreeMap::new();
        let instance = instance(fields, answers);
        let errors = self
            .validator
            .iter()
            .flat_map(|validator| validator.iter_errors(&instance));
        for error in errors {
            for (path, rule, field) in places(fields, &error) {
                let better = found.get(&path).is_none_or(|(known, _)| rule < *known);
                if better {
                    found.insert(path, (rule, fault_words(field, rule)));
                }
            }
        }
        let paths: Vec<String> = found.keys().cloned().collect();
        found.retain(|path, _| !paths.iter().any(|above| above != path && is_within(above, path)));
        found
    }
}

/// Checks by schema and domain together; the order is that of the form.
pub fn check(checker: &Checker, fields: &[Field], answers: &Answers) -> Vec<Fault> {
    let mut faults = form::check(fields, answers);
    let more = checker.by_schema(fields, answers);
    let more = more.into_iter().map(|(path, (_, words))| Fault { field: path, words });
    let unseen: Vec<Fault> = more.filter(|fault| !within(&faults, &fault.field)).collect();
    faults.extend(unseen);
    faults
}

/// A path at which, or above which, something is known to be wrong already.
fn within(faults: &[Fault], path: &str) -> bool {
    faults.iter().any(|fault| is_within(&fault.field, path))
}

fn is_within(above: &str, path: &str) -> bool {
    path.strip_prefix(above)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['[', '.']))
}

type Place<'a> = (String, Rule, Option<&'a Field>);

/// The paths that an error of the schema speaks of.
fn places<'a>(fields: &'a [Field], error: &jsonschema::ValidationError<'_>) -> Vec<Place<'a>> {
    let pointer = error.instance_path().to_string();
    let (path, field, inner) = walk(fields, &pointer);
    let keyword = error.kind().keyword();
    let missing = |code: &str| {
        let inner_field = inner.iter().find(|field| field.code == code);
        (format!("{path}.{code}"), inner_field)
    };
    match error.kind() {
        jsonschema::error::ValidationErrorKind::Required { property } => {
            let code = property.as_str().unwrap_or_default();
            let (path, field) = missing(code);
            vec![(path, Rule::Required, field)]
        }
        jsonschema::error::ValidationErrorKind::AdditionalProperties { unexpected } => unexpected
            .iter()
            .map(|code| (missing(code).0, Rule::Unknown, None))
            .collect(),
        _ => {
            let rule = Rule::of_keyword(keyword).unwrap_or(Rule::Kind);
            let rule = field.map_or(rule, |field| rule_of(field, rule));
            vec![(of_group(path), rule, field)]
        }
    }
}

/// What is no row at all is a fault of its group.
fn of_group(path: String) -> String {
    match path.strip_suffix(']').and_then(|row| row.rsplit_once('[')) {
        Some((group, _)) => group.to_string(),
        None => path,
    }
}

/// A JSON pointer as the path of a fault, its field, and the fields inside of it.
fn walk<'a>(fields: &'a [Field], pointer: &str) -> (String, Option<&'a Field>, &'a [Field]) {
    let (mut path, mut field, mut inner) = ("form".to_string(), None, fields);
    for part in pointer.split('/').skip(1) {
        let in_list =
            field.is_some_and(|field: &Field| !matches!(path.as_bytes().last(), Some(b']')) && is_list(field));
        if in_list {
            if field.is_some_and(|field| field.fields().is_empty()) {
                break;
            }
            path.push_str(&format!("[{part}]"));
            continue;
        }
        path.push_str(&format!(".{part}"));
        field = inner.iter().find(|known| known.code == part);
        inner = field.map(Field::fields).unwrap_or_default();
    }
    (path, field, inner)
}

fn is_list(field: &Field) -> bool {
    use yimen_domain::items::form::FieldType;
    matches!(
        field.kind,
        FieldType::Group(_) | FieldType::Choices(_) | FieldType::File(_)
    )
}

/// Most compiled schemas that are kept.
const MOST: usize = 256;

/// Compiled schemas by item and version, which never change.
#[derive(Default)]
pub struct Checkers(Mutex<HashMap<(String, u32), Arc<Checker>>>);

impl Checkers {
    /// The checker of an item's form.
    pub fn of(&self, item: &Item) -> Arc<Checker> {
        let key = (item.code.clone(), item.version);
        if let Ok(known) = self.0.lock()
            && let Some(checker) = known.get(&key)
        {
            return Arc::clone(checker);
        }
        let checker = Arc::new(Checker::of(&item.form));
        if let Ok(mut known) = self.0.lock() {
            if known.len() >= MOST {
                known.clear();
            }
            known.insert(key, Arc::clone(&checker));
        }
        checker
    }

    /// Everything that is wrong with what was filled into an item's form.
    pub fn check(&self, item: &Item, answers: &Answers) -> Vec<Fault> {
        if item.form.is_empty() && answers.is_empty() {
            return Vec::new();
        }
        check(&self.of(item), &item.form, answers)
    }
}

/// Whether a value can be taken as it is by a form's schema: for other systems' clients and tests.
impl Checker {
    /// What the schema alone says about an instance.
    pub fn takes(&self, instance: &Value) -> bool {
        self.validator
            .as_ref()
            .is_some_and(|validator| validator.is_valid(instance))
    }
}
