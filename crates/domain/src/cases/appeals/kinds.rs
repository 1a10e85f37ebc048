//! Kinds of remedies (救济途径), who seeks them, and how they end.

use crate::clocks::ClockKind;
use crate::identifiers::mask_person;

/// Which remedy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// 异议、申诉, within the centre.
    Objection,
    /// 行政复议.
    Reconsideration,
    /// 行政诉讼.
    Suit,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 3] = [Kind::Objection, Kind::Reconsideration, Kind::Suit];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Objection => "objection",
            Kind::Reconsideration => "reconsideration",
            Kind::Suit => "suit",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Kind::Objection => ("异议", "Objection within the centre"),
            Kind::Reconsideration => ("行政复议", "Administrative reconsideration"),
            Kind::Suit => ("行政诉讼", "Suit in court"),
        }
    }

    /// The article that gives it its time.
    pub fn source(self) -> &'static str {
        match self {
            Kind::Objection => "行政许可法 第七条",
            Kind::Reconsideration => "行政复议法 第二十条",
            Kind::Suit => "行政诉讼法 第四十六条",
        }
    }

    /// The clock of the authority's answer.
    pub fn clock(self) -> ClockKind {
        match self {
            Kind::Objection => ClockKind::Objection,
            Kind::Reconsideration => ClockKind::ReconsiderationReply,
            Kind::Suit => ClockKind::SuitDefence,
        }
    }
}

/// Who seeks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Side {
    /// 申请人.
    Applicant,
    /// 利害关系人.
    Party {
        /// Name: of a private person masked.
        name: String,
        /// A company or another organisation, whose name is public.
        company: bool,
    },
}

impl Side {
    /// As the ledger may keep it: masking a name twice is masking it once.
    #[must_use]
    pub fn for_the_ledger(self) -> Side {
        match self {
            Side::Party { name, company: false } => Side::Party {
                name: mask_person(name.trim()),
                company: false,
            },
            side => side,
        }
    }
}

/// How a remedy ends (救济结果).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finding {
    /// 维持、驳回: the decision stands.
    Upheld,
    /// 撤销.
    Annulled,
    /// 变更.
    Changed,
    /// 责令履行、责令重新作出.
    Ordered,
    /// 确认违法: it was unlawful and stands.
    Unlawful,
    /// 撤回、终止: whoever sought it gave it up.
    Withdrawn,
}

