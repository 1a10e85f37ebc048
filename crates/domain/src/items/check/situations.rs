//! Situations (情形): what depends on answers, and on answers that exist.

use std::collections::HashSet;

use super::{Around, Findings, Rule, Severity, when};
use crate::items::Item;
use crate::items::situation::{self, MOST_ANSWERS, MOST_QUESTIONS, Situation, When};
use crate::words::{Language, Words};

const ONE_TIME: &str = "优化营商环境条例 第三十五条";

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "when_names_unknown",
        severity: Severity::Error,
        title: (
            "适用情形指向不存在的问题或选项",
            "Depends on a question or answer that does not exist",
        ),
        elements: &["situations", "materials", "fee", "procedure"],
        source: "",
        why: (
            "条件永远无法判断，群众会被多要或者少要材料。",
            "Nobody can tell whether it holds, so people are asked for too much or too little.",
        ),
        mend: (
            "改为本事项已有的问题和选项；后续问题只能依据它前面的问题。",
            "Name a question and answers of this item; a follow-up question may only depend on earlier ones.",
        ),
        look: when_names_unknown,
    },
    Rule {
        code: "situation_unsound",
        severity: Severity::Error,
        title: ("情形问题不完整", "A question that cannot be asked"),
        elements: &["situations"],
        source: "",
        why: (
            "问题或选项编码重复、没有文字或者没有选项，群众无法作答。",
            "With codes twice, no words, or no answers nobody can answer it.",
        ),
        mend: (
            "每个问题写明文字和至少两个选项，编码不重复，只用小写字母、数字和下划线。",
            "Give each question its words and at least two answers, with codes of small letters, digits and underscores that do not repeat.",
        ),
        look: situation_unsound,
    },
    Rule {
        code: "when_contradicts",
        severity: Severity::Error,
        title: ("适用情形自相矛盾", "Conditions that exclude each other"),
        elements: &["situations", "materials", "fee", "procedure"],
        source: "",
        why: (
            "同一个问题被要求同时选两个不同的答案，永远不成立。",
            "One question would need two answers at once, which never happens.",
        ),
        mend: (
            "把同一问题的几个选项写在同一条里，或拆成两份材料。",
            "Put the answers of one question into one entry, or make two materials of it.",
        ),
        look: when_contradicts,
    },
    Rule {
        code: "material_never_needed",
        severity: Severity::Error,
        title: ("没有人会用到的材料", "A material that nobody ever needs"),
        elements: &["situations", "materials"],
        source: ONE_TIME,
        why: (
            "无论怎么回答都选不到它，要么多列了，要么该交的人没有被告知。",
            "No answers select it: either it is superfluous, or those who need it are not told.",
        ),
        mend: (
            "核对它所依据的问题何时出现，改正条件，或删去材料。",
            "Look when the questions behind it are asked; correct the condition, or drop the material.",
        ),
        look: material_never_needed,
    },
    Rule {
        code: "question_never_asked",
        severity: Severity::Warning,
        title: ("没有人会被问到的问题", "A question that nobody is ever asked"),
        elements: &["situations"],
        source: "",
        why: (
            "前面怎么回答都走不到这个问题，它后面的内容也都落空。",
            "No earlier answers lead to it, and all that hangs on it is lost.",
        ),
        mend: ("改正它的出现条件，或删去。", "Correct when it is asked, or drop it."),
        look: question_never_asked,
    },
    Rule {
        code: "situation_selects_nothing",
        severity: Severity::Warning,
        title: ("问了却没有用处的问题", "A question that selects nothing"),
        elements: &["situations", "materials", "fee", "procedure", "conditions"],
        source: "",
        why: (
            "回答不影响材料、费用、环节，白问一次。",
            "Its answer changes neither materials nor fee nor steps: people are asked in vain.",
        ),
        mend: (
            "删去这个问题，或写明它影响什么。",
            "Drop it, or say what depends on it.",
        ),
        look: situation_selects_nothing,
    },
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Question,
    Material,
    Charge,
    Step,
}

