//! What happens to one of very many made-up cases: decided and folded by the domain itself, so that its chain is as sound
//! as that of any other case.

use std::collections::BTreeMap;
use std::sync::Arc;

use yimen_domain::calendar::{CHINA, Calendar, Day, Instant};
use yimen_domain::cases::decide::{self, Context, Filing};
use yimen_domain::cases::event::{ActorMark, Event, FileMark, Handed, HandedIn, What};
use yimen_domain::cases::intake::Origin;
use yimen_domain::cases::{ApplicantMark, Case, CaseId, Channel, Payment};
use yimen_domain::clocks::Rules;
use yimen_domain::items::{Audience, Chosen, Handling, Item};
use yimen_domain::organisation::permission::About;
use yimen_domain::organisation::section::Sections;
use yimen_domain::organisation::{Actor, Role};
use yimen_domain::supervision::order::Watched;
use yimen_domain::words::Refusal;
use yimen_store::Write;
use yimen_store::ledger::{ORIGIN, hex};
use yimen_store::tables::vault as vault_table;

use crate::cases::submit::case_number;
use crate::cases::{append, beyond, commitments, project, queue, ratings, tasks};
use crate::items::computed::look;
use crate::letters::Register;
use crate::performance::rows as performance;
use crate::vault::{Applicant, Secret};
use crate::{ActError, Centre};

use super::arrivals::Arrival;
use super::history::order;
use super::plan::{Course, Dice, StepPlan, Stock, answers, applicant, later, situation};

/// Somebody with an account.
pub(super) struct Person {
    pub(super) actor: Actor,
    pub(super) applicant: Applicant,
}

/// What every story needs.
pub(super) struct Ground {
    pub(super) centre: Centre,
    pub(super) stock: Stock,
    pub(super) items: Vec<Arc<Item>>,
    pub(super) clerks: Vec<Actor>,
    pub(super) examiners: BTreeMap<String, Actor>,
    pub(super) chiefs: BTreeMap<String, Actor>,
    pub(super) people: Vec<Person>,
    pub(super) companies: Vec<Person>,
    pub(super) sample: FileMark,
    pub(super) calendar: Arc<Calendar>,
    pub(super) rules: Arc<Rules>,
    pub(super) letters: Arc<Register>,
    pub(super) now: Instant,
}

/// A case with its events, whose documents have no number yet.
pub(super) struct Story {
    pub(super) case: Case,
    pub(super) events: Vec<Event>,
    sealed: Write,
}

/// Who does what in a story.
struct Scene<'a> {
    ground: &'a Ground,
    item: &'a Item,
    owner: Option<&'a Person>,
    clerk: &'a Actor,
}

impl Ground {
    /// Tells the story of a case up to now.
    ///
    /// # Errors
    /// The domain refuses a step, or the demonstration lacks somebody.
    pub(super) fn tell(&self, arrival: &Arrival) -> Result<Story, ActError> {
        let mut dice = Dice::new(arrival.seed);
        let item = self.items.get(arrival.item).ok_or_else(|| lacks("an item"))?;
        let owner = (arrival.online || dice.percent(38))
            .then(|| self.owner(&mut dice, item))
            .flatten();
        let scene = Scene {
            ground: self,
            item,
            owner,
            clerk: dice.one(&self.clerks).ok_or_else(|| lacks("a clerk"))?,
        };
        let mut story = scene.file(&mut dice, arrival)?;
        let course = course(&mut dice);
        for (step, at) in steps(&mut dice, &self.calendar, item, course, arrival.at) {
            if at > self.now || (step == StepPlan::Rate && owner.is_none()) {
                break;
            }
            scene.act(&mut dice, &mut story, course, step, at)?;
        }
        Ok(story)
    }

    fn owner(&self, dice: &mut Dice, item: &Item) -> Option<&Person> {
        let (person, company) = (
            item.audience.contains(&Audience::Person),
            item.audience.contains(&Audience::Company),
        );
        let of_company = company && (!person || dice.percent(40));
        dice.one(if of_company { &self.companies } else { &self.people })
    }

    fn context<'a>(&'a self, dice: &mut Dice, item: &'a Item, actor: &'a Actor, at: Instant) -> Context<'a> {
        Context {
            now: at,
            today: at.day(CHINA),
            calendar: &self.calendar,
            item,
            rules: &self.rules,
            actor,
            letters: self.letters.signed_of(&item.body),
            sections: Sections::NONE,
            watched: Watched::nothing(),
            token: token(dice, at),
        }
    }
}

