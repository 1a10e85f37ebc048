//! What goes beyond the straight way from an application to its result (普通程序之外): materials that follow on a promise (容缺受理),
//! the end of a case without a decision (终止办理), the life of a licence (证照) after it was granted, and who may not apply again (再次申请限制).

pub mod bars;
pub mod commitment;
pub mod deferral;
pub mod ending;
pub mod licence;
pub mod validity;

use crate::calendar::Day;
use crate::items::{Handling, Item};
use crate::organisation::permission::Permission;

use super::command::Command;
use super::decide::{Context, Decided};
use super::event::{DocumentMark, Event, HandedIn, What};
use super::{Case, State, Status};

/// Something to be done that goes beyond the straight way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// 容缺受理. `seen` are codes of materials whose paper originals the clerk has seen; what else may follow and is missing is promised.
    AcceptDeferring {
        /// Codes of materials.
        seen: Vec<String>,
        /// Who promised in writing, as the ledger may say it.
        promised_by: String,
    },
    /// 补交容缺材料.
    HandInDeferred {
        /// What was promised.
        materials: Vec<HandedIn>,
    },
    /// 终止办理.
    Terminate {
        /// Why it may be ended.
        ground: ending::Ground,
        /// The rule behind it.
        basis: String,
        /// What happened.
        reason: String,
    },
    /// 限制再次申请.
    Bar {
        /// For what.
        ground: bars::Ground,
        /// Why the item directly concerns public safety, health, life or property (直接关系公共安全、人身健康、生命财产安全).
        concerns: String,
        /// What was found.
        facts: String,
    },
    /// 解除限制、信用修复.
    LiftBar {
        /// Which.
        of: bars::Kind,
        /// Decision and reason.
        reason: String,
    },
    /// 告知承诺.
    Commitment(commitment::Order),
    /// 撤回、撤销、吊销、注销.
    EndLicence(Box<licence::EndOrder>),
    /// 更正证件.
    CorrectCertificate {
        /// What of it.
        place: licence::Place,
        /// What it said.
        was: String,
        /// What it says from now on.
        now: String,
        /// How the error came about.
        reason: String,
    },
}

impl Order {
    /// Stable name.
    pub fn name(&self) -> &'static str {
        match self {
            Order::AcceptDeferring { .. } => "accept_deferring",
            Order::HandInDeferred { .. } => "hand_in_deferred",
            Order::Terminate { .. } => "terminate",
            Order::Bar { .. } => "bar",
            Order::LiftBar { .. } => "lift_bar",
            Order::Commitment(order) => order.name(),
            Order::EndLicence(order) => order.how.command(),
            Order::CorrectCertificate { .. } => "correct_certificate",
        }
    }

    /// What giving it takes.
    pub fn permission(&self) -> Permission {
        match self {
            Order::AcceptDeferring { .. } => Permission::AcceptCase,
            Order::HandInDeferred { .. } => Permission::Supplement,
            Order::Terminate { .. } => Permission::TerminateCase,
            Order::Bar { .. } | Order::LiftBar { .. } => Permission::BarApplicant,
            Order::Commitment(order) => order.permission(),
            Order::EndLicence(_) | Order::CorrectCertificate { .. } => Permission::ChangeLicence,
        }
    }
}

impl From<Order> for Command {
    fn from(order: Order) -> Command {
        Command::Beyond(order)
    }
}

/// What a command is called in the middle of a sentence.
pub(super) fn command_words(command: &str) -> Option<(&'static str, &'static str)> {
    Some(match command {
        "accept_deferring" => ("容缺受理", "accept it with materials to follow"),
        "hand_in_deferred" => ("补交容缺材料", "hand in what was promised"),
        "terminate" => ("终止办理", "end it"),
        "bar" => ("限制再次申请", "bar the applicant from applying again"),
        "lift_bar" => ("解除限制", "lift the bar"),
        "commit" => ("作出承诺", "commit"),
        "withdraw_commitment" => ("撤回承诺", "take the commitment back"),
        "check_commitment" => ("核查承诺", "check the commitment"),
        "take_back" => ("撤回行政许可", "withdraw the licence"),
        "annul" => ("撤销行政许可", "annul the licence"),
        "revoke" => ("登记吊销", "enter that the licence was revoked"),
        "cancel" => ("注销行政许可", "cancel the licence"),
        "correct_certificate" => ("更正证件", "correct the certificate"),
        _ => return None,
    })
}

