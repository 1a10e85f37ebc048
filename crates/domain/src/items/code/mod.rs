//! Codes of items (事项编码): the national ones of 12, 31 and 33 characters, and those that provinces keep beside them.
//!
//! The standards contradict each other about lengths (GB/T 39046 gives 10 and 24 where the national platform carries 12 and
//! 31), so a code is kept as text and checked by the profile of its region, never cut to a width.

mod fault;
mod national;
mod sichuan;

pub use fault::CodeFault;
pub use national::{CatalogueCode, HandlingCode, ImplementationCode};
pub use sichuan::SichuanCode;

use super::coded::{Coded, coded};
use super::links::Position;
use super::{Item, ItemKind};

coded! {
    /// A system of codes (编码体系).
    CodeSystem {
        Catalogue = "catalogue_12", "", "基本编码（12 位）", "catalogue code (12)";
        Implementation = "implementation_31", "", "实施编码（31 位）", "implementation code (31)";
        Handling = "handling_33", "", "业务办理项编码（33 位）", "business-handling code (33)";
        Sichuan = "sichuan", "", "四川省编码", "code of Sichuan";
        Plain = "plain", "", "自编编码", "code of the body's own";
    }
}

impl CodeSystem {
    /// The system that a code belongs to by its shape; whether every part is right is another question.
    pub fn recognise(code: &str) -> CodeSystem {
        if sichuan::has_shape(code) {
            return CodeSystem::Sichuan;
        }
        let plain = code.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let digits_last = |count: usize| code.bytes().rev().take(count).all(|byte| byte.is_ascii_digit());
        match code.len() {
            12 if digits_last(12) => CodeSystem::Catalogue,
            31 if plain && digits_last(13) => CodeSystem::Implementation,
            33 if plain && digits_last(15) => CodeSystem::Handling,
            _ => CodeSystem::Plain,
        }
    }
}

coded! {
    /// Which codes the items of a region carry (编码校验规则).
    Profile {
        National = "national", "", "国家编码", "national codes";
        Sichuan = "sichuan", "51", "四川编码", "codes of Sichuan";
        Free = "free", "", "不校验", "no check";
    }
}

impl Profile {
    /// The profile of a division, by its province.
    pub fn of_division(div: &str) -> Profile {
        div.get(..2).and_then(Profile::from_number).unwrap_or(Profile::National)
    }
}

/// The codes that an item carries beside the one by which the library knows it; empty where it has none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Codes {
    /// 基本编码, 12.
    pub catalogue: String,
    /// 实施编码, 31.
    pub implementation: String,
    /// 业务办理项编码, 33.
    pub handling: String,
    /// 地方基本编码.
    pub local_catalogue: String,
    /// 地方实施编码.
    pub local: String,
}

/// One part of a code, with what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What the part is, Chinese and English.
    pub name: (&'static str, &'static str),
    /// The characters.
    pub text: String,
}

/// The parts of a code, as far as its system is known and its shape is right.
pub fn parts(code: &str) -> Vec<Part> {
    match CodeSystem::recognise(code) {
        CodeSystem::Catalogue => CatalogueCode::parse(code).map(|code| code.parts()),
        CodeSystem::Implementation => ImplementationCode::parse(code).map(|code| code.parts()),
        CodeSystem::Handling => HandlingCode::parse(code).map(|code| code.parts()),
        CodeSystem::Sichuan => SichuanCode::parse(code).map(|code| code.parts()),
        CodeSystem::Plain => Ok(Vec::new()),
    }
    .unwrap_or_default()
}

fn part(name: (&'static str, &'static str), text: &str) -> Part {
    Part {
        name,
        text: text.to_string(),
    }
}

/// Everything that is wrong with the codes of an item, by the profile of its region; `above` is the item that its
/// position names.
pub fn check(profile: Profile, item: &Item, above: Option<&Item>) -> Vec<CodeFault> {
    let mut faults = check_each(profile, item);
    faults.extend(check_kind(item));
    if let Some(above) = above {
        faults.extend(check_family(item, above));
    }
    faults
}

