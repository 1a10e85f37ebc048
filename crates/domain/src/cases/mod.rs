//! Cases (办件): what happened ([`event`]), how it stands ([`Case`]), and what may happen next ([`decide`]).

pub mod additions;
pub mod appeals;
pub mod beyond;
pub mod command;
pub mod decide;
pub mod delivery;
pub mod drafting;
pub mod event;
pub mod extension;
pub mod fees;
pub mod grounds;
mod handler;
pub mod intake;
pub mod machine;
pub mod numbers;
pub mod partial;
pub mod proceedings;
pub mod queue;
pub mod remedies;
pub mod reuse;
pub mod simulated;
pub mod slips;

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::calendar::{Day, Instant};
use crate::clocks::{Clock, ClockKind, Extension, Measure, Owner, StepKind, Suspension, SuspensionKind};
use crate::organisation::AccountId;
use crate::organisation::posts::Person;
use crate::performance::Trace;
use crate::ratings::{Rating, record as ratings};
use crate::supervision::record::Record;
use crate::words::Words;
use event::{Delivery, Event, HandedIn, LimitMark, Opinion, Outcome, Renews, StepMark, What};

/// A case; a UUIDv7 made when it is filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CaseId(pub Uuid);

/// By which way the case came in (申请渠道).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// 网上.
    Web,
    /// 窗口.
    Window,
    /// 接口 (another system).
    Api,
}

impl Channel {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Channel::Web => "web",
            Channel::Window => "window",
            Channel::Api => "api",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Channel> {
        [Channel::Web, Channel::Window, Channel::Api]
            .into_iter()
            .find(|channel| channel.code() == code)
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Channel::Web => ("网上", "Online"),
            Channel::Window => ("窗口", "At the window"),
            Channel::Api => ("系统对接", "From another system"),
        }
    }
}

/// Acceptance (受理).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptance {
    /// The day from which the clocks run; it is not counted itself.
    pub day: Day,
    /// It came about by the law because nobody gave notice in five working days (许可法 art. 32).
    pub deemed: bool,
    /// Who accepted.
    pub by: Option<AccountId>,
}

/// An accepted case that is being examined (审查).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examination {
    /// How it was accepted.
    pub acceptance: Acceptance,
    /// The clock stands still for a special procedure, since that day.
    pub suspended: Option<(SuspensionKind, Day)>,
    /// The examiner's opinion.
    pub review: Option<Opinion>,
}

/// A decision (决定).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Granted or refused, with everything that it must say.
    pub outcome: Outcome,
    /// Day of the decision.
    pub day: Day,
    /// Who decided.
    pub by: Option<AccountId>,
    /// The article by which the law itself granted it, when nobody decided in time.
    pub by_law: Option<String>,
}

/// How a case stands (办件状态). Each variant carries the facts true in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// 待受理: received, nobody has answered yet.
    Received,
    /// 待补正: the applicant was told once what to correct.
    AwaitingCorrection {
        /// Told on that day.
        asked: Day,
    },
    /// 不予受理 or 不受理.
    NotAccepted {
        /// Answered on that day.
        day: Day,
    },
    /// 审查中.
    Examining(Examination),
    /// 已决定, not yet in the applicant's hands.
    Decided(Examination, Decision),
    /// 已送达: closed.
    Issued {
        /// How it was examined.
        exam: Examination,
        /// What was decided.
        decision: Decision,
        /// How it reached the applicant.
        delivery: Delivery,
        /// On that day.
        delivered: Day,
    },
    /// 已撤回 by the applicant.
    Withdrawn {
        /// On that day.
        day: Day,
    },
    /// 模拟审批中: examined before it can be an application by law.
    Simulating,
    /// 模拟审批已结束: the end of a simulated case, with an opinion or withdrawn, and no decision.
    Simulated {
        /// On that day.
        day: Day,
    },
}

/// The state's name alone, for columns, lists and filters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// 待受理.
    Received,
    /// 待补正.
    AwaitingCorrection,
    /// 不予受理.
    NotAccepted,
    /// 审查中.
    Accepted,
    /// 特别程序.
    Suspended,
    /// 待决定.
    Reviewed,
    /// 待送达, granted.
    Granted,
    /// 待送达, refused.
    Refused,
    /// 已办结.
    Issued,
    /// 已撤回.
    Withdrawn,
    /// 模拟审批中.
    Simulating,
    /// 模拟审批已结束.
    Simulated,
}

