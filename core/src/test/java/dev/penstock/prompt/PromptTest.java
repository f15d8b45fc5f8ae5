package dev.penstock.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.item.Failure;
import dev.penstock.item.Item;
import dev.penstock.provider.Message;
import dev.penstock.provider.OutputFormat;
import dev.penstock.provider.Request;
import dev.penstock.settings.SettingsException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromptTest {
    private static final String TASK = "endpoint: claude\nmodel: claude-haiku-4-5\nmax-output-tokens: 300\n";
    private static final String SCHEMA = "{ \"type\": \"object\", \"properties\": { \"b\": { \"type\": \"string\" }, \"a\": { \"type\": \"integer\" } } }";

    @Test
    void rendersARecordIntoARequest() {
        var prompt = prompt(Map.of("user.md", "Ticket {{ id }}:\n{{ text }}\n", "system.md", "Triage.", "schema.json",
                SCHEMA));
        var request = ready(prompt, "{\"text\":\"it broke\"}");
        assertThat(request.model()).isEqualTo("claude-haiku-4-5");
        assertThat(request.system()).isEqualTo("Triage.");
        assertThat(request.messages()).containsExactly(Message.user("Ticket item-1:\nit broke\n"));
        assertThat(request.maxOutputTokens()).isEqualTo(300);
        assertThat(request.timeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(request.format()).isInstanceOfSatisfying(OutputFormat.JsonSchema.class,
                format -> assertThat(format.name()).isEqualTo("triage"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', value = {"{{ n }} ; 7", "{{ price }} ; 1.50", "{{ yes }} ; true",
            "{{ map }} ; {\"a\":{\"b\":[1,null]}}", "{{ list }} ; [1,\"x\",null]", "{{ map.a.b[0] }} ; 1",
            "{{ input.map.a }} ; {\"b\":[1,null]}", "{% for each in list %}<{{ each }}>{% endfor %} ; <1><x><null>",
            "{{ nothing | default('-') }} ; -", "{{ absent | default('') }}. ; .",
            "{{ map.x | default('none') }} ; none",
            "{% if n > 5 %}big{% endif %} ; big", "{{ big }} ; 123456789012345678901234567890",
            "{{ text | upper }} ; A < B & \"C\"", "{{ text }} ; a < b & \"c\"", "{{ dashed['first-name'] }} ; Ann"})
    void rendersValuesAsText(String template, String expected) {
        var record = """
                {"n":7,"price":1.50,"yes":true,"map":{"a":{"b":[1,null]}},"list":[1,"x",null],"nothing":null,
                 "big":123456789012345678901234567890,"text":"a < b & \\"c\\"","dashed":{"first-name":"Ann"}}""";
        assertThat(ready(prompt(Map.of("user.md", template)), record).messages().getFirst().text()).isEqualTo(expected);
    }

    @Test
    void neverReadsARecordsTextAsATemplate() {
        var prompt = prompt(Map.of("user.md", "{{ text }}"));
        var hostile = "{{ 7*7 }} {% include '/etc/passwd' %} {# x #}";
        assertThat(ready(prompt, "{\"text\":\"" + hostile + "\"}").messages().getFirst().text()).isEqualTo(hostile);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"text\":\"x\"}", "{\"text\":\"x\",\"ticket\":null}"})
    void failsForAMissingOrNullVariableNamingItAndTheFieldsThereAre(String record) {
        var failure = failed(prompt(Map.of("user.md", "{{ text }}\n\n{{ ticket }}")), record);
        assertThat(failure).isInstanceOf(Failure.TemplateError.class);
        assertThat(failure.detail())
                .isEqualTo("user.md:3 needs `ticket`, which this record does not have (or is null)");
        assertThat(failure.evidence()).singleElement().satisfies(evidence -> {
            assertThat(evidence.path()).isEqualTo("/ticket");
            assertThat(evidence.message()).endsWith("the record has: text");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{ text.bytes }}", "{{ text.length() }}", "{{ text.class }}", "{{ input.getClass() }}",
            "{{ input.class.name }}", "{{ map.entrySet() }}", "{{ map.x }}", "{{ list[9] }}"})
    void looksIntoMapsAndListsOnly(String template) {
        var failure = failed(prompt(Map.of("user.md", template)), "{\"text\":\"x\",\"map\":{\"y\":1},\"list\":[1]}");
        assertThat(failure).isInstanceOf(Failure.TemplateError.class);
    }

    @ParameterizedTest
    @CsvSource({"include", "import", "extends", "embed", "parallel", "cache", "from", "flush"})
    void refusesTagsThatReadOtherFilesOrStartThreads(String tag) {
        assertThatThrownBy(() -> prompt(Map.of("user.md", "a\n{% " + tag + " \"/etc/passwd\" %}")))
                .hasMessage("prompts/triage/user.md:2: the template does not compile: tag `" + tag
                        + "` is not allowed in a prompt; allowed: filter, for, if, macro, set, verbatim");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1]", "\"text\"", "nonsense", "{\"a\":1", "{} {}"})
    void failsForWhatIsNotARecord(String record) {
        assertThat(failed(prompt(Map.of("user.md", "x")), record)).isInstanceOf(Failure.BadInput.class);
    }

    @Test
    void flagsALiteralPlaceholderInARecord() {
        var rendering = prompt(Map.of("user.md", "{{ text }}")).render(item("{\"text\":\"Dear {customer_name},\"}"));
        assertThat(rendering).isInstanceOfSatisfying(Rendering.Ready.class,
                ready -> assertThat(ready.flags()).containsExactly("input-placeholder:text"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{customer_name}", "${x}", "{{ name }}", "[NAME]", "[CUSTOMER_NAME]",
            "[Customer Name]",
            "<UNKNOWN>", "[your name here]"})
    void rejectsALiteralPlaceholderInARecordWhereTheTaskSaysSo(String text) {
        var prompt = prompt(Map.of("user.md", "{{ nested }}", "task.yaml",
                TASK + "checks: { input-placeholders: reject }"));
        var failure = failed(prompt, "{\"nested\":{\"list\":[\"" + text + "\"]}}");
        assertThat(failure).isInstanceOf(Failure.BadInput.class);
        assertThat(failure.detail()).isEqualTo("a literal placeholder in field nested").doesNotContain(text);
        assertThat(failure.evidence()).singleElement()
                .satisfies(evidence -> assertThat(evidence.excerpt()).isEqualTo(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a {json: 1} b", "{}", "{\"a\": 1}", "[1]", "[link](http://x)", "[ok] then", "a < b > c",
            "<b>",
            "<DOC>text</DOC>", "cost is $5", "[A]", "f(x) { return 1; }"})
    void takesOrdinaryTextForWhatItIs(String text) {
        assertThat(LiteralPlaceholder.in("text", text)).isEmpty();
    }

    @Test
    void putsExamplesBeforeTheItemsOwnTurn() {
        var prompt = prompt(Map.of("user.md", "Q: {{ text }}", "schema.json", SCHEMA, "examples.jsonl",
                "{\"input\":{\"text\":\"one\"},\"output\":{\"b\":\"x\",\"a\":1}}\n\n"));
        assertThat(ready(prompt, "{\"text\":\"two\"}").messages()).containsExactly(Message.user("Q: one"),
                Message.assistant("{\"b\":\"x\",\"a\":1}"), Message.user("Q: two"));
    }

    @Test
    void countsTheBytesThatEveryRequestOfTheTaskShares() {
        var prompt = prompt(Map.of("user.md", "Ü: {{ text }}!", "system.md", "Be brief."));
        var request = ready(prompt, "{\"text\":\"hello\"}");
        assertThat(request.fixedBytes()).isEqualTo(5 + 9);
        assertThat(request.bytes()).isEqualTo(request.fixedBytes() + "hello".getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void keepsItsVersionWhenNothingChangesThatCouldChangeAnAnswer() {
        var files = Map.of("task.yaml", TASK, "user.md", "a\nb {{ text }}", "schema.json", SCHEMA);
        var version = Prompt.compile("triage", files).version();
        assertThat(version).matches("sha256:[0-9a-f]{64}");
        assertThat(versionWith(files, "task.yaml",
                """
                        # note
                        model: 'claude-haiku-4-5'
                        max-output-tokens: 300
                        endpoint: claude
                        description: new
                        samples: { rate: 0.5 }
                        stop-if: off
                        """))
                .isEqualTo(version);
        assertThat(versionWith(files, "user.md", "a\r\nb {{ text }}")).isEqualTo(version);
        assertThat(versionWith(files, "schema.json", SCHEMA.replace(" ", "\n"))).isEqualTo(version);
        assertThat(versionWith(files, "cases.jsonl", "{}")).isEqualTo(version);
        assertThat(versionWith(files, "README.md", "x")).isEqualTo(version);
    }

    @Test
    void changesItsVersionWithEverythingThatCanChangeAnAnswer() {
        var files = Map.of("task.yaml", TASK, "user.md", "a {{ text }}", "schema.json", SCHEMA);
        var changes = Map.of("task.yaml", TASK.replace("300", "301"), "user.md", "a  {{ text }}", "system.md", "x",
                "schema.json", SCHEMA.replace("\"b\"", "\"c\""), "examples.jsonl",
                "{\"input\":{\"text\":\"x\"},\"output\":{}}");
        var version = Prompt.compile("triage", files).version();
        assertThat(changes.entrySet().stream().map(change -> versionWith(files, change.getKey(), change.getValue())))
                .doesNotContain(version)
                .doesNotHaveDuplicates();
    }

    @Test
    void isRebuiltFromTheFilesThatAStoreKeeps() {
        var prompt = prompt(Map.of("user.md", "a\r\n{{ text }}", "cases.jsonl", "{}"));
        var again = Prompt.compile("triage", prompt.files());
        assertThat(again.version()).isEqualTo(prompt.version());
        assertThat(again.files()).isEqualTo(prompt.files()).containsOnlyKeys("task.yaml", "user.md");
        assertThat(ready(again, "{\"text\":\"x\"}")).isEqualTo(ready(prompt, "{\"text\":\"x\"}"));
    }

    @Test
    void reportsTheProblemsOfAllFilesTogether() {
        assertThatThrownBy(() -> prompt(Map.of("task.yaml", TASK + "modle: x\n", "user.md", "a\n{{ x ", "schema.json",
                "{\n\"type\": \"objct\"}"))).isInstanceOf(SettingsException.class)
                .hasMessageContaining("prompts/triage/task.yaml:4 modle: unknown key; did you mean model?")
                .hasMessageContaining("prompts/triage/user.md:2: the template does not compile")
                .hasMessageContaining("prompts/triage/schema.json");
        assertThatThrownBy(() -> Prompt.compile("triage", Map.of())).isInstanceOf(SettingsException.class)
                .hasMessageContaining("prompts/triage/task.yaml: the file is missing")
                .hasMessageContaining("prompts/triage/user.md: the file is missing");
    }

    private static String versionWith(Map<String, String> files, String name, String content) {
        var changed = new HashMap<>(files);
        changed.put(name, content);
        return Prompt.compile("triage", changed).version();
    }

    private static Prompt prompt(Map<String, String> files) {
        var all = new HashMap<>(Map.of("task.yaml", TASK));
        all.putAll(files);
        return Prompt.compile("triage", all);
    }

    private static Item item(String record) {
        return new Item("run", 0, 1, "item-1", record);
    }

    private static Request ready(Prompt prompt, String record) {
        return switch (prompt.render(item(record))) {
            case Rendering.Ready(var request, List<String> _) -> request;
            case Rendering.Failed(var failure) -> throw new AssertionError(failure.toString());
        };
    }

    private static Failure failed(Prompt prompt, String record) {
        return switch (prompt.render(item(record))) {
            case Rendering.Ready ready -> throw new AssertionError(ready.toString());
            case Rendering.Failed(var failure) -> failure;
        };
    }
}
