package dev.penstock.anthropic;

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

class AnthropicQuotaTest {
    private static final Map<String, String> ALL = Map.of("anthropic-ratelimit-requests-limit", "4000",
            "anthropic-ratelimit-requests-remaining", "3999", "anthropic-ratelimit-requests-reset",
            "2026-11-24T10:00:01Z", "anthropic-ratelimit-input-tokens-limit", "2000000",
            "anthropic-ratelimit-input-tokens-remaining", "1998000", "anthropic-ratelimit-output-tokens-limit",
            "400000", "anthropic-ratelimit-output-tokens-remaining", "0", "anthropic-ratelimit-tokens-limit", "2400000",
            "anthropic-ratelimit-tokens-remaining", "1998000");

    @Test
    void readsTheThreeQuotasOfEveryResponse() {
        for (int status : new int[]{200, 429}) {
            assertThat(AnthropicQuota.of(received(status, ALL)).levels()).containsExactly(
                    new Level(Dimension.REQUESTS, 4_000, 3_999),
                    new Level(Dimension.INPUT_TOKENS, 2_000_000, 1_998_000),
                    new Level(Dimension.OUTPUT_TOKENS, 400_000, 0));
        }
    }

    @Test
    void readsATokenQuotaThatStandsAlone() {
        var headers = Map.of("Anthropic-Ratelimit-Tokens-Limit", "50000", "Anthropic-Ratelimit-Tokens-Remaining",
                " 7 ");

        assertThat(AnthropicQuota.of(received(200, headers)).levels())
                .containsExactly(new Level(Dimension.TOKENS, 50_000, 7));
    }

    @ParameterizedTest
    @CsvSource({"-1", "NaN", "1e9", "9223372036854775808", "0x10", "''", "4000.5", "many"})
    void leavesOutADimensionWhoseNumbersMakeNoSense(String garbage) {
        for (var header : List.of("limit", "remaining")) {
            var headers = new TreeMap<>(ALL);
            headers.put("anthropic-ratelimit-requests-" + header, garbage);

            assertThat(AnthropicQuota.of(received(200, headers)).levels()).extracting(Level::dimension)
                    .containsExactly(Dimension.INPUT_TOKENS, Dimension.OUTPUT_TOKENS);
        }
    }

    @Test
    void leavesOutALimitOfNothingAndHalfAPair() {
        assertThat(AnthropicQuota.of(received(200, Map.of("anthropic-ratelimit-requests-limit", "0",
                "anthropic-ratelimit-requests-remaining", "0", "anthropic-ratelimit-input-tokens-limit", "5"))))
                .isEqualTo(
                        QuotaReading.NONE);
    }

    @Test
    void aBrokenConnectionSaysNothing() {
        assertThat(AnthropicQuota.of(new Exchange.Broken(Exchange.Broken.Cause.LOST, "reset", Duration.ZERO)))
                .isEqualTo(QuotaReading.NONE);
    }

    private static Exchange received(int status, Map<String, String> headers) {
        var lists = new TreeMap<String, List<String>>();
        headers.forEach((name, value) -> lists.put(name, List.of(value)));
        return new Exchange.Received(status, lists, Body.of("{}"), false, Duration.ofMillis(3));
    }
}
