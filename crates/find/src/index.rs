//! The index: documents in, out and replaced one by one; questions answered from memory.

use std::cmp::Ordering;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::document::{Document, Field, Narrow};
use crate::explain::{Explanation, explain};
use crate::grams::{self, Postings};
use crate::question::{Plan, plan};
use crate::speech::{Saying, Speech, life_events, people};
use crate::text;

/// What is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// As typed; [`Question::LONGEST`] characters are looked at.
    pub words: String,
    /// Only what fits these.
    pub narrow: Narrow,
    /// So many answers at the most.
    pub most: usize,
}

impl Question {
    /// Longest question that is looked at, characters.
    pub const LONGEST: usize = 60;
    /// Most answers by default.
    pub const MOST: usize = 500;

    /// A question in words alone.
    pub fn new(words: impl Into<String>) -> Question {
        Question {
            words: words.into(),
            narrow: Narrow::default(),
            most: Question::MOST,
        }
    }
}

/// A document that answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Its key.
    pub key: String,
    /// How well it fits, 0 to 100.
    pub score: f32,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// Best first.
    pub hits: Vec<Hit>,
    /// How many fit, also beyond those given.
    pub total: usize,
}

/// An answer below this share of the best one's score is left out.
const TAIL: f32 = 0.4;
/// Share of the question that must be met.
const LEAST: f32 = 0.12;
/// Share of the score that tells how much of the name was asked for.
const CLOSENESS: f32 = 0.25;
/// For an action that nobody asked for.
const OTHER_ACTION: f32 = 0.82;
/// For an enquiry that nobody asked for.
const ENQUIRY: f32 = 0.9;
/// For an item of which only the catalogue's line is there.
const CATALOGUE_ONLY: f32 = 0.97;

/// Words of daily speech, those of a place first ([`Saying`]). Reading them takes a moment, so it is done apart.
#[derive(Debug, Clone)]
pub struct Words(Option<Arc<Speech>>);

impl Words {
    /// The words of a place and those that come with the product.
    pub fn with(sayings: &[Saying]) -> Words {
        Words((!sayings.is_empty()).then(|| Arc::new(Speech::with(sayings))))
    }
}

/// Documents that can be found.
#[derive(Debug, Clone, Default)]
pub struct Index {
    pub(crate) postings: Postings,
    slots: Vec<Slot>,
    by_key: FxHashMap<String, u32>,
    bodies: Codes,
    kinds: Codes,
    audiences: Codes,
    /// Where a place has words of its own; otherwise what comes with the product.
    own: Option<Arc<Speech>>,
}

/// Numbers for codes, in the order in which they came.
#[derive(Debug, Clone, Default)]
struct Codes(FxHashMap<String, u32>);

impl Codes {
    fn number(&mut self, code: &str) -> u32 {
        let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        match self.0.get(code) {
            Some(&number) => number,
            None => *self.0.entry(code.to_string()).or_insert(next),
        }
    }

    /// Any for an empty code; nothing for one that no document has.
    fn wanted(&self, code: &str) -> Option<Option<u32>> {
        match code {
            "" => Some(None),
            code => self.0.get(code).map(|&number| Some(number)),
        }
    }

    /// A code as one bit of 32.
    fn bit(number: u32) -> u32 {
        1 << (number % 32)
    }
}

#[derive(Debug, Clone, Default)]
struct Slot {
    /// Empty when the document was taken out or replaced.
    key: Box<str>,
    /// Pinyin of the name.
    spelled: Box<str>,
    /// Characters of the name that count.
    chars: f32,
    body: u32,
    kind: u32,
    audience: u32,
    events: u32,
    people: u32,
    actions: u16,
    enquiry: bool,
    complete: bool,
}

impl Slot {
    fn is_there(&self) -> bool {
        !self.key.is_empty()
    }
}

/// What [`Narrow`] means in numbers; nothing where a code is known to no document.
struct Fits {
    body: Option<u32>,
    kind: Option<u32>,
    audience: Option<u32>,
    event: Option<u32>,
    people: Option<u32>,
}

impl Fits {
    fn takes(&self, slot: &Slot) -> bool {
        let same = |wanted: Option<u32>, has: u32| wanted.is_none_or(|wanted| wanted == has);
        let among = |wanted: Option<u32>, has: u32| wanted.is_none_or(|wanted| has & wanted != 0);
        slot.is_there()
            && same(self.body, slot.body)
            && same(self.kind, slot.kind)
            && among(self.audience, slot.audience)
            && among(self.event, slot.events)
            && among(self.people, slot.people)
    }
}

/// How well one document fits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Score {
    /// Share of the question that is met, by weight.
    pub(crate) covered: f32,
    /// Share of the name that was asked for.
    pub(crate) close: f32,
    /// What the action costs.
    pub(crate) action: f32,
    /// What missing elements cost.
    pub(crate) complete: f32,
}

impl Score {
    /// 0 to 100.
    pub(crate) fn points(self) -> f32 {
        100.0 * self.covered * (1.0 - CLOSENESS + CLOSENESS * self.close) * self.action * self.complete
    }
}

