//! What people bring that is no application (诉求): complaints, consultations, suggestions, what could not get done, and problems that were found
//! (投诉、咨询、建议、办不成事、问题台账). A matter is the fold of its events, as a case is, and no case changes with it.

mod clock;
mod decide;
mod event;
pub mod machine;
mod order;
mod refusals;
mod rules;
#[cfg(test)]
mod tests;

pub use clock::{end_of_returning, last_day};
pub use decide::{Context, decide};
pub use event::{Event, What};
pub use order::{Order, Submission};
pub use rules::{Returning, Rules, SETS, Source};

use crate::calendar::{Day, Instant};
use crate::organisation::{AccountId, Actor};

/// What sort of matter it is (诉求类型).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// 咨询.
    Consultation,
    /// 投诉.
    Complaint,
    /// 建议.
    Suggestion,
    /// 办不成事.
    NotDone,
    /// 问题, found here and kept in the ledger of problems (问题台账).
    Problem,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 5] = [
        Kind::Consultation,
        Kind::Complaint,
        Kind::Suggestion,
        Kind::NotDone,
        Kind::Problem,
    ];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Consultation => "consultation",
            Kind::Complaint => "complaint",
            Kind::Suggestion => "suggestion",
            Kind::NotDone => "not_done",
            Kind::Problem => "problem",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Kind::Consultation => ("咨询", "Question"),
            Kind::Complaint => ("投诉", "Complaint"),
            Kind::Suggestion => ("建议", "Suggestion"),
            Kind::NotDone => ("办不成事", "Could not get done"),
            Kind::Problem => ("问题", "Problem found"),
        }
    }
}

/// On what way it came (来源渠道).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    /// 网上.
    Net,
    /// 窗口当面.
    Window,
    /// 电话.
    Telephone,
    /// 内部发现: from a rating, a case, an inspection or another matter.
    Inside,
}

impl Way {
    /// Every way.
    pub const ALL: [Way; 4] = [Way::Net, Way::Window, Way::Telephone, Way::Inside];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Way::Net => "net",
            Way::Window => "window",
            Way::Telephone => "telephone",
            Way::Inside => "inside",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Way> {
        Way::ALL.into_iter().find(|way| way.code() == code)
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Way::Net => ("网上", "online"),
            Way::Window => ("窗口", "at a window"),
            Way::Telephone => ("电话", "by telephone"),
            Way::Inside => ("内部发现", "found here"),
        }
    }
}

/// From what a problem of the ledger came (问题来源).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// 诉求.
    Matter,
    /// 评价.
    Rating,
    /// 办件.
    Case,
    /// 巡查.
    Inspection,
}

impl Origin {
    /// Every origin.
    pub const ALL: [Origin; 4] = [Origin::Matter, Origin::Rating, Origin::Case, Origin::Inspection];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Origin::Matter => "matter",
            Origin::Rating => "rating",
            Origin::Case => "case",
            Origin::Inspection => "inspection",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Origin> {
        Origin::ALL.into_iter().find(|origin| origin.code() == code)
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Origin::Matter => ("诉求", "a matter"),
            Origin::Rating => ("评价", "a rating"),
            Origin::Case => ("办件", "a case"),
            Origin::Inspection => ("巡查", "an inspection"),
        }
    }
}

/// Why a matter is not accepted (不予受理情形), after 潍坊市12345政务服务便民热线条例 art. 19.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotAccepted {
    /// Litigation, arbitration, discipline, administrative review or a request for information is the way (第一项).
    AnotherWay,
    /// It is a petition already (第二项).
    Petition,
    /// Secrets, privacy, public decency (第三项).
    Secret,
    /// It has been dealt with by law, with a lawful and reasonable conclusion (第四项).
    Settled,
    /// Otherwise by law (第五项).
    ByLaw,
}

