//! Irregular patterns on made cases: each is found, and what is just in order is not.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use yimen_domain::calendar::{Calendar, Day, Instant};
use yimen_domain::clocks::SuspensionKind;
use yimen_domain::supervision::{Act, Finding, Mark, Parameters, Pattern, Trace, across, detect};

#[path = "supervision/moments.rs"]
mod moments;
#[path = "supervision/rules.rs"]
mod rules;

const HOUR: i64 = 3_600;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// Seconds after nine in the morning of a day.
fn at(text: &str, seconds: i64) -> Instant {
    let nine = Instant::start_of(day(text), 8 * 3_600).0 + 9 * HOUR * 1_000_000;
    Instant(nine + seconds * 1_000_000)
}

/// A case of an item that promises 10 of 20 working days.
struct Made(Trace);

impl Made {
    fn new(number: &str) -> Made {
        Made(Trace {
            number: number.into(),
            item: "permit".into(),
            applicant: Some("somebody".into()),
            instant: false,
            promised: Some(10),
            statutory: Some(20),
            limited: false,
            fee: Some(0),
            marks: Vec::new(),
        })
    }

    fn with(mut self, who: &str, text: &str, seconds: i64, act: Act) -> Made {
        let seq = u32::try_from(self.0.marks.len()).unwrap() + 1;
        self.0.marks.push(Mark {
            seq,
            at: at(text, seconds),
            day: day(text),
            who: (!who.is_empty()).then(|| who.into()),
            act,
        });
        self
    }

    /// Said to be of another day than that of its record.
    fn dated(mut self, text: &str) -> Made {
        self.0.marks.last_mut().unwrap().day = day(text);
        self
    }

    fn found(&self) -> Vec<Finding> {
        detect(&self.0, &Parameters::default(), Calendar::national(), day("2026-03-31"))
    }

    fn patterns(&self) -> Vec<Pattern> {
        self.found().into_iter().map(|finding| finding.pattern).collect()
    }
}

const GRANTED: Act = Act::Decided {
    granted: true,
    reasons: 0,
};
const ACCEPTED: Act = Act::Accepted { by_law: false };
const PAUSED: Act = Act::Suspended {
    kind: Some(SuspensionKind::Testing),
    written: true,
};

/// Filed and accepted by clerk 甲 on Monday 2 March 2026.
fn accepted() -> Made {
    Made::new("1")
        .with("申请人", "2026-03-02", 0, Act::Filed)
        .with("甲", "2026-03-02", HOUR, ACCEPTED)
}

#[test]
fn a_case_that_went_as_it_should_shows_nothing() {
    let made = accepted()
        .with("乙", "2026-03-04", 0, PAUSED)
        .with("乙", "2026-03-05", 0, Act::Resumed)
        .with("乙", "2026-03-09", 0, Act::Reviewed)
        .with("丙", "2026-03-10", 0, GRANTED)
        .with("甲", "2026-03-11", 0, Act::Issued)
        .with("申请人", "2026-03-12", 0, Act::Rated(5));
    assert_eq!(made.found(), []);
}

