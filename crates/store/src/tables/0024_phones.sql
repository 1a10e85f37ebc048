CREATE TABLE lookup_keys (
  div TEXT NOT NULL, id {bytes} NOT NULL, sealed {bytes} NOT NULL,
  PRIMARY KEY (div, id)
){rowless};

CREATE TABLE phones (
  div TEXT NOT NULL, account {bytes} NOT NULL, lookup {bytes} NOT NULL, proven_at BIGINT NOT NULL,
  PRIMARY KEY (div, account)
){rowless};
CREATE UNIQUE INDEX phones_lookup ON phones (div, lookup);

CREATE TABLE phone_codes (
  div TEXT NOT NULL, challenge {bytes} NOT NULL, purpose TEXT NOT NULL, lookup {bytes} NOT NULL, sealed {bytes} NOT NULL,
  code {bytes} NOT NULL, ends_at BIGINT NOT NULL, tries BIGINT NOT NULL, proven BIGINT NOT NULL,
  PRIMARY KEY (div, challenge)
){rowless};
CREATE INDEX phone_codes_end ON phone_codes (div, ends_at);

CREATE TABLE texts (
  div TEXT NOT NULL, id {bytes} NOT NULL, ends_at BIGINT NOT NULL, sealed {bytes} NOT NULL, lease_until BIGINT NOT NULL,
  PRIMARY KEY (div, id)
){rowless};
CREATE INDEX texts_waiting ON texts (div, lease_until, id);

CREATE TABLE quotas (
  div TEXT NOT NULL, bucket {bytes} NOT NULL, used BIGINT NOT NULL, since BIGINT NOT NULL, ends_at BIGINT NOT NULL,
  PRIMARY KEY (div, bucket)
){rowless};
CREATE INDEX quotas_end ON quotas (div, ends_at);

CREATE INDEX security_log_login ON security_log (div, login, at, id);
