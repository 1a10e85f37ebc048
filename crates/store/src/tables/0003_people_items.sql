CREATE TABLE accounts (
  div TEXT NOT NULL, id {bytes} NOT NULL, login TEXT NOT NULL, kind TEXT NOT NULL, shown TEXT NOT NULL,
  roles TEXT, body TEXT, place TEXT, password TEXT, profile {bytes}, demonstration BIGINT NOT NULL, made_at BIGINT NOT NULL,
  PRIMARY KEY (div, id)
){rowless};
CREATE UNIQUE INDEX accounts_login ON accounts (div, login);

CREATE TABLE sessions (
  div TEXT NOT NULL, hash {bytes} NOT NULL, account {bytes} NOT NULL, made_at BIGINT NOT NULL, ends_at BIGINT NOT NULL,
  PRIMARY KEY (div, hash)
){rowless};
CREATE INDEX sessions_end ON sessions (div, ends_at);

CREATE TABLE tokens (
  div TEXT NOT NULL, hash {bytes} NOT NULL, account {bytes} NOT NULL, label TEXT NOT NULL, made_at BIGINT NOT NULL,
  PRIMARY KEY (div, hash)
){rowless};

CREATE TABLE drafts (
  div TEXT NOT NULL, account {bytes} NOT NULL, id {bytes} NOT NULL, item TEXT NOT NULL, version BIGINT NOT NULL,
  sealed {bytes} NOT NULL, changed_at BIGINT NOT NULL,
  PRIMARY KEY (div, account, id)
){rowless};

CREATE TABLE items (
  div TEXT NOT NULL, code TEXT NOT NULL, version BIGINT NOT NULL, doc TEXT NOT NULL, made_at BIGINT NOT NULL, source TEXT NOT NULL,
  PRIMARY KEY (div, code, version)
){rowless};

CREATE TABLE units (
  div TEXT NOT NULL, kind TEXT NOT NULL, code TEXT NOT NULL, doc TEXT NOT NULL,
  PRIMARY KEY (div, kind, code)
){rowless};

CREATE TABLE settings (
  div TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (div, name)
){rowless};
