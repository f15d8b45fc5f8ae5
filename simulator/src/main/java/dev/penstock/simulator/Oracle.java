package dev.penstock.simulator;

import dev.penstock.item.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Knows a scenario's quota and when it will be sick, and says how fast anybody could be: full buckets at the start, refill at
/// our share, no service while the provider is overloaded or down, a part of it in a brownout. What cannot be known
/// beforehand (latency, noise, sickness that starts at a number of calls) costs it nothing.
public final class Oracle {
    private static final Duration STEP = Duration.ofMillis(20);
    private static final Duration LONGEST = Duration.ofDays(2);

    private Oracle() {}

    /// The least simulated time from the first call to the last answer.
    ///
    /// @param items each is answered once
    /// @param tokens of all items together
    /// @param callsPerSecond the most anybody could finish in a simulated second, such as calls in flight by their mean
    ///     latency; infinite when only the quota binds
    public static Duration leastTime(Scenario scenario, long items, Usage tokens, double callsPerSecond) {
        var pools = pools(scenario, items, tokens);
        var paced = callsPerSecond * STEP.toNanos() / 1e9 / Math.max(1, items);
        var left = items == 0 ? 0.0 : 1.0;
        var now = Duration.ZERO;
        while (left > 1e-9 && now.compareTo(LONGEST) < 0) {
            var ours = ours(scenario, now);
            pools.forEach(pool -> pool.refill(ours));
            var paid = pools.stream().mapToDouble(Pool::share).min().orElse(1);
            var served = Math.min(left, Math.min(paced, paid) * up(scenario, now));
            pools.forEach(pool -> pool.level -= served * pool.need);
            left -= served;
            now = now.plus(STEP);
        }
        return now;
    }

    private static List<Pool> pools(Scenario scenario, long items, Usage tokens) {
        var quota = scenario.quota();
        var pools = new ArrayList<Pool>();
        if (quota != null) {
            pools.add(Pool.of(quota.requestsPerMinute(), quota.burst(), items));
            pools.add(Pool.of(quota.inputTokensPerMinute(), quota.burst(), tokens.input() - tokens.cacheRead()));
            pools.add(Pool.of(quota.outputTokensPerMinute(), quota.burst(), tokens.output()));
        }
        return pools.stream().filter(Objects::nonNull).toList();
    }

    private static double ours(Scenario scenario, Duration now) {
        var quota = scenario.quota();
        return quota == null
                ? 1
                : quota.ways()
                        .shared()
                        .stream()
                        .filter(stretch -> now.compareTo(stretch.from()) >= 0 && now.compareTo(stretch.to()) < 0)
                        .mapToDouble(Quota.Shared::ours)
                        .findFirst()
                        .orElse(1);
    }

    private static double up(Scenario scenario, Duration now) {
        return scenario.episodes()
                .stream()
                .filter(episode -> episode.span() instanceof Episode.Span.Time && episode.covers(now, 0))
                .mapToDouble(episode -> episode.kind() == Episode.Kind.BROWNOUT_500 ? 1 - episode.rate() : 0)
                .min()
                .orElse(1);
    }

    private static final class Pool {
        private final double perStep;
        private final double capacity;
        private final double need;
        private double level;

        private Pool(double perMinute, Duration burst, double need) {
            this.perStep = perMinute * STEP.toNanos() / Duration.ofMinutes(1).toNanos();
            this.capacity = Math.max(1, perMinute * burst.toNanos() / Duration.ofMinutes(1).toNanos());
            this.need = need;
            this.level = capacity;
        }

        private static @Nullable Pool of(@Nullable Long perMinute, Duration burst, long need) {
            return perMinute == null || need == 0 ? null : new Pool(perMinute, burst, need);
        }

        private void refill(double ours) {
            level = Math.min(capacity, level + perStep * ours);
        }

        /// Which share of all work it could pay for right now.
        private double share() {
            return Math.max(0, level) / need;
        }
    }
}
