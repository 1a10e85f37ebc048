//! A question taken apart: each piece with the ways in which documents can meet it.

use strsim::osa_distance;

use crate::document::Field;
use crate::explain::Way;
use crate::grams::{self, Posting, meet};
use crate::index::{Index, Question};
use crate::speech::{Known, Speech, people};
use crate::text;

/// What a word found as it was typed counts.
const WORD: f32 = 1.0;
/// What a phrase of daily speech counts, found as the papers call it.
const SPEECH: f32 = 0.95;
/// Each further way to call it counts this share of the one before.
const NEXT_MEANING: f32 = 0.94;
const ACTION: f32 = 0.9;
const PEOPLE: f32 = 0.6;
const PINYIN: f32 = 0.95;
const INITIALS: f32 = 0.85;
const BEGINNING: f32 = 0.85;
const SOUND: f32 = 0.75;
const NEAR: f32 = 0.7;
const PART: f32 = 0.45;

/// Weight of a word that hardly says which item is meant.
const FAINT: f32 = 0.25;
/// Weight of the wish for a first issue: most people want one, whether they say so or not.
const FIRST: f32 = 0.3;
/// Share of a word's characters that must be there.
const HALF: f32 = 0.5;
/// Share of the letters of pinyin, four in a row each, that must be there when there is an error in it.
const MOSTLY: f32 = 0.55;
/// Most words of the Latin script that are tried for an unfinished one.
const UNFINISHED: usize = 64;

/// A question, ready to be counted.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) units: Vec<Unit>,
    /// What the person wants done, one bit for each action.
    pub(crate) actions: u16,
}

/// One piece of the question.
#[derive(Debug, Default)]
pub(crate) struct Unit {
    pub(crate) said: String,
    /// Rare words weigh more.
    pub(crate) weight: f32,
    pub(crate) ways: Vec<Match>,
}

/// One way in which documents meet a piece.
#[derive(Debug)]
pub(crate) struct Match {
    pub(crate) way: Way,
    /// What was looked for.
    pub(crate) meant: String,
    pub(crate) factor: f32,
    /// Characters of a name that this accounts for.
    pub(crate) chars: f32,
    pub(crate) hits: Vec<Posting>,
    /// For each hit, the share that was found; empty when all of it was.
    pub(crate) shares: Vec<f32>,
}

impl Match {
    fn whole(way: Way, meant: impl Into<String>, factor: f32, hits: Vec<Posting>) -> Match {
        let meant = meant.into();
        Match {
            way,
            chars: meant.chars().filter(|c| c.is_alphanumeric()).count() as f32,
            meant,
            factor,
            hits,
            shares: Vec::new(),
        }
    }

    fn worth(&self, at: usize) -> f32 {
        let field = Field::best_of(self.hits[at].fields()).map_or(0.0, Field::weight);
        self.factor * field * self.shares.get(at).copied().unwrap_or(1.0)
    }

    /// What this way gives a document, with the fields in which it was found.
    pub(crate) fn of(&self, slot: u32) -> Option<(f32, u8)> {
        let at = self.hits.binary_search_by_key(&slot, |hit| hit.slot()).ok()?;
        Some((self.worth(at), self.hits[at].fields()))
    }
}

impl Unit {
    /// The way that gives a document most.
    pub(crate) fn best(&self, slot: u32) -> Option<(&Match, f32, u8)> {
        let ways = self
            .ways
            .iter()
            .filter_map(|way| way.of(slot).map(|(worth, fields)| (way, worth, fields)));
        ways.max_by(|left, right| left.1.total_cmp(&right.1))
    }

    fn is_met(&self) -> bool {
        self.ways.iter().any(|way| !way.hits.is_empty() && way.way != Way::Part)
    }
}

fn named(way: &Match, fields: u8) -> f32 {
    let name = Field::Name.bit() | Field::NameEn.bit();
    if fields & name == 0 { 0.0 } else { way.chars }
}

