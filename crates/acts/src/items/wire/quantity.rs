//! How many can be granted, as JSON.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yimen_domain::calendar::Day;
use yimen_domain::items::QuantityLimit;
use yimen_domain::items::quantity::Per;

use super::code::{Code, value};
use super::is_default;

/// Most that can be counted.
const MOST: u32 = 1_000_000;

/// How many can be granted in a time, in the order of acceptance (有数量限制的行政许可，许可法 art. 57).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "QuantityLimit")]
pub struct QuantityWire {
    /// How many; without it nothing is counted.
    #[serde(skip_serializing_if = "is_default")]
    #[schemars(range(min = 1, max = 1_000_000))]
    pub number: Option<u32>,
    /// For what time; without it for the whole time of the limit.
    #[serde(skip_serializing_if = "is_default")]
    pub per: Option<Code<Per>>,
    /// The limit stands from this day, 2026-05-01.
    #[serde(skip_serializing_if = "is_default")]
    #[schemars(extend("format" = "date"))]
    pub from: Option<String>,
    /// Up to and with this day.
    #[serde(skip_serializing_if = "is_default")]
    #[schemars(extend("format" = "date"))]
    pub until: Option<String>,
}

impl QuantityWire {
    /// The number can be counted, and the days exist in their order.
    pub(super) fn is_right(&self) -> bool {
        let days = [&self.from, &self.until].map(|day| day.as_deref().map(Day::parse));
        let exist = days.iter().flatten().all(Result::is_ok);
        let in_order = match &days {
            [Some(Ok(from)), Some(Ok(until))] => from <= until,
            _ => true,
        };
        exist && in_order && self.number.is_none_or(|number| (1..=MOST).contains(&number))
    }

    pub(super) fn read(self) -> Option<QuantityLimit> {
        let day = |text: Option<String>| text.and_then(|text| Day::parse(&text).ok());
        Some(QuantityLimit {
            number: self.number?,
            per: value(self.per).unwrap_or(Per::InAll),
            from: day(self.from),
            until: day(self.until),
        })
    }
}
