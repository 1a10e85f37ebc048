//! Exceptions from being handled in the hall and on the net (进驻例外): asked for with a reason, approved or not, ended.
//!
//! Every published item is handled in the hall and on the net (优化营商环境条例 art. 36, 37). An item leaves the hall only
//! after an exception was approved.

use super::coded::coded;
use crate::calendar::{Day, Instant};
use crate::organisation::Actor;
use crate::organisation::permission::{About, Permission};
use crate::words::{Fault, Refusal, RefusalKind};

coded! {
    /// Where an item is not handled.
    Sphere {
        Hall = "hall", "", "政务大厅", "the hall";
        Net = "net", "", "网上", "the net";
    }
}

coded! {
    /// Why it may not be (例外理由).
    Ground {
        Secrecy = "secrecy", "", "涉及国家秘密", "state secrets";
        Premises = "premises", "", "受场地、设备限制", "premises or equipment";
    }
}

/// What somebody said when doing a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Who, by name.
    pub by: String,
    /// When.
    pub at: Instant,
    /// Why; for a grant the number of the approval.
    pub words: String,
}

/// How an exception stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// 待批.
    Asked,
    /// 批准, with the number of the approval.
    Granted(Said),
    /// 不予批准.
    Refused(Said),
    /// 结束: it is handled there again.
    Ended {
        /// The approval.
        granted: Said,
        /// The end.
        ended: Said,
    },
}

impl State {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            State::Asked => "asked",
            State::Granted(_) => "granted",
            State::Refused(_) => "refused",
            State::Ended { .. } => "ended",
        }
    }

    /// Chinese and English name.
    pub fn words(&self) -> (&'static str, &'static str) {
        match self {
            State::Asked => ("待批", "waiting for approval"),
            State::Granted(_) => ("已批准", "approved"),
            State::Refused(_) => ("未批准", "not approved"),
            State::Ended { .. } => ("已恢复", "ended"),
        }
    }
}

/// One exception of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// Code of the item.
    pub item: String,
    /// Where it is not handled.
    pub sphere: Sphere,
    /// Why.
    pub ground: Ground,
    /// Reason and basis as asked.
    pub asked: Said,
    /// Law or paper behind it.
    pub basis: String,
    /// Until the start of this day; none without an end.
    pub until: Option<Day>,
    /// How it stands.
    pub state: State,
}

impl Exception {
    /// It holds on a day.
    pub fn holds(&self, day: Day) -> bool {
        matches!(self.state, State::Granted(_)) && self.until.is_none_or(|until| day < until)
    }
}

/// What somebody wants to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// 申请例外.
    Ask {
        /// Where.
        sphere: Sphere,
        /// Why.
        ground: Ground,
        /// In words.
        reason: String,
        /// Law or paper.
        basis: String,
        /// Until when.
        until: Option<Day>,
    },
    /// 批准.
    Grant {
        /// Number of the approval (批准文号).
        approval: String,
    },
    /// 不予批准.
    Refuse {
        /// Why.
        reason: String,
    },
    /// 恢复进驻.
    End {
        /// Why.
        reason: String,
    },
}

