package dev.penstock.bench;

import dev.penstock.bench.BenchProject.Wire;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How long a user waits for the launcher: for `--version`, and until `run` has sent its first request.
final class StartupBench {
    private static final int TIMES = 7;
    private static final double VERSION_BAR = 0.4;
    private static final double REQUEST_BAR = 1.5;

    private final Path root;
    private final PrintStream out;

    /// @param root the repository, built
    StartupBench(Path root, PrintStream out) {
        this.root = root;
        this.out = out;
    }

    /// @return whether both bars were reached
    boolean run() throws IOException, InterruptedException {
        var version = median(this::version);
        var request = median(this::firstRequest);
        out.printf(Locale.ROOT, "median of %d starts of ./penstock, with its start-up cache%n", TIMES);
        out.printf(Locale.ROOT, "- penstock --version: %.2f s (bar %.1f)%n", version, VERSION_BAR);
        out.printf(Locale.ROOT, "- penstock run, start to first request at the server: %.2f s (bar %.1f)%n", request,
                REQUEST_BAR);
        return version < VERSION_BAR && request < REQUEST_BAR;
    }

    @FunctionalInterface
    private interface Measured {
        double seconds() throws IOException, InterruptedException;
    }

    private static double median(Measured measured) throws IOException, InterruptedException {
        var seconds = new ArrayList<Double>();
        for (var i = 0; i < TIMES; i++) {
            seconds.add(measured.seconds());
        }
        seconds.sort(null);
        return seconds.get(TIMES / 2);
    }

    private double version() throws IOException, InterruptedException {
        var from = System.nanoTime();
        penstock("--version").waitFor();
        return since(from);
    }

    private double firstRequest() throws IOException, InterruptedException {
        try (var server = CannedServer.start(Duration.ZERO); var project = BenchProject.create()) {
            project.task(root.resolve("bench/prompts/echo"), Wire.OPENAI, "");
            project.endpoint(Wire.OPENAI, server.uri(), 1);
            project.inputs(List.of(Map.of("id", "q1", "text", "Where is my parcel?")));
            var from = System.nanoTime();
            var run = penstock("--project", project.folder().toString(), "run", "echo", "--input",
                    project.input().toString());
            server.awaitFirstRequest();
            var seconds = since(from);
            run.waitFor();
            return seconds;
        }
    }

    private Process penstock(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(root.resolve("penstock").toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD);
        builder.environment().put("BENCH_KEY", "simulated-key");
        return builder.start();
    }

    private static double since(long from) {
        return (System.nanoTime() - from) / 1e9;
    }
}
