//! The columns in which items stand in spreadsheets (导入导出的列): the same for both ways, so that what was exported can be
//! changed and brought in again.

use std::collections::BTreeMap;

use yimen_domain::clocks::StepKind;
use yimen_domain::items::authority::{Level, PowerSource};
use yimen_domain::items::material::MaterialForm;
use yimen_domain::items::{Audience, Coded, ItemKind};
use yimen_domain::words::Words;

use super::wire::{BasisWire, Code, ConditionWire, FeeWire, ItemWire, MaterialWire, StepWire};
use crate::organisation::{Organisation, Text};

/// A column.
pub struct Column {
    /// Stable name.
    pub key: &'static str,
    /// What it is called, in Chinese and English.
    pub heading: (&'static str, &'static str),
    /// Other names by which lists call it.
    also: &'static [&'static str],
    /// One entry a line.
    pub lines: bool,
    /// A catalogue has it; the others are elements of the whole specification.
    pub of_catalogue: bool,
    get: fn(&ItemWire, &Organisation) -> String,
    set: fn(&mut ItemWire, &str) -> Result<(), Words>,
}

/// What empties an element; an empty cell leaves it as it is.
pub const EMPTIES: [&str; 3] = ["-", "—", "（空）"];

/// Words for a limit that is no time at all.
const AT_ONCE: [&str; 3] = ["即办", "当场办结", "即时办结"];

macro_rules! text_column {
    ($key:literal, $zh:literal, $en:literal, [$($also:literal),*], $($path:ident).+) => {
        Column {
            key: $key,
            heading: ($zh, $en),
            also: &[$($also),*],
            lines: false,
            of_catalogue: false,
            get: |item, _| item.$($path).+.clone(),
            set: |item, text| {
                item.$($path).+ = text.to_string();
                Ok(())
            },
        }
    };
}

macro_rules! column {
    ($key:literal, $zh:literal, $en:literal, [$($also:literal),*], $get:expr, $set:expr) => {
        Column { key: $key, heading: ($zh, $en), also: &[$($also),*], lines: false, of_catalogue: false, get: $get, set: $set }
    };
    (lines $key:literal, $zh:literal, $en:literal, [$($also:literal),*], $get:expr, $set:expr) => {
        Column { key: $key, heading: ($zh, $en), also: &[$($also),*], lines: true, of_catalogue: false, get: $get, set: $set }
    };
    (catalogue $key:literal, $zh:literal, $en:literal, [$($also:literal),*], $get:expr, $set:expr) => {
        Column { key: $key, heading: ($zh, $en), also: &[$($also),*], lines: false, of_catalogue: true, get: $get, set: $set }
    };
}

/// Without these four nothing can be brought in; the body by its name or its code.
pub const NEEDED: [&str; 4] = ["code", "name", "body", "kind"];

