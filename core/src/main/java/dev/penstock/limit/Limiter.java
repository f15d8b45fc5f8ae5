package dev.penstock.limit;

import dev.penstock.provider.QuotaReading.Dimension;
import java.time.Duration;
import java.util.List;
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

    /// What pays for retries of failed calls.
    RetryBudget retries();

    /// Time the endpoint was paused or failing for everyone, since it was opened. It does not count toward deadlines.
    Duration downtime();

    /// What the operator sees.
    State state();

    /// A snapshot, for people and for metrics.
    ///
    /// @param inFlight calls being made
    /// @param allowed calls allowed at once right now
    /// @param pausedFor time until it calls again; zero when it does not pause
    /// @param word `open`, `pacing` (it was pushed back, and feels its way), `breaker` or `halted`
    /// @param why what halted it or what it waits out; null when neither
    /// @param parked items of all runs that wait until their retry is paid for
    record State(int inFlight, int allowed, Duration pausedFor, String word, @Nullable String why, int parked,
            Traffic traffic) {
        /// A state with nothing parked and no traffic.
        public State(int inFlight, int allowed, Duration pausedFor, String word, @Nullable String why) {
            this(inFlight, allowed, pausedFor, word, why, 0, Traffic.NONE);
        }

        /// Whether nothing can be called before a person acts.
        public boolean halted() {
            return word.equals("halted");
        }

        /// Whether a pause or a quota makes the next call wait.
        public boolean waits() {
            return !pausedFor.isZero() || !traffic.heldBackFor().isZero();
        }
    }

    /// What goes through, and what it is held to.
    ///
    /// @param quotas the known ones
    /// @param learnedPerMinute calls a minute that the endpoint bears, learned from its rejections; null when it has not
    ///     rejected any of late
    /// @param needlessCap a configured limit that holds calls back while the endpoint rejected none for ten minutes; null when
    ///     there is none
    /// @param heldBackFor time until the quotas allow the next call; zero when none waits for them
    /// @param passed calls that passed since the endpoint was opened
    /// @param rejected calls that were rejected for too many requests
    /// @param failed calls that failed: overload, server errors, lost connections, timeouts
    record Traffic(List<Quota> quotas, @Nullable Double learnedPerMinute, @Nullable Dimension needlessCap,
            Duration heldBackFor, long passed, long rejected, long failed) {
        public static final Traffic NONE = new Traffic(List.of(), null, null, Duration.ZERO, 0, 0, 0);

        public Traffic {
            quotas = List.copyOf(quotas);
        }
    }

    /// One quota of an endpoint.
    ///
    /// @param perMinute what holds now
    /// @param configured the operator's hard cap; null when `perMinute` was learned from headers
    record Quota(Dimension dimension, double perMinute, @Nullable Integer configured) {}
}
