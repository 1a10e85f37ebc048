//! Mandates (授权委托): somebody acts for another at the centre, with named powers, for named items and for a time, until one of them ends it.
//!
//! 行政许可法 art. 29 lets an agent apply; 民法典 art. 165 asks that a mandate names the agent, the matters, the powers and the term, and
//! art. 173 ends it when it is over, withdrawn or laid down. Whether an agent may do a thing now is answered here and nowhere else.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::AccountId;
use super::permission::About;
use crate::calendar::{CHINA, Day, Instant};
use crate::items::Audience;
use crate::words::{Fault, Refusal, RefusalKind};

/// Days that a mandate may last where the centre chose nothing else.
pub const USUAL_LONGEST: u32 = 366;
/// Most items that one mandate names.
pub const MOST_ITEMS: usize = 50;

/// What an agent may do (代理权限).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Power {
    /// 查看进度、领取文书; every mandate has it.
    See,
    /// 提出申请.
    File,
    /// 补正材料.
    Supplement,
    /// 撤回申请.
    Withdraw,
}

impl Power {
    /// Every power.
    pub const ALL: [Power; 4] = [Power::See, Power::File, Power::Supplement, Power::Withdraw];
    /// Those that a person chooses.
    pub const CHOSEN: [Power; 3] = [Power::File, Power::Supplement, Power::Withdraw];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Power::See => "see",
            Power::File => "file",
            Power::Supplement => "supplement",
            Power::Withdraw => "withdraw",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Power> {
        Power::ALL.into_iter().find(|power| power.code() == code)
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Power::See => ("查看进度、领取文书", "follow cases and collect documents"),
            Power::File => ("提出申请", "file applications"),
            Power::Supplement => ("补正材料", "hand in what is asked for"),
            Power::Withdraw => ("撤回申请", "withdraw applications"),
        }
    }
}

/// By what somebody acts for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// 委托代理, given by the principal (民法典 art. 165).
    #[default]
    Agent,
    /// 法定代表人或负责人 of a company (民法典 art. 61): acts for it in everything, until the company names another.
    LegalRepresentative,
}

impl Kind {
    const ALL: [Kind; 2] = [Kind::Agent, Kind::LegalRepresentative];

    /// Stable code; the role in events.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Agent => "agent",
            Kind::LegalRepresentative => "legal_representative",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Kind::Agent => ("代理人", "Agent"),
            Kind::LegalRepresentative => ("法定代表人（负责人）", "Legal representative"),
        }
    }
}

/// Somebody in a mandate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Their account.
    pub account: AccountId,
    /// A person or a company.
    pub kind: Audience,
    /// A person's name is masked; a company's is public.
    pub shown: String,
}

/// How a mandate ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// 代理人未接受.
    Declined,
    /// 委托人收回 (民法典 art. 173 no. 2).
    Withdrawn,
    /// 代理人辞去 (民法典 art. 173 no. 2).
    LaidDown,
    /// 一方注销账号.
    AccountLeft,
}

impl Ending {
    const ALL: [Ending; 4] = [
        Ending::Declined,
        Ending::Withdrawn,
        Ending::LaidDown,
        Ending::AccountLeft,
    ];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Ending::Declined => "declined",
            Ending::Withdrawn => "withdrawn",
            Ending::LaidDown => "laid_down",
            Ending::AccountLeft => "account_left",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Ending> {
        Ending::ALL.into_iter().find(|ending| ending.code() == code)
    }

    /// Chinese and English words.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Ending::Declined => ("代理人未接受", "declined by the agent"),
            Ending::Withdrawn => ("委托人已收回", "withdrawn by the person who gave it"),
            Ending::LaidDown => ("代理人已辞去", "laid down by the agent"),
            Ending::AccountLeft => ("一方已注销账号", "ended: an account was closed"),
        }
    }
}

/// A mandate (授权委托).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mandate {
    /// Which.
    pub id: Uuid,
    /// By what the agent acts.
    pub kind: Kind,
    /// Who gives it (委托人).
    pub principal: Party,
    /// Who acts (代理人).
    pub agent: Party,
    /// What the agent may do.
    pub powers: BTreeSet<Power>,
    /// Codes of the items that it is for; every item where none is named.
    pub items: BTreeSet<String>,
    /// It is also for cases that were filed before it begins.
    pub earlier: bool,
    /// First day.
    pub from: Day,
    /// Last day; none for a legal representative.
    pub until: Option<Day>,
    /// When it was given.
    pub given: Instant,
    /// When the agent accepted it.
    pub accepted: Option<Instant>,
    /// When it ended before its term, and how.
    pub ended: Option<(Instant, Ending)>,
}

