package dev.penstock.engine;

import static dev.penstock.engine.ScriptedProvider.received;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.run.StopRule;
import dev.penstock.store.RunStatus;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What stops for which cause, and how a run goes on once it is mended.
class HaltsTest {
    private static final String TASK = "endpoint: claude\nmodel: claude-haiku-4-5";

    @TempDir
    Path folder;

    private ScriptedRuns runs;

    @BeforeEach
    void open() {
        runs = new ScriptedRuns(folder, TASK);
    }

    @AfterEach
    void close() {
        runs.close();
    }

    @Test
    void nothingIsSentOnceTheHaltIsKnownAndTheMendedRunFinishesWithoutBuyingTwice() throws Exception {
        var calls = new AtomicInteger();
        var provider = new ScriptedProvider(
                (_, _) -> calls.incrementAndGet() <= 20 ? received(200, ScriptedRuns.GOOD) : received(402, ""));
        runs.endpoint("claude", "claude-haiku-4-5", provider);

        var end = runs.run("r_A", 200);

        assertThat(end.status()).isEqualTo(RunStatus.HALTED);
        assertThat(end.why()).isEqualTo("claude: 402 billing_error; nothing is left to pay with, or a spend limit is"
                + " reached: add credit or raise the limit of this account at the provider, then resume");
        assertThat(provider.requests).hasSizeBetween(21, 20 + ScriptedRuns.CONCURRENCY);
        assertThat(runs.totals("r_A").items().accepted()).isEqualTo(20);
        assertThat(runs.totals("r_A").items().deadLettered()).isZero();

        var mended = new ScriptedProvider((_, _) -> received(200, ScriptedRuns.GOOD));
        runs.mended().endpoint("claude", "claude-haiku-4-5", mended);
        assertThat(runs.resume("r_A").status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(runs.totals("r_A").items().accepted()).isEqualTo(200);
        assertThat(mended.requests).hasSize(180);
        assertThat(runs.store.runs().contradictions("r_A")).isEmpty();
    }

    @Test
    void aRefusedKeyHaltsEveryModelOfTheEndpointAndEveryRunOnIt() throws Exception {
        var waiting = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var refused = new ScriptedProvider((_, _) -> received(401, ""));
        var other = new ScriptedProvider((_, _) -> {
            waiting.countDown();
            go.await();
            return received(200, ScriptedRuns.GOOD);
        });
        runs.endpoint("claude", "claude-haiku-4-5", other);
        runs.create("r_B", 100);
        var second = runs.loop("r_B");
        var secondEnd = CompletableFuture.supplyAsync(() -> {
            try {
                return second.run(Duration.ofSeconds(30));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        waiting.await();
        runs.endpoint("claude", "claude-sonnet-4-5", refused)
                .task("endpoint: claude\nmodel: claude-sonnet-4-5");

        var first = runs.run("r_A", 100).why();
        go.countDown();

        assertThat(first).contains("its key is refused: put a valid one into CLAUDE, then resume");
        var end = secondEnd.join();
        assertThat(end.status()).isEqualTo(RunStatus.HALTED);
        assertThat(end.why()).isEqualTo(first);
        assertThat(other.requests).hasSizeLessThanOrEqualTo(ScriptedRuns.CONCURRENCY);
    }

    @Test
    void aMissingModelHaltsOnlyThatModel() throws Exception {
        var missing = new ScriptedProvider((_, _) -> received(404, ""));
        var good = new ScriptedProvider((_, _) -> received(200, ScriptedRuns.GOOD));
        runs.task("endpoint: claude\nmodel: claude-sonnet-4-5")
                .endpoint("claude", "claude-sonnet-4-5", missing)
                .endpoint("claude", "claude-haiku-4-5", good);

        var end = runs.run("r_A", 50);

        assertThat(end.why()).startsWith("claude: 404 not_found_error; it has no model 'claude-sonnet-4-5', which"
                + " prompts/label/task.yaml names: correct it and start a new run");
        assertThat(runs.task(TASK).run("r_B", 50).status()).isEqualTo(RunStatus.COMPLETE);
    }

    @Test
    void aJournaledRefusalOfTheKeyDoesNotHaltTheRunAgainOnceTheKeyIsMended() throws Exception {
        var allSent = new CountDownLatch(5);
        runs.endpoint("claude", "claude-haiku-4-5", new ScriptedProvider((_, _) -> {
            allSent.countDown();
            allSent.await();
            return received(401, "");
        }));
        runs.run("r_A", 5);
        runs.store.journal().pending("r_A", -1, 5).forEach(item -> assertThat(item.attempts()).isPositive());
        var mended = new ScriptedProvider((_, _) -> received(200, ScriptedRuns.GOOD));

        var end = runs.mended().endpoint("claude", "claude-haiku-4-5", mended).resume("r_A");

        assertThat(end.status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(mended.requests).hasSize(5);
    }

    @Test
    void aRunPausesWhenTooManyItemsBecomeDeadLettersAndCountsAfreshWhenResumed() throws Exception {
        var provider = new ScriptedProvider((_, _) -> received(400, ""));
        runs.endpoint("claude", "claude-haiku-4-5", provider)
                .stopRule(StopRule.above(new BigDecimal("0.5"), 50));

        var end = runs.run("r_A", 500);

        assertThat(end.status()).isEqualTo(RunStatus.PAUSED);
        assertThat(end.why()).isEqualTo("50 of the last 50 items became dead letters, and stop-if allows 50%:"
                + " invalid-request 50; look at them with: penstock dead-letters list --run r_A, and go on with:"
                + " penstock resume r_A, which counts from the beginning");
        assertThat(provider.requests).hasSizeBetween(50, 50 + ScriptedRuns.CONCURRENCY);
        var finished = runs.totals("r_A").items();
        assertThat(finished.deadLettered()).isEqualTo(provider.requests.size());
        assertThat(finished.pending()).isPositive();

        runs.stopRule(StopRule.above(new BigDecimal("0.5"), 50));
        assertThat(runs.resume("r_A").status()).isEqualTo(RunStatus.PAUSED);
        assertThat(provider.requests).hasSizeBetween(100, 100 + 2 * ScriptedRuns.CONCURRENCY);
    }

    @Test
    void itemsForWhichNothingWasSentPauseNoRun() throws Exception {
        runs.task(TASK + "\nchecks: { input-placeholders: reject }")
                .endpoint("claude", "claude-haiku-4-5",
                        new ScriptedProvider((_, _) -> received(200, ScriptedRuns.GOOD)))
                .stopRule(StopRule.above(new BigDecimal("0.5"), 10));
        runs.text("[Customer Name]");

        var end = runs.run("r_A", 100);

        assertThat(end.status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(runs.totals("r_A").items().deadLettered()).isEqualTo(100);
    }
}
