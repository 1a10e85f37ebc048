//! From a string to lines of glyphs.

use std::ops::Range;

use krilla::text::{GlyphId, KrillaGlyph};
use unicode_linebreak::{BreakOpportunity, linebreaks};

use crate::fonts::{REPLACEMENT, Ruler};

/// A line that can be drawn: glyph widths are in parts of the type size.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    pub(crate) text: String,
    pub(crate) glyphs: Vec<KrillaGlyph>,
    /// Without the blank half of a last punctuation mark, in parts of the type size.
    pub(crate) width: f32,
}

/// The room that lines have, in parts of the type size.
#[derive(Clone, Copy)]
pub(crate) struct Room {
    pub(crate) width: f32,
    pub(crate) indent: f32,
    /// Both edges straight.
    pub(crate) justify: bool,
}

impl Room {
    pub(crate) fn plain(width: f32) -> Room {
        Room {
            width,
            indent: 0.0,
            justify: false,
        }
    }
}

/// Sets strings in one weight and notes whether a character was missing.
pub(crate) struct Typesetter<'a> {
    ruler: Ruler<'a>,
    pub(crate) missing: bool,
}

struct Sign {
    kind: char,
    /// As wide as a Chinese character.
    wide: bool,
    glyph: KrillaGlyph,
}

impl Sign {
    /// A mark whose right half is blank.
    fn closes(&self) -> bool {
        self.wide && is_closing(self.kind)
    }

    /// A mark whose left half is blank.
    fn opens(&self) -> bool {
        self.wide && is_opening(self.kind)
    }
}

