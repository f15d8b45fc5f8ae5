package dev.penstock.bench;

import dev.penstock.bench.BenchProject.Wire;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Whether a run's memory depends on how many items it has: one million items through `penstock run` with a small heap.
final class MillionBench {
    private static final String RUN = "million";
    private static final int IN_FLIGHT = 256;
    private static final String HEAP = "-Xmx256m";
    private static final Duration AT_MOST = Duration.ofHours(2);

    private final Path root;
    private final PrintStream out;

    /// @param root the repository
    MillionBench(Path root, PrintStream out) {
        this.root = root;
        this.out = out;
    }

    /// @return whether every item was accepted and the heap was enough
    boolean run(int items) throws IOException, InterruptedException {
        try (var server = CannedServer.start(Duration.ZERO); var project = BenchProject.create()) {
            project.task(root.resolve("bench/prompts/echo"), Wire.OPENAI, "");
            project.endpoint(Wire.OPENAI, server.uri(), IN_FLIGHT);
            project.questions(items);
            var from = System.nanoTime();
            var penstock = project.penstock(List.of(HEAP));
            var child = penstock.start("run", "echo", "--input", project.input().toString(), "--run-id", RUN,
                    "--quiet");
            var peak = ProcessMemory.peakMegabytes(child);
            BenchProject.finish(penstock, child, AT_MOST);
            var seconds = (System.nanoTime() - from) / 1e9;
            report(project, items, seconds, peak);
            return project.accepted(RUN) == items;
        }
    }

    private void report(BenchProject project, int items, double seconds, long peakMegabytes) throws IOException {
        out.printf(Locale.ROOT, "%,d items with %s, %d in flight, replies at once from a stub server%n", items, HEAP,
                IN_FLIGHT);
        out.printf(Locale.ROOT, "- accepted: %,d%n", project.accepted(RUN));
        out.printf(Locale.ROOT, "- process start to outputs written: %,.0f s, %,.0f generations/s%n", seconds,
                items / seconds);
        out.printf(Locale.ROOT, "- most memory of the process (heap, code, threads, SQLite): %,d MB%n",
                peakMegabytes);
        out.printf(Locale.ROOT, "- store: %,d MB%n", Files.size(project.open().config().store()) >> 20);
    }
}
