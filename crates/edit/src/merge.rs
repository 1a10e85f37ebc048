//! Two people changed the same document: what both changed is put together, and where both changed the same element,
//! both are kept for a choice.
//!
//! A change is never dropped: it is in the merged document, or it is offered.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::align::align;
use crate::plain::{is_blank, text, title};
use crate::shape::under;

/// Whose change is taken where both changed the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Of the one who saves now.
    Mine,
    /// Of the one who saved before.
    Theirs,
}

/// Choices by the place of a conflict.
pub type Choices = BTreeMap<String, Whose>;

/// The two changes put together.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged {
    /// The document; where no choice was made yet it holds theirs.
    pub document: Value,
    /// What both changed and nobody chose yet.
    pub conflicts: Vec<Conflict>,
}

/// One element that both changed (冲突).
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// Which one: the same for the same element, whenever it is asked.
    pub place: String,
    /// Path of the element, for its words.
    pub path: String,
    /// What the rows around it are called, outermost first.
    pub rows: Vec<(String, String)>,
    /// What they differ in.
    pub about: About,
    /// Before both.
    pub base: Option<Value>,
    /// The one.
    pub mine: Option<Value>,
    /// The other.
    pub theirs: Option<Value>,
}

/// What two changes differ in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// What an element says.
    Value,
    /// One changed a row, the other took it away.
    Gone,
    /// The order of a list.
    Order,
}

/// Puts two changes of `base` together, by the choices that were made.
pub fn merge(base: &Value, mine: &Value, theirs: &Value, choices: &Choices) -> Merged {
    let mut merging = Merging {
        choices,
        conflicts: Vec::new(),
    };
    let document = merging.value(&At::default(), Some(base), Some(mine), Some(theirs));
    Merged {
        document: document.unwrap_or(Value::Null),
        conflicts: merging.conflicts,
    }
}

#[derive(Clone, Default)]
struct At {
    place: String,
    path: String,
    rows: Vec<(String, String)>,
}

impl At {
    fn key(&self, key: &str) -> At {
        At {
            place: under(&self.place, key),
            path: under(&self.path, key),
            rows: self.rows.clone(),
        }
    }

    fn row(&self, id: &str, row: &Value) -> At {
        let mut rows = self.rows.clone();
        rows.push(title(row));
        At {
            place: under(&self.place, id),
            path: self.path.clone(),
            rows,
        }
    }
}

struct Merging<'c> {
    choices: &'c Choices,
    conflicts: Vec<Conflict>,
}

/// Both say the same, or both nothing.
fn same(one: Option<&Value>, other: Option<&Value>) -> bool {
    let blank = |value: Option<&Value>| value.is_none_or(is_blank);
    one == other || blank(one) && blank(other)
}

