package dev.penstock.store;

import dev.penstock.item.Purpose;
import dev.penstock.item.Usage;
import java.math.BigDecimal;
import java.time.LocalDate;

/// Attempts that are alike, and what they cost.
///
/// @param day in UTC, on which they were sent
/// @param calls HTTP calls, 429s included
public record CostRow(String task, String endpoint, String model, LocalDate day, Purpose purpose, long calls,
        Sums sums) {
    /// @param billed calls for which the provider counted tokens
    /// @param accepted calls whose reply is an accepted output
    /// @param usage confirmed tokens; for unconfirmed the reserved ones
    /// @param costUsd exact; for unconfirmed what was reserved
    /// @param boilerplateInput estimate: input tokens spent on the fixed part of the prompt
    /// @param unpriced whether a model without a price was called
    /// @param simulated whether any of it was a simulator's: then no such money was spent
    public record Sums(long billed, long accepted, Usage usage, BigDecimal costUsd, long boilerplateInput,
            boolean unpriced, boolean simulated) {}
}
