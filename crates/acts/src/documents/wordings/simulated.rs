//! Papers of simulated approval (模拟审批): what they are worth stands on each of them.

use yimen_domain::cases::Case;
use yimen_domain::cases::simulated::decide::named;
use yimen_domain::cases::simulated::{Concluded, Happened, Lack, LackKind, NATURE, Opened, Verdict};
use yimen_domain::items::{Coded, Item};
use yimen_paper::{Block, CaseFacts, Filling, Fillings};

use crate::documents::in_words;

/// 模拟审批材料接收凭证: of no application by law.
pub(super) const RECEIPT: &str = "\
你（单位）于{收件日期}就“{事项}”提交的模拟审批材料收悉，现将接收情况告知如下：
{办件信息}
[收到的材料共 {材料项数} 项：]{材料清单}
# 尚不具备的前置条件
{未具备条件}
# 说明
{模拟审批性质}
本凭证不是行政许可申请的接收凭证，本机关不因此开始计算法定办理期限。
[{承诺意见}]
你（单位）可以按照审查意见修改材料，次数不限。前置条件具备后可以转为正式审批，已经提交、核验和审查的内容不用重复提交、重复审查。";

/// 模拟审批意见书: no decision.
pub(super) const OPINION: &str = "\
你（单位）于{收件日期}就“{事项}”申请的模拟审批，本机关已审查，现出具意见如下：
{模拟审批意见}
{逐项意见}
# 尚不具备的前置条件
{未具备条件}
# 说明
{模拟审批性质}
转为正式审批时，材料、要求没有变化的，沿用上述意见；有变化的部分和前置条件的证明文件重新审查。
{办件信息}";

/// What fills both: what they are worth, and what is missing.
fn of_both(lacks: &[Lack]) -> Fillings {
    let row = |lack: &Lack| format!("{}：{}", lack.kind.words().0, lack.words);
    Fillings::from([
        ("模拟审批性质", NATURE.0.into()),
        (
            "未具备条件",
            Filling::Block(Block::List(lacks.iter().map(row).collect())),
        ),
    ])
}

fn lacks(case: &Case) -> &[Lack] {
    case.simulated.opened.as_ref().map_or(&[], |opened| &opened.lacks)
}

/// What fills a receipt.
pub(super) fn receipt(facts: &CaseFacts, opened: Option<&Opened>) -> Fillings {
    let mut fillings = yimen_paper::fillings_of_receipt(facts);
    fillings.extend(of_both(opened.map_or(&[], |opened| &opened.lacks)));
    if let Some(days) = opened.and_then(|opened| opened.promised_days) {
        let words = format!("本机关承诺自收到材料之日起 {days} 个工作日内出具模拟审批意见；这不是法定办理期限。");
        fillings.insert("承诺意见", words.into());
    }
    fillings
}

/// What an event of simulated approval fills in.
pub(super) fn fillings(happened: &Happened, case: &Case, item: &Item) -> Fillings {
    let Happened::Concluded(concluded) = happened else {
        return Fillings::new();
    };
    let mut fillings = of_both(lacks(case));
    fillings.extend(opinion(concluded));
    let points: Vec<Vec<String>> = case
        .simulated
        .points
        .iter()
        .map(|point| {
            let conforms = if point.said.conforms {
                "符合要求"
            } else {
                "不符合要求"
            };
            let words = if point.said.words.is_empty() {
                "—".to_string()
            } else {
                point.said.words.clone()
            };
            vec![
                named(item, &point.said.of).0,
                conforms.into(),
                words,
                in_words(point.day),
            ]
        })
        .collect();
    fillings.insert("逐项意见", table(points));
    fillings
}

fn opinion(concluded: &Concluded) -> Fillings {
    let (verdict, words) = (concluded.verdict.words().0, concluded.words.trim());
    let words = format!("{verdict}。{}。", words.trim_end_matches('。'));
    Fillings::from([("模拟审批意见", words.into())])
}

fn table(rows: Vec<Vec<String>>) -> Filling {
    Filling::Block(Block::Table {
        head: ["审查内容", "意见", "说明", "日期"].map(str::to_string).to_vec(),
        rows,
        widths: vec![3.5, 1.8, 4.2, 2.4],
    })
}

/// A made-up receipt.
pub(super) fn sample_receipt(facts: &CaseFacts) -> Fillings {
    receipt(
        facts,
        Some(&Opened {
            lacks: vec![example()],
            promised_days: Some(10),
        }),
    )
}

/// A made-up opinion.
pub(super) fn sample_opinion() -> Fillings {
    let mut fillings = of_both(&[example()]);
    let words = format!("{}。请在取得用地手续后转为正式审批", Verdict::Ready.words().0);
    fillings.insert("模拟审批意见", words.into());
    let row = ["营业执照", "符合要求", "—", "2026年3月16日"];
    fillings.insert("逐项意见", table(vec![row.map(str::to_string).to_vec()]));
    fillings
}

fn example() -> Lack {
    Lack {
        kind: LackKind::Land,
        words: "国有建设用地使用权正在办理".into(),
    }
}