impl Status {
    /// In the order of a case's life.
    pub const ALL: [Status; 12] = [
        Status::Received,
        Status::AwaitingCorrection,
        Status::NotAccepted,
        Status::Accepted,
        Status::Suspended,
        Status::Reviewed,
        Status::Granted,
        Status::Refused,
        Status::Issued,
        Status::Withdrawn,
        Status::Simulating,
        Status::Simulated,
    ];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Status::Received => "received",
            Status::AwaitingCorrection => "awaiting_correction",
            Status::NotAccepted => "not_accepted",
            Status::Accepted => "accepted",
            Status::Suspended => "suspended",
            Status::Reviewed => "reviewed",
            Status::Granted => "granted",
            Status::Refused => "refused",
            Status::Issued => "issued",
            Status::Withdrawn => "withdrawn",
            Status::Simulating => "simulating",
            Status::Simulated => "simulated",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Status> {
        Status::ALL.into_iter().find(|status| status.code() == code)
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Status::Received => ("待受理", "Received"),
            Status::AwaitingCorrection => ("待补正", "Waiting for your corrections"),
            Status::NotAccepted => ("不予受理", "Not accepted"),
            Status::Accepted => ("审查中", "Being examined"),
            Status::Suspended => ("特别程序中", "Paused for a special procedure"),
            Status::Reviewed => ("待决定", "Waiting for the decision"),
            Status::Granted => ("已准予，待领取", "Granted, ready to collect"),
            Status::Refused => ("不予许可，待送达", "Refused, to be delivered"),
            Status::Issued => ("已办结", "Closed"),
            Status::Withdrawn => ("已撤回", "Withdrawn"),
            Status::Simulating => ("模拟审批中", "In simulation"),
            Status::Simulated => ("模拟审批已结束", "Simulation ended"),
        }
    }

    /// Nothing more is to be done by the centre.
    pub fn is_closed(self) -> bool {
        matches!(
            self,
            Status::NotAccepted | Status::Issued | Status::Withdrawn | Status::Simulated
        )
    }
}

/// A fee and whether it was paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Payment {
    /// The item has no fee.
    Free,
    /// To be paid, fen.
    Due(i64),
    /// Paid, fen, with the number of the receipt.
    Paid(i64, String),
    /// 免收: nothing is to be paid any more.
    Waived,
}

/// Who filed, as far as a ledger may say: no identity number, no telephone, no full name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicantMark {
    /// A person or a company.
    pub kind: crate::items::Audience,
    /// A person's name is masked; a company's is public.
    pub shown: String,
    /// The account that owns the case, if the applicant has one.
    pub account: Option<AccountId>,
}

/// A case, folded from its events. Nothing else makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Which.
    pub id: CaseId,
    /// Its number (办件编号).
    pub number: String,
    /// Code of the item.
    pub item: String,
    /// Version of the item under which it is handled.
    pub item_version: u32,
    /// Body in charge.
    pub body: String,
    /// Way in.
    pub channel: Channel,
    /// Who applied.
    pub applicant: ApplicantMark,
    /// When it was filed.
    pub filed_at: Instant,
    /// Day of receipt (收件日).
    pub received: Day,
    /// Day on which the last materials were handed in.
    pub last_handed_in: Day,
    /// What was handed in, later ones replacing earlier ones of the same code.
    pub materials: Vec<HandedIn>,
    /// Materials about which a correction was asked, ever.
    pub asked: BTreeSet<String>,
    /// Materials handed in since a correction was asked: only about these may one ask again.
    pub supplemented: BTreeSet<String>,
    /// How it stands.
    pub state: State,
    /// Limits of its steps.
    pub steps: Vec<StepMark>,
    /// The licence of which renewal is asked.
    pub renews: Option<Renews>,
    /// Answers to the item's questions (情形), which say what applies to it.
    pub situation: crate::items::Chosen,
    /// Names of conditions and charges whose rule could not be computed: the window looks at them (窗口核对).
    pub to_check: Vec<String>,
    /// Its clocks, in the order in which they began.
    pub clocks: Vec<Clock>,
    /// What intake adds: pre-examination, originals seen, what the law did.
    pub intake: intake::Standing,
    /// Who handles it (经办人); nobody where it waits for somebody to take it.
    pub handler: Option<Person>,
    /// Proceedings of its examination (程序事项).
    pub proceedings: proceedings::Proceedings,
    /// Fee.
    pub payment: Payment,
    /// Orders, payments and refunds behind it.
    pub fees: fees::Fees,
    /// Drafts of its decision.
    pub drafts: drafting::Drafts,
    /// Rating, once.
    pub rating: Option<Rating>,
    /// What became of that.
    pub ratings: Box<ratings::Record>,
    /// What goes beyond the straight way: materials to follow, its licence, bars.
    pub beyond: beyond::Beyond,
    /// When the applicant's words were deleted by law.
    pub words_deleted: Option<Day>,
    /// What is known of its result on the way to the applicant.
    pub delivery: delivery::Record,
    /// Remedies against its decision.
    pub appeals: appeals::Appeals,
    /// Since when it stands in the order of acceptance.
    pub queue: queue::Standing,
    /// Simulated approval: of this case, or taken over by it.
    pub simulated: simulated::Standing,
    /// Slips with which its papers moved.
    pub slips: slips::Slips,
    /// Cards and letters of supervision.
    pub supervision: Record,
    /// What figures are made of: when, and by whom.
    pub performance: Box<Trace>,
    /// When it was closed: its days stay as the calendar of that moment gave them.
    pub closed_at: Option<Instant>,
    /// When it last changed.
    pub changed_at: Instant,
    /// Number of events; the version in the store.
    pub events: u32,
    /// Number of the last event that changed something; the version for people: whoever only read something disturbs nobody.
    pub changed_by: u32,
}

