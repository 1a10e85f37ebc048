//! The flow chart of an item (职权流程图), from its procedure: the steps in a column, beside them what may happen instead.
//!
//! [`flow`] says what stands in it, [`Chart::of`] where. The same chart is drawn on a page and on paper.

use super::{Completeness, Item, ItemKind, Step};
use crate::clocks::SuspensionKind;
use crate::words::{Language, Words};

/// A step of the way, and what may happen instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// Its name.
    pub name: Words,
    /// Who, how long.
    pub about: Vec<Words>,
    /// It begins or ends the way.
    pub is_end: bool,
    /// What may happen here instead of going on.
    pub aside: Vec<Words>,
}

/// The way of an item from the application to the end; empty where the body has published no procedure.
pub fn flow(item: &Item) -> Vec<Stage> {
    if item.completeness == Completeness::Catalogue || item.procedure.is_empty() {
        return Vec::new();
    }
    let begin = Stage {
        name: Words::new("申请人提出申请", "The applicant applies"),
        about: vec![Words::new("窗口、网上或邮寄", "at the window, on the net or by post")],
        is_end: true,
        aside: Vec::new(),
    };
    let end = Stage {
        name: Words::new("办结归档", "Closed and filed"),
        about: Vec::new(),
        is_end: true,
        aside: Vec::new(),
    };
    let first_review = item
        .procedure
        .iter()
        .position(|step| ["review", "special"].contains(&step.step.as_str()));
    let holds_special = first_review.or_else(|| item.procedure.iter().position(|step| step.step == "decide"));
    let steps = item.procedure.iter().enumerate().map(|(at, step)| {
        let mut stage = stage(item, step);
        if holds_special == Some(at) {
            stage.aside.extend(specials(item));
        }
        stage
    });
    std::iter::once(begin).chain(steps).chain([end]).collect()
}

fn stage(item: &Item, step: &Step) -> Stage {
    let days = step.days.map(|days| match days {
        0 => Words::new("当场", "at once"),
        1 => Words::new("1 个工作日", "1 working day"),
        many => Words::new(format!("{many} 个工作日"), format!("{many} working days")),
    });
    let who = Some(step.who.clone()).filter(|who| !who.zh.is_empty());
    Stage {
        name: step.name.clone(),
        about: who.into_iter().chain(days).collect(),
        is_end: false,
        aside: aside(item, step),
    }
}

/// What a step may end in besides going on: 许可法 art. 32 and 38, 复议法 art. 20, 行政诉讼法 art. 46.
fn aside(item: &Item, step: &Step) -> Vec<Words> {
    match step.step.as_str() {
        "accept" => vec![
            Words::new(
                "材料不齐或不符合形式：五个工作日内一次告知补正，逾期不告知视为受理",
                "Incomplete: everything missing is told once within 5 working days, else it counts as accepted",
            ),
            Words::new(
                "不属于本机关职权：不予受理，书面说明理由和救济途径",
                "Not this body's business: not accepted, in writing with reasons and remedies",
            ),
        ],
        "decide" if item.kind == ItemKind::Permit => vec![Words::new(
            "不予许可：书面说明理由；可在六十日内申请行政复议，或在六个月内提起行政诉讼",
            "Refused: in writing with reasons; review within 60 days, or the court within 6 months",
        )],
        "decide" => vec![Words::new(
            "不予办理：书面说明理由；可依法申请行政复议或提起行政诉讼",
            "Refused: in writing with reasons; review or the court as the law provides",
        )],
        _ => Vec::new(),
    }
}

fn specials(item: &Item) -> Vec<Words> {
    let one = |special: &super::SpecialProcedure| {
        let (zh, en) =
            SuspensionKind::parse(&special.kind).map_or(("特别程序", "special procedure"), SuspensionKind::words);
        let (most_zh, most_en) = special.max_days.map_or_else(Default::default, |days| {
            (
                format!("，最长 {days} 个工作日"),
                format!(", at most {days} working days"),
            )
        });
        let (stops_zh, stops_en) = if special.stops_statutory {
            ("不计入办理时限", "does not count towards the limits")
        } else {
            ("不计入承诺时限", "does not count towards the promise")
        };
        Words::new(
            format!("特别程序：{zh}{most_zh}，{stops_zh}"),
            format!("Special procedure: {en}{most_en}; {stops_en}"),
        )
    };
    item.special.iter().map(one).collect()
}

/// The way in sentences, for those who do not see the chart.
pub fn in_sentences(stages: &[Stage], language: Language) -> Vec<String> {
    let say = |words: &Words| words.get(language).to_string();
    let (between, stop) = match language {
        Language::Zh => ("，", "。"),
        Language::En => (", ", "."),
    };
    let sentence = |stage: &Stage| {
        let mut parts = vec![say(&stage.name)];
        parts.extend(stage.about.iter().map(say));
        let mut sentence = parts.join(between) + stop;
        for other in &stage.aside {
            if language == Language::En {
                sentence.push(' ');
            }
            sentence.push_str(&say(other));
            sentence.push_str(stop);
        }
        sentence
    };
    stages.iter().map(sentence).collect()
}

/// A part of a chart, placed in the units of the chart.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A box.
    Frame {
        /// Left edge.
        x: f32,
        /// Upper edge.
        y: f32,
        /// Width.
        width: f32,
        /// Height.
        height: f32,
        /// A step, its begin or end, or what happens beside.
        kind: FrameKind,
    },
    /// A line that ends in an arrow.
    Arrow {
        /// Beginning.
        from: (f32, f32),
        /// End.
        to: (f32, f32),
    },
    /// A line of words around a middle.
    Words {
        /// Middle.
        middle: f32,
        /// Baseline.
        baseline: f32,
        /// Size of the type.
        size: f32,
        /// A name.
        bold: bool,
        /// The words.
        text: String,
    },
}

