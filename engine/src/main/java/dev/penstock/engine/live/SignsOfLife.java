package dev.penstock.engine.live;

import dev.penstock.jdbc.SqliteStore;
import dev.penstock.store.RunRow;
import dev.penstock.store.RunStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether an engine works on a store, and its last words. The lock decides: it ends with the engine's process however that
/// dies, while the words stay.
///
/// @param engine who holds the lock, such as `penstock run, process 4711, since 2026-11-24T04:10:00Z`; null when nobody does
/// @param state its last words, or those of an engine that was killed; null when there are none
public record SignsOfLife(@Nullable String engine, @Nullable EngineState state) {
    /// Looks now.
    public static SignsOfLife of(Path store) {
        try {
            var state = StateFile.of(store).read().orElse(null);
            return new SignsOfLife(SqliteStore.engineAtWork(store).orElse(null), state);
        } catch (IOException e) {
            throw new UncheckedIOException("the state of the engine beside " + store + " cannot be read", e);
        }
    }

    public boolean alive() {
        return engine != null;
    }

    /// What a living engine says about a run.
    public Optional<EngineState.Run> run(String id) {
        return alive() && state != null
                ? state.runs().stream().filter(run -> run.run().equals(id)).findFirst()
                : Optional.empty();
    }

    /// Whether the run is `running` in the store although no engine works on it any more.
    public boolean abandoned(RunRow run) {
        return run.status() == RunStatus.RUNNING && !(alive() && (state == null || run(run.id()).isPresent()));
    }

    /// `its engine is gone (was penstock run, process 4711)`, as far as it is known.
    public String epitaph(RunRow run) {
        var known = state != null && state.runs().stream().anyMatch(told -> told.run().equals(run.id()));
        return known && state != null
                ? "its engine is gone (was " + state.owner() + ", process " + state.pid() + ")"
                : "its engine is gone";
    }
}
