CREATE TABLE samples (
  div TEXT NOT NULL, number BIGINT NOT NULL, announced_at BIGINT NOT NULL, announced_by TEXT NOT NULL,
  from_day BIGINT NOT NULL, to_day BIGINT NOT NULL, body TEXT NOT NULL, about TEXT NOT NULL, size BIGINT NOT NULL,
  seed_day BIGINT NOT NULL, cases BIGINT NOT NULL, digest TEXT NOT NULL, list TEXT NOT NULL,
  seed TEXT NOT NULL, drawn_at BIGINT NOT NULL, drawn TEXT NOT NULL,
  PRIMARY KEY (div, number)
){rowless};
CREATE TABLE inspection_notes (
  div TEXT NOT NULL, case_id {bytes} NOT NULL, no BIGINT NOT NULL, number TEXT NOT NULL, sample BIGINT NOT NULL,
  outcome TEXT NOT NULL, noted_at BIGINT NOT NULL, noted_by TEXT NOT NULL, sealed {bytes} NOT NULL,
  PRIMARY KEY (div, case_id, no)
){rowless};
CREATE INDEX inspection_notes_sample ON inspection_notes (div, sample, case_id, no) WHERE sample > 0;
CREATE TABLE rounds (
  div TEXT NOT NULL, number BIGINT NOT NULL, noted_at BIGINT NOT NULL, noted_by TEXT NOT NULL, kind TEXT NOT NULL,
  day BIGINT NOT NULL, minute BIGINT NOT NULL, place TEXT NOT NULL, body TEXT NOT NULL, seen TEXT NOT NULL,
  until_day BIGINT NOT NULL, done_at BIGINT NOT NULL, done_by TEXT NOT NULL, done TEXT NOT NULL,
  PRIMARY KEY (div, number)
){rowless};
CREATE INDEX rounds_open ON rounds (div, until_day, number) WHERE done_at = 0 AND until_day < 2147483647;
