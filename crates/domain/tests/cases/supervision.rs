//! Cards of cases (监察牌): when they fall due, that each is given once, what becomes of them, and that trying rules on the past gives what the
//! living machine gave.

use std::collections::BTreeSet;

use super::*;
use yimen_domain::performance::{Measure, Sums, facts};
use yimen_domain::supervision::book::Book;
use yimen_domain::supervision::card::{Card, Occasion, draw};
use yimen_domain::supervision::due::{Subject, dues, next_moment};
use yimen_domain::supervision::letter::{self, Kind as LetterKind};
use yimen_domain::supervision::order::{self, Order};
use yimen_domain::supervision::record::{Happened, Standing, deducted};
use yimen_domain::supervision::rule::{Addressee, Colour, Rule, RuleMark, Scope, Threshold, Watch};
use yimen_domain::supervision::sets::set;
use yimen_domain::supervision::together::together;
use yimen_domain::supervision::trial::{Past, Would, back_test, difference, replay};
use yimen_domain::supervision::{Parameters, Pattern};

const MINUTE: i64 = 60_000_000;

/// Who gives a command as a rule, and the command with nothing wrong in it.
pub(super) fn usual(name: &str) -> Option<(Who, Command)> {
    let text = || "说明情况".to_string();
    let (who, order) = match name {
        "give_card" => (
            Who::Inspector,
            Order::Give {
                rule: rule("law", "LAW-1").mark,
                reason: Words::new("没有说明理由", "no reasons given"),
                avoided: Words::new("说明理由", "giving reasons"),
                events: vec![1],
            },
        ),
        "explain_card" => (Who::Examiner, explain(1)),
        "correct_card" => (Who::Examiner, correct(1)),
        "appeal_card" => (Who::Examiner, appeal(1)),
        "judge_card" => (Who::Inspector, judge(1, true)),
        "send_supervision_letter" => (
            Who::Inspector,
            Order::Send {
                kind: LetterKind::Urging,
                cards: Vec::new(),
                to: Addressee::Handler,
                asks: text(),
                days: 5,
            },
        ),
        "answer_supervision_letter" => (
            Who::Examiner,
            Order::Answer {
                no: 1,
                words: text(),
                evidence: None,
            },
        ),
        "send_back_supervision_letter" => (
            Who::Inspector,
            Order::SendBack {
                no: 1,
                reason: text(),
                days: 3,
            },
        ),
        "close_supervision_letter" => (Who::Inspector, Order::Close { no: 1, words: text() }),
        _ => return None,
    };
    Some((who, order.into()))
}

fn rules(code: &str) -> Vec<Rule> {
    set(code).unwrap().rules(day("2026-01-01")).unwrap()
}

fn book(code: &str) -> Book {
    Book::new(rules(code)).unwrap()
}

fn rule(set: &str, code: &str) -> Rule {
    let mut rules = rules(set).into_iter();
    rules.find(|rule| rule.mark.code.as_str() == code).unwrap()
}

fn end_of(text: &str) -> Instant {
    Instant::end_of(day(text), CHINA)
}

fn start_of(text: &str) -> Instant {
    Instant::start_of(day(text), CHINA)
}

/// A case in an office where rules of supervision are in force: it is looked at when its next moment has come, and with each step.
#[derive(Clone)]
struct Live {
    walk: Walk,
    book: Book,
}

impl Live {
    fn of(walk: Walk, book: Book) -> Live {
        Live { walk, book }
    }

    /// Accepted on Monday 2 March 2026, with 10 working days promised and 20 by law.
    fn accepted(book: Book) -> Live {
        let mut live = Live::of(Walk::complete(), book);
        live.does(Who::Clerk, accept()).unwrap();
        live
    }

