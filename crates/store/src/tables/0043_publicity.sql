CREATE TABLE publicity (
  div TEXT NOT NULL, case_id {bytes} NOT NULL, no BIGINT NOT NULL, number TEXT NOT NULL, kind TEXT NOT NULL, item TEXT NOT NULL,
  item_version BIGINT NOT NULL, body TEXT NOT NULL, subject TEXT NOT NULL, from_day BIGINT NOT NULL, ends_day BIGINT NOT NULL,
  PRIMARY KEY (div, case_id, no)
){rowless};
CREATE INDEX publicity_list ON publicity (div, ends_day, number);