impl Plan {
    /// Where no piece is met otherwise, an item with some of a word's characters is a guess: only all of them will do.
    fn forget_guesses(&mut self) {
        if self.units.iter().any(Unit::is_met) {
            return;
        }
        for way in self.units.iter_mut().flat_map(|unit| &mut unit.ways) {
            let kept = way.hits.iter().zip(&way.shares).filter(|(_, share)| **share > 0.99);
            (way.hits, way.shares) = kept.map(|(hit, share)| (*hit, *share)).unzip();
        }
    }

    fn weight(&self) -> f32 {
        self.units
            .iter()
            .map(|unit| unit.weight)
            .sum::<f32>()
            .max(f32::MIN_POSITIVE)
    }

    /// For each document met: the share of the question, and how many characters of the name.
    pub(crate) fn tally(&self, slots: usize) -> Vec<(u32, f32, f32)> {
        let mut totals = vec![(0.0f32, 0.0f32); slots];
        let mut best = vec![(0.0f32, 0.0f32); slots];
        let mut touched: Vec<u32> = Vec::new();
        for unit in &self.units {
            touched.clear();
            for way in &unit.ways {
                for (at, hit) in way.hits.iter().enumerate() {
                    let worth = way.worth(at);
                    let held = &mut best[hit.slot() as usize];
                    if held.0 == 0.0 {
                        touched.push(hit.slot());
                    }
                    if worth > held.0 {
                        *held = (worth, named(way, hit.fields()));
                    }
                }
            }
            for &slot in &touched {
                let (worth, chars) = std::mem::take(&mut best[slot as usize]);
                let total = &mut totals[slot as usize];
                *total = (total.0 + worth * unit.weight, total.1 + chars);
            }
        }
        let weight = self.weight();
        let met = totals.into_iter().zip(0u32..).filter(|((total, _), _)| *total > 0.0);
        met.map(|((total, chars), slot)| (slot, total / weight, chars))
            .collect()
    }

    /// The same for one document.
    pub(crate) fn tally_one(&self, slot: u32) -> (f32, f32) {
        let met = self
            .units
            .iter()
            .filter_map(|unit| unit.best(slot).map(|best| (unit.weight, best)));
        let sum = |(total, chars), (weight, (way, worth, fields)): (f32, (&Match, f32, u8))| {
            (total + worth * weight, chars + named(way, fields))
        };
        let (total, chars) = met.fold((0.0, 0.0), sum);
        (total / self.weight(), chars)
    }
}

/// A piece of the question before anything was looked for.
struct Piece<'a> {
    text: String,
    known: Option<&'a Known>,
}

impl<'a> Piece<'a> {
    fn of(planner: &Planner<'a>, text: &str) -> Piece<'a> {
        Piece {
            known: planner.known(text),
            text: text.to_string(),
        }
    }
}

impl Piece<'_> {
    fn is_han(&self) -> bool {
        self.text.chars().all(text::is_han)
    }
}

/// Takes a question apart.
pub(crate) fn plan(index: &Index, words: &str) -> Plan {
    let folded: String = text::fold(words).chars().take(Question::LONGEST).collect();
    let speech = index.speech();
    let mut planner = Planner {
        index,
        speech,
        plan: Plan::default(),
    };
    let pieces = planner.pieces(&folded);
    let all_silent = pieces.iter().all(|piece| piece.known.is_some_and(|known| known.silent));
    for piece in &pieces {
        if all_silent || !piece.known.is_some_and(|known| known.silent) {
            planner.unit(piece);
        }
    }
    planner.age(&folded);
    planner.by_sound(&folded);
    planner.plan.forget_guesses();
    planner.plan
}

struct Planner<'a> {
    index: &'a Index,
    speech: &'a Speech,
    plan: Plan,
}

