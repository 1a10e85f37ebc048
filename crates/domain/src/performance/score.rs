//! Scores (绩效评分): from figures to points, line by line. The weights are data; the set here is the one of a published rule.

use super::rate::{Formula, Zero, percent};
use super::sums::{Measure, Sums};
use crate::words::Words;

/// A part of the score (评分项目).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// 政务公开.
    Openness,
    /// 流程规范.
    Procedure,
    /// 期限合法.
    Time,
    /// 收费合理.
    Fees,
    /// 满意度.
    Satisfaction,
    /// 服务态度.
    Manner,
    /// 监督检查.
    Inspection,
    /// 法律责任.
    Liability,
    /// 廉洁行政.
    Integrity,
}

impl Part {
    /// Every part.
    pub const ALL: [Part; 9] = [
        Part::Openness,
        Part::Procedure,
        Part::Time,
        Part::Fees,
        Part::Satisfaction,
        Part::Manner,
        Part::Inspection,
        Part::Liability,
        Part::Integrity,
    ];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Part::Openness => "openness",
            Part::Procedure => "procedure",
            Part::Time => "time",
            Part::Fees => "fees",
            Part::Satisfaction => "satisfaction",
            Part::Manner => "manner",
            Part::Inspection => "inspection",
            Part::Liability => "liability",
            Part::Integrity => "integrity",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Part> {
        Part::ALL.into_iter().find(|part| part.code() == code)
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Part::Openness => ("政务公开", "Openness"),
            Part::Procedure => ("流程规范", "Procedure"),
            Part::Time => ("期限合法", "Time limits"),
            Part::Fees => ("收费合理", "Fees"),
            Part::Satisfaction => ("满意度", "Satisfaction"),
            Part::Manner => ("服务态度", "Manner"),
            Part::Inspection => ("监督检查", "Inspection"),
            Part::Liability => ("法律责任", "Liability"),
            Part::Integrity => ("廉洁行政", "Integrity"),
        }
    }
}

/// So much off a part for every so many of what is counted (扣分).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deduction {
    /// What is counted.
    pub of: Measure,
    /// For how many of them.
    pub every: i64,
    /// Tenths of points.
    pub tenths: i64,
    /// From which part.
    pub from: Part,
}

/// So much off a part for every so much of a rate, up to a limit (按比例扣分).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByRate {
    /// Which rate.
    pub of: Formula,
    /// For how much of it, hundredths of a percent.
    pub every: i64,
    /// Tenths of points.
    pub tenths: i64,
    /// At most.
    pub most: i64,
    /// From which part.
    pub from: Part,
}

/// Points added for what is better than asked (加分): some at a first step, and more for every further one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bonus {
    /// From which rate on, hundredths of a percent.
    pub begins: i64,
    /// Tenths of points for that.
    pub tenths: i64,
    /// For every further so much of the rate.
    pub every: i64,
    /// Tenths of points each.
    pub more: i64,
}

impl Bonus {
    fn of(&self, rate: i64) -> i64 {
        if rate < self.begins {
            return 0;
        }
        let steps = (rate - self.begins).checked_div(self.every).unwrap_or(0);
        self.tenths + steps.saturating_mul(self.more)
    }
}

/// How points are given (评分办法). The centre sets its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weights {
    /// Its name.
    pub words: Words,
    /// On what it rests, and what of it is assumed.
    pub source: Words,
    /// Tenths of points of each part.
    pub parts: Vec<(Part, i64)>,
    /// Off for what is counted.
    pub deductions: Vec<Deduction>,
    /// Off by rates.
    pub by_rate: Vec<ByRate>,
    /// Added for closing early: by the share of decisions that came early.
    pub early: Bonus,
    /// Added for promises shorter than the law's limit on all items: by the least of them.
    pub promise: Bonus,
    /// 折合系数 by workload, millionths.
    pub workload_ppm: i64,
}

impl Weights {
    /// The published rule: 100 points in nine parts, cards, bonuses for early closing and for shorter promises, and incomplete data.
    pub fn standard() -> Weights {
        let points = [10, 14, 14, 8, 10, 10, 14, 10, 10];
        let deduct = |of, every, tenths, from| Deduction {
            of,
            every,
            tenths,
            from,
        };
        Weights {
            words: Words::new("月度百分制（公开规定）", "Monthly, out of 100 (published rule)"),
            source: Words::new(
                "法规库 lar/171266、law_523035 所载规定。牌从“期限合法”扣、登记不全从“流程规范”扣、满意度按满意率折算，为本系统的假定。",
                "Rules lar/171266 and law_523035 as published. That cards count against time limits and incomplete data against procedure, and that \
                 satisfaction follows its rate, is assumed here.",
            ),
            parts: Part::ALL.into_iter().zip(points.map(|points| points * 10)).collect(),
            deductions: vec![
                deduct(Measure::Notices, 3, 30, Part::Time),
                deduct(Measure::YellowCards, 1, 50, Part::Time),
                deduct(Measure::RedCards, 1, 100, Part::Time),
            ],
            by_rate: vec![ByRate {
                of: Formula::Incomplete,
                every: 100,
                tenths: 10,
                most: 50,
                from: Part::Procedure,
            }],
            early: Bonus {
                begins: 1_000,
                tenths: 10,
                every: 1_000,
                more: 10,
            },
            promise: Bonus {
                begins: 3_000,
                tenths: 30,
                every: 1_000,
                more: 10,
            },
            workload_ppm: 1_000_000,
        }
    }
}

