//! Supervision rules as data (监察规则): where a rule holds, what it watches, from when on it speaks, in which colour, and to whom.

use super::pattern::{Parameters, Pattern};
use super::rule_check;
use crate::calendar::{Day, Region};
use crate::clocks::ClockKind;
use crate::items::ItemKind;
use crate::words::{Refusal, Words};

/// Longest code of a rule, characters (GB/T 39046-2020, 监察规则编号).
pub const LONGEST_CODE: usize = 20;

/// The code of a rule (监察规则编号): letters, figures and hyphens.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RuleCode(String);

impl RuleCode {
    /// From its text.
    ///
    /// # Errors
    /// It is empty, too long, or holds another character.
    pub fn parse(text: &str) -> Result<RuleCode, Refusal> {
        let fits = (1..=LONGEST_CODE).contains(&text.len());
        if fits && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            Ok(RuleCode(text.into()))
        } else {
            Err(rule_check::bad_code())
        }
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A rule in one version: what a card names.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RuleMark {
    /// Its code.
    pub code: RuleCode,
    /// Its version, from 1.
    pub version: u32,
}

/// The colour of a card (监察预警类型).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Colour {
    /// 提示: nothing is broken yet.
    Notice,
    /// 黄牌.
    Yellow,
    /// 红牌.
    Red,
}

impl Colour {
    /// Every colour, the mildest first.
    pub const ALL: [Colour; 3] = [Colour::Notice, Colour::Yellow, Colour::Red];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Colour::Notice => "notice",
            Colour::Yellow => "yellow",
            Colour::Red => "red",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Colour> {
        Colour::ALL.into_iter().find(|colour| colour.code() == code)
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Colour::Notice => ("提示", "Notice"),
            Colour::Yellow => ("黄牌", "Yellow card"),
            Colour::Red => ("红牌", "Red card"),
        }
    }
}

/// Whom a card tells (告知对象), the nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Addressee {
    /// 经办人: whoever handles the case.
    Handler,
    /// 科室负责人.
    SectionHead,
    /// 分管领导.
    Leader,
    /// 监察人员.
    Inspector,
}

impl Addressee {
    /// Everybody, the nearest first.
    pub const ALL: [Addressee; 4] = [
        Addressee::Handler,
        Addressee::SectionHead,
        Addressee::Leader,
        Addressee::Inspector,
    ];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Addressee::Handler => "handler",
            Addressee::SectionHead => "section_head",
            Addressee::Leader => "leader",
            Addressee::Inspector => "inspector",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Addressee> {
        Addressee::ALL.into_iter().find(|to| to.code() == code)
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Addressee::Handler => ("经办人", "Whoever handles the case"),
            Addressee::SectionHead => ("科室负责人", "Head of the section"),
            Addressee::Leader => ("分管领导", "Leader in charge"),
            Addressee::Inspector => ("监察人员", "Inspector"),
        }
    }
}

/// One step of telling (告知、升级): while the card stands open, somebody is told so many working days after it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Told {
    /// Who.
    pub to: Addressee,
    /// Working days after the card; nought is with it.
    pub after: u32,
}

/// What a rule is about: a case's place in the world.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The centre's own region.
    pub region: Option<&'a Region>,
    /// Body in charge.
    pub body: &'a str,
    /// Code of the item.
    pub item: &'a str,
    /// Kind of the item.
    pub kind: ItemKind,
}

/// Where a rule holds (适用范围): what is named must all be so; what is not named is everything.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Scope {
    /// In this division and what lies in it.
    pub region: Option<Region>,
    /// For this body.
    pub body: Option<String>,
    /// For this item.
    pub item: Option<String>,
    /// For items of this kind.
    pub kind: Option<ItemKind>,
}

impl Scope {
    /// Holds for a case there.
    pub fn covers(&self, place: Place<'_>) -> bool {
        let region = self
            .region
            .as_ref()
            .is_none_or(|region| place.region.is_some_and(|own| region.covers(own)));
        region
            && self.body.as_deref().is_none_or(|body| body == place.body)
            && self.item.as_deref().is_none_or(|item| item == place.item)
            && self.kind.is_none_or(|kind| kind == place.kind)
    }

    /// The nearer of two that cover a case has more: item before body before kind before region.
    pub fn nearness(&self) -> (bool, bool, bool, usize) {
        let depth = self.region.as_ref().map_or(0, Region::depth);
        (self.item.is_some(), self.body.is_some(), self.kind.is_some(), depth)
    }
}

/// When a rule of a clock speaks (阈值).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Threshold {
    /// 已用比例: so many percent of the limit are used.
    Used(u32),
    /// 剩余: on the day with so many working days left after it.
    Left(u32),
    /// 超期: the limit has been over for so many working days; with nought, when it is over.
    Over(u32),
}

