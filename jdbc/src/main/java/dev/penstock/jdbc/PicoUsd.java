package dev.penstock.jdbc;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// Money as a whole number of pico-USD, the form in which it can be summed by SQL without losing a digit.
final class PicoUsd {
    private static final int SCALE = 12;

    private PicoUsd() {}

    /// @throws IllegalArgumentException if the amount is negative, finer than a pico-USD or above 9.2 million USD
    static long of(BigDecimal usd) {
        if (usd.signum() < 0) {
            throw new IllegalArgumentException("an amount must not be negative: " + usd);
        }
        try {
            return usd.setScale(SCALE).unscaledValue().longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "an amount must be below 9.2 million USD and have at most 12 decimals: " + usd, e);
        }
    }

    static @Nullable Long ofNullable(@Nullable BigDecimal usd) {
        return usd == null ? null : of(usd);
    }

    static BigDecimal toUsd(long pico) {
        return BigDecimal.valueOf(pico, SCALE);
    }
}
