package dev.penstock.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/// New numbers in prose are flagged, not rejected.
class NewNumbersTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String THREAD = "Two of our three lamps broke on 3 March 2026, the third on 24.03.26. We paid €1,240.00, "
            + "about 15% more than in 2025, and want twenty-five percent back. Call at 16:30. Sales were 1.5 million.";

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"2 of the 3 lamps broke on 3 March 2026. | false",
            "The 3rd lamp broke on 24 March. | false", "They paid 1240 euros, 15% more. | false",
            "They want 25% back. | false", "Sales were 1,500,000 last year. | false",
            "They paid 1420 euros in all. | true",
            "They bought 4 lamps from the shop. | true", "1. Lamps broke.\\n2) Refund asked.\\n4. Call back. | false",
            "A summary in 100 words: lamps broke again. | false", "No number at all in this one. | false",
            "The date was 24/03/2026 as they say. | false", "They want it by 7 pm today. | true"})
    void flagsANumberThatTheInputDoesNotHave(String reply, boolean flagged) {
        var verdict = Checks.of(CheckSettings.DEFAULT.withGrounding(Map.of("", Grounding.NUMBER)), null)
                .judge(reply.replace("\\n", "\n"), JSON.createObjectNode().put("thread", THREAD));

        assertThat(verdict).isInstanceOf(Verdict.Passed.class);
        assertThat(verdict.flags().contains("grounding:reply")).isEqualTo(flagged);
    }

    @Test
    void flagsTheFieldOfAnOutputWithASchema() {
        var checks = Checks.of(CheckSettings.DEFAULT.withGrounding(Map.of("/summary", Grounding.NUMBER)),
                JSON.readTree("{\"type\":\"object\",\"properties\":{\"summary\":{\"type\":\"string\"}}}"));

        assertThat(checks.judge("{\"summary\":\"The customer lost 99 lamps in the fire.\"}",
                JSON.createObjectNode().put("thread", THREAD)).flags()).containsExactly("grounding:/summary");
    }

    @Test
    void rejectsAFreeTextThatWasToBeAQuote() {
        var checks = Checks.of(CheckSettings.DEFAULT.withGrounding(Map.of("", Grounding.QUOTE)), null);
        var input = JSON.createObjectNode().put("thread", THREAD);

        assertThat(checks.judge("Call at 16:30.", input)).isInstanceOf(Verdict.Passed.class);
        assertThat(checks.judge("Call at 17:30.", input)).isInstanceOfSatisfying(Verdict.Rejected.class,
                rejected -> assertThat(rejected.failure().evidence().getFirst().message()).isEqualTo(
                        "the reply was asked to be quoted from the input word for word, and \"Call at 17:30.\" is not there."
                                + " Nearest: \"Call at 16:30\" (1 digit differs)."));
    }
}
