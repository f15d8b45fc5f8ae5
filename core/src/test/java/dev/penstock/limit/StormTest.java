package dev.penstock.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The 23 storms of the reference simulation against the controller, 10,000 items each, with the bars of its section 9. What
/// is compared with is somebody who knows the quota and every outage.
class StormTest {
    private static final int ITEMS = 10_000;
    private static final Map<String, Double> SLOWEST_99 = Map.ofEntries(Map.entry("S7n", 1.20), Map.entry("S8", 1.12),
            Map.entry("S8b", 1.12), Map.entry("S9", 1.45), Map.entry("S16", 1.20), Map.entry("S17", 2.20),
            Map.entry("S18", 2.20), Map.entry("S20", 1.10));
    private static final Set<String> HELD_BACK_ON_PURPOSE = Set.of("S9", "S16", "S17", "S18");

    static Stream<StormScenario> storms() {
        return StormScenario.all().stream().filter(storm -> !storm.number().equals("S14"));
    }

    @ParameterizedTest
    @MethodSource("storms")
    void losesNothingAndTakesHardlyLongerThanSomebodyWhoKnowsEverything(StormScenario storm) {
        holds(StormOutcome.of(storm, ITEMS, 1), 0, 120);
    }

    /// A hanging call at the very end, or an unlucky saw tooth, costs a little more with some seeds.
    @Tag("soak")
    @ParameterizedTest
    @MethodSource("storms")
    void holdsItsBarsWithFourMoreSeeds(StormScenario storm) {
        for (int seed = 2; seed <= 5; seed++) {
            holds(StormOutcome.of(storm, ITEMS, seed), 0.01, 150);
        }
    }

    @Tag("soak")
    @ParameterizedTest
    @MethodSource("storms")
    void takesHardlyLongerWithAHundredThousandItems(StormScenario storm) {
        var outcome = StormOutcome.of(storm, 100_000, 1);

        assertThat(outcome.lost()).isZero();
        if (!Set.of("S16", "S17", "S18").contains(storm.number())) {
            assertThat(outcome.seconds() / outcome.oracle()).as(outcome.toString())
                    .isLessThanOrEqualTo(storm.number().equals("S7n") ? 1.10 : 1.05);
        }
    }

    @Test
    void sendsNothingMoreOnceTheAccountIsOutOfMoney() {
        var outcome = StormOutcome.of(StormScenario.named("S14"), ITEMS, 1);

        assertThat(outcome.server().sentAfterBrokeKnown).isZero();
        assertThat(outcome.server().brokeAnswers).isBetween(1, 10);
        assertThat(outcome.lost()).isZero();
        assertThat(outcome.client().state.haltedWhy()).isEqualTo("429 insufficient_quota");
    }

    /// A pace that yields to each of them falls far below the quota.
    @Test
    void doesNotCrawlBecauseSomeCallsAreTurnedAwayThoughTheQuotaHasRoom() {
        var outcome = StormOutcome.of(StormScenario.strays(), ITEMS, 1);

        assertThat(outcome.lost()).isZero();
        assertThat(outcome.t99()).as(outcome.toString()).isLessThanOrEqualTo(1.10);
    }

    @Test
    void theSameSeedIsTheSameStorm() {
        var once = StormOutcome.of(StormScenario.named("S11"), 3_000, 9);
        var again = StormOutcome.of(StormScenario.named("S11"), 3_000, 9);

        assertThat(again.toString()).isEqualTo(once.toString());
        assertThat(again.server().admissions).isEqualTo(once.server().admissions);
    }

    @ParameterizedTest
    @MethodSource("twoOnOneQuota")
    void twoProcessesOnOneQuotaShareItFairly(Twins twins) {
        var shares = twins.race();
        double sum = shares.stream().mapToDouble(Double::doubleValue).sum();
        double squares = shares.stream().mapToDouble(share -> share * share).sum();

        assertThat(sum * sum / (2 * squares)).as("Jain's index of " + shares).isGreaterThanOrEqualTo(0.95);
    }

    static Stream<Twins> twoOnOneQuota() {
        return Stream.of(new Twins(0, true), new Twins(60, true), new Twins(60, false));
    }

    /// @param later seconds after the first that the second begins
    record Twins(double later, boolean headers) {
        /// Items that each finished while both were at work.
        List<Double> race() {
            var scenario = StormScenario.of("two", s -> s.headers = headers);
            var time = new VirtualTime();
            var server = new StormServer(time, scenario, 1);
            var first = new StormClient(time, server, new StormItems(6_000, 4_096, 1), scenario.limits(), 1);
            var second = new StormClient(time, server, new StormItems(6_000, 4_096, 11), scenario.limits(), 2);
            time.at(0, first::pump);
            time.after(later, second::pump);
            time.run(6_000);
            double end = Math.min(first.done.getLast(), second.done.getLast());
            return Stream.of(first, second)
                    .map(client -> (double) client.done.stream().filter(at -> at >= later + 30 && at <= end).count())
                    .toList();
        }
    }

    /// @param slack of the time for 99 of 100 items
    /// @param lastSeconds what the last items may take beyond the oracle's time
    private static void holds(StormOutcome outcome, double slack, double lastSeconds) {
        var number = outcome.scenario().number();
        var said = outcome.toString();
        assertThat(outcome.lost()).as(said).isZero();
        assertThat(outcome.done()).as(said).isEqualTo(ITEMS);
        assertThat(outcome.t99()).as(said).isLessThanOrEqualTo(SLOWEST_99.getOrDefault(number, 1.06) + slack);
        if (!HELD_BACK_ON_PURPOSE.contains(number)) {
            assertThat(outcome.seconds()).as(said).isLessThanOrEqualTo(1.05 * outcome.oracle() + lastSeconds);
        }
        if (!number.equals("S19")) {
            assertThat(outcome.extraRequests()).as(said).isLessThanOrEqualTo(mostExtraRequests(number));
        }
        assertThat(outcome.waste()).as(said).isLessThanOrEqualTo(0.002);
        assertThat(outcome.rejected()).as(said).isLessThanOrEqualTo(mostRejected(outcome.scenario()));
        assertThat(outcome.recovery()).as(said)
                .hasSameSizeAs(outcome.scenario().overloads)
                .allMatch(took -> took <= 60);
        if (number.equals("S10")) {
            assertThat(outcome.interactiveWaitP95()).as(said).isLessThanOrEqualTo(1);
        }
    }

    private static double mostExtraRequests(String number) {
        return switch (number) {
            case "S1" -> 0.015;
            case "S11", "S20" -> 0.02;
            default -> 0.01;
        };
    }

    /// Headers that lie say nothing, so there the bar of no headers holds.
    private static int mostRejected(StormScenario scenario) {
        return !scenario.headers || scenario.limitFactor != 1 ? 120 : 20;
    }
}
