//! Why a clock ends when it does (时限说明), in words for whoever wants to know: the same on the page and on paper, in
//! Chinese or in English with the Chinese terms of the law beside.

use yimen_domain::calendar::{CHINA, Calendar, Day, DayReason};
use yimen_domain::clocks::{Clock, ClockKind, ProofLine, ProofReason};
use yimen_domain::items::ItemKind;

pub use yimen_paper::{ClockDay, ClockFacts, ClockMonth, Language};

use crate::Centre;
use crate::cases::view::{CaseView, ClockView, proof_of};

/// Explains a clock of a case as it stands today.
pub fn explain(centre: &Centre, seen: &CaseView, view: &ClockView, language: Language) -> ClockFacts {
    let calendar = centre.book().of(&seen.case);
    let today = centre.today();
    let proof = proof_of(view, &calendar, today);
    let due = view.due.unwrap_or(today);
    let mut summary = vec![limit(view, &calendar, language)];
    summary.extend(standing(view, language));
    summary.push(reckoning(&proof, due, language));
    if view.provisional {
        summary.push(
            language
                .pick(
                    "其间有年度的放假安排尚未公布，届满日期为暂定；公布后自动重新计算，如有变动将另行告知。",
                    "The holidays of a year in between are not published yet, so this day is provisional (暂定). When they are, it is computed again, and the applicant is told if it moves.",
                )
                .to_string(),
        );
    }
    ClockFacts {
        language,
        name: name(view.kind, language),
        summary,
        months: months(&proof, language),
        laws: laws(&view.clock, seen.item.kind == ItemKind::Permit, language),
        calendar: notices(&calendar, view.clock.start, due, language),
    }
}

/// The name of a clock; in English with the Chinese term beside.
fn name(kind: ClockKind, language: Language) -> String {
    let (zh, en) = kind.words();
    match language {
        Language::Chinese => zh.to_string(),
        Language::English => format!("{en} ({zh})"),
    }
}

/// Since when it counts, how many working days, and when it ends.
fn limit(view: &ClockView, calendar: &Calendar, language: Language) -> String {
    let start = day_words(view.clock.start, language);
    let (began_zh, began_en) = match view.kind {
        ClockKind::DecisionStatutory | ClockKind::DecisionPromised => {
            (format!("本申请于{start}受理"), format!("Accepted (受理) on {start}"))
        }
        ClockKind::SupplementNotice => (format!("本申请于{start}收件"), format!("Received (收件) on {start}")),
        ClockKind::Delivery => (format!("本决定于{start}作出"), format!("Decided (作出决定) on {start}")),
        _ => (format!("自{start}起算"), format!("Counted from {start}")),
    };
    let days = match (&view.clock.extension, language) {
        (Some(extension), Language::Chinese) => {
            format!(
                "{} 个工作日，另经批准延长 {} 个工作日",
                view.clock.budget, extension.days
            )
        }
        (Some(extension), Language::English) => format!(
            "{} working days are allowed (工作日), extended with approval (延长) by {}",
            view.clock.budget, extension.days
        ),
        (None, Language::Chinese) => format!("{} 个工作日", view.allowed),
        (None, Language::English) => format!("{} working days are allowed (工作日)", view.allowed),
    };
    let due = view
        .due
        .map(|due| (day_words(due, language), ends(calendar, due, language)));
    match (due, language) {
        (Some((due, ends)), Language::Chinese) => {
            format!("{began_zh}，{}为 {days}，到{due}{ends}届满。", view.kind.words().0)
        }
        (Some((due, ends)), Language::English) => format!("{began_en}; {days}; due (届满) on {due}{ends}."),
        (None, Language::Chinese) => format!("{began_zh}，{}为 {days}。", view.kind.words().0),
        (None, Language::English) => format!("{began_en}; {days}."),
    }
}

/// The moment of the last day (民法典 art. 203).
fn ends(calendar: &Calendar, due: Day, language: Language) -> String {
    let (_, hour, minute, _) = calendar.end_of(due, CHINA).civil(CHINA);
    match (calendar.hours(), language) {
        (Some(_), Language::Chinese) => format!("{hour:02}:{minute:02}停止办公时"),
        (Some(_), Language::English) => format!(" at {hour:02}:{minute:02}, close of business"),
        (None, Language::Chinese) => "24:00".to_string(),
        (None, Language::English) => ", at 24:00".to_string(),
    }
}

