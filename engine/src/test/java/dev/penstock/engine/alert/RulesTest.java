package dev.penstock.engine.alert;

import static dev.penstock.engine.alert.Scene.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.store.RunStatus;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Scene START = Scene.working(0, 0, 1_000);
    private static final Rule DEAD_LETTERS = new DeadLetterShare(DeadLetterShare.MOST);
    private static final Rule BUDGET = new BudgetShare(new BigDecimal("0.80"));
    private static final Rule NO_PROGRESS = new NoProgress(NoProgress.AFTER);

    @ParameterizedTest
    @CsvSource({"47, 2, false", "46, 3, false", "48, 2, false", "47, 3, true", "95, 5, false", "94, 6, true"})
    void deadLettersNeedFiftyFinishedItemsAndMoreThanFiveInAHundred(long accepted, long dead, boolean fires) {
        assertThat(DEAD_LETTERS.judge(START.then(MINUTE, Scene.working(accepted, dead, 900))).isPresent())
                .isEqualTo(fires);
    }

    @Test
    void deadLettersAreThoseOfTheLastQuarterOfAnHour() {
        var history = new History(START.at(NOON));
        history.add(Scene.working(40, 60, 900).at(NOON.plus(MINUTE)));
        for (int minute = 2; minute <= 17; minute++) {
            history.add(Scene.working(40 + 10L * minute, 60, 900).at(NOON.plus(MINUTE.multipliedBy(minute))));
        }

        assertThat(DEAD_LETTERS.judge(history)).isEmpty();
        history.add(Scene.working(210, 70, 900).at(NOON.plus(MINUTE.multipliedBy(18))));
        assertThat(DEAD_LETTERS.judge(history)).hasValueSatisfying(finding -> {
            assertThat(finding.summary()).isEqualTo(
                    "6.7% of 150 items dead-lettered in 15 min (limit 5%). Top: schema-mismatch 10");
            assertThat(finding.figure()).isEqualTo(new Alert.Figure(10 / 150.0, 0.05, 150));
        });
    }

    @Test
    void deadLettersOfAnEarlierProcessAreNotNew() {
        assertThat(DEAD_LETTERS.judge(Scene.working(100, 100, 500).then(MINUTE, Scene.working(160, 101, 439))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"19, 1, false", "18, 1, true", "0, 1, true", "1, 0, false"})
    void aShortRunIsJudgedAsAWholeAtItsEnd(long accepted, long dead, boolean fires) {
        var end = Scene.complete(accepted, dead);

        assertThat(DEAD_LETTERS.judge(START.then(MINUTE, Scene.working(accepted, dead, 5)))).isEmpty();
        assertThat(DEAD_LETTERS.judge(START.then(MINUTE, end)).isPresent()).isEqualTo(fires);
        assertThat(DEAD_LETTERS.judge(START.then(MINUTE, end.ending(RunStatus.INTERRUPTED, "Ctrl-C")))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"7.99, 0", "8.00, 1", "9.49, 1", "9.50, 2", "10.00, 2"})
    void theBudgetIsToldAtItsWarningAndWhenItIsNearlySpent(String spent, int level) {
        assertThat(BUDGET.judge(START.then(MINUTE, Scene.working(1, 0, 9).spent(spent))).map(Finding::level).orElse(0))
                .isEqualTo(level);
    }

    @Test
    void theWallIsWorseThanAnyShareAndSaysHowToGoOn() {
        var wall = Scene.working(400, 0, 2_861)
                .spent("9.991")
                .ending(RunStatus.HALTED, "budget: $9.991 of $10 is spent, the next call could cost $0.02");

        assertThat(BUDGET.judge(START.then(MINUTE, wall))).hasValue(new Finding(3, new Alert.Figure(0.9991, 1, 400),
                "halted at its budget: $9.99 of $10.00 spent (99.9%), 2,861 items pending",
                "penstock resume r_7F3K --budget USD"));
        assertThat(new EndpointHalted().judge(START.then(MINUTE, wall))).isEmpty();
    }

    @Test
    void aHaltedEndpointIsToldWithTheReasonAndTheWayOn() {
        var halted = Scene.working(3, 0, 7).endpoint("halted", Duration.ZERO, "401 invalid x-api-key");

        assertThat(new EndpointHalted().judge(START.then(MINUTE, halted)))
                .hasValue(new Finding(1, new Alert.Figure(1, 1, 3),
                        "halted by claude: 401 invalid x-api-key; 7 items pending", "penstock resume r_7F3K"));
        assertThat(new EndpointHalted().judge(
                START.then(MINUTE, Scene.complete(3, 0).endpoint("halted", Duration.ZERO, "by another run"))))
                .isEmpty();
        assertThat(new EndpointHalted().judge(START.then(MINUTE, Scene.working(3, 0, 1)
                .ending(RunStatus.HALTED, "claude: 404 no such model; a person must act"))))
                .hasValueSatisfying(finding -> assertThat(finding.summary())
                        .isEqualTo("halted by claude: 404 no such model; a person must act; 1 item pending"));
    }

    @ParameterizedTest
    @CsvSource({"0, 20, COMPLETE, true", "1, 19, COMPLETE, false", "0, 0, COMPLETE, false", "0, 20, INTERRUPTED, false",
            "0, 20, RUNNING, false"})
    void zeroAcceptedIsToldOfARunThatCameToItsEnd(long accepted, long dead, RunStatus status, boolean fires) {
        assertThat(new ZeroAccepted()
                .judge(START.then(MINUTE, Scene.working(accepted, dead, 0).ending(status, null)))
                .map(Finding::summary)).isEqualTo(
                        fires ? Optional.of("none of 20 items accepted. Top: schema-mismatch 20") : Optional.empty());
    }

    @Test
    void aRunThatAStopRulePausedIsTold() {
        var paused = Scene.working(10, 40, 950).ending(RunStatus.PAUSED, "40 of the last 50 are dead letters");

        assertThat(new RunPaused().judge(START.then(MINUTE, paused))).hasValueSatisfying(finding -> assertThat(
                finding.summary()).isEqualTo("paused: 40 of the last 50 are dead letters; 950 items pending"));
        assertThat(new RunPaused().judge(START.then(MINUTE, Scene.working(10, 40, 950)))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"599, 5, false", "600, 5, true", "600, 0, false"})
    void noProgressIsTenMinutesWithoutAFinishedItemWhileSomeArePending(int seconds, long pending, boolean fires) {
        var standing = Scene.working(9, 0, pending);

        assertThat(NO_PROGRESS.judge(watched(seconds, standing)).isPresent()).isEqualTo(fires);
    }

    @Test
    void anItemThatFinishesIsProgress() {
        var history = watched(599, Scene.working(9, 0, 5));
        history.add(Scene.working(9, 1, 4).at(NOON.plusSeconds(600)));
        history.add(Scene.working(9, 1, 4).at(NOON.plusSeconds(601)));

        assertThat(NO_PROGRESS.judge(history)).isEmpty();
    }

    @Test
    void aPauseThatTheProviderAskedForIsNoStandstill() {
        var asked = Scene.working(9, 0, 5).endpoint("pacing", Duration.ofMinutes(40), null);
        var broken = Scene.working(9, 0, 5).endpoint("breaker", Duration.ofSeconds(15), null);

        assertThat(NO_PROGRESS.judge(watched(1_800, asked))).isEmpty();
        assertThat(NO_PROGRESS.judge(watched(601, broken))).hasValueSatisfying(finding -> assertThat(finding.summary())
                .isEqualTo("nothing finished for 10 min, 5 items pending, 0 in flight; claude is breaker"));
    }

    @ParameterizedTest
    @CsvSource({"PT24H", "PT-24H", "PT11M"})
    void aClockThatJumpsOrAProcessThatSleptMakesNoStandstill(Duration jump) {
        var standing = Scene.working(9, 0, 5);
        var history = watched(60, standing);
        history.add(standing.at(NOON.plusSeconds(60).plus(jump)));

        assertThat(NO_PROGRESS.judge(history)).isEmpty();
        assertThat(DEAD_LETTERS.judge(history)).isEmpty();
    }

    @Test
    void aClockThatJumpsDoesNotAgeWhatWasSeen() {
        var history = new History(START.at(NOON));
        history.add(Scene.working(44, 2, 900).at(NOON.plusSeconds(10)));
        history.add(Scene.working(45, 3, 900).at(NOON.plus(Duration.ofDays(1))));
        history.add(Scene.working(47, 3, 900).at(NOON.plusSeconds(20)));

        assertThat(DEAD_LETTERS.judge(history)).isPresent();
    }

    /// Looked at every second, and never different.
    private static History watched(int seconds, Scene standing) {
        var history = new History(standing.at(NOON));
        for (Instant time = NOON.plusSeconds(1); !time.isAfter(NOON.plusSeconds(seconds)); time = time.plusSeconds(1)) {
            history.add(standing.at(time));
        }
        return history;
    }
}
