package dev.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.server.Served.Reply;
import dev.penstock.simulator.Fault;
import dev.penstock.simulator.FaultKind;
import dev.penstock.simulator.Latency;
import dev.penstock.simulator.Scenario;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs over HTTP.
class RunApiTest {
    private static final String RUNS = "/v1/tasks/triage/runs";

    @TempDir
    Path folder;

    @Test
    void anUploadBecomesARunThatIsAccountedFor() {
        try (var served = Served.start(folder, Scenario.clean())) {
            var started = served.upload(RUNS, items(20) + "not json\n");

            assertThat(started.status()).isEqualTo(202);
            var run = started.body().path("id").asString();
            assertThat(started.header("Location")).isEqualTo("/v1/runs/" + run);
            var report = ended(served, run);
            assertThat(report.body().path("status").asString()).isEqualTo("complete");
            assertThat(report.body().at("/items/accepted").asInt()).isEqualTo(20);
            assertThat(report.body().at("/items/deadLettered").asInt()).isEqualTo(1);
            assertThat(served.get("/v1/runs").body().at("/data/0/run").asString()).isEqualTo(run);
            assertThat(folder.resolve("out").resolve(run).resolve("accepted.jsonl")).exists();
            assertThat(served.calls()).isEqualTo(20);
            while (served.log.isEmpty()) {
                Thread.onSpinWait(); // whoever watches the run hears of its end when everybody does
            }
            assertThat(served.log).contains("run " + run + " complete: 20 accepted, 1 dead-lettered, 0 pending");
        }
    }

    @Test
    void itemsComePageByPageWithWhatBecameOfThem() {
        try (var served = Served.start(folder, Scenario.clean())) {
            served.upload(RUNS + "?run-id=r1", items(5) + "not json\n");
            ended(served, "r1");

            var first = served.get("/v1/runs/r1/items?limit=4").body();
            var second = served.get("/v1/runs/r1/items?limit=4&cursor=" + first.path("next").asString()).body();
            assertThat(first.path("data").size() + second.path("data").size()).isEqualTo(6);
            assertThat(second.path("next").isNull()).isTrue();
            assertThat(served.get("/v1/runs/r1/items?status=dead-lettered").body().at("/data/0/reason").asString())
                    .isEqualTo("bad-input");
            assertThat(served.get("/v1/runs/r1/items?status=nope").status()).isEqualTo(400);
            assertThat(served.get("/v1/runs/nope/items").status()).isEqualTo(404);
        }
    }

    @Test
    void theSameKeyAndLinesAreTheSameRun() {
        try (var served = Served.start(folder, Scenario.clean())) {
            var first = served.upload(RUNS, items(5), "Idempotency-Key", "k-1");
            var second = served.upload(RUNS, items(5), "Idempotency-Key", "k-1");
            ended(served, first.body().path("id").asString());

            assertThat(second.body().path("id")).isEqualTo(first.body().path("id"));
            assertThat(served.upload(RUNS, items(6), "Idempotency-Key", "k-1").problem())
                    .isEqualTo("idempotency-key-reused");
            assertThat(served.upload(RUNS + "?run-id=" + first.body().path("id").asString(), items(6)).problem())
                    .isEqualTo("id-reused");
            assertThat(served.calls()).isEqualTo(5);
        }
    }

    @Test
    void eventsTellOfEachDeadLetterOnceAlsoToAClientThatComesBack() {
        try (var served = Served.start(folder, Scenario.clean().and(Fault.ofItems(FaultKind.SCHEMA_ENUM, 1)))) {
            served.upload(RUNS + "?run-id=r1", items(6));
            var whole = served.get("/v1/runs/r1/events", "Accept", "text/event-stream").text();
            var ids = whole.lines().filter(line -> line.startsWith("id: ")).map(line -> line.substring(4)).toList();
            var rest = served.get("/v1/runs/r1/events", "Accept", "text/event-stream", "Last-Event-ID", ids.get(3))
                    .text();

            assertThat(ids).hasSize(6).doesNotHaveDuplicates();
            assertThat(whole).startsWith("retry: 2000\n").contains("event: end\n");
            assertThat(rest.lines().filter(line -> line.startsWith("id: ")).map(line -> line.substring(4)))
                    .containsExactlyElementsOf(ids.subList(4, 6));
            var end = whole.substring(whole.lastIndexOf("data: ") + 6).strip();
            assertThat(Served.JSON.readTree(end).at("/items/deadLettered").asInt()).isEqualTo(6);
            assertThat(served.get("/v1/runs/r1/events", "Accept", "application/json").status()).isEqualTo(406);
        }
    }

