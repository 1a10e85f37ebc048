//! What happens to a rating after it was given (改评、差评核实整改) as canonical JSON; see [`super`].

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use yimen_domain::cases::CaseId;
use yimen_domain::cases::event::Event;
use yimen_domain::items::Coded;
use yimen_domain::ratings::record::{Amendment, Ground, Happened};
use yimen_domain::ratings::{Level, Terms, Way};

use super::{day, envelope, parse};

#[derive(Serialize, Deserialize)]
pub(super) struct TermsWire {
    contact: u32,
    judge: u32,
    mend: u32,
    visit: u32,
    window: u32,
}

pub(super) fn terms_wire(terms: Terms) -> TermsWire {
    TermsWire {
        contact: terms.contact,
        judge: terms.judge,
        mend: terms.mend,
        visit: terms.visit,
        window: terms.window,
    }
}

pub(super) fn read_terms(wire: TermsWire) -> Terms {
    Terms {
        window: wire.window,
        contact: wire.contact,
        mend: wire.mend,
        visit: wire.visit,
        judge: wire.judge,
    }
}

pub(super) fn way_wire(way: Way) -> String {
    way.code().into()
}

pub(super) fn read_way(code: &str) -> Result<Way, String> {
    Way::parse(code).ok_or(format!("{code} is no way of rating"))
}

#[derive(Serialize, Deserialize)]
struct AmendedWire {
    day: String,
    level: u8,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    options: Vec<u16>,
    words: String,
}

/// A step; `yes` says what was found where a step finds something.
#[derive(Serialize, Deserialize)]
struct StepWire {
    day: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ground: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    words: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    yes: Option<bool>,
}

pub(super) fn write(case: CaseId, event: &Event, happened: &Happened) -> String {
    let step = |day: &yimen_domain::calendar::Day, yes: Option<bool>| StepWire {
        day: day.to_string(),
        ground: None,
        words: happened.says().to_string(),
        yes,
    };
    let wire = match happened {
        Happened::Amended { day, to } => {
            let wire = AmendedWire {
                day: day.to_string(),
                level: to.level.value(),
                options: to.options.clone(),
                words: to.words.clone(),
            };
            return envelope(case, event, wire);
        }
        Happened::Appealed { day, ground, .. } => StepWire {
            ground: Some(ground.code().into()),
            ..step(day, None)
        },
        Happened::TakenBack { day } | Happened::Mended { day, .. } | Happened::Answered { day, .. } => step(day, None),
        Happened::Contacted { day, reached: yes, .. }
        | Happened::Verified { day, found: yes, .. }
        | Happened::VisitedBack { day, content: yes, .. }
        | Happened::Judged {
            day, set_aside: yes, ..
        } => step(day, Some(*yes)),
    };
    envelope(case, event, wire)
}

/// The kinds of this area.
const KINDS: [&str; 9] = [
    "rating_amended",
    "rating_taken_back",
    "rating_contacted",
    "rating_verified",
    "rating_mended",
    "rating_answered",
    "rating_visited_back",
    "rating_appealed",
    "rating_judged",
];

/// Nothing where the kind is none of these.
pub(super) fn read(kind: &str, raw: &RawValue) -> Result<Option<Happened>, String> {
    if !KINDS.contains(&kind) {
        return Ok(None);
    }
    if kind == "rating_amended" {
        let wire: AmendedWire = parse(raw)?;
        let level = Level::from_value(u64::from(wire.level)).ok_or("level is not 1 to 5")?;
        return Ok(Some(Happened::Amended {
            day: day(&wire.day)?,
            to: Amendment {
                level,
                options: wire.options,
                words: wire.words,
            },
        }));
    }
    let wire: StepWire = parse(raw)?;
    let (day, words) = (day(&wire.day)?, wire.words);
    let yes = || wire.yes.ok_or(format!("{kind} does not say what was found"));
    Ok(Some(match kind {
        "rating_taken_back" => Happened::TakenBack { day },
        "rating_contacted" => Happened::Contacted {
            day,
            reached: yes()?,
            words,
        },
        "rating_verified" => Happened::Verified {
            day,
            found: yes()?,
            words,
        },
        "rating_mended" => Happened::Mended { day, words },
        "rating_answered" => Happened::Answered { day, words },
        "rating_visited_back" => Happened::VisitedBack {
            day,
            content: yes()?,
            words,
        },
        "rating_appealed" => {
            let code = wire.ground.unwrap_or_default();
            Happened::Appealed {
                day,
                ground: Ground::parse(&code).ok_or(format!("{code} is no ground"))?,
                words,
            }
        }
        _ => Happened::Judged {
            day,
            set_aside: yes()?,
            reasons: words,
        },
    }))
}

/// One of each kind, for the tests of the wire form.
#[cfg(test)]
pub(super) mod examples {
    use yimen_domain::ratings::Rating;

    use super::*;

    /// With everything that a rating can say.
    pub fn full() -> Rating {
        Rating {
            options: vec![108, 115],
            way: Some(Way::Device),
            device: Some("窗口 3".into()),
            anonymous: true,
            terms: Some(Terms::QUICK),
            ..Rating::new(Level::VeryBad, "等了很久")
        }
    }

    pub fn every_kind(day: yimen_domain::calendar::Day) -> Vec<Happened> {
        let words = || "w".to_string();
        vec![
            Happened::Amended {
                day,
                to: Amendment {
                    level: Level::Good,
                    options: vec![413],
                    words: words(),
                },
            },
            Happened::TakenBack { day },
            Happened::Contacted {
                day,
                reached: false,
                words: words(),
            },
            Happened::Verified {
                day,
                found: true,
                words: words(),
            },
            Happened::Mended { day, words: words() },
            Happened::Answered { day, words: words() },
            Happened::VisitedBack {
                day,
                content: true,
                words: words(),
            },
            Happened::Appealed {
                day,
                ground: Ground::Malicious,
                words: words(),
            },
            Happened::Judged {
                day,
                set_aside: true,
                reasons: words(),
            },
        ]
    }
}
