//! One list of questions (情形导引): the bundle's own and those of its items, each asked once.

use std::collections::BTreeMap;

use super::Bundle;
use crate::items::{Chosen, Item, Situation, When};

/// Every question of a bundle, and under which name each item's questions stand there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Questions {
    /// The questions, so that one depends on earlier ones only.
    pub all: Vec<Situation>,
    /// For each member: the code of a question in the item, and its code here.
    names: Vec<BTreeMap<String, String>>,
}

impl Questions {
    /// Of a bundle; `items` gives the item of each member, as far as it is known.
    ///
    /// A question of an item that the bundle or an earlier item asks alike (code, words and answers) is not asked again.
    pub fn of(bundle: &Bundle, items: &[Option<&Item>]) -> Questions {
        let mut questions = Questions {
            all: bundle.situations.clone(),
            names: Vec::with_capacity(items.len()),
        };
        for (at, member) in bundle.members.iter().enumerate() {
            let asked = items
                .get(at)
                .copied()
                .flatten()
                .map_or(&[][..], |item| item.situations.as_slice());
            let mut names = BTreeMap::new();
            for own in asked {
                let name = questions.take(own, &member.when, &names, at);
                names.insert(own.code.clone(), name);
            }
            questions.names.push(names);
        }
        questions
    }

    /// Takes in one question of an item and answers its code here.
    fn take(&mut self, own: &Situation, member: &[When], names: &BTreeMap<String, String>, at: usize) -> String {
        let mut when = member.to_vec();
        when.extend(own.when.iter().map(|entry| When {
            question: names.get(&entry.question).unwrap_or(&entry.question).clone(),
            answers: entry.answers.clone(),
        }));
        let known = self.all.iter().find(|known| is_alike(known, own, &when));
        if let Some(known) = known {
            return known.code.clone();
        }
        let mut code = own.code.clone();
        let mut number = at + 1;
        while self.all.iter().any(|known| known.code == code) {
            code = format!("{}_{number}", own.code);
            number += 1;
        }
        self.all.push(Situation {
            code: code.clone(),
            when,
            ..own.clone()
        });
        code
    }

    /// The answers that an item of the bundle is asked for, under its own codes.
    pub fn answers(&self, member: usize, chosen: &Chosen) -> Chosen {
        let names = self.names.get(member).into_iter().flatten();
        names
            .filter_map(|(own, here)| Some((own.clone(), chosen.get(here)?.clone())))
            .collect()
    }
}

/// Both ask the same of at least the same people.
fn is_alike(known: &Situation, own: &Situation, when: &[When]) -> bool {
    let codes = |one: &Situation| one.options.iter().map(|answer| answer.code.clone()).collect::<Vec<_>>();
    let of_same = known.code == own.code && codes(known) == codes(own);
    of_same && known.question.zh.trim() == own.question.zh.trim() && (known.when.is_empty() || known.when == when)
}
