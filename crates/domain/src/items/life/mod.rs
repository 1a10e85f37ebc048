//! The life of an item (事项生命周期): drafted, reviewed by the body's legal section, checked by the centre, published;
//! then perhaps suspended, and in the end withdrawn.
//!
//! [`draft`] decides about a document that is being written, [`standing`] about an item that was published.

pub mod change;
pub mod citation;
pub mod draft;
mod refusals;
pub mod standing;

use crate::calendar::{Day, Instant};
use crate::cases::event::ActorMark;
use crate::items::Coded;

pub use change::{ChangeKind, Rearrangement};
pub use draft::{Draft, Order, State};
pub use standing::{Standing, Status};

/// Longest reason, basis or number of an approval, characters.
pub const LONGEST: usize = 2000;

/// Why something is changed (理由、依据、批准文号).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Why {
    /// Reason, for people.
    pub reason: String,
    /// Law, decision or notice behind it.
    pub basis: String,
    /// Number of the document by which it was approved; empty where the step itself approves it.
    pub approval: String,
}

/// Where a document was looked at and given back (退回环节).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// 法制审核.
    Review,
    /// 中心审核.
    Check,
}

impl Stage {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Stage::Review => "review",
            Stage::Check => "check",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Stage> {
        [Stage::Review, Stage::Check]
            .into_iter()
            .find(|stage| stage.code() == code)
    }
}

/// What happened: one entry of the record, which is only added to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// 起草: somebody began to write, from this version; from nothing where it is 0.
    Started {
        /// Version of the item that is changed.
        base: u32,
    },
    /// 换基准: an item got another version meanwhile, and the draft stands on it now.
    Rebased {
        /// The version.
        base: u32,
    },
    /// 采纳上级变化: the body takes over what changed in the item that it cites.
    Accepted {
        /// Code of the item that is cited.
        source: String,
        /// Its version.
        version: u32,
        /// Day from which it is to hold.
        from: Day,
        /// Elements in which it keeps its own; where there are any, the centre checks the result.
        kept: Vec<String>,
    },
    /// 送审.
    Submitted(Why),
    /// 法制审核通过.
    Reviewed {
        /// What the reviewer remarks; may be empty.
        note: String,
    },
    /// 退回.
    Returned {
        /// By whom.
        from: Stage,
        /// Why, and what is to be done.
        reasons: String,
    },
    /// 中心审核通过.
    Checked {
        /// Day from which the version is to hold.
        from: Day,
        /// Rules of the check-up whose warnings were seen and taken.
        acknowledged: Vec<String>,
        /// What the centre remarks; may be empty.
        note: String,
    },
    /// 发布.
    Published {
        /// Number of the version.
        version: u32,
        /// Day from which it holds.
        from: Day,
        /// Why it is changed.
        why: Why,
    },
    /// 放弃起草.
    Abandoned {
        /// Why.
        reason: String,
    },
    /// 暂停.
    Suspended {
        /// First day on which nobody can apply.
        from: Day,
        /// First day on which people can apply again; none until it is resumed.
        until: Option<Day>,
        /// Why.
        why: Why,
    },
    /// 恢复.
    Resumed {
        /// First day on which people can apply again.
        from: Day,
        /// Why.
        why: Why,
    },
    /// 取消.
    Withdrawn {
        /// First day on which the item is none any more.
        from: Day,
        /// Why.
        why: Why,
        /// Codes of the items that people apply for instead.
        successors: Vec<String>,
    },
    /// 合并、拆分、下放、承接、清理前置条件.
    Rearranged(Rearrangement),
    /// 批量导入: a list was taken into the library as a whole.
    Imported(Intake),
    /// 撤销导入: it was undone as a whole.
    ImportUndone(Intake),
}

/// A list that was taken into the library, or undone, as a whole (导入批次).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Intake {
    /// Name of the import.
    pub batch: String,
    /// Name of its file, where everybody may read it; otherwise empty.
    pub file: String,
    /// New items; when undone, those that were withdrawn.
    pub added: u32,
    /// New versions of items that were there; when undone, those that were put back.
    pub changed: u32,
    /// Codes of the bodies that it concerns, in order.
    pub bodies: Vec<String>,
    /// Why.
    pub why: Why,
}

