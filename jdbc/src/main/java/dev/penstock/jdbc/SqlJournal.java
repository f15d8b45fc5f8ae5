package dev.penstock.jdbc;

import dev.penstock.item.Failure;
import dev.penstock.item.Item;
import dev.penstock.item.Purpose;
import dev.penstock.provider.Exchange;
import dev.penstock.store.AttemptIntent;
import dev.penstock.store.AttemptRow;
import dev.penstock.store.Conclusion;
import dev.penstock.store.InputPosition;
import dev.penstock.store.Journal;
import dev.penstock.store.NewItem;
import dev.penstock.store.PendingItem;
import dev.penstock.store.Signature;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The item path in SQL. Each write is one task of the group writer, so one transaction; JSON is made before, on the
/// caller's thread.
final class SqlJournal implements Journal {
    private static final String PENDING = """
            SELECT r.id AS run_id, i.seq, i.line, i.id, i.record, i.due, i.round_start,
              (SELECT count(*) FROM attempt a WHERE a.run = i.run AND a.seq = i.seq) AS attempts,
              (SELECT min(a.sent_at) FROM attempt a WHERE a.run = i.run AND a.seq = i.seq AND a.n > i.round_start)
                AS first_sent_at
            FROM run r JOIN item i ON i.run = r.key
            WHERE r.id = ? AND i.status = 'pending'
            """;
    private static final String PENDING_PAGE = PENDING + "AND i.seq > ? ORDER BY i.seq LIMIT ?";
    private static final String PENDING_ITEM = PENDING + "AND i.seq = ?";
    private static final String RESCHEDULE = """
            UPDATE item SET due = ? WHERE run = ? AND seq = ? AND status = 'pending'""";
    private static final String ACCEPT = """
            UPDATE item SET status = 'accepted', output = ?, accepted_attempt = ?, finished_at = ?
            WHERE run = ? AND seq = ? AND status = 'pending'""";
    private static final String BURY = """
            UPDATE item SET status = 'dead', finished_at = ? WHERE run = ? AND seq = ? AND status = 'pending'""";

    private final GroupWriter writer;
    private final Readers readers;
    private final RunKeys keys;
    private final DeadLetterRows letters;
    private final Intake intake;

    SqlJournal(GroupWriter writer, Readers readers, RunKeys keys, DeadLetterRows letters) {
        this.writer = writer;
        this.readers = readers;
        this.keys = keys;
        this.letters = letters;
        intake = new Intake(letters);
    }

    @Override
    public int addItems(String runId, List<NewItem> items, InputPosition position, Instant now) {
        return writer.write(session -> intake.add(session, keys.of(session, runId), items, position, now));
    }

    @Override
    public Optional<Item> addItem(String runId, String itemId, String record) {
        return writer.write(session -> intake.add(session, keys.of(session, runId), runId, itemId, record));
    }

    @Override
    public List<PendingItem> pending(String runId, long afterSeq, int limit) {
        return readers.read(session -> session.all(PENDING_PAGE, SqlJournal::pendingItem, runId, afterSeq, limit));
    }

    @Override
    public Optional<PendingItem> pendingItem(String runId, long seq) {
        return readers.read(session -> session.first(PENDING_ITEM, SqlJournal::pendingItem, runId, seq));
    }

    @Override
    public List<AttemptRow> attempts(String runId, long seq) {
        return readers.read(session -> AttemptRows.ofItem(session, runId, seq));
    }

    @Override
    public long intend(AttemptIntent intent) {
        long reservedPico = PicoUsd.of(intent.reservedUsd());
        return writer.write(
                session -> AttemptRows.insert(session, keys.of(session, intent.runId()), intent, reservedPico));
    }

    @Override
    public void received(long attemptId, Exchange exchange, Instant now) {
        writer.write(reception(attemptId, exchange, now));
    }

    @Override
    public void handOver(long attemptId, Exchange exchange, Instant now) {
        writer.hand(reception(attemptId, exchange, now));
    }

