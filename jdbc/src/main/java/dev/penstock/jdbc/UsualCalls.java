package dev.penstock.jdbc;

import dev.penstock.store.Usual;
import dev.penstock.store.Usual.Tokens;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What attempts have in common.
final class UsualCalls {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private UsualCalls() {}

    /// @param tokens 0 when the usage is unknown
    /// @param latencyMillis negative when no reply came
    record Attempt(String promptVersion, long tokens, long latencyMillis) {}

    static Attempt read(Row row) throws SQLException {
        boolean replied = row.textOrNull("stop_reason") != null;
        boolean known = !row.text("purpose").equals("unconfirmed");
        return new Attempt(row.text("prompt_version"), known ? row.number("tokens") : 0,
                replied ? row.number("latency_ns") / NANOS_PER_MILLI : -1);
    }

    /// @param newestFirst attempts
    static Usual of(List<Attempt> newestFirst) {
        var tokens = new LinkedHashMap<String, Tokens>();
        newestFirst.stream()
                .filter(attempt -> attempt.tokens() > 0)
                .forEach(attempt -> tokens.merge(attempt.promptVersion(), new Tokens(1, attempt.tokens()),
                        UsualCalls::plus));
        var latencies = newestFirst.stream().mapToLong(Attempt::latencyMillis).filter(time -> time >= 0).sorted();
        return withLatencies(tokens, latencies.toArray());
    }

    private static Tokens plus(Tokens one, Tokens other) {
        long calls = one.calls() + other.calls();
        return new Tokens(calls, (one.mean() * one.calls() + other.mean() * other.calls()) / calls);
    }

    private static Usual withLatencies(Map<String, Tokens> tokens, long[] sorted) {
        return new Usual(tokens, sorted.length, percentile(sorted, 0.50), percentile(sorted, 0.95));
    }

    private static long percentile(long[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.ceil(share * sorted.length) - 1];
    }
}
