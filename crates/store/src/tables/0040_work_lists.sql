CREATE INDEX cases_open_filed ON cases (div, status, filed_at, id) WHERE is_open = 1;
CREATE INDEX cases_open_body_filed ON cases (div, body, status, filed_at, id) WHERE is_open = 1;
