package dev.penstock.engine.alert;

import static dev.penstock.engine.alert.Scene.MODEL;
import static dev.penstock.engine.alert.Scene.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.engine.alert.BatchWait.What;
import dev.penstock.engine.alert.CallShare.Part;
import dev.penstock.engine.alert.Reading.Verdict;
import dev.penstock.limit.HaltedException;
import dev.penstock.provider.batch.Batch;
import dev.penstock.run.LatencyCounts;
import dev.penstock.run.RunEnd;
import dev.penstock.run.Traffic;
import dev.penstock.run.Traffic.Large;
import dev.penstock.store.AlertRow.Figure;
import dev.penstock.store.DeadLetters.Waiting;
import dev.penstock.store.RunStatus;
import dev.penstock.store.Samples.Tally;
import dev.penstock.store.Usual;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What each rule reads of a picture: with one sample less than enough, at its threshold, and above it.
class RulesTest {
    private static final Rule DEAD_LETTERS = new DeadLetterShare(DeadLetterShare.MOST);
    private static final Rule BUDGET = new BudgetShare(new BigDecimal("0.80"));
    private static final Rule TAIL = new LatencyTail(LatencyTail.FACTOR);
    private static final Rule TOKENS = new TokensPerRequest(TokensPerRequest.FACTOR);
    private static final String VERSION = "sha256:9c1e04ab77";
    private static final String OLD_VERSION = "sha256:11112222aa";

    /// A batch made so many minutes ago, that expires after a day.
    @ParameterizedTest
    @CsvSource({"190, QUIET, QUIET", "240, NEAR, QUIET", "241, OVER, QUIET", "1320, OVER, QUIET", "1321, OVER, OVER"})
    void aBatchIsLateAfterFourHoursAndExpiresInLessThanTwo(long minutes, Verdict late, Verdict expiring) {
        var made = Scene.NOON.minus(Duration.ofMinutes(minutes));
        var batch = new Batch("batch_1", "in_progress", false, null, null, null, new Batch.Counts(10, null, null), made,
                null, made.plus(Duration.ofDays(1)), List.of(), List.of());
        var scene = Scene.working(0, 0, 10);
        var vitals = new Vitals(scene.vitals().progress(), Scene.OPEN, List.of(batch), List.of(), List.of(), null);
        var picture = new Picture(Scene.NOON,
                List.of(new Moment(Scene.run("r_7F3K"), vitals, new Standing.AtWork(), Duration.ZERO)), List.of(),
                List.of(), List.of(), Map.of());

        assertThat(only(new BatchWait(What.LATE, What.LATE.usual), picture).verdict()).isEqualTo(late);
        assertThat(only(new BatchWait(What.EXPIRING, What.EXPIRING.usual), picture).verdict()).isEqualTo(expiring);
    }

    @ParameterizedTest
    @CsvSource({"46, 3, NEAR", "48, 2, NEAR", "47, 3, OVER", "95, 5, NEAR", "94, 6, OVER", "97, 3, QUIET"})
    void deadLettersNeedFiftyFinishedItemsAndMoreThanFiveInAHundred(long accepted, long dead, Verdict verdict) {
        var ended = new Ended(accepted + dead, dead, Map.of("schema-mismatch", dead));

        assertThat(only(DEAD_LETTERS, Scene.working(1, 0, 9).picture(ended)).verdict()).isEqualTo(verdict);
    }

    @Test
    void deadLettersSayWhichReasonsAndWhereToLook() {
        var reading = only(DEAD_LETTERS, Scene.working(1, 0, 9)
                .picture(new Ended(150, 10, Map.of("schema-mismatch", 8L, "refused", 2L))));

        assertThat(reading.summary()).isEqualTo(
                "6.7% of 150 items dead-lettered in 15 min (limit 5%). Top: schema-mismatch 8, refused 2");
        assertThat(reading.figure()).isEqualTo(new Figure(10 / 150.0, 0.05, 150));
        assertThat(reading.next()).isEqualTo("penstock dead-letters list --task ticket-triage");
    }

