CREATE TABLE slips (
  div TEXT NOT NULL, case_id {bytes} NOT NULL, code TEXT NOT NULL, number TEXT NOT NULL, item TEXT NOT NULL, body TEXT NOT NULL,
  from_name TEXT NOT NULL, to_name TEXT NOT NULL, standing TEXT NOT NULL, since_day BIGINT NOT NULL, back_day BIGINT NOT NULL,
  is_open BIGINT NOT NULL,
  PRIMARY KEY (div, case_id, code)
){rowless};
CREATE UNIQUE INDEX slips_code ON slips (div, code);
CREATE INDEX slips_open ON slips (div, back_day, code) WHERE is_open = 1;