impl Finding {
    /// Every one.
    pub const ALL: [Finding; 6] = [
        Finding::Upheld,
        Finding::Annulled,
        Finding::Changed,
        Finding::Ordered,
        Finding::Unlawful,
        Finding::Withdrawn,
    ];
    /// What may come of an objection: the centre does not judge itself, it looks again.
    pub const OF_OBJECTION: [Finding; 3] = [Finding::Upheld, Finding::Ordered, Finding::Withdrawn];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Finding::Upheld => "upheld",
            Finding::Annulled => "annulled",
            Finding::Changed => "changed",
            Finding::Ordered => "ordered",
            Finding::Unlawful => "unlawful",
            Finding::Withdrawn => "withdrawn",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Finding> {
        Finding::ALL.into_iter().find(|finding| finding.code() == code)
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Finding::Upheld => ("维持原决定", "The decision stands"),
            Finding::Annulled => ("撤销原决定", "The decision is annulled"),
            Finding::Changed => ("变更原决定", "The decision is changed"),
            Finding::Ordered => (
                "责令限期重新作出决定或者履行",
                "To be decided anew, or acted on, within a limit",
            ),
            Finding::Unlawful => (
                "确认违法，原决定继续有效",
                "Found unlawful; the decision stays in force",
            ),
            Finding::Withdrawn => ("申请人撤回，程序终止", "Given up by whoever sought it"),
        }
    }

    /// The same; `inaction`: where it was about failure to decide.
    pub fn words_about(self, inaction: bool) -> (&'static str, &'static str) {
        match self {
            Finding::Upheld if inaction => ("不予支持，驳回", "Dismissed"),
            Finding::Ordered if inaction => ("责令限期作出决定", "To be decided within a limit"),
            Finding::Unlawful if inaction => ("确认逾期未作决定违法", "The delay was unlawful"),
            other => other.words(),
        }
    }

    /// The decision does not stand any more.
    pub fn sets_aside(self) -> bool {
        matches!(self, Finding::Annulled | Finding::Changed | Finding::Ordered)
    }

    /// What may come of a remedy against failure to decide: there is no decision to annul or to change.
    pub const OF_INACTION: [Finding; 4] = [Finding::Upheld, Finding::Ordered, Finding::Unlawful, Finding::Withdrawn];

    /// Heading in a timeline, where it was about failure to decide.
    pub(super) fn heading_of_inaction(self, kind: Kind) -> (&'static str, &'static str) {
        match (kind, self) {
            (Kind::Objection, Finding::Ordered) => {
                ("异议成立，限期作出决定", "Objection upheld: decided within a limit")
            }
            (Kind::Objection, Finding::Withdrawn) => ("异议撤回", "Objection withdrawn"),
            (Kind::Objection, _) => ("答复异议：异议不成立", "Objection answered: not upheld"),
            (Kind::Reconsideration, Finding::Ordered) => (
                "行政复议：责令限期作出决定",
                "Reconsideration: to be decided within a limit",
            ),
            (Kind::Reconsideration, Finding::Unlawful) => (
                "行政复议：确认逾期未作决定违法",
                "Reconsideration: the delay was unlawful",
            ),
            (Kind::Reconsideration, Finding::Withdrawn) => ("行政复议终止", "Reconsideration ended"),
            (Kind::Reconsideration, _) => ("行政复议：驳回申请", "Reconsideration: dismissed"),
            (Kind::Suit, Finding::Ordered) => ("行政诉讼：判决限期履行", "Suit: to be decided within a limit"),
            (Kind::Suit, Finding::Unlawful) => ("行政诉讼：确认逾期未作决定违法", "Suit: the delay was unlawful"),
            (Kind::Suit, Finding::Withdrawn) => ("行政诉讼：撤诉", "Suit withdrawn"),
            (Kind::Suit, _) => ("行政诉讼：驳回诉讼请求", "Suit dismissed"),
        }
    }

    /// Heading in a timeline, where it was about the end of a licence.
    pub(super) fn heading_of_ending(self, kind: Kind) -> (&'static str, &'static str) {
        match (kind, self) {
            (Kind::Objection, Finding::Ordered) => (
                "异议成立，终止许可的决定不再有效",
                "Objection upheld: the end of the licence does not stand",
            ),
            (Kind::Objection, Finding::Withdrawn) => ("异议撤回", "Objection withdrawn"),
            (Kind::Objection, _) => (
                "答复异议：维持终止许可的决定",
                "Objection answered: the end of the licence stands",
            ),
            (Kind::Reconsideration, Finding::Annulled | Finding::Changed) => (
                "行政复议：撤销终止许可的决定",
                "Reconsideration: the end of the licence annulled",
            ),
            (Kind::Suit, Finding::Annulled | Finding::Changed) => {
                ("行政诉讼：撤销终止许可的决定", "Suit: the end of the licence annulled")
            }
            (_, other) => other.heading(kind),
        }
    }

    /// Heading in a timeline.
    pub(super) fn heading(self, kind: Kind) -> (&'static str, &'static str) {
        match (kind, self) {
            (Kind::Objection, Finding::Ordered) => {
                ("异议成立，重新作出决定", "Objection upheld: the case is decided anew")
            }
            (Kind::Objection, Finding::Withdrawn) => ("异议撤回", "Objection withdrawn"),
            (Kind::Objection, _) => ("答复异议：维持原决定", "Objection answered: the decision stands"),
            (Kind::Reconsideration, Finding::Upheld) => {
                ("行政复议：维持原决定", "Reconsideration: the decision stands")
            }
            (Kind::Reconsideration, Finding::Annulled) => {
                ("行政复议：撤销原决定", "Reconsideration: decision annulled")
            }
            (Kind::Reconsideration, Finding::Changed) => ("行政复议：变更原决定", "Reconsideration: decision changed"),
            (Kind::Reconsideration, Finding::Ordered) => {
                ("行政复议：责令限期重新作出", "Reconsideration: to be decided anew")
            }
            (Kind::Reconsideration, Finding::Unlawful) => ("行政复议：确认违法", "Reconsideration: found unlawful"),
            (Kind::Reconsideration, Finding::Withdrawn) => ("行政复议终止", "Reconsideration ended"),
            (Kind::Suit, Finding::Upheld) => ("行政诉讼：驳回诉讼请求", "Suit dismissed: the decision stands"),
            (Kind::Suit, Finding::Annulled) => ("行政诉讼：撤销原决定", "Suit: decision annulled"),
            (Kind::Suit, Finding::Changed) => ("行政诉讼：变更原决定", "Suit: decision changed"),
            (Kind::Suit, Finding::Ordered) => ("行政诉讼：责令限期重新作出", "Suit: to be decided anew"),
            (Kind::Suit, Finding::Unlawful) => ("行政诉讼：确认违法", "Suit: found unlawful"),
            (Kind::Suit, Finding::Withdrawn) => ("行政诉讼：撤诉", "Suit withdrawn"),
        }
    }
}
