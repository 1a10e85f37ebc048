CREATE TABLE organisation_record (
  div TEXT NOT NULL, seq BIGINT NOT NULL, at BIGINT NOT NULL, text TEXT NOT NULL, hash {bytes} NOT NULL,
  PRIMARY KEY (div, seq)
){rowless};
