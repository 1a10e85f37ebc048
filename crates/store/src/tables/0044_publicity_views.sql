CREATE TABLE publicity_views (
  div TEXT NOT NULL, case_id {bytes} NOT NULL, seq BIGINT NOT NULL, no BIGINT NOT NULL, view BIGINT NOT NULL, code {bytes} NOT NULL,
  sealed {bytes} NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (div, case_id, seq)
){rowless};
CREATE UNIQUE INDEX publicity_views_code ON publicity_views (div, code);
