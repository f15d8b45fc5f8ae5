package dev.penstock.simulator;

import dev.penstock.item.Usage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One call as the books have it.
///
/// @param seq number of arrival, the first is 0
/// @param clientRequestId what the client sent in `X-Client-Request-Id`, null if nothing; the custom id in a batch
/// @param about which wire, model and item
/// @param when it came and was answered
/// @param status 0 when no status was sent (reset, stall)
/// @param injected label of the fault, `quota`, or an episode's kind; null when the answer was honest
/// @param billed tokens, normalised as in [Usage]: input counts cached tokens
/// @param delivered whether a complete reply with usage was written to the socket without error
public record Call(long seq, @Nullable String clientRequestId, About about, When when, int status,
        @Nullable String injected,
        Usage billed, boolean delivered) {
    /// @param model null when the request was refused before it was read
    /// @param item null when the request was refused before it was read
    /// @param batch the batch it was an entry of, at half the price; null when it came by itself
    public record About(Wire wire, @Nullable String model, @Nullable String item, @Nullable String batch) {}

    /// Both in simulated time since the first call.
    public record When(Duration arrived, Duration answered) {}

    /// What the server answered in `request-id` or `x-request-id`.
    public String requestId() {
        return Ids.request(about.wire(), seq);
    }

    Call delivered(boolean whole) {
        return new Call(seq, clientRequestId, about, when, status, injected, billed, whole);
    }
}
