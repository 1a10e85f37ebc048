//! Every statement keeps the rules under which the data can be spread over many servers by division (语句规则).

#![allow(clippy::unwrap_used, reason = "a claim that cannot be checked fails its test")]

#[path = "statements/rules.rs"]
mod rules;
#[path = "statements/schema.rs"]
mod schema;

use yimen_store::{STATEMENTS, Stmt, tables};

/// Faults that are meant, by the name of the statement and the fault, each with its reason.
const MEANT: &[(&str, &str, &str)] = &[
    (
        "settings.divisions",
        "settings is not held to a division",
        "asks every division for its name, when the program starts and in reports over divisions",
    ),
    (
        "counters.next",
        "RETURNING",
        "takes the numbers and raises the counter in one step",
    ),
    ("due_figures.now", "no bound", "one row a body"),
    ("open_figures.now", "no bound", "one row a body and status"),
    ("day_figures.since", "no bound", "one row a body"),
    ("cases.count_by_item", "no bound", "one row an item"),
    (
        "cases.decided_of_item",
        "no bound",
        "the days on which one item's cases were accepted and decided",
    ),
    ("item_batches.fates", "no bound", "one row a fate"),
    (
        "cases.events_of_calendar",
        "no bound",
        "the events of a bounded page of cases",
    ),
    (
        "leaves.cases_of_day",
        "no bound",
        "the events of a bounded page of cases",
    ),
    (
        "leaves.hashes_of_day",
        "no bound",
        "the events of a bounded page of cases",
    ),
    (
        "clocks.pairs",
        "no bound",
        "the clocks of a range of cases of bounded length",
    ),
    (
        "cases.stored",
        "no bound",
        "a range of cases of bounded length, for the rebuilding of the projections",
    ),
    (
        "clocks.stored",
        "no bound",
        "a range of cases of bounded length, for the rebuilding of the projections",
    ),
    (
        "documents.stored",
        "no bound",
        "a range of cases of bounded length, for the rebuilding of the projections",
    ),
    (
        "money.stored",
        "no bound",
        "a range of cases of bounded length, for the rebuilding of the projections",
    ),
    (
        "events.of_range",
        "no bound",
        "a range of cases of bounded length, for the rebuilding of the projections",
    ),
    (
        "commitments.stored",
        "no bound",
        "a range of cases of bounded length, for the rebuilding of the projections",
    ),
    (
        "queue_places.stored",
        "no bound",
        "a range of cases of bounded length, for the rebuilding of the projections",
    ),
    (
        "licences.stored",
        "no bound",
        "a range of cases of bounded length, for the rebuilding of the projections",
    ),
    (
        "tasks.stored",
        "no bound",
        "a range of cases of bounded length, for the rebuilding of the projections",
    ),
    (
        "publicity.stored",
        "no bound",
        "a range of cases of bounded length, for the rebuilding of the projections",
    ),
    (
        "reuses.stored",
        "no bound",
        "a range of cases of bounded length, for the rebuilding of the projections",
    ),
    (
        "slips.stored",
        "no bound",
        "a range of cases of bounded length, for the rebuilding of the projections",
    ),
    (
        "supervision_due.stored",
        "no bound",
        "a range of cases of bounded length, for the rebuilding of the projections",
    ),
    (
        "cards.stored",
        "no bound",
        "a range of cases of bounded length, for the rebuilding of the projections",
    ),
    (
        "supervision_letters.stored",
        "no bound",
        "a range of cases of bounded length, for the rebuilding of the projections",
    ),
    (
        "performance_facts.stored",
        "no bound",
        "a range of cases of bounded length, for the rebuilding of the projections",
    ),
    (
        "performance_figures.compared",
        "no bound",
        "one row a unit and period, for the rebuilding of the projections",
    ),
    (
        "ratings.sums",
        "no bound",
        "one row of sums over a period of bounded length",
    ),
    (
        "ratings.late",
        "no bound",
        "one row of sums over a period of bounded length",
    ),
    (
        "ratings.stored",
        "no bound",
        "a range of cases of bounded length, for the rebuilding of the projections",
    ),
    (
        "notices.stored",
        "no bound",
        "a range of cases of bounded length, for the rebuilding of the projections",
    ),
    (
        "outbox.stored",
        "no bound",
        "a range of cases of bounded length, for the rebuilding of the projections",
    ),
    (
        "leaves.stored",
        "no bound",
        "a range of cases of bounded length, for the rebuilding of the projections",
    ),
    (
        "unsealed.stored",
        "no bound",
        "a range of cases of bounded length, for the rebuilding of the projections",
    ),
    (
        "day_figures.compared",
        "no bound",
        "one row a body and day, for the rebuilding of the projections",
    ),
    (
        "due_figures.compared",
        "no bound",
        "one row a body and day, for the rebuilding of the projections",
    ),
    (
        "open_figures.compared",
        "no bound",
        "one row a body and status, for the rebuilding of the projections",
    ),
    ("notices.of_case", "no bound", "one case"),
    ("notices.read_of_case", "no bound", "one case"),
    ("leaves.day_of_event", "no bound", "an event is in one tree"),
    ("leaves.of_case", "no bound", "one case"),
    ("events.of_case", "no bound", "one case"),
    ("events.by_number", "no bound", "one case"),
    ("vault.of_case", "no bound", "one case"),
    (
        "vault.between",
        "no bound",
        "the cases of a page of the check of the ledger",
    ),
    (
        "counters.of_cases",
        "no bound",
        "read whole by the check of the ledger, one row an item and day",
    ),
];

