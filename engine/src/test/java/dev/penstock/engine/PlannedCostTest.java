package dev.penstock.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.engine.Forecast.TokenRate;
import dev.penstock.engine.Forecast.TokenRate.Counted;
import dev.penstock.engine.RunPlan.Basis;
import dev.penstock.engine.RunPlan.FixedPart;
import dev.penstock.engine.RunPlan.Pace;
import dev.penstock.engine.RunPlan.Tokens;
import dev.penstock.engine.RunPlan.Usd;
import dev.penstock.engine.RunPlan.Verdict;
import dev.penstock.item.Usage;
import dev.penstock.ledger.Price;
import dev.penstock.ledger.Rates;
import dev.penstock.ledger.Tariff;
import dev.penstock.limit.Hosting;
import dev.penstock.limit.Limits;
import dev.penstock.limit.OutputAccounting;
import dev.penstock.store.PastCalls;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The reckoning of a plan, with numbers that can be followed by hand.
class PlannedCostTest {
    private static final Price PRICE = price(1, 5);
    private static final FixedPart NOT_CACHED = new FixedPart(0.6, 100, 4096, false);
    /// Forty calls for twenty items: 8,000 bytes and 2,000 tokens in, 400 out each; half of the input read from the cache.
    private static final PastCalls PAST = new PastCalls(40, 20, new Usage(80_000, 16_000, 40_000, 0, 0), 320_000, 100,
            2_000);

    @Test
    void withoutEarlierCallsRepliesCostSomethingBetweenNothingAndTheCap() {
        var forecast = Forecast.of(TokenRate.of(List.of(), PastCalls.NONE), PastCalls.NONE, 10, 300, NOT_CACHED);

        var cost = cost(forecast, requests(10, 6_000));

        assertThat(forecast.rate().basis()).isEqualTo(Basis.ESTIMATED);
        assertThat(forecast.input(requests(10, 6_000))).isEqualTo(new Tokens(12_000, 15_000L, 20_000));
        assertThat(forecast.output(10)).isEqualTo(new Tokens(0, null, 3_000));
        assertThat(sync(cost).low()).as("12,000 tokens in at $1 a million").isEqualByComparingTo("0.012");
        assertThat(sync(cost).high()).as("20,000 in, 3,000 out at $5").isEqualByComparingTo("0.035");
        assertThat(sync(cost).about()).isNull();
        assertThat(requireNonNull(cost.batch()).high()).as("half").isEqualByComparingTo("0.0175");
    }

    @Test
    void earlierCallsSayHowManyTokensAndHowManyCallsAnItemTakes() {
        var forecast = Forecast.of(TokenRate.of(List.of(), PAST), PAST, 100, 1_000, NOT_CACHED);

        var cost = cost(forecast, requests(100, 8_000));

        assertThat(forecast.rate()).isEqualTo(new TokenRate(Basis.EARLIER, 40, 0.225, 0.25, 0.275));
        assertThat(forecast.output(100)).as("two calls an item, and two deviations either way")
                .isEqualTo(new Tokens(72_517, 80_000L, 87_483));
        assertThat(sync(cost).about()).as("100 items, two calls: 1,000 in at $1, 1,000 cached at $0.10, 400 out at $5")
                .isEqualByComparingTo("0.62");
        assertThat(sync(cost).low()).isLessThan(requireNonNull(sync(cost).about()));
        assertThat(sync(cost).high()).isGreaterThan(requireNonNull(sync(cost).about()));
    }

    @Test
    void theProvidersCountBeatsEarlierCalls() {
        var rate = TokenRate.of(List.of(new Counted(100, 20), new Counted(300, 90)), PAST);

        assertThat(rate).isEqualTo(new TokenRate(Basis.COUNTED, 2, 0.2, 0.275, 0.3));
    }

    @Test
    void aPromptThatIsCachedMayCostLess() {
        var cached = new FixedPart(0.5, 5_000, 4_096, true);
        var forecast = Forecast.of(TokenRate.of(List.of(new Counted(4, 1)), PastCalls.NONE), PastCalls.NONE, 1, 10,
                cached);

        var cost = cost(forecast, requests(1, 40_000));

        assertThat(sync(cost).low()).as("5,000 at $1 and 5,000 at $0.10").isEqualByComparingTo("0.0055");
        assertThat(sync(cost).high()).isEqualByComparingTo("0.01005");
    }

    @Test
    void longPromptsArePaidByTheirBand() {
        var banded = new Price(rates(1, 5), List.of(new Price.Band(200, rates(10, 50))), BigDecimal.ONE);
        var sizes = requests(1, 800);
        sizes.add(1_000);

        var usd = new Expectation(0.25, 0, 1, 0, 0).usd(banded, sizes, false);

        assertThat(usd).as("200 tokens at $1, 250 at $10").isEqualByComparingTo("0.0027");
    }

