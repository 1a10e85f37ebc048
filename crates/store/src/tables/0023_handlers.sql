ALTER TABLE cases ADD COLUMN handler {bytes};
CREATE INDEX cases_handler ON cases (div, handler, due_day, id) WHERE handler IS NOT NULL;
CREATE INDEX accounts_staff ON accounts (div, login) WHERE kind = 'staff';