fn every_statement() -> Vec<&'static Stmt> {
    let mut all = tables::all();
    all.extend(STATEMENTS);
    all
}

#[test]
fn every_statement_keeps_the_rules() {
    let keys = schema::keys();
    let mut found = Vec::new();
    for stmt in every_statement() {
        for fault in rules::faults(stmt, &keys) {
            found.push((stmt.name, fault));
        }
    }
    let meant = |(name, fault): &(&str, String)| MEANT.iter().any(|(n, f, _)| n == name && f == fault);
    let unmeant = found.iter().filter(|fault| !meant(fault)).collect::<Vec<_>>();
    assert!(unmeant.is_empty(), "{unmeant:#?}");
    for (name, fault, _) in MEANT {
        let needed = found.contains(&(*name, (*fault).to_owned()));
        assert!(needed, "{name} has no fault “{fault}” any more: take it from the list");
    }
}

#[test]
fn no_statement_is_left_out() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/tables");
    let written = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "rs"))
        .map(|path| std::fs::read_to_string(path).unwrap())
        .map(|text| text.matches("Stmt::read(").count() + text.matches("Stmt::write(").count())
        .sum::<usize>();
    assert_eq!(
        tables::all().len(),
        written,
        "a module's ALL names every statement of it"
    );
}

#[test]
fn every_migration_keeps_the_rules() {
    let faults = tables::MIGRATIONS
        .iter()
        .flat_map(|step| schema::faults(step.sql).into_iter().map(|fault| (step.number, fault)))
        .collect::<Vec<_>>();
    assert!(faults.is_empty(), "{faults:#?}");
}

/// What each rule says of a statement that breaks it.
#[test]
fn every_rule_can_fail() {
    let bad = [
        (
            "SELECT version FROM drafts WHERE account = $1 LIMIT 1",
            "drafts is not held to a division",
        ),
        (
            "SELECT version FROM drafts WHERE div = $1 OR id = $2 LIMIT 1",
            "drafts is not held to a division",
        ),
        (
            "SELECT version FROM drafts WHERE div > $1 LIMIT 1",
            "drafts is not held to a division",
        ),
        (
            "SELECT c.id FROM cases c JOIN events e ON e.case_id = c.id WHERE c.div = $1 LIMIT 9",
            "a join does not start with div",
        ),
        (
            "SELECT c.id FROM cases c, events e WHERE c.div = $1 AND e.case_id = c.id LIMIT 9",
            "e is not held to a division",
        ),
        (
            "SELECT id FROM cases WHERE div = $1 AND id IN (SELECT case_id FROM events WHERE seq = 1) LIMIT 9",
            "events is not held to a division",
        ),
        (
            "SELECT id FROM cases WHERE div = $1 AND filed_at < now() LIMIT 9",
            "now is not a function for statements",
        ),
        (
            "SELECT id FROM cases WHERE div = $1 AND filed_at < CURRENT_TIMESTAMP LIMIT 9",
            "current_timestamp is not a function for statements",
        ),
        (
            "SELECT random() FROM cases WHERE div = $1 LIMIT 9",
            "random is not a function for statements",
        ),
        (
            "INSERT INTO events (div, seq) VALUES ($1, nextval('seq'))",
            "nextval is not a function for statements",
        ),
        ("SELECT id FROM cases WHERE div = $1 LIMIT 9 OFFSET 10", "OFFSET"),
        ("SELECT id FROM cases WHERE div = $1", "no bound"),
        (
            "SELECT body, COUNT(*) FROM cases WHERE div = $1 GROUP BY body",
            "no bound",
        ),
        (
            "SELECT id FROM cases WHERE div = $1 LIMIT 9 FOR UPDATE SKIP LOCKED",
            "a lock",
        ),
        (
            "WITH RECURSIVE r AS (SELECT id FROM cases WHERE div = $1) SELECT id FROM r LIMIT 9",
            "a recursive WITH",
        ),
        (
            "DELETE FROM outbox WHERE div = $1 AND id = $2 RETURNING at",
            "RETURNING",
        ),
        ("DELETE FROM outbox WHERE id = $1", "outbox is not held to a division"),
        (
            "UPDATE outbox SET tries = 0 WHERE id = $1",
            "outbox is not held to a division",
        ),
        (
            "UPDATE outbox SET div = $1 WHERE div = $2 AND id = $3",
            "a row changes its division",
        ),
        (
            "INSERT INTO outbox (id, div) VALUES ($1, $2)",
            "an insert does not start with div",
        ),
        (
            "INSERT INTO outbox (div, id) VALUES ('5116', $1)",
            "an insert does not start with div",
        ),
        (
            "INSERT INTO outbox (div, id) VALUES ($1, (SELECT id FROM cases WHERE div = $1 LIMIT 1))",
            "a query inside VALUES",
        ),
        (
            "INSERT INTO outbox (div, id) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING",
            "a conflict is not found by a key that starts with div",
        ),
        (
            "SELECT id FROM cases NATURAL JOIN events WHERE div = $1 LIMIT 9",
            "a join does not start with div",
        ),
        ("TRUNCATE outbox", "neither reads, inserts, updates nor deletes"),
        (
            "SELECT id FROM cases WHERE div = $1 LIMIT 9; SELECT 1",
            "more than one statement",
        ),
    ];
    let keys = schema::keys();
    for (sql, fault) in bad {
        let stmt = Stmt::read("bad", sql);
        let found = rules::faults(&stmt, &keys);
        assert!(found.iter().any(|found| found == fault), "{sql}\n{fault}\n{found:?}");
    }
}

