//! Letters of authority (授权委托书): what the head of a body lets a chief approver in the hall decide in the body's name.
//!
//! A permit is the body's own act (许可法 art. 22): whoever signs it in the hall needs the power from its head, in writing.

use super::permission::{About, Permission};
use super::{AccountId, Actor};
use crate::calendar::Day;
use crate::items::{Handling, Item, ItemKind};
use crate::words::{Fault, Refusal, RefusalKind};

/// Longest number of a letter, name or office, characters.
pub const LONGEST: usize = 100;
/// Longest reason and longest words about the seal, characters.
pub const LONGEST_WORDS: usize = 500;
/// Longest term, years: who leads a body changes, and a power that nobody renews is forgotten.
pub const LONGEST_YEARS: i16 = 5;
/// Most items that one letter names.
pub const MOST_ITEMS: usize = 1_000;

/// How far the power over an item goes (授权权限).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Power {
    /// 初审权: examines and proposes; the body decides.
    Review,
    /// 决定权: decides in the body's name.
    Decide,
}

impl Power {
    /// Every power, the smaller one first.
    pub const ALL: [Power; 2] = [Power::Review, Power::Decide];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Power::Review => "review",
            Power::Decide => "decide",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Power> {
        Power::ALL.into_iter().find(|power| power.code() == code)
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Power::Review => ("初审权", "preliminary review only"),
            Power::Decide => ("决定权", "power to decide"),
        }
    }
}

/// To which items of the body a power extends (授权事项).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Over {
    /// Every item of the body, also those that come later.
    All,
    /// Every item that is decided on the spot (即办件).
    Instant,
    /// Every item of a kind.
    Kind(ItemKind),
    /// One item, by its code.
    Item(String),
}

impl Over {
    /// How narrowly it names a matter: an item before its sort, a sort before all; nothing where it does not.
    fn narrowness(&self, matter: Matter<'_>) -> Option<u8> {
        match self {
            Over::All => Some(0),
            Over::Instant => (matter.handling == Handling::Instant).then_some(1),
            Over::Kind(kind) => (*kind == matter.kind).then_some(1),
            Over::Item(code) => (code == matter.code).then_some(2),
        }
    }
}

/// What is to be decided, as letters name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Matter<'a> {
    /// Code of the body in charge.
    pub body: &'a str,
    /// Kind of the item.
    pub kind: ItemKind,
    /// Instant or promised.
    pub handling: Handling,
    /// Code of the item.
    pub code: &'a str,
}

impl<'a> From<&'a Item> for Matter<'a> {
    fn from(item: &'a Item) -> Matter<'a> {
        Matter {
            body: &item.body,
            kind: item.kind,
            handling: item.handling,
            code: &item.code,
        }
    }
}

/// Who gets the power (受委托人).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holder {
    /// One person, by name: a chief approver, mostly.
    Person {
        /// Account.
        account: AccountId,
        /// Name, as it stands in the letter.
        name: String,
    },
    /// Whoever serves the body at a window (窗口人员), for what is decided there on the spot.
    Windows,
}

impl Holder {
    fn is(&self, actor: &Actor, body: &str) -> bool {
        match self {
            Holder::Person { account, .. } => actor.account == Some(*account),
            Holder::Windows => actor.may(Permission::FileAtWindow, About::body(body)),
        }
    }
}

/// One line of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Over what.
    pub over: Over,
    /// How far.
    pub power: Power,
}

/// Who keeps the seal for approvals in the hall (审批专用章保管).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SealCustody {
    /// Name of the keeper; empty where no seal goes with the letter.
    pub keeper: String,
    /// Under which rules it is kept.
    pub words: String,
}

/// Where a letter stands. Each variant carries what is true in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// 起草: not yet signed, gives no power.
    Drafted,
    /// 已签发.
    Signed(Signature),
    /// 已收回: the power ended with the day before `revocation.from`.
    Revoked {
        /// By whom it was signed.
        signature: Signature,
        /// How it ended.
        revocation: Revocation,
    },
}

/// The head's signature (签发).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Name of the body's head (法定代表人或主要负责人).
    pub head: String,
    /// Office.
    pub office: String,
    /// Day.
    pub on: Day,
}

/// How a letter was taken back (收回).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revocation {
    /// First day without the power.
    pub from: Day,
    /// Why.
    pub reason: String,
}