/// What stopped it, how late it is, or what stops it now.
fn standing(view: &ClockView, language: Language) -> Option<String> {
    if let Some(stopped) = view.clock.stopped {
        let late = view.due.is_some_and(|due| stopped > due);
        let on = day_words(stopped, language);
        return Some(match (language, late) {
            (Language::Chinese, false) => format!("已于{on}办结，没有超过时限。"),
            (Language::Chinese, true) => format!("已于{on}办结，超过了时限。"),
            (Language::English, false) => format!("It was done on {on}, in time."),
            (Language::English, true) => format!("It was done on {on}, after the limit."),
        });
    }
    if view.remaining < 0 {
        let late = view.remaining.unsigned_abs();
        return Some(match language {
            Language::Chinese => format!("至今日已超过时限 {late} 个工作日。"),
            Language::English => format!("As of today it is late (超期) by working days: {late}."),
        });
    }
    let open = view.clock.open_suspension()?;
    let (zh, en) = open.kind.words();
    let from = day_words(open.from, language);
    Some(match language {
        Language::Chinese => format!("自{from}起因{zh}暂停计时；上述届满日期按今日恢复计时推算。"),
        Language::English => {
            format!(
                "It has been stopped (暂停计时) since {from} for {} ({zh}); the due day above holds if it went on today.",
                en.to_lowercase()
            )
        }
    })
}

/// Which days were counted and which were not, in sum.
pub fn reckoning(proof: &[ProofLine], due: Day, language: Language) -> String {
    let within = || proof.iter().skip(1).filter(|line| line.day <= due);
    let counted = within().filter(|line| line.counted.is_some()).count();
    let is_made_up = |line: &&ProofLine| matches!(line.why, ProofReason::Day(DayReason::MakeUp { .. }));
    let made_up = within().filter(is_made_up).count();
    let mut left_out: Vec<(String, usize)> = Vec::new();
    for line in within().filter(|line| line.counted.is_none()) {
        let words = left_out_words(&line.why, language);
        match left_out.iter_mut().find(|(known, _)| *known == words) {
            Some((_, days)) => *days += 1,
            None => left_out.push((words, 1)),
        }
    }
    let part = |(words, days): &(String, usize)| match language {
        Language::Chinese => format!("{words} {days} 天"),
        Language::English if *days == 1 => format!("{words} (1 day)"),
        Language::English => format!("{words} ({days} days)"),
    };
    let parts: Vec<String> = left_out.iter().map(part).collect();
    match language {
        Language::Chinese => {
            let made_up = if made_up > 0 {
                format!("（含调休上班日 {made_up} 天）")
            } else {
                String::new()
            };
            let left_out = if parts.is_empty() {
                String::new()
            } else {
                format!("；不计入的有：{}", parts.join("、"))
            };
            format!("开始的当日不计入。此后到届满之日，计入 {counted} 个工作日{made_up}{left_out}。")
        }
        Language::English => {
            let made_up = if made_up > 0 {
                format!(", {made_up} of them make-up days (调休上班)")
            } else {
                String::new()
            };
            let left_out = if parts.is_empty() {
                String::new()
            } else {
                format!("; not counted: {}", parts.join(", "))
            };
            format!(
                "The day of the start is not counted. After it, up to the due day, {counted} working days are counted{made_up}{left_out}."
            )
        }
    }
}

fn left_out_words(why: &ProofReason, language: Language) -> String {
    let (zh, en) = match why {
        ProofReason::Day(DayReason::Unpublished) => DayReason::Weekend.words(),
        ProofReason::Suspended { kind, .. } => {
            let (zh, en) = kind.words();
            (format!("{zh}期间"), format!("{} ({zh})", en.to_lowercase()))
        }
        other => other.words(),
    };
    let mut en = en;
    if let Some(first) = en.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    language.pick(&zh, &en).to_string()
}

/// The days of a proof by months.
pub fn months(proof: &[ProofLine], language: Language) -> Vec<ClockMonth> {
    let month = |line: &ProofLine| (line.day.year(), line.day.month());
    let day = |line: &ProofLine| {
        let (zh, en) = line.why.words();
        ClockDay {
            day: match language {
                Language::Chinese => format!("{}日（{}）", line.day.day(), weekday(line.day, language)),
                Language::English => format!("{} {}", weekday(line.day, language), line.day.day()),
            },
            counted: line.counted,
            reason: language.pick(&zh, &en).to_string(),
        }
    };
    proof
        .chunk_by(|left, right| month(left) == month(right))
        .filter_map(|days| Some((days.first()?.day, days)))
        .map(|(first, days)| ClockMonth {
            name: match language {
                Language::Chinese => format!("{}年{}月", first.year(), first.month()),
                Language::English => format!("{} {}", month_name(first), first.year()),
            },
            days: days.iter().map(day).collect(),
        })
        .collect()
}