    fn subject(&self) -> Subject<'_> {
        Subject::of(&self.walk.case, &self.walk.events, &self.walk.item, None)
    }

    fn dues(&self) -> Vec<(String, Instant)> {
        let dues = dues(&self.subject(), &self.book, Calendar::national());
        dues.into_iter()
            .map(|due| (due.rule.code.as_str().to_string(), due.at))
            .collect()
    }

    fn record(&mut self, at: Instant, actor: ActorMark, what: What) {
        let event = Event {
            seq: self.walk.case.events + 1,
            at,
            actor,
            what,
        };
        self.walk.case.apply(&event).unwrap();
        self.walk.events.push(event);
    }

    fn by_itself(&mut self, at: Instant, happened: Happened) {
        let mark = ActorMark::of(&Actor::system(), None);
        self.record(at, mark, What::Supervision(happened));
    }

    /// Everything that has fallen due: cards, then what was given goes further up.
    fn look(&mut self, now: Instant) {
        loop {
            let first = dues(&self.subject(), &self.book, Calendar::national())
                .into_iter()
                .next();
            let Some(due) = first.filter(|due| due.at <= now) else {
                break;
            };
            let rule = self.book.find(&due.rule).unwrap();
            let card = draw(&self.subject(), &due, rule, Calendar::national()).unwrap();
            let at = due.at.max(self.walk.events.last().unwrap().at);
            self.by_itself(at, Happened::Given(Box::new(card)));
        }
        let steps = self.walk.case.supervision.steps(Calendar::national());
        for step in steps.into_iter().filter(|step| step.at <= now) {
            self.by_itself(now, step.happens);
        }
    }

    /// Time goes by: the case is looked at whenever its next moment comes, and never else.
    fn until(&mut self, now: Instant) {
        while let Some(next) = next_moment(&self.subject(), &self.book, Calendar::national()) {
            if next > now {
                break;
            }
            let at = next.max(self.walk.events.last().unwrap().at);
            self.look(at);
        }
    }

    fn now(&self) -> Instant {
        let nine = Instant::start_of(self.walk.today, CHINA).0 + 540 * MINUTE;
        let last = self.walk.events.last().unwrap().at;
        Instant(nine.max(last.0 + MINUTE))
    }

    fn does(&mut self, who: Who, command: Command) -> Result<(), Refusal> {
        let now = self.now();
        self.until(now);
        let now = self.now();
        for what in self.walk.decides(who, command)? {
            self.record(now, ActorMark::of(&who.actor(), Some(Role::Clerk)), what);
        }
        self.until(now);
        Ok(())
    }

    fn orders(&mut self, who: Who, order: Order) -> Result<(), Refusal> {
        let now = self.now();
        self.until(now);
        let (now, actor) = (self.now(), who.actor());
        let context = order::Context {
            now,
            today: self.walk.today,
            calendar: Calendar::national(),
            book: &self.book,
            actor: &actor,
        };
        for happened in order::decide(&self.subject(), &context, order)? {
            self.record(
                now,
                ActorMark::of(&actor, Some(Role::Clerk)),
                What::Supervision(happened),
            );
        }
        Ok(())
    }

    fn refused(&self, who: Who, order: Order) -> &'static str {
        self.clone()
            .orders(who, order)
            .map_or_else(|refusal| refusal.code, |()| "done")
    }

    fn on(mut self, text: &str) -> Live {
        self.walk = self.walk.on(text);
        let morning = Instant(start_of(text).0 + 540 * MINUTE);
        self.until(morning);
        self
    }

    fn cards(&self) -> Vec<&Card> {
        self.walk
            .case
            .supervision
            .cards
            .iter()
            .map(|given| &given.card)
            .collect()
    }

    fn given(&self) -> Vec<(String, Instant)> {
        let cards = self.walk.case.supervision.cards.iter();
        cards
            .map(|given| (given.card.rule.code.as_str().to_string(), given.at))
            .collect()
    }

    fn standing(&self, no: u32) -> Standing {
        self.walk.case.supervision.card(no).unwrap().standing()
    }

    fn past(&self) -> Past<'_> {
        Past {
            id: self.walk.case.id,
            events: &self.walk.events,
            item: &self.walk.item,
            region: None,
            calendar: Calendar::national(),
        }
    }

    fn tried(&self, until: Instant) -> Vec<Would> {
        replay(&self.past(), &self.book, until).unwrap()
    }
}

fn due(code: &str, at: Instant) -> (String, Instant) {
    (code.to_string(), at)
}

fn explain(no: u32) -> Order {
    Order::Explain {
        no,
        words: "系统故障，已补办".into(),
        evidence: None,
    }
}

fn correct(no: u32) -> Order {
    Order::Correct {
        no,
        words: "已作出决定".into(),
        evidence: None,
    }
}

fn appeal(no: u32) -> Order {
    Order::Appeal {
        no,
        grounds: "所需时间依法应当扣除".into(),
        evidence: None,
    }
}

fn judge(no: u32, upheld: bool) -> Order {
    Order::Judge {
        no,
        upheld,
        reasons: "经核查".into(),
    }
}

#[test]
fn each_threshold_has_its_moment() {
    let table: [(Watch, Instant); 9] = [
        (promised(Threshold::Left(1)), start_of("2026-03-13")),
        (promised(Threshold::Left(0)), start_of("2026-03-16")),
        (promised(Threshold::Left(30)), start_of("2026-03-02")),
        (promised(Threshold::Used(90)), end_of("2026-03-13")),
        (promised(Threshold::Used(100)), end_of("2026-03-16")),
        (
            promised(Threshold::Used(85)),
            Instant(start_of("2026-03-13").0 + 720 * MINUTE),
        ),
        (promised(Threshold::Over(0)), end_of("2026-03-16")),
        (promised(Threshold::Over(5)), end_of("2026-03-23")),
        (
            Watch::Clock {
                kind: ClockKind::DecisionStatutory,
                at: Threshold::Over(0),
            },
            end_of("2026-03-30"),
        ),
    ];
    for (watch, moment) in table {
        let rule = Rule {
            watch: watch.clone(),
            ..rule("yulin", "YL-1")
        };
        let live = Live::accepted(Book::default());
        let live = Live::of(live.walk, Book::new(vec![rule]).unwrap());
        assert_eq!(live.dues(), [due("YL-1", moment)], "{}", watch.words());
    }
}

