CREATE TABLE open_figures (
  div TEXT NOT NULL, body TEXT NOT NULL, status TEXT NOT NULL, lane BIGINT NOT NULL, cases BIGINT NOT NULL,
  PRIMARY KEY (div, body, status, lane)
){rowless};
INSERT INTO open_figures (div, body, status, lane, cases)
  SELECT div, body, status, 0, COUNT(*) FROM cases WHERE is_open = 1 GROUP BY div, body, status;
DROP INDEX cases_board;
CREATE INDEX cases_due ON cases (div, body, due_day, status, statutory_day, is_open) WHERE is_open = 1;
CREATE INDEX cases_past_law ON cases (div, body, statutory_day, status, is_open)
  WHERE is_open = 1 AND status IN ('accepted', 'reviewed');
CREATE INDEX cases_past_promise ON cases (div, body, promised_day, statutory_day, status, is_open)
  WHERE is_open = 1 AND status IN ('accepted', 'reviewed');
