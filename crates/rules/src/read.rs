//! Reading an expression: within bounds, nothing in it but what a rule needs, and everything of a fitting kind.

use std::collections::BTreeSet;

use cel::common::ast::{CallExpr, Expr, IdedExpr, LiteralValue, SourceInfo};
use cel::parser::Parser;
use yimen_domain::words::Words;

use crate::exact;
use crate::fault::{self, Fault};
use crate::inputs::Inputs;
use crate::kinds::{Type, Walk};

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
    /// Of what kind it is; not known where the inputs were not.
    pub(crate) comes_to: Type,
}

/// The groups of inputs.
pub(crate) const GROUPS: [&str; 4] = ["situation", "form", "applicant", "application"];

/// Reads an expression; kinds are looked at where the inputs are known. Runs where there is stack enough: see [`super::run::apart`].
pub(crate) fn read(text: &str, inputs: Option<&Inputs>) -> Result<Read, Fault> {
    bounded(text)?;
    let parsed = Parser::default().parse_with_source_info(text);
    let (mut expression, info) = parsed.map_err(|errors| fault::unreadable(text, &errors))?;
    let place = |id: u64| place(text, &info, id);
    let mut walk = Walk::new(inputs, &place);
    let comes_to = walk.part(&expression)?;
    let names = walk.names;
    rewrite(&mut expression);
    Ok(Read {
        expression,
        names,
        comes_to,
    })
}

/// Where a part stands: characters from the beginning, and how many.
fn place(text: &str, info: &SourceInfo, id: u64) -> Option<(usize, usize)> {
    let (start, stop) = info.offset_for(id)?;
    let before = |byte: u32| text.char_indices().take_while(|(at, _)| *at < byte as usize).count();
    let (start, end) = (before(start), before(stop.saturating_add(1)));
    (start < text.chars().count()).then(|| (start, end.saturating_sub(start).max(1)))
}

fn bounded(text: &str) -> Result<(), Fault> {
    let wrong = |zh: &str, en: &str| Err(Fault::of(Words::new(zh, en)));
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

/// Puts exact operators and functions in place of those of the language, and decimals in place of binary fractions.
fn rewrite(part: &mut IdedExpr) {
    match &mut part.expr {
        Expr::Call(call) => {
            let inside = exact::OPERATORS.iter().chain(&exact::FUNCTIONS);
            let known = inside.into_iter().find(|(name, _)| *name == call.func_name);
            if let Some((_, inside)) = known {
                call.func_name = (*inside).to_string();
            }
            call.target.iter_mut().for_each(|target| rewrite(target));
            call.args.iter_mut().for_each(rewrite);
        }
        Expr::Select(select) => rewrite(&mut select.operand),
        Expr::List(list) => list.elements.iter_mut().for_each(rewrite),
        Expr::Comprehension(one) => {
            for part in [
                &mut one.iter_range,
                &mut one.accu_init,
                &mut one.loop_cond,
                &mut one.loop_step,
                &mut one.result,
            ] {
                rewrite(part);
            }
        }
        Expr::Literal(LiteralValue::Double(number)) => {
            let digits = number.inner().to_string();
            part.expr = Expr::Call(CallExpr {
                func_name: exact::DECIMAL.into(),
                target: None,
                args: vec![IdedExpr {
                    id: part.id,
                    expr: Expr::Literal(LiteralValue::String(digits.into())),
                }],
            });
        }
        Expr::Literal(_) | Expr::Ident(_) | Expr::Map(_) | Expr::Struct(_) | Expr::Unspecified => {}
    }
}
