package dev.penstock.jdbc;

import static dev.penstock.jdbc.Samples.COST;
import static dev.penstock.jdbc.Samples.NOON;
import static dev.penstock.jdbc.Samples.RESERVED;
import static dev.penstock.jdbc.Samples.RUN;
import static dev.penstock.jdbc.Samples.SERVER_ERROR;
import static dev.penstock.jdbc.Samples.USAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.penstock.item.Failure;
import dev.penstock.item.Purpose;
import dev.penstock.item.Usage;
import dev.penstock.provider.Exchange;
import dev.penstock.store.AttemptLine;
import dev.penstock.store.AttemptRow;
import dev.penstock.store.Conclusion;
import dev.penstock.store.EndpointEvent;
import dev.penstock.store.ItemRow;
import dev.penstock.store.PromptVersionRow;
import dev.penstock.store.RunRow;
import dev.penstock.store.RunStatus;
import dev.penstock.store.RunTotals;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Runs and their numbers in every store.
abstract class RunsContract extends StoreContract {
    @Test
    void givesBackARunAsCreated() {
        store.runs().create(Samples.run(RUN));

        assertThat(store.runs().find(RUN)).contains(Samples.run(RUN));
        assertThat(store.runs().find("other")).isEmpty();
        assertThatIllegalStateException().isThrownBy(() -> store.runs().create(Samples.run(RUN)));
        store.runs().create(Samples.run("later"));
        assertThat(store.runs().list(9)).extracting(RunRow::id).containsExactly("later", RUN);
        assertThat(store.runs().list(1)).hasSize(1);
    }

    @Test
    void listsRunsPageByPage() {
        List.of("a", "b", "c").forEach(id -> store.runs().create(Samples.run(id)));

        assertThat(store.runs().page(null, 2)).extracting(RunRow::id).containsExactly("c", "b");
        assertThat(store.runs().page("b", 2)).extracting(RunRow::id).containsExactly("a");
        assertThat(store.runs().page("a", 2)).isEmpty();
        assertThat(store.runs().page("nope", 2)).isEmpty();
    }

    @Test
    void listsItemsPageByPageWithWhatBecameOfThem() {
        Samples.start(store, RUN, 4);
        Samples.accept(store, RUN, 0);
        Samples.bury(store, RUN, 2);

        assertThat(store.runs().items(RUN, null, -1, 3)).extracting(row -> row.item().seq())
                .containsExactly(0L, 1L, 2L);
        assertThat(store.runs().items(RUN, null, 2, 3)).extracting(row -> row.item().seq()).containsExactly(3L);
        assertThat(store.runs().items(RUN, "pending", -1, 9)).hasOnlyElementsOfType(ItemRow.Pending.class).hasSize(2);
        assertThat(store.runs().items(RUN, "dead", -1, 9)).hasOnlyElementsOfType(ItemRow.Dead.class).hasSize(1);
        assertThat(store.runs().items("nope", null, -1, 9)).isEmpty();
    }

    @Test
    void listsAttemptsPageByPageInInputOrder() {
        Samples.start(store, RUN, 3);
        Samples.bury(store, RUN, 2);
        Samples.accept(store, RUN, 0);
        Samples.bury(store, RUN, 1);

        var first = store.runs().attempts(RUN, false, AttemptLine.Place.BEFORE_ALL, 2);
        assertThat(first).extracting(line -> line.attempt().intent().seq()).containsExactly(0L, 1L);
        assertThat(first.getFirst().itemId()).isEqualTo(store.runs().items(RUN, null, -1, 1).getFirst().item().id());
        assertThat(store.runs().attempts(RUN, false, first.getLast().place(), 2))
                .extracting(line -> line.attempt().intent().seq())
                .containsExactly(2L);
        assertThat(store.runs().attempts(RUN, true, AttemptLine.Place.BEFORE_ALL, 9))
                .extracting(line -> line.attempt().failureReason())
                .hasSize(2)
                .doesNotContainNull();
        assertThat(store.runs().attempts("nope", false, AttemptLine.Place.BEFORE_ALL, 9)).isEmpty();
    }

    @Test
    void keepsTheLastThingsThatHappenedToEndpoints() {
        var first = new EndpointEvent("claude", "pacing", "haiku: 429", NOON);
        var second = new EndpointEvent("claude", "open", "haiku", NOON.plusSeconds(9));
        store.runs().endpointEvent(first);
        store.runs().endpointEvent(second);

        assertThat(store.runs().endpointEvents(9)).containsExactly(second, first);
        assertThat(store.runs().endpointEvents(1)).containsExactly(second);
    }

