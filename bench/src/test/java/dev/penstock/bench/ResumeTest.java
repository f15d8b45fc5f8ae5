package dev.penstock.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ResumeTest {
    /// Maven runs the tests of a module in its folder.
    private static final Path REPOSITORY = Path.of("..");

    @Test
    void goesOnFromTheJournalAfterAKill() throws IOException, InterruptedException {
        var outcome = new ResumeBench(REPOSITORY, new PrintStream(System.out)).measure(1_000);

        assertThat(outcome.killedAfter()).isBetween(900L, 1_000L);
        assertThat(outcome.seconds()).isPositive();
        assertThat(outcome.reckoning().verification().totals().items().accepted()).isEqualTo(1_000);
        assertThat(outcome.reckoning().boughtTwice()).isZero();
        assertThat(outcome.reckoning().verification().problems()).isEmpty();
    }
}
