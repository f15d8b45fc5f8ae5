package dev.penstock.store;

import dev.penstock.item.Evidence;
import dev.penstock.item.Purpose;
import dev.penstock.item.Usage;
import dev.penstock.provider.Exchange;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One attempt as stored.
///
/// @param exchange what was received; null when nothing was journaled (in flight, or lost in a crash) or when retention
///     dropped the body
/// @param concluded false while the reply still waits to be read and checked
/// @param failureReason kebab-case name of the failure; null when accepted or not concluded
/// @param failureDetail one line about it; null with the reason
/// @param reply text of a reply that failed a check; null otherwise
public record AttemptRow(long id, AttemptIntent intent, @Nullable Exchange exchange, boolean concluded, Purpose purpose,
        @Nullable String failureReason, @Nullable String failureDetail, List<Evidence> evidence, List<String> flags,
        @Nullable String stopReason, @Nullable Usage usage, BigDecimal costUsd, @Nullable String requestId,
        @Nullable Integer status, @Nullable Long latencyMs, @Nullable String reply) {
    public AttemptRow {
        evidence = List.copyOf(evidence);
        flags = List.copyOf(flags);
    }
}