    @Test
    void changesBudgetAndOutput() {
        store.runs().create(Samples.run(RUN));
        store.runs().budget(RUN, null);
        store.runs().output(RUN, "elsewhere");

        var run = store.runs().find(RUN).orElseThrow();
        assertThat(run.budgetUsd()).isNull();
        assertThat(run.outputDir()).isEqualTo("elsewhere");
        assertThatIllegalStateException().isThrownBy(() -> store.runs().budget("nope", null));
    }

    @Test
    void saysOfOneItemWhatBecameOfIt() {
        Samples.start(store, RUN, 4);
        Samples.accept(store, RUN, 0);
        var dead = Samples.bury(store, RUN, 1);
        var discarded = Samples.bury(store, RUN, 2);
        store.deadLetters().discard(discarded, 1, Samples.by("ann", null));

        assertThat(store.runs().item(RUN, "item-0")).get()
                .isInstanceOfSatisfying(ItemRow.Accepted.class, accepted -> {
                    assertThat(accepted.item()).isEqualTo(Samples.item(RUN, 0, "item-0").item());
                    assertThat(accepted.accepted().output()).isEqualTo("{\"n\":0}");
                });
        assertThat(letterOf("item-1")).isEqualTo(dead);
        assertThat(letterOf("item-2")).isEqualTo(discarded);
        assertThat(store.runs().item(RUN, "item-3")).containsInstanceOf(ItemRow.Pending.class);
        assertThat(store.runs().item(RUN, "item-9")).isEmpty();
    }

    @Test
    void findsTheNewestDayOfGenerationsThatHasAnId() {
        for (var day : List.of("monday", "tuesday")) {
            store.runs().create(Samples.generations(day));
            store.journal().addItem(day, "asked-twice", "{}");
        }
        Samples.start(store, RUN, 1);

        assertThat(store.runs().generationsWith("asked-twice")).contains("tuesday");
        assertThat(store.runs().generationsWith("item-0")).isEmpty();
    }

    private String letterOf(String itemId) {
        return ((ItemRow.Dead) store.runs().item(RUN, itemId).orElseThrow()).letter().id();
    }

    @Test
    void countsOnlyTheTimeItRan() {
        store.runs().create(Samples.run(RUN));
        store.runs().status(RUN, RunStatus.HALTED, "the key was refused", NOON.plusSeconds(10));
        store.runs().status(RUN, RunStatus.RUNNING, null, NOON.plusSeconds(1000));
        store.runs().status(RUN, RunStatus.COMPLETE, null, NOON.plusMillis(1_005_500));

        assertThat(store.runs().find(RUN).orElseThrow().activeSeconds()).isEqualTo(15.5);
    }

    @Test
    void countsTheSessionAtWorkUpToItsLastSignOfLife() {
        Samples.start(store, RUN, 1);
        assertThat(store.runs().find(RUN).orElseThrow().activeSeconds()).isZero();

        store.journal().intend(Samples.intent(RUN, 0, 7));
        assertThat(store.runs().find(RUN).orElseThrow().activeSeconds()).isEqualTo(7);
        assertThat(store.runs().list(1)).singleElement()
                .satisfies(run -> assertThat(run.activeSeconds()).isEqualTo(7));
    }

    @Test
    void refusesToCallARunCompleteWhileItemsWait() {
        Samples.start(store, RUN, 1);

        assertThatIllegalStateException()
                .isThrownBy(() -> store.runs().status(RUN, RunStatus.COMPLETE, null, NOON));
        assertThat(store.runs().find(RUN).orElseThrow().status()).isEqualTo(RunStatus.RUNNING);
    }

    @Test
    void keepsTheFirstCopyOfAPromptVersion() {
        var first = new PromptVersionRow("sha256:1", "t", null, Map.of("user.md", "a\nb \"c\" ü"), NOON);
        store.runs().savePromptVersion(first);
        store.runs().savePromptVersion(new PromptVersionRow("sha256:1", "t", "x", Map.of(), NOON));

        assertThat(store.runs().promptVersion("sha256:1")).contains(first);
        assertThat(store.runs().promptVersion("sha256:2")).isEmpty();
    }

