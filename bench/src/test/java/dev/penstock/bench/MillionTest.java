package dev.penstock.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class MillionTest {
    /// Maven runs the tests of a module in its folder.
    private static final Path REPOSITORY = Path.of("..");

    @Test
    void acceptsEveryItemWithASmallHeap() throws IOException, InterruptedException {
        assertThat(run(2_000)).contains("2,000 items with -Xmx256m", "accepted: 2,000");
    }

    @Test
    @Tag("soak")
    void needsNoMoreHeapForAMillionItems() throws IOException, InterruptedException {
        assertThat(run(1_000_000)).contains("accepted: 1,000,000");
    }

    private static String run(int items) throws IOException, InterruptedException {
        var said = new ByteArrayOutputStream();
        assertThat(new MillionBench(REPOSITORY, new PrintStream(said, true, StandardCharsets.UTF_8)).run(items))
                .isTrue();
        return said.toString(StandardCharsets.UTF_8);
    }
}
