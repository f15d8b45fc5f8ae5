package dev.penstock.jdbc;

import dev.penstock.provider.batch.Batch;
import dev.penstock.provider.batch.BatchLabel;
import dev.penstock.store.AttemptIntent;
import dev.penstock.store.BatchRow;
import dev.penstock.store.Batches;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Batches in SQL.
final class SqlBatches implements Batches {
    private static final String INTEND = """
            INSERT INTO batch (label, run, endpoint, model, account, entries, state, intended_at)
            VALUES (?, ?, ?, ?, ?, ?, 'intended', ?)""";
    private static final String UPLOADED = """
            UPDATE batch SET state = 'uploaded', file = ? WHERE label = ? AND state = 'intended'""";
    private static final String STANDS = """
            UPDATE batch SET state = 'created', provider_id = ?, provider_status = ?, file = coalesce(?, file),
              created_at = ?, expires_at = ?
            WHERE label = ? AND state IN ('intended', 'uploaded', 'created')""";
    private static final String MISTAKEN = """
            UPDATE batch SET state = CASE WHEN file IS NULL THEN 'intended' ELSE 'uploaded' END, provider_id = NULL,
              provider_status = NULL, created_at = NULL, expires_at = NULL
            WHERE label = ? AND state = 'created'""";
    private static final String SETTLED = """
            UPDATE batch SET state = 'settled', settled_at = ?
            WHERE label = ? AND state = 'created' AND NOT EXISTS (
              SELECT 1 FROM attempt a WHERE a.batch = batch.key AND a.concluded = 0)""";
    private static final String GIVE_UP_ENTRIES = """
            UPDATE attempt SET concluded = 1, failure = 'connection-failed', retryable = 1,
              failure_detail = 'its batch was given up'
            WHERE batch = (SELECT key FROM batch WHERE label = ?) AND concluded = 0 AND received_at IS NULL""";
    private static final String GIVEN_UP = """
            UPDATE batch SET state = 'settled', settled_at = ?
            WHERE label = ? AND state IN ('intended', 'uploaded', 'created') AND NOT EXISTS (
              SELECT 1 FROM attempt a WHERE a.batch = batch.key AND a.concluded = 0)""";
    private static final String DROP_ENTRIES = """
            DELETE FROM attempt WHERE batch = (SELECT key FROM batch WHERE label = ?) AND received_at IS NULL""";
    private static final String ABANDONED = """
            UPDATE batch SET state = 'abandoned', settled_at = ?
            WHERE label = ? AND state IN ('intended', 'uploaded', 'created') AND NOT EXISTS (
              SELECT 1 FROM attempt a WHERE a.batch = batch.key)""";
    private static final String ROWS = "SELECT r.id AS run_id, b.* FROM batch b JOIN run r ON r.key = b.run ";
    private static final String FIND = ROWS + "WHERE b.label = ?";
    private static final String OPEN = ROWS
            + "WHERE r.id = ? AND b.state IN ('intended', 'uploaded', 'created') ORDER BY b.key";
    private static final String LABELS = "SELECT b.label FROM batch b JOIN run r ON r.key = b.run WHERE r.id = ?";
    private static final String LIST = ROWS + "ORDER BY b.key DESC LIMIT ?";
    private static final String OF_RUN = """
            SELECT r.id AS run_id, b.*, count(a.received_at) AS results,
              coalesce(sum(a.concluded AND a.received_at IS NOT NULL), 0) AS used
            FROM batch b JOIN run r ON r.key = b.run LEFT JOIN attempt a ON a.batch = b.key
            WHERE r.id = ? GROUP BY b.key ORDER BY b.key DESC LIMIT ?""";
    private static final String OWNS = "SELECT 1 AS one FROM batch WHERE endpoint = ? AND provider_id = ?";
    private static final String ENTRIES = """
            SELECT a.id, a.seq, a.n, a.received_at IS NOT NULL AS received, a.concluded
            FROM attempt a JOIN batch b ON b.key = a.batch WHERE b.label = ? ORDER BY a.id""";
    private static final String COST = """
            SELECT coalesce(sum(a.cost_pico), 0) AS cost
            FROM attempt a JOIN batch b ON b.key = a.batch WHERE b.label = ?""";

    private final GroupWriter writer;
    private final Readers readers;
    private final RunKeys keys;

    SqlBatches(GroupWriter writer, Readers readers, RunKeys keys) {
        this.writer = writer;
        this.readers = readers;
        this.keys = keys;
    }