    @ParameterizedTest
    @CsvSource({"19, 1, false", "18, 1, true", "0, 1, true", "1, 0, false"})
    void aShortRunIsJudgedAsAWholeAtItsEnd(long accepted, long dead, boolean fires) {
        var ended = new Ended(accepted + dead, dead, Map.of());
        var end = Scene.complete(accepted, dead);

        assertThat(only(DEAD_LETTERS, Scene.working(accepted, dead, 5).picture(ended)).over()).isFalse();
        assertThat(only(DEAD_LETTERS, end.picture(ended)).over()).isEqualTo(fires);
        assertThat(only(DEAD_LETTERS,
                end.ending(RunEnd.early(RunStatus.INTERRUPTED, "Ctrl-C")).picture(ended)).over()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"7.99, 0", "8.00, 1", "9.49, 1", "9.50, 2", "10.00, 2"})
    void theBudgetIsToldAtItsWarningAndWhenItIsNearlySpent(String spent, int level) {
        assertThat(level(BUDGET, Scene.working(1, 0, 9).spent(spent))).isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource({"0.79, 0", "0.80, 1", "0.95, 2"})
    void theMoneyOfTheDayIsToldAsTheBudgetOfARunIs(String spent, int level) {
        var readings = BUDGET.read(Scene.working(1, 0, 9).day(spent, "1").picture(null));

        assertThat(readings).hasSize(2).last().satisfies(day -> {
            assertThat(day.over() ? day.level() : 0).isEqualTo(level);
            assertThat(day.subject()).isEqualTo(Scene.TASK);
            assertThat(day.summary()).startsWith("today's money (UTC): $" + spent + " of $1.00 spent");
        });
    }

    @Test
    void theWallIsWorseThanAnyShareAndSaysHowToGoOn() {
        var wall = Scene.working(400, 0, 2_861)
                .spent("9.991")
                .ending(RunEnd.halted(HaltedException.Cause.BUDGET, "whatever the sentence says"));

        var reading = only(BUDGET, wall.picture(null));
        assertThat(reading.level()).isEqualTo(3);
        assertThat(reading.figure()).isEqualTo(new Figure(0.9991, 1, 400));
        assertThat(reading.summary())
                .isEqualTo("halted at its budget: $9.99 of $10.00 spent (99.9%), 2,861 items pending");
        assertThat(reading.next()).isEqualTo("penstock resume r_7F3K --budget USD");
        assertThat(level(new Ending(Ending.How.ENDPOINT_HALTED), wall)).isZero();
    }

    @Test
    void aHaltedEndpointIsToldWithTheReasonAndTheWayOn() {
        var rule = new Ending(Ending.How.ENDPOINT_HALTED);
        var halted = Scene.working(3, 0, 7).endpoint("halted", Duration.ZERO, "401 invalid x-api-key");

        assertThat(only(rule, halted.picture(null)).summary())
                .isEqualTo("halted by claude: 401 invalid x-api-key; 7 items pending");
        assertThat(only(rule, halted.picture(null)).next()).isEqualTo("penstock resume r_7F3K");
        assertThat(level(rule, Scene.complete(3, 0).endpoint("halted", Duration.ZERO, "by another run"))).isZero();
        assertThat(only(rule, Scene.working(3, 0, 1)
                .ending(RunEnd.halted(HaltedException.Cause.ENDPOINT, "claude: 404 no such model; a person must act"))
                .picture(null)).summary())
                .isEqualTo("halted by claude: 404 no such model; a person must act; 1 item pending");
    }

    @ParameterizedTest
    @CsvSource({"0, 20, COMPLETE, true", "1, 19, COMPLETE, false", "0, 0, COMPLETE, false",
            "0, 20, INTERRUPTED, false"})
    void zeroAcceptedIsToldOfARunThatCameToItsEnd(long accepted, long dead, RunStatus status, boolean fires) {
        var rule = new Ending(Ending.How.ZERO_ACCEPTED);
        var scene = Scene.working(accepted, dead, 0).ending(new RunEnd(status, "x", null));

        assertThat(level(rule, scene)).isEqualTo(fires ? 1 : 0);
        assertThat(level(rule, Scene.working(accepted, dead, 0))).isZero();
        assertThat(only(rule, Scene.complete(0, 20).picture(null)).summary())
                .isEqualTo("none of 20 items accepted. Top: schema-mismatch 20");
    }

    @Test
    void aRunThatAStopRulePausedIsTold() {
        var rule = new Ending(Ending.How.RUN_PAUSED);
        var paused = Scene.working(10, 40, 950)
                .ending(RunEnd.early(RunStatus.PAUSED, "40 of the last 50 are dead letters"));

        assertThat(only(rule, paused.picture(null)).summary())
                .isEqualTo("paused: 40 of the last 50 are dead letters; 950 items pending");
        assertThat(level(rule, Scene.working(10, 40, 950))).isZero();
    }

    @Test
    void aRunThatBreaksOffIsToldWithoutWhatTheErrorSays() {
        var rule = new Ending(Ending.How.RUN_BROKEN);
        var broken = Scene.working(10, 0, 5).standing(new Standing.Broke("StoreException"));

        assertThat(only(rule, broken.picture(null)).summary()).isEqualTo(
                "broke off with an internal error (StoreException); what it paid for is kept, 5 items pending");
        assertThat(level(rule, Scene.working(10, 0, 5))).isZero();
    }

    @ParameterizedTest
    @CsvSource({"599, 0", "600, 1"})
    void noProgressIsTenMinutesInWhichNothingFinished(long seconds, int level) {
        var rule = new NoProgress(NoProgress.AFTER);
        var standing = Scene.working(9, 0, 5).idle(Duration.ofSeconds(seconds));

        assertThat(level(rule, standing)).isEqualTo(level);
        assertThat(level(rule, standing.ending(RunEnd.early(RunStatus.INTERRUPTED, "Ctrl-C")))).isZero();
        assertThat(only(rule, standing.idle(NoProgress.AFTER).picture(null)).summary())
                .isEqualTo("nothing finished for 10 min, 5 items pending, 3 in flight; claude is open");
    }

    @Test
    void takeoversAndLostSamplesAreTold() {
        assertThat(only(new TakenOver(), Scene.working(1, 0, 1).takeovers("a", "gpt (m) takes over. b").picture(null)))
                .satisfies(reading -> {
                    assertThat(reading.level()).isEqualTo(2);
                    assertThat(reading.summary()).isEqualTo("gpt (m) takes over. b");
                });
        assertThat(level(new TakenOver(), Scene.working(1, 0, 1))).isZero();
        assertThat(only(new SampleStoreFailing(), Scene.working(1, 0, 1)
                .samplesFail("samples are not kept: full")
                .picture(null)).summary()).isEqualTo("samples are not kept: full");
        assertThat(level(new SampleStoreFailing(), Scene.working(1, 0, 1))).isZero();
    }

    @ParameterizedTest
    @CsvSource({"TRUNCATED, 99, 99, NEAR", "TRUNCATED, 100, 5, NEAR", "TRUNCATED, 100, 6, OVER",
            "TRUNCATED, 100, 3, QUIET", "NON_RETRYABLE, 49, 49, NEAR", "NON_RETRYABLE, 50, 1, NEAR",
            "NON_RETRYABLE, 50, 2, OVER", "NON_RETRYABLE, 100, 1, QUIET", "RETRYABLE, 49, 49, NEAR",
            "RETRYABLE, 50, 10, NEAR", "RETRYABLE, 50, 11, OVER", "RETRYABLE, 50, 7, QUIET"})
    void badEndsOfCallsNeedEnoughOfThemAndMoreThanTheirShare(Part part, long all, long bad, Verdict verdict) {
        var traffic = new Traffic(all, bad, bad, all, bad, 0, 0, LatencyCounts.NONE, List.of());

        var reading = only(new CallShare(part, part.usual), calls(traffic, Usual.UNKNOWN, Usual.UNKNOWN));

        assertThat(reading.verdict()).isEqualTo(verdict);
        assertThat(reading.subject()).isEqualTo(MODEL);
    }

    @Test
    void whatIsTooFewWhileNothingIsAtWorkIsQuiet() {
        var idle = new Picture.Calls(MODEL, VERSION, false, Traffic.NONE, Traffic.NONE, Usual.UNKNOWN, Usual.UNKNOWN);

        assertThat(only(new CallShare(Part.RETRYABLE, Part.RETRYABLE.usual), picture(idle)).verdict())
                .isEqualTo(Verdict.QUIET);
    }

    @ParameterizedTest
    @CsvSource({"46, 3, 10000, NEAR", "47, 3, 10000, OVER", "48, 2, 10000, QUIET", "47, 3, 4000, QUIET",
            "47, 3, 5500, NEAR"})
    void aTailNeedsFiftyRepliesAndToBeOutOfProportionAndSeconds(int quick, int slow, long slowMillis,
            Verdict verdict) {
        var latencies = LatencyCounts.of(1_000, quick).plus(LatencyCounts.of(slowMillis, slow));

        assertThat(only(TAIL, tail(latencies, Usual.UNKNOWN)).verdict()).isEqualTo(verdict);
    }

    @Test
    void aTailOfLessThanTwoSecondsIsNothingToSpeakOf() {
        var latencies = LatencyCounts.of(100, 90).plus(LatencyCounts.of(1_900, 10));

        assertThat(only(TAIL, tail(latencies, Usual.UNKNOWN)).over()).isFalse();
        assertThat(only(TAIL, tail(LatencyCounts.of(100, 90).plus(LatencyCounts.of(2_200, 10)), Usual.UNKNOWN)).over())
                .isTrue();
    }

    @Test
    void aTailThatWasThereTheDayBeforeIsNoNews() {
        var latencies = LatencyCounts.of(1_000, 90).plus(LatencyCounts.of(8_000, 10));

        assertThat(only(TAIL, tail(latencies, Usual.UNKNOWN)).summary())
                .matches(
                        "p95 \\d\\.\\d s is \\d\\.\\dx the p50 \\(1\\.0 s\\) of 100 replies in 10 min \\(limit 6\\.3x\\)");
        assertThat(only(TAIL, tail(latencies, new Usual(Map.of(), 500, 1_000, 2_000))).over()).isTrue();
        assertThat(only(TAIL, tail(latencies, new Usual(Map.of(), 500, 1_000, 6_000))).over()).isFalse();
        assertThat(only(TAIL, tail(latencies, new Usual(Map.of(), 500, 100, 200))).figure().threshold())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"49, 200, 2000, false", "50, 199, 2000, false", "50, 200, 1500, false", "50, 200, 1501, true"})
    void tokensNeedFiftyCallsAndTwoHundredBeforeAndHalfAsManyMore(long calls, long before, long mean, boolean fires) {
        var usual = new Usual(Map.of(VERSION, new Usual.Tokens(before, 1_000)), 0, 0, 0);

        assertThat(only(TOKENS, tokens(calls, mean, usual, Usual.UNKNOWN)).over()).isEqualTo(fires);
    }

