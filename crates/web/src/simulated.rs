//! Simulated approval (模拟审批) on the pages of both its cases: what it is worth, what is missing, what was said of each thing, and the case on the
//! other side.

use yimen_acts::Centre;
use yimen_acts::cases::view::CaseView;
use yimen_domain::calendar::Calendar;
use yimen_domain::cases::Status;
use yimen_domain::cases::event::CorrectionRequest;
use yimen_domain::cases::simulated::decide::{named, to_examine};
use yimen_domain::cases::simulated::{Change, Happened, Lack, LackKind, NATURE, Of, Point, Said, Why};
use yimen_domain::items::{Coded, Item};
use yimen_domain::words::Fault;

use crate::shell::Page;
use crate::shell::components::{Field, LinkTo, SummaryRow};
use crate::workbench::{day_words, material_words};

/// Beginning of the name of a field that says what is missing, or what shows that it is there; the kind follows.
pub(crate) const LACKS: &str = "lacks.";
/// The same of what is there now.
pub(crate) const MET: &str = "met.";

/// What a page of a case shows of it.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    /// It is simulated itself; else it was turned formal from one.
    pub(crate) simulated: bool,
    /// What it is worth; empty for the formal case.
    pub(crate) nature: String,
    /// What is missing or is there now, and where it came to.
    pub(crate) rows: Vec<SummaryRow>,
    /// The case on the other side.
    pub(crate) other: Option<LinkTo>,
    /// Opinions that stand.
    pub(crate) points: Vec<SummaryRow>,
    /// What has changed since, with its reason.
    pub(crate) changes: Vec<SummaryRow>,
}

/// What is shown of a case; none where it has nothing to do with simulated approval. `address` makes the address of a case.
pub(crate) fn shown(centre: &Centre, page: &Page, view: &CaseView, address: impl Fn(&str) -> String) -> Option<Shown> {
    let standing = &view.case.simulated;
    if let Some(taken) = &standing.taken {
        let mut rows = vec![SummaryRow::new(
            page.t("simulated.verdict"),
            pair(page, taken.verdict.words()),
        )];
        rows.extend(taken.met.iter().map(|met| lack_row(page, met, "simulated.met")));
        return Some(Shown {
            simulated: false,
            nature: String::new(),
            rows,
            other: Some(LinkTo::new(
                address(&taken.from),
                page.t1("simulated.from", &taken.from),
            )),
            points: points(page, &view.item, &taken.points),
            changes: changes(page, view),
        });
    }
    let opened = standing.opened.as_ref()?;
    let mut rows: Vec<SummaryRow> = opened
        .lacks
        .iter()
        .map(|lack| lack_row(page, lack, "simulated.lack"))
        .collect();
    if view.case.status() == Status::Simulating
        && let Some(words) = promised(page, view, &centre.calendar())
    {
        rows.push(SummaryRow::new(page.t("simulated.promised"), words));
    }
    if let Some(concluded) = &standing.concluded {
        rows.push(SummaryRow::new(
            page.t("simulated.verdict"),
            pair(page, concluded.verdict.words()),
        ));
        rows.push(SummaryRow::new(page.t("simulated.words"), &concluded.words));
    }
    let other = standing.turned.as_ref();
    Some(Shown {
        simulated: true,
        nature: pair(page, NATURE),
        rows,
        other: other.map(|(_, number)| LinkTo::new(address(number), page.t1("simulated.to", number))),
        points: points(page, &view.item, &standing.points),
        changes: Vec::new(),
    })
}

