package dev.penstock.jdbc;

import dev.penstock.item.Purpose;
import dev.penstock.item.Usage;
import dev.penstock.store.RunTotals;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The numbers of one run, recomputed from its rows; memory does not grow with the run.
///
/// An attempt counts as unconfirmed, at its reserved tokens and cost, from the moment it is sent until it is concluded;
/// so the sum over purposes is the sum over attempts at every moment. It counts as sent unless its request never left.
/// Latencies are those of concluded attempts with status 200 whose purpose is useful, repair or rejected: a complete
/// reply that was judged.
final class Totals {
    private static final String ITEMS = """
            SELECT count(*) AS total, count(*) FILTER (WHERE status = 'accepted') AS accepted,
              count(*) FILTER (WHERE status = 'dead') AS dead,
              count(*) FILTER (WHERE status = 'discarded') AS discarded,
              count(*) FILTER (WHERE status = 'pending') AS pending
            FROM item WHERE run = ?""";
    private static final String DEAD_LETTERS = """
            SELECT reason AS name, count(*) AS times FROM dead_letter WHERE run = ? AND status = 'open'
            GROUP BY reason""";
    private static final String PURPOSES = """
            SELECT purpose, count(*) AS attempts, count(*) FILTER (WHERE broken IS NULL OR broken <> 'NOT_SENT') AS sent,
              sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens, sum(cache_read) AS cache_read,
              sum(cache_write) AS cache_write, sum(cache_write_long) AS cache_write_long, sum(cost_pico) AS cost_pico,
              sum(CASE WHEN purpose = 'unconfirmed' OR request_bytes = 0 THEN 0
                ELSE input_tokens * fixed_bytes / request_bytes END) AS boilerplate,
              count(*) FILTER (WHERE priced = 0) AS unpriced
            FROM attempt WHERE run = ? GROUP BY purpose""";
    private static final String FAILURES = """
            SELECT failure AS name, retryable, count(*) AS times FROM attempt
            WHERE run = ? AND failure IS NOT NULL GROUP BY failure, retryable""";
    private static final String STOP_REASONS = """
            SELECT stop_reason AS name, count(*) AS times FROM attempt
            WHERE run = ? AND stop_reason IS NOT NULL GROUP BY stop_reason""";
    private static final String FLAGS = """
            SELECT flags AS name, count(*) AS times FROM attempt
            WHERE run = ? AND flags IS NOT NULL GROUP BY flags""";
    private static final String LATENCIES = """
            SELECT latency_ns / 1000000 AS ms, count(*) AS times FROM attempt
            WHERE run = ? AND concluded = 1 AND status = 200 AND purpose IN ('useful', 'repair', 'rejected')
            GROUP BY ms ORDER BY ms""";

    /// Reasons that a check gives; the others come from the wire or from the input.
    private static final Set<String> CHECKS = Set.of("unparseable", "schema-mismatch", "placeholder", "ungrounded",
            "rule-broken", "wrong-language", "disagreement", "judged-wrong");

    private final Session session;
    private final long run;

    Totals(Session session, long run) {
        this.session = session;
        this.run = run;
    }

    RunTotals totals() throws SQLException {
        var purposes = session.all(PURPOSES, PurposeSum::read, run);
        var failures = session.all(FAILURES, FailureCount::read, run);
        return new RunTotals(items(), counts(DEAD_LETTERS), attempts(purposes), failures(failures, true),
                failures(failures, false), usage(purposes), costs(purposes),
                purposes.stream().mapToLong(PurposeSum::boilerplate).sum(), latency(), counts(STOP_REASONS),
                checks(failures), purposes.stream().anyMatch(PurposeSum::unpriced));
    }

    private RunTotals.Items items() throws SQLException {
        return session
                .first(ITEMS, row -> new RunTotals.Items(row.number("total"), row.number("accepted"),
                        row.number("dead"), row.number("discarded"), row.number("pending")), run)
                .orElseThrow();
    }

