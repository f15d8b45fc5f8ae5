package dev.penstock.jdbc;

import dev.penstock.item.Purpose;
import dev.penstock.store.CostRow;
import dev.penstock.store.Ledger;
import dev.penstock.store.PastCalls;
import dev.penstock.store.Usual;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The books over all runs, in SQL.
final class SqlLedger implements Ledger {
    /// An accepted reply whose usage is unknown is booked as unconfirmed, and is accepted all the same.
    private static final String COSTS = """
            SELECT r.task, g.endpoint, g.model, g.day, g.purpose, sum(g.calls) AS calls, sum(g.billed) AS billed,
              sum(g.accepted) AS accepted, sum(g.input_tokens) AS input_tokens, sum(g.output_tokens) AS output_tokens,
              sum(g.cache_read) AS cache_read, sum(g.cache_write) AS cache_write,
              sum(g.cache_write_long) AS cache_write_long, sum(g.cost_pico) AS cost_pico,
              sum(g.boilerplate) AS boilerplate, sum(g.unpriced) AS unpriced,
              max(r.simulated) AS simulated
            FROM (
              SELECT a.sent_at / 86400000 AS day, a.run, a.purpose, a.endpoint, a.model,
                count(*) FILTER (WHERE a.broken IS NULL OR a.broken <> 'NOT_SENT') AS calls,
                count(*) FILTER (WHERE a.purpose <> 'unconfirmed' AND a.input_tokens > 0) AS billed,
                count(*) FILTER (WHERE a.purpose = 'useful'
                  OR (a.purpose = 'unconfirmed' AND a.concluded = 1 AND a.failure IS NULL)) AS accepted,
                sum(a.input_tokens) AS input_tokens, sum(a.output_tokens) AS output_tokens,
                sum(a.cache_read) AS cache_read, sum(a.cache_write) AS cache_write,
                sum(a.cache_write_long) AS cache_write_long, sum(a.cost_pico) AS cost_pico,
                sum(CASE WHEN a.purpose = 'unconfirmed' OR a.request_bytes = 0 THEN 0
                  ELSE a.input_tokens * a.fixed_bytes / a.request_bytes END) AS boilerplate,
                count(*) FILTER (WHERE a.priced = 0) AS unpriced
              FROM attempt a
              WHERE a.sent_at >= ? AND a.sent_at < ?
                AND (? IS NULL OR a.run IN (SELECT key FROM run WHERE task = ?))
              GROUP BY 1, 2, 3, 4, 5) AS g
              JOIN run r ON r.key = g.run
            GROUP BY g.day, r.task, g.endpoint, g.model, g.purpose
            ORDER BY g.day, r.task, g.endpoint, g.model, g.purpose""";

    /// Newest first, of the last attempts of the store: the walk ends soon, whoever they belong to.
    private static final String NEWEST = """
            SELECT prompt_version, purpose, input_tokens + output_tokens AS tokens, latency_ns, stop_reason
            FROM attempt
            WHERE id > (SELECT coalesce(max(id), 0) - 100000 FROM attempt) AND concluded = 1
              AND run IN (SELECT key FROM run WHERE task = ?) AND endpoint = ? AND model = ?
              AND (? IS NULL OR prompt_version <> ?) AND sent_at >= ? AND sent_at < ?
            ORDER BY id DESC LIMIT 5000""";

    /// As [#NEWEST]. Calls that were not billed say nothing, and nobody knows how long an entry of a batch took.
    private static final String PAST = """
            SELECT count(*) AS calls, count(DISTINCT run * 4294967296 + seq) AS items,
              coalesce(sum(input_tokens), 0) AS input_tokens, coalesce(sum(output_tokens), 0) AS output_tokens,
              coalesce(sum(cache_read), 0) AS cache_read, coalesce(sum(cache_write), 0) AS cache_write,
              coalesce(sum(cache_write_long), 0) AS cache_write_long,
              coalesce(sum(output_tokens * output_tokens), 0) AS output_squares,
              coalesce(sum(request_bytes), 0) AS request_bytes,
              coalesce(CAST(avg(latency_ns / 1000000) FILTER (WHERE batch IS NULL) AS INTEGER), 0) AS millis
            FROM (
              SELECT run, seq, input_tokens, output_tokens, cache_read, cache_write, cache_write_long, request_bytes,
                latency_ns, batch
              FROM attempt
              WHERE id > (SELECT coalesce(max(id), 0) - 100000 FROM attempt) AND concluded = 1
                AND purpose <> 'unconfirmed' AND input_tokens > 0
                AND run IN (SELECT key FROM run WHERE task = ?) AND endpoint = ? AND model = ?
                AND (? IS NULL OR prompt_version = ?)
              ORDER BY id DESC LIMIT 5000)""";

    private final Readers readers;

    SqlLedger(Readers readers) {
        this.readers = readers;
    }

    @Override
    public List<CostRow> costs(Filter filter) {
        return readers.read(session -> session.all(COSTS, SqlLedger::row, millis(filter.from(), Long.MIN_VALUE),
                millis(filter.to(), Long.MAX_VALUE), filter.task(), filter.task()));
    }

    @Override
    public Usual usual(Usual.Of of) {
        return UsualCalls.of(readers.read(session -> session.all(NEWEST, UsualCalls::read, of.task(), of.endpoint(),
                of.model(), of.without(), of.without(), of.from().toEpochMilli(), of.to().toEpochMilli())));
    }

    @Override
    public PastCalls past(PastCalls.Of of) {
        return readers.read(session -> session.first(PAST, SqlLedger::past, of.task(), of.endpoint(), of.model(),
                of.promptVersion(), of.promptVersion())).orElse(PastCalls.NONE);
    }

    private static PastCalls past(Row row) throws SQLException {
        long calls = row.number("calls");
        var usage = AttemptRows.usage(row);
        double mean = calls == 0 ? 0 : (double) usage.output() / calls;
        double variance = calls == 0 ? 0 : (double) row.number("output_squares") / calls - mean * mean;
        return new PastCalls(calls, row.number("items"), usage, row.number("request_bytes"),
                Math.sqrt(Math.max(0, variance)), row.number("millis"));
    }

    private static long millis(@Nullable Instant time, long otherwise) {
        return time == null ? otherwise : time.toEpochMilli();
    }

    private static CostRow row(Row row) throws SQLException {
        return new CostRow(row.text("task"), row.text("endpoint"), row.text("model"),
                LocalDate.ofEpochDay(row.number("day")), Purpose.of(row.text("purpose")), row.number("calls"),
                new CostRow.Sums(row.number("billed"), row.number("accepted"), AttemptRows.usage(row),
                        row.usd("cost_pico"), row.number("boilerplate"), row.flag("unpriced"), row.flag("simulated")));
    }
}
