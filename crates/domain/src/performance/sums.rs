//! What is added up (统计指标): whole numbers only.

/// A number that is added up (指标).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Measure {
    /// 收件.
    Filed,
    /// 受理.
    Accepted,
    /// 办结: a decision was made.
    Decided,
    /// 送达: the result reached the applicant.
    Delivered,
    /// 按时办结.
    OnTime,
    /// 提前办结.
    Early,
    /// 有法定期限的办结件: decisions with a statutory limit, over which the rates of days go.
    Limited,
    /// 法定工作日合计.
    StatutoryDays,
    /// 承诺工作日合计.
    PromisedDays,
    /// 实际工作日合计.
    ActualDays,
    /// Σ of (statutory − actual) ÷ statutory, each cut to millionths.
    HandlingPpm,
    /// Σ of (statutory − promised) ÷ statutory, each cut to millionths.
    PromisedPpm,
    /// 当日办结: decided on the day of acceptance, with no day used.
    SameDay,
    /// 补正告知.
    Corrections,
    /// 收件到受理的自然日合计.
    WaitedDays,
    /// 评价.
    Rated,
    /// Sum of the levels of ratings, 5 is best.
    RatingSum,
    /// 差评: 不满意 and 非常不满意.
    Dissatisfied,
    /// 提示.
    Notices,
    /// 黄牌.
    YellowCards,
    /// 红牌.
    RedCards,
    /// 撤销的牌: withdrawn on appeal, and counted under no colour.
    CardsWithdrawn,
    /// 登记不全: a decision without a limit by law, or of which nobody is named.
    Incomplete,
}

/// How many measures there are.
pub const MEASURES: usize = 23;

impl Measure {
    /// Every measure, in the order in which they are stored.
    pub const ALL: [Measure; MEASURES] = [
        Measure::Filed,
        Measure::Accepted,
        Measure::Decided,
        Measure::Delivered,
        Measure::OnTime,
        Measure::Early,
        Measure::Limited,
        Measure::StatutoryDays,
        Measure::PromisedDays,
        Measure::ActualDays,
        Measure::HandlingPpm,
        Measure::PromisedPpm,
        Measure::SameDay,
        Measure::Corrections,
        Measure::WaitedDays,
        Measure::Rated,
        Measure::RatingSum,
        Measure::Dissatisfied,
        Measure::Notices,
        Measure::YellowCards,
        Measure::RedCards,
        Measure::CardsWithdrawn,
        Measure::Incomplete,
    ];

    /// Stable code: the name of its column.
    pub fn code(self) -> &'static str {
        match self {
            Measure::Filed => "filed",
            Measure::Accepted => "accepted",
            Measure::Decided => "decided",
            Measure::Delivered => "delivered",
            Measure::OnTime => "on_time",
            Measure::Early => "early",
            Measure::Limited => "limited",
            Measure::StatutoryDays => "statutory_days",
            Measure::PromisedDays => "promised_days",
            Measure::ActualDays => "actual_days",
            Measure::HandlingPpm => "handling_ppm",
            Measure::PromisedPpm => "promised_ppm",
            Measure::SameDay => "same_day",
            Measure::Corrections => "corrections",
            Measure::WaitedDays => "waited_days",
            Measure::Rated => "rated",
            Measure::RatingSum => "rating_sum",
            Measure::Dissatisfied => "dissatisfied",
            Measure::Notices => "notices",
            Measure::YellowCards => "yellow_cards",
            Measure::RedCards => "red_cards",
            Measure::CardsWithdrawn => "cards_withdrawn",
            Measure::Incomplete => "incomplete",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Measure> {
        Measure::ALL.into_iter().find(|measure| measure.code() == code)
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Measure::Filed => ("收件", "Filed"),
            Measure::Accepted => ("受理", "Accepted"),
            Measure::Decided => ("办结", "Decided"),
            Measure::Delivered => ("送达", "Delivered"),
            Measure::OnTime => ("按时办结", "Decided on time"),
            Measure::Early => ("提前办结", "Decided early"),
            Measure::Limited => ("有法定期限的办结件", "Decided, with a limit by law"),
            Measure::StatutoryDays => ("法定工作日合计", "Working days by law"),
            Measure::PromisedDays => ("承诺工作日合计", "Working days promised"),
            Measure::ActualDays => ("实际工作日合计", "Working days used"),
            Measure::HandlingPpm => ("各件办理提速率之和", "Sum of the cases' handling speed-up"),
            Measure::PromisedPpm => ("各件承诺提速率之和", "Sum of the cases' promised speed-up"),
            Measure::SameDay => ("当日办结", "Decided on the day of acceptance"),
            Measure::Corrections => ("补正告知", "Corrections asked"),
            Measure::WaitedDays => ("收件到受理的天数合计", "Days from filing to acceptance"),
            Measure::Rated => ("评价", "Rated"),
            Measure::RatingSum => ("评价分合计", "Sum of ratings"),
            Measure::Dissatisfied => ("差评", "Dissatisfied"),
            Measure::Notices => ("提示", "Notices"),
            Measure::YellowCards => ("黄牌", "Yellow cards"),
            Measure::RedCards => ("红牌", "Red cards"),
            Measure::CardsWithdrawn => ("撤销的牌", "Cards withdrawn"),
            Measure::Incomplete => ("登记不全", "Incomplete data"),
        }
    }
}

/// Numbers of some cases over some time (汇总). They add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sums([i64; MEASURES]);

impl Sums {
    /// From the numbers in the order of [`Measure::ALL`].
    pub fn from_values(values: [i64; MEASURES]) -> Sums {
        Sums(values)
    }

    /// These numbers, and nought of every other.
    pub fn of(some: &[(Measure, i64)]) -> Sums {
        let mut sums = Sums::default();
        for (measure, number) in some {
            sums.set(*measure, *number);
        }
        sums
    }

    /// The numbers in the order of [`Measure::ALL`].
    pub fn values(&self) -> [i64; MEASURES] {
        self.0
    }

    /// One of them.
    pub fn get(&self, measure: Measure) -> i64 {
        self.0[measure as usize]
    }

    /// Puts one of them.
    pub fn set(&mut self, measure: Measure, number: i64) {
        self.0[measure as usize] = number;
    }

    /// Adds others.
    pub fn add(&mut self, other: &Sums) {
        for (sum, part) in self.0.iter_mut().zip(other.0) {
            *sum = sum.saturating_add(part);
        }
    }

    /// Takes others away.
    pub fn take(&mut self, other: &Sums) {
        for (sum, part) in self.0.iter_mut().zip(other.0) {
            *sum = sum.saturating_sub(part);
        }
    }

    /// Every number is nought.
    pub fn is_nothing(&self) -> bool {
        *self == Sums::default()
    }
}

impl std::iter::Sum for Sums {
    fn sum<I: Iterator<Item = Sums>>(parts: I) -> Sums {
        parts.fold(Sums::default(), |mut sums, part| {
            sums.add(&part);
            sums
        })
    }
}
