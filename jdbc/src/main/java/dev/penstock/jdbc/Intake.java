package dev.penstock.jdbc;

import dev.penstock.item.Evidence;
import dev.penstock.item.Failure;
import dev.penstock.item.Item;
import dev.penstock.store.InputPosition;
import dev.penstock.store.NewItem;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Adds items read from the input. The second use of an id becomes a dead letter under an id of its own, so that every
/// line is accounted for.
final class Intake {
    private static final String INSERT = """
            INSERT INTO item (run, seq, line, id, record, status, finished_at) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (run, id) DO NOTHING""";
    /// The last place comes from the end of the index: `max(seq)` inside an expression would read all of the run's items.
    private static final String APPEND = """
            INSERT INTO item (run, seq, line, id, record, status)
            SELECT ?, next, next + 1, ?, ?, 'pending'
            FROM (SELECT coalesce((SELECT seq FROM item WHERE run = ? ORDER BY seq DESC LIMIT 1), -1) + 1 AS next)
            WHERE true
            ON CONFLICT (run, id) DO NOTHING
            RETURNING seq""";
    private static final String FIRST_USE = "SELECT line FROM item WHERE run = ? AND id = ?";
    private static final String POSITION = """
            UPDATE run SET position_offset = ?, position_line = ?, position_seq = ?, position_complete = ?
            WHERE key = ?""";

    private final DeadLetterRows letters;

    Intake(DeadLetterRows letters) {
        this.letters = letters;
    }

    /// @return how many items wait
    int add(Session session, long run, List<NewItem> items, InputPosition position, Instant now) throws SQLException {
        int waiting = 0;
        for (var item : items) {
            waiting += add(session, run, item, now) ? 1 : 0;
        }
        session.update(POSITION, position.offset(), position.line(), position.seq(), position.complete(), run);
        return waiting;
    }

    /// @return empty when the id was used before
    Optional<Item> add(Session session, long run, String runId, String itemId, String record) throws SQLException {
        return session.first(APPEND, row -> row.number("seq"), run, itemId, record, run)
                .map(seq -> new Item(runId, seq, seq + 1, itemId, record));
    }

    private boolean add(Session session, long run, NewItem added, Instant now) throws SQLException {
        var failure = added.failure();
        if (!insert(session, run, added, added.item().id(), failure, now)) {
            failure = failure == null ? duplicate(session, run, added) : failure;
            insertRenamed(session, run, added, failure, now);
        }
        if (failure == null) {
            return true;
        }
        letters.insert(session, run, added.item().seq(), failure, JsonText.ofList(failure.evidence()), now);
        return false;
    }

    private static void insertRenamed(Session session, long run, NewItem added, Failure failure, Instant now)
            throws SQLException {
        var base = added.item().id() + "#" + added.item().line();
        var id = base;
        for (int suffix = 2; !insert(session, run, added, id, failure, now); suffix++) {
            id = base + "-" + suffix;
        }
    }

    private static boolean insert(Session session, long run, NewItem added, String id, @Nullable Failure failure,
            Instant now) throws SQLException {
        var item = added.item();
        return session.update(INSERT, run, item.seq(), item.line(), id, item.record(),
                failure == null ? "pending" : "dead", failure == null ? null : now.toEpochMilli()) == 1;
    }

    private static Failure duplicate(Session session, long run, NewItem added) throws SQLException {
        long line = session.first(FIRST_USE, row -> row.number("line"), run, added.item().id()).orElseThrow();
        var message = "line " + added.item().line() + " uses the id of line " + line + " again";
        return new Failure.BadInput(message,
                List.of(new Evidence("input", "duplicate-id", "/id", message, added.item().id())));
    }
}
