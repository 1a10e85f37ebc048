CREATE TABLE calendars (
  div TEXT NOT NULL, number BIGINT NOT NULL, region TEXT NOT NULL, year BIGINT NOT NULL, notice TEXT NOT NULL,
  applied_at BIGINT NOT NULL, applied_by TEXT NOT NULL, doc TEXT NOT NULL,
  PRIMARY KEY (div, number)
){rowless};

ALTER TABLE cases ADD COLUMN calendar BIGINT NOT NULL DEFAULT 1;
CREATE INDEX cases_open_calendar ON cases (div, calendar, id) WHERE is_open = 1;
CREATE INDEX clocks_due_kind ON clocks (div, kind, due_day, case_id) WHERE state = 'running';
