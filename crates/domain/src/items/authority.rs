//! Who holds the power of an item and how it is divided (实施主体、权限划分).

use super::coded::coded;
use crate::words::Words;

coded! {
    /// Level at which a power is exercised (行使层级, GB/T 39046-2020 A.2).
    Level {
        Nation = "nation", "1", "国家级", "national";
        Province = "province", "2", "省级", "provincial";
        City = "city", "3", "市级", "city";
        County = "county", "4", "县级", "county";
        Town = "town", "5", "镇（乡、街道）级", "town";
        Village = "village", "6", "村（社区）级", "village";
        Graded = "graded", "7", "分级管理", "graded";
    }
}

coded! {
    /// Nature of the body in charge (实施主体性质, GB/T 39046-2020 A.3).
    BodyNature {
        Statutory = "statutory", "1", "法定机关", "statutory authority";
        Authorised = "authorised", "2", "授权组织", "authorised organisation";
        Entrusted = "entrusted", "3", "受委托组织", "entrusted organisation";
        Other = "other", "9", "其他", "other";
    }
}

coded! {
    /// Where the power comes from (权力来源).
    PowerSource {
        Own = "own", "", "法定本级行使", "given by law to this level";
        DelegatedDown = "delegated_down", "", "上级下放", "delegated down from above";
        AuthorisedAbove = "authorised_above", "", "上级授权", "authorised from above";
        AuthorisedSame = "authorised_same", "", "同级授权", "authorised at the same level";
        EntrustedAbove = "entrusted_above", "", "上级委托", "entrusted from above";
        EntrustedSame = "entrusted_same", "", "同级委托", "entrusted at the same level";
    }
}

impl PowerSource {
    /// Somebody else entrusted it, who must then be named (委托部门; 许可法 art. 24).
    pub fn is_entrusted(self) -> bool {
        matches!(self, PowerSource::EntrustedAbove | PowerSource::EntrustedSame)
    }
}

/// An organisation that has a part in an item (共同实施部门、承办机构).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Partner {
    /// Name.
    pub name: Words,
    /// Unified social credit code; empty when not known.
    pub credit_code: String,
}

/// An intermediary service that an application needs (中介服务).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Intermediary {
    /// Name of the service.
    pub name: Words,
    /// Law that demands it: without one nobody may be sent there (优化营商环境条例 art. 43).
    pub basis: String,
}

/// Who holds the power, at which level, and who does the work.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Authority {
    /// Level (行使层级).
    pub level: Option<Level>,
    /// Nature of the body in charge.
    pub nature: Option<BodyNature>,
    /// Where the power comes from.
    pub source: Option<PowerSource>,
    /// Unified social credit code of the body in charge (实施主体代码).
    pub credit_code: String,
    /// Who entrusted it (委托部门).
    pub entrusted_by: Words,
    /// How the power is divided between levels (权限划分).
    pub division: Words,
    /// What is exercised at this level (行使内容).
    pub content: Words,
    /// Division code where it holds (行政管辖代码); empty for the centre's own.
    pub jurisdiction: String,
    /// Who does the work inside the body (承办机构).
    pub office: Partner,
    /// Who acts together with it (共同实施部门).
    pub joint: Vec<Partner>,
    /// Who decides, by the body's authorisation (审批决定授权人, for instance 首席审批员).
    pub decider: Words,
    /// Intermediary services.
    pub intermediaries: Vec<Intermediary>,
}
