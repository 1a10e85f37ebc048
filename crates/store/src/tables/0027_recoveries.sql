ALTER TABLE accounts ADD COLUMN number {bytes};
CREATE INDEX accounts_number ON accounts (div, number);
CREATE INDEX accounts_unnumbered ON accounts (div, id) WHERE number IS NULL AND profile IS NOT NULL;

CREATE TABLE recoveries (
  div TEXT NOT NULL, id {bytes} NOT NULL, account {bytes} NOT NULL, asked_at BIGINT NOT NULL, ends_at BIGINT NOT NULL,
  document TEXT NOT NULL, phone BIGINT NOT NULL, second BIGINT NOT NULL, checker {bytes} NOT NULL, checker_name TEXT NOT NULL,
  approver_name TEXT NOT NULL, code {bytes},
  PRIMARY KEY (div, id)
){rowless};
CREATE UNIQUE INDEX recoveries_account ON recoveries (div, account);
CREATE INDEX recoveries_code ON recoveries (div, code);
CREATE INDEX recoveries_end ON recoveries (div, ends_at);
