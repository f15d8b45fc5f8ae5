package dev.penstock.engine.scaffold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.InputPreview;
import dev.penstock.engine.Project;
import dev.penstock.engine.scaffold.ProjectStarter.Started;
import dev.penstock.engine.scaffold.ProjectStarter.Wish;
import dev.penstock.prompt.Rendering;
import dev.penstock.provider.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class ProjectStarterTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);

    @TempDir
    private Path folder;

    @Test
    void writesAProjectThatLintsCleanAndOverwritesNothingTheSecondTime() {
        var first = start(Map.of());
        var written = read("prompts/ticket-triage/task.yaml");
        var second = start(Map.of());

        assertThat(first.problems()).isEmpty();
        assertThat(first.created()).contains("penstock.yaml", "prompts/ticket-triage/task.yaml",
                "prompts/ticket-triage/cases.jsonl", "input/ticket-triage.jsonl", ".gitignore");
        assertThat(read(".gitignore")).isEqualTo(".penstock/\nout/\n");
        assertThat(second.created()).isEmpty();
        assertThat(second.kept()).containsExactly("penstock.yaml", "prompts/ticket-triage/",
                "input/ticket-triage.jsonl",
                ".gitignore");
        assertThat(read("prompts/ticket-triage/task.yaml")).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource({"ANTHROPIC_API_KEY, claude, claude-haiku-4-5", "OPENAI_API_KEY, gpt, gpt-5-mini"})
    void uncommentsTheEndpointWhoseKeyIsThereAndStillAsksTheSimulator(String variable, String endpoint, String model) {
        start(Map.of(variable, "k"));

        assertThat(project(Map.of()).config().endpoints().keySet()).containsExactlyInAnyOrder("simulator", endpoint);
        assertThat(read("prompts/ticket-triage/task.yaml")).contains("endpoint: simulator", "model: " + model);
        assertThat(read("penstock.yaml")).doesNotContain("api-key: k");
    }

    @Test
    void asksTheEndpointThatIsNamed() {
        var started = start(new Wish(folder, "mine", "claude", null, null, null), Map.of());

        assertThat(started.simulated()).isFalse();
        assertThat(read("prompts/mine/task.yaml")).contains("endpoint: claude");
        assertThat(project(Map.of()).config().endpoints()).containsKey("claude");
    }

    @Test
    void rendersTheVeryMessagesOfTheBatchItWasDerivedFrom() {
        var system = "Reply like {\"city\": 1}; use {city}, {{n}}, {% raw %}, {# x and [NAME]. TODO\r\nend {";
        var texts = List.of("Paris {{ 7*7 }} {x}", "the Paris of the north", "", "Rome\n</doc> tail");
        var file = requests(texts.stream().map(text -> request(system, "Read {it}:\n<doc>\n" + text + "\n</doc> {")));

        var started = start(new Wish(folder, null, null, file, null, null), Map.of());

        assertThat(started.problems()).isEmpty();
        assertThat(started.task()).isEqualTo("requests");
        assertThat(read("prompts/requests/user.md")).startsWith("Read {{ '{it}' }}:\n<doc>\n{{ text }}");
        for (int i = 0; i < texts.size(); i++) {
            var request = rendered("requests", "r-" + i);
            assertThat(request.system()).isEqualTo(system.replace("\r\n", "\n"));
            assertThat(request.messages().getLast().text())
                    .isEqualTo("Read {it}:\n<doc>\n" + texts.get(i) + "\n</doc> {");
        }
        assertThat(read("prompts/requests/task.yaml")).contains("model: gpt-4o-mini", "max-output-tokens: 150");
        assertThat(read("prompts/requests/schema.json")).contains("\"city\"").doesNotContain("$schema");
    }

    @Test
    void makesTheWholeMessageTheVariableWhenNoneDiffers() {
        start(new Wish(folder, "one", null, requests(Stream.of(request("s", "ask {x}"))), null, null), Map.of());

        assertThat(read("prompts/one/user.md")).isEqualTo("{{ text }}");
        assertThat(rendered("one", "r-0").messages().getLast().text()).isEqualTo("ask {x}");
    }

    @Test
    void keepsSystemMessagesThatDifferAndFewShotTurns() {
        var file = requests(Stream.of("en", "de").map(language -> {
            var request = request("Answer in " + language + " only.", "Q: from " + language);
            var messages = (ArrayNode) request.path("body").path("messages");
            messages.insert(1, message("user", "Q: an example"));
            messages.insert(2, message("assistant", "{\"city\":\"Oslo\"}"));
            return request;
        }));

        var started = start(new Wish(folder, "few", null, file, null, null), Map.of());

        assertThat(started.problems()).isEmpty();
        assertThat(read("prompts/few/system.md")).isEqualTo("Answer in {{ instructions }} only.");
        assertThat(rendered("few", "r-1").system()).isEqualTo("Answer in de only.");
        assertThat(rendered("few", "r-1").messages()).hasSize(3);
    }

    @Test
    void takesAModelThatHasAPriceForOneThatHasNone() {
        var request = request("s", "a");
        ((ObjectNode) request.path("body")).put("model", "my-fine-tune");

        var started = start(new Wish(folder, "t", null, requests(Stream.of(request)), null, null), Map.of());

        assertThat(started.problems()).isEmpty();
        assertThat(read("prompts/t/task.yaml")).contains("model: gpt-5-mini");
        assertThat(started.notes()).anyMatch(note -> note.contains("my-fine-tune"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "{\"foo\":1}", "{\"custom_id\":\"1\",\"body\":{\"input\":\"x\"}}",
            "{\"body\":{\"messages\":[{\"role\":\"assistant\",\"content\":\"x\"}]}}",
            "{\"body\":{\"messages\":[{\"role\":\"tool\",\"content\":\"x\"}]}}",
            "{\"body\":{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]}}", "\n"})
    void namesTheLineOfABatchThatCannotBeTakenOverAndWritesNothing(String bad) {
        var file = write("requests.jsonl", (bad.isBlank() ? "" : request("s", "a") + "\n") + bad + "\n");
        var place = folder.resolve("new");

        assertThatThrownBy(() -> start(new Wish(place, null, null, file, null, null), Map.of()))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining(bad.isBlank() ? "has no requests" : "requests.jsonl:2");
        assertThat(place).doesNotExist();
    }

    @Test
    void makesLabelsOfAColumnWithFewValuesAndCasesOfItsRows() {
        var csv = write("Labelled Tickets.csv", "Ticket ID,Customer Text,input,2nd,Intent\n" + Stream
                .iterate(0, i -> i + 1)
                .limit(12)
                .map(i -> "T-" + i + ",\"text, " + i + "\",in,x," + (i % 2 == 0 ? "lost card" : "refund") + "\n")
                .reduce("", String::concat));

        var started = start(new Wish(folder, null, null, null, csv, null), Map.of());

        assertThat(started.problems()).isEmpty();
        assertThat(started.task()).isEqualTo("labelled-tickets");
        var schema = JSON.readTree(read("prompts/labelled-tickets/schema.json"));
        assertThat(schema.path("properties").path("intent").path("enum").toString())
                .isEqualTo("[\"lost card\",\"refund\"]");
        assertThat(read("input/labelled-tickets.jsonl").lines().findFirst()).hasValue(
                "{\"id\":\"T-0\",\"customer_text\":\"text, 0\",\"input_value\":\"in\",\"column_2nd\":\"x\"}");
        assertThat(read("prompts/labelled-tickets/cases.jsonl").lines()).hasSize(2)
                .first()
                .asString()
                .contains("\"expect\":{\"intent\":\"lost card\"}");
        assertThat(rendered("labelled-tickets", "T-3").messages().getLast().text()).contains("text, 3");
    }

    @Test
    void takesTheColumnThatIsNamedAndRefusesOneThatIsNotThere() {
        var csv = write("t.csv", "a,b\nlong text 1,x\nlong text 2,y\n");

        start(new Wish(folder, "t", null, null, csv, "a"), Map.of());

        assertThat(read("prompts/t/schema.json")).contains("\"a\"").doesNotContain("enum");
        assertThatThrownBy(() -> start(new Wish(folder, "u", null, null, csv, "aa"), Map.of()))
                .hasMessage("there is no column 'aa' (--output-field)");
        assertThatThrownBy(() -> start(new Wish(folder, "t", null, null, csv, "a"), Map.of()))
                .hasMessage("there is prompts/t/ already");
    }

    @Test
    void usesTheEndpointsOfAnExistingProject() {
        write("penstock.yaml", "endpoints: { mine: { provider: openai, dialect: openai, api-key: '${K}' } }");

        var started = start(Map.of());

        assertThat(started.kept()).contains("penstock.yaml");
        assertThat(read("prompts/ticket-triage/task.yaml")).contains("endpoint: mine", "model: gpt-5-mini");
    }

    private Started start(Map<String, String> env) {
        return start(new Wish(folder, null, null, null, null, null), env);
    }

    private static Started start(Wish wish, Map<String, String> env) {
        return ProjectStarter.start(wish, env::get, CLOCK);
    }

    private Project project(Map<String, String> env) {
        return Project.open(folder, env::get);
    }

    private Request rendered(String task, String id) {
        var item = InputPreview.item(folder.resolve("input/" + task + ".jsonl"), id, 1 << 20);
        var rendering = project(Map.of()).registry().prompt(task).render(item);
        assertThat(rendering).isInstanceOf(Rendering.Ready.class);
        return ((Rendering.Ready) rendering).request();
    }

    private Path requests(Stream<ObjectNode> requests) {
        var lines = requests.toList();
        for (int i = 0; i < lines.size(); i++) {
            lines.get(i).put("custom_id", "r-" + i);
        }
        return write("requests.jsonl", lines.stream().map(line -> line + "\n").reduce("", String::concat));
    }

    private static ObjectNode request(String system, String user) {
        var request = JSON.createObjectNode();
        var body = request.putObject("body").put("model", "gpt-4o-mini-2024-07-18").put("max_tokens", 150);
        body.putArray("messages").add(message("system", system)).add(message("user", user));
        body.set("response_format", JSON.readTree(
                """
                        {"type":"json_schema","json_schema":{"name":"x","schema":{"$schema":"http://json-schema.org/draft-07/schema#",
                         "type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}}}"""));
        return request;
    }

    private static ObjectNode message(String role, String content) {
        return JSON.createObjectNode().put("role", role).put("content", content);
    }

    private Path write(String file, String text) {
        try {
            return Files.writeString(folder.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
