package dev.penstock.jdbc;

import dev.penstock.store.IdempotencyKeys;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/// Idempotency keys in SQL. A claim looks, adds the item and takes the key in one task of the one writer, so two claims of
/// a key never both find it free.
final class SqlIdempotencyKeys implements IdempotencyKeys {
    private static final String FIND = """
            SELECT fingerprint, run, item FROM idempotency_key WHERE scope = ? AND key = ? AND used_at >= ?""";
    private static final String TAKE = """
            INSERT INTO idempotency_key (scope, key, fingerprint, run, item, used_at) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (scope, key) DO UPDATE SET
              fingerprint = excluded.fingerprint, run = excluded.run, item = excluded.item, used_at = excluded.used_at""";
    private static final String DROP = "DELETE FROM idempotency_key WHERE used_at < ?";

    private final GroupWriter writer;
    private final Readers readers;
    private final RunKeys keys;
    private final Intake intake;

    SqlIdempotencyKeys(GroupWriter writer, Readers readers, RunKeys keys, DeadLetterRows letters) {
        this.writer = writer;
        this.readers = readers;
        this.keys = keys;
        intake = new Intake(letters);
    }

    @Override
    public Optional<Claim> find(Key key, Instant since) {
        return readers.read(session -> known(session, key, since));
    }

    @Override
    public Claim claim(Key key, String runId, String itemId, String record, Instant now, Instant since) {
        return writer.write(session -> {
            var known = known(session, key, since);
            if (known.isPresent()) {
                return known.get();
            }
            var added = intake.add(session, keys.of(session, runId), runId, itemId, record).orElse(null);
            session.update(TAKE, key.scope(), key.key(), key.fingerprint(), runId, itemId, now.toEpochMilli());
            return new Claim(key.fingerprint(), runId, itemId, added);
        });
    }

    @Override
    public int dropBefore(Instant time) {
        return writer.write(session -> session.update(DROP, time.toEpochMilli()));
    }

    private static Optional<Claim> known(Session session, Key key, Instant since) throws SQLException {
        return session.first(FIND,
                row -> new Claim(row.text("fingerprint"), row.text("run"), row.text("item"), null), key.scope(),
                key.key(), since.toEpochMilli());
    }
}
