//! The five cuts of the centre (五减): the library on two days, and the cases behind each figure.

use std::collections::BTreeMap;

use yimen_domain::calendar::Day;
use yimen_domain::items::cuts::{Cut, ItemCuts, Pair, Sum, by_body, of_item, total};
use yimen_domain::words::{Fault, Language, Refusal};
use yimen_store::tables::cases;

use crate::sheets::Table;
use crate::{ActError, Centre};

/// The library on two days, item by item.
#[derive(Debug, Clone)]
pub struct Cuts {
    /// The earlier day.
    pub before: Day,
    /// The later day.
    pub after: Day,
    /// Every item that was there on one of them.
    pub items: Vec<ItemCuts>,
}

/// Cases decided under one version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Used {
    /// How many.
    pub cases: u64,
    /// Working days from acceptance to decision, of all of them.
    pub days: u64,
}

impl Used {
    /// Working days of one case on average, in tenths, rounded.
    pub fn mean_tenths(self) -> Option<u64> {
        (self.days * 10 + self.cases / 2).checked_div(self.cases)
    }

    /// The same in words; empty without cases.
    pub fn mean(self) -> String {
        self.mean_tenths()
            .map_or_else(String::new, |tenths| format!("{}.{}", tenths / 10, tenths % 10))
    }
}

/// One decided case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// Number.
    pub number: String,
    /// Accepted on.
    pub accepted: Day,
    /// Decided on.
    pub decided: Day,
    /// Working days between, the day of acceptance not counted (民法典 art. 201).
    pub days: u64,
}

/// The first day of the library.
pub fn beginning(centre: &Centre) -> Option<Day> {
    let library = centre.library();
    let first = |code: &str| library.held(code).first().map(|held| held.from);
    library.codes().into_iter().filter_map(first).min()
}

/// Compares the library of two days; `body` narrows it to one body. What was before the library's first day nobody knows:
/// such a day is read as that first day.
///
/// # Errors
/// The days are in the wrong order.
pub fn compute(centre: &Centre, before: Day, after: Day, body: &str) -> Result<Cuts, ActError> {
    if before >= after {
        return Err(Refusal::invalid(vec![Fault::new(
            "before",
            "对比日期应早于截止日期。",
            "The earlier day must lie before the later one.",
        )])
        .into());
    }
    let before = beginning(centre).map_or(before, |begun| before.max(begun.min(after)));
    let library = centre.library();
    let item = |code: &str| {
        let on = |day| library.in_force(code, day).map(std::convert::AsRef::as_ref);
        of_item(on(before), on(after))
    };
    let items = library
        .codes()
        .into_iter()
        .filter_map(item)
        .filter(|item| body.is_empty() || item.body == body)
        .collect();
    Ok(Cuts { before, after, items })
}

impl Cuts {
    /// All items together.
    pub fn total(&self) -> Sum {
        total(&self.items)
    }

    /// Each body.
    pub fn by_body(&self) -> BTreeMap<String, Sum> {
        by_body(&self.items)
    }

    /// Items that differ, in order of code.
    pub fn differing(&self) -> impl Iterator<Item = &ItemCuts> {
        self.items.iter().filter(|item| item.differs())
    }
}

/// The cases of an item that were decided, by version.
///
/// # Errors
/// The database does not answer.
pub async fn used(centre: &Centre, code: &str) -> Result<BTreeMap<u32, Used>, ActError> {
    let rows = centre
        .store()
        .query(&cases::DECIDED_OF_ITEM, vec![centre.div().into(), code.into()])
        .await?;
    let mut found: BTreeMap<u32, Used> = BTreeMap::new();
    for row in &rows {
        let version = u32::try_from(row.int(0)?).unwrap_or(0);
        let many = u64::try_from(row.int(3)?).unwrap_or(0);
        let one = found.entry(version).or_default();
        one.cases += many;
        one.days += many * worked(centre, day(row.int(1)?)?, day(row.int(2)?)?);
    }
    Ok(found)
}

/// Cases decided under one version, in order of number, after one.
///
/// # Errors
/// The database does not answer.
pub async fn decided_under(
    centre: &Centre,
    code: &str,
    version: u32,
    after: &str,
    most: u32,
) -> Result<Vec<Decided>, ActError> {
    let params = vec![
        centre.div().into(),
        code.into(),
        version.into(),
        after.into(),
        most.into(),
    ];
    let rows = centre.store().query(&cases::DECIDED_UNDER, params).await?;
    let read = |row: &yimen_store::Row| {
        let (accepted, decided) = (day(row.int(1)?)?, day(row.int(2)?)?);
        Ok(Decided {
            number: row.text(0)?.to_string(),
            accepted,
            decided,
            days: worked(centre, accepted, decided),
        })
    };
    rows.iter().map(read).collect()
}

fn worked(centre: &Centre, accepted: Day, decided: Day) -> u64 {
    u64::try_from(centre.calendar().count(accepted, decided)).unwrap_or(0)
}

fn day(days: i64) -> Result<Day, ActError> {
    let day = i32::try_from(days).map(Day::from_days);
    day.map_err(|_| ActError::Broken("a day of a case is none".into()))
}