impl Sort {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Sort::Question => ("问题", "the question"),
            Sort::Material => ("材料", "the material"),
            Sort::Charge => ("收费项目", "the charge"),
            Sort::Step => ("环节", "the step"),
        }
    }
}

/// Something that depends on answers: what it is called, the questions that it may depend on, its entries.
struct Depending<'a> {
    sort: Sort,
    name: Words,
    before: &'a [Situation],
    when: &'a [When],
}

fn depending(item: &Item) -> Vec<Depending<'_>> {
    let all = &item.situations[..];
    let of = |sort: Sort, name: &Words, before, when| Depending {
        sort,
        name: Words::new(
            format!("{}“{}”", sort.words().0, name.zh),
            format!("{} “{}”", sort.words().1, name.get(Language::En)),
        ),
        before,
        when,
    };
    let questions = all
        .iter()
        .enumerate()
        .map(|(at, known)| of(Sort::Question, &known.question, &all[..at], &known.when));
    let materials = item.materials.iter();
    let lines = item.fee.iter().flat_map(|fee| &fee.lines);
    questions
        .chain(materials.map(|known| of(Sort::Material, &known.name, all, &known.when)))
        .chain(lines.map(|known| of(Sort::Charge, &known.name, all, &known.when)))
        .chain(
            item.procedure
                .iter()
                .map(|known| of(Sort::Step, &known.name, all, &known.when)),
        )
        .collect()
}

fn finding(of: &Depending<'_>, zh: impl AsRef<str>, en: impl AsRef<str>) -> Words {
    Words::new(
        format!("{}{}", of.name.zh, zh.as_ref()),
        format!("{} {}", of.name.en, en.as_ref()),
    )
}

fn when_names_unknown(item: &Item, _: &Around) -> Findings {
    let each = |of: Depending<'_>| {
        of.when
            .iter()
            .filter_map(|entry| unknown(&of, entry))
            .collect::<Findings>()
    };
    depending(item).into_iter().flat_map(each).collect()
}

fn unknown(of: &Depending<'_>, entry: &When) -> Option<Words> {
    let Some(question) = of.before.iter().find(|known| known.code == entry.question) else {
        return Some(finding(
            of,
            format!("依据的问题“{}”不存在，或不在它前面", entry.question),
            format!("depends on “{}”, which is no earlier question", entry.question),
        ));
    };
    if entry.answers.is_empty() {
        return Some(finding(
            of,
            format!("没有写明“{}”的哪些选项", question.question.zh),
            format!("names no answer of “{}”", question.question.get(Language::En)),
        ));
    }
    let missing = entry.answers.iter().find(|code| question.answer(code).is_none())?;
    Some(finding(
        of,
        format!("依据的选项“{missing}”不在“{}”里", question.question.zh),
        format!(
            "depends on “{missing}”, which is no answer of “{}”",
            question.question.get(Language::En)
        ),
    ))
}

fn situation_unsound(item: &Item, _: &Around) -> Findings {
    let mut found = when(
        item.situations.len() > MOST_QUESTIONS,
        format!("问题超过 {MOST_QUESTIONS} 个"),
        format!("there are more than {MOST_QUESTIONS} questions"),
    );
    let mut seen = HashSet::new();
    for question in &item.situations {
        let name = if super::blank(&question.question) {
            &question.code
        } else {
            &question.question.zh
        };
        let mut say = |holds: bool, zh: &str, en: &str| {
            found.extend(when(
                holds,
                format!("问题“{name}”{zh}"),
                format!("the question “{name}” {en}"),
            ));
        };
        let mut codes = HashSet::new();
        let plain = std::iter::once(&question.code)
            .chain(question.options.iter().map(|answer| &answer.code))
            .all(|code| is_plain(code));
        say(super::blank(&question.question), "没有文字", "has no words");
        say(
            question.options.iter().any(|answer| super::blank(&answer.label)),
            "有选项没有文字",
            "has an answer without words",
        );
        say(
            !(2..=MOST_ANSWERS).contains(&question.options.len()),
            "的选项太少或太多",
            "has too few or too many answers",
        );
        say(
            !plain,
            "的编码含有不能用的字符",
            "has a code with signs that cannot be used",
        );
        say(
            !seen.insert(&question.code),
            "的编码重复",
            "has a code that stands there twice",
        );
        say(
            !question.options.iter().all(|answer| codes.insert(&answer.code)),
            "的选项编码重复",
            "has two answers with one code",
        );
    }
    found
}

