package dev.penstock.jdbc;

import static dev.penstock.jdbc.Samples.RUN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.penstock.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A disk that fills up ends the engine's writing; what was confirmed stays, and nothing is there by halves.
class DiskFullTest {
    private static final int PAGE_BYTES = 4096;

    @TempDir
    Path folder;
    private Path file;

    @BeforeEach
    void fill() {
        file = folder.resolve("penstock.db");
        try (var store = SqliteStore.openForEngine(file, "a test")) {
            Samples.start(store, RUN, 2000);
        }
    }

    @Test
    void failsEveryWriterOnceTheDiskIsFullAndLosesNothingConfirmed() throws IOException {
        var confirmed = new AtomicLong();
        var failed = new AtomicInteger();
        try (var store = onSmallDisk(); var workers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int worker = 0; worker < 32; worker++) {
                int first = worker;
                workers.execute(() -> acceptUntilFull(store, first, 32, confirmed, failed));
            }
        }

        assertThat(failed).hasValue(32);
        try (var store = SqliteStore.openForEngine(file, "after freeing space")) {
            assertThat(store.runs().totals(RUN).items().accepted()).isEqualTo(confirmed.get()).isPositive();
            store.journal().bookLost(RUN, Samples.NOON);
            assertThat(store.runs().contradictions(RUN)).isEmpty();
            Samples.accept(store, RUN, 1999);
        }
    }

    @Test
    void saysWhatToDoAndRefusesLaterWritesButStillReads() throws IOException {
        try (var store = onSmallDisk()) {
            acceptUntilFull(store, 0, 1, new AtomicLong(), new AtomicInteger());

            assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.runs().budget(RUN, null))
                    .withMessageContaining(file.toString())
                    .withMessageContaining("full")
                    .withMessageContaining("Free some space, then resume");
            assertThat(store.runs().find(RUN)).isPresent();
        }
    }

    private SqliteStore onSmallDisk() throws IOException {
        long pages = Files.size(file) / PAGE_BYTES + 40;
        return new SqliteStore(new Sqlite(file, List.of(), List.of("PRAGMA max_page_count = " + pages)), null,
                new SecureRandom());
    }

    private static void acceptUntilFull(SqliteStore store, int first, int step, AtomicLong confirmed,
            AtomicInteger failed) {
        try {
            for (long seq = first; seq < 1999; seq += step) {
                Samples.accept(store, RUN, seq);
                confirmed.incrementAndGet();
            }
        } catch (StoreException full) {
            failed.incrementAndGet();
        }
    }
}
