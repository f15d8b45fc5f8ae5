package dev.penstock.engine.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.jdbc.SqliteStore;
import dev.penstock.limit.Limiter;
import dev.penstock.limit.Limits;
import dev.penstock.provider.QuotaReading.Dimension;
import dev.penstock.run.Progress;
import dev.penstock.store.RunRow;
import dev.penstock.store.RunStatus;
import dev.penstock.store.RunTotals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BroadcastTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);
    private static final Limiter.State HALTED = new Limiter.State(3, 8, Duration.ofMillis(1_500), "halted", "bad key",
            7, new Limiter.Traffic(List.of(new Limiter.Quota(Dimension.REQUESTS, 60, null)), 12.5, Dimension.TOKENS,
                    Duration.ofMillis(20), 1, 2, 3));

    @TempDir
    private Path folder;
    private Path store;

    @BeforeEach
    void name() {
        store = folder.resolve("penstock.db");
    }

    @Test
    void tellsAnotherReaderHowTheRunsStandUntilItEnds() {
        try (var _ = SqliteStore.openForEngine(store, "penstock run"); var broadcast = broadcast()) {
            var progress = progress();
            broadcast.add("r_1", "claude", Limits.none(), progress, () -> HALTED);

            var signs = SignsOfLife.of(store);

            assertThat(signs.alive()).isTrue();
            assertThat(signs.run("r_1")).hasValueSatisfying(run -> {
                assertThat(run.progress()).isEqualTo(progress.get());
                assertThat(run.limiter()).isEqualTo(HALTED);
                assertThat(run.endpoint()).isEqualTo("claude");
            });
            broadcast.remove("r_1");
            assertThat(SignsOfLife.of(store).run("r_1")).isEmpty();
        }
        assertThat(SignsOfLife.of(store)).isEqualTo(new SignsOfLife(null, null));
        assertThat(folder).isDirectoryNotContaining(file -> file.toString().contains("engine.json"));
    }

    @Test
    void leavesLastWordsThatNameTheEngineWhenItIsKilled() {
        var broadcast = broadcast(); // never closed, and nobody holds the lock
        broadcast.add("r_1", "claude", Limits.none(), progress(), () -> HALTED);

        var signs = SignsOfLife.of(store);

        assertThat(signs.alive()).isFalse();
        assertThat(signs.run("r_1")).isEmpty();
        assertThat(signs.abandoned(run("r_1", RunStatus.RUNNING))).isTrue();
        assertThat(signs.abandoned(run("r_1", RunStatus.HALTED))).isFalse();
        assertThat(signs.epitaph(run("r_1", RunStatus.RUNNING)))
                .isEqualTo("its engine is gone (was penstock run, process " + ProcessHandle.current().pid() + ")");
        assertThat(signs.epitaph(run("r_2", RunStatus.RUNNING))).isEqualTo("its engine is gone");
        broadcast.close();
    }

    @Test
    void knowsThatARunIsAbandonedWhileAnotherEngineWorksOnAnotherRun() {
        try (var _ = SqliteStore.openForEngine(store, "penstock run"); var broadcast = broadcast()) {
            broadcast.add("r_2", "claude", Limits.none(), progress(), () -> HALTED);

            var signs = SignsOfLife.of(store);

            assertThat(signs.abandoned(run("r_1", RunStatus.RUNNING))).isTrue();
            assertThat(signs.abandoned(run("r_2", RunStatus.RUNNING))).isFalse();
        }
    }

    @Test
    void believesTheLockWhenThereAreNoWordsOrUnreadableOnes() throws IOException {
        try (var _ = SqliteStore.openForEngine(store, "penstock run")) {
            assertThat(SignsOfLife.of(store).abandoned(run("r_1", RunStatus.RUNNING))).isFalse();
            Files.writeString(folder.resolve("penstock.db.engine.json"), "{\"owner\":\"penst");
            assertThat(SignsOfLife.of(store).abandoned(run("r_1", RunStatus.RUNNING))).isFalse();
        }
    }

    @Test
    void isForTheEyesOfItsOwnerOnly() throws IOException {
        try (var _ = broadcast()) {
            assertThat(PosixFilePermissions.toString(
                    Files.getPosixFilePermissions(folder.resolve("penstock.db.engine.json")))).isEqualTo("rw-------");
        }
    }

    @Test
    void neverStopsAnEngineThatCannotTell() throws IOException {
        Files.createDirectories(folder.resolve("penstock.db.engine.json").resolve("in the way"));
        try (var broadcast = broadcast()) {
            broadcast.add("r_1", "claude", Limits.none(), progress(), () -> HALTED);
        }
        assertThat(folder.resolve("penstock.db.engine.json").resolve("in the way")).exists();
    }

    private Broadcast broadcast() {
        return Broadcast.start(store, "penstock run", CLOCK);
    }

    private static Supplier<Progress.Snapshot> progress() {
        var totals = new RunTotals(new RunTotals.Items(10, 4, 1, 0, 5), Map.of("refused", 1L),
                new RunTotals.Attempts(6, 6, 0), Map.of("rate-limited", 2L), Map.of(), Map.of(), Map.of(), 0,
                new RunTotals.Latency(0, 0, 0), Map.of("end_turn", 4L), Map.of(), false);
        return new Progress(totals)::snapshot;
    }

    private static RunRow run(String id, RunStatus status) {
        return new RunRow(id, "triage", "sha256:00", null, "claude", "m", "sync", null, "in", "00", null, "out", null,
                false,
                status, null, NOON, NOON, 0);
    }
}