fn promised(at: Threshold) -> Watch {
    Watch::Clock {
        kind: ClockKind::DecisionPromised,
        at,
    }
}

#[test]
fn what_changes_the_clock_moves_what_falls_due() {
    let live = Live::accepted(book("yulin"));
    let both = |yellow, red| [due("YL-1", end_of(yellow)), due("YL-2", end_of(red))];
    assert_eq!(live.dues(), both("2026-03-13", "2026-03-16"));

    let mut live = live.on("2026-03-04");
    live.does(Who::Examiner, suspend(SuspensionKind::Hearing, 5)).unwrap();
    assert_eq!(live.dues(), [], "a clock that stands still reaches nothing");
    let mut live = live.on("2026-03-06");
    live.does(Who::Examiner, resume()).unwrap();
    assert_eq!(live.dues(), both("2026-03-16", "2026-03-17"));

    live.does(Who::Chief, extend(10)).unwrap();
    assert_eq!(live.dues(), both("2026-03-27", "2026-03-31"));
    live.does(Who::Examiner, review()).unwrap();
    live.does(Who::Chief, grant()).unwrap();
    assert_eq!(live.dues(), [], "what was to be done was done");
}

#[test]
fn a_limit_that_was_extended_is_spoken_of_anew() {
    let prompted = Book::new(vec![rule("day_before", "DB-1")]).unwrap();
    let mut live = Live::accepted(prompted).on("2026-03-13");
    live.does(Who::Chief, extend(10)).unwrap();
    let given = [due("DB-1", start_of("2026-03-13")), due("DB-1", start_of("2026-03-27"))];
    assert_eq!(live.on("2026-04-30").given(), given);
}

#[test]
fn a_card_says_by_what_and_on_what() {
    let live = Live::accepted(book("yulin")).on("2026-03-18");
    assert_eq!(
        live.given(),
        [due("YL-1", end_of("2026-03-13")), due("YL-2", end_of("2026-03-16"))]
    );
    let card = live.cards()[0].clone();
    assert_eq!((card.no, card.colour, card.rule.version), (1, Colour::Yellow, 1));
    assert_eq!(card.events, [2], "it rests on the acceptance");
    for (name, value) in [
        ("allowed", "10"),
        ("clock", "decision_promised"),
        ("last", "2026-03-16"),
        ("start", "2026-03-02"),
        ("threshold", "used:90"),
        ("calendar", "national:1"),
    ] {
        assert_eq!(card.inputs[name], value, "{name}");
    }
    assert!(card.reason.zh.contains("2026-03-16") && card.reason.en.contains("90% used"));
    assert!(!card.avoided.zh.is_empty() && !card.avoided.en.is_empty());
    assert!(card.source.contains("榆林"));
}

#[test]
fn supervision_changes_nothing_in_a_case_and_disturbs_nobody() {
    let live = Live::accepted(book("yulin"));
    let before = live.walk.case.clone();
    let after = live.on("2026-03-18").walk.case;
    assert!(after.events > before.events);
    let same = Case {
        supervision: before.supervision.clone(),
        events: before.events,
        ..after
    };
    assert_eq!(same, before);
}

#[test]
fn a_closed_case_can_still_be_answered_for() {
    let mut live = Live::accepted(book("yulin")).on("2026-03-17");
    for (who, command) in [
        (Who::Examiner, review()),
        (Who::Chief, grant()),
        (Who::Clerk, pay()),
        (Who::Clerk, issue()),
    ] {
        live.does(who, command).unwrap();
    }
    live.orders(Who::Examiner, explain(2)).unwrap();
    assert_eq!(live.standing(2), Standing::Explained);
}

#[test]
fn a_yellow_card_that_is_not_put_right_turns_red() {
    let only = |live: &Live, code: &str| live.given().iter().any(|(given, _)| given == code);
    let live = Live::accepted(book("usual"));
    // Past the promise on the 16th at 24:00, which is the 17th; five working days later is the 24th.
    let late = live.clone().on("2026-03-26");
    assert!(late.given().contains(&due("US-4", end_of("2026-03-24"))));
    let red = late
        .cards()
        .into_iter()
        .find(|card| card.rule.code.as_str() == "US-4")
        .unwrap();
    assert_eq!(red.occasion, Occasion::Card { no: 2 });

    let mut put_right = live.clone().on("2026-03-20");
    put_right.orders(Who::Examiner, correct(2)).unwrap();
    assert!(!only(&put_right.on("2026-03-26"), "US-4"));

    let mut explained = live.clone().on("2026-03-20");
    explained.orders(Who::Examiner, explain(2)).unwrap();
    assert!(
        only(&explained.on("2026-03-26"), "US-4"),
        "an explanation alone puts nothing right"
    );

    // While an appeal is heard nobody has to put right; when the card is upheld the days are long over.
    let mut appealed = live.clone().on("2026-03-20");
    appealed.orders(Who::Examiner, appeal(2)).unwrap();
    let mut appealed = appealed.on("2026-03-26");
    assert!(!only(&appealed, "US-4"));
    appealed.orders(Who::Inspector, judge(2, true)).unwrap();
    assert!(only(&appealed.on("2026-03-27"), "US-4"));

    let mut decided = live.on("2026-03-20");
    decided.does(Who::Examiner, review()).unwrap();
    decided.does(Who::Chief, grant()).unwrap();
    assert!(!only(&decided.on("2026-03-26"), "US-4"));
}

