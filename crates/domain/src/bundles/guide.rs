//! What a bundle asks of somebody: the items that apply, one list of materials, one list of data, one sum, one plan.

use super::plan::Plan;
use super::questions::Questions;
use super::{Bundle, Member};
use crate::items::form::Field;
use crate::items::situation::{Applying, Standing, Told, applying, selected};
use crate::items::{Chosen, Handling, Item, Material, Situation};
use crate::words::Words;

/// One item as it applies to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part<'a> {
    /// Its place in the bundle.
    pub place: usize,
    /// How the bundle takes it.
    pub member: &'a Member,
    /// The item; none where it is not in the library or not in force.
    pub item: Option<&'a Item>,
    /// Whether it is needed, and why.
    pub standing: Standing<'a>,
    /// The answers under the item's own codes.
    pub chosen: Chosen,
}

impl Part<'_> {
    /// Working days that are promised; an instant item is done on the spot.
    pub fn days(&self) -> u32 {
        match self.item {
            Some(item) if item.handling == Handling::Promised => item.promised.days,
            _ => 0,
        }
    }
}

/// One material of the whole (合并材料).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared<'a> {
    /// As the first item that asks for it describes it.
    pub material: &'a Material,
    /// Places of the parts that need it.
    pub parts: Vec<usize>,
    /// One of them cannot do without it.
    pub required: bool,
    /// How many are handed in, once for all: the most that one item needs.
    pub copies: u32,
    /// It waits for an answer whether it is needed at all.
    pub is_open: bool,
    /// Place of the part whose result it is: it comes out of the bundle itself and need not be handed in.
    pub made_by: Option<usize>,
}

/// One datum of the whole (合并数据项).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Datum<'a> {
    /// As the first item that asks for it asks.
    pub field: &'a Field,
    /// Places of the parts that need it.
    pub parts: Vec<usize>,
    /// One of them cannot do without it.
    pub required: bool,
}

/// What the whole costs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cost {
    /// What is known, in fen.
    pub fen: i64,
    /// Places of the parts of which a charge is computed or set at the window.
    pub unknown: Vec<usize>,
}

/// The guide of a bundle for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guide<'a> {
    /// The answers that count.
    pub chosen: Chosen,
    /// The questions, each once.
    pub questions: Vec<Told<'a, Situation>>,
    /// Every item of the bundle, also those that do not apply.
    pub parts: Vec<Part<'a>>,
    /// The materials, shared ones once.
    pub materials: Vec<Shared<'a>>,
    /// The data of all forms, each element once.
    pub data: Vec<Datum<'a>>,
    /// How many fields the forms have, one by one.
    pub fields: usize,
    /// What it costs.
    pub cost: Cost,
    /// The order, over the parts that apply; its places are those of `applying`.
    pub plan: Plan,
    /// Places of the parts that apply or may yet, in order.
    pub applying: Vec<usize>,
}

/// The guide of a bundle; `items` gives the item of each member, as far as it is in force.
pub fn guide<'a>(
    bundle: &'a Bundle,
    questions: &'a Questions,
    items: &[Option<&'a Item>],
    given: &Chosen,
) -> Guide<'a> {
    let (asked, members, chosen) = selected(&questions.all, given, &bundle.members, |member| &member.when);
    let part = |(place, told): (usize, Told<'a, Member>)| Part {
        place,
        member: told.what,
        item: items.get(place).copied().flatten(),
        standing: told.standing,
        chosen: questions.answers(place, &chosen),
    };
    let parts: Vec<Part<'a>> = members.into_iter().enumerate().map(part).collect();
    let applying: Vec<usize> = parts
        .iter()
        .filter(|part| part.standing.may_hold() && part.item.is_some())
        .map(|part| part.place)
        .collect();
    let taken: Vec<&Part<'a>> = applying.iter().map(|at| &parts[*at]).collect();
    let told = taken.iter().map(|part| told(part)).collect::<Vec<_>>();
    let plan = Plan::of(
        &taken.iter().map(|part| part.days()).collect::<Vec<_>>(),
        taken.iter().map(|part| before(part, &taken)).collect(),
    );
    Guide {
        materials: materials(&taken, &told, &plan),
        data: data(&taken),
        fields: taken
            .iter()
            .filter_map(|part| part.item)
            .map(|item| item.form.len())
            .sum(),
        cost: cost(&taken, &told),
        questions: asked,
        plan,
        chosen,
        applying,
        parts,
    }
}

fn told<'a>(part: &Part<'a>) -> Option<Applying<'a>> {
    part.item.map(|item| applying(item, &part.chosen))
}

