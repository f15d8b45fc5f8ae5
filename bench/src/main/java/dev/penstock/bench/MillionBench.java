package dev.penstock.bench;

import dev.penstock.bench.BenchProject.Wire;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// Whether a run's memory depends on how many items it has: one million items through `penstock run` with a small heap.
final class MillionBench {
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
            write(project.input(), items);
            var from = System.nanoTime();
            var penstock = project.penstock(List.of(HEAP));
            var child = penstock.start("run", "echo", "--input", project.input().toString(), "--run-id", "million",
                    "--quiet");
            var peak = peakKilobytes(child);
            BenchProject.finish(penstock, child, AT_MOST);
            var seconds = (System.nanoTime() - from) / 1e9;
            report(project, items, seconds, peak);
            return accepted(project) == items;
        }
    }

    private static void write(Path input, int items) throws IOException {
        try (var writer = Files.newBufferedWriter(input)) {
            for (var i = 0; i < items; i++) {
                writer.write("{\"id\":\"q" + i + "\",\"text\":\"Question number " + i + ": where is my parcel?\"}\n");
            }
        }
    }

    /// Watches a process until it ends. Linux only: elsewhere the peak is 0.
    private static long peakKilobytes(Process process) throws IOException, InterruptedException {
        var status = Path.of("/proc", Long.toString(process.pid()), "status");
        var peak = 0L;
        while (!process.waitFor(1, TimeUnit.SECONDS)) {
            if (Files.isReadable(status)) {
                peak = Math.max(peak, Files.readAllLines(status)
                        .stream()
                        .filter(line -> line.startsWith("VmHWM:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElse(0));
            }
        }
        return peak;
    }

    private void report(BenchProject project, int items, double seconds, long peakKilobytes) throws IOException {
        out.printf(Locale.ROOT, "%,d items with %s, %d in flight, replies at once from a stub server%n", items, HEAP,
                IN_FLIGHT);
        out.printf(Locale.ROOT, "- accepted: %,d%n", accepted(project));
        out.printf(Locale.ROOT, "- process start to outputs written: %,.0f s, %,.0f generations/s%n", seconds,
                items / seconds);
        out.printf(Locale.ROOT, "- most memory of the process (heap, code, threads, SQLite): %,d MB%n",
                peakKilobytes / 1024);
        out.printf(Locale.ROOT, "- store: %,d MB%n", Files.size(project.open().config().store()) >> 20);
    }

    private static long accepted(BenchProject project) throws IOException {
        try (var lines = Files.lines(project.folder().resolve("out/million/accepted.jsonl"))) {
            return lines.count();
        }
    }
}
