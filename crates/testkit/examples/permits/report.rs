//! What a replay says, in Markdown.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use yimen_domain::cases::Status;

use super::replay::{Fate, Record, Told};
use super::table::Meaning;

/// Cases named as examples.
const EXAMPLES: usize = 4;

/// Everything that was counted.
pub fn figures(record: &Record) -> String {
    let mut text = String::new();
    let lines: usize = record.lines.values().map(|(count, _)| count).sum();
    let (given, done) = record
        .commands
        .values()
        .fold((0, 0), |sum, (given, done)| (sum.0 + given, sum.1 + done));
    let _ = writeln!(
        text,
        "{} cases, {lines} lines, {given} commands given, {done} done.\n",
        record.cases.len()
    );
    let _ = writeln!(text, "| Lines | |\n|---|---|");
    for (class, (count, _)) in classes(record) {
        let _ = writeln!(text, "| {count} | {class} |");
    }
    let _ = writeln!(text, "\n| Command | given | done |\n|---|---|---|");
    for (name, (given, done)) in &record.commands {
        let _ = writeln!(text, "| `{name}` | {given} | {done} |");
    }
    let _ = writeln!(
        text,
        "\n| Refused | by | rule | commands | cases | such as |\n|---|---|---|---|---|---|"
    );
    let mut refused: Vec<_> = record.refused.iter().collect();
    refused.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
    for ((command, code, rule), (count, cases)) in refused {
        let _ = writeln!(
            text,
            "| `{command}` | `{code}` | {rule} | {count} | {} | {} |",
            cases.len(),
            such_as(cases)
        );
    }
    for (heading, wanted) in [("Not expressible", true), ("Other law", false)] {
        let _ = writeln!(text, "\n| {heading} | lines | cases | such as |\n|---|---|---|---|");
        let mut found: Vec<_> = record
            .lines
            .iter()
            .filter_map(|(fate, told)| match fate {
                Fate::None(Meaning::Lacking(words)) if wanted => Some((words, told)),
                Fate::None(Meaning::OtherLaw(words)) if !wanted => Some((words, told)),
                _ => None,
            })
            .collect();
        found.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
        for (words, (count, cases)) in found {
            let _ = writeln!(text, "| {words} | {count} | {} | {} |", cases.len(), such_as(cases));
        }
    }
    text.push_str(&ends(record));
    text
}

fn classes(record: &Record) -> BTreeMap<&'static str, (usize, BTreeSet<String>)> {
    let mut classes: BTreeMap<&'static str, (usize, BTreeSet<String>)> = BTreeMap::new();
    for (fate, (count, cases)) in &record.lines {
        let class = match fate {
            Fate::Done => "1 a command that was done",
            Fate::ByLaw => "2 a command that the law had done before",
            Fate::Again => "3 said again by another line",
            Fate::Refused => "4 a command that was refused",
            Fate::None(Meaning::Order(_) | Meaning::Said(_)) => {
                "5 says more about another line, or was answered with no"
            }
            Fate::None(Meaning::Itself(_)) => "6 done here by itself with a command",
            Fate::None(Meaning::Books(_)) => "7 book-keeping of their system",
            Fate::None(Meaning::OtherLaw(_)) => "8 other law",
            Fate::None(Meaning::Lacking(_)) => "9 not expressible here",
        };
        let entry = classes.entry(class).or_default();
        entry.0 += count;
        entry.1.extend(cases.iter().cloned());
    }
    classes
}

fn such_as(cases: &BTreeSet<String>) -> String {
    cases.iter().take(EXAMPLES).cloned().collect::<Vec<_>>().join(", ")
}