impl<'a> Planner<'a> {
    fn known(&self, phrase: &str) -> Option<&'a Known> {
        self.speech.known.get(phrase)
    }

    fn pieces(&self, folded: &str) -> Vec<Piece<'a>> {
        let mut pieces = Vec::new();
        for segment in folded.split(' ').filter(|segment| !segment.is_empty()) {
            self.cut(segment, &mut pieces);
        }
        join_singles(self.join_latin(pieces))
    }

    /// Cuts out long phrases first, then lets the dictionary cut the rest.
    fn cut(&self, segment: &str, pieces: &mut Vec<Piece<'a>>) {
        let chars: Vec<char> = segment.chars().collect();
        let mut rest = String::new();
        let mut at = 0;
        while at < chars.len() {
            let longest = self.speech.longest.min(chars.len() - at);
            let phrase = (3..=longest).rev().find_map(|size| {
                let phrase: String = chars[at..at + size].iter().collect();
                let whole = phrase.chars().any(text::is_han) && !phrase.chars().all(text::is_han);
                self.known(&phrase).filter(|_| whole).map(|known| (phrase, size, known))
            });
            let Some((phrase, size, known)) = phrase else {
                rest.push(chars[at]);
                at += 1;
                continue;
            };
            self.cut_words(&std::mem::take(&mut rest), pieces);
            pieces.push(Piece {
                text: phrase,
                known: Some(known),
            });
            at += size;
        }
        self.cut_words(&rest, pieces);
    }

    fn cut_words(&self, rest: &str, pieces: &mut Vec<Piece<'a>>) {
        for run in text::runs(rest) {
            let words = if run.starts_with(text::is_han) {
                self.speech.cut(run)
            } else {
                vec![run]
            };
            for word in words {
                if self.is_made_of_known(word) {
                    pieces.extend(word.chars().map(|c| Piece::of(self, &c.to_string())));
                } else {
                    pieces.push(Piece::of(self, word));
                }
            }
        }
    }

    /// A word of the dictionary that no item holds, but each of whose characters says something: 想开 is 想 and 开 here.
    fn is_made_of_known(&self, word: &str) -> bool {
        self.known(word).is_none()
            && word
                .chars()
                .all(|c| text::is_han(c) && self.known(c.encode_utf8(&mut [0; 4])).is_some())
            && self.index.postings.all(&grams::pairs(word)).is_empty()
    }

    /// Puts neighbouring words of the Latin script together where they are one phrase, or one word in pinyin with gaps.
    fn join_latin(&self, pieces: Vec<Piece<'a>>) -> Vec<Piece<'a>> {
        let mut joined: Vec<Piece<'a>> = Vec::new();
        let mut at = 0;
        while at < pieces.len() {
            let run = pieces[at..]
                .iter()
                .take_while(|piece| piece.text.is_ascii())
                .count()
                .min(4);
            let phrase = (2..=run).rev().find_map(|size| {
                let words: Vec<&str> = pieces[at..at + size].iter().map(|piece| piece.text.as_str()).collect();
                let known = self.known(&words.join(" "));
                let spelled = words
                    .iter()
                    .all(|word| text::is_pinyin(word) && self.known(word).is_none());
                match known {
                    Some(_) => Some((size, words.join(" "), known)),
                    None if spelled => Some((size, words.concat(), None)),
                    None => None,
                }
            });
            match phrase {
                Some((size, text, known)) => {
                    joined.push(Piece { text, known });
                    at += size;
                }
                None => {
                    let Piece { text, known } = &pieces[at];
                    joined.push(Piece {
                        text: text.clone(),
                        known: *known,
                    });
                    at += 1;
                }
            }
        }
        joined
    }

    fn unit(&mut self, piece: &Piece<'_>) {
        let mut unit = Unit {
            said: piece.text.clone(),
            ..Unit::default()
        };
        let mut share = 1.0;
        if piece.is_han() {
            self.literal(&piece.text, &mut unit);
        } else {
            self.latin(&piece.text, piece.known.is_some(), &mut unit);
        }
        if let Some(known) = piece.known {
            self.meanings(known, Way::Speech, SPEECH, &mut unit);
            if let Some(action) = known.action {
                self.action(action, &mut unit);
                share = if self.speech.actions[action].code == "first" {
                    FIRST
                } else {
                    1.0
                };
            }
            known.people.iter().for_each(|&at| self.people(at, &mut unit));
            if known.faint {
                share = FAINT;
            }
        }
        if unit.ways.is_empty() && piece.is_han() {
            self.parts(&piece.text, &mut unit);
        }
        unit.weight = share * self.rarity(&unit);
        self.plan.units.push(unit);
    }

    /// Weight by how few documents meet it.
    fn rarity(&self, unit: &Unit) -> f32 {
        let all = self.index.slots() as f32 + 1.0;
        let most = unit.ways.iter().map(|way| way.hits.len()).max().unwrap_or(0) as f32;
        (1.0 + all / (most + 1.0).max(all.sqrt() / 4.0)).ln()
    }

    fn add(unit: &mut Unit, found: Match) {
        if !found.hits.is_empty() {
            unit.ways.push(found);
        }
    }

    fn literal(&self, text: &str, unit: &mut Unit) {
        let hits = self.index.postings.all(&grams::pairs(text));
        Self::add(unit, Match::whole(Way::Word, text, WORD, hits));
    }

    fn meanings(&self, known: &Known, way: Way, factor: f32, unit: &mut Unit) {
        for &line in &known.meanings {
            let mut factor = factor;
            for words in &self.speech.meanings[line] {
                let hits = self.together(words);
                Self::add(unit, Match::whole(way, words.join(" "), factor, hits));
                factor *= NEXT_MEANING;
            }
        }
    }

    /// Documents in which all words stand, in whatever field; the field that weighs least counts.
    fn together(&self, words: &[String]) -> Vec<Posting> {
        let mut lists = words.iter().map(|word| {
            let mut list = self.index.postings.all(&grams::pairs(word));
            if words.len() > 1 {
                list.iter_mut()
                    .for_each(|posting| *posting = posting.in_its_best_field());
            }
            list
        });
        let first = lists.next().unwrap_or_default();
        lists.fold(first, |found, list| meet(&found, &list, Field::lesser))
    }

    fn action(&mut self, at: usize, unit: &mut Unit) {
        self.plan.actions |= 1 << at;
        for name in &self.speech.actions[at].names {
            let hits = self.index.postings.all(&grams::pairs(name));
            Self::add(unit, Match::whole(Way::Action, name, ACTION, hits));
        }
    }

    fn people(&self, at: usize, unit: &mut Unit) {
        let hits = self.index.postings.list(grams::group(at)).to_vec();
        let mut found = Match::whole(Way::People, people()[at].zh, PEOPLE, hits);
        found.chars = 0.0;
        Self::add(unit, found);
    }

    /// Documents with at least half of a word's characters.
    fn parts(&self, word: &str, unit: &mut Unit) {
        let all = self.index.slots() as f32 + 1.0;
        let lists: Vec<(&[Posting], f32)> = word
            .chars()
            .map(|c| self.index.postings.list(grams::one(c)))
            .map(|list| (list, (all / (list.len() as f32 + 1.0)).ln().max(0.1)))
            .collect();
        let total: f32 = lists.iter().map(|(_, weight)| weight).sum();
        let weighed = lists.into_iter().map(|(list, weight)| (list, weight / total));
        let (hits, shares) = self.gather(weighed, HALF);
        let mut part = Match::whole(Way::Part, word, PART, hits);
        part.shares = shares;
        Self::add(unit, part);
    }

    fn latin(&self, letters: &str, known: bool, unit: &mut Unit) {
        let postings = &self.index.postings;
        Self::add(
            unit,
            Match::whole(Way::Word, letters, WORD, postings.word(letters).to_vec()),
        );
        let single = letters.strip_suffix('s').filter(|single| single.len() >= 3);
        if let Some(single) = single {
            Self::add(
                unit,
                Match::whole(Way::Word, single, WORD, postings.word(single).to_vec()),
            );
        }
        if letters.len() >= 4 {
            let longer: Vec<&str> = postings
                .beginning(letters, UNFINISHED)
                .filter(|word| *word != letters)
                .collect();
            for word in longer {
                Self::add(
                    unit,
                    Match::whole(Way::Beginning, word, BEGINNING, postings.word(word).to_vec()),
                );
            }
        }
        if !known && letters.bytes().all(|letter| letter.is_ascii_alphabetic()) {
            self.spelled(letters, unit);
            self.initials(letters, unit);
            if unit.ways.is_empty() {
                self.nearly(letters, unit);
            }
        }
    }

    fn spelled(&self, letters: &str, unit: &mut Unit) {
        if letters.len() < 4 || !text::is_pinyin(letters) {
            return;
        }
        let blurred = text::blurred(letters);
        let syllables = letters.len() as f32 / 3.3;
        for mut found in self.sounding(&blurred, letters, (Way::Pinyin, PINYIN), letters) {
            found.chars = syllables;
            Self::add(unit, found);
        }
        for phrase in self.speech.by_sound.get(&blurred).into_iter().flatten() {
            if let Some(known) = self.known(phrase) {
                self.meanings(known, Way::Pinyin, PINYIN * SPEECH, unit);
            }
        }
        if unit.ways.is_empty() {
            self.spelled_after_a_syllable(letters, unit);
        }
        if unit.ways.is_empty() {
            self.partly_spelled(&blurred, letters, unit);
        }
    }

    /// A phrase of daily speech in pinyin with a small word before it, as in "kai fandian".
    fn spelled_after_a_syllable(&self, letters: &str, unit: &mut Unit) {
        let starts = (2..=6.min(letters.len() - 1)).filter(|&at| text::is_syllable(&letters[..at]));
        for at in starts {
            for phrase in self
                .speech
                .by_sound
                .get(&text::blurred(&letters[at..]))
                .into_iter()
                .flatten()
            {
                if let Some(known) = self.known(phrase) {
                    self.meanings(known, Way::Pinyin, PINYIN * SPEECH, unit);
                }
            }
        }
    }

    /// Documents that sound like it: those spelled exactly so, and those that sound alike.
    fn sounding(&self, blurred: &str, letters: &str, exact: (Way, f32), meant: &str) -> Vec<Match> {
        let all = self.index.postings.all(&grams::spelled(blurred));
        let (same, alike) = all
            .into_iter()
            .partition(|hit| hit.fields() & Field::Name.bit() != 0 && self.index.spelled(hit.slot()).contains(letters));
        vec![
            Match::whole(exact.0, meant, exact.1, same),
            Match::whole(Way::Sound, meant, exact.1.min(SOUND), alike),
        ]
    }

    /// Pinyin with an error in it: most of its letters in a row are there.
    fn partly_spelled(&self, blurred: &str, letters: &str, unit: &mut Unit) {
        let wanted = grams::spelled(blurred);
        if wanted.len() < 5 {
            return;
        }
        let share = 1.0 / wanted.len() as f32;
        let lists = wanted.iter().map(|&gram| (self.index.postings.list(gram), share));
        let (hits, shares) = self.gather(lists, MOSTLY);
        let mut found = Match::whole(Way::Near, letters, NEAR, hits);
        found.chars = letters.len() as f32 / 3.3;
        found.shares = shares;
        Self::add(unit, found);
    }

    /// Documents that stand in lists whose weights sum up to `least` or more, with that sum.
    fn gather<'b>(&self, lists: impl Iterator<Item = (&'b [Posting], f32)>, least: f32) -> (Vec<Posting>, Vec<f32>) {
        let mut sums = vec![(0.0f32, 0u8); self.index.slots()];
        let mut touched = Vec::new();
        for (list, weight) in lists {
            for posting in list {
                let sum = &mut sums[posting.slot() as usize];
                if sum.0 == 0.0 {
                    touched.push(posting.slot());
                }
                *sum = (sum.0 + weight, sum.1 | posting.fields());
            }
        }
        touched.retain(|&slot| sums[slot as usize].0 >= least);
        touched.sort_unstable();
        let found = touched.into_iter().map(|slot| (slot, sums[slot as usize]));
        found
            .map(|(slot, (sum, fields))| (Posting::new(slot, fields), sum.min(1.0)))
            .unzip()
    }

    fn initials(&self, letters: &str, unit: &mut Unit) {
        if !(2..=16).contains(&letters.len()) {
            return;
        }
        let hits = self.index.postings.all(&grams::heads(letters, false));
        Self::add(unit, Match::whole(Way::Initials, letters, INITIALS, hits));
        for phrase in self.speech.by_heads.get(letters).into_iter().flatten() {
            if let Some(known) = self.known(phrase) {
                self.meanings(known, Way::Initials, INITIALS * SPEECH, unit);
            }
        }
    }

    /// English words and phrases that differ by a letter or two.
    fn nearly(&self, letters: &str, unit: &mut Unit) {
        let errors = match letters.len() {
            0..=4 => return,
            5..=8 => 1,
            _ => 2,
        };
        let near = |word: &str| word.len().abs_diff(letters.len()) <= errors && osa_distance(word, letters) <= errors;
        let words: Vec<&str> = self
            .index
            .postings
            .every_word()
            .filter(|word| near(word))
            .take(UNFINISHED)
            .collect();
        for word in words {
            let hits = self.index.postings.word(word).to_vec();
            Self::add(unit, Match::whole(Way::Near, word, NEAR, hits));
        }
        let phrases = self.phrases(letters.len() - errors, letters.len() + errors);
        for phrase in phrases.filter(|phrase| phrase.is_ascii() && near(phrase)) {
            self.meanings(&self.speech.known[phrase], Way::Near, NEAR, unit);
        }
    }

    /// An age tells the kind of people.
    fn age(&mut self, folded: &str) {
        let Some(years) = age(folded) else { return };
        let mut unit = Unit {
            said: format!("{years}岁"),
            ..Unit::default()
        };
        if let Some(tens) = self.of_tens(years) {
            Self::add(&mut unit, tens);
        }
        for at in self.speech.people_aged(years) {
            self.people(at, &mut unit);
        }
        unit.weight = self.rarity(&unit);
        self.plan.units.push(unit);
    }

    /// Names that say "from 80 years on" for somebody of 82.
    fn of_tens(&self, years: u32) -> Option<Match> {
        let tens = format!("{}", years / 10 * 10);
        let hits = meet(
            self.index.postings.word(&tens),
            &self.index.postings.all(&grams::pairs("周岁")),
            |left, right| left & right,
        );
        (!hits.is_empty()).then(|| Match::whole(Way::People, format!("{tens}周岁"), WORD, hits))
    }

    /// Pieces that nothing meets are tried by their sound: with their neighbours, then alone.
    fn by_sound(&mut self, folded: &str) {
        let missed: Vec<usize> = (0..self.plan.units.len())
            .filter(|&at| !self.plan.units[at].is_met() || self.plan.units[at].said.chars().nth(1).is_none())
            .collect();
        for at in missed {
            let mut found = Vec::new();
            for around in self.around(at, folded) {
                found = self.homophones(&around);
                if !found.is_empty() {
                    break;
                }
            }
            self.plan.units[at].ways.extend(found);
        }
    }

    /// The piece with what stands before and behind it in the question, longest first.
    fn around(&self, at: usize, folded: &str) -> Vec<String> {
        let said = |at: Option<usize>| at.and_then(|at| self.plan.units.get(at)).map(|unit| unit.said.as_str());
        let (before, here, behind) = (said(at.checked_sub(1)), said(Some(at)), said(Some(at + 1)));
        let (before, here, behind) = (before.unwrap_or(""), here.unwrap_or(""), behind.unwrap_or(""));
        let mut tried = vec![
            format!("{before}{here}{behind}"),
            format!("{before}{here}"),
            format!("{here}{behind}"),
            here.to_string(),
        ];
        tried.dedup();
        tried.retain(|text| {
            text.chars().count() >= 2 && text.chars().all(text::is_han) && folded.contains(text.as_str())
        });
        tried
    }

    /// Phrases of daily speech with so many characters.
    fn phrases(&self, from: usize, to: usize) -> impl Iterator<Item = &'a String> {
        let sizes = &self.speech.by_size;
        sizes[from.min(sizes.len())..sizes.len().min(to + 1)].iter().flatten()
    }

    fn homophones(&self, word: &str) -> Vec<Match> {
        let letters = text::syllables(word).concat();
        let blurred = text::blurred(&letters);
        let mut unit = Unit::default();
        if blurred.len() >= 5 {
            for found in self.sounding(&blurred, &letters, (Way::Sound, SOUND), word) {
                Self::add(&mut unit, found);
            }
        }
        let alike = self.speech.by_sound.get(&blurred).into_iter().flatten();
        let size = word.chars().count();
        let near = self
            .phrases(size, size)
            .filter(|phrase| size >= 3 && osa_distance(phrase, word) == 1);
        for phrase in alike.chain(near) {
            self.meanings(&self.speech.known[phrase], Way::Sound, SOUND, &mut unit);
        }
        unit.ways
    }
}

