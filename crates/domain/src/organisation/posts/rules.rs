//! What may be entered (任职、调动、请假规则). A refusal says which rule, and what can be done.

use super::{Answer, Leave, Person, Post, Roster, Side, Standing, Step, Term};
use crate::calendar::Day;
use crate::organisation::letter::{LONGEST, LONGEST_WORDS};
use crate::organisation::{AccountId, Role};
use crate::words::{Fault, Language, Refusal, RefusalKind};

/// Longest leave, days.
pub const LONGEST_LEAVE: i32 = 366;

/// A place on a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// Code of the post.
    pub post: String,
    /// A or B.
    pub side: Side,
    /// Appointed or acting.
    pub standing: Standing,
}

/// Somebody goes to another post, or leaves (调岗、离岗).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moving {
    /// Who.
    pub person: Person,
    /// First day on the new post, or the first no longer here.
    pub from: Day,
    /// Where to; absent for who leaves.
    pub to: Option<Seat>,
    /// Who gets the open work; absent for the B of the post.
    pub successor: Option<Person>,
    /// The successor takes the posts too that are left as A, acting (代理).
    pub takes_posts: bool,
}

impl Roster {
    /// Sets up a post, or changes it from a day on.
    ///
    /// # Errors
    /// Something is wrong with it, or a change would give somebody posts of two bodies.
    pub fn set_post(&self, post: Post, from: Day) -> Result<Step, Refusal> {
        let mut faults = Vec::new();
        let plain = |text: &str| {
            text.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        };
        if post.code.is_empty() || post.code.len() > LONGEST || !plain(&post.code) {
            faults.push(Fault::new(
                "code",
                "岗位编码为 1 至 100 位字母、数字、连字符或下划线。",
                "A post's code has 1 to 100 letters, digits, hyphens or underscores.",
            ));
        }
        let length = post.name.zh.trim().chars().count();
        if length == 0 || length > LONGEST {
            faults.push(Fault::new(
                "name",
                "请填写岗位名称，不超过 100 个字。",
                "Enter the post's name, at most 100 characters.",
            ));
        }
        if post.roles.is_empty() {
            faults.push(Fault::new("roles", "请至少指定一个角色。", "Name at least one role."));
        }
        if post.heads {
            faults.extend(self.fault_of_head(&post, from));
        }
        if !faults.is_empty() {
            return Err(Refusal::invalid(faults));
        }
        let step = Step::PostSet { post, from };
        let Step::PostSet { post, .. } = &step else {
            return Ok(step);
        };
        let mut next = self.clone();
        next.apply(&step);
        for term in next
            .terms
            .iter()
            .filter(|term| term.post == post.code && term.meets(from, None))
        {
            next.one_reach(term)?;
            next.kept_apart(term)?;
        }
        Ok(step)
    }

    /// A section has one post that heads it, and whoever heads it examines or decides there.
    fn fault_of_head(&self, post: &Post, from: Day) -> Option<Fault> {
        let Some(section) = &post.section else {
            return Some(Fault::new(
                "heads",
                "科室负责人的岗位须属于一个科室。",
                "A post that heads a section belongs to one.",
            ));
        };
        if !post
            .roles
            .iter()
            .any(|role| matches!(role, Role::Examiner | Role::Chief))
        {
            return Some(Fault::new(
                "heads",
                "科室负责人的岗位须有审查人员或者首席审批员的角色。",
                "A post that heads a section has the role of examiner or chief approver.",
            ));
        }
        let same = |other: &&Post| {
            other.heads && other.code != post.code && other.body == post.body && other.section.as_ref() == Some(section)
        };
        let other = self.posts(from).find(same)?;
        Some(Fault::new(
            "heads",
            format!("这个科室已由岗位“{}”负责。", other.name.zh),
            format!(
                "The post “{}” heads this section already.",
                other.name.get(Language::En)
            ),
        ))
    }

    /// Closes a post.
    ///
    /// # Errors
    /// Somebody holds it beyond that day.
    pub fn close_post(&self, code: &str, last: Day) -> Result<Step, Refusal> {
        let beyond = |term: &&Term| term.post == code && term.meets(last.plus(1), None);
        if let Some(term) = self.terms.iter().find(beyond) {
            let name = &term.person.name;
            return Err(state(
                "post_is_held",
                (
                    &format!("{name} 在 {last} 之后仍在这个岗位上。"),
                    &format!("{name} still holds this post after {last}."),
                ),
                (
                    "请先为这个人办理调岗或离岗。",
                    "Move this person to another post first, or let them leave.",
                ),
            ));
        }
        let code = code.to_string();
        Ok(Step::PostClosed { code, last })
    }