impl NotAccepted {
    /// Every reason.
    pub const ALL: [NotAccepted; 5] = [
        NotAccepted::AnotherWay,
        NotAccepted::Petition,
        NotAccepted::Secret,
        NotAccepted::Settled,
        NotAccepted::ByLaw,
    ];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            NotAccepted::AnotherWay => "another_way",
            NotAccepted::Petition => "petition",
            NotAccepted::Secret => "secret",
            NotAccepted::Settled => "settled",
            NotAccepted::ByLaw => "by_law",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<NotAccepted> {
        NotAccepted::ALL.into_iter().find(|reason| reason.code() == code)
    }

    /// Chinese and English words.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            NotAccepted::AnotherWay => (
                "依法应当通过诉讼、仲裁、纪检监察、行政复议、政府信息公开等程序解决",
                "the law has another way for it: a court, arbitration, discipline inspection, administrative review or a request for information",
            ),
            NotAccepted::Petition => ("已经进入信访程序", "it is being dealt with as a petition already"),
            NotAccepted::Secret => (
                "涉及国家秘密、商业秘密、个人隐私或者违反社会公序良俗",
                "it touches state secrets, business secrets, somebody’s privacy or public decency",
            ),
            NotAccepted::Settled => (
                "已依法作出处理，且有合法、合理结论",
                "it has been dealt with by law, with a lawful and reasonable conclusion",
            ),
            NotAccepted::ByLaw => (
                "其他依法不予受理的情形",
                "the law does not let it be accepted for another reason",
            ),
        }
    }

    /// Whoever refuses for this reason has to say where to go (应当同时告知相关办理途径).
    pub fn names_another_way(self) -> bool {
        self == NotAccepted::AnotherWay
    }
}

/// Somebody who works here, as the record names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Account.
    pub account: AccountId,
    /// Name.
    pub name: String,
}

impl Person {
    /// Somebody who acts and has an account.
    pub fn of(actor: &Actor) -> Option<Person> {
        actor.account.filter(|_| actor.is_staff()).map(|account| Person {
            account,
            name: actor.name.clone(),
        })
    }
}

/// Where a matter stands (状态), with what is true in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// 待受理, with the last day for it.
    Submitted {
        /// Last day on which it is accepted or refused.
        due: Day,
    },
    /// 不予受理.
    Refused {
        /// Why.
        reason: NotAccepted,
    },
    /// 待派单; a unit has sent it back where one is named.
    Accepted {
        /// The body that said it is not theirs.
        sent_back: Option<String>,
    },
    /// 承办中.
    Assigned {
        /// Main unit (主办单位).
        body: String,
        /// Units that assist (协办单位).
        assisting: Vec<String>,
        /// Until when it may be sent back; never where its ownership was decided.
        return_until: Option<Instant>,
        /// Somebody there has taken it over.
        taken: bool,
    },
    /// 已答复，待办结.
    Answered {
        /// Who answered.
        by: Option<AccountId>,
    },
    /// 已办结.
    Closed {
        /// Who answered.
        by: Option<AccountId>,
    },
    /// 已撤回.
    Withdrawn,
}

/// The stage of a matter, without what is true in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// 待受理.
    Submitted,
    /// 不予受理.
    Refused,
    /// 待派单.
    Accepted,
    /// 承办中.
    Assigned,
    /// 已答复.
    Answered,
    /// 已办结.
    Closed,
    /// 已撤回.
    Withdrawn,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Stage; 7] = [
        Stage::Submitted,
        Stage::Refused,
        Stage::Accepted,
        Stage::Assigned,
        Stage::Answered,
        Stage::Closed,
        Stage::Withdrawn,
    ];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Stage::Submitted => "submitted",
            Stage::Refused => "refused",
            Stage::Accepted => "accepted",
            Stage::Assigned => "assigned",
            Stage::Answered => "answered",
            Stage::Closed => "closed",
            Stage::Withdrawn => "withdrawn",
        }
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Stage::Submitted => ("待受理", "Waiting to be accepted"),
            Stage::Refused => ("不予受理", "Not accepted"),
            Stage::Accepted => ("待派单", "Waiting to be assigned"),
            Stage::Assigned => ("承办中", "Being dealt with"),
            Stage::Answered => ("已答复", "Answered"),
            Stage::Closed => ("已办结", "Closed"),
            Stage::Withdrawn => ("已撤回", "Withdrawn"),
        }
    }

    /// Nothing more is waited for.
    pub fn is_over(self) -> bool {
        matches!(self, Stage::Refused | Stage::Closed | Stage::Withdrawn)
    }
}

