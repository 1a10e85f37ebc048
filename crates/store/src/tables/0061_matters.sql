CREATE TABLE matter_record (
  div TEXT NOT NULL, seq BIGINT NOT NULL, matter {bytes} NOT NULL, at BIGINT NOT NULL, text TEXT NOT NULL, hash {bytes} NOT NULL,
  PRIMARY KEY (div, seq)
){rowless};
CREATE INDEX matter_record_matter ON matter_record (div, matter, seq);

CREATE TABLE matter_words (
  div TEXT NOT NULL, matter {bytes} NOT NULL, seq BIGINT NOT NULL, at BIGINT NOT NULL, sealed {bytes} NOT NULL,
  PRIMARY KEY (div, matter, seq)
){rowless};

CREATE TABLE matters (
  div TEXT NOT NULL, id {bytes} NOT NULL, number TEXT NOT NULL, kind TEXT NOT NULL, stage TEXT NOT NULL, body TEXT NOT NULL,
  holder {bytes}, handed {bytes}, owner {bytes}, is_open BIGINT NOT NULL, last_day BIGINT NOT NULL, is_overdue BIGINT NOT NULL, steps BIGINT NOT NULL,
  PRIMARY KEY (div, id)
){rowless};
CREATE UNIQUE INDEX matters_number ON matters (div, number);
CREATE INDEX matters_open ON matters (div, is_open, last_day, id);
CREATE INDEX matters_body ON matters (div, body, is_open, last_day, id);
CREATE INDEX matters_holder ON matters (div, holder, is_open, last_day, id) WHERE holder IS NOT NULL;
CREATE INDEX matters_handed ON matters (div, handed, last_day, id) WHERE handed IS NOT NULL;
CREATE INDEX matters_owner ON matters (div, owner, id) WHERE owner IS NOT NULL;
