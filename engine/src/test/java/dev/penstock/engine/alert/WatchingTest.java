package dev.penstock.engine.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.penstock.limit.HaltedException;
import dev.penstock.run.LatencyCounts;
import dev.penstock.run.RunEnd;
import dev.penstock.run.Traffic;
import dev.penstock.settings.Settings;
import dev.penstock.store.AlertLog;
import dev.penstock.store.AlertRow;
import dev.penstock.store.AlertRow.State;
import dev.penstock.store.DeadLetters.Waiting;
import dev.penstock.store.Samples.Tally;
import dev.penstock.store.StoreException;
import dev.penstock.store.Usual;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What of all that is seen is told, look by look, by a clock that the test turns.
class WatchingTest {
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Traffic.Line LINE = new Traffic.Line("claude", "m", "sha256:9c1e04ab");

    private final MemoryLog log = new MemoryLog();
    private final List<Alert> told = new ArrayList<>();
    private Instant time = Scene.NOON;
    private Scene scene = Scene.working(0, 0, 100_000);
    private Traffic traffic = Traffic.NONE;
    private List<Waiting> waiting = List.of();
    private Usual usual = Usual.UNKNOWN;
    private boolean groundBroken;
    private Alerts alerts = alerts();
    private Watch watch = watch("r_7F3K");

    @Test
    void isSilentAboutARunInWhichAllGoesWell() {
        for (int i = 1; i <= 200; i++) {
            scene = Scene.working(100L * i, i, 100_000 - 101L * i).spent("7.99");
            calls(100, 1, 0);
            look(1);
        }
        end(Scene.complete(100_000, 100).spent("7.99"));

        assertThat(told).isEmpty();
        assertThat(log.fired(9)).isEmpty();
    }

    @Test
    void tellsOnceHoweverOftenAShareGoesUpAndDownAndOnceThatItIsOver() {
        for (int i = 0; i < 40; i++) {
            calls(100, 0, i % 2 == 0 ? 10 : 0);
            minutes(1);
        }
        assertThat(sentences()).singleElement()
                .asString()
                .startsWith("truncation: ticket-triage at claude (m): 10% of 100 replies stopped at the token limit");

        quietMinutes(10);
        assertThat(told).hasSize(1);
        quietMinutes(8);
        assertThat(told).hasSize(2);
        assertThat(told.getLast().resolved()).isTrue();
        quietMinutes(60);
        assertThat(told).hasSize(2);
        assertThat(log.open()).isEmpty();
    }

    @Test
    void whatFallsJustBelowItsThresholdIsNotOverYet() {
        calls(100, 0, 6);
        minutes(1);
        for (int i = 0; i < 60; i++) {
            calls(100, 0, i % 2 == 0 ? 5 : 4);
            minutes(1);
        }

        assertThat(told).hasSize(1);
        assertThat(log.open()).extracting(AlertRow::state).containsExactly(State.FIRING);
    }

    @Test
    void repeatsWhatGoesOnEveryFourHours() {
        for (int i = 0; i < 9 * 60; i++) {
            calls(100, 0, 10);
            minutes(1);
        }

        assertThat(told).hasSize(3).allMatch(alert -> !alert.resolved());
    }

    @Test
    void whatMustLastFirstIsPendingAndForgottenWhenItPasses() {
        for (int i = 0; i < 9; i++) {
            calls(100, 50, 0);
            minutes(1);
        }
        assertThat(log.open()).extracting(AlertRow::rule, AlertRow::state)
                .containsExactly(tuple("errors-retryable", State.PENDING));

        for (int i = 0; i < 12; i++) {
            calls(900, 0, 0);
            minutes(1);
        }
        assertThat(told).isEmpty();
        assertThat(log.open()).isEmpty();
        assertThat(log.fired(9)).isEmpty();
    }

    @Test
    void whatLastedIsTold() {
        for (int i = 0; i < 11; i++) {
            calls(100, 50, 0);
            minutes(1);
        }

        assertThat(rules()).containsExactly("errors-retryable");
    }

    @Test
    void aTailIsToldAtTheEndOfARunThatWasTooShortForItToLast() {
        traffic = traffic.plus(new Traffic(100, 0, 0, 100, 0, 0, 0,
                LatencyCounts.of(1_000, 90).plus(LatencyCounts.of(9_000, 10)), List.of()));
        look(4);
        assertThat(told).isEmpty();

        end(Scene.complete(100, 0));

        assertThat(rules()).containsExactly("latency-tail");
    }

    @Test
    void aStormThatARunOutlastsIsNothingToTellAtItsEnd() {
        calls(100, 50, 0);
        look(10);
        end(Scene.complete(100, 0));

        assertThat(told).isEmpty();
    }

