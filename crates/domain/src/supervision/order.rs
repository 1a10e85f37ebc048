//! What people do about cards and letters (监察牌与监察文书的办理): the rules, a record and an order in, what happens or a reasoned refusal out.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::book::Book;
use super::card::by_hand;
use super::due::Subject;
use super::letter::{self, Kind, Letter};
use super::record::{Given, Happened, Record, Standing};
use super::rule::{Addressee, RuleMark, Watch};
use crate::calendar::{Calendar, Day, Instant, Region};
use crate::cases::Case;
use crate::cases::command::Command;
use crate::cases::decide::text_fault;
use crate::cases::event::{Event, What};
use crate::clocks::{Clock, Evidence};
use crate::organisation::permission::Permission;
use crate::organisation::{AccountId, Actor};
use crate::words::{Fault, Refusal, RefusalKind, Words};

/// Longest limit of a letter, working days.
const MOST_DAYS: u32 = 60;
/// On what separation rests: the centre corrects what others did, and hears them.
const CORRECTION: &str = "行政许可法 第六十条";

/// Something to be done about cards and letters. Who may do which is for permissions to say; here is what must hold besides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// 人工发牌, for what an inspector found.
    Give {
        /// Under which rule.
        rule: RuleMark,
        /// What is wrong.
        reason: Words,
        /// What would have avoided it.
        avoided: Words,
        /// The events that show it.
        events: Vec<u32>,
    },
    /// 说明.
    Explain {
        /// Number of the card.
        no: u32,
        /// The explanation.
        words: String,
        /// The paper behind it.
        evidence: Option<Evidence>,
    },
    /// 整改.
    Correct {
        /// Number of the card.
        no: u32,
        /// What was done.
        words: String,
        /// The paper that shows it.
        evidence: Option<Evidence>,
    },
    /// 申诉.
    Appeal {
        /// Number of the card.
        no: u32,
        /// Grounds.
        grounds: String,
        /// The paper behind it.
        evidence: Option<Evidence>,
    },
    /// 处理申诉.
    Judge {
        /// Number of the card.
        no: u32,
        /// It stands; otherwise it is withdrawn.
        upheld: bool,
        /// Reasons.
        reasons: String,
    },
    /// 发出监察文书.
    Send {
        /// Which sort.
        kind: Kind,
        /// The cards that it is about.
        cards: Vec<u32>,
        /// Who has to see to it.
        to: Addressee,
        /// What it asks for.
        asks: String,
        /// Working days for the answer.
        days: u32,
    },
    /// 回复监察文书.
    Answer {
        /// Number of the letter.
        no: u32,
        /// The answer.
        words: String,
        /// The paper behind it.
        evidence: Option<Evidence>,
    },
    /// 退回重办.
    SendBack {
        /// Number of the letter.
        no: u32,
        /// What is missing.
        reason: String,
        /// Working days for the next answer.
        days: u32,
    },
    /// 办结.
    Close {
        /// Number of the letter.
        no: u32,
        /// What came of it.
        words: String,
    },
}

impl Order {
    /// Stable name.
    pub fn name(&self) -> &'static str {
        match self {
            Order::Give { .. } => "give_card",
            Order::Explain { .. } => "explain_card",
            Order::Correct { .. } => "correct_card",
            Order::Appeal { .. } => "appeal_card",
            Order::Judge { .. } => "judge_card",
            Order::Send { .. } => "send_supervision_letter",
            Order::Answer { .. } => "answer_supervision_letter",
            Order::SendBack { .. } => "send_back_supervision_letter",
            Order::Close { .. } => "close_supervision_letter",
        }
    }

    /// What giving it takes: who is supervised answers, who supervises gives and judges, and nobody does both.
    pub fn permission(&self) -> Permission {
        match self {
            Order::Give { .. }
            | Order::Judge { .. }
            | Order::Send { .. }
            | Order::SendBack { .. }
            | Order::Close { .. } => Permission::JudgeCards,
            Order::Explain { .. } | Order::Correct { .. } | Order::Appeal { .. } | Order::Answer { .. } => {
                Permission::AnswerCards
            }
        }
    }
}