impl Index {
    /// Reads the words of daily speech now, so that the first question need not wait for it.
    pub fn warm() {
        let _ = Speech::shipped();
    }

    /// Understands these words from now on.
    pub fn learn(&mut self, words: &Words) {
        self.own = words.0.clone();
    }

    /// The words of daily speech that are understood.
    pub(crate) fn speech(&self) -> &Speech {
        match &self.own {
            Some(own) => own,
            None => Speech::shipped(),
        }
    }

    /// Puts a document in; one with the same key is replaced.
    pub fn put(&mut self, document: &Document) {
        self.remove(&document.key);
        self.compact();
        let Ok(slot) = u32::try_from(self.slots.len()) else {
            return;
        };
        self.by_key.insert(document.key.clone(), slot);
        let described = self.describe(document);
        self.slots.push(described);
        self.note(slot, document);
    }

    /// Takes a document out; nothing happens if it is not there.
    pub fn remove(&mut self, key: &str) {
        if let Some(slot) = self.by_key.remove(key) {
            self.slots[slot as usize] = Slot::default();
        }
    }

    /// How many documents there are.
    pub fn len(&self) -> usize {
        self.by_key.len()
    }

    /// There are none.
    pub fn is_empty(&self) -> bool {
        self.by_key.is_empty()
    }

