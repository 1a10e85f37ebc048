//! The rows that a real act writes, to be written again for other cases without any rule.

use std::sync::Arc;

use yimen_acts::Centre;
use yimen_store::{Built, Change, Numbers, Once, STATEMENTS, Series, Stmt, Value, Write};

/// Counts without giving the number back, as bare rows need it.
static COUNT: Stmt = Stmt::write(
    "bench.count",
    "INSERT INTO counters (div, name, day, last) VALUES ($1, $2, $3, $4)
     ON CONFLICT (div, name, day) DO UPDATE SET last = counters.last + excluded.last",
);

/// One change as an act made it.
pub struct Pattern {
    once: Once,
    series: Vec<Series>,
    lines: Arc<[Line]>,
    answer: String,
    number: Arc<str>,
}

struct Line {
    stmt: &'static Stmt,
    parts: Vec<Part>,
    expect: Option<u64>,
}

enum Part {
    /// The same in every case.
    Same(Value),
    /// Id of the case.
    Case,
    /// Number of the case.
    Number,
    /// Something that nobody can guess, drawn anew.
    Token,
    /// Another id, drawn anew.
    Id,
}

/// Which case a change is about.
#[derive(Clone, Copy)]
pub enum Of {
    /// The one whose serial the series gives.
    New,
    /// The one with this serial.
    Serial(u64),
}

impl Pattern {
    /// From one act planned twice for the same case: what differs between the two was drawn.
    pub fn of(change: &Change, again: &Change, case: [u8; 16], number: &str) -> Option<Pattern> {
        let (built, other) = ((change.build)(ones(change)), (again.build)(ones(again)));
        let lines = built.writes.into_iter().zip(other.writes).map(|(write, other)| {
            let parts = write.params.into_iter().zip(&other.params);
            Line {
                stmt: write.stmt,
                parts: parts
                    .map(|(value, other)| Part::of(value, other, &case, number))
                    .collect(),
                expect: write.expect,
            }
        });
        Some(Pattern {
            once: change.once.clone()?,
            series: change.series.clone(),
            lines: lines.collect(),
            answer: built.answer,
            number: number.into(),
        })
    }

    /// The change with a new key, to be committed as the act's own.
    pub fn change(&self, source: &Centre, key: String, of: Of) -> Change {
        let (lines, number, answer) = (Arc::clone(&self.lines), Arc::clone(&self.number), self.answer.clone());
        let drawn = self.draw(source);
        let build = move |numbers: Numbers| {
            let serial = match of {
                Of::New => numbers.first(),
                Of::Serial(serial) => serial,
            };
            let new = number_of(&number, serial);
            Built {
                writes: fill(&lines, serial, &new, &drawn),
                answer: answer.replace(&*number, &new),
            }
        };
        Change {
            div: source.div().to_string(),
            once: Some(Once {
                key,
                ..self.once.clone()
            }),
            series: self.series.clone(),
            guard: None,
            build: Box::new(build),
        }
    }

    /// All its rows, those of key and counter too, as bare statements.
    pub fn rows(&self, source: &Centre, key: &str, serial: u64) -> Vec<Write> {
        let mut writes = fill(
            &self.lines,
            serial,
            &number_of(&self.number, serial),
            &self.draw(source),
        );
        let div = source.div();
        for series in &self.series {
            let params = vec![div.into(), series.name.as_str().into(), series.day.into(), 1i64.into()];
            writes.push(Write {
                stmt: &COUNT,
                params,
                expect: None,
            });
        }
        if let Some(keep) = STATEMENTS.iter().find(|stmt| stmt.name == "idempotency.keep") {
            let Once {
                actor, fingerprint, at, ..
            } = &self.once;
            let params = vec![
                div.into(),
                actor.as_str().into(),
                key.into(),
                (*fingerprint).into(),
                self.answer.as_str().into(),
                (*at).into(),
            ];
            writes.push(Write {
                stmt: keep,
                params,
                expect: None,
            });
        }
        writes
    }

    /// The serial in the number of a case that was made by this pattern.
    pub fn serial_in(&self, number: &str) -> Option<u64> {
        number.get(self.number.len() - SERIAL..)?.parse().ok()
    }

    fn draw(&self, source: &Centre) -> Vec<Value> {
        let parts = self.lines.iter().flat_map(|line| &line.parts);
        parts
            .filter_map(|part| match part {
                Part::Token => Some(source.new_token().into()),
                Part::Id => Some(source.new_id().into_bytes().into()),
                Part::Same(_) | Part::Case | Part::Number => None,
            })
            .collect()
    }
}

impl Part {
    fn of(value: Value, other: &Value, case: &[u8; 16], number: &str) -> Part {
        match &value {
            Value::Bytes(bytes) if bytes.as_slice() == case => Part::Case,
            Value::Text(text) if text == number => Part::Number,
            Value::Text(text) if text.len() == 32 && value != *other => Part::Token,
            Value::Bytes(bytes) if bytes.len() == 16 && value != *other => Part::Id,
            _ => Part::Same(value),
        }
    }
}

/// As if every series gave its first number.
pub fn ones(change: &Change) -> Numbers {
    Numbers(vec![1; change.series.len()])
}

/// Digits of the serial in the number of the first case.
const SERIAL: usize = 4;

fn number_of(first: &str, serial: u64) -> String {
    format!("{}{serial:04}", &first[..first.len() - SERIAL])
}

/// Ids that grow, as those of real cases do.
fn id_of(serial: u64) -> Value {
    (0x019a_0000_0000_7000_8000_0000_0000_0000_u128 + u128::from(serial))
        .to_be_bytes()
        .into()
}

fn fill(lines: &[Line], serial: u64, number: &str, drawn: &[Value]) -> Vec<Write> {
    let mut drawn = drawn.iter();
    let mut value = |part: &Part| match part {
        Part::Same(value) => value.clone(),
        Part::Case => id_of(serial),
        Part::Number => number.into(),
        Part::Token | Part::Id => drawn.next().cloned().unwrap_or(Value::Null),
    };
    lines
        .iter()
        .map(|line| Write {
            stmt: line.stmt,
            params: line.parts.iter().map(&mut value).collect(),
            expect: line.expect,
        })
        .collect()
}
