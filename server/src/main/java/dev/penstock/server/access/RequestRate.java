package dev.penstock.server.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How many requests a second each caller may make: a token bucket that holds one second's worth, so that a page and its
/// parts may come at once. There are as many buckets as configured tokens. Safe for use by many threads.
final class RequestRate {
    private static final double NANOS_PER_SECOND = 1e9;

    private final @Nullable Integer perSecond;
    private final InstantSource clock;
    private final Map<String, Bucket> buckets = new HashMap<>();

    /// @param level requests that may be made at once
    private record Bucket(double level, Instant at) {}

    /// @param perSecond null for no limit
    RequestRate(@Nullable Integer perSecond, InstantSource clock) {
        this.perSecond = perSecond;
        this.clock = clock;
    }

    /// What a caller may do who asks too fast.
    ///
    /// @param retryAfter until the next request is let in
    record TooFast(int perSecond, Duration retryAfter) {}

    /// Takes one request of a caller.
    ///
    /// @return empty when it is let in
    synchronized Optional<TooFast> take(String caller) {
        if (perSecond == null) {
            return Optional.empty();
        }
        var now = clock.instant();
        double level = level(buckets.get(caller), perSecond, now);
        boolean letIn = level >= 1;
        buckets.put(caller, new Bucket(letIn ? level - 1 : level, now));
        return letIn ? Optional.empty() : Optional.of(new TooFast(perSecond, time(1 - level, perSecond)));
    }

    /// A clock that is set back fills nothing, and takes nothing away.
    private static double level(@Nullable Bucket bucket, int perSecond, Instant now) {
        if (bucket == null) {
            return perSecond;
        }
        double seconds = Math.max(0, Duration.between(bucket.at(), now).toNanos() / NANOS_PER_SECOND);
        return Math.min(perSecond, bucket.level() + seconds * perSecond);
    }

    private static Duration time(double missing, int perSecond) {
        return Duration.ofNanos((long) Math.ceil(missing / perSecond * NANOS_PER_SECOND));
    }
}
