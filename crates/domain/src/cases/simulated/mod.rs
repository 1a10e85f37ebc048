//! Simulated approval (模拟审批): what is examined before a condition of the application is there, such as land or the applicant's registration, and
//! turned formal (转为正式审批) when it is.
//!
//! A simulated case is no application by law: it is never accepted or decided, no clock of the law runs in it, it costs nothing and gives no place, no
//! licence and no bar. Its states ([`super::State::Simulating`], [`super::State::Simulated`]) carry no acceptance and no decision, so nothing that needs
//! one can be done with it. It ends with an opinion that binds nobody. The formal case is one of its own, which takes over what was handed in, compared
//! and examined by reference; what has changed since is named and examined anew.

pub mod decide;
pub mod turning;

use std::collections::BTreeMap;

use crate::calendar::{Calendar, Day};
use crate::items::Coded;
use crate::items::coded::coded;
use crate::organisation::AccountId;
use crate::organisation::permission::Permission;

use super::command::Command;
use super::event::{DocumentKind, DocumentMark, Event, Filed, HandedIn, What};
use super::intake::Compared;
use super::{Case, State};

/// Why authorities may examine ahead at all: they make it convenient and quick for people (便民原则).
pub const SOURCE: &str = "行政许可法 第六条";
/// Why the opinion binds nobody: a licence is granted by a decision in writing after an acceptance.
pub const NO_DECISION: &str = "行政许可法 第三十二条、第三十八条";
/// Why nothing is handed in twice.
pub const ONCE: &str = "国务院令第716号 第七条";

/// What stands on every paper and page of a simulated case.
pub const NATURE: (&str, &str) = (
    "模拟审批意见不是行政许可决定，不具有法律效力，不能作为从事相关活动的依据；具备前置条件后须转为正式审批。",
    "A simulated opinion is no decision, has no legal effect and permits nothing. When the missing conditions are there, it is turned into a formal \
     application.",
);

coded! {
    /// What is not there yet (尚不具备的前置条件).
    LackKind {
        Land = "land", "", "用地手续", "the right to the land";
        Registration = "registration", "", "市场主体登记", "registration as a business";
        Premises = "premises", "", "经营场所", "the premises";
        Upstream = "upstream", "", "前置审批", "a permit that comes before";
        Funds = "funds", "", "资金落实", "the funds";
        Other = "other", "", "其他前置条件", "another condition";
    }
}

coded! {
    /// Where a simulated examination comes to (模拟审批结论).
    Verdict {
        Ready = "ready", "", "除前置条件外符合要求，具备条件后可转正式审批", "as required but for the missing conditions";
        NotReady = "not_ready", "", "尚不符合要求", "not yet as required";
    }
}

coded! {
    /// Why something is examined anew after a simulated approval (重新审查原因).
    Why {
        Met = "met", "", "前置条件已具备，须核实", "the missing condition is there now and has to be seen";
        Replaced = "replaced", "", "模拟审批后重新提交", "handed in anew";
        Added = "added", "", "模拟审批后新提交", "not handed in before";
        Requirement = "requirement", "", "实施清单变更，要求有变化", "the item asks for something else now";
        Unexamined = "unexamined", "", "模拟审批时没有审查", "not examined before";
        NotConforming = "not_conforming", "", "模拟审批时不符合要求", "found wanting before";
        NoLonger = "no_longer", "", "现行实施清单不再要求", "no longer asked for";
    }
}

impl Why {
    /// It has to be examined; what is no longer asked for is only named.
    pub fn is_examined(self) -> bool {
        self != Why::NoLonger
    }
}

/// What is examined.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Of {
    /// The form (申请表).
    Form,
    /// The conditions of the item (办理条件).
    Conditions,
    /// A material, by its code.
    Material(String),
    /// A condition that was missing.
    Lack(LackKind),
}

