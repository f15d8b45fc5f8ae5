package dev.penstock.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.provider.Body;
import dev.penstock.provider.Exchange;
import dev.penstock.provider.QuotaReading;
import dev.penstock.provider.QuotaReading.Dimension;
import dev.penstock.provider.QuotaReading.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiQuotaTest {
    private static final Map<String, String> ALL = Map.of("x-ratelimit-limit-requests", "10000",
            "x-ratelimit-remaining-requests", "9999", "x-ratelimit-reset-requests", "6ms", "x-ratelimit-limit-tokens",
            "2000000", "x-ratelimit-remaining-tokens", "1999000", "x-ratelimit-reset-tokens", "30ms");

    @Test
    void readsRequestsAndOneQuotaForAllTokens() {
        assertThat(OpenAiQuota.of(received(ALL)).levels()).containsExactly(
                new Level(Dimension.REQUESTS, 10_000, 9_999), new Level(Dimension.TOKENS, 2_000_000, 1_999_000));
    }

    @ParameterizedTest
    @CsvSource({"-1", "NaN", "1e9", "9223372036854775808", "0x10", "''", "4000.5", "6m0s"})
    void leavesOutADimensionWhoseNumbersMakeNoSense(String garbage) {
        for (var header : List.of("limit", "remaining")) {
            var headers = new TreeMap<>(ALL);
            headers.put("x-ratelimit-" + header + "-tokens", garbage);

            assertThat(OpenAiQuota.of(received(headers)).levels()).extracting(Level::dimension)
                    .containsExactly(Dimension.REQUESTS);
        }
    }

    @Test
    void aServerWithoutQuotaSaysNothing() {
        assertThat(OpenAiQuota.of(received(Map.of("content-type", "application/json")))).isEqualTo(QuotaReading.NONE);
    }

    private static Exchange received(Map<String, String> headers) {
        var lists = new TreeMap<String, List<String>>();
        headers.forEach((name, value) -> lists.put(name, List.of(value)));
        return new Exchange.Received(200, lists, Body.of("{}"), false, Duration.ofMillis(3));
    }
}
