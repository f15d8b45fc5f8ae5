package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.simulator.AnswerKey;
import dev.penstock.simulator.Fault;
import dev.penstock.simulator.FaultKind;
import dev.penstock.simulator.Rules;
import dev.penstock.simulator.Scenario;
import dev.penstock.simulator.Simulator;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Every way of asking on every wire, from the command line to a simulator and its books.
class OutputModesTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> MODES = List.of("auto", "json-schema", "tool", "json-mode", "prompt");

    @TempDir
    private Path folder;
    private TestProject project;

    @BeforeEach
    void create() {
        project = new TestProject(folder).items(4);
    }

    private void asking(URI simulator, String dialect, String model, String output) {
        project.write("penstock.yaml", "endpoints: { sim: { provider: simulator, dialect: " + dialect + ", base-url: \""
                + simulator + "\" } }\n");
        project.write("prompts/triage/task.yaml",
                "endpoint: sim\nmodel: " + model + "\nmax-output-tokens: 200\noutput: "
                        + output + "\n");
    }

    private TestProject.Result run(String id) {
        return project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", id, "--quiet");
    }

    private JsonNode report(String id) {
        return JSON.readTree(project.penstock("report", id, "--json").out());
    }

    private List<JsonNode> accepted(String id) {
        return project.read("out/" + id + "/accepted.jsonl").lines().map(JSON::readTree).toList();
    }

    private void assertBooksAgree(String id, URI simulator) {
        assertThat(project.penstock("verify", id, "--books", simulator.toString()).out()).contains("✓ verified",
                "the same to the token");
    }

    static Stream<Arguments> everyModeOnEveryWire() {
        return Stream.of(List.of("anthropic", "claude-haiku-4-5"), List.of("anthropic", "claude-opus-5-5"),
                List.of("openai", "gpt-5-mini"), List.of("mistral", "mistral-large-2512"), List.of("vllm", "my-llama"),
                List.of("generic", "my-llama"))
                .flatMap(where -> MODES.stream()
                        .filter(mode -> !(where.getFirst().equals("anthropic") && mode.equals("json-mode")))
                        .map(mode -> Arguments.of(where.get(0), where.get(1), mode)));
    }

    @ParameterizedTest
    @MethodSource("everyModeOnEveryWire")
    void everyItemIsAcceptedAndTheBooksAgree(String dialect, String model, String mode) {
        try (var simulator = Simulator.start(Scenario.clean(), 0)) {
            asking(simulator.baseUri(), dialect, model, mode);
            assertThat(run("r")).extracting(TestProject.Result::code, TestProject.Result::err).containsExactly(0, "");
            assertThat(report("r").at("/items/accepted").asInt()).isEqualTo(4);
            assertThat(report("r").at("/attempts/sent").asInt()).isEqualTo(4);
            assertThat(accepted("r")).allSatisfy(item -> assertThat(item.at("/output/priority").asString())
                    .isIn("p1", "p2"));
            assertBooksAgree("r", simulator.baseUri());
            assertThat(simulator.books().totals().byStatus()).containsOnlyKeys(200);
        }
    }

    @ParameterizedTest
    @CsvSource({"anthropic, claude-haiku-4-5", "openai, gpt-5-mini", "mistral, mistral-large-2512", "vllm, my-llama",
            "generic, my-llama"})
    void aSimulatorInsideTheProcessSpeaksEveryWire(String dialect, String model) {
        asking(URI.create("http://127.0.0.1:1"), dialect, model, "auto");
        project.write("penstock.yaml", "endpoints: { sim: { provider: simulator, dialect: " + dialect + " } }\n");
        assertThat(project.penstock("prompts", "lint").code()).isZero();
        assertThat(run("r")).extracting(TestProject.Result::code, TestProject.Result::err).containsExactly(0, "");
    }

    @ParameterizedTest
    @CsvSource({"anthropic, claude-haiku-4-5, json-schema", "openai, gpt-5-mini, json-schema",
            "mistral, mistral-large-2512, json-schema", "vllm, my-llama, json-schema", "generic, my-llama, prompt"})
    void autoIsAsFirmAsTheEndpointCanAndShowsWhatItComesTo(String dialect, String model, String mode) {
        asking(URI.create("http://127.0.0.1:1"), dialect, model, "auto");
        var line = JSON.readTree(project.penstock("prompts", "list", "--json").out());
        assertThat(line.path("output").asString()).isEqualTo(mode);
        assertThat(project.penstock("prompts", "render", "triage", "--input", "items.jsonl").out())
                .startsWith("output: " + mode + " (what auto comes to here)\n");
    }

    @Test
    void whatAModelOrDialectCannotDoIsRefusedBeforeAnythingIsSent() {
        try (var simulator = Simulator.start(Scenario.clean(), 0)) {
            asking(simulator.baseUri(), "anthropic", "claude-haiku-4-5", "json-mode");
            var refused = run("r");
            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.err()).contains("was 'json-mode'", "prompts/triage/task.yaml:4 output",
                    "allowed: auto, json-schema, tool, prompt", "nothing was started");
            assertThat(project.penstock("prompts", "lint").code()).isEqualTo(2);
            project.write("prices.yaml",
                    "models: { claude-haiku-4-5: { outputs: [tool], prices: [ { input: 1, output: 5 } ] } }");
            asking(simulator.baseUri(), "anthropic", "claude-haiku-4-5", "json-schema");
            project.write("penstock.yaml", project.read("penstock.yaml") + "prices: prices.yaml\n");
            assertThat(run("r").err()).contains("was 'json-schema'", "allowed: auto, tool, prompt");
            assertThat(simulator.books().totals().calls()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"anthropic, claude-haiku-4-5", "anthropic, claude-opus-5-5", "openai, gpt-5-mini",
            "mistral, mistral-large-2512", "vllm, my-llama"})
    void anotherToolOrASecondCallIsRepairedOrDeadLettered(String dialect, String model) {
        for (var kind : List.of(FaultKind.WRONG_TOOL, FaultKind.SECOND_TOOL_CALL)) {
            var heals = Scenario.clean().withGold(gold()).and(Fault.ofItems(kind, 1).withHeals(1));
            try (var simulator = Simulator.start(heals, 0)) {
                asking(simulator.baseUri(), dialect, model, "tool");
                assertThat(run(kind.label()).code()).isZero();
                assertThat(report(kind.label()).at("/tokens/byPurpose/repair/output").asInt()).isPositive();
                assertBooksAgree(kind.label(), simulator.baseUri());
            }
            var stays = Scenario.clean().and(Fault.ofItems(kind, 1).withHeals(0));
            try (var simulator = Simulator.start(stays, 0)) {
                asking(simulator.baseUri(), dialect, model, "tool");
                var id = kind.label() + "-stays";
                assertThat(run(id).code()).isEqualTo(3);
                assertThat(report(id).path("deadLetters")).hasToString("{\"unparseable\":4}");
                assertBooksAgree(id, simulator.baseUri());
            }
        }
    }

    /// So that a repair, whose conversation has no reply to show, is known for the item it is about.
    private static AnswerKey gold() {
        var ids = List.of("0", "1", "2", "3");
        return AnswerKey.of(
                ids.stream()
                        .map(id -> Map.of("id", id, "text", "ticket number " + id + " about a lost parcel"))
                        .toList(),
                ids.stream()
                        .map(id -> Map.of("id", id, "priority", "p1", "reason", "The parcel " + id + " is lost."))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({"anthropic, claude-haiku-4-5, tool-prose, lossless:tool-prose",
            "openai, gpt-5-mini, tool-prose, lossless:tool-prose",
            "vllm, my-llama, tool-prose, lossless:tool-prose",
            "anthropic, claude-opus-5-5, fence, lossless:no-tool-call",
            "generic, my-llama, prose, lossless:no-tool-call"})
    void whatLosesNothingIsAcceptedWithoutAskingAgainAndFlagged(String dialect, String model, String kind,
            String flag) {
        var scenario = Scenario.clean().and(Fault.ofItems(FaultKind.of(kind).orElseThrow(), 1));
        try (var simulator = Simulator.start(scenario, 0)) {
            asking(simulator.baseUri(), dialect, model, "tool");
            assertThat(run("r").code()).isZero();
            assertThat(simulator.books().totals().byInjected()).containsEntry(kind, 4L);
            assertThat(simulator.books().totals().calls()).isEqualTo(4);
            assertThat(accepted("r")).hasSize(4)
                    .allSatisfy(item -> assertThat(item.at("/meta/flags").valueStream().map(JsonNode::asString))
                            .contains(flag));
        }
    }

    @Test
    void aCallWithNothingIsTheEmptyAnswerWhereNothingIsRequired() {
        project.write("prompts/triage/schema.json",
                "{\"type\":\"object\",\"properties\":{\"priority\":{\"type\":\"string\"}}}");
        var scenario = Scenario.clean().and(Fault.ofItems(FaultKind.EMPTY_ARGUMENTS, 1));
        try (var simulator = Simulator.start(scenario, 0)) {
            asking(simulator.baseUri(), "openai", "gpt-5-mini", "tool");
            assertThat(run("r").code()).isZero();
            assertThat(accepted("r")).allSatisfy(item -> {
                assertThat(item.path("output")).hasToString("{}");
                assertThat(item.at("/meta/flags")).hasToString("[\"lossless:empty-arguments\"]");
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"anthropic, claude-sonnet-5, json-schema, true", "anthropic, claude-sonnet-5, tool, true",
            "anthropic, claude-sonnet-5, prompt, true", "openai, gpt-6-sol, json-schema, true",
            "openai, gpt-5-mini, tool, false", "mistral, mistral-large-2512, json-schema, false"})
    void aLongFixedPromptIsWrittenToTheCacheOnceAndReadAfterwardsAtItsPrice(String dialect, String model, String mode,
            boolean writes) {
        project.write("prompts/triage/system.md", "Sort the ticket as these rules say, one by one. ".repeat(150));
        try (var simulator = Simulator.start(Scenario.clean().withRules(Rules.USUAL.withPromptCache(true)), 0)) {
            asking(simulator.baseUri(), dialect, model, mode);
            project.write("penstock.yaml",
                    project.read("penstock.yaml").replace("} }", ", limits: { concurrency: 1 } } }"));
            assertThat(run("r").code()).isZero();
            var tokens = report("r").path("tokens");
            long first = tokens.path("cacheRead").asLong() / 3;
            assertThat(first).isGreaterThan(1_024);
            assertThat(tokens.path("cacheWrite").asLong()).isEqualTo(writes ? first : 0);
            assertBooksAgree("r", simulator.baseUri());
            assertThat(simulator.books().totals().billed().cacheRead()).isEqualTo(tokens.path("cacheRead").asLong());
        }
    }

    @Test
    void cachedTokensCostWhatTheyCost() {
        project.write("prompts/triage/system.md", "x".repeat(6_000));
        project.write("prices.yaml", """
                models:
                  claude-sonnet-5:
                    prices: [ { input: 1000, cache-read: 1, cache-write: 10, output: 0 } ]
                """);
        try (var simulator = Simulator.start(Scenario.clean().withRules(Rules.USUAL.withPromptCache(true)), 0)) {
            asking(simulator.baseUri(), "anthropic", "claude-sonnet-5", "auto");
            project.write("penstock.yaml",
                    project.read("penstock.yaml").replace("} }", ", limits: { concurrency: 1 } } }")
                            + "prices: prices.yaml\n");
            assertThat(run("r").code()).isZero();
            var billed = simulator.books().totals().billed();
            long plain = billed.input() - billed.cacheRead() - billed.cacheWrite();
            assertThat(billed.cacheWrite()).isPositive();
            assertThat(report("r").at("/cost/usd").asString()).isEqualTo(java.math.BigDecimal
                    .valueOf(plain * 1000 + billed.cacheRead() + billed.cacheWrite() * 10, 6)
                    .toPlainString());
        }
    }

    @Test
    void aResumedRunAsksAsItBeganWhateverAutoWouldChooseToday() {
        try (var simulator = Simulator.start(Scenario.clean().and(Fault.fromCall(FaultKind.UNAUTHORIZED, 3)), 0)) {
            asking(simulator.baseUri(), "anthropic", "claude-haiku-4-5", "auto");
            assertThat(run("r").code()).isEqualTo(4);
        }
        project.write("prices.yaml",
                "models: { claude-haiku-4-5: { outputs: [tool], prices: [ { input: 1, output: 5 } ] } }");
        try (var simulator = Simulator.start(Scenario.clean(), 0)) {
            asking(simulator.baseUri(), "anthropic", "claude-haiku-4-5", "auto");
            project.write("penstock.yaml", project.read("penstock.yaml") + "prices: prices.yaml\n");
            assertThat(project.penstock("resume", "r").err()).contains("is not possible", "was 'json-schema'");
            project.write("prices.yaml",
                    "models: { claude-haiku-4-5: { outputs: [json-schema, tool], prices: [ { input: 1, output: 5 } ] } }");
            assertThat(project.penstock("resume", "r").code()).isZero();
            assertThat(accepted("r")).hasSize(4)
                    .allSatisfy(item -> assertThat(item.at("/meta/stopReason").asString()).isEqualTo("end_turn"));
            asking(simulator.baseUri(), "anthropic", "claude-haiku-4-5", "tool");
            assertThat(run("tool").code()).isZero();
            assertThat(accepted("tool"))
                    .allSatisfy(item -> assertThat(item.at("/meta/stopReason").asString()).isEqualTo("tool_use"));
        }
    }
}
