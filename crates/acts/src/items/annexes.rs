//! The annex tables of a centre (附表), filled from the library, the organisation and the register of exceptions.

use std::collections::HashMap;
use std::sync::Arc;

use yimen_domain::calendar::CHINA;
use yimen_domain::items::residency::{Exception, Sphere};
use yimen_domain::items::{Coded, Handling, Item, ItemKind};
use yimen_domain::words::{Language, Words};

use crate::Centre;
use crate::organisation::{Body, Organisation};
use crate::sheets::Table;

/// Which table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Annex {
    /// 附表一: items in the hall.
    ItemsIn,
    /// 附表二: items not in the hall.
    ItemsOut,
    /// 附表三: public services in the hall.
    ServicesIn,
    /// 附表四: public services not in the hall.
    ServicesOut,
    /// 附表五之一: sections and their authority.
    Sections,
    /// 附表五之二: items whose decision is delegated.
    Delegated,
}

impl Annex {
    /// In their order.
    pub const ALL: [Annex; 6] = [
        Annex::ItemsIn,
        Annex::ItemsOut,
        Annex::ServicesIn,
        Annex::ServicesOut,
        Annex::Sections,
        Annex::Delegated,
    ];

    /// Code in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Annex::ItemsIn => "items-in",
            Annex::ItemsOut => "items-out",
            Annex::ServicesIn => "services-in",
            Annex::ServicesOut => "services-out",
            Annex::Sections => "sections",
            Annex::Delegated => "delegated",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Annex> {
        Annex::ALL.into_iter().find(|annex| annex.code() == code)
    }

    /// Chinese and English title.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Annex::ItemsIn => ("附表一 进驻事项清单", "Annex 1 Items in the hall"),
            Annex::ItemsOut => ("附表二 未进驻事项清单", "Annex 2 Items not in the hall"),
            Annex::ServicesIn => ("附表三 进驻公共服务清单", "Annex 3 Services in the hall"),
            Annex::ServicesOut => ("附表四 未进驻公共服务清单", "Annex 4 Services not in the hall"),
            Annex::Sections => ("附表五（一）审批科室设置及授权", "Annex 5.1 Sections and authority"),
            Annex::Delegated => ("附表五（二）授权审批事项清单", "Annex 5.2 Delegated decisions"),
        }
    }
}

struct Around {
    organisation: Arc<Organisation>,
    exceptions: HashMap<String, Exception>,
    language: Language,
}

impl Around {
    fn say<'a>(&self, (zh, en): (&'a str, &'a str)) -> &'a str {
        if self.language == Language::En { en } else { zh }
    }

    fn words(&self, words: &Words) -> String {
        words.get(self.language).to_string()
    }

    /// It is not handled in the hall: an exception holds, or its specification says so.
    fn is_out(&self, item: &Item) -> bool {
        self.exceptions.contains_key(&item.code) || item.residency.in_hall == Some(false)
    }
}

/// A table of the whole centre, or of one body.
pub fn table(centre: &Centre, annex: Annex, body: &str, language: Language) -> Table {
    let today = centre.today();
    let register = centre.exceptions();
    let holding = register
        .iter()
        .map(|one| &one.exception)
        .filter(|exception| exception.sphere == Sphere::Hall && exception.holds(today));
    let around = Around {
        organisation: centre.organisation(),
        exceptions: holding
            .map(|exception| (exception.item.clone(), exception.clone()))
            .collect(),
        language,
    };
    let library = centre.library();
    let items: Vec<&Item> = library
        .all()
        .map(Arc::as_ref)
        .filter(|item| body.is_empty() || item.body == body)
        .collect();
    let is_service = |item: &&&Item| item.kind == ItemKind::PublicService;
    let shown: Vec<&Item> = match annex {
        Annex::ItemsIn => items
            .iter()
            .filter(|item| !is_service(item) && !around.is_out(item))
            .copied()
            .collect(),
        Annex::ItemsOut => items
            .iter()
            .filter(|item| !is_service(item) && around.is_out(item))
            .copied()
            .collect(),
        Annex::ServicesIn => items
            .iter()
            .filter(|item| is_service(item) && !around.is_out(item))
            .copied()
            .collect(),
        Annex::ServicesOut => items
            .iter()
            .filter(|item| is_service(item) && around.is_out(item))
            .copied()
            .collect(),
        Annex::Sections => items.clone(),
        Annex::Delegated => items
            .iter()
            .filter(|item| !item.authority.decider.zh.is_empty())
            .copied()
            .collect(),
    };
    let mut table = match annex {
        Annex::ItemsIn | Annex::ServicesIn => inside(&around, &shown),
        Annex::ItemsOut | Annex::ServicesOut => outside(&around, &shown),
        Annex::Sections => sections(&around, &shown, body),
        Annex::Delegated => delegated(&around, &shown),
    };
    table.title = around.say(annex.words()).to_string();
    table.notes = vec![note(centre, &around, body)];
    table
}

