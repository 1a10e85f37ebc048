//! Papers that go from hand to hand (纸质材料交接): what is out and where, the slip found by its bars, and the slip on paper.

use yimen_domain::cases::Case;
use yimen_domain::cases::slips::{Slip, is_code};
use yimen_domain::items::{Coded, Item};
use yimen_domain::organisation::Actor;
use yimen_domain::organisation::permission::{About, Permission};
use yimen_domain::words::Refusal;
use yimen_paper::{Block, Document, DocumentKind, Language, bar_code};
use yimen_store::Write;
use yimen_store::tables::NEVER;
use yimen_store::tables::slips::{self, SlipRow};

use crate::documents::in_words;
use crate::{ActError, Centre, press};

use super::command::item_of;
use super::load;
use super::looks::{self, Part};

/// Room to write by hand: a space is printed as it is, while nothing at all is printed as a dash.
const BY_HAND: &str = "\u{3000}";

/// The rows of the slips of a case.
pub(super) fn rows(case: &Case) -> Vec<SlipRow> {
    let row = |slip: &Slip| SlipRow {
        case: case.id,
        code: slip.code.clone(),
        number: case.number.clone(),
        item: case.item.clone(),
        body: case.body.clone(),
        from_name: slip.from.name.clone(),
        to_name: slip.to.name.clone(),
        standing: slip.standing().code().to_string(),
        since_day: i64::from(slip.last().day.days()),
        back_day: slip.back_by.map_or(NEVER, |day| i64::from(day.days())),
        is_open: slip.is_open(),
    };
    case.slips.all().iter().map(row).collect()
}

/// What a change of a case does to these rows: a slip never goes away.
pub(super) fn writes(before: &Case, after: &Case, div: &str) -> Vec<Write> {
    let known = rows(before);
    let now = rows(after);
    now.iter()
        .filter(|row| !known.contains(row))
        .map(|row| row.put(div))
        .collect()
}

/// A place in the list of what is out.
pub type Place = (i64, String);

/// What is out and may be known to somebody, first what should be back soonest, and where the next page begins.
///
/// # Errors
/// This is not for them, or the database does not answer.
pub async fn out(
    centre: &Centre,
    actor: &Actor,
    after: Option<Place>,
    limit: u32,
) -> Result<(Vec<SlipRow>, Option<Place>), ActError> {
    if !actor.could(Permission::MovePapers) {
        return Err(Refusal::missing("交接单列表", "the list of slips").into());
    }
    let limit = limit.clamp(1, 200);
    let (day, code) = after.unwrap_or((i64::MIN, String::new()));
    let params = vec![centre.div().into(), day.into(), code.into(), limit.into()];
    let found = centre.store().query(&slips::OPEN, params).await?;
    let all: Vec<SlipRow> = found.iter().map(SlipRow::read).collect::<Result<_, _>>()?;
    let last = all.last().filter(|_| all.len() == limit as usize);
    let next = last.map(|row| (row.back_day, row.code.clone()));
    let may = |row: &SlipRow| actor.may(Permission::MovePapers, About::body(&row.body));
    Ok((all.into_iter().filter(may).collect(), next))
}

/// The number of the case of a slip, by what a scanner reads or somebody types.
///
/// # Errors
/// The digits are wrong, or there is no such slip for this person: the two look the same.
pub async fn find(centre: &Centre, actor: &Actor, typed: &str) -> Result<(String, String), ActError> {
    let code: String = typed
        .chars()
        .filter(|sign| !sign.is_whitespace() && *sign != '-')
        .collect();
    let missing = || {
        ActError::from(Refusal::missing(
            "这张交接单（请核对 14 位编号）",
            "this slip (check its fourteen digits)",
        ))
    };
    if !is_code(&code) {
        return Err(missing());
    }
    let params = vec![centre.div().into(), code.as_str().into()];
    let found = centre.store().query(&slips::BY_CODE, params).await?;
    let row = SlipRow::read(found.first().ok_or_else(missing)?)?;
    if !actor.may(Permission::MovePapers, About::body(&row.body)) {
        return Err(missing());
    }
    Ok((row.number, code))
}

