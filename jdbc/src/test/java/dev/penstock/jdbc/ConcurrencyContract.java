package dev.penstock.jdbc;

import static dev.penstock.jdbc.Samples.MISMATCH;
import static dev.penstock.jdbc.Samples.NOON;
import static dev.penstock.jdbc.Samples.RUN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.item.Purpose;
import dev.penstock.item.Usage;
import dev.penstock.store.DeadLetterRow;
import dev.penstock.store.RunTotals;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Many threads at once, in every store.
abstract class ConcurrencyContract extends StoreContract {
    private static final int ITEMS = 640;

    @Test
    void keepsEveryInvariantUnder64WritersWhoAlsoMakeMistakes() throws InterruptedException, ExecutionException {
        Samples.start(store, RUN, ITEMS);
        var mistakes = new AtomicInteger();
        inParallel(64, worker -> {
            for (int seq = worker; seq < ITEMS; seq += 64) {
                takeOneOfManyWays(seq, mistakes);
            }
        });

        var totals = store.runs().totals(RUN);
        assertThat(store.runs().contradictions(RUN)).isEmpty();
        assertThat(mistakes).hasValue(ITEMS);
        assertThat(totals.items()).isEqualTo(new RunTotals.Items(ITEMS, 320, 128, 64, 128));
        assertThat(totals.attempts()).isEqualTo(new RunTotals.Attempts(ITEMS + 64, ITEMS + 64, 64));
        assertThat(totals.usage().values().stream().reduce(Usage.NONE, Usage::plus))
                .isEqualTo(new Usage(64_000 + 100L * ITEMS, 64 * 300 + 20L * ITEMS, 40L * ITEMS, 0, 0));
    }

    private void takeOneOfManyWays(int seq, AtomicInteger mistakes) {
        switch (seq % 10) {
            case 0, 1, 2, 3 -> Samples.accept(store, RUN, seq);
            case 4 -> {
                retry(seq);
                store.journal().accept(Samples.useful(Samples.received(store, RUN, seq, 2), RUN, seq), "{}", NOON);
            }
            case 5, 6 -> Samples.bury(store, RUN, seq);
            case 7 -> store.deadLetters().discard(Samples.bury(store, RUN, seq), 1, Samples.by("ann", null));
            case 8 -> retry(seq);
            default -> store.journal().intend(Samples.intent(RUN, seq, 1));
        }
        try {
            store.journal().accept(Samples.useful(1_000_000, RUN, seq), "{}", NOON);
        } catch (IllegalStateException expected) {
            mistakes.incrementAndGet();
        }
    }

    private void retry(int seq) {
        long attempt = Samples.received(store, RUN, seq, 1);
        store.journal()
                .reschedule(Samples.failed(attempt, RUN, seq, Purpose.REPAIR, MISMATCH, Samples.USAGE,
                        Samples.COST), NOON);
    }

    @Test
    void seesOnlyWholeItemsWhileOthersWrite() throws InterruptedException, ExecutionException {
        Samples.start(store, RUN, 400);
        inParallel(5, worker -> {
            if (worker == 0) {
                checkWhileWriting();
            } else {
                for (int seq = worker - 1; seq < 400; seq += 4) {
                    Samples.accept(store, RUN, seq);
                }
            }
        });

        assertThat(accepted()).hasSize(400);
    }

    private void checkWhileWriting() {
        for (int i = 0; i < 20; i++) {
            var totals = store.runs().totals(RUN);
            assertThat(totals.items().accountedFor()).isTrue();
            assertThat(totals.usage()).containsEntry(Purpose.USEFUL, times(Samples.USAGE, totals.items().accepted()));
            assertThat(store.runs().contradictions(RUN)).isEmpty();
        }
    }

    private static Usage times(Usage usage, long times) {
        return new Usage(usage.input() * times, usage.output() * times, usage.cacheRead() * times, 0, 0);
    }

    @Test
    void keepsAnExportConsistentWhileDecisionsAreMade() {
        Samples.start(store, RUN, 100);
        for (int seq = 0; seq < 100; seq++) {
            Samples.bury(store, RUN, seq);
        }
        var seen = new ArrayList<DeadLetterRow>();
        store.deadLetters().forEachOpen(RUN, letter -> {
            if (seen.isEmpty()) {
                store.journal()
                        .reopen(RUN, IntStream.range(0, 100).mapToObj(seq -> (long) seq).toList(), null,
                                Samples.by("ann", null));
            }
            seen.add(letter);
        });

        assertThat(seen).hasSize(100);
        assertThat(openLetters()).isEmpty();
    }

    /// Runs the work on that many virtual threads and waits for all; a failure of any is thrown.
    private static void inParallel(int threads, IntConsumer work)
            throws InterruptedException, ExecutionException {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int worker = i;
                futures.add(executor.submit(() -> work.accept(worker)));
            }
            for (var future : futures) {
                future.get();
            }
        }
    }
}
