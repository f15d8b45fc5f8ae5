package dev.penstock.store;

import dev.penstock.item.Purpose;
import dev.penstock.item.Usage;
import java.math.BigDecimal;
import java.util.Map;

/// The numbers of a run, recomputed from its rows. Maps are sorted by key or by the order of their enum.
///
/// @param deadLetters open dead letters by reason
/// @param retryable failed attempts by reason, those the same request may heal
/// @param nonRetryable failed attempts by reason, the others
/// @param usage confirmed tokens by purpose; for unconfirmed the reserved ones
/// @param costUsd exact cost by purpose
/// @param boilerplateInput estimate: input tokens spent on the fixed part of the prompt
/// @param latency of successful attempts, sent to reply
/// @param stopReasons as received
/// @param checks by check name
/// @param unpriced whether a model without a price was called
/// @param inBatches the part of attempts and failures that were entries of batches
public record RunTotals(Items items, Map<String, Long> deadLetters, Attempts attempts, Map<String, Long> retryable,
        Map<String, Long> nonRetryable, Map<Purpose, Usage> usage, Map<Purpose, BigDecimal> costUsd,
        long boilerplateInput, Latency latency, Map<String, Long> stopReasons, Map<String, CheckCount> checks,
        boolean unpriced, InBatches inBatches) {
    /// A run whose calls were all made one by one.
    public RunTotals(Items items, Map<String, Long> deadLetters, Attempts attempts, Map<String, Long> retryable,
            Map<String, Long> nonRetryable, Map<Purpose, Usage> usage, Map<Purpose, BigDecimal> costUsd,
            long boilerplateInput, Latency latency, Map<String, Long> stopReasons, Map<String, CheckCount> checks,
            boolean unpriced) {
        this(items, deadLetters, attempts, retryable, nonRetryable, usage, costUsd, boilerplateInput, latency,
                stopReasons, checks, unpriced, InBatches.NONE);
    }

    /// Attempts that were entries of batches.
    ///
    /// @param retryable those that failed, by reason, as in the whole
    public record InBatches(long attempts, Map<String, Long> retryable, Map<String, Long> nonRetryable) {
        public static final InBatches NONE = new InBatches(0, Map.of(), Map.of());
    }

    /// `total = accepted + deadLettered + discarded + pending`.
    public record Items(long total, long accepted, long deadLettered, long discarded, long pending) {
        public boolean accountedFor() {
            return total == accepted + deadLettered + discarded + pending;
        }
    }

    /// How many calls it took.
    ///
    /// @param total attempts started
    /// @param sent HTTP calls, 429s included
    /// @param unconfirmed attempts whose usage is unknown
    public record Attempts(long total, long sent, long unconfirmed) {}

    /// Percentiles in milliseconds; zero when nothing succeeded.
    public record Latency(long p50, long p95, long p99) {}

    /// What one check did to replies.
    public record CheckCount(long rejected, long flagged) {}

    /// Confirmed tokens: everything but unconfirmed.
    public Usage confirmedUsage() {
        return usage.entrySet()
                .stream()
                .filter(entry -> entry.getKey() != Purpose.UNCONFIRMED)
                .map(Map.Entry::getValue)
                .reduce(Usage.NONE, Usage::plus);
    }

    /// Confirmed cost: everything but unconfirmed.
    public BigDecimal confirmedUsd() {
        return costUsd.entrySet()
                .stream()
                .filter(entry -> entry.getKey() != Purpose.UNCONFIRMED)
                .map(Map.Entry::getValue)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /// What a budget counts: confirmed and unconfirmed.
    public BigDecimal spentUsd() {
        return costUsd.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
