package dev.penstock.jdbc;

import dev.penstock.item.Failure;
import dev.penstock.store.Erasure;
import dev.penstock.store.Signature;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Erasing in SQL. Deleted content is overwritten (`secure_delete`), then the log is emptied.
final class SqlErasure implements Erasure {
    private static final String FORGOTTEN = "forgotten";

    private static final String FIND = """
            SELECT r.id AS run_id, r.task, i.seq, i.line, i.id, i.status, i.forgotten_at
            FROM run r JOIN item i ON i.run = r.key
            WHERE (i.id = ? OR (i.id > ? AND i.id < ? AND (i.id = ? || '#' || i.line
                OR substr(i.id, 1, length(? || '#' || i.line || '-')) = ? || '#' || i.line || '-')))
              AND (? IS NULL OR r.id = ?) AND (? IS NULL OR r.task = ?)
            ORDER BY r.key, i.seq""";
    private static final String STATUS = "SELECT status FROM item WHERE run = ? AND seq = ?";
    private static final String CONCLUDE = """
            UPDATE attempt SET concluded = 1, failure = 'connection-failed', retryable = 1
            WHERE run = ? AND seq = ? AND concluded = 0""";
    private static final String BURY = """
            UPDATE item SET status = 'dead' WHERE run = ? AND seq = ? AND status = 'pending'""";
    private static final String ERASE_RECORD = """
            UPDATE item SET record = 'null', output = CASE WHEN output IS NULL THEN NULL ELSE 'null' END,
              forgotten_at = coalesce(forgotten_at, ?)
            WHERE run = ? AND seq = ?""";
    private static final String ERASE_REPLIES = """
            DELETE FROM reply WHERE attempt IN (SELECT id FROM attempt WHERE run = ? AND seq = ?)""";
    private static final String ERASE_EVIDENCE = """
            UPDATE attempt SET failure_detail = 'forgotten', evidence = NULL
            WHERE run = ? AND seq = ? AND failure IS NOT NULL AND failure_detail IS NOT 'forgotten'""";
    private static final String ERASE_LETTERS = """
            UPDATE dead_letter SET detail = 'forgotten', evidence = NULL
            WHERE run = ? AND seq = ? AND detail <> 'forgotten'""";
    private static final String ERASE_REVIEWS = """
            UPDATE review SET reason = NULL, before_json = NULL, after_json = NULL
            WHERE dead_letter IN (SELECT key FROM dead_letter WHERE run = ? AND seq = ?)
              AND coalesce(reason, before_json, after_json) IS NOT NULL""";
    private static final String DISCARD_LETTER = """
            UPDATE dead_letter SET status = 'discarded', version = version + 1
            WHERE run = ? AND seq = ? AND status = 'open' RETURNING key""";
    private static final String DISCARD = """
            UPDATE item SET status = 'discarded', finished_at = ? WHERE run = ? AND seq = ? AND status = 'dead'""";

    private final GroupWriter writer;
    private final Readers readers;
    private final RunKeys keys;
    private final DeadLetterRows letters;
    private final boolean engine;

    /// @param engine whether this store was opened as the engine's, so that nobody works on an item
    SqlErasure(GroupWriter writer, Readers readers, RunKeys keys, DeadLetterRows letters, boolean engine) {
        this.writer = writer;
        this.readers = readers;
        this.keys = keys;
        this.letters = letters;
        this.engine = engine;
    }

    @Override
    public List<Held> find(String itemId, @Nullable String runId, @Nullable String task) {
        return readers.read(session -> session.all(FIND, SqlErasure::held, itemId, itemId + "#", itemId + "$", itemId,
                itemId, itemId, runId, runId, task, task));
    }

    @Override
    public Optional<Erased> erase(String runId, long seq, Signature by) {
        return writer.write(session -> {
            long run = keys.of(session, runId);
            var status = session.first(STATUS, row -> row.text("status"), run, seq).orElseThrow();
            return status.equals("pending") && !engine
                    ? Optional.empty()
                    : Optional.of(erase(session, run, seq, status, by));
        });
    }

    @Override
    public boolean settle() {
        return new FreedPages(writer, readers).release();
    }

    private Erased erase(Session session, long run, long seq, String status, Signature by) throws SQLException {
        if (status.equals("pending")) {
            bury(session, run, seq, by);
        }
        int replies = session.update(ERASE_REPLIES, run, seq);
        int attempts = session.update(ERASE_EVIDENCE, run, seq);
        int reviews = session.update(ERASE_REVIEWS, run, seq);
        int details = session.update(ERASE_LETTERS, run, seq);
        session.update(ERASE_RECORD, by.at().toEpochMilli(), run, seq);
        return new Erased(replies, attempts, details, reviews, discard(session, run, seq, by));
    }

    /// What was in flight stays booked at what was reserved for it.
    private void bury(Session session, long run, long seq, Signature by) throws SQLException {
        session.update(CONCLUDE, run, seq);
        session.update(BURY, run, seq);
        letters.insert(session, run, seq, new Failure.BadInput(FORGOTTEN, List.of()), null, by.at());
    }

    private static boolean discard(Session session, long run, long seq, Signature by) throws SQLException {
        var letter = session.first(DISCARD_LETTER, row -> row.number("key"), run, seq);
        if (letter.isEmpty()) {
            return false;
        }
        session.update(DISCARD, by.at().toEpochMilli(), run, seq);
        Reviews.discarded(session, new Reviews.Decided(letter.get(), run, seq), by);
        return true;
    }

    private static Held held(Row row) throws SQLException {
        return new Held(row.text("run_id"), row.text("task"), row.number("seq"), row.number("line"), row.text("id"),
                row.text("status"), row.timeOrNull("forgotten_at"));
    }
}