    /// Somebody takes up a post.
    ///
    /// # Errors
    /// The post is not there for the whole term, has an A (or a B) then, the person is its other side, or holds a post with
    /// another reach; or B would act, or the days are the wrong way round.
    pub fn appoint(&self, person: Person, seat: Seat, from: Day, until: Option<Day>) -> Result<Step, Refusal> {
        let term = Term {
            number: self.next_term(),
            person,
            post: seat.post,
            side: seat.side,
            standing: seat.standing,
            from,
            until,
        };
        if until.is_some_and(|until| until < from) {
            let fault = Fault::new(
                "until",
                "截止日不能早于起始日。",
                "The last day cannot lie before the first.",
            );
            return Err(Refusal::invalid(vec![fault]));
        }
        if term.side == Side::B && term.standing == Standing::Acting {
            return Err(invalid(
                "standing",
                "B 岗本来就是顶岗，不设代理。",
                "B stands in as it is, and is not acting.",
            ));
        }
        if !self.posts.get(&term.post).is_some_and(|post| post.lasts(from, until)) {
            return Err(invalid(
                "post",
                "没有这个岗位，或者它在任期内撤销。",
                "There is no such post, or it ends within the term.",
            ));
        }
        let others = self
            .terms
            .iter()
            .filter(|other| other.post == term.post && other.meets(from, until));
        for other in others {
            if other.person.account == term.person.account && other.side != term.side {
                return Err(both_sides(&other.person.name));
            }
            if other.side == term.side {
                return Err(taken(other));
            }
        }
        self.one_reach(&term)?;
        self.kept_apart(&term)?;
        Ok(Step::Begun(term))
    }

    /// All posts of a person at one time act for the same body, or all for every body: an account has one reach.
    fn one_reach(&self, term: &Term) -> Result<(), Refusal> {
        let reach = |term: &Term| {
            let day = term.from.max(self.latest_start(&term.post, term));
            self.post(&term.post, day).map(|post| post.reach.clone())
        };
        let own = reach(term);
        let theirs = self.terms.iter().filter(|other| {
            other.number != term.number
                && other.person.account == term.person.account
                && other.meets(term.from, term.until)
        });
        for other in theirs {
            if reach(other) != own {
                let name = &term.person.name;
                return Err(state(
                    "posts_of_two_bodies",
                    (
                        &format!("{name} 同时担任的岗位必须服务同一个部门，或者都是综合窗口。"),
                        &format!(
                            "The posts that {name} holds at one time must serve the same body, or all of them every body."
                        ),
                    ),
                    (
                        "请另选人员，或先办理调岗。",
                        "Choose somebody else, or move the person from the other post first.",
                    ),
                ));
            }
        }
        Ok(())
    }

    /// System, security and audit administrators are three people (GB/T 22239-2019 ch. 8), whatever posts give their roles.
    fn kept_apart(&self, term: &Term) -> Result<(), Refusal> {
        let roles = |term: &Term| {
            let day = term.from.max(self.latest_start(&term.post, term));
            self.post(&term.post, day)
                .map(|post| post.roles.clone())
                .unwrap_or_default()
        };
        let mut held = roles(term);
        let others = self.terms.iter().filter(|other| {
            other.number != term.number
                && other.person.account == term.person.account
                && other.meets(term.from, term.until)
        });
        held.extend(others.flat_map(roles));
        if Role::APART.iter().filter(|role| held.contains(role)).count() < 2 {
            return Ok(());
        }
        let name = &term.person.name;
        Err(state(
            "administrators_are_apart",
            (
                &format!("{name} 不能同时担任系统管理员、安全管理员和安全审计员中的两个（GB/T 22239-2019）。"),
                &format!(
                    "{name} cannot be two of system, security and audit administrator at one time (GB/T 22239-2019)."
                ),
            ),
            (
                "请另选人员，或先办理调岗。",
                "Choose somebody else, or move the person from the other post first.",
            ),
        ))
    }

    /// The last day within a term on which its post was set anew.
    fn latest_start(&self, code: &str, term: &Term) -> Day {
        let entries = self.posts.get(code).into_iter().flat_map(|post| post.entries());
        let within = entries
            .filter_map(|(from, post)| post.map(|_| from))
            .filter(|from| term.runs(*from));
        within.max().unwrap_or(term.from)
    }

