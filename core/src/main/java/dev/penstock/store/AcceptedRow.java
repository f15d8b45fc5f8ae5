package dev.penstock.store;

import dev.penstock.item.Usage;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An accepted item with what it took.
///
/// @param output JSON; `null` when it was forgotten
/// @param attempts over all rounds
/// @param stopReason of the accepted reply
/// @param usage confirmed tokens of all its attempts
/// @param costUsd confirmed cost of all its attempts
/// @param latencyMs of the accepted reply
/// @param flags of the accepted reply, and that of the acceptance when a person accepted it, and
///     `forgotten` when its texts were erased
public record AcceptedRow(String itemId, String output, String model, String endpoint, String promptVersion,
        int attempts, @Nullable String stopReason, Usage usage, BigDecimal costUsd, long latencyMs,
        List<String> flags) {
    public AcceptedRow {
        flags = List.copyOf(flags);
    }
}
