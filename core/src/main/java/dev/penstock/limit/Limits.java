package dev.penstock.limit;

import org.jspecify.annotations.Nullable;

/// Configured limits of an endpoint. Each number is a hard cap; null means that nothing was configured.
///
/// @param concurrency calls in flight at once
public record Limits(@Nullable Integer requestsPerMinute, @Nullable Integer inputTokensPerMinute,
        @Nullable Integer outputTokensPerMinute, @Nullable Integer concurrency) {
    /// Calls at once when nothing is configured.
    public static final int DEFAULT_CONCURRENCY = 64;

    public Limits {
        atLeastOne("limits.requests-per-minute", requestsPerMinute);
        atLeastOne("limits.input-tokens-per-minute", inputTokensPerMinute);
        atLeastOne("limits.output-tokens-per-minute", outputTokensPerMinute);
        atLeastOne("limits.concurrency", concurrency);
    }

    public static Limits none() {
        return new Limits(null, null, null, null);
    }

    /// The configured concurrency, or the default.
    public int maxConcurrency() {
        return concurrency == null ? DEFAULT_CONCURRENCY : concurrency;
    }

    private static void atLeastOne(String key, @Nullable Integer value) {
        if (value != null && value < 1) {
            throw new IllegalArgumentException(key + " must be at least 1, was " + value);
        }
    }
}
