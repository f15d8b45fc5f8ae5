package dev.penstock.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ToolsOnTheWireTest {
    private Simulator simulator = Simulator.start(Scenario.clean().withGold(Tickets.key(10)), 0);
    private RawClient client;

    @BeforeEach
    void connect() throws IOException {
        client = new RawClient(simulator.port());
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        simulator.close();
    }

    private void serve(Scenario scenario) throws IOException {
        close();
        simulator = Simulator.start(scenario, 0);
        connect();
    }

    /// @param choice `auto`, `none`, or the name of the tool to force
    private static ObjectNode request(Wire wire, String model, String schema, String choice) {
        var body = RawClient.request(wire, Tickets.prompt(4), "").put("model", model);
        var parameters = Texts.parse(schema);
        if (wire == Wire.ANTHROPIC) {
            body.putArray("tools").addObject().put("name", "sort").put("strict", true).set("input_schema", parameters);
            var asked = body.putObject("tool_choice");
            if (choice.equals("auto") || choice.equals("none")) {
                asked.put("type", choice);
            } else {
                asked.put("type", "tool").put("name", choice);
            }
            return body;
        }
        body.putArray("tools")
                .addObject()
                .put("type", "function")
                .putObject("function")
                .put("name", "sort")
                .put("strict", true)
                .set("parameters", parameters);
        if (choice.equals("auto") || choice.equals("none")) {
            return body.put("tool_choice", choice);
        }
        body.putObject("tool_choice").put("type", "function").putObject("function").put("name", choice);
        return body;
    }

    private static JsonNode arguments(Wire wire, JsonNode reply) {
        return wire == Wire.ANTHROPIC
                ? reply.at("/content/0/input")
                : Texts.parse(reply.at("/choices/0/message/tool_calls/0/function/arguments").asString(""));
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void aForcedToolIsCalledWithTheAnswer(Wire wire) throws IOException {
        var seen = client.call(wire, request(wire, "some-model", Tickets.SCHEMA, "sort"));
        assertThat(seen.status()).as(seen.text()).isEqualTo(200);
        assertThat(arguments(wire, seen.json()).path("order").path("code").asString("")).isEqualTo("P-4");
        assertThat(RawClient.stop(wire, seen.json())).isEqualTo(switch (wire) {
            case ANTHROPIC -> "tool_use";
            case MISTRAL -> "tool_calls";
            case OPENAI, VLLM -> "stop";
        });
    }

    @ParameterizedTest
    @CsvSource({"ANTHROPIC, tool_use", "OPENAI, tool_calls", "MISTRAL, tool_calls", "VLLM, tool_calls"})
    void aToolThatMayBeCalledIsCalledToo(Wire wire, String stop) throws IOException {
        var seen = client.call(wire, request(wire, "some-model", Tickets.SCHEMA, "auto")).json();
        assertThat(arguments(wire, seen).path("stars").intValue()).isEqualTo(4);
        assertThat(RawClient.stop(wire, seen)).isEqualTo(stop);
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void aToolThatMayNotBeCalledIsNot(Wire wire) throws IOException {
        var seen = client.call(wire, request(wire, "some-model", Tickets.SCHEMA, "none")).json();
        assertThat(RawClient.said(wire, seen)).contains("P-4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5", "claude-fable-5-1"})
    void newerClaudesRefuseToBeForced(String model) throws IOException {
        var forced = client.call(Wire.ANTHROPIC, request(Wire.ANTHROPIC, model, Tickets.SCHEMA, "sort"));
        assertThat(forced.status()).isEqualTo(400);
        assertThat(forced.text()).contains("tool_choice: forced tool use is not supported");
        var asked = client.call(Wire.ANTHROPIC, request(Wire.ANTHROPIC, model, Tickets.SCHEMA, "auto"));
        assertThat(asked.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(value = Wire.class, names = "VLLM", mode = EnumSource.Mode.EXCLUDE)
    void strictToolsMustBeStrict(Wire wire) throws IOException {
        var seen = client.call(wire, request(wire, "m", "{\"type\":\"object\",\"properties\":{}}", "sort"));
        assertThat(seen.status()).isEqualTo(400);
        assertThat(seen.text()).contains("additionalProperties");
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void aToolThatDoesNotExistCannotBeForced(Wire wire) throws IOException {
        var seen = client.call(wire, request(wire, "m", Tickets.SCHEMA, "search"));
        assertThat(seen.status()).isEqualTo(400);
        assertThat(seen.text()).contains("search");
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void aCallThatIsCutOffSaysSo(Wire wire) throws IOException {
        var body = request(wire, "m", Tickets.SCHEMA, "sort").put(
                wire == Wire.OPENAI ? "max_completion_tokens" : "max_tokens",
                5);
        var seen = client.call(wire, body).json();
        assertThat(RawClient.stop(wire, seen)).isEqualTo(wire == Wire.ANTHROPIC ? "max_tokens" : "length");
        if (wire == Wire.ANTHROPIC) {
            assertThat(seen.at("/content/0/input").isEmpty()).isTrue();
        }
    }

    @Test
    void emptyArgumentsAreWhatEachProviderMakesOfThem() throws IOException {
        serve(Scenario.clean().and(Fault.ofItems(FaultKind.EMPTY_ARGUMENTS, 1)));
        var openAi = client.call(Wire.OPENAI, request(Wire.OPENAI, "m", Tickets.SCHEMA, "sort")).json();
        assertThat(openAi.at("/choices/0/message/tool_calls/0/function/arguments").stringValue()).isEmpty();
        var anthropic = client.call(Wire.ANTHROPIC, request(Wire.ANTHROPIC, "m", Tickets.SCHEMA, "sort")).json();
        assertThat(anthropic.at("/content/0/input").isObject()).isTrue();
        assertThat(simulator.books().totals().byInjected()).containsEntry("empty-arguments", 2L);
    }

    @Test
    void jsonModeWantsTheWordAndReadsTheSchemaInThePrompt() throws IOException {
        var silent = RawClient.request(Wire.OPENAI, Tickets.prompt(4), "");
        silent.putObject("response_format").put("type", "json_object");
        assertThat(client.call(Wire.OPENAI, silent).text()).contains("must contain the word 'json'");
        var told = silent.deepCopy();
        ((ObjectNode) told.at("/messages/0")).put("content",
                "Reply in JSON that fits this, please:\n" + Tickets.SCHEMA + "\nNothing else.");
        var said = RawClient.said(Wire.OPENAI, client.call(Wire.OPENAI, told).json());
        assertThat(Texts.parse(said).path("label").asString("")).isEqualTo("broken");
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void aModelReadsTheSchemaThatOnlyThePromptHolds(Wire wire) throws IOException {
        var body = RawClient.request(wire, "Nobody knows this ticket", "");
        var system = "Use {braces} well. " + Tickets.SCHEMA + " is how to answer.";
        if (wire == Wire.ANTHROPIC) {
            body.put("system", system);
        } else {
            ((ObjectNode) body.at("/messages/0")).put("content", system);
        }
        var said = Texts.parse(RawClient.said(wire, client.call(wire, body).json()));
        assertThat(said.path("label").asString("")).isIn("late", "broken", "lost");
        assertThat(said.path("order").path("code").isString()).isTrue();
    }
}
