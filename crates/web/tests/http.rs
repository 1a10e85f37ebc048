//! The centre as other programs and browsers meet it: real requests to a real server.

#![allow(clippy::unwrap_used, reason = "a claim that cannot be checked fails its test")]

#[path = "http/appeals.rs"]
mod appeals;
#[path = "http/attacks.rs"]
mod attacks;
#[path = "http/authority.rs"]
mod authority;
#[path = "http/beyond.rs"]
mod beyond;
#[path = "http/bundles.rs"]
mod bundles;
#[path = "http/choice.rs"]
mod choice;
#[path = "http/citation.rs"]
mod citation;
#[path = "http/clocks.rs"]
mod clocks;
#[path = "http/commitment.rs"]
mod commitment;
#[path = "http/delivery.rs"]
mod delivery;
#[path = "http/described.rs"]
mod described;
#[path = "http/desk.rs"]
mod desk;
#[path = "http/drafting.rs"]
mod drafting;
#[path = "http/editing.rs"]
mod editing;
#[path = "http/forms.rs"]
mod forms;
#[path = "http/generated.rs"]
mod generated;
#[path = "http/ledger.rs"]
mod ledger;
#[path = "http/letters.rs"]
mod letters;
#[path = "http/mandates.rs"]
mod mandates;
#[path = "http/materials.rs"]
mod materials;
#[path = "http/matters.rs"]
mod matters;
#[path = "http/notices.rs"]
mod notices;
#[path = "http/organisation.rs"]
mod organisation;
#[path = "http/own.rs"]
mod own;
#[path = "http/pages.rs"]
mod pages;
#[path = "http/payments.rs"]
mod payments;
#[path = "http/performance.rs"]
mod performance;
#[path = "http/phone.rs"]
mod phone;
#[path = "http/problems.rs"]
mod problems;
#[path = "http/proceedings.rs"]
mod proceedings;
#[path = "http/publicity.rs"]
mod publicity;
#[path = "http/queue.rs"]
mod queue;
#[path = "http/rates.rs"]
mod rates;
#[path = "http/recovery.rs"]
mod recovery;
#[path = "http/reuse.rs"]
mod reuse;
#[path = "http/scanned.rs"]
mod scanned;
#[path = "http/simulated.rs"]
mod simulated;
#[path = "http/slips.rs"]
mod slips;
#[path = "http/supervision.rs"]
mod supervision;
#[path = "http/tasks.rs"]
mod tasks;
#[path = "http/walk.rs"]
mod walk;
#[path = "http/wire.rs"]
mod wire;
#[path = "http/wordings.rs"]
mod wordings;
#[path = "http/worklist.rs"]
mod worklist;

use serde_json::{Value, json};
use yimen_testkit::{Caller, Town, items};

/// An application of `citizen1` for an item, with one file for every required material.
async fn application(town: &Town, caller: &Caller, item: &str) -> Value {
    let file = caller.uploads(items::PDF).await;
    let item = town.item(item);
    let situation = items::situation(&item);
    let required = item.materials_for(&situation).filter(|material| material.required);
    let materials: Vec<Value> = required
        .map(|material| json!({ "code": material.code, "file": file }))
        .collect();
    json!({
        "item": item.code,
        "applicant": { "name": "陈大福", "id_number": "511603193903120019", "phone": "138 0000 0001" },
        "form": yimen_acts::items::form::json::value(&items::answers(&item, town.today())),
        "materials": materials,
        "situation": situation,
    })
}

/// Files it and answers the case number.
async fn filed(town: &Town, caller: &Caller, item: &str) -> String {
    let body = application(town, caller, item).await;
    let key = format!("key-{}", town.centre.new_token());
    let done = caller.post_once("/api/v1/cases", &key, &body).await.well();
    done["number"].as_str().unwrap().to_string()
}