/// Each code by itself.
fn check_each(profile: Profile, item: &Item) -> Vec<CodeFault> {
    let codes = &item.codes;
    let mut faults = Vec::new();
    faults.extend(given(&codes.catalogue).and_then(|code| CatalogueCode::parse(code).err()));
    faults.extend(given(&codes.implementation).and_then(|code| ImplementationCode::parse(code).err()));
    faults.extend(given(&codes.handling).and_then(|code| HandlingCode::parse(code).err()));
    faults.extend(given(&codes.local).and_then(|code| check_local(profile, code)));
    faults.extend(check_own(profile, &item.code));
    faults
}

/// The code by which the library knows the item: in a system that it has the shape of, or that its region demands.
fn check_own(profile: Profile, code: &str) -> Option<CodeFault> {
    match CodeSystem::recognise(code) {
        CodeSystem::Catalogue => CatalogueCode::parse(code).err(),
        CodeSystem::Implementation => ImplementationCode::parse(code).err(),
        CodeSystem::Handling => HandlingCode::parse(code).err(),
        CodeSystem::Sichuan => SichuanCode::parse(code).err(),
        CodeSystem::Plain if profile == Profile::Free => None,
        CodeSystem::Plain => Some(CodeFault::NoSystem),
    }
}

fn check_local(profile: Profile, code: &str) -> Option<CodeFault> {
    match profile {
        Profile::Sichuan => SichuanCode::parse(code).err(),
        Profile::National | Profile::Free => None,
    }
}

fn given(code: &str) -> Option<&str> {
    Some(code).filter(|code| !code.is_empty())
}

/// The kind that the codes say is the kind of the item.
fn check_kind(item: &Item) -> Option<CodeFault> {
    let said = catalogue_of(item)
        .and_then(|code| code.kind())
        .or_else(|| SichuanCode::parse_loosely(&item.code)?.kind())?;
    (said != item.kind).then_some(CodeFault::Kind { said, given: item.kind })
}

/// The catalogue code that an item carries, alone or inside a longer one.
fn catalogue_of(item: &Item) -> Option<CatalogueCode> {
    let implementation = |code: &str| ImplementationCode::parse(code).ok().map(|code| code.catalogue());
    let handling = |code: &str| {
        HandlingCode::parse(code)
            .ok()
            .map(|code| code.implementation().catalogue())
    };
    CatalogueCode::parse(&item.codes.catalogue)
        .ok()
        .or_else(|| implementation(&item.codes.implementation))
        .or_else(|| handling(&item.codes.handling))
        .or_else(|| implementation(&item.code))
        .or_else(|| handling(&item.code))
}

/// A part shares the code of what it is part of, and is numbered; a business-handling item carries its item's code.
fn check_family(item: &Item, above: &Item) -> Option<CodeFault> {
    match &item.position {
        Position::Child(_) => child_of(item, above),
        Position::Handling(_) => handling_of(item, above),
        Position::Independent | Position::Parent => None,
    }
}

fn child_of(item: &Item, above: &Item) -> Option<CodeFault> {
    if let (Some(own), Some(parent)) = (catalogue_of(item), catalogue_of(above)) {
        let right = own.stem() == parent.stem() && parent.sub() == "000" && own.sub() != "000";
        return (!right).then_some(CodeFault::NotOfParent);
    }
    let own = SichuanCode::parse_loosely(&item.code)?;
    let parent = SichuanCode::parse_loosely(&above.code)?;
    (own.stem() != parent.stem() || own.sub() == parent.sub()).then_some(CodeFault::NotOfParent)
}

fn handling_of(item: &Item, above: &Item) -> Option<CodeFault> {
    let own = HandlingCode::parse(given(&item.codes.handling).unwrap_or(&item.code)).ok()?;
    let parent = given(&above.codes.implementation).unwrap_or(&above.code);
    (own.implementation().as_str() != parent).then_some(CodeFault::NotOfParent)
}

/// The kind of item that a number of the national type list says; numbers beyond the list say none.
fn kind_of(number: &str) -> Option<ItemKind> {
    ItemKind::from_standard(number)
}
