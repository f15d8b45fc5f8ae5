package dev.penstock.engine;

import static dev.penstock.engine.ScriptedProvider.received;
import static dev.penstock.engine.ScriptedProvider.text;
import static dev.penstock.engine.ScriptedRuns.GOOD;
import static dev.penstock.engine.ScriptedRuns.WRONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.item.Failure;
import dev.penstock.item.Failure.AccountBlocked.Cause;
import dev.penstock.provider.batch.Batch;
import dev.penstock.provider.batch.BatchLabel;
import dev.penstock.provider.batch.BatchResult;
import dev.penstock.provider.batch.Caps;
import dev.penstock.run.BatchLoop;
import dev.penstock.run.RunEnd;
import dev.penstock.store.AttemptRow;
import dev.penstock.store.BatchRow;
import dev.penstock.store.RunStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A run in batch mode against a batch API in memory, which knows what was created: that is what somebody pays for.
class BatchLoopTest {
    private static final String RUN = "r_BATCH";
    private static final String MODEL = "claude-haiku-4-5";
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration DAY = Duration.ofHours(24);

    @TempDir
    private Path folder;
    private ScriptedRuns runs;
    private final ConcurrentHashMap<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private ScriptedProvider.Script answers = (_, _) -> received(200, GOOD);
    private final ScriptedBatches batches = new ScriptedBatches((request, id) -> answers.answer(request, id));
    private ScriptedProvider provider = new ScriptedProvider((request, id) -> answers.answer(request, id), batches);

    @BeforeEach
    void open() {
        runs = new ScriptedRuns(folder, "endpoint: e\nmodel: " + MODEL).endpoint("e", MODEL, provider);
    }

    @AfterEach
    void close() {
        runs.close();
    }