    @Test
    void tokensNameThePromptVersionAndTheLargestItems() {
        var usual = new Usual(Map.of(VERSION, new Usual.Tokens(400, 1_000)), 0, 0, 0);

        var reading = only(TOKENS, tokens(60, 1_800, usual, Usual.UNKNOWN));

        assertThat(reading.summary()).isEqualTo("1,800 tokens per call with prompt 9c1e04ab, 1.8x the 1,000 of the day"
                + " before (limit 1.5x, 60 calls in 15 min)");
        assertThat(reading.items()).containsExactly("i9", "i4");
    }

    @Test
    void aNewPromptVersionIsMeasuredByTheOneBeforeUntilItIsItsOwnMeasure() {
        var others = new LinkedHashMap<String, Usual.Tokens>();
        others.put("sha256:tried", new Usual.Tokens(3, 9_000));
        others.put(OLD_VERSION, new Usual.Tokens(300, 1_000));
        others.put("sha256:older", new Usual.Tokens(300, 5_000));
        var lately = new Usual(others, 0, 0, 0);

        assertThat(only(TOKENS, tokens(60, 1_800, Usual.UNKNOWN, lately)).summary()).contains(
                "1.8x the 1,000 of the version before, 11112222; this one is new");
        var settled = new Usual(Map.of(VERSION, new Usual.Tokens(200, 1_800)), 0, 0, 0);
        assertThat(only(TOKENS, tokens(60, 1_800, settled, lately)).over()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"19, 19, false", "20, 1, false", "20, 2, true"})
    void qualityNeedsTwentyJudgedSamples(long judged, long bad, boolean fires) {
        var picture = new Picture(NOON, List.of(), List.of(), List.of(), List.of(),
                Map.of("ticket-triage", new Tally(judged, judged, bad)));

        assertThat(only(new Quality(Quality.MOST), picture).over()).isEqualTo(fires);
    }

