package dev.penstock.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a newcomer does in an empty directory.
class InitCommandTest {
    @TempDir
    private Path folder;

    @Test
    void writesAProjectWhoseNextCommandsWork() {
        var init = penstock("init", "mine");

        assertThat(init.code()).isZero();
        Golden.assertMatches("init", init.out().lines().toList());
        assertThat(penstock("prompts", "lint", "--project", "mine").code()).isZero();
        var run = penstock("run", "ticket-triage", "--input", "mine/input/ticket-triage.jsonl", "--project", "mine",
                "--quiet");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("8 accepted, 0 dead-lettered");
    }

    @Test
    void derivesATaskFromABatchThatRunsAgainstTheSimulator() throws IOException {
        Files.writeString(folder.resolve("requests.jsonl"), IntStream.range(0, 5)
                .mapToObj(i -> "{\"custom_id\":\"q" + i
                        + "\",\"body\":{\"model\":\"gpt-5-mini\",\"messages\":[{\"role\":\"system\",\"content\":\"Use {braces}.\"},{\"role\":\"user\",\"content\":\"Question: number "
                        + i + "\"}]}}\n")
                .collect(Collectors.joining()));

        var init = penstock("init", "--from-openai-batch", "requests.jsonl");
        var run = penstock("run", "requests", "--input", "input/requests.jsonl", "--quiet");

        assertThat(init.code()).as(init.err()).isZero();
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("5 accepted");
    }

    @Test
    void derivesATaskFromATableThatRunsAgainstTheSimulator() throws IOException {
        Files.writeString(folder.resolve("sorted.csv"), "id,Question,Label\n" + IntStream.range(0, 6)
                .mapToObj(i -> i + ",\"what about, " + i + "\"," + (i % 2 == 0 ? "card" : "loan") + "\n")
                .collect(Collectors.joining()));

        assertThat(penstock("init", "--from-csv", "sorted.csv").out()).contains("one of 2 labels",
                "column 'Question' is the variable question");
        assertThat(penstock("run", "sorted", "--input", "input/sorted.jsonl", "--quiet").out()).contains("6 accepted");
    }

    @Test
    void changesNothingWhenItCannot() {
        var result = penstock("init", "--from-csv", "nope.csv");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).startsWith("error: ").contains("nope.csv does not exist");
        assertThat(folder).isEmptyDirectory();
    }

    private TestProject.Result penstock(String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var surroundings = new Surroundings(new ByteArrayInputStream(new byte[0]), new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8), Map.<String, String>of()::get, _ -> Terminal.none(), folder,
                Clock.systemUTC());
        int code = Main.run(surroundings, args);
        return new TestProject.Result(code, out.toString(UTF_8), err.toString(UTF_8));
    }
}
