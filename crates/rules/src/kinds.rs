//! Of what kind each part of an expression is: what can never be right is said before anything is tried.

use std::collections::BTreeSet;

use cel::common::ast::{CallExpr, ComprehensionExpr, Expr, IdedExpr, LiteralValue, SelectExpr, operators};
use yimen_domain::calendar::Day;
use yimen_domain::words::Words;

use crate::exact;
use crate::fault::Fault;
use crate::inputs::{Input, Inputs, Kind};
use crate::read::{GROUPS, MOST_PARTS};

/// Of what kind a part is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Type {
    Truth,
    Whole,
    Decimal,
    Day,
    Text,
    /// One of these codes.
    Code(Vec<String>),
    /// A text that the expression itself says.
    Said(String),
    List(Box<Type>),
    Row(Vec<Input>),
    /// What an empty list holds.
    Nothing,
    /// Not known.
    Any,
}

impl Type {
    fn of(kind: &Kind) -> Type {
        match kind {
            Kind::Code(codes) => Type::Code(codes.clone()),
            Kind::Several { codes, .. } => Type::List(Box::new(Type::Code(codes.clone()))),
            Kind::Whole { .. } | Kind::Money { .. } => Type::Whole,
            Kind::Decimal { .. } => Type::Decimal,
            Kind::Truth => Type::Truth,
            Kind::Day => Type::Day,
            Kind::Text => Type::Text,
            Kind::Rows { fields, .. } => Type::List(Box::new(Type::Row(fields.clone()))),
        }
    }

    fn is_number(&self) -> bool {
        matches!(self, Type::Whole | Type::Decimal)
    }

    fn is_text(&self) -> bool {
        matches!(self, Type::Text | Type::Code(_) | Type::Said(_))
    }

    pub(crate) fn is_known(&self) -> bool {
        !matches!(self, Type::Any | Type::Nothing)
    }

    /// What people call it.
    pub(crate) fn words(&self) -> (&'static str, &'static str) {
        match self {
            Type::Truth => ("真假值", "a truth"),
            Type::Whole => ("整数", "a whole number"),
            Type::Decimal => ("小数", "a decimal number"),
            Type::Day => ("日期", "a day"),
            Type::Text | Type::Said(_) => ("文字", "a text"),
            Type::Code(_) => ("选项", "one of several answers"),
            Type::List(_) => ("列表", "a list"),
            Type::Row(_) => ("重复填写组的一行", "a row of a group"),
            Type::Nothing | Type::Any => ("其他", "something else"),
        }
    }
}

type Place<'w> = dyn Fn(u64) -> Option<(usize, usize)> + 'w;

/// A walk over an expression.
pub(crate) struct Walk<'w> {
    inputs: Option<&'w Inputs>,
    place: &'w Place<'w>,
    parts: usize,
    scope: Vec<(String, Type)>,
    pub(crate) names: BTreeSet<String>,
}

impl<'w> Walk<'w> {
    pub(crate) fn new(inputs: Option<&'w Inputs>, place: &'w Place<'w>) -> Self {
        Walk {
            inputs,
            place,
            parts: 0,
            scope: Vec::new(),
            names: BTreeSet::new(),
        }
    }

    fn fault(&self, part: &IdedExpr, zh: impl Into<String>, en: impl Into<String>) -> Fault {
        Fault::of(Words::new(zh, en)).at((self.place)(part.id))
    }

    pub(crate) fn part(&mut self, part: &IdedExpr) -> Result<Type, Fault> {
        self.parts += 1;
        if self.parts > MOST_PARTS {
            return Err(Fault::of(Words::new("表达式太长", "it has too many parts")));
        }
        match &part.expr {
            Expr::Literal(literal) => self.literal(part, literal),
            Expr::Select(select) => self.select(part, select),
            Expr::Ident(name) => {
                let known = self.scope.iter().rev().find(|(known, _)| known == name);
                known
                    .map(|(_, kind)| kind.clone())
                    .ok_or_else(|| self.only_inputs(part, name))
            }
            Expr::Call(call) => self.call(part, call),
            Expr::List(list) => {
                let mut within = Type::Nothing;
                for element in &list.elements {
                    let kind = self.part(element)?;
                    within = self.either(element, within, kind)?;
                }
                Ok(Type::List(Box::new(within)))
            }
            Expr::Comprehension(one) => self.comprehension(part, one),
            Expr::Map(_) | Expr::Struct(_) | Expr::Unspecified => Err(self.not_allowed(part, "{}")),
        }
    }

