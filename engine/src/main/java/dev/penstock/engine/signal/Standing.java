package dev.penstock.engine.signal;

import dev.penstock.limit.Limiter;
import dev.penstock.store.DeadLetters.Waiting;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How an engine stands at one moment, besides its runs.
///
/// @param waiting open dead letters
/// @param queued writes that wait to be committed
/// @param firing how many alerts of each rule fire, quiet rules included
public record Standing(List<Quotas> endpoints, List<Waiting> waiting, int queued, Map<String, Long> firing) {
    public Standing {
        endpoints = List.copyOf(endpoints);
        waiting = List.copyOf(waiting);
        firing = Map.copyOf(firing);
    }

    /// One model of an endpoint.
    ///
    /// @param daySpent share of what the whole endpoint may cost today, from 0 to 1; null without such a wall
    public record Quotas(String endpoint, String model, Limiter.State state, @Nullable Double daySpent) {}
}
