package dev.penstock.ledger;

import java.math.BigDecimal;
import java.util.stream.Stream;

/// What tokens cost, in US dollars per million, each with at most four decimals.
///
/// @param input uncached input
/// @param cacheRead input read from a prompt cache
/// @param cacheWrite input written to a prompt cache with the short lifetime
/// @param cacheWriteLong input written to a prompt cache with the one-hour lifetime
/// @param output output, reasoning included
public record Rates(BigDecimal input, BigDecimal cacheRead, BigDecimal cacheWrite, BigDecimal cacheWriteLong,
        BigDecimal output) {
    static final int MAX_SCALE = 4;

    public Rates {
        Stream.of(input, cacheRead, cacheWrite, cacheWriteLong, output).forEach(Rates::requireRate);
    }

    /// Rates of a model that has no cache prices: cached tokens cost as much as any input.
    public static Rates withoutCache(BigDecimal input, BigDecimal output) {
        return new Rates(input, input, input, input, output);
    }

    /// The most one input token can cost, whichever way it is cached.
    BigDecimal dearestInput() {
        return input.max(cacheRead).max(cacheWrite).max(cacheWriteLong);
    }

    private static void requireRate(BigDecimal rate) {
        if (rate.signum() < 0 || rate.stripTrailingZeros().scale() > MAX_SCALE) {
            throw new IllegalArgumentException(
                    "a price must be at least 0 with at most " + MAX_SCALE + " decimals, was " + rate.toPlainString());
        }
    }
}
