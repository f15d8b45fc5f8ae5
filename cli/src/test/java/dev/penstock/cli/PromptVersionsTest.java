package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// Prompts like code: versions on disk, in git and of runs, compared and counted.
class PromptVersionsTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;
    private TestProject project;

    @BeforeEach
    void create() {
        project = new TestProject(folder).items(3);
    }

    @Test
    void comparesTheLastRunWithTheDiskAndRunsWithEachOther() {
        project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "first", "--quiet");
        assertThat(project.penstock("prompts", "diff", "triage").out()).contains("run first (", "no difference");
        project.write("prompts/triage/task.yaml",
                project.read("prompts/triage/task.yaml").replace("tokens: 200", "tokens: 400"));

        assertThat(project.penstock("prompts", "diff", "triage").out()).contains("max-output-tokens  200 → 400",
                "-max-output-tokens: 200", "+max-output-tokens: 400");
        project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "second", "--quiet");
        var json = JSON.readTree(project.penstock("prompts", "diff", "triage", "first", "second", "--json").out());
        assertThat(json.path("settings").toString())
                .isEqualTo("[{\"key\":\"max-output-tokens\",\"before\":\"200\",\"after\":\"400\"}]");
        var version = json.path("from").path("version").asString();
        assertThat(project.penstock("prompts", "diff", "triage", version.substring(7, 13)).out())
                .startsWith("triage   version " + version.substring(7, 13) + " → disk (");
        assertThat(project.penstock("prompts", "diff", "triage", version).code()).isZero();
    }

    @Test
    void comparesCommitsAndTakesNoRefForAnOption() throws Exception {
        git("init", "-q");
        git("add", "prompts");
        git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "one");
        git("tag", "v1");
        project.write("prompts/triage/user.md", "Triage briefly: {{ text }}");

        assertThat(project.penstock("prompts", "diff", "triage").err()).contains("no run of triage was started yet",
                "prompts diff triage git:HEAD disk");
        for (var ref : List.of("HEAD", "v1", "git:v1", "git:HEAD^{tree}^0~0", "git:HEAD~0")) {
            var result = project.penstock("prompts", "diff", "triage", ref);
            assertThat(ref.contains("tree") ? result.err() : result.out())
                    .contains(ref.contains("tree") ? "is no version of triage" : "+Triage briefly: {{ text }}");
        }
        assertThat(project.penstock("prompts", "diff", "triage", "disk", "HEAD").out()).contains("-Triage briefly");
        for (var ref : List.of("--output=x", "-h", "git:--all", "git:-", "HEAD:penstock.yaml", "nope", "git:",
                "a..b")) {
            var result = project.penstock("prompts", "diff", "triage", "--", ref);
            assertThat(result.code()).as(ref).isEqualTo(2);
            assertThat(result.err()).contains("is no version of triage");
        }
        assertThat(folder.resolve("x")).doesNotExist();
        assertThat(project.penstock("prompts", "log", "triage").out()).contains("*  ", "never");
    }

    @Test
    void listsVersionsWithWhatTheyWereUsedForAndMarksTheOneOnDisk() {
        project.endpoint("faulty").penstock("run", "triage", "--input", "items.jsonl", "--run-id", "r", "--quiet");
        project.endpoint("sim").penstock("retry", "r", "--quiet");
        project.penstock("run", "triage", "--input", "items.jsonl", "--quiet");

        var entries = project.penstock("prompts", "log", "triage", "--json").out().lines().map(JSON::readTree).toList();

        assertThat(entries).extracting(entry -> entry.path("onDisk").asBoolean()).containsExactly(true, false);
        assertThat(entries).extracting(entry -> entry.path("items").asInt()).containsExactly(6, 3);
        assertThat(entries).extracting(entry -> entry.path("accepted").asInt()).containsExactly(6, 0);
        assertThat(entries).extracting(entry -> entry.path("runs").asInt()).containsExactly(2, 1);
        assertThat(entries.getFirst().path("costPerAcceptedUsd").asString()).startsWith("0.000");
        assertThat(entries.getLast().path("costPerAcceptedUsd").isNull()).isTrue();
        assertThat(project.penstock("prompts", "log", "triage").out()).contains("100.0%", "0.0%",
                "penstock prompts diff triage ");
    }

    @Test
    void stillKnowsATaskWhoseFilesAreGoneAndRefusesAnUnknownOne() {
        project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "r", "--quiet");
        project.write("prompts/triage/user.md", "{{ broken");
        assertThat(project.penstock("prompts", "diff", "triage").out()).contains("disk (does not compile)",
                "+{{ broken");
        assertThat(project.penstock("prompts", "log", "triage").code()).isZero();
        assertThat(project.penstock("prompts", "log", "triag").err()).contains("did you mean triage?");
        assertThat(project.penstock("prompts", "diff", "../x").code()).isEqualTo(2);
    }

    private void git(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("git", "-C", folder.toString()));
        command.addAll(List.of(arguments));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
