package dev.penstock.simulator;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long the model thinks: lognormal through two percentiles, fixed when they are equal.
public record Latency(Duration p50, Duration p99) {
    /// The 99th percentile of the standard normal distribution.
    private static final double Z99 = 2.326347874;

    public static final Latency NONE = fixed(Duration.ZERO);

    public Latency {
        if (p50.isNegative() || p99.compareTo(p50) < 0) {
            throw new IllegalArgumentException("latency needs 0s <= p50 <= p99, was p50 " + p50 + ", p99 " + p99);
        }
    }

    public static Latency fixed(Duration always) {
        return new Latency(always, always);
    }

    Duration draw(RandomGenerator chance) {
        if (p50.equals(p99) || p50.isZero()) {
            return p50;
        }
        var sigma = Math.log((double) p99.toNanos() / p50.toNanos()) / Z99;
        return Duration.ofNanos((long) (p50.toNanos() * Math.exp(sigma * chance.nextGaussian())));
    }
}
