//! A wording (文书文本): text with places in braces that what is known of a case fills.
//!
//! A line is a paragraph; one that begins with `# ` is a heading, one that begins with `注：` is small print. A line that is nothing but a place takes
//! whatever fills it: a list, a table, facts. A line with a place that nothing fills is left out, so that optional sentences need no condition.

use std::collections::BTreeMap;

use crate::Block;

/// What fills a place.
#[derive(Clone, Debug, PartialEq)]
pub enum Filling {
    /// Words within a line.
    Words(String),
    /// A block of its own line.
    Block(Block),
}

impl From<String> for Filling {
    fn from(words: String) -> Filling {
        Filling::Words(words)
    }
}

impl From<&str> for Filling {
    fn from(words: &str) -> Filling {
        Filling::Words(words.to_owned())
    }
}

/// What fills the places of a wording, by their names.
pub type Fillings = BTreeMap<&'static str, Filling>;

/// Why a text is no wording; lines are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// A brace without its partner.
    Brace {
        /// Its line.
        line: usize,
    },
    /// A place that this document does not have.
    Unknown {
        /// Its line.
        line: usize,
        /// What stands in the braces.
        place: String,
    },
}

/// The names of the places of a text, in their order.
///
/// # Errors
/// A brace has no partner.
pub fn places(text: &str) -> Result<Vec<(usize, String)>, Unfit> {
    let mut found = Vec::new();
    for (line, words) in (1..).zip(text.lines()) {
        for part in parts(words).ok_or(Unfit::Brace { line })? {
            if let Part::Place(place) = part {
                found.push((line, place.to_owned()));
            }
        }
    }
    Ok(found)
}

/// Fills a text. A place that is unknown, and a broken brace, are printed as they stand: whoever saves a text is told of them before.
#[must_use]
pub fn fill(text: &str, fillings: &Fillings) -> Vec<Block> {
    text.lines()
        .filter_map(|line| fill_line(line.trim(), fillings))
        .collect()
}

fn fill_line(line: &str, fillings: &Fillings) -> Option<Block> {
    let parts = parts(line).unwrap_or_else(|| vec![Part::Words(line)]);
    if let [Part::Place(place)] = parts.as_slice()
        && let Filling::Block(block) = fillings.get(place)?
    {
        return Some(block.clone());
    }
    let mut words = String::new();
    for part in parts {
        match part {
            Part::Words(text) => words.push_str(text),
            Part::Place(place) => match fillings.get(place)? {
                Filling::Words(filled) if !filled.is_empty() => words.push_str(filled),
                _ => return None,
            },
        }
    }
    match words.strip_prefix("# ") {
        _ if words.is_empty() => None,
        Some(heading) => Some(Block::Heading(heading.to_owned())),
        None if words.starts_with("注：") => Some(Block::Note(words)),
        None => Some(Block::Paragraph(words)),
    }
}

enum Part<'a> {
    Words(&'a str),
    Place(&'a str),
}

fn parts(line: &str) -> Option<Vec<Part<'_>>> {
    let mut parts = Vec::new();
    let mut rest = line;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        if !before.is_empty() {
            parts.push(Part::Words(before));
        }
        let (place, after) = from.strip_prefix('{')?.split_once('}')?;
        if place.contains('{') {
            return None;
        }
        parts.push(Part::Place(place));
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part::Words(rest));
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fillings() -> Fillings {
        Fillings::from([
            ("事项", "食品经营许可".into()),
            ("理由", Filling::Block(Block::List(vec!["甲".into(), "乙".into()]))),
            ("期限", "".into()),
        ])
    }

    #[test]
    fn lines_become_blocks_and_what_nothing_fills_is_left_out() {
        let text = "# 决定\n你申请的“{事项}”收悉。\n{理由}\n请于{期限}前办理。\n另请{没有}。\n\n注：{事项}以公布为准。";
        let blocks = fill(text, &fillings());
        let expected = [
            Block::Heading("决定".into()),
            Block::Paragraph("你申请的“食品经营许可”收悉。".into()),
            Block::List(vec!["甲".into(), "乙".into()]),
            Block::Note("注：食品经营许可以公布为准。".into()),
        ];
        assert_eq!(blocks, expected);
    }

    #[test]
    fn places_are_named_with_their_lines_and_broken_braces_are_found() {
        let text = "甲{事项}乙\n{理由}";
        assert_eq!(places(text), Ok(vec![(1, "事项".into()), (2, "理由".into())]));
        for broken in ["甲\n{事项", "甲\n事项}", "甲\n{事{项}"] {
            assert_eq!(places(broken), Err(Unfit::Brace { line: 2 }), "{broken}");
        }
    }
}
