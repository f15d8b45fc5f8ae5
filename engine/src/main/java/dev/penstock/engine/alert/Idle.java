package dev.penstock.engine.alert;

import dev.penstock.limit.Limiter;
import java.time.Duration;

/// How long nothing finished in a run although something is pending. Not safe for use by several threads.
///
/// Time counts only while somebody looks, and while the provider has neither asked for a long pause nor works on batches of it.
final class Idle {
    /// Longer than any pause that Penstock chooses by itself.
    private static final Duration KNOWN_PAUSE = Duration.ofMinutes(1);

    private long finished;
    private Duration idle = Duration.ZERO;

    Idle(long finished) {
        this.finished = finished;
    }

    /// @param passed watched time since the last look
    Duration after(Duration passed, Vitals vitals) {
        var progress = vitals.progress();
        if (progress.finished() != finished || progress.pending() == 0) {
            idle = Duration.ZERO;
        } else if (vitals.batches().isEmpty() && !waitsKnowingly(vitals.endpoint())) {
            idle = idle.plus(passed);
        }
        finished = progress.finished();
        return idle;
    }

    /// The provider, or a quota, has named a time.
    private static boolean waitsKnowingly(Limiter.State endpoint) {
        return endpoint.pausedFor().compareTo(KNOWN_PAUSE) > 0
                || endpoint.traffic().heldBackFor().compareTo(KNOWN_PAUSE) > 0;
    }
}
