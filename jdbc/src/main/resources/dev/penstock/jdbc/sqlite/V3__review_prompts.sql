-- What a decision changed besides the output: which failure it overrode, and the prompt versions before and after.
ALTER TABLE review ADD COLUMN overrides TEXT;
ALTER TABLE review ADD COLUMN prompt_before TEXT;
ALTER TABLE review ADD COLUMN prompt_after TEXT;

DROP TRIGGER review_keeps_decisions;

CREATE TRIGGER review_keeps_decisions
BEFORE UPDATE OF key, dead_letter, actor, action, overrides, prompt_before, prompt_after, at ON review
BEGIN
  SELECT RAISE (ABORT, 'reviews are append-only');
END;
