//! The document of a bundle (一件事数据结构), as it is stored and exchanged.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use yimen_domain::bundles::{Bundle, MOST_MEMBERS, Member, Office};
use yimen_domain::items::situation::{MOST_ANSWERS, MOST_QUESTIONS};
use yimen_domain::items::{Situation, When};
use yimen_domain::words::Fault;

use crate::items::search::life_events;
use crate::items::wire::{BasisWire, SituationWire, WhenWire};
use crate::organisation::Text;

/// Longest name, characters.
const LONGEST: usize = 200;

/// A bundle (一件事一次办).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Bundle")]
pub struct BundleWire {
    /// Small letters, digits and hyphens.
    #[schemars(pattern(r"^[a-z][a-z0-9-]{1,59}$"))]
    pub code: String,
    /// 名称.
    pub name: Text,
    /// 一句话说明.
    #[serde(default, skip_serializing_if = "is_default")]
    pub summary: Text,
    /// 主题: code of an event of life.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub life_event: String,
    /// 牵头部门: code of a body.
    pub lead: String,
    /// 受理窗口.
    #[serde(default, skip_serializing_if = "is_default")]
    pub office: OfficeWire,
    /// 依据.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub basis: Vec<BasisWire>,
    /// 情形: questions whose answers select items.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub situations: Vec<SituationWire>,
    /// 联办事项, in the order in which they are told.
    #[schemars(length(min = 1, max = 40))]
    pub items: Vec<MemberWire>,
    /// Elements that are demonstration data.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assumed: Vec<String>,
}

/// Where a bundle is asked about (受理窗口).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Office")]
pub struct OfficeWire {
    /// 窗口名称.
    #[serde(default, skip_serializing_if = "is_default")]
    pub window: Text,
    /// 地点.
    #[serde(default, skip_serializing_if = "is_default")]
    pub place: Text,
    /// 办理时间.
    #[serde(default, skip_serializing_if = "is_default")]
    pub hours: Text,
    /// 咨询电话.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub phone: String,
}

/// One item of a bundle (联办事项).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Member")]
pub struct MemberWire {
    /// 事项编码.
    pub item: String,
    /// 适用情形: needed only when all of these hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<WhenWire>,
    /// 先办好: codes of items of the bundle that come first here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<String>,
    /// 说明.
    #[serde(default, skip_serializing_if = "is_default")]
    pub note: Text,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// JSON Schema (2020-12) of a bundle's document, as `yimen bundles schema` prints it.
pub fn schema() -> serde_json::Value {
    SchemaGenerator::new(SchemaSettings::draft2020_12())
        .into_root_schema_for::<BundleWire>()
        .to_value()
}

impl BundleWire {
    /// The domain's bundle.
    pub fn bundle(self, version: u32) -> Bundle {
        let office = self.office;
        Bundle {
            code: self.code,
            version,
            name: self.name.into(),
            summary: self.summary.into(),
            life_event: self.life_event,
            lead: self.lead,
            office: Office {
                window: office.window.into(),
                place: office.place.into(),
                hours: office.hours.into(),
                phone: office.phone,
            },
            basis: self.basis.into_iter().map(Into::into).collect(),
            situations: self.situations.into_iter().map(Situation::from).collect(),
            members: self.items.into_iter().map(member).collect(),
            assumed: self.assumed,
        }
    }

    /// What keeps this document from being taken.
    pub fn faults(&self) -> Vec<Fault> {
        let mut found = Vec::new();
        let mut need = |holds: bool, field: &str, zh: &str, en: &str| {
            if !holds {
                found.push(Fault::new(field, zh, en));
            }
        };
        need(
            is_plain(&self.code, b'-') && (2..=60).contains(&self.code.len()),
            "code",
            "编码应为 2 至 60 位小写字母、数字或连字符，以字母开头。",
            "The code has 2 to 60 small letters, digits or hyphens and begins with a letter.",
        );
        need(
            (1..=LONGEST).contains(&self.name.zh.trim().chars().count()),
            "name",
            "名称应为 1 至 200 字。",
            "The name has 1 to 200 characters.",
        );
        need(
            self.life_event.is_empty() || life_events().iter().any(|event| event.code == self.life_event),
            "life_event",
            "请从列出的主题中选择。",
            "Choose one of the events of life shown.",
        );
        need(
            (1..=MOST_MEMBERS).contains(&self.items.len()),
            "items",
            "请列出 1 至 40 个事项。",
            "Name 1 to 40 items.",
        );
        let codes = || self.situations.iter().map(|question| question.code.as_str());
        let once = codes().collect::<std::collections::BTreeSet<_>>().len() == self.situations.len();
        need(
            once && self.situations.len() <= MOST_QUESTIONS && codes().all(|code| is_plain(code, b'_')),
            "situations",
            "情形问题的代号应各不相同，由小写字母、数字和下划线组成。",
            "Each question has a code of its own, of small letters, digits and underscores.",
        );
        let answered = |question: &SituationWire| (2..=MOST_ANSWERS).contains(&question.options.len());
        need(
            self.situations.iter().all(answered),
            "situations",
            "每个问题至少要有两个回答。",
            "Each question has two answers or more.",
        );
        found
    }
}

fn is_plain(code: &str, also: u8) -> bool {
    let small = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == also;
    code.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase()) && code.bytes().all(small)
}

fn member(wire: MemberWire) -> Member {
    let when = |wire: WhenWire| When {
        question: wire.question,
        answers: wire.answers,
    };
    Member {
        item: wire.item,
        when: wire.when.into_iter().map(when).collect(),
        after: wire.after,
        note: wire.note.into(),
    }
}
