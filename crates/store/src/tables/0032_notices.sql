CREATE TABLE mailboxes (
  div TEXT NOT NULL, account {bytes} NOT NULL, sealed {bytes} NOT NULL, proven_at BIGINT NOT NULL,
  PRIMARY KEY (div, account)
){rowless};

CREATE TABLE mail_codes (
  div TEXT NOT NULL, account {bytes} NOT NULL, id {bytes} NOT NULL, sealed {bytes} NOT NULL, ends_at BIGINT NOT NULL, tries BIGINT NOT NULL,
  next_at BIGINT NOT NULL, answer TEXT NOT NULL,
  PRIMARY KEY (div, account)
){rowless};
CREATE INDEX mail_codes_waiting ON mail_codes (div, next_at, account);
CREATE INDEX mail_codes_end ON mail_codes (div, ends_at);

CREATE TABLE notice_choices (
  div TEXT NOT NULL, account {bytes} NOT NULL, by_mail BIGINT NOT NULL, by_text BIGINT NOT NULL, language TEXT NOT NULL,
  PRIMARY KEY (div, account)
){rowless};

CREATE TABLE tellings (
  div TEXT NOT NULL, case_id {bytes} NOT NULL, seq BIGINT NOT NULL, way TEXT NOT NULL, account {bytes} NOT NULL, id {bytes} NOT NULL,
  at BIGINT NOT NULL, state TEXT NOT NULL, tries BIGINT NOT NULL, next_at BIGINT NOT NULL, done_at BIGINT, receiver TEXT NOT NULL,
  answer TEXT NOT NULL, doc TEXT NOT NULL,
  PRIMARY KEY (div, case_id, seq, way, account)
){rowless};
CREATE INDEX tellings_waiting ON tellings (div, way, next_at, id);

CREATE TABLE notice_wordings (
  div TEXT NOT NULL, number BIGINT NOT NULL, occasion TEXT NOT NULL, from_at BIGINT NOT NULL, changed_at BIGINT NOT NULL,
  changed_by TEXT NOT NULL, doc TEXT NOT NULL,
  PRIMARY KEY (div, number)
){rowless};
