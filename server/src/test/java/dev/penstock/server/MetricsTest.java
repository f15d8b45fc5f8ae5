package dev.penstock.server;

import static dev.penstock.server.Served.GENERATIONS;
import static dev.penstock.server.Served.TICKET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.penstock.engine.signal.Metric;
import dev.penstock.simulator.Fault;
import dev.penstock.simulator.FaultKind;
import dev.penstock.simulator.Quota;
import dev.penstock.simulator.Scenario;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `/metrics` of a server that works.
class MetricsTest {
    private static final Scenario BAD = Scenario.clean()
            .and(Fault.ofItems(FaultKind.SCHEMA_ENUM, 0.2))
            .and(new Fault(FaultKind.SERVER_ERROR, new Fault.Share.OfCalls(1, 3, 8), 1, Fault.Options.NONE))
            .and(new Fault(FaultKind.MISSING_USAGE, new Fault.Share.OfCalls(1, 20, 21), 1, Fault.Options.NONE));
    private static final Quota QUOTA = new Quota(60_000L, 10_000_000L, null, Duration.ofMinutes(1));
    private static final String RUN = "/v1/tasks/triage/runs?run-id=r1";

    @TempDir
    Path folder;

    @Test
    void itsNumbersAreThoseOfTheReportAndOfTheBooks() {
        try (var served = Served.start(folder, BAD)) {
            served.upload(RUN, items(60) + "not json\n");
            var report = ended(served);
            var metrics = ScrapedMetrics.of(served);
            var books = served.simulator.books().totals();

            assertThat(report.path("status").asString()).isEqualTo("complete");
            assertThat(metrics.sum("penstock_attempts_total")).isEqualTo(report.at("/attempts/total").asDouble())
                    .isEqualTo((double) books.calls());
            assertThat(metrics.sum("penstock_unconfirmed_attempts_total")).isPositive()
                    .isEqualTo(report.at("/attempts/unconfirmed").asDouble());
            assertThat(metrics.sum("penstock_items_total", "outcome", "accepted"))
                    .isEqualTo(report.at("/items/accepted").asDouble());
            assertThat(metrics.sum("penstock_items_total", "outcome", "dead-lettered")).isPositive()
                    .isEqualTo(report.at("/items/deadLettered").asDouble());
            assertThat(metrics.sum("penstock_boilerplate_input_tokens_total"))
                    .isEqualTo(report.at("/tokens/boilerplateInput").asDouble());
            assertByPurpose(metrics, report);
            assertCounts(metrics, "penstock_dead_letters_total", "reason", report.path("deadLetters"));
            assertCounts(metrics, "penstock_attempt_failures_total", "failure", report.at("/errors/retryable"),
                    "retryable", "true");
            assertCounts(metrics, "penstock_attempt_failures_total", "failure", report.at("/errors/nonRetryable"),
                    "retryable", "false");
            assertThat(metrics.sum("penstock_stop_reasons_total", "stop_reason", "end"))
                    .isEqualTo(report.at("/stopReasons/end_turn").asDouble());
            assertThat(metrics.sum("penstock_checks_total", "check", "schema-mismatch", "verdict", "rejected"))
                    .isEqualTo(report.at("/checks/schema-mismatch/rejected").asDouble());
            assertThat(metrics.sum("penstock_attempt_duration_seconds_count"))
                    .isEqualTo((double) books.byStatus().getOrDefault(200, 0L));
        }
    }

    private static void assertByPurpose(ScrapedMetrics metrics, JsonNode report) {
        for (var purpose : List.of("useful", "retry", "repair", "rejected", "judge", "unconfirmed")) {
            assertThat(metrics.sum("penstock_cost_usd_total", "purpose", purpose)).as(purpose)
                    .isCloseTo(report.at("/cost/byPurpose/" + purpose).asDouble(), within(1e-9));
            for (var direction : List.of("input", "output")) {
                assertThat(metrics.sum("penstock_tokens_total", "purpose", purpose, "direction", direction)).as(purpose)
                        .isEqualTo(report.at("/tokens/byPurpose/" + purpose + "/" + direction).asDouble());
            }
        }
    }

    private static void assertCounts(ScrapedMetrics metrics, String name, String label, JsonNode counts,
            String... more) {
        for (var count : counts.properties()) {
            var labels = IntStream.range(0, more.length + 2)
                    .mapToObj(i -> i < more.length ? more[i] : i == more.length ? label : count.getKey())
                    .toArray(String[]::new);
            assertThat(metrics.sum(name, labels)).as(count.getKey()).isEqualTo(count.getValue().asDouble());
        }
        assertThat(metrics.sum(name, more)).isEqualTo(
                counts.properties().stream().mapToDouble(count -> count.getValue().asDouble()).sum());
    }

