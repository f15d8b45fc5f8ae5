package dev.penstock.limit;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Hands out permission to call one endpoint. One limiter per endpoint and model quota, shared by every run in the process.
/// Safe for use by many threads.
public interface Limiter {
    /// Blocks until a call may be made.
    ///
    /// @throws HaltedException if the endpoint is halted, or becomes so while waiting
    /// @throws InterruptedException if the thread is interrupted while waiting; nothing is held then
    Permit acquire(Lane lane, Estimate estimate) throws InterruptedException, HaltedException;

    /// As [#acquire], unless the breaker stays open: for a caller that can go elsewhere.
    ///
    /// @param longest how long it may have been open
    /// @return empty if it has been open for so long, and this call is not the one that probes
    Optional<Permit> acquireUnlessBroken(Lane lane, Estimate estimate, Duration longest)
            throws InterruptedException, HaltedException;

    /// Lets nobody call any more until a person has acted; calls in flight end.
    ///
    /// @param why one line
    void halt(String why);

    /// The most calls this limiter will ever allow at once.
    int maxConcurrency();

    /// Time the endpoint was paused or failing for everyone, since it was opened. It does not count toward deadlines.
    Duration downtime();

    /// What the operator sees.
    State state();

    /// A snapshot.
    ///
    /// @param inFlight calls being made
    /// @param allowed calls allowed at once right now
    /// @param pausedFor time until it calls again; zero when it does not pause
    /// @param word `open`, `pacing`, `breaker` or `halted`
    /// @param why what halted it; null unless it is halted
    record State(int inFlight, int allowed, Duration pausedFor, String word, @Nullable String why) {}
}
