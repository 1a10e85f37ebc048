//! What for somebody who works here looks at a person's case (查阅目的).
//!
//! 个人信息保护法 arts. 6 and 34: an authority handles personal data for a definite purpose and within its duties; the duty is that of the role in
//! which somebody may see the case at all.

use super::permission::{About, Permission};
use super::{Actor, Role};

/// What for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// 窗口受理和送达.
    Window,
    /// 审查.
    Examination,
    /// 审批决定.
    Decision,
    /// 监察.
    Inspection,
    /// 管理.
    Management,
}

impl Purpose {
    /// Every purpose, with the role to whose duty it belongs.
    const OF_ROLES: [(Purpose, Role); 5] = [
        (Purpose::Window, Role::Clerk),
        (Purpose::Examination, Role::Examiner),
        (Purpose::Decision, Role::Chief),
        (Purpose::Inspection, Role::Inspector),
        (Purpose::Management, Role::Manager),
    ];

    /// For which purpose somebody sees a case of `body`; none if they have nothing to do with it.
    pub fn of(actor: &Actor, body: &str) -> Option<Purpose> {
        let role = Permission::SeeCase.role_of(actor, About::body(body))?;
        let known = Purpose::OF_ROLES.into_iter().find(|(_, of)| *of == role);
        known.map(|(purpose, _)| purpose)
    }

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Purpose::Window => "window",
            Purpose::Examination => "examination",
            Purpose::Decision => "decision",
            Purpose::Inspection => "inspection",
            Purpose::Management => "management",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Purpose> {
        Purpose::OF_ROLES
            .into_iter()
            .map(|(purpose, _)| purpose)
            .find(|one| one.code() == code)
    }

    /// Chinese and English words.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Purpose::Window => ("窗口受理和送达", "Receiving and handing over at the window"),
            Purpose::Examination => ("审查申请", "Examining the application"),
            Purpose::Decision => ("作出决定", "Deciding"),
            Purpose::Inspection => ("监察办理过程", "Inspecting how it is handled"),
            Purpose::Management => ("中心管理", "Managing the centre"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::organisation::Capacity;

    #[test]
    fn whoever_may_read_a_case_has_a_purpose_and_nobody_else() {
        for role in Role::ALL {
            for own in [None, Some("justice"), Some("police")] {
                let actor = Actor {
                    capacity: Capacity::Staff {
                        roles: vec![role],
                        body: own.map(str::to_string),
                    },
                    ..Actor::system()
                };
                let purpose = Purpose::of(&actor, "justice");
                assert_eq!(
                    purpose.is_some(),
                    actor.may(Permission::SeeCase, About::body("justice")),
                    "{role:?} {own:?}"
                );
                assert_eq!(purpose.and_then(|one| Purpose::parse(one.code())), purpose);
            }
        }
        assert_eq!(Purpose::of(&Actor::system(), "justice"), None);
    }
}