#[test]
fn a_pattern_gives_its_card_with_the_step_that_shows_it() {
    let mut live = Live::accepted(book("law")).on("2026-03-09");
    live.does(Who::Examiner, review()).unwrap();
    live.does(Who::Chief, refuse()).unwrap();
    assert_eq!(live.given(), [], "a refusal with its reasons is in order");

    // A pause that begins with two working days left.
    let mut live = Live::accepted(Book::new(vec![rule("chengdu", "CD-3")]).unwrap()).on("2026-03-12");
    live.does(Who::Examiner, suspend(SuspensionKind::Hearing, 5)).unwrap();
    let paused = live
        .walk
        .events
        .iter()
        .find(|event| event.what.code() == "suspended")
        .unwrap();
    assert_eq!(live.given(), [due("CD-3", paused.at)]);
    assert_eq!(live.cards()[0].events, [paused.seq]);
    assert_eq!(live.cards()[0].inputs["pattern"], "pauses");
    live = live.on("2026-03-13");
    live.does(Who::Examiner, resume()).unwrap();
    assert_eq!(live.cards().len(), 1, "the same pause is no second matter");
}

#[test]
fn a_card_is_no_step_of_the_case_that_shows_a_pattern() {
    // Paused on the day of acceptance: by the 20th most of the time was paused.
    let mut live = Live::accepted(Book::new(vec![rule("chengdu", "CD-3")]).unwrap());
    live.does(Who::Examiner, suspend(SuspensionKind::Hearing, 20)).unwrap();
    let mut live = live.on("2026-03-20");
    let card = live.cards().len();
    let happened = Happened::Letter(letter::Happened::Sent(Box::new(letter::Letter {
        no: 1,
        kind: LetterKind::Urging,
        day: day("2026-03-20"),
        cards: Vec::new(),
        body: BODY.into(),
        to: Addressee::Leader,
        asks: "请说明".into(),
        days: 5,
    })));
    let now = live.now();
    live.by_itself(now, happened);
    live.until(end_of("2026-03-20"));
    assert_eq!(live.cards().len(), card, "nothing happened to the case itself");
    live = live.on("2026-03-23");
    live.does(Who::Examiner, resume()).unwrap();
    assert_eq!(live.cards().len(), card + 1, "with the next step it shows");
}

#[test]
fn a_pattern_is_looked_for_with_the_parameters_of_its_rule_and_from_its_count_on() {
    let twice_paused = |change: &dyn Fn(&mut Parameters, &mut u32)| {
        let mut watching = rule("chengdu", "CD-3");
        if let Watch::Pattern { parameters, count, .. } = &mut watching.watch {
            change(parameters, count);
        }
        let mut live = Live::accepted(Book::new(vec![watching]).unwrap()).on("2026-03-12");
        live.does(Who::Examiner, suspend(SuspensionKind::Hearing, 5)).unwrap();
        let mut live = live.on("2026-03-13");
        live.does(Who::Examiner, resume()).unwrap();
        live.does(Who::Examiner, suspend(SuspensionKind::SiteInspection, 5))
            .unwrap();
        let paused = live.walk.events.iter().filter(|event| event.what.code() == "suspended");
        let paused: Vec<u32> = paused.map(|event| event.seq).collect();
        let given: Vec<u32> = live.cards().iter().map(|card| card.events[0]).collect();
        (paused, given)
    };
    let (paused, given) = twice_paused(&|_, _| {});
    assert_eq!((given.len(), given), (2, paused));
    let (paused, given) = twice_paused(&|_, count| *count = 2);
    assert_eq!(given, paused[1..]);
    let (_, given) = twice_paused(&|parameters, _| parameters.near_the_end = 0);
    assert_eq!(given, []);
}