#[test]
fn each_irregularity_of_a_case_is_found() {
    let extended = Act::Extended { approved: true };
    let unwritten = Act::Suspended {
        kind: Some(SuspensionKind::Testing),
        written: false,
    };
    let groundless = Act::Suspended {
        kind: None,
        written: true,
    };
    let refused = |reasons| Act::Decided {
        granted: false,
        reasons,
    };
    let filed = || Made::new("1").with("申请人", "2026-03-02", 0, Act::Filed);
    let table: Vec<(&str, Made, &[Pattern])> = vec![
        (
            "decided 59 seconds after acceptance",
            accepted().with("丙", "2026-03-02", HOUR + 59, GRANTED),
            &[Pattern::Seconds],
        ),
        (
            "a minute is enough",
            accepted().with("丙", "2026-03-02", HOUR + 60, GRANTED),
            &[],
        ),
        (
            "three steps by one hand in a burst",
            accepted()
                .with("乙", "2026-03-09", 0, Act::Reviewed)
                .with("乙", "2026-03-09", 20, GRANTED)
                .with("乙", "2026-03-09", 40, Act::Issued),
            &[Pattern::Seconds],
        ),
        (
            "two notices",
            filed()
                .with("甲", "2026-03-03", 0, Act::Asked)
                .with("申请人", "2026-03-04", 0, Act::Supplemented)
                .with("甲", "2026-03-05", 0, Act::Asked),
            &[Pattern::Notices],
        ),
        (
            "a notice on the fifth working day",
            filed().with("甲", "2026-03-09", 0, Act::Asked),
            &[],
        ),
        (
            "a notice on the sixth",
            filed().with("甲", "2026-03-10", 0, Act::Asked),
            &[Pattern::Notices],
        ),
        (
            "a notice after acceptance",
            accepted().with("乙", "2026-03-03", 0, Act::Asked),
            &[Pattern::Notices],
        ),
        (
            "a pause without document",
            accepted()
                .with("乙", "2026-03-04", 0, unwritten)
                .with("乙", "2026-03-05", 0, Act::Resumed)
                .with("丙", "2026-03-10", 0, GRANTED),
            &[Pattern::Pauses],
        ),
        (
            "a pause without ground",
            accepted()
                .with("乙", "2026-03-04", 0, groundless)
                .with("乙", "2026-03-05", 0, Act::Resumed)
                .with("丙", "2026-03-10", 0, GRANTED),
            &[Pattern::Pauses],
        ),
        (
            "a pause two working days before the promise ends",
            accepted()
                .with("乙", "2026-03-12", 0, PAUSED)
                .with("乙", "2026-03-13", 0, Act::Resumed)
                .with("丙", "2026-03-16", 0, GRANTED),
            &[Pattern::Pauses],
        ),
        (
            "a pause three working days before",
            accepted()
                .with("乙", "2026-03-11", 0, PAUSED)
                .with("乙", "2026-03-12", 0, Act::Resumed)
                .with("丙", "2026-03-16", 0, GRANTED),
            &[],
        ),
        (
            "a clock that went on on a Saturday",
            accepted()
                .with("乙", "2026-03-04", 0, PAUSED)
                .with("乙", "2026-03-07", 0, Act::Resumed)
                .with("丙", "2026-03-16", 0, GRANTED),
            &[Pattern::Pauses],
        ),
        (
            "a pause that never ended",
            accepted()
                .with("乙", "2026-03-04", 0, PAUSED)
                .with("丙", "2026-03-05", 0, GRANTED),
            &[Pattern::Pauses],
        ),
        (
            "a clock that stood most of the time",
            accepted()
                .with("乙", "2026-03-03", 0, PAUSED)
                .with("乙", "2026-03-11", 0, Act::Resumed)
                .with("丙", "2026-03-12", 0, GRANTED),
            &[Pattern::Pauses],
        ),
        (
            "entered two working days later",
            filed().with("甲", "2026-03-05", 0, ACCEPTED).dated("2026-03-03"),
            &[Pattern::Afterwards],
        ),
        (
            "entered on the next working day",
            filed().with("甲", "2026-03-09", 0, ACCEPTED).dated("2026-03-06"),
            &[],
        ),
        (
            "refused without reasons",
            accepted().with("丙", "2026-03-10", 0, refused(0)),
            &[Pattern::NoReasons],
        ),
        (
            "refused with a reason",
            accepted().with("丙", "2026-03-10", 0, refused(1)),
            &[],
        ),
        (
            "a fee where none is published",
            accepted().with("甲", "2026-03-10", 0, Act::Paid(1_000)),
            &[Pattern::Fee],
        ),
        (
            "accepted and decided by one person",
            accepted().with("甲", "2026-03-10", 0, GRANTED),
            &[Pattern::OneHand],
        ),
        (
            "extended twice",
            accepted()
                .with("丙", "2026-03-09", 0, extended.clone())
                .with("丙", "2026-03-10", 0, extended.clone()),
            &[Pattern::Extension],
        ),
        ("extended once", accepted().with("丙", "2026-03-09", 0, extended), &[]),
        (
            "extended by nobody",
            accepted().with("丙", "2026-03-09", 0, Act::Extended { approved: false }),
            &[Pattern::Extension],
        ),
    ];
    for (what, made, expected) in table {
        assert_eq!(made.patterns(), expected, "{what}");
        for finding in made.found() {
            assert!(
                !finding.reason.zh.is_empty() && !finding.avoided.en.is_empty(),
                "{what}"
            );
            assert!(!finding.events.is_empty(), "{what}");
        }
    }
}

#[test]
fn what_the_law_and_the_item_allow_at_once_is_no_irregularity() {
    let mut instant =
        accepted()
            .with("甲", "2026-03-02", HOUR + 5, GRANTED)
            .with("甲", "2026-03-02", HOUR + 6, Act::Issued);
    instant.0.instant = true;
    assert_eq!(instant.found(), []);
    let by_law = Made::new("1")
        .with("申请人", "2026-03-02", 0, Act::Filed)
        .with("", "2026-03-10", 0, Act::Accepted { by_law: true })
        .dated("2026-03-02")
        .with("丙", "2026-03-10", 5, GRANTED);
    assert_eq!(by_law.found(), []);
}

#[test]
fn a_fee_that_was_not_taken_is_found_when_the_result_is_handed_over() {
    let mut made = accepted().with("丙", "2026-03-10", 0, GRANTED);
    made.0.fee = Some(12_000);
    assert_eq!(made.found(), []);
    let mut unpaid = made.with("甲", "2026-03-11", 0, Act::Issued);
    assert_eq!(unpaid.patterns(), [Pattern::Fee]);
    unpaid.0.fee = None;
    assert_eq!(unpaid.found(), [], "nothing is said where the standard is not known");
}

