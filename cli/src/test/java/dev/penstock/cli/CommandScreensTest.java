package dev.penstock.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What whole commands print on an 80-column terminal, where it is the same every time.
class CommandScreensTest {
    @TempDir
    private Path folder;
    private TestProject project;

    @BeforeEach
    void create() {
        project = new TestProject(folder).terminal(colour -> Terminal.detect(_ -> null, _ -> false,
                () -> OptionalInt.of(80), colour));
    }

    @Test
    void showsTheOverview() {
        Golden.assertMatches("overview", printed());
        Golden.assertMatches("overview-colour", printed("--color", "always"));
    }

    @Test
    void showsTheRegistry() {
        project.write("prompts/letter/task.yaml", "endpoint: sim\nmodel: claude-haiku-4-5\nmax-output-tokens: 200\n");
        project.write("prompts/letter/user.md", "Dear {customer_name}: {{ text }}");

        Golden.assertMatches("prompts-list", printed("prompts", "list"));
        Golden.assertMatches("prompts-lint", printed("prompts", "lint"));
        Golden.assertMatches("prompts-lint-colour", printed("prompts", "lint", "--color", "always"));
        Golden.assertMatches("prompts-render",
                printed("prompts", "render", "triage", "--input", "items.jsonl", "--id", "7"));
    }

    @Test
    void saysWhatIsWrong() {
        var lines = new ArrayList<String>();
        for (var command : List.of("run", "run triage", "run triage --inptu x", "run nothing --input items.jsonl",
                "run triage --input nothing.jsonl", "run triage --input items.jsonl --budget lots",
                "run triage --input items.jsonl --run-id a/b", "run triage --input items.jsonl --mode fast",
                "resume r_NONE", "runs", "report", "dead-letters show dl_1", "prompts render triage",
                "simulate --port 99999", "completion fish", "--color sometimes")) {
            lines.add("$ penstock " + command);
            lines.addAll(printed(command.split(" ")));
        }
        Golden.assertMatches("errors", lines);
    }

    @Test
    void saysEveryProblemOfTheSettings() {
        project.write("penstock.yaml", """
                endpoints:
                  sim: { provider: simulator, limits: { concurency: 8, requests-per-minute: 0 } }
                  claude: { provider: antropic, api-key: "${NOT_SET}" }
                stoer: { url: "mysql:x" }
                """);

        Golden.assertMatches("errors-settings", printed("runs"));
        Golden.assertMatches("errors-settings-colour", printed("runs", "--color", "always"));
    }

    /// Both streams, messages after results; the folder's name is another every time.
    private List<String> printed(String... command) {
        var result = project.penstock(command);
        return (result.out() + result.err()).replace(folder.toString(), "/project").stripTrailing().lines().toList();
    }
}