/// How a mandate stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// 待接受.
    Offered,
    /// 未到起始日.
    NotBegun,
    /// 有效.
    InForce,
    /// 已到期.
    Over,
    /// Ended before its term.
    Ended(Ending),
}

impl Standing {
    /// Chinese and English words.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Standing::Offered => ("待代理人接受", "waiting for the agent to accept"),
            Standing::NotBegun => ("未到起始日", "not begun yet"),
            Standing::InForce => ("有效", "in force"),
            Standing::Over => ("已到期", "over"),
            Standing::Ended(ending) => ending.words(),
        }
    }

    /// It may still be used, now or later.
    pub fn is_open(self) -> bool {
        matches!(self, Standing::Offered | Standing::NotBegun | Standing::InForce)
    }
}

/// What somebody does with a mandate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// 接受, by the agent.
    Accept,
    /// 不接受, by the agent.
    Decline,
    /// 收回, by whoever gave it.
    Withdraw,
    /// 辞去, by the agent.
    LayDown,
}

/// What a mandate is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// What the agent may do besides following the cases.
    pub powers: BTreeSet<Power>,
    /// For these items only; for every item where none is named.
    pub items: BTreeSet<String>,
    /// Also for cases filed before.
    pub earlier: bool,
    /// First day.
    pub from: Day,
    /// Last day.
    pub until: Day,
}

impl Mandate {
    /// Gives a mandate, to be accepted by the agent.
    ///
    /// # Errors
    /// Every field that is wrong, or somebody would be their own agent.
    pub fn give(
        id: Uuid,
        (principal, agent): (Party, Party),
        wish: Proposal,
        now: Instant,
        longest: u32,
    ) -> Result<Mandate, Refusal> {
        if principal.account == agent.account {
            return Err(to_oneself());
        }
        if agent.kind != Audience::Person {
            return Err(to_a_company());
        }
        let faults = wish.faults(now.day(CHINA), longest);
        if !faults.is_empty() {
            return Err(Refusal::invalid(faults));
        }
        let mut powers = wish.powers;
        powers.insert(Power::See);
        Ok(Mandate {
            id,
            kind: Kind::Agent,
            principal,
            agent,
            powers,
            items: wish.items,
            earlier: wish.earlier,
            from: wish.from,
            until: Some(wish.until),
            given: now,
            accepted: None,
            ended: None,
        })
    }

    /// A company names its legal representative, who has to confirm it.
    ///
    /// # Errors
    /// It is no company, or whoever is named is no person.
    pub fn bind(id: Uuid, (company, person): (Party, Party), now: Instant) -> Result<Mandate, Refusal> {
        if company.kind != Audience::Company {
            return Err(not_a_company());
        }
        if person.kind != Audience::Person {
            return Err(to_a_company());
        }
        Ok(Mandate {
            id,
            kind: Kind::LegalRepresentative,
            principal: company,
            agent: person,
            powers: BTreeSet::from(Power::ALL),
            items: BTreeSet::new(),
            earlier: true,
            from: now.day(CHINA),
            until: None,
            given: now,
            accepted: None,
            ended: None,
        })
    }

    /// How it stands on a day.
    pub fn standing(&self, today: Day) -> Standing {
        match (self.ended, self.accepted) {
            (Some((_, ending)), _) => Standing::Ended(ending),
            _ if self.until.is_some_and(|until| today > until) => Standing::Over,
            (None, None) => Standing::Offered,
            (None, Some(_)) if today < self.from => Standing::NotBegun,
            (None, Some(_)) => Standing::InForce,
        }
    }

    /// The steps that somebody may take now.
    pub fn open_to(&self, who: AccountId, now: Instant) -> Vec<Step> {
        let all = [Step::Accept, Step::Decline, Step::Withdraw, Step::LayDown];
        let open = |step: &Step| self.clone().step(*step, who, now).is_ok();
        all.into_iter().filter(open).collect()
    }

