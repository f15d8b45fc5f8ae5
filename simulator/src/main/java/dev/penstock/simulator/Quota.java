package dev.penstock.simulator;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The provider's rate limits: token buckets with continuous refill. A null limit does not exist.
///
/// @param requestsPerMinute at least 1
/// @param inputTokensPerMinute at least 1; cached tokens do not count
/// @param outputTokensPerMinute at least 1; a call is admitted while any are left and charged when it is answered
/// @param burst how much time of refill a full bucket holds, positive
public record Quota(@Nullable Long requestsPerMinute, @Nullable Long inputTokensPerMinute,
        @Nullable Long outputTokensPerMinute, Duration burst) {
    public Quota {
        positive("requests-per-minute", requestsPerMinute);
        positive("input-tokens-per-minute", inputTokensPerMinute);
        positive("output-tokens-per-minute", outputTokensPerMinute);
        if (!burst.isPositive()) {
            throw new IllegalArgumentException("quota.burst must be positive, was " + burst);
        }
    }

    private static void positive(String key, @Nullable Long limit) {
        if (limit != null && limit < 1) {
            throw new IllegalArgumentException("quota." + key + " must be at least 1, was " + limit);
        }
    }
}
