package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.penstock.simulator.Latency;
import dev.penstock.simulator.Scenario;
import dev.penstock.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A disk that is full, broken or read-only ends a run at once with one clear line; when it is mended, the run goes on, and
/// nothing that was journaled is bought again. Small disks need root, a broken one a C compiler: without them the test says
/// so and is skipped.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DiskFaultsTest {
    private static final int ITEMS = 1_500;
    private static final int IN_FLIGHT = 8;
    private static final Latency SHORT = Latency.fixed(Duration.ofMillis(5));

    @TempDir
    Path folder;
    private Path disk;

    @BeforeEach
    void name() throws IOException {
        disk = Files.createDirectory(folder.resolve("disk"));
    }

    @AfterEach
    void unmount() throws Exception {
        command("umount", disk.toString());
    }

    @Test
    void aFullDiskEndsTheRunAndMoreSpaceLetsItGoOn() throws Exception {
        mount("size=3m");
        var project = write();
        try (var simulator = Simulator.start(Scenario.clean().withLatency(SHORT), 0)) {
            project.onTheWire(simulator.baseUri(), IN_FLIGHT);
            try (var run = CliProcess.start(project, "run", "triage", "--input", "items.jsonl", "--run-id", "d",
                    "--quiet")) {
                assertThat(run.end()).isEqualTo(ExitCode.INTERNAL);
                assertThat(run.err()).contains("d broke off; what it paid for is kept",
                        "alert: run-broken: broke off with an internal error (StoreException)",
                        "error: the store ",
                        "cannot grow: the disk or its quota is full. Free some space, then resume");
            }
            assertThat(simulator.books().totals().calls()).isBetween(1L, ITEMS - 1L);
            assertThat(command("mount", "-o", "remount,size=200m", disk.toString())).isZero();

            resumedToTheEnd(project, simulator);
        }
    }

    @Test
    void aSyncThatFailsIsNeverTriedAgainAndTheRunEnds() throws Exception {
        var shim = brokenDisk();
        var project = write();
        try (var simulator = Simulator.start(Scenario.clean().withLatency(SHORT), 0)) {
            project.onTheWire(simulator.baseUri(), IN_FLIGHT);
            var env = Map.of("LD_PRELOAD", shim.toString(), "FAIL_SYNC_AFTER", "60");
            try (var run = CliProcess.start(project, env, "run", "triage", "--input", "items.jsonl", "--run-id", "d",
                    "--quiet")) {
                assertThat(run.end()).isEqualTo(ExitCode.INTERNAL);
                assertThat(run.err()).contains("d broke off; what it paid for is kept",
                        "cannot be read or written: the disk reports an error");
            }
            assertThat(simulator.books().totals().calls()).isBetween(1L, ITEMS - 1L);

            resumedToTheEnd(project, simulator);
        }
    }

    /// Time passes 300 times faster for the process, so that the ten minutes of patience and the longest call are seconds.
    @Test
    void aSyncThatNeverReturnsIsGivenUpLoudlyAndTheRunGoesOnInAnotherProcess() throws Exception {
        var shim = brokenDisk();
        var project = write();
        try (var simulator = Simulator.start(Scenario.clean().withLatency(SHORT), 0)) {
            project.onTheWire(simulator.baseUri(), IN_FLIGHT);
            var env = Map.of("LD_PRELOAD", shim.toString(), "FAIL_SYNC_AFTER", "60", "SYNC_HANGS", "yes");
            try (var run = CliProcess.startFaster(300, project, env, "run", "triage", "--input", "items.jsonl",
                    "--run-id", "d", "--quiet")) {
                assertThat(run.end()).isEqualTo(ExitCode.INTERNAL);
                assertThat(run.err()).contains(
                        "error: run d stood still: nothing was read, sent or finished for 11 minutes,"
                                + " and nothing made it wait; what every thread was doing is in ",
                        "ended at once; resume with: penstock resume d");
            }
            assertThat(whatEveryThreadDid(project)).contains("dev.penstock.jdbc.GroupWriter");

            resumedToTheEnd(project, simulator);
        }
    }

    private static String whatEveryThreadDid(TestProject project) throws IOException {
        try (var files = Files.walk(project.folder())) {
            return Files.readString(files.filter(file -> file.getFileName().toString().startsWith("stalled-d-"))
                    .findFirst()
                    .orElseThrow());
        }
    }

    @Test
    void aReadOnlyFolderIsRefusedBeforeAnythingIsSent() throws Exception {
        mount("size=20m");
        var project = write();
        try (var simulator = Simulator.start(Scenario.clean(), 0)) {
            project.onTheWire(simulator.baseUri(), IN_FLIGHT);
            assertThat(command("mount", "-o", "remount,ro", disk.toString())).isZero();

            var run = project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "d");

            assertThat(run.code()).isEqualTo(ExitCode.INTERNAL);
            assertThat(run.err()).contains("cannot be created");
            assertThat(simulator.books().totals().calls()).isZero();
        }
    }

    @Test
    void anOutputFolderThatIsLostMidRunCostsNothing() throws Exception {
        var project = write().items(60);
        try (var simulator = Simulator.start(Scenario.clean().withLatency(Latency.fixed(Duration.ofMillis(100))), 0)) {
            project.onTheWire(simulator.baseUri(), IN_FLIGHT);
            try (var run = CliProcess.start(project, "run", "triage", "--input", "items.jsonl", "--run-id", "d",
                    "--quiet")) {
                run.await("a call", () -> simulator.books().totals().calls() > 0);
                Files.delete(project.folder().resolve("out/d"));
                Files.writeString(project.folder().resolve("out/d"), "somebody's file");

                assertThat(run.end()).isEqualTo(ExitCode.INTERNAL);
                assertThat(run.err()).contains("cannot write the outputs to ",
                        "nothing is lost, write them elsewhere with: penstock export d --output DIR");
            }
            assertThat(project.penstock("export", "d", "--output", "elsewhere").code()).isZero();
            assertThat(project.read("elsewhere/accepted.jsonl").lines()).hasSize(60);
            assertThat(simulator.books().totals().calls()).isEqualTo(60);
        }
    }

    private TestProject write() {
        return new TestProject(disk).endpoint("wire").items(ITEMS);
    }

    private void mount(String size) throws Exception {
        assumeThat(command("mount", "-t", "tmpfs", "-o", size, "tmpfs", disk.toString()))
                .as("small disks need the right to mount one")
                .isZero();
    }

    /// Completes the run, and holds the ledger against the books.
    private static void resumedToTheEnd(TestProject project, Simulator simulator) {
        var resumed = project.penstock("resume", "d", "--json");
        assertThat(resumed.code()).as(resumed.err()).isZero();
        var report = JsonMapper.shared().readTree(resumed.lastLine());
        var unconfirmed = report.path("attempts").path("unconfirmed").asLong();
        assertThat(report.path("items").path("accepted").asInt()).isEqualTo(ITEMS);
        assertThat(unconfirmed).isBetween(0L, (long) IN_FLIGHT);
        assertThat(simulator.books().totals().calls()).isBetween((long) ITEMS, ITEMS + unconfirmed);
        var verified = project.penstock("verify", "d", "--json", "--books", simulator.baseUri().toString());
        JsonNode found = JsonMapper.shared().readTree(verified.lastLine());
        assertThat(found.path("problems")).isEmpty();
    }

    /// A library before libc whose sync fails or never returns, once and for all, on the store's log.
    private Path brokenDisk() throws Exception {
        assumeThat(Path.of("/usr/bin/gcc")).as("a broken disk needs a C compiler").exists();
        var source = Files.writeString(folder.resolve("broken.c"), """
                #define _GNU_SOURCE
                #include <dlfcn.h>
                #include <errno.h>
                #include <stdatomic.h>
                #include <stdio.h>
                #include <stdlib.h>
                #include <string.h>
                #include <unistd.h>

                static atomic_int syncs;

                static int fails(int fd) {
                    const char *after = getenv("FAIL_SYNC_AFTER");
                    char link[64], path[4096];
                    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
                    ssize_t length = readlink(link, path, sizeof path - 1);
                    if (after == NULL || length < 0) return 0;
                    path[length] = 0;
                    return strstr(path, "penstock.db-wal") != NULL && ++syncs > atoi(after);
                }

                static int failed(void) {
                    while (getenv("SYNC_HANGS") != NULL) pause();
                    errno = EIO;
                    return -1;
                }

                int fsync(int fd) {
                    if (fails(fd)) return failed();
                    return ((int (*)(int)) dlsym(RTLD_NEXT, "fsync"))(fd);
                }

                int fdatasync(int fd) {
                    if (fails(fd)) return failed();
                    return ((int (*)(int)) dlsym(RTLD_NEXT, "fdatasync"))(fd);
                }
                """);
        var library = folder.resolve("broken.so");
        assertThat(command("gcc", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl")).isZero();
        return library;
    }

    private static int command(String... words) throws IOException, InterruptedException {
        return new ProcessBuilder(List.of(words)).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
