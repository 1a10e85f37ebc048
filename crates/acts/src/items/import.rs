//! The importer (事项导入): a district's catalogue as CSV, or full specifications as JSON. Every row gets its answer.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use yimen_domain::items::ItemKind;
use yimen_domain::words::{Refusal, RefusalKind, Words};
use yimen_store::tables::items;

use crate::organisation::{self, Body, Text};
use crate::{ActError, Centre};

use super::wire::{ItemWire, code_is_plain};

/// Largest file that is taken, bytes.
pub const LARGEST: usize = 64 * 1024 * 1024;

/// Limit for items whose body has published none, working days: 许可法 art. 42; for what is not a permit, the centre's setting.
pub const DEFAULT_LIMIT: u32 = 20;

const HEADING: [&str; 7] = [
    "department",
    "main_item",
    "name",
    "itemCode",
    "taskType",
    "areaCode",
    "deptCode",
];

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Taken as a new item.
    Taken,
    /// Taken as a new version of an item that was there.
    Changed,
    /// There already, and the same.
    Unchanged,
    /// Not taken.
    Refused,
}

/// The answer to one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowReport {
    /// Line of the file, counted from 1.
    pub line: u64,
    /// Code as it stood there.
    pub code: String,
    /// Name as it stood there.
    pub name: String,
    /// What became of it.
    pub fate: Fate,
    /// Why, and what was noticed; Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

/// The answer to a file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Report {
    /// New items.
    pub taken: usize,
    /// New versions.
    pub changed: usize,
    /// Same as before.
    pub unchanged: usize,
    /// Not taken.
    pub refused: usize,
    /// Every row, in order.
    pub rows: Vec<RowReport>,
}

impl Report {
    fn add(&mut self, row: RowReport) {
        match row.fate {
            Fate::Taken => self.taken += 1,
            Fate::Changed => self.changed += 1,
            Fate::Unchanged => self.unchanged += 1,
            Fate::Refused => self.refused += 1,
        }
        self.rows.push(row);
    }
}

struct Line {
    line: u64,
    spec: Result<ItemWire, Words>,
    code: String,
    name: String,
    notes: Vec<Words>,
}

/// Imports a catalogue (CSV) or specifications (JSON object or array). All good rows are taken in one change.
///
/// # Errors
/// The file is neither: refused whole, with the line and the reason. Or the database does not answer.
pub async fn import(centre: &Centre, source: &str, bytes: &[u8]) -> Result<Report, ActError> {
    if bytes.len() > LARGEST {
        return Err(not_a_catalogue(0, "文件超过 64 MB", "the file is larger than 64 MB").into());
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()]
            .iter()
            .filter(|&&byte| byte == b'\n')
            .count() as u64
            + 1;
        not_a_catalogue(line, "不是 UTF-8 编码的文本", "it is not text in UTF-8")
    })?;
    let text = text.trim_start_matches('\u{feff}');
    let lines = if matches!(text.trim_start().as_bytes().first(), Some(b'{' | b'[')) {
        specifications(text)?
    } else {
        let lines = catalogue(text)?;
        add_missing_bodies(centre, &lines).await?;
        lines.into_iter().map(|row| row.into_line(centre)).collect()
    };
    store(centre, source, lines).await
}

fn specifications(text: &str) -> Result<Vec<Line>, Refusal> {
    let value: serde_json::Value = serde_json::from_str(text).map_err(|error| {
        not_a_catalogue(
            error.line() as u64,
            "JSON 格式有误",
            &format!("the JSON is broken: {error}"),
        )
    })?;
    let values = match value {
        serde_json::Value::Array(values) => values,
        other => vec![other],
    };
    if values.is_empty() {
        return Err(not_a_catalogue(1, "没有事项", "it holds no items"));
    }
    Ok(values
        .into_iter()
        .zip(1u64..)
        .map(|(value, line)| {
            let said = |field: &str| {
                value
                    .pointer(field)
                    .and_then(|v| v.as_str())
                    .unwrap_or_default()
                    .to_string()
            };
            let (code, name) = (said("/code"), said("/name/zh"));
            let spec = serde_json::from_value::<ItemWire>(value).map_err(|error| {
                Words::new(
                    format!("内容不完整或格式不对（{error}）"),
                    format!("incomplete or of a wrong shape ({error})"),
                )
            });
            Line {
                line,
                spec,
                code,
                name,
                notes: Vec::new(),
            }
        })
        .collect())
}

struct CatalogueRow {
    line: u64,
    fields: [String; 7],
    /// What is wrong with the row as a whole.
    ragged: Option<Words>,
    notes: Vec<Words>,
}

