//! What happens to each demonstration case, and when: made once from a seed, so that every demonstration looks the same.

use rand::rngs::StdRng;
use rand::{Rng, RngExt, SeedableRng};
use serde::Deserialize;
use yimen_domain::calendar::{CHINA, Calendar, Day, Instant};
use yimen_domain::items::form::{self, Answer, Answers, Check, Field, FieldType};
use yimen_domain::items::situation::walk;
use yimen_domain::items::{Audience, Chosen, Handling, Item};

use crate::organisation::Text;

/// Material for made-up cases.
#[derive(Deserialize)]
pub struct Stock {
    /// Family names.
    pub surnames: Vec<String>,
    /// Given names.
    pub given_names: Vec<String>,
    /// Names of shops and companies.
    pub businesses: Vec<Text>,
    /// Addresses.
    pub addresses: Vec<Text>,
    /// Corrections that are asked for.
    pub corrections: Vec<CorrectionText>,
    /// Opinions of examiners.
    pub review_opinions: Vec<OpinionText>,
    /// Grounds of grants.
    pub grant_reasons: Vec<Text>,
    /// Reasons of refusals.
    pub refusals: Vec<RefusalText>,
    /// Reasons of withdrawals.
    pub withdrawals: Vec<Text>,
    /// Comments by level.
    pub ratings: std::collections::BTreeMap<String, Vec<Text>>,
}

/// A correction.
#[derive(Deserialize)]
pub struct CorrectionText {
    /// Words.
    pub zh: String,
    /// The item that it fits; absent if it fits any.
    pub item: Option<String>,
}

/// An opinion.
#[derive(Deserialize)]
pub struct OpinionText {
    /// Words.
    pub zh: String,
    /// Proposes to grant.
    pub favourable: bool,
}

/// A reason of a refusal.
#[derive(Deserialize)]
pub struct RefusalText {
    /// Words.
    pub zh: String,
    /// Law.
    pub title: String,
    /// Article.
    pub article: String,
    /// The item that it fits; absent if it fits any.
    pub item: Option<String>,
}

/// How a case goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    /// To the end.
    Granted,
    /// To the end, refused.
    Refused,
    /// Not accepted.
    NotAccepted,
    /// Withdrawn while it was examined.
    Withdrawn,
    /// Nobody goes on with it once it is accepted: it falls late.
    Stuck,
}

/// One step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepPlan {
    /// Ask for corrections.
    Correct,
    /// Hand them in.
    Supplement,
    /// Accept.
    Accept,
    /// Do not accept.
    RefuseAcceptance,
    /// Begin a special procedure.
    Suspend,
    /// End it.
    Resume,
    /// Extend the limit.
    Extend,
    /// Examine.
    Review,
    /// Decide.
    Decide,
    /// Pay the fee.
    Pay,
    /// Hand over.
    Issue,
    /// Rate.
    Rate,
    /// Withdraw.
    Withdraw,
}

/// The dice of a demonstration.
pub struct Dice {
    rng: StdRng,
}

impl Dice {
    /// Always the same throws.
    pub fn new(seed: u64) -> Dice {
        Dice {
            rng: StdRng::seed_from_u64(seed),
        }
    }

    /// 0 to `below` - 1.
    pub fn below(&mut self, below: usize) -> usize {
        self.rng.random_range(0..below.max(1))
    }

    /// True that often in a hundred.
    pub fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    /// One of these.
    pub fn one<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        if of.is_empty() {
            None
        } else {
            of.get(self.below(of.len()))
        }
    }

    /// A moment in office hours of a day.
    pub fn office(&mut self, day: Day) -> Instant {
        let minute = if self.percent(60) {
            9 * 60 + self.below(170)
        } else {
            13 * 60 + 35 + self.below(195)
        };
        let second = self.below(60);
        Instant(Instant::start_of(day, CHINA).0 + ((minute * 60 + second) as i64) * 1_000_000)
    }

    /// How long something takes beside what is usual, in hundredths: mostly less than the usual 100, with a long tail.
    pub fn long_tail(&mut self) -> usize {
        let usual = 30 + self.below(35) + self.below(35);
        let often_more = usual * (100 + self.below(40)) / 100;
        match self.below(100) {
            0..=89 => usual,
            90..=97 => often_more + 10,
            _ => often_more * (150 + self.below(250)) / 100,
        }
    }

    /// Random bytes of these dice.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.rng.fill_bytes(&mut bytes);
        bytes
    }

    /// A seed for other dice.
    pub fn seed(&mut self) -> u64 {
        self.rng.next_u64()
    }
}

