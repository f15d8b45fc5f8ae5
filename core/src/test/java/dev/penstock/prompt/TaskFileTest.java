package dev.penstock.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.prompt.TaskSettings.Batching;
import dev.penstock.prompt.TaskSettings.Call;
import dev.penstock.prompt.TaskSettings.Fallback;
import dev.penstock.prompt.TaskSettings.GroundedField;
import dev.penstock.prompt.TaskSettings.Grounding;
import dev.penstock.prompt.TaskSettings.InputComplete;
import dev.penstock.prompt.TaskSettings.InputPlaceholders;
import dev.penstock.prompt.TaskSettings.Mode;
import dev.penstock.prompt.TaskSettings.Placeholders;
import dev.penstock.prompt.TaskSettings.StopIf;
import dev.penstock.provider.OutputMode;
import java.math.BigDecimal;
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
        assertThat(settings.mode()).isEqualTo(Mode.AUTO);
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
        assertThat(settings.fallbacks()).isEmpty();
        assertThat(settings.stopIf()).isEqualTo(new StopIf(new BigDecimal("0.5"), 50));
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

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            60% | 0.60 | 50
            { dead-letters: 60%, of-last: 100 } | 0.60 | 100
            { of-last: 20 } | 0.5 | 20
            0% | 0 | 50
            """)
    void readsWhenARunPauses(String value, BigDecimal share, int ofLast) {
        assertThat(TaskFile.read("t", SHORTEST + "stop-if: " + value, false).settings().stopIf())
                .isNotNull()
                .satisfies(stopIf -> assertThat(stopIf.deadLetters()).isEqualByComparingTo(share))
                .extracting(StopIf::ofLast)
                .isEqualTo(ofLast);
        assertThat(TaskFile.read("t", SHORTEST + "stop-if: off", false).settings().stopIf()).isNull();
    }

    @Test
    void readsWhatTakesOver() {
        var file = TaskFile.read("t",
                SHORTEST + """
                        max-output-tokens-ceiling: 600
                        output: tool
                        timeout: 5s
                        fallback:
                          - { endpoint: f, model: small }
                          - { endpoint: g, model: large, max-output-tokens: 900, output: prompt, after: 5m, content-failures: true }
                        """,
                true);

        assertThat(file.settings().fallbacks()).containsExactly(
                new Fallback(new Call("f", "small", 300, 600, null, Duration.ofSeconds(5)), Duration.ofSeconds(60),
                        false),
                new Fallback(new Call("g", "large", 900, null, OutputMode.PROMPT, Duration.ofSeconds(5)),
                        Duration.ofMinutes(5), true));
        assertThat(file.canonical()).contains("large");
        assertThat(file.line("fallback[1].model")).isEqualTo(9);
    }

    @Test
    void readsHowMuchIsSampled() {
        var samples = TaskFile.read("t", SHORTEST + "samples: { rate: 0.25, max-per-day: 7 }", false)
                .settings()
                .samples();

        assertThat(samples.rate()).isEqualByComparingTo("0.25");
        assertThat(samples.maxPerDay()).isEqualTo(7);
    }

    @Test
    void readsHowABatchIsWaitedFor() {
        var settings = TaskFile.read("t", SHORTEST + "mode: batch\nbatch: { poll: 5s, max-wait: 2h }", false)
                .settings();

        assertThat(settings.mode()).isEqualTo(Mode.BATCH);
        assertThat(settings.batching()).isEqualTo(new Batching(Duration.ofSeconds(5), Duration.ofHours(2)));
        assertThat(Batching.DEFAULT.patience()).isEqualTo(Duration.ofHours(24));
    }

    @Test
    void aTaskThatIsSentInAnotherWayIsTheSameTask() {
        assertThat(TaskFile.read("t", SHORTEST + "mode: batch\nbatch: { poll: 5s }", false).canonical())
                .isEqualTo(TaskFile.read("t", SHORTEST, false).canonical());
    }

    @Test
    void refusesWhatDoesNotExistYet() {
        assertThatThrownBy(() -> TaskFile.read("t", SHORTEST + "checks: { rules: [ x ] }", false))
                .hasMessageStartingWith("t:4 ")
                .hasMessageContaining("not supported yet");
    }

    @ParameterizedTest
    @ValueSource(strings = {"max-output-tokens-ceiling: 300", "output: json-schema", "output: tool",
            "output: json-mode",
            "output: prompt", "output: yaml", "mode: later", "batch: { poll: 0s }", "batch: { max-wait: soon }",
            "timeout: 0s",
            "retry: { max-attempts: 0 }", "repair: { max-attempts: -1 }", "checks: { language: english }",
            "checks: { placeholders: no }", "samples: { rate: 2 }", "samples: { rate: -0.1 }", "samples: { rate: 1% }",
            "samples: { max-per-day: -1 }", "samples: { retention: 1d }", "checks: { input-placeholders: omit }",
            "checks: { grounding: { output: exact } }", "checks: { grounding: [ a ] }",
            "stop-if: 101%", "stop-if: 0.5", "stop-if: on", "stop-if: { dead-letters: 50 }", "stop-if: { of-last: 0 }",
            "stop-if: { of: 5 }", "fallback: { endpoint: f, model: m }", "fallback: [ f ]",
            "fallback: [ { endpoint: e, model: m } ]", "fallback: [ { endpoint: f, model: m, after: 0s } ]",
            "fallback: [ { endpoint: f, model: m, output: json-schema } ]",
            "fallback: [ { endpoint: f, model: m, retry: 3 } ]",
            "fallback: [ { endpoint: f, model: m, content-failures: maybe } ]",
            "fallback: [ { endpoint: f, model: m }, { endpoint: f, model: m } ]",
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
