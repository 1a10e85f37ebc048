//! Reading an expression: within bounds, and nothing in it but what a rule needs.

use std::collections::BTreeSet;

use cel::common::ast::{EntryExpr, Expr, IdedExpr, operators};
use cel::parser::Parser;
use yimen_domain::words::Words;

/// Longest expression, characters.
pub const LONGEST: usize = 1_000;
/// Most parts of an expression: names, values, operators.
pub const MOST_PARTS: usize = 200;
/// How deep brackets may stand in each other.
pub const DEEPEST: usize = 12;

/// An expression that was read, with the inputs that it names.
pub(crate) struct Read {
    pub(crate) expression: IdedExpr,
    pub(crate) names: BTreeSet<String>,
}

/// The groups of inputs.
pub(crate) const GROUPS: [&str; 3] = ["situation", "form", "applicant"];

/// Operators and functions that a rule may use; none of them repeats anything.
const ALLOWED: [&str; 21] = [
    operators::CONDITIONAL,
    operators::LOGICAL_AND,
    operators::LOGICAL_OR,
    operators::LOGICAL_NOT,
    operators::SUBSTRACT,
    operators::ADD,
    operators::MULTIPLY,
    operators::DIVIDE,
    operators::MODULO,
    operators::EQUALS,
    operators::NOT_EQUALS,
    operators::GREATER_EQUALS,
    operators::LESS_EQUALS,
    operators::GREATER,
    operators::LESS,
    operators::NEGATE,
    operators::IN,
    "size",
    "startsWith",
    "endsWith",
    "contains",
];

/// Reads an expression. Runs where there is stack enough: see [`super::run::apart`].
pub(crate) fn read(text: &str) -> Result<Read, Words> {
    bounded(text)?;
    let parser = Parser::default();
    let expression = parser.parse(text).map_err(|errors| {
        let first = errors.to_string();
        let first = first.lines().next().unwrap_or_default().to_string();
        Words::new(
            format!("表达式写法有误：{first}"),
            format!("it cannot be read: {first}"),
        )
    })?;
    let mut walk = Walk::default();
    walk.part(&expression)?;
    Ok(Read {
        expression,
        names: walk.names,
    })
}

fn bounded(text: &str) -> Result<(), Words> {
    let wrong = |zh: &str, en: &str| Err(Words::new(zh, en));
    if text.trim().is_empty() {
        return wrong("表达式是空的", "it is empty");
    }
    if text.chars().count() > LONGEST {
        return wrong("表达式超过一千个字", "it is longer than a thousand characters");
    }
    let (mut depth, mut deepest) = (0usize, 0usize);
    for sign in text.chars() {
        match sign {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    if deepest > DEEPEST {
        return wrong("括号套得太深", "its brackets stand too deep in each other");
    }
    let signs = text.chars().filter(|sign| "!-?+*/%&|=<>".contains(*sign)).count();
    if signs > MOST_PARTS {
        return wrong("运算太多", "it has too many operators");
    }
    Ok(())
}

#[derive(Default)]
struct Walk {
    parts: usize,
    names: BTreeSet<String>,
}

impl Walk {
    fn part(&mut self, part: &IdedExpr) -> Result<(), Words> {
        self.parts += 1;
        if self.parts > MOST_PARTS {
            return Err(Words::new("表达式太长", "it has too many parts"));
        }
        match &part.expr {
            Expr::Literal(_) => Ok(()),
            Expr::Select(select) => match &select.operand.expr {
                Expr::Ident(group) if GROUPS.contains(&group.as_str()) => {
                    self.names.insert(format!("{group}.{}", select.field));
                    Ok(())
                }
                _ => Err(only_inputs(&select.field)),
            },
            Expr::Ident(name) => Err(only_inputs(name)),
            Expr::Call(call) => {
                if !ALLOWED.contains(&call.func_name.as_str()) {
                    return Err(not_allowed(&call.func_name));
                }
                let target = call.target.iter().map(AsRef::as_ref);
                target.chain(&call.args).try_for_each(|part| self.part(part))
            }
            Expr::List(list) => list.elements.iter().try_for_each(|part| self.part(part)),
            Expr::Map(map) => map.entries.iter().try_for_each(|entry| match &entry.expr {
                EntryExpr::MapEntry(pair) => self.part(&pair.key).and_then(|()| self.part(&pair.value)),
                EntryExpr::StructField(_) => Err(not_allowed("{}")),
            }),
            Expr::Comprehension(_) => Err(not_allowed("all, exists, map, filter")),
            Expr::Struct(_) | Expr::Unspecified => Err(not_allowed("{}")),
        }
    }
}

fn only_inputs(name: &str) -> Words {
    Words::new(
        format!("“{name}”不是可用的输入，应写作 situation.编码、form.编码 或 applicant.kind"),
        format!("“{name}” is no input: write situation.CODE, form.CODE or applicant.kind"),
    )
}

fn not_allowed(name: &str) -> Words {
    Words::new(
        format!("规则里不能使用 {name}"),
        format!("{name} may not be used in a rule"),
    )
}
