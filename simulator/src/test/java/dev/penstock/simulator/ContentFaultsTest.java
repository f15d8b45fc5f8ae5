package dev.penstock.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.simulator.Answer.Stop;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

class ContentFaultsTest {
    private static final String ANSWER = "{\"label\":\"late\",\"reason\":\"The parcel is four days late and the customer asks where it is now.\","
            + "\"stars\":3,\"order\":{\"code\":\"P-17\"}}";

    private static Draft draft() {
        var prompt = new Prompt("m", "", List.of(new Prompt.Turn(true, "Where is my parcel?")), 100,
                Form.heldTo(Texts.parse(Tickets.SCHEMA)), List.of());
        return Draft.ofJson(prompt, Texts.parse(ANSWER));
    }

    private static Draft freeText() {
        var prompt = new Prompt("m", "", List.of(new Prompt.Turn(true, "Where is my parcel?")), 100, Form.FREE,
                List.of());
        return Draft.ofText(prompt, "It is in the depot and will come tomorrow.");
    }

    private static Draft labelOnly() {
        var schema = "{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"label\"],"
                + "\"properties\":{\"label\":{\"type\":\"string\",\"enum\":[\"late\",\"lost\"]}}}";
        var prompt = new Prompt("m", "", List.of(new Prompt.Turn(true, "Where?")), 100,
                Form.heldTo(Texts.parse(schema)), List.of());
        return Draft.ofJson(prompt, Texts.parse("{\"label\":\"late\"}"));
    }

    private static Optional<Answer> apply(FaultKind kind, Draft draft, long seed) {
        var other = new Draft(draft.prompt(), null, "Another item's answer.");
        return new ContentFaults(draft, () -> other, new SplittableRandom(seed)).apply(kind);
    }

    private static String said(FaultKind kind, long seed) {
        return apply(kind, draft(), seed).map(Answer::billedText).orElse("nothing");
    }

    private static JsonNode json(FaultKind kind, long seed) {
        return Texts.parse(said(kind, seed));
    }

    @Test
    void aTruncatedReplyDoesNotParseAndSaysSo() {
        var answer = apply(FaultKind.TRUNCATED, draft(), 1).orElseThrow();
        assertThat(answer).isInstanceOfSatisfying(Answer.Text.class, text -> {
            assertThat(text.stop()).isEqualTo(Stop.LENGTH);
            assertThat(ANSWER).startsWith(text.text()).isNotEqualTo(text.text());
        });
        assertThat(parses(answer.billedText())).isFalse();
    }

    @Test
    void aTruncatedReplyThatParsesIsValidAndSaysLengthAllTheSame() {
        var answer = apply(FaultKind.TRUNCATED_PARSES, draft(), 1).orElseThrow();
        assertThat(((Answer.Text) answer).stop()).isEqualTo(Stop.LENGTH);
        assertThat(Texts.parse(answer.billedText()).path("reason").asString(""))
                .isEqualTo("The parcel is four days late and the cus");
    }

    @Test
    void proseAndFenceHoldTheRightJson() {
        assertThat(said(FaultKind.PROSE, 1)).contains("\n" + ANSWER + "\n").startsWith("Here is");
        assertThat(said(FaultKind.FENCE, 1)).isEqualTo("```json\n" + ANSWER + "\n```");
    }

    @Test
    void aPlaceholderReplacesARequiredTextAndIsNotInThePrompt() {
        var values = new java.util.HashSet<String>();
        for (var seed = 0; seed < 200; seed++) {
            var json = json(FaultKind.PLACEHOLDER, seed);
            values.add(json.at("/order/code").asString("").equals("P-17")
                    ? json.path("reason").asString("")
                    : json.at("/order/code").asString(""));
        }
        assertThat(values).containsExactlyInAnyOrder("N/A", "unknown", "<UNKNOWN>", "TBD", "-", "");
        var asking = new Draft(new Prompt("m", "", List.of(new Prompt.Turn(true, "n/a - unknown <UNKNOWN>")), 9,
                Form.heldTo(Texts.parse(Tickets.SCHEMA)), List.of()), Texts.parse(ANSWER), ANSWER);
        for (var seed = 0; seed < 50; seed++) {
            assertThat(apply(FaultKind.PLACEHOLDER, asking, seed).orElseThrow().billedText()).doesNotContain("N/A",
                    "unknown", "UNKNOWN", "\"-\"");
        }
    }