    @Override
    public void intend(BatchRow batch, List<AttemptIntent> entries) {
        if (batch.entries() != entries.size()) {
            throw new IllegalArgumentException(
                    "a batch of " + batch.entries() + " entries was given " + entries.size());
        }
        writer.write(session -> {
            long run = keys.of(session, batch.runId());
            session.update(INTEND, batch.label().value(), run, batch.endpoint(), batch.model(), batch.account(),
                    batch.entries(), batch.intendedAt().toEpochMilli());
            for (var entry : entries) {
                AttemptRows.insert(session, run, entry, PicoUsd.of(entry.reservedUsd()));
            }
            return entries.size();
        });
    }

    @Override
    public void uploaded(BatchLabel label, String file) {
        change(label, "was uploaded before", UPLOADED, file, label.value());
    }

    @Override
    public void stands(BatchLabel label, Batch batch) {
        change(label, "is closed", STANDS, batch.id(), batch.status(), batch.file(), batch.createdAt().toEpochMilli(),
                millis(batch.expiresAt()), label.value());
    }

    @Override
    public void mistaken(BatchLabel label) {
        change(label, "has no batch of the provider's", MISTAKEN, label.value());
    }

    @Override
    public void settled(BatchLabel label, Instant now) {
        change(label, "is closed, or has entries that are not concluded", SETTLED, now.toEpochMilli(), label.value());
    }

    @Override
    public int givenUp(BatchLabel label, Instant now) {
        return writer.write(session -> {
            int lost = session.update(GIVE_UP_ENTRIES, label.value());
            int changed = session.update(GIVEN_UP, now.toEpochMilli(), label.value());
            AttemptRows.requireOne(changed, "batch " + label.value() + " is closed, or has results that are not used");
            return lost;
        });
    }

    @Override
    public void abandoned(BatchLabel label, Instant now) {
        writer.write(session -> {
            session.update(DROP_ENTRIES, label.value());
            int changed = session.update(ABANDONED, now.toEpochMilli(), label.value());
            return AttemptRows.requireOne(changed, "batch " + label.value() + " is closed, or has results");
        });
    }

    @Override
    public Optional<BatchRow> find(BatchLabel label) {
        return readers.read(session -> session.first(FIND, SqlBatches::row, label.value()));
    }

    @Override
    public List<BatchRow> open(String runId) {
        return readers.read(session -> session.all(OPEN, SqlBatches::row, runId));
    }

    @Override
    public Set<BatchLabel> labels(String runId) {
        return Set.copyOf(
                readers.read(session -> session.all(LABELS, row -> new BatchLabel(row.text("label")), runId)));
    }

    @Override
    public List<BatchRow> list(int limit) {
        return readers.read(session -> session.all(LIST, SqlBatches::row, limit));
    }

    @Override
    public List<Harvest> of(String runId, int limit) {
        return readers.read(session -> session.all(OF_RUN,
                row -> new Harvest(row(row), row.integer("results"), row.integer("used")), runId, limit));
    }

    @Override
    public boolean owns(String endpoint, String providerId) {
        return readers.read(
                session -> session.first(OWNS, row -> row.number("one"), endpoint, providerId).isPresent());
    }

    @Override
    public List<Entry> entries(BatchLabel label) {
        return readers.read(session -> session.all(ENTRIES, row -> new Entry(row.number("id"), row.number("seq"),
                row.integer("n"), row.flag("received"), row.flag("concluded")), label.value()));
    }

    @Override
    public BigDecimal costUsd(BatchLabel label) {
        return readers.read(session -> session.first(COST, row -> row.usd("cost"), label.value()).orElseThrow());
    }

    private void change(BatchLabel label, String otherwise, String sql, @Nullable Object... arguments) {
        writer.write(session -> AttemptRows.requireOne(session.update(sql, arguments),
                "batch " + label.value() + " " + otherwise));
    }

    private static BatchRow row(Row row) throws SQLException {
        return new BatchRow(new BatchLabel(row.text("label")), row.text("run_id"), row.text("endpoint"),
                row.text("model"), row.text("account"), row.integer("entries"),
                BatchRow.State.valueOf(row.text("state").toUpperCase(Locale.ROOT)), row.textOrNull("file"),
                row.textOrNull("provider_id"), row.textOrNull("provider_status"), row.time("intended_at"),
                row.timeOrNull("created_at"), row.timeOrNull("expires_at"), row.timeOrNull("settled_at"));
    }

    private static @Nullable Long millis(@Nullable Instant time) {
        return time == null ? null : time.toEpochMilli();
    }
}
