package dev.penstock.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.prompt.ModelFacts.Fact;
import dev.penstock.settings.Problem;
import dev.penstock.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LintTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 24);

    @TempDir
    Path prompts = Path.of("");

    @BeforeEach
    void writeATaskThatIsRight() throws IOException {
        write("task.yaml", "endpoint: claude\nmodel: good-1\nmax-output-tokens: 300\n");
        write("user.md", "Triage:\n{{ ticket }}\n");
    }

    @Test
    void findsNothingWrongWithATaskThatIsRight() {
        assertThat(lint("{\"ticket\":\"x\"}")).isEqualTo(new Lint.Findings(List.of(), List.of()));
    }

    @Test
    void namesAVariableThatTheFirstRecordDoesNotHave() throws IOException {
        write("user.md", "Triage:\n\n{{ tikcet }} for {{ customr }} {{ opt | default('') }}\n");
        assertThat(errors("{\"ticket\":\"x\",\"customer\":null}")).containsExactly(
                "prompts/triage/user.md:3: unknown variable `tikcet`; "
                        + "did you mean `ticket`? the first record has: ticket, customer",
                "prompts/triage/user.md:3: unknown variable `customr`; "
                        + "did you mean `customer`? the first record has: ticket, customer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{ ticket | uper }}", "{{ ticket | trim|uper('|') }}",
            "{% if false %}{{ ticket | uper }}{% endif %}", "{% filter uper %}{{ ticket }}{% endfilter %}"})
    void namesAFilterThatDoesNotExistBeforeAnyItemNeedsIt(String use) throws IOException {
        write("user.md", "Triage:\n" + use + "\n");
        assertThat(errors(null)).containsExactly("prompts/triage/user.md:2: the template does not compile: "
                + "there is no filter `uper`, as there is default, fit, join, trim ...");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{ ticket | trim | fit(20) }}", "{{ ticket | default('a | uper') }}", "{# a | uper #}",
            "{{ '{{ a | uper }}' }}", "{% verbatim %}{{ a | uper }}{% endverbatim %}",
            "{% filter upper %}{{ ticket }}{% endfilter %}"})
    void takesNoTextForAFilter(String use) throws IOException {
        write("user.md", "Triage:\n" + use + "\n");
        assertThat(errors(null)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{ ticket", "{{ ticket }\nand {{ ticket }}", "{% if true\n{{ ticket }}", "{# a note"})
    void saysWhereATagIsOpenedThatIsNeverClosed(String use) throws IOException {
        write("user.md", "Triage:\n" + use + "\n");
        assertThat(errors(null)).singleElement()
                .asString()
                .startsWith("prompts/triage/user.md:2: the template does not compile: `" + use.substring(0, 2)
                        + "` is opened here and never closed with `");
    }

    @Test
    void warnsOfAPromptThatIsTheSameForEveryItem() throws IOException {
        write("user.md", "Triage the ticket. {# which one? #}\n");
        assertThat(lint(null).errors()).isEmpty();
        assertThat(lint(null).warnings()).singleElement()
                .asString()
                .contains("prompts/triage/user.md: names no variable: every item gets the same prompt");
    }

    @Test
    void leavesAFieldThatIsNullInTheFirstRecordToTheItems() {
        assertThat(errors("{\"ticket\":null}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{customer_name}", "${x}", "[NAME]", "<UNKNOWN>", "TODO", "[Customer Name]"})
    void refusesALiteralPlaceholderInATemplatesOwnText(String placeholder) throws IOException {
        write("system.md", "Be brief.\nDear " + placeholder + "!\n");
        assertThat(errors(null)).containsExactly("prompts/triage/system.md:2: literal placeholder `" + placeholder
                + "` would be sent as it is; a variable is written {{ name }}; "
                + "if the text is meant, list it under checks.allow-literals");
    }

    @Test
    void letsATaskSayWhichLiteralsAreMeant() throws IOException {
        write("task.yaml",
                "endpoint: e\nmodel: good-1\nmax-output-tokens: 3\nchecks: { allow-literals: ['{x}', TODO] }\n");
        write("user.md", "Replace {x}. List each TODO. {{ ticket }} {# [NAME] #} {% if id == '{y}' %}{% endif %}");
        assertThat(errors(null)).isEmpty();
    }

    @Test
    void refusesAModelThatIsRetiredUnpricedOrUnknown() throws IOException {
        write("task.yaml", "endpoint: e\nmodel: old-1\nmax-output-tokens: 3\n");
        assertThat(errors(null)).containsExactly("prompts/triage/task.yaml:2 model: "
                + "model 'old-1' is retired since 2026-11-24; name a model that still answers");
        write("task.yaml", "endpoint: e\nmodel: godo-1\nmax-output-tokens: 3\n");
        assertThat(errors(null)).containsExactly("prompts/triage/task.yaml:2 model: "
                + "no price is known for model 'godo-1'; did you mean good-1? add its price to prices.yaml, or name another model");
        write("task.yaml", "endpoint: e\nmodel: free-1\nmax-output-tokens: 3\n");
        assertThat(errors(null)).singleElement().asString().contains("no price is known for model 'free-1'");
    }

    @Test
    void warnsOfAModelThatRetiresSoon() throws IOException {
        write("task.yaml", "endpoint: e\nmodel: ageing-1\nmax-output-tokens: 3\n");
        assertThat(errors(null)).isEmpty();
        assertThat(lint(null).warnings()).extracting(Problem::toString)
                .containsExactly("prompts/triage/task.yaml:2 model: model 'ageing-1' retires on 2026-11-30; "
                        + "move to another model before that day");
    }

    @Test
    void refusesACapAboveTheModelsLimit() throws IOException {
        write("task.yaml",
                "endpoint: e\nmodel: good-1\nmax-output-tokens: 1001\nmax-output-tokens-ceiling: 2000\n");
        assertThat(errors(null)).containsExactly(
                "prompts/triage/task.yaml:3 max-output-tokens: is more than model 'good-1' can give, was '1001'; at most 1000",
                "prompts/triage/task.yaml:4 max-output-tokens-ceiling: "
                        + "is more than model 'good-1' can give, was '2000'; at most 1000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "{\"type\":\"objct\"}", "{\"$ref\":\"#/$defs/nothing\"}",
            "{\"$ref\":\"http://127.0.0.1:1/x.json\"}", "{\"$ref\":\"file:///etc/passwd\"}",
            "{\"$schema\":\"http://json-schema.org/draft-07/schema#\"}", "{\"$schema\":\"https://example.org/mine\"}",
            "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"pattern\":\"(\"}}}"})
    void refusesASchemaThatDoesNotLoad(String schema) throws IOException {
        write("schema.json", schema);
        assertThat(errors(null)).isNotEmpty()
                .allSatisfy(error -> assertThat(error).startsWith("prompts/triage/schema.json"));
    }

    @Test
    void refusesToGroundAFieldThatTheSchemaDoesNotHave() throws IOException {
        write("schema.json",
                """
                        {"type":"object","properties":{"order_id":{"type":"string"},"lines":{"$ref":"#/$defs/lines"}},
                         "$defs":{"lines":{"type":"array","items":{"type":"object","properties":{"sku":{"type":"string"}}}}}}""");
        write("task.yaml", """
                endpoint: claude
                model: good-1
                max-output-tokens: 300
                checks:
                  grounding:
                    order_id: extract
                    ordr_id: extract
                    lines.*.sku: extract
                    lines.sku: number
                """);
        assertThat(errors(null)).containsExactly(
                "prompts/triage/task.yaml:7 checks.grounding.ordr_id: schema.json has no such field, was 'extract'; "
                        + "did you mean order_id? fields: lines, lines.*, lines.*.sku, order_id",
                "prompts/triage/task.yaml:9 checks.grounding.lines.sku: schema.json has no such field, was 'number'; "
                        + "did you mean lines.*.sku? fields: lines, lines.*, lines.*.sku, order_id");
    }

    @Test
    void refusesAnAnnotationThatNobodyUnderstands() throws IOException {
        write("schema.json", """
                {"type":"object","properties":{
                  "a":{"type":"string","x-grounded":"extract"},
                  "b":{"type":"string","x-grounded":"exact"}}}""");
        assertThat(errors(null)).containsExactly("prompts/triage/schema.json:3 x-grounded: is not allowed, "
                + "was 'exact'; allowed: extract, number, quote, off");
    }

    @Test
    void refusesACompletenessCheckOfAFieldTheInputDoesNotHave() throws IOException {
        write("task.yaml",
                "endpoint: e\nmodel: good-1\nmax-output-tokens: 3\nchecks:\n  input-complete: { tikcet: reject }\n");
        assertThat(errors("{\"ticket\":\"x\"}")).containsExactly(
                "prompts/triage/task.yaml:5 checks.input-complete.tikcet: the input has no such field; "
                        + "did you mean ticket? the first record has: ticket");
    }

    @Test
    void refusesACaseThatExpectsWhatTheSchemaDoesNotAllow() throws IOException {
        write("schema.json",
                "{\"type\":\"object\",\"properties\":{\"p\":{\"enum\":[\"a\"]},\"q\":{\"type\":\"string\"}},\"required\":[\"p\",\"q\"]}");
        write("cases.jsonl", """
                {"id":"1","input":{"ticket":"x"},"expect":{"p":"a"}}
                {"id":"2","input":{"ticket":"x"},"expect":{"p":"b"}}
                """);
        assertThat(errors(null)).singleElement()
                .asString()
                .startsWith(
                        "prompts/triage/cases.jsonl:2 expect/p: breaks the rule `enum` of schema.json");
    }

    @Test
    void refusesExamplesThatAreNotJsonOrBreakTheSchema() throws IOException {
        write("schema.json", "{\"type\":\"object\",\"properties\":{\"p\":{\"enum\":[\"a\"]}},\"required\":[\"p\"]}");
        write("examples.jsonl", """
                {"input":{"ticket":"x"},"output":{"p":"a"}}
                {"input":{"ticket":"x"},"output":{"p":"b"}}
                {"input":{"ticket":"x"},"output":{}}
                {"input":{"tickt":"x"},"output":{"p":"a"}}
                {"input":{"ticket":"x"}}
                {"input":
                [1]
                """);
        assertThat(errors(null)).satisfiesExactlyInAnyOrder(
                error -> assertThat(error)
                        .startsWith("prompts/triage/examples.jsonl:2 output/p: breaks the rule `enum`"),
                error -> assertThat(error)
                        .startsWith("prompts/triage/examples.jsonl:3 output: breaks the rule `required`"),
                error -> assertThat(error)
                        .startsWith("prompts/triage/examples.jsonl:4 input: cannot be rendered with user.md:2"),
                error -> assertThat(error).startsWith("prompts/triage/examples.jsonl:5: an example needs"),
                error -> assertThat(error).startsWith("prompts/triage/examples.jsonl:6: the line is not JSON"),
                error -> assertThat(error)
                        .startsWith("prompts/triage/examples.jsonl:7: the line is not a JSON object"));
    }

    @Test
    void rendersEveryCase() throws IOException {
        write("cases.jsonl", """
                {"id":"a","input":{"ticket":"x"},"expect":{}}
                {"id":"a","input":{"ticket":"x"},"expect":{}}
                {"id":"b","input":{"text":"x"},"expect":{}}
                {"id":"c","input":{"ticket":"x"}}
                oops
                """);
        assertThat(errors(null)).containsExactlyInAnyOrder(
                "prompts/triage/cases.jsonl:2 id: is used twice; give each case its own id",
                "prompts/triage/cases.jsonl:3 input: user.md:2 needs `ticket`, which this record does not have (or is null)",
                "prompts/triage/cases.jsonl:4: a case needs `id`, `input` (an object) and `expect`",
                "prompts/triage/cases.jsonl:5: the line is not JSON, at column 1");
    }

    @Test
    void warnsOfFilesItDoesNotUse() throws IOException {
        write("sytem.md", "x");
        write("README.md", "x");
        assertThat(lint(null).warnings()).extracting(Problem::toString)
                .containsExactly("prompts/triage/sytem.md: the file is not used; a task's files are "
                        + "cases.jsonl, examples.jsonl, schema.json, system.md, task.yaml, user.md");
    }

    @Test
    void namesTheTasksThereAreForOneThereIsNot() throws IOException {
        Files.createDirectories(prompts.resolve("banking-intent"));
        assertThatThrownBy(() -> new Lint(Registry.open(prompts), FACTS, TODAY).task("triag"))
                .isInstanceOf(SettingsException.class)
                .hasMessage("prompts: there is no task 'triag'; did you mean triage? tasks: banking-intent, triage");
    }

    private static final ModelFacts FACTS = new ModelFacts() {
        private static final Map<String, Fact> KNOWN = Map.of("good-1", new Fact(true, 1000, null), "free-1",
                new Fact(false, null, null), "old-1", new Fact(true, null, TODAY), "ageing-1",
                new Fact(true, null, LocalDate.of(2026, 11, 30)));

        @Override
        public Optional<Fact> of(String endpoint, String model) {
            return Optional.ofNullable(KNOWN.get(model));
        }

        @Override
        public Collection<String> names() {
            return KNOWN.keySet();
        }
    };

    private List<String> errors(@Nullable String firstRecord) {
        return lint(firstRecord).errors().stream().map(Problem::toString).toList();
    }

    private Lint.Findings lint(@Nullable String firstRecord) {
        return new Lint(Registry.open(prompts), FACTS, TODAY).task("triage", firstRecord);
    }

    private void write(String name, String content) throws IOException {
        var folder = Files.createDirectories(prompts.resolve("triage"));
        Files.writeString(folder.resolve(name), content);
    }
}
