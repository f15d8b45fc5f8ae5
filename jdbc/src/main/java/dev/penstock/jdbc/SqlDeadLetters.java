package dev.penstock.jdbc;

import dev.penstock.jdbc.DeadLetterRows.LastReply;
import dev.penstock.store.DeadLetterRow;
import dev.penstock.store.DeadLetters;
import dev.penstock.store.ReviewRow;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Dead letters and decisions about them in SQL. A decision changes the dead letter, its item, the accepted attempt and
/// the list of reviews in one transaction.
final class SqlDeadLetters implements DeadLetters {
    private static final String LIST = DeadLetterRows.SELECT + """
            WHERE (? IS NULL OR r.id = ?) AND (? IS NULL OR r.task = ?) AND (? IS NULL OR d.reason = ?)
              AND (? IS NULL OR d.status = ?)
            ORDER BY d.key LIMIT ?""";
    private static final String FIND = DeadLetterRows.SELECT + "WHERE d.id = ?";
    private static final String OPEN = DeadLetterRows.SELECT + """
            WHERE r.id = ? AND d.status = 'open' ORDER BY d.run, d.seq""";
    private static final String REVIEWS = """
            SELECT v.*, d.id FROM review v JOIN dead_letter d ON d.key = v.dead_letter
            WHERE d.id = ? ORDER BY v.key""";
    private static final String DECIDE = """
            UPDATE dead_letter SET status = ?, version = version + 1
            WHERE id = ? AND version = ? AND status = 'open' RETURNING key, run, seq""";
    private static final String ACCEPT = """
            UPDATE item SET status = 'accepted', output = ?, review = ?, accepted_attempt = ?, finished_at = ?
            WHERE run = ? AND seq = ? AND status = 'dead'""";
    private static final String USE_REPLY = """
            UPDATE attempt SET purpose = 'useful' WHERE id = ? AND purpose IN ('rejected', 'repair')""";
    private static final String DISCARD = """
            UPDATE item SET status = 'discarded', finished_at = ? WHERE run = ? AND seq = ? AND status = 'dead'""";

    /// The flag of an output that is not the reply's.
    private static final String CORRECTED = "corrected";

    private final GroupWriter writer;
    private final Readers readers;

    SqlDeadLetters(GroupWriter writer, Readers readers) {
        this.writer = writer;
        this.readers = readers;
    }

    @Override
    public List<DeadLetterRow> list(Filter filter, int limit) {
        return readers.read(session -> session.all(LIST, DeadLetterRows::read, filter.runId(), filter.runId(),
                filter.task(), filter.task(), filter.reason(), filter.reason(), filter.status(), filter.status(),
                limit));
    }

    @Override
    public Optional<DeadLetterRow> find(String id) {
        return readers.read(session -> session.first(FIND, DeadLetterRows::read, id));
    }

    @Override
    public void forEachOpen(String runId, Consumer<DeadLetterRow> each) {
        readers.forEach(each, OPEN, DeadLetterRows::read, runId);
    }

    @Override
    public boolean accept(String id, int expectedVersion, String output, String flag, String actor,
            @Nullable String reason, Instant now) {
        boolean corrected = flag.equals(CORRECTED);
        return writer.write(session -> {
            var letter = decide(session, "accepted", id, expectedVersion);
            if (letter.isEmpty()) {
                return false;
            }
            var decided = letter.get();
            var before = DeadLetterRows.outputBefore(session, decided.run(), decided.seq());
            finish(session, decided, output, flag, now);
            DeadLetterRows.review(session, decided.key(), actor, corrected ? "edit" : "accept", reason, before, output,
                    now);
            return true;
        });
    }

    @Override
    public boolean discard(String id, int expectedVersion, String actor, @Nullable String reason, Instant now) {
        return writer.write(session -> {
            var letter = decide(session, "discarded", id, expectedVersion);
            if (letter.isEmpty()) {
                return false;
            }
            var decided = letter.get();
            requireDead(session.update(DISCARD, now.toEpochMilli(), decided.run(), decided.seq()), id);
            var before = DeadLetterRows.outputBefore(session, decided.run(), decided.seq());
            DeadLetterRows.review(session, decided.key(), actor, "discard", reason, before, null, now);
            return true;
        });
    }

    @Override
    public List<ReviewRow> reviews(String deadLetterId) {
        return readers.read(session -> session.all(REVIEWS, SqlDeadLetters::reviewRow, deadLetterId));
    }

    private static Optional<Decided> decide(Session session, String status, String id, int expectedVersion)
            throws SQLException {
        return session.first(DECIDE,
                row -> new Decided(id, row.number("key"), row.number("run"), row.number("seq")), status, id,
                expectedVersion);
    }

    private static void finish(Session session, Decided letter, String output, String flag, Instant now)
            throws SQLException {
        var reply = DeadLetterRows.lastReply(session, letter.run(), letter.seq());
        int changed = session.update(ACCEPT, output, flag, reply.map(LastReply::attempt).orElse(null),
                now.toEpochMilli(), letter.run(), letter.seq());
        requireDead(changed, letter.id());
        if (reply.isPresent() && !flag.equals(CORRECTED)) {
            session.update(USE_REPLY, reply.get().attempt());
        }
    }

    private static void requireDead(int changed, String id) {
        AttemptRows.requireOne(changed, "the item of dead letter " + id + " is not dead");
    }

    private static ReviewRow reviewRow(Row row) throws SQLException {
        return new ReviewRow(row.text("id"), row.text("actor"), row.text("action"), row.textOrNull("reason"),
                row.textOrNull("before_json"), row.textOrNull("after_json"), row.time("at"));
    }

    private record Decided(String id, long key, long run, long seq) {}
}