impl Status {
    /// Its stage.
    pub fn stage(&self) -> Stage {
        match self {
            Status::Submitted { .. } => Stage::Submitted,
            Status::Refused { .. } => Stage::Refused,
            Status::Accepted { .. } => Stage::Accepted,
            Status::Assigned { .. } => Stage::Assigned,
            Status::Answered { .. } => Stage::Answered,
            Status::Closed { .. } => Stage::Closed,
            Status::Withdrawn => Stage::Withdrawn,
        }
    }
}

/// Who answered for a matter, from when on: the list of those who account for it (责任记录).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Who.
    pub person: Person,
    /// From when on.
    pub since: Instant,
    /// From whom they took it over; nobody for whoever was asked first (首问).
    pub from: Option<Person>,
}

/// A call back to whoever brought it (回访).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// They were reached.
    pub reached: bool,
    /// When.
    pub at: Instant,
}

/// A matter as its events tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matter {
    /// What sort.
    pub kind: Kind,
    /// How it came.
    pub way: Way,
    /// When it came.
    pub at: Instant,
    /// From what a problem came, and its number.
    pub origin: Option<(Origin, String)>,
    /// The body that it is about, where they named one.
    pub body: Option<String>,
    /// Number of the case that it is about.
    pub case: Option<String>,
    /// Members of staff that it is about: they have no part in it (回避).
    pub against: Vec<AccountId>,
    /// Account of whoever brought it; absent where they were not signed in.
    pub owner: Option<AccountId>,
    /// They would let it be shown to the public.
    pub agreed: bool,
    /// Code of the rules by which its clocks run.
    pub rules: String,
    /// Has to be dealt with the same day (紧急).
    pub urgent: bool,
    /// Where it stands.
    pub status: Status,
    /// Last day for the answer, once there is one.
    pub due: Option<Day>,
    /// It was extended.
    pub extended: bool,
    /// It was reopened.
    pub reopened: bool,
    /// How often it was pressed (督办).
    pub pressed: u32,
    /// The last day that was noted as over.
    pub overdue: Option<Day>,
    /// Who accounts for it, first who was asked first; the last one does now.
    pub held: Vec<Held>,
    /// To whom it is to be handed over, until they take it over.
    pub handed_to: Option<Person>,
    /// Called back.
    pub visit: Option<Visit>,
    /// Whoever brought it is satisfied.
    pub satisfied: Option<bool>,
    /// Shown to the public.
    pub released: bool,
}

impl Matter {
    /// What its first event tells; none where another event is the first.
    pub fn begin(event: &Event) -> Option<Matter> {
        let What::Submitted {
            kind,
            way,
            origin,
            body,
            case,
            against,
            owner,
            agreed,
            rules,
            accept_by,
            due,
            first_asked,
        } = &event.what
        else {
            return None;
        };
        let status = match kind {
            Kind::Problem => Status::Accepted { sent_back: None },
            _ => Status::Submitted { due: *accept_by },
        };
        let first = first_asked.clone().map(|person| Held {
            person,
            since: event.at,
            from: None,
        });
        Some(Matter {
            kind: *kind,
            way: *way,
            at: event.at,
            origin: origin.clone(),
            body: body.clone(),
            case: case.clone(),
            against: against.clone(),
            owner: *owner,
            agreed: *agreed,
            rules: rules.clone(),
            urgent: false,
            status,
            due: *due,
            extended: false,
            reopened: false,
            pressed: 0,
            overdue: None,
            held: first.into_iter().collect(),
            handed_to: None,
            visit: None,
            satisfied: None,
            released: false,
        })
    }

