package dev.penstock.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Real shells complete words; what they ask `penstock complete` for is answered by a script that says what it was asked.
class CompletionTest {
    @TempDir
    private Path folder;
    private TestProject project;

    @BeforeEach
    void create() throws IOException {
        project = new TestProject(folder);
        var answering = Files.writeString(folder.resolve("penstock"), """
                #!/bin/sh
                [ "$1" = complete ] && echo "$3-of-${2:-here}" && echo 'other'
                """);
        assertThat(answering.toFile().setExecutable(true)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "penstock ver | verify", "penstock dead-let | dead-letters", "penstock dead-letters sh | show",
            "penstock run --inp | --input", "penstock run --pro | --project", "penstock --col | --color",
            "penstock run ta | tasks-of-here", "penstock resume ru | runs-of-here",
            "penstock report --json ru | runs-of-here",
            "penstock dead-letters discard dl_1 dl_2 de | dead-letters-of-here",
            "penstock dead-letters list --task ta | tasks-of-here",
            "penstock dead-letters list --status disc | discarded", "penstock --color al | always",
            "penstock --color = ne | never", "penstock retry r --prompt pi | pinned",
            "penstock --project some/where resume ru | runs-of-some/where",
            "penstock resume --project = some/where ru | runs-of-some/where", "penstock completion z | zsh",
            "penstock run t --input it | items.jsonl", "penstock run t --output pro | prompts", "penstock zzz | ''",
            "penstock run t --budget 2 | ''", "penstock run ta other | ''",
            "penstock prompts diff t ve | versions-of-here", "penstock prompts diff t 1 ve | versions-of-here",
            "penstock samples show sa | samples-of-here", "penstock init --endpoint ne | new-endpoints-of-here"})
    void completesInBash(String line, String expected) throws Exception {
        assertThat(String.join(" ", bash(line.split(" ")))).isEqualTo(expected);
    }

    @Test
    void offersEverythingWhenNothingIsTypedYet() throws Exception {
        assertThat(bash("penstock", "")).contains("run", "dead-letters", "status", "completion")
                .doesNotContain("complete");
        assertThat(bash("penstock", "dead-letters", "")).contains("list", "show", "accept");
        assertThat(bash("penstock", "run", "")).containsExactly("tasks-of-here", "other");
        assertThat(bash("penstock", "run", "-")).contains("--input", "--json", "--project", "--help")
                .doesNotContain("--version");
    }

    @Test
    void runsNothingThatANameSays() throws Exception {
        Files.writeString(folder.resolve("penstock"), "#!/bin/sh\necho '$(touch pwned)'; echo '`touch pwned`'\n");

        assertThat(bash("penstock", "run", "")).containsExactly("$(touch pwned)", "`touch pwned`");
        assertThat(folder.resolve("pwned")).doesNotExist();
    }

    @Test
    void completesThroughThePathThatWasTyped() throws Exception {
        Files.createDirectories(folder.resolve("my bin"));
        Files.move(folder.resolve("penstock"), folder.resolve("my bin/penstock"));

        assertThat(bash("my bin/penstock", "run", "ta")).containsExactly("tasks-of-here");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void isAScriptThatItsShellCanRead(String shell) throws Exception {
        assumeThat(Path.of("/bin", shell)).exists();
        var script = Files.writeString(folder.resolve("script"), project.penstock("completion", shell).out());

        assertThat(process(List.of("/bin/" + shell, "-n", script.toString()))).isEmpty();
    }

    @Test
    void answersWithWhatTheProjectHas() {
        project.endpoint("faulty").items(2).penstock("run", "triage", "--input", "items.jsonl", "--run-id", "first");

        assertThat(complete("tasks", "")).containsExactly("triage");
        assertThat(complete("endpoints", "f")).containsExactly("faulty");
        assertThat(complete("runs", "fi")).containsExactly("first");
        assertThat(complete("runs", "x")).isEmpty();
        assertThat(complete("dead-letters", "dl_")).hasSize(2);
        assertThat(complete("reasons", "")).containsExactly("placeholder");
        assertThat(complete("versions", "")).hasSize(2).contains("disk").anyMatch(name -> name.matches("[0-9a-f]{12}"));
        assertThat(complete("new-endpoints", "f")).containsExactly("faulty");
        assertThat(complete("nonsense", "")).isEmpty();
    }

    @Test
    void findsAStoreThatTheSettingsPutElsewhere() {
        project.write("penstock.yaml", "endpoints:\n  sim: { provider: simulator }\n"
                + "# store: { url: \"sqlite:wrong.db\" }\nstore: { retention: 30d, url: \"sqlite:deep/er.db\" }");
        project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "second");

        assertThat(folder.resolve("deep/er.db")).exists();
        assertThat(complete("runs", "")).containsExactly("second");
    }

    @Test
    void offersSamplesAndTheEndpointsThatANewProjectMayHave() {
        project.write("penstock.yaml", """
                endpoints:
                  sim: { provider: simulator }
                store: { url: "sqlite:store.db" }
                samples: { rate: 1, store: deep/samples.db }
                """);
        project.penstock("run", "triage", "--input", "items.jsonl");

        assertThat(complete("samples", "s_")).isNotEmpty();
        assertThat(project.penstock("complete", "no/where", "new-endpoints", "").out())
                .isEqualTo("simulator\nclaude\ngpt\n");
    }

    @Test
    void isSilentWithoutAProjectAndWithABrokenOne() throws IOException {
        var nowhere = project.penstock("complete", "no/where", "runs", "");
        Files.createDirectories(folder.resolve(".penstock"));
        Files.writeString(folder.resolve(".penstock/penstock.db"), "no database");
        project.write("penstock.yaml", "endpoints: [");

        assertThat(nowhere).isEqualTo(new TestProject.Result(0, "", ""));
        for (var kind : List.of("runs", "dead-letters", "endpoints", "reasons")) {
            assertThat(project.penstock("complete", "", kind, "")).isEqualTo(new TestProject.Result(0, "", ""));
        }
    }

    private List<String> complete(String kind, String prefix) {
        return project.penstock("complete", "", kind, prefix).out().lines().toList();
    }

    /// What bash would offer for the last word.
    private List<String> bash(String... words) throws IOException, InterruptedException {
        assumeThat(Path.of("/bin/bash")).exists();
        Files.writeString(folder.resolve("script"), project.penstock("completion", "bash").out());
        var command = new ArrayList<>(List.of("/bin/bash", "--norc", "-c", """
                PATH=.:$PATH; source script; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
                _penstock "$1"; [ ${#COMPREPLY[@]} = 0 ] || printf '%s\\n' "${COMPREPLY[@]}"
                """, "bash"));
        command.addAll(List.of(words));
        return process(command).lines().toList();
    }

    private String process(List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return output;
    }
}
