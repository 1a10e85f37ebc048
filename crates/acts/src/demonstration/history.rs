//! A few hundred cases over the last months, done by the real acts at told moments.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::TryStreamExt;
use yimen_domain::calendar::{CHINA, Day, Instant};
use yimen_domain::cases::Channel;
use yimen_domain::cases::command::Command;
use yimen_domain::cases::event::{CorrectionRequest, Delivery, Handed, HandedIn, NonAcceptance, Outcome};
use yimen_domain::cases::intake::Origin;
use yimen_domain::clocks::{Evidence, SuspensionKind};
use yimen_domain::items::{Audience, Completeness, Handling, Item};
use yimen_domain::organisation::{Actor, Role};
use yimen_domain::ratings::{Level, Rating};

use crate::accounts::{self, Signed};
use crate::cases::command::{Reach, command};
use crate::cases::submit::{Application, submit};
use crate::items::computed::look;
use crate::{ActError, Centre, Time, files};

use super::plan::{Course, Dice, StepPlan, Stock, answers, applicant, course, situation, steps};
use super::{Progress, bytes, parse};

/// How many cases are made.
pub const CASES: usize = 360;
/// Over how many days before today.
const SPAN: i32 = 130;
/// How many are made at the same time.
const AT_ONCE: usize = 32;

/// Who acts in the made-up cases.
pub(super) struct Cast {
    pub(super) clerks: Vec<Signed>,
    pub(super) examiners: BTreeMap<String, Signed>,
    pub(super) chiefs: BTreeMap<String, Signed>,
    pub(super) people: Vec<Signed>,
}

struct Made {
    seed: u64,
    item: Arc<Item>,
    course: Course,
    filed: Instant,
}

/// Makes the history.
pub async fn load(centre: &Centre, progress: Progress<'_>) -> Result<(), ActError> {
    let stock: Arc<Stock> = Arc::new(parse("words.json")?);
    let cast = Arc::new(cast(centre).await?);
    let sample = bytes("files/sample-material.pdf")?;
    let plans = plans(centre);
    let total = plans.len();
    let done = std::sync::atomic::AtomicUsize::new(0);
    progress("演示办件", "demonstration cases", 0, total);
    futures::stream::iter(plans.into_iter().map(Ok))
        .try_for_each_concurrent(AT_ONCE, |made| {
            let (stock, cast, sample, done) = (Arc::clone(&stock), Arc::clone(&cast), sample.clone(), &done);
            async move {
                act(centre, &stock, &cast, sample, made).await?;
                let done = done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
                progress("演示办件", "demonstration cases", done, total);
                Ok::<(), ActError>(())
            }
        })
        .await
}

pub(super) async fn cast(centre: &Centre) -> Result<Cast, ActError> {
    let mut all = Vec::new();
    let mut after = String::new();
    loop {
        let page = accounts::list(centre, &after, 200).await?;
        let Some(last) = page.last() else { break };
        after.clone_from(&last.login);
        all.extend(page);
    }
    let with = |role: Role| all.iter().filter(move |signed| signed.roles.contains(&role)).cloned();
    let by_body = |role: Role| {
        with(role)
            .filter_map(|signed| Some((signed.body.clone()?, signed)))
            .collect()
    };
    Ok(Cast {
        clerks: with(Role::Clerk).filter(|signed| signed.body.is_none()).collect(),
        examiners: by_body(Role::Examiner),
        chiefs: by_body(Role::Chief),
        people: all.iter().filter(|signed| !signed.is_staff()).cloned().collect(),
    })
}

fn plans(centre: &Centre) -> Vec<Made> {
    let library = centre.library();
    let calendar = centre.calendar();
    let (full, plain): (Vec<_>, Vec<_>) = library
        .all()
        .cloned()
        .partition(|item| item.completeness == Completeness::Full);
    let mut dice = Dice::new(20_261_122);
    let (now, today) = (centre.now(), centre.today());
    let mut plans = Vec::with_capacity(CASES);
    for at in 0..CASES {
        let from = if dice.percent(55) { &full } else { &plain };
        let Some(item) = dice.one(from).or_else(|| full.first()).cloned() else {
            break;
        };
        let course = if at % 30 == 7 { Course::Stuck } else { course(&mut dice) };
        let back = match (at % 12, course) {
            (_, Course::Stuck) => 8 + dice.below(45) as i32,
            (0..=3, _) => dice.below(16) as i32,
            _ => dice.below(SPAN as usize) as i32,
        };
        let mut day = today.plus(-back);
        while !calendar.is_working(day) && back > 0 {
            day = day.plus(-1);
        }
        let filed = dice.office(day);
        let filed = if filed > now {
            Instant(now.0 - (1 + dice.below(7_200) as i64) * 1_000_000)
        } else {
            filed
        };
        plans.push(Made {
            seed: dice.seed(),
            item,
            course,
            filed,
        });
    }
    plans.sort_by_key(|made| made.filed.0);
    plans
}

