package dev.penstock.server.api;

import dev.penstock.engine.Reviewer;
import dev.penstock.store.RunRow;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Puts dead letters back to work. Those of a day of generations go on among its generations, those of a run start it
/// again.
public record Retrying(Serving serving) {
    /// @param ids of dead letters; null for all that are open
    /// @param pinned with the prompt version of the run instead of today's
    /// @return what the caller should know, one sentence each
    /// @throws dev.penstock.engine.CannotStartException if the run is at work
    public List<String> retry(RunRow run, @Nullable Set<String> ids, boolean pinned, Reviewer by) {
        if (run.takesGenerations()) {
            return serving.generations().retry(run, ids, pinned, by);
        }
        var handle = serving.engine().retry(run.id(), ids, pinned, by);
        serving.log().watch(handle);
        return handle.warnings();
    }
}
