-- Many attempts handed to a provider at once. An attempt of a batch is in flight until the batch is closed.
CREATE TABLE batch (
  key             INTEGER NOT NULL PRIMARY KEY,
  label           TEXT    NOT NULL UNIQUE,
  run             INTEGER NOT NULL REFERENCES run (key),
  endpoint        TEXT    NOT NULL,
  model           TEXT    NOT NULL,
  account         TEXT    NOT NULL,
  entries         INTEGER NOT NULL,
  state           TEXT    NOT NULL CHECK (state IN ('intended', 'uploaded', 'created', 'settled', 'abandoned')),
  file            TEXT,
  provider_id     TEXT,
  provider_status TEXT,
  intended_at     INTEGER NOT NULL,
  created_at      INTEGER,
  expires_at      INTEGER,
  settled_at      INTEGER
) STRICT;

CREATE INDEX batch_open ON batch (run) WHERE state IN ('intended', 'uploaded', 'created');

ALTER TABLE attempt ADD COLUMN batch INTEGER REFERENCES batch (key);

CREATE INDEX attempt_batch ON attempt (batch) WHERE batch IS NOT NULL;
