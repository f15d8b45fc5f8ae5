package dev.penstock.bench;

import dev.penstock.bench.BenchProject.Wire;
import dev.penstock.cli.rehearse.PenstockProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
import java.util.regex.Pattern;

/// What the API adds to a generation's time at a fixed rate of requests, whatever becomes of earlier ones. `penstock serve`
/// is a process of its own, with the options its launcher gives it; the provider is a stub that answers after always the same
/// wait; the same rate sent straight to the stub shows what the machine itself adds.
final class ApiBench {
    private static final int PER_SECOND = 500;
    private static final int WARM_UP_SECONDS = 90;
    private static final Duration PROVIDER = Duration.ofMillis(20);
    private static final double BAR_MS = 5;
    private static final List<String> LAUNCHER_OPTIONS = List.of("-XX:MaxRAMPercentage=70");
    private static final Pattern URL = Pattern.compile("\\{\"url\":\"([^\"]+)\"}");
    private static final String ASKED = """
            {"model":"gpt-5-mini","messages":[{"role":"user","content":"Where is my parcel?"}]}""";

    private final Path root;
    private final PrintStream out;

    /// @param root the repository
    ApiBench(Path root, PrintStream out) {
        this.root = root;
        this.out = out;
    }

    /// @param seconds of each measurement
    /// @return whether the bar was reached
    boolean run(int seconds) throws IOException, InterruptedException {
        try (var stub = CannedServer.start(PROVIDER); var project = BenchProject.create()) {
            project.task(root.resolve("bench/prompts/echo"), Wire.OPENAI, "");
            project.endpoint(Wire.OPENAI, stub.uri(), PER_SECOND);
            var penstock = project.penstock(LAUNCHER_OPTIONS);
            var process = penstock.start("serve", "--port", "0", "--json");
            try (var straight = new BareClient(stub.uri());
                    var client = new BareClient(address(penstock, process))) {
                measured(WARM_UP_SECONDS * PER_SECOND / 2, ApiBench::faster, i -> generate(client, i));
                out.printf(Locale.ROOT,
                        "%d requests a second for %d s; the provider takes %d ms; time beyond that, from when each was due%n%n",
                        PER_SECOND, seconds, PROVIDER.toMillis());
                out.println("| asked | median | p95 | p99 | not answered with 200 |\n|---|--:|--:|--:|--:|");
                int count = seconds * PER_SECOND;
                row("the stub itself", measured(count, ApiBench::steady, _ -> ask(straight)));
                var asked = measured(count, ApiBench::steady, i -> generate(client, i));
                row("Penstock", asked);
                return asked.percentile(99) < BAR_MS && asked.failed() == 0;
            } finally {
                process.destroy();
                process.waitFor();
            }
        }
    }

    /// Waits until the server says where it is.
    private static URI address(PenstockProcess penstock, Process process) {
        while (process.isAlive()) {
            var url = URL.matcher(penstock.said());
            if (url.find()) {
                return URI.create(url.group(1));
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        throw new BenchException("penstock serve ended: " + penstock.said());
    }

    /// A request to be sent.
    @FunctionalInterface
    private interface Sent {
        int status() throws IOException;
    }

    private static Sent generate(BareClient client, int i) {
        var body = "{\"input\":{\"text\":\"Question number " + i + ": where is my parcel?\"}}";
        return () -> client.post("/v1/tasks/echo/generations", body);
    }

    private static Sent ask(BareClient stub) {
        return () -> stub.post("/v1/chat/completions", ASKED);
    }

    private void row(String who, Latencies latencies) {
        out.printf(Locale.ROOT, "| %s | %.1f ms | %.1f ms | %.1f ms | %d |%n", who, latencies.percentile(50),
                latencies.percentile(95), latencies.percentile(99), latencies.failed());
    }

    /// @param sorted milliseconds beyond the provider's own
    private record Latencies(List<Double> sorted, int failed) {
        double percentile(int percent) {
            return sorted.get(Math.max(0, (int) Math.ceil(sorted.size() * percent / 100.0) - 1));
        }
    }

    /// When a request of a steady rate is due, in ns.
    private static long steady(int i) {
        return i * 1_000_000_000L / PER_SECOND;
    }

    /// When a request is due, in ns, while the rate rises from nothing to the one that is measured: a server that starts is not
    /// flooded, which would leave it with a thousand connections for the rest of the measurement.
    private static long faster(int i) {
        return (long) (Math.sqrt(2.0 * i * WARM_UP_SECONDS / PER_SECOND) * 1e9);
    }

    private static Latencies measured(int count, IntToLongFunction due, IntFunction<Sent> requests) {
        var millis = new double[count];
        var failed = new AtomicInteger();
        var start = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < count; i++) {
                var n = i;
                var at = start + due.applyAsLong(i);
                for (var left = at - System.nanoTime(); left > 0; left = at - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                threads.execute(() -> {
                    if (!answered(requests.apply(n))) {
                        failed.incrementAndGet();
                    }
                    millis[n] = (System.nanoTime() - at) / 1e6 - PROVIDER.toMillis();
                });
            }
        }
        return new Latencies(Arrays.stream(millis).sorted().boxed().toList(), failed.get());
    }

    private static boolean answered(Sent request) {
        try {
            return request.status() == 200;
        } catch (IOException _) {
            return false;
        }
    }
}