/// Single characters left over between words are one piece: what is not in the dictionary is often a name, or an error.
fn join_singles<'a>(pieces: Vec<Piece<'a>>) -> Vec<Piece<'a>> {
    let mut joined: Vec<Piece<'a>> = Vec::new();
    let mut open = false;
    for piece in pieces {
        let single = piece.known.is_none() && piece.is_han() && piece.text.chars().nth(1).is_none();
        match joined.last_mut() {
            Some(last) if single && open => last.text.push_str(&piece.text),
            _ => joined.push(piece),
        }
        open = single;
    }
    joined
}

/// An age that is told, in digits or in characters.
fn age(folded: &str) -> Option<u32> {
    let before = folded.split_once('岁')?.0;
    let before = before.strip_suffix('周').unwrap_or(before).trim_end();
    let number: Vec<char> = before
        .chars()
        .rev()
        .take_while(|c| c.is_ascii_digit() || "零一二两三四五六七八九十".contains(*c))
        .collect();
    let mut years = 0;
    let mut unit = 0;
    let mut tens = false;
    for c in number.into_iter().rev() {
        match c {
            '十' => {
                years += unit.max(1) * 10;
                unit = 0;
                tens = true;
            }
            c if c.is_ascii_digit() => unit = (unit * 10 + c.to_digit(10)?).min(1000),
            c => {
                let digit = "零一二三四五六七八九".chars().position(|known| known == c).unwrap_or(2);
                let digit = u32::try_from(digit).ok()?;
                unit = if tens { digit } else { (unit * 10 + digit).min(1000) };
            }
        }
    }
    Some(years + unit).filter(|years| (1..=130).contains(years))
}

#[cfg(test)]
mod tests {
    use super::age;

    #[test]
    fn an_age_is_read_in_digits_and_in_characters() {
        assert_eq!(age("我爸八十二岁了"), Some(82));
        assert_eq!(age("满 60 周岁"), Some(60));
        assert_eq!(age("十岁"), Some(10));
        assert_eq!(age("几岁"), None);
    }
}