#[test]
fn a_new_rule_looks_forward_and_a_new_version_lets_nothing_pass() {
    // From the 17th on: the promise was over the day before.
    let late = Rule {
        from: day("2026-03-17"),
        ..rule("yulin", "YL-2")
    };
    assert_eq!(Live::accepted(Book::new(vec![late]).unwrap()).dues(), []);

    // In force from the day after a pause that began too late.
    let pauses = Rule {
        from: day("2026-03-13"),
        ..rule("chengdu", "CD-3")
    };
    let mut live = Live::accepted(Book::new(vec![pauses]).unwrap()).on("2026-03-12");
    live.does(Who::Examiner, suspend(SuspensionKind::Hearing, 5)).unwrap();
    let mut live = live.on("2026-03-13");
    live.does(Who::Examiner, resume()).unwrap();
    assert_eq!(live.given(), []);

    // 90 percent up to the 12th, 50 percent from then on: half was used on the 9th.
    let first = rule("yulin", "YL-1");
    let stricter = Rule {
        watch: promised(Threshold::Used(50)),
        from: day("2026-03-12"),
        ..first.clone()
    };
    let book = Book::new(vec![first])
        .unwrap()
        .enact(stricter, day("2026-03-11"))
        .unwrap();
    let live = Live::accepted(book).on("2026-03-31");
    assert_eq!(live.given(), [due("YL-1", start_of("2026-03-12"))]);
    assert_eq!(live.cards()[0].rule.version, 2);

    // Looser from the 16th on: the earlier version had spoken by then.
    let looser = Rule {
        watch: promised(Threshold::Over(5)),
        from: day("2026-03-16"),
        ..rule("yulin", "YL-1")
    };
    let book = Book::new(vec![rule("yulin", "YL-1")]).unwrap();
    let live = Live::accepted(book.enact(looser, day("2026-03-02")).unwrap()).on("2026-04-30");
    assert_eq!(live.given(), [due("YL-1", end_of("2026-03-13"))]);
}

#[test]
fn the_nearer_rule_speaks_in_place_of_the_wider_one() {
    let wide = rule("yulin", "YL-1");
    let mut near = Rule {
        scope: Scope {
            item: Some("511A0001".into()),
            ..Scope::default()
        },
        watch: promised(Threshold::Used(50)),
        ..wide.clone()
    };
    near.mark.code = yimen_domain::supervision::rule::RuleCode::parse("OWN-1").unwrap();
    let given = |near: Rule| Live::accepted(Book::new(vec![wide.clone(), near]).unwrap()).dues();
    assert_eq!(given(near.clone()), [due("OWN-1", end_of("2026-03-09"))]);
    near.scope.item = Some("another".into());
    assert_eq!(given(near.clone()), [due("YL-1", end_of("2026-03-13"))]);
    near.scope.item = Some("511A0001".into());
    near.colour = Colour::Notice;
    assert_eq!(given(near).len(), 2, "another colour is another thing to say");
}

#[test]
fn nobody_answers_and_it_goes_further_up() {
    let live = Live::accepted(Book::new(vec![rule("yulin", "YL-1")]).unwrap());
    let told = |live: &Live| live.walk.case.supervision.card(1).unwrap().escalated.clone();
    // Given on Saturday the 14th at 00:00: the head of section after one working day, the leader after three.
    let silent = live.clone().on("2026-03-17");
    assert_eq!(told(&silent), [Addressee::SectionHead]);
    assert_eq!(
        told(&silent.on("2026-03-19")),
        [Addressee::SectionHead, Addressee::Leader]
    );
    let mut answered = live.on("2026-03-17");
    answered.orders(Who::Examiner, explain(1)).unwrap();
    assert_eq!(told(&answered.on("2026-03-31")), [Addressee::SectionHead]);
}

#[test]
fn a_card_is_explained_put_right_appealed_against_upheld_or_withdrawn() {
    let live = Live::accepted(book("yulin")).on("2026-03-18");
    let mut appealed = live.clone();
    appealed.orders(Who::Examiner, appeal(1)).unwrap();
    assert_eq!(appealed.standing(1), Standing::Appealed);
    let clock = appealed.walk.case.supervision.card(1).unwrap().judge_clock().unwrap();
    assert_eq!(clock.due(Calendar::national()).unwrap().day, day("2026-03-25"));
    // Who appeals, and who did the step that it is about, is no judge in their own matter.
    for who in [Who::Examiner, Who::Clerk, Who::System] {
        assert_eq!(appealed.refused(who, judge(1, false)), "card_own_matter", "{who:?}");
    }
    for (upheld, standing) in [(true, Standing::Upheld), (false, Standing::Withdrawn)] {
        let mut live = appealed.clone();
        live.orders(Who::Inspector, judge(1, upheld)).unwrap();
        assert_eq!(live.standing(1), standing);
        assert_eq!(live.cards().len(), 2, "what is withdrawn stays on record");
        assert_eq!(live.refused(Who::Examiner, appeal(1)), "card_state");
        let answered = if upheld { "done" } else { "card_state" };
        assert_eq!(live.refused(Who::Examiner, correct(1)), answered);
        // Yellow 5 and red 10, or the red one alone.
        assert_eq!(
            deducted(&live.walk.case.supervision.cards),
            if upheld { 150 } else { 100 }
        );
        // So do the figures: the withdrawn one counts as withdrawn, on the day on which it was given.
        let counted: Sums = facts(&live.walk.case, Calendar::national())
            .into_iter()
            .map(|fact| fact.sums)
            .sum();
        let colours = [Measure::YellowCards, Measure::RedCards, Measure::CardsWithdrawn];
        let expected = if upheld { [1, 1, 0] } else { [0, 1, 1] };
        assert_eq!(colours.map(|measure| counted.get(measure)), expected);
    }
    let mut explained = live.clone();
    explained.orders(Who::Examiner, explain(1)).unwrap();
    assert_eq!(explained.refused(Who::Examiner, explain(1)), "card_state");
    explained.orders(Who::Examiner, correct(1)).unwrap();
    assert_eq!(explained.standing(1), Standing::Corrected);
    assert_eq!(live.refused(Who::Examiner, explain(9)), "not_found");
    assert_eq!(live.refused(Who::Inspector, judge(1, true)), "card_state");
    let silent = Order::Explain {
        no: 1,
        words: " ".into(),
        evidence: None,
    };
    assert_eq!(live.refused(Who::Examiner, silent), "invalid_fields");
    // Given on the 14th; five working days for the appeal end on the 20th.
    assert_eq!(live.clone().on("2026-03-20").refused(Who::Examiner, appeal(1)), "done");
    assert_eq!(
        live.on("2026-03-23").refused(Who::Examiner, appeal(1)),
        "card_appeal_too_late"
    );
}

