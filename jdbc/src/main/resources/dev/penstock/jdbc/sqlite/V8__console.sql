-- What waits is counted by run and reason, with its age; and the failed attempts of a run are found without its others. Both
-- cost nothing for what is accepted at once.
CREATE INDEX dead_letter_waiting ON dead_letter (run, reason, created_at) WHERE status = 'open';
CREATE INDEX attempt_failed ON attempt (run, seq, n) WHERE failure IS NOT NULL;
