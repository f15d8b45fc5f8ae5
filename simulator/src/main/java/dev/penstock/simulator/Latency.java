package dev.penstock.simulator;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// How long the model thinks: lognormal through two percentiles, fixed when they are equal.
///
/// @param tokensPerSecond how fast it writes after that; null for at once
/// @param errors how long an error takes that no model thought about; null for at once when the call was turned away, and
///     as long as an answer when it broke on its way
public record Latency(Duration p50, Duration p99, @Nullable Double tokensPerSecond, @Nullable Duration errors) {
    /// The 99th percentile of the standard normal distribution.
    private static final double Z99 = 2.326347874;

    public static final Latency NONE = fixed(Duration.ZERO);

    public Latency {
        if (p50.isNegative() || p99.compareTo(p50) < 0) {
            throw new IllegalArgumentException("latency needs 0s <= p50 <= p99, was p50 " + p50 + ", p99 " + p99);
        }
        if (tokensPerSecond != null && !(tokensPerSecond > 0)) {
            throw new IllegalArgumentException("tokens-per-second must be above 0, was " + tokensPerSecond);
        }
    }

    public Latency(Duration p50, Duration p99) {
        this(p50, p99, null, null);
    }

    public static Latency fixed(Duration always) {
        return new Latency(always, always);
    }

    /// @param outputTokens of the answer
    Duration draw(RandomGenerator chance, long outputTokens) {
        var writing = tokensPerSecond == null ? 0 : (long) (outputTokens / tokensPerSecond * 1e9);
        return thinking(chance).plusNanos(writing);
    }

    private Duration thinking(RandomGenerator chance) {
        if (p50.equals(p99) || p50.isZero()) {
            return p50;
        }
        var sigma = Math.log((double) p99.toNanos() / p50.toNanos()) / Z99;
        return Duration.ofNanos((long) (p50.toNanos() * Math.exp(sigma * chance.nextGaussian())));
    }
}