#[test]
fn an_inspector_gives_a_card_for_what_they_find() {
    let mut live = Live::accepted(book("eight_causes"));
    let mark = |code: &str| RuleMark {
        code: yimen_domain::supervision::rule::RuleCode::parse(code).unwrap(),
        version: 1,
    };
    let give = |code: &str, events: &[u32]| Order::Give {
        rule: mark(code),
        reason: Words::new("重复要求提交已核验的材料", "asked again for what had been seen"),
        avoided: Words::new("一次告知", "asking once"),
        events: events.to_vec(),
    };
    assert_eq!(live.refused(Who::Inspector, give("EC-2", &[1])), "not_found");
    assert_eq!(live.refused(Who::Inspector, give("EC-8", &[])), "invalid_fields");
    assert_eq!(live.refused(Who::Inspector, give("EC-8", &[77])), "invalid_fields");
    live.orders(Who::Inspector, give("EC-8", &[2])).unwrap();
    assert_eq!(live.cards()[0].occasion, Occasion::Finding { first: 2 });
    live.orders(Who::Examiner, appeal(1)).unwrap();
    assert_eq!(live.refused(Who::Inspector, judge(1, true)), "card_own_matter");
    assert_eq!(live.refused(Who::Admin, judge(1, true)), "done");
}

#[test]
fn a_letter_is_answered_sent_back_answered_again_and_closed() {
    let mut live = Live::accepted(book("yulin")).on("2026-03-18");
    let send = |days| Order::Send {
        kind: LetterKind::Rectification,
        cards: vec![2],
        to: Addressee::Leader,
        asks: "请说明超期原因并整改".into(),
        days,
    };
    let paper = Some(Evidence {
        words: "整改报告".into(),
        file: None,
    });
    let answer = |evidence: Option<Evidence>| Order::Answer {
        no: 1,
        words: "已整改".into(),
        evidence,
    };
    let close = || Order::Close {
        no: 1,
        words: "整改到位".into(),
    };
    assert_eq!(live.refused(Who::Inspector, send(0)), "invalid_fields");
    live.orders(Who::Inspector, send(3)).unwrap();
    assert_eq!(live.refused(Who::Inspector, close()), "supervision_letter_state");
    let overdue = |live: &Live| live.walk.case.supervision.letters.get(1).unwrap().overdue;
    assert!(!overdue(&live.clone().on("2026-03-23")));
    assert!(
        overdue(&live.clone().on("2026-03-24")),
        "three working days after the 18th end on the 23rd"
    );
    assert_eq!(live.refused(Who::Chief, answer(None)), "invalid_fields");
    live.orders(Who::Chief, answer(paper.clone())).unwrap();
    assert_eq!(
        live.refused(Who::Chief, answer(paper.clone())),
        "supervision_letter_state"
    );
    let back = Order::SendBack {
        no: 1,
        reason: "缺少证明".into(),
        days: 2,
    };
    live.orders(Who::Inspector, back).unwrap();
    live.orders(Who::Chief, answer(paper)).unwrap();
    assert_eq!(live.refused(Who::Chief, close()), "card_own_matter");
    live.orders(Who::Inspector, close()).unwrap();
    assert!(live.walk.case.supervision.letters.get(1).unwrap().closed.is_some());
    let codes: Vec<&str> = live.walk.events.iter().map(|event| event.what.code()).collect();
    assert_eq!(
        codes
            .iter()
            .filter(|code| code.starts_with("supervision_letter"))
            .count(),
        5
    );
}

#[test]
fn a_letter_event_that_does_not_fit_is_refused_by_the_fold() {
    let live = Live::accepted(book("yulin"));
    let stray = Happened::Letter(letter::Happened::Overdue { no: 1 });
    let event = Event {
        seq: live.walk.case.events + 1,
        at: live.now(),
        actor: ActorMark::of(&Actor::system(), None),
        what: What::Supervision(stray),
    };
    assert!(live.walk.case.clone().apply(&event).is_err());
}

