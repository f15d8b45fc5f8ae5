package dev.penstock.store;

import dev.penstock.item.Usage;
import org.jspecify.annotations.Nullable;

/// What a task's calls to a model took, by the newest of them: what the next ones are likely to take.
///
/// @param calls whose usage is known
/// @param items they were made for
/// @param usage of all of them
/// @param requestBytes of all of them
/// @param outputDeviation standard deviation of the output tokens of a call
/// @param meanMillis from sent to reply, of those made one by one; 0 when there is none
public record PastCalls(long calls, long items, Usage usage, long requestBytes, double outputDeviation,
        long meanMillis) {
    public static final PastCalls NONE = new PastCalls(0, 0, Usage.NONE, 0, 0, 0);

    /// Which calls.
    ///
    /// @param promptVersion null for any
    public record Of(String task, String endpoint, String model, @Nullable String promptVersion) {}

    /// Output tokens of a call; 0 when there is none.
    public double meanOutput() {
        return calls == 0 ? 0 : (double) usage.output() / calls;
    }

    /// Calls that one item took; 1 when nobody knows.
    public double callsPerItem() {
        return items == 0 ? 1 : (double) calls / items;
    }
}