/// What an order is called in the middle of a sentence.
pub(crate) fn order_words(name: &str) -> Option<(&'static str, &'static str)> {
    Some(match name {
        "give_card" => ("发监察牌", "give a card"),
        "explain_card" => ("说明", "explain a card"),
        "correct_card" => ("登记整改", "record that it was put right"),
        "appeal_card" => ("申诉", "appeal against a card"),
        "judge_card" => ("处理申诉", "decide an appeal against a card"),
        "send_supervision_letter" => ("发出监察文书", "send a letter of supervision"),
        "answer_supervision_letter" => ("回复监察文书", "answer a letter of supervision"),
        "send_back_supervision_letter" => ("退回监察文书的回复", "send the answer to a letter back"),
        "close_supervision_letter" => ("办结监察文书", "close a letter of supervision"),
        _ => return None,
    })
}

impl From<Order> for Command {
    fn from(order: Order) -> Command {
        Command::Supervision(Box::new(order))
    }
}

/// What supervision knows beside the case itself, for a command to it.
#[derive(Debug, Clone, Copy)]
pub struct Watched<'a> {
    /// The rules of the centre.
    pub book: &'a Book,
    /// The centre's own region.
    pub region: Option<&'a Region>,
    /// Everything that happened to the case.
    pub events: &'a [Event],
}

impl Watched<'static> {
    /// No rules, and nothing that happened: for what is no matter of supervision.
    pub fn nothing() -> Watched<'static> {
        static NONE: LazyLock<Book> = LazyLock::new(Book::default);
        Watched {
            book: &NONE,
            region: None,
            events: &[],
        }
    }
}

/// Every order with what it takes, and whether the case stands where it may be given.
pub(crate) fn ways(case: &Case) -> Vec<(&'static str, Permission, bool)> {
    let record = &case.supervision;
    let any = |standings: &[Standing], fresh: fn(&Given) -> bool| {
        let mut cards = record.cards.iter();
        cards.any(|given| standings.contains(&given.standing()) && fresh(given))
    };
    let letters = |waits: fn(&letter::Sent) -> bool| record.letters.sent.iter().any(waits);
    let closable = |sent: &letter::Sent| sent.closed.is_none() && sent.is_answered;
    let judge = |name, stands| (name, Permission::JudgeCards, stands);
    let answer = |name, stands| (name, Permission::AnswerCards, stands);
    vec![
        judge("give_card", true),
        answer(
            "explain_card",
            any(&[Standing::Open, Standing::Upheld], |given| given.explained.is_none()),
        ),
        answer(
            "correct_card",
            any(&[Standing::Open, Standing::Explained, Standing::Upheld], |_| true),
        ),
        answer(
            "appeal_card",
            any(&[Standing::Open, Standing::Explained, Standing::Corrected], |given| {
                given.appeal.is_none()
            }),
        ),
        judge("judge_card", any(&[Standing::Appealed], |_| true)),
        judge("send_supervision_letter", true),
        answer("answer_supervision_letter", letters(letter::Sent::is_open)),
        judge("send_back_supervision_letter", letters(closable)),
        judge("close_supervision_letter", letters(closable)),
    ]
}

/// Decides a command of this area.
pub(crate) fn command(
    case: &Case,
    context: &crate::cases::decide::Context<'_>,
    order: Order,
) -> Result<Vec<What>, Refusal> {
    let Watched { book, region, events } = context.watched;
    let subject = Subject::of(case, events, context.item, region);
    let of_area = Context {
        now: context.now,
        today: context.today,
        calendar: context.calendar,
        book,
        actor: context.actor,
    };
    let happened = decide(&subject, &of_area, order)?;
    Ok(happened.into_iter().map(What::Supervision).collect())
}

/// Everything from outside that an order needs.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Now.
    pub now: Instant,
    /// Today in the centre's zone.
    pub today: Day,
    /// The region's calendar.
    pub calendar: &'a Calendar,
    /// The rules of the centre.
    pub book: &'a Book,
    /// Who asks.
    pub actor: &'a Actor,
}