    fn literal(&self, part: &IdedExpr, literal: &LiteralValue) -> Result<Type, Fault> {
        match literal {
            LiteralValue::Boolean(_) => Ok(Type::Truth),
            LiteralValue::Int(_) => Ok(Type::Whole),
            LiteralValue::String(text) => Ok(Type::Said(text.inner().to_string())),
            LiteralValue::Double(number) => {
                let digits = number.inner().to_string();
                let exact = digits.len() <= 16 && exact::decimal(&digits).is_some();
                exact
                    .then_some(Type::Decimal)
                    .ok_or_else(|| self.fault(part, "小数最多写十五位数字", "a decimal has fifteen digits at most"))
            }
            LiteralValue::Bytes(_) | LiteralValue::Null | LiteralValue::UInt(_) => {
                Err(self.fault(part, "规则里不能这样写", "this may not be used in a rule"))
            }
        }
    }

    fn select(&mut self, part: &IdedExpr, select: &SelectExpr) -> Result<Type, Fault> {
        let Expr::Ident(name) = &select.operand.expr else {
            return Err(self.only_inputs(part, &select.field));
        };
        let scoped = self.scope.iter().rev().find(|(known, _)| known == name);
        let kind = match scoped.map(|(_, kind)| kind.clone()) {
            Some(Type::Row(fields)) => {
                let field = fields.iter().find(|field| field.name == select.field);
                let field = field.ok_or_else(|| self.no_field(part, &select.field, &fields))?;
                Type::of(&field.kind)
            }
            Some(Type::Any | Type::Nothing) => Type::Any,
            None if GROUPS.contains(&name.as_str()) => self.input(part, select, name)?,
            _ => return Err(self.only_inputs(part, name)),
        };
        Ok(if select.test { Type::Truth } else { kind })
    }

    fn input(&mut self, part: &IdedExpr, select: &SelectExpr, group: &str) -> Result<Type, Fault> {
        let name = format!("{group}.{}", select.field);
        let kind = match self.inputs {
            None => Type::Any,
            Some(inputs) => match inputs.get(&name) {
                Some(input) => Type::of(&input.kind),
                None => return Err(self.no_input(part, select, &name, inputs)),
            },
        };
        self.names.insert(name);
        Ok(kind)
    }

    fn no_input(&self, part: &IdedExpr, select: &SelectExpr, name: &str, inputs: &Inputs) -> Fault {
        let from = (self.place)(select.operand.id).or_else(|| (self.place)(part.id));
        let fault = Fault::of(Words::new(
            format!("本事项没有“{name}”这个输入"),
            format!("this item has no input “{name}”"),
        ))
        .at(from.map(|(start, _)| (start, name.chars().count())));
        match nearest(name, inputs.all()) {
            Some(near) => fault.hint(
                format!("是不是“{}”（{}）？", near.name, near.label.zh),
                format!("did you mean “{}” ({})?", near.name, near.label.en),
            ),
            None => fault.hint("请从“可用的输入”中选用", "choose one of the inputs in the list"),
        }
    }

    fn no_field(&self, part: &IdedExpr, name: &str, fields: &[Input]) -> Fault {
        let known: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
        self.fault(
            part,
            format!("这个重复填写组里没有“{name}”"),
            format!("the group has no “{name}”"),
        )
        .hint(
            format!("可用：{}", known.join("、")),
            format!("it has {}", known.join(", ")),
        )
    }

    fn only_inputs(&self, part: &IdedExpr, name: &str) -> Fault {
        self.fault(
            part,
            format!("“{name}”不是可用的输入"),
            format!("“{name}” is no input"),
        )
        .hint(
            format!("文字要加引号，如 '{name}'；输入写作 situation.编码 或 form.编码，请从“可用的输入”中选用"),
            format!("texts stand in quotation marks: '{name}'; inputs are written situation.CODE or form.CODE: choose one of the list"),
        )
    }

    fn not_allowed(&self, part: &IdedExpr, name: &str) -> Fault {
        self.fault(
            part,
            format!("规则里不能使用 {name}"),
            format!("{name} may not be used in a rule"),
        )
    }

