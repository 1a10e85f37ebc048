CREATE TABLE day_figures (
  div TEXT NOT NULL, day BIGINT NOT NULL, body TEXT NOT NULL, lane BIGINT NOT NULL, filed BIGINT NOT NULL,
  accepted BIGINT NOT NULL, decided BIGINT NOT NULL, in_time BIGINT NOT NULL, granted BIGINT NOT NULL,
  rated BIGINT NOT NULL, rating_sum BIGINT NOT NULL, closed BIGINT NOT NULL,
  PRIMARY KEY (div, day, body, lane)
){rowless};
INSERT INTO day_figures (div, day, body, lane, filed, accepted, decided, in_time, granted, rated, rating_sum, closed)
  SELECT div, day, body, 0, SUM(filed), SUM(accepted), SUM(decided), SUM(in_time), SUM(granted), SUM(rated), SUM(rating),
    SUM(closed)
  FROM (
    SELECT div, body, (filed_at + 28800000000) / 86400000000 AS day, 1 AS filed, 0 AS accepted, 0 AS decided, 0 AS in_time,
      0 AS granted, 0 AS rated, 0 AS rating, 0 AS closed FROM cases
    UNION ALL SELECT div, body, accepted_day, 0, 1, 0, 0, 0, 0, 0, 0 FROM cases WHERE accepted_day IS NOT NULL
    UNION ALL SELECT div, body, decided_day, 0, 0, 1, COALESCE(in_time, 0), COALESCE(granted, 0), 0, 0, 0 FROM cases
      WHERE decided_day IS NOT NULL
    UNION ALL SELECT div, body, COALESCE(decided_day, closed_day), 0, 0, 0, 0, 0, 1, rating, 0 FROM cases
      WHERE rating IS NOT NULL AND COALESCE(decided_day, closed_day) IS NOT NULL
    UNION ALL SELECT div, body, closed_day, 0, 0, 0, 0, 0, 0, 0, 1 FROM cases WHERE closed_day IS NOT NULL
  ) single
  GROUP BY div, day, body;
CREATE INDEX cases_board ON cases (div, is_open, body, status, promised_day, statutory_day, due_day) WHERE is_open = 1;
