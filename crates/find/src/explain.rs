//! Why a document stands where it stands, in words for the editor.

use crate::document::Field;
use crate::index::Score;
use crate::question::Plan;

/// How a piece of the question was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    /// As it was typed.
    Word,
    /// As the papers call what people say.
    Speech,
    /// What is to be done, as names say it.
    Action,
    /// It belongs to the kind of people.
    People,
    /// By full pinyin.
    Pinyin,
    /// By initials.
    Initials,
    /// As the beginning of a word.
    Beginning,
    /// By the same or nearly the same sound.
    Sound,
    /// With an error of a letter or two.
    Near,
    /// By some of its characters.
    Part,
}

/// One reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// What was typed.
    pub said: String,
    /// What was found for it.
    pub meant: String,
    /// How.
    pub way: Way,
    /// Where.
    pub field: Field,
    /// What it gives, of 100 points.
    pub points: f32,
}

impl Reason {
    /// A sentence in Chinese and in English.
    pub fn words(&self) -> (String, String) {
        let (field_zh, field_en) = self.field.words();
        let (said, meant) = (&self.said, &self.meant);
        let (zh, en) = match self.way {
            Way::Word => (format!("“{said}”"), format!("“{said}”")),
            Way::Speech => (
                format!("“{said}”是“{meant}”的日常说法，后者"),
                format!("“{said}” is daily speech for “{meant}”, which"),
            ),
            Way::Action => (
                format!("“{said}”即办理“{meant}”，这个词"),
                format!("“{said}” asks for “{meant}”, which"),
            ),
            Way::People => (
                format!("“{said}”指向人群“{meant}”，相关词语"),
                format!("“{said}” points to the group “{meant}”, whose words"),
            ),
            Way::Pinyin => (
                format!("拼音“{said}”（{meant}）"),
                format!("The pinyin “{said}” ({meant})"),
            ),
            Way::Initials => (
                format!("拼音首字母“{said}”（{meant}）"),
                format!("The initials “{said}” ({meant})"),
            ),
            Way::Beginning => (
                format!("以“{said}”开头的“{meant}”"),
                format!("“{meant}”, which begins with “{said}”,"),
            ),
            Way::Sound => (
                format!("与“{said}”读音相近的“{meant}”"),
                format!("Something that sounds like “{said}” (taken as “{meant}”)"),
            ),
            Way::Near => (
                format!("与“{said}”只差个别字母的“{meant}”"),
                format!("“{meant}”, a letter or two from “{said}”,"),
            ),
            Way::Part => (format!("“{said}”中的部分字"), format!("Some characters of “{said}”")),
        };
        let verb = if matches!(self.way, Way::People | Way::Part) {
            "stand"
        } else {
            "stands"
        };
        let points = self.points;
        (
            format!("{zh}出现在{field_zh}中，计 {points:.1} 分。"),
            format!("{en} {verb} in {field_en}: {points:.1} points."),
        )
    }
}

/// Why a document stands where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// 0 to 100.
    pub score: f32,
    /// What was met, weightiest first.
    pub reasons: Vec<Reason>,
    /// Pieces of the question that this document does not meet.
    pub missed: Vec<String>,
    /// Share of the name that was asked for, 0 to 1.
    pub close: f32,
    /// By what the score was multiplied because its name says an action that nobody asked for; 1 if not.
    pub action: f32,
    /// By what the score was multiplied because only the catalogue's line is there; 1 if not.
    pub complete: f32,
}

impl Explanation {
    /// What was done to the sum of the reasons, a sentence each, Chinese and English.
    pub fn adjustments(&self) -> Vec<(String, String)> {
        let mut said = vec![(
            format!("问题覆盖了事项名称的 {:.0}%，名称越贴近分数越高。", self.close * 100.0),
            format!(
                "The question covers {:.0}% of the name; a closer name scores higher.",
                self.close * 100.0
            ),
        )];
        if self.action < 1.0 {
            said.push((
                format!("名称指向变更、注销、查询等后续事务，而提问没有提到，乘以 {:.2}。", self.action),
                format!(
                    "The name is about a later step (change, cancellation, enquiry …) that was not asked for: times {:.2}.",
                    self.action
                ),
            ));
        }
        if self.complete < 1.0 {
            said.push((
                format!("事项要素尚不完整，乘以 {:.2}。", self.complete),
                format!("The item is not complete yet: times {:.2}.", self.complete),
            ));
        }
        said
    }
}

pub(crate) fn explain(plan: &Plan, slot: u32, score: Score) -> Explanation {
    let weight: f32 = plan
        .units
        .iter()
        .map(|unit| unit.weight)
        .sum::<f32>()
        .max(f32::MIN_POSITIVE);
    let mut reasons = Vec::new();
    let mut missed = Vec::new();
    for unit in &plan.units {
        match unit.best(slot) {
            Some((way, worth, fields)) => reasons.push(Reason {
                said: unit.said.clone(),
                meant: way.meant.clone(),
                way: way.way,
                field: Field::best_of(fields).unwrap_or(Field::Name),
                points: 100.0 * worth * unit.weight / weight,
            }),
            None => missed.push(unit.said.clone()),
        }
    }
    reasons.sort_by(|left, right| right.points.total_cmp(&left.points));
    Explanation {
        score: score.points(),
        reasons,
        missed,
        close: score.close,
        action: score.action,
        complete: score.complete,
    }
}
