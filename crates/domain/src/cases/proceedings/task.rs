//! Tasks (审查任务): a part of the examination that a section or a person of the body does, with an opinion.

use crate::calendar::Day;
use crate::organisation::Actor;
use crate::organisation::posts::Person;
use crate::organisation::section::Sections;
use crate::words::{Fault, Refusal, RefusalKind};

use super::super::Case;
use super::super::decide::{Context, Decided, need_text};
use super::super::event::{Event, FileMark, LimitMark};
use super::{Closed, LONGEST_LIMIT, Matter, Proceedings, happened, invalid, oneself, opened, plain};

const BASIS: &str = "行政许可法 第三十四条第一款";

/// To whom a task is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum To {
    /// Somebody of the body.
    Person(Person),
    /// A section (科室): whoever of it takes it.
    Section {
        /// Its code.
        code: String,
        /// Its name.
        name: String,
    },
}

impl To {
    /// Name of the person or the section.
    pub fn name(&self) -> &str {
        match self {
            To::Person(person) => &person.name,
            To::Section { name, .. } => name,
        }
    }
}

/// A task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// What is to be done.
    pub what: String,
    /// To whom it is given.
    pub to: To,
    /// Who took it.
    pub taken: Option<Person>,
    /// Who gave it back, and why.
    pub returned: Option<(Person, String)>,
    /// Who gave it, or gave it to somebody else, last.
    pub giver: Option<Person>,
    /// What came of it.
    pub opinion: Option<Opinion>,
}

/// What came of a task (任务意见).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opinion {
    /// Nothing stands against granting.
    pub agrees: bool,
    /// In words.
    pub words: String,
    /// Papers.
    pub files: Vec<FileMark>,
    /// On.
    pub day: Day,
}

/// What is asked to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// 交办.
    Give {
        /// What is to be done.
        what: String,
        /// To whom; the act has seen that they belong to the body.
        to: To,
        /// Working days; 0 where no limit is set.
        days: u32,
    },
    /// 接受.
    Take {
        /// Which.
        no: u32,
        /// Codes of the sections in which the actor serves, as the act found them.
        sections: Vec<String>,
    },
    /// 退回.
    Return {
        /// Which.
        no: u32,
        /// Why.
        reason: String,
    },
    /// 改派.
    Reassign {
        /// Which.
        no: u32,
        /// To whom.
        to: To,
        /// Why.
        reason: String,
    },
    /// 提交任务意见.
    Finish {
        /// Which.
        no: u32,
        /// Nothing stands against granting.
        agrees: bool,
        /// In words.
        words: String,
        /// Papers.
        files: Vec<FileMark>,
    },
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// 交办.
    Given {
        /// Which.
        no: u32,
        /// On.
        day: Day,
        /// Rule behind it.
        basis: String,
        /// Its limit.
        limit: Option<LimitMark>,
        /// What is to be done.
        what: String,
        /// To whom.
        to: To,
    },
    /// 接受.
    Taken {
        /// Which.
        no: u32,
        /// On.
        day: Day,
        /// By whom.
        by: Person,
    },
    /// 退回.
    Returned {
        /// Which.
        no: u32,
        /// On.
        day: Day,
        /// By whom.
        by: Person,
        /// Why.
        reason: String,
    },
    /// 改派.
    Reassigned {
        /// Which.
        no: u32,
        /// On.
        day: Day,
        /// To whom.
        to: To,
        /// Why.
        reason: String,
    },
    /// 提交任务意见.
    Finished {
        /// Which.
        no: u32,
        /// On.
        day: Day,
        /// Nothing stands against granting.
        agrees: bool,
        /// In words.
        words: String,
        /// Papers.
        files: Vec<FileMark>,
    },
}

impl Order {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Order::Give { .. } => "give_task",
            Order::Take { .. } => "take_task",
            Order::Return { .. } => "return_task",
            Order::Reassign { .. } => "reassign_task",
            Order::Finish { .. } => "finish_task",
        }
    }

    pub(super) fn for_the_ledger(mut self) -> Order {
        if let Order::Finish { files, .. } = &mut self {
            *files = plain(std::mem::take(files), "opinion");
        }
        self
    }
}

