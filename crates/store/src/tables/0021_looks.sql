CREATE TABLE looks (
  div TEXT NOT NULL, case_id {bytes} NOT NULL, account {bytes} NOT NULL, what TEXT NOT NULL, hour BIGINT NOT NULL,
  at BIGINT NOT NULL, owner {bytes}, name TEXT NOT NULL, body TEXT NOT NULL, purpose TEXT NOT NULL,
  PRIMARY KEY (div, case_id, account, what, hour)
){rowless};
CREATE INDEX looks_owner ON looks (div, owner, at, case_id);
