package dev.penstock.limit;

import org.jspecify.annotations.Nullable;

/// Configured limits of an endpoint. Each number is a hard cap; null means that nothing was configured, and the limit is
/// learned from the provider's headers, if it sends any.
///
/// @param concurrency calls in flight at once
public record Limits(@Nullable Integer requestsPerMinute, @Nullable Integer inputTokensPerMinute,
        @Nullable Integer outputTokensPerMinute, @Nullable Integer concurrency, OutputAccounting outputAccounting,
        Hosting hosting) {
    public Limits {
        atLeastOne("limits.requests-per-minute", requestsPerMinute);
        atLeastOne("limits.input-tokens-per-minute", inputTokensPerMinute);
        atLeastOne("limits.output-tokens-per-minute", outputTokensPerMinute);
        atLeastOne("limits.concurrency", concurrency);
    }

    /// Limits of a provider that counts output as it is generated.
    public Limits(@Nullable Integer requestsPerMinute, @Nullable Integer inputTokensPerMinute,
            @Nullable Integer outputTokensPerMinute, @Nullable Integer concurrency) {
        this(requestsPerMinute, inputTokensPerMinute, outputTokensPerMinute, concurrency, OutputAccounting.USED,
                Hosting.HOSTED);
    }

    public static Limits none() {
        return new Limits(null, null, null, null);
    }

    /// The configured concurrency, or the default: 512, and 128 for a self-hosted server.
    public int maxConcurrency() {
        return concurrency == null ? hosting.concurrency() : concurrency;
    }

    private static void atLeastOne(String key, @Nullable Integer value) {
        if (value != null && value < 1) {
            throw new IllegalArgumentException(key + " must be at least 1, was " + value);
        }
    }
}