/// Small letters, digits and underscores, a letter first: it can stand in an address and in an expression.
fn is_plain(code: &str) -> bool {
    let small = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    code.len() <= 40 && code.bytes().next().is_some_and(|first| first.is_ascii_lowercase()) && code.bytes().all(small)
}

/// Two entries about one question that no answer satisfies both.
fn excludes(entries: &[When]) -> Option<&str> {
    let clash = |(at, one): (usize, &When)| {
        let others = entries[at + 1..].iter().filter(|other| other.question == one.question);
        let apart = |other: &When| !one.answers.iter().any(|code| other.answers.contains(code));
        others.into_iter().any(apart).then_some(())
    };
    let found = entries.iter().enumerate().find(|(at, one)| clash((*at, one)).is_some());
    found.map(|(_, one)| one.question.as_str())
}

fn when_contradicts(item: &Item, _: &Around) -> Findings {
    let each = |of: &Depending<'_>| {
        let code = excludes(of.when)?;
        let question = of.before.iter().find(|known| known.code == code)?;
        Some(finding(
            of,
            format!("要求“{}”同时有两个不同的回答", question.question.zh),
            format!("needs two answers at once to “{}”", question.question.get(Language::En)),
        ))
    };
    depending(item).iter().filter_map(each).collect()
}

/// Nothing is wrong with the entries themselves, and yet no answers make them hold.
fn is_lost(of: &Depending<'_>) -> bool {
    let named_well = of.when.iter().all(|entry| unknown(of, entry).is_none());
    named_well && excludes(of.when).is_none() && situation::ways(of.before, of.when).is_none()
}

fn lost(item: &Item, sort: Sort, zh: &str, en: &str) -> Findings {
    let all = depending(item);
    let lost = all.iter().filter(|of| of.sort == sort && is_lost(of));
    lost.map(|of| finding(of, zh, en)).collect()
}

fn material_never_needed(item: &Item, _: &Around) -> Findings {
    lost(
        item,
        Sort::Material,
        "无论怎样回答都不需要",
        "is never needed, whatever is answered",
    )
}

fn question_never_asked(item: &Item, _: &Around) -> Findings {
    lost(
        item,
        Sort::Question,
        "无论怎样回答都不会出现",
        "is never asked, whatever is answered",
    )
}

fn situation_selects_nothing(item: &Item, _: &Around) -> Findings {
    let all = depending(item);
    let lines = item.fee.iter().flat_map(|fee| &fee.lines);
    let rules = lines.filter_map(|line| line.rule.as_ref());
    let rules: Vec<&str> = rules
        .chain(item.conditions.iter().filter_map(|known| known.rule.as_ref()))
        .map(|rule| rule.text.as_str())
        .collect();
    let used = |question: &&Situation| {
        let named = format!("situation.{}", question.code);
        all.iter()
            .flat_map(|of| of.when)
            .any(|entry| entry.question == question.code)
            || rules.iter().any(|text| text.contains(&named))
    };
    let idle = item.situations.iter().filter(|question| !used(question));
    idle.map(|question| {
        let (zh, en) = (&question.question.zh, question.question.get(Language::En));
        Words::new(
            format!("问题“{zh}”不影响任何材料、费用和环节"),
            format!("nothing depends on the question “{en}”"),
        )
    })
    .collect()
}