/// What points are given for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ground {
    /// The figures of the month.
    pub sums: Sums,
    /// 承诺提速率 of the item that promises the least, hundredths of a percent.
    pub least_promise: Option<i64>,
    /// Points taken off by people after an inspection, tenths, with why.
    pub by_hand: Vec<(Part, i64, Words)>,
}

/// A line of the explanation (评分明细).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Of which part; of none where points are added beside them.
    pub part: Option<Part>,
    /// Tenths of points, taken off below nought.
    pub tenths: i64,
    /// Why.
    pub why: Words,
}

/// A score with its explanation (评分).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// What is left of each part, tenths of points; never below nought.
    pub parts: Vec<(Part, i64)>,
    /// Added beside them.
    pub bonus: i64,
    /// Everything that was taken off or added.
    pub lines: Vec<Line>,
    /// Tenths of points: the parts and what was added, by the workload.
    pub total: i64,
}

/// The score of a month.
pub fn score(ground: &Ground, weights: &Weights) -> Score {
    let mut lines = Vec::new();
    let sums = &ground.sums;
    for rule in &weights.deductions {
        let times = sums.get(rule.of).checked_div(rule.every).unwrap_or(0);
        if times > 0 {
            let ((zh, en), count) = (rule.of.words(), sums.get(rule.of));
            lines.push(Line {
                part: Some(rule.from),
                tenths: -times.saturating_mul(rule.tenths),
                why: Words::new(
                    format!("{zh} {count}，每 {} 个扣 {} 分", rule.every, points(rule.tenths)),
                    format!("{en} {count}: {} off for every {}", points(rule.tenths), rule.every),
                ),
            });
        }
    }
    for rule in &weights.by_rate {
        let Some(rate) = rule.of.of(sums, Zero::NoFigure) else {
            continue;
        };
        let off = (rate.checked_div(rule.every).unwrap_or(0).saturating_mul(rule.tenths)).min(rule.most);
        if off > 0 {
            let (zh, en) = rule.of.words();
            lines.push(Line {
                part: Some(rule.from),
                tenths: -off,
                why: Words::new(
                    format!("{zh} {}，最多扣 {} 分", percent(rate), points(rule.most)),
                    format!("{en} {}, at most {} off", percent(rate), points(rule.most)),
                ),
            });
        }
    }
    lines.extend(satisfaction(sums, weights));
    lines.extend(ground.by_hand.iter().map(|(part, tenths, why)| Line {
        part: Some(*part),
        tenths: -tenths.abs(),
        why: why.clone(),
    }));
    let parts: Vec<(Part, i64)> = (weights.parts.iter())
        .map(|(part, full)| (*part, left(*part, *full, &lines)))
        .collect();
    lines.extend(bonuses(ground, weights));
    let bonus = lines
        .iter()
        .filter(|line| line.part.is_none())
        .map(|line| line.tenths)
        .sum();
    let sum = parts.iter().map(|(_, tenths)| tenths).sum::<i64>() + bonus;
    let total = i128::from(sum) * i128::from(weights.workload_ppm) / 1_000_000;
    Score {
        parts,
        bonus,
        lines,
        total: i64::try_from(total).unwrap_or(i64::MAX),
    }
}

fn left(part: Part, full: i64, lines: &[Line]) -> i64 {
    let off: i64 = (lines.iter())
        .filter(|line| line.part == Some(part))
        .map(|line| line.tenths)
        .sum();
    (full + off).clamp(0, full)
}

/// The part of satisfaction is as large as the share of those who were satisfied; whole where nobody rated.
fn satisfaction(sums: &Sums, weights: &Weights) -> Option<Line> {
    let rate = Formula::Satisfied.of(sums, Zero::NoFigure)?;
    let full = weights.parts.iter().find(|(part, _)| *part == Part::Satisfaction)?.1;
    let kept = full * rate / 10_000;
    (kept < full).then(|| Line {
        part: Some(Part::Satisfaction),
        tenths: kept - full,
        why: Words::new(
            format!("满意率 {}，按比例折算", percent(rate)),
            format!("{} satisfied: in proportion", percent(rate)),
        ),
    })
}

fn bonuses(ground: &Ground, weights: &Weights) -> impl Iterator<Item = Line> {
    let sums = &ground.sums;
    let early = super::rate::share(sums.get(Measure::Early), sums.get(Measure::Decided));
    let early = early.map(|rate| {
        (
            weights.early.of(rate),
            rate,
            "提前办结占办结",
            "decided early, of those decided",
        )
    });
    let promise = ground.least_promise.map(|rate| {
        let words = (
            "所有事项承诺时限至少压缩",
            "every promise shorter than the law's limit by at least",
        );
        (weights.promise.of(rate), rate, words.0, words.1)
    });
    let given = [early, promise]
        .into_iter()
        .flatten()
        .filter(|(tenths, ..)| *tenths > 0);
    given.map(|(tenths, rate, zh, en)| Line {
        part: None,
        tenths,
        why: Words::new(format!("{zh} {}", percent(rate)), format!("{en} {}", percent(rate))),
    })
}

/// The score of half a year or a year: the mean of its months, cut to tenths; nothing of no month.
pub fn mean(months: &[i64]) -> Option<i64> {
    let sum: i128 = months.iter().copied().map(i128::from).sum();
    let mean = sum.checked_div(i128::try_from(months.len()).ok()?)?;
    i64::try_from(mean).ok()
}

/// Tenths of points as people write them: `99.5`.
pub fn points(tenths: i64) -> String {
    let (sign, size) = (if tenths < 0 { "-" } else { "" }, tenths.unsigned_abs());
    if size % 10 == 0 {
        format!("{sign}{}", size / 10)
    } else {
        format!("{sign}{}.{}", size / 10, size % 10)
    }
}