/// What follows from an order.
///
/// # Errors
/// The order may not be given so, now, or by this person.
pub fn decide(subject: &Subject<'_>, context: &Context<'_>, order: Order) -> Result<Vec<Happened>, Refusal> {
    let record = subject.record;
    let day = context.today;
    let happened = match order {
        Order::Give {
            rule,
            reason,
            avoided,
            events,
        } => give(subject, context, &rule, (&reason, &avoided), &events)?,
        Order::Explain { no, words, evidence } => {
            let given = card(record, no)?;
            said("words", &words)?;
            need(given, &[Standing::Open, Standing::Upheld])?;
            if given.explained.is_some() {
                return Err(state(given));
            }
            Happened::Explained {
                no,
                day,
                words,
                evidence,
            }
        }
        Order::Correct { no, words, evidence } => {
            let given = card(record, no)?;
            said("words", &words)?;
            need(given, &[Standing::Open, Standing::Explained, Standing::Upheld])?;
            Happened::Corrected {
                no,
                day,
                words,
                evidence,
            }
        }
        Order::Appeal { no, grounds, evidence } => {
            let given = card(record, no)?;
            said("grounds", &grounds)?;
            need(given, &[Standing::Open, Standing::Explained, Standing::Corrected])?;
            if given.appeal.is_some() {
                return Err(state(given));
            }
            in_time(&given.appeal_clock(), context)?;
            Happened::Appealed {
                no,
                day,
                grounds,
                evidence,
            }
        }
        Order::Judge { no, upheld, reasons } => {
            let given = card(record, no)?;
            said("reasons", &reasons)?;
            need(given, &[Standing::Appealed])?;
            other_eyes(given, subject.events, context.actor.account)?;
            Happened::Judged {
                no,
                day,
                upheld,
                reasons,
            }
        }
        Order::Send {
            kind,
            cards,
            to,
            asks,
            days,
        } => {
            said("asks", &asks)?;
            limit(days)?;
            for no in &cards {
                if card(record, *no)?.standing() == Standing::Withdrawn {
                    return Err(state(card(record, *no)?));
                }
            }
            Happened::Letter(letter::Happened::Sent(Box::new(Letter {
                no: record.letters.next_no(),
                kind,
                day,
                cards,
                body: subject.case.body.clone(),
                to,
                asks,
                days,
            })))
        }
        Order::Answer { no, words, evidence } => {
            let sent = letter(record, no)?;
            said("words", &words)?;
            if !sent.is_open() {
                return Err(letter_state());
            }
            if sent.letter.kind == Kind::Rectification && evidence.is_none() {
                return Err(Refusal::invalid(vec![Fault::new(
                    "evidence",
                    "责令整改的，请附整改的证明材料。",
                    "What was ordered to be put right is proved by a paper: name it.",
                )]));
            }
            Happened::Letter(letter::Happened::Answered {
                no,
                day,
                words,
                evidence,
            })
        }
        Order::SendBack { no, reason, days } => {
            answered(record, no)?;
            said("reason", &reason)?;
            limit(days)?;
            Happened::Letter(letter::Happened::SentBack { no, day, reason, days })
        }
        Order::Close { no, words } => {
            let sent = answered(record, no)?;
            said("words", &words)?;
            let answerer = sent.answers.last().and_then(|answer| answer.by);
            if answerer.is_some() && answerer == context.actor.account {
                return Err(own_matter());
            }
            Happened::Letter(letter::Happened::Closed { no, day, words })
        }
    };
    Ok(vec![happened])
}

fn give(
    subject: &Subject<'_>,
    context: &Context<'_>,
    mark: &RuleMark,
    (reason, avoided): (&Words, &Words),
    events: &[u32],
) -> Result<Happened, Refusal> {
    let missing = || Refusal::missing("当前有效的监察规则", "a supervision rule in force by this code");
    let rule = context.book.find(mark).ok_or_else(missing)?;
    if rule.watch != Watch::Finding || !rule.is_in_force(context.today) || !rule.scope.covers(subject.place()) {
        return Err(missing());
    }
    let mut faults: Vec<Fault> = text_fault("reason", &reason.zh, true).into_iter().collect();
    faults.extend(text_fault("avoided", &avoided.zh, true));
    let known: BTreeSet<u32> = subject.events.iter().map(|event| event.seq).collect();
    if events.is_empty() || !events.iter().all(|seq| known.contains(seq)) {
        faults.push(Fault::new(
            "events",
            "请选择本件中能够说明问题的环节，至少一个。",
            "Choose at least one step of this case that shows it.",
        ));
    }
    if !faults.is_empty() {
        return Err(Refusal::invalid(faults));
    }
    let card = by_hand(subject, rule, context.now, reason, avoided, events);
    Ok(Happened::Given(Box::new(card)))
}

