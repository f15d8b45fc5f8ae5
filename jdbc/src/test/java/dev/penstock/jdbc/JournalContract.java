package dev.penstock.jdbc;

import static dev.penstock.jdbc.Samples.COST;
import static dev.penstock.jdbc.Samples.MISMATCH;
import static dev.penstock.jdbc.Samples.NOON;
import static dev.penstock.jdbc.Samples.RESERVED;
import static dev.penstock.jdbc.Samples.RUN;
import static dev.penstock.jdbc.Samples.SERVER_ERROR;
import static dev.penstock.jdbc.Samples.USAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.penstock.item.Failure;
import dev.penstock.item.Item;
import dev.penstock.item.Purpose;
import dev.penstock.item.Usage;
import dev.penstock.provider.Body;
import dev.penstock.provider.Exchange;
import dev.penstock.store.AcceptedRow;
import dev.penstock.store.AttemptRow;
import dev.penstock.store.DeadLetterRow;
import dev.penstock.store.InputPosition;
import dev.penstock.store.NewItem;
import dev.penstock.store.PendingItem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The item path of every store.
abstract class JournalContract extends StoreContract {
    @Test
    void takesItemsStraightToAcceptedInInputOrder() {
        Samples.start(store, RUN, 3);
        for (var seq : List.of(2, 0, 1)) {
            Samples.accept(store, RUN, seq);
        }

        assertThat(accepted()).extracting(AcceptedRow::itemId).containsExactly("item-0", "item-1", "item-2");
        var first = accepted().getFirst();
        assertThat(first.output()).isEqualTo("{\"n\":0}");
        assertThat(first.usage()).isEqualTo(USAGE);
        assertThat(first.costUsd()).isEqualByComparingTo(COST);
        assertThat(first.attempts()).isEqualTo(1);
        assertThat(first.stopReason()).isEqualTo("end_turn");
        assertThat(first.latencyMs()).isEqualTo(10);
        assertThat(store.runs().contradictions(RUN)).isEmpty();
    }

    @Test
    void storesTheSecondUseOfAnIdAsADeadLetterOfItsLine() {
        Samples.start(store, RUN, 2);
        var batch = List.of(Samples.item(RUN, 2, "item-0"), Samples.item(RUN, 3, "item-0#3"),
                Samples.item(RUN, 4, "new"), Samples.item(RUN, 5, "new"));
        int waiting = store.journal().addItems(RUN, batch, new InputPosition(300, 6, 6, true), NOON);

        assertThat(waiting).isEqualTo(1);
        assertThat(store.journal().pending(RUN, 1, 9)).extracting(pending -> pending.item().id())
                .containsExactly("new");
        assertThat(openLetters()).extracting(letter -> letter.item().id())
                .containsExactly("item-0#3", "item-0#3#4", "new#6");
        assertThat(openLetters()).extracting(DeadLetterRow::reason).containsOnly("bad-input");
        assertThat(openLetters().getFirst().detail()).isEqualTo("line 3 uses the id of line 1 again");
        assertThat(store.runs().contradictions(RUN)).isEmpty();
    }

    @Test
    void addsOneItemBehindTheOthersAndNeverTheSameIdTwice() {
        Samples.start(store, RUN, 2);

        var added = store.journal().addItem(RUN, "late", "{\"text\":\"late\"}");
        var again = store.journal().addItem(RUN, "late", "{\"text\":\"other\"}");
        var next = store.journal().addItem(RUN, "later", "{}");

        assertThat(added).contains(new Item(RUN, 2, 3, "late", "{\"text\":\"late\"}"));
        assertThat(again).isEmpty();
        assertThat(next.map(Item::seq)).contains(3L);
        assertThat(store.journal().pendingItem(RUN, 2).map(PendingItem::item)).isEqualTo(added);
        assertThat(store.runs().contradictions(RUN)).isEmpty();
    }