/// The articles by which it is counted, each with what it says.
fn laws(clock: &Clock, permit: bool, language: Language) -> Vec<String> {
    let working_days = if permit {
        (
            "《行政许可法》第八十二条：期限以工作日计算，不含法定节假日。",
            "Administrative Licensing Law (行政许可法) art. 82: limits are counted in working days, without public holidays.",
        )
    } else {
        (
            "本事项不是行政许可，办理时限同样以工作日计算，不含法定节假日。",
            "This item is not a licence (行政许可); its limits are counted in working days likewise, without public holidays.",
        )
    };
    let always = [
        working_days,
        (
            "《民法典》第二百零一条：开始的当日不计入，自下一日开始计算。",
            "Civil Code (民法典) art. 201: the day of the start is not counted; counting begins on the next day.",
        ),
        (
            "《民法典》第二百零三条：期限最后一日的截止时间为二十四时；有业务时间的，停止业务活动的时间为截止时间。",
            "Civil Code (民法典) art. 203: the last day ends at 24:00, or at close of business where there are business hours.",
        ),
        (
            "《全国年节及纪念日放假办法》及国务院办公厅每年的通知：哪些天放假，哪些周末调休上班。",
            "Regulation on Public Holidays (全国年节及纪念日放假办法) and the yearly notice of the State Council: which days are off, and which weekends are worked instead.",
        ),
    ];
    let suspended = (!clock.suspensions.is_empty()).then_some((
        "《行政许可法》第四十五条：听证、招标、拍卖、检验、检测、检疫、鉴定和专家评审所需时间不计算在期限内，并须书面告知申请人。",
        "Administrative Licensing Law (行政许可法) art. 45: the time for hearings, tenders, auctions, inspection, testing, quarantine, appraisal and expert review is not counted, and the applicant is told so in writing.",
    ));
    let extended = clock.extension.is_some().then_some((
        "《行政许可法》第四十二条：经本机关负责人批准可以延长一次，并将理由告知申请人。",
        "Administrative Licensing Law (行政许可法) art. 42: extended once, with the approval of the head of the authority, and the reason told to the applicant.",
    ));
    let own = match language {
        Language::Chinese => format!("本时限的天数依据：{}。", clock.source),
        Language::English => format!("Rule that sets this number of days (依据): {}.", clock.source),
    };
    let rest = always.into_iter().chain(suspended).chain(extended);
    std::iter::once(own)
        .chain(rest.map(|(zh, en)| language.pick(zh, en).to_string()))
        .collect()
}

/// The version of the calendar, and the notices of the years that were counted.
fn notices(calendar: &Calendar, start: Day, due: Day, language: Language) -> String {
    let mut papers: Vec<&String> = Vec::new();
    for year in start.year()..=due.year() {
        let national = calendar.arrangement(year).into_iter().flat_map(|year| &year.papers);
        for paper in national.chain(calendar.local_papers(year)) {
            if !papers.contains(&paper) {
                papers.push(paper);
            }
        }
    }
    let papers: Vec<&str> = papers.into_iter().map(String::as_str).collect();
    let version = calendar.version().number;
    match language {
        Language::Chinese => format!("采用第 {version} 版工作日历。依据的通知：{}", papers.join(" ")),
        Language::English => format!(
            "Version {version} of the calendar (日历版本). Notices behind it: {}",
            papers.join(" ")
        ),
    }
}

/// 2026年11月22日（周日）, or 22 November 2026 (Sunday).
fn day_words(day: Day, language: Language) -> String {
    match language {
        Language::Chinese => format!(
            "{}年{}月{}日（{}）",
            day.year(),
            day.month(),
            day.day(),
            weekday(day, language)
        ),
        Language::English => format!(
            "{} {} {} ({})",
            day.day(),
            month_name(day),
            day.year(),
            weekday(day, language)
        ),
    }
}

fn weekday(day: Day, language: Language) -> &'static str {
    const WEEKDAYS: [(&str, &str); 7] = [
        ("周一", "Monday"),
        ("周二", "Tuesday"),
        ("周三", "Wednesday"),
        ("周四", "Thursday"),
        ("周五", "Friday"),
        ("周六", "Saturday"),
        ("周日", "Sunday"),
    ];
    let words = WEEKDAYS.get(day.weekday() as usize - 1);
    words.map_or("", |(zh, en)| language.pick(zh, en))
}

fn month_name(day: Day) -> &'static str {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    MONTHS.get(day.month() as usize - 1).copied().unwrap_or_default()
}
