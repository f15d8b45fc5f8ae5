package dev.penstock.engine;

import dev.penstock.limit.Limiter;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// How one model of an endpoint stands in a working engine.
///
/// @param spentTodayUsd what the whole endpoint spent this UTC day, calls in flight at what is reserved for them; null where
///     no wall is configured
public record EndpointStanding(String endpoint, String model, Limiter.State state,
        @Nullable BigDecimal spentTodayUsd) {}
