//! Ratings (好差评): five levels, once per service, voluntary.

/// A level. `Level::value` is the national exchange's number: 5 is best (GB/T 39046 A.8 counts the other way).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// 非常不满意.
    VeryBad = 1,
    /// 不满意.
    Bad = 2,
    /// 基本满意.
    Fair = 3,
    /// 满意.
    Good = 4,
    /// 非常满意.
    VeryGood = 5,
}

impl Level {
    /// From worst to best.
    pub const ALL: [Level; 5] = [Level::VeryBad, Level::Bad, Level::Fair, Level::Good, Level::VeryGood];

    /// 1 (worst) to 5 (best).
    pub fn value(self) -> u8 {
        self as u8
    }

    /// From 1 (worst) to 5 (best).
    pub fn from_value(value: u64) -> Option<Level> {
        Level::ALL.into_iter().find(|level| u64::from(level.value()) == value)
    }

    /// Chinese and English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Level::VeryBad => ("非常不满意", "Very dissatisfied"),
            Level::Bad => ("不满意", "Dissatisfied"),
            Level::Fair => ("基本满意", "Fairly satisfied"),
            Level::Good => ("满意", "Satisfied"),
            Level::VeryGood => ("非常满意", "Very satisfied"),
        }
    }

    /// A bad rating must be verified and rectified (国办发〔2019〕51号).
    pub fn is_bad(self) -> bool {
        self <= Level::Bad
    }
}

/// What the person said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rating {
    /// How satisfied.
    pub level: Level,
    /// Free words, at most 500 characters; may be empty.
    pub words: String,
}
