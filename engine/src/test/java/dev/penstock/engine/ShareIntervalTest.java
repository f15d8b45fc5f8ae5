package dev.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShareIntervalTest {
    /// The bounds solve the binomial tail sums, which this test adds up term by term.
    @ParameterizedTest
    @CsvSource({"1, 20", "61, 1000", "5, 10", "19, 20", "3, 400", "250, 500"})
    void leavesTwoAndAHalfPercentInEachTail(int found, int looked) {
        var interval = ShareInterval.of(found, looked);

        assertThat(tail(looked, interval.low(), found, looked)).isCloseTo(0.025, within(1e-9));
        assertThat(tail(looked, interval.high(), 0, found)).isCloseTo(0.025, within(1e-9));
    }

    @Test
    void reachesTheEndsWhenNothingOrEverythingIsFound() {
        assertThat(ShareInterval.of(0, 59).low()).isZero();
        assertThat(ShareInterval.of(0, 59).high()).isCloseTo(1 - Math.pow(0.025, 1.0 / 59), within(1e-9));
        assertThat(ShareInterval.of(7, 7).high()).isEqualTo(1);
        assertThat(ShareInterval.of(0, 0)).isEqualTo(new ShareInterval(0, 1));
    }

    @Test
    void holdsForAMillionRows() {
        var interval = ShareInterval.of(61_000, 1_000_000);

        assertThat(interval.low()).isBetween(0.0605, 0.0610);
        assertThat(interval.high()).isBetween(0.0610, 0.0615);
    }

    private static double tail(int n, double p, int from, int to) {
        double sum = 0;
        for (int k = from; k <= to; k++) {
            double log = k * Math.log(p) + (n - k) * Math.log1p(-p);
            for (int i = 1; i <= k; i++) {
                log += Math.log((double) n - k + i) - Math.log(i);
            }
            sum += Math.exp(log);
        }
        return sum;
    }
}
