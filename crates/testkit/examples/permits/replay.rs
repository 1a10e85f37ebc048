//! The replay: on each day of the log the lines of that day become commands, given by the people whose business it is, through the same acts
//! as everywhere; in between the house does by itself what it does at night.

use std::collections::{BTreeMap, BTreeSet};

use yimen_acts::cases::command::{Reach, command};
use yimen_acts::cases::proceedings::{Said, order};
use yimen_acts::cases::submit::{Application, submit};
use yimen_acts::cases::{Done, deem};
use yimen_acts::publicity::{self, Sent};
use yimen_acts::{letters, notices};
use yimen_domain::calendar::{Calendar, Day};
use yimen_domain::cases::additions::EXAMINED;
use yimen_domain::cases::appeals::{self, Entry, Finding, Kind, Side};
use yimen_domain::cases::beyond::{self, ending::Ground};
use yimen_domain::cases::command::Command;
use yimen_domain::cases::drafting;
use yimen_domain::cases::event::{Handed, NonAcceptance, Outcome};
use yimen_domain::cases::proceedings::Matter;
use yimen_domain::cases::proceedings::party::{self, Means};
use yimen_domain::cases::{Channel, Payment, Status};
use yimen_domain::clocks::{ClockKind, ClockState, Evidence};
use yimen_domain::organisation::letter::{Signature, State};
use yimen_domain::words::Refusal;
use yimen_testkit::{Engine, Town, refusal};

use super::item::{BODY, DESIGN, EXTENSIVE, REGULAR, WEEKS, bring_in};
use super::log::{Note, Trace};
use super::table::{Deed, Meaning, meaning};

/// Who applies, in turn.
const APPLICANTS: [&str; 6] = ["citizen1", "company1", "citizen2", "company2", "citizen3", "company3"];

/// Whose opinion is asked for, and who asks.
const EXAMINER: &str = "examiner-planning";
const CHIEF: &str = "chief-planning";

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Its command was done.
    Done,
    /// The law of this house had done it before anybody gave the command.
    ByLaw,
    /// It says again what another line has said.
    Again,
    /// Its command was refused.
    Refused,
    /// No command: see what it means.
    None(Meaning),
}

/// What became of a case.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// Its number in the log.
    pub theirs: String,
    /// Its number here; none where it could not be filed.
    pub number: String,
    /// How it stands here.
    pub status: Option<Status>,
    /// The last phase there.
    pub phase: String,
    /// Received.
    pub received: Option<Day>,
    /// Accepted, with the day that counts, and whether the law did it.
    pub accepted: Option<(Day, bool)>,
    /// Decided there.
    pub decided_there: Option<Day>,
    /// The last day for it here, and there: eight or twenty-six weeks from the receipt, six more when extended.
    pub due: (Option<Day>, Option<Day>),
    /// The decision here was in time.
    pub in_time: Option<bool>,
    /// What was paid, fen.
    pub paid: i64,
}

/// Everything that is told about a replay.
#[derive(Debug, Default)]
pub struct Record {
    /// Lines of the log, by what became of them, and the cases in which that was.
    pub lines: BTreeMap<Fate, (usize, BTreeSet<String>)>,
    /// Commands by name: given, done.
    pub commands: BTreeMap<&'static str, (usize, usize)>,
    /// Refusals by command, code and rule: how many, and in which cases.
    pub refused: BTreeMap<(&'static str, String, String), (usize, BTreeSet<String>)>,
    /// Lines that no row of the table knows.
    pub unknown: BTreeSet<String>,
    /// Lines that were noted under a day before the receipt.
    pub early: usize,
    /// What became of each case.
    pub cases: Vec<Told>,
    /// Checks of clocks that did not hold.
    pub wrong: Vec<String>,
    /// How many clocks were checked.
    pub clocks: usize,
}

/// Every so many-th case by number, so that about as many are chosen as are wanted.
pub fn choose(mut traces: Vec<Trace>, wanted: usize) -> (usize, Vec<Trace>) {
    traces.sort_by_key(|trace| (trace.number.len(), trace.number.clone()));
    let every = traces.len().div_ceil(wanted.max(1)).max(1);
    (every, traces.into_iter().step_by(every).collect())
}

/// A command to be given on a day, for a line of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Step {
    day: Day,
    deed: Deed,
    case: usize,
    line: usize,
}

