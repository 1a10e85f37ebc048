//! Cards, letters and the next moment of a case (监察牌、监察文书与监察时点), as the events say.

use std::sync::Arc;

use yimen_domain::calendar::Calendar;
use yimen_domain::cases::event::Event;
use yimen_store::Value;
use yimen_store::tables::{cards, supervision_due, supervision_letters};

use super::{Desk, Stored, shown};
use crate::Centre;
use crate::cases::command::item_of;
use crate::supervision::rows;
use crate::supervision::watch::Watch;

impl Desk<'_> {
    pub(super) fn supervision(&mut self, stored: &Stored, calendar: &Calendar) {
        let rebuilt = rows::cards(self.of, calendar);
        for row in &rebuilt {
            let no = Value::from(row.no);
            let known = stored
                .cards
                .iter()
                .find(|row| row.first() == Some(&no))
                .map(Vec::as_slice);
            if !self.is_same(("cards", &row.no.to_string()), &cards::COLUMNS, known, &row.values()) {
                self.writes.push(row.put(self.div));
            }
        }
        for no in stored.cards.iter().filter_map(|row| row.first()) {
            if !rebuilt.iter().any(|row| Value::from(row.no) == *no) {
                self.differs("cards", &shown(no), "", (Some(no), None));
                self.writes.push(cards::remove(self.div, self.of.id, no.clone()));
            }
        }
        let rebuilt = rows::letters(self.of, calendar);
        for row in &rebuilt {
            let no = Value::from(row.no);
            let known = stored
                .letters
                .iter()
                .find(|row| row.first() == Some(&no))
                .map(Vec::as_slice);
            let place = ("supervision_letters", row.no.to_string());
            if !self.is_same((place.0, &place.1), &supervision_letters::COLUMNS, known, &row.values()) {
                self.writes.push(row.put(self.div));
            }
        }
        for no in stored.letters.iter().filter_map(|row| row.first()) {
            if !rebuilt.iter().any(|row| Value::from(row.no) == *no) {
                self.differs("supervision_letters", &shown(no), "", (Some(no), None));
                self.writes
                    .push(supervision_letters::remove(self.div, self.of.id, no.clone()));
            }
        }
    }

    /// The next moment. What was computed by older rules or an older calendar is brought over by the worker, and what it looks at now is its own.
    pub(super) fn due(&mut self, centre: &Centre, stored: &Stored, events: &[Event], is_recounted: bool) {
        let Ok(item) = item_of(centre, self.of) else { return };
        let calendar: Arc<Calendar> = centre.book().of(self.of);
        let rebuilt = Watch::of(centre, &item, &calendar).row(self.of, events, None);
        match (rebuilt, stored.due.as_deref()) {
            (Some(row), Some(known)) => {
                let is_now = known.get(1..) == row.values().get(1..);
                let is_over = row.moment <= centre.now().0;
                if is_now
                    && !is_over
                    && !self.is_same(
                        ("supervision_due", ""),
                        &supervision_due::COLUMNS,
                        Some(known),
                        &row.values(),
                    )
                {
                    self.writes.push(row.put(self.div));
                }
            }
            (Some(row), None) if is_recounted => {
                self.is_same(("supervision_due", ""), &supervision_due::COLUMNS, None, &row.values());
                self.writes.push(row.put(self.div));
            }
            (None, Some(known)) => {
                self.differs("supervision_due", "", "", (known.first(), None));
                self.writes.push(supervision_due::remove(self.div, self.of.id));
            }
            _ => {}
        }
    }
}
