package dev.penstock.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.penstock.item.Evidence;
import dev.penstock.item.Failure;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SchemaLayerTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonNode NO_INPUT = JSON.createObjectNode();
    private static final String TICKET = """
            {"type":"object","required":["priority","summary"],"additionalProperties":false,
             "properties":{
               "priority":{"enum":["p1","p2","p3","p4"]},
               "summary":{"type":"string","minLength":5},
               "due":{"type":"string","format":"date"},
               "score":{"type":"integer","minimum":0},
               "tags":{"type":"array","items":{"type":"string"}}}}""";

    @Test
    void saysWhatWasAskedAndWhatCame() {
        var failure = failure(TICKET, "{\"priority\":\"urgent\",\"summary\":\"abc\",\"due\":\"soon\",\"score\":-1}");

        assertThat(failure).isInstanceOf(Failure.SchemaMismatch.class);
        assertThat(failure.evidence()).extracting(Evidence::message)
                .containsExactlyInAnyOrder(
                        "/priority: \"urgent\" is not one of p1, p2, p3, p4",
                        "/summary: shorter than 5 characters: \"abc\"",
                        "/due: \"soon\" is not a valid date", "/score: -1 is less than 0");
        assertThat(failure.evidence()).extracting(Evidence::layer).containsOnly("schema");
        assertThat(failure.detail().split("; ")).containsExactlyInAnyOrder("/priority enum", "/summary minLength",
                "/due format", "/score minimum");
    }

    @Test
    void namesWhatIsMissing() {
        assertThat(failure(TICKET, "{\"priority\":\"p1\"}").evidence().getFirst().message())
                .isEqualTo("the whole reply: the property \"summary\" is missing");
    }

    @Test
    void keepsAMadeUpNameOutOfTheLineThatMayBeLogged() {
        var failure = failure(TICKET, "{\"priority\":\"p1\",\"summary\":\"enough\",\"ssn 123\":1}");

        assertThat(failure.detail()).isEqualTo("/(unexpected property) additionalProperties");
        assertThat(failure.evidence().getFirst().path()).isEqualTo("/ssn 123");
    }

    @Test
    void keepsMadeUpNamesOutOfTheLineAlsoWhereTheSchemaAllowsThem() {
        var failure = failure("{\"additionalProperties\":{\"properties\":{\"n\":{\"type\":\"integer\"}}}}",
                "{\"secret\":{\"n\":\"x\"}}");

        assertThat(failure.detail()).isEqualTo("/(unexpected property)/n type");
        assertThat(failure.evidence().getFirst().path()).isEqualTo("/secret/n");
    }

    @Test
    void stopsAtTwentyErrorsAndCutsWhatItQuotes() {
        var many = IntStream.range(0, 500)
                .mapToObj(i -> "\"" + "x".repeat(1000) + i + "\"")
                .collect(Collectors.joining(",", "[", "]"));
        var failure = failure("{\"items\":{\"type\":\"integer\"}}", many);

        assertThat(failure.evidence()).hasSizeBetween(1, 20);
        assertThat(failure.evidence()).allSatisfy(one -> {
            assertThat(one.excerpt()).hasSizeLessThanOrEqualTo(201);
            assertThat(one.message()).hasSizeLessThan(400);
        });
        assertThat(failure.detail()).endsWith("more").hasSizeLessThan(200);
    }

    static Stream<Arguments> naturalFailures() {
        return Stream.of(
                Arguments.of("{\"properties\":{\"n\":{\"type\":\"integer\"}}}", "{\"n\":\"5\"}", "lossless:number"),
                Arguments.of("{\"properties\":{\"o\":{\"type\":\"object\"}}}", "{\"o\":\"{\\\"a\\\":1}\"}",
                        "lossless:stringified"),
                Arguments.of("{\"properties\":{\"o\":{\"type\":\"array\"}}}", "{\"o\":\"[1,2]\"}",
                        "lossless:stringified"),
                Arguments.of(
                        "{\"$defs\":{\"o\":{\"type\":\"object\"}},\"properties\":{\"o\":{\"$ref\":\"#/$defs/o\"}}}",
                        "{\"o\":\"{}\"}", "lossless:stringified"),
                Arguments.of("{\"properties\":{\"n\":{\"type\":\"integer\"}}}", "{\"n\":3.8}", "schema-mismatch"),
                Arguments.of("{\"type\":\"object\",\"required\":[\"n\"]}", "{}", "schema-mismatch"),
                Arguments.of("{\"type\":\"object\"}", "", "unparseable"),
                Arguments.of("{\"type\":\"object\",\"additionalProperties\":false}", "{\"n\":1}", "schema-mismatch"));
    }

    @ParameterizedTest
    @MethodSource("naturalFailures")
    void judgesTheFailuresSeenInRealReplies(String schema, String reply, String expected) {
        switch (judge(schema, reply)) {
            case Verdict.Passed passed -> assertThat(passed.flags()).containsExactly(expected);
            case Verdict.Rejected rejected -> assertThat(rejected.failure().reason()).isEqualTo(expected);
        }
    }

    static Stream<Arguments> nulls() {
        var optional = "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}";
        var node = "{\"$defs\":{\"node\":{\"type\":\"object\",\"properties\":{\"next\":{\"$ref\":\"#/$defs/node\"},"
                + "\"v\":{\"enum\":[1,2]}}}},\"$ref\":\"#/$defs/node\"}";
        var maybe = "{\"$defs\":{\"p\":{\"type\":\"object\",\"properties\":{\"x\":{\"type\":\"integer\"}},"
                + "\"required\":[\"y\"]}},\"properties\":{\"p\":{\"anyOf\":[{\"$ref\":\"#/$defs/p\"},{\"type\":\"null\"}]}}}";
        var either = "{\"oneOf\":[{\"properties\":{\"kind\":{\"const\":\"a\"},\"x\":{\"type\":\"string\"}},"
                + "\"required\":[\"kind\"]},{\"properties\":{\"kind\":{\"const\":\"b\"},\"x\":{\"type\":\"null\"}},"
                + "\"required\":[\"kind\",\"x\"]}]}";
        return Stream.of(Arguments.of(optional, "{\"a\":null}", "{}"),
                Arguments.of("{\"properties\":{\"a\":{\"type\":[\"string\",\"null\"]}}}", "{\"a\":null}",
                        "{\"a\":null}"),
                Arguments.of("{\"properties\":{\"a\":{}}}", "{\"a\":null}", "{\"a\":null}"),
                Arguments.of("{\"properties\":{\"a\":{\"enum\":[\"x\",null]}}}", "{\"a\":null}", "{\"a\":null}"),
                Arguments.of("{\"items\":" + optional + "}", "[{\"a\":null},{\"a\":\"x\"}]", "[{},{\"a\":\"x\"}]"),
                Arguments.of("{\"prefixItems\":[{}," + optional + "]}", "[{\"a\":null},{\"a\":null}]",
                        "[{\"a\":null},{}]"),
                Arguments.of(node, "{\"next\":{\"next\":{\"next\":null,\"v\":1},\"v\":null}}",
                        "{\"next\":{\"next\":{\"v\":1}}}"),
                Arguments.of(maybe, "{\"p\":{\"x\":null,\"y\":1}}", "{\"p\":{\"y\":1}}"),
                Arguments.of(maybe, "{\"p\":null}", "{\"p\":null}"),
                Arguments.of(either, "{\"kind\":\"a\",\"x\":null}", "{\"kind\":\"a\"}"),
                Arguments.of(either, "{\"kind\":\"b\",\"x\":null}", "{\"kind\":\"b\",\"x\":null}"),
                Arguments.of("{\"allOf\":[" + optional + ",{\"required\":[\"b\"]}]}", "{\"a\":null,\"b\":null}",
                        "{\"b\":null}"));
    }

    @ParameterizedTest
    @MethodSource("nulls")
    void takesANullThatStandsForAbsentAsAbsentAndSaysNothing(String schema, String reply, String output) {
        assertThat(judge(schema, reply)).isEqualTo(new Verdict.Passed(JSON.readTree(output), List.of()));
    }

    @Test
    void leavesTheNullOfARequiredPropertyForTheSchemaToRefuse() {
        assertThat(
                failure("{\"properties\":{\"a\":{\"type\":\"string\"}},\"required\":[\"a\"]}", "{\"a\":null}").detail())
                .isEqualTo("/a type");
    }

    @Test
    void keepsNumbersAsTheyWereWritten() {
        assertThat(judge("{\"type\":\"object\"}", "{\"total\":9.00,\"big\":12345678901234567890.5}"))
                .isInstanceOfSatisfying(Verdict.Passed.class, passed -> assertThat(passed.output())
                        .hasToString("{\"total\":9.00,\"big\":12345678901234567890.5}"));
    }

    @Test
    void takesANumberOfAnEnumForWhatItIsWorth() {
        assertThat(
                judge("{\"properties\":{\"a\":{\"enum\":[0.5,1]},\"b\":{\"const\":0.25}}}", "{\"a\":0.50,\"b\":0.25}"))
                .isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void judgesWhatAPersonTypedByTheSameRulesButReadsNothingIntoIt() {
        var checks = Checks.of(CheckSettings.DEFAULT, JSON.readTree(TICKET));
        var good = JSON.readTree("{\"priority\":\"p1\",\"summary\":\"long enough\",\"due\":null}");

        assertThat(checks.judgeOutput(good, NO_INPUT)).isInstanceOfSatisfying(Verdict.Passed.class,
                passed -> assertThat(passed.output().has("due")).isFalse());
        assertThat(good.has("due")).as("the given tree is untouched").isTrue();
        assertThat(
                checks.judgeOutput(JSON.readTree("{\"priority\":\"p1\",\"summary\":\"long enough\",\"score\":\"5\"}"),
                        NO_INPUT))
                .isInstanceOf(Verdict.Rejected.class);
    }

    @Test
    void wantsTextWhereTheTaskIsFreeText() {
        var checks = Checks.of(CheckSettings.DEFAULT, null);

        assertThat(checks.judge("Dear Ms Ng,\n", NO_INPUT))
                .isEqualTo(new Verdict.Passed(JSON.getNodeFactory().stringNode("Dear Ms Ng,\n"), List.of()));
        assertThat(checks.judgeOutput(JSON.getNodeFactory().stringNode("Dear Ms Ng,"), NO_INPUT))
                .isInstanceOf(Verdict.Passed.class);
        assertThat(checks.judgeOutput(NO_INPUT, NO_INPUT)).isInstanceOf(Verdict.Rejected.class);
        assertThat(checks.judge(" \n", NO_INPUT)).isInstanceOf(Verdict.Rejected.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":\"strnig\"}", "{\"required\":true}", "{\"$ref\":\"https://example.com/x.json\"}",
            "{\"properties\":{\"a\":{\"$ref\":\"other.json\"}}}", "{\"$ref\":\"#/$defs/none\"}",
            "{\"properties\":{\"a\":{\"pattern\":\"(\"}}}", "{\"$id\":\"#odd\"}", "[]", "\"x\"",
            "{\"$schema\":\"https://example.com/mine\"}"})
    void refusesASchemaThatDoesNotLoad(String schema) {
        var node = JSON.readTree(schema);

        assertThatIllegalArgumentException().isThrownBy(() -> Checks.of(CheckSettings.DEFAULT, node))
                .withMessageStartingWith("schema does not load");
    }

    @Test
    void endsOnASchemaThatRefersToItself() {
        assertThat(failure("{\"$ref\":\"#\"}", "{\"a\":1}").detail()).isEqualTo("schema limit");
    }

    @Test
    void refusesALanguageThatNothingOnTheClassPathCanTell() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Checks.of(new CheckSettings(Placeholders.REJECT, "en"), null))
                .withMessage("checks.language needs the module penstock-checks on the class path");
        assertThatIllegalArgumentException().isThrownBy(() -> new CheckSettings(Placeholders.REJECT, "English"));
    }

    @Test
    void refusesPlaceholdersByDefaultAndAsksForNoLanguage() {
        assertThat(CheckSettings.DEFAULT).isEqualTo(new CheckSettings(Placeholders.of("reject"), null));
    }

    private static Failure failure(String schema, String reply) {
        return ((Verdict.Rejected) judge(schema, reply)).failure();
    }

    private static Verdict judge(String schema, String reply) {
        return Checks.of(CheckSettings.DEFAULT, JSON.readTree(schema)).judge(reply, NO_INPUT);
    }
}
