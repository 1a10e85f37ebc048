//! Intake besides accepting, refusing and asking for corrections (收件): correction on the spot, pre-examination of what came in over the net,
//! what the law does when a correction does not come, and how far a copy can be trusted.

pub(super) mod decide;
pub(super) mod trust;

pub use decide::to_compare;

use std::collections::BTreeMap;

use crate::calendar::Day;
use crate::clocks::ClockKind;
use crate::items::material::Trust;
use crate::organisation::AccountId;
use crate::organisation::permission::Permission;

use super::Case;
use super::additions::Happened as Additions;
use super::beyond::Happened as Beyond;
use super::event::{CorrectionRequest, DocumentMark, Event, Filed, Handed, HandedIn, LimitMark, What};
use super::reuse::Means;
use super::simulated::Entry;

/// Something to be done at intake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// 当场更正 (许可法 art. 32 (3)): in the applicant's presence, who confirms it.
    CorrectOnSpot {
        /// Materials put right or brought.
        materials: Vec<HandedIn>,
        /// Commitment to the corrected form, if the form was corrected.
        commitment: Option<String>,
        /// Who confirmed it, masked before it gets here.
        confirmed_by: String,
    },
    /// 预审: what to change, as advice; nothing when it passed.
    PreExamine {
        /// Everything to change.
        advice: Vec<CorrectionRequest>,
    },
    /// 按预审意见修改, by the applicant or at the window for them.
    Amend {
        /// New materials.
        materials: Vec<HandedIn>,
        /// Commitment to the changed form, if the form was changed.
        commitment: Option<String>,
    },
    /// 原件核验退回: the originals of these materials were compared with the copies and given back.
    VerifyOriginals {
        /// Codes of materials.
        materials: Vec<String>,
    },
    /// 补正到期提醒, by the system.
    Remind,
    /// 逾期未补正，视为撤回申请, by the system.
    Lapse,
    /// A second notice for what was told before was refused: that somebody tried is kept (再次告知被拒记录).
    NoteRefusedNotice {
        /// Codes of the materials that were asked for again.
        materials: Vec<String>,
    },
}

impl Order {
    /// Those that people give, in the order of the names of commands.
    pub const NAMES: [&'static str; 4] = ["correct_on_spot", "pre_examine", "amend", "verify_originals"];

    /// Stable name.
    pub fn name(&self) -> &'static str {
        match self {
            Order::CorrectOnSpot { .. } => "correct_on_spot",
            Order::PreExamine { .. } => "pre_examine",
            Order::Amend { .. } => "amend",
            Order::VerifyOriginals { .. } => "verify_originals",
            Order::Remind => "remind",
            Order::Lapse => "lapse",
            Order::NoteRefusedNotice { .. } => "note_refused_notice",
        }
    }

    /// What giving it takes.
    pub fn permission(&self) -> Permission {
        match self {
            Order::CorrectOnSpot { .. } => Permission::CorrectOnSpot,
            Order::PreExamine { .. } => Permission::PreExamine,
            Order::Amend { .. } => Permission::Supplement,
            Order::VerifyOriginals { .. } => Permission::VerifyOriginals,
            Order::Remind | Order::Lapse => Permission::EndUncorrected,
            Order::NoteRefusedNotice { .. } => Permission::AskToCorrect,
        }
    }
}

/// What an order of this area is called in the middle of a sentence.
pub fn order_words(name: &str) -> Option<(&'static str, &'static str)> {
    Some(match name {
        "correct_on_spot" => ("当场更正", "correct it on the spot"),
        "pre_examine" => ("预审", "pre-examine it"),
        "amend" => ("按预审意见修改", "change it as advised"),
        "verify_originals" => ("核验原件", "compare originals"),
        "remind" => ("提醒补正", "remind of corrections"),
        "lapse" => ("按撤回申请处理", "end it as withdrawn"),
        "note_refused_notice" => ("记录再次告知", "note a refused notice"),
        _ => return None,
    })
}

/// What happened at intake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// 当场更正.
    Corrected {
        /// On.
        day: Day,
        /// Materials put right or brought.
        materials: Vec<HandedIn>,
        /// Commitment to the form as it was; only where the form was corrected.
        before: Option<String>,
        /// Commitment to the form as it is now; only where it was corrected.
        commitment: Option<String>,
        /// Who confirmed it, masked.
        confirmed_by: String,
    },
    /// 预审.
    PreExamined {
        /// On.
        day: Day,
        /// Everything to change; nothing when it passed.
        advice: Vec<CorrectionRequest>,
        /// Electronic certificate.
        document: DocumentMark,
    },
    /// 按预审意见修改.
    Amended {
        /// On.
        day: Day,
        /// New materials.
        materials: Vec<HandedIn>,
        /// Commitment to the changed form; absent when only materials changed.
        commitment: Option<String>,
        /// Receipt; in events of earlier versions none.
        document: Option<DocumentMark>,
    },
    /// 原件核验退回.
    OriginalsVerified {
        /// On.
        day: Day,
        /// Codes of materials.
        materials: Vec<String>,
    },
    /// 补正到期提醒.
    Reminded {
        /// On.
        day: Day,
        /// Last day for the corrections.
        last: Day,
    },
    /// 逾期未补正，视为撤回申请.
    Lapsed {
        /// On.
        day: Day,
        /// Day of the notice.
        asked: Day,
        /// Last day for the corrections.
        last: Day,
        /// The rule behind it.
        source: String,
        /// Notice that the case is ended.
        document: DocumentMark,
    },
    /// 再次告知被拒: somebody asked again for what was told before; the case stays as it was.
    NoticeRefused {
        /// On.
        day: Day,
        /// Codes of the materials that were asked for again.
        materials: Vec<String>,
    },
}

