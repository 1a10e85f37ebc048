//! Documents of what goes beyond the straight way (终止、变更、延续、撤回、撤销、注销), and what an acceptance says of materials to follow.

use yimen_domain::cases::Case;
use yimen_domain::cases::beyond::ending::{Ground, Terminated};
use yimen_domain::cases::beyond::licence::{Ended, Ending};
use yimen_domain::cases::beyond::{Happened, deferral};
use yimen_domain::cases::event::{DocumentKind, Outcome, What};
use yimen_domain::items::Item;
use yimen_paper::{Block, Filling, Fillings};

use crate::documents::{in_words, material_name};

/// 准予变更决定书 (许可法 art. 49).
const CHANGE: &str = "\
你（单位）于{收件日期}提出的变更行政许可申请收悉。
经审查，符合法定条件、标准。依照《中华人民共和国行政许可法》第四十九条的规定，本机关决定准予变更“{事项}”的行政许可。
{证件}
{条件}
{办件信息}";

/// 准予延续决定书 (许可法 art. 50).
const RENEWAL: &str = "\
你（单位）于{收件日期}提出的延续行政许可申请收悉。
经审查，符合法定条件、标准。依照《中华人民共和国行政许可法》第五十条的规定，本机关决定准予延续“{事项}”的行政许可。
{证件}
{条件}
{办件信息}";

/// 撤回行政许可决定书 (许可法 art. 8).
const TAKE_BACK: &str = "\
本机关准予你（单位）的“{事项}”行政许可，因{事由}，为了公共利益的需要，依照《中华人民共和国行政许可法》第八条第二款的规定，决定予以撤回。
{证件}
查明的事实和理由：{理由}
陈述、申辩情况：{陈述}
补偿：{补偿}
{救济途径}";

/// 撤销行政许可决定书 (许可法 art. 69).
const ANNULMENT: &str = "\
本机关准予你（单位）的“{事项}”行政许可，经查明属于下列情形：{事由}。依照《中华人民共和国{条款}的规定，决定予以撤销。
{证件}
查明的事实和理由：{理由}
陈述、申辩情况：{陈述}
赔偿：{赔偿}
{不受保护}
{救济途径}";

/// 注销行政许可决定书 (许可法 art. 70).
const CANCELLATION: &str = "\
本机关准予你（单位）的“{事项}”行政许可，因{事由}，依照《中华人民共和国{条款}的规定，决定予以注销。
{证件}
具体情况：{理由}
依据的规定：{依据条款}
陈述、申辩情况：{陈述}
自本决定作出之日起，原许可证件不再有效，请将证件交回本机关。
{救济途径}";

/// The standard wording of a kind of ours.
pub(super) fn standard(kind: DocumentKind) -> Option<&'static str> {
    match kind {
        DocumentKind::Change => Some(CHANGE),
        DocumentKind::Renewal => Some(RENEWAL),
        DocumentKind::TakeBack => Some(TAKE_BACK),
        DocumentKind::Annulment => Some(ANNULMENT),
        DocumentKind::Cancellation => Some(CANCELLATION),
        _ => None,
    }
}

/// “行政许可法 第六十九条第二款” as it stands behind 《中华人民共和国.
fn article(source: &str) -> String {
    let mut parts = source.splitn(2, ' ');
    let (law, rest) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    format!("{law}》{rest}")
}

fn certificate(case: &Case) -> Filling {
    let mut rows = Vec::new();
    if let Some(licence) = &case.beyond.licence {
        rows.push(("证件编号".to_owned(), licence.number.clone()));
        let until = licence.until.map_or_else(|| "长期".to_owned(), in_words);
        rows.push(("有效期".to_owned(), format!("{}至{until}", in_words(licence.from))));
    }
    Filling::Block(Block::Facts(rows))
}

/// What an event fills into the places of its document.
pub(super) fn fillings(what: &What, case: &Case) -> Fillings {
    let mut fillings = Fillings::from([("证件", certificate(case))]);
    match what {
        What::Decided {
            outcome: Outcome::Grant { conditions, .. },
            ..
        } if !conditions.is_empty() => {
            fillings.insert("条件", Filling::Block(Block::List(conditions.clone())));
        }
        What::Beyond(Happened::Terminated(ended)) => fillings.extend(termination(ended)),
        What::Beyond(Happened::LicenceEnded(ended)) => end(&mut fillings, ended),
        _ => {}
    }
    fillings
}

/// The notice is the one of intake (`super::intake::TERMINATION`).
fn termination(ended: &Terminated) -> Fillings {
    let mut fillings = Fillings::from([
        (
            "终止原因",
            format!("{}。理由：{}", ended.ground.words().0, ended.reason).into(),
        ),
        ("终止依据", ended.basis.as_str().into()),
    ]);
    if ended.ground == Ground::DeferredLate {
        fillings.insert("终止后果", "视为你（单位）撤回申请".into());
        fillings.insert("终止说明", "需要办理的，可以备齐材料后重新申请。".into());
    }
    fillings
}

fn end(fillings: &mut Fillings, ended: &Ended) {
    fillings.insert(
        "事由",
        ended.how.ground_words().0.trim_end_matches("（应当撤销）").into(),
    );
    fillings.insert("理由", ended.reason.as_str().into());
    fillings.insert("陈述", ended.statement.as_str().into());
    fillings.insert("条款", article(ended.how.source()).into());
    match &ended.how {
        Ending::TakenBack { compensation, .. } => {
            fillings.insert("补偿", compensation.as_str().into());
        }
        Ending::Annulled { ground, damages } => {
            fillings.insert("赔偿", damages.as_str().into());
            if *ground == yimen_domain::cases::beyond::licence::Annulment::Fraud {
                let words = "以欺骗、贿赂等不正当手段取得的行政许可，基于该许可取得的利益不受保护。";
                fillings.insert("不受保护", words.into());
            }
        }
        Ending::Revoked { .. } => {}
        Ending::Cancelled { basis, .. } => {
            fillings.insert("依据条款", basis.as_str().into());
        }
    }
}

/// What the certificate of acceptance says of materials that follow: the list, the last day and what comes of it, told at once.
pub(in crate::documents) fn promised(case: &Case, item: &Item, due: Option<String>) -> Vec<Block> {
    let Some(deferral) = case.beyond.deferral.as_ref().filter(|_| deferral::is_awaited(case)) else {
        return Vec::new();
    };
    let names = deferral.promise.materials.iter();
    let due = due.unwrap_or_else(|| format!("{}个工作日内", deferral.promise.limit.days));
    vec![
        Block::Heading("容缺受理".to_owned()),
        Block::Paragraph(format!(
            "{}书面承诺于{due}前补交下列材料（依据：{}）。逾期未补交的，视为撤回申请：",
            if deferral.promise.promised_by == "申请人本人" {
                "申请人"
            } else {
                deferral.promise.promised_by.as_str()
            },
            deferral.promise.limit.source
        )),
        Block::List(names.map(|code| material_name(item, code)).collect()),
    ]
}