/// What a box stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrameKind {
    /// Begin or end.
    End,
    /// A step.
    Step,
    /// What may happen instead.
    Aside,
}

/// A row of a chart; places are counted from its upper left.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    /// Height.
    pub height: f32,
    /// What stands in it.
    pub shapes: Vec<Shape>,
}

/// A chart whose every place is settled.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Chart {
    /// The rows from top to bottom.
    pub rows: Vec<Row>,
}

/// Width of every chart: a telephone shows it whole without making it smaller than can be read.
pub const WIDTH: f32 = 360.0;
const STEP: f32 = 176.0;
const ASIDE: f32 = 156.0;
const PADDING: f32 = 8.0;
const NAME: f32 = 14.0;
const SMALL: f32 = 11.5;
const GAP: f32 = 24.0;

impl Chart {
    /// The chart of a way in one language.
    pub fn of(stages: &[Stage], language: Language) -> Chart {
        let last = stages.len().saturating_sub(1);
        let rows = stages
            .iter()
            .enumerate()
            .map(|(at, stage)| row(stage, at < last, language));
        Chart { rows: rows.collect() }
    }

    /// Height of all rows.
    pub fn height(&self) -> f32 {
        self.rows.iter().map(|row| row.height).sum()
    }
}

fn row(stage: &Stage, goes_on: bool, language: Language) -> Row {
    let mut shapes = Vec::new();
    let asides: Vec<Vec<String>> = stage
        .aside
        .iter()
        .map(|words| wrap(words.get(language), ASIDE - 2.0 * PADDING, SMALL))
        .collect();
    let line = SMALL * 1.4;
    let beside: f32 = asides
        .iter()
        .map(|lines| lines.len() as f32 * line + 2.0 * PADDING + 6.0)
        .sum();
    let names = wrap(stage.name.get(language), STEP - 2.0 * PADDING, NAME);
    let about: Vec<String> = stage
        .about
        .iter()
        .flat_map(|words| wrap(words.get(language), STEP - 2.0 * PADDING, SMALL))
        .collect();
    let words = names.len() as f32 * NAME * 1.4 + about.len() as f32 * line;
    // As tall as what stands beside it, so that every arrow goes straight from box to box.
    let own = (words + 2.0 * PADDING).max(beside - 6.0);
    let height = own;
    let kind = if stage.is_end { FrameKind::End } else { FrameKind::Step };
    shapes.push(Shape::Frame {
        x: 0.0,
        y: 0.0,
        width: STEP,
        height: own,
        kind,
    });
    let mut y = (own - words) / 2.0;
    for (texts, size, bold) in [(names, NAME, true), (about, SMALL, false)] {
        for text in texts {
            shapes.push(Shape::Words {
                middle: STEP / 2.0,
                baseline: y + size * 1.1,
                size,
                bold,
                text,
            });
            y += size * 1.4;
        }
    }
    let mut upper = 0.0;
    let left = WIDTH - ASIDE;
    for lines in asides {
        let tall = lines.len() as f32 * line + 2.0 * PADDING;
        let middle = (upper + tall / 2.0).clamp(4.0, own - 4.0);
        shapes.push(Shape::Arrow {
            from: (STEP, middle),
            to: (left, middle),
        });
        shapes.push(Shape::Frame {
            x: left,
            y: upper,
            width: ASIDE,
            height: tall,
            kind: FrameKind::Aside,
        });
        for (n, text) in lines.into_iter().enumerate() {
            shapes.push(Shape::Words {
                middle: left + ASIDE / 2.0,
                baseline: upper + PADDING + n as f32 * line + SMALL * 1.1,
                size: SMALL,
                bold: false,
                text,
            });
        }
        upper += tall + 6.0;
    }
    if goes_on {
        shapes.push(Shape::Arrow {
            from: (STEP / 2.0, own),
            to: (STEP / 2.0, height + GAP),
        });
    }
    Row {
        height: if goes_on { height + GAP } else { height },
        shapes,
    }
}

/// Room for a closing mark that hangs over the end of a line, in parts of the type size.
const HANGS: f32 = 0.5;

/// Lines no wider than `width`: Chinese breaks anywhere but before a mark that closes, English between words.
fn wrap(text: &str, width: f32, size: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in words(text) {
        let closes = word.starts_with(['，', '。', '；', '：', '、', '）', '”', ',', '.', ';', ':', ')']);
        if !line.is_empty() && !closes && (wide(&line) + wide(word.trim_end()) + HANGS) * size > width {
            lines.push(std::mem::take(&mut line).trim_end().to_string());
        }
        line.push_str(word);
    }
    if !line.trim().is_empty() {
        lines.push(line.trim_end().to_string());
    }
    lines
}

/// Each Chinese sign by itself, other words with the blank after them.
fn words(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut begin = 0;
    for (at, sign) in text.char_indices() {
        let next = at + sign.len_utf8();
        let after = text[next..].chars().next();
        let breaks = is_wide(sign) || sign == ' ' || after.is_none_or(is_wide);
        if breaks {
            found.push(&text[begin..next]);
            begin = next;
        }
    }
    found
}

fn is_wide(sign: char) -> bool {
    sign as u32 >= 0x2E80 || "“”‘’…—".contains(sign)
}

/// Width in parts of the type size.
fn wide(text: &str) -> f32 {
    text.chars().map(|sign| if is_wide(sign) { 1.0 } else { 0.56 }).sum()
}