impl<'a> Typesetter<'a> {
    pub(crate) fn new(ruler: Ruler<'a>) -> Typesetter<'a> {
        Typesetter { ruler, missing: false }
    }

    /// One line, however long.
    pub(crate) fn line(&mut self, text: &str) -> Line {
        let text = printable(&text.replace('\n', " "));
        let signs = self.signs(&text);
        cut(&text, &signs, 0..signs.len())
    }

    /// Breaks a text into lines after the rules of Unicode (UAX 14), so that no line begins with a mark that may not.
    pub(crate) fn lines(&mut self, text: &str, room: Room) -> Vec<Line> {
        let text = printable(text);
        let mut lines = Vec::new();
        for (n, part) in text.split('\n').enumerate() {
            let indent = if n == 0 { room.indent } else { 0.0 };
            self.paragraph(part.trim_end(), room, indent, &mut lines);
        }
        lines
    }

    /// Like [`Typesetter::lines`], with lines of about one length, as a title in the middle of a page wants them.
    pub(crate) fn balanced(&mut self, text: &str, width: f32) -> Vec<Line> {
        let lines = self.lines(text, Room::plain(width));
        let all: f32 = lines.iter().map(|line| line.width).sum();
        let even = self.lines(text, Room::plain(all / lines.len() as f32 + 1.0));
        if even.len() == lines.len() { even } else { lines }
    }

    fn paragraph(&mut self, text: &str, room: Room, indent: f32, lines: &mut Vec<Line>) {
        let signs = self.signs(text);
        let may_break = opportunities(text);
        let mut start = 0;
        loop {
            let first = start == 0;
            let width = if first { room.width - indent } else { room.width };
            let end = line_end(&signs, &may_break, start, width);
            let mut line = cut(text, &signs, start..end);
            if room.justify && end < signs.len() {
                justify(&mut line, &signs[start..end], width);
            }
            lines.push(line);
            start = end;
            if start >= signs.len() {
                return;
            }
        }
    }

    fn signs(&mut self, text: &str) -> Vec<Sign> {
        let mut signs: Vec<Sign> = Vec::with_capacity(text.len() / 3 + 1);
        for (at, kind) in text.char_indices() {
            let own = self.ruler.glyph(kind);
            self.missing |= own.is_none() || kind == REPLACEMENT;
            let Some(glyph) = own.or_else(|| self.ruler.glyph(REPLACEMENT)) else {
                continue;
            };
            let width = self.ruler.width(glyph);
            let sign = Sign {
                kind,
                wide: width > 0.9,
                glyph: KrillaGlyph {
                    glyph_id: GlyphId::new(glyph.to_u32()),
                    text_range: at..at + kind.len_utf8(),
                    x_advance: width,
                    x_offset: 0.0,
                    y_offset: 0.0,
                    y_advance: 0.0,
                    location: None,
                },
            };
            if let Some(before) = signs.last_mut()
                && before.closes()
                && (sign.closes() || sign.opens())
            {
                before.glyph.x_advance -= 0.5;
            }
            signs.push(sign);
        }
        signs
    }
}

fn is_closing(sign: char) -> bool {
    matches!(
        sign,
        '，' | '。' | '”' | '’' | '、' | '；' | '：' | '）' | '》' | '」' | '』' | '】' | '〕' | '〉'
    )
}

fn is_opening(sign: char) -> bool {
    matches!(sign, '（' | '《' | '“' | '‘' | '「' | '『' | '【' | '〔' | '〈')
}

/// Leaves out what has no shape of its own; what a file may not hold becomes the replacement.
fn printable(text: &str) -> String {
    text.chars()
        .filter_map(|sign| match sign {
            '\n' => Some('\n'),
            '\t' | '\u{a0}' | '\u{2028}' | '\u{2029}' => Some(' '),
            '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e0fff}' => None,
            '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' | '\u{fff0}'..='\u{ffff}' => Some(REPLACEMENT),
            sign if sign.is_control() => None,
            sign => Some(sign),
        })
        .collect()
}

/// The bytes after which a line may end.
///
/// UAX 14 does not know which way the quotation marks of Chinese face, because other languages use them
/// otherwise; they are shown to it as corner brackets, which have as many bytes.
fn opportunities(text: &str) -> Vec<usize> {
    let faced = text.replace('“', "「").replace('”', "」");
    linebreaks(&faced)
        .filter(|(_, kind)| matches!(kind, BreakOpportunity::Allowed | BreakOpportunity::Mandatory))
        .map(|(at, _)| at)
        .collect()
}

fn line_end(signs: &[Sign], may_break: &[usize], start: usize, width: f32) -> usize {
    // Rather than leave a line half empty before a very long number, the number is parted.
    let least = 0.6 * width;
    let mut used = 0.0;
    let mut best = None;
    for (at, sign) in signs.iter().enumerate().skip(start) {
        used += sign.glyph.x_advance;
        if used - blank(sign) > width + 0.001 {
            return best.unwrap_or_else(|| forced_end(signs, start, at));
        }
        if used >= least && may_break.binary_search(&sign.glyph.text_range.end).is_ok() {
            best = Some(at + 1);
        }
    }
    signs.len()
}

/// Where to part what has no place to part: never before a closing mark, and at least one sign on.
fn forced_end(signs: &[Sign], start: usize, end: usize) -> usize {
    let mut end = end;
    while end > start + 1 && signs[end].closes() {
        end -= 1;
    }
    end.max(start + 1)
}

/// What of a sign at the end of a line may stand over the edge.
fn blank(sign: &Sign) -> f32 {
    match sign.kind {
        ' ' | '\u{3000}' => sign.glyph.x_advance,
        _ if sign.closes() => (sign.glyph.x_advance - 0.5).max(0.0),
        _ => 0.0,
    }
}

fn cut(text: &str, signs: &[Sign], range: Range<usize>) -> Line {
    let signs = &signs[range];
    let (Some(first), Some(last)) = (signs.first(), signs.last()) else {
        return Line::default();
    };
    let from = first.glyph.text_range.start;
    let to = last.glyph.text_range.end;
    let glyphs: Vec<_> = signs
        .iter()
        .map(|sign| {
            let mut glyph = sign.glyph.clone();
            glyph.text_range = glyph.text_range.start - from..glyph.text_range.end - from;
            glyph
        })
        .collect();
    let width = glyphs.iter().map(|glyph| glyph.x_advance).sum::<f32>() - blank(last);
    Line {
        text: text[from..to].to_owned(),
        glyphs,
        width,
    }
}

/// Shares what is left between the characters, never inside a word or a number.
fn justify(line: &mut Line, signs: &[Sign], width: f32) {
    let left = width - line.width;
    let elastic = |at: usize| {
        let gives = |sign: &Sign| sign.wide || sign.kind == ' ';
        gives(&signs[at]) || gives(&signs[at + 1])
    };
    let gaps: Vec<usize> = (0..signs.len().saturating_sub(1)).filter(|at| elastic(*at)).collect();
    // A line that is far too short (before a very long word) looks worse stretched than ragged.
    if gaps.is_empty() || left > 0.15 * gaps.len() as f32 {
        return;
    }
    let share = left / gaps.len() as f32;
    for at in gaps {
        line.glyphs[at].x_advance += share;
    }
    line.width = width;
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::Fonts;

    const WIDTH: f32 = 31.0;

    fn set(text: &str) -> Vec<Line> {
        let folder = std::env::var_os("YIMEN_FONTS").map_or_else(
            || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../assets/dist/fonts"),
            PathBuf::from,
        );
        let fonts = Fonts::load(&folder)
            .unwrap_or_else(|error| panic!("{error}; `make test` fetches the fonts that tests need"));
        let ruler = fonts.regular.ruler().expect("a readable font");
        let room = Room {
            width: WIDTH,
            indent: 2.0,
            justify: true,
        };
        Typesetter::new(ruler).lines(text, room)
    }

    fn texts(lines: &[Line]) -> Vec<&str> {
        lines.iter().map(|line| line.text.as_str()).collect()
    }

    #[test]
    fn no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() {
        for shift in 0..31 {
            let law = "依照《中华人民共和国行政许可法》（二〇一九年修正）的规定，“一次办成”。";
            let text = format!("{}{}", "办".repeat(shift), law.repeat(20));
            let lines = set(&text);
            for line in texts(&lines) {
                assert!(!line.starts_with(is_closing), "{line}");
                assert!(!line.ends_with(is_opening), "{line}");
            }
            assert_eq!(texts(&lines).concat(), text);
        }
    }

    #[test]
    fn a_case_number_longer_than_a_line_is_parted_inside_the_margins() {
        let lines = set(&"11511603MB1A2345674000131025001202611200015".repeat(4));
        assert!(lines.len() > 2);
        assert!(lines.iter().all(|line| line.width <= WIDTH + 0.01));
    }

    #[test]
    fn a_full_line_reaches_both_margins() {
        let lines = set(&"你（单位）于2026年11月20日提出申请，".repeat(10));
        let full = &lines[..lines.len() - 1];
        let off = |n: usize| if n == 0 { WIDTH - 2.0 } else { WIDTH };
        for (n, line) in full.iter().enumerate() {
            assert!((line.width - off(n)).abs() < 0.01, "{}", line.text);
        }
    }

    #[test]
    fn latin_words_stay_whole() {
        let lines = set(&"government service ".repeat(20));
        for word in texts(&lines).iter().flat_map(|line| line.split_whitespace()) {
            assert!(word == "government" || word == "service", "{word}");
        }
    }
}
