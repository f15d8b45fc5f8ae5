package dev.penstock.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.item.Item;
import dev.penstock.settings.SettingsException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class FitTest {
    private static final String TASK = "endpoint: e\nmodel: m\nmax-output-tokens: 300\n";

    @Test
    void leavesATextThatFitsAlone() {
        assertThat(ready("{{ thread | fit(10) }}", "One. Two."))
                .satisfies(ready -> assertThat(text(ready)).isEqualTo("One. Two."))
                .satisfies(ready -> assertThat(ready.flags()).isEmpty());
    }

    @Test
    void cutsBehindASentenceAndFlagsTheField() {
        var ready = ready("<t>{{ thread | fit(4) }}</t>", "One. Two two. Three three.");

        assertThat(text(ready)).isEqualTo("<t>One.</t>");
        assertThat(ready.flags()).containsExactly("input-cut:thread");
    }

    @Test
    void countsThreeBytesToATokenAndNeverSplitsACharacter() {
        assertThat(text(ready("{{ thread | fit(6) }}", "届きません。もう一度。"))).isEqualTo("届きません。");
        assertThat(text(ready("{{ thread | fit(4) }}", "Hi. 😀😀😀😀."))).isEqualTo("Hi.");
    }

    @Test
    void namesTheTemplatesLineWhenWhatItCutIsNoField() {
        assertThat(ready("Mail:\n{{ thread | upper | fit(4) }}", "One. Two two. Three three.").flags())
                .containsExactly("input-cut:user.md:2");
        assertThat(ready("{% macro m(x) %}{{ x | fit(4) }}{% endmacro %}{{ m(thread) }}", "One. Two two. Three three.")
                .flags()).containsExactly("input-cut:thread");
        assertThat(ready("{% filter fit(4) %}{{ thread }}{% endfilter %}", "One. Two two. Three three.").flags())
                .containsExactly("input-cut:thread");
    }

    @Test
    void neverCutsInTheMiddleOfASentence() {
        assertThat(render("{{ thread | fit(4) }}", "a sentence without an end goes on and on"))
                .isInstanceOfSatisfying(Rendering.Failed.class, failed -> {
                    assertThat(failed.failure().reason()).isEqualTo("template-error");
                    assertThat(failed.failure().detail()).isEqualTo("user.md:1 cannot be rendered for this record: "
                            + "no sentence ends within fit(4), so the text cannot be cut");
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '@', value = {"{{ thread | fit }} @ fit", "{{ thread | fit() }} @ fit()",
            "{{ thread | fit(0) }} @ fit(0)", "{{ thread | fit(-5) }} @ fit(-5)",
            "{{ thread | fit(many) }} @ fit(many)", "{{ thread | fit(2.5) }} @ fit(2.5)",
            "{{ thread | fit(5, 6) }} @ fit(5, 6)", "{{ thread | fit(99999999) }} @ fit(99999999)",
            "{% filter fit() %}x{% endfilter %} @ fit()"})
    void refusesAUseThatCannotWork(String use, String shown) {
        assertThatThrownBy(() -> prompt("one\n\n" + use)).isInstanceOf(SettingsException.class)
                .hasMessage("prompts/t/user.md:3: the template does not compile: fit needs a whole number of tokens "
                        + "from 1 to 10000000, such as fit(2000), was '" + shown + "'");
    }

    @Test
    void refusesToCutAListOrAnObject() {
        var item = new Item("r", 0, 1, "1", "{\"thread\":[\"One. Two.\"]}");

        assertThat(prompt("{{ thread | fit(4) }}").render(item)).isInstanceOfSatisfying(Rendering.Failed.class,
                failed -> assertThat(failed.failure().detail()).contains("fit cuts texts"));
    }

    @Test
    void refusesAnExampleThatItWouldCut() {
        assertThatThrownBy(() -> Prompt.compile("t", Map.of("task.yaml", TASK, "user.md", "{{ thread | fit(2) }}",
                "examples.jsonl", "{\"input\":{\"thread\":\"One. Two. Three.\"},\"output\":\"x\"}")))
                .hasMessage("prompts/t/examples.jsonl:1 input: `thread` is cut by fit; shorten it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"It never ca", "It never came and [truncated]"})
    void deadLettersARecordThatEndsInTheMiddleOfASentence(String thread) {
        var strict = TASK + "checks: { input-complete: { thread: reject } }\n";

        assertThat(render(strict, "{{ thread }}", thread)).isInstanceOfSatisfying(Rendering.Failed.class, failed -> {
            assertThat(failed.failure().reason()).isEqualTo("bad-input");
            assertThat(failed.failure().detail()).isEqualTo("field thread ends in the middle of a sentence");
            assertThat(failed.failure().evidence().getFirst().path()).isEqualTo("/thread");
            assertThat(failed.failure().evidence().getFirst().message()).isEqualTo(
                    "`thread` must not end in the middle of a sentence, and it ends: \"" + thread + "\"");
        });
    }

    @Test
    void flagsARecordThatEndsInTheMiddleOfASentence() {
        var lenient = TASK + "checks: { input-complete: { thread: flag, absent: reject } }\n";

        assertThat(render(lenient, "{{ thread }}", "It never ca")).isInstanceOfSatisfying(Rendering.Ready.class,
                ready -> assertThat(ready.flags()).containsExactly("input-incomplete:thread"));
        assertThat(render(lenient, "{{ thread }}", "It never came.")).isInstanceOfSatisfying(Rendering.Ready.class,
                ready -> assertThat(ready.flags()).isEmpty());
    }

    private static String text(Rendering.Ready ready) {
        return ready.request().messages().getLast().text();
    }

    private static Rendering.Ready ready(String template, String thread) {
        return (Rendering.Ready) render(template, thread);
    }

    private static Rendering render(String template, String thread) {
        return render(TASK, template, thread);
    }

    private static Rendering render(String task, String template, String thread) {
        var record = new JsonMapper().createObjectNode().put("thread", thread).toString();
        return Prompt.compile("t", new HashMap<>(Map.of("task.yaml", task, "user.md", template)))
                .render(new Item("r", 0, 1, "1", record));
    }

    private static Prompt prompt(String template) {
        return Prompt.compile("t", Map.of("task.yaml", TASK, "user.md", template));
    }
}
