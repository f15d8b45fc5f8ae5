package dev.penstock.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.simulator.Latency;
import dev.penstock.simulator.Scenario;
import dev.penstock.simulator.Simulator;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// The server as a process: killed, stopped, and handed runs from another process.
class ServeDistTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Path DIST = Path.of(System.getProperty("penstock.dist", ""));
    private static final String TICKET = "{\"input\":{\"text\":\"The printer is on fire.\"}}";

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private Simulator simulator;

    @BeforeEach
    void writeProject() {
        simulator = Simulator.start(Scenario.clean().withLatency(Latency.fixed(Duration.ofMillis(400))), 0);
        new TestProject(folder).items(40)
                .endpoint("sim")
                .write("penstock.yaml", "endpoints:\n  sim: { provider: simulator, base-url: \"" + simulator.baseUri()
                        + "\", limits: { concurrency: 4 } }\n");
    }

    @AfterEach
    void stop() {
        started.forEach(Process::destroyForcibly);
        client.close();
        simulator.close();
    }

    @Test
    void aKeyIsPaidOnceThroughAKillAndFiftyRequestsAtOnce() throws Exception {
        var first = serve(0);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 25; i++) {
                var _ = threads.submit(() -> post(first.url(), "k-1"));
            }
            while (simulator.books().totals().calls() == 0) {
                Thread.onSpinWait();
            }
            first.process().destroyForcibly().waitFor();
        }
        var second = serve(0);
        var answers = new ArrayList<Future<String>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                answers.add(threads.submit(() -> post(second.url(), "k-1")));
            }
        }

        assertThat(answers).extracting(Future::resultNow).containsOnly(answers.getFirst().resultNow());
        assertThat(answers.getFirst().resultNow()).startsWith("200 ");
        // The one call that was in flight at the kill may have to be made again; every other is an answer from the store.
        assertThat(simulator.books().totals().calls()).isLessThanOrEqualTo(2);
    }

    @Test
    void aRunHandedOverGoesOnThroughAKillOfItsServer() throws Exception {
        var first = serve(0);
        int port = URI.create(first.url()).getPort();
        var run = penstock("run", "triage", "--input", "items.jsonl", "--run-id", "v", "--json", "--via", first.url());
        var lines = new BufferedReader(run.inputReader(UTF_8));
        assertThat(lines.readLine()).contains("\"event\":\"started\"");
        first.process().destroyForcibly().waitFor();
        serve(port);
        var last = lines.lines().reduce("", (_, line) -> line);

        assertThat(run.waitFor()).isZero();
        var report = JSON.readTree(last);
        assertThat(report.path("status").asString()).isEqualTo("complete");
        assertThat(report.at("/items/accepted").asInt()).isEqualTo(40);
    }

    @Test
    void aTermSignalEndsItWith143AndAnswersWhatIsInFlight() throws Exception {
        var server = serve(0);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var inFlight = threads.submit(() -> post(server.url(), "k-1"));
            while (!status(server.url()).contains("\"total\":1")) {
                Thread.onSpinWait();
            }
            server.process().destroy();

            assertThat(inFlight.get()).startsWith("200 ");
            assertThat(server.process().waitFor()).isEqualTo(143);
        }
    }

    @Test
    void otherCommandsThatStartRunsSayHowToHandThemOver() throws Exception {
        serve(0);
        var run = penstock("run", "triage", "--input", "items.jsonl");
        var output = new String(run.getErrorStream().readAllBytes(), UTF_8);

        assertThat(run.waitFor()).isEqualTo(2);
        assertThat(output).contains("is in use by penstock serve", "--via URL");
    }

    @Test
    void otherCommandsLoadNothingOfTheServer() throws Exception {
        var runs = new ProcessBuilder(DIST.resolve("bin/penstock").toAbsolutePath().toString(), "runs")
                .directory(folder.toFile())
                .redirectErrorStream(true);
        runs.environment().put("PENSTOCK_JAVA_HOME", System.getProperty("java.home"));
        runs.environment().put("PENSTOCK_AOT", "off");
        runs.environment().put("PENSTOCK_JAVA_OPTS", "-Xlog:class+load:stdout");
        var process = runs.start();
        started.add(process);
        var loaded = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertThat(loaded).contains("dev.penstock.cli.ServeCommand ")
                .doesNotContain("dev.penstock.server.", "io.javalin.", "org.eclipse.jetty.", "gg.jte.");
    }

    private record Server(Process process, String url) {}

    private Server serve(int port) throws IOException {
        var process = penstock("serve", "--json", "--port", String.valueOf(port));
        var line = new BufferedReader(process.inputReader(UTF_8)).readLine();
        return new Server(process, JSON.readTree(line).path("url").asString());
    }

    private Process penstock(String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(DIST.resolve("bin/penstock").toAbsolutePath().toString());
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("PENSTOCK_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("PENSTOCK_AOT", "off");
        var process = builder.start();
        started.add(process);
        return process;
    }

    /// Status and body; empty when the server died meanwhile.
    private String post(String url, String key) throws InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url + "/v1/tasks/triage/generations"))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(TICKET));
        try {
            var response = client.send(request.build(), BodyHandlers.ofString());
            return response.statusCode() + " " + response.body();
        } catch (IOException _) {
            return "";
        }
    }

    private String status(String url) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(url + "/v1/runs")).build(), BodyHandlers.ofString())
                .body();
    }
}
