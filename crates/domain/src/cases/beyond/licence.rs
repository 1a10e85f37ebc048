//! The life of a licence (行政许可证件): granted from a day until a day, changed (变更), renewed (延续), its certificate corrected (更正), and ended in
//! four ways that the law keeps apart: 撤回, 撤销, 吊销, 注销.

use crate::calendar::Day;
use crate::identifiers::mask_person;
use crate::items::{Audience, ItemKind};
use crate::words::{Fault, Refusal, RefusalKind};

use super::super::decide::{self, Context, Decided};
use super::super::event::{DocumentKind, DocumentMark, Outcome};
use super::super::{Case, CaseId, Status};
use super::validity::last_day;
use super::{Happened, Reminder};

/// Why a licence is named in an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// 变更 (art. 49).
    Change,
    /// 延续 (art. 50).
    Renewal,
}

impl Purpose {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Purpose::Change => "change",
            Purpose::Renewal => "renewal",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Purpose> {
        [Purpose::Change, Purpose::Renewal]
            .into_iter()
            .find(|one| one.code() == code)
    }
}

/// The licence on record whose change or renewal an application asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Why it is named.
    pub purpose: Purpose,
    /// The case that granted it first.
    pub root: CaseId,
    /// The case that carries it now.
    pub carried_by: CaseId,
    /// Its number.
    pub number: String,
    /// Valid from.
    pub from: Day,
    /// Its last day, if it has one.
    pub until: Option<Day>,
}

/// What a grant says about its licence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Valid from.
    pub from: Day,
    /// Its last day, if it has one.
    pub until: Option<Day>,
}

/// A licence (证照).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Licence {
    /// The case that granted it first.
    pub root: CaseId,
    /// Its number.
    pub number: String,
    /// Valid from.
    pub from: Day,
    /// Its last day, if it has one.
    pub until: Option<Day>,
    /// How it was ended, in the order of the decisions: at most an ending and then the closing formality.
    pub ended: Vec<Ended>,
    /// Corrections of its certificate.
    pub corrections: Vec<Correction>,
}

/// How a licence stands on a day (证照状态).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// 有效.
    Valid,
    /// 已过期.
    Expired,
    /// 已撤回.
    TakenBack,
    /// 已撤销.
    Annulled,
    /// 已吊销.
    Revoked,
    /// 已注销.
    Cancelled,
}

impl Standing {
    /// Every one.
    pub const ALL: [Standing; 6] = [
        Standing::Valid,
        Standing::Expired,
        Standing::TakenBack,
        Standing::Annulled,
        Standing::Revoked,
        Standing::Cancelled,
    ];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Standing::Valid => "valid",
            Standing::Expired => "expired",
            Standing::TakenBack => "taken_back",
            Standing::Annulled => "annulled",
            Standing::Revoked => "revoked",
            Standing::Cancelled => "cancelled",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Standing> {
        Standing::ALL.into_iter().find(|one| one.code() == code)
    }

    /// Chinese and English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Standing::Valid => ("有效", "Valid"),
            Standing::Expired => ("已过期", "Expired"),
            Standing::TakenBack => ("已撤回", "Withdrawn by the authority"),
            Standing::Annulled => ("已撤销", "Annulled"),
            Standing::Revoked => ("已吊销", "Revoked as a penalty"),
            Standing::Cancelled => ("已注销", "Cancelled"),
        }
    }
}

impl Licence {
    /// The number of a licence that a decision grants: of the year and the decision's own number.
    pub fn number_of(document: &DocumentMark) -> String {
        format!("XK{}{:06}", document.year, document.serial)
    }

    /// How it stands by the decisions alone.
    pub fn decided(&self) -> Standing {
        self.ended.last().map_or(Standing::Valid, |ended| ended.how.standing())
    }

    /// How it stands on a day.
    pub fn on(&self, day: Day) -> Standing {
        match self.decided() {
            Standing::Valid if self.until.is_some_and(|until| until < day) => Standing::Expired,
            decided => decided,
        }
    }

