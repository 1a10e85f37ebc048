//! Objections, reconsiderations and suits (救济), as canonical JSON.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use yimen_domain::cases::CaseId;
use yimen_domain::cases::appeals::{Entered, Entry, Finding, Happened, Kind, Late, Result as Outcome, Settled, Side};
use yimen_domain::cases::beyond::licence::Standing;
use yimen_domain::cases::event::Event;

use super::{EvidenceWire, LimitWire, day, envelope, evidence_wire, limit_wire, parse, read_evidence, read_limit};

#[derive(Serialize, Deserialize)]
struct EnteredWire {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    before: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    company: bool,
    day: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ending: Option<String>,
    entered: String,
    grounds: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    inaction: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    late: Option<LateWire>,
    limit: LimitWire,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    number: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    party: Option<String>,
    remedy: String,
    served: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct LateWire {
    evidence: EvidenceWire,
    reason: String,
}

#[derive(Serialize, Deserialize)]
struct RepliedWire {
    day: String,
    evidence: EvidenceWire,
    remedy: String,
}

#[derive(Serialize, Deserialize)]
struct SettledWire {
    day: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    days: Option<u32>,
    decided: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ending: Option<String>,
    evidence: EvidenceWire,
    finding: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    inaction: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    notice: Option<LimitWire>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    on_procedure: bool,
    remedy: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    set_aside: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    words: String,
}

pub(super) fn write(case: CaseId, event: &Event, happened: &Happened) -> String {
    match happened {
        Happened::Entered(entered) => {
            let entry = &entered.entry;
            let wire = EnteredWire {
                before: entry.before.clone(),
                company: matches!(entry.side, Side::Party { company: true, .. }),
                day: entry.day.to_string(),
                ending: entry.ending.map(|ending| ending.code().into()),
                entered: entered.day.to_string(),
                grounds: entry.grounds.clone(),
                inaction: entered.inaction.map(|due| due.to_string()),
                last: entered.last.map(|last| last.to_string()),
                late: entry.late.as_ref().map(|late| LateWire {
                    evidence: evidence_wire(&late.evidence),
                    reason: late.reason.clone(),
                }),
                limit: limit_wire(&entered.limit),
                number: entry.number.clone(),
                party: match &entry.side {
                    Side::Applicant => None,
                    Side::Party { name, .. } => Some(name.clone()),
                },
                remedy: entry.kind.code().into(),
                served: entry.served.to_string(),
                until: entered.until.map(|until| until.to_string()),
            };
            envelope(case, event, wire)
        }
        Happened::Replied { day, kind, evidence } => {
            let wire = RepliedWire {
                day: day.to_string(),
                evidence: evidence_wire(evidence),
                remedy: kind.code().into(),
            };
            envelope(case, event, wire)
        }
        Happened::Settled(settled) => {
            let result = &settled.result;
            let wire = SettledWire {
                day: settled.day.to_string(),
                days: result.days,
                decided: result.day.to_string(),
                ending: settled.ending.map(|ending| ending.code().into()),
                evidence: evidence_wire(&result.evidence),
                finding: result.finding.code().into(),
                inaction: settled.inaction,
                notice: settled.notice.as_ref().map(limit_wire),
                on_procedure: result.on_procedure,
                remedy: result.kind.code().into(),
                set_aside: settled.set_aside.clone(),
                until: settled.until.map(|until| until.to_string()),
                words: result.words.clone(),
            };
            envelope(case, event, wire)
        }
    }
}

/// What happened, if the kind is one of remedies.
pub(super) fn read(kind: &str, raw: &RawValue) -> Result<Option<Happened>, String> {
    let remedy = |code: &str| Kind::parse(code).ok_or_else(|| format!("{code} is no remedy"));
    let maybe = |text: Option<String>| text.as_deref().map(day).transpose();
    let ending = |code: Option<String>| {
        let known = |code: &str| Standing::parse(code).ok_or_else(|| format!("{code} is no end of a licence"));
        code.as_deref().map(known).transpose()
    };
    Ok(Some(match kind {
        "remedy_entered" => {
            let wire: EnteredWire = parse(raw)?;
            Happened::Entered(Box::new(Entered {
                day: day(&wire.entered)?,
                entry: Entry {
                    kind: remedy(&wire.remedy)?,
                    side: wire.party.map_or(Side::Applicant, |name| Side::Party {
                        name,
                        company: wire.company,
                    }),
                    day: day(&wire.day)?,
                    served: day(&wire.served)?,
                    before: wire.before,
                    number: wire.number,
                    grounds: wire.grounds,
                    late: wire.late.map(|late| Late {
                        reason: late.reason,
                        evidence: read_evidence(late.evidence),
                    }),
                    ending: ending(wire.ending)?,
                },
                last: maybe(wire.last)?,
                limit: read_limit(wire.limit),
                until: maybe(wire.until)?,
                inaction: maybe(wire.inaction)?,
            }))
        }
        "remedy_replied" => {
            let wire: RepliedWire = parse(raw)?;
            Happened::Replied {
                day: day(&wire.day)?,
                kind: remedy(&wire.remedy)?,
                evidence: read_evidence(wire.evidence),
            }
        }
        "remedy_settled" => {
            let wire: SettledWire = parse(raw)?;
            Happened::Settled(Box::new(Settled {
                day: day(&wire.day)?,
                result: Outcome {
                    kind: remedy(&wire.remedy)?,
                    day: day(&wire.decided)?,
                    finding: Finding::parse(&wire.finding).ok_or_else(|| format!("{} is no outcome", wire.finding))?,
                    evidence: read_evidence(wire.evidence),
                    words: wire.words,
                    days: wire.days,
                    on_procedure: wire.on_procedure,
                    instead: None,
                },
                until: maybe(wire.until)?,
                notice: wire.notice.map(read_limit),
                set_aside: wire.set_aside,
                inaction: wire.inaction,
                ending: ending(wire.ending)?,
            }))
        }
        _ => return Ok(None),
    }))
}

#[cfg(test)]
pub(super) fn every_kind(day: yimen_domain::calendar::Day) -> Vec<Happened> {
    use yimen_domain::cases::event::{FileMark, LimitMark};
    use yimen_domain::clocks::Evidence;

    let paper = |file: bool| Evidence {
        words: "前府复决〔2026〕8号".into(),
        file: file.then(|| FileMark {
            hash: "ab".repeat(32),
            name: "decision.pdf".into(),
            size: 9,
            media: "application/pdf".into(),
        }),
    };
    let entry = |kind, side, late| Entry {
        kind,
        side,
        day,
        served: day.plus(3),
        before: "前锋区人民法院".into(),
        number: "（2026）川1603行初9号".into(),
        grounds: "事实不清".into(),
        ending: (kind == Kind::Suit).then_some(Standing::Annulled),
        late,
    };
    let settled = |finding, notice: Option<LimitMark>| Settled {
        day,
        result: Outcome {
            kind: Kind::Reconsideration,
            day,
            finding,
            evidence: paper(true),
            words: "维持".into(),
            days: finding.sets_aside().then_some(30),
            on_procedure: finding == Finding::Annulled,
            instead: None,
        },
        until: finding.sets_aside().then_some(day.plus(30)),
        set_aside: finding.sets_aside().then(|| "0".repeat(32)),
        inaction: finding == Finding::Unlawful,
        ending: (finding == Finding::Upheld).then_some(Standing::Cancelled),
        notice,
    };
    let late = Late {
        reason: "洪水封路".into(),
        evidence: paper(false),
    };
    let mut all = vec![
        Happened::Entered(Box::new(Entered {
            day,
            entry: Entry {
                before: String::new(),
                number: String::new(),
                ..entry(Kind::Objection, Side::Applicant, None)
            },
            last: None,
            limit: LimitMark::days(15, "本地规定"),
            until: None,
            inaction: Some(day.plus(-2)),
        })),
        Happened::Entered(Box::new(Entered {
            day,
            entry: entry(
                Kind::Suit,
                Side::Party {
                    name: "王*".into(),
                    company: false,
                },
                Some(late),
            ),
            last: Some(day.plus(-1)),
            limit: LimitMark::days(0, "行政诉讼法 第六十七条"),
            until: Some(day.plus(15)),
            inaction: None,
        })),
        Happened::Replied {
            day,
            kind: Kind::Suit,
            evidence: paper(true),
        },
    ];
    all.extend(Finding::ALL.map(|finding| Happened::Settled(Box::new(settled(finding, None)))));
    let notice = Some(LimitMark::days(5, "行政复议"));
    all.push(Happened::Settled(Box::new(settled(Finding::Ordered, notice))));
    all
}
