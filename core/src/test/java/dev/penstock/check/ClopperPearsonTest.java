package dev.penstock.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClopperPearsonTest {
    /// With no defect the bound has a closed form, `1 - 0.05^(1/n)`.
    @ParameterizedTest
    @CsvSource({"1", "10", "40", "59", "299", "100000"})
    void agreesWithTheClosedFormWhenNothingIsBad(long judged) {
        assertThat(ClopperPearson.upperBound(0, judged, 0.95))
                .isCloseTo(1 - Math.pow(0.05, 1.0 / judged), within(1e-9));
    }

    /// Sample sizes of acceptance sampling plans: with so many judged and so few bad, the rate is below the limit with 95 %
    /// confidence, and with one judged less it is not.
    @ParameterizedTest
    @CsvSource({"0,59,0.05", "1,93,0.05", "0,149,0.02", "1,236,0.02", "0,299,0.01", "1,473,0.01", "0,598,0.005",
            "1,947,0.005", "0,1497,0.002", "1,2371,0.002"})
    void agreesWithPublishedSampleSizes(long bad, long judged, double limit) {
        assertThat(ClopperPearson.upperBound(bad, judged, 0.95)).isLessThanOrEqualTo(limit);
        assertThat(ClopperPearson.upperBound(bad, judged - 1, 0.95)).isGreaterThan(limit);
    }

    /// Two-sided 95 % intervals as tables give them: each side is a one-sided bound at 97.5 %.
    @ParameterizedTest
    @CsvSource({"1,10,0.00253,0.44502", "5,10,0.18709,0.81291", "3,20,0.03207,0.37893", "10,100,0.04900,0.17622"})
    void agreesWithPublishedIntervals(long bad, long judged, double low, double high) {
        assertThat(ClopperPearson.lowerBound(bad, judged, 0.975)).isCloseTo(low, within(5e-6));
        assertThat(ClopperPearson.upperBound(bad, judged, 0.975)).isCloseTo(high, within(5e-6));
    }

    @Test
    void isOneWhenEverythingIsBadAndNeverBelowTheShareSeen() {
        assertThat(ClopperPearson.upperBound(7, 7, 0.95)).isEqualTo(1);
        for (int judged = 1; judged < 60; judged++) {
            for (int bad = 0; bad <= judged; bad++) {
                assertThat(ClopperPearson.upperBound(bad, judged, 0.95)).isBetween((double) bad / judged, 1.0);
            }
        }
    }

    @Test
    void refusesWhatIsNoSample() {
        assertThatIllegalArgumentException().isThrownBy(() -> ClopperPearson.upperBound(0, 0, 0.95));
        assertThatIllegalArgumentException().isThrownBy(() -> ClopperPearson.upperBound(3, 2, 0.95));
        assertThatIllegalArgumentException().isThrownBy(() -> ClopperPearson.upperBound(1, 2, 1));
    }
}
