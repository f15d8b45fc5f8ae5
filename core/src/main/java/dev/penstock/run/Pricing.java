package dev.penstock.run;

import dev.penstock.item.Usage;
import dev.penstock.ledger.Price;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// What a run's calls cost, and what fits into one.
///
/// @param price null when the model has no price; everything costs zero then, and the report says `unpriced`
/// @param contextTokens the model's context window; null when unknown
public record Pricing(@Nullable Price price, @Nullable Long contextTokens) {
    /// Exact cost of confirmed usage.
    BigDecimal cost(Usage usage) {
        return price == null ? BigDecimal.ZERO : price.cost(usage, false);
    }

    /// The most a call can cost.
    BigDecimal worstCase(long inputTokens, long outputTokens) {
        return price == null ? BigDecimal.ZERO : price.worstCase(inputTokens, outputTokens);
    }
}
