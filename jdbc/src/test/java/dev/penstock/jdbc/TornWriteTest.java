package dev.penstock.jdbc;

import static dev.penstock.jdbc.Samples.NOON;
import static dev.penstock.jdbc.Samples.RUN;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A write that was torn in the middle is not there at all, and everything before it is. The last transaction here journals a
/// reply; the log is cut or scribbled over inside it.
///
/// The format of the log: https://www.sqlite.org/fileformat2.html#walformat (read 2026-11).
class TornWriteTest {
    private static final int HEADER = 32;
    private static final int FRAME_HEADER = 24;
    private static final int PAGE = 4096;
    private static final int FRAME = FRAME_HEADER + PAGE;
    private static final int STRIDE = 61;

    @TempDir
    Path folder;
    private byte[] database = {};
    private byte[] log = {};

    @BeforeEach
    void write() throws IOException {
        var file = folder.resolve("penstock.db");
        try (var store = SqliteStore.openForEngine(file, "a test")) {
            Samples.start(store, RUN, 3);
            Samples.accept(store, RUN, 0);
            Samples.bury(store, RUN, 1);
            Samples.received(store, RUN, 2, 1);
            database = Files.readAllBytes(file);
            log = Files.readAllBytes(folder.resolve("penstock.db-wal"));
        }
    }

    @Test
    void findsEverythingInAWholeLog() throws IOException {
        check(log, true);
    }

    @Test
    void dropsALastRecordThatWasCutAtAnyPlaceAndKeepsTheEarlierOnes() throws IOException {
        for (int at : places().toArray()) {
            check(Arrays.copyOf(log, at), false);
        }
    }

    @Test
    void dropsALastRecordWhoseEndIsGarbage() throws IOException {
        IntFunction<byte[]> scribbled = at -> {
            var torn = log.clone();
            Arrays.fill(torn, at, torn.length, (byte) 0x5A);
            return torn;
        };
        for (int at : places().filter(at -> at % 4 == 0).toArray()) {
            check(scribbled.apply(at), false);
        }
    }

    /// Every byte of the headers of the last transaction's pages, and one in so many of their content.
    private IntStream places() {
        int begin = lastTransaction();
        assertThat(log.length - begin).isGreaterThanOrEqualTo(FRAME);
        return IntStream.range(begin, log.length)
                .filter(at -> (at - HEADER) % FRAME < FRAME_HEADER || at % STRIDE == 0 || at == log.length - 1);
    }

    /// Where the frames after the last but one commit begin. A frame that commits says how large the database is.
    private int lastTransaction() {
        int begin = HEADER;
        for (int at = HEADER; at + FRAME < log.length; at += FRAME) {
            if (ByteBuffer.wrap(log).getInt(at + 4) != 0) {
                begin = at + FRAME;
            }
        }
        return begin;
    }

    private void check(byte[] torn, boolean whole) throws IOException {
        var copy = Files.createTempDirectory(folder, "torn");
        var file = copy.resolve("penstock.db");
        Files.write(file, database);
        Files.write(copy.resolve("penstock.db-wal"), torn);
        try (var store = SqliteStore.open(file)) {
            var items = store.runs().totals(RUN).items();
            assertThat(items.accepted()).isEqualTo(1);
            assertThat(items.deadLettered()).isEqualTo(1);
            assertThat(items.pending()).isEqualTo(1);
            var attempt = store.journal().attempts(RUN, 2).getFirst();
            assertThat(attempt.exchange() != null).as("the log cut to %s bytes", torn.length).isEqualTo(whole);
            store.journal().bookLost(RUN, NOON);
            assertThat(store.runs().contradictions(RUN)).isEmpty();
        }
    }
}