    private SortedMap<String, Long> counts(String sql) throws SQLException {
        var counts = new TreeMap<String, Long>();
        for (var count : session.all(sql, row -> Map.entry(row.text("name"), row.number("times")), run)) {
            counts.put(count.getKey(), count.getValue());
        }
        return Collections.unmodifiableSortedMap(counts);
    }

    private static RunTotals.Attempts attempts(List<PurposeSum> purposes) {
        return new RunTotals.Attempts(purposes.stream().mapToLong(PurposeSum::attempts).sum(),
                purposes.stream().mapToLong(PurposeSum::sent).sum(),
                purposes.stream()
                        .filter(sum -> sum.purpose() == Purpose.UNCONFIRMED)
                        .mapToLong(PurposeSum::attempts)
                        .sum());
    }

    private static SortedMap<String, Long> failures(List<FailureCount> failures, boolean retryable) {
        var counts = new TreeMap<String, Long>();
        failures.stream()
                .filter(failure -> failure.retryable() == retryable)
                .forEach(failure -> counts.merge(failure.reason(), failure.times(), Long::sum));
        return Collections.unmodifiableSortedMap(counts);
    }

    private static Map<Purpose, Usage> usage(List<PurposeSum> purposes) {
        var usage = new EnumMap<Purpose, Usage>(Purpose.class);
        for (var purpose : Purpose.values()) {
            usage.put(purpose, Usage.NONE);
        }
        purposes.forEach(sum -> usage.put(sum.purpose(), sum.usage()));
        return Collections.unmodifiableMap(usage);
    }

    private static Map<Purpose, BigDecimal> costs(List<PurposeSum> purposes) {
        var costs = new EnumMap<Purpose, BigDecimal>(Purpose.class);
        for (var purpose : Purpose.values()) {
            costs.put(purpose, PicoUsd.toUsd(0));
        }
        purposes.forEach(sum -> costs.put(sum.purpose(), sum.costUsd()));
        return Collections.unmodifiableMap(costs);
    }

    private RunTotals.Latency latency() throws SQLException {
        var histogram = new Latencies();
        for (var bar : session.all(LATENCIES, row -> Map.entry(row.number("ms"), row.number("times")), run)) {
            histogram.add(bar.getKey(), bar.getValue());
        }
        return new RunTotals.Latency(histogram.percentile(50), histogram.percentile(95), histogram.percentile(99));
    }

    private SortedMap<String, RunTotals.CheckCount> checks(List<FailureCount> failures) throws SQLException {
        var checks = new TreeMap<String, RunTotals.CheckCount>();
        failures.stream()
                .filter(failure -> CHECKS.contains(failure.reason()))
                .forEach(failure -> add(checks, failure.reason(), failure.times(), 0));
        counts(FLAGS).forEach((flags, times) -> JsonText.strings(flags)
                .forEach(flag -> add(checks, flag.split(":", 2)[0], 0, times)));
        return Collections.unmodifiableSortedMap(checks);
    }

    private static void add(Map<String, RunTotals.CheckCount> checks, String name, long rejected, long flagged) {
        checks.merge(name, new RunTotals.CheckCount(rejected, flagged),
                (a, b) -> new RunTotals.CheckCount(a.rejected() + b.rejected(), a.flagged() + b.flagged()));
    }

    private record FailureCount(String reason, boolean retryable, long times) {
        static FailureCount read(Row row) throws SQLException {
            return new FailureCount(row.text("name"), row.flag("retryable"), row.number("times"));
        }
    }

    private record PurposeSum(Purpose purpose, long attempts, long sent, Usage usage, BigDecimal costUsd,
            long boilerplate, boolean unpriced) {
        static PurposeSum read(Row row) throws SQLException {
            return new PurposeSum(Purpose.of(row.text("purpose")), row.number("attempts"), row.number("sent"),
                    AttemptRows.usage(row), row.usd("cost_pico"), row.number("boilerplate"), row.flag("unpriced"));
        }
    }
}
