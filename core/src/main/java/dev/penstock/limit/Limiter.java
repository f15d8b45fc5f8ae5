package dev.penstock.limit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Hands out permission to call one endpoint. One limiter per endpoint and model quota, shared by every run in the process.
/// Safe for use by many threads.
public interface Limiter {
    /// Blocks until a call may be made.
    ///
    /// @throws HaltedException if the endpoint is halted, or becomes so while waiting
    /// @throws InterruptedException if the thread is interrupted while waiting; nothing is held then
    Permit acquire(Lane lane, Estimate estimate) throws InterruptedException, HaltedException;

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
