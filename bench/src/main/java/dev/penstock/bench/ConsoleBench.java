package dev.penstock.bench;

import dev.penstock.bench.BenchProject.Wire;
import dev.penstock.engine.Engine;
import dev.penstock.engine.RunRequest;
import dev.penstock.server.PenstockServer;
import dev.penstock.telemetry.Telemetry;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// How long each page of the console takes when the queue is full. The store is filled by runs against a stub whose reply
/// fails the checks, so that it holds what a real one would: items, calls, replies and evidence.
final class ConsoleBench {
    private static final int RUNS = 10;
    private static final int TIMES = 20;
    private static final double BAR_MS = 300;
    private static final JsonMapper JSON = new JsonMapper();

    private final Path root;
    private final PrintStream out;

    /// @param root the repository
    ConsoleBench(Path root, PrintStream out) {
        this.root = root;
        this.out = out;
    }

    /// @param letters dead letters that wait
    /// @return whether every page stayed under the bar, the first view of each excepted
    boolean run(int letters) throws IOException, InterruptedException {
        try (var project = BenchProject.create()) {
            fill(project, letters);
            try (var telemetry = Telemetry.ofServer(_ -> null, "bench");
                    var server = PenstockServer.start(project.open(),
                            new PenstockServer.Settings("127.0.0.1", 0, "bench", "bench", telemetry, _ -> {}));
                    var client = HttpClient.newHttpClient()) {
                return measure(client, server.uri());
            }
        }
    }

    /// Nine runs of ten leave only dead letters, as many of a broken schema as of made-up values; one has accepted items.
    private void fill(BenchProject project, int letters) throws IOException {
        var from = System.nanoTime();
        try (var stub = CannedServer.start(Duration.ZERO)) {
            for (var task : List.of("echo", "closed", "copied")) {
                project.task(root.resolve("bench/prompts").resolve(task), Wire.OPENAI, "");
            }
            project.endpoint(Wire.OPENAI, stub.uri(), 256);
            project.questions(letters / RUNS);
            try (var engine = project.open().engine("bench")) {
                for (var i = 0; i < RUNS; i++) {
                    work(engine, project, i % 2 == 0 ? "closed" : "copied");
                }
                work(engine, project, "echo");
            }
        }
        out.printf(Locale.ROOT,
                "%,d dead letters of %d runs, and a run of accepted items; filled in %.0f s, %,d MB%n%n",
                letters / RUNS * RUNS, RUNS, (System.nanoTime() - from) / 1e9,
                Files.size(project.folder().resolve(".penstock/penstock.db")) >> 20);
    }

    private static void work(Engine engine, BenchProject project, String task) {
        engine.start(new RunRequest(task, project.input().toString(), null, null, null, null, null),
                InputStream.nullInputStream()).await();
    }

    private boolean measure(HttpClient client, URI server) throws IOException, InterruptedException {
        out.printf(Locale.ROOT, "| page | first | median of %d | slowest |%n|---|--:|--:|--:|%n", TIMES);
        var reached = true;
        for (var page : pages(client, server)) {
            var first = millis(client, server, page);
            var again = new ArrayList<Double>();
            for (var i = 0; i < TIMES; i++) {
                again.add(millis(client, server, page));
            }
            again.sort(null);
            out.printf(Locale.ROOT, "| `%s` | %.0f ms | %.0f ms | %.0f ms |%n", page, first, again.get(TIMES / 2),
                    again.getLast());
            reached &= again.getLast() < BAR_MS;
        }
        return reached;
    }

    private static List<String> pages(HttpClient client, URI server) throws IOException, InterruptedException {
        var run = json(client, server, "/v1/runs?limit=1&cursor=" + json(client, server, "/v1/runs?limit=1")
                .path("next")
                .asString("")).at("/data/0/run").asString("");
        var sample = json(client, server, "/v1/samples?limit=1").at("/data/0/sample").asString("");
        var letter = json(client, server, "/v1/dead-letters?limit=1").at("/data/0/deadLetter").asString("");
        return List.of("/", "/runs", "/runs/" + run, "/runs/" + run + "?tab=items&status=dead",
                "/runs/" + run + "?tab=attempts&failed=true", "/runs/" + run + "?tab=events", "/samples",
                "/samples/" + sample, "/prompts", "/prompts/closed", "/costs", "/endpoints", "/alerts",
                "/dead-letters", "/dead-letters?task=closed", "/dead-letters/" + letter);
    }

    private static JsonNode json(HttpClient client, URI server, String path) throws IOException, InterruptedException {
        return JSON.readTree(get(client, server, path));
    }

    private static double millis(HttpClient client, URI server, String path) throws IOException, InterruptedException {
        var from = System.nanoTime();
        get(client, server, path);
        return (System.nanoTime() - from) / 1e6;
    }

    private static String get(HttpClient client, URI server, String path) throws IOException, InterruptedException {
        var answer = client.send(HttpRequest.newBuilder(URI.create(server + path)).build(), BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new BenchException(path + " answered " + answer.statusCode());
        }
        return answer.body();
    }
}