/// How the cases stand, and what of their days.
fn ends(record: &Record) -> String {
    let mut text = String::new();
    let mut stands: BTreeMap<(String, String), usize> = BTreeMap::new();
    for told in &record.cases {
        let here = told.status.map_or("not filed", Status::code).to_string();
        *stands.entry((here, phase(&told.phase).to_string())).or_default() += 1;
    }
    let _ = writeln!(text, "\n| Here | there | cases |\n|---|---|---|");
    for ((here, there), count) in &stands {
        let _ = writeln!(text, "| {here} | {there} | {count} |");
    }
    let count = |holds: &dyn Fn(&Told) -> bool| record.cases.iter().filter(|told| holds(told)).count();
    let accepted = count(&|told| told.accepted.is_some());
    let by_law = count(&|told| told.accepted.is_some_and(|(_, deemed)| deemed));
    let late_here = count(&|told| told.in_time == Some(false));
    let decided_here = count(&|told| told.in_time.is_some());
    let decided = count(&|told| told.decided_there.is_some());
    let late_there = count(&|told| {
        told.decided_there
            .zip(told.due.1)
            .is_some_and(|(decided, due)| decided > due)
    });
    let paid: i64 = record.cases.iter().map(|told| told.paid).sum();
    let paying = count(&|told| told.paid > 0);
    let _ = writeln!(
        text,
        "\nAccepted: {accepted}, of these by law because nobody answered in five working days: {by_law}."
    );
    let _ = writeln!(
        text,
        "Stopped decision clocks here: {decided_here}, of these late: {late_here}."
    );
    let _ = writeln!(
        text,
        "Decided there: {decided}, of these after eight (twenty-six, when extended six more) weeks from the receipt: {late_there}."
    );
    let _ = writeln!(text, "Paid: {paying} cases, {}.{:02} yuan.", paid / 100, paid % 100);
    let _ = writeln!(text, "Noted under a day before the receipt: {} commands.", record.early);
    let _ = writeln!(
        text,
        "Clocks added up: {}, wrong: {}.",
        record.clocks,
        record.wrong.len()
    );
    text
}

/// A row for each case.
pub fn cases(record: &Record) -> String {
    let mut text = "| There | here | received | accepted | status here | last phase there | due here | due there | decided there | in time here |\n|---|---|---|---|---|---|---|---|---|---|\n".to_string();
    for told in &record.cases {
        let day = |day: Option<yimen_domain::calendar::Day>| day.map(|day| day.to_string()).unwrap_or_default();
        let accepted = told
            .accepted
            .map(|(day, deemed)| format!("{day}{}", if deemed { " by law" } else { "" }));
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            told.theirs,
            told.number,
            day(told.received),
            accepted.unwrap_or_default(),
            told.status.map_or("", Status::code),
            phase(&told.phase),
            day(told.due.0),
            day(told.due.1),
            day(told.decided_there),
            told.in_time.map_or("", |in_time| if in_time { "yes" } else { "no" }),
        );
    }
    text
}

/// The phases of the log in English.
fn phase(theirs: &str) -> &str {
    match theirs {
        "Beschikking verzonden" => "decision sent",
        "Vergunning verleend" => "permit granted",
        "Vergunning geweigerd" => "permit refused",
        "Vergunning onherroepelijk" => "permit final",
        "Zaak afgehandeld" => "case handled",
        "Zaak archiveren" => "case archived",
        "Procedure afgebroken" => "procedure broken off",
        "Procedure tussentijds beëindigd" => "procedure ended early",
        "Procedure hervat" => "procedure resumed",
        "Aanvraag ontvangen" => "application received",
        "Aanvraag ontvankelijk" => "application complete",
        "Besluit genomen" => "decision taken",
        "Besluit onherroepelijk" => "decision final",
        "Besluit vernietigd" => "decision annulled",
        "Buiten behandeling gelaten" => "left aside as incomplete",
        "Advies bekend" => "advice known",
        "Aanvullende gegevens gevraagd" => "supplements asked for",
        "Aanvullende gegevens ontvangen" => "supplements received",
        "Ontwerpbesluit genomen" => "draft decided",
        "Conceptontwerpbeschikking gereed" => "draft ready",
        "Aangepast plan gevraagd" => "changed plan asked for",
        "Bezwaar of beroep ontvangen" | "Bezwaar ingediend" => "objection or appeal received",
        other => other,
    }
}
