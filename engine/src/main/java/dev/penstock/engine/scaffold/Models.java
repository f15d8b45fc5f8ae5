package dev.penstock.engine.scaffold;

import dev.penstock.ledger.PriceTable;
import java.time.LocalDate;

/// Which models a new task may name so that its first run is not refused.
record Models(PriceTable prices, LocalDate today) {
    static final String ANTHROPIC = "claude-haiku-4-5";
    static final String OPENAI = "gpt-5-mini";

    boolean usable(String model) {
        return prices.price(model, today).isPresent()
                && prices.facts(model).filter(facts -> facts.retiredOn(today)).isEmpty();
    }

    int mostOutputTokens(String model) {
        return prices.facts(model).map(PriceTable.Facts::maxOutputTokens).orElse(Integer.MAX_VALUE);
    }
}