    @Test
    void aTemplateMarkerStandsInsideAText() {
        assertThat(said(FaultKind.TEMPLATE_MARKER, 1) + said(FaultKind.TEMPLATE_MARKER, 2)
                + said(FaultKind.TEMPLATE_MARKER, 3)).containsAnyOf("[Customer Name]", "{customer_name}");
    }

    @Test
    void theWrongLanguageIsALongSpanishTextInTheLongestField() {
        var reason = json(FaultKind.WRONG_LANGUAGE, 4).path("reason").asString("");
        assertThat(reason).hasSizeGreaterThanOrEqualTo(80).doesNotContain("parcel");
        assertThat(json(FaultKind.WRONG_LANGUAGE, 4).at("/order/code").asString("")).isEqualTo("P-17");
        assertThat(apply(FaultKind.WRONG_LANGUAGE, freeText(), 4).orElseThrow().billedText())
                .hasSizeGreaterThanOrEqualTo(80);
    }

    @Test
    void schemaFaultsBreakExactlyWhatTheySay() {
        assertThat(json(FaultKind.SCHEMA_EXTRA, 1).path("confidence_score").isNumber()).isTrue();
        assertThat(json(FaultKind.SCHEMA_TYPE, 1).path("stars").isString()).isTrue();
        assertThat(json(FaultKind.SCHEMA_ENUM, 1).path("label").asString("")).isEqualTo("other");
        assertThat(json(FaultKind.NUMBER_AS_STRING, 1).path("stars").asString("")).isEqualTo("3");
        assertThat(json(FaultKind.NUMBER_AS_STRING, 1).path("stars").isString()).isTrue();
        assertThat(json(FaultKind.STRINGIFIED_OBJECT, 1).path("order").stringValue()).isEqualTo("{\"code\":\"P-17\"}");
        assertThat(json(FaultKind.WRONG_LABEL, 1).path("label").asString("")).isIn("broken", "lost");
        var missing = json(FaultKind.SCHEMA_MISSING, 1);
        assertThat(missing.size() + missing.path("order").size()).isLessThan(5);
    }

    @Test
    void aWholeObjectIsStringifiedWhenItHoldsNoOther() {
        var answer = apply(FaultKind.STRINGIFIED_OBJECT, labelOnly(), 1).orElseThrow();
        assertThat(answer.billedText()).isEqualTo("\"{\\\"label\\\":\\\"late\\\"}\"");
    }

    @Test
    void whatCannotBeAppliedIsNotApplied() {
        assertThat(apply(FaultKind.WRONG_LANGUAGE, labelOnly(), 1)).isEmpty();
        assertThat(apply(FaultKind.TEMPLATE_MARKER, labelOnly(), 1)).isEmpty();
        assertThat(apply(FaultKind.NUMBER_AS_STRING, labelOnly(), 1)).isEmpty();
        for (var kind : EnumSet.range(FaultKind.SCHEMA_MISSING, FaultKind.STRINGIFIED_OBJECT)) {
            assertThat(apply(kind, freeText(), 1)).as(kind.label()).isEmpty();
        }
        assertThat(apply(FaultKind.PROSE, freeText(), 1)).isEmpty();
        var same = draft();
        assertThat(new ContentFaults(same, () -> same, new SplittableRandom(1)).apply(FaultKind.SWAPPED)).isEmpty();
    }

    @Test
    void slipsOfTheDigitsChangeOneValue() {
        for (var seed = 0; seed < 20; seed++) {
            assertThat(json(FaultKind.DIGIT_CHANGED, seed).at("/order/code").asString(""))
                    .matches("P-[02-9]7|P-1[0-689]");
        }
        assertThat(said(FaultKind.DIGITS_SWAPPED, 1)).isEqualTo(ANSWER.replace("P-17", "P-71"));
        assertThat(apply(FaultKind.DIGIT_CHANGED, labelOnly(), 1)).isEmpty();
    }

