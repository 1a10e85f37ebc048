//! The rules of statements, checked on their parsed form.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use sqlparser::ast::{
    Assignment, AssignmentTarget, BinaryOperator, ConflictTarget, Delete, Expr, FromTable, GroupByExpr, Insert, Join,
    JoinConstraint, JoinOperator, LimitClause, ObjectName, OnInsert, Query, Select, SelectItem, SetExpr, Statement,
    TableFactor, TableWithJoins, Update, Value, Visit, Visitor,
};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;
use yimen_store::Stmt;

use crate::schema::Keys;

/// Functions that give the same for the same arguments.
const FUNCTIONS: &[&str] = &["count", "sum", "max", "min", "coalesce"];
/// Functions that make one row of many.
const AGGREGATES: &[&str] = &["count", "sum", "max", "min"];

/// What is wrong with a statement.
pub fn faults(stmt: &Stmt, keys: &Keys) -> Vec<String> {
    let parsed = match Parser::parse_sql(&PostgreSqlDialect {}, stmt.sql) {
        Ok(parsed) => parsed,
        Err(error) => return vec![error.to_string()],
    };
    let mut lint = Lint::new(true);
    if parsed.len() != 1 {
        lint.say("more than one statement");
    }
    let statement = &parsed[0];
    lint.statement(statement);
    if let Statement::Query(query) = statement
        && !bounded(query, keys)
    {
        lint.say("no bound");
    }
    lint.faults
}

/// What is wrong with a statement of a migration, which goes over all divisions at once.
pub fn faults_over_divisions(statement: &Statement) -> Vec<String> {
    let mut lint = Lint::new(false);
    lint.statement(statement);
    lint.faults
}

struct Lint {
    faults: Vec<String>,
    one_division: bool,
}

impl Lint {
    fn new(one_division: bool) -> Self {
        Self {
            faults: Vec::new(),
            one_division,
        }
    }

    fn say(&mut self, fault: impl Into<String>) {
        self.faults.push(fault.into());
    }

    fn statement(&mut self, statement: &Statement) {
        match statement {
            Statement::Query(_) => {}
            Statement::Insert(insert) => self.insert(insert),
            Statement::Update(update) => self.update(update),
            Statement::Delete(delete) => self.delete(delete),
            _ => self.say("neither reads, inserts, updates nor deletes"),
        }
        let _: ControlFlow<()> = statement.visit(self);
    }

    fn insert(&mut self, insert: &Insert) {
        let first = insert.columns.first().map(ObjectName::to_string);
        let mut starts = first.as_deref() == Some("div");
        if let Some(SetExpr::Values(values)) = insert.source.as_ref().map(|source| &*source.body) {
            for row in &values.rows {
                starts &= row.first().is_some_and(is_parameter);
                if row.iter().any(|value| matches!(value, Expr::Subquery(_))) {
                    self.say("a query inside VALUES");
                }
            }
        }
        if !starts {
            self.say("an insert does not start with div");
        }
        if let Some(OnInsert::OnConflict(conflict)) = &insert.on {
            let by_division = match &conflict.conflict_target {
                Some(ConflictTarget::Columns(columns)) => columns.first().is_some_and(|c| c.value == "div"),
                _ => false,
            };
            if !by_division {
                self.say("a conflict is not found by a key that starts with div");
            }
        }
        self.returning(insert.returning.as_ref());
    }

    fn update(&mut self, update: &Update) {
        let to_division = |assignment: &Assignment| match &assignment.target {
            AssignmentTarget::ColumnName(name) => name.to_string() == "div",
            AssignmentTarget::Tuple(names) => names.iter().any(|name| name.to_string() == "div"),
        };
        if update.assignments.iter().any(to_division) {
            self.say("a row changes its division");
        }
        self.held(std::slice::from_ref(&update.table), update.selection.as_ref());
        self.returning(update.returning.as_ref());
    }

    fn delete(&mut self, delete: &Delete) {
        let (FromTable::WithFromKeyword(tables) | FromTable::WithoutKeyword(tables)) = &delete.from;
        self.held(tables, delete.selection.as_ref());
        self.returning(delete.returning.as_ref());
    }