/// Every column, in the order of an export.
pub static COLUMNS: [Column; 42] = [
    column!(catalogue "code", "事项编码", "Item code", ["itemCode", "实施编码", "编码", "事项代码", "task_code", "item_code"],
        |item, _| item.code.clone(), |item, text| { item.code = text.to_string(); Ok(()) }),
    column!(catalogue "name", "事项名称", "Item name", ["name", "名称", "事项", "task_name", "办理项名称"],
        |item, _| item.name.zh.clone(), |item, text| { item.name.zh = text.to_string(); Ok(()) }),
    text_column!(
        "name_en",
        "事项名称（英文）",
        "Item name in English",
        ["英文名称", "name_en"],
        name.en
    ),
    column!(catalogue "body", "实施主体", "Body", ["department", "实施部门", "部门", "实施机构", "责任单位", "实施机关", "dept_name"],
        |item, organisation| organisation.body_name(&item.body).zh, |_, _| Ok(())),
    column!(catalogue "body_code", "实施主体编码", "Body code", ["deptCode", "部门编码", "dept_code", "机构编码"],
        |item, _| item.body.clone(), |_, _| Ok(())),
    column!(catalogue "kind", "事项类型", "Kind", ["taskType", "类型", "权力类型", "task_type"],
        |item, _| ItemKind::parse(&item.kind).map_or_else(String::new, |kind| kind.words().0.to_string()),
        |item, text| { item.kind = kind(text)?.code().to_string(); Ok(()) }),
    column!(catalogue "group", "主项名称", "Group", ["main_item", "主项", "大项名称"],
        |item, _| item.group.clone(),
        |item, text| { item.group = if text == "未分类" { String::new() } else { text.to_string() }; Ok(()) }),
    column!(catalogue "area", "区划代码", "Division code", ["areaCode", "行政区划", "区划编码", "area_code"],
        |item, _| item.authority.jurisdiction.clone(), |_, _| Ok(())),
    column!(
        "handling",
        "办件类型",
        "Handling",
        ["办理类型", "handling"],
        |item, _| if item.handling == "instant" {
            "即办件".into()
        } else {
            "承诺件".into()
        },
        |item, text| {
            item.handling = handling(text)?;
            Ok(())
        }
    ),
    column!(
        "audience",
        "服务对象",
        "Audience",
        ["办理对象", "audience"],
        |item, _| listed(
            item.audience
                .iter()
                .filter_map(|code| Audience::parse(code))
                .map(|one| one.words().0)
        ),
        |item, text| {
            item.audience = audience(text)?;
            Ok(())
        }
    ),
    text_column!(
        "catalogue_code",
        "基本编码",
        "Catalogue code",
        ["基本目录编码", "catalog_code"],
        codes.catalogue
    ),
    text_column!(
        "implementation_code",
        "国家实施编码",
        "National implementation code",
        ["implementation_code"],
        codes.implementation
    ),
    text_column!(
        "local_code",
        "地方实施编码",
        "Local implementation code",
        ["local_task_code"],
        codes.local
    ),
    column!(
        "level",
        "行使层级",
        "Level",
        ["实施层级", "层级"],
        |item, _| item
            .authority
            .level
            .map_or_else(String::new, |level| level.0.words().0.to_string()),
        |item, text| {
            item.authority.level = coded::<Level>(text)?.map(Code);
            Ok(())
        }
    ),
    column!(
        "power_source",
        "权力来源",
        "Source of the power",
        [],
        |item, _| item
            .authority
            .source
            .map_or_else(String::new, |source| source.0.words().0.to_string()),
        |item, text| {
            item.authority.source = coded::<PowerSource>(text)?.map(Code);
            Ok(())
        }
    ),
    text_column!(
        "office",
        "承办机构",
        "Office",
        ["承办科室", "办理科室", "责任科室"],
        authority.office.name.zh
    ),
    text_column!(
        "decider",
        "审批决定授权人",
        "Authorised decider",
        ["首席审批员", "授权人"],
        authority.decider.zh
    ),
    column!(lines "legal_basis", "设定依据", "Legal basis", ["法律依据", "依据"],
        |item, _| joined(item.legal_basis.iter().map(|basis| format!("《{}》{}", basis.title, basis.article))),
        |item, text| { item.legal_basis = bases(text, &item.legal_basis); Ok(()) }),
    column!(lines "conditions", "受理条件", "Conditions", ["申请条件", "办理条件"],
        |item, _| joined(item.conditions.iter().map(|condition| condition.zh.clone())),
        |item, text| { item.conditions = conditions(text, &item.conditions); Ok(()) }),
    column!(lines "materials", "申请材料", "Materials", ["材料", "所需材料", "材料名称"],
        |item, _| joined(item.materials.iter().map(material_line)),
        |item, text| { item.materials = materials(text, &item.materials)?; Ok(()) }),
    column!(lines "procedure", "办理流程", "Procedure", ["流程", "办理环节"],
        |item, _| joined(item.procedure.iter().map(step_line)),
        |item, text| { item.procedure = procedure(text, &item.procedure)?; Ok(()) }),
    column!(
        "statutory_days",
        "法定办结时限",
        "Statutory limit",
        ["法定时限", "法定期限", "法定办结时限（工作日）"],
        |item, _| item.statutory_days.to_string(),
        |item, text| {
            item.statutory_days = days(text)?;
            Ok(())
        }
    ),
    text_column!(
        "statutory_source",
        "法定时限依据",
        "Law behind the limit",
        ["时限依据"],
        statutory_source.zh
    ),
    column!(
        "promised_days",
        "承诺办结时限",
        "Promised limit",
        ["承诺时限", "承诺期限", "承诺办结时限（工作日）"],
        |item, _| item.promised_days.to_string(),
        |item, text| {
            item.promised_days = days(text)?;
            if AT_ONCE.contains(&text) {
                item.handling = "instant".into();
            }
            Ok(())
        }
    ),
    column!(
        "fee_amount",
        "收费金额（元）",
        "Fee in yuan",
        ["收费金额", "收费"],
        |item, _| item.fee.as_ref().map_or_else(String::new, |fee| format!(
            "{}.{:02}",
            fee.amount_fen / 100,
            fee.amount_fen % 100
        )),
        |item, text| {
            fee(item).amount_fen = yuan(text)?;
            without_empty_fee(item);
            Ok(())
        }
    ),
    column!(
        "fee_standard",
        "收费标准",
        "Fee standard",
        [],
        |item, _| item
            .fee
            .as_ref()
            .map_or_else(String::new, |fee| fee.standard.zh.clone()),
        |item, text| {
            fee(item).standard.zh = text.to_string();
            without_empty_fee(item);
            Ok(())
        }
    ),
    column!(
        "fee_basis",
        "收费依据",
        "Basis of the fee",
        [],
        |item, _| item.fee.as_ref().map_or_else(String::new, |fee| fee.basis.clone()),
        |item, text| {
            fee(item).basis = text.to_string();
            without_empty_fee(item);
            Ok(())
        }
    ),
    text_column!(
        "result",
        "办理结果",
        "Result",
        ["结果名称", "审批结果", "审批结果名称"],
        result.name.zh
    ),
    text_column!("hall", "办理大厅编码", "Hall code", ["大厅编码"], hall),
    text_column!("hours", "办理时间", "Hours", ["工作时间"], hours.zh),
    text_column!("phone", "咨询电话", "Telephone", ["联系电话", "咨询方式"], phone),
    text_column!(
        "complaint_phone",
        "监督投诉电话",
        "Telephone for complaints",
        ["投诉电话", "监督电话"],
        complaint_phone
    ),
    column!(
        "visits",
        "到办事现场次数",
        "Visits",
        ["到现场次数", "跑动次数"],
        |item, _| item.visits.to_string(),
        |item, text| {
            item.visits = days(text)?;
            Ok(())
        }
    ),
    text_column!(
        "visit_reason",
        "必须现场办理原因",
        "Reason for a visit",
        ["现场办理原因"],
        visit_reason.zh
    ),
    column!(
        "depth",
        "网办深度",
        "Depth on the net",
        [],
        |item, _| item.depth.to_string(),
        |item, text| {
            item.depth = depth(text)?;
            Ok(())
        }
    ),
    column!(
        "in_hall",
        "是否进驻大厅",
        "In the hall",
        ["是否进驻", "进驻情况"],
        |item, _| item.residency.in_hall.map_or_else(String::new, |inside| if inside {
            "是".into()
        } else {
            "否".into()
        }),
        |item, text| {
            item.residency.in_hall = yes_or_no(text)?;
            Ok(())
        }
    ),
    text_column!(
        "residency_reason",
        "不进驻理由",
        "Reason for not being in the hall",
        [],
        residency.reason.zh
    ),
    text_column!(
        "residency_approval",
        "不进驻批准文号",
        "Approval of that",
        [],
        residency.approval
    ),
    text_column!("summary", "事项简介", "Summary", ["简介"], summary.zh),
    text_column!("summary_en", "事项简介（英文）", "Summary in English", [], summary.en),
    column!(
        "keywords",
        "常用叫法",
        "Words of daily speech",
        ["关键词"],
        |item, _| listed(item.keywords.iter().map(String::as_str)),
        |item, text| {
            item.keywords = split(text);
            Ok(())
        }
    ),
    column!(
        "completeness",
        "要素情况",
        "Completeness",
        [],
        |item, _| if item.catalogue_only {
            "仅目录".into()
        } else {
            "完整".into()
        },
        |item, text| {
            item.catalogue_only = completeness(text)?;
            Ok(())
        }
    ),
];