    /// Who gets the open work of somebody who goes: who is named, else the B of a post of theirs who is not away that day.
    pub fn successor(&self, moving: &Moving) -> Option<Person> {
        if moving.successor.is_some() {
            return moving.successor.clone();
        }
        let day = moving.from;
        let before = self
            .held(moving.person.account, day.plus(-1))
            .chain(self.held(moving.person.account, day));
        let posts = before.filter(|term| term.side == Side::A);
        let mut bs = posts.filter_map(|term| self.holder(&term.post, Side::B, day));
        bs.find(|b| b.person.account != moving.person.account && self.away(b.person.account, day).is_none())
            .map(|b| b.person.clone())
    }

    /// Somebody goes to another post or leaves: all their terms end, the new one begins, and leave beyond that day ends with them.
    /// `open_work` is how much hangs on the person.
    ///
    /// # Errors
    /// They have no post, open work would be left to nobody, it would go to themselves, or the new term may not be entered.
    pub fn moves(&self, moving: &Moving, open_work: usize) -> Result<Vec<Step>, Refusal> {
        let (account, from, last) = (moving.person.account, moving.from, moving.from.plus(-1));
        let ending: Vec<&Term> = self
            .terms
            .iter()
            .filter(|term| term.person.account == account && term.meets(from, None))
            .collect();
        if ending.is_empty() && moving.to.is_none() {
            return Err(no_post(&moving.person.name));
        }
        let successor = self.successor(moving);
        if successor.as_ref().is_some_and(|successor| successor.account == account) {
            return Err(invalid(
                "successor",
                "接手人不能是本人。",
                "The work cannot go to the same person.",
            ));
        }
        if open_work > 0 && successor.is_none() {
            return Err(work_left(&moving.person.name, open_work));
        }
        if moving.takes_posts && successor.is_none() {
            return Err(invalid(
                "successor",
                "请指定代理这些岗位的人员。",
                "Name who takes these posts, acting.",
            ));
        }
        let mut next = self.clone();
        let mut steps = Vec::new();
        let mut take = |next: &mut Roster, step: Step| {
            next.apply(&step);
            steps.push(step);
        };
        for term in &ending {
            take(
                &mut next,
                Step::Ended {
                    term: term.number,
                    last,
                },
            );
        }
        let leaves = self.leaves.iter().filter(|leave| {
            leave.person.account == account && leave.until >= from && !matches!(leave.answer, Answer::Refused { .. })
        });
        for leave in leaves {
            let last = last.min(leave.until);
            take(
                &mut next,
                Step::LeaveEnded {
                    leave: leave.number,
                    last,
                },
            );
        }
        if let Some(seat) = &moving.to {
            let step = next.appoint(moving.person.clone(), seat.clone(), from, None)?;
            take(&mut next, step);
        }
        if let Some(successor) = successor.filter(|_| moving.takes_posts) {
            for term in ending.iter().filter(|term| term.side == Side::A) {
                for step in next.takes_over(&successor, &term.post, from)? {
                    take(&mut next, step);
                }
            }
        }
        Ok(steps)
    }

    /// Who was B of the post gives that up: nobody stands in for themselves.
    fn takes_over(&self, successor: &Person, post: &str, from: Day) -> Result<Vec<Step>, Refusal> {
        let as_b = self.terms.iter().find(|term| {
            term.post == post
                && term.side == Side::B
                && term.person.account == successor.account
                && term.meets(from, None)
        });
        let mut next = self.clone();
        let mut steps = Vec::new();
        if let Some(term) = as_b {
            let last = from.plus(-1);
            steps.push(Step::Ended {
                term: term.number,
                last,
            });
            next.apply(&steps[0]);
        }
        let seat = Seat {
            post: post.to_string(),
            side: Side::A,
            standing: Standing::Acting,
        };
        steps.push(next.appoint(successor.clone(), seat, from, None)?);
        Ok(steps)
    }