/// A figure as it is read: fees in yuan.
pub fn shown(cut: Cut, figure: i64) -> String {
    if cut != Cut::Fees {
        return figure.to_string();
    }
    let sign = if figure < 0 { "-" } else { "" };
    let fen = figure.unsigned_abs();
    format!("{sign}{}.{:02}", fen / 100, fen % 100)
}

/// Before, after and what was saved; dashes where it cannot be compared.
pub fn three(cut: Cut, pair: Option<&Pair>) -> [String; 3] {
    match pair {
        Some(pair) => [pair.before, pair.after, pair.saved()].map(|figure| shown(cut, figure)),
        None => ["—", "—", "—"].map(str::to_string),
    }
}

fn fifteen(figures: &BTreeMap<Cut, Pair>) -> Vec<String> {
    Cut::ALL.iter().flat_map(|cut| three(*cut, figures.get(cut))).collect()
}

/// “12 → 9 (−3)”; one figure where nothing differs, a dash where it cannot be compared.
pub fn short(cut: Cut, pair: Option<&Pair>) -> String {
    let Some(pair) = pair else { return "—".into() };
    let (before, after) = (shown(cut, pair.before), shown(cut, pair.after));
    match pair.saved() {
        0 => after,
        saved if saved > 0 => format!("{before} → {after} (−{})", shown(cut, saved)),
        added => format!("{before} → {after} (+{})", shown(cut, -added)),
    }
}

/// Two tables: by body, and by item with the cases behind; for paper with one column for each cut.
///
/// # Errors
/// The database does not answer.
pub async fn tables(centre: &Centre, cuts: &Cuts, language: Language, for_paper: bool) -> Result<Vec<Table>, ActError> {
    let say = |(zh, en): (&'static str, &'static str)| if language == Language::En { en } else { zh };
    let organisation = centre.organisation();
    let title = |words| format!("{} {} → {}", say(words), cuts.before, cuts.after);
    let mut notes: Vec<String> = Cut::ALL
        .iter()
        .map(|cut| format!("{}: {}", say(cut.words()), say(cut.formula())))
        .collect();
    notes.push(
        say((
            "实际用时：受理次日起至决定之日的工作日，含特别程序",
            "Days used: working days from the day after acceptance to the decision, special procedures included",
        ))
        .to_string(),
    );
    let columns = |first: Vec<&str>| -> Vec<String> {
        let parts = [("前", "before"), ("后", "after"), ("减少", "saved")];
        let cuts = Cut::ALL
            .iter()
            .flat_map(|cut| parts.map(|part| format!("{} {}", say(cut.words()), say(part))));
        let narrow = Cut::ALL.iter().map(|cut| say(cut.words()).to_string());
        let cuts: Vec<String> = if for_paper { narrow.collect() } else { cuts.collect() };
        first.into_iter().map(str::to_string).chain(cuts).collect()
    };
    let figures = |found: &BTreeMap<Cut, Pair>| -> Vec<String> {
        if for_paper {
            Cut::ALL.iter().map(|cut| short(*cut, found.get(cut))).collect()
        } else {
            fifteen(found)
        }
    };
    let many = if for_paper { 5 } else { 15 };
    let width = if for_paper { 15 } else { 9 };
    let by_body = Table {
        title: title(("五减 按部门", "Five cuts by body")),
        notes: notes.clone(),
        head: columns(vec![say(("部门", "Body"))]),
        widths: std::iter::once(28).chain(std::iter::repeat_n(width, many)).collect(),
        rows: std::iter::once((say(("合计", "Total")).to_string(), cuts.total()))
            .chain(
                cuts.by_body()
                    .into_iter()
                    .map(|(body, sum)| (organisation.body_name(&body).get(language).to_string(), sum)),
            )
            .map(|(name, sum)| std::iter::once(name).chain(figures(&sum.figures)).collect())
            .collect(),
    };
    let mut by_item = Table {
        title: title(("五减 按事项", "Five cuts by item")),
        notes,
        head: columns(vec![say(("事项", "Item")), say(("编码", "Code"))]),
        widths: [30, 26]
            .into_iter()
            .chain(std::iter::repeat_n(width, many))
            .chain([9; 4])
            .collect(),
        rows: Vec::new(),
    };
    for words in [
        ("前版办件", "Cases before"),
        ("前版平均用时", "Days used before"),
        ("后版办件", "Cases after"),
        ("后版平均用时", "Days used after"),
    ] {
        by_item.head.push(say(words).to_string());
    }
    let library = centre.library();
    for item in cuts.differing() {
        let used = used(centre, &item.code).await?;
        let of = |version: Option<u32>| {
            version
                .and_then(|version| used.get(&version))
                .copied()
                .unwrap_or_default()
        };
        let (before, after) = (of(item.versions.0), of(item.versions.1));
        let name = library
            .latest(&item.code)
            .map_or_else(String::new, |item| item.name.get(language).to_string());
        let behind = [
            before.cases.to_string(),
            before.mean(),
            after.cases.to_string(),
            after.mean(),
        ];
        by_item.rows.push(
            [name, item.code.clone()]
                .into_iter()
                .chain(figures(&item.figures))
                .chain(behind)
                .collect(),
        );
    }
    Ok(vec![by_body, by_item])
}