#[test]
fn other_rules_are_compared_card_by_card() {
    let live = Live::accepted(Book::default()).on("2026-03-18");
    let period = (start_of("2026-03-01"), end_of("2026-03-31"));
    let (yulin, unread) = back_test(&book("yulin"), &[live.past()], period);
    let (usual, _) = back_test(&book("usual"), &[live.past()], period);
    assert!(unread.is_empty());
    let codes = |would: &[Would]| -> Vec<String> {
        would
            .iter()
            .map(|would| would.card.rule.code.as_str().to_string())
            .collect()
    };
    assert_eq!(codes(&yulin), ["YL-1", "YL-2"]);
    assert_eq!(codes(&usual), ["US-1", "US-2", "US-4", "US-3"]);
    let change = difference(&yulin, &usual);
    assert_eq!(codes(&change.added), ["US-1", "US-4", "US-3"]);
    assert_eq!(codes(&change.gone), ["YL-1"]);
    assert_eq!(change.recoloured.len(), 1, "past the promise: red there, yellow here");
    assert_eq!(
        (change.recoloured[0].0.card.colour, change.recoloured[0].1.card.colour),
        (Colour::Red, Colour::Yellow)
    );

    let earlier = Rule {
        watch: promised(Threshold::Used(50)),
        ..rule("yulin", "YL-1")
    };
    let stricter = Book::new(vec![earlier, rule("yulin", "YL-2")]).unwrap();
    let (moved, _) = back_test(&stricter, &[live.past()], period);
    let change = difference(&yulin, &moved);
    assert_eq!(
        (change.moved.len(), change.same, change.added.len(), change.gone.len()),
        (1, 1, 0, 0)
    );
    // A rule that begins later is tried as if it had been in force.
    let future = Rule {
        from: day("2026-12-01"),
        ..rule("yulin", "YL-2")
    };
    let future = Book::new(vec![future]).unwrap();
    assert!(back_test(&future, &[live.past()], period).0.is_empty());
    assert_eq!(
        codes(&back_test(&future.at_all_times(), &[live.past()], period).0),
        ["YL-2"]
    );
}

/// An application of the same applicant, with a number and a day of its own.
fn filed(number: &str, today: &str) -> Walk {
    let mut walk = Walk::complete().on(today);
    let first = &mut walk.events[0];
    first.at = Instant(start_of(today).0 + 540 * MINUTE);
    if let What::Filed(filed) = &mut first.what {
        filed.number = number.into();
        filed.received = day(today);
    }
    walk.case = Case::begin(walk.case.id, first).unwrap();
    walk
}

#[test]
fn what_shows_over_several_cases_is_given_once_and_tried_with_the_rest() {
    let restart = Rule {
        watch: Watch::Pattern {
            pattern: Pattern::Restart,
            parameters: Parameters::default(),
            count: 1,
        },
        ..rule("chengdu", "CD-3")
    };
    let book = Book::new(vec![restart]).unwrap();
    let mut ended = Live::of(filed("0001", "2026-03-02"), Book::default());
    ended.does(Who::Clerk, accept()).unwrap();
    let mut ended = ended.on("2026-03-13");
    ended.does(Who::Owner, withdraw()).unwrap();
    let mut again = Live::of(filed("0002", "2026-03-16"), Book::default());
    let look = |ended: &Live, again: &Live| together(&[ended.subject(), again.subject()], &book, Calendar::national());
    let cards = look(&ended, &again);
    assert_eq!(cards.len(), 1);
    let (place, card) = cards[0].clone();
    assert_eq!((place, card.no, card.due), (1, 1, again.walk.events[0].at));
    assert_eq!(card.inputs["others"], "0001");

    let period = (start_of("2026-03-01"), end_of("2026-03-31"));
    let (would, _) = back_test(&book, &[ended.past(), again.past()], period);
    assert_eq!(would.iter().map(|would| &would.card).collect::<Vec<_>>(), [&card]);

    again.by_itself(end_of("2026-03-16"), Happened::Given(Box::new(card)));
    assert_eq!(look(&ended, &again), [], "it was given");
}

/// One step of a random history.
#[derive(Debug, Clone, Copy)]
enum Step {
    Does(Who, usize),
    Corrects(u32),
    Appeals(u32),
    Judges(u32, bool),
}

fn any_step() -> impl Strategy<Value = (i32, Step)> {
    let step = prop_oneof![
        8 => (0usize..10).prop_map(|nth| {
            let who = [Who::Clerk, Who::Clerk, Who::Owner, Who::Examiner, Who::Examiner, Who::Chief, Who::Examiner, Who::Chief, Who::Chief, Who::Owner];
            Step::Does(who[nth], nth)
        }),
        1 => (1u32..5).prop_map(Step::Corrects),
        1 => (1u32..5).prop_map(Step::Appeals),
        1 => ((1u32..5), any::<bool>()).prop_map(|(no, upheld)| Step::Judges(no, upheld)),
    ];
    (0i32..9, step)
}

fn command(nth: usize) -> Command {
    match nth {
        0 => accept(),
        1 => ask("m1"),
        2 => supplement("m1"),
        3 => suspend(SuspensionKind::Hearing, 5),
        4 => resume(),
        5 => extend(10),
        6 => review(),
        7 => grant(),
        8 => refuse(),
        _ => withdraw(),
    }
}

