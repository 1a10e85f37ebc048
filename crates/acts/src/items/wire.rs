//! An item as it is stored and exchanged: JSON, apart from the domain's types.

use serde::{Deserialize, Serialize};
use yimen_domain::items::form::{Choice, Field, FieldType};
use yimen_domain::items::{
    Audience, Completeness, Fee, Handling, Item, ItemKind, LegalBasis, Limit, Material, ResultDocument, Service,
    SpecialProcedure, Step,
};
use yimen_domain::words::Words;

use crate::organisation::{Organisation, Text};

/// One implementation spec (实施清单).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemWire {
    /// Code.
    pub code: String,
    /// Name.
    pub name: Text,
    /// Code of the body.
    pub body: String,
    /// Code of the kind.
    pub kind: String,
    /// `instant` or `promised`.
    pub handling: String,
    /// `person`, `company`.
    pub audience: Vec<String>,
    /// Group in the catalogue.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// Summary.
    #[serde(default, deserialize_with = "or_default")]
    pub summary: Text,
    /// Daily words.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// Laws.
    #[serde(default)]
    pub legal_basis: Vec<BasisWire>,
    /// Conditions.
    #[serde(default)]
    pub conditions: Vec<Text>,
    /// Materials.
    #[serde(default)]
    pub materials: Vec<MaterialWire>,
    /// Steps.
    #[serde(default)]
    pub procedure: Vec<StepWire>,
    /// Special procedures.
    #[serde(default)]
    pub special_procedures: Vec<SpecialWire>,
    /// Working days by law.
    pub statutory_days: u32,
    /// Law behind it.
    #[serde(default, deserialize_with = "or_default")]
    pub statutory_source: Text,
    /// Working days promised.
    pub promised_days: u32,
    /// Fee.
    #[serde(default)]
    pub fee: Option<FeeWire>,
    /// Result.
    #[serde(default, deserialize_with = "or_default")]
    pub result: ResultWire,
    /// Form.
    #[serde(default)]
    pub form: Vec<FieldWire>,
    /// Hall.
    #[serde(default, deserialize_with = "or_default")]
    pub hall: String,
    /// Visits.
    #[serde(default)]
    pub visits: u32,
    /// Why one must come.
    #[serde(default, deserialize_with = "or_default")]
    pub visit_reason: Text,
    /// Network depth.
    #[serde(default)]
    pub depth: u32,
    /// Ways of delivery.
    #[serde(default)]
    pub delivery: Vec<String>,
    /// Hours.
    #[serde(default, deserialize_with = "or_default")]
    pub hours: Text,
    /// Telephone.
    #[serde(default, deserialize_with = "or_default")]
    pub phone: String,
    /// Telephone for complaints.
    #[serde(default, deserialize_with = "or_default")]
    pub complaint_phone: String,
    /// Elements that are demonstration data.
    #[serde(default)]
    pub assumed: Vec<String>,
    /// Only the catalogue's line is known.
    #[serde(default)]
    pub catalogue_only: bool,
}

/// A legal basis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BasisWire {
    /// Title.
    pub title: String,
    /// Article.
    pub article: String,
    /// Words.
    #[serde(default)]
    pub text: String,
    /// Read in the law itself.
    #[serde(default)]
    pub verified: bool,
}

/// A material.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaterialWire {
    /// Code.
    pub code: String,
    /// Name.
    pub name: Text,
    /// Source.
    #[serde(default)]
    pub source: String,
    /// Form.
    #[serde(default)]
    pub form: String,
    /// Number of copies.
    #[serde(default)]
    pub copies: u32,
    /// Required.
    #[serde(default)]
    pub required: bool,
    /// Deferrable.
    #[serde(default)]
    pub deferrable: bool,
    /// Note.
    #[serde(default, deserialize_with = "or_default")]
    pub note: Text,
    /// Where to get it.
    #[serde(default, rename = "where", deserialize_with = "or_default")]
    pub place: Text,
}

/// A step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepWire {
    /// Sort.
    pub step: String,
    /// Name.
    pub name: Text,
    /// Who.
    #[serde(default, deserialize_with = "or_default")]
    pub who: Text,
    /// Days.
    #[serde(default)]
    pub days: Option<u32>,
}

/// A special procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpecialWire {
    /// Kind.
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

/// A fee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeWire {
    /// Fen.
    pub amount_fen: i64,
    /// Per what.
    #[serde(default)]
    pub unit: Text,
    /// Basis.
    pub basis: String,
    /// Standard.
    #[serde(default)]
    pub standard: Text,
}

/// A result.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ResultWire {
    /// Name.
    pub name: Text,
    /// Sort.
    pub kind: String,
    /// Validity.
    #[serde(default, deserialize_with = "or_default")]
    pub validity: Text,
}

