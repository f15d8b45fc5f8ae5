-- Money is INTEGER pico-USD (scale 12), times are INTEGER epoch milliseconds, lists and maps are JSON text.
-- Runs are referred to by their short key, which keeps the many rows below them small.

CREATE TABLE prompt_version (
  hash       TEXT    NOT NULL PRIMARY KEY,
  task       TEXT    NOT NULL,
  git_commit TEXT,
  files      TEXT    NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE run (
  key               INTEGER NOT NULL PRIMARY KEY,
  id                TEXT    NOT NULL UNIQUE,
  task              TEXT    NOT NULL,
  prompt_version    TEXT    NOT NULL,
  git_commit        TEXT,
  endpoint          TEXT    NOT NULL,
  model             TEXT    NOT NULL,
  mode              TEXT    NOT NULL,
  input             TEXT    NOT NULL,
  input_hash        TEXT    NOT NULL,
  item_limit        INTEGER,
  output_dir        TEXT    NOT NULL,
  budget_pico       INTEGER,
  simulated         INTEGER NOT NULL,
  status            TEXT    NOT NULL,
  why               TEXT,
  started_at        INTEGER NOT NULL,
  updated_at        INTEGER NOT NULL,
  running_since     INTEGER,
  active_ms         INTEGER NOT NULL,
  position_offset   INTEGER NOT NULL DEFAULT 0,
  position_line     INTEGER NOT NULL DEFAULT 0,
  position_seq      INTEGER NOT NULL DEFAULT 0,
  position_complete INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE item (
  run              INTEGER NOT NULL REFERENCES run (key),
  seq              INTEGER NOT NULL,
  line             INTEGER NOT NULL,
  id               TEXT    NOT NULL,
  record           TEXT    NOT NULL,
  status           TEXT    NOT NULL CHECK (status IN ('pending', 'accepted', 'dead', 'discarded')),
  due              INTEGER NOT NULL DEFAULT 0,
  round_start      INTEGER NOT NULL DEFAULT 0,
  output           TEXT,
  accepted_attempt INTEGER,
  review           TEXT,
  finished_at      INTEGER,
  PRIMARY KEY (run, seq),
  UNIQUE (run, id)
) STRICT;

CREATE INDEX item_pending ON item (run, seq) WHERE status = 'pending';

-- An attempt starts as unconfirmed at its reserved tokens and cost; its conclusion replaces them once usage is known.
CREATE TABLE attempt (
  id                INTEGER NOT NULL PRIMARY KEY,
  run               INTEGER NOT NULL,
  seq               INTEGER NOT NULL,
  n                 INTEGER NOT NULL,
  ask               TEXT    NOT NULL,
  call_id           TEXT    NOT NULL,
  endpoint          TEXT    NOT NULL,
  model             TEXT    NOT NULL,
  prompt_version    TEXT    NOT NULL,
  max_output_tokens INTEGER NOT NULL,
  request_bytes     INTEGER NOT NULL,
  fixed_bytes       INTEGER NOT NULL,
  reserved_input    INTEGER NOT NULL,
  reserved_pico     INTEGER NOT NULL,
  priced            INTEGER NOT NULL,
  sent_at           INTEGER NOT NULL,
  received_at       INTEGER,
  latency_ns        INTEGER,
  status            INTEGER,
  truncated_body    INTEGER,
  broken            TEXT,
  broken_detail     TEXT,
  concluded         INTEGER NOT NULL DEFAULT 0,
  purpose           TEXT    NOT NULL
    CHECK (purpose IN ('useful', 'retry', 'repair', 'rejected', 'judge', 'unconfirmed')),
  input_tokens      INTEGER NOT NULL,
  output_tokens     INTEGER NOT NULL,
  cache_read        INTEGER NOT NULL DEFAULT 0,
  cache_write       INTEGER NOT NULL DEFAULT 0,
  cache_write_long  INTEGER NOT NULL DEFAULT 0,
  cost_pico         INTEGER NOT NULL,
  failure           TEXT,
  failure_detail    TEXT,
  retryable         INTEGER,
  evidence          TEXT,
  flags             TEXT,
  stop_reason       TEXT,
  request_id        TEXT,
  UNIQUE (run, seq, n),
  FOREIGN KEY (run, seq) REFERENCES item (run, seq)
) STRICT;

-- What came back, apart from its attempt: attempts stay slim for sums, and retention deletes rows here. The text is that
-- of a reply that failed a check.
CREATE TABLE reply (
  attempt INTEGER NOT NULL PRIMARY KEY REFERENCES attempt (id),
  headers TEXT    NOT NULL,
  body    BLOB    NOT NULL,
  text    TEXT
) STRICT;

CREATE TABLE dead_letter (
  key        INTEGER NOT NULL PRIMARY KEY,
  id         TEXT    NOT NULL UNIQUE,
  run        INTEGER NOT NULL,
  seq        INTEGER NOT NULL,
  reason     TEXT    NOT NULL,
  detail     TEXT    NOT NULL,
  evidence   TEXT,
  status     TEXT    NOT NULL CHECK (status IN ('open', 'accepted', 'discarded', 'retried')),
  version    INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  FOREIGN KEY (run, seq) REFERENCES item (run, seq)
) STRICT;

CREATE UNIQUE INDEX dead_letter_open ON dead_letter (run, seq) WHERE status = 'open';

CREATE TABLE review (
  key         INTEGER NOT NULL PRIMARY KEY,
  dead_letter INTEGER NOT NULL REFERENCES dead_letter (key),
  actor       TEXT    NOT NULL,
  action      TEXT    NOT NULL CHECK (action IN ('accept', 'edit', 'discard', 'retry')),
  reason      TEXT,
  before_json TEXT,
  after_json  TEXT,
  at          INTEGER NOT NULL
) STRICT;

CREATE INDEX review_dead_letter ON review (dead_letter);

-- Reviews are append-only; only their texts may be erased.
CREATE TRIGGER review_keeps_decisions BEFORE UPDATE OF key, dead_letter, actor, action, at ON review
BEGIN
  SELECT RAISE (ABORT, 'reviews are append-only');
END;

CREATE TRIGGER review_keeps_rows BEFORE DELETE ON review
BEGIN
  SELECT RAISE (ABORT, 'reviews are append-only');
END;

CREATE TABLE endpoint_event (
  key      INTEGER NOT NULL PRIMARY KEY,
  endpoint TEXT    NOT NULL,
  kind     TEXT    NOT NULL,
  detail   TEXT    NOT NULL,
  at       INTEGER NOT NULL
) STRICT;
