//! Materials, fees, results and laws, as JSON.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yimen_domain::items::basis::LawRank;
use yimen_domain::items::material::{MaterialForm, MaterialKind, MaterialSource, Trust};
use yimen_domain::items::{Expression, Fee, FeeLine, LegalBasis, Material, ResultDocument, ResultKind};

use super::code::{Code, optional, or_none, value};
use super::situation::{ExpressionWire, WhenWire, whens};
use super::{is_default, or_default};
use crate::organisation::Text;

/// A legal basis (设定依据).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "LegalBasis")]
pub struct BasisWire {
    /// Title.
    pub title: String,
    /// Article, as cited.
    pub article: String,
    /// Words of the article.
    #[serde(default)]
    pub text: String,
    /// Somebody read it in the law itself.
    #[serde(default)]
    pub verified: bool,
    /// 法律位阶: rank of the law.
    #[serde(default, skip_serializing_if = "is_default")]
    pub rank: Option<Code<LawRank>>,
    /// 文号: number of the document.
    #[serde(default, skip_serializing_if = "is_default")]
    pub number: String,
    /// 颁布机关: who made it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub issuer: String,
}

/// A material (申请材料).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Material")]
pub struct MaterialWire {
    /// Short code, unique in the item.
    pub code: String,
    /// 材料名称; may be left out where it is taken from the library.
    #[serde(default, skip_serializing_if = "is_default")]
    pub name: Text,
    /// 材料类型.
    #[serde(default, skip_serializing_if = "is_default")]
    pub kind: Option<Code<MaterialKind>>,
    /// 来源渠道.
    #[serde(default, deserialize_with = "or_none")]
    #[schemars(schema_with = "optional::<MaterialSource>")]
    pub source: Option<Code<MaterialSource>>,
    /// 材料形式.
    #[serde(default, deserialize_with = "or_none")]
    #[schemars(schema_with = "optional::<MaterialForm>")]
    pub form: Option<Code<MaterialForm>>,
    /// 份数: originals and copies together.
    #[serde(default)]
    pub copies: u32,
    /// 原件份数; without it the form says how many.
    #[serde(default, skip_serializing_if = "is_default")]
    pub originals: Option<u32>,
    /// 是否必备材料.
    #[serde(default)]
    pub required: bool,
    /// 容缺: it may follow on a written promise.
    #[serde(default)]
    pub deferrable: bool,
    /// 告知承诺: a written commitment may stand in its place.
    #[serde(default, skip_serializing_if = "is_default")]
    pub replaceable: bool,
    /// 可信等级: least trust that a stored copy needs.
    #[serde(default, skip_serializing_if = "is_default")]
    pub trust: Option<Code<Trust>>,
    /// 填报须知、材料使用说明.
    #[serde(default, deserialize_with = "or_default")]
    #[schemars(with = "Option<Text>")]
    pub note: Text,
    /// 材料办理地点: where to get it.
    #[serde(default, rename = "where", deserialize_with = "or_default")]
    #[schemars(with = "Option<Text>")]
    pub place: Text,
    /// 出具机构: who issues it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub issuer: Text,
    /// 出具时间要求: how recent it must be.
    #[serde(default, skip_serializing_if = "is_default")]
    pub recency: Text,
    /// 材料办理说明: how to get it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub how: Text,
    /// 受理标准: when it is accepted.
    #[serde(default, skip_serializing_if = "is_default")]
    pub standard: Text,
    /// 规格: paper size and the like.
    #[serde(default, skip_serializing_if = "is_default")]
    pub paper: String,
    /// 依据: law that allows to ask for it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub basis: String,
    /// 空白表格: address of the blank form.
    #[serde(default, skip_serializing_if = "is_default")]
    pub blank: String,
    /// 样表: address of a filled sample.
    #[serde(default, skip_serializing_if = "is_default")]
    pub sample: String,
    /// 保存期限: how long it is kept.
    #[serde(default, skip_serializing_if = "is_default")]
    pub retention: Text,
    /// 共享材料: code of the library's material that it is taken from.
    #[serde(default, skip_serializing_if = "is_default")]
    pub library: String,
    /// 适用情形: needed only when all of these hold.
    #[serde(default, skip_serializing_if = "is_default")]
    pub when: Vec<WhenWire>,
}

