package dev.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.item.Failure;
import dev.penstock.run.ItemSource;
import dev.penstock.store.InputPosition;
import dev.penstock.store.NewItem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every way an input can be bad: the line becomes a dead letter that names its place, and everything else goes on.
class InputTest {
    private static final int MAX_RECORD_BYTES = 1000;

    @TempDir
    Path folder;

    @Test
    void readsRecordsWithTheirLinesAndSkipsBlankOnes() throws IOException {
        var items = read("in.jsonl", "{\"id\":\"a\"}\n\n   \n{\"id\":7}\n");

        assertThat(items).extracting(item -> item.item().id()).containsExactly("a", "7");
        assertThat(items).extracting(item -> item.item().line()).containsExactly(1L, 4L);
        assertThat(items).extracting(item -> item.item().seq()).containsExactly(0L, 1L);
    }

    @Test
    void keepsTheRecordExactlyAsItWasWritten() throws IOException {
        var record = "{\"id\":\"a\", \"n\": 0.10000000000000000001, \"s\":\"\\u0000 é\"}";

        assertThat(read("in.jsonl", record + "\n").getFirst().item().record()).isEqualTo(record);
    }

    @Test
    void takesAByteOrderMarkAndWindowsLineEnds() throws IOException {
        var items = read("in.jsonl", "\uFEFF{\"id\":\"a\"}\r\n{\"id\":\"b\"}\r\n");

        assertThat(items).extracting(NewItem::failure).containsOnlyNulls();
        assertThat(items).extracting(item -> item.item().record()).containsExactly("{\"id\":\"a\"}", "{\"id\":\"b\"}");
    }

    @Test
    void readsALastLineWithoutItsEnd() throws IOException {
        assertThat(read("in.jsonl", "{\"id\":\"a\"}\n{\"id\":\"b\"}")).hasSize(2);
    }

    @Test
    void givesARecordWithoutAnIdTheSameIdEveryTime() throws IOException {
        var first = read("in.jsonl", "{\"text\":\"x\"}\n{\"id\":null,\"text\":\"x\"}\n");
        var second = read("in.jsonl", "{\"text\":\"x\"}\n{\"id\":null,\"text\":\"x\"}\n");

        assertThat(first).extracting(item -> item.item().id())
                .isEqualTo(second.stream().map(item -> item.item().id()).toList())
                .doesNotHaveDuplicates()
                .allMatch(id -> id.startsWith("line-"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"not json | not valid JSON", "{\"a\":1 | not valid JSON",
            "{\"a\":1}{\"b\":2} | not valid JSON", "{\"a\":1,\"a\":2} | not valid JSON", "[1] | a JSON array",
            "null | a JSON null", "\"text\" | a JSON string", "{\"id\":{}} | key id is a JSON object",
            "{\"id\":1.5} | key id is a JSON fraction", "{\"id\":\" \"} | key id is blank"})
    void aLineThatIsNoUsableRecordNamesItsPlaceAndWhatIsAllowed(String line, String message) throws IOException {
        var items = read("in.jsonl", "{\"id\":\"ok\"}\n" + line + "\n{\"id\":\"also ok\"}\n");

        var failure = failure(items.get(1));
        assertThat(failure.reason()).isEqualTo("bad-input");
        assertThat(failure.detail()).startsWith("in.jsonl:2: ").contains(message);
        assertThat(items.get(0).failure()).isNull();
        assertThat(items.get(2).failure()).isNull();
    }

    @Test
    void neverQuotesTheRecordInTheDetail() throws IOException {
        var failure = failure(read("in.jsonl", "{\"secret\": sesame}\n").getFirst());

        assertThat(failure.detail()).doesNotContain("sesame");
        assertThat(failure.evidence().getFirst().excerpt()).contains("sesame");
    }

    @Test
    void aLineThatIsNotUtf8IsBadInputAndTheNextOneIsFine() throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes("{\"id\":\"a\",\"t\":\"".getBytes(StandardCharsets.UTF_8));
        bytes.write(0xFF);
        bytes.writeBytes("\"}\n{\"id\":\"b\"}\n".getBytes(StandardCharsets.UTF_8));
        Files.write(folder.resolve("in.jsonl"), bytes.toByteArray());

        var items = all(open("in.jsonl"), InputPosition.START);

        assertThat(failure(items.get(0)).detail())
                .isEqualTo("in.jsonl:1: the line is not valid UTF-8; save the file as UTF-8");
        assertThat(items.get(1).failure()).isNull();
    }