    /// The closing formality is done.
    pub fn is_cancelled(&self) -> bool {
        self.decided() == Standing::Cancelled
    }

    /// The day on which it was annulled because it was obtained by fraud or bribery.
    pub fn annulled_for_fraud(&self) -> Option<Day> {
        let by_fraud = |ended: &&Ended| {
            matches!(
                ended.how,
                Ending::Annulled {
                    ground: Annulment::Fraud,
                    ..
                }
            )
        };
        self.ended.iter().find(by_fraud).map(|ended| ended.day)
    }

    pub(super) fn corrected(&mut self, correction: &Correction) {
        if correction.place == Place::LastDay {
            self.until = Day::parse(&correction.now).ok();
        }
        self.corrections.push(correction.clone());
    }
}

/// Why a lawful licence is withdrawn (撤回事由, art. 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TakingBack {
    /// 所依据的法律、法规、规章修改或者废止.
    LawChanged,
    /// 所依据的客观情况发生重大变化.
    FactsChanged,
}

/// Why a defective licence is annulled (撤销事由, art. 69).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Annulment {
    /// 滥用职权、玩忽职守.
    Abuse,
    /// 超越法定职权.
    UltraVires,
    /// 违反法定程序.
    Procedure,
    /// 申请人不具备申请资格或者不符合法定条件.
    Unqualified,
    /// 依法可以撤销的其他情形.
    Other,
    /// 以欺骗、贿赂等不正当手段取得: it must be annulled.
    Fraud,
}

/// Why the closing formality is done (注销事由, art. 70).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cancellation {
    /// 有效期届满未延续.
    Expired,
    /// 公民死亡或者丧失行为能力.
    HolderGone,
    /// 法人或者其他组织依法终止.
    Dissolved,
    /// 依法被撤销、撤回，或者证件被吊销.
    Ended,
    /// 因不可抗力导致许可事项无法实施.
    ForceMajeure,
    /// 法律、法规规定的其他情形.
    Other,
}

type GroundRow<T> = (T, &'static str, &'static str, &'static str, &'static str);

const TAKING_BACK: [GroundRow<TakingBack>; 2] = [
    (
        TakingBack::LawChanged,
        "law_changed",
        "所依据的法律、法规、规章修改或者废止",
        "The law behind it was changed or repealed",
        "行政许可法 第八条",
    ),
    (
        TakingBack::FactsChanged,
        "facts_changed",
        "准予许可所依据的客观情况发生重大变化",
        "The facts on which it rested changed greatly",
        "行政许可法 第八条",
    ),
];

const ANNULMENT: [GroundRow<Annulment>; 6] = [
    (
        Annulment::Abuse,
        "abuse",
        "工作人员滥用职权、玩忽职守作出准予决定",
        "Officials abused their power or neglected their duty",
        "行政许可法 第六十九条第一款第（一）项",
    ),
    (
        Annulment::UltraVires,
        "ultra_vires",
        "超越法定职权作出准予决定",
        "It was granted beyond the authority’s power",
        "行政许可法 第六十九条第一款第（二）项",
    ),
    (
        Annulment::Procedure,
        "procedure",
        "违反法定程序作出准予决定",
        "It was granted in breach of procedure",
        "行政许可法 第六十九条第一款第（三）项",
    ),
    (
        Annulment::Unqualified,
        "unqualified",
        "申请人不具备申请资格或者不符合法定条件",
        "The applicant was not qualified or did not meet the conditions",
        "行政许可法 第六十九条第一款第（四）项",
    ),
    (
        Annulment::Other,
        "other",
        "依法可以撤销行政许可的其他情形",
        "Another case in which the law allows it",
        "行政许可法 第六十九条第一款第（五）项",
    ),
    (
        Annulment::Fraud,
        "fraud",
        "以欺骗、贿赂等不正当手段取得（应当撤销）",
        "Obtained by fraud, bribery or the like: it must be annulled",
        "行政许可法 第六十九条第二款",
    ),
];

