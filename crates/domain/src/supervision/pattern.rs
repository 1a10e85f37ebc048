//! Irregular patterns (异常办理情形): their names, what each rests on, and their parameters.

use crate::words::Words;

/// A pattern that is looked for, in the order of the list by which centres compare themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Pattern {
    /// 秒批秒办: accepted and closed within seconds, or every step by one hand in a burst.
    Seconds,
    /// 多次或违规告知补正: more than one notice, one that came too late, or one after acceptance.
    Notices,
    /// 违规暂停计时: without document, near the end, for most of the time, over a day off, or never ended.
    Pauses,
    /// 体外循环: entered long after the day that it names.
    Afterwards,
    /// 临期作废、重复登记: ended by withdrawal near the end of the limit, and registered anew.
    Restart,
    /// 不予许可未说明理由: refused without reasons.
    NoReasons,
    /// 违规收费: paid beside the published standard, or handed over unpaid.
    Fee,
    /// 应当分离的岗位由同一人办理: the same person accepts, examines and decides.
    OneHand,
    /// 数量限制下的插队: granted before an application that was accepted earlier (许可法 art. 57).
    QueueJumping,
    /// 集中好评: ratings in bursts, within seconds of closing.
    RatingBurst,
    /// 承诺超法定、时长雷同: a promise longer than the law, or cases that all took exactly as long.
    Limits,
    /// 违规延期: extended twice, or by somebody who may not.
    Extension,
    /// 数据迟报: reached the centre long after it happened.
    LateData,
}

/// Pattern, code, Chinese, English, source.
type Row = (Pattern, &'static str, &'static str, &'static str, &'static str);

const ROWS: [Row; 13] = [
    (
        Pattern::Seconds,
        "seconds",
        "秒批秒办",
        "Closed within seconds",
        "行政许可法 第三十四条",
    ),
    (
        Pattern::Notices,
        "notices",
        "违规告知补正",
        "Corrections asked for more than once or too late",
        "行政许可法 第三十二条第一款第（四）项",
    ),
    (
        Pattern::Pauses,
        "pauses",
        "违规暂停计时",
        "Clock stopped without ground",
        "行政许可法 第四十五条",
    ),
    (
        Pattern::Afterwards,
        "afterwards",
        "疑似体外循环",
        "Entered afterwards",
        "优化营商环境条例 第三十七条",
    ),
    (
        Pattern::Restart,
        "restart",
        "临期撤回后重新登记",
        "Ended near its limit and registered anew",
        "行政许可法 第四十二条",
    ),
    (
        Pattern::NoReasons,
        "no_reasons",
        "不予许可未说明理由",
        "Refused without reasons",
        "行政许可法 第三十八条第二款",
    ),
    (
        Pattern::Fee,
        "fee",
        "收费不符合标准",
        "Fee beside the standard",
        "行政许可法 第五十八条、第五十九条",
    ),
    (
        Pattern::OneHand,
        "one_hand",
        "受理、审查、决定由同一人办理",
        "Accepted, examined and decided by one person",
        "岗位分离要求（本中心规定）",
    ),
    (
        Pattern::QueueJumping,
        "queue_jumping",
        "有数量限制的许可未按受理先后决定",
        "Granted out of the order of acceptance",
        "行政许可法 第五十七条",
    ),
    (
        Pattern::RatingBurst,
        "rating_burst",
        "短时间集中评价",
        "Ratings in a burst",
        "国办发〔2019〕51号",
    ),
    (
        Pattern::Limits,
        "limits",
        "承诺时限、办理时长异常",
        "Odd limits or durations",
        "优化营商环境条例 第三十六条",
    ),
    (
        Pattern::Extension,
        "extension",
        "违规延长期限",
        "Extended against the law",
        "行政许可法 第四十二条",
    ),
    (
        Pattern::LateData,
        "late_data",
        "办件数据迟报",
        "Data that came late",
        "优化营商环境条例 第三十七条",
    ),
];

impl Pattern {
    /// Every pattern, in order.
    pub const ALL: [Pattern; 13] = {
        let mut all = [Pattern::Seconds; 13];
        let mut at = 0;
        while at < ROWS.len() {
            all[at] = ROWS[at].0;
            at += 1;
        }
        all
    };

    fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }

    /// Stable code.
    pub fn code(self) -> &'static str {
        self.row().1
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        (self.row().2, self.row().3)
    }

    /// What it rests on.
    pub fn source(self) -> &'static str {
        self.row().4
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// By which pattern.
    pub pattern: Pattern,
    /// Number of the case.
    pub case: String,
    /// What was seen, with its numbers.
    pub reason: Words,
    /// What would have avoided it.
    pub avoided: Words,
    /// Sequence numbers of the events that show it.
    pub events: Vec<u32>,
    /// Numbers of other cases that belong to it.
    pub others: Vec<String>,
}

/// What may be set for the patterns (参数). The defaults are those that published rules and code of several places have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameters {
    /// Accepted and closed within fewer seconds.
    pub seconds: i64,
    /// So many steps by one hand within [`Parameters::seconds`].
    pub burst_steps: usize,
    /// Notices that are still in order.
    pub most_notices: usize,
    /// A pause that begins with so many working days left, or fewer, began near the end.
    pub near_the_end: i64,
    /// More than so much of the time from acceptance to the end was paused, percent.
    pub paused_percent: i64,
    /// Entered more than so many working days after the day that it names.
    pub entered_after: i64,
    /// Withdrawn and registered anew within so many days.
    pub restart_days: i32,
    /// So many ratings within [`Parameters::rating_seconds`].
    pub ratings: usize,
    /// Seconds in which ratings are a burst; also: after closing, within which a rating is not a person's own.
    pub rating_seconds: i64,
    /// So many cases of one item in a row that took exactly as long.
    pub equal_cases: usize,
}

impl Default for Parameters {
    fn default() -> Parameters {
        Parameters {
            seconds: 60,
            burst_steps: 3,
            most_notices: 1,
            near_the_end: 2,
            paused_percent: 50,
            entered_after: 1,
            restart_days: 30,
            ratings: 10,
            rating_seconds: 600,
            equal_cases: 10,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_has_its_row() {
        for (at, pattern) in Pattern::ALL.into_iter().enumerate() {
            assert_eq!(pattern as usize, at);
            assert_eq!(ROWS[at].0, pattern);
        }
    }
}
