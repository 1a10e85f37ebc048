//! Codes, place among others and authority, as JSON.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yimen_domain::items::authority::{BodyNature, Intermediary, Level, Partner, PowerSource};
use yimen_domain::items::{Authority, Citation, Codes, Prerequisite};

use super::code::{Code, value};
use super::is_default;
use crate::organisation::Text;

/// Codes of the item in other systems (其他编码); empty where it has none.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "Codes")]
pub struct CodesWire {
    /// 基本编码, 12 characters.
    #[serde(skip_serializing_if = "is_default")]
    pub catalogue: String,
    /// 实施编码, 31 characters.
    #[serde(skip_serializing_if = "is_default")]
    pub implementation: String,
    /// 业务办理项编码, 33 characters.
    #[serde(skip_serializing_if = "is_default")]
    pub handling: String,
    /// 地方基本编码: the region's own catalogue code.
    #[serde(skip_serializing_if = "is_default")]
    pub local_catalogue: String,
    /// 地方实施编码: the region's own implementation code.
    #[serde(skip_serializing_if = "is_default")]
    pub local: String,
}

/// Who holds the power, at which level, and who does the work (实施主体、权限划分).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "Authority")]
pub struct AuthorityWire {
    /// 行使层级 (GB/T 39046 A.2).
    #[serde(skip_serializing_if = "is_default")]
    pub level: Option<Code<Level>>,
    /// 实施主体性质 (GB/T 39046 A.3).
    #[serde(skip_serializing_if = "is_default")]
    pub nature: Option<Code<BodyNature>>,
    /// 权力来源: where the power comes from.
    #[serde(skip_serializing_if = "is_default")]
    pub source: Option<Code<PowerSource>>,
    /// 实施主体代码: unified social credit code of the body.
    #[serde(skip_serializing_if = "is_default")]
    pub credit_code: String,
    /// 委托部门: who entrusted the power.
    #[serde(skip_serializing_if = "is_default")]
    pub entrusted_by: Text,
    /// 权限划分: how the power is divided between levels.
    #[serde(skip_serializing_if = "is_default")]
    pub division: Text,
    /// 行使内容: what is exercised at this level.
    #[serde(skip_serializing_if = "is_default")]
    pub content: Text,
    /// 行政管辖代码: division where it holds.
    #[serde(skip_serializing_if = "is_default")]
    pub jurisdiction: String,
    /// 承办机构: who does the work inside the body.
    #[serde(skip_serializing_if = "is_default")]
    pub office: PartnerWire,
    /// 共同实施部门: who acts together with the body.
    #[serde(skip_serializing_if = "is_default")]
    pub joint: Vec<PartnerWire>,
    /// 审批决定授权人: who decides by the body's authorisation.
    #[serde(skip_serializing_if = "is_default")]
    pub decider: Text,
    /// 中介服务: intermediary services that an application needs.
    #[serde(skip_serializing_if = "is_default")]
    pub intermediaries: Vec<IntermediaryWire>,
}

/// An organisation that has a part in the item.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "Partner")]
pub struct PartnerWire {
    /// Name.
    pub name: Text,
    /// Unified social credit code (统一社会信用代码).
    #[serde(skip_serializing_if = "is_default")]
    pub credit_code: String,
}

/// An intermediary service (中介服务).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "Intermediary")]
pub struct IntermediaryWire {
    /// Name of the service.
    pub name: Text,
    /// Law that demands it.
    #[serde(skip_serializing_if = "is_default")]
    pub basis: String,
}

/// Something that must be done before (前置条件).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "Prerequisite")]
pub struct PrerequisiteWire {
    /// Code of the item that must be finished first; empty where it is none of the library.
    #[serde(skip_serializing_if = "is_default")]
    pub item: String,
    /// What it is called.
    pub name: Text,
    /// Law that demands it.
    #[serde(skip_serializing_if = "is_default")]
    pub basis: String,
}

/// The higher level's item that this one cites (引用).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Citation")]
pub struct CitationWire {
    /// Code of the item above.
    pub code: String,
    /// Its version when it was taken over.
    pub version: u32,
}

impl From<CodesWire> for Codes {
    fn from(wire: CodesWire) -> Codes {
        Codes {
            catalogue: wire.catalogue,
            implementation: wire.implementation,
            handling: wire.handling,
            local_catalogue: wire.local_catalogue,
            local: wire.local,
        }
    }
}

impl From<AuthorityWire> for Authority {
    fn from(wire: AuthorityWire) -> Authority {
        Authority {
            level: value(wire.level),
            nature: value(wire.nature),
            source: value(wire.source),
            credit_code: wire.credit_code,
            entrusted_by: wire.entrusted_by.into(),
            division: wire.division.into(),
            content: wire.content.into(),
            jurisdiction: wire.jurisdiction,
            office: wire.office.into(),
            joint: wire.joint.into_iter().map(Partner::from).collect(),
            decider: wire.decider.into(),
            intermediaries: wire.intermediaries.into_iter().map(Intermediary::from).collect(),
        }
    }
}

impl From<PartnerWire> for Partner {
    fn from(wire: PartnerWire) -> Partner {
        Partner {
            name: wire.name.into(),
            credit_code: wire.credit_code,
        }
    }
}

impl From<IntermediaryWire> for Intermediary {
    fn from(wire: IntermediaryWire) -> Intermediary {
        Intermediary {
            name: wire.name.into(),
            basis: wire.basis,
        }
    }
}

impl From<PrerequisiteWire> for Prerequisite {
    fn from(wire: PrerequisiteWire) -> Prerequisite {
        Prerequisite {
            item: wire.item,
            name: wire.name.into(),
            basis: wire.basis,
        }
    }
}

impl From<CitationWire> for Citation {
    fn from(wire: CitationWire) -> Citation {
        Citation {
            code: wire.code,
            version: wire.version,
        }
    }
}
