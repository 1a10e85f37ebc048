//! What a supervision rule must satisfy before it is put in force (监察规则校验).

use super::pattern::{Parameters, Pattern};
use super::rule::{Colour, LONGEST_CODE, Rule, Score, Threshold, Told, Watch};
use crate::clocks::ClockKind;
use crate::words::{Fault, Refusal, RefusalKind};

/// Longest limit of a card, and longest wait before it goes further up, working days.
const MOST_DAYS: u32 = 250;
/// Longest name.
const LONGEST_NAME: usize = 100;
/// Longest citation and longest text of a source.
const LONGEST_CITE: usize = 300;
const LONGEST_SAYS: usize = 2_000;
/// Most tenths of points that one card may cost.
const MOST_TENTHS: u32 = 1_000;

/// Such a code is none.
pub(super) fn bad_code() -> Refusal {
    Refusal::invalid(vec![Fault::new(
        "code",
        format!("规则编号应为 1 至 {LONGEST_CODE} 个字母、数字或者连字符。"),
        format!("A rule's code has 1 to {LONGEST_CODE} letters, figures or hyphens."),
    )])
}

/// Clocks of the applicant: nobody in the centre breaks them.
fn is_applicants(kind: ClockKind) -> bool {
    matches!(
        kind,
        ClockKind::HearingRequest
            | ClockKind::Renewal
            | ClockKind::Correction
            | ClockKind::DeferredMaterial
            | ClockKind::Appeal
            | ClockKind::CardAppeal
    )
}

pub(super) fn check(rule: &Rule) -> Result<(), Refusal> {
    let mut faults = Vec::new();
    faults.extend(names(rule));
    faults.extend(watch(rule));
    faults.extend(told(&rule.told));
    faults.extend(limits(rule));
    if rule.until.is_some_and(|until| until < rule.from) {
        faults.push(Fault::new(
            "until",
            "失效日期不能早于生效日期。",
            "The last day is not before the first.",
        ));
    }
    let source = source(rule);
    if source.is_empty() && faults.is_empty() {
        return Ok(());
    }
    let mut refusal = if source.is_empty() {
        Refusal::invalid(Vec::new())
    } else {
        Refusal::new(
            "supervision_rule_without_source",
            RefusalKind::Invalid,
            "行政许可法 第六十条",
            (
                "监察规则没有写明依据。",
                "The supervision rule does not say on what it rests.",
            ),
            (
                "请写明法律法规的条款，或者本地规定的名称、文号和条款，以及它的内容。",
                "Name the article of law, or the local rule by name, number and article, and what it says.",
            ),
        )
    };
    refusal.faults = source.into_iter().chain(faults).collect();
    Err(refusal)
}

fn line(field: &str, text: &str, most: usize) -> Option<Fault> {
    let length = text.trim().chars().count();
    let right = (1..=most).contains(&length) && !text.chars().any(char::is_control);
    (!right).then(|| {
        Fault::new(
            field,
            format!("请填写 1 至 {most} 个字，写成一行。"),
            format!("Give 1 to {most} characters in one line."),
        )
    })
}

fn names(rule: &Rule) -> Vec<Fault> {
    let mut faults: Vec<Fault> = line("name.zh", &rule.name.zh, LONGEST_NAME).into_iter().collect();
    faults.extend(line("name.en", &rule.name.en, LONGEST_NAME));
    for (field, named) in [("scope.body", &rule.scope.body), ("scope.item", &rule.scope.item)] {
        faults.extend(named.as_ref().and_then(|text| line(field, text, LONGEST_NAME)));
    }
    if rule.mark.version == 0 {
        faults.push(Fault::new("version", "版本号从 1 开始。", "Versions begin with 1."));
    }
    faults
}

fn source(rule: &Rule) -> Vec<Fault> {
    let source = &rule.source;
    let mut faults: Vec<Fault> = line("source.cite", &source.cite, LONGEST_CITE).into_iter().collect();
    faults.extend(line("source.says", &source.says, LONGEST_SAYS));
    if !source.assumed.is_empty() {
        faults.extend(line("source.assumed", &source.assumed, LONGEST_SAYS));
    }
    faults
}

fn days_fault(field: &str, least: u32, days: u32) -> Option<Fault> {
    (!(least..=MOST_DAYS).contains(&days)).then(|| {
        Fault::new(
            field,
            format!("应为 {least} 至 {MOST_DAYS} 个工作日。"),
            format!("This is {least} to {MOST_DAYS} working days."),
        )
    })
}

