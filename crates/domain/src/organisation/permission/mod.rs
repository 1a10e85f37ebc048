//! Permissions (权限): what people do here, and who may. The only place that asks for a role.
//!
//! A rule has grants, one of which is enough, and says what else must hold besides: that is decided where it can be known
//! (a letter in force, another pair of eyes, the state of the case), and shown with the rule.

mod rules;

use super::mandate::{Power, only_in_person};
use super::{AccountId, Actor, Capacity, Role};
use crate::calendar::Day;
use crate::cases::Case;
use crate::words::Refusal;

pub use rules::Permission;

/// How far a role reaches (范围).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// All bodies, wherever its holder works.
    Everywhere,
    /// The body that its holder serves; every body for those who serve every body.
    Served,
    /// Only the very body that its holder works for: what a body answers for itself, nobody else does for it.
    Own,
    /// Only holders who serve every body.
    Unbound,
}

/// To whom a permission is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// Everybody, strangers too.
    Anybody,
    /// Everybody who is signed in.
    SignedIn,
    /// Citizens and companies, for themselves.
    Applicants,
    /// The citizen or company whose case it is.
    Owner,
    /// Somebody who acts for the citizen or company whose case it is, under a mandate with this power.
    Agent(Power),
    /// Somebody who works here, in a matter of their own.
    Oneself,
    /// Everybody who works here.
    Staff,
    /// Holders of a role.
    Role(Role, Reach),
    /// The system, where a rule acts by itself.
    System,
}

/// What else must hold (其他条件).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Besides {
    /// A letter of authority in force that covers the item (授权委托书).
    Letter,
    /// Somebody else accepted the case (审管分离).
    NotTheAcceptor,
    /// Somebody else wrote the draft (起草与审核分离).
    NotTheDrafter,
    /// The head of the writer's section, where it has one who is there (科室负责人核稿).
    TheHead,
    /// Somebody else checked the identity (核验与复核分离).
    NotTheChecker,
    /// Somebody else asked for the refund (申请与审批分离).
    NotTheAsker,
    /// Somebody else decided the case (决定与答复异议分离).
    NotTheDecider,
    /// Nobody else handles the case (经办人).
    Handler,
    /// The item is decided at once (即办件).
    Instant,
    /// The matter stands where this step comes next.
    Step,
}

impl Besides {
    /// Chinese and English words.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Besides::Letter => (
                "持有在有效期内、涵盖该事项的授权委托书",
                "a letter of authority in force covers the item",
            ),
            Besides::NotTheAcceptor => ("受理该办件的是其他人", "somebody else accepted the case"),
            Besides::NotTheDrafter => ("起草该文本的是其他人", "somebody else wrote the draft"),
            Besides::TheHead => (
                "拟稿人所在科室有负责人在岗的，由其核稿；退回也可以由首席审批员办理",
                "where the section of the drafter has a head on duty, the head checks; the chief approver may send back too",
            ),
            Besides::NotTheChecker => ("核验身份的是其他人", "somebody else checked the identity"),
            Besides::NotTheAsker => ("申请退费的是其他人", "somebody else asked for the refund"),
            Besides::NotTheDecider => ("作出决定的是其他人", "somebody else decided the case"),
            Besides::Handler => ("没有由其他人员经办", "nobody else handles the case"),
            Besides::Instant => ("该事项为即办件", "the item is decided at once"),
            Besides::Step => ("办理进度到了这一步", "it has come to this step"),
        }
    }
}

/// Where a permission belongs on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Area {
    /// What everybody sees and what is one's own.
    Own,
    /// 办件.
    Cases,
    /// 事项.
    Items,
    /// 机构与授权.
    Organisation,
    /// 监督与账号.
    Watch,
}

impl Area {
    /// Every area, in the order of pages.
    pub const ALL: [Area; 5] = [Area::Cases, Area::Items, Area::Organisation, Area::Watch, Area::Own];

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Area::Own => ("公开内容和本人事务", "Public pages and one's own affairs"),
            Area::Cases => ("办件", "Cases"),
            Area::Items => ("事项", "Items"),
            Area::Organisation => ("机构、岗位与授权", "Organisation, posts and authority"),
            Area::Watch => ("监察、账号与审计", "Inspection, accounts and audit"),
        }
    }
}

