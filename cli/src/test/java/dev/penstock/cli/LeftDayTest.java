package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.engine.GenerationPendingException;
import dev.penstock.engine.Penstock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the commands say of generations that a program left pending.
class LeftDayTest {
    @TempDir
    Path folder;

    @Test
    void statusNamesADayThatWasLeftAndResumeFinishesIt() throws Exception {
        var project = new TestProject(folder).endpoint("stalled");
        project.write("penstock.yaml", """
                endpoints:
                  stalled: { provider: simulator, scenario: stalled.yaml }
                """);
        project.write("stalled.yaml", "name: stalled\nfaults:\n  - { kind: stall, rate: 1 }\n");
        try (var penstock = Penstock.open(folder)) {
            assertThatThrownBy(
                    () -> penstock.task("triage").within(Duration.ofMillis(1)).generate("t-1", Map.of("text", "lost")))
                    .isInstanceOf(GenerationPendingException.class);
            penstock.close(Duration.ofMillis(1));
        }

        var status = project.penstock("status");
        assertThat(status.out()).contains("open   1 of 1 pending", "→ penstock resume g_");

        project.write("stalled.yaml", "name: healed\n");
        var day = status.out().replaceAll("(?s).*penstock resume (g_\\w+).*", "$1");
        assertThat(project.penstock("resume", day).code()).isZero();
        assertThat(project.penstock("runs").out()).contains(day, "complete");
        assertThat(project.penstock("status").out()).contains("no run waits");
    }
}