impl Threshold {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Threshold::Used(_) => "used",
            Threshold::Left(_) => "left",
            Threshold::Over(_) => "over",
        }
    }

    /// Its number.
    pub fn amount(self) -> u32 {
        match self {
            Threshold::Used(amount) | Threshold::Left(amount) | Threshold::Over(amount) => amount,
        }
    }

    /// From code and number.
    pub fn parse(code: &str, amount: u32) -> Option<Threshold> {
        Some(match code {
            "used" => Threshold::Used(amount),
            "left" => Threshold::Left(amount),
            "over" => Threshold::Over(amount),
            _ => return None,
        })
    }

    /// In words.
    pub fn words(self) -> Words {
        match self {
            Threshold::Used(percent) => Words::new(format!("用去 {percent}%"), format!("{percent}% used")),
            Threshold::Left(days) => Words::new(format!("剩余 {days} 个工作日"), format!("{days} working days left")),
            Threshold::Over(0) => Words::new("到期未完成", "over and not done"),
            Threshold::Over(days) => {
                Words::new(format!("超期 {days} 个工作日"), format!("over for {days} working days"))
            }
        }
    }
}

/// What a rule watches (监察内容).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Watch {
    /// 时限: a clock of the case.
    Clock {
        /// Which.
        kind: ClockKind,
        /// From when on.
        at: Threshold,
    },
    /// 异常情形: a pattern that one case shows.
    Pattern {
        /// Which.
        pattern: Pattern,
        /// With which parameters it is looked for.
        parameters: Parameters,
        /// From the how many-th finding in a case on.
        count: u32,
    },
    /// 逾期未整改: a card of a colour that was not put right within so many working days.
    Uncured {
        /// Of which colour.
        colour: Colour,
        /// Working days.
        days: u32,
    },
    /// 人工核查: what an inspector finds, with reasons and events; nothing gives such a card by itself.
    Finding,
}

impl Watch {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Watch::Clock { .. } => "clock",
            Watch::Pattern { .. } => "pattern",
            Watch::Uncured { .. } => "uncured",
            Watch::Finding => "finding",
        }
    }

    /// Whether both watch the same thing, at whatever threshold.
    pub fn is_of(&self, other: &Watch) -> bool {
        match (self, other) {
            (Watch::Clock { kind, .. }, Watch::Clock { kind: of, .. }) => kind == of,
            (Watch::Pattern { pattern, .. }, Watch::Pattern { pattern: of, .. }) => pattern == of,
            (Watch::Uncured { colour, .. }, Watch::Uncured { colour: of, .. }) => colour == of,
            _ => false,
        }
    }

    /// In words.
    pub fn words(&self) -> Words {
        match self {
            Watch::Clock { kind, at } => {
                let ((zh, en), at) = (kind.words(), at.words());
                Words::new(format!("{zh}{}", at.zh), format!("{en}: {}", at.en))
            }
            Watch::Pattern { pattern, count, .. } => {
                let (zh, en) = pattern.words();
                if *count > 1 {
                    Words::new(
                        format!("{zh}（第 {count} 次起）"),
                        format!("{en}, from time {count} on"),
                    )
                } else {
                    Words::new(zh, en)
                }
            }
            Watch::Uncured { colour, days } => {
                let (zh, en) = colour.words();
                Words::new(
                    format!("{zh}发出 {days} 个工作日后仍未整改"),
                    format!("{en} not put right within {days} working days"),
                )
            }
            Watch::Finding => Words::new("监察人员核查发现", "Found by an inspector"),
        }
    }
}

/// Effect on the score (计分): so many points off for every so many cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Score {
    /// Tenths of points.
    pub tenths: u32,
    /// For how many cards of the rule.
    pub every: u32,
}

/// Of what sort a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Basis {
    /// 法律、法规、规章.
    Law,
    /// 本地规定.
    Local,
}

impl Basis {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Basis::Law => "law",
            Basis::Local => "local",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Basis> {
        [Basis::Law, Basis::Local]
            .into_iter()
            .find(|basis| basis.code() == code)
    }
}

/// On what a rule rests (依据).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Law or local rule.
    pub basis: Basis,
    /// Name, number and article.
    pub cite: String,
    /// What it says, as far as the rule rests on it.
    pub says: String,
    /// What it leaves open and the rule fills in; empty where it leaves nothing open.
    pub assumed: String,
}

/// Working days that a card gives people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Limits {
    /// To explain it or put it right (说明、整改).
    pub answer: u32,
    /// To appeal against it (申诉).
    pub appeal: u32,
    /// To decide the appeal (申诉处理).
    pub judge: u32,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            answer: 3,
            appeal: 5,
            judge: 5,
        }
    }
}

/// A supervision rule in one version (监察规则).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Code and version.
    pub mark: RuleMark,
    /// What people call it.
    pub name: Words,
    /// Where it holds.
    pub scope: Scope,
    /// What it watches, and from when on.
    pub watch: Watch,
    /// The colour of its card.
    pub colour: Colour,
    /// Whom it tells, and when it goes further up.
    pub told: Vec<Told>,
    /// Time for the answer, the appeal and its decision.
    pub limits: Limits,
    /// What its cards cost.
    pub score: Option<Score>,
    /// First day.
    pub from: Day,
    /// Last day; none while it goes on.
    pub until: Option<Day>,
    /// On what it rests.
    pub source: Source,
}

impl Rule {
    /// In force on a day.
    pub fn is_in_force(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }

    /// Refuses what cannot be a rule.
    ///
    /// # Errors
    /// No source, or fields that are wrong, each named.
    pub fn check(&self) -> Result<(), Refusal> {
        rule_check::check(self)
    }
}
