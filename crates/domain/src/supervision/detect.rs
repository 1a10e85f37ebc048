//! What is irregular in one case (单件异常): each detector by itself, with its reason and the events that show it.

use crate::calendar::{Calendar, Day};
use crate::cases::decide::NOTICE_DAYS;
use crate::words::Words;

use super::pattern::{Finding, Parameters, Pattern};
use super::trace::{Act, Mark, Trace};

/// What is wrong with a pause, and what would have avoided it, each in Chinese and English.
type Fault = ((String, String), (&'static str, &'static str));

/// Everything that is irregular in a case. `today` is for what has not ended yet.
pub fn detect(trace: &Trace, parameters: &Parameters, calendar: &Calendar, today: Day) -> Vec<Finding> {
    let look = Look {
        trace,
        parameters,
        calendar,
        today,
    };
    let mut found = Vec::new();
    found.extend(look.seconds());
    found.extend(look.burst());
    found.extend(look.notices());
    found.extend(look.late_notice());
    found.extend(look.notice_after_acceptance());
    found.extend(look.pauses());
    found.extend(look.paused_share());
    found.extend(look.afterwards());
    found.extend(look.no_reasons());
    found.extend(look.fee());
    found.extend(look.one_hand());
    found.extend(look.limits());
    found.extend(look.extension());
    found
}

struct Look<'a> {
    trace: &'a Trace,
    parameters: &'a Parameters,
    calendar: &'a Calendar,
    today: Day,
}

