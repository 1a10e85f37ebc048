CREATE TABLE identities (
  div TEXT NOT NULL, lookup {bytes} NOT NULL, account {bytes} NOT NULL, provider TEXT NOT NULL, linked_at BIGINT NOT NULL,
  PRIMARY KEY (div, lookup)
){rowless};
CREATE UNIQUE INDEX identities_account ON identities (div, account, provider);
