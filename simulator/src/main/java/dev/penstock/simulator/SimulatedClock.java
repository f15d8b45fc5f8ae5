package dev.penstock.simulator;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// The time of day, and the time that the scenario counts in.
///
/// @param wall what the client's clock says
/// @param nanos a monotonic clock
/// @param startedAt what it said at the start
/// @param speed how many times faster the scenario's time runs
record SimulatedClock(InstantSource wall, LongSupplier nanos, long startedAt, double speed) {
    static SimulatedClock starting(InstantSource wall, LongSupplier nanos, double speed) {
        return new SimulatedClock(wall, nanos, nanos.getAsLong(), speed);
    }

    /// Simulated nanoseconds since the start.
    long simulatedNanos() {
        return (long) ((nanos.getAsLong() - startedAt) * speed);
    }

    Instant now() {
        return wall.instant();
    }
}