/// A form field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldWire {
    /// Code.
    pub code: String,
    /// Label.
    pub label: Text,
    /// Type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Required.
    #[serde(default)]
    pub required: bool,
    /// Longest text.
    #[serde(default, deserialize_with = "or_default")]
    pub max: usize,
    /// Options of a choice.
    #[serde(default, deserialize_with = "or_default")]
    pub options: Vec<OptionWire>,
    /// Hint.
    #[serde(default, deserialize_with = "or_default")]
    pub hint: Text,
    /// Group.
    #[serde(default, deserialize_with = "or_default")]
    pub group: Text,
}

/// One answer of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptionWire {
    /// Code.
    pub code: String,
    /// Label.
    pub label: Text,
}

fn or_default<'de, D: serde::Deserializer<'de>, T: Deserialize<'de> + Default>(deserializer: D) -> Result<T, D::Error> {
    Ok(Option::<T>::deserialize(deserializer)?.unwrap_or_default())
}

impl ItemWire {
    /// The domain's item. Codes that are not known fall to the safest meaning; [`ItemWire::faults`] names them first.
    pub fn item(self, version: u32, organisation: &Organisation) -> Item {
        let body_name = organisation.body_name(&self.body);
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
            summary: self.summary.into(),
            keywords: self.keywords,
            legal_basis: self.legal_basis.into_iter().map(basis).collect(),
            conditions: self.conditions.into_iter().map(Words::from).collect(),
            materials: self.materials.into_iter().map(material).collect(),
            procedure: self.procedure.into_iter().map(step).collect(),
            special: self.special_procedures.into_iter().map(special).collect(),
            statutory: Limit {
                days: self.statutory_days,
                source: self.statutory_source.into(),
            },
            promised: Limit {
                days: self.promised_days,
                source: Words::new("公开承诺", "Published promise"),
            },
            fee: self.fee.map(|fee| Fee {
                amount_fen: fee.amount_fen,
                unit: fee.unit.into(),
                basis: fee.basis,
                standard: fee.standard.into(),
            }),
            result: ResultDocument {
                name: self.result.name.into(),
                kind: self.result.kind,
                validity: self.result.validity.into(),
            },
            form: self.form.into_iter().map(field).collect(),
            service: Service {
                hall: self.hall,
                hours: self.hours.into(),
                phone: self.phone,
                complaint_phone: self.complaint_phone,
                visits: self.visits,
                visit_reason: self.visit_reason.into(),
                depth: self.depth,
                delivery: self.delivery,
            },
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
            organisation.bodies.contains_key(&self.body),
            format!("没有编码为“{}”的实施主体", self.body),
            format!("there is no body “{}”", self.body),
        );
        for special in &self.special_procedures {
            let known = yimen_domain::clocks::SuspensionKind::parse(&special.kind).is_some();
            need(
                known,
                format!("特别程序“{}”无法识别", special.kind),
                format!("the special procedure “{}” is not known", special.kind),
            );
        }
        for wire in &self.form {
            let known =
                FIELD_TYPES.contains(&wire.kind.as_str()) && (wire.kind != "choice" || !wire.options.is_empty());
            need(
                known,
                format!("表单项“{}”的类型“{}”无法识别", wire.code, wire.kind),
                format!("form field “{}” has an unknown type “{}”", wire.code, wire.kind),
            );
        }
        if faults.is_empty()
            && let Err(refusal) = self.clone().item(1, organisation).check()
        {
            faults.push(refusal.why);
        }
        faults
    }
}

const FIELD_TYPES: [&str; 8] = [
    "text",
    "long_text",
    "integer",
    "date",
    "choice",
    "yes_no",
    "phone",
    "address",
];

/// Letters, digits, dots, hyphens and underscores only, so that a code can stand in a number and in an address.
pub fn code_is_plain(code: &str) -> bool {
    code.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'))
}

fn basis(wire: BasisWire) -> LegalBasis {
    LegalBasis {
        title: wire.title,
        article: wire.article,
        text: wire.text,
        verified: wire.verified,
    }
}

fn material(wire: MaterialWire) -> Material {
    Material {
        code: wire.code,
        name: wire.name.into(),
        source: wire.source,
        form: wire.form,
        copies: wire.copies,
        required: wire.required,
        deferrable: wire.deferrable,
        note: wire.note.into(),
        place: wire.place.into(),
    }
}

fn step(wire: StepWire) -> Step {
    Step {
        step: wire.step,
        name: wire.name.into(),
        who: wire.who.into(),
        days: wire.days,
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

fn field(wire: FieldWire) -> Field {
    let choices = wire
        .options
        .into_iter()
        .map(|option| Choice {
            code: option.code,
            label: option.label.into(),
        })
        .collect();
    let kind = match wire.kind.as_str() {
        "long_text" => FieldType::LongText,
        "integer" => FieldType::Integer,
        "date" => FieldType::Date,
        "choice" => FieldType::Choice(choices),
        "yes_no" => FieldType::YesNo,
        "phone" => FieldType::Phone,
        "address" => FieldType::Address,
        _ => FieldType::Text,
    };
    let max = if wire.max == 0 { 200 } else { wire.max };
    Field {
        code: wire.code,
        label: wire.label.into(),
        kind,
        required: wire.required,
        max,
        hint: wire.hint.into(),
        group: wire.group.into(),
    }
}
