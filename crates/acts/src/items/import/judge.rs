//! What would become of each row (逐行判断), from the row, the library and the organisation alone.

use std::collections::{BTreeMap, HashMap};

use yimen_domain::items::sheet::{Change, difference};
use yimen_domain::items::{Completeness, ItemKind};
use yimen_domain::words::Words;

use super::Fate;
use crate::items::Library;
use crate::items::columns::{COLUMNS, Column, kind};
use crate::items::wire::{ItemWire, code_is_plain};
use crate::organisation::{Body, Organisation, Text};
use crate::sheets::read::{RawRow, tidy};

/// Limit for items whose body has published none, working days: 许可法 art. 42; for what is not a permit, the centre's setting.
pub const DEFAULT_LIMIT: u32 = 20;

/// How the record names the ground on which an undone import withdrew its items.
pub(super) const UNDONE: &str = "撤销导入";

/// A row with its answer.
pub(super) struct Judged {
    pub(super) line: u64,
    pub(super) code: String,
    pub(super) name: String,
    pub(super) fate: Fate,
    /// Version that it would make; 0 for none.
    pub(super) version: u32,
    /// Document of that version.
    pub(super) doc: String,
    /// Body of the item.
    pub(super) body: String,
    /// Why not, and what was noticed.
    pub(super) said: Vec<Words>,
    /// What would change.
    pub(super) changes: Vec<Change>,
    /// The body of an item that was withdrawn when an import was undone and comes in again.
    pub(super) again: Option<String>,
}

/// Judges row after row; remembers what came before, to find what repeats.
pub(super) struct Judge<'a> {
    library: &'a Library,
    organisation: Organisation,
    /// Latest documents of the items that the file names, as they are stored.
    known: HashMap<String, String>,
    columns: Vec<(&'static Column, usize)>,
    division: &'a str,
    seen: HashMap<String, u64>,
    names: HashMap<String, u64>,
    /// Bodies that the organisation does not know yet.
    pub(super) new_bodies: BTreeMap<String, Body>,
    by_name: HashMap<String, String>,
}

/// A row on its way.
struct Reading {
    spec: Result<ItemWire, Words>,
    /// The library says the same already.
    as_it_is: bool,
    code: String,
    name: String,
    notes: Vec<Words>,
    catalogue_line: bool,
}

