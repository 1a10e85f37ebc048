//! Rates (比率): each formula under its own name, since places use the same name for different ones.
//!
//! A quotient is taken to six places and then cut, never rounded, to hundredths of a percent. The sum of days and the mean of rates are two
//! formulas: a single long case weighs much in one and as much as any other in the other.

use super::sums::{Measure, Sums};

/// What is said of nothing (分母为零).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Zero {
    /// No figure.
    NoFigure,
    /// Nought, as another system in use guards its quotients.
    AsNought,
}

/// A formula (计算公式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Formula {
    /// 承诺提速率: by the sums of days; of one item with one promise it is the item's own.
    PromisedBySums,
    /// 平均承诺提速率: the mean of the cases' rates.
    PromisedByMean,
    /// 平均办理提速率: the mean of the cases' rates (of one case, 办理提速率).
    HandlingByMean,
    /// 法定提速率: by the sums of days; the published figures of the ledger call it 办理提速率.
    HandlingBySums,
    /// 较承诺提速率: by the sums of days, against the promise. Another system calls this 承诺提速率.
    AgainstPromise,
    /// 提前办结率: another system calls this 提速率.
    EarlyOfAccepted,
    /// 办结率.
    DecidedOfAccepted,
    /// 按时办结率.
    OnTime,
    /// 补正率.
    Corrections,
    /// 满意率.
    Satisfied,
    /// 数据登记不全率.
    Incomplete,
}