    @Test
    void aBudgetIsToldAgainWhenItGetsWorseAndNeverWhenItGetsBetter() {
        for (var spent : List.of("8.1", "7.0", "8.1", "9.6", "8.1", "9.7")) {
            scene = scene.spent(spent);
            look(3);
        }
        end(scene.ending(RunEnd.halted(HaltedException.Cause.BUDGET, "x")));

        assertThat(told).extracting(alert -> alert.figure().threshold()).containsExactly(0.8, 0.95, 1.0);
        assertThat(rules()).containsOnly("budget");
    }

    @Test
    void whatARunWithoutResultExplainsIsNotToldAgainNeitherThenNorLater() {
        scene = Scene.working(0, 60, 0);
        end(Scene.complete(0, 60));
        quietMinutes(14);

        assertThat(rules()).containsExactly("zero-accepted");
    }

    @Test
    void aHaltedEndpointExplainsWhyNothingHappens() {
        scene = Scene.working(0, 0, 10).endpoint("halted", Duration.ZERO, "401");
        calls(100, 0, 0, 50);
        minutes(30);
        end(scene.ending(RunEnd.halted(HaltedException.Cause.ENDPOINT, "claude: 401; a person must act")));

        assertThat(rules()).containsExactly("endpoint-halted");
    }

    @Test
    void whatStandsIsOverAsSoonAsSomebodyGoesOnWithTheRun() {
        end(Scene.working(5, 0, 95).ending(RunEnd.halted(HaltedException.Cause.BUDGET, "x")).spent("9.99"));
        quietMinutes(120);
        assertThat(log.open()).hasSize(1);

        scene = Scene.working(5, 0, 95).spent("0.10");
        watch = watch("r_7F3K");
        assertThat(log.open()).isEmpty();
        assertThat(log.fired(9)).extracting(AlertRow::state).containsExactly(State.RESOLVED);

        end(Scene.working(5, 0, 95).ending(RunEnd.halted(HaltedException.Cause.BUDGET, "x")).spent("9.99"));
        assertThat(rules()).containsExactly("budget", "budget");
    }

    @Test
    void whatNobodyTakesUpIsClosedAfterADayWithoutAWord() {
        end(Scene.complete(0, 60));
        for (int i = 0; i < 25 * 60; i++) {
            minutes(1);
        }

        assertThat(log.open()).isEmpty();
        assertThat(told).extracting(Alert::resolved).containsExactly(false);
    }