impl<'a> Judge<'a> {
    pub(super) fn new(
        library: &'a Library,
        organisation: Organisation,
        known: HashMap<String, String>,
        columns: &BTreeMap<String, usize>,
        division: &'a str,
    ) -> Judge<'a> {
        let chosen = COLUMNS
            .iter()
            .filter_map(|column| Some((column, *columns.get(column.key)?)));
        let by_name = organisation
            .bodies
            .values()
            .flat_map(|body| [&body.catalogue_name, &body.name.zh].map(|name| (name.clone(), body.code.clone())));
        Judge {
            library,
            by_name: by_name.collect(),
            organisation,
            known,
            columns: chosen.collect(),
            division,
            seen: HashMap::new(),
            names: HashMap::new(),
            new_bodies: BTreeMap::new(),
        }
    }

    /// A row of a list.
    pub(super) fn row(&mut self, row: &RawRow) -> Judged {
        let reading = self.read(row);
        self.answer(row.line, reading)
    }

    /// A whole specification.
    pub(super) fn specification(&mut self, line: u64, text: &str) -> Judged {
        let read = serde_json::from_str::<ItemWire>(text);
        let (code, name) = match &read {
            Ok(spec) => (spec.code.clone(), spec.name.zh.clone()),
            Err(_) => said_in(text),
        };
        let spec = read.map_err(|error| {
            Words::new(
                format!("内容不完整或格式不对（{error}）"),
                format!("incomplete or of a wrong shape ({error})"),
            )
        });
        let catalogue_line = spec.as_ref().is_ok_and(|spec| spec.catalogue_only);
        self.answer(
            line,
            Reading {
                spec,
                as_it_is: false,
                code,
                name,
                notes: Vec::new(),
                catalogue_line,
            },
        )
    }

    fn read(&mut self, row: &RawRow) -> Reading {
        let mut notes = Vec::new();
        let mut cells: BTreeMap<&str, String> = BTreeMap::new();
        for (column, at) in &self.columns {
            let cell = row.cells.get(*at).map_or("", String::as_str);
            cells.insert(column.key, tidy(cell, column.lines, &mut notes));
        }
        let cell = |key: &str| cells.get(key).cloned().unwrap_or_default();
        let (code, name) = (cell("code"), cell("name"));
        let read = row.ragged.clone().map_or_else(|| self.spec(&cells, &mut notes), Err);
        let as_it_is = read.as_ref().is_ok_and(|(_, as_it_is)| *as_it_is);
        Reading {
            spec: read.map(|(spec, _)| spec),
            as_it_is,
            code,
            name,
            notes,
            catalogue_line: self.columns.iter().all(|(column, _)| column.of_catalogue),
        }
    }

    /// What the row makes of the item, and whether that is what the library says already.
    fn spec(&mut self, cells: &BTreeMap<&str, String>, notes: &mut Vec<Words>) -> Result<(ItemWire, bool), Words> {
        let cell = |key: &str| cells.get(key).map_or("", String::as_str);
        let (code, name) = (cell("code"), cell("name"));
        plain_code(code)?;
        if name.is_empty() || name.chars().count() > 200 {
            return Err(Words::new(
                "事项名称应为 1 至 200 字",
                "the name must have 1 to 200 characters",
            ));
        }
        let kind_of = kind(cell("kind"))?;
        let body = self.body(cell("body"), cell("body_code"))?;
        let known: Option<ItemWire> = match self.known.get(code) {
            Some(text) => Some(serde_json::from_str(text).map_err(|error| {
                Words::new(
                    format!("库中这个事项无法读取（{error}）"),
                    format!("this item cannot be read from the library ({error})"),
                )
            })?),
            None => None,
        };
        let is_new = known.is_none();
        let mut spec = known.clone().unwrap_or_else(|| new_spec(code, name, kind_of, cells));
        spec.body = body;
        for (column, _) in &self.columns {
            column.put(&mut spec, cell(column.key), &self.organisation)?;
        }
        if is_new && cell("completeness").is_empty() {
            spec.catalogue_only = cell("statutory_days").is_empty() || cell("promised_days").is_empty();
        }
        let area = cell("area");
        if !area.is_empty() && area.get(..6) != self.division.get(..6) {
            notes.push(Words::new(
                format!(
                    "目录中的区划代码 {area} 与本中心 {} 不同，按目录原样保留编码",
                    self.division
                ),
                format!(
                    "the catalogue's area code {area} differs from this centre's {}; the item code is kept as it is",
                    self.division
                ),
            ));
        }
        let as_it_is = known.is_some_and(|known| known == spec);
        Ok((spec, as_it_is))
    }

    /// The body by its name, else by its code; one that nobody knows is made, with the code of the list.
    fn body(&mut self, name: &str, code: &str) -> Result<String, Words> {
        if let Some(known) = self.by_name.get(name).filter(|_| !name.is_empty()) {
            return Ok(known.clone());
        }
        if name.is_empty() {
            let known = self.organisation.bodies.contains_key(code);
            return known
                .then(|| code.to_string())
                .ok_or_else(|| Words::new("没有实施部门", "the department is missing"));
        }
        if name.chars().count() > 100 {
            return Err(Words::new(
                "实施部门名称超过 100 字",
                "the department's name has more than 100 characters",
            ));
        }
        let bodies = &self.organisation.bodies;
        let code = if code.is_empty() || bodies.contains_key(code) {
            (bodies.len() + 1..)
                .map(|number| format!("body-{number:03}"))
                .find(|code| !bodies.contains_key(code))
                .unwrap_or_default()
        } else {
            code.to_string()
        };
        let body = Body {
            code: code.clone(),
            name: Text {
                zh: name.to_string(),
                en: String::new(),
            },
            catalogue_name: name.to_string(),
            ..Body::default()
        };
        self.organisation.bodies.insert(code.clone(), body.clone());
        self.new_bodies.insert(code.clone(), body);
        self.by_name.insert(name.to_string(), code.clone());
        Ok(code)
    }

    fn answer(&mut self, line: u64, reading: Reading) -> Judged {
        let Reading {
            spec,
            as_it_is,
            code,
            name,
            mut notes,
            catalogue_line,
        } = reading;
        let judged = spec.and_then(|spec| {
            if let Some(first) = self.seen.get(&spec.code) {
                return Err(Words::new(
                    format!("编码与第 {first} 行重复"),
                    format!("the code repeats that of line {first}"),
                ));
            }
            let filled = self.library.shared().fill(spec.clone(), None);
            filled
                .faults(&self.organisation)
                .into_iter()
                .next()
                .map_or(Ok(spec), Err)
        });
        if let Some(first) = self.names.insert(name.clone(), line).filter(|_| judged.is_ok()) {
            notes.push(Words::new(
                format!("名称与第 {first} 行相同，编码不同"),
                format!("the name is that of line {first}, the code is not"),
            ));
        }
        let mut row = Judged {
            line,
            code,
            name,
            fate: Fate::Refused,
            version: 0,
            doc: String::new(),
            body: String::new(),
            said: Vec::new(),
            changes: Vec::new(),
            again: None,
        };
        match judged {
            Err(why) => row.said.push(why),
            Ok(spec) => self.settle(&mut row, spec, catalogue_line, as_it_is),
        }
        row.said.extend(notes);
        row
    }

    fn settle(&mut self, row: &mut Judged, spec: ItemWire, catalogue_line: bool, as_it_is: bool) {
        row.body.clone_from(&spec.body);
        self.seen.insert(spec.code.clone(), row.line);
        if let Some(body) = self.new_bodies.get(&spec.body) {
            row.said.push(Words::new(
                format!("机构库中没有“{}”，导入时一并新增", body.name.zh),
                format!(
                    "“{}” is not among the bodies and is added with the import",
                    body.name.zh
                ),
            ));
        }
        let newest = self.library.newest(&spec.code).unwrap_or(0);
        let withdrawal = self
            .library
            .standing(&spec.code)
            .and_then(|standing| standing.withdrawal.as_ref());
        if let Some(withdrawal) = withdrawal {
            if !withdrawal.why.approval.starts_with(UNDONE) {
                let from = withdrawal.from;
                row.said.push(Words::new(
                    format!("这个事项已于 {from} 取消，编码不再使用"),
                    format!("this item was withdrawn on {from}, and its code is not used again"),
                ));
                return;
            }
            row.again = Some(spec.body.clone());
        }
        let latest = self.library.latest(&spec.code).filter(|_| row.again.is_none());
        let Some(latest) = latest else {
            row.fate = Fate::Taken;
            row.version = newest + 1;
            row.doc = serde_json::to_string(&spec).unwrap_or_default();
            return;
        };
        if newest > latest.version {
            row.said.push(Words::new(
                format!("第 {newest} 版已批准、尚未生效，请在生效后再导入"),
                format!("version {newest} is approved and not yet in force; import after it is"),
            ));
            return;
        }
        let keeps_whole = catalogue_line && latest.completeness == Completeness::Full;
        // What is taken from shared materials may say something else by now.
        let takes = spec.materials.iter().any(|material| !material.library.is_empty());
        let as_it_is = !takes && as_it_is;
        let filled = self.library.shared().fill(spec.clone(), None);
        let next = filled.item(latest.version, &self.organisation);
        if keeps_whole || as_it_is || **latest == next {
            row.fate = Fate::Unchanged;
            if keeps_whole && !as_it_is && **latest != next {
                row.said.push(Words::new(
                    "库中已有完整的实施清单，目录行不替换它",
                    "the library holds the whole specification; a line of a catalogue does not take its place",
                ));
            }
            return;
        }
        row.fate = Fate::Changed;
        row.version = latest.version + 1;
        row.changes = difference(latest, &next);
        row.doc = serde_json::to_string(&spec).unwrap_or_default();
    }
}

