-- Money is INTEGER pico-USD (scale 12), times are INTEGER epoch milliseconds, days are days since 1970 in UTC, lists are
-- JSON text.

-- Decides which items are chosen; made once.
CREATE TABLE seed (value INTEGER NOT NULL) STRICT;
INSERT INTO seed (value) VALUES (random());

-- A row is made when an item is chosen, before anything is sent, so that the day's share is counted then; it is filled
-- when the item has a reply that was accepted or led to its dead letter. Erasing takes the texts and the item's id; the
-- numbers stay.
CREATE TABLE sample (
  key              INTEGER NOT NULL PRIMARY KEY,
  id               TEXT    NOT NULL UNIQUE,
  run              TEXT    NOT NULL,
  seq              INTEGER NOT NULL,
  round            INTEGER NOT NULL,
  item             TEXT    NOT NULL,
  task             TEXT    NOT NULL,
  day              INTEGER NOT NULL,
  chosen_at        INTEGER NOT NULL,
  kept_at          INTEGER,
  erased_at        INTEGER,
  endpoint         TEXT,
  model            TEXT,
  prompt_version   TEXT,
  attempt          INTEGER,
  verdict          TEXT,
  flags            TEXT,
  stop_reason      TEXT,
  input_tokens     INTEGER,
  output_tokens    INTEGER,
  cache_read       INTEGER,
  cache_write      INTEGER,
  cache_write_long INTEGER,
  cost_pico        INTEGER,
  latency_ms       INTEGER,
  UNIQUE (run, seq, round)
) STRICT;

CREATE INDEX sample_day ON sample (task, day);

-- The words of a sample, apart from it: rows that are deleted give their room back.
CREATE TABLE sample_text (
  sample   INTEGER NOT NULL PRIMARY KEY REFERENCES sample (key),
  system   TEXT,
  messages TEXT    NOT NULL,
  reply    TEXT    NOT NULL
) STRICT;

CREATE TABLE judgement (
  key    INTEGER NOT NULL PRIMARY KEY,
  sample INTEGER NOT NULL REFERENCES sample (key),
  good   INTEGER NOT NULL,
  actor  TEXT    NOT NULL,
  reason TEXT,
  at     INTEGER NOT NULL
) STRICT;

CREATE INDEX judgement_sample ON judgement (sample);

-- Verdicts are append-only; only their texts may be erased.
CREATE TRIGGER judgement_keeps_verdicts BEFORE UPDATE OF key, sample, good, actor, at ON judgement
BEGIN
  SELECT RAISE (ABORT, 'verdicts are append-only');
END;

CREATE TRIGGER judgement_keeps_rows BEFORE DELETE ON judgement
BEGIN
  SELECT RAISE (ABORT, 'verdicts are append-only');
END;
