//! Extensions (延长期限): who may approve one, and for how long (许可法 art. 42).
//!
//! The head of the authority approves an ordinary one, in person or through a letter of authority. What several authorities handle together
//! (art. 26) has 45 days, and the head of the people's government at the same level approves up to 15 more.

use crate::clocks::Evidence;
use crate::items::Item;
use crate::organisation::Actor;
use crate::words::{Fault, Refusal};

use super::decide::{Context, LONGEST_TITLE, evidence_fault};

/// Longest extension of a decision, working days (许可法 art. 42 first paragraph).
pub const LONGEST: u32 = 10;
/// Longest extension of what is handled together (许可法 art. 42 second paragraph).
pub const LONGEST_TOGETHER: u32 = 15;

/// An approval as it is told (批准): who gave it, and by which paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approved {
    /// Name and office.
    pub by: String,
    /// Number and title of the paper.
    pub evidence: Evidence,
}

/// In which office an extension was approved (批准人).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Approval {
    /// 本行政机关负责人, by whoever holds the letter of authority of this number.
    Letter(String),
    /// 本行政机关负责人 in person, by this paper.
    Head(Evidence),
    /// 本级人民政府负责人, by this paper.
    Government(Evidence),
}

impl Approval {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Approval::Letter(_) => "letter",
            Approval::Head(_) => "head",
            Approval::Government(_) => "government",
        }
    }

    /// The office in Chinese and English.
    pub fn words(&self) -> (&'static str, &'static str) {
        match self {
            Approval::Letter(_) | Approval::Head(_) => ("本行政机关负责人", "the head of the authority"),
            Approval::Government(_) => (
                "本级人民政府负责人",
                "the head of the people's government at the same level",
            ),
        }
    }

    /// The article that asks for this approval.
    pub fn article(&self) -> &'static str {
        match self {
            Approval::Letter(_) | Approval::Head(_) => "第四十二条第一款",
            Approval::Government(_) => "第四十二条第二款",
        }
    }

    /// The paper behind it; a letter of authority is in its register.
    pub fn evidence(&self) -> Option<&Evidence> {
        match self {
            Approval::Letter(_) => None,
            Approval::Head(evidence) | Approval::Government(evidence) => Some(evidence),
        }
    }
}

/// Whether several authorities handle an item together (联合办理、集中办理, 许可法 art. 26).
pub fn together(item: &Item) -> bool {
    !item.authority.joint.is_empty()
}

/// Longest extension of an item's decision, working days.
pub fn longest(item: &Item) -> u32 {
    if together(item) { LONGEST_TOGETHER } else { LONGEST }
}

/// An approval that is settled, with who gave it.
pub(super) struct Settled {
    approval: Approval,
    by: Option<String>,
}

impl Settled {
    /// Whoever holds the letter approves in their own name.
    pub(super) fn who(&self, actor: &Actor) -> String {
        self.by.clone().unwrap_or_else(|| actor.name.clone())
    }
}

impl From<Settled> for Approval {
    fn from(settled: Settled) -> Approval {
        settled.approval
    }
}

/// Whether the right head has approved.
///
/// # Errors
/// Nobody was named, and no letter gives the actor the power.
pub(super) fn approval(context: &Context<'_>, approved: Option<Approved>) -> Result<(Settled, Vec<Fault>), Refusal> {
    let together = together(context.item);
    let Some(Approved { by, evidence }) = approved.filter(is_said) else {
        if together {
            return Err(Refusal::invalid(vec![
                unnamed(
                    "本级人民政府负责人",
                    "the head of the people's government at the same level",
                ),
                unproven(),
            ]));
        }
        let letter = context.authority()?;
        let approval = Approval::Letter(letter);
        return Ok((Settled { approval, by: None }, Vec::new()));
    };
    let mut faults = Vec::new();
    let by = by.trim().to_string();
    if by.is_empty() {
        let (zh, en) = if together {
            (
                "本级人民政府负责人",
                "the head of the people's government at the same level",
            )
        } else {
            ("本行政机关负责人", "the head of the authority")
        };
        faults.push(unnamed(zh, en));
    } else if by.chars().count() > LONGEST_TITLE || by.chars().any(char::is_control) {
        faults.push(Fault::new(
            "approved_by",
            "批准人请写成一行，不超过 200 个字。",
            "Write who approved it in one line of at most 200 characters.",
        ));
    }
    if evidence.words.trim().is_empty() {
        faults.push(unproven());
    }
    faults.extend(evidence_fault(&evidence));
    let approval = if together {
        Approval::Government(evidence)
    } else {
        Approval::Head(evidence)
    };
    let by = Some(by);
    Ok((Settled { approval, by }, faults))
}

fn is_said(approved: &Approved) -> bool {
    let Approved { by, evidence } = approved;
    !by.trim().is_empty() || !evidence.words.trim().is_empty() || evidence.file.is_some()
}

fn unnamed(zh: &str, en: &str) -> Fault {
    Fault::new(
        "approved_by",
        format!("延长期限须经{zh}批准，请填写批准人的姓名和职务（行政许可法第四十二条）。"),
        format!(
            "An extension takes the approval of {en}: enter name and office (Administrative Licensing Law, art. 42)."
        ),
    )
}

fn unproven() -> Fault {
    Fault::new(
        "evidence",
        "请填写批准文件的文号和名称。",
        "Name the paper of the approval by number and title.",
    )
}

pub(super) fn days_fault(item: &Item, days: u32) -> Option<Fault> {
    let most = longest(item);
    (days == 0 || days > most).then(|| {
        Fault::new(
            "days",
            format!("延长期限为 1 至 {most} 个工作日（行政许可法第四十二条）。"),
            format!("Extend by 1 to {most} working days (Administrative Licensing Law, art. 42)."),
        )
    })
}