impl Column {
    /// The column with this name.
    pub fn by_key(key: &str) -> Option<&'static Column> {
        COLUMNS.iter().find(|column| column.key == key)
    }

    /// What an item says in it.
    pub fn text(&self, item: &ItemWire, organisation: &Organisation) -> String {
        (self.get)(item, organisation)
    }

    /// Puts what a cell says into an item. What an export would say of the item already changes nothing; neither does an
    /// empty cell.
    ///
    /// # Errors
    /// The cell says nothing that fits, in words.
    pub fn put(&self, item: &mut ItemWire, text: &str, organisation: &Organisation) -> Result<(), Words> {
        if text.is_empty() || self.text(item, organisation) == text {
            return Ok(());
        }
        let text = if EMPTIES.contains(&text) && !NEEDED.contains(&self.key) {
            ""
        } else {
            text
        };
        (self.set)(item, text).map_err(|words| {
            Words::new(
                format!("“{}”列：{}", self.heading.0, words.zh),
                format!("column “{}”: {}", self.heading.1, words.en),
            )
        })
    }

    /// A list calls it so.
    pub fn is_called(&self, name: &str) -> bool {
        let name = name.trim().trim_start_matches('*').trim();
        let same = |known: &str| known.eq_ignore_ascii_case(name);
        same(self.heading.0) || same(self.heading.1) || self.key == name || self.also.iter().copied().any(same)
    }
}