fn everything() -> Book {
    let mut all: Vec<Rule> = [
        "law",
        "yulin",
        "usual",
        "chengdu",
        "day_before",
        "eight_causes",
        "guangdong",
    ]
    .into_iter()
    .flat_map(rules)
    .collect();
    let later = Rule {
        watch: promised(Threshold::Used(55)),
        mark: RuleMark {
            version: 2,
            ..rule("yulin", "YL-1").mark
        },
        from: day("2026-03-20"),
        ..rule("yulin", "YL-1")
    };
    let first = all.iter_mut().find(|rule| rule.mark.code.as_str() == "YL-1").unwrap();
    first.until = Some(day("2026-03-19"));
    all.push(later);
    Book::new(all).unwrap()
}

fn lived(book: Book, steps: &[(i32, Step)]) -> Live {
    let mut live = Live::of(Walk::complete(), book);
    live.until(live.walk.events[0].at);
    for (days, step) in steps {
        live.walk.today = live.walk.today.plus(*days);
        // What the rules of cases refuse did not happen.
        let _ = match *step {
            Step::Does(who, nth) => live.does(who, command(nth)),
            Step::Corrects(no) => live.orders(Who::Examiner, correct(no)),
            Step::Appeals(no) => live.orders(Who::Examiner, appeal(no)),
            Step::Judges(no, upheld) => live.orders(Who::Inspector, judge(no, upheld)),
        };
    }
    live
}

type Key = (String, u32, Occasion, Instant, Instant);

fn keys(live: &Live) -> Vec<Key> {
    let cards = live.walk.case.supervision.cards.iter();
    cards.map(|given| key(&given.card, given.at)).collect()
}

fn key(card: &Card, at: Instant) -> Key {
    let rule = &card.rule;
    (
        rule.code.as_str().to_string(),
        rule.version,
        card.occasion.clone(),
        card.due,
        at,
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Looking only when the next moment has come gives each card once, and trying the same rules on what happened gives the same cards at the same
    /// moments.
    #[test]
    fn the_past_tried_gives_what_the_living_machine_gave(steps in prop::collection::vec(any_step(), 1..14), rest in 0i32..60) {
        let mut live = lived(everything(), &steps);
        let until = Instant::end_of(live.walk.today.plus(rest), CHINA);
        live.until(until);
        let given = keys(&live);
        let matters: BTreeSet<(String, Occasion)> = given.iter().map(|key| (key.0.clone(), key.2.clone())).collect();
        prop_assert_eq!(matters.len(), given.len(), "each matter once under each rule");
        let tried: Vec<Key> = live.tried(until).iter().map(|would| key(&would.card, would.at)).collect();
        prop_assert_eq!(tried, given);
        let whole: Vec<Card> = live.tried(until).into_iter().map(|would| would.card).collect();
        let kept: Vec<Card> = live.cards().into_iter().cloned().collect();
        prop_assert_eq!(whole, kept, "with the same inputs, events and words");
        prop_assert_eq!(Case::fold(live.walk.case.id, &live.walk.events).unwrap(), live.walk.case);
    }

    /// Whoever looked at the case every day and counted the days left would have found the same.
    #[test]
    fn looking_every_day_finds_nothing_else(steps in prop::collection::vec(any_step(), 1..14)) {
        let watched = [("DB-1", ClockKind::DecisionPromised, 1), ("YL-2", ClockKind::DecisionPromised, -1),
            ("LAW-3", ClockKind::DecisionStatutory, 3), ("LAW-4", ClockKind::DecisionStatutory, -1)];
        let rules = [("day_before", "DB-1"), ("yulin", "YL-2"), ("law", "LAW-3"), ("law", "LAW-4")];
        let book = Book::new(rules.map(|(set, code)| rule(set, code)).into()).unwrap();
        let live = lived(book, &steps);
        let given: BTreeSet<(String, Occasion)> = keys(&live).into_iter().map(|key| (key.0, key.2)).collect();

        let events: Vec<&Event> = live.walk.events.iter().filter(|event| !matches!(event.what, What::Supervision(_))).collect();
        let mut found = BTreeSet::new();
        let mut look = |case: &Case, today: Day| {
            for (code, kind, left) in watched {
                let running = case.clock(kind).filter(|clock| clock.stopped.is_none());
                if let Some(clock) = running.filter(|clock| clock.remaining(Calendar::national(), today) <= left) {
                    found.insert((code.to_string(), Occasion::of(clock)));
                }
            }
        };
        let mut case = Case::begin(live.walk.case.id, events[0]).unwrap();
        let last = live.walk.events.last().unwrap().at.day(CHINA);
        let mut today = events[0].at.day(CHINA);
        for event in &events[1..] {
            let day = event.at.day(CHINA);
            while today < day {
                today = today.plus(1);
                look(&case, today);
            }
            case.apply(&Event { seq: case.events + 1, ..(*event).clone() }).unwrap();
            look(&case, today);
        }
        while today < last {
            today = today.plus(1);
            look(&case, today);
        }
        prop_assert_eq!(found, given);
    }
}
