//! 补充材料接收凭证: what was handed in after the application, on the net or at a window, and when (许可法 art. 32 for its form).

use yimen_domain::calendar::{CHINA, Instant};
use yimen_domain::cases::Case;
use yimen_domain::cases::additions::Happened as Additions;
use yimen_domain::cases::beyond::{Happened as Beyond, deferral};
use yimen_domain::cases::event::{Event, HandedIn, What};
use yimen_domain::cases::intake::Happened as Intake;
use yimen_domain::items::{Item, ItemKind};
use yimen_domain::organisation::mandate::Kind;
use yimen_paper::{Block, Filling, Fillings};

use super::super::material_line;
use super::{in_words, material_name};

/// The standard wording.
pub(super) const LATER_RECEIPT: &str = "\
你（单位）为“{事项}”申请（办件编号：{办件编号}）于{交来时间}{交来方式}交来的材料收悉，现将接收情况告知如下：
收到的材料共 {交来项数} 项：{交来材料}
{后续说明}
{办件信息}
注：本凭证仅证明已收到上述材料，不代表材料已经齐全。请妥善保管，凭办件编号可以查询办理进度。";

/// What an event by which something came later fills in; nothing where it is another.
pub(super) fn fillings(event: &Event, case: &Case, item: &Item) -> Fillings {
    let permit = item.kind == ItemKind::Permit;
    let (materials, corrected, next) = match &event.what {
        What::Supplemented {
            materials, commitment, ..
        } => (materials, commitment.is_some(), corrections(permit).to_string()),
        What::Additions(Additions::HandedInMore { materials, .. }) => (
            materials,
            false,
            "审查人员将一并审查上述材料，办理期限不因此中止或者延长。".to_string(),
        ),
        What::Beyond(Beyond::HandedIn { materials, .. }) => (materials, false, promised(case, item)),
        What::Intake(Intake::Amended {
            materials, commitment, ..
        }) => (
            materials,
            commitment.is_some(),
            "本机关将对修改后的申请材料继续进行网上预审，预审不影响法定的受理、补正期限。".to_string(),
        ),
        _ => return Fillings::new(),
    };
    let by_themselves = ["applicant", Kind::Agent.code()].contains(&event.actor.role.as_str());
    let way = if by_themselves {
        "在网上"
    } else {
        "在政务服务窗口"
    };
    filled(event.at, way, rows(item, materials, corrected), next)
}

fn filled(at: Instant, way: &str, rows: Vec<Vec<String>>, next: String) -> Fillings {
    let count = rows.len();
    let table = Block::Table {
        head: ["序号", "材料名称", "份数", "状态"].map(str::to_string).to_vec(),
        rows,
        widths: vec![1.0, 6.0, 1.0, 3.2],
    };
    Fillings::from([
        ("交来时间", moment(at).into()),
        ("交来方式", way.into()),
        ("交来项数", count.to_string().into()),
        ("交来材料", Filling::Block(table)),
        ("后续说明", next.into()),
    ])
}

fn corrections(permit: bool) -> &'static str {
    if permit {
        "申请材料齐全、符合法定形式，或者已经按照要求提交全部补正材料的，本机关将依照《中华人民共和国行政许可法》第三十二条第一款第（五）项的规定受理申请。"
    } else {
        "申请材料齐全、符合规定形式，或者已经按照要求提交全部补正材料的，本机关将受理申请。"
    }
}

fn promised(case: &Case, item: &Item) -> String {
    let missing: Vec<String> = deferral::awaited(case)
        .into_iter()
        .map(|code| material_name(item, code))
        .collect();
    if missing.is_empty() {
        "承诺补交的材料已经收齐。".to_string()
    } else {
        format!("承诺补交的材料还有：{}。请在承诺的期限内补交。", missing.join("、"))
    }
}

fn rows(item: &Item, materials: &[HandedIn], corrected: bool) -> Vec<Vec<String>> {
    let form = corrected.then(|| {
        let form = ["申请表", "", "已收更正后的内容"];
        form.map(str::to_string).to_vec()
    });
    let handed = materials.iter().map(|handed| {
        let line = material_line(item, handed);
        vec![line.name, line.copies.to_string(), line.state]
    });
    form.into_iter()
        .chain(handed)
        .enumerate()
        .map(|(at, row)| [vec![(at + 1).to_string()], row].concat())
        .collect()
}

/// 2026年3月2日9时05分.
fn moment(at: Instant) -> String {
    let day = at.day(CHINA);
    let minutes = (at.0 - Instant::start_of(day, CHINA).0) / 60_000_000;
    format!("{}{}时{:02}分", in_words(day), minutes / 60, minutes % 60)
}

/// As a made-up case would have it.
pub(super) fn sample() -> Fillings {
    let row = ["1", "经营场所布局图", "1", "已收纸质件"];
    let at = yimen_domain::calendar::Day::parse("2026-03-02").map_or(Instant(0), |day| {
        Instant(Instant::start_of(day, CHINA).0 + 9 * 3_600_000_000 + 300_000_000)
    });
    filled(
        at,
        "在政务服务窗口",
        vec![row.map(str::to_string).to_vec()],
        corrections(true).to_string(),
    )
}