/// What happened beyond the straight way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// 容缺承诺: goes before the acceptance that stands on it.
    Deferred(deferral::Promise),
    /// 补交容缺材料.
    HandedIn {
        /// On.
        day: Day,
        /// What.
        materials: Vec<HandedIn>,
        /// Receipt; in events of earlier versions none.
        document: Option<DocumentMark>,
    },
    /// 到期提醒.
    Reminded {
        /// On.
        day: Day,
        /// Of what.
        of: Reminder,
        /// The last day.
        due: Day,
    },
    /// 终止办理.
    Terminated(Box<ending::Terminated>),
    /// 限制再次申请.
    Barred(Box<bars::Barred>),
    /// 解除限制.
    BarLifted {
        /// On.
        day: Day,
        /// Which.
        of: bars::Kind,
        /// Decision and reason.
        reason: String,
        /// Number of the letter of authority under which it was decided.
        letter: Option<String>,
    },
    /// 告知承诺.
    Commitment(commitment::Happened),
    /// 撤回、撤销、吊销、注销.
    LicenceEnded(Box<licence::Ended>),
    /// 更正证件.
    CertificateCorrected(Box<licence::Correction>),
}

/// Of what somebody was reminded (提醒).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reminder {
    /// 容缺材料即将到期.
    Deferred,
    /// 许可有效期还有六十日.
    Renewal60,
    /// 许可有效期还有三十日.
    Renewal30,
}

impl Reminder {
    /// Every one.
    pub const ALL: [Reminder; 3] = [Reminder::Deferred, Reminder::Renewal60, Reminder::Renewal30];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Reminder::Deferred => "deferred",
            Reminder::Renewal60 => "renewal_60",
            Reminder::Renewal30 => "renewal_30",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Reminder> {
        Reminder::ALL.into_iter().find(|one| one.code() == code)
    }
}

impl Happened {
    /// Stable code of the kind.
    pub fn code(&self) -> &'static str {
        match self {
            Happened::Deferred(_) => "materials_deferred",
            Happened::HandedIn { .. } => "deferred_handed_in",
            Happened::Reminded { .. } => "due_reminded",
            Happened::Terminated(_) => "terminated",
            Happened::Barred(_) => "barred",
            Happened::BarLifted { .. } => "bar_lifted",
            Happened::Commitment(happened) => happened.code(),
            Happened::LicenceEnded(_) => "licence_ended",
            Happened::CertificateCorrected(_) => "certificate_corrected",
        }
    }

    /// Heading of the event in a timeline.
    pub fn words(&self) -> (&'static str, &'static str) {
        match self {
            Happened::Deferred(_) => ("申请人承诺补交容缺材料", "Promised: materials to follow"),
            Happened::HandedIn { .. } => ("补交容缺材料", "Promised materials received"),
            Happened::Reminded {
                of: Reminder::Deferred, ..
            } => ("提醒补交容缺材料", "Reminded of the materials to follow"),
            Happened::Reminded { .. } => ("提醒许可即将到期", "Reminded that the licence expires"),
            Happened::Terminated(ended) if ended.ground == ending::Ground::DeferredLate => {
                ("逾期未补交，视为撤回申请", "Not handed in: taken as withdrawn")
            }
            Happened::Terminated(_) => ("终止办理", "Ended without a decision"),
            Happened::Barred(_) => ("限制再次申请", "Barred from applying again"),
            Happened::BarLifted { .. } => ("解除限制", "Bar lifted"),
            Happened::Commitment(happened) => happened.words(),
            Happened::LicenceEnded(ended) => ended.how.words(),
            Happened::CertificateCorrected(_) => ("更正证件", "Certificate corrected"),
        }
    }

    /// The materials that were handed in with it.
    pub fn materials(&self) -> &[HandedIn] {
        match self {
            Happened::HandedIn { materials, .. } => materials,
            _ => &[],
        }
    }

    /// The document made with it.
    pub fn document(&self) -> Option<&DocumentMark> {
        match self {
            Happened::HandedIn { document, .. } => document.as_ref(),
            Happened::Terminated(ended) => Some(&ended.document),
            Happened::Commitment(happened) => happened.document(),
            Happened::LicenceEnded(ended) => ended.document.as_ref(),
            _ => None,
        }
    }

    /// The same, to be given its serial number.
    pub fn document_mut(&mut self) -> Option<&mut DocumentMark> {
        match self {
            Happened::HandedIn { document, .. } => document.as_mut(),
            Happened::Terminated(ended) => Some(&mut ended.document),
            Happened::Commitment(happened) => happened.document_mut(),
            Happened::LicenceEnded(ended) => ended.document.as_mut(),
            _ => None,
        }
    }

    /// What it puts into the list of bars.
    pub fn bar(&self) -> Option<bars::Bar> {
        match self {
            Happened::Barred(barred) => Some(barred.bar()),
            Happened::Commitment(happened) => happened.bar(),
            Happened::Terminated(ended) if ended.ground == ending::Ground::DeferredLate => {
                Some(bars::Bar::broken_promise(ended.day))
            }
            _ => None,
        }
    }

    /// It ends something to the applicant's disadvantage.
    pub fn stops(&self) -> bool {
        matches!(
            self,
            Happened::Terminated(_) | Happened::Barred(_) | Happened::LicenceEnded(_)
        )
    }
}