/// A permission and what it takes.
#[derive(Debug)]
pub struct Rule {
    /// What it permits.
    pub permission: Permission,
    /// Stable code.
    pub code: &'static str,
    /// Where it belongs.
    pub area: Area,
    /// Chinese and English name.
    pub words: (&'static str, &'static str),
    /// One of these is enough.
    pub to: &'static [To],
    /// All of these must hold besides.
    pub besides: &'static [Besides],
    /// Article or standard behind it; empty where the centre's own order is.
    pub basis: &'static str,
}

/// What a permission is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct About<'a> {
    /// Code of the body whose matter it is.
    pub body: Option<&'a str>,
    /// Whose it is.
    pub owner: Option<AccountId>,
    /// Code of the item that it is about.
    pub item: Option<&'a str>,
    /// Day on which the case was filed, where it is about one.
    pub filed: Option<Day>,
}

impl<'a> About<'a> {
    /// Nothing in particular: what concerns the whole centre.
    pub const CENTRE: About<'static> = About {
        body: None,
        owner: None,
        item: None,
        filed: None,
    };

    /// A body's matter.
    pub fn body(code: &'a str) -> About<'a> {
        About {
            body: Some(code),
            ..About::CENTRE
        }
    }

    /// Somebody's own matter.
    pub fn person(account: AccountId) -> About<'static> {
        About {
            owner: Some(account),
            ..About::CENTRE
        }
    }
}

impl<'a> From<&'a Case> for About<'a> {
    fn from(case: &'a Case) -> About<'a> {
        About {
            body: Some(&case.body),
            owner: case.applicant.account,
            item: Some(&case.item),
            filed: Some(case.received),
        }
    }
}

/// What is missing for a grant (缺什么).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// Is nobody who works here, or nobody who applies here.
    Kind(To),
    /// Has not this role.
    Role(Role),
    /// Has the role, for another body.
    OtherBody(Role),
    /// It is somebody else's.
    NotTheirs,
    /// There is no mandate for it.
    Mandate,
}

impl To {
    /// The role, where it is given to one.
    pub fn role(self) -> Option<Role> {
        match self {
            To::Role(role, _) => Some(role),
            _ => None,
        }
    }

    /// Whether it is given to this person, and what is missing otherwise.
    ///
    /// # Errors
    /// What is missing.
    pub fn given(self, actor: &Actor, about: About<'_>) -> Result<(), Lack> {
        let holds = |held: bool, lack: Lack| if held { Ok(()) } else { Err(lack) };
        let of_a_person = actor.account.is_some();
        match self {
            To::Anybody => Ok(()),
            To::SignedIn => holds(of_a_person, Lack::Kind(self)),
            To::Applicants => holds(of_a_person && actor.capacity == Capacity::Applicant, Lack::Kind(self)),
            To::Agent(power) => match actor.agency() {
                Some(agency) => agency.may(power, about).map_err(|_| Lack::Mandate),
                None => Err(Lack::Kind(self)),
            },
            To::Owner if actor.capacity != Capacity::Applicant => Err(Lack::Kind(self)),
            To::Oneself if !actor.is_staff() => Err(Lack::Kind(self)),
            To::Owner | To::Oneself => holds(of_a_person && actor.account == about.owner, Lack::NotTheirs),
            To::Staff => holds(actor.is_staff(), Lack::Kind(self)),
            To::System => holds(actor.capacity == Capacity::System, Lack::Kind(self)),
            To::Role(role, _) if !actor.has(role) => Err(Lack::Role(role)),
            To::Role(role, reach) => holds(reach.covers(actor, about.body), Lack::OtherBody(role)),
        }
    }

    /// Whether it could be given to this person for some matter.
    fn could(self, actor: &Actor) -> bool {
        match self {
            To::Owner => To::Applicants.could(actor),
            To::Agent(_) => actor.agency().is_some(),
            To::Oneself => actor.is_staff(),
            To::Role(role, Reach::Unbound) => actor.has(role) && actor.serves_all(),
            To::Role(role, _) => actor.has(role),
            _ => self.given(actor, About::CENTRE).is_ok(),
        }
    }
}