/// The column that a list means by a name.
pub fn called(name: &str) -> Option<&'static Column> {
    COLUMNS.iter().find(|column| column.is_called(name))
}

/// Which of a list's columns is which of ours, guessed from their names: the first of two that are called the same.
pub fn guess(heading: &[String]) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for (at, name) in heading.iter().enumerate() {
        if let Some(column) = called(name) {
            found.entry(column.key.to_string()).or_insert(at);
        }
    }
    found
}

fn listed<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join("、")
}

fn joined(lines: impl Iterator<Item = String>) -> String {
    lines.collect::<Vec<_>>().join("\n")
}

fn split(text: &str) -> Vec<String> {
    let parts = text.split(['、', '，', ',', ';', '；', '\n', '|']);
    parts
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(str::to_string)
        .collect()
}

fn unknown(text: &str, known: &[&str]) -> Words {
    Words::new(
        format!("“{text}”无法识别，应为{}", known.join("、")),
        format!("“{text}” is not known; it should be one of {}", known.join(", ")),
    )
}

/// From the number of GB/T 39046 A.1, its name or our code.
pub fn kind(text: &str) -> Result<ItemKind, Words> {
    let named =
        |kind: &ItemKind| kind.words().0 == text || kind.words().1.eq_ignore_ascii_case(text) || kind.code() == text;
    let found = ItemKind::from_standard(text).or_else(|| ItemKind::ALL.into_iter().find(named));
    found.ok_or_else(|| {
        Words::new(
            format!("事项类型“{text}”不是依申请办理的类型（GB/T 39046 A.1）"),
            format!("the kind “{text}” is not one that people apply for (GB/T 39046 A.1)"),
        )
    })
}

fn handling(text: &str) -> Result<String, Words> {
    match text {
        "1" | "即办件" | "即办" | "instant" => Ok("instant".into()),
        "2" | "承诺件" | "承诺办结" | "promised" => Ok("promised".into()),
        _ => Err(unknown(text, &["即办件", "承诺件"])),
    }
}

fn audience(text: &str) -> Result<Vec<String>, Words> {
    let mut found: Vec<String> = Vec::new();
    for part in split(text) {
        let one = match part.as_str() {
            "1" | "自然人" | "个人" | "person" => Audience::Person,
            "2" | "3" | "4" | "5" | "6" | "企业" | "法人" | "企业法人" | "事业法人" | "社会组织法人" | "其他组织"
            | "行政机关" | "company" => Audience::Company,
            other => *[Audience::Person, Audience::Company]
                .iter()
                .find(|known| known.words().0 == other)
                .ok_or_else(|| unknown(other, &["个人", "企业"]))?,
        };
        if !found.iter().any(|known| known == one.code()) {
            found.push(one.code().to_string());
        }
    }
    Ok(found)
}

