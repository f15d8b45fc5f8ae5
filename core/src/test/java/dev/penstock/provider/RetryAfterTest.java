package dev.penstock.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
    private static final String NOW = "Tue, 24 Nov 2026 01:00:00 GMT";

    @ParameterizedTest
    @CsvSource({"12, PT12S", "0, PT0S", "1.5, PT1.5S", ".5, PT0.5S", "3., PT3S", "+7, PT7S", "1e3, PT16M40S",
            "007, PT7S", "0.0001, PT0.0001S", "1e9, PT277777H46M40S", "1e300, PT876000H",
            "99999999999999999999, PT876000H"})
    void readsDecimalSeconds(String value, Duration wait) {
        assertThat(RetryAfter.from(headers("retry-after", value))).isEqualTo(wait);
    }

    @ParameterizedTest
    @CsvSource(value = {"-5", "-0.1", "NaN", "Infinity", "-Infinity", "1e999", "soon", "''", "' '", "1d", "0x10", "1,5",
            "12 seconds", "1e", "٣", "2026-11-24T01:00:00Z"}, delimiter = '|')
    void takesWhatMakesNoSenseAsAbsent(String value) {
        assertThat(RetryAfter.from(headers("retry-after", value, "date", NOW))).isNull();
    }

    @Test
    void millisecondsWinOverSeconds() {
        assertThat(RetryAfter.from(headers("retry-after-ms", "1500.5", "retry-after", "9")))
                .isEqualTo(Duration.ofNanos(1_500_500_000));
    }

    @Test
    void unusableMillisecondsLeaveTheWordToSeconds() {
        assertThat(RetryAfter.from(headers("retry-after-ms", "-1", "retry-after", "9")))
                .isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void aDateCountsFromTheResponsesOwnDate() {
        assertThat(RetryAfter.from(headers("retry-after", "Tue, 24 Nov 2026 01:00:30 GMT", "date", NOW)))
                .isEqualTo(Duration.ofSeconds(30));
        assertThat(RetryAfter.from(headers("retry-after", NOW, "date", NOW))).isEqualTo(Duration.ZERO);
    }

    @ParameterizedTest
    @CsvSource(value = {"Tue, 24 Nov 2026 00:59:59 GMT|" + NOW, "Tue, 24 Nov 2026 01:00:30 GMT|",
            "Tue, 24 Nov 2026 01:00:30 GMT|yesterday", "Tue, 99 Nov 2026 01:00:30 GMT|" + NOW}, delimiter = '|')
    void aDateInThePastOrWithoutAUsableDateHeaderIsAbsent(String value, String date) {
        assertThat(RetryAfter
                .from(date == null ? headers("retry-after", value) : headers("retry-after", value, "date", date)))
                .isNull();
    }

    @Test
    void noHeaderIsAbsent() {
        assertThat(RetryAfter.from(Map.of())).isNull();
        assertThat(RetryAfter.from(Map.of("retry-after", List.of()))).isNull();
        assertThat(RetryAfter.from(headers("retry-after", "1".repeat(100_000)))).isNull();
    }

    private static Map<String, List<String>> headers(String... namesAndValues) {
        var headers = new HashMap<String, List<String>>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.put(namesAndValues[i], List.of(namesAndValues[i + 1]));
        }
        return headers;
    }
}
