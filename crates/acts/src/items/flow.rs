//! The flow chart of an item on paper (职权流程图).

use std::sync::Arc;

use yimen_domain::items::Item;
use yimen_domain::items::flow::{Chart, Shape, WIDTH, flow, in_sentences};
use yimen_domain::words::Language;
use yimen_paper::{Block, Document, DocumentKind, Drawing, DrawnRow};

use crate::documents::in_words;
use crate::{ActError, Centre, items, press};

/// The PDF of an item's flow chart, as the item stands today; nothing where its body has published no procedure.
///
/// # Errors
/// There is no such item, or the fonts are missing.
pub async fn pdf(centre: &Centre, code: &str, language: Language) -> Result<Option<(Arc<Item>, Vec<u8>)>, ActError> {
    let item = items::latest(centre, code)?;
    let stages = flow(&item);
    if stages.is_empty() {
        return Ok(None);
    }
    let chart = Chart::of(&stages, language);
    let mut document = paper(centre, DocumentKind::FlowChart, language);
    let (zh, en) = (
        format!("{}流程图", item.name.zh),
        format!("How “{}” is handled", item.name.get(Language::En)),
    );
    document.title = if language == Language::En { en } else { zh };
    document.body_name = item.body_name.get(language).to_string();
    document.number = item.code.clone();
    document.qr_url = Some(format!("{}/items/{}", centre.settings().base_url, item.code));
    document.qr_caption = match language {
        Language::Zh => "扫描二维码查看办事指南".into(),
        Language::En => "Scan for the guide".into(),
    };
    document.paragraphs = vec![Block::Drawing(Drawing {
        alternative: in_sentences(&stages, language).join(" "),
        rows: chart.rows.into_iter().map(drawn).collect(),
    })];
    Ok(Some((item, press::print(centre, document).await?)))
}

/// A document of the centre's own, without a case.
pub(crate) fn paper(centre: &Centre, kind: DocumentKind, language: Language) -> Document {
    let organisation = centre.organisation();
    let division = &organisation.division;
    let english = language == Language::En;
    Document {
        kind,
        language: if english {
            yimen_paper::Language::English
        } else {
            yimen_paper::Language::Chinese
        },
        landscape: false,
        title: String::new(),
        number: String::new(),
        division_name: division.centre.words().get(language).to_string(),
        body_name: String::new(),
        seal_name: None,
        addressee: String::new(),
        date_words: if english {
            centre.today().to_string()
        } else {
            in_words(centre.today())
        },
        paragraphs: Vec::new(),
        qr_url: None,
        qr_caption: String::new(),
        footer: format!("{}  {}", division.address.words().get(language), division.phone),
        demonstration: centre.settings().demonstration,
    }
}

/// Tables on pages on their side, one after another.
///
/// # Errors
/// The fonts are missing.
pub async fn list_pdf(
    centre: &Centre,
    title: &str,
    tables: Vec<crate::sheets::Table>,
    language: Language,
) -> Result<Vec<u8>, ActError> {
    let mut document = paper(centre, DocumentKind::List, language);
    document.landscape = true;
    document.title = title.to_string();
    for table in tables {
        document.paragraphs.push(Block::Heading(table.title));
        document.paragraphs.extend(table.notes.into_iter().map(Block::Note));
        let none = if language == Language::En { "None." } else { "无。" };
        document.paragraphs.push(if table.rows.is_empty() {
            Block::Note(none.into())
        } else {
            Block::Table {
                head: table.head,
                rows: table.rows,
                widths: table.widths.into_iter().map(f32::from).collect(),
            }
        });
    }
    press::print(centre, document).await
}

/// The chart in the middle of the page.
fn drawn(row: yimen_domain::items::flow::Row) -> DrawnRow {
    const LEFT: f32 = (434.0 - WIDTH) / 2.0;
    let mut shapes = Vec::new();
    for shape in row.shapes {
        match shape {
            Shape::Frame {
                x, y, width, height, ..
            } => shapes.push(yimen_paper::Shape::Frame {
                x: LEFT + x,
                y,
                width,
                height,
            }),
            Shape::Arrow { from, to } => {
                let (from, to) = ((LEFT + from.0, from.1), (LEFT + to.0, to.1));
                let rule = |from, to| yimen_paper::Shape::Rule { from, to };
                shapes.push(rule(from, to));
                let down = from.0 == to.0;
                for side in [-3.5f32, 3.5] {
                    let barb = if down {
                        (to.0 + side, to.1 - 6.0)
                    } else {
                        (to.0 - 6.0, to.1 + side)
                    };
                    shapes.push(rule(barb, to));
                }
            }
            Shape::Words {
                middle,
                baseline,
                size,
                bold,
                text,
            } => shapes.push(yimen_paper::Shape::Words {
                middle: LEFT + middle,
                baseline,
                size,
                bold,
                text,
            }),
        }
    }
    DrawnRow {
        height: row.height,
        shapes,
    }
}
