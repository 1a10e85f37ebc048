CREATE TABLE commitments (
  div TEXT NOT NULL, case_id {bytes} NOT NULL, number TEXT NOT NULL, item TEXT NOT NULL, body TEXT NOT NULL, shown TEXT NOT NULL, stage TEXT NOT NULL,
  due_day BIGINT NOT NULL,
  PRIMARY KEY (div, case_id)
){rowless};
CREATE INDEX commitments_due ON commitments (div, due_day, case_id);
CREATE INDEX commitments_body ON commitments (div, body, due_day, case_id);
