CREATE TABLE mandates (
  div TEXT NOT NULL, id {bytes} NOT NULL, principal {bytes} NOT NULL, agent {bytes} NOT NULL, doc TEXT NOT NULL, version BIGINT NOT NULL,
  given_at BIGINT NOT NULL, is_open BIGINT NOT NULL, over_at BIGINT NOT NULL, used_at BIGINT,
  PRIMARY KEY (div, id)
){rowless};
CREATE INDEX mandates_principal ON mandates (div, principal, given_at, id);
CREATE INDEX mandates_agent ON mandates (div, agent, given_at, id);
CREATE INDEX mandates_over ON mandates (div, over_at, id);

CREATE TABLE agent_codes (
  div TEXT NOT NULL, account {bytes} NOT NULL, hash {bytes} NOT NULL, until BIGINT NOT NULL,
  PRIMARY KEY (div, account)
){rowless};
CREATE INDEX agent_codes_hash ON agent_codes (div, hash);
CREATE INDEX agent_codes_until ON agent_codes (div, until);

CREATE TABLE mandate_notices (
  div TEXT NOT NULL, account {bytes} NOT NULL, id {bytes} NOT NULL, mandate {bytes} NOT NULL, at BIGINT NOT NULL,
  zh TEXT NOT NULL, en TEXT NOT NULL, read_at BIGINT,
  PRIMARY KEY (div, account, id)
){rowless};
CREATE INDEX mandate_notices_at ON mandate_notices (div, at, account, id);
