package dev.penstock.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.item.Usage;
import dev.penstock.provider.ModelAbilities;
import dev.penstock.provider.OutputMode;
import dev.penstock.settings.SettingsException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every expected amount was worked out by hand from the price lists.
class PriceTableTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 24);
    private static final PriceTable SHIPPED = PriceTable.shipped();

    @ParameterizedTest
    @CsvSource({"claude-fable-5-1, 60.00", "claude-opus-5-5, 24.00", "claude-opus-5, 30.00", "claude-opus-4-8, 30.00",
            "claude-opus-4-7, 30.00", "claude-opus-4-6, 30.00", "claude-opus-4-5, 30.00", "claude-sonnet-5-5, 12.00",
            "claude-sonnet-5, 12.00", "claude-sonnet-4-6, 18.00", "claude-haiku-4-5, 6.00", "gpt-6.1-terra, 6.00",
            "gpt-6-sol, 12.00", "gpt-6-luna, 0.60", "gpt-6-astra, 60.00", "gpt-5.6-sol, 35.00", "gpt-5.6-terra, 14.00",
            "gpt-5.6-luna, 1.40", "gpt-5, 11.25", "gpt-5.1, 11.25", "gpt-5-mini, 2.25", "gpt-5-nano, 0.45",
            "gpt-4o, 12.50", "gpt-4o-mini, 0.75", "gpt-4.1, 10.00", "gpt-4.1-mini, 2.00", "mistral-large-2512, 2.00",
            "mistral-large-4, 2.77", "mistral-small-2603, 0.75", "mistral-medium-3, 2.40"})
    void shipsEveryFlatPriceOfTheFactSheet(String model, BigDecimal oneMillionInAndOut) {
        assertThat(cost(model, TODAY, Usage.of(1_000_000, 1_000_000))).isEqualByComparingTo(oneMillionInAndOut);
    }

    @Test
    void pricesEachKindOfInputApart() {
        // 1,000 input: 600 read, 200 written of which 50 for an hour, 200 plain; 100 output; claude-haiku-4-5
        // 200*1 + 600*0.10 + 150*1.25 + 50*2 + 100*5 = 1047.5 per million
        assertThat(cost("claude-haiku-4-5", TODAY, new Usage(1000, 100, 600, 200, 50)))
                .isEqualByComparingTo("0.0010475");
    }

    @Test
    void chargesTheInputPriceForCachedTokensWithoutAPriceOfTheirOwn() {
        // mistral-medium-3 has no cache prices: 1000*0.4 + 10*2 = 420
        assertThat(cost("mistral-medium-3", TODAY, new Usage(1000, 10, 500, 300, 100)))
                .isEqualByComparingTo("0.00042");
        // gpt-5 has a read price only: 100*1.25 + 800*0.125 + 100*1.25 = 350
        assertThat(cost("gpt-5", TODAY, new Usage(1000, 0, 800, 100, 0))).isEqualByComparingTo("0.00035");
    }

    @Test
    void repricesTheWholeRequestOnceThePromptIsLong() {
        // claude-haiku-5-5: 100,000 at 0.10 + 1,000 at 0.50 = 10,500; one token more: 100,001*0.50 + 1,000*2.50 = 52,500.5
        assertThat(cost("claude-haiku-5-5", TODAY, Usage.of(100_000, 1000))).isEqualByComparingTo("0.0105");
        assertThat(cost("claude-haiku-5-5", TODAY, Usage.of(100_001, 1000))).isEqualByComparingTo("0.0525005");
    }

    @Test
    void countsCachedTokensTowardTheBand() {
        // 150,000 of which 100,000 read and 20,000 written (10,000 long): 30,000*0.50 + 100,000*0.05 + 10,000*0.625
        // + 10,000*1.00 + 200*2.50 = 36,750
        assertThat(cost("claude-haiku-5-5", TODAY, new Usage(150_000, 200, 100_000, 20_000, 10_000)))
                .isEqualByComparingTo("0.03675");
    }

    @Test
    void knowsTheLongBandsOfTheOtherModels() {
        // 300,000 in, 1,000 out
        assertThat(cost("gpt-6.1-sol", TODAY, Usage.of(300_000, 1000))).isEqualByComparingTo("1.215");
        assertThat(cost("gpt-5.5", TODAY, Usage.of(300_000, 1000))).isEqualByComparingTo("3.045");
        assertThat(cost("claude-sonnet-4-5", TODAY, Usage.of(300_000, 1000))).isEqualByComparingTo("1.8225");
    }

    @Test
    void halvesEveryCategoryInABatch() {
        var price = SHIPPED.price("claude-haiku-4-5", TODAY).orElseThrow();
        assertThat(price.cost(new Usage(1000, 100, 600, 200, 50), true)).isEqualByComparingTo("0.00052375");
    }

    @Test
    void appliesThePriceOfTheDay() {
        // claude-sonnet-5-5 cache reads fell from 0.20 to 0.10 on 2026-10-07
        var cached = new Usage(1_000_000, 0, 1_000_000, 0, 0);
        assertThat(cost("claude-sonnet-5-5", LocalDate.of(2026, 10, 6), cached)).isEqualByComparingTo("0.20");
        assertThat(cost("claude-sonnet-5-5", LocalDate.of(2026, 10, 7), cached)).isEqualByComparingTo("0.10");
        assertThat(SHIPPED.price("gpt-5.6-luna", LocalDate.of(2026, 7, 29))).isEmpty();
        assertThat(SHIPPED.price("gpt-5.6-luna", LocalDate.of(2026, 7, 30))).isPresent();
    }

    @Test
    void neverRoundsACost() {
        // the smallest amounts there are: one token at 0.0125, in a batch
        var table = PriceTable.read("p.yaml",
                "models: { m: { prices: [ { input: 0.0125, output: 1, batch: 0.25 } ] } }");
        var cost = table.price("m", TODAY).orElseThrow().cost(Usage.of(1, 0), true);
        assertThat(cost).isEqualByComparingTo("0.000000003125");
        assertThat(cost.scale()).isLessThanOrEqualTo(12);
    }

    @Test
    void boundsACallByTheDearestWayToPayForIt() {
        // claude-haiku-4-5: every token an hour-long cache write: 1,000*2 + 300*5 = 3,500
        assertThat(price("claude-haiku-4-5").worstCase(1000, 300)).isEqualByComparingTo("0.0035");
        // claude-haiku-5-5 beyond its band: 100,001*1.00 + 100*2.50; up to it: 100,000*0.20 + 100*0.50
        assertThat(price("claude-haiku-5-5").worstCase(100_001, 100)).isEqualByComparingTo("0.100251");
        assertThat(price("claude-haiku-5-5").worstCase(100_000, 100)).isEqualByComparingTo("0.02005");
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0, 0", "1000, 1000, 0, 0", "1000, 0, 1000, 1000", "100001, 0, 100001, 0",
            "100000, 0, 100000, 1"})
    void neverCostsMoreThanItsWorstCase(long input, long read, long write, long writeLong) {
        for (var model : SHIPPED.models()) {
            SHIPPED.price(model, TODAY).ifPresent(price -> {
                var usage = new Usage(input, 500, read, write, writeLong);
                assertThat(price.cost(usage, false)).isLessThanOrEqualTo(price.worstCase(input, 500));
            });
        }
    }

    @Test
    void knowsLimitsAndRetirements() {
        assertThat(facts("claude-haiku-5-5").maxOutputTokens()).isEqualTo(128_000);
        assertThat(facts("claude-haiku-4-5").maxOutputTokens()).isEqualTo(64_000);
        assertThat(facts("gpt-4o-mini").maxOutputTokens()).isEqualTo(16_384);
        assertThat(facts("mistral-medium-3").maxOutputTokens()).isNull();
        assertThat(facts("claude-sonnet-4-5").retiredOn(LocalDate.of(2026, 11, 29))).isFalse();
        assertThat(facts("claude-sonnet-4-5").retiredOn(LocalDate.of(2026, 11, 30))).isTrue();
        assertThat(facts("gpt-4-32k").retiredOn(TODAY)).isTrue();
        assertThat(SHIPPED.price("gpt-4-32k", TODAY)).isEmpty();
        assertThat(SHIPPED.facts("nobody-1")).isEmpty();
    }

    @Test
    void letsAUsersRowReplaceAllRowsOfThatModel() {
        var table = SHIPPED.overriddenBy("prices.yaml", """
                models:
                  claude-sonnet-5-5: { prices: [ { input: 3, output: 4 } ] }
                  my-llama: { provider: vllm, prices: [ { input: 0, output: 0 } ] }
                """);
        var oneMillion = Usage.of(1_000_000, 1_000_000);
        assertThat(table.price("claude-sonnet-5-5", TODAY).orElseThrow().cost(oneMillion, false))
                .isEqualByComparingTo("7");
        assertThat(table.price("my-llama", TODAY).orElseThrow().cost(oneMillion, false)).isEqualByComparingTo("0");
        assertThat(table.price("gpt-5", TODAY)).isEqualTo(SHIPPED.price("gpt-5", TODAY));
    }

    @Test
    void keepsTheFactsThatAnOverrideDoesNotName() {
        var table = SHIPPED.overriddenBy("prices.yaml",
                """
                        models:
                          claude-opus-5-5: { prices: [ { input: 3, output: 4 } ] }
                          gpt-5-mini: { outputs: [tool, json-mode], cache-minimum-tokens: 2048, prices: [ { input: 1, output: 2 } ] }
                        """);
        var opus = table.facts("claude-opus-5-5").orElseThrow();
        assertThat(opus.maxOutputTokens()).isEqualTo(128_000);
        assertThat(opus.abilities()).isEqualTo(new ModelAbilities(Set.of(), false, 512));
        assertThat(table.facts("gpt-5-mini").orElseThrow().abilities())
                .isEqualTo(new ModelAbilities(Set.of(OutputMode.TOOL, OutputMode.JSON_MODE), null, 2048));
    }

    @ParameterizedTest
    @CsvSource({"claude-fable-5-1, false", "claude-opus-5-5, false", "claude-sonnet-5-5, false",
            "claude-haiku-5-5, false", "claude-haiku-4-5, true", "claude-sonnet-5, true", "claude-opus-4-8, true"})
    void knowsWhichModelsMayBeForcedToCallATool(String model, boolean forced) {
        assertThat(SHIPPED.facts(model).orElseThrow().abilities().forcedToolChoice()).isEqualTo(forced);
    }

    @Test
    void refusesAnOutputThatDoesNotExist() {
        assertThatThrownBy(() -> SHIPPED.overriddenBy("prices.yaml", """
                models:
                  m: { outputs: [yaml], prices: [ { input: 1, output: 2 } ] }
                """)).hasMessageContaining(
                "prices.yaml:2 models.m.outputs: 'yaml' is not allowed; allowed: json-schema, tool");
    }

    @Test
    void refusesAFileItDoesNotFullyUnderstand() {
        assertThatThrownBy(() -> SHIPPED.overriddenBy("prices.yaml", """
                models:
                  m:
                    prices:
                      - { input: 1.23456, outptu: 2 }
                      - { input: 1, output: 2, batch: 50 }
                      - { input: 1, output: 2, bands: [ { input: 1, output: 1 } ], from: 2026-01-01 }
                """)).isInstanceOf(SettingsException.class)
                .hasMessageContaining("prices.yaml:4 models.m.prices[0].input: must have at most 4 decimals")
                .hasMessageContaining("prices.yaml:4 models.m.prices[0].outptu: unknown key; did you mean output?")
                .hasMessageContaining("models.m.prices[0].output: is missing")
                .hasMessageContaining("prices.yaml:5 models.m.prices[1].from: a second price starts on 2020-01-01")
                .hasMessageContaining("prices.yaml:5 models.m.prices[1].batch: must be above 0 and at most 1")
                .hasMessageContaining("models.m.prices[2].bands[0].above-prompt-tokens: is missing");
    }

    private static BigDecimal cost(String model, LocalDate day, Usage usage) {
        return SHIPPED.price(model, day).orElseThrow().cost(usage, false);
    }

    private static Price price(String model) {
        return SHIPPED.price(model, TODAY).orElseThrow();
    }

    private static PriceTable.Facts facts(String model) {
        return SHIPPED.facts(model).orElseThrow();
    }
}
