//! The rules of migrations, and the keys that they make.

use std::collections::BTreeMap;

use sqlparser::ast::{
    AlterTableOperation, ColumnDef, ColumnOption, CreateIndex, CreateTable, DataType, Expr, IndexColumn, Statement,
    TableConstraint,
};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;
use yimen_store::tables::MIGRATIONS;

use crate::rules;

/// The columns of every unique key of every table.
pub type Keys = BTreeMap<String, Vec<Vec<String>>>;

fn parsed(sql: &str) -> Result<Vec<Statement>, String> {
    let mut text = sql.replace("{bytes}", "BYTEA");
    for word in ["{rowless}", "{strict}"] {
        text = text.replace(word, "");
    }
    Parser::parse_sql(&PostgreSqlDialect {}, &text).map_err(|error| error.to_string())
}

/// The keys that the migrations make.
pub fn keys() -> Keys {
    let mut keys = Keys::new();
    for statement in MIGRATIONS.iter().flat_map(|step| parsed(step.sql).unwrap()) {
        match statement {
            Statement::CreateTable(table) => {
                let made = table.constraints.iter().filter_map(key_columns).map(|key| names(key));
                keys.insert(table.name.to_string(), made.collect());
            }
            Statement::CreateIndex(index) if index.unique && index.predicate.is_none() => {
                let of = keys.entry(index.table_name.to_string()).or_default();
                of.push(names(&index.columns));
            }
            _ => {}
        }
    }
    keys
}

fn key_columns(constraint: &TableConstraint) -> Option<&Vec<IndexColumn>> {
    match constraint {
        TableConstraint::PrimaryKey(key) => Some(&key.columns),
        TableConstraint::Unique(key) => Some(&key.columns),
        _ => None,
    }
}

fn names(columns: &[IndexColumn]) -> Vec<String> {
    columns.iter().map(|column| column.column.expr.to_string()).collect()
}

fn starts_with_division(columns: &[IndexColumn]) -> bool {
    names(columns).first().is_some_and(|first| first == "div")
}

/// What is wrong with a migration.
pub fn faults(sql: &str) -> Vec<String> {
    let statements = match parsed(sql) {
        Ok(statements) => statements,
        Err(error) => return vec![error],
    };
    statements.iter().flat_map(faults_of).collect()
}

fn faults_of(statement: &Statement) -> Vec<String> {
    match statement {
        Statement::CreateTable(table) => table_faults(table),
        Statement::CreateIndex(index) => index_faults(index),
        Statement::AlterTable(alter) => {
            let table = alter.name.to_string();
            let of = |operation: &AlterTableOperation| match operation {
                AlterTableOperation::AddColumn { column_def, .. } => column_faults(&table, column_def),
                AlterTableOperation::RenameTable { .. } => Vec::new(),
                _ => vec![format!("is not for migrations: {statement}")],
            };
            alter.operations.iter().flat_map(of).collect()
        }
        Statement::Insert(_) | Statement::Update(_) | Statement::Delete(_) => rules::faults_over_divisions(statement),
        Statement::Drop { .. } => Vec::new(),
        _ => vec![format!("is not for migrations: {statement}")],
    }
}

fn table_faults(table: &CreateTable) -> Vec<String> {
    let name = table.name.to_string();
    let mut faults = Vec::new();
    let owned = |column: &ColumnDef| {
        let present = column
            .options
            .iter()
            .any(|option| option.option == ColumnOption::NotNull);
        column.name.value == "div" && column.data_type == DataType::Text && present
    };
    if !table.columns.first().is_some_and(owned) {
        faults.push(format!("{name} does not start with div"));
    }
    faults.extend(table.columns.iter().flat_map(|column| column_faults(&name, column)));
    if !table
        .constraints
        .iter()
        .any(|one| matches!(one, TableConstraint::PrimaryKey(_)))
    {
        faults.push(format!("{name} has no primary key"));
    }
    for constraint in &table.constraints {
        match key_columns(constraint) {
            Some(columns) if starts_with_division(columns) => {}
            Some(_) => faults.push(format!("a key of {name} does not start with div")),
            None => faults.push(format!(
                "{name} has a constraint that is neither a primary nor a unique key"
            )),
        }
    }
    faults
}

fn column_faults(table: &str, column: &ColumnDef) -> Vec<String> {
    let name = format!("{table}.{}", column.name);
    let mut faults = Vec::new();
    if !matches!(
        column.data_type,
        DataType::Text | DataType::BigInt(None) | DataType::Bytea
    ) {
        faults.push(format!("{name} has the type {}", column.data_type));
    }
    for option in &column.options {
        match &option.option {
            ColumnOption::Null | ColumnOption::NotNull | ColumnOption::Default(Expr::Value(_)) => {}
            other => faults.push(format!("{name}: {other} is not for columns")),
        }
    }
    faults
}

fn index_faults(index: &CreateIndex) -> Vec<String> {
    if starts_with_division(&index.columns) {
        return Vec::new();
    }
    let name = index.name.as_ref().map_or_else(String::new, ToString::to_string);
    vec![format!("the index {name} does not start with div")]
}
