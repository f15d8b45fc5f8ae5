package dev.penstock.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.item.Item;
import dev.penstock.provider.CachedPart;
import dev.penstock.provider.Message;
import dev.penstock.provider.OutputFormat;
import dev.penstock.provider.OutputMode;
import dev.penstock.provider.OutputPlan;
import dev.penstock.provider.Request;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What each way of asking makes of the same task.
class AskingTest {
    private static final String SCHEMA = "{\"type\":\"object\",\"properties\":{\"label\":{\"type\":\"string\"}}}";
    private static final String EXAMPLE = "{\"input\":{\"text\":\"a\"},\"output\":{\"label\":\"b\"}}\n";

    private static Prompt prompt(String... files) {
        var all = new HashMap<>(Map.of("task.yaml", "endpoint: e\nmodel: m\nmax-output-tokens: 300\n", "user.md",
                "Ticket: {{ text }}", "schema.json", SCHEMA));
        for (int i = 0; i < files.length; i += 2) {
            all.put(files[i], files[i + 1]);
        }
        return Prompt.compile("triage", all);
    }

    private static Request asked(Prompt prompt, OutputMode mode, boolean forced, int cacheMinimum) {
        var item = new Item("run", 0, 1, "item-1", "{\"text\":\"it broke\",\"tone\":\"calm\"}");
        return switch (prompt.asking(new OutputPlan(mode, forced, cacheMinimum)).render(item)) {
            case Rendering.Ready(var request, List<String> _) -> request;
            case Rendering.Failed(var failure) -> throw new AssertionError(failure.toString());
        };
    }

    private static Request asked(Prompt prompt, OutputMode mode, boolean forced) {
        return asked(prompt, mode, forced, Integer.MAX_VALUE);
    }

    @Test
    void theProvidersOwnStructuredOutputNeedsNoWords() {
        var request = asked(prompt(), OutputMode.JSON_SCHEMA, true);
        assertThat(request.system()).isNull();
        assertThat(request.format()).isInstanceOfSatisfying(OutputFormat.JsonSchema.class, format -> {
            assertThat(format.name()).isEqualTo("triage");
            assertThat(format.schema()).hasToString(SCHEMA);
        });
    }

    @Test
    void aForcedToolNeedsNoWordsAndOneThatIsNotDoes() {
        var forced = asked(prompt("system.md", "Triage."), OutputMode.TOOL, true);
        assertThat(forced.system()).isEqualTo("Triage.");
        assertThat(forced.format()).isInstanceOfSatisfying(OutputFormat.Tool.class, tool -> {
            assertThat(tool.forced()).isTrue();
            assertThat(tool.name()).isEqualTo("triage");
        });
        var asked = asked(prompt("system.md", "Triage.\n"), OutputMode.TOOL, false);
        assertThat(asked.system()).startsWith("Triage.\n\nGive your answer by calling the tool `triage` once");
        assertThat(asked.format()).isInstanceOfSatisfying(OutputFormat.Tool.class,
                tool -> assertThat(tool.forced()).isFalse());
    }

    @ParameterizedTest
    @EnumSource(value = OutputMode.class, names = {"PROMPT", "JSON_MODE"})
    void theSchemaStandsInThePromptWhereTheWireDoesNotCarryIt(OutputMode mode) {
        var request = asked(prompt("system.md", "Triage."), mode, false);
        assertThat(request.system()).startsWith("Triage.\n\nAnswer with one JSON value").endsWith(SCHEMA);
        assertThat(request.messages()).containsExactly(Message.user("Ticket: it broke"));
        assertThat(request.format()).isInstanceOf(
                mode == OutputMode.PROMPT ? OutputFormat.Text.class : OutputFormat.JsonMode.class);
        assertThat(asked(prompt(), mode, false).system()).startsWith("Answer with one JSON value");
    }

    @ParameterizedTest
    @EnumSource(value = OutputMode.class, names = "TEXT", mode = EnumSource.Mode.EXCLUDE)
    void everythingThatIsTheSameForEveryItemIsFixedAndEverythingSentIsCounted(OutputMode mode) {
        var request = asked(prompt("system.md", "Triage.", "examples.jsonl", EXAMPLE), mode, false);
        long item = "it broke".length();
        long separators = mode == OutputMode.JSON_SCHEMA ? 0 : 2;
        assertThat(request.fixedBytes() + item + separators).isEqualTo(request.bytes());
        assertThat(request.bytes()).isGreaterThanOrEqualTo(SCHEMA.getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void theWayOfAskingIsNoPartOfTheVersionUnlessTheTaskNamesIt() {
        var auto = prompt();
        assertThat(auto.asking(new OutputPlan(OutputMode.TOOL, true, 1)).version()).isEqualTo(auto.version());
        var tool = prompt("task.yaml", "endpoint: e\nmodel: m\nmax-output-tokens: 300\noutput: tool\n");
        assertThat(tool.version()).isNotEqualTo(auto.version());
        assertThat(tool.plan().mode()).isEqualTo(OutputMode.TOOL);
    }

    @Test
    void theLeadingFixedPartIsCachedOnceItIsLongEnough() {
        var rules = "Rule after rule. ".repeat(100);
        assertThat(cached(1024, "system.md", rules)).isNull();
        assertThat(cached(512, "system.md", rules)).isEqualTo(new CachedPart(true, 0));
        assertThat(cached(512, "system.md", rules, "examples.jsonl", EXAMPLE + EXAMPLE))
                .isEqualTo(new CachedPart(true, 4));
    }

    @Test
    void aSystemPromptThatVariesIsNotCachedNorWhatFollowsIt() {
        var rules = "Rule after rule. ".repeat(100) + "Be {{ tone }}.";
        assertThat(cached(512, "system.md", rules, "examples.jsonl", EXAMPLE)).isNull();
        assertThat(cached(16, "system.md", rules, "examples.jsonl", EXAMPLE)).isEqualTo(new CachedPart(false, 0));
    }

    private static @Nullable CachedPart cached(int minimum, String... files) {
        return asked(prompt(files), OutputMode.TOOL, true, minimum).cached();
    }

    @Test
    void twoTurnsOfTheSameSideBecomeOne() {
        var repair = asked(prompt(), OutputMode.TOOL, true).followedBy(List.of(Message.user("Your reply was empty.")));
        assertThat(repair.messages()).containsExactly(Message.user("Ticket: it broke\n\nYour reply was empty."));
    }

    @Test
    void aRepairAndALargerCapKeepWhatIsCached() {
        var request = asked(prompt("system.md", "x".repeat(3000)), OutputMode.JSON_SCHEMA, true, 512);
        assertThat(request.cached()).isEqualTo(new CachedPart(true, 0));
        assertThat(request.followedBy(List.of(Message.assistant("{}"), Message.user("no"))).cached())
                .isEqualTo(request.cached());
        assertThat(request.withMaxOutputTokens(900).cached()).isEqualTo(request.cached());
    }
}
