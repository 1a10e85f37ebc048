//! What an applicant is told of what goes beyond the straight way.

use yimen_domain::cases::beyond::commitment::{self, Finding};
use yimen_domain::cases::beyond::licence::Ending;
use yimen_domain::cases::beyond::{Happened, Reminder, ending};
use yimen_domain::ratings::record;
use yimen_domain::words::Words;

/// In words; nothing about what needs none.
pub(super) fn of(happened: &Happened) -> Option<Words> {
    let (zh, en) = match happened {
        Happened::Deferred(_) => (
            "您承诺补交的材料和期限已登记，请在办件页面查看，并按时补交。",
            "What you promised to hand in later, and by when, stands on the page of your case. Please hand it in in time.",
        ),
        Happened::Commitment(happened) => return commitment(happened),
        Happened::HandedIn { .. } => (
            "已收到您补交的材料。",
            "We have received the materials that you promised.",
        ),
        Happened::Reminded {
            of: Reminder::Deferred,
            due,
            ..
        } => {
            return Some(Words::new(
                format!("您承诺补交的材料请于 {due}（含当日）前提交；逾期未补交的，视为撤回申请。"),
                format!("Please hand in what you promised by {due}; otherwise the application is taken as withdrawn."),
            ));
        }
        Happened::Reminded { due, .. } => {
            return Some(Words::new(
                format!(
                    "您的许可有效期到 {due}。需要延续的，请在届满三十日前提出申请；逾期提出的，不因逾期未作决定而视为准予。"
                ),
                format!(
                    "Your licence is valid until {due}. To renew it, apply at least thirty days before that day: later, silence does not renew it."
                ),
            ));
        }
        Happened::Terminated(ended) if ended.ground == ending::Ground::DeferredLate => (
            "承诺补交的材料逾期未补交，您的申请视为撤回，详见告知书。",
            "What you promised did not come in time, so your application is taken as withdrawn. The notice says more.",
        ),
        Happened::Terminated(_) => (
            "您的办件已依法终止办理，理由和救济途径见告知书。",
            "Your case was ended without a decision. The notice gives the reason and what you can do.",
        ),
        Happened::Barred(barred) => {
            let ((zh, en), until) = (barred.ground.kind().words(), barred.until);
            return Some(Words::new(
                format!("{zh}，限制到 {until}（含当日）为止。"),
                format!("{en}, up to and including {until}."),
            ));
        }
        Happened::BarLifted { .. } => ("对您的限制已经解除。", "The bar on you was lifted."),
        Happened::LicenceEnded(ended) => match ended.how {
            Ending::TakenBack { .. } => (
                "您的行政许可已被撤回，理由、补偿和救济途径见决定书。",
                "Your licence was withdrawn. The decision gives the reasons, the compensation and what you can do.",
            ),
            Ending::Annulled { .. } => (
                "您的行政许可已被撤销，理由和救济途径见决定书。",
                "Your licence was annulled. The decision gives the reasons and what you can do.",
            ),
            Ending::Revoked { .. } => (
                "您的许可证件已依行政处罚决定吊销。",
                "Your licence was revoked by the decision on a penalty.",
            ),
            Ending::Cancelled { .. } => (
                "您的行政许可已办理注销，详见决定书。",
                "Your licence was cancelled. The decision says more.",
            ),
        },
        Happened::CertificateCorrected(_) => (
            "您的许可证件已更正，更正前后的内容见办件页面。",
            "Your certificate was corrected; the page of your case shows what it said before and says now.",
        ),
    };
    Some(Words::new(zh, en))
}

fn commitment(happened: &commitment::Happened) -> Option<Words> {
    let (zh, en) = match happened {
        commitment::Happened::Committed(_) => (
            "您的承诺已登记，告知承诺书在办件页面，请核对。",
            "Your commitment is on record. Please check the paper on the page of your case.",
        ),
        commitment::Happened::Withdrawn { .. } => (
            "您的承诺已撤回，请按一般程序提交材料。",
            "Your commitment was taken back. Please hand in the materials as usual.",
        ),
        commitment::Happened::Checked(checked) => match (checked.finding, checked.until) {
            (Finding::Met, _) => (
                "已核查您的承诺：符合承诺。",
                "Your commitment was checked: all is as promised.",
            ),
            (Finding::ToRight, Some(until)) => {
                return Some(Words::new(
                    format!("核查发现实际情况与承诺不符，请在 {until}（含当日）前完成整改，具体情况见办件页面。"),
                    format!(
                        "What was found does not match your promise. Please put it right by {until}; the page of your case says more."
                    ),
                ));
            }
            (Finding::ToRight, None) => (
                "核查发现实际情况与承诺不符，请按要求整改。",
                "What was found does not match your promise. Please put it right.",
            ),
            (Finding::Broken, _) => (
                "核查发现没有履行承诺，将依法撤销决定；您可以陈述、申辩，具体情况见办件页面。",
                "Your promise was found not to be kept. The decision will be annulled by law; you may be heard. The page of your case says more.",
            ),
        },
    };
    Some(Words::new(zh, en))
}

/// What whoever rated badly is told: the answer, and that their rating was set aside.
pub(super) fn of_rating(happened: &record::Happened) -> Option<Words> {
    match happened {
        record::Happened::Answered { words, .. } => Some(Words::new(
            format!("对您的评价，办理单位答复：{words}"),
            format!("Your rating was answered: {words}"),
        )),
        record::Happened::Judged {
            set_aside: true,
            reasons,
            ..
        } => Some(Words::new(
            format!("您的评价经复核不再计入，理由：{reasons}"),
            format!("After a review your rating counts no more. The reasons: {reasons}"),
        )),
        _ => None,
    }
}
