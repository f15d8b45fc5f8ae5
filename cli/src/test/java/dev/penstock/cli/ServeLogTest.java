package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.server.access.NewToken;
import dev.penstock.simulator.Fault;
import dev.penstock.simulator.FaultKind;
import dev.penstock.simulator.Scenario;
import dev.penstock.simulator.Simulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What `serve` says on standard error: what its operator should know, and nothing that nobody may read.
class ServeLogTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final NewToken TOKEN = NewToken.of("shop:operator");

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private Simulator simulator;
    private TestProject project;

    @BeforeEach
    void write() {
        simulator = Simulator.start(Scenario.clean().and(Fault.ofItems(FaultKind.PLACEHOLDER, 0.5)), 0);
        project = new TestProject(folder).endpoint("wire")
                .write("penstock.yaml",
                        """
                                endpoints:
                                  wire: { provider: anthropic, api-key: canary-of-the-key, base-url: "%s", limits: { concurrency: 8 } }
                                server:
                                  tokens:
                                    %s
                                """
                                .formatted(simulator.baseUri(), TOKEN.line()))
                .write("prompts/triage/task.yaml", """
                        endpoint: wire
                        model: claude-haiku-4-5
                        max-output-tokens: 200
                        repair: { max-attempts: 0 }
                        """)
                .write("prompts/triage/user.md", "canary-of-the-prompt: {{ text }}")
                .write("prompts/triage/schema.json", """
                        {"type":"object","properties":{"priority":{"type":"string","enum":["canary-of-the-reply"]},
                         "reason":{"type":"string"}},"required":["priority","reason"],"additionalProperties":false}
                        """)
                .write("prompts/broken/task.yaml", "endpoint: wire\nmodel: [canary-of-the-settings\n");
    }

    @AfterEach
    void stop() {
        client.close();
        simulator.close();
    }

    @Test
    void itTellsHowRunsEndAndWhatIsBrokenAndNothingOfTextsTokensAndKeys() throws Exception {
        try (var serve = CliProcess.start(project, "serve", "--json", "--port", "0")) {
            serve.await("the address", () -> serve.out().contains("\n"));
            var url = JSON.readTree(serve.out()).path("url").asString();
            var letter = generations(url);
            decide(url, letter);
            mistakes(url);
            serve.await("the end of the run", () -> serve.err().contains("run r1 complete:"));
            serve.signal("TERM");

            assertThat(serve.end()).isEqualTo(143);
            assertThat(serve.err()).contains("run r1 complete:", "dead-lettered, 0 pending",
                    "/problems/task-unusable: SettingsException", "stopping: nothing new is started");
            assertThat(serve.out() + serve.err()).doesNotContain("canary", "pst_", TOKEN.text());
            assertThat(simulator.books().totals().calls()).isPositive();
        }
    }

    /// Accepted ones and dead letters, one by one and in a run.
    ///
    /// @return one of the dead letters
    private String generations(String url) throws IOException, InterruptedException {
        for (int i = 0; i < 20; i++) {
            ask(url, "/v1/tasks/triage/generations", "{\"input\":{\"text\":\"canary-of-input-" + i + "\"}}");
        }
        var lines = IntStream.range(0, 20)
                .mapToObj(i -> "{\"id\":\"t" + i + "\",\"text\":\"canary-of-record-" + i + "\"}\n")
                .collect(Collectors.joining()) + "canary-that-is-no-json\n";
        var upload = request(url, "/v1/tasks/triage/runs?run-id=r1").header("Content-Type", "application/x-ndjson");
        assertThat(send(upload.POST(BodyPublishers.ofString(lines))).statusCode()).isEqualTo(202);
        var letters = body(send(request(url, "/v1/dead-letters?reason=placeholder").GET()));
        assertThat(letters.path("data")).isNotEmpty();
        return letters.at("/data/0/deadLetter").asString();
    }

    private void decide(String url, String letter) throws IOException, InterruptedException {
        var accept = request(url, "/v1/dead-letters/" + letter + "/accept").header("Content-Type", "application/json")
                .header("If-Match", "\"1\"")
                .POST(BodyPublishers.ofString("""
                        {"output":{"priority":"canary-of-the-reply","reason":"canary-of-the-edit"},
                         "reason":"canary-of-the-reason"}"""));
        assertThat(send(accept).statusCode()).isEqualTo(200);
    }

    private void mistakes(String url) throws IOException, InterruptedException {
        assertThat(ask(url, "/v1/tasks/broken/generations", "{\"input\":{}}").statusCode()).isEqualTo(500);
        assertThat(ask(url, "/v1/tasks/triage/generations", "{\"canary-of-a-field\":1}").statusCode()).isEqualTo(400);
        assertThat(ask(url, "/v1/tasks/triage/generations", "canary-of-a-body").statusCode()).isEqualTo(400);
        assertThat(ask(url, "/v1/tasks/canary-of-a-task/generations", "{\"input\":{}}").statusCode()).isEqualTo(404);
        var wrong = HttpRequest.newBuilder(URI.create(url + "/v1/runs?canary=1"))
                .header("Authorization", "Bearer pst_canary-of-a-token");
        assertThat(send(wrong.GET()).statusCode()).isEqualTo(401);
        var login = HttpRequest.newBuilder(URI.create(url + "/login"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("token=canary-of-a-login"));
        assertThat(send(login).statusCode()).isEqualTo(401);
    }

    private HttpResponse<String> ask(String url, String path, String json) throws IOException, InterruptedException {
        return send(request(url, path).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }

    private static HttpRequest.Builder request(String url, String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).header("Authorization", "Bearer " + TOKEN.text());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode body(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }
}
