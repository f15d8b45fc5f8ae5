package dev.penstock.jdbc;

import static dev.penstock.jdbc.Samples.MISMATCH;
import static dev.penstock.jdbc.Samples.NOON;
import static dev.penstock.jdbc.Samples.REPLY_TEXT;
import static dev.penstock.jdbc.Samples.RUN;
import static dev.penstock.jdbc.Samples.VERSION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.item.Purpose;
import dev.penstock.item.Usage;
import dev.penstock.provider.OutputMode;
import dev.penstock.store.AttemptIntent;
import dev.penstock.store.DeadLetterRow;
import dev.penstock.store.DeadLetters.Acceptance;
import dev.penstock.store.DeadLetters.Arrival;
import dev.penstock.store.DeadLetters.Filter;
import dev.penstock.store.DeadLetters.Place;
import dev.penstock.store.DeadLetters.Selected;
import dev.penstock.store.Journal;
import dev.penstock.store.PromptUse;
import dev.penstock.store.PromptVersionRow;
import dev.penstock.store.ReviewRow;
import dev.penstock.store.RunStatus;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What people do with dead letters, in every store.
abstract class ReviewContract extends StoreContract {
    private static final Filter ANY = new Filter(null, null, null, null);

    @Test
    void saysWhichRunsSomebodyDecidedAboutSince() {
        Samples.start(store, RUN, 2);
        Samples.start(store, "other", 1);
        var first = Samples.bury(store, RUN, 0);
        var second = Samples.bury(store, RUN, 1);
        var third = Samples.bury(store, "other", 0);

        assertThat(store.deadLetters().newestDecision()).isZero();
        store.deadLetters().discard(first, 1, Samples.by("ann", null));
        store.deadLetters().discard(second, 1, Samples.by("ann", null));
        var decided = store.deadLetters().newestDecision();
        assertThat(store.deadLetters().runsDecided(0)).containsExactly(RUN);
        assertThat(store.deadLetters().runsDecided(decided)).isEmpty();
        store.deadLetters().discard(third, 1, Samples.by("ann", null));
        assertThat(store.deadLetters().runsDecided(decided)).containsExactly("other");
        assertThat(store.deadLetters().waiting()).isEmpty();
    }

    @Test
    void acceptsAReplyAsItIsAndTurnsItsAttemptUseful() {
        Samples.start(store, RUN, 1);
        var id = Samples.bury(store, RUN, 0);

        assertThat(store.deadLetters().accept(id, 1, Samples.asItIs(REPLY_TEXT), Samples.by("ann", "fine"))).isTrue();

        assertThat(accepted()).singleElement().satisfies(row -> {
            assertThat(row.output()).isEqualTo(REPLY_TEXT);
            assertThat(row.flags()).containsExactly("reviewed");
            assertThat(row.usage()).isEqualTo(Samples.USAGE);
        });
        assertThat(lastAttempt(0).purpose()).isEqualTo(Purpose.USEFUL);
        assertThat(store.deadLetters().reviews(id))
                .containsExactly(Samples.review(id, "ann", "accept", "fine", REPLY_TEXT, REPLY_TEXT, VERSION));
        assertThat(store.deadLetters().find(id).orElseThrow().status()).isEqualTo("accepted");
        assertThat(store.runs().contradictions(RUN)).isEmpty();
    }

    @Test
    void listsAndCountsPageByPage() {
        Samples.start(store, RUN, 4);
        var ids = List.of(Samples.bury(store, RUN, 0), Samples.bury(store, RUN, 1), Samples.bury(store, RUN, 2));
        var open = new Filter(RUN, null, null, "open");

        assertThat(store.deadLetters().page(open, null, 2)).extracting(DeadLetterRow::id)
                .containsExactlyElementsOf(ids.subList(0, 2));
        assertThat(store.deadLetters().page(open, ids.get(1), 2)).extracting(DeadLetterRow::id)
                .containsExactly(ids.get(2));
        assertThat(store.deadLetters().page(open, "nope", 2)).isEmpty();
        assertThat(store.deadLetters().count(open)).isEqualTo(3);
        assertThat(store.deadLetters().waiting()).singleElement().satisfies(waiting -> {
            assertThat(waiting.task()).isEqualTo("ticket-triage");
            assertThat(waiting.count()).isEqualTo(3);
        });
    }

