//! What happened to a result on its way (送达过程), as canonical JSON.

use serde::{Deserialize, Serialize};
use yimen_domain::cases::delivery::{Happened, Parcel, Shown};

use super::day;

/// Kinds of events that are read here.
pub(super) const KINDS: [&str; 6] = [
    "receiver_checked",
    "parcel_tracked",
    "posted_again",
    "collected",
    "downloaded",
    "reminded",
];

#[derive(Default, Serialize, Deserialize)]
pub(super) struct DeliveryWire {
    day: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    note: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    parcel: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    receiver: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    shown: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    tail: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    time: Option<u32>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    tracking: String,
}

pub(super) fn wire(happened: &Happened) -> DeliveryWire {
    let on = |day: &yimen_domain::calendar::Day| DeliveryWire {
        day: day.to_string(),
        ..DeliveryWire::default()
    };
    match happened {
        Happened::ReceiverChecked { day, shown, tail } => DeliveryWire {
            shown: shown.code().into(),
            tail: tail.clone(),
            ..on(day)
        },
        Happened::ParcelTracked { day, parcel, note } => DeliveryWire {
            parcel: parcel.code().into(),
            note: note.clone(),
            ..on(day)
        },
        Happened::PostedAgain { day, tracking } => DeliveryWire {
            tracking: tracking.clone(),
            ..on(day)
        },
        Happened::Collected { day, receiver } => DeliveryWire {
            receiver: receiver.clone(),
            ..on(day)
        },
        Happened::Downloaded { day } => on(day),
        Happened::Reminded { day, time } => DeliveryWire {
            time: Some(*time),
            ..on(day)
        },
    }
}

pub(super) fn read(kind: &str, wire: DeliveryWire) -> Result<Happened, String> {
    let day = day(&wire.day)?;
    Ok(match kind {
        "receiver_checked" => Happened::ReceiverChecked {
            day,
            shown: Shown::parse(&wire.shown).ok_or_else(|| format!("{} is no document of identity", wire.shown))?,
            tail: wire.tail,
        },
        "parcel_tracked" => Happened::ParcelTracked {
            day,
            parcel: Parcel::parse(&wire.parcel).ok_or_else(|| format!("{} is no state of a letter", wire.parcel))?,
            note: wire.note,
        },
        "posted_again" => Happened::PostedAgain {
            day,
            tracking: wire.tracking,
        },
        "collected" => Happened::Collected {
            day,
            receiver: wire.receiver,
        },
        "downloaded" => Happened::Downloaded { day },
        "reminded" => Happened::Reminded {
            day,
            time: wire.time.ok_or("which reminder it was is missing")?,
        },
        other => return Err(format!("kind {other} is not known")),
    })
}

#[cfg(test)]
pub(super) fn every_kind(day: yimen_domain::calendar::Day) -> Vec<Happened> {
    vec![
        Happened::ReceiverChecked {
            day,
            shown: Shown::IdCard,
            tail: "002X".into(),
        },
        Happened::ParcelTracked {
            day,
            parcel: Parcel::Returned,
            note: "无人签收".into(),
        },
        Happened::ParcelTracked {
            day,
            parcel: Parcel::OnTheWay,
            note: String::new(),
        },
        Happened::PostedAgain {
            day,
            tracking: "EY2".into(),
        },
        Happened::Collected {
            day,
            receiver: "王*".into(),
        },
        Happened::Downloaded { day },
        Happened::Reminded { day, time: 2 },
    ]
}
