//! Thresholds of real places to choose from (可选规则集): each rule with what its source says, in our words, and with what the source leaves open.
//!
//! A centre takes a set or single rules of it, changes what it wants, and puts them in force under its own name. Colours, limits and steps of telling that
//! no source sets are marked as assumed.

mod rows;

use rows::{CHENGDU, DAY_BEFORE, EIGHT, GUANGDONG, LAW, Row, Seen, USUAL, YULIN};

use super::pattern::Parameters;
use super::rule::{Addressee, Basis, Colour, Limits, Rule, RuleCode, RuleMark, Scope, Score, Source, Told, Watch};
use crate::calendar::Day;
use crate::words::{Refusal, Words};

/// A set of rules of one place (规则集).
#[derive(Debug)]
pub struct Set {
    /// Stable code.
    pub code: &'static str,
    /// The place and the year, Chinese and English.
    pub words: (&'static str, &'static str),
    /// Law or local rule.
    pub basis: Basis,
    /// Where it stands.
    pub cite: &'static str,
    rows: &'static [Row],
}

const SETS: [Set; 7] = [
    Set {
        code: "law",
        words: ("国家法律、行政法规", "Laws and ordinances of the nation"),
        basis: Basis::Law,
        cite: "行政许可法（2019年修正）、优化营商环境条例",
        rows: &LAW,
    },
    Set {
        code: "yulin",
        words: ("榆林市（试行细则）", "Yulin, trial rules"),
        basis: Basis::Local,
        cite: "榆林市行政审批电子监察预警纠错实施细则（试行），见 zizhou.qinfeng.gov.cn/info/1205/10440.htm",
        rows: &YULIN,
    },
    Set {
        code: "chengdu",
        words: ("成都市（2010年）", "Chengdu, 2010"),
        basis: Basis::Local,
        cite: "成都市2010年的电子监察做法（公开材料所述，未取得原文）",
        rows: &CHENGDU,
    },
    Set {
        code: "day_before",
        words: (
            "某市（到期前一个工作日提示）",
            "A city that prompts one working day before",
        ),
        basis: Basis::Local,
        cite: "某市行政审批电子监察办法 第七条、第八条，见 fsou.net 地方法规 170306",
        rows: &DAY_BEFORE,
    },
    Set {
        code: "eight_causes",
        words: ("某市（八种情形）", "A city with eight causes"),
        basis: Basis::Local,
        cite: "某市行政审批电子监察办法 第六条，见 lawyee.com.cn 地方法规 172253",
        rows: &EIGHT,
    },
    Set {
        code: "guangdong",
        words: ("广东省（2007年）", "Guangdong, 2007"),
        basis: Basis::Local,
        cite: "广东省行政审批电子监察系统开通报道（深圳特区报 2007年4月21日）",
        rows: &GUANGDONG,
    },
    Set {
        code: "usual",
        words: ("常见默认做法", "What products usually do"),
        basis: Basis::Local,
        cite: "电子监察产品的常见默认做法（未见成文规定）",
        rows: &USUAL,
    },
];

/// Every set.
pub fn sets() -> &'static [Set] {
    &SETS
}

/// The set with this code.
pub fn set(code: &str) -> Option<&'static Set> {
    SETS.iter().find(|set| set.code == code)
}

/// Who is told as a rule: no source that we know sets the days between.
fn told(colour: Colour) -> Vec<Told> {
    let steps: &[(Addressee, u32)] = match colour {
        Colour::Notice => &[(Addressee::Handler, 0)],
        Colour::Yellow => &[
            (Addressee::Handler, 0),
            (Addressee::SectionHead, 1),
            (Addressee::Leader, 3),
        ],
        Colour::Red => &[
            (Addressee::Handler, 0),
            (Addressee::SectionHead, 0),
            (Addressee::Leader, 1),
            (Addressee::Inspector, 3),
        ],
    };
    steps.iter().map(|&(to, after)| Told { to, after }).collect()
}

/// The points of the rules that a city published: three notices 3, a yellow card 5, a red one 10.
pub fn score(colour: Colour) -> Score {
    let (tenths, every) = match colour {
        Colour::Notice => (30, 3),
        Colour::Yellow => (50, 1),
        Colour::Red => (100, 1),
    };
    Score { tenths, every }
}

impl Set {
    /// Its rules as they would hold from a day on, everywhere.
    ///
    /// # Errors
    /// A row is no rule; a test holds every row to it.
    pub fn rules(&self, from: Day) -> Result<Vec<Rule>, Refusal> {
        self.rows.iter().map(|row| self.rule(row, from)).collect()
    }

    fn rule(&self, &(code, zh, en, seen, colour, says, assumed): &Row, from: Day) -> Result<Rule, Refusal> {
        let watch = match seen {
            Seen::Clock(kind, at) => Watch::Clock { kind, at },
            Seen::Pattern(pattern) => Watch::Pattern {
                pattern,
                parameters: Parameters::default(),
                count: 1,
            },
            Seen::Uncured(colour, days) => Watch::Uncured { colour, days },
            Seen::Finding => Watch::Finding,
        };
        let rule = Rule {
            mark: RuleMark {
                code: RuleCode::parse(code)?,
                version: 1,
            },
            name: Words::new(zh, en),
            scope: Scope::default(),
            watch,
            colour,
            told: told(colour),
            limits: Limits::default(),
            score: Some(score(colour)),
            from,
            until: None,
            source: Source {
                basis: self.basis,
                cite: self.cite.into(),
                says: says.into(),
                assumed: assumed.into(),
            },
        };
        rule.check().map(|()| rule)
    }
}
