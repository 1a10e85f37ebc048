//! Who acts: people, staff with roles, and the system itself (机构与人员).

pub mod dated;
pub mod letter;
pub mod level;
pub mod mandate;
pub mod password;
pub mod permission;
pub mod posts;
pub mod purpose;
pub mod second;
pub mod section;

use mandate::Agency;
use uuid::Uuid;

/// An account, of a citizen, a company or a member of staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountId(pub Uuid);

/// A role of staff (岗位). Citizens and companies have none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Window clerk (窗口人员): receives, accepts, issues.
    Clerk,
    /// Examiner (审查人员) of a body.
    Examiner,
    /// Chief approver (首席审批员) of a body: decides.
    Chief,
    /// Drafter (事项编制员) of a body: writes its items.
    Drafter,
    /// Legal reviewer (法制审核员) of a body: checks what its drafters wrote.
    Legal,
    /// Inspector (监察人员): sees everything, changes nothing.
    Inspector,
    /// Manager of the centre (中心主任).
    Manager,
    /// System administrator (系统管理员).
    Admin,
    /// Security administrator (安全管理员): powers and accounts.
    Security,
    /// Audit administrator (安全审计员): reads what the others did.
    Audit,
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 10] = [
        Role::Clerk,
        Role::Examiner,
        Role::Chief,
        Role::Drafter,
        Role::Legal,
        Role::Inspector,
        Role::Manager,
        Role::Admin,
        Role::Security,
        Role::Audit,
    ];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Role::Clerk => "clerk",
            Role::Examiner => "examiner",
            Role::Chief => "chief",
            Role::Drafter => "drafter",
            Role::Legal => "legal",
            Role::Inspector => "inspector",
            Role::Manager => "manager",
            Role::Admin => "admin",
            Role::Security => "security",
            Role::Audit => "audit",
        }
    }

    /// Two of these in one person are refused (GB/T 22239-2019 ch. 8: system, security and audit administrators are kept apart).
    pub const APART: [Role; 3] = [Role::Admin, Role::Security, Role::Audit];

    /// From its code.
    pub fn parse(code: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.code() == code)
    }

    /// Chinese and English name.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Role::Clerk => ("窗口人员", "Window clerk"),
            Role::Examiner => ("审查人员", "Examiner"),
            Role::Chief => ("首席审批员", "Chief approver"),
            Role::Drafter => ("事项编制员", "Item drafter"),
            Role::Legal => ("法制审核员", "Legal reviewer"),
            Role::Inspector => ("监察人员", "Inspector"),
            Role::Manager => ("中心负责人", "Centre manager"),
            Role::Admin => ("系统管理员", "Administrator"),
            Role::Security => ("安全管理员", "Security administrator"),
            Role::Audit => ("安全审计员", "Audit administrator"),
        }
    }
}

/// In what capacity somebody acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Capacity {
    /// A citizen or a company, for itself.
    Applicant,
    /// Somebody for another, under a mandate (代理人).
    Agent(Box<Agency>),
    /// Staff with roles; `body` is absent for those who serve every body (comprehensive window, inspectors).
    Staff {
        /// What they may do.
        roles: Vec<Role>,
        /// Code of the body (实施主体) they work for.
        body: Option<String>,
    },
    /// The system itself, when a rule acts.
    System,
}

/// Who does it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The account; absent for the system.
    pub account: Option<AccountId>,
    /// Name as it may be shown to others: of staff in full, of a person masked.
    pub name: String,
    /// In what capacity.
    pub capacity: Capacity,
}

impl Actor {
    /// The actor of rules that act by themselves.
    pub fn system() -> Actor {
        Actor {
            account: None,
            name: "系统".into(),
            capacity: Capacity::System,
        }
    }

    /// The mandate under which they act for another, and the moment.
    pub fn agency(&self) -> Option<&Agency> {
        match &self.capacity {
            Capacity::Agent(agency) => Some(agency),
            _ => None,
        }
    }

    /// Works here, in any role.
    pub fn is_staff(&self) -> bool {
        matches!(self.capacity, Capacity::Staff { .. })
    }
}
