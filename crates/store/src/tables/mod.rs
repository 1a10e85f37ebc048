//! Tables (表): each module holds its rows, its statements and how one becomes the other.
//!
//! Every statement is written once for both engines and names the division first.

pub mod accounts;
pub mod answers;
pub mod applicants;
pub mod attempts;
pub mod bars;
pub mod bundles;
pub mod by_day;
pub mod calendars;
pub mod cards;
pub mod cases;
pub mod clock_rules;
pub mod clocks;
pub mod commitments;
pub mod counters;
pub mod day_figures;
pub mod decisions;
pub mod documents;
pub mod drafts;
pub mod due_figures;
pub mod events;
pub mod factors;
pub mod files;
pub mod full_names;
pub mod identities;
pub mod inspection_notes;
pub mod item_batches;
pub mod item_drafts;
pub mod item_editing;
pub mod item_exceptions;
pub mod item_life;
pub mod items;
pub mod letters;
pub mod licences;
pub mod looks;
pub mod mailboxes;
pub mod mandates;
pub mod materials;
pub mod matters;
pub mod money;
pub mod notice_wordings;
pub mod notices;
pub mod open_figures;
pub mod organisation_record;
pub mod outbox;
pub mod passkeys;
pub mod payment_work;
pub mod performance_facts;
pub mod performance_figures;
pub mod phones;
pub mod publicity;
pub mod queue_places;
pub mod quotas;
pub mod ratings;
pub mod recoveries;
pub mod resealing;
pub mod retention;
pub mod reuses;
pub mod rounds;
pub mod samples;
pub mod sayings;
pub mod sealed;
pub mod security_log;
pub mod settings;
pub mod slips;
pub mod statements;
pub mod supervision_due;
pub mod supervision_letters;
pub mod supervision_rounds;
pub mod supervision_rules;
pub mod tasks;
pub mod tellings;
pub mod texts;
pub mod units;
pub mod vault;
pub mod wordings;

use crate::{ENGINE, Migration, Stmt};

/// Every migration, oldest first. Append only.
pub const MIGRATIONS: &[Migration] = &[
    ENGINE,
    Migration {
        number: 2,
        name: "cases and their ledger",
        sql: include_str!("0002_cases.sql"),
    },
    Migration {
        number: 3,
        name: "people, items and organisation",
        sql: include_str!("0003_people_items.sql"),
    },
    Migration {
        number: 4,
        name: "versions of the calendar",
        sql: include_str!("0004_calendars.sql"),
    },
    Migration {
        number: 5,
        name: "clocks by the moment they are due",
        sql: include_str!("0005_clocks.sql"),
    },
    Migration {
        number: 6,
        name: "days of the ledger",
        sql: include_str!("0006_ledger.sql"),
    },
    Migration {
        number: 7,
        name: "rules of clocks",
        sql: include_str!("0007_clock_rules.sql"),
    },
    Migration {
        number: 8,
        name: "figures of days",
        sql: include_str!("0008_day_figures.sql"),
    },
    Migration {
        number: 9,
        name: "figures of open cases",
        sql: include_str!("0009_open_figures.sql"),
    },
    Migration {
        number: 10,
        name: "drafts and life of items",
        sql: include_str!("0010_item_life.sql"),
    },
    Migration {
        number: 11,
        name: "a place's own words of daily speech",
        sql: include_str!("0011_sayings.sql"),
    },
    Migration {
        number: 12,
        name: "open cases and applications by item",
        sql: include_str!("0012_item_impact.sql"),
    },
    Migration {
        number: 13,
        name: "imports of items and exceptions",
        sql: include_str!("0013_imports.sql"),
    },
    Migration {
        number: 14,
        name: "shared materials",
        sql: include_str!("0014_materials.sql"),
    },
    Migration {
        number: 15,
        name: "saves of drafts of items, and who writes in them",
        sql: include_str!("0015_item_editing.sql"),
    },
    Migration {
        number: 16,
        name: "letters of authority",
        sql: include_str!("0016_letters.sql"),
    },
    Migration {
        number: 17,
        name: "bundles of items",
        sql: include_str!("0017_bundles.sql"),
    },
    Migration {
        number: 18,
        name: "figures of what is due",
        sql: include_str!("0018_due_figures.sql"),
    },
    Migration {
        number: 19,
        name: "record of the organisation",
        sql: include_str!("0019_organisation_record.sql"),
    },
    Migration {
        number: 20,
        name: "safety of accounts",
        sql: include_str!("0020_safety.sql"),
    },
    Migration {
        number: 21,
        name: "who looked at whose case",
        sql: include_str!("0021_looks.sql"),
    },
    Migration {
        number: 22,
        name: "what is deleted when its period is over",
        sql: include_str!("0022_retention.sql"),
    },
    Migration {
        number: 23,
        name: "who handles a case",
        sql: include_str!("0023_handlers.sql"),
    },
    Migration {
        number: 24,
        name: "telephones, codes and short messages",
        sql: include_str!("0024_phones.sql"),
    },
    Migration {
        number: 25,
        name: "passkeys",
        sql: include_str!("0025_passkeys.sql"),
    },
    Migration {
        number: 26,
        name: "mandates of agents",
        sql: include_str!("0026_mandates.sql"),
    },
    Migration {
        number: 27,
        name: "recovery at the desk",
        sql: include_str!("0027_recoveries.sql"),
    },
    Migration {
        number: 28,
        name: "identities of providers",
        sql: include_str!("0028_identities.sql"),
    },
    Migration {
        number: 30,
        name: "wordings of documents, and decisions by day",
        sql: include_str!("0030_wordings.sql"),
    },
    Migration {
        number: 32,
        name: "mailboxes, what goes out of the house, and its words",
        sql: include_str!("0032_notices.sql"),
    },
    Migration {
        number: 34,
        name: "who may not apply again",
        sql: include_str!("0034_bars.sql"),
    },
    Migration {
        number: 35,
        name: "licences",
        sql: include_str!("0035_licences.sql"),
    },
    Migration {
        number: 36,
        name: "payments",
        sql: include_str!("0036_payments.sql"),
    },
    Migration {
        number: 40,
        name: "open cases by the time at which they came",
        sql: include_str!("0040_work_lists.sql"),
    },
    Migration {
        number: 41,
        name: "tasks of examinations",
        sql: include_str!("0041_tasks.sql"),
    },
    Migration {
        number: 43,
        name: "what is shown to the public",
        sql: include_str!("0043_publicity.sql"),
    },
    Migration {
        number: 44,
        name: "views on what is shown to the public",
        sql: include_str!("0044_publicity_views.sql"),
    },
    Migration {
        number: 45,
        name: "the order of acceptance",
        sql: include_str!("0045_queue.sql"),
    },
    Migration {
        number: 46,
        name: "commitments to be checked",
        sql: include_str!("0046_commitments.sql"),
    },
    Migration {
        number: 47,
        name: "what is used again of earlier cases",
        sql: include_str!("0047_reuse.sql"),
    },
    Migration {
        number: 48,
        name: "slips of papers",
        sql: include_str!("0048_slips.sql"),
    },
    Migration {
        number: 49,
        name: "words of simulated cases that are over",
        sql: include_str!("0049_simulated.sql"),
    },
    Migration {
        number: 51,
        name: "names in full for the papers of cases",
        sql: include_str!("0051_full_names.sql"),
    },
    Migration {
        number: 53,
        name: "rules of supervision, and what falls due by them",
        sql: include_str!("0053_supervision_rules.sql"),
    },
    Migration {
        number: 54,
        name: "cards of supervision",
        sql: include_str!("0054_cards.sql"),
    },
    Migration {
        number: 55,
        name: "letters of supervision",
        sql: include_str!("0055_supervision_letters.sql"),
    },
    Migration {
        number: 56,
        name: "ratings, and the work on bad ones",
        sql: include_str!("0056_ratings.sql"),
    },
    Migration {
        number: 58,
        name: "facts and figures of performance",
        sql: include_str!("0058_performance.sql"),
    },
    Migration {
        number: 60,
        name: "nightly rounds of supervision",
        sql: include_str!("0060_supervision_rounds.sql"),
    },
    Migration {
        number: 61,
        name: "complaints, questions and problems",
        sql: include_str!("0061_matters.sql"),
    },
    Migration {
        number: 63,
        name: "samples, notes and rounds of inspectors",
        sql: include_str!("0063_inspection.sql"),
    },
];