impl Scene<'_> {
    fn file(&self, dice: &mut Dice, arrival: &Arrival) -> Result<Story, ActError> {
        let (ground, item, at) = (self.ground, self.item, arrival.at);
        let (hash, day) = (ground.centre.hash(), at.day(CHINA));
        let who = match self.owner {
            Some(owner) => owner.applicant.clone(),
            None => applicant(dice, &ground.stock, &item.audience),
        };
        let mark = ApplicantMark {
            kind: Audience::parse(&who.kind).unwrap_or(Audience::Person),
            shown: who.shown(),
            account: self.owner.and_then(|owner| owner.actor.account),
        };
        let secret = Secret {
            applicant: who,
            form: answers(dice, &ground.stock, &item.form, day),
            salt: hex(&dice.bytes::<16>()),
        };
        let situation = situation(dice, item);
        let looked = look(item, (Some(mark.kind), day), &situation, &secret.form);
        let filing = Filing {
            channel: if self.owner.is_some() {
                Channel::Web
            } else {
                Channel::Window
            },
            applicant: mark,
            commitment: secret.commitment(hash),
            materials: self.materials(&situation),
            licence: None,
            renews: None,
            situation,
            computed: looked.computed.clone(),
            to_check: looked.for_the_window(),
        };
        let actor = self.owner.map_or(self.clerk, |owner| &owner.actor);
        let context = ground.context(dice, item, actor, at);
        let mut whats = decide::file(&context, filing).map_err(|refusal| unfit(item, "file", refusal))?;
        if let Some(What::Filed(filed)) = whats.first_mut() {
            filed.number = case_number(&item.code, day, arrival.serial);
            filed.document.serial = arrival.serial;
        }
        let event = Event {
            seq: 1,
            at,
            actor: ActorMark::of(actor, Some(Role::Clerk)),
            what: whats.pop().ok_or_else(|| lacks("a filing"))?,
        };
        let id = case_id(dice, at);
        let sealed = ground
            .centre
            .shared
            .vault
            .seal(rand::random(), id.0.as_bytes(), secret.text().as_bytes())?;
        let case = Case::begin(id, &event).map_err(|wrong| ActError::Broken(wrong.what.into()))?;
        Ok(Story {
            case,
            events: vec![event],
            sealed: vault_table::insert(ground.centre.div(), id, 1, sealed),
        })
    }

    fn materials(&self, situation: &Chosen) -> Vec<HandedIn> {
        let required = self.item.materials_for(situation).filter(|material| material.required);
        required
            .map(|material| HandedIn {
                material: material.code.clone(),
                handed: match self.owner {
                    Some(_) => Handed::Files(vec![self.ground.sample.clone()]),
                    None => Handed::Paper,
                },
                origin: Origin::default(),
            })
            .collect()
    }

    fn act(
        &self,
        dice: &mut Dice,
        story: &mut Story,
        course: Course,
        step: StepPlan,
        at: Instant,
    ) -> Result<(), ActError> {
        let ground = self.ground;
        let staff = |of: &'_ BTreeMap<String, Actor>| of.contains_key(&self.item.body);
        let actor = match (step, self.owner) {
            (StepPlan::Review | StepPlan::Suspend | StepPlan::Resume, _) if staff(&ground.examiners) => {
                &ground.examiners[&self.item.body]
            }
            (StepPlan::Extend, _) if staff(&ground.chiefs) => &ground.chiefs[&self.item.body],
            (StepPlan::Decide, _) if self.item.handling != Handling::Instant && staff(&ground.chiefs) => {
                &ground.chiefs[&self.item.body]
            }
            (StepPlan::Supplement | StepPlan::Withdraw | StepPlan::Rate, Some(owner)) => &owner.actor,
            _ => self.clerk,
        };
        let due_fen = match story.case.payment {
            Payment::Due(fen) => fen,
            Payment::Free | Payment::Paid(..) | Payment::Waived => 0,
        };
        let Some(command) = order(dice, &ground.stock, (self.item, due_fen), course, step) else {
            return Ok(());
        };
        let permission = command.permission(self.item.handling);
        let role = permission.role_of(actor, About::from(&story.case));
        let context = ground.context(dice, self.item, actor, at);
        let whats = decide::decide(&story.case, &context, command)
            .map_err(|refusal| unfit(self.item, &format!("{step:?}"), refusal))?;
        for what in whats {
            let event = Event {
                seq: story.case.events + 1,
                at,
                actor: ActorMark::of(actor, role),
                what,
            };
            let folded = story.case.apply(&event);
            folded.map_err(|wrong| ActError::Broken(wrong.what.into()))?;
            story.events.push(event);
        }
        Ok(())
    }
}

