//! Ratings (好差评): five levels, once per service, voluntary (国办发〔2019〕51号).
//!
//! [`options`] are the reasons to choose from, [`order`] what people do about a rating, [`record`] how a bad one is put right (差评核实整改).

pub mod options;
pub mod order;
pub mod record;

use crate::calendar::Day;
use crate::items::coded::coded;

/// The guidance behind it.
pub const SOURCE: &str = "国办发〔2019〕51号";

/// A level. `Level::value` is the national exchange's number: 5 is best (GB/T 39046 A.8 counts the other way).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// 非常不满意.
    VeryBad = 1,
    /// 不满意.
    Bad = 2,
    /// 基本满意.
    Fair = 3,
    /// 满意.
    Good = 4,
    /// 非常满意.
    VeryGood = 5,
}

impl Level {
    /// From worst to best.
    pub const ALL: [Level; 5] = [Level::VeryBad, Level::Bad, Level::Fair, Level::Good, Level::VeryGood];

    /// 1 (worst) to 5 (best).
    pub fn value(self) -> u8 {
        self as u8
    }

    /// From 1 (worst) to 5 (best).
    pub fn from_value(value: u64) -> Option<Level> {
        Level::ALL.into_iter().find(|level| u64::from(level.value()) == value)
    }

    /// As GB/T 39046 A.8 numbers it: 1 is the best there.
    pub fn to_gbt39046(self) -> u8 {
        6 - self.value()
    }

    /// From the number of GB/T 39046 A.8.
    pub fn from_gbt39046(number: u64) -> Option<Level> {
        6_u64.checked_sub(number).and_then(Level::from_value)
    }

    /// Satisfied, as the rate of satisfaction counts it (基本满意以上).
    pub fn is_satisfied(self) -> bool {
        !self.is_bad()
    }

    /// Chinese and English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Level::VeryBad => ("非常不满意", "Very dissatisfied"),
            Level::Bad => ("不满意", "Dissatisfied"),
            Level::Fair => ("基本满意", "Fairly satisfied"),
            Level::Good => ("满意", "Satisfied"),
            Level::VeryGood => ("非常满意", "Very satisfied"),
        }
    }

    /// A bad rating must be verified and rectified (国办发〔2019〕51号).
    pub fn is_bad(self) -> bool {
        self <= Level::Bad
    }
}

coded! {
    /// By which way a rating came (评价渠道).
    Way {
        Net = "net", "", "网上本人评价", "on the net, signed in";
        Device = "device", "", "窗口评价器", "at the window’s device";
        Link = "link", "", "通知中的评价链接", "from the link of the notice";
        Text = "text", "", "短信评价", "by short message";
    }
}

coded! {
    /// How numbers stand for levels (等级编号).
    Numbering {
        National = "national", "", "国家政务服务平台：5 为非常满意", "national exchange: 5 is best";
        Gbt39046 = "gbt39046", "", "GB/T 39046 附录 A.8：1 为非常满意", "GB/T 39046 A.8: 1 is best";
    }
}

impl Numbering {
    /// The level that a number stands for.
    pub fn level(self, number: u64) -> Option<Level> {
        match self {
            Numbering::National => Level::from_value(number),
            Numbering::Gbt39046 => Level::from_gbt39046(number),
        }
    }

    /// The number of a level.
    pub fn number(self, level: Level) -> u8 {
        match self {
            Numbering::National => level.value(),
            Numbering::Gbt39046 => level.to_gbt39046(),
        }
    }
}

/// Limits of what follows a bad rating, in working days, and the window to rate, in days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// 评价期: days after the end of the service in which it can be rated.
    pub window: u32,
    /// 联系: until somebody has spoken to the person.
    pub contact: u32,
    /// 整改: until it is put right and answered.
    pub mend: u32,
    /// 回访: after the answer.
    pub visit: u32,
    /// 复核: after an appeal.
    pub judge: u32,
}

impl Terms {
    /// 安阳市政务服务条例 第五十二条 for the first contact and 遂宁 for what is put right; the window is common practice, the last two are ours.
    pub const STANDARD: Terms = Terms {
        window: 30,
        contact: 1,
        mend: 15,
        visit: 5,
        judge: 5,
    };
    /// As in 德州: put right in five working days.
    pub const QUICK: Terms = Terms {
        mend: 5,
        ..Terms::STANDARD
    };
}

impl Default for Terms {
    fn default() -> Terms {
        Terms::STANDARD
    }
}

/// What the person said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rating {
    /// How satisfied.
    pub level: Level,
    /// Free words, at most 500 characters; may be empty. Numbers by which somebody can be found are masked before they are kept.
    pub words: String,
    /// Reasons chosen among those of the level, by their national codes.
    pub options: Vec<u16>,
    /// By which way it came; nothing in what was rated before this was kept.
    pub way: Option<Way>,
    /// The device of the window on which it was given.
    pub device: Option<String>,
    /// 匿名: the person does not want to be called back.
    pub anonymous: bool,
    /// The limits that hold for it, where it is bad.
    pub terms: Option<Terms>,
}

impl Rating {
    /// A level and words, and nothing else.
    pub fn new(level: Level, words: impl Into<String>) -> Rating {
        Rating {
            level,
            words: words.into(),
            options: Vec::new(),
            way: None,
            device: None,
            anonymous: false,
            terms: None,
        }
    }
}

/// The last day on which a service that ended on a day can be rated, or a rating amended.
pub fn last_day(ended: Day, terms: Terms) -> Day {
    ended.plus(i32::try_from(terms.window).unwrap_or(i32::MAX))
}

/// Longest run of digits that stays: a year, a time, a sum.
const DIGITS_KEPT: usize = 6;

/// Words as they are kept and shown (脱敏): what may be a telephone, a number of a document or of a card, or an address of mail is starred.
pub fn moderated(text: &str) -> String {
    let marked: Vec<char> = text.chars().collect();
    let mut shown = marked.clone();
    let joins = |c: char| matches!(c, ' ' | '-' | '－' | '—' | '(' | ')' | '（' | '）' | '+' | '\u{a0}');
    let is_digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let mut at = 0;
    while at < marked.len() {
        if !is_digit(marked[at]) {
            at += 1;
            continue;
        }
        let (mut end, mut last, mut digits) = (at, at, 0);
        while end < marked.len() && (is_digit(marked[end]) || joins(marked[end])) {
            if is_digit(marked[end]) {
                digits += 1;
                last = end;
            }
            end += 1;
        }
        // The check digit of an identity number may be a letter.
        if marked.get(last + 1).is_some_and(|c| matches!(c, 'x' | 'X')) {
            last += 1;
        }
        if digits > DIGITS_KEPT {
            shown[at..=last].fill('*');
        }
        at = end.max(last + 1);
    }
    for (place, sign) in marked.iter().enumerate() {
        if matches!(sign, '@' | '＠') {
            let of_mail = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
            let before = marked[..place].iter().rev().take_while(|c| of_mail(c)).count();
            let after = marked[place + 1..].iter().take_while(|c| of_mail(c)).count();
            shown[place - before..=place + after].fill('*');
        }
    }
    shown.into_iter().collect()
}