    @Test
    void tellsWhereADeadLetterStandsAmongThoseThatMatch() {
        Samples.start(store, RUN, 4);
        Samples.start(store, "other", 1);
        var first = Samples.bury(store, RUN, 0);
        var elsewhere = Samples.bury(store, "other", 0);
        var second = Samples.bury(store, RUN, 1);
        var third = Samples.bury(store, RUN, 2);
        var open = new Filter(RUN, null, null, "open");

        assertThat(store.deadLetters().place(open, first)).isEqualTo(new Place(0, 3, null, second));
        assertThat(store.deadLetters().place(open, second)).isEqualTo(new Place(1, 3, first, third));
        assertThat(store.deadLetters().place(open, elsewhere)).isEqualTo(new Place(1, 3, first, second));
        store.deadLetters().discard(third, 1, Samples.by("ann", null));
        assertThat(store.deadLetters().place(open, third)).isEqualTo(new Place(2, 2, second, null));
        assertThat(store.deadLetters().place(open, "nope")).isEqualTo(new Place(0, 0, null, null));
    }

    @Test
    void leavesOutWhatCameAtOrAfterATime() {
        Samples.start(store, RUN, 1);
        var id = Samples.bury(store, RUN, 0);
        var came = store.deadLetters().find(id).orElseThrow().createdAt();

        assertThat(store.deadLetters().count(new Filter(null, null, null, "open", came))).isZero();
        assertThat(store.deadLetters().groups(new Filter(null, null, null, "open", came.plusMillis(1)))).singleElement()
                .satisfies(group -> assertThat(group.count()).isEqualTo(1));
    }

    @Test
    void acceptsACorrectedOutputAndLeavesTheReplyRejected() {
        Samples.start(store, RUN, 1);
        var id = Samples.bury(store, RUN, 0);

        store.deadLetters().accept(id, 1, Samples.corrected("{\"priority\":\"p1\"}"), Samples.by("ann", null));

        assertThat(accepted().getFirst().flags()).containsExactly("corrected");
        assertThat(lastAttempt(0).purpose()).isEqualTo(Purpose.REJECTED);
        assertThat(store.deadLetters().reviews(id))
                .containsExactly(Samples.review(id, "ann", "edit", null, REPLY_TEXT, "{\"priority\":\"p1\"}", VERSION));
        assertThat(store.runs().contradictions(RUN)).isEmpty();
    }

    @Test
    void acceptsAnItemThatWasNeverSentUnderTheModelOfItsRun() {
        Samples.start(store, RUN, 1);
        var id = store.journal().deadLetterUnsent(RUN, 0, MISMATCH, NOON);

        store.deadLetters().accept(id, 1, Samples.corrected("{}"), Samples.by("ann", null));

        assertThat(accepted()).singleElement().satisfies(row -> {
            assertThat(row.model()).isEqualTo("claude-haiku-4-5");
            assertThat(row.attempts()).isZero();
            assertThat(row.usage()).isEqualTo(Usage.NONE);
        });
        assertThat(store.deadLetters().reviews(id).getFirst().output().before()).isNull();
        assertThat(store.runs().contradictions(RUN)).isEmpty();
    }

    @Test
    void discardsAnItem() {
        Samples.start(store, RUN, 1);
        var id = Samples.bury(store, RUN, 0);

        assertThat(store.deadLetters().discard(id, 1, Samples.by("ann", "spam"))).isTrue();

        assertThat(store.runs().totals(RUN).items().discarded()).isEqualTo(1);
        assertThat(store.deadLetters().reviews(id))
                .containsExactly(Samples.review(id, "ann", "discard", "spam", REPLY_TEXT, null, null));
        assertThat(openLetters()).isEmpty();
        assertThat(store.runs().contradictions(RUN)).isEmpty();
    }

