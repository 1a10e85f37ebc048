//! Events of first examinations by a lower authority (下级机关初审) as canonical JSON.

use yimen_domain::calendar::Day;
use yimen_domain::cases::proceedings::lower::Happened;

use super::{Said, Wire, files, limit_wire, unknown};

pub(super) fn wire(happened: &Happened) -> Wire {
    match happened {
        Happened::Asked {
            no,
            day,
            body,
            name,
            limit,
            from,
        } => Wire {
            body: Some(body.clone()),
            name: Some(name.clone()),
            limit: Some(limit_wire(limit)),
            from: Some(from.to_string()),
            ..Wire::of(*no, *day)
        },
        Happened::Reported {
            no,
            day,
            passed,
            words,
            files: brought,
        } => Wire {
            yes: Some(*passed),
            words: Some(words.clone()),
            files: files(brought),
            ..Wire::of(*no, *day)
        },
    }
}

pub(super) fn read(kind: &str, no: u32, day: Day, said: &mut Said) -> Result<Happened, String> {
    Ok(match kind {
        "lower_asked" => Happened::Asked {
            no,
            day,
            body: said.wire.body.take().unwrap_or_default(),
            name: said.wire.name.take().unwrap_or_default(),
            limit: said.limit()?,
            from: said.day_of(|wire| &wire.from)?,
        },
        "lower_reported" => Happened::Reported {
            no,
            day,
            passed: said.yes()?,
            words: said.words(),
            files: said.files(),
        },
        other => return unknown(other),
    })
}
