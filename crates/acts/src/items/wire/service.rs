//! Ways in, limits as stated, hall and questions, as JSON.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yimen_domain::calendar::Day;
use yimen_domain::items::authority::Level;
use yimen_domain::items::service::{Access, Channel, Reach, ServiceObject};
use yimen_domain::items::{LimitUnit, Planned, Question, Residency, StatedLimit};
use yimen_domain::words::Words;

use super::code::{Code, value, values};
use super::is_default;
use crate::organisation::Text;

/// Ways to apply, and what is offered beside them (办理形式).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "Access")]
pub struct AccessWire {
    /// 服务对象, the six sorts of GB/T 39046 A.4.
    #[serde(skip_serializing_if = "is_default")]
    pub objects: Vec<Code<ServiceObject>>,
    /// 办理形式 (GB/T 39046 A.5).
    #[serde(skip_serializing_if = "is_default")]
    pub channels: Vec<Code<Channel>>,
    /// 通办范围.
    #[serde(skip_serializing_if = "is_default")]
    pub reach: Option<Code<Reach>>,
    /// 自然人服务主题代码.
    #[serde(skip_serializing_if = "is_default")]
    pub person_themes: Vec<String>,
    /// 法人服务主题代码.
    #[serde(skip_serializing_if = "is_default")]
    pub company_themes: Vec<String>,
    /// 是否支持预约办理.
    #[serde(skip_serializing_if = "is_default")]
    pub booking: bool,
    /// 是否支持网上支付.
    #[serde(skip_serializing_if = "is_default")]
    pub pays_online: bool,
    /// 是否支持物流快递.
    #[serde(skip_serializing_if = "is_default")]
    pub courier: bool,
    /// 是否支持终端办理.
    #[serde(skip_serializing_if = "is_default")]
    pub terminals: bool,
    /// 是否支持单点登录.
    #[serde(skip_serializing_if = "is_default")]
    pub single_sign_on: bool,
    /// 网办地址.
    #[serde(skip_serializing_if = "is_default")]
    pub web_address: String,
    /// 移动端办理地址.
    #[serde(skip_serializing_if = "is_default")]
    pub mobile_address: String,
    /// 运行系统层级.
    #[serde(skip_serializing_if = "is_default")]
    pub system_level: Option<Code<Level>>,
    /// 咨询方式.
    #[serde(skip_serializing_if = "is_default")]
    pub advice: Text,
    /// 监督投诉方式.
    #[serde(skip_serializing_if = "is_default")]
    pub complaint: Text,
    /// 办理地点, beside the hall.
    #[serde(skip_serializing_if = "is_default")]
    pub places: Vec<Text>,
    /// 乡镇代码.
    #[serde(skip_serializing_if = "is_default")]
    pub town_code: String,
    /// 村代码.
    #[serde(skip_serializing_if = "is_default")]
    pub village_code: String,
}

/// A limit as it is stated, and what is said beside it (时限、时限单位、时限说明).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "LimitStated")]
pub struct StatedWire {
    /// How many; without it the working days are what is stated.
    #[serde(skip_serializing_if = "is_default")]
    pub amount: Option<u32>,
    /// Of what.
    #[serde(skip_serializing_if = "is_default")]
    pub unit: Option<Code<LimitUnit>>,
    /// 时限说明.
    #[serde(skip_serializing_if = "is_default")]
    pub explanation: Text,
}

impl StatedWire {
    /// The limit and its explanation; working days where an amount has no unit.
    pub(super) fn read(self) -> (Option<StatedLimit>, Words) {
        let unit = value(self.unit).unwrap_or(LimitUnit::WorkingDays);
        (
            self.amount.map(|amount| StatedLimit { amount, unit }),
            self.explanation.into(),
        )
    }
}

/// Whether the item is handled in the hall (进驻政务大厅).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "Residency")]
pub struct ResidencyWire {
    /// In the hall.
    #[serde(skip_serializing_if = "is_default")]
    pub in_hall: Option<bool>,
    /// Why not.
    #[serde(skip_serializing_if = "is_default")]
    pub reason: Text,
    /// Who approved that, with the number of the paper.
    #[serde(skip_serializing_if = "is_default")]
    pub approval: String,
}

/// A question that people often ask (常见问题).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "Question")]
pub struct QuestionWire {
    /// Question.
    pub question: Text,
    /// Answer.
    pub answer: Text,
}

/// Days between which the item is planned to hold (计划生效日期、计划取消日期).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "Planned")]
pub struct PlannedWire {
    /// From this day, 2026-05-01.
    #[serde(skip_serializing_if = "is_default")]
    #[schemars(extend("format" = "date"))]
    pub from: Option<String>,
    /// Until this day, exclusive.
    #[serde(skip_serializing_if = "is_default")]
    #[schemars(extend("format" = "date"))]
    pub until: Option<String>,
}

impl PlannedWire {
    /// Both days exist, where they are given.
    pub(super) fn is_right(&self) -> bool {
        [&self.from, &self.until]
            .into_iter()
            .flatten()
            .all(|day| Day::parse(day).is_ok())
    }
}

impl From<PlannedWire> for Planned {
    fn from(wire: PlannedWire) -> Planned {
        let day = |text: Option<String>| text.and_then(|text| Day::parse(&text).ok());
        Planned {
            from: day(wire.from),
            until: day(wire.until),
        }
    }
}

impl From<AccessWire> for Access {
    fn from(wire: AccessWire) -> Access {
        Access {
            objects: values(wire.objects),
            channels: values(wire.channels),
            reach: value(wire.reach),
            person_themes: wire.person_themes,
            company_themes: wire.company_themes,
            booking: wire.booking,
            pays_online: wire.pays_online,
            courier: wire.courier,
            terminals: wire.terminals,
            single_sign_on: wire.single_sign_on,
            web_address: wire.web_address,
            mobile_address: wire.mobile_address,
            system_level: value(wire.system_level),
            advice: wire.advice.into(),
            complaint: wire.complaint.into(),
            places: wire.places.into_iter().map(Words::from).collect(),
            town_code: wire.town_code,
            village_code: wire.village_code,
        }
    }
}

impl From<ResidencyWire> for Residency {
    fn from(wire: ResidencyWire) -> Residency {
        Residency {
            in_hall: wire.in_hall,
            reason: wire.reason.into(),
            approval: wire.approval,
        }
    }
}

impl From<QuestionWire> for Question {
    fn from(wire: QuestionWire) -> Question {
        Question {
            question: wire.question.into(),
            answer: wire.answer.into(),
        }
    }
}