    fn truth(&mut self, part: &IdedExpr) -> Result<(), Fault> {
        let kind = self.part(part)?;
        if kind == Type::Truth || !kind.is_known() {
            return Ok(());
        }
        let (zh, en) = kind.words();
        Err(self
            .fault(
                part,
                format!("这里要的是真假值，写的是{zh}"),
                format!("a truth is wanted here, and this is {en}"),
            )
            .hint(
                "写成比较，例如 form.seats > 50",
                "make it a comparison, such as form.seats > 50",
            ))
    }

    fn number(&mut self, part: &IdedExpr) -> Result<Type, Fault> {
        let kind = self.part(part)?;
        if kind.is_number() || !kind.is_known() {
            return Ok(kind);
        }
        let (zh, en) = kind.words();
        Err(self.fault(
            part,
            format!("这里要的是数，写的是{zh}"),
            format!("a number is wanted here, and this is {en}"),
        ))
    }

    fn day(&mut self, part: &IdedExpr) -> Result<(), Fault> {
        let kind = self.part(part)?;
        let right = match &kind {
            Type::Day => true,
            Type::Said(text) => Day::parse(text).is_ok(),
            kind => !kind.is_known(),
        };
        let (zh, en) = kind.words();
        right.then_some(()).ok_or_else(|| {
            self.fault(
                part,
                format!("这里要的是日期，写的是{zh}"),
                format!("a day is wanted here, and this is {en}"),
            )
            .hint("日期写作 '2026-05-01'", "a day is written '2026-05-01'")
        })
    }

    fn call(&mut self, part: &IdedExpr, call: &CallExpr) -> Result<Type, Fault> {
        let all: Vec<&IdedExpr> = call.target.iter().map(AsRef::as_ref).chain(&call.args).collect();
        match (call.func_name.as_str(), all.as_slice()) {
            (operators::CONDITIONAL, [cond, yes, no]) => {
                self.truth(cond)?;
                let (yes, other) = (self.part(yes)?, self.part(no)?);
                self.either(no, yes, other)
            }
            (operators::LOGICAL_AND | operators::LOGICAL_OR, [a, b]) => {
                self.truth(a)?;
                self.truth(b)?;
                Ok(Type::Truth)
            }
            (operators::LOGICAL_NOT | operators::NOT_STRICTLY_FALSE, [a]) => {
                self.truth(a)?;
                Ok(Type::Truth)
            }
            (operators::EQUALS | operators::NOT_EQUALS, [a, b]) => {
                let (one, other) = (self.part(a)?, self.part(b)?);
                self.comparable(part, &one, &other)?;
                Ok(Type::Truth)
            }
            (operators::LESS | operators::LESS_EQUALS | operators::GREATER | operators::GREATER_EQUALS, [a, b]) => {
                let (one, other) = (self.part(a)?, self.part(b)?);
                self.ordered(part, &one, &other)?;
                Ok(Type::Truth)
            }
            (operators::ADD, [a, b]) => self.sum(part, a, b),
            (operators::SUBSTRACT | operators::MULTIPLY | operators::DIVIDE, [a, b]) => {
                let (one, other) = (self.number(a)?, self.number(b)?);
                Ok(widest(one, other))
            }
            (operators::MODULO, [a, b]) => {
                let (one, other) = (self.number(a)?, self.number(b)?);
                Ok(widest(one, other))
            }
            (operators::NEGATE, [a]) => self.number(a),
            (operators::IN, [a, list]) => self.within(part, a, list),
            ("size", [list]) => match self.part(list)? {
                kind if kind.is_text() || !kind.is_known() || matches!(kind, Type::List(_)) => Ok(Type::Whole),
                kind => Err(self.unfit(list, &kind)),
            },
            ("startsWith" | "endsWith" | "contains", [a, b]) => {
                for part in [a, b] {
                    let kind = self.part(part)?;
                    if !kind.is_text() && kind.is_known() {
                        return Err(self.unfit(part, &kind));
                    }
                }
                Ok(Type::Truth)
            }
            ("years" | "months" | "days", [from, to]) if call.target.is_none() => {
                self.day(from)?;
                self.day(to)?;
                Ok(Type::Whole)
            }
            ("sum", [list]) if call.target.is_none() => match self.part(list)? {
                Type::List(within) if within.is_number() => Ok(*within),
                Type::List(within) if !within.is_known() => Ok(Type::Whole),
                kind if !kind.is_known() => Ok(Type::Any),
                kind => Err(self.unfit(list, &kind).hint(
                    "先取出要相加的数，例如 sum(form.rows.map(r, r.amount))",
                    "take the numbers out first, such as sum(form.rows.map(r, r.amount))",
                )),
            },
            ("round" | "floor" | "ceil" | "yuan", [a]) if call.target.is_none() => {
                self.number(a)?;
                Ok(Type::Whole)
            }
            ("min" | "max", [a, b]) if call.target.is_none() => {
                let (one, other) = (self.number(a)?, self.number(b)?);
                Ok(widest(one, other))
            }
            (name, _) => {
                let shown = if name.starts_with(['_', '@']) { "[ ]" } else { name };
                Err(self.not_allowed(part, shown).hint(
                    "可用的函数见“可用的输入”下面的说明",
                    "the functions that may be used stand below the list of inputs",
                ))
            }
        }
    }