/// The commands of a case in the order in which they are given. `in_time`: what the window noted later than five working days after
/// the receipt about completeness is said on the fifth.
fn steps(trace: &Trace, case: usize, in_time: bool) -> Vec<Step> {
    let orders = trace
        .notes
        .iter()
        .enumerate()
        .filter_map(|(line, note)| match meaning(note) {
            Some(Meaning::Order(deed)) => Some((line, note, deed)),
            _ => None,
        });
    let mut steps: Vec<Step> = orders
        .map(|(line, note, deed)| Step {
            day: day_of(trace, note, deed),
            deed,
            case,
            line,
        })
        .collect();
    let Some(received) = received(trace) else {
        return Vec::new();
    };
    let fifth = Calendar::national().add(received, 5).map_or(received, |due| due.day);
    let asked = steps
        .iter()
        .filter(|step| step.deed == Deed::Ask)
        .map(|step| step.day)
        .min();
    for step in &mut steps {
        let first = matches!(step.deed, Deed::Ask | Deed::Forward | Deed::NotNeeded)
            || step.deed == Deed::Accept && asked.is_none_or(|asked| step.day < asked);
        if in_time && first {
            step.day = step.day.min(fifth);
        }
        step.day = step.day.max(received);
    }
    steps.sort();
    steps
}

fn received(trace: &Trace) -> Option<Day> {
    let filed = trace
        .notes
        .iter()
        .find(|note| meaning(note) == Some(Meaning::Order(Deed::File)));
    filed.map(|note| note.day)
}

/// The day on which it was, where a line names it: corrections and withdrawals were often entered much later.
fn day_of(trace: &Trace, note: &Note, deed: Deed) -> Day {
    let told = match deed {
        Deed::Supply | Deed::More => note.day_answered(),
        Deed::Withdraw => {
            let when = trace.notes.iter().find(|other| other.code == "05_EIND_020");
            when.and_then(Note::day_answered)
        }
        _ => None,
    };
    told.filter(|told| *told <= note.day).unwrap_or(note.day)
}

/// Replays cases in a town of their own.
pub async fn replay(engine: Engine, traces: &[Trace], in_time: bool) -> Record {
    let mut steps: Vec<Step> = traces
        .iter()
        .enumerate()
        .flat_map(|(case, trace)| steps(trace, case, in_time))
        .collect();
    steps.sort();
    let mut record = Record::default();
    let Some(first) = steps.first().map(|step| step.day) else {
        return record;
    };
    Town::hold_from(engine, &first.to_string(), async |town| {
        bring_in(town).await;
        renew_letter(town).await;
        let mut hall = Hall {
            town,
            traces,
            standing: vec![Standing::default(); traces.len()],
            record: Record::default(),
        };
        for step in &steps {
            while town.today() < step.day {
                hall.night().await;
            }
            hall.gives(step).await;
        }
        hall.notes_without_commands();
        hall.closes().await;
        record = hall.record;
    })
    .await;
    record
}

/// A letter of authority lasts five years at most, the log lasts longer: its head signs the next one.
async fn renew_letter(town: &Town) {
    let of_chief = town
        .centre
        .letters()
        .all()
        .map(|known| known.letter.clone())
        .find(|letter| {
            letter.body == BODY
                && matches!(
                    &letter.holder,
                    yimen_domain::organisation::letter::Holder::Person { .. }
                )
        });
    let mut letter = of_chief.unwrap();
    letter.number = format!("{}（续）", letter.number);
    letter.from = letter.until.plus(1);
    letter.until = letter.from.plus(5 * 365);
    letter.state = State::Drafted;
    let signature = Signature {
        head: "主要负责人".into(),
        office: "局长".into(),
        on: town.today(),
    };
    letters::take_over(&town.centre, "试验", vec![(letter, signature)])
        .await
        .unwrap();
}

#[derive(Debug, Clone, Default)]
struct Standing {
    number: String,
    /// The applicant's account; none where they came to the window.
    owner: Option<&'static str>,
    done: Vec<Deed>,
    tried: BTreeMap<Deed, Day>,
}

struct Hall<'t> {
    town: &'t Town,
    traces: &'t [Trace],
    standing: Vec<Standing>,
    record: Record,
}