fn coded<T: Coded>(text: &str) -> Result<Option<T>, Words> {
    if text.is_empty() {
        return Ok(None);
    }
    let named = |value: &T| value.words().0 == text || value.words().1.eq_ignore_ascii_case(text);
    let found = T::parse(text)
        .or_else(|| T::from_number(text))
        .or_else(|| T::ALL.iter().copied().find(named));
    let names = || T::ALL.iter().map(|value| value.words().0).collect::<Vec<_>>();
    found.map(Some).ok_or_else(|| unknown(text, &names()))
}

/// Working days, or times: “20”, “20 个工作日”, “即办”, “无”.
fn days(text: &str) -> Result<u32, Words> {
    if ["", "无"].contains(&text) || AT_ONCE.contains(&text) {
        return Ok(0);
    }
    let unit = text.trim_start_matches(|sign: char| sign.is_ascii_digit()).trim();
    let number = text[..text.len() - text.trim_start_matches(|sign: char| sign.is_ascii_digit()).len()].parse();
    match number {
        Ok(number) if ["", "个工作日", "工作日", "次", "working days"].contains(&unit) && number <= 3650 => {
            Ok(number)
        }
        _ => Err(Words::new(
            format!("“{text}”应写作工作日数，例如 20；自然日、月请先折算"),
            format!("“{text}” should be a number of working days such as 20; convert calendar days and months first"),
        )),
    }
}

fn depth(text: &str) -> Result<u32, Words> {
    let levels = [("Ⅰ", 1), ("Ⅱ", 2), ("Ⅲ", 3), ("Ⅳ", 4)];
    let level = levels
        .iter()
        .find(|(sign, _)| text.starts_with(sign))
        .map(|(_, level)| *level);
    let number = level
        .or_else(|| text.trim_end_matches('级').parse().ok())
        .or(text.is_empty().then_some(0));
    number
        .filter(|level| *level <= 4)
        .ok_or_else(|| unknown(text, &["0", "1", "2", "3", "4"]))
}

fn yes_or_no(text: &str) -> Result<Option<bool>, Words> {
    match text {
        "" => Ok(None),
        "是" | "1" | "进驻" | "yes" | "Y" | "y" => Ok(Some(true)),
        "否" | "0" | "不进驻" | "未进驻" | "no" | "N" | "n" => Ok(Some(false)),
        _ => Err(unknown(text, &["是", "否"])),
    }
}

fn completeness(text: &str) -> Result<bool, Words> {
    match text {
        "仅目录" | "catalogue" => Ok(true),
        "" | "完整" | "full" => Ok(false),
        _ => Err(unknown(text, &["完整", "仅目录"])),
    }
}

/// Yuan with up to two decimals, as fen.
fn yuan(text: &str) -> Result<i64, Words> {
    let plain = text
        .trim_start_matches('¥')
        .trim_end_matches('元')
        .trim()
        .replace(',', "");
    if ["", "无", "不收费"].contains(&plain.as_str()) {
        return Ok(0);
    }
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let fen = format!("{part:0<2}");
    let read = whole.parse::<i64>().ok().zip(fen.parse::<i64>().ok());
    read.filter(|(whole, _)| part.len() <= 2 && (0..100_000_000).contains(whole))
        .map(|(whole, fen)| whole * 100 + fen)
        .ok_or_else(|| {
            Words::new(
                format!("“{text}”应写作金额，例如 120 或 120.50"),
                format!("“{text}” should be an amount such as 120 or 120.50"),
            )
        })
}

fn fee(item: &mut ItemWire) -> &mut FeeWire {
    item.fee.get_or_insert_default()
}

