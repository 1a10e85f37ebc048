//! What is wrong with a code, in words.

use crate::items::ItemKind;
use crate::words::Words;

/// What is wrong with a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeFault {
    /// Another length than its system has.
    Length {
        /// What it should have.
        expected: usize,
        /// What it has.
        found: usize,
    },
    /// A character that does not belong there.
    Character,
    /// The area is no province.
    Area(String),
    /// The type is not on the list.
    Type(String),
    /// The level is not one of 1 to 7.
    Level(String),
    /// The credit code of the body fails its check (GB 32100).
    CreditCode(String),
    /// The serial number of a business-handling item is 00.
    Serial,
    /// The parts do not stand as the system has them.
    Shape,
    /// The division is not twelve digits of a division.
    Division(String),
    /// It is in none of the systems that its region uses.
    NoSystem,
    /// It says another kind than the item has.
    Kind {
        /// What the code says.
        said: ItemKind,
        /// What the item says.
        given: ItemKind,
    },
    /// It does not belong to the code of the item above.
    NotOfParent,
}

impl CodeFault {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            CodeFault::Length { .. } => "length",
            CodeFault::Character => "character",
            CodeFault::Area(_) => "area",
            CodeFault::Type(_) => "type",
            CodeFault::Level(_) => "level",
            CodeFault::CreditCode(_) => "credit_code",
            CodeFault::Serial => "serial",
            CodeFault::Shape => "shape",
            CodeFault::Division(_) => "division",
            CodeFault::NoSystem => "no_system",
            CodeFault::Kind { .. } => "kind",
            CodeFault::NotOfParent => "not_of_parent",
        }
    }

    /// What is wrong, for people.
    pub fn words(&self) -> Words {
        match self {
            CodeFault::Length { expected, found } => Words::new(
                format!("应为 {expected} 位，实为 {found} 位"),
                format!("it should have {expected} characters and has {found}"),
            ),
            CodeFault::Character => Words::new("含有不应出现的字符", "it holds a character that does not belong there"),
            CodeFault::Area(area) => Words::new(
                format!("地区码“{area}”不是 00，也不是省级区划码"),
                format!("the area “{area}” is neither 00 nor a province"),
            ),
            CodeFault::Type(number) => Words::new(
                format!("事项类型码“{number}”不在 GB/T 39046 A.1 之列"),
                format!("the type “{number}” is not in GB/T 39046 A.1"),
            ),
            CodeFault::Level(level) => Words::new(
                format!("行使层级“{level}”应为 1 至 7"),
                format!("the level “{level}” should be 1 to 7"),
            ),
            CodeFault::CreditCode(code) => Words::new(
                format!("“{code}”不是有效的统一社会信用代码（GB 32100）"),
                format!("“{code}” is not a valid unified social credit code (GB 32100)"),
            ),
            CodeFault::Serial => Words::new("业务办理项序号不应为 00", "the serial number should not be 00"),
            CodeFault::Shape => Words::new(
                "各段的排列与编码规则不符",
                "its parts do not stand as its system has them",
            ),
            CodeFault::Division(division) => Words::new(
                format!("区划段“{division}”不是有效的行政区划代码"),
                format!("the division “{division}” is not a valid division code"),
            ),
            CodeFault::NoSystem => Words::new(
                "不属于国家编码，也不属于本地编码",
                "it is neither a national code nor one of the region",
            ),
            CodeFault::Kind { said, given } => Words::new(
                format!("编码表示“{}”，事项类型却是“{}”", said.words().0, given.words().0),
                format!(
                    "the code says “{}” and the item says “{}”",
                    said.words().1,
                    given.words().1
                ),
            ),
            CodeFault::NotOfParent => Words::new(
                "与上级事项的编码不相承接",
                "it does not belong to the code of the item above",
            ),
        }
    }
}