/// The course of a case, with the share of each as a centre would like to see it.
pub fn course(dice: &mut Dice) -> Course {
    match dice.below(100) {
        0..=81 => Course::Granted,
        82..=88 => Course::Refused,
        89..=93 => Course::NotAccepted,
        94..=96 => Course::Withdrawn,
        _ => Course::Stuck,
    }
}

/// The steps of a course with their moments, after the filing at `filed`.
pub fn steps(
    dice: &mut Dice,
    calendar: &Calendar,
    item: &Item,
    course: Course,
    filed: Instant,
) -> Vec<(StepPlan, Instant)> {
    let mut steps = Vec::new();
    let mut at = filed;
    let mut go = |dice: &mut Dice, step, working_days: u32| {
        at = later(dice, calendar, at, working_days);
        steps.push((step, at));
    };
    let instant = item.handling == Handling::Instant;
    if course == Course::NotAccepted {
        go(dice, StepPlan::RefuseAcceptance, 1);
        return steps;
    }
    if !instant && dice.percent(22) {
        let wait = 1 + dice.below(2) as u32;
        go(dice, StepPlan::Correct, 1);
        go(dice, StepPlan::Supplement, wait);
    }
    if !instant {
        let wait = dice.below(2) as u32;
        go(dice, StepPlan::Accept, wait);
    }
    if course == Course::Stuck && !instant {
        return steps;
    }
    if course == Course::Withdrawn && !instant {
        go(dice, StepPlan::Withdraw, 1);
        return steps;
    }
    if !instant {
        examine(dice, item, &mut go);
    } else {
        go(dice, StepPlan::Decide, 0);
    }
    if item.fee.is_some() && course != Course::Refused {
        go(dice, StepPlan::Pay, 0);
    }
    let wait = dice.below(3) as u32;
    go(dice, StepPlan::Issue, wait);
    if dice.percent(55) {
        go(dice, StepPlan::Rate, 0);
    }
    steps
}

fn examine(dice: &mut Dice, item: &Item, go: &mut impl FnMut(&mut Dice, StepPlan, u32)) {
    let promised = item.promised.days.max(1);
    let late = dice.percent(6);
    let share = if late {
        promised + 1 + dice.below(3) as u32
    } else {
        promised * (35 + dice.below(55) as u32) / 100
    };
    let before = share / 2;
    if !item.special.is_empty() && dice.percent(60) {
        go(dice, StepPlan::Suspend, 1);
        let wait = 1 + dice.below(3) as u32;
        go(dice, StepPlan::Resume, wait);
    }
    go(dice, StepPlan::Review, before);
    go(dice, StepPlan::Decide, share.saturating_sub(before));
}

/// A moment in office hours that many working days later; on the same day always later, never past its end.
pub(super) fn later(dice: &mut Dice, calendar: &Calendar, at: Instant, working_days: u32) -> Instant {
    let day = at.day(CHINA);
    if working_days == 0 && calendar.is_working(day) {
        let rest = (Instant::end_of(day, CHINA).0 - at.0) / 2;
        return Instant(at.0 + (rest / 100).max(1_000_000) * (1 + dice.below(40) as i64).min(100));
    }
    let next = calendar
        .add(day, working_days.max(1))
        .map_or(day.plus(1), |due| due.day);
    dice.office(next)
}

/// An answer to every question of an item that is asked.
pub fn situation(dice: &mut Dice, item: &Item) -> Chosen {
    walk(&item.situations, |question| {
        dice.one(&question.options).map(|answer| answer.code.clone())
    })
}

