//! A letter of authority on paper (授权委托书), to be signed by the head of the body.

use uuid::Uuid;
use yimen_domain::items::ItemKind;
use yimen_domain::organisation::Actor;
use yimen_domain::organisation::letter::{Grant, Holder, Letter, Over, Power, State};
use yimen_paper::{Block, Document, DocumentKind, Language};

use crate::documents::in_words;
use crate::{ActError, Centre, letters, press};

/// The PDF of a letter, signed or not yet, with its number.
///
/// # Errors
/// There is no such letter for them to see, or the fonts are missing.
pub async fn pdf(centre: &Centre, actor: &Actor, id: Uuid) -> Result<(String, Vec<u8>), ActError> {
    let known = letters::letter(centre, actor, id)?;
    let (number, document) = (known.letter.number.clone(), document(centre, &known.letter));
    Ok((number, press::print(centre, document).await?))
}

/// Room to write by hand: a space is printed as it is, while nothing at all is printed as a dash.
const BY_HAND: &str = "\u{3000}";

fn document(centre: &Centre, letter: &Letter) -> Document {
    let organisation = centre.organisation();
    let body = organisation.bodies.get(&letter.body);
    let body_name = body.map_or_else(|| letter.body.clone(), |body| body.name.zh.clone());
    let signature = match &letter.state {
        State::Drafted => None,
        State::Signed(signature) | State::Revoked { signature, .. } => Some(signature),
    };
    Document {
        landscape: false,
        kind: DocumentKind::Letter,
        language: Language::Chinese,
        title: DocumentKind::Letter.title(true).into(),
        number: letter.number.clone(),
        division_name: organisation.division.centre.zh.clone(),
        seal_name: None,
        addressee: String::new(),
        date_words: signature.map_or_else(String::new, |signature| in_words(signature.on)),
        paragraphs: paragraphs(centre, letter, &body_name),
        qr_url: None,
        qr_caption: String::new(),
        footer: "本委托书一式三份，委托机关、受委托人和政务服务中心各执一份。".into(),
        demonstration: centre.settings().demonstration,
        body_name,
    }
}

fn paragraphs(centre: &Centre, letter: &Letter, body: &str) -> Vec<Block> {
    let holder = match &letter.holder {
        Holder::Person { name, .. } => format!("{name}（首席审批员）"),
        Holder::Windows => "本机关进驻窗口及综合窗口的窗口人员".to_string(),
    };
    let centre_name = &centre.organisation().division.centre.zh;
    let mut blocks = vec![
        Block::Paragraph(format!(
            "根据《中华人民共和国行政许可法》第二十二条，{body}委托{holder}在{centre_name}以本机关名义办理下列事项。\
             受委托人应当在授权范围和期限内行使职权，不得转委托；超出授权范围或者期限作出决定的，依法承担责任。"
        )),
        Block::Heading("一、授权事项和权限".into()),
        Block::Table {
            head: ["序号", "授权事项", "权限"].map(str::to_string).to_vec(),
            rows: letter
                .grants
                .iter()
                .zip(1..)
                .map(|(grant, at)| vec![at.to_string(), over(centre, grant), grant.power.words().0.to_string()])
                .collect(),
            widths: vec![1.0, 7.0, 2.0],
        },
        Block::Heading("二、期限和用印".into()),
        Block::Facts(vec![
            (
                "授权期限".into(),
                format!("自{}起至{}止", in_words(letter.from), in_words(letter.until)),
            ),
            ("审批专用章保管人".into(), letter.seal.keeper.clone()),
            ("用印要求".into(), letter.seal.words.clone()),
        ]),
        Block::Heading("三、签发".into()),
    ];
    blocks.push(Block::Facts(signed(letter)));
    if letter.grants.iter().any(|grant| grant.power == Power::Review) {
        blocks.push(Block::Note(
            "初审权：受委托人审查并提出意见，决定由委托机关作出。".into(),
        ));
    }
    blocks
}

fn over(centre: &Centre, grant: &Grant) -> String {
    match &grant.over {
        Over::All => "本机关进驻的全部事项".into(),
        Over::Instant => "本机关的即办件".into(),
        Over::Kind(kind) if *kind == ItemKind::Other => "本机关的其他行政权力事项".into(),
        Over::Kind(kind) => format!("本机关的{}事项", kind.words().0),
        Over::Item(code) => match centre.library().latest(code) {
            Some(item) => format!("{}（{code}）", item.name.zh),
            None => code.clone(),
        },
    }
}

fn signed(letter: &Letter) -> Vec<(String, String)> {
    let mut facts = match &letter.state {
        State::Drafted => vec![
            ("负责人（签字）".to_string(), BY_HAND.to_string()),
            ("职务".to_string(), BY_HAND.to_string()),
            ("签发日期".to_string(), BY_HAND.to_string()),
        ],
        State::Signed(signature) | State::Revoked { signature, .. } => vec![
            ("负责人".to_string(), signature.head.clone()),
            ("职务".to_string(), signature.office.clone()),
            ("签发日期".to_string(), in_words(signature.on)),
        ],
    };
    if let Holder::Person { .. } = letter.holder {
        facts.push(("受委托人（签字）".into(), BY_HAND.to_string()));
    }
    if let State::Revoked { revocation, .. } = &letter.state {
        let from = in_words(revocation.from);
        facts.push(("收回".into(), format!("自{from}起收回。理由：{}", revocation.reason)));
    }
    facts
}
