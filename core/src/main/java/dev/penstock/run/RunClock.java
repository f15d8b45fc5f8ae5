package dev.penstock.run;

import dev.penstock.limit.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.function.LongSupplier;

/// The two times of a run: the wall clock's, which people read and other processes share, and a steady one, which everything
/// that waits goes by. A wall clock that is set, or that jumps, makes no retry late and no stop early.
///
/// Safe for use by many threads if both sources are.
public final class RunClock {
    private final InstantSource wall;
    private final Ticker ticker;
    private final Instant start;
    private final long startNanos;

    /// @param nanoTime monotonic, such as `System::nanoTime`
    public RunClock(InstantSource wall, LongSupplier nanoTime) {
        this(wall, Ticker.of(nanoTime));
    }

    /// @param ticker the steady time; it runs as fast as the wall clock
    public RunClock(InstantSource wall, Ticker ticker) {
        this.wall = wall;
        this.ticker = ticker;
        this.start = wall.instant();
        this.startNanos = ticker.nanos();
    }

    /// For what is stored and shown.
    Instant wall() {
        return wall.instant();
    }

    /// For waits and deadlines in this process: the wall clock's time when this was made, and from then on monotonic.
    Instant steady() {
        return start.plusNanos(nanos());
    }

    /// When a stored time comes.
    Instant steady(Instant wallTime) {
        return steady().plus(Duration.between(wall(), wallTime));
    }

    /// Monotonic, since this was made.
    long nanos() {
        return ticker.nanos() - startNanos;
    }

    /// Waits in the steady time until signalled, or until so much of it has passed, or for no reason at all.
    ///
    /// @param lock held by the caller
    /// @param condition of that lock
    void await(Lock lock, Condition condition, long nanos) throws InterruptedException {
        ticker.await(lock, condition, nanos);
    }
}
