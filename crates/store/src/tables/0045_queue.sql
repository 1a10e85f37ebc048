CREATE TABLE queue_places (
  div TEXT NOT NULL, case_id {bytes} NOT NULL, item TEXT NOT NULL, number TEXT NOT NULL, accepted_at BIGINT NOT NULL, granted_day BIGINT,
  PRIMARY KEY (div, case_id)
){rowless};
CREATE INDEX queue_places_waiting ON queue_places (div, item, accepted_at, case_id) WHERE granted_day IS NULL;
CREATE INDEX queue_places_granted ON queue_places (div, item, granted_day) WHERE granted_day IS NOT NULL;
CREATE TABLE queue_turns (
  div TEXT NOT NULL, item TEXT NOT NULL, turn BIGINT NOT NULL,
  PRIMARY KEY (div, item)
){rowless};
INSERT INTO queue_places (div, case_id, item, number, accepted_at, granted_day)
  SELECT div, id, item, number, accepted_day * 86400000000 - 28800000000, decided_day FROM cases
  WHERE accepted_day IS NOT NULL AND (granted = 1 OR (granted IS NULL AND is_open = 1));
