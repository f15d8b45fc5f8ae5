package dev.penstock.ledger;

import dev.penstock.item.Usage;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;

/// What calls to one model cost from one day on. All arithmetic is exact: results have at most twelve decimals.
///
/// @param rates for prompts up to the first band
/// @param bands dearer (or cheaper) rates for long prompts, ascending; a band reprices the whole request
/// @param batchFactor what a batch costs of the full price, such as 0.5; at most two decimals
public record Price(Rates rates, List<Band> bands, BigDecimal batchFactor) {
    private static final int PER_MILLION = 6;

    public Price {
        bands = bands.stream().sorted(Comparator.comparingLong(Band::above)).toList();
        if (batchFactor.signum() <= 0 || batchFactor.compareTo(BigDecimal.ONE) > 0 || batchFactor.scale() > 2) {
            throw new IllegalArgumentException(
                    "batch must be above 0 and at most 1 with two decimals, was " + batchFactor);
        }
    }

    /// Rates for every request whose whole prompt, cached tokens included, is longer than `above` tokens.
    public record Band(long above, Rates rates) {}

    /// What a call cost in US dollars, exactly.
    ///
    /// @param batch whether it was made through the provider's batch API
    public BigDecimal cost(Usage usage, boolean batch) {
        var band = ratesFor(usage.input());
        var uncached = usage.input() - usage.cacheRead() - usage.cacheWrite();
        var perMillion = times(band.input(), uncached).add(times(band.cacheRead(), usage.cacheRead()))
                .add(times(band.cacheWrite(), usage.cacheWrite() - usage.cacheWriteLong()))
                .add(times(band.cacheWriteLong(), usage.cacheWriteLong()))
                .add(times(band.output(), usage.output()));
        var full = perMillion.movePointLeft(PER_MILLION);
        return batch ? full.multiply(batchFactor) : full;
    }

    /// A sound upper bound on what a call can cost: the dearest way to pay for each token, in the dearest band that a
    /// prompt of at most `inputTokens` can fall into.
    public BigDecimal worstCase(long inputTokens, long outputTokens) {
        var worst = worstCase(rates, inputTokens, outputTokens);
        for (var band : bands) {
            if (inputTokens > band.above()) {
                worst = worst.max(worstCase(band.rates(), inputTokens, outputTokens));
            }
        }
        return worst;
    }

    private Rates ratesFor(long inputTokens) {
        var found = rates;
        for (var band : bands) {
            if (inputTokens > band.above()) {
                found = band.rates();
            }
        }
        return found;
    }

    private static BigDecimal worstCase(Rates rates, long inputTokens, long outputTokens) {
        return times(rates.dearestInput(), inputTokens).add(times(rates.output(), outputTokens))
                .movePointLeft(PER_MILLION);
    }

    private static BigDecimal times(BigDecimal rate, long tokens) {
        return rate.multiply(BigDecimal.valueOf(tokens));
    }
}
