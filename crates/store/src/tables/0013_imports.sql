CREATE TABLE item_batches (
  div TEXT NOT NULL, id TEXT NOT NULL, state TEXT NOT NULL, doc TEXT NOT NULL, done BIGINT NOT NULL, total BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  PRIMARY KEY (div, id)
){rowless};

CREATE TABLE item_batch_files (
  div TEXT NOT NULL, batch TEXT NOT NULL, bytes {bytes} NOT NULL,
  PRIMARY KEY (div, batch)
){rowless};

CREATE TABLE item_batch_rows (
  div TEXT NOT NULL, batch TEXT NOT NULL, line BIGINT NOT NULL, fate TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL,
  version BIGINT NOT NULL, doc TEXT NOT NULL, said TEXT NOT NULL,
  PRIMARY KEY (div, batch, line)
){rowless};
CREATE INDEX item_batch_rows_fate ON item_batch_rows (div, batch, fate, line);

CREATE TABLE item_exceptions (
  div TEXT NOT NULL, id TEXT NOT NULL, item TEXT NOT NULL, state TEXT NOT NULL, doc TEXT NOT NULL, changed_at BIGINT NOT NULL,
  PRIMARY KEY (div, id)
){rowless};

CREATE INDEX cases_decided_item ON cases (div, item, item_version, decided_day) WHERE decided_day IS NOT NULL;
