//! Items (事项): what people can apply for, and everything that they are owed to know about it.
//!
//! Where things are:
//!
//! | room | elements |
//! |---|---|
//! | [`kind`] | kind, handling, whom it serves |
//! | [`code`] | codes of 12, 31 and 33 characters, of provinces; profiles that check them |
//! | [`links`] | main and sub items, prerequisites, citation |
//! | [`authority`] | body, level, source of the power, who decides, who acts together |
//! | [`basis`] | laws |
//! | [`situation`] | questions that select what applies, and why |
//! | [`condition`] | conditions, and expressions that compute |
//! | [`material`] | materials |
//! | [`procedure`] | steps, limits, special procedures |
//! | [`fee`], [`result`] | what it costs, what people get |
//! | [`service`] | place, hours, ways in, delivery, hall, questions |
//! | [`check`] | the check-up: rules that find contradictions and gaps |
//! | [`versions`], [`sheet`] | which version holds on a day; an item as lines, and the difference of two versions |
//! | [`graph`] | what must be done before what, with circles |
//! | [`life`] | who drafts, reviews, checks and publishes; suspended and withdrawn items |
//! | [`form`] | the form: data elements, fields, conditions, groups, files, test cases, and the check of what was filled in |
//! | [`flow`] | the flow chart, drawn from the procedure |
//! | [`residency`] | exceptions from being handled in the hall and on the net |
//! | [`translation`] | what is not in English yet |
//! | [`cuts`] | the five cuts between two days |
//! | [`coded`] | values with a stable code, a standard's number and two names |

pub mod authority;
pub mod basis;
pub mod check;
pub mod code;
pub mod coded;
pub mod commitment;
pub mod condition;
pub mod cuts;
pub mod fee;
pub mod flow;
pub mod form;
pub mod graph;
pub mod kind;
pub mod life;
pub mod links;
pub mod material;
pub mod procedure;
pub mod quantity;
pub mod residency;
pub mod result;
pub mod service;
pub mod sheet;
pub mod situation;
pub mod translation;
pub mod versions;

pub use authority::Authority;
pub use basis::LegalBasis;
pub use code::Codes;
pub use coded::Coded;
pub use commitment::CommitmentTerms;
pub use condition::{Condition, Expression};
pub use fee::{Fee, FeeLine};
pub use kind::{Audience, Handling, ItemKind};
pub use links::{Citation, Position, Prerequisite};
pub use material::{Material, MaterialForm, MaterialSource};
pub use procedure::{Limit, LimitUnit, SpecialProcedure, StatedLimit, Step};
pub use quantity::QuantityLimit;
pub use result::{ResultDocument, ResultKind};
pub use service::{Delivery, Question, Residency, Service};
pub use situation::{Chosen, Situation, When};

use crate::calendar::Day;
use crate::clocks::StepKind;
use crate::words::{Refusal, Words};
use form::{Field, FormTest};

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
    /// Codes in other systems.
    pub codes: Codes,
    /// Where it stands among others.
    pub position: Position,
    /// Who holds the power and does the work.
    pub authority: Authority,
    /// From when and until when the body plans it to hold (计划生效日期、计划取消日期).
    pub planned: Planned,
    /// A sentence for people.
    pub summary: Words,
    /// Words of daily speech.
    pub keywords: Vec<String>,
    /// Laws behind it.
    pub legal_basis: Vec<LegalBasis>,
    /// Conditions to be met.
    pub conditions: Vec<Condition>,
    /// How many can be given, where that is limited (数量限制).
    pub quantity: Words,
    /// The same, where it is counted.
    pub quantity_limit: Option<QuantityLimit>,
    /// On what terms a commitment is taken in place of materials; none where it is not.
    pub commitment: Option<CommitmentTerms>,
    /// What must be done before.
    pub prerequisites: Vec<Prerequisite>,
    /// The higher level's item that this one cites.
    pub cites: Option<Citation>,
    /// Questions whose answers select what applies.
    pub situations: Vec<Situation>,
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
    /// Test cases beside the form.
    pub form_tests: Vec<FormTest>,
    /// Where, when and how to reach.
    pub service: Service,
    /// Whether it is handled in the hall.
    pub residency: Residency,
    /// What people often ask.
    pub questions: Vec<Question>,
    /// How complete it is.
    pub completeness: Completeness,
    /// Elements that are demonstration data.
    pub assumed: Vec<String>,
}

/// Days between which a body plans an item to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Planned {
    /// From this day.
    pub from: Option<Day>,
    /// Until this day, exclusive.
    pub until: Option<Day>,
}

impl Item {
    /// The material with this code.
    pub fn material(&self, code: &str) -> Option<&Material> {
        self.materials.iter().find(|material| material.code == code)
    }

    /// What is called that is handed in under this code: a material, or a field of the form that takes files.
    pub fn handed_name(&self, code: &str) -> Option<&Words> {
        let field = || form::file_field(&self.form, code).map(|field| &field.label);
        self.material(code).map(|material| &material.name).or_else(field)
    }

    /// Something may be handed in under this code: a material, or the files of a field of the form.
    pub fn takes(&self, code: &str) -> bool {
        self.material(code).is_some() || form::file_field(&self.form, code).is_some()
    }

    /// Working days of a step, all of its parts together; none where they are not fixed. Of parts that depend on
    /// answers those count that one situation takes longest for.
    pub fn days_of(&self, step: StepKind) -> Option<u32> {
        let mut fixed = None;
        let mut by_situation: Vec<(&[When], u32)> = Vec::new();
        for known in self.procedure.iter().filter(|known| known.step == step.code()) {
            let Some(days) = known.days else { continue };
            if known.when.is_empty() {
                fixed = Some(fixed.unwrap_or(0u32).saturating_add(days));
            } else if let Some(same) = by_situation.iter_mut().find(|(when, _)| *when == known.when) {
                same.1 = same.1.saturating_add(days);
            } else {
                by_situation.push((&known.when, days));
            }
        }
        let longest = by_situation.into_iter().map(|(_, days)| days).max();
        match (fixed, longest) {
            (Some(fixed), Some(longest)) => Some(fixed.saturating_add(longest)),
            (fixed, longest) => fixed.or(longest),
        }
    }

    /// Working days of a step for somebody with these answers.
    pub fn days_for(&self, step: StepKind, chosen: &Chosen) -> Option<u32> {
        let same = self.steps_for(chosen).filter(|known| known.step == step.code());
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
        check::hard(self).map_or(Ok(()), Err)
    }
}