impl Hall<'_> {
    /// The house at night: what the law does by itself, and the notices of the day.
    async fn night(&self) {
        let centre = &self.town.centre;
        while notices::deliver(centre, 100).await.unwrap() > 0 {}
        self.town.days_later(1);
        deem::renewals(centre).await.unwrap();
        deem::overdue(centre).await.unwrap();
    }

    async fn gives(&mut self, step: &Step) {
        self.town.seconds_later(20);
        let (trace, standing) = (&self.traces[step.case], self.standing[step.case].clone());
        if trace.notes[step.line].day < step.day && received(trace) == Some(step.day) {
            self.record.early += 1;
        }
        let before = |deed: Deed| standing.done.iter().rposition(|done| *done == deed);
        let undone = step.deed.opposite().and_then(before);
        let said = before(step.deed).is_some_and(|at| undone.is_none_or(|undone| undone < at));
        let same_day = standing.tried.get(&step.deed) == Some(&step.day);
        let fate = if said || same_day {
            Fate::Again
        } else if step.deed == Deed::Accept && self.is_accepted(&standing.number).await {
            self.standing[step.case].done.push(Deed::Accept);
            Fate::ByLaw
        } else {
            self.standing[step.case].tried.insert(step.deed, step.day);
            match Box::pin(self.act(step, &standing)).await {
                true => {
                    self.standing[step.case].done.push(step.deed);
                    Fate::Done
                }
                false => Fate::Refused,
            }
        };
        self.count(fate, step.case);
    }

    fn count(&mut self, fate: Fate, case: usize) {
        let (lines, cases) = self.record.lines.entry(fate).or_default();
        *lines += 1;
        cases.insert(self.traces[case].number.clone());
    }

    /// By the law, before the window said so.
    async fn is_accepted(&self, number: &str) -> bool {
        let view = self.town.inspector().looks_at(number).await;
        view.is_ok_and(|view| view.case.acceptance().is_some_and(|acceptance| acceptance.deemed))
    }

    /// Gives the command, and those that must come before it; whether it was done.
    async fn act(&mut self, step: &Step, standing: &Standing) -> bool {
        let (town, number) = (self.town, standing.number.as_str());
        let trace = &self.traces[step.case];
        if step.deed == Deed::File {
            let filed = self.files(step.case).await;
            if let Ok(done) = &filed {
                self.standing[step.case].number.clone_from(&done.number);
            }
            return self.note("file", step.case, &filed);
        }
        let order = step.deed.command();
        let decides = matches!(step.deed, Deed::Decide | Deed::Anew);
        if matches!(step.deed, Deed::For | Deed::Against) && is_told(trace) {
            let told = self.tells(number).await;
            self.note("tell_party", step.case, &told);
        }
        if decides {
            self.closes_what_is_open(number, step.case).await;
        }
        let done = match step.deed {
            Deed::File => return false,
            Deed::Forward => town.clerk().refuses_acceptance(number).await,
            Deed::NotNeeded => {
                let (ground, reason) = (NonAcceptance::NotNeeded, "依法不需要取得许可".into());
                town.clerk()
                    .gives(number, Command::RefuseAcceptance { ground, reason })
                    .await
            }
            Deed::Ask => town.clerk().asks_for_correction(number, DESIGN).await,
            Deed::Supply | Deed::More => return self.supplies(step, standing).await,
            Deed::Accept => town.clerk().accepts(number).await,
            Deed::Withdraw => match standing.owner {
                Some(owner) => town.citizen(owner).withdraws(number).await,
                None => {
                    town.clerk()
                        .gives(
                            number,
                            Command::Withdraw {
                                reason: "申请人书面撤回".into(),
                            },
                        )
                        .await
                }
            },
            Deed::Share => self.shares(number).await,
            Deed::Answer => Box::pin(self.answers(number)).await,
            Deed::End => self.ends(number).await,
            Deed::Tell => self.tells(number).await,
            Deed::Show => self.shows(number).await,
            Deed::View => return self.views(step, number).await,
            Deed::TellDecision => return self.tells_of_the_decision(step, number).await,
            Deed::Extend => {
                let told = town.chief(BODY).extends(number, WEEKS[2]).await;
                if self.note(order, step.case, &told) {
                    return true;
                }
                town.chief(BODY).extends(number, 10).await
            }
            Deed::For => town.examiner(BODY).reviews(number).await,
            Deed::Against => {
                let (approve, words) = (false, "存在不予许可的情形".into());
                town.examiner(BODY)
                    .gives(number, Command::Review { approve, words })
                    .await
            }
            Deed::Draft => {
                let outcome = outcome(trace);
                let draft = drafting::Order::Draft { outcome };
                town.examiner(BODY).gives(number, Command::Drafting(draft)).await
            }
            Deed::Check => {
                let no = self.draft(number).await.unwrap_or(0);
                let check = drafting::Order::Check {
                    no,
                    note: "同意".into(),
                };
                town.chief(BODY).gives(number, Command::Drafting(check)).await
            }
            Deed::Object => town.clerk().gives(number, object().into()).await,
            Deed::Sue => town.clerk().gives(number, sue(step.day).into()).await,
            Deed::Reply => town.chief(BODY).gives(number, upheld().into()).await,
            Deed::Defend => town.examiner(BODY).gives(number, defence().into()).await,
            Deed::Annul => town.chief(BODY).gives(number, annulled(step.day).into()).await,
            Deed::Anew => {
                let reviewed = town.examiner(BODY).reviews(number).await;
                self.note("review", step.case, &reviewed);
                town.chief(BODY).decides(number).await
            }
            Deed::Decide if self.draft(number).await.is_some() => {
                let no = self.draft(number).await.unwrap_or(0);
                let signed = town
                    .chief(BODY)
                    .gives(number, Command::Drafting(drafting::Order::Sign { no }))
                    .await;
                return self.note("sign_decision", step.case, &signed);
            }
            Deed::Decide if is_refused(trace) => town.chief(BODY).refuses(number).await,
            Deed::Decide => town.chief(BODY).decides(number).await,
            Deed::Issue => {
                if let Some(fen) = self.due(number).await {
                    let paid = town.clerk().takes_payment(number, fen).await;
                    self.note("pay", step.case, &paid);
                }
                town.clerk().issues(number).await
            }
        };
        self.note(order, step.case, &done)
    }

    /// The chief approver gives a part of the examination to somebody.
    async fn shares(&self, number: &str) -> Result<Done, Refusal> {
        let said = Said {
            person: Some(self.town.account(EXAMINER).id),
            words: "就本科室职责范围提出审查意见".into(),
            ..Said::default()
        };
        self.proceeds(CHIEF, number, ("give_task", said)).await
    }

    /// Somebody takes the part given last and says what they think of it.
    async fn answers(&self, number: &str) -> Result<Done, Refusal> {
        let view = self.town.inspector().looks_at(number).await?;
        let last = Said {
            no: view.case.proceedings.all.last().map_or(0, |given| given.no),
            ..Said::default()
        };
        self.proceeds(EXAMINER, number, ("take_task", last.clone())).await?;
        let opinion = Said {
            yes: Some(true),
            words: "无异议".into(),
            ..last
        };
        self.proceeds(EXAMINER, number, ("finish_task", opinion)).await
    }

    /// The draft of a decision that stands.
    async fn draft(&self, number: &str) -> Option<u32> {
        let view = self.town.inspector().looks_at(number).await.ok()?;
        view.case.drafts.standing().map(|draft| draft.no)
    }

    async fn proceeds(&self, login: &str, number: &str, (name, said): (&str, Said)) -> Result<Done, Refusal> {
        let (centre, actor) = (&self.town.centre, self.town.account(login).actor());
        let order = order(centre, &actor, number, (name, said)).await.map_err(refusal)?;
        let order = Command::Proceeding(Box::new(order));
        command(centre, &actor, number, Reach::default(), order)
            .await
            .map_err(refusal)
    }

    /// The log does not name interested parties: neighbours as a rule.
    async fn tells(&self, number: &str) -> Result<Done, Refusal> {
        let said = Said {
            name: "相邻权利人".into(),
            interest: "与申请地块相邻".into(),
            days: 5,
            ..Said::default()
        };
        self.proceeds(EXAMINER, number, ("tell_party", said)).await
    }

    /// Six weeks in the law of the log.
    async fn shows(&self, number: &str) -> Result<Done, Refusal> {
        let said = Said {
            subject: "拟作出的建设许可决定".into(),
            words: "决定草案及有关材料".into(),
            basis: "试验：日志所在地法律（Awb 3:11）".into(),
            contact: "规划窗口".into(),
            day: self.town.today().to_string(),
            days: WEEKS[2],
            ..Said::default()
        };
        self.proceeds(EXAMINER, number, ("open_publicity", said)).await
    }

    async fn views(&mut self, step: &Step, number: &str) -> bool {
        let sent = Sent::new("相邻权利人", "日志未记载", "对拟作出的决定有意见");
        let view = self.town.inspector().looks_at(number).await;
        let open = view.ok().and_then(|view| {
            let mut open = view.case.proceedings.open();
            let shown = open.find(|one| matches!(one.matter, Matter::Publicity(_)));
            shown.map(|one| one.no)
        });
        let Some(no) = open else { return false };
        let (shown, key) = (format!("{number}-{no}"), format!("{number}-{}", step.line));
        publicity::send(&self.town.centre, &shown, &key, sent).await.is_ok()
    }

    /// Whoever was told and said nothing, and what was shown to the public: before it is decided.
    async fn closes_what_is_open(&mut self, number: &str, case: usize) {
        let Ok(view) = self.town.inspector().looks_at(number).await else {
            return;
        };
        let mut orders = Vec::new();
        for one in view.case.proceedings.open() {
            let said = Said {
                no: one.no,
                yes: Some(false),
                words: "日志没有记载意见".into(),
                ..Said::default()
            };
            match &one.matter {
                Matter::Party(_) => orders.push(("waive_party", said)),
                Matter::Publicity(shown) => {
                    let answers = shown.unanswered().map(|view| {
                        let said = Said {
                            view: view.no,
                            ..said.clone()
                        };
                        ("answer_view", said)
                    });
                    orders.extend(answers);
                    orders.push(("close_publicity", said));
                }
                _ => {}
            }
        }
        for (name, said) in orders {
            let done = self.proceeds(EXAMINER, number, (name, said)).await;
            self.note(name, case, &done);
        }
    }

    async fn tells_of_the_decision(&mut self, step: &Step, number: &str) -> bool {
        let Ok(view) = self.town.inspector().looks_at(number).await else {
            return false;
        };
        let parties: Vec<u32> = party::to_tell(&view.case).map(|(no, _)| no).collect();
        let mut all = !parties.is_empty();
        for no in parties {
            let said = Said {
                no,
                means: Means::Post.code().into(),
                words: "日志记载的抄送".into(),
                ..Said::default()
            };
            let told = self.proceeds(EXAMINER, number, ("tell_party_decision", said)).await;
            all &= self.note("tell_party_decision", step.case, &told);
        }
        all
    }

    /// The law of the log ends what is left incomplete; here a rule of the region must say so.
    async fn ends(&self, number: &str) -> Result<Done, Refusal> {
        let order = beyond::Order::Terminate {
            ground: Ground::Failure,
            basis: "试验：日志所在地法律（Awb 4:5）".into(),
            reason: "逾期未补充材料".into(),
        };
        self.town.chief(BODY).gives(number, order.into()).await
    }

    /// What was asked for, where the case waits for it; while it is examined, of their own accord.
    async fn supplies(&mut self, step: &Step, standing: &Standing) -> bool {
        let (town, number) = (self.town, standing.number.as_str());
        let view = town.inspector().looks_at(number).await;
        let examined = view.is_ok_and(|view| EXAMINED.contains(&view.case.status()));
        let done = match (standing.owner, examined) {
            (Some(owner), true) => town.citizen(owner).hands_in_more(number, DESIGN).await,
            (None, true) => town.clerk().takes_in_more(number, DESIGN).await,
            (Some(owner), false) => town.citizen(owner).supplements(number, DESIGN).await,
            (None, false) => town.clerk().takes_in(number, DESIGN).await,
        };
        let command = if examined { Deed::More } else { Deed::Supply }.command();
        self.note(command, step.case, &done)
    }

    /// What a granted case has still to pay.
    async fn due(&self, number: &str) -> Option<i64> {
        let case = self.town.clerk().looks_at(number).await.ok()?.case;
        match case.payment {
            Payment::Due(fen) if case.status() == Status::Granted => Some(fen),
            _ => None,
        }
    }

    fn note(&mut self, command: &'static str, case: usize, done: &Result<Done, Refusal>) -> bool {
        let (given, was_done) = self.record.commands.entry(command).or_default();
        *given += 1;
        match done {
            Ok(_) => *was_done += 1,
            Err(refused) => {
                let fields: Vec<&str> = refused.faults.iter().map(|fault| fault.field.as_str()).collect();
                let code = if fields.is_empty() || refused.code != "invalid_fields" {
                    refused.code.to_string()
                } else {
                    format!("{} ({})", refused.code, fields.join(", "))
                };
                let key = (command, code, refused.rule.to_string());
                let (count, cases) = self.record.refused.entry(key).or_default();
                *count += 1;
                cases.insert(self.traces[case].number.clone());
            }
        }
        done.is_ok()
    }

    /// Over the net where the log says so, else at the window on paper; without the design where it was asked for later.
    async fn files(&mut self, case: usize) -> Result<Done, Refusal> {
        let trace = &self.traces[case];
        let owner = APPLICANTS[case % APPLICANTS.len()];
        let item = if is_extensive(trace) { EXTENSIVE } else { REGULAR };
        let mut application = self.town.citizen(owner).application(item).await;
        let asked = trace
            .notes
            .iter()
            .any(|note| meaning(note) == Some(Meaning::Order(Deed::Ask)));
        application
            .materials
            .retain(|material| !(asked && material.material == DESIGN));
        if let Some(fen) = charges(trace) {
            let yuan = format!("{}.{:02}", fen / 100, fen % 100);
            application.form.insert("charges".into(), yuan.into());
        } else {
            application.form.remove("charges");
        }
        let online = trace
            .notes
            .iter()
            .any(|note| note.code == "01_HOOFD_020" && note.answer == "True");
        if online {
            self.standing[case].owner = Some(owner);
            return self.town.citizen(owner).submits(None, application).await;
        }
        let mut at_window = Application {
            channel: Channel::Window,
            ..application
        };
        for material in &mut at_window.materials {
            material.handed = Handed::Paper;
        }
        submit(&self.town.centre, &self.town.clerk().actor(), None, at_window)
            .await
            .map_err(refusal)
    }

    /// Lines that are no command.
    fn notes_without_commands(&mut self) {
        for (case, trace) in self.traces.iter().enumerate() {
            for note in &trace.notes {
                match meaning(note) {
                    Some(Meaning::Order(_)) => {}
                    Some(other) => self.count(Fate::None(other), case),
                    None => {
                        self.record
                            .unknown
                            .insert(format!("{} {} {}", note.code, note.name, note.answer));
                    }
                }
            }
        }
    }

    /// How each case stands at the end, and whether its clocks add up.
    async fn closes(&mut self) {
        let (town, calendar) = (self.town, self.town.centre.calendar());
        for (trace, standing) in self.traces.iter().zip(&self.standing) {
            let mut told = Told {
                theirs: trace.number.clone(),
                number: standing.number.clone(),
                phase: trace.says("last_phase").to_string(),
                received: received(trace),
                ..Told::default()
            };
            let decided = |note: &&Note| meaning(note) == Some(Meaning::Order(Deed::Decide));
            told.decided_there = trace.notes.iter().filter(decided).map(|note| note.day).min();
            told.due.1 = told.received.map(|received| received.plus(their_days(trace)));
            if let Ok(view) = town.inspector().looks_at(&standing.number).await {
                told.status = Some(view.case.status());
                told.accepted = view
                    .case
                    .acceptance()
                    .map(|acceptance| (acceptance.day, acceptance.deemed));
                told.paid = match view.case.payment {
                    Payment::Paid(fen, _) => fen,
                    _ => 0,
                };
                for clock in &view.clocks {
                    let counted = clock.clock.proof(&calendar, town.today());
                    let upto = clock.clock.stopped.unwrap_or(town.today());
                    let lines = counted
                        .iter()
                        .filter(|line| line.day <= upto && line.counted.is_some())
                        .count();
                    self.record.clocks += 1;
                    if i64::try_from(lines) != Ok(clock.used) {
                        let wrong = format!(
                            "{}: {} counts {lines}, used {}",
                            trace.number,
                            clock.kind.code(),
                            clock.used
                        );
                        self.record.wrong.push(wrong);
                    }
                    if clock.kind == ClockKind::DecisionStatutory {
                        told.due.0 = clock.due;
                        told.in_time = match clock.state {
                            ClockState::Stopped { in_time } => Some(in_time),
                            _ => None,
                        };
                    }
                }
                let shares = view.split.shares().map(|(_, share)| share);
                let sum = shares.fold((0, 0), |sum, share| (sum.0 + share.micros, sum.1 + share.working_days));
                let total = view.split.total();
                if sum != (total.micros, total.working_days) {
                    self.record
                        .wrong
                        .push(format!("{}: the shares of its time do not add up", trace.number));
                }
            }
            self.record.cases.push(told);
        }
    }
}