/// What a part waits for: what the bundle says, and what its item needs first.
fn before(part: &Part<'_>, taken: &[&Part<'_>]) -> Vec<usize> {
    let named = part.member.after.iter();
    let needed = part.item.into_iter().flat_map(|item| &item.prerequisites);
    named
        .chain(needed.map(|before| &before.item))
        .filter_map(|code| taken.iter().position(|other| &other.member.item == code))
        .collect()
}

fn materials<'a>(taken: &[&Part<'a>], told: &[Option<Applying<'a>>], plan: &Plan) -> Vec<Shared<'a>> {
    let mut found: Vec<Shared<'a>> = Vec::new();
    for (at, (part, told)) in taken.iter().zip(told).enumerate() {
        for asked in told.iter().flat_map(|told| &told.materials) {
            if !asked.standing.may_hold() {
                continue;
            }
            let (material, is_open) = (asked.what, !asked.standing.holds());
            let known = found.iter_mut().find(|known| is_one(known.material, material));
            match known {
                Some(known) => {
                    if !known.parts.contains(&part.place) {
                        known.parts.push(part.place);
                    }
                    known.required |= material.required;
                    known.copies = known.copies.max(material.copies);
                    known.is_open &= is_open;
                }
                None => found.push(Shared {
                    material,
                    parts: vec![part.place],
                    required: material.required,
                    copies: material.copies,
                    is_open,
                    made_by: maker(material, at, taken, plan),
                }),
            }
        }
    }
    found
}

/// Both are the same shared material of the library.
fn is_one(one: &Material, other: &Material) -> bool {
    !one.library.is_empty() && one.library == other.library
}

/// The part before this one whose result is the material.
fn maker(material: &Material, at: usize, taken: &[&Part<'_>], plan: &Plan) -> Option<usize> {
    let before = plan.waits.get(at).into_iter().flatten();
    let makes = |before: &&usize| {
        let result = taken[**before].item.map(|item| item.result.name.zh.trim());
        result.is_some_and(|result| !result.is_empty() && result == material.name.zh.trim())
    };
    before
        .copied()
        .filter(|before| makes(&before))
        .map(|before| taken[before].place)
        .next()
}

fn data<'a>(taken: &[&Part<'a>]) -> Vec<Datum<'a>> {
    let mut found: Vec<Datum<'a>> = Vec::new();
    for part in taken {
        for field in part.item.into_iter().flat_map(|item| &item.form) {
            // Within one form two fields of one element ask about two things, such as two people's telephones.
            let same = |known: &&mut Datum<'a>| is_one_datum(known.field, field) && !known.parts.contains(&part.place);
            match found.iter_mut().find(same) {
                Some(known) => {
                    known.parts.push(part.place);
                    known.required |= field.required;
                }
                None => found.push(Datum {
                    field,
                    parts: vec![part.place],
                    required: field.required,
                }),
            }
        }
    }
    found
}

/// Both ask for the same data element of the dictionary.
fn is_one_datum(one: &Field, other: &Field) -> bool {
    let code = |field: &Field| field.element.map(|element| element.code);
    code(one).is_some() && code(one) == code(other)
}

fn cost(taken: &[&Part<'_>], told: &[Option<Applying<'_>>]) -> Cost {
    let mut cost = Cost::default();
    for (part, told) in taken.iter().zip(told) {
        let (Some(item), Some(told)) = (part.item, told) else {
            continue;
        };
        let Some(fee) = &item.fee else { continue };
        let itemised = fee.is_itemised();
        let known = item.fee_fen(&part.chosen, &crate::items::fee::Computed::new());
        cost.fen = cost.fen.saturating_add(known);
        let computed = |line: &Told<'_, crate::items::FeeLine>| {
            let fixed = line.what.rule.is_none() && line.what.amount_fen.is_some();
            line.standing.may_hold() && !(fixed && line.standing.holds())
        };
        if itemised && told.fees.iter().any(computed) {
            cost.unknown.push(part.place);
        }
    }
    cost
}

impl Guide<'_> {
    /// Every question that is asked was answered.
    pub fn is_settled(&self) -> bool {
        self.questions.iter().all(|asked| match asked.standing {
            Standing::Not(_) => true,
            Standing::Open(_) => false,
            Standing::Always | Standing::Applies(_) => self.chosen.contains_key(&asked.what.code),
        })
    }

    /// Names of the bodies of the parts that apply, each once, in order.
    pub fn bodies(&self) -> Vec<(&str, &Words)> {
        let mut found: Vec<(&str, &Words)> = Vec::new();
        for item in self.applying.iter().filter_map(|at| self.parts[*at].item) {
            if found.iter().all(|(code, _)| *code != item.body) {
                found.push((&item.body, &item.body_name));
            }
        }
        found
    }
}