fn catalogue(text: &str) -> Result<Vec<CatalogueRow>, Refusal> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut records = reader.records();
    let Some(Ok(heading)) = records.next() else {
        return Err(not_a_catalogue(1, "文件是空的", "the file is empty"));
    };
    let columns = columns(&heading)?;
    let mut rows = Vec::new();
    for record in records {
        let record = record.map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line);
            not_a_catalogue(line, "这一行不是有效的 CSV", "this line is not valid CSV")
        })?;
        let line = record.position().map_or(0, csv::Position::line);
        if record.iter().any(|field| field.matches('\n').count() > 2) {
            return Err(not_a_catalogue(line, "引号没有闭合", "a quotation mark is not closed"));
        }
        rows.push(CatalogueRow::of(line, &record, &columns, heading.len()));
    }
    if rows.is_empty() {
        return Err(not_a_catalogue(
            2,
            "只有列名，没有事项",
            "it has a heading and no items",
        ));
    }
    Ok(rows)
}

/// Where each column of ours stands in the file; other columns may stand between them.
fn columns(heading: &csv::StringRecord) -> Result<[usize; 7], Refusal> {
    let mut places = [0; 7];
    for (place, name) in places.iter_mut().zip(HEADING) {
        *place = heading.iter().position(|column| column.trim() == name).ok_or_else(|| {
            let all = HEADING.join(",");
            let zh = format!("缺少列“{name}”，应有列名 {all}");
            not_a_catalogue(
                1,
                &zh,
                &format!("the column “{name}” is missing; the heading has {all}"),
            )
        })?;
    }
    Ok(places)
}

/// Removes markup and entities that web exports leave inside fields, and says so.
fn tidy(field: &str, notes: &mut Vec<Words>) -> String {
    let mut text = field.to_string();
    for (entity, plain) in [
        ("&amp;", "&"),
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
    ] {
        text = text.replace(entity, plain);
    }
    let mut plain = String::with_capacity(text.len());
    let mut depth = 0u32;
    let has_tags = text.contains('<') && text.contains('>');
    for c in text.chars() {
        match c {
            '<' if has_tags => depth += 1,
            '>' if depth > 0 => depth -= 1,
            _ if depth > 0 => {}
            c if c.is_control() => plain.push(' '),
            c => plain.push(c),
        }
    }
    let tidy: String = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if tidy != field.trim() {
        notes.push(Words::new(
            "清理了网页标记或多余空白",
            "web markup or extra blanks were removed",
        ));
    }
    tidy
}

impl CatalogueRow {
    fn of(line: u64, record: &csv::StringRecord, columns: &[usize; 7], width: usize) -> CatalogueRow {
        let mut notes = Vec::new();
        let fields = columns.map(|at| tidy(record.get(at).unwrap_or_default(), &mut notes));
        let ragged = (record.len() != width).then(|| {
            Words::new(
                format!("这一行有 {} 列，应为 {width} 列", record.len()),
                format!("this line has {} columns, not {width}", record.len()),
            )
        });
        CatalogueRow {
            line,
            fields,
            ragged,
            notes,
        }
    }

    fn field(&self, at: usize) -> &str {
        &self.fields[at]
    }

    /// It will be refused for certain, so nothing is made for its sake.
    fn is_hopeless(&self) -> bool {
        self.ragged.is_some()
            || self.field(0).is_empty()
            || self.field(3).is_empty()
            || ItemKind::from_standard(self.field(4)).is_none()
    }

    fn into_line(self, centre: &Centre) -> Line {
        let organisation = centre.organisation();
        let [department, group, name, code, kind, area, _] = self.fields;
        let mut notes = self.notes;
        let spec = if let Some(ragged) = self.ragged {
            Err(ragged)
        } else if code.is_empty() {
            Err(Words::new("没有事项编码", "the code is missing"))
        } else if !code_is_plain(&code) || code.len() > 100 {
            Err(Words::new(
                "事项编码只能含字母、数字、点和连字符，不超过 100 位",
                "the code may hold letters, digits, dots and hyphens only, at most 100",
            ))
        } else if name.is_empty() || name.chars().count() > 200 {
            Err(Words::new(
                "事项名称应为 1 至 200 字",
                "the name must have 1 to 200 characters",
            ))
        } else if department.is_empty() {
            Err(Words::new("没有实施部门", "the department is missing"))
        } else if let Some(kind) = ItemKind::from_standard(&kind) {
            let body = organisation
                .body_by_catalogue_name(&department)
                .map(|body| body.code.clone())
                .unwrap_or_default();
            Ok(spec_of(&code, &name, &body, kind, &group))
        } else {
            Err(Words::new(
                format!("事项类型“{kind}”不是依申请办理的类型（GB/T 39046 A.1）"),
                format!("the kind “{kind}” is not one that people apply for (GB/T 39046 A.1)"),
            ))
        };
        if spec.is_ok() && !area.is_empty() && area.get(..6) != centre.div().get(..6) {
            notes.push(Words::new(
                format!(
                    "目录中的区划代码 {area} 与本中心 {} 不同，按目录原样保留编码",
                    centre.div()
                ),
                format!(
                    "the catalogue's area code {area} differs from this centre's {}; the item code is kept as it is",
                    centre.div()
                ),
            ));
        }
        Line {
            line: self.line,
            spec,
            code,
            name,
            notes,
        }
    }
}

