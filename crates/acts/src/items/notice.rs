//! The one-page notice of an item on paper (一次性告知单).

use std::sync::Arc;

use yimen_domain::items::{Chosen, Completeness, Item, ItemKind};
use yimen_paper::{CaseFacts, ItemFacts, Material};

use crate::documents::{form_words, in_words};
use crate::{ActError, Centre, items};

/// The PDF of an item's notice, as the item stands today; with answers only what applies by them.
///
/// # Errors
/// There is no such item, or the fonts are missing.
pub async fn pdf(centre: &Centre, code: &str, chosen: &Chosen) -> Result<(Arc<Item>, Vec<u8>), ActError> {
    let item = items::latest(centre, code)?;
    let item = if chosen.is_empty() {
        item
    } else {
        Arc::new(item.narrowed(chosen, |_| false))
    };
    let document = yimen_paper::item_notice(&case_facts(centre, &item), &item_facts(centre, &item));
    let fonts = centre.fonts()?;
    let bytes = tokio::task::spawn_blocking(move || {
        yimen_paper::render(&document, &fonts).map_err(|error| ActError::Broken(error.to_string()))
    })
    .await
    .map_err(|error| ActError::Broken(error.to_string()))??;
    Ok((item, bytes))
}

fn case_facts(centre: &Centre, item: &Item) -> CaseFacts {
    let division = &centre.organisation().division;
    let limit = |days: u32| (days > 0).then_some(days);
    CaseFacts {
        item_name: item.name.zh.clone(),
        item_code: item.code.clone(),
        permit: item.kind == ItemKind::Permit,
        division_name: division.centre.zh.clone(),
        body_name: item.body_name.zh.clone(),
        issued_on: in_words(centre.today()),
        statutory_days: limit(item.statutory.days),
        promised_days: limit(item.promised.days).filter(|_| item.completeness == Completeness::Full),
        legal_basis: item
            .legal_basis
            .iter()
            .map(|basis| format!("《{}》{}", basis.title, basis.article))
            .collect(),
        materials: item.materials.iter().map(material).collect(),
        verify_url: Some(format!("{}/items/{}", centre.settings().base_url, item.code)),
        contact: Some(format!(
            "{}  {}  {}",
            division.centre.zh, division.address.zh, division.phone
        )),
        demonstration: centre.settings().demonstration,
        ..CaseFacts::default()
    }
}

fn material(material: &yimen_domain::items::Material) -> Material {
    Material {
        name: material.name.zh.clone(),
        form: form_words(material.form).0.to_string(),
        copies: material.copies,
        state: if material.required {
            "必需".into()
        } else {
            "非必需".into()
        },
    }
}

fn item_facts(centre: &Centre, item: &Item) -> ItemFacts {
    let organisation = centre.organisation();
    let audience: Vec<&str> = item.audience.iter().map(|audience| audience.words().0).collect();
    let mut facts = vec![
        ("实施机关".to_string(), item.body_name.zh.clone()),
        ("事项类型".to_string(), item.kind.words().0.to_string()),
        ("服务对象".to_string(), audience.join("、")),
        ("收费".to_string(), fee(item)),
    ];
    let hall = organisation.halls.get(&item.service.hall);
    let mut add = |label: &str, text: &str| {
        if !text.is_empty() {
            facts.push((label.to_string(), text.to_string()));
        }
    };
    add("办理结果", &item.result.name.zh);
    if let Some(hall) = hall {
        add("办理地点", &format!("{}，{}", hall.name.zh, hall.address.zh));
    }
    add("办理时间", &item.service.hours.zh);
    add("咨询电话", &item.service.phone);
    add("监督投诉电话", &item.service.complaint_phone);
    ItemFacts {
        facts,
        conditions: item
            .conditions
            .iter()
            .map(|condition| condition.words.zh.clone())
            .collect(),
        steps: item.procedure.iter().map(step).collect(),
    }
}

fn fee(item: &Item) -> String {
    match (&item.fee, item.completeness) {
        (Some(fee), _) => fee.standard.zh.clone(),
        (None, Completeness::Full) => "不收费".into(),
        (None, Completeness::Catalogue) => "部门尚未公布".into(),
    }
}

fn step(step: &yimen_domain::items::Step) -> String {
    let days = step
        .days
        .filter(|&days| days > 0)
        .map_or_else(String::new, |days| format!("，{days} 个工作日"));
    let who = if step.who.zh.is_empty() {
        String::new()
    } else {
        format!("（{}{days}）", step.who.zh)
    };
    format!("{}{who}", step.name.zh)
}