    @Test
    void asksForEverythingInOneBatchAtTheLowerPrice() throws Exception {
        var end = run(20);

        assertThat(end.status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(runs.accepted(RUN)).hasSize(20);
        assertThat(batches.created).hasSize(1);
        assertThat(provider.requests).isEmpty();
        // 10 tokens in at $1 and 5 out at $5 a million, of it half.
        assertThat(runs.totals(RUN).spentUsd()).isEqualByComparingTo("0.00035");
        assertThat(runs.store.runs().contradictions(RUN)).isEmpty();
        assertThat(runs.store.batches().list(9)).singleElement()
                .satisfies(row -> assertThat(row.state()).isEqualTo(BatchRow.State.SETTLED));
    }

    @Test
    void splitsWhatIsTooMuchForOneBatch() throws Exception {
        batches.caps = new Caps(8, 1 << 20);

        assertThat(run(20).status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(batches.created).extracting(batch -> batch.counts().total()).containsExactly(4, 8, 8);
    }

    @Test
    void asksForRepairsInTheNextBatch() throws Exception {
        answers = (request, _) -> received(200,
                text(request).endsWith("3") && request.messages().size() == 1 ? WRONG : GOOD);

        assertThat(run(10).status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(runs.accepted(RUN)).hasSize(10);
        assertThat(batches.created).extracting(batch -> batch.counts().total()).containsExactly(1, 10);
    }

    @Test
    void asksForTheRestOneByOneWhereTheTaskSaysSo() throws Exception {
        answers = (request, _) -> received(200,
                text(request).endsWith("3") && request.messages().size() == 1 ? WRONG : GOOD);
        runs.create(RUN, 10);

        assertThat(runs.batchLoop(RUN, DAY, true).run(GRACE).status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(batches.created).hasSize(1);
        assertThat(provider.requests).hasSize(1);
        // Ten entries at half the price and one call at the full one.
        assertThat(runs.totals(RUN).spentUsd()).isEqualByComparingTo("0.00021");
    }

    @Test
    void entriesThatNeverHealBecomeDeadLettersAfterAsManyBatchesAsThereAreAttempts() throws Exception {
        answers = (request, _) -> text(request).endsWith("3") ? received(500, "") : received(200, GOOD);

        assertThat(run(10).status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(runs.totals(RUN).deadLetters()).containsExactly(java.util.Map.entry("server-error", 1L));
        assertThat(batches.created).hasSize(4);
    }

    @Test
    void whatExpiredIsNotPaidForAndGoesIntoTheNextBatch() throws Exception {
        answers = (request, id) -> asked.computeIfAbsent(text(request), _ -> new AtomicInteger()).getAndIncrement() == 0
                && text(request).endsWith("4") ? ScriptedProvider.lost() : received(200, GOOD);

        assertThat(run(10).status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(runs.accepted(RUN)).hasSize(10);
        assertThat(runs.totals(RUN).attempts().total()).isEqualTo(11);
        assertThat(runs.totals(RUN).attempts().sent()).isEqualTo(10);
        assertThat(runs.totals(RUN).attempts().unconfirmed()).isZero();
    }

    @Test
    void resultsAreCheckedAsASet() throws Exception {
        batches.results = lines -> {
            if (batches.created.size() > 1) {
                return lines;
            }
            var odd = new ArrayList<>(lines);
            Collections.reverse(odd);
            odd.removeLast();
            odd.add(odd.getFirst());
            odd.add(new BatchResult.NotRun("somebody-elses", BatchResult.NotRun.Why.EXPIRED));
            return odd;
        };
        runs.create(RUN, 10);
        var loop = loop();

        assertThat(loop.run(GRACE).status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(runs.accepted(RUN)).hasSize(10);
        assertThat(loop.notices()).singleElement()
                .asString()
                .contains("1 without a result (pst-")
                .contains("1 came twice (pst-")
                .contains("1 of ids that nobody sent");
        assertThat(runs.totals(RUN).attempts().unconfirmed()).isEqualTo(1);
        assertThat(runs.store.runs().contradictions(RUN)).isEmpty();
    }

    @Test
    void aReadingThatBreaksOffIsRepeatedAndNothingIsUsedTwice() throws Exception {
        batches.cutOffs = 1;

        assertThat(run(10).status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(runs.totals(RUN).attempts().total()).isEqualTo(10);
    }

    @Test
    void aCreationWhoseAnswerGotLostIsLookedForInsteadOfRepeated() throws Exception {
        batches.createFailures.add(new Failure.ConnectionFailed(true, "reset"));
        batches.madeAllTheSame = true;

        assertThat(run(10).status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(batches.created).hasSize(1);
    }

    @Test
    void withoutLabelsABatchOfTheSameSizeIsTakenForItAndItsResultsTell() throws Exception {
        batches.keepsLabels = false;
        batches.others.add(new Batch("batch_other", "ended", true, null, null, null, new Batch.Counts(10, null, null),
                Instant.now(), null, null, List.of(), List.of()));
        batches.createFailures.add(new Failure.ConnectionFailed(true, "reset"));
        batches.madeAllTheSame = true;
        batches.results = lines -> lines.isEmpty()
                ? List.of(new BatchResult.NotRun(new BatchLabel("pst-othersothersothers").customId(1, 1),
                        BatchResult.NotRun.Why.EXPIRED))
                : lines;

        assertThat(run(10).status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(batches.created).hasSize(1);
        assertThat(runs.accepted(RUN)).hasSize(10);
    }

    @Test
    void aBlockedAccountHaltsTheRunAndItsItemsWait() throws Exception {
        batches.createFailures.add(new Failure.AccountBlocked(Cause.NO_CREDIT, "402 billing_error"));

        var end = run(10);

        assertThat(end.status()).isEqualTo(RunStatus.HALTED);
        assertThat(end.why()).contains("add credit");
        assertThat(runs.totals(RUN).items().pending()).isEqualTo(10);
        assertThat(runs.totals(RUN).spentUsd()).isZero();
        runs.mended().endpoint("e", MODEL, provider);
        assertThat(loop().run(GRACE).status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(batches.created).hasSize(1);
    }

    @Test
    void aBatchThatFailedAsAWholeCostsNothing() throws Exception {
        batches.wholeBatch = new Failure.InvalidRequest("one model per batch");

        var end = run(10);

        assertThat(end.status()).isEqualTo(RunStatus.HALTED);
        assertThat(end.why()).contains("one model per batch");
        assertThat(runs.totals(RUN).spentUsd()).isZero();
        assertThat(runs.totals(RUN).items().pending()).isEqualTo(10);
    }

    @Test
    void aBatchThatTakesTooLongIsCancelledAndTheRunPauses() throws Exception {
        batches.looks = Integer.MAX_VALUE;
        runs.create(RUN, 10);

        var end = runs.batchLoop(RUN, Duration.ofMillis(1), false).run(GRACE);

        assertThat(end.status()).isEqualTo(RunStatus.PAUSED);
        assertThat(end.why()).contains("batch.max-wait").contains("penstock resume " + RUN);
        assertThat(batches.cancelled).hasSize(1);
        assertThat(runs.totals(RUN).items().pending()).isEqualTo(10);
        assertThat(runs.totals(RUN).spentUsd()).isZero();
    }

    @Test
    void theBudgetsWallIsNeverPassed() throws Exception {
        // An entry's worst case is some hundred tokens in and 100 out, at half the price.
        runs.budget("0.002");

        var end = run(50);

        assertThat(end.status()).isIn(RunStatus.HALTED, RunStatus.COMPLETE);
        assertThat(runs.totals(RUN).spentUsd()).isLessThanOrEqualTo(new java.math.BigDecimal("0.002"));
        assertThat(batches.created.size()).isGreaterThan(1);
    }

    @Test
    void aStopLeavesTheBatchWithTheProviderAndAResumeUsesIt() throws Exception {
        batches.looks = Integer.MAX_VALUE;
        runs.create(RUN, 10);
        var loop = loop();
        var running = Thread.ofVirtual().start(() -> {
            try {
                assertThat(loop.run(GRACE).status()).isEqualTo(RunStatus.INTERRUPTED);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        while (loop.atWork().isEmpty()) {
            Thread.onSpinWait();
        }
        loop.stop(RunStatus.INTERRUPTED, "ctrl-c");
        running.join();
        batches.looks = 0;

        assertThat(loop().run(GRACE).status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(batches.created).hasSize(1);
        assertThat(runs.accepted(RUN)).hasSize(10);
        var attempts = new ArrayList<AttemptRow>();
        runs.store.runs().forEachAttempt(RUN, attempts::add);
        assertThat(attempts).hasSize(10).allSatisfy(attempt -> assertThat(attempt.intent().batch()).isNotNull());
    }

    private BatchLoop loop() {
        return runs.batchLoop(RUN, DAY, false);
    }

    private RunEnd run(int items) throws InterruptedException {
        runs.create(RUN, items);
        var loop = loop();
        var end = loop.run(GRACE);
        assertThat(loop.progress().snapshot().attempts()).isEqualTo(runs.totals(RUN).attempts().total());
        return end;
    }
}
