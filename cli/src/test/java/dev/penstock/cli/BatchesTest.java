package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.simulator.Scenario;
import dev.penstock.simulator.Simulator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// Batches as an operator meets them, against a simulator of its own.
class BatchesTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int ITEMS = 30;

    @TempDir
    private Path folder;
    private TestProject project;
    private Simulator simulator;

    @BeforeEach
    void open() throws Exception {
        simulator = Simulator.start(Scenario.clean(), 0);
        project = new TestProject(folder).items(ITEMS).endpoint("wire").onTheWire(simulator.baseUri(), 8);
    }

    @AfterEach
    void close() {
        simulator.close();
    }

    @Test
    void aRunInBatchesIsOneBatchAtHalfThePriceAndTheReportSaysSo() {
        var run = run("batch");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("30 in batches, errors retryable 0 | not retryable 0; 0 one by one");
        assertThat(simulator.books().batches()).hasSize(1);
        var report = JSON.readTree(project.read("out/r/report.json"));
        assertThat(report.path("mode").asString()).isEqualTo("batch");
        assertThat(report.path("byMode").path("batch").path("attempts").asInt()).isEqualTo(ITEMS);
        assertThat(report.path("byMode").path("sync").path("attempts").asInt()).isZero();
        assertThat(project.penstock("verify", "r", "--books", simulator.baseUri().toString()).code()).isZero();
    }

    @Test
    void listsItsBatchesAndThoseThatNobodyOwns() throws Exception {
        assertThat(run("batch").code()).isZero();
        somebodyElsesBatch();

        var listed = project.penstock("batches");

        assertThat(listed.code()).as(listed.err()).isZero();
        assertThat(listed.out()).contains("settled")
                .contains("1 batch at the providers that no run of this store owns:");
        assertThat(project.penstock("batches", "--offline").out()).contains("settled")
                .doesNotContain("no run of this store");
    }

    @Test
    void autoGoesOneByOneUntilTheTaskSaysHowLongItCanWait() {
        assertThat(run("auto").err()).doesNotContain("in batches");

        assertThat(simulator.books().batches()).isEmpty();
    }

    @Test
    void autoTakesBatchesForManyItemsOfATaskThatCanWait() {
        project.items(120).write("prompts/triage/task.yaml", """
                endpoint: wire
                model: claude-haiku-4-5
                max-output-tokens: 200
                batch: { max-wait: 24h }
                """);

        var run = run("auto");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("in batches at a lower price");
        assertThat(simulator.books().batches()).hasSize(1);
    }

    @Test
    void aModeThatCannotBeHadIsRefusedBeforeAnythingIsSent() {
        project.write("penstock.yaml", """
                endpoints:
                  wire: { provider: openai, dialect: vllm, base-url: "%s/v1" }
                """.formatted(simulator.baseUri()));

        var run = run("batch");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("endpoint wire has no batch API").contains("--mode sync");
        assertThat(run("nightly").err()).contains("mode nightly is unknown").contains("allowed: sync, batch, auto");
        assertThat(simulator.books().totals().calls()).isZero();
    }

    @Test
    void aBatchThatDoesNotExistCannotBeGivenUp() {
        assertThat(run("sync").code()).isZero();

        var given = project.penstock("batches", "--give-up", "pst-0000000000000000");

        assertThat(given.code()).isEqualTo(2);
        assertThat(given.err()).contains("there is no batch pst-0000000000000000");
    }

    /// A batch that takes longer than anybody waits here; its run is killed meanwhile.
    @Test
    void aBatchBelongsToTheKeyThatMadeItAndCanBeGivenUpWhenItIsGone() throws Exception {
        simulator.close();
        project.write("slow.yaml", "name: slow\nbatch: { time: { p50: 2h } }\n");
        simulator = Simulator.start(Scenario.load(folder.resolve("slow.yaml")), 0);
        wire("one-key");
        try (var run = CliProcess.start(project, "run", "triage", "--input", "items.jsonl", "--run-id", "r", "--mode",
                "batch", "--quiet")) {
            run.await("a batch", () -> !simulator.books().batches().isEmpty());
            run.kill();
        }

        wire("another-key");
        var refused = project.penstock("resume", "r");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("was made with another key than endpoints.wire.api-key")
                .contains("put the key back that it was made with")
                .doesNotContain("one-key", "another-key");
        assertThat(simulator.books().batches()).hasSize(1);

        var label = Objects.requireNonNull(simulator.books().batches().getFirst().label());
        var given = project.penstock("batches", "--give-up", label);
        assertThat(given.code()).as(given.err()).isZero();
        assertThat(given.out()).contains(label + " is given up: 30 calls booked as unconfirmed");
        assertThat(project.penstock("batches", "--offline").out()).contains("settled");
    }

    private void wire(String key) {
        project.write("penstock.yaml", """
                endpoints:
                  wire: { provider: anthropic, api-key: %s, base-url: "%s", limits: { concurrency: 8 } }
                """.formatted(key, simulator.baseUri()));
    }

    private void somebodyElsesBatch() throws Exception {
        var body = """
                {"requests":[{"custom_id":"mine","params":{"model":"claude-haiku-4-5","max_tokens":5,
                 "messages":[{"role":"user","content":"hello"}]}}]}""";
        var request = HttpRequest.newBuilder(URI.create(simulator.baseUri() + "/v1/messages/batches"))
                .header("x-api-key", "simulated-key")
                .header("anthropic-version", "2023-06-01")
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try (var client = HttpClient.newHttpClient()) {
            assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        }
    }

    private TestProject.Result run(String mode) {
        return project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "r", "--mode", mode);
    }
}
