package dev.penstock.jdbc;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/// Drops reply bodies whose time is over, a few hundred per transaction, so that no other write waits long.
final class Retention {
    private static final int CHUNK = 500;

    private static final String EXPIRED = """
            SELECT p.attempt FROM reply p
              JOIN attempt a ON a.id = p.attempt
              JOIN item i ON i.run = a.run AND i.seq = a.seq
            WHERE p.attempt > ? AND i.status = 'accepted' AND i.finished_at < ?
            ORDER BY p.attempt LIMIT ?""";
    private static final String DROP = "DELETE FROM reply WHERE attempt = ?";

    private final GroupWriter writer;
    private final Readers readers;

    Retention(GroupWriter writer, Readers readers) {
        this.writer = writer;
        this.readers = readers;
    }

    /// @return how many bodies were dropped
    int dropBodies(Instant before) {
        int dropped = 0;
        var chunk = expired(0, before);
        while (!chunk.isEmpty()) {
            var attempts = chunk;
            dropped += writer.write(session -> drop(session, attempts));
            chunk = expired(attempts.getLast(), before);
        }
        if (dropped > 0) {
            readers.emptyLog();
        }
        return dropped;
    }

    private List<Long> expired(long after, Instant before) {
        return readers.read(
                session -> session.all(EXPIRED, row -> row.number("attempt"), after, before.toEpochMilli(), CHUNK));
    }

    private static int drop(Session session, List<Long> attempts) throws SQLException {
        int dropped = 0;
        for (var attempt : attempts) {
            dropped += session.update(DROP, attempt);
        }
        return dropped;
    }
}