impl Of {
    /// Stable code: `form`, `conditions`, `material.CODE`, `lack.KIND`.
    pub fn code(&self) -> String {
        match self {
            Of::Form => "form".into(),
            Of::Conditions => "conditions".into(),
            Of::Material(code) => format!("material.{code}"),
            Of::Lack(kind) => format!("lack.{}", kind.code()),
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Of> {
        match code.split_once('.') {
            Some(("material", code)) if !code.is_empty() => Some(Of::Material(code.into())),
            Some(("lack", kind)) => LackKind::parse(kind).map(Of::Lack),
            None if code == "form" => Some(Of::Form),
            None if code == "conditions" => Some(Of::Conditions),
            _ => None,
        }
    }

    pub(in crate::cases) fn is_of_material(&self, code: &str) -> bool {
        matches!(self, Of::Material(known) if known == code)
    }
}

/// A condition that is not there yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lack {
    /// Which.
    pub kind: LackKind,
    /// What about it, in words.
    pub words: String,
}

/// A condition that is there now: number and title of the paper that shows it. The paper itself is handed in as a material.
pub type Met = Lack;

/// As somebody says it: an opinion on one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// On what.
    pub of: Of,
    /// It is as required.
    pub conforms: bool,
    /// What is wrong and what is wanted; may be empty where it is as required.
    pub words: String,
}

/// An opinion on one thing (审查意见), with who gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// What was said.
    pub said: Said,
    /// Who examined.
    pub by: Option<AccountId>,
    /// On that day.
    pub day: Day,
}

/// How a simulated case was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// What is not there yet; never empty.
    pub lacks: Vec<Lack>,
    /// Working days in which an opinion was promised, none where nothing was: the centre's own word, and no limit of the law.
    pub promised_days: Option<u32>,
}

/// How a simulated case ended (模拟审批意见).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concluded {
    /// On.
    pub day: Day,
    /// Where it comes to.
    pub verdict: Verdict,
    /// In words.
    pub words: String,
    /// 模拟审批意见书.
    pub document: DocumentMark,
}

/// A compared copy that is taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparedBefore {
    /// Code of the material.
    pub material: String,
    /// Who compared it, and when.
    pub compared: Compared,
}

/// Something that has changed since, or has to be looked at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// What.
    pub of: Of,
    /// Why.
    pub why: Why,
}

/// What a formal case takes over from a simulated one (转为正式审批).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenOver {
    /// Number of the simulated case.
    pub from: String,
    /// Version of the item under which it was examined.
    pub item_version: u32,
    /// Where it came to.
    pub verdict: Verdict,
    /// Opinions that stand.
    pub points: Vec<Point>,
    /// Copies that were compared and are the same.
    pub compared: Vec<ComparedBefore>,
    /// The conditions that were missing, and what shows that they are there.
    pub met: Vec<Met>,
    /// What has changed since.
    pub changes: Vec<Change>,
}

/// What simulated approval has to do with a filing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// 模拟审批: it is simulated.
    Opened(Opened),
    /// 转为正式审批: it follows a simulated one.
    TakenOver(Box<TakenOver>),
}

/// Something to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// 提出模拟审查意见, on as many things at once as one likes.
    Examine {
        /// Opinions; later ones replace earlier ones on the same thing.
        said: Vec<Said>,
    },
    /// 按意见修改, by the applicant or at the window for them, as often as they like.
    Amend {
        /// New materials.
        materials: Vec<HandedIn>,
        /// Commitment to the changed form, if the form was changed.
        commitment: Option<String>,
    },
    /// 出具模拟审批意见.
    Conclude {
        /// Where it comes to.
        verdict: Verdict,
        /// In words.
        words: String,
    },
    /// 转为正式审批; the formal case is filed in the same change ([`turning::file`]).
    TurnFormal {
        /// What shows that the missing conditions are there.
        met: Vec<Met>,
    },
    /// 沿用模拟审批意见, on the formal case: what changed is examined anew, the rest stands.
    Adopt {
        /// Opinions on what has to be examined anew.
        anew: Vec<Said>,
    },
}

impl Order {
    /// In the order of the names of commands.
    pub const NAMES: [&'static str; 5] = [
        "examine_simulated",
        "amend_simulated",
        "conclude_simulated",
        "turn_formal",
        "adopt_simulated",
    ];

