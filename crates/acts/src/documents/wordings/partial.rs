//! 部分准予决定书 (许可法 art. 38): what is granted, what is refused, why, and what can be done about it.

use yimen_domain::cases::partial::Partial;
use yimen_domain::items::{Item, ItemKind};
use yimen_paper::{Block, Filling, Fillings};

/// Granting and refusing permits, with reasons and remedies.
const ARTICLE: &str = "《中华人民共和国行政许可法》第三十八条";

/// The standard wording.
pub(super) const PARTIAL_GRANT: &str = "\
你（单位）于{收件日期}向本机关提出“{事项}”申请[，本机关于{受理日期}受理]。
经审查，你（单位）的申请部分符合条件。[依照{依据条款}的规定，]本机关对“{事项}”决定部分准予。
# 准予的部分
{准予部分}
有效期：{有效期}
请遵守下列要求：{要求}
# 不予准予的部分
{不予准予部分}
不予准予的理由如下：{理由}
# 其他事项
准予的部分需要颁发证件的，本机关自作出本决定之日起十个工作日内颁发、送达。
{救济途径}
{办件信息}";

/// What a decision on an item fills into its places.
pub(super) fn fillings(partial: &Partial, item: &Item) -> Fillings {
    let mut fillings = parts(partial);
    if item.kind == ItemKind::Permit {
        fillings.insert("依据条款", ARTICLE.into());
    }
    fillings
}

fn parts(partial: &Partial) -> Fillings {
    let list = |texts: &[String]| Filling::Block(Block::List(texts.to_vec()));
    let mut fillings = Fillings::from([
        ("准予部分", list(&partial.granted)),
        ("不予准予部分", list(&partial.refused)),
        ("理由", list(&partial.reasons)),
    ]);
    if !partial.validity.trim().is_empty() {
        fillings.insert("有效期", partial.validity.trim().into());
    }
    if !partial.conditions.is_empty() {
        fillings.insert("要求", list(&partial.conditions));
    }
    fillings
}

/// A made-up decision.
pub(super) fn sample() -> Fillings {
    let one = |words: &str| vec![words.to_string()];
    let mut fillings = parts(&Partial {
        granted: one("预包装食品销售"),
        refused: one("散装熟食销售"),
        conditions: one("按照核准的范围和地址经营"),
        validity: "五年".into(),
        reasons: one("没有散装熟食的防尘、防蝇设施，不符合《示例管理办法》第八条规定的条件"),
    });
    fillings.insert("依据条款", ARTICLE.into());
    fillings
}
