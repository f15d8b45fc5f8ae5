package dev.penstock.jdbc;

import dev.penstock.store.Journal.Pin;
import dev.penstock.store.Signature;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts dead-lettered items back to work. A run that was complete is interrupted by that: it has pending items again.
final class Reopening {
    private static final String LETTER = """
            SELECT key FROM dead_letter WHERE run = ? AND seq = ? AND status = 'open'""";
    private static final String RETRIED = """
            UPDATE dead_letter SET status = 'retried', version = version + 1 WHERE key = ?""";
    private static final String WAIT = """
            UPDATE item SET status = 'pending', due = 0, finished_at = NULL,
              round_start = (SELECT count(*) FROM attempt a WHERE a.run = item.run AND a.seq = item.seq)
            WHERE run = ? AND seq = ? AND status = 'dead'""";
    private static final String INTERRUPT = """
            UPDATE run SET status = 'interrupted', why = 'dead letters were put back to work', updated_at = ?
            WHERE key = ? AND status = 'complete'""";

    private static final String PIN = """
            UPDATE run SET prompt_version = ?, git_commit = ?, endpoint = ?, model = ?, output_mode = ? WHERE key = ?""";
    private static final String PINNED = "SELECT prompt_version FROM run WHERE key = ?";

    private Reopening() {}

    /// @return how many items wait again
    static int reopen(Session session, long run, List<Long> seqs, @Nullable Pin pin, Signature by)
            throws SQLException {
        var asked = session.first(PINNED, row -> row.text("prompt_version"), run).orElseThrow();
        var prompt = pin == null ? asked : pin.promptVersion();
        int reopened = 0;
        for (var seq : seqs) {
            reopened += reopen(session, run, seq, prompt, by) ? 1 : 0;
        }
        if (reopened > 0) {
            session.update(INTERRUPT, by.at().toEpochMilli(), run);
            if (pin != null) {
                session.update(PIN, pin.promptVersion(), pin.gitCommit(), pin.endpoint(), pin.model(),
                        pin.outputMode().label(), run);
            }
        }
        return reopened;
    }

    private static boolean reopen(Session session, long run, long seq, String prompt, Signature by)
            throws SQLException {
        var letter = session.first(LETTER, row -> row.number("key"), run, seq);
        if (letter.isEmpty()) {
            return false;
        }
        var decided = new Reviews.Decided(letter.get(), run, seq);
        if (session.update(WAIT, run, seq) == 0) {
            return false;
        }
        session.update(RETRIED, decided.key());
        Reviews.retried(session, decided, prompt, by);
        return true;
    }
}
