package dev.penstock.engine;

import static dev.penstock.engine.ScriptedProvider.received;
import static dev.penstock.engine.ScriptedRuns.CONCURRENCY;
import static dev.penstock.engine.ScriptedRuns.GOOD;
import static dev.penstock.engine.ScriptedRuns.WRONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.penstock.item.Failure;
import dev.penstock.item.Item;
import dev.penstock.item.Purpose;
import dev.penstock.item.Usage;
import dev.penstock.store.AcceptedRow;
import dev.penstock.store.AttemptIntent;
import dev.penstock.store.AttemptIntent.Ask;
import dev.penstock.store.AttemptRow;
import dev.penstock.store.Conclusion;
import dev.penstock.store.InputPosition;
import dev.penstock.store.NewItem;
import dev.penstock.store.RunStatus;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Another endpoint takes over, and every number says so.
class FallbackTest {
    private static final String RUN = "r_TEST";
    private static final String HAIKU = "claude-haiku-4-5";
    private static final String MINI = "gpt-5-mini";
    @TempDir
    Path folder;

    private ScriptedRuns runs;

    @BeforeEach
    void open() {
        runs = new ScriptedRuns(folder, "");
    }

    @AfterEach
    void close() {
        runs.close();
    }

    /// @param more keys of the fallback
    private ScriptedRuns task(String more) {
        return runs.task("endpoint: claude\nmodel: claude-haiku-4-5\nfallback: [ { endpoint: gpt, model: gpt-5-mini"
                + more + " } ]");
    }

    private static ScriptedProvider good() {
        return new ScriptedProvider((_, _) -> received(200, GOOD));
    }