/// A new exception of an item; `others` are those of the same item.
///
/// # Errors
/// The person works elsewhere, the reason is missing, or one of the same kind waits or holds.
pub fn ask(
    item: &str,
    body: &str,
    others: &[Exception],
    order: &Order,
    actor: &Actor,
    now: Instant,
) -> Result<Exception, Refusal> {
    let Order::Ask {
        sphere,
        ground,
        reason,
        basis,
        until,
    } = order
    else {
        return Err(not_now());
    };
    if !actor.may(Permission::AskException, About::body(body)) {
        return Err(only((
            "实施主体的审查人员或首席审批员",
            "the body's examiner or chief approver",
        )));
    }
    let mut faults = Vec::new();
    faults.extend(text_fault(
        "reason",
        reason,
        ("请写明理由，2 至 500 字。", "Give the reason in 2 to 500 characters."),
    ));
    faults.extend(text_fault(
        "basis",
        basis,
        ("请写明依据，2 至 500 字。", "Give the basis in 2 to 500 characters."),
    ));
    if until.is_some_and(|until| until <= now.day(crate::calendar::CHINA)) {
        faults.push(Fault::new(
            "until",
            "截止日期应晚于今天。",
            "The last day must be after today.",
        ));
    }
    if !faults.is_empty() {
        return Err(Refusal::invalid(faults));
    }
    let today = now.day(crate::calendar::CHINA);
    let same = |other: &&Exception| other.sphere == *sphere && (other.state == State::Asked || other.holds(today));
    if others.iter().any(|other| same(&other)) {
        return Err(Refusal::new(
            "exception_there_already",
            RefusalKind::State,
            "",
            (
                "这个事项已有同样的例外在申请或生效。",
                "This item has such an exception already, waiting or in force.",
            ),
            ("请查看进驻登记簿。", "Look at the register."),
        ));
    }
    Ok(Exception {
        item: item.to_string(),
        sphere: *sphere,
        ground: *ground,
        asked: said(actor, now, reason),
        basis: basis.trim().to_string(),
        until: *until,
        state: State::Asked,
    })
}

/// The next state of an exception.
///
/// # Errors
/// The person may not, words are missing, or it stands elsewhere.
pub fn decide(known: &Exception, body: &str, order: &Order, actor: &Actor, now: Instant) -> Result<Exception, Refusal> {
    let need = |field, text: &str| {
        let words = ("请填写，2 至 500 字。", "Fill this in with 2 to 500 characters.");
        text_fault(field, text, words).map_or(Ok(()), |fault| Err(Refusal::invalid(vec![fault])))
    };
    let state = match (order, &known.state) {
        (Order::Grant { approval }, State::Asked) => {
            manager(actor)?;
            need("approval", approval)?;
            State::Granted(said(actor, now, approval))
        }
        (Order::Refuse { reason }, State::Asked) => {
            manager(actor)?;
            need("reason", reason)?;
            State::Refused(said(actor, now, reason))
        }
        (Order::End { reason }, State::Granted(granted)) => {
            if !actor.may(Permission::EndException, About::body(body)) {
                return Err(only((
                    "中心负责人或实施主体的首席审批员",
                    "the centre manager or the body's chief approver",
                )));
            }
            need("reason", reason)?;
            State::Ended {
                granted: granted.clone(),
                ended: said(actor, now, reason),
            }
        }
        _ => return Err(not_now()),
    };
    Ok(Exception { state, ..known.clone() })
}

fn manager(actor: &Actor) -> Result<(), Refusal> {
    if actor.may(Permission::DecideException, About::CENTRE) {
        return Ok(());
    }
    Err(only(("中心负责人", "the centre manager")))
}

fn only((zh, en): (&str, &str)) -> Refusal {
    Refusal::new(
        "not_your_exception",
        RefusalKind::Forbidden,
        "优化营商环境条例 第三十六条",
        (&format!("这一步由{zh}办理。"), &format!("This step is done by {en}.")),
        ("请转交有权限的人员办理。", "Pass it to somebody who may."),
    )
}

fn not_now() -> Refusal {
    Refusal::new(
        "exception_stands_elsewhere",
        RefusalKind::State,
        "",
        (
            "这项例外已进行到别的步骤。",
            "This exception has gone on to another step meanwhile.",
        ),
        ("请刷新登记簿后再办理。", "Reload the register and try again."),
    )
}

fn said(actor: &Actor, at: Instant, words: &str) -> Said {
    Said {
        by: actor.name.clone(),
        at,
        words: words.trim().to_string(),
    }
}

fn text_fault(field: &str, text: &str, (zh, en): (&str, &str)) -> Option<Fault> {
    let sound = (2..=500).contains(&text.trim().chars().count());
    (!sound).then(|| Fault::new(field, zh, en))
}