    /// What another event makes of it.
    pub fn apply(&mut self, event: &Event) {
        match &event.what {
            What::Submitted { .. } => {}
            What::Accepted { urgent, due, person } => {
                self.status = Status::Accepted { sent_back: None };
                self.urgent = *urgent;
                self.due = due.or(self.due);
                if self.held.is_empty() {
                    self.take(person.clone(), event.at);
                }
            }
            What::Refused { reason } => self.status = Status::Refused { reason: *reason },
            What::Assigned {
                body,
                assisting,
                return_until,
                due,
            } => {
                self.status = Status::Assigned {
                    body: body.clone(),
                    assisting: assisting.clone(),
                    return_until: *return_until,
                    taken: false,
                };
                self.due = Some(*due);
            }
            What::SentBack { body } => {
                self.status = Status::Accepted {
                    sent_back: Some(body.clone()),
                };
            }
            What::Extended { due, .. } => {
                self.extended = true;
                self.due = Some(*due);
            }
            What::HandedOver { to } => self.handed_to = Some(to.clone()),
            What::TakenOver { person } => self.take(Some(person.clone()), event.at),
            What::Answered { by } => self.status = Status::Answered { by: *by },
            What::Closed => {
                let by = match self.status {
                    Status::Answered { by } => by,
                    _ => None,
                };
                self.status = Status::Closed { by };
            }
            What::Visited { reached, satisfied } => {
                self.visit = Some(Visit {
                    reached: *reached,
                    at: event.at,
                });
                self.satisfied = satisfied.or(self.satisfied);
            }
            What::Rated { satisfied } => self.satisfied = Some(*satisfied),
            What::Reopened { due } => {
                self.status = Status::Accepted { sent_back: None };
                self.reopened = true;
                self.satisfied = None;
                self.visit = None;
                self.due = Some(*due);
            }
            What::Pressed => self.pressed += 1,
            What::Withdrawn => self.status = Status::Withdrawn,
            What::FellOverdue { day } => self.overdue = Some(*day),
            What::Released { shown } => self.released = *shown,
        }
    }

    fn take(&mut self, person: Option<Person>, at: Instant) {
        self.handed_to = None;
        if let Status::Assigned { taken, .. } = &mut self.status {
            *taken = true;
        }
        let Some(person) = person else { return };
        self.held.push(Held {
            from: self.held.last().map(|held| held.person.clone()),
            person,
            since: at,
        });
    }

    /// From its events.
    pub fn of<'a>(events: impl IntoIterator<Item = &'a Event>) -> Option<Matter> {
        let mut events = events.into_iter();
        let mut matter = Matter::begin(events.next()?)?;
        events.for_each(|event| matter.apply(event));
        Some(matter)
    }

    /// Its stage.
    pub fn stage(&self) -> Stage {
        self.status.stage()
    }

    /// Who accounts for it now (首问负责).
    pub fn holder(&self) -> Option<&Person> {
        self.held.last().map(|held| &held.person)
    }

    /// The body that deals with it.
    pub fn unit(&self) -> Option<&str> {
        match &self.status {
            Status::Assigned { body, .. } => Some(body),
            _ => None,
        }
    }

    /// What is waited for next is due on this day; nothing where nothing is.
    pub fn waits_until(&self) -> Option<Day> {
        match &self.status {
            Status::Submitted { due } => Some(self.due.map_or(*due, |answer| answer.min(*due))),
            status if status.stage().is_over() => None,
            _ => self.due,
        }
    }

    /// It is about this person, who has no part in it.
    pub fn is_about(&self, account: Option<AccountId>) -> bool {
        account.is_some_and(|account| self.against.contains(&account))
    }
}