/// What each rule says of a migration that breaks it.
#[test]
fn every_rule_of_migrations_can_fail() {
    let bad = [
        (
            "CREATE TABLE t (id TEXT NOT NULL, PRIMARY KEY (id))",
            "t does not start with div",
        ),
        (
            "CREATE TABLE t (div TEXT, PRIMARY KEY (div))",
            "t does not start with div",
        ),
        (
            "CREATE TABLE t (div TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (id, div))",
            "a key of t does not start with div",
        ),
        (
            "CREATE TABLE t (div TEXT NOT NULL, id TEXT NOT NULL)",
            "t has no primary key",
        ),
        (
            "CREATE TABLE t (div TEXT NOT NULL, id TEXT UNIQUE, PRIMARY KEY (div))",
            "t.id: UNIQUE is not for columns",
        ),
        (
            "CREATE TABLE t (div TEXT NOT NULL, id TEXT, PRIMARY KEY (div), UNIQUE (id))",
            "a key of t does not start with div",
        ),
        (
            "CREATE TABLE t (div TEXT NOT NULL, c {bytes}, PRIMARY KEY (div), FOREIGN KEY (c) REFERENCES cases (id))",
            "t has a constraint that is neither a primary nor a unique key",
        ),
        (
            "CREATE TABLE t (div TEXT NOT NULL, n BIGSERIAL, PRIMARY KEY (div))",
            "t.n has the type BIGSERIAL",
        ),
        (
            "CREATE TABLE t (div TEXT NOT NULL, n TEXT[], PRIMARY KEY (div))",
            "t.n has the type TEXT[]",
        ),
        (
            "CREATE TABLE t (div TEXT NOT NULL, n mood, PRIMARY KEY (div))",
            "t.n has the type mood",
        ),
        (
            "CREATE TABLE t (div TEXT NOT NULL, n BIGINT GENERATED ALWAYS AS IDENTITY, PRIMARY KEY (div))",
            "t.n: GENERATED ALWAYS AS IDENTITY is not for columns",
        ),
        (
            "CREATE TABLE t (div TEXT NOT NULL, n TEXT DEFAULT now(), PRIMARY KEY (div))",
            "t.n: DEFAULT now() is not for columns",
        ),
        (
            "CREATE UNIQUE INDEX i ON cases (number)",
            "the index i does not start with div",
        ),
        (
            "CREATE INDEX i ON cases (lower(div))",
            "the index i does not start with div",
        ),
        (
            "CREATE TYPE mood AS ENUM ('sad')",
            "is not for migrations: CREATE TYPE mood AS ENUM ('sad')",
        ),
        ("CREATE SEQUENCE s", "is not for migrations: CREATE SEQUENCE s"),
        (
            "CREATE TRIGGER t AFTER INSERT ON cases FOR EACH ROW EXECUTE FUNCTION f()",
            "is not for migrations: CREATE TRIGGER t AFTER INSERT ON cases FOR EACH ROW EXECUTE FUNCTION f()",
        ),
        (
            "ALTER TABLE cases ADD COLUMN n BIGINT DEFAULT random()",
            "cases.n: DEFAULT random() is not for columns",
        ),
        (
            "ALTER TABLE cases DROP COLUMN number",
            "is not for migrations: ALTER TABLE cases DROP COLUMN number",
        ),
        (
            "INSERT INTO clocks (div, case_id) SELECT e.div, e.case_id FROM events e JOIN cases c ON c.id = e.case_id",
            "a join does not start with div",
        ),
    ];
    for (sql, fault) in bad {
        let found = schema::faults(sql);
        assert!(found.iter().any(|found| found == fault), "{sql}\n{fault}\n{found:?}");
    }
}
