package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForgetCommandTest {
    private static final String SECRET = "CANARY-Mueller";

    @TempDir
    private Path folder;
    private TestProject project;

    @BeforeEach
    void create() {
        project = new TestProject(folder);
        project.write("penstock.yaml", project.read("penstock.yaml") + "samples: { rate: 1 }\n");
    }

    @Test
    void leavesNoByteOfTheItemInAnyFileOfTheProjectButTheUsersOwn() throws IOException {
        var input = items();
        project.penstockReading(input, "run", "triage", "--input", "-", "--run-id", "piped", "--quiet");
        project.endpoint("faulty");
        project.penstockReading(input, "run", "triage", "--input", "-", "--run-id", "dead", "--quiet");
        assertThat(filesWith(SECRET)).contains("penstock.db", "samples.db", "dead.jsonl", "piped.jsonl",
                "dead-letters.jsonl");

        var forgotten = project.penstock("forget", "2", "--yes");

        assertThat(forgotten.code()).isZero();
        assertThat(forgotten.out()).contains("item 2 of run piped forgotten: record, output, 1 reply body",
                "item 2 of run dead forgotten", "1 sample; it is discarded",
                "written again without it: " + folder.resolve("out/piped"), "not Penstock's to erase");
        assertThat(filesWith(SECRET)).isEmpty();
        for (var run : new String[]{"piped", "dead"}) {
            assertThat(project.penstock("verify", run).out()).contains("✓ verified");
        }
        assertThat(project.read("out/piped/accepted.jsonl"))
                .contains("{\"id\":\"2\",\"output\":null,")
                .contains("\"flags\":[\"forgotten\"]");
        assertThat(project.read("out/dead/dead-letters.jsonl").lines()).hasSize(2);
    }

    @Test
    void tellsAProgramWhatItErased() {
        project.items(2);
        project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "r", "--quiet");

        assertThat(project.penstock("forget", "1", "--yes", "--json").out())
                .startsWith("{\"items\":[{\"run\":\"r\",\"task\":\"triage\",\"id\":\"1\",\"line\":2,"
                        + "\"forgottenBefore\":false,\"discarded\":false,\"replies\":1,\"samples\":1}]")
                .endsWith("\"settled\":true}\n");
    }

    @Test
    void canBeRepeated() {
        project.items(2);
        project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "r", "--quiet");
        project.penstock("forget", "1", "--yes");

        var again = project.penstock("forget", "1", "--yes");

        assertThat(again.code()).isZero();
        assertThat(again.out()).contains("item 1 of run r was forgotten before, at 20");
    }

    @Test
    void namesTheUsersOwnInputThatStillHoldsIt() {
        project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "r", "--quiet");

        assertThat(project.penstock("forget", "7", "--run", "r", "--yes").out())
                .contains("still there: your input " + folder.resolve("items.jsonl") + ", line 8");
    }

    @Test
    void asksFirstAndKnowsWhatItIsTalkingAbout() {
        project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "r", "--quiet");

        var unasked = project.penstock("forget", "7");
        assertThat(unasked.code()).isEqualTo(2);
        assertThat(unasked.err()).contains("run r", "item 7 (line 8)", "nobody confirmed it", "--yes");
        assertThat(project.penstock("forget", "no-such", "--yes").err()).contains("no item has the id 'no-such'");
        assertThat(project.penstock("forget", "7", "--run", "no-such", "--yes").err())
                .contains("there is no run 'no-such'");
        assertThat(project.penstock("forget", "7", "--task", "other", "--yes").code()).isEqualTo(2);
        assertThat(project.penstock("samples", "list").out()).doesNotContain("(erased)");
    }

    @Test
    void anItemThatWasNeverSentIsDiscardedAndNeverSent() {
        project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "r", "--budget", "0.0001");
        assertThat(project.penstock("report", "r").out()).contains("20 pending");

        assertThat(project.penstock("forget", "3", "--yes").out()).contains("it is discarded");

        assertThat(project.penstock("resume", "r", "--budget", "5").out())
                .contains("20 = 19 accepted + 0 dead-lettered + 1 discarded + 0 pending");
        assertThat(project.penstock("verify", "r").out()).contains("✓ verified");
    }

    private static String items() {
        return """
                {"id":"1","text":"a parcel is lost"}
                {"id":"2","text":"%s wants a refund"}
                {"id":"3","text":"a late parcel"}
                """.formatted(SECRET);
    }

    private String filesWith(String text) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> read(file).contains(text))
                    .map(file -> file.getFileName().toString())
                    .collect(Collectors.joining(" "));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
