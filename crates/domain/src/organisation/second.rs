//! Who needs a second factor (第二因素) to sign in.
//!
//! GB/T 22239-2019, 8.1.4.1 d): from the third grade on, users prove who they are with two kinds of means.

use super::Role;

/// Of whom a second factor is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SecondFactor {
    /// Of nobody; whoever wants one sets it up (自愿).
    Offered,
    /// Of system, security and audit administrators and the manager (管理员).
    Administrators,
    /// Of everybody who works here (全体工作人员).
    #[default]
    Staff,
}

impl SecondFactor {
    /// Every choice.
    pub const ALL: [SecondFactor; 3] = [SecondFactor::Offered, SecondFactor::Administrators, SecondFactor::Staff];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            SecondFactor::Offered => "offered",
            SecondFactor::Administrators => "administrators",
            SecondFactor::Staff => "staff",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<SecondFactor> {
        SecondFactor::ALL.into_iter().find(|one| one.code() == code)
    }

    /// Whether whoever has these roles needs one; citizens and companies have none.
    pub fn is_needed(self, roles: &[Role]) -> bool {
        match self {
            SecondFactor::Offered => false,
            SecondFactor::Administrators => roles
                .iter()
                .any(|role| Role::APART.contains(role) || *role == Role::Manager),
            SecondFactor::Staff => !roles.is_empty(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_whom_a_second_factor_is_asked() {
        for (choice, roles, needed) in [
            (SecondFactor::Offered, &[Role::Admin][..], false),
            (SecondFactor::Administrators, &[Role::Clerk], false),
            (SecondFactor::Administrators, &[Role::Clerk, Role::Manager], true),
            (SecondFactor::Administrators, &[Role::Audit], true),
            (SecondFactor::Staff, &[Role::Clerk], true),
            (SecondFactor::Staff, &[], false),
        ] {
            assert_eq!(choice.is_needed(roles), needed, "{choice:?} {roles:?}");
            assert_eq!(SecondFactor::parse(choice.code()), Some(choice));
        }
    }
}
