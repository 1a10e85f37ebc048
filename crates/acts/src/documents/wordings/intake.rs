//! Documents of intake (收件、受理).

use yimen_domain::cases::intake::Happened;
use yimen_domain::items::Item;
use yimen_paper::{Block, Filling, Fillings};

use crate::documents::{in_words, material_name};

/// 不需要行政许可告知书 (许可法 art. 32 (1)).
pub(super) const NOT_NEEDED: &str = "\
你（单位）于{收件日期}向本机关提出的“{事项}”申请收悉。
经审查，该事项依法不需要取得行政许可，依照《中华人民共和国行政许可法》第三十二条第一款第（一）项的规定，现告知你（单位）不受理该申请。
理由：{理由}
{办件信息}
{救济途径}";

/// 网上预审结果凭证.
pub(super) const PRE_EXAMINATION: &str = "\
你（单位）于{收件日期}在网上提出的“{事项}”申请，本机关已对申请材料进行预审，现将结果一次告知如下：
{预审通过}
{修改说明}
{修改建议}
注：本凭证是对网上申请材料的预先审查结果，不是受理或者不予受理的决定，不影响法定的受理、补正期限。
{办件信息}";

/// 终止办理告知书.
pub(super) const TERMINATION: &str = "\
你（单位）于{收件日期}向本机关提出的“{事项}”申请，{终止原因}。
依照{终止依据}的规定[，{终止后果}]，本机关终止办理。
{终止说明}
{办件信息}
{救济途径}";

/// `理由`.
pub(super) fn not_needed(reason: &str) -> Fillings {
    Fillings::from([("理由", reason.into())])
}

/// What an event of intake fills in.
pub(super) fn fillings(happened: &Happened, item: &Item) -> Fillings {
    match happened {
        Happened::PreExamined { advice, .. } if advice.is_empty() => Fillings::from([(
            "预审通过",
            "经预审，申请材料齐全、符合要求，没有需要修改的内容，等待受理。".into(),
        )]),
        Happened::PreExamined { advice, .. } => {
            let row = |(at, request): (usize, &yimen_domain::cases::event::CorrectionRequest)| {
                vec![
                    (at + 1).to_string(),
                    material_name(item, &request.material),
                    request.what.clone(),
                ]
            };
            let table = Block::Table {
                head: ["序号", "材料名称", "修改建议"].map(str::to_string).to_vec(),
                rows: advice.iter().enumerate().map(row).collect(),
                widths: vec![1.0, 4.0, 6.5],
            };
            Fillings::from([
                (
                    "修改说明",
                    "经预审，建议你（单位）修改下列内容。可以在网上修改后再次提交，也可以到政务服务大厅窗口当场更正："
                        .into(),
                ),
                ("修改建议", Filling::Block(table)),
            ])
        }
        Happened::Lapsed {
            asked, last, source, ..
        } => Fillings::from([
            (
                "终止原因",
                format!(
                    "本机关于{}一次告知需要补正的全部内容，并告知在{}前（含当日）补正；期限届满，未收到全部补正材料",
                    in_words(*asked),
                    in_words(*last)
                )
                .into(),
            ),
            ("终止依据", source.clone().into()),
            ("终止后果", "视为你（单位）撤回申请".into()),
            ("终止说明", "你（单位）可以依法重新提出申请。".into()),
        ]),
        _ => Fillings::new(),
    }
}