    @Test
    void refusesADecisionAboutAVersionThatIsNoLongerThere() {
        Samples.start(store, RUN, 1);
        var id = Samples.bury(store, RUN, 0);
        store.deadLetters().discard(id, 1, Samples.by("ann", null));

        assertThat(store.deadLetters().accept(id, 1, Samples.asItIs("{}"), Samples.by("bob", null))).isFalse();
        assertThat(store.deadLetters().accept(id, 2, Samples.asItIs("{}"), Samples.by("bob", null))).isFalse();
        assertThat(store.deadLetters().discard("dl_nothing2", 1, Samples.by("bob", null))).isFalse();
        assertThat(store.deadLetters().reviews(id)).hasSize(1);
        assertThat(accepted()).isEmpty();
    }

    @Test
    void letsExactlyOneOfManyReviewersDecide() throws InterruptedException, ExecutionException {
        Samples.start(store, RUN, 20);
        for (int seq = 0; seq < 20; seq++) {
            var id = Samples.bury(store, RUN, seq);
            assertThat(race(id)).containsOnlyOnce(true);
            assertThat(store.deadLetters().reviews(id)).hasSize(1);
        }
        assertThat(store.runs().contradictions(RUN)).isEmpty();
    }

    private List<Boolean> race(String id) throws InterruptedException, ExecutionException {
        try (var reviewers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> decisions = IntStream.range(0, 8)
                    .<Callable<Boolean>>mapToObj(n -> () -> decide(id, "reviewer-" + n, n % 2 == 0))
                    .toList();
            return reviewers.invokeAll(decisions).stream().map(Future::resultNow).toList();
        }
    }

    private boolean decide(String id, String actor, boolean accept) {
        return accept
                ? store.deadLetters().accept(id, 1, Samples.corrected("{}"), Samples.by(actor, null))
                : store.deadLetters().discard(id, 1, Samples.by(actor, null));
    }

    @Test
    void putsDeadLettersBackToWorkInANewRound() {
        Samples.start(store, RUN, 3);
        var id = Samples.bury(store, RUN, 0);
        Samples.accept(store, RUN, 1);
        Samples.bury(store, RUN, 2);
        store.runs().status(RUN, RunStatus.COMPLETE, null, NOON);

        assertThat(store.journal().reopen(RUN, List.of(0L, 1L, 77L), null, Samples.by("ann", null))).isEqualTo(1);

        var pending = store.journal().pendingItem(RUN, 0).orElseThrow();
        assertThat(pending.attempts()).isEqualTo(1);
        assertThat(pending.roundStart()).isEqualTo(1);
        assertThat(pending.firstSentAt()).isNull();
        assertThat(store.deadLetters().find(id).orElseThrow().status()).isEqualTo("retried");
        assertThat(store.deadLetters().reviews(id))
                .containsExactly(Samples.review(id, "ann", "retry", null, REPLY_TEXT, null, VERSION));
        assertThat(store.runs().find(RUN).orElseThrow().status()).isEqualTo(RunStatus.INTERRUPTED);
        assertThat(store.runs().contradictions(RUN)).isEmpty();
    }

    @Test
    void pinsAnotherPromptInTheTransactionThatReopens() {
        Samples.start(store, RUN, 2);
        var id = Samples.bury(store, RUN, 0);
        var pin = new Journal.Pin("sha256:new", null, "gpt", "gpt-5-mini", OutputMode.PROMPT);

        assertThat(store.journal().reopen(RUN, List.of(1L, 77L), pin, Samples.by("ann", null))).isZero();
        assertThat(store.runs().find(RUN).orElseThrow().promptVersion()).isEqualTo(VERSION);
        assertThat(store.journal().reopen(RUN, List.of(0L), pin, Samples.by("ann", null))).isEqualTo(1);

        var run = store.runs().find(RUN).orElseThrow();
        assertThat(List.of(run.promptVersion(), run.endpoint(), run.model()))
                .containsExactly("sha256:new", "gpt", "gpt-5-mini");
        assertThat(run.outputMode()).isEqualTo(OutputMode.PROMPT);
        assertThat(store.deadLetters().reviews(id).getFirst().prompt())
                .isEqualTo(new ReviewRow.Change(VERSION, "sha256:new"));
    }