fn note(centre: &Centre, around: &Around, body: &str) -> String {
    let whom = if body.is_empty() {
        around.words(&around.organisation.division.centre.words())
    } else {
        around.words(&around.organisation.body_name(body))
    };
    let day = centre.now().day(CHINA);
    match around.language {
        Language::Zh => format!("{whom}，截至 {day}"),
        Language::En => format!("{whom}, as of {day}"),
    }
}

fn head(around: &Around, columns: &[((&str, &str), u16)]) -> Table {
    Table {
        head: columns
            .iter()
            .map(|(words, _)| around.say(*words).to_string())
            .collect(),
        widths: columns.iter().map(|(_, width)| *width).collect(),
        ..Table::default()
    }
}

/// Rows with their numbers.
fn numbered(mut table: Table, rows: impl Iterator<Item = Vec<String>>) -> Table {
    let number = |(at, row): (usize, Vec<String>)| std::iter::once((at + 1).to_string()).chain(row).collect();
    table.rows = rows.enumerate().map(number).collect();
    table
}

fn inside(around: &Around, items: &[&Item]) -> Table {
    let table = head(
        around,
        &[
            (("序号", "No."), 6),
            (("事项名称", "Item"), 34),
            (("事项编码", "Code"), 30),
            (("事项类型", "Kind"), 12),
            (("实施主体", "Body"), 22),
            (("承办科室", "Office"), 16),
            (("办理大厅", "Hall"), 22),
            (("法定时限（工作日）", "Limit by law (working days)"), 10),
            (("承诺时限（工作日）", "Promised (working days)"), 10),
            (("网上办理", "On the net"), 10),
        ],
    );
    let row = |item: &&Item| {
        let promised = match item.handling {
            Handling::Instant => around.say(("即办", "at once")).to_string(),
            Handling::Promised => item.promised.days.to_string(),
        };
        vec![
            around.words(&item.name),
            item.code.clone(),
            around.say(item.kind.words()).to_string(),
            around.words(&item.body_name),
            around.words(&item.authority.office.name),
            hall(around, item),
            item.statutory.days.to_string(),
            promised,
            online(around, item),
        ]
    };
    numbered(table, items.iter().map(row))
}

fn hall(around: &Around, item: &Item) -> String {
    let halls = &around.organisation.halls;
    let of_body = around
        .organisation
        .bodies
        .get(&item.body)
        .map(|body| body.hall.as_str());
    let hall = halls
        .get(&item.service.hall)
        .or_else(|| halls.get(of_body.unwrap_or_default()));
    hall.map_or_else(String::new, |hall| around.words(&hall.name.words()))
}

fn online(around: &Around, item: &Item) -> String {
    let said = item.service.depth > 0 || !item.service.access.channels.is_empty();
    let words = match (said, item.service.is_online()) {
        (false, _) => ("未公布", "not published"),
        (true, true) => ("是", "yes"),
        (true, false) => ("否", "no"),
    };
    around.say(words).to_string()
}

fn outside(around: &Around, items: &[&Item]) -> Table {
    let table = head(
        around,
        &[
            (("序号", "No."), 6),
            (("事项名称", "Item"), 34),
            (("事项编码", "Code"), 30),
            (("事项类型", "Kind"), 12),
            (("实施主体", "Body"), 22),
            (("不进驻理由", "Reason"), 30),
            (("批准文号", "Approval"), 22),
            (("有效至", "Until"), 12),
            (("办理地点", "Handled at"), 24),
        ],
    );
    let row = |item: &&Item| {
        let exception = around.exceptions.get(&item.code);
        let (reason, approval) = match exception {
            Some(exception) => (
                format!("{}：{}", around.say(exception.ground.words()), exception.asked.words),
                approval(exception),
            ),
            None => (around.words(&item.residency.reason), item.residency.approval.clone()),
        };
        let missing = |text: String| {
            if text.trim().is_empty() {
                around.say(("缺", "missing")).to_string()
            } else {
                text
            }
        };
        let until = exception.and_then(|exception| exception.until);
        let places: Vec<String> = item
            .service
            .access
            .places
            .iter()
            .map(|place| around.words(place))
            .collect();
        vec![
            around.words(&item.name),
            item.code.clone(),
            around.say(item.kind.words()).to_string(),
            around.words(&item.body_name),
            missing(reason),
            missing(approval),
            until.map_or_else(|| around.say(("长期", "no end")).to_string(), |day| day.to_string()),
            places.join(around.say(("；", "; "))),
        ]
    };
    numbered(table, items.iter().map(row))
}