impl Look<'_> {
    fn finding(&self, pattern: Pattern, (zh, en): (String, String), avoided: (&str, &str), marks: &[&Mark]) -> Finding {
        Finding {
            pattern,
            case: self.trace.number.clone(),
            reason: Words::new(zh, en),
            avoided: Words::new(avoided.0, avoided.1),
            events: marks.iter().map(|mark| mark.seq).collect(),
            others: Vec::new(),
        }
    }

    fn acceptance(&self) -> Option<&Mark> {
        self.trace.first(|act| matches!(act, Act::Accepted { .. }))
    }

    /// The end: what closed the case, or the decision.
    fn end(&self) -> Option<&Mark> {
        let closed = self.trace.first(|act| matches!(act, Act::Issued | Act::Ended));
        closed.or_else(|| self.trace.first(|act| matches!(act, Act::Decided { .. })))
    }

    fn seconds(&self) -> Option<Finding> {
        let (accepted, decided) = (
            self.acceptance()?,
            self.trace.first(|act| matches!(act, Act::Decided { .. }))?,
        );
        let by_law = matches!(accepted.act, Act::Accepted { by_law: true });
        let took = (decided.at.0 - accepted.at.0) / 1_000_000;
        let odd = !self.trace.instant && !by_law && (0..self.parameters.seconds).contains(&took);
        odd.then(|| {
            self.finding(
                Pattern::Seconds,
                (
                    format!("受理到决定只用了 {took} 秒，而该事项不是即办件。"),
                    format!("Only {took} seconds passed from acceptance to the decision, though the item is not decided at once."),
                ),
                (
                    "按规定的环节审查后再作出决定；确能当场办结的，应把事项改为即办件。",
                    "Decide after the steps that are prescribed; if it can be decided at once, the item should say so.",
                ),
                &[accepted, decided],
            )
        })
    }

    fn burst(&self) -> Option<Finding> {
        let steps = self.trace.all(|act| {
            matches!(
                act,
                Act::Accepted { by_law: false } | Act::Reviewed | Act::Decided { .. } | Act::Issued
            )
        });
        let most = self.parameters.burst_steps;
        let burst = steps.windows(most.max(2)).find(|window| {
            let (first, last) = (window[0], window[window.len() - 1]);
            let one = first.who.is_some() && window.iter().all(|mark| mark.who == first.who);
            one && last.at.0 - first.at.0 < self.parameters.seconds * 1_000_000
        });
        let burst = burst.filter(|_| !self.trace.instant)?;
        let (count, seconds) = (burst.len(), self.parameters.seconds);
        Some(self.finding(
            Pattern::Seconds,
            (
                format!("同一人在 {seconds} 秒内连续完成了 {count} 个环节。"),
                format!("One person did {count} steps within {seconds} seconds."),
            ),
            (
                "各环节由相应岗位的人员办理，并在办理的当时登记。",
                "Each step is done by whoever holds its post, and recorded when it is done.",
            ),
            burst,
        ))
    }

    fn notices(&self) -> Option<Finding> {
        let asked = self.trace.all(|act| matches!(act, Act::Asked));
        (asked.len() > self.parameters.most_notices).then(|| {
            self.finding(
                Pattern::Notices,
                (
                    format!("先后 {} 次要求补正，法律要求一次告知全部内容。", asked.len()),
                    format!(
                        "Corrections were asked for {} times; the law asks for everything at once.",
                        asked.len()
                    ),
                ),
                (
                    "第一次告知时列明全部需要补正的内容。",
                    "Name everything that is missing in the first notice.",
                ),
                &asked,
            )
        })
    }

    fn late_notice(&self) -> Option<Finding> {
        let filed = self.trace.first(|act| matches!(act, Act::Filed))?;
        let asked = self.trace.first(|act| matches!(act, Act::Asked))?;
        let days = self.calendar.count(filed.day, asked.day);
        (days > i64::from(NOTICE_DAYS)).then(|| {
            self.finding(
                Pattern::Notices,
                (
                    format!(
                        "收件后第 {days} 个工作日才告知补正，超过 {NOTICE_DAYS} 个工作日，依法自收件之日起即为受理。"
                    ),
                    format!(
                        "Corrections were asked for on working day {days} after receipt; after {NOTICE_DAYS} the case \
                         has been accepted by law."
                    ),
                ),
                (
                    "当场或者在五个工作日内告知。",
                    "Tell on the spot or within five working days.",
                ),
                &[filed, asked],
            )
        })
    }

    fn notice_after_acceptance(&self) -> Option<Finding> {
        let accepted = self.acceptance()?;
        let asked = self.trace.all(|act| matches!(act, Act::Asked));
        let after: Vec<&Mark> = asked.into_iter().filter(|mark| mark.seq > accepted.seq).collect();
        (!after.is_empty()).then(|| {
            self.finding(
                Pattern::Notices,
                (
                    "受理之后又要求补正。".into(),
                    "Corrections were asked for after acceptance.".into(),
                ),
                ("受理前核对全部材料。", "Check every material before accepting."),
                &after,
            )
        })
    }

    /// Each pause with its end, if it has one.
    fn each_pause(&self) -> Vec<(&Mark, Option<&Mark>)> {
        let begun = self.trace.all(|act| matches!(act, Act::Suspended { .. }));
        let ended = self.trace.all(|act| matches!(act, Act::Resumed));
        begun
            .into_iter()
            .map(|mark| (mark, ended.iter().find(|end| end.seq > mark.seq).copied()))
            .collect()
    }

    fn pauses(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        for (begun, ended) in self.each_pause() {
            let shown: Vec<&Mark> = [Some(begun), ended].into_iter().flatten().collect();
            for (reason, avoided) in self.faults_of_pause(begun, ended) {
                found.push(self.finding(Pattern::Pauses, reason, avoided, &shown));
            }
        }
        found
    }

    fn faults_of_pause(&self, begun: &Mark, ended: Option<&Mark>) -> Vec<Fault> {
        let mut faults = Vec::new();
        if let Act::Suspended { kind, written } = begun.act {
            if kind.is_none() {
                faults.push((
                    (
                        "暂停计时的事由不属于法律列举的情形。".into(),
                        "The ground for stopping the clock is none that the law names.".into(),
                    ),
                    (
                        "只有听证、招标、拍卖、检验、检测、检疫、鉴定、专家评审等依法需要的时间可以不计入期限。",
                        "Only the time of hearings, tenders, auctions, inspections, tests, quarantine, appraisals and expert reviews that the law needs is left out.",
                    ),
                ));
            }
            if !written {
                faults.push((
                    (
                        "暂停计时没有书面依据。".into(),
                        "The clock was stopped without a written document.".into(),
                    ),
                    (
                        "暂停前制发书面告知，写明所需时间。",
                        "Tell the applicant in writing, with the time that is needed, before the clock stops.",
                    ),
                ));
            }
        }
        if let Some(left) = self.left_at(begun).filter(|left| *left <= self.parameters.near_the_end) {
            faults.push((
                (
                    format!("距承诺到期只剩 {left} 个工作日时暂停计时。"),
                    format!("The clock was stopped with {left} working days left of the promise."),
                ),
                (
                    "需要特别程序的，受理后及早启动。",
                    "Begin a special procedure early after acceptance.",
                ),
            ));
        }
        if let Some(ended) = ended.filter(|ended| !self.calendar.is_working(ended.day)) {
            faults.push((
                (
                    format!("恢复计时的日期 {} 不是工作日。", ended.day),
                    format!("The clock went on on {}, which is no working day.", ended.day),
                ),
                (
                    "在特别程序结束的当日登记恢复。",
                    "Record the end on the day on which the procedure ends.",
                ),
            ));
        }
        if ended.is_none() && self.end().is_some_and(|end| end.seq > begun.seq) {
            faults.push((
                (
                    "暂停计时一直没有登记恢复，办件就已决定或者结束。".into(),
                    "The case was decided or ended while its clock still stood.".into(),
                ),
                (
                    "登记特别程序的结果后再作出决定。",
                    "Record what came of the procedure before deciding.",
                ),
            ));
        }
        faults
    }

    /// Working days left of the promise at a mark, leaving out the pauses before it; none where nothing is promised or it was past.
    fn left_at(&self, mark: &Mark) -> Option<i64> {
        let (accepted, promised) = (self.acceptance()?, i64::from(self.trace.promised?));
        let before: i64 = self
            .each_pause()
            .iter()
            .filter(|(begun, _)| begun.seq < mark.seq)
            .filter_map(|(begun, ended)| Some(self.calendar.count(begun.day, (*ended)?.day)))
            .sum();
        let left = promised - (self.calendar.count(accepted.day, mark.day) - before);
        (left >= 0).then_some(left)
    }

    fn paused_share(&self) -> Option<Finding> {
        let accepted = self.acceptance()?;
        let last = self.end().map_or(self.today, |end| end.day);
        let all = self.calendar.count(accepted.day, last);
        let pauses = self.each_pause();
        let paused: i64 = pauses
            .iter()
            .map(|(begun, ended)| self.calendar.count(begun.day, ended.map_or(last, |end| end.day)))
            .sum();
        let odd = all > 0 && paused * 100 > all * self.parameters.paused_percent;
        let marks: Vec<&Mark> = pauses.iter().map(|(begun, _)| *begun).collect();
        odd.then(|| {
            self.finding(
                Pattern::Pauses,
                (
                    format!("受理以来 {all} 个工作日中有 {paused} 个暂停计时。"),
                    format!("Of {all} working days since acceptance the clock stood for {paused}."),
                ),
                (
                    "告知所需时间，并在该时间内结束特别程序。",
                    "Tell the time that is needed and end the procedure within it.",
                ),
                &marks,
            )
        })
    }

    fn afterwards(&self) -> Option<Finding> {
        let late = |mark: &&Mark| {
            let entered = mark.at.day(crate::calendar::CHINA);
            let by_law = matches!(mark.act, Act::Accepted { by_law: true });
            !by_law && self.calendar.count(mark.day, entered) > self.parameters.entered_after
        };
        let marks: Vec<&Mark> = self.trace.marks.iter().filter(late).collect();
        let worst = marks
            .iter()
            .map(|mark| self.calendar.count(mark.day, mark.at.day(crate::calendar::CHINA)))
            .max()?;
        Some(self.finding(
            Pattern::Afterwards,
            (
                format!("有 {} 个环节事后补录，最多迟了 {worst} 个工作日。", marks.len()),
                format!(
                    "{} steps were entered afterwards, up to {worst} working days late.",
                    marks.len()
                ),
            ),
            (
                "在系统内办理，办理的当时登记。",
                "Handle the case in the system and record each step when it is done.",
            ),
            &marks,
        ))
    }

    fn no_reasons(&self) -> Option<Finding> {
        let refused = self.trace.first(|act| {
            matches!(
                act,
                Act::Decided {
                    granted: false,
                    reasons: 0
                }
            )
        })?;
        Some(self.finding(
            Pattern::NoReasons,
            (
                "不予许可的决定没有说明理由。".into(),
                "The refusal gives no reasons.".into(),
            ),
            (
                "书面说明理由，并告知复议、诉讼的权利。",
                "Give the reasons in writing, and tell of reconsideration and suit.",
            ),
            &[refused],
        ))
    }

    fn fee(&self) -> Option<Finding> {
        let paid = self.trace.all(|act| matches!(act, Act::Paid(_)));
        let sum: i64 = paid
            .iter()
            .map(|mark| if let Act::Paid(fen) = mark.act { fen } else { 0 })
            .sum();
        let standard = self.trace.fee?;
        let issued = self.trace.first(|act| matches!(act, Act::Issued));
        let granted = self
            .trace
            .first(|act| matches!(act, Act::Decided { granted: true, .. }))
            .is_some();
        let yuan = |fen: i64| format!("{}.{:02}", fen / 100, fen % 100);
        if sum > standard {
            return Some(self.finding(
                Pattern::Fee,
                (
                    format!("收取 {} 元，公布的标准是 {} 元。", yuan(sum), yuan(standard)),
                    format!(
                        "{} yuan were taken; the published standard is {} yuan.",
                        yuan(sum),
                        yuan(standard)
                    ),
                ),
                (
                    "按公布的标准收费，多收的退还。",
                    "Take what the published standard says, and refund what was too much.",
                ),
                &paid,
            ));
        }
        let issued = issued.filter(|_| granted && sum < standard)?;
        Some(self.finding(
            Pattern::Fee,
            (
                format!("应收 {} 元，只收 {} 元就发放了结果。", yuan(standard), yuan(sum)),
                format!(
                    "{} yuan were due; the result was handed over for {} yuan.",
                    yuan(standard),
                    yuan(sum)
                ),
            ),
            (
                "减免须有依据并登记理由。",
                "A waiver needs its basis and its reason on record.",
            ),
            &[issued],
        ))
    }

    fn one_hand(&self) -> Option<Finding> {
        if self.trace.instant {
            return None;
        }
        let accepted = self.trace.first(|act| matches!(act, Act::Accepted { by_law: false }))?;
        let decided = self.trace.first(|act| matches!(act, Act::Decided { .. }))?;
        let same = accepted.who.is_some() && accepted.who == decided.who;
        same.then(|| {
            let who = accepted.who.as_deref().unwrap_or_default();
            self.finding(
                Pattern::OneHand,
                (
                    format!("受理和决定都由“{who}”一人办理。"),
                    format!("“{who}” both accepted and decided."),
                ),
                ("受理与决定由不同的人办理。", "Different people accept and decide."),
                &[accepted, decided],
            )
        })
    }

    fn limits(&self) -> Option<Finding> {
        let (promised, statutory) = (self.trace.promised?, self.trace.statutory?);
        (promised > statutory).then(|| {
            self.finding(
                Pattern::Limits,
                (
                    format!("承诺时限 {promised} 个工作日，长于法定时限 {statutory} 个工作日。"),
                    format!("{promised} working days are promised; the law allows {statutory}."),
                ),
                (
                    "承诺时限不得长于法定时限。",
                    "No promise is longer than the law's limit.",
                ),
                &[],
            )
        })
    }

    fn extension(&self) -> Option<Finding> {
        let extended = self.trace.all(|act| matches!(act, Act::Extended { .. }));
        let unapproved = extended
            .iter()
            .any(|mark| matches!(mark.act, Act::Extended { approved: false }));
        let (zh, en) = if extended.len() > 1 {
            (
                format!("办理期限延长了 {} 次，法律只允许一次。", extended.len()),
                format!("The limit was extended {} times; the law allows one.", extended.len()),
            )
        } else if unapproved {
            (
                "延长期限没有经本机关负责人批准。".into(),
                "The limit was extended without the head of the authority.".into(),
            )
        } else {
            return None;
        };
        Some(self.finding(
            Pattern::Extension,
            (zh, en),
            (
                "在延长后的期限内作出决定。",
                "Decide within the limit as it was extended once.",
            ),
            &extended,
        ))
    }
}