/// Interested parties were sent the decision.
fn is_told(trace: &Trace) -> bool {
    let told = |note: &Note| meaning(note) == Some(Meaning::Order(Deed::TellDecision));
    trace.notes.iter().any(told)
}

/// What was to be decided, in the usual words of the examiner.
fn outcome(trace: &Trace) -> Outcome {
    if is_refused(trace) {
        return Outcome::Refuse {
            reasons: vec!["存在不予许可的情形".into()],
        };
    }
    Outcome::Grant {
        conditions: Vec::new(),
        validity: String::new(),
    }
}

/// The log does not say who objected: neighbours as a rule.
fn neighbour() -> Side {
    Side::Party {
        name: "相邻权利人".into(),
        company: false,
    }
}

fn paper(words: &str) -> Evidence {
    Evidence {
        words: words.into(),
        file: None,
    }
}

fn object() -> appeals::Order {
    appeals::Order::Object {
        side: neighbour(),
        grounds: "不服该决定".into(),
        late: None,
        ending: None,
    }
}

fn sue(day: Day) -> appeals::Order {
    appeals::Order::Enter(Box::new(Entry {
        kind: Kind::Suit,
        side: neighbour(),
        day,
        served: day,
        before: "法院".into(),
        number: "日志未记载".into(),
        grounds: "不服该决定".into(),
        late: None,
        ending: None,
    }))
}

