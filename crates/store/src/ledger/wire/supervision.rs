//! Cards and letters of supervision (监察牌、监察文书), and the rules behind them (监察规则), as canonical JSON.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;
use yimen_domain::calendar::Instant;
use yimen_domain::cases::CaseId;
use yimen_domain::cases::event::Event;
use yimen_domain::clocks::ClockKind;
use yimen_domain::organisation::AccountId;
use yimen_domain::organisation::posts::Person;
use yimen_domain::supervision::Pattern;
use yimen_domain::supervision::card::{Card, Occasion};
use yimen_domain::supervision::letter::{self, Letter};
use yimen_domain::supervision::record::Happened;
use yimen_domain::supervision::rule::{Addressee, Colour, Limits, RuleCode, RuleMark, Score, Told};
use yimen_domain::words::Words;

use super::{EvidenceWire, day, envelope, evidence_wire, parse, read_evidence};

#[derive(Serialize, Deserialize)]
struct WordsWire {
    en: String,
    zh: String,
}

#[derive(Serialize, Deserialize)]
struct MarkWire {
    code: String,
    version: u32,
}

#[derive(Serialize, Deserialize)]
struct LimitsWire {
    answer: u32,
    appeal: u32,
    judge: u32,
}

#[derive(Serialize, Deserialize)]
struct ScoreWire {
    every: u32,
    tenths: u32,
}

#[derive(Serialize, Deserialize)]
struct ToldWire {
    after: u32,
    to: String,
}

#[derive(Serialize, Deserialize)]
struct PersonWire {
    account: Uuid,
    name: String,
}

