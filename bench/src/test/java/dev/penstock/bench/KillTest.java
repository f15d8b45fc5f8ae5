package dev.penstock.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class KillTest {
    /// Maven runs the tests of a module in its folder.
    private static final Path REPOSITORY = Path.of("..");
    private static final long SEED = 20261124;

    @Test
    void losesNoItemAndBuysNoJournaledReplyAgainWhenItIsKilledAtRandomMoments()
            throws IOException, InterruptedException {
        var outcome = bench().measure(15, SEED);

        assertThat(outcome.kills()).isEqualTo(15);
        assertThat(outcome.accepted()).isEqualTo(outcome.items());
        assertThat(outcome.reckoning().boughtTwice()).isZero();
        assertThat(outcome.unconfirmed()).isEqualTo(outcome.inFlight());
        assertThat(outcome.reckoning().verification().problems()).isEmpty();
        assertThat(outcome.holds()).isTrue();
    }

    @Test
    @Tag("soak")
    void losesNoItemAndBuysNoJournaledReplyAgainInTwoHundredKills() throws IOException, InterruptedException {
        assertThat(bench().run(200, SEED)).isTrue();
    }

    private static KillBench bench() {
        return new KillBench(REPOSITORY, new PrintStream(System.out, true, StandardCharsets.UTF_8));
    }
}
