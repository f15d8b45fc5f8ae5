package dev.penstock.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class KillTest {
    /// Maven runs the tests of a module in its folder.
    private static final Path REPOSITORY = Path.of("..");

    @Test
    void losesNoItemAndBuysNoJournaledReplyAgainWhenItIsKilledAtRandomMoments()
            throws IOException, InterruptedException {
        var outcome = new KillBench(REPOSITORY, new PrintStream(System.out)).measure(5, 20261124);

        assertThat(outcome.kills()).isEqualTo(5);
        assertThat(outcome.accepted()).isEqualTo(outcome.items());
        assertThat(outcome.reckoning().boughtTwice()).isZero();
        assertThat(outcome.reckoning().inFlight()).isLessThanOrEqualTo(outcome.inFlightAtMost());
        assertThat(outcome.reckoning().verification().problems()).isEmpty();
        assertThat(outcome.holds()).isTrue();
    }
}
