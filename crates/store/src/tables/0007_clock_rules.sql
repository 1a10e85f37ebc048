CREATE TABLE clock_rules (
  div TEXT NOT NULL, number BIGINT NOT NULL, notice TEXT NOT NULL, applied_at BIGINT NOT NULL, applied_by TEXT NOT NULL,
  doc TEXT NOT NULL,
  PRIMARY KEY (div, number)
){rowless};
