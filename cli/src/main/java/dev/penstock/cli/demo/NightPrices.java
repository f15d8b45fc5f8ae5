package dev.penstock.cli.demo;

import dev.penstock.item.Usage;
import dev.penstock.ledger.Price;
import dev.penstock.ledger.PriceTable;
import java.math.BigDecimal;
import java.time.LocalDate;

/// What the demo's calls would cost at the real provider.
///
/// @param price of [#MODEL]
record NightPrices(Price price) {
    static final String MODEL = "claude-haiku-4-5";

    /// @throws IllegalStateException if the shipped table does not know the model
    static NightPrices on(LocalDate day) {
        return new NightPrices(PriceTable.shipped()
                .price(MODEL, day)
                .orElseThrow(() -> new IllegalStateException("no price for " + MODEL)));
    }

    BigDecimal cost(Usage usage) {
        return price.cost(usage, false);
    }
}