    @Test
    void aStandstillIsToldAndAPauseThatTheProviderAskedForIsNone() {
        scene = Scene.working(9, 0, 5).endpoint("pacing", Duration.ofMinutes(40), null);
        minutes(30);
        assertThat(told).isEmpty();

        scene = Scene.working(9, 0, 5).endpoint("breaker", Duration.ofSeconds(15), null);
        minutes(9);
        scene = Scene.working(9, 1, 4);
        minutes(9);
        assertThat(told).isEmpty();

        minutes(2);
        assertThat(rules()).containsExactly("no-progress");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT24H", "PT-24H", "PT11M"})
    void aClockThatJumpsNeitherFiresNorResolvesAnything(Duration jump) {
        calls(100, 0, 10);
        minutes(1);
        assertThat(rules()).containsExactly("truncation");

        time = time.plus(jump);
        look(3);

        assertThat(told).hasSize(1);
        assertThat(log.open()).extracting(AlertRow::state).containsExactly(State.FIRING);
    }

    @Test
    void aRestartForgetsNothingAndTellsNothingTwice() {
        calls(100, 0, 10);
        minutes(1);
        restart(Duration.ofSeconds(30));
        calls(100, 0, 10);
        minutes(1);

        assertThat(told).hasSize(1);
        quietMinutes(27);
        assertThat(told).extracting(Alert::resolved).containsExactly(false, true);
    }

    @Test
    void whatWasLeftADayAgoIsClosedWithoutAWordAndFiresAnew() {
        calls(100, 0, 10);
        minutes(1);
        restart(Duration.ofHours(20));
        look(3);
        assertThat(log.open()).isEmpty();
        assertThat(told).hasSize(1);

        calls(100, 0, 10);
        minutes(1);
        assertThat(told).extracting(Alert::resolved).containsExactly(false, false);
        assertThat(log.fired(9)).hasSize(2);
    }

    @Test
    void whatEarlierProcessesDidIsNotNews() {
        scene = Scene.working(100, 100, 500);
        watch = watch("r_7F3K");
        scene = Scene.working(160, 101, 439);
        look(3);

        assertThat(told).isEmpty();
    }

    @Test
    void deadLettersOfSeveralRunsOfATaskCountTogetherAndEachIsTold() {
        var other = watch("r_other");
        scene = Scene.working(27, 3, 900);
        look(3);

        assertThat(rules()).containsExactly("dead-letters");
        assertThat(told.getFirst().figure().samples()).isEqualTo(60);
        assertThat(other.news()).hasSize(1);
        assertThat(other.news()).isEmpty();
    }

    @Test
    void aBacklogOfDeadLettersIsToldAfterTenMinutes() {
        scene = Scene.working(1, 0, 0);
        waiting = List.of(new Waiting("ticket-triage", "refused", 3, time.minus(Duration.ofHours(25))));
        minutes(10);
        assertThat(told).isEmpty();
        minutes(2);

        assertThat(rules()).containsExactly("review-backlog");
        assertThat(told.getFirst().severity()).isEqualTo(Severity.INFO);
    }

    @Test
    void aStoreThatFailsStopsNoAlert() {
        log.breakDown();
        groundBroken = true;
        calls(100, 0, 10);
        minutes(2);

        assertThat(rules()).containsExactly("truncation");
    }

    @Test
    void aFaultInLookingNeverReachesTheRun() {
        var faulty = alerts.watch(Scene.run("r_faulty"), new Watched() {
            private int asked;

            @Override
            public Vitals vitals() {
                if (asked++ > 0) {
                    throw new IllegalStateException("gone");
                }
                return scene.vitals();
            }

            @Override
            public Map<Traffic.Line, Traffic> traffic() {
                return Map.of();
            }
        });

        faulty.ended(RunEnd.complete());
        look(3);

        assertThat(faulty.news()).isEmpty();
    }

    @Test
    void theBoardShowsEveryRuleWithWhatItSees() {
        calls(100, 0, 10);
        minutes(1);

        var board = alerts.board();
        assertThat(board.firing()).extracting(AlertRow::rule).containsExactly("truncation");
        assertThat(board.rules()).hasSize(18)
                .filteredOn(rule -> rule.name().equals("truncation"))
                .singleElement()
                .satisfies(rule -> {
                    assertThat(rule.on()).isTrue();
                    assertThat(rule.when()).isEqualTo("over 5% of 100 or more replies in 15 min");
                    assertThat(rule.current().getFirst().figure().value()).isEqualTo(0.1);
                });
        assertThat(board.rules()).filteredOn(rule -> !rule.on())
                .extracting(AlertBoard.RuleLine::name)
                .containsExactly("quality");
    }

    private Alerts alerts() {
        var config = Settings.read("penstock.yaml", "alerts: { rules: { quality: off } }", _ -> null,
                root -> AlertConfig.read(root, new BigDecimal("0.80")));
        return new Alerts(config, new TestGround(),
                new Deliveries(List.of(), Patience.USUAL, () -> time, log::delivered), () -> time);
    }

    private final class TestGround implements Ground {
        @Override
        public AlertLog log() {
            return log;
        }

        @Override
        public List<Waiting> waiting() {
            if (groundBroken) {
                throw new StoreException("disk full");
            }
            return waiting;
        }

        @Override
        public Map<String, Tally> judgedSince(Instant since) {
            return Map.of();
        }

        @Override
        public Usual usual(Usual.Of of) {
            return usual;
        }
    }

    private Watch watch(String run) {
        return alerts.watch(Scene.run(run), new Watched() {
            private final Traffic before = traffic;

            @Override
            public Vitals vitals() {
                return scene.vitals();
            }

            @Override
            public Map<Traffic.Line, Traffic> traffic() {
                return run.equals("r_7F3K") ? Map.of(LINE, traffic.minus(before)) : Map.of();
            }
        });
    }

    private void restart(Duration later) {
        time = time.plus(later);
        alerts = alerts();
        watch = watch("r_7F3K");
    }

    private void end(Scene last) {
        scene = last;
        var standing = last.standing();
        time = time.plus(LOOK);
        if (standing instanceof Standing.Ended(var end)) {
            watch.ended(end);
        }
        told.addAll(watch.news());
        alerts.unwatch("r_7F3K");
    }

    /// With which an item is done.
    private void calls(long all, long retryable, long truncated) {
        calls(all, retryable, truncated, 0);
        scene = scene.oneMoreAccepted();
    }

    private void calls(long all, long retryable, long truncated, long refused) {
        traffic = traffic.plus(new Traffic(all, retryable, refused, all - retryable, truncated, 0, 0,
                LatencyCounts.NONE, List.of()));
    }

    private void look(int times) {
        for (int i = 0; i < times; i++) {
            time = time.plus(LOOK);
            alerts.look(false);
            told.addAll(watch.news());
        }
    }

    private void minutes(int minutes) {
        look(minutes * 12);
    }

    /// In which calls go well.
    private void quietMinutes(int minutes) {
        for (int i = 0; i < minutes; i++) {
            calls(100, 0, 0);
            minutes(1);
        }
    }

    private List<String> rules() {
        return told.stream().map(Alert::rule).toList();
    }

    private List<String> sentences() {
        return told.stream().map(Alert::sentence).toList();
    }
}