/// Events that no case can have produced: damage or tampering.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inconsistency {
    /// Sequence number of the first event that does not fit.
    pub seq: u32,
    /// What does not fit.
    pub what: &'static str,
}

impl Case {
    /// Folds a case from all its events.
    ///
    /// # Errors
    /// The first event that cannot follow those before it.
    pub fn fold(id: CaseId, events: &[Event]) -> Result<Case, Inconsistency> {
        let (first, rest) = events.split_first().ok_or(Inconsistency {
            seq: 0,
            what: "a case without events",
        })?;
        let mut case = Case::begin(id, first)?;
        for event in rest {
            case.apply(event)?;
        }
        Ok(case)
    }

    /// A case from its first event.
    ///
    /// # Errors
    /// The event is not a filing.
    pub fn begin(id: CaseId, first: &Event) -> Result<Case, Inconsistency> {
        let What::Filed(filed) = &first.what else {
            return Err(Inconsistency {
                seq: first.seq,
                what: "a case begins with its filing",
            });
        };
        let of_law = || LimitMark::days(decide::NOTICE_DAYS, ClockKind::SupplementNotice.source());
        let notice = filed.notice.clone().unwrap_or_else(of_law);
        let notice = notice.clock(ClockKind::SupplementNotice, filed.received, first.at);
        let renewal = filed.renews.as_ref().map(|renews| {
            let until = Measure::Until(renews.expiry);
            Clock::measured(ClockKind::Renewal, &renews.source, filed.received, until)
        });
        let mut case = Case {
            id,
            number: filed.number.clone(),
            item: filed.item.clone(),
            item_version: filed.item_version,
            body: filed.body.clone(),
            channel: filed.channel,
            applicant: filed.applicant.clone(),
            filed_at: first.at,
            received: filed.received,
            last_handed_in: filed.received,
            materials: filed.materials.clone(),
            asked: BTreeSet::new(),
            supplemented: BTreeSet::new(),
            state: State::Received,
            steps: filed.steps.clone(),
            renews: filed.renews.clone(),
            situation: filed.situation.clone(),
            to_check: filed.to_check.clone(),
            clocks: notice.into_iter().chain(renewal).collect(),
            intake: intake::Standing::begin(first, filed),
            handler: None,
            proceedings: proceedings::Proceedings::default(),
            payment: if filed.fee_fen > 0 {
                Payment::Due(filed.fee_fen)
            } else {
                Payment::Free
            },
            fees: fees::Fees::filed(filed.fee_fen),
            drafts: drafting::Drafts::default(),
            rating: None,
            ratings: Box::default(),
            beyond: beyond::Beyond {
                named: filed.licence.clone(),
                ..beyond::Beyond::default()
            },
            words_deleted: None,
            delivery: delivery::Record::default(),
            appeals: appeals::Appeals::default(),
            queue: queue::Standing::begin(first),
            simulated: simulated::Standing::begin(filed),
            slips: slips::Slips::default(),
            supervision: Record::default(),
            performance: Box::default(),
            closed_at: None,
            changed_at: first.at,
            events: 1,
            changed_by: 1,
        };
        if case.is_simulated() {
            // Nothing of the law runs.
            case.state = State::Simulating;
            case.clocks.clear();
            return Ok(case);
        }
        let limit = filed.pre_examination.as_ref();
        case.begin_clock(limit.and_then(|limit| limit.clock(ClockKind::PreExamination, filed.received, first.at)));
        case.begin_step(StepKind::Accept, filed.received, first.at);
        Ok(case)
    }

