package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Halts, pauses and fallbacks as an operator meets them, with simulators that refuse.
class HaltsTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;
    private TestProject project;

    @BeforeEach
    void create() {
        project = new TestProject(folder).items(120).env("SIM_KEY", "k");
        project.write("penstock.yaml",
                """
                        endpoints:
                          claude: { provider: simulator, api-key: "${SIM_KEY}", scenario: claude.yaml, limits: { concurrency: 4 } }
                          gpt: { provider: simulator, dialect: openai, limits: { concurrency: 4 } }
                        """);
        claude("{ kind: unauthorized, from-call: 41 }");
        task("");
    }

    private void claude(String fault) {
        project.write("claude.yaml", "name: claude\nseed: 7\nfaults: [ " + fault + " ]\n");
    }

    private void task(String more) {
        project.write("prompts/triage/task.yaml",
                "endpoint: claude\nmodel: claude-haiku-4-5\nmax-output-tokens: 200\n" + more);
    }

    private TestProject.Result run() {
        return project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "r");
    }

    private JsonNode report() {
        return JSON.readTree(project.read("out/r/report.json"));
    }

    @Test
    void aRefusedKeyHaltsTheRunSaysWhichVariableHoldsItAndTheMendedRunFinishes() {
        var halted = run();

        assertThat(halted.code()).isEqualTo(4);
        assertThat(report().path("status").asString()).isEqualTo("halted");
        assertThat(report().path("why").asString()).startsWith("claude: 401 ")
                .endsWith("; its key is refused: put a valid one into SIM_KEY (endpoints.claude.api-key of"
                        + " penstock.yaml), then resume");
        assertThat(report().path("items").path("accepted").asInt()).isEqualTo(40);
        assertThat(report().path("items").path("deadLettered").asInt()).isZero();
        assertThat(halted.out()).contains("resume with: penstock resume r");
        claude("");

        assertThat(project.penstock("resume", "r").code()).isZero();
        assertThat(report().path("items").path("accepted").asInt()).isEqualTo(120);
        assertThat(project.penstock("verify", "r").out()).contains("✓ verified");
    }

    @Test
    void aMissingModelSaysWhichFileNamesIt() {
        claude("{ kind: model-not-found, from-call: 1 }");

        assertThat(run().code()).isEqualTo(4);
        assertThat(report().path("why").asString()).contains(
                "it has no model 'claude-haiku-4-5', which prompts/triage/task.yaml names: correct it and start a new run");
    }

    @Test
    void tooManyDeadLettersPauseTheRunAndItGoesOnOnceTheRuleIsOff() {
        claude("{ kind: refusal, rate: 1 }");

        var paused = run();

        assertThat(paused.code()).isEqualTo(4);
        assertThat(report().path("status").asString()).isEqualTo("paused");
        assertThat(report().path("why").asString()).startsWith("50 of the last 50 items became dead letters, and"
                + " stop-if allows 50%: refused 50; look at them with: penstock dead-letters list --run r");
        assertThat(report().path("items").path("pending").asInt()).isPositive();
        assertThat(project.penstock("status").out()).contains("paused", "penstock resume r");
        task("stop-if: off\n");

        assertThat(project.penstock("resume", "r").code()).isEqualTo(3);
        assertThat(report().path("items").path("deadLettered").asInt()).isEqualTo(120);
    }

    @Test
    void aFallbackTakesOverAndEveryNumberSaysWhoAnswered() {
        task("fallback: [ { endpoint: gpt, model: gpt-5-mini } ]\n");

        var run = run();

        assertThat(run.code()).isZero();
        assertThat(run.err()).contains("warning: gpt (gpt-5-mini) takes over. claude: 401 ");
        assertThat(run.out()).contains("Answered  claude claude-haiku-4-5 40 accepted of 4",
                "gpt gpt-5-mini 80 accepted");
        var outputs = project.read("out/r/accepted.jsonl").lines().map(JSON::readTree).toList();
        assertThat(outputs).filteredOn(line -> line.path("meta").path("endpoint").asString().equals("gpt"))
                .hasSize(80)
                .allMatch(line -> line.path("meta").path("model").asString().equals("gpt-5-mini"));
        assertThat(report().path("answeredBy")).hasSize(2);
        assertThat(project.penstock("verify", "r").out()).contains("✓ verified");
        assertThat(project.penstock("costs", "--by", "model").out()).contains("gpt-5-mini", "claude-haiku-4-5");
    }

    @Test
    void everyEntryOfAFallbackIsLinted() {
        task("""
                fallback:
                  - { endpoint: gtp, model: gpt-5-mini }
                  - { endpoint: gpt, model: gpt-5-minni }
                  - { endpoint: gpt, model: gpt-4o, max-output-tokens: 9000000, output: tool }
                """);

        var refused = run();

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains(
                "there is no endpoint 'gtp' in penstock.yaml\n  --> prompts/triage/task.yaml:5 fallback[0].endpoint",
                "no price is known for model 'gpt-5-minni'\n  --> prompts/triage/task.yaml:6 fallback[1].model",
                "is more than model 'gpt-4o' can give, was '9000000'\n"
                        + "  --> prompts/triage/task.yaml:7 fallback[2].max-output-tokens");
    }
}
