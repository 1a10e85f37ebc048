CREATE TABLE unsealed (
  div TEXT NOT NULL, day BIGINT NOT NULL, case_id {bytes} NOT NULL, seq BIGINT NOT NULL,
  PRIMARY KEY (div, day, case_id, seq)
){rowless};
INSERT INTO unsealed (div, day, case_id, seq)
  SELECT e.div, (c.changed_at + 28800000000) / 86400000000, e.case_id, e.seq FROM events e JOIN cases c ON c.div = e.div AND c.id = e.case_id;

CREATE TABLE leaves (
  div TEXT NOT NULL, day BIGINT NOT NULL, case_id {bytes} NOT NULL, first BIGINT NOT NULL, last BIGINT NOT NULL,
  PRIMARY KEY (div, day, case_id)
){rowless};
CREATE INDEX leaves_case ON leaves (div, case_id, first);

CREATE TABLE ledger_days (
  div TEXT NOT NULL, day BIGINT NOT NULL, leaves BIGINT NOT NULL, entry TEXT, head TEXT, signature TEXT, figures TEXT,
  PRIMARY KEY (div, day)
){rowless};

CREATE TABLE ledger_keys (
  div TEXT NOT NULL, number BIGINT NOT NULL, text TEXT NOT NULL, signature TEXT NOT NULL,
  PRIMARY KEY (div, number)
){rowless};
