package dev.penstock.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A quota's three buckets. Every call takes the simulated time in nanoseconds, so that tests own the clock.
/// Thread-safe.
final class TokenBuckets {
    private static final double NANOS_PER_MINUTE = 60e9;
    /// How far below zero rejected calls can push the requests, as a share of the bucket.
    private static final double DEEPEST = 0.2;

    private final Quota.Ways ways;
    private final double speed;
    private final @Nullable Bucket requests;
    private final @Nullable Bucket inputTokens;
    private final @Nullable Bucket outputTokens;
    private long startedAt = Long.MIN_VALUE;

    /// @param speed how many times faster simulated time runs than the client's
    TokenBuckets(Quota quota, double speed, long nowNanos) {
        this.ways = quota.ways();
        this.speed = speed;
        this.requests = bucket(quota.requestsPerMinute(), quota.burst(), nowNanos);
        this.inputTokens = bucket(quota.inputTokensPerMinute(), quota.burst(), nowNanos);
        this.outputTokens = bucket(quota.outputTokensPerMinute(), quota.burst(), nowNanos);
    }

    private @Nullable Bucket bucket(@Nullable Long perMinute, Duration burst, long now) {
        return perMinute == null ? null : new Bucket(perMinute, burst, now);
    }

    /// Takes one request and its input tokens, or takes nothing.
    ///
    /// @param outputCap taken as well when the quota reserves output
    /// @return empty if admitted, else how long the client must wait, in the client's time
    synchronized Optional<Duration> admit(long tokens, long outputCap, long nowNanos) {
        startedAt = startedAt == Long.MIN_VALUE ? nowNanos : startedAt;
        var output = ways.reservesOutput() ? outputCap : 1;
        var wait = Math.max(wait(requests, 1, nowNanos),
                Math.max(wait(inputTokens, tokens, nowNanos), wait(outputTokens, output, nowNanos)));
        if (wait > 0) {
            countRejected();
            return Optional.of(Duration.ofNanos((long) Math.ceil(wait / speed)));
        }
        take(requests, 1);
        take(inputTokens, tokens);
        take(outputTokens, ways.reservesOutput() ? outputCap : 0);
        return Optional.empty();
    }

    private void countRejected() {
        if (ways.countsRejected() && requests != null) {
            requests.level = Math.max(-DEEPEST * requests.capacity, requests.level - 1);
        }
    }

    /// Charges what was generated; the bucket may go below zero.
    ///
    /// @param outputCap what [#admit] was told
    synchronized void charge(long outputCap, long tokens, long nowNanos) {
        if (outputTokens != null) {
            outputTokens.refill(nowNanos);
            var taken = ways.reservesOutput() ? outputCap : 0;
            outputTokens.level = Math.min(outputTokens.capacity, outputTokens.level + taken - tokens);
        }
    }

    synchronized QuotaState state(Instant at, long nowNanos) {
        return new QuotaState(at, level(requests, nowNanos), level(inputTokens, nowNanos),
                level(outputTokens, nowNanos));
    }

    private static double wait(@Nullable Bucket bucket, long need, long nowNanos) {
        return bucket == null ? 0 : bucket.waitFor(need, nowNanos);
    }

    private static void take(@Nullable Bucket bucket, long need) {
        if (bucket != null) {
            bucket.level -= need;
        }
    }

    private QuotaState.@Nullable Level level(@Nullable Bucket bucket, long nowNanos) {
        if (bucket == null) {
            return null;
        }
        bucket.refill(nowNanos);
        var full = Duration.ofNanos(Math.round((bucket.capacity - bucket.level) / bucket.perNano / speed));
        return new QuotaState.Level(bucket.limit, Math.max(0, (long) Math.floor(bucket.level + 1e-9)), full);
    }

    /// How much of the time between two moments counts as refill, when others take their part of it.
    private double ours(long from, long to) {
        var nanos = (double) (to - from);
        if (startedAt != Long.MIN_VALUE) {
            for (var stretch : ways.shared()) {
                nanos -= stretch.between(from - startedAt, to - startedAt) * (1 - stretch.ours());
            }
        }
        return nanos;
    }

    private final class Bucket {
        private final long limit;
        private final double perNano;
        private final double capacity;
        private double level;
        private long refilledAt;

        Bucket(long perMinute, Duration burst, long now) {
            this.limit = perMinute;
            this.perNano = perMinute / NANOS_PER_MINUTE;
            this.capacity = Math.max(1, perNano * burst.toNanos());
            this.level = capacity;
            this.refilledAt = now;
        }

        void refill(long now) {
            if (now > refilledAt) {
                level = Math.min(capacity, level + perNano * ours(refilledAt, now));
                refilledAt = now;
            }
        }

        /// A call larger than the bucket waits for a full one and overdraws it.
        double waitFor(long need, long now) {
            refill(now);
            var missing = Math.min((double) need, capacity) - level;
            return missing < 1e-9 ? 0 : missing / (perNano * ours(now, now + 1));
        }
    }
}
