CREATE TABLE tasks (
  div TEXT NOT NULL, case_id {bytes} NOT NULL, task_no BIGINT NOT NULL, case_number TEXT NOT NULL, item TEXT NOT NULL, item_version BIGINT NOT NULL,
  body TEXT NOT NULL, what TEXT NOT NULL, stage TEXT NOT NULL, is_open BIGINT NOT NULL, section TEXT NOT NULL, section_name TEXT NOT NULL,
  queue TEXT NOT NULL, person {bytes}, holder {bytes}, holder_name TEXT NOT NULL, giver {bytes}, giver_name TEXT NOT NULL,
  given_day BIGINT NOT NULL, due_day BIGINT NOT NULL, closed_day BIGINT NOT NULL,
  PRIMARY KEY (div, case_id, task_no)
){rowless};
CREATE INDEX tasks_person ON tasks (div, person, due_day, case_id, task_no) WHERE is_open = 1;
CREATE INDEX tasks_queue ON tasks (div, body, queue, due_day, case_id, task_no) WHERE is_open = 1;
CREATE INDEX tasks_section ON tasks (div, body, section, due_day, case_id, task_no) WHERE is_open = 1;
CREATE INDEX tasks_holder ON tasks (div, holder, body, section, due_day, case_id, task_no) WHERE is_open = 1;
CREATE INDEX tasks_giver ON tasks (div, giver, due_day, case_id, task_no) WHERE is_open = 1;
CREATE INDEX tasks_done ON tasks (div, holder, closed_day, case_id, task_no) WHERE is_open = 0;
