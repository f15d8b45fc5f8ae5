package dev.penstock.jdbc;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/// Drops reply bodies whose time is over, a few hundred per transaction, so that no other write waits long.
///
/// Replies are looked through in the order their calls were sent, and no further than to where the young ones begin: what
/// is kept forever would otherwise be read at every start.
final class Retention {
    private static final int CHUNK = 500;

    private static final String OLDEST = """
            SELECT p.attempt, a.sent_at, i.status IN ('accepted', 'discarded') AND i.finished_at < ? AS expired
            FROM reply p
              JOIN attempt a ON a.id = p.attempt
              JOIN item i ON i.run = a.run AND i.seq = a.seq
            WHERE p.attempt > ?
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
        var chunk = oldest(0, before);
        while (chunk.stream().anyMatch(reply -> reply.sentAt().isBefore(before))) {
            var expired = chunk.stream().filter(Reply::expired).toList();
            dropped += expired.isEmpty() ? 0 : writer.write(session -> drop(session, expired));
            chunk = oldest(chunk.getLast().attempt(), before);
        }
        if (dropped > 0) {
            new FreedPages(writer, readers).release();
        }
        return dropped;
    }

    private List<Reply> oldest(long after, Instant before) {
        return readers.read(session -> session.all(OLDEST,
                row -> new Reply(row.number("attempt"), row.time("sent_at"), row.flag("expired")),
                before.toEpochMilli(), after, CHUNK));
    }

    private static int drop(Session session, List<Reply> replies) throws SQLException {
        int dropped = 0;
        for (var reply : replies) {
            dropped += session.update(DROP, reply.attempt());
        }
        return dropped;
    }

    private record Reply(long attempt, Instant sentAt, boolean expired) {}
}
