package dev.penstock.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.item.Evidence;
import dev.penstock.item.Failure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the output must take from the input is in the input.
class GroundingCheckTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonNode ANYTHING = JSON.readTree("{\"type\":\"object\"}");
    private static final String LETTER = "My order A-77821 never came.\nI paid RM1,204.50 on 15/01/2019 at Café Zürich, "
            + "Straße 5, 81100 Johor Bahru. She said: “We’ll  refund   you.” 1 x 7.42. Call 07-350 7405.";

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"A-77821 | true", "a 77821 | true", "A–77821 | true", "77821 | true",
            "A-77812 | false", "A-7782 | false", "7821 | false", "CAFE ZURICH | true", "Strasse 5 | true",
            "ＣＡＦÉ Zürich | true", "1204.50 | true", "1,204.50 | true", "RM 1204,50 | true", "1204.5 | false",
            "120450 | false", "204.50 | false", "17.42 | false", "7.42 | true", "073507405 | true", "2019-01-15 | true",
            "2019-01-16 | false", "Johor Bahru 81100 | false", "ing | false", "refunds | false"})
    void acceptsAnExtractOnlyIfItsLettersAndDigitsStandInTheInput(String value, boolean accepted) {
        assertThat(judge(Map.of("/x", Grounding.EXTRACT), JSON.createObjectNode().put("x", value)))
                .isInstanceOf(accepted ? Verdict.Passed.class : Verdict.Rejected.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"東京都港区 | 住所は東京都港区です。 | true", "東京都北区 | 住所は東京都港区です。 | false",
            "ガス代 | 今月のｶﾞｽ代 | true", "カス代 | 今月のガス代 | false", "Иван Петров | от: ИВАН ПЕТРОВ | true",
            "Ёлкин | Елкин | true", "ΟΔΟΣ | οδος | true", "١٢٣ | رقم 123 | true", "Ilgın | ILGIN | true",
            "서울 | 서울특별시 | true", "ﬁnal | FINAL | true"})
    void foldsEveryScriptSensibly(String value, String input, boolean accepted) {
        var verdict = checks(Map.of("/x", Grounding.EXTRACT)).judgeOutput(JSON.createObjectNode().put("x", value),
                JSON.createObjectNode().put("text", input));

        assertThat(verdict).isInstanceOf(accepted ? Verdict.Passed.class : Verdict.Rejected.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"paid 15 January 2019 | true", "on January 15th, 2019 | true",
            "15.1.19 | true", "01/15/2019 | true", "20190115 | true", "15. Januar 2019 | true",
            "15 de enero de 2019 | true",
            "le 15 janvier 2019 | true", "15-JAN-19 | true", "16 January 2019 | false", "15 February 2019 | false",
            "15/01/2018 | false", "1150119 | false"})
    void takesADayThatTheInputWritesInAnotherWay(String input, boolean accepted) {
        var verdict = checks(Map.of("/x", Grounding.EXTRACT)).judgeOutput(
                JSON.createObjectNode().put("x", "2019-01-15"), JSON.createObjectNode().put("text", input));

        assertThat(verdict).isInstanceOf(accepted ? Verdict.Passed.class : Verdict.Rejected.class);
    }

    @Test
    void saysWhatTheValueMostResembles() {
        assertThat(evidence("order_id", "A-77812")).isEqualTo(new Evidence("grounding", "extract", "/order_id",
                "`order_id` was asked to be copied from the input, and \"A-77812\" is not there."
                        + " Nearest: \"A-77821\" (2 digits swapped).",
                "A-77812"));
        assertThat(evidence("x", "A-77921").message()).endsWith("Nearest: \"A-77821\" (1 digit differs).");
        assertThat(evidence("x", "A-7782").message()).endsWith("Nearest: \"A-77821\" (1 digit missing).");
        assertThat(evidence("x", "A-778211").message()).endsWith("Nearest: \"A-77821\" (1 digit too many).");
        assertThat(evidence("x", "120450").message()).endsWith("Nearest: \"RM1,204.50\" (written differently).");
        assertThat(evidence("x", "Johar Bahru").message()).endsWith("Nearest: \"Johor Bahru\" (1 letter differs).");
        assertThat(evidence("x", "Kuala Lumpur").message()).endsWith("is not there.");
    }

    @Test
    void acceptsALongFieldWithAWordSpeltOtherwiseButNoWrongDigit() {
        var input = JSON
                .readTree("{\"text\":\"12,JALAN TAMPOI 7/4,KAWASAN PERINDUSTRIAN TAMPOI,81200 JOHOR BAHRU,JOHOR\"}");
        var checks = checks(Map.of("/a", Grounding.EXTRACT));

        assertThat(checks.judgeOutput(JSON.readTree(
                "{\"a\":\"12, Jalan Tampoi 7/4, Kawasan Parindustrian Tampoi, 81200 Johor Bahru, Johor\"}"), input))
                .isInstanceOf(Verdict.Passed.class);
        assertThat(checks.judgeOutput(JSON.readTree(
                "{\"a\":\"12, Jalan Tampoi 7/4, Kawasan Perindustrian Tampoi, 81300 Johor Bahru, Johor\"}"), input))
                .isInstanceOf(Verdict.Rejected.class);
    }

    @Test
    void takesNoNumberOfALongFieldFromSomewhereElse() {
        var input = JSON.readTree("{\"text\":\"32 PUB & BISTRO OWN BY CNU TRADING\\nTABLE 23, 2 BEERS\"}");
        var checks = checks(Map.of("/a", Grounding.EXTRACT));

        for (var wrong : List.of("23", "2", "33")) {
            assertThat(checks.judgeOutput(
                    JSON.createObjectNode().put("a", wrong + " PUB & BISTRO OWN BY CNU TRADING"), input))
                    .isInstanceOf(Verdict.Rejected.class);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"1204.50 | true", "1204.5 | true", "1204 | false", "1.5 | false", "15 | true",
            "5 | true", "6 | false", "\"RM 1204.50\" | true", "\"1.204,50 EUR\" | true", "\"RM 1205.50\" | false",
            "\"none\" | true", "-1204.50 | true"})
    void acceptsANumberOnlyIfItIsOneOfTheInputs(String value, boolean accepted) {
        var output = JSON.createObjectNode();
        output.set("x", JSON.readTree(value));

        assertThat(judge(Map.of("/x", Grounding.NUMBER), output))
                .isInstanceOf(accepted ? Verdict.Passed.class : Verdict.Rejected.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"We'll refund you. | true", "\"We’ll refund you.\" | true",
            "we'll refund you. | false", "We will refund you. | false"})
    void acceptsAQuoteOnlyWordForWord(String value, boolean accepted) {
        assertThat(judge(Map.of("/x", Grounding.QUOTE), JSON.createObjectNode().put("x", value)))
                .isInstanceOf(accepted ? Verdict.Passed.class : Verdict.Rejected.class);
    }

    @Test
    void reachesNestedFieldsAndElementsAndTheNearestRuleWins() {
        var checks = checks(Map.of("/lines", Grounding.EXTRACT, "/lines/*/note", Grounding.OFF, "/a.b/c~0d",
                Grounding.EXTRACT));
        var input = JSON.readTree("{\"rows\":[{\"sku\":\"K-9\"},{\"sku\":\"K-10\",\"n\":3}]}");

        assertThat(checks.judgeOutput(JSON.readTree(
                "{\"lines\":[{\"sku\":\"K-9\",\"note\":\"mine\"},{\"sku\":\"K-10\",\"qty\":3}],\"free\":\"mine\"}"),
                input))
                .isInstanceOf(Verdict.Passed.class);
        assertThat(checks.judgeOutput(JSON.readTree(
                "{\"lines\":[{\"sku\":\"K-9\"},{\"sku\":\"K-11\",\"qty\":4}]}"), input))
                .isInstanceOfSatisfying(Verdict.Rejected.class, rejected -> {
                    assertThat(rejected.failure()).isInstanceOf(Failure.Ungrounded.class);
                    assertThat(rejected.failure().reason()).isEqualTo("ungrounded");
                    assertThat(rejected.failure().repairable()).isTrue();
                    assertThat(rejected.failure().evidence()).extracting(Evidence::path)
                            .containsExactly("/lines/1/sku", "/lines/1/qty");
                });
        assertThat(checks.judgeOutput(JSON.readTree("{\"a.b\":{\"c~d\":\"K-9\"},\"a\":{\"b\":\"mine\"}}"), input))
                .isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void keepsWhatTheModelWroteOutOfTheDetail() {
        var verdict = judge(Map.of("/x", Grounding.EXTRACT), JSON.readTree("{\"x\":{\"secret name\":\"secret\"}}"));

        assertThat(verdict).isInstanceOfSatisfying(Verdict.Rejected.class,
                rejected -> assertThat(rejected.failure().detail()).doesNotContain("secret").contains("extract"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{} | true", "{\"x\":null} | true", "{\"x\":\"\"} | true",
            "{\"x\":true} | true",
            "{\"x\":[]} | true", "{\"x\":[\"A-77821\",null]} | true"})
    void asksNothingOfWhatIsAbsentNullOrNoText(String output, boolean accepted) {
        var settings = new CheckSettings(Placeholders.OFF, null, Map.of("/x", Grounding.EXTRACT));

        assertThat(Checks.of(settings, ANYTHING).judgeOutput(JSON.readTree(output), letter()))
                .isInstanceOf(accepted ? Verdict.Passed.class : Verdict.Rejected.class);
    }

    @Test
    void obeysTheAnnotationInTheSchemaUnlessTheSettingsSayOtherwise() {
        var schema = JSON.readTree(
                """
                        {"type":"object","properties":{"id":{"$ref":"#/$defs/id"},"rows":{"type":"array","items":{"$ref":"#/$defs/id"}}},
                         "$defs":{"id":{"type":"string","x-grounded":"extract"}}}""");
        var wrong = JSON.readTree("{\"id\":\"A-77812\"}");

        assertThat(Checks.of(CheckSettings.DEFAULT, schema).judgeOutput(wrong, letter()))
                .isInstanceOf(Verdict.Rejected.class);
        assertThat(
                Checks.of(CheckSettings.DEFAULT, schema).judgeOutput(JSON.readTree("{\"rows\":[\"A-1\"]}"), letter()))
                .isInstanceOf(Verdict.Rejected.class);
        assertThat(Checks.of(CheckSettings.DEFAULT.withGrounding(Map.of("/id", Grounding.OFF)), schema)
                .judgeOutput(wrong, letter())).isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void asksForARepairWithWhatIsNearest() {
        var failure = ((Verdict.Rejected) judge(Map.of("/order_id", Grounding.EXTRACT),
                JSON.createObjectNode().put("order_id", "A-77812"))).failure();

        assertThat(Repair.ask("{\"order_id\":\"A-77812\"}", failure).getLast().text()).isEqualTo(
                """
                        Your reply cannot be used. What is wrong with it:
                        - /order_id: `order_id` was asked to be copied from the input, and "A-77812" is not there. Nearest: "A-77821" (2 digits swapped).

                        Answer again with values copied exactly from what you were given; leave out an optional field that is not there. Reply with the corrected answer only, in the same form as before.""");
    }

    @Test
    void doesBoundedWorkOnAHostileReply() {
        var input = JSON.createObjectNode().put("text", "1".repeat(500_000) + "a".repeat(500_000));
        var same = JSON.createObjectNode().put("x", "1".repeat(200_000)).put("y", "a".repeat(400_000) + "b");
        var many = JSON.createObjectNode();
        var list = many.putArray("x");
        for (var i = 0; i < 20_000; i++) {
            list.add("v" + i);
        }
        var checks = Checks.of(new CheckSettings(Placeholders.OFF, null,
                Map.of("/x", Grounding.EXTRACT, "/y", Grounding.EXTRACT)), ANYTHING);

        for (var output : List.of(same, many)) {
            Assertions.assertTimeoutPreemptively(Duration.ofSeconds(30),
                    () -> assertThat(checks.judgeOutput(output, input)).isInstanceOf(Verdict.Rejected.class));
        }
    }

    private static Evidence evidence(String field, String value) {
        return ((Verdict.Rejected) judge(Map.of("/" + field, Grounding.EXTRACT),
                JSON.createObjectNode().put(field, value))).failure().evidence().getFirst();
    }

    private static Verdict judge(Map<String, Grounding> fields, JsonNode output) {
        return checks(fields).judgeOutput(output, letter());
    }

    private static Checks checks(Map<String, Grounding> fields) {
        return Checks.of(CheckSettings.DEFAULT.withGrounding(fields), ANYTHING);
    }

    private static JsonNode letter() {
        return JSON.createObjectNode().put("id", "1").put("ticket", LETTER);
    }
}
