//! The flow chart: what stands in it, and that nothing overlaps.

use yimen_domain::items::flow::{Chart, Shape, WIDTH, flow, in_sentences};
use yimen_domain::items::{Completeness, Item};
use yimen_domain::words::Language;

use crate::sound::permit;

fn words(item: &Item, language: Language) -> String {
    let chart = Chart::of(&flow(item), language);
    let shapes = chart.rows.into_iter().flat_map(|row| row.shapes);
    shapes
        .filter_map(|shape| {
            if let Shape::Words { text, .. } = shape {
                Some(text)
            } else {
                None
            }
        })
        .collect()
}

#[test]
fn every_step_special_procedure_and_remedy_stands_in_the_chart_and_in_its_words() {
    let item = permit();
    let drawn = words(&item, Language::Zh);
    let told = in_sentences(&flow(&item), Language::Zh).concat();
    for step in &item.procedure {
        assert!(
            drawn.contains(&step.name.zh) && told.contains(&step.name.zh),
            "{}",
            step.name.zh
        );
    }
    for said in [
        "特别程序",
        "不予许可",
        "行政复议",
        "一次告知补正",
        "不予受理",
        "申请人提出申请",
        "办结",
    ] {
        assert!(drawn.contains(said) && told.contains(said), "{said}");
    }
    assert!(
        in_sentences(&flow(&item), Language::En)
            .concat()
            .contains("review within 60 days")
    );
}

#[test]
fn an_item_without_a_procedure_has_no_chart() {
    let mut line = permit();
    line.completeness = Completeness::Catalogue;
    assert!(flow(&line).is_empty());
    let mut bare = permit();
    bare.procedure.clear();
    assert!(flow(&bare).is_empty());
}

#[test]
fn boxes_stay_within_the_chart_and_do_not_overlap() {
    for language in [Language::Zh, Language::En] {
        for row in Chart::of(&flow(&permit()), language).rows {
            let mut boxes: Vec<(f32, f32, f32, f32)> = Vec::new();
            for shape in &row.shapes {
                if let Shape::Frame {
                    x, y, width, height, ..
                } = shape
                {
                    assert!(*x >= 0.0 && x + width <= WIDTH + 0.1 && *y >= -0.1 && y + height <= row.height + 0.1);
                    let clear = |(a, b, w, h): &(f32, f32, f32, f32)| {
                        x >= &(a + w) || a >= &(x + width) || y >= &(b + h) || b >= &(y + height)
                    };
                    assert!(boxes.iter().all(clear));
                    boxes.push((*x, *y, *width, *height));
                }
            }
        }
    }
}
