//! Documents of proceedings (程序事项): interested parties and hearings.

use yimen_domain::calendar::Day;
use yimen_domain::cases::Case;
use yimen_domain::cases::event::DocumentKind;
use yimen_domain::cases::proceedings::hearing::{Happened as Hearing, Participant};
use yimen_domain::cases::proceedings::{Happened, Matter, Meeting, party};
use yimen_paper::{Block, Filling, Fillings};

use crate::cases::document_number;
use crate::documents::in_words;

/// 利害关系人告知书 (许可法 art. 36).
const THIRD_PARTY: &str = "\
{申请人公开名称}向本机关提出“{事项}”申请（办件编号：{办件编号}）。
经审查，该申请直接关系你（单位）的重大利益：{利害关系}
依照《中华人民共和国行政许可法》第三十六条的规定，现予告知。你（单位）有权在收到本告知书之日起{期限}个工作日内向本机关陈述和申辩，逾期不提出的，视为放弃。
陈述和申辩可以书面提交，也可以到本机关当面提出，由工作人员记录。
注：申请人是自然人的，其姓名在本文书中作隐去处理；送达时当面核对身份。";

/// 听证告知书 (许可法 art. 47).
const HEARING_RIGHT: &str = "\
你（单位）向本机关提出的“{事项}”申请，直接涉及申请人与他人之间的重大利益关系：{理由}
依照《中华人民共和国行政许可法》第四十七条的规定，你（单位）和利害关系人有要求听证的权利。
如要求听证，应当在被告知听证权利之日起{期限}个工作日内向本机关提出；逾期未提出的，视为放弃听证。申请人、利害关系人不承担行政机关组织听证的费用。
{办件信息}";

/// 听证通知书 (许可法 art. 48).
const HEARING_NOTICE: &str = "\
关于“{事项}”申请（办件编号：{办件编号}）的听证，现通知如下：
{听证安排}
听证公开举行。认为主持人与本行政许可事项有直接利害关系的，有权申请回避。
请携带身份证明按时参加，可以委托代理人；可以提出证据，并进行申辩和质证。无正当理由不参加的，不影响听证举行。
依据：《中华人民共和国行政许可法》第四十八条。";

/// 听证公告 (许可法 art. 46, 48).
const HEARING_ANNOUNCEMENT: &str = "\
本机关定于近期就“{事项}”申请（办件编号：{办件编号}）举行听证。依照《中华人民共和国行政许可法》第四十六条、第四十八条的规定，现予公告：
听证事由：{理由}
{听证安排}
听证公开举行，公民、法人和其他组织可以旁听。
{旁听报名}";

/// 听证笔录 (许可法 art. 48).
const HEARING_RECORD: &str = "\
事项：{事项}（办件编号：{办件编号}）
{听证安排}
# 听证参加人
{参加人}
# 听证内容
{内容}
{未签字情况}
注：本笔录交听证参加人确认无误后签字或者盖章；本机关根据听证笔录作出行政许可决定（行政许可法第四十八条）。";

/// The standard wording of a kind of ours.
pub(super) fn standard(kind: DocumentKind) -> Option<&'static str> {
    match kind {
        DocumentKind::ThirdParty => Some(THIRD_PARTY),
        DocumentKind::HearingRight => Some(HEARING_RIGHT),
        DocumentKind::HearingNotice => Some(HEARING_NOTICE),
        DocumentKind::HearingAnnouncement => Some(HEARING_ANNOUNCEMENT),
        DocumentKind::HearingRecord => Some(HEARING_RECORD),
        _ => None,
    }
}

/// What an event fills in.
pub(super) fn fillings(happened: &Happened, case: &Case) -> Fillings {
    match happened {
        Happened::Party(party::Happened::Told { interest, limit, .. }) => Fillings::from([
            ("申请人公开名称", case.applicant.shown.as_str().into()),
            ("利害关系", interest.as_str().into()),
            ("期限", limit.days.to_string().into()),
        ]),
        Happened::Hearing(Hearing::Told { reason, limit, .. }) => Fillings::from([
            ("理由", reason.as_str().into()),
            ("期限", limit.days.to_string().into()),
        ]),
        Happened::Hearing(Hearing::Set { no, .. }) => Fillings::from([("听证安排", arrangement(case, *no))]),
        Happened::Hearing(Hearing::Announced { no, attending, .. }) => {
            let mut fillings =
                Fillings::from([("听证安排", arrangement(case, *no)), ("理由", ground(case, *no).into())]);
            if let Some((until, how)) = attending {
                let words = format!("旁听请于{}前报名：{how}。", in_words(*until));
                fillings.insert("旁听报名", words.into());
            }
            fillings
        }
        Happened::Hearing(Hearing::Held {
            no,
            participants,
            words,
            unsigned,
            ..
        }) => {
            let mut fillings = Fillings::from([
                ("听证安排", arrangement(case, *no)),
                ("参加人", people(participants)),
                ("内容", words.as_str().into()),
            ]);
            if !unsigned.is_empty() {
                fillings.insert("未签字情况", format!("未签字或者盖章的情况：{unsigned}").into());
            }
            fillings
        }
        _ => Fillings::new(),
    }
}

/// Whom a document is for, where that is not the applicant.
pub(crate) fn addressee(happened: &Happened) -> Option<String> {
    match happened {
        Happened::Party(party::Happened::Told { name, .. }) => Some(name.clone()),
        Happened::Hearing(Hearing::Announced { .. } | Hearing::Held { .. }) => Some(String::new()),
        _ => None,
    }
}

/// The record on which a decision rests (许可法 art. 48), as a sentence of the decision.
pub(crate) fn rests_on(case: &Case) -> Option<String> {
    let record = case.proceedings.hearing_record()?;
    Some(format!(
        "本机关于{}就本申请举行听证。依照《中华人民共和国行政许可法》第四十八条第二款的规定，本决定根据听证笔录（{}）作出。",
        in_words(record.day),
        document_number(&record.document, &case.number)
    ))
}

fn ground(case: &Case, no: u32) -> &'static str {
    match case.proceedings.get(no).map(|one| &one.matter) {
        Some(Matter::Hearing(hearing)) => hearing.ground.words().0,
        _ => "",
    }
}

fn arrangement(case: &Case, no: u32) -> Filling {
    let setting = match case.proceedings.get(no).map(|one| &one.matter) {
        Some(Matter::Hearing(hearing)) => hearing.setting.as_ref(),
        _ => None,
    };
    let facts = setting.map_or_else(Vec::new, |setting| {
        vec![
            ("时间".to_string(), when(&setting.meeting, setting.meeting.day)),
            ("地点".to_string(), setting.meeting.place.clone()),
            ("主持人".to_string(), setting.chair.name.clone()),
        ]
    });
    Filling::Block(Block::Facts(facts))
}

fn when(meeting: &Meeting, day: Day) -> String {
    format!("{} {}", in_words(day), meeting.time)
}

fn people(participants: &[Participant]) -> Filling {
    let row = |one: &Participant| {
        let signed = if one.signed {
            "已签字或者盖章"
        } else {
            "未签字"
        };
        vec![one.name.clone(), one.part.clone(), signed.to_string()]
    };
    Filling::Block(Block::Table {
        head: ["姓名", "身份", "签字"].map(str::to_string).to_vec(),
        rows: participants.iter().map(row).collect(),
        widths: vec![3.0, 4.0, 3.0],
    })
}
