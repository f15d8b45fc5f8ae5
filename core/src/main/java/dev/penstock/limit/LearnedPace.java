package dev.penstock.limit;

/// How many calls per second an endpoint bears that has rejected some: learned from what passed before, without any header.
/// The caller holds the lock.
///
/// A rejection cuts it to a little less than what passed; it returns there within seconds, then probes above, and is
/// forgotten when it has grown far beyond what was ever rejected. After CUBIC (RFC 9438): remember the last good rate.
final class LearnedPace {
    private static final double CUT = 0.85;
    private static final double RETURN_SECONDS = 8;
    private static final double GROWTH_PER_SECOND = 0.04;
    private static final double FORGOTTEN_ABOVE = 4;
    private static final double SLOWEST = 0.1;
    private static final double TRUSTED_ABOVE_PASSED = 1.25;

    private double perSecond;
    private double lastGood;
    private double level;

    /// Zero while nothing was learned.
    double perSecond() {
        return perSecond;
    }

    void advance(double seconds) {
        if (perSecond == 0) {
            return;
        }
        perSecond += perSecond < 0.98 * lastGood
                ? (lastGood - perSecond) * Math.min(1, seconds / RETURN_SECONDS)
                : perSecond * GROWTH_PER_SECOND * seconds;
        level = Math.min(Math.max(1, perSecond), level + perSecond * seconds);
        if (perSecond > FORGOTTEN_ABOVE * lastGood) {
            perSecond = 0;
        }
    }

    /// @param passedPerSecond calls that passed of late
    void rejected(double passedPerSecond) {
        lastGood = perSecond == 0 ? passedPerSecond : Math.min(perSecond, TRUSTED_ABOVE_PASSED * passedPerSecond);
        perSecond = Math.max(SLOWEST, CUT * lastGood);
        level = 0;
    }

    double secondsUntilNext() {
        return perSecond == 0 || level >= 1 ? 0 : (1 - level) / perSecond;
    }

    void take() {
        if (perSecond > 0) {
            level -= 1;
        }
    }
}