/// What a case knows of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Beyond {
    /// Materials that follow on a promise.
    pub deferral: Option<deferral::Deferral>,
    /// A commitment in place of materials.
    pub commitment: Option<commitment::Commitment>,
    /// How it was ended without a decision.
    pub ended: Option<ending::Terminated>,
    /// The licence that it granted, changed or renewed.
    pub licence: Option<licence::Licence>,
    /// The licence whose change or renewal it asks for.
    pub named: Option<licence::Named>,
    /// What keeps its applicant from applying again.
    pub bars: Vec<bars::Bar>,
    /// Of what the applicant was reminded, and the last day that was named.
    pub reminded: Vec<(Reminder, Day)>,
}

/// Decides what an order does to a case.
pub(super) fn decide(case: &Case, context: &Context<'_>, order: Order) -> Decided {
    match order {
        Order::AcceptDeferring { seen, promised_by } => deferral::accept(case, context, seen, promised_by),
        Order::HandInDeferred { materials } => deferral::hand_in(case, context, materials),
        Order::Terminate { ground, basis, reason } => ending::terminate(case, context, ground, basis, reason),
        Order::Bar {
            ground,
            concerns,
            facts,
        } => bars::bar(case, context, ground, concerns, facts),
        Order::LiftBar { of, reason } => bars::lift(case, context, of, reason),
        Order::Commitment(order) => commitment::decide(case, context, order),
        Order::EndLicence(order) => licence::end(case, context, *order),
        Order::CorrectCertificate {
            place,
            was,
            now,
            reason,
        } => licence::correct(
            case,
            context,
            licence::Typed {
                place,
                was,
                now,
                reason,
            },
        ),
    }
}

/// Every command with what it takes, and whether the case stands where it may be given.
pub(super) fn ways(case: &Case, item: &Item) -> Vec<(&'static str, Permission, bool)> {
    let status = case.status();
    let defers = status == Status::Received && item.handling != Handling::Instant && deferral::is_ready(case, item);
    let licence = case.beyond.licence.as_ref().filter(|_| licence::is_here(case));
    let alive = licence.is_some_and(|licence| licence.ended.is_empty());
    let not_cancelled = licence.is_some_and(|licence| !licence.is_cancelled());
    let mut ways = vec![
        ("accept_deferring", Permission::AcceptCase, defers),
        ("hand_in_deferred", Permission::Supplement, deferral::is_awaited(case)),
        ("terminate", Permission::TerminateCase, ending::may_be_ended(status)),
        ("bar", Permission::BarApplicant, bars::ground_of(case).is_some()),
        (
            "lift_bar",
            Permission::BarApplicant,
            bars::may_be_lifted(status) && case.beyond.bars.iter().any(|bar| bar.lifted.is_none()),
        ),
        ("take_back", Permission::ChangeLicence, alive),
        ("annul", Permission::ChangeLicence, alive),
        ("revoke", Permission::ChangeLicence, alive),
        ("cancel", Permission::ChangeLicence, not_cancelled),
        ("correct_certificate", Permission::ChangeLicence, alive),
    ];
    ways.extend(commitment::ways(case, item));
    ways
}