    /// Takes the next event.
    ///
    /// # Errors
    /// It cannot follow: a gap in the sequence, or an act that this state does not know.
    pub fn apply(&mut self, event: &Event) -> Result<(), Inconsistency> {
        let bad = |what| Inconsistency { seq: event.seq, what };
        if event.seq != self.events + 1 {
            return Err(bad("events are missing or repeated"));
        }
        let by = event.actor.account;
        match (&event.what, &mut self.state) {
            (
                What::CorrectionRequested {
                    day, requests, limit, ..
                },
                State::Received,
            ) => {
                self.stop_clock(ClockKind::SupplementNotice, *day);
                self.stop_clock(ClockKind::PreExamination, *day);
                let limit = limit.as_ref();
                self.begin_clock(limit.and_then(|limit| limit.clock(ClockKind::Correction, *day, event.at)));
                self.end_step(StepKind::Accept, *day);
                self.asked
                    .extend(requests.iter().map(|request| request.material.clone()));
                self.supplemented.clear();
                self.state = State::AwaitingCorrection { asked: *day };
            }
            (
                What::Supplemented {
                    day, materials, notice, ..
                },
                State::AwaitingCorrection { .. },
            ) => {
                self.supplemented = materials.iter().map(|material| material.material.clone()).collect();
                self.hand_in(materials);
                self.last_handed_in = *day;
                self.stop_clock(ClockKind::Correction, *day);
                let limit = notice.as_ref();
                self.begin_clock(limit.and_then(|limit| limit.clock(ClockKind::SupplementNotice, *day, event.at)));
                self.begin_step(StepKind::Accept, *day, event.at);
                self.state = State::Received;
            }
            (What::Accepted(accepted), State::Received) => {
                self.stop_clock(ClockKind::SupplementNotice, accepted.noticed);
                self.stop_clock(ClockKind::PreExamination, accepted.noticed);
                self.end_step(StepKind::Accept, accepted.noticed);
                for (kind, limit) in [
                    (ClockKind::DecisionStatutory, &accepted.statutory),
                    (ClockKind::DecisionPromised, &accepted.promised),
                ] {
                    self.clocks.extend(limit.clock(kind, accepted.day, event.at));
                }
                self.begin_step(StepKind::Review, accepted.noticed, event.at);
                let acceptance = Acceptance {
                    day: accepted.day,
                    deemed: accepted.deemed,
                    by,
                };
                self.state = State::Examining(Examination {
                    acceptance,
                    suspended: None,
                    review: None,
                });
            }
            (What::NotAccepted { day, .. }, State::Received) => {
                let day = *day;
                self.stop_clocks(day);
                self.state = State::NotAccepted { day };
            }
            (
                What::Suspended {
                    day,
                    kind,
                    basis,
                    evidence,
                    statutory,
                    ..
                },
                State::Examining(exam),
            ) if exam.suspended.is_none() => {
                exam.suspended = Some((*kind, *day));
                let suspension = Suspension {
                    kind: *kind,
                    basis: basis.clone(),
                    evidence: evidence.clone(),
                    from: *day,
                    to: None,
                    end_evidence: None,
                };
                for clock in self.clocks_that_rest(*statutory) {
                    clock.suspensions.push(suspension.clone());
                }
                self.begin_step(StepKind::Special, *day, event.at);
                self.proceedings.stopped();
            }
            (What::Resumed { day, evidence, .. }, State::Examining(exam)) if exam.suspended.is_some() => {
                exam.suspended = None;
                let day = *day;
                self.end_step(StepKind::Special, day);
                for clock in self.clocks_that_rest(true) {
                    if let Some(open) = clock
                        .suspensions
                        .last_mut()
                        .filter(|suspension| suspension.to.is_none())
                    {
                        open.to = Some(day);
                        open.end_evidence.clone_from(evidence);
                    }
                }
            }
            (
                What::Extended {
                    day,
                    days,
                    reason,
                    approver,
                    ..
                },
                State::Examining(_),
            ) => {
                let extension = Extension {
                    days: *days,
                    approver: approver.clone(),
                    reason: reason.clone(),
                    on: *day,
                };
                for clock in self.decision_clocks() {
                    clock.extension = Some(extension.clone());
                }
            }
            (What::Reviewed(opinion), State::Examining(exam)) if exam.suspended.is_none() => {
                let is_first = exam.review.replace(opinion.clone()).is_none();
                self.drafts.lapse();
                if is_first {
                    self.end_step(StepKind::Review, opinion.day);
                    self.begin_step(StepKind::Decide, opinion.day, event.at);
                }
            }
            (
                What::Decided {
                    day,
                    outcome,
                    delivery,
                    by_law,
                    document,
                    licence,
                    ..
                },
                State::Examining(exam),
            ) if exam.suspended.is_none() => {
                let (day, outcome) = (*day, outcome.clone());
                let exam = exam.clone();
                // Whatever ran until the decision is over with it.
                self.stop_clocks(day);
                self.drafts.decided(day, &outcome, by_law.is_some());
                if outcome.grants() {
                    let of_law = || LimitMark::days(decide::DELIVERY_DAYS, ClockKind::Delivery.source());
                    let limit = delivery.clone().unwrap_or_else(of_law);
                    self.begin_clock(limit.clock(ClockKind::Delivery, day, event.at));
                }
                self.begin_step(StepKind::Deliver, day, event.at);
                if let Some(mark) = licence {
                    self.beyond.licence = Some(beyond::licence::granted(self, *mark, document));
                }
                let by_law = by_law.clone();
                let decision = Decision {
                    outcome,
                    day,
                    by,
                    by_law,
                };
                self.state = State::Decided(exam, decision);
            }
            (
                What::Paid {
                    day,
                    amount_fen,
                    receipt,
                },
                _,
            ) if matches!(self.payment, Payment::Due(_)) => {
                self.fees.entered(event.seq, *day, *amount_fen, receipt);
                self.payment = Payment::Paid(*amount_fen, receipt.clone());
            }
            (What::Fees(happened), _) => {
                let taken = self.fees.apply(happened, event);
                taken.ok_or(bad("money cannot move so after what was before"))?;
                self.payment = self.fees.standing();
                if !happened.disturbs() {
                    self.events = event.seq;
                    return Ok(());
                }
            }
            (What::Issued { day, delivery, .. }, State::Decided(exam, decision)) => {
                let (exam, decision) = (exam.clone(), decision.clone());
                self.stop_clock(ClockKind::Delivery, *day);
                self.end_step(StepKind::Deliver, *day);
                self.state = State::Issued {
                    exam,
                    decision,
                    delivery: delivery.clone(),
                    delivered: *day,
                };
            }
            (What::Rated(rating), _) if self.rating.is_none() => {
                self.rating = Some(rating.clone());
                self.ratings.given(rating, event);
            }
            (What::Withdrawn { day, .. }, State::Received | State::AwaitingCorrection { .. } | State::Examining(_)) => {
                let day = *day;
                self.stop_clocks(day);
                self.state = State::Withdrawn { day };
            }
            // The end of a simulated case is one of its own, with an opinion or without: its state alone says that it is simulated.
            (What::Withdrawn { day, .. }, State::Simulating) => self.state = State::Simulated { day: *day },
            (
                What::HandlerChanged { to, .. },
                State::Received
                | State::AwaitingCorrection { .. }
                | State::Examining(_)
                | State::Decided(..)
                | State::Simulating,
            ) if to.is_some() || self.handler.is_some() => self.handler.clone_from(to),
            (What::Proceeding(happened), state)
                if matches!(state, State::Examining(_)) || happened.follows_decision() =>
            {
                proceedings::apply(self, event, happened).map_err(bad)?;
                if !happened.disturbs() {
                    self.events = event.seq;
                    return Ok(());
                }
            }
            (What::Beyond(happened), _) => beyond::apply(self, happened, event).map_err(bad)?,
            (What::Delivery(happened), state) if self.delivery.apply(happened, state) => {}
            // Whoever read something changed nothing.
            (What::NumbersShown { .. }, _) if self.words_deleted.is_none() => {
                self.events = event.seq;
                return Ok(());
            }
            // The clocks keep no due day of their own: the calendar gives it.
            (
                What::CalendarChanged(_),
                State::Received | State::AwaitingCorrection { .. } | State::Examining(_) | State::Decided(..),
            ) => {}
            (
                What::WordsDeleted { day, .. },
                State::NotAccepted { .. } | State::Withdrawn { .. } | State::Issued { .. } | State::Simulated { .. },
            ) if self.words_deleted.is_none() => {
                self.words_deleted = Some(*day);
            }
            (What::Intake(happened), _) => {
                intake::apply(self, event, happened).map_err(bad)?;
                // That somebody tried what may not be done changes nothing for anybody else.
                if matches!(happened, intake::Happened::NoticeRefused { .. }) {
                    self.events = event.seq;
                    return Ok(());
                }
            }
            (What::Additions(happened), _) => additions::apply(self, happened, event.at).map_err(bad)?,
            (What::Reuse(happened), _) => reuse::apply(self, happened, event).map_err(bad)?,
            (What::Simulated(happened), _) => simulated::apply(self, happened, event).map_err(bad)?,
            (What::Slips(happened), _) => self.slips.apply(happened, event).map_err(bad)?,
            (What::Drafting(happened), State::Examining(exam)) if exam.review.is_some() => {
                self.drafts.apply(happened, event).map_err(bad)?;
            }
            (What::Appeals(happened), _) => appeals::apply(self, happened, event).map_err(bad)?,
            // Nobody works on the case any more: what is said about it disturbs nobody.
            (What::Ratings(happened), _) => {
                self.ratings.apply(&mut self.rating, happened, event).map_err(bad)?;
                self.events = event.seq;
                return Ok(());
            }
            // Supervision looks on: it changes nothing in how the case stands, and disturbs nobody.
            (What::Supervision(happened), _) => {
                self.supervision.apply(happened, event).map_err(bad)?;
                self.events = event.seq;
                return Ok(());
            }
            _ => return Err(bad("this act cannot follow the acts before it")),
        }
        self.intake.follow(event);
        self.appeals.follow(event);
        self.queue.follow(event);
        let handler = self.handler.as_ref().map(|handler| handler.account);
        self.performance.follow(event, handler, self.rating.is_some());
        self.events = event.seq;
        self.changed_by = event.seq;
        self.changed_at = event.at;
        if self.status().is_closed() {
            self.closed_at.get_or_insert(event.at);
        }
        Ok(())
    }

