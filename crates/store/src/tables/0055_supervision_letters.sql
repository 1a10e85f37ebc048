CREATE TABLE supervision_letters (
  div TEXT NOT NULL, case_id {bytes} NOT NULL, no BIGINT NOT NULL, number TEXT NOT NULL, item TEXT NOT NULL, body TEXT NOT NULL,
  kind TEXT NOT NULL, addressee TEXT NOT NULL, waits TEXT NOT NULL, overdue BIGINT NOT NULL, person {bytes},
  sent_day BIGINT NOT NULL, last_day BIGINT NOT NULL,
  PRIMARY KEY (div, case_id, no)
){rowless};
CREATE INDEX supervision_letters_waits ON supervision_letters (div, waits, last_day, case_id, no);
CREATE INDEX supervision_letters_body ON supervision_letters (div, body, waits, last_day, case_id, no);
