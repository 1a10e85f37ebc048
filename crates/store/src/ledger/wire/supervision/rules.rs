//! Supervision rules (监察规则) as canonical JSON: what a table of rules keeps of each version.

use serde::{Deserialize, Serialize};
use yimen_domain::calendar::Region;
use yimen_domain::items::ItemKind;
use yimen_domain::supervision::Parameters;
use yimen_domain::supervision::rule::{Basis, Rule, RuleMark, Scope, Source, Threshold, Watch};

use super::{
    LimitsWire, ScoreWire, ToldWire, WordsWire, clock, colour, day, limits_wire, need, pattern, read_limits,
    read_score, read_told, read_words, rule_code, score_wire, told_wires, words_wire,
};

#[derive(Serialize, Deserialize)]
struct ParametersWire {
    burst_steps: u32,
    entered_after: i64,
    equal_cases: u32,
    most_notices: u32,
    near_the_end: i64,
    paused_percent: i64,
    rating_seconds: i64,
    ratings: u32,
    restart_days: i32,
    seconds: i64,
}

#[derive(Serialize, Deserialize, Default)]
struct WatchWire {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    amount: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    clock: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    colour: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    count: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    days: Option<u32>,
    kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    parameters: Option<ParametersWire>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pattern: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct ScopeWire {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    item: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    region: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct SourceWire {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    assumed: String,
    basis: String,
    cite: String,
    says: String,
}

#[derive(Serialize, Deserialize)]
struct RuleWire {
    code: String,
    colour: String,
    from: String,
    limits: LimitsWire,
    name: WordsWire,
    scope: ScopeWire,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    score: Option<ScoreWire>,
    source: SourceWire,
    told: Vec<ToldWire>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    version: u32,
    watch: WatchWire,
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn large(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

fn parameters_wire(parameters: &Parameters) -> ParametersWire {
    ParametersWire {
        burst_steps: small(parameters.burst_steps),
        entered_after: parameters.entered_after,
        equal_cases: small(parameters.equal_cases),
        most_notices: small(parameters.most_notices),
        near_the_end: parameters.near_the_end,
        paused_percent: parameters.paused_percent,
        rating_seconds: parameters.rating_seconds,
        ratings: small(parameters.ratings),
        restart_days: parameters.restart_days,
        seconds: parameters.seconds,
    }
}

fn read_parameters(wire: &ParametersWire) -> Parameters {
    Parameters {
        seconds: wire.seconds,
        burst_steps: large(wire.burst_steps),
        most_notices: large(wire.most_notices),
        near_the_end: wire.near_the_end,
        paused_percent: wire.paused_percent,
        entered_after: wire.entered_after,
        restart_days: wire.restart_days,
        ratings: large(wire.ratings),
        rating_seconds: wire.rating_seconds,
        equal_cases: large(wire.equal_cases),
    }
}

fn watch_wire(watch: &Watch) -> WatchWire {
    let wire = WatchWire {
        kind: watch.code().into(),
        ..WatchWire::default()
    };
    match watch {
        Watch::Clock { kind, at } => WatchWire {
            amount: Some(at.amount()),
            at: Some(at.code().into()),
            clock: Some(kind.code().into()),
            ..wire
        },
        Watch::Pattern {
            pattern,
            parameters,
            count,
        } => WatchWire {
            count: Some(*count),
            parameters: Some(parameters_wire(parameters)),
            pattern: Some(pattern.code().into()),
            ..wire
        },
        Watch::Uncured { colour, days } => WatchWire {
            colour: Some(colour.code().into()),
            days: Some(*days),
            ..wire
        },
        Watch::Finding => wire,
    }
}

fn read_watch(wire: WatchWire) -> Result<Watch, String> {
    Ok(match wire.kind.as_str() {
        "clock" => {
            let (at, amount) = (need(wire.at, "at")?, need(wire.amount, "amount")?);
            Watch::Clock {
                kind: clock(&need(wire.clock, "clock")?)?,
                at: Threshold::parse(&at, amount).ok_or_else(|| format!("{at} is no threshold"))?,
            }
        }
        "pattern" => Watch::Pattern {
            pattern: pattern(&need(wire.pattern, "pattern")?)?,
            parameters: read_parameters(&need(wire.parameters, "parameters")?),
            count: need(wire.count, "count")?,
        },
        "uncured" => Watch::Uncured {
            colour: colour(&need(wire.colour, "colour")?)?,
            days: need(wire.days, "days")?,
        },
        "finding" => Watch::Finding,
        other => return Err(format!("{other} is nothing that a rule watches")),
    })
}

/// A rule as canonical JSON.
///
/// # Errors
/// It cannot be written as JSON.
pub fn write_rule(rule: &Rule) -> Result<String, String> {
    let wire = RuleWire {
        code: rule.mark.code.as_str().into(),
        colour: rule.colour.code().into(),
        from: rule.from.to_string(),
        limits: limits_wire(rule.limits),
        name: words_wire(&rule.name),
        scope: ScopeWire {
            body: rule.scope.body.clone(),
            item: rule.scope.item.clone(),
            kind: rule.scope.kind.map(|kind| kind.code().into()),
            region: rule.scope.region.as_ref().map(|region| region.code().into()),
        },
        score: rule.score.map(score_wire),
        source: SourceWire {
            assumed: rule.source.assumed.clone(),
            basis: rule.source.basis.code().into(),
            cite: rule.source.cite.clone(),
            says: rule.source.says.clone(),
        },
        told: told_wires(&rule.told),
        until: rule.until.map(|until| until.to_string()),
        version: rule.mark.version,
        watch: watch_wire(&rule.watch),
    };
    serde_json::to_string(&wire).map_err(|error| error.to_string())
}

/// A rule from its JSON.
///
/// # Errors
/// It is none; what is wrong is named.
pub fn read_rule(text: &str) -> Result<Rule, String> {
    let wire: RuleWire = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let kind = |code: String| ItemKind::parse(&code).ok_or_else(|| format!("{code} is no kind of item"));
    let region = |code: String| Region::parse(&code).map_err(|_| format!("{code} is no region"));
    let basis = &wire.source.basis;
    let rule = Rule {
        mark: RuleMark {
            code: rule_code(&wire.code)?,
            version: wire.version,
        },
        name: read_words(wire.name),
        scope: Scope {
            region: wire.scope.region.map(region).transpose()?,
            body: wire.scope.body,
            item: wire.scope.item,
            kind: wire.scope.kind.map(kind).transpose()?,
        },
        watch: read_watch(wire.watch)?,
        colour: colour(&wire.colour)?,
        told: read_told(&wire.told)?,
        limits: read_limits(&wire.limits),
        score: wire.score.as_ref().map(read_score),
        from: day(&wire.from)?,
        until: wire.until.as_deref().map(day).transpose()?,
        source: Source {
            basis: Basis::parse(basis).ok_or_else(|| format!("{basis} is no basis"))?,
            cite: wire.source.cite,
            says: wire.source.says,
            assumed: wire.source.assumed,
        },
    };
    rule.check().map_err(|refusal| refusal.to_string())?;
    Ok(rule)
}
