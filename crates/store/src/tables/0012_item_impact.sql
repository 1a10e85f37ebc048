CREATE INDEX cases_open_item ON cases (div, item, item_version, id) WHERE is_open = 1;
CREATE INDEX drafts_item ON drafts (div, item);
