//! The form (申请表单): fields of the dictionary, conditions, and the test cases beside it.

use std::collections::HashMap;

use super::{Around, Findings, Rule, Severity, when, whole};
use crate::items::Item;
use crate::items::form::dictionary::alike;
use crate::items::form::{Field, FieldType};
use crate::words::{Language, Words};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "form_test_fails",
        severity: Severity::Error,
        title: ("表单测试用例不通过", "A test case of the form fails"),
        elements: &["form", "form_tests"],
        source: "",
        why: (
            "表单不再按编制人的本意校验，群众会被错误地拦住或者放过。",
            "The form no longer checks as its author meant: people are stopped, or let through, wrongly.",
        ),
        mend: (
            "更正表单，或者更正测试用例中应当出错的位置。",
            "Correct the form, or the places at which the case expects a fault.",
        ),
        look: form_test_fails,
    },
    Rule {
        code: "form_without_tests",
        severity: Severity::Warning,
        title: ("表单没有测试用例", "A form without test cases"),
        elements: &["form", "form_tests"],
        source: "",
        why: (
            "修改表单后没有办法知道是否还能正常填报。",
            "Nobody can know after a change whether the form can still be filled in.",
        ),
        mend: (
            "至少加一个应当通过的样例和一个应当出错的样例。",
            "Add at least one case that must pass and one that must not.",
        ),
        look: form_without_tests,
    },
    Rule {
        code: "field_outside_dictionary",
        severity: Severity::Notice,
        title: (
            "表单项与数据元相同却没有引用",
            "A field that is a data element and does not say so",
        ),
        elements: &["form"],
        source: "国务院关于在线政务服务的若干规定 第七条",
        why: (
            "没有引用数据元的内容不能预填、不能共享，群众要再填一次，校验也可能不一致。",
            "What is not of the dictionary cannot be prefilled or shared: people type it again, and it may be checked differently.",
        ),
        mend: (
            "改为引用数据元目录中的数据元。",
            "Refer to the element of the dictionary.",
        ),
        look: field_outside_dictionary,
    },
    Rule {
        code: "datum_asked_twice",
        severity: Severity::Warning,
        title: ("同一数据要求填写两次", "A datum is asked twice"),
        elements: &["form"],
        source: "国务院关于在线政务服务的若干规定 第七条",
        why: ("同样的内容只应填一次。", "People should be asked the same only once."),
        mend: (
            "删去重复的表单项；确实是两个人或两处的，改用各自的数据元或名称。",
            "Remove the repetition; where two people or places are meant, use an element or a name for each.",
        ),
        look: datum_asked_twice,
    },
    Rule {
        code: "choice_of_one",
        severity: Severity::Warning,
        title: ("只有一个选项的选择题", "A choice with one answer"),
        elements: &["form"],
        source: "",
        why: ("只有一个选项，就没有选择。", "One answer is no choice."),
        mend: ("补充选项，或者删去这一项。", "Add answers, or leave the question out."),
        look: choice_of_one,
    },
    Rule {
        code: "field_never_asked",
        severity: Severity::Error,
        title: ("永远不会出现的表单项", "A field that is never asked"),
        elements: &["form"],
        source: "",
        why: (
            "填写条件永远不成立，必填的内容收不上来。",
            "Its condition can never hold, so what must be told is never told.",
        ),
        mend: ("更正填写条件。", "Correct its condition."),
        look: field_never_asked,
    },
];

/// Every field with the fields beside it, in groups as well.
fn every(fields: &[Field]) -> Vec<(&[Field], &Field)> {
    let mut all: Vec<(&[Field], &Field)> = Vec::new();
    for field in fields {
        all.push((fields, field));
        all.extend(every(field.fields()));
    }
    all
}

fn of(field: &Field, zh: &str, en: &str) -> Words {
    Words::new(
        format!("“{}”{zh}", field.label.zh),
        format!("“{}” {en}", field.label.get(Language::En)),
    )
}