/// A letter of authority (授权委托书).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Its number (文号).
    pub number: String,
    /// Code of the body that gives the power.
    pub body: String,
    /// Who gets it.
    pub holder: Holder,
    /// What for.
    pub grants: Vec<Grant>,
    /// First day.
    pub from: Day,
    /// Last day.
    pub until: Day,
    /// The seal that goes with it.
    pub seal: SealCustody,
    /// Where it stands.
    pub state: State,
}

impl Letter {
    /// What is wrong with a letter that is drafted; nothing is all right.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut need = |field: &str, text: &str, zh: &str, en: &str| {
            let length = text.trim().chars().count();
            if length == 0 || length > LONGEST || text.chars().any(char::is_control) {
                faults.push(Fault::new(field, zh, en));
            }
        };
        need(
            "number",
            &self.number,
            "请填写授权委托书的文号，不超过 100 个字。",
            "Enter the letter's number, at most 100 characters.",
        );
        if let Holder::Person { name, .. } = &self.holder {
            need(
                "holder",
                name,
                "请填写受委托人的姓名。",
                "Enter the name of who gets the power.",
            );
        }
        if self.grants.is_empty() || self.grants.len() > MOST_ITEMS {
            faults.push(Fault::new(
                "grants",
                "请至少选择一个授权事项，并注明是决定权还是初审权。",
                "Choose at least one item, and whether it is to be decided or only reviewed.",
            ));
        }
        if self.until < self.from {
            faults.push(Fault::new(
                "until",
                "授权期限的截止日不能早于起始日。",
                "The last day of the term cannot lie before the first.",
            ));
        } else if self.until > self.longest() {
            faults.push(Fault::new(
                "until",
                format!("授权期限不超过 {LONGEST_YEARS} 年，到期可以重新签发。"),
                format!("A term lasts {LONGEST_YEARS} years at most; another letter can be signed when it ends."),
            ));
        }
        faults
    }

    fn longest(&self) -> Day {
        self.from.plus(i32::from(LONGEST_YEARS) * 366)
    }

    /// The power that the letter gives over an item on a day, whatever else stands in the register; none outside its term.
    pub fn power(&self, matter: Matter<'_>, on: Day) -> Option<Power> {
        let in_force = match &self.state {
            State::Drafted => false,
            State::Signed(_) => true,
            State::Revoked { revocation, .. } => on < revocation.from,
        };
        let within = self.from <= on && on <= self.until;
        (in_force && within).then(|| self.over(matter)).flatten()
    }

    fn over(&self, matter: Matter<'_>) -> Option<Power> {
        if self.body != matter.body {
            return None;
        }
        let named = self
            .grants
            .iter()
            .filter_map(|grant| grant.over.narrowness(matter).map(|narrow| (narrow, grant.power)));
        // Of two lines alike the smaller power counts: a doubt never widens a power.
        named
            .min_by_key(|(narrow, power)| (std::cmp::Reverse(*narrow), *power))
            .map(|(_, power)| power)
    }

    /// Signs a drafted letter.
    ///
    /// # Errors
    /// It was signed before, something is wrong with it, or the signature names nobody or lies after its term.
    pub fn sign(mut self, signature: Signature) -> Result<Letter, Refusal> {
        if self.state != State::Drafted {
            return Err(already_signed());
        }
        let mut faults = self.faults();
        for (field, text) in [("head", &signature.head), ("office", &signature.office)] {
            if text.trim().is_empty() || text.chars().count() > LONGEST {
                faults.push(Fault::new(
                    field,
                    "请填写签发人的姓名和职务。",
                    "Enter name and office of who signs.",
                ));
            }
        }
        if signature.on > self.until {
            faults.push(Fault::new(
                "on",
                "签发日不能晚于授权期限的截止日。",
                "A letter cannot be signed after its term has ended.",
            ));
        }
        if !faults.is_empty() {
            return Err(Refusal::invalid(faults));
        }
        // Nobody has a power before it was signed.
        self.from = self.from.max(signature.on);
        self.state = State::Signed(signature);
        Ok(self)
    }

    /// Takes a signed letter back from a day on, today or later.
    ///
    /// # Errors
    /// It is not in force, the reason is missing, or the day has passed: what was decided under it stays decided.
    pub fn revoke(mut self, today: Day, revocation: Revocation) -> Result<Letter, Refusal> {
        let State::Signed(signature) = self.state else {
            return Err(not_in_force());
        };
        let mut faults = Vec::new();
        let length = revocation.reason.trim().chars().count();
        if length == 0 || length > LONGEST_WORDS {
            faults.push(Fault::new(
                "reason",
                "请写明收回授权的理由。",
                "Say why the power is taken back.",
            ));
        }
        if revocation.from < today {
            faults.push(Fault::new(
                "from",
                "收回授权的日期不能早于今天：此前依授权作出的决定仍然有效。",
                "A power cannot be taken back before today: what was decided under it stays decided.",
            ));
        }
        if !faults.is_empty() {
            return Err(Refusal::invalid(faults));
        }
        self.state = State::Revoked { signature, revocation };
        Ok(self)
    }
}