impl Step {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Step::Started { .. } => "started",
            Step::Rebased { .. } => "rebased",
            Step::Accepted { .. } => "accepted",
            Step::Submitted(_) => "submitted",
            Step::Reviewed { .. } => "reviewed",
            Step::Returned { .. } => "returned",
            Step::Checked { .. } => "checked",
            Step::Published { .. } => "published",
            Step::Abandoned { .. } => "abandoned",
            Step::Suspended { .. } => "suspended",
            Step::Resumed { .. } => "resumed",
            Step::Withdrawn { .. } => "withdrawn",
            Step::Rearranged(_) => "rearranged",
            Step::Imported(_) => "imported",
            Step::ImportUndone(_) => "import_undone",
        }
    }

    /// Chinese and English name.
    pub fn words(&self) -> (&'static str, &'static str) {
        match self {
            Step::Started { .. } => ("起草", "drafted"),
            Step::Rebased { .. } => ("改按最新版本修改", "brought onto the newest version"),
            Step::Accepted { .. } => ("采纳上级事项的变化", "took over the change of the item it cites"),
            Step::Submitted(_) => ("送审", "sent for review"),
            Step::Reviewed { .. } => ("法制审核通过", "passed the legal review"),
            Step::Returned {
                from: Stage::Review, ..
            } => ("法制审核退回", "given back by the legal review"),
            Step::Returned { from: Stage::Check, .. } => ("中心审核退回", "given back by the centre"),
            Step::Checked { .. } => ("中心审核通过", "passed the centre's check"),
            Step::Published { .. } => ("发布", "published"),
            Step::Abandoned { .. } => ("放弃起草", "abandoned"),
            Step::Suspended { .. } => ("暂停办理", "suspended"),
            Step::Resumed { .. } => ("恢复办理", "resumed"),
            Step::Withdrawn { .. } => ("取消", "withdrawn"),
            Step::Rearranged(order) => order.kind.words(),
            Step::Imported(_) => ("批量导入", "imported as a list"),
            Step::ImportUndone(_) => ("撤销批量导入", "import of a list undone"),
        }
    }

    /// Everybody may know of it: the item that people apply for is another one after it.
    pub fn is_public(&self) -> bool {
        matches!(
            self,
            Step::Published { .. }
                | Step::Suspended { .. }
                | Step::Resumed { .. }
                | Step::Withdrawn { .. }
                | Step::Rearranged(_)
                | Step::Imported(_)
                | Step::ImportUndone(_)
        )
    }

    /// What sort of change it is for the public log (调整类型): the code of a step, but for a publication whether the item is
    /// new, and for a rearrangement which one.
    pub fn kind(&self) -> &'static str {
        match self {
            Step::Published { version: 1, .. } => "add",
            Step::Published { .. } => "change",
            Step::Withdrawn { .. } => "cancel",
            Step::Rearranged(order) => order.kind.code(),
            other => other.code(),
        }
    }
}

/// Kinds of changes in the public log, with their Chinese and English names.
pub const KINDS: [(&str, (&str, &str)); 12] = [
    ("add", ("新增", "added")),
    ("change", ("变更", "changed")),
    ("cancel", ("取消", "cancelled")),
    ("merge", ("合并", "merged")),
    ("split", ("拆分", "split")),
    ("delegate", ("下放", "delegated down")),
    ("take_over", ("承接", "taken over")),
    ("prerequisites", ("清理前置条件", "prerequisites cleared up")),
    ("suspended", ("暂停办理", "suspended")),
    ("resumed", ("恢复办理", "resumed")),
    ("imported", ("批量导入", "imported as a list")),
    ("import_undone", ("撤销批量导入", "import of a list undone")),
];

/// Who did a step, and when (经办人、时间).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Who.
    pub by: ActorMark,
    /// When.
    pub at: Instant,
}
