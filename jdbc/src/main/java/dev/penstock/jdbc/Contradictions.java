package dev.penstock.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// The invariants of a run as questions to its rows. Each answers how many rows break it and names the first item.
final class Contradictions {
    private static final List<Invariant> INVARIANTS = List.of(
            new Invariant("items are in no known status", """
                    SELECT count(*) AS times, min(seq) AS seq FROM item
                    WHERE run = ? AND status NOT IN ('accepted', 'dead', 'discarded', 'pending')"""),
            new Invariant("items wait although the run is complete", """
                    SELECT count(*) AS times, min(i.seq) AS seq FROM item i JOIN run r ON r.key = i.run
                    WHERE i.run = ? AND i.status = 'pending' AND r.status = 'complete'"""),
            new Invariant("lines of the input were never read although the run is complete", """
                    SELECT count(*) AS times, max(position_seq) AS seq FROM run
                    WHERE key = ? AND status = 'complete' AND position_line > 0 AND position_complete = 0
                      AND (item_limit IS NULL OR position_seq < item_limit)"""),
            new Invariant("positions of the input have no item", """
                    SELECT r.position_seq - count(i.seq) AS times, NULL AS seq
                    FROM run r LEFT JOIN item i ON i.run = r.key AND i.seq < r.position_seq
                    WHERE r.key = ?"""),
            new Invariant("accepted items have neither a complete accepted reply nor a review", """
                    SELECT count(*) AS times, min(i.seq) AS seq FROM item i
                      LEFT JOIN attempt a ON a.id = i.accepted_attempt AND a.run = i.run AND a.seq = i.seq
                        AND a.concluded = 1 AND a.status IS NOT NULL AND a.failure IS NULL
                        AND a.purpose IN ('useful', 'unconfirmed')
                    WHERE i.run = ? AND i.status = 'accepted' AND a.id IS NULL AND NOT EXISTS (
                      SELECT 1 FROM dead_letter d JOIN review v ON v.dead_letter = d.key
                      WHERE d.run = i.run AND d.seq = i.seq AND d.status = 'accepted'
                        AND v.action IN ('accept', 'edit'))"""),
            new Invariant("accepted items have no output", """
                    SELECT count(*) AS times, min(seq) AS seq FROM item
                    WHERE run = ? AND status = 'accepted' AND output IS NULL"""),
            new Invariant("items that are not accepted have an output", """
                    SELECT count(*) AS times, min(seq) AS seq FROM item
                    WHERE run = ? AND status <> 'accepted' AND output IS NOT NULL"""),
            new Invariant("useful attempts belong to items that do not use their reply", """
                    SELECT count(*) AS times, min(a.seq) AS seq FROM attempt a
                      JOIN item i ON i.run = a.run AND i.seq = a.seq
                    WHERE a.run = ? AND a.purpose = 'useful'
                      AND (i.status <> 'accepted' OR i.accepted_attempt IS NULL OR i.accepted_attempt <> a.id)"""),
            new Invariant("items have more than one useful attempt", """
                    SELECT count(*) AS times, min(seq) AS seq FROM (
                      SELECT seq FROM attempt WHERE run = ? AND purpose = 'useful'
                      GROUP BY seq HAVING count(*) > 1) AS twice"""),
            new Invariant("attempts are confirmed although nothing was received", """
                    SELECT count(*) AS times, min(seq) AS seq FROM attempt
                    WHERE run = ? AND received_at IS NULL AND purpose <> 'unconfirmed'"""),
            new Invariant("attempts are confirmed although they are not concluded", """
                    SELECT count(*) AS times, min(seq) AS seq FROM attempt
                    WHERE run = ? AND concluded = 0 AND purpose <> 'unconfirmed'"""),
            new Invariant("attempts of finished items are not concluded", """
                    SELECT count(*) AS times, min(a.seq) AS seq FROM attempt a
                      JOIN item i ON i.run = a.run AND i.seq = a.seq
                    WHERE a.run = ? AND a.concluded = 0 AND i.status <> 'pending'"""),
            new Invariant("unconfirmed attempts are not booked at what was reserved", """
                    SELECT count(*) AS times, min(seq) AS seq FROM attempt
                    WHERE run = ? AND purpose = 'unconfirmed' AND (input_tokens <> reserved_input
                      OR output_tokens <> max_output_tokens OR cost_pico <> reserved_pico)"""),
            new Invariant("attempts have no known purpose, so the sum over purposes is not the sum over attempts", """
                    SELECT count(*) AS times, min(seq) AS seq FROM attempt
                    WHERE run = ? AND purpose NOT IN
                      ('useful', 'retry', 'repair', 'rejected', 'judge', 'unconfirmed')"""),
            new Invariant("attempts book negative tokens, cached tokens beyond the input, or negative money", """
                    SELECT count(*) AS times, min(seq) AS seq FROM attempt
                    WHERE run = ? AND (input_tokens < 0 OR output_tokens < 0 OR cache_read < 0 OR cache_write < 0
                      OR cache_write_long < 0 OR cache_write_long > cache_write
                      OR cache_read + cache_write > input_tokens OR cost_pico < 0 OR reserved_pico < 0)"""),
            new Invariant("items have attempts that are not numbered 1, 2, 3 ...", """
                    SELECT count(*) AS times, min(seq) AS seq FROM (
                      SELECT seq FROM attempt WHERE run = ?
                      GROUP BY seq HAVING min(n) <> 1 OR max(n) <> count(*)) AS gaps"""),
            new Invariant("dead items have no open dead letter", """
                    SELECT count(*) AS times, min(i.seq) AS seq FROM item i
                    WHERE i.run = ? AND i.status = 'dead' AND NOT EXISTS (
                      SELECT 1 FROM dead_letter d WHERE d.run = i.run AND d.seq = i.seq AND d.status = 'open')"""),
            new Invariant("open dead letters belong to items that are not dead", """
                    SELECT count(*) AS times, min(i.seq) AS seq FROM dead_letter d
                      JOIN item i ON i.run = d.run AND i.seq = d.seq
                    WHERE d.run = ? AND d.status = 'open' AND i.status <> 'dead'"""),
            new Invariant("discarded items have no review that discards them", """
                    SELECT count(*) AS times, min(i.seq) AS seq FROM item i
                    WHERE i.run = ? AND i.status = 'discarded' AND NOT EXISTS (
                      SELECT 1 FROM dead_letter d JOIN review v ON v.dead_letter = d.key
                      WHERE d.run = i.run AND d.seq = i.seq AND v.action = 'discard')"""),
            new Invariant("prompt versions of the run or its attempts are not stored", """
                    SELECT count(*) AS times, NULL AS seq FROM (
                      SELECT prompt_version AS hash FROM run WHERE key = ?
                      UNION SELECT a.prompt_version FROM attempt a WHERE a.run = ?) AS used
                    WHERE hash NOT IN (SELECT hash FROM prompt_version)"""));

    private Contradictions() {}

    /// One sentence for each broken invariant.
    static List<String> of(Session session, long run) throws SQLException {
        var sentences = new ArrayList<String>();
        for (var invariant : INVARIANTS) {
            invariant.sentence(session, run).ifPresent(sentences::add);
        }
        return List.copyOf(sentences);
    }
}