/// A fee (收费).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Fee")]
pub struct FeeWire {
    /// Amount in fen (分).
    pub amount_fen: i64,
    /// Per what.
    #[serde(default)]
    pub unit: Text,
    /// 收费依据.
    pub basis: String,
    /// 收费标准, in words.
    #[serde(default)]
    pub standard: Text,
    /// 收费项目, where there is more than one charge.
    #[serde(default, skip_serializing_if = "is_default")]
    pub lines: Vec<FeeLineWire>,
}

/// One line of a fee (收费项目).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "FeeLine")]
pub struct FeeLineWire {
    /// Name.
    pub name: Text,
    /// 收费标准.
    pub standard: Text,
    /// 收费依据.
    pub basis: String,
    /// 允许减免.
    #[serde(skip_serializing_if = "is_default")]
    pub reducible: bool,
    /// 减免依据.
    #[serde(skip_serializing_if = "is_default")]
    pub reduction: Text,
    /// Amount in fen (分), where it is fixed; with amounts in its lines the fee is their sum.
    #[serde(skip_serializing_if = "is_default")]
    pub amount_fen: Option<i64>,
    /// Computes the amount in fen.
    #[serde(skip_serializing_if = "is_default")]
    pub rule: Option<ExpressionWire>,
    /// 适用情形: charged only when all of these hold.
    #[serde(skip_serializing_if = "is_default")]
    pub when: Vec<WhenWire>,
}

/// The result (审批结果).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Result")]
pub struct ResultWire {
    /// 结果名称.
    pub name: Text,
    /// 审批结果类型.
    #[serde(deserialize_with = "or_none")]
    #[schemars(schema_with = "optional::<ResultKind>")]
    pub kind: Option<Code<ResultKind>>,
    /// How long it holds.
    #[serde(default, deserialize_with = "or_default")]
    #[schemars(with = "Option<Text>")]
    pub validity: Text,
    /// 结果样本: address of a sample.
    #[serde(default, skip_serializing_if = "is_default")]
    pub sample: String,
    /// 证照类型代码.
    #[serde(default, skip_serializing_if = "is_default")]
    pub licence_type: String,
}

impl From<BasisWire> for LegalBasis {
    fn from(wire: BasisWire) -> LegalBasis {
        LegalBasis {
            title: wire.title,
            article: wire.article,
            text: wire.text,
            verified: wire.verified,
            rank: value(wire.rank),
            number: wire.number,
            issuer: wire.issuer,
        }
    }
}

impl From<MaterialWire> for Material {
    fn from(wire: MaterialWire) -> Material {
        Material {
            code: wire.code,
            name: wire.name.into(),
            kind: value(wire.kind),
            source: value(wire.source),
            form: value(wire.form),
            copies: wire.copies,
            originals: wire.originals,
            required: wire.required,
            deferrable: wire.deferrable,
            replaceable: wire.replaceable,
            trust: value(wire.trust),
            note: wire.note.into(),
            place: wire.place.into(),
            issuer: wire.issuer.into(),
            recency: wire.recency.into(),
            how: wire.how.into(),
            standard: wire.standard.into(),
            paper: wire.paper,
            basis: wire.basis,
            blank: wire.blank,
            sample: wire.sample,
            retention: wire.retention.into(),
            library: wire.library,
            when: whens(wire.when),
        }
    }
}

impl From<FeeWire> for Fee {
    fn from(wire: FeeWire) -> Fee {
        Fee {
            amount_fen: wire.amount_fen,
            unit: wire.unit.into(),
            basis: wire.basis,
            standard: wire.standard.into(),
            lines: wire.lines.into_iter().map(FeeLine::from).collect(),
        }
    }
}

impl From<FeeLineWire> for FeeLine {
    fn from(wire: FeeLineWire) -> FeeLine {
        FeeLine {
            name: wire.name.into(),
            standard: wire.standard.into(),
            basis: wire.basis,
            reducible: wire.reducible,
            reduction: wire.reduction.into(),
            amount_fen: wire.amount_fen,
            rule: wire.rule.map(Expression::from),
            when: whens(wire.when),
        }
    }
}

impl From<ResultWire> for ResultDocument {
    fn from(wire: ResultWire) -> ResultDocument {
        ResultDocument {
            name: wire.name.into(),
            kind: value(wire.kind),
            validity: wire.validity.into(),
            sample: wire.sample,
            licence_type: wire.licence_type,
        }
    }
}