impl Formula {
    /// Every formula.
    pub const ALL: [Formula; 11] = [
        Formula::DecidedOfAccepted,
        Formula::OnTime,
        Formula::EarlyOfAccepted,
        Formula::PromisedBySums,
        Formula::PromisedByMean,
        Formula::HandlingByMean,
        Formula::HandlingBySums,
        Formula::AgainstPromise,
        Formula::Corrections,
        Formula::Satisfied,
        Formula::Incomplete,
    ];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Formula::PromisedBySums => "promised_by_sums",
            Formula::PromisedByMean => "promised_by_mean",
            Formula::HandlingByMean => "handling_by_mean",
            Formula::HandlingBySums => "handling_by_sums",
            Formula::AgainstPromise => "against_promise",
            Formula::EarlyOfAccepted => "early_of_accepted",
            Formula::DecidedOfAccepted => "decided_of_accepted",
            Formula::OnTime => "on_time",
            Formula::Corrections => "corrections",
            Formula::Satisfied => "satisfied",
            Formula::Incomplete => "incomplete",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Formula> {
        Formula::ALL.into_iter().find(|formula| formula.code() == code)
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Formula::PromisedBySums => ("承诺提速率", "Promised speed-up, by sums"),
            Formula::PromisedByMean => ("平均承诺提速率", "Promised speed-up, mean of cases"),
            Formula::HandlingByMean => ("平均办理提速率", "Handling speed-up, mean of cases"),
            Formula::HandlingBySums => ("法定提速率", "Handling speed-up, by sums"),
            Formula::AgainstPromise => ("较承诺提速率", "Speed-up against the promise"),
            Formula::EarlyOfAccepted => ("提前办结率", "Early, of those accepted"),
            Formula::DecidedOfAccepted => ("办结率", "Decided, of those accepted"),
            Formula::OnTime => ("按时办结率", "On time"),
            Formula::Corrections => ("补正率", "Corrections asked, of those accepted"),
            Formula::Satisfied => ("满意率", "Satisfied, of those who rated"),
            Formula::Incomplete => ("登记不全率", "Incomplete data"),
        }
    }

    /// The formula as it is printed, Chinese and English.
    pub fn printed(self) -> (&'static str, &'static str) {
        match self {
            Formula::PromisedBySums => (
                "(Σ法定工作日 − Σ承诺工作日) ÷ Σ法定工作日",
                "(Σ days by law − Σ days promised) ÷ Σ days by law",
            ),
            Formula::PromisedByMean => (
                "各件 (法定 − 承诺) ÷ 法定 的平均值",
                "mean over cases of (by law − promised) ÷ by law",
            ),
            Formula::HandlingByMean => (
                "各件 (法定 − 实际) ÷ 法定 的平均值",
                "mean over cases of (by law − used) ÷ by law",
            ),
            Formula::HandlingBySums => (
                "(Σ法定工作日 − Σ实际工作日) ÷ Σ法定工作日（公开数据中称办理提速率）",
                "(Σ days by law − Σ days used) ÷ Σ days by law",
            ),
            Formula::AgainstPromise => (
                "(Σ承诺工作日 − Σ实际工作日) ÷ Σ承诺工作日",
                "(Σ days promised − Σ days used) ÷ Σ days promised",
            ),
            Formula::EarlyOfAccepted => ("提前办结件 ÷ 受理件", "decided early ÷ accepted"),
            Formula::DecidedOfAccepted => ("办结件 ÷ 受理件", "decided ÷ accepted"),
            Formula::OnTime => ("承诺期限内办结件 ÷ 办结件", "decided within the promise ÷ decided"),
            Formula::Corrections => ("补正告知次数 ÷ 受理件", "corrections asked ÷ accepted"),
            Formula::Satisfied => ("(评价 − 差评) ÷ 评价", "(rated − dissatisfied) ÷ rated"),
            Formula::Incomplete => ("登记不全的办结件 ÷ 办结件", "decided with incomplete data ÷ decided"),
        }
    }

    /// What is divided, and by what.
    pub fn parts(self, sums: &Sums) -> (i64, i64) {
        let of = |measure| sums.get(measure);
        let less = |measure, other| of(measure).saturating_sub(of(other));
        // A sum of millionths, over cases of which each is a million of them.
        let mean = |measure| (of(measure), of(Measure::Limited).saturating_mul(MILLION));
        match self {
            Formula::PromisedBySums => (
                less(Measure::StatutoryDays, Measure::PromisedDays),
                of(Measure::StatutoryDays),
            ),
            Formula::PromisedByMean => mean(Measure::PromisedPpm),
            Formula::HandlingByMean => mean(Measure::HandlingPpm),
            Formula::HandlingBySums => (
                less(Measure::StatutoryDays, Measure::ActualDays),
                of(Measure::StatutoryDays),
            ),
            Formula::AgainstPromise => (
                less(Measure::PromisedDays, Measure::ActualDays),
                of(Measure::PromisedDays),
            ),
            Formula::EarlyOfAccepted => (of(Measure::Early), of(Measure::Accepted)),
            Formula::DecidedOfAccepted => (of(Measure::Decided), of(Measure::Accepted)),
            Formula::OnTime => (of(Measure::OnTime), of(Measure::Decided)),
            Formula::Corrections => (of(Measure::Corrections), of(Measure::Accepted)),
            Formula::Satisfied => (less(Measure::Rated, Measure::Dissatisfied), of(Measure::Rated)),
            Formula::Incomplete => (of(Measure::Incomplete), of(Measure::Decided)),
        }
    }

    /// Hundredths of a percent; what is said of nothing is asked for by name.
    pub fn of(self, sums: &Sums, zero: Zero) -> Option<i64> {
        let (part, whole) = self.parts(sums);
        share(part, whole).or(match zero {
            Zero::NoFigure => None,
            Zero::AsNought => Some(0),
        })
    }
}

/// Every quotient is taken to as many parts.
const MILLION: i64 = 1_000_000;

/// 承诺提速率 of an item: how much shorter its promise is than its limit by law, in hundredths of a percent.
pub fn of_item(statutory: u32, promised: u32) -> Option<i64> {
    share(i64::from(statutory) - i64::from(promised), i64::from(statutory))
}

/// 按时办结率 that counts those open past their promise among the whole as well, in hundredths of a percent.
pub fn on_time_of_due(sums: &Sums, open_late: i64) -> Option<i64> {
    let whole = sums.get(Measure::Decided).checked_add(open_late)?;
    share(sums.get(Measure::OnTime), whole)
}

/// A quotient to six places, cut to hundredths of a percent; nothing where nothing is divided by.
pub fn share(part: i64, whole: i64) -> Option<i64> {
    let six_places = (i128::from(part) * i128::from(MILLION)).checked_div(i128::from(whole))?;
    i64::try_from(six_places / 100).ok()
}

/// Hundredths of a percent as people write them: `92.80%`.
pub fn percent(hundredths: i64) -> String {
    let (sign, size) = (if hundredths < 0 { "-" } else { "" }, hundredths.unsigned_abs());
    format!("{sign}{}.{:02}%", size / 100, size % 100)
}