/// The letter under which somebody may decide a matter on a day.
///
/// # Errors
/// No letter gives that power; the refusal says why: there is none, it has not begun, it has ended, it was taken back, or it
/// lets them review only.
pub fn authority<'a>(
    letters: impl IntoIterator<Item = &'a Letter>,
    actor: &Actor,
    matter: Matter<'_>,
    on: Day,
) -> Result<&'a Letter, Refusal> {
    let theirs: Vec<&Letter> = letters
        .into_iter()
        .filter(|letter| letter.state != State::Drafted && letter.over(matter).is_some())
        .filter(|letter| letter.holder.is(actor, matter.body))
        .collect();
    let decides = theirs
        .iter()
        .filter(|letter| letter.power(matter, on) == Some(Power::Decide));
    // The one that lasts longest is cited, so that the same decision always cites the same letter.
    if let Some(letter) = decides.max_by_key(|letter| (letter.until, letter.number.as_str())) {
        return Ok(letter);
    }
    Err(why_not(&theirs, matter, on))
}

fn why_not(theirs: &[&Letter], matter: Matter<'_>, on: Day) -> Refusal {
    if let Some(letter) = theirs.iter().find(|letter| letter.power(matter, on).is_some()) {
        return no_authority((
            &format!("授权委托书（{}）只授予这个事项的初审权，不能作出决定。", letter.number),
            &format!(
                "The letter of authority {} lets you review this item, not decide it.",
                letter.number
            ),
        ));
    }
    let latest = theirs
        .iter()
        .max_by_key(|letter| (letter.until, letter.number.as_str()));
    let Some(letter) = latest else {
        return no_authority((
            "没有授权委托书授予您这个事项的决定权。",
            "No letter of authority gives you the power to decide this item.",
        ));
    };
    let number = &letter.number;
    match &letter.state {
        State::Revoked { revocation, .. } if on >= revocation.from => no_authority((
            &format!("授权委托书（{number}）已于 {} 收回。", revocation.from),
            &format!(
                "The letter of authority {number} was taken back on {}.",
                revocation.from
            ),
        )),
        _ if on < letter.from => no_authority((
            &format!("授权委托书（{number}）从 {} 起才生效。", letter.from),
            &format!("The letter of authority {number} holds from {} only.", letter.from),
        )),
        _ => no_authority((
            &format!("授权委托书（{number}）已于 {} 到期。", letter.until),
            &format!("The letter of authority {number} ended on {}.", letter.until),
        )),
    }
}

fn no_authority(why: (&str, &str)) -> Refusal {
    Refusal::new(
        "no_authority",
        RefusalKind::Forbidden,
        "行政许可法 第二十二条",
        why,
        (
            "请由持有有效授权的首席审批员办理，或请本部门负责人签发授权委托书。",
            "Have somebody with a valid letter decide it, or ask the head of the body to sign one.",
        ),
    )
}

fn already_signed() -> Refusal {
    Refusal::new(
        "letter_signed_before",
        RefusalKind::State,
        "",
        (
            "这份授权委托书已经签发。",
            "This letter of authority has been signed before.",
        ),
        (
            "需要变更时，请收回后另行签发。",
            "To change it, take it back and sign another one.",
        ),
    )
}

fn not_in_force() -> Refusal {
    Refusal::new(
        "letter_not_in_force",
        RefusalKind::State,
        "",
        (
            "这份授权委托书没有签发，或者已经收回。",
            "This letter of authority is not signed, or was taken back before.",
        ),
        ("请核对授权登记。", "Look at the register of letters."),
    )
}
