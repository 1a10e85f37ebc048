//! How many can be given (数量限制), so that it can be counted: the words of it stand beside.

use super::Coded;
use super::coded::coded;
use crate::calendar::Day;
use crate::words::Words;

coded! {
    /// For what time the number is (计数周期).
    Per {
        InAll = "in_all", "", "总计", "in all";
        Year = "year", "", "每年", "a year";
        Quarter = "quarter", "", "每季度", "a quarter";
        Month = "month", "", "每月", "a month";
    }
}

/// So many can be granted in a time, in the order of acceptance (许可法 第五十七条).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuantityLimit {
    /// How many.
    pub number: u32,
    /// For what time.
    pub per: Per,
    /// The limit stands from this day.
    pub from: Option<Day>,
    /// Up to and with this day.
    pub until: Option<Day>,
}

/// The days in which grants are counted together, both included; without a first or a last where nothing bounds them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// First.
    pub from: Option<Day>,
    /// Last.
    pub until: Option<Day>,
}

impl QuantityLimit {
    /// The period in which a grant of this day counts; none where the limit does not stand on it.
    pub fn period(&self, day: Day) -> Option<Period> {
        let stands = self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until);
        if !stands {
            return None;
        }
        let (year, month) = (day.year(), day.month());
        let whole = |first: u32, months: u32| {
            let after = first + months;
            let next = if after > 12 {
                Day::new(year + 1, after - 12, 1)
            } else {
                Day::new(year, after, 1)
            };
            (Day::new(year, first, 1).ok(), next.ok().map(|next| next.plus(-1)))
        };
        let (first, last) = match self.per {
            Per::InAll => (None, None),
            Per::Year => whole(1, 12),
            Per::Quarter => whole((month - 1) / 3 * 3 + 1, 3),
            Per::Month => whole(month, 1),
        };
        Some(Period {
            from: first.max(self.from),
            until: match (last, self.until) {
                (Some(last), Some(until)) => Some(last.min(until)),
                (last, until) => last.or(until),
            },
        })
    }

    /// In words: how many in what time.
    pub fn words(&self) -> Words {
        let (zh, en) = self.per.words();
        let number = self.number;
        let of = |until: bool, day: Option<Day>| match (day, until) {
            (None, _) => Words::default(),
            (Some(day), false) => Words::new(format!("，自 {day} 起"), format!(", from {day}")),
            (Some(day), true) => Words::new(format!("，至 {day} 止"), format!(", until {day}")),
        };
        let (from, until) = (of(false, self.from), of(true, self.until));
        Words::new(
            format!("{zh} {number} 个{}{}", from.zh, until.zh),
            format!("{number} {en}{}{}", from.en, until.en),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn grants_are_counted_together_by_the_calendar_and_within_the_days_of_the_limit() {
        let limit = |per, from: Option<&str>, until: Option<&str>| QuantityLimit {
            number: 3,
            per,
            from: from.map(day),
            until: until.map(day),
        };
        for (limit, on, expected) in [
            (
                limit(Per::Year, None, None),
                "2026-05-04",
                Some(("2026-01-01", "2026-12-31")),
            ),
            (
                limit(Per::Quarter, None, None),
                "2026-12-31",
                Some(("2026-10-01", "2026-12-31")),
            ),
            (
                limit(Per::Quarter, None, None),
                "2026-04-01",
                Some(("2026-04-01", "2026-06-30")),
            ),
            (
                limit(Per::Month, None, None),
                "2028-02-03",
                Some(("2028-02-01", "2028-02-29")),
            ),
            (
                limit(Per::Month, None, None),
                "2026-12-03",
                Some(("2026-12-01", "2026-12-31")),
            ),
            (
                limit(Per::Year, Some("2026-03-01"), Some("2027-06-30")),
                "2026-05-04",
                Some(("2026-03-01", "2026-12-31")),
            ),
            (
                limit(Per::Year, Some("2026-03-01"), Some("2027-06-30")),
                "2027-06-30",
                Some(("2027-01-01", "2027-06-30")),
            ),
            (
                limit(Per::InAll, Some("2026-03-01"), Some("2027-06-30")),
                "2027-01-01",
                Some(("2026-03-01", "2027-06-30")),
            ),
            (limit(Per::Year, Some("2026-03-01"), None), "2026-02-28", None),
            (limit(Per::Year, None, Some("2026-03-01")), "2026-03-02", None),
        ] {
            let expected = expected.map(|(from, until)| Period {
                from: Some(day(from)),
                until: Some(day(until)),
            });
            assert_eq!(limit.period(day(on)), expected, "{limit:?} on {on}");
        }
        let for_ever = limit(Per::InAll, None, None).period(day("2026-05-04"));
        assert_eq!(
            for_ever,
            Some(Period {
                from: None,
                until: None
            })
        );
    }
}
