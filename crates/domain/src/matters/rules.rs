//! Rules of regions (地区规则) as data: how long a matter may take, and how long a wrong assignment may be sent back.

/// Where a number comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A rule says it.
    Rule(&'static str),
    /// No rule of the region is known to say it: it is assumed.
    Assumed,
}

/// How long a wrong assignment may be sent back (退单时限).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Returning {
    /// Hours after the assignment, by night and on holidays too.
    Hours(u32),
    /// Working days after the day of the assignment.
    WorkingDays(u32),
}

/// The rules of one region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Stable code.
    pub code: &'static str,
    /// Chinese and English name.
    pub words: (&'static str, &'static str),
    /// Working days until a matter is accepted or refused.
    pub accept: (u32, Source),
    /// Working days until a question is answered, from when it came.
    pub consultation: (u32, Source),
    /// Working days until everything else is answered, from the assignment.
    pub answer: (u32, Source),
    /// How long a wrong assignment may be sent back.
    pub returning: (Returning, Source),
    /// Most working days of the one extension.
    pub extension: (u32, Source),
}

const ACCEPT: (u32, Source) = (5, Source::Rule("某市行政审批电子监察办法，见 fsou.net 地方法规 170306"));
const CONSULTATION: (u32, Source) = (3, Source::Rule("某局投诉处理办法，见 fsou.net 地方法规 172733"));

/// The sets to choose from; the first holds where a centre has chosen none.
pub const SETS: [Rules; 4] = [
    Rules {
        code: "anyang",
        words: ("安阳", "Anyang"),
        accept: ACCEPT,
        consultation: CONSULTATION,
        answer: (5, Source::Rule("安阳市政务服务条例 第五十条")),
        returning: (Returning::Hours(24), Source::Rule("安阳市政务服务条例 第五十条")),
        extension: (5, Source::Rule("安阳市政务服务条例 第五十条")),
    },
    Rules {
        code: "shandong",
        words: ("山东", "Shandong"),
        accept: ACCEPT,
        consultation: CONSULTATION,
        answer: (5, Source::Rule("山东省12345政务服务便民热线管理办法")),
        returning: (
            Returning::WorkingDays(2),
            Source::Rule("山东省12345政务服务便民热线管理办法"),
        ),
        extension: (10, Source::Rule("山东省12345政务服务便民热线管理办法")),
    },
    Rules {
        code: "weifang",
        words: ("潍坊", "Weifang"),
        accept: ACCEPT,
        consultation: CONSULTATION,
        answer: (5, Source::Rule("潍坊市12345政务服务便民热线条例 第二十条")),
        returning: (
            Returning::WorkingDays(2),
            Source::Rule("山东省12345政务服务便民热线管理办法"),
        ),
        extension: (10, Source::Rule("山东省12345政务服务便民热线管理办法")),
    },
    Rules {
        code: "bureau",
        words: ("某局投诉处理办法", "One bureau’s rules for complaints"),
        accept: ACCEPT,
        consultation: CONSULTATION,
        answer: (13, Source::Rule("某局投诉处理办法，见 fsou.net 地方法规 172733")),
        returning: (Returning::Hours(24), Source::Assumed),
        extension: (5, Source::Assumed),
    },
];

impl Rules {
    /// From its code.
    pub fn parse(code: &str) -> Option<&'static Rules> {
        SETS.iter().find(|rules| rules.code == code)
    }

    /// The set that holds where a centre has chosen none.
    pub fn standard() -> &'static Rules {
        &SETS[0]
    }

    /// Each number with its words and where it comes from.
    pub fn numbers(&self) -> [(&'static str, &'static str, u32, Source); 3] {
        [
            ("受理", "accepted or refused", self.accept.0, self.accept.1),
            (
                "咨询答复",
                "question answered",
                self.consultation.0,
                self.consultation.1,
            ),
            ("办结答复", "everything else answered", self.answer.0, self.answer.1),
        ]
    }
}
