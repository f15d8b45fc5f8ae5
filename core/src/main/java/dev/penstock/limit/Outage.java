package dev.penstock.limit;

import java.time.Duration;

/// How long no call has succeeded. The caller holds the lock.
final class Outage {
    static final Duration HALT_AFTER = Duration.ofMinutes(30);
    /// Fewer say nothing: perhaps nobody called.
    private static final int FEWEST_FAILURES = 10;

    private long since;
    private int failures;

    void passed() {
        failures = 0;
    }

    void failed(long now) {
        if (failures++ == 0) {
            since = now;
        }
    }

    /// The provider asked to wait so long; in that time nothing is expected.
    void excused(Duration asked) {
        since += asked.toNanos();
    }

    boolean tooLong(long now) {
        return failures >= FEWEST_FAILURES && now - since >= HALT_AFTER.toNanos();
    }
}
