package dev.penstock.limit;

import org.jspecify.annotations.Nullable;

/// The time until which nobody may call. The caller holds the lock.
final class Pause {
    private long until;
    private @Nullable String why;

    Pause(long now) {
        this.until = now;
    }

    /// Nanoseconds; zero when there is no pause.
    long left(long now) {
        return Math.max(0, until - now);
    }

    long until() {
        return until;
    }

    /// What is waited out; null when there is no pause.
    @Nullable
    String why(long now) {
        return left(now) == 0 ? null : why;
    }

    /// A longer pause stays as it is.
    void extend(long now, double seconds, String reason) {
        var end = now + (long) (seconds * 1e9);
        if (end > until) {
            until = end;
            why = reason;
        }
    }
}