    /// Somebody asks for leave. Whether they are covered is looked at when they ask and again when it is granted.
    ///
    /// # Errors
    /// The days or the reason are wrong, they have no post, another leave lies on these days, or they are not covered.
    pub fn ask_leave(&self, person: Person, from: Day, until: Day, reason: &str) -> Result<Step, Refusal> {
        let mut faults = Vec::new();
        if until < from || until > from.plus(LONGEST_LEAVE - 1) {
            faults.push(Fault::new(
                "until",
                "请假的截止日不能早于起始日，一次不超过 366 天。",
                "The last day cannot lie before the first; one leave lasts 366 days at most.",
            ));
        }
        let length = reason.trim().chars().count();
        if length == 0 || length > LONGEST_WORDS {
            faults.push(Fault::new(
                "reason",
                "请填写请假事由，不超过 500 个字。",
                "Say what the leave is for, in at most 500 characters.",
            ));
        }
        if !faults.is_empty() {
            return Err(Refusal::invalid(faults));
        }
        if self.held(person.account, from).next().is_none() {
            return Err(no_post(&person.name));
        }
        let leave = Leave {
            number: self.next_leave(),
            person,
            from,
            until,
            reason: reason.trim().to_string(),
            answer: Answer::Asked,
        };
        let theirs = self
            .leaves
            .iter()
            .filter(|other| other.person.account == leave.person.account);
        let on_these = |other: &&Leave| {
            !matches!(other.answer, Answer::Refused { .. })
                && other.from <= until
                && from <= other.until
                && !other.is_taken_back()
        };
        if let Some(other) = theirs.clone().find(on_these) {
            return Err(state(
                "leave_on_these_days",
                (
                    &format!("这些日期与已有的请假（{} 至 {}）重叠。", other.from, other.until),
                    &format!(
                        "These days meet a leave that is there already ({} to {}).",
                        other.from, other.until
                    ),
                ),
                ("请调整日期。", "Choose other days."),
            ));
        }
        self.covered(&leave)?;
        Ok(Step::LeaveAsked(leave))
    }

    /// Grants a leave that waits.
    ///
    /// # Errors
    /// It does not wait, or the person is not covered any more.
    pub fn grant_leave(&self, number: u32) -> Result<Step, Refusal> {
        let leave = self.waiting(number)?;
        self.covered(leave)?;
        Ok(Step::LeaveGranted { leave: number })
    }

    /// Refuses a leave that waits.
    ///
    /// # Errors
    /// It does not wait, or the reason is missing.
    pub fn refuse_leave(&self, number: u32, reason: &str) -> Result<Step, Refusal> {
        self.waiting(number)?;
        let length = reason.trim().chars().count();
        if length == 0 || length > LONGEST_WORDS {
            return Err(invalid("refusal", "请写明不准的理由。", "Say why it is refused."));
        }
        Ok(Step::LeaveRefused {
            leave: number,
            reason: reason.trim().to_string(),
        })
    }

    /// A leave ends earlier than it was to: `last` is the last day away; the day before it began takes it back.
    ///
    /// # Errors
    /// It was refused, or would become longer.
    pub fn end_leave(&self, number: u32, last: Day) -> Result<Step, Refusal> {
        let leave = self.leaves.iter().find(|leave| leave.number == number);
        let leave = leave
            .filter(|leave| !matches!(leave.answer, Answer::Refused { .. }))
            .ok_or_else(not_waiting)?;
        if last >= leave.until {
            return Err(invalid(
                "last",
                "提前结束的日期应早于原来的截止日。",
                "An earlier end lies before the last day as it is.",
            ));
        }
        Ok(Step::LeaveEnded {
            leave: number,
            last: last.max(leave.from.plus(-1)),
        })
    }

    fn waiting(&self, number: u32) -> Result<&Leave, Refusal> {
        let leave = self.leaves.iter().find(|leave| leave.number == number);
        leave
            .filter(|leave| leave.answer == Answer::Asked && !leave.is_taken_back())
            .ok_or_else(not_waiting)
    }

    /// On every day of a leave, each paired post of which the person is A then has a B who is not away and who stands in for nobody
    /// else; and whoever stands in themselves that day is not missed.
    fn covered(&self, leave: &Leave) -> Result<(), Refusal> {
        let account = leave.person.account;
        for day in (leave.from.days()..=leave.until.days()).map(Day::from_days) {
            for term in self.held(account, day) {
                let Some(post) = self.post(&term.post, day).filter(|post| post.paired) else {
                    continue;
                };
                match term.side {
                    Side::A => self.has_cover(account, post, day)?,
                    Side::B => self.not_needed(account, post, day)?,
                }
            }
        }
        Ok(())
    }