fn approval(exception: &Exception) -> String {
    match &exception.state {
        yimen_domain::items::residency::State::Granted(said) => said.words.clone(),
        _ => String::new(),
    }
}

fn sections(around: &Around, items: &[&Item], body: &str) -> Table {
    let table = head(
        around,
        &[
            (("序号", "No."), 6),
            (("部门", "Body"), 28),
            (("审批科室", "Section"), 24),
            (("承办事项数", "Items"), 10),
            (("其中进驻大厅", "In the hall"), 10),
            (("授权审批事项数", "Delegated decisions"), 10),
            (("审批决定授权人", "Authorised to decide"), 30),
        ],
    );
    let bodies = around
        .organisation
        .bodies
        .values()
        .filter(|one| body.is_empty() || one.code == body);
    let mut rows = Vec::new();
    for one in bodies {
        let theirs: Vec<&Item> = items.iter().filter(|item| item.body == one.code).copied().collect();
        for (name, of_section) in by_section(around, one, &theirs) {
            rows.push(section_row(around, one, name, &of_section));
        }
    }
    numbered(table, rows.into_iter())
}

/// The sections of a body with their items; those that name no section of the body come last, by the office they name.
fn by_section<'a>(around: &Around, body: &Body, items: &[&'a Item]) -> Vec<(String, Vec<&'a Item>)> {
    let mut found: Vec<(String, String, Vec<&'a Item>)> = body
        .sections
        .iter()
        .map(|section| (section.name.zh.clone(), around.words(&section.name.words()), Vec::new()))
        .collect();
    for item in items {
        let office = &item.authority.office.name;
        match found.iter_mut().find(|(zh, _, _)| *zh == office.zh) {
            Some((_, _, theirs)) => theirs.push(item),
            None => found.push((office.zh.clone(), around.words(office), vec![item])),
        }
    }
    found.into_iter().map(|(_, name, items)| (name, items)).collect()
}

fn section_row(around: &Around, body: &Body, name: String, items: &[&Item]) -> Vec<String> {
    let mut deciders: Vec<String> = Vec::new();
    for item in items {
        let decider = around.words(&item.authority.decider);
        if !decider.is_empty() && !deciders.contains(&decider) {
            deciders.push(decider);
        }
    }
    let delegated = items
        .iter()
        .filter(|item| !item.authority.decider.zh.is_empty())
        .count();
    let inside = items.iter().filter(|item| !around.is_out(item)).count();
    let name = if name.is_empty() {
        around.say(("（未明确科室）", "(no section named)")).to_string()
    } else {
        name
    };
    vec![
        around.words(&body.name.words()),
        name,
        items.len().to_string(),
        inside.to_string(),
        delegated.to_string(),
        deciders.join(around.say(("、", ", "))),
    ]
}

fn delegated(around: &Around, items: &[&Item]) -> Table {
    let table = head(
        around,
        &[
            (("序号", "No."), 6),
            (("事项名称", "Item"), 34),
            (("事项编码", "Code"), 30),
            (("实施主体", "Body"), 24),
            (("审批决定授权人", "Authorised to decide"), 24),
            (("权力来源", "Source of the power"), 18),
            (("承办科室", "Office"), 18),
            (("是否进驻大厅", "In the hall"), 10),
        ],
    );
    let row = |item: &&Item| {
        let source = item.authority.source.map_or("", |source| around.say(source.words()));
        let inside = if around.is_out(item) {
            ("否", "no")
        } else {
            ("是", "yes")
        };
        vec![
            around.words(&item.name),
            item.code.clone(),
            around.words(&item.body_name),
            around.words(&item.authority.decider),
            source.to_string(),
            around.words(&item.authority.office.name),
            around.say(inside).to_string(),
        ]
    };
    numbered(table, items.iter().map(row))
}
