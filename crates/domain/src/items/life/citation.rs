//! Citing a higher level's item (引用): what may be tightened, and what would be loosened.

use crate::items::{Item, Material};
use crate::words::{Language, Words};

/// Something in which an item asks more, or gives less, than the one that it cites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loosened {
    /// The element, by its field in the item's document.
    pub element: &'static str,
    /// In what.
    pub what: Words,
}

/// Everything in which an item is looser than the one that it cites: a longer limit, another material, step or visit, a
/// higher fee, one more condition. Empty where it only tightens.
pub fn loosened(own: &Item, source: &Item) -> Vec<Loosened> {
    let mut found = Vec::new();
    let mut say = |element: &'static str, what: Words| found.push(Loosened { element, what });
    let limits = [
        (
            "statutory_days",
            "法定时限",
            "the law's limit",
            own.statutory.days,
            source.statutory.days,
        ),
        (
            "promised_days",
            "承诺时限",
            "the promise",
            own.promised.days,
            source.promised.days,
        ),
    ];
    for (element, zh, en, mine, theirs) in limits {
        if mine > theirs {
            say(element, longer(zh, en, mine, theirs));
        }
    }
    for material in &own.materials {
        for what in more_of(material, source) {
            say("materials", what);
        }
    }
    let known = |condition: &str| {
        source
            .conditions
            .iter()
            .any(|other| other.words.zh.trim() == condition.trim())
    };
    for condition in own.conditions.iter().filter(|condition| !known(&condition.words.zh)) {
        let (zh, en) = (&condition.words.zh, condition.words.get(Language::En));
        say(
            "conditions",
            Words::new(format!("多设条件“{zh}”"), format!("sets “{en}” in addition")),
        );
    }
    let (mine, theirs) = (own.procedure.len(), source.procedure.len());
    if mine > theirs && theirs > 0 {
        say("procedure", counted("环节", "steps", mine, theirs));
    }
    let (mine, theirs) = (own.service.visits as usize, source.service.visits as usize);
    if mine > theirs {
        say("visits", counted("到场次数", "visits", mine, theirs));
    }
    let fee = |item: &Item| item.fee.as_ref().map_or(0, |fee| fee.amount_fen);
    if fee(own) > fee(source) {
        say("fee", Words::new("收费高于上级事项", "costs more than above"));
    }
    found
}

fn longer(zh: &str, en: &str, mine: u32, theirs: u32) -> Words {
    Words::new(
        format!("{zh} {mine} 个工作日，上级 {theirs} 个"),
        format!("{en} is {mine} working days, {theirs} above"),
    )
}

fn counted(zh: &str, en: &str, mine: usize, theirs: usize) -> Words {
    Words::new(
        format!("{zh} {mine}，上级 {theirs}"),
        format!("{mine} {en}, {theirs} above"),
    )
}

/// What a material asks beyond the same one of the source.
fn more_of(material: &Material, source: &Item) -> Vec<Words> {
    let (zh, en) = (&material.name.zh, material.name.get(Language::En));
    let same = |other: &&Material| other.name.zh.trim() == material.name.zh.trim();
    let Some(above) = source.materials.iter().find(same) else {
        let more = Words::new(format!("多要材料“{zh}”"), format!("asks for “{en}” in addition"));
        return if material.required { vec![more] } else { Vec::new() };
    };
    let mut found = Vec::new();
    let mut when = |holds: bool, say_zh: &str, say_en: &str| {
        if holds {
            found.push(Words::new(format!("材料“{zh}”{say_zh}"), format!("“{en}” {say_en}")));
        }
    };
    when(material.required && !above.required, "改为必需", "becomes required");
    when(material.copies > above.copies, "份数增加", "is asked in more copies");
    when(
        above.deferrable && !material.deferrable,
        "不再容缺",
        "may not follow later any more",
    );
    when(
        above.replaceable && !material.replaceable,
        "不再以承诺代替",
        "can no more be replaced by a commitment",
    );
    found
}