    fn unfit(&self, part: &IdedExpr, kind: &Type) -> Fault {
        let (zh, en) = kind.words();
        self.fault(part, format!("{zh}不能用在这里"), format!("{en} does not fit here"))
    }

    fn sum(&mut self, part: &IdedExpr, a: &IdedExpr, b: &IdedExpr) -> Result<Type, Fault> {
        let (one, other) = (self.part(a)?, self.part(b)?);
        match (&one, &other) {
            (Type::List(_), Type::List(_)) => self.either(part, one, other),
            (a, b) if a.is_text() && b.is_text() => Ok(Type::Text),
            (a, b) if (a.is_number() || !a.is_known()) && (b.is_number() || !b.is_known()) => Ok(widest(one, other)),
            (a, b) => Err(self.apart(part, a, b)),
        }
    }

    fn apart(&self, part: &IdedExpr, a: &Type, b: &Type) -> Fault {
        let ((a_zh, a_en), (b_zh, b_en)) = (a.words(), b.words());
        let fault = self.fault(
            part,
            format!("{a_zh}和{b_zh}不能放在一起比较或者计算"),
            format!("{a_en} and {b_en} cannot be compared or computed with each other"),
        );
        match (a, b) {
            (Type::Said(text), other) | (other, Type::Said(text)) if other.is_number() => fault.hint(
                format!("数不加引号：{text}"),
                format!("numbers stand without quotation marks: {text}"),
            ),
            (Type::Truth, Type::Said(_) | Type::Code(_)) | (Type::Said(_) | Type::Code(_), Type::Truth) => fault.hint(
                "“是或否”写作 true 或 false，不加引号",
                "yes or no is written true or false, without quotation marks",
            ),
            _ => fault,
        }
    }

    fn comparable(&self, part: &IdedExpr, a: &Type, b: &Type) -> Result<(), Fault> {
        match (a, b) {
            (Type::Code(codes), Type::Said(text)) | (Type::Said(text), Type::Code(codes)) => {
                self.one_of(part, codes, text)
            }
            (Type::Day, Type::Said(text)) | (Type::Said(text), Type::Day) => self.written_day(part, text),
            (Type::List(_), Type::List(_)) => Ok(()),
            (a, b) if !a.is_known() || !b.is_known() => Ok(()),
            (a, b) if a.is_number() && b.is_number() => Ok(()),
            (a, b) if a.is_text() && b.is_text() => Ok(()),
            (Type::Truth, Type::Truth) | (Type::Day, Type::Day) => Ok(()),
            (a, b) => Err(self.apart(part, a, b)),
        }
    }

    fn ordered(&self, part: &IdedExpr, a: &Type, b: &Type) -> Result<(), Fault> {
        match (a, b) {
            (Type::Code(_), _) | (_, Type::Code(_)) => Err(self.unfit(part, &Type::Code(Vec::new())).hint(
                "选项只能比较是否相同（== 或 !=）",
                "answers can only be compared for being the same (== or !=)",
            )),
            (Type::Truth | Type::List(_) | Type::Row(_), _) => Err(self.unfit(part, a)),
            _ => self.comparable(part, a, b),
        }
    }

    fn one_of(&self, part: &IdedExpr, codes: &[String], text: &str) -> Result<(), Fault> {
        if codes.iter().any(|code| code == text) {
            return Ok(());
        }
        let known = codes.iter().map(|code| format!("'{code}'")).collect::<Vec<_>>();
        Err(self
            .fault(
                part,
                format!("没有“{text}”这个选项"),
                format!("there is no answer “{text}”"),
            )
            .hint(
                format!("可以写：{}", known.join("、")),
                format!("it may be {}", known.join(", ")),
            ))
    }

