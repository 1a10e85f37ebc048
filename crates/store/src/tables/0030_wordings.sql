CREATE TABLE wordings (
  div TEXT NOT NULL, form TEXT NOT NULL, version BIGINT NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL,
  from_day BIGINT NOT NULL, reason TEXT NOT NULL, made_at BIGINT NOT NULL, made_by TEXT NOT NULL,
  PRIMARY KEY (div, form, version)
){rowless};
CREATE TABLE wording_drafts (
  div TEXT NOT NULL, form TEXT NOT NULL, serial BIGINT NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL,
  saved_at BIGINT NOT NULL, saved_by TEXT NOT NULL,
  PRIMARY KEY (div, form)
){rowless};
CREATE INDEX cases_decided ON cases (div, decided_day, number) WHERE decided_day IS NOT NULL;
CREATE INDEX documents_number ON documents (div, number);