    fn returning(&mut self, returning: Option<&Vec<SelectItem>>) {
        if returning.is_some() {
            self.say("RETURNING");
        }
    }

    /// Every table is held to a division: by a parameter, or by a table that is.
    fn held(&mut self, from: &[TableWithJoins], condition: Option<&Expr>) {
        let scope = Scope::of(from, condition);
        if scope.wild_join {
            self.say("a join does not start with div");
        }
        let free = scope.free(self.one_division);
        for name in free {
            self.say(format!("{name} is not held to a division"));
        }
    }
}

impl Visitor for Lint {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        let offset = match &query.limit_clause {
            Some(LimitClause::LimitOffset { offset, .. }) => offset.is_some(),
            Some(LimitClause::OffsetCommaLimit { .. }) => true,
            None => false,
        };
        if offset {
            self.say("OFFSET");
        }
        if !query.locks.is_empty() {
            self.say("a lock");
        }
        if query.with.as_ref().is_some_and(|with| with.recursive) {
            self.say("a recursive WITH");
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<()> {
        self.held(&select.from, select.selection.as_ref());
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        if let Expr::Function(function) = expr {
            let name = function.name.to_string().to_lowercase();
            if !FUNCTIONS.contains(&name.as_str()) {
                self.say(format!("{name} is not a function for statements"));
            }
        }
        ControlFlow::Continue(())
    }
}

/// The tables of one FROM and what is equal in its conditions.
struct Scope<'a> {
    tables: Vec<(String, Option<String>)>,
    equal: Vec<(&'a Expr, &'a Expr)>,
    wild_join: bool,
}

impl<'a> Scope<'a> {
    fn of(from: &'a [TableWithJoins], condition: Option<&'a Expr>) -> Self {
        let mut scope = Self {
            tables: Vec::new(),
            equal: Vec::new(),
            wild_join: false,
        };
        for tables in from {
            scope.table(&tables.relation);
            for join in &tables.joins {
                scope.join(join);
            }
        }
        if let Some(condition) = condition {
            scope.equal.extend(equalities(condition));
        }
        scope
    }

    /// Its name in the statement, and its name in the database unless it is a query.
    fn table(&mut self, factor: &TableFactor) {
        match factor {
            TableFactor::Table { name, alias, .. } => {
                let shown = alias
                    .as_ref()
                    .map_or_else(|| name.to_string(), |alias| alias.name.value.clone());
                self.tables.push((shown, Some(name.to_string())));
            }
            TableFactor::Derived { alias, .. } => {
                let shown = alias
                    .as_ref()
                    .map_or_else(String::new, |alias| alias.name.value.clone());
                self.tables.push((shown, None));
            }
            _ => self.wild_join = true,
        }
    }

    fn join(&mut self, join: &'a Join) {
        self.table(&join.relation);
        let on = match &join.join_operator {
            JoinOperator::Join(JoinConstraint::On(on))
            | JoinOperator::Inner(JoinConstraint::On(on))
            | JoinOperator::Left(JoinConstraint::On(on))
            | JoinOperator::LeftOuter(JoinConstraint::On(on)) => on,
            _ => {
                self.wild_join = true;
                return;
            }
        };
        let first = conjuncts(on).first().copied().and_then(equality);
        let by_division = |side: &Expr| column(side).is_some_and(|(table, name)| table.is_some() && name == "div");
        self.wild_join |= !first.is_some_and(|(one, two)| by_division(one) && by_division(two));
        self.equal.extend(equalities(on));
    }

    /// The name of the table whose column it is, and of the column.
    fn column(&self, expr: &Expr) -> Option<(String, String)> {
        let (table, name) = column(expr)?;
        let table = table.or_else(|| (self.tables.len() == 1).then(|| self.tables[0].0.clone()))?;
        Some((table, name))
    }

