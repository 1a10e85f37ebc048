CREATE TABLE bars (
  div TEXT NOT NULL, case_id {bytes} NOT NULL, kind TEXT NOT NULL, seq BIGINT NOT NULL, person {bytes} NOT NULL, item TEXT NOT NULL,
  number TEXT NOT NULL, body TEXT NOT NULL, shown TEXT NOT NULL, from_day BIGINT NOT NULL, until_day BIGINT NOT NULL, lifted_day BIGINT,
  PRIMARY KEY (div, case_id, kind)
){rowless};
CREATE INDEX bars_person ON bars (div, person, until_day);
CREATE INDEX bars_list ON bars (div, from_day, case_id, kind);
