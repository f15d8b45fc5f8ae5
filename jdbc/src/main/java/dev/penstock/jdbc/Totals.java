package dev.penstock.jdbc;

import dev.penstock.item.Purpose;
import dev.penstock.item.Usage;
import dev.penstock.store.RunTotals;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The numbers of one run, recomputed from its rows in one pass over its attempts; memory does not grow with the run. Used
/// once, by one thread.
///
/// An attempt counts as unconfirmed, at its reserved tokens and cost, from the moment it is sent until it is concluded;
/// so the sum over purposes is the sum over attempts at every moment. It counts as sent unless its request never left.
/// Latencies are those of concluded attempts with status 200 whose purpose is useful, repair or rejected: a complete
/// reply that was judged. Nobody knows how long an entry of a batch took.
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
    /// The one pass over the attempts. Grouping by the time first keeps the sort behind it cheap; there are a few thousand
    /// groups, however many attempts there are.
    private static final String GROUPS = """
            SELECT CASE WHEN concluded = 1 AND status = 200 AND batch IS NULL AND purpose IN ('useful', 'repair', 'rejected')
                THEN latency_ns / 1000000 END AS ms,
              batch IS NOT NULL AS in_batch, purpose, failure, retryable, stop_reason, flags,
              count(*) AS attempts, count(*) FILTER (WHERE broken IS NULL OR broken <> 'NOT_SENT') AS sent,
              sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens, sum(cache_read) AS cache_read,
              sum(cache_write) AS cache_write, sum(cache_write_long) AS cache_write_long, sum(cost_pico) AS cost_pico,
              sum(CASE WHEN purpose = 'unconfirmed' OR request_bytes = 0 THEN 0
                ELSE input_tokens * fixed_bytes / request_bytes END) AS boilerplate,
              count(*) FILTER (WHERE priced = 0) AS unpriced
            FROM attempt WHERE run = ?
            GROUP BY ms, in_batch, purpose, failure, retryable, stop_reason, flags""";

    /// Reasons that a check gives; the others come from the wire or from the input.
    private static final Set<String> CHECKS = Set.of("unparseable", "schema-mismatch", "placeholder", "ungrounded",
            "rule-broken", "wrong-language", "disagreement", "judged-wrong");

    private static final int PAGE = 1_000;

    private final Session session;
    private final long run;
    private final SortedMap<String, Long> retryable = new TreeMap<>();
    private final SortedMap<String, Long> nonRetryable = new TreeMap<>();
    private final SortedMap<String, Long> stopReasons = new TreeMap<>();
    private final SortedMap<String, RunTotals.CheckCount> checks = new TreeMap<>();
    private final Latencies latencies = new Latencies();
    private final Map<Purpose, Usage> usage = new EnumMap<>(Purpose.class);
    private final Map<Purpose, Long> costPico = new EnumMap<>(Purpose.class);
    private final SortedMap<String, Long> retryableInBatches = new TreeMap<>();
    private final SortedMap<String, Long> nonRetryableInBatches = new TreeMap<>();
    private long attemptsInBatches;
    private long attempts;
    private long sent;
    private long unconfirmed;
    private long boilerplate;
    private boolean unpriced;

    Totals(Session session, long run) {
        this.session = session;
        this.run = run;
        for (var purpose : Purpose.values()) {
            usage.put(purpose, Usage.NONE);
        }
    }

    RunTotals totals() throws SQLException {
        try (var groups = session.cursor(GROUPS, AttemptGroup::read, run)) {
            for (var page = groups.next(PAGE); !page.isEmpty(); page = groups.next(PAGE)) {
                page.forEach(this::add);
            }
        }
        return new RunTotals(items(), deadLetters(), new RunTotals.Attempts(attempts, sent, unconfirmed),
                Collections.unmodifiableSortedMap(retryable), Collections.unmodifiableSortedMap(nonRetryable),
                Collections.unmodifiableMap(usage), costs(), boilerplate,
                new RunTotals.Latency(latencies.percentile(50), latencies.percentile(95), latencies.percentile(99)),
                Collections.unmodifiableSortedMap(stopReasons), Collections.unmodifiableSortedMap(checks), unpriced,
                new RunTotals.InBatches(attemptsInBatches, Collections.unmodifiableSortedMap(retryableInBatches),
                        Collections.unmodifiableSortedMap(nonRetryableInBatches)));
    }

    private void add(AttemptGroup group) {
        attempts += group.attempts();
        attemptsInBatches += group.inBatch() ? group.attempts() : 0;
        sent += group.sums().sent();
        unconfirmed += group.purpose() == Purpose.UNCONFIRMED ? group.attempts() : 0;
        usage.merge(group.purpose(), group.sums().usage(), Usage::plus);
        costPico.merge(group.purpose(), group.sums().costPico(), Math::addExact);
        boilerplate += group.sums().boilerplate();
        unpriced |= group.sums().unpriced();
        if (group.ms() != null) {
            latencies.add(group.ms(), group.attempts());
        }
        if (group.stopReason() != null) {
            stopReasons.merge(group.stopReason(), group.attempts(), Long::sum);
        }
        addFailure(group);
        JsonText.strings(group.flags()).forEach(flag -> check(flag.split(":", 2)[0], 0, group.attempts()));
    }

    private void addFailure(AttemptGroup group) {
        var failure = group.failure();
        if (failure == null) {
            return;
        }
        (group.retryable() ? retryable : nonRetryable).merge(failure, group.attempts(), Long::sum);
        if (group.inBatch()) {
            (group.retryable() ? retryableInBatches : nonRetryableInBatches).merge(failure, group.attempts(),
                    Long::sum);
        }
        if (CHECKS.contains(failure)) {
            check(failure, group.attempts(), 0);
        }
    }

    private void check(String name, long rejected, long flagged) {
        checks.merge(name, new RunTotals.CheckCount(rejected, flagged),
                (a, b) -> new RunTotals.CheckCount(a.rejected() + b.rejected(), a.flagged() + b.flagged()));
    }

    private RunTotals.Items items() throws SQLException {
        return session
                .first(ITEMS, row -> new RunTotals.Items(row.number("total"), row.number("accepted"),
                        row.number("dead"), row.number("discarded"), row.number("pending")), run)
                .orElseThrow();
    }

    private SortedMap<String, Long> deadLetters() throws SQLException {
        var counts = new TreeMap<String, Long>();
        for (var count : session.all(DEAD_LETTERS, row -> Map.entry(row.text("name"), row.number("times")), run)) {
            counts.put(count.getKey(), count.getValue());
        }
        return Collections.unmodifiableSortedMap(counts);
    }

    private Map<Purpose, BigDecimal> costs() {
        var costs = new EnumMap<Purpose, BigDecimal>(Purpose.class);
        for (var purpose : Purpose.values()) {
            costs.put(purpose, PicoUsd.toUsd(costPico.getOrDefault(purpose, 0L)));
        }
        return Collections.unmodifiableMap(costs);
    }

    /// Attempts that are alike.
    ///
    /// @param ms whole milliseconds from sent to reply; null unless a complete reply was judged
    /// @param flags a JSON list; null for none
    private record AttemptGroup(@Nullable Long ms, boolean inBatch, Purpose purpose, @Nullable String failure,
            boolean retryable,
            @Nullable String stopReason, @Nullable String flags, long attempts, Sums sums) {
        static AttemptGroup read(Row row) throws SQLException {
            return new AttemptGroup(row.numberOrNull("ms"), row.flag("in_batch"), Purpose.of(row.text("purpose")),
                    row.textOrNull("failure"), row.flag("retryable"), row.textOrNull("stop_reason"),
                    row.textOrNull("flags"), row.number("attempts"), new Sums(row.number("sent"),
                            AttemptRows.usage(row), row.number("cost_pico"), row.number("boilerplate"),
                            row.flag("unpriced")));
        }
    }

    private record Sums(long sent, Usage usage, long costPico, long boilerplate, boolean unpriced) {}
}
