package dev.penstock.ledger;

import dev.penstock.item.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/// How calls are paid for.
public sealed interface Tariff {
    /// What a call cost.
    ///
    /// @param time the server's time it used up; see [HourMeter]
    BigDecimal cost(Usage usage, Duration time);

    /// The most a call can cost.
    ///
    /// @param timeout after which it is given up
    BigDecimal worstCase(long inputTokens, long outputTokens, Duration timeout);

    /// What entries of a batch are paid by.
    default Tariff inBatch() {
        return this;
    }

    /// Whether anybody knows what calls cost.
    boolean known();

    /// By the token, as providers bill.
    ///
    /// @param batch whether through the provider's batch API
    record ByToken(Price price, boolean batch) implements Tariff {
        public ByToken(Price price) {
            this(price, false);
        }

        @Override
        public BigDecimal cost(Usage usage, Duration time) {
            return price.cost(usage, batch);
        }

        @Override
        public BigDecimal worstCase(long inputTokens, long outputTokens, Duration timeout) {
            var full = price.worstCase(inputTokens, outputTokens);
            return batch ? full.multiply(price.batchFactor()) : full;
        }

        @Override
        public Tariff inBatch() {
            return new ByToken(price, true);
        }

        @Override
        public boolean known() {
            return true;
        }
    }

    /// By the hour in use, as a server of one's own costs. Tokens cost nothing.
    record ByHour(BigDecimal usdPerHour) implements Tariff {
        private static final BigDecimal NANOS_PER_HOUR = BigDecimal.valueOf(Duration.ofHours(1).toNanos());
        private static final int SCALE = 12;

        public ByHour {
            if (usdPerHour.signum() < 0) {
                throw new IllegalArgumentException("usd-per-hour must be at least 0, was " + usdPerHour);
            }
        }

        @Override
        public BigDecimal cost(Usage usage, Duration time) {
            return of(time, RoundingMode.HALF_UP);
        }

        @Override
        public BigDecimal worstCase(long inputTokens, long outputTokens, Duration timeout) {
            return of(timeout, RoundingMode.UP);
        }

        @Override
        public boolean known() {
            return true;
        }

        private BigDecimal of(Duration time, RoundingMode rounding) {
            return usdPerHour.multiply(BigDecimal.valueOf(time.toNanos())).divide(NANOS_PER_HOUR, SCALE, rounding);
        }
    }

    /// Nobody knows; everything costs zero, and reports say `unpriced`.
    record Unknown() implements Tariff {
        @Override
        public BigDecimal cost(Usage usage, Duration time) {
            return BigDecimal.ZERO;
        }

        @Override
        public BigDecimal worstCase(long inputTokens, long outputTokens, Duration timeout) {
            return BigDecimal.ZERO;
        }

        @Override
        public boolean known() {
            return false;
        }
    }
}
