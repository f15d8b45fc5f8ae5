package dev.penstock.engine;

import dev.penstock.item.Usage;
import dev.penstock.ledger.Price;
import java.math.BigDecimal;
import java.math.RoundingMode;

/// What calls are expected to be like.
///
/// @param tokensPerByte input tokens per byte of a request
/// @param outputTokens of a call
/// @param callsPerItem repairs and other calls that are billed included
/// @param cacheRead share of the input read from a prompt cache, 0 to 1
/// @param cacheWrite share of the input written to one, 0 to 1
record Expectation(double tokensPerByte, double outputTokens, double callsPerItem, double cacheRead,
        double cacheWrite) {
    private static final int USD_DECIMALS = 6;

    long calls(long items) {
        return Math.round(items * callsPerItem);
    }

    long inputTokens(Sizes requests) {
        return Math.round(requests.bytes() * tokensPerByte * callsPerItem);
    }

    long outputTokens(long items) {
        return Math.round(items * outputTokens * callsPerItem);
    }

    /// What one call for each of these requests, and what follows from it, costs in US dollars, to six decimals.
    ///
    /// @param batch whether through the provider's batch API
    BigDecimal usd(Price price, Sizes requests, boolean batch) {
        return requests.groups()
                .stream()
                .map(group -> price.cost(usage((double) group.bytes() / group.count()), batch)
                        .multiply(BigDecimal.valueOf(group.count())))
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .multiply(BigDecimal.valueOf(callsPerItem))
                .setScale(USD_DECIMALS, RoundingMode.HALF_UP);
    }

    /// Of one call.
    private Usage usage(double bytes) {
        double input = bytes * tokensPerByte;
        long read = (long) (input * cacheRead);
        long written = (long) (input * cacheWrite);
        return new Usage(Math.max(Math.round(input), read + written), Math.round(outputTokens), read, written, 0);
    }
}
