package dev.penstock.engine.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.InputRecords.Format;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OutputAuditTest {
    private static final String SCHEMA = """
            {"type":"object","properties":{"priority":{"enum":["p1","p2"]},"reason":{"type":"string"}},
             "required":["priority","reason"],"additionalProperties":false}""";

    @TempDir
    private Path folder;
    private final List<AuditFinding> findings = new ArrayList<>();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
            "{~priority~:~p1~,~reason~:~the parcel is lost~} |",
            "{~priority~:~urgent~,~reason~:~lost~} | schema-mismatch", "{~priority~:~p1~,~reason~:~N/A~} | placeholder",
            "{~priority~:~p1~,~reason~:~los | truncated", "[{~priority~:~p1~ | truncated",
            "```json\\n{~priority~:~p1~,~rea | truncated", "not JSON at all | unparseable",
            "I'm sorry, but I can't help with that. | refused",
            "{~priority~:~p1~,~reason~:~x~} {~priority~:~p2~,~reason~:~y~} | unparseable", "   | empty"})
    void saysWhyAnOutputIsBad(@Nullable String output, @Nullable String reason) throws IOException {
        write("rows.jsonl", row(output == null ? "" : output.replace('~', '"').replace("\\n", "\n")));

        var report = audit("rows.jsonl", Expectation.ofSchema("schema.json", json(SCHEMA), null));

        assertThat(report.reasons().keySet()).isEqualTo(reason == null ? Set.of() : Set.of(reason));
        assertThat(report.clean()).isEqualTo(reason == null);
    }

    @ParameterizedTest
    @CsvSource({"length, truncated", "max_tokens, truncated", "MAX_TOKENS, truncated", "content_filter, refused",
            "refusal, refused", "SAFETY, refused", "stop,", "end_turn,", "brand_new_reason,"})
    void believesTheStopReasonFirst(String stopReason, @Nullable String reason) throws IOException {
        write("rows.jsonl", "{\"output\":\"A whole sentence.\",\"finish_reason\":\"" + stopReason + "\"}");

        assertThat(audit("rows.jsonl").reasons()).hasSize(reason == null ? 0 : 1);
        assertThat(findings).extracting(AuditFinding::reason).isEqualTo(reason == null ? List.of() : List.of(reason));
    }

    @Test
    void readsTheResultsOfOpenAisBatches() throws IOException {
        write("rows.jsonl",
                """
                        {"id":"b1","custom_id":"c-1","response":{"status_code":200,"body":{"choices":[{"message":{"content":"{\\"reason\\":\\"fine words\\"}"},"finish_reason":"stop"}]}},"error":null}
                        {"id":"b2","custom_id":"c-2","response":{"status_code":200,"body":{"choices":[{"message":{"content":"cut"},"finish_reason":"length"}]}},"error":null}
                        {"id":"b3","custom_id":"c-3","response":{"status_code":200,"body":{"choices":[{"message":{"content":null,"refusal":"no"},"finish_reason":"stop"}]}},"error":null}
                        {"id":"b4","custom_id":"c-4","response":null,"error":{"code":"batch_expired","message":"secret prompt"}}
                        {"id":"b5","custom_id":"c-5","response":{"status_code":200,"body":{"choices":[{"message":{"content":null,"tool_calls":[{"function":{"arguments":"{\\"reason\\":\\"N/A\\"}"}}]},"finish_reason":"tool_calls"}]}},"error":null}
                        """);

        var report = audit("rows.jsonl");

        assertThat(report.rows()).isEqualTo(5);
        assertThat(findings).extracting(finding -> finding.id() + " " + finding.reason())
                .containsExactly("c-2 truncated", "c-3 refused", "c-4 no-answer", "c-5 placeholder");
        assertThat(findings.get(2).evidence().getFirst().message()).contains("batch_expired");
        assertThat(report.reading().outputField()).isEqualTo("response.body.choices.0.message.content");
    }

    @Test
    void readsTheResultsOfAnthropicsBatches() throws IOException {
        write("rows.jsonl",
                """
                        {"custom_id":"a","result":{"type":"succeeded","message":{"content":[{"type":"thinking","thinking":"N/A"},{"type":"text","text":"fine"}],"stop_reason":"end_turn"}}}
                        {"custom_id":"b","result":{"type":"succeeded","message":{"content":[{"type":"text","text":"cut"}],"stop_reason":"max_tokens"}}}
                        {"custom_id":"c","result":{"type":"errored","error":{"error":{"type":"invalid_request_error"}}}}
                        {"custom_id":"d","result":{"type":"expired"}}
                        """);

        audit("rows.jsonl");

        assertThat(findings).extracting(finding -> finding.id() + " " + finding.reason())
                .containsExactly("b truncated", "c no-answer", "d no-answer");
    }

    @Test
    void readsFilesForFineTuningWithoutTakingTheAnswerForTheQuestion() throws IOException {
        write("rows.jsonl",
                """
                        {"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"Dear [Customer Name], hello"}]}
                        {"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"Dear Ana, hello"}]}
                        """);

        assertThat(audit("rows.jsonl").reasons()).containsExactly(Map.entry("placeholder", 1L));
    }

    @Test
    void readsCsvAndJsonInsideItsCells() throws IOException {
        write("rows.csv", """
                Id,Question,Model Output,Finish-Reason
                1,"what, now?",all good here,stop
                2,and then?,N/A,stop
                3,short
                4,long,cut,length
                """);

        var report = audit("rows.csv");

        assertThat(report.unreadable()).isEqualTo(1);
        assertThat(findings).extracting(finding -> finding.line() + " " + finding.id() + " " + finding.reason())
                .containsExactly("3 2 placeholder", "4  bad-input", "5 4 truncated");

        write("nested.csv", "id,raw\n7,\"{\"\"a\"\":{\"\"text\"\":\"\"TBD\"\"}}\"\n");
        var nested = audit("nested.csv", new FieldNames("raw.a.text", null, null, null), null);
        assertThat(nested.reasons()).containsKey("placeholder");
    }

    @Test
    void takesNoPlaceholderForOneThatStandsInTheInput() throws IOException {
        write("rows.jsonl", """
                {"input":"my status is unknown","output":"unknown"}
                {"input":"my status is fine","output":"unknown"}
                """);

        audit("rows.jsonl");

        assertThat(findings).extracting(AuditFinding::line).containsExactly(2L);
    }

    @Test
    void onlyFlagsAnEmptyFieldWhileNoSchemaSaysWhetherItMayBe() throws IOException {
        write("rows.jsonl", "{\"output\":{\"order\":\"\",\"text\":\"lost\"}}");

        var report = audit("rows.jsonl");

        assertThat(report.clean()).isTrue();
        assertThat(report.flags()).containsExactly(Map.entry("empty-field", 1L));
    }

    @Test
    void flagsTheSameLongAnswerToDifferentQuestionsButNoLabels() throws IOException {
        var answer = "The customer would like to know where the parcel is and when it comes.";
        write("rows.jsonl",
                row("a", answer) + row("b", answer) + row("b", "yes") + row("c", "yes")
                        + row("a", answer.toUpperCase(Locale.ROOT)));

        var report = audit("rows.jsonl");

        assertThat(report.flags()).containsExactly(Map.entry("duplicate", 1L));
        assertThat(findings.getFirst().line()).isEqualTo(2);
        assertThat(report.clean()).isTrue();
    }

    @Test
    void seesThatNearlyAllRowsHaveTheSameOutput() throws IOException {
        write("rows.jsonl", IntStream.range(0, 40)
                .mapToObj(i -> row("question " + i, i % 10 == 0 ? "label " + i : "other"))
                .collect(Collectors.joining()));

        assertThat(audit("rows.jsonl").nearConstant())
                .hasValue(new AuditReport.NearConstant(36, "other"));
    }

    @Test
    void goesOnAfterLinesThatAreNoRecordAndNamesThem() throws IOException {
        Files.write(folder.resolve("rows.jsonl"),
                (row("fine") + "garbage\n\n{\"a\":1,\"a\":2}\n[1]\n\u0000\u00ff\n" + row("N/A"))
                        .getBytes(StandardCharsets.ISO_8859_1));

        var report = audit("rows.jsonl");

        assertThat(report.rows()).isEqualTo(2);
        assertThat(report.unreadable()).isEqualTo(4);
        assertThat(findings).extracting(AuditFinding::line).containsExactly(2L, 4L, 5L, 6L, 7L);
        assertThat(report.clean()).isFalse();
    }

    @Test
    void stopsAtTheLimitAndSaysThatThereIsMore() throws IOException {
        write("rows.jsonl", row("N/A") + row("N/A") + row("N/A"));

        assertThat(audit("rows.jsonl", FieldNames.FOUND_BY_THEMSELVES, 2L).reading().complete()).isFalse();
        assertThat(audit("rows.jsonl", FieldNames.FOUND_BY_THEMSELVES, 3L).reading().complete()).isTrue();
    }

    @Test
    void namesTheFieldsThereAreWhenTheOutputCannotBeFound() throws IOException {
        write("rows.jsonl", "{\"ticket\":{\"text\":\"x\"},\"verdict\":\"y\"}");

        assertThatThrownBy(() -> audit("rows.jsonl")).isInstanceOfSatisfying(CannotStartException.class,
                e -> assertThat(e.next())
                        .isEqualTo("name it: --output-field verdict; fields there: ticket.text, verdict"));
        assertThatThrownBy(() -> audit("rows.jsonl", new FieldNames("verdit", null, null, null), null))
                .isInstanceOfSatisfying(CannotStartException.class, e -> {
                    assertThat(e).hasMessage("no row has the field 'verdit' (--output-field)");
                    assertThat(e.next()).startsWith("did you mean verdict?");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "[\n{\"output\":\"x\"}\n]", "{\n\"output\":\"x\"\n}", "nothing\nof\nuse",
            "{\"custom_id\":\"1\",\"method\":\"POST\",\"body\":{\"messages\":[]}}"})
    void refusesAFileWithoutRows(String text) throws IOException {
        write("rows.jsonl", text);

        assertThatThrownBy(() -> audit("rows.jsonl")).isInstanceOf(CannotStartException.class);
        assertThat(findings).isEmpty();
    }

    private AuditReport audit(String file) {
        return audit(file, Expectation.ofAnyTask(null));
    }

    private AuditReport audit(String file, Expectation expectation) {
        return audit(file, FieldNames.FOUND_BY_THEMSELVES, expectation, null);
    }

    private AuditReport audit(String file, FieldNames names, @Nullable Long limit) {
        return audit(file, names, Expectation.ofAnyTask(null), limit);
    }

    private AuditReport audit(String file, FieldNames names, Expectation expectation, @Nullable Long limit) {
        var path = folder.resolve(file);
        return OutputAudit.run(new AuditRequest(path, Format.of(path), names, expectation, limit, 3), findings::add,
                _ -> {});
    }

    private static String row(String output) {
        return row("a question", output);
    }

    private static String row(String input, String output) {
        return new JsonMapper().createObjectNode().put("input", input).put("output", output) + "\n";
    }

    private static JsonNode json(String text) {
        return new JsonMapper().readTree(text);
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }
}
