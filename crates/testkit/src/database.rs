//! Around the front door: what somebody with the database's password sees and could do.

use yimen_store::tables::MIGRATIONS;
use yimen_store::{Row, Stmt, Value, Write};

use crate::Town;

impl Town {
    /// Rows of any reading statement.
    pub async fn db_rows(&self, sql: &str, params: Vec<Value>) -> Vec<Row> {
        let stmt = Box::leak(Box::new(Stmt::read("test.read", sql.to_string().leak())));
        self.centre.store().query(stmt, params).await.unwrap()
    }

    /// Changes rows behind the centre's back; how many must be changed is said, so that a test cannot miss.
    pub async fn db_tamper(&self, rows: u64, sql: &str, params: Vec<Value>) {
        self.is_tampered_with();
        let stmt = Box::leak(Box::new(Stmt::write("test.write", sql.to_string().leak())));
        let write = Write {
            stmt,
            params,
            expect: Some(rows),
        };
        self.centre.store().direct(vec![vec![write]]).await.unwrap();
    }

    /// Alters a word in the text of one event of a case.
    pub async fn db_alter_event(&self, number: &str, seq: u32, from: &str, to: &str) {
        let sql = "UPDATE events SET text = REPLACE(text, $1, $2) WHERE seq = $3 \
                   AND case_id IN (SELECT id FROM cases WHERE number = $4) AND text <> REPLACE(text, $1, $2)";
        self.db_tamper(1, sql, vec![from.into(), to.into(), seq.into(), number.into()])
            .await;
    }

    /// Removes one event of a case.
    pub async fn db_remove_event(&self, number: &str, seq: u32) {
        let sql = "DELETE FROM events WHERE seq = $1 AND case_id IN (SELECT id FROM cases WHERE number = $2)";
        self.db_tamper(1, sql, vec![seq.into(), number.into()]).await;
    }

    /// Removes the row of a case and leaves its events.
    pub async fn db_remove_case_row(&self, number: &str) {
        self.db_tamper(1, "DELETE FROM cases WHERE number = $1", vec![number.into()])
            .await;
    }

    /// Removes a case with all its events, as if it had never been.
    pub async fn db_remove_case(&self, number: &str, events: u64) {
        let sql = "DELETE FROM events WHERE case_id IN (SELECT id FROM cases WHERE number = $1)";
        self.db_tamper(events, sql, vec![number.into()]).await;
        self.db_remove_case_row(number).await;
    }

    /// Names of all tables.
    pub fn db_tables(&self) -> Vec<String> {
        MIGRATIONS
            .iter()
            .flat_map(|migration| migration.sql.split("CREATE TABLE ").skip(1))
            .map(|rest| rest.split([' ', '(']).next().unwrap().to_string())
            .collect()
    }

    /// Every value of every row of a table: text as it is, bytes as text where they are text, and in hexadecimal.
    pub async fn db_everything_in(&self, table: &str) -> String {
        let mut all = String::new();
        for row in self.db_rows(&format!("SELECT * FROM {table}"), Vec::new()).await {
            for value in row.values() {
                match value {
                    Value::Null => {}
                    Value::Int(number) => all.push_str(&number.to_string()),
                    Value::Text(text) => all.push_str(text),
                    Value::Bytes(bytes) => {
                        all.push_str(&String::from_utf8_lossy(bytes));
                        all.push_str(&yimen_store::ledger::hex(bytes));
                    }
                }
                all.push('\n');
            }
        }
        all
    }
}
