//! Documents of intake (收件、受理).

use yimen_paper::Fillings;

/// 不需要行政许可告知书 (许可法 art. 32 (1)).
pub(super) const NOT_NEEDED: &str = "\
你（单位）于{收件日期}向本机关提出的“{事项}”申请收悉。
经审查，该事项依法不需要取得行政许可，依照《中华人民共和国行政许可法》第三十二条第一款第（一）项的规定，现告知你（单位）不受理该申请。
理由：{理由}
{办件信息}
{救济途径}";

/// `理由`.
pub(super) fn not_needed(reason: &str) -> Fillings {
    Fillings::from([("理由", reason.into())])
}
