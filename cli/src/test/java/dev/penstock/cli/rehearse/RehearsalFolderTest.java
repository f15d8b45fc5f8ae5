package dev.penstock.cli.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.prompt.Prompt;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RehearsalFolderTest {
    @Test
    void copiesATaskAsItIsButForItsStopRule() throws Exception {
        var yaml = """
                endpoint: claude
                model: claude-haiku-4-5
                max-output-tokens: 300
                timeout: 60s
                stop-if: { dead-letters: 10%, of-last: 5 }
                checks: { placeholders: off, allow-literals: [ "{x}" ] }
                """;
        try (var folder = RehearsalFolder.create()) {
            folder.task("triage", Map.of("task.yaml", yaml, "user.md", "{{ text }}"));

            var copied = Files.readString(folder.folder().resolve("prompts/triage/task.yaml"));
            var user = Files.readString(folder.folder().resolve("prompts/triage/user.md"));
            var prompt = Prompt.compile("triage", Map.of("task.yaml", copied, "user.md", user));

            assertThat(prompt.settings().stopIf()).isNull();
            assertThat(prompt.version())
                    .isEqualTo(Prompt.compile("triage", Map.of("task.yaml", yaml, "user.md", user)).version());
        }
    }
}
