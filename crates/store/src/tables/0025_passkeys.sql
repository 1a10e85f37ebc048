CREATE TABLE passkeys (
  div TEXT NOT NULL, id {bytes} NOT NULL, account {bytes} NOT NULL, name TEXT NOT NULL, transports BIGINT NOT NULL,
  fixed {bytes} NOT NULL, state {bytes} NOT NULL, made_at BIGINT NOT NULL, used_at BIGINT NOT NULL,
  PRIMARY KEY (div, id)
){rowless};
CREATE INDEX passkeys_account ON passkeys (div, account, made_at);
