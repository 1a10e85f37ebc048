//! An earlier edition of the demonstration's items (较早一版): made up by rule, so that the five cuts have something to compare.

use serde_json::{Value, json};

/// Why it came.
pub(super) const REASON: &str = "演示数据：较早一版实施清单，供“五减”对比 / demonstration data: an earlier edition, to be compared by the five cuts";

/// An item as it might have been: half as long again, one step and one material more, and a fee where there is none and the
/// item takes time. Everything that differs is named among what is assumed.
pub(super) fn before(present: &Value) -> Value {
    let mut item = present.clone();
    if let Some(elements) = item.as_object_mut() {
        elements.remove("cites");
    }
    let days = |name: &str| present[name].as_u64().unwrap_or(0);
    let (law, promised) = (days("statutory_days"), days("promised_days"));
    item["handling"] = json!("promised");
    item["promised_days"] = json!((promised + promised / 2 + 1).min(law.max(1)));
    if let Some(materials) = item["materials"].as_array_mut() {
        materials.push(json!({
            "code": "earlier-statement",
            "name": { "zh": "单位或村（居）委会出具的情况说明（演示）", "en": "Statement by the employer or village committee (demonstration)" },
            "source": "applicant", "form": "original", "copies": 1, "required": true, "deferrable": false,
        }));
    }
    if let Some(steps) = item["procedure"].as_array_mut() {
        let at = steps.len().saturating_sub(1);
        let mut step = steps.get(at.saturating_sub(1)).cloned().unwrap_or_default();
        step["name"] = json!({ "zh": "科室复核（演示）", "en": "Second review by the section (demonstration)" });
        step["days"] = json!(0);
        steps.insert(at, step);
    }
    if item["fee"].is_null() && promised >= 8 {
        item["fee"] = json!({
            "amount_fen": 1000, "unit": { "zh": "件", "en": "per case" }, "basis": "演示数据",
            "standard": { "zh": "工本费每件10元（演示）", "en": "10 yuan for each case (demonstration)" },
        });
    }
    if let Some(assumed) = item["assumed"].as_array_mut() {
        assumed.extend(["promised_days", "materials", "procedure", "fee"].map(Value::from));
    }
    item
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earlier_edition_asks_for_more_and_says_that_it_is_made_up() {
        let present: Value =
            serde_json::from_str(include_str!("../../../../demo/items/road-freight-licence.json")).unwrap();
        let earlier = before(&present);
        let count = |item: &Value, what: &str| item[what].as_array().map(Vec::len).unwrap();
        for what in ["materials", "procedure"] {
            assert_eq!(count(&earlier, what), count(&present, what) + 1);
        }
        assert_eq!(
            (present["promised_days"].clone(), earlier["promised_days"].clone()),
            (json!(8), json!(13))
        );
        assert!(earlier["assumed"].as_array().unwrap().contains(&json!("materials")));
    }
}
