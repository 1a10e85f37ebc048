ALTER TABLE items ADD COLUMN valid_from BIGINT;

CREATE TABLE item_drafts (
  div TEXT NOT NULL, id {bytes} NOT NULL, code TEXT NOT NULL, body TEXT NOT NULL, name_zh TEXT NOT NULL, name_en TEXT NOT NULL,
  base_version BIGINT NOT NULL, state TEXT NOT NULL, is_open BIGINT NOT NULL, doc TEXT NOT NULL, serial BIGINT NOT NULL,
  steps BIGINT NOT NULL, drafters TEXT NOT NULL, changed_at BIGINT NOT NULL, changed_by TEXT NOT NULL,
  PRIMARY KEY (div, id)
){rowless};
CREATE UNIQUE INDEX item_drafts_code ON item_drafts (div, code) WHERE is_open = 1 AND code <> '';
CREATE INDEX item_drafts_open ON item_drafts (div, changed_at, id) WHERE is_open = 1;

CREATE TABLE item_life (
  div TEXT NOT NULL, seq BIGINT NOT NULL, at BIGINT NOT NULL, code TEXT NOT NULL, body TEXT NOT NULL, draft {bytes}, kind TEXT NOT NULL,
  is_public BIGINT NOT NULL, text TEXT NOT NULL, hash {bytes} NOT NULL,
  PRIMARY KEY (div, seq)
){rowless};
CREATE INDEX item_life_code ON item_life (div, code, seq);
CREATE INDEX item_life_draft ON item_life (div, draft, seq) WHERE draft IS NOT NULL;
CREATE INDEX item_life_public ON item_life (div, seq) WHERE is_public = 1;
