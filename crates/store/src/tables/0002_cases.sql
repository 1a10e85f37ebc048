CREATE TABLE cases (
  div TEXT NOT NULL, id {bytes} NOT NULL, number TEXT NOT NULL, item TEXT NOT NULL, item_version BIGINT NOT NULL,
  body TEXT NOT NULL, status TEXT NOT NULL, is_open BIGINT NOT NULL, channel TEXT NOT NULL,
  applicant_kind TEXT NOT NULL, applicant_shown TEXT NOT NULL, account {bytes},
  filed_at BIGINT NOT NULL, accepted_day BIGINT, decided_day BIGINT, closed_day BIGINT,
  promised_day BIGINT, statutory_day BIGINT, due_day BIGINT NOT NULL, provisional BIGINT NOT NULL,
  granted BIGINT, in_time BIGINT, rating BIGINT,
  events BIGINT NOT NULL, changed_at BIGINT NOT NULL, last_hash {bytes} NOT NULL,
  PRIMARY KEY (div, id)
){rowless};
CREATE UNIQUE INDEX cases_number ON cases (div, number);
CREATE INDEX cases_open_body ON cases (div, body, status, due_day, id) WHERE is_open = 1;
CREATE INDEX cases_open ON cases (div, status, due_day, id) WHERE is_open = 1;
CREATE INDEX cases_account ON cases (div, account, filed_at, id) WHERE account IS NOT NULL;
CREATE INDEX cases_changed ON cases (div, changed_at, id);

CREATE TABLE events (
  div TEXT NOT NULL, case_id {bytes} NOT NULL, seq BIGINT NOT NULL, text TEXT NOT NULL, hash {bytes} NOT NULL,
  PRIMARY KEY (div, case_id, seq)
){rowless};

CREATE TABLE clocks (
  div TEXT NOT NULL, case_id {bytes} NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL,
  start_day BIGINT NOT NULL, due_day BIGINT NOT NULL, provisional BIGINT NOT NULL, calendar TEXT NOT NULL,
  PRIMARY KEY (div, case_id, kind)
){rowless};
CREATE INDEX clocks_due ON clocks (div, due_day, case_id, kind) WHERE state = 'running';

CREATE TABLE documents (
  div TEXT NOT NULL, token TEXT NOT NULL, case_id {bytes} NOT NULL, kind TEXT NOT NULL, number TEXT NOT NULL,
  seq BIGINT NOT NULL, made_day BIGINT NOT NULL,
  PRIMARY KEY (div, token)
){rowless};
CREATE INDEX documents_case ON documents (div, case_id, seq);

CREATE TABLE prints (
  div TEXT NOT NULL, token TEXT NOT NULL, file TEXT NOT NULL, size BIGINT NOT NULL, made_at BIGINT NOT NULL,
  PRIMARY KEY (div, token)
){rowless};

CREATE TABLE vault (
  div TEXT NOT NULL, case_id {bytes} NOT NULL, seq BIGINT NOT NULL, sealed {bytes} NOT NULL,
  PRIMARY KEY (div, case_id, seq)
){rowless};

CREATE TABLE outbox (
  div TEXT NOT NULL, id {bytes} NOT NULL, at BIGINT NOT NULL, topic TEXT NOT NULL, case_id {bytes} NOT NULL,
  seq BIGINT NOT NULL, tries BIGINT NOT NULL, lease_until BIGINT NOT NULL,
  PRIMARY KEY (div, id)
){rowless};
CREATE INDEX outbox_waiting ON outbox (div, lease_until, id);

CREATE TABLE notices (
  div TEXT NOT NULL, account {bytes} NOT NULL, id {bytes} NOT NULL, case_id {bytes} NOT NULL, seq BIGINT NOT NULL,
  at BIGINT NOT NULL, zh TEXT NOT NULL, en TEXT NOT NULL, read_at BIGINT,
  PRIMARY KEY (div, account, id)
){rowless};
CREATE UNIQUE INDEX notices_once ON notices (div, account, case_id, seq);

CREATE TABLE files (
  div TEXT NOT NULL, hash TEXT NOT NULL, account {bytes} NOT NULL, name TEXT NOT NULL, media TEXT NOT NULL,
  size BIGINT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (div, hash, account)
){rowless};
