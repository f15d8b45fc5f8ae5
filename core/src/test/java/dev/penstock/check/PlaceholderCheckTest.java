package dev.penstock.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.penstock.item.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PlaceholderCheckTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonNode NO_INPUT = JSON.createObjectNode();
    private static final JsonNode SCHEMA = JSON.readTree("""
            {"type":"object","required":["name"],"properties":{
              "name":{"type":"string"},"phone":{"type":"string"},"state":{"enum":["unknown","N/A","known"]},
              "nested":{"type":"object","properties":{"x":{"type":"string"},"y":{"type":"string"}},"required":["y"]},
              "list":{"type":"array","items":{"type":"string"}}}}""");

    private static final Map<Placeholders, Checks> CHECKS = Arrays.stream(Placeholders.values())
            .collect(Collectors.toMap(mode -> mode, mode -> Checks.of(new CheckSettings(mode, null), SCHEMA)));

    @ParameterizedTest
    @ValueSource(strings = {"N/A", "n/a", "NA", "n.a.", "null", "unknown", "Unknown.", "", "  ", "-", "--", "—", "TBD",
            "to be determined", "not provided", "Not Available", "not specified", "<UNKNOWN>", "<unknown>", "[unknown]",
            "(N/A)", "**N/A**", "undefined", "lorem ipsum", "Lorem ipsum dolor sit amet", "string", "placeholder",
            "xxx",
            "XXXX", "...", "…", "?", "???", "\u00A0", "\u200B", "John Doe", "\"unknown\""})
    void findsAWholeValueThatIsNone(String value) {
        assertThat(isRejected(value)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dear [Customer Name],", "Hello {customer_name}!", "Hi {{x}}", "Hi {{ customer.name }}",
            "Hi {% if name %}", "Dear ${name}", "Dear <NAME>", "To <CUSTOMER_NAME>", "call <UNKNOWN> now", "{x}",
            "${x}",
            "[INSERT DATE HERE]", "[Insert amount]", "[Your Name]", "Best, [your name]", "[NAME]", "[Company]",
            "[COMPANY_NAME]", "[Order Number]", "on [date]", "[TBD]", "<your name>", "{Customer Name}",
            "It says \"[Customer Name]\".", "```\nDear [Customer Name],\n```", "see lorem ipsum here",
            "[Today's Date]", "[Recipient's Address]"})
    void findsATemplateMarkerAnywhere(String value) {
        assertThat(isRejected(value)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "other", "test", "example", "not found", "Nathan", "unknown caller", "0",
            "no",
            "a-b", "N", "-5", "+", "{}", "[]", "{ }", "as shown in [1]", "teh [sic] card", "array[0]", "rows[id]",
            "row[name] is", "at [12:30]", "[text](https://example.org)", "[name](https://example.org)", "[x] done",
            "[ ] open", "[redacted]", "[laughs]", "[ERROR] disk full", "[INFO] ok", "{\"a\":1}", "{'name': 1}",
            "{a, b}",
            "Ann <ann@example.org>", "<ANN@EXAMPLE.ORG>", "a <b> c", "<B>bold</B>", "<BR>", "<ORDER>5</ORDER>",
            "GET /users/{id}/cards", "https://x.org/${", "\\frac{a}{b}", "x^{n}", "\\textbf{{x}}",
            "f\"Hello {name}\"", "use `{name}` here", "```js\nlet a = `${b}`;\n``` so",
            "function f() { return {name}; }",
            "const a = {name};", "List<STRING> x", "$5", "100%", "wait ... what?", "[Note] read this",
            "[Customer]: hello",
            "[see the name above]", "costs {5}", "if a < NAME then b > C", "#{1}", "Press [Enter]", "[1, 2]", "[a-z]",
            "[Smith 2020]", "Class<T>", "< <THANK YOU> <PLEASE COME AGAIN>", "<EOF>", "input[name=\"q\"]"})
    void leavesOrdinaryTextAlone(String value) {
        assertThat(isRejected(value)).isFalse();
    }

    @Test
    void neverFiresOnWhatTheSchemaLists() {
        assertThat(judge(Placeholders.REJECT, "{\"name\":\"Ann\",\"state\":\"unknown\"}", NO_INPUT))
                .isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void neverFiresOnWhatStandsInTheInput() {
        var input = JSON
                .readTree("{\"caller\":\"UNKNOWN caller\",\"t\":\"Dear {Name}, [Your Name]\",\"e\":\"\",\"d\":\"-\"}");

        for (var value : List.of("unknown", "[unknown]", "Hi {name}", "[your name] it is", "", "-")) {
            assertThat(judge(Placeholders.REJECT, reply(value), input)).as(value).isInstanceOf(Verdict.Passed.class);
        }
        for (var value : List.of("n/a", "{nam}", "--")) {
            assertThat(judge(Placeholders.REJECT, reply(value), input)).as(value).isInstanceOf(Verdict.Rejected.class);
        }
        assertThat(judge(Placeholders.REJECT, reply("na"), JSON.readTree("{\"t\":\"banana\"}")))
                .as("part of a word is not the word")
                .isInstanceOf(Verdict.Rejected.class);
    }

    @Test
    void saysWhereAndWhatWithoutQuotingInTheLineThatMayBeLogged() {
        var failure = ((Verdict.Rejected) judge(Placeholders.REJECT,
                "{\"name\":\"N/A\",\"list\":[\"ok\",\"Dear [Customer Name]\"],\"made up\":\"tbd\"}", NO_INPUT))
                .failure();

        assertThat(failure).isInstanceOf(Failure.Placeholder.class);
        assertThat(failure.detail())
                .isEqualTo("/name whole-value; /list/1 template-marker; /(unexpected property) whole-value");
        assertThat(failure.evidence()).extracting(one -> one.path() + "|" + one.message())
                .containsExactly(
                        "/name|/name: \"N/A\" stands where a value was asked for",
                        "/list/1|/list/1: holds the unfilled template marker [Customer Name]",
                        "/made up|/made up: \"tbd\" stands where a value was asked for");
    }

    @Test
    void omitsWhatIsOptionalAndFlagsIt() {
        var verdict = judge(Placeholders.OMIT,
                "{\"name\":\"Ann\",\"phone\":\"N/A\",\"nested\":{\"x\":\"\",\"y\":\"1\"}}",
                NO_INPUT);

        assertThat(verdict).isEqualTo(new Verdict.Passed(JSON.readTree("{\"name\":\"Ann\",\"nested\":{\"y\":\"1\"}}"),
                List.of("placeholder:/phone", "placeholder:/nested/x")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"name\":\"N/A\",\"phone\":\"N/A\"}", "{\"name\":\"Ann\",\"nested\":{\"y\":\"N/A\"}}",
            "{\"name\":\"Ann\",\"list\":[\"N/A\"]}"})
    void rejectsWhatItCannotOmit(String reply) {
        assertThat(judge(Placeholders.OMIT, reply, NO_INPUT)).isInstanceOf(Verdict.Rejected.class);
    }

    @Test
    void rejectsWhatTheSchemaWouldMiss() {
        var checks = Checks.of(new CheckSettings(Placeholders.OMIT, null), JSON.readTree("{\"minProperties\":2}"));

        assertThat(checks.judge("{\"a\":\"x\",\"b\":\"N/A\"}", NO_INPUT)).isInstanceOfSatisfying(Verdict.Rejected.class,
                rejected -> assertThat(rejected.failure()).isInstanceOf(Failure.Placeholder.class));
    }

    @Test
    void flagsOrLooksAwayWhenTold() {
        var reply = "{\"name\":\"N/A\"}";

        assertThat(judge(Placeholders.FLAG, reply, NO_INPUT))
                .isEqualTo(new Verdict.Passed(JSON.readTree(reply), List.of("placeholder:/name")));
        assertThat(judge(Placeholders.OFF, reply, NO_INPUT))
                .isEqualTo(new Verdict.Passed(JSON.readTree(reply), List.of()));
    }

    @Test
    void looksAtFreeTextToo() {
        var checks = Checks.of(CheckSettings.DEFAULT, null);

        assertThat(checks.judge("N/A", NO_INPUT)).isInstanceOf(Verdict.Rejected.class);
        assertThat(checks.judge("Dear [Customer Name], thanks.", NO_INPUT)).isInstanceOf(Verdict.Rejected.class);
        assertThat(checks.judge("Dear Ann, thanks.", NO_INPUT)).isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void findsMarkersInAnInputRecord() {
        assertThat(TemplateMarkers.inRecord(JSON.readTree("{\"a\":{\"b\":\"Dear {first_name} of [Company]\"}}")))
                .extracting(one -> one.path() + " " + one.excerpt())
                .containsExactly("/a/b [Company]", "/a/b {first_name}");
    }

    @Test
    void raisesNoFalseAlarmOnGoldValuesEvenWithoutTheInput() throws IOException {
        for (var file : List.of("receipts/gold.jsonl", "banking77/gold.jsonl")) {
            var lines = lines(file);
            assertThat(lines).hasSizeGreaterThanOrEqualTo(200);
            // one receipt has no gold total at all: an empty value is a placeholder by contract, not a false alarm
            var values = lines.stream()
                    .flatMap(JsonNode::valueStream)
                    .map(JsonNode::asString)
                    .filter(value -> !value.isEmpty())
                    .toList();
            assertThat(values.stream().filter(PlaceholderCheckTest::isRejected)).as(file).isEmpty();
        }
    }

    @Test
    void raisesFewFalseAlarmsOnRealQuestions() throws IOException {
        var questions = lines("banking77/inputs.jsonl").stream().map(line -> line.path("text").asString()).toList();
        var freeText = Checks.of(CheckSettings.DEFAULT, null);

        var alarms = questions.stream()
                .filter(text -> freeText.judge(text, NO_INPUT) instanceof Verdict.Rejected)
                .toList();

        assertThat(questions).hasSize(3_080);
        assertThat(alarms).as("at most 0.5%").hasSizeLessThanOrEqualTo(15);
        assertThat(questions.stream().filter(text -> !TemplateMarkers.in(text).isEmpty()))
                .as("the one question whose author left a slot open")
                .containsExactly("Where is my transfer from [country]?");
    }

    @Test
    void findsNoMarkerInRealReceipts() throws IOException {
        assertThat(lines("receipts/inputs.jsonl").stream().flatMap(line -> TemplateMarkers.inRecord(line).stream()))
                .isEmpty();
    }

    private static List<JsonNode> lines(String file) throws IOException {
        var path = Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
                .map(folder -> folder.resolve("shared/data").resolve(file))
                .filter(Files::exists)
                .findFirst();
        assumeTrue(path.isPresent(), "../shared/data/" + file + " is not here");
        return Files.readAllLines(path.orElseThrow()).stream().map(line -> JSON.readTree(line)).toList();
    }

    private static boolean isRejected(String value) {
        return judge(Placeholders.REJECT, reply(value), NO_INPUT) instanceof Verdict.Rejected;
    }

    private static String reply(String value) {
        return JSON.createObjectNode().put("name", value).toString();
    }

    private static Verdict judge(Placeholders mode, String reply, JsonNode input) {
        return Objects.requireNonNull(CHECKS.get(mode)).judge(reply, input);
    }
}
