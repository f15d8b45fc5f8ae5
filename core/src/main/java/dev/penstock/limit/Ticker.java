package dev.penstock.limit;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.function.LongSupplier;

/// The time of a limiter, and waiting in it. Safe for use by many threads.
public interface Ticker {
    /// Monotonic, in nanoseconds.
    long nanos();

    /// Waits until signalled, or until so much time has passed, or for no reason at all.
    ///
    /// @param lock held by the caller
    /// @param condition of that lock
    /// @param nanos [Long#MAX_VALUE] for as long as it takes
    /// @throws InterruptedException if the thread is interrupted
    void await(Lock lock, Condition condition, long nanos) throws InterruptedException;

    /// Time as it passes.
    ///
    /// @param nanoTime monotonic, such as `System::nanoTime`
    static Ticker of(LongSupplier nanoTime) {
        return new Ticker() {
            @Override
            public long nanos() {
                return nanoTime.getAsLong();
            }

            // The loop is the caller's: this may return for no reason.
            @Override
            @SuppressWarnings("WaitNotInLoop")
            public void await(Lock lock, Condition condition, long nanos) throws InterruptedException {
                condition.await(nanos, TimeUnit.NANOSECONDS);
            }
        };
    }
}