fn upheld() -> appeals::Order {
    appeals::Order::Answer {
        finding: Finding::Upheld,
        words: "经复核，维持原决定".into(),
        days: None,
    }
}

fn defence() -> appeals::Order {
    appeals::Order::Reply {
        kind: Kind::Suit,
        evidence: paper("答辩状"),
    }
}

fn annulled(day: Day) -> appeals::Order {
    appeals::Order::Settle(Box::new(appeals::Result {
        kind: Kind::Suit,
        day,
        finding: Finding::Annulled,
        evidence: paper("判决书"),
        words: "撤销原决定".into(),
        days: None,
        on_procedure: false,
        instead: None,
    }))
}

fn is_extensive(trace: &Trace) -> bool {
    let answered = |code: &str, answer: &str| {
        trace
            .notes
            .iter()
            .any(|note| note.code == code && note.answer == answer)
    };
    trace.says("caseProcedure") == "Uitgebreid" || answered("04_BPT_020", "Uitgebreid")
}

/// Eight or twenty-six weeks, and six more where it was extended.
fn their_days(trace: &Trace) -> i32 {
    let extended = trace
        .notes
        .iter()
        .any(|note| meaning(note) == Some(Meaning::Order(Deed::Extend)));
    let weeks = if is_extensive(trace) { 26 } else { 8 };
    7 * (weeks + if extended { 6 } else { 0 })
}

/// There were grounds to refuse, and the decision is nowhere called one that permits.
fn is_refused(trace: &Trace) -> bool {
    let against = trace
        .notes
        .iter()
        .any(|note| meaning(note) == Some(Meaning::Order(Deed::Against)));
    let permits = trace.says("last_phase") == "Vergunning verleend"
        || trace.notes.iter().any(|note| note.name.contains("decision permitting"));
    against && !permits
}

/// The charges of a case, in fen; none where there are none.
fn charges(trace: &Trace) -> Option<i64> {
    let (whole, rest) = trace
        .says("SUMleges")
        .split_once('.')
        .unwrap_or((trace.says("SUMleges"), ""));
    let cents: String = rest.chars().chain("00".chars()).take(2).collect();
    let fen: i64 = format!("{whole}{cents}").parse().ok()?;
    (fen > 0).then_some(fen)
}
