CREATE TABLE retention_runs (
  div TEXT NOT NULL, at BIGINT NOT NULL, id {bytes} NOT NULL, doc TEXT NOT NULL,
  PRIMARY KEY (div, at, id)
){rowless};
CREATE INDEX drafts_changed ON drafts (div, changed_at);
CREATE INDEX looks_at ON looks (div, at);
CREATE INDEX files_at ON files (div, at, hash, account);
CREATE INDEX cases_abandoned ON cases (div, closed_day, id) WHERE status IN ('withdrawn', 'not_accepted');
