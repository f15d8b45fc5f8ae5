package dev.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.simulator.BatchRules;
import dev.penstock.simulator.Latency;
import dev.penstock.simulator.Scenario;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A run that waits for batches does not look as if it were stuck.
class BatchPagesTest {
    private static final String RUN = "/v1/tasks/triage/runs?run-id=r1&mode=batch";

    private static Chromium chromium;

    @TempDir
    Path folder;

    @BeforeAll
    static void startBrowser() {
        chromium = Chromium.start();
    }

    @AfterAll
    static void endBrowser() {
        chromium.close();
    }

    @Test
    void aRunThatWaitsForItsBatchSaysSoEverywhere() {
        try (var served = Served.start(folder, batchesTake(Duration.ofHours(1))); var visit = chromium.visit(served)) {
            served.upload(RUN, items(60));
            visit.open("/").sees("#live", "Waits for 1 batch of 60, in_progress");
            assertThat(visit.text("#live")).contains("waits for batches", "done within 23h").doesNotContain("ETA");
            visit.open("/runs/r1").sees("#live", "Waits for 1 batch of 60, in_progress");
            assertThat(visit.text("#details")).contains("pst-", "created", "60", "23h", "msgbatch_");
            visit.assertAccessible();
            assertThat(visit.open("/runs").text("tbody")).contains("batch");
        }
    }

    @Test
    void aSettledBatchSaysWhatWasBooked() {
        try (var served = Served.start(folder, batchesTake(Duration.ofMillis(1)))) {
            served.upload(RUN, items(60));
            served.get("/v1/runs/r1/events", "Accept", "text/event-stream");

            assertThat(PagesTest.words(served.get("/runs/r1?tab=batches").text())).contains("settled 60 60");
            assertThat(PagesTest.words(served.get("/runs/r1").text())).contains("Dead letters");
        }
    }

    @Test
    void aRunOneByOneHasNoBatches() {
        try (var served = Served.start(folder, Scenario.clean())) {
            served.upload("/v1/tasks/triage/runs?run-id=r1", items(1));
            assertThat(served.get("/runs/r1").text()).doesNotContain("tab=batches");
        }
    }

    private static Scenario batchesTake(Duration time) {
        return Scenario.clean().withBatch(BatchRules.USUAL.withTime(Latency.fixed(time)));
    }

    private static String items(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> "{\"id\":\"t" + i + "\",\"ticket\":\"The order A-" + (77_000 + i) + " never came.\"}\n")
                .collect(Collectors.joining());
    }
}