impl Happened {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Happened::Corrected { .. } => "corrected_on_spot",
            Happened::PreExamined { .. } => "pre_examined",
            Happened::Amended { .. } => "amended",
            Happened::OriginalsVerified { .. } => "originals_verified",
            Happened::Reminded { .. } => "correction_reminded",
            Happened::Lapsed { .. } => "correction_lapsed",
            Happened::NoticeRefused { .. } => "notice_refused",
        }
    }

    /// Heading in a timeline.
    pub fn words(&self) -> (&'static str, &'static str) {
        match self {
            Happened::Corrected { .. } => ("当场更正", "Corrected on the spot"),
            Happened::PreExamined { advice, .. } if advice.is_empty() => {
                ("预审通过", "Pre-examined: nothing to change")
            }
            Happened::PreExamined { .. } => ("预审：建议修改", "Pre-examined: changes advised"),
            Happened::Amended { .. } => ("按预审意见修改", "Changed as advised"),
            Happened::OriginalsVerified { .. } => ("原件已核验退回", "Originals seen and returned"),
            Happened::Reminded { .. } => ("提醒：补正期限将至", "Reminded that the time for corrections ends"),
            Happened::Lapsed { .. } => (
                "逾期未补正，视为撤回申请",
                "No corrections in time: counted as withdrawn",
            ),
            Happened::NoticeRefused { .. } => (
                "再次要求补正旧内容，未予办理",
                "A second notice for the same was refused",
            ),
        }
    }

    /// The commitment to the words that came with it.
    pub fn commitment(&self) -> Option<&String> {
        match self {
            Happened::Corrected { commitment, .. } | Happened::Amended { commitment, .. } => commitment.as_ref(),
            _ => None,
        }
    }

    /// The files that came with it.
    pub fn materials(&self) -> &[HandedIn] {
        match self {
            Happened::Corrected { materials, .. } | Happened::Amended { materials, .. } => materials,
            _ => &[],
        }
    }

    /// The document made with it.
    pub fn document(&self) -> Option<&DocumentMark> {
        match self {
            Happened::Amended { document, .. } => document.as_ref(),
            Happened::PreExamined { document, .. } | Happened::Lapsed { document, .. } => Some(document),
            _ => None,
        }
    }

    /// The same, to be given its serial number.
    pub fn document_mut(&mut self) -> Option<&mut DocumentMark> {
        match self {
            Happened::Amended { document, .. } => document.as_mut(),
            Happened::PreExamined { document, .. } | Happened::Lapsed { document, .. } => Some(document),
            _ => None,
        }
    }
}

/// A material that was in other hands before (复用).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reused {
    /// Number of the case for which it was handed in first.
    pub number: String,
    /// Who consented, masked.
    pub consent: String,
    /// By what means; in events of earlier versions unsaid.
    pub means: Option<Means>,
    /// The day on which it came for the first case; in events of earlier versions unsaid.
    pub came: Option<Day>,
}

/// Where what was handed in comes from, and how far it can be trusted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// How far; nothing for paper, and in events of earlier versions.
    pub trust: Option<Trust>,
    /// It was handed in before, for another case.
    pub reused: Option<Reused>,
}

/// How the pre-examination stands (预审).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PreExamination {
    /// 待预审.
    Waiting,
    /// 预审通过.
    Passed,
    /// 建议修改: what to change.
    Advised(Vec<CorrectionRequest>),
}

/// Who compared a copy with its original, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// Name of whoever did it.
    pub by: String,
    /// On that day.
    pub day: Day,
}

/// What intake adds to a case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// Commitment to the applicant's words as they are now.
    pub commitment: String,
    /// How the pre-examination stands; nothing where there is none.
    pub pre_examination: Option<PreExamination>,
    /// Limit of the pre-examination.
    pub limit: Option<LimitMark>,
    /// Materials whose originals were seen and given back, by their codes.
    pub compared: BTreeMap<String, Compared>,
    /// The applicant was reminded of the end of the time for corrections.
    pub reminded: bool,
    /// Day on which it counted as withdrawn because no correction came.
    pub lapsed: Option<Day>,
    /// How often somebody tried a second notice for the same.
    pub refused_notices: u32,
    /// The last such attempt: who, when, about what.
    last_refused: Option<(Option<AccountId>, Day, Vec<String>)>,
}

