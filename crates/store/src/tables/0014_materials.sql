CREATE TABLE materials (
  div TEXT NOT NULL, code TEXT NOT NULL, version BIGINT NOT NULL, doc TEXT NOT NULL, made_at BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  PRIMARY KEY (div, code, version)
){rowless};
