package dev.penstock.cli;

import static dev.penstock.cli.Collector.attributes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.penstock.simulator.Fault;
import dev.penstock.simulator.FaultKind;
import dev.penstock.simulator.Scenario;
import dev.penstock.simulator.Simulator;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a plain run exports over OTLP, as a collector gets it.
class OtlpTest {
    private static final Scenario SOME_WRONG = Scenario.clean()
            .and(Fault.ofItems(FaultKind.SCHEMA_ENUM, 0.3))
            .and(new Fault(FaultKind.SERVER_ERROR, new Fault.Share.OfCalls(1, 3, 4), 1, Fault.Options.NONE));

    @TempDir
    Path folder;
    private TestProject project;

    @BeforeEach
    void aProjectOnTheWire() {
        project = new TestProject(folder).endpoint("wire");
    }

    @Test
    void aRunHasOneSpanForEachCallAndTheNumbersOfItsReport() throws Exception {
        try (var simulator = Simulator.start(SOME_WRONG, 0); var collector = Collector.start()) {
            var report = run(simulator, Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint()));
            var books = simulator.books().totals();
            var spans = collector.spans().stream().filter(span -> span.getName().startsWith("chat")).toList();

            assertThat(spans).hasSize((int) books.calls()); // the SDK's own would come on top
            assertThat(spans).allSatisfy(OtlpTest::isOfAConventionalCall);
            assertThat(spans.stream().mapToLong(span -> Long.parseLong(of(span, "gen_ai.usage.input_tokens"))).sum())
                    .isEqualTo(books.billed().input());
            assertThat(spans.stream().map(span -> of(span, "error.type")).collect(Collectors.toSet()))
                    .isEqualTo(Set.of("", "schema-mismatch", "server-error"));
            assertThat(spans).filteredOn(span -> !of(span, "error.type").isEmpty())
                    .allSatisfy(span -> assertThat(span.getStatus().getCode())
                            .isEqualTo(Status.StatusCode.STATUS_CODE_ERROR));
            assertThat(sum(collector.lastOf("penstock.attempts"))).isEqualTo(report.at("/attempts/total").asDouble());
            // A sum of doubles; the ledger is exact.
            assertThat(sum(collector.lastOf("penstock.cost.usd"))).isCloseTo(report.at("/cost/usd").asDouble(),
                    within(1e-9));
            assertThat(collector.lastOf("gen_ai.client.operation.duration").getUnit()).isEqualTo("s");
        }
    }

    private static void isOfAConventionalCall(Span span) {
        assertThat(span.getName()).isEqualTo("chat claude-haiku-4-5");
        assertThat(span.getParentSpanId().isEmpty()).isFalse(); // TracesTest says whose child it is
        assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
        assertThat(span.getEndTimeUnixNano()).isGreaterThanOrEqualTo(span.getStartTimeUnixNano());
        assertThat(attributes(span.getAttributesList())).containsEntry("gen_ai.operation.name", "chat")
                .containsEntry("gen_ai.provider.name", "anthropic")
                .containsEntry("gen_ai.request.model", "claude-haiku-4-5")
                .containsEntry("gen_ai.request.max_tokens", "200")
                .containsEntry("server.address", "127.0.0.1")
                .containsEntry("penstock.task", "triage")
                .containsEntry("penstock.run", "s")
                .containsKeys("penstock.item", "penstock.attempt", "penstock.purpose", "penstock.cost_usd",
                        "penstock.prompt_version", "gen_ai.usage.output_tokens", "server.port");
    }

    @Test
    void nothingOfAPromptOrAReplyIsExported() throws Exception {
        project.write("items.jsonl", "{\"id\":\"customer-4711\",\"text\":\"canary-of-the-input is lost\"}\n");
        project.write("prompts/triage/user.md", "canary-of-the-prompt: {{ text }}");
        try (var simulator = Simulator.start(SOME_WRONG, 0); var collector = Collector.start()) {
            run(simulator, Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint()));

            assertThat(collector.spans()).isNotEmpty();
            assertThat(collector.traces.toString() + collector.metrics).contains("claude-haiku-4-5")
                    .doesNotContain("canary", "customer-4711", "simulated-key");
        }
    }

    @Test
    void aCollectorThatIsNotThereIsSaidAndStopsNothing() throws Exception {
        try (var simulator = Simulator.start(Scenario.clean(), 0)) {
            try (var run = start(simulator, Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"))) {
                assertThat(run.end()).as(run.err()).isZero();
                assertThat(run.err()).contains("telemetry: Failed to export").doesNotContain("\tat ");
            }
        }
    }

    @Test
    void aProtocolThatCannotBeHadIsRefusedBeforeAnythingStarts() throws Exception {
        try (var simulator = Simulator.start(Scenario.clean(), 0)) {
            project.onTheWire(simulator.baseUri(), 4)
                    .env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317")
                    .env("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc");
            var refused = project.penstock("run", "triage", "--input", "items.jsonl");

            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.err()).contains("OTEL_EXPORTER_OTLP_PROTOCOL is grpc", "allowed: http/protobuf");
            assertThat(simulator.books().totals().calls()).isZero();
        }
    }

    private JsonNode run(Simulator simulator, Map<String, String> env) throws Exception {
        try (var run = start(simulator, env)) {
            assertThat(run.end()).as(run.err()).isIn(0, 3);
            assertThat(run.err()).doesNotContain("telemetry:");
            return new JsonMapper().readTree(run.out().lines().reduce((_, last) -> last).orElseThrow());
        }
    }

    private CliProcess start(Simulator simulator, Map<String, String> env) throws Exception {
        project.onTheWire(simulator.baseUri(), 4);
        return CliProcess.start(project, env, "run", "triage", "--input", "items.jsonl", "--run-id", "s", "--json");
    }

    private static String of(Span span, String attribute) {
        return attributes(span.getAttributesList()).getOrDefault(attribute, "");
    }

    private static double sum(Metric metric) {
        return metric.getSum()
                .getDataPointsList()
                .stream()
                .mapToDouble(point -> point.getValueCase() == NumberDataPoint.ValueCase.AS_INT
                        ? (double) point.getAsInt()
                        : point.getAsDouble())
                .sum();
    }
}