    /// Its rating, where that counts: nobody took it back, and it was not set aside.
    pub fn rating_that_counts(&self) -> Option<&Rating> {
        self.rating.as_ref().filter(|_| self.ratings.counts())
    }

    /// The state's name.
    pub fn status(&self) -> Status {
        match &self.state {
            State::Received => Status::Received,
            State::AwaitingCorrection { .. } => Status::AwaitingCorrection,
            State::NotAccepted { .. } => Status::NotAccepted,
            State::Examining(exam) if exam.suspended.is_some() => Status::Suspended,
            State::Examining(exam) if exam.review.is_some() => Status::Reviewed,
            State::Examining(_) => Status::Accepted,
            State::Decided(_, decision) if decision.outcome.grants() => Status::Granted,
            State::Decided(..) => Status::Refused,
            State::Issued { .. } => Status::Issued,
            State::Withdrawn { .. } => Status::Withdrawn,
            State::Simulating => Status::Simulating,
            State::Simulated { .. } => Status::Simulated,
        }
    }

    /// The clock of this kind.
    pub fn clock(&self, kind: ClockKind) -> Option<&Clock> {
        self.clocks.iter().find(|clock| clock.kind == kind)
    }

    /// Acceptance, once there is one.
    pub fn acceptance(&self) -> Option<&Acceptance> {
        match &self.state {
            State::Examining(exam) | State::Decided(exam, _) | State::Issued { exam, .. } => Some(&exam.acceptance),
            _ => None,
        }
    }