fn watch(rule: &Rule) -> Vec<Fault> {
    let mut faults = Vec::new();
    match &rule.watch {
        Watch::Clock { kind, at } => {
            match *at {
                Threshold::Used(percent) if !(1..=100).contains(&percent) => faults.push(Fault::new(
                    "watch.amount",
                    "已用比例应为 1 至 100。",
                    "The share used is 1 to 100 percent.",
                )),
                Threshold::Left(days) | Threshold::Over(days) => faults.extend(days_fault("watch.amount", 0, days)),
                Threshold::Used(_) => {}
            }
            if rule.colour != Colour::Notice && is_applicants(*kind) {
                let (zh, en) = kind.words();
                faults.push(Fault::new(
                    "colour",
                    format!("“{zh}”是申请人的时限，只能提示，不能发黄牌或者红牌。"),
                    format!("“{en}” is the applicant's own time: it may be noticed, but gives nobody a card."),
                ));
            }
        }
        Watch::Pattern {
            pattern,
            parameters,
            count,
        } => {
            if *pattern == Pattern::LateData {
                let (zh, en) = pattern.words();
                faults.push(Fault::new(
                    "watch.pattern",
                    format!("“{zh}”要对照其他系统的数据才能看出，请用“人工核查”的规则。"),
                    format!(
                        "“{en}” shows only beside the data of another system; use a rule for what an inspector finds."
                    ),
                ));
            }
            if *count == 0 {
                faults.push(Fault::new("watch.count", "次数从 1 开始。", "The count begins with 1."));
            }
            if !sensible(parameters) {
                faults.push(Fault::new(
                    "watch.parameters",
                    "参数不能为负数，比例应为 0 至 100。",
                    "No parameter is below nought, and a share is 0 to 100 percent.",
                ));
            }
        }
        Watch::Uncured { colour, days } => {
            faults.extend(days_fault("watch.days", 1, *days));
            if rule.colour <= *colour {
                faults.push(Fault::new(
                    "colour",
                    "逾期未整改的，应当发更重一级的牌。",
                    "What was not put right gets a card of a graver colour.",
                ));
            }
        }
        Watch::Finding => {}
    }
    faults
}

fn sensible(parameters: &Parameters) -> bool {
    let Parameters {
        seconds,
        near_the_end,
        paused_percent,
        entered_after,
        restart_days,
        rating_seconds,
        ..
    } = parameters;
    let counts = [*seconds, *near_the_end, *entered_after, *rating_seconds];
    counts.iter().all(|count| *count >= 0) && *restart_days >= 0 && (0..=100).contains(paused_percent)
}

/// Somebody is told with the card; then each further up, later, and once.
fn told(told: &[Told]) -> Vec<Fault> {
    let mut faults = Vec::new();
    if told.first().is_none_or(|first| first.after != 0) {
        faults.push(Fault::new(
            "told",
            "请写明发牌时告知谁。",
            "Name who is told with the card itself.",
        ));
    }
    let rises = told
        .windows(2)
        .all(|pair| pair[0].to < pair[1].to && pair[0].after <= pair[1].after);
    if !rises {
        faults.push(Fault::new(
            "told",
            "应由近及远逐级告知：经办人、科室负责人、分管领导、监察人员，每人一次，间隔的工作日不能变少。",
            "Tell the nearest first, each once, and nobody earlier than the one before: handler, head of section, leader, inspector.",
        ));
    }
    faults.extend(told.iter().filter_map(|step| days_fault("told.after", 0, step.after)));
    faults
}

fn limits(rule: &Rule) -> Vec<Fault> {
    let limits = rule.limits;
    let mut faults: Vec<Fault> = [
        ("limits.answer", limits.answer),
        ("limits.appeal", limits.appeal),
        ("limits.judge", limits.judge),
    ]
    .into_iter()
    .filter_map(|(field, days)| days_fault(field, 1, days))
    .collect();
    if let Some(Score { tenths, every }) = rule.score
        && (!(1..=MOST_TENTHS).contains(&tenths) || every == 0)
    {
        faults.push(Fault::new(
            "score",
            "扣分应为 0.1 至 100 分，张数从 1 开始。",
            "Points are 0.1 to 100, for every one card or more.",
        ));
    }
    faults
}