    /// The mandate after a step.
    ///
    /// # Errors
    /// It is not theirs, or it stands elsewhere. To who has no part in it, it is not there.
    pub fn step(mut self, step: Step, who: AccountId, now: Instant) -> Result<Mandate, Refusal> {
        let is_principal = who == self.principal.account;
        if !is_principal && who != self.agent.account {
            return Err(Refusal::missing("这份授权", "this mandate"));
        }
        let standing = self.standing(now.day(CHINA));
        let fits = match step {
            Step::Accept | Step::Decline => !is_principal && standing == Standing::Offered,
            Step::Withdraw => is_principal && standing.is_open(),
            Step::LayDown => !is_principal && standing.is_open() && standing != Standing::Offered,
        };
        if !fits {
            return Err(stands_elsewhere(standing));
        }
        match step {
            Step::Accept => self.accepted = Some(now),
            Step::Decline => self.ended = Some((now, Ending::Declined)),
            Step::Withdraw => self.ended = Some((now, Ending::Withdrawn)),
            Step::LayDown => self.ended = Some((now, Ending::LaidDown)),
        }
        Ok(self)
    }

    /// The mandate after one of the two closed their account.
    #[must_use]
    pub fn left(mut self, now: Instant) -> Mandate {
        self.ended.get_or_insert((now, Ending::AccountLeft));
        self
    }
}

impl Proposal {
    fn faults(&self, today: Day, longest: u32) -> Vec<Fault> {
        let mut faults = Vec::new();
        let last = i32::try_from(longest).unwrap_or(i32::MAX) - 1;
        if self.from < today {
            faults.push(Fault::new(
                "from",
                "起始日不能早于今天。",
                "The first day cannot be in the past.",
            ));
        }
        if self.until < self.from {
            faults.push(Fault::new(
                "until",
                "截止日不能早于起始日。",
                "The last day cannot be before the first.",
            ));
        } else if self.until > self.from.plus(last) {
            faults.push(Fault::new(
                "until",
                format!("一份授权最长 {longest} 天，到期可以再授权。"),
                format!("A mandate lasts {longest} days at most; when it is over you can give another."),
            ));
        }
        if self.from > today.plus(last) {
            faults.push(Fault::new(
                "from",
                format!("起始日应在 {longest} 天以内。"),
                format!("The first day should be within {longest} days."),
            ));
        }
        if self.items.len() > MOST_ITEMS {
            faults.push(Fault::new(
                "items",
                format!("最多选择 {MOST_ITEMS} 个事项；更多的请选“全部事项”或者分成几份授权。"),
                format!("Choose {MOST_ITEMS} items at most; for more, give it for all items or give several."),
            ));
        }
        faults
    }
}

/// Somebody acting under a mandate, at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agency {
    /// The mandate as it is stored at that moment.
    pub mandate: Mandate,
    /// The moment.
    pub at: Instant,
}

impl Agency {
    /// It may be used at that moment.
    ///
    /// # Errors
    /// It was not accepted, has not begun, is over, or was ended.
    pub fn in_force(&self) -> Result<(), Refusal> {
        match self.mandate.standing(self.at.day(CHINA)) {
            Standing::InForce => Ok(()),
            standing => Err(not_in_force(standing)),
        }
    }

    /// Whether the agent may do this now: the mandate is in force, gives the power, and is for the item and the case.
    ///
    /// # Errors
    /// Which of these is missing, and what can be done. What is not the principal's is not there.
    pub fn may(&self, power: Power, about: About<'_>) -> Result<(), Refusal> {
        let mandate = &self.mandate;
        if about.owner != Some(mandate.principal.account) {
            return Err(Refusal::missing("这个办件", "this case"));
        }
        self.in_force()?;
        if !mandate.powers.contains(&power) {
            return Err(lacks_power(power));
        }
        if let Some(item) = about.item
            && !mandate.items.is_empty()
            && !mandate.items.contains(item)
        {
            return Err(other_item());
        }
        if about
            .filed
            .is_some_and(|filed| filed < mandate.from && !mandate.earlier)
        {
            return Err(filed_before());
        }
        Ok(())
    }
}

const NO_AUTHORITY: &str = "民法典 第一百七十一条";
const ASK_PRINCIPAL: (&str, &str) = (
    "请委托人在“授权委托”中另行授权，或者由委托人本人办理。",
    "Ask the person for whom you act to give you another mandate, or to do it themselves.",
);