    /// Keys of all documents, in no order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.by_key.keys().map(String::as_str)
    }

    /// Tells of a key whether its document is there and fits.
    pub fn fitting(&self, narrow: &Narrow) -> impl Fn(&str) -> bool {
        let fits = self.narrowed(narrow);
        move |key| {
            let slot = self.by_key.get(key).map(|&slot| &self.slots[slot as usize]);
            slot.is_some_and(|slot| fits.as_ref().is_some_and(|fits| fits.takes(slot)))
        }
    }

    /// How many documents belong to each life event, in the order of [`life_events`].
    pub fn count_events(&self) -> Vec<usize> {
        self.count(life_events().len(), |slot| slot.events)
    }

    /// How many documents belong to each kind of people, in the order of [`people`].
    pub fn count_people(&self) -> Vec<usize> {
        self.count(people().len(), |slot| slot.people)
    }

    fn count(&self, groups: usize, of: fn(&Slot) -> u32) -> Vec<usize> {
        let mut counts = vec![0; groups];
        for slot in &self.slots {
            let bits = of(slot);
            counts
                .iter_mut()
                .enumerate()
                .filter(|(at, _)| bits & 1 << at != 0)
                .for_each(|(_, count)| *count += 1);
        }
        counts
    }

    /// Bytes that the index takes, roughly.
    pub fn bytes(&self) -> usize {
        let slot = |slot: &Slot| size_of::<Slot>() + slot.key.len() * 2 + slot.spelled.len() + 40;
        self.postings.bytes() + self.slots.iter().map(slot).sum::<usize>()
    }

    /// The documents that answer, best first. Without words: nothing.
    pub fn find(&self, question: &Question) -> Answer {
        let Some(fits) = self.narrowed(&question.narrow) else {
            return Answer::default();
        };
        let plan = plan(self, &question.words);
        let mut scored: Vec<(f32, u32)> = Vec::new();
        let mut best = 0.0f32;
        for (slot, covered, chars) in plan.tally(self.slots.len()) {
            let known = &self.slots[slot as usize];
            if covered < LEAST || !fits.takes(known) {
                continue;
            }
            let points = self.score(&plan, slot, covered, chars).points();
            best = best.max(points);
            scored.push((points, slot));
        }
        scored.retain(|(points, _)| *points >= best * TAIL);
        let total = scored.len();
        let order = |left: &(f32, u32), right: &(f32, u32)| self.before(left, right);
        if scored.len() > question.most {
            scored.select_nth_unstable_by(question.most, order);
            scored.truncate(question.most);
        }
        scored.sort_unstable_by(order);
        let hit = |(score, slot): (f32, u32)| Hit {
            key: self.slots[slot as usize].key.to_string(),
            score,
        };
        Answer {
            hits: scored.into_iter().map(hit).collect(),
            total,
        }
    }

    /// Why a document stands where it stands; nothing if it is not there.
    pub fn explain(&self, words: &str, key: &str) -> Option<Explanation> {
        let &slot = self.by_key.get(key)?;
        let plan = plan(self, words);
        let (covered, chars) = plan.tally_one(slot);
        Some(explain(&plan, slot, self.score(&plan, slot, covered, chars)))
    }

    fn before(&self, left: &(f32, u32), right: &(f32, u32)) -> Ordering {
        let (a, b) = (&self.slots[left.1 as usize], &self.slots[right.1 as usize]);
        right
            .0
            .total_cmp(&left.0)
            .then_with(|| a.chars.total_cmp(&b.chars))
            .then_with(|| a.key.cmp(&b.key))
    }

    fn score(&self, plan: &Plan, slot: u32, covered: f32, chars: f32) -> Score {
        let known = &self.slots[slot as usize];
        let asked = known.actions & plan.actions != 0;
        Score {
            covered,
            close: (chars / known.chars.max(1.0)).min(1.0),
            action: match known.actions {
                0 => 1.0,
                _ if asked => 1.0,
                _ if known.enquiry => ENQUIRY,
                _ => OTHER_ACTION,
            },
            complete: if known.complete { 1.0 } else { CATALOGUE_ONLY },
        }
    }

    /// The pinyin of a document's name.
    pub(crate) fn spelled(&self, slot: u32) -> &str {
        &self.slots[slot as usize].spelled
    }

    /// Slots, also those of documents that are no longer there.
    pub(crate) fn slots(&self) -> usize {
        self.slots.len()
    }

    fn narrowed(&self, narrow: &Narrow) -> Option<Fits> {
        let group = |groups: &[crate::Group], code: &str| match code {
            "" => Some(None),
            code => groups
                .iter()
                .position(|group| group.code == code)
                .map(|at| Some(1 << at)),
        };
        Some(Fits {
            body: self.bodies.wanted(&narrow.body)?,
            kind: self.kinds.wanted(&narrow.kind)?,
            audience: self.audiences.wanted(&narrow.audience)?.map(Codes::bit),
            event: group(life_events(), &narrow.event)?,
            people: group(people(), &narrow.people)?,
        })
    }

    fn describe(&mut self, document: &Document) -> Slot {
        let bare = text::fold(&text::without_brackets(&document.name));
        let whole = text::fold(&document.name);
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count() as f32;
        let mut texts = vec![whole.clone(), bare.clone(), text::fold(&document.group)];
        texts.extend(document.keywords.iter().map(|word| text::fold(word)));
        let speech = self.speech();
        let belongs = speech.belongs(&texts);
        // A group names all actions that its items are about; what this one is about, its own name says.
        let actions = speech.belongs(&texts[..1]).actions;
        let enquiry = actions == speech.enquiry();
        Slot {
            key: document.key.as_str().into(),
            spelled: text::syllables(&bare).concat().into(),
            chars: letters(&bare) + 0.25 * (letters(&whole) - letters(&bare)).max(0.0),
            body: self.bodies.number(&document.body),
            kind: self.kinds.number(&document.kind),
            audience: document
                .audience
                .iter()
                .fold(0, |bits, code| bits | Codes::bit(self.audiences.number(code))),
            events: belongs.events,
            people: belongs.people,
            actions,
            enquiry,
            complete: document.complete,
        }
    }

    fn note(&mut self, slot: u32, document: &Document) {
        self.note_text(slot, Field::Name, &document.name);
        self.note_text(slot, Field::Name, &text::without_brackets(&document.name));
        self.note_sound(slot, Field::Name, &document.name);
        self.note_sound(slot, Field::Name, &text::without_brackets(&document.name));
        for word in &document.keywords {
            self.note_text(slot, Field::Keywords, word);
            self.note_sound(slot, Field::Keywords, word);
        }
        self.note_text(slot, Field::NameEn, &document.name_en);
        self.note_text(slot, Field::Group, &document.group);
        self.note_text(slot, Field::Summary, &document.summary);
        self.note_text(slot, Field::Summary, &document.summary_en);
        self.note_text(slot, Field::Body, &document.body_name);
        self.note_text(slot, Field::Body, &document.body_name_en);
        let key = document.key.to_lowercase();
        self.postings.add_word(&key, slot, Field::Code.bit());
        for part in key.split('-').filter(|part| part.len() >= 4) {
            self.postings.add_word(part, slot, Field::Code.bit());
        }
        let people = self.slots[slot as usize].people;
        for at in (0..32).filter(|at| people & 1 << at != 0) {
            self.postings.add(grams::group(at), slot, Field::Group.bit());
        }
    }

    fn note_text(&mut self, slot: u32, field: Field, text: &str) {
        for run in text::runs(&text::fold(text)) {
            if !run.starts_with(text::is_han) {
                self.postings.add_word(run, slot, field.bit());
                continue;
            }
            for c in run.chars() {
                self.postings.add(grams::one(c), slot, field.bit());
            }
            if run.chars().nth(1).is_some() {
                for gram in grams::pairs(run) {
                    self.postings.add(gram, slot, field.bit());
                }
            }
        }
    }

    fn note_sound(&mut self, slot: u32, field: Field, text: &str) {
        let syllables = text::syllables(text);
        for gram in grams::spelled(&text::blurred(&syllables.concat())) {
            self.postings.add(gram, slot, field.bit());
        }
        for gram in grams::heads(&text::initials(&syllables), true) {
            self.postings.add(gram, slot, field.bit());
        }
    }

    /// Gives back the room of documents that are no longer there, once they are as many as the others.
    fn compact(&mut self) {
        let gone = self.slots.len() - self.by_key.len();
        if gone < 1024 || gone < self.by_key.len() {
            return;
        }
        let mut places = vec![None; self.slots.len()];
        let mut next = 0u32;
        for (place, slot) in places.iter_mut().zip(&self.slots) {
            if slot.is_there() {
                *place = Some(next);
                next += 1;
            }
        }
        self.postings.renumber(&places);
        self.slots.retain(Slot::is_there);
        for slot in self.by_key.values_mut() {
            *slot = places[*slot as usize].unwrap_or(*slot);
        }
    }
}
