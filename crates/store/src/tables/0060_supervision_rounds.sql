CREATE TABLE supervision_rounds (
  div TEXT NOT NULL, day BIGINT NOT NULL, place TEXT NOT NULL, cards BIGINT NOT NULL, done BIGINT NOT NULL,
  lease_until BIGINT NOT NULL,
  PRIMARY KEY (div, day)
){rowless};
CREATE INDEX cards_body_waits ON cards (div, body, last_day, case_id, no) WHERE waits = 'answer';