#[derive(Serialize, Deserialize, Default)]
struct OccasionWire {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    card: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    clock: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    extended: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first: Option<u32>,
    kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pattern: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    start: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct CardWire {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    about: Option<PersonWire>,
    avoided: WordsWire,
    colour: String,
    due: i64,
    events: Vec<u32>,
    inputs: BTreeMap<String, String>,
    limits: LimitsWire,
    no: u32,
    occasion: OccasionWire,
    reason: WordsWire,
    rule: MarkWire,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    score: Option<ScoreWire>,
    source: String,
    told: Vec<ToldWire>,
}

#[derive(Serialize, Deserialize)]
struct EscalatedWire {
    no: u32,
    to: String,
}

/// An explanation, a correction, an appeal, an answer to a letter, and how a letter is closed.
#[derive(Serialize, Deserialize)]
struct SaidWire {
    day: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    evidence: Option<EvidenceWire>,
    no: u32,
    words: String,
}

#[derive(Serialize, Deserialize)]
struct JudgedWire {
    day: String,
    no: u32,
    reasons: String,
    upheld: bool,
}

#[derive(Serialize, Deserialize)]
struct LetterWire {
    asks: String,
    body: String,
    cards: Vec<u32>,
    day: String,
    days: u32,
    letter: String,
    no: u32,
    to: String,
}

#[derive(Serialize, Deserialize)]
struct OverdueWire {
    no: u32,
}

#[derive(Serialize, Deserialize)]
struct SentBackWire {
    day: String,
    days: u32,
    no: u32,
    reason: String,
}

fn words_wire(words: &Words) -> WordsWire {
    WordsWire {
        en: words.en.clone(),
        zh: words.zh.clone(),
    }
}

fn read_words(wire: WordsWire) -> Words {
    Words::new(wire.zh, wire.en)
}

fn limits_wire(limits: Limits) -> LimitsWire {
    LimitsWire {
        answer: limits.answer,
        appeal: limits.appeal,
        judge: limits.judge,
    }
}

fn read_limits(wire: &LimitsWire) -> Limits {
    Limits {
        answer: wire.answer,
        appeal: wire.appeal,
        judge: wire.judge,
    }
}

fn score_wire(score: Score) -> ScoreWire {
    ScoreWire {
        every: score.every,
        tenths: score.tenths,
    }
}

fn read_score(wire: &ScoreWire) -> Score {
    Score {
        tenths: wire.tenths,
        every: wire.every,
    }
}

fn told_wires(told: &[Told]) -> Vec<ToldWire> {
    let wire = |told: &Told| ToldWire {
        after: told.after,
        to: told.to.code().into(),
    };
    told.iter().map(wire).collect()
}

fn addressee(code: &str) -> Result<Addressee, String> {
    Addressee::parse(code).ok_or_else(|| format!("{code} is nobody to tell"))
}

fn read_told(wires: &[ToldWire]) -> Result<Vec<Told>, String> {
    let told = |wire: &ToldWire| {
        Ok(Told {
            to: addressee(&wire.to)?,
            after: wire.after,
        })
    };
    wires.iter().map(told).collect()
}

fn colour(code: &str) -> Result<Colour, String> {
    Colour::parse(code).ok_or_else(|| format!("{code} is no colour"))
}

fn clock(code: &str) -> Result<ClockKind, String> {
    ClockKind::parse(code).ok_or_else(|| format!("{code} is no clock"))
}

fn pattern(code: &str) -> Result<Pattern, String> {
    let known = Pattern::ALL.into_iter().find(|pattern| pattern.code() == code);
    known.ok_or_else(|| format!("{code} is no pattern"))
}

fn rule_code(code: &str) -> Result<RuleCode, String> {
    RuleCode::parse(code).map_err(|_| format!("{code} is no code of a rule"))
}

fn need<T>(field: Option<T>, name: &str) -> Result<T, String> {
    field.ok_or_else(|| format!("{name} is missing"))
}

fn occasion_wire(occasion: &Occasion) -> OccasionWire {
    let of = |kind: &str| OccasionWire {
        kind: kind.into(),
        ..OccasionWire::default()
    };
    match occasion {
        Occasion::Clock { kind, start, extended } => OccasionWire {
            clock: Some(kind.code().into()),
            extended: Some(*extended),
            start: Some(start.to_string()),
            ..of("clock")
        },
        Occasion::Pattern { pattern, first } => OccasionWire {
            first: Some(*first),
            pattern: Some(pattern.code().into()),
            ..of("pattern")
        },
        Occasion::Card { no } => OccasionWire {
            card: Some(*no),
            ..of("card")
        },
        Occasion::Finding { first } => OccasionWire {
            first: Some(*first),
            ..of("finding")
        },
    }
}

fn read_occasion(wire: OccasionWire) -> Result<Occasion, String> {
    Ok(match wire.kind.as_str() {
        "clock" => Occasion::Clock {
            kind: clock(&need(wire.clock, "clock")?)?,
            start: day(&need(wire.start, "start")?)?,
            extended: need(wire.extended, "extended")?,
        },
        "pattern" => Occasion::Pattern {
            pattern: pattern(&need(wire.pattern, "pattern")?)?,
            first: need(wire.first, "first")?,
        },
        "card" => Occasion::Card {
            no: need(wire.card, "card")?,
        },
        "finding" => Occasion::Finding {
            first: need(wire.first, "first")?,
        },
        other => return Err(format!("{other} is no occasion of a card")),
    })
}

fn card_wire(card: &Card) -> CardWire {
    CardWire {
        about: card.about.as_ref().map(|person| PersonWire {
            account: person.account.0,
            name: person.name.clone(),
        }),
        avoided: words_wire(&card.avoided),
        colour: card.colour.code().into(),
        due: card.due.0,
        events: card.events.clone(),
        inputs: card.inputs.clone(),
        limits: limits_wire(card.limits),
        no: card.no,
        occasion: occasion_wire(&card.occasion),
        reason: words_wire(&card.reason),
        rule: MarkWire {
            code: card.rule.code.as_str().into(),
            version: card.rule.version,
        },
        score: card.score.map(score_wire),
        source: card.source.clone(),
        told: told_wires(&card.told),
    }
}

fn read_card(wire: CardWire) -> Result<Card, String> {
    Ok(Card {
        no: wire.no,
        rule: RuleMark {
            code: rule_code(&wire.rule.code)?,
            version: wire.rule.version,
        },
        colour: colour(&wire.colour)?,
        occasion: read_occasion(wire.occasion)?,
        due: Instant(wire.due),
        inputs: wire.inputs,
        reason: read_words(wire.reason),
        avoided: read_words(wire.avoided),
        events: wire.events,
        about: wire.about.map(|person| Person {
            account: AccountId(person.account),
            name: person.name,
        }),
        told: read_told(&wire.told)?,
        limits: read_limits(&wire.limits),
        score: wire.score.as_ref().map(read_score),
        source: wire.source,
    })
}

pub(super) fn write(case: CaseId, event: &Event, happened: &Happened) -> String {
    match happened {
        Happened::Given(card) => envelope(case, event, card_wire(card)),
        Happened::Escalated { no, to } => {
            let to = to.code().into();
            envelope(case, event, EscalatedWire { no: *no, to })
        }
        Happened::Explained {
            no,
            day,
            words,
            evidence,
        }
        | Happened::Corrected {
            no,
            day,
            words,
            evidence,
        }
        | Happened::Appealed {
            no,
            day,
            grounds: words,
            evidence,
        }
        | Happened::Letter(letter::Happened::Answered {
            no,
            day,
            words,
            evidence,
        }) => {
            let wire = SaidWire {
                day: day.to_string(),
                evidence: evidence.as_ref().map(evidence_wire),
                no: *no,
                words: words.clone(),
            };
            envelope(case, event, wire)
        }
        Happened::Judged {
            no,
            day,
            upheld,
            reasons,
        } => {
            let wire = JudgedWire {
                day: day.to_string(),
                no: *no,
                reasons: reasons.clone(),
                upheld: *upheld,
            };
            envelope(case, event, wire)
        }
        Happened::Letter(letter::Happened::Sent(letter)) => {
            let wire = LetterWire {
                asks: letter.asks.clone(),
                body: letter.body.clone(),
                cards: letter.cards.clone(),
                day: letter.day.to_string(),
                days: letter.days,
                letter: letter.kind.code().into(),
                no: letter.no,
                to: letter.to.code().into(),
            };
            envelope(case, event, wire)
        }
        Happened::Letter(letter::Happened::Overdue { no }) => envelope(case, event, OverdueWire { no: *no }),
        Happened::Letter(letter::Happened::SentBack { no, day, reason, days }) => {
            let wire = SentBackWire {
                day: day.to_string(),
                days: *days,
                no: *no,
                reason: reason.clone(),
            };
            envelope(case, event, wire)
        }
        Happened::Letter(letter::Happened::Closed { no, day, words }) => {
            let wire = SaidWire {
                day: day.to_string(),
                evidence: None,
                no: *no,
                words: words.clone(),
            };
            envelope(case, event, wire)
        }
    }
}

/// What happened, if the kind is one of supervision.
pub(super) fn read(kind: &str, raw: &RawValue) -> Result<Option<Happened>, String> {
    Ok(Some(match kind {
        "card_given" => Happened::Given(Box::new(read_card(parse(raw)?)?)),
        "card_escalated" => {
            let wire: EscalatedWire = parse(raw)?;
            Happened::Escalated {
                no: wire.no,
                to: addressee(&wire.to)?,
            }
        }
        "card_explained"
        | "card_corrected"
        | "card_appealed"
        | "supervision_letter_answered"
        | "supervision_letter_closed" => read_said(kind, parse(raw)?)?,
        "card_judged" => {
            let wire: JudgedWire = parse(raw)?;
            Happened::Judged {
                no: wire.no,
                day: day(&wire.day)?,
                upheld: wire.upheld,
                reasons: wire.reasons,
            }
        }
        "supervision_letter_sent" => {
            let wire: LetterWire = parse(raw)?;
            let sort = letter::Kind::parse(&wire.letter).ok_or_else(|| format!("{} is no letter", wire.letter))?;
            Happened::Letter(letter::Happened::Sent(Box::new(Letter {
                no: wire.no,
                kind: sort,
                day: day(&wire.day)?,
                cards: wire.cards,
                body: wire.body,
                to: addressee(&wire.to)?,
                asks: wire.asks,
                days: wire.days,
            })))
        }
        "supervision_letter_overdue" => {
            let wire: OverdueWire = parse(raw)?;
            Happened::Letter(letter::Happened::Overdue { no: wire.no })
        }
        "supervision_letter_sent_back" => {
            let wire: SentBackWire = parse(raw)?;
            Happened::Letter(letter::Happened::SentBack {
                no: wire.no,
                day: day(&wire.day)?,
                reason: wire.reason,
                days: wire.days,
            })
        }
        _ => return Ok(None),
    }))
}

fn read_said(kind: &str, wire: SaidWire) -> Result<Happened, String> {
    let (no, day, words) = (wire.no, day(&wire.day)?, wire.words);
    let evidence = wire.evidence.map(read_evidence);
    Ok(match kind {
        "card_explained" => Happened::Explained {
            no,
            day,
            words,
            evidence,
        },
        "card_corrected" => Happened::Corrected {
            no,
            day,
            words,
            evidence,
        },
        "card_appealed" => Happened::Appealed {
            no,
            day,
            grounds: words,
            evidence,
        },
        "supervision_letter_answered" => Happened::Letter(letter::Happened::Answered {
            no,
            day,
            words,
            evidence,
        }),
        _ => Happened::Letter(letter::Happened::Closed { no, day, words }),
    })
}

mod rules;

pub use rules::{read_rule, write_rule};

#[cfg(test)]
pub(super) mod examples;