    /// Decision, once there is one.
    pub fn decision(&self) -> Option<&Decision> {
        match &self.state {
            State::Decided(_, decision) | State::Issued { decision, .. } => Some(decision),
            _ => None,
        }
    }

    /// The examiner's opinion, once there is one.
    pub fn review(&self) -> Option<&Opinion> {
        match &self.state {
            State::Examining(exam) | State::Decided(exam, _) | State::Issued { exam, .. } => exam.review.as_ref(),
            _ => None,
        }
    }

    /// The day on which it was closed, or last changed.
    pub fn closed_on(&self) -> Day {
        match &self.state {
            State::NotAccepted { day } | State::Withdrawn { day } | State::Simulated { day } => *day,
            State::Issued { delivered, .. } => *delivered,
            _ => self.changed_at.day(crate::calendar::CHINA),
        }
    }

    /// Who owns the running minute; nobody once it is closed.
    pub fn owner(&self) -> Option<Owner> {
        match self.status() {
            Status::Received | Status::Granted | Status::Refused => Some(Owner::Window),
            Status::AwaitingCorrection => Some(Owner::Applicant),
            Status::Accepted | Status::Reviewed => Some(Owner::Department),
            Status::Suspended => Some(Owner::Expert),
            // No minute of the law runs in a simulated case.
            Status::NotAccepted | Status::Issued | Status::Withdrawn | Status::Simulating | Status::Simulated => None,
        }
    }

