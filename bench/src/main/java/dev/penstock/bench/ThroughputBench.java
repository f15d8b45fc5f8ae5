package dev.penstock.bench;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.penstock.bench.BenchProject.Wire;
import dev.penstock.engine.RunRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

/// How much of a bare SDK loop's speed is left when every call is journaled, checked and booked. The server that answers
/// is a process of its own and does as little as a server can.
final class ThroughputBench {
    private static final List<Integer> IN_FLIGHT = List.of(64, 256, 1_000);
    private static final List<Duration> WAITS = List.of(Duration.ZERO, Duration.ofMillis(20));
    private static final double BAR = 0.4;

    private final Path root;
    private final PrintStream out;

    /// @param root the repository
    ThroughputBench(Path root, PrintStream out) {
        this.root = root;
        this.out = out;
    }

    /// @return whether Penstock reached the bar everywhere
    boolean run(int items) throws IOException, InterruptedException {
        out.printf(Locale.ROOT,
                "%,d generations each, both sides warmed up; the server is a stub that always sends the same"
                        + " reply%n%n",
                items);
        out.println("| in flight | reply after | bare openai-java | Penstock | ratio | CPU bare | CPU Penstock |");
        out.println("|--:|--:|--:|--:|--:|--:|--:|");
        var reached = true;
        for (var wait : WAITS) {
            try (var server = CannedServer.start(wait)) {
                for (var inFlight : IN_FLIGHT) {
                    reached &= row(server.uri(), wait, inFlight, items);
                }
            }
        }
        return reached;
    }

    private boolean row(URI server, Duration wait, int inFlight, int items) throws IOException, InterruptedException {
        bare(server, inFlight, items / 4);
        penstock(server, inFlight, items / 4);
        var bare = bare(server, inFlight, items);
        var penstock = penstock(server, inFlight, items);
        out.printf(Locale.ROOT, "| %,d | %d ms | %,.0f/s | %,.0f/s | %.2f | %.0f µs | %.0f µs |%n", inFlight,
                wait.toMillis(), bare.perSecond(), penstock.perSecond(), penstock.perSecond() / bare.perSecond(),
                bare.cpuMicros(), penstock.cpuMicros());
        return penstock.perSecond() >= BAR * bare.perSecond();
    }

    /// @param cpuMicros processor time of this process per generation
    private record Speed(double perSecond, double cpuMicros) {}

    private static Speed bare(URI server, int inFlight, int items) throws InterruptedException {
        var client = OpenAIOkHttpClient.builder()
                .apiKey("simulated-key")
                .baseUrl(server + "/v1")
                .maxRetries(0)
                .maxIdleConnections(inFlight)
                .keepAliveDuration(Duration.ofSeconds(30))
                .build();
        var slots = new Semaphore(inFlight);
        var watch = Watch.start();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < items; i++) {
                var text = text(i);
                slots.acquire();
                threads.execute(() -> {
                    try {
                        ask(client, text);
                    } finally {
                        slots.release();
                    }
                });
            }
        }
        var speed = watch.per(items);
        client.close();
        return speed;
    }

    private static void ask(OpenAIClient client, String text) {
        var params = ChatCompletionCreateParams.builder()
                .model(Wire.OPENAI.model())
                .maxCompletionTokens(200)
                .addUserMessage("Answer this question:\n" + text)
                .build();
        if (client.chat().completions().create(params).choices().isEmpty()) {
            throw new IllegalStateException("a reply without a choice");
        }
    }

    private Speed penstock(URI server, int inFlight, int items) throws IOException {
        try (var project = BenchProject.create()) {
            project.task(root.resolve("bench/prompts/echo"), Wire.OPENAI, "");
            project.endpoint(Wire.OPENAI, server, inFlight);
            project.inputs(inputs(items));
            var watch = Watch.start();
            try (var engine = project.open().engine("bench")) {
                engine.start(new RunRequest("echo", project.input().toString(), null, null, null, null, null),
                        InputStream.nullInputStream()).await();
            }
            return watch.per(items);
        }
    }

    private static List<Map<String, String>> inputs(int items) {
        return IntStream.range(0, items).mapToObj(i -> Map.of("id", "q" + i, "text", text(i))).toList();
    }

    private static String text(int i) {
        return "Question number " + i + ": where is my parcel, and when will it be here?";
    }

    /// Wall clock and processor time of this process since its start.
    private record Watch(long nanos, long cpuNanos) {
        private static Watch start() {
            return new Watch(System.nanoTime(), cpu());
        }

        private Speed per(int items) {
            return new Speed(items / ((System.nanoTime() - nanos) / 1e9), (cpu() - cpuNanos) / 1e3 / items);
        }

        private static long cpu() {
            return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                    .getProcessCpuTime();
        }
    }
}
