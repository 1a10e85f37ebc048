//! What is said about an event of a case (通知内容): the words in force when it happened, filled with what is known of the case.

use std::collections::BTreeMap;

use yimen_domain::calendar::{CHINA, Day};
use yimen_domain::cases::Case;
use yimen_domain::cases::event::{Event, What};
use yimen_domain::clocks::ClockKind;
use yimen_domain::organisation::mandate::Kind;
use yimen_domain::words::Words;

use super::standard::{Occasion, content, occasion_of};
use super::wording::{Filled, Pair, Texts, Wordings, filled, link};
use crate::Centre;
use crate::cases::ratings;

/// What is said about an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// On which occasion.
    pub occasion: &'static Occasion,
    /// By which change of the texts; 0 for the standard.
    pub wording: u32,
    /// The texts, filled.
    pub texts: Texts,
}

/// What the inbox says about an event of a case; none where nothing is to be told.
pub fn inbox(centre: &Centre, wordings: &Wordings, case: &Case, events: &[Event], event: &Event) -> Option<Words> {
    let occasion = occasion_of(event)?;
    let (_, texts) = wordings.at(occasion, event.at);
    let (zh, en) = places(centre, case, events, event, (occasion, &texts.inbox));
    let said = in_the_inbox(occasion, &texts, &zh, &en);
    Some(Words::new(said.zh, said.en))
}

/// Everything that is said about an event, by every way.
pub fn said(centre: &Centre, wordings: &Wordings, case: &Case, events: &[Event], event: &Event) -> Option<Said> {
    let occasion = occasion_of(event)?;
    let (wording, texts) = wordings.at(occasion, event.at);
    let all = Pair {
        zh: [&texts.inbox.zh, &texts.subject.zh, &texts.body.zh, &texts.text.zh]
            .map(String::as_str)
            .concat(),
        en: String::new(),
    };
    let (mut zh, mut en) = places(centre, case, events, event, (occasion, &all));
    let inbox = in_the_inbox(occasion, &texts, &zh, &en);
    let address = link(centre, &case.number);
    let may_rate = matches!(event.what, What::Issued { .. } | What::NotAccepted { .. });
    let rate = may_rate.then(|| ratings::link(centre, case.id).ok()).flatten();
    for (with, words) in [(&mut zh, &inbox.zh), (&mut en, &inbox.en)] {
        with.insert("正文", words.clone());
        with.insert("链接", address.clone());
        if let Some(rate) = &rate {
            with.insert("评价链接", rate.clone());
        }
    }
    let out = |pair: &Pair| Pair {
        zh: filled(&pair.zh, &zh),
        en: filled(&pair.en, &en),
    };
    Some(Said {
        occasion,
        wording,
        texts: Texts {
            subject: out(&texts.subject),
            body: out(&texts.body),
            text: out(&texts.text),
            inbox,
        },
    })
}

/// Nobody is told nothing: where no line of a centre's own text can be filled, the standard is said.
fn in_the_inbox(occasion: &Occasion, texts: &Texts, zh: &Filled, en: &Filled) -> Pair {
    let standard = occasion.standard().inbox;
    let of = |own: &str, standard: &str, with: &Filled| match filled(own, with) {
        words if words.is_empty() => filled(standard, with),
        words => words,
    };
    Pair {
        zh: of(&texts.inbox.zh, &standard.zh, zh),
        en: of(&texts.inbox.en, &standard.en, en),
    }
}

/// What fills the places, in Chinese and in English. All of it follows from the events, so that it comes out the same at any time.
fn places(
    centre: &Centre,
    case: &Case,
    events: &[Event],
    event: &Event,
    (occasion, wanted): (&Occasion, &Pair),
) -> (Filled, Filled) {
    let library = centre.library();
    let item = library.version(&case.item, case.item_version);
    let item = item.map_or_else(|| Words::new(&case.item, &case.item), |item| item.name.clone());
    let day = event.at.day(CHINA).to_string();
    let of = |item: &str, notice: &str| {
        BTreeMap::from([
            ("办件编号", case.number.clone()),
            ("事项", item.to_string()),
            ("通知", notice.to_string()),
            ("日期", day.clone()),
        ])
    };
    let item_en = if item.en.is_empty() { &item.zh } else { &item.en };
    let (mut zh, mut en) = (of(&item.zh, occasion.name.0), of(item_en, occasion.name.1));
    let mut put = |place: &'static str, words: Words| {
        zh.insert(place, words.zh);
        en.insert(place, words.en);
    };
    if let Some(words) = content(&event.what, event.actor.role == Kind::Agent.code()) {
        put("内容", words);
    }
    if let What::CalendarChanged(change) = &event.what
        && let Some(last) = change.moved.iter().max_by_key(|moved| moved.to)
    {
        let (zh, en) = last.kind.words();
        put("时限", Words::new(zh, en));
        put("原到期日", Words::new(last.from.to_string(), last.from.to_string()));
        put("到期日", Words::new(last.to.to_string(), last.to.to_string()));
    } else if (wanted.zh.contains("{到期日}") || wanted.en.contains("{到期日}"))
        && let Some(due) = due_then(centre, case, events, event)
    {
        put("到期日", Words::new(due.to_string(), due.to_string()));
    }
    (zh, en)
}

/// The day on which the limit that the applicant waits for was due, as the case then stood and by the calendar of that moment.
fn due_then(centre: &Centre, case: &Case, events: &[Event], event: &Event) -> Option<Day> {
    let up_to = events.iter().position(|one| one.seq == event.seq)?;
    let then = Case::fold(case.id, &events[..=up_to]).ok()?;
    let calendar = centre.book().at(event.at);
    let running = |kind| {
        then.clocks
            .iter()
            .find(|clock| clock.kind == kind && clock.stopped.is_none())
    };
    let clock = [
        ClockKind::SupplementNotice,
        ClockKind::DecisionPromised,
        ClockKind::DecisionStatutory,
        ClockKind::Delivery,
    ]
    .into_iter()
    .find_map(running)?;
    clock.due(&calendar).ok().map(|due| due.day)
}
