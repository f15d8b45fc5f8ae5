package dev.penstock.engine;

import dev.penstock.engine.RunPlan.Pace;
import dev.penstock.engine.RunPlan.Pace.Limit;
import dev.penstock.limit.Limits;
import dev.penstock.limit.OutputAccounting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How long calls take under configured limits: as long as under the one that binds first.
final class PlannedTime {
    private PlannedTime() {}

    /// @param cap on the output tokens of a call
    /// @param meanMillis a call takes; 0 when nobody knows
    static Pace of(Limits limits, Expectation expected, Sizes requests, int cap, long meanMillis) {
        long calls = expected.calls(requests.count());
        long output = limits.outputAccounting() == OutputAccounting.RESERVE
                ? calls * cap
                : expected.outputTokens(requests.count());
        var known = new ArrayList<Limit>();
        add(known, "requests-per-minute", limits.requestsPerMinute(), calls);
        add(known, "input-tokens-per-minute", limits.inputTokensPerMinute(), expected.inputTokens(requests));
        add(known, "output-tokens-per-minute", limits.outputTokensPerMinute(), output);
        if (meanMillis > 0) {
            int most = limits.maxConcurrency();
            known.add(new Limit("concurrency", most,
                    Duration.ofMillis(Math.ceilDiv(calls, most) * meanMillis)));
        }
        known.sort(Comparator.comparing(Limit::time).reversed());
        return new Pace(known.isEmpty() ? null : known.getFirst().time(), List.copyOf(known));
    }

    private static void add(List<Limit> known, String name, @Nullable Integer perMinute, long needed) {
        if (perMinute != null) {
            known.add(new Limit(name, perMinute, Duration.ofMillis(Math.round(60_000.0 * needed / perMinute))));
        }
    }
}