impl Happened {
    pub(super) fn code(&self) -> &'static str {
        match self {
            Happened::Given { .. } => "task_given",
            Happened::Taken { .. } => "task_taken",
            Happened::Returned { .. } => "task_returned",
            Happened::Reassigned { .. } => "task_reassigned",
            Happened::Finished { .. } => "task_finished",
        }
    }

    pub(super) fn words(&self) -> (&'static str, &'static str) {
        match self {
            Happened::Given { .. } => ("交办审查任务", "Task given"),
            Happened::Taken { .. } => ("接受审查任务", "Task taken"),
            Happened::Returned { .. } => ("退回审查任务", "Task given back"),
            Happened::Reassigned { .. } => ("改派审查任务", "Task given to somebody else"),
            Happened::Finished { .. } => ("审查任务意见", "Opinion on a task"),
        }
    }

    pub(super) fn no(&self) -> u32 {
        match self {
            Happened::Given { no, .. }
            | Happened::Taken { no, .. }
            | Happened::Returned { no, .. }
            | Happened::Reassigned { no, .. }
            | Happened::Finished { no, .. } => *no,
        }
    }
}

impl Task {
    /// It waits for somebody to take it: it was not taken, or was given back by nobody yet.
    pub fn waits(&self) -> bool {
        self.taken.is_none() && self.returned.is_none()
    }

    /// With whom it is, or was until it was given back; nobody while a section has not taken it.
    pub fn with_whom(&self) -> Option<&Person> {
        let addressed = match &self.to {
            To::Person(person) => Some(person),
            To::Section { .. } => None,
        };
        let returned = self.returned.as_ref().map(|(person, _)| person);
        self.taken.as_ref().or(returned).or(addressed)
    }

    /// It is in a section that they head: given to it, or with somebody who holds a post there.
    fn is_led_by(&self, actor: &Actor, sections: &Sections) -> bool {
        let of_section = matches!(&self.to, To::Section { code, .. } if sections.heads(actor.account, code));
        let of_person = self
            .with_whom()
            .is_some_and(|person| sections.heads_person(actor.account, person.account));
        of_section || of_person
    }

    fn is_theirs(&self, actor: &Actor) -> bool {
        self.taken
            .as_ref()
            .is_some_and(|taken| Some(taken.account) == actor.account)
    }

    fn is_for(&self, actor: &Actor) -> bool {
        match &self.to {
            To::Person(person) => Some(person.account) == actor.account,
            To::Section { .. } => true,
        }
    }

    pub(super) fn open_orders(&self, actor: &Actor) -> Vec<&'static str> {
        let mut names = Vec::new();
        if self.is_theirs(actor) {
            names.extend(["finish_task", "return_task"]);
        } else if self.waits() && self.is_for(actor) {
            names.push("take_task");
            if matches!(self.to, To::Person(_)) {
                names.push("return_task");
            }
        }
        names.push("reassign_task");
        names
    }
}

/// Whether a section head gives a task within the own section, or passes one on there, though another person of the section handles the case: the head
/// divides the work of the section.
pub(super) fn leads(case: &Case, (actor, sections): (&Actor, &Sections), order: &Order) -> bool {
    let inside = |to: &To| match to {
        To::Person(person) => sections.heads_person(actor.account, person.account),
        To::Section { code, .. } => sections.heads(actor.account, code),
    };
    match order {
        Order::Give { to, .. } => inside(to) && leads_to(case, (actor, sections), "give_task", 0),
        Order::Reassign { no, to, .. } => inside(to) && leads_to(case, (actor, sections), "reassign_task", *no),
        Order::Take { .. } | Order::Return { .. } | Order::Finish { .. } => false,
    }
}

/// The same for the forms of a page, before it is said to whom.
pub(super) fn leads_to(case: &Case, (actor, sections): (&Actor, &Sections), name: &str, no: u32) -> bool {
    let handler = case.handler.as_ref();
    match (name, case.proceedings.get(no).map(|one| &one.matter)) {
        ("give_task", _) => handler.is_some_and(|handler| sections.heads_person(actor.account, handler.account)),
        ("reassign_task", Some(Matter::Task(task))) => task.is_led_by(actor, sections),
        _ => false,
    }
}

