CREATE TABLE supervision_rules (
  div TEXT NOT NULL, number BIGINT NOT NULL, notice TEXT NOT NULL, applied_at BIGINT NOT NULL, applied_by TEXT NOT NULL,
  doc TEXT NOT NULL,
  PRIMARY KEY (div, number)
){rowless};
CREATE TABLE supervision_due (
  div TEXT NOT NULL, case_id {bytes} NOT NULL, moment BIGINT NOT NULL, rules BIGINT NOT NULL, calendar BIGINT NOT NULL,
  lease_until BIGINT NOT NULL,
  PRIMARY KEY (div, case_id)
){rowless};
CREATE INDEX supervision_due_moment ON supervision_due (div, moment, case_id);
CREATE INDEX supervision_due_rules ON supervision_due (div, rules, case_id);
