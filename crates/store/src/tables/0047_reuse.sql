CREATE TABLE applicants (
  div TEXT NOT NULL, person {bytes} NOT NULL, case_id {bytes} NOT NULL, seq BIGINT NOT NULL,
  PRIMARY KEY (div, person, case_id)
){rowless};
CREATE INDEX applicants_case ON applicants (div, case_id);
CREATE TABLE reuses (
  div TEXT NOT NULL, case_id {bytes} NOT NULL, material TEXT NOT NULL, source TEXT NOT NULL, number TEXT NOT NULL, item TEXT NOT NULL,
  day BIGINT NOT NULL,
  PRIMARY KEY (div, case_id, material)
){rowless};
CREATE INDEX reuses_source ON reuses (div, source, case_id, material);
