package dev.penstock.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.item.Failure;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Refusals, loops and echoes in free text.
class FreeTextChecksTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonNode NO_INPUT = JSON.createObjectNode();

    @ParameterizedTest
    @ValueSource(strings = {"I'm sorry, but I can't help with that.",
            "I’m sorry, but I can’t assist with that request.",
            "I am sorry, I cannot do this.", "Sorry, I can't provide that.", "I cannot assist with this request.",
            "I can't help you with that.", "I'm unable to provide medical advice.",
            "I am not able to write this",
            "Unfortunately, I cannot process this request.", "As an AI language model, I have no opinion.",
            "As an AI, I cannot.", "I must decline to answer this question.", "\"I'm sorry, but I cannot comply.\"",
            "I apologize, but I can't create that."})
    void takesARefusalForWhatItIs(String reply) {
        assertThat(judge(reply, NO_INPUT)).isInstanceOfSatisfying(Verdict.Rejected.class,
                rejected -> assertThat(rejected.failure()).isInstanceOf(Failure.Refused.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"I can't use my card.", "I cannot see the refund on my statement.",
            "I'm sorry to hear that your card is lost.", "Sorry for the delay.", "We cannot help but smile.",
            "The model said: I'm sorry, but I can't help.", "I won't be there on Monday.",
            "As an airline we apologise."})
    void leavesOrdinaryTextAlone(String reply) {
        assertThat(judge(reply, NO_INPUT)).isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void leavesARefusalAloneThatStandsInTheInput() {
        var input = JSON.createObjectNode().put("chat", "Bot: I'm sorry, but I can't help with that.");

        assertThat(judge("I'm sorry, but I can't help with that.", input)).isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void doesNotLookForRefusalsInFields() {
        var checks = Checks.of(CheckSettings.DEFAULT, JSON.readTree("{\"type\":\"object\"}"));

        assertThat(checks.judge("{\"said\":\"I'm sorry, but I can't help.\"}", NO_INPUT))
                .isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void flagsARefusalWherePlaceholdersAreOnlyFlagged() {
        var checks = Checks.of(new CheckSettings(Placeholders.FLAG, null), null);

        assertThat(checks.judge("I cannot help with that.", NO_INPUT).flags()).containsExactly("refusal:phrase");
    }

    @Test
    void noticesAModelInALoop() {
        var loop = "The answer follows. " + "The customer wants a refund now. ".repeat(9);

        assertThat(judge(loop, NO_INPUT)).isInstanceOfSatisfying(Verdict.Rejected.class, rejected -> {
            assertThat(rejected.failure()).isInstanceOf(Failure.RuleBroken.class);
            assertThat(rejected.failure().detail()).isEqualTo("repetition");
        });
        assertThat(judge(loop, JSON.createObjectNode().put("text", loop))).as("the input repeats itself too")
                .isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void takesNoTableForALoop() {
        var table = "| Name | Amount |\n" + "|------------|------------|\n".repeat(12) + "=".repeat(300)
                + "The customer wants a refund now. ".repeat(3);

        assertThat(judge(table, NO_INPUT))
                .isEqualTo(new Verdict.Passed(JSON.getNodeFactory().stringNode(table), List.of()));
    }

    @Test
    void flagsATextThatOnlyRepeatsTheInput() {
        var text = "I ordered a card two weeks ago and it has still not arrived.";

        assertThat(judge(text, JSON.createObjectNode().put("q", text)).flags()).containsExactly("semantics:echo");
        assertThat(judge("Two weeks.", JSON.createObjectNode().put("q", "Two weeks.")).flags()).isEmpty();
    }

    private static Verdict judge(String reply, JsonNode input) {
        return Checks.of(CheckSettings.DEFAULT, null).judge(reply, input);
    }
}
