CREATE TABLE sayings (
  div TEXT NOT NULL, number BIGINT NOT NULL, said TEXT NOT NULL, meant TEXT NOT NULL, changed_at BIGINT NOT NULL,
  changed_by TEXT NOT NULL,
  PRIMARY KEY (div, number)
){rowless};