impl Merging<'_> {
    fn value(&mut self, at: &At, base: Option<&Value>, mine: Option<&Value>, theirs: Option<&Value>) -> Option<Value> {
        if same(mine, theirs) || same(base, mine) {
            return theirs.cloned();
        }
        if same(base, theirs) {
            return mine.cloned();
        }
        match (base, mine, theirs) {
            (_, Some(Value::Object(mine)), Some(Value::Object(theirs))) if base.is_none_or(is_group) => Some(
                Value::Object(self.group(at, base.and_then(Value::as_object), mine, theirs)),
            ),
            (_, Some(Value::Array(_)) | None, Some(Value::Array(_)) | None) if base.is_none_or(is_list) => Some(
                Value::Array(self.list(at, rows_of(base), rows_of(mine), rows_of(theirs))),
            ),
            _ => self.choose(at, About::Value, base, mine, theirs).cloned(),
        }
    }

    fn group(
        &mut self,
        at: &At,
        base: Option<&Map<String, Value>>,
        mine: &Map<String, Value>,
        theirs: &Map<String, Value>,
    ) -> Map<String, Value> {
        let mut keys: Vec<&String> = mine.keys().chain(theirs.keys()).collect();
        keys.sort();
        keys.dedup();
        let mut fields = Map::new();
        for key in keys {
            let base = base.and_then(|base| base.get(key));
            if let Some(value) = self.value(&at.key(key), base, mine.get(key), theirs.get(key)) {
                fields.insert(key.clone(), value);
            }
        }
        fields
    }

    /// Theirs, unless mine was chosen; without a choice it is asked for.
    fn choose<'v>(
        &mut self,
        at: &At,
        about: About,
        base: Option<&'v Value>,
        mine: Option<&'v Value>,
        theirs: Option<&'v Value>,
    ) -> Option<&'v Value> {
        match self.choices.get(&at.place) {
            Some(Whose::Mine) => mine,
            Some(Whose::Theirs) => theirs,
            None => {
                self.conflicts.push(Conflict {
                    place: at.place.clone(),
                    path: at.path.clone(),
                    rows: at.rows.clone(),
                    about,
                    base: base.cloned(),
                    mine: mine.cloned(),
                    theirs: theirs.cloned(),
                });
                theirs
            }
        }
    }

    fn list(&mut self, at: &At, base: &[Value], mine: &[Value], theirs: &[Value]) -> Vec<Value> {
        let ids = Ids::of(base, mine, theirs);
        let (order, second) = self.order(at, &ids, base, mine, theirs);
        let mut merged = Vec::new();
        for id in woven(order, second) {
            let (old, my, their) = (
                base.get(id),
                ids.find(&ids.mine, id, mine),
                ids.find(&ids.theirs, id, theirs),
            );
            let row_at = at.row(
                &ids.name(id, my.or(their)),
                my.or(their).or(old).unwrap_or(&Value::Null),
            );
            merged.extend(self.row(&row_at, old, my, their));
        }
        merged
    }

    fn row(&mut self, at: &At, base: Option<&Value>, mine: Option<&Value>, theirs: Option<&Value>) -> Option<Value> {
        match (base, mine, theirs) {
            (_, Some(_), Some(_)) => self.value(at, base, mine, theirs),
            (None, mine, theirs) => mine.or(theirs).cloned(),
            (Some(base), Some(kept), None) | (Some(base), None, Some(kept)) if base == kept => None,
            (Some(_), None, None) => None,
            _ => self.choose(at, About::Gone, base, mine, theirs).cloned(),
        }
    }

    /// The ids in the order that leads, and those of the other.
    fn order<'i>(
        &mut self,
        at: &At,
        ids: &'i Ids,
        base: &[Value],
        mine: &[Value],
        theirs: &[Value],
    ) -> (&'i [usize], &'i [usize]) {
        let common = |side: &[usize], other: &[usize]| -> Vec<usize> {
            let known = side.iter().filter(|id| **id < base.len() && other.contains(id));
            known.copied().collect()
        };
        let (my, their) = (common(&ids.mine, &ids.theirs), common(&ids.theirs, &ids.mine));
        let was = {
            let mut sorted = my.clone();
            sorted.sort_unstable();
            sorted
        };
        let (mine_leads, both_moved) = (my != was, my != was && their != was && my != their);
        if both_moved {
            let (base, my, their) = (list(base), list(mine), list(theirs));
            let at = At {
                place: under(&at.place, "@order"),
                ..at.clone()
            };
            let chosen = self.choose(&at, About::Order, Some(&base), Some(&my), Some(&their));
            if chosen != Some(&my) {
                return (&ids.theirs, &ids.mine);
            }
            return (&ids.mine, &ids.theirs);
        }
        if mine_leads {
            (&ids.mine, &ids.theirs)
        } else {
            (&ids.theirs, &ids.mine)
        }
    }
}

fn is_group(value: &Value) -> bool {
    value.is_object() || value.is_null()
}

fn is_list(value: &Value) -> bool {
    value.is_array() || value.is_null()
}

fn rows_of(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn list(rows: &[Value]) -> Value {
    Value::Array(rows.to_vec())
}

/// The rows of both sides by number: those of the base keep their place in it, new ones come after.
struct Ids {
    mine: Vec<usize>,
    theirs: Vec<usize>,
    base: usize,
}

impl Ids {
    fn of(base: &[Value], mine: &[Value], theirs: &[Value]) -> Ids {
        let mut next = base.len();
        let mut fresh = || {
            next += 1;
            next - 1
        };
        let my: Vec<usize> = align(base, mine)
            .into_iter()
            .map(|old| old.unwrap_or_else(&mut fresh))
            .collect();
        let mut their: Vec<usize> = Vec::new();
        for (at, old) in align(base, theirs).into_iter().enumerate() {
            let added_by_both = || {
                let one = |place: &usize| {
                    let (id, row) = (my[*place], &mine[*place]);
                    id >= base.len() && !their.contains(&id) && is_one(row, &theirs[at])
                };
                (0..mine.len()).find(one).map(|place| my[place])
            };
            let id = old.or_else(added_by_both).unwrap_or_else(&mut fresh);
            their.push(id);
        }
        Ids {
            mine: my,
            theirs: their,
            base: base.len(),
        }
    }

    fn find<'v>(&self, side: &[usize], id: usize, rows: &'v [Value]) -> Option<&'v Value> {
        let place = side.iter().position(|known| *known == id)?;
        rows.get(place)
    }

    /// The name of a row in the place of a conflict.
    fn name(&self, id: usize, row: Option<&Value>) -> String {
        let code = text(row.and_then(|row| row.get("code")));
        match (id < self.base, code.is_empty()) {
            (true, _) => format!("#{id}"),
            (false, false) => format!("+{code}"),
            (false, true) => format!("+{id}"),
        }
    }
}

/// Two new rows are one.
fn is_one(mine: &Value, theirs: &Value) -> bool {
    let code = text(mine.get("code"));
    mine == theirs || !code.is_empty() && code == text(theirs.get("code"))
}

/// One order with what only the other has put behind what it follows there.
fn woven(order: &[usize], second: &[usize]) -> Vec<usize> {
    let mut woven = order.to_vec();
    for (at, id) in second.iter().enumerate() {
        if !woven.contains(id) {
            let before = at
                .checked_sub(1)
                .and_then(|at| woven.iter().position(|known| *known == second[at]));
            woven.insert(before.map_or(0, |place| place + 1), *id);
        }
    }
    woven
}

#[cfg(test)]
mod tests;
