//! An item as it is stored and exchanged: JSON, apart from the domain's types.
//!
//! Its schema is published as `docs/items.schema.json`. Documents of before an element was known read as without it.

mod authority;
mod code;
mod commitment;
mod form;
mod material;
mod quantity;
mod schema;
mod service;
mod situation;
#[cfg(test)]
mod tests;

pub use authority::{AuthorityWire, CitationWire, CodesWire, IntermediaryWire, PartnerWire, PrerequisiteWire};
pub use code::Code;
pub use commitment::CommitmentWire;
pub use form::{FieldWhenWire, FieldWire, FormTestWire, OptionWire};
pub use material::{BasisWire, FeeLineWire, FeeWire, MaterialWire, ResultWire};
pub use quantity::QuantityWire;
pub use schema::schema;
pub use service::{AccessWire, PlannedWire, QuestionWire, ResidencyWire, StatedWire};
pub use situation::{AnswerWire, ConditionWire, ExampleWire, ExpressionWire, SituationWire, WhenWire};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yimen_domain::items::form::{Field, FormTest};
use yimen_domain::items::{
    Audience, Citation, Completeness, Condition, Delivery, Fee, Handling, Item, ItemKind, LegalBasis, Limit, Material,
    Position, Prerequisite, Question, Service, Situation, SpecialProcedure, Step,
};
use yimen_domain::words::Words;

use crate::organisation::{Organisation, Text};