impl Story {
    /// Every row of the case as it stands at the end.
    pub(super) fn rows(self, ground: &Ground, figures: &mut project::Figures) -> Vec<Write> {
        let (div, mut case) = (ground.centre.div(), self.case);
        // A licence bears the number of its decision, which was given after the story was told.
        if case.beyond.licence.is_some()
            && let Ok(folded) = Case::fold(case.id, &self.events)
        {
            case = folded;
        }
        let (mut rows, hash) = append(div, ground.centre.hash(), case.id, ORIGIN, &self.events);
        rows.push(self.sealed);
        let row = project::row(&case, &ground.calendar, hash);
        figures.add(&row);
        rows.push(row.insert(div));
        let facts = performance::of_case(&case, &ground.calendar);
        figures.perform(&facts);
        rows.extend(facts.iter().map(|fact| fact.insert(div)));
        rows.extend(project::clock_writes(None, &case, &ground.calendar, div));
        rows.extend(tasks::writes(None, &case, &ground.calendar, div));
        let documents = self.events.iter().filter_map(|event| project::document(&case, event));
        rows.extend(documents.map(|document| document.insert(div)));
        rows.extend(beyond::licence_row(&case).map(|row| row.insert(div)));
        rows.extend(queue::row(&case).map(|row| row.put(div)));
        rows.extend(commitments::row(&case).map(|row| row.put(div)));
        rows.extend(ratings::row(&case, &ground.calendar).map(|row| row.put(div)));
        rows
    }
}

fn lacks(what: &str) -> ActError {
    ActError::Broken(format!("the demonstration has not {what}"))
}

fn unfit(item: &Item, step: &str, refusal: Refusal) -> ActError {
    ActError::Broken(format!("demonstration case of {}, {step}: {}", item.code, refusal.why))
}

fn case_id(dice: &mut Dice, at: Instant) -> CaseId {
    let millis = u64::try_from(at.0 / 1_000).unwrap_or(0);
    CaseId(uuid::Builder::from_unix_timestamp_millis(millis, &dice.bytes::<10>()).into_uuid())
}

/// As [`Centre::new_token`].
fn token(dice: &mut Dice, at: Instant) -> String {
    crate::centre::token(at, dice.bytes::<12>())
}

/// One case in a thousand is forgotten on somebody's desk.
fn course(dice: &mut Dice) -> Course {
    match dice.below(1_000) {
        0..=878 => Course::Granted,
        879..=938 => Course::Refused,
        939..=968 => Course::NotAccepted,
        969..=998 => Course::Withdrawn,
        _ => Course::Stuck,
    }
}

/// The steps of a case with their moments.
fn steps(
    dice: &mut Dice,
    calendar: &Calendar,
    item: &Item,
    course: Course,
    filed: Instant,
) -> Vec<(StepPlan, Instant)> {
    let mut walk = Walk {
        calendar,
        at: filed,
        steps: Vec::with_capacity(8),
    };
    if course == Course::NotAccepted {
        walk.go(dice, StepPlan::RefuseAcceptance, 1);
        return walk.steps;
    }
    if item.handling == Handling::Instant {
        walk.go(dice, StepPlan::Decide, 0);
    } else {
        if dice.percent(14) {
            walk.go(dice, StepPlan::Correct, 1);
            let wait = 1 + dice.below(9) as u32;
            walk.go(dice, StepPlan::Supplement, wait);
        }
        let wait = dice.below(2) as u32;
        walk.go(dice, StepPlan::Accept, wait);
        if course == Course::Stuck {
            return walk.steps;
        }
        if course == Course::Withdrawn {
            walk.go(dice, StepPlan::Withdraw, 1);
            return walk.steps;
        }
        walk.examine(dice, item);
    }
    if item.fee.is_some() && course != Course::Refused {
        walk.go(dice, StepPlan::Pay, 0);
    }
    let wait = dice.below(3) as u32;
    walk.go(dice, StepPlan::Issue, wait);
    if dice.percent(45) {
        walk.go(dice, StepPlan::Rate, 0);
    }
    walk.steps
}

struct Walk<'a> {
    calendar: &'a Calendar,
    at: Instant,
    steps: Vec<(StepPlan, Instant)>,
}

impl Walk<'_> {
    fn go(&mut self, dice: &mut Dice, step: StepPlan, working_days: u32) {
        let (day, hour, ..) = self.at.civil(CHINA);
        let at_work = self.calendar.is_working(day) && (9..17).contains(&hour);
        self.at = later(dice, self.calendar, self.at, working_days.max(u32::from(!at_work)));
        self.steps.push((step, self.at));
    }

    /// Most take about half of what was promised; a few far longer, and some of these with an extension.
    fn examine(&mut self, dice: &mut Dice, item: &Item) {
        let promised = item.promised.days;
        let days = (promised.max(1) as usize * dice.long_tail() / 100) as u32;
        if !item.special.is_empty() && dice.percent(30) {
            self.go(dice, StepPlan::Suspend, 1);
            let wait = 1 + dice.below(8) as u32;
            self.go(dice, StepPlan::Resume, wait);
        }
        let before = days / 2;
        if promised > 0 && days > promised && dice.percent(50) {
            self.go(dice, StepPlan::Extend, before.min(promised));
        }
        self.go(dice, StepPlan::Review, before);
        self.go(dice, StepPlan::Decide, days - before);
    }
}

/// The day of a filing, for its series.
pub(super) fn day_of(arrival: &Arrival) -> Day {
    arrival.at.day(CHINA)
}
