package dev.penstock.ledger;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// Splits the time in which a server is busy among the calls that keep it busy: while `n` calls are in flight, each of them
/// uses up one `n`-th of the time. So the shares of all calls add up, to the nanosecond, to the time during which at least
/// one was in flight, which is what a machine that is paid by the hour was used for.
///
/// It keeps one number, the time that a call in flight since the beginning would have used up; a call's share is how far
/// that number moved while it was in flight. Safe for use by many threads.
public final class HourMeter {
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private int inFlight;
    private long last;
    private long usedUpByEach;
    private long undivided;
    private long busy;

    /// @param nanoTime a clock that only goes forward, in nanoseconds
    public HourMeter(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /// A call begins. End it, whatever becomes of it.
    public Use begin() {
        lock.lock();
        try {
            advance();
            inFlight++;
            return new Use(usedUpByEach);
        } finally {
            lock.unlock();
        }
    }

    /// How long at least one call was in flight.
    public Duration busy() {
        lock.lock();
        try {
            advance();
            return Duration.ofNanos(busy);
        } finally {
            lock.unlock();
        }
    }

    /// Nanoseconds that cannot be divided are kept for the next division; the last call to end takes what is left.
    private void advance() {
        long now = nanoTime.getAsLong();
        long passed = Math.max(0, now - last);
        last = now;
        if (inFlight > 0) {
            busy += passed;
            usedUpByEach += (passed + undivided) / inFlight;
            undivided = (passed + undivided) % inFlight;
        }
    }

    private long end() {
        lock.lock();
        try {
            advance();
            inFlight--;
            return usedUpByEach;
        } finally {
            lock.unlock();
        }
    }

    /// One call in flight. For one thread.
    public final class Use implements AutoCloseable {
        private final long from;
        private Duration share = Duration.ZERO;
        private boolean ended;

        private Use(long from) {
            this.from = from;
        }

        /// The call ended.
        ///
        /// @return its share of the time
        public Duration end() {
            if (!ended) {
                ended = true;
                share = Duration.ofNanos(HourMeter.this.end() - from);
            }
            return share;
        }

        /// Ends it, unless it ended before.
        @Override
        public void close() {
            end();
        }
    }
}
