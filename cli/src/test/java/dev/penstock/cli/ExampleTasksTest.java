package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/// The tasks and records that a newcomer finds in the repository.
class ExampleTasksTest {
    private static final Path REPOSITORY = Path.of("..");

    private final TestProject project;

    ExampleTasksTest(@TempDir Path folder) throws IOException {
        project = new TestProject(folder);
        for (var part : List.of("penstock.yaml", "prompts", "examples/inputs", "examples/answers")) {
            try (var files = Files.walk(REPOSITORY.resolve(part))) {
                for (var file : files.filter(Files::isRegularFile).toList()) {
                    project.write(REPOSITORY.relativize(file).toString(), Files.readString(file));
                }
            }
        }
    }

    @Test
    void lintClean() {
        assertThat(project.penstock("prompts", "lint", "receipt-fields", "thread-summary", "ticket-triage",
                "banking-intent"))
                .satisfies(result -> assertThat(result.out() + result.err()).doesNotContain("warning"))
                .extracting(TestProject.Result::code)
                .isEqualTo(0);
    }

    @ParameterizedTest
    @CsvSource({"ticket-triage, tickets, 8", "receipt-fields, receipts, 6", "thread-summary, threads, 4",
            "banking-intent, bank-questions, 8"})
    void runOutOfTheBox(String task, String records, int count) {
        var result = project.penstock("run", task, "--input", "examples/inputs/" + records + ".jsonl", "--run-id", "r");

        assertThat(result.code()).isZero();
        assertThat(project.read("out/r/accepted.jsonl").lines()).hasSize(count);
    }

    @Test
    void flagTheThreadThatIsCut() {
        project.penstock("run", "thread-summary", "--input", "examples/inputs/threads.jsonl", "--run-id", "r");

        var flags = project.read("out/r/accepted.jsonl")
                .lines()
                .map(line -> new JsonMapper().readTree(line).at("/meta/flags").toString());
        assertThat(flags).containsExactly("[]", "[]", "[]", "[\"input-cut:thread\"]");
    }

    @Test
    void catchAnOrderNumberThatTheTicketDoesNotName() {
        project.write("examples/answers/tickets.jsonl",
                project.read("examples/answers/tickets.jsonl").replace("A-77821", "A-77812"));

        assertThat(project.penstock("run", "ticket-triage", "--input", "examples/inputs/tickets.jsonl", "--run-id", "r")
                .code()).isEqualTo(3);
        assertThat(project.read("out/r/dead-letters.jsonl")).contains("\"ungrounded\"",
                "Nearest: \\\"A-77821\\\" (2 digits swapped).");
    }
}