    @Test
    void oneFieldComesFromAnotherItem() {
        var other = Draft.ofJson(draft().prompt(), Texts.parse(ANSWER.replace("P-17", "P-99")));
        var answer = new ContentFaults(draft(), () -> other, new SplittableRandom(1)).apply(FaultKind.SWAPPED_FIELD);
        assertThat(answer).contains(new Answer.Text(ANSWER.replace("P-17", "P-99"), Stop.END));
    }

    @ParameterizedTest
    @EnumSource(value = FaultKind.class, mode = Mode.MATCH_ANY, names = {"TRUN.*", "REF.*", "CONTENT_F.*",
            "EMPTY_REPLY", "PROSE", "FENCE", "PLACE.*", "TEMPLATE.*", "WRONG_LA.*", "SCHEMA.*", "NUMBER.*", "STRING.*",
            "UNKNOWN.*", "TOOL_CALL_UNASKED", "SWAPPED"})
    void everyContentFaultChangesAnAnswerWithAFullSchema(FaultKind kind) {
        var answer = apply(kind, draft(), 7);
        assertThat(kind.family()).isEqualTo(FaultKind.Family.CONTENT);
        assertThat(answer).isPresent().get().isNotEqualTo(new Answer.Text(ANSWER, Stop.END));
    }

    private static Draft asked(boolean forced) {
        var schema = Texts.parse(Tickets.SCHEMA);
        var form = new Form("", schema, true, new Form.OfferedTool("sort", forced));
        return Draft.ofJson(new Prompt("m", "", List.of(new Prompt.Turn(true, "Where is my parcel?")), 100, form,
                List.of()), Texts.parse(ANSWER));
    }

    @Test
    void toolFaultsSpoilTheCallAndFitNothingElse() {
        var good = new Answer.Call("sort", ANSWER);
        assertThat(apply(FaultKind.SECOND_TOOL_CALL, asked(true), 1))
                .contains(new Answer.ToolCalls(List.of(good, good), "", Stop.END));
        assertThat(apply(FaultKind.EMPTY_ARGUMENTS, asked(true), 1))
                .contains(new Answer.ToolCalls(List.of(new Answer.Call("sort", "")), "", Stop.END));
        assertThat(apply(FaultKind.TOOL_PROSE, asked(false), 1)).get()
                .isInstanceOfSatisfying(Answer.ToolCalls.class, said -> {
                    assertThat(said.calls()).containsExactly(good);
                    assertThat(said.beside()).isNotBlank();
                });
        assertThat(apply(FaultKind.WRONG_TOOL, asked(true), 1)).get()
                .isInstanceOfSatisfying(Answer.ToolCalls.class,
                        said -> assertThat(said.calls()).extracting(Answer.Call::name).doesNotContain("sort"));
        for (var kind : List.of(FaultKind.WRONG_TOOL, FaultKind.SECOND_TOOL_CALL, FaultKind.EMPTY_ARGUMENTS,
                FaultKind.TOOL_PROSE)) {
            assertThat(apply(kind, draft(), 1)).as(kind.label()).isEmpty();
        }
    }

    @Test
    void onlyAModelThatIsNotForcedAnswersAToolInWords() {
        assertThat(apply(FaultKind.FENCE, asked(false), 1)).contains(
                new Answer.Text("```json\n" + ANSWER + "\n```", Stop.END));
        assertThat(apply(FaultKind.FENCE, asked(true), 1)).isEmpty();
        assertThat(apply(FaultKind.SCHEMA_ENUM, asked(true), 1)).get().isInstanceOf(Answer.ToolCalls.class);
    }

    private static boolean parses(String text) {
        try {
            Texts.parse(text);
            return true;
        } catch (JacksonException _) {
            return false;
        }
    }
}
