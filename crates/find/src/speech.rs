//! Words of daily speech (日常说法), as the data files of this crate give them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use jieba_rs::Jieba;
use rustc_hash::FxHashMap;

use crate::text;

/// Items that belong together for people: a life event (人生事件) or a kind of people (服务人群).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Stable code.
    pub code: &'static str,
    /// `person` or `company`.
    pub audience: &'static str,
    /// Chinese name.
    pub zh: &'static str,
    /// English name.
    pub en: &'static str,
    words: Vec<String>,
    unless: Vec<String>,
    ages: Option<(u32, u32)>,
}

/// What a document is about, by the words of its texts: a bit for each life event, kind of people and action.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Belongs {
    pub(crate) events: u32,
    pub(crate) people: u32,
    pub(crate) actions: u16,
}

/// All words by which documents belong somewhere, looked for at once.
#[derive(Debug)]
struct Belonging {
    words: AhoCorasick,
    /// For each word, where it belongs; the second is what it rules out.
    marks: Vec<(Belongs, Belongs)>,
}

impl Belonging {
    fn of(actions: &[Action]) -> Belonging {
        let mut marks: BTreeMap<&str, (Belongs, Belongs)> = BTreeMap::new();
        for (at, group) in life_events().iter().enumerate() {
            group
                .words
                .iter()
                .for_each(|word| marks.entry(word).or_default().0.events |= 1 << at);
            group
                .unless
                .iter()
                .for_each(|word| marks.entry(word).or_default().1.events |= 1 << at);
        }
        for (at, group) in people().iter().enumerate() {
            group
                .words
                .iter()
                .for_each(|word| marks.entry(word).or_default().0.people |= 1 << at);
        }
        for (at, action) in actions.iter().enumerate().filter(|(_, action)| action.code != "first") {
            action
                .names
                .iter()
                .for_each(|word| marks.entry(word).or_default().0.actions |= 1 << at);
        }
        // The words are plain text of a few hundred bytes each; an automaton over none of them would find nothing.
        let words = AhoCorasick::new(marks.keys()).or_else(|_| AhoCorasick::new([""; 0]));
        Belonging {
            words: words.expect("an automaton over no words can always be built"),
            marks: marks.into_values().collect(),
        }
    }

    fn in_texts(&self, texts: &[String]) -> Belongs {
        let (mut has, mut not) = (Belongs::default(), Belongs::default());
        for found in texts.iter().flat_map(|text| self.words.find_overlapping_iter(text)) {
            let (here, elsewhere) = self.marks[found.pattern().as_usize()];
            has.events |= here.events;
            has.people |= here.people;
            has.actions |= here.actions;
            not.events |= elsewhere.events;
        }
        has.events &= !not.events;
        has
    }
}

/// What is to be done with it (办理类型), such as 变更 or 补办.
#[derive(Debug)]
pub(crate) struct Action {
    pub(crate) code: &'static str,
    /// How names of items say it.
    pub(crate) names: Vec<String>,
}

/// What a phrase of daily speech is.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// Lines of [`Speech::meanings`].
    pub(crate) meanings: Vec<usize>,
    pub(crate) action: Option<usize>,
    pub(crate) people: Option<usize>,
    pub(crate) silent: bool,
    pub(crate) faint: bool,
}

#[derive(Debug)]
pub(crate) struct Speech {
    /// For each line, the ways to call it officially; each way is words that must all be there.
    pub(crate) meanings: Vec<Vec<Vec<String>>>,
    pub(crate) known: FxHashMap<String, Known>,
    pub(crate) actions: Vec<Action>,
    /// Longest phrase, characters.
    pub(crate) longest: usize,
    /// Phrases by blurred pinyin.
    pub(crate) by_sound: FxHashMap<String, Vec<String>>,
    /// Phrases by initials.
    pub(crate) by_heads: FxHashMap<String, Vec<String>>,
    /// Phrases that mean something, by how many characters they have.
    pub(crate) by_size: Vec<Vec<String>>,
    cutter: Jieba,
    belonging: Belonging,
}

