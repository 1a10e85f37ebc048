//! The words of elements: labels, hints, names of codes and of sections, in both languages.

use yimen_edit::merge::Conflict;
use yimen_edit::shape::{Code, Shape};

use super::outline::shape;
use crate::shell::{Language, Page};

/// The words of an element, or of one of its codes; of a row inside a row of its own kind, those of the outer one.
fn find(language: Language, kind: &str, path: &str, code: &str) -> Option<&'static str> {
    let key = format!("edit.{kind}.{path}{code}");
    language.find(&key).or_else(|| {
        let (above, last) = path.rsplit_once('.')?;
        let (outer, _) = above.rsplit_once('.')?;
        find(language, kind, &format!("{outer}.{last}"), code)
    })
}

/// What an element is called.
pub(super) fn label(page: &Page, path: &str) -> &'static str {
    find(page.language, "f", path, "").unwrap_or_default()
}

/// What helps to fill it in; empty if nothing.
pub(super) fn hint(page: &Page, path: &str) -> &'static str {
    find(page.language, "h", path, "").unwrap_or_default()
}

/// What the box of an optional group says.
pub(super) fn on(page: &Page, path: &str) -> &'static str {
    find(page.language, "on", path, "").unwrap_or_default()
}

/// What a code is called.
pub(super) fn code(page: &Page, path: &str, code: &Code) -> String {
    let named = page.pick(&code.zh, &code.en);
    if named.is_empty() {
        let words = find(page.language, "c", path, &format!(".{}", code.code));
        words.unwrap_or(&code.code).to_string()
    } else {
        named.to_string()
    }
}

/// What a section is called.
pub(super) fn section(page: &Page, code: &str) -> &'static str {
    page.t(&format!("edit.s.{code}"))
}

/// An element in a sentence: its name, with the rows around it and the language of a text.
pub(super) fn element(page: &Page, path: &str, rows: &[(String, String)]) -> String {
    let (path, language) = match path.rsplit_once('.') {
        Some((above, "zh")) => (above, page.t("edit.in_chinese")),
        Some((above, "en")) => (above, page.t("edit.in_english")),
        _ => (path, ""),
    };
    let mut said = Vec::new();
    let mut rows = rows.iter();
    for end in path.match_indices('.').map(|(at, _)| at).chain([path.len()]) {
        let upto = &path[..end];
        said.push(label(page, upto).to_string());
        let row = shape()
            .at(upto)
            .filter(|shape| matches!(shape, Shape::Rows(_)))
            .and_then(|_| rows.next());
        if let Some((zh, en)) = row.filter(|(zh, _)| !zh.is_empty()) {
            said.push(page.t1("edit.quoted", page.pick(zh, en)));
        }
    }
    format!("{}{language}", said.join(page.pick("：", ": ")))
}

/// The element of a conflict.
pub(super) fn of_conflict(page: &Page, conflict: &Conflict) -> String {
    element(page, &conflict.path, &conflict.rows)
}

#[cfg(test)]
mod tests {
    use super::super::outline::sections;
    use super::*;

    #[test]
    fn every_element_of_an_item_has_words_in_both_languages() {
        let mut missing = Vec::new();
        for (path, shape) in shape().paths() {
            for language in [Language::Zh, Language::En] {
                let mut need = |kind: &str, code: &str| {
                    if find(language, kind, &path, code).is_none() {
                        missing.push(format!("edit.{kind}.{path}{code}"));
                    }
                };
                need("f", "");
                match shape {
                    Shape::Group(group) if group.optional => need("on", ""),
                    Shape::One(codes) | Shape::Many(codes) => {
                        for code in codes.iter().filter(|code| code.zh.is_empty()) {
                            need("c", &format!(".{}", code.code));
                        }
                    }
                    _ => {}
                }
            }
        }
        missing.sort();
        missing.dedup();
        assert!(
            missing.is_empty(),
            "add with node locales/add.mjs: {}",
            missing.join(" ")
        );
    }

    #[test]
    fn every_section_has_a_name() {
        for (code, _) in sections() {
            for language in [Language::Zh, Language::En] {
                assert!(language.find(&format!("edit.s.{code}")).is_some(), "edit.s.{code}");
            }
        }
    }
}