    /// Who has it now, in words for the applicant.
    pub fn holder(&self) -> Words {
        match self.status() {
            Status::Received => Words::new("受理窗口", "The service window"),
            Status::AwaitingCorrection => Words::new("申请人（请补正）", "You, to make the corrections"),
            Status::Accepted | Status::Suspended => Words::new("审查人员", "The examiner"),
            Status::Reviewed => Words::new("首席审批员", "The chief approver"),
            Status::Granted | Status::Refused => Words::new("出件窗口", "The issuing window"),
            Status::Simulating => Words::new("审查人员（模拟审批）", "The examiner, in simulation"),
            Status::NotAccepted | Status::Issued | Status::Withdrawn | Status::Simulated => {
                Words::new("已结束", "Nobody: it is closed")
            }
        }
    }

    fn hand_in(&mut self, materials: &[HandedIn]) {
        for material in materials {
            self.materials.retain(|known| known.material != material.material);
            self.materials.push(material.clone());
        }
    }

    /// Whatever ran until the end of a step is over with it; remedies against it have clocks of their own.
    fn stop_clocks(&mut self, day: Day) {
        let of_remedy = |kind| appeals::Kind::ALL.into_iter().any(|remedy| remedy.clock() == kind);
        for clock in self.clocks.iter_mut().filter(|clock| !of_remedy(clock.kind)) {
            clock.stopped.get_or_insert(day);
        }
    }

    fn stop_clock(&mut self, kind: ClockKind, day: Day) {
        if let Some(clock) = self.clocks.iter_mut().find(|clock| clock.kind == kind) {
            clock.stopped.get_or_insert(day);
        }
    }

    /// A step that comes again begins anew.
    fn begin_step(&mut self, step: StepKind, day: Day, at: Instant) {
        let kind = ClockKind::Step(step);
        let mark = self.steps.iter().find(|mark| mark.step == step);
        self.begin_clock(mark.and_then(|mark| mark.limit.clock(kind, day, at)));
    }

    /// A clock that comes again begins anew.
    fn begin_clock(&mut self, begun: Option<Clock>) {
        let Some(begun) = begun else { return };
        match self.clocks.iter_mut().find(|clock| clock.kind == begun.kind) {
            Some(clock) => *clock = begun,
            None => self.clocks.push(begun),
        }
    }

    fn end_step(&mut self, step: StepKind, day: Day) {
        self.stop_clock(ClockKind::Step(step), day);
    }

    /// The clocks that a special procedure touches: the promise and the steps of the authority always, the law's where
    /// the law says so (许可法 art. 45).
    fn clocks_that_rest(&mut self, statutory: bool) -> impl Iterator<Item = &mut Clock> {
        self.clocks.iter_mut().filter(move |clock| match clock.kind {
            ClockKind::DecisionStatutory => statutory,
            ClockKind::DecisionPromised => true,
            ClockKind::Step(StepKind::Review | StepKind::Decide) => clock.stopped.is_none(),
            _ => false,
        })
    }

    fn decision_clocks(&mut self) -> impl Iterator<Item = &mut Clock> {
        self.clocks
            .iter_mut()
            .filter(|clock| matches!(clock.kind, ClockKind::DecisionStatutory | ClockKind::DecisionPromised))
    }
}