impl Reach {
    fn covers(self, actor: &Actor, body: Option<&str>) -> bool {
        match self {
            Reach::Everywhere => true,
            Reach::Unbound => actor.serves_all(),
            Reach::Served => actor.serves_all() || body.is_some_and(|body| actor.works_for(body)),
            Reach::Own => body.is_some_and(|body| actor.works_for(body)),
        }
    }
}

impl Permission {
    /// From its code.
    pub fn parse(code: &str) -> Option<Permission> {
        Permission::all().find(|one| one.rule().code == code)
    }

    /// Stable code.
    pub fn code(self) -> &'static str {
        self.rule().code
    }

    /// In which role somebody does it: the first to which it is given; none where it is not given to them for a role.
    pub fn role_of(self, actor: &Actor, about: About<'_>) -> Option<Role> {
        let given = self.rule().to.iter().find(|to| to.given(actor, about).is_ok());
        given.and_then(|to| to.role())
    }

    /// Whether an agent may do this for whom they act.
    ///
    /// # Errors
    /// What their mandate lacks; or that it is for no agent.
    pub fn of_agent(self, actor: &Actor, about: About<'_>) -> Result<(), Refusal> {
        let Some(agency) = actor.agency() else { return Ok(()) };
        let power = self.rule().to.iter().find_map(|to| match to {
            To::Agent(power) => Some(*power),
            _ => None,
        });
        power.map_or_else(|| Err(only_in_person()), |power| agency.may(power, about))
    }

    /// The roles to which it is given, in Chinese and English, joined by “or”; empty where it is given to none.
    pub fn roles(self) -> (String, String) {
        let names: Vec<_> = self
            .rule()
            .to
            .iter()
            .filter_map(|to| to.role())
            .map(Role::words)
            .collect();
        let (zh, en): (Vec<_>, Vec<_>) = names.into_iter().map(|(zh, en)| (zh, en.to_lowercase())).unzip();
        (zh.join("或"), en.join(" or "))
    }
}

impl Actor {
    /// May do this; what must hold besides is not looked at.
    pub fn may(&self, permission: Permission, about: About<'_>) -> bool {
        permission.rule().to.iter().any(|to| to.given(self, about).is_ok())
    }

    /// May do this for some matter: whether a page is theirs at all.
    pub fn could(&self, permission: Permission) -> bool {
        permission.rule().to.iter().any(|to| to.could(self))
    }

    fn has(&self, wanted: Role) -> bool {
        matches!(&self.capacity, Capacity::Staff { roles, .. } if roles.contains(&wanted))
    }

    fn serves_all(&self) -> bool {
        matches!(&self.capacity, Capacity::Staff { body: None, .. })
    }

    fn works_for(&self, body: &str) -> bool {
        matches!(&self.capacity, Capacity::Staff { body: Some(own), .. } if own == body)
    }
}