    private static Session.Task<Integer> reception(long attemptId, Exchange exchange, Instant now) {
        return switch (exchange) {
            case Exchange.Received received -> {
                var headers = JsonText.ofMap(received.headers());
                yield session -> AttemptRows.received(session, attemptId, received, headers, now);
            }
            case Exchange.Broken broken -> session -> AttemptRows.broken(session, attemptId, broken, now);
        };
    }

    @Override
    public void reschedule(Conclusion conclusion, Instant due) {
        refuseUseful(conclusion);
        var encoded = AttemptRows.Encoded.of(conclusion);
        writer.write(session -> {
            long run = conclude(session, encoded);
            int changed = session.update(RESCHEDULE, due.toEpochMilli(), run, conclusion.seq());
            return requirePending(changed, conclusion.runId(), conclusion.seq());
        });
    }

    @Override
    public void accept(Conclusion conclusion, String output, Instant now) {
        if (conclusion.purpose() != Purpose.USEFUL && conclusion.purpose() != Purpose.UNCONFIRMED) {
            throw new IllegalArgumentException("the accepted attempt " + conclusion.attemptId()
                    + " must be useful, or unconfirmed when its usage is unknown, was " + conclusion.purpose().label());
        }
        var encoded = AttemptRows.Encoded.of(conclusion);
        writer.write(session -> {
            long run = conclude(session, encoded);
            int changed = session.update(ACCEPT, output, conclusion.attemptId(), now.toEpochMilli(), run,
                    conclusion.seq());
            return requirePending(changed, conclusion.runId(), conclusion.seq());
        });
    }

    @Override
    public String deadLetter(Conclusion conclusion, Failure failure, Instant now) {
        refuseUseful(conclusion);
        var encoded = AttemptRows.Encoded.of(conclusion);
        var evidence = JsonText.ofList(failure.evidence());
        return writer.write(session -> {
            long run = conclude(session, encoded);
            bury(session, run, conclusion.runId(), conclusion.seq(), now);
            return letters.insert(session, run, conclusion.seq(), failure, evidence, now);
        });
    }

    @Override
    public String deadLetterUnsent(String runId, long seq, Failure failure, Instant now) {
        var evidence = JsonText.ofList(failure.evidence());
        return writer.write(session -> {
            long run = keys.of(session, runId);
            bury(session, run, runId, seq, now);
            return letters.insert(session, run, seq, failure, evidence, now);
        });
    }

    @Override
    public List<AttemptIntent> bookLost(String runId, Instant now) {
        return writer.write(session -> AttemptRows.bookLost(session, keys.of(session, runId), runId));
    }

    @Override
    public int reopen(String runId, List<Long> seqs, @Nullable Pin pin, Signature by) {
        var copy = List.copyOf(seqs);
        return writer.write(session -> Reopening.reopen(session, keys.of(session, runId), copy, pin, by));
    }

    private long conclude(Session session, AttemptRows.Encoded encoded) throws SQLException {
        long run = keys.of(session, encoded.conclusion().runId());
        AttemptRows.conclude(session, run, encoded);
        return run;
    }

    private static void bury(Session session, long run, String runId, long seq, Instant now) throws SQLException {
        requirePending(session.update(BURY, now.toEpochMilli(), run, seq), runId, seq);
    }

    private static int requirePending(int changed, String runId, long seq) {
        return AttemptRows.requireOne(changed, "item " + seq + " of run " + runId + " does not wait");
    }

    private static void refuseUseful(Conclusion conclusion) {
        if (conclusion.purpose() == Purpose.USEFUL) {
            throw new IllegalArgumentException(
                    "attempt " + conclusion.attemptId() + " cannot be useful: its reply was not accepted");
        }
    }

    private static PendingItem pendingItem(Row row) throws SQLException {
        var item = new Item(row.text("run_id"), row.number("seq"), row.number("line"), row.text("id"),
                row.text("record"));
        return new PendingItem(item, row.time("due"), row.integer("attempts"), row.integer("round_start"),
                row.timeOrNull("first_sent_at"));
    }
}
