package dev.penstock.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SoakTest {
    /// Maven runs the tests of a module in its folder.
    private static final Path REPOSITORY = Path.of("..");

    @Test
    void comesThroughTheNoiseOfAStormWithASmallHeap() throws IOException, InterruptedException {
        var outcome = bench().measure(1_500);

        assertThat(outcome.reckoning().verification().problems()).isEmpty();
        assertThat(outcome.reckoning().verification().totals().retryable()).containsKeys("server-error",
                "connection-failed");
        assertThat(outcome.whole()).as(outcome.toString()).isTrue();
        assertThat(outcome.exitCode()).isEqualTo(3);
    }

    @Test
    @Tag("soak")
    void needsNoMoreOfAnythingTheLongerItStorms() throws IOException, InterruptedException {
        assertThat(bench().run(100_000)).isTrue();
    }

    private static SoakBench bench() {
        return new SoakBench(REPOSITORY, new PrintStream(System.out, true, StandardCharsets.UTF_8));
    }
}
