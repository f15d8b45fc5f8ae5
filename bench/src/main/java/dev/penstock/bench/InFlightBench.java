package dev.penstock.bench;

import dev.penstock.bench.BenchProject.Wire;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Whether one process holds thousands of calls in flight with a heap of 1 GB. The server answers slowly and says when so
/// many requests wait for it at once.
final class InFlightBench {
    private static final String RUN = "in-flight";
    private static final String HEAP = "-Xmx1g";
    private static final Duration REPLY_AFTER = Duration.ofSeconds(20);
    private static final Duration AT_MOST = Duration.ofMinutes(15);
    /// The limiter begins with few calls and doubles with every reply, which takes about as many items again.
    private static final int ITEMS_PER_CALL = 4;

    private final Path root;
    private final PrintStream out;

    /// @param root the repository
    InFlightBench(Path root, PrintStream out) {
        this.root = root;
        this.out = out;
    }

    /// @param calls wanted in flight at once
    /// @return whether they were, and every item was accepted
    boolean run(int calls) throws IOException, InterruptedException {
        var items = calls * ITEMS_PER_CALL;
        try (var server = CannedServer.start(REPLY_AFTER, calls); var project = BenchProject.create()) {
            project.task(root.resolve("bench/prompts/echo"), Wire.OPENAI, "");
            project.endpoint(Wire.OPENAI, server.uri(), calls);
            project.questions(items);
            var from = System.nanoTime();
            var penstock = project.penstock(List.of(HEAP));
            var child = penstock.start("run", "echo", "--input", project.input().toString(), "--run-id", RUN,
                    "--quiet");
            var reached = server.awaitTogether(child);
            var live = reached ? ProcessMemory.liveMegabytes(child) : 0;
            var memory = ProcessMemory.peakMegabytes(child);
            BenchProject.finish(penstock, child, AT_MOST);
            var accepted = project.accepted(RUN);
            out.printf(Locale.ROOT, "%,d calls in flight with %s; every reply after %d s; %,d items%n", calls, HEAP,
                    REPLY_AFTER.toSeconds(), items);
            out.printf(Locale.ROOT, "- in flight at once: %s%n",
                    reached ? String.format(Locale.ROOT, "%,d", calls) : "fewer");
            out.printf(Locale.ROOT, "- heap in use after a collection, with so many in flight: %,d MB%n", live);
            out.printf(Locale.ROOT, "- most memory of the process: %,d MB%n", memory);
            out.printf(Locale.ROOT, "- accepted: %,d in %.0f s%n", accepted, (System.nanoTime() - from) / 1e9);
            return reached && accepted == items;
        }
    }
}
