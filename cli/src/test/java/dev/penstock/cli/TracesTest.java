package dev.penstock.cli;

import static dev.penstock.cli.Collector.attributes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.penstock.engine.Project;
import dev.penstock.simulator.Fault;
import dev.penstock.simulator.FaultKind;
import dev.penstock.simulator.Scenario;
import dev.penstock.simulator.Simulator;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// What was done for a request or an item is one trace, as a collector gets it from `penstock serve` and `penstock run`.
class TracesTest {
    private static final String GENERATIONS = "/v1/tasks/triage/generations";
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLER = "b7ad6b7169203331";
    private static final String SAMPLED = "00-" + TRACE + "-" + CALLER + "-01";
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern LISTENS = Pattern.compile("http://[^\\s\"]+");

    @TempDir
    Path folder;
    private final HttpClient client = HttpClient.newHttpClient();
    private Collector collector;

    @BeforeEach
    void collect() throws IOException {
        collector = Collector.start();
    }

    @AfterEach
    void stop() {
        collector.close();
        client.close();
    }

    @Test
    void aGenerationGoesOnWithItsCallersTrace() throws Exception {
        serve(Scenario.clean(), Map.of(), url -> {
            assertThat(ask(url, "t-4711", "traceparent", SAMPLED, "tracestate", "shop=basket-7").statusCode())
                    .isEqualTo(200);
        });

        var request = only("POST /v1/tasks/{task}/generations");
        var item = only("item triage");
        var call = only("chat claude-haiku-4-5");
        assertThat(collector.spans()).hasSize(3).allSatisfy(span -> {
            assertThat(hex(span.getTraceId())).isEqualTo(TRACE);
            assertThat(span.getTraceState()).isEqualTo("shop=basket-7");
        });
        assertThat(hex(request.getParentSpanId())).isEqualTo(CALLER);
        assertThat(request.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
        assertThat(attributes(request.getAttributesList())).isEqualTo(Map.of("http.request.method", "POST",
                "http.route", "/v1/tasks/{task}/generations", "url.path", "/v1/tasks/{task}/generations", "url.scheme",
                "http", "http.response.status_code", "200"));
        assertThat(item.getParentSpanId()).isEqualTo(request.getSpanId());
        assertThat(item.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_INTERNAL);
        assertThat(attributes(item.getAttributesList())).containsEntry("penstock.task", "triage")
                .containsEntry("penstock.outcome", "accepted")
                .containsOnlyKeys("penstock.task", "penstock.run", "penstock.item", "penstock.prompt_version",
                        "penstock.outcome");
        assertThat(call.getParentSpanId()).isEqualTo(item.getSpanId());
        assertThat(item.getStartTimeUnixNano()).isLessThanOrEqualTo(call.getStartTimeUnixNano());
        assertThat(item.getEndTimeUnixNano()).isGreaterThanOrEqualTo(call.getEndTimeUnixNano());
        assertThat(collector.traces.toString()).doesNotContain("t-4711", "printer");
    }

    @Test
    void soDoesOneThatNobodyWaitsFor() throws Exception {
        serve(Scenario.clean(), Map.of(), url -> {
            ask(url, "t-1", "traceparent", SAMPLED, "Prefer", "respond-async");
        });

        assertThat(only("item triage").getParentSpanId())
                .isEqualTo(only("POST /v1/tasks/{task}/generations").getSpanId());
        assertThat(only("chat claude-haiku-4-5").getParentSpanId()).isEqualTo(only("item triage").getSpanId());
    }

    @Test
    void aCallerWhoDoesNotSampleIsNotSampled() throws Exception {
        serve(Scenario.clean(), Map.of(), url -> {
            ask(url, "t-1", "traceparent", "00-" + TRACE + "-" + CALLER + "-00");
            ask(url, "t-2", "traceparent", SAMPLED.replace(TRACE, TRACE.replace('0', '1')));
        });

        assertThat(collector.spans()).hasSize(3)
                .allSatisfy(span -> assertThat(hex(span.getTraceId())).isEqualTo(TRACE.replace('0', '1')));
    }

    @Test
    void everyTryOfAnItemIsItsChildAndOneThatFailsSaysWhy() throws Exception {
        var once = new Fault(FaultKind.SERVER_ERROR, new Fault.Share.OfCalls(1, 1, 1), 1, Fault.Options.NONE);
        var wrong = new Fault(FaultKind.SCHEMA_ENUM, new Fault.Share.OfItems(1), 0, Fault.Options.NONE);
        serve(Scenario.clean().and(once).and(wrong), Map.of(), url -> {
            assertThat(ask(url, "t-1").statusCode()).isEqualTo(422);
        });

        var item = only("item triage");
        var calls = collector.spans().stream().filter(span -> span.getName().startsWith("chat")).toList();
        assertThat(calls).hasSizeGreaterThan(2)
                .allSatisfy(call -> assertThat(call.getParentSpanId()).isEqualTo(item.getSpanId()));
        assertThat(attributes(item.getAttributesList())).containsEntry("penstock.outcome", "dead-lettered")
                .containsEntry("error.type", "schema-mismatch");
        assertThat(item.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        // The caller is told in full what became of it: the request did not fail.
        assertThat(only("POST /v1/tasks/{task}/generations").getStatus().getCode())
                .isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
    }

    @Test
    void propagatorsAreThoseOfTheEnvironment() throws Exception {
        serve(Scenario.clean(), Map.of("OTEL_PROPAGATORS", "none"), url -> {
            ask(url, "t-1", "traceparent", SAMPLED);
        });

        var request = only("POST /v1/tasks/{task}/generations");
        assertThat(request.getParentSpanId().isEmpty()).isTrue();
        assertThat(hex(request.getTraceId())).isNotEqualTo(TRACE);
        assertThat(collector.spans()).hasSize(3)
                .allSatisfy(span -> assertThat(span.getTraceId()).isEqualTo(request.getTraceId()));
    }

    @Test
    void whatMachinesAndPeopleLookAtHasNoSpan() throws Exception {
        serve(Scenario.clean(), Map.of(), url -> {
            for (var path : List.of("/metrics", "/healthz", "/readyz", "/", "/nowhere", "/v1/dead-letters")) {
                send(HttpRequest.newBuilder(URI.create(url + path)).header("traceparent", SAMPLED).build());
            }
        });

        assertThat(collector.spans()).singleElement()
                .satisfies(span -> assertThat(span.getName()).isEqualTo("GET /v1/dead-letters"));
    }

    @Test
    void anItemOfARunIsATraceOfItsOwnThatIsLinkedToTheRun() throws Exception {
        var someWrong = Scenario.clean().and(Fault.ofItems(FaultKind.SCHEMA_ENUM, 0.3));
        try (var simulator = Simulator.start(someWrong, 0)) {
            var project = new TestProject(folder).endpoint("wire").onTheWire(simulator.baseUri(), 4);
            try (var run = CliProcess.start(project, env(), "run", "triage", "--input", "items.jsonl")) {
                assertThat(run.end()).as(run.err()).isIn(0, 3);
            }
        }

        var run = only("run triage");
        var items = collector.spans().stream().filter(span -> span.getName().equals("item triage")).toList();
        assertThat(run.getParentSpanId().isEmpty()).isTrue();
        assertThat(attributes(run.getAttributesList())).containsEntry("penstock.status", "complete")
                .containsEntry("penstock.items", "20");
        assertThat(items).hasSize(20).allSatisfy(item -> {
            assertThat(item.getParentSpanId().isEmpty()).isTrue();
            assertThat(item.getLinksList()).singleElement().satisfies(link -> {
                assertThat(link.getTraceId()).isEqualTo(run.getTraceId());
                assertThat(link.getSpanId()).isEqualTo(run.getSpanId());
            });
        });
        assertThat(items.stream().map(Span::getTraceId).distinct()).hasSize(20);
        var calls = collector.spans().stream().filter(span -> span.getName().startsWith("chat")).toList();
        assertThat(calls).hasSizeGreaterThan(20)
                .allSatisfy(call -> assertThat(items).anySatisfy(item -> {
                    assertThat(call.getParentSpanId()).isEqualTo(item.getSpanId());
                    assertThat(call.getTraceId()).isEqualTo(item.getTraceId());
                    assertThat(attributes(call.getAttributesList()))
                            .containsEntry("penstock.item", attributes(item.getAttributesList()).get("penstock.item"));
                }));
    }

    @Test
    void anItemOfABatchIsLinkedToItsRunToo() throws Exception {
        try (var simulator = Simulator.start(Scenario.clean(), 0)) {
            var project = new TestProject(folder).endpoint("wire").onTheWire(simulator.baseUri(), 4);
            try (var run = CliProcess.start(project, env(), "run", "triage", "--input", "items.jsonl", "--mode",
                    "batch")) {
                assertThat(run.end()).as(run.err()).isZero();
            }
        }

        var run = only("run triage");
        var items = collector.spans().stream().filter(span -> span.getName().equals("item triage")).toList();
        assertThat(items).hasSize(20).allSatisfy(item -> {
            assertThat(item.getLinks(0).getSpanId()).isEqualTo(run.getSpanId());
            assertThat(collector.spans())
                    .filteredOn(span -> span.getParentSpanId().equals(item.getSpanId()))
                    .singleElement()
                    .satisfies(call -> assertThat(attributes(call.getAttributesList()))
                            .containsEntry("penstock.mode", "batch"));
        });
    }

    @Test
    void anItemOfAProgramBelongsToTheSpanThatAsksForIt() throws Exception {
        var project = new TestProject(folder);
        try (var telemetry = ofAProgram();
                var engine = Project.open(project.folder(), _ -> null).engine("a program", telemetry);
                var generations = engine.generations()) {
            var span = telemetry.getTracer("program").spanBuilder("checkout").startSpan();
            try (var _ = span.makeCurrent()) {
                generations.generate("triage", "t-1", JSON.createObjectNode().put("text", "lost"), null);
            }
            span.end();
        }

        assertThat(only("item triage").getParentSpanId()).isEqualTo(only("checkout").getSpanId());
        assertThat(only("chat claude-haiku-4-5").getTraceId()).isEqualTo(only("checkout").getTraceId());
    }

    private OpenTelemetrySdk ofAProgram() {
        return AutoConfiguredOpenTelemetrySdk.builder()
                .disableShutdownHook()
                .addPropertiesSupplier(() -> Map.of("otel.exporter.otlp.endpoint", collector.endpoint(),
                        "otel.exporter.otlp.protocol", "http/protobuf", "otel.metrics.exporter", "none",
                        "otel.logs.exporter", "none"))
                .build()
                .getOpenTelemetrySdk();
    }

    private interface Client {
        void use(String url) throws Exception;
    }

    /// Lets somebody use a server, and ends it, so that everything is exported.
    private void serve(Scenario scenario, Map<String, String> more, Client client) throws Exception {
        try (var simulator = Simulator.start(scenario, 0)) {
            var project = new TestProject(folder).endpoint("wire").onTheWire(simulator.baseUri(), 4);
            var env = new HashMap<>(env());
            env.putAll(more);
            try (var server = CliProcess.start(project, env, "serve", "--port", "0")) {
                server.await("its address", () -> address(server).findAny().isPresent());
                client.use(address(server).findFirst().orElseThrow());
                server.signal("TERM");
                server.end();
            }
        }
    }

    private static Stream<String> address(CliProcess server) {
        return LISTENS.matcher(server.out()).results().map(MatchResult::group);
    }

    private Map<String, String> env() {
        return Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint());
    }

    private HttpResponse<String> ask(String url, String id, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url + GENERATIONS))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"id\":\"" + id + "\",\"input\":{\"text\":\"the printer\"}}", UTF_8));
        return send((headers.length == 0 ? request : request.headers(headers)).build());
    }

    private HttpResponse<String> send(HttpRequest request) throws Exception {
        return client.send(request, BodyHandlers.ofString(UTF_8));
    }

    private Span only(String name) {
        var all = collector.spans().stream().filter(span -> span.getName().equals(name)).toList();
        assertThat(all).as(name).hasSize(1);
        return all.getFirst();
    }

    private static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }
}
