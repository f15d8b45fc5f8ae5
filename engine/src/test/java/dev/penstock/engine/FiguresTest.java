package dev.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
    @ParameterizedTest
    @CsvSource({"0,$0.00", "25,$25.00", "1234.5,'$1,234.50'", "0.48,$0.48", "0.0043129,$0.004313", "0.5,$0.50",
            "0.99999,$1.00", "0.000012,$0.000012"})
    void writesMoneyWithFourSignificantDigitsBelowADollar(BigDecimal amount, String text) {
        assertThat(Figures.usd(amount)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "999,999", "1000,1.00k", "31400,31.4k", "312000,312k", "999600,1.00M", "4100000,4.10M"})
    void writesTokensWithThreeDigits(long tokens, String text) {
        assertThat(Figures.tokens(tokens)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"PT0.004S,4ms", "PT0.9S,0.9s", "PT59.9S,59.9s", "PT4M10S,4m10s", "PT2H5M,2h05m", "P3DT4H,3d04h"})
    void writesDurationsShort(Duration duration, String text) {
        assertThat(Figures.duration(duration)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0,0,?", "0,10,0%", "10,10,100%", "9999,10000,99%", "1,100000,1%", "71,100,71%"})
    void neverRoundsToAllOrNothing(long part, long whole, String text) {
        assertThat(Figures.roundPercent(part, whole)).isEqualTo(text);
    }
}
