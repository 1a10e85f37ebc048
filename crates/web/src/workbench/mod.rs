//! Pages of the workbench (工作台): work lists, cases, the window, the item library.

mod annexes;
pub(crate) mod appeals;
mod audit;
mod bars;
mod batch;
pub(crate) mod beyond;
mod bundles;
mod case;
mod check;
mod commands;
mod commitments;
pub(crate) mod cuts;
mod delivering;
mod desk;
mod drafting;
mod editor;
pub(crate) mod explanation;
mod export;
pub(crate) mod fees;
pub(crate) mod file;
mod handling;
mod imports;
pub(crate) mod intake;
mod item;
mod item_form;
mod items;
mod letters;
mod licences;
mod life;
mod materials;
mod matters;
mod notices;
pub(crate) mod numbers;
mod organisation;
mod payments;
mod performance;
mod proceedings;
mod ranking;
pub(crate) mod ratings;
mod reading;
mod recovery;
mod remedies;
mod residency;
mod retention;
pub(crate) mod shown;
mod signing;
mod simulated;
mod slips;
mod staff;
pub(crate) mod supervision;
mod tasks;
mod translation;
mod typed;
mod unclaimed;
mod window;
mod wordings;
mod words;
pub(crate) mod work;

pub(crate) use annexes::language;
pub(crate) use case::{Which, file_of};
pub(crate) use delivering::note as delivery_note;
pub(crate) use drafting::said as decision_in_short;
pub(crate) use licences::lamp as licence_lamp;
pub(crate) use materials::facts as material_facts;
pub(crate) use shown::{day as day_words, material_name as material_words};

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;
use crate::reuse;
use crate::told;

