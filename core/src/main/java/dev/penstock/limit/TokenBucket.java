package dev.penstock.limit;

/// A bucket that refills continuously. Pure arithmetic: no clock, no thread; the caller holds the lock.
final class TokenBucket {
    /// Seconds of refill the bucket holds at most. Small, so that no minute sees much more than its limit.
    static final double DEPTH_SECONDS = 5;

    private final double perSecond;
    private final double depth;
    private double level;

    TokenBucket(int perMinute) {
        this.perSecond = perMinute / 60.0;
        this.depth = Math.max(1, perSecond * DEPTH_SECONDS);
        this.level = depth;
    }

    void refill(double seconds) {
        level = Math.min(depth, level + perSecond * seconds);
    }

    /// Seconds until `need` may be taken; zero when it may be taken now. Something larger than the bucket waits for a full
    /// one.
    double secondsUntil(double need) {
        return Math.max(0, (Math.min(need, depth) - level) / perSecond);
    }

    /// Takes `need`; the level may fall below zero, and is then paid back by waiting.
    void take(double need) {
        level -= need;
    }

    /// Corrects an earlier take by what was really used.
    void giveBack(double surplus) {
        level = Math.min(depth, level + surplus);
    }
}