    @Test
    void namesTheCommitThatHoldsAPromptVersionRatherThanTheOneItWasWrittenOnTopOf() {
        for (var commit : List.of("5feff80-dirty", "5feff80-dirty", "a41f0c2", "b52e1d3", "b52e1d3-dirty")) {
            store.runs().savePromptVersion(new PromptVersionRow("sha256:1", "t", commit, Map.of(), NOON));
        }

        assertThat(store.runs().promptVersion("sha256:1").orElseThrow().gitCommit()).isEqualTo("a41f0c2");
    }

    @Test
    void sumsUpARun() {
        Samples.start(store, RUN, 5);
        Samples.accept(store, RUN, 0);
        retryThenReject(1);
        acceptWithFlags(2, List.of("placeholder:marker", "json:prose", "placeholder:empty"));
        store.journal().intend(Samples.intent(RUN, 3, 1));

        var totals = store.runs().totals(RUN);

        assertThat(totals.items()).isEqualTo(new RunTotals.Items(5, 2, 1, 0, 2));
        assertThat(totals.attempts()).isEqualTo(new RunTotals.Attempts(5, 4, 1));
        assertThat(totals.deadLetters()).isEqualTo(Map.of("schema-mismatch", 1L));
        assertThat(totals.retryable()).isEqualTo(Map.of("connection-failed", 1L));
        assertThat(totals.nonRetryable()).isEqualTo(Map.of("schema-mismatch", 1L));
        assertThat(totals.stopReasons()).isEqualTo(Map.of("end_turn", 2L));
        assertThat(totals.usage()).containsEntry(Purpose.USEFUL, USAGE.plus(USAGE))
                .containsEntry(Purpose.RETRY, Usage.NONE)
                .containsEntry(Purpose.REJECTED, USAGE)
                .containsEntry(Purpose.UNCONFIRMED, Usage.of(1000, 300))
                .containsEntry(Purpose.JUDGE, Usage.NONE);
        assertThat(totals.confirmedUsd()).isEqualByComparingTo("0.0006");
        assertThat(totals.spentUsd()).isEqualByComparingTo("0.0016");
        assertThat(totals.boilerplateInput()).isEqualTo(120);
        assertThat(totals.checks()).isEqualTo(Map.of("placeholder", new RunTotals.CheckCount(0, 2), "json",
                new RunTotals.CheckCount(0, 1), "schema-mismatch", new RunTotals.CheckCount(1, 0)));
        assertThat(totals.unpriced()).isFalse();
        assertThat(store.runs().contradictions(RUN)).isEmpty();
    }

    private void retryThenReject(long seq) {
        long first = store.journal().intend(Samples.intent(RUN, seq, 1));
        store.journal().received(first, Samples.broken(Exchange.Broken.Cause.NOT_SENT), NOON);
        store.journal()
                .reschedule(Samples.failed(first, RUN, seq, Purpose.RETRY,
                        new Failure.ConnectionFailed(false, "refused"), Usage.NONE, BigDecimal.ZERO), NOON);
        long second = Samples.received(store, RUN, seq, 2);
        store.journal().deadLetter(Samples.rejected(second, RUN, seq), Samples.MISMATCH, NOON);
    }

    private void acceptWithFlags(long seq, List<String> flags) {
        long attempt = Samples.received(store, RUN, seq, 1);
        store.journal()
                .accept(new Conclusion(attempt, RUN, seq, Purpose.USEFUL, null, flags, "end_turn", USAGE, COST,
                        "req", null), "{}", NOON);
    }

    @Test
    void sumsUpAnEmptyRun() {
        Samples.start(store, RUN, 0);

        var totals = store.runs().totals(RUN);

        assertThat(totals.items().accountedFor()).isTrue();
        assertThat(totals.latency()).isEqualTo(new RunTotals.Latency(0, 0, 0));
        assertThat(totals.spentUsd()).isEqualByComparingTo("0");
    }

