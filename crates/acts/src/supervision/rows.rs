//! From the record of a case to the rows of its cards and letters.

use yimen_domain::calendar::Calendar;
use yimen_domain::cases::Case;
use yimen_domain::organisation::AccountId;
use yimen_domain::supervision::letter::Sent;
use yimen_domain::supervision::record::{Given, Standing};
use yimen_store::Write;
use yimen_store::tables::NEVER;
use yimen_store::tables::cards::{self, CardRow};
use yimen_store::tables::supervision_letters::{self as letters, LetterRow};

/// The rows of the cards of a case.
pub(crate) fn cards(case: &Case, calendar: &Calendar) -> Vec<CardRow> {
    let handler = case.handler.as_ref().map(|person| person.account);
    let row = |given: &Given| {
        let (waits, last_day) = waits(given, calendar);
        let about = given.card.about.as_ref().map(|person| person.account);
        CardRow {
            case: case.id,
            no: given.card.no,
            number: case.number.clone(),
            item: case.item.clone(),
            body: case.body.clone(),
            rule: given.card.rule.code.as_str().to_string(),
            version: given.card.rule.version,
            colour: given.card.colour.code().to_string(),
            standing: given.standing().code().to_string(),
            person: handler.or(about),
            given_at: given.at.0,
            due_at: given.card.due.0,
            waits: waits.to_string(),
            last_day,
        }
    };
    case.supervision.cards.iter().map(row).collect()
}

/// What a card waits for, and until which day.
fn waits(given: &Given, calendar: &Calendar) -> (&'static str, i64) {
    let (what, clock) = match given.standing() {
        Standing::Appealed => (cards::JUDGE, given.judge_clock()),
        _ if given.is_unanswered() => (cards::ANSWER, Some(given.answer_clock())),
        _ => return ("", NEVER),
    };
    let due = clock.and_then(|clock| clock.due(calendar).ok());
    (what, due.map_or(NEVER, |due| i64::from(due.day.days())))
}

/// The rows of the letters of a case.
pub(crate) fn letters(case: &Case, calendar: &Calendar) -> Vec<LetterRow> {
    let handler: Option<AccountId> = case.handler.as_ref().map(|person| person.account);
    let row = |sent: &Sent| {
        let waits = match sent {
            sent if sent.closed.is_some() => "",
            sent if sent.is_answered => letters::LOOK,
            _ => letters::ANSWER,
        };
        let last = sent.last_day(calendar).filter(|_| waits == letters::ANSWER);
        LetterRow {
            case: case.id,
            no: sent.letter.no,
            number: case.number.clone(),
            item: case.item.clone(),
            body: sent.letter.body.clone(),
            kind: sent.letter.kind.code().to_string(),
            addressee: sent.letter.to.code().to_string(),
            waits: waits.to_string(),
            overdue: sent.overdue,
            person: handler,
            sent_day: i64::from(sent.letter.day.days()),
            last_day: last.map_or(NEVER, |day| i64::from(day.days())),
        }
    };
    case.supervision.letters.sent.iter().map(row).collect()
}

/// What a change of a case does to these rows: neither cards nor letters go away.
pub(super) fn writes(before: Option<&Case>, after: &Case, calendar: &Calendar, div: &str) -> Vec<Write> {
    let known = before.map(|before| (cards(before, calendar), letters(before, calendar)));
    let (known_cards, known_letters) = known.unwrap_or_default();
    let cards = cards(after, calendar).into_iter();
    let letters = letters(after, calendar).into_iter();
    let cards = cards.filter(|row| !known_cards.contains(row)).map(|row| row.put(div));
    let letters = letters
        .filter(|row| !known_letters.contains(row))
        .map(|row| row.put(div));
    cards.chain(letters).collect()
}