async fn act(centre: &Centre, stock: &Stock, cast: &Cast, sample: Vec<u8>, made: Made) -> Result<(), ActError> {
    let mut dice = Dice::new(made.seed);
    let Made {
        item, course, filed, ..
    } = made;
    let (Some(clerk), Some(examiner), Some(chief)) = (
        dice.one(&cast.clerks).cloned(),
        cast.examiners.get(&item.body),
        cast.chiefs.get(&item.body),
    ) else {
        return Err(ActError::Broken(format!(
            "the demonstration has no staff for {}",
            item.body
        )));
    };
    let then = |at: Instant| centre.with_time(Time::told(at));
    let kinds: Vec<&str> = item.audience.iter().map(|audience| audience.code()).collect();
    let people: Vec<&Signed> = cast
        .people
        .iter()
        .filter(|person| kinds.contains(&person.kind.as_str()))
        .collect();
    let owner = if dice.percent(45) {
        dice.one(&people).map(|person| (*person).clone())
    } else {
        None
    };
    let day = filed.day(CHINA);
    let application = application(&then(filed), stock, &mut dice, &item, owner.as_ref(), (day, sample)).await?;
    let due_fen = due(&item, &application, day);
    let filer = owner.as_ref().unwrap_or(&clerk);
    let number = submit(&then(filed), &filer.actor(), None, application).await?.number;
    let calendar = centre.calendar();
    for (step, at) in steps(&mut dice, &calendar, &item, course, filed) {
        if at > centre.now() {
            break;
        }
        let who: Actor = match (step, &owner) {
            (StepPlan::Review | StepPlan::Suspend | StepPlan::Resume, _) => examiner.actor(),
            (StepPlan::Decide, _) if item.handling != Handling::Instant => chief.actor(),
            (StepPlan::Supplement | StepPlan::Withdraw, Some(owner)) => owner.actor(),
            (StepPlan::Rate, Some(owner)) => owner.actor(),
            (StepPlan::Rate, None) => break,
            _ => clerk.actor(),
        };
        let Some(order) = order(&mut dice, stock, (&item, due_fen), course, step) else {
            continue;
        };
        command(&then(at), &who, &number, Reach::default(), order).await?;
    }
    Ok(())
}

/// What an application comes to, fen.
fn due(item: &Item, application: &Application, day: Day) -> i64 {
    let kind = Audience::parse(&application.applicant.kind);
    let looked = look(item, (kind, day), &application.situation, &application.form);
    item.fee_fen(&application.situation, &looked.computed)
}

async fn application(
    centre: &Centre,
    stock: &Stock,
    dice: &mut Dice,
    item: &Item,
    owner: Option<&Signed>,
    (day, sample): (Day, Vec<u8>),
) -> Result<Application, ActError> {
    let who = match owner {
        Some(owner) => accounts::profile(centre, owner.id).await?,
        None => applicant(dice, stock, &item.audience),
    };
    let file = match owner {
        Some(owner) => Some(files::take(centre, owner.id, "sample-material.pdf", sample).await?),
        None => None,
    };
    let situation = situation(dice, item);
    let materials = item
        .materials_for(&situation)
        .filter(|material| material.required)
        .map(|material| HandedIn {
            material: material.code.clone(),
            handed: file.clone().map_or(Handed::Paper, |file| Handed::Files(vec![file])),
            origin: Origin::default(),
        })
        .collect();
    Ok(Application {
        item: item.code.clone(),
        channel: if owner.is_some() { Channel::Web } else { Channel::Window },
        applicant: who,
        form: answers(dice, stock, &item.form, day),
        materials,
        renews: None,
        situation,
        draft: None,
    })
}

