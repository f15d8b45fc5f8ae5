package dev.penstock.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.item.Failure;
import dev.penstock.item.Item;
import dev.penstock.limit.RetryBudget;
import dev.penstock.provider.Exchange;
import dev.penstock.store.AttemptIntent;
import dev.penstock.store.AttemptRow;
import dev.penstock.store.Conclusion;
import dev.penstock.store.InputPosition;
import dev.penstock.store.Journal;
import dev.penstock.store.NewItem;
import dev.penstock.store.PendingItem;
import dev.penstock.store.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DispatcherTest {
    private static final int PAID_AT_START = 10;

    private final RetryBudget retries = new RetryBudget();
    private Instant now = Instant.parse("2026-11-24T10:00:00Z");

    @Test
    void retriesOfFailedCallsArePaidForAndTheOthersAreParked() throws Exception {
        var dispatcher = dispatcher(30);
        failAll(dispatcher, 30);

        assertThat(retries.parked()).isEqualTo(20);
        assertThat(takeAll(dispatcher, PAID_AT_START)).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L,
                9L);
    }

    @Test
    void aPushedBackItemCostsNothing() throws Exception {
        var dispatcher = dispatcher(30);
        for (int i = 0; i < 30; i++) {
            dispatcher.again(again(dispatcher.next().orElseThrow()));
        }

        assertThat(retries.parked()).isZero();
    }

    @Test
    void freshItemsGoBeforeParkedOnes() throws Exception {
        var dispatcher = dispatcher(40);
        failAll(dispatcher, 30);
        takeAll(dispatcher, PAID_AT_START);

        assertThat(takeAll(dispatcher, 10)).containsExactly(30L, 31L, 32L, 33L, 34L, 35L, 36L, 37L, 38L, 39L);
        assertThat(retries.parked()).isEqualTo(20);
    }

    @Test
    void whenNothingElseIsLeftParkedItemsGoOneASecondAndOneForEachItemThatEnds() throws Exception {
        var dispatcher = dispatcher(30);
        failAll(dispatcher, 30);
        takeAll(dispatcher, PAID_AT_START);

        assertThat(takeAll(dispatcher, 1)).containsExactly(10L);
        now = now.plusSeconds(1);
        assertThat(takeAll(dispatcher, 1)).containsExactly(11L);
        dispatcher.finished();
        dispatcher.finished();
        assertThat(takeAll(dispatcher, 2)).containsExactly(12L, 13L);
        assertThat(retries.parked()).isEqualTo(16);
    }

    @Test
    void endsOnlyWhenTheLastParkedItemHasEnded() throws Exception {
        var dispatcher = dispatcher(12);
        failAll(dispatcher, 12);
        takeAll(dispatcher, PAID_AT_START);
        for (int i = 0; i < PAID_AT_START; i++) {
            dispatcher.finished();
        }
        for (int i = 0; i < 2; i++) {
            assertThat(dispatcher.next()).isPresent();
            dispatcher.finished();
        }

        assertThat(dispatcher.next()).isEmpty();
    }

    @Test
    void aRunThatStopsLeavesNothingParked() throws Exception {
        var dispatcher = dispatcher(31);
        failAll(dispatcher, 30);
        var last = dispatcher.next().orElseThrow();
        dispatcher.stop();
        dispatcher.retry(again(last));

        assertThat(retries.parked()).isZero();
        assertThat(dispatcher.next()).isEmpty();
    }

    private Dispatcher dispatcher(int items) {
        var pending = new ArrayList<PendingItem>();
        for (int i = 0; i < items; i++) {
            pending.add(new PendingItem(new Item("r_1", i, i + 1, "item-" + i, "{}"), Instant.EPOCH, 0, 0, null));
        }
        var dispatcher = new Dispatcher("r_1", new Pages(pending), retries,
                new RunClock(() -> now, () -> ChronoUnit.NANOS.between(Instant.EPOCH, now)));
        dispatcher.readingEnded();
        return dispatcher;
    }

    private void failAll(Dispatcher dispatcher, int items) throws InterruptedException {
        var turns = new ArrayList<Turn>();
        for (int i = 0; i < items; i++) {
            turns.add(dispatcher.next().orElseThrow());
        }
        turns.forEach(turn -> dispatcher.retry(again(turn)));
        now = now.plus(Duration.ofSeconds(2));
    }

    private Turn again(Turn turn) {
        return new Turn(turn.item(), now.plusSeconds(1), turn.pursuit());
    }

    private static List<Long> takeAll(Dispatcher dispatcher, int items) throws InterruptedException {
        var taken = new ArrayList<Long>();
        for (int i = 0; i < items; i++) {
            taken.add(dispatcher.next().orElseThrow().item().item().seq());
        }
        return taken;
    }

    /// A journal that only has pending items.
    private record Pages(List<PendingItem> items) implements Journal {
        @Override
        public List<PendingItem> pending(String runId, long afterSeq, int limit) {
            return items.stream().filter(item -> item.item().seq() > afterSeq).limit(limit).toList();
        }

        @Override
        public int addItems(String runId, List<NewItem> items, InputPosition position, Instant now) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Item> addItem(String runId, String itemId, String record) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<PendingItem> pendingItem(String runId, long seq) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<AttemptRow> attempts(String runId, long seq) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long intend(AttemptIntent intent) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void received(long attemptId, Exchange exchange, Instant now) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void handOver(long attemptId, Exchange exchange, Instant now) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void reschedule(Conclusion conclusion, Instant due) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void accept(Conclusion conclusion, String output, Instant now) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String deadLetter(Conclusion conclusion, Failure failure, Instant now) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String deadLetterUnsent(String runId, long seq, Failure failure, Instant now) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<AttemptIntent> bookLost(String runId, Instant now) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int reopen(String runId, List<Long> seqs, @Nullable Pin pin, Signature by) {
            throw new UnsupportedOperationException();
        }
    }
}
