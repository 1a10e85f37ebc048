//! Which row of a list is which row of an earlier state of it.

use serde_json::Value;

use crate::plain::{is_blank, text};

/// For each row of `after`, the row of `before` that it comes from. No two come from the same.
pub(crate) fn align(before: &[Value], after: &[Value]) -> Vec<Option<usize>> {
    let mut pairs = Pairs {
        from: vec![None; after.len()],
        taken: vec![false; before.len()],
    };
    pairs.each(before, after, |old, new| {
        !code(old).is_empty() && code(old) == code(new)
    });
    pairs.each(before, after, |old, new| old == new);
    if before.iter().chain(after).all(|row| row.is_object()) {
        pairs.most_alike(before, after);
        pairs.neighbours(before, after);
    }
    pairs.from
}

fn code(row: &Value) -> String {
    text(row.get("code"))
}

/// Rows that carry codes are the same only by them, as long as both do.
fn may_be_one(old: &Value, new: &Value) -> bool {
    code(old).is_empty() || code(new).is_empty() || alike(old, new) > 0
}

struct Pairs {
    from: Vec<Option<usize>>,
    taken: Vec<bool>,
}

impl Pairs {
    fn pair(&mut self, old: usize, new: usize) {
        self.from[new] = Some(old);
        self.taken[old] = true;
    }

    fn open(&self) -> (Vec<usize>, Vec<usize>) {
        let old = (0..self.taken.len()).filter(|at| !self.taken[*at]).collect();
        let new = (0..self.from.len()).filter(|at| self.from[*at].is_none()).collect();
        (old, new)
    }

    /// Pairs rows by a test, the one in the same place first.
    fn each(&mut self, before: &[Value], after: &[Value], same: impl Fn(&Value, &Value) -> bool) {
        for new in 0..after.len().min(before.len()) {
            if !self.taken[new] && self.from[new].is_none() && same(&before[new], &after[new]) {
                self.pair(new, new);
            }
        }
        for new in self.open().1 {
            let found = (0..before.len()).find(|old| !self.taken[*old] && same(&before[*old], &after[new]));
            if let Some(old) = found {
                self.pair(old, new);
            }
        }
    }

    /// Pairs rows that have most texts in common.
    fn most_alike(&mut self, before: &[Value], after: &[Value]) {
        let (old, new) = self.open();
        let mut scores: Vec<(usize, usize, usize)> = Vec::new();
        for &old in &old {
            for &new in &new {
                let score = alike(&before[old], &after[new]);
                if score > 0 {
                    scores.push((score, old, new));
                }
            }
        }
        scores.sort_by_key(|(score, old, new)| (usize::MAX - score, *old, *new));
        for (_, old, new) in scores {
            if !self.taken[old] && self.from[new].is_none() {
                self.pair(old, new);
            }
        }
    }

    /// Pairs what is left by the place between neighbours that are known.
    fn neighbours(&mut self, before: &[Value], after: &[Value]) {
        for new in self.open().1 {
            let below = |old: usize| old.checked_sub(1);
            let above = below(new).map(|at| self.from[at]);
            let found = (0..before.len()).find(|old| {
                !self.taken[*old]
                    && may_be_one(&before[*old], &after[new])
                    && match above {
                        None => *old == 0,
                        Some(above) => above.is_some() && below(*old) == above,
                    }
            });
            if let Some(old) = found {
                self.pair(old, new);
            }
        }
    }
}

/// How many texts two rows have in common.
fn alike(old: &Value, new: &Value) -> usize {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            let same = |(key, old): (&String, &Value)| new.get(key).map_or(0, |new| alike(old, new));
            old.iter().map(same).sum()
        }
        (Value::String(_), Value::String(_)) => usize::from(!is_blank(old) && old == new),
        (Value::Array(_), Value::Array(_)) => usize::from(!is_blank(old) && old == new),
        _ => 0,
    }
}