/// One version of an item's implementation spec (政务服务事项实施清单).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Item")]
pub struct ItemWire {
    /// Code by which the library knows the item, national or local: letters, digits, dots, hyphens and underscores.
    #[schemars(length(min = 4, max = 100))]
    pub code: String,
    /// 事项名称.
    pub name: Text,
    /// 实施主体: code of the body in charge.
    pub body: String,
    /// 事项类型 (GB/T 39046 A.1).
    #[schemars(schema_with = "code::kinds")]
    pub kind: String,
    /// 办件类型: `instant` (即办件) or `promised` (承诺件).
    #[schemars(schema_with = "code::handlings")]
    pub handling: String,
    /// Who may apply: `person`, `company`.
    #[schemars(schema_with = "code::audiences")]
    pub audience: Vec<String>,
    /// 主项: group in the catalogue.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// 其他编码.
    #[serde(default, skip_serializing_if = "is_default")]
    pub codes: CodesWire,
    /// 主项、子项、独立事项或业务办理项; nothing is an independent item.
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(schema_with = "code::positions")]
    pub position: String,
    /// Code of the item above a child or a business-handling item.
    #[serde(default, skip_serializing_if = "is_default")]
    pub parent: String,
    /// 实施主体与权限.
    #[serde(default, skip_serializing_if = "is_default")]
    pub authority: AuthorityWire,
    /// 计划生效、取消日期.
    #[serde(default, skip_serializing_if = "is_default")]
    pub planned: PlannedWire,
    /// A sentence for people.
    #[serde(default, deserialize_with = "or_default")]
    #[schemars(with = "Option<Text>")]
    pub summary: Text,
    /// Words of daily speech by which people look for it.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// 设定依据.
    #[serde(default)]
    pub legal_basis: Vec<BasisWire>,
    /// 受理条件.
    #[serde(default)]
    pub conditions: Vec<ConditionWire>,
    /// 数量限制.
    #[serde(default, skip_serializing_if = "is_default")]
    pub quantity: Text,
    /// 按数量准予: how many can be granted, in the order of acceptance.
    #[serde(default, skip_serializing_if = "is_default")]
    pub quantity_limit: QuantityWire,
    /// 告知承诺.
    #[serde(default, skip_serializing_if = "is_default")]
    pub commitment: CommitmentWire,
    /// 前置条件: what must be done before.
    #[serde(default, skip_serializing_if = "is_default")]
    pub prerequisites: Vec<PrerequisiteWire>,
    /// 引用: the higher level's item that this one cites.
    #[serde(default, skip_serializing_if = "is_default")]
    pub cites: Option<CitationWire>,
    /// 情形: questions whose answers select materials, charges and steps.
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(length(max = 40))]
    pub situations: Vec<SituationWire>,
    /// 申请材料.
    #[serde(default)]
    pub materials: Vec<MaterialWire>,
    /// 办理流程.
    #[serde(default)]
    pub procedure: Vec<StepWire>,
    /// 特别程序: what may stop the clock.
    #[serde(default)]
    pub special_procedures: Vec<SpecialWire>,
    /// 法定办结时限, in working days.
    pub statutory_days: u32,
    /// Law behind the limit.
    #[serde(default, deserialize_with = "or_default")]
    #[schemars(with = "Option<Text>")]
    pub statutory_source: Text,
    /// 法定办结时限 as the law states it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub statutory_stated: StatedWire,
    /// 承诺办结时限, in working days; 0 is at once.
    pub promised_days: u32,
    /// 承诺办结时限 as it is published.
    #[serde(default, skip_serializing_if = "is_default")]
    pub promised_stated: StatedWire,
    /// 收费; nothing where it is free.
    #[serde(default)]
    pub fee: Option<FeeWire>,
    /// 审批结果.
    #[serde(default, deserialize_with = "or_default")]
    #[schemars(with = "Option<ResultWire>")]
    pub result: ResultWire,
    /// 申请表单: the fields to fill in.
    #[serde(default)]
    pub form: Vec<FieldWire>,
    /// 表单测试用例: test cases beside the form.
    #[serde(default, skip_serializing_if = "is_default")]
    pub form_tests: Vec<FormTestWire>,
    /// 办理地点: code of the hall.
    #[serde(default, deserialize_with = "or_default")]
    #[schemars(with = "Option<String>")]
    pub hall: String,
    /// 到办事现场次数.
    #[serde(default)]
    pub visits: u32,
    /// 必须现场办理原因.
    #[serde(default, deserialize_with = "or_default")]
    #[schemars(with = "Option<Text>")]
    pub visit_reason: Text,
    /// 网办深度, 1 to 4; 0 where the body has not said.
    #[serde(default)]
    pub depth: u32,
    /// 送达方式.
    #[serde(default)]
    pub delivery: Vec<Code<Delivery>>,
    /// 办理形式与渠道.
    #[serde(default, skip_serializing_if = "is_default")]
    pub access: AccessWire,
    /// 办理时间.
    #[serde(default, deserialize_with = "or_default")]
    #[schemars(with = "Option<Text>")]
    pub hours: Text,
    /// 咨询电话.
    #[serde(default, deserialize_with = "or_default")]
    #[schemars(with = "Option<String>")]
    pub phone: String,
    /// 监督投诉电话.
    #[serde(default, deserialize_with = "or_default")]
    #[schemars(with = "Option<String>")]
    pub complaint_phone: String,
    /// 进驻政务大厅.
    #[serde(default, skip_serializing_if = "is_default")]
    pub residency: ResidencyWire,
    /// 常见问题.
    #[serde(default, skip_serializing_if = "is_default")]
    pub questions: Vec<QuestionWire>,
    /// Elements that are demonstration data.
    #[serde(default)]
    pub assumed: Vec<String>,
    /// Only the catalogue's line is known.
    #[serde(default)]
    pub catalogue_only: bool,
}

/// A step.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Step")]
pub struct StepWire {
    /// Which of the steps that have a clock.
    #[schemars(schema_with = "code::steps")]
    pub step: String,
    /// Name.
    pub name: Text,
    /// Who.
    #[serde(default, deserialize_with = "or_default")]
    #[schemars(with = "Option<Text>")]
    pub who: Text,
    /// Days.
    #[serde(default)]
    pub days: Option<u32>,
    /// 适用情形: taken only when all of these hold.
    #[serde(default, skip_serializing_if = "is_default")]
    pub when: Vec<WhenWire>,
}

