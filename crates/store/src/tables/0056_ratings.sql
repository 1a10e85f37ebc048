CREATE TABLE ratings (
  div TEXT NOT NULL, case_id {bytes} NOT NULL, number TEXT NOT NULL, item TEXT NOT NULL, body TEXT NOT NULL, level BIGINT NOT NULL,
  way TEXT NOT NULL, counts BIGINT NOT NULL, bad BIGINT NOT NULL, rated_day BIGINT NOT NULL, desk TEXT NOT NULL, waits TEXT NOT NULL,
  last_day BIGINT NOT NULL, mend_day BIGINT NOT NULL, in_time BIGINT NOT NULL, shown_day BIGINT NOT NULL, words TEXT NOT NULL,
  answer TEXT NOT NULL,
  PRIMARY KEY (div, case_id)
){rowless};
CREATE INDEX ratings_desk ON ratings (div, desk, last_day, case_id);
CREATE INDEX ratings_shown ON ratings (div, shown_day, case_id);
CREATE INDEX ratings_day ON ratings (div, rated_day, case_id);
