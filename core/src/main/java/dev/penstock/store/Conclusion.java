package dev.penstock.store;

import dev.penstock.item.Failure;
import dev.penstock.item.Purpose;
import dev.penstock.item.Usage;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an attempt came to.
///
/// @param failure why there is no acceptable reply; null when the reply was accepted
/// @param flags `check:rule` of everything noticed but not rejected
/// @param stopReason as received; null when there is none
/// @param usage tokens confirmed by the provider; null when unknown, and then the purpose is unconfirmed
/// @param costUsd exact cost of the usage; the reserved cost when usage is unknown
/// @param requestId the provider's id of the request; null when it sent none
/// @param reply text of a reply that failed a check, for the person who judges it; null otherwise
public record Conclusion(long attemptId, String runId, long seq, Purpose purpose, @Nullable Failure failure,
        List<String> flags, @Nullable String stopReason, @Nullable Usage usage, BigDecimal costUsd,
        @Nullable String requestId, @Nullable String reply) {
    public Conclusion {
        flags = List.copyOf(flags);
    }
}