    /// What is equal to columns with this name, as the table of it and the other side.
    fn equal_to<'s>(&'s self, wanted: &'s str) -> impl Iterator<Item = (String, &'a Expr)> + 's {
        let both = self.equal.iter().flat_map(|(one, two)| [(*one, *two), (*two, *one)]);
        both.filter_map(move |(side, other)| {
            let (table, name) = self.column(side)?;
            (name == wanted).then_some((table, other))
        })
    }

    /// Tables that may give rows of more than the division asked for.
    fn free(&self, one_division: bool) -> Vec<String> {
        let own = |name: &String| self.tables.iter().any(|(table, _)| table == name);
        let mut held = self
            .tables
            .iter()
            .filter(|(_, stored)| stored.is_none())
            .map(|(table, _)| table.clone())
            .collect::<BTreeSet<_>>();
        if !one_division {
            held.extend(self.tables.first().map(|(table, _)| table.clone()));
        }
        loop {
            let before = held.len();
            for (table, other) in self.equal_to("div") {
                let outer_or_held = |(of, name): (String, String)| name == "div" && (held.contains(&of) || !own(&of));
                if is_parameter(other) || self.column(other).is_some_and(outer_or_held) {
                    held.insert(table);
                }
            }
            if held.len() == before {
                break;
            }
        }
        let free = self.tables.iter().filter(|(table, _)| !held.contains(table));
        free.map(|(table, _)| table.clone()).collect()
    }

    /// Whether the conditions leave at most one row of a table.
    fn one_row(&self, table: &str, stored: &str, keys: &Keys) -> bool {
        let fixed = |column: &String| {
            let mut equal = self.equal_to(column);
            equal.any(|(of, _)| of == table)
        };
        keys.get(stored)
            .is_some_and(|keys| keys.iter().any(|key| key.iter().all(fixed)))
    }
}

/// Whether a query gives a bounded number of rows: a limit, a row of sums, or rows by their keys.
fn bounded(query: &Query, keys: &Keys) -> bool {
    if matches!(
        &query.limit_clause,
        Some(LimitClause::LimitOffset { limit: Some(_), .. })
    ) {
        return true;
    }
    let SetExpr::Select(select) = &*query.body else {
        return false;
    };
    let ungrouped = matches!(&select.group_by, GroupByExpr::Expressions(by, _) if by.is_empty());
    if ungrouped && select.projection.iter().all(is_aggregate) {
        return true;
    }
    let scope = Scope::of(&select.from, select.selection.as_ref());
    let by_key = |(name, stored): &(String, Option<String>)| {
        stored.as_ref().is_some_and(|stored| scope.one_row(name, stored, keys))
    };
    scope.tables.iter().all(by_key)
}

fn is_aggregate(item: &SelectItem) -> bool {
    let (SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. }) = item else {
        return false;
    };
    matches!(expr, Expr::Function(function) if AGGREGATES.contains(&function.name.to_string().to_lowercase().as_str()))
}

fn is_parameter(expr: &Expr) -> bool {
    matches!(expr, Expr::Value(value) if matches!(value.value, Value::Placeholder(_)))
}

fn column(expr: &Expr) -> Option<(Option<String>, String)> {
    match expr {
        Expr::Identifier(name) => Some((None, name.value.clone())),
        Expr::CompoundIdentifier(path) if path.len() == 2 => Some((Some(path[0].value.clone()), path[1].value.clone())),
        _ => None,
    }
}

fn conjuncts(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::BinaryOp {
            left,
            op: BinaryOperator::And,
            right,
        } => [conjuncts(left), conjuncts(right)].concat(),
        Expr::Nested(inner) => conjuncts(inner),
        other => vec![other],
    }
}

fn equality(expr: &Expr) -> Option<(&Expr, &Expr)> {
    match expr {
        Expr::BinaryOp {
            left,
            op: BinaryOperator::Eq,
            right,
        } => Some((left, right)),
        _ => None,
    }
}

fn equalities(expr: &Expr) -> Vec<(&Expr, &Expr)> {
    conjuncts(expr).into_iter().filter_map(equality).collect()
}
