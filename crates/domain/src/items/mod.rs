//! Items (事项): what people can apply for, and everything that they are owed to know about it.

pub mod form;

use crate::clocks::StepKind;
use crate::words::{Refusal, RefusalKind, Words};
use form::Field;

/// Kind of item (事项类型), with the two-digit codes of GB/T 39046-2020 A.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ItemKind {
    /// 行政许可.
    Permit,
    /// 行政给付.
    Payment,
    /// 行政确认.
    Confirmation,
    /// 行政奖励.
    Award,
    /// 行政裁决.
    Adjudication,
    /// 其他行政权力.
    Other,
    /// 公共服务.
    PublicService,
}

impl ItemKind {
    /// Every kind that people apply for.
    pub const ALL: [ItemKind; 7] = [
        ItemKind::Permit,
        ItemKind::Payment,
        ItemKind::Confirmation,
        ItemKind::Award,
        ItemKind::Adjudication,
        ItemKind::Other,
        ItemKind::PublicService,
    ];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            ItemKind::Permit => "permit",
            ItemKind::Payment => "payment",
            ItemKind::Confirmation => "confirmation",
            ItemKind::Award => "award",
            ItemKind::Adjudication => "adjudication",
            ItemKind::Other => "other",
            ItemKind::PublicService => "public_service",
        }
    }

    /// From its stable code.
    pub fn parse(code: &str) -> Option<ItemKind> {
        ItemKind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// From the number of the standard (1, 5, 7, 8, 9, 10, 20), with or without a leading nought.
    pub fn from_standard(number: &str) -> Option<ItemKind> {
        match number.trim().trim_start_matches('0') {
            "1" => Some(ItemKind::Permit),
            "5" => Some(ItemKind::Payment),
            "7" => Some(ItemKind::Confirmation),
            "8" => Some(ItemKind::Award),
            "9" => Some(ItemKind::Adjudication),
            "10" => Some(ItemKind::Other),
            "20" => Some(ItemKind::PublicService),
            _ => None,
        }
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            ItemKind::Permit => ("行政许可", "Permit"),
            ItemKind::Payment => ("行政给付", "Payment or benefit"),
            ItemKind::Confirmation => ("行政确认", "Confirmation"),
            ItemKind::Award => ("行政奖励", "Award"),
            ItemKind::Adjudication => ("行政裁决", "Adjudication"),
            ItemKind::Other => ("其他行政权力", "Other administrative matter"),
            ItemKind::PublicService => ("公共服务", "Public service"),
        }
    }
}

/// How an item is handled (办件类型).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Handling {
    /// 即办件: decided at the window at once (许可法 art. 34).
    Instant,
    /// 承诺件: decided within the promised limit.
    Promised,
}

/// Whom an item serves (服务对象).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Audience {
    /// 自然人.
    Person,
    /// 法人和其他组织.
    Company,
}

impl Audience {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Audience::Person => "person",
            Audience::Company => "company",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Audience> {
        [Audience::Person, Audience::Company]
            .into_iter()
            .find(|audience| audience.code() == code)
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Audience::Person => ("个人", "Individuals"),
            Audience::Company => ("企业和组织", "Companies and organisations"),
        }
    }
}

/// One legal basis (设定依据).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalBasis {
    /// Title of the law.
    pub title: String,
    /// Article, as cited.
    pub article: String,
    /// Words of the article.
    pub text: String,
    /// Somebody read it in the law itself.
    pub verified: bool,
}

/// One material (申请材料).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Material {
    /// Short code, unique in the item.
    pub code: String,
    /// Name.
    pub name: Words,
    /// Who makes it: `applicant`, `government`, `third_party`.
    pub source: String,
    /// `original`, `copy`, `original_and_copy`, `electronic`.
    pub form: String,
    /// How many.
    pub copies: u32,
    /// Must be there.
    pub required: bool,
    /// May follow later on a written promise (容缺).
    pub deferrable: bool,
    /// What to look out for.
    pub note: Words,
    /// Where to get it.
    pub place: Words,
}

/// One step of the procedure (办理流程).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// `accept`, `review`, `special`, `decide`, `deliver`.
    pub step: String,
    /// Name.
    pub name: Words,
    /// Who does it.
    pub who: Words,
    /// Working days; absent when not fixed.
    pub days: Option<u32>,
}

/// A special procedure that the item allows (特别程序): only these stop the clock (许可法 art. 45).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpecialProcedure {
    /// Code of [`crate::clocks::SuspensionKind`].
    pub kind: String,
    /// Legal basis.
    pub basis: String,
    /// Longest time, working days.
    pub max_days: Option<u32>,
    /// Stops the law's clock too. Only the kinds of 许可法 art. 45 may; a local one stops the promised clock alone.
    pub stops_statutory: bool,
}

/// A fee (收费): without a legal basis there is none (许可法 art. 58, 59).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fee {
    /// Amount in fen (分).
    pub amount_fen: i64,
    /// Per what.
    pub unit: Words,
    /// Legal basis.
    pub basis: String,
    /// The standard in words.
    pub standard: Words,
}

/// A limit in working days, with its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// Working days; 0 is at once.
    pub days: u32,
    /// Law, promise or setting behind it.
    pub source: Words,
}