/// Answers to a form that its checks take; files are not made up.
pub fn answers(dice: &mut Dice, stock: &Stock, fields: &[Field], today: Day) -> Answers {
    let mut filled = Answers::new();
    for field in fields {
        let optional = !field.must_be_there();
        if optional && (matches!(field.kind, FieldType::File(_)) || dice.percent(40)) {
            continue;
        }
        filled.insert(field.code.clone(), answer(dice, stock, field, today));
    }
    form::prune(fields, filled)
}

fn answer(dice: &mut Dice, stock: &Stock, field: &Field, today: Day) -> Answer {
    let text = match &field.kind {
        FieldType::Text if field.check == Some(Check::PersonName) => person_name(dice, stock),
        FieldType::Text if field.check == Some(Check::CitizenId) => citizen_number(dice),
        FieldType::Text if field.check.is_none() => dice
            .one(&stock.businesses)
            .map_or_else(String::new, |name| name.zh.clone()),
        FieldType::LongText => "演示数据：情况属实，申请人对所填内容负责。".to_string(),
        FieldType::Integer | FieldType::Decimal(_) => {
            let number = 1 + dice.below(200) as i64;
            number
                .clamp(field.least.unwrap_or(0), field.most.unwrap_or(i64::MAX))
                .to_string()
        }
        FieldType::Date if field.code.contains("birth") => today.plus(-30_000 - dice.below(4_000) as i32).to_string(),
        FieldType::Date => today.plus(-(dice.below(300) as i32)).to_string(),
        FieldType::Choice(choices) => dice.one(choices).map_or_else(String::new, |choice| choice.code.clone()),
        FieldType::YesNo => if dice.percent(70) { "yes" } else { "no" }.to_string(),
        FieldType::Phone => format!("1380000{:04}", dice.below(10_000)),
        FieldType::Address => dice
            .one(&stock.addresses)
            .map_or_else(String::new, |address| address.zh.clone()),
        FieldType::Group(inner) => {
            let rows = field.least_entries().max(1);
            return Answer::Rows((0..rows).map(|_| answers(dice, stock, inner, today)).collect());
        }
        FieldType::Text | FieldType::Money | FieldType::Choices(_) | FieldType::File(_) => {
            return form::sample::of(field, today);
        }
    };
    Answer::Text(text.chars().take(field.max.max(1)).collect())
}

fn person_name(dice: &mut Dice, stock: &Stock) -> String {
    format!(
        "{}{}",
        dice.one(&stock.surnames).map_or("王", String::as_str),
        dice.one(&stock.given_names).map_or("小明", String::as_str)
    )
}

/// A made-up person or company whose numbers have the right check characters.
pub fn applicant(dice: &mut Dice, stock: &Stock, audience: &[Audience]) -> crate::vault::Applicant {
    let name = person_name(dice, stock);
    let phone = format!("1380000{:04}", dice.below(10_000));
    let company = audience == [Audience::Company] || (audience.contains(&Audience::Company) && dice.percent(45));
    if !company {
        return crate::vault::Applicant {
            kind: "person".into(),
            name,
            id_number: citizen_number(dice),
            id_type: "citizen_id".into(),
            phone,
            contact: String::new(),
        };
    }
    crate::vault::Applicant {
        kind: "company".into(),
        name: dice
            .one(&stock.businesses)
            .map_or_else(|| "示例商行".into(), |business| business.zh.clone()),
        id_number: format!("演示{:06}", dice.below(1_000_000)),
        id_type: "other".into(),
        phone,
        contact: name,
    }
}

fn citizen_number(dice: &mut Dice) -> String {
    let born = Day::from_days(-7_000 + dice.below(18_000) as i32);
    let body = format!("511603{}{:03}", born.compact(), dice.below(1_000));
    ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "X"]
        .iter()
        .map(|check| format!("{body}{check}"))
        .find(|number| yimen_domain::identifiers::CitizenId::parse(number).is_some())
        .unwrap_or(body)
}
