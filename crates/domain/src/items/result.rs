//! What people get in the end (审批结果).

use super::coded::coded;
use crate::words::Words;

coded! {
    /// Sort of result (审批结果类型).
    ResultKind {
        Certificate = "certificate", "", "出证", "certificate";
        Approval = "approval", "", "批复", "approval";
        Document = "document", "", "出文", "document";
        Nothing = "none", "", "无", "none";
    }
}

/// The result document (结果名称).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ResultDocument {
    /// Name.
    pub name: Words,
    /// Sort; none where nobody has said.
    pub kind: Option<ResultKind>,
    /// How long it holds.
    pub validity: Words,
    /// Address of a sample (结果样本).
    pub sample: String,
    /// Code of the type of licence (证照类型代码).
    pub licence_type: String,
}
