package dev.penstock.engine;

import dev.penstock.limit.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/// Time that passes faster for an engine than on the wall, so that tests and benches play a quarter of an hour in seconds
/// against a simulator that runs as fast. Not for real providers: their time is ours. It starts at the time on the wall.
public final class CompressedTime extends Clock implements Ticker {
    private final double speed;
    private final Clock wall;
    private final Instant start;
    private final long startNanos;

    /// @param speed how many times faster, above 0
    public CompressedTime(double speed) {
        this(speed, Clock.systemUTC(), Instant.now(), System.nanoTime());
    }

    private CompressedTime(double speed, Clock wall, Instant start, long startNanos) {
        this.speed = speed;
        this.wall = wall;
        this.start = start;
        this.startNanos = startNanos;
    }

    /// How long something of this time takes on the wall: a timeout for what knows only that.
    public Duration onTheWall(Duration duration) {
        return Duration.ofNanos((long) (duration.toNanos() / speed));
    }

    @Override
    public long nanos() {
        return (long) ((System.nanoTime() - startNanos) * speed);
    }

    // The loop is the caller's: this may return for no reason.
    @Override
    @SuppressWarnings("WaitNotInLoop")
    public void await(Lock lock, Condition condition, long nanos) throws InterruptedException {
        condition.await((long) (nanos / speed), TimeUnit.NANOSECONDS);
    }

    @Override
    public Instant instant() {
        return start.plusNanos(nanos());
    }

    @Override
    public ZoneId getZone() {
        return wall.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return new CompressedTime(speed, wall.withZone(zone), start, startNanos);
    }
}
