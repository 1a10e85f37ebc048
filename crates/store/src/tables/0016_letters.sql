CREATE TABLE letters (
  div TEXT NOT NULL, number BIGINT NOT NULL, letter {bytes} NOT NULL, step TEXT NOT NULL, doc TEXT NOT NULL,
  changed_at BIGINT NOT NULL, changed_by TEXT NOT NULL,
  PRIMARY KEY (div, number)
){rowless};
CREATE INDEX accounts_body ON accounts (div, body, login);
