//! The lamp of a case (亮灯).

/// The lamp (亮灯) of an open case.
///
/// The default rule: notice when at most one working day or a fifth of the promised time is left; yellow when the
/// promise is broken; red when the law's limit is broken. Places differ, so the thresholds are [`LampRule`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Lamp {
    /// In time.
    Green,
    /// Due soon (预警).
    Soon,
    /// Promised limit exceeded (黄牌).
    Yellow,
    /// Statutory limit exceeded (红牌).
    Red,
}

impl Lamp {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Lamp::Green => "green",
            Lamp::Soon => "soon",
            Lamp::Yellow => "yellow",
            Lamp::Red => "red",
        }
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Lamp::Green => ("正常", "In time"),
            Lamp::Soon => ("即将到期", "Due soon"),
            Lamp::Yellow => ("超承诺时限", "Past the promise"),
            Lamp::Red => ("超法定时限", "Past the law's limit"),
        }
    }
}

/// Thresholds of the notice before the promise ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LampRule {
    /// Notice when this many working days or fewer are left.
    pub days_left: i64,
    /// Notice when this share of the budget or less is left, percent.
    pub percent_left: i64,
}

impl Default for LampRule {
    fn default() -> Self {
        LampRule {
            days_left: 1,
            percent_left: 20,
        }
    }
}

impl LampRule {
    /// The lamp for working days left of the promise and of the law (negative: past), with the promise's budget.
    pub fn lamp(&self, promised_left: i64, promised_budget: i64, statutory_left: i64) -> Lamp {
        if statutory_left < 0 {
            Lamp::Red
        } else if promised_left < 0 {
            Lamp::Yellow
        } else if promised_left <= self.days_left || promised_left * 100 <= promised_budget * self.percent_left {
            Lamp::Soon
        } else {
            Lamp::Green
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lamp_follows_what_is_left() {
        let rule = LampRule::default();
        for (promised, budget, statutory, lamp) in [
            (10, 15, 15, Lamp::Green),
            (4, 20, 10, Lamp::Soon),
            (3, 15, 8, Lamp::Soon),
            (4, 15, 8, Lamp::Green),
            (1, 5, 10, Lamp::Soon),
            (0, 5, 10, Lamp::Soon),
            (-1, 5, 10, Lamp::Yellow),
            (-1, 20, -1, Lamp::Red),
            (5, 20, -1, Lamp::Red),
        ] {
            assert_eq!(
                rule.lamp(promised, budget, statutory),
                lamp,
                "{promised} {budget} {statutory}"
            );
        }
    }
}
