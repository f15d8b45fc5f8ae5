package dev.penstock.jdbc;

import dev.penstock.item.Failure;
import dev.penstock.item.Item;
import dev.penstock.store.DeadLetterRow;
import dev.penstock.store.DeadLetters.Filter;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The rows of dead letters and of the decisions about them.
final class DeadLetterRows {
    static final String SELECT = """
            SELECT d.id, d.reason, d.detail, d.evidence, d.status, d.version, d.created_at,
              r.id AS run_id, r.task, i.seq, i.line, i.id AS item_id, i.record
            FROM dead_letter d JOIN run r ON r.key = d.run JOIN item i ON i.run = d.run AND i.seq = d.seq
            """;

    /// Where a filter's fields match; see [#arguments].
    static final String MATCHING = """
            WHERE (? IS NULL OR r.id = ?) AND (? IS NULL OR r.task = ?) AND (? IS NULL OR d.reason = ?)
              AND (? IS NULL OR d.status = ?) AND (? IS NULL OR d.created_at < ?)
            """;

    private static final String INSERT = """
            INSERT INTO dead_letter (id, run, seq, reason, detail, evidence, status, version, created_at)
            VALUES (?, ?, ?, ?, ?, ?, 'open', 1, ?)""";
    private static final String LAST_REPLY = """
            SELECT a.id, p.text FROM attempt a LEFT JOIN reply p ON p.attempt = a.id
            WHERE a.run = ? AND a.seq = ? AND a.status BETWEEN 200 AND 299
            ORDER BY p.text IS NULL, a.n DESC LIMIT 1""";

    private final RandomId ids;

    DeadLetterRows(RandomGenerator random) {
        ids = new RandomId("dl_", random);
    }

    /// What [#MATCHING] asks for, and what comes after it.
    static @Nullable Object[] arguments(Filter filter, @Nullable Object... more) {
        var arguments = new ArrayList<@Nullable Object>();
        var before = filter.before() == null ? null : filter.before().toEpochMilli();
        for (var field : Arrays.asList(filter.runId(), filter.task(), filter.reason(), filter.status(), before)) {
            arguments.add(field);
            arguments.add(field);
        }
        arguments.addAll(Arrays.asList(more));
        return arguments.toArray();
    }

    /// Adds an open dead letter; its item must be dead.
    ///
    /// @return its id
    String insert(Session session, long run, long seq, Failure failure, @Nullable String evidence, Instant now)
            throws SQLException {
        var id = ids.next();
        session.update(INSERT, id, run, seq, failure.reason(), failure.detail(), evidence, now.toEpochMilli());
        return id;
    }

    /// The reply that a reviewer judges: the last that failed a check, else the last complete one.
    static Optional<LastReply> lastReply(Session session, long run, long seq) throws SQLException {
        return session.first(LAST_REPLY, row -> new LastReply(row.number("id"), row.textOrNull("text")), run, seq);
    }

    /// The output of that reply as JSON; null when there is none.
    static @Nullable String outputBefore(Session session, long run, long seq) throws SQLException {
        var reply = lastReply(session, run, seq).orElse(null);
        return reply == null ? null : reply.output();
    }

    static DeadLetterRow read(Row row) throws SQLException {
        var item = new Item(row.text("run_id"), row.number("seq"), row.number("line"), row.text("item_id"),
                row.text("record"));
        return new DeadLetterRow(row.text("id"), item, row.text("task"), row.text("reason"), row.text("detail"),
                JsonText.evidence(row.textOrNull("evidence")), row.text("status"), row.integer("version"),
                row.time("created_at"));
    }

    /// @param text null when the reply was not checked, or retention dropped it
    record LastReply(long attempt, @Nullable String text) {
        /// Its output as JSON: the text itself if it is JSON, else the text as a JSON string.
        @Nullable
        String output() {
            return text == null ? null : JsonText.documentOrString(text);
        }
    }
}
