package dev.penstock.engine;

import static dev.penstock.engine.ScriptedProvider.lost;
import static dev.penstock.engine.ScriptedProvider.received;
import static dev.penstock.engine.ScriptedProvider.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.check.CheckSettings;
import dev.penstock.check.Checks;
import dev.penstock.item.Failure;
import dev.penstock.item.Item;
import dev.penstock.item.Purpose;
import dev.penstock.item.Usage;
import dev.penstock.jdbc.SqliteStore;
import dev.penstock.ledger.Budget;
import dev.penstock.ledger.DayBudget;
import dev.penstock.ledger.HourMeter;
import dev.penstock.ledger.PriceTable;
import dev.penstock.ledger.Tariff;
import dev.penstock.limit.EndpointLimiter;
import dev.penstock.limit.Limits;
import dev.penstock.limit.Ticker;
import dev.penstock.prompt.Prompt;
import dev.penstock.retry.RetryPolicy;
import dev.penstock.run.Account;
import dev.penstock.run.Course;
import dev.penstock.run.Endpoint;
import dev.penstock.run.Pricing;
import dev.penstock.run.Recorder;
import dev.penstock.run.Route;
import dev.penstock.run.RunClock;
import dev.penstock.run.RunEnd;
import dev.penstock.run.RunLoop;
import dev.penstock.run.Sampling;
import dev.penstock.run.StalledException;
import dev.penstock.run.StopRule;
import dev.penstock.run.Work;
import dev.penstock.store.AttemptIntent;
import dev.penstock.store.AttemptIntent.Ask;
import dev.penstock.store.Conclusion;
import dev.penstock.store.DeadLetters;
import dev.penstock.store.InputPosition;
import dev.penstock.store.NewItem;
import dev.penstock.store.PromptVersionRow;
import dev.penstock.store.RunRow;
import dev.penstock.store.RunStatus;
import dev.penstock.store.RunTotals;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The run loop against a real store and a scripted provider: what it does about each failure, and that a killed engine's
/// work is continued and not bought again.
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RunLoopTest {
    private static final String RUN = "r_TEST";
    private static final String MODEL = "claude-haiku-4-5";
    private static final String SCHEMA = """
            {"type":"object","properties":{"label":{"type":"string","enum":["yes","no"]}},"required":["label"],
             "additionalProperties":false}""";
    private static final String GOOD = "{\"label\":\"yes\"}";

    @TempDir
    Path folder;

    private SqliteStore store;
    private InstantSource clock = InstantSource.system();
    private Ticker limiterTime = Ticker.of(System::nanoTime);
    private Ticker runTime = Ticker.of(System::nanoTime);
    private Tariff tariff = new Tariff.ByToken(
            PriceTable.shipped().price(MODEL, LocalDate.of(2026, 11, 24)).orElseThrow());

    @BeforeEach
    void openStore() {
        store = SqliteStore.openForEngine(folder.resolve("test.db"), "test");
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void acceptsEveryItemAndBooksEveryToken() throws Exception {
        var provider = new ScriptedProvider((_, _) -> received(200, GOOD));

        var end = run(provider, items(300));

        assertThat(end.status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(totals().items()).isEqualTo(new RunTotals.Items(300, 300, 0, 0, 0));
        assertThat(totals().usage().get(Purpose.USEFUL)).isEqualTo(Usage.of(3000, 1500));
        assertThat(totals().costUsd().get(Purpose.USEFUL)).isEqualByComparingTo("0.0105");
        assertThat(provider.callIds).doesNotHaveDuplicates().hasSize(300);
        assertThat(store.runs().contradictions(RUN)).isEmpty();
    }

    @Test
    void deadLettersAnItemWhoseServerErrorsDoNotHealAndBooksEveryAttempt() throws Exception {
        var provider = new ScriptedProvider(
                (request, _) -> text(request).equals("3") ? received(500, "") : received(200, GOOD));

        run(provider, items(40));

        assertThat(totals().items()).isEqualTo(new RunTotals.Items(40, 39, 1, 0, 0));
        assertThat(totals().deadLetters()).containsExactly(Map.entry("server-error", 1L));
        assertThat(totals().retryable()).containsExactly(Map.entry("server-error", 4L));
        assertThat(provider.requests).hasSize(43);
    }

    @Test
    void aRateLimitNeverCostsAnItemAnAttempt() throws Exception {
        var time = new CompressedTime(20);
        limiterTime = time;
        runTime = time;
        clock = time;
        var limited = new AtomicInteger();
        var provider = new ScriptedProvider(
                (_, _) -> limited.incrementAndGet() <= 6 ? received(429, "") : received(200, GOOD));

        run(provider, items(1));

        assertThat(totals().items()).isEqualTo(new RunTotals.Items(1, 1, 0, 0, 0));
        assertThat(totals().attempts()).isEqualTo(new RunTotals.Attempts(7, 7, 0));
    }

    @Test
    void hopelessRequestsAreNeverSentTwice() throws Exception {
        var provider = new ScriptedProvider((_, _) -> received(400, ""));

        run(provider, items(5));

        assertThat(totals().deadLetters()).containsExactly(Map.entry("invalid-request", 5L));
        assertThat(provider.requests).hasSize(5);
    }

    @Test
    void showsTheModelItsReplyAndTheErrorsOnce() throws Exception {
        var provider = new ScriptedProvider((request, _) -> received(200,
                request.messages().size() == 1 ? "{\"label\":\"maybe\"}" : GOOD));

        run(provider, items(1));

        var repair = provider.requests.get(1).messages();
        assertThat(repair).hasSize(3);
        assertThat(repair.get(1).text()).isEqualTo("{\"label\":\"maybe\"}");
        assertThat(repair.get(2).text()).contains("/label");
        assertThat(totals().usage()).containsEntry(Purpose.REPAIR, ScriptedProvider.BILLED)
                .containsEntry(Purpose.USEFUL, ScriptedProvider.BILLED);
    }

    @Test
    void deadLettersAReplyThatStaysWrongWithItsEvidence() throws Exception {
        var provider = new ScriptedProvider((_, _) -> received(200, "{\"label\":\"maybe\"}"));

        run(provider, items(1));

        var letter = store.deadLetters().list(new DeadLetters.Filter(RUN, null, null, "open"), 10);
        assertThat(letter).hasSize(1);
        assertThat(letter.getFirst().reason()).isEqualTo("schema-mismatch");
        assertThat(letter.getFirst().evidence()).anyMatch(evidence -> evidence.path().equals("/label"));
        assertThat(totals().usage()).containsEntry(Purpose.REJECTED, ScriptedProvider.BILLED);
    }

    @Test
    void asksOnceMoreWithTheLargerCapAfterATruncation() throws Exception {
        var provider = new ScriptedProvider(
                (request, _) -> request.maxOutputTokens() == 100 ? received(206, "{\"la") : received(200, GOOD));

        run(provider, items(1));

        assertThat(provider.requests).extracting(request -> request.maxOutputTokens()).containsExactly(100, 200);
        assertThat(totals().items().accepted()).isEqualTo(1);
        assertThat(totals().usage()).containsEntry(Purpose.RETRY, ScriptedProvider.BILLED);
    }

    @Test
    void aBlockedAccountHaltsTheRunAndKeepsEveryItem() throws Exception {
        var provider = new ScriptedProvider((_, _) -> received(401, ""));

        var end = run(provider, items(500));

        assertThat(end.status()).isEqualTo(RunStatus.HALTED);
        assertThat(end.why()).isEqualTo("test: 401 authentication_error; its key is refused: put a valid one into"
                + " endpoints.test.api-key, then resume");
        assertThat(totals().items().pending()).isEqualTo(totals().items().total()).isPositive();
        assertThat(provider.requests.size()).isLessThanOrEqualTo(64);
    }

    @Test
    void neverSpendsMoreThanTheBudgetAndGoesOnWithALargerOne() throws Exception {
        var provider = new ScriptedProvider((_, _) -> received(200, GOOD));
        var budget = new BigDecimal("0.004");

        var end = run(provider, items(200), budget);
        var spent = totals().spentUsd();

        assertThat(end.status()).isEqualTo(RunStatus.HALTED);
        assertThat(end.why()).contains("budget");
        assertThat(spent).isPositive().isLessThanOrEqualTo(budget);
        assertThat(totals().items().pending()).isPositive();
        assertThat(resume(provider, items(200), null).status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(provider.callIds).doesNotHaveDuplicates().hasSize(200);
    }

    @Test
    void aLostReplyIsBookedAsUnconfirmedAtItsReservedCost() throws Exception {
        var calls = new AtomicInteger();
        var provider = new ScriptedProvider((_, _) -> calls.incrementAndGet() == 1 ? lost() : received(200, GOOD));

        run(provider, items(1));

        assertThat(totals().attempts()).isEqualTo(new RunTotals.Attempts(2, 2, 1));
        assertThat(totals().costUsd().get(Purpose.UNCONFIRMED)).isPositive();
        assertThat(totals().confirmedUsage()).isEqualTo(ScriptedProvider.BILLED);
    }

    @Test
    void aGoodReplyWithoutUsageIsUsedAndItsCostStaysUnconfirmed() throws Exception {
        run(new ScriptedProvider((_, _) -> received(299, GOOD)), items(1));

        assertThat(totals().items().accepted()).isEqualTo(1);
        assertThat(totals().attempts().unconfirmed()).isEqualTo(1);
    }

    @Test
    void aJournaledReplyIsUsedAfterACrashAndNotBoughtAgain() throws Exception {
        prepare(items(1));
        long attempt = store.journal().intend(intent(1));
        store.journal().received(attempt, received(200, GOOD), Instant.EPOCH);
        var provider = new ScriptedProvider((_, _) -> received(200, "{\"label\":\"no\"}"));

        var end = resume(provider, items(1), null);

        assertThat(end.status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(provider.requests).isEmpty();
        assertThat(totals().usage()).containsEntry(Purpose.USEFUL, ScriptedProvider.BILLED);
    }

    @Test
    void aCallInFlightAtACrashIsBookedAsUnconfirmedAndMadeAgain() throws Exception {
        prepare(items(1));
        store.journal().intend(intent(1));
        var provider = new ScriptedProvider((_, _) -> received(200, GOOD));

        resume(provider, items(1), null);

        assertThat(provider.requests).hasSize(1);
        assertThat(totals().attempts()).isEqualTo(new RunTotals.Attempts(2, 2, 1));
        assertThat(store.runs().contradictions(RUN)).isEmpty();
    }

    @Test
    void aJournaledReplyOfAServerPaidByTheHourCostsItsLatencyBecauseTheMeterDied() throws Exception {
        tariff = new Tariff.ByHour(new BigDecimal("3600"));
        prepare(items(1));
        long attempt = store.journal().intend(intent(1));
        store.journal().received(attempt, received(200, GOOD), Instant.EPOCH);

        resume(new ScriptedProvider((_, _) -> received(500, "")), items(1), null);

        assertThat(totals().costUsd().get(Purpose.USEFUL)).isEqualByComparingTo("0.003");
        assertThat(store.runs().contradictions(RUN)).isEmpty();
    }

    @Test
    void callsToAServerPaidByTheHourCostTogetherWhatTheyKeptItBusy() throws Exception {
        tariff = new Tariff.ByHour(new BigDecimal("3600"));
        var began = System.nanoTime();

        run(new ScriptedProvider((_, _) -> received(200, GOOD)), items(200));

        assertThat(totals().confirmedUsd()).isPositive()
                .isLessThan(BigDecimal.valueOf(System.nanoTime() - began, 9));
        assertThat(totals().unpriced()).isFalse();
        assertThat(store.runs().contradictions(RUN)).isEmpty();
    }

    @Test
    void aCrashBetweenAWrongReplyAndItsRepairStillRepairs() throws Exception {
        prepare(items(1));
        long attempt = store.journal().intend(intent(1));
        store.journal().received(attempt, received(200, "{\"label\":\"maybe\"}"), Instant.EPOCH);
        var provider = new ScriptedProvider((request, _) -> received(200,
                request.messages().size() == 3 ? GOOD : "{\"label\":\"wrong\"}"));

        resume(provider, items(1), null);

        assertThat(provider.requests).hasSize(1);
        assertThat(totals().items().accepted()).isEqualTo(1);
        assertThat(totals().usage()).containsEntry(Purpose.REPAIR, ScriptedProvider.BILLED);
    }

    @Test
    void aCrashAfterTheRepairOfACallOfTheWrongToolWasDecidedStillRepairs() throws Exception {
        prepare(items(1));
        long attempt = store.journal().intend(intent(1));
        var exchange = received(298, "");
        store.journal().received(attempt, exchange, Instant.EPOCH);
        var failure = new Failure.Unparseable("wrong-tool", ScriptedProvider.WRONG_TOOL);
        store.journal()
                .reschedule(new Conclusion(attempt, RUN, 0, Purpose.REPAIR, failure, List.of(), null,
                        ScriptedProvider.BILLED, BigDecimal.ZERO, null, null), Instant.EPOCH);
        var provider = new ScriptedProvider((request, _) -> received(200,
                request.messages().getFirst().text().contains("another tool") ? GOOD : "{\"label\":\"wrong\"}"));

        resume(provider, items(1), null);

        assertThat(provider.requests).hasSize(1);
        assertThat(totals().items().accepted()).isEqualTo(1);
    }

    @Test
    void badLinesAndMissingVariablesAreDeadLetteredWithoutACent() throws Exception {
        var input = folder.resolve("bad.jsonl");
        Files.writeString(input, """
                {"id":"a","text":"1"}
                not json
                {"id":"b","text":null}
                {"id":"c"}
                {"id":"a","text":"again"}

                [1,2]
                """);
        var provider = new ScriptedProvider((_, _) -> received(200, GOOD));

        run(provider, input);

        assertThat(totals().items()).isEqualTo(new RunTotals.Items(6, 1, 5, 0, 0));
        assertThat(totals().deadLetters()).containsExactly(Map.entry("bad-input", 3L), Map.entry("template-error", 2L));
        assertThat(provider.requests).hasSize(1);
    }

    @Test
    void aStoppedRunFinishesItsCallsInFlightAndCanBeResumed() throws Exception {
        var inFlight = new CountDownLatch(8);
        var go = new CountDownLatch(1);
        var provider = new ScriptedProvider((_, _) -> {
            inFlight.countDown();
            go.await();
            return received(200, GOOD);
        });
        prepare(items(100));
        var loop = loop(provider, items(100), null, 8);
        var stopper = Thread.ofVirtual().start(() -> {
            try {
                inFlight.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            loop.stop(RunStatus.INTERRUPTED, "SIGINT");
            go.countDown();
        });

        var end = loop.run(Duration.ofSeconds(30));
        stopper.join();

        assertThat(end).isEqualTo(RunEnd.early(RunStatus.INTERRUPTED, "SIGINT"));
        assertThat(totals().items().accepted()).isEqualTo(8);
        assertThat(totals().attempts().unconfirmed()).isZero();
        assertThat(resume(provider, items(100), null).status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(provider.callIds).doesNotHaveDuplicates().hasSize(100);
    }

    @ParameterizedTest
    @ValueSource(longs = {-3600, 3600})
    void aWallClockThatJumpsMakesNoRetryLateAndNoStopEarly(long seconds) throws Exception {
        var jump = new AtomicLong();
        clock = () -> Instant.now().plusSeconds(jump.get());
        var failed = new AtomicInteger();
        var provider = new ScriptedProvider((_, _) -> {
            jump.set(seconds);
            return failed.incrementAndGet() <= 3 ? received(500, "") : received(200, GOOD);
        });

        var end = run(provider, items(20));

        assertThat(end.status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(totals().items().accepted()).isEqualTo(20);
        assertThat(totals().attempts()).isEqualTo(new RunTotals.Attempts(23, 23, 0));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void anErrorInOneWorkerEndsTheRunLoudlyAndItsItemStaysPending(Throwable error) throws Exception {
        var calls = new AtomicInteger();
        var provider = new ScriptedProvider((_, _) -> {
            if (calls.incrementAndGet() == 20) {
                throw sneaky(error);
            }
            return received(200, GOOD);
        });
        prepare(items(300));
        var loop = loop(provider, items(300), null, 8);

        assertThatThrownBy(() -> loop.run(Duration.ofSeconds(30))).isSameAs(error);

        assertThat(loop.endpoint().inFlight()).isZero();
        assertThat(totals().items().pending()).isPositive();
        assertThat(totals().items().deadLettered()).isZero();
        assertThat(totals().attempts().unconfirmed()).isEqualTo(1);
        assertThat(resume(provider, items(300), null).status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(provider.callIds).doesNotHaveDuplicates().hasSize(301);
        assertThat(store.runs().contradictions(RUN)).isEmpty();
    }

    static Stream<Throwable> errors() {
        return Stream.of(new OutOfMemoryError("a test's"), new StackOverflowError("a test's"),
                new IllegalStateException("a test's"));
    }

    private static RuntimeException sneaky(Throwable error) {
        if (error instanceof Error e) {
            throw e;
        }
        return (RuntimeException) error;
    }

    @Test
    void anInterruptOfOneWorkerEndsTheRunAndItsItemStaysPending() throws Exception {
        var calls = new AtomicInteger();
        var provider = new ScriptedProvider((_, _) -> {
            if (calls.incrementAndGet() == 20) {
                throw new InterruptedException("a test's");
            }
            return received(200, GOOD);
        });

        var end = run(provider, items(300));

        assertThat(end).isEqualTo(RunEnd.early(RunStatus.INTERRUPTED, "a worker was interrupted"));
        assertThat(totals().items().pending()).isPositive();
        assertThat(totals().attempts().unconfirmed()).isEqualTo(1);
        assertThat(resume(provider, items(300), null).status()).isEqualTo(RunStatus.COMPLETE);
    }

    @Test
    void aRunThatStandsStillIsGivenUpAndNeverHangsInSilence() throws Exception {
        var never = new CountDownLatch(1);
        var minutes = new AtomicLong();
        runTime = Ticker.of(() -> Duration.ofMinutes(minutes.incrementAndGet()).toNanos());
        var provider = new ScriptedProvider((_, _) -> {
            never.await();
            return received(200, GOOD);
        });
        prepare(items(3));
        var loop = loop(provider, items(3), null, 2);

        assertThatExceptionOfType(StalledException.class).isThrownBy(() -> loop.run(Duration.ofSeconds(30)))
                .withMessage("run r_TEST stood still: nothing was read, sent or finished for 11 minutes, and nothing"
                        + " made it wait");

        loop.stop(RunStatus.INTERRUPTED, "it stood still");
        never.countDown();
    }

    private RunEnd run(ScriptedProvider provider, Path input) throws Exception {
        return run(provider, input, null);
    }

    private RunEnd run(ScriptedProvider provider, Path input, @Nullable BigDecimal budget) throws Exception {
        prepare(input);
        return resume(provider, input, budget);
    }

    private RunEnd resume(ScriptedProvider provider, Path input, @Nullable BigDecimal budget) throws Exception {
        return loop(provider, input, budget, 64).run(Duration.ofSeconds(30));
    }

    private RunLoop loop(ScriptedProvider provider, Path input, @Nullable BigDecimal budget, int concurrency) {
        var limiter = new EndpointLimiter(new Limits(null, null, null, concurrency), new Random(1),
                limiterTime);
        var prompt = prompt();
        var endpoint = new Endpoint(new Account("test", "endpoints.test.api-key", DayBudget.none()), MODEL, provider,
                limiter,
                new HourMeter(System::nanoTime));
        var work = new Work(RUN, Course.of(new Route(prompt, endpoint, new Pricing(tariff, 200_000L))),
                Checks.of(CheckSettings.DEFAULT, prompt.schema()), new RetryPolicy(4, Duration.ofMinutes(30), 1),
                Budget.of(budget, store.runs().totals(RUN).spentUsd()), StopRule.off(), Sampling.none(),
                Recorder.NONE);
        var source = new JsonLinesSource(input, new RecordReader(RUN, "input.jsonl"), 1 << 20, Long.MAX_VALUE);
        return new RunLoop(work, store, source, new RunClock(clock, runTime), new NoJitter());
    }

    /// Makes every wait as short as the policy allows.
    private static final class NoJitter extends Random {
        private static final long serialVersionUID = 1L;

        @Override
        public double nextDouble() {
            return 0;
        }
    }

    private void prepare(Path input) {
        var prompt = prompt();
        store.runs()
                .savePromptVersion(
                        new PromptVersionRow(prompt.version(), "label", null, prompt.files(), Instant.EPOCH));
        store.runs()
                .create(new RunRow(RUN, "label", prompt.version(), null, "test", MODEL, "sync", null, input.toString(),
                        "hash",
                        null, folder.toString(), null, true, RunStatus.RUNNING, null, clock.instant(), clock.instant(),
                        0));
    }

    private AttemptIntent intent(int n) {
        store.journal()
                .addItems(RUN, List.of(new NewItem(new Item(RUN, 0, 1, "i0", "{\"id\":\"i0\",\"text\":\"0\"}"), null)),
                        new InputPosition(0, 1, 1, true), Instant.EPOCH);
        return new AttemptIntent(RUN, 0, n, Ask.PROMPT, RUN + ".0." + n, "test", MODEL, prompt().version(), 100, 50, 40,
                114,
                new BigDecimal("0.0006"), true, Instant.EPOCH);
    }

    private static Prompt prompt() {
        return Prompt.compile("label", Map.of("user.md", "{{ text }}", "schema.json", SCHEMA, "task.yaml",
                "endpoint: test\nmodel: " + MODEL + "\nmax-output-tokens: 100\nmax-output-tokens-ceiling: 200\n"));
    }

    private Path items(int count) throws IOException {
        var input = folder.resolve("items-" + count + ".jsonl");
        Files.writeString(input, IntStream.range(0, count)
                .mapToObj(i -> "{\"id\":\"i" + i + "\",\"text\":\"" + i + "\"}\n")
                .collect(Collectors.joining()));
        return input;
    }

    private RunTotals totals() {
        return store.runs().totals(RUN);
    }
}