/// Words as a value of their own: they begin with a capital letter.
fn pair(page: &Page, words: (&'static str, &'static str)) -> String {
    capital(crate::workbench::shown::pair(page, words))
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn lack_row(page: &Page, lack: &Lack, key: &str) -> SummaryRow {
    let kind = crate::workbench::shown::pair(page, lack.kind.words());
    SummaryRow::new(page.t1(key, kind), &lack.words)
}

/// Until when an opinion was promised.
pub(crate) fn promised(page: &Page, view: &CaseView, calendar: &Calendar) -> Option<String> {
    let due = view.case.simulated_due(calendar)?;
    Some(page.t1("simulated.promised.by", day_words(page, due)))
}

/// Why something is examined anew.
pub(crate) fn why_words(page: &Page, why: Why) -> String {
    pair(page, why.words())
}

/// What a thing is called.
pub(crate) fn name(page: &Page, item: &Item, of: &Of) -> String {
    let (zh, en) = named(item, of);
    capital(page.pick(&zh, &en))
}

fn points(page: &Page, item: &Item, points: &[Point]) -> Vec<SummaryRow> {
    let row = |point: &Point| SummaryRow::new(name(page, item, &point.said.of), said_words(page, &point.said));
    points.iter().map(row).collect()
}

/// As required or not, and why.
pub(crate) fn said_words(page: &Page, said: &Said) -> String {
    let conforms = page.t(if said.conforms {
        "simulated.conforms"
    } else {
        "simulated.not_conforms"
    });
    if said.words.is_empty() {
        conforms.to_string()
    } else {
        format!("{conforms}{}{}", page.pick("：", ": "), said.words)
    }
}

/// What has to be examined anew, and what is no longer asked for.
fn changes(page: &Page, view: &CaseView) -> Vec<SummaryRow> {
    let mut changes = to_examine(&view.case, &view.item);
    if let Some(taken) = &view.case.simulated.taken {
        let gone = taken.changes.iter().filter(|change| change.why == Why::NoLonger);
        changes.extend(gone.cloned());
    }
    // Until acceptance the window says what is missing; what it then sees on paper has to be examined.
    if view.case.acceptance().is_none() {
        let is_here = |code: &String| view.case.materials.iter().any(|handed| handed.material == *code);
        changes.retain(|change| match &change.of {
            Of::Material(code) => change.why == Why::NoLonger || is_here(code),
            _ => true,
        });
    }
    let row = |change: &Change| SummaryRow::new(name(page, &view.item, &change.of), why_words(page, change.why));
    changes.iter().map(row).collect()
}

/// What an event says beyond its heading; `own` is the applicant's side, on which what the examiner says of the formal case stays a working paper.
pub(crate) fn note(page: &Page, item: &Item, happened: &Happened, own: bool) -> String {
    let join = |parts: Vec<String>| parts.join(page.pick("；", "; "));
    let all = |said: &[Said]| {
        let one = |said: &Said| {
            let name = name(page, item, &said.of);
            format!("{name}{}{}", page.pick("：", ": "), said_words(page, said))
        };
        join(said.iter().map(one).collect())
    };
    match happened {
        Happened::Examined { said, .. } => all(said),
        Happened::Adopted { .. } if own => String::new(),
        Happened::Adopted { anew, .. } => all(anew),
        Happened::Amended {
            materials, commitment, ..
        } => {
            let names = materials.iter();
            let mut parts: Vec<String> = names
                .map(|handed| material_words(page, item, &handed.material))
                .collect();
            parts.extend(commitment.iter().map(|_| name(page, item, &Of::Form)));
            join(parts)
        }
        Happened::Concluded(concluded) => join(vec![pair(page, concluded.verdict.words()), concluded.words.clone()]),
        Happened::TurnedFormal { number, .. } => page.t1("simulated.to", number),
    }
}

/// A field for each kind of condition that may be missing, with what was typed.
pub(crate) fn lack_fields<'a>(page: &Page, typed: impl Fn(&str) -> &'a str) -> Vec<Field> {
    LackKind::ALL
        .iter()
        .map(|kind| {
            let name = format!("{LACKS}{}", kind.code());
            let value = typed(&name);
            Field::text(name, pair(page, kind.words()))
                .max_length(500)
                .value(value)
                .optional()
        })
        .collect()
}

/// What is said to be missing, or to be there; what was left empty is not among it.
pub(crate) fn lacks<'a>(beginning: &str, typed: impl Fn(&str) -> &'a str) -> Vec<Lack> {
    let one = |kind: LackKind| {
        let words = typed(&format!("{beginning}{}", kind.code()));
        (!words.is_empty()).then(|| Lack {
            kind,
            words: words.to_string(),
        })
    };
    LackKind::ALL.iter().copied().filter_map(one).collect()
}

/// A field for each condition that was missing: number and title of the paper that shows it.
pub(crate) fn met_fields<'a>(
    page: &Page,
    view: &CaseView,
    beginning: &str,
    typed: impl Fn(&str) -> &'a str,
) -> Vec<Field> {
    let opened = view.case.simulated.opened.iter();
    opened
        .flat_map(|opened| &opened.lacks)
        .map(|lack| {
            let name = format!("{beginning}{}", lack.kind.code());
            let value = typed(&name);
            let label = page.t1("simulated.met.label", pair(page, lack.kind.words()));
            Field::text(name, label)
                .max_length(500)
                .value(value)
                .hint(page.t1("simulated.met.hint", &lack.words))
        })
        .collect()
}

/// The field at which a fault of what is missing or there is shown: by the kind, or by its place among what was told.
pub(crate) fn field_of(beginning: &str, told: &[Lack], fault: &str) -> Option<String> {
    let rest = fault.strip_prefix(beginning)?;
    let part = rest.split('.').next().unwrap_or_default();
    let kind = match part.parse::<usize>() {
        Ok(at) => told.get(at)?.kind.code(),
        Err(_) => LackKind::parse(part)?.code(),
    };
    Some(format!("{beginning}{kind}"))
}

/// Where a fault that names the whole list is shown: at its first field.
pub(crate) fn first_field(told: &[Lack], fault: &Fault) -> String {
    if fault.field == "lacks" {
        return format!("{LACKS}{}", LackKind::Land.code());
    }
    field_of(LACKS, told, &fault.field).unwrap_or_else(|| fault.field.clone())
}

/// What the examiner found wanting, as something to change.
pub(crate) fn advice(view: &CaseView) -> Vec<CorrectionRequest> {
    let wanting = view.case.simulated.points.iter().filter(|point| !point.said.conforms);
    wanting
        .filter_map(|point| {
            let material = match &point.said.of {
                Of::Material(code) => code.clone(),
                Of::Form => "form".into(),
                Of::Conditions | Of::Lack(_) => return None,
            };
            Some(CorrectionRequest {
                material,
                what: point.said.words.clone(),
            })
        })
        .collect()
}
