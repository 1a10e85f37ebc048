//! A form of a section that was sent, and what it asks for.

use serde_json::Value;
use uuid::Uuid;
use yimen_acts::items::editing::{Wish, document_at};
use yimen_acts::items::life::Opened;
use yimen_acts::{ActError, Centre};
use yimen_edit::read::{Reading, read};
use yimen_edit::rows::{Press, press};

use super::filled::plain;
use super::outline::shape;

/// Names and texts, in their order.
pub(super) type Pairs = Vec<(String, String)>;

/// What a form asks for beside what it says.
pub(super) enum Ask {
    /// To be kept.
    Save,
    /// To be kept, and on to the next section.
    Next,
    /// Something with a row.
    Row(Press),
    /// To find an item for an element.
    Find(String),
    /// To find a law for a row.
    Law(String),
    /// To look at a rule or a test case.
    Check(String),
}

/// A form as it was read.
pub(super) struct Sent {
    pub(super) wish: Wish,
    pub(super) reading: Reading,
    pub(super) ask: Ask,
    /// The row to look at next.
    pub(super) row: String,
}

pub(super) fn get<'p>(pairs: &'p Pairs, name: &str) -> &'p str {
    let found = pairs.iter().find(|(known, _)| known == name);
    found.map_or("", |(_, text)| text.as_str())
}

impl Ask {
    fn of(pairs: &Pairs) -> Ask {
        let asked = get(pairs, "do");
        match asked.split_once(':') {
            Some(("find", name)) => Ask::Find(name.to_string()),
            Some(("law", name)) => Ask::Law(name.to_string()),
            Some(("check", name)) => Ask::Check(name.to_string()),
            Some(_) => Press::parse(asked).map_or(Ask::Save, Ask::Row),
            None if asked == "next" => Ask::Next,
            None => Ask::Save,
        }
    }
}

/// Reads the form of a section: what was before its writer, what they want, what they ask for.
pub(super) async fn of(centre: &Centre, opened: &Opened, elements: &[&str], pairs: &Pairs) -> Result<Sent, ActError> {
    let serial = get(pairs, "serial").parse().unwrap_or(opened.serial);
    let base = document_at(centre, opened, serial).await?;
    let shown = |before: &str| match serde_json::from_str::<Pairs>(before) {
        Ok(pairs) => read(shape(), elements, &base, &plain(&pairs)).document,
        Err(_) => base.clone(),
    };
    let reading = read(shape(), elements, &base, &plain(pairs));
    let mut mine = reading.document.clone();
    let (mut ask, mut row) = (Ask::of(pairs), String::new());
    match &mut ask {
        Ask::Row(pressed) => {
            pressed.name = reading.place(&pressed.name);
            row = press(shape(), &mut mine, pressed, &fresh(centre.new_id())).unwrap_or_default();
        }
        Ask::Find(name) | Ask::Law(name) | Ask::Check(name) => *name = reading.place(name),
        Ask::Save | Ask::Next => {}
    }
    Ok(Sent {
        wish: Wish {
            before: shown(get(pairs, "before")),
            mine,
            ..Wish::default()
        },
        reading,
        ask,
        row,
    })
}

/// A few letters and digits that nobody else has just been given.
fn fresh(id: Uuid) -> String {
    let text = id.simple().to_string();
    text[text.len() - 5..].to_string()
}

/// A document as it stands in a hidden field.
pub(super) fn hidden(document: &Value) -> String {
    document.to_string()
}