#[test]
fn a_promise_longer_than_the_law_is_found() {
    let mut made = accepted();
    made.0.promised = Some(21);
    assert_eq!(made.patterns(), [Pattern::Limits]);
}

fn found_across(traces: &[Made], parameters: &Parameters) -> Vec<(Pattern, String, usize)> {
    let traces: Vec<Trace> = traces.iter().map(|made| made.0.clone()).collect();
    across(&traces, parameters, Calendar::national())
        .into_iter()
        .map(|finding| (finding.pattern, finding.case, finding.others.len()))
        .collect()
}

#[test]
fn withdrawn_and_registered_anew() {
    let again = |text: &str, who: &str| {
        let mut made = Made::new("2").with("申请人", text, 0, Act::Filed);
        made.0.applicant = Some(who.into());
        made
    };
    let ended = || accepted().with("申请人", "2026-03-13", 0, Act::Ended);
    let parameters = Parameters::default();
    let one = (Pattern::Restart, "2".to_string(), 1);
    assert_eq!(
        found_across(&[ended(), again("2026-03-16", "somebody")], &parameters),
        [one]
    );
    assert_eq!(
        found_across(&[ended(), again("2026-03-16", "somebody else")], &parameters),
        []
    );
    assert_eq!(
        found_across(&[ended(), again("2026-04-13", "somebody")], &parameters),
        []
    );
    let before_acceptance =
        Made::new("1")
            .with("申请人", "2026-03-02", 0, Act::Filed)
            .with("申请人", "2026-03-13", 0, Act::Ended);
    assert_eq!(
        found_across(&[before_acceptance, again("2026-03-16", "somebody")], &parameters),
        []
    );
}

#[test]
fn granted_out_of_the_order_of_acceptance() {
    let queue = |number: &str, day: &str, limited: bool| {
        let mut made = Made::new(number)
            .with("申请人", day, 0, Act::Filed)
            .with("甲", day, 60, ACCEPTED);
        made.0.limited = limited;
        made.0.applicant = None;
        made
    };
    let parameters = Parameters::default();
    let first = || queue("1", "2026-03-02", true);
    let second = || queue("2", "2026-03-03", true).with("丙", "2026-03-10", 0, GRANTED);
    let jumped = (Pattern::QueueJumping, "2".to_string(), 1);
    assert_eq!(found_across(&[second(), first()], &parameters), [jumped]);
    let decided = first().with("丙", "2026-03-09", 0, GRANTED);
    assert_eq!(found_across(&[second(), decided], &parameters), []);
    let paused = first().with("乙", "2026-03-04", 0, PAUSED);
    assert_eq!(
        found_across(&[second(), paused], &parameters),
        [],
        "nobody waits for a hearing of another"
    );
    let free = [
        queue("1", "2026-03-02", false),
        queue("2", "2026-03-03", false).with("丙", "2026-03-10", 0, GRANTED),
    ];
    assert_eq!(found_across(&free, &parameters), []);
}

#[test]
fn ratings_in_a_burst() {
    let rated = |nth: i64, after: i64| {
        let mut made = Made::new(&nth.to_string())
            .with("甲", "2026-03-02", nth, Act::Issued)
            .with("申请人", "2026-03-02", nth + after, Act::Rated(5));
        made.0.applicant = None;
        made
    };
    let parameters = Parameters::default();
    let burst: Vec<Made> = (0..12).map(|nth| rated(nth, 30)).collect();
    assert_eq!(
        found_across(&burst, &parameters),
        [(Pattern::RatingBurst, "11".to_string(), 11)]
    );
    let nine: Vec<Made> = (0..9).map(|nth| rated(nth, 30)).collect();
    assert_eq!(found_across(&nine, &parameters), []);
    let in_the_evening: Vec<Made> = (0..12).map(|nth| rated(nth, 8 * HOUR)).collect();
    assert_eq!(found_across(&in_the_evening, &parameters), []);
}

#[test]
fn cases_that_all_took_as_long() {
    let took = |nth: i64, until: &str| {
        let mut made = Made::new(&format!("{nth:02}"))
            .with("甲", "2026-03-02", nth, ACCEPTED)
            .with("丙", until, nth, GRANTED);
        made.0.applicant = None;
        made
    };
    let parameters = Parameters::default();
    let equal: Vec<Made> = (0..10).map(|nth| took(nth, "2026-03-16")).collect();
    assert_eq!(
        found_across(&equal, &parameters),
        [(Pattern::Limits, "09".to_string(), 9)]
    );
    let nine: Vec<Made> = (0..9).map(|nth| took(nth, "2026-03-16")).collect();
    assert_eq!(found_across(&nine, &parameters), []);
    let on_the_spot: Vec<Made> = (0..10).map(|nth| took(nth, "2026-03-02")).collect();
    assert_eq!(found_across(&on_the_spot, &parameters), []);
}
