package dev.penstock.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.prompt.TaskSettings.GroundedField;
import dev.penstock.prompt.TaskSettings.Grounding;
import dev.penstock.prompt.TaskSettings.InputComplete;
import dev.penstock.prompt.TaskSettings.InputPlaceholders;
import dev.penstock.prompt.TaskSettings.Mode;
import dev.penstock.prompt.TaskSettings.Placeholders;
import dev.penstock.provider.OutputMode;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskFileTest {
    private static final String SHORTEST = "endpoint: e\nmodel: m\nmax-output-tokens: 300\n";

    @Test
    void hasTheseDefaults() {
        var settings = TaskFile.read("t", SHORTEST, false).settings();
        assertThat(settings.description()).isEmpty();
        assertThat(settings.mode()).isEqualTo(Mode.SYNC);
        assertThat(settings.call().maxOutputTokensCeiling()).isNull();
        assertThat(settings.call().output()).isNull();
        assertThat(settings.call().timeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.retry().maxAttempts()).isEqualTo(4);
        assertThat(settings.retry().deadline()).isEqualTo(Duration.ofMinutes(30));
        assertThat(settings.repair().maxAttempts()).isEqualTo(1);
        assertThat(settings.checks().placeholders()).isEqualTo(Placeholders.REJECT);
        assertThat(settings.checks().inputPlaceholders()).isEqualTo(InputPlaceholders.FLAG);
        assertThat(settings.checks().language()).isNull();
        assertThat(settings.checks().allowLiterals()).isEmpty();
        assertThat(settings.samples().rate()).isNull();
        assertThat(settings.samples().maxPerDay()).isEqualTo(500);
        assertThat(settings.checks().grounding()).isEmpty();
        assertThat(settings.checks().inputComplete()).isEmpty();
    }

    @Test
    void readsTheFieldsThatMustBeGroundedAndComplete() {
        var checks = TaskFile.read("t", SHORTEST + """
                checks:
                  grounding: { order_id: extract, lines.*.sku: number, /a.b: off }
                  input-complete: { thread: reject, note: flag }
                """, true).settings().checks();
        assertThat(checks.grounding()).containsExactly(
                new GroundedField("order_id", "/order_id", Grounding.EXTRACT),
                new GroundedField("lines.*.sku", "/lines/*/sku", Grounding.NUMBER),
                new GroundedField("/a.b", "/a.b", Grounding.OFF));
        assertThat(checks.inputComplete()).containsExactly(Map.entry("thread", InputComplete.REJECT),
                Map.entry("note", InputComplete.FLAG));
    }

    @Test
    void groundsTheWholeReplyOfATaskWithoutASchema() {
        assertThat(TaskFile.read("t", SHORTEST + "checks: { grounding: { output: number } }", false)
                .settings()
                .checks()
                .grounding()).containsExactly(new GroundedField("output", "", Grounding.NUMBER));
        assertThatThrownBy(() -> TaskFile.read("t", SHORTEST + "checks:\n  grounding: { order_id: extract }", false))
                .hasMessage("t:5 checks.grounding.order_id: the task has no schema.json, so its reply has no fields, "
                        + "was 'order_id'; ground the whole reply with `output`, or add schema.json");
    }

    @Test
    void readsHowMuchIsSampled() {
        var samples = TaskFile.read("t", SHORTEST + "samples: { rate: 0.25, max-per-day: 7 }", false)
                .settings()
                .samples();

        assertThat(samples.rate()).isEqualByComparingTo("0.25");
        assertThat(samples.maxPerDay()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mode: batch", "fallback: [ { endpoint: gpt, model: m } ]",
            "checks: { rules: [ x ] }",
            "batch: { poll: 60s }"})
    void refusesWhatDoesNotExistYet(String line) {
        assertThatThrownBy(() -> TaskFile.read("t", SHORTEST + line, false)).hasMessageStartingWith("t:4 ")
                .hasMessageContaining("not supported yet");
    }

    @ParameterizedTest
    @ValueSource(strings = {"max-output-tokens-ceiling: 300", "output: json-schema", "output: tool",
            "output: json-mode",
            "output: prompt", "output: yaml", "mode: later", "timeout: 0s",
            "retry: { max-attempts: 0 }", "repair: { max-attempts: -1 }", "checks: { language: english }",
            "checks: { placeholders: no }", "samples: { rate: 2 }", "samples: { rate: -0.1 }", "samples: { rate: 1% }",
            "samples: { max-per-day: -1 }", "samples: { retention: 1d }", "checks: { input-placeholders: omit }",
            "checks: { grounding: { output: exact } }", "checks: { grounding: [ a ] }",
            "checks: { input-complete: { a: off } }", "checks: { input-complete: [ a ] }"})
    void refusesWhatMakesNoSense(String line) {
        assertThatThrownBy(() -> TaskFile.read("t", SHORTEST + line, false)).hasMessageStartingWith("t:4 ");
    }

    @ParameterizedTest
    @CsvSource({"json-schema, JSON_SCHEMA", "tool, TOOL", "json-mode, JSON_MODE", "prompt, PROMPT"})
    void readsEveryOutputOfATaskWithASchema(String word, OutputMode mode) {
        var file = TaskFile.read("t", SHORTEST + "output: " + word, true);
        assertThat(file.settings().call().output()).isEqualTo(mode);
        assertThat(file.canonical()).contains(word);
    }

    @Test
    void refusesTextForATaskWithASchema() {
        assertThatThrownBy(() -> TaskFile.read("t", SHORTEST + "output: text", true))
                .hasMessage("t:4 output: is 'text', but the task has a schema.json; use auto, or delete schema.json");
    }

    @Test
    void namesEveryKeyThatMustBeThere() {
        assertThatThrownBy(() -> TaskFile.read("t", "description: x", false))
                .hasMessageContaining("endpoint: is missing")
                .hasMessageContaining("model: is missing")
                .hasMessageContaining("max-output-tokens: is missing");
    }
}