/// Where an item's elements come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Completeness {
    /// The whole implementation spec (实施清单) is there.
    Full,
    /// Only the catalogue's line is there; limits are the centre's setting until the body publishes them.
    Catalogue,
}

/// One version of an item's implementation spec. Immutable: a case keeps the version it was accepted under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// National implementation code (实施编码, 31) or a local code; text of up to 100 characters.
    pub code: String,
    /// 1, 2, 3, …
    pub version: u32,
    /// Name.
    pub name: Words,
    /// Code of the body in charge (实施主体).
    pub body: String,
    /// Name of the body.
    pub body_name: Words,
    /// Kind.
    pub kind: ItemKind,
    /// Instant or promised.
    pub handling: Handling,
    /// Whom it serves.
    pub audience: Vec<Audience>,
    /// Group in the catalogue (主项); empty when unsorted.
    pub group: String,
    /// A sentence for people.
    pub summary: Words,
    /// Words of daily speech.
    pub keywords: Vec<String>,
    /// Laws behind it.
    pub legal_basis: Vec<LegalBasis>,
    /// Conditions to be met.
    pub conditions: Vec<Words>,
    /// Materials to hand in.
    pub materials: Vec<Material>,
    /// The way it goes.
    pub procedure: Vec<Step>,
    /// What may stop the clock.
    pub special: Vec<SpecialProcedure>,
    /// The law's limit.
    pub statutory: Limit,
    /// The promised limit, never longer.
    pub promised: Limit,
    /// Fee, if the law has one.
    pub fee: Option<Fee>,
    /// What the person gets.
    pub result: ResultDocument,
    /// Form to fill in.
    pub form: Vec<Field>,
    /// Where, when and how to reach.
    pub service: Service,
    /// How complete it is.
    pub completeness: Completeness,
    /// Elements that are demonstration data.
    pub assumed: Vec<String>,
}

/// The result document (结果名称).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ResultDocument {
    /// Name.
    pub name: Words,
    /// `certificate`, `approval`, `document`, `none`.
    pub kind: String,
    /// How long it holds.
    pub validity: Words,
}

/// Place, hours, telephone, visits and ways of delivery.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Service {
    /// Code of the hall.
    pub hall: String,
    /// Opening hours.
    pub hours: Words,
    /// Telephone for questions.
    pub phone: String,
    /// Telephone for complaints.
    pub complaint_phone: String,
    /// How often one must come (到现场次数).
    pub visits: u32,
    /// Why one must come at all.
    pub visit_reason: Words,
    /// Network depth (网办深度), 1 to 4.
    pub depth: u32,
    /// `window`, `post`, `electronic`.
    pub delivery: Vec<String>,
}

impl Item {
    /// The material with this code.
    pub fn material(&self, code: &str) -> Option<&Material> {
        self.materials.iter().find(|material| material.code == code)
    }

    /// Working days of a step, all of its parts together; none where they are not fixed.
    pub fn days_of(&self, step: StepKind) -> Option<u32> {
        let same = self.procedure.iter().filter(|known| known.step == step.code());
        same.filter_map(|known| known.days).reduce(u32::saturating_add)
    }

    /// The item allows this special procedure.
    pub fn allows(&self, special: &str) -> Option<&SpecialProcedure> {
        self.special.iter().find(|known| known.kind == special)
    }

    /// Contradictions that forbid publishing: a promise longer than the law, a fee without a basis, codes that repeat.
    ///
    /// # Errors
    /// The first contradiction found, with its rule.
    pub fn check(&self) -> Result<(), Refusal> {
        let refuse = |code, rule, why: (&str, &str)| {
            Err(Refusal::new(
                code,
                RefusalKind::Invalid,
                rule,
                why,
                ("请更正事项信息后再发布。", "Correct the item and publish it again."),
            ))
        };
        if self.promised.days > self.statutory.days {
            return refuse(
                "promise_over_law",
                "优化营商环境条例 第三十六条",
                (
                    "承诺时限不得长于法定时限。",
                    "The promised limit may not be longer than the law's limit.",
                ),
            );
        }
        if (self.handling == Handling::Instant) != (self.promised.days == 0) {
            return refuse(
                "instant_means_zero",
                "",
                (
                    "即办件的承诺时限应为 0，其他办件应大于 0。",
                    "An instant item promises 0 days; any other item promises more than 0.",
                ),
            );
        }
        if self
            .fee
            .as_ref()
            .is_some_and(|fee| fee.basis.trim().is_empty() || fee.amount_fen <= 0)
        {
            return refuse(
                "fee_without_basis",
                "行政许可法 第五十八条、第五十九条",
                (
                    "收费须有法律、行政法规依据和大于零的标准。",
                    "A fee needs a legal basis and a standard above zero.",
                ),
            );
        }
        let mut codes: Vec<&str> = self.materials.iter().map(|material| material.code.as_str()).collect();
        codes.extend(self.form.iter().map(|field| field.code.as_str()));
        codes.sort_unstable();
        if codes.windows(2).any(|pair| pair[0] == pair[1]) {
            return refuse(
                "code_twice",
                "",
                (
                    "材料或表单项的编码重复。",
                    "A material or form field has the same code as another.",
                ),
            );
        }
        Ok(())
    }
}