    @Test
    void aBudgetIsHeldAgainstTheWorstTheUpperAndTheLowerEnd() {
        var forecast = Forecast.of(TokenRate.of(List.of(), PastCalls.NONE), PastCalls.NONE, 10, 300, NOT_CACHED);
        var cost = cost(forecast, requests(10, 6_000));

        assertThat(verdict("1", cost)).isEqualTo(Verdict.WORST_CASE);
        assertThat(verdict("0.999999", cost)).isEqualTo(Verdict.LIKELY);
        assertThat(verdict("0.035", cost)).isEqualTo(Verdict.LIKELY);
        assertThat(verdict("0.034999", cost)).isEqualTo(Verdict.PERHAPS);
        assertThat(verdict("0.011999", cost)).isEqualTo(Verdict.TOO_SMALL);
        assertThat(PlannedCost.budget(new BigDecimal("0.0105"), cost, false, 10).itemsCovered()).isEqualTo(3);
        assertThat(PlannedCost.budget(null, cost, false, 10).verdict()).isEqualTo(Verdict.NO_BUDGET);
        assertThat(verdict("0.0175", cost, true)).as("half of it in batches").isEqualTo(Verdict.LIKELY);
    }

    @Test
    void aModelWithoutAPriceCostsWhatNobodyKnows() {
        var cost = PlannedCost.of(new Tariff.Unknown(), Forecast.of(TokenRate.of(List.of(), PAST), PAST, 1, 1,
                NOT_CACHED), requests(1, 1), BigDecimal.ZERO, new Pace(null, List.of()), true);

        assertThat(cost.unknown()).contains("no price");
        assertThat(verdict("1", cost)).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void aServerPaidByTheHourCostsTheTimeItIsBusy() {
        var half = new Pace(Duration.ofMinutes(30), List.of());
        var forecast = Forecast.of(TokenRate.of(List.of(), PAST), PAST, 1, 1, NOT_CACHED);

        assertThat(sync(PlannedCost.of(new Tariff.ByHour(new BigDecimal("1.80")), forecast, requests(1, 1),
                BigDecimal.TEN, half, false)).about()).isEqualByComparingTo("0.90");
        assertThat(PlannedCost.of(new Tariff.ByHour(BigDecimal.ONE), forecast, requests(1, 1), BigDecimal.TEN,
                new Pace(null, List.of()), false).unknown()).contains("an hour");
    }

    @Test
    void theLimitThatBindsIsTheOneThatTakesLongest() {
        var limits = new Limits(100, 60_000, 10_000, 4);
        var expected = new Expectation(0.25, 50, 1, 0, 0);

        var pace = PlannedTime.of(limits, expected, requests(1_000, 400), 300, 1_000);

        assertThat(pace.time()).as("1,000 requests at 100 a minute").isEqualTo(Duration.ofMinutes(10));
        assertThat(pace.limits()).extracting(Pace.Limit::name)
                .containsExactly("requests-per-minute", "output-tokens-per-minute", "concurrency",
                        "input-tokens-per-minute");
        assertThat(pace.limits()).extracting(limit -> limit.time().toSeconds()).containsExactly(600L, 300L, 250L, 100L);
    }

    @Test
    void aProviderThatReservesTheCapIsPacedByIt() {
        var limits = new Limits(null, null, 10_000, null, OutputAccounting.RESERVE, Hosting.HOSTED);

        assertThat(PlannedTime.of(limits, new Expectation(0.25, 50, 1, 0, 0), requests(1_000, 400), 300, 0).time())
                .as("300,000 tokens at 10,000 a minute")
                .isEqualTo(Duration.ofMinutes(30));
        assertThat(PlannedTime.of(Limits.none(), new Expectation(0.25, 50, 1, 0, 0), requests(1, 400), 300, 0).time())
                .isNull();
    }

    @Test
    void remembersAHundredThousandTextsByTheirHashes() {
        var seen = new SeenTexts();

        assertThat(IntStream.range(0, 100_000).filter(i -> !seen.add("id-" + i))).isEmpty();
        assertThat(IntStream.range(0, 100_000).filter(i -> seen.add("id-" + i))).isEmpty();
    }

    private static RunPlan.Cost cost(Forecast forecast, Sizes requests) {
        return PlannedCost.of(new Tariff.ByToken(PRICE), forecast, requests, BigDecimal.ONE, new Pace(null, List.of()),
                true);
    }

    private static Usd sync(RunPlan.Cost cost) {
        return requireNonNull(cost.sync());
    }

    private static Verdict verdict(String usd, RunPlan.Cost cost) {
        return verdict(usd, cost, false);
    }

    private static Verdict verdict(String usd, RunPlan.Cost cost, boolean batch) {
        return PlannedCost.budget(new BigDecimal(usd), cost, batch, 10).verdict();
    }

    private static Sizes requests(int count, long bytes) {
        var sizes = new Sizes();
        IntStream.range(0, count).forEach(_ -> sizes.add(bytes));
        return sizes;
    }

    private static Price price(int input, int output) {
        return new Price(rates(input, output), List.of(), new BigDecimal("0.5"));
    }

    private static Rates rates(int input, int output) {
        var in = BigDecimal.valueOf(input);
        return new Rates(in, in.movePointLeft(1), in, in, BigDecimal.valueOf(output));
    }
}