/// A stranger: whoever is not signed in.
pub fn stranger() -> Actor {
    Actor {
        account: None,
        name: String::new(),
        capacity: Capacity::Applicant,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn staff(roles: &[Role], body: Option<&str>) -> Actor {
        Actor {
            account: Some(AccountId(Uuid::from_u128(7))),
            name: "某".into(),
            capacity: Capacity::Staff {
                roles: roles.to_vec(),
                body: body.map(str::to_string),
            },
        }
    }

    fn citizen(number: u128) -> Actor {
        Actor {
            account: Some(AccountId(Uuid::from_u128(number))),
            ..stranger()
        }
    }

    #[test]
    fn each_permission_has_its_own_rule_with_a_code_of_its_own() {
        let mut codes: Vec<_> = Permission::all().map(Permission::code).collect();
        for permission in Permission::all() {
            let rule = permission.rule();
            assert_eq!(rule.permission, permission);
            assert_eq!(Permission::parse(rule.code), Some(permission));
            assert!(!rule.to.is_empty(), "{permission:?} is given to nobody");
        }
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Permission::all().count());
    }

    #[test]
    fn reach_of_a_role() {
        use Permission::{AcceptCase, ReviewDraft, SeeBoard, SeeLatestCases};
        let (here, there) = (Some("justice"), Some("police"));
        // Role, body, permission, for the body justice, for some body.
        let rows = [
            (Role::Clerk, None, AcceptCase, true, true),
            (Role::Clerk, here, AcceptCase, true, true),
            (Role::Clerk, there, AcceptCase, false, true),
            (Role::Examiner, here, AcceptCase, false, false),
            (Role::Legal, None, ReviewDraft, false, true),
            (Role::Legal, here, ReviewDraft, true, true),
            (Role::Legal, there, ReviewDraft, false, true),
            (Role::Manager, there, SeeBoard, true, true),
            (Role::Chief, here, SeeBoard, false, false),
            (Role::Clerk, None, SeeLatestCases, true, true),
            (Role::Clerk, here, SeeLatestCases, false, false),
        ];
        for (role, body, permission, may, could) in rows {
            let actor = staff(&[role], body);
            assert_eq!(
                actor.may(permission, About::body("justice")),
                may,
                "{role:?} {body:?} {permission:?}"
            );
            assert_eq!(actor.could(permission), could, "{role:?} {body:?} {permission:?}");
        }
    }

    #[test]
    fn what_is_ones_own_is_nobody_elses() {
        let mine = About::person(AccountId(Uuid::from_u128(1)));
        assert!(citizen(1).may(Permission::RateCase, mine));
        assert!(!citizen(2).may(Permission::RateCase, mine));
        assert!(!stranger().may(Permission::RateCase, About::CENTRE));
        assert!(!Actor::system().may(Permission::RateCase, About::CENTRE));
        assert!(!staff(&Role::ALL, None).may(Permission::RateCase, mine));
    }

    #[test]
    fn inspectors_change_no_case_and_administrators_see_none() {
        // Seeing is no change, and the interface asks for the permission of each step.
        let changing = |rule: &Rule| {
            rule.area == Area::Cases
                && !["see_", "list_"].iter().any(|seeing| rule.code.starts_with(seeing))
                && !matches!(rule.permission, Permission::GiveCommands | Permission::UploadFiles)
        };
        let inspector = staff(&[Role::Inspector, Role::Manager], None);
        let changing: Vec<_> = Permission::all().filter(|one| changing(one.rule())).collect();
        assert!(changing.len() > 15);
        for permission in changing {
            assert!(!inspector.could(permission), "{permission:?}");
        }
        for role in Role::APART {
            assert!(!staff(&[role], None).could(Permission::SeeCase), "{role:?}");
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        let given = |to: To, actor: &Actor| to.given(actor, About::body("justice"));
        let clerk = To::Role(Role::Clerk, Reach::Served);
        assert_eq!(given(clerk, &staff(&[Role::Chief], None)), Err(Lack::Role(Role::Clerk)));
        assert_eq!(
            given(clerk, &staff(&[Role::Clerk], Some("tax"))),
            Err(Lack::OtherBody(Role::Clerk))
        );
        assert_eq!(given(To::Owner, &citizen(1)), Err(Lack::NotTheirs));
        assert_eq!(given(To::Owner, &staff(&[], None)), Err(Lack::Kind(To::Owner)));
        assert_eq!(given(To::Oneself, &citizen(1)), Err(Lack::Kind(To::Oneself)));
        assert_eq!(given(To::Staff, &citizen(1)), Err(Lack::Kind(To::Staff)));
        assert_eq!(given(To::SignedIn, &stranger()), Err(Lack::Kind(To::SignedIn)));
    }

    #[test]
    fn somebody_with_two_roles_acts_in_the_one_that_it_is_given_to() {
        let both = staff(&[Role::Clerk, Role::Chief], Some("justice"));
        let role = |permission: Permission| permission.role_of(&both, About::body("justice"));
        assert_eq!(role(Permission::AcceptCase), Some(Role::Clerk));
        assert_eq!(role(Permission::SuspendCase), Some(Role::Chief));
        assert_eq!(role(Permission::KeepOwnAccount), None);
    }
}
