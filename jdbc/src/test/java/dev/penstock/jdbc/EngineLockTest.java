package dev.penstock.jdbc;

import static dev.penstock.jdbc.Samples.RUN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.penstock.store.StoreLockedException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One engine per store, however the last one ended.
class EngineLockTest {
    @TempDir
    Path folder;
    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("penstock.db");
    }

    @Test
    void refusesASecondEngineInTheSameProcessAndNamesTheFirst() {
        try (var first = SqliteStore.openForEngine(file, "penstock run")) {
            assertThatExceptionOfType(StoreLockedException.class)
                    .isThrownBy(() -> SqliteStore.openForEngine(file, "penstock serve"))
                    .withMessageContaining("penstock run, process " + ProcessHandle.current().pid() + ", since 20");
            Samples.start(first, RUN, 1);
        }
    }

    @Test
    void refusesASecondEngineInAnotherProcessAndTakesOverWhenItIsKilled() throws IOException, InterruptedException {
        try (var child = ChildProcess.start(file, "hold")) {
            assertThatExceptionOfType(StoreLockedException.class)
                    .isThrownBy(() -> SqliteStore.openForEngine(file, "penstock run"))
                    .withMessageContaining("a child, process " + child.pid());
            child.kill();
        }
        try (var store = SqliteStore.openForEngine(file, "penstock run")) {
            Samples.start(store, RUN, 1);
            assertThat(store.runs().find(RUN)).isPresent();
        }
    }

    @Test
    void keepsTheLockAfterARefusedEngineAndAReaderCameAndWent() throws IOException {
        try (var first = SqliteStore.openForEngine(file, "penstock run")) {
            assertThatExceptionOfType(StoreLockedException.class)
                    .isThrownBy(() -> SqliteStore.openForEngine(file, "again"));
            SqliteStore.open(file).close();
            try (var child = ChildProcess.start(file, "hold")) {
                assertThat(child.firstLine()).isEqualTo("locked");
            }
            Samples.start(first, RUN, 1);
        }
    }

    @Test
    void tellsWhichEngineWorksOnAStoreUntilItEndsOrIsKilled() throws IOException, InterruptedException {
        assertThat(SqliteStore.engineAtWork(file)).isEmpty();
        try (var _ = SqliteStore.openForEngine(file, "penstock run")) {
            assertThat(SqliteStore.engineAtWork(file)).hasValueSatisfying(who -> assertThat(who)
                    .startsWith("penstock run, process " + ProcessHandle.current().pid()));
        }
        assertThat(SqliteStore.engineAtWork(file)).isEmpty();
        try (var child = ChildProcess.start(file, "hold")) {
            assertThat(SqliteStore.engineAtWork(file)).hasValueSatisfying(
                    who -> assertThat(who).startsWith("a child, process " + child.pid()));
            child.kill();
        }
        assertThat(SqliteStore.engineAtWork(file)).isEmpty();
    }

    @Test
    void neverRefusesAnEngineBecauseSomebodyLooks() throws IOException {
        SqliteStore.openForEngine(file, "penstock run").close();
        try (var child = ChildProcess.start(file, "look")) {
            assertThat(child.firstLine()).isEqualTo("looking");
            for (int i = 0; i < 100; i++) {
                SqliteStore.openForEngine(file, "penstock run").close();
            }
        }
    }

    @Test
    void letsAReviewerDecideBesideAnEngine() {
        try (var engine = SqliteStore.openForEngine(file, "penstock run"); var reviewer = SqliteStore.open(file)) {
            Samples.start(engine, RUN, 2);
            var id = Samples.bury(engine, RUN, 0);

            assertThat(reviewer.deadLetters().accept(id, 1, Samples.corrected("{}"), Samples.by("ann", null))).isTrue();
            Samples.accept(engine, RUN, 1);

            assertThat(reviewer.runs().totals(RUN).items().accepted()).isEqualTo(2);
            assertThat(engine.deadLetters().discard(id, 1, Samples.by("bob", null))).isFalse();
        }
    }

    @Test
    void opensAgainAfterAClose() {
        for (int i = 0; i < 3; i++) {
            try (var store = SqliteStore.openForEngine(file, "penstock run")) {
                store.runs().create(Samples.run("run-" + i));
                assertThat(store.runs().list(9)).hasSize(i + 1);
            }
        }
    }
}