    @Test
    void keepsWhichFailureADecisionOverrodeAndWhoseChecksJudged() {
        Samples.start(store, RUN, 1);
        var id = Samples.bury(store, RUN, 0);
        var acceptance = new Acceptance("{\"p\":1}", true, "override", "placeholder", "sha256:today");

        assertThat(store.deadLetters().accept(id, 1, acceptance, Samples.by("ann", "it is their name"))).isTrue();

        assertThat(store.deadLetters().reviews(id)).containsExactly(new ReviewRow(id, "ann", "edit", "it is their name",
                "placeholder", new ReviewRow.Change(REPLY_TEXT, "{\"p\":1}"),
                new ReviewRow.Change(VERSION, "sha256:today"), NOON));
        assertThat(accepted().getFirst().flags()).containsExactly("override");
        assertThat(lastAttempt(0).purpose()).isEqualTo(Purpose.REJECTED);
    }

    @Test
    void selectsWhatMatchesWithoutItsTextsAndWithTheLastCallsPrice() {
        Samples.start(store, RUN, 2);
        var paid = Samples.bury(store, RUN, 1);
        var unsent = store.journal().deadLetterUnsent(RUN, 0, Samples.SERVER_ERROR, NOON);

        assertThat(store.deadLetters().select(new Filter(RUN, null, null, "open"))).containsExactly(
                new Selected(paid, RUN, "schema-mismatch", 1, Samples.COST.setScale(12)),
                new Selected(unsent, RUN, "server-error", 1, BigDecimal.ZERO.setScale(12)));
        var streamed = new ArrayList<String>();
        store.deadLetters().forEach(ANY, letter -> streamed.add(letter.id()));
        assertThat(streamed).containsExactly(paid, unsent);
    }

    @Test
    void listsDecisionsNewestFirstAndFiltersThem() {
        Samples.start(store, RUN, 2);
        Samples.start(store, "other", 1);
        var first = Samples.bury(store, RUN, 0);
        var second = Samples.bury(store, "other", 0);
        store.deadLetters().discard(first, 1, Samples.by("ann", null));
        store.deadLetters().accept(second, 1, Samples.asItIs("{}"), Samples.by("bob", null));

        assertThat(store.deadLetters().reviewed(ANY, 10)).extracting(reviewed -> reviewed.review().actor())
                .containsExactly("bob", "ann");
        assertThat(store.deadLetters().reviewed(ANY, 1)).hasSize(1);
        assertThat(store.deadLetters().reviewed(new Filter(RUN, null, null, null), 10)).singleElement()
                .satisfies(reviewed -> {
                    assertThat(reviewed.itemId()).isEqualTo("item-0");
                    assertThat(reviewed.reason()).isEqualTo("schema-mismatch");
                    assertThat(reviewed.review().deadLetterId()).isEqualTo(first);
                });
    }

    @Test
    void tellsWhatEachPromptVersionWasUsedFor() {
        Samples.start(store, RUN, 4);
        Samples.accept(store, RUN, 0);
        Samples.bury(store, RUN, 1);
        Samples.bury(store, RUN, 2);
        var pin = new Journal.Pin("sha256:new", null, "claude", "claude-haiku-4-5", OutputMode.TOOL);
        store.journal().reopen(RUN, List.of(1L, 2L), pin, Samples.by("ann", null));
        long second = retried(1);
        store.journal().accept(Samples.useful(second, RUN, 1), "{}", NOON);
        retried(2);

        var uses = store.runs().promptUses("ticket-triage");

        assertThat(uses).extracting(PromptUse::version).containsExactly(VERSION, "sha256:new");
        assertThat(uses).extracting(PromptUse::items).containsExactly(3L, 1L);
        assertThat(uses).extracting(PromptUse::accepted).containsExactly(1L, 1L);
        assertThat(uses).extracting(PromptUse::runs).containsExactly(1L, 1L);
        assertThat(uses.getFirst().costUsd()).isEqualByComparingTo(Samples.COST.multiply(BigDecimal.valueOf(3)));
        assertThat(uses.getFirst().p95Ms()).isEqualTo(10);
        assertThat(uses.getFirst().first()).isEqualTo(NOON.plusSeconds(1));
        assertThat(store.runs().promptUses("another task")).isEmpty();
        assertThat(store.runs().promptVersions("ticket-triage")).extracting(PromptVersionRow::hash)
                .containsExactly(VERSION);
        assertThat(store.runs().lastOf("ticket-triage").orElseThrow().id()).isEqualTo(RUN);
    }