fn without_empty_fee(item: &mut ItemWire) {
    let empty = |fee: &FeeWire| {
        fee.amount_fen == 0 && fee.basis.is_empty() && fee.standard.zh.is_empty() && fee.lines.is_empty()
    };
    if item.fee.as_ref().is_some_and(empty) {
        item.fee = None;
    }
}

fn entries(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// What a line says is kept with its English and its rule where the item said it already.
fn conditions(text: &str, known: &[ConditionWire]) -> Vec<ConditionWire> {
    let one = |line: &str| {
        let same = known.iter().find(|known| known.zh == line).cloned();
        same.unwrap_or_else(|| ConditionWire {
            zh: line.to_string(),
            ..ConditionWire::default()
        })
    };
    entries(text).map(one).collect()
}

fn bases(text: &str, known: &[BasisWire]) -> Vec<BasisWire> {
    let one = |line: &str| {
        let (title, article) = match line.strip_prefix('《').and_then(|rest| rest.split_once('》')) {
            Some((title, article)) => (title.trim(), article.trim()),
            None => (line, ""),
        };
        let same = known
            .iter()
            .find(|basis| basis.title == title && basis.article == article)
            .cloned();
        same.unwrap_or_else(|| BasisWire {
            title: title.to_string(),
            article: article.to_string(),
            ..BasisWire::default()
        })
    };
    entries(text).map(one).collect()
}

fn parts(line: &str) -> Vec<&str> {
    line.split(['|', '｜']).map(str::trim).collect()
}

fn material_line(material: &MaterialWire) -> String {
    let form = material.form.map_or("", |form| form.0.words().0);
    let must = if material.required { "必需" } else { "非必需" };
    format!("{} | {form} | {} | {must}", title_of(material), material.copies)
}

/// What a list calls a material: by its name, or `@` and the code of the shared material that it is taken from.
fn title_of(material: &MaterialWire) -> String {
    if material.name.zh.is_empty() && !material.library.is_empty() {
        format!("@{}", material.library)
    } else {
        material.name.zh.clone()
    }
}

/// Name | form | number | required or not; only the name must be there.
fn materials(text: &str, known: &[MaterialWire]) -> Result<Vec<MaterialWire>, Words> {
    let mut found: Vec<MaterialWire> = Vec::new();
    for line in entries(text) {
        let parts = parts(line);
        let part = |at: usize| parts.get(at).copied().unwrap_or_default();
        let same = known.iter().find(|material| title_of(material) == part(0)).cloned();
        let taken = |code: &str| {
            known.iter().any(|material| material.code == code) || found.iter().any(|material| material.code == code)
        };
        let fresh = (1..)
            .map(|number| format!("m{number}"))
            .find(|code| !taken(code))
            .unwrap_or_default();
        let mut material = same.unwrap_or_else(|| new_material(fresh, part(0)));
        if let Some(form) = coded::<MaterialForm>(part(1))? {
            material.form = Some(Code(form));
        }
        if !part(2).is_empty() {
            material.copies = days(part(2).trim_end_matches('份').trim())?;
        }
        match part(3) {
            "" => {}
            "必需" | "必要" | "是" => material.required = true,
            "非必需" | "非必要" | "否" => material.required = false,
            other => return Err(unknown(other, &["必需", "非必需"])),
        }
        found.push(material);
    }
    Ok(found)
}

fn new_material(code: String, title: &str) -> MaterialWire {
    let (name, library) = match title.strip_prefix('@') {
        Some(library) => ("", library),
        None => (title, ""),
    };
    MaterialWire {
        code,
        name: Text {
            zh: name.to_string(),
            en: String::new(),
        },
        library: library.to_string(),
        copies: 1,
        required: true,
        ..MaterialWire::default()
    }
}

fn step_line(step: &StepWire) -> String {
    let days = step.days.map_or_else(String::new, |days| days.to_string());
    format!("{} | {} | {days}", step.name.zh, step.who.zh)
}

/// Name | who | working days; only the name must be there, and it says which step it is.
fn procedure(text: &str, known: &[StepWire]) -> Result<Vec<StepWire>, Words> {
    let one = |line: &str| {
        let parts = parts(line);
        let part = |at: usize| parts.get(at).copied().unwrap_or_default();
        let same = known.iter().find(|step| step.name.zh == part(0));
        let step = match same {
            Some(step) => step.step.clone(),
            None => step_of(part(0))?.code().to_string(),
        };
        let text = |zh: &str, known: &Text| {
            if known.zh == zh {
                return known.clone();
            }
            Text {
                zh: zh.to_string(),
                en: String::new(),
            }
        };
        let known = same.cloned().unwrap_or_default();
        Ok(StepWire {
            step,
            name: text(part(0), &known.name),
            who: text(part(1), &known.who),
            days: Some(part(2)).filter(|days| !days.is_empty()).map(days).transpose()?,
            ..known
        })
    };
    entries(text).map(one).collect()
}

fn step_of(name: &str) -> Result<StepKind, Words> {
    const SAID: [(&str, &str); 14] = [
        ("受理", "accept"),
        ("接件", "accept"),
        ("收件", "accept"),
        ("申请", "accept"),
        ("勘验", "special"),
        ("评审", "special"),
        ("听证", "special"),
        ("决定", "decide"),
        ("审批", "decide"),
        ("审查", "review"),
        ("审核", "review"),
        ("送达", "deliver"),
        ("发证", "deliver"),
        ("办结", "deliver"),
    ];
    let found = SAID.iter().find(|(word, _)| name.contains(word)).map(|(_, code)| *code);
    let kind = found.and_then(|code| StepKind::ALL.into_iter().find(|kind| kind.code() == code));
    kind.ok_or_else(|| unknown(name, &["受理", "审查", "决定", "送达"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> ItemWire {
        serde_json::from_str(include_str!("../../../../docs/items.example.json")).unwrap()
    }

    #[test]
    fn no_two_columns_are_called_the_same() {
        for column in &COLUMNS {
            for name in [column.heading.0, column.heading.1, column.key]
                .iter()
                .chain(column.also)
            {
                assert_eq!(called(name).map(|found| found.key), Some(column.key), "{name}");
            }
        }
    }

    #[test]
    fn what_is_exported_comes_back_as_it_was() {
        let organisation = Organisation::default();
        let item = example();
        let mut copy = item.clone();
        for column in &COLUMNS {
            column
                .put(&mut copy, &column.text(&item, &organisation), &organisation)
                .unwrap();
        }
        assert_eq!(copy, item);
    }

    #[test]
    fn a_list_in_a_cell_makes_the_same_list_anew() {
        let organisation = Organisation::default();
        let item = example();
        let mut fresh = ItemWire::default();
        for column in &COLUMNS {
            column
                .put(&mut fresh, &column.text(&item, &organisation), &organisation)
                .unwrap();
        }
        for key in [
            "conditions",
            "materials",
            "procedure",
            "legal_basis",
            "fee_amount",
            "audience",
            "level",
        ] {
            let column = Column::by_key(key).unwrap();
            assert_eq!(
                column.text(&fresh, &organisation),
                column.text(&item, &organisation),
                "{key}"
            );
        }
    }

    #[test]
    fn cells_that_fit_nothing_are_refused_in_words() {
        let organisation = Organisation::default();
        for (key, text) in [
            ("kind", "99"),
            ("handling", "慢慢办"),
            ("statutory_days", "3个月"),
            ("fee_amount", "若干"),
            ("in_hall", "也许"),
            ("depth", "9"),
            ("procedure", "喝茶 | 科室 | 3"),
            ("materials", "身份证 | 羊皮 | 1"),
        ] {
            let refused = Column::by_key(key).unwrap().put(&mut example(), text, &organisation);
            assert!(refused.is_err(), "{key}: {text}");
        }
    }

    #[test]
    fn an_empty_cell_leaves_and_a_dash_empties() {
        let organisation = Organisation::default();
        let phone = Column::by_key("phone").unwrap();
        let mut item = ItemWire {
            phone: "12345".into(),
            ..ItemWire::default()
        };
        phone.put(&mut item, "", &organisation).unwrap();
        assert_eq!(item.phone, "12345");
        phone.put(&mut item, "-", &organisation).unwrap();
        assert_eq!(item.phone, "");
    }
}
