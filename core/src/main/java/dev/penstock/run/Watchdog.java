package dev.penstock.run;

import java.time.Duration;

/// Notices a run that stands still although nothing makes it wait. Pure: the caller says how late it is and how the run looks.
///
/// Time during which nobody looked counts for little, so that a process that was stopped, or a laptop that slept, is not
/// taken for a stall. Used by one thread.
final class Watchdog {
    /// How long a run may stand still, beyond the longest a single call may take.
    static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final Duration LONGEST_STEP = Duration.ofMinutes(1);

    private final Duration patience;
    private Object lastSeen = new Object();
    private long lastNanos;
    private Duration standing = Duration.ZERO;

    /// @param longestCall no call may take longer
    Watchdog(Duration longestCall, long nanos) {
        this.patience = PATIENCE.plus(longestCall);
        this.lastNanos = nanos;
    }

    /// How long the run may stand still.
    Duration patience() {
        return patience;
    }

    /// @param seen equal to the last one as long as nothing moves
    /// @param waits whether something makes the run wait: a pause, a retry that is not due
    /// @return whether it has stood still for too long
    boolean stalled(long nanos, Object seen, boolean waits) {
        var step = Duration.ofNanos(nanos - lastNanos);
        lastNanos = nanos;
        if (waits || !seen.equals(lastSeen)) {
            lastSeen = seen;
            standing = Duration.ZERO;
        } else {
            standing = standing.plus(step.compareTo(LONGEST_STEP) < 0 ? step : LONGEST_STEP);
        }
        return standing.compareTo(patience) >= 0;
    }
}
