CREATE TABLE performance_facts (
  div TEXT NOT NULL, case_id {bytes} NOT NULL, kind TEXT NOT NULL, no BIGINT NOT NULL, day BIGINT NOT NULL,
  number TEXT NOT NULL, item TEXT NOT NULL, body TEXT NOT NULL, staff TEXT NOT NULL,
  filed BIGINT, accepted BIGINT, decided BIGINT, delivered BIGINT, on_time BIGINT, early BIGINT, limited BIGINT,
  statutory_days BIGINT, promised_days BIGINT, actual_days BIGINT, handling_ppm BIGINT, promised_ppm BIGINT,
  same_day BIGINT, corrections BIGINT, waited_days BIGINT, rated BIGINT, rating_sum BIGINT, dissatisfied BIGINT,
  notices BIGINT, yellow_cards BIGINT, red_cards BIGINT, cards_withdrawn BIGINT, incomplete BIGINT,
  PRIMARY KEY (div, case_id, kind, no)
){rowless};
CREATE INDEX performance_facts_body ON performance_facts (div, kind, body, day, case_id, no);
CREATE INDEX performance_facts_staff ON performance_facts (div, kind, staff, day, case_id, no) WHERE staff <> '';
CREATE TABLE performance_figures (
  div TEXT NOT NULL, dimension TEXT NOT NULL, grain TEXT NOT NULL, day BIGINT NOT NULL, unit TEXT NOT NULL, lane BIGINT NOT NULL,
  filed BIGINT NOT NULL, accepted BIGINT NOT NULL, decided BIGINT NOT NULL, delivered BIGINT NOT NULL,
  on_time BIGINT NOT NULL, early BIGINT NOT NULL, limited BIGINT NOT NULL, statutory_days BIGINT NOT NULL,
  promised_days BIGINT NOT NULL, actual_days BIGINT NOT NULL, handling_ppm BIGINT NOT NULL,
  promised_ppm BIGINT NOT NULL, same_day BIGINT NOT NULL, corrections BIGINT NOT NULL, waited_days BIGINT NOT NULL,
  rated BIGINT NOT NULL, rating_sum BIGINT NOT NULL, dissatisfied BIGINT NOT NULL, notices BIGINT NOT NULL,
  yellow_cards BIGINT NOT NULL, red_cards BIGINT NOT NULL, cards_withdrawn BIGINT NOT NULL,
  incomplete BIGINT NOT NULL,
  PRIMARY KEY (div, dimension, grain, day, unit, lane)
){rowless};