const CANCELLATION: [GroundRow<Cancellation>; 6] = [
    (
        Cancellation::Expired,
        "expired",
        "有效期届满未延续",
        "It expired and was not renewed",
        "行政许可法 第七十条第（一）项",
    ),
    (
        Cancellation::HolderGone,
        "holder_gone",
        "赋予公民特定资格，该公民死亡或者丧失行为能力",
        "The person died or lost capacity",
        "行政许可法 第七十条第（二）项",
    ),
    (
        Cancellation::Dissolved,
        "dissolved",
        "法人或者其他组织依法终止",
        "The organisation was dissolved",
        "行政许可法 第七十条第（三）项",
    ),
    (
        Cancellation::Ended,
        "ended",
        "行政许可依法被撤销、撤回，或者证件依法被吊销",
        "It was annulled, withdrawn or revoked",
        "行政许可法 第七十条第（四）项",
    ),
    (
        Cancellation::ForceMajeure,
        "force_majeure",
        "因不可抗力导致许可事项无法实施",
        "Force majeure makes it impossible to use it",
        "行政许可法 第七十条第（五）项",
    ),
    (
        Cancellation::Other,
        "other",
        "法律、法规规定的应当注销的其他情形",
        "Another case in which the law asks for it",
        "行政许可法 第七十条第（六）项",
    ),
];

macro_rules! grounds {
    ($($name:ident, $rows:ident;)*) => {$(
        impl $name {
            /// Every ground.
            pub fn all() -> impl Iterator<Item = $name> {
                $rows.iter().map(|row| row.0)
            }

            /// Stable code.
            pub fn code(self) -> &'static str {
                self.row().1
            }

            /// From its code.
            pub fn parse(code: &str) -> Option<$name> {
                $rows.iter().find(|row| row.1 == code).map(|row| row.0)
            }

            /// Chinese and English.
            pub fn words(self) -> (&'static str, &'static str) {
                (self.row().2, self.row().3)
            }

            /// The article behind it.
            pub fn source(self) -> &'static str {
                self.row().4
            }

            fn row(self) -> &'static GroundRow<$name> {
                // The rows stand in the order of the enumeration; a test holds them to it.
                &$rows[self as usize]
            }
        }
    )*};
}

grounds! {
    TakingBack, TAKING_BACK;
    Annulment, ANNULMENT;
    Cancellation, CANCELLATION;
}

/// How a licence ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// 撤回: it was lawful.
    TakenBack {
        /// Why.
        ground: TakingBack,
        /// What of its holder's loss is made good (补偿).
        compensation: String,
    },
    /// 撤销: it was defective.
    Annulled {
        /// Why.
        ground: Annulment,
        /// What of its holder's lawful interest is made good (赔偿); nothing after fraud.
        damages: String,
    },
    /// 吊销: a penalty.
    Revoked {
        /// Number of the decision on the penalty (行政处罚决定书).
        decision: String,
        /// Its day.
        decided: Day,
    },
    /// 注销: the closing formality.
    Cancelled {
        /// Why.
        ground: Cancellation,
        /// The provision, where the law names another case.
        basis: String,
    },
}

