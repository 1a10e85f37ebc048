//! The item under which the permits are asked for: the demonstration's planning permit with the limits of the log's law.

use serde_json::{Value, json};
use yimen_acts::items::import::import;
use yimen_testkit::Town;

/// The regular procedure: eight weeks.
pub const REGULAR: &str = "511A0024700001-511602000000-000-11511301MB1550442U-1-01";
/// The extensive procedure: twenty-six weeks.
pub const EXTENSIVE: &str = "511A0024700001-511602000000-000-11511301MB1550442U-1-02";
/// The material that an incomplete application lacks: the design.
pub const DESIGN: &str = "m3";
/// Body in charge.
pub const BODY: &str = "planning";
/// Working days of eight weeks, of twenty-six, and of an extension by six.
pub const WEEKS: [u32; 3] = [40, 130, 30];

/// Brings both items in.
pub async fn bring_in(town: &Town) {
    let text = include_str!("../../../../demo/items/planning-permit.json");
    let base: Value = serde_json::from_str(text).unwrap();
    let items: Vec<Value> = [(REGULAR, WEEKS[0], "8 weeks"), (EXTENSIVE, WEEKS[1], "26 weeks")]
        .map(|(code, days, weeks)| {
            let mut item = base.clone();
            item["code"] = json!(code);
            item["statutory_days"] = json!(days);
            item["promised_days"] = json!(days);
            item["statutory_source"] = json!({ "zh": "试验：日志所在地法律", "en": format!("Trial: the law of the log, {weeks}") });
            item["fee"] = fee();
            let form = item["form"].as_array_mut().unwrap();
            form.push(json!({
                "code": "charges", "label": { "zh": "应缴费用（元）", "en": "Charges (yuan)" }, "type": "money", "required": false, "most": 100_000_000,
                "options": [], "hint": null, "group": { "zh": "设计方案", "en": "Design" }
            }));
            item
        })
        .into();
    let report = import(&town.centre, "trial", &serde_json::to_vec(&items).unwrap())
        .await
        .unwrap();
    assert_eq!((report.taken, report.refused), (2, 0), "{report:?}");
}

/// The charges of the log are one sum for each case; the municipality computed it from the cost of the building.
fn fee() -> Value {
    let words = |zh: &str, en: &str| json!({ "zh": zh, "en": en });
    json!({
        "amount_fen": 0,
        "unit": words("件", "per case"),
        "basis": "试验：日志所在地收费标准",
        "standard": words("按日志记载的金额", "The sum in the log"),
        "lines": [{
            "name": words("规费", "Charges"),
            "standard": words("按日志记载的金额", "The sum in the log"),
            "basis": "试验：日志所在地收费标准",
            "rule": {
                "cel": "has(form.charges) ? form.charges : 0",
                "examples": [{ "given": { "form.charges": "12.34" }, "expected": "1234" }, { "given": {}, "expected": "0" }]
            }
        }]
    })
}
