CREATE TABLE bundles (
  div TEXT NOT NULL, seq BIGINT NOT NULL, code TEXT NOT NULL, version BIGINT NOT NULL, at BIGINT NOT NULL, text TEXT NOT NULL,
  hash {bytes} NOT NULL,
  PRIMARY KEY (div, seq)
){rowless};
CREATE UNIQUE INDEX bundles_version ON bundles (div, code, version);
