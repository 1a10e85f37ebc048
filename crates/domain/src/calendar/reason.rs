//! Why a day is worked or not.

use crate::words::Words;

/// Why a day is a working day or a day off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DayReason {
    /// An ordinary working day, Monday to Friday.
    Weekday,
    /// An ordinary Saturday or Sunday.
    Weekend,
    /// Off by the national arrangement (法定节假日放假、调休).
    Holiday {
        /// Name of the holiday, Chinese.
        name: String,
    },
    /// A Saturday or Sunday that is worked (调休上班).
    MakeUp {
        /// Name of the holiday that it makes up for, Chinese.
        name: String,
    },
    /// Off in this region only.
    LocalOff {
        /// Name, Chinese.
        name: String,
    },
    /// Worked in this region although it is off elsewhere.
    LocalWork {
        /// Name, Chinese.
        name: String,
    },
    /// No arrangement of the year is published, or known: taken as a plain weekday or weekend for now.
    Unpublished,
}

impl DayReason {
    /// The reason in both languages.
    pub fn words(&self) -> (String, String) {
        match self {
            DayReason::Weekday => ("工作日".into(), "Working day".into()),
            DayReason::Weekend => ("周末".into(), "Weekend".into()),
            DayReason::Holiday { name } => (format!("{name}放假"), format!("Day off for {}", english(name))),
            DayReason::MakeUp { name } => (
                format!("{name}调休上班"),
                format!("Working day in exchange for {}", english(name)),
            ),
            DayReason::LocalOff { name } => (
                format!("{name}放假（本地）"),
                format!("Local day off: {}", english(name)),
            ),
            DayReason::LocalWork { name } => (
                format!("{name}上班（本地）"),
                format!("Local working day: {}", english(name)),
            ),
            DayReason::Unpublished => (
                "没有该年度已公布的放假安排，暂按周一至周五上班计算".into(),
                "No published holidays of this year; counted for now as Monday to Friday".into(),
            ),
        }
    }

    /// The reason as one text in both languages.
    pub fn text(&self) -> Words {
        let (zh, en) = self.words();
        Words::new(zh, en)
    }
}

/// The English name of a holiday; the Chinese one where there is none (a local festival).
fn english(name: &str) -> String {
    let one = |name: &str| match name {
        "元旦" => "New Year's Day".to_owned(),
        "春节" => "the Spring Festival".to_owned(),
        "清明节" => "Tomb-Sweeping Day".to_owned(),
        "劳动节" => "Labour Day".to_owned(),
        "端午节" => "the Dragon Boat Festival".to_owned(),
        "中秋节" => "the Mid-Autumn Festival".to_owned(),
        "国庆节" => "National Day".to_owned(),
        "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日" => {
            "the 70th anniversary of victory in the war".to_owned()
        }
        other => other.to_owned(),
    };
    name.split('、').map(one).collect::<Vec<_>>().join(" and ")
}
