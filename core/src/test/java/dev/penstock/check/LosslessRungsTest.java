package dev.penstock.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.item.Failure;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the first layer accepts without asking again, and all the things it must never do.
class LosslessRungsTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonNode NO_INPUT = JSON.createObjectNode();
    private static final String OBJECT = """
            {"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"string"}}}""";
    private static final String ARRAY = """
            {"type":"array","items":{"type":"integer"}}""";

    static Stream<Arguments> accepted() {
        return Stream.of(
                arguments(OBJECT, " {\"a\":1}\n", "{\"a\":1}"),
                arguments(OBJECT, "\uFEFF{\"a\":1}", "{\"a\":1}", "lossless:bom"),
                arguments(OBJECT, "```json\n{\"a\":1}\n```", "{\"a\":1}", "lossless:fence"),
                arguments(OBJECT, "\n```\r\n{\"a\":1}\r\n```\n", "{\"a\":1}", "lossless:fence"),
                arguments(OBJECT, "```json\n{\"b\":\"use ``` for code\"}\n```", "{\"b\":\"use ``` for code\"}",
                        "lossless:fence"),
                arguments(OBJECT, "Here you are:\n{\"a\":1}\nAnything else?", "{\"a\":1}", "lossless:prose"),
                arguments(OBJECT, "As [1] says:\n```json\n{\"a\":1}\n```\nBye {name}.", "{\"a\":1}", "lossless:prose"),
                arguments(OBJECT, "It is \"quoted: {\"b\":\"} ] { [\"}", "{\"b\":\"} ] { [\"}", "lossless:prose"),
                arguments(OBJECT, "\u200B{\"a\":1}", "{\"a\":1}", "lossless:prose"),
                arguments(ARRAY, "The list: [1, 2]", "[1,2]", "lossless:prose"),
                arguments(OBJECT, "\"{\\\"a\\\":1}\"", "{\"a\":1}", "lossless:stringified"),
                arguments(OBJECT, "{\"a\":\"17\"}", "{\"a\":17}", "lossless:number"),
                arguments(OBJECT, "{\"a\":\"-0\"}", "{\"a\":0}", "lossless:number"),
                arguments("{\"properties\":{\"a\":{\"type\":\"number\"}}}", "{\"a\":\"3.80\"}", "{\"a\":3.80}",
                        "lossless:number"),
                arguments("{\"properties\":{\"a\":{\"type\":[\"integer\",\"null\"]}}}", "{\"a\":\"5\"}", "{\"a\":5}",
                        "lossless:number"),
                arguments("{\"properties\":{\"a\":{\"anyOf\":[{\"type\":\"integer\"},{\"type\":\"null\"}]}}}",
                        "{\"a\":\"5\"}", "{\"a\":5}", "lossless:number"),
                arguments(
                        "{\"properties\":{\"o\":{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}}}}}",
                        "{\"o\":\"{\\\"n\\\":\\\"5\\\"}\"}", "{\"o\":{\"n\":5}}", "lossless:number",
                        "lossless:stringified"));
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void acceptsWhatHasOneReading(String schema, String reply, String output, List<String> flags) {
        var verdict = judge(schema, reply);

        assertThat(verdict).isInstanceOf(Verdict.Passed.class);
        assertThat(((Verdict.Passed) verdict).output()).hasToString(output);
        assertThat(verdict.flags()).containsExactlyElementsOf(flags);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "no JSON here", "{\"a\":1,\"a\":2}", "{\"a\":1} {\"a\":1}",
            "{\"a\":1}\n{\"a\":2}", "First {\"a\":1}, then {\"a\":2}", "{\"a\":1", "Here: {\"a\":1",
            "Here: {\"a\":1, \"b\":{\"a\":2}", "{\"a\":NaN}", "{\"a\":Infinity}", "{\"a\":1,}", "{/*x*/\"a\":1}",
            "{\"a\":1 // one\n}", "{a:1}", "{'a':1}", "{\"a\":01}", "{\"a\":+1}", "{\"a\":1}}", "[{\"a\":1}",
            "[{\"a\":1}, {\"a\"", "\"x\":{\"a\":1}", "\"x\" : {\"a\":1}, \"y\": 2", "2, {\"a\":1}]",
            "```json\n{\"a\":1}", "```json\n{\"a\":1}\n```\n```json\n{\"a\":2}\n```", "See:\n```json\n{\"a\":1}\n",
            "{x: {\"a\":1}}", "{\"a\":1e999999999}", "{\"a\":1e400}", "{\"b\":\"\\ud800\"}", "{\"\\udc00\":1}",
            "<think>{\"a\":1}</think>{\"a\":2}", "True", "{\"b\":\"line\nbreak\"}"})
    void findsNothingToUseIn(String reply) {
        assertThat(failure(OBJECT, reply)).isInstanceOf(Failure.Unparseable.class);
    }

    static Stream<Arguments> neverChanged() {
        return Stream.of(
                Arguments.of(OBJECT, "{\"a\":\"3.8\"}"), Arguments.of(OBJECT, "{\"a\":3.8}"),
                Arguments.of(OBJECT, "{\"a\":\"3.0\"}"), Arguments.of(OBJECT, "{\"a\":\" 3\"}"),
                Arguments.of(OBJECT, "{\"a\":\"+3\"}"), Arguments.of(OBJECT, "{\"a\":\"03\"}"),
                Arguments.of(OBJECT, "{\"a\":\"1e3\"}"), Arguments.of(OBJECT, "{\"a\":\"1,000\"}"),
                Arguments.of(OBJECT, "{\"a\":\"٣\"}"), Arguments.of(OBJECT, "{\"a\":true}"),
                Arguments.of(OBJECT, "{\"a\":null,\"b\":5}"), Arguments.of(OBJECT, "[{\"a\":1}]"),
                Arguments.of("{\"properties\":{\"a\":{\"type\":\"number\"}}}", "{\"a\":\"1e400\"}"),
                Arguments.of("{\"properties\":{\"a\":{\"type\":\"number\"}}}", "{\"a\":\"0.12345678901234567\"}"),
                Arguments.of("{\"properties\":{\"a\":{\"type\":\"boolean\"}}}", "{\"a\":\"true\"}"),
                Arguments.of("{\"properties\":{\"a\":{\"enum\":[\"p1\",\"p2\"]}}}", "{\"a\":\"P1\"}"),
                Arguments.of("{\"properties\":{\"a\":{\"enum\":[\"p1\",\"p2\"]}}}", "{\"a\":\"p1 \"}"),
                Arguments.of("{\"properties\":{\"a\":{\"type\":\"object\"}}}", "{\"a\":\"{\\\"x\\\":1,}\"}"),
                Arguments.of("{\"properties\":{\"a\":{\"type\":\"object\"}}}", "{\"a\":\"[1]\"}"),
                Arguments.of("{\"properties\":{\"a\":true},\"required\":[\"a\"]}", "{\"A\":1}"));
    }

    @ParameterizedTest
    @MethodSource("neverChanged")
    void leavesToTheSchemaWhatItWouldHaveToGuess(String schema, String reply) {
        assertThat(failure(schema, reply)).isInstanceOf(Failure.SchemaMismatch.class);
    }

    @Test
    void keepsANumberInAStringWhereAStringMayStand() {
        var schema = "{\"properties\":{\"a\":{\"type\":[\"string\",\"integer\"]},\"o\":{\"type\":[\"string\",\"object\"]}}}";
        var reply = "{\"a\":\"17\",\"o\":\"{}\"}";

        assertThat(judge(schema, reply)).isEqualTo(new Verdict.Passed(JSON.readTree(reply), List.of()));
    }

    @Test
    void neverPassesAReplyThatWasCutAnywhere() {
        var schema = "{\"type\":\"object\"}";
        for (var whole : List.of("{\"a\":{\"b\":[1,{\"c\":\"}\"}],\"d\":{\"e\":2}},\"f\":\"x{y}\"}",
                "```json\n{\"a\":{\"b\":{}},\"c\":[{\"d\":1}]}\n```",
                "\"{\\\"a\\\":{\\\"b\\\":{}},\\\"c\\\":[{\\\"d\\\":1}]}\"")) {
            assertThat(judge(schema, whole)).isInstanceOf(Verdict.Passed.class);
            for (var cut = 0; cut < whole.length(); cut++) {
                assertThat(judge(schema, whole.substring(0, cut))).as("cut at %d", cut)
                        .isInstanceOf(Verdict.Rejected.class);
            }
        }
    }

    @Test
    void neverPassesAReplyWhoseStartIsMissing() {
        var whole = "{\"a\":{\"b\":[1,{\"c\":\"}\"}],\"d\":{\"e\":2}},\"f\":\"x{y}\"}";
        for (var from = 1; from < whole.length(); from++) {
            assertThat(judge("{\"type\":\"object\"}", whole.substring(from))).as("from %d", from)
                    .isInstanceOf(Verdict.Rejected.class);
        }
    }

    private static Arguments arguments(String schema, String reply, String output, String... flags) {
        return Arguments.of(schema, reply, output, List.of(flags));
    }

    private static Failure failure(String schema, String reply) {
        return ((Verdict.Rejected) judge(schema, reply)).failure();
    }

    private static Verdict judge(String schema, String reply) {
        return Checks.of(CheckSettings.DEFAULT, JSON.readTree(schema)).judge(reply, NO_INPUT);
    }
}
