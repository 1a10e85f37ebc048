CREATE TABLE licences (
  div TEXT NOT NULL, case_id {bytes} NOT NULL, root {bytes} NOT NULL, carries {bytes}, number TEXT NOT NULL, case_number TEXT NOT NULL,
  item TEXT NOT NULL, body TEXT NOT NULL, holder_kind TEXT NOT NULL, holder_shown TEXT NOT NULL, account {bytes}, from_day BIGINT NOT NULL,
  until_day BIGINT NOT NULL, standing TEXT NOT NULL,
  PRIMARY KEY (div, case_id)
){rowless};
CREATE UNIQUE INDEX licences_carries ON licences (div, carries);
CREATE INDEX licences_root ON licences (div, root, case_id);
CREATE INDEX licences_number ON licences (div, number, case_id);
CREATE INDEX licences_account ON licences (div, account, case_id);
CREATE INDEX licences_due ON licences (div, standing, until_day, case_id);
CREATE INDEX licences_body ON licences (div, body, case_id);
