package dev.penstock.bench;

import dev.penstock.bench.BenchProject.Wire;
import dev.penstock.server.PenstockServer;
import dev.penstock.telemetry.Telemetry;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/// What the API adds to a generation's time at a fixed rate of requests, whatever becomes of earlier ones. The provider is a stub
/// that answers after always the same wait; the same requests sent straight to it show what the machine itself adds.
final class ApiBench {
    private static final int PER_SECOND = 500;
    private static final int WARM_UP_SECONDS = 10;
    private static final Duration PROVIDER = Duration.ofMillis(20);
    private static final double BAR_MS = 5;
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
        try (var stub = CannedServer.start(PROVIDER);
                var project = BenchProject.create();
                var client = HttpClient.newHttpClient()) {
            project.task(root.resolve("bench/prompts/echo"), Wire.OPENAI, "");
            project.endpoint(Wire.OPENAI, stub.uri(), PER_SECOND);
            try (var telemetry = Telemetry.ofServer(_ -> null, "bench");
                    var server = PenstockServer.start(project.open(),
                            new PenstockServer.Settings("127.0.0.1", 0, "bench", "bench", telemetry, _ -> {}))) {
                var generations = URI.create(server.uri() + "/v1/tasks/echo/generations");
                measured(client, WARM_UP_SECONDS, i -> request(generations, asked(i)));
                out.printf(Locale.ROOT,
                        "%d requests a second for %d s; the provider takes %d ms; time beyond that, from when each was due%n%n",
                        PER_SECOND, seconds, PROVIDER.toMillis());
                out.println("| asked | median | p95 | p99 | not answered with 200 |\n|---|--:|--:|--:|--:|");
                row("the stub itself", measured(client, seconds,
                        _ -> request(URI.create(stub.uri() + "/v1/chat/completions"), ASKED)));
                var penstock = measured(client, seconds, i -> request(generations, asked(i)));
                row("Penstock", penstock);
                return penstock.percentile(99) < BAR_MS && penstock.failed() == 0;
            }
        }
    }

    private static String asked(int i) {
        return "{\"input\":{\"text\":\"Question number " + i + ": where is my parcel?\"}}";
    }

    private static HttpRequest request(URI uri, String body) {
        return HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
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

    private static Latencies measured(HttpClient client, int seconds, IntFunction<HttpRequest> requests) {
        var count = seconds * PER_SECOND;
        var millis = new double[count];
        var failed = new AtomicInteger();
        var start = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < count; i++) {
                var n = i;
                var due = start + i * 1_000_000_000L / PER_SECOND;
                for (var left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                threads.execute(() -> {
                    if (!answered(client, requests.apply(n))) {
                        failed.incrementAndGet();
                    }
                    millis[n] = (System.nanoTime() - due) / 1e6 - PROVIDER.toMillis();
                });
            }
        }
        return new Latencies(Arrays.stream(millis).sorted().boxed().toList(), failed.get());
    }

    private static boolean answered(HttpClient client, HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