    @Test
    void takesOverFromAHaltedEndpointWithItsOwnModelAndPrice() throws Exception {
        var calls = new AtomicInteger();
        var claude = new ScriptedProvider(
                (_, _) -> calls.incrementAndGet() <= 30 ? received(200, GOOD) : received(401, ""));
        var gpt = good();
        task("").endpoint("claude", HAIKU, claude).endpoint("gpt", MINI, gpt);
        runs.create(RUN, 100);
        var loop = runs.loop(RUN);

        var end = loop.run(Duration.ofSeconds(30));

        assertThat(end.status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(claude.requests).hasSizeBetween(31, 30 + CONCURRENCY);
        assertThat(gpt.requests).hasSize(70).allMatch(request -> request.model().equals(MINI));
        assertThat(runs.accepted(RUN)).extracting(AcceptedRow::endpoint).filteredOn("gpt"::equals).hasSize(70);
        assertThat(runs.accepted(RUN)).filteredOn(row -> row.endpoint().equals("gpt"))
                .allMatch(row -> row.model().equals(MINI));
        // claude-haiku-4-5: $1 in, $5 out; gpt-5-mini: $0.25 in, $2 out; 10 in and 5 out each
        assertThat(runs.totals(RUN).costUsd().get(Purpose.USEFUL))
                .isEqualByComparingTo(new BigDecimal("0.000035").multiply(BigDecimal.valueOf(30))
                        .add(new BigDecimal("0.0000125").multiply(BigDecimal.valueOf(70))));
        assertThat(loop.progress().takeovers()).containsExactly("gpt (gpt-5-mini) takes over. claude: 401"
                + " authentication_error; its key is refused: put a valid one into CLAUDE");
        assertThat(runs.store.runs().contradictions(RUN)).isEmpty();
    }

    @Test
    void haltsOnlyWhenTheWholeChainIsHaltedAndSaysEveryCause() throws Exception {
        task("").endpoint("claude", HAIKU, new ScriptedProvider((_, _) -> received(401, "")))
                .endpoint("gpt", MINI, new ScriptedProvider((_, _) -> received(402, "")));

        var end = runs.run(RUN, 100);

        assertThat(end.status()).isEqualTo(RunStatus.HALTED);
        assertThat(end.why()).contains("claude: 401 authentication_error; its key is refused", "; and gpt: 402"
                + " billing_error; nothing is left to pay with");
        assertThat(runs.totals(RUN).items().deadLettered()).isZero();
        assertThat(runs.totals(RUN).items().pending()).isPositive();
    }

    @Test
    void takesOverWhileTheBreakerStaysOpenAndLetsFreshItemsBackOnceItHeals() throws Exception {
        var sick = new AtomicBoolean(true);
        var takenOver = new AtomicInteger();
        var claude = new ScriptedProvider((_, _) -> sick.get() ? received(529, "") : received(200, GOOD));
        var gpt = new ScriptedProvider((_, _) -> {
            if (takenOver.incrementAndGet() == 40) {
                sick.set(false);
            }
            Thread.sleep(20);
            return received(200, GOOD);
        });
        task(", after: 50ms").endpoint("claude", HAIKU, claude).endpoint("gpt", MINI, gpt);

        var end = runs.run(RUN, 3000);

        assertThat(end.status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(runs.totals(RUN).items().accepted()).isEqualTo(3000);
        var byClaude = runs.accepted(RUN).stream().filter(row -> row.endpoint().equals("claude")).count();
        assertThat(gpt.requests.size()).isGreaterThanOrEqualTo(40);
        assertThat(byClaude).isPositive().isEqualTo(3000 - gpt.requests.size());
    }

    @Test
    void contentFailuresFallBackOnlyWhereTheTaskSaysSo() throws Exception {
        var claude = new ScriptedProvider((_, _) -> received(451, ""));
        var gpt = good();
        task("").endpoint("claude", HAIKU, claude).endpoint("gpt", MINI, gpt);

        runs.run(RUN, 10);

        assertThat(runs.totals(RUN).deadLetters()).containsEntry("refused", 10L);
        assertThat(gpt.requests).isEmpty();
    }

    @Test
    void anotherModelIsAskedFromTheBeginningAfterARefusalAndAfterRepairsThatDidNotHelp() throws Exception {
        var claude = new ScriptedProvider((request, _) -> ScriptedProvider.text(request).equals("0")
                ? received(451, "")
                : received(200, WRONG));
        var gpt = good();
        task(", content-failures: true").endpoint("claude", HAIKU, claude).endpoint("gpt", MINI, gpt);

        runs.run(RUN, 2);

        assertThat(runs.totals(RUN).items().accepted()).isEqualTo(2);
        assertThat(claude.requests).hasSize(3);
        assertThat(gpt.requests).hasSize(2).allMatch(request -> request.messages().size() == 1);
        assertThat(runs.totals(RUN).usage()).containsEntry(Purpose.USEFUL, Usage.of(20, 10))
                .containsEntry(Purpose.RETRY, Usage.of(10, 5))
                .containsEntry(Purpose.REPAIR, Usage.of(20, 10));
        assertThat(runs.store.runs().contradictions(RUN)).isEmpty();
    }

    @Test
    void aRefusedItemIsADeadLetterWhenItsTakerIsHaltedAndTheRunGoesOn() throws Exception {
        var claude = new ScriptedProvider(
                (request, _) -> ScriptedProvider.text(request).length() == 1 ? received(451, "") : received(200, GOOD));
        task(", content-failures: true").endpoint("claude", HAIKU, claude)
                .endpoint("gpt", MINI, new ScriptedProvider((_, _) -> received(402, "")));

        var end = runs.run(RUN, 100);

        assertThat(end.status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(runs.totals(RUN).deadLetters()).containsEntry("refused", 10L);
        assertThat(runs.totals(RUN).items().accepted()).isEqualTo(90);
        assertThat(runs.store.runs().contradictions(RUN)).isEmpty();
    }

    @Test
    void theReplyOfEveryModelThatFailedIsInTheDeadLetterUnderItsName() throws Exception {
        task(", content-failures: true")
                .endpoint("claude", HAIKU, new ScriptedProvider((_, _) -> received(451, "")))
                .endpoint("gpt", MINI, new ScriptedProvider((_, _) -> received(200, WRONG)));

        runs.run(RUN, 1);

        assertThat(runs.totals(RUN).deadLetters()).containsEntry("schema-mismatch", 1L);
        assertThat(runs.store.journal().attempts(RUN, 0)).extracting(AttemptRow::intent)
                .extracting(AttemptIntent::endpoint, AttemptIntent::model)
                .containsExactly(tuple("claude", HAIKU),
                        tuple("gpt", MINI),
                        tuple("gpt", MINI));
    }

    @Test
    void aCrashAfterTheTakerRepliedUsesThatReplyAndReadsItWithTheProviderThatMadeIt() throws Exception {
        var claude = new ScriptedProvider((_, _) -> received(500, ""));
        var gpt = good();
        task(", content-failures: true").endpoint("claude", HAIKU, claude).endpoint("gpt", MINI, gpt);
        runs.create(RUN, 1);
        add();
        journaled(1, "claude", HAIKU, 451, "");
        conclude(1);
        journaled(2, "gpt", MINI, 200, GOOD);

        runs.resume(RUN);

        assertThat(claude.requests).isEmpty();
        assertThat(gpt.requests).isEmpty();
        assertThat(runs.accepted(RUN)).extracting(AcceptedRow::endpoint).containsExactly("gpt");
    }

    @Test
    void aCrashBeforeTheTakerWasAskedStillAsksItAndNotTheOneThatRefused() throws Exception {
        var claude = good();
        var gpt = good();
        task(", content-failures: true").endpoint("claude", HAIKU, claude).endpoint("gpt", MINI, gpt);
        runs.create(RUN, 1);
        add();
        journaled(1, "claude", HAIKU, 451, "");
        conclude(1);

        runs.resume(RUN);

        assertThat(claude.requests).isEmpty();
        assertThat(gpt.requests).hasSize(1);
    }

    private void add() {
        runs.store.journal()
                .addItems(RUN, List.of(new NewItem(new Item(RUN, 0, 1, "i0", "{\"id\":\"i0\",\"text\":\"0\"}"), null)),
                        new InputPosition(0, 1, 1, true), Instant.EPOCH);
    }

    private final List<Long> attempts = new ArrayList<>();

    private void journaled(int n, String endpoint, String model, int status, String body) {
        long attempt = runs.store.journal()
                .intend(new AttemptIntent(RUN, 0, n, Ask.PROMPT, RUN + ".0." + n, endpoint, model,
                        runs.prompt().version(), 100, 50, 40, 114, new BigDecimal("0.0006"), true, Instant.EPOCH));
        runs.store.journal().received(attempt, received(status, body), Instant.EPOCH);
        attempts.add(attempt);
    }

    private void conclude(int n) {
        runs.store.journal()
                .reschedule(new Conclusion(attempts.get(n - 1), RUN, 0, Purpose.RETRY,
                        new Failure.Refused("refusal"), List.of(), "refusal",
                        ScriptedProvider.BILLED, BigDecimal.ZERO, null, null), Instant.EPOCH);
    }
}
