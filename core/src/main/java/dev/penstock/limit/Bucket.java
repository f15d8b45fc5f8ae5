package dev.penstock.limit;

import org.jspecify.annotations.Nullable;

/// One quota, refilled continuously. Pure arithmetic: no clock, no thread; the caller holds the lock.
///
/// Without a configured limit it holds nothing back until the provider's headers have told one.
final class Bucket {
    /// Seconds of refill it holds, as the buckets of providers do.
    static final double DEPTH_SECONDS = 60;
    /// Share of the limit used: two clocks never agree.
    static final double MARGIN = 0.98;
    /// Share of the fullest level seen that is left alone, because a level in a header is old when it arrives.
    static final double FLOOR = 0.02;
    /// After so many successes with nothing remaining, the header is broken.
    static final int STUCK_AFTER = 60;
    private static final double PLENTY = 0.1;
    private static final double RESERVE_SECONDS = 10;
    private static final double RESERVE_SHARE = 0.1;
    /// Share of what is refilled during a latency that calls in flight may count on.
    private static final double REFILLED_SHARE = 0.8;

    private final @Nullable Integer configured;
    private double perSecond;
    private double depth;
    private double level;
    private double mostRemaining;
    private int emptyReadings;

    /// @param configured a hard cap per minute; null for none
    Bucket(@Nullable Integer configured) {
        this.configured = configured;
        if (configured != null) {
            limit(configured);
            this.level = depth;
        }
    }

    /// The limit that holds now; zero while it is unknown.
    double perMinute() {
        return perSecond * 60;
    }

    @Nullable
    Integer configured() {
        return configured;
    }

    /// Whether the configured limit is the one that holds.
    boolean isCapped() {
        return configured != null && perMinute() >= configured;
    }

    double level() {
        return level;
    }

    double depth() {
        return depth;
    }

    void refill(double seconds) {
        if (level < depth) {
            level = Math.min(depth, level + perSecond * MARGIN * seconds);
        }
    }

    /// Seconds until `need` may be taken; zero when it may be taken now. Something larger than the bucket waits for a full
    /// one.
    ///
    /// @param leaveSome whether a second's worth must stay in it, for somebody more urgent
    double secondsUntil(double need, boolean leaveSome) {
        if (perSecond == 0) {
            return 0;
        }
        var wanted = need + (leaveSome ? RESERVE_SHARE * Math.min(depth, RESERVE_SECONDS * perSecond) : 0);
        return Math.max(0, (Math.min(wanted, Math.max(0.999 * depth, 1)) - level) / (perSecond * MARGIN));
    }

    /// Takes `need`; the level may fall below zero, and is then paid back by waiting.
    void take(double need) {
        level -= need;
    }

    /// Corrects an earlier take by what was really used.
    void giveBack(double surplus) {
        level = Math.min(depth, level + surplus);
    }

    /// Believes what a response says. A header may lower a configured limit, and never raises it.
    ///
    /// @param owed what calls in flight will still take, beyond what is refilled meanwhile
    void observe(long limitPerMinute, long remaining, boolean success, double owed) {
        var capped = configured != null && configured < limitPerMinute;
        limit((double) (configured == null ? limitPerMinute : Math.min(configured, limitPerMinute)));
        emptyReadings = success && remaining == 0 ? emptyReadings + 1 : 0;
        if (emptyReadings < STUCK_AFTER) {
            mostRemaining = Math.max(mostRemaining, (double) remaining);
            var target = (double) remaining - FLOOR * Math.min(mostRemaining, depth) - owed;
            level = Math.min(depth, capped ? Math.min(level, target) : target);
        }
    }

    /// Whether so much is left, next to the most that was seen before, that the quota cannot be why a call was rejected.
    boolean isPlenty(long remaining) {
        return mostRemaining > 0 && (double) remaining >= PLENTY * mostRemaining;
    }

    /// What calls in flight will still take, beyond what is refilled until they end.
    ///
    /// @param reserved for them
    static double owed(double reserved, double limitPerMinute, double latencySeconds) {
        return Math.max(0, reserved - REFILLED_SHARE * limitPerMinute / 60 * latencySeconds);
    }

    /// A rejection without headers: the bucket of the provider is empty, and is not as deep as it was taken for.
    void foundEmpty() {
        if (perSecond > 0) {
            depth = Math.max(Math.max(perSecond, 1), depth / 2);
            level = Math.min(level, 0);
        }
    }

    private void limit(double limitPerMinute) {
        perSecond = limitPerMinute / 60;
        depth = Math.max(1, perSecond * DEPTH_SECONDS);
    }
}
