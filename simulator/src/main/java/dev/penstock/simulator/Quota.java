package dev.penstock.simulator;

import dev.penstock.simulator.Fault.RetryAfter;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The provider's rate limits: token buckets with continuous refill. A null limit does not exist.
///
/// @param requestsPerMinute at least 1
/// @param inputTokensPerMinute at least 1; cached tokens do not count
/// @param outputTokensPerMinute at least 1
/// @param burst how much time of refill a full bucket holds, positive
/// @param ways how the limits are applied and told
public record Quota(@Nullable Long requestsPerMinute, @Nullable Long inputTokensPerMinute,
        @Nullable Long outputTokensPerMinute, Duration burst, Ways ways) {
    public Quota {
        positive("requests-per-minute", requestsPerMinute);
        positive("input-tokens-per-minute", inputTokensPerMinute);
        positive("output-tokens-per-minute", outputTokensPerMinute);
        if (!burst.isPositive()) {
            throw new IllegalArgumentException("quota.burst must be positive, was " + burst);
        }
    }

    /// Applied and told as usual.
    public Quota(@Nullable Long requestsPerMinute, @Nullable Long inputTokensPerMinute,
            @Nullable Long outputTokensPerMinute, Duration burst) {
        this(requestsPerMinute, inputTokensPerMinute, outputTokensPerMinute, burst, Ways.USUAL);
    }

    public Quota with(Ways others) {
        return new Quota(requestsPerMinute, inputTokensPerMinute, outputTokensPerMinute, burst, others);
    }

    /// How limits are applied and told.
    ///
    /// @param countsRejected whether a rejected call takes a request, too
    /// @param reservesOutput whether a call takes its output cap when it is admitted and gets the rest back when it is
    ///     answered; else it is admitted while any output is left, charged when it is answered, and may overdraw
    /// @param headers whether replies tell limits and levels
    /// @param withoutRetryAfter share of the rejections that do not say when to come back
    /// @param datedRetryAfter share of the rejections that say it with an HTTP date
    /// @param shared when other tenants use a part of it; in order of time, no two at once
    public record Ways(boolean countsRejected, boolean reservesOutput, boolean headers, double withoutRetryAfter,
            double datedRetryAfter, List<Shared> shared) {
        public static final Ways USUAL = new Ways(false, false, true, 0, 0, List.of());

        public Ways {
            shared = List.copyOf(shared);
            if (!(withoutRetryAfter >= 0 && datedRetryAfter >= 0 && withoutRetryAfter + datedRetryAfter <= 1)) {
                throw new IllegalArgumentException("quota.retry-after needs shares that add up to 1 at most, were "
                        + withoutRetryAfter + ", " + datedRetryAfter);
            }
            for (var i = 1; i < shared.size(); i++) {
                if (shared.get(i).from().compareTo(shared.get(i - 1).to()) < 0) {
                    throw new IllegalArgumentException("quota.shared must be in order of time, no two at once");
                }
            }
        }

        public Ways withHeaders(boolean told) {
            return new Ways(countsRejected, reservesOutput, told, withoutRetryAfter, datedRetryAfter, shared);
        }

        public Ways withShared(List<Shared> others) {
            return new Ways(countsRejected, reservesOutput, headers, withoutRetryAfter, datedRetryAfter, others);
        }

        /// How a rejection says when to come back.
        ///
        /// @param chance from 0 to 1
        RetryAfter retryAfter(double chance) {
            return chance < withoutRetryAfter
                    ? RetryAfter.NONE
                    : chance < withoutRetryAfter + datedRetryAfter ? RetryAfter.HTTP_DATE : RetryAfter.SECONDS;
        }
    }

    /// A stretch in which other tenants take a part of what refills. Headers go on telling the whole limit.
    ///
    /// @param from simulated time since the first request
    /// @param to excluded
    /// @param ours the share that is left, above 0
    public record Shared(Duration from, Duration to, double ours) {
        public Shared {
            if (from.isNegative() || to.compareTo(from) <= 0) {
                throw new IllegalArgumentException("quota.shared needs 0s <= from < to, was " + from + ", " + to);
            }
            if (!(ours > 0 && ours <= 1)) {
                throw new IllegalArgumentException("ours must be above 0 and at most 1, was " + ours);
            }
        }

        /// Nanoseconds of it between two moments.
        long between(long fromNanos, long toNanos) {
            return Math.max(0, Math.min(toNanos, to.toNanos()) - Math.max(fromNanos, from.toNanos()));
        }
    }

    private static void positive(String key, @Nullable Long limit) {
        if (limit != null && limit < 1) {
            throw new IllegalArgumentException("quota." + key + " must be at least 1, was " + limit);
        }
    }
}