fn form_test_fails(item: &Item, _: &Around) -> Findings {
    let failed = item.form_tests.iter().filter_map(|test| {
        let (missed, unexpected) = test.run(&item.form);
        let mut zh = Vec::new();
        let mut en = Vec::new();
        if !missed.is_empty() {
            zh.push(format!("应当出错而没有：{}", missed.join("、")));
            en.push(format!("no fault at {}", missed.join(", ")));
        }
        if !unexpected.is_empty() {
            zh.push(format!("不应出错而出错：{}", unexpected.join("、")));
            en.push(format!("a fault at {}", unexpected.join(", ")));
        }
        let name = &test.name;
        (!zh.is_empty()).then(|| {
            Words::new(
                format!("用例“{}”：{}", name.zh, zh.join("；")),
                format!("case “{}”: {}", name.get(Language::En), en.join("; ")),
            )
        })
    });
    failed.collect()
}

fn form_without_tests(item: &Item, _: &Around) -> Findings {
    when(
        whole(item) && !item.form.is_empty() && item.form_tests.is_empty(),
        "表单没有测试用例",
        "the form has no test cases",
    )
}

fn field_outside_dictionary(item: &Item, _: &Around) -> Findings {
    let outside = |field: &&Field| {
        let plain = !matches!(field.kind, FieldType::Group(_) | FieldType::File(_));
        field.element.is_none() && plain
    };
    every(&item.form)
        .into_iter()
        .map(|(_, field)| field)
        .filter(outside)
        .filter_map(|field| {
            let element = alike(&field.code, &field.label.zh)?;
            Some(of(
                field,
                &format!("应引用数据元“{}”（{}）", element.name.0, element.code),
                &format!(
                    "should refer to the data element “{}” ({})",
                    element.name.1, element.code
                ),
            ))
        })
        .collect()
}

fn datum_asked_twice(item: &Item, _: &Around) -> Findings {
    let levels = std::iter::once(item.form.as_slice()).chain(item.form.iter().map(Field::fields));
    levels.flat_map(twice).collect()
}

/// Fields of one level that ask the same under the same name, neither shut out by a condition.
fn twice(fields: &[Field]) -> Findings {
    let mut seen: HashMap<(&str, &str), &Field> = HashMap::new();
    let mut found = Findings::new();
    for field in fields {
        let Some(element) = field.element else { continue };
        let key = (element.code, field.label.zh.trim());
        match seen.get(&key) {
            Some(first) if first.when.is_empty() || field.when.is_empty() || first.when == field.when => {
                found.push(of(field, "要求填写两次", "is asked twice"));
            }
            _ => {
                seen.insert(key, field);
            }
        }
    }
    found
}

fn choice_of_one(item: &Item, _: &Around) -> Findings {
    let one = |field: &&Field| field.choices().len() == 1;
    let all = every(&item.form).into_iter().map(|(_, field)| field);
    all.filter(one)
        .map(|field| of(field, "只有一个选项", "has one answer only"))
        .collect()
}

fn field_never_asked(item: &Item, _: &Around) -> Findings {
    let all = every(&item.form);
    let never = all.iter().filter(|(beside, field)| !may_be_asked(beside, field, 0));
    never
        .map(|(_, field)| of(field, "永远不会出现", "is never asked"))
        .collect()
}

/// Whether some answers make a field appear: its conditions name fields before it that may be asked, answers that they
/// have, and do not exclude each other.
fn may_be_asked(beside: &[Field], field: &Field, depth: usize) -> bool {
    let at = beside.iter().position(|known| std::ptr::eq(known, field)).unwrap_or(0);
    let answers = |asked: &Field| -> Vec<String> {
        match asked.kind {
            FieldType::YesNo => vec!["yes".into(), "no".into()],
            _ => asked.choices().iter().map(|choice| choice.code.clone()).collect(),
        }
    };
    depth < beside.len() + 1
        && field.when.iter().all(|when| {
            let Some(asked) = beside[..at].iter().find(|known| known.code == when.field) else {
                return false;
            };
            let same = field.when.iter().filter(|other| other.field == when.field);
            let several = matches!(asked.kind, FieldType::Choices(_));
            let mut left = answers(asked);
            for other in same {
                if !several || std::ptr::eq(other, when) {
                    left.retain(|answer| other.answers.contains(answer));
                }
            }
            !left.is_empty() && may_be_asked(beside, asked, depth + 1)
        })
}