    /// Stable name.
    pub fn name(&self) -> &'static str {
        match self {
            Order::Examine { .. } => "examine_simulated",
            Order::Amend { .. } => "amend_simulated",
            Order::Conclude { .. } => "conclude_simulated",
            Order::TurnFormal { .. } => "turn_formal",
            Order::Adopt { .. } => "adopt_simulated",
        }
    }

    /// What giving it takes.
    pub fn permission(&self) -> Permission {
        match self {
            Order::Examine { .. } | Order::Adopt { .. } => Permission::ReviewCase,
            Order::Amend { .. } | Order::TurnFormal { .. } => Permission::Supplement,
            Order::Conclude { .. } => Permission::ConcludeSimulated,
        }
    }
}

impl From<Order> for Command {
    fn from(order: Order) -> Command {
        Command::Simulated(order)
    }
}

/// What an order of this area is called in the middle of a sentence.
pub fn order_words(name: &str) -> Option<(&'static str, &'static str)> {
    Some(match name {
        "examine_simulated" => ("提出模拟审查意见", "give an opinion in simulation"),
        "amend_simulated" => ("修改模拟审批材料", "change what is simulated"),
        "conclude_simulated" => ("出具模拟审批意见", "give the simulated opinion"),
        "turn_formal" => ("转为正式审批", "turn it into a formal application"),
        "adopt_simulated" => ("沿用模拟审批意见", "adopt the simulated opinion"),
        _ => return None,
    })
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// 模拟审查.
    Examined {
        /// On.
        day: Day,
        /// Opinions.
        said: Vec<Said>,
    },
    /// 修改模拟审批材料.
    Amended {
        /// On.
        day: Day,
        /// New materials.
        materials: Vec<HandedIn>,
        /// Commitment to the changed form; absent when only materials changed.
        commitment: Option<String>,
    },
    /// 模拟审批意见.
    Concluded(Concluded),
    /// 已转为正式审批.
    TurnedFormal {
        /// On.
        day: Day,
        /// Number of the formal case; empty until the change is committed.
        number: String,
    },
    /// 沿用模拟审批意见, on the formal case; the opinion of its examination follows.
    Adopted {
        /// On.
        day: Day,
        /// Opinions on what was examined anew.
        anew: Vec<Said>,
    },
}

impl Happened {
    /// Stable code of the kind.
    pub fn code(&self) -> &'static str {
        match self {
            Happened::Examined { .. } => "simulated_examined",
            Happened::Amended { .. } => "simulated_amended",
            Happened::Concluded(_) => "simulated_concluded",
            Happened::TurnedFormal { .. } => "turned_formal",
            Happened::Adopted { .. } => "simulated_adopted",
        }
    }

    /// Heading in a timeline.
    pub fn words(&self) -> (&'static str, &'static str) {
        match self {
            Happened::Examined { .. } => ("模拟审查意见", "Examined in simulation"),
            Happened::Amended { .. } => ("模拟审批材料已修改", "Changed what is simulated"),
            Happened::Concluded(_) => (
                "模拟审批意见（不是决定，没有法律效力）",
                "Simulated opinion: no decision, without legal effect",
            ),
            Happened::TurnedFormal { .. } => ("转为正式审批", "Turned into a formal application"),
            Happened::Adopted { .. } => (
                "沿用模拟审批意见，重新审查变化部分",
                "Simulated opinion adopted, what changed examined anew",
            ),
        }
    }

    /// What came with it.
    pub fn materials(&self) -> &[HandedIn] {
        match self {
            Happened::Amended { materials, .. } => materials,
            _ => &[],
        }
    }

    /// The commitment to the words that came with it.
    pub fn commitment(&self) -> Option<&String> {
        match self {
            Happened::Amended { commitment, .. } => commitment.as_ref(),
            _ => None,
        }
    }

    /// The document made with it.
    pub fn document(&self) -> Option<&DocumentMark> {
        match self {
            Happened::Concluded(concluded) => Some(&concluded.document),
            _ => None,
        }
    }

    /// The same, to be given its serial number.
    pub fn document_mut(&mut self) -> Option<&mut DocumentMark> {
        match self {
            Happened::Concluded(concluded) => Some(&mut concluded.document),
            _ => None,
        }
    }
}

