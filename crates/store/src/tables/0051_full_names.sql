CREATE TABLE full_names (
  div TEXT NOT NULL, case_id {bytes} NOT NULL, seq BIGINT NOT NULL, sealed {bytes} NOT NULL,
  PRIMARY KEY (div, case_id, seq)
){rowless};
