package dev.penstock.engine.live;

import dev.penstock.limit.Limiter;
import dev.penstock.run.Progress;
import java.time.Instant;
import java.util.List;

/// A moment of a running engine, as other processes see it. Numbers and names only: no text of items, prompts or replies.
///
/// @param owner what the engine is, such as `penstock run`
/// @param at when it was like this
public record EngineState(String owner, long pid, Instant since, Instant at, List<Run> runs) {
    public EngineState {
        runs = List.copyOf(runs);
    }

    /// A run at work.
    ///
    /// @param endpoint the endpoint's name
    public record Run(String run, String endpoint, Progress.Snapshot progress, Limiter.State limiter,
            Pace.Reading pace) {}
}