/// A special procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Special")]
pub struct SpecialWire {
    /// Kind.
    #[schemars(schema_with = "code::specials")]
    pub kind: String,
    /// Basis.
    #[serde(default)]
    pub basis: String,
    /// Longest time.
    #[serde(default)]
    pub max_days: Option<u32>,
    /// Stops the law's clock.
    #[serde(default)]
    pub stops_statutory: bool,
}

fn or_default<'de, D: serde::Deserializer<'de>, T: Deserialize<'de> + Default>(deserializer: D) -> Result<T, D::Error> {
    Ok(Option::<T>::deserialize(deserializer)?.unwrap_or_default())
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl ItemWire {
    /// The domain's item. Codes that are not known fall to the safest meaning; [`ItemWire::faults`] names them first.
    pub fn item(self, version: u32, organisation: &Organisation) -> Item {
        let body_name = organisation.body_name(&self.body);
        let (statutory_stated, statutory_explanation) = self.statutory_stated.read();
        let (promised_stated, promised_explanation) = self.promised_stated.read();
        Item {
            version,
            kind: ItemKind::parse(&self.kind).unwrap_or(ItemKind::Other),
            handling: if self.handling == "instant" {
                Handling::Instant
            } else {
                Handling::Promised
            },
            audience: self.audience.iter().filter_map(|code| Audience::parse(code)).collect(),
            name: self.name.into(),
            body: self.body,
            body_name,
            group: self.group,
            codes: self.codes.into(),
            position: Position::of(&self.position, &self.parent).unwrap_or_default(),
            authority: self.authority.into(),
            planned: self.planned.into(),
            summary: self.summary.into(),
            keywords: self.keywords,
            legal_basis: self.legal_basis.into_iter().map(LegalBasis::from).collect(),
            conditions: self.conditions.into_iter().map(Condition::from).collect(),
            situations: self.situations.into_iter().map(Situation::from).collect(),
            quantity: self.quantity.into(),
            quantity_limit: self.quantity_limit.read(),
            commitment: self.commitment.read(),
            prerequisites: self.prerequisites.into_iter().map(Prerequisite::from).collect(),
            cites: self.cites.map(Citation::from),
            materials: self.materials.into_iter().map(Material::from).collect(),
            procedure: self.procedure.into_iter().map(step).collect(),
            special: self.special_procedures.into_iter().map(special).collect(),
            statutory: Limit {
                days: self.statutory_days,
                source: self.statutory_source.into(),
                stated: statutory_stated,
                explanation: statutory_explanation,
            },
            promised: Limit {
                days: self.promised_days,
                source: Words::new("公开承诺", "Published promise"),
                stated: promised_stated,
                explanation: promised_explanation,
            },
            fee: self.fee.map(Fee::from),
            result: self.result.into(),
            form: self.form.into_iter().map(Field::from).collect(),
            form_tests: self.form_tests.into_iter().map(FormTest::from).collect(),
            service: Service {
                hall: self.hall,
                hours: self.hours.into(),
                phone: self.phone,
                complaint_phone: self.complaint_phone,
                visits: self.visits,
                visit_reason: self.visit_reason.into(),
                depth: self.depth,
                delivery: self.delivery.into_iter().map(|way| way.0).collect(),
                access: self.access.into(),
            },
            residency: self.residency.into(),
            questions: self.questions.into_iter().map(Question::from).collect(),
            completeness: if self.catalogue_only {
                Completeness::Catalogue
            } else {
                Completeness::Full
            },
            assumed: self.assumed,
            code: self.code,
        }
    }

    /// What keeps this spec from being taken, in Chinese and English.
    pub fn faults(&self, organisation: &Organisation) -> Vec<Words> {
        let mut faults = Vec::new();
        let mut need = |holds: bool, zh: String, en: String| {
            if !holds {
                faults.push(Words::new(zh, en));
            }
        };
        let length = self.code.chars().count();
        need(
            (4..=100).contains(&length) && code_is_plain(&self.code),
            "事项编码应为 4 至 100 位字母、数字、点或连字符".into(),
            "the code must be 4 to 100 letters, digits, dots or hyphens".into(),
        );
        need(
            (1..=200).contains(&self.name.zh.chars().count()),
            "事项名称应为 1 至 200 字".into(),
            "the name must have 1 to 200 characters".into(),
        );
        need(
            ItemKind::parse(&self.kind).is_some(),
            format!("事项类型“{}”无法识别", self.kind),
            format!("the kind “{}” is not known", self.kind),
        );
        need(
            matches!(self.handling.as_str(), "instant" | "promised"),
            format!("办件类型“{}”无法识别", self.handling),
            format!("the handling “{}” is not known", self.handling),
        );
        let audience_known =
            !self.audience.is_empty() && self.audience.iter().all(|code| Audience::parse(code).is_some());
        need(
            audience_known,
            "服务对象应为个人或企业".into(),
            "the audience must be person or company".into(),
        );
        need(
            organisation.body(&self.body).is_some(),
            format!("没有编码为“{}”的实施主体", self.body),
            format!("there is no body “{}”", self.body),
        );
        need(
            Position::of(&self.position, &self.parent).is_some(),
            format!("“{}”与上级事项“{}”不相符", self.position, self.parent),
            format!(
                "the position “{}” does not go with the item above, “{}”",
                self.position, self.parent
            ),
        );
        need(
            self.planned.is_right(),
            "计划生效或取消日期应写作 2026-05-01".into(),
            "the planned days must be written 2026-05-01".into(),
        );
        need(
            self.quantity_limit.is_right(),
            "数量限制的个数应为 1 至 1000000，起止日期应写作 2026-05-01 并且先起后止".into(),
            "the number that can be granted must be 1 to 1000000, and its days written 2026-05-01 in their order"
                .into(),
        );
        need(
            self.commitment.is_right(),
            "实行告知承诺的，应写明告知的条件，核查期限为 1 至 24 个月".into(),
            "where commitments are taken, say what must be met, and check within 1 to 24 months".into(),
        );
        for material in &self.materials {
            need(
                !material.name.zh.trim().is_empty(),
                format!(
                    "材料“{}”没有名称，共享材料“{}”也不存在",
                    material.code, material.library
                ),
                format!(
                    "the material “{}” has no name, and there is no shared material “{}”",
                    material.code, material.library
                ),
            );
        }
        for special in &self.special_procedures {
            let known = yimen_domain::clocks::SuspensionKind::parse(&special.kind).is_some();
            need(
                known,
                format!("特别程序“{}”无法识别", special.kind),
                format!("the special procedure “{}” is not known", special.kind),
            );
        }
        faults.extend(form::faults(&self.form));
        if faults.is_empty() {
            let item = self.clone().item(1, organisation);
            if let Err(refusal) = item.check() {
                faults.push(refusal.why);
            }
            faults.extend(yimen_rules::of_item(&item).into_iter().map(|trouble| trouble.what));
        }
        faults
    }
}

/// Letters, digits, dots, hyphens and underscores only, so that a code can stand in a number and in an address.
pub fn code_is_plain(code: &str) -> bool {
    code.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'))
}

fn step(wire: StepWire) -> Step {
    Step {
        step: wire.step,
        name: wire.name.into(),
        who: wire.who.into(),
        days: wire.days,
        when: situation::whens(wire.when),
    }
}

fn special(wire: SpecialWire) -> SpecialProcedure {
    SpecialProcedure {
        kind: wire.kind,
        basis: wire.basis,
        max_days: wire.max_days,
        stops_statutory: wire.stops_statutory,
    }
}
