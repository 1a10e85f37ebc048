//! Values of a document as people read them, where they are shown and not filled in.

use serde_json::Value;
use yimen_edit::plain::{is_blank, texts, title, yuan};
use yimen_edit::shape::Shape;

use super::outline::shape;
use super::words;
use crate::shell::Page;

/// What an element says, in a line or a few.
pub(super) fn said(page: &Page, path: &str, value: Option<&Value>) -> String {
    let Some(value) = value.filter(|value| !is_blank(value)) else {
        return page.t("edit.nothing").to_string();
    };
    match (shape().at(path), value) {
        (Some(Shape::One(_) | Shape::Many(_)), Value::String(code)) => coded(page, path, code),
        (Some(Shape::Many(_)), Value::Array(_)) => {
            let names: Vec<String> = texts(Some(value)).iter().map(|code| coded(page, path, code)).collect();
            names.join(page.pick("、", ", "))
        }
        (Some(Shape::Money), Value::Number(fen)) => yuan(fen.as_i64().unwrap_or(0)),
        (_, Value::String(text)) => text.clone(),
        (_, Value::Bool(yes)) => page.t(if *yes { "form.yes" } else { "form.no" }).to_string(),
        (_, Value::Number(number)) => number.to_string(),
        (_, Value::Array(rows)) => rows.iter().map(|row| called(page, row)).collect::<Vec<_>>().join("\n"),
        (_, Value::Object(_)) => called(page, value),
        (_, Value::Null) => page.t("edit.nothing").to_string(),
    }
}

fn coded(page: &Page, path: &str, code: &str) -> String {
    let codes = match shape().at(path) {
        Some(Shape::One(codes) | Shape::Many(codes)) => codes,
        _ => return code.to_string(),
    };
    let known = codes.iter().find(|known| known.code == code);
    known.map_or_else(|| code.to_string(), |known| words::code(page, path, known))
}

/// What a row or a text in two languages is called.
fn called(page: &Page, value: &Value) -> String {
    let (zh, en) = title(value);
    let two = value.get("zh").is_some() && !en.is_empty();
    match (two, zh.is_empty()) {
        (true, false) => format!("{zh} / {en}"),
        (_, false) => page.pick(&zh, &en).to_string(),
        (_, true) if !en.is_empty() => en,
        (_, true) => value.as_str().map_or_else(|| value.to_string(), str::to_string),
    }
}