fn not_in_force(standing: Standing) -> Refusal {
    let (code, zh, en) = match standing {
        Standing::Offered => (
            "mandate_not_accepted",
            "这份授权还没有接受，不能使用。",
            "You have not accepted this mandate yet.",
        ),
        Standing::NotBegun => (
            "mandate_not_begun",
            "这份授权还没有到起始日。",
            "This mandate has not begun yet.",
        ),
        Standing::Over | Standing::InForce => ("mandate_over", "这份授权已经到期。", "This mandate is over."),
        Standing::Ended(_) => (
            "mandate_ended",
            "这份授权已经终止，不能再以委托人的名义办理。",
            "This mandate has ended: you cannot act for this person any more.",
        ),
    };
    Refusal::new(
        code,
        RefusalKind::Forbidden,
        "民法典 第一百七十三条",
        (zh, en),
        (
            "请改为办理本人的事，或者请委托人重新授权。",
            "Go on with your own affairs, or ask the person to give you a mandate again.",
        ),
    )
}

fn lacks_power(power: Power) -> Refusal {
    let (zh, en) = power.words();
    Refusal::new(
        "mandate_lacks_power",
        RefusalKind::Forbidden,
        NO_AUTHORITY,
        (
            &format!("这份授权不包括“{zh}”。"),
            &format!("This mandate does not allow you to {en}."),
        ),
        ASK_PRINCIPAL,
    )
}

fn other_item() -> Refusal {
    Refusal::new(
        "mandate_other_item",
        RefusalKind::Forbidden,
        NO_AUTHORITY,
        ("这份授权不包括这个事项。", "This mandate is not for this item."),
        ASK_PRINCIPAL,
    )
}

fn filed_before() -> Refusal {
    Refusal::new(
        "mandate_not_for_earlier",
        RefusalKind::Forbidden,
        NO_AUTHORITY,
        (
            "这个办件是授权起始日以前提交的，不在授权范围内。",
            "This case was filed before the mandate begins and does not belong to it.",
        ),
        ASK_PRINCIPAL,
    )
}

/// What no mandate gives: only the applicant does it.
pub(crate) fn only_in_person() -> Refusal {
    Refusal::new(
        "not_for_agents",
        RefusalKind::Forbidden,
        "",
        (
            "这一步须由申请人本人办理，不能代理。",
            "Only the applicant may do this, not an agent.",
        ),
        (
            "请申请人用自己的账号办理。",
            "The applicant does it with their own account.",
        ),
    )
}

/// A company whose legal representative is known acts through people: who did it must be known (民法典 art. 61).
pub fn acts_through_people() -> Refusal {
    Refusal::new(
        "company_acts_through_people",
        RefusalKind::Forbidden,
        "民法典 第六十一条",
        (
            "本企业已确认法定代表人，申请、补正和撤回由法定代表人或者经办人办理。",
            "This company has named its legal representative: applications are made by that person or by its agents.",
        ),
        (
            "请法定代表人或经办人用自己的账号登录，在“为谁办事”中选择本企业。",
            "The representative or an agent signs in with their own account and chooses the company under “For whom you act”.",
        ),
    )
}

fn not_a_company() -> Refusal {
    let (zh, en) = (
        "只有企业账号可以确认法定代表人。",
        "Only a company names a legal representative.",
    );
    Refusal::invalid(vec![Fault::new("login", zh, en)])
}

fn to_oneself() -> Refusal {
    let (zh, en) = ("不能委托自己。", "You cannot be your own agent.");
    Refusal::invalid(vec![Fault::new("login", zh, en)])
}

fn to_a_company() -> Refusal {
    let (zh, en) = (
        "代理人须是个人账号，由自然人办理。",
        "The agent must be a person with an account of their own.",
    );
    Refusal::invalid(vec![Fault::new("login", zh, en)])
}

fn stands_elsewhere(standing: Standing) -> Refusal {
    let (zh, en) = standing.words();
    Refusal::new(
        "mandate_stands_elsewhere",
        RefusalKind::State,
        "民法典 第一百七十三条",
        (
            &format!("这份授权的状态是“{zh}”，不能这样做。"),
            &format!("This cannot be done with this mandate ({en})."),
        ),
        (
            "请刷新页面，查看授权的最新状态。",
            "Load the page again to see how the mandate stands.",
        ),
    )
}
