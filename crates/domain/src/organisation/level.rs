//! Levels of government (行政层级), as the twelve digits of a division tell them.

/// A level (行使层级), the highest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// 省级.
    Province,
    /// 市级.
    City,
    /// 县级.
    County,
    /// 乡级.
    Township,
    /// 村级.
    Village,
}

impl Level {
    /// Every level, the highest first.
    pub const ALL: [Level; 5] = [
        Level::Province,
        Level::City,
        Level::County,
        Level::Township,
        Level::Village,
    ];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Level::Province => "province",
            Level::City => "city",
            Level::County => "county",
            Level::Township => "township",
            Level::Village => "village",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|level| level.code() == code)
    }

    /// Of a division's code: two digits for the province, two for the city, two for the county, three for the township and
    /// three for the village, noughts where a part does not apply (GB/T 2260, GB/T 10114).
    pub fn of_division(code: &str) -> Option<Level> {
        if code.len() != 12 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let empty = |from: usize| code[from..].bytes().all(|byte| byte == b'0');
        Some(if empty(2) {
            Level::Province
        } else if empty(4) {
            Level::City
        } else if empty(6) {
            Level::County
        } else if empty(9) {
            Level::Township
        } else {
            Level::Village
        })
    }

    /// The level above it; none above the province.
    pub fn above(self) -> Option<Level> {
        let at = Level::ALL.iter().position(|level| *level == self)?;
        at.checked_sub(1).map(|above| Level::ALL[above])
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Level::Province => ("省级", "Province"),
            Level::City => ("市级", "City"),
            Level::County => ("县级", "County"),
            Level::Township => ("乡级", "Township"),
            Level::Village => ("村级", "Village"),
        }
    }
}