pub(super) fn decide(case: &Case, context: &Context<'_>, order: Order) -> Decided {
    let day = context.today;
    let what = match order {
        Order::Give { what, to, days } => {
            need_text("what", &what, true)?;
            let too_long = days > LONGEST_LIMIT;
            invalid(
                too_long
                    .then(|| {
                        Fault::new(
                            "days",
                            format!("期限为 1 至 {LONGEST_LIMIT} 个工作日，也可以不填。"),
                            format!("Give 1 to {LONGEST_LIMIT} working days, or none."),
                        )
                    })
                    .into_iter()
                    .collect(),
            )?;
            Happened::Given {
                no: case.proceedings.next(),
                day,
                basis: BASIS.into(),
                limit: (days > 0).then(|| LimitMark::days(days, BASIS)),
                what,
                to,
            }
        }
        Order::Take { no, sections } => {
            let task = task(case, no)?;
            let theirs = match &task.to {
                To::Person(person) => Some(person.account) == context.actor.account,
                To::Section { code, .. } => sections.contains(code),
            };
            if !task.waits() || !theirs {
                return Err(not_theirs(task));
            }
            let by = oneself(context)?;
            Happened::Taken { no, day, by }
        }
        Order::Return { no, reason } => {
            let task = task(case, no)?;
            let addressed = task.waits() && matches!(task.to, To::Person(_)) && task.is_for(context.actor);
            if !task.is_theirs(context.actor) && !addressed {
                return Err(not_theirs(task));
            }
            need_text("reason", &reason, true)?;
            let by = oneself(context)?;
            Happened::Returned { no, day, by, reason }
        }
        Order::Reassign { no, to, reason } => {
            task(case, no)?;
            need_text("reason", &reason, true)?;
            Happened::Reassigned { no, day, to, reason }
        }
        Order::Finish {
            no,
            agrees,
            words,
            files,
        } => {
            let task = task(case, no)?;
            if !task.is_theirs(context.actor) {
                return Err(not_theirs(task));
            }
            need_text("words", &words, true)?;
            Happened::Finished {
                no,
                day,
                agrees,
                words,
                files,
            }
        }
    };
    Ok(vec![happened(super::Happened::Task(what))])
}

fn task(case: &Case, no: u32) -> Result<&Task, Refusal> {
    match &opened(case, no)?.matter {
        Matter::Task(task) => Ok(task),
        _ => Err(Refusal::missing("这项审查任务", "this task")),
    }
}

fn not_theirs(task: &Task) -> Refusal {
    let name = task.taken.as_ref().map_or_else(|| task.to.name(), |taken| &taken.name);
    Refusal::new(
        "task_of_another",
        RefusalKind::Forbidden,
        "",
        (
            &format!("这项审查任务由{name}办理。"),
            &format!("This task is with {name}."),
        ),
        (
            "由承办人接受后办理，或者由经办人改派。",
            "Whoever it is for takes it and does it; the handler of the case can give it to somebody else.",
        ),
    )
}

fn giver(event: &Event) -> Option<Person> {
    event.actor.account.map(|account| Person {
        account,
        name: event.actor.name.clone(),
    })
}

pub(super) fn apply(proceedings: &mut Proceedings, event: &Event, what: &Happened) -> Result<(), &'static str> {
    if let Happened::Given {
        no,
        day,
        basis,
        limit,
        what,
        to,
    } = what
    {
        let task = Task {
            what: what.clone(),
            to: to.clone(),
            taken: None,
            returned: None,
            giver: giver(event),
            opinion: None,
        };
        return proceedings.begin(event, *no, *day, basis, limit.as_ref(), Matter::Task(task));
    }
    let one = proceedings.open_mut(what.no())?;
    let Matter::Task(task) = &mut one.matter else {
        return Err("not a task");
    };
    match what {
        Happened::Taken { by, .. } => task.taken = Some(by.clone()),
        Happened::Returned { by, reason, .. } => {
            task.taken = None;
            task.returned = Some((by.clone(), reason.clone()));
        }
        Happened::Reassigned { to, .. } => {
            task.taken = None;
            task.returned = None;
            task.giver = giver(event);
            task.to = to.clone();
        }
        Happened::Finished {
            day,
            agrees,
            words,
            files,
            ..
        } => {
            task.opinion = Some(Opinion {
                agrees: *agrees,
                words: words.clone(),
                files: files.clone(),
                day: *day,
            });
            one.closed = Some(Closed {
                day: *day,
                dropped: false,
                words: words.clone(),
            });
        }
        Happened::Given { .. } => return Err("a task is given once"),
    }
    Ok(())
}