    @ParameterizedTest
    @CsvSource({"86400, false", "86401, true"})
    void aDeadLetterThatWaitsForADayIsToldOnceForItsTask(long age, boolean fires) {
        var picture = new Picture(NOON, List.of(), List.of(), List.of(),
                List.of(new Waiting("ticket-triage", "refused", 3, NOON.minusSeconds(60)),
                        new Waiting("ticket-triage", "ungrounded", 9, NOON.minusSeconds(age))),
                Map.of());

        var reading = only(new ReviewBacklog(ReviewBacklog.AFTER), picture);
        assertThat(reading.over()).isEqualTo(fires);
        assertThat(reading.figure().samples()).isEqualTo(12);
        assertThat(reading.summary())
                .isEqualTo("the oldest of 12 open dead letters waits for 24 h (limit 24 h)");
    }

    private static Picture tail(LatencyCounts latencies, Usual before) {
        return calls(new Traffic(latencies.total(), 0, 0, latencies.total(), 0, 0, 0, latencies, List.of()), before,
                Usual.UNKNOWN);
    }

    private static Picture tokens(long calls, long mean, Usual before, Usual others) {
        return calls(new Traffic(calls, 0, 0, calls, 0, calls, calls * mean, LatencyCounts.NONE,
                List.of(new Large("i4", 5_000), new Large("i9", 7_000))), before, others);
    }

    private static Picture calls(Traffic traffic, Usual before, Usual others) {
        return picture(new Picture.Calls(MODEL, VERSION, true, traffic, traffic, before, others));
    }

    private static Picture picture(Picture.Calls calls) {
        return new Picture(NOON, List.of(), List.of(calls), List.of(), List.of(), Map.of());
    }

    private static int level(Rule rule, Scene scene) {
        var reading = only(rule, scene.picture(null));
        return reading.over() ? reading.level() : 0;
    }

    private static Reading only(Rule rule, Picture picture) {
        var readings = rule.read(picture);
        assertThat(readings).hasSize(1);
        return readings.getFirst();
    }
}