    @Test
    void everyMetricIsThereOnceThereIsSomethingToTell() {
        try (var served = start(folder)) {
            var metrics = ScrapedMetrics.of(busy(served));

            var expected = new TreeMap<>(Metric.all()
                    .stream()
                    .collect(Collectors.toMap(Metric::scraped, metric -> metric.kind().label())));
            expected.remove(Metric.WEBHOOK_DELIVERIES.scraped()); // messages wait half a minute for others
            assertThat(new TreeMap<>(metrics.types())).isEqualTo(expected);
            var labels = Metric.all()
                    .stream()
                    .collect(Collectors.toMap(Metric::scraped, Metric::scrapedLabels));
            for (var series : metrics.series()) {
                var family = series.name().replaceAll("_(bucket|sum|count)$", "");
                assertThat(labels.getOrDefault(family, labels.getOrDefault(series.name(), List.of())))
                        .as(series.toString())
                        .containsAll(series.labels().keySet().stream().filter(label -> !label.equals("le")).toList());
            }
        }
    }

    /// A server with everything switched on that metrics tell of.
    static Served start(Path folder) {
        return Served.start(folder, BAD.withQuota(QUOTA), """
                samples: { rate: 1 }
                budget: { run-usd: 5 }
                """);
    }

    /// Lets a server do everything there is a metric for.
    static Served busy(Served served) {
        served.upload(RUN, items(40) + "not json\n");
        ended(served);
        for (int i = 0; i < 5; i++) {
            served.post(GENERATIONS, TICKET);
        }
        var letter = served.get("/v1/dead-letters?reason=schema-mismatch").body().at("/data/0/deadLetter").asString();
        served.command("/v1/dead-letters/" + letter + "/discard", "If-Match", "\"1\"");
        var sample = served.get("/v1/samples").body().at("/data/0/sample").asString();
        served.post("/v1/samples/" + sample + "/judge", "{\"good\":true}");
        served.upload("/v1/tasks/triage/runs?run-id=r2", "not json\n");
        served.get("/v1/runs/r2/events", "Accept", "text/event-stream");
        return served;
    }

    @Test
    void requestsAreCountedByTheTemplateOfTheirRoute() {
        try (var served = Served.start(folder, Scenario.clean())) {
            served.get("/v1/generations/secret-1");
            served.get("/v1/generations/secret-2");
            served.get("/nowhere/secret-3");
            served.post(GENERATIONS, TICKET);
            var metrics = ScrapedMetrics.of(served);

            assertThat(metrics.sum("http_server_request_duration_seconds_count", "http_route", "/v1/generations/{id}",
                    "http_request_method", "GET", "http_response_status_code", "404")).isEqualTo(2);
            assertThat(metrics.sum("http_server_request_duration_seconds_count", "http_route",
                    "/v1/tasks/{task}/generations", "http_response_status_code", "200")).isEqualTo(1);
            assertThat(metrics.text()).doesNotContain("secret", "printer", "t1\"");
        }
    }

    @Test
    void aRunAtWorkShowsWhereItStands() {
        try (var served = Served.start(folder, Scenario.clean(), "budget: { run-usd: 5 }\n")) {
            served.post(GENERATIONS, TICKET);
            var metrics = ScrapedMetrics.of(served);

            assertThat(metrics.sum("penstock_runs_active", "task", "triage")).isEqualTo(1);
            assertThat(metrics.sum("penstock_items_pending", "task", "triage", "mode", "sync")).isZero();
            assertThat(metrics.sum("penstock_budget_spent_ratio", "task", "triage")).isPositive().isLessThan(1);
            assertThat(metrics.sum("penstock_budget_reserved_usd", "task", "triage")).isZero();
            assertThat(metrics.sum("penstock_endpoint_state", "endpoint", "claude", "state", "open")).isEqualTo(1);
            assertThat(metrics.sum("penstock_endpoint_state")).isEqualTo(1);
            assertThat(metrics.sum("penstock_build_info", "version", "test")).isEqualTo(1);
            assertThat(metrics.sum("jvm_memory_used_bytes", "jvm_memory_type", "heap")).isPositive();
        }
    }

    @Test
    void aHaltedEndpointAndARunWithoutResultsShow() {
        try (var served = Served.start(folder, Scenario.clean().and(Fault.ofItems(FaultKind.SCHEMA_ENUM, 1)))) {
            served.upload(RUN, items(3));
            ended(served);
            var metrics = ScrapedMetrics.of(served);

            assertThat(metrics.sum("penstock_runs_zero_accepted_total", "task", "triage")).isEqualTo(1);
            assertThat(metrics.sum("penstock_runs_finished_total", "status", "complete")).isEqualTo(1);
            assertThat(metrics.sum("penstock_alerts_firing", "rule", "zero-accepted")).isEqualTo(1);
            assertThat(metrics.sum("penstock_dead_letters_open", "task", "triage")).isEqualTo(3);
            assertThat(metrics.sum("penstock_dead_letters_oldest_seconds", "task", "triage")).isNotNegative();
        }
    }

    private static String items(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> "{\"id\":\"t" + i + "\",\"ticket\":\"ticket " + i + "\"}\n")
                .collect(Collectors.joining());
    }

    /// Follows the run to its end.
    private static JsonNode ended(Served served) {
        served.get("/v1/runs/r1/events", "Accept", "text/event-stream");
        return served.get("/v1/runs/r1").body();
    }
}
