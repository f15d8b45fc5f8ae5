package dev.penstock.store;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What is about to be sent.
///
/// @param n number of the attempt at this item, the first is 1
/// @param ask why this call is made
/// @param callId id sent to the provider as `X-Client-Request-Id`
/// @param maxOutputTokens the cap of this call
/// @param requestBytes UTF-8 bytes of the request
/// @param fixedBytes those of them that are the same for every item of the task
/// @param reservedInput input tokens reserved (the sound bound), booked if usage stays unknown
/// @param reservedUsd worst-case cost reserved, booked if usage stays unknown; zero when the model is unpriced
/// @param priced whether the model has a price
/// @param batch label of the batch it is an entry of; null for a call of its own
public record AttemptIntent(String runId, long seq, int n, Ask ask, String callId, String endpoint, String model,
        String promptVersion, int maxOutputTokens, long requestBytes, long fixedBytes, long reservedInput,
        BigDecimal reservedUsd, boolean priced, Instant sentAt, @Nullable String batch) {
    /// A call of its own.
    public AttemptIntent(String runId, long seq, int n, Ask ask, String callId, String endpoint, String model,
            String promptVersion, int maxOutputTokens, long requestBytes, long fixedBytes, long reservedInput,
            BigDecimal reservedUsd, boolean priced, Instant sentAt) {
        this(runId, seq, n, ask, callId, endpoint, model, promptVersion, maxOutputTokens, requestBytes, fixedBytes,
                reservedInput, reservedUsd, priced, sentAt, null);
    }

    /// Why a call is made. It is stored, so that a resumed run renders the same request again.
    public enum Ask {
        /// The item's own prompt.
        PROMPT,
        /// The prompt, the model's last reply and what was wrong with it.
        REPAIR,
        /// The prompt with the larger cap, after a truncation.
        LARGER_CAP
    }
}
