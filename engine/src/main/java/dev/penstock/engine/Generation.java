package dev.penstock.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A generation that is in the store: whoever has this may wait for its outcome, or fetch it later by its id.
public final class Generation {
    private final String id;
    private final boolean replayed;
    private final Future<Outcome> work;

    Generation(String id, boolean replayed, Future<Outcome> work) {
        this.id = id;
        this.replayed = replayed;
        this.work = work;
    }

    public String id() {
        return id;
    }

    /// Whether somebody asked for it before under the same key.
    public boolean replayed() {
        return replayed;
    }

    /// Waits for the outcome.
    ///
    /// @return empty if there is none in this time; it goes on
    /// @throws GenerationHaltedException if nothing can succeed until a person acts
    /// @throws GenerationPendingException if the engine is closed meanwhile; the next one takes it up
    /// @throws InterruptedException if the caller is interrupted; it goes on
    public Optional<Outcome> await(Duration patience) throws InterruptedException {
        try {
            return Optional.of(work.get(patience.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException _) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw Generations.thrown(id, e.getCause());
        }
    }
}
