package dev.penstock.jdbc;

import dev.penstock.store.PromptUse;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What the prompt versions of a task were used for: two passes over its attempts, measured at 1.2 s for 500,000. No index
/// would help without making every attempt dearer to write. `CROSS JOIN` keeps SQLite from reading other tasks' attempts.
///
/// An item counts for a version from the first attempt with it on, unless it still waits for an answer to it; so an item
/// that was retried with another version counts for both, and the first keeps its miss.
final class PromptUses {
    private static final String BY_RUN = """
            SELECT a.prompt_version AS version, min(a.sent_at) AS first_at, max(a.sent_at) AS last_at,
              sum(a.cost_pico) AS cost_pico,
              count(*) FILTER (WHERE a.n = 1 OR a.prompt_version <> (
                SELECT b.prompt_version FROM attempt b WHERE b.run = a.run AND b.seq = a.seq AND b.n = a.n - 1)) AS items,
              count(*) FILTER (WHERE a.purpose = 'useful'
                OR (a.purpose = 'unconfirmed' AND a.concluded = 1 AND a.failure IS NULL)) AS accepted
            FROM run r CROSS JOIN attempt a ON a.run = r.key
            WHERE r.task = ? GROUP BY a.run, a.prompt_version""";
    private static final String WAITING = """
            SELECT version, count(*) AS items FROM (
              SELECT (SELECT a.prompt_version FROM attempt a
                WHERE a.run = i.run AND a.seq = i.seq ORDER BY a.n DESC LIMIT 1) AS version
              FROM run r CROSS JOIN item i ON i.run = r.key
              WHERE r.task = ? AND i.status = 'pending')
            WHERE version IS NOT NULL GROUP BY version""";
    private static final String LATENCIES = """
            SELECT a.prompt_version AS version, a.latency_ns / 1000000 AS ms, count(*) AS times
            FROM run r CROSS JOIN attempt a ON a.run = r.key
            WHERE r.task = ? AND a.concluded = 1 AND a.status = 200 AND a.purpose IN ('useful', 'repair', 'rejected')
            GROUP BY version, ms""";

    private final Map<String, Sum> sums = new TreeMap<>();

    private PromptUses() {}

    static List<PromptUse> of(Session session, String task) throws SQLException {
        var uses = new PromptUses();
        session.all(BY_RUN, uses::run, task);
        session.all(WAITING, uses::waiting, task);
        session.all(LATENCIES, uses::latency, task);
        return uses.sums.entrySet().stream().map(entry -> entry.getValue().use(entry.getKey())).toList();
    }

    private Sum run(Row row) throws SQLException {
        var sum = sums.computeIfAbsent(row.text("version"), _ -> new Sum());
        sum.runs++;
        sum.first = Math.min(sum.first, row.number("first_at"));
        sum.last = Math.max(sum.last, row.number("last_at"));
        sum.costUsd = sum.costUsd.add(row.usd("cost_pico"));
        sum.items += row.number("items");
        sum.accepted += row.number("accepted");
        return sum;
    }

    private Sum waiting(Row row) throws SQLException {
        var sum = sums.computeIfAbsent(row.text("version"), _ -> new Sum());
        sum.items -= row.number("items");
        return sum;
    }

    private Sum latency(Row row) throws SQLException {
        var sum = sums.computeIfAbsent(row.text("version"), _ -> new Sum());
        sum.latencies.add(row.number("ms"), row.number("times"));
        return sum;
    }

    private static final class Sum {
        private final Latencies latencies = new Latencies();
        private long first = Long.MAX_VALUE;
        private long last;
        private long runs;
        private long items;
        private long accepted;
        private BigDecimal costUsd = BigDecimal.ZERO;

        PromptUse use(String version) {
            return new PromptUse(version, Instant.ofEpochMilli(first), Instant.ofEpochMilli(last), runs, items,
                    accepted, costUsd, latencies.percentile(95));
        }
    }
}
