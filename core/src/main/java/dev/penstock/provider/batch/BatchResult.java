package dev.penstock.provider.batch;

import dev.penstock.provider.Exchange;

/// What became of one entry of a batch.
public sealed interface BatchResult {
    /// As the provider repeats it; it may be none of ours, or come twice.
    String customId();

    /// It was answered, well or with an error, as a call of its own would have been: the adapter's `read` understands the
    /// exchange. Its latency is zero, because nobody knows it.
    record Answered(String customId, Exchange.Received exchange) implements BatchResult {}

    /// The batch ended before its turn came. Nothing was billed.
    record NotRun(String customId, Why why) implements BatchResult {
        public enum Why {
            EXPIRED, CANCELLED
        }
    }

    /// A line that nobody understands. What it cost is unknown.
    ///
    /// @param customId empty when it has none
    record Unreadable(String customId) implements BatchResult {}
}
