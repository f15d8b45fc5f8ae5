package dev.penstock.simulator;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The buckets at one moment, as rate-limit headers tell them. A null level has no limit.
record QuotaState(Instant at, @Nullable Level requests, @Nullable Level inputTokens, @Nullable Level outputTokens) {
    /// @param limit per minute
    /// @param remaining never negative
    /// @param full how long until the bucket is full, in the client's time
    record Level(long limit, long remaining, Duration full) {}
}