/// Every statement, so that a test can prepare each on both engines.
pub fn all() -> Vec<&'static Stmt> {
    [
        accounts::ALL,
        answers::ALL,
        applicants::ALL,
        attempts::ALL,
        bars::ALL,
        bundles::ALL,
        calendars::ALL,
        cards::ALL,
        cases::ALL,
        clock_rules::ALL,
        clocks::ALL,
        commitments::ALL,
        counters::ALL,
        day_figures::ALL,
        decisions::ALL,
        documents::ALL,
        drafts::ALL,
        due_figures::ALL,
        events::ALL,
        factors::ALL,
        files::ALL,
        full_names::ALL,
        item_drafts::ALL,
        item_editing::ALL,
        item_exceptions::ALL,
        item_life::ALL,
        identities::ALL,
        item_batches::ALL,
        items::ALL,
        letters::ALL,
        licences::ALL,
        looks::ALL,
        mailboxes::ALL,
        mandates::ALL,
        materials::ALL,
        matters::ALL,
        notice_wordings::ALL,
        money::ALL,
        notices::ALL,
        open_figures::ALL,
        organisation_record::ALL,
        outbox::ALL,
        passkeys::ALL,
        payment_work::ALL,
        performance_facts::ALL,
        performance_figures::ALL,
        phones::ALL,
        publicity::ALL,
        queue_places::ALL,
        quotas::ALL,
        ratings::ALL,
        recoveries::ALL,
        resealing::ALL,
        retention::ALL,
        reuses::ALL,
        sayings::ALL,
        sealed::ALL,
        security_log::ALL,
        settings::ALL,
        slips::ALL,
        tellings::ALL,
        statements::ALL,
        supervision_due::ALL,
        supervision_letters::ALL,
        supervision_rounds::ALL,
        supervision_rules::ALL,
        samples::ALL,
        inspection_notes::ALL,
        rounds::ALL,
        tasks::ALL,
        texts::ALL,
        units::ALL,
        vault::ALL,
        wordings::ALL,
    ]
    .concat()
}

/// Sorts after every real day: the due day of what is not waiting for anybody here.
pub const NEVER: i64 = i32::MAX as i64;
