package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.simulator.Fault;
import dev.penstock.simulator.FaultKind;
import dev.penstock.simulator.Scenario;
import dev.penstock.simulator.Simulator;
import java.math.BigDecimal;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What may be spent at an endpoint in a day, with the simulator's own books as the judge.
class DayBudgetTest {
    private static final JsonMapper JSON = new JsonMapper();
    /// Of claude-haiku-4-5, in dollars per token.
    private static final BigDecimal INPUT = new BigDecimal("0.000001");
    private static final BigDecimal OUTPUT = new BigDecimal("0.000005");

    @TempDir
    private Path folder;
    private TestProject project;

    @BeforeEach
    void create() {
        project = new TestProject(folder).items(300);
    }

    private TestProject.Result run(String id) {
        return project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", id);
    }

    private JsonNode report(String id) {
        return JSON.readTree(project.read("out/" + id + "/report.json"));
    }

    @Test
    void theProvidersBooksNeverPassTheWallAcrossRunsAndEnginesAlsoWithUnknownUsage() {
        var scenario = Scenario.clean().and(Fault.ofItems(FaultKind.MISSING_USAGE, 0.2));
        try (var simulator = Simulator.start(scenario, 0)) {
            project.write("penstock.yaml",
                    """
                            endpoints:
                              sim: { provider: simulator, base-url: "%s", budget: { day-usd: 0.05 }, limits: { concurrency: 8 } }
                            """
                            .formatted(simulator.baseUri()));

            var first = run("a");
            var second = run("b");

            assertThat(first.code()).isEqualTo(4);
            assertThat(first.err()).contains("warning: sim: $0.04",
                    "of today's budget of $0.050000 (UTC day) is spent");
            assertThat(report("a").path("why").asString()).contains("of today's budget of $0.05 (UTC day) is spent",
                    "resume then, or raise endpoints.sim.budget.day-usd in penstock.yaml and resume");
            assertThat(report("a").path("items").path("deadLettered").asInt()).isZero();
            assertThat(first.out()).contains("resume with: penstock resume a").doesNotContain("--budget");
            assertThat(second.code()).isEqualTo(4);
            assertThat(report("b").path("attempts").path("sent").asInt()).isZero();
            var billed = simulator.books().totals().billed();
            assertThat(INPUT.multiply(BigDecimal.valueOf(billed.input()))
                    .add(OUTPUT.multiply(BigDecimal.valueOf(billed.output())))).isPositive()
                    .isLessThanOrEqualTo(new BigDecimal("0.05"));
            assertThat(report("a").path("attempts").path("unconfirmed").asInt()).isPositive();
        }
    }

    @Test
    void aModelWithoutAPriceCannotStartWhereADayHasAWall() {
        project.write("penstock.yaml", """
                endpoints:
                  own: { provider: openai, dialect: vllm, base-url: "http://127.0.0.1:9/v1", budget: { day-usd: 5 } }
                """);
        project.write("prompts/triage/task.yaml", "endpoint: own\nmodel: my-llama\nmax-output-tokens: 200\n");

        var refused = run("a");

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("no price is known for model 'my-llama'", "nothing was started");
    }
}
