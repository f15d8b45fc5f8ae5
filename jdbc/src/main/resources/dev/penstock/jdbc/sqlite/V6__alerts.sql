-- What somebody was told, or is about to be. Names and numbers: no text and no id of an item.
CREATE TABLE alert (
  key         INTEGER NOT NULL PRIMARY KEY,
  fingerprint TEXT    NOT NULL,
  rule        TEXT    NOT NULL,
  severity    TEXT    NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
  task        TEXT    NOT NULL,
  run         TEXT,
  endpoint    TEXT,
  model       TEXT,
  simulated   INTEGER NOT NULL,
  state       TEXT    NOT NULL CHECK (state IN ('pending', 'firing', 'resolved')),
  since       INTEGER NOT NULL,
  fired_at    INTEGER,
  seen_at     INTEGER NOT NULL,
  told_at     INTEGER,
  resolved_at INTEGER,
  level       INTEGER NOT NULL,
  value       REAL    NOT NULL,
  threshold   REAL    NOT NULL,
  samples     INTEGER NOT NULL,
  summary     TEXT    NOT NULL,
  next        TEXT    NOT NULL,
  UNIQUE (fingerprint, since)
) STRICT;

CREATE INDEX alert_open ON alert (since) WHERE state <> 'resolved';
CREATE INDEX alert_fired ON alert (fired_at) WHERE fired_at IS NOT NULL;

-- What became of each message.
CREATE TABLE alert_delivery (
  key     INTEGER NOT NULL PRIMARY KEY,
  at      INTEGER NOT NULL,
  webhook TEXT    NOT NULL,
  subject TEXT    NOT NULL,
  failure TEXT
) STRICT;
