package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server that is paid for by the hour, here one dollar a second.
class HourlyCostTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;
    private TestProject project;

    @BeforeEach
    void create() {
        project = new TestProject(folder);
        project.write("penstock.yaml", """
                endpoints:
                  own: { provider: simulator, limits: { concurrency: 8 }, cost: { usd-per-hour: 3600 } }
                """);
        task("");
    }

    @Test
    void booksAModelWithoutAPriceByTheHourInUse() {
        var report = run("r");

        assertThat(report.path("items").path("accepted").asInt()).isEqualTo(20);
        assertThat(report.path("cost").path("unpriced").asBoolean()).isFalse();
        assertThat(usd(report)).isPositive().isLessThan(new BigDecimal(report.path("seconds").asString()));
        assertThat(project.penstock("verify", "r").out()).contains("✓ verified");
        assertThat(project.penstock("costs", "--by", "endpoint").out()).contains("own");
    }

    @Test
    void resumingBooksNothingTwice() {
        var before = usd(run("r"));
        project.penstock("resume", "r", "--quiet");

        assertThat(usd(JSON.readTree(project.penstock("report", "r", "--json").out()))).isEqualByComparingTo(before);
    }

    @Test
    void aBudgetReservesTheWholeTimeoutOfACall() {
        task("timeout: 10s\n");

        var halted = project.penstock("run", "triage", "--input", "items.jsonl", "--budget", "9.99");
        assertThat(halted.code()).isEqualTo(4);
        assertThat(halted.out()).contains("the next call could cost $10.00");
        var enough = project.penstock("run", "triage", "--input", "items.jsonl", "--budget", "100", "--run-id", "r");
        assertThat(enough.code()).isZero();
    }

    private void task(String more) {
        project.write("prompts/triage/task.yaml", """
                endpoint: own
                model: my-llama
                max-output-tokens: 200
                """ + more);
    }

    private JsonNode run(String id) {
        project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", id, "--quiet");
        return JSON.readTree(project.read("out/" + id + "/report.json"));
    }

    private static BigDecimal usd(JsonNode report) {
        return new BigDecimal(report.path("cost").path("usd").asString());
    }
}
