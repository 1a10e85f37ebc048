DROP INDEX cases_abandoned;
CREATE INDEX cases_abandoned ON cases (div, closed_day, id) WHERE status IN ('withdrawn', 'not_accepted', 'simulated');
