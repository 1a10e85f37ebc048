//! The ledger in a backup (备份中的台账): how far it had come is kept in the list of the file, and whoever restores it checks
//! every chain, every day's root and the signed head before the centre takes its place.

use std::collections::BTreeMap;

use uuid::Uuid;
use yimen_domain::calendar::CHINA;
use yimen_store::Value;
use yimen_store::copy::Table;
use yimen_store::ledger::wire;
use yimen_store::tables::events;
use yimen_store::tables::sealed;

use super::container::Ledger;
use crate::cases::verify::Fault;
use crate::ledger::check::Checker;
use crate::ledger::{days, export};
use crate::{ActError, Centre};

/// Notes how far the ledgers have come while their rows pass.
#[derive(Default)]
pub(super) struct Marks(BTreeMap<String, (i64, Ledger)>);

impl Marks {
    pub(super) fn note(&mut self, table: &Table, row: &[Value]) {
        let value = |name: &str| {
            let at = table.columns.iter().position(|column| column == name);
            at.and_then(|at| row.get(at))
        };
        let text = |name: &str| match value(name) {
            Some(Value::Text(text)) => Some(text.to_string()),
            _ => None,
        };
        let is_known = ["events", "ledger_days"].contains(&table.name.as_str());
        let Some(div) = text("div").filter(|_| is_known) else {
            return;
        };
        let (last, mark) = self.0.entry(div).or_insert((i64::MIN, Ledger::default()));
        if table.name == "events" {
            mark.events += 1;
        } else if let (Some(Value::Int(day)), Some(head)) = (value("day"), text("head"))
            && day > last
        {
            *last = *day;
            mark.head = Some(head);
            mark.signature = text("signature");
        }
    }

    pub(super) fn ledgers(self) -> BTreeMap<String, Ledger> {
        self.0.into_iter().map(|(div, (_, mark))| (div, mark)).collect()
    }
}

/// Checks the ledger of a restored centre: every chain, root, figure and signature, and that it came as far as the list of
/// the backup says.
///
/// # Errors
/// What does not hold, with the day that it concerns.
pub(super) async fn check(centre: &Centre, told: Option<&Ledger>) -> Result<(), ActError> {
    let mut checker = Checker::new();
    export::each(centre, |line| {
        checker.line(line);
        Ok(())
    })
    .await?;
    let checked = checker.end().checked;
    if let Some(fault) = checked.faults.first() {
        let day = day_of(centre, fault)
            .await?
            .map_or_else(String::new, |day| format!(" (day {day})"));
        let (case, en) = (&fault.case, &fault.en);
        return Err(altered(&format!(
            "{en}{day}{}{case}",
            if case.is_empty() { "" } else { ", case " }
        )));
    }
    let Some(told) = told else { return Ok(()) };
    if checked.events != told.events {
        let (is, was) = (checked.events, told.events);
        return Err(altered(&format!("it has {is} events, and {was} were backed up")));
    }
    let last = days::between(centre, None, None).await?.pop();
    let (head, signature) = last.map(|day| (day.seal.head, day.seal.signature)).unzip();
    if (&head, &signature) != (&told.head, &told.signature) {
        let day = checked.last_day.as_deref().unwrap_or("none");
        return Err(altered(&format!(
            "its last signed day ({day}) is not the one that was backed up"
        )));
    }
    Ok(())
}

fn altered(why: &str) -> ActError {
    ActError::Broken(format!("the ledger in the backup does not hold: {why}"))
}

/// The day whose tree an altered event is in, or its own day while it waits.
async fn day_of(centre: &Centre, fault: &Fault) -> Result<Option<String>, ActError> {
    let Some(case) = Uuid::parse_str(&fault.case).ok().filter(|_| fault.seq > 0) else {
        return Ok(None);
    };
    let params = vec![centre.div().into(), case.into_bytes().into(), fault.seq.into()];
    let rows = centre.store().query(&sealed::DAY_OF_EVENT, params).await?;
    if let Some(row) = rows.first() {
        return Ok(Some(days::on_day(row.int(0)?).to_string()));
    }
    let params = vec![centre.div().into(), case.into_bytes().into()];
    let rows = centre.store().query(&events::OF_CASE, params).await?;
    let own = rows.iter().find(|row| row.int(0) == Ok(i64::from(fault.seq)));
    let event = own.and_then(|row| wire::read(row.text(1).ok()?).ok());
    Ok(event.map(|(_, event)| event.at.day(CHINA).to_string()))
}
