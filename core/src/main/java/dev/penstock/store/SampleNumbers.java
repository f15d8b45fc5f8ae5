package dev.penstock.store;

import dev.penstock.item.Usage;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything about a sample that is not its text.
///
/// @param attempt number of the attempt at the item whose reply this is
/// @param verdict what the checks said: `accepted`, or the kebab-case name of the failure
/// @param usage of this attempt; null when the provider did not say
/// @param costUsd of this attempt
public record SampleNumbers(String endpoint, String model, String promptVersion, int attempt, String verdict,
        List<String> flags, @Nullable String stopReason, @Nullable Usage usage, BigDecimal costUsd, long latencyMs) {
    public static final String ACCEPTED = "accepted";

    public SampleNumbers {
        flags = List.copyOf(flags);
    }
}
