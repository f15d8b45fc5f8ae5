package dev.penstock.run;

import dev.penstock.ledger.Tariff;
import org.jspecify.annotations.Nullable;

/// What a run's calls cost, and what fits into one.
///
/// @param contextTokens the model's context window; null when unknown
public record Pricing(Tariff tariff, @Nullable Long contextTokens) {}