    @Test
    void findsANameForADuplicateWhoseNameIsTakenToo() {
        Samples.start(store, RUN, 1);
        var batch = List.of(Samples.item(RUN, 1, "item-0#3"), Samples.item(RUN, 2, "item-0"));
        store.journal().addItems(RUN, batch, new InputPosition(99, 3, 3, true), NOON);

        assertThat(openLetters()).extracting(letter -> letter.item().id()).containsExactly("item-0#3-2");
    }

    @Test
    void storesABadLineAsADeadLetterWithItsEvidence() {
        Samples.start(store, RUN, 0);
        var failure = new Failure.BadInput("line 1 is not JSON", MISMATCH.evidence());
        var bad = new NewItem(new Item(RUN, 0, 1, "line-1", "\"{oops\""), failure);
        int waiting = store.journal().addItems(RUN, List.of(bad), new InputPosition(7, 1, 1, true), NOON);

        assertThat(waiting).isZero();
        assertThat(openLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.item()).isEqualTo(bad.item());
            assertThat(letter.evidence()).isEqualTo(MISMATCH.evidence());
            assertThat(letter.createdAt()).isEqualTo(NOON);
        });
    }

    @Test
    void readsOnFromThePositionThatWasStoredWithTheItems() {
        Samples.start(store, RUN, 2);
        var position = new InputPosition(1234, 7, 3, false);
        store.journal().addItems(RUN, Samples.items(RUN, 2, 3), position, NOON);

        assertThat(store.runs().inputPosition(RUN)).isEqualTo(position);
    }

    @Test
    void addsNothingOfABatchThatContradictsTheStore() {
        Samples.start(store, RUN, 2);
        var batch = List.of(Samples.item(RUN, 2, "fresh"), Samples.item(RUN, 0, "position taken"));

        assertThatIllegalStateException()
                .isThrownBy(() -> store.journal().addItems(RUN, batch, new InputPosition(9, 9, 9, true), NOON));
        assertThat(store.runs().totals(RUN).items().total()).isEqualTo(2);
        assertThat(store.runs().inputPosition(RUN).seq()).isEqualTo(2);
    }

    @Test
    void pagesThroughWaitingItemsInInputOrder() {
        Samples.start(store, RUN, 5);
        Samples.accept(store, RUN, 1);

        assertThat(store.journal().pending(RUN, -1, 2)).extracting(pending -> pending.item().seq())
                .containsExactly(0L, 2L);
        assertThat(store.journal().pending(RUN, 2, 9)).extracting(pending -> pending.item().seq())
                .containsExactly(3L, 4L);
        assertThat(store.journal().pendingItem(RUN, 1)).isEmpty();
        assertThat(store.journal().pendingItem(RUN, 3)).contains(
                new PendingItem(Samples.item(RUN, 3, "item-3").item(), Instant.EPOCH, 0, 0, null));
    }

    @Test
    void keepsARescheduledItemWaitingUntilItsTime() {
        Samples.start(store, RUN, 1);
        long attempt = Samples.received(store, RUN, 0, 1);
        store.journal()
                .reschedule(Samples.failed(attempt, RUN, 0, Purpose.RETRY, SERVER_ERROR, Usage.NONE, COST),
                        NOON.plusSeconds(30));

        var pending = store.journal().pendingItem(RUN, 0).orElseThrow();
        assertThat(pending.due()).isEqualTo(NOON.plusSeconds(30));
        assertThat(pending.attempts()).isEqualTo(1);
        assertThat(pending.firstSentAt()).isEqualTo(NOON.plusSeconds(1));
        assertThat(lastAttempt(0).failureReason()).isEqualTo("server-error");
        assertThat(lastAttempt(0).concluded()).isTrue();
    }

    @Test
    void givesBackAReplyExactlyAsReceived() {
        Samples.start(store, RUN, 1);
        long attempt = store.journal().intend(Samples.intent(RUN, 0, 1));
        var exchange = new Exchange.Received(503, Map.of("Retry-After", List.of("3", "4"), "x", List.of()),
                new Body(new byte[]{0, -1, 'a', (byte) 0xc3}), true, Duration.ofNanos(1_234_567));
        store.journal().received(attempt, exchange, NOON);

        assertThat(lastAttempt(0).intent()).isEqualTo(Samples.intent(RUN, 0, 1));
        assertThat(lastAttempt(0).exchange()).isEqualTo(exchange);
        assertThat(lastAttempt(0).status()).isEqualTo(503);
        assertThat(lastAttempt(0).latencyMs()).isEqualTo(1);
        assertThat(lastAttempt(0).concluded()).isFalse();
    }

    @Test
    void aReplyThatWasHandedOverIsThereWhenAnythingWrittenLaterIs() {
        Samples.start(store, RUN, 2);
        long attempt = store.journal().intend(Samples.intent(RUN, 0, 1));
        store.journal().handOver(attempt, Samples.reply(200, 1), NOON);
        store.journal().intend(Samples.intent(RUN, 1, 1));

        assertThat(lastAttempt(0).exchange()).isEqualTo(Samples.reply(200, 1));
    }

    @Test
    void aReplyThatCouldNotBeKeptIsNotConcluded() {
        Samples.start(store, RUN, 1);
        store.journal().handOver(99, Samples.reply(200, 1), NOON);

        assertThatIllegalStateException()
                .isThrownBy(() -> store.journal().accept(Samples.useful(99, RUN, 0), "{}", NOON));
        assertThat(store.journal().pendingItem(RUN, 0)).isPresent();
    }

    @Test
    void givesBackABreakExactlyAsReceived() {
        Samples.start(store, RUN, 1);
        long attempt = store.journal().intend(Samples.intent(RUN, 0, 1));
        store.journal().received(attempt, Samples.broken(Exchange.Broken.Cause.TIMED_OUT), NOON);

        assertThat(lastAttempt(0).exchange()).isEqualTo(Samples.broken(Exchange.Broken.Cause.TIMED_OUT));
        assertThat(lastAttempt(0).status()).isNull();
    }

    @Test
    void keepsTheTextOfARejectedReply() {
        Samples.start(store, RUN, 1);
        Samples.bury(store, RUN, 0);

        assertThat(lastAttempt(0).reply()).isEqualTo(Samples.REPLY_TEXT);
        assertThat(lastAttempt(0).evidence()).isEqualTo(MISMATCH.evidence());
        assertThat(attempts()).extracting(AttemptRow::reply).containsOnlyNulls();
    }

    @Test
    void booksAnUnknownUsageAtWhatWasReserved() {
        Samples.start(store, RUN, 1);
        long attempt = store.journal().intend(Samples.intent(RUN, 0, 1));
        store.journal().received(attempt, Samples.broken(Exchange.Broken.Cause.LOST), NOON);
        store.journal()
                .reschedule(Samples.failed(attempt, RUN, 0, Purpose.UNCONFIRMED,
                        new Failure.ConnectionFailed(true, "reset"), null, RESERVED), NOON);

        assertThat(lastAttempt(0).usage()).isNull();
        assertThat(lastAttempt(0).costUsd()).isEqualByComparingTo(RESERVED);
        assertThat(store.runs().totals(RUN).usage()).containsEntry(Purpose.UNCONFIRMED, Usage.of(1000, 300));
    }

    @Test
    void booksAttemptsThatWereInFlightAndLeavesJournaledRepliesAlone() {
        Samples.start(store, RUN, 3);
        store.journal().intend(Samples.intent(RUN, 0, 1));
        Samples.received(store, RUN, 1, 1);
        Samples.accept(store, RUN, 2);

        assertThat(store.journal().bookLost(RUN, NOON)).hasSize(1);
        assertThat(store.journal().bookLost(RUN, NOON)).isEmpty();
        assertThat(lastAttempt(0).failureReason()).isEqualTo("connection-failed");
        assertThat(lastAttempt(0).failureDetail()).isEqualTo("in flight when the engine stopped");
        assertThat(lastAttempt(0).purpose()).isEqualTo(Purpose.UNCONFIRMED);
        assertThat(lastAttempt(1).concluded()).isFalse();
        assertThat(lastAttempt(1).exchange()).isNotNull();
        assertThat(store.runs().contradictions(RUN)).isEmpty();
    }

    @Test
    void concludesAnAttemptOnlyOnce() {
        Samples.start(store, RUN, 1);
        Samples.accept(store, RUN, 0);
        long attempt = lastAttempt(0).id();

        assertThatIllegalStateException()
                .isThrownBy(() -> store.journal().accept(Samples.useful(attempt, RUN, 0), "{}", NOON));
        assertThatIllegalStateException()
                .isThrownBy(() -> store.journal().deadLetter(Samples.rejected(attempt, RUN, 0), MISMATCH, NOON));
        assertThatIllegalStateException()
                .isThrownBy(() -> store.journal().received(attempt, Samples.reply(200, 1), NOON));
        assertThat(accepted()).extracting(AcceptedRow::output).containsExactly("{\"n\":0}");
        assertThat(openLetters()).isEmpty();
    }

    @Test
    void refusesToUseAReplyThatWasNotJournaled() {
        Samples.start(store, RUN, 1);
        long attempt = store.journal().intend(Samples.intent(RUN, 0, 1));

        assertThatIllegalStateException()
                .isThrownBy(() -> store.journal().accept(Samples.useful(attempt, RUN, 0), "{}", NOON));
        assertThatIllegalStateException()
                .isThrownBy(() -> store.journal().deadLetter(Samples.rejected(attempt, RUN, 0), MISMATCH, NOON));
        assertThat(store.journal().pendingItem(RUN, 0)).isPresent();
        assertThat(lastAttempt(0).concluded()).isFalse();
    }

    @Test
    void refusesAnAttemptOfAnotherItemAndOneThatWasNeverMade() {
        Samples.start(store, RUN, 2);
        long attempt = Samples.received(store, RUN, 0, 1);

        assertThatIllegalStateException()
                .isThrownBy(() -> store.journal().accept(Samples.useful(attempt, RUN, 1), "{}", NOON));
        assertThatIllegalStateException()
                .isThrownBy(() -> store.journal().accept(Samples.useful(attempt + 99, RUN, 0), "{}", NOON));
        assertThatIllegalStateException().isThrownBy(() -> store.journal().intend(Samples.intent(RUN, 0, 1)));
        assertThatIllegalStateException().isThrownBy(() -> store.journal().intend(Samples.intent(RUN, 7, 1)));
        assertThatIllegalStateException().isThrownBy(() -> store.journal().intend(Samples.intent("nope", 0, 1)));
        assertThat(store.runs().totals(RUN).items().pending()).isEqualTo(2);
    }

    @Test
    void refusesConclusionsWhosePurposeDoesNotFit() {
        Samples.start(store, RUN, 1);
        long attempt = Samples.received(store, RUN, 0, 1);
        var confirmedWithoutUsage = Samples.failed(attempt, RUN, 0, Purpose.RETRY, SERVER_ERROR, null, COST);
        var unconfirmedWithUsage = Samples.failed(attempt, RUN, 0, Purpose.UNCONFIRMED, SERVER_ERROR, USAGE, COST);
        var journal = store.journal();

        assertThatIllegalArgumentException().isThrownBy(() -> journal.reschedule(confirmedWithoutUsage, NOON));
        assertThatIllegalArgumentException().isThrownBy(() -> journal.reschedule(unconfirmedWithUsage, NOON));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> journal.accept(Samples.rejected(attempt, RUN, 0), "{}", NOON));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> journal.reschedule(Samples.useful(attempt, RUN, 0), NOON));
        assertThat(lastAttempt(0).concluded()).isFalse();
    }

    @Test
    void deadLettersAnItemForWhichNothingWasSent() {
        Samples.start(store, RUN, 1);
        var id = store.journal()
                .deadLetterUnsent(RUN, 0, new Failure.TemplateError("text is missing", List.of()), NOON);

        assertThat(id).matches("dl_[a-z2-7]{8}");
        assertThat(openLetters()).extracting(DeadLetterRow::id).containsExactly(id);
        assertThatIllegalStateException()
                .isThrownBy(() -> store.journal().deadLetterUnsent(RUN, 0, SERVER_ERROR, NOON));
        assertThat(store.runs().contradictions(RUN)).isEmpty();
    }
}
