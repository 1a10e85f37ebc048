CREATE TABLE item_saves (
  div TEXT NOT NULL, draft {bytes} NOT NULL, serial BIGINT NOT NULL, at BIGINT NOT NULL, by_name TEXT NOT NULL,
  back TEXT NOT NULL,
  PRIMARY KEY (div, draft, serial)
){rowless};

CREATE TABLE item_editors (
  div TEXT NOT NULL, draft {bytes} NOT NULL, account {bytes} NOT NULL, name TEXT NOT NULL, section TEXT NOT NULL, seen_at BIGINT NOT NULL,
  PRIMARY KEY (div, draft, account)
){rowless};
