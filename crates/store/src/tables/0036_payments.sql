CREATE TABLE money (
  div TEXT NOT NULL, case_id {bytes} NOT NULL, seq BIGINT NOT NULL, day BIGINT NOT NULL, kind TEXT NOT NULL, way TEXT NOT NULL,
  amount_fen BIGINT NOT NULL, number TEXT NOT NULL, trade TEXT NOT NULL, case_number TEXT NOT NULL,
  PRIMARY KEY (div, case_id, seq)
){rowless};
CREATE INDEX money_day ON money (div, day, case_id, seq);
CREATE INDEX money_trade ON money (div, trade, case_id, seq);

CREATE TABLE payment_work (
  div TEXT NOT NULL, id TEXT NOT NULL, topic TEXT NOT NULL, case_number TEXT NOT NULL, refund BIGINT NOT NULL, url TEXT NOT NULL,
  until BIGINT NOT NULL, tries BIGINT NOT NULL, lease_until BIGINT NOT NULL,
  PRIMARY KEY (div, id)
){rowless};
CREATE INDEX payment_work_waiting ON payment_work (div, lease_until, id);

CREATE TABLE payment_nonces (
  div TEXT NOT NULL, nonce TEXT NOT NULL, ends_at BIGINT NOT NULL,
  PRIMARY KEY (div, nonce)
){rowless};
CREATE INDEX payment_nonces_end ON payment_nonces (div, ends_at);

CREATE TABLE statements (
  div TEXT NOT NULL, day BIGINT NOT NULL, source TEXT NOT NULL, compared_at BIGINT NOT NULL, by_whom TEXT NOT NULL,
  their_payments BIGINT NOT NULL, their_payments_fen BIGINT NOT NULL, their_refunds BIGINT NOT NULL, their_refunds_fen BIGINT NOT NULL,
  our_payments BIGINT NOT NULL, our_payments_fen BIGINT NOT NULL, our_refunds BIGINT NOT NULL, our_refunds_fen BIGINT NOT NULL,
  matched BIGINT NOT NULL, matched_fen BIGINT NOT NULL,
  PRIMARY KEY (div, day, source)
){rowless};

CREATE TABLE statement_differences (
  div TEXT NOT NULL, id {bytes} NOT NULL, day BIGINT NOT NULL, source TEXT NOT NULL, kind TEXT NOT NULL, movement TEXT NOT NULL,
  number TEXT NOT NULL, trade TEXT NOT NULL, case_number TEXT NOT NULL, our_fen BIGINT NOT NULL, their_fen BIGINT NOT NULL,
  open BIGINT NOT NULL, settled_at BIGINT NOT NULL, settled_by TEXT NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (div, id)
){rowless};
CREATE INDEX statement_differences_day ON statement_differences (div, day, source, id);
CREATE INDEX statement_differences_open ON statement_differences (div, open, day, id);