/// Routes of the workbench.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(life::routes())
        .merge(bundles::routes())
        .merge(organisation::routes())
        .merge(supervision::routes())
        .merge(performance::routes())
        .merge(ratings::routes())
        .route("/workbench", get(work::mine))
        .route("/workbench/cases", get(work::all))
        .route("/workbench/cases/{number}", get(case::show))
        .route("/workbench/cases/{number}/files/{hash}", get(case::file))
        .route("/workbench/batch", post(batch::give))
        .route("/workbench/cases/{number}/read", get(reading::show))
        .route(
            "/workbench/cases/{number}/reuse",
            get(reuse::at_the_desk).post(reuse::give_at_the_desk),
        )
        .route("/workbench/cases/{number}/slip", get(slips::new).post(slips::make))
        .route("/workbench/matters", get(matters::list))
        .route("/workbench/matters/new", get(matters::new).post(matters::bring))
        .route("/workbench/matters/{number}", get(matters::one).post(matters::step))
        .route("/workbench/slips", get(slips::list))
        .route("/workbench/slips/{code}", get(slips::show).post(slips::step))
        .route("/workbench/slips/{code}/slip.pdf", get(slips::pdf))
        .route("/workbench/cases/{number}/told", get(told::at_the_desk))
        .route("/workbench/cases/{number}/told.json", get(told::record_at_the_desk))
        .route("/workbench/notices", get(notices::list))
        .route(
            "/workbench/notices/{occasion}",
            get(notices::show).post(notices::change),
        )
        .route("/workbench/cases/{number}/numbers", post(numbers::at_the_desk))
        .route("/workbench/cases/{number}/do/supplement", post(case::supplement))
        .route("/workbench/cases/{number}/do/extend", post(case::extend))
        .route("/workbench/cases/{number}/do/hand_in_more", post(case::hand_in_more))
        .route("/workbench/cases/{number}/do/suspend", post(case::suspend))
        .route("/workbench/cases/{number}/do/resume", post(case::resume))
        .route(
            "/workbench/cases/{number}/do/correct_on_spot",
            post(case::correct_on_spot),
        )
        .route(
            "/workbench/cases/{number}/do/amend_simulated",
            post(case::amend_simulated),
        )
        .route("/workbench/cases/{number}/do/turn_formal", post(case::turn_formal))
        .route("/workbench/cases/{number}/do/relieve_fee", post(case::relieve_fee))
        .route("/workbench/cases/{number}/do/enter_remedy", post(case::enter_remedy))
        .route("/workbench/cases/{number}/do/reply_remedy", post(case::reply_remedy))
        .route("/workbench/cases/{number}/do/settle_remedy", post(case::settle_remedy))
        .route("/workbench/cases/{number}/do/{command}", post(case::command))
        .route("/workbench/cases/{number}/proceedings/{order}", post(proceedings::give))
        .route("/workbench/bars", get(bars::show))
        .route("/workbench/commitments", get(commitments::show))
        .route("/workbench/licences", get(licences::show))
        .merge(staff::routes())
        .merge(recovery::routes())
        .route("/workbench/permissions", get(explanation::show))
        .route("/workbench/audit", get(audit::show))
        .route("/workbench/audit/events.csv", get(audit::csv))
        .route("/workbench/retention", get(retention::show))
        .route("/workbench/payments", get(payments::show))
        .route("/workbench/payments/differences/{id}", post(payments::settle))
        .route("/workbench/payments/fetch", post(payments::fetch))
        .route("/workbench/payments/upload", post(payments::upload))
        .route("/workbench/payments/{source}/{day}", get(payments::day))
        .route("/workbench/letters", get(letters::list))
        .route("/workbench/letters/new", get(letters::new).post(letters::enter))
        .route("/workbench/letters/{id}", get(letters::show))
        .route("/workbench/letters/{id}/letter.pdf", get(letters::pdf))
        .route("/workbench/letters/{id}/sign", post(letters::sign))
        .route("/workbench/letters/{id}/revoke", post(letters::revoke))
        .route("/workbench/letters/{id}/discard", post(letters::discard))
        .route("/workbench/wordings", get(wordings::list))
        .route("/workbench/wordings/{form}", get(wordings::one))
        .route("/workbench/wordings/{form}/preview.pdf", get(wordings::preview))
        .route("/workbench/wordings/{form}/versions/{version}", get(wordings::version))
        .route("/workbench/wordings/{form}/{step}", post(wordings::step))
        .route("/workbench/signing", get(signing::show).post(signing::sign))
        .route("/workbench/tasks", get(tasks::show).post(tasks::give))
        .route("/workbench/remedies", get(remedies::show))
        .route("/workbench/unclaimed", get(unclaimed::show).post(unclaimed::choose))
        .route("/workbench/window", get(window::show).post(window::file))
        .route("/workbench/materials", get(materials::list))
        .route("/workbench/materials/{code}", get(materials::one).post(materials::put))
        .route("/workbench/materials/{code}/link", post(materials::link))
        .route("/workbench/items", get(items::show))
        .route("/workbench/items/annexes", get(annexes::show))
        .route("/workbench/items/annexes/{file}", get(annexes::file))
        .route("/workbench/items/check", get(check::show))
        .route("/workbench/items/cuts", get(cuts::show))
        .route("/workbench/items/cuts/{name}", get(cuts::item_or_file))
        .route("/workbench/items/residency", get(residency::show).post(residency::ask))
        .route("/workbench/items/residency/{id}/{step}", post(residency::step))
        .route("/workbench/items/translation", get(translation::show))
        .route("/workbench/items/export/{file}", get(export::file))
        .route("/workbench/items/import", get(imports::list).post(imports::upload))
        .route("/workbench/items/import/{id}", get(imports::show))
        .route("/workbench/items/import/{id}/progress", get(imports::progress))
        .route("/workbench/items/import/{id}/columns", post(imports::columns))
        .route("/workbench/items/import/{id}/report/{file}", get(imports::report))
        .route("/workbench/items/import/{id}/{step}", post(imports::step))
        .route("/workbench/items/{code}", get(item::show))
        .route("/workbench/items/{code}/form", get(item_form::show))
        .route("/workbench/items/ranking", get(ranking::show))
        .route("/workbench/items/words", get(words::show).post(words::teach))
        .route("/workbench/items/words/forget", post(words::forget))
        .merge(editor::routes())
}