fn spec_of(code: &str, name: &str, body: &str, kind: ItemKind, group: &str) -> ItemWire {
    let source = if kind == ItemKind::Permit {
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
    };
    ItemWire {
        code: code.to_string(),
        name: Text {
            zh: name.to_string(),
            en: String::new(),
        },
        body: body.to_string(),
        kind: kind.code().to_string(),
        handling: "promised".into(),
        audience: vec!["person".into(), "company".into()],
        group: if group == "未分类" {
            String::new()
        } else {
            group.to_string()
        },
        statutory_days: DEFAULT_LIMIT,
        statutory_source: source,
        promised_days: DEFAULT_LIMIT,
        catalogue_only: true,
        ..ItemWire::default()
    }
}

/// Departments that the organisation does not know yet become bodies, with the catalogue's own code and name.
async fn add_missing_bodies(centre: &Centre, rows: &[CatalogueRow]) -> Result<(), ActError> {
    let organisation = centre.organisation();
    let mut missing: BTreeMap<String, Body> = BTreeMap::new();
    for row in rows {
        let (department, code) = (row.field(0), row.field(6));
        let known = organisation.body_by_catalogue_name(department).is_some()
            || missing.values().any(|body| body.name.zh == department);
        if row.is_hopeless() || department.chars().count() > 100 || known {
            continue;
        }
        let taken =
            |code: &str| code.is_empty() || organisation.bodies.contains_key(code) || missing.contains_key(code);
        let code = if taken(code) {
            format!("body-{:03}", organisation.bodies.len() + missing.len() + 1)
        } else {
            code.to_string()
        };
        let name = Text {
            zh: department.to_string(),
            en: String::new(),
        };
        missing.insert(
            code.clone(),
            Body {
                code,
                name,
                catalogue_name: department.to_string(),
                ..Body::default()
            },
        );
    }
    if missing.is_empty() {
        return Ok(());
    }
    let units: Vec<(String, Body)> = missing.into_iter().collect();
    organisation::put(centre, "body", &units).await
}

async fn store(centre: &Centre, source: &str, lines: Vec<Line>) -> Result<Report, ActError> {
    let library = centre.library();
    let organisation = centre.organisation();
    let mut report = Report::default();
    let mut seen: HashMap<String, u64> = HashMap::new();
    let mut names: HashMap<String, u64> = HashMap::new();
    let mut writes = Vec::new();
    for Line {
        line,
        spec,
        code,
        name,
        mut notes,
    } in lines
    {
        let judged = spec.and_then(|spec| {
            if let Some(first) = seen.get(&spec.code) {
                return Err(Words::new(
                    format!("编码与第 {first} 行重复"),
                    format!("the code repeats that of line {first}"),
                ));
            }
            spec.faults(&organisation).into_iter().next().map_or(Ok(spec), Err)
        });
        if let Some(first) = names.insert(name.clone(), line).filter(|_| judged.is_ok()) {
            notes.push(Words::new(
                format!("名称与第 {first} 行相同，编码不同"),
                format!("the name is that of line {first}, the code is not"),
            ));
        }
        let (fate, why) = match judged {
            Err(why) => (Fate::Refused, Some(why)),
            Ok(spec) => {
                seen.insert(spec.code.clone(), line);
                let known = library.latest(&spec.code);
                let next = known.map_or(1, |item| item.version + 1);
                let same = known.is_some_and(|item| {
                    let full_stays =
                        spec.catalogue_only && item.completeness == yimen_domain::items::Completeness::Full;
                    full_stays || **item == spec.clone().item(item.version, &organisation)
                });
                if same {
                    (Fate::Unchanged, None)
                } else {
                    let doc = serde_json::to_string(&spec).unwrap_or_default();
                    writes.push(items::insert(
                        centre.div(),
                        &spec.code,
                        next,
                        doc,
                        centre.now().0,
                        source,
                    ));
                    (if next == 1 { Fate::Taken } else { Fate::Changed }, None)
                }
            }
        };
        let join = |pick: fn(&Words) -> &str, between: &str| {
            why.iter().chain(&notes).map(pick).collect::<Vec<_>>().join(between)
        };
        let (zh, en) = (join(|words| &words.zh, "；"), join(|words| &words.en, "; "));
        report.add(RowReport {
            line,
            code,
            name,
            fate,
            zh,
            en,
        });
    }
    if !writes.is_empty() {
        centre.put(writes).await?;
        super::load(centre).await?;
    }
    Ok(report)
}

fn not_a_catalogue(line: u64, zh: &str, en: &str) -> Refusal {
    Refusal::new(
        "not_a_catalogue",
        RefusalKind::Invalid,
        "",
        (
            &format!("这不是事项目录（第 {line} 行：{zh}）。"),
            &format!("This is not a catalogue of items (line {line}: {en})."),
        ),
        (
            "文件没有导入。请提供 UTF-8 编码的目录 CSV，或事项实施清单 JSON。",
            "Nothing was imported. Give a catalogue as CSV in UTF-8, or item specifications as JSON.",
        ),
    )
}
