package dev.penstock.jdbc;

import static dev.penstock.jdbc.Samples.MISMATCH;
import static dev.penstock.jdbc.Samples.NOON;
import static dev.penstock.jdbc.Samples.REPLY_TEXT;
import static dev.penstock.jdbc.Samples.RUN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.item.Purpose;
import dev.penstock.item.Usage;
import dev.penstock.store.DeadLetterRow;
import dev.penstock.store.DeadLetters.Filter;
import dev.penstock.store.ReviewRow;
import dev.penstock.store.RunStatus;
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
    void acceptsAReplyAsItIsAndTurnsItsAttemptUseful() {
        Samples.start(store, RUN, 1);
        var id = Samples.bury(store, RUN, 0);

        assertThat(store.deadLetters().accept(id, 1, REPLY_TEXT, "reviewed", "ann", "fine", NOON)).isTrue();

        assertThat(accepted()).singleElement().satisfies(row -> {
            assertThat(row.output()).isEqualTo(REPLY_TEXT);
            assertThat(row.flags()).containsExactly("reviewed");
            assertThat(row.usage()).isEqualTo(Samples.USAGE);
        });
        assertThat(lastAttempt(0).purpose()).isEqualTo(Purpose.USEFUL);
        assertThat(store.deadLetters().reviews(id))
                .containsExactly(new ReviewRow(id, "ann", "accept", "fine", REPLY_TEXT, REPLY_TEXT, NOON));
        assertThat(store.deadLetters().find(id).orElseThrow().status()).isEqualTo("accepted");
        assertThat(store.runs().contradictions(RUN)).isEmpty();
    }

    @Test
    void acceptsACorrectedOutputAndLeavesTheReplyRejected() {
        Samples.start(store, RUN, 1);
        var id = Samples.bury(store, RUN, 0);

        store.deadLetters().accept(id, 1, "{\"priority\":\"p1\"}", "corrected", "ann", null, NOON);

        assertThat(accepted().getFirst().flags()).containsExactly("corrected");
        assertThat(lastAttempt(0).purpose()).isEqualTo(Purpose.REJECTED);
        assertThat(store.deadLetters().reviews(id))
                .containsExactly(new ReviewRow(id, "ann", "edit", null, REPLY_TEXT, "{\"priority\":\"p1\"}", NOON));
        assertThat(store.runs().contradictions(RUN)).isEmpty();
    }

    @Test
    void acceptsAnItemThatWasNeverSentUnderTheModelOfItsRun() {
        Samples.start(store, RUN, 1);
        var id = store.journal().deadLetterUnsent(RUN, 0, MISMATCH, NOON);

        store.deadLetters().accept(id, 1, "{}", "corrected", "ann", null, NOON);

        assertThat(accepted()).singleElement().satisfies(row -> {
            assertThat(row.model()).isEqualTo("claude-haiku-4-5");
            assertThat(row.attempts()).isZero();
            assertThat(row.usage()).isEqualTo(Usage.NONE);
        });
        assertThat(store.deadLetters().reviews(id).getFirst().before()).isNull();
        assertThat(store.runs().contradictions(RUN)).isEmpty();
    }

    @Test
    void discardsAnItem() {
        Samples.start(store, RUN, 1);
        var id = Samples.bury(store, RUN, 0);

        assertThat(store.deadLetters().discard(id, 1, "ann", "spam", NOON)).isTrue();

        assertThat(store.runs().totals(RUN).items().discarded()).isEqualTo(1);
        assertThat(store.deadLetters().reviews(id))
                .containsExactly(new ReviewRow(id, "ann", "discard", "spam", REPLY_TEXT, null, NOON));
        assertThat(openLetters()).isEmpty();
        assertThat(store.runs().contradictions(RUN)).isEmpty();
    }

    @Test
    void refusesADecisionAboutAVersionThatIsNoLongerThere() {
        Samples.start(store, RUN, 1);
        var id = Samples.bury(store, RUN, 0);
        store.deadLetters().discard(id, 1, "ann", null, NOON);

        assertThat(store.deadLetters().accept(id, 1, "{}", "reviewed", "bob", null, NOON)).isFalse();
        assertThat(store.deadLetters().accept(id, 2, "{}", "reviewed", "bob", null, NOON)).isFalse();
        assertThat(store.deadLetters().discard("dl_nothing2", 1, "bob", null, NOON)).isFalse();
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
                ? store.deadLetters().accept(id, 1, "{}", "corrected", actor, null, NOON)
                : store.deadLetters().discard(id, 1, actor, null, NOON);
    }

    @Test
    void putsDeadLettersBackToWorkInANewRound() {
        Samples.start(store, RUN, 3);
        var id = Samples.bury(store, RUN, 0);
        Samples.accept(store, RUN, 1);
        Samples.bury(store, RUN, 2);
        store.runs().status(RUN, RunStatus.COMPLETE, null, NOON);

        assertThat(store.journal().reopen(RUN, List.of(0L, 1L, 77L), "ann", NOON)).isEqualTo(1);

        var pending = store.journal().pendingItem(RUN, 0).orElseThrow();
        assertThat(pending.attempts()).isEqualTo(1);
        assertThat(pending.roundStart()).isEqualTo(1);
        assertThat(pending.firstSentAt()).isNull();
        assertThat(store.deadLetters().find(id).orElseThrow().status()).isEqualTo("retried");
        assertThat(store.deadLetters().reviews(id))
                .containsExactly(new ReviewRow(id, "ann", "retry", null, REPLY_TEXT, null, NOON));
        assertThat(store.runs().find(RUN).orElseThrow().status()).isEqualTo(RunStatus.INTERRUPTED);
        assertThat(store.runs().contradictions(RUN)).isEmpty();
    }

    @Test
    void finishesAReopenedItemLikeAnyOther() {
        Samples.start(store, RUN, 1);
        Samples.bury(store, RUN, 0);
        store.journal().reopen(RUN, List.of(0L), "ann", NOON);
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
        store.journal().reopen(RUN, List.of(0L), "ann", NOON);
        var second = store.journal().deadLetterUnsent(RUN, 0, MISMATCH, NOON);

        assertThat(second).isNotEqualTo(first);
        assertThat(openLetters()).extracting(DeadLetterRow::id).containsExactly(second);
        assertThat(store.runs().contradictions(RUN)).isEmpty();
    }

    @Test
    void listsOldestFirstAndFiltersByEveryField() {
        Samples.start(store, RUN, 2);
        Samples.start(store, "other", 1);
        var second = Samples.bury(store, RUN, 1);
        var first = store.journal().deadLetterUnsent(RUN, 0, Samples.SERVER_ERROR, NOON);
        var other = Samples.bury(store, "other", 0);
        store.deadLetters().discard(other, 1, "ann", null, NOON);

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