/// Code and name of a specification that cannot be read as one.
fn said_in(text: &str) -> (String, String) {
    let value: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    let said = |field: &str| {
        value
            .pointer(field)
            .and_then(|said| said.as_str())
            .unwrap_or_default()
            .to_string()
    };
    (said("/code"), said("/name/zh"))
}

fn plain_code(code: &str) -> Result<(), Words> {
    if code.is_empty() {
        return Err(Words::new("没有事项编码", "the code is missing"));
    }
    if !code_is_plain(code) || code.len() > 100 {
        return Err(Words::new(
            "事项编码只能含字母、数字、点和连字符，不超过 100 位",
            "the code may hold letters, digits, dots and hyphens only, at most 100",
        ));
    }
    Ok(())
}

fn new_spec(code: &str, name: &str, kind: ItemKind, cells: &BTreeMap<&str, String>) -> ItemWire {
    let has_limit = cells.get("statutory_days").is_some_and(|days| !days.is_empty());
    ItemWire {
        code: code.to_string(),
        name: Text {
            zh: name.to_string(),
            en: String::new(),
        },
        kind: kind.code().to_string(),
        handling: "promised".into(),
        audience: vec!["person".into(), "company".into()],
        statutory_days: DEFAULT_LIMIT,
        statutory_source: if has_limit { Text::default() } else { usual_source(kind) },
        promised_days: DEFAULT_LIMIT,
        catalogue_only: true,
        ..ItemWire::default()
    }
}

fn usual_source(kind: ItemKind) -> Text {
    if kind == ItemKind::Permit {
        Text {
            zh: "行政许可法 第四十二条（部门尚未公布更短时限）".into(),
            en: "Administrative Licensing Law, art. 42 (the body has not published a shorter limit)".into(),
        }
    } else {
        Text {
            zh: "中心设置（部门尚未公布时限，参照行政许可法第四十二条）".into(),
            en: "The centre's setting, after Administrative Licensing Law art. 42 (the body has not published a limit)"
                .into(),
        }
    }
}
