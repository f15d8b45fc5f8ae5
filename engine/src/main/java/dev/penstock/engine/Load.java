package dev.penstock.engine;

import dev.penstock.limit.Limiter;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What waits in front of an endpoint at a moment, and whether one more may join.
///
/// @param ahead generations at work for the endpoint and model, calls in flight included
/// @param medianLatency of successful calls; zero while it is not known
record Load(int ahead, Limiter.State endpoint, Duration medianLatency) {
    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);
    private static final Duration HALTED_WAIT = Duration.ofSeconds(60);
    private static final Duration GUESS = Duration.ofSeconds(1);

    /// Why one more would wait in vain, and when it may ask again; empty when it may join.
    ///
    /// @param patience how long its caller will wait; null for as long as it takes
    Optional<ShedException> refusal(@Nullable Duration patience, int longestQueue) {
        if (endpoint.word().equals("halted")) {
            return Optional.of(new ShedException("the endpoint is halted until somebody acts: " + endpoint.why(),
                    true, HALTED_WAIT));
        }
        if (ahead >= longestQueue) {
            return Optional.of(shed(ahead + " generations are at work, the most that may be", queueTime()));
        }
        var pause = pause();
        if (patience != null && pause.compareTo(patience) > 0) {
            return Optional.of(shed("the endpoint pauses longer than this task waits", pause));
        }
        var wait = pause.plus(queueTime());
        return patience != null && wait.compareTo(patience) > 0
                ? Optional.of(shed("those ahead take longer than this task waits", wait.minus(patience)))
                : Optional.empty();
    }

    private Duration pause() {
        var heldBack = endpoint.traffic().heldBackFor();
        return heldBack.compareTo(endpoint.pausedFor()) > 0 ? heldBack : endpoint.pausedFor();
    }

    /// How long those take that do not fit into the calls allowed at once.
    private Duration queueTime() {
        int waiting = Math.max(0, ahead - endpoint.allowed());
        return medianLatency.multipliedBy(waiting).dividedBy(Math.max(1, endpoint.allowed()));
    }

    private static ShedException shed(String why, Duration retryAfter) {
        var after = retryAfter.isZero() ? GUESS : retryAfter;
        return new ShedException(why, false, after.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : after);
    }
}