impl Ending {
    /// Name of the command.
    pub fn command(&self) -> &'static str {
        match self {
            Ending::TakenBack { .. } => "take_back",
            Ending::Annulled { .. } => "annul",
            Ending::Revoked { .. } => "revoke",
            Ending::Cancelled { .. } => "cancel",
        }
    }

    /// How the licence stands after it.
    pub fn standing(&self) -> Standing {
        match self {
            Ending::TakenBack { .. } => Standing::TakenBack,
            Ending::Annulled { .. } => Standing::Annulled,
            Ending::Revoked { .. } => Standing::Revoked,
            Ending::Cancelled { .. } => Standing::Cancelled,
        }
    }

    /// Heading of the event.
    pub fn words(&self) -> (&'static str, &'static str) {
        match self {
            Ending::TakenBack { .. } => ("撤回行政许可", "Licence withdrawn by the authority"),
            Ending::Annulled { .. } => ("撤销行政许可", "Licence annulled"),
            Ending::Revoked { .. } => ("吊销许可证件", "Licence revoked as a penalty"),
            Ending::Cancelled { .. } => ("注销行政许可", "Licence cancelled"),
        }
    }

    /// Its ground in words.
    pub fn ground_words(&self) -> (&'static str, &'static str) {
        match self {
            Ending::TakenBack { ground, .. } => ground.words(),
            Ending::Annulled { ground, .. } => ground.words(),
            Ending::Revoked { .. } => ("依法给予行政处罚", "A penalty was imposed"),
            Ending::Cancelled { ground, .. } => ground.words(),
        }
    }

    /// The article behind it.
    pub fn source(&self) -> &'static str {
        match self {
            Ending::TakenBack { ground, .. } => ground.source(),
            Ending::Annulled { ground, .. } => ground.source(),
            Ending::Revoked { .. } => "行政许可法 第七十条第（四）项",
            Ending::Cancelled { ground, .. } => ground.source(),
        }
    }

    /// The paper that says it; a penalty has its own.
    fn document(&self) -> Option<DocumentKind> {
        match self {
            Ending::TakenBack { .. } => Some(DocumentKind::TakeBack),
            Ending::Annulled { .. } => Some(DocumentKind::Annulment),
            Ending::Revoked { .. } => None,
            Ending::Cancelled { .. } => Some(DocumentKind::Cancellation),
        }
    }
}

/// The order to end a licence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndOrder {
    /// How and why.
    pub how: Ending,
    /// What was found.
    pub reason: String,
    /// What its holder said when heard (陈述、申辩); that nothing was said is said too.
    pub statement: String,
    /// Annulling it may do major harm to the public interest (art. 69 (3)): then it is not annulled.
    pub harm: bool,
}

/// How a licence was ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// On.
    pub day: Day,
    /// How and why.
    pub how: Ending,
    /// What was found.
    pub reason: String,
    /// What its holder said when heard.
    pub statement: String,
    /// Number of the letter of authority under which it was decided; none for a penalty, which others decide.
    pub letter: Option<String>,
    /// Decision.
    pub document: Option<DocumentMark>,
}

/// What of a certificate is corrected (更正内容).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// 持证人名称.
    Holder,
    /// 地址.
    Address,
    /// 许可内容、范围.
    Scope,
    /// 有效期届满日.
    LastDay,
    /// 其他.
    Other,
}

impl Place {
    /// Every place.
    pub const ALL: [Place; 5] = [
        Place::Holder,
        Place::Address,
        Place::Scope,
        Place::LastDay,
        Place::Other,
    ];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Place::Holder => "holder",
            Place::Address => "address",
            Place::Scope => "scope",
            Place::LastDay => "last_day",
            Place::Other => "other",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Place> {
        Place::ALL.into_iter().find(|place| place.code() == code)
    }

    /// Chinese and English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Place::Holder => ("持证人名称", "Name of the holder"),
            Place::Address => ("地址", "Address"),
            Place::Scope => ("许可内容、范围", "What it permits"),
            Place::LastDay => ("有效期届满日", "Last day"),
            Place::Other => ("其他", "Something else"),
        }
    }
}

/// A correction as it was typed.
pub(super) struct Typed {
    pub(super) place: Place,
    pub(super) was: String,
    pub(super) now: String,
    pub(super) reason: String,
}

/// A correction of a certificate (更正).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// On.
    pub day: Day,
    /// What of it.
    pub place: Place,
    /// What it said; names and addresses of private persons are masked.
    pub was: String,
    /// What it says from now on.
    pub now: String,
    /// How the error came about.
    pub reason: String,
}

/// The case stands where its licence can be dealt with.
pub(super) fn is_here(case: &Case) -> bool {
    matches!(case.status(), Status::Granted | Status::Issued)
}

