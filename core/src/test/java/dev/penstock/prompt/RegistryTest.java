package dev.penstock.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryTest {
    @TempDir
    Path dir = Path.of("");

    @BeforeEach
    void writeATask() throws IOException {
        var task = Files.createDirectories(dir.resolve("prompts/triage"));
        Files.writeString(task.resolve("task.yaml"), "endpoint: e\nmodel: m\nmax-output-tokens: 3\n");
        Files.writeString(task.resolve("user.md"), "{{ text }}");
    }

    @Test
    void listsFoldersThatAreNamedLikeATask() throws IOException {
        for (var name : new String[]{"banking", "Upper", ".hidden", "under_score", "-dash", "a".repeat(65)}) {
            Files.createDirectory(dir.resolve("prompts").resolve(name));
        }
        Files.writeString(dir.resolve("prompts/readme"), "x");
        assertThat(registry().tasks()).containsExactly("banking", "triage");
        assertThat(registry().prompt("triage").task()).isEqualTo("triage");
    }

    @Test
    void refusesLinksThatLeadOut() throws IOException {
        var outside = Files.writeString(dir.resolve("secret.md"), "secret");
        Files.createSymbolicLink(dir.resolve("prompts/triage/system.md"), outside);
        assertThatThrownBy(() -> registry().prompt("triage")).isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("prompts/triage/system.md: is a link that leads out of the registry");
        Files.createSymbolicLink(dir.resolve("prompts/linked"), Files.createDirectory(dir.resolve("elsewhere")));
        assertThatThrownBy(() -> registry().prompt("linked"))
                .hasMessageStartingWith("prompts/linked/: is a link that leads out of the registry");
    }

    @Test
    void neverFollowsATaskNameOutOfTheRegistry() {
        assertThatThrownBy(() -> registry().prompt("../triage")).isInstanceOf(SettingsException.class)
                .hasMessageContaining("there is no task '../triage'")
                .hasMessageContaining("tasks: triage");
    }

    @Test
    void namesAFileThatIsNotUtf8AndAFolderThatIsNotThere() throws IOException {
        Files.write(dir.resolve("prompts/triage/user.md"), new byte[]{(byte) 0xff});
        assertThatThrownBy(() -> registry().prompt("triage"))
                .hasMessage("prompts/triage/user.md: is not valid UTF-8; save it as UTF-8");
        assertThatThrownBy(() -> Registry.open(dir.resolve("nowhere"))).isInstanceOf(SettingsException.class)
                .hasMessageContaining("nowhere: there is no such folder");
    }

    @Test
    void aTaskIsCompiledAgainOnlyWhenOneOfItsFilesChanged() throws IOException {
        var registry = registry();
        var first = registry.prompt("triage");
        assertThat(registry.prompt("triage")).isSameAs(first);

        Files.writeString(dir.resolve("prompts/triage/user.md"), "Be brief. {{ text }}");
        var second = registry.prompt("triage");
        assertThat(second.version()).isNotEqualTo(first.version());
        Files.writeString(dir.resolve("prompts/triage/task.yaml"), "endpoint: e\nmodel: m\n");
        assertThatThrownBy(() -> registry.prompt("triage")).isInstanceOf(SettingsException.class);
        Files.writeString(dir.resolve("prompts/triage/task.yaml"), "endpoint: e\nmodel: m\nmax-output-tokens: 3\n");
        assertThat(registry.prompt("triage")).isSameAs(second);
    }

    @Test
    void knowsNoCommitOutsideARepository() {
        assertThat(registry().gitCommit("triage")).isNull();
    }

    private Registry registry() {
        return Registry.open(dir.resolve("prompts"));
    }
}
