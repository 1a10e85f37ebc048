//! What is wrong with an expression: where, in words, with a hint how to mend it.

use cel::parser::ParseErrors;
use yimen_domain::words::Words;

/// What is wrong with an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub what: Words,
    /// How to mend it; empty where that is plain.
    pub hint: Words,
    /// Where: characters from the beginning, and how many.
    pub at: Option<(usize, usize)>,
}

impl Fault {
    pub(crate) fn of(what: Words) -> Fault {
        Fault {
            what,
            hint: Words::default(),
            at: None,
        }
    }

    pub(crate) fn at(mut self, at: Option<(usize, usize)>) -> Fault {
        self.at = at;
        self
    }

    pub(crate) fn hint(mut self, zh: impl Into<String>, en: impl Into<String>) -> Fault {
        self.hint = Words::new(zh, en);
        self
    }

    /// Line and character in the line, both from 1.
    pub fn line(&self, text: &str) -> Option<(usize, usize)> {
        let (start, _) = self.at?;
        let before: Vec<char> = text.chars().take(start).collect();
        let line = before.iter().filter(|sign| **sign == '\n').count() + 1;
        let within = before.iter().rev().take_while(|sign| **sign != '\n').count() + 1;
        Some((line, within))
    }

    /// The characters at which it is.
    pub fn words_at(&self, text: &str) -> String {
        let (start, length) = self.at.unwrap_or_default();
        text.chars().skip(start).take(length).collect()
    }
}

/// Signs of Chinese keyboards that look like those of a rule, with what is meant.
const FULL_WIDTH: [(char, char); 13] = [
    ('（', '('),
    ('）', ')'),
    ('，', ','),
    ('“', '"'),
    ('”', '"'),
    ('‘', '\''),
    ('’', '\''),
    ('＝', '='),
    ('＞', '>'),
    ('＜', '<'),
    ('！', '!'),
    ('＆', '&'),
    ('｜', '|'),
];

/// Words and signs of other languages, with what is meant.
const FOREIGN: [(&str, &str); 8] = [
    (" and ", "&&"),
    (" or ", "||"),
    ("not ", "!"),
    ("≥", ">="),
    ("≤", "<="),
    ("≠", "!="),
    ("×", "*"),
    ("÷", "/"),
];

/// An expression that cannot be read, with the likeliest reason.
pub(crate) fn unreadable(text: &str, errors: &ParseErrors) -> Fault {
    let first = errors.errors.first();
    let at = first.and_then(|error| from_line(text, error.pos));
    let said = first.map(|error| error.msg.clone()).unwrap_or_default();
    let fault = Fault::of(Words::new("表达式看不懂", "it cannot be read")).at(at);
    let bare = without_texts(text);
    let place = |found: &str, length: usize| {
        bare.find(found).map(|byte| {
            let lead = found.len() - found.trim_start().len();
            (bare[..byte + lead].chars().count(), length)
        })
    };
    for (sign, meant) in FULL_WIDTH {
        if bare.contains(sign) {
            let at = place(&sign.to_string(), 1);
            return fault.at(at).hint(
                format!("“{sign}”是全角符号，请改成半角的 {meant}"),
                format!("“{sign}” is a full-width sign: write {meant}"),
            );
        }
    }
    for (word, meant) in FOREIGN {
        if bare.contains(word) {
            let shown = word.trim();
            let at = place(word, shown.chars().count());
            return fault.at(at).hint(
                format!("“{shown}”要写作 {meant}"),
                format!("“{shown}” is written {meant}"),
            );
        }
    }
    if let Some(at) = single_equals(&bare) {
        return fault.at(Some((at, 1))).hint(
            "比较是否相等要写两个等号 ==",
            "whether two things are equal is asked with two signs: ==",
        );
    }
    let open = |sign: char| bare.matches(sign).count();
    if open('(') != open(')') {
        return fault.hint("括号不成对，请检查左括号和右括号", "brackets do not come in pairs");
    }
    if said.contains("<EOF>") {
        return fault.hint(
            "写到最后还缺内容，请把比较或者运算写完整",
            "it ends too early: something is missing at the end",
        );
    }
    fault.hint(
        "请检查这里的符号和引号；文字要加引号，例如 'yes'",
        "look at the signs and quotation marks here; texts stand in quotation marks, such as 'yes'",
    )
}

/// The expression with blanks in place of what stands between quotation marks.
fn without_texts(text: &str) -> String {
    let mut within: Option<char> = None;
    let blank = |sign: char| match within {
        Some(mark) if sign == mark => {
            within = None;
            sign
        }
        Some(_) => '_',
        None => {
            within = matches!(sign, '\'' | '"').then_some(sign);
            sign
        }
    };
    text.chars().map(blank).collect()
}

fn single_equals(bare: &str) -> Option<usize> {
    let signs: Vec<char> = bare.chars().collect();
    let is = |at: Option<usize>, wanted: &str| {
        at.and_then(|at| signs.get(at))
            .is_some_and(|sign| wanted.contains(*sign))
    };
    (0..signs.len()).find(|at| signs[*at] == '=' && !is(at.checked_sub(1), "=!<>") && !is(Some(at + 1), "="))
}

/// A place of the parser: line from 1, byte in the line from 0 or 1.
fn from_line(text: &str, (line, within): (isize, isize)) -> Option<(usize, usize)> {
    let line = usize::try_from(line).ok()?.checked_sub(1)?;
    let lines: Vec<&str> = text.split('\n').collect();
    let before: usize = lines.iter().take(line).map(|line| line.chars().count() + 1).sum();
    let here = lines.get(line)?.chars().count();
    let within = usize::try_from(within).ok()?.min(here);
    let length = text.chars().count();
    let at = (before + within).min(length.saturating_sub(1));
    Some((at, 1))
}
