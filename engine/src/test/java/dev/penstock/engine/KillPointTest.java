package dev.penstock.engine;

import static dev.penstock.engine.DyingEngine.ITEMS;
import static dev.penstock.engine.DyingEngine.RUN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.engine.DyingEngine.Point;
import dev.penstock.engine.DyingEngine.Way;
import dev.penstock.item.Usage;
import dev.penstock.jdbc.SqliteStore;
import dev.penstock.simulator.Fault;
import dev.penstock.simulator.FaultKind;
import dev.penstock.simulator.Scenario;
import dev.penstock.simulator.Simulator;
import dev.penstock.store.RunStatus;
import dev.penstock.store.RunTotals;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// An engine that dies at an exact point of an item's way is continued by the next one: what was journaled is used, what was in
/// flight is booked as unconfirmed, and the simulator's books agree.
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class KillPointTest {
    @TempDir
    Path folder;
    private Way way = Way.CALLS;

    /// @param accepted items with an outcome right after the kill
    /// @param sentBefore calls the server had seen by then
    /// @param sent calls it has seen when the run is complete
    /// @param unconfirmed attempts nobody knows the price of
    @ParameterizedTest
    @CsvSource({"BEFORE_THE_INTENT, 1, 1, 3, 0", "AFTER_THE_INTENT, 1, 1, 3, 1",
            "BEFORE_THE_REPLY_IS_JOURNALED, 1, 2, 4, 1", "AFTER_THE_REPLY_IS_JOURNALED, 1, 2, 3, 0",
            "AFTER_THE_ITEM_FINISHED, 2, 2, 3, 0"})
    void goesOnExactlyWhereTheJournalEnds(Point point, int accepted, int sentBefore, int sent, int unconfirmed)
            throws Exception {
        try (var simulator = Simulator.start(Scenario.clean(), 0)) {
            assertThat(child(simulator, point).waitFor()).isEqualTo(DyingEngine.KILLED);
            assertThat(simulator.books().totals().calls()).isEqualTo(sentBefore);
            assertThat(totals().items()).isEqualTo(new RunTotals.Items(ITEMS, accepted, 0, 0, ITEMS - accepted));

            resume(simulator);

            assertThat(simulator.books().totals().calls()).isEqualTo(sent);
            assertThat(totals().attempts().unconfirmed()).isEqualTo(unconfirmed);
        }
    }

    /// Whatever the engine knew of its batch when it died: the provider makes one, and is paid for one.
    @ParameterizedTest
    @MethodSource("batchPoints")
    void neverPaysForASecondBatch(Way batches, Point point) throws Exception {
        way = batches;
        try (var simulator = Simulator.start(Scenario.clean(), 0)) {
            assertThat(child(simulator, point).waitFor()).isEqualTo(DyingEngine.KILLED);

            resume(simulator);

            assertThat(simulator.books().batches()).hasSize(1);
            assertThat(simulator.books().calls()).hasSize(ITEMS);
            assertThat(totals().attempts().unconfirmed()).isZero();
        }
    }

    static Stream<Arguments> batchPoints() {
        var both = Stream.of(Point.BEFORE_THE_UPLOAD, Point.BEFORE_THE_BATCH_IS_STORED, Point.WHILE_POLLING,
                Point.BEFORE_THE_RESULTS_ARE_READ, Point.WHILE_READING_RESULTS, Point.BEFORE_THE_BATCH_IS_CLOSED)
                .flatMap(point -> Stream.of(Arguments.of(Way.ANTHROPIC_BATCH, point),
                        Arguments.of(Way.OPENAI_BATCH, point)));
        return Stream.concat(both, Stream.of(Arguments.of(Way.OPENAI_BATCH, Point.BEFORE_THE_FILE_IS_STORED),
                Arguments.of(Way.OPENAI_BATCH, Point.BEFORE_THE_CREATION)));
    }

    @Test
    void sendsAgainWhatWasOnTheWireAndBooksItAsUnconfirmed() throws Exception {
        var secondHangs = new Fault(FaultKind.STALL, new Fault.Share.OfCalls(1, 2, 2), 1,
                new Fault.Options(null, Fault.RetryAfter.NONE, Duration.ofHours(1), null));
        try (var simulator = Simulator.start(Scenario.clean().and(secondHangs), 0)) {
            var child = child(simulator, Point.NOWHERE);
            while (simulator.books().totals().calls() < 2) {
                assertThat(child.waitFor(5, TimeUnit.MILLISECONDS)).as("it ended before it was killed").isFalse();
            }
            child.destroyForcibly().waitFor();

            resume(simulator);

            assertThat(simulator.books().totals().calls()).isEqualTo(ITEMS + 1);
            assertThat(totals().attempts().unconfirmed()).isEqualTo(1);
            assertThat(simulator.books().totals().undeliveredCalls()).isEqualTo(1);
        }
    }

    /// Completes the run in this process, and holds the ledger against the books.
    private void resume(Simulator simulator) throws InterruptedException {
        var end = DyingEngine.run(folder, simulator.baseUri(), Point.NOWHERE, way);

        assertThat(end.status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(simulator.books().calls()).extracting(call -> call.clientRequestId()).doesNotHaveDuplicates();
        assertThat(simulator.books().calls()).allSatisfy(call -> assertThat(call.billed()).isNotEqualTo(Usage.NONE));
        try (var store = SqliteStore.open(folder.resolve("penstock.db"))) {
            var verification = Verification.of(store.runs().find(RUN).orElseThrow(), store, simulator.baseUri());
            assertThat(verification.problems()).isEmpty();
            assertThat(verification.totals().items()).isEqualTo(new RunTotals.Items(ITEMS, ITEMS, 0, 0, 0));
        }
    }

    private RunTotals totals() {
        try (var store = SqliteStore.open(folder.resolve("penstock.db"))) {
            return store.runs().totals(RUN);
        }
    }

    private Process child(Simulator simulator, Point point) throws IOException {
        var classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", "."))
                .replace(';', File.pathSeparatorChar);
        var command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-cp", classPath,
                DyingEngine.class.getName(), folder.toString(), simulator.baseUri().toString(), point.name(),
                way.name());
        return new ProcessBuilder(command).inheritIO().start();
    }
}