/// What a grant of a permit says about its licence: a new one begins with the decision, a changed one keeps its days, a renewed one goes on
/// where it would have ended.
pub(in crate::cases) fn mark(context: &Context<'_>, case: &Case, outcome: &Outcome, day: Day) -> Option<Mark> {
    let validity = outcome.validity()?;
    if context.item.kind != ItemKind::Permit || ends_a_licence(&context.item.name.zh) {
        return None;
    }
    let expiry = case.renews.as_ref().map(|renews| renews.expiry);
    Some(match (&case.beyond.named, expiry) {
        (Some(named), None) => Mark {
            from: named.from,
            until: if validity.trim().is_empty() {
                named.until
            } else {
                last_day(validity, day)
            },
        },
        (named, Some(expiry)) => {
            let begun = expiry.max(day);
            let same_again = || {
                let from = named.as_ref()?.from;
                Some(expiry.plus(expiry.days() - from.days()))
            };
            Mark {
                from: named.as_ref().map_or(day, |named| named.from),
                until: if validity.trim().is_empty() {
                    same_again()
                } else {
                    last_day(validity, begun)
                },
            }
        }
        (None, None) => Mark {
            from: day,
            until: last_day(validity, day),
        },
    })
}

/// Catalogues list the end of a licence at its holder's wish as items of their own (注销、歇业): granting these makes no licence.
fn ends_a_licence(item: &str) -> bool {
    let name = item.trim_end_matches(['）', ')']);
    ["注销", "歇业", "注销登记"].iter().any(|word| name.ends_with(word))
}

/// The kind of document by which something is granted.
pub(in crate::cases) fn document_of_grant(case: &Case, item: ItemKind) -> DocumentKind {
    match &case.beyond.named {
        _ if item != ItemKind::Permit => DocumentKind::Grant,
        Some(named) if named.purpose == Purpose::Change => DocumentKind::Change,
        _ if case.renews.is_some() => DocumentKind::Renewal,
        _ => DocumentKind::Grant,
    }
}

/// The licence of a case that was granted.
pub(in crate::cases) fn granted(case: &Case, mark: Mark, document: &DocumentMark) -> Licence {
    let named = case.beyond.named.as_ref();
    let renewed = case.renews.as_ref().map(|renews| renews.licence.clone());
    Licence {
        root: named.map_or(case.id, |named| named.root),
        number: named
            .map(|named| named.number.clone())
            .or(renewed)
            .unwrap_or_else(|| Licence::number_of(document)),
        from: mark.from,
        until: mark.until,
        ended: Vec::new(),
        corrections: Vec::new(),
    }
}

/// What a change or renewal did to the days of a licence is undone.
pub(in crate::cases) fn restore(licence: &mut Licence, named: &Named) {
    licence.from = named.from;
    licence.until = named.until;
}

pub(super) fn end(case: &Case, context: &Context<'_>, order: EndOrder) -> Decided {
    decide::need_status(case, &[Status::Granted, Status::Issued], order.how.command())?;
    let licence = case.beyond.licence.as_ref().ok_or_else(no_licence)?;
    need_ground(case, licence, &order, context.today)?;
    let mut faults: Vec<Fault> = decide::text_fault("reason", &order.reason, true).into_iter().collect();
    let burdens = !matches!(order.how, Ending::Cancelled { .. });
    faults.extend(decide::text_fault("statement", &order.statement, burdens));
    match &order.how {
        Ending::TakenBack { compensation, .. } => {
            faults.extend(decide::text_fault("compensation", compensation, true));
        }
        Ending::Annulled { damages, .. } => faults.extend(decide::text_fault("damages", damages, false)),
        Ending::Revoked { decision, decided } => {
            faults.extend(decide::text_fault("decision", decision, true));
            if *decided > context.today {
                let (zh, en) = ("处罚决定的日期不能晚于今天。", "The decision cannot lie in the future.");
                faults.push(Fault::new("decided", zh, en));
            }
        }
        Ending::Cancelled { ground, basis } => {
            faults.extend(decide::text_fault("basis", basis, *ground == Cancellation::Other));
        }
    }
    if !faults.is_empty() {
        return Err(Refusal::invalid(faults));
    }
    let letter = match order.how {
        Ending::Revoked { .. } => None,
        _ => Some(context.authority()?),
    };
    let document = order.how.document().map(|kind| context.document(kind));
    Ok(vec![
        Happened::LicenceEnded(Box::new(Ended {
            day: context.today,
            how: order.how,
            reason: order.reason,
            statement: order.statement,
            letter,
            document,
        }))
        .into(),
    ])
}

