ALTER TABLE accounts ADD COLUMN must_change BIGINT NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN closed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN second BIGINT NOT NULL DEFAULT 0;
CREATE INDEX accounts_demonstration ON accounts (div, login) WHERE demonstration = 1;

ALTER TABLE sessions ADD COLUMN agent TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN seen_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN waiting BIGINT NOT NULL DEFAULT 0;
CREATE INDEX sessions_account ON sessions (div, account, made_at);

CREATE TABLE attempts (
  div TEXT NOT NULL, bucket {bytes} NOT NULL, failures BIGINT NOT NULL, since BIGINT NOT NULL,
  PRIMARY KEY (div, bucket)
){rowless};
CREATE INDEX attempts_since ON attempts (div, since);

CREATE TABLE devices (
  div TEXT NOT NULL, hash {bytes} NOT NULL, account {bytes} NOT NULL, made_at BIGINT NOT NULL,
  PRIMARY KEY (div, hash)
){rowless};
CREATE INDEX devices_account ON devices (div, account);

CREATE TABLE factors (
  div TEXT NOT NULL, account {bytes} NOT NULL, sealed {bytes} NOT NULL, made_at BIGINT NOT NULL, last_step BIGINT NOT NULL,
  PRIMARY KEY (div, account)
){rowless};

CREATE TABLE recovery_codes (
  div TEXT NOT NULL, account {bytes} NOT NULL, hash {bytes} NOT NULL,
  PRIMARY KEY (div, account, hash)
){rowless};

CREATE TABLE security_log (
  div TEXT NOT NULL, at BIGINT NOT NULL, id {bytes} NOT NULL, what TEXT NOT NULL, login TEXT NOT NULL, by_login TEXT NOT NULL,
  address TEXT NOT NULL, detail TEXT NOT NULL,
  PRIMARY KEY (div, at, id)
){rowless};
