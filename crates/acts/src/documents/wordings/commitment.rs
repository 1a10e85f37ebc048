//! 告知承诺书 (安阳市政务服务条例 art. 26): what must be met, what a false promise leads to, and who promised it when.

use yimen_domain::cases::beyond::commitment::Happened;
use yimen_domain::items::Item;
use yimen_paper::{Block, Filling, Fillings};

use super::{in_words, material_name};

/// The standard wording.
pub(super) const COMMITMENT: &str = "\
你（单位）于{收件日期}提出“{事项}”申请，选择以告知承诺方式办理。
# 本机关告知
应当符合的条件：{承诺条件}
作出承诺后，不再提交：{代替材料}
{承诺后果}
是否选择告知承诺方式由你（单位）决定；作出决定前可以撤回承诺，按一般程序办理。
# 申请人承诺
已经知晓本机关告知的全部内容；符合上述条件，所述真实；愿意承担不实承诺的法律责任；以上是本人（本单位）的真实意思表示。
承诺人：{承诺人}
承诺日期：{承诺日期}
签字（盖章）：
{办件信息}";

const CONSEQUENCES: &str = "个月内核查承诺的履行情况。实际情况与承诺不符的，责令限期整改；拒不整改或者整改后仍不符合条件的，依法撤销决定，\
     记入信用记录，信用修复前不再适用告知承诺制（安阳市政务服务条例第二十七条、第二十九条）。";

/// What a commitment fills into its places.
pub(super) fn fillings(happened: &Happened, item: &Item) -> Fillings {
    let Happened::Committed(given) = happened else {
        return Fillings::new();
    };
    let names = given.materials.iter().map(|code| material_name(item, code)).collect();
    filled(
        &given.conditions,
        names,
        given.check_months,
        &given.promised_by,
        in_words(given.day),
    )
}

fn filled(conditions: &str, names: Vec<String>, months: u32, by: &str, day: String) -> Fillings {
    Fillings::from([
        ("承诺条件", conditions.into()),
        ("代替材料", Filling::Block(Block::List(names))),
        ("承诺后果", format!("作出决定后{months}{CONSEQUENCES}").into()),
        ("承诺人", by.into()),
        ("承诺日期", day.into()),
    ])
}

/// As a made-up case would have it.
pub(super) fn sample() -> Fillings {
    let names = vec!["经营场所布局图".to_owned()];
    filled(
        "经营场所和设备符合规定",
        names,
        2,
        "申请人本人",
        "二〇二六年三月二日".to_owned(),
    )
}
