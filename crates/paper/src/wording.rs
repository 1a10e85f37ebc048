//! A wording (文书文本): text with places in braces that what is known of a case fills.
//!
//! A line is a paragraph; one that begins with `# ` is a heading, one that begins with `注：` is small print. A line that is nothing but a place takes
//! whatever fills it: a list, a table, facts; such a place may also stand at the end of a line, whose words then come before it. A line with a place
//! that nothing fills is left out, so that optional sentences need no condition; words in square brackets are left out alone.

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
    /// A square bracket without its partner, or within another.
    Bracket {
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
/// A brace or a bracket has no partner.
pub fn places(text: &str) -> Result<Vec<(usize, String)>, Unfit> {
    Ok(uses(text)?.into_iter().map(|found| (found.line, found.place)).collect())
}

/// A place where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// Line, from 1.
    pub line: usize,
    /// Name of the place.
    pub place: String,
    /// Nothing but words in brackets comes after it on its line, so that a list or a table may fill it.
    pub last: bool,
    /// Other places without which it is left out too.
    pub with: Vec<String>,
}

/// Every place of a text as it stands, in their order.
///
/// # Errors
/// A brace or a bracket has no partner.
pub fn uses(text: &str) -> Result<Vec<Use>, Unfit> {
    let mut found = Vec::new();
    for (line, words) in (1..).zip(text.lines()) {
        let parts = parts(words.trim(), line)?;
        let outer = names(&parts);
        let end = parts.len();
        for (at, part) in parts.iter().enumerate() {
            match part {
                Part::Words(_) => {}
                Part::Place(place) => found.push(Use {
                    line,
                    place: (*place).to_owned(),
                    last: at + 1 == end,
                    with: besides(&outer, place),
                }),
                Part::Group(group) => {
                    let inner = names(group);
                    for place in &inner {
                        let mut with = besides(&inner, place);
                        with.extend(besides(&outer, place));
                        found.push(Use {
                            line,
                            place: (*place).to_owned(),
                            last: false,
                            with,
                        });
                    }
                }
            }
        }
    }
    Ok(found)
}

fn names<'a>(parts: &[Part<'a>]) -> Vec<&'a str> {
    parts
        .iter()
        .filter_map(|part| match part {
            Part::Place(place) => Some(*place),
            Part::Words(_) | Part::Group(_) => None,
        })
        .collect()
}

fn besides(names: &[&str], place: &str) -> Vec<String> {
    let others = names.iter().filter(|name| **name != place);
    others.map(|name| (*name).to_owned()).collect()
}

/// Fills a text. A place that is unknown, and a broken brace, are printed as they stand: whoever saves a text is told of them before.
#[must_use]
pub fn fill(text: &str, fillings: &Fillings) -> Vec<Block> {
    text.lines()
        .flat_map(|line| fill_line(line.trim(), fillings).unwrap_or_default())
        .collect()
}

fn fill_line(line: &str, fillings: &Fillings) -> Option<Vec<Block>> {
    let mut parts = parts(line, 0).unwrap_or_else(|_| vec![Part::Words(line)]);
    let last = match parts.last() {
        Some(Part::Place(place)) => match fillings.get(place)? {
            Filling::Block(block) => Some(block.clone()),
            Filling::Words(_) => None,
        },
        _ => None,
    };
    if last.is_some() {
        parts.pop();
    }
    let lead = paragraph(words(&parts, fillings)?);
    Some(lead.into_iter().chain(last).collect())
}

fn paragraph(words: String) -> Option<Block> {
    match words.strip_prefix("# ") {
        _ if words.is_empty() => None,
        Some(heading) => Some(Block::Heading(heading.to_owned())),
        None if words.starts_with("注：") => Some(Block::Note(words)),
        None => Some(Block::Paragraph(words)),
    }
}

/// The words of a line; nothing when one of its places has none.
fn words(parts: &[Part<'_>], fillings: &Fillings) -> Option<String> {
    let mut words = String::new();
    for part in parts {
        match part {
            Part::Words(text) => words.push_str(text),
            Part::Place(place) => match fillings.get(place)? {
                Filling::Words(filled) if !filled.is_empty() => words.push_str(filled),
                _ => return None,
            },
            Part::Group(group) => words.push_str(&self::words(group, fillings).unwrap_or_default()),
        }
    }
    Some(words)
}

enum Part<'a> {
    Words(&'a str),
    Place(&'a str),
    Group(Vec<Part<'a>>),
}

fn parts(text: &str, line: usize) -> Result<Vec<Part<'_>>, Unfit> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}', '[', ']']) {
        let (before, from) = rest.split_at(at);
        if !before.is_empty() {
            parts.push(Part::Words(before));
        }
        if let Some(inside) = from.strip_prefix('[') {
            let (group, after) = inside.split_once(']').ok_or(Unfit::Bracket { line })?;
            if group.contains('[') {
                return Err(Unfit::Bracket { line });
            }
            parts.push(Part::Group(self::parts(group, line)?));
            rest = after;
        } else if from.starts_with(']') {
            return Err(Unfit::Bracket { line });
        } else {
            let brace = Unfit::Brace { line };
            let (place, after) = from
                .strip_prefix('{')
                .and_then(|from| from.split_once('}'))
                .ok_or(brace.clone())?;
            if place.contains(['{', '[', ']']) {
                return Err(brace);
            }
            parts.push(Part::Place(place));
            rest = after;
        }
    }
    if !rest.is_empty() {
        parts.push(Part::Words(rest));
    }
    Ok(parts)
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
    fn words_in_brackets_are_left_out_alone_and_a_list_may_end_a_line() {
        let text = "关于{事项}[，期限{期限}][（{事项}）]的理由如下：{理由}\n关于{没有}的理由如下：{理由}\n要求：{清单}";
        let expected = [
            Block::Paragraph("关于食品经营许可（食品经营许可）的理由如下：".into()),
            Block::List(vec!["甲".into(), "乙".into()]),
        ];
        assert_eq!(fill(text, &fillings()), expected);
        for broken in ["[甲", "甲]", "[甲[乙]]"] {
            assert_eq!(places(broken), Err(Unfit::Bracket { line: 1 }), "{broken}");
        }
        assert_eq!(places("[甲{事]项}"), Err(Unfit::Brace { line: 1 }));
    }

    #[test]
    fn a_place_says_with_which_others_it_is_left_out() {
        let found = uses("{甲}[和{乙}{丙}]：{丁}").unwrap();
        let told: Vec<(&str, bool, String)> = found
            .iter()
            .map(|found| (found.place.as_str(), found.last, found.with.join("")))
            .collect();
        let expected = [
            ("甲", false, "丁"),
            ("乙", false, "丙甲丁"),
            ("丙", false, "乙甲丁"),
            ("丁", true, "甲"),
        ];
        assert_eq!(told, expected.map(|(place, last, with)| (place, last, with.to_owned())));
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