impl Standing {
    /// As it is when a case is filed.
    pub(super) fn begin(event: &Event, filed: &Filed) -> Standing {
        let mut standing = Standing {
            commitment: filed.commitment.clone(),
            pre_examination: filed.pre_examination.as_ref().map(|_| PreExamination::Waiting),
            limit: filed.pre_examination.clone(),
            ..Standing::default()
        };
        standing.note_compared(event, filed.received, &filed.materials);
        if let Some(Entry::TakenOver(taken)) = &filed.simulated {
            let compared = taken.compared.iter().cloned();
            standing
                .compared
                .extend(compared.map(|one| (one.material, one.compared)));
        }
        standing
    }

    /// What other events mean for intake.
    pub(super) fn follow(&mut self, event: &Event) {
        match &event.what {
            What::CorrectionRequested { .. } => self.reminded = false,
            What::Supplemented {
                day,
                materials,
                commitment,
                ..
            } => self.handed_in(event, *day, materials, commitment.as_ref()),
            What::Additions(Additions::HandedInMore { day, materials, .. })
            | What::Beyond(Beyond::HandedIn { day, materials, .. }) => self.handed_in(event, *day, materials, None),
            _ => {}
        }
    }

    /// What replaced something has to be compared anew.
    pub(in crate::cases) fn handed_in(
        &mut self,
        event: &Event,
        day: Day,
        materials: &[HandedIn],
        commitment: Option<&String>,
    ) {
        for material in materials {
            self.compared.remove(&material.material);
        }
        self.note_compared(event, day, materials);
        if let Some(commitment) = commitment {
            self.commitment.clone_from(commitment);
        }
    }

    /// A clerk who takes in a copy beside its original says so at once.
    fn note_compared(&mut self, event: &Event, day: Day, materials: &[HandedIn]) {
        let seen =
            |material: &&HandedIn| material.origin.trust == Some(Trust::Verified) && material.origin.reused.is_none();
        for material in materials.iter().filter(seen) {
            let by = event.actor.name.clone();
            self.compared.insert(material.material.clone(), Compared { by, day });
        }
    }
}

/// Takes an event of this area; answers what does not fit.
pub(super) fn apply(case: &mut Case, event: &Event, happened: &Happened) -> Result<(), &'static str> {
    const WRONG: &str = "this act of intake cannot follow the acts before it";
    use super::State;
    match (happened, &case.state) {
        (
            Happened::Corrected {
                day,
                materials,
                commitment,
                ..
            },
            State::Received,
        ) => {
            case.hand_in(materials);
            if !case.asked.is_empty() {
                case.last_handed_in = *day;
                let codes = materials.iter().map(|material| material.material.clone());
                case.supplemented.extend(codes);
                case.supplemented.extend(commitment.iter().map(|_| "form".to_string()));
            }
            case.intake.handed_in(event, *day, materials, commitment.as_ref());
        }
        (Happened::PreExamined { day, advice, .. }, State::Received)
            if case.intake.pre_examination == Some(PreExamination::Waiting) =>
        {
            case.stop_clock(ClockKind::PreExamination, *day);
            case.intake.pre_examination = Some(if advice.is_empty() {
                PreExamination::Passed
            } else {
                PreExamination::Advised(advice.clone())
            });
        }
        (
            Happened::Amended {
                day,
                materials,
                commitment,
                ..
            },
            State::Received,
        ) if matches!(case.intake.pre_examination, Some(PreExamination::Advised(_))) => {
            case.hand_in(materials);
            case.intake.handed_in(event, *day, materials, commitment.as_ref());
            case.intake.pre_examination = Some(PreExamination::Waiting);
            let limit = case.intake.limit.clone();
            let clock = limit.and_then(|limit| limit.clock(ClockKind::PreExamination, *day, event.at));
            case.begin_clock(clock);
        }
        (
            Happened::OriginalsVerified { day, materials },
            State::Received
            | State::AwaitingCorrection { .. }
            | State::Examining(_)
            | State::Decided(..)
            | State::Simulating,
        ) => {
            for code in materials {
                let (by, day) = (event.actor.name.clone(), *day);
                case.intake.compared.insert(code.clone(), Compared { by, day });
                let known = case.materials.iter_mut().find(|known| known.material == *code);
                let known = known.filter(|known| matches!(known.handed, Handed::Files(_)));
                if let Some(known) = known {
                    known.origin.trust = Some(trust::compared(known.origin.trust));
                }
            }
        }
        (Happened::Reminded { .. }, State::AwaitingCorrection { .. }) if !case.intake.reminded => {
            case.intake.reminded = true;
        }
        (Happened::Lapsed { day, .. }, State::AwaitingCorrection { .. }) => {
            let day = *day;
            case.stop_clocks(day);
            case.intake.lapsed = Some(day);
            case.state = State::Withdrawn { day };
        }
        (Happened::NoticeRefused { day, materials }, State::Received) => {
            case.intake.refused_notices += 1;
            case.intake.last_refused = Some((event.actor.account, *day, materials.clone()));
        }
        _ => return Err(WRONG),
    }
    Ok(())
}