/// What a step of a made-up case orders; `due_fen` is what the case has to pay.
pub(super) fn order(
    dice: &mut Dice,
    stock: &Stock,
    (item, due_fen): (&Item, i64),
    course: Course,
    step: StepPlan,
) -> Option<Command> {
    let text = |found: Option<&crate::organisation::Text>| found.map_or_else(String::new, |text| text.zh.clone());
    Some(match step {
        StepPlan::Correct => {
            let material = item
                .materials
                .first()
                .map_or("form", |material| material.code.as_str())
                .to_string();
            let fitting: Vec<_> = stock
                .corrections
                .iter()
                .filter(|correction| correction.item.is_none())
                .collect();
            let what = dice
                .one(&fitting)
                .map_or_else(String::new, |correction| correction.zh.clone());
            Command::RequestCorrection {
                requests: vec![CorrectionRequest { material, what }],
            }
        }
        StepPlan::Supplement => {
            let material = item
                .materials
                .first()
                .map_or("other", |material| material.code.as_str())
                .to_string();
            Command::Supplement {
                materials: vec![HandedIn {
                    material,
                    handed: Handed::Paper,
                    origin: Origin::default(),
                }],
                commitment: None,
            }
        }
        StepPlan::Accept => Command::Accept { seen: Vec::new() },
        StepPlan::RefuseAcceptance => Command::RefuseAcceptance {
            ground: NonAcceptance::NotOurs {
                authority: "广安市相应主管部门".into(),
            },
            reason: "所申请事项由市级部门办理，请向上述机关提出。".into(),
        },
        StepPlan::Suspend => {
            let special = item.special.first()?;
            let told_days = special.max_days.unwrap_or(5).clamp(1, 5);
            let kind = SuspensionKind::parse(&special.kind)?;
            let words = format!("特别程序所需时间告知书（{}，演示数据）", kind.words().0);
            Command::Suspend {
                kind,
                told_days,
                evidence: Evidence { words, file: None },
            }
        }
        StepPlan::Resume => Command::Resume {
            result: "特别程序已完成，结果符合要求。".into(),
            evidence: None,
        },
        StepPlan::Extend => Command::Extend {
            days: 1 + dice.below(10) as u32,
            reason: "情况复杂，需补充核实（演示数据）。".into(),
            approved: None,
        },
        StepPlan::Review => {
            let approve = course != Course::Refused;
            let fitting: Vec<_> = stock
                .review_opinions
                .iter()
                .filter(|opinion| opinion.favourable == approve)
                .collect();
            let words = dice
                .one(&fitting)
                .map_or_else(|| "已审查。".to_string(), |opinion| opinion.zh.clone());
            Command::Review { approve, words }
        }
        StepPlan::Decide => Command::Decide {
            outcome: outcome(dice, stock, item, course),
            hand_over: None,
        },
        StepPlan::Pay => Command::Pay {
            amount_fen: Some(due_fen).filter(|fen| *fen > 0)?,
            receipt: format!("演示票{:08}", dice.below(100_000_000)),
        },
        StepPlan::Issue => Command::Issue {
            delivery: delivery(dice),
        },
        StepPlan::Rate => Command::Rate(rating(dice, stock)),
        StepPlan::Withdraw => Command::Withdraw {
            reason: text(dice.one(&stock.withdrawals)),
        },
    })
}

fn outcome(dice: &mut Dice, stock: &Stock, item: &Item, course: Course) -> Outcome {
    if course == Course::Refused {
        let fitting: Vec<_> = stock.refusals.iter().filter(|refusal| refusal.item.is_none()).collect();
        let reason = dice.one(&fitting).map_or_else(
            || "不符合法定条件（行政许可法第三十八条）。".to_string(),
            |refusal| format!("{}（《{}》{}）", refusal.zh, refusal.title, refusal.article),
        );
        return Outcome::Refuse { reasons: vec![reason] };
    }
    let conditions = if dice.percent(30) {
        dice.one(&stock.grant_reasons)
            .map(|text| text.zh.clone())
            .into_iter()
            .collect()
    } else {
        Vec::new()
    };
    Outcome::Grant {
        conditions,
        validity: item.result.validity.zh.clone(),
    }
}

fn delivery(dice: &mut Dice) -> Delivery {
    match dice.below(10) {
        0..=4 => Delivery::Window {
            receiver: "申请人本人".into(),
        },
        5..=7 => Delivery::Electronic,
        _ => Delivery::Post {
            tracking: format!("EY{:09}CN", dice.below(1_000_000_000)),
        },
    }
}

fn rating(dice: &mut Dice, stock: &Stock) -> Rating {
    let level = match dice.below(100) {
        0..=67 => Level::VeryGood,
        68..=89 => Level::Good,
        90..=95 => Level::Fair,
        96..=97 => Level::Bad,
        _ => Level::VeryBad,
    };
    let words = match stock.ratings.get(&level.value().to_string()) {
        Some(comments) if dice.percent(60) => dice
            .one(comments)
            .map_or_else(String::new, |comment| comment.zh.clone()),
        _ => String::new(),
    };
    Rating::new(level, words)
}
