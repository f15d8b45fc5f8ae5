package dev.penstock.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.engine.Project;
import dev.penstock.simulator.FaultKind;
import dev.penstock.simulator.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-24T03:00:00Z"), ZoneOffset.UTC);
    private static final int ITEMS = 300;
    private static final String BAD = String.valueOf(Math.round(847 * ITEMS / 10_000.0));

    private final ScriptedStage stage = new ScriptedStage();

    @TempDir
    private Path folder;

    @Test
    void namesEachOfTheBadRepliesThatTheLoopCalledSuccessAndLeavesAProjectThatWorks()
            throws IOException, InterruptedException {
        var project = folder.resolve("penstock-demo");

        var held = new Demo(stage, project, true, CLOCK, () -> 0, DemoTest::quiet).play(ITEMS);

        assertThat(held).isTrue();
        assertThat(stage.lines()).anyMatch(line -> line.contains(BAD + " of those are bad, and nobody was told"))
                .anyMatch(line -> line.matches(" +" + BAD + " .*"))
                .anyMatch(line -> line.contains("✓ nothing bad got in"))
                .anyMatch(line -> line.contains("✓ ledger = books"))
                .noneMatch(line -> line.contains("✖"));
        assertThat(Files.readString(project.resolve("penstock.yaml"))).contains("scenario: morning.yaml");
        try (var records = Project.open(project, _ -> null).records()) {
            assertThat(records.verify("bad-night", null).problems()).isEmpty();
        }
    }

    @Test
    void leavesNothingBehindUnlessAsked() throws IOException, InterruptedException {
        var project = folder.resolve("temporary");

        new Demo(stage, project, false, CLOCK, () -> 0, scenario -> quiet(scenario).withFaults(List.of())).play(100);

        assertThat(project).doesNotExist();
        assertThat(stage.lines().getLast()).contains("penstock demo --keep");
    }

    /// Without quota, overload and noise, so that it takes a moment only; without the requests that can never succeed, for
    /// which the loop sleeps.
    private static Scenario quiet(Scenario night) {
        return night.withQuota(null)
                .withEpisodes(List.of())
                .withFaults(night.faults()
                        .stream()
                        .filter(fault -> fault.kind().family() == FaultKind.Family.CONTENT)
                        .toList());
    }
}