    fn written_day(&self, part: &IdedExpr, text: &str) -> Result<(), Fault> {
        let right = Day::parse(text).is_ok();
        right.then_some(()).ok_or_else(|| {
            self.fault(part, format!("“{text}”不是日期"), format!("“{text}” is no day"))
                .hint("日期写作 '2026-05-01'", "a day is written '2026-05-01'")
        })
    }

    fn within(&mut self, part: &IdedExpr, a: &IdedExpr, list: &IdedExpr) -> Result<Type, Fault> {
        let one = self.part(a)?;
        let Type::List(within) = self.part(list)? else {
            return Err(self
                .fault(list, "in 后面要写列表", "a list is wanted after in")
                .hint("例如 ['a', 'b']", "such as ['a', 'b']"));
        };
        if let (Type::Code(codes), Expr::List(list)) = (&one, &list.expr) {
            for element in &list.elements {
                if let Expr::Literal(LiteralValue::String(text)) = &element.expr {
                    self.one_of(element, codes, text.inner())?;
                }
            }
        } else {
            self.comparable(part, &one, &within)?;
        }
        Ok(Type::Truth)
    }

    /// The kind that holds both.
    fn either(&self, part: &IdedExpr, a: Type, b: Type) -> Result<Type, Fault> {
        match (a, b) {
            (a, b) if a == b => Ok(a),
            (Type::Nothing, known) | (known, Type::Nothing) => Ok(known),
            (Type::Any, _) | (_, Type::Any) => Ok(Type::Any),
            (Type::List(a), Type::List(b)) => Ok(Type::List(Box::new(self.either(part, *a, *b)?))),
            (a, b) if a.is_number() && b.is_number() => Ok(widest(a, b)),
            (a, b) if a.is_text() && b.is_text() => Ok(Type::Text),
            (a, b) => Err(self.apart(part, &a, &b)),
        }
    }

    /// `all`, `exists`, `exists_one`, `map`, `filter` over the rows of a group or over several answers; not within each other.
    fn comprehension(&mut self, part: &IdedExpr, one: &ComprehensionExpr) -> Result<Type, Fault> {
        if !self.scope.is_empty() {
            return Err(self.fault(
                part,
                "逐行判断里不能再逐行判断",
                "one look at every row cannot stand within another",
            ));
        }
        let within = match self.part(&one.iter_range)? {
            Type::List(within) => *within,
            Type::Any => Type::Any,
            kind => {
                return Err(self.unfit(&one.iter_range, &kind).hint(
                    "只有重复填写组和多项才能逐行判断",
                    "only groups and several answers have rows to look at",
                ));
            }
        };
        let begin = self.part(&one.accu_init)?;
        self.scope.push((one.iter_var.clone(), within));
        self.scope.push((one.accu_var.clone(), begin));
        self.part(&one.loop_cond)?;
        let step = self.part(&one.loop_step)?;
        if let Some(accu) = self.scope.last_mut() {
            accu.1 = step;
        }
        let came = self.part(&one.result);
        self.scope.clear();
        came
    }
}

fn widest(a: Type, b: Type) -> Type {
    match (a, b) {
        (Type::Decimal, _) | (_, Type::Decimal) => Type::Decimal,
        (Type::Whole, Type::Whole) => Type::Whole,
        _ => Type::Any,
    }
}

/// The input whose name or label is nearest to what was written.
fn nearest<'i>(name: &str, inputs: &'i [Input]) -> Option<&'i Input> {
    let code = name.split_once('.').map_or(name, |(_, code)| code);
    let away = |input: &&Input| {
        let known = input.name.split_once('.').map_or(input.name.as_str(), |(_, code)| code);
        apart(code, known)
    };
    inputs.iter().min_by_key(away).filter(|input| away(input) <= 2)
}

/// How many letters have to be changed (Levenshtein).
fn apart(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, one) in a.chars().enumerate() {
        let mut left = row[0];
        row[0] = i + 1;
        for (j, other) in b.iter().enumerate() {
            let change = left + usize::from(one != *other);
            left = row[j + 1];
            row[j + 1] = change.min(left + 1).min(row[j] + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}