    @Test
    void eventsComeWhileTheRunIsAtWorkAndNotWhenItHasEnded() throws Exception {
        try (var served = Served.start(folder, Scenario.clean().withLatency(Latency.fixed(Duration.ofMillis(300))))) {
            served.upload(RUNS + "?run-id=r1", items(100));
            var request = served.request("/v1/runs/r1/events", "Accept", "text/event-stream").GET().build();
            try (var lines = served.client.send(request, BodyHandlers.ofLines()).body()) {
                assertThat(lines.anyMatch(line -> line.equals("event: progress"))).isTrue();
                assertThat(served.get("/v1/runs/r1").body().path("status").asString()).isEqualTo("running");
            }
            served.command("/v1/runs/r1/cancel");
        }
    }

    @Test
    void eventsTellWhatSomebodyIsToldUpToTheEndOfTheRun() {
        var slow = Scenario.clean()
                .and(Fault.ofItems(FaultKind.SCHEMA_ENUM, 1))
                .withLatency(Latency.fixed(Duration.ofMillis(300)));
        try (var served = Served.start(folder, slow)) {
            served.upload(RUNS + "?run-id=r1", items(6));
            var events = served.get("/v1/runs/r1/events", "Accept", "text/event-stream").text();

            assertThat(events).containsOnlyOnce("event: alert\n").contains("\"rule\":\"zero-accepted\"");
            assertThat(events.indexOf("event: alert")).isLessThan(events.indexOf("event: end"));
        }
    }

    @Test
    void aRunCanBeCancelledAndTakenUpAgain() {
        try (var served = Served.start(folder, Scenario.clean().withLatency(Latency.fixed(Duration.ofMillis(100))))) {
            served.upload(RUNS + "?run-id=r1", items(60));
            assertThat(served.command("/v1/runs/r1/resume").problem()).isEqualTo("run-at-work");
            assertThat(served.command("/v1/runs/r1/cancel").status()).isEqualTo(202);
            var cancelled = ended(served, "r1").body();
            assertThat(cancelled.path("status").asString()).isEqualTo("cancelled");
            assertThat(cancelled.path("why").asString()).isEqualTo("cancelled by tester");
            assertThat(served.command("/v1/runs/r1/cancel").problem()).isEqualTo("run-not-at-work");

            assertThat(served.post("/v1/runs/r1/resume", "{\"budgetUsd\":\"25.00\"}").status()).isEqualTo(202);
            assertThat(ended(served, "r1").body().at("/items/accepted").asInt()).isEqualTo(60);
            assertThat(served.calls()).isEqualTo(60);
        }
    }

    @Test
    void theNextServerGoesOnWithARunThatTheLastOneDidNotFinish() {
        try (var served = Served.start(folder, Scenario.clean().withLatency(Latency.fixed(Duration.ofMillis(100))))) {
            served.upload(RUNS + "?run-id=r1", items(60));
            served.restart();

            assertThat(ended(served, "r1").body().at("/items/accepted").asInt()).isEqualTo(60);
            assertThat(served.calls()).isEqualTo(60);
        }
    }

    @Test
    void anUploadThatCannotBecomeARunLeavesNothingBehind() throws Exception {
        try (var served = Served.start(folder, Scenario.clean(), "server: { limits: { upload-bytes: 2000 } }\n")) {
            assertThat(served.upload(RUNS, "").problem()).isEqualTo("cannot-start");
            assertThat(served.upload(RUNS + "?run-id=../../x", items(1)).problem()).isEqualTo("cannot-start");
            assertThat(served.upload(RUNS + "?mode=nightly", items(1)).problem()).isEqualTo("cannot-start");
            assertThat(served.upload(RUNS + "?budget=much", items(1)).status()).isEqualTo(400);
            assertThat(served.upload(RUNS + "?unknown=1", items(1)).status()).isEqualTo(400);
            assertThat(served.upload(RUNS, items(500)).problem()).isEqualTo("too-large");
            assertThat(served.upload(RUNS, chunked(items(500))).problem()).isEqualTo("too-large");
            assertThat(served.upload("/v1/tasks/other/runs", items(1)).status()).isEqualTo(404);
            assertThat(served.get("/v1/runs").body().path("data")).isEmpty();
            try (var left = Files.list(folder.resolve(".penstock/uploads"))) {
                assertThat(left).isEmpty();
            }
        }
    }

    private static java.net.http.HttpRequest.BodyPublisher chunked(String text) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String items(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> "{\"id\":\"t" + i + "\",\"ticket\":\"ticket " + i + "\"}\n")
                .collect(Collectors.joining());
    }

    /// Follows the run to its end.
    private static Reply ended(Served served, String run) {
        served.get("/v1/runs/" + run + "/events", "Accept", "text/event-stream");
        var report = served.get("/v1/runs/" + run);
        assertThat(report.body().path("status").asString()).isNotIn(List.of("running"));
        return report;
    }
}
