package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.penstock.simulator.Scenario;
import dev.penstock.simulator.Simulator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/// Whoever waits for a batch is told by a webhook, while they wait, that it takes long and that it is about to expire. For the
/// run time passes 1,800 times faster; its batch stays where it is.
class BatchAlertsTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path folder;
    private final List<JsonNode> told = new CopyOnWriteArrayList<>();

    @Test
    void aBatchThatIsLateAndOneThatExpiresReachAWebhook() throws Exception {
        var receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/hook", exchange -> {
            told.add(JSON.readTree(exchange.getRequestBody().readAllBytes()));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.start();
        var project = new TestProject(folder).endpoint("wire")
                .write("endless.yaml", "name: endless\nbatch: { time: { p50: 48h } }\n");
        try (var simulator = Simulator.start(Scenario.load(folder.resolve("endless.yaml")), 0)) {
            project.onTheWire(simulator.baseUri(), 4)
                    .write("penstock.yaml", project.read("penstock.yaml")
                            + "alerts: { webhooks: [ { url: \"${HOOK}\", format: json } ] }\n");
            var hook = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook";
            try (var run = CliProcess.startFaster(1_800, project, Map.of("HOOK", hook), "run", "triage", "--input",
                    "items.jsonl", "--run-id", "r", "--mode", "batch")) {
                run.await("a batch that expires", () -> alert("batch-expiring").isObject());

                assertThat(text(alert("batch-late"), "severity")).isEqualTo("warning");
                assertThat(alert("batch-late").at("/threshold").asDouble()).isEqualTo(4 * 3_600);
                assertThat(text(alert("batch-expiring"), "severity")).isEqualTo("critical");
                assertThat(alert("batch-expiring").at("/annotations/next").asString()).isEqualTo("penstock batches");
                assertThat(run.err()).contains("batch-late", "batch-expiring");
            }
        } finally {
            receiver.stop(0);
        }
    }

    private static String text(JsonNode alert, String label) {
        return alert.at("/labels/" + label).asString();
    }

    private JsonNode alert(String rule) {
        return told.stream()
                .map(message -> message.at("/alerts/0"))
                .filter(one -> one.at("/labels/alertname").asString("").equals(rule))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }
}
