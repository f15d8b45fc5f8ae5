package dev.penstock.jdbc;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

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

    /// @return how many items wait again
    int reopen(Session session, long run, List<Long> seqs, String actor, Instant now) throws SQLException {
        int reopened = 0;
        for (var seq : seqs) {
            reopened += reopen(session, run, seq, actor, now) ? 1 : 0;
        }
        if (reopened > 0) {
            session.update(INTERRUPT, now.toEpochMilli(), run);
        }
        return reopened;
    }

    private static boolean reopen(Session session, long run, long seq, String actor, Instant now) throws SQLException {
        var letter = session.first(LETTER, row -> row.number("key"), run, seq);
        if (letter.isEmpty() || session.update(WAIT, run, seq) == 0) {
            return false;
        }
        session.update(RETRIED, letter.get());
        var before = DeadLetterRows.outputBefore(session, run, seq);
        DeadLetterRows.review(session, letter.get(), actor, "retry", null, before, null, now);
        return true;
    }
}