/// How people of a place say it, and what the papers call it (本地说法).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saying {
    /// One phrase, as people type it.
    pub said: String,
    /// Ways to call it officially, divided by `|`, the best first; the words of one way, divided by a blank, must all be there.
    pub meant: String,
}

static SHIPPED: LazyLock<Speech> = LazyLock::new(|| Speech::with(&[]));
static EVENTS: LazyLock<Vec<Group>> =
    LazyLock::new(|| rows(include_str!("../data/events.tsv")).filter_map(event).collect());
static PEOPLE: LazyLock<Vec<Group>> = LazyLock::new(|| {
    rows(include_str!("../data/people.tsv"))
        .filter_map(|row| kind_of_people(&row))
        .collect()
});

/// Life events of people and of companies, in the order of a life.
pub fn life_events() -> &'static [Group] {
    &EVENTS
}

/// Kinds of people.
pub fn people() -> &'static [Group] {
    &PEOPLE
}

fn rows(file: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    file.lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split('\t').collect())
}

fn list(words: &str) -> Vec<String> {
    words
        .split('、')
        .map(text::fold)
        .filter(|word| !word.is_empty())
        .collect()
}

fn action(row: Vec<&'static str>) -> Option<Action> {
    let [code, _, _, _, names] = row.as_slice() else {
        return None;
    };
    Some(Action {
        code,
        names: list(names),
    })
}

fn event(row: Vec<&'static str>) -> Option<Group> {
    let [code, audience, zh, en, words, rest @ ..] = row.as_slice() else {
        return None;
    };
    Some(Group {
        code,
        audience,
        zh,
        en,
        words: list(words),
        unless: rest.first().map(|words| list(words)).unwrap_or_default(),
        ages: None,
    })
}

