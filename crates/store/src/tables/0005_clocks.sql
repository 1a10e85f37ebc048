ALTER TABLE clocks RENAME TO clocks_before;
CREATE TABLE clocks (
  div TEXT NOT NULL, case_id {bytes} NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, start_day BIGINT NOT NULL,
  allowed BIGINT NOT NULL, due_at BIGINT NOT NULL, provisional BIGINT NOT NULL, calendar BIGINT NOT NULL,
  PRIMARY KEY (div, case_id, kind)
){rowless};
INSERT INTO clocks (div, case_id, kind, state, start_day, allowed, due_at, provisional, calendar)
  SELECT div, case_id, kind, state, start_day, -1,
    CASE WHEN due_day < 2147483647 THEN (due_day + 1) * 86400000000 - 28800000000 ELSE 9223372036854775807 END,
    provisional, CAST(calendar AS bigint) FROM clocks_before;
DROP TABLE clocks_before;
CREATE INDEX clocks_due ON clocks (div, due_at, case_id, kind) WHERE state = 'running';
CREATE INDEX clocks_due_kind ON clocks (div, kind, due_at, case_id) WHERE state = 'running';

CREATE TABLE due_days (
  div TEXT NOT NULL, calendar BIGINT NOT NULL, start_day BIGINT NOT NULL, allowed BIGINT NOT NULL, due_at BIGINT NOT NULL,
  provisional BIGINT NOT NULL,
  PRIMARY KEY (div, calendar, start_day, allowed)
){rowless};
