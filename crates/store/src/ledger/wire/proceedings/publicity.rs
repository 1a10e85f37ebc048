//! Events of publicity periods (公示) as canonical JSON.

use yimen_domain::calendar::Day;
use yimen_domain::cases::proceedings::publicity::Happened;

use super::{Said, Wire, unknown};

pub(super) fn wire(happened: &Happened) -> Wire {
    match happened {
        Happened::Opened {
            no,
            day,
            subject,
            content,
            basis,
            days,
            from,
            until,
            contact,
        } => Wire {
            subject: Some(subject.clone()),
            words: Some(content.clone()),
            basis: Some(basis.clone()),
            days: Some(*days),
            from: Some(from.to_string()),
            until: Some(until.to_string()),
            contact: Some(contact.clone()),
            ..Wire::of(*no, *day)
        },
        Happened::ViewReceived {
            no,
            day,
            view,
            commitment,
        } => Wire {
            view: Some(*view),
            commitment: Some(commitment.clone()),
            ..Wire::of(*no, *day)
        },
        Happened::ViewAnswered {
            no,
            day,
            view,
            accepted,
            words,
        } => Wire {
            view: Some(*view),
            yes: Some(*accepted),
            words: Some(words.clone()),
            ..Wire::of(*no, *day)
        },
        Happened::Closed { no, day, words } => Wire {
            words: Some(words.clone()),
            ..Wire::of(*no, *day)
        },
    }
}

pub(super) fn read(kind: &str, no: u32, day: Day, said: &mut Said) -> Result<Happened, String> {
    let view = said.wire.view.ok_or_else(|| "there is no view".to_string());
    Ok(match kind {
        "publicity_opened" => Happened::Opened {
            no,
            day,
            subject: said.wire.subject.take().unwrap_or_default(),
            content: said.words(),
            basis: said.wire.basis.take().unwrap_or_default(),
            days: said.wire.days.ok_or("there are no days")?,
            from: said.day_of(|wire| &wire.from)?,
            until: said.day_of(|wire| &wire.until)?,
            contact: said.wire.contact.take().unwrap_or_default(),
        },
        "publicity_view_received" => Happened::ViewReceived {
            no,
            day,
            view: view?,
            commitment: said.wire.commitment.take().ok_or("there is no commitment")?,
        },
        "publicity_view_answered" => Happened::ViewAnswered {
            no,
            day,
            view: view?,
            accepted: said.yes()?,
            words: said.words(),
        },
        "publicity_closed" => Happened::Closed {
            no,
            day,
            words: said.words(),
        },
        other => return unknown(other),
    })
}

/// One of each kind, for the trials of the wire.
#[cfg(test)]
pub(super) fn every_kind(no: u32, day: Day) -> Vec<Happened> {
    vec![
        Happened::Opened {
            no,
            day,
            subject: "排放口设置".into(),
            content: "拟准予设置\n请提意见".into(),
            basis: "示例规定 第十二条".into(),
            days: 5,
            from: day,
            until: day.plus(7),
            contact: "政务中心二楼".into(),
        },
        Happened::ViewReceived {
            no,
            day,
            view: 1,
            commitment: "ab".into(),
        },
        Happened::ViewAnswered {
            no,
            day,
            view: 1,
            accepted: false,
            words: "理由".into(),
        },
        Happened::Closed {
            no,
            day,
            words: "没有异议".into(),
        },
    ]
}