    /// Sends an item again with the new prompt.
    private long retried(long seq) {
        var intent = Samples.intent(RUN, seq, 2);
        long attempt = store.journal()
                .intend(new AttemptIntent(RUN, seq, 2, intent.ask(), intent.callId(), intent.endpoint(), intent.model(),
                        "sha256:new", intent.maxOutputTokens(), intent.requestBytes(), intent.fixedBytes(),
                        intent.reservedInput(), intent.reservedUsd(), true, intent.sentAt()));
        store.journal().received(attempt, Samples.reply(200, 10), NOON);
        return attempt;
    }

    @Test
    void finishesAReopenedItemLikeAnyOther() {
        Samples.start(store, RUN, 1);
        Samples.bury(store, RUN, 0);
        store.journal().reopen(RUN, List.of(0L), null, Samples.by("ann", null));
        long second = Samples.received(store, RUN, 0, 2);

        assertThat(store.journal().pendingItem(RUN, 0).orElseThrow().firstSentAt()).isEqualTo(NOON.plusSeconds(2));
        store.journal().accept(Samples.useful(second, RUN, 0), "{}", NOON);

        assertThat(accepted().getFirst().attempts()).isEqualTo(2);
        assertThat(accepted().getFirst().usage()).isEqualTo(Samples.USAGE.plus(Samples.USAGE));
        assertThat(store.runs().contradictions(RUN)).isEmpty();
    }

    @Test
    void buriesAReopenedItemAgainUnderANewDeadLetter() {
        Samples.start(store, RUN, 1);
        var first = Samples.bury(store, RUN, 0);
        store.journal().reopen(RUN, List.of(0L), null, Samples.by("ann", null));
        var second = store.journal().deadLetterUnsent(RUN, 0, MISMATCH, NOON);

        assertThat(second).isNotEqualTo(first);
        assertThat(openLetters()).extracting(DeadLetterRow::id).containsExactly(second);
        assertThat(store.runs().contradictions(RUN)).isEmpty();
    }

    @Test
    void tellsWhichDeadLettersOfARunCameSince() {
        Samples.start(store, RUN, 2);
        Samples.start(store, "other", 1);
        assertThat(store.deadLetters().newest()).isZero();
        var first = Samples.bury(store, RUN, 1);
        Samples.bury(store, "other", 0);
        var position = store.deadLetters().newest();
        var second = Samples.bury(store, RUN, 0);

        assertThat(store.deadLetters().arrivals(RUN, 0, 9)).extracting(Arrival::id).containsExactly(first, second);
        assertThat(store.deadLetters().arrivals(RUN, 0, 1)).extracting(Arrival::itemId).containsExactly("item-1");
        assertThat(store.deadLetters().arrivals(RUN, position, 9)).singleElement()
                .isEqualTo(new Arrival(store.deadLetters().newest(), second, "item-0", "schema-mismatch"));
    }

    @Test
    void listsOldestFirstAndFiltersByEveryField() {
        Samples.start(store, RUN, 2);
        Samples.start(store, "other", 1);
        var second = Samples.bury(store, RUN, 1);
        var first = store.journal().deadLetterUnsent(RUN, 0, Samples.SERVER_ERROR, NOON);
        var other = Samples.bury(store, "other", 0);
        store.deadLetters().discard(other, 1, Samples.by("ann", null));

        assertThat(ids(ANY)).containsExactly(second, first, other);
        assertThat(ids(new Filter(RUN, null, null, null))).containsExactly(second, first);
        assertThat(ids(new Filter(null, "ticket-triage", null, "open"))).containsExactly(second, first);
        assertThat(ids(new Filter(null, "another task", null, null))).isEmpty();
        assertThat(ids(new Filter(null, null, "server-error", null))).containsExactly(first);
        assertThat(ids(new Filter(null, null, null, "discarded"))).containsExactly(other);
        assertThat(store.deadLetters().list(ANY, 1)).hasSize(1);
        assertThat(openLetters()).extracting(DeadLetterRow::id).containsExactly(first, second);
    }

    private List<String> ids(Filter filter) {
        return store.deadLetters().list(filter, 100).stream().map(DeadLetterRow::id).toList();
    }
}
