package dev.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.engine.Project;
import dev.penstock.server.http.Route;
import dev.penstock.server.http.Schemas;
import dev.penstock.simulator.Scenario;
import dev.penstock.simulator.Simulator;
import dev.penstock.telemetry.Telemetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A project with one task, served over real HTTP against a simulator. Every answer is held against the table of routes: a
/// status or a body that is not documented fails the test that saw it.
final class Served implements AutoCloseable {
    static final JsonMapper JSON = new JsonMapper();
    static final String GENERATIONS = "/v1/tasks/triage/generations";
    static final String TICKET = "{\"input\":{\"ticket\":\"The printer is on fire.\"}}";

    private static final Schemas SCHEMAS = Schemas.load();

    final Path folder;
    final Simulator simulator;
    final Queue<String> log = new ConcurrentLinkedQueue<>();
    final HttpClient client = HttpClient.newHttpClient();
    private PenstockServer server;
    private Telemetry telemetry;

    private Served(Path folder, Simulator simulator) {
        this.folder = folder;
        this.simulator = simulator;
        this.telemetry = Telemetry.ofServer(_ -> null, "test");
        this.server = serve();
    }

    static Served start(Path folder, Scenario scenario) {
        return start(folder, scenario, "");
    }

    /// @param settings lines of `penstock.yaml` besides the endpoint
    static Served start(Path folder, Scenario scenario, String settings) {
        try {
            var task = Files.createDirectories(folder.resolve("prompts/triage"));
            Files.writeString(task.resolve("task.yaml"), """
                    endpoint: claude
                    model: claude-haiku-4-5
                    max-output-tokens: 200
                    timeout: 20s
                    retry: { max-attempts: 2 }
                    repair: { max-attempts: 0 }
                    """);
            Files.writeString(task.resolve("user.md"), "Triage this ticket:\n{{ ticket }}\n");
            Files.writeString(task.resolve("schema.json"), """
                    {"type":"object","properties":{"priority":{"type":"string","enum":["p1","p2"]},
                     "reason":{"type":"string"}},"required":["priority"],"additionalProperties":false}""");
            return over(folder, scenario, settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Serves the tasks that a folder has.
    static Served over(Path folder, Scenario scenario, String settings) {
        return with(folder, scenario,
                simulator -> "endpoints: { claude: { provider: simulator, base-url: \"" + simulator
                        + "\", limits: { concurrency: 8 }, budget: { day-usd: 1000 } } }\n" + settings);
    }

    /// @param settings all of `penstock.yaml`, for a simulator at an address
    static Served with(Path folder, Scenario scenario, Function<URI, String> settings) {
        try {
            var simulator = Simulator.start(scenario, 0);
            Files.writeString(folder.resolve("penstock.yaml"), settings.apply(simulator.baseUri()));
            return new Served(folder, simulator);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PenstockServer serve() {
        return PenstockServer.start(Project.open(folder, _ -> null),
                new PenstockServer.Settings("127.0.0.1", 0, "tester", "test", telemetry, log::add));
    }

    PenstockServer server() {
        return server;
    }

    void restart() {
        server.close();
        telemetry.close();
        telemetry = Telemetry.ofServer(_ -> null, "test");
        server = serve();
    }

    URI uri(String path) {
        return URI.create(server.uri() + path);
    }

    long calls() {
        return simulator.books().totals().calls();
    }

    /// What came back.
    record Reply(int status, JsonNode body, String text, HttpResponse<String> response) {
        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        String problem() {
            return body.path("type").asString("").replace("/problems/", "");
        }
    }

    Reply get(String path, String... headers) {
        return send(request(path, headers).GET());
    }

    Reply post(String path, String json, String... headers) {
        return send(
                request(path, headers).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    /// As a browser sends a form.
    ///
    /// @param fields names and values in turn
    Reply form(String path, List<String> fields, String... headers) {
        var body = IntStream.range(0, fields.size() / 2)
                .mapToObj(i -> encoded(fields.get(2 * i)) + "=" + encoded(fields.get(2 * i + 1)))
                .collect(Collectors.joining("&"));
        return send(request(path, headers).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body)));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    Reply command(String path, String... headers) {
        return send(request(path, headers).POST(BodyPublishers.noBody()));
    }

    Reply upload(String path, String lines, String... headers) {
        return upload(path, BodyPublishers.ofString(lines), headers);
    }

    Reply upload(String path, BodyPublisher lines, String... headers) {
        return send(request(path, headers).header("Content-Type", "application/x-ndjson").POST(lines));
    }

    HttpRequest.Builder request(String path, String... headers) {
        var request = HttpRequest.newBuilder(uri(path));
        return headers.length == 0 ? request : request.headers(headers);
    }

    Reply send(HttpRequest.Builder request) {
        var built = request.build();
        try {
            var response = client.send(built, BodyHandlers.ofString());
            var type = response.headers().firstValue("Content-Type").orElse("");
            var body = type.contains("json") && !type.contains("ndjson")
                    ? JSON.readTree(response.body())
                    : JSON.missingNode();
            var reply = new Reply(response.statusCode(), body, response.body(), response);
            assertDocumented(built, reply, type);
            return reply;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void assertDocumented(HttpRequest request, Reply reply, String type) {
        assertThat(reply.response().headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        var route = route(request.method(), request.uri().getPath());
        if (route.isEmpty() || route.getFirst().forPeople() || everyRouteMay(reply)) {
            return;
        }
        var documented = route.getFirst().replies().get(reply.status());
        if (documented == null) {
            throw new AssertionError(route.getFirst().path() + " answered " + reply.status() + ": " + reply.text());
        }
        if (documented.type() != null) {
            assertThat(type).startsWith(documented.type());
        }
        if (documented.schema() != null) {
            assertThat(SCHEMAS.mistakes(documented.schema(), reply.body())).as(reply.text()).isEmpty();
        }
        if (type.equals("application/problem+json")) {
            assertThat(documented.description()).contains(reply.problem());
        }
    }

    /// What is the same for all routes, and documented as such.
    private static boolean everyRouteMay(Reply reply) {
        return List.of("cross-site", "wrong-host", "internal")
                .contains(reply.problem());
    }

    private List<Route> route(String method, String path) {
        return server.routes()
                .stream()
                .filter(route -> route.method().equals(method)
                        && path.matches(route.path().replaceAll("\\{[a-z-]+}", "[^/]+")))
                .toList();
    }

    @Override
    public void close() {
        server.close();
        telemetry.close();
        client.close();
        simulator.close();
    }
}
