-- Under which key a caller asked for a generation. It holds no text: the answer is what became of the item.
CREATE TABLE idempotency_key (
  scope       TEXT    NOT NULL,
  key         TEXT    NOT NULL,
  fingerprint TEXT    NOT NULL,
  run         TEXT    NOT NULL,
  item        TEXT    NOT NULL,
  used_at     INTEGER NOT NULL,
  PRIMARY KEY (scope, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_key_used ON idempotency_key (used_at);