/// Each way to end a licence has its own grounds and its place in the order.
fn need_ground(case: &Case, licence: &Licence, order: &EndOrder, today: Day) -> Result<(), Refusal> {
    let standing = licence.on(today);
    let is_ended = !licence.ended.is_empty();
    match &order.how {
        Ending::Cancelled { ground, .. } => {
            let holds = match ground {
                Cancellation::Expired => standing == Standing::Expired,
                Cancellation::HolderGone => !is_ended && case.applicant.kind == Audience::Person,
                Cancellation::Dissolved => !is_ended && case.applicant.kind == Audience::Company,
                Cancellation::Ended => is_ended,
                Cancellation::ForceMajeure | Cancellation::Other => !is_ended,
            };
            match (licence.is_cancelled(), holds) {
                (true, _) => Err(already(licence)),
                (false, true) => Ok(()),
                (false, false) => Err(no_ground(*ground, standing)),
            }
        }
        _ if is_ended => Err(already(licence)),
        Ending::TakenBack { .. } | Ending::Revoked { .. } if standing == Standing::Expired => Err(expired()),
        Ending::Annulled { .. } if order.harm => Err(Refusal::new(
            "public_interest",
            RefusalKind::State,
            "行政许可法 第六十九条第三款",
            (
                "撤销行政许可可能对公共利益造成重大损害的，不予撤销。",
                "A licence is not annulled where that may do major harm to the public interest.",
            ),
            (
                "请保留许可，并依法采取其他补救措施。",
                "Leave it as it is, and remedy the defect in another lawful way.",
            ),
        )),
        Ending::Annulled {
            ground: Annulment::Fraud,
            damages,
        } if !damages.trim().is_empty() => Err(Refusal::new(
            "no_damages",
            RefusalKind::Invalid,
            "行政许可法 第六十九条第四款",
            (
                "以欺骗、贿赂等不正当手段取得的许可，取得的利益不受保护，不给予赔偿。",
                "What was obtained by fraud or bribery is not protected: no damages are paid.",
            ),
            ("请删去赔偿的内容。", "Leave out the damages."),
        )),
        _ => Ok(()),
    }
}

fn no_licence() -> Refusal {
    Refusal::new(
        "no_licence",
        RefusalKind::State,
        "",
        ("这个办件没有颁发许可证件。", "No licence was granted in this case."),
        ("请在证照列表中查找。", "Look for it in the list of licences."),
    )
}

fn already(licence: &Licence) -> Refusal {
    let (zh, en) = licence.decided().words();
    Refusal::new(
        "licence_ended",
        RefusalKind::State,
        "行政许可法 第七十条",
        (
            &format!("这个许可{zh}，不能再作这个决定。"),
            &format!("This licence stands at “{en}”: that cannot be decided any more."),
        ),
        (
            "被撤回、撤销、吊销的许可，请以第（四）项办理注销。",
            "A licence that was withdrawn, annulled or revoked is cancelled under item (4).",
        ),
    )
}

fn expired() -> Refusal {
    Refusal::new(
        "licence_expired",
        RefusalKind::State,
        "行政许可法 第七十条第（一）项",
        ("许可的有效期已经届满。", "The licence has expired."),
        (
            "有效期届满未延续的，请办理注销。",
            "Cancel it: it expired and was not renewed.",
        ),
    )
}

