package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.penstock.engine.alert.AlertBoard;
import dev.penstock.store.AlertRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Somebody is told, by a webhook, on the screen and in the events, before a command ends.
class AlertsTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String CANARY = "canary-4711";

    @TempDir
    private Path folder;
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final CountDownLatch never = new CountDownLatch(1);
    private int answer = 200;
    private HttpServer receiver;
    private TestProject project;

    @BeforeEach
    void listen() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        receiver.createContext("/hook/" + CANARY, exchange -> {
            received.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(answer, -1);
            exchange.close();
        });
        receiver.createContext("/hang/" + CANARY, _ -> awaitForever());
        receiver.start();
        project = new TestProject(folder);
        webhook("/hook/" + CANARY, "json");
    }

    @AfterEach
    void stop() {
        receiver.stop(0);
    }

    @Test
    void aCleanRunSendsNothing() {
        var result = run("sim");

        assertThat(result.code()).isZero();
        assertThat(received).isEmpty();
        assertThat(result.err()).doesNotContain("alert");
    }

    @Test
    void aHaltedRunIsTold() {
        var result = run("locked");

        assertThat(result.code()).isEqualTo(4);
        assertThat(alert("endpoint-halted").at("/annotations/next").asString()).isEqualTo("penstock resume r");
        assertThat(alert("endpoint-halted").at("/labels/severity").asString()).isEqualTo("critical");
        assertThat(received).hasSize(1).first().asString().contains("SIMULATED FIRING", "halted by locked", "401");
        assertThat(result.err()).containsOnlyOnce("alert: endpoint-halted: ");
    }

    @Test
    void aResumedRunThatHaltsAgainIsToldAgain() {
        run("locked");
        received.clear();

        assertThat(project.penstock("resume", "r").code()).isEqualTo(4);
        assertThat(rules()).containsExactly("endpoint-halted");
    }

    @Test
    void aRunWithoutOneAcceptedItemIsToldAndSoIsItsRetry() {
        var result = run("faulty");

        assertThat(result.code()).isEqualTo(3);
        assertThat(rules()).containsExactly("zero-accepted");
        assertThat(alert("zero-accepted").path("samples").asInt()).isEqualTo(20);
        assertThat(result.err()).contains("alert: zero-accepted: none of 20 items accepted. Top: placeholder 20"
                + " → penstock dead-letters list --run r");

        received.clear();
        project.penstock("retry", "r");
        assertThat(rules()).containsExactly("zero-accepted");
    }

    @Test
    void manyDeadLettersAreTold() {
        project.items(100);

        assertThat(run("poor").code()).isEqualTo(3);

        assertThat(rules()).containsExactly("dead-letters");
        assertThat(alert("dead-letters").path("value").asDouble()).isGreaterThan(0.05);
        assertThat(received.getFirst()).contains("placeholder").doesNotContain("ticket number");
    }

    @Test
    void mostOfTheBudgetIsTold() {
        project.items(200);

        var result = run("sim", "--budget", dollars(cost(), "0.85"));

        assertThat(result.code()).isZero();
        assertThat(rules()).containsExactly("budget");
        assertThat(alert("budget").path("threshold").asDouble()).isEqualTo(0.8);
    }

    @Test
    void mostOfTheMoneyOfADayIsTold() {
        project.items(200);
        project.write("penstock.yaml", project.read("penstock.yaml")
                .replace("sim: { provider: simulator,",
                        "sim: { provider: simulator, budget: { day-usd: " + dollars(cost(), "0.45") + " },"));
        received.clear();

        var result = run("sim");

        assertThat(result.code()).isZero();
        assertThat(rules()).containsExactly("budget");
        assertThat(alert("budget").at("/annotations/summary").asString()).startsWith("today's money (UTC): ");
        assertThat(result.err()).containsOnlyOnce("today's ").doesNotContain("alert:");
    }

    @Test
    void theWallIsToldAndHowToGoOn() {
        project.items(200);

        var result = run("sim", "--budget", dollars(cost(), "2"));

        assertThat(result.code()).isEqualTo(4);
        assertThat(rules()).containsOnly("budget");
        assertThat(JSON.readTree(received.getLast()).at("/alerts/0/annotations/next").asString())
                .isEqualTo("penstock resume r --budget USD");
        assertThat(result.err()).contains("alert: budget: halted at its budget: ");
    }

    @Test
    void repliesThatAreCutOffAreTold() {
        project.items(120);

        run("cut");

        assertThat(rules()).contains("truncation");
        assertThat(alert("truncation").at("/labels/model").asString()).isEqualTo("claude-haiku-4-5");
        assertThat(alert("truncation").at("/annotations/runbook_url").asString()).endsWith("/alerts#truncation");
    }

    @Test
    void hopelessRequestsAreTold() {
        project.items(100);

        assertThat(run("hopeless").code()).isEqualTo(3);

        assertThat(rules()).contains("errors-non-retryable");
        assertThat(alert("errors-non-retryable").at("/labels/severity").asString()).isEqualTo("critical");
    }

    @Test
    void aFewRepliesThatTakeManyTimesAsLongAreToldAtTheEndOfAShortRun() {
        project.items(60);

        assertThat(run("slow").code()).isZero();

        assertThat(rules()).containsExactly("latency-tail");
    }

    @Test
    void callsThatTakeManyMoreTokensAfterAPromptChangedAreToldWithTheirVersion() {
        project.items(210);
        run("sim");
        assertThat(received).isEmpty();
        project.items(60).write("prompts/triage/user.md", "Be thorough. ".repeat(300) + "Triage: {{ text }}");

        var result = project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "second");

        assertThat(rules()).containsExactly("tokens-per-request");
        assertThat(alert("tokens-per-request").at("/annotations/summary").asString()).containsPattern(
                "tokens per call with prompt [0-9a-f]{8}, .* of the version before, [0-9a-f]{8}; this one is new");
        assertThat(result.err()).containsPattern("alert: tokens-per-request: .*\\(items \\d+, \\d+");
        assertThat(received.getFirst()).doesNotContain("items ");
    }

    @Test
    void samplesThatCannotBeKeptAreToldAndTheRunGoesOn() {
        project.write("blocked", "no folder");
        project.write("penstock.yaml",
                project.read("penstock.yaml") + "samples: { rate: 1, store: blocked/samples.db }\n");

        assertThat(run("sim").code()).isZero();

        assertThat(rules()).containsExactly("sample-store-failing");
    }

    @Test
    void whatWasToldIsKeptAndSoIsWhatBecameOfIt() {
        answer = 404;
        run("faulty");

        var board = project.board();
        assertThat(board.firing()).extracting(AlertRow::rule).containsExactly("zero-accepted");
        assertThat(board.fired()).hasSize(1);
        assertThat(board.deliveries()).singleElement()
                .satisfies(delivery -> assertThat(delivery.failure()).isEqualTo("it answers 404"));
        assertThat(board.rules()).hasSize(18).allMatch(AlertBoard.RuleLine::on);
    }

    @Test
    void isAnEventOfItsOwnInJson() {
        var result = run("faulty", "--json");

        var event = result.out()
                .lines()
                .map(JSON::readTree)
                .filter(line -> line.path("event").asString("").equals("alert"))
                .reduce((_, last) -> last)
                .orElseThrow();
        assertThat(event.path("rule").asString()).isEqualTo("zero-accepted");
        assertThat(event.path("run").asString()).isEqualTo("r");
        assertThat(event.path("next").asString()).isEqualTo("penstock dead-letters list --run r");
        assertThat(JSON.readTree(result.lastLine()).path("status").asString()).isEqualTo("complete");
    }

    @Test
    void whatNobodyMayMissIsSaidEvenWhenQuiet() {
        assertThat(run("faulty", "--quiet").err()).contains("alert: zero-accepted").hasLineCount(1);
    }

    @Test
    void aRuleThatIsOffIsSilent() {
        project.write("penstock.yaml", project.read("penstock.yaml")
                .replace("alerts: {", "alerts: { rules: { zero-accepted: off, dead-letters: off },"));

        assertThat(run("faulty").err()).doesNotContain("alert");
        assertThat(received).isEmpty();
    }

    @Test
    void aReceiverThatFailsChangesNothingButOneLine() {
        answer = 500;

        var result = run("faulty");

        assertThat(result.code()).isEqualTo(3);
        assertThat(received).hasSize(3);
        assertThat(result.err())
                .containsOnlyOnce("warning: alert zero-accepted of run r was not delivered to 127.0.0.1:"
                        + receiver.getAddress().getPort() + ": it answers 500, 3 times");
    }

    @Test
    void aReceiverThatHangsHoldsTheEndUpForTwoSecondsAtMost() {
        webhook("/hang/" + CANARY, "slack");
        long start = System.nanoTime();

        var result = run("faulty");

        assertThat(result.code()).isEqualTo(3);
        assertThat(result.out()).contains("20 dead-lettered");
        assertThat(result.err()).contains("no answer before the end of the process");
        assertThat((System.nanoTime() - start) / 1e9).isLessThan(20);
    }

    @Test
    void theAddressOfAWebhookIsNowhereButInTheRequest() throws IOException {
        answer = 404;
        var printed = new StringBuilder();
        for (var command : List.of("run triage --input items.jsonl --run-id r", "report r --json", "status --json",
                "doctor --local", "doctor --send", "doctor --send --json")) {
            var result = project.endpoint("faulty").penstock(command.split(" ", -1));
            printed.append(result.out()).append(result.err());
        }

        assertThat(received).isNotEmpty();
        assertThat(printed.toString()).doesNotContain(CANARY, "/hook/");
        try (var files = Files.walk(folder.resolve(".penstock"))) {
            assertThat(files.filter(Files::isRegularFile)).allSatisfy(
                    file -> assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                            .doesNotContain(CANARY));
        }
    }

    @Test
    void aMissingVariableStopsARunAndNoOtherCommand() {
        run("sim");
        project.env("HOOK", "");

        var refused = project.penstock("run", "triage", "--input", "items.jsonl");

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("environment variable HOOK is not set", "alerts.webhooks[0].url");
        assertThat(project.penstock("report", "r").code()).isZero();
        assertThat(project.penstock("doctor", "--local").code()).isEqualTo(2);
    }

    @Test
    void doctorTriesAWebhookWhenTold() {
        var local = project.penstock("doctor");
        assertThat(local.out()).contains("✓ webhook 127.0.0.1:", "json; --send tries it");
        assertThat(received).isEmpty();

        assertThat(project.penstock("doctor", "--send").out()).contains("reachable, took a test message (json)");
        assertThat(received).hasSize(1).first().asString().contains("\"status\":\"test\"");

        answer = 410;
        var refused = project.penstock("doctor", "--send");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.out()).contains("✖ webhook", "did not take a test message: it answers 410");
    }

    @Test
    void slackGetsNothingButText() {
        webhook("/hook/" + CANARY, "slack");

        run("faulty");

        assertThat(JSON.readTree(received.getFirst()).propertyNames()).containsExactly("text");
    }

    private void webhook(String path, String format) {
        project.env("HOOK", "http://127.0.0.1:" + receiver.getAddress().getPort() + path);
        project.write("penstock.yaml", """
                endpoints:
                  sim: { provider: simulator, limits: { concurrency: 8 } }
                  faulty: { provider: simulator, scenario: faulty.yaml, limits: { concurrency: 8 } }
                  poor: { provider: simulator, scenario: poor.yaml, limits: { concurrency: 8 } }
                  locked: { provider: simulator, scenario: locked.yaml, limits: { concurrency: 2 } }
                  cut: { provider: simulator, scenario: cut.yaml, limits: { concurrency: 8 } }
                  hopeless: { provider: simulator, scenario: hopeless.yaml, limits: { concurrency: 8 } }
                  slow: { provider: simulator, scenario: slow.yaml, limits: { concurrency: 8 } }
                alerts: { webhooks: [ { url: "${HOOK}", format: %s } ] }
                """.formatted(format));
        project.write("poor.yaml",
                "name: poor\nseed: 7\nfaults: [ { kind: placeholder, rate: 0.2, heals: false } ]\n");
        project.write("cut.yaml", "name: cut\nseed: 7\nfaults: [ { kind: truncated, rate: 0.1, heals: true } ]\n");
        project.write("hopeless.yaml", "name: hopeless\nseed: 7\nfaults: [ { kind: invalid-request, rate: 0.05 } ]\n");
        project.write("slow.yaml", "name: slow\nseed: 7\nfaults: [ { kind: slow, rate: 0.15, delay: 2500ms } ]\n");
        project.write("locked.yaml", "name: locked\nseed: 7\nfaults: [ { kind: unauthorized, from-call: 5 } ]\n");
    }

    private TestProject.Result run(String endpoint, String... more) {
        var words = new ArrayList<>(List.of("run", "triage", "--input", "items.jsonl", "--run-id", "r"));
        words.addAll(List.of(more));
        return project.endpoint(endpoint).penstock(words.toArray(String[]::new));
    }

    /// What the items cost without a budget.
    private BigDecimal cost() {
        project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "first");
        return new BigDecimal(
                JSON.readTree(project.read("out/first/report.json")).at("/cost/usd").asString());
    }

    private static String dollars(BigDecimal cost, String divisor) {
        return cost.divide(new BigDecimal(divisor), 6, RoundingMode.HALF_UP).toPlainString();
    }

    private List<String> rules() {
        return received.stream()
                .map(body -> JSON.readTree(body).at("/alerts/0/labels/alertname").asString(""))
                .toList();
    }

    private JsonNode alert(String rule) {
        return received.stream()
                .map(body -> JSON.readTree(body).at("/alerts/0"))
                .filter(one -> one.at("/labels/alertname").asString("").equals(rule))
                .findFirst()
                .orElseThrow();
    }

    private void awaitForever() {
        try {
            never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
