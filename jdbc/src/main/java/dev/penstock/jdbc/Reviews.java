package dev.penstock.jdbc;

import dev.penstock.store.DeadLetters.Acceptance;
import dev.penstock.store.DeadLetters.Reviewed;
import dev.penstock.store.ReviewRow;
import dev.penstock.store.ReviewRow.Change;
import dev.penstock.store.Signature;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The list of decisions: who, when, before and after. Rows are only ever added.
final class Reviews {
    private static final String INSERT = """
            INSERT INTO review (dead_letter, actor, action, reason, overrides, before_json, after_json, prompt_before,
              prompt_after, at)
            VALUES (?, ?, ?, ?, ?, ?, ?, coalesce(
              (SELECT a.prompt_version FROM attempt a WHERE a.run = ? AND a.seq = ? ORDER BY a.n DESC LIMIT 1),
              (SELECT r.prompt_version FROM run r WHERE r.key = ?)), ?, ?)""";
    private static final String SELECT = """
            SELECT v.*, d.id, d.reason AS letter_reason, r.id AS run_id, r.task, i.id AS item_id
            FROM review v
              JOIN dead_letter d ON d.key = v.dead_letter
              JOIN run r ON r.key = d.run
              JOIN item i ON i.run = d.run AND i.seq = d.seq
            """;
    private static final String OF_LETTER = SELECT + "WHERE d.id = ? ORDER BY v.key";
    private static final String NEWEST = SELECT + DeadLetterRows.MATCHING + "ORDER BY v.key DESC LIMIT ?";

    private Reviews() {}

    /// A dead letter that was just decided.
    record Decided(long key, long run, long seq) {}

    static void accepted(Session session, Decided letter, Acceptance acceptance, @Nullable String before, Signature by)
            throws SQLException {
        insert(session, letter, acceptance.corrected() ? "edit" : "accept", acceptance.overrides(),
                new Change(before, acceptance.output()), acceptance.promptVersion(), by);
    }

    static void discarded(Session session, Decided letter, Signature by) throws SQLException {
        var before = DeadLetterRows.outputBefore(session, letter.run(), letter.seq());
        insert(session, letter, "discard", null, new Change(before, null), null, by);
    }

    /// @param prompt the version it is asked with from here on
    static void retried(Session session, Decided letter, String prompt, Signature by) throws SQLException {
        var before = DeadLetterRows.outputBefore(session, letter.run(), letter.seq());
        insert(session, letter, "retry", null, new Change(before, null), prompt, by);
    }

    private static void insert(Session session, Decided letter, String action, @Nullable String overrides,
            Change output, @Nullable String promptAfter, Signature by) throws SQLException {
        session.update(INSERT, letter.key(), by.actor(), action, by.reason(), overrides, output.before(),
                output.after(), letter.run(), letter.seq(), letter.run(), promptAfter, by.at().toEpochMilli());
    }

    static List<ReviewRow> ofLetter(Session session, String id) throws SQLException {
        return session.all(OF_LETTER, Reviews::read, id);
    }

    static List<Reviewed> newest(Session session, @Nullable Object... filterAndLimit) throws SQLException {
        return session.all(NEWEST, row -> new Reviewed(row.text("run_id"), row.text("task"), row.text("item_id"),
                row.text("letter_reason"), read(row)), filterAndLimit);
    }

    private static ReviewRow read(Row row) throws SQLException {
        return new ReviewRow(row.text("id"), row.text("actor"), row.text("action"), row.textOrNull("reason"),
                row.textOrNull("overrides"), new Change(row.textOrNull("before_json"), row.textOrNull("after_json")),
                new Change(row.textOrNull("prompt_before"), row.textOrNull("prompt_after")), row.time("at"));
    }
}
