package dev.penstock.server;

import static dev.penstock.server.Served.GENERATIONS;
import static dev.penstock.server.Served.TICKET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.simulator.Scenario;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests that are too much, too deep, or not what they say.
class RequestLimitsTest {
    @TempDir
    Path folder;

    @Test
    void aBodyLongerThanAllowedIsRefusedWhetherOrNotItSaysSo() {
        try (var served = Served.start(folder, Scenario.clean())) {
            var large = "{\"input\":{\"ticket\":\"" + "a".repeat(1 << 20) + "\"}}";

            assertThat(served.post(GENERATIONS, large).problem()).isEqualTo("too-large");
            var chunked = served.request(GENERATIONS)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers
                            .ofInputStream(() -> new ByteArrayInputStream(large.getBytes(StandardCharsets.UTF_8))));
            assertThat(served.send(chunked).problem()).isEqualTo("too-large");
            assertThat(served.calls()).isZero();
        }
    }

    @Test
    void nothingIsUnpackedSoNothingCanBlowUp() throws IOException {
        var bomb = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bomb)) {
            gzip.write(new byte[10 << 20]);
        }
        try (var served = Served.start(folder, Scenario.clean())) {
            for (var path : List.of(GENERATIONS, "/v1/tasks/triage/runs")) {
                var request = served.request(path, "Content-Encoding", "gzip")
                        .header("Content-Type", path.endsWith("runs") ? "application/x-ndjson" : "application/json")
                        .POST(BodyPublishers.ofByteArray(bomb.toByteArray()));
                assertThat(served.send(request).status()).isEqualTo(415);
            }
        }
    }

    @Test
    void deepJsonIsRefusedBeforeAnybodyClimbsDown() {
        try (var served = Served.start(folder, Scenario.clean())) {
            var deep = "{\"input\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

            assertThat(served.post(GENERATIONS, deep).status()).isEqualTo(400);
            assertThat(served.upload("/v1/tasks/triage/runs?run-id=r1", deep + "\n{\"ticket\":\"x\"}\n").status())
                    .isEqualTo(202);
            served.get("/v1/runs/r1/events", "Accept", "text/event-stream");
            assertThat(served.get("/v1/runs/r1").body().at("/deadLetters/bad-input").asInt()).isEqualTo(1);
        }
    }

    @Test
    void onlyTheDocumentedContentTypesAreRead() {
        try (var served = Served.start(folder, Scenario.clean())) {
            for (var type : List.of("text/plain", "application/x-www-form-urlencoded",
                    "multipart/form-data; boundary=x")) {
                var request = served.request(GENERATIONS, "Content-Type", type).POST(BodyPublishers.ofString(TICKET));
                assertThat(served.send(request).status()).as(type).isEqualTo(415);
            }
            assertThat(served.send(served.request(GENERATIONS).POST(BodyPublishers.ofString(TICKET))).status())
                    .isEqualTo(415);
        }
    }

    @Test
    void pathsLeadNowhereElse() throws IOException {
        try (var served = Served.start(folder, Scenario.clean())) {
            for (var path : List.of("/assets/../penstock.yaml", "/assets/%2e%2e/penstock.yaml",
                    "/assets/..%2fpenstock.yaml",
                    "/assets/..;/penstock.yaml", "/assets/console.css%00", "/v1/prompts/%2e%2e%2f%2e%2e",
                    "/v1/runs/..%5c..%5cx", "/v1/tasks/../../penstock.yaml/runs", "/v1/prompts/C:")) {
                var answer = AccessTest.raw(served,
                        "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
                assertThat(answer).as(path).containsPattern("^HTTP/1.1 40[04] ").doesNotContain("endpoints", "<html>");
            }
        }
    }

    @Test
    void whatIsNoHttpIsAnsweredBrieflyAndNotRepeated() throws IOException {
        try (var served = Served.start(folder, Scenario.clean())) {
            assertThat(AccessTest.raw(served, "<script>alert(1)</script>\r\n\r\n")).startsWith("HTTP/1.1 400")
                    .doesNotContain("alert");
            assertThat(
                    AccessTest.raw(served, "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Large: " + "a".repeat(20_000)
                            + "\r\n\r\n"))
                    .startsWith("HTTP/1.1 431")
                    .contains("problem+json");
        }
    }

    @Test
    void anotherMethodIsToldWhichOnesThereAre() {
        try (var served = Served.start(folder, Scenario.clean())) {
            var reply = served.send(served.request("/v1/runs").DELETE());

            assertThat(reply.status()).isEqualTo(405);
            assertThat(reply.header("Allow")).isEqualTo("GET");
            assertThat(reply.problem()).isEqualTo("method-not-allowed");
        }
    }
}