fn no_ground(ground: Cancellation, standing: Standing) -> Refusal {
    let ((zh, en), (now_zh, now_en)) = (ground.words(), standing.words());
    Refusal::new(
        "no_ground",
        RefusalKind::State,
        ground.source(),
        (
            &format!("许可现在的状态是“{now_zh}”，不符合注销事由“{zh}”。"),
            &format!("The licence stands at “{now_en}”; this ground does not hold: {en}."),
        ),
        (
            "有效的许可不能无故注销；请核对事由，或者先依法作出撤回、撤销的决定。",
            "A valid licence is not cancelled without ground: check the ground, or decide first to withdraw or annul it.",
        ),
    )
}

pub(super) fn correct(case: &Case, context: &Context<'_>, typed: Typed) -> Decided {
    decide::need_status(case, &[Status::Granted, Status::Issued], "correct_certificate")?;
    let licence = case.beyond.licence.as_ref().ok_or_else(no_licence)?;
    if !licence.ended.is_empty() {
        return Err(already(licence));
    }
    let mut faults = Vec::new();
    for (field, text) in [("was", &typed.was), ("now", &typed.now), ("reason", &typed.reason)] {
        faults.extend(decide::text_fault(field, text, true));
    }
    if typed.place == Place::LastDay && Day::parse(typed.now.trim()).is_err() {
        let (zh, en) = ("请填写日期，例如 2031-03-02。", "Give a day, such as 2031-03-02.");
        faults.push(Fault::new("now", zh, en));
    }
    if faults.is_empty() && typed.was.trim() == typed.now.trim() {
        let (zh, en) = ("更正前后的内容相同。", "Nothing would change.");
        faults.push(Fault::new("now", zh, en));
    }
    if !faults.is_empty() {
        return Err(Refusal::invalid(faults));
    }
    context.authority()?;
    let told = |text: &str| for_the_ledger(case.applicant.kind, typed.place, text.trim());
    Ok(vec![
        Happened::CertificateCorrected(Box::new(Correction {
            day: context.today,
            place: typed.place,
            was: told(&typed.was),
            now: told(&typed.now),
            reason: typed.reason.clone(),
        }))
        .into(),
    ])
}

/// Names and addresses of private persons are no matter of the ledger.
fn for_the_ledger(kind: Audience, place: Place, text: &str) -> String {
    match (kind, place) {
        (Audience::Person, Place::Holder) => mask_person(text),
        (Audience::Person, Place::Address) => text.chars().take(6).chain("***".chars()).collect(),
        _ => text.to_string(),
    }
}

/// What of its holder is to be reminded of a licence's end on a day: once sixty and once thirty days before it.
pub fn reminder(case: &Case, today: Day) -> Option<(Reminder, Day)> {
    let licence = case.beyond.licence.as_ref().filter(|_| is_here(case))?;
    let until = licence.until.filter(|_| licence.on(today) == Standing::Valid)?;
    let left = until.days() - today.days();
    let of = match left {
        0..=30 => Reminder::Renewal30,
        31..=60 => Reminder::Renewal60,
        _ => return None,
    };
    let before = case.beyond.reminded.contains(&(of, until));
    (!before).then_some((of, until))
}

/// Whether a licence on record may be changed or renewed.
///
/// # Errors
/// It is not valid any more.
pub fn need_valid(standing: Standing) -> Result<(), Refusal> {
    if standing == Standing::Valid {
        return Ok(());
    }
    let (zh, en) = standing.words();
    Err(Refusal::new(
        "licence_not_valid",
        RefusalKind::State,
        "行政许可法 第四十九条、第五十条",
        (
            &format!("这个许可{zh}，不能变更或者延续。"),
            &format!("This licence stands at “{en}”: it can be neither changed nor renewed."),
        ),
        (
            "需要许可的，请重新申请。",
            "If you need a licence, please apply for a new one.",
        ),
    ))
}
