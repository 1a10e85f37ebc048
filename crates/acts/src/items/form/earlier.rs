//! What a person told in earlier cases of their own (以前填报的内容), looked up only when they ask for it.

use std::collections::BTreeMap;

use yimen_domain::items::form::{Element, Field, text_of};
use yimen_domain::organisation::{AccountId, Actor};

use crate::cases::{lists, view};
use crate::drafts::Known;
use crate::{ActError, Centre};

/// Most cases that are looked into, latest first.
const MOST: u32 = 20;

/// The latest answers to the same data elements, by the code of the field: with the number of the case that has them.
///
/// # Errors
/// The database does not answer.
pub async fn earlier(
    centre: &Centre,
    actor: &Actor,
    account: AccountId,
    fields: &[Field],
) -> Result<BTreeMap<String, Known>, ActError> {
    let wanted: Vec<(&str, &Element)> = fields
        .iter()
        .filter_map(|field| {
            Some((
                field.code.as_str(),
                field.element.filter(|element| element.origin.is_some())?,
            ))
        })
        .collect();
    let mut found = BTreeMap::new();
    if wanted.is_empty() {
        return Ok(found);
    }
    for line in lists::mine(centre, account, None, MOST).await?.lines {
        let case = view::view(centre, actor, &line.row.number).await?;
        let Some(secret) = &case.secret else { continue };
        for (code, element) in &wanted {
            let same = |field: &&Field| field.element.is_some_and(|known| known.code == element.code);
            let told = case.item.form.iter().filter(same);
            let told = told
                .map(|field| text_of(&secret.form, &field.code))
                .find(|text| !text.is_empty());
            if let Some(text) = told
                && !found.contains_key(*code)
            {
                let known = Known {
                    value: text.to_string(),
                    from: line.row.number.clone(),
                };
                found.insert((*code).to_string(), known);
            }
        }
    }
    Ok(found)
}