/// What simulated approval adds to a case, on either side.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// How it was opened; only a simulated case was.
    pub opened: Option<Opened>,
    /// Opinions that stand, in the order in which they were given.
    pub points: Vec<Point>,
    /// How it ended.
    pub concluded: Option<Concluded>,
    /// Turned formal on that day, and the number of the formal case.
    pub turned: Option<(Day, String)>,
    /// What was taken over; only by a case that was turned formal.
    pub taken: Option<TakenOver>,
    /// Commitment to the words with which the formal case was filed.
    filed_with: String,
    /// Days on which materials came that were changed meanwhile.
    came: BTreeMap<String, Day>,
    /// The opinion was adopted on that day.
    pub adopted: Option<Day>,
}

impl Standing {
    /// As it is when a case is filed.
    pub(super) fn begin(filed: &Filed) -> Standing {
        let mut standing = Standing {
            filed_with: filed.commitment.clone(),
            ..Standing::default()
        };
        match &filed.simulated {
            Some(Entry::Opened(opened)) => standing.opened = Some(opened.clone()),
            Some(Entry::TakenOver(taken)) => standing.taken = Some((**taken).clone()),
            None => {}
        }
        standing
    }

    /// The day on which a material came, where it was changed meanwhile.
    pub(super) fn came(&self, material: &str) -> Option<Day> {
        self.came.get(material).copied()
    }

    /// The opinion on one thing.
    pub fn on(&self, of: &Of) -> Option<&Point> {
        self.points.iter().find(|point| point.said.of == *of)
    }
}

impl Case {
    /// It is simulated: no application by law, in no figure of what was accepted or decided.
    pub fn is_simulated(&self) -> bool {
        self.simulated.opened.is_some()
    }

    /// The day up to which an opinion was promised. It is no clock: nothing of the law is broken when it passes.
    pub fn simulated_due(&self, calendar: &Calendar) -> Option<Day> {
        let days = self.simulated.opened.as_ref()?.promised_days?;
        calendar.add(self.received, days).ok().map(|due| due.day)
    }
}

/// Puts the marks of a filing right that opens a simulated case: nothing of the law begins, and nothing is owed.
fn without_law(filed: &mut Filed, opened: Opened) {
    filed.fee_fen = 0;
    filed.notice = None;
    filed.pre_examination = None;
    filed.steps.clear();
    filed.document.kind = DocumentKind::SimulatedReceipt;
    filed.simulated = Some(Entry::Opened(opened));
}

/// Takes an event of this area; answers what does not fit.
pub(super) fn apply(case: &mut Case, happened: &Happened, event: &Event) -> Result<(), &'static str> {
    let by = event.actor.account;
    match (happened, &case.state) {
        (Happened::Examined { day, said }, State::Simulating) => {
            for said in said {
                case.simulated.points.retain(|known| known.said.of != said.of);
                case.simulated.points.push(Point {
                    said: said.clone(),
                    by,
                    day: *day,
                });
            }
        }
        (
            Happened::Amended {
                day,
                materials,
                commitment,
            },
            State::Simulating,
        ) => {
            case.hand_in(materials);
            case.last_handed_in = *day;
            case.intake.handed_in(event, *day, materials, commitment.as_ref());
            let came = materials.iter().map(|handed| (handed.material.clone(), *day));
            case.simulated.came.extend(came);
            // What was said of the old says nothing of the new.
            let is_new = |of: &Of| {
                materials.iter().any(|handed| of.is_of_material(&handed.material))
                    || commitment.is_some() && *of == Of::Form
            };
            case.simulated.points.retain(|known| !is_new(&known.said.of));
        }
        (Happened::Concluded(concluded), State::Simulating) => {
            case.state = State::Simulated { day: concluded.day };
            case.simulated.concluded = Some(concluded.clone());
        }
        (Happened::TurnedFormal { day, number }, State::Simulated { .. }) if case.simulated.turned.is_none() => {
            case.simulated.turned = Some((*day, number.clone()));
        }
        (Happened::Adopted { day, .. }, State::Examining(exam))
            if case.simulated.taken.is_some() && exam.suspended.is_none() && exam.review.is_none() =>
        {
            case.simulated.adopted = Some(*day);
        }
        _ => return Err("this act of simulated approval cannot follow the acts before it"),
    }
    Ok(())
}

impl From<Happened> for What {
    fn from(happened: Happened) -> What {
        What::Simulated(happened)
    }
}
