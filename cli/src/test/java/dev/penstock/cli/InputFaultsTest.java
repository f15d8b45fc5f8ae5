package dev.penstock.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Inputs as they come: each bad line is a dead letter that names its place, and the others are worked on. An input that
/// changed under a run is noticed before anything is sent.
class InputFaultsTest {
    @TempDir
    Path folder;
    private TestProject project;

    @BeforeEach
    void write() {
        project = new TestProject(folder);
    }

    @Test
    void everyBadLineIsADeadLetterThatNamesItsPlaceAndTheOthersAreAccepted() throws IOException {
        var input = new ByteArrayOutputStream();
        line(input, "\uFEFF{\"id\":\"bom\",\"text\":\"with a mark and a carriage return\"}\r");
        line(input, "  ");
        input.write("{\"id\":\"latin\",\"text\":\"caf\u00E9\"}\n".getBytes(ISO_8859_1));
        line(input, "{\"id\":\"huge\",\"text\":\"" + "x".repeat(50 << 20) + "\"}");
        line(input, "{\"id\":\"nul\",\"text\":\"a\0b\"}");
        line(input, "{\"id\":\"bom\",\"text\":\"the id again\"}");
        line(input, "[1,2]");
        line(input, "{\"id\":\"deep\",\"text\":\"x\",\"nest\":" + "[".repeat(1_000) + "]".repeat(1_000) + "}");
        line(input, "{\"id\":\"good\",\"text\":\"a good one\"}");
        input.write("{\"id\":\"cut\",\"text\":\"its end is mis".getBytes(UTF_8));
        Files.write(folder.resolve("bad.jsonl"), input.toByteArray());

        var run = project.penstock("run", "triage", "--input", "bad.jsonl", "--run-id", "c", "--json");

        assertThat(run.code()).isEqualTo(ExitCode.DEAD_LETTERS);
        var items = report(run).path("items");
        assertThat(items.path("accepted").asInt()).isEqualTo(2);
        assertThat(report(run).path("attempts").path("total").asInt()).isEqualTo(2);
        var places = project.read("out/c/dead-letters.jsonl")
                .lines()
                .map(JsonMapper.shared()::readTree)
                .collect(Collectors.toMap(letter -> letter.path("id").asString(),
                        letter -> letter.path("detail").asString()));
        assertThat(places).containsOnlyKeys("line-3", "line-4", "line-5", "bom#6", "line-7", "line-8", "line-10");
        assertThat(places.get("line-3")).startsWith("bad.jsonl:3: the line is not valid UTF-8");
        assertThat(places.get("line-4")).startsWith("bad.jsonl:4: the line has 52428").contains("max-record-bytes");
        assertThat(places.get("bom#6")).isEqualTo("line 6 uses the id of line 1 again");
        assertThat(places.get("line-7")).startsWith("bad.jsonl:7: a JSON array");
        assertThat(places.get("line-8")).startsWith("bad.jsonl:8: not valid JSON");
        assertThat(places.get("line-10")).startsWith("bad.jsonl:10: not valid JSON");
        assertThat(project.penstock("verify", "c").code()).isZero();
    }

    private static void line(ByteArrayOutputStream out, String text) throws IOException {
        out.write((text + "\n").getBytes(UTF_8));
    }

    @Test
    void standardInputThatClosesInTheMiddleOfALineLosesOnlyThatLine() {
        var run = project.penstockReading("{\"id\":\"1\",\"text\":\"whole\"}\n{\"id\":\"2\",\"te", "run", "triage",
                "--input", "-", "--run-id", "p", "--json");

        assertThat(run.code()).isEqualTo(ExitCode.DEAD_LETTERS);
        assertThat(report(run).path("items").path("accepted").asInt()).isEqualTo(1);
        assertThat(report(run).path("deadLetters").path("bad-input").asInt()).isEqualTo(1);
    }

    enum Change implements UnaryOperator<String> {
        CHANGED {
            @Override
            public String apply(String input) {
                return input.replace("parcel", "letter");
            }
        },
        REORDERED {
            @Override
            public String apply(String input) {
                return input.lines().toList().reversed().stream().collect(Collectors.joining("\n", "", "\n"));
            }
        },
        APPENDED {
            @Override
            public String apply(String input) {
                return input + "{\"id\":\"another\",\"text\":\"one more\"}\n";
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anInputThatIsAnotherOneIsRefusedUnderTheIdOfTheFirst(Change change) {
        assertThat(project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "c").code()).isZero();
        project.write("items.jsonl", change.apply(project.read("items.jsonl")));

        var again = project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "c");

        assertThat(again.code()).isEqualTo(ExitCode.USAGE);
        assertThat(again.err()).contains("run c exists with another input", "whose content is another",
                "use another --run-id");
        assertThat(attempts("c")).isEqualTo(20);
    }

    @Test
    void anInputThatChangedBeforeItWasReadToItsEndIsNotReadOn() {
        project.write("items.jsonl", IntStream.range(0, 100_000)
                .mapToObj(i -> "{\"id\":\"" + i + "\",\"text\":\"ticket\"}\n")
                .collect(Collectors.joining()));
        var halted = project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "c", "--budget",
                "0.000001",
                "--json");
        assertThat(halted.code()).isEqualTo(ExitCode.HALTED);
        assertThat(report(halted).path("items").path("total").asInt()).isLessThan(100_000);
        project.items(5);

        var resumed = project.penstock("resume", "c", "--budget", "10");

        assertThat(resumed.code()).isEqualTo(ExitCode.USAGE);
        assertThat(resumed.err()).contains("has changed since run c started, and it was not read to its end",
                "put the old file back, or start a new run");
        assertThat(attempts("c")).isZero();
    }

    @Test
    void theIdOfARunMeansTheSameModelAndTaskAndKeepsItsPromptVersion() {
        assertThat(project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "c").code()).isZero();
        var task = project.read("prompts/triage/task.yaml");
        project.write("prompts/triage/task.yaml", task.replace("claude-haiku-4-5", "claude-sonnet-4-5"));

        var other = project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "c");
        project.write("prompts/triage/task.yaml", task).write("prompts/triage/user.md", "Triage again: {{ text }}");
        var moved = project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "c");

        assertThat(other.code()).isEqualTo(ExitCode.USAGE);
        assertThat(other.err()).contains(
                "run c exists with another model: it has claude-haiku-4-5, this has claude-sonnet-4-5");
        assertThat(moved.code()).isZero();
        assertThat(moved.err()).contains("prompts/triage has changed since c started; it goes on with the version it"
                + " started with");
        assertThat(attempts("c")).isEqualTo(20);
    }

    private int attempts(String run) {
        return JsonMapper.shared()
                .readTree(project.penstock("report", run, "--json").lastLine())
                .path("attempts")
                .path("total")
                .asInt();
    }

    private static JsonNode report(TestProject.Result run) {
        return JsonMapper.shared().readTree(run.lastLine());
    }
}