/// Takes what happened into a case.
///
/// # Errors
/// It cannot follow what was before.
pub(super) fn apply(case: &mut Case, happened: &Happened, event: &Event) -> Result<(), &'static str> {
    const STRAY: &str = "this act cannot follow the acts before it";
    match happened {
        Happened::Deferred(promise) => {
            if case.state != State::Received || case.beyond.deferral.is_some() {
                return Err(STRAY);
            }
            case.clocks.extend(
                promise
                    .limit
                    .clock(crate::clocks::ClockKind::DeferredMaterial, promise.day, event.at),
            );
            case.beyond.deferral = Some(deferral::Deferral {
                promise: promise.clone(),
                supplied: None,
            });
        }
        Happened::HandedIn { day, materials, .. } => {
            if !deferral::is_awaited(case) {
                return Err(STRAY);
            }
            case.hand_in(materials);
            deferral::close_if_complete(case, *day);
        }
        Happened::Reminded { of, due, .. } => case.beyond.reminded.push((*of, *due)),
        Happened::Terminated(ended) => {
            if !ending::may_be_ended(case.status()) {
                return Err(STRAY);
            }
            case.stop_clocks(ended.day);
            if ended.ground == ending::Ground::DeferredLate {
                case.beyond.bars.push(bars::Bar::broken_promise(ended.day));
            }
            case.beyond.ended = Some((**ended).clone());
            case.state = State::Withdrawn { day: ended.day };
        }
        Happened::Barred(barred) => case.beyond.bars.push(barred.bar()),
        Happened::BarLifted { day, of, .. } => {
            let bar = case
                .beyond
                .bars
                .iter_mut()
                .find(|bar| bar.kind == *of && bar.lifted.is_none());
            bar.ok_or(STRAY)?.lifted = Some(*day);
        }
        Happened::Commitment(happened) => {
            if !commitment::apply(case, happened) {
                return Err(STRAY);
            }
        }
        Happened::LicenceEnded(ended) => {
            let licence = case.beyond.licence.as_mut().ok_or(STRAY)?;
            licence.ended.push((**ended).clone());
        }
        Happened::CertificateCorrected(correction) => {
            let licence = case.beyond.licence.as_mut().ok_or(STRAY)?;
            licence.corrected(correction);
        }
    }
    Ok(())
}

impl From<Happened> for What {
    fn from(happened: Happened) -> What {
        What::Beyond(happened)
    }
}

impl Case {
    /// How it stands in words, which a case that was ended without a decision has its own for.
    pub fn standing(&self) -> (&'static str, &'static str) {
        match &self.beyond.ended {
            Some(ended) if ended.ground == ending::Ground::DeferredLate => ("视为撤回申请", "Taken as withdrawn"),
            Some(_) => ("已终止办理", "Ended without a decision"),
            None => self.status().words(),
        }
    }
}

/// The corresponding day some months later, and the last of the month where it has none (民法典 第二百零二条).
pub fn months_later(day: Day, months: u32) -> Day {
    let months = i32::try_from(months).unwrap_or(0);
    let all = day.year() * 12 + i32::try_from(day.month()).unwrap_or(1) - 1 + months;
    let (year, month) = (all.div_euclid(12), u32::try_from(all.rem_euclid(12) + 1).unwrap_or(1));
    (28..=day.day())
        .rev()
        .chain([day.day().min(28)])
        .find_map(|n| Day::new(year, month, n).ok())
        .unwrap_or(day)
}
