CREATE TABLE cards (
  div TEXT NOT NULL, case_id {bytes} NOT NULL, no BIGINT NOT NULL, number TEXT NOT NULL, item TEXT NOT NULL, body TEXT NOT NULL,
  rule TEXT NOT NULL, version BIGINT NOT NULL, colour TEXT NOT NULL, standing TEXT NOT NULL, person {bytes},
  given_at BIGINT NOT NULL, due_at BIGINT NOT NULL, waits TEXT NOT NULL, last_day BIGINT NOT NULL,
  PRIMARY KEY (div, case_id, no)
){rowless};
CREATE INDEX cards_person ON cards (div, person, last_day, case_id, no) WHERE waits = 'answer';
CREATE INDEX cards_waits ON cards (div, waits, last_day, case_id, no);
CREATE INDEX cards_given ON cards (div, given_at, case_id, no);
CREATE INDEX cards_body ON cards (div, body, given_at, case_id, no);