/// The slip on paper, with its bars.
///
/// # Errors
/// There is no such slip for this person, or the fonts are missing.
pub async fn pdf(centre: &Centre, actor: &Actor, code: &str) -> Result<Vec<u8>, ActError> {
    let (number, code) = find(centre, actor, code).await?;
    let loaded = load(centre, &number).await?;
    looks::note(centre, actor, &loaded.case, Part::Case).await?;
    let item = item_of(centre, &loaded.case)?;
    let slip = loaded.case.slips.get(&code).ok_or_else(super::no_case)?;
    press::print(centre, document(centre, &loaded.case, &item, slip)).await
}

/// What a paper of a slip is called.
pub fn paper_name(item: &Item, code: &str) -> (String, String) {
    match code {
        "file" => ("案卷".into(), "the file of the case".into()),
        "form" => ("申请表".into(), "application form".into()),
        "result" => ("证照或者批文".into(), "what was issued".into()),
        code => item.handed_name(code).map_or_else(
            || (code.to_string(), code.to_string()),
            |name| (name.zh.clone(), name.en.clone()),
        ),
    }
}

fn document(centre: &Centre, case: &Case, item: &Item, slip: &Slip) -> Document {
    let organisation = centre.organisation();
    let place = |place: &yimen_domain::cases::slips::Place| format!("{}（{}）", place.name, place.kind.words().0);
    let copies: u32 = slip.papers.iter().map(|paper| paper.copies).sum();
    let pages: u32 = slip.papers.iter().map(|paper| paper.pages).sum();
    let mut rows: Vec<Vec<String>> = slip
        .papers
        .iter()
        .zip(1..)
        .map(|(paper, at): (_, u32)| {
            vec![
                at.to_string(),
                paper_name(item, &paper.code).0,
                paper.copies.to_string(),
                paper.pages.to_string(),
                BY_HAND.to_string(),
                BY_HAND.to_string(),
            ]
        })
        .collect();
    rows.push(vec![
        String::new(),
        "合计".into(),
        copies.to_string(),
        pages.to_string(),
        String::new(),
        String::new(),
    ]);
    let head = ["序号", "材料名称", "份数", "页数", "接收时核对", "归还时核对"];
    let signature = |what: &str| (format!("{what}（签字、日期）"), BY_HAND.to_string());
    let mut paragraphs: Vec<Block> = bar_code(&slip.code).map(Block::Drawing).into_iter().collect();
    paragraphs.extend([
        Block::Facts(vec![
            ("办件编号".into(), case.number.clone()),
            ("事项".into(), item.name.zh.clone()),
            ("移交单位".into(), place(&slip.from)),
            ("接收单位".into(), place(&slip.to)),
            ("移交日期".into(), in_words(slip.sent.day)),
            (
                "归还期限".into(),
                slip.back_by.map_or_else(|| "留存，不归还".into(), in_words),
            ),
        ]),
        Block::Table {
            head: head.map(str::to_string).to_vec(),
            rows,
            widths: vec![1.0, 5.0, 1.2, 1.2, 2.0, 2.0],
        },
        Block::Facts(vec![
            ("移交人".into(), slip.sent.by.clone()),
            signature("接收人"),
            signature("归还人"),
            signature("收回人"),
        ]),
        Block::Note("接收时请扫描条形码或者输入编号，逐项核对后在系统中确认；缺少的，注明份数。".into()),
    ]);
    Document {
        kind: DocumentKind::List,
        language: Language::Chinese,
        landscape: false,
        title: "纸质材料交接单".into(),
        number: slip.code.clone(),
        division_name: organisation.division.centre.zh.clone(),
        body_name: String::new(),
        seal_name: None,
        addressee: String::new(),
        date_words: String::new(),
        paragraphs,
        qr_url: None,
        qr_caption: String::new(),
        footer: "一式两份，移交单位和接收单位各执一份。".into(),
        demonstration: centre.settings().demonstration,
    }
}
