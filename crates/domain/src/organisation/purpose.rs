//! What for somebody who works here looks at a person's case (查阅目的).
//!
//! 个人信息保护法 arts. 6 and 34: an authority handles personal data for a definite purpose and within its duties. For the case as a whole the duty is
//! that of the role in which somebody may see it; for numbers that identify or reach a person (证件号码、联系电话) the purpose is chosen and kept.

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
    /// 核对身份和证件.
    Identity,
    /// 联系申请人.
    Contact,
    /// 制作、送达证照和文书.
    Papers,
    /// 处理投诉和复核.
    Complaint,
    /// 监督检查取证.
    Evidence,
    /// 受委托办理.
    Agency,
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

    /// For what the numbers of an applicant may be shown in full, with the roles whose duty it is.
    const OF_NUMBERS: [(Purpose, &[Role]); 5] = [
        (Purpose::Identity, &[Role::Clerk, Role::Examiner, Role::Chief]),
        (Purpose::Contact, &[Role::Clerk, Role::Examiner, Role::Chief]),
        (Purpose::Papers, &[Role::Clerk, Role::Examiner, Role::Chief]),
        (Purpose::Complaint, &[Role::Chief, Role::Inspector]),
        (Purpose::Evidence, &[Role::Inspector]),
    ];

    /// For what somebody may have the numbers of an applicant of `body` shown in full; nothing if it is none of their business.
    pub fn of_numbers(actor: &Actor, body: &str) -> Vec<Purpose> {
        let Some(role) = Permission::SeeNumbers.role_of(actor, About::body(body)) else {
            return Vec::new();
        };
        let known = Purpose::OF_NUMBERS.into_iter();
        known
            .filter(|(_, roles)| roles.contains(&role))
            .map(|(purpose, _)| purpose)
            .collect()
    }

    /// Every purpose.
    pub fn all() -> impl Iterator<Item = Purpose> {
        let duties = Purpose::OF_ROLES.into_iter().map(|(purpose, _)| purpose);
        duties
            .chain(Purpose::OF_NUMBERS.into_iter().map(|(purpose, _)| purpose))
            .chain([Purpose::Agency])
    }

    /// For which purpose somebody sees a case of `body`; none if they have nothing to do with it.
    pub fn of(actor: &Actor, body: &str) -> Option<Purpose> {
        if actor.agency().is_some() {
            return Some(Purpose::Agency);
        }
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
            Purpose::Identity => "identity",
            Purpose::Contact => "contact",
            Purpose::Papers => "papers",
            Purpose::Complaint => "complaint",
            Purpose::Evidence => "evidence",
            Purpose::Agency => "agency",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Purpose> {
        Purpose::all().find(|one| one.code() == code)
    }

    /// Chinese and English words.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Purpose::Window => ("窗口受理和送达", "Receiving and handing over at the window"),
            Purpose::Examination => ("审查申请", "Examining the application"),
            Purpose::Decision => ("作出决定", "Deciding"),
            Purpose::Inspection => ("监察办理过程", "Inspecting how it is handled"),
            Purpose::Management => ("中心管理", "Managing the centre"),
            Purpose::Identity => ("核对身份和证件", "Checking who the applicant is"),
            Purpose::Contact => ("联系申请人", "Getting in touch with the applicant"),
            Purpose::Papers => ("制作、送达证照和文书", "Making and delivering documents"),
            Purpose::Complaint => ("处理投诉和复核", "Dealing with a complaint or review"),
            Purpose::Evidence => ("监督检查取证", "Gathering evidence for supervision"),
            Purpose::Agency => ("受您委托办理", "Acting for you under your mandate"),
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

    #[test]
    fn numbers_are_shown_for_a_purpose_of_the_role_and_to_nobody_else() {
        use Purpose::{Complaint, Contact, Evidence, Identity, Papers};
        let handling = [Identity, Contact, Papers];
        for (role, body, purposes) in [
            (Role::Clerk, None, &handling[..]),
            (Role::Examiner, Some("justice"), &handling),
            (Role::Examiner, Some("police"), &[]),
            (Role::Chief, Some("justice"), &[Identity, Contact, Papers, Complaint]),
            (Role::Inspector, None, &[Complaint, Evidence]),
            (Role::Manager, None, &[]),
            (Role::Admin, None, &[]),
        ] {
            let actor = Actor {
                capacity: Capacity::Staff {
                    roles: vec![role],
                    body: body.map(str::to_string),
                },
                ..Actor::system()
            };
            assert_eq!(Purpose::of_numbers(&actor, "justice"), purposes, "{role:?} {body:?}");
        }
        for purpose in Purpose::all() {
            assert_eq!(Purpose::parse(purpose.code()), Some(purpose));
        }
    }
}
