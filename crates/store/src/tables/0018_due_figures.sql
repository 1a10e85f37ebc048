UPDATE cases SET due_day = statutory_day
  WHERE is_open = 1 AND status IN ('accepted', 'reviewed') AND statutory_day < due_day;
CREATE TABLE due_figures (
  div TEXT NOT NULL, day BIGINT NOT NULL, body TEXT NOT NULL, lane BIGINT NOT NULL,
  due BIGINT NOT NULL, promised BIGINT NOT NULL, statutory BIGINT NOT NULL, later BIGINT NOT NULL,
  PRIMARY KEY (div, day, body, lane)
){rowless};
INSERT INTO due_figures (div, day, body, lane, due, promised, statutory, later)
  SELECT div, day, body, 0, SUM(due), SUM(promised), SUM(statutory), SUM(later) FROM (
    SELECT div, body, due_day AS day, 1 AS due, 0 AS promised, 0 AS statutory, 0 AS later FROM cases
      WHERE is_open = 1 AND due_day < 2147483647
    UNION ALL SELECT div, body, promised_day, 0, 1, 0, 0 FROM cases
      WHERE is_open = 1 AND status IN ('accepted', 'reviewed') AND promised_day IS NOT NULL
    UNION ALL SELECT div, body, statutory_day, 0, 0, 1, 0 FROM cases
      WHERE is_open = 1 AND status IN ('accepted', 'reviewed') AND statutory_day IS NOT NULL
    UNION ALL SELECT div, body, CASE WHEN promised_day > statutory_day THEN promised_day ELSE statutory_day END, 0, 0, 0, 1
      FROM cases WHERE is_open = 1 AND status IN ('accepted', 'reviewed')
      AND promised_day IS NOT NULL AND statutory_day IS NOT NULL
  ) single GROUP BY div, day, body;
DROP INDEX cases_due;
DROP INDEX cases_past_law;
DROP INDEX cases_past_promise;