    @Test
    void aLineOfFiveMegabytesIsBadInputWithoutBeingHeldInMemory() throws IOException {
        var items = read("in.jsonl", "{\"id\":\"a\",\"t\":\"" + "x".repeat(5 << 20) + "\"}\n{\"id\":\"b\"}\n");

        assertThat(failure(items.get(0)).detail()).contains("5242897 bytes").contains("max-record-bytes");
        assertThat(items.get(0).item().record().length()).isLessThan(2 * MAX_RECORD_BYTES);
        assertThat(items.get(1).failure()).isNull();
    }

    @Test
    void aRecordThatNestsTooDeeplyIsBadInput() throws IOException {
        var items = read("in.jsonl", "{\"a\":" + "[".repeat(200) + "]".repeat(200) + "}\n");

        assertThat(items.getFirst().failure()).isNotNull();
    }

    @Test
    void goesOnFromAStoredPositionAsIfItHadNeverStopped() throws IOException {
        var text = new StringBuilder("\uFEFF");
        for (int i = 0; i < 50; i++) {
            text.append("{\"id\":\"i").append(i).append("\"}\r\n\n");
        }
        var whole = read("in.jsonl", text.toString());
        for (int cut = 1; cut < 50; cut += 7) {
            try (var first = open("in.jsonl")) {
                var batch = first.read(InputPosition.START, cut);
                var items = new ArrayList<>(batch.items());
                items.addAll(all(open("in.jsonl"), batch.after()));
                assertThat(items).isEqualTo(whole);
            }
        }
    }

    @Test
    void stopsAtTheLimit() throws IOException {
        Files.writeString(folder.resolve("in.jsonl"), "{\"id\":1}\n{\"id\":2}\n{\"id\":3}\n");
        try (var source = InputFile.of(folder.resolve("in.jsonl")).open("r", MAX_RECORD_BYTES, 2L)) {
            var batch = source.read(InputPosition.START, 100);

            assertThat(batch.items()).hasSize(2);
            assertThat(batch.after().complete()).isTrue();
        }
    }

    @Test
    void readsCsvWithQuotesAndLineBreaksInFields() throws IOException {
        var items = read("in.csv", "id,text\na,\"two\nlines, \"\"quoted\"\"\"\n,no id\n");

        assertThat(items.get(0).item().record()).isEqualTo("{\"id\":\"a\",\"text\":\"two\\nlines, \\\"quoted\\\"\"}");
        assertThat(items.get(1).item().id()).startsWith("line-4-");
    }

    @Test
    void aCsvRecordWithAnotherNumberOfFieldsIsBadInput() throws IOException {
        var items = read("in.csv", "id,text\na,b,c\nd\ne,f\n");

        assertThat(items).extracting(item -> item.failure() == null).containsExactly(false, false, true);
        assertThat(failure(items.get(0)).detail()).isEqualTo("in.csv:2: the record has 3 fields; the header has 2");
    }

    @Test
    void csvGoesOnFromAStoredPositionToo() throws IOException {
        var whole = read("in.csv", "id,text\n1,a\n2,b\n3,c\n");
        try (var first = open("in.csv")) {
            var batch = first.read(InputPosition.START, 2);
            var items = new ArrayList<>(batch.items());
            items.addAll(all(open("in.csv"), batch.after()));

            assertThat(items).isEqualTo(whole);
        }
    }

    @Test
    void refusesAFileThatIsMissingOrEmpty() throws IOException {
        Files.createFile(folder.resolve("empty.jsonl"));

        assertThatThrownBy(() -> InputFile.of(folder.resolve("none.jsonl"))).isInstanceOf(CannotStartException.class)
                .hasMessageContaining("none.jsonl does not exist");
        assertThatThrownBy(() -> InputFile.of(folder)).hasMessageContaining("is not a readable file");
        assertThatThrownBy(() -> InputFile.of(folder.resolve("empty.jsonl"))).hasMessageContaining("is empty");
    }

    @Test
    void spoolsStandardInputToDiskFirst() throws IOException {
        var spool = folder.resolve("spool").resolve("r.jsonl");
        var input = InputFile.spooled(new ByteArrayInputStream("{\"id\":1}\n".getBytes(StandardCharsets.UTF_8)), spool);

        assertThat(Files.readString(spool)).isEqualTo("{\"id\":1}\n");
        assertThat(input.hash()).hasSize(64);
    }

    private static Failure failure(NewItem item) {
        return Objects.requireNonNull(item.failure(), "the line was taken as a record");
    }

    private List<NewItem> read(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
        return all(open(name), InputPosition.START);
    }

    private ItemSource open(String name) {
        return InputFile.of(folder.resolve(name)).open("r", MAX_RECORD_BYTES, null);
    }

    private static List<NewItem> all(ItemSource source, InputPosition from) {
        try (source) {
            var items = new ArrayList<NewItem>();
            for (var at = from; !at.complete();) {
                var batch = source.read(at, 3);
                items.addAll(batch.items());
                at = batch.after();
            }
            return items;
        }
    }
}