fn kind_of_people(row: &[&'static str]) -> Option<Group> {
    let [code, zh, en, words, _, rest @ ..] = row else {
        return None;
    };
    let ages = rest.first().and_then(|ages| ages.split_once('-'));
    Some(Group {
        code,
        audience: "person",
        zh,
        en,
        words: list(words),
        unless: Vec::new(),
        ages: ages.and_then(|(from, to)| Some((from.parse().ok()?, to.parse().ok()?))),
    })
}

impl Speech {
    /// What comes with the product. Reading the dictionary takes a moment the first time.
    pub(crate) fn shipped() -> &'static Speech {
        &SHIPPED
    }

    /// What comes with the product, and the words of a place before it.
    pub(crate) fn with(sayings: &[Saying]) -> Speech {
        let actions: Vec<Action> = rows(include_str!("../data/actions.tsv")).filter_map(action).collect();
        let mut speech = Speech {
            meanings: Vec::new(),
            known: FxHashMap::default(),
            belonging: Belonging::of(&actions),
            actions,
            longest: 0,
            by_sound: FxHashMap::default(),
            by_heads: FxHashMap::default(),
            by_size: Vec::new(),
            cutter: Jieba::new(),
        };
        for saying in sayings {
            speech.learn(&saying.said, &saying.meant);
        }
        for row in rows(include_str!("../data/speech.tsv")) {
            if let [said, meant] = row.as_slice() {
                speech.learn(said, meant);
            }
        }
        speech.read_said();
        speech.longest = speech
            .known
            .keys()
            .map(|phrase| phrase.chars().count())
            .max()
            .unwrap_or(0);
        speech.teach();
        speech
    }

    /// Phrases divided by 、 and the ways in which the papers call them; what was learnt first counts first.
    fn learn(&mut self, said: &str, meant: &str) {
        let words = |way: &str| way.split(' ').map(text::fold).filter(|word| !word.is_empty()).collect();
        let line = self.meanings.len();
        self.meanings.push(meant.split('|').map(words).collect());
        for phrase in list(said) {
            self.known.entry(phrase).or_default().meanings.push(line);
        }
    }

    fn read_said(&mut self) {
        for (at, row) in rows(include_str!("../data/actions.tsv")).enumerate() {
            for phrase in row.get(3).map(|words| list(words)).unwrap_or_default() {
                self.known.entry(phrase).or_default().action = Some(at);
            }
        }
        for (at, row) in rows(include_str!("../data/people.tsv")).enumerate() {
            for phrase in row.get(4).map(|words| list(words)).unwrap_or_default() {
                self.known.entry(phrase).or_default().people = Some(at);
            }
        }
        for row in rows(include_str!("../data/filler.tsv")) {
            for word in row.get(1).map(|words| list(words)).unwrap_or_default() {
                let known = self.known.entry(word).or_default();
                known.silent = row[0] == "silent";
                known.faint = row[0] == "faint";
            }
        }
    }

    /// The cutter learns the phrases, so that it does not cut through them; those that mean something are known by sound too.
    fn teach(&mut self) {
        self.by_size = vec![Vec::new(); self.longest + 1];
        for (phrase, known) in &self.known {
            let size = phrase.chars().count();
            if !known.meanings.is_empty() {
                self.by_size[size].push(phrase.clone());
            }
            if size < 2 || !phrase.chars().all(text::is_han) {
                continue;
            }
            self.cutter.add_word(phrase, None, None);
            if known.meanings.is_empty() {
                continue;
            }
            let syllables = text::syllables(phrase);
            let sound = text::blurred(&syllables.concat());
            self.by_sound.entry(sound).or_default().push(phrase.clone());
            let heads = text::initials(&syllables);
            self.by_heads.entry(heads).or_default().push(phrase.clone());
        }
        for phrases in self
            .by_sound
            .values_mut()
            .chain(self.by_heads.values_mut())
            .chain(&mut self.by_size)
        {
            phrases.sort();
        }
    }

    /// Where a document with these folded texts belongs.
    pub(crate) fn belongs(&self, texts: &[String]) -> Belongs {
        self.belonging.in_texts(texts)
    }

    /// The bit of the enquiry among actions.
    pub(crate) fn enquiry(&self) -> u16 {
        self.actions
            .iter()
            .position(|action| action.code == "ask")
            .map_or(0, |at| 1 << at)
    }

    /// The words of a Chinese text, in order.
    pub(crate) fn cut<'a>(&self, han: &'a str) -> Vec<&'a str> {
        self.cutter
            .cut(han, false)
            .into_iter()
            .map(|token| token.word)
            .collect()
    }

    /// The kinds of people of this age.
    pub(crate) fn people_aged(&self, years: u32) -> impl Iterator<Item = usize> {
        people()
            .iter()
            .enumerate()
            .filter(move |(_, group)| group.ages.is_some_and(|(from, to)| (from..=to).contains(&years)))
            .map(|(at, _)| at)
    }
}

#[cfg(test)]
mod tests {
    use super::{Speech, life_events, people, rows};

    #[test]
    fn every_line_of_the_data_has_its_columns() {
        let files = [
            (include_str!("../data/speech.tsv"), 2..=2),
            (include_str!("../data/actions.tsv"), 5..=5),
            (include_str!("../data/filler.tsv"), 2..=2),
            (include_str!("../data/events.tsv"), 5..=6),
            (include_str!("../data/people.tsv"), 5..=6),
            (include_str!("../data/readings.tsv"), 2..=2),
        ];
        for (file, columns) in files {
            for row in rows(file) {
                assert!(columns.contains(&row.len()), "{row:?}");
            }
        }
        assert_eq!(life_events().len(), 12);
        assert!(people().len() < 32 && Speech::shipped().actions.len() < 16);
    }

    #[test]
    fn a_phrase_of_daily_speech_is_not_cut_through() {
        assert_eq!(Speech::shipped().cut("我要开火锅店"), ["我要", "开", "火锅店"]);
    }
}