    @Test
    void countsACallAsUnconfirmedFromTheMomentItIsSentUntilItIsConcluded() {
        Samples.start(store, RUN, 1);
        long attempt = store.journal().intend(Samples.intent(RUN, 0, 1));
        assertThat(store.runs().totals(RUN).spentUsd()).isEqualByComparingTo(RESERVED);

        store.journal().received(attempt, Samples.reply(200, 5), NOON);
        assertThat(store.runs().totals(RUN).attempts()).isEqualTo(new RunTotals.Attempts(1, 1, 1));

        store.journal().accept(Samples.useful(attempt, RUN, 0), "{}", NOON);
        assertThat(store.runs().totals(RUN).attempts()).isEqualTo(new RunTotals.Attempts(1, 1, 0));
        assertThat(store.runs().totals(RUN).spentUsd()).isEqualByComparingTo(COST);
    }

    @Test
    void takesPercentilesByNearestRankOverJudgedReplies() {
        Samples.start(store, RUN, 101);
        for (int seq = 0; seq < 100; seq++) {
            replyAfter(seq, 100 - seq, 200);
        }
        replyAfter(100, 9_999, 500);

        assertThat(store.runs().totals(RUN).latency()).isEqualTo(new RunTotals.Latency(50, 95, 99));
    }

    private void replyAfter(long seq, long millis, int status) {
        long attempt = store.journal().intend(Samples.intent(RUN, seq, 1));
        store.journal().received(attempt, Samples.reply(status, millis), NOON);
        if (status == 200) {
            store.journal().accept(Samples.useful(attempt, RUN, seq), "{}", NOON);
        } else {
            store.journal()
                    .reschedule(
                            Samples.failed(attempt, RUN, seq, Purpose.RETRY, SERVER_ERROR, Usage.NONE, BigDecimal.ZERO),
                            NOON);
        }
    }

    @Test
    void listsAttemptsInTheOrderTheyWereSent() {
        Samples.start(store, RUN, 3);
        for (var seq : List.of(2, 0, 1)) {
            Samples.accept(store, RUN, seq);
        }

        assertThat(attempts()).extracting(row -> row.intent().seq()).containsExactly(2L, 0L, 1L);
        assertThat(attempts()).extracting(AttemptRow::exchange).containsOnlyNulls();
    }

    @Test
    void letsAConsumerUseTheStoreWhileItReads() {
        Samples.start(store, RUN, 100);
        for (int seq = 0; seq < 100; seq++) {
            Samples.bury(store, RUN, seq);
        }

        store.deadLetters()
                .forEachOpen(RUN, letter -> assertThat(
                        store.deadLetters().discard(letter.id(), letter.version(), Samples.by("ann", null))).isTrue());

        assertThat(store.runs().totals(RUN).items().discarded()).isEqualTo(100);
    }

    @Test
    void dropsOnlyBodiesOfItemsThatWereAcceptedOrDiscardedBeforeATime() {
        Samples.start(store, RUN, 3);
        Samples.accept(store, RUN, 0);
        Samples.bury(store, RUN, 1);
        store.deadLetters().discard(Samples.bury(store, RUN, 2), 1, Samples.by("ann", null));

        assertThat(store.runs().dropBodies(NOON)).isZero();
        assertThat(store.runs().dropBodies(NOON.plusSeconds(3600))).isEqualTo(2);
        assertThat(lastAttempt(0).exchange()).isNull();
        assertThat(lastAttempt(0).usage()).isEqualTo(USAGE);
        assertThat(lastAttempt(1).exchange()).isNotNull();
        assertThat(lastAttempt(2).exchange()).isNull();
        assertThat(store.runs().contradictions(RUN)).isEmpty();
        assertThat(store.runs().dropBodies(NOON.plusSeconds(3600))).isZero();
    }

    @Test
    void looksPastOpenDeadLettersForWhatMayBeDropped() {
        Samples.start(store, RUN, 1_201);
        for (int seq = 0; seq < 1_200; seq++) {
            Samples.bury(store, RUN, seq);
        }
        Samples.accept(store, RUN, 1_200);

        assertThat(store.runs().dropBodies(NOON.plusSeconds(3600))).isEqualTo(1);
    }

    @Test
    void refusesMoneyItCannotStoreExactly() {
        store.runs().create(Samples.run(RUN));

        for (var amount : List.of("0.0000000000001", "99999999", "-1")) {
            assertThatIllegalArgumentException().isThrownBy(() -> store.runs().budget(RUN, new BigDecimal(amount)));
        }
        store.runs().budget(RUN, new BigDecimal("9000000.000000000001"));
        assertThat(store.runs().find(RUN).orElseThrow().budgetUsd()).isEqualTo("9000000.000000000001");
    }
}