fn said(field: &str, text: &str) -> Result<(), Refusal> {
    text_fault(field, text, true).map_or(Ok(()), |fault| Err(Refusal::invalid(vec![fault])))
}

fn limit(days: u32) -> Result<(), Refusal> {
    if (1..=MOST_DAYS).contains(&days) {
        return Ok(());
    }
    Err(Refusal::invalid(vec![Fault::new(
        "days",
        format!("回复期限应为 1 至 {MOST_DAYS} 个工作日。"),
        format!("The answer has 1 to {MOST_DAYS} working days."),
    )]))
}

fn card(record: &Record, no: u32) -> Result<&Given, Refusal> {
    record
        .card(no)
        .ok_or_else(|| Refusal::missing("这张监察牌", "this card"))
}

fn letter(record: &Record, no: u32) -> Result<&letter::Sent, Refusal> {
    record
        .letters
        .get(no)
        .ok_or_else(|| Refusal::missing("这份监察文书", "this letter"))
}

fn answered(record: &Record, no: u32) -> Result<&letter::Sent, Refusal> {
    let sent = letter(record, no)?;
    if sent.closed.is_none() && sent.is_answered {
        Ok(sent)
    } else {
        Err(letter_state())
    }
}

fn need(given: &Given, standings: &[Standing]) -> Result<(), Refusal> {
    if standings.contains(&given.standing()) {
        Ok(())
    } else {
        Err(state(given))
    }
}

fn state(given: &Given) -> Refusal {
    let (zh, en) = given.standing().words();
    Refusal::new(
        "card_state",
        RefusalKind::State,
        "",
        (
            &format!("第 {} 号监察牌现在的状态是“{zh}”，不能这样办理。", given.card.no),
            &format!("Card {} stands as “{en}”; this cannot be done to it.", given.card.no),
        ),
        (
            "请刷新后按它现在的状态办理；每张牌可以说明一次、整改一次、申诉一次。",
            "Load it again and do what its state allows: a card is explained once, put right once, and appealed against once.",
        ),
    )
}

fn letter_state() -> Refusal {
    Refusal::new(
        "supervision_letter_state",
        RefusalKind::State,
        "",
        (
            "这份监察文书现在不能这样办理：待回复的才能回复，已回复的才能退回或者办结。",
            "This cannot be done to the letter now: what waits is answered, and what was answered is sent back or closed.",
        ),
        ("请刷新后再办理。", "Load it again."),
    )
}

fn in_time(clock: &Clock, context: &Context<'_>) -> Result<(), Refusal> {
    let Ok(due) = clock.due(context.calendar) else {
        return Ok(());
    };
    if context.today <= due.day {
        return Ok(());
    }
    Err(Refusal::new(
        "card_appeal_too_late",
        RefusalKind::State,
        "",
        (
            &format!("申诉期限到 {} 为止，已经过了。", due.day),
            &format!("An appeal could be brought until {}; that is past.", due.day),
        ),
        (
            "仍可以登记整改，或者向监察人员书面反映。",
            "What was wrong can still be put right, and the inspector told in writing.",
        ),
    ))
}

/// Who gave the card, who appeals, and whoever did what it is about, does not decide the appeal.
fn other_eyes(given: &Given, events: &[Event], who: Option<AccountId>) -> Result<(), Refusal> {
    let mut involved: BTreeSet<AccountId> = given.by.into_iter().collect();
    involved.extend(given.appeal.as_ref().and_then(|appeal| appeal.brought.by));
    involved.extend(given.card.about.as_ref().map(|person| person.account));
    let rests = events.iter().filter(|event| given.card.events.contains(&event.seq));
    involved.extend(rests.filter_map(|event| event.actor.account));
    match who {
        Some(who) if !involved.contains(&who) => Ok(()),
        _ => Err(own_matter()),
    }
}

fn own_matter() -> Refusal {
    Refusal::new(
        "card_own_matter",
        RefusalKind::Forbidden,
        CORRECTION,
        (
            "发牌的人、申诉的人和经办这些环节的人，不能处理自己的事情。",
            "Whoever gave the card, appeals against it, or did what it is about does not decide on it.",
        ),
        (
            "请由没有参与的监察人员处理。",
            "Let an inspector decide who had no part in it.",
        ),
    )
}