    fn has_cover(&self, account: AccountId, post: &Post, day: Day) -> Result<(), Refusal> {
        let name = &post.name;
        let Some(b) = self.holder(&post.code, Side::B, day) else {
            return Err(not_covered(
                (
                    &format!("{} “{}”没有 B 岗。", day, name.zh),
                    &format!("“{}” has no B on {day}.", english(post)),
                ),
                (
                    "请联系中心负责人先安排 B 岗。",
                    "Ask the centre manager to appoint a B first.",
                ),
            ));
        };
        let b_name = &b.person.name;
        if let Some(leave) = self.away(b.person.account, day) {
            return Err(not_covered(
                (
                    &format!(
                        "“{}”的 B 岗 {b_name} 在 {} 至 {} 请假，{day} 无人顶岗。",
                        name.zh, leave.from, leave.until
                    ),
                    &format!(
                        "{b_name}, the B of “{}”, is on leave from {} to {}; nobody stands in on {day}.",
                        english(post),
                        leave.from,
                        leave.until
                    ),
                ),
                (
                    "请调整日期，或先安排其他 B 岗。",
                    "Choose other days, or appoint another B first.",
                ),
            ));
        }
        let elsewhere = self.held(b.person.account, day).filter(|term| term.side == Side::B);
        for term in elsewhere {
            let a = self
                .holder(&term.post, Side::A, day)
                .filter(|a| a.person.account != account);
            if let Some(a) = a.filter(|a| self.away(a.person.account, day).is_some()) {
                return Err(not_covered(
                    (
                        &format!(
                            "“{}”的 B 岗 {b_name} 在 {day} 已为 {} 顶岗，一人同时只为一人顶岗。",
                            name.zh, a.person.name
                        ),
                        &format!(
                            "{b_name}, the B of “{}”, stands in for {} on {day}; nobody stands in for two people at a time.",
                            english(post),
                            a.person.name
                        ),
                    ),
                    ("请与对方错开日期。", "Choose days on which the other is there."),
                ));
            }
        }
        Ok(())
    }

    fn not_needed(&self, account: AccountId, post: &Post, day: Day) -> Result<(), Refusal> {
        let a = self
            .holder(&post.code, Side::A, day)
            .filter(|a| a.person.account != account);
        match a.filter(|a| self.away(a.person.account, day).is_some()) {
            Some(a) => Err(not_covered(
                (
                    &format!("{day} 您要在“{}”为 {} 顶岗。", post.name.zh, a.person.name),
                    &format!("On {day} you stand in for {} at “{}”.", a.person.name, english(post)),
                ),
                (
                    "请与对方错开日期，或先安排其他 B 岗。",
                    "Choose other days, or have another B appointed first.",
                ),
            )),
            None => Ok(()),
        }
    }
}

fn english(post: &Post) -> &str {
    if post.name.en.is_empty() {
        &post.name.zh
    } else {
        &post.name.en
    }
}

fn not_covered(why: (&str, &str), remedy: (&str, &str)) -> Refusal {
    Refusal::new("not_covered", RefusalKind::State, "A/B 岗工作制", why, remedy)
}

fn state(code: &'static str, why: (&str, &str), remedy: (&str, &str)) -> Refusal {
    Refusal::new(code, RefusalKind::State, "", why, remedy)
}

fn invalid(field: &str, zh: &str, en: &str) -> Refusal {
    Refusal::invalid(vec![Fault::new(field, zh, en)])
}

fn taken(other: &Term) -> Refusal {
    let (name, side) = (&other.person.name, other.side.words());
    state(
        "seat_taken",
        (
            &format!("这个岗位的 {} 由 {name} 担任（{} 起）。", side.0, other.from),
            &format!("{name} is the {} of this post (from {}).", side.1, other.from),
        ),
        (
            "一个岗位同一时间只有一名 A 岗和一名 B 岗，请先办理原任人员的调岗或离岗。",
            "A post has one A and one B at a time; move the other person first.",
        ),
    )
}

fn both_sides(name: &str) -> Refusal {
    state(
        "a_and_b_are_two",
        (
            &format!("{name} 已是这个岗位的另一方，A 岗和 B 岗不能是同一人。"),
            &format!("{name} is the other side of this post; A and B are two people."),
        ),
        ("请另选人员。", "Choose somebody else."),
    )
}

fn no_post(name: &str) -> Refusal {
    state(
        "no_post",
        (
            &format!("{name} 在这一天没有岗位。"),
            &format!("{name} has no post on this day."),
        ),
        ("请核对人员和日期。", "Look at the person and the day again."),
    )
}

fn work_left(name: &str, open_work: usize) -> Refusal {
    state(
        "work_left_to_nobody",
        (
            &format!("{name} 名下还有 {open_work} 项未了工作，而且没有 B 岗可以接手。"),
            &format!("{open_work} open matters hang on {name}, and there is no B to take them."),
        ),
        ("请指定接手人。", "Name who takes them."),
    )
}

fn not_waiting() -> Refusal {
    state(
        "leave_not_open",
        ("这次请假已经办结。", "This leave has been settled."),
        ("请查看最新状态。", "Look at how it stands."),
    )
}
