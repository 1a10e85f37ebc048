//! What may be offered to an applicant for use in another case. Whose the earlier cases are, the act has made sure of.

use crate::calendar::{CHINA, Day};
use crate::cases::additions::Happened as Additions;
use crate::cases::beyond::Happened as Beyond;
use crate::cases::beyond::licence::Standing;
use crate::cases::event::{DocumentKind, Event, FileMark, Handed, HandedIn, What};
use crate::cases::intake::Happened as Intake;
use crate::cases::{Case, reuse};
use crate::items::Item;
use crate::items::material::{Material, MaterialKind, Trust};
use crate::words::Words;

use super::age::Recency;

/// An earlier case of the same applicant.
pub struct Source<'a> {
    /// The case.
    pub case: &'a Case,
    /// Its events.
    pub events: &'a [Event],
    /// Its item, in its version.
    pub item: &'a Item,
    /// The licence that it granted is carried by this very case, and not by a later one.
    pub carries: bool,
}

/// What is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Code of the material of the new item.
    pub material: String,
    /// Number of the case from which it comes.
    pub number: String,
    /// Name of the item of that case.
    pub item: Words,
    /// What is offered.
    pub what: Found,
    /// How far it can be trusted.
    pub trust: Trust,
    /// There since.
    pub day: Day,
    /// What the item says about how recent it must be, where only people can judge that.
    pub judge: Words,
}

/// What an offer holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Files that were handed in.
    Files(Vec<FileMark>),
    /// A paper that was issued, by its token; its last day, if it has one.
    Result(String, Option<Day>),
}

/// Everything that may be used for an item, for each material the latest first.
pub fn offers(item: &Item, sources: &[Source<'_>], today: Day) -> Vec<Offer> {
    let mut found = Vec::new();
    for material in item.materials.iter().filter(|material| may_be_used(material)) {
        let mut of_it: Vec<Offer> = sources
            .iter()
            .filter(|source| is_sound(source))
            .filter_map(|source| result(material, source, today).or_else(|| handed(item, material, source, today)))
            .collect();
        of_it.sort_by_key(|offer| std::cmp::Reverse((offer.trust == Trust::Authority, offer.day)));
        found.extend(of_it);
    }
    found
}

/// A form or a promise is made for one case and means that case only.
fn may_be_used(material: &Material) -> bool {
    let made_for_one = ["申请表", "申请书", "登记表", "承诺书", "委托书"];
    let name = &material.name.zh;
    material.kind != Some(MaterialKind::Form) && !made_for_one.iter().any(|word| name.contains(word))
}

/// What was got by deceit is not used again, and what was deleted is not there.
fn is_sound(source: &Source<'_>) -> bool {
    let licence = source.case.beyond.licence.as_ref();
    let bad = licence.is_some_and(|licence| licence.annulled_for_fraud().is_some());
    source.case.words_deleted.is_none() && !bad
}

fn handed(item: &Item, material: &Material, source: &Source<'_>, today: Day) -> Option<Offer> {
    let known = source.case.materials.iter().find(|handed| {
        let same_code = source.item.code == item.code && handed.material == material.code;
        let of_source = source.item.material(&handed.material);
        // What was itself used from before is offered from where it came.
        handed.origin.reused.is_none() && (same_code || of_source.is_some_and(|other| is_same_kind(material, other)))
    })?;
    let Handed::Files(files) = &known.handed else {
        return None;
    };
    let trust = known.origin.trust.unwrap_or(Trust::Declared);
    let day = handed_on(source.events, known).unwrap_or(source.case.received);
    let recency = Recency::read(&material.recency.zh);
    if !recency.holds(day, today) || material.trust.is_some_and(|least| rank(trust) > rank(least)) {
        return None;
    }
    Some(Offer {
        material: material.code.clone(),
        number: source.case.number.clone(),
        item: source.item.name.clone(),
        what: Found::Files(files.clone()),
        trust,
        day,
        judge: judged(recency, material),
    })
}

/// A licence that this centre issued and that holds today comes from the authority itself.
fn result(material: &Material, source: &Source<'_>, today: Day) -> Option<Offer> {
    let licence = source.case.beyond.licence.as_ref()?;
    let name = &source.item.result.name.zh;
    let same = !name.trim().is_empty() && plain(name) == plain(&material.name.zh);
    if !same || !source.carries || licence.on(today) != Standing::Valid {
        return None;
    }
    let paper = source.events.iter().rev().find_map(|event| match &event.what {
        What::Decided { document, .. } => Some((document, event.at.day(CHINA))),
        _ => None,
    });
    let (document, day) = paper.filter(|(document, _)| {
        matches!(
            document.kind,
            DocumentKind::Grant | DocumentKind::Change | DocumentKind::Renewal | DocumentKind::PartialGrant
        )
    })?;
    let recency = Recency::read(&material.recency.zh);
    recency.holds(day, today).then(|| Offer {
        material: material.code.clone(),
        number: source.case.number.clone(),
        item: source.item.name.clone(),
        what: Found::Result(document.token.clone(), licence.until),
        trust: Trust::Authority,
        day,
        judge: judged(recency, material),
    })
}

fn judged(recency: Recency, material: &Material) -> Words {
    match recency {
        Recency::Words => material.recency.clone(),
        _ => Words::default(),
    }
}

/// The same shared material, or one of the same name.
fn is_same_kind(one: &Material, other: &Material) -> bool {
    let shared = !one.library.is_empty() && one.library == other.library;
    let named = plain(&one.name.zh) == plain(&other.name.zh) && !one.name.zh.trim().is_empty();
    may_be_used(other) && (shared || named)
}

/// A name without spaces and without what stands in brackets about originals and copies; whose it is stays.
fn plain(name: &str) -> String {
    let name: String = name.chars().filter(|sign| !sign.is_whitespace()).collect();
    let name = name.replace('(', "（").replace(')', "）");
    let mut plain = String::new();
    let mut rest = name.as_str();
    while let Some((before, inside)) = rest.split_once('（') {
        let Some((inside, after)) = inside.split_once('）') else {
            break;
        };
        plain.push_str(before);
        if !["原件", "复印件", "电子件"].iter().any(|form| inside.contains(form)) {
            plain.push('（');
            plain.push_str(inside);
            plain.push('）');
        }
        rest = after;
    }
    plain.push_str(rest);
    plain
}

/// The better, the smaller.
fn rank(trust: Trust) -> u32 {
    match trust {
        Trust::Authority => 0,
        Trust::Verified => 1,
        Trust::Uploaded => 2,
        Trust::Declared => 3,
    }
}

/// The day on which this very material came.
fn handed_on(events: &[Event], known: &HandedIn) -> Option<Day> {
    let has = |materials: &[HandedIn]| {
        let same = |handed: &HandedIn| handed.material == known.material && handed.handed == known.handed;
        materials.iter().any(same)
    };
    events.iter().rev().find_map(|event| match &event.what {
        What::Filed(filed) if has(&filed.materials) => Some(filed.received),
        What::Supplemented { day, materials, .. } if has(materials) => Some(*day),
        What::Intake(Intake::Corrected { day, materials, .. } | Intake::Amended { day, materials, .. })
            if has(materials) =>
        {
            Some(*day)
        }
        What::Additions(Additions::HandedInMore { day, materials, .. }) if has(materials) => Some(*day),
        What::Beyond(Beyond::HandedIn { day, materials, .. }) if has(materials) => Some(*day),
        What::Reuse(reuse::Happened::Used { day, materials }) if has(materials) => Some(*day),
        _ => None,
    })
}
